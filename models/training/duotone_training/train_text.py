"""Stage train-text: one BERT encoder, several tasks on the words of tweets."""

from __future__ import annotations

import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from sklearn.metrics import f1_score, recall_score
from torch import Tensor, nn

from . import data, schedule, settings
from .bert import Bert, BertConfig
from .encoders import text_encoder
from .fetch import tokenizer_and_rules
from .settings import Run
from .words import encode_ids

CLASSES = {"sentiment": 3, "irony": 2, "sarcasm": 2, "mmsd": 2, "emotion": 4, "post_words": 3}


def pool_tokens(tokens: Tensor, mask: Tensor) -> Tensor:
    """The [CLS] state beside the mean of the states: float [B,T,D], int [B,T] → [B,2D]."""
    m = mask.to(tokens.dtype)[..., None]
    mean = (tokens * m).sum(1) / m.sum(1).clamp_min(1.0)
    return torch.cat([tokens[:, 0], mean], -1)


class TextModel(nn.Module):
    """The encoder and a linear head per task on the pooled token states."""

    def __init__(self, encoder: Bert, dropout: float):
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.heads = nn.ModuleDict({t: nn.Linear(2 * encoder.width, n) for t, n in CLASSES.items()})
        self.heads["post_joint"] = nn.Linear(2 * encoder.width, 3)

    def forward(self, ids: Tensor, mask: Tensor) -> dict[str, Tensor]:
        pooled = self.dropout(pool_tokens(self.encoder(ids, mask), mask))
        return {t: h(pooled) for t, h in self.heads.items()}


def pad(ids: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Lists of ids → int64 [B,T] and mask [B,T], padded to the longest of the batch."""
    width = max(map(len, ids))
    out = torch.zeros(len(ids), width, dtype=torch.long)
    mask = torch.zeros_like(out)
    for i, row in enumerate(ids):
        out[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return out, mask


def length_batches(lengths: list[int], order: list[int], size: int, rng: random.Random, window: int) -> list:
    """Batches of similar length: sort within windows of ``window`` batches, then shuffle the batches of a window."""
    out = []
    for at in range(0, len(order), size * window):
        part = sorted(order[at : at + size * window], key=lambda i: lengths[i])
        batches = [part[i : i + size] for i in range(0, len(part), size)]
        rng.shuffle(batches)
        out += batches
    return out


def class_weights(labels: list[int], classes: int, power: float) -> Tensor:
    """Weights ∝ frequency^−power, with mean 1 over the rows."""
    n = torch.bincount(torch.tensor([y for y in labels if y >= 0]), minlength=classes).float().clamp_min(1)
    w = n ** -power
    return w * n.sum() / (w * n).sum()


def layer_lrs(model: TextModel, c: dict) -> tuple[dict, dict]:
    """Learning rates that shrink towards the input: lr · decay^depth (Howard & Ruder 2018)."""
    layers = model.encoder.encoder["layer"]
    n = len(layers)
    named = {f"layer{i}": layer for i, layer in enumerate(layers)}
    lrs = {f"layer{i}": c["lr"] * c["layer_decay"] ** (n - 1 - i) for i in range(n)}
    named |= {"embeddings": model.encoder.embeddings, "heads": model.heads}
    lrs |= {"embeddings": c["lr"] * c["layer_decay"] ** n, "heads": c["head_lr"]}
    return named, lrs


@torch.no_grad()
def evaluate(model: TextModel, held: dict[str, list[dict]], batch: int = 64) -> dict[str, float]:
    """Macro recall and F1 of each validation set, in per cent."""
    model.eval()
    out = {}
    for task, rows in held.items():
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]["ids"]))
        pred = [0] * len(rows)
        for at in range(0, len(order), batch):
            part = order[at : at + batch]
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(*pad([rows[i]["ids"] for i in part]))[task]
            for i, y in zip(part, logits.argmax(-1).tolist()):
                pred[i] = y
        y = [r["y"] for r in rows]
        out[f"{task} macro recall"] = 100 * recall_score(y, pred, average="macro")
        out[f"{task} macro F1"] = 100 * f1_score(y, pred, average="macro")
        out[f"{task} accuracy"] = 100 * sum(a == b for a, b in zip(y, pred)) / len(y)
        if CLASSES[task] == 2:
            out[f"{task} F1"] = 100 * f1_score(y, pred)
    return out


class Losses:
    """The weighted sum of the tasks' losses on a batch of rows; ``weight`` of a row counts, 1 where there is none."""

    def __init__(self, rows: list[dict], c: dict):
        self.c, power = c, c["class_balance"]
        self.weights = {
            t: class_weights([r["y"] for r in rows if r["task"] == t] or [0], n, power) for t, n in CLASSES.items()
        }
        self.joint = class_weights([r["joint"] for r in rows if "joint" in r] or [0], 3, power)

    def __call__(self, heads: dict[str, Tensor], part: list[dict]) -> Tensor:
        loss, smooth = 0.0, self.c["label_smoothing"]

        def mean(logits: Tensor, y: list[int], weights: Tensor, of_rows: Tensor) -> Tensor:
            target = torch.tensor(y)
            each = F.cross_entropy(logits.float(), target, weights, label_smoothing=smooth, reduction="none")
            return (each * of_rows).sum() / (weights[target] * of_rows).sum()

        for task in CLASSES:
            i = [k for k, r in enumerate(part) if r["task"] == task]
            if not i:
                continue
            of_rows = torch.tensor([part[k].get("weight", 1.0) for k in i])
            w = self.c["task_weight"][task] * len(i) / len(part)
            loss = loss + w * mean(heads[task][i], [part[k]["y"] for k in i], self.weights[task], of_rows)
            if task == "post_words":
                loss = loss + w * mean(heads["post_joint"][i], [part[k]["joint"] for k in i], self.joint, of_rows)
        return loss


def fit(model: TextModel, rows: list[dict], batches: list[list[int]], c: dict, checkpoint: Path, say: str) -> tuple[TextModel, float]:
    """Train on ``batches`` of indices of ``rows``; → the model of averaged weights, minutes. Resumes from ``checkpoint``."""
    if c["freeze_word_embeddings"]:
        model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    named, lrs = layer_lrs(model, c)
    optimiser = torch.optim.AdamW(schedule.groups(named, lrs, c["weight_decay"]), fused=True)
    average = schedule.Average(model, c["ema_decay"])
    losses = Losses(rows, c)
    step, spent = 0, 0.0
    if state := schedule.load(checkpoint):
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        average.load_state_dict(state["average"])
        schedule.set_random_state(state["random"])
        step, spent = state["step"], state["spent"]
    progress = schedule.Progress(len(batches), c["budget_minutes"], spent)
    print(f"{say}: {len(rows)} rows, {len(batches)} steps, from step {step}", flush=True)

    model.train()
    saved, running = time.monotonic(), []
    while step < len(batches) and (at := progress(step)) < 1:
        schedule.set_lr(optimiser, schedule.triangle(at, c["warmup"]))
        part = [rows[i] for i in batches[step]]
        with torch.autocast("cpu", torch.bfloat16):
            heads = model(*pad([r["ids"] for r in part]))
        loss = losses(heads, part)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), c["clip"])
        optimiser.step()
        average.update(model)
        running.append(float(loss.detach()))
        step += 1
        if step % 50 == 0:
            print(f"{say} step {step}/{len(batches)} {progress.spent / 60:.1f} min loss {sum(running) / len(running):.3f}", flush=True)
            running = []
        if time.monotonic() - saved > 60 * c["checkpoint_minutes"]:
            schedule.save(checkpoint, model=model.state_dict(), optimiser=optimiser.state_dict(),
                          average=average.state_dict(), random=schedule.random_state(), step=step, spent=progress.spent)
            saved = time.monotonic()
    return average.applied_to(model), progress.spent / 60


