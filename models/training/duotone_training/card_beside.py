"""What the card says of this pack beside one with another words' encoder by the same recipe, from the record of that one's evaluation."""

from __future__ import annotations

from .bert_base import NAME
from .settings import Run, read_json

NOT_MEASURED = "Not measured in this run (`--text bert-base-uncased`)."


def other_encoder(run: Run, e: dict) -> str:
    """A table of two rows: this pack, and BERT-base-uncased by the numbers of ``bert-base.toml``."""
    from .card import table, triple

    record = run.packs / f"{NAME}.evaluation.json"
    if run.others or e["words encoder"] == NAME or not record.exists():
        return NOT_MEASURED
    other = read_json(record)
    rows = []
    for name, x in ((f"**{e['words encoder']}, this pack**", e), (NAME, other)):
        rows.append([name, triple(x["main"]["accuracy"]), triple(x["main"]["macro F1"]), triple(x["macro recall"]), x["words head on text_label"][0], x["SemEval macro recall"][0],
                     *(x[of][form][graph] if graph else x[of][form] for form in ("quantized", "float32") for of, graph in (("latency", "text"), ("words padded", None))),
                     *(x["sizes"][form]["text.onnx"] / 1e6 for form in ("quantized", "float32"))])  # fmt: skip
    head = ["words' encoder", "accuracy", "macro F1", "macro recall", "words on their own label", "SemEval macro recall",
            "ms, int8", "ms padded, int8", "ms, float32", "ms padded, float32", "MB, int8", "MB, float32"]  # fmt: skip
    return table(head, rows)
