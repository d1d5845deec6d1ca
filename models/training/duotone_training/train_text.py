"""Stages train-says and train-text: the words' encoder on tweets.

``train-says`` learns what words say. The model it leaves reads the texts that have no such label, so that ``train-text`` can
learn from them all what is said and what is meant: a sarcastic tweet means what its author's plain wording says.
"""

from __future__ import annotations

import random

import torch
from torch import Tensor

from . import judge_text, loop, precision, schedule, settings, taught, texts
from .encoders import text_encoder
from .fetch import tokenizer_and_rules
from .settings import Run
from .text_model import Losses, TextModel, batches, layer_lrs, loaded, mean_of, outputs, pad, state_of
from .words import encode_ids


def add_ids(run: Run, *parts: list[dict]) -> None:
    """Put the token ids of every row's text into the row."""
    tok, rules = tokenizer_and_rules(run)
    for part in parts:
        for r, ids in zip(part, encode_ids(tok, rules, [r["text"] for r in part], most_tokens(run))):
            r["ids"] = ids


def most_tokens(run: Run) -> int:
    """Tokens of a text that training reads: where several languages make it long, fewer than the pack does."""
    return run.others.get("training_tokens", run["words"]["max_tokens"])


def fit(run: Run, model: TextModel, rows: list[dict], c: dict, seed: int, name: str) -> loop.Trained:
    """Train on ``rows``, resuming from the checkpoint ``name``."""
    if c["freeze_word_embeddings"]:
        model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    for layer in [model.encoder.embeddings, *model.encoder.encoder["layer"]][: c["freeze_layers"]]:
        layer.requires_grad_(False)
    losses = Losses(rows, c)
    losses.source = model.source

    def loss(index: list[int]) -> Tensor:
        part = [rows[i] for i in index]
        with precision.autocast():
            out = model(*pad([r["ids"] for r in part]))
        return losses(out, part)

    parts = {n: loop.Part(m, lr) for n, (m, lr) in layer_lrs(model, c).items()}
    plan = batches(rows, c, random.Random(seed))
    return loop.train(model, parts, plan, loss, c, name=f"{name} ({len(rows)} rows)", checkpoint=run.file(f"{name}.checkpoint.pt"))


def limited(run: Run, *parts: list[dict]) -> list[list[dict]]:
    limit = run["text_data"]["limit"]
    return [p[:limit] if limit else p for p in parts]


def says(run: Run) -> None:
    """Stage train-says."""
    done = run.file("says.pt")
    if done.exists():
        print("train-says: done before,", done)
        return
    c = run["train_text"] | run["train_says"]
    learn, held = texts.sentiment(run.data, run["text_data"])
    rows, held = limited(run, texts.without(learn, held) + texts.emotions(run.data), held)
    if run.others:
        rows, others = with_other_languages(run, rows, held)
        add_ids(run, others)
    elif "share" in c:
        rows = texts.drawn(rows, round(c["share"] * len(rows)), random.Random(run["seed"]))
    add_ids(run, rows, held)
    schedule.seed_all(run["seed"])
    random.Random(run["seed"]).shuffle(rows)
    trained = fit(run, TextModel(text_encoder(run), c["dropout"]), rows, c, run["seed"], "says")
    figures = judge_text.says(outputs(trained.model, [r["ids"] for r in held])["says"], held)
    if run.others:
        figures |= judge_text.by_language(outputs(trained.model, [r["ids"] for r in others])["says"], others)
    print("train-says:", {k: round(v, 1) for k, v in figures.items()}, f"{trained.minutes:.1f} min", flush=True)
    settings.write_json(run.file("says.json"), figures | {"minutes": trained.minutes})
    schedule.save(done, **state_of(trained.model))


def with_other_languages(run: Run, english: list[dict], held: list[dict]) -> tuple[list[dict], list[dict]]:
    """Training rows of train-says: all languages beside a share of the English ones; and the rows held back of every language."""
    others = texts.other_languages(run.data, "val")
    few = texts.drawn(english, round(run.others["english_share"] * len(english)), random.Random(run["seed"]))
    rows, others = limited(run, texts.without(texts.other_languages(run.data, "train") + few, held, others), others)
    return rows, others


def guess(run: Run, rows: list[dict]) -> None:
    """Fill in what the model of train-says reads where nobody labelled it: ``says`` and, of the plain wording, ``meant``.

    What it read is kept in ``guesses.pt``.
    """
    wanted = {r["text"] for r in rows if r.get("guess")} | {r["meant_guess"] for r in rows if r.get("meant_guess")}
    kept = run.file("guesses.pt")
    read = (schedule.load(kept) or {}).get("read", {})
    if new := sorted(wanted - read.keys()):
        tok, rules = tokenizer_and_rules(run)
        ids = encode_ids(tok, rules, new, most_tokens(run))
        p = torch.softmax(outputs(loaded(schedule.load(run.file("says.pt"))), ids)["says"], -1)
        read |= dict(zip(new, p.tolist()))
        schedule.save(kept, read=read)
        print(f"train-text: read {len(new)} texts", flush=True)
    for r in rows:
        if not r.get("guess"):
            continue
        r["says"] = read[r["text"]]
        if r.get("meant_guess"):
            r["meant"] = read[r["meant_guess"]]
        elif r.get("turned"):
            r["meant"] = texts.NEGATIVE


