"""Stored features and labels, as the fusion sees them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from . import LABELS, data, device, schedule
from .features import held_conflicts, post_rows, trained_text
from .settings import Run

NEGATIVE, NEUTRAL, POSITIVE = (LABELS.index(x) for x in ("negative", "neutral", "positive"))
HELD_PICTURES = 0.2  # share of the photographs that made pairs are judged on


def pad_states(states: list[np.ndarray]) -> tuple[Tensor, Tensor]:
    """Token states of several texts → float [B,T,Dt] and mask int64 [B,T]."""
    width = max(len(s) for s in states)
    tokens = np.zeros((len(states), width, states[0].shape[1]), np.float32)
    mask = np.zeros((len(states), width), np.int64)
    for i, s in enumerate(states):
        tokens[i, : len(s)] = s
        mask[i, : len(s)] = 1
    return device.tensor(tokens), device.tensor(mask)


@dataclass
class Posts:
    """Stored features and labels of all posts; an index of rows selects a split."""

    tokens: list[np.ndarray]  # [T,Dt] float16 each, by encoders that had not seen the post's labels
    patches: np.ndarray  # [len,N,Di] float16, likewise
    seen_tokens: list[np.ndarray]  # both by the encoders that ship
    seen: np.ndarray
    label: np.ndarray  # −100: none
    text_label: np.ndarray
    image_label: np.ndarray
    conflict: np.ndarray
    val: np.ndarray
    held: np.ndarray  # conflict rows kept for measuring
    tweets: list[np.ndarray]
    tweet_labels: np.ndarray  # what the words' own head reads, which has learned from more tweets than stand here
    made: list[dict]  # see ``features.made_words``, each with its ``tokens`` [T,Dt]
    scenes: list[dict]  # OASIS: name, theme, valence, patches, seen

    def batch(self, index, words: list[bool], pictures: list[bool]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """The fusion's five inputs for rows ``index``; where true, a row's words or picture by the encoder that ships."""
        tokens, mask = pad_states([self.seen_tokens[i] if s else self.tokens[i] for i, s in zip(index, words)])
        patches = device.tensor(np.stack([self.seen[i] if s else self.patches[i] for i, s in zip(index, pictures)])).float()
        n = len(index)
        return tokens, mask, patches, torch.ones(n, dtype=torch.long), torch.ones(n, patches.shape[1], dtype=torch.long)

    @property
    def train(self) -> np.ndarray:
        return np.flatnonzero(~self.val & ~self.conflict)

    @property
    def validation(self) -> np.ndarray:
        return np.flatnonzero(self.val & ~self.conflict)


def pooled_words(states: list[np.ndarray]) -> Tensor:
    """The first state beside the mean of all of each text: float [len,2Dt]."""
    return device.tensor(np.stack([np.concatenate([x[0], x.mean(0, dtype=np.float32)]).astype(np.float32) for x in states]))


def as_read(states: list[np.ndarray], heads: dict[str, Tensor]) -> np.ndarray:
    """What the words' own head says of each text: [len] indices of labels."""
    x = pooled_words(states)
    return device.array((x @ heads["says.weight"].T.to(x) + heads["says.bias"].to(x)).argmax(-1))


def load_posts(run: Run) -> Posts:
    rows = post_rows(run)
    stored = schedule.load(run.file("tokens.pt"))
    return Posts(
        tokens=stored["posts"],
        patches=np.load(run.file("patches.npy")),
        seen_tokens=stored["seen"],
        seen=np.load(run.file("patches-all.npy"), mmap_mode="r"),
        label=np.array([data.label_id(r["label"]) for r in rows]),
        text_label=np.array([data.label_id(r["text_label"]) for r in rows]),
        image_label=np.array([data.label_id(r["image_label"]) for r in rows]),
        conflict=np.array([r["conflict"] for r in rows]),
        val=np.array([r["split"] == "val" for r in rows]),
        held=held_conflicts(run, rows),
        tweets=stored["tweets"],
        tweet_labels=as_read(stored["tweets"], trained_text(run)[1]),
        made=stored["made"],
        scenes=schedule.load(run.file("scenes.pt"))["scenes"],
    )


def held_picture(name: str) -> bool:
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) < HELD_PICTURES * 16**8


@dataclass(frozen=True)
class Pair:
    """Words of our own beside a picture: what they say, what they mean there, and whether the two pull apart (None: unknown)."""

    tokens: np.ndarray
    patches: np.ndarray
    says: int
    meant: int
    clash: int | None
    kind: str


