"""What cascades of altcoins are computed from, of Binance's USD-M perpetuals: order books, five-minute bars, open
interest and funding."""

from collections.abc import Mapping, Sequence
from typing import Any

from tui.domain.altcoins import BARS
from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Candle, Event
from tui.exchange.binance_markets import USDM, Markets
from tui.exchange.binance_polls import Polls
from tui.exchange.binance_weight import AddressWeights
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.polling import some
from tui.exchange.wire.binance_futures import depth
from tui.exchange.wire.binance_spot import candles

_BOOK_LEVELS = 1000
_BOOK_WEIGHT = 20
_BARS_A_PAGE = 1000
_PAGE_WEIGHT = 5
_RECENT_BARS = 5
_BARS_FRESH_S = 1200.0


class AltcoinPolls:
    """Each method is one PollFeed's `fetch`. It has a request weight of its own beside the watched assets'."""

    def __init__(self, client: Client, altcoins: Sequence[str], addresses: AddressWeights, clock: Clock) -> None:
        self._markets = Markets(client, altcoins)
        self._polls = Polls(client, self._markets, addresses, clock)
        self._clock = clock
        self._bars_at_s: dict[str, float] = {}

    async def open_interest(self) -> Sequence[Event]:
        """Open interest of all altcoins' USD-M contracts."""
        return await self._polls.open_interest(USDM)

    async def funding(self) -> Sequence[Event]:
        """Predicted funding of all altcoins' USD-M perpetuals."""
        return await self._polls.funding(USDM)

    async def book(self, asset: str) -> Sequence[Event]:
        """The bids of the asset's perpetual, a thousand levels deep."""
        contract = await self._perpetual(asset)
        params = {"symbol": contract.id, "limit": _BOOK_LEVELS}
        answer = await self._polls.ask(USDM.public, "GetDepth", _BOOK_WEIGHT, params)
        found = depth(answer, contract, self._clock.now_ms())
        if found is None:
            raise VenueError("binance", Trouble.BAD_RESPONSE, f"no order book of {contract.id} in the answer")
        return [found]

    async def bars(self, asset: str) -> Sequence[Event]:
        """Five-minute bars of the asset's perpetual: seven days at first, then the newest."""
        contract = await self._perpetual(asset)
        asked_s, now_s = self._bars_at_s.get(asset), self._clock.monotonic_s()
        is_known = asked_s is not None and now_s - asked_s < _BARS_FRESH_S
        bars = await self._pages(contract, _RECENT_BARS if is_known else BARS)
        self._bars_at_s[asset] = now_s
        return some("binance", bars, "5m candles")

    async def _pages(self, contract: Instrument, wanted: int) -> list[Candle]:
        """The newest `wanted` bars, or all there are, oldest first."""
        found: list[Candle] = []
        params = {"symbol": contract.id, "interval": "5m"}
        while len(found) < wanted:
            limit = min(wanted - len(found), _BARS_A_PAGE)
            before = {"endTime": found[0].open_ms - 1} if found else {}
            page = await self._page(contract, {**params, **before, "limit": limit})
            older = [bar for bar in page if not found or bar.open_ms < found[0].open_ms]
            found = older + found
            if len(older) < limit:
                break
        return found

    async def _page(self, contract: Instrument, asked: Mapping[str, Any]) -> list[Candle]:
        """By itself, so that the answer, a megabyte, is not held while the next page waits for its turn."""
        answer = await self._polls.ask(USDM.public, "GetKlines", _PAGE_WEIGHT, asked)
        return candles(answer, contract, "5m", self._clock.now_ms())

    async def _perpetual(self, asset: str) -> Instrument:
        """The asset's perpetual in USDT, else in another dollar."""
        found = await self._markets.contracts(USDM, ("perpetual",), asset)
        return min(found, key=lambda contract: (contract.quote != "USDT", contract.id))
