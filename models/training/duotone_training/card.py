"""``CARD.md``: the model card, its tables filled from one evaluation. Everything in it that is a number was measured."""

from __future__ import annotations

from . import LABELS
from .card_beside import other_encoder
from .measure_languages import section
from .settings import HERE, Run, sha256, write_text


PICTURE_FORMS = {"int8": "too, with weights of 8", "float32": "in float32", "float16-weights": "with weights of 16 bits, computed in float32"}


def bits_of(c: dict) -> dict[str, str]:
    """What the card says of the weights' bits: with 7 every processor is exact by its fast way."""
    words, fusion = c["words_bits"], c["fusion_bits"]
    trained = ", trained for" if words == 7 else ""
    few, eight = "With weights of 7 bits no product overflows on any CPU.", "Where weights have 8, CPUs that lack VNNI are asked for exact products (`session.x64quantprecision`), as they overflow otherwise and scores move."
    bits = {words, fusion} | ({8} if c["picture"] == "int8" else set())
    return {"bits": f"weights of {words} bits{trained}, and of {fusion}", "exact": " ".join(text for n, text in ((7, few), (8, eight)) if n in bits)}


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
    m = e["meant"]
    reached = [
        ["MVSA-Single accuracy", goal["accuracy"], triple(e["main"]["accuracy"])],
        ["MVSA-Single macro F1", goal["macro_f1"], triple(e["main"]["macro F1"])],
        ["MVSA-Single weighted F1", "", triple(e["main"]["weighted F1"])],
        *([["… the same by cross-validation over the training rows: accuracy, macro F1", "",
            f"{e['cross-validation']['accuracy']:.1f}, {e['cross-validation']['macro F1']:.1f}"]] if e["cross-validation"] else []),
        ["words alone on their own label", goal["words"], triple(e["words head on text_label"])],
        ["picture alone on its own label", goal["picture"], triple(e["picture head on image_label"])],
        ["points ahead of the best model of one modality", goal["ahead"], e["main"]["accuracy"][0] - best_single],
        ["SemEval macro recall (held-out sources)", goal["macro_recall"], triple(e["SemEval macro recall"])],
        ["incongruity ROC-AUC", goal["auc"], triple(e["incongruity AUC"])],
        ["sarcastic wording means what its plain wording says", goal["pairs"], triple(m["pairs, meant as the plain wording says"])],
        ["… is taken to mean something positive though that is negative", goal["pairs_positive"], triple(m["pairs, positive though negative"])],
        ["figurative tweets, accuracy of what is meant", goal["figurative"], triple(m["figurative, meant"])],
        ["positive everyday tweets taken to mean something negative", goal["alarms"], triple(m["positive taken for negative"])],
        ["everyday tweets over irony's threshold", goal["irony_alarms"], triple(m["over irony's threshold"])],
        ["irony F1 on iSarcasm at the threshold", goal["irony_f1"], triple(m["iSarcasm irony F1 at the threshold"])],
        ["ECE of what is said, of what is meant", goal["ece"], f"{e['ECE after']:.3f}, {e['ECE meant']:.3f}"],
        ["points lost by quantization", goal["lost"], e["float32"]["accuracy"] - e["main"]["accuracy"][0]],
        ["posts a second, two workers of one thread", goal["posts_a_second"], 2000 / both_ms],
    ]
    meant = [
        ["SemEval-2017, everyday tweets: macro recall of what is said", m["everyday rows"], triple(m["SemEval macro recall"])],
        ["… of what is meant, which there is what is said", m["everyday rows"], triple(m["SemEval macro recall, meant"])],
        ["… positive ones taken to mean something negative", m["everyday rows"], triple(m["positive taken for negative"])],
        ["… over irony's threshold", m["everyday rows"], triple(m["over irony's threshold"])],
        ["SemEval-2015 task 11, figurative tweets: what is meant is right", m["figurative rows"], triple(m["figurative, meant"])],
        ["… what is said, taken for what is meant", m["figurative rows"], triple(m["figurative, says"])],
        ["SemEval-2014, sarcastic tweets: what is meant is right", m["sarcastic tweets"], triple(m["sarcastic tweets, meant"])],
        ["iSarcasm, pairs: means what the plain wording says", m["pairs"], triple(m["pairs, meant as the plain wording says"])],
        ["… taken to mean something positive though the plain wording is negative", m["pairs"], triple(m["pairs, positive though negative"])],
        ["… the sarcastic wording has the higher irony", m["pairs"], m["pairs, the sarcastic one is more ironic"]],
        ["iSarcasm: ROC-AUC of irony", m["iSarcasm rows"], triple(m["iSarcasm irony AUC"])],
        ["… F1 at the threshold, at the best one", m["iSarcasm rows"], f"{triple(m['iSarcasm irony F1 at the threshold'])}, {m['iSarcasm irony best F1']:.1f}"],
        ["TweetEval irony, second half of val: F1 at the threshold", m["irony rows"], triple(m["irony F1"])],
    ]
    parts = {
        "meant": table(["what", "rows", "measured, % (95 % interval)"], meant),
        "languages": section(e, run["pack"]["languages"], run.others.get("languages", [])),
        "suite": e.get("suite") or "Not measured in this run.",
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
            ["training", *next(iter(e["ablation"].values()))],
            [[k, *v.values()] for k, v in e["ablation"].items()],
        ) if e["ablation"] else "Not measured in this run (`python -m duotone_training ablate`).",
        "cross": cross(e["cross-validation"]),
        "other_encoder": other_encoder(run, e),
        "calibrated": calibrated(run, e),
        "quantized": table(
            ["", "text", "image", "fusion", "together"],
            [[f"{k}, MB", *(s[f"{g}.onnx"] / 1e6 for g in lat[k]), sum(s.values()) / 1e6] for k, s in e["sizes"].items()]
            + [[f"{k}, ms a post on one thread", *v.values(), sum(v.values())] for k, v in lat.items()],
        ),
        "lovely": table(["pictures", "number", "mean probability of pulling apart", "above the threshold, %"],
                        [[n, v["photographs"], f"{v['mean']:.2f}", f"{v['above']:.0f}"] for n, v in e["lovely day"].items()]),
    }  # fmt: skip
    text = (HERE / "card.template.md").read_text(encoding="utf-8")
    values = {
        "name": run["pack"]["name"], "an_english": f"a post (in {', '.join(run['pack']['languages'])}) made of" if run.others else "an English post of",
        "not_measured": "that nobody measured (see below)" if run.others else "other than English", "rows": e["rows"], "command": e["command"],
        "followed": what_followed(e), "ece_before": f"{e['ECE before']:.3f}", "ece_after": f"{e['ECE after']:.3f}",
        "temperature": e["temperature"], "fitted": f"{e['fitted temperature']:.2f}",
        "against_start": against_start(e), "neutral_rows": e["per class"]["neutral"][3], "ece_words": f"{e['ECE words only']:.3f}", "ece_picture": f"{e['ECE picture only']:.3f}", "resamples": run["evaluate"]["resamples"], "bins": run["evaluate"]["bins"],
        "more_data": "UMSAB's training parts in eight languages, " if "other_languages" in run.config else "",
        "words_encoder": run["words"]["encoder"], "picture_encoder": run["picture"]["encoder"], "width": run["fusion"]["width"],
        "latency_tokens": run["evaluate"]["latency_tokens"], "max_tokens": run["words"]["max_tokens"],
        "heads": run["fusion"]["heads"], "smoothing": run["quantize"]["smoothing"], **bits_of(run["quantize"]),
        "picture_form": PICTURE_FORMS[run["quantize"]["picture"]], "feelings": "GoEmotions (what is felt), " if run["train_feelings"]["epochs"] else "",
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
        "minutes": ", ".join(f"{k} {v:.0f}" for k, v in e["minutes"].items() if v) or "none noted",
        "watts": run["evaluate"]["watts"], "kwh": f"{run['evaluate']['watts'] / 1000:g}",
        "conflict_found": f"{e['conflict']['found']:.0f}", "conflict_false": f"{e['conflict']['false alarms']:.0f}",
        **{f"conflict_{n}": f"{e['conflict'][n]:.0f}" for n in names},
        "export": f"{e['export difference']:.1e}",
        "failures": failures(run),
        **parts,
    }  # fmt: skip
    for k, v in values.items():
        text = text.replace("{{" + k + "}}", str(v))
    assert "{{" not in text, text[text.index("{{") :][:60]
    write_text(run.pack / "CARD.md", text)


