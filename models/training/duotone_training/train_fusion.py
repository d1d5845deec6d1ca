"""Stage train-fusion: attention over stored token states and patches, with both modalities kept in play.

Modality dropout (a post loses its words or its picture and is then judged by what annotators saw in the rest), losses
on each modality's own head, and on-the-fly gradient modulation, OGM-GE (Peng et al. 2022, CVPR).
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score
from torch import Tensor, nn

from . import data, schedule, settings
from .features import held_conflicts, post_rows, trained_image, trained_text
from .fusion import Fusion, FusionConfig
from .settings import Run
from .train_image import folds
from .text_model import class_weights


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
    tweet_labels: np.ndarray
    scenes: list[tuple[np.ndarray, float]]  # OASIS: mean of the patches [Di] and valence, 1 to 7

    def batch(self, index, words: list[bool], pictures: list[bool]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """The fusion's five inputs for rows ``index``; where true, a row's words or picture by the encoder that ships."""
        tokens, mask = pad_states([self.seen_tokens[i] if s else self.tokens[i] for i, s in zip(index, words)])
        patches = torch.from_numpy(np.stack([self.seen[i] if s else self.patches[i] for i, s in zip(index, pictures)])).float()
        n = len(index)
        return tokens, mask, patches, torch.ones(n, dtype=torch.long), torch.ones(n, patches.shape[1], dtype=torch.long)

    @property
    def train(self) -> np.ndarray:
        return np.flatnonzero(~self.val & ~self.conflict)

    @property
    def validation(self) -> np.ndarray:
        return np.flatnonzero(self.val & ~self.conflict)


def pad_states(states: list[np.ndarray]) -> tuple[Tensor, Tensor]:
    """Token states of several texts → float [B,T,Dt] and mask int64 [B,T]."""
    width = max(len(s) for s in states)
    tokens = torch.zeros(len(states), width, states[0].shape[1])
    mask = torch.zeros(len(states), width, dtype=torch.long)
    for i, s in enumerate(states):
        tokens[i, : len(s)] = torch.from_numpy(s).float()
        mask[i, : len(s)] = 1
    return tokens, mask


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
        tweet_labels=np.array(stored["tweet_labels"]),
        scenes=schedule.load(run.file("scenes.pt"))["scenes"],
    )


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


@torch.no_grad()
def new_fusion(run: Run, text_heads: dict, image_heads: dict, posts: Posts, index: np.ndarray) -> Fusion:
    """A fusion that starts as a logistic regression and the encoders' own heads; attention adds to that."""
    text_width, image_width = posts.tokens[0].shape[1], posts.patches.shape[2]
    p = run["picture"]
    f = run["train_fusion"]
    c = run["fusion"] | {"grid": tuple(p["grid"]), "cells": tuple(run["fusion"]["cells"])}
    fusion = Fusion(FusionConfig(text_width, image_width, max_tokens=run["words"]["max_tokens"], **c))
    fusion.text_head.weight.copy_((text_heads["post_words.weight"] + text_heads["sentiment.weight"]) / 2)
    fusion.text_head.bias.copy_((text_heads["post_words.bias"] + text_heads["sentiment.bias"]) / 2)
    words, picture, bias = (torch.from_numpy(a).float() for a in start(posts, index, f["regression"], f["regression_steps"]))
    fusion.text_linear.weight.copy_(words)
    fusion.text_linear.bias.copy_(bias)
    fusion.image_linear.weight.copy_(picture)
    fusion.merge.weight.zero_()
    fusion.image_head.weight.copy_(image_heads["own.weight"])
    fusion.image_head.bias.copy_(image_heads["own.bias"])
    fusion.head.weight.zero_()
    fusion.head.bias.zero_()
    fusion.irony_head.weight.copy_(text_heads["irony.weight"][1:] - text_heads["irony.weight"][:1])
    fusion.irony_head.bias.copy_(text_heads["irony.bias"][1:] - text_heads["irony.bias"][:1])
    fusion.irony_head.requires_grad_(False)
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


