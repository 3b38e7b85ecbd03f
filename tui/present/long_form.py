"""The Board for a spreadsheet: one row a value, so that the columns stay the same however the Board grows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from tui.domain.board import Board, Options
from widgets.view.text import MISSING

COLUMNS = ("at", "asset", "path", "value", "unit", "note", "venue")
"""When the Board was made (UTC), the asset (empty: the whole market), the path that `gate` and alert rules read, the
value (empty: not known), its unit by the path's last word, why it is not known, and whose it is where a venue's."""

_UNITS = ("usd", "coin", "pct", "share", "vol", "ms", "s", "h", "days")
_BULK = frozenset({"chart", "past", "tape", "notes"})
"""Series and tapes, which are thousands of rows and no figures of now; `--json` has them."""
_NOT_THE_CHAINS = ("put_", "call_premium", "dvol_", "realised_", "implied_less_")
"""Beginnings of the options' figures that are not of the venue whose chain the volatilities come from, but of every
chain, of an index, or of candles."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = tuple[str, str, str, str, str, str, str]


def long_form(board: Board, assets: Iterable[str]) -> Iterator[Row]:
    """The rows below COLUMNS: the mode, the assets' figures in the Board's order, the market's and the feeds'."""
    at = datetime.fromtimestamp(board.as_of_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    # Ahead of all figures: a demo or a recording must not pass for the market.
    yield at, "", "mode", board.mode, "", "", ""
    for asset, holder, root in _holders(board, assets):
        for path, value, note, venue in _leaves(holder, root):
            yield at, asset, path, _cell(value), _unit(path), _text(note), _text(venue)


def chosen(rows: Iterable[Row], paths: Sequence[str]) -> list[Row]:
    """The rows whose path is one of `paths` or goes on from one: BTC.price has BTC.price.usd, but not BTC.prices."""
    return [row for row in rows if _goes_on_from(row[2], paths)]


def chosen_values(board: Board, assets: Iterable[str], paths: Sequence[str]) -> dict[str, Any]:
    """The same as path -> value, None where it is not known."""
    return {
        path: value
        for _, holder, root in _holders(board, assets)
        for path, value, _, _ in _leaves(holder, root)
        if _goes_on_from(path, paths)
    }


def in_lines(rows: Iterable[Row]) -> str:
    """A line for each row: path, value, and why it is missing or whose it is."""
    return "".join(
        f"{path}  {value or MISSING}{f' ({about})' if (about := note or venue) else ''}\n"
        for _, _, path, value, _, note, venue in rows
    )


def _goes_on_from(path: str, starts: Iterable[str]) -> bool:
    return any(path == start or path.startswith((f"{start}.", f"{start}[")) for start in starts)


def _holders(board: Board, assets: Iterable[str]) -> list[tuple[str, Any, str]]:
    """(asset, section, first word of its paths)."""
    found: list[tuple[str, Any, str]] = [(name, board.assets[name], name) for name in assets]
    return [*found, ("", board.market, "market"), ("", board.feeds, "feeds")]


def _leaves(value: Any, path: str, note: str = "", venue: str = "") -> Iterator[tuple[str, Any, str, str]]:
    if isinstance(value, msgspec.Struct):
        notes: Mapping[str, str] = getattr(value, "notes", {})
        whose = getattr(value, "venue", None) or venue
        for name in value.__struct_fields__:
            if name not in _BULK:
                is_others = isinstance(value, Options) and name.startswith(_NOT_THE_CHAINS)
                part_whose = "" if is_others else whose
                yield from _leaves(getattr(value, name), f"{path}.{name}", notes.get(name, ""), part_whose)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}", note, venue)
    elif isinstance(value, tuple | list):
        for index, part in enumerate(value):
            yield from _leaves(part, f"{path}[{index}]", note, venue)
    else:
        yield path, value, note if value is None else "", venue


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
