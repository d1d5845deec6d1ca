"""Drawn pictures in every container and pixel format that a post may bring. All are made here, from nothing."""

from __future__ import annotations

import io
import math

import numpy as np
from PIL import Image, ImageDraw


def scene(width: int, height: int, mood: str) -> Image.Image:
    """A simple landscape: ``sun`` over a beach, or ``flood`` with grey rain over a street."""
    img = Image.new("RGB", (width, height))
    d = ImageDraw.Draw(img)
    for y in range(height):
        t = y / height
        top, low = ((90, 170, 255), (255, 235, 190)) if mood == "sun" else ((70, 75, 85), (110, 115, 120))
        d.line([(0, y), (width, y)], fill=tuple(round(a + (b - a) * t) for a, b in zip(top, low)))
    s = min(width, height)
    if mood == "sun":
        cx, cy, r = width * 0.7, height * 0.25, s * 0.12
        for k in range(12):
            a = k * math.pi / 6
            d.line([(cx, cy), (cx + 2 * r * math.cos(a), cy + 2 * r * math.sin(a))], fill=(255, 220, 80), width=max(1, s // 60))
        d.ellipse([cx - r, cy - r, cx + r, cy + r], fill=(255, 230, 60))
        d.rectangle([0, height * 0.6, width, height * 0.75], fill=(40, 140, 200))
        d.rectangle([0, height * 0.75, width, height], fill=(240, 215, 150))
        d.polygon([(width * 0.2, height * 0.85), (width * 0.35, height * 0.6), (width * 0.5, height * 0.85)], fill=(220, 40, 40))
    else:
        for k in range(5):
            x = k * width / 5
            top = height * (0.2 + 0.08 * (k % 3))
            d.rectangle([x + 2, top, x + width / 5 - 2, height * 0.7], fill=(60 + 8 * k, 58, 60))
        d.rectangle([0, height * 0.65, width, height], fill=(95, 85, 65))
        for k in range(60):
            x, y = (k * 97) % width, (k * 57) % height
            d.line([(x, y), (x - s / 40, y + s / 12)], fill=(150, 155, 165))
        d.rectangle([width * 0.55, height * 0.62, width * 0.8, height * 0.74], fill=(120, 30, 30))
    return img


def test_card(width: int, height: int) -> Image.Image:
    """Gradients, thin lines, a letter-like mark that shows which way is up."""
    y, x = np.mgrid[0:height, 0:width]
    a = np.stack([x * 255 // max(1, width - 1), y * 255 // max(1, height - 1), ((x // 3 + y // 5) % 2) * 255], -1)
    img = Image.fromarray(a.astype(np.uint8))
    d = ImageDraw.Draw(img)
    d.rectangle([2, 2, width // 3, 6], fill=(255, 0, 0))
    d.rectangle([2, 2, 6, height // 2], fill=(255, 255, 255))
    return img


def _bytes(img: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    img.save(out, kind, **options)
    return out.getvalue()


def pictures() -> dict[str, bytes]:
    """File name → bytes."""
    card, sun, flood = test_card(97, 61), scene(120, 90, "sun"), scene(90, 120, "flood")
    out = {
        "rgb.png": _bytes(card, "PNG", optimize=True),
        "upscaled.png": _bytes(test_card(23, 17), "PNG"),
        "tall.png": _bytes(test_card(20, 300), "PNG", optimize=True),
        "one.png": _bytes(Image.new("RGB", (1, 1), (200, 100, 50)), "PNG"),
        "sun.jpg": _bytes(sun, "JPEG", quality=85),
        "flood.jpg": _bytes(flood, "JPEG", quality=85),
        "progressive.jpg": _bytes(sun, "JPEG", quality=85, progressive=True),
        "subsampled444.jpg": _bytes(card, "JPEG", quality=90, subsampling=0),
        "gray.jpg": _bytes(flood.convert("L"), "JPEG", quality=85),
        "cmyk.jpg": _bytes(sun.convert("CMYK"), "JPEG", quality=90),
        "gray.png": _bytes(card.convert("L"), "PNG"),
        "bilevel.png": _bytes(card.convert("1"), "PNG"),
    }
    for orientation in range(2, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        out[f"exif{orientation}.jpg"] = _bytes(card, "JPEG", quality=90, exif=exif)
    rgba = card.convert("RGBA")
    rgba.putalpha(Image.fromarray(np.tile((np.arange(97) * 255 // 96).astype(np.uint8), (61, 1))))
    out["rgba.png"] = _bytes(rgba, "PNG", optimize=True)
    la = card.convert("LA")
    la.putalpha(rgba.getchannel("A"))
    out["gray-alpha.png"] = _bytes(la, "PNG", optimize=True)
    ramp = (np.mgrid[0:61, 0:97][1] * 65535 // 96).astype(np.uint16)
    out["gray16.png"] = _bytes(Image.fromarray(ramp), "PNG")
    palette = sun.quantize(16)
    out["palette.png"] = _bytes(palette, "PNG")
    out["palette-transparent.png"] = _bytes(palette, "PNG", transparency=0)
    out["still.gif"] = _bytes(palette, "GIF")
    out["animated.gif"] = _bytes(sun.quantize(16), "GIF", save_all=True, append_images=[scene(120, 90, "flood").quantize(16)], duration=100)
    out["plain.bmp"] = _bytes(card, "BMP")
    out["plain.tiff"] = _bytes(card, "TIFF")
    out["lzw.tiff"] = _bytes(card, "TIFF", compression="tiff_lzw")
    out["fax.tiff"] = _bytes(card.convert("1"), "TIFF", compression="group4")  # zeros are black, by Pillow's habit
    out["lossless.webp"] = _bytes(card, "WEBP", lossless=True)
    out["lossy.webp"] = _bytes(sun, "WEBP", quality=80)
    out["alpha.webp"] = _bytes(rgba, "WEBP", lossless=True)
    return out
