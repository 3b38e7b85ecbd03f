"""One row of many explained by itself: a venue, a window's print, a contract, an expiry, an altcoin."""

from collections.abc import Callable

from tui.domain.board import Market
from tui.present import figures
from tui.present.basis import future_figure
from tui.present.explain.basis import CURVE_CONVENTION, CURVE_FORMULA, point_row
from tui.present.explain.funding import APR_CONVENTION, annual, contract_row, rate_pct
from tui.present.explain.liquidations import FLOOR, PRINT_CONVENTION, venue_rows
from tui.present.explain.market import explain_cascade, forced_rows
from tui.present.explain.open_interest import venue_row
from tui.present.explain.option_rows import OPTION_ROWS
from tui.present.explain.page import dollars, listed, percent, source
from tui.present.explain.price import explain_level
from tui.present.funding import contract_figure
from tui.present.liquidations import print_figure
from tui.present.price import level_figure
from tui.present.reading import Reading
from widgets.view.explain import Figure
from widgets.view.text import Tone

Row = Callable[[Reading, str], Figure | None]
"""Explains the row of that key; None where the Board has it no more."""


def _level(reading: Reading, key: str) -> Figure | None:
    wanted = f"level:{key}"
    level = next((each for each in reading.part.levels if level_figure(each) == wanted), None)
    return None if level is None else explain_level(reading, level, is_first=True)


def _liquidation_venue(reading: Reading, key: str) -> Figure | None:
    board = reading.part.liquidations
    venue = next((each for each in board.venues if each.venue == key), None)
    if venue is None:
        return None
    whole = board.total_usd or 0.0
    part = f"{figures.compact(venue.total_usd)} of ${figures.compact(whole)}"
    longs = "" if venue.long_share is None else f", longs {venue.long_share * 100:.1f}%"
    return Figure(
        name=f"{figures.venue_name(key)} liquidations, {figures.duration(board.window_s)}",
        value=dollars(venue.total_usd),
        formula="sum of the dollars of this venue's forced closes recorded in the trailing window",
        filled=(f"{part} = {venue.total_usd / whole * 100:.1f}% of what was recorded{longs}",) if whole else (),
        inputs=venue_rows(reading, board, only=key),
        convention=f"{FLOOR}; observed {figures.duration(venue.observed_s)} of {figures.duration(board.window_s)}",
    )


def _print(reading: Reading, key: str) -> Figure | None:
    wanted = f"print:{key}"
    each = next(
        (one for one in (*reading.part.liquidations.tape, *reading.prints) if print_figure(one) == wanted), None
    )
    if each is None:
        return None
    coin = each.usd / each.price_usd if each.price_usd else 0.0
    age_s = (reading.now_ms - each.at_ms) / 1000 - reading.elapsed_s
    return Figure(
        name=f"{figures.venue_name(each.venue)} {each.symbol}, {each.hurt} liquidated",
        value=dollars(each.usd),
        formula="size in coin x price; of inverse contracts, contracts x contract size",
        filled=(f"{coin:.6g} {each.asset} x {each.price_usd:,.2f} = ${each.usd:,.0f}",),
        inputs=(
            source(reading, "liquidations", each.venue, "one print", dollars(each.usd, Tone.TEXT), max(age_s, 0.0)),
        ),
        convention=f"{each.hurt} is the position that was closed. {PRINT_CONVENTION}",
    )


def _interest_venue(reading: Reading, key: str) -> Figure | None:
    venue = next((each for each in reading.part.open_interest.venues if each.venue == key), None)
    if venue is None:
        return None
    price = "" if not venue.coin else f" x mark {venue.usd / venue.coin:,.2f}"
    filled = [f"{figures.compact(venue.coin)} {reading.asset}{price} = ${figures.compact(venue.usd)}"]
    if venue.change_24h_pct is not None:
        part = "" if (venue.change_share or 1.0) >= 0.995 else f", of {(venue.change_share or 0.0) * 100:.0f}% of it"
        filled.append(
            f"24 h: dollars {percent(venue.change_24h_pct)}, coins {percent(venue.coin_change_24h_pct)}{part}"
        )
    return Figure(
        name=f"{figures.venue_name(key)} open interest",
        value=dollars(venue.usd),
        formula="sum of this venue's contracts, open coins x own mark; the mark shown is the one that the sum implies",
        filled=tuple(filled),
        inputs=(venue_row(reading, venue),),
        convention="one side counted once; options not counted; USDT and USDC taken as dollars",
        notes=() if venue.change_24h_pct is not None else ("no value of 24 h ago is known of this venue",),
    )


