"""Pictures: from a file's bytes to the pixel tensor of the pack contract, and the augmentation used in training."""

from __future__ import annotations

import io
import os
import random
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

Image.MAX_IMAGE_PIXELS = 200_000_000


def opened(source: bytes | Path | str, background: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    """8-bit RGB, turned by its EXIF orientation, laid over ``background`` where it is transparent.

    The first frame of an animation is taken; 16-bit samples keep their high byte; CMYK is converted without a profile.
    """
    img = Image.open(io.BytesIO(source) if isinstance(source, bytes) else source)
    img = ImageOps.exif_transpose(img)
    if img.mode.startswith("I;16") or img.mode == "I":
        img = Image.fromarray((np.asarray(img).astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8))
    if img.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in img.info:
        img = img.convert("RGBA")
        under = Image.new("RGBA", img.size, (*background, 255))
        img = Image.alpha_composite(under, img)
    return img.convert("RGB")


def pixels(img: Image.Image, c: dict) -> np.ndarray:
    """RGB picture → float32 [3,H,W]: stretched to ``size`` with the triangle filter, /255, − mean, / std."""
    img = img.resize(tuple(c["size"]), Image.Resampling.BILINEAR)
    x = np.asarray(img, np.float32) / np.float32(255)
    x = (x - np.asarray(c["mean"], np.float32)) / np.asarray(c["std"], np.float32)
    return np.ascontiguousarray(x.transpose(2, 0, 1))


def augmented(img: Image.Image, c: dict, a: dict, rng: random.Random) -> np.ndarray:
    """A random view: crop of at least ``min_area``, mirror, light and colour changed a little."""
    w, h = img.size
    scale = rng.uniform(a["min_area"], 1.0) ** 0.5
    cw, ch = max(1, round(w * scale * rng.uniform(a["squeeze"], 1.0))), max(1, round(h * scale * rng.uniform(a["squeeze"], 1.0)))
    x, y = rng.randint(0, w - cw), rng.randint(0, h - ch)
    img = img.resize(tuple(c["size"]), Image.Resampling.BILINEAR, box=(x, y, x + cw, y + ch))
    if rng.random() < a["mirror"]:
        img = ImageOps.mirror(img)
    for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        img = enhance(img).enhance(rng.uniform(1 - a["jitter"], 1 + a["jitter"]))
    x = np.asarray(img, np.float32) / np.float32(255)
    x = (x - np.asarray(c["mean"], np.float32)) / np.asarray(c["std"], np.float32)
    return np.ascontiguousarray(x.transpose(2, 0, 1))


def ahead(read: Callable[[int], np.ndarray], places: Iterable[int]) -> Iterator[tuple[int, np.ndarray]]:
    """Each of ``places`` with what ``read`` makes of it, in order; the next ones are read meanwhile on all processors."""
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque = deque()
        for at in places:
            waiting.append((at, pool.submit(read, at)))
            if len(waiting) > 2 * workers:
                first, job = waiting.popleft()
                yield first, job.result()
        for first, job in waiting:
            yield first, job.result()
