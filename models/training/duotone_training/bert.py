"""A BERT encoder whose parameter names are those of ``transformers.BertModel``, so its state dicts load as they are.

Devlin et al. 2019, "BERT: Pre-training of Deep Bidirectional Transformers". Written out here because an explicit
graph exports to ONNX with a dynamic batch and length and quantizes without surprises.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass
class BertConfig:
    vocab_size: int = 30522
    hidden_size: int = 384
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 1536
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    layer_norm_eps: float = 1e-12
    dropout: float = 0.1
    embedding_size: int = 0  # > 0: a factorised word embedding (Lan et al. 2020), for very small packs

    def dict(self) -> dict:
        return asdict(self)


class Embeddings(nn.Module):
    def __init__(self, c: BertConfig):
        super().__init__()
        inner = c.embedding_size or c.hidden_size
        self.word_embeddings = nn.Embedding(c.vocab_size, inner, padding_idx=0)
        self.position_embeddings = nn.Embedding(c.max_position_embeddings, c.hidden_size)
        self.token_type_embeddings = nn.Embedding(c.type_vocab_size, c.hidden_size)
        self.widen = nn.Linear(inner, c.hidden_size, bias=False) if c.embedding_size else nn.Identity()
        self.LayerNorm = nn.LayerNorm(c.hidden_size, eps=c.layer_norm_eps)
        self.dropout = nn.Dropout(c.dropout)

    def forward(self, ids: Tensor) -> Tensor:
        x = self.widen(self.word_embeddings(ids))
        x = x + self.position_embeddings.weight[: ids.shape[1]] + self.token_type_embeddings.weight[0]
        return self.dropout(self.LayerNorm(x))


class SelfAttention(nn.Module):
    def __init__(self, c: BertConfig):
        super().__init__()
        self.heads = c.num_attention_heads
        self.query = nn.Linear(c.hidden_size, c.hidden_size)
        self.key = nn.Linear(c.hidden_size, c.hidden_size)
        self.value = nn.Linear(c.hidden_size, c.hidden_size)
        self.p = c.dropout
        self.register_buffer("scale", None)  # of each channel of the input, where ``smooth`` moved it out of the weights

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, t, d = x.shape
        x = x if self.scale is None else x * self.scale
        q, k, v = (
            m(x).view(b, t, self.heads, d // self.heads).transpose(1, 2) for m in (self.query, self.key, self.value)
        )
        if torch.onnx.is_in_onnx_export():
            a = torch.softmax(q @ k.transpose(-1, -2) * (1 / math.sqrt(d // self.heads)) + bias, -1)
            y = a @ v
        else:
            y = F.scaled_dot_product_attention(q, k, v, bias.to(q.dtype), self.p if self.training else 0.0)
        return y.transpose(1, 2).reshape(b, t, d)


class Output(nn.Module):
    def __init__(self, width: int, c: BertConfig):
        super().__init__()
        self.dense = nn.Linear(width, c.hidden_size)
        self.LayerNorm = nn.LayerNorm(c.hidden_size, eps=c.layer_norm_eps)
        self.dropout = nn.Dropout(c.dropout)

    def forward(self, x: Tensor, residual: Tensor) -> Tensor:
        return self.LayerNorm(self.dropout(self.dense(x)) + residual)


class Layer(nn.Module):
    def __init__(self, c: BertConfig):
        super().__init__()
        self.attention = nn.ModuleDict({"self": SelfAttention(c), "output": Output(c.hidden_size, c)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(c.hidden_size, c.intermediate_size)})
        self.output = Output(c.intermediate_size, c)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        x = self.attention["output"](self.attention["self"](x, bias), x)
        return self.output(F.gelu(self.intermediate["dense"](x)), x)


class Bert(nn.Module):
    """``input_ids``, ``attention_mask`` int64 [B,T] → token states float32 [B,T,hidden_size]."""

    def __init__(self, c: BertConfig):
        super().__init__()
        self.config = c
        self.embeddings = Embeddings(c)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(Layer(c) for _ in range(c.num_hidden_layers))})

    @property
    def width(self) -> int:
        return self.config.hidden_size

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        x = self.embeddings(input_ids)
        bias = ((1 - attention_mask.to(x.dtype)) * -1e4)[:, None, None, :]
        for layer in self.encoder["layer"]:
            x = layer(x, bias)
        return x


def load_bert_state(model: Bert, state: dict) -> None:
    """Load a ``transformers`` state dict; the pooler and position ids are not used."""
    state = {k.removeprefix("bert."): v for k, v in state.items()}
    state = {k: v for k, v in state.items() if k in model.state_dict()}
    model.load_state_dict(state)


def bert_from_folder(folder: Path) -> Bert:
    """A BERT on disk: ``config.json`` and ``model.safetensors`` or ``pytorch_model.bin``."""
    folder = Path(folder)
    raw = json.loads((folder / "config.json").read_text())
    known = {k: raw[k] for k in BertConfig().dict() if k in raw}
    model = Bert(BertConfig(**known))
    if (folder / "model.safetensors").exists():
        from safetensors.torch import load_file

        state = load_file(folder / "model.safetensors")
    else:
        state = torch.load(folder / "pytorch_model.bin", map_location="cpu", weights_only=True)
    load_bert_state(model, state)
    return model


def bert_state_from_onnx(path: Path) -> dict[str, Tensor]:
    """The state dict of a BERT that was exported to ONNX: MatMul weights carry only their node's path, transposed."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(path)).graph
    arrays = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    state = {n: torch.tensor(a) for n, a in arrays.items() if n.split(".")[0] in ("embeddings", "encoder")}
    for node in graph.node:
        if node.op_type == "MatMul" and node.name.endswith("/MatMul") and node.input[1] in arrays:
            name = node.name.removesuffix("/MatMul").strip("/").replace("/", ".")
            state[_module_path(name) + ".weight"] = torch.tensor(arrays[node.input[1]].T.copy())
    return state


def _module_path(name: str) -> str:
    """``encoder.layer.0.attention.self.query`` out of a node path."""
    parts = name.split(".")
    out = []
    for p in parts:  # exporters repeat the container: /encoder/layer.0/... → encoder.layer.0
        if p == "layer" and out and out[-1] == "layer":
            continue
        out.append(p)
    return ".".join(out)
