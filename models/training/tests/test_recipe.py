"""The path from encoders to a pack, on drawn data."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from duotone_training import assemble, data, fetch, schedule, settings, stages, tiny
from duotone_training.attributions import Reader
from duotone_training.bert import Bert, BertConfig
from duotone_training.card_beside import NOT_MEASURED
from duotone_training.evaluate import evaluate
from duotone_training.metrics import accuracy, bootstrap, reliability
from duotone_training.stages import run_stage
from duotone_training.text_model import mean_of


def test_tiny_pack_is_reproducible(run, tmp_path):
    tiny.tiny(run, tmp_path / "a")
    tiny.tiny(run, tmp_path / "b")
    a, b = (json.loads((tmp_path / n / "pack.json").read_text()) for n in "ab")
    assert a == b
    assert a["format"] == 2 and len(a["golden"]["logits"]) == len(a["golden"]["meant_logits"]) == 3
    patches = a["graphs"]["image"]["outputs"][0]
    assert patches["shape"] == [-1, 16, 16]


def test_tiny_pack_is_the_one_in_the_fixtures(run, tmp_path):
    tiny.tiny(run, tmp_path)
    want = json.loads((tiny.TESTDATA / "pack-tiny" / "pack.json").read_text())
    got = json.loads((tmp_path / "pack.json").read_text())
    for what in ("logits", "meant_logits"):
        assert np.allclose(got["golden"][what], want["golden"][what], atol=1e-3)
    assert got["text"] == want["text"] and got["image"] == want["image"]


FEW = """
[text_data]
limit = 8
[train_text]
batch = 4
[[train_text.runs]]
[train_posts]
epochs = 1
[picture]
kept = ""
size = [64, 64]
grid = [2, 2]
[fusion]
cells = [2, 2]
[train_image]
limit = 12
batch = 4
[features]
limit = 36
tweets = 8
made = 6
conflicts_held_out = 0.4
[train_fusion]
batch = 8
regression_steps = 20
[train_clash]
steps = 60
own_pool = 60
[train_meant]
pairs = 60
posts = 30
steps = 30
[quantize]
smoothing_texts = 8
[evaluate]
semeval_rows = 9
latency_runs = 2
resamples = 20
"""


def few(run, drawn, folder, bert=None, image=None) -> settings.Run:
    """A run of the fewest steps over small pictures, with local encoders."""
    over = folder / "few.toml"
    over.write_text(FEW)
    config = settings.own_encoders(settings.load_config(settings.HERE / "smoke.toml", over), bert, image)
    return settings.Run(config, drawn, folder / "work", folder / "packs", bert, image)


def bert_folder(run, folder, bert: Bert) -> Path:
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(bert.config.dict()))
    torch.save(bert.state_dict(), folder / "pytorch_model.bin")
    (folder / "tokenizer.json").write_bytes(run.file("cache", "bge-small-tokenizer.json").read_bytes())
    return folder


def test_every_stage_makes_a_pack_that_can_be_measured_by_itself(run, drawn, tmp_path):
    small = Bert(BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64))
    r = few(run, drawn, tmp_path, bert_folder(run, tmp_path / "bert", small))
    for stage in stages.ORDER:
        run_stage(stage.name, r)
    m = settings.read_json(r.pack / "pack.json")
    assert m["name"] == "duotone-own" and m["files"]["text.onnx"]["sha256"] == settings.sha256(r.pack / "text.onnx")
    card = (r.pack / "CARD.md").read_text()
    assert "bert reads the words, EfficientNet-Lite0 the" in card and "Nobody has looked" in card
    assert card.count("| without ") == 4  # the table with each device switched off

    # as in a fresh clone: the same figures, the same card, nothing of the training needed
    alone = dataclasses.replace(r, work=tmp_path / "elsewhere")
    record = assemble.evaluation_file(r)
    before = settings.read_json(record)
    evaluate(alone)
    assert settings.read_json(record) == before and (r.pack / "CARD.md").read_text() == card
    run_stage("pack", alone)
    assert settings.read_json(r.pack / "pack.json") == m

    # the record of BERT-base beside it: a row of the card
    assert NOT_MEASURED in card
    settings.write_json(r.packs / "bert-base-uncased.evaluation.json", before | {"macro recall": [12.5, 10.0, 15.0]})
    evaluate(alone)
    row = next(line for line in (r.pack / "CARD.md").read_text().splitlines() if line.startswith("| bert-base-uncased |"))
    assert row.count("|") == 13 and "12.5 (10.0 to 15.0)" in row

    # other numbers: what is there is not taken for theirs
    other = dataclasses.replace(r, config=r.config | {"train_fusion": r["train_fusion"] | {"lr": 1.0}})
    run_stage("features", other)
    with pytest.raises(SystemExit, match=r"train-fusion: .*fusion\.pt.*config\.train_fusion\.lr"):
        run_stage("train-fusion", other)


def test_local_bert_base_and_resnet50(run, drawn, tmp_path):
    """Randomly initialised BERT-base and ResNet-50 through every stage: a pack of theirs, which scores a post."""
    transformers = pytest.importorskip("transformers")
    torchvision = pytest.importorskip("torchvision")
    bert = tmp_path / "bert"
    transformers.BertModel(transformers.BertConfig()).save_pretrained(bert)
    (bert / "tokenizer.json").write_bytes(run.file("cache", "bge-small-tokenizer.json").read_bytes())
    torch.save(torchvision.models.resnet50().state_dict(), tmp_path / "resnet50.pth")
    r = few(run, drawn, tmp_path, bert, tmp_path / "resnet50.pth")
    for stage in stages.ORDER:
        run_stage(stage.name, r)
    made = assemble.modules(r)
    assert (made["text"].width, made["image"].width) == (768, 2048)
    assert max(settings.read_json(r.float32 / "differences.json").values()) < 1e-4
    o = Reader.of_pack(r.config, r.pack)(b"what a lovely day", (tiny.TESTDATA / "golden" / "pixels" / "sun.jpg").read_bytes())
    assert np.isfinite(o.logits).all() and o.attention.shape[-1] == len(o.tokens) + 4


def test_training_goes_on_where_it_was_killed(run, drawn, tmp_path, monkeypatch):
    """A training of the words that dies half-way and is started again ends in the very weights of one that was left alone.

    By steps, as rates that follow the clock are never the same twice.
    """
    small = Bert(BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64))
    r = few(run, drawn, tmp_path, bert_folder(run, tmp_path / "bert", small))
    r = dataclasses.replace(r, config=r.config | {"train_text": r["train_text"] | {"runs": [{"checkpoint_minutes": 0.0, "epochs": 3, "budget_minutes": 0.0}]}, "teachers": {"models": []}})
    whole, killed = (dataclasses.replace(r, work=tmp_path / n) for n in ("whole", "killed"))
    for x in (whole, killed):
        run_stage("train-says", x)
    run_stage("train-text", whole)
    save, saved = schedule.save, []

    def dies(path, **state):
        save(path, **state)
        saved.append(path)
        if len(saved) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as m:
        m.setattr(schedule, "save", dies)
        with pytest.raises(KeyboardInterrupt):
            run_stage("train-text", killed)
    assert not killed.file("text.pt").exists()
    run_stage("train-text", killed)
    a, b = (torch.load(x.file("text.pt"), weights_only=False)["encoder"] for x in (whole, killed))
    assert all(torch.equal(a[k], b[k]) for k in a)


def test_an_encoder_that_is_cut_short_is_fetched_again(run, tmp_path):
    r = settings.Run(run.config, run.data, tmp_path, tmp_path)
    r.file("cache", "bge-small.onnx").write_bytes(b"half of it")
    fetch.fetch(r)
    assert settings.sha256(r.file("cache", "bge-small.onnx")) == run["fetch"]["text_onnx_sha256"]


def test_another_encoder_than_the_known_one_is_refused(run, tmp_path):
    c = run.config | {"fetch": run["fetch"] | {"text_onnx_sha256": "0" * 64}}
    with pytest.raises(SystemExit, match="its SHA-256 is 828e.*expected 0000"):
        fetch.fetch(settings.Run(c, run.data, tmp_path, tmp_path))


def test_missing_data_is_told_with_what_to_give(run, drawn, tmp_path):
    with pytest.raises(SystemExit, match=r"oasis/images\.jsonl missing(.|\n)*--data FOLDER"):
        run_stage("train-text", settings.Run(run.config, tmp_path, tmp_path, tmp_path))
    data.require(drawn)


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
