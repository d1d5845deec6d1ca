"""A development suite of behaviour, in the manner of CheckList (Ribeiro et al. 2020): what a person would never read wrongly.

Each case is one to some posts of words. Minimum functionality: the label that the test names. Invariance: the same verdict after a change that
means nothing, or with other people in the sentence. Direction: a change that must not move the score the other way. Sentences are written
apart from the training material of ``made``; nothing here is trained on.
"""

from __future__ import annotations

import itertools
import random
import re
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from . import LABELS
from . import wordings as w
from .card import table
from .settings import HERE

FOLDER = HERE / "suite"
MOST = 60  # cases of a test
TOLERANCE = 0.1  # of p(positive) − p(negative), for a direction
HEADS = ("says", "means")
FAIR = "Fairness"
OTHER = "\N{CURRENCY SIGN}"  # stands for the other words in a sentence about people
REMARKS = ("Quick note before lunch: ", "Row 4, seat 12. ", "Written on the train. ", "It's Tuesday. ", "Update 3 of 3: ")
SPELLED = {"n't": " not", "'re": " are", "'ve": " have", "'ll": " will", "'m": " am"}
CONTRACTED = {"I am": "I'm", "I have": "I've", "could not": "couldn't", "has not": "hasn't", "he works": "he's working"}
BESIDE = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopqsdfghjklaxcvbnmz"))


@dataclass
class Scores:
    """Of texts: probabilities [n,3] of what they say and mean (``means`` is None where a model tells only one), irony [n]."""

    says: np.ndarray
    means: np.ndarray | None
    irony: np.ndarray


Model = Callable[[list[str]], tuple[np.ndarray, np.ndarray | None, np.ndarray]]


@dataclass
class Test:
    """``kind``: label, same, up, down, pair, ironic or calm; ``cases``: lists of texts; ``heads``: which verdicts are judged."""

    capability: str
    name: str
    kind: str
    cases: list[list[str]]
    expect: tuple[str, ...] = ()
    heads: tuple[str, ...] = HEADS
    group: str = field(default="")


def few(cases: list[list[str]]) -> list[list[str]]:
    """At most ``MOST`` cases, always the same ones, no case twice."""
    unique = {tuple(c): None for c in cases if len(set(c)) == len(c)}
    return [list(c) for c in sorted(unique, key=lambda c: w.number(" / ".join(c)))[:MOST]]


def filled(line: str, words: dict[str, list[str]], rng: random.Random, draws: int) -> list[list[str]]:
    """Some fillings of the parts of a line: the same words in all of its parts, another word for each time that a name stands twice."""
    out = []
    for _ in range(draws):
        seen: dict[str, list[str]] = {}

        def word(m, seen=seen):
            name, nth = m[1].lower(), counted[m.start()]
            while len(seen.setdefault(name, [])) <= nth:
                seen[name].append(rng.choice([x for x in words[name] if x not in seen[name]]))
            return w.capital(seen[name][nth]) if m[1][0].isupper() else seen[name][nth]

        parts = []
        for part in w.fields(w.choose(line, rng)):
            counted, count = {}, {}
            for m in w.NAME.finditer(part):
                counted[m.start()] = count.setdefault(m[1].lower(), 0)
                count[m[1].lower()] += 1
            parts.append(w.tidy(w.NAME.sub(word, part)))
        out.append(parts)
    return out


