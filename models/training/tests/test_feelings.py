"""What is felt: the rows that teach it, and what the pass over them leaves alone."""

import json

import numpy as np
import onnx
import onnxruntime as ort
import torch
from duotone_training import data, quantize, settings, texts
from duotone_training.bert import Bert, BertConfig
from duotone_training.text_model import Losses, TextModel, pad


def test_no_comment_of_the_rows_held_out_is_learned_from(tmp_path):
    folder = tmp_path / "goemotions"
    folder.mkdir()
    for part, rows in (("train", [("Thanks a lot!", ["gratitude"]), ("so sad", ["sadness", "grief"])]), ("val", [("thanks  a lot!", ["gratitude"])])):
        (folder / f"{part}.jsonl").write_text("".join(json.dumps(dict(text=t, emotions=e)) + "\n" for t, e in rows))
    learn, held = texts.feelings(tmp_path, settings.load_config()["text_data"])
    assert [r["text"] for r in learn] == ["so sad"] and [r["text"] for r in held] == ["thanks  a lot!"]
    assert [data.FEELINGS[k] for k in learn[0]["feelings"]] == ["sadness", "grief"]


def test_feelings_teach_their_own_head_and_the_encoder_alone():
    torch.manual_seed(1)
    model = TextModel(Bert(BertConfig(vocab_size=30, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)), 0.0)
    rows = [dict(source="feelings", feelings=[0, 5]), dict(source="feelings", feelings=[])]
    Losses(rows, settings.load_config()["train_text"])(model(*pad([[3, 4], [5]])), rows).backward()
    moved = {name for name, p in model.named_parameters() if p.grad is not None and p.grad.abs().max() > 0}
    assert {n for n in moved if n.startswith("heads.")} == {"heads.feelings.weight", "heads.feelings.bias"}
    assert any(n.startswith("encoder.") for n in moved)


def test_weights_of_16_bits_answer_as_those_of_32(tmp_path):
    torch.manual_seed(1)
    net = torch.nn.Sequential(torch.nn.Conv2d(3, 16, 3), torch.nn.ReLU(), torch.nn.Conv2d(16, 32, 3)).eval()
    x = torch.randn(2, 3, 16, 16)
    torch.onnx.export(net, (x,), str(tmp_path / "a.onnx"), input_names=["pixels"], output_names=["patches"], dynamo=False, opset_version=17)
    quantize.half_weights(tmp_path / "a.onnx", tmp_path / "b.onnx")
    kinds = [i.data_type for i in onnx.load(str(tmp_path / "b.onnx")).graph.initializer if np.prod(i.dims) >= 1024]
    assert kinds and set(kinds) == {onnx.TensorProto.FLOAT16}
    y = ort.InferenceSession(str(tmp_path / "b.onnx"), providers=["CPUExecutionProvider"]).run(None, {"pixels": x.numpy()})[0]
    assert 0 < np.abs(y - net(x).detach().numpy()).max() < 2e-3
