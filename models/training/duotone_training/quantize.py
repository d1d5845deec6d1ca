"""Stage quantize: 8-bit forms of the three graphs.

Words and fusion: weights int8 per channel (of 7 bits within ±64), activations scaled as they come (`MatMulInteger`), one post a call so that a
post does not depend on its neighbours. Picture: weights int8 per channel and activations uint8 with scales fixed from
calibration pictures (`QuantizeLinear`/`DequantizeLinear` around each convolution).
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process


def _prepared(source: Path, folder: str) -> str:
    out = str(Path(folder) / source.name)
    quant_pre_process(str(source), out, skip_symbolic_shape=True)
    return out


def _finish(path: Path, names_from: Path) -> None:
    """Keep the outputs' fixed sizes as the float graph names them, and no trace of tools or paths."""
    model, source = onnx.load(str(path)), onnx.load(str(names_from))
    for value, want in zip(list(model.graph.output), source.graph.output):
        value.CopyFrom(want)
    for value, want in zip(list(model.graph.input), source.graph.input):
        value.CopyFrom(want)
    del model.graph.value_info[:]
    for node in model.graph.node:
        node.ClearField("doc_string")
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def dynamic(source: Path, target: Path, bits: int = 8, keep: tuple[str, ...] = (), gather: bool = True) -> None:
    """Weights of 8 or 7 bits per channel of every MatMul and Gemm with a constant side, and embeddings of 8; ``keep``: parts of names left
    alone. With 7 bits no sum of two products passes 16 bits."""
    if bits not in (7, 8):
        raise SystemExit(f"quantize: weights of {bits} bits: [quantize] words_bits and fusion_bits are 7 or 8")
    logging.getLogger().setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        prepared = _prepared(source, folder)
        left = [n.name for n in onnx.load(prepared).graph.node if any(k in n.name for k in keep)]
        products = str(Path(folder) / "products.onnx")
        common = dict(per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=left, extra_options={"MatMulConstBOnly": True})
        quantize_dynamic(prepared, products, op_types_to_quantize=["MatMul", "Gemm"], reduce_range=bits == 7, **common)
        if gather:
            quantize_dynamic(products, str(target), op_types_to_quantize=["Gather"], **common)
        else:
            shutil.copy(products, target)
    _finish(target, source)


class _Pictures(CalibrationDataReader):
    def __init__(self, batches: list[np.ndarray]):
        self.batches = iter(batches)

    def get_next(self):
        x = next(self.batches, None)
        return None if x is None else {"pixels": x}


def static(source: Path, target: Path, batches: list[np.ndarray]) -> None:
    """QDQ with uint8 activations (min–max over ``batches`` of pixels) and int8 weights per channel."""
    logging.getLogger().setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        prepared = _prepared(source, folder)
        quantize_static(prepared, str(target), _Pictures(batches), quant_format=QuantFormat.QDQ, per_channel=True,
                        activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
                        calibrate_method=CalibrationMethod.MinMax)  # fmt: skip
    _finish(target, source)


def half_weights(source: Path, target: Path) -> None:
    """float16 weights, cast to float32 when the graph is loaded: half the size, the same arithmetic."""
    model = onnx.load(str(source))
    casts = []
    for i in model.graph.initializer:
        if i.data_type == onnx.TensorProto.FLOAT and np.prod(i.dims) >= 1024:
            x = onnx.numpy_helper.to_array(i).astype(np.float16)
            name = i.name
            i.CopyFrom(onnx.numpy_helper.from_array(x, name + "/half"))
            casts.append(onnx.helper.make_node("Cast", [name + "/half"], [name], name=name + "/Cast", to=onnx.TensorProto.FLOAT))
    nodes = casts + list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))
