"""The fusion's training on drawn features, in which a rule is hidden that it has to find."""

import numpy as np
import pytest
import torch
from duotone_training import clash, features, meant, settings, train_fusion
from duotone_training.fusion_data import NEGATIVE, POSITIVE, Pairs, Posts, held_picture, pair_batch

WORDS, PATCH, CELLS = 8, 6, 4


def states(rng, mean: float) -> np.ndarray:
    """Token states whose first channel is the feeling."""
    x = rng.normal(0, 0.3, (5, WORDS)).astype(np.float16)
    x[:, 0] += mean
    return x


def patches(rng, mean: float) -> np.ndarray:
    x = rng.normal(0, 0.3, (CELLS, PATCH)).astype(np.float16)
    x[:, 0] += mean
    x[:, 1] -= mean
    return x


@pytest.fixture(scope="module")
def posts() -> Posts:
    rng = np.random.default_rng(0)
    n = 240
    text, image = rng.integers(0, 3, n), rng.integers(0, 3, n)
    conflict = (text - 1) * (image - 1) < 0
    label = np.where(conflict, -100, np.where(text == 1, image, text))
    made = [dict(tokens=states(rng, 2.0 * (y - 1)), kind=kind, part=part, says=y, meant=meant_label, themes=None)
            for part in ("train", "held") for kind, y, meant_label in (("scene", 2, None), ("scene", 0, None), ("scene", 1, None),
            ("news", 1, 1), ("sarcasm", 2, 0), ("sincere", 2, 2), ("plain", 0, 0)) for _ in range(20)]  # fmt: skip
    made += [dict(tokens=states(rng, 2.0), kind="scene", part=p, says=2, meant=0, themes=["Flood"]) for p in ("train", "held") for _ in range(4)]
    scenes = [dict(name=f"{k}.jpg", theme="Flood" if y == 0 else "Beach", valence=4.2 + 1.6 * (y - 1), patches=patches(rng, 2.0 * (y - 1)),
                   seen=patches(rng, 2.0 * (y - 1))) for k in range(80) for y in (k % 3,)]  # fmt: skip
    tokens = [states(rng, 2.0 * (y - 1)) for y in text]
    grid = np.stack([patches(rng, 2.0 * (y - 1)) for y in image])
    tweet_labels = rng.integers(0, 3, 60)
    return Posts(tokens, grid, tokens, grid, label, text, image, conflict, np.arange(n) % 5 == 0, conflict & (np.arange(n) % 2 == 0),
                 [states(rng, 2.0 * (y - 1)) for y in tweet_labels], tweet_labels, made, scenes)  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> settings.Run:
    config = settings.load_config()
    config["picture"] |= {"grid": [2, 2]}
    config["fusion"] |= {"cells": [2, 2], "width": 16, "heads": 2, "feed_forward": 16, "hidden": 8}
    config["train_fusion"] |= {"epochs": 6, "lr": 3e-3}
    config["train_clash"] |= {"lr": 3e-3, "own_pool": 400}
    config["train_meant"] |= {"pairs": 400, "posts": 100, "lr": 1e-2}
    folder = tmp_path_factory.mktemp("fusion")
    return settings.Run(config, folder, folder, folder)


@pytest.fixture(scope="module")
def heads() -> tuple[dict, dict]:
    """Encoders' heads that read the feeling, but do not know a figure of speech."""
    opinion = torch.zeros(3, 2 * WORDS)
    opinion[0, WORDS], opinion[2, WORDS] = -1.0, 1.0
    text = {f"{n}.{p}": torch.zeros(*((k, 2 * WORDS) if p == "weight" else (k,))) for n, k in (("irony", 1), ("gate", 1), ("figure", 3))
            for p in ("weight", "bias")}  # fmt: skip
    text["irony.bias"] -= 4
    text["gate.bias"] -= 4
    text["figure.bias"] += torch.tensor([1.0, 0.0, -1.0])
    for name in ("says", "post_words"):
        text |= {f"{name}.weight": opinion.clone(), f"{name}.bias": torch.tensor([0.0, 1.0, 0.0])}
    picture = torch.zeros(3, PATCH)
    picture[0, 0], picture[2, 0] = -1.0, 1.0
    return text, {"own.weight": picture, "own.bias": torch.tensor([0.0, 1.0, 0.0])}


@pytest.fixture(scope="module")
def fusion(run, posts, heads):
    return train_fusion.fit(run, posts, posts.train, np.flatnonzero(posts.conflict & ~posts.held), heads, 1)


def test_praise_over_an_unpleasant_picture_means_the_opposite(run, posts, fusion):
    f = meant.figures(run, fusion, posts, posts.validation, count=60)
    assert f["praise over bad: says"] > 80 and f["praise over bad: meant"] > 80
    assert f["praise over good: meant"] > 80 and f["complaint over bad: meant"] > 80
    assert f["praise over bad: apart"] > 80 and f["praise over good: apart"] < 40


