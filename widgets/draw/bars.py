"""The scan line, the key line, the tape of badges, and the card for a terminal too small for panes."""

from collections.abc import Sequence

from widgets.draw.lines import aligned, as_many_as_fit, blank, cell_width, fit, flow, join, pad, width_of
from widgets.view.bars import CardView, KeyLabel, KeysView, ScanView, Ticker
from widgets.view.text import Line, Span, Tone

_WIDE = 100
_LEAST_KEYS = 8
"""Cells below which the row says only what nobody has read."""
_PRICE, _NARROW_PRICE, _CHANGE = 8, 7, 7
"""Cells of a price and of its change."""
_TWO_TICKERS = 44
"""Cells that the first two assets keep, whatever else must go."""


def draw_scan(view: ScanView, width: int, height: int) -> list[Line]:
    """One row, or two in a narrow column. Every figure keeps its place, and a badge takes room from its left."""
    badges: list[Span] = []
    for badge in view.badges:
        badges += [(" ", Tone.TEXT), badge]
    is_wide = width >= _WIDE
    week: Line = (("WEEK CLOSE " if is_wide else "CLOSE ", Tone.DIM), view.countdown)
    clock: list[Line] = [week, (("feeds ", Tone.DIM), pad(view.feeds, 5))]
    if is_wide:
        clock.insert(1, (view.clock,))
    if height > 1:
        first = _tickers(view.tickers, width - 1, " ", _NARROW_PRICE)
        second = as_many_as_fit(clock, width - 1 - width_of(badges))
        return [
            fit(((" ", Tone.TEXT), *first), width),
            fit((*fit(((" ", Tone.TEXT), *second), max(width - width_of(badges), 0)), *badges), width),
        ]
    room = width - 1 - width_of(badges)
    fixed = sum(width_of(part) + 2 for part in clock)
    price = _PRICE if is_wide else _NARROW_PRICE
    line = as_many_as_fit([_tickers(view.tickers, max(room - fixed, _TWO_TICKERS), "  ", price), *clock], room)
    body = fit(((" ", Tone.TEXT), *line), max(width - width_of(badges), 0))
    return [fit((*body, *badges), width)]


def _tickers(tickers: Sequence[Ticker], width: int, gap: str, price: int) -> Line:
    """As many as fit, the chosen one among them, and how many more there are."""
    parts = [_ticker(ticker, price) for ticker in tickers]
    if width_of(join(parts, gap)) <= width:
        return join(parts, gap)
    for count in range(len(parts) - 1, 0, -1):
        shown = list(range(count))
        chosen = next((index for index, ticker in enumerate(tickers) if ticker.chosen), 0)
        if chosen not in shown:
            shown[-1] = chosen
        line = join([*(parts[index] for index in shown), ((f"+{len(parts) - count}", Tone.DIM),)], gap)
        if width_of(line) <= width:
            return line
    return as_many_as_fit(parts, width, gap)


def _ticker(ticker: Ticker, price: int) -> Line:
    name = (ticker.asset, Tone.ACCENT if ticker.chosen else Tone.HEADING)
    room = max(price, cell_width(ticker.price[0]))
    return name, (" ", Tone.TEXT), *aligned(ticker.price, room, "right"), (" ", Tone.TEXT), pad(ticker.change, _CHANGE)


def draw_keys(view: KeysView, width: int, height: int) -> list[Line]:
    """Keys with what they do, as many as fit whole, in one row, and at its end what nobody has read."""
    tail: Line = ((" ", Tone.TEXT), *view.unread, (" ", Tone.TEXT)) if view.unread else ()
    room = width - width_of(tail)
    if view.unread and room < _LEAST_KEYS:
        return [fit(((" ", Tone.TEXT), *view.unread), width)][:height]
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
    room = height - len(rows) - bool(view.need)
    rows += [fit(as_many_as_fit(line, width), width) for line in view.more[: max(room, 0)]]
    if len(rows) < height and view.need:
        fitting = next((need for need in view.need if len(need[0]) <= width), view.need[-1])
        rows.append(fit((fitting,), width))
    return [*rows, *([blank(width)] * (height - len(rows)))]
