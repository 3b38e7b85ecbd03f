"""The door loads what is asked for, unchanged, and its throttler ignores the wall clock."""

import importlib
import json
import subprocess
import sys

import pytest

from tui.domain.clock import SystemClock
from tui.exchange.door import errors, exchange_class

_VENUES = ("binance", "bybit", "okx", "deribit", "hyperliquid", "coinbase", "kraken")

_DESCRIBE = """
import json, sys
{importing}
found = {{}}
for name in {names!r}:
    kind = exchange_class(name)
    described = kind().describe()
    methods = sorted(name for name in dir(kind) if not name.startswith("__"))
    found[name] = [json.dumps(described, sort_keys=True, default=str), methods]
found["modules"] = sum(1 for name in sys.modules if name.startswith("ccxt"))
print(json.dumps(found))
"""


def _described(importing: str) -> dict[str, object]:
    code = _DESCRIBE.format(importing=importing, names=_VENUES)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_every_venue_is_what_the_complete_package_has_and_far_less_is_loaded() -> None:
    ours = _described("from tui.exchange.door import exchange_class")
    complete = _described(
        "import ccxt.pro; from tui.exchange.door import exchange_class; assert hasattr(ccxt, 'exchanges')"
    )
    assert int(str(ours.pop("modules"))) * 5 < int(str(complete.pop("modules")))
    assert ours == complete


@pytest.mark.parametrize("name", ["bitmex", "no_such_exchange", "os.path", "", "__doc__", "errors", "base"])
def test_what_is_no_exchange_is_refused(name: str) -> None:
    with pytest.raises(AttributeError):
        exchange_class(name)


def test_the_synchronous_tree_can_not_be_reached_by_accident() -> None:
    code = "import tui.exchange.door, ccxt; ccxt.binance"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert "AttributeError: binance" in done.stderr


def test_exceptions_are_ccxts_own() -> None:
    assert issubclass(errors.BadSymbol, errors.ExchangeError)


def test_a_wall_clock_set_back_does_not_hold_requests_back() -> None:
    throttler = importlib.import_module("ccxt.async_support.base.throttler")
    assert throttler.time() == pytest.approx(SystemClock().monotonic_s(), abs=1.0)
