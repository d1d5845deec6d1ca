"""The recipe's configuration and the places where its stages leave their results."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def merged(base: dict, over: dict) -> dict:
    out = dict(base)
    for k, v in over.items():
        out[k] = merged(base[k], v) if isinstance(v, dict) and isinstance(base.get(k), dict) else v
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
    shared: Path | None = None  # the work folder of the run that this one is a part of

    def __getitem__(self, key: str):
        return self.config[key]

    @property
    def others(self) -> dict:
        """``[other_languages]``, which only a pack of several languages has; else {}."""
        return self.config.get("other_languages", {})

    @property
    def pack(self) -> Path:
        return self.packs / self.config["pack"]["name"]

    @property
    def float32(self) -> Path:
        """The folder of the float32 graphs."""
        return self.work / "float"

    def fetched(self, name: str) -> Path:
        """A file that stage fetch brings."""
        p = (self.shared or self.work) / "cache" / name
        p.parent.mkdir(parents=True, exist_ok=True)
        return p

    def file(self, *parts: str) -> Path:
        p = self.work.joinpath(*parts)
        p.parent.mkdir(parents=True, exist_ok=True)
        return p


def load_config(*overrides: Path) -> dict:
    config = tomllib.loads((HERE / "config.toml").read_text())
    for path in overrides:
        config = merged(config, tomllib.loads(Path(path).read_text()))
    return config


def own_encoders(config: dict, text: Path | None, image: Path | None) -> dict:
    """The configuration for local encoders: another name than the shipped pack's, and no limit of the shipped pack's size."""
    if not (text or image):
        return config
    words, picture = text or config["words"]["encoder"], image or config["picture"]["encoder"]
    p = config["pack"]
    return config | {
        "words": config["words"] | {"encoder": str(Path(words).name)},
        "picture": config["picture"] | {"encoder": str(Path(picture).name)},
        "pack": p | {
            "name": p["own_name"], "max_bytes": 0, "max_file_bytes": 0,
            "licence": "as the encoders and the data that it was made from",
            "description": f"Sentiment of a post of words and a picture: {Path(words).name} + {Path(picture).name} + attention fusion",
        },
    }  # fmt: skip


def write_text(path: Path, text: str) -> None:
    """Write beside, then rename: whoever finds the file finds all of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def write_json(path: Path, value) -> None:
    write_text(path, json.dumps(value, indent=1, default=float, ensure_ascii=False) + "\n")


def read_json(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def sha256(path: Path) -> str:
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def set_threads(threads: int) -> None:
    """Idle OpenMP threads sleep instead of spinning: on a shared machine spinning costs more than waking up."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("KMP_BLOCKTIME", "0")
    import torch

    torch.set_num_threads(threads)


def cache_folder() -> Path:
    """Where checkpoints go by default: ``$XDG_CACHE_HOME/duotone/train``."""
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "duotone" / "train"
