"""The words' gate of meaning, learned once more for what the fusion says.

The encoder's stages teach the gate, and what a figure of speech means, beside what the encoder's own head says. The fusion's head of the words
learns from posts as well and says something else of the same tweets: of many languages it is surer that praise is praise, and a gate that was
opened for the other head turns too few. On the shipped encoder's states, which stay as they are, both are fitted to figurative tweets and
everyday ones, held near what they were, and the gate is opened until as many everyday tweets are turned as `open_gate` lets.
"""

from __future__ import annotations

import random

import numpy as np
import torch
import torch.nn.functional as F

from . import device, judge_text, loop, schedule, texts
from .features import token_states, trained_text
from .fetch import tokenizer_and_rules
from .fusion import Fusion
from .fusion_data import pooled_words
from .settings import Run
from .text_model import meaning, opened
from .words import encode_ids

Rows = tuple[torch.Tensor, torch.Tensor]  # pooled states [n,2Dt] of texts and what each means [n]


def stored(run: Run) -> dict[str, Rows]:
    """``gate.pt``: everyday tweets that neither the fusion nor the figures see, figurative ones, and the half of the judged that opens the gate."""
    done = run.file("gate.pt")
    if not done.exists():
        everyday, judged = texts.sentiment(run.data, run["text_data"])
        random.Random(run["seed"]).shuffle(everyday)
        skip = run["features"]["tweets"]
        rows = {"everyday": everyday[skip : skip + run["train_gate"]["tweets"]], "figurative": texts.figurative(run.data, run["text_data"])[0], "judged": judged[::2]}
        encoder, (tok, rules) = trained_text(run)[0], tokenizer_and_rules(run)
        schedule.save(done, **{
            name: (device.array(pooled_words(token_states(encoder, encode_ids(tok, rules, [r["text"] for r in some], run["words"]["max_tokens"])))),
                   np.array([r["meant"] if name == "figurative" else r["says"] for r in some]))
            for name, some in rows.items()
        })  # fmt: skip
    return {name: (device.tensor(x).float(), device.tensor(y)) for name, (x, y) in schedule.load(done).items()}


def outputs(fusion: Fusion, x: torch.Tensor) -> dict[str, torch.Tensor]:
    """Of words alone, from their pooled states [n,2Dt]: what the fusion says, and what opens the gate."""
    return {"says": fusion.text_head(x), "gate": fusion.gate_head(x)[:, 0], "irony": fusion.irony_head(x)[:, 0], "figure": fusion.figure_head(x)}


def learn(fusion: Fusion, rows: dict[str, Rows], c: dict, alarms: float, seed: int) -> float:
    """Fit ``gate_head`` and ``figure_head``, and open the gate; → by how much."""
    torch.manual_seed(seed)
    parts = [p for head in (fusion.gate_head, fusion.figure_head) for p in head.parameters()]
    old = [p.detach().clone() for p in parts]
    for p in parts:
        p.requires_grad_(True)
    with torch.no_grad():
        fixed = {name: outputs(fusion, x) for name, (x, _) in rows.items()}

    def loss() -> torch.Tensor:
        total = c["hold"] * sum(((p - q) ** 2).sum() for p, q in zip(parts, old))
        for name, weight in (("everyday", 1.0), ("figurative", c["figurative_weight"])):
            x, y = rows[name]
            k = torch.randint(len(x), (c["batch"],))
            share = opened(fusion.gate_head(x[k])[:, 0], fixed[name]["irony"][k])
            total = total + weight * F.nll_loss(meaning(fixed[name]["says"][k], share, fusion.figure_head(x[k])), y[k])
        return total

    loop.heads(parts, loss, c)
    for p in parts:
        p.requires_grad_(False)
    x, y = rows["judged"]
    with torch.no_grad():
        by = judge_text.opening(outputs(fusion, x), [{"says": int(v)} for v in y], alarms)
        fusion.gate_head.bias += by
    return by


def fit(run: Run, fusion: Fusion, seed: int) -> None:
    """Where the configuration has ``[train_gate]``; else the gate stays as the encoder's stages left it."""
    if c := run.config.get("train_gate"):
        learn(fusion, stored(run), c, run["train_posts"]["meant_alarms"], seed)
