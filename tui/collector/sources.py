"""The sources that are no exchange, as feeds: total market capitalisation and spot-ETF flows."""

from collections.abc import Awaitable, Callable, Sequence

from tui.config.model import NetworkConfig, SourcesConfig
from tui.domain.clock import Clock
from tui.domain.events import Event, FeedKind
from tui.exchange.venue import Feed, PollFeed
from tui.market.whole import SOURCE_OF
from tui.sources.etf import EtfFlows
from tui.sources.market_cap import MarketCapChain
from tui.sources.web import Web

Fetch = Callable[[], Awaitable[Sequence[Event]]]

_MARKET_CAP_S = 120.0
_ETF_S = 1800.0


class Sources:
    """tui.exchange.venue.Venue for the configured sources; one web client, closed with it."""

    name = "sources"
    clients: tuple[()] = ()

    def __init__(self, config: SourcesConfig, network: NetworkConfig, clock: Clock) -> None:
        self._config = config
        self._web = Web(network, clock)
        self._market_cap = MarketCapChain(config.market_cap, self._web, clock)
        self._etf = EtfFlows(config, self._web, clock)

    def feeds(self) -> Sequence[Feed]:
        """A feed for each source that is configured."""
        feeds: list[Feed] = []
        if self._config.market_cap:
            feeds.append(_poll(FeedKind.MARKET_CAP, _MARKET_CAP_S, self._market_cap.fetch))
        if self._etf.configured:
            feeds.append(_poll(FeedKind.ETF_FLOWS, _ETF_S, self._etf.fetch))
        return feeds

    async def probe(self) -> None:
        """Asks for the market capitalisation; such sources tell no exchange time."""
        await self._market_cap.fetch()

    async def close(self) -> None:
        await self._web.close()


def _poll(kind: FeedKind, every_s: float, fetch: Fetch) -> PollFeed:
    return PollFeed(venue=SOURCE_OF[kind], kind=kind, part="", every_s=every_s, fetch=fetch)
