"""Figures of agreement on random data with gaps, for agreement_test.go: python agreement.py > agreement.json

Needs krippendorff, nltk, scikit-learn and numpy.
"""
import json
import random

import krippendorff
import nltk
import numpy
import sklearn
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import jaccard_distance, masi_distance
from sklearn.metrics import cohen_kappa_score

rng = random.Random(27)
GAP = -1


def codes(coders, units, k, gaps, noise):
    truth = [rng.randrange(k) for _ in range(units)]
    return [[GAP if rng.random() < gaps else t if rng.random() > noise else rng.randrange(k) for t in truth] for _ in range(coders)]


def alpha(data, k, level, values=None):
    a = numpy.array([[numpy.nan if c == GAP else c for c in row] for row in data], dtype=float)
    domain = list(range(k))
    if values is not None:
        a = numpy.array([[numpy.nan if c == GAP else values[c] for c in row] for row in data], dtype=float)
        domain = values
    return float(krippendorff.alpha(reliability_data=a, level_of_measurement=level, value_domain=domain))


single = []
for coders, units, k, gaps, noise in [(2, 50, 3, 0.1, 0.3), (3, 80, 7, 0.3, 0.5), (5, 200, 5, 0.5, 0.4), (4, 60, 27, 0.2, 0.6), (2, 30, 2, 0.0, 0.2)]:
    data = codes(coders, units, k, gaps, noise)
    values = sorted(rng.uniform(-3, 3) for _ in range(k))
    both = [(a, b) for a, b in zip(data[0], data[1]) if a != GAP and b != GAP]
    single.append({"coders": data, "values": values, "nominal": alpha(data, k, "nominal"), "ordinal": alpha(data, k, "ordinal"),
                   "interval": alpha(data, k, "interval", values), "kappa01": float(cohen_kappa_score(*zip(*both)))})

many = []
for coders, units, labels, gaps in [(2, 40, 4, 0.1), (3, 60, 6, 0.3), (5, 100, 8, 0.4)]:
    sets = [frozenset()]
    data = []
    truth = [frozenset(l for l in range(labels) if rng.random() < 0.3) for _ in range(units)]
    for _ in range(coders):
        row = []
        for t in truth:
            said = frozenset(l for l in range(labels) if (l in t) != (rng.random() < 0.15))
            if said not in sets:
                sets.append(said)
            row.append(GAP if rng.random() < gaps else sets.index(said))
        data.append(row)

    def by(distance):  # nltk divides by nothing where both sets are empty: they are equal
        triples = [(f"c{c}", f"u{u}", sets[x]) for c, row in enumerate(data) for u, x in enumerate(row) if x != GAP]
        return AnnotationTask(triples, distance=lambda a, b: 0.0 if a == b else distance(a, b)).alpha()

    many.append({"coders": data, "sets": [sorted(s) for s in sets], "masi": by(masi_distance), "jaccard": by(jaccard_distance)})

print(json.dumps({"made_with": f"krippendorff, nltk {nltk.__version__}, scikit-learn {sklearn.__version__}", "single": single, "many": many}))
