"""Stage train-posts: the words of posts, a short fine-tuning of the encoder that stages train-text and train-feelings made.

Once on all training posts (the encoder that ships) and once without each fold, so that the fusion learns from token
states whose encoder had not seen that post's label. All start from the same weights and take few, small steps: their
spaces stay near each other. Tweets are replayed so that nothing learned from them is lost.
"""

from __future__ import annotations

import random

from . import judge_text, schedule, settings, texts
from .settings import Run
from .text_model import loaded, mean_of, outputs, state_of
from .train_image import folds
from .train_text import add_ids, fit, judged, parts_of, rows_of


def post_words(run: Run, held: dict[str, list[dict]]) -> list[dict]:
    """Training posts with their ``fold``; none whose words also stand in ``held``."""
    rows = [r for r in texts.posts(run.data) if r["split"] == "train"]
    for r, k in zip(rows, folds(rows, run["folds"], run["seed"])):
        r["fold"] = int(k)
    return texts.without(rows, *held.values())


def open_gate(state: dict, held: dict[str, list[dict]], alarms: float) -> dict:
    """Open the gate of meaning until a share ``alarms`` of positive everyday tweets is taken for negative; the other half of them judges."""
    everyday = held["semeval"][::2]
    by = judge_text.opening(outputs(loaded(state), [r["ids"] for r in everyday]), everyday, alarms)
    state["heads"]["gate.bias"] = state["heads"]["gate.bias"] + by
    return state


def untuned(run: Run, held: dict[str, list[dict]]) -> None:
    """No pass over posts: the words' encoder stays as tweets made it, so that no post's words have been seen by any encoder."""
    state = schedule.load(run.file("text-feelings.pt"))
    for part in ("weight", "bias"):
        state["heads"][f"post_words.{part}"] = state["heads"][f"says.{part}"]
    state = open_gate(state, held, run["train_posts"]["meant_alarms"])
    figures = judge_text.everything(loaded(state), held)
    print("train-posts: not tuned on posts\n" + judge_text.shown(figures), flush=True)
    settings.write_json(run.file("text-all.json"), figures)
    schedule.save(run.file("text-all.pt"), **state)


def train(run: Run) -> None:
    c = run["train_text"] | run["train_posts"]
    names = ["all"] + [f"fold{k}" for k in range(run["folds"]) if c["epochs"]]
    if all(run.file(f"text-{n}.pt").exists() for n in names):
        print("train-posts: done before,", run.file("text-all.pt"))
        return
    if not c["epochs"]:
        return untuned(run, judged(run, parts_of(run)[1]))
    tweets, held = rows_of(run)
    posts = post_words(run, held)
    posts = posts[: run["text_data"]["limit"] or None]
    add_ids(run, posts)
    for name in names:
        done = run.file(f"text-{name}.pt")
        if done.exists():
            continue
        schedule.seed_all(run["seed"])
        own = [r for r in posts if f"fold{r['fold']}" != name]
        rows = own + texts.drawn(tweets, round(c["replay"] * len(own)), random.Random(run["seed"]))
        start = schedule.load(run.file("text-feelings.pt"))
        trained = fit(run, loaded(start, c["dropout"]), rows, c, run["seed"], f"text-{name}")
        tuned = state_of(trained.model)
        state = mean_of([tuned, start], [c["share"], 1 - c["share"]])
        # the start never learned the heads of posts: these are the tuned ones
        state["heads"] |= {k: v for k, v in tuned["heads"].items() if k.startswith("post_")}
        model = loaded(state)
        model = loaded(open_gate(state, held, c["meant_alarms"]))
        if left := [r for r in posts if f"fold{r['fold']}" == name]:
            figures = judge_text.says(outputs(model, [r["ids"] for r in left])["post_words"], left)
        else:
            figures = judge_text.everything(model, held)
        print(f"train-posts: {name}", flush=True)
        print(judge_text.shown(figures), flush=True)
        settings.write_json(run.file(f"text-{name}.json"), figures | {"minutes": trained.minutes})
        schedule.save(done, **state)
