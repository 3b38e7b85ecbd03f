"""What cascades of altcoins are computed from where Binance doesn't answer: OKX's linear swaps."""

from collections.abc import Sequence
from functools import partial

from tui.domain.altcoins import BARS, LEADER
from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Candle, Event, FeedKind
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.okx_polls import OkxPolls
from tui.exchange.venue import Feed, PollFeed
from tui.exchange.wire.okx_books import depth, swap_candles

_BOOK_LEVELS = 1000
_BARS_A_PAGE = 100
"""What both endpoints of bars give; the one for the newest gives more."""
_NEWEST_BARS = 300
_RECENT_BARS = 5
_BARS_FRESH_S = 1200.0
_BOOK_S = 40.0
_BARS_S = 300.0
_POSITIONS_S = 60.0


class OkxAltcoins:
    """Each method is one PollFeed's `fetch`. The feeds have the parts of Binance's, and replace them."""

    def __init__(self, client: Client, altcoins: Sequence[str], clock: Clock) -> None:
        self._client = client
        self._altcoins = tuple(altcoins)
        self._polls = OkxPolls(client, altcoins, clock)
        self._clock = clock
        self._bars_at_s: dict[str, float] = {}

    def feeds(self) -> Sequence[Feed]:
        """A book for each, bars for each and the leader, open interest and funding of all."""
        if not self._altcoins:
            return ()
        poll = partial(PollFeed, "okx")
        return (
            *(poll(FeedKind.DEPTH, asset, _BOOK_S, partial(self.book, asset)) for asset in self._altcoins),
            *(
                poll(FeedKind.ALTCOINS, f"5m {asset}", _BARS_S, partial(self.bars, asset))
                for asset in (LEADER, *self._altcoins)
            ),
            poll(FeedKind.ALTCOINS, "open interest", _POSITIONS_S, partial(self._polls.open_interest, "swap")),
            poll(FeedKind.ALTCOINS, "funding", _POSITIONS_S, self._polls.funding),
        )

    async def book(self, asset: str) -> Sequence[Event]:
        """The bids of the asset's swap, a thousand levels deep."""
        swap = await self._swap(asset)
        asked = {"instId": swap.id, "sz": str(_BOOK_LEVELS)}
        found = depth(await self._client.call("publicGetMarketBooksFull", asked), swap, self._clock.now_ms())
        if found is None:
            raise VenueError("okx", Trouble.BAD_RESPONSE, f"no order book of {swap.id} in the answer")
        return [found]

    async def bars(self, asset: str) -> Sequence[Event]:
        """Five-minute bars of the asset's swap: seven days at first, then the newest."""
        swap = await self._swap(asset)
        asked_s, now_s = self._bars_at_s.get(asset), self._clock.monotonic_s()
        is_known = asked_s is not None and now_s - asked_s < _BARS_FRESH_S
        found = await self._pages(swap, _RECENT_BARS if is_known else BARS)
        if not found:
            raise VenueError("okx", Trouble.BAD_RESPONSE, "an answer without any 5m candles")
        self._bars_at_s[asset] = now_s
        return found

    async def _pages(self, swap: Instrument, wanted: int) -> list[Candle]:
        """The newest `wanted` bars, or all there are, oldest first."""
        method, limit = "publicGetMarketCandles", min(wanted, _NEWEST_BARS)
        asked = {"instId": swap.id, "bar": "5m"}
        found: list[Candle] = []
        while len(found) < wanted:
            before = {"after": str(found[0].open_ms)} if found else {}
            answer = await self._client.call(method, {**asked, **before, "limit": str(limit)})
            page = swap_candles(answer, swap, "5m", self._clock.now_ms())
            older = [bar for bar in page if not found or bar.open_ms < found[0].open_ms]
            found = older + found
            if len(older) < limit:
                break
            method, limit = "publicGetMarketHistoryCandles", _BARS_A_PAGE
        return found[-wanted:]

    async def _swap(self, asset: str) -> Instrument:
        """The asset's linear swap in USDT, else in another dollar."""
        listed = (await self._client.instruments("swap")).values()
        found = [
            one for one in listed
            if one.asset == asset and one.kind == "perpetual" and one.in_dollars and not one.inverse
        ]  # fmt: skip
        if not found:
            raise VenueError("okx", Trouble.UNSUPPORTED, f"no linear swap of {asset}")
        return min(found, key=lambda one: (one.quote != "USDT", one.id))
