"""How well the words' model reads what texts say and what they mean, on held-out rows of ``texts``."""

from __future__ import annotations

import math

import torch
from sklearn.metrics import f1_score, precision_recall_curve, recall_score, roc_auc_score
from torch import Tensor

from . import LABELS
from .text_model import TextModel, meaning, opened, outputs

NEGATIVE, POSITIVE = LABELS.index("negative"), LABELS.index("positive")
FALSE_ALARMS = (0.02, 0.035, 0.05)  # shares of positive everyday tweets that the gate may turn to negative


def says(logits: Tensor, rows: list[dict]) -> dict[str, float]:
    """Macro recall, macro F1 and accuracy, in per cent."""
    y, p = [r["says"] for r in rows], logits.argmax(-1).tolist()
    return {"recall": 100 * recall_score(y, p, average="macro"), "F1": 100 * f1_score(y, p, average="macro"),
            "accuracy": 100 * sum(a == b for a, b in zip(y, p)) / len(y)}  # fmt: skip


def by_language(logits: Tensor, rows: list[dict]) -> dict[str, float]:
    """Macro F1 of every language, and their mean, in per cent."""
    out = {}
    for language in sorted({r["language"] for r in rows}):
        index = [i for i, r in enumerate(rows) if r["language"] == language]
        out[f"{language} F1"] = says(logits[index], [rows[i] for i in index])["F1"]
    return out | {"mean F1 of languages": sum(out.values()) / len(out)}


def best_f1(y: list[int], score: list[float]) -> tuple[float, float]:
    """The best F1 over all thresholds, in per cent, and its threshold."""
    precision, recall, at = precision_recall_curve(y, score)
    f1 = 2 * precision * recall / (precision + recall + 1e-12)
    k = int(f1[:-1].argmax())
    return 100 * float(f1[k]), float(at[k])


def pairs(says_logits: Tensor, meant: Tensor, rows: list[dict]) -> dict[str, float]:
    """iSarcasm's kind: of the sarcastic wording's ``meant`` beside what the plain one says, in per cent."""
    by_unit: dict[str, dict[int, int]] = {}
    for i, r in enumerate(rows):
        if r.get("relation") == "contrast":
            by_unit.setdefault(r["unit"], {})[r["order"]] = i
    both = [(u[0], u[1]) for u in by_unit.values() if len(u) == 2]
    m, s = meant.argmax(-1).tolist(), says_logits.argmax(-1).tolist()
    negative = [(a, b) for a, b in both if s[b] == NEGATIVE]
    return {"pairs equal": 100 * sum(m[a] == s[b] for a, b in both) / max(1, len(both)),
            "positive though negative": 100 * sum(m[a] == POSITIVE for a, b in negative) / max(1, len(negative))}  # fmt: skip


def shifted(out: dict[str, Tensor], by: float) -> Tensor:
    """Log-probabilities of what is meant, with the gate opened by ``by`` more."""
    return meaning(out["says"], opened(out["gate"] + by, out["irony"]), out["figure"])


def alarms(out: dict[str, Tensor], rows: list[dict], by: float) -> float:
    """Share of positive rows that are read as positive, and yet taken to mean something negative."""
    index = [i for i, r in enumerate(rows) if r["says"] == POSITIVE]
    turned = (shifted(out, by)[index].argmax(-1) == NEGATIVE) & (out["says"][index].argmax(-1) == POSITIVE)
    return float(turned.float().mean())


def opening(out: dict[str, Tensor], rows: list[dict], share: float) -> float:
    """By how much the gate may open until ``share`` of the positive rows are taken to mean something negative."""
    low, high = -8.0, 8.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if alarms(out, rows, middle) <= share else (low, middle)
    return low