def from_lines(text: str, words: dict[str, list[str]], rng: random.Random) -> list[list[str]]:
    items = w.lines(text)
    out = []
    for line in items:
        free = "{" in line or "[" in line
        out += filled(line, words, rng, max(4, -(-2 * MOST // len(items))) if free else 1)
    return few(out)


def slip(text: str, rng: random.Random) -> str:
    m = rng.choice(list(re.finditer(r"[a-z]{4,}", text)))
    i = rng.randrange(m.start() + 1, m.end() - 1)
    return text[:i] + text[i + 1 :] if rng.random() < 0.5 else text[:i] + text[i] + text[i:]


def neighbour_key(text: str, rng: random.Random) -> str:
    m = rng.choice(list(re.finditer(r"[a-z]{4,}", text)))
    i = rng.randrange(m.start() + 1, m.end() - 1)
    return text[:i] + BESIDE[text[i]] + text[i + 1 :]


def run_together(text: str, rng: random.Random) -> str:
    i = rng.choice([m.start() for m in re.finditer(" ", text)])
    return text[:i] + text[i + 1 :]


def contraction(text: str, rng: random.Random) -> str:
    for long, short in CONTRACTED.items():
        if long in text:
            return text.replace(long, short)
    text = text.replace("can't", "cannot")
    return re.sub(r"(n't|'re|'ve|'ll|'m)\b", lambda m: SPELLED[m[1]], text)


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "slip": slip,
    "neighbour_key": neighbour_key,
    "run_together": run_together,
    "contraction": contraction,
    "address": lambda t, rng: f"{t} https://t.co/{''.join(rng.choices('abcdefgXYZ0123', k=8))}",
    "handle": lambda t, rng: f"@{rng.choice(('northline', 'ms_olsen', 'kiosk24', 'radio_five'))} {t}",
    "small": lambda t, rng: t.lower(),
    "bare": lambda t, rng: re.sub(r"[.,!?:]", "", t),
    "tag": lambda t, rng: f"{t} #{rng.choice(('tuesday', 'oslo', 'week12', 'desk'))}",
    "remark": lambda t, rng: rng.choice(REMARKS) + t,
    "number": lambda t, rng: re.sub(r"\b(?<!-)(?:two|three|four|nine|ninety|eleven)\b", rng.choice(("five", "seven", "eight")), re.sub(r"\b(?:[3-9]|\d\d\d?)\b", str(rng.randrange(20, 99)), t)),
}  # fmt: skip


def tests() -> list[Test]:
    """All tests, the same in every run."""
    rng = random.Random("suite")
    words = {k: w.lines(v) for k, v in w.read("words", FOLDER).items()}
    out = []
    for name in ("plain", "neutral"):
        for t in w.read(name, FOLDER)["test"]:
            expect = (t["expect"],) if isinstance(t["expect"], str) else tuple(t["expect"])
            out.append(Test(t["capability"], t["name"], "label", from_lines(t["cases"], words, rng), expect))
    people = w.read("people", FOLDER)
    for t in people["same"]:
        others = w.lines(people["sets"][t["set"]])
        bases = [b for line in w.lines(t["cases"]) for (b,) in filled(line.replace("{x}", OTHER), words, rng, 4)]
        cases = [[w.tidy(w.capital(b.replace(OTHER, o))) for o in others] for b in dict.fromkeys(bases)]
        out.append(Test(t["capability"], f"other words for: {t['set']}", "same", few(cases), group=t["set"]))
    robust = w.read("robust", FOLDER)
    for t in robust["change"]:
        cases = [[p, CHANGES[t["how"]](p, rng)] for p in w.lines(robust["posts"]) for _ in range(3)]
        out.append(Test("Robustness", t["name"], "same", few(cases)))
    for t in w.read("direction", FOLDER)["more"]:
        out.append(Test(t["capability"], t["name"], t["expect"], from_lines(t["cases"], words, rng)))
    return out + meaning()


def meaning() -> list[Test]:
    data = w.read("meaning", FOLDER)
    triples = [w.fields(line) for line in w.lines(data["pairs"])]
    ironic, plain, joy = ([[t[i]] for t in triples] for i in range(3))
    sincere = [[t] for t in w.lines(data["sincere"])]
    sarcasm, earnest, means = "Sarcasm", "Sincere joy", ("means",)
    return [
        Test(sarcasm, "a sarcastic post is not taken at its word", "label", ironic, ("negative",), means),
        Test(sarcasm, "its plain wording is negative", "label", plain, ("negative",)),
        Test(sarcasm, "it and a sincere post of the same words, both right", "pair", [[a, c] for a, _, c in triples], heads=means),
        Test(sarcasm, "it gets a higher irony than its plain wording", "ironic", [[a, b] for a, b, _ in triples], heads=means),
        Test(sarcasm, "it gets a higher irony than a sincere post of the same words", "ironic", [[a, c] for a, _, c in triples], heads=means),
        Test(earnest, "a sincere post of a sarcastic one's words is positive", "label", joy, ("positive",)),
        Test(earnest, "joy is positive", "label", sincere, ("positive",)),
        Test(earnest, "joy stays below the threshold of irony", "calm", sincere + joy, heads=means),
        Test("News and facts", "news stays below the threshold of irony", "calm",
             [[t] for t in w.lines(w.read("robust", FOLDER)["posts"])[-20:]], heads=means),
    ]  # fmt: skip


def polarity(p: np.ndarray) -> np.ndarray:
    return p[..., 2] - p[..., 0]


def fails(t: Test, at: list[int], p: np.ndarray, irony: np.ndarray, threshold: float) -> bool:
    """Whether a case fails; ``at``: the rows of its texts."""
    verdicts, score = p[at].argmax(1), polarity(p[at])
    if t.kind == "label":
        return LABELS[verdicts[0]] not in t.expect
    if t.kind == "same":
        return len(set(verdicts.tolist())) > 1
    if t.kind in ("up", "down"):
        return (score[1] - score[0]) * (1 if t.kind == "up" else -1) < -TOLERANCE
    if t.kind == "pair":
        return verdicts.tolist() != [0, 2]
    if t.kind == "ironic":
        return irony[at[0]] <= irony[at[1]]
    if t.kind == "calm":
        return irony[at[0]] > threshold
    raise ValueError(f"no kind of test {t.kind!r}")


def spread(all_at: list[list[int]], p: np.ndarray) -> tuple[float, float]:
    """Of cases that are one sentence with other people in it: the mean absolute difference of p(positive) − p(negative) between two of
    them, and the greatest one."""
    differences = [abs(a - b) for at in all_at for a, b in itertools.combinations(polarity(p[at]).tolist(), 2)]
    return statistics.fmean(differences), max(differences)


def run(model: Model, threshold: float = 0.5) -> dict:
    """Failure rates in per cent. ``threshold``: the irony above which a post counts as ironic.

    ``tests``: rows with capability, name, kind, cases, says, means (None where that isn't judged); ``fairness`` and ``names``: head →
    (mean, greatest) change of p(positive) − p(negative) over people; ``summary``: head → mean, worst, worst fairness.
    """
    suite = tests()
    texts = list(dict.fromkeys(t for test in suite for case in test.cases for t in case))
    index = {t: i for i, t in enumerate(texts)}
    s = Scores(*model(texts))
    heads = {"says": s.says, "means": s.says if s.means is None else s.means}
    rows, people = [], {FAIR: [], "Names and places": []}
    for t in suite:
        at = [[index[x] for x in case] for case in t.cases]
        rates = {h: 100 * statistics.fmean(fails(t, a, p, s.irony, threshold) for a in at) if h in t.heads else None for h, p in heads.items()}
        rows.append({"capability": t.capability, "name": t.name, "kind": t.kind, "cases": len(at), **rates})
        if t.group:
            people[t.capability] += at

    def summary(h):
        rates = [r[h] for r in rows if r[h] is not None]
        return {"mean": statistics.fmean(rates), "worst": max(rates), "worst fairness": max(r[h] for r in rows if r["capability"] == FAIR)}

    return {
        "tests": rows, "meaning told": s.means is not None, "summary": {h: summary(h) for h in HEADS},
        "fairness": {h: spread(people[FAIR], p) for h, p in heads.items()},
        "names": {h: spread(people["Names and places"], p) for h, p in heads.items()},
    }  # fmt: skip


def markdown(result: dict) -> str:
    """The tables for a card: by capability, by test, and what people in a sentence change."""
    rows = result["tests"]

    def cell(x):
        return "" if x is None else float(x)

    def of(capability, h, measure):
        rates = [r[h] for r in rows if r["capability"] == capability and r[h] is not None]
        return measure(rates) if rates else None

    by_capability = [
        [c, sum(r["capability"] == c for r in rows), *(cell(of(c, h, f)) for h in HEADS for f in (statistics.fmean, max))]
        for c in dict.fromkeys(r["capability"] for r in rows)
    ]
    s = result["summary"]
    by_capability.append(["**all**", len(rows), *(s[h][k] for h in HEADS for k in ("mean", "worst"))])
    kinds = {"label": "label", "same": "invariance", "up": "direction", "down": "direction"}
    people = [[n, *(f"{x:.3f}" for h in HEADS for x in result[k][h])] for n, k in (("groups of people", "fairness"), ("names, places, pronouns", "names"))]
    notes = "" if result["meaning told"] else "\nThe pack tells no meaning of its own: its label stands for what is meant.\n"
    return "\n".join([
        table(["capability", "tests", "fail, says, mean %", "worst %", "fail, means, mean %", "worst %"], by_capability), notes,
        table(["other words for", "mean change of p⁺ − p⁻, says", "greatest", "means", "greatest"], people), "",
        table(["capability", "test", "kind", "cases", "fail, says, %", "fail, means, %"],
              [[r["capability"], r["name"], kinds.get(r["kind"], "meaning"), r["cases"], cell(r["says"]), cell(r["means"])] for r in rows]), "",
    ])  # fmt: skip
