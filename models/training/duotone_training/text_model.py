"""The words' encoder with its heads, and what they learn from rows of ``texts``."""

from __future__ import annotations

import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import device, precision
from .bert import Bert, BertConfig
from .data import FEELINGS

SOURCES = ("irony", "mmsd", "figurative")  # sets whose share of irony is not that of everyday posts


def pool_tokens(tokens: Tensor, mask: Tensor) -> Tensor:
    """The [CLS] state beside the mean of the states: float [B,T,D], int [B,T] → [B,2D]."""
    m = mask.to(tokens.dtype)[..., None]
    mean = (tokens * m).sum(1) / m.sum(1).clamp_min(1.0)
    return torch.cat([tokens[:, 0], mean], -1)


WIDE = 2.0  # log-odds by which irony may be unlikely and still open the gate


def opened(gate: Tensor, irony: Tensor) -> Tensor:
    """How far a post is a figure of speech, 0 to 1, from two logits [B]: shut where nothing is ironic."""
    return torch.sigmoid(gate) * torch.sigmoid(irony + WIDE)


def meaning(says: Tensor, share: Tensor, figure: Tensor) -> Tensor:
    """Log-probabilities of what is meant: (1 − g) · what is said + g · what it means as a figure of speech; [B,3], [B], [B,3] → [B,3].

    Where the gate g is shut, what is meant is what is said.
    """
    p = (1 - share)[:, None] * torch.softmax(says, -1) + share[:, None] * torch.softmax(figure, -1)
    return torch.log(p + 1e-6)


class TextModel(nn.Module):
    """The encoder and linear heads on the pooled token states.

    ``says`` [B,3], ``irony`` [B], ``gate`` [B] and ``figure`` [B,3] (see ``meaning``), ``emotion`` [B,4], ``feelings`` [B,28]; ``post_words`` and ``post_joint``
    [B,3]: what annotators saw in the words of a post and in all of it.
    """

    def __init__(self, encoder: Bert, dropout: float):
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        sizes = dict(says=3, irony=1, gate=1, figure=3, emotion=4, feelings=len(FEELINGS), post_words=3, post_joint=3)
        self.heads = nn.ModuleDict({name: nn.Linear(2 * encoder.width, n) for name, n in sizes.items()})
        self.source = nn.Parameter(torch.zeros(len(SOURCES)))  # log-odds by which irony is commoner in these sets
        with torch.no_grad():
            self.heads["gate"].weight.mul_(0.1)
            self.heads["gate"].bias.fill_(-2.0)

    def forward(self, ids: Tensor, mask: Tensor) -> dict[str, Tensor]:
        pooled = self.dropout(pool_tokens(self.encoder(ids, mask), mask)).float()
        with torch.autocast(pooled.device.type, enabled=False):
            out = {name: head(pooled) for name, head in self.heads.items()}
        return out | {name: out[name][:, 0] for name in ("irony", "gate")}


