"""Bitget: open interest and funding of its futures. It publishes no liquidations that ccxt can read."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Event, FeedKind
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.markets import MarketList
from tui.exchange.polling import clock_offset_s, part, some
from tui.exchange.standing import standing
from tui.exchange.together import all_closed
from tui.exchange.venue import Feed, PollFeed
from tui.exchange.wire.bitget import funding, instrument, interval_h, open_interest, rows
from tui.exchange.wire.number import epoch_ms

_PRODUCTS = ("USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES")
_INTEREST_S = 20.0
_FUNDING_S = 60.0


class Bitget:
    """See tui.exchange.venue.Venue. Each product type is asked for by itself.

    Contracts are listed by Bitget's own answer: ccxt's list asks for six product types at once, of which three are
    for practice, and has none where one of them fails.
    """

    name = "bitget"

    def __init__(self, assets: Sequence[str], network: NetworkConfig, clock: Clock) -> None:
        self._assets = frozenset(assets)
        self._clock = clock
        self._client = Client("bitget", venue=self.name, network=network, clock=clock)
        self.clients = (self._client,)
        self._intervals_h: dict[str, float] = {}
        """Contract -> hours between its payments, as it is listed."""
        self._lists = {
            product: MarketList(self.name, product, clock, self._contracts, self._instrument) for product in _PRODUCTS
        }
        self._feeds = tuple(
            feed
            for product in _PRODUCTS
            for feed in (
                PollFeed(
                    venue=self.name,
                    kind=FeedKind.OPEN_INTEREST,
                    part=product,
                    every_s=_INTEREST_S,
                    fetch=partial(self._open_interest, product),
                    remark=partial(self._lists[product].listing.remark, self._assets),
                ),
                PollFeed(
                    venue=self.name,
                    kind=FeedKind.FUNDING,
                    part=product,
                    every_s=_FUNDING_S,
                    fetch=partial(self._funding, product),
                ),
            )
        )

    def feeds(self) -> Sequence[Feed]:
        return self._feeds

    async def probe(self) -> float:
        return await clock_offset_s(
            self._client, self._clock, self._client.call("publicCommonGetV2PublicTime"), _time_ms
        )

    async def close(self) -> None:
        await all_closed(self._client.close(), *(listed.cancel() for listed in self._lists.values()))

    async def _open_interest(self, product: str) -> Sequence[Event]:
        wanted = await self._wanted(product)
        payload = await self._client.call("publicMixGetV2MixMarketTickers", {"productType": product})
        return some(self.name, standing(open_interest(payload, wanted, self._clock.now_ms())), "open interest")

    async def _funding(self, product: str) -> Sequence[Event]:
        """All contracts in one answer; where Bitget wants each by name, each; where it has neither, the tickers'."""
        listed = await self._wanted(product)
        wanted = {identifier: known for identifier, known in listed.items() if known.kind == "perpetual"}
        asked = {"productType": product}
        for method, questions in (
            ("publicMixGetV2MixMarketCurrentFundRate", [asked]),
            ("publicMixGetV2MixMarketCurrentFundRate", [{**asked, "symbol": symbol} for symbol in wanted]),
            ("publicMixGetV2MixMarketTickers", [asked]),
        ):
            found: list[Event] = []
            for question in questions:
                payload = await part(self._client, method, question)
                found += funding(payload, wanted, self._intervals_h, self._clock.now_ms())
            if found:
                return found
        return some(self.name, [], "funding rates")

    async def _wanted(self, product: str) -> Mapping[str, Instrument]:
        """The assets' contracts of one product type."""
        listed = await self._lists[product].instruments()
        wanted = {identifier: known for identifier, known in listed.items() if known.asset in self._assets}
        if not wanted:
            raise VenueError(self.name, Trouble.UNSUPPORTED, f"no {product} contract of these assets")
        return wanted

    async def _contracts(self, product: str) -> Sequence[Mapping[str, Any]]:
        payload = await self._client.call("publicMixGetV2MixMarketContracts", {"productType": product})
        named = [row for row in rows(payload) if isinstance(row.get("symbol"), str)]
        return [{**row, "active": row.get("symbolStatus") != "off"} for row in named]

    def _instrument(self, row: Mapping[str, Any]) -> Instrument | None:
        found, hours = instrument(row), interval_h(row)
        if found is not None and hours is not None:
            self._intervals_h[found.id] = hours
        return found


def _time_ms(payload: Any) -> int | None:
    data = payload.get("data") if isinstance(payload, Mapping) else None
    return epoch_ms(data.get("serverTime")) if isinstance(data, Mapping) else None
