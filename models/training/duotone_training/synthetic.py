"""Drawn data in the layout of the research data, so that the path can be walked where that is missing.

Sentences from a few words of known sentiment, pictures of suns and floods. Nothing can be learned from it about people.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from . import LABELS
from .data import FILES
from .golden_pictures import scene
from .settings import Run

GOOD, BAD = "lovely great happy wonderful sweet".split(), "awful sad broken terrible lost".split()
THINGS = "day bus soup morning garden meeting game song street phone".split()


def sentence(rng: random.Random, label: str) -> str:
    word = {"positive": rng.choice(GOOD), "negative": rng.choice(BAD), "neutral": "usual"}[label]
    return f"{rng.choice(['what a', 'this was a', 'another'])} {word} {rng.choice(THINGS)} number {rng.randrange(10**6)}"


def _write(path: Path, rows: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r) + "\n" for r in rows))


def picture(path: Path, label: str, rng: random.Random) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    mood = {"positive": "sun", "negative": "flood", "neutral": rng.choice(["sun", "flood"])}[label]
    scene(rng.randrange(100, 180), rng.randrange(100, 180), mood).save(path, quality=80)


def merge(a: str, b: str) -> str | None:
    if a == b or b == "neutral":
        return a
    return b if a == "neutral" else None


def draw(data: Path, posts: int = 160, tweets: int = 160) -> None:
    rng = random.Random(5)
    rows = []
    for i in range(posts):
        a, b = LABELS[i % 3], LABELS[(i // 3) % 3]
        label = merge(a, b)
        split = "val" if label and i % 5 == 0 else "train"
        picture(data / "mvsa-single" / "images" / f"{i}.jpg", b, rng)
        rows.append(dict(id=str(i), text=sentence(rng, a), image=f"images/{i}.jpg", label=label, text_label=label and a,
                         image_label=label and b, conflict=label is None, split=split))  # fmt: skip
    _write(data / "mvsa-single" / "posts.jsonl", rows)
    sources = ["twitter-2013train-A", "twitter-2016train-A", "twitter-2015test-A", "twitter-2014sarcasm-A"]
    _write(data / "semeval2017-4a" / "tweets.jsonl",
           [dict(text=sentence(rng, LABELS[i % 3]), label=LABELS[i % 3], source=sources[(i // 3) % 4]) for i in range(tweets)])  # fmt: skip
    for name in ("train", "val"):
        _write(data / "tweeteval-irony" / f"{name}.jsonl", [dict(text=sentence(rng, LABELS[2 * (i % 2)]), irony=i % 2) for i in range(40)])
        _write(data / "tweeteval-emotion" / f"{name}.jsonl",
               [dict(text=sentence(rng, "neutral"), emotion=("anger", "joy", "optimism", "sadness")[i % 4]) for i in range(24)])  # fmt: skip
    _write(data / "isarcasm" / "train.jsonl",
           [dict(text=sentence(rng, "positive"), sarcastic=i % 2, rephrase=sentence(rng, "negative") if i % 2 else None) for i in range(200)])  # fmt: skip
    _write(data / "semeval2015-11" / "train.jsonl", [dict(text=sentence(rng, "positive"), score=(-3, 0, 2)[i % 3]) for i in range(120)])
    for name in ("train", "valid"):
        _write(data / "mmsd2" / f"{name}.jsonl", [dict(id=str(i), text=sentence(rng, "negative"), sarcastic=i % 2, image_words=[]) for i in range(40)])
    for name in ("train", "val"):
        _write(data / "goemotions" / f"{name}.jsonl", [dict(text=sentence(rng, LABELS[i % 3]), emotions=[("joy", "anger", "neutral")[i % 3]]) for i in range(40)])
    _write(data / "umsab" / "english-train.jsonl", [dict(text=sentence(rng, LABELS[i % 3]), label=LABELS[i % 3], language="english") for i in range(40)])
    scenes = []
    for i in range(12):
        theme = "Beach" if i % 2 else "Flood"
        name = f"{theme}_{i}.jpg"
        picture(data / "oasis" / "images" / name, "positive" if i % 2 else "negative", rng)
        scenes.append(dict(image=f"images/{name}", theme=f"{theme} {i}", category="Scene", valence=5.5 if i % 2 else 2.0, arousal=4.0))
    _write(data / "oasis" / "images.jsonl", scenes)
    print("synthetic: drawn in", data)


def stage(run: Run) -> None:
    if any((run.data / f).exists() for f in FILES):
        raise SystemExit(f"synthetic: {run.data} holds data; name an empty folder by --data")
    draw(run.data)
