"""Shared fixtures: where the recorded exchange traffic is, if it is."""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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


@pytest.fixture(autouse=True)
def _unpaced(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """ccxt paces requests by real time, which would be most of the tests on loopback: it does not, but where a test is
    marked `paced`."""
    client = sys.modules.get("tui.exchange.client")
    if client is None or request.node.get_closest_marker("paced"):
        return
    settings = client._settings

    def unpaced(network: Any, options: Mapping[str, Any]) -> dict[str, Any]:
        return {**settings(network, options), "enableRateLimit": False}

    monkeypatch.setattr(client, "_settings", unpaced)
