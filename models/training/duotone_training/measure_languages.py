"""How well a pack of several languages reads each, on UMSAB's validation parts, which no training and no choice of numbers saw; words alone, one post a call."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import measure_meant, metrics, texts
from .attributions import Reader
from .settings import Run

HINDI = (
    "Hindi is judged on the last 240 rows of its training part, held out in place of the validation part, whose labels are out of step with its texts, as they are in the first 892 rows of the\n"
    "training part: these were left out. Its rows are Hindi in Latin letters, and a third plain English; none is in Devanagari, so of Hindi as it is written in India nothing is known."
)
ENGLISH_TAUGHT = (
    "\n\n**English is judged leniently**: {pack}, which this pack learned to read English from, had most of these English rows among its own (UMSAB's English tweets are SemEval's). Their texts were left out of those that\n"
    "it was asked about, so nothing was copied, but what it knows may help."
)
HINDI_LEARNED = (
    "**Hindi is not measured.** This pack has learned from all rows of its training part, also from the last 240, on which Hindi is judged since, and from the first 892, whose labels are out of step with their\n"
    "texts, as those of the validation part are. An encoder of the same kind that left both out has a macro F1 of 50.8 on those 240 (the training log's third round), which are in Latin letters or English."
)


def languages(run: Run, r: Reader, interval: Callable) -> dict[str, dict]:
    """Language → rows and macro F1 with its interval of what the words say; of those whose rows were not learned from."""
    rows = [row for row in texts.other_languages(run.data, "val") if row["language"] not in run.others.get("learned_from", [])]
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
    rest = [k for k in pieces if k not in named]
    hindi = HINDI if "hi" in own else HINDI_LEARNED if "hi" in named else ""
    taught = ENGLISH_TAUGHT.format(pack=e["followed"]) if "followed" in e else ""
    return (f"{table(head, lines)}\n\nTweets of UMSAB's validation parts, words alone. What is meant, and irony, were learned and measured in English alone.{taught}\n\n{hindi}\n\n"
            f"**Nobody measured any other language.** The tokenizer's pieces were chosen for {', '.join(rest)} too, and the encoder carries over from language to\n"
            "language, so such posts may be read better than by chance; nobody knows whether, and how much. The program says so where it can tell the language. Don't rely on it without labels of your own.")  # fmt: skip
