"""Stages export, quantize and pack: from trained modules to the folder that the program opens."""

from __future__ import annotations

import json
import shutil

import numpy as np

from . import pack as manifest
from . import quantize as q
from . import schedule
from .attributions import Reader
from .cnn import PictureEncoder
from .export import export_all
from .features import post_rows, trained_image, trained_text
from .fetch import pack_tokenizer, tokenizer_and_rules
from .fusion import Fusion
from .picture import opened, pixels
from .settings import Run
from .smooth import smoothed
from .tiny import golden_words
from .words import encode_ids

SENTENCE = "What a lovely day"


def modules(run: Run) -> tuple:
    """The trained text encoder, picture encoder and fusion."""
    state = schedule.load(run.file("fusion.pt"))
    fusion = Fusion(state["config"])
    fusion.load_state_dict(state["fusion"])
    image: PictureEncoder = trained_image(run)[0]
    return trained_text(run)[0], image, fusion.eval()


def export(run: Run) -> None:
    """Float32 graphs in the work folder, each equal to PyTorch to 1e-4; the words' encoder is smoothed for 8 bits before."""
    text, image, fusion = modules(run)
    c = run["quantize"]
    texts = [r["text"] for r in post_rows(run) if r["split"] == "train"][: c["smoothing_texts"]]
    text = smoothed(text, encode_ids(*tokenizer_and_rules(run), texts, run["words"]["max_tokens"]), c["smoothing"])
    differences = export_all(text, image, fusion, tuple(run["picture"]["size"]), run.file("float", "text.onnx").parent)
    run.file("float", "differences.json").write_text(json.dumps(differences))
    print("export: largest differences to PyTorch", differences)


def quantize(run: Run) -> None:
    """8-bit graphs, tokenizer beside them, in the pack's folder."""
    source, out = run.file("float", "text.onnx").parent, run.pack
    out.mkdir(parents=True, exist_ok=True)
    c = run["quantize"]
    q.dynamic(source / "text.onnx", out / "text.onnx", tuple(c["text_keep"]))
    rows = [r for r in post_rows(run) if r["split"] == "train"]
    step = max(1, len(rows) // c["calibration_pictures"])
    background = tuple(run["picture"]["background"])
    batches = [pixels(opened(r["image"], background), run["picture"])[None] for r in rows[::step][: c["calibration_pictures"]]]
    q.static(source / "image.onnx", out / "image.onnx", batches)
    if c["fusion"] == "int8":
        q.dynamic(source / "fusion.onnx", out / "fusion.onnx", tuple(c["fusion_keep"]))
    elif c["fusion"] == "float16-weights":
        q.half_weights(source / "fusion.onnx", out / "fusion.onnx")
    else:
        shutil.copy(source / "fusion.onnx", out / "fusion.onnx")
    (out / "tokenizer.json").write_text(pack_tokenizer(run), encoding="utf-8")
    print("quantize:", {p.name: p.stat().st_size for p in sorted(out.glob("*.onnx"))})


def pack(run: Run) -> None:
    """Write ``pack.json`` last: it names the hash of every other file."""
    out = run.pack
    calibration = json.loads(run.file("calibration.json").read_text())
    figures = json.loads(run.file("evaluation.json").read_text())["figures"]
    golden = golden_words(run, out, SENTENCE)
    m = manifest.manifest(run.config, out, calibration["calibration"], calibration["thresholds"], figures, golden)
    manifest.write_manifest(m, out)
    total = sum(p.stat().st_size for p in out.iterdir())
    largest = max(p.stat().st_size for p in out.iterdir())
    assert total < run["pack"]["max_bytes"] and largest < run["pack"]["max_file_bytes"], (total, largest)
    tok, rules = tokenizer_and_rules(run)
    o = Reader(out, run.config, tok, rules)(SENTENCE.encode(), None)
    assert np.allclose(o.logits, golden["logits"], atol=1e-3)
    print(f"pack: {out}, {total / 1e6:.1f} MB")
