"""The recipe that makes a Duotone pack: data, encoders, fusion, calibration, export, quantization, evaluation."""

LABELS = ("negative", "neutral", "positive")
"""Class names in the order of the last axis of every ``*logits`` tensor."""
