"""Stage train-fusion: attention over stored token states and patches, with both modalities kept in play.

Modality dropout (a post loses its words or its picture and is then judged by what annotators saw in the rest), losses
on each modality's own head, and on-the-fly gradient modulation, OGM-GE (Peng et al. 2022, CVPR).
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn

from . import clash, device, judge_fusion, loop, meant, precision, schedule, settings, words_gate
from .features import trained_image, trained_text
from .fusion import Fusion, FusionConfig
from .fusion_data import Pairs, Posts, load_posts, pad_states, pair_batch, pooled_words
from .settings import Run
from .text_model import class_weights


def start(posts: Posts, index: np.ndarray, strength: float, steps: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Logistic regression of the joint label on pooled states: weights [3,2Dt], [3,Di] and bias [3]."""
    t = np.stack([np.concatenate([posts.tokens[i][0], posts.tokens[i].mean(0, dtype=np.float32)]) for i in index])
    p = [np.stack([x[i].mean(0, dtype=np.float32) for i in index]) for x in (posts.patches, posts.seen)]
    p = [(x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True).clip(1e-6) for x in p]
    x = np.hstack([np.vstack([t, t]), np.vstack(p)]).astype(np.float32)
    mean, std = x.mean(0), x.std(0).clip(1e-4)
    y = np.tile(posts.label[index], 2)
    w, b = np.zeros((3, x.shape[1])), np.full(3, -5.0)
    if len(np.unique(y)) > 2:
        m = LogisticRegression(C=strength / 2, max_iter=steps).fit((x - mean) / std, y)
        w, b = m.coef_ / std, m.intercept_ - m.coef_ @ (mean / std)
    return w[:, : t.shape[1]], w[:, t.shape[1] :], b


def opinion_of_words(posts: Posts, index: np.ndarray, c: dict) -> tuple[np.ndarray, np.ndarray]:
    """Logistic regression of what words say on pooled states, learned from posts, tweets and our own wordings: weights [3,2Dt] and bias [3].

    Among tweets the rarer labels weigh more, as where their head learned them.
    """
    made = [m for m in posts.made if m["part"] == "train" and m["says"] is not None]
    states = [posts.tokens[i] for i in index] + posts.tweets + [m["tokens"] for m in made]
    x = device.array(pooled_words(states))
    y = np.concatenate([posts.text_label[index], posts.tweet_labels, [m["says"] for m in made]])
    mean, std = x.mean(0), x.std(0).clip(1e-4)
    weight = np.ones(len(y))
    weight[len(index) :][: len(posts.tweets)] = np.array(class_weights(posts.tweet_labels.tolist(), 3, c["class_balance"]).tolist())[posts.tweet_labels]
    m = LogisticRegression(C=c["words_regression"], max_iter=c["regression_steps"]).fit((x - mean) / std, y, sample_weight=weight)
    w = m.coef_ / std
    return w, m.intercept_ - w @ mean


@torch.no_grad()
def new_fusion(run: Run, text_heads: dict, image_heads: dict, posts: Posts, index: np.ndarray) -> Fusion:
    """A fusion that starts as a logistic regression and the encoders' own heads; attention adds to that."""
    text_width, image_width = posts.tokens[0].shape[1], posts.patches.shape[2]
    p = run["picture"]
    f = run["train_fusion"]
    c = run["fusion"] | {"grid": tuple(p["grid"]), "cells": tuple(run["fusion"]["cells"])}
    fusion = Fusion(FusionConfig(text_width, image_width, max_tokens=run["words"]["max_tokens"], **c))
    for value, target in zip(opinion_of_words(posts, index, f), (fusion.text_head.weight, fusion.text_head.bias)):
        target.copy_(device.tensor(value).float())
    words, picture, bias = (device.tensor(a).float() for a in start(posts, index, f["regression"], f["regression_steps"]))
    fusion.text_linear.weight.copy_(words)
    fusion.text_linear.bias.copy_(bias)
    fusion.image_linear.weight.copy_(picture)
    fusion.merge.weight.zero_()
    fusion.image_head.weight.copy_(image_heads["own.weight"])
    fusion.image_head.bias.copy_(image_heads["own.bias"])
    if run["picture"]["kept"]:  # it has seen these pictures: what it says of them is surer than of new ones
        fusion.image_head.requires_grad_(False)
    fusion.head.weight.zero_()
    fusion.head.bias.zero_()
    for name in ("irony", "gate", "figure"):  # of the words alone: as stage train-posts left them
        head = getattr(fusion, f"{name}_head")
        head.weight.copy_(text_heads[f"{name}.weight"])
        head.bias.copy_(text_heads[f"{name}.bias"])
        head.requires_grad_(False)
    return fusion


def side(fusion: Fusion, words: bool) -> list[nn.Parameter]:
    """The parameters that only one modality feeds."""
    names = ("text_project", "text_linear", "token_norm") if words else ("image_project", "image_linear", "patch_norm")
    return [p for n in names for p in getattr(fusion, n).parameters()]


