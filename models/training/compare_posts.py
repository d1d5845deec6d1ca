"""What compare-plain and compare-runtime share: posts to score, and a run of duotone score on them."""

import json
import os
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image


def draw(folder: Path, n: int, size: tuple[int, int]) -> list[dict]:
    """n posts of about 20 tokens, with pictures of soft shapes and some grain as JPEG files; those that are there already are taken."""
    posts = []
    for i in range(n):
        path = folder / f"{size[0]}x{size[1]}-{i}.jpg"
        text = f"Day {i}: what a strange morning at the station, and we all stood there waiting for the number {i % 90} bus"
        posts.append({"id": str(i), "text": text, "image": str(path)})
        if path.exists():
            continue
        rng = np.random.default_rng(i)
        small = Image.fromarray(rng.integers(0, 256, (9, 12, 3), dtype=np.uint8)).resize(size, Image.BICUBIC)
        grain = rng.integers(-8, 9, (size[1], size[0], 1))
        Image.fromarray(np.clip(np.asarray(small) + grain, 0, 255).astype(np.uint8)).save(path, quality=85)
    return posts


class Times(NamedTuple):
    wall: float  # seconds
    processor: float  # seconds of all threads


def run_duotone(binary: str, pack: str, folder: Path, posts: list[dict]) -> tuple[Times, list[dict]]:
    """What duotone score took from its start to its end, and its rows."""
    with open(folder / "posts.jsonl", "w") as f:
        f.writelines(json.dumps(p) + "\n" for p in posts)
    out = folder / f"scored-{time.monotonic_ns()}.jsonl"
    before, start = os.times(), time.perf_counter()
    subprocess.run(
        [binary, "score", str(folder / "posts.jsonl"), "-o", str(out), "--pack", pack, "--device", "cpu", "--quiet"], check=True
    )
    wall, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    rows = [json.loads(line) for line in open(out)]
    if len(rows) != len(posts) or any(r["error"] for r in rows):
        raise SystemExit("duotone did not score every post")
    return Times(wall, used), rows
