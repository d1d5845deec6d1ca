"""Learning rates, optimiser groups, averaged weights, checkpoints."""

from __future__ import annotations

import copy
import os
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn


def seed_all(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


def random_state(rng: random.Random | None = None) -> dict:
    """The state of every source of chance, for a checkpoint: what is resumed goes on as if it had not been interrupted."""
    gpu = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    return dict(torch=torch.get_rng_state(), gpu=gpu, numpy=np.random.get_state(), python=random.getstate(), own=rng and rng.getstate())


def set_random_state(state: dict, rng: random.Random | None = None) -> None:
    torch.set_rng_state(state["torch"])
    if state.get("gpu") and torch.cuda.is_available():
        torch.cuda.set_rng_state_all(state["gpu"])
    np.random.set_state(state["numpy"])
    random.setstate(state["python"])
    if rng:
        rng.setstate(state["own"])


class Progress:
    """How far a training is, 0 to 1: by steps or, if a budget is set, by the clock, whichever is further.

    A budget makes a run end when it must, and its result depend on the machine; 0: steps alone count.
    """

    def __init__(self, steps: int, budget_minutes: float = 0.0, spent_seconds: float = 0.0):
        self.steps, self.budget = max(steps, 1), budget_minutes * 60
        self.start = time.monotonic() - spent_seconds

    @property
    def spent(self) -> float:
        return time.monotonic() - self.start

    def __call__(self, step: int) -> float:
        by_clock = self.spent / self.budget if self.budget else 0.0
        return min(1.0, max(step / self.steps, by_clock))


def triangle(progress: float, warmup: float) -> float:
    """Linear warm-up, then linear decay to zero (Devlin et al. 2019)."""
    if progress < warmup:
        return progress / warmup
    return max(0.0, (1 - progress) / (1 - warmup))


def groups(named: dict[str, nn.Module | nn.Parameter], lrs: dict[str, float], weight_decay: float) -> list[dict]:
    """AdamW groups: no decay on biases, norms and embeddings of one axis; `lr0` keeps the rate before scheduling."""
    out = []
    for name, module in named.items():
        params = [module] if isinstance(module, nn.Parameter) else list(module.parameters())
        params = [p for p in params if p.requires_grad]
        for decay, part in ((weight_decay, [p for p in params if p.ndim > 1]), (0.0, [p for p in params if p.ndim < 2])):
            if part:
                out.append(dict(params=part, lr=lrs[name], lr0=lrs[name], weight_decay=decay))
    return out


def set_lr(optimiser: torch.optim.Optimizer, factor: float) -> None:
    for g in optimiser.param_groups:
        g["lr"] = g["lr0"] * factor


class Average:
    """Exponential moving average of the trained weights (Polyak & Juditsky 1992), warmed up as (1+n)/(10+n)."""

    def __init__(self, model: nn.Module, decay: float):
        self.decay, self.n = decay, 0
        self.shadow = {k: v.detach().clone() for k, v in model.state_dict().items() if v.is_floating_point()}
        self.names = [k for k, p in model.named_parameters() if p.requires_grad]

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        self.n += 1
        d = min(self.decay, (1 + self.n) / (10 + self.n))
        params = dict(model.named_parameters())
        torch._foreach_lerp_([self.shadow[k] for k in self.names], [params[k].detach() for k in self.names], 1 - d)

    def state_dict(self) -> dict:
        return dict(shadow=self.shadow, n=self.n)

    def load_state_dict(self, state: dict) -> None:
        self.shadow, self.n = state["shadow"], state["n"]

    def applied_to(self, model: nn.Module) -> nn.Module:
        """A copy of the model with the averaged weights (buffers such as running statistics are taken as they are)."""
        out = copy.deepcopy(model)
        state = out.state_dict()
        state.update({k: self.shadow[k] for k in self.names})
        out.load_state_dict(state)
        return out


def save(path: Path, **state) -> None:
    """Write beside, then rename: an interrupted run leaves the last whole checkpoint."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(path.suffix + ".part")
    torch.save(state, part)
    os.replace(part, path)


def load(path: Path) -> dict | None:
    return torch.load(path, map_location="cpu", weights_only=False) if path.exists() else None