def _funding_venue(reading: Reading, key: str) -> Figure | None:
    contracts = [each for each in reading.part.funding.contracts if each.venue == key]
    rated = [(each.apr_pct, each.oi_usd or 0.0) for each in contracts if each.apr_pct is not None]
    if not contracts:
        return None
    weight = sum(interest for _, interest in rated)
    apr = None
    filled = [annual(each) for each in contracts]
    if rated:
        apr = sum(rate * (oi if weight else 1.0) for rate, oi in rated) / (weight or len(rated))
    if len(rated) > 1 and apr is not None and weight:
        terms = [f"{rate:.2f} x {figures.compact(oi)}" for rate, oi in rated]
        filled.append(f"({listed(terms)}) / {figures.compact(weight)} = {apr:.2f}%")
    return Figure(
        name=f"{figures.venue_name(key)} funding",
        value=figures.percent(apr, 2, Tone.VALUE),
        formula="its contracts' annual rates weighted by open interest, evenly where none is known",
        filled=tuple(filled),
        inputs=tuple(contract_row(reading, each) for each in contracts),
        convention=APR_CONVENTION,
    )


def _contract(reading: Reading, key: str) -> Figure | None:
    wanted = f"contract:{key}"
    each = next((one for one in reading.part.funding.contracts if contract_figure(one) == wanted), None)
    if each is None:
        return None
    filled = [annual(each)]
    if each.kind == "predicted" and each.oi_usd is not None:
        pays = figures.signed_usd(each.rate * each.oi_usd)[0]
        filled.append(f"next payment: {rate_pct(each)}% x {figures.compact(each.oi_usd)} = {pays}")
    return Figure(
        name=f"{figures.venue_name(each.venue)} {each.symbol} funding, {each.kind}",
        value=figures.percent(each.apr_pct, 2, Tone.VALUE),
        formula="rate x 8760 / hours of the contract's true interval",
        filled=tuple(filled),
        inputs=(contract_row(reading, each),),
        convention=APR_CONVENTION,
        alternatives="compounded rates lie higher; rates per 8 h hide intervals of 1 h and 4 h",
    )


def _future(reading: Reading, key: str) -> Figure | None:
    wanted = f"future:{key}"
    basis = reading.part.basis
    point = next((each for each in basis.curve if future_figure(each) == wanted), None)
    if point is None:
        return None
    filled: tuple[str, ...] = ()
    if point.apr_pct is not None and basis.convention == "simple" and point.days:
        premium = point.apr_pct * point.days / 365
        filled = (f"{premium:.3f}% x 365 / {point.days:.1f} = {point.apr_pct:.2f}% APR",)
    return Figure(
        name=f"{figures.venue_name(point.venue)} {point.symbol} basis",
        value=figures.percent(point.apr_pct, 2, Tone.VALUE),
        formula=CURVE_FORMULA[basis.convention],
        filled=filled,
        inputs=(point_row(reading, point),),
        convention=CURVE_CONVENTION,
    )


def _asset(reading: Reading, key: str) -> Figure | None:
    market = reading.board.market or Market()
    forced = market.liquidations
    row = None if forced is None else next((each for each in forced.by_asset if each.asset == key), None)
    if forced is None or row is None:
        return None
    longs = () if row.long_share is None else (f"longs {row.long_share * 100:.1f}%",)
    return Figure(
        name=f"{key} liquidations, {figures.duration(forced.window_s)}",
        value=dollars(row.usd),
        formula="sum of the dollars of every forced close of this asset recorded in the trailing window",
        filled=longs,
        inputs=forced_rows(reading),
        convention=FLOOR,
    )


def _cascade(reading: Reading, key: str) -> Figure | None:
    cascade = (reading.board.market or Market()).cascade or ()
    row = next((each for each in cascade if each.asset == key), None)
    return None if row is None else explain_cascade(reading, row, is_first=True)


ROWS: dict[tuple[str, str], Row] = {
    ("price", "level"): _level,
    ("liquidations", "venue"): _liquidation_venue,
    ("liquidations", "print"): _print,
    ("open_interest", "venue"): _interest_venue,
    ("funding", "venue"): _funding_venue,
    ("funding", "contract"): _contract,
    ("funding", "future"): _future,
    ("market", "asset"): _asset,
    ("market", "cascade"): _cascade,
    **{("options", kind): row for kind, row in OPTION_ROWS.items()},
}
"""By pane and by what its spans are named before the colon."""
