"""Plain models on the same features and the same rows, which the fusion must beat to be worth its weight."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from .fusion_data import Posts


def pooled(posts: Posts, index: np.ndarray, patches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """([CLS] | mean of tokens) [len,2Dt] and the normalised mean of the patches [len,Di]."""
    t = np.stack([np.concatenate([posts.tokens[i][0], posts.tokens[i].mean(0, dtype=np.float32)]) for i in index])
    p = np.stack([patches[i].mean(0, dtype=np.float32) for i in index])
    return t.astype(np.float32), (p - p.mean(1, keepdims=True)) / p.std(1, keepdims=True).clip(1e-6)


def regression(x: np.ndarray, y: np.ndarray, strength: float, steps: int):
    """Logistic regression on standardised features; the strength is that of the fusion's own start."""
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=steps, C=strength / 2)).fit(x, y)


def late(words: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """Late fusion: the mean of both probabilities [len,3]."""
    return (words + picture) / 2


def merged(words: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """The usual merging rule on independent opinions: equal → that, one neutral → the other; opposite pairs drop out."""
    n, u, p = 0, 1, 2
    out = np.zeros_like(words)
    for k in (n, p):
        out[:, k] = words[:, k] * picture[:, k] + words[:, k] * picture[:, u] + words[:, u] * picture[:, k]
    out[:, u] = words[:, u] * picture[:, u]
    return out / out.sum(1, keepdims=True)


def all_baselines(posts: Posts, strength: float, steps: int) -> dict[str, np.ndarray]:
    """Name → predicted class of each validation row. They learn from the same features as the fusion: by either encoder."""
    learn, val = posts.train, posts.validation
    parts = [pooled(posts, learn, p) for p in (posts.patches, posts.seen)]
    xt, xp = (np.vstack([p[k] for p in parts]) for k in (0, 1))
    vt, vp = pooled(posts, val, posts.patches)
    y, yt, yi = (np.tile(a[learn], 2) for a in (posts.label, posts.text_label, posts.image_label))
    words, picture = regression(xt, y, strength, steps), regression(xp, y, strength, steps)
    own_words, own_picture = regression(xt, yt, strength, steps), regression(xp, yi, strength, steps)
    both = regression(np.hstack([xt, xp]), y, strength, steps)
    a, b = own_words.predict_proba(vt), own_picture.predict_proba(vp)
    return {
        "majority class": np.full(len(val), np.bincount(y).argmax()),
        "words alone, trained for the joint label": words.predict(vt),
        "picture alone, trained for the joint label": picture.predict(vp),
        "late fusion: mean of the two above": late(words.predict_proba(vt), picture.predict_proba(vp)).argmax(1),
        "late fusion: each side's own label, merged by the data's rule": merged(a, b).argmax(1),
        "logistic regression on pooled words and picture": both.predict(np.hstack([vt, vp])),
    }
