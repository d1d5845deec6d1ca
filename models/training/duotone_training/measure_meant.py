"""What a pack reads between the lines, from its own files: words alone, one post a call."""

from __future__ import annotations

import numpy as np

from . import LABELS, metrics, texts
from .attributions import Outputs, Reader, softmax
from .judge_text import best_f1
from .settings import Run

NEGATIVE, NEUTRAL, POSITIVE = (LABELS.index(x) for x in ("negative", "neutral", "positive"))


def read(r: Reader, rows: list[dict]) -> list[Outputs]:
    return [r(row["text"].encode("utf-8", "replace"), None) for row in rows]


def labels(outs: list[Outputs], name: str) -> np.ndarray:
    return np.array([getattr(o, name).argmax() for o in outs])


def meant(run: Run, r: Reader, calibration: dict, interval) -> dict:
    """Name → figure in per cent, triples with their interval. Rows are held out; the halves that set thresholds are not among them."""
    c = run["text_data"]
    limit = calibration["thresholds"]["irony"]
    k = calibration["calibration"]["irony"]

    def irony(outs: list[Outputs]) -> np.ndarray:
        return 1 / (1 + np.exp(-(k["scale"] * np.array([o.irony for o in outs]) + k["bias"])))

    e: dict = {}
    everyday = texts.sentiment(run.data, c)[1][1::2]
    o = read(r, everyday)
    y = np.array([row["says"] for row in everyday])
    says, means = labels(o, "logits"), labels(o, "meant_logits")
    e["everyday rows"] = len(y)
    e["SemEval macro recall"] = interval(metrics.macro_recall, y, says)
    e["SemEval macro recall, meant"] = interval(metrics.macro_recall, y, means)
    positive = y == POSITIVE
    e["positive taken for negative"] = interval(lambda a: 100 * float((a == NEGATIVE).mean()), means[positive])
    e["over irony's threshold"] = interval(lambda a: 100 * float(a.mean()), (irony(o) > limit).astype(float))

    figurative = texts.figurative(run.data, c)[1]
    o = read(r, figurative)
    e["figurative rows"] = len(figurative)
    e["figurative, meant"] = interval(metrics.accuracy, np.array([x["meant"] for x in figurative]), labels(o, "meant_logits"))
    e["figurative, says"] = interval(metrics.accuracy, np.array([x["meant"] for x in figurative]), labels(o, "logits"))

    rows = texts.isarcasm(run.data, c)[1]
    o = read(r, rows)
    single = [i for i, x in enumerate(rows) if x.get("order") != 1]  # as the set has them, without the plain wordings
    y = np.array([rows[i]["irony"] for i in single])
    p = irony([o[i] for i in single])
    e["iSarcasm rows"] = len(single)
    e["iSarcasm irony AUC"] = interval(metrics.auc, y, p)
    e["iSarcasm irony F1 at the threshold"] = interval(metrics.f1, y, (p > limit).astype(int))
    e["iSarcasm irony best F1"] = best_f1(y.tolist(), p.tolist())[0]
    units: dict[str, dict[int, int]] = {}
    for i, x in enumerate(rows):
        if "unit" in x:
            units.setdefault(x["unit"], {})[x["order"]] = i
    pairs = np.array([(u[0], u[1]) for u in units.values() if len(u) == 2])
    plain, means = labels(o, "logits")[pairs[:, 1]], labels(o, "meant_logits")[pairs[:, 0]]
    e["pairs"] = len(pairs)
    e["pairs, meant as the plain wording says"] = interval(metrics.accuracy, plain, means)
    e["pairs, positive though negative"] = interval(lambda a: 100 * float((a == POSITIVE).mean()), means[plain == NEGATIVE])
    raw = np.array([x.irony for x in o])
    e["pairs, the sarcastic one is more ironic"] = 100 * float((raw[pairs[:, 0]] > raw[pairs[:, 1]]).mean())

    ironic = texts.irony(run.data, c, "val.jsonl")[1::2]
    o = read(r, ironic)
    e["irony rows"] = len(ironic)
    e["irony F1"] = interval(metrics.f1, np.array([x["irony"] for x in ironic]), (irony(o) > limit).astype(int))

    sarcastic = texts.left_out(run.data, c)
    e["sarcastic tweets"] = len(sarcastic)
    e["sarcastic tweets, meant"] = interval(metrics.accuracy, np.array([x["meant"] for x in sarcastic]), labels(read(r, sarcastic), "meant_logits"))
    return e


def ece(calibration: dict, outs: list[Outputs], y: np.ndarray, bins: int) -> float:
    """Expected calibration error of what posts with words and a picture mean, on posts labelled by what they say."""
    t = calibration["calibration"]["temperature"]["meant"]
    p = np.array([softmax(o.meant_logits, t) for o in outs])
    return metrics.reliability(p.max(1), p.argmax(1) == y, bins)[0]
