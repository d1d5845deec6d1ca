"""Stage follow: the words' encoder of a pack learns to answer as another pack does in the language that that one knows better.

It works on a pack's own files, so on one that was made in other rounds too. The heads in the pack's fusion stay as they are: the encoder moves
until they give, for English texts, what the other pack's give (distillation, Hinton et al. 2015), and is held near the states that it gave before, which
fusion and picture were trained beside. Rows in other languages are learned from labels and from what the encoder read in them before (learning
without forgetting, Li & Hoiem 2016). Then it gets its weights of 7 bits as in ``rounding``; the gate, irony's curve and its threshold are set anew.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import Tensor, nn

from . import assemble, calibrate, export, judge_text, loop, precision, rounding, schedule, settings, texts, unquantized, words_gate
from . import quantize as q
from .bert import Bert
from .features import post_rows
from .settings import Run
from .text_model import meaning, opened, pad, pool_tokens
from .train_text import most_tokens, often, parts_of
from .words import Rules, encode_ids, load_tokenizer


class Heads(nn.Module):
    """The heads of the words in a pack's fusion, on pooled states [B,2Dt]."""

    def __init__(self, fusion: Path):
        super().__init__()
        a = unquantized.arrays(fusion)
        self.text_head, self.irony_head, self.gate_head, self.figure_head = (
            unquantized.linear(a, f"{name}_head") for name in ("text", "irony", "gate", "figure"))  # fmt: skip

    def forward(self, states: Tensor, mask: Tensor) -> dict[str, Tensor]:
        return words_gate.outputs(self, pool_tokens(states.float(), mask))


def meant(out: dict[str, Tensor]) -> Tensor:
    return meaning(out["says"], opened(out["gate"], out["irony"]), out["figure"])


@dataclass
class Words:
    """What a pack reads words with: its encoder, heads and tokenizer."""

    encoder: Bert
    heads: Heads
    folder: Path
    rules: Rules

    @classmethod
    def of(cls, run: Run, folder: Path) -> Words:
        return cls(unquantized.text(folder / "text.onnx"), Heads(folder / "fusion.onnx"), folder, Rules.of(run["words"]["rules"]))

    def ids(self, some: list[str], most: int) -> list[list[int]]:
        return encode_ids(load_tokenizer(self.folder / "tokenizer.json"), self.rules, some, most)

    @torch.no_grad()
    def read(self, ids: list[list[int]], batch: int = 64) -> dict[str, Tensor]:
        """All heads' outputs for many texts, in their order."""
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        parts: dict[str, list[Tensor]] = {}
        for at in range(0, len(order), batch):
            x, mask = pad([ids[i] for i in order[at : at + batch]])
            with precision.autocast():
                states = self.encoder(x, mask)
            for k, v in self.heads(states, mask).items():
                parts.setdefault(k, []).append(v)
        back = torch.empty(len(ids), dtype=torch.long)
        back[torch.tensor(order, dtype=torch.long)] = torch.arange(len(ids))
        return {k: torch.cat(v)[back] for k, v in parts.items()}


def rows_of(run: Run) -> tuple[list[str], list[dict]]:
    """English texts, each as often as ``repeat`` says, and the labelled rows of the other languages; none that a figure is taken on."""
    parts, held = parts_of(run)
    posts = post_rows(run)
    back = [*held.values(), [r for r in posts if r["split"] != "train"]]
    others = texts.without(parts.pop("umsab", []), *back)
    parts["posts"] = [r for r in posts if r["split"] == "train"]
    rng, repeat = random.Random(run["seed"]), run["follow"]["repeat"]
    return [r["text"] for name, part in parts.items() for r in often(texts.without(part, *back), repeat.get(name, 1.0), rng)], others


WINDOW = 20  # batches within which rows are sorted by length


def stretches(count: int, size: int, rng: random.Random) -> Iterator[list[int]]:
    """Numbers under ``count`` in ever new orders, ``size`` at a time."""
    while True:
        order = rng.sample(range(count), count)
        for at in range(0, max(1, count - size + 1), size):
            yield order[at : at + size]


