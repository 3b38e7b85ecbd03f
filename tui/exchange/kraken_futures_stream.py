"""Kraken Futures' live trades, of which the forced ones are its liquidations, with a ticker as their canary."""

from collections.abc import Awaitable, Mapping

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.exchange.client import Client
from tui.exchange.confirmation import confirm
from tui.exchange.door import errors
from tui.exchange.instrument import Instrument
from tui.exchange.together import together
from tui.exchange.venue import Emit
from tui.exchange.wire import kraken_futures_trades as wire

MARKETS = "contracts"
"""The one market list: Kraken answers for all types at once."""

_TYPES = {"perpetual": "swap", "future": "future"}


class ForcedTrades:
    """The subscription to every trade of the assets' contracts. With it come the last hundred trades of each, so that
    a short gap closes by itself."""

    def __init__(self, client: Client, assets: tuple[str, ...], clock: Clock) -> None:
        self._client = client
        self._assets = assets
        self._clock = clock
        self._accepted: set[str] = set()
        """Feeds that Kraken acknowledged."""
        self._emit: Emit | None = None
        client.tap = self._tap

    async def run(self, emit: Emit) -> None:
        """As StreamFeed.run."""
        found = contracts_of(await self._client.instruments(MARKETS), self._assets)
        listed = {name: found[name] for name in self._client.accepted(MARKETS, found)}
        if not listed:
            raise VenueError(self._client.venue, Trouble.UNSUPPORTED, "no contract of these assets")
        canary = min(listed.values(), key=self._distance)
        symbols = {kind: self._symbols(listed, kind) for kind in _TYPES}
        self._emit = emit
        self._accepted.clear()
        try:
            await self._client.hold(
                lambda: self._subscribe([names for names in symbols.values() if names], self._symbol(canary)),
                MARKETS,
                listed,
            )
        finally:
            self._emit = None

    def last_frame_s(self) -> float | None:
        """When the socket last showed that it is alive."""
        return self._client.last_data_s()

    def _subscribe(self, groups: list[list[str]], canary: str) -> Awaitable[object]:
        """ccxt takes perpetuals and dated futures in one call for neither."""
        exchange = self._client.exchange
        return together(
            *(exchange.watch_trades_for_symbols(symbols) for symbols in groups),
            exchange.watch_tickers([canary]),
            confirm(self._clock, self._client.venue, self._is_lost, "the subscription to trades"),
        )

    def _is_lost(self) -> bool:
        return "ticker" in self._accepted and "trade" not in self._accepted

    def _tap(self, _: str, text: str) -> bool:
        """Takes trades and the canary's tickers; acknowledgements are left to ccxt."""
        frame = wire.frame(text)
        if frame.refusal is not None:
            raise errors.ExchangeError(frame.refusal)
        if frame.is_accepted:
            self._accepted.add(frame.feed)
        if frame.is_trade:
            self._accepted.add("trade")
            self._take(text, frame)
        return frame.is_trade or frame.is_ticker

    def _take(self, text: str, frame: wire.Frame) -> None:
        batch = wire.streamed_liquidations(text, frame, self._client.known(MARKETS), self._clock.now_ms())
        self._client.refuse(MARKETS, batch)
        if self._emit is not None:
            for event in batch.events:
                self._emit(event)

    def _symbols(self, listed: Mapping[str, Instrument], kind: str) -> list[str]:
        return [self._symbol(known) for known in listed.values() if known.kind == kind]

    def _symbol(self, known: Instrument) -> str:
        """ccxt's name for it; its ids are written as Kraken wrote them that day."""
        markets = self._client.exchange.markets.values()
        return next(str(market["symbol"]) for market in markets if str(market["id"]).upper() == known.id)

    def _distance(self, known: Instrument) -> tuple[int, bool, bool, str]:
        """From the liveliest contract: the first asset's linear perpetual."""
        return self._assets.index(known.asset), known.kind != "perpetual", known.inverse, known.id


def contracts_of(listed: Mapping[str, Instrument], assets: tuple[str, ...]) -> dict[str, Instrument]:
    """The assets' contracts by id."""
    return {identifier: known for identifier, known in listed.items() if known.asset in assets}
