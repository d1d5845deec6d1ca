"""Stages of the recipe, in the order given, each of which resumes where it stopped; none named: all of them."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from . import data, device, encoders, settings, stages


def asked(argv: list[str] | None = None) -> tuple[list[str], settings.Run]:
    """The stages and the run that a command line asks for."""
    order, extra = ([s.name for s in part] for part in (stages.ORDER, stages.EXTRA))
    p = argparse.ArgumentParser(prog="duotone_training", description=__doc__, allow_abbrev=False)
    p.add_argument("stages", nargs="*", metavar="STAGE", help=f"{', '.join(order)}; beside them {', '.join(extra)}")
    p.add_argument("--data", type=Path, default=settings.HERE.parents[2] / "shared" / "data", help="folder of the research data")
    p.add_argument("--work", type=Path, default=settings.cache_folder(), help="checkpoints and features, outside of the tree")
    p.add_argument("--out", type=Path, default=settings.HERE.parent, help="folder that gets the pack")
    p.add_argument("--config", type=Path, action="append", default=[], help="TOML that overrides config.toml; repeatable")
    p.add_argument("--text", type=Path, help=f"folder of a local BERT (config.json, weights, tokenizer.json), or {encoders.PUBLISHED}, which is fetched")
    p.add_argument("--image", type=Path, help="weights file of a local ResNet-50")
    p.add_argument("--threads", type=int, default=os.cpu_count())
    a = p.parse_args(argv)
    names = a.stages or order
    if unknown := [n for n in names if n not in stages.BY_NAME]:
        p.error(f"no stage {', '.join(unknown)}; there are {', '.join(stages.BY_NAME)}")
    config = settings.own_encoders(settings.load_config(*a.config), a.text, a.image)
    if any(stages.BY_NAME[n].needs_data for n in names):
        data.require(a.data, "other_languages" in config)  # before hours are spent on what comes first
    settings.set_threads(a.threads)
    device.use()
    text = None if str(a.text) == encoders.PUBLISHED else a.text
    return names, settings.Run(config, a.data, a.work, a.out, text, a.image)


def main() -> None:
    names, run = asked()
    for name in names:
        start = time.monotonic()
        stages.run_stage(name, run)
        print(f"== {name}: {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
