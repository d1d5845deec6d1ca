"""The two encoders: which one, with which weights."""

from __future__ import annotations

from . import bert_base, e5, schedule
from .bert import Bert, BertConfig, bert_from_folder, bert_state_from_onnx, load_bert_state
from .cnn import EfficientNetLite, PictureEncoder, ResNet50
from .fetch import encoder_file, image_weights
from .settings import Run

PUBLISHED = bert_base.NAME  # the encoder that ``--text`` takes by its name


def text_encoder(run: Run) -> Bert:
    """bge-small-en-v1.5, BERT-base-uncased, multilingual-e5-small with the pieces that are kept, or the BERT in the folder that ``--text`` names."""
    if run.text_weights:
        return bert_from_folder(run.text_weights)
    if run.others:
        return e5.bert(e5.read(encoder_file(run)), schedule.load((run.shared or run.work) / "pieces.pt")["keep"], run["words"]["max_tokens"])
    if run["words"]["encoder"] == bert_base.NAME:
        model = Bert(bert_base.CONFIG)
        model.load_state_dict(schedule.load(run.fetched(f"{bert_base.NAME}.pt")))
        return model
    model = Bert(BertConfig())
    load_bert_state(model, bert_state_from_onnx(run.fetched("bge-small.onnx")))
    return model


def image_encoder(run: Run) -> PictureEncoder:
    """The EfficientNet-Lite that the configuration names, or ResNet-50 with the weights file that ``--image`` names."""
    if run.image_weights:
        return ResNet50(run.image_weights)
    c = run["picture"]
    return EfficientNetLite(c["encoder"], image_weights(run), c["cut"], c["drop_path"])
