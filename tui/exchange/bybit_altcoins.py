"""What cascades of altcoins are computed from where Binance doesn't answer: Bybit's linear perpetuals."""

from collections.abc import Mapping, Sequence
from functools import partial

from tui.domain.altcoins import BARS, LEADER
from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import Candle, Event, FeedKind
from tui.exchange.bybit_polls import BybitPolls
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument
from tui.exchange.venue import Feed, PollFeed
from tui.exchange.wire.bybit_books import candles, depth

_BOOK_LEVELS = 500
"""All that one answer holds of a linear contract."""
_BARS_A_PAGE = 1000
_RECENT_BARS = 5
_BARS_FRESH_S = 1200.0
_BOOK_S = 40.0
_BARS_S = 300.0
_POSITIONS_S = 60.0


class BybitAltcoins:
    """Each method is one PollFeed's `fetch`. The feeds have the parts of Binance's, and replace them."""

    def __init__(self, client: Client, altcoins: Sequence[str], intervals_h: Mapping[str, float], clock: Clock) -> None:
        self._client = client
        self._altcoins = tuple(altcoins)
        self._polls = BybitPolls(client, altcoins, intervals_h, clock)
        self._clock = clock
        self._bars_at_s: dict[str, float] = {}

    def feeds(self) -> Sequence[Feed]:
        """A book for each, bars for each and the leader, open interest and funding of all."""
        if not self._altcoins:
            return ()
        poll = partial(PollFeed, "bybit")
        return (
            *(poll(FeedKind.DEPTH, asset, _BOOK_S, partial(self.book, asset)) for asset in self._altcoins),
            *(
                poll(FeedKind.ALTCOINS, f"5m {asset}", _BARS_S, partial(self.bars, asset))
                for asset in (LEADER, *self._altcoins)
            ),
            poll(FeedKind.ALTCOINS, "open interest", _POSITIONS_S, partial(self._polls.open_interest, "linear")),
            poll(FeedKind.ALTCOINS, "funding", _POSITIONS_S, partial(self._polls.funding, "linear")),
        )

    async def book(self, asset: str) -> Sequence[Event]:
        """The bids of the asset's perpetual."""
        contract = await self._perpetual(asset)
        asked = {"category": "linear", "symbol": contract.id, "limit": _BOOK_LEVELS}
        found = depth(await self._client.call("publicGetV5MarketOrderbook", asked), contract, self._clock.now_ms())
        if found is None:
            raise VenueError("bybit", Trouble.BAD_RESPONSE, f"no order book of {contract.id} in the answer")
        return [found]

    async def bars(self, asset: str) -> Sequence[Event]:
        """Five-minute bars of the asset's perpetual: seven days at first, then the newest."""
        contract = await self._perpetual(asset)
        asked_s, now_s = self._bars_at_s.get(asset), self._clock.monotonic_s()
        is_known = asked_s is not None and now_s - asked_s < _BARS_FRESH_S
        found = await self._pages(contract, _RECENT_BARS if is_known else BARS)
        if not found:
            raise VenueError("bybit", Trouble.BAD_RESPONSE, "an answer without any 5m candles")
        self._bars_at_s[asset] = now_s
        return found

    async def _pages(self, contract: Instrument, wanted: int) -> list[Candle]:
        """The newest `wanted` bars, or all there are, oldest first."""
        found: list[Candle] = []
        asked: dict[str, object] = {"category": "linear", "symbol": contract.id, "interval": "5"}
        while len(found) < wanted:
            limit = min(wanted - len(found), _BARS_A_PAGE)
            before = {"end": found[0].open_ms - 1} if found else {}
            page = await self._page(contract, {**asked, **before, "limit": limit})
            older = [bar for bar in page if not found or bar.open_ms < found[0].open_ms]
            found = older + found
            if len(older) < limit:
                break
        return found

    async def _page(self, contract: Instrument, asked: Mapping[str, object]) -> list[Candle]:
        """By itself, so that the answer, a megabyte, is not held while the next page waits for its turn."""
        answer = await self._client.call("publicGetV5MarketKline", asked)
        return candles(answer, contract, "5m", self._clock.now_ms())

    async def _perpetual(self, asset: str) -> Instrument:
        """The asset's perpetual in USDT, else in another dollar."""
        listed = (await self._client.instruments("linear")).values()
        found = [one for one in listed if one.asset == asset and one.kind == "perpetual" and one.in_dollars]
        if not found:
            raise VenueError("bybit", Trouble.UNSUPPORTED, f"no linear perpetual of {asset}")
        return min(found, key=lambda one: (one.quote != "USDT", one.id))
