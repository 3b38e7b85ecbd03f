"""Panes that have a wide terminal to themselves show more, and stay exactly as large as their room."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.boards import AS_OF_MS, rich_board
from tui.domain.board_past import Past, Strip
from tui.domain.clock import HOUR_MS
from tui.present.funding import present_funding
from tui.present.liquidations import present_liquidations
from tui.present.open_interest import present_open_interest
from tui.present.options import present_options
from tui.present.reading import Reading
from widgets.draw.frame import Canvas, Scroll
from widgets.draw.funding import draw_funding
from widgets.draw.glyphs import ASCII, BLOCK, BRAILLE, Glyphs
from widgets.draw.lines import plain, width_of
from widgets.draw.liquidations import draw_liquidations
from widgets.draw.open_interest import draw_open_interest
from widgets.draw.options import draw_options
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
    assert "coin by 4 hours" in rows
    assert "paid, % APR, by 4 hours · BIN BTCUSDT" in "\n".join(_rows("funding", 196, 52))


def test_a_tall_narrow_pane_has_it_below_and_a_low_one_has_not() -> None:
    tall = _rows("open interest", 112, 36)
    below = next(index for index, row in enumerate(tall) if "by the hour" in row)
    assert below > next(index for index, row in enumerate(tall) if row.startswith("DER"))
    assert not any("by the hour" in row for row in _rows("open interest", 36, 12))


def test_every_curve_has_the_whole_column() -> None:
    rows = _rows("options", 196, 52)
    names = [row[100:] for row in rows if row[100:].startswith(("ATM vol", "smile", "25-delta"))]
    assert len(names) == 3
    assert any(row.startswith("27 Jun") for row in rows)
