"""Cross-validation of the fusion over the training rows and the real conflict pairs."""

from __future__ import annotations

import numpy as np

from .features import post_rows
from .fusion_data import load_posts
from .judge_fusion import figures, predict
from .settings import Run
from .train_fusion import fit, trained_heads
from .train_image import folds


def cross_validate(run: Run, over: dict | None = None) -> tuple[dict, dict[str, np.ndarray]]:
    """Several folds over the training rows and the real conflict pairs; → mean figures, and outputs for every row."""
    posts, heads = load_posts(run), trained_heads(run)
    count = run["calibrate"]["cross_validation"]
    fold = folds(post_rows(run), count, run["seed"] + 1)
    rows, outs, tables = [], [], []
    for k in range(count):
        learn = posts.train[fold[posts.train] != k]
        held = posts.train[fold[posts.train] == k]
        pairs = np.flatnonzero(posts.conflict)
        fusion = fit(run, posts, learn, pairs[fold[pairs] != k], heads, run["seed"] + k, over)
        tables.append(figures(fusion, posts, held, pairs[fold[pairs] == k], shipped=False))
        print("fold", k, {a: round(b, 1) for a, b in tables[-1].items()}, flush=True)
        rows.append(np.concatenate([held, pairs[fold[pairs] == k]]))
        outs.append({f"{m}/{n}": v for m, kw in (("both", {}), ("words", dict(picture=False)), ("picture", dict(words=False)))
                     for n, v in predict(fusion, posts, rows[-1], **kw).items()})  # fmt: skip
    table = {k: float(np.mean([t[k] for t in tables])) for k in tables[0]}
    merged = {k: np.concatenate([o[k] for o in outs]) for k in outs[0]}
    merged["rows"] = np.concatenate(rows)
    return table, merged
