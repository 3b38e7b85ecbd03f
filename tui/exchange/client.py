"""One ccxt.pro instance of one venue: REST calls, market lists, subscriptions and the raw frames.

ccxt owns the addresses, the sockets, the pings and the request pacing. What it returns is not used: requests give
decoded JSON, frames are read by the tap, and every failure leaves here as a VenueError.
"""

import asyncio
import contextlib
import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NoReturn
from urllib.parse import urlsplit

from aiohttp import WSMsgType

from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.text import clean
from tui.exchange.dials import Dials
from tui.exchange.gateway import Gateway
from tui.exchange.guard import guarded
from tui.exchange.instrument import Instrument
from tui.exchange.markets import Adapt, MarketList, instrument_of
from tui.exchange.parking import Parking
from tui.exchange.sockets import Sockets
from tui.exchange.together import all_closed
from tui.exchange.trouble import UNREACHED, answer_trouble, trouble_of
from tui.exchange.wire.liquidation_batch import LiquidationBatch

log = logging.getLogger("floorline.exchange")

Tap = Callable[[str, str], bool]
"""Sees the address and text of each frame first. True: it was for us, and ccxt does not parse it."""

_KEEP_ALIVE_MS = 15_000
_CLOSE_S = 5.0
_BAD_FRAMES_LOGGED = 3
_UNLISTED_COST = 2
"""Of ccxt's pace, for an endpoint whose weight it doesn't know."""


_TEXT, _BINARY = WSMsgType.TEXT, WSMsgType.BINARY
_ENDINGS = frozenset({WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR})


