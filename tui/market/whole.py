"""The market section of the Board: capitalisation, ETF flows, liquidations of all assets, the regime, the cascades."""

from collections.abc import Mapping

from tui.analytics.etf_flows import etf_board
from tui.analytics.regime import regime
from tui.config.model import Config
from tui.domain.altcoins import LEADER
from tui.domain.board import AssetBoard, Cascade, Etf, MarketLiquidations, Notes, Regime
from tui.domain.board import Market as MarketSection
from tui.domain.events import EtfFlow, FeedKind, MarketCap
from tui.market.altcoins import Altcoins
from tui.market.cached import Cached
from tui.market.feed_table import FeedTable

SOURCE_OF = {FeedKind.MARKET_CAP: "market cap", FeedKind.ETF_FLOWS: "etf flows"}
"""What the feeds are called that belong to no venue."""

_CAP_FIELDS = ("cap_usd", "cap_change_24h_pct", "btc_dominance_share", "eth_dominance_share", "source", "age_s")
_CAP_S = 3600.0
"""A capitalisation older than this is no longer shown."""
_FLOWS_KEPT = 2_000


class WholeMarket:
    """Takes what belongs to no single watched asset, and makes the section of it."""

    def __init__(self, config: Config, feeds: FeedTable) -> None:
        self._sources = config.sources
        self._feeds = feeds
        self._cap: tuple[MarketCap, float] | None = None
        self._flows: dict[tuple[str, str], EtfFlow] = {}
        self._flows_version = 0
        self._etf: Cached[Etf | None] = Cached("etf flows", least_s=1, every_s=3600)
        self._regime: Cached[Regime] = Cached("regime", least_s=1, every_s=1, phase_s=0.5)
        self.altcoins = Altcoins(config.cascade, feeds)

    def apply(self, event: MarketCap | EtfFlow, now_s: float) -> bool:
        """Takes one event of a source; False where it says nothing new."""
        if isinstance(event, MarketCap):
            self._feeds.brought(SOURCE_OF[FeedKind.MARKET_CAP], FeedKind.MARKET_CAP, now_s)
            self._cap = (event, now_s)
            return True
        self._feeds.brought(SOURCE_OF[FeedKind.ETF_FLOWS], FeedKind.ETF_FLOWS, now_s)
        return self._put_flow(event)

    def restore(self, flow: EtfFlow) -> None:
        """Takes a flow that an earlier process was told, unless nobody is to be asked any more."""
        if self._asks_for_flows:
            self._put_flow(flow)

    @property
    def _asks_for_flows(self) -> bool:
        sources = self._sources
        return bool(sources.etf_csv_url or sources.etf_file or sources.etf_manual)

    def _put_flow(self, event: EtfFlow) -> bool:
        key = (event.date, event.asset)
        held = self._flows.get(key)
        if held is not None and _same_flow(held, event):
            return False
        self._flows[key] = event
        self._flows_version += 1
        if len(self._flows) > _FLOWS_KEPT:
            del self._flows[min(self._flows)]
        return True

    def section(
        self,
        assets: Mapping[str, AssetBoard],
        liquidations: MarketLiquidations,
        now_ms: int,
        now_s: float,
    ) -> MarketSection:
        """The section of this moment. Regime and cascades are read from BTC's Board."""
        notes: Notes = {}
        cap = self._cap_now(now_s, notes)
        leader = assets.get(LEADER)
        return MarketSection(
            cap_usd=cap.cap_usd if cap else None,
            cap_change_24h_pct=cap.change_24h_pct if cap else None,
            btc_dominance_share=cap.btc_dominance_share if cap else None,
            eth_dominance_share=cap.eth_dominance_share if cap else None,
            source=cap.source if cap else None,
            age_s=None if cap is None or self._cap is None else _age_s(cap, now_s - self._cap[1]),
            etf=self._etf_now(now_s, notes),
            liquidations=liquidations,
            regime=self._regime_now(leader, now_s, notes),
            cascade=self._cascade(leader, now_ms, now_s, notes),
            notes=notes,
        )

    def prune(self, now_s: float) -> None:
        self.altcoins.prune(now_s)

    def _cap_now(self, now_s: float, notes: Notes) -> MarketCap | None:
        if self._cap is not None and now_s - self._cap[1] <= _CAP_S:
            cap = self._cap[0]
            said = {
                "cap_change_24h_pct": cap.change_24h_pct,
                "btc_dominance_share": cap.btc_dominance_share,
                "eth_dominance_share": cap.eth_dominance_share,
            }
            notes |= {name: f"{cap.source} doesn't say" for name, value in said.items() if value is None}
            return cap
        if self._cap is not None:
            reason = f"the last answer is {(now_s - self._cap[1]) / 3600:.0f} h old"
        elif not self._sources.market_cap:
            reason = "no market-cap source configured"
        else:
            reason = self._feeds.why_none(FeedKind.MARKET_CAP, "the market")
        notes |= dict.fromkeys(_CAP_FIELDS, reason)
        return None

    def _etf_now(self, now_s: float, notes: Notes) -> Etf | None:
        found = self._etf.get(
            self._flows_version, now_s, lambda: etf_board(self._flows.values()), lambda why: Etf(notes={"date": why})
        )
        if found is None:
            notes["etf"] = (
                self._feeds.why_none(FeedKind.ETF_FLOWS, "the market")
                if self._asks_for_flows
                else "no ETF-flow source configured"
            )
        return found

    def _regime_now(self, leader: AssetBoard | None, now_s: float, notes: Notes) -> Regime | None:
        if leader is None:
            notes["regime"] = f"{LEADER}, which it is read from, is not watched"
            return None
        # A change of too small a part of the open interest says nothing of who moves the price.
        interest = leader.open_interest
        coin_pct = None if interest.deleveraging == "unknown" else interest.coin_change_24h_pct
        unknown = {
            "price change": leader.price.change_24h_pct,
            "coin open interest": coin_pct,
            "volatility percentile": leader.options.dvol_percentile_share,
        }
        missing = [name for name, value in unknown.items() if value is None]
        if missing:
            notes["regime"] = f"{LEADER}'s {', '.join(missing)} unknown"
            if coin_pct is None and interest.coin_change_24h_pct is not None:
                notes["regime"] += f": {interest.notes.get('deleveraging', 'too few venues tell their change')}"

        def make() -> Regime:
            return regime(
                price_change_24h_pct=leader.price.change_24h_pct,
                coin_change_24h_pct=coin_pct,
                iv_percentile_share=leader.options.dvol_percentile_share,
                funding_apr_pct=leader.funding.apr_pct,
                before=self._regime.last,
            )

        return self._regime.get(None, now_s, make, lambda why: Regime(reasons=(why,)))

    def _cascade(
        self, leader: AssetBoard | None, now_ms: int, now_s: float, notes: Notes
    ) -> tuple[Cascade, ...] | None:
        if not self.altcoins.assets:
            notes["cascade"] = "no altcoin is configured for the cascade"
            return None
        return self.altcoins.table(leader, now_ms, now_s)


def _same_flow(held: EtfFlow, event: EtfFlow) -> bool:
    return (held.net_flow_usd, held.reported, held.issuers, held.source) == (
        event.net_flow_usd,
        event.reported,
        event.issuers,
        event.source,
    )


def _age_s(cap: MarketCap, since_receipt_s: float) -> float:
    """Since the source reckoned it, as far as it says when that was."""
    return round(since_receipt_s + max(0, cap.recv_ms - cap.at_ms) / 1000, 3)
