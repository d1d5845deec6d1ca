"""The two encoders: which one, with which weights."""

from __future__ import annotations

from .bert import Bert, BertConfig, bert_from_folder, bert_state_from_onnx, load_bert_state
from .cnn import EfficientNetLite2, PictureEncoder, ResNet50, TinyCNN
from .fetch import image_weights
from .settings import Run


def text_encoder(run: Run) -> Bert:
    """bge-small-en-v1.5, or the BERT in the folder that ``--text`` names, or the one that the config describes."""
    if run.text_weights:
        return bert_from_folder(run.text_weights)
    if "bert" in run.config:
        return Bert(BertConfig(**run["bert"]))
    model = Bert(BertConfig())
    load_bert_state(model, bert_state_from_onnx(run.file("cache", "bge-small.onnx")))
    return model


def image_encoder(run: Run) -> PictureEncoder:
    """EfficientNet-Lite2, or ResNet-50 with the weights file that ``--image`` names."""
    if run.image_weights:
        return ResNet50(run.image_weights)
    kind = run["picture"].get("encoder", "efficientnet-lite2")
    if kind == "efficientnet-lite2":
        return EfficientNetLite2(image_weights(run), run["picture"].get("cut", 11))
    if kind == "resnet50":
        return ResNet50()
    if kind == "tiny":
        return TinyCNN()
    raise SystemExit(f"unknown picture encoder {kind!r}")
