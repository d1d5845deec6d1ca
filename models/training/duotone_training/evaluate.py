"""Stage evaluate: every figure of the card, from the quantized files as they ship, one post a call."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import numpy as np

from . import LABELS, data, export, metrics
from .attributions import Outputs, Reader
from .baselines import all_baselines
from .card import write_card
from .fetch import tokenizer_and_rules
from .settings import Run
from .train_fusion import load_posts, probabilities

COMMAND = "python -m duotone_training evaluate"


class Measured:
    """A folder of graphs over the validation posts: outputs with both, words alone, picture alone and neither."""

    def __init__(self, run: Run, folder: Path, threads: int):
        tok, rules = tokenizer_and_rules(run)
        self.r = Reader(folder, run.config, tok, rules, threads)

    def outputs(self, rows: list[dict], modes=("both", "words", "picture", "neither")) -> dict[str, list[Outputs]]:
        out: dict[str, list[Outputs]] = {m: [] for m in modes}
        for row in rows:
            text, picture = row["text"].encode("utf-8", "replace"), Path(row["image"]).read_bytes()
            for o, m in zip(self.r.four(text, picture, modes), modes):
                out[m].append(o)
        return out

    def words(self, texts: list[str]) -> list[Outputs]:
        return [self.r(t.encode("utf-8", "replace"), None) for t in texts]


def column(outputs: list[Outputs], name: str) -> np.ndarray:
    return np.array([getattr(o, name) for o in outputs])


def latency(run: Run, folder: Path) -> dict[str, float]:
    """Median milliseconds a post of each graph, on one thread, one post a call."""
    c = run["evaluate"]
    tok, rules = tokenizer_and_rules(run)
    r = Reader(folder, run.config, tok, rules, 1)
    t = c["neighbours"]
    rng = np.random.default_rng(0)
    ids = rng.integers(1000, 20000, (1, t))
    mask = np.ones((1, t), np.int64)
    pixels = rng.standard_normal((1, 3, *run["picture"]["size"][::-1])).astype(np.float32)
    tokens = export.run_graph(r.s["text"], "text", (ids, mask))[0]
    patches = export.run_graph(r.s["image"], "image", (pixels,))[0]
    inputs = {
        "text": (ids, mask), "image": (pixels,),
        "fusion": (tokens, mask, patches, np.ones(1, np.int64), np.ones((1, r.n), np.int64)),
    }  # fmt: skip
    out = {}
    for g, x in inputs.items():
        times = []
        for _ in range(c["latency_runs"]):
            start = time.perf_counter()
            export.run_graph(r.s[g], g, x)
            times.append(time.perf_counter() - start)
        out[g] = 1e3 * float(np.median(times[len(times) // 5 :]))
    return out


def slices(posts, val: np.ndarray, y, pred, p) -> dict[str, tuple[int, float, float]]:
    """Name → rows, accuracy, macro-F1 of parts of the validation rows."""
    yt, yi = posts.text_label[val], posts.image_label[val]
    strength = np.abs(p[:, 2] - p[:, 0])
    cut = np.median(strength)
    parts = {
        "both sides polar and equal (strong label)": (yt == yi) & (yt != 1),
        "one side neutral (weak label)": (yt != yi),
        "both neutral": (yt == 1) & (yi == 1),
        "the words carry it (picture neutral)": (yt != 1) & (yi == 1),
        "the picture carries it (words neutral)": (yt == 1) & (yi != 1),
        "strong by the model: |p⁺ − p⁻| above its median": strength > cut,
        "weak by the model: |p⁺ − p⁻| up to its median": strength <= cut,
    }
    return {
        k: (int(m.sum()), metrics.accuracy(y[m], pred[m]), metrics.macro_f1(y[m], pred[m])) for k, m in parts.items() if m.any()
    }


def shapley(outs: dict[str, list[Outputs]]) -> dict[str, float]:
    v = {m: probabilities(column(o, "logits")) for m, o in outs.items()}
    shown = v["both"].argmax(1)
    v = {m: p[np.arange(len(p)), shown] for m, p in v.items()}
    words = 0.5 * ((v["both"] - v["picture"]) + (v["words"] - v["neither"]))
    picture = 0.5 * ((v["both"] - v["words"]) + (v["picture"] - v["neither"]))
    share = np.abs(words) / (np.abs(words) + np.abs(picture)).clip(1e-9)
    return {"share of words": 100 * float(share.mean()), "against the verdict, words": 100 * float((words < 0).mean()),
            "against the verdict, picture": 100 * float((picture < 0).mean())}  # fmt: skip


def lovely_day(run: Run, m: Measured, sigmoid) -> dict[str, float]:
    """Probability that "what a lovely day" and a photograph pull apart: OASIS floods and disasters, beaches and lakes."""
    themes = {
        "flood": ("Flood",),
        "accident or destruction": ("Flood", "Destruction", "Tornado", "Car accident", "Garbage dump"),
        "beach": ("Beach",),
        "beach, lake, sunset, rainbow": ("Beach", "Lake", "Sunset", "Rainbow"),
    }
    out = {}
    for name, words in themes.items():
        rows = [r for r in data.oasis(run.data) if r["theme"].rsplit(" ", 1)[0] in words]
        if rows:
            outs = m.outputs([dict(text="what a lovely day", image=r["image"]) for r in rows], ("both",))["both"]
            p = sigmoid(column(outs, "incongruity"))
            out[f"{name}: photographs"] = len(rows)
            out[f"{name}: mean"] = float(p.mean())
            out[f"{name}: above the threshold, %"] = 100 * float((p > 0.5).mean())
    return out


def evaluate(run: Run) -> None:
    c = run["evaluate"]
    posts = load_posts(run)
    from .features import post_rows

    rows = post_rows(run)
    val, held = posts.validation, np.flatnonzero(posts.held)
    calibration = json.loads(run.file("calibration.json").read_text())
    cal, thresholds = calibration["calibration"], calibration["thresholds"]

    def sigmoid(logit, of="incongruity"):
        return 1 / (1 + np.exp(-(cal[of]["scale"] * logit + cal[of]["bias"])))

    threads = os.cpu_count() or 1
    packs = {"quantized": Measured(run, run.pack, threads), "float32": Measured(run, run.file("float", "text.onnx").parent, threads)}
    outs = {k: m.outputs([rows[i] for i in val], ("both", "words", "picture", "neither") if k == "quantized" else ("both",))
            for k, m in packs.items()}  # fmt: skip
    apart = packs["quantized"].outputs([rows[i] for i in held], ("both",))["both"]

    y, yt, yi = posts.label[val], posts.text_label[val], posts.image_label[val]
    logits = {k: column(o["both"], "logits") for k, o in outs.items()}
    pred = {k: v.argmax(1) for k, v in logits.items()}
    q = pred["quantized"]
    t = cal["temperature"]["both"]
    p_raw, p = probabilities(logits["quantized"]), probabilities(logits["quantized"], t)

    e: dict = {"rows": len(val), "command": COMMAND}
    e["main"] = {n: metrics.bootstrap(f, y, q) for n, f in
                 (("accuracy", metrics.accuracy), ("weighted F1", metrics.weighted_f1), ("macro F1", metrics.macro_f1))}  # fmt: skip
    e["float32"] = {n: f(y, pred["float32"]) for n, f in
                    (("accuracy", metrics.accuracy), ("weighted F1", metrics.weighted_f1), ("macro F1", metrics.macro_f1))}  # fmt: skip
    e["same verdict as float32"] = 100 * float((pred["float32"] == q).mean())
    e["per class"] = dict(zip(LABELS, metrics.per_class(y, q)))
    e["confusion"] = metrics.confusion(y, q).tolist()
    e["slices"] = slices(posts, val, y, q, p)
    for name, prob in (("before", p_raw), ("after", p)):
        e[f"ECE {name}"], e[f"reliability {name}"] = metrics.reliability(prob.max(1), prob.argmax(1) == y)
    e["words removed"] = metrics.accuracy(y, column(outs["quantized"]["picture"], "logits").argmax(1))
    e["picture removed"] = metrics.accuracy(y, column(outs["quantized"]["words"], "logits").argmax(1))
    e["words head on text_label"] = metrics.bootstrap(metrics.accuracy, yt, column(outs["quantized"]["words"], "text_logits").argmax(1))
    e["picture head on image_label"] = metrics.bootstrap(metrics.accuracy, yi, column(outs["quantized"]["picture"], "image_logits").argmax(1))
    e["shapley"] = shapley(outs["quantized"])

    e["baselines"] = {n: {"accuracy": metrics.bootstrap(metrics.accuracy, y, b), "macro F1": metrics.bootstrap(metrics.macro_f1, y, b),
                          "weighted F1": metrics.weighted_f1(y, b), "fusion ahead by": metrics.bootstrap(
                              lambda a, s, o: metrics.accuracy(a, s) - metrics.accuracy(a, o), y, q, b)}
                      for n, b in all_baselines(posts, run["train_fusion"]["regression"]).items()}  # fmt: skip

    agree = (yt == yi) & (yt != 1)
    score = np.r_[column(apart, "incongruity"), column(outs["quantized"]["both"], "incongruity")[agree]]
    e["incongruity AUC"] = metrics.bootstrap(metrics.auc, np.r_[np.ones(len(held)), np.zeros(agree.sum())], score)
    e["incongruity rows"] = [len(held), int(agree.sum())]
    e["lovely day"] = lovely_day(run, packs["quantized"], sigmoid)

    _, words = data.text_tasks(run.data, run["text_data"], run["seed"])
    sent = words["sentiment"][: c["semeval_rows"]]
    o = packs["quantized"].words([r["text"] for r in sent])
    ys = np.array([r["y"] for r in sent])
    e["SemEval rows"] = len(sent)
    e["SemEval macro recall, words head"] = metrics.bootstrap(metrics.macro_recall, ys, column(o, "text_logits").argmax(1))
    e["SemEval macro recall"] = metrics.bootstrap(metrics.macro_recall, ys, column(o, "logits").argmax(1))
    e["SemEval accuracy"] = metrics.bootstrap(metrics.accuracy, ys, column(o, "logits").argmax(1))
    ironic = words["irony"][len(words["irony"]) // 2 :]  # the first half set the threshold
    s = sigmoid(column(packs["quantized"].words([r["text"] for r in ironic]), "irony"), "irony")
    yr = np.array([r["y"] for r in ironic])
    e["irony F1"] = metrics.bootstrap(metrics.f1, yr, (s > thresholds["irony"]).astype(int))
    e["irony rows"] = len(ironic)

    e["sizes"] = {"quantized": {p.name: p.stat().st_size for p in sorted(run.pack.glob("*.onnx"))},
                  "float32": {p.name: p.stat().st_size for p in sorted(run.file("float", "text.onnx").parent.glob("*.onnx"))}}  # fmt: skip
    e["latency"] = {"quantized": latency(run, run.pack), "float32": latency(run, run.file("float", "text.onnx").parent)}
    e["export differences"] = json.loads(run.file("float", "differences.json").read_text())
    e["cross-validation"] = calibration["cross_validation"]
    e["calibration"] = calibration
    e["ablation"] = json.loads(run.file("ablation.json").read_text()) if run.file("ablation.json").exists() else {}
    stages = sorted([*run.work.glob("text-*.json"), *run.work.glob("image-*.json")])
    e["minutes"] = {p.stem: json.loads(p.read_text()).get("minutes") for p in stages}

    def figure(name, triple, n, split):
        v, low, high = triple
        return {"name": name, "value": round(v, 2), "low": round(low, 2), "high": round(high, 2), "n": n, "split": split, "command": COMMAND}

    e["figures"] = [
        figure("MVSA-Single accuracy", e["main"]["accuracy"], len(val), "val"),
        figure("MVSA-Single weighted F1", e["main"]["weighted F1"], len(val), "val"),
        figure("MVSA-Single macro F1", e["main"]["macro F1"], len(val), "val"),
        figure("SemEval-2017 4A macro recall", e["SemEval macro recall"], len(sent), "held-out sources"),
        figure("Incongruity ROC-AUC", e["incongruity AUC"], len(score), "held-out conflict pairs"),
        figure("Irony F1", e["irony F1"], len(ironic), "second half of val"),
        {"name": "ECE after temperature", "value": round(e["ECE after"], 4), "n": len(val), "split": "val", "command": COMMAND},
    ]
    run.file("evaluation.json").write_text(json.dumps(e, indent=1, default=float))
    write_card(run, json.loads(run.file("evaluation.json").read_text()))
    print(json.dumps(e["figures"], indent=1))
