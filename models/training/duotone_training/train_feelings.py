"""Stage train-feelings: what is felt, learned by the words' encoder after what is said and meant.

Reading what is meant costs the encoder some of what tells feelings apart, which people learn heads for. A short pass over comments
labelled by what is felt brings it back. What the encoder reads is kept by its own readings of every row beside people's answers
(Li & Hoiem 2017, "Learning without Forgetting"), and by an average with the weights from before.
"""

from __future__ import annotations

import random

import torch
from sklearn.metrics import average_precision_score

from . import judge_text, schedule, settings, taught, texts
from .settings import Run
from .text_model import TextModel, loaded, mean_of, outputs, state_of
from .train_text import add_ids, fit, guess, judged, limited, often, parts_of


def rows_of(run: Run, felt: list[dict], parts: dict[str, list[dict]], held: dict[str, list[dict]], state: dict) -> list[dict]:
    """Comments with feelings and some rows of every other set, with the answers of the model in ``state`` beside people's."""
    c, rng = run["train_feelings"], random.Random(run["seed"])
    rows = [r for name, part in (parts | {"feelings": felt}).items() for r in often(texts.without(part, *held.values()), c["repeat"].get(name, 0.0), rng)]
    rng.shuffle(rows)
    rows = limited(run, rows)[0]
    guess(run, rows)
    add_ids(run, rows)
    s = taught.together([r["text"] for r in rows], [outputs(loaded(state), [r["ids"] for r in rows])], [state["source"]])
    own = taught.Opinions({t: i for i, t in enumerate(s["texts"])}, *(s[k].float().numpy() for k in ("says", "meant", "irony", "source")))
    taught.mix(rows, own, c["share"], run["train_text"]["class_balance"])
    return rows


def felt_figure(model: TextModel, held: list[dict]) -> float:
    """Mean average precision over the feelings that are held out, in per cent."""
    p = torch.sigmoid(outputs(model, [r["ids"] for r in held])["feelings"]).numpy()
    by = [([int(k in r["feelings"]) for r in held], p[:, k]) for k in range(p.shape[1])]
    known = [100 * average_precision_score(y, s) for y, s in by if any(y)]
    return sum(known) / max(1, len(known))


def train(run: Run) -> None:
    done = run.file("text-feelings.pt")
    if done.exists():
        print("train-feelings: done before,", done)
        return
    c = run["train_text"] | run["train_feelings"]
    before = schedule.load(run.file("text.pt"))
    if not c["epochs"]:
        schedule.save(done, **before)
        return
    parts, held = parts_of(run)
    felt, felt_held = texts.feelings(run.data, run["text_data"])
    rows = rows_of(run, felt, parts, held, before)
    print("train-feelings:", texts.counts(rows), flush=True)
    schedule.seed_all(run["seed"])
    trained = fit(run, loaded(before, c["dropout"]), rows, c, run["seed"], "text-feelings")
    tuned = state_of(trained.model)
    before["heads"] = tuned["heads"] | before["heads"] | {k: v for k, v in tuned["heads"].items() if k.startswith("feelings.")}
    state = mean_of([tuned, before], [c["kept"], 1 - c["kept"]])
    held, felt_held = judged(run, held), limited(run, felt_held)[0]
    add_ids(run, felt_held)
    model = loaded(state)
    figures = judge_text.everything(model, held) | {"feelings": felt_figure(model, felt_held), "minutes": trained.minutes}
    print(judge_text.shown(figures), flush=True)
    settings.write_json(run.file("text-feelings.json"), figures)
    schedule.save(done, **state)
