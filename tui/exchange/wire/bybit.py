"""Bybit's REST answers about spot, perpetuals and futures: `{"retCode": 0, "result": {"list": [...]}, "time": ...}`.

Younger answers say in `singleOpenInterest` what one side is, and then `openInterest` is the sum of both; older ones
have only `openInterest`, whose documentation contradicts itself, and it is taken as everyone takes it, as told.
Linear contracts count base coin and inverse ones dollars, whatever ccxt's contract size is.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from tui.domain.events import Event, FundingKind, FundingRate, FuturesQuote, OpenInterest, Quote
from tui.domain.text import is_identifier
from tui.exchange.instrument import Instrument
from tui.exchange.markets import instrument_of
from tui.exchange.wire.number import epoch_ms, not_negative, number, positive

VENUE: Final = "bybit"

Row = Mapping[str, Any]


def instrument(market: Mapping[str, Any]) -> Instrument | None:
    """A ccxt market of Bybit. ccxt's contract size is the smallest order; one coin or one dollar is the true one."""
    return instrument_of({**market, "contractSize": 1.0})


def funding_interval_h(market: Mapping[str, Any]) -> float | None:
    """Hours between fundings as the market list says them (in minutes); None for what pays none."""
    info = market.get("info")
    minutes = positive(info.get("fundingInterval")) if isinstance(info, Mapping) else None
    return None if minutes is None else minutes / 60


def rows(payload: object) -> list[Row]:
    """The objects in the answer's list that name a clean symbol, or none at all."""
    result = payload.get("result") if isinstance(payload, Mapping) else None
    listed = result.get("list") if isinstance(result, Mapping) else None
    return [row for row in listed if isinstance(row, Mapping)] if isinstance(listed, list) else []


def answered_ms(payload: object, recv_ms: int) -> int:
    """The venue's time of the answer; its rows carry none."""
    told_ms = epoch_ms(payload.get("time")) if isinstance(payload, Mapping) else None
    return recv_ms if told_ms is None else told_ms


def told_ms(payload: object) -> int | None:
    """The venue's clock in milliseconds, out of the answer of `/v5/market/time`."""
    return epoch_ms(payload.get("time")) if isinstance(payload, Mapping) else None


def quotes(payload: object, watched: Mapping[str, Instrument], recv_ms: int) -> list[Event]:
    """Spot tickers of the watched markets, book included."""
    at_ms = answered_ms(payload, recv_ms)
    found = (quote(row, known, at_ms, recv_ms) for row, known in _known(payload, watched))
    return [event for event in found if event is not None]


def quote(row: Row, known: Instrument, at_ms: int, recv_ms: int) -> Quote | None:
    """One spot ticker; the stream's has no book. None without any price."""
    bid_usd, ask_usd = positive(row.get("bid1Price")), positive(row.get("ask1Price"))
    last_usd, before_usd = positive(row.get("lastPrice")), positive(row.get("prevPrice24h"))
    if last_usd is None and (bid_usd is None or ask_usd is None):
        return None
    return Quote(
        venue=VENUE,
        asset=known.asset,
        symbol=known.id,
        quote=known.quote,
        bid_usd=bid_usd,
        ask_usd=ask_usd,
        last_usd=last_usd,
        change_24h_pct=(last_usd / before_usd - 1) * 100 if last_usd and before_usd else None,
        at_ms=at_ms,
        recv_ms=recv_ms,
    )


def open_interest(
    payload: object, known: Mapping[str, Instrument], assets: Collection[str], recv_ms: int
) -> list[Event]:
    """Open interest of the assets' perpetuals and dated futures, at the mark."""
    at_ms = answered_ms(payload, recv_ms)
    events: list[Event] = []
    for row, contract in _known(payload, known, assets):
        size, mark_usd = one_side(row), positive(row.get("markPrice"))
        if size is not None and mark_usd is not None:
            events.append(_open_interest(contract, size, mark_usd, at_ms, recv_ms))
    return events


def one_side(row: Row, sides: float = 1.0) -> float | None:
    """Open interest counted once: coin of a linear contract, dollars of an inverse one.

    `sides` is how often `openInterest` counts it where the row itself does not say.
    """
    single = not_negative(row.get("singleOpenInterest"))
    if single is not None:
        return single
    told = not_negative(row.get("openInterest"))
    return None if told is None else told / sides


def sides_counted(payload: object) -> dict[str, float]:
    """Contract -> how often its `openInterest` counts each position: 2 where the ticker's single figure is half."""
    counted: dict[str, float] = {}
    for row in rows(payload):
        single, told = positive(row.get("singleOpenInterest")), positive(row.get("openInterest"))
        if single is not None and told is not None:
            counted[str(row.get("symbol"))] = told / single
    return counted


