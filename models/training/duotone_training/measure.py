"""Every figure that a pack's own files and the data decide: one post a call, nothing of the training needed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np

from . import LABELS, data, export, measure_languages, measure_meant, metrics, texts
from .attributions import Outputs, Reader
from .features import held_conflicts, post_rows
from .settings import Run
from .judge_fusion import probabilities

COMMAND = "python -m duotone_training evaluate"
MODES = ("both", "words", "picture", "neither")
MEASURES = (("accuracy", metrics.accuracy), ("weighted F1", metrics.weighted_f1), ("macro F1", metrics.macro_f1))


def reader(run: Run, graphs: Path | None = None) -> Reader:
    return Reader.of_pack(run.config, run.pack, graphs, os.cpu_count() or 1)


def outputs(r: Reader, rows: list[dict], modes: tuple[str, ...] = MODES) -> dict[str, list[Outputs]]:
    """The outputs for posts with both, with words alone, with the picture alone, with neither."""
    out: dict[str, list[Outputs]] = {m: [] for m in modes}
    for row in rows:
        text, picture = row["text"].encode("utf-8", "replace"), Path(row["image"]).read_bytes()
        for o, m in zip(r.four(text, picture, modes), modes):
            out[m].append(o)
    return out


def column(outputs: list[Outputs], name: str) -> np.ndarray:
    return np.array([getattr(o, name) for o in outputs])


def validation(run: Run) -> list[dict]:
    """The rows that figures are taken on, with the numbers ``y``, ``yt``, ``yi`` of their three labels."""
    rows = [r for r in post_rows(run) if r["split"] == "val" and not r["conflict"]]
    return [r | {"y": data.label_id(r["label"]), "yt": data.label_id(r["text_label"]), "yi": data.label_id(r["image_label"])}
            for r in rows]  # fmt: skip


def latency(run: Run, graphs: Path) -> dict[str, float]:
    """Median milliseconds a post of each graph, on one thread, one post a call; the first fifth of the runs is not counted."""
    c = run["evaluate"]
    r = Reader.of_pack(run.config, run.pack, graphs, 1)
    rng = np.random.default_rng(0)
    ids = rng.integers(1000, 20000, (1, c["latency_tokens"]))
    mask = np.ones_like(ids)
    pixels = rng.standard_normal((1, 3, *run["picture"]["size"][::-1])).astype(np.float32)
    tokens = export.run_graph(r.s["text"], "text", (ids, mask))[0]
    patches = export.run_graph(r.s["image"], "image", (pixels,))[0]
    inputs = {
        "text": (ids, mask), "image": (pixels,),
        "fusion": (tokens, mask, patches, np.ones(1, np.int64), np.ones((1, r.n), np.int64)),
    }  # fmt: skip
    out = {}
    for g, x in inputs.items():
        out[g] = milliseconds(r, g, x, c["latency_runs"])
    return out


def padded(run: Run, graphs: Path) -> float:
    """Median milliseconds of the words' graph on one thread for a post that fills all tokens, as where every post is padded to them."""
    ids = np.random.default_rng(0).integers(1000, 20000, (1, run["words"]["max_tokens"]))
    return milliseconds(Reader.of_pack(run.config, run.pack, graphs, 1), "text", (ids, np.ones_like(ids)), run["evaluate"]["latency_runs"])


