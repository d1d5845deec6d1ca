"""BERT-base-uncased (Devlin et al. 2019) out of the Maven package that carries it: a zip in the jar, a TensorFlow SavedModel in it.

Its variables are a "tensor bundle": ``variables.index`` is a LevelDB table, not compressed, of name → ``BundleEntryProto``
(dtype, shape, offset, size), ``variables.data-00000-of-00001`` the raw values. Kernels are stored input first, PyTorch's output first.
"""

from __future__ import annotations

import io
import math
import struct
import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .bert import BertConfig

NAME = "bert-base-uncased"
CONFIG = BertConfig(hidden_size=768, num_attention_heads=12, intermediate_size=3072)
MAGIC = 0xDB4775248B80FB57
FLOAT = 1  # of TensorFlow's DataType


def varint(raw: bytes, at: int) -> tuple[int, int]:
    """The number at a place, and the place after it."""
    value = shift = 0
    while True:
        byte = raw[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def block(raw: bytes, offset: int, size: int) -> list[tuple[bytes, bytes]]:
    """Keys and values of a block of a LevelDB table: each key without what it shares with the one before."""
    if raw[offset + size] != 0:
        raise SystemExit("fetch: the table of BERT's variables is compressed, which the recipe does not read.")
    body = raw[offset : offset + size]
    end = len(body) - 4 - 4 * struct.unpack("<I", body[-4:])[0]
    out, at, key = [], 0, b""
    while at < end:
        shared, at = varint(body, at)
        own, at = varint(body, at)
        length, at = varint(body, at)
        key = key[:shared] + body[at : at + own]
        at += own
        out.append((key, body[at : at + length]))
        at += length
    return out


def fields(message: bytes) -> list[tuple[int, int | bytes]]:
    """Numbers and values of a protocol-buffer message's fields."""
    out: list[tuple[int, int | bytes]] = []
    at = 0
    while at < len(message):
        tag, at = varint(message, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(message, at)
            out.append((tag >> 3, value))
            continue
        if kind == 2:
            size, at = varint(message, at)
        else:
            size = {1: 8, 5: 4}[kind]
        out.append((tag >> 3, message[at : at + size]))
        at += size
    return out


def entries(index: bytes) -> dict[str, tuple[tuple[int, ...], int, int]]:
    """Name → shape, offset and size in bytes of every float32 variable."""
    if struct.unpack("<Q", index[-8:])[0] != MAGIC:
        raise SystemExit("fetch: the table of BERT's variables is not one of LevelDB's.")
    at = 0
    footer = index[-48:]
    for _ in range(2):  # the handle of the table's own notes, which are not needed
        _, at = varint(footer, at)
    start, at = varint(footer, at)
    size, at = varint(footer, at)
    out = {}
    for _, handle in block(index, start, size):
        offset, then = varint(handle, 0)
        for key, value in block(index, offset, varint(handle, then)[0]):
            entry = dict(fields(value))  # 1 the type, 2 the shape, 4 the offset, 5 the size
            if key and entry.get(1) == FLOAT:
                dimensions = [v for n, v in fields(entry[2]) if n == 2]
                shape = tuple(dict(fields(v))[1] for v in dimensions)
                out[key.decode()] = (shape, entry.get(4, 0), entry[5])
    return out


def torch_name(name: str) -> str | None:
    """``encoder.layer.0.attention.self.query.weight`` for ``module/bert/encoder/layer_0/attention/self/query/kernel``; None: not of the encoder."""
    if not name.startswith("module/bert/") or "/pooler/" in name:
        return None
    name = name.removeprefix("module/bert/").replace("layer_", "layer/").replace("/", ".")
    for of, ours in ((".kernel", ".weight"), (".gamma", ".weight"), (".beta", ".bias")):
        name = name.removesuffix(of) + (ours if name.endswith(of) else "")
    return name if name.endswith((".weight", ".bias")) else name + ".weight"


def state_from_jar(jar: Path, member: str) -> tuple[dict[str, Tensor], list[str]]:
    """The state dict of the encoder, and its vocabulary."""
    with zipfile.ZipFile(jar) as outer, zipfile.ZipFile(io.BytesIO(outer.read(member))) as z:
        index, data = (z.read(f"variables/variables.{part}") for part in ("index", "data-00000-of-00001"))
        vocabulary = z.read("assets/vocab.txt").decode().splitlines()
    state = {}
    for name, (shape, offset, size) in entries(index).items():
        if (ours := torch_name(name)) is None:
            continue
        if size != 4 * math.prod(shape):
            raise SystemExit(f"fetch: {name} in {jar} has {size} bytes for the shape {shape}.")
        a = np.frombuffer(data, "<f4", size // 4, offset).reshape(shape)
        state[ours] = torch.from_numpy(a.T.copy() if name.endswith("kernel") else a.copy())
    return state, vocabulary
