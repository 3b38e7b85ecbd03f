"""Binance futures by REST, USD-M (fapi) and COIN-M (dapi): marks, funding, dated futures, open interest.

Open interest is base coin on USD-M and contracts on COIN-M; in the history of COIN-M the "value" is base coin.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tui.domain.clock import HOUR_MS
from tui.domain.events import Depth, FundingKind, FundingRate, FuturesQuote, OpenInterest
from tui.exchange.instrument import Instrument
from tui.exchange.wire.binance_spot import objects
from tui.exchange.wire.number import epoch_ms, number, positive
from tui.exchange.wire.settled import settled

_LONGEST_INTERVAL_H = 8
USUAL_INTERVAL_H = 8.0
"""The funding interval of every perpetual that `fundingInfo` does not list."""


class Premium(NamedTuple):
    """One row of `premiumIndex`."""

    mark_usd: float | None
    index_usd: float | None
    rate: float | None
    """`lastFundingRate`: the running estimate of what is paid at `next_ms`; None on dated futures."""
    next_ms: int | None
    at_ms: int | None


class Book(NamedTuple):
    """One row of `bookTicker`."""

    bid_usd: float | None
    ask_usd: float | None

    @property
    def mid_usd(self) -> float | None:
        return (self.bid_usd + self.ask_usd) / 2 if self.bid_usd and self.ask_usd else None


def premiums(payload: object) -> dict[str, Premium]:
    """`GET .../premiumIndex` by symbol: an array, or on fapi one object where one symbol was asked for."""
    return {
        str(row.get("symbol")): Premium(
            mark_usd=positive(row.get("markPrice")),
            index_usd=positive(row.get("indexPrice")),
            rate=number(row.get("lastFundingRate")),
            next_ms=epoch_ms(row.get("nextFundingTime")),
            at_ms=epoch_ms(row.get("time")),
        )
        for row in objects(payload)
    }


def books(payload: object) -> dict[str, Book]:
    """`GET .../ticker/bookTicker` by symbol."""
    return {
        str(row.get("symbol")): Book(positive(row.get("bidPrice")), positive(row.get("askPrice")))
        for row in objects(payload)
    }


def funding_intervals(payload: object) -> dict[str, float | None] | None:
    """`GET .../fundingInfo`: hours by symbol, of the adjusted symbols only; None when the answer is no list.

    A symbol whose hours cannot be read is listed as None, so that it is not taken for an unadjusted one.
    """
    if not isinstance(payload, list):
        return None
    return {str(row.get("symbol")): positive(row.get("fundingIntervalHours")) for row in objects(payload)}


def past_interval_h(payload: object, contract: Instrument) -> float | None:
    """`GET .../fundingRate`: hours between the last two payments, which are told to a few milliseconds."""
    rows = [row for row in objects(payload) if row.get("symbol") == contract.id]
    moments = sorted({moment for row in rows if (moment := epoch_ms(row.get("fundingTime"))) is not None})
    hours = round((moments[-1] - moments[-2]) / HOUR_MS) if len(moments) > 1 else 0
    return float(hours) if 1 <= hours <= USUAL_INTERVAL_H else None


def funding_rate(
    contract: Instrument, premium: Premium, intervals: Mapping[str, float | None] | None, recv_ms: int
) -> FundingRate | None:
    """A perpetual's predicted rate; `intervals` None: `fundingInfo` did not answer, and the interval is unknown."""
    if contract.kind != "perpetual" or premium.rate is None:
        return None
    return FundingRate(
        venue="binance",
        asset=contract.asset,
        symbol=contract.id,
        rate=premium.rate,
        interval_h=None if intervals is None else intervals.get(contract.id, _usual_interval_h(premium)),
        kind=FundingKind.PREDICTED,
        next_ms=premium.next_ms,
        at_ms=premium.at_ms or recv_ms,
        recv_ms=recv_ms,
    )


def _usual_interval_h(premium: Premium) -> float | None:
    """What holds for every unadjusted perpetual, unless its next payment is off the grid of eight hours."""
    is_usual = premium.next_ms is None or premium.next_ms % round(USUAL_INTERVAL_H * HOUR_MS) == 0
    return USUAL_INTERVAL_H if is_usual else None


def settled_funding(payload: object, contract: Instrument, recv_ms: int) -> list[FundingRate]:
    """`GET /fapi/v1/fundingRate?symbol=`: what was paid, oldest first. An interval is the time since the payment
    before, so the first row makes no event."""
    paid = {}
    for row in objects(payload):
        at_ms, rate = epoch_ms(row.get("fundingTime")), number(row.get("fundingRate"))
        if at_ms is not None and rate is not None and row.get("symbol") == contract.id:
            paid[at_ms] = rate
    return settled("binance", contract, paid, recv_ms, _LONGEST_INTERVAL_H)


