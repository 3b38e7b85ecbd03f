"""Shared fixtures: where the recorded exchange traffic is, if it is."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

# Tests that run in a shell's background would have every program that they start ignore these.
for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)

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