def milliseconds(r: Reader, graph: str, inputs: tuple, runs: int) -> float:
    """Median of the runs of a graph, the first fifth of them left out."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        export.run_graph(r.s[graph], graph, inputs)
        times.append(time.perf_counter() - start)
    return 1e3 * float(np.median(times[len(times) // 5 :]))


def slices(y, yt, yi, p: np.ndarray, words: np.ndarray, picture: np.ndarray) -> dict[str, tuple[int, float, float]]:
    """Name → rows, accuracy, macro-F1 of parts of the validation rows, and of all of them with one side taken away."""
    pred, strength = p.argmax(1), np.abs(p[:, 2] - p[:, 0])
    cut = np.median(strength)
    all_rows = np.ones(len(y), bool)
    parts = {
        "agree: both sides polar and equal (strong label)": ((yt == yi) & (yt != 1), y, pred),
        "one side neutral (weak label)": (yt != yi, y, pred),
        "agree: both neutral": ((yt == 1) & (yi == 1), y, pred),
        "the words carry it (picture neutral)": ((yt != 1) & (yi == 1), y, pred),
        "the picture carries it (words neutral)": ((yt == 1) & (yi != 1), y, pred),
        "words only, against what annotators saw in them": (all_rows, yt, words),
        "picture only, against what annotators saw in it": (all_rows, yi, picture),
        "strong by the model: |p⁺ − p⁻| above its median": (strength > cut, y, pred),
        "weak by the model: |p⁺ − p⁻| up to its median": (strength <= cut, y, pred),
    }
    return {k: (int(m.sum()), metrics.accuracy(t[m], q[m]), metrics.macro_f1(t[m], q[m])) for k, (m, t, q) in parts.items() if m.any()}


def shapley(outs: dict[str, list[Outputs]]) -> dict[str, float]:
    v = {m: probabilities(column(o, "logits")) for m, o in outs.items()}
    shown = v["both"].argmax(1)
    v = {m: p[np.arange(len(p)), shown] for m, p in v.items()}
    words = 0.5 * ((v["both"] - v["picture"]) + (v["words"] - v["neither"]))
    picture = 0.5 * ((v["both"] - v["words"]) + (v["picture"] - v["neither"]))
    share = np.abs(words) / (np.abs(words) + np.abs(picture)).clip(1e-9)
    return {"share of words": 100 * float(share.mean()), "against the verdict, words": 100 * float((words < 0).mean()),
            "against the verdict, picture": 100 * float((picture < 0).mean())}  # fmt: skip


def sigmoid(calibration: dict, of: str, logit: np.ndarray) -> np.ndarray:
    c = calibration["calibration"][of]
    return 1 / (1 + np.exp(-(c["scale"] * logit + c["bias"])))


def lovely_day(run: Run, r: Reader, calibration: dict) -> dict[str, dict[str, float]]:
    """How "what a lovely day" pulls apart from photographs of some themes of OASIS."""
    scenes, out = data.oasis(run.data), {}
    for name, themes in run["evaluate"]["lovely_day"].items():
        rows = [dict(text="what a lovely day", image=s["image"]) for s in scenes if s["theme"].rsplit(" ", 1)[0] in themes]
        if rows:
            p = sigmoid(calibration, "incongruity", column(outputs(r, rows, ("both",))["both"], "incongruity"))
            above = p > calibration["thresholds"]["incongruity"]
            out[name] = {"photographs": len(rows), "mean": float(p.mean()), "above": 100 * float(above.mean())}
    return out


def measured(run: Run, calibration: dict) -> dict:
    """Name → figure; triples are a value and its 95 % interval."""
    c, r = run["evaluate"], reader(run)

    def interval(measure, *columns):
        return metrics.bootstrap(measure, *columns, samples=c["resamples"])

    rows = validation(run)
    y, yt, yi = (np.array([row[k] for row in rows]) for k in ("y", "yt", "yi"))
    outs = outputs(r, rows)
    logits = {m: column(o, "logits") for m, o in outs.items()}
    q = logits["both"].argmax(1)
    raw = probabilities(logits["both"])
    p = probabilities(logits["both"], calibration["calibration"]["temperature"]["both"])
    e: dict = {"rows": len(rows), "command": COMMAND}
    e["words encoder"] = run["words"]["encoder"]
    e["main"] = {n: interval(f, y, q) for n, f in MEASURES}
    e["macro recall"] = interval(metrics.macro_recall, y, q)
    e["per class"] = dict(zip(LABELS, metrics.per_class(y, q)))
    e["confusion"] = metrics.confusion(y, q).tolist()
    e["slices"] = slices(y, yt, yi, p, logits["words"].argmax(1), logits["picture"].argmax(1))
    new = np.arange(len(y)) % 2 == 1 if run["picture"]["kept"] else np.ones(len(y), bool)  # rows that calibration did not see
    e["calibration rows"] = int(new.sum())
    for name, prob in (("before", raw), ("after", p)):
        right = (prob.argmax(1) == y)[new]
        e[f"ECE {name}"], e[f"reliability {name}"] = metrics.reliability(prob.max(1)[new], right, c["bins"])
    for name, lg, own in (("words", logits["words"], yt), ("picture", logits["picture"], yi)):
        alone = probabilities(lg, calibration["calibration"]["temperature"][name])
        e[f"ECE {name} only"] = metrics.reliability(alone.max(1)[new], (alone.argmax(1) == own)[new], c["bins"])[0]
    e["words removed"] = metrics.accuracy(y, logits["picture"].argmax(1))
    e["picture removed"] = metrics.accuracy(y, logits["words"].argmax(1))
    e["words head on text_label"] = interval(metrics.accuracy, yt, column(outs["words"], "text_logits").argmax(1))
    e["picture head on image_label"] = interval(metrics.accuracy, yi, column(outs["picture"], "image_logits").argmax(1))
    e["shapley"] = shapley(outs)

    e["worst"] = [rows[i]["id"] for i in np.argsort(p[np.arange(len(y)), y])[:10]]

    posts = post_rows(run)
    pairs = outputs(r, [posts[i] for i in np.flatnonzero(held_conflicts(run, posts))], ("both",))["both"]
    agree = (yt == yi) & (yt != 1)
    a, b = column(pairs, "incongruity"), column(outs["both"], "incongruity")[agree]
    e["incongruity AUC"] = interval(metrics.auc, np.r_[np.ones(len(a)), np.zeros(len(b))], np.r_[a, b])
    e["incongruity rows"] = [len(a), len(b)]
    above = [100 * float((sigmoid(calibration, "incongruity", x) > calibration["thresholds"]["incongruity"]).mean()) for x in (a, b)]
    verdicts = column(pairs, "logits").argmax(1)
    e["conflict"] = {"found": above[0], "false alarms": above[1]} | {n: 100 * float((verdicts == k).mean()) for k, n in enumerate(LABELS)}
    e["lovely day"] = lovely_day(run, r, calibration)

    tweets = texts.sentiment(run.data, run["text_data"])[1][: c["semeval_rows"]]
    o, ys = measure_meant.read(r, tweets), np.array([row["says"] for row in tweets])
    e["SemEval rows"] = len(ys)
    e["SemEval macro recall, words head"] = interval(metrics.macro_recall, ys, column(o, "text_logits").argmax(1))
    e["SemEval macro recall"] = interval(metrics.macro_recall, ys, column(o, "logits").argmax(1))
    e["SemEval accuracy"] = interval(metrics.accuracy, ys, column(o, "logits").argmax(1))
    e["meant"] = measure_meant.meant(run, r, calibration, interval)
    e["irony F1"], e["irony rows"] = e["meant"]["irony F1"], e["meant"]["irony rows"]
    e["ECE meant"] = measure_meant.ece(calibration, [o for o, n in zip(outs["both"], new) if n], y[new], c["bins"])
    if run.others:
        e["languages"] = measure_languages.languages(run, r, interval)
    e["figures"] = figures(e)
    return e


def figures(e: dict) -> list[dict]:
    """What the manifest says of the pack."""

    def figure(name, triple, n, split):
        v, low, high = triple
        return {"name": name, "value": round(v, 2), "low": round(low, 2), "high": round(high, 2), "n": n, "split": split, "command": COMMAND}

    n = e["rows"]
    return [
        figure("MVSA-Single accuracy", e["main"]["accuracy"], n, "val"),
        figure("MVSA-Single weighted F1", e["main"]["weighted F1"], n, "val"),
        figure("MVSA-Single macro F1", e["main"]["macro F1"], n, "val"),
        figure("SemEval-2017 4A macro recall", e["SemEval macro recall"], e["SemEval rows"], "held-out sources"),
        *(figure(f"UMSAB {k} macro F1", v["macro F1"], v["rows"], "val") for k, v in e.get("languages", {}).items()),
        figure("Incongruity ROC-AUC", e["incongruity AUC"], sum(e["incongruity rows"]), "held-out conflict pairs"),
        figure("Irony F1", e["irony F1"], e["irony rows"], "second half of val"),
        {"name": "ECE after temperature", "value": round(e["ECE after"], 4), "n": n, "split": "val", "command": COMMAND},
    ]
