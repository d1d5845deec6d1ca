"""Stage golden: fixtures for whoever runs packs in another language. Format: ``inference/testdata/golden/README.md``."""

from __future__ import annotations

import base64
import copy
import json
from pathlib import Path

import numpy as np

from .attributions import Reader, balance, patch_weights, softmax, word_weights
from .fetch import tokenizer_and_rules
from .golden_pictures import pictures
from .golden_texts import texts
from .picture import opened, pixels
from .settings import Run
from .tiny import TESTDATA
from .words import Rules, encode


def tokens(run: Run, out: Path) -> None:
    """``tokens.jsonl``: each text as plain BERT WordPiece reads it, and as the pack does."""
    tok, rules = tokenizer_and_rules(run)
    none = Rules(names=())
    lines = []
    for raw in texts():
        try:
            row = {"text": raw.decode("utf-8")}
        except UnicodeDecodeError:
            row = {"base64": base64.b64encode(raw).decode()}
        row["raw"] = encode(tok, none, raw, None)
        row["pack"] = encode(tok, rules, raw, run["words"]["max_tokens"])
        if row["pack"] == row["raw"]:
            row["pack"] = "raw"
        lines.append(json.dumps(row, ensure_ascii=True, separators=(",", ":")))
    out.mkdir(parents=True, exist_ok=True)
    (out / "tokens.jsonl").write_text("\n".join(lines) + "\n")
    print(f"golden: {len(lines)} texts")


POSTS = [
    ("both", "What a lovely day", "sun.jpg"),
    ("clash", "what a lovely day #LoveThisDay 😀 &amp; http://x.example/1", "flood.jpg"),
    ("words", "@someone The bus was late again,\tand it rained.  Great. 🙃 é", None),
    ("picture", None, "flood.jpg"),
    ("neither", None, None),
    ("no-words", "", "rgba.png"),
    ("long", "rain " * 150, "sun.jpg"),
]


def pixel_tensors(run: Run, out: Path) -> None:
    """Each drawn picture, its tensor at 64×64 as float32 .npy, and figures of its tensor at the full size."""
    out.mkdir(parents=True, exist_ok=True)
    small = dict(run["picture"], size=[64, 64])
    table = {}
    for name, raw in pictures().items():
        (out / name).write_bytes(raw)
        img = opened(raw, tuple(small["background"]))
        x, full = pixels(img, small), pixels(img, run["picture"])
        np.save(out / f"{name}.npy", x.astype(np.float16))
        table[name] = {
            "size": list(img.size),
            "mean64": [round(float(v), 5) for v in x.mean((1, 2))],
            "shape": list(full.shape),
            "mean": [round(float(v), 5) for v in full.mean((1, 2))],
            "std": [round(float(v), 5) for v in full.std((1, 2))],
            "corners": [[round(float(v), 5) for v in full[:, y, x]] for y in (0, -1) for x in (0, -1)],
        }
    (out / "pixels.json").write_text(json.dumps(table, indent=1) + "\n")


def outputs(run: Run, folder: Path, pixels_folder: Path, out: Path) -> None:
    """What pack-tiny makes of a few posts, with attributions by the slow reference."""
    out.mkdir(parents=True, exist_ok=True)
    config = copy.deepcopy(run.config)
    config["picture"] |= {"size": [64, 64], "grid": [4, 4]}
    tok, rules = tokenizer_and_rules(run)
    r = Reader(folder, config, tok, rules)

    def numbers(x):
        return np.asarray(x, np.float64).round(6).tolist()

    for name, text, picture in POSTS:
        t = None if text is None else text.encode()
        p = None if picture is None else (pixels_folder / picture).read_bytes()
        o = r(t, p)
        label = int(o.logits.argmax())
        row = {
            "text": text,
            "picture": picture,
            "ids": None if t is None else r.ids(t)[0].tolist(),
            "logits": numbers(o.logits),
            "scores": numbers(softmax(o.logits)),
            "text_logits": numbers(o.text_logits),
            "image_logits": numbers(o.image_logits),
            "incongruity": round(o.incongruity, 6),
            "irony": round(o.irony, 6),
            "attention": numbers(o.attention.mean((0, 1))),
            "meant_logits": numbers(o.meant_logits),
            "embedding": numbers(o.embedding),
            "label": label,
            "balance": {k: round(v, 6) for k, v in balance(r, label, t, p).items()},
            "words": None if t is None or name == "long" else
            [{"span": w["span"], "weight": round(w["weight"], 6)} for w in word_weights(r, label, t, p)],
            "patches": None if p is None else numbers(patch_weights(r, label, t, p)),
        }  # fmt: skip
        (out / f"{name}.json").write_text(json.dumps(row, indent=1, ensure_ascii=True) + "\n")
        if name == "both":
            np.save(out / "both.tokens.npy", o.tokens)
            np.save(out / "both.patches.npy", o.patches)


def golden(run: Run, root: Path) -> None:
    """All fixtures under ``root`` (``inference/testdata``)."""
    tokens(run, root / "golden")
    pixel_tensors(run, root / "golden" / "pixels")
    outputs(run, root / "pack-tiny", root / "golden" / "pixels", root / "golden" / "posts")


def fixtures(run: Run) -> None:
    golden(run, TESTDATA)
