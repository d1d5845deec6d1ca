"""Stage train-posts: the words of posts, a short fine-tuning of the encoder that stage train-text made.

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
from .train_text import add_ids, fit, rows_of


def post_words(run: Run, held: dict[str, list[dict]]) -> list[dict]:
    """Training posts with their ``fold``; none whose words also stand in ``held``."""
    rows = [r for r in texts.posts(run.data) if r["split"] == "train"]
    for r, k in zip(rows, folds(rows, run["folds"], run["seed"])):
        r["fold"] = int(k)
    return texts.without(rows, *held.values())


def train(run: Run) -> None:
    c = run["train_text"] | run["train_posts"]
    names = ["all"] + [f"fold{k}" for k in range(run["folds"])]
    if all(run.file(f"text-{n}.pt").exists() for n in names):
        print("train-posts: done before,", run.file("text-all.pt"))
        return
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
        start = schedule.load(run.file("text.pt"))
        trained = fit(run, loaded(start, c["dropout"]), rows, c, run["seed"], f"text-{name}")
        tuned = state_of(trained.model)
        state = mean_of([tuned, start], [c["share"], 1 - c["share"]])
        # the start never learned the heads of posts: these are the tuned ones
        state["heads"] |= {k: v for k, v in tuned["heads"].items() if k.startswith("post_")}
        model = loaded(state)
        everyday = held["semeval"][::2]  # the other half judges
        state["heads"]["gate.bias"] = state["heads"]["gate.bias"] + judge_text.opening(
            outputs(model, [r["ids"] for r in everyday]), everyday, c["meant_alarms"])
        model = loaded(state)
        if left := [r for r in posts if f"fold{r['fold']}" == name]:
            figures = judge_text.says(outputs(model, [r["ids"] for r in left])["post_words"], left)
        else:
            figures = judge_text.everything(model, held)
        print(f"train-posts: {name}", flush=True)
        print(judge_text.shown(figures), flush=True)
        settings.write_json(run.file(f"text-{name}.json"), figures | {"minutes": trained.minutes})
        schedule.save(done, **state)
