"""Stage features: what the frozen encoders make of every post, kept on disk for the fusion.

A training post has its patches twice: by the picture encoder that was trained without its fold, which had not seen
its label, and by the encoder that ships, whose space the fusion will live in.
"""

from __future__ import annotations

import numpy as np
import torch

from . import data, schedule
from .bert import Bert, BertConfig
from .cnn import PictureEncoder
from .encoders import image_encoder
from .fetch import tokenizer_and_rules
from .picture import opened, pixels
from .settings import Run
from .train_image import folds
from .train_text import pad
from .words import encode_ids


def trained_text(run: Run) -> tuple[Bert, dict]:
    """The encoder of stage train-text and the state of its heads."""
    state = schedule.load(run.file("text.pt"))
    model = Bert(BertConfig(**state["bert"]))
    model.load_state_dict(state["encoder"])
    return model.eval(), state["heads"]


def trained_image(run: Run, name: str = "all") -> tuple[PictureEncoder, dict]:
    """The encoder of stage train-image (``all`` or ``fold…``) and the state of its heads."""
    state = schedule.load(run.file(f"image-{name}.pt"))
    model = image_encoder(run)
    model.load_state_dict(state["encoder"])
    return model.eval(), state["heads"]


@torch.no_grad()
def token_states(encoder: Bert, ids: list[list[int]], batch: int = 32) -> list[np.ndarray]:
    """Token states of each text, float16 [T,Dt], without padding."""
    out: list = [None] * len(ids)
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    for at in range(0, len(order), batch):
        part = order[at : at + batch]
        y = encoder(*pad([ids[i] for i in part])).half().numpy()
        for k, i in enumerate(part):
            out[i] = y[k, : len(ids[i])].copy()
    return out


@torch.no_grad()
def patch_states(run: Run, encoder: PictureEncoder, images: list[str], batch: int = 16) -> np.ndarray:
    """Patches of each picture, float16 [len,N,Di]."""
    encoder = encoder.eval().to(memory_format=torch.channels_last)
    out = []
    for at in range(0, len(images), batch):
        x = np.stack([pixels(opened(p, tuple(run["picture"]["background"])), run["picture"]) for p in images[at : at + batch]])
        out.append(encoder(torch.from_numpy(x).contiguous(memory_format=torch.channels_last)).half().numpy())
    return np.concatenate(out)


def post_rows(run: Run) -> list[dict]:
    rows = data.posts(run.data)
    limit = run["train_fusion"].get("limit", 0)
    return [r for i, r in enumerate(rows) if not limit or i % max(1, len(rows) // limit) == 0]


def features(run: Run) -> None:
    done = run.file("patches.npy")
    if done.exists():
        print("features: done before,", done)
        return
    rows = post_rows(run)
    tok, rules = tokenizer_and_rules(run)
    c = run["words"]["max_tokens"]
    encoder, _ = trained_text(run)
    states = token_states(encoder, encode_ids(tok, rules, [r["text"] for r in rows], c))
    tweets, _ = data.text_tasks(run.data, run["text_data"], run["seed"])
    tweets = [t for t in tweets if t["task"] == "sentiment"][: run["train_fusion"]["tweets"]]
    tweet_states = token_states(encoder, encode_ids(tok, rules, [t["text"] for t in tweets], c))
    schedule.save(run.file("tokens.pt"), posts=states, tweets=tweet_states, tweet_labels=[t["y"] for t in tweets])
    print(f"features: words of {len(rows)} posts and {len(tweets)} tweets", flush=True)

    fold = folds(rows, run["train_image"]["folds"], run["seed"])
    patches = None
    for name in [f"fold{k}" for k in range(run["train_image"]["folds"])] + ["all"]:
        if name == "all":
            index = [i for i, r in enumerate(rows) if r["split"] == "val"]
        else:  # conflict pairs too: else one could tell them by the encoder
            index = [i for i, r in enumerate(rows) if f"fold{fold[i]}" == name and r["split"] == "train"]
        if not index:
            continue
        y = patch_states(run, trained_image(run, name)[0], [rows[i]["image"] for i in index])
        if patches is None:
            patches = np.zeros((len(rows), *y.shape[1:]), np.float16)
        patches[index] = y
        print(f"features: {len(index)} pictures by {name}", flush=True)
    scenes = data.oasis(run.data)[: run["train_fusion"].get("limit", 0) or None]
    y = patch_states(run, trained_image(run)[0], [r["image"] for r in scenes])
    means = [(a.mean(0, dtype=np.float32), r["valence"]) for a, r in zip(y, scenes)]
    schedule.save(run.file("scenes.pt"), scenes=means)
    # the same posts by the encoder that ships: its space, though it has seen the labels
    seen = run.file("patches-all.npy")
    if not seen.exists():
        index = [i for i, r in enumerate(rows) if r["split"] == "train"]
        other = patches.copy()
        other[index] = patch_states(run, trained_image(run)[0], [rows[i]["image"] for i in index])
        np.save(seen, other)
    part = done.with_suffix(".part.npy")
    np.save(part, patches)
    part.rename(done)
