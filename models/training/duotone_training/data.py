"""Reading the research data. Rows are plain dicts; labels are words and become numbers here and nowhere else."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

from . import LABELS

EMOTIONS = ("anger", "joy", "optimism", "sadness")
FILES = (
    "mvsa-single/posts.jsonl", "semeval2017-4a/tweets.jsonl", "tweeteval-irony/train.jsonl", "tweeteval-irony/val.jsonl",
    "tweeteval-emotion/train.jsonl", "tweeteval-emotion/val.jsonl", "isarcasm/train.jsonl", "mmsd2/train.jsonl", "oasis/images.jsonl",
)  # fmt: skip


def require(data: Path) -> None:
    """Stop with what is missing and what to give, where ``data`` does not hold the research data."""
    missing = [f for f in FILES if not (data / f).is_file()]
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
    """What makes two tweets the same: letters and digits, with addresses and names of users left out."""
    return re.sub(r"[^a-z0-9]+", " ", re.sub(r"https?://\S+|@\w+", "", text.lower())).strip()


def text_tasks(data: Path, c: dict, seed: int) -> tuple[list[dict], dict[str, list[dict]]]:
    """Training rows and named validation sets for the words: dicts with ``text``, ``task`` and ``y``.

    Rows of the training part whose text also stands in a validation set are dropped.
    """
    rng = random.Random(seed)
    held: dict[str, list[dict]] = {}
    rows: list[dict] = []

    semeval = read_jsonl(data / "semeval2017-4a" / "tweets.jsonl")
    sent = [dict(text=r["text"], task="sentiment", y=LABELS.index(r["label"]), source=r["source"]) for r in semeval]
    held["sentiment"] = [r for r in sent if r["source"] in c["semeval_validation"]]
    rows += [r for r in sent if r["source"] not in c["semeval_validation"]]

    def irony(name):
        return [
            dict(text=r["text"], task="irony", y=r["irony"]) for r in read_jsonl(data / "tweeteval-irony" / name)
        ]

    held["irony"] = irony("val.jsonl")
    rows += irony("train.jsonl") * c["repeat_irony"]

    isarcasm = [
        dict(text=r["text"], task="sarcasm", y=r["sarcastic"]) for r in read_jsonl(data / "isarcasm" / "train.jsonl")
    ]
    rng.shuffle(isarcasm)
    held["sarcasm"] = isarcasm[: c["isarcasm_validation"]]
    rows += isarcasm[c["isarcasm_validation"] :]

    mmsd = []
    for r in read_jsonl(data / "mmsd2" / "train.jsonl"):
        text = without_giveaways(r["text"], rng)
        if text and len(text.split()) >= c["mmsd_min_words"]:
            mmsd.append(dict(text=text, task="mmsd", y=r["sarcastic"]))
    rng.shuffle(mmsd)
    rows += mmsd[: c["mmsd_rows"]]

    def emotion(name):
        return [
            dict(text=r["text"], task="emotion", y=EMOTIONS.index(r["emotion"]))
            for r in read_jsonl(data / "tweeteval-emotion" / name)
        ]

    held["emotion"] = emotion("val.jsonl")
    rows += emotion("train.jsonl")

    mvsa = [p for p in posts(data) if not p["conflict"]]
    for p in mvsa:
        r = dict(text=p["text"], task="post_words", y=label_id(p["text_label"]), joint=label_id(p["label"]))
        if p["split"] == "val":
            held.setdefault("post_words", []).append(r)
        else:
            rows.append(r)

    seen = {key(r["text"]) for part in held.values() for r in part}
    rows = [r for r in rows if key(r["text"]) not in seen]
    rng.shuffle(rows)
    return rows, held


def sincere(data: Path, c: dict, max_words: int, weight: float) -> list[dict]:
    """Words that are meant: short positive tweets and what the writers of iSarcasm's tweets meant, as rows without irony.

    The irony sets hold hardly any plain praise, so that a model of them alone takes all short praise for irony.
    """
    rows = [r["text"] for r in read_jsonl(data / "semeval2017-4a" / "tweets.jsonl")
            if r["label"] == "positive" and r["source"] not in c["semeval_validation"] and len(r["text"].split()) <= max_words]  # fmt: skip
    rows += [r["rephrase"] for r in read_jsonl(data / "isarcasm" / "train.jsonl") if r["rephrase"]]
    return [dict(text=t, task="irony", y=0, weight=weight) for t in rows]
