"""The scan line, the key line, the tape of badges, and the card for a terminal too small for panes."""

from collections.abc import Sequence

from widgets.draw.lines import aligned, as_many_as_fit, blank, fit, flow, pad, width_of
from widgets.view.bars import CardView, KeyLabel, KeysView, ScanView, Ticker
from widgets.view.text import Line, Span, Tone

_WIDE = 100
_LEAST_KEYS = 8
"""Cells below which the row says only what nobody has read."""
_TWO_TICKERS = 40
"""Cells that the first two assets keep, whatever else must go."""


def draw_scan(view: ScanView, width: int, height: int) -> list[Line]:
    """One row, or two in a narrow column. Every figure keeps its place, and a badge takes room from its left."""
    badges: list[Span] = []
    for badge in view.badges:
        badges += [(" ", Tone.TEXT), badge]
    prices = [_ticker(ticker) for ticker in view.tickers]
    week = "WEEK CLOSE " if width >= _WIDE else "CLOSE "
    clock = [((week, Tone.DIM), view.countdown), (("feeds ", Tone.DIM), pad(view.feeds, 5))]
    if height > 1:
        first = as_many_as_fit(prices, width - 1, " ")
        second = as_many_as_fit(clock, width - 1 - width_of(badges))
        return [
            fit(((" ", Tone.TEXT), *first), width),
            fit((*fit(((" ", Tone.TEXT), *second), max(width - width_of(badges), 0)), *badges), width),
        ]
    room = width - 1 - width_of(badges)
    fixed = sum(width_of(part) + 2 for part in clock)
    line = as_many_as_fit([as_many_as_fit(prices, max(room - fixed, _TWO_TICKERS)), *clock], room)
    body = fit(((" ", Tone.TEXT), *line), max(width - width_of(badges), 0))
    return [fit((*body, *badges), width)]


def _ticker(ticker: Ticker) -> Line:
    name = (ticker.asset, Tone.ACCENT if ticker.chosen else Tone.HEADING)
    return name, (" ", Tone.TEXT), *aligned(ticker.price, 8, "right"), (" ", Tone.TEXT), pad(ticker.change, 6)


def draw_keys(view: KeysView, width: int, height: int) -> list[Line]:
    """Keys with what they do, as many as fit whole, in one row, and at its end what nobody has read."""
    room = width - width_of(view.unread) - 1 if view.unread else width
    if view.unread and room < _LEAST_KEYS:
        return [fit(((" ", Tone.TEXT), *view.unread), width)][:height]
    tail: Line = (*view.unread, (" ", Tone.TEXT)) if view.unread else ()
    return [(*line, *tail) for line in _keys(view, max(room, 0))][:height]


def _keys(view: KeysView, width: int) -> list[Line]:
    parts: list[Line] = [_key(key) for key in view.keys]
    if view.message:
        return [_led_by(view.message, parts, width)]
    if view.news:
        return [fit(((" ", Tone.TEXT), *as_many_as_fit(view.news, max(width - 1, 0))), width)]
    if view.notice[0]:
        return [_led_by((("! ", Tone.CRITICAL), view.notice), parts, width)]
    return [fit(((" ", Tone.TEXT), *as_many_as_fit(parts, max(width - 1, 0))), width)]


def _led_by(first: Line, parts: Sequence[Line], width: int) -> Line:
    """`first` as far as it goes, and after it as many whole parts as fit."""
    shown = as_many_as_fit([first, *parts], width - 1) if width_of(first) < width else first
    return fit(((" ", Tone.TEXT), *shown), width)


def _key(key: KeyLabel) -> Line:
    if key.chosen:
        return ((f"[{key.key} {key.label}]", Tone.BADGE),)
    return (key.key, Tone.ACCENT), (f" {key.label}", Tone.DIM)


def draw_card(view: CardView, width: int, height: int) -> list[Line]:
    """Four lines, and what size the panes need; what a row has no room for stands under it where rows are left."""
    if width < 1 or height < 1:
        return []
    rows = [row for line in view.lines for row in flow(line, width)]
    if len(rows) >= height:
        shown = [as_many_as_fit(line, width) or (line[0] if line else ()) for line in view.lines]
        rows = [fit(row, width) for row in shown[: max(height - 1, 1)]]
    if len(rows) < height and view.need:
        fitting = next((need for need in view.need if len(need[0]) <= width), view.need[-1])
        rows.append(fit((fitting,), width))
    return [*rows, *([blank(width)] * (height - len(rows)))]
