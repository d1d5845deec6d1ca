"""bfloat16 for matrix products on a GPU, and where this processor multiplies it faster than float32: some do so in half the time, some in twice."""

from __future__ import annotations

import functools
import time

import torch

from .device import DEVICE, GPU


def _seconds(dtype: torch.dtype) -> float:
    """The shortest of a few products of the size that the encoder of words makes."""
    a, b = torch.ones(512, 384, dtype=dtype, device="cpu"), torch.ones(384, 1536, dtype=dtype, device="cpu")
    times = []
    for _ in range(10):
        start = time.process_time()
        a @ b
        times.append(time.process_time() - start)
    return min(times)


@functools.cache
def bfloat16_pays() -> bool:
    return GPU or _seconds(torch.bfloat16) < _seconds(torch.float32)


def autocast() -> torch.autocast:
    """For the encoder of words and the fusion, which are matrix products nearly alone."""
    return torch.autocast(DEVICE.type, torch.bfloat16, enabled=bfloat16_pays())


def for_convolutions() -> torch.autocast:
    """Processors with bfloat16 at all are faster with it in convolutions."""
    return torch.autocast(DEVICE.type, torch.bfloat16)
