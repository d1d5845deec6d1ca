"""Attributions, the slow and obvious way: one forward pass per question, no batching, no reuse.

The program's faster routines are checked against these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from . import export
from .picture import opened, pixels
from .words import WS, Rules, encode, load_tokenizer


@dataclass
class Outputs:
    tokens: np.ndarray  # [T,Dt]
    patches: np.ndarray  # [N,Di]
    logits: np.ndarray  # [3]
    text_logits: np.ndarray  # [3]
    image_logits: np.ndarray  # [3]
    incongruity: float
    irony: float
    attention: np.ndarray  # [heads,Q,T+N]
    meant_logits: np.ndarray | None = None  # [3]; a pack of format 1 tells neither
    embedding: np.ndarray | None = None  # [D]

    @classmethod
    def of(cls, tokens: np.ndarray, patches: np.ndarray, fused: list[np.ndarray]) -> Outputs:
        """``fused``: what the fusion graph gives for one post, in the order of ``export.GRAPHS``."""
        a = dict(zip(export.GRAPHS["fusion"][1], (x[0] for x in fused)))
        return cls(tokens, patches, **{k: float(v) if v.ndim == 0 else v for k, v in a.items()})


def softmax(x: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    e = np.exp((x - x.max()) / temperature)
    return e / e.sum()


class Reader:
    """A pack's three graphs, run one post a call. ``text`` or ``picture`` may be None."""

    def __init__(self, folder: Path, config: dict, tok: Tokenizer, rules: Rules, threads: int = 1):
        self.words, self.picture, self.tok, self.rules = config["words"], config["picture"], tok, rules
        self.s = {g: export.session(folder / f"{g}.onnx", threads) for g in export.GRAPHS}
        shape = next(i for i in self.s["fusion"].get_inputs() if i.name == "patches").shape
        self.n, self.di = shape[1], shape[2]
        self.dt = next(i for i in self.s["fusion"].get_inputs() if i.name == "tokens").shape[2]

    @classmethod
    def of_pack(cls, config: dict, pack: Path, graphs: Path | None = None, threads: int = 1) -> Reader:
        """A pack by its own tokenizer; ``graphs``: another folder of graphs, such as the float32 ones of the same pack."""
        return cls(graphs or pack, config, load_tokenizer(pack / "tokenizer.json"), Rules.of(config["words"]["rules"]), threads)

    def ids(self, text: bytes) -> np.ndarray:
        return np.array([encode(self.tok, self.rules, text, self.words["max_tokens"])["ids"]], np.int64)

    def pixels(self, picture: bytes) -> np.ndarray:
        return pixels(opened(picture, tuple(self.picture["background"])), self.picture)[None]

    def four(self, text: bytes, picture: bytes, modes: tuple[str, ...]) -> list[Outputs]:
        """The post with ``both``, ``words``, ``picture`` or ``neither``; the encoders run once."""
        ids = self.ids(text)
        mask = np.ones_like(ids)
        tokens = export.run_graph(self.s["text"], "text", (ids, mask))[0]
        patches = export.run_graph(self.s["image"], "image", (self.pixels(picture),))[0]
        ones = np.ones((1, self.n), np.int64)
        out = []
        for mode in modes:
            w, p = mode in ("both", "words"), mode in ("both", "picture")
            f = export.run_graph(self.s["fusion"], "fusion", (
                tokens if w else np.zeros((1, 1, self.dt), np.float32), mask if w else np.zeros((1, 1), np.int64),
                patches if p else np.zeros_like(patches), np.array([p], np.int64), ones))  # fmt: skip
            out.append(Outputs.of(tokens[0], patches[0], f))
        return out

    def __call__(self, text: bytes | None, picture: bytes | None, without: tuple[int, ...] = ()) -> Outputs:
        """``without``: patches that are masked away."""
        if text is None:
            mask = np.zeros((1, 1), np.int64)
            tokens = np.zeros((1, 1, self.dt), np.float32)
        else:
            ids = self.ids(text)
            mask = np.ones_like(ids)
            tokens = export.run_graph(self.s["text"], "text", (ids, mask))[0]
        if picture is None:
            patches = np.zeros((1, self.n, self.di), np.float32)
        else:
            patches = export.run_graph(self.s["image"], "image", (self.pixels(picture),))[0]
        there = np.array([picture is not None], np.int64)
        patch_mask = np.ones((1, self.n), np.int64)
        patch_mask[0, list(without)] = 0
        out = export.run_graph(self.s["fusion"], "fusion", (tokens, mask, patches, there, patch_mask))
        return Outputs.of(tokens[0], patches[0], out)

    def probability(self, label: int, text: bytes | None, picture: bytes | None, without: tuple[int, ...] = ()) -> float:
        return float(softmax(self(text, picture, without).logits)[label])


def spans(text: bytes) -> list[tuple[int, int]]:
    """[start, end) bytes of the words of a text: longest runs of characters that are not white space (``words.WS``)."""
    s = text.decode("utf-8")
    at = np.cumsum([0] + [len(c.encode()) for c in s])
    return [(int(at[m.start()]), int(at[m.end()])) for m in re.finditer("[^" + WS + "]+", s)]


def balance(r: Reader, label: int, text: bytes | None, picture: bytes | None) -> dict:
    """Exact Shapley values of two players (Shapley 1953): φ_w = ½[(v(TI) − v(I)) + (v(T) − v(∅))], φ_p likewise."""
    v = r.probability
    both, words, image, none = v(label, text, picture), v(label, text, None), v(label, None, picture), v(label, None, None)
    return {
        "both": both, "words_alone": words, "picture_alone": image, "neither": none,
        "phi_words": 0.5 * ((both - image) + (words - none)), "phi_picture": 0.5 * ((both - words) + (image - none)),
    }  # fmt: skip


def word_weights(r: Reader, label: int, text: bytes, picture: bytes | None) -> list[dict]:
    """Leave one out: p(label | post) − p(label | post without the bytes of the word)."""
    full = r.probability(label, text, picture)
    return [
        {"span": [a, b], "weight": full - r.probability(label, text[:a] + text[b:], picture)} for a, b in spans(text)
    ]


def patch_weights(r: Reader, label: int, text: bytes | None, picture: bytes) -> list[float]:
    """Occlusion (Zeiler & Fergus 2014): p(label | post) − p(label | post without the patch), row-major."""
    full = r.probability(label, text, picture)
    return [full - r.probability(label, text, picture, (n,)) for n in range(r.n)]
