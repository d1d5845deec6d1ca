"""The path from encoders to a pack, on drawn data."""

import json

import numpy as np
import pytest
import torch
from duotone_training import assemble, export, settings, tiny
from duotone_training.__main__ import run_stage
from duotone_training.train_text import mean_of
from duotone_training.metrics import bootstrap, accuracy, reliability


def test_tiny_pack_is_reproducible(run, tmp_path):
    tiny.tiny(run, tmp_path / "a")
    tiny.tiny(run, tmp_path / "b")
    a, b = (json.loads((tmp_path / n / "pack.json").read_text()) for n in "ab")
    assert a == b
    assert a["format"] == 1 and len(a["golden"]["logits"]) == 3
    patches = a["graphs"]["image"]["outputs"][0]
    assert patches["shape"] == [-1, 16, 16]


def test_tiny_pack_is_the_one_in_the_fixtures(run, tmp_path):
    from duotone_training.__main__ import TESTDATA

    tiny.tiny(run, tmp_path)
    want = json.loads((TESTDATA / "pack-tiny" / "pack.json").read_text())
    got = json.loads((tmp_path / "pack.json").read_text())
    assert np.allclose(got["golden"]["logits"], want["golden"]["logits"], atol=1e-3)
    assert got["text"] == want["text"] and got["image"] == want["image"]


def test_local_bert_base_and_resnet50(run, drawn, tmp_path):
    """Randomly initialised BERT-base and ResNet-50 through a few steps of training, export and scoring."""
    transformers = pytest.importorskip("transformers")
    torchvision = pytest.importorskip("torchvision")
    bert = tmp_path / "bert"
    transformers.BertModel(transformers.BertConfig()).save_pretrained(bert)
    (bert / "tokenizer.json").write_text(run.file("cache", "bge-small-tokenizer.json").read_text())
    torch.save(torchvision.models.resnet50().state_dict(), tmp_path / "resnet50.pth")
    over = tmp_path / "few.toml"
    over.write_text(
        "[text_data]\nlimit = 8\n[train_text]\nbatch = 4\n[train_posts]\nbatch = 4\n[picture]\nsize = [64, 64]\ngrid = [2, 2]\n"
        "[fusion]\ncells = [2, 2]\n[train_image]\nlimit = 12\nbatch = 4\n[train_fusion]\nlimit = 24\nbatch = 8\n"
    )
    config = settings.load_config(settings.HERE / "smoke.toml", over)
    r = settings.Run(config, drawn, tmp_path / "work", tmp_path / "packs", bert, tmp_path / "resnet50.pth")
    for stage in ("train-text", "train-posts", "train-image", "features", "train-fusion"):
        run_stage(stage, r)
    text, image, fusion = assemble.modules(r)
    assert (text.width, image.width) == (768, 2048)
    differences = export.export_all(text, image, fusion, (64, 64), tmp_path / "float")
    assert max(differences.values()) < 1e-4


def test_mean_of_saved_weights():
    a, b = ({"encoder": {"w": torch.tensor([x])}, "heads": {"h": torch.tensor([2 * x])}, "bert": {}} for x in (1.0, 3.0))
    assert mean_of([a, b])["encoder"]["w"].item() == 2 and mean_of([a, b])["heads"]["h"].item() == 4
    assert mean_of([a, b], [0.75, 0.25])["encoder"]["w"].item() == 1.5


def test_bootstrap_and_calibration():
    y = np.array([0, 1, 2] * 40)
    value, low, high = bootstrap(accuracy, y, y)
    assert (value, low, high) == (100.0, 100.0, 100.0)
    ece, table = reliability(np.full(100, 0.8), np.arange(100) < 60)
    assert abs(ece - 0.2) < 1e-9 and table[0][2] == 100
