"""Binance's markets of the watched assets, and the names that requests for them need."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tui.domain.errors import Trouble, VenueError
from tui.exchange.client import Client
from tui.exchange.instrument import Instrument, InstrumentKind
from tui.exchange.wire.binance_instruments import series
from tui.exchange.wire.binance_liquidations import Contracts

_QUOTES = ("USDT", "USDC")
_TYPES = {"spot": "spot", "perpetual": "swap", "future": "future"}


class Platform(NamedTuple):
    """One of Binance's two futures platforms."""

    part: str
    """Its name in feeds."""
    market_type: str
    """ccxt's name for its market list."""
    public: str
    """ccxt's prefix of its public endpoints."""
    data: str
    """ccxt's prefix of its statistics."""


USDM = Platform("USD-M", "linear", "fapiPublic", "fapiData")
COINM = Platform("COIN-M", "inverse", "dapiPublic", "dapiData")


class Markets:
    """The watched assets' instruments, always from the newest market list."""

    def __init__(self, client: Client, assets: Sequence[str]) -> None:
        self._client = client
        self._assets = tuple(assets)

    async def pairs(self, asset: str | None = None) -> list[Instrument]:
        """Spot pairs that trade, of all assets or one, USDT first; VenueError UNSUPPORTED where there are none."""
        listed = await self._client.instruments("spot")
        wanted = self._assets if asset is None else (asset,)
        found = [
            pair
            for name in wanted
            for quote in _QUOTES
            if (pair := listed.get(f"{name}{quote}")) is not None and self.trades(pair)
        ]
        return found or self._none(f"no spot pair of {', '.join(wanted)}")

    async def contracts(
        self, platform: Platform, kinds: tuple[InstrumentKind, ...], asset: str | None = None
    ) -> list[Instrument]:
        """Contracts in dollars that trade, of all assets or one; VenueError UNSUPPORTED where there are none."""
        listed = await self._client.instruments(platform.market_type)
        wanted = self._assets if asset is None else (asset,)
        found = [
            contract
            for contract in listed.values()
            if contract.asset in wanted and contract.kind in kinds and contract.in_dollars and self.trades(contract)
        ]
        return found or self._none(f"no {platform.part} {' or '.join(kinds)} of {', '.join(wanted)}")

    async def canary(self) -> Instrument:
        """A USD-M perpetual that is never silent: the first watched asset's, else another known to ccxt."""
        listed = (await self._client.instruments(USDM.market_type)).values()
        perpetuals = [contract for contract in listed if contract.kind == "perpetual" and self.trades(contract)]
        rank = {asset: place for place, asset in enumerate(self._assets)}
        perpetuals.sort(key=lambda contract: (rank.get(contract.asset, len(rank)), contract.quote != "USDT"))
        return perpetuals[0] if perpetuals else self._none("no USD-M perpetual")[0]

    def known_contracts(self) -> Contracts:
        """Every contract of both platforms, as last loaded, without asking."""
        return Contracts(self._client.known(USDM.market_type), self._client.known(COINM.market_type))

    def symbol(self, instrument: Instrument) -> str:
        """ccxt's name for it."""
        return str(self._market(instrument).get("symbol"))

    def series(self, instrument: Instrument) -> str:
        """The series that it is the current contract of."""
        return series(self._market(instrument))

    def trades(self, instrument: Instrument) -> bool:
        """Whether the venue lists it as trading: settled and suspended contracts stay listed for a while."""
        return self._market(instrument).get("active") is True

    def _market(self, instrument: Instrument) -> Mapping[str, Any]:
        # Spot and USD-M share ids (BTCUSDT), so the id alone does not tell.
        for market in self._client.exchange.markets_by_id.get(instrument.id, ()):
            if market["type"] == _TYPES[instrument.kind]:
                found: Mapping[str, Any] = market
                return found
        return {}

    def _none(self, what: str) -> list[Instrument]:
        raise VenueError("binance", Trouble.UNSUPPORTED, what)
