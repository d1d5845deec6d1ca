"""Stage train-posts: the words of posts, a short fine-tuning of the encoder that stage train-text made.

Once on all training posts (the encoder that ships) and once without each fold, so that the fusion learns from token
states whose encoder had not seen that post's label. All start from the same weights and take few, small steps: their
spaces stay near each other. Tweets are replayed so that nothing learned from them is lost.
"""

from __future__ import annotations

import random

from . import data, schedule, settings
from .settings import Run
from .train_image import folds
from .train_text import add_ids, evaluate, fit, loaded, mean_of, shuffled_batches


def post_words(run: Run, held: dict[str, list[dict]]) -> list[dict]:
    """Training posts with ``y`` of their words, ``joint`` of the whole, ``fold``; none whose words also stand in ``held``."""
    rows = data.posts(run.data)
    fold = folds(rows, run["folds"], run["seed"])
    seen = {data.key(r["text"]) for part in held.values() for r in part}
    return [
        dict(text=r["text"], task="post_words", y=data.label_id(r["text_label"]), joint=data.label_id(r["label"]), fold=int(k))
        for r, k in zip(rows, fold) if r["split"] == "train" and not r["conflict"] and data.key(r["text"]) not in seen
    ]  # fmt: skip


def train(run: Run) -> None:
    c = run["train_posts"]
    names = [f"fold{k}" for k in range(run["folds"])] + ["all"]
    if all(run.file(f"text-{n}.pt").exists() for n in names):
        print("train-posts: done before,", run.file("text-all.pt"))
        return
    tweets, held = data.text_tasks(run.data, run["text_data"], run["seed"])
    tweets = [r for r in tweets if r["task"] != "post_words"]
    posts = post_words(run, held)
    sincere = data.sincere(run.data, run["text_data"], c["sincere_max_words"], c["sincere_weight"])
    if limit := run["text_data"]["limit"]:
        tweets, posts, sincere, held = tweets[:limit], posts[:limit], sincere[:limit], {k: v[:limit] for k, v in held.items()}
    add_ids(run, tweets, posts, sincere, *held.values())
    for name in names:
        done = run.file(f"text-{name}.pt")
        if done.exists():
            continue
        schedule.seed_all(run["seed"])
        rng = random.Random(run["seed"])
        own = [r for r in posts if f"fold{r['fold']}" != name]
        count = round(c["replay"] * len(own))
        rows = own + rng.sample(tweets, min(count, len(tweets)))
        rows += rng.sample(sincere, min(round(c["sincere"] * len(own)), len(sincere)))
        batches = shuffled_batches(rows, c, rng)
        start = schedule.load(run.file("text.pt"))
        averaged, minutes = fit(loaded(start, c["dropout"]), rows, batches, c, run.file(f"text-{name}.checkpoint.pt"), f"train-posts {name}")
        tuned = dict(encoder=averaged.encoder.state_dict(), heads=averaged.heads.state_dict(), bert=start["bert"])
        state = mean_of([tuned, start], [c["share"], 1 - c["share"]])
        # the start never learned the heads of posts: these are the tuned ones
        state["heads"] |= {k: v for k, v in tuned["heads"].items() if k.startswith("post_")}
        measured = dict(held)
        if left := [r for r in posts if f"fold{r['fold']}" == name]:
            measured = {"post_words": left}
        figures = evaluate(loaded(state), measured)
        print(name, {k: round(v, 1) for k, v in figures.items()}, flush=True)
        settings.write_json(run.file(f"text-{name}.json"), figures | {"minutes": minutes})
        schedule.save(done, **state)
