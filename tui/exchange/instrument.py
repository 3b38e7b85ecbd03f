"""What a contract is: the facts that turn a venue's sizes into coin and dollars."""

import re
from typing import Literal

import msgspec

InstrumentKind = Literal["spot", "perpetual", "future", "option"]

DOLLARS = frozenset({"USD", "USDT", "USDC", "USD1", "FDUSD", "BUSD"})
"""Quote currencies whose prices are taken for dollars."""


_SAME = {"XBT": "BTC", "XXBT": "BTC", "XDG": "DOGE", "XXDG": "DOGE"}
_BYBITS_OWN = {"SHIB1000": ("SHIB", 1000.0)}
"""The one multiple that is written behind the coin."""
_MULTIPLE = re.compile(r"(?P<count>10{3,6})(?P<coin>[A-Z][A-Z0-9]*)|1M(?P<of_million>[A-Z]{3,})")


def coin_of(base: str) -> tuple[str, float]:
    """The coin that a venue's base name means, under the name that all venues share, and how many of it one unit is:
    1000PEPE is (PEPE, 1000). 1INCH is a coin."""
    if base in _BYBITS_OWN:
        return _BYBITS_OWN[base]
    found = _MULTIPLE.fullmatch(base)
    if found is None:
        return _SAME.get(base, base), 1.0
    return found["coin"] or found["of_million"], float(found["count"] or 1e6)


class Instrument(msgspec.Struct, frozen=True, kw_only=True):
    """One tradable instrument of one venue, from the venue's own market list."""

    id: str
    """The venue's own name for it, clean."""
    asset: str
    """Base coin in capitals, by the name that all venues share (see `coin_of`)."""
    quote: str
    kind: InstrumentKind
    inverse: bool = False
    """Settled in the coin: sizes are dollars."""
    contract_size: float = 1.0
    """Units in one contract when linear, dollars in one contract when inverse; 1 where the venue already counts so."""
    coins_a_unit: float = 1.0
    """Coins in one unit, which is what its price is the price of: 1000 of a contract on 1000PEPE, else 1."""
    expiry_ms: int | None = None
    strike_usd: float | None = None
    is_call: bool | None = None

    @property
    def in_dollars(self) -> bool:
        """Whether its price is one in dollars; a contract quoted in another coin (ETHBTC) has no dollar value."""
        return self.quote in DOLLARS

    def in_coins(self) -> "Instrument":
        """Itself under the name of its coin; of spot, whose price is shown beside others', what is one of one."""
        asset, count = coin_of(self.asset)
        if asset == self.asset or (self.kind == "spot" and count != 1):
            return self
        return msgspec.structs.replace(self, asset=asset, coins_a_unit=count)

    def coin_and_usd(self, contracts: float, price_usd: float) -> tuple[float, float]:
        """Coin and dollars of that many contracts at the venue's own price."""
        if self.inverse:
            usd = contracts * self.contract_size
            return usd / price_usd * self.coins_a_unit, usd
        units = contracts * self.contract_size
        return units * self.coins_a_unit, units * price_usd

    def coin_usd(self, price_usd: float) -> float:
        """Dollars of one coin at the venue's own price."""
        return price_usd / self.coins_a_unit