def modulate(fusion: Fusion, text_logits: Tensor, image_logits: Tensor, y: Tensor, alpha: float) -> None:
    """OGM-GE: shrink the gradient of the modality that is ahead by 1 − tanh(α·ρ), and add noise of its spread."""
    with torch.no_grad():
        ok = y >= 0
        if not ok.any():
            return
        st = torch.softmax(text_logits[ok], -1).gather(1, y[ok, None]).sum()
        si = torch.softmax(image_logits[ok], -1).gather(1, y[ok, None]).sum()
        ratio = float(st / si)
        for words, r in ((True, ratio), (False, 1 / ratio)):
            k = 1 - float(np.tanh(alpha * r)) if r > 1 else 1.0
            if k == 1.0:
                continue
            for p in side(fusion, words):
                if p.grad is not None and p.grad.numel() > 1:
                    p.grad.mul_(k).add_(torch.randn_like(p.grad) * p.grad.std())


class Batches:
    """What each step sees: posts, some without their words or their picture, tweets, and wordings of our own beside pictures."""

    def __init__(self, run: Run, posts: Posts, index: np.ndarray, c: dict, rng: random.Random):
        self.posts, self.c, self.rng = posts, c, rng
        self.pairs = Pairs(posts, index, run["made_pairs"], "train")
        self.tweets = min(c["tweets_per_batch"], len(posts.tweets))

    def __call__(self, rows: list[int]) -> tuple[tuple[Tensor, ...], dict[str, Tensor]]:
        """The fusion's inputs, and the labels of its parts: ``target`` [n] of the posts, ``text_label``, ``image_label``; ``tweet`` [z]; ``pair`` [m]."""
        c, rng, posts = self.c, self.rng, self.posts
        by = [[rng.random() < c[share] for _ in rows] for share in ("seen_words", "seen_pictures")]
        post_part = posts.batch(rows, *by)
        y, yt, yi = (device.tensor(getattr(posts, n)[rows]) for n in ("label", "text_label", "image_label"))
        target = self.drop(post_part, y, yt, yi)
        parts = [post_part]
        drawn = rng.sample(range(len(posts.tweets)), self.tweets)
        if drawn:
            tokens, mask = pad_states([posts.tweets[k] for k in drawn])
            z, shape = len(drawn), post_part[2].shape[1:]
            parts.append((tokens, mask, torch.zeros(z, *shape), torch.zeros(z, dtype=torch.long), torch.ones(z, shape[0], dtype=torch.long)))
        pairs = [self.pairs.draw(rng) for _ in range(c["pairs_per_batch"])]
        if pairs:
            parts.append(pair_batch(pairs))
        labels = dict(label=y, target=target, text_label=yt, image_label=yi, tweet=device.tensor(posts.tweet_labels[drawn]),
                      pair=torch.tensor([p.says for p in pairs], dtype=torch.long))  # fmt: skip
        return joined(parts), labels

    def drop(self, part: tuple[Tensor, ...], y: Tensor, yt: Tensor, yi: Tensor) -> Tensor:
        """Take words, pictures and patches away in place; → the label of what is left."""
        _, mask, _, there, patch_mask = part
        target, c, rng = y.clone(), self.c, self.rng
        for k in range(len(y)):
            u = rng.random()
            if u < c["drop_words"]:
                mask[k] = 0
                target[k] = yi[k]
            elif u < c["drop_words"] + c["drop_picture"]:
                there[k] = 0
                target[k] = yt[k]
            if rng.random() < c["drop_patches"]:
                patch_mask[k] = (torch.rand(patch_mask.shape[1]) > rng.uniform(*c["drop_patches_part"])).long()
        return target


def joined(parts: list[tuple[Tensor, ...]]) -> tuple[Tensor, ...]:
    """Several batches of the fusion's inputs as one, their words padded to the longest."""
    wide = max(p[0].shape[1] for p in parts)
    tokens = torch.cat([F.pad(p[0], (0, 0, 0, wide - p[0].shape[1])) for p in parts])
    mask = torch.cat([F.pad(p[1], (0, wide - p[1].shape[1])) for p in parts])
    return tokens, mask, *(torch.cat([p[k] for p in parts]) for k in (2, 3, 4))


class Losses:
    """The weighted sum of what a batch teaches."""

    def __init__(self, posts: Posts, index: np.ndarray, c: dict):
        self.c = c
        self.own = {n: class_weights(getattr(posts, n)[index].tolist(), 3, c["class_balance"]) for n in ("text_label", "image_label")}
        self.fused = class_weights(posts.label[index].tolist(), 3, c["label_balance"])
        self.tweet = class_weights(posts.tweet_labels.tolist(), 3, c["class_balance"])

    def __call__(self, outs: tuple[Tensor, ...], x: tuple[Tensor, ...], y: dict[str, Tensor]) -> Tensor:
        logits, text_logits, image_logits = outs[:3]
        c, smooth, n, z = self.c, self.c["label_smoothing"], len(y["target"]), len(y["tweet"])
        loss = F.cross_entropy(logits[:n], y["target"], self.fused, label_smoothing=smooth)
        if c["unimodal_weight"]:
            has_t, has_p = x[1][:n].sum(1) > 0, x[3][:n] > 0
            lt = F.cross_entropy(text_logits[:n], torch.where(has_t, y["text_label"], -100), self.own["text_label"], label_smoothing=smooth)
            li = F.cross_entropy(image_logits[:n], torch.where(has_p, y["image_label"], -100), self.own["image_label"], label_smoothing=smooth)
            loss = loss + c["unimodal_weight"] * (lt + li)
        if z:
            for out in (logits, text_logits):
                loss = loss + c["tweet_weight"] * F.cross_entropy(out[n : n + z], y["tweet"], self.tweet, label_smoothing=smooth)
        if len(y["pair"]):
            for out, weight in ((logits, c["pair_weight"]), (text_logits, c["pair_words_weight"])):
                loss = loss + weight * F.cross_entropy(out[n + z :], y["pair"], label_smoothing=smooth)
        return loss


