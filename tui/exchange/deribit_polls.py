"""What is asked of Deribit again and again: its book summaries and its volatility index."""

from collections.abc import Sequence
from functools import partial

from tui.domain.clock import DAY_MS, HOUR_MS, MINUTE_MS, Clock, day_start_ms
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Event, FundingRate, VolatilityIndex
from tui.exchange.client import Client
from tui.exchange.polling import SharedAnswers, part
from tui.exchange.standing import standing
from tui.exchange.wire import deribit_summary as summary
from tui.exchange.wire.deribit_options import option_book
from tui.exchange.wire.deribit_reply import has_rows
from tui.exchange.wire.deribit_volatility import volatility_index

COINS = ("BTC", "ETH")
"""Coins that contracts settle in; on every other asset there are only contracts in DOLLARS."""
DOLLARS = "USDC"

_SHARED_S = 10.0
"""An answer is shared by the feeds that ask the same within this time."""
_VOLATILITY_DAYS = 370
_VOLATILITY_MINUTES = 15
_VOLATILITY_PAGES = 4


class Polls:
    """One method for each kind of answer; each raises VenueError."""

    def __init__(self, client: Client, clock: Clock, assets: Sequence[str]) -> None:
        self._client = client
        self._clock = clock
        self._assets = frozenset(assets)
        self._answers: SharedAnswers[object] = SharedAnswers(clock, _SHARED_S)
        self._volatility_day_ms: dict[str, int] = {}

    async def open_interest(self, currency: str) -> Sequence[Event]:
        payload = await self._summary(currency, "future")
        return self._some(currency, standing(summary.open_interest(payload, self._assets, self._clock.now_ms())))

    async def futures(self, currency: str) -> Sequence[Event]:
        """Dated futures; in DOLLARS there may be none."""
        payload = await self._summary(currency, "future")
        found = summary.futures(payload, self._assets, self._clock.now_ms())
        if not found and currency in COINS and summary.perpetuals(payload, self._assets):
            raise VenueError("deribit", Trouble.UNSUPPORTED, f"lists no dated future in {currency}")
        return self._some(currency, standing(found))

    async def funding(self, currency: str) -> Sequence[Event]:
        """From the summary; from each perpetual's own ticker, or its own past, where the summary carries no funding."""
        payload = await self._summary(currency, "future")
        found: list[FundingRate] = summary.funding(payload, self._assets, self._clock.now_ms())
        for name in sorted(set(summary.perpetuals(payload, self._assets)) - {event.symbol for event in found}):
            answer = await part(self._client, "publicGetTicker", {"instrument_name": name})
            event = summary.ticker_funding(answer, self._clock.now_ms()) or await self._past_funding(name)
            if event is not None:
                found.append(event)
        return self._some(currency, found)

    async def _past_funding(self, name: str) -> FundingRate | None:
        """What the last eight hours cost, which is what `funding_8h` says."""
        now_ms = self._clock.now_ms()
        asked = {"instrument_name": name, "start_timestamp": now_ms - 8 * HOUR_MS, "end_timestamp": now_ms}
        return summary.past_funding(await part(self._client, "publicGetGetFundingRateValue", asked), name, now_ms)

    async def options(self, asset: str) -> Sequence[Event]:
        """The asset's whole chain: what settles in its coin, and what settles in DOLLARS."""
        # Nobody else reads the chain in the asset's own coin, so it is not kept.
        payloads = [await self._asked_summary(asset, "option")] if asset in COINS else []
        try:
            payloads.append(await self._summary(DOLLARS, "option"))
        except VenueError as error:
            # A place without dollar-settled options still has the chain that matters.
            if not payloads or error.trouble is not Trouble.UNSUPPORTED:
                raise
        book = option_book(payloads, asset, self._clock.now_ms())
        if book is None:
            raise VenueError("deribit", Trouble.UNSUPPORTED, f"lists no options on {asset}")
        return standing([book])

    async def volatility(self, coin: str) -> Sequence[Event]:
        """A year of daily closes at first, the days since after midnight, and the newest close every time."""
        now_ms = self._clock.now_ms()
        today_ms = day_start_ms(now_ms)
        last_ms = self._volatility_day_ms.get(coin)
        events: list[VolatilityIndex] = []
        if last_ms != today_ms:
            since_ms = today_ms - _VOLATILITY_DAYS * DAY_MS if last_ms is None else last_ms - DAY_MS
            events += await self._volatility_bars(coin, "1D", DAY_MS, since_ms, now_ms)
        since_ms = now_ms - _VOLATILITY_MINUTES * MINUTE_MS
        recent = await self._volatility_bars(coin, "60", MINUTE_MS, since_ms, now_ms)
        if not events and not recent:
            raise VenueError("deribit", Trouble.BAD_RESPONSE, f"no DVOL of {coin}")
        self._volatility_day_ms[coin] = today_ms
        return [*events, *recent[-1:]]

    async def _volatility_bars(
        self, coin: str, resolution: str, step_ms: int, since_ms: int, until_ms: int
    ) -> list[VolatilityIndex]:
        """Bars from `since_ms` on, oldest first. A long answer comes in pages, the newest first."""
        events: list[VolatilityIndex] = []
        for _ in range(_VOLATILITY_PAGES):
            asked = {"currency": coin, "start_timestamp": since_ms, "end_timestamp": until_ms, "resolution": resolution}
            payload = await self._client.call("publicGetGetVolatilityIndexData", asked)
            bars = volatility_index(payload, coin, step_ms, self._clock.now_ms())
            if bars is None:
                raise VenueError("deribit", Trouble.BAD_RESPONSE, "an answer without DVOL bars")
            events = [*bars.events, *events]
            if bars.continuation_ms is None or not since_ms < bars.continuation_ms < until_ms:
                break
            until_ms = bars.continuation_ms
        return events

    async def _summary(self, currency: str, kind: str) -> object:
        """Every future, or every option, of one settlement currency; an empty list is an answer."""
        return (await self._answers.get(f"{currency} {kind}", partial(self._asked_summary, currency, kind))).payload

    async def _asked_summary(self, currency: str, kind: str) -> object:
        asked = {"currency": currency, "kind": kind}
        payload: object = await self._client.call("publicGetGetBookSummaryByCurrency", asked)
        if not has_rows(payload):
            raise VenueError("deribit", Trouble.BAD_RESPONSE, "an answer without a book summary")
        return payload

    def _some(self, currency: str, events: Sequence[Event]) -> Sequence[Event]:
        """The events; none at all is a failure for a coin, whose perpetual always trades."""
        if not events and currency in COINS:
            raise VenueError("deribit", Trouble.BAD_RESPONSE, f"no {currency} contract in the answer")
        return events
