"""What Bybit pushes: spot prices, and the liquidations of the assets' perpetuals."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NoReturn

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.together import together
from tui.exchange.venue import Emit
from tui.exchange.wire.bybit_stream import frame, spot_quote, streamed_liquidations
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.spot_markets import spot_of

_TOPICS_A_REQUEST = 10
"""Spot refuses a request with more; the others take it too."""

Handler = Callable[[str], bool]
"""Sees each frame of a category. True: it is data."""


class BybitStreams:
    """One socket for each of Bybit's categories, all of one client; each category's frames go to its handler."""

    def __init__(self, client: Client, assets: Sequence[str], clock: Clock) -> None:
        self._client = client
        self._assets = tuple(assets)
        self._clock = clock
        self._handlers: dict[str, Handler] = {}
        client.tap = self._tap

    def last_data_s(self, category: str) -> float | None:
        """Monotonic second of the last frame of data on that category's socket."""
        return self._client.last_data_s(f"/public/{category}")

    async def prices(self, emit: Emit) -> None:
        """As StreamFeed.run: spot tickers of the assets."""
        listed = spot_of((await self._client.instruments("spot")).values(), self._assets)
        found = {known.id: known for known in listed}
        watched = {name: found[name] for name in self._client.accepted("spot", found)}
        if not watched:
            raise VenueError("bybit", Trouble.UNSUPPORTED, "no spot market of these assets")

        def handle(text: str) -> bool:
            pushed = frame(text)
            quote = spot_quote(pushed, watched, self._clock.now_ms()) if pushed.channel == "tickers" else None
            if quote is not None:
                emit(quote)
            return bool(pushed.topic)

        await self._hold("spot", handle, [f"tickers.{symbol}" for symbol in watched], watched)

    async def liquidations(self, category: str, emit: Emit) -> None:
        """As StreamFeed.run: every liquidation of the assets' perpetuals in that category ("linear" or "inverse").

        Minutes without one are normal, so the liveliest contract's ticker is asked for on the same socket: while it
        moves, the socket lives.
        """
        listed = await self._client.instruments(category)
        perpetuals = self._client.accepted(category, _perpetuals(listed, self._assets))
        if not perpetuals:
            raise VenueError("bybit", Trouble.UNSUPPORTED, f"no {category} perpetual of these assets")

        def handle(text: str) -> bool:
            batch = streamed_liquidations(text, self._client.known(category), self._clock.now_ms())
            if batch is None:
                return bool(frame(text).topic)
            self._take(category, batch, emit)
            return True

        topics = [f"allLiquidation.{symbol}" for symbol in perpetuals]
        await self._hold(category, handle, [f"tickers.{perpetuals[0]}", *topics], perpetuals)

    def _take(self, category: str, batch: LiquidationBatch, emit: Emit) -> None:
        self._client.refuse(category, batch)
        for event in batch.events:
            emit(event)

    async def _hold(self, category: str, handle: Handler, topics: Sequence[str], symbols: Collection[str]) -> NoReturn:
        exchange = self._client.exchange
        url: str = exchange.implode_hostname(exchange.urls["api"]["ws"]["public"][category])
        self._handlers[url] = handle
        requests = [topics[at : at + _TOPICS_A_REQUEST] for at in range(0, len(topics), _TOPICS_A_REQUEST)]
        try:
            await self._client.hold(
                lambda: together(*(exchange.watch_topics(url, request, request) for request in requests)),
                category,
                symbols,
            )
        finally:
            del self._handlers[url]

    def _tap(self, url: str, text: str) -> bool:
        handle = self._handlers.get(url)
        return handle is not None and handle(text)


def _perpetuals(listed: Mapping[str, Instrument], assets: Sequence[str]) -> list[str]:
    """The ids of the assets' perpetuals, the first asset's USDT contract first."""
    found = [
        known for known in listed.values() if known.kind == "perpetual" and known.in_dollars and known.asset in assets
    ]
    found.sort(key=lambda known: (assets.index(known.asset), known.quote != "USDT", known.id))
    return [known.id for known in found]
