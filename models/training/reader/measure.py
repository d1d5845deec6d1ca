"""Measures how many characters are read right on drawn pictures, by the program and by the reference implementation with the same models.

    python measure.py ../../duotone-reader ../../../bin/duotone [--fonts 20] [--meme-fonts FOLDER]

Clean: 20 fonts, 12 to 60 pixels, dark on light and light on dark. Meme: white capitals with a black edge over a drawn photograph. Slanted: a line turned by 5 to 30
degrees; upright: by 90 or 270. Columns: two below a headline. Small print: 13 pixels on a sheet of 900 × 740. Right are
1 − edits / letters of each picture's whole text, blanks left out, as a mean over all letters.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import cv2
import numpy as np
from draw import SENTENCES, clean, columns, fonts, meme, turned
from make_fixture import reference
from PIL import Image


def edits(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        before, row[0] = row[0], i + 1
        for j, y in enumerate(b):
            before, row[j + 1] = row[j + 1], min(before + (x != y), row[j] + 1, row[j + 1] + 1)
    return row[-1]


def letters(text: str) -> str:
    return "".join(text.split())


def lines_of(found: list) -> str:
    """The reference's boxes from top to bottom, those of one row from left to right: its own order tears rows apart."""
    boxes = sorted(((np.mean([p[1] for p in box]), min(p[0] for p in box), max(p[1] for p in box) - min(p[1] for p in box), text) for box, text, _ in found))
    rows: list[list] = []
    for box in boxes:
        if rows and box[0] - rows[-1][0][0] < 0.5 * rows[-1][0][2]:
            rows[-1].append(box)
        else:
            rows.append([box])
    return "".join(text for row in rows for _, _, _, text in sorted(row, key=lambda b: b[1]))


def pictures(wanted: int, folder: str | None):
    picked = fonts(wanted)
    for i, font in enumerate(picked):
        for k, pixels in enumerate((12, 16, 24, 36, 60)):
            text = " ".join(SENTENCES[(3 * i + 5 * k + j) % len(SENTENCES)] for j in range(3))
            yield "clean", pixels, *clean(font, pixels, text, dark=(i + k) % 3 == 0)
    bold = sorted(Path(folder).glob("*.ttf")) if folder else [p for p in fonts(60) if "Bold" in p.name][:8]
    for i in range(40):
        font, pixels = bold[i % len(bold)], (32, 44, 56, 72)[i % 4]
        yield "meme", pixels, *meme(font, pixels, SENTENCES[i % len(SENTENCES)], SENTENCES[(i + 7) % len(SENTENCES)], 100 + i)
    for i in range(10):
        font, said = picked[i % len(picked)], [SENTENCES[(i + 3 * j) % len(SENTENCES)] for j in range(12)]
        yield "slanted", 32, *turned(font, 32, said[0], (-30, -20, -10, -5, 5, 8, 15, 20, 25, 30)[i])
        if i % 2 == 0:
            yield "upright", 32, *turned(font, 32, said[1], (90, 270)[i // 2 % 2])
            yield "columns", 20, *columns(font, 20, [" ".join(said[:6]), " ".join(said[6:])], said[2])
            text, lines = clean(font, 13, " ".join(said[:6]))
            sheet = Image.new("RGB", (900, 740), "#fbfaf5")
            sheet.paste(text, (30, 60))
            yield "small print", 13, sheet, lines


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("reader", type=Path)
    args.add_argument("program", type=Path)
    args.add_argument("--fonts", type=int, default=20)
    args.add_argument("--meme-fonts")
    args.add_argument("--without-reference", action="store_true")
    a = args.parse_args()
    ocr = None if a.without_reference else reference(a.reader)
    with tempfile.TemporaryDirectory() as folder:
        wanted, theirs, names = [], [], []
        for i, (kind, pixels, picture, lines) in enumerate(pictures(a.fonts, a.meme_fonts)):
            path = Path(folder) / f"{i:04d}.{'jpg' if kind == 'meme' else 'png'}"
            picture.save(path, quality=85)
            names.append(str(path))
            wanted.append((kind, pixels, letters("".join(lines))))
            theirs.append(letters(lines_of(ocr(cv2.imread(str(path)))[0] or [])) if ocr else "")
        out = subprocess.run([a.program, "read", "--json", *names], capture_output=True, text=True, check=True).stdout
        ours = [letters("".join(w["text"] for w in json.loads(line)["words"])) for line in out.splitlines()]
    groups: dict = {}
    for (kind, pixels, want), our, their in zip(wanted, ours, theirs, strict=True):
        for key in (kind, f"{kind} {pixels} px"):
            g = groups.setdefault(key, [0, 0, 0, 0])
            g[0] += 1
            g[1] += len(want)
            g[2] += min(edits(our, want), len(want))
            g[3] += min(edits(their, want), len(want))
    for key, (n, all_, our, their) in sorted(groups.items()):
        print(f"{key:14s} {n:4d} pictures, {all_:6d} letters: program {100 * (1 - our / all_):6.2f} %" + ("" if a.without_reference else f", reference {100 * (1 - their / all_):6.2f} %"))


if __name__ == "__main__":
    main()
