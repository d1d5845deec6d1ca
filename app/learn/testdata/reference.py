"""Makes reference.json: what scikit-learn's LogisticRegressionCV is worth on the representation, labels and folds that the test exports.

    DUOTONE_EXPORT=/tmp/export go test ./app/learn -run TestAgainstScikitLearn
    python app/learn/testdata/reference.py /tmp/export app/learn/testdata/reference.json

Needs numpy and scikit-learn. With a folder of real embeddings in DUOTONE_TRIAL, /tmp/export has those as well, under names that begin with
trial; they are printed and not kept.
"""
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegressionCV
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
STRENGTHS = np.logspace(-4, 1, 11)


REPEATS = 300  # as in task.go


def fitted(x, y, balanced):
    inner = StratifiedKFold(3, shuffle=True, random_state=1)
    weights = None
    if balanced:  # by the effective number of samples (Cui et al. 2019)
        counts = np.bincount(y)
        share = counts / -np.expm1(-counts / REPEATS)
        weights = {c: len(y) * share[c] / counts[c] / share[counts > 0].sum() for c in range(len(counts)) if counts[c]}
    model = LogisticRegressionCV(Cs=STRENGTHS, cv=inner, scoring="neg_log_loss", class_weight=weights, max_iter=2000)
    return make_pipeline(StandardScaler(), model).fit(x, y)


def out_of_fold(x, target, folds, balanced, many):
    told = np.zeros_like(target)
    for test in folds:
        train = np.setdiff1d(np.arange(len(x)), test)
        if many:
            for c in range(target.shape[1]):
                told[test, c] = fitted(x[train], target[train, c], balanced).predict(x[test])
        else:
            said = fitted(x[train], target[train].argmax(1), balanced).predict(x[test])
            told[test, said] = 1
    return told


def main(folder, out):
    figures = {"sklearn": sklearn.__version__, "cases": {}}
    for path in sorted(Path(folder).glob("*.json")):
        task = json.loads(path.read_text())
        x = np.array(task["x"], dtype=np.float64)
        target = np.zeros((len(x), task["labels"]), dtype=int)
        for i, labels in enumerate(task["y"]):
            target[i, labels] = 1
        told = out_of_fold(x, target, [np.array(f) for f in task["folds"]], task["balanced"], task["many"])
        macro = float(f1_score(target, told, average="macro", zero_division=0))
        print(f"{path.stem}: {len(x)} posts, macro F1 {100 * macro:.2f}")
        if not path.stem.startswith("trial"):
            figures["cases"][path.stem] = {"sha256": task["sha256"], "macro_f1": macro}
    Path(out).write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
