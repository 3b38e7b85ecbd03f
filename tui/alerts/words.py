"""An alert in words: its rule's name, and the values that its condition looked at."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime

from tui.alerts.expression import ExpressionError, MissingValueError, evaluate
from tui.alerts.functions import PERIODS, newest_close
from tui.domain.board import Board
from tui.domain.text import clean

LONGEST = 160
_MOST_VALUES = 3
_BILLION, _MILLION, _TEN_THOUSAND = 1e9, 1e6, 1e4


def alert_words(name: str, when: ast.expr, board: Board) -> str:
    """One line, clean, such as "ETH below 3,100: ETH price $3,098.20"."""
    values = list(dict.fromkeys(_values(when, board)))[:_MOST_VALUES]
    return clean(f"{name}: {', '.join(values)}" if values else name, LONGEST)


def _values(node: ast.expr, board: Board) -> Iterator[str]:
    """Every known value that the condition names, in its order."""
    try:
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=asset), _, ast.Constant(value=str(period))]) if (
                name in ("closes_above", "closes_below")
            ):
                yield _close(board, asset, period)
                return
            case ast.Name() | ast.Attribute() | ast.Subscript():
                label, unit = _label(node)
                yield f"{label} {_figure(unit, evaluate(node, board))}"
                return
    except (MissingValueError, ExpressionError):
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr) and not (isinstance(node, ast.Call) and child is node.func):
            yield from _values(child, board)


def _close(board: Board, asset: str, period: str) -> str:
    """The newest close, and the UTC day or hour that it ended."""
    bar = newest_close(board, asset, period)
    last = datetime.fromtimestamp((bar.open_ms + PERIODS[period][1] - 1) / 1000, UTC)
    when = f"{last:%Y-%m-%d %H}h" if period == "hourly" else f"{last:%Y-%m-%d}"
    return f"{asset} {period} close of {when} {_figure('usd', bar.close_usd)}"


def _label(node: ast.expr) -> tuple[str, str]:
    """A path in words, and the unit that its name ends in: BTC.funding.apr_pct is ("BTC funding apr", "pct")."""
    words = ast.unparse(node).replace("'", "").replace(".", " ").replace("[", " ").replace("]", "")
    head, _, unit = words.rpartition("_")
    if unit in ("usd", "pct", "share", "vol", "coin", "s"):
        return head.replace("_", " "), unit
    unit = "usd" if words.endswith(" usd") else "vol" if " atm " in words else ""
    return words.removesuffix(" usd").replace("_", " "), unit


def _figure(unit: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if unit == "usd":
        return f"{'-' if value < 0 else ''}${_amount(abs(value))}"
    if unit == "pct":
        return f"{value:+.2f}%"
    if unit == "share":
        return f"{value:.0%}"
    if unit == "vol":
        return f"{value:.1f} vol"
    if unit == "s":
        return f"{value:,.0f} s"
    return f"{value:,.0f}" if abs(value) >= _TEN_THOUSAND else f"{value:g}"


def _amount(usd: float) -> str:
    if usd >= _BILLION:
        return f"{usd / _BILLION:.2f}B"
    if usd >= _MILLION:
        return f"{usd / _MILLION:.1f}M"
    return f"{usd:,.0f}" if usd >= _TEN_THOUSAND else f"{usd:,.2f}"
