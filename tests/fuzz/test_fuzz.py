"""Ten thousand spoiled payloads through every parser, the gateway's boundary and the link."""

import asyncio
import logging
import random
import secrets

import msgspec
import pytest

from tests.fuzz.engine import Fuzzer, Tally
from tests.fuzz.mutation import mutate
from tests.fuzz.oracle import complaints
from tui.domain.events import Completeness, Liquidation, Side

_CASES = 10_000
_NO_EVENTS = ("binance settled funding: interval", "boundary: answers", "boundary: frames", "link")
_GOLDEN = '{"symbol": "BTCUSDT", "openInterest": "60960.720", "time": 1762300800000}'
_LIQUIDATION = Liquidation(
    venue="binance",
    asset="BTC",
    symbol="BTCUSDT",
    hurt=Side.LONG,
    usd=100_000.0,
    coin=1.0,
    price_usd=100_000.0,
    completeness=Completeness.SAMPLED,
    key="BTCUSDT:1",
    at_ms=1_762_300_800_000,
    recv_ms=1_762_300_800_000,
)


async def _fuzz(seed: int, cases: range) -> Tally:
    fuzzer = await Fuzzer.ready(seed)
    await fuzzer.run(cases)
    await fuzzer.close()
    return fuzzer.tally


def test_nothing_breaks_a_parser(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    seed = secrets.randbelow(10**9)
    tally = asyncio.run(_fuzz(seed, range(_CASES)))
    assert sum(tally.cases.values()) == _CASES
    assert not tally.failures, f"seed {seed}\n" + "\n".join(map(str, tally.failures[:20]))


async def test_every_parser_reads_its_golden_texts() -> None:
    """One that made nothing of the documented form would pass all the spoiled ones for the wrong reason."""
    fuzzer = await Fuzzer.ready(0)
    found = await fuzzer.unspoiled()
    await fuzzer.close()
    silent = {name for name, result in found.items() if not result and name not in _NO_EVENTS}
    assert not silent
    assert not [complaint for result in found.values() for complaint in complaints(result)]


def test_a_seed_brings_its_mutations_back() -> None:
    first, again = ([mutate(_GOLDEN, random.Random(case)) for case in range(200)] for _ in range(2))
    assert first == again
    assert len(set(first)) > 100


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"usd": float("inf")}, "usd is not finite"),
        ({"price_usd": 0.0}, "price_usd is not above zero"),
        ({"coin": -1.0}, "coin is not above zero"),
        ({"hurt": "sell"}, "hurt is 'sell'"),
        ({"key": "a\x1b[2J"}, "key has '\\x1b'"),
        ({"asset": "BTC\u202e"}, "asset has"),
        ({"symbol": "BTC USDT"}, "symbol is no identifier"),
        ({"at_ms": 1_762_300_800}, "at_ms is no moment"),
    ],
)
def test_the_oracle_sees_what_is_wrong(changes: dict[str, object], complaint: str) -> None:
    assert not list(complaints([_LIQUIDATION]))
    found = list(complaints([msgspec.structs.replace(_LIQUIDATION, **changes)]))
    assert any(complaint in words for words in found), found
