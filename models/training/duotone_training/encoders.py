"""The two encoders: which one, with which weights."""

from __future__ import annotations

from . import e5, schedule
from .bert import Bert, BertConfig, bert_from_folder, bert_state_from_onnx, load_bert_state
from .cnn import EfficientNetLite2, PictureEncoder, ResNet50
from .fetch import encoder_file, image_weights
from .settings import Run


def text_encoder(run: Run) -> Bert:
    """bge-small-en-v1.5, multilingual-e5-small with the pieces that are kept, or the BERT in the folder that ``--text`` names."""
    if run.text_weights:
        return bert_from_folder(run.text_weights)
    if run.others:
        return e5.bert(e5.read(encoder_file(run)), schedule.load(run.file("pieces.pt"))["keep"], run["words"]["max_tokens"])
    model = Bert(BertConfig())
    load_bert_state(model, bert_state_from_onnx(run.file("cache", "bge-small.onnx")))
    return model


def image_encoder(run: Run) -> PictureEncoder:
    """EfficientNet-Lite2, or ResNet-50 with the weights file that ``--image`` names."""
    if run.image_weights:
        return ResNet50(run.image_weights)
    return EfficientNetLite2(image_weights(run), run["picture"]["cut"], run["picture"]["drop_path"])
