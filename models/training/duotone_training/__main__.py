"""``python -m duotone_training STAGE … --data FOLDER``: run stages of the recipe, each of which resumes where it stopped."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from . import settings

STAGES = ("fetch", "train-text", "train-posts", "train-image", "features", "train-fusion", "calibrate", "export", "quantize", "evaluate", "pack")
EXTRA = ("ablate", "tiny", "golden", "synthetic")
TESTDATA = settings.HERE.parent.parent / "inference" / "testdata"


def run_stage(name: str, run: settings.Run) -> None:
    if name == "fetch":
        from . import fetch

        fetch.fetch(run)
    elif name == "synthetic":
        from . import synthetic

        synthetic.draw(run.data)
    elif name == "train-text":
        from . import train_text

        train_text.train(run)
    elif name == "train-image":
        from . import train_image

        train_image.train(run)
    elif name == "train-posts":
        from . import train_posts

        train_posts.train(run)
    elif name == "features":
        from . import features

        features.features(run)
    elif name == "train-fusion":
        from . import train_fusion

        train_fusion.train(run)
    elif name == "calibrate":
        from . import calibrate

        calibrate.calibrate(run)
    elif name == "ablate":
        from . import ablate

        ablate.ablate(run)
    elif name in ("export", "quantize", "pack"):
        from . import assemble

        getattr(assemble, name)(run)
    elif name == "evaluate":
        from . import evaluate

        evaluate.evaluate(run)
    elif name == "tiny":
        from . import tiny

        tiny.tiny(run, TESTDATA / "pack-tiny")
    elif name == "golden":
        from . import golden

        golden.golden(run, TESTDATA)


def main() -> None:
    p = argparse.ArgumentParser(prog="duotone_training", description=__doc__)
    p.add_argument("stages", nargs="*", choices=[*STAGES, *EXTRA, []], metavar="STAGE",
                   help=f"any of {', '.join(STAGES + EXTRA)}; none: {', '.join(STAGES)}")  # fmt: skip
    p.add_argument("--data", type=Path, default=settings.HERE.parents[2] / "shared" / "data", help="folder of the research data")
    p.add_argument("--work", type=Path, default=settings.cache_folder(), help="checkpoints and features, outside of the tree")
    p.add_argument("--out", type=Path, default=settings.HERE.parent, help="folder that gets the pack")
    p.add_argument("--config", type=Path, action="append", default=[], help="TOML that overrides config.toml; repeatable")
    p.add_argument("--text", type=Path, help="folder of a local BERT (config.json, weights, tokenizer.json)")
    p.add_argument("--image", type=Path, help="weights file of a local ResNet-50")
    p.add_argument("--threads", type=int, default=os.cpu_count())
    a = p.parse_args()
    settings.set_threads(a.threads)
    run = settings.Run(settings.load_config(*a.config), a.data, a.work, a.out, a.text, a.image)
    for stage in a.stages or STAGES:
        start = time.monotonic()
        run_stage(stage, run)
        print(f"== {stage}: {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
