"""Words: the text rules of the pack contract, with every character traced back to the bytes that were typed.

The rules are written out in ``models/PACK.md``; this file is their reference implementation. The program repeats
them in another language, so no shorthand character class is used here.
"""

from __future__ import annotations

import codecs
import functools
import re
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

WS = " \t\n\r\v\f\u00a0\u2028\u2029\u3000"
URL = re.compile(r"(?i:https?://|www\.)[^" + WS + r"]+")
USER = re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z0-9_]{1,30}")
HASHTAG = re.compile(r"(?<![A-Za-z0-9_&])#(?=[A-Za-z0-9_]*[A-Za-z])[A-Za-z0-9_]+")
HTML = re.compile(r"&amp;|&lt;|&gt;|&quot;|&#39;")
HTML_CHARS = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'"}
TAG_CUT = re.compile(
    r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])"
)

Span = tuple[int, int]


@dataclass(frozen=True)
class Traced:
    """A text and, for each of its characters, the [start, end) bytes of the original that it stands for."""

    text: str
    spans: tuple[Span, ...]


def _one_bad_byte(err: UnicodeError):
    return "\ufffd", err.start + 1


codecs.register_error("one-bad-byte", _one_bad_byte)


def trace(raw: bytes) -> Traced:
    """Read UTF-8; each byte that is not part of a valid sequence becomes one U+FFFD of width 1."""
    text = raw.decode("utf-8", errors="one-bad-byte")
    spans, at = [], 0
    for char in text:
        width = len(char.encode("utf-8"))
        if char == "\ufffd" and raw[at : at + 3] != b"\xef\xbf\xbd":
            width = 1
        spans.append((at, at + width))
        at += width
    return Traced(text, tuple(spans))


def open_hashtag(tag: str) -> str:
    """``#LoveThisDay`` → ``# Love This Day``."""
    words = []
    for part in tag[1:].split("_"):
        words += [w for w in TAG_CUT.split(part) if w]
    return "# " + " ".join(words)


@functools.lru_cache(maxsize=8)
def _emoji_pattern(names: frozenset) -> re.Pattern:
    return re.compile("|".join(re.escape(e) for e in sorted(names, key=lambda e: (-len(e), e))))


@dataclass(frozen=True)
class Rules:
    """Which rules a pack uses, in order, and the table of its emoji rule (emoji → name)."""

    names: tuple[str, ...] = ("url", "user", "hashtag", "html")
    emoji: dict | None = None

    @classmethod
    def of(cls, names: list[str]) -> Rules:
        """The rules that a configuration names, with the table that one of them needs."""
        return cls(tuple(names), emoji_table() if "emoji" in names else None)

    def _step(self, name: str):
        if name == "url":
            return URL, lambda m: "http"
        if name == "user":
            return USER, lambda m: "@user"
        if name == "hashtag":
            return HASHTAG, open_hashtag
        if name == "html":
            return HTML, HTML_CHARS.__getitem__
        if name == "emoji":
            table = self.emoji or {}
            return _emoji_pattern(frozenset(table)), lambda m: f" {table[m]} "
        raise ValueError(f"unknown text rule {name!r}")

    def apply(self, traced: Traced) -> Traced:
        """Every character of a replacement stands for all the bytes of the match that it replaced."""
        for name in self.names:
            if name == "emoji" and traced.text.isascii():
                continue  # no emoji is, and looking for thousands of them takes longest
            pattern, replace = self._step(name)
            if not pattern.pattern:
                continue
            out, spans, at = [], [], 0
            for m in pattern.finditer(traced.text):
                out.append(traced.text[at : m.start()])
                spans += traced.spans[at : m.start()]
                new = replace(m.group())
                out.append(new)
                spans += [(traced.spans[m.start()][0], traced.spans[m.end() - 1][1])] * len(new)
                at = m.end()
            out.append(traced.text[at:])
            spans += traced.spans[at:]
            traced = Traced("".join(out), tuple(spans))
        return traced

    def __call__(self, text: str) -> str:
        return self.apply(trace(text.encode("utf-8", "surrogatepass"))).text


def emoji_table() -> dict[str, str]:
    """Emoji → CLDR short name, with the skin tones left out of the names.

    Sequences with a skin tone are not listed: the modifier alone maps to the empty name, so a toned emoji is read as
    the plain one. Characters below U+2190 (©, ®, ‼, ™) stay as they are: the vocabulary has them.
    """
    import emoji

    table = {}
    for chars, data in emoji.EMOJI_DATA.items():
        tones = [c for c in chars if 0x1F3FB <= ord(c) <= 0x1F3FF]
        if tones and len(chars) > 1:
            continue
        if ord(chars[0]) < 0x2190 and not (len(chars) > 1 and chars[-1] == "\u20e3"):
            continue
        name = data["en"].strip(":").replace("_", " ").replace("-", " ").lower()
        table[chars] = "" if tones else name
    return dict(sorted(table.items()))


def load_tokenizer(path: Path) -> Tokenizer:
    """A tokenizer that neither pads nor cuts, and for which a typed "[SEP]" is text like any other."""
    tok = Tokenizer.from_file(str(path))
    tok.no_padding()
    tok.no_truncation()
    tok.encode_special_tokens = True
    return tok


def ends(tok: Tokenizer) -> tuple[str, str]:
    """The names of the tokens before and after a text: BERT's, or those of stage pieces."""
    return ("[CLS]", "[SEP]") if tok.token_to_id("[CLS]") is not None else ("< s >", "< /s >")


def encode(tok: Tokenizer, rules: Rules, raw: bytes, max_tokens: int | None) -> dict:
    """Ids, tokens and byte offsets of one text. Special tokens have the offsets [0, 0].

    ``max_tokens`` counts [CLS] and [SEP]; the first ``max_tokens - 2`` pieces are kept.
    """
    traced = rules.apply(trace(raw))
    enc = tok.encode(traced.text, add_special_tokens=False)
    keep = len(enc.ids) if max_tokens is None else max_tokens - 2
    offsets = [[traced.spans[s][0], traced.spans[e - 1][1]] if e > s else [0, 0] for s, e in enc.offsets[:keep]]
    first, last = ends(tok)
    return {
        "ids": [tok.token_to_id(first), *enc.ids[:keep], tok.token_to_id(last)],
        "tokens": [first, *enc.tokens[:keep], last],
        "offsets": [[0, 0], *offsets, [0, 0]],
    }


def encode_ids(tok: Tokenizer, rules: Rules, texts: list[str], max_tokens: int) -> list[list[int]]:
    """Only the ids, many texts at once."""
    cls, sep = map(tok.token_to_id, ends(tok))
    encs = tok.encode_batch([rules(t) for t in texts], add_special_tokens=False)
    return [[cls, *e.ids[: max_tokens - 2], sep] for e in encs]
