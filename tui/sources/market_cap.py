"""Total market capitalisation, from the first of a chain of key-less providers that answers.

Providers count different universes of coins and differ by several percent in the same minute, so a figure, its change
and its dominance are always one provider's own.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.events import MarketCap
from tui.sources.web import Web

URLS = {
    "coingecko": "https://api.coingecko.com/api/v3/global",
    "coinpaprika": "https://api.coinpaprika.com/v1/global",
    "coinlore": "https://api.coinlore.net/api/global/",
}


class MarketCapChain:
    """Asks the providers in order until one answers."""

    def __init__(self, providers: Sequence[str], web: Web, clock: Clock) -> None:
        self._providers = tuple(providers)
        self._web = web
        self._clock = clock

    async def fetch(self) -> list[MarketCap]:
        """One MarketCap; raises the last provider's VenueError when none answers."""
        last: VenueError | None = None
        for provider in self._providers:
            try:
                body = await self._web.get(provider, URLS[provider])
                return [parse(provider, body, self._clock.now_ms())]
            except VenueError as error:
                last = error
        raise last or VenueError("market cap", Trouble.UNSUPPORTED, "no provider is configured")


def parse(provider: str, body: bytes, recv_ms: int) -> MarketCap:
    """One provider's answer as an event; raises VenueError when it is not what the provider documents."""
    try:
        return _PARSERS[provider](msgspec.json.decode(body), recv_ms)
    except (msgspec.DecodeError, LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        raise VenueError(provider, Trouble.BAD_RESPONSE, "the answer is not the documented one") from None


def _coingecko(raw: Any, recv_ms: int) -> MarketCap:
    data = raw["data"]
    shares = data.get("market_cap_percentage", {})
    return MarketCap(
        source="CoinGecko",
        cap_usd=_positive(data["total_market_cap"]["usd"]),
        change_24h_pct=_number(data.get("market_cap_change_percentage_24h_usd")),
        btc_dominance_share=_share(shares.get("btc")),
        eth_dominance_share=_share(shares.get("eth")),
        at_ms=_moment_ms(data["updated_at"]),
        recv_ms=recv_ms,
    )


def _coinpaprika(raw: Any, recv_ms: int) -> MarketCap:
    return MarketCap(
        source="CoinPaprika",
        cap_usd=_positive(raw["market_cap_usd"]),
        change_24h_pct=_number(raw.get("market_cap_change_24h")),
        btc_dominance_share=_share(raw.get("bitcoin_dominance_percentage")),
        eth_dominance_share=None,
        at_ms=_moment_ms(raw["last_updated"]),
        recv_ms=recv_ms,
    )


def _coinlore(raw: Any, recv_ms: int) -> MarketCap:
    data = raw[0]
    return MarketCap(
        source="CoinLore",
        cap_usd=_positive(data["total_mcap"]),
        change_24h_pct=_number(data.get("mcap_change")),
        btc_dominance_share=_share(data.get("btc_d")),
        eth_dominance_share=_share(data.get("eth_d")),
        # CoinLore gives no time of its own.
        at_ms=recv_ms,
        recv_ms=recv_ms,
    )


_PARSERS: dict[str, Callable[[Any, int], MarketCap]] = {
    "coingecko": _coingecko,
    "coinpaprika": _coinpaprika,
    "coinlore": _coinlore,
}


def _number(value: Any) -> float | None:
    """The finite number, from JSON's number or text; None where there is none."""
    if value is None or value == "":
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def _positive(value: Any) -> float:
    number = _number(value)
    if number is None or number <= 0:
        raise ValueError("not a positive number")
    return number


def _moment_ms(seconds: Any) -> int:
    moment_ms = int(seconds) * 1000
    if not 1e12 <= moment_ms < 1e13:
        raise ValueError("not a moment of these centuries, in epoch seconds")
    return moment_ms


def _share(percent: Any) -> float | None:
    number = _number(percent)
    return number / 100 if number is not None and 0 <= number <= 100 else None
