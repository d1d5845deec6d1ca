"""Where tensors lie and models are trained: a GPU where PyTorch finds one, else the processor.

Export, quantization and measuring are always done on the processor, as the pack is for everyone's.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

GPU = torch.cuda.is_available()
DEVICE = torch.device("cuda" if GPU else "cpu")


def use() -> None:
    """New tensors and models lie on the device from here on."""
    torch.set_default_device(DEVICE)
    if GPU:
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.backends.cudnn.allow_tf32 = True


def tensor(a: np.ndarray) -> Tensor:
    """An array as a tensor on the device."""
    return torch.from_numpy(a).to(DEVICE)


def array(t: Tensor) -> np.ndarray:
    """A tensor as an array, wherever it lies."""
    return t.detach().cpu().numpy()
