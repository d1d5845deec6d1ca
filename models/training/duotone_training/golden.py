"""Stage golden: fixtures for whoever runs packs in another language. Format: ``inference/testdata/golden/README.md``."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from .fetch import tokenizer_and_rules
from .golden_texts import texts
from .settings import Run
from .words import Rules, encode


def tokens(run: Run, out: Path) -> None:
    """``tokens.jsonl``: each text as plain BERT WordPiece reads it, and as the pack does."""
    tok, rules = tokenizer_and_rules(run)
    none = Rules(names=())
    lines = []
    for raw in texts():
        try:
            row = {"text": raw.decode("utf-8")}
        except UnicodeDecodeError:
            row = {"base64": base64.b64encode(raw).decode()}
        row["raw"] = encode(tok, none, raw, None)
        row["pack"] = encode(tok, rules, raw, run["words"]["max_tokens"])
        if row["pack"] == row["raw"]:
            row["pack"] = "raw"
        lines.append(json.dumps(row, ensure_ascii=True, separators=(",", ":")))
    out.mkdir(parents=True, exist_ok=True)
    (out / "tokens.jsonl").write_text("\n".join(lines) + "\n")
    print(f"golden: {len(lines)} texts")
