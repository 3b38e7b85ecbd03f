"""What Binance is asked for by REST, within its request weight."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Event
from tui.exchange.binance_markets import COINM, USDM, Markets, Platform
from tui.exchange.binance_weight import AddressWeights, WeightBudget
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.polling import SharedAnswers, some
from tui.exchange.standing import standing
from tui.exchange.together import together
from tui.exchange.wire.binance_futures import (
    Book,
    Premium,
    books,
    funding_intervals,
    funding_rate,
    futures_quote,
    last_quarterly_expiry_ms,
    open_interest,
    open_interest_history,
    past_interval_h,
    premiums,
    settled_funding,
)
from tui.exchange.wire.binance_spot import asked_quotes, candles

T = TypeVar("T")

_WEIGHT_PER_MINUTE = 300
"""Ours, of the 6000 (spot) and of the 2400 (both futures platforms together) that Binance allows an address."""
_POOLS = {"public": "spot"} | dict.fromkeys((*USDM[2:], *COINM[2:]), "futures")
"""ccxt's prefix of a method -> the pool that its request weight counts in."""
_STATISTICS_PER_5_MINUTES = 100
"""Ours, of 1000."""

_TICKERS_AT_ONCE = 20
"""Up to here several tickers weigh no more than one."""
_BARS = 500
_RECENT_BARS = 3
_BARS_FRESH_S = 600.0
_HISTORY_HOURS = 30
_HISTORY_HOURS_AT_FIRST = 480
"""All that one answer holds, less a little: what the chart's strips begin with."""
_PAYMENTS = 1000
"""Eleven months of eight-hourly funding: all that one answer holds."""
_PREMIUM_FRESH_S = 15.0
_INDEX_FRESH_S = 1.0
"""An index that a book is held against is asked for just before it: a move between the two would pass for basis."""
_INTERVALS_FRESH_S = 600.0
_INTERVALS_KEPT_S = 1200.0

# These concern the venue, not the one thing that was asked for.
_GENERAL = frozenset({Trouble.BLOCKED, Trouble.BANNED, Trouble.RATE_LIMITED, Trouble.MAINTENANCE})
_some = partial(some, "binance")