def pad(ids: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Lists of ids → int64 [B,T] and mask [B,T], padded to the longest of the batch."""
    width = max(map(len, ids))
    out = np.zeros((len(ids), width), np.int64)
    mask = np.zeros_like(out)
    for i, row in enumerate(ids):
        out[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return device.tensor(out), device.tensor(mask)


def class_weights(labels: list[int], classes: int, power: float) -> Tensor:
    """Weights ∝ frequency^−power, with mean 1 over the rows."""
    n = torch.bincount(torch.tensor([y for y in labels if y >= 0], dtype=torch.long), minlength=classes).float().clamp_min(1)
    w = n ** -power
    return w * n.sum() / (w * n).sum()


def units(rows: list[dict], most: int, rng: random.Random) -> list[list[int]]:
    """Indices of rows that go into one batch together: a pair, up to ``most`` counterfactuals of a group, or a single row."""
    grouped: dict[str, list[int]] = {}
    out = []
    for i, r in enumerate(rows):
        if r.get("relation"):
            grouped.setdefault(r["unit"], []).append(i)
        else:
            out.append([i])
    for members in grouped.values():
        rng.shuffle(members)
        out += [members[at : at + most] for at in range(0, len(members), most)]
    return out


def batches(rows: list[dict], c: dict, rng: random.Random) -> list[list[int]]:
    """Batches of rows of similar length, each epoch in another order: sorted within windows of batches, these shuffled."""
    out = []
    for _ in range(c["epochs"]):
        order = units(rows, c.get("unit", 4), rng)
        rng.shuffle(order)
        for at in range(0, len(order), c["batch"] * c["window"]):
            part = sorted(order[at : at + c["batch"] * c["window"]], key=lambda u: max(len(rows[i]["ids"]) for i in u))
            made, now = [], []
            for unit in part:
                now += unit
                if len(now) >= c["batch"]:
                    made.append(now)
                    now = []
            if now:
                made.append(now)
            rng.shuffle(made)
            out += made
    return out


def layer_lrs(model: TextModel, c: dict) -> dict[str, tuple[nn.Module, float]]:
    """Learning rates that shrink towards the input: lr · decay^depth (Howard & Ruder 2018)."""
    layers = model.encoder.encoder["layer"]
    n = len(layers)
    out = {f"layer{i}": (layer, c["lr"] * c["layer_decay"] ** (n - 1 - i)) for i, layer in enumerate(layers)}
    out["embeddings"] = (model.encoder.embeddings, c["lr"] * c["layer_decay"] ** n)
    out["heads"] = (model.heads, c["head_lr"])
    out["source"] = (model.source, c["head_lr"])
    return out


def targets(rows: list[dict], name: str) -> tuple[list[int], np.ndarray]:
    """Which rows have an answer named ``name``, and these as probabilities float32 [n,3]."""
    index = [i for i, r in enumerate(rows) if r.get(name) is not None and not (isinstance(r[name], int) and r[name] < 0)]
    out = np.zeros((len(index), 3), np.float32)
    for k, i in enumerate(index):
        y = rows[i][name]
        out[k] = np.eye(3, dtype=np.float32)[y] if isinstance(y, int) else y
    return index, out


class Losses:
    """The weighted sum of what a batch of rows teaches."""

    def __init__(self, rows: list[dict], c: dict):
        self.c = c
        power = c["class_balance"]

        def balanced(name: str, source: str) -> list[float]:
            return class_weights([r[name] for r in rows if r["source"] == source and isinstance(r.get(name), int)], 3, power).tolist()

        self.weights = {("says", "semeval"): balanced("says", "semeval"), ("says", "post"): balanced("says", "post"),
                        ("joint", "post"): balanced("joint", "post")}  # fmt: skip

    def opinion(self, log_p: Tensor, rows: list[dict], name: str) -> Tensor:
        """Cross-entropy of ``log_p`` [B,3] with the rows' answers ``name``, summed over the rows that have one, over the batch's size."""
        index, y = targets(rows, name)
        if not index:
            return log_p.new_zeros(())
        y = y * (1 - self.c["label_smoothing"]) + self.c["label_smoothing"] / 3
        weight = np.array([rows[i].get("weights", {}).get(name, 1.0) for i in index], np.float32)
        for k, i in enumerate(index):
            table = self.weights.get((name, rows[i]["source"]))
            if table is not None and isinstance(rows[i][name], int):
                weight[k] *= table[rows[i][name]]
        return -(device.tensor(y * weight[:, None]) * log_p[index]).sum() / len(rows)

    def __call__(self, out: dict[str, Tensor], rows: list[dict]) -> Tensor:
        w = self.c["task_weight"]
        says = F.log_softmax(out["says"], -1)
        plain = [i for i, r in enumerate(rows) if r["source"] != "post"]
        posts = [i for i, r in enumerate(rows) if r["source"] == "post"]
        loss = says.new_zeros(())
        if plain:
            some = [rows[i] for i in plain]
            loss = loss + w["says"] * self.opinion(says[plain], some, "says") * len(plain) / len(rows)
        meant = meaning(out["says"].detach(), opened(out["gate"], out["irony"]), out["figure"])
        loss = loss + w["meant"] * self.opinion(meant, rows, "meant")
        loss = loss + w["irony"] * self.irony(out["irony"], rows)
        if posts:
            some, share = [rows[i] for i in posts], len(posts) / len(rows)
            loss = loss + w["post"] * share * self.opinion(F.log_softmax(out["post_words"], -1)[posts], some, "says")
            loss = loss + w["post"] * share * self.opinion(F.log_softmax(out["post_joint"], -1)[posts], some, "joint")
        known = [i for i, r in enumerate(rows) if "emotion" in r]
        if known:
            y = torch.tensor([rows[i]["emotion"] for i in known])
            loss = loss + w["emotion"] * F.cross_entropy(out["emotion"][known], y, label_smoothing=0.05) * len(known) / len(rows)
        if felt := [i for i, r in enumerate(rows) if "feelings" in r]:
            y = np.zeros((len(felt), len(FEELINGS)), np.float32)
            for k, i in enumerate(felt):
                y[k, rows[i]["feelings"]] = 1
            each = F.binary_cross_entropy_with_logits(out["feelings"][felt], device.tensor(y), reduction="none").sum()
            loss = loss + w["feelings"] * each / len(rows)
        return loss + self.relations(out, says, meant, rows)

    def irony(self, logit: Tensor, rows: list[dict]) -> Tensor:
        index = [i for i, r in enumerate(rows) if r.get("irony") is not None]
        if not index:
            return logit.new_zeros(())
        y = torch.tensor([float(rows[i]["irony"]) for i in index])
        weight = torch.tensor([rows[i].get("weights", {}).get("irony", 1.0) for i in index])
        y = y * (1 - self.c["label_smoothing"]) + self.c["label_smoothing"] / 2
        of = device.tensor(np.array([[rows[i]["source"] == s for s in SOURCES] for i in index], np.float32))
        shifted = logit[index] + of @ self.source
        return (F.binary_cross_entropy_with_logits(shifted, y, reduction="none") * weight).sum() / len(rows)

    def relations(self, out: dict[str, Tensor], says: Tensor, meant: Tensor, rows: list[dict]) -> Tensor:
        """Pairs: the ironic wording is more ironic than the plain one. Counterfactuals: all are read alike."""
        loss = says.new_zeros(())
        members: dict[str, list[int]] = {}
        for i, r in enumerate(rows):
            if r.get("relation"):
                members.setdefault(r["unit"], []).append(i)
        gaps, alike = [], []  # rows of a matrix each: the gap of a pair; a row less the mean of its group
        for index in members.values():
            if len(index) < 2:
                continue
            if rows[index[0]]["relation"] == "contrast":
                first = [i for i in index if rows[i]["order"] == 0]
                second = [i for i in index if rows[i]["order"] == 1]
                if first and second:
                    gaps.append(np.zeros(len(rows), np.float32))
                    gaps[-1][first], gaps[-1][second] = 1 / len(first), -1 / len(second)
            else:
                for i in index:
                    alike.append(np.zeros(len(rows), np.float32))
                    alike[-1][index] = -1 / len(index)
                    alike[-1][i] += 1
        if gaps:
            loss = loss + self.c["contrast_weight"] * F.softplus(-(device.tensor(np.stack(gaps)) @ out["irony"])).sum()
        if alike:
            x = torch.cat([says.exp(), meant.exp(), torch.sigmoid(out["irony"])[:, None]], -1)
            loss = loss + self.c["same_weight"] * ((device.tensor(np.stack(alike)) @ x) ** 2).sum()
        return loss / len(rows)


def state_of(model: TextModel) -> dict:
    def here(state: dict) -> dict:
        return {k: v.cpu() for k, v in state.items()}

    return dict(encoder=here(model.encoder.state_dict()), heads=here(model.heads.state_dict()), source=model.source.detach().cpu(), bert=model.encoder.config.dict())


def loaded(state: dict, dropout: float = 0.0) -> TextModel:
    """The model of saved weights; heads that these lack start anew."""
    model = TextModel(Bert(BertConfig(**state["bert"])), dropout)
    model.encoder.load_state_dict(state["encoder"])
    model.heads.load_state_dict(state["heads"], strict=False)
    if "source" in state:
        model.source.data.copy_(state["source"])
    return model


def mean_of(states: list[dict], weights: list[float] | None = None) -> dict:
    """The average of several models' saved weights (model soups, Wortsman et al. 2022), all of one start and architecture."""
    weights = weights or [1 / len(states)] * len(states)
    out = dict(states[0])
    for part in ("encoder", "heads"):
        out[part] = {k: sum(w * s[part][k].float() for w, s in zip(weights, states)) for k in states[0][part]}
    return out


@torch.no_grad()
def outputs(model: TextModel, ids: list[list[int]], batch: int = 512 if device.GPU else 64) -> dict[str, Tensor]:
    """All heads' outputs for many texts, in their order; ``meant``: log-probabilities."""
    model.eval()
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    parts: dict[str, list[Tensor]] = {}
    for at in range(0, len(order), batch):
        with precision.autocast():
            out = model(*pad([ids[i] for i in order[at : at + batch]]))
        for k, v in out.items():
            parts.setdefault(k, []).append(v.float())
    back = torch.empty(len(ids), dtype=torch.long)
    back[torch.tensor(order, dtype=torch.long)] = torch.arange(len(ids))
    result = {k: torch.cat(v)[back] for k, v in parts.items()}
    return result | {"meant": meaning(result["says"], opened(result["gate"], result["irony"]), result["figure"])}
