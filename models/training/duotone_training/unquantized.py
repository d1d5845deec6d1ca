"""A pack's graphs as PyTorch modules again: 8-bit weights times their scales. Activations are not rounded, so that a module's states are a few per cent off the graph's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from .bert import Bert, BertConfig
from .smooth import Scaled

Arrays = dict[str, np.ndarray]
WORDS = "embeddings.word_embeddings.weight"


def values(graph: onnx.GraphProto) -> Arrays:
    return {i.name: numpy_helper.to_array(i) for i in graph.initializer}


def arrays(path: Path) -> Arrays:
    return values(onnx.load(str(path)).graph)


def weights(a: Arrays, name: str) -> Tensor:
    """The constant side [in,out] of a product, as float32."""
    q, scale, zero = (a[f"{name}_{part}"].astype(np.float32) for part in ("quantized", "scale", "zero_point"))
    return torch.from_numpy((q - zero) * scale)


def linear(a: Arrays, name: str) -> nn.Linear:
    """A linear layer that the graph names."""
    w = weights(a, f"{name}.weight_Transposed").T.contiguous()
    out = nn.Linear(w.shape[1], w.shape[0])
    with torch.no_grad():
        out.weight.copy_(w)
        out.bias.copy_(torch.from_numpy(a[f"{name}.bias"].copy()))
    return out.requires_grad_(False)


def text(path: Path) -> Bert:
    """The words' encoder, smoothed (``smooth``), of a pack's ``text.onnx``."""
    graph = onnx.load(str(path)).graph
    a = values(graph)
    state = {n: torch.from_numpy(x.copy()) for n, x in a.items() if n.split(".")[0] in ("embeddings", "encoder") and not n.startswith(WORDS)}
    state[WORDS] = weights(a, WORDS)
    kind = next(x for n in graph.node if n.name == "/embeddings/Add_1" for x in n.input if x in a)  # of the first kind of token alone
    depth = 1 + max(int(n.split(".")[2]) for n in state if n.startswith("encoder.layer."))
    for n in graph.node:
        if n.op_type == "MatMulInteger":
            state[f"encoder.{place(n.name)}.weight"] = weights(a, n.input[1].removesuffix("_quantized")).T.contiguous()
    vocabulary, width = state[WORDS].shape
    inner = len(state["encoder.layer.0.intermediate.dense.linear.bias"])
    shape = next(n for n in graph.node if n.name == "/layer.0/self/Concat_1")  # posts, tokens, heads, width of a head
    heads = int(a[shape.input[2]][0])
    model = Bert(BertConfig(vocabulary, width, depth, heads, inner, len(state["embeddings.position_embeddings.weight"])))
    for k, layer in enumerate(model.encoder["layer"]):
        layer.attention["self"].scale = state[f"encoder.layer.{k}.attention.self.scale"]
        layer.intermediate["dense"] = Scaled(layer.intermediate["dense"], state[f"encoder.layer.{k}.intermediate.dense.scale"])
        layer.output.dense = Scaled(layer.output.dense, state[f"encoder.layer.{k}.output.dense.scale"])
    table = torch.zeros_like(model.embeddings.token_type_embeddings.weight)
    table[0] = torch.from_numpy(a[kind].copy()).flatten()
    state["embeddings.token_type_embeddings.weight"] = table
    model.load_state_dict(state)
    return model.eval().requires_grad_(False)


def place(name: str) -> str:
    """``layer.0.attention.self.query`` out of the name of a product's node, ``/layer.0/self/query/MatMul_quant``."""
    layer, *rest = name.strip("/").split("/")[:-1]
    inner = ".".join(rest)
    known = {"output.dense": "attention.output.dense", "dense.linear": "intermediate.dense.linear", "output.dense.linear": "output.dense.linear"}
    return f"{layer}.attention.{inner}" if inner.startswith("self.") else f"{layer}.{known[inner]}"
