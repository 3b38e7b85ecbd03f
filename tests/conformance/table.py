"""Counts of agreement, filled by the tests and printed at the end of a run."""

from typing import NamedTuple


class Row(NamedTuple):
    venue: str
    kind: str
    source: str
    agree: int
    disagree: int
    out_of_scope: int


ROWS: list[Row] = []


def drawn(rows: list[Row]) -> list[str]:
    """The table, headed, a line a row and one for the whole."""
    if not rows:
        return []
    total = Row(
        "total", "", "", sum(row.agree for row in rows), sum(row.disagree for row in rows),
        sum(row.out_of_scope for row in rows),
    )  # fmt: skip
    heads = tuple(name.replace("_", " ") for name in Row._fields)
    texts = [heads, *(tuple(str(value) for value in row) for row in (*sorted(rows), total))]
    widths = [max(len(text[at]) for text in texts) for at in range(len(heads))]
    return ["  ".join(_padded(text, widths)).rstrip() for text in texts]


def _padded(text: tuple[str, ...], widths: list[int]) -> list[str]:
    """Words to the left, numbers to the right."""
    return [
        cell.ljust(width) if at < 3 else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(text, widths, strict=True))
    ]