def clash_targets(text_label: Tensor, image_label: Tensor, one: float, two: float) -> tuple[Tensor, Tensor]:
    """Target and weight of words and a picture put together: opposite signs 1, others 0; ``one`` and ``two``: weights of
    pairs with one neutral side and with two."""
    known = (text_label >= 0) & (image_label >= 0)
    s, t = text_label - 1, image_label - 1
    target = (s * t < 0).float()
    weight = torch.where(s * t == 0, one, 1.0) * known
    weight = torch.where((s == 0) & (t == 0), two * known, weight)
    return target, weight


def fit(run: Run, posts: Posts, index: np.ndarray, pairs: np.ndarray, heads: tuple[dict, dict], seed: int,
        over: dict | None = None, say: str = "") -> Fusion:  # fmt: skip
    """Train on labelled rows ``index`` and real conflict pairs ``pairs``; → the averaged model."""
    c = run["train_fusion"] | (over or {})
    schedule.seed_all(seed)
    rng = random.Random(seed)
    fusion = new_fusion(run, *heads, posts, index)
    old = [fusion.text_head, fusion.image_head, fusion.text_linear, fusion.image_linear]
    known = {id(p) for m in old for p in m.parameters()}
    rest = nn.ParameterList([p for p in fusion.parameters() if id(p) not in known and p.requires_grad])
    optimiser = torch.optim.AdamW(
        schedule.groups(dict(rest=rest, heads=nn.ModuleList(old)), dict(rest=c["lr"], heads=c["head_lr"]), c["weight_decay"]),
        fused=True,
    )
    average = schedule.Average(fusion, c["ema_decay"])
    w = {n: class_weights(getattr(posts, n)[index].tolist(), 3, c["class_balance"]) for n in ("label", "text_label", "image_label")}
    w_fused = class_weights(posts.label[index].tolist(), 3, c["label_balance"])
    w_tweet = class_weights(posts.tweet_labels.tolist(), 3, c["class_balance"])
    smooth = c["label_smoothing"]
    per_epoch = -(-len(index) // c["batch"])
    progress = schedule.Progress(per_epoch * c["epochs"])
    tweet_count = min(c["tweets_per_batch"], len(posts.tweets))
    step = 0
    for epoch in range(c["epochs"]):
        fusion.train()
        order = index.tolist()
        rng.shuffle(order)
        losses = []
        for at in range(0, len(order), c["batch"]):
            schedule.set_lr(optimiser, schedule.triangle(progress(step), c["warmup"]))
            rows = order[at : at + c["batch"]]
            by = [[rng.random() < c[share] for _ in rows] for share in ("seen_words", "seen_pictures")]
            tokens, mask, patches, there, patch_mask = posts.batch(rows, *by)
            y, yt, yi = (torch.from_numpy(getattr(posts, n)[rows]) for n in ("label", "text_label", "image_label"))
            target = y.clone()
            for k in range(len(rows)):
                u = rng.random()
                if u < c["drop_words"]:
                    mask[k] = 0
                    target[k] = yi[k]
                elif u < c["drop_words"] + c["drop_picture"]:
                    there[k] = 0
                    target[k] = yt[k]
                if rng.random() < c["drop_patches"]:
                    patch_mask[k] = (torch.rand(patch_mask.shape[1]) > rng.uniform(*c["drop_patches_part"])).long()
            tweet_rows = rng.sample(range(len(posts.tweets)), tweet_count)
            t_tokens, t_mask = pad_states([posts.tweets[k] for k in tweet_rows]) if tweet_rows else (tokens[:0], mask[:0])
            yz = torch.from_numpy(posts.tweet_labels[tweet_rows])
            wide = max(tokens.shape[1], t_tokens.shape[1])
            tokens = torch.cat([F.pad(tokens, (0, 0, 0, wide - tokens.shape[1])), F.pad(t_tokens, (0, 0, 0, wide - t_tokens.shape[1]))])
            mask = torch.cat([F.pad(mask, (0, wide - mask.shape[1])), F.pad(t_mask, (0, wide - t_mask.shape[1]))])
            n, z = len(rows), len(tweet_rows)
            patches = torch.cat([patches, patches.new_zeros(z, *patches.shape[1:])])
            there = torch.cat([there, there.new_zeros(z)])
            patch_mask = torch.cat([patch_mask, patch_mask.new_ones(z, patch_mask.shape[1])])

            with torch.autocast("cpu", torch.bfloat16):
                logits, text_logits, image_logits, *_ = (o.float() for o in fusion(tokens, mask, patches, there, patch_mask))
            loss = F.cross_entropy(logits[:n], target, w_fused, label_smoothing=smooth)
            if c["unimodal_weight"]:
                has_t, has_p = mask[:n].sum(1) > 0, (there[:n] > 0)
                lt = F.cross_entropy(text_logits[:n], torch.where(has_t, yt, -100), w["text_label"], label_smoothing=smooth)
                li = F.cross_entropy(image_logits[:n], torch.where(has_p, yi, -100), w["image_label"], label_smoothing=smooth)
                loss = loss + c["unimodal_weight"] * (lt + li)
            if z:
                for out in (logits[n:], text_logits[n:]):
                    loss = loss + c["tweet_weight"] * F.cross_entropy(out, yz, w_tweet, label_smoothing=smooth)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            if c["modulation"]:
                modulate(fusion, text_logits[:n].detach(), image_logits[:n].detach(), y, c["modulation"])
            nn.utils.clip_grad_norm_(fusion.parameters(), c["clip"])
            optimiser.step()
            average.update(fusion)
            losses.append(float(loss.detach()))
            step += 1
        if say:
            print(f"{say} epoch {epoch + 1} {progress.spent / 60:.1f} min loss {np.mean(losses):.3f}", flush=True)
    fusion = average.applied_to(fusion).eval()
    fit_clash(run, fusion, posts, index, pairs, seed)
    return fusion.eval()


@dataclass
class Side:
    """One modality's pooled states [len,D], opinions (logits) [len,3] and labels of many posts; −100: unknown."""

    state: Tensor
    logits: Tensor
    label: Tensor

    def __getitem__(self, k: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return self.state[k], self.logits[k], self.label[k]


@torch.no_grad()
def sides(run: Run, fusion: Fusion, posts: Posts, rows: list[int], extra: bool) -> tuple[Side, Side]:
    """Words and pictures of ``rows``, in their order; with ``extra`` tweets and OASIS photographs follow them."""
    fusion.eval()
    t, p = [], []
    none = np.zeros((1, posts.tokens[0].shape[1]), np.float32)
    for i in rows:
        x = posts.tokens[i].astype(np.float32)
        t.append(np.concatenate([x[0], x.mean(0)]))
        p.append(posts.patches[i].mean(0, dtype=np.float32))
    yt, yi = posts.text_label[rows].tolist(), posts.image_label[rows].tolist()
    if extra:
        for x, y in zip(posts.tweets[: len(rows)], posts.tweet_labels):
            x = x.astype(np.float32) if len(x) else none
            t.append(np.concatenate([x[0], x.mean(0)]))
            yt.append(int(y))
        for x, valence in posts.scenes:
            p.append(x)
            yi.append(2 if valence > run["train_clash"]["pleasant"] else 0 if valence < run["train_clash"]["unpleasant"] else 1)
    t, p = torch.from_numpy(np.stack(t)), fusion.image_scale(torch.from_numpy(np.stack(p)))
    return Side(t, fusion.text_head(t), torch.tensor(yt)), Side(p, fusion.image_head(p), torch.tensor(yi))


def fit_clash(run: Run, fusion: Fusion, posts: Posts, index: np.ndarray, pairs: np.ndarray, seed: int) -> None:
    """Train the incongruity output alone: real conflict pairs, posts as they are, and words put to others' pictures."""
    c = run["train_clash"]
    torch.manual_seed(seed)
    rows = index.tolist() + pairs.tolist()
    words, pictures = sides(run, fusion, posts, rows, c["extra"])
    real = torch.arange(len(index))
    conflicts = torch.arange(len(index), len(rows))
    agree = real[(words.label[real] == pictures.label[real]) & (words.label[real] != 1)]
    if not len(agree) or not len(conflicts):
        return
    trained = nn.ModuleList([fusion.text_view, fusion.image_view, fusion.clash])
    optimiser = torch.optim.AdamW(trained.parameters(), lr=c["lr"], weight_decay=c["weight_decay"])
    average = {k: v.detach().clone() for k, v in trained.state_dict().items()}
    fusion.train()
    for step in range(c["steps"]):
        for g in optimiser.param_groups:
            g["lr"] = c["lr"] * schedule.triangle(step / c["steps"], c["warmup"])

        def some(pool: Tensor, n: int) -> Tensor:
            return pool[torch.randint(len(pool), (n,))]

        made = c["made"]
        a = torch.cat([some(conflicts, c["conflicts"]), some(agree, c["agreeing"]), some(real, c["posts"]),
                       torch.randint(len(words.label), (made,))])  # fmt: skip
        b = torch.cat([a[:-made], torch.randint(len(pictures.label), (made,))])
        (t, tl, yt), (p, pl, yi) = words[a], pictures[b]
        target, weight = clash_targets(yt, yi, c["neutral_weight"], c["both_neutral_weight"])
        target[: c["conflicts"]], weight[: c["conflicts"]] = 1.0, 1.0
        weight[-made:] *= c["made_weight"]
        out = fusion.clash(fusion.opinions(t, p, tl, pl))[:, 0]
        positive = (weight * target).sum()
        balance = torch.where(target > 0, weight / positive.clamp_min(1e-6), weight / (weight.sum() - positive).clamp_min(1e-6))
        loss = (F.binary_cross_entropy_with_logits(out, target, reduction="none") * balance).sum() / 2
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        with torch.no_grad():
            for k, v in trained.state_dict().items():
                average[k].lerp_(v, 1 - c["ema_decay"] if step > c["ema_from"] else 1.0)
    trained.load_state_dict(average)


@torch.no_grad()
def predict(fusion: Fusion, posts: Posts, index: np.ndarray, words: bool = True, picture: bool = True,
            shipped: bool = False) -> dict[str, np.ndarray]:  # fmt: skip
    """Outputs for rows ``index``, with words or picture taken away if asked; ``shipped``: by the encoder that ships."""
    out: dict[str, list] = {k: [] for k in ("logits", "text_logits", "image_logits", "incongruity", "irony")}
    fusion.eval()
    for at in range(0, len(index), 64):
        rows = index[at : at + 64]
        tokens, mask, patches, there, patch_mask = posts.batch(rows, *[[shipped] * len(rows)] * 2)
        result = fusion(tokens, mask * int(words), patches, there * int(picture), patch_mask)
        for k, v in zip(out, result):
            out[k].append(v.numpy())
    return {k: np.concatenate(v) for k, v in out.items()}


def probabilities(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    return torch.softmax(torch.from_numpy(logits) / temperature, -1).numpy()


def figures(fusion: Fusion, posts: Posts, index: np.ndarray, held: np.ndarray, shipped: bool = True) -> dict[str, float]:
    """What a table of variants shows, in per cent. Shapley shares are |φ_words| / (|φ_words| + |φ_picture|), averaged."""
    full, no_words = predict(fusion, posts, index), predict(fusion, posts, index, words=False)
    no_picture, none = predict(fusion, posts, index, picture=False), predict(fusion, posts, index, False, False)
    y = posts.label[index]
    shown = full["logits"].argmax(1)
    v = [probabilities(o["logits"])[np.arange(len(index)), shown] for o in (full, no_picture, no_words, none)]
    words = 0.5 * ((v[0] - v[2]) + (v[1] - v[3]))
    picture = 0.5 * ((v[0] - v[1]) + (v[2] - v[3]))
    share = np.abs(words) / (np.abs(words) + np.abs(picture)).clip(1e-9)
    yt, yi = posts.text_label[index], posts.image_label[index]
    out = {
        "accuracy": 100 * accuracy_score(y, shown),
        "macro F1": 100 * f1_score(y, shown, average="macro"),
        "weighted F1": 100 * f1_score(y, shown, average="weighted"),
        "words removed": 100 * accuracy_score(y, no_words["logits"].argmax(1)),
        "picture removed": 100 * accuracy_score(y, no_picture["logits"].argmax(1)),
        "words head": 100 * accuracy_score(yt, full["text_logits"].argmax(1)),
        "picture head": 100 * accuracy_score(yi, full["image_logits"].argmax(1)),
        "Shapley share of words": 100 * float(share.mean()),
    }
    if len(held):
        agree = index[(yt == yi) & (yt != 1)]
        both = [predict(fusion, posts, i, shipped=shipped)["incongruity"] for i in (held, agree)]
        score = np.concatenate(both)
        out["incongruity AUC"] = 100 * roc_auc_score(np.r_[np.ones(len(held)), np.zeros(len(agree))], score)
    return out


def trained_heads(run: Run) -> tuple[dict, dict]:
    return trained_text(run)[1], trained_image(run)[1]


def cross_validate(run: Run, over: dict | None = None) -> tuple[dict, dict[str, np.ndarray]]:
    """Several folds over the training rows and the real conflict pairs; → mean figures, and outputs for every row."""
    posts, heads = load_posts(run), trained_heads(run)
    count = run["calibrate"]["cross_validation"]
    fold = folds(post_rows(run), count, run["seed"] + 1)
    rows, outs, tables = [], [], []
    for k in range(count):
        learn = posts.train[fold[posts.train] != k]
        held = posts.train[fold[posts.train] == k]
        pairs = np.flatnonzero(posts.conflict)
        fusion = fit(run, posts, learn, pairs[fold[pairs] != k], heads, run["seed"] + k, over)
        tables.append(figures(fusion, posts, held, pairs[fold[pairs] == k], shipped=False))
        print("fold", k, {a: round(b, 1) for a, b in tables[-1].items()}, flush=True)
        rows.append(np.concatenate([held, pairs[fold[pairs] == k]]))
        outs.append({f"{m}/{n}": v for m, kw in (("both", {}), ("words", dict(picture=False)), ("picture", dict(words=False)))
                     for n, v in predict(fusion, posts, rows[-1], **kw).items()})  # fmt: skip
    table = {k: float(np.mean([t[k] for t in tables])) for k in tables[0]}
    merged = {k: np.concatenate([o[k] for o in outs]) for k in outs[0]}
    merged["rows"] = np.concatenate(rows)
    return table, merged


def train(run: Run) -> None:
    done = run.file("fusion.pt")
    if done.exists():
        print("train-fusion: done before,", done)
        return
    posts, heads = load_posts(run), trained_heads(run)
    pairs = np.flatnonzero(posts.conflict & ~posts.held)
    fusion = fit(run, posts, posts.train, pairs, heads, run["seed"], say="fusion")
    result = figures(fusion, posts, posts.validation, np.flatnonzero(posts.held))
    print("val", {k: round(v, 1) for k, v in result.items()})
    settings.write_json(run.file("fusion.json"), result)
    schedule.save(done, fusion=fusion.state_dict(), config=fusion.c)
