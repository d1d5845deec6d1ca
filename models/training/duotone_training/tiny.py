"""Stage tiny: small packs with random weights that keep the whole contract, for tests and benchmarks.

``pack-tiny`` uses the real vocabulary and the same fusion code at width 32; the weights are drawn from a fixed seed
and scaled so that posts differ visibly in their scores.
"""

from __future__ import annotations

import copy
from pathlib import Path

import torch
from torch import nn

from . import export, pack, schedule, settings
from .attributions import Reader
from .bert import Bert, BertConfig
from .cnn import TinyCNN
from .fetch import pack_tokenizer
from .fusion import Fusion, FusionConfig
from .settings import Run

TESTDATA = settings.HERE.parent.parent / "inference" / "testdata"

NEUTRAL = dict(
    calibration={
        "temperature": {"both": 1.0, "words": 1.0, "picture": 1.0, "meant": 1.0},
        "incongruity": {"scale": 1.0, "bias": 0.0},
        "irony": {"scale": 1.0, "bias": 0.0},
    },
    thresholds={"incongruity": 0.5, "irony": 0.5, "dominance_margin": 0.05},
)


def golden_words(config: dict, folder: Path, text: str) -> dict:
    """The manifest's self-check: fused logits of a sentence without a picture, by the files in ``folder``."""
    o = Reader.of_pack(config, folder)(text.encode(), None)
    return {"text": text} | {k: [round(float(x), 5) for x in getattr(o, k)] for k in ("logits", "meant_logits")}


@torch.no_grad()
def random_heads(fusion: Fusion, scale: float) -> None:
    """Make a random fusion opinionated: unit-variance heads and no idle null vectors."""
    for head in (fusion.head, fusion.text_linear, fusion.image_linear, fusion.text_head, fusion.image_head,
                 fusion.irony_head, fusion.clash[0], fusion.clash[2], fusion.gate_head, fusion.figure_head, fusion.clash_gate[0], fusion.clash_gate[2]):  # fmt: skip
        head.weight.normal_(0, scale / head.in_features**0.5)
        if head.bias is not None:
            head.bias.normal_(0, 0.3)
    fusion.no_text.normal_(0, 0.3)
    fusion.no_image.normal_(0, 0.3)
    for p in (fusion.modality, fusion.token_position, fusion.cell_position, fusion.null):
        p.normal_(0, 0.3)


def tiny(run: Run, out: Path) -> None:
    schedule.seed_all(run["seed"])
    config = copy.deepcopy(run.config)
    config["pack"] |= {"name": "pack-tiny", "version": "2", "description": "Random weights: keeps the contract, knows nothing"}
    config["pack"]["licence"] = "Apache-2.0 (random weights)"
    config["picture"] |= {"size": [64, 64], "grid": [4, 4]}
    bert = Bert(BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
                           max_position_embeddings=128, embedding_size=8))  # fmt: skip
    for p in bert.parameters():
        if p.ndim > 1:
            nn.init.normal_(p, 0, 1.0 / p.shape[1] ** 0.5)
    cnn = TinyCNN(16)
    for p in cnn.parameters():
        if p.ndim > 1:
            nn.init.normal_(p, 0, 2.0 / p[0].numel() ** 0.5)
    fusion = Fusion(FusionConfig(32, 16, (4, 4), (2, 2), width=32, heads=4, feed_forward=64, hidden=8, max_tokens=128))
    random_heads(fusion, 1.0)
    with torch.no_grad():  # some posts are plain, some ironic
        fusion.irony_head.bias -= 1.5
        fusion.clash[2].bias -= 1.3
        fusion.gate_head.bias -= 1.0  # and few plain ones are turned
        fusion.clash_gate[2].bias -= 1.0
    out.mkdir(parents=True, exist_ok=True)
    print("tiny:", export.export_all(run["export"], {"text": bert, "image": cnn, "fusion": fusion}, (64, 64), out))
    (out / "tokenizer.json").write_text(pack_tokenizer(run), encoding="utf-8")
    (out / "CARD.md").write_text(
        "# pack-tiny\n\nRandom weights from a fixed seed, for tests of programs that run packs. It knows nothing about "
        "sentiment.\nMade by `python -m duotone_training tiny` in `models/training/`.\n"
    )
    golden = golden_words(config, out, "What a lovely day")
    pack.write_manifest(pack.manifest(config, out, NEUTRAL["calibration"], NEUTRAL["thresholds"], [], golden), out)
    print("tiny:", sum(p.stat().st_size for p in out.iterdir()), "bytes in", out)


def fixture(run: Run) -> None:
    tiny(run, TESTDATA / "pack-tiny")
