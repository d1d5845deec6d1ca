"""Measures with their intervals. Percentages are 0 to 100."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support, roc_auc_score


def bootstrap(measure, *columns: np.ndarray, samples: int = 2000, seed: int = 1) -> tuple[float, float, float]:
    """Value and 95 % percentile interval over resampled rows (Efron 1979)."""
    rng = np.random.default_rng(seed)
    n = len(columns[0])
    if not n:  # a sliver of data may have no such rows
        return float("nan"), float("nan"), float("nan")
    values = []
    for _ in range(samples):
        i = rng.integers(0, n, n)
        try:
            values.append(measure(*(c[i] for c in columns)))
        except ValueError:  # a resample without one of the classes
            continue
    low, high = np.percentile(values, [2.5, 97.5])
    return float(measure(*columns)), float(low), float(high)


def accuracy(y, p) -> float:
    return 100 * accuracy_score(y, p)


def macro_f1(y, p) -> float:
    return 100 * f1_score(y, p, average="macro", labels=[0, 1, 2], zero_division=0)


def weighted_f1(y, p) -> float:
    return 100 * f1_score(y, p, average="weighted", zero_division=0)


def macro_recall(y, p) -> float:
    """Mean recall of the classes, the measure of SemEval-2017 task 4A (Rosenthal et al. 2017)."""
    return 100 * float(np.mean([(p[y == k] == k).mean() for k in np.unique(y)]))


def f1(y, p) -> float:
    return 100 * f1_score(y, p, zero_division=0)


def auc(y, s) -> float:
    return 100 * roc_auc_score(y, s)


def per_class(y, p) -> list[tuple[float, float, float, int]]:
    """Precision, recall, F1, rows of each class."""
    a, b, c, n = precision_recall_fscore_support(y, p, labels=[0, 1, 2], zero_division=0)
    return [(100 * a[k], 100 * b[k], 100 * c[k], int(n[k])) for k in range(3)]


def confusion(y, p) -> np.ndarray:
    """Rows: what annotators said; columns: what the model said."""
    return confusion_matrix(y, p, labels=[0, 1, 2])


def reliability(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> tuple[float, list[tuple]]:
    """Expected calibration error (Guo et al. 2017) over equal-width bins, and (low, high, rows, confidence, accuracy)."""
    edges = np.linspace(0, 1, bins + 1)
    where = np.clip(np.digitize(confidence, edges[1:-1], right=True), 0, bins - 1)
    table, ece = [], 0.0
    for b in range(bins):
        k = where == b
        if k.any():
            c, a = float(confidence[k].mean()), float(right[k].mean())
            ece += k.mean() * abs(c - a)
            table.append((edges[b], edges[b + 1], int(k.sum()), c, a))
    return float(ece), table