def fit(run: Run, posts: Posts, index: np.ndarray, conflicts: np.ndarray, heads: tuple[dict, dict], seed: int,
        over: dict | None = None, say: str = "fusion") -> Fusion:  # fmt: skip
    """Train on labelled rows ``index`` and real conflict pairs ``conflicts``; → the averaged model."""
    c = run["train_fusion"] | (over or {})
    schedule.seed_all(seed)
    rng = random.Random(seed)
    fusion = new_fusion(run, *heads, posts, index)
    make, losses = Batches(run, posts, index, c, rng), Losses(posts, index, c)
    fed: dict[str, Tensor] = {}

    def loss(rows: list[int]) -> Tensor:
        x, y = make(rows)
        with precision.autocast():
            outs = tuple(o.float() for o in fusion(*x))
        n = len(rows)
        fed.update(text=outs[1][:n].detach(), image=outs[2][:n].detach(), y=y["label"])
        return losses(outs, x, y)

    def even() -> None:
        if c["modulation"]:
            modulate(fusion, fed["text"], fed["image"], fed["y"], c["modulation"])

    old = nn.ModuleList([fusion.text_head, fusion.image_head, fusion.text_linear, fusion.image_linear])
    known = {id(p) for p in old.parameters()}
    rest = nn.ParameterList([p for p in fusion.parameters() if id(p) not in known and p.requires_grad])
    parts = dict(rest=loop.Part(rest, c["lr"]), heads=loop.Part(old, c["head_lr"]))
    fusion = loop.train(fusion, parts, list(shuffled(index, c, rng)), loss, c, name=say, before_step=even).model.eval()
    clash.fit(run, fusion, posts, index, conflicts, seed)
    words_gate.fit(run, fusion, seed)
    meant.fit(run, fusion, posts, index, seed)
    return fusion.eval()


def shuffled(index: np.ndarray, c: dict, rng: random.Random) -> Iterator[list[int]]:
    for _ in range(c["epochs"]):
        order = index.tolist()
        rng.shuffle(order)
        yield from (order[at : at + c["batch"]] for at in range(0, len(order), c["batch"]))


def trained_heads(run: Run) -> tuple[dict, dict]:
    return trained_text(run)[1], trained_image(run)[1]


@torch.no_grad()
def as_in_training(fusion: Fusion, posts: Posts, index: np.ndarray) -> None:
    """Have the fusion bring patches by the encoder that ships to the mean and spread, channel by channel, that training showed it.

    Training sees what a linear map makes of another encoder's patches, which is their part that both encoders agree on. What is left out adds spread
    and no knowledge (regression dilution, Spearman 1904): unscaled, the picture would weigh too much.
    """
    shown, ships = (torch.from_numpy(a[index].reshape(-1, a.shape[-1]).astype(np.float32)) for a in (posts.patches, posts.seen))
    fusion.patch_gain.copy_(shown.std(0) / ships.std(0).clamp_min(1e-6))
    fusion.patch_shift.copy_(shown.mean(0) - fusion.patch_gain * ships.mean(0))


def as_it_ships(run: Run, posts: Posts, heads: tuple[dict, dict], over: dict | None = None) -> Fusion:
    """Trained on all training rows, and for the patches that it will read; ``over`` changes ``[train_fusion]``."""
    fusion = fit(run, posts, posts.train, np.flatnonzero(posts.conflict & ~posts.held), heads, run["seed"], over)
    as_in_training(fusion, posts, np.sort(np.random.default_rng(run["seed"]).permutation(posts.train)[:1200]))
    return fusion


def train(run: Run) -> None:
    done = run.file("fusion.pt")
    if done.exists():
        print("train-fusion: done before,", done)
        return
    posts, heads = load_posts(run), trained_heads(run)
    fusion = as_it_ships(run, posts, heads)
    result = judge_fusion.figures(fusion, posts, posts.validation, np.flatnonzero(posts.held))
    result |= meant.figures(run, fusion, posts, posts.validation)
    for k, v in result.items():
        print(f"  {k:40} {v:6.1f}")
    settings.write_json(run.file("fusion.json"), result)
    schedule.save(done, fusion=fusion.state_dict(), config=fusion.c)
