"""How well a fusion does on stored features: posts held out, one modality removed, real conflict pairs."""

from __future__ import annotations

import numpy as np
import torch
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score

from . import device
from .fusion import Fusion
from .fusion_data import Posts


@torch.no_grad()
def predict(fusion: Fusion, posts: Posts, index: np.ndarray, words: bool = True, picture: bool = True,
            shipped: bool = False) -> dict[str, np.ndarray]:  # fmt: skip
    """Outputs for rows ``index``, with words or picture taken away if asked; ``shipped``: by the encoder that ships."""
    out: dict[str, list] = {k: [] for k in ("logits", "text_logits", "image_logits", "incongruity", "irony", "attention", "meant_logits")}
    fusion.eval()
    for at in range(0, len(index), 64):
        rows = index[at : at + 64]
        tokens, mask, patches, there, patch_mask = posts.batch(rows, *[[shipped] * len(rows)] * 2)
        result = fusion(tokens, mask * int(words), patches, there * int(picture), patch_mask)
        for k, v in zip(out, result):
            out[k].append(device.array(v))
    del out["attention"]  # of another width in each batch
    return {k: np.concatenate(v) for k, v in out.items()}


def probabilities(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    return device.array(torch.softmax(device.tensor(logits) / temperature, -1))


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
