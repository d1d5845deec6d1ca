"""How well a pack of several languages reads each, on UMSAB's validation parts, which no training and no choice of numbers saw; words alone, one post a call."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import measure_meant, metrics, texts
from .attributions import Reader
from .settings import Run

# Found by reading the rows one by one: LOG.md, "Other languages". The rows don't change, so this doesn't either.
HINDI = (
    "**Hindi is as good as unmeasured.** Of its 324 rows 207 are Hindi in Latin letters, 109 plain English, 8 both; none is in Devanagari. The labels don't go with the\n"
    "texts: on the 109 English ones this pack's version 1 has a macro F1 of 30.3 and duotone-small one of 34.4, which is chance, where English elsewhere has 75. On the 207 Hindi ones they\n"
    "have 39.0 and 26.6. So the row of the table says nothing of how well Hindi is read, for worse or for better; without it the mean is the last row."
)


def languages(run: Run, r: Reader, interval: Callable) -> dict[str, dict]:
    """Language → rows and macro F1 with its interval of what the words say."""
    rows = texts.other_languages(run.data, "val")
    read = np.array([o.logits.argmax() for o in measure_meant.read(r, rows)])
    said, code = np.array([row["says"] for row in rows]), np.array([row["language"] for row in rows])
    return {k: {"rows": int((code == k).sum()), "macro F1": interval(metrics.macro_f1, said[code == k], read[code == k])} for k in sorted(set(code))}


def mean(e: dict[str, dict]) -> float:
    return sum(v["macro F1"][0] for v in e.values()) / len(e)


def section(e: dict, named: list[str], pieces: list[str]) -> str:
    """What the card says of languages; ``pieces``: languages whose words the tokenizer was chosen for."""
    if "languages" not in e:
        return "English alone was trained on and measured. The program says so of posts that are surely in another language."
    from .card import table, triple

    own, whole = e["languages"], e.get("languages float32")
    head = ["language", "rows", "macro F1 (95 % interval)", *(["float32"] if whole else [])]
    lines = [[k, v["rows"], triple(v["macro F1"]), *([whole[k]["macro F1"][0]] if whole else [])] for k, v in own.items()]
    lines.append(["mean", sum(v["rows"] for v in own.values()), mean(own), *([mean(whole)] if whole else [])])
    if "hi" in own and len(own) > 1:
        known = [{k: v for k, v in part.items() if k != "hi"} for part in (own, whole) if part]
        lines.append(["mean without hi", sum(v["rows"] for v in known[0].values()), *map(mean, known)])
    rest = [k for k in pieces if k not in named]
    return (f"{table(head, lines)}\n\nTweets of UMSAB's validation parts, words alone. What is meant, and irony, were learned and measured in English alone.\n\n{HINDI if 'hi' in own else ''}\n\n"
            f"**Nobody measured any other language.** The tokenizer's pieces were chosen for {', '.join(rest)} too, and the encoder carries over from language to\n"
            "language, so such posts may be read better than by chance; nobody knows whether, and how much. The program says so where it can tell the language. Don't rely on it without labels of your own.")  # fmt: skip
