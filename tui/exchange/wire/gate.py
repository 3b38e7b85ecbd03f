"""Gate's perpetuals by REST: contracts, open interest and its history, funding. Sizes are contracts.

A contract settled in USDT is `quanto_multiplier` coins; BTC_USD, settled in BTC, is one dollar.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tui.domain.events import FundingKind, FundingRate, OpenInterest
from tui.domain.text import is_identifier
from tui.exchange.instrument import DOLLARS, Instrument
from tui.exchange.wire.number import epoch_ms, not_negative, number, positive

_DOLLARS_A_CONTRACT = 1.0
_HOUR_S = 3600
_LONGEST_INTERVAL_S = 24 * _HOUR_S


def instrument(market: Mapping[str, Any]) -> Instrument | None:
    """One market of ccxt's `fetch_markets`; None where it is no perpetual in dollars, or cannot be sized.

    A contract on one coin settled in another (a quanto) has no fixed size in either, so it stays unknown.
    """
    info, identifier, asset, quote = (market.get(key) for key in ("info", "id", "base", "quote"))
    settle = market.get("settle")
    if market.get("type") != "swap" or not isinstance(info, Mapping):
        return None
    if not (isinstance(quote, str) and quote in DOLLARS):
        return None
    if not (isinstance(identifier, str) and is_identifier(identifier)):
        return None
    if not (isinstance(asset, str) and is_identifier(asset)) or settle not in (asset, quote):
        return None
    is_inverse = settle == asset
    # Gate writes a multiplier of 0 for contracts of one dollar; ccxt's own reading of it is not relied upon.
    contract_size = _DOLLARS_A_CONTRACT if is_inverse else positive(info.get("quanto_multiplier"))
    if contract_size is None:
        return None
    return Instrument(
        id=identifier,
        asset=asset,
        quote=quote,
        kind="perpetual",
        inverse=is_inverse,
        contract_size=contract_size,
    )


def open_interest(payload: object, instruments: Mapping[str, Instrument], recv_ms: int) -> list[OpenInterest]:
    """`futures/{settle}/tickers`, for the instruments given: `total_size` at the mark. It tells no time: it is ours."""
    found = []
    for row in _rows(payload):
        known = _known(row.get("contract"), instruments)
        event = _open_interest(known, row.get("total_size"), row.get("mark_price"), recv_ms, recv_ms)
        if event is not None:
            found.append(event)
    return found


def open_interest_history(payload: object, known: Instrument, recv_ms: int) -> list[OpenInterest]:
    """`futures/{settle}/contract_stats` of one contract, oldest first, at the marks of their moments."""
    found = {}
    for row in _rows(payload):
        at_ms = second_ms(row.get("time"))
        if at_ms is None:
            continue
        event = _open_interest(known, row.get("open_interest"), row.get("mark_price"), at_ms, recv_ms)
        if event is not None:
            found[at_ms] = event
    return [found[at_ms] for at_ms in sorted(found)]


def funding(payload: object, instruments: Mapping[str, Instrument], recv_ms: int) -> list[FundingRate]:
    """`futures/{settle}/contracts`: `funding_rate` is paid at `funding_next_apply`, every `funding_interval` seconds.

    `funding_rate_indicative` is deprecated; it was the rate of the period after.
    """
    found = []
    for row in _rows(payload):
        known, rate = _known(row.get("name"), instruments), number(row.get("funding_rate"))
        if known is None or rate is None:
            continue
        found.append(
            FundingRate(
                venue="gate",
                asset=known.asset,
                symbol=known.id,
                rate=rate,
                interval_h=_interval_h(row.get("funding_interval")),
                kind=FundingKind.PREDICTED,
                next_ms=second_ms(row.get("funding_next_apply")),
                at_ms=recv_ms,
                recv_ms=recv_ms,
            )
        )
    return found


def server_ms(payload: object) -> int | None:
    """`spot/time`: Gate's own time."""
    return epoch_ms(payload.get("server_time")) if isinstance(payload, Mapping) else None


def second_ms(value: object) -> int | None:
    """The moment in epoch seconds, in milliseconds."""
    seconds = positive(value)
    return epoch_ms(round(seconds * 1000)) if seconds is not None else None


def _rows(payload: object) -> Iterator[Mapping[str, Any]]:
    for row in payload if isinstance(payload, list) else ():
        if isinstance(row, Mapping):
            yield row


def _known(identifier: object, instruments: Mapping[str, Instrument]) -> Instrument | None:
    return instruments.get(identifier) if isinstance(identifier, str) else None


def _interval_h(value: object) -> float | None:
    seconds = positive(value)
    return seconds / _HOUR_S if seconds is not None and seconds <= _LONGEST_INTERVAL_S else None


def _open_interest(
    known: Instrument | None, size: object, mark: object, at_ms: int, recv_ms: int
) -> OpenInterest | None:
    contracts, mark_usd = not_negative(size), positive(mark)
    if known is None or contracts is None or mark_usd is None:
        return None
    coin, usd = known.coin_and_usd(contracts, mark_usd)
    return OpenInterest(
        venue="gate", asset=known.asset, symbol=known.id, coin=coin, usd=usd, at_ms=at_ms, recv_ms=recv_ms
    )
