"""Stages export, quantize and pack: from trained modules to the folder that the program opens."""

from __future__ import annotations

import shutil
from pathlib import Path

from . import pack as manifest
from . import quantize as q
from . import rounding, schedule, settings
from .export import export_all
from .features import post_rows, trained_image
from .fetch import pack_tokenizer
from .fusion import Fusion
from .picture import opened, pixels
from .settings import Run
from .tiny import golden_words

SENTENCE = "What a lovely day"
GRAPHS = ("text.onnx", "image.onnx", "fusion.onnx")


def modules(run: Run) -> dict:
    """What becomes a graph, by its file's name: encoders and fusion, and the words' encoder once more where it goes into fewer bits than 8."""
    state = schedule.load(run.file("fusion.pt"))
    fusion = Fusion(state["config"])
    fusion.load_state_dict(state["fusion"])
    text = rounding.smoothed_text(run)
    few = {"text-rounded": rounding.rounded(run, text)} if run["quantize"]["words_bits"] == 7 else {}
    return {"text": text, "image": trained_image(run)[0], "fusion": fusion.eval()} | few


def export(run: Run) -> None:
    """Float32 graphs in the work folder, each equal to PyTorch to 1e-4; the words' encoder is smoothed for 8 bits before."""
    differences = export_all(run["export"], modules(run), tuple(run["picture"]["size"]), run.float32)
    settings.write_json(run.file("float", "differences.json"), differences)
    print("export: largest differences to PyTorch", differences)


def quantize(run: Run) -> None:
    """Graphs as they ship, each in the form that the configuration gives it, tokenizer beside them, in the pack's folder."""
    source, out = run.float32, run.pack
    out.mkdir(parents=True, exist_ok=True)
    c = run["quantize"]
    words = "text.onnx" if c["words_bits"] == 8 else "text-rounded.onnx"
    q.dynamic(source / words, out / "text.onnx", c["words_bits"], tuple(c["text_keep"]))
    if run["picture"]["kept"] or c["picture"] == "float32":
        shutil.copy(source / "image.onnx", out / "image.onnx")
    elif c["picture"] == "float16-weights":
        q.half_weights(source / "image.onnx", out / "image.onnx")
    else:
        picture(run, source / "image.onnx", out / "image.onnx")
    if c["fusion"] == "int8":
        q.dynamic(source / "fusion.onnx", out / "fusion.onnx", c["fusion_bits"], tuple(c["fusion_keep"]))
    elif c["fusion"] == "float16-weights":
        q.half_weights(source / "fusion.onnx", out / "fusion.onnx")
    else:
        shutil.copy(source / "fusion.onnx", out / "fusion.onnx")
    (out / "tokenizer.json").write_text(pack_tokenizer(run), encoding="utf-8")
    settings.write_json(run.file("quantized.json"), hashes(out))
    print("quantize:", {p.name: p.stat().st_size for p in sorted(out.glob("*.onnx"))})


def picture(run: Run, source: Path, target: Path) -> None:
    """The picture's 8-bit graph, its scales by some pictures of the training rows."""
    c = run["quantize"]
    rows = [r for r in post_rows(run) if r["split"] == "train"]
    step = max(1, len(rows) // c["calibration_pictures"])
    background = tuple(run["picture"]["background"])
    batches = [pixels(opened(r["image"], background), run["picture"])[None] for r in rows[::step][: c["calibration_pictures"]]]
    q.static(source, target, batches)


def hashes(folder: Path) -> dict[str, str]:
    return {g: settings.sha256(folder / g) for g in GRAPHS}


def from_work(run: Run) -> bool:
    """Whether the graphs of the pack are those that were quantized in this work folder."""
    note = run.file("quantized.json")
    return note.exists() and all((run.pack / g).exists() for g in GRAPHS) and settings.read_json(note) == hashes(run.pack)


def calibration_of(run: Run) -> dict:
    """``calibration`` and ``thresholds``: of the work folder that the pack was made in, else of the pack's own manifest; what stage follow set anew over them."""
    source = run.file("calibration.json") if from_work(run) else run.pack / "pack.json"
    if not source.exists():
        raise SystemExit(f"There is no pack in {run.pack}, and none was made in {run.work}: run the stages before this one.")
    out = settings.read_json(source)
    if f := followed(run):
        c = out["calibration"]
        out["calibration"] = c | {"temperature": c["temperature"] | {"words": f["words"]}, "irony": f["irony"]}
        out["thresholds"] = out["thresholds"] | {"irony": f["threshold"]}
    return out


def followed(run: Run) -> dict | None:
    """What stage follow noted in this work folder, if the pack's words are those that it wrote."""
    note = run.file("followed.json")
    f = settings.read_json(note) if note.exists() else None
    return f if f and f["text.onnx"] == settings.sha256(run.pack / "text.onnx") else None


def evaluation_file(run: Run) -> Path:
    """What stage evaluate measured: beside the pack's folder, kept with it."""
    return run.packs / f"{run.pack.name}.evaluation.json"


def pack(run: Run) -> None:
    """Write ``pack.json`` last: it names the hash of every other file."""
    out = run.pack
    calibration = calibration_of(run)
    figures = settings.read_json(evaluation_file(run))["figures"]
    golden = golden_words(run.config, out, SENTENCE)
    m = manifest.manifest(run.config, out, calibration["calibration"], calibration["thresholds"], figures, golden)
    manifest.write_manifest(m, out)
    sizes = {p.name: p.stat().st_size for p in out.iterdir()}
    total, largest = sum(sizes.values()), max(sizes, key=sizes.get)
    c = run["pack"]
    if c["max_bytes"] and total > c["max_bytes"]:
        raise SystemExit(f"pack: {out} has {total} bytes, more than [pack] max_bytes = {c['max_bytes']}")
    if c["max_file_bytes"] and sizes[largest] > c["max_file_bytes"]:
        raise SystemExit(f"pack: {out / largest} has {sizes[largest]} bytes, more than [pack] max_file_bytes = {c['max_file_bytes']}")
    print(f"pack: {out}, {total / 1e6:.1f} MB")
