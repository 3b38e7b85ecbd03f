"""The market: takes Events as they come, and says at any moment what is known, as a Board."""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Literal

from tui.analytics.liquidations import DAY_S, liquidation_board, market_liquidations
from tui.analytics.rolling_liquidations import WINDOWS_S, RollingLiquidations
from tui.config.model import Config
from tui.domain.board import Board, CollectorInfo, Liquidations, MarketLiquidations, Notes
from tui.domain.board_settings import Settings
from tui.domain.clock import Clock
from tui.domain.digest import LiquidationDigest
from tui.domain.events import (
    Candle,
    Completeness,
    Coverage,
    Depth,
    EtfFlow,
    Event,
    FeedKind,
    FeedStatus,
    FundingRate,
    FuturesQuote,
    Liquidation,
    MarketCap,
    OpenInterest,
    OptionBook,
    Quote,
    VolatilityIndex,
    origin,
)
from tui.history.forced_sum import ForcedSum
from tui.history.hourly_sample import HourlySample, PriceSample
from tui.history.observation import Observation
from tui.market.asset_sections import AssetSections
from tui.market.asset_state import AssetState
from tui.market.cached import Cached
from tui.market.clock_offsets import ClockOffsets
from tui.market.feed_table import FeedTable
from tui.market.quote_rates import QuoteRates
from tui.market.sanity import is_possible, without_impossible_options
from tui.market.watched import Watched
from tui.market.whole import SOURCE_OF, WholeMarket

OfAsset = Quote | Candle | OpenInterest | FundingRate | FuturesQuote | OptionBook | VolatilityIndex | Depth
"""Events about one asset that are no liquidation."""

_PRUNE_S = 60.0
_KIND_OF: dict[type[Event], FeedKind] = {
    Quote: FeedKind.PRICE,
    Candle: FeedKind.CANDLES,
    Liquidation: FeedKind.LIQUIDATIONS,
    OpenInterest: FeedKind.OPEN_INTEREST,
    FundingRate: FeedKind.FUNDING,
    FuturesQuote: FeedKind.FUTURES,
    OptionBook: FeedKind.OPTIONS,
    VolatilityIndex: FeedKind.VOLATILITY_INDEX,
    MarketCap: FeedKind.MARKET_CAP,
    EtfFlow: FeedKind.ETF_FLOWS,
    Depth: FeedKind.DEPTH,
    Coverage: FeedKind.LIQUIDATIONS,
}