def what_followed(e: dict) -> str:
    """What stage follow changed, and which figures are those of the encoder before it."""
    if "followed" not in e:
        return ""
    alone = ' "float32" is the words\' encoder in float32, picture and fusion as they ship.' if e.get("float32 words alone") else ""
    return (f"\nThe words' encoder went on learning in the finished pack: English texts as {e['followed']} reads them, other languages from their labels and its own reading, with the picture and the fusion as they were but\n"
            f"for the bias of the gate (stage `follow`). The comparison with plain models, the cross-validation and the temperatures of posts with pictures are those of the encoder before.{alone}\n")  # fmt: skip


def cross(figures: dict | None) -> str:
    if not figures:
        return ("Not to be had for this pack: its picture graph was kept from the version before, which had learned from the pictures of all training rows. The words of\n"
                "these rows had been seen by no encoder.")  # fmt: skip
    return (table(["measure", "mean of the folds"], [[k, v] for k, v in figures.items()])
            + "\n\nNo encoder had seen the words or the picture of a row that is judged here: each row's features come from encoders tuned without\n"
            "its fold, on half of the rows. The encoders that ship learned from all of them.")  # fmt: skip


def calibrated(run: Run, e: dict) -> str:
    """Which rows set the temperature."""
    if run["picture"]["kept"]:
        return f"The temperatures were fitted on every other row of validation; ECE is that of the {e['calibration rows']} rows between."
    return "The temperatures were fitted by cross-validation on the training rows, on features by encoders that had not seen the row; validation had no part in it."


def against_start(e: dict) -> str:
    """How the fusion compares with the regression that it starts from, by the interval of the difference in accuracy."""
    value, low, high = list(e["baselines"].values())[-1]["fusion ahead by"]
    if low > 0 or high < 0:
        return f"and is {abs(value):.1f} points {'ahead of' if low > 0 else 'behind'} it in accuracy."
    return ("and is **no surer than level** with it in accuracy (the interval of the difference holds 0): attention brings the attributions, the "
            "missing modality\nand incongruity, not points. Likely reasons: features that already say what each side says, and few labelled posts.")  # fmt: skip


def failures(run: Run) -> str:
    """``failures/NAME.md``: the pack's worst errors as a person described them after reading; posts are not quoted.

    Its first line names the fusion that it is about, so that no other pack is described by it.
    """
    path = HERE / "failures" / f"{run['pack']['name']}.md"
    about, _, text = path.read_text(encoding="utf-8").partition("\n") if path.exists() else ("", "", "")
    return text.strip() if sha256(run.pack / "fusion.onnx") in about else "Nobody has looked at this pack's errors yet."
