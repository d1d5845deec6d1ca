"""Stage teachers: several encoders of words, larger ones among them, that read every text for the one that ships.

Each goes through ``train-says`` and ``train-text`` like the shipped one, by numbers of its own and in a folder of its own. What texts say that nobody labelled
is read by all of them together before they learn what is meant.
"""

from __future__ import annotations

import torch

from . import schedule, settings, taught, texts, train_text
from .fetch import tokenizer_and_rules
from .settings import Run
from .text_model import loaded, outputs
from .words import encode_ids


def runs(run: Run) -> list[Run]:
    """A run for each of ``[[teachers.models]]``, which says in what it differs from the shipped encoder's."""
    out = []
    for over in run["teachers"]["models"]:
        config = settings.merged(run.config, {k: v for k, v in over.items() if k != "name"} | {"teachers": {"models": []}})
        out.append(Run(config, run.data, run.work / "teachers" / over["name"], run.packs, shared=run.work))
    return out


def rows_to_read(run: Run) -> tuple[list[str], list[str]]:
    """Texts that the first models read (nobody says what they say), and texts that the finished teachers read."""
    alone = Run(settings.merged(run.config, {"teachers": {"models": []}}), run.data, run.work, run.packs)
    parts = train_text.parts_of(alone)[0] | {"unlabelled": texts.unlabelled(run.data, run["text_data"])}
    rows = [r for part in parts.values() for r in part]
    asked = {r["text"] for r in rows if r.get("guess")} | {r["meant_guess"] for r in rows if r.get("meant_guess")}
    return sorted(asked), sorted({r["text"] for r in rows if r["source"] not in taught.OWN})


def guess_together(run: Run, models: list[Run], wanted: list[str]) -> None:
    """``guesses.pt`` of every teacher and of the shipped encoder: what all first models together read."""
    tok, rules = tokenizer_and_rules(run)
    ids = encode_ids(tok, rules, wanted, train_text.most_tokens(run))
    p = [torch.softmax(outputs(loaded(schedule.load(m.file("says.pt"))), ids)["says"], -1) for m in models]
    read = dict(zip(wanted, torch.stack(p).mean(0).tolist()))
    for m in (run, *models):
        schedule.save(m.file("guesses.pt"), read=read)


def read_all(run: Run, models: list[Run], wanted: list[str]) -> None:
    """``opinions.pt``: see ``taught``."""
    tok, rules = tokenizer_and_rules(run)
    ids = encode_ids(tok, rules, wanted, train_text.most_tokens(run))
    states = [schedule.load(m.file("text.pt")) for m in models]
    stored = taught.together(wanted, [outputs(loaded(s), ids) for s in states], [s["source"] for s in states])
    schedule.save(run.file("opinions.pt"), **stored)
    print(f"teachers: {len(models)} have read {len(wanted)} texts", flush=True)


def train(run: Run) -> None:
    models = runs(run)
    if not models or run.file("opinions.pt").exists():
        print("teachers:", "done before" if models else "none")
        return
    for m in models:
        train_text.says(m)
    asked, wanted = rows_to_read(run)
    if not all(m.file("guesses.pt").exists() for m in models):
        guess_together(run, models, asked)
    for m in models:
        train_text.train(m)
    read_all(run, models, wanted)