class Pairs:
    """Made pairs of words and pictures. Words of the held-out part and photographs of the held-out part only meet each other."""

    def __init__(self, posts: Posts, index: np.ndarray, c: dict, part: str):
        self.posts, self.c = posts, c
        held = part == "held"
        words = [m for m in posts.made if m["part"] == part]
        self.praise = [m for m in words if m["kind"] == "scene" and m["says"] == POSITIVE and not m["themes"]]
        self.complaint = [m for m in words if m["kind"] == "scene" and m["says"] == NEGATIVE and not m["themes"]]
        self.caption = [m for m in words if m["says"] == NEUTRAL and (m["kind"] == "news" or not m["themes"])]
        self.themed = [m for m in words if m["themes"] and m["meant"] is not None]
        self.kind = {k: [m for m in words if m["kind"] == k] for k in ("sarcasm", "sincere", "plain")}
        scenes = [s for s in posts.scenes if held_picture(s["name"]) == held]
        self.by_theme: dict[str, list[dict]] = {}
        for s in scenes:
            self.by_theme.setdefault(s["theme"], []).append(s)
        self.bad: list = [s for s in scenes if s["valence"] < c["unpleasant"]]
        self.good: list = [s for s in scenes if s["valence"] > c["pleasant"]]
        self.dull: list = [s for s in scenes if c["unpleasant"] + 0.6 <= s["valence"] <= c["pleasant"]]
        # pictures of posts, judged by people who had not seen the words
        self.posted = {y: [int(i) for i in index if posts.image_label[i] == y] for y in (NEGATIVE, NEUTRAL, POSITIVE)}

    def picture(self, rng, pool: list, label: int) -> np.ndarray:
        """Patches of a photograph out of ``pool`` or, for a share, of a post's picture with ``label``."""
        if not pool or (self.posted[label] and rng.random() < self.c["posted"]):
            i = rng.choice(self.posted[label])
            return self.posts.seen[i] if rng.random() < self.c["seen_pictures"] else self.posts.patches[i]
        s = rng.choice(pool)
        return s["seen"] if rng.random() < self.c["seen_pictures"] else s["patches"]

    def any_picture(self, rng) -> np.ndarray:
        return self.picture(rng, *rng.choice(((self.bad, NEGATIVE), (self.dull, NEUTRAL), (self.good, POSITIVE))))

    def draw(self, rng) -> Pair:
        """One pair by chance; the shares of the kinds are those of the configuration."""
        kind = rng.choices(list(self.c["kinds"]), list(self.c["kinds"].values()))[0]
        return self.of(kind, rng)

    def of(self, kind: str, rng) -> Pair:
        bad, dull, good = (self.bad, NEGATIVE), (self.dull, NEUTRAL), (self.good, POSITIVE)
        if kind == "praise over bad":
            m, side, meant, clash = rng.choice(self.praise), bad, NEGATIVE, 1
        elif kind == "praise over good":
            m, side, meant, clash = rng.choice(self.praise), rng.choice((good, good, dull)), POSITIVE, 0
        elif kind == "complaint over bad":
            m, side, meant, clash = rng.choice(self.complaint), rng.choice((bad, bad, dull)), NEGATIVE, 0
        elif kind == "caption":
            m, side, meant, clash = rng.choice(self.caption), rng.choice((bad, dull, good)), NEUTRAL, 0
        elif kind == "themed":
            m = rng.choice(self.themed)
            of = [s for t in m["themes"] for s in self.by_theme.get(t, [])]
            if not of:
                return self.of("caption", rng)
            s = rng.choice(of)
            clash = int(m["says"] == POSITIVE and m["meant"] == NEGATIVE) if s["valence"] < self.c["unpleasant"] + 0.8 or m["meant"] != NEGATIVE else None
            return Pair(m["tokens"], s["seen"] if rng.random() < self.c["seen_pictures"] else s["patches"], m["says"], m["meant"], clash, kind)
        elif kind == "sarcasm":
            m, side, meant, clash = rng.choice(self.kind["sarcasm"]), rng.choice((bad, dull, good)), NEGATIVE, None
        elif kind == "sincere":
            m, side, meant, clash = rng.choice(self.kind["sincere"]), rng.choice((dull, good)), POSITIVE, 0
        elif kind == "plain":
            m, side, meant, clash = rng.choice(self.kind["plain"]), rng.choice((bad, dull)), NEGATIVE, 0
        else:
            raise ValueError(f"no kind {kind!r} of made pairs")
        return Pair(m["tokens"], self.picture(rng, *side), m["says"], meant, clash, kind)


def pair_batch(pairs: list[Pair]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The fusion's five inputs for made pairs."""
    tokens, mask = pad_states([p.tokens for p in pairs])
    patches = device.tensor(np.stack([p.patches for p in pairs])).float()
    return tokens, mask, patches, torch.ones(len(pairs), dtype=torch.long), torch.ones(patches.shape[:2], dtype=torch.long)