def futures_quote(contract: Instrument, premium: Premium, book: Book | None, recv_ms: int) -> FuturesQuote | None:
    """A dated future beside its index; a contract past its expiry has none, though the venue may still list a row."""
    if contract.expiry_ms is None or contract.expiry_ms <= recv_ms:
        return None
    if premium.mark_usd is None and (book is None or book.bid_usd is None or book.ask_usd is None):
        return None
    return FuturesQuote(
        venue="binance",
        asset=contract.asset,
        symbol=contract.id,
        expiry_ms=contract.expiry_ms,
        mark_usd=premium.mark_usd,
        bid_usd=None if book is None else book.bid_usd,
        ask_usd=None if book is None else book.ask_usd,
        index_usd=premium.index_usd,
        at_ms=premium.at_ms or recv_ms,
        recv_ms=recv_ms,
    )


def open_interest(payload: object, contract: Instrument, mark_usd: float, recv_ms: int) -> OpenInterest | None:
    """`GET .../openInterest?symbol=`: coin on USD-M, contracts on COIN-M, valued at the mark."""
    row = payload if isinstance(payload, Mapping) else {}
    if row.get("symbol") != contract.id:
        return None
    amount = positive(row.get("openInterest"))
    if amount is None:
        return None
    coin, usd = contract.coin_and_usd(amount, mark_usd)
    return _open_interest(contract, coin, usd, epoch_ms(row.get("time")) or recv_ms, recv_ms)


def open_interest_history(payload: object, contract: Instrument, since_ms: int, recv_ms: int) -> list[OpenInterest]:
    """`GET /futures/data/openInterestHist`, rows from `since_ms` on.

    USD-M: `sumOpenInterest` is coin and `sumOpenInterestValue` USDT. COIN-M: contracts, and base coin.
    """
    events = []
    for row in objects(payload):
        amount, value = positive(row.get("sumOpenInterest")), positive(row.get("sumOpenInterestValue"))
        at_ms = epoch_ms(row.get("timestamp"))
        if amount is None or value is None or at_ms is None or at_ms < since_ms:
            continue
        coin, usd = (value, amount * contract.contract_size) if contract.inverse else (amount, value)
        coin *= contract.coins_a_unit
        events.append(_open_interest(contract, coin, usd, at_ms, recv_ms))
    return events


def depth(payload: object, contract: Instrument, recv_ms: int) -> Depth | None:
    """`GET /fapi/v1/depth?symbol=`: USD-M's bids in coin, best first. None where a side is empty or out of order."""
    answer = payload if isinstance(payload, Mapping) else {}
    bids, asks = _side(answer.get("bids")), _side(answer.get("asks"))
    if not bids or not asks or bids[0][0] >= asks[0][0]:
        return None
    prices = [price for price, _ in bids]
    if prices != sorted(prices, reverse=True):
        return None
    return Depth(
        venue="binance",
        asset=contract.asset,
        symbol=contract.id,
        bids=tuple((contract.coin_usd(price), contract.coin_and_usd(contracts, price)[0]) for price, contracts in bids),
        best_ask_usd=contract.coin_usd(asks[0][0]),
        at_ms=epoch_ms(answer.get("E")) or recv_ms,
        recv_ms=recv_ms,
    )


def _side(rows: object) -> list[tuple[float, float]]:
    """One side of a book; a row without a positive price and amount is left out."""
    found = []
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, list) and len(row) >= 2:
            price, amount = positive(row[0]), positive(row[1])
            if price is not None and amount is not None:
                found.append((price, amount))
    return found


def last_quarterly_expiry_ms(now_ms: int) -> int:
    """The last Friday 08:00 UTC of March, June, September or December at or before `now_ms`.

    COIN-M's history names series (CURRENT_QUARTER), not contracts: before that moment it speaks of another contract.
    """
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    running = now.year * 4 + (now.month - 1) // 3
    return max(moment for moment in map(_quarterly_expiry_ms, (running - 1, running)) if moment <= now_ms)


def _quarterly_expiry_ms(quarter: int) -> int:
    """The expiry of that quarter, counted from the year 0."""
    year, index = divmod(quarter + 1, 4)
    last_day = datetime(year, index * 3 + 1, 1, 8, tzinfo=UTC) - timedelta(days=1)
    friday = last_day - timedelta(days=(last_day.weekday() - 4) % 7)
    return int(friday.timestamp() * 1000)


def _open_interest(contract: Instrument, coin: float, usd: float, at_ms: int, recv_ms: int) -> OpenInterest:
    return OpenInterest(
        venue="binance", asset=contract.asset, symbol=contract.id, coin=coin, usd=usd, at_ms=at_ms, recv_ms=recv_ms
    )