class Client:
    """See the module. Nothing is contacted before the first call."""

    def __init__(
        self,
        ccxt_id: str,
        *,
        venue: str,
        network: NetworkConfig,
        clock: Clock,
        options: Mapping[str, Any] | None = None,
        adapt: Adapt = instrument_of,
        fetch_markets: Callable[["Client", str], Awaitable[Sequence[Mapping[str, Any]]]] | None = None,
        dials: Dials | None = None,
        assets: Collection[str] | None = None,
    ) -> None:
        """`options` are ccxt's. `adapt` makes Instruments of ccxt markets where a venue has its own units.

        `fetch_markets` asks for one market type where ccxt's `options.fetchMarkets.types` does not tell them apart.
        `dials` is shared by the clients of a venue that has several. `assets` are those whose markets ccxt's methods
        are called with, None where that may be any: ccxt holds some 15 KiB of a market, and venues list thousands.
        """
        self.venue = venue
        self.gateway = Gateway(network.gateway)
        self.tap: Tap | None = None
        self.on_headers: Callable[[str, Mapping[str, str]], None] | None = None
        """Sees the address and headers of every REST answer."""
        self.frames = 0
        """All that came, of any kind."""
        self.counts: Counter[str] = Counter()
        """Bad frames, quarantined and rejected entries, by word."""
        self.bad_frame: str | None = None
        """A sample of the last frame that could not be read, clean."""
        self._clock = clock
        self._adapt = adapt
        self._fetch_markets = fetch_markets
        self._dials = dials or Dials(venue, clock)
        self._assets = None if assets is None else frozenset(assets)
        self._lists: dict[str, MarketList] = {}
        self._loading = asyncio.Lock()
        self._asking: dict[tuple[str, str], asyncio.Task[Any]] = {}
        self._frame_s: dict[str, float] = {}
        self._data_s: dict[str, float] = {}
        self._closed = False
        self.exchange: Any = guarded(ccxt_id, self, _settings(network, options or {}))
        """The ccxt.pro exchange, under guard."""
        self._sockets = Sockets(venue, self.exchange, clock)
        self._parking = Parking(clock)

    async def call(self, method: str, params: Mapping[str, Any] | None = None) -> Any:
        """The decoded JSON that ccxt's implicit REST method answers; the same question is in flight only once."""
        return await self._once(method, getattr(self.exchange, method), params)

    async def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """The same for a public GET that ccxt's list of methods lacks; `path` is in the venue's own form."""

        async def asked(parameters: dict[str, Any]) -> Any:
            return await self.exchange.fetch2(path, ["public"], "GET", parameters, {"cost": _UNLISTED_COST})

        return await self._once(path, asked, params)

    async def instruments(self, market_type: str) -> Mapping[str, Instrument]:
        """Every instrument of that market type ("spot", "linear", "swap", ...) by id, as fresh as it should be."""
        self._check_open()
        return await self._list(market_type).instruments()

    def known(self, market_type: str) -> Mapping[str, Instrument]:
        """The instruments loaded so far, without asking: for frames, which cannot wait."""
        return self._list(market_type).known

    def quarantine(self, market_type: str, symbols: Sequence[str] | frozenset[str]) -> None:
        """Counts entries about instruments that the list does not have, and has the list renewed on its next use."""
        if symbols:
            self.counts["quarantined"] += len(symbols)
            self._list(market_type).renew()

    def refuse(self, market_type: str, batch: LiquidationBatch) -> None:
        """Counts what of a batch could not be used; unlisted instruments as `quarantine`."""
        self.quarantine(market_type, batch.unknown)
        self.counts["rejected"] += batch.rejected

    def remark(self, market_types: Sequence[str], assets: Collection[str]) -> str | None:
        """What a person must know of those markets of the assets: delisted, perhaps renamed, or refused."""
        told = [
            self._lists[market_type].listing.remark(assets)
            for market_type in market_types
            if market_type in self._lists
        ]
        refused = ", ".join(f"{name} refused" for name in self._parking.parked(market_types))
        return "; ".join(words for words in (*told, refused) if words) or None

    def renew_list(self, market_type: str) -> None:
        """Something about a list is in doubt: it is asked for again on its next use, at most every five minutes."""
        self._list(market_type).renew()

    def accepted(self, market_type: str, names: Iterable[str]) -> list[str]:
        """Those of the venue's names that it has not refused within the last hour (see `hold`)."""
        return self._parking.without(market_type, names)

    async def hold(
        self, watch: Callable[[], Awaitable[Any]], market_type: str = "", names: Collection[str] = ()
    ) -> NoReturn:
        """Keeps a subscription alive until it is lost, and then raises VenueError.

        `watch` calls one of ccxt's `watch_*` methods; its value is not used, frames come through the tap. However it
        ends, the sockets it used are dropped, so that the next try dials and subscribes afresh: ccxt would take a
        refused or silent subscription for a standing one. Others on the same socket are told that it is gone.
        `names` are the venue's for what is subscribed of that type: one that a refusal names is not `accepted` for an
        hour.
        """
        try:
            await self._sockets.hold(watch)
        except VenueError as error:
            self._parking.note(error.reason, market_type, names)
            raise

    def last_frame_s(self, url_contains: str = "") -> float | None:
        """Monotonic second of the last frame of any kind (data, acknowledgement, pong) from such an address."""
        return max((at_s for url, at_s in self._frame_s.items() if url_contains in url), default=None)

    def last_data_s(self, url_contains: str = "") -> float | None:
        """Monotonic second of the last frame that the tap took from such an address."""
        return max((at_s for url, at_s in self._data_s.items() if url_contains in url), default=None)

    async def close(self) -> None:
        """Closes every connection within five seconds; afterwards nothing can be asked."""
        self._closed = self._sockets.closed = True
        for task in self._asking.values():
            task.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_S):
                await all_closed(*(market_list.cancel() for market_list in self._lists.values()))
                await self.exchange.close()
        self._sockets.abandon()

    def on_answer(self, status: int, headers: dict[str, str], body: str, url: str) -> VenueError | None:
        """What the HTTP answer says is wrong (tui.exchange.guard asks)."""
        if self.on_headers is not None:
            self.on_headers(url, headers)
        return answer_trouble(self.venue, status, headers, body, self._clock.now_ms(), urlsplit(url).path)

    def on_frame(self, url: str, frame: Any) -> bool:
        """Stamps a frame and offers it to the tap (tui.exchange.guard asks)."""
        kind = frame.type
        if kind in _ENDINGS:
            return False
        self.frames += 1
        now_s = self._frame_s[url] = self._clock.monotonic_s()
        tap = self.tap
        if tap is None:
            return False
        if kind is _TEXT:
            text = frame.data
        elif kind is _BINARY:
            # An octet that is no UTF-8 is an error of the whole frame, as aiohttp has it for text frames.
            text = frame.data.decode()
        else:
            return False
        if not tap(url, text):
            return False
        self._data_s[url] = now_s
        return True

    def on_bad_frame(self, url: str, frame: Any, error: Exception) -> None:
        """Counts a frame that broke a parser, and keeps a sample (tui.exchange.guard tells)."""
        self.counts["bad frames"] += 1
        data = getattr(frame, "data", "")
        text = data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)
        self.bad_frame = clean(text, 200)
        if self.counts["bad frames"] <= _BAD_FRAMES_LOGGED:
            words = clean(f"{type(error).__name__}: {error}", 120)
            log.warning("%s: can't read a frame of %s (%s): %s", self.venue, clean(url, 80), words, self.bad_frame)

    def on_dial(self, url: str) -> None:
        """Allows or refuses one more dial of that host (tui.exchange.guard asks)."""
        self._dials.spend(url)

    def on_failed_dial(self, url: str, error: Exception) -> None:
        """A dial that reached nobody does not count (tui.exchange.guard tells)."""
        if trouble_of(self.venue, error, self._clock.now_ms()).trouble in UNREACHED:
            self._dials.give_back(url)

    def on_dialled(self, url: str, socket: Any) -> None:
        """Expects a first frame on a new connection (tui.exchange.guard tells)."""
        self._sockets.expect_frame(socket, lambda: self._frame_s.get(url))

    async def _once(
        self, name: str, method: Callable[[dict[str, Any]], Awaitable[Any]], params: Mapping[str, Any] | None
    ) -> Any:
        asked = dict(params or {})
        key = (name, json.dumps(asked, sort_keys=True, default=str))
        task = self._asking.get(key)
        if task is None:
            self._check_open()
            task = asyncio.create_task(self._ask(method, asked))
            self._asking[key] = task
            task.add_done_callback(lambda done: self._answered(key, done))
        return await self._shielded(task)

    async def _ask(self, method: Callable[[dict[str, Any]], Awaitable[Any]], params: dict[str, Any]) -> Any:
        try:
            return await method(params)
        except Exception as error:  # the boundary to a library: it raises far more than its own classes
            raise trouble_of(self.venue, error, self._clock.now_ms()) from error

    def _answered(self, key: tuple[str, str], done: "asyncio.Task[Any]") -> None:
        del self._asking[key]
        if not done.cancelled():
            # Looked at, so that asyncio does not report it where everyone who asked was cancelled.
            done.exception()

    async def _shielded(self, task: "asyncio.Task[Any]") -> Any:
        """One who stops waiting must not take the answer from the others."""
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if not task.cancelled():
                raise
            raise VenueError(self.venue, Trouble.DISCONNECTED, "closed") from None

    def _list(self, market_type: str) -> MarketList:
        if market_type not in self._lists:
            self._lists[market_type] = MarketList(self.venue, market_type, self._clock, self._load, self._adapt)
        return self._lists[market_type]

    async def _load(self, market_type: str) -> Sequence[Mapping[str, Any]]:
        """Asks for one market type and gives ccxt what it needs of every list loaded so far."""
        async with self._loading:
            try:
                if self._fetch_markets is not None:
                    markets = await self._fetch_markets(self, market_type)
                else:
                    markets = await self._fetch_one_type(market_type)
                old = self._list(market_type).ccxt_symbols
                others = [market for symbol, market in (self.exchange.markets or {}).items() if symbol not in old]
                self.exchange.set_markets([*others, *(market for market in markets if self._is_ccxts(market))])
            except Exception as error:  # the boundary to a library: its market parsers raise anything
                raise trouble_of(self.venue, error, self._clock.now_ms()) from error
            return markets

    def _is_ccxts(self, market: Mapping[str, Any]) -> bool:
        """Whether ccxt needs to know that market."""
        if self._assets is None:
            return True
        found = self._adapt(market)
        return found is not None and found.in_coins().asset in self._assets

    async def _fetch_one_type(self, market_type: str) -> Sequence[Mapping[str, Any]]:
        options = self.exchange.options
        held = options.get("fetchMarkets")
        options["fetchMarkets"] = {**(held if isinstance(held, dict) else {}), "types": [market_type]}
        markets: Sequence[Mapping[str, Any]] = await self.exchange.fetch_markets()
        return markets

    def _check_open(self) -> None:
        if self._closed:
            raise VenueError(self.venue, Trouble.DISCONNECTED, "closed")


def _settings(network: NetworkConfig, options: Mapping[str, Any]) -> dict[str, Any]:
    """ccxt's settings: pace on, output off, short keepalive (its own is up to nine minutes of silence)."""
    timeout_ms = round(network.timeout_s * 1000)
    settings: dict[str, Any] = {
        "enableRateLimit": True,
        "verbose": False,
        "timeout": timeout_ms,
        "enableLastHttpResponse": False,
        "enableLastJsonResponse": False,
        "streaming": {"keepAlive": _KEEP_ALIVE_MS, "connectionTimeout": timeout_ms},
        "options": {"fetchCurrencies": False, **options},
    }
    if network.proxy:
        settings |= {"https_proxy": network.proxy, "wss_proxy": network.proxy}
    return settings
