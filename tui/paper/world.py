"""The paper market: every contract's state, candles, open interest, options and forced orders at the clock's moment.

All of it is a function of the scenario, the seed and the time since the start, so two runs that ask at the same moments
see the same market. Dollars are USD; a contract's price differs from the asset's by its `price_factor` and premium.
Only venues that answer for the past by REST (OKX, Gate, Deribit) have forced orders from before the start.
"""

from collections.abc import Iterator

from tui.domain.clock import DAY_MS, HOUR_MS, Clock
from tui.paper.book import Side, book
from tui.paper.catalogue import Catalogue
from tui.paper.chain import ChainAt, price_chain
from tui.paper.contract import (
    Bar,
    Contract,
    ContractState,
    ForcedOrder,
    FundingPoint,
    IndexBar,
    Kind,
    OpenInterestPoint,
    OptionState,
)
from tui.paper.forced import ForcedOrders
from tui.paper.path import Timeline
from tui.paper.quotes import Quotes
from tui.paper.scenario import Scenario
from tui.paper.surface import Surface
from tui.paper.volatility_index import VolatilityIndex

HISTORY_DAYS = 30
"""How far back open interest goes."""

BOOK_SHARE = {"binance": 0.4, "bybit": 0.25, "okx": 0.2}
"""A venue's part of the depth that a scenario states; others publish no book here."""

_MOMENT_MS = 200


