"""The sections of one asset's Board, from its state: each made when its inputs changed, or by the second."""

from collections.abc import Callable, Collection
from typing import TypeVar

import msgspec

from tui.analytics.basis import basis_board
from tui.analytics.carry import with_carry
from tui.analytics.drawdown import drawdown
from tui.analytics.funding import funding_board
from tui.analytics.funding_percentile import History, with_percentile
from tui.analytics.implied_liquidations import implied_usd
from tui.analytics.levels import LevelHistory, level_history, levels_now
from tui.analytics.liquidation_bursts import bursts, mean_minute_usd
from tui.analytics.open_interest import open_interest_board
from tui.analytics.options import options_board
from tui.analytics.price import consensus, with_change
from tui.analytics.realised import realised_vol, with_realised
from tui.analytics.regime import with_quadrant
from tui.analytics.rolling_liquidations import RollingLiquidations
from tui.analytics.settled_funding import with_settled
from tui.analytics.weekly import weekly
from tui.config.model import AssetConfig, ConventionsConfig
from tui.domain.board import (
    AssetBoard,
    Basis,
    Burst,
    Chart,
    Drawdown,
    FundingBoard,
    Level,
    Liquidations,
    OpenInterestBoard,
    Options,
    Price,
    Section,
    Weekly,
)
from tui.domain.board_past import Past
from tui.domain.clock import DAY_MS, day_start_ms, week_close_ms
from tui.domain.events import FeedKind, OpenInterest
from tui.market.asset_past import AssetPast
from tui.market.asset_state import STREAMED_PRICE_S, AssetState
from tui.market.cached import Cached
from tui.market.chart import chart
from tui.market.conventions import options_by, weekly_by
from tui.market.feed_table import FeedTable
from tui.market.lines import level_line, named_high
from tui.market.minute_prices import CloseOf, MinutePrices
from tui.market.slope_history import SlopeHistory

S = TypeVar("S", bound=Section)

POLLED_PRICE_S = 45.0
OPTIONS_S = 300.0

_Implied = tuple[float | None, tuple[str, ...]]
_High = tuple[float | None, str | None]
_Before = tuple[tuple[OpenInterest, ...], tuple[OpenInterest, ...]]
"""Open interest a day ago and an hour ago."""