def open_interest_history(
    payload: object, marks_usd: Mapping[int, float], contract: Instrument, recv_ms: int, sides: float = 1.0
) -> list[Event]:
    """Open interest at past hours; hours without a mark are left out, because their dollars are unknown."""
    events: list[Event] = []
    for row in rows(payload):
        size, at_ms = one_side(row, sides), epoch_ms(row.get("timestamp"))
        mark_usd = marks_usd.get(at_ms) if at_ms is not None else None
        if size is not None and at_ms is not None and mark_usd is not None:
            events.append(_open_interest(contract, size, mark_usd, at_ms, recv_ms))
    return events


def marks_usd(payload: object) -> dict[int, float]:
    """Mark price at the opening of each bar of `/v5/market/mark-price-kline`: [start, open, high, low, close]."""
    result = payload.get("result") if isinstance(payload, Mapping) else None
    listed = result.get("list") if isinstance(result, Mapping) else None
    marks: dict[int, float] = {}
    for row in listed if isinstance(listed, list) else ():
        if isinstance(row, list) and len(row) >= 2:
            start_ms, open_usd = epoch_ms(row[0]), positive(row[1])
            if start_ms is not None and open_usd is not None:
                marks[start_ms] = open_usd
    return marks


def funding(
    payload: object,
    known: Mapping[str, Instrument],
    assets: Collection[str],
    intervals_h: Mapping[str, float],
    recv_ms: int,
) -> list[Event]:
    """The running funding rates. `intervals_h` are the market list's, for answers that do not say the interval."""
    at_ms = answered_ms(payload, recv_ms)
    events: list[Event] = []
    for row, contract in _known(payload, known, assets):
        rate = number(row.get("fundingRate"))
        if contract.kind != "perpetual" or rate is None:
            continue
        events.append(
            FundingRate(
                venue=VENUE,
                asset=contract.asset,
                symbol=contract.id,
                rate=rate,
                interval_h=positive(row.get("fundingIntervalHour")) or intervals_h.get(contract.id),
                kind=FundingKind.PREDICTED,
                next_ms=epoch_ms(row.get("nextFundingTime")),
                at_ms=at_ms,
                recv_ms=recv_ms,
            )
        )
    return events


def paid(payload: object, contract: Instrument) -> dict[int, float]:
    """`/v5/market/funding/history` of a contract: moment -> rate that was paid."""
    found: dict[int, float] = {}
    for row in rows(payload):
        at_ms, rate = epoch_ms(row.get("fundingRateTimestamp")), number(row.get("fundingRate"))
        if at_ms is not None and rate is not None and row.get("symbol") == contract.id:
            found[at_ms] = rate
    return found


def futures(payload: object, known: Mapping[str, Instrument], assets: Collection[str], recv_ms: int) -> list[Event]:
    """Dated futures beside Bybit's index, which stands in the same row."""
    at_ms = answered_ms(payload, recv_ms)
    events: list[Event] = []
    for row, contract in _known(payload, known, assets):
        expiry_ms = epoch_ms(row.get("deliveryTime")) or contract.expiry_ms
        if contract.kind != "future" or expiry_ms is None:
            continue
        events.append(
            FuturesQuote(
                venue=VENUE,
                asset=contract.asset,
                symbol=contract.id,
                expiry_ms=expiry_ms,
                mark_usd=positive(row.get("markPrice")),
                bid_usd=positive(row.get("bid1Price")),
                ask_usd=positive(row.get("ask1Price")),
                index_usd=positive(row.get("indexPrice")),
                at_ms=at_ms,
                recv_ms=recv_ms,
            )
        )
    return events


def _open_interest(contract: Instrument, size: float, mark_usd: float, at_ms: int, recv_ms: int) -> OpenInterest:
    coin, usd = contract.coin_and_usd(size, mark_usd)
    return OpenInterest(
        venue=VENUE, asset=contract.asset, symbol=contract.id, coin=coin, usd=usd, at_ms=at_ms, recv_ms=recv_ms
    )


def _known(
    payload: object, known: Mapping[str, Instrument], assets: Collection[str] | None = None
) -> Iterator[tuple[Row, Instrument]]:
    """The rows of known contracts in dollars, of those assets where they are given."""
    for row in rows(payload):
        symbol = row.get("symbol")
        contract = known.get(symbol) if isinstance(symbol, str) and is_identifier(symbol) else None
        if contract is not None and contract.in_dollars and (assets is None or contract.asset in assets):
            yield row, contract
