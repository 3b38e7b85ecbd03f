"""Shared fixtures: where the recorded exchange traffic is, if it is."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine makes an example slow, not wrong.
settings.register_profile("floorline", deadline=None)
settings.load_profile("floorline")


@pytest.fixture(scope="session")
def captures() -> Path:
    """The folder of recorded traffic named by FLOORLINE_CAPTURES; tests that need it are skipped without it."""
    folder = os.environ.get("FLOORLINE_CAPTURES")
    if not folder or not Path(folder).is_dir():
        pytest.skip("FLOORLINE_CAPTURES does not name a folder of recorded traffic")
    return Path(folder).resolve()