def plan(english: list[int], lengths: tuple[list[int], list[int]], c: dict, rng: random.Random) -> list[tuple[list[int], list[int]]]:
    """Batches of places of English texts and of rows in other languages, of similar length each; ``epochs`` over the English ones."""
    steps = max(1, round(c["epochs"] * len(english) / c["english"]))
    first, second = stretches(len(english), c["english"] * WINDOW, rng), stretches(len(lengths[1]), c["others"] * WINDOW, rng)
    out: list = []
    while len(out) < steps:
        a = sorted((english[k] for k in next(first)), key=lambda i: lengths[0][i])
        b = sorted(next(second), key=lambda i: lengths[1][i])
        some = [(a[k * c["english"] :][: c["english"]], b[k * c["others"] :][: c["others"]]) for k in range(WINDOW)]
        some = [x for x in some if x[0] and x[1]]
        rng.shuffle(some)
        out += some
    return out[:steps]


def apart(own: dict[str, Tensor], followed: dict[str, Tensor], temperature: float) -> Tensor:
    """How far a pack's answers are from those of the pack that it follows."""

    def kl(a: Tensor, b: Tensor) -> Tensor:
        return F.kl_div(a, b, log_target=True, reduction="batchmean")

    says = kl(*(F.log_softmax(x["says"] / temperature, -1) for x in (own, followed)))
    figure = kl(*(F.log_softmax(x["figure"], -1) for x in (own, followed)))
    p = torch.sigmoid(followed["irony"])
    irony = F.binary_cross_entropy_with_logits(own["irony"], p) - F.binary_cross_entropy_with_logits(followed["irony"], p)
    exactly = sum((own[k] - followed[k]).square().mean() for k in ("irony", "gate"))
    return says + kl(meant(own), meant(followed)) + 0.5 * figure + irony + 0.02 * exactly


def learn(run: Run, own: Words, other: Words, temperatures: tuple[float, float]) -> Bert:
    """The encoder of ``own``, taught by ``other``; ``temperatures`` of the words: those of the two packs."""
    c = run["follow"]
    english, others = rows_of(run)
    once = sorted(set(english))
    place = {t: i for i, t in enumerate(once)}
    ids, ids_others = (own.ids(some, most_tokens(run)) for some in (once, [r["text"] for r in others]))
    followed = other.read(other.ids(once, run["words"]["max_tokens"]))
    before = own.read(ids_others)["says"]
    label = torch.tensor([r["says"] for r in others])
    print(f"follow: {len(english)} English rows, {len(once)} of them different, {len(others)} in all languages", flush=True)
    model = copy.deepcopy(own.encoder).requires_grad_(True)
    model.embeddings.requires_grad_(False)

    def loss(batch: tuple[list[int], list[int]]) -> Tensor:
        some, rest = batch
        x, mask = pad([ids[i] for i in some] + [ids_others[i] for i in rest])
        with precision.autocast():
            states = model(x, mask)
            with torch.no_grad():
                was = own.encoder(x, mask)
        there = mask[..., None].float()
        moved = ((states - was).float().square() * there).sum() / (was.float().square() * there).sum()
        out = own.heads(states, mask)
        n = len(some)
        first = apart({k: v[:n] for k, v in out.items()}, {k: v[some] for k, v in followed.items()}, temperatures[1])
        people = F.one_hot(label[rest], 3).float() * (1 - c["label_smoothing"]) + c["label_smoothing"] / 3
        answer = c["own"] * torch.softmax(before[rest] / temperatures[0], -1) + (1 - c["own"]) * people
        second = -(answer * F.log_softmax(out["says"][n:] / temperatures[1], -1)).sum(-1).mean()
        return first + c["others_weight"] * second + c["hold"] * moved

    schedule.seed_all(run["seed"])
    steps = plan([place[t] for t in english], ([len(x) for x in ids], [len(x) for x in ids_others]), c, random.Random(run["seed"]))
    parts = {"encoder": loop.Part(model.encoder, c["lr"])}
    return loop.train(model, parts, steps, loss, c, name="follow", checkpoint=run.file("follow.checkpoint.pt"), to_train=nn.Module.eval).model


