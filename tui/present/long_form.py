"""The Board for a spreadsheet: one row a value, so that the columns stay the same however the Board grows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from tui.domain.board import Board

COLUMNS = ("at", "asset", "path", "value", "unit", "note")
"""When the Board was made (UTC), the asset (empty: the whole market), the path that `gate` and alert rules read, the
value (empty: not known), its unit by the path's last word, and why it is not known."""

_UNITS = ("usd", "coin", "pct", "share", "vol", "ms", "s", "h", "days")
_BULK = frozenset({"chart", "past", "tape", "notes"})
"""Series and tapes, which are thousands of rows and no figures of now; `--json` has them."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = tuple[str, str, str, str, str, str]


def long_form(board: Board, assets: Iterable[str]) -> Iterator[Row]:
    """The rows below COLUMNS: the mode, the assets' figures in the Board's order, the market's and the feeds'."""
    at = datetime.fromtimestamp(board.as_of_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    holders: list[tuple[str, Any, str]] = [(name, board.assets[name], name) for name in assets]
    holders += [("", board.market, "market"), ("", board.feeds, "feeds")]
    # Ahead of all figures: a demo or a recording must not pass for the market.
    yield at, "", "mode", board.mode, "", ""
    for asset, holder, root in holders:
        for path, value, note in _leaves(holder, root):
            yield at, asset, path, _cell(value), _unit(path), _text(note)


def _leaves(value: Any, path: str, note: str = "") -> Iterator[tuple[str, Any, str]]:
    if isinstance(value, msgspec.Struct):
        notes: Mapping[str, str] = getattr(value, "notes", {})
        for name in value.__struct_fields__:
            if name not in _BULK:
                yield from _leaves(getattr(value, name), f"{path}.{name}", notes.get(name, ""))
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}", note)
    elif isinstance(value, tuple | list):
        for index, part in enumerate(value):
            yield from _leaves(part, f"{path}[{index}]", note)
    else:
        yield path, value, note if value is None else ""


def _unit(path: str) -> str:
    words = path.rpartition(".")[2].partition("[")[0]
    # The tenors' keys are numbers of days; the word before them has the unit.
    words = path.split(".")[-2] if words.isdecimal() else words
    last = words.rpartition("_")[2]
    return "vol" if last == "atm" else last if last in _UNITS else ""


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, int | float) else _text(str(value))


def _text(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
