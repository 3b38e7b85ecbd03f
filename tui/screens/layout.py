"""Where everything on the dashboard stands, for every size and view; and the sizes at which that changes."""

from collections.abc import Sequence
from typing import NamedTuple

NARROW_COLUMNS, TRIAGE_COLUMNS, WORKING_COLUMNS, FULL_COLUMNS = 40, 76, 100, 160
CARD_COLUMNS, CARD_ROWS = 60, 15
"""A terminal that is smaller in both is no better served by one pane than by the card."""
SHORT_ROWS, STACK_ROWS, WORKING_ROWS, FULL_ROWS = 14, 22, 34, 50

_COLUMNS = 12
_PROVENANCE_ROWS = 2

Row = tuple[int, dict[str, int]]
"""Its share of the height, and each pane's columns of twelve."""


class Place(NamedTuple):
    """A rectangle of cells, from the upper left of the screen."""

    x: int
    y: int
    width: int
    height: int


def _stack(**shares: int) -> tuple[Row, ...]:
    return tuple((share, {name: _COLUMNS}) for name, share in shares.items())


_LEVERAGE = {"open_interest": 4, "funding": 4, "options": 4}
# In thirds: lines and tape above, leverage below, the whole market and the log last.
_WORKING: tuple[Row, ...] = (
    (16, {"price": 8, "liquidations": 4}),
    (12, _LEVERAGE),
    (10, {"market": 8, "log": 4}),
)
# The same places with more in them.
_FULL: tuple[Row, ...] = ((24, _WORKING[0][1]), (22, _LEVERAGE), (10, _WORKING[2][1]))
# Triage, a section for each under a rule; the market's letter turns the lower half to it.
_TRIAGE: tuple[Row, ...] = (
    *_stack(price=5, liquidations=4),
    (4, {"open_interest": 6, "funding": 6}),
    *_stack(options=4, market=3, log=2),
)
_TRIAGE_MARKET = _stack(price=5, liquidations=4, market=13)
# A narrow column: a stack of cards under two scan rows.
_NARROW = _stack(price=8, liquidations=6, open_interest=5, funding=6, options=6, log=3)
_NARROW_MARKET = _stack(price=8, liquidations=6, market=20)


def has_boxes(width: int, height: int) -> bool:
    """Whether panes have room for a box; smaller layouts use a rule above each pane."""
    return width >= WORKING_COLUMNS and height >= WORKING_ROWS


def has_panes(width: int, height: int) -> bool:
    """Whether there is room for any pane."""
    fits = width >= NARROW_COLUMNS and height >= SHORT_ROWS
    return fits and (width >= CARD_COLUMNS or height >= CARD_ROWS)


def places(
    width: int, height: int, pane: str, *, zoomed: bool = False, typing: bool = False, taken: int = 0
) -> dict[str, Place]:
    """What a screen of that size shows, by name, and where. `pane` has the keyboard, `typing` puts the filter's row in
    the place of the keys', and `taken` rows at the foot are somebody else's."""
    rows = height - taken
    if not has_panes(width, height):
        return {"card": Place(0, 0, width, rows)}
    is_full = width >= FULL_COLUMNS and height >= FULL_ROWS
    top, foot = 2 if width < TRIAGE_COLUMNS else 1, 1 + _PROVENANCE_ROWS * is_full
    found = {"scan": Place(0, 0, width, top)}
    found |= _panes(_rows(width, height, pane, zoomed=zoomed), width, top, max(rows - top - foot, 0))
    if is_full:
        found["provenance"] = Place(0, rows - foot, width, _PROVENANCE_ROWS)
    found["filter" if typing else "keys"] = Place(0, rows - 1, width, 1)
    return found


def _rows(width: int, height: int, pane: str, *, zoomed: bool) -> tuple[Row, ...]:
    if zoomed or height < STACK_ROWS:
        return _stack(**{pane: 1})
    if width < TRIAGE_COLUMNS:
        return _NARROW_MARKET if pane == "market" else _NARROW
    if not has_boxes(width, height):
        return _TRIAGE_MARKET if pane == "market" else _TRIAGE
    return _FULL if width >= FULL_COLUMNS and height >= FULL_ROWS else _WORKING


def _panes(rows: Sequence[Row], width: int, top: int, room: int) -> dict[str, Place]:
    """Shares of `room` rows below `top`, without a gap."""
    found: dict[str, Place] = {}
    whole, above = sum(share for share, _ in rows), 0
    for share, columns in rows:
        y, end, left = top + room * above // whole, top + room * (above + share) // whole, 0
        for name, span in columns.items():
            x, right = width * left // _COLUMNS, width * (left + span) // _COLUMNS
            found[name] = Place(x, y, right - x, end - y)
            left += span
        above += share
    return found
