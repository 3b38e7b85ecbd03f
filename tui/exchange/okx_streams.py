"""What OKX pushes: spot tickers, and forced orders with a ticker on the same socket as their canary."""

from collections.abc import Awaitable, Mapping, Sequence

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.exchange.client import Client
from tui.exchange.confirmation import confirm
from tui.exchange.instrument import Instrument
from tui.exchange.together import together
from tui.exchange.venue import Emit
from tui.exchange.wire.liquidation_batch import LiquidationBatch
from tui.exchange.wire.okx_instruments import spot_of
from tui.exchange.wire.okx_liquidations import CHANNEL, streamed_liquidations
from tui.exchange.wire.okx_stream import acknowledged, push, streamed_quotes


class PriceStream:
    """`tickers` of the assets' spot markets."""

    def __init__(self, client: Client, assets: Sequence[str], clock: Clock) -> None:
        self._client = client
        self._assets = assets
        self._clock = clock

    async def run(self, emit: Emit) -> None:
        """As StreamFeed.run."""
        listed = await self._client.instruments("spot")
        found = {known.id: known for asset in self._assets for known in spot_of(listed.values(), asset)}
        watched = {name: found[name] for name in self._client.accepted("spot", found)}
        if not watched:
            raise VenueError("okx", Trouble.UNSUPPORTED, "no spot market of these assets")

        def tap(_: str, frame: str) -> bool:
            found = streamed_quotes(frame, watched, self._clock.now_ms())
            if found is None:
                return False
            for quote in found:
                emit(quote)
            return True

        self._client.tap = tap
        symbols = [f"{known.asset}/{known.quote}" for known in watched.values()]
        try:
            await self._client.hold(lambda: self._client.exchange.watch_tickers(symbols), "spot", watched)
        finally:
            self._client.tap = None


class LiquidationStream:
    """`liquidation-orders` of one instrument type, on a ccxt instance of its own: ccxt gives SWAP and FUTURES the same
    subscription hash, so on one instance the second would never be sent.

    Minutes without a forced order are normal, so a ticker is subscribed to on the same socket: while it moves, the
    socket lives.
    """

    def __init__(self, client: Client, rest: Client, market_type: str, assets: Sequence[str], clock: Clock) -> None:
        """`client` is the socket's; `rest` has the market lists. `market_type` is ccxt's: "swap" or "future"."""
        self._client = client
        self._rest = rest
        self._type = market_type
        self._assets = assets
        self._clock = clock
        self._confirmed: set[str] = set()
        """Channels that OKX acknowledged, and liquidations where they came without."""
        self._confirmed_s: float | None = None

    async def run(self, emit: Emit) -> None:
        """As StreamFeed.run."""
        await self._rest.instruments(self._type)
        canary = _canary(await self._rest.instruments("swap"), self._assets)
        self._confirmed.clear()
        self._client.tap = lambda _, frame: self._tap(frame, emit)
        try:
            await self._client.hold(lambda: self._subscribe(canary))
        finally:
            self._client.tap = None

    def last_frame_s(self) -> float | None:
        """When the socket last showed that it is alive: by data, or by acknowledging the liquidations."""
        signs = (self._client.last_data_s(), self._confirmed_s)
        return max((sign for sign in signs if sign is not None), default=None)

    def _subscribe(self, canary: str) -> Awaitable[object]:
        exchange = self._client.exchange
        return together(
            exchange.watch_liquidations_for_symbols(None, params={"type": self._type}),
            exchange.subscribe("public", "tickers", "tickers", None, {"instId": canary}),
            confirm(self._clock, "okx", self._is_lost, "the subscription to liquidations"),
        )

    def _is_lost(self) -> bool:
        return "tickers" in self._confirmed and CHANNEL not in self._confirmed

    def _tap(self, frame: str, emit: Emit) -> bool:
        batch = streamed_liquidations(frame, self._rest.known(self._type), self._clock.now_ms())
        if batch is not None:
            self._confirmed.add(CHANNEL)
            self._take(batch, emit)
            return True
        pushed = push(frame)
        if pushed is None:
            channels = acknowledged(frame)
            self._confirmed.update(channels)
            if CHANNEL in channels:
                self._confirmed_s = self._clock.monotonic_s()
            return False
        return pushed.arg.channel == "tickers"

    def _take(self, batch: LiquidationBatch, emit: Emit) -> None:
        self._rest.refuse(self._type, batch)
        for event in batch.events:
            emit(event)


def _canary(swaps: Mapping[str, Instrument], assets: Sequence[str]) -> str:
    """The liveliest contract known: the first asset's perpetual in USDT, or what comes nearest."""

    def distance(known: Instrument) -> tuple[bool, bool, bool, str]:
        return known.asset != assets[0], known.asset not in assets, known.quote != "USDT", known.id

    return min(swaps.values(), key=distance).id
