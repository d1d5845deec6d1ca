"""Stage export: three ONNX graphs from three PyTorch modules, compared with them to 1e-4."""

from __future__ import annotations

import functools
import platform
import shutil
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from torch import Tensor, nn

from .bert import Bert
from .cnn import PictureEncoder
from .fusion import Fusion

GRAPHS = {
    "text": (("input_ids", "attention_mask"), ("tokens",)),
    "image": (("pixels",), ("patches",)),
    "fusion": (
        ("tokens", "attention_mask", "patches", "image_mask", "patch_mask"),
        ("logits", "text_logits", "image_logits", "incongruity", "irony", "attention", "meant_logits", "embedding"),
    ),
}


def words_example(text: Bert, b: int, t: int, g: torch.Generator | None = None) -> tuple[Tensor, Tensor]:
    """Ids and mask of ``b`` texts of ``t`` tokens, all but the first of them padded."""
    mask = torch.ones(b, t, dtype=torch.long)
    mask[1:, t // 2 :] = 0
    return torch.randint(5, text.config.vocab_size, (b, t), generator=g or torch.Generator().manual_seed(1)), mask


def examples(text: Bert, image: PictureEncoder, fusion: Fusion, size: tuple[int, int], b: int = 2, t: int = 7) -> dict:
    """Inputs of each graph for ``b`` posts of ``t`` tokens; the second post is padded and has no picture."""
    g = torch.Generator().manual_seed(1)
    n = fusion.c.grid[0] * fusion.c.grid[1]
    ids, mask = words_example(text, b, t, g)
    there = torch.ones(b, dtype=torch.long)
    there[1:] = 0
    patch_mask = torch.ones(b, n, dtype=torch.long)
    patch_mask[:, 1::3] = 0
    return {
        "text": (ids, mask),
        "image": (torch.randn(b, 3, size[1], size[0], generator=g),),
        "fusion": (
            torch.randn(b, t, text.width, generator=g),
            mask,
            torch.randn(b, n, image.width, generator=g).abs(),
            there,
            patch_mask,
        ),
    }


def _dynamic(names: tuple[str, ...]) -> dict:
    axes = {
        "input_ids": {0: "B", 1: "T"}, "attention_mask": {0: "B", 1: "T"}, "tokens": {0: "B", 1: "T"},
        "attention": {0: "B", 3: "S"},
    }  # fmt: skip
    return {n: axes.get(n, {0: "B"}) for n in names}


def export(module: nn.Module, name: str, inputs: tuple[Tensor, ...], path: Path, opset: int) -> None:
    """Write one graph with a dynamic batch and length."""
    ins, outs = GRAPHS[name]
    path.parent.mkdir(parents=True, exist_ok=True)
    module.eval()
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module, inputs, str(path), input_names=list(ins), output_names=list(outs),
            dynamic_axes=_dynamic(ins + outs), opset_version=opset, dynamo=False, do_constant_folding=True,
        )  # fmt: skip
    model = onnx.load(str(path))
    for node in model.graph.node:
        node.ClearField("doc_string")
    model.producer_name = model.producer_version = ""
    with torch.no_grad():
        results = module(*inputs)
    for value, result in zip(model.graph.output, results if isinstance(results, tuple) else (results,)):
        for i, size in enumerate(result.shape):  # the tracer leaves some fixed sizes unnamed
            if i not in _dynamic(outs)[value.name]:
                value.type.tensor_type.shape.dim[i].dim_value = size
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


@functools.cache
def overflows() -> bool:
    """Whether the runtime's usual 8-bit products overflow on this processor: x86 without VNNI saturates sums of two of them at 16 bits."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return False
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return True
    return "avx512_vnni" not in flags and "avx_vnni" not in flags


def session(path: Path, threads: int = 2) -> ort.InferenceSession:
    """Exact 8-bit products on every processor, as the program runs them: where the usual ones overflow, the slower way is asked for."""
    o = ort.SessionOptions()
    o.intra_op_num_threads = threads
    o.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if overflows():
        o.add_session_config_entry("session.x64quantprecision", "1")
    return ort.InferenceSession(str(path), o, providers=["CPUExecutionProvider"])


def run_graph(s: ort.InferenceSession, name: str, inputs: tuple) -> list[np.ndarray]:
    return s.run(None, {k: np.asarray(v) for k, v in zip(GRAPHS[name][0], inputs)})


def difference(module: nn.Module, name: str, inputs: tuple[Tensor, ...], path: Path) -> float:
    """Largest difference between PyTorch and ONNX Runtime over all outputs: absolute up to values of 1, relative to the largest above."""
    with torch.no_grad():
        want = module.eval()(*inputs)
    want = want if isinstance(want, tuple) else (want,)
    got = run_graph(session(path), name, inputs)
    for w, g in zip(want, got):
        assert tuple(w.shape) == g.shape, (name, tuple(w.shape), g.shape)
        assert np.isfinite(g).all(), name
    return max(float(np.abs(w.numpy() - g).max()) / max(1.0, float(w.abs().max())) for w, g in zip(want, got))


def export_all(c: dict, modules: dict[str, nn.Module], size: tuple[int, int], folder: Path) -> dict:
    """``c``: opset and tolerance. Export ``text``, ``image``, ``fusion`` and forms of them (``text-…``), each into a file of its name, and
    compare it at other sizes than it was traced with; → largest difference by file."""
    three = [modules[n] for n in GRAPHS]
    traced, other = examples(*three, size), examples(*three, size, b=3, t=12)
    out = {}
    for file, module in modules.items():
        name, path = file.split("-")[0], folder / f"{file}.onnx"
        if hasattr(module, "path"):  # a graph that is there already
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(module.path, path)
            continue
        export(module, name, traced[name], path, c["opset"])
        out[file] = max(difference(module, name, x[name], path) for x in (traced, other))
        if out[file] > c["tolerance"]:
            raise SystemExit(f"export: {path} differs from PyTorch by {out[file]:.1e}, more than {c['tolerance']:g}")
    return out
