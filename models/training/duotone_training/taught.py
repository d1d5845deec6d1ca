"""What several teachers read in a text, mixed into the labels of the rows that the shipped encoder learns from (Hinton et al. 2015)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from . import schedule
from .settings import Run
from .text_model import SOURCES, class_weights

OWN = ("made",)  # wordings whose labels hold by construction: no teacher knows better


@dataclass(frozen=True)
class Opinions:
    """What all teachers together read: text → row of ``says`` and ``meant`` [N,3] (probabilities) and ``irony`` [N] (log-odds among everyday posts)."""

    row: dict[str, int]
    says: np.ndarray
    meant: np.ndarray
    irony: np.ndarray
    source: np.ndarray  # log-odds by which irony is commoner in each of ``SOURCES``


def together(texts: list[str], outs: list[dict[str, Tensor]], sources: list[Tensor]) -> dict:
    """The mean of several models' outputs for the same texts, as it is stored."""
    return {
        "texts": texts,
        "says": torch.stack([torch.softmax(o["says"], -1) for o in outs]).mean(0).half(),
        "meant": torch.stack([torch.softmax(o["meant"], -1) for o in outs]).mean(0).half(),
        "irony": torch.stack([o["irony"] for o in outs]).mean(0).half(),
        "source": torch.stack(sources).mean(0),
    }


def read_by_all(run: Run, rows: list[dict]) -> Opinions:
    """The stored opinions; every text of ``rows`` has to be among them."""
    s = schedule.load(run.file("opinions.pt"))
    if s is None:
        raise SystemExit(f"train-text: {run.work} holds no opinions.pt; stage teachers makes it.")
    known = {t: i for i, t in enumerate(s["texts"])}
    if missing := sum(r["text"] not in known for r in rows if r["source"] not in OWN):
        raise SystemExit(f"train-text: the teachers have not read {missing} of the rows; remove opinions.pt and run stage teachers again.")
    return Opinions(known, *(s[k].float().numpy() for k in ("says", "meant", "irony", "source")))


def mix(rows: list[dict], by: Opinions, share: float, class_balance: float) -> None:
    """Put ``share`` of the teachers' opinion into each answer that people gave, and all of it where nobody did.

    Answers become probabilities; what class balance they had as labels becomes their weight.
    """
    table = class_weights([r["says"] for r in rows if r["source"] == "semeval"], 3, class_balance).tolist()
    for r in rows:
        if r["source"] in OWN:
            continue
        k = by.row[r["text"]]
        if r["source"] == "semeval":
            r["weights"] = r.get("weights", {}) | {"says": table[r["says"]]}
        for name, read in (("says", by.says[k]), ("meant", by.meant[k])):
            own = r.get(name)
            if own is None or (name == "says" and r.get("guess")):
                r[name] = read.tolist()
            else:
                own = np.eye(3)[own] if isinstance(own, int) else np.array(own)
                r[name] = ((1 - share) * own + share * read).tolist()
        shift = float(by.source[SOURCES.index(r["source"])]) if r["source"] in SOURCES else 0.0
        ironic = float(1 / (1 + np.exp(-(by.irony[k] + shift))))
        r["irony"] = ironic if r.get("irony") is None else (1 - share) * r["irony"] + share * ironic
