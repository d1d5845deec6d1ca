"""``CARD.md``: the model card, its tables filled from one evaluation. Everything in it that is a number was measured."""

from __future__ import annotations

from . import LABELS
from .settings import HERE, Run


def table(head: list[str], rows: list[list]) -> str:
    def cell(x):
        return f"{x:.1f}" if isinstance(x, float) else str(x)

    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(cell(c) for c in r) + " |" for r in rows])


def triple(t: list[float]) -> str:
    return f"{t[0]:.1f} ({t[1]:.1f} to {t[2]:.1f})"


def write_card(run: Run, e: dict) -> None:
    names = list(LABELS)
    goal = run["goals"]
    lat = e["latency"]
    both_ms = sum(lat["quantized"].values())
    best_single = max(e["baselines"][n]["accuracy"][0] for n in e["baselines"] if "alone" in n)
    reached = [
        ["MVSA-Single accuracy", goal["accuracy"], triple(e["main"]["accuracy"])],
        ["MVSA-Single weighted F1", goal["weighted_f1"], triple(e["main"]["weighted F1"])],
        ["MVSA-Single macro F1", goal["macro_f1"], triple(e["main"]["macro F1"])],
        ["points ahead of the best model of one modality", goal["ahead"], e["main"]["accuracy"][0] - best_single],
        ["SemEval macro recall (held-out sources)", goal["macro_recall"], triple(e["SemEval macro recall"])],
        ["incongruity ROC-AUC", goal["auc"], triple(e["incongruity AUC"])],
        ["irony F1", goal["irony_f1"], triple(e["irony F1"])],
        ["ECE after temperature", goal["ece"], f"{e['ECE after']:.3f}"],
        ["points lost by quantization", goal["lost"], e["float32"]["accuracy"] - e["main"]["accuracy"][0]],
        ["posts a second, two workers of one thread", goal["posts_a_second"], 2000 / both_ms],
    ]
    parts = {
        "reached": table(["what", "goal", "measured (95 % interval)"], reached),
        "baselines": table(
            ["model", "accuracy", "macro F1", "weighted F1", "fusion ahead by"],
            [["**this pack**", triple(e["main"]["accuracy"]), triple(e["main"]["macro F1"]), e["main"]["weighted F1"][0], ""]]
            + [[n, triple(b["accuracy"]), triple(b["macro F1"]), b["weighted F1"], triple(b["fusion ahead by"])]
               for n, b in e["baselines"].items()],
        ),
        "per_class": table(["class", "precision", "recall", "F1", "rows"], [[n, *e["per class"][n]] for n in names]),
        "confusion": table(["annotators ↓ model →", *names], [[n, *row] for n, row in zip(names, e["confusion"])]),
        "slices": table(["posts", "rows", "accuracy", "macro F1"], [[k, *v] for k, v in e["slices"].items()]),
        "reliability": table(
            ["confidence", "rows", "mean confidence", "accuracy"],
            [[f"{a:.1f} to {b:.1f}", n, f"{c:.3f}", f"{d:.3f}"] for a, b, n, c, d in e["reliability after"]],
        ),
        "ablation": table(
            ["training", *next(iter(e["ablation"].values()))] if e["ablation"] else ["training"],
            [[k, *v.values()] for k, v in e["ablation"].items()],
        ) if e["ablation"] else "Not measured in this run (`python -m duotone_training ablate`).",
        "cross": table(["measure", "mean of five folds"], [[k, v] for k, v in e["cross-validation"].items()]),
        "quantized": table(
            ["", "text", "image", "fusion", "together"],
            [[f"{k}, MB", *(s[f"{g}.onnx"] / 1e6 for g in lat[k]), sum(s.values()) / 1e6] for k, s in e["sizes"].items()]
            + [[f"{k}, ms a post on one thread", *v.values(), sum(v.values())] for k, v in lat.items()],
        ),
        "lovely": table(["pictures", "number, mean probability of pulling apart, share above the threshold"],
                        [[n.split(":")[0], f"{e['lovely day'][n]:.0f}, {e['lovely day'][n.replace('photographs', 'mean')]:.2f}, "
                          f"{e['lovely day'][n.replace('photographs', 'above the threshold, %')]:.0f} %"]
                         for n in e["lovely day"] if n.endswith("photographs")]) if e["lovely day"] else "Not measured.",
    }  # fmt: skip
    text = (HERE / "card.template.md").read_text(encoding="utf-8")
    values = {
        "name": run["pack"]["name"], "rows": e["rows"], "command": e["command"],
        "ece_before": f"{e['ECE before']:.3f}", "ece_after": f"{e['ECE after']:.3f}",
        "temperature": e["calibration"]["calibration"]["temperature"]["both"],
        "fitted": f"{e['calibration'].get('fitted_temperature', {}).get('both', 1.0):.2f}",
        "smoothing": run["quantize"]["smoothing"],
        "strength": f"{run['train_fusion']['regression']:g}",
        "same": f"{e['same verdict as float32']:.1f}", "float_accuracy": f"{e['float32']['accuracy']:.1f}",
        "float_macro": f"{e['float32']['macro F1']:.1f}",
        "words_removed": f"{e['words removed']:.1f}", "picture_removed": f"{e['picture removed']:.1f}",
        "words_head": triple(e["words head on text_label"]), "picture_head": triple(e["picture head on image_label"]),
        "share": f"{e['shapley']['share of words']:.0f}", "against_words": f"{e['shapley']['against the verdict, words']:.0f}",
        "against_picture": f"{e['shapley']['against the verdict, picture']:.0f}",
        "conflicts": e["incongruity rows"][0], "agreeing": e["incongruity rows"][1],
        "irony_rows": e["irony rows"], "semeval_rows": e["SemEval rows"],
        "semeval_head": triple(e["SemEval macro recall, words head"]),
        "minutes": ", ".join(f"{k} {v:.0f}" for k, v in e["minutes"].items() if v),
        "export": f"{max(e['export differences'].values()):.1e}",
        "failures": failures(),
        **parts,
    }  # fmt: skip
    for k, v in values.items():
        text = text.replace("{{" + k + "}}", str(v))
    assert "{{" not in text, text[text.index("{{") :][:60]
    run.pack.mkdir(parents=True, exist_ok=True)
    (run.pack / "CARD.md").write_text(text, encoding="utf-8")


def failures() -> str:
    """``failures.md``: its worst errors as a person described them after reading; posts are not quoted."""
    path = HERE / "failures.md"
    return path.read_text(encoding="utf-8").strip() if path.exists() else "Not looked at yet."
