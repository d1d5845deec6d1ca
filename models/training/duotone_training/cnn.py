"""Picture encoders. Each gives ``patches`` [B,N,Di], row-major over a grid that covers the whole picture.

An encoder is cut in two: ``lower`` is frozen in training, ``upper`` is trained.
"""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import torch
from torch import Tensor, nn


def to_patches(maps: Tensor) -> Tensor:
    """[B,D,H,W] → [B,H·W,D]."""
    return maps.flatten(2).transpose(1, 2)


class PictureEncoder(nn.Module):
    width: int

    def lower(self, pixels: Tensor) -> Tensor:
        raise NotImplementedError

    def upper(self, maps: Tensor) -> Tensor:
        raise NotImplementedError

    def trained(self) -> list[nn.Module]:
        raise NotImplementedError

    def forward(self, pixels: Tensor) -> Tensor:
        return self.upper(self.lower(pixels))


class EfficientNetLite(PictureEncoder):
    """EfficientNet-Lite0 to -Lite4: float [B,3,H,W] → [B,(H/32)·(W/32),1280], sides rounded up (Tan & Le 2019; no squeeze, ReLU6)."""

    width = 1280

    def __init__(self, name: str, weights: Path, cut: int, drop_path: float):
        super().__init__()
        from efficientnet_lite_pytorch import EfficientNet

        with contextlib.redirect_stdout(io.StringIO()):
            net = EfficientNet.from_pretrained(name.lower(), weights_path=str(weights))
        net._fc = nn.Identity()
        self.net, self.cut, self.drop_path = net, cut, drop_path

    def _blocks(self, x: Tensor, start: int, end: int) -> Tensor:
        for i in range(start, end):
            rate = self.drop_path * i / len(self.net._blocks) if self.training else None
            x = self.net._blocks[i](x, drop_connect_rate=rate)
        return x

    def lower(self, pixels: Tensor) -> Tensor:
        x = self.net._swish(self.net._bn0(self.net._conv_stem(pixels)))
        return self._blocks(x, 0, self.cut)

    def upper(self, maps: Tensor) -> Tensor:
        x = self._blocks(maps, self.cut, len(self.net._blocks))
        return to_patches(self.net._swish(self.net._bn1(self.net._conv_head(x))))

    def trained(self) -> list[nn.Module]:
        return [*self.net._blocks[self.cut :], self.net._conv_head, self.net._bn1]


class ResNet50(PictureEncoder):
    """ResNet-50 (He et al. 2016): float [B,3,H,W] → [B,(H/32)·(W/32),2048]."""

    width = 2048

    def __init__(self, weights: Path):
        super().__init__()
        from torchvision.models import resnet50

        self.net = resnet50(weights=None)
        self.net.fc = nn.Identity()
        if Path(weights).suffix == ".safetensors":
            from safetensors.torch import load_file

            state = load_file(weights)
        else:
            state = torch.load(weights, map_location="cpu", weights_only=True)
        self.net.load_state_dict({k: v for k, v in state.items() if not k.startswith("fc.")})

    def lower(self, pixels: Tensor) -> Tensor:
        n = self.net
        return n.layer3(n.layer2(n.layer1(n.maxpool(n.relu(n.bn1(n.conv1(pixels)))))))

    def upper(self, maps: Tensor) -> Tensor:
        return to_patches(self.net.layer4(maps))

    def trained(self) -> list[nn.Module]:
        return [self.net.layer4]


class TinyCNN(PictureEncoder):
    """Two strided convolutions for fixtures: float [B,3,64,64] → [B,16,width]."""

    def __init__(self, width: int = 16):
        super().__init__()
        self.width = width
        self.a = nn.Conv2d(3, 8, 4, 4)
        self.b = nn.Conv2d(8, width, 4, 4)

    def lower(self, pixels: Tensor) -> Tensor:
        return torch.relu(self.a(pixels))

    def upper(self, maps: Tensor) -> Tensor:
        return to_patches(torch.tanh(self.b(maps)))

    def trained(self) -> list[nn.Module]:
        return [self.b]
