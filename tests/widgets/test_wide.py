"""Panes that have a wide terminal to themselves show more, and stay exactly as large as their room."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.boards import AS_OF_MS, rich_board
from tui.domain.board_past import Past, Strip
from tui.domain.clock import HOUR_MS
from tui.present.funding import present_funding
from tui.present.liquidations import present_liquidations
from tui.present.market import present_market
from tui.present.open_interest import present_open_interest
from tui.present.options import present_options
from tui.present.price import present_price
from tui.present.reading import Reading
from widgets.draw.frame import Canvas, Scroll
from widgets.draw.funding import draw_funding
from widgets.draw.glyphs import ASCII, BLOCK, BRAILLE, Glyphs
from widgets.draw.lines import plain, width_of
from widgets.draw.liquidations import draw_liquidations
from widgets.draw.market import draw_market
from widgets.draw.open_interest import draw_open_interest
from widgets.draw.options import draw_options
from widgets.draw.price import draw_price
from widgets.view.text import Line

Draw = Callable[[Any, Canvas], list[Line]]
_PANES: dict[str, tuple[Callable[[Reading], Any], Draw]] = {
    "liquidations": (present_liquidations, draw_liquidations),
    "open interest": (present_open_interest, draw_open_interest),
    "funding": (present_funding, draw_funding),
    "options": (present_options, draw_options),
}


def _reading() -> Reading:
    hours = Strip(first_ms=AS_OF_MS // HOUR_MS * HOUR_MS - 95 * HOUR_MS, values=tuple(float(at) for at in range(96)))
    past = Past(
        open_interest_coin={"1h": hours, "4h": hours},
        open_interest_venues={"1h": ("binance", "bybit")},
        funding_apr_pct={"4h": hours},
        funding_contract="binance BTCUSDT",
    )
    board = rich_board()
    part = msgspec.structs.replace(board.assets["BTC"], past=past)
    return Reading(board=msgspec.structs.replace(board, assets={"BTC": part}), asset="BTC")


def _rows(name: str, width: int, height: int, glyphs: Glyphs = BRAILLE) -> list[str]:
    present, draw = _PANES[name]
    lines = draw(present(_reading()), Canvas(width=width, height=height, glyphs=glyphs, scroll=Scroll()))
    assert len(lines) <= height
    assert all(width_of(line) <= width for line in lines)
    return [plain(line) for line in lines]


@pytest.mark.parametrize("glyphs", [BRAILLE, BLOCK, ASCII], ids=lambda glyphs: glyphs.name)
@pytest.mark.parametrize("size", [(150, 30), (196, 52), (230, 64)], ids=str)
@pytest.mark.parametrize("name", list(_PANES))
def test_wide_panes_fill_exactly_their_room(name: str, size: tuple[int, int], glyphs: Glyphs) -> None:
    left = [row[: (size[0] - 4) // 2].strip() for row in _rows(name, *size, glyphs)]
    right = [row[(size[0] - 4) // 2 :].strip() for row in _rows(name, *size, glyphs)]
    assert sum(map(bool, left)) >= 8
    assert sum(map(bool, right)) >= 8


def test_the_tape_has_a_column_of_its_own() -> None:
    rows = _rows("liquidations", 196, 52)
    assert rows[0][100:].startswith("time UTC")
    assert sum("USDT" in row[100:] for row in rows) >= 30


def test_what_was_stands_beside_what_is() -> None:
    rows = "\n".join(_rows("open interest", 196, 52))
    assert "coin by the hour · BIN BYB" in rows
    whole = _whole(present_open_interest, draw_open_interest)
    assert any(row[100:].startswith("coin by 4 hours") for row in whole)
    assert any(row.startswith("coin by the day") for row in whole)
    assert "coin by 4 hours" in rows
    assert "paid, % APR, by 4 hours · BIN BTCUSDT" in "\n".join(_rows("funding", 196, 52))


def test_a_tall_narrow_pane_has_it_below_and_a_low_one_has_not() -> None:
    tall = _rows("open interest", 112, 36)
    below = next(index for index, row in enumerate(tall) if "by the hour" in row)
    assert below > next(index for index, row in enumerate(tall) if row.startswith("DER"))
    assert not any("by the hour" in row for row in _rows("open interest", 36, 12))


@pytest.mark.parametrize(("width", "height"), [(63, 20), (64, 20), (75, 12)])
def test_a_pane_of_the_dashboard_has_the_term_structure_beside_its_words(width: int, height: int) -> None:
    rows = _rows("options", width, height)
    assert [row.split("  ")[0] for row in rows[:2]] == ["tenor", "ATM"]
    assert rows[0].rstrip().endswith("ATM vol by expiry")
    assert any(re.match(r"prem C/P.* 30d .*\dd$", row.rstrip()) for row in rows)
    assert any(row.startswith("gamma") and "IV-RV 30d" in row for row in rows)
    assert not any("ATM vol by expiry" in row for row in _rows("options", 62, height))


def test_every_curve_and_the_strikes_have_a_whole_column() -> None:
    rows = _rows("options", 196, 52)
    for name, column in (("ATM vol", 100), ("smile", 100), ("OI by strike", 100), ("25-delta", 0)):
        assert sum(row[column:].startswith(name) for row in rows) == 1
    assert any(row.startswith("27 Jun") for row in rows)


def _plain(lines: list[Line]) -> list[str]:
    return [plain(line) for line in lines]


def _whole(present: Callable[[Reading], Any], draw: Draw, width: int = 196, height: int = 52) -> list[str]:
    """The pane on the sample Board with all its past."""
    view = present(Reading(board=rich_board(), asset="BTC"))
    lines = draw(view, Canvas(width=width, height=height, glyphs=BRAILLE, scroll=Scroll()))
    assert len(lines) <= height
    assert all(width_of(line) <= width for line in lines)
    return _plain(lines)


def test_the_day_stands_beside_the_chart_on_one_time_axis_with_every_venue() -> None:
    rows = [row[145:] for row in _whole(present_price, draw_price)]
    assert rows[0].split() == ["venue", "price", "in", "vs", "median", "age"]
    assert [row.split()[0] for row in rows[1:6]] == ["Coinbase", "Bybit", "Binance", "OKX", "Kraken"]
    headings = ("price, hourly close", "OI in coin", "FUNDING paid, % APR", "BASIS % APR")
    assert [any(row.startswith(name) for row in rows) for name in headings] == [True] * 4
    assert sum("12:00" in row for row in rows) == 1


def test_a_price_pane_too_narrow_or_too_low_for_the_day_keeps_its_chart_whole() -> None:
    for width, height in ((119, 40), (130, 19)):
        rows = _whole(present_price, draw_price, width, height)
        assert not any("hourly close" in row for row in rows)


@pytest.mark.parametrize(
    ("width", "height"), [(38, 12), (78, 5), (98, 6), (98, 12), (78, 15), (128, 21), (130, 25), (158, 40), (198, 57)]
)
def test_the_lines_that_have_room_stand_in_the_order_of_their_prices(width: int, height: int) -> None:
    names = [row.name[0] for row in present_price(Reading(board=rich_board(), asset="BTC")).levels]
    starts = [row[:13].rstrip() for row in _whole(present_price, draw_price, width, height)]
    shown = [start for start in starts if start in names]
    assert len(shown) >= 3
    assert shown == [name for name in names if name in shown]


def test_the_running_hour_moves_no_strip() -> None:
    board = rich_board()
    part = board.assets["BTC"]
    *rest, last = part.chart.bars["1h"]
    moved = (*rest, msgspec.structs.replace(last, close_usd=last.close_usd * 1.01))
    chart = msgspec.structs.replace(part.chart, bars={**part.chart.bars, "1h": moved})
    other = msgspec.structs.replace(board, assets={"BTC": msgspec.structs.replace(part, chart=chart)})
    views = [present_price(Reading(board=each, asset="BTC")) for each in (board, other)]
    assert views[0].day == views[1].day
    assert len(views[0].day[0].values) == 24


def test_liquidations_have_a_row_for_each_hour_newest_first() -> None:
    rows = [row[:96] for row in _whole(present_liquidations, draw_liquidations)]
    at = next(place for place, row in enumerate(rows) if row.startswith("hour UTC"))
    assert rows[at + 1].startswith("17:00")
    assert rows[at + 2].startswith("16:00")
    assert len([row for row in rows[at + 1 :] if row.strip()]) >= 20


def test_open_interest_says_then_and_now() -> None:
    rows = _whole(present_open_interest, draw_open_interest)
    heading = next(row for row in rows if row.startswith("ven"))
    assert heading.split()[:6] == ["ven", "24h", "ago", "usd", "now", "change"]
    binance = next(row for row in rows if row.startswith("BIN"))
    assert binance.split()[1:5] == ["9.30B", "9.10B", "▼", "-2.1%"]


def test_the_surface_has_a_row_for_each_expiry_and_interest_a_bar() -> None:
    rows = [row[:96] for row in _whole(present_options, draw_options)]
    heading = next(row for row in rows if row.startswith("expiry"))
    assert "10d put 25d put   atm 25d call 10d call" in heading
    assert sum(row.startswith("27 Jun 26") for row in rows) == 2
    assert any("notional" in row for row in rows)


def test_the_market_has_its_model_and_all_of_its_terms() -> None:
    rows = _whole(present_market, draw_market)
    heading = next(row for row in rows if row.startswith("alt"))
    assert heading.split()[-8:] == ["beta", "oi", "forced", "%", "funding", "book", "to", "ven"]
    assert any(row.startswith("forced: its open interest times") for row in rows)
