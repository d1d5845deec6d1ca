"""Weights of 7 bits: on their steps, nearer to what they were than plain rounding, and read by the runtime's quantizer as they are."""

import random

import numpy as np
import onnx
import torch
from duotone_training import export, quantize, rounding
from duotone_training.bert import Bert, BertConfig

FEW = dict(batch=8, lr=3e-4, warmup=0.1, weight_decay=0.0, ema_decay=0.9, clip=1.0)


def small() -> Bert:
    torch.manual_seed(3)
    return Bert(BertConfig(100, 32, 2, 4, 64)).eval()


def texts(count: int, seed: int = 0) -> list[list[int]]:
    rng = random.Random(seed)
    return [[rng.randrange(5, 100) for _ in range(rng.choice((4, 7)))] for _ in range(count)]


def far(a: Bert, b: Bert, ids: list[list[int]]) -> float:
    with torch.no_grad():
        return sum((rounding.states(a, x)[-1] - rounding.states(b, x)[-1]).square().mean().item() for x in (torch.tensor([i]) for i in ids))


def test_rounded_weights_are_trained_for():
    model, ids, new = small(), texts(400), texts(30, 1)
    plain, trained = rounding.trained(model, ids[:8], FEW | {"lr": 0.0}, 1), rounding.trained(model, ids, FEW, 1)
    assert far(trained, model, new) < 0.9 * far(plain, model, new)
    for m in rounding.linears(trained):
        steps = m.weight / (m.weight.abs().amax(1, keepdim=True) / rounding.LARGEST)
        assert torch.allclose(steps, steps.round(), atol=1e-3) and steps.abs().max() <= rounding.LARGEST + 1e-3
    assert all(torch.equal(a, b) for a, b in zip(model.embeddings.parameters(), trained.embeddings.parameters()))


def test_batches_hold_texts_of_one_length():
    ids = texts(50)
    plan = rounding.of_one_length(ids, 8, random.Random(0))
    assert sorted(i for part in plan for i in part) == list(range(50))
    assert all(len({len(ids[i]) for i in part}) == 1 and len(part) <= 8 for part in plan)


def test_seven_bits_reach_the_graph_as_they_were_trained(tmp_path):
    trained = rounding.trained(small(), texts(40), FEW, 1)
    x = (torch.tensor([[5, 6, 7]]), torch.ones(1, 3, dtype=torch.long))
    export.export(trained, "text", x, tmp_path / "text.onnx", 17)
    for bits, most in ((8, 127), (7, 64)):
        quantize.dynamic(tmp_path / "text.onnx", tmp_path / f"{bits}.onnx", bits)
        graph = onnx.load(str(tmp_path / f"{bits}.onnx")).graph
        values = {i.name: onnx.numpy_helper.to_array(i) for i in graph.initializer}
        sides = [values[n.input[1]] for n in graph.node if n.op_type == "MatMulInteger"]
        assert len(sides) == 12 and max(int(np.abs(s.astype(int)).max()) for s in sides) == most
        tables = [values[n.input[0]] for n in graph.node if n.op_type == "Gather" and n.input[0].endswith("_quantized")]
        assert len(tables) == 1 and len(np.unique(tables[0])) > 129  # embeddings are looked up, and keep 8 bits
    weight = trained.encoder["layer"][0].intermediate["dense"].weight.detach().numpy()
    held = [s for s in sides if s.shape == weight.T.shape][0]
    assert np.array_equal(held, np.round(weight.T / (np.abs(weight.T).max(0) / 64)))
