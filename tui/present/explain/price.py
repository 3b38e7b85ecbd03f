"""The price pane explained: the median, the fall from the high, and every line."""

from collections.abc import Iterator

from tui.domain.board import Level, Price
from tui.present import figures
from tui.present.explain.page import listed, page, percent, source, why
from tui.present.explain.weekly import explain_weekly
from tui.present.price import level_figure, present_price
from tui.present.reading import Reading
from widgets.view.explain import ExplainView, Figure, InputRow
from widgets.view.text import ABSENT, Tone

_STATES = (
    "BROKEN: the newest final close is beyond the edge; BELOW or ABOVE: it is not, but the price is, and the close"
    " is still to come; WICK: the running period traded beyond and came back;"
    " HELD: the newest finished period traded beyond and closed back; armed: none of these. Closes, and"
    " the price that goes on from them, are those of the candles' venue in its own quote; a close is final once a later"
    " candle has come"
)


def explain_price(reading: Reading) -> ExplainView:
    part = reading.part
    levels = (explain_level(reading, level, is_first=not place) for place, level in enumerate(part.levels))
    return page(present_price(reading), [*_price(reading), _drawdown(reading), *explain_weekly(reading), *levels])


def _price(reading: Reading) -> Iterator[Figure]:
    price = reading.part.price
    mids = sorted(venue.usd for venue in price.venues)
    filled = () if price.usd is None else (f"median({', '.join(f'{mid:,.2f}' for mid in mids)}) = {price.usd:,.2f}",)
    yield Figure(
        name=f"{reading.asset} price",
        id="price",
        value=figures.price_span(price.usd, Tone.VALUE),
        formula="median of the live venues' mids, mid = (bid + ask) / 2, or the last trade where no book is streamed",
        filled=filled,
        inputs=price_rows(reading),
        convention=f"one spot leg a venue, USD before USDT before USDC, {_tokens(price)}; a stream silent for 15 s and"
        " a polled price older than 45 s are left out",
        alternatives="one venue's last trade; an exchange's index; a perpetual's mark, which carries its own premium",
        notes=why(price.notes, "usd", "venues"),
    )
    yield Figure(
        name="24 h change",
        id="change_24h",
        value=figures.change(price.change_24h_pct, 2),
        formula="price / price 24 hours ago - 1",
        filled=_from_then(price),
        inputs=(*price_rows(reading), *candle_rows(reading, "1h candles")),
        convention="24 hours back to the minute, on the line from open to close of that hour's candle, of the candles'"
        " venue alone where its price is live: its own now against its own then",
        alternatives="since 00:00 UTC; the median of the venues' own 24 h changes, which stands in without candles",
        notes=why(price.notes, "change_24h_pct"),
    )
    yield Figure(
        name="venue spread",
        id="spread",
        value=figures.percent(price.spread_pct, 2, Tone.WARN if price.divergent else Tone.VALUE),
        formula="(highest mid - lowest mid) / median; above 0.15% the venues are said to diverge",
        filled=(f"({mids[-1]:,.2f} - {mids[0]:,.2f}) / {price.usd:,.2f} = {price.spread_pct:.3f}%",)
        if price.usd is not None and price.spread_pct is not None and mids
        else (),
        inputs=price_rows(reading),
        convention="mids after token legs were converted to dollars",
        notes=why(price.notes, "spread_pct", "divergent"),
    )


def _tokens(price: Price) -> str:
    """What token legs were converted by."""
    if not price.dollars_a_token:
        return "a token counted as a dollar"
    rates = listed((f"{token} x {rate:.5f}" for token, rate in price.dollars_a_token.items()), ", ")
    return f"token legs converted ({rates}: dollar legs over token legs, median of 30 s)"


def _from_then(price: Price) -> tuple[str, ...]:
    if price.change_from_usd is None or price.change_to_usd is None:
        return ()
    ends = f"{figures.price(price.change_to_usd)} / {figures.price(price.change_from_usd)}"
    return (f"{ends} - 1 = {percent(price.change_24h_pct)}",)


def price_rows(reading: Reading) -> tuple[InputRow, ...]:
    """Every venue's middle that is in the median."""
    return tuple(
        source(reading, "price", venue.venue, f"mid, {venue.quote}", (f"{venue.usd:,.2f}", Tone.TEXT), venue.age_s)
        for venue in reading.part.price.venues
    )


def candle_rows(reading: Reading, what: str) -> tuple[InputRow, ...]:
    """The venue whose candles are used."""
    venue = reading.part.chart.venue
    if venue is None:
        return ()
    feed = reading.feeds(("candles",)).get(venue)
    return (source(reading, "candles", venue, what, ("", Tone.TEXT), feed.age_s if feed else None),)


def _drawdown(reading: Reading) -> Figure:
    fall, usd = reading.part.drawdown, reading.part.price.usd
    filled = (
        (f"{figures.price(usd)} / {figures.price(fall.high_usd)} - 1 = {percent(fall.pct)}",)
        if usd is not None and fall.high_usd is not None and fall.pct is not None
        else ()
    )
    return Figure(
        name="fall from the high",
        id="drawdown",
        value=figures.change(fall.pct, 2),
        formula=f"price / high - 1, from {fall.high_on or 'a high that nobody named'}",
        filled=filled,
        inputs=(*price_rows(reading), *candle_rows(reading, "1d candles")),
        convention="the high is yours ([assets] high_usd), else the highest daily candle of the leading venue",
        alternatives="the highest daily close; a volume-weighted high over venues, which lies below a single wick",
        notes=why(fall.notes, "pct", "high_usd"),
    )


def explain_level(reading: Reading, level: Level, *, is_first: bool) -> Figure:
    """The first explains the states for all."""
    usd = reading.part.price.usd
    low, high = sorted((level.price_usd, level.price_usd if level.to_usd is None else level.to_usd))
    edges = figures.price(low) if level.to_usd is None else f"{figures.price(low)}-{figures.price(high)}"
    filled: list[str] = []
    if usd is not None and level.distance_pct is not None:
        nearest = min(max(usd, low), high)
        filled.append(
            "the price is inside the zone"
            if level.to_usd is not None and nearest == usd
            else f"{figures.price(usd)} / {figures.price(nearest)} - 1 = {percent(level.distance_pct)}"
        )
    if level.touches is not None:
        filled.append(f"touched {level.touches} times, entered after leaving by 0.5%")
    if level.deepest_usd is not None:
        filled.append(f"farthest beyond in this episode: {figures.price(level.deepest_usd)}")
    if level.then_usd:
        filled.append(f"once broken: {listed(map(figures.price, level.then_usd), ', then ')}")
    state = ABSENT if level.word is None else (f"{level.word} at {edges}", Tone.VALUE)
    return Figure(
        name=level.label or level.kind.replace("_", " "),
        id=level_figure(level),
        value=state,
        formula=f"distance = price / nearer edge - 1; decided by the {level.closes} close, UTC",
        filled=tuple(filled),
        inputs=(*price_rows(reading), *candle_rows(reading, f"{level.closes} closes")) if is_first else (),
        convention=_STATES if is_first else "",
        notes=tuple(dict.fromkeys(level.notes.values())),
    )
