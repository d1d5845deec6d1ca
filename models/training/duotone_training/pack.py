"""Stage pack: the manifest of a folder of graphs. The contract is ``models/PACK.md``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import onnx

from . import LABELS
from .settings import sha256, write_text
from .words import emoji_table

TYPES = {onnx.TensorProto.INT64: "int64", onnx.TensorProto.FLOAT: "float32"}


def signature(path: Path) -> dict:
    """Names, types and shapes of a graph's inputs and outputs; a named axis is −1."""
    graph = onnx.load(str(path)).graph

    def value(v):
        t = v.type.tensor_type
        shape = [d.dim_value if d.HasField("dim_value") else -1 for d in t.shape.dim]
        return {"name": v.name, "type": TYPES[t.elem_type], "shape": shape}

    return {"file": path.name, "inputs": [value(v) for v in graph.input], "outputs": [value(v) for v in graph.output]}


def manifest(config: dict, folder: Path, calibration: dict, thresholds: dict, figures: list, golden: dict) -> dict:
    words, picture = config["words"], config["picture"]
    text = {
        "tokenizer": "tokenizer.json",
        "max_tokens": words["max_tokens"],
        "lowercase": "other_languages" not in config,  # the words' encoder tells "É" from "e"
        "strip_accents": "other_languages" not in config,
        "rules": words["rules"],
    }
    if "emoji" in words["rules"]:
        text["emoji"] = emoji_table()
    files = [p for p in sorted(folder.iterdir()) if p.name != "pack.json" and p.suffix in (".onnx", ".json", ".md")]
    return {
        "format": 2,
        **{k: config["pack"][k] for k in ("name", "version", "licence", "description", "languages")},
        "files": {p.name: {"sha256": sha256(p), "bytes": p.stat().st_size} for p in files},
        "id2label": {str(i): name for i, name in enumerate(LABELS)},
        "graphs": {g: signature(folder / f"{g}.onnx") for g in ("text", "image", "fusion")},
        "image": {
            "size": picture["size"],
            "grid": picture["grid"],
            "resize": "stretch-bilinear",
            **{k: picture[k] for k in ("background", "mean", "std")},
        },
        "calibration": calibration,
        "thresholds": thresholds,
        "one_modality": "heads",  # as `fusion.Fusion` does it
        "figures": figures,
        "golden": golden,
        "text": text,
    }


def write_manifest(m: dict, folder: Path) -> None:
    """``pack.json``, with short lists on one line so that a person can read it."""
    s = json.dumps(m, indent=2, ensure_ascii=False)
    s = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda x: "[" + re.sub(r"\s*\n\s*", " ", x.group(1)) + "]", s)
    s = re.sub(
        r'\{\s+("(?:name|sha256)": [^{}\[\]]*?(?:\[[^\]]*\])?)\s+\}',
        lambda x: "{" + re.sub(r"\s*\n\s*", " ", x.group(1)) + "}",
        s,
    )
    assert json.loads(s) == m
    write_text(folder / "pack.json", s + "\n")