class AssetSections:
    """Makes the AssetBoard of one asset."""

    def __init__(
        self,
        name: str,
        place: int,
        config: AssetConfig,
        conventions: ConventionsConfig,
        state: AssetState,
        feeds: FeedTable,
    ) -> None:
        """`place` is the asset's, counted from 0."""
        self._name = name
        self._config = config
        self._conventions = conventions
        self._state = state
        self._feeds = feeds
        self._lines = [level_line(level) for level in config.levels]
        # Frames come four a second: the costly parts of each asset take different ones.
        first_s, second_s, third_s = (order * 0.25 % 1 for order in (place, place + 1, place + 2))
        self._own_usd: float | None = None
        """The candle market's own price now."""
        self._prices: Cached[Price] = Cached(f"{name} price", least_s=0, every_s=0)
        self._high: Cached[_High] = Cached(f"{name} high", least_s=1, every_s=3600, phase_s=second_s)
        self._levels: Cached[tuple[Level, ...]] = Cached(f"{name} levels", least_s=1, every_s=1, phase_s=first_s)
        self._level_history: Cached[LevelHistory] = Cached(f"{name} candles of levels", least_s=0, every_s=3600)
        self._weekly: Cached[Weekly] = Cached(f"{name} weekly close", least_s=1, every_s=1, phase_s=second_s)
        self._implied: Cached[_Implied] = Cached(
            f"{name} implied liquidations", least_s=60, every_s=60, phase_s=first_s
        )
        self._bursts: Cached[tuple[Burst, ...]] = Cached(f"{name} bursts", least_s=15, every_s=60, phase_s=third_s)
        self.minutes = MinutePrices(name)
        self._open_interest: Cached[OpenInterestBoard] = Cached(
            f"{name} open interest", least_s=1, every_s=1, phase_s=second_s
        )
        self._before: Cached[_Before] = Cached(f"{name} open interest before", least_s=1, every_s=30)
        self._funding: Cached[FundingBoard] = Cached(f"{name} funding", least_s=1, every_s=1, phase_s=third_s)
        self._payments: Cached[History] = Cached(f"{name} funding history", least_s=1, every_s=3600)
        self._basis: Cached[Basis] = Cached(f"{name} basis", least_s=1, every_s=1, phase_s=third_s)
        self._slopes = SlopeHistory()
        self._last_verdict: Options | None = None
        """The last chain whose curve could be judged: a reading that could not is no reason to forget it."""
        self._options: Cached[Options] = Cached(f"{name} options", least_s=20, every_s=60, phase_s=third_s)
        self._chart: Cached[Chart] = Cached(f"{name} chart", least_s=1, every_s=3600, phase_s=second_s)
        self.past = AssetPast(name)
        self._past: Cached[Past] = Cached(f"{name} past", least_s=5, every_s=60, phase_s=first_s)

    def use(self, config: AssetConfig, conventions: ConventionsConfig) -> None:
        """Goes by other lines and conventions from the next Board on."""
        self._config = config
        self._conventions = conventions
        self._lines = [level_line(level) for level in config.levels]
        for section in (self._high, self._levels, self._weekly, self._basis, self._options):
            section.expire()

    def board(self, liquidations: Liquidations, now_ms: int, now_s: float) -> AssetBoard:
        """The asset's part of the Board of this moment."""
        candles, venues_ms = self._state.candles, now_ms - self._state.clock_ahead_ms
        price = self._price(now_ms, now_s)
        # They stand beside events, which carry the venues' time, or ours where that is behind.
        self.minutes.put(min(now_ms, venues_ms), price.usd)
        options = self._options_now(now_ms, now_s)
        funding = self._funding_now(now_ms, now_s)
        basis = self._basis_now(funding, now_ms, now_s)
        self.past.note(basis, options, now_ms)
        return AssetBoard(
            price=price,
            drawdown=self._drawdown(price.usd, now_s),
            levels=self._levels_now(price.usd, venues_ms, now_s),
            weekly=self._weekly_now(self._own_usd or price.usd, options, venues_ms, now_s),
            liquidations=liquidations,
            open_interest=self._open_interest_now(price.change_24h_pct, now_ms, now_s),
            funding=funding,
            basis=basis,
            options=options,
            chart=self._chart.get(candles.version, now_s, lambda: chart(candles), lambda _: Chart()),
            past=self._past_now(funding, now_ms, now_s),
        )

    def prune(self, now_ms: int) -> None:
        self.past.prune(now_ms)
        self.minutes.prune(now_ms)

    def explained_liquidations(
        self,
        section: Liquidations,
        rolling: RollingLiquidations,
        close_of: CloseOf,
        now_ms: int,
        now_s: float,
        *,
        watched: bool,
    ) -> Liquidations:
        """The section with bursts and the upper view, and the venues that are missing, or why nothing is watched.
        `close_of` gives the asset's five-minute bars."""
        if not watched and section.count == 0:
            return self._with_implied(self._explained(section, FeedKind.LIQUIDATIONS, ()), now_ms, now_s)
        section = self._with_implied(section, now_ms, now_s)
        found = self._bursts.get(
            section.count,
            now_s,
            lambda: bursts(
                rolling.minutes(now_ms, self._name),
                self.minutes.at,
                self.minutes.around_by(close_of),
                mean_usd=mean_minute_usd(section.venues),
            ),
            lambda _: (),
        )
        section = msgspec.structs.replace(section, bursts=found)
        if any(burst.move_pct is None for burst in found):
            section = _noted(section, "bursts", "no price is held of stretches in which the market was not watched")
        missing = self._feeds.missing(FeedKind.LIQUIDATIONS, ())
        return section if missing is None else _noted(section, "venues", missing)

    def _with_implied(self, section: Liquidations, now_ms: int, now_s: float) -> Liquidations:
        series, since_ms = self._state.open_interest_series, now_ms - DAY_MS
        usd, venues = self._implied.get(
            None, now_s, lambda: implied_usd(series.by_contract(since_ms), since_ms), lambda _: (None, ())
        )
        if usd is None:
            words = "no two samples of open interest are known"
        elif usd < (section.total_usd or 0.0):
            # What was recorded has disproved it as a ceiling.
            usd, words = None, "below the recorded floor: positions were opened as fast as others were closed"
        else:
            words = "had every fall of open interest been forced"
        return msgspec.structs.replace(
            section, implied_usd=usd, implied_venues=venues, notes=section.notes | {"implied_usd": words}
        )

    def _price(self, now_ms: int, now_s: float) -> Price:
        quotes = self._state.quotes

        def make() -> Price:
            live = quotes.fresh(now_ms, now_s, self._price_limit_s)
            rates = self._state.dollars_a_token
            price = consensus(live, now_ms=now_ms, stale_ms=round(POLLED_PRICE_S * 1000), quote_usd=rates)
            self._own_usd = self._state.candles.own_price_usd(live)
            price = with_change(price, self._state.candles.rows("1h"), self._own_usd, now_ms)
            venues = {quote.venue for quote in live}
            held = quotes.all(now_ms, now_s)
            silent = {quote.venue: now_ms - quote.recv_ms for quote in held if quote.venue not in venues}
            price = self._explained(price, FeedKind.PRICE, venues)
            words = ", ".join(f"{venue} ({ms / 1000:.0f} s)" for venue, ms in silent.items())
            return _noted(price, "venues", f"stale: {words}") if silent else price

        return self._prices.get(None, now_s, make, lambda why: Price(notes={"usd": why}))

    def _price_limit_s(self, venue: str) -> float:
        return STREAMED_PRICE_S if self._feeds.streams(venue, FeedKind.PRICE) else POLLED_PRICE_S

    def _drawdown(self, price_usd: float | None, now_s: float) -> Drawdown:
        candles = self._state.candles
        high_usd, high_on = self._high.get(
            candles.version, now_s, lambda: named_high(self._config, candles), lambda _: (None, None)
        )
        found = drawdown(price_usd, high_usd, high_on)
        return self._without_candles(found) if high_usd is None else found

    def _levels_now(self, price_usd: float | None, now_ms: int, now_s: float) -> tuple[Level, ...]:
        candles = self._state.candles

        def make() -> tuple[Level, ...]:
            history = self._level_history.get(
                (candles.version, day_start_ms(now_ms)),
                now_s,
                lambda: level_history(candles.rows("1h"), candles.rows("1d"), now_ms),
                lambda _: level_history((), (), now_ms),
            )
            return levels_now(self._lines, price_usd, history, now_ms, tested_usd=self._own_usd)

        def otherwise(why: str) -> tuple[Level, ...]:
            notes = dict.fromkeys(("state", "touches", "distance_pct"), why)
            return tuple(
                Level(price_usd=line.price_usd, to_usd=line.to_usd, kind=line.kind, label=line.label, notes=notes)
                for line in self._lines
            )

        return self._levels.get(candles.version, now_s, make, otherwise)

    def _weekly_now(self, price_usd: float | None, options: Options, now_ms: int, now_s: float) -> Weekly:
        daily = self._state.candles.rows("1d")

        def make() -> Weekly:
            vol, source = self._annual_vol(options, now_ms)
            found = weekly_by(weekly(daily, price_usd, vol, now_ms), self._conventions)
            if not daily:
                return self._without_candles(found)
            return _noted(found, "sigma", f"from {source}") if found.sigma is not None else found

        def otherwise(why: str) -> Weekly:
            return Weekly(closes_at_ms=week_close_ms(now_ms), closes_in_s=0.0, notes={"trigger_usd": why})

        found = self._weekly.get(self._state.candles.version, now_s, make, otherwise)
        return msgspec.structs.replace(found, closes_in_s=(found.closes_at_ms - now_ms) / 1000)

    def _annual_vol(self, options: Options, now_ms: int) -> tuple[float | None, str | None]:
        """The volatility that odds are reckoned with, and where it is from: the market's before the past's."""
        if options.dvol_vol is not None:
            return options.dvol_vol, f"the {self._state.volatility_venue} volatility index"
        for days in ("7", "30"):
            implied = options.atm.get(days)
            if implied is not None:
                return implied, f"the {options.venue} {days} d at-the-money volatility"
        realised = realised_vol(self._state.candles.rows("1d"), now_ms)
        return (None, None) if realised is None else (realised, "30 d realised volatility")

    def _open_interest_now(self, price_change_24h_pct: float | None, now_ms: int, now_s: float) -> OpenInterestBoard:
        state = self._state
        series = state.open_interest_series

        def make() -> OpenInterestBoard:
            now = state.open_interest_now(now_ms, now_s, self._limit(FeedKind.OPEN_INTEREST))
            day_ago, hour_ago = self._before.get(
                series.version,
                now_s,
                lambda: (series.day_ago(now_ms), series.hour_ago(now_ms)),
                lambda _: ((), ()),
            )
            without_past = self._feeds.without_part(FeedKind.OPEN_INTEREST, "history")
            before = self._open_interest.last
            found = open_interest_board(now, day_ago, hour_ago, now_ms=now_ms, without_past=without_past, before=before)
            found = with_quadrant(found, price_change_24h_pct, before)
            doubt = state.doubted_interest.words()
            found = found if doubt is None else _noted(found, "usd", doubt)
            return self._explained(found, FeedKind.OPEN_INTEREST, {oi.venue for oi in now})

        return self._open_interest.get(
            state.open_interest.version, now_s, make, lambda why: OpenInterestBoard(notes={"usd": why})
        )

    def _funding_now(self, now_ms: int, now_s: float) -> FundingBoard:
        state = self._state

        def make() -> FundingBoard:
            rates = state.funding.fresh(now_ms, now_s, self._limit(FeedKind.FUNDING))
            weights = state.open_interest_now(now_ms, now_s, self._limit(FeedKind.OPEN_INTEREST))
            history = self._payments.get(
                state.funding_history.version, now_s, state.funding_history.by_contract, lambda _: {}
            )
            found = with_percentile(funding_board(rates, weights, now_ms=now_ms), history, now_ms)
            found = with_settled(found, history, now_ms)
            return self._explained(found, FeedKind.FUNDING, {rate.venue for rate in rates})

        return self._funding.get(state.funding.version, now_s, make, lambda why: FundingBoard(notes={"apr_pct": why}))

    def _basis_now(self, funding: FundingBoard, now_ms: int, now_s: float) -> Basis:
        state = self._state

        def make() -> Basis:
            quotes = state.futures.fresh(now_ms, now_s, self._limit(FeedKind.FUTURES))
            found = basis_board(
                quotes, now_ms=now_ms, bill_pct=self._conventions.bill_pct, convention=self._conventions.basis
            )
            explained = self._explained(found, FeedKind.FUTURES, {quote.venue for quote in quotes})
            return with_carry(explained, funding.apr_pct)

        return self._basis.get(state.futures.version, now_s, make, lambda why: Basis(notes={"apr_pct": why}))

    def _past_now(self, funding: FundingBoard, now_ms: int, now_s: float) -> Past:
        state = self._state
        version = (state.open_interest_series.version, state.funding_history.version, self.past.version)

        def make() -> Past:
            return self.past.section(state.open_interest_series.coins, funding, state.funding_history, now_ms)

        return self._past.get(version, now_s, make, lambda why: Past(notes={"open_interest_coin": why}))

    def _options_now(self, now_ms: int, now_s: float) -> Options:
        state = self._state
        held = self._options.last

        def make() -> Options:
            books = state.options.fresh(now_ms, now_s, lambda _: OPTIONS_S)
            closes = state.volatility(now_s)
            found = options_board(
                books,
                now_ms=now_ms,
                dvol=closes,
                interpolation=self._conventions.cm_iv,
                previous=self._last_verdict,
                slope_noise_vol=self._slopes.noise_vol(now_ms),
            )
            if found.backwardation is not None:
                self._last_verdict = found
                read_ms = next(book.at_ms for book in books if book.venue == found.venue)
                self._slopes.put((found.venue, found.rule), read_ms, found.slope_7_30_vol)
            explained = self._explained(found, FeedKind.OPTIONS, {book.venue for book in books})
            about_index = {name: note for name, note in found.notes.items() if name.startswith("dvol")}
            if not closes:
                about_index = dict.fromkeys(about_index, self._feeds.why_none(FeedKind.VOLATILITY_INDEX, self._name))
            explained = msgspec.structs.replace(explained, notes=explained.notes | about_index)
            return options_by(self._with_realised(explained, now_ms), self._conventions, held)

        version = (state.options.version, state.volatility_version)
        found = self._options.get(
            version,
            now_s,
            make,
            lambda why: Options(notes={"atm": why, "expiries": why}),
            # The first chain is shown at once; later ones, asked for each minute, are worth some patience.
            least_s=1 if held is None or held.venue is None else None,
        )
        age_s = None if found.venue is None else state.options.age_s(found.venue, now_s)
        return msgspec.structs.replace(found, age_s=age_s)

    def _with_realised(self, section: Options, now_ms: int) -> Options:
        daily = self._state.candles.rows("1d")
        found = with_realised(section, daily, now_ms)
        if daily:
            return found
        reason = self._feeds.why_none(FeedKind.CANDLES, self._name)
        return msgspec.structs.replace(found, notes=found.notes | {"realised_vol": reason})

    def _explained(self, section: S, kind: FeedKind, have: Collection[str]) -> S:
        """The section with the reason of every gap: of all fields where nothing came, else of the venues missing."""
        if not have:
            reason = self._feeds.why_none(kind, self._name)
            return msgspec.structs.replace(section, notes=dict.fromkeys(section.notes, reason))
        missing = self._feeds.missing(kind, have, self._name)
        return section if missing is None else _noted(section, "venues", missing)

    def _without_candles(self, section: S) -> S:
        return self._explained(section, FeedKind.CANDLES, ())

    def _limit(self, kind: FeedKind) -> Callable[[str], float]:
        return lambda venue: self._feeds.limit_s(venue, kind)


def _noted(section: S, name: str, words: str) -> S:
    """The section with `words` added to the note of that name."""
    known = section.notes.get(name)
    return msgspec.structs.replace(section, notes=section.notes | {name: f"{known}; {words}" if known else words})
