"""The two encoders: which one, with which weights."""

from __future__ import annotations

import torch
from torch import nn

from .bert import Bert, BertConfig, bert_from_folder, bert_state_from_onnx, load_bert_state
from .settings import Run


def text_encoder(run: Run) -> Bert:
    """bge-small-en-v1.5, or the BERT in the folder that ``--text`` names."""
    if run.text_weights:
        return bert_from_folder(run.text_weights)
    if "bert" in run.config:
        return Bert(BertConfig(**run["bert"]))
    model = Bert(BertConfig())
    load_bert_state(model, bert_state_from_onnx(run.file("cache", "bge-small.onnx")))
    return model
