import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from duotone_training import settings, synthetic  # noqa: E402


@pytest.fixture(scope="session")
def drawn(tmp_path_factory) -> Path:
    """Drawn data in the layout of the research data."""
    folder = tmp_path_factory.mktemp("data")
    synthetic.draw(folder, posts=60, tweets=48)
    return folder


@pytest.fixture(scope="session")
def run(tmp_path_factory, drawn) -> settings.Run:
    """A run in an empty folder, its encoders fetched."""
    from duotone_training import fetch

    settings.set_threads(2)
    work = tmp_path_factory.mktemp("work")
    r = settings.Run(settings.load_config(settings.HERE / "smoke.toml"), drawn, work, work / "packs")
    fetch.fetch(r)
    return r