def everything(model: TextModel, held: dict[str, list[dict]]) -> dict[str, float]:
    """All figures, in per cent, of a model on the held-out rows of each set."""
    out = {name: outputs(model, [r["ids"] for r in rows]) for name, rows in held.items() if rows}
    f: dict[str, float] = {}
    for name in ("semeval", "post"):
        head = "says" if name == "semeval" else "post_words"
        f |= {f"{name} says {k}": v for k, v in says(out[name][head], held[name]).items()}
    f["post by the tweets' head"] = says(out["post"]["says"], held["post"])["accuracy"]
    if "umsab" in out:
        f |= by_language(out["umsab"]["says"], held["umsab"])
    for name in ("irony", "isarcasm", "mmsd"):
        y, score = [r["irony"] for r in held[name]], out[name]["irony"].tolist()
        f[f"{name} irony AUC"] = 100 * roc_auc_score(y, score)
        f[f"{name} irony best F1"] = best_f1(y, score)[0]
    # A threshold that a tenth of ordinary tweets pass, and what it finds
    limit = float(torch.quantile(out["semeval"]["irony"], 0.9))
    f["irony limit at 10 % of tweets"] = 100 / (1 + math.exp(-limit))
    for name in ("irony", "isarcasm", "figurative"):
        y, hit = [r["irony"] for r in held[name]], (out[name]["irony"] > limit).tolist()
        f[f"{name} found at it"] = 100 * sum(h for h, t in zip(hit, y) if t) / max(1, sum(y))
        f[f"{name} F1 at it"] = 100 * f1_score(y, hit)
    shares = [("as trained", 0.0)] + [(f"{100 * s:g} %", opening(out["semeval"], held["semeval"], s)) for s in FALSE_ALARMS]
    for label, by in shares:
        at = {name: shifted(o, by) for name, o in out.items()}
        f[f"[{label}] gate"] = by
        f[f"[{label}] turned"] = 100 * alarms(out["semeval"], held["semeval"], by)
        f[f"[{label}] semeval meant recall"] = says(at["semeval"], held["semeval"])["recall"]
        f |= {f"[{label}] {k}": v for k, v in pairs(out["isarcasm"]["says"], at["isarcasm"], held["isarcasm"]).items()}
        for name in ("figurative", "sarcasm"):
            y = torch.tensor([r["meant"] for r in held[name]])
            f[f"[{label}] {name} meant accuracy"] = 100 * float((at[name].argmax(-1) == y).float().mean())
        if held.get("made"):
            f |= {f"[{label}] made {k}": v for k, v in made(out["made"], at["made"], held["made"]).items()}
    if held.get("made"):
        f |= {f"made {k}": v for k, v in made_says(out["made"], held["made"], limit).items()}
    return f


def kinds(rows: list[dict]) -> dict[str, list[int]]:
    out: dict[str, list[int]] = {}
    for i, r in enumerate(rows):
        out.setdefault(r["kind"], []).append(i)
    return out


def made(out: dict[str, Tensor], meant: Tensor, rows: list[dict]) -> dict[str, float]:
    f = {}
    for kind, index in kinds(rows).items():
        known = [i for i in index if rows[i]["meant"] is not None]
        if known:
            y = torch.tensor([rows[i]["meant"] for i in known])
            f[f"{kind} meant"] = 100 * float((meant[known].argmax(-1) == y).float().mean())
    return f


def made_says(out: dict[str, Tensor], rows: list[dict], limit: float) -> dict[str, float]:
    f = {}
    for kind, index in kinds(rows).items():
        known = [i for i in index if rows[i]["says"] is not None]
        if known:
            y = torch.tensor([rows[i]["says"] for i in known])
            f[f"{kind} says"] = 100 * float((out["says"][known].argmax(-1) == y).float().mean())
        f[f"{kind} over irony's limit"] = 100 * float((out["irony"][index] > limit).float().mean())
    return f


def shown(figures: dict[str, float]) -> str:
    return "\n".join(f"  {k:45} {v:6.1f}" for k, v in figures.items())
