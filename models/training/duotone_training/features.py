"""Stage features: what the frozen encoders make of every post, kept on disk for the fusion.

A training post has its token states and its patches twice: by the encoders that were trained without its fold, which
had not seen its labels, and by those that ship. The fusion lives in the space of the latter: patches by a fold's encoder are
brought there by a linear map, fitted on pictures that both encoders have learned from.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from . import data, device, kept, precision, schedule, texts
from .bert import Bert, BertConfig
from .cnn import PictureEncoder
from .encoders import image_encoder
from .fetch import tokenizer_and_rules
from .picture import ahead, opened, pixels
from .settings import Run
from .train_image import folds
from .text_model import pad
from .words import encode_ids


def trained_text(run: Run, name: str = "all") -> tuple[Bert, dict]:
    """The encoder of stage train-posts (``all`` or ``fold…``) and the state of its heads."""
    state = schedule.load(run.file(f"text-{name}.pt"))
    model = Bert(BertConfig(**state["bert"]))
    model.load_state_dict(state["encoder"])
    return model.eval(), state["heads"]


def trained_image(run: Run, name: str = "all") -> tuple[PictureEncoder, dict]:
    """The encoder of stage train-image (``all`` or ``fold…``) and the state of its heads."""
    if run["picture"]["kept"]:
        return kept.encoder(run)
    state = schedule.load(run.file(f"image-{name}.pt"))
    model = image_encoder(run)
    model.load_state_dict(state["encoder"])
    return model.eval(), state["heads"]


@torch.no_grad()
def token_states(encoder: Bert, ids: list[list[int]], batch: int = 256 if device.GPU else 32) -> list[np.ndarray]:
    """Token states of each text, float16 [T,Dt], without padding."""
    out: list = [None] * len(ids)
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    for at in range(0, len(order), batch):
        part = order[at : at + batch]
        with precision.autocast():
            y = device.array(encoder(*pad([ids[i] for i in part])).half())
        for k, i in enumerate(part):
            out[i] = y[k, : len(ids[i])].copy()
    return out


@torch.no_grad()
def patch_states(run: Run, encoder: PictureEncoder, images: list[str], batch: int = 64 if device.GPU else 16) -> np.ndarray:
    """Patches of each picture, float16 [len,N,Di]."""
    encoder = encoder.eval().to(memory_format=torch.channels_last)
    out = []
    def read(at: int) -> np.ndarray:
        return np.stack([pixels(opened(p, tuple(run["picture"]["background"])), run["picture"]) for p in images[at : at + batch]])

    for _, x in ahead(read, range(0, len(images), batch)):
        out.append(device.array(encoder(device.tensor(x).contiguous(memory_format=torch.channels_last)).half()))
    return np.concatenate(out)


def save_array(path: Path, a: np.ndarray) -> None:
    """Write beside, then rename."""
    part = path.with_suffix(".part")
    with open(part, "wb") as f:
        np.save(f, a)
    part.replace(path)


def post_rows(run: Run) -> list[dict]:
    rows = data.posts(run.data)
    limit = run["features"]["limit"]
    return [r for i, r in enumerate(rows) if not limit or i % max(1, len(rows) // limit) == 0]


def held_conflicts(run: Run, rows: list[dict]) -> np.ndarray:
    """Which rows are real conflict pairs that are kept for measuring."""
    pairs = [i for i, r in enumerate(rows) if r["conflict"]]
    random.Random(run["seed"]).shuffle(pairs)
    held = np.zeros(len(rows), bool)
    held[pairs[: round(len(pairs) * run["features"]["conflicts_held_out"])]] = True
    return held


def unseen(rows: list[dict], fold: np.ndarray, count: int) -> dict[str, list[int]]:
    """Name of the encoder → rows it had not seen. Conflict pairs too are split by fold: else one could tell them by the encoder."""
    out = {f"fold{k}": [i for i, r in enumerate(rows) if fold[i] == k and r["split"] == "train"] for k in range(count)}
    out["all"] = [i for i, r in enumerate(rows) if r["split"] == "val"]
    return {k: v for k, v in out.items() if v}


def words(run: Run, rows: list[dict], parts: dict[str, list[int]]) -> None:
    """``tokens.pt``: states of every post by an encoder that had not seen it, and by the one that ships; of tweets by the latter."""
    if run.file("tokens.pt").exists():
        return
    tok, rules = tokenizer_and_rules(run)
    c = run["words"]["max_tokens"]
    ids = encode_ids(tok, rules, [r["text"] for r in rows], c)
    shipped = trained_text(run)[0]
    seen = token_states(shipped, ids)
    states = list(seen)
    for name, index in parts.items():
        if name != "all" and run["train_posts"]["epochs"]:
            for i, s in zip(index, token_states(trained_text(run, name)[0], [ids[i] for i in index])):
                states[i] = s
    tweets = texts.sentiment(run.data, run["text_data"])[0]
    random.Random(run["seed"]).shuffle(tweets)
    tweets = tweets[: run["features"]["tweets"]]
    if run.others:
        tweets += texts.other_languages(run.data, "train")
    tweet_states = token_states(shipped, encode_ids(tok, rules, [t["text"] for t in tweets], c))
    made = made_words(run)
    made_states = token_states(shipped, encode_ids(tok, rules, [r["text"] for r in made], c))
    schedule.save(run.file("tokens.pt"), posts=states, seen=seen, tweets=tweet_states,
                  made=[r | {"tokens": s} for r, s in zip(made, made_states)])  # fmt: skip
    print(f"features: words of {len(rows)} posts, {len(tweets)} tweets, {len(made)} wordings of our own", flush=True)


def made_words(run: Run) -> list[dict]:
    """Wordings that are put beside pictures: of what one sees (``scene``), and others that mean the same beside any picture.

    Dicts with ``text``, ``kind``, ``part`` (train, held), ``says``, ``meant`` (indices of labels or None), ``themes`` (of OASIS) or None.
    """
    from .made import scene_words

    rng, out = random.Random(run["seed"]), []
    for part in ("train", "held"):
        for r in scene_words(part):
            out.append(dict(text=r["text"], kind="scene", part=part, says=data.index_of(r["says"]), meant=data.index_of(r["meant"]), themes=r["themes"]))
        rows = texts.made(part, run["seed"])
        for kind in ("sarcasm", "sincere", "plain", "news"):
            some = [r for r in rows if r["kind"] == kind]
            for r in rng.sample(some, min(len(some), run["features"]["made"])):
                out.append(dict(text=r["text"], kind=kind, part=part, says=r["says"], meant=r["meant"], themes=None))
    return out


@dataclass(frozen=True)
class Aligned:
    """A linear map from the patches of one encoder to those of another: ``weight`` [Di,Di], ``bias`` [Di]; ``fit``: share of the variance it explains."""

    weight: np.ndarray
    bias: np.ndarray
    fit: float

    def __call__(self, patches: np.ndarray) -> np.ndarray:
        """float16 [len,N,Di], a few pictures at a time."""
        out = np.empty_like(patches)
        for at in range(0, len(patches), 64):
            out[at : at + 64] = patches[at : at + 64].astype(np.float32) @ self.weight + self.bias
        return out


def aligned(x: np.ndarray, y: np.ndarray, strength: float) -> Aligned:
    """Ridge regression from patches ``x`` to patches ``y`` of the same pictures, float16 [len,N,Di] each; ``strength``: of the penalty, in mean variances."""
    x, y = (a.reshape(-1, a.shape[-1]).astype(np.float32) for a in (x, y))
    mx, my = x.mean(0), y.mean(0)
    x, y = x - mx, y - my
    square = x.T @ x
    square[np.diag_indices_from(square)] += strength * np.trace(square) / len(square)
    w = np.linalg.solve(square, x.T @ y)
    left = float(((y - x @ w) ** 2).sum() / (y**2).sum())
    return Aligned(w, my - mx @ w, 1 - left)


def features(run: Run) -> None:
    rows = post_rows(run)
    fold = folds(rows, run["folds"], run["seed"])
    parts = unseen(rows, fold, run["folds"])
    words(run, rows, parts)
    done = run.file("patches.npy")
    if done.exists():
        print("features: pictures done before,", done)
        return
    # by the encoder that ships: the space that counts, though it has seen the labels of training posts
    seen = run.file("patches-all.npy")
    if not seen.exists():
        save_array(seen, patch_states(run, trained_image(run)[0], [r["image"] for r in rows]))
    shipped = np.load(seen)
    patches = shipped.copy()
    maps = {}
    for name, index in parts.items():
        if name == "all" or run["picture"]["kept"]:
            continue
        encoder = trained_image(run, name)[0]
        both = [i for n, some in parts.items() if n not in (name, "all") for i in some if not rows[i]["conflict"]][: run["features"]["aligned"]]
        maps[name] = aligned(patch_states(run, encoder, [rows[i]["image"] for i in both]), shipped[both], run["features"]["aligned_strength"])
        patches[index] = maps[name](patch_states(run, encoder, [rows[i]["image"] for i in index]))
        print(f"features: {len(index)} pictures by {name}, brought into the shipped space ({100 * maps[name].fit:.0f} % of the variance)", flush=True)
    scene_features(run, maps)
    save_array(done, patches)


def scene_features(run: Run, maps: dict[str, Aligned]) -> None:
    """``scenes.pt``: patches of OASIS photographs by an encoder that had not seen their valence, and by the one that ships."""
    done = run.file("scenes.pt")
    if done.exists():
        return
    scenes = data.oasis(run.data)[: run["features"]["limit"] or None]
    fold = folds(scenes, run["folds"], run["seed"])
    unseen_patches: list = [None] * len(scenes)
    for k in range(run["folds"]):
        index = [i for i in range(len(scenes)) if fold[i] == k]
        if index:
            found = patch_states(run, trained_image(run, f"fold{k}")[0], [scenes[i]["image"] for i in index])
            for i, y in zip(index, maps[f"fold{k}"](found) if f"fold{k}" in maps else found):
                unseen_patches[i] = y
    seen = unseen_patches if run["picture"]["kept"] else patch_states(run, trained_image(run)[0], [r["image"] for r in scenes])
    schedule.save(done, scenes=[dict(name=Path(r["image"]).name, theme=r["theme"].rsplit(" ", 1)[0], valence=r["valence"], patches=u, seen=s)
                                for r, u, s in zip(scenes, unseen_patches, seen)])  # fmt: skip
    print(f"features: {len(scenes)} photographs", flush=True)
