"""Words along an axis: each stands under its column, and none touches another."""

from collections.abc import Sequence

Mark = tuple[int, str]
"""(column, words)."""

_GAP = 2
_FEW = 3
"""Marks below which an axis tells too little."""


def by_rank(marks: Sequence[tuple[int, str, int]], width: int) -> str:
    """A regular axis of the marks (column, words, rank), oldest first: all of the lowest rank from which on they fit.

    Where those are few, every second or third of the rank below, counted from the newest. Rank 0 is never named.
    """
    named = [mark for mark in marks if mark[2]]
    below: list[Mark] = []
    for rank in sorted({mark[2] for mark in named}):
        chosen = [(column, words) for column, words, each in named if each >= rank]
        text = _placed(chosen, width)
        if text is not None:
            return text if len(chosen) >= _FEW else _thinned(below, width, len(chosen)) or text
        below = chosen
    return _thinned(below, width, 0) or " " * width


def _thinned(marks: Sequence[Mark], width: int, least: int) -> str | None:
    """Every second mark from the newest, or every third, and so on; None where that leaves no more than `least`."""
    for step in range(2, len(marks) + 1):
        chosen = marks[::-step]
        text = _placed(chosen, width)
        if text is not None:
            return text if len(chosen) > least else None
    return None


def by_importance(marks: Sequence[Mark], width: int) -> str:
    """As many as fit, the first ones first; exactly `width` cells."""
    kept: list[Mark] = []
    for mark in marks:
        if _placed([*kept, mark], width) is not None:
            kept.append(mark)
    return _placed(kept, width) or " " * width


def _placed(marks: Sequence[Mark], width: int) -> str | None:
    """Every mark in one row of `width` cells; None where two would touch or one has no room."""
    row = ""
    for column, words in sorted(marks):
        start = min(max(column - len(words) // 2, 0), width - len(words))
        if start < 0 or (row and start < len(row) + _GAP):
            return None
        row = row.ljust(start) + words
    return row.ljust(width)