class World:
    """The market of one scenario from the moment of its construction on."""

    def __init__(self, scenario: Scenario, seed: int, clock: Clock, speed: float = 1.0) -> None:
        self.scenario = scenario
        self.timeline = Timeline(start_ms=clock.now_ms(), speed=speed)
        self.offset_ms = 0
        """Added to the clock: venues whose time is wrong, or a test that stands at another moment."""
        self._clock = clock
        self._seed = seed
        self._quotes = Quotes(scenario, seed, self.timeline)
        self._surfaces: dict[str, Surface] = {}
        self._indices: dict[str, VolatilityIndex] = {}
        for asset, situation in scenario.assets.items():
            if situation.volatility is not None:
                surface = Surface(asset, situation.volatility, scenario, seed, self.timeline)
                self._surfaces[asset] = surface
                self._indices[asset] = VolatilityIndex(asset, situation.volatility, surface, seed, self.timeline)
        self._catalogue = Catalogue(scenario, self._quotes, tuple(self._surfaces))
        self._forced = ForcedOrders(scenario, seed, self.timeline, self._quotes.path, self._catalogue.pool)
        self._forced.take_backlog(self._catalogue.contracts(self.timeline.start_ms))
        self._moment_ms = -_MOMENT_MS
        self._states: dict[Contract, ContractState] = {}
        self._chains: dict[tuple[str, str], list[OptionState]] = {}

    def now_ms(self) -> int:
        """The moment that everything is read at: the clock's, held for a fifth of a second."""
        now = self._clock.now_ms() + self.offset_ms
        if not 0 <= now - self._moment_ms < _MOMENT_MS:
            self._moment_ms = now
            self._states.clear()
            self._chains.clear()
        return self._moment_ms

    def contracts(self, venue: str, kind: Kind | None = None, asset: str | None = None) -> list[Contract]:
        """What a venue lists now, options included."""
        return self._catalogue.of_venue(venue, kind, asset, self.now_ms())

    def contract(self, venue: str, id: str, kind: Kind | None = None) -> Contract | None:
        """A listed contract by the venue's id; `kind` where the venue uses an id twice. None when it isn't listed."""
        return self._catalogue.find(venue, id, kind, self.now_ms())

    def price_usd(self, asset: str, at_ms: float | None = None) -> float:
        """The asset's own price, now or at any moment from 520 days ago on."""
        return self._quotes.price_usd(asset, self.now_ms() if at_ms is None else at_ms)

    def state(self, contract: Contract) -> ContractState:
        """A spot pair, perpetual or dated future now."""
        now = self.now_ms()
        known = self._states.get(contract)
        if known is None:
            known = self._states[contract] = self._quotes.state(contract, now)
        return known

    def option_chain(self, venue: str, asset: str) -> list[OptionState]:
        """Every option of one asset at one venue now; empty where the venue has none."""
        now = self.now_ms()
        known = self._chains.get((venue, asset))
        if known is None:
            known = self._chains[venue, asset] = self._price_chain(venue, asset, now)
        return known

    def candles(
        self,
        contract: Contract,
        step_ms: int,
        since_ms: int | None = None,
        until_ms: int | None = None,
        limit: int = 500,
        offset_ms: int = 0,
    ) -> list[Bar]:
        """Bars oldest first, the last one moving: those that open in [since, until], at most `limit` of them, counted
        from `since_ms` where it is given, else the newest. Bars open where (time - offset_ms) divides by the step: a
        week that starts on Monday has offset 4 days. There are 520 days; steps divide or are divided by 5 minutes."""
        now = self.now_ms()
        until = now if until_ms is None else min(until_ms, now)
        if since_ms is not None:
            last = min(until, since_ms + step_ms * limit)
            return self._quotes.candles(contract, step_ms, since_ms, last, now, offset_ms)[:limit]
        return self._quotes.candles(contract, step_ms, until - step_ms * limit, until, now, offset_ms)[-limit:]

    def book(self, contract: Contract, levels: int) -> tuple[Side, Side]:
        """Bids and asks of a spot pair, perpetual or future, a level at each tick; coins."""
        depth_usd = self.scenario.assets[contract.asset].depth_1pct_usd * BOOK_SHARE.get(contract.venue, 0.0)
        return book(self.state(contract), depth_usd, self._seed, levels)

    def open_interest_at(self, contract: Contract, at_ms: int) -> OpenInterestPoint:
        """Open interest of a perpetual or future at a moment of the last 30 days, or now."""
        coin = self._quotes.positions.coin(contract, at_ms)
        return OpenInterestPoint(at_ms=at_ms, coin=coin, usd=coin * self._quotes.mark_usd(contract, at_ms))

    def open_interest_history(
        self, contract: Contract, step_ms: int = HOUR_MS, limit: int = 24 * HISTORY_DAYS, until_ms: int | None = None
    ) -> list[OpenInterestPoint]:
        """Points at whole steps, oldest first, the newest at or before `until_ms`; 30 days at most."""
        now = self.now_ms()
        newest = now if until_ms is None else min(until_ms, now)
        newest -= newest % step_ms
        oldest = max(newest - step_ms * (limit - 1), now - HISTORY_DAYS * DAY_MS)
        oldest += -oldest % step_ms
        return [self.open_interest_at(contract, at) for at in range(oldest, newest + 1, step_ms)]

    def funding_history(self, contract: Contract, limit: int = 100) -> list[FundingPoint]:
        """What a perpetual paid, oldest first; hourly where it pays continuously."""
        interval_ms = int((contract.funding_interval_h or 1) * HOUR_MS)
        newest = self.now_ms() // interval_ms * interval_ms
        times = range(newest - interval_ms * (limit - 1), newest + 1, interval_ms)
        return [FundingPoint(at_ms=at, rate=self._quotes.positions.funding_rate(contract, at)) for at in times]

    def forced_orders(self, venue: str, after_ms: int, until_ms: int | None = None) -> list[ForcedOrder]:
        """The venue's liquidations with after < at_ms <= until (now), oldest first: a stream asks from its last
        answer's moment on, a backfill from a day ago."""
        now = self.now_ms()
        until = now if until_ms is None else min(until_ms, now)
        return [order for order in self._forced.between(after_ms, until) if order.contract.venue == venue]

    def newest_forced_orders(self, venue: str, after_ms: int, until_ms: int | None = None) -> Iterator[ForcedOrder]:
        """The same, newest first and made as they are taken: for answers that hold so many and no more."""
        now = self.now_ms()
        until = now if until_ms is None else min(until_ms, now)
        return (order for order in self._forced.backwards(after_ms, until) if order.contract.venue == venue)

    def volatility_index(self, asset: str, step_ms: int, since_ms: int, until_ms: int) -> list[IndexBar]:
        """Candles of the volatility index that open in [since, until], oldest first."""
        index = self._indices.get(asset)
        return [] if index is None else index.bars(step_ms, since_ms, until_ms, self.now_ms())

    def _price_chain(self, venue: str, asset: str, now_ms: int) -> list[OptionState]:
        options = self.contracts(venue, "option", asset)
        volatility = self.scenario.assets[asset].volatility if asset in self.scenario.assets else None
        if not options or volatility is None:
            return []
        index_usd = self._quotes.index_usd(options[0], now_ms)

        def forward_usd(expiry_ms: int) -> float:
            return self._quotes.forward_usd(venue, index_usd, expiry_ms, now_ms)

        at = ChainAt(at_ms=now_ms, index_usd=index_usd, forward_usd=forward_usd)
        return price_chain(options, volatility, self._surfaces[asset], at, self._seed)
