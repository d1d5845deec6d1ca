"""Stage ablate: what keeps the modalities in balance, each switched off in turn, on the validation rows."""

from __future__ import annotations

import numpy as np

from . import settings
from .settings import Run
from .fusion_data import load_posts
from .judge_fusion import figures
from .train_fusion import as_it_ships, trained_heads

VARIANTS = {
    "all of it": {},
    "without modality dropout": {"drop_words": 0.0, "drop_picture": 0.0, "tweets_per_batch": 0},
    "without unimodal losses": {"unimodal_weight": 0.0},
    "without gradient modulation": {"modulation": 0.0},
    "without any of the three": {"drop_words": 0.0, "drop_picture": 0.0, "tweets_per_batch": 0, "unimodal_weight": 0.0, "modulation": 0.0},
}


def ablate(run: Run) -> None:
    """Writes ``ablation.json``; finished variants are kept when it is run again."""
    path = run.file("ablation.json")
    table = settings.read_json(path) if path.exists() else {}
    posts, heads = load_posts(run), trained_heads(run)
    for name, over in VARIANTS.items():
        if name in table:
            continue
        fusion = as_it_ships(run, posts, heads, over)
        table[name] = figures(fusion, posts, posts.validation, np.flatnonzero(posts.held))
        settings.write_json(path, table)
        print("ablate:", name, {k: round(v, 1) for k, v in table[name].items()}, flush=True)
