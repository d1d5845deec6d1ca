"""The training loops: one for encoders and fusion, with clipped gradients, averaged weights and checkpoints; one for small heads on states that are there already, which takes seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from . import schedule


@dataclass(frozen=True)
class Part:
    """Parameters that are trained at one learning rate."""

    module: nn.Module
    lr: float


@dataclass(frozen=True)
class Trained:
    """The model of averaged weights, and the minutes it took over all of its runs."""

    model: nn.Module
    minutes: float


def train(
    model: nn.Module,
    parts: dict[str, Part],
    batches: Sequence,
    loss: Callable[[object], Tensor],
    c: dict,
    *,
    name: str,
    checkpoint: Path | None = None,
    rng=None,
    before_step: Callable[[], None] | None = None,
    to_train: Callable[[nn.Module], None] = nn.Module.train,
) -> Trained:
    """One step for each of ``batches``; AdamW, a linear warm-up and decay, and the moving average of the weights.

    ``c`` holds ``warmup``, ``weight_decay``, ``ema_decay``, ``clip``, and may hold ``budget_minutes`` (0: none) and
    ``checkpoint_minutes``. A run that was interrupted goes on from ``checkpoint`` as if it had not been: give ``rng`` where
    ``loss`` draws from a source of its own. ``before_step`` may change the gradients.
    """
    modules = {n: p.module for n, p in parts.items()}
    optimiser = torch.optim.AdamW(schedule.groups(modules, {n: p.lr for n, p in parts.items()}, c["weight_decay"]), fused=True)
    average = schedule.Average(model, c["ema_decay"])
    step, spent = 0, 0.0
    if checkpoint and (state := schedule.load(checkpoint)):
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        average.load_state_dict(state["average"])
        schedule.set_random_state(state["random"], rng)
        step, spent = state["step"], state["spent"]
    progress = schedule.Progress(len(batches), c.get("budget_minutes", 0.0), spent)
    print(f"{name}: {len(batches)} steps, from step {step}", flush=True)
    to_train(model)
    saved, running = time.monotonic(), []
    while step < len(batches) and (at := progress(step)) < 1:
        schedule.set_lr(optimiser, schedule.triangle(at, c["warmup"]))
        value = loss(batches[step])
        optimiser.zero_grad(set_to_none=True)
        value.backward()
        if before_step:
            before_step()
        nn.utils.clip_grad_norm_(model.parameters(), c["clip"])
        optimiser.step()
        average.update(model)
        running.append(float(value.detach()))
        step += 1
        if step % 50 == 0:
            print(f"{name}: step {step}/{len(batches)} {progress.spent / 60:.1f} min loss {sum(running) / len(running):.3f}", flush=True)
            running = []
        if checkpoint and time.monotonic() - saved > 60 * c.get("checkpoint_minutes", 5.0):
            schedule.save(checkpoint, model=model.state_dict(), optimiser=optimiser.state_dict(), average=average.state_dict(),
                          random=schedule.random_state(rng), step=step, spent=progress.spent)  # fmt: skip
            saved = time.monotonic()
    return Trained(average.applied_to(model), progress.spent / 60)


def heads(parameters: Iterable[nn.Parameter], loss: Callable[[], Tensor], c: dict, after_step: Callable[[int], None] | None = None) -> None:
    """Fit ``parameters`` to ``loss``, which draws its own rows: AdamW over ``steps`` at ``lr``, with ``weight_decay`` and, where there is a ``warmup``, the triangle of the other loop."""
    optimiser = torch.optim.AdamW(parameters, lr=c["lr"], weight_decay=c.get("weight_decay", 0.0))
    for step in range(c["steps"]):
        if "warmup" in c:
            for g in optimiser.param_groups:
                g["lr"] = c["lr"] * schedule.triangle(step / c["steps"], c["warmup"])
        value = loss()
        optimiser.zero_grad(set_to_none=True)
        value.backward()
        optimiser.step()
        if after_step:
            after_step(step)
