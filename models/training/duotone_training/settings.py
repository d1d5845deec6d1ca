"""The recipe's configuration and the places where its stages leave their results."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def _merge(base: dict, over: dict) -> dict:
    out = dict(base)
    for k, v in over.items():
        out[k] = _merge(base[k], v) if isinstance(v, dict) and isinstance(base.get(k), dict) else v
    return out


@dataclass(frozen=True)
class Run:
    """One run of the recipe: its numbers, the data it reads, the folder it works in, the pack it writes."""

    config: dict
    data: Path
    work: Path
    packs: Path
    text_weights: Path | None = None
    image_weights: Path | None = None

    def __getitem__(self, key: str):
        return self.config[key]

    @property
    def pack(self) -> Path:
        return self.packs / self.config["pack"]["name"]

    def file(self, *parts: str) -> Path:
        p = self.work.joinpath(*parts)
        p.parent.mkdir(parents=True, exist_ok=True)
        return p


def load_config(*overrides: Path) -> dict:
    config = tomllib.loads((HERE / "config.toml").read_text())
    for path in overrides:
        config = _merge(config, tomllib.loads(Path(path).read_text()))
    return config


def set_threads(threads: int) -> None:
    """Idle OpenMP threads sleep instead of spinning: on a shared machine spinning costs more than waking up."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("KMP_BLOCKTIME", "0")
    import torch

    torch.set_num_threads(threads)


def cache_folder() -> Path:
    """Where checkpoints go by default: ``$XDG_CACHE_HOME/duotone/train``."""
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "duotone" / "train"
