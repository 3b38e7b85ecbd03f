"""Gate's forced orders as they happen, with a ticker on the same socket as their canary.

The stream alone is a floor: Gate used to push one order a second for each contract, and since August 2026 says that it
pushes all. Whatever it leaves out comes with the next poll of the past, under the same keys.
"""

from collections.abc import Awaitable

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.exchange.client import Client
from tui.exchange.confirmation import confirm
from tui.exchange.door import errors
from tui.exchange.gate_polls import perpetuals
from tui.exchange.together import together
from tui.exchange.venue import Emit
from tui.exchange.wire import gate_liquidations as wire

SETTLE = "usdt"
"""Contracts in BTC are one, whose few liquidations the poll brings soon enough."""

_SOCKET = "/ws/usdt"
_ALL = ("!all",)


class ForcedOrders:
    """The subscription to every contract's forced orders; by name, to the assets' own, where Gate refuses `!all`."""

    def __init__(self, client: Client, assets: tuple[str, ...], clock: Clock) -> None:
        self._client = client
        self._assets = assets
        self._clock = clock
        self._by_name = False
        self._accepted: set[str] = set()
        """Channels that Gate acknowledged."""
        self._emit: Emit | None = None
        client.tap = self._tap

    async def run(self, emit: Emit) -> None:
        """As StreamFeed.run."""
        listed = perpetuals(await self._client.instruments(SETTLE), self._assets)
        accepted = self._client.accepted(SETTLE, listed)
        if not accepted:
            raise VenueError("gate", Trouble.UNSUPPORTED, f"no {SETTLE} perpetual of these assets")
        contracts = accepted if self._by_name else list(_ALL)
        self._emit = emit
        self._accepted.clear()
        try:
            await self._client.hold(lambda: self._subscribe(contracts, accepted[0]), SETTLE, accepted)
        except VenueError as error:
            if error.trouble is Trouble.TIMEOUT and self._is_lost():
                # The next subscription names the contracts, or all of them again.
                self._by_name = not self._by_name
            raise
        finally:
            self._emit = None

    def carries_every_asset(self) -> bool:
        """Whether the next subscription, or the running one, is to all contracts."""
        return not self._by_name

    def last_frame_s(self) -> float | None:
        """When the socket last showed that it is alive."""
        return self._client.last_data_s(_SOCKET)

    def _subscribe(self, contracts: list[str], canary: str) -> Awaitable[object]:
        exchange = self._client.exchange
        address = exchange.urls["api"]["swap"][SETTLE]
        # ccxt has no method for this channel, but sends and keeps whatever it is handed.
        return together(
            exchange.subscribe_public(address, "forced orders", contracts, wire.LIQUIDATIONS),
            exchange.subscribe_public(address, "canary", [canary], wire.TICKERS),
            confirm(self._clock, "gate", self._is_lost, "the subscription to liquidations"),
        )

    def _is_lost(self) -> bool:
        return wire.TICKERS in self._accepted and wire.LIQUIDATIONS not in self._accepted

    def _tap(self, _: str, text: str) -> bool:
        """Takes what is pushed; acknowledgements are left to ccxt."""
        frame = wire.frame(text)
        if frame.refusal is not None:
            if frame.channel == wire.LIQUIDATIONS:
                self._by_name = not self._by_name
            raise errors.ExchangeError(frame.refusal)
        if frame.is_accepted:
            self._accepted.add(frame.channel)
        if not frame.is_update:
            return False
        if frame.channel == wire.LIQUIDATIONS:
            self._accepted.add(frame.channel)
            self._take(frame)
        return True

    def _take(self, frame: wire.Frame) -> None:
        batch = wire.pushed_liquidations(frame, self._client.known(SETTLE), self._clock.now_ms())
        self._client.refuse(SETTLE, batch)
        if self._emit is not None:
            for event in batch.events:
                self._emit(event)
