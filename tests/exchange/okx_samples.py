"""Small OKX payloads in the documented format, for the tests of its parsers."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tui.exchange.instrument import Instrument

SPOT = Instrument(id="BTC-USDT", asset="BTC", quote="USDT", kind="spot")
LINEAR = Instrument(id="BTC-USDT-SWAP", asset="BTC", quote="USDT", kind="perpetual", contract_size=0.01)
INVERSE = Instrument(id="BTC-USD-SWAP", asset="BTC", quote="USD", kind="perpetual", inverse=True, contract_size=100)
DATED = Instrument(
    id="BTC-USD-270326",
    asset="BTC",
    quote="USD",
    kind="future",
    inverse=True,
    contract_size=100,
    expiry_ms=1_806_048_000_000,
)
KNOWN = {known.id: known for known in (SPOT, LINEAR, INVERSE, DATED)}
RECV_MS = 1_795_000_000_000


def answer(*rows: object) -> dict[str, Any]:
    """OKX's REST envelope."""
    return {"code": "0", "msg": "", "data": list(rows)}


def liquidation_frame(*rows: dict[str, Any], kind: str = "SWAP") -> str:
    return json.dumps({"arg": {"channel": "liquidation-orders", "instType": kind}, "data": list(rows)})


def detail(**changes: object) -> dict[str, Any]:
    """One forced order of a long, in the form of `details[]`."""
    fields: dict[str, Any] = {"bkLoss": "0", "bkPx": "82655.7", "ccy": "", "posSide": "long", "side": "sell"}
    return fields | {"sz": "8.55", "ts": "1791565600771"} | changes


def ticker(**changes: object) -> dict[str, Any]:
    fields: dict[str, Any] = {"instType": "SPOT", "instId": "BTC-USDT", "last": "84500", "askPx": "84501"}
    return fields | {"bidPx": "84499", "open24h": "80000", "sodUtc0": "84000", "ts": "1794999999000"} | changes


def captured(path: Path) -> Iterator[dict[str, Any]]:
    """The records of one file of recorded traffic."""
    with gzip.open(path, "rt") as lines:
        for line in lines:
            yield json.loads(line)
