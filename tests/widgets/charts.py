"""Made charts, and where things stand in their drawings."""

import random

from widgets.draw.chart_plan import ChartPlan
from widgets.draw.glyphs import ASCII, BLOCK, BRAILLE
from widgets.view.pane import Title
from widgets.view.price import Bar, ChartLine, ChartView, PriceView
from widgets.view.text import Span, Tone

SETS = (BRAILLE, BLOCK, ASCII)
CANDLES = (Tone.UP, Tone.DOWN)


def bars(count: int, *, seed: int = 1, first: float = 100.0, move: float = 0.01) -> tuple[Bar, ...]:
    """A walk of candles, each opening where the one before closed."""
    chance = random.Random(seed)
    found: list[Bar] = []
    price = first
    for at in range(count):
        close = price * (1 + chance.gauss(0, move))
        low, high = min(price, close), max(price, close)
        reach = abs(chance.gauss(0, move)) * price
        found.append(Bar(price, high + reach, low - reach, close, f"{at:03d}", 2 if at % 7 == 0 else 1))
        price = close
    return tuple(found)


def line(price: float, label: str = "line", *, rank: int = 2, to: float | None = None, short: str = "") -> ChartLine:
    is_zone = to is not None
    return ChartLine(
        low=price, high=to if to is not None else price, label=label, price=f"{price:,.2f}",
        high_price=f"{to or price:,.2f}", tone=Tone.ZONE if is_zone else Tone.SUPPORT, rank=rank,
        style="zone" if is_zone else "solid", short=short,
    )  # fmt: skip


def price_view(chart: ChartView, usd: float | None = None) -> PriceView:
    tag = "" if usd is None else f"{usd:,.2f}"
    return PriceView(title=Title(name="price"), asset="BTC", price_usd=usd, price_tag=tag, chart=chart)


def cells(plan: ChartPlan) -> dict[tuple[int, int], Span]:
    """(column, row from the bottom) -> what the plan puts there, the running candle included."""
    found: dict[tuple[int, int], Span] = {(x, y): (glyph, tone) for x, y, glyph, tone in plan.body.cells}
    return found | {(plan.width - 1, y): span for y, span in enumerate(plan.last) if span[0] != " "}
