"""Reading the wordings: lists of lines in TOML files, choices in brackets, names in braces, and the part that is held back."""

from __future__ import annotations

import hashlib
import itertools
import random
import re
import tomllib

from .settings import HERE

FOLDER = HERE / "wordings"
HELD = 5  # one line of so many is held back
CHOICE = re.compile(r"\[([^\[\]]*)\]")
NAME = re.compile(r"\{(\w+)\}")
SOUNDS_LIKE_A_CONSONANT = ("uk", "uni", "euro", "use", "one", "u.s")


def read(name: str, folder=FOLDER) -> dict:
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def lines(text: str) -> list[str]:
    """The lines of a list, or its parts between bars where it stands on one line."""
    parts = text.strip().splitlines() if "\n" in text else text.split("|")
    return [p.strip() for p in parts if p.strip()]


def fields(line: str) -> list[str]:
    """What stands between the bars of a line; a bar in brackets is a choice and doesn't count."""
    return [p.strip() for p in re.split(r"\s\|\s(?![^\[]*\])", line)]


def number(text: str) -> int:
    """The same for the same text on every machine and in every run."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def of_part(items: list[str], part: str) -> list[str]:
    """The lines that belong to ``part``, "train" or "held"; of a short list at least one is held."""
    if part not in ("train", "held"):
        raise ValueError(f'part is "train" or "held", not {part!r}')
    if len(items) < 2:
        raise ValueError(f"a list needs two lines to be parted: {items}")
    held = {i for i in items if number(i) % HELD == 0} or {min(items, key=number)}
    return [i for i in items if (i in held) == (part == "held")]


def choose(text: str, rng: random.Random) -> str:
    return CHOICE.sub(lambda m: rng.choice(m[1].split("|")), text)


def all_choices(text: str) -> list[str]:
    pieces = CHOICE.split(text)
    options = [p.split("|") if i % 2 else [p] for i, p in enumerate(pieces)]
    return [tidy("".join(c)) for c in itertools.product(*options)]


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def fill(text: str, words: dict[str, str]) -> str:
    """``{name}`` becomes its word, ``{Name}`` the word with a capital."""
    return tidy(NAME.sub(lambda m: words[m[1]] if m[1] in words else capital(words[m[1].lower()]), text))


def names_in(text: str) -> set[str]:
    return {n.lower() for n in NAME.findall(text)}


def _article(m: re.Match) -> str:
    vowel = (m[2][0].lower() in "aeiou" or m[2].startswith(("hour", "honest"))) and not m[2].lower().startswith(SOUNDS_LIKE_A_CONSONANT)
    return m[1] + ("n " if vowel else " ") + m[2]


def tidy(text: str) -> str:
    """One space, the right article, one stop at the end of a sentence, a capital at the start of each."""
    text = re.sub(r"\b([Aa])n? (\w+)", _article, re.sub(r"\s+", " ", text).strip())
    text = re.sub(r" ([.,!?])(?=\s|$)", r"\1", text)
    text = re.sub(r"([?!]) ?\.(?!\.)", r"\1", text)
    text = re.sub(r"(?<!\.)\.\.(?!\.)", ".", text)
    return re.sub(r"(\w[.?!] )([a-z])", lambda m: m[1] + m[2].upper(), text)
