"""The scan line on top, and the card of a terminal too small for panes."""

from collections.abc import Iterable

from tui.domain.board import Alert, AssetBoard, Board
from tui.present import figures
from tui.present.liquidations import known
from tui.present.reading import Reading, age_tone, newest
from tui.present.session import mode_badge
from widgets.view.bars import CardView, ScanView, Ticker
from widgets.view.text import ABSENT, NOTHING, Line, Span, Tone

_OWN_NOTES = ("link", "config", "files", "history", "recording", "alerts", "edits")
"""Parts of the collector that tell of their troubles in the Board's notes."""
_LAST_HOURS_S = 6 * 3600

_LEAST_COLUMNS, _LEAST_ROWS = 40, 14


def present_scan(reading: Reading, frozen_s: float | None) -> ScanView:
    """`frozen_s` is how long the screen has been frozen, None while it is not."""
    board = reading.board
    badges: list[Span] = []
    if frozen_s is not None:
        badges.append((f" FROZEN {figures.age(frozen_s)} ", Tone.CRITICAL))
    if reading.link_lost is not None:
        badges.append((f" LOST {figures.age(reading.elapsed_s)} ", Tone.CRITICAL))
    if badge := mode_badge(board):
        badges.append((f" {badge} ", Tone.BADGE))
    return ScanView(
        tickers=tuple(_ticker(reading, name) for name in board.assets),
        feeds=_alive(reading),
        countdown=_countdown(reading),
        clock=(f"{figures.clock_time(reading.now_ms)} UTC", Tone.DIM),
        badges=tuple(badges),
    )


def present_notice(board: Board) -> Span:
    """The first thing that is wrong with the collector itself, for the key line; nothing while all is well."""
    notes = [board.notes[name] for name in (*_OWN_NOTES, *_venues(board)) if name in board.notes]
    if not notes:
        return NOTHING
    more = f" (and {len(notes) - 1} more)" if len(notes) > 1 else ""
    return f"{notes[0]}{more}", Tone.WARN


def unread(alerts: Iterable[Alert]) -> int:
    """How many of them nobody has acknowledged."""
    return sum(not alert.acknowledged for alert in alerts)


def _venues(board: Board) -> dict[str, None]:
    return dict.fromkeys(feed.venue for feed in board.feeds)


def present_waiting_scan(words: str) -> ScanView:
    """Before the first Board."""
    return ScanView(badges=((f" {words} ", Tone.BADGE),))


def _ticker(reading: Reading, name: str) -> Ticker:
    """An asset's price; an old one has lost its light."""
    price = reading.board.assets[name].price
    change, tone = figures.change(price.change_24h_pct)
    age_s = reading.age_s(newest(venue.age_s for venue in price.venues))
    old = reading.link_lost is not None or age_tone("price", age_s) is not Tone.TEXT
    return Ticker(
        asset=name,
        price=figures.price_span(price.usd, Tone.DIM if old else Tone.VALUE),
        change=(change.replace(" ", ""), Tone.DIM if old else tone),
        chosen=name == reading.asset,
    )


def _alive(reading: Reading) -> Span:
    wanted = [feed for feed in reading.board.feeds if feed.state != "off"]
    if reading.link_lost is not None:
        # How the feeds stood when the collector was last heard says nothing about now.
        return f"?/{len(wanted)}", Tone.CRITICAL
    live = sum(feed.state == "live" for feed in wanted)
    tone = Tone.TEXT if live == len(wanted) else Tone.WARN if live else Tone.CRITICAL
    return f"{live}/{len(wanted)}", tone


def _countdown(reading: Reading) -> Span:
    left_s = (reading.part.weekly.closes_at_ms - reading.now_ms) / 1000
    return figures.countdown(left_s), Tone.WARN if left_s < _LAST_HOURS_S else Tone.TEXT


def present_card(reading: Reading) -> CardView:
    """Four lines: the price and its nearest line, liquidations, leverage, volatility."""
    part = reading.part
    price = _price(reading)
    if badge := mode_badge(reading.board):
        price = (((f" {badge} ", Tone.BADGE), (" ", Tone.TEXT), *price[0]), *price[1:])
    return CardView(lines=(price, _liquidations(part), _leverage(part), _options(part)), need=need())


def need() -> tuple[Span, ...]:
    """What the panes need, in more words and in fewer."""
    size = f"need {_LEAST_COLUMNS}x{_LEAST_ROWS}"
    return (f"too small ({size})", Tone.WARN), (size, Tone.WARN)


def _price(reading: Reading) -> tuple[Line, ...]:
    part = reading.part
    price: Line = (
        (f"{reading.asset} ", Tone.ACCENT),
        figures.price_span(part.price.usd, Tone.VALUE),
        (" ", Tone.TEXT),
        figures.change(part.price.change_24h_pct),
    )
    if part.weekly.trigger_usd is None:
        return (price,)
    return price, (("trigger ", Tone.DIM), figures.change(part.weekly.distance_pct))


def _liquidations(part: AssetBoard) -> tuple[Line, ...]:
    board = known(part.liquidations)
    total = ABSENT if board.total_usd is None else (f"≥${figures.compact(board.total_usd)}", Tone.VALUE)
    return (("liq ", Tone.DIM), total), (("long ", Tone.DIM), figures.share(board.long_share))


def _leverage(part: AssetBoard) -> tuple[Line, ...]:
    interest = part.open_interest
    total = ABSENT if interest.usd is None else (f"${figures.compact(interest.usd)}", Tone.VALUE)
    return (
        (("OI ", Tone.DIM), total, (" ", Tone.TEXT), figures.change(interest.change_24h_pct)),
        (("funding ", Tone.DIM), figures.percent(part.funding.apr_pct)),
    )


def _options(part: AssetBoard) -> tuple[Line, ...]:
    board = part.options
    return (
        (("IV30 ", Tone.DIM), figures.volatility(board.atm.get("30"), Tone.VALUE)),
        ((board.skew_words or "skew —", Tone.TEXT),),
    )