def follow(run: Run) -> None:
    """Stage follow: into the pack's folder ``text.onnx``, and the bias of the gate in ``fusion.onnx``; into the work folder its float32 form, and what of the calibration is new."""
    c = run["follow"]
    if not c["pack"]:
        print("follow: this pack follows no other")
        return
    if not run.others:
        raise SystemExit("follow: [follow] pack is for a pack of several languages")
    from_work, folder = assemble.from_work(run), settings.HERE.parent / c["pack"]
    own = Words.of(run, run.pack)
    other = settings.read_json(folder / "pack.json")
    temperatures = tuple(x["calibration"]["temperature"]["words"] for x in (assemble.calibration_of(run), other))
    done, few = run.file("text-followed.pt"), run.file("text-followed-rounded.pt")
    if not done.exists():
        schedule.save(done, encoder=learn(run, own, Words.of(run, folder), temperatures).state_dict())
    own.encoder.load_state_dict(schedule.load(done)["encoder"])
    difference = graph_of(run, own.encoder, "text")
    if not few.exists():
        english, others = rows_of(run)
        pool = sorted({*english, *(r["text"] for r in others)})
        ids = own.ids(random.Random(run["seed"]).sample(pool, min(run["round"]["texts"], len(pool))), run["words"]["max_tokens"])
        schedule.save(few, encoder=rounding.trained(own.encoder, ids, run["round"], run["seed"], run.file("follow-round.checkpoint.pt")).state_dict())
    own.encoder.load_state_dict(schedule.load(few)["encoder"])
    difference = max(difference, graph_of(run, own.encoder, "text-rounded"))
    q.dynamic(run.float32 / "text-rounded.onnx", run.pack / "text.onnx", 7)
    recalibrate(run, own, other, difference)
    if from_work:
        settings.write_json(run.file("quantized.json"), assemble.hashes(run.pack))


def graph_of(run: Run, encoder: Bert, name: str) -> float:
    """Export the words' float32 graph and compare it with PyTorch at another size; → the largest difference."""
    c, path = run["export"], run.file("float", f"{name}.onnx")
    export.export(encoder, "text", export.words_example(encoder, 2, 7), path, c["opset"])
    out = export.difference(encoder, "text", export.words_example(encoder, 3, 12), path)
    if out > c["tolerance"]:
        raise SystemExit(f"follow: {path} differs from PyTorch by {out:.1e}, more than {c['tolerance']:g}")
    return out


def recalibrate(run: Run, own: Words, other: dict, difference: float) -> None:
    """The words' temperature is that of the pack that is followed, ``other``, whose logits these are. The gate is set anew, by the rule of stage train-posts, and so are irony's curve and its threshold."""

    def read(some: list[str]) -> dict[str, Tensor]:
        return own.read(own.ids(some, run["words"]["max_tokens"]))

    everyday = texts.sentiment(run.data, run["text_data"])[1][::2]
    by = judge_text.opening(read([r["text"] for r in everyday]), everyday, run["train_posts"]["meant_alarms"])
    open_gate(run.pack / "fusion.onnx", by)
    print(f"follow: the gate is open by {by:+.2f}")
    scale, bias, threshold = calibrate.irony_curve(run, lambda some: read(some)["irony"].numpy())
    settings.write_json(run.file("followed.json"), {
        "text.onnx": settings.sha256(run.pack / "text.onnx"), "words": other["calibration"]["temperature"]["words"],
        "pack": f"{other['name']} {other['version']}", "difference": difference,
        "irony": {"scale": round(scale, 4), "bias": round(bias, 4)}, "threshold": round(threshold, 3),
    })  # fmt: skip


def open_gate(fusion: Path, by: float) -> None:
    """Add to the bias of the words' gate, which a graph keeps in float32."""
    model = onnx.load(str(fusion))
    bias = next(i for i in model.graph.initializer if i.name == "gate_head.bias")
    bias.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(bias) + np.float32(by), bias.name))
    onnx.save(model, str(fusion))
