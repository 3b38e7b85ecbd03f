"""Deribit messages in its documented format, and its recorded ones."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RECV_MS = 1_795_000_000_000
INDEX_USD = 100_000.0


def trade(**changes: Any) -> dict[str, Any]:
    """An ordinary trade: a taker sells 20,000 dollars of the perpetual."""
    fields: dict[str, Any] = {
        "trade_seq": 271252854,
        "trade_id": "403691824",
        "timestamp": 1_794_999_999_000,
        "tick_direction": 2,
        "price": 100_000.0,
        "mark_price": 100_010.5,
        "instrument_name": "BTC-PERPETUAL",
        "index_price": INDEX_USD,
        "direction": "sell",
        "contracts": 2000.0,
        "amount": 20_000.0,
    }
    return fields | changes


def trades_frame(*trades: Any, channel: str = "trades.future.any.100ms") -> str:
    notification = {"jsonrpc": "2.0", "method": "subscription", "params": {"channel": channel, "data": list(trades)}}
    return json.dumps(notification)


def reply(result: object) -> dict[str, Any]:
    """An answer over HTTP."""
    return {"jsonrpc": "2.0", "result": result, "usIn": 1, "usOut": 2, "usDiff": 1, "testnet": False}


def lines(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rt") as file:
        for line in file:
            yield json.loads(line)


def document(path: Path) -> Any:
    with gzip.open(path, "rt") as file:
        return json.load(file)


def table(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt") as file:
        return list(csv.DictReader(io.StringIO(file.read())))
