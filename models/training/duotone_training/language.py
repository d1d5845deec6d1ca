"""Stage language: which language a short text is in, small enough to be built into the program.

Logistic regression on the presence of character n-grams, hashed: what ``app/language`` reads. Trained on tweets, as short, slangy and full
of names as what it will see. Scripts other than Latin need no model.
"""

from __future__ import annotations

import json
import math
import random
import re
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from . import settings
from .settings import Run

MODEL = settings.HERE.parent.parent / "app" / "language" / "model.bin"
MAGIC = b"duotone language 1\n"
LANGUAGES = {"de": "german", "en": "english", "es": "spanish", "fr": "french", "hi-Latn": "hindi", "it": "italian", "pt": "portuguese"}
HELD_OUT = "twitter-2016test-A"  # of SemEval-2017: English tweets that only the measuring sees
BUCKETS = 1 << 15
LONGEST = 4  # characters of an n-gram, the blanks around a word among them

DROPPED = re.compile(r"(?i:https?://|www\.)[^\s]+|[@#][^\s]+|&[A-Za-z0-9#]+;")


def words(text: str) -> list[str]:
    """The words that tell a language: no addresses, names or hashtags, lower case, no letter more than twice in a row."""
    text = unicodedata.normalize("NFC", DROPPED.sub(" ", text)).replace("’", "'").lower()
    out = []
    for part in re.split(r"[^\w']|[\d_]", text):
        part = part.strip("'")
        part = "".join(c for i, c in enumerate(part) if i < 2 or not (c == part[i - 1] == part[i - 2]))
        if part:
            out.append(part)
    return out


def fnv(data: bytes) -> int:
    """FNV-1a, 32 bits."""
    h = 2166136261
    for b in data:
        h = ((h ^ b) * 16777619) & 0xFFFFFFFF
    return h


class Buckets(dict):
    """The bucket of an n-gram. The hash's high bits are mixed in: those that are kept alone would be weak."""

    def __missing__(self, gram: str) -> int:
        h = fnv(gram.encode())
        self[gram] = (h ^ (h >> 15)) % BUCKETS
        return self[gram]


BUCKET = Buckets()


def features(text: str) -> list[int]:
    """The buckets of a text's n-grams, each once."""
    found = set()
    for word in words(text):
        padded = f" {word} "
        for n in range(1, LONGEST + 1):
            for i in range(len(padded) - n + 1):
                gram = padded[i : i + n]
                if gram != " ":
                    found.add(BUCKET[gram])
    return sorted(found)


def matrix(texts: list[str]) -> csr_matrix:
    """Presence of n-grams, each text at length 1: [len(texts), BUCKETS]."""
    indptr, indices, values = [0], [], []
    for t in texts:
        f = features(t)
        indices += f
        values += [1 / math.sqrt(max(len(f), 1))] * len(f)
        indptr.append(len(indices))
    return csr_matrix((values, indices, indptr), (len(texts), BUCKETS), dtype=np.float32)


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def told_apart(own: list[str], english: list[str], least: int = 5, times: float = 20) -> list[str]:
    """The rows of own that are in another language than English, where own is a mixture of both, as UMSAB's Hindi is.

    A word marks the other language where at least ``least`` rows have it, and it is ``times`` as frequent as in English posts. A row is kept
    where it has two such words, and a quarter of its words are such. What is in both languages at once is kept, as that is how people write.
    """
    count = [Counter(w for t in texts for w in set(words(t))) for texts in (own, english)]
    rate = [len(own), len(english)]
    marks = {w for w, n in count[0].items() if n >= least and n / rate[0] > times * (count[1][w] + 0.5) / rate[1]}

    def marked(text: str) -> bool:
        found = words(text)
        return len(marks.intersection(found)) >= 2 and 4 * sum(w in marks for w in found) >= len(found)

    return [t for t in own if marked(t)]


def language(run: Run) -> None:
    c = run["language"]
    english = [r["text"] for r in rows(run.data / "semeval2017-4a" / "tweets.jsonl") if r["source"] != HELD_OUT]
    random.Random(run["seed"]).shuffle(english)
    english = english[: c["english"]]
    texts, y = [], []
    for code, name in LANGUAGES.items():
        own = english if code == "en" else [r["text"] for r in rows(run.data / "umsab" / f"{name}-train.jsonl")]
        if code == "hi-Latn":
            own = told_apart(own, english)
            print(f"language: {len(own)} rows of UMSAB's Hindi are kept, as the others are in English or too short to tell")
        texts += own
        y += [code] * len(own)
    m = LogisticRegression(C=c["strength"], max_iter=c["steps"], class_weight="balanced").fit(matrix(texts), y)
    weights = m.coef_.T  # [BUCKETS, languages]
    scale = np.abs(weights).max(0) / 127
    small = np.rint(weights / scale).astype(np.int8)
    head = {
        "languages": list(m.classes_), "buckets": BUCKETS, "longest": LONGEST,
        "scale": [float(x) for x in scale], "bias": [float(x) for x in m.intercept_],
    }  # fmt: skip
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    MODEL.write_bytes(MAGIC + json.dumps(head).encode() + b"\n" + small.tobytes())
    print(f"language: {len(texts)} texts, {MODEL.stat().st_size} bytes in {MODEL}")
