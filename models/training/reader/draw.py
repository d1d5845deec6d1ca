"""Draws pictures with words, and tells what stands in them. Needs Pillow and numpy, and fonts on the system."""

import random
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SENTENCES = """Nothing happens until something moves|When you finally fix the bug at midnight|I was told there would be cake
Keep calm and carry on reading|One does not simply walk away|Best day of my life so far|We regret to inform you of the delay
The quick brown fox jumps over 13 lazy dogs|Monday again? Not today!|Free coffee for everyone, 9:30 to 11:45|Thanks for nothing, bus 42
Rain, rain, go away|My cat wrote this message herself|Closed until further notice|Such a lovely surprise|Never gonna give this up
Please do not feed the pigeons|Vote for a better tomorrow|This is fine|Happy birthday, dear Grandma""".replace("\n", "|").split("|")


def fonts(wanted: int = 20) -> list[Path]:
    """Fonts of the system that have Latin letters, as different as can be: by turns from each folder and family."""
    found = sorted(p for ext in ("ttf", "otf", "t1") for p in Path("/usr/share/fonts").rglob(f"*.{ext}") if not any(w in p.name for w in ("Symbol", "D050000L", "MathTeX", "Z003")))
    groups: dict[str, list[Path]] = {}
    for path in found:
        groups.setdefault(path.name.split("-")[0], []).append(path)
    picked: list[Path] = []
    while len(picked) < wanted and any(groups.values()):
        for group in groups.values():
            if group and len(picked) < wanted:
                picked.append(group.pop(0))
    return picked


def photograph(size: tuple[int, int], seed: int) -> Image.Image:
    """Something like a photograph: sky, hills, blobs, grain. No letters."""
    rng = np.random.default_rng(seed)
    w, h = size
    small = rng.uniform(20, 235, (max(h // 90, 3), max(w // 90, 3), 3)).astype(np.uint8)
    picture = Image.fromarray(small).resize(size, Image.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for _ in range(12):
        x, y, r = rng.uniform(0, w), rng.uniform(0, h), rng.uniform(0.03, 0.2) * max(size)
        draw.ellipse((x - r, y - r * rng.uniform(0.4, 1), x + r, y + r), fill=tuple(int(v) for v in rng.uniform(0, 255, 3)))
    picture = picture.filter(ImageFilter.GaussianBlur(max(size) / 160))
    grain = rng.normal(0, 7, (h, w, 1))
    return Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))


def wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def clean(path: Path, pixels: int, text: str, dark: bool = False) -> tuple[Image.Image, list[str]]:
    """A few lines of one font on plain ground."""
    font = ImageFont.truetype(str(path), pixels)
    lines = wrapped(text, font, max(420, 14 * pixels))
    width = int(max(font.getlength(line) for line in lines)) + 4 * pixels
    step = int(pixels * 1.5)
    picture = Image.new("RGB", (width, step * len(lines) + 3 * pixels), "#202428" if dark else "#fbfaf5")
    draw = ImageDraw.Draw(picture)
    for i, line in enumerate(lines):
        draw.text((2 * pixels, int(1.3 * pixels) + i * step), line, font=font, fill="#f4f4f4" if dark else "#1b1b1b")
    return picture, lines


def meme(path: Path, pixels: int, above: str, below: str, seed: int, size: tuple[int, int] = (800, 600)) -> tuple[Image.Image, list[str]]:
    """White capitals with a black edge over a photograph, above and below."""
    picture = photograph(size, seed)
    font = ImageFont.truetype(str(path), pixels)
    draw = ImageDraw.Draw(picture)
    all_lines = []
    for text, top in ((above.upper(), True), (below.upper(), False)):
        lines = wrapped(text, font, size[0] * 0.9)
        step = int(pixels * 1.2)
        y = int(0.3 * pixels) if top else size[1] - step * len(lines) - int(0.4 * pixels)
        for line in lines:
            x = (size[0] - font.getlength(line)) / 2
            draw.text((x, y), line, font=font, fill="white", stroke_width=max(pixels // 14, 1), stroke_fill="black")
            all_lines.append(line)
            y += step
    return picture, all_lines


def turned(path: Path, pixels: int, text: str, degrees: float) -> tuple[Image.Image, list[str]]:
    """One line, turned against the clock."""
    font = ImageFont.truetype(str(path), pixels)
    w = int(font.getlength(text)) + 2 * pixels
    line = Image.new("RGBA", (w, 2 * pixels), (0, 0, 0, 0))
    ImageDraw.Draw(line).text((pixels, pixels // 3), text, font=font, fill="#102040")
    line = line.rotate(degrees, expand=True, resample=Image.BICUBIC)
    picture = Image.new("RGB", (line.width + 80, line.height + 80), "#f3efe2")
    picture.paste(line, (40, 40), line)
    return picture, [text]


def columns(path: Path, pixels: int, texts: list[str], title: str) -> tuple[Image.Image, list[str]]:
    """A headline over two columns."""
    font, big = ImageFont.truetype(str(path), pixels), ImageFont.truetype(str(path), 2 * pixels)
    picture = Image.new("RGB", (900, 620), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((40, 24), title, font=big, fill="black")
    out = [title]
    for c, text in enumerate(texts):
        for i, line in enumerate(wrapped(text, font, 370)):
            draw.text((40 + 440 * c, 40 + 4 * pixels + i * int(1.6 * pixels)), line, font=font, fill="black")
            out.append(line)
    return picture, out


def fixture() -> dict[str, tuple[Image.Image, list[str]]]:
    """The pictures of the Go test."""
    f = fonts()
    rng = random.Random(5)
    paragraph = " ".join(rng.sample(SENTENCES, 8))
    other = " ".join(rng.sample(SENTENCES, 8))
    small, print_ = clean(f[0], 13, " ".join(rng.sample(SENTENCES, 6)))
    sheet = Image.new("RGB", (900, 740), "#fbfaf5")
    sheet.paste(small, (30, 60))
    return {
        "clean": clean(f[1], 34, " ".join(SENTENCES[:5])),
        "dark": clean(f[3], 24, " ".join(SENTENCES[5:9]), dark=True),
        "meme": meme(f[2], 56, SENTENCES[1], SENTENCES[18], 3),
        "slanted": turned(f[0], 40, SENTENCES[7], 17),
        "up": turned(f[0], 40, SENTENCES[3], 90),
        "columns": columns(f[0], 21, [paragraph, other], "Two columns"),
        "small": (sheet, print_),
        "photograph": (photograph((1200, 900), 11), []),
        "accents": clean(f[0], 36, "Schöne Grüße aus Köln, très bien, mañana"),
    }
