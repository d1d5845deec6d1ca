"""Reading the research data. Rows are plain dicts; labels are words and become numbers here and nowhere else."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

from . import LABELS

EMOTIONS = ("anger", "joy", "optimism", "sadness")
FEELINGS = (  # of GoEmotions (Demszky et al. 2020), in the order of their names
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire", "disappointment",
    "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief", "joy", "love", "nervousness", "neutral",
    "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise",
)  # fmt: skip
FILES = (
    "mvsa-single/posts.jsonl", "semeval2017-4a/tweets.jsonl", "semeval2015-11/train.jsonl", "tweeteval-irony/train.jsonl", "tweeteval-irony/val.jsonl",
    "tweeteval-emotion/train.jsonl", "tweeteval-emotion/val.jsonl", "isarcasm/train.jsonl", "mmsd2/train.jsonl", "mmsd2/valid.jsonl",
    "goemotions/train.jsonl", "goemotions/val.jsonl", "umsab/english-train.jsonl", "oasis/images.jsonl",
)  # fmt: skip


OTHER_LANGUAGES = ("arabic", "english", "french", "german", "hindi", "italian", "portuguese", "spanish")


def require(data: Path, others: bool = False) -> None:
    """Stop with what is missing and what to give, where ``data`` does not hold the research data, ``others``: in other languages too."""
    more = [f"umsab/{name}-{part}.jsonl" for name in OTHER_LANGUAGES for part in ("train", "val")] if others else []
    missing = [f for f in (*FILES, *more) if not (data / f).is_file()]
    if missing:
        raise SystemExit(
            f"The research data is not in {data}: {', '.join(missing)} missing.\n"
            "Give the folder that holds it: --data FOLDER, or make model MODEL_ARGS='--data FOLDER'. models/training/README.md says what\n"
            "lies in it and where it comes from. make model SMOKE=1 walks the whole path on drawn data instead."
        )


def read_jsonl(path: Path) -> list[dict]:
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def label_id(label: str | None) -> int:
    """−100 for "no label": the index that cross-entropy ignores."""
    return -100 if label is None else LABELS.index(label)


def index_of(label: str | None) -> int | None:
    return None if label is None else LABELS.index(label)


def posts(data: Path) -> list[dict]:
    """MVSA-Single: dicts with text, image (an absolute path), label, text_label, image_label, conflict, split."""
    rows = read_jsonl(data / "mvsa-single" / "posts.jsonl")
    for r in rows:
        r["image"] = str(data / "mvsa-single" / r["image"])
    return rows


def oasis(data: Path) -> list[dict]:
    """OASIS photographs with ``valence`` 1 to 7 (Kurdi, Lozano & Banaji 2017)."""
    rows = read_jsonl(data / "oasis" / "images.jsonl")
    for r in rows:
        r["image"] = str(data / "oasis" / r["image"])
    return rows


CLITIC = re.compile(r" (n't|'s|'re|'ve|'ll|'d|'m)\b")


def without_giveaways(text: str, rng: random.Random) -> str | None:
    """An MMSD2.0 text as a person would have typed it, or None when it carries a mark that tells its label.

    ``<num>`` stands in sarcastic rows only; ``<user>`` and the spaced punctuation tell that the row is from this set.
    """
    if "<num>" in text or "<url>" in text:
        return None
    text = re.sub(r"<user>", lambda m: "@user" if rng.random() < 0.5 else "", text)
    text = CLITIC.sub(r"\1", re.sub(r" ([.,!?;:)])", r"\1", text))
    return text.strip() or None


def key(text: str) -> str:
    """What makes two tweets the same: letters (of Latin ones those of English) and digits, with addresses and names of users left out."""
    return re.sub(r"(?:[\W_]|[\u0080-\u036f])+", " ", re.sub(r"https?://\S+|@\w+", "", text.lower())).strip()
