"""What Bybit is asked for: tickers, which hold open interest, funding and futures in one answer, and the past."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Event
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.polling import Answer, SharedAnswers
from tui.exchange.standing import standing
from tui.exchange.wire.bybit import (
    funding,
    futures,
    marks_usd,
    open_interest,
    open_interest_history,
    paid,
    quotes,
    rows,
    sides_counted,
)
from tui.exchange.wire.bybit_options import option_book
from tui.exchange.wire.settled import settled
from tui.exchange.wire.spot_markets import spot_of

Category = Literal["linear", "inverse"]

_SHARED_S = 4.0
_HOURS = 26
"""One more than a day, so that the point 24 hours ago has a neighbour on both sides."""
_HOURS_AT_FIRST = 200
"""All that one answer holds: what the chart's strips begin with."""
_AT_ONCE = 2
_PAYMENTS_A_PAGE, _PAYMENT_PAGES = 200, 5


class BybitPolls:
    """The fetches of Bybit's PollFeeds."""

    def __init__(self, client: Client, assets: Sequence[str], intervals_h: Mapping[str, float], clock: Clock) -> None:
        """`intervals_h` are funding intervals by contract, as the market list says them."""
        self._client = client
        self._assets = tuple(assets)
        self._intervals_h = intervals_h
        self._clock = clock
        self._answers: SharedAnswers[Any] = SharedAnswers(clock, _SHARED_S)
        self._looked_back: set[str] = set()
        """Contracts whose open interest of a week has been read."""
        self._paid_known: set[str] = set()
        """Contracts whose whole past of payments has been read."""

    async def quotes(self) -> Sequence[Event]:
        """Spot prices with their books."""
        listed = await self._client.instruments("spot")
        watched = {known.id: known for known in spot_of(listed.values(), self._assets)}
        if not watched:
            raise VenueError("bybit", Trouble.UNSUPPORTED, "no spot market of these assets")
        payload = await self._client.call("publicGetV5MarketTickers", {"category": "spot"})
        return _some(quotes(payload, watched, self._clock.now_ms()), payload, "spot market")

    async def open_interest(self, category: Category) -> Sequence[Event]:
        known = await self._client.instruments(category)
        answer = await self._tickers(category)
        return _some(
            standing(open_interest(answer.payload, known, self._assets, answer.recv_ms)),
            answer.payload,
            f"{category} contract",
        )

    async def funding(self, category: Category) -> Sequence[Event]:
        known = await self._client.instruments(category)
        answer = await self._tickers(category)
        events = funding(answer.payload, known, self._assets, self._intervals_h, answer.recv_ms)
        return _some(events, answer.payload, f"{category} perpetual")

    async def futures(self, category: Category) -> Sequence[Event]:
        known = await self._client.instruments(category)
        answer = await self._tickers(category)
        return _some(
            standing(futures(answer.payload, known, self._assets, answer.recv_ms)),
            answer.payload,
            f"{category} dated future",
        )

    async def open_interest_history(self, category: Category) -> Sequence[Event]:
        """The last day by the hour (at first a week), in the dollars of each hour's mark; a contract that fails costs
        only itself."""
        listed = (await self._client.instruments(category)).values()
        contracts = [known for known in listed if known.asset in self._assets and known.in_dollars]
        if not contracts:
            raise VenueError("bybit", Trouble.UNSUPPORTED, f"no {category} contract of these assets")
        # The past must count positions as often as the present does, or each change would be between two counts.
        sides = sides_counted((await self._tickers(category)).payload)
        gate = asyncio.Semaphore(_AT_ONCE)
        found = await asyncio.gather(
            *(self._past_of(category, contract, sides.get(contract.id, 1.0), gate) for contract in contracts),
            return_exceptions=True,
        )
        failures = [outcome for outcome in found if isinstance(outcome, BaseException)]
        if len(failures) == len(found):
            raise failures[0]
        return [event for outcome in found if not isinstance(outcome, BaseException) for event in outcome]

    async def funding_history(self, asset: str) -> Sequence[Event]:
        """What the asset's USDT perpetual (else another in dollars) has paid: the last thousand payments at first,
        then the newest page."""
        listed = (await self._client.instruments("linear")).values()
        contracts = [
            known for known in listed if known.asset == asset and known.kind == "perpetual" and known.in_dollars
        ]
        if not contracts:
            raise VenueError("bybit", Trouble.UNSUPPORTED, f"no linear perpetual of {asset}")
        contract = min(contracts, key=lambda known: (known.quote != "USDT", known.id))
        found: dict[int, float] = {}
        asked = {"category": "linear", "symbol": contract.id, "limit": _PAYMENTS_A_PAGE}
        for _ in range(1 if contract.id in self._paid_known else _PAYMENT_PAGES):
            page = paid(await self._client.call("publicGetV5MarketFundingHistory", asked), contract)
            is_last = len(page) < _PAYMENTS_A_PAGE or not page.keys() - found.keys()
            found |= page
            if is_last:
                break
            asked |= {"endTime": min(found) - 1}
        events = settled("bybit", contract, found, self._clock.now_ms())
        if not events:
            raise VenueError("bybit", Trouble.BAD_RESPONSE, "an answer without any settled funding")
        self._paid_known.add(contract.id)
        return events

    async def option_chain(self, asset: str) -> Sequence[Event]:
        payload = await self._client.call("publicGetV5MarketTickers", {"category": "option", "baseCoin": asset})
        book = option_book(payload, asset, self._clock.now_ms())
        return _some(standing([book]), payload, f"{asset} option")

    async def _past_of(
        self, category: Category, contract: Instrument, sides: float, gate: asyncio.Semaphore
    ) -> Sequence[Event]:
        hours = _HOURS if contract.id in self._looked_back else _HOURS_AT_FIRST
        asked = {"category": category, "symbol": contract.id, "limit": hours}
        async with gate:
            sizes = await self._client.call("publicGetV5MarketOpenInterest", {**asked, "intervalTime": "1h"})
            marks = await self._client.call("publicGetV5MarketMarkPriceKline", {**asked, "interval": "60"})
        self._looked_back.add(contract.id)
        return open_interest_history(sizes, marks_usd(marks), contract, self._clock.now_ms(), sides)

    async def _tickers(self, category: Category) -> Answer[Any]:
        """All tickers of a category, asked for once for all the feeds that read them within a few seconds."""
        return await self._answers.get(
            category, lambda: self._client.call("publicGetV5MarketTickers", {"category": category})
        )


def _some(events: Sequence[Event], payload: object, what: str) -> Sequence[Event]:
    """The events; an answer without rows is a failure, one whose rows are all about others is a lack."""
    if events:
        return events
    if not rows(payload):
        raise VenueError("bybit", Trouble.BAD_RESPONSE, f"an answer without any {what}")
    raise VenueError("bybit", Trouble.UNSUPPORTED, f"no {what} of these assets")
