"""Plain models on the same features and the same rows, which the fusion must beat to be worth its weight."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from .train_fusion import Posts


def pooled(posts: Posts, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """([CLS] | mean of tokens) [len,2Dt] and mean of patches [len,Di]."""
    t = np.stack([np.concatenate([posts.tokens[i][0], posts.tokens[i].mean(0, dtype=np.float32)]) for i in index])
    p = np.stack([posts.patches[i].mean(0, dtype=np.float32) for i in index])
    return t.astype(np.float32), p


def regression(x: np.ndarray, y: np.ndarray, seed: int = 0):
    """Logistic regression on standardised features; its strength chosen by 3-fold cross-validation."""
    m = make_pipeline(StandardScaler(), LogisticRegression(max_iter=300))
    grid = {"logisticregression__C": [1e-4, 1e-3, 1e-2]}
    return GridSearchCV(m, grid, cv=3, scoring="accuracy").fit(x, y)


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


def all_baselines(posts: Posts) -> dict[str, np.ndarray]:
    """Name → predicted class of each validation row."""
    learn, val = posts.train, posts.validation
    (xt, xp), (vt, vp) = pooled(posts, learn), pooled(posts, val)
    y = posts.label[learn]
    words, picture = regression(xt, y), regression(xp, y)
    own_words, own_picture = regression(xt, posts.text_label[learn]), regression(xp, posts.image_label[learn])
    both = regression(np.hstack([xt, xp]), y)
    a, b = own_words.predict_proba(vt), own_picture.predict_proba(vp)
    return {
        "majority class": np.full(len(val), np.bincount(y).argmax()),
        "words alone, trained for the joint label": words.predict(vt),
        "picture alone, trained for the joint label": picture.predict(vp),
        "late fusion: mean of the two above": late(words.predict_proba(vt), picture.predict_proba(vp)).argmax(1),
        "late fusion: each side's own label, merged by the data's rule": merged(a, b).argmax(1),
        "logistic regression on pooled words and picture": both.predict(np.hstack([vt, vp])),
    }