class Polls:
    """Each method is one PollFeed's `fetch`."""

    def __init__(self, client: Client, markets: Markets, addresses: AddressWeights, clock: Clock) -> None:
        self._client = client
        self._markets = markets
        self._clock = clock
        self._weights = {pool: WeightBudget(_WEIGHT_PER_MINUTE, 60.0, clock) for pool in _POOLS.values()}
        self._statistics = WeightBudget(_STATISTICS_PER_5_MINUTES, 300.0, clock)
        self._addresses = addresses
        # Two requests at a time of each kind, so that one that hangs does not hold up the others.
        self._slots = {prefix: asyncio.Semaphore(2) for prefix in _POOLS}
        self._premium_answers: SharedAnswers[Mapping[str, Premium]] = SharedAnswers(clock, _PREMIUM_FRESH_S)
        self._intervals_at: dict[Platform, tuple[float, Mapping[str, float | None]]] = {}
        self._bars_at_s: dict[tuple[str, str], float] = {}
        self._looked_back: set[tuple[Platform, str]] = set()
        """Contracts whose open interest of weeks has been read."""

    async def quotes(self) -> Sequence[Event]:
        """Spot tickers of the watched pairs."""
        pairs = {pair.id: pair for pair in await self._markets.pairs()}
        names = list(pairs)
        groups = [names[start : start + _TICKERS_AT_ONCE] for start in range(0, len(names), _TICKERS_AT_ONCE)]
        answers = [answer for group in groups for answer in await self._tickers(group)]
        events = [quote for answer in answers for quote in asked_quotes(answer, pairs, self._clock.now_ms())]
        return _some(events, "tickers")

    async def candles(self, asset: str) -> Sequence[Event]:
        """Daily and hourly bars of the asset's USDT pair (else USDC): all of them at first, then the newest. Days are
        worth having without hours, hours without days are not."""
        pair = (await self._markets.pairs(asset))[0]
        days, hours = await together(self._bars(pair, "1d"), self._part(self._bars(pair, "1h"), ()))
        return [*days, *hours]

    async def funding(self, platform: Platform) -> Sequence[Event]:
        """Predicted funding of the watched perpetuals."""
        contracts = await self._markets.contracts(platform, ("perpetual",))
        intervals = await self._intervals(platform, contracts)
        rows = await self._premiums(platform)
        now_ms = self._clock.now_ms()
        found = [
            funding_rate(contract, rows[contract.id], intervals, now_ms)
            for contract in contracts
            if contract.id in rows
        ]
        return _some([event for event in found if event is not None], "funding")

    async def funding_history(self, asset: str) -> Sequence[Event]:
        """What the asset's USDT perpetual (else another in dollars) has paid: the last thousand payments."""
        contracts = await self._markets.contracts(USDM, ("perpetual",), asset)
        contract = min(contracts, key=lambda known: (known.quote != "USDT", known.id))
        params = {"symbol": contract.id, "limit": _PAYMENTS}
        answer = await self.ask(USDM.public, "GetFundingRate", 1, params)
        return _some(settled_funding(answer, contract, self._clock.now_ms()), "settled funding")

    async def futures(self, platform: Platform) -> Sequence[Event]:
        """Dated futures beside their index."""
        contracts = await self._markets.contracts(platform, ("future",))
        rows = await self._premiums(platform, _INDEX_FRESH_S)
        quoted = await self._books(platform)
        now_ms = self._clock.now_ms()
        found = [
            futures_quote(contract, rows[contract.id], quoted.get(contract.id), now_ms)
            for contract in contracts
            if contract.id in rows
        ]
        return _some(standing(found), "dated futures")

    async def open_interest(self, platform: Platform) -> Sequence[Event]:
        """Open interest of the watched perpetuals and dated futures, at their marks."""
        contracts = await self._markets.contracts(platform, ("perpetual", "future"))
        marks = await self._marks(platform)
        asked = [
            self._one_open_interest(platform, contract, mark_usd)
            for contract in contracts
            if (mark_usd := marks.get(contract.id)) is not None
        ]
        return _some(await _whatever_came(asked), "open interest")

    async def history(self, asset: str) -> Sequence[Event]:
        """Hourly open interest of the asset's contracts over the last 30 hours."""
        return _some(
            await _whatever_came([self._platform_history(platform, asset) for platform in (USDM, COINM)]),
            "open interest history",
        )

    async def _bars(self, pair: Instrument, timeframe: str) -> Sequence[Event]:
        asked_s = self._bars_at_s.get((pair.id, timeframe))
        now_s = self._clock.monotonic_s()
        wanted = _BARS if asked_s is None or now_s - asked_s > _BARS_FRESH_S else _RECENT_BARS
        params = {"symbol": pair.id, "interval": timeframe, "limit": wanted}
        answer = await self.ask("public", "GetKlines", 2, params)
        bars = _some(candles(answer, pair, timeframe, self._clock.now_ms()), f"{timeframe} candles")
        self._bars_at_s[pair.id, timeframe] = now_s
        return bars

    async def _one_open_interest(self, platform: Platform, contract: Instrument, mark_usd: float) -> Sequence[Event]:
        answer = await self.ask(platform.public, "GetOpenInterest", 1, {"symbol": contract.id})
        event = open_interest(answer, contract, mark_usd, self._clock.now_ms())
        return standing([event])

    async def _platform_history(self, platform: Platform, asset: str) -> Sequence[Event]:
        contracts = await self._markets.contracts(platform, ("perpetual", "future"), asset)
        return await _whatever_came([self._one_history(platform, contract) for contract in contracts])

    async def _one_history(self, platform: Platform, contract: Instrument) -> Sequence[Event]:
        """USD-M knows the contract; COIN-M only its series, which was another contract before the last expiry."""
        known = (platform, contract.id) in self._looked_back
        hours = _HISTORY_HOURS if known else _HISTORY_HOURS_AT_FIRST
        params: dict[str, Any] = {"period": "1h", "limit": hours}
        since_ms = 0
        if platform is USDM:
            params["symbol"] = contract.id
        else:
            params |= {"pair": f"{contract.asset}{contract.quote}", "contractType": self._markets.series(contract)}
            if contract.kind == "future":
                since_ms = last_quarterly_expiry_ms(self._clock.now_ms())
        await self._statistics.spend(1)
        answer = await self.ask(platform.data, "GetOpenInterestHist", 0, params)
        self._looked_back.add((platform, contract.id))
        return open_interest_history(answer, contract, since_ms, self._clock.now_ms())

    async def _premiums(self, platform: Platform, fresh_s: float = _PREMIUM_FRESH_S) -> Mapping[str, Premium]:
        """The platform's `premiumIndex`, which funding, futures and open interest share."""
        answer = await self._premium_answers.get(platform.part, partial(self._asked_premiums, platform), fresh_s)
        return answer.payload

    async def _asked_premiums(self, platform: Platform) -> Mapping[str, Premium]:
        return premiums(await self.ask(platform.public, "GetPremiumIndex", 10))

    async def _marks(self, platform: Platform) -> Mapping[str, float | None]:
        """Marks by symbol; the middle of each book where the venue tells no marks at all."""
        try:
            return {symbol: row.mark_usd for symbol, row in (await self._premiums(platform)).items()}
        except VenueError as error:
            mids = {symbol: book.mid_usd for symbol, book in (await self._books(platform)).items()}
            if error.trouble in _GENERAL or not mids:
                raise
            return mids

    async def _books(self, platform: Platform) -> Mapping[str, Book]:
        """Best bids and asks; none where the venue cannot say, since the mark alone still makes a basis."""
        return books(await self._part(self.ask(platform.public, "GetTickerBookTicker", 5), None))

    async def _tickers(self, group: Sequence[str]) -> Sequence[Any]:
        """One answer for all, or one each where the venue (a relay, rather) takes no list."""
        try:
            return [await self.ask("public", "GetTicker24hr", 2, {"symbols": self._client.exchange.json(group)})]
        except VenueError as error:
            if error.trouble in _GENERAL:
                raise
            return [await self.ask("public", "GetTicker24hr", 2, {"symbol": name}) for name in group]

    async def _intervals(
        self, platform: Platform, contracts: Sequence[Instrument]
    ) -> Mapping[str, float | None] | None:
        """Hours between payments of the adjusted symbols; None, so unknown, when the venue has not said so lately."""
        asked_s, known = self._intervals_at.get(platform, (None, None))
        now_s = self._clock.monotonic_s()
        if asked_s is not None and now_s - asked_s < _INTERVALS_FRESH_S:
            return known
        said: Mapping[str, float | None] | None
        try:
            said = funding_intervals(await self.ask(platform.public, "GetFundingInfo", 1))
        except VenueError as error:
            if error.trouble in _GENERAL:
                raise
            said = await self._past_intervals(platform, contracts) if error.trouble is Trouble.UNSUPPORTED else None
        if said is not None:
            self._intervals_at[platform] = now_s, said
            return said
        return known if asked_s is not None and now_s - asked_s < _INTERVALS_KEPT_S else None

    async def _past_intervals(self, platform: Platform, contracts: Sequence[Instrument]) -> Mapping[str, float | None]:
        """What lay between the last payments, where there is no list; a contract without a past is an unadjusted one,
        as one that a list leaves out would be."""
        found: dict[str, float | None] = {}
        for contract in contracts:
            past = await self._part(self.ask(platform.public, "GetFundingRate", 1, {"symbol": contract.id}), None)
            if (interval_h := past_interval_h(past, contract)) is not None:
                found[contract.id] = interval_h
        return found

    async def _part(self, asked: Awaitable[T], otherwise: T) -> T:
        """An answer that may be missing without harm to the rest; refusals of the venue as a whole are raised."""
        try:
            return await asked
        except VenueError as error:
            if error.trouble in _GENERAL:
                raise
            return otherwise

    async def ask(self, prefix: str, endpoint: str, weight: int, params: Mapping[str, Any] | None = None) -> Any:
        """The decoded answer of ccxt's method for that prefix and endpoint, within our weight and the address's."""
        pool = _POOLS[prefix]
        self._addresses.check(pool)
        if weight:
            await self._weights[pool].spend(weight)
        async with self._slots[prefix]:
            return await self._client.call(f"{prefix}{endpoint}", params)


async def _whatever_came(asked: Sequence[Awaitable[Sequence[Event]]]) -> list[Event]:
    """All events of those questions that were answered; raises where none was, or the venue refuses us altogether."""
    answers = await asyncio.gather(*asked, return_exceptions=True)
    failures = [answer for answer in answers if isinstance(answer, BaseException)]
    for failure in failures:
        if not isinstance(failure, VenueError) or failure.trouble in _GENERAL or len(failures) == len(answers):
            raise failure
    return [event for answer in answers if not isinstance(answer, BaseException) for event in answer]
