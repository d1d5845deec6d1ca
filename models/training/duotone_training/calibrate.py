"""Stage calibrate: temperatures, and the scale and bias of incongruity and irony: by cross-validation, so that nothing here looks at `val`.

Where the picture's graph is kept from another pack, which has seen every training row, every other row of `val` is taken instead.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.linear_model import LogisticRegression

from . import device, schedule, settings, texts
from .features import token_states, trained_text
from .fetch import tokenizer_and_rules
from .settings import Run
from .cross_validate import cross_validate
from .fusion import Fusion
from .fusion_data import load_posts
from .judge_fusion import predict
from .text_model import pool_tokens
from .words import encode_ids


def temperature(logits: np.ndarray, y: np.ndarray, low: float, high: float, count: int) -> float:
    """The temperature of least negative log-likelihood (Guo et al. 2017), on a grid that is even on a log scale."""
    x, t = device.tensor(logits).float(), device.tensor(y)
    grid = np.exp(np.linspace(np.log(low), np.log(high), count))
    return float(min(grid, key=lambda k: float(F.cross_entropy(x / k, t))))


def platt(score: np.ndarray, y: np.ndarray, strength: float) -> tuple[float, float]:
    """Scale and bias of a logistic curve through a logit (Platt 1999), both classes weighing the same."""
    m = LogisticRegression(class_weight="balanced", C=strength).fit(score[:, None], y)
    return float(m.coef_[0, 0]), float(m.intercept_[0])


def irony_logits(run: Run, words: list[str]) -> np.ndarray:
    encoder, heads = trained_text(run)
    tok, rules = tokenizer_and_rules(run)
    out = []
    for states in token_states(encoder, encode_ids(tok, rules, words, run["words"]["max_tokens"])):
        t = device.tensor(states).float()[None]
        pooled = pool_tokens(t, torch.ones(t.shape[:2], dtype=torch.long))[0]
        out.append(float(pooled @ heads["irony.weight"][0].to(pooled) + heads["irony.bias"][0].to(pooled)))
    return np.array(out)


def irony_curve(run: Run, logits: Callable[[list[str]], np.ndarray]) -> tuple[float, float, float]:
    """Scale and bias of the logistic curve of irony, and the threshold that a stated share of everyday tweets passes; ``logits``: of texts.

    The curve is set on held-out rows of two sets of ironic tweets; the threshold on the first half of held-out everyday tweets.
    """
    c = run["calibrate"]
    ironic = texts.irony(run.data, run["text_data"], "val.jsonl")[::2] + texts.isarcasm(run.data, run["text_data"])[1][::2]
    everyday = texts.sentiment(run.data, run["text_data"])[1][::2]
    s = logits([r["text"] for r in ironic])
    scale, bias = platt(s, np.array([r["irony"] for r in ironic]), c["platt_strength"])
    limit = float(np.quantile(logits([r["text"] for r in everyday]), 1 - c["irony_alarms"]))
    return scale, bias, float(1 / (1 + np.exp(-(scale * limit + bias))))


def by_cross_validation(run: Run) -> tuple[dict, dict[str, np.ndarray]]:
    """Mean figures of the folds, and the outputs for every training row by a fusion that had not seen it."""
    stored, table_file = run.file("cross-validation.npz"), run.file("cross-validation.json")
    if table_file.exists():
        table, outs = settings.read_json(table_file), dict(np.load(stored))
    else:
        table, outs = cross_validate(run)
        np.savez(stored, **outs)
        settings.write_json(table_file, table)
    print("cross-validation", {k: round(v, 1) for k, v in table.items()})
    return table, outs


def on_validation(run: Run) -> dict[str, np.ndarray]:
    """Outputs for every other validation row and conflict pair: where the picture's encoder has seen all training rows, these alone are new to it."""
    posts = load_posts(run)
    state = schedule.load(run.file("fusion.pt"))
    fusion = Fusion(state["config"])
    fusion.load_state_dict(state["fusion"])
    rows = np.sort(np.concatenate([posts.validation[::2], np.flatnonzero(posts.held)[::2]]))
    outs = {f"{m}/{n}": v for m, kw in (("both", {}), ("words", dict(picture=False)), ("picture", dict(words=False)))
            for n, v in predict(fusion, posts, rows, **kw).items()}  # fmt: skip
    return outs | {"rows": rows}


def calibrate(run: Run) -> None:
    c = run["calibrate"]
    done = run.file("calibration.json")
    if done.exists():
        print("calibrate: done before,", done)
        return
    if run["picture"]["kept"]:
        table, outs = None, on_validation(run)
    else:
        table, outs = by_cross_validation(run)
    posts = load_posts(run)
    rows = outs["rows"]
    labelled = posts.label[rows] >= 0
    agree = (posts.text_label[rows] == posts.image_label[rows]) & (posts.text_label[rows] != 1) & labelled
    pair = posts.conflict[rows]
    scale, bias = platt(
        np.r_[outs["both/incongruity"][pair], outs["both/incongruity"][agree]], np.r_[np.ones(pair.sum()), np.zeros(agree.sum())],
        c["platt_strength"],
    )
    i_scale, i_bias, threshold = irony_curve(run, functools.partial(irony_logits, run))
    result = {
        "calibration": {
            "temperature": {
                mode: round(temperature(outs[f"{mode}/logits"][labelled], y[rows][labelled], *c["temperatures"]), 4)
                for mode, y in (("both", posts.label), ("words", posts.text_label), ("picture", posts.image_label))
            }
            | {"meant": round(temperature(outs["both/meant_logits"][labelled], posts.label[rows][labelled], *c["temperatures"]), 4)},
            "incongruity": {"scale": round(scale, 4), "bias": round(bias, 4)},
            "irony": {"scale": round(i_scale, 4), "bias": round(i_bias, 4)},
        },
        "thresholds": {
            "incongruity": c["incongruity_threshold"], "irony": round(threshold, 3), "dominance_margin": c["dominance_margin"],
        },
        "cross_validation": table,
    }
    # where the text encoder has seen the rows they look surer than new posts are: no temperature is better than that one
    result["fitted_temperature"] = dict(result["calibration"]["temperature"])
    for mode in c["without_temperature"]:
        result["calibration"]["temperature"][mode] = 1.0
    settings.write_json(done, result)
    print("calibrate:", result["calibration"], result["thresholds"])
