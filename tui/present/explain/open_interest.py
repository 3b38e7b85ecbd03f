"""The open-interest pane explained: the sum, and the change split into price and positions."""

from collections.abc import Iterator

from tui.domain.board import OpenInterestBoard, OpenInterestVenue
from tui.present import figures
from tui.present.explain.page import dollars, listed, page, percent, source, why
from tui.present.explain.price import price_rows
from tui.present.open_interest import present_open_interest
from tui.present.reading import Reading
from widgets.view.explain import ExplainView, Figure, InputRow
from widgets.view.text import ABSENT, Tone

_TOLERANCE = {24: "45 minutes", 1: "15 minutes"}
_VERDICTS = {"yes": "DELEVERAGING", "no": "NOT deleveraging", "unknown": "unknown"}


def explain_open_interest(reading: Reading) -> ExplainView:
    board = reading.part.open_interest
    return page(
        present_open_interest(reading), [_total(reading, board), *_changes(reading, board), *_split(reading, board)]
    )


def _total(reading: Reading, board: OpenInterestBoard) -> Figure:
    terms = [f"{figures.venue_code(venue.venue)} {figures.compact(venue.usd)}" for venue in board.venues]
    return Figure(
        name="open interest",
        id="total",
        value=dollars(board.usd),
        formula="sum of each contract's open coins x its own mark, perpetuals and dated futures",
        filled=(f"{listed(terms)} = ${figures.compact(board.usd)}",) if board.usd is not None and terms else (),
        inputs=_venues(reading, board),
        convention="one side counted once; options and CME not counted; USDT and USDC taken as dollars",
        alternatives="with CME and every exchange the level is two to three times as high: compare venue sets first",
        notes=why(board.notes, "usd", "venues"),
    )  # fmt: skip


def _venues(reading: Reading, board: OpenInterestBoard) -> tuple[InputRow, ...]:
    return tuple(venue_row(reading, venue) for venue in board.venues)


def venue_row(reading: Reading, venue: OpenInterestVenue) -> InputRow:
    """What one venue has open."""
    coin = f"{figures.compact(venue.coin)} {reading.asset}"
    return source(reading, "open_interest", venue.venue, coin, dollars(venue.usd, Tone.TEXT), venue.age_s)


def _changes(reading: Reading, board: OpenInterestBoard) -> Iterator[Figure]:
    names = " ".join(figures.venue_code(name) for name in board.change_venues)
    for hours, usd, coin in (
        (24, board.change_24h_pct, board.coin_change_24h_pct),
        (1, board.change_1h_pct, board.coin_change_1h_pct),
    ):
        yield Figure(
            name=f"{hours} h change",
            id=f"change_{hours}h",
            value=figures.change(usd, 2),
            formula=f"now / {hours} h ago - 1, over the contracts known at both times",
            filled=()
            if usd is None
            else (*_then_to_now(reading, board, hours), f"dollars {percent(usd)}, coins {percent(coin)}"),
            inputs=_venues(reading, board),
            convention=f"the sample nearest to {hours} h ago, within {_TOLERANCE[hours]}"
            + (f"; venues: {names}" if hours == 24 and names else ""),
            notes=why(board.notes, f"change_{hours}h_pct", f"coin_change_{hours}h_pct", "change_venues"),
        )


def _then_to_now(reading: Reading, board: OpenInterestBoard, hours: int) -> tuple[str, ...]:
    """The sums that the 24-hour changes are between, of the same contracts."""
    sums = (board.then_usd, board.then_to_now_usd, board.then_coin, board.then_to_now_coin)
    known = [figures.compact(each) for each in sums if each is not None]
    if hours != 24 or len(known) < len(sums):
        return ()
    return (f"${known[0]} -> ${known[1]}; {known[2]} -> {known[3]} {reading.asset}",)


def _split(reading: Reading, board: OpenInterestBoard) -> Iterator[Figure]:
    effects_filled: list[str] = []
    if board.price_effect_usd is not None and board.coin_effect_usd is not None:
        whole = board.price_effect_usd + board.coin_effect_usd
        effects = [figures.signed_usd(each)[0] for each in (board.price_effect_usd, board.coin_effect_usd, whole)]
        effects_filled.append(f"price effect {effects[0]} and coin effect {effects[1]} add up to {effects[2]}")
    filled = list(effects_filled)
    if board.coin_change_24h_pct is not None:
        filled.append(f"coins {percent(board.coin_change_24h_pct)} in 24 h")
    known = board.deleveraging != "unknown"
    yield Figure(
        name="deleveraging",
        id="deleveraging",
        value=(_VERDICTS[board.deleveraging], Tone.VALUE) if known else ABSENT,
        formula="change in dollars = coins now x change of price + change of coins x price then; deleveraging when"
        " coins fell by more than 1% in 24 h, until it is less than 0.5%",
        filled=tuple(filled),
        inputs=_venues(reading, board),
        convention="coins tell what was closed; dollars fall with the price alone",
        alternatives="headlines that call every fall in dollars deleveraging",
        notes=why(board.notes, "deleveraging", "price_effect_usd", "coin_effect_usd"),
    )
    yield Figure(
        name="price and positions, 24 h",
        id="effects",
        value=figures.signed_usd(board.price_effect_usd),
        formula="price effect = coins now x change of price; positions = change of coins x price then",
        filled=tuple(effects_filled),
        inputs=_venues(reading, board),
        convention=f"venues: {' '.join(figures.venue_code(name) for name in board.change_venues)}",
        notes=why(board.notes, "price_effect_usd", "coin_effect_usd"),
    )
    yield _quadrant(reading, board)


def _quadrant(reading: Reading, board: OpenInterestBoard) -> Figure:
    """The quadrant of the pane's foot."""
    price_pct, coin_pct = reading.part.price.change_24h_pct, board.coin_change_24h_pct
    both = price_pct is not None and coin_pct is not None
    return Figure(
        name="price and open interest together",
        id="quadrant",
        value=ABSENT if board.quadrant is None else (board.quadrant, Tone.VALUE),
        formula="24 h, price and coins: up and up new longs, up and down short covering, down and up new shorts, down"
        " and down long flush; no clear move where one of them moved by less than 0.5%",
        filled=(f"price {percent(price_pct)}, coins {percent(coin_pct)}",) if both else (),
        inputs=(*price_rows(reading), *_venues(reading, board)),
        convention="what one would conclude from both, not who traded: every contract has a long and a short",
    )
