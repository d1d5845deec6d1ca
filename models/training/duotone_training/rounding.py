"""Weights of 7 bits that the words' encoder was trained for.

Where a weight has 7 bits, no sum of two products of it with an 8-bit activation passes 16 bits (255 · 64 · 2 = 32,640), so processors of
the x86 family without VNNI multiply exactly by their fast way as well. Rounding to so few steps costs twice what 8 bits cost; so the
encoder sees the rounding while it learns to give the states that it gave before (quantization-aware training, Jacob et al. 2018, with
the straight-through gradient of Bengio et al. 2013; the states of every layer as the target, as in TinyBERT, Jiao et al. 2020).
"""

from __future__ import annotations

import copy
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from . import device, loop, schedule
from .bert import Bert
from .features import post_rows, trained_text
from .fetch import tokenizer_and_rules
from .settings import Run
from .smooth import smoothed
from .train_text import parts_of
from .words import encode_ids

LARGEST = 64  # of a weight of 7 bits, as ONNX Runtime's quantizer rounds with reduce_range
LEVELS = 255  # of an activation


class Rounded(nn.Module):
    """A weight [out,in] on the 129 steps of its row's largest magnitude."""

    def forward(self, w: Tensor) -> Tensor:
        scale = w.detach().abs().amax(1).clamp_min(1e-12) / LARGEST
        none = torch.zeros(len(w), dtype=torch.int32, device=w.device)
        return torch.fake_quantize_per_channel_affine(w, scale, none, 0, -LARGEST, LARGEST)


def rounded_input(_: nn.Module, inputs: tuple[Tensor]) -> tuple[Tensor]:
    """Activations [B,T,D] on 256 steps between a post's smallest and largest, 0 among them, as `DynamicQuantizeLinear` has them."""
    x = inputs[0]
    flat = x.detach().flatten(1)
    low, high = flat.amin(1).clamp_max(0), flat.amax(1).clamp_min(0)
    scale = ((high - low) / LEVELS).clamp_min(1e-12)
    zero = (-low / scale).round().clamp(0, LEVELS).to(torch.int32)
    return (torch.fake_quantize_per_channel_affine(x, scale, zero, 0, 0, LEVELS),)


@contextmanager
def rounded_inputs(model: Bert) -> Iterator[None]:
    hooks = [m.register_forward_pre_hook(rounded_input) for m in linears(model)]
    try:
        yield
    finally:
        for h in hooks:
            h.remove()


def linears(model: Bert) -> list[nn.Linear]:
    return [m for m in model.encoder.modules() if isinstance(m, nn.Linear)]


def states(model: Bert, ids: Tensor) -> list[Tensor]:
    """What each layer says of ``ids`` [B,T], texts of one length."""
    x = model.embeddings(ids)
    bias = x.new_zeros(1, 1, 1, 1)
    out = []
    for layer in model.encoder["layer"]:
        x = layer(x, bias)
        out.append(x)
    return out


def of_one_length(ids: list[list[int]], batch: int, rng: random.Random) -> list[list[int]]:
    """Places of texts in batches that need no padding, whose numbers would widen a post's range."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for i, row in enumerate(ids):
        by_length[len(row)].append(i)
    plan = []
    for places in by_length.values():
        rng.shuffle(places)
        plan += [places[at : at + batch] for at in range(0, len(places), batch)]
    rng.shuffle(plan)
    return plan


def trained(model: Bert, ids: list[list[int]], c: dict, seed: int, checkpoint: Path | None = None) -> Bert:
    """A copy of ``model`` with 7-bit weights that gives its states nearly, learned on the texts ``ids``."""
    schedule.seed_all(seed)
    out = copy.deepcopy(model)
    out.requires_grad_(True)
    out.embeddings.requires_grad_(False)
    for m in linears(out):
        parametrize.register_parametrization(m, "weight", Rounded())

    def loss(places: list[int]) -> Tensor:
        x = device.tensor(np.array([ids[i] for i in places]))
        with torch.no_grad():
            want = states(model, x)
        with rounded_inputs(out):
            got = states(out, x)
        far = [(a - b).square().mean() / b.square().mean() for a, b in zip(got, want)]
        return far[-1] + sum(far) / len(far)

    plan = of_one_length(ids, c["batch"], random.Random(seed))
    parts = {"encoder": loop.Part(out.encoder, c["lr"])}
    done = loop.train(out, parts, plan, loss, c, name="round", checkpoint=checkpoint, to_train=nn.Module.eval).model
    for m in linears(done):
        parametrize.remove_parametrizations(m, "weight")
    return done.eval()


def read(run: Run) -> list[list[int]]:
    """Ids of some texts of all kinds that training reads, and of its posts."""
    pool = {r["text"] for part in parts_of(run)[0].values() for r in part} | {r["text"] for r in post_rows(run) if r["split"] == "train"}
    some = random.Random(run["seed"]).sample(sorted(pool), min(run["round"]["texts"], len(pool)))
    return encode_ids(*tokenizer_and_rules(run), some, run["words"]["max_tokens"])


def words(run: Run) -> None:
    """Stage round: the words' encoder, smoothed for 8 bits (``smooth``), with weights of 7."""
    done = run.file("text-rounded.pt")
    if done.exists():
        print("round: done before,", done)
        return
    if run["quantize"]["words_bits"] == 8:
        print("round: weights of 8 bits are not trained for")
        return
    text = smoothed_text(run)
    out = trained(text, read(run), run["round"], run["seed"], run.file("round.checkpoint.pt"))
    schedule.save(done, encoder=out.state_dict())


def smoothed_text(run: Run) -> Bert:
    """The trained encoder of words as its float32 graph has it."""
    c = run["quantize"]
    some = [r["text"] for r in post_rows(run) if r["split"] == "train"][: c["smoothing_texts"]]
    return smoothed(trained_text(run)[0], encode_ids(*tokenizer_and_rules(run), some, run["words"]["max_tokens"]), c["smoothing"])


def rounded(run: Run, text: Bert) -> Bert:
    """A copy of the smoothed encoder with the weights that stage round gave it."""
    out = copy.deepcopy(text)
    out.load_state_dict(schedule.load(run.file("text-rounded.pt"))["encoder"])
    return out
