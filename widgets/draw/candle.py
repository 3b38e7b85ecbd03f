"""One candle in cells: each cell is two halves, and each half is body, wick or nothing."""

from collections.abc import Iterator

from widgets.draw.glyphs import Glyphs
from widgets.draw.price_scale import PriceScale
from widgets.view.price import Bar
from widgets.view.text import Span, Tone

_ORDER = ((2, 2), (1, 1), (2, 1), (1, 2), (2, 0), (0, 2), (1, 0), (0, 1))
"""(lower half, upper half) of each glyph of `Glyphs.candle`: 0 nothing, 1 wick, 2 body."""


def candle_cells(bar: Bar, scale: PriceScale, glyphs: Glyphs) -> Iterator[tuple[int, Span]]:
    """(row from the bottom, what stands there), lowest first."""
    bottom, top = scale.half(bar.low), scale.half(bar.high)
    body_low, body_high = scale.half(min(bar.open, bar.close)), scale.half(max(bar.open, bar.close))
    tone, shapes = (Tone.UP, glyphs.rising) if bar.close >= bar.open else (Tone.DOWN, glyphs.candle)

    def kind(half: int) -> int:
        if body_low <= half <= body_high:
            return 2
        return 1 if bottom <= half <= top else 0

    for row in range(bottom // 2, top // 2 + 1):
        yield row, (shapes[_ORDER.index((kind(2 * row), kind(2 * row + 1)))], tone)