def add_ids(run: Run, *parts: list[dict]) -> None:
    """Put the token ids of every row's text into the row."""
    tok, rules = tokenizer_and_rules(run)
    for part in parts:
        for r, ids in zip(part, encode_ids(tok, rules, [r["text"] for r in part], run["words"]["max_tokens"])):
            r["ids"] = ids


def shuffled_batches(rows: list[dict], c: dict, rng: random.Random) -> list[list[int]]:
    """Batches of rows of similar length, each epoch in another order."""
    lengths, out = [len(r["ids"]) for r in rows], []
    for _ in range(c["epochs"]):
        order = list(range(len(rows)))
        rng.shuffle(order)
        out += length_batches(lengths, order, c["batch"], rng, c["window"])
    return out


def save(path: Path, model: TextModel) -> None:
    schedule.save(path, encoder=model.encoder.state_dict(), heads=model.heads.state_dict(), bert=model.encoder.config.dict())


def mean_of(states: list[dict], weights: list[float] | None = None) -> dict:
    """The average of several models' saved weights (model soups, Wortsman et al. 2022), all of one start and architecture."""
    weights = weights or [1 / len(states)] * len(states)
    out = dict(states[0])
    for part in ("encoder", "heads"):
        out[part] = {k: sum(w * s[part][k].float() for w, s in zip(weights, states)) for k in states[0][part]}
    return out


def loaded(state: dict, dropout: float = 0.0) -> TextModel:
    """The model of saved weights."""
    model = TextModel(Bert(BertConfig(**state["bert"])), dropout)
    model.encoder.load_state_dict(state["encoder"])
    model.heads.load_state_dict(state["heads"])
    return model


def train(run: Run) -> None:
    """The shared start: tweets only, so that no encoder of the next stage has seen the words of a post before.

    Several runs, each with its own numbers and order of the rows, and their averaged weights: better than any of them.
    """
    done = run.file("text.pt")
    if done.exists():
        print("train-text: done before,", done)
        return
    rows, held = data.text_tasks(run.data, run["text_data"], run["seed"])
    rows = [r for r in rows if r["task"] != "post_words"]
    if limit := run["text_data"]["limit"]:
        rows = rows[:limit]
        held = {k: v[:limit] for k, v in held.items()}
    add_ids(run, rows, *held.values())
    states, figures = [], {}
    for k, over in enumerate(run["train_text"]["runs"]):
        c = run["train_text"] | over
        part = run.file(f"text-run{k}.pt")
        if not part.exists():
            schedule.seed_all(run["seed"] + k)
            batches = shuffled_batches(rows, c, random.Random(run["seed"] + k))
            model, spent = fit(TextModel(text_encoder(run), c["dropout"]), rows, batches, c, run.file(f"text-run{k}.checkpoint.pt"), f"train-text {k}")
            save(part, model)
            settings.write_json(run.file(f"text-run{k}.json"), {"minutes": spent})
        states.append(schedule.load(part))
        figures[f"run {k}"] = evaluate(loaded(states[-1]), held)
    state = mean_of(states)
    figures["averaged"] = evaluate(loaded(state), held)
    for name, f in figures.items():
        print("train-text:", name, {k: round(v, 1) for k, v in f.items()}, flush=True)
    settings.write_json(run.file("text.json"), figures)
    schedule.save(done, **state)
