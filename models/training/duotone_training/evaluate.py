"""Stage evaluate: every figure of the card, from the quantized files as they ship, one post a call.

What the pack's own files decide is measured each time. What compares them with something else (float32, baselines,
trainings with a device off, cross-validation, minutes) needs the work folder that the pack was made in; where that is
gone, as in a fresh clone, it is taken from the record that lies beside the pack.
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from . import measure_languages, metrics, settings, suite_pack
from .assemble import GRAPHS, calibration_of, evaluation_file, followed, from_work
from .baselines import all_baselines
from .card import write_card
from .measure import MEASURES, column, latency, measured, outputs, padded, reader, validation
from .settings import Run
from .fusion_data import load_posts


def sizes(folder) -> dict[str, int]:
    return {g: (folder / g).stat().st_size for g in GRAPHS}


def interval_of(run: Run) -> Callable:
    return functools.partial(metrics.bootstrap, samples=run["evaluate"]["resamples"])


def verdicts(run: Run, graphs: Path, rows: list[dict]) -> np.ndarray:
    return column(outputs(reader(run, graphs), rows, ("both",))["both"], "logits").argmax(1)


def beside_float32(run: Run) -> dict:
    """Figures of the float32 graphs in the work folder."""
    rows = validation(run)
    q, full = (verdicts(run, f, rows) for f in (run.pack, run.float32))
    y = np.array([r["y"] for r in rows])
    return {
        "float32": {n: measure(y, full) for n, measure in MEASURES},
        "same verdict as float32": 100 * float((full == q).mean()),
        **({"languages float32": measure_languages.languages(run, reader(run, run.float32), interval_of(run))} if run.others else {}),
    }


def compared(run: Run) -> dict:
    """The figures that need the work folder."""
    rows = validation(run)
    y, q = np.array([r["y"] for r in rows]), verdicts(run, run.pack, rows)
    interval = interval_of(run)

    def ahead(y, q, other):
        return metrics.accuracy(y, q) - metrics.accuracy(y, other)

    f = run["train_fusion"]
    calibration = settings.read_json(run.file("calibration.json"))
    ablation, minutes = run.file("ablation.json"), run.file("minutes.json")
    return {
        **beside_float32(run),
        "baselines": {
            n: {"accuracy": interval(metrics.accuracy, y, b), "macro F1": interval(metrics.macro_f1, y, b),
                "weighted F1": metrics.weighted_f1(y, b), "fusion ahead by": interval(ahead, y, q, b)}
            for n, b in all_baselines(load_posts(run), f["regression"], f["regression_steps"]).items()
        },
        "sizes": {"quantized": sizes(run.pack), "float32": sizes(run.float32)},
        "latency": {"quantized": latency(run, run.pack), "float32": latency(run, run.float32)},
        "words padded": {"quantized": padded(run, run.pack), "float32": padded(run, run.float32)},
        "export difference": max(settings.read_json(run.file("float", "differences.json")).values()),
        "cross-validation": calibration["cross_validation"],
        "fitted temperature": calibration["fitted_temperature"]["both"],
        "ablation": settings.read_json(ablation) if ablation.exists() else {},
        "minutes": settings.read_json(minutes) if minutes.exists() else {},
    }  # fmt: skip


def evaluate(run: Run) -> None:
    calibration, record = calibration_of(run), evaluation_file(run)
    e = {"temperature": calibration["calibration"]["temperature"]["both"]} | measured(run, calibration)
    print("evaluate: given least to their label, worst first, the posts", *e.pop("worst"))  # names of posts stay out of the tree
    e["suite"] = suite_pack.tables(run, reader(run), calibration)
    if from_work(run):
        e |= compared(run) | ({"followed": f["pack"]} if (f := followed(run)) else {})
    elif record.exists():
        print(f"evaluate: {run.work} is not where this pack was made. Measured: what its own files decide; the rest is from {record.name}.")
        e = settings.read_json(record) | e
        if f := followed(run):
            for g in GRAPHS[1:]:  # the work folder has float32 words alone
                shutil.copy(run.pack / g, run.float32 / g)
            e |= beside_float32(run) | {"followed": f["pack"], "float32 words alone": True, "export difference": f["difference"]}
    for f in e["figures"]:
        print(f"{f['name']:30} {f['value']:8g}" + (f" ({f['low']:g} to {f['high']:g})" if "low" in f else "") + f" on {f['n']} rows, {f['split']}")
    if "baselines" not in e:
        print(f"evaluate: no card is written: {run.work} is not where this pack was made, and there is no {record.name} beside it.")
        return
    settings.write_json(record, e)
    write_card(run, settings.read_json(record))
