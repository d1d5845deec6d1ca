"""What a post means beside a picture: the gate that opens where praise meets a flood, trained by itself on a finished fusion."""

from __future__ import annotations

import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import device, loop
from .fusion import Fusion
from .fusion_data import Pair, Pairs, Posts, pair_batch
from .settings import Run
from .text_model import meaning, opened


@torch.no_grad()
def seen_by(fusion: Fusion, batches: list[tuple]) -> dict[str, Tensor]:
    """What the last step needs of many posts: the outputs, and the views that the gate sees."""
    fusion.eval()
    out: dict[str, list[Tensor]] = {}
    for tokens, mask, patches, there, patch_mask in batches:
        logits, text_logits, image_logits, incongruity, irony, _, _, _ = fusion(tokens, mask, patches, there, patch_mask)
        t_mask, p_mask = mask.float(), (patch_mask * there[:, None]).float()
        has_t, has_p = ((m.sum(1, keepdim=True) > 0).float() for m in (t_mask, p_mask))
        t, p = fusion.pooled(tokens, t_mask, has_t, patches, p_mask, has_p)
        views = fusion.opinions(t, p, text_logits, image_logits)
        for k, v in dict(logits=logits, t=t, views=views, incongruity=incongruity, irony=irony).items():
            out.setdefault(k, []).append(v)
    return {k: torch.cat(v) for k, v in out.items()}


def fit(run: Run, fusion: Fusion, posts: Posts, index: np.ndarray, seed: int) -> None:
    """Train ``clash_gate`` and ``clash_figure``: made pairs mean what they were made to mean, posts what they say."""
    c = run["train_meant"]
    rng = random.Random(seed)
    torch.manual_seed(seed)
    pairs: list[Pair] = [Pairs(posts, index, run["made_pairs"], "train").draw(rng) for _ in range(c["pairs"])]
    rows = rng.sample(index.tolist(), min(len(index), c["posts"]))
    n = len(rows)
    batches = [posts.batch(rows[at : at + 64], [False] * len(rows[at : at + 64]), [rng.random() < 0.5 for _ in rows[at : at + 64]]) for at in range(0, n, 64)]
    batches += [pair_batch(pairs[at : at + 64]) for at in range(0, len(pairs), 64)]
    x = seen_by(fusion, batches)
    target = torch.cat([device.tensor(posts.label[rows]), torch.tensor([p.meant for p in pairs])])
    weight = torch.cat([torch.full((n,), c["post_weight"]), torch.ones(len(pairs))])
    trained = nn.ModuleList([fusion.clash_gate, fusion.clash_figure])
    with torch.no_grad():
        fusion.clash_gate[2].bias.fill_(-2.0)  # a picture neither adds nor takes much, at first
        fusion.clash_figure.weight.zero_()
    by_words = opened(fusion.gate_head(x["t"])[:, 0], x["irony"]).detach()
    figure = fusion.figure_head(x["t"]).detach()

    def loss() -> Tensor:
        k = torch.randint(len(target), (c["batch"],))
        views = F.dropout(x["views"][k], c["dropout"])
        share = fusion.share(by_words[k], fusion.clash_gate(views), x["incongruity"][k], torch.ones(len(k)))
        log_p = meaning(x["logits"][k], share, figure[k] + fusion.clash_figure(x["views"][k, :9]))
        return (F.nll_loss(log_p, target[k], reduction="none") * weight[k]).mean()

    fusion.train()
    loop.heads(trained.parameters(), loss, c)
    fusion.eval()


@torch.no_grad()
def figures(run: Run, fusion: Fusion, posts: Posts, index: np.ndarray, part: str = "held", count: int = 300) -> dict[str, float]:
    """By kind of made pair, in per cent: verdicts of what is said and of what is meant that are right, and pairs that pull apart."""
    rng, out = random.Random(7), {}
    pairs = Pairs(posts, index, run["made_pairs"] | {"seen_pictures": 0.0, "posted": 0.5}, part)
    for kind in run["made_pairs"]["kinds"]:
        drawn = [pairs.of(kind, rng) for _ in range(count)]
        says, meant, clash = [], [], []
        for at in range(0, count, 64):
            o = fusion(*pair_batch(drawn[at : at + 64]))
            says += o[0].argmax(-1).tolist()
            meant += o[6].argmax(-1).tolist()
            clash += (torch.sigmoid(o[3]) > 0.5).tolist()
        out[f"{kind}: says"] = 100 * float(np.mean([s == p.says for s, p in zip(says, drawn)]))
        out[f"{kind}: meant"] = 100 * float(np.mean([m == p.meant for m, p in zip(meant, drawn)]))
        out[f"{kind}: apart"] = 100 * float(np.mean(clash))
    return out
