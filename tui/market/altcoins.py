"""What is known of the altcoins whose cascades are reckoned, and the table of them."""

from collections.abc import Sequence

import msgspec

from tui.analytics.cascade_board import Beta, Inputs, beta_of, cascade_row, lines_below
from tui.analytics.funding import apr_pct
from tui.config.model import CascadeConfig
from tui.domain.altcoins import BARS, LEADER
from tui.domain.board import AssetBoard, Cascade
from tui.domain.clock import DAY_MS, MINUTE_MS
from tui.domain.events import Candle, Depth, Event, FeedKind, FundingRate, OpenInterest
from tui.market.cached import Cached
from tui.market.feed_table import FeedTable
from tui.market.latest import Latest

TIMEFRAME = "5m"

_BAR_MS = 5 * MINUTE_MS
_BARS_SLACK = 100
_STALE_MS = 15 * MINUTE_MS
"""A newest bar older than this says nothing of now."""
_ROW_S = 2.0


class Altcoins:
    """Books, five-minute closes, open interest and funding by asset; a row is made every two seconds."""

    def __init__(self, config: CascadeConfig, feeds: FeedTable) -> None:
        self.assets = config.assets
        self._tiers = [(tier.leverage, tier.share) for tier in config.tiers]
        self._feeds = feeds
        self._books: Latest[Depth] = Latest(lambda depth: depth.asset)
        self._open_interest: Latest[OpenInterest] = Latest(lambda oi: (oi.asset, oi.venue, oi.symbol))
        self._funding: Latest[FundingRate] = Latest(lambda rate: (rate.asset, rate.venue, rate.symbol))
        self._closes: dict[str, dict[int, float]] = {}
        self._bars_version = 0
        spread = {asset: place * 0.25 % _ROW_S for place, asset in enumerate(self.assets)}
        self._rows: dict[str, Cached[Cascade]] = {
            asset: Cached(f"{asset} cascade", least_s=_ROW_S, every_s=_ROW_S, phase_s=phase_s)
            for asset, phase_s in spread.items()
        }
        self._betas: dict[str, Cached[Beta]] = {
            asset: Cached(f"{asset} beta", least_s=30, every_s=300, phase_s=phase_s)
            for asset, phase_s in spread.items()
        }

    def kind_of(self, event: Event) -> FeedKind | None:
        """The kind of feed that brought it where it is for this table alone, which no watched asset's section wants."""
        if isinstance(event, Depth):
            return FeedKind.DEPTH
        return FeedKind.ALTCOINS if isinstance(event, Candle) and event.timeframe == TIMEFRAME else None

    def apply(self, event: Event, now_s: float) -> None:
        """Takes an event of an altcoin, or a five-minute bar of the leader; leaves everything else."""
        if isinstance(event, Candle):
            if event.timeframe == TIMEFRAME and event.asset in (LEADER, *self.assets):
                self._put_bar(event)
            return
        if not isinstance(event, Depth | OpenInterest | FundingRate) or event.asset not in self.assets:
            return
        match event:
            case Depth():
                self._books.put(event, now_s)
            case OpenInterest():
                self._open_interest.put(event, now_s)
            case FundingRate():
                self._funding.put(event, now_s)

    def close_of(self, asset: str, open_ms: int) -> float | None:
        """The close of the five-minute bar of the asset's perpetual that opened then."""
        return self._closes.get(asset, {}).get(open_ms)

    def table(self, leader: AssetBoard | None, now_ms: int, now_s: float) -> tuple[Cascade, ...]:
        """A row for each asset, in the configuration's order; ages are of this moment."""
        return tuple(self._row(asset, leader, now_ms, now_s) for asset in self.assets)

    def prune(self, now_s: float) -> None:
        self._books.prune(now_s)
        self._open_interest.prune(now_s)
        self._funding.prune(now_s)

    def _put_bar(self, bar: Candle) -> None:
        closes = self._closes.setdefault(bar.asset, {})
        if bar.open_ms not in closes:
            self._bars_version += 1
        closes[bar.open_ms] = bar.close_usd
        if len(closes) > BARS + _BARS_SLACK:
            for open_ms in sorted(closes)[:-BARS]:
                del closes[open_ms]

    def _row(self, asset: str, leader: AssetBoard | None, now_ms: int, now_s: float) -> Cascade:
        def make() -> Cascade:
            return self._made(asset, leader, now_ms, now_s)

        def otherwise(why: str) -> Cascade:
            return Cascade(asset=asset, condition=f"{LEADER} falls", risk_reason="failed", notes={"risk": why})

        row = self._rows[asset].get(None, now_s, make, otherwise)
        return msgspec.structs.replace(row, age_s=self._books.age_s(asset, now_s))

    def _made(self, asset: str, leader: AssetBoard | None, now_ms: int, now_s: float) -> Cascade:
        book = next((depth for depth in self._books.all(now_ms, now_s) if depth.asset == asset), None)
        oi_usd, oi_venue = self._oi_usd(asset, book, now_ms, now_s)
        funding_apr_pct, funding_venue = self._apr_pct(asset, book, now_ms, now_s)
        price_usd = None if leader is None else leader.price.usd
        support_usd, target_usd, *_ = (*(() if leader is None else lines_below(leader.levels, price_usd)), None, None)
        row = cascade_row(
            Inputs(
                asset=asset,
                leader_price_usd=price_usd,
                support_usd=support_usd,
                target_usd=target_usd,
                beta=self._beta_now(asset, now_ms, now_s),
                book=book,
                book_age_s=self._books.age_s(asset, now_s),
                oi_usd=oi_usd,
                oi_venue=oi_venue,
                funding_apr_pct=funding_apr_pct,
                funding_venue=funding_venue,
            ),
            self._tiers,
        )
        change_pct = self._change_24h_pct(asset, now_ms)
        gap = {} if change_pct is not None else {"change_24h_pct": "no five-minute close of now and of 24 hours ago"}
        return self._explained(msgspec.structs.replace(row, change_24h_pct=change_pct, notes=row.notes | gap))

    def _change_24h_pct(self, asset: str, now_ms: int) -> float | None:
        closes = self._closes.get(asset, {})
        newest_ms = max(closes, default=0)
        then = closes.get(newest_ms - DAY_MS)
        return None if not then or now_ms - newest_ms > _STALE_MS else (closes[newest_ms] / then - 1) * 100

    def _beta_now(self, asset: str, now_ms: int, now_s: float) -> Beta:
        cached = self._betas[asset]
        return cached.get(
            self._bars_version,
            now_s,
            lambda: self._beta(asset, now_ms),
            lambda _: Beta(value=None, bars=0),
            # The first is shown as soon as bars suffice; after that it hardly changes.
            least_s=_ROW_S if cached.last is None or cached.last.value is None else None,
        )

    def _beta(self, asset: str, now_ms: int) -> Beta:
        """Over finished bars: of the two moving ones, one may have been asked for later."""
        since_ms, until_ms = now_ms - (BARS + 1) * _BAR_MS, now_ms - _BAR_MS
        own, leaders = (
            {at: close for at, close in self._closes.get(name, {}).items() if since_ms <= at <= until_ms}
            for name in (asset, LEADER)
        )
        return beta_of(own, leaders)

    def _oi_usd(self, asset: str, book: Depth | None, now_ms: int, now_s: float) -> tuple[float | None, str | None]:
        """Dollars of open interest on the book's venue, else on the one heard of last; and whose it is."""
        fresh = [oi for oi in self._open_interest.fresh(now_ms, now_s, self._limit_s) if oi.asset == asset]
        venues = {oi.venue: oi.recv_ms for oi in sorted(fresh, key=lambda oi: oi.recv_ms)}
        if not venues:
            return None, None
        own = None if book is None else book.venue
        venue = own if own in venues else max(venues, key=lambda name: venues[name])
        return sum(oi.usd for oi in fresh if oi.venue == venue), venue

    def _apr_pct(self, asset: str, book: Depth | None, now_ms: int, now_s: float) -> tuple[float | None, str | None]:
        """The annual rate of the perpetual whose book is shown, else of the one heard of last; and whose it is."""
        fresh = [rate for rate in self._funding.fresh(now_ms, now_s, self._limit_s) if rate.asset == asset]
        known = [rate for rate in fresh if apr_pct(rate.rate, rate.interval_h) is not None]
        if not known:
            return None, None
        own = None if book is None else (book.venue, book.symbol)
        shown = max(known, key=lambda rate: ((rate.venue, rate.symbol) == own, rate.recv_ms))
        return apr_pct(shown.rate, shown.interval_h), shown.venue

    def _limit_s(self, venue: str) -> float:
        return self._feeds.limit_s(venue, FeedKind.ALTCOINS)

    def _explained(self, row: Cascade) -> Cascade:
        """The row with the feeds' own reasons where nothing came."""
        reasons = {
            name: self._feeds.why_none(kind, row.asset)
            for kind, names in _FED_BY.items()
            for name in names
            if getattr(row, name) is None and name in row.notes
        }
        return msgspec.structs.replace(row, notes=row.notes | reasons) if reasons else row


_FED_BY: dict[FeedKind, Sequence[str]] = {FeedKind.DEPTH: ("bids_usd",), FeedKind.ALTCOINS: ("oi_usd",)}