class Market:
    """One per collector. `apply` is cheap and bounded; `board` reuses what has not changed."""

    def __init__(self, config: Config, clock: Clock, mode: Literal["live", "demo", "replay"], version: str) -> None:
        self._clock = clock
        self._mode = mode
        self._version = version
        self._began_s = clock.monotonic_s()
        self._feeds = FeedTable((*config.enabled_venues, *SOURCE_OF.values()))
        self._states = {name: AssetState() for name in config.assets}
        self._sections = {
            name: AssetSections(name, place, asset, config.conventions, self._states[name], self._feeds)
            for place, (name, asset) in enumerate(config.assets.items())
        }
        self._whole = WholeMarket(config, self._feeds)
        self._rolling = RollingLiquidations()
        self._liquidations_version = 0
        self._completeness: dict[str, Completeness] = {}
        self._watched = Watched(config.assets)
        self._watch: dict[str, Cached[tuple[dict[str, float], dict[int, float]]]] = {
            name: Cached(f"{name} observation", least_s=1, every_s=1) for name in config.assets
        }
        self._by_asset: dict[str, Cached[Liquidations]] = {
            name: Cached(f"{name} liquidations", least_s=0.5, every_s=1, phase_s=place * 0.25 % 1)
            for place, name in enumerate(config.assets)
        }
        self._all_assets: Cached[MarketLiquidations] = Cached("liquidations", least_s=1, every_s=1, phase_s=0.75)
        self._rates = QuoteRates()
        self._offsets = ClockOffsets()
        self._late_ms = 0
        """By how much our clock is ahead of the venues', so that what happens now carries an earlier time; where it is
        behind, an event counts at our time of receipt."""
        self._notes: Notes = {}
        self._settings = Settings()
        self._pruned_s = self._began_s
        self.asked_again_ms: int | None = None
        """When somebody last had the feeds asked again."""
        self.rejected: Counter[str] = Counter()
        """Impossible rows left out, by "venue kind"."""

    def use(self, config: Config, settings: Settings) -> None:
        """Goes by other lines and conventions from the next Board on, and says on it by which."""
        for name, sections in self._sections.items():
            sections.use(config.assets[name], config.conventions)
        self._settings = settings

    def expect(self, venue: str, kind: FeedKind, every_s: float) -> None:
        """Tells how often a feed is asked: data three times as old leaves the aggregates."""
        self._feeds.expect(venue, kind, every_s)

    def declare(self, venue: str, completeness: Completeness) -> None:
        """Tells how much of a venue's liquidations its stream shows, before the first one has come."""
        self._completeness[venue] = completeness

    def liquidated(self, asset: str | None, since_ms: int) -> LiquidationDigest | None:
        """What was recorded of one asset, or of all, since then; None where nothing was observed."""
        now_ms, late_ms = self._clock.now_ms(), self._late_ms
        from_ms, sums, largest = self._rolling.since(now_ms - late_ms, since_ms - late_ms, asset)
        from_ms += late_ms
        observed_s = self._watched.any_s(now_ms, asset, now_ms - from_ms)
        if observed_s <= 0 and not sums.count:
            return None
        return LiquidationDigest(
            from_ms=from_ms, usd=sums.total_usd, long_share=sums.long_share, count=sums.count, largest=largest,
            observed_s=observed_s,
        )  # fmt: skip

    def set_note(self, name: str, words: str | None) -> None:
        """Puts a note for the person on every Board from now on, or takes it away."""
        if words is None:
            self._notes.pop(name, None)
        else:
            self._notes[name] = words

    def apply(self, event: Event) -> bool:
        """Takes one event; False where it said nothing new or nothing possible."""
        if isinstance(event, FeedStatus):
            self._feeds.note(event)
            if event.pushed and event.kind is FeedKind.LIQUIDATIONS:
                self._watched.note(event)
            return True
        kind = _KIND_OF[type(event)]
        if isinstance(event, OptionBook):
            event, left_out = without_impossible_options(event)
            self._reject(event, kind, left_out)
        elif not is_possible(event):
            self._reject(event, kind, 1)
            return False
        now_s = self._clock.monotonic_s()
        match event:
            case MarketCap() | EtfFlow():
                return self._whole.apply(event, now_s)
            case Coverage():
                self._watched.cover(event, self._clock.now_ms())
                return True
            case Liquidation():
                self._feeds.brought(event.venue, kind, now_s)
                return self._take_liquidation(self._rates.in_dollars(event))
            case OpenInterest():
                return self._take_of_asset(self._rates.in_dollars(event), kind, now_s)
            case Quote():
                self._offsets.note(event.venue, event.at_ms, event.recv_ms, now_s)
                return self._take_of_asset(event, kind, now_s)
            case _:
                return self._take_of_asset(event, kind, now_s)

    def restore(self, events: Iterable[Liquidation | OpenInterest | FundingRate | VolatilityIndex | EtfFlow]) -> None:
        """Takes events that an earlier process recorded: they feed sums and series, and no feed's age."""
        for event in events:
            if isinstance(event, Liquidation):
                self._take_liquidation(event)
            elif isinstance(event, EtfFlow):
                self._whole.restore(event)
            elif event.asset in self._states:
                self._states[event.asset].restore(event)

    def restore_watched(self, observations: Iterable[Observation]) -> None:
        """Takes the stretches in which an earlier process watched liquidations."""
        self._watched.restore(observations)

    def restore_samples(self, samples: Iterable[HourlySample]) -> None:
        """Takes figures that an earlier process reckoned."""
        for sample in samples:
            sections = self._sections.get(sample.asset)
            if sections is None:
                continue
            if isinstance(sample, PriceSample):
                sections.minutes.restore(sample)
            else:
                sections.past.restore(sample)

    def restore_forced(self, sums: Iterable[ForcedSum]) -> None:
        """Takes hours of liquidations from before the day that `restore` was given."""
        for each in sums:
            if each.asset in self._sections:
                self._sections[each.asset].past.restore_forced(each)

    def new_samples(self) -> list[HourlySample]:
        """Figures that the history has not been given yet."""
        return [
            sample
            for sections in self._sections.values()
            for sample in (*sections.past.take_new(), *sections.minutes.take_new())
        ]

    def observations(self, since_ms: int) -> list[Observation]:
        """The stretches watched that reach past `since_ms`, for the history."""
        return self._watched.observations(self._clock.now_ms(), since_ms)

    def board(self) -> Board:
        """The Board of this moment."""
        now_ms, now_s = self._clock.now_ms(), self._clock.monotonic_s()
        if now_s - self._pruned_s >= _PRUNE_S:
            self._prune(now_ms, now_s)
        self._measure_rates(now_ms, now_s)
        assets = {
            name: sections.board(self._liquidations(name, now_ms, now_s), now_ms, now_s)
            for name, sections in self._sections.items()
        }
        return Board(
            as_of_ms=now_ms,
            mode=self._mode,
            collector=CollectorInfo(
                version=self._version, uptime_s=now_s - self._began_s, asked_again_ms=self.asked_again_ms
            ),
            assets=assets,
            market=self._whole.section(assets, self._all_liquidations(now_ms, now_s), now_ms, now_s),
            feeds=self._feeds.rows(now_s),
            notes=self._board_notes(now_s),
            settings=self._settings,
        )

    @property
    def outdated(self) -> int:
        """Events left out because a newer one was there."""
        return sum(state.outdated for state in self._states.values())

    def _measure_rates(self, now_ms: int, now_s: float) -> None:
        self._rates.measure((state.quotes_now(now_ms, now_s) for state in self._states.values()), now_s)
        ahead_ms = round(self._offsets.ours_ahead_s(now_s) * 1000)
        self._late_ms = max(0, ahead_ms)
        for state in self._states.values():
            state.dollars_a_token = self._rates.for_prices()
            state.clock_ahead_ms = ahead_ms

    def _take_of_asset(self, event: OfAsset, kind: FeedKind, now_s: float) -> bool:
        """What the altcoins want goes there, and what a watched asset wants to its state; some goes to both."""
        altcoins = self._whole.altcoins
        altcoins.apply(event, now_s)
        own_kind, state = altcoins.kind_of(event), self._states.get(event.asset)
        if own_kind is None and state is None and event.asset in altcoins.assets:
            own_kind = FeedKind.ALTCOINS
        self._feeds.brought(event.venue, own_kind or kind, now_s)
        return state is not None and own_kind is None and state.apply(event, now_s)

    def _take_liquidation(self, event: Liquidation) -> bool:
        if event.completeness is not Completeness.BACKFILL or event.venue not in self._completeness:
            self._completeness[event.venue] = event.completeness
        if not self._rolling.add(event):
            return False
        self._liquidations_version += 1
        if event.asset in self._sections:
            self._sections[event.asset].past.add_forced(event)
        return True

    def _liquidations(self, asset: str, now_ms: int, now_s: float) -> Liquidations:
        watched_s, windows_s = self._watched_now(asset, now_ms, now_s)
        any_s = windows_s.get(DAY_S, 0.0)

        def make() -> Liquidations:
            found = liquidation_board(
                self._rolling,
                asset,
                now_ms=now_ms - self._late_ms,
                observed_s=watched_s,
                completeness=self._completeness,
                observed_any_s=any_s,
                windows_observed_s=windows_s,
            )
            return self._sections[asset].explained_liquidations(
                found,
                self._rolling,
                partial(self._whole.altcoins.close_of, asset),
                now_ms - self._late_ms,
                now_s,
                watched=any_s > 0,
            )

        def otherwise(why: str) -> Liquidations:
            return Liquidations(notes={"total_usd": why})

        return self._by_asset[asset].get(self._liquidations_version, now_s, make, otherwise)

    def _watched_now(self, asset: str, now_ms: int, now_s: float) -> tuple[dict[str, float], dict[int, float]]:
        """Seconds of the day by venue, and of any venue by the length of the window."""

        def make() -> tuple[dict[str, float], dict[int, float]]:
            windows = self._watched.windows_s(now_ms, asset, [window_s * 1000 for window_s in WINDOWS_S])
            return self._watched.seconds(now_ms, asset), {ms // 1000: seconds for ms, seconds in windows.items()}

        return self._watch[asset].get(None, now_s, make, lambda _: ({}, {}))

    def _all_liquidations(self, now_ms: int, now_s: float) -> MarketLiquidations:
        return self._all_assets.get(
            self._liquidations_version,
            now_s,
            lambda: market_liquidations(
                self._rolling,
                now_ms=now_ms - self._late_ms,
                observed_any_s=self._watched.any_s(now_ms, None),
                observed_s=self._watched.seconds(now_ms, None),
                configured_only=self._watched.configured_only(),
                completeness=self._completeness,
            ),
            lambda why: MarketLiquidations(notes={"total_usd": why}),
        )

    def _board_notes(self, now_s: float) -> Notes:
        notes = dict(self._notes)
        told = (
            ("quotes", self._rates.words()),
            ("clock", self._offsets.own_words(now_s)),
            ("venue_clocks", self._offsets.venues_words(now_s)),
        )
        for name, words in told:
            if words is not None:
                notes[name] = words
        if self.rejected:
            worst = ", ".join(f"{name} {count}" for name, count in self.rejected.most_common(3))
            notes["rejected"] = f"{self.rejected.total()} impossible rows left out: {worst}"
        return notes

    def _reject(self, event: Event, kind: FeedKind, rows: int) -> None:
        if rows:
            self.rejected[f"{origin(event)} {kind.value}"] += rows

    def _prune(self, now_ms: int, now_s: float) -> None:
        self._pruned_s = now_s
        self._watched.prune(now_ms)
        for state in self._states.values():
            state.prune(now_ms, now_s)
        for sections in self._sections.values():
            sections.prune(now_ms)
        self._whole.prune(now_s)
