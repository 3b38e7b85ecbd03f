"""The open-interest pane: how much is open, where, and whether positions are really being closed."""

from tui.domain.board import OpenInterestBoard, OpenInterestVenue
from tui.present import figures
from tui.present.reading import Reading, age_tone, newest, oldest, state, title
from tui.present.strips import interest_history
from widgets.view.derivatives import InterestRow, OpenInterestView
from widgets.view.text import ABSENT, NOTHING, Line, Span, Tone, named

_CLEAR_PCT = 0.5
"""A smaller change of coins within 24 hours is noise."""
_WHOLE_SHARE = 0.995
"""Changes that cover so much speak of all of it."""


def present_open_interest(reading: Reading) -> OpenInterestView:
    board = reading.part.open_interest
    ages_s = [venue.age_s for venue in board.venues]
    return OpenInterestView(
        title=title(
            reading, "OPEN INTEREST", "open_interest", convention="ex-CME", venues=len(board.venues),
            oldest_s=oldest(ages_s),
        ),
        state=state(
            reading, "open_interest", has_data=board.usd is not None, newest_s=newest(ages_s),
            empty=f"no venue lists a future on {reading.asset}", note=board.notes.get("usd"),
        ),
        total=named("total", ABSENT if board.usd is None else (f"${figures.compact(board.usd)}", Tone.VALUE)),
        coin=named(
            "total", ABSENT if board.coin is None else (f"{figures.compact(board.coin)} {reading.asset}", Tone.DIM)
        ),
        change=named("change_24h", figures.signed_percent(board.change_24h_pct)),
        coin_change=named("change_24h", figures.signed_percent(board.coin_change_24h_pct)),
        hour=_hour(board),
        verdict=named("deleveraging", _verdict(board)),
        because=_because(board),
        then=_then(board, reading.asset),
        effects=_effects(board),
        rows=_rows(reading, board),
        quadrant=_quadrant(board.quadrant),
        scope=_scope(board),
        covers=_covers(board),
        history=interest_history(reading.part.past),
    )  # fmt: skip


def _verdict(board: OpenInterestBoard) -> Span:
    return {
        "yes": ("DELEVERAGING", Tone.WARN),
        "no": ("NOT deleveraging", Tone.TEXT),
        "unknown": ("deleveraging unknown", Tone.DIM),
    }[board.deleveraging]


def _because(board: OpenInterestBoard) -> str:
    """Why the verdict is what it is: coin tells what was closed, dollars also move with the price."""
    usd, coin = board.change_24h_pct, board.coin_change_24h_pct
    if coin is None:
        return board.notes.get("coin_change_24h_pct", "no value from 24h ago yet")
    if board.deleveraging == "unknown":
        return board.notes.get("deleveraging", "too few venues tell their change")
    if board.deleveraging == "yes":
        return "positions closed"
    if usd is not None and usd < 0 <= coin:
        return "the price fell, positions stayed"
    return "positions opened" if coin > _CLEAR_PCT else "hardly any opened or closed"


def _hour(board: OpenInterestBoard) -> Line:
    if board.change_1h_pct is None and board.coin_change_1h_pct is None:
        return ()
    return (
        ("1h  usd ", Tone.DIM),
        named("change_1h", figures.change(board.change_1h_pct, 2)),
        ("  coin ", Tone.DIM),
        named("change_1h", figures.change(board.coin_change_1h_pct, 2)),
    )


def _then(board: OpenInterestBoard, asset: str) -> Line:
    """Then and now of the same contracts: the changes are from the one to the other."""
    if board.then_usd is None or board.then_to_now_usd is None:
        return ()
    usd = f"${figures.compact(board.then_usd)} -> ${figures.compact(board.then_to_now_usd)}"
    spans: list[Span] = [("24h ago -> now ", Tone.DIM), named("change_24h", (usd, Tone.TEXT))]
    if board.then_coin is not None and board.then_to_now_coin is not None:
        coin = f"  {figures.compact(board.then_coin)} -> {figures.compact(board.then_to_now_coin)} {asset}"
        spans.append(named("change_24h", (coin, Tone.TEXT)))
    return tuple(spans)


def _effects(board: OpenInterestBoard) -> tuple[Line, ...]:
    if board.price_effect_usd is None or board.coin_effect_usd is None:
        return ()
    return (
        (
            ("24h price ", Tone.DIM),
            named("effects", figures.signed_usd(board.price_effect_usd)),
            ("  positions ", Tone.DIM),
            named("effects", figures.signed_usd(board.coin_effect_usd)),
        ),
    )


def _quadrant(now: str | None) -> tuple[tuple[Span, ...], ...]:
    """Price against open interest in coin over 24 h; the quadrant that holds now is marked, if there is a clear one."""
    if now is None:
        return ()
    words = (("short covering", "new longs"), ("long flush", "new shorts"))
    rows: list[tuple[Span, ...]] = [(("24h", Tone.DIM), ("coin OI falls", Tone.DIM), ("coin OI rises", Tone.DIM))]
    for name, cells in (("price up", words[0]), ("price down", words[1])):
        row: list[Span] = [(name, Tone.DIM)]
        for word in cells:
            here = word == now
            row.append(named("quadrant", (f"▶ {word}", Tone.VALUE)) if here else (f"  {word}", Tone.DIM))
        rows.append(tuple(row))
    return tuple(rows)


def _rows(reading: Reading, board: OpenInterestBoard) -> tuple[InterestRow, ...]:
    largest = max((venue.usd for venue in board.venues), default=0.0)
    ordered = sorted(board.venues, key=lambda venue: -venue.usd)
    return tuple(_row(reading, venue, largest) for venue in ordered)


def _row(reading: Reading, venue: OpenInterestVenue, largest: float) -> InterestRow:
    age_s = reading.age_s(venue.age_s)
    tone = age_tone("open_interest", age_s)
    figure = f"venue:{venue.venue}"
    # Beside what all contracts hold now, what some of them held would look like a change.
    is_whole = (venue.change_share or 0.0) >= _WHOLE_SHARE
    return InterestRow(
        venue=figures.venue_code(venue.venue),
        part=venue.usd / largest if largest else 0.0,
        usd=named(figure, figures.usd_span(venue.usd, Tone.TEXT if tone is Tone.TEXT else Tone.DIM)),
        coin=named(figure, figures.usd_span(venue.coin, Tone.DIM)),
        change=named(figure, figures.change(venue.change_24h_pct)),
        short_change=named(figure, figures.signed_percent(venue.change_24h_pct)),
        coin_change=named(figure, figures.change(venue.coin_change_24h_pct)),
        then=named(figure, figures.usd_span(venue.then_usd if is_whole else None, Tone.DIM)),
        coin_then=named(figure, figures.usd_span(venue.then_coin if is_whole else None, Tone.DIM)),
        age=(figures.age(age_s), tone) if age_s is not None else NOTHING,
    )


def _covers(board: OpenInterestBoard) -> str:
    """How many venues the changes speak of, where that is not all: "4 of 8 venues"."""
    whole = len(board.venues)
    if board.change_share is None or board.change_share >= _WHOLE_SHARE or not 0 < len(board.change_venues) < whole:
        return ""
    return f"{len(board.change_venues)} of {whole} venues"


def _scope(board: OpenInterestBoard) -> str:
    """Which venues the changes speak of, where that is not all of them."""
    names = {venue.venue for venue in board.venues}
    if not board.change_venues or names <= set(board.change_venues):
        return ""
    return f"24h changes: {' '.join(figures.venue_code(name) for name in board.change_venues)} only"
