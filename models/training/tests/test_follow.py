"""A pack's words' graph read back into PyTorch, and an encoder that learns to answer as another pack does."""

import random

import torch
from duotone_training import export, follow, quantize, rounding, smooth, unquantized
from duotone_training.bert import Bert, BertConfig

C = dict(epochs=1, english=6, others=2)


def smoothed(seed: int = 3) -> Bert:
    torch.manual_seed(seed)
    ids = [[random.Random(k).randrange(5, 100) for _ in range(6)] for k in range(20)]
    model = Bert(BertConfig(100, 32, 3, 4, 64, 64)).eval()
    with torch.no_grad():  # no two weights alike, as after a training: equal ones are stored once
        for p in model.parameters():
            p.add_(0.02 * torch.randn_like(p))
    return smooth.smoothed(model, ids, 0.85)


def test_a_quantized_graph_is_read_back(tmp_path):
    model = smoothed()
    export.export(model, "text", export.words_example(model, 2, 7), tmp_path / "text.onnx", 17)
    quantize.dynamic(tmp_path / "text.onnx", tmp_path / "few.onnx", 7)
    back = unquantized.text(tmp_path / "few.onnx")
    assert back.config.num_attention_heads == 4 and back.config.num_hidden_layers == 3 and back.config.max_position_embeddings == 64
    for was, now in zip(rounding.linears(model), rounding.linears(back)):
        step = was.weight.abs().amax(1, keepdim=True) / rounding.LARGEST
        assert torch.equal(was.bias, now.bias) and ((was.weight - now.weight).abs() <= 0.51 * step).all()
    ids = torch.tensor([[5, 6, 7, 8]])
    mask = torch.ones_like(ids)
    with torch.no_grad():
        a, b = model(ids, mask), back(ids, mask)
    assert ((a - b).square().mean() / a.square().mean()).sqrt() < 0.1
    few = dict(batch=4, lr=1e-4, warmup=0.1, weight_decay=0.0, ema_decay=0.9, clip=1.0)
    again = rounding.trained(back, [[5, 6, 7, 8]] * 8, few, 1)  # what is read back can be trained
    assert any(not torch.equal(x.weight, y.weight) for x, y in zip(rounding.linears(back), rounding.linears(again)))
    assert export.difference(back, "text", (ids, mask), tmp_path / "few.onnx") < 0.3  # activations are rounded there and not here


def test_every_english_row_is_seen_once_and_batches_are_full():
    english = [k % 50 for k in range(120)]
    rng = random.Random(0)
    lengths = ([rng.randrange(3, 30) for _ in range(50)], [rng.randrange(3, 30) for _ in range(90)])
    steps = follow.plan(english, lengths, C, random.Random(1))
    assert len(steps) == 20 and all(len(a) == 6 and len(b) == 2 for a, b in steps)
    seen = [i for a, _ in steps for i in a]
    assert sorted(seen) == sorted(english)
    few = follow.plan(english[:7], (lengths[0], lengths[1][:3]), C, random.Random(1))
    assert len(few) == 1 and few[0][0] and few[0][1]


def test_apart_is_nothing_for_equal_answers_and_grows():
    g = torch.Generator().manual_seed(1)
    a = {"says": torch.randn(8, 3, generator=g), "irony": torch.randn(8, generator=g), "gate": torch.randn(8, generator=g), "figure": torch.randn(8, 3, generator=g)}
    assert abs(float(follow.apart(a, a, 1.7))) < 1e-6
    near, far = ({k: v + by * torch.randn(v.shape, generator=g) for k, v in a.items()} for by in (0.1, 1.0))
    assert 0 < follow.apart(near, a, 1.7) < follow.apart(far, a, 1.7)
