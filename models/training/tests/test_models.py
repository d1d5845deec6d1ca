"""The modules: equal to what they claim to be, finite in every case, masks that mask."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from duotone_training.bert import Bert, BertConfig, load_bert_state
from duotone_training.text_model import pool_tokens
from duotone_training.fusion import Fusion, FusionConfig, pooling
from duotone_training.smooth import largest_inputs, smoothed
from duotone_training.tiny import random_heads
from duotone_training.train_fusion import as_in_training


def test_bert_is_the_bert_of_transformers():
    transformers = pytest.importorskip("transformers")
    c = transformers.BertConfig(vocab_size=100, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48)
    theirs = transformers.BertModel(c).eval()
    ours = Bert(BertConfig(100, 32, 2, 4, 48)).eval()
    load_bert_state(ours, theirs.state_dict())
    ids = torch.randint(1, 100, (3, 9))
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0
    with torch.no_grad():
        a, b = theirs(input_ids=ids, attention_mask=mask).last_hidden_state, ours(ids, mask)
    assert torch.allclose(a[mask > 0], b[mask > 0], atol=1e-5)


@torch.no_grad()
def test_smoothing_moves_outliers_and_changes_nothing_else():
    torch.manual_seed(0)
    bert = Bert(BertConfig(100, 32, 2, 4, 48)).eval()
    for layer in bert.encoder["layer"]:
        layer.attention["output"].LayerNorm.weight[3] = 40.0  # a channel far larger than the others
    ids = [[5, 6, 7, 8, 9], [10, 11, 12]]
    x = torch.tensor(ids[0])[None], torch.ones(1, 5, dtype=torch.long)
    smooth = smoothed(bert, ids, 0.85)
    assert torch.allclose(bert(*x), smooth(*x), atol=1e-4)
    before = largest_inputs(bert, ids)["encoder.layer.1.intermediate.dense"]
    after = largest_inputs(smooth, ids)["encoder.layer.1.intermediate.dense.linear"]
    assert after.max() / after.median() < 0.5 * before.max() / before.median()
    assert smoothed(bert, ids, 0.0) is bert


@pytest.fixture()
def fusion():
    torch.manual_seed(0)
    f = Fusion(FusionConfig(16, 12, (4, 3), (2, 2), width=32, heads=4, feed_forward=32, hidden=8, max_tokens=128)).eval()
    random_heads(f, 1.0)
    return f


def inputs(b=2, t=5, n=12):
    return [torch.randn(b, t, 16), torch.ones(b, t, dtype=torch.long), torch.randn(b, n, 12),
            torch.ones(b, dtype=torch.long), torch.ones(b, n, dtype=torch.long)]  # fmt: skip


@torch.no_grad()
def test_all_four_cases_are_finite(fusion):
    for words in (0, 1):
        for picture in (0, 1):
            x = inputs()
            x[1] *= words
            x[3] *= picture
            for out in fusion(*x):
                assert torch.isfinite(out).all()


@torch.no_grad()
def test_what_is_masked_does_not_matter(fusion):
    x = inputs()
    x[1][:, 3:] = 0
    x[4][:, 2:5] = 0
    before = fusion(*x)
    x[0][:, 3:] = 9.0
    x[2][:, 2:5] = 9.0
    for a, b in zip(before, fusion(*x)):
        assert torch.allclose(a, b, atol=1e-5)
    x[2][:, 0, :4] += 3.0  # not all of it: a layer norm does not see a constant
    assert not torch.allclose(before[0], fusion(*x)[0], atol=1e-3)


@torch.no_grad()
def test_a_missing_picture_does_not_matter(fusion):
    x = inputs()
    x[3] *= 0
    before = fusion(*x)
    x[2] += 5
    for a, b in zip(before, fusion(*x)):
        assert torch.allclose(a, b, atol=1e-5)


@torch.no_grad()
def test_meaning_is_what_is_said_where_nothing_is_ironic(fusion):
    x = inputs(b=6)
    x[3][0] = 0
    fusion.irony_head.bias -= 20
    fusion.clash[2].bias -= 20
    logits, *_, meant_logits, _ = fusion(*x)
    assert torch.allclose(logits.softmax(-1), meant_logits.softmax(-1), atol=1e-3)
    fusion.irony_head.bias += 40
    fusion.gate_head.bias += 40
    tokens, mask = x[0], x[1].float()
    logits, *_, meant_logits, _ = fusion(*x)
    figure = fusion.figure_head(pool_tokens(tokens, mask))
    assert torch.allclose(meant_logits[0].softmax(-1), figure[0].softmax(-1), atol=1e-3)
    assert not torch.allclose(logits.softmax(-1), meant_logits.softmax(-1), atol=1e-2)


@torch.no_grad()
def test_what_is_missing_is_zero_in_the_embedding(fusion):
    x = inputs()
    x[1] *= 0
    assert fusion(*x)[-1].shape == (2, 32 + 2 * 16 + 12)
    assert (fusion(*x)[-1][:, 32 : 32 + 2 * 16] == 0).all()
    x = inputs()
    x[3] *= 0
    assert (fusion(*x)[-1][:, 32 + 2 * 16 :] == 0).all()


@torch.no_grad()
def test_attention_sums_to_at_most_one(fusion):
    x = inputs()
    x[4][:, ::2] = 0
    a = fusion(*x)[5]
    assert a.shape == (2, 4, 1, 17)
    assert (a >= 0).all() and (a.sum(-1) <= 1 + 1e-5).all()
    assert (a[..., 5:][..., ::2] == 0).all()


def test_pooling_covers_every_patch_evenly():
    p = pooling((9, 9), (4, 4))
    assert torch.allclose(p.sum(1), torch.ones(16), atol=1e-6)
    assert torch.allclose(p.sum(0), torch.full((81,), 16 / 81), atol=1e-6)


@torch.no_grad()
def test_patches_that_ship_come_with_the_spread_that_training_showed(fusion):
    ships = torch.randn(200, 12, 12) * torch.linspace(0.5, 3, 12) + 1
    shown = 0.4 + 0.5 * (ships - 1)  # as a map of another encoder's makes them: less of each
    rows = np.arange(200)
    as_in_training(fusion, SimpleNamespace(patches=shown.numpy(), seen=ships.numpy()), rows)
    after = ships * fusion.patch_gain + fusion.patch_shift
    assert torch.allclose(after, shown, atol=1e-4)
    torch.manual_seed(1)
    x = inputs(200, n=12)
    x[2] = ships
    a = fusion(*x)
    x[2] = shown
    fusion.patch_gain.fill_(1)
    fusion.patch_shift.zero_()
    assert all(torch.allclose(p, q, atol=1e-3) for p, q in zip(a, fusion(*x)))
