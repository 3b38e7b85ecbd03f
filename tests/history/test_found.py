"""Liquidations that pass a filter, as they are looked for in the database."""

from pathlib import Path

import msgspec
import pytest

from tests.history.rows import liquidation
from tui.analytics.rolling_liquidations import to_print
from tui.domain.events import Liquidation, Side
from tui.domain.tape_filter import Bound, TapeFilter
from tui.history.store import Store

ROWS: list[Liquidation] = [
    msgspec.structs.replace(
        liquidation("any", 1), venue=venue, asset=asset, symbol=f"{asset}-{end}", hurt=hurt, usd=usd, key=f"{number}",
        at_ms=1_000 * number, recv_ms=1_000 * number,
    )
    for number, (venue, asset, end, hurt, usd) in enumerate(
        (venue, asset, end, hurt, usd)
        for venue in ("okx", "bybit")
        for asset in ("BTC", "ETH")
        for end in ("USDT", "PERP")
        for hurt in (Side.LONG, Side.SHORT)
        for usd in (5e3, 1e6, 3e6)
    )
]  # fmt: skip


@pytest.mark.parametrize(
    "tape",
    [
        TapeFilter(),
        TapeFilter(venues=frozenset({"okx"})),
        TapeFilter(sides=frozenset({"long"})),
        TapeFilter(symbols=frozenset({"perp"})),
        TapeFilter(symbols=frozenset({"btc", "perp"}), venues=frozenset({"okx", "bybit"})),
        TapeFilter(bounds=(Bound(">=", 1e6), Bound("<", 3e6)), sides=frozenset({"short"})),
        TapeFilter(venues=frozenset({"' OR 1=1 --"})),
    ],
    ids=["all", "venue", "side", "symbol", "symbols", "sizes", "injection"],
)
def test_the_database_and_the_tape_agree_on_what_passes(tape: TapeFilter, tmp_path: Path) -> None:
    store = Store(tmp_path / "history.sqlite3")
    store.write(ROWS)
    wanted = [to_print(row) for row in reversed(ROWS) if row.asset == "BTC" and row.at_ms >= 3_000]
    expected = [each for each in wanted if tape.passes(each)]
    assert store.found("BTC", tape, 3_000, 100) == (len(expected), expected)
    assert store.found("BTC", tape, 3_000, 2) == (len(expected), expected[:2])
    store.close()
