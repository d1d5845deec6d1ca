"""Stage train-text: one BERT encoder, several tasks on words, one pass over the tweets."""

from __future__ import annotations

import json
import random
import time

import torch
import torch.nn.functional as F
from sklearn.metrics import f1_score, recall_score
from torch import Tensor, nn

from . import data, schedule
from .bert import Bert
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

    def __init__(self, encoder: Bert, dropout: float = 0.1):
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


def length_batches(lengths: list[int], order: list[int], size: int, rng: random.Random, window: int = 40) -> list:
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


def plan(rows: list[dict], c: dict, rng: random.Random) -> list[int]:
    """The order of one epoch: rows shuffled, posts of MVSA only in its first part."""
    posts = [i for i, r in enumerate(rows) if r["task"] == "post_words"]
    rest = [i for i, r in enumerate(rows) if r["task"] != "post_words"]
    rng.shuffle(rest)
    cut = int(len(rest) * c["posts_until"])
    first = posts + rest[:cut]
    rng.shuffle(first)
    return first + rest[cut:]


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


def train(run: Run) -> None:
    c = run["train_text"]
    done = run.file("text.pt")
    if done.exists():
        print("train-text: done before,", done)
        return
    schedule.seed_all(run["seed"])
    rng = random.Random(run["seed"])
    tok, rules = tokenizer_and_rules(run)
    rows, held = data.text_tasks(run.data, run["text_data"], run["seed"])
    for part in [rows, *held.values()]:
        for r, ids in zip(part, encode_ids(tok, rules, [r["text"] for r in part], run["words"]["max_tokens"])):
            r["ids"] = ids
    limit = run["text_data"].get("limit", 0)
    if limit:
        rows = rows[:limit]
        held = {k: v[:limit] for k, v in held.items()}

    model = TextModel(text_encoder(run))
    if c["freeze_word_embeddings"]:
        model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    named, lrs = layer_lrs(model, c)
    optimiser = torch.optim.AdamW(schedule.groups(named, lrs, c["weight_decay"]), fused=True)
    average = schedule.Average(model, c["ema_decay"])

    weights = {
        t: class_weights([r["y"] for r in rows if r["task"] == t] or [0], n, c["class_balance"])
        for t, n in CLASSES.items()
    }
    joint_weights = class_weights([r["joint"] for r in rows if "joint" in r] or [0], 3, c["class_balance"])
    lengths = [len(r["ids"]) for r in rows]
    batches = []
    for _ in range(c["epochs"]):
        batches += length_batches(lengths, plan(rows, c, rng), c["batch"], rng)

    checkpoint = run.file("text.checkpoint.pt")
    step, spent = 0, 0.0
    if state := schedule.load(checkpoint):
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        average.load_state_dict(state["average"])
        step, spent = state["step"], state["spent"]
    progress = schedule.Progress(len(batches), c["budget_minutes"], spent)
    print(f"train-text: {len(rows)} rows, {len(batches)} steps, from step {step}", flush=True)

    model.train()
    saved, running = time.monotonic(), []
    while step < len(batches) and (at := progress(step)) < 1:
        schedule.set_lr(optimiser, schedule.triangle(at, c["warmup"]))
        part = [rows[i] for i in batches[step]]
        ids, mask = pad([r["ids"] for r in part])
        with torch.autocast("cpu", torch.bfloat16):
            heads = model(ids, mask)
        loss = 0.0
        for task in CLASSES:
            i = [k for k, r in enumerate(part) if r["task"] == task]
            if not i:
                continue
            y = torch.tensor([part[k]["y"] for k in i])
            w = c["task_weight"][task] * len(i) / len(part)
            smooth = c["label_smoothing"]
            loss = loss + w * F.cross_entropy(heads[task][i].float(), y, weights[task], label_smoothing=smooth)
            if task == "post_words":
                joint = torch.tensor([part[k]["joint"] for k in i])
                out = heads["post_joint"][i].float()
                loss = loss + w * F.cross_entropy(out, joint, joint_weights, label_smoothing=smooth)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        average.update(model)
        running.append(float(loss.detach()))
        step += 1
        if step % 50 == 0:
            print(f"step {step}/{len(batches)} {progress.spent / 60:.1f} min loss {sum(running) / len(running):.3f}", flush=True)
            running = []
        if time.monotonic() - saved > 60 * c["checkpoint_minutes"]:
            schedule.save(checkpoint, model=model.state_dict(), optimiser=optimiser.state_dict(),
                          average=average.state_dict(), step=step, spent=progress.spent)
            saved = time.monotonic()

    figures = {"last": evaluate(model, held)}
    averaged = average.applied_to(model)
    figures["averaged"] = evaluate(averaged, held)
    print(json.dumps(figures, indent=1))
    figures["minutes"] = progress.spent / 60
    run.file("text.json").write_text(json.dumps(figures, indent=1))
    schedule.save(done, encoder=averaged.encoder.state_dict(), heads=averaged.heads.state_dict(),
                  bert=averaged.encoder.config.dict())
