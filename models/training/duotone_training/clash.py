"""The incongruity output: whether words and picture pull apart, trained by itself on pooled states."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import device, loop
from .fusion import Fusion
from .fusion_data import Pair, Pairs, Posts, pooled_words
from .settings import Run


def targets(text_label: Tensor, image_label: Tensor, one: float, two: float) -> tuple[Tensor, Tensor]:
    """Target and weight of words and a picture put together: opposite signs 1, others 0; ``one`` and ``two``: weights of
    pairs with one neutral side and with two."""
    known = (text_label >= 0) & (image_label >= 0)
    s, t = text_label - 1, image_label - 1
    target = (s * t < 0).float()
    weight = torch.where(s * t == 0, one, 1.0) * known
    weight = torch.where((s == 0) & (t == 0), two * known, weight)
    return target, weight


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
    c = run["train_clash"]
    words = [posts.tokens[i] for i in rows]
    pictures = [posts.patches[i].mean(0, dtype=np.float32) for i in rows]
    yt, yi = posts.text_label[rows].tolist(), posts.image_label[rows].tolist()
    if extra:
        for x, y in zip(posts.tweets[: len(rows)], posts.tweet_labels):
            words.append(x)
            yt.append(int(y))
        for s in posts.scenes:
            pictures.append(s["patches"].mean(0, dtype=np.float32))
            yi.append(2 if s["valence"] > c["pleasant"] else 0 if s["valence"] < c["unpleasant"] else 1)
    t, p = pooled_words(words), fusion.image_scale(device.tensor(np.stack(pictures)))
    return Side(t, fusion.text_head(t), torch.tensor(yt)), Side(p, fusion.image_head(p), torch.tensor(yi))


@torch.no_grad()
def made_sides(fusion: Fusion, pairs: list[Pair]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Pooled words and pictures of made pairs, their opinions, and the target."""
    t = pooled_words([p.tokens for p in pairs])
    p = fusion.image_scale(device.tensor(np.stack([x.patches.mean(0, dtype=np.float32) for x in pairs])))
    return t, fusion.text_head(t), p, fusion.image_head(p), torch.tensor([float(x.clash) for x in pairs])


def fit(run: Run, fusion: Fusion, posts: Posts, index: np.ndarray, conflicts: np.ndarray, seed: int) -> None:
    """Real conflict pairs, posts as they are, words put to others' pictures, and wordings of our own beside fitting and unfitting pictures."""
    c = run["train_clash"]
    torch.manual_seed(seed)
    rng = random.Random(seed)
    rows = index.tolist() + conflicts.tolist()
    words, pictures = sides(run, fusion, posts, rows, c["extra"])
    real = torch.arange(len(index))
    apart = torch.arange(len(index), len(rows))
    agree = real[(words.label[real] == pictures.label[real]) & (words.label[real] != 1)]
    if not len(agree):
        return
    real_pairs = c["conflicts"] if len(apart) else 0
    drawn = [p for p in (Pairs(posts, index, run["made_pairs"], "train").draw(rng) for _ in range(c["own_pool"])) if p.clash is not None]
    own = made_sides(fusion, drawn)
    trained = nn.ModuleList([fusion.text_view, fusion.image_view, fusion.clash])
    average = {k: v.detach().clone() for k, v in trained.state_dict().items()}

    def some(pool: Tensor, n: int) -> Tensor:
        return pool[torch.randint(len(pool), (n,))]

    def loss() -> Tensor:
        made = c["made"]
        a = torch.cat([some(apart, real_pairs) if real_pairs else apart, some(agree, c["agreeing"]), some(real, c["posts"]),
                       torch.randint(len(words.label), (made,))])  # fmt: skip
        b = torch.cat([a[:-made], torch.randint(len(pictures.label), (made,))])
        (t, tl, yt), (p, pl, yi) = words[a], pictures[b]
        target, weight = targets(yt, yi, c["neutral_weight"], c["both_neutral_weight"])
        target[:real_pairs], weight[:real_pairs] = 1.0, 1.0
        weight[-made:] *= c["made_weight"]
        k = torch.randint(len(drawn), (c["own"],))
        t, tl, p, pl = (torch.cat([x, y[k]]) for x, y in zip((t, tl, p, pl), own))
        target = torch.cat([target, own[4][k]])
        weight = torch.cat([weight, torch.full((c["own"],), c["own_weight"])])
        out = fusion.clash(fusion.opinions(t, p, tl, pl))[:, 0]
        positive = (weight * target).sum()
        balance = torch.where(target > 0, weight / positive.clamp_min(1e-6), weight / (weight.sum() - positive).clamp_min(1e-6))
        return (F.binary_cross_entropy_with_logits(out, target, reduction="none") * balance).sum() / 2

    @torch.no_grad()
    def to_average(step: int) -> None:
        for name, v in trained.state_dict().items():
            average[name].lerp_(v, 1 - c["ema_decay"] if step > c["ema_from"] else 1.0)

    fusion.train()
    loop.heads(trained.parameters(), loss, c, to_average)
    trained.load_state_dict(average)
