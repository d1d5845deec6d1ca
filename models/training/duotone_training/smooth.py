"""Smoothing before 8 bits: the outlying channels of activations are shrunk and the weights behind them grown alike.

SmoothQuant (Xiao et al. 2023, ICML). A dynamic 8-bit product takes one scale for all channels of its input, so a few
large channels cost all the others their precision. The function stays what it was; only where the magnitude sits moves.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from .bert import Bert
from .text_model import pad


class Scaled(nn.Module):
    """A linear layer behind a product with a fixed scale for each channel of its input."""

    def __init__(self, linear: nn.Linear, scale: Tensor):
        super().__init__()
        self.linear = linear
        self.register_buffer("scale", scale)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x * self.scale)


@torch.no_grad()
def largest_inputs(model: Bert, ids: list[list[int]], batch: int = 32) -> dict[str, Tensor]:
    """Name of each linear layer → largest magnitude of each channel of its input over the texts ``ids``."""
    found: dict[str, Tensor] = {}
    hooks = []
    for name, m in model.named_modules():
        if isinstance(m, nn.Linear):

            def see(_, inputs, name=name):
                x = inputs[0].abs().flatten(0, -2).amax(0)
                found[name] = torch.maximum(found.get(name, x), x)

            hooks.append(m.register_forward_pre_hook(see))
    for at in range(0, len(ids), batch):
        model(*pad(ids[at : at + batch]))
    for h in hooks:
        h.remove()
    return found


def divisor(activation: Tensor, weights: list[Tensor], alpha: float) -> Tensor:
    """s = max|x|^α / max|w|^(1−α) of each channel, both kept off zero."""
    w = torch.stack([w.abs().amax(0) for w in weights]).amax(0)
    return (activation.clamp_min(1e-4) ** alpha / w.clamp_min(1e-4) ** (1 - alpha)).clamp_min(1e-4)


@torch.no_grad()
def smoothed(model: Bert, ids: list[list[int]], alpha: float) -> Bert:
    """A copy that computes the same, its linear inputs smoothed by what the texts ``ids`` show; α = 0: as it is."""
    if not alpha:
        return model
    largest = largest_inputs(model, ids)
    out = copy.deepcopy(model)
    for k, layer in enumerate(out.encoder["layer"]):
        at = f"encoder.layer.{k}"
        attention, dense, narrow = layer.attention["self"], layer.attention["output"].dense, layer.output.dense
        three = (attention.query, attention.key, attention.value)
        s = divisor(largest[f"{at}.attention.self.query"], [m.weight for m in three], alpha)
        for m in three:
            m.weight.mul_(s)
        attention.scale = 1 / s
        # a channel of the values is a channel of their weighted mean: this divisor goes into the values themselves
        s = divisor(largest[f"{at}.attention.output.dense"], [dense.weight], alpha)
        dense.weight.mul_(s)
        attention.value.weight.div_(s[:, None])
        attention.value.bias.div_(s)
        wide = layer.intermediate["dense"]
        for holder, name, m in ((layer.intermediate, f"{at}.intermediate.dense", wide), (layer.output, f"{at}.output.dense", narrow)):
            s = divisor(largest[name], [m.weight], alpha)
            m.weight.mul_(s)
            if isinstance(holder, nn.ModuleDict):
                holder["dense"] = Scaled(m, 1 / s)
            else:
                holder.dense = Scaled(m, 1 / s)
    return out.eval()
