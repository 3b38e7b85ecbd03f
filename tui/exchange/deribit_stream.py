"""Deribit's live trades, of which the forced ones are its liquidations."""

import asyncio
import logging
from typing import NoReturn

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.text import clean
from tui.exchange.client import Client
from tui.exchange.venue import Emit
from tui.exchange.wire import deribit_trades as wire
from tui.exchange.wire.liquidation_batch import LiquidationBatch

log = logging.getLogger("floorline.exchange")

_ANY = ("trades.future.any.100ms",)
_BY_CURRENCY = tuple(f"trades.future.{currency}.100ms" for currency in ("BTC", "ETH", "USDC"))
"""Perpetuals are among the futures."""

_FIRST_TRADE_S = 45.0
_SILENT_S = 120.0
"""Over all of Deribit a trade is never this long in coming: a socket that only answers pings has lost its channels."""
_LOOK_S = 5.0


class ForcedTrades:
    """The subscription: every trade of every future, forced or not, so that trades show it is alive."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._channels: tuple[str, ...] = _BY_CURRENCY
        self._emit: Emit | None = None
        self._request_id: int | None = None
        self._refused: asyncio.Future[None] | None = None
        self._trade_s: float | None = None
        self._missing: tuple[str, ...] = ()
        """Channels that Deribit left out of its reply."""
        client.tap = self._tap

    async def run(self, emit: Emit) -> None:
        """Subscribes and emits until the connection or the subscription is lost."""
        exchange = self._client.exchange
        self._request_id = exchange.request_id()
        request = {
            "jsonrpc": "2.0",
            "id": self._request_id,
            "method": "public/subscribe",
            "params": {"channels": list(self._channels)},
        }
        # ccxt has no method for channels over all instruments, but sends and keeps whatever it is handed.
        address = exchange.urls["api"]["ws"]
        self._emit, self._refused = emit, asyncio.get_running_loop().create_future()
        self._trade_s = None
        endings: set[asyncio.Future[None]] = {
            asyncio.ensure_future(self._client.hold(lambda: exchange.watch(address, "trades", request, "trades"))),
            asyncio.ensure_future(self._notice_silence()),
            self._refused,
        }
        try:
            done, _ = await asyncio.wait(endings, return_when=asyncio.FIRST_COMPLETED)
            for ending in done:
                ending.result()
        finally:
            self._emit = None
            for ending in endings:
                ending.cancel()
            await asyncio.gather(*endings, return_exceptions=True)

    def is_whole(self) -> bool:
        """Whether no channel was refused."""
        return not self._missing

    def remark(self) -> str | None:
        """Which channels were refused: of theirs no forced trade is seen."""
        return f"refused: {clean(', '.join(self._missing), 96)}" if self._missing else None

    def last_frame_s(self) -> float | None:
        """When the socket last showed that it is alive."""
        return self._client.last_frame_s()

    async def _notice_silence(self) -> NoReturn:
        started_s = self._clock.monotonic_s()
        while True:
            await self._clock.sleep(_LOOK_S)
            since_s, limit_s = (started_s, _FIRST_TRADE_S) if self._trade_s is None else (self._trade_s, _SILENT_S)
            silent_s = self._clock.monotonic_s() - since_s
            if silent_s > limit_s:
                if self._trade_s is None:
                    self._ask_differently()
                raise VenueError("deribit", Trouble.DISCONNECTED, f"no trade for {silent_s:.0f} s")

    def _ask_differently(self) -> None:
        """The next subscription names the currencies, or all of them at once again."""
        self._channels = _BY_CURRENCY if self._channels is _ANY else _ANY

    def _tap(self, _url: str, text: str) -> bool:
        """Takes every notification: ccxt would raise for channels over all instruments. Errors are left to it."""
        batch = wire.streamed_liquidations(text, self._clock.now_ms())
        if batch is not None:
            self._take(batch)
            return True
        frame = wire.frame(text)
        if frame.id is not None and frame.id == self._request_id and frame.error is None:
            self._check(wire.accepted_channels(frame))
            return True
        return frame.method == "subscription"

    def _take(self, batch: LiquidationBatch) -> None:
        self._trade_s = self._clock.monotonic_s()
        self._client.counts["quarantined"] += len(batch.unknown)
        self._client.counts["rejected"] += batch.rejected
        if self._emit is not None:
            for event in batch.events:
                self._emit(event)

    def _check(self, accepted: frozenset[str]) -> None:
        """Deribit leaves a channel that it does not know out of its reply, and says nothing more."""
        missing = [channel for channel in self._channels if channel not in accepted]
        self._missing = tuple(missing)
        if not missing:
            return
        log.warning("deribit: refused channels: %s", clean(", ".join(missing), 120))
        if len(missing) == len(self._channels) and self._refused is not None and not self._refused.done():
            self._ask_differently()
            self._refused.set_exception(VenueError("deribit", Trouble.BAD_RESPONSE, "refused the trade channels"))
