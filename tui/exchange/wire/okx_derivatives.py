"""OKX's REST answers about perpetuals and dated futures: open interest and its history, funding, futures and index."""

from collections.abc import Iterable, Mapping

from tui.domain.clock import HOUR_MS
from tui.domain.events import FundingKind, FundingRate, FuturesQuote, OpenInterest
from tui.exchange.instrument import Instrument
from tui.exchange.wire.number import epoch_ms, not_negative, number, positive
from tui.exchange.wire.okx_rows import arrays, by_instrument, rows

LONGEST_INTERVAL_H = 24


def open_interest(
    payload: object, instruments: Mapping[str, Instrument], recv_ms: int, marks: object = None
) -> list[OpenInterest]:
    """`public/open-interest` of one instrument type, for the instruments given.

    `oi` is contracts, `oiCcy` coin and `oiUsd` dollars; all three agree through the contract size. Dollars are the
    venue's own. What it leaves out follows from the contracts and, where a price is needed, from `marks`
    (`public/mark-price` of the same type, or `market/tickers` where that is not told).
    """
    mark_rows = by_instrument(marks)
    found = []
    for identifier, row in by_instrument(payload).items():
        known = instruments.get(identifier)
        if known is None:
            continue
        told = (not_negative(row.get("oi")), not_negative(row.get("oiCcy")), not_negative(row.get("oiUsd")))
        mark_row = mark_rows.get(identifier, {})
        mark_usd = positive(mark_row.get("markPx")) or positive(mark_row.get("last"))
        sized = _sized(known, *told, mark_usd=mark_usd)
        if sized is not None:
            found.append(_open_interest(known, sized, epoch_ms(row.get("ts")) or recv_ms, recv_ms))
    return found


def open_interest_history(payload: object, known: Instrument, recv_ms: int) -> list[OpenInterest]:
    """`rubik/stat/contracts/open-interest-history` of a contract, oldest first: `[time, contracts, coin, dollars]`."""
    found = {}
    for row in arrays(payload):
        at_ms = epoch_ms(row[0]) if len(row) >= 4 else None
        if at_ms is None:
            continue
        sized = _sized(known, not_negative(row[1]), not_negative(row[2]), not_negative(row[3]))
        if sized is not None:
            found[at_ms] = _open_interest(known, sized, at_ms, recv_ms)
    return [found[at_ms] for at_ms in sorted(found)]


def funding(payload: object, instruments: Mapping[str, Instrument], recv_ms: int) -> list[FundingRate]:
    """`public/funding-rate`: `fundingRate` settles at `fundingTime`, and the interval runs from there to the next."""
    found = []
    for identifier, row in by_instrument(payload).items():
        known, rate = instruments.get(identifier), number(row.get("fundingRate"))
        if known is None or known.kind != "perpetual" or rate is None:
            continue
        next_ms, after_ms = epoch_ms(row.get("fundingTime")), epoch_ms(row.get("nextFundingTime"))
        found.append(
            FundingRate(
                venue="okx",
                asset=known.asset,
                symbol=known.id,
                rate=rate,
                interval_h=_interval_h(next_ms, after_ms),
                kind=FundingKind.PREDICTED,
                next_ms=next_ms,
                at_ms=epoch_ms(row.get("ts")) or recv_ms,
                recv_ms=recv_ms,
            )
        )
    return found


def paid(payload: object, known: Instrument) -> dict[int, float]:
    """`public/funding-rate-history` of a contract: moment -> rate that was paid; `fundingRate` was the estimate, and
    stands in where `realizedRate` is left out."""
    found: dict[int, float] = {}
    for row in rows(payload):
        rate = number(row.get("realizedRate"))
        rate = number(row.get("fundingRate")) if rate is None else rate
        at_ms = epoch_ms(row.get("fundingTime"))
        if at_ms is not None and rate is not None and row.get("instId") == known.id:
            found[at_ms] = rate
    return found


def futures(
    tickers: object, marks: object, indexes: Iterable[object], instruments: Mapping[str, Instrument], recv_ms: int
) -> list[FuturesQuote]:
    """Dated futures that have not expired, joined from `market/tickers` and `public/mark-price` of FUTURES and
    `market/index-tickers` of each quote currency; an answer that is None costs its own columns only."""
    books, mark_rows = by_instrument(tickers), by_instrument(marks)
    index_rows = {identifier: row for answer in indexes for identifier, row in by_instrument(answer).items()}
    found = []
    for identifier in sorted(books.keys() | mark_rows.keys()):
        known = instruments.get(identifier)
        if known is None or known.kind != "future" or known.expiry_ms is None or known.expiry_ms <= recv_ms:
            continue
        book, mark = books.get(identifier, {}), mark_rows.get(identifier, {})
        index = index_rows.get(f"{known.asset}-{known.quote}", {})
        quote = FuturesQuote(
            venue="okx",
            asset=known.asset,
            symbol=known.id,
            expiry_ms=known.expiry_ms,
            mark_usd=positive(mark.get("markPx")),
            bid_usd=positive(book.get("bidPx")),
            ask_usd=positive(book.get("askPx")),
            index_usd=positive(index.get("idxPx")),
            at_ms=epoch_ms(mark.get("ts")) or epoch_ms(book.get("ts")) or recv_ms,
            recv_ms=recv_ms,
        )
        if quote.mark_usd is not None or (quote.bid_usd is not None and quote.ask_usd is not None):
            found.append(quote)
    return found


def _sized(
    known: Instrument,
    contracts: float | None,
    coin: float | None,
    usd: float | None,
    mark_usd: float | None = None,
) -> tuple[float, float] | None:
    """Coin and dollars, or None where one of them cannot be known."""
    if contracts is not None:
        if known.inverse and usd is None:
            usd = contracts * known.contract_size
        if not known.inverse and coin is None:
            coin = contracts * known.contract_size * known.coins_a_unit
    if mark_usd is not None:
        if usd is None and coin is not None:
            usd = coin * known.coin_usd(mark_usd)
        if coin is None and usd is not None:
            coin = usd / known.coin_usd(mark_usd)
    return (coin, usd) if coin is not None and usd is not None else None


def _open_interest(known: Instrument, sized: tuple[float, float], at_ms: int, recv_ms: int) -> OpenInterest:
    coin, usd = sized
    return OpenInterest(
        venue="okx", asset=known.asset, symbol=known.id, coin=coin, usd=usd, at_ms=at_ms, recv_ms=recv_ms
    )


def _interval_h(next_ms: int | None, after_ms: int | None) -> float | None:
    """Hours between two payments; None where OKX leaves one out or the two contradict each other."""
    if next_ms is None or after_ms is None:
        return None
    hours = (after_ms - next_ms) / HOUR_MS
    return hours if 0 < hours <= LONGEST_INTERVAL_H else None
