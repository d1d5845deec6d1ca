"""Stage calibrate: temperatures, and the scale and bias of incongruity and irony. Nothing here looks at `val`."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.linear_model import LogisticRegression

from . import data, settings
from .features import token_states, trained_text
from .fetch import tokenizer_and_rules
from .metrics import f1
from .settings import Run
from .train_fusion import cross_validate, load_posts
from .text_model import pool_tokens
from .words import encode_ids


def temperature(logits: np.ndarray, y: np.ndarray, low: float, high: float, count: int) -> float:
    """The temperature of least negative log-likelihood (Guo et al. 2017), on a grid that is even on a log scale."""
    x, t = torch.from_numpy(logits).float(), torch.from_numpy(y)
    grid = np.exp(np.linspace(np.log(low), np.log(high), count))
    return float(min(grid, key=lambda k: float(F.cross_entropy(x / k, t))))


def platt(score: np.ndarray, y: np.ndarray, strength: float) -> tuple[float, float]:
    """Scale and bias of a logistic curve through a logit (Platt 1999), both classes weighing the same."""
    m = LogisticRegression(class_weight="balanced", C=strength).fit(score[:, None], y)
    return float(m.coef_[0, 0]), float(m.intercept_[0])


def irony_logits(run: Run, texts: list[str]) -> np.ndarray:
    encoder, heads = trained_text(run)
    tok, rules = tokenizer_and_rules(run)
    out = []
    w = heads["irony.weight"][1] - heads["irony.weight"][0]
    b = heads["irony.bias"][1] - heads["irony.bias"][0]
    for states in token_states(encoder, encode_ids(tok, rules, texts, run["words"]["max_tokens"])):
        t = torch.from_numpy(states).float()[None]
        out.append(float(pool_tokens(t, torch.ones(t.shape[:2], dtype=torch.long))[0] @ w + b))
    return np.array(out)


def calibrate(run: Run) -> None:
    c = run["calibrate"]
    done = run.file("calibration.json")
    if done.exists():
        print("calibrate: done before,", done)
        return
    stored, table_file = run.file("cross-validation.npz"), run.file("cross-validation.json")
    if table_file.exists():
        table, outs = settings.read_json(table_file), dict(np.load(stored))
    else:
        table, outs = cross_validate(run)
        np.savez(stored, **outs)
        settings.write_json(table_file, table)
    print("cross-validation", {k: round(v, 1) for k, v in table.items()})
    posts = load_posts(run)
    rows = outs["rows"]
    labelled = posts.label[rows] >= 0
    agree = (posts.text_label[rows] == posts.image_label[rows]) & (posts.text_label[rows] != 1) & labelled
    pair = posts.conflict[rows]
    scale, bias = platt(
        np.r_[outs["both/incongruity"][pair], outs["both/incongruity"][agree]], np.r_[np.ones(pair.sum()), np.zeros(agree.sum())],
        c["platt_strength"],
    )
    # the training rows of irony were seen three times, those of the validation part never: its first half sets the curve
    _, held = data.text_tasks(run.data, run["text_data"], run["seed"])
    ironic = held["irony"][: len(held["irony"]) // 2]
    y = np.array([r["y"] for r in ironic])
    s = irony_logits(run, [r["text"] for r in ironic])
    i_scale, i_bias = platt(s, y, c["platt_strength"])
    p = 1 / (1 + np.exp(-(i_scale * s + i_bias)))
    threshold = float(max(np.linspace(*c["irony_thresholds"]), key=lambda t: f1(y, p > t)))
    result = {
        "calibration": {
            "temperature": {
                mode: round(temperature(outs[f"{mode}/logits"][labelled], y[rows][labelled], *c["temperatures"]), 4)
                for mode, y in (("both", posts.label), ("words", posts.text_label), ("picture", posts.image_label))
            }
            | {"meant": 1.0},
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