def often(rows: list[dict], times: float, rng: random.Random) -> list[dict]:
    """Rows ``times`` over, or a share of them; a repeated pair is a unit of its own."""
    if times < 1:
        return texts.drawn(rows, round(times * len(rows)), rng)
    return [r | {"unit": f"{r['unit']}/{k}"} if r.get("unit") else dict(r) for k in range(round(times)) for r in rows]


def parts_of(run: Run) -> tuple[dict[str, list[dict]], dict[str, list[dict]]]:
    """Training rows and held-out rows, by set."""
    c = run["text_data"]
    rng = random.Random(run["seed"])
    parts: dict[str, list[dict]] = {}
    held: dict[str, list[dict]] = {}
    parts["semeval"], held["semeval"] = texts.sentiment(run.data, c)
    if run.others:
        parts["umsab"], held["umsab"] = (texts.other_languages(run.data, n) for n in ("train", "val"))
    for r in [p for name in ("semeval", "umsab") for part in (parts, held) for p in part.get(name, [])]:
        r |= dict(irony=0, meant=r["says"], weights=dict(irony=c["ordinary_irony_weight"]))
    parts["emotion"] = texts.emotions(run.data)
    parts["figurative"], held["figurative"] = texts.figurative(run.data, c)
    parts["isarcasm"], held["isarcasm"] = texts.isarcasm(run.data, c)
    parts["irony"], held["irony"] = (texts.irony(run.data, c, f"{n}.jsonl") for n in ("train", "val"))
    parts["mmsd"], held["mmsd"] = (texts.mmsd(run.data, c, f"{n}.jsonl", rng) for n in ("train", "valid"))
    held["sarcasm"] = texts.left_out(run.data, c)
    held["post"] = [r for r in texts.posts(run.data) if r["split"] == "val"]
    parts["made"], held["made"] = texts.made("train", run["seed"]), texts.made("held", run["seed"])
    if run["teachers"]["models"]:
        parts["unlabelled"] = texts.unlabelled(run.data, c)
    return parts, held


def rows_of(run: Run) -> tuple[list[dict], dict[str, list[dict]]]:
    """Training rows from every set, each as often as ``repeat`` says, and held-out rows by set."""
    c = run["text_data"]
    rng = random.Random(run["seed"])
    parts, held = parts_of(run)
    rows = [r for name, part in parts.items() for r in often(texts.without(part, *held.values()), c["repeat"].get(name, 1.0), rng)]
    rng.shuffle(rows)
    rows = limited(run, rows)[0]
    guess(run, rows)
    if run["teachers"]["models"]:
        taught.mix(rows, taught.read_by_all(run, rows), run["teachers"]["share"], run["train_text"]["class_balance"])
    add_ids(run, rows)
    return rows, judged(run, held)


def judged(run: Run, held: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """The held-out rows that a stage judges itself on: of the large sets a part is enough."""
    out = dict(zip(held, limited(run, *held.values())))
    for name, most in run["text_data"]["judged"].items():
        out[name] = texts.drawn(out[name], most, random.Random(run["seed"]))
    add_ids(run, *out.values())
    return out


def train(run: Run) -> None:
    """Stage train-text: several runs, each with its own order of the rows, and their averaged weights."""
    done = run.file("text.pt")
    if done.exists():
        print("train-text: done before,", done)
        return
    rows, held = rows_of(run)
    print("train-text:", texts.counts(rows), flush=True)
    states, figures = [], {}
    for k, over in enumerate(run["train_text"]["runs"]):
        c = run["train_text"] | over
        part = run.file(f"text-run{k}.pt")
        if not part.exists():
            schedule.seed_all(run["seed"] + k)
            start = loaded(schedule.load(run.file("says.pt")), c["dropout"])
            trained = fit(run, start, rows, c, run["seed"] + k, f"text-run{k}")
            schedule.save(part, **state_of(trained.model))
            settings.write_json(run.file(f"text-run{k}.json"), {"minutes": trained.minutes})
        states.append(schedule.load(part))
        figures[f"run {k}"] = judge_text.everything(loaded(states[-1]), held)
    state = mean_of(states)
    if len(states) > 1:
        figures["averaged"] = judge_text.everything(loaded(state), held)
    for name, f in figures.items():
        print("train-text:", name, flush=True)
        print(judge_text.shown(f), flush=True)
    settings.write_json(run.file("text.json"), figures)
    schedule.save(done, **state)
