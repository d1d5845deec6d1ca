"""The stages: their order, what they are made from, and what they leave in the work folder.

A stage that finds its result there does not make it again. So that a result of other numbers, other data or other
encoders is not taken for this one's, each stage notes what it was made from.
"""

from __future__ import annotations

import importlib
import time
from dataclasses import dataclass

from . import data, settings
from .settings import Run

MADE = "made-from.json"


@dataclass(frozen=True)
class Stage:
    """``code``: module and function; ``sections``: the parts of the configuration that its result depends on, beside those of the
    stages ``after`` which it comes; ``results``: patterns of the files that it keeps in the work folder, beside checkpoints."""

    name: str
    code: str
    sections: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    needs_data: bool = True


ORDER = (
    Stage("fetch", "fetch.fetch", needs_data=False),
    Stage("pieces", "pieces.pieces", ("seed", "words", "other_languages"), ("pieces.pt", "tokenizer.json"), ("fetch",)),
    Stage("train-says", "train_text.says", ("seed", "words", "text_data", "train_text", "train_says"), ("says.pt",), ("pieces",)),
    Stage("teachers", "teachers.train", ("teachers",), ("teachers/*/*.pt", "opinions.pt", "guesses.pt"), ("train-says",)),
    Stage("train-text", "train_text.train", (), ("text.pt", "text-run*.pt"), ("teachers",)),
    Stage("train-feelings", "train_feelings.train", ("train_feelings",), ("text-feelings.pt",), ("train-text",)),
    Stage("train-posts", "train_posts.train", ("folds", "train_posts"), ("text-all.pt", "text-fold*.pt"), ("train-feelings",)),
    Stage("train-image", "train_image.train", ("seed", "folds", "picture", "train_image"), ("maps.*", "image-*.pt", "kept*"), ("fetch",)),
    Stage("features", "features.features", ("features",), ("tokens.pt", "patches*.npy", "scenes.pt"), ("train-posts", "train-image")),
    Stage("train-fusion", "train_fusion.train", ("fusion", "train_fusion", "train_clash", "train_gate"), ("fusion.pt", "gate.pt"), ("features",)),
    Stage("calibrate", "calibrate.calibrate", ("calibrate",), ("calibration.json", "cross-validation.*"), ("train-fusion",)),
    Stage("ablate", "ablate.ablate", (), ("ablation.json",), ("train-fusion",)),
    Stage("round", "rounding.words", ("quantize", "round"), ("text-rounded.pt",), ("train-posts",)),
    Stage("export", "assemble.export"),
    Stage("quantize", "assemble.quantize"),
    Stage("follow", "follow.follow", ("follow",), ("text-followed*.pt",), ("train-fusion", "round")),
    Stage("evaluate", "evaluate.evaluate"),
    Stage("pack", "assemble.pack", needs_data=False),
)
EXTRA = (
    Stage("tiny", "tiny.fixture", needs_data=False),
    Stage("golden", "golden.fixtures", needs_data=False),
    Stage("golden-unigram", "golden_unigram.fixture", needs_data=False),
    Stage("language", "language.language"),
    Stage("synthetic", "synthetic.stage", needs_data=False),
    Stage("suite", "suite_pack.stage", needs_data=False),
)
BY_NAME = {s.name: s for s in (*ORDER, *EXTRA)}


def sections_of(stage: Stage) -> set[str]:
    """The parts of the configuration that a stage's result depends on."""
    return set(stage.sections).union(*(sections_of(BY_NAME[name]) for name in stage.after))


def made_from(run: Run, stage: Stage) -> dict:
    """What the result of a stage depends on: its numbers and those of the stages before it, the data, the encoders."""
    sections = sorted(sections_of(stage))
    return {
        "config": {k: run[k] for k in sections if k in run.config},
        "data": {str(p.relative_to(run.data)): settings.sha256(p) for p in sorted(run.data.glob("*/*.jsonl"))},
        "encoders": [str(run.text_weights or ""), str(run.image_weights or "")],
    }


def differing(a, b, at: str = "") -> list[str]:
    """Names of the entries in which two nested values differ."""
    if isinstance(a, dict) and isinstance(b, dict):
        return [n for k in sorted({*a, *b}) for n in differing(a.get(k), b.get(k), f"{at}.{k}" if at else k)]
    return [] if a == b else [at]


def begin(run: Run, stage: Stage) -> None:
    """Note what a stage is made from, or stop where its result is there and was made from something else."""
    note = run.file(MADE)
    notes = settings.read_json(note) if note.exists() else {}
    now = made_from(run, stage)
    there = sorted(p.name for r in stage.results for p in run.work.glob(r))
    before = notes.get(stage.name)
    if there and before != now:
        other = ", ".join(differing(before, now)) if before else "nobody noted what"
        raise SystemExit(
            f"{stage.name}: {run.work} holds its result ({', '.join(there)}), made from something else: {other}.\n"
            "Give another folder by --work, or remove these files to have them made again."
        )
    notes[stage.name] = now
    settings.write_json(note, notes)


def run_stage(name: str, run: Run) -> None:
    stage = BY_NAME[name]
    if stage.needs_data:
        data.require(run.data, bool(run.others))
    if stage.results:
        begin(run, stage)
    module, function = stage.code.split(".")
    start = time.monotonic()
    getattr(importlib.import_module(f".{module}", __package__), function)(run)
    if stage in ORDER:
        add_minutes(run, name, (time.monotonic() - start) / 60)


def add_minutes(run: Run, name: str, minutes: float) -> None:
    """``minutes.json``: the time of each stage, over all of its runs that came to their end."""
    path = run.file("minutes.json")
    table = settings.read_json(path) if path.exists() else {}
    settings.write_json(path, table | {name: table.get(name, 0.0) + minutes})