def test_posts_mean_what_they_say(posts, fusion):
    with torch.no_grad():
        out = fusion(*posts.batch(posts.validation, [False] * len(posts.validation), [False] * len(posts.validation)))
    label = torch.from_numpy(posts.label[posts.validation])
    says, means = ((o.argmax(-1) == label).float().mean() for o in (out[0], out[6]))
    assert says > 0.75 and means > says - 0.1


def test_held_out_words_and_pictures_stay_among_themselves(run, posts):
    import random

    pairs, rng = {part: Pairs(posts, posts.train, run["made_pairs"] | {"posted": 0.0}, part) for part in ("train", "held")}, random.Random(1)
    pictures = {part: {s[k].tobytes() for s in posts.scenes if held_picture(s["name"]) == (part == "held") for k in ("patches", "seen")} for part in pairs}
    words = {part: {m["tokens"].tobytes() for m in posts.made if m["part"] == part} for part in pairs}
    for part in pairs:
        for _ in range(300):
            p = pairs[part].draw(rng)
            assert p.tokens.tobytes() in words[part] and p.patches.tobytes() in pictures[part]


def test_a_batch_of_pairs_has_the_fusions_shapes(run, posts):
    import random

    tokens, mask, grid, there, patch_mask = pair_batch([Pairs(posts, posts.train, run["made_pairs"], "train").of("sincere", random.Random(2)) for _ in range(3)])
    assert tokens.shape == (3, 5, WORDS) and mask.shape == (3, 5) and grid.shape == (3, CELLS, PATCH)
    assert there.tolist() == [1, 1, 1] and patch_mask.shape == (3, CELLS)


def test_targets_of_words_and_pictures_put_together():
    y, w = clash.targets(torch.tensor([2, 2, 0, 1, -100]), torch.tensor([NEGATIVE, POSITIVE, 1, 1, 0]), 0.3, 0.6)
    assert y.tolist() == [1, 0, 0, 0, 0]
    assert np.allclose(w.tolist(), [1, 1, 0.3, 0.6, 0])


def test_patches_of_another_encoder_are_brought_into_the_same_space():
    """Two encoders see the same things by other axes: a reader of the second reads the first's patches of new pictures after the map."""
    rng = np.random.default_rng(3)
    seen = rng.normal(0, 1, (60, CELLS, PATCH)).astype(np.float32)
    first = (seen @ rng.normal(0, 1, (PATCH, PATCH)) + 2).astype(np.float16)
    second = (seen @ rng.normal(0, 1, (PATCH, PATCH)) - 1).astype(np.float16)
    m = features.aligned(first[:40], second[:40], 1e-4)
    assert m.fit > 0.99
    assert np.abs(m(first[40:]).astype(np.float32) - second[40:]).mean() < 0.05
    assert np.abs(first[40:].astype(np.float32) - second[40:]).mean() > 1  # so the map is what does it


def test_the_words_gate_follows_what_the_fusion_says():
    """Figurative praise is turned, everyday praise is not but for the share that is let, and no other head changes."""
    from duotone_training import judge_text, words_gate
    from duotone_training.fusion import Fusion, FusionConfig
    from duotone_training.text_model import meaning, opened

    torch.manual_seed(1)
    fusion = Fusion(FusionConfig(8, 6, grid=(2, 2), cells=(2, 2), width=8, heads=2, feed_forward=8, hidden=4, max_tokens=16)).eval()
    with torch.no_grad():
        fusion.text_head.weight.zero_()
        fusion.text_head.bias.copy_(torch.tensor([0.0, 0.0, 3.0]))  # everything sounds positive
        fusion.irony_head.weight.zero_()
        fusion.irony_head.bias.fill_(2.0)

    def some(n: int, side: float) -> torch.Tensor:
        x = torch.randn(n, 16)
        x[:, 0] = side + 0.7 * torch.randn(n)
        return x

    rows = {
        "everyday": (some(400, -1.0), torch.full((400,), 2)),
        "figurative": (some(400, 1.0), torch.zeros(400, dtype=torch.long)),
        "judged": (some(400, -1.0), torch.full((400,), 2)),
    }
    before = {k: v.clone() for k, v in fusion.state_dict().items()}
    words_gate.learn(fusion, rows, dict(steps=300, batch=64, lr=0.02, figurative_weight=0.5, hold=1e-4), 0.05, 1)

    def meant(x: torch.Tensor) -> torch.Tensor:
        o = words_gate.outputs(fusion, x)
        return meaning(o["says"], opened(o["gate"], o["irony"]), o["figure"]).argmax(-1)

    with torch.no_grad():
        assert (meant(some(400, 1.0)) == 0).float().mean() > 0.8
        turned = judge_text.alarms(words_gate.outputs(fusion, rows["judged"][0]), [{"says": 2}] * 400, 0.0)
    assert 0.02 < turned < 0.0501  # 0.05 in float32
    changed = {k for k, v in fusion.state_dict().items() if not torch.equal(v, before[k])}
    assert changed == {"gate_head.weight", "gate_head.bias", "figure_head.weight", "figure_head.bias"}
    assert not any(p.requires_grad for p in (*fusion.gate_head.parameters(), *fusion.figure_head.parameters()))
