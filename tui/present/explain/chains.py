"""The option chains as inputs of a figure."""

from tui.domain.board import Options
from tui.present.explain.page import source
from tui.present.reading import Reading
from widgets.view.explain import InputRow
from widgets.view.text import NOTHING, Span, Tone


def chain_rows(reading: Reading, board: Options) -> tuple[InputRow, ...]:
    """The chain that the volatilities come from, and those that only add to puts and calls."""
    if board.venue is None:
        return ()
    rows = [source(reading, "options", board.venue, "whole chain", _count(board), board.age_s)]
    for venue in board.venues:
        if venue != board.venue:
            feed = reading.feeds(("options",)).get(venue)
            rows.append(source(reading, "options", venue, "put and call sums", NOTHING, feed.age_s if feed else None))
    return tuple(rows)


def _count(board: Options) -> Span:
    return f"{len(board.expiries)} expiries", Tone.TEXT
