"""The picture's graph of a pack that is there already, taken as it stands: no training of pictures, and no change to what pictures say."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from torch import Tensor, nn

from . import export, schedule, settings, unquantized
from .settings import Run


class KeptPicture(nn.Module):
    """``pixels`` float [B,3,H,W] → ``patches`` [B,N,Di], by ONNX Runtime, one picture at a time."""

    def __init__(self, path: Path):
        super().__init__()
        self.path = path
        self.session: ort.InferenceSession = export.session(path, 1)
        self.width: int = self.session.get_outputs()[0].shape[-1]

    def forward(self, pixels: Tensor) -> Tensor:
        return torch.from_numpy(np.concatenate([self.session.run(None, {"pixels": p[None]})[0] for p in pixels.contiguous().numpy()]))


def head_of(fusion: Path) -> dict[str, Tensor]:
    """``image_head`` of an 8-bit fusion graph, as float: ``own.weight`` [3,Di], ``own.bias`` [3]."""
    head = unquantized.linear(unquantized.arrays(fusion), "image_head")
    return {"own.weight": head.weight.detach(), "own.bias": head.bias.detach()}


def keep(run: Run) -> None:
    """Copy the graph and the head out of the pack that ``[picture] kept`` names, before its folder is written anew."""
    done = run.file("kept.json")
    if done.exists():
        print("train-image: done before,", done)
        return
    source = settings.HERE.parent / run["picture"]["kept"]
    shutil.copy(source / "image.onnx", run.file("kept-image.onnx"))
    schedule.save(run.file("kept-head.pt"), **head_of(source / "fusion.onnx"))
    settings.write_json(done, {"image.onnx": settings.sha256(run.file("kept-image.onnx"))})
    print(f"train-image: the picture's graph of {source} is kept as it is")


def encoder(run: Run) -> tuple[KeptPicture, dict]:
    return KeptPicture(run.file("kept-image.onnx")).eval(), schedule.load(run.file("kept-head.pt"))
