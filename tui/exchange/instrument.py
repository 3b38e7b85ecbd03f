"""What a contract is: the facts that turn a venue's sizes into coin and dollars."""

from typing import Literal

import msgspec

InstrumentKind = Literal["spot", "perpetual", "future", "option"]

DOLLARS = frozenset({"USD", "USDT", "USDC", "USD1", "FDUSD", "BUSD"})
"""Quote currencies whose prices are taken for dollars."""


class Instrument(msgspec.Struct, frozen=True, kw_only=True):
    """One tradable instrument of one venue, from the venue's own market list."""

    id: str
    """The venue's own name for it, clean."""
    asset: str
    """Base coin in capitals (BTC also where the venue says XBT)."""
    quote: str
    kind: InstrumentKind
    inverse: bool = False
    """Settled in the coin: sizes are dollars."""
    contract_size: float = 1.0
    """Coin in one contract when linear, dollars in one contract when inverse; 1 where the venue already counts so."""
    expiry_ms: int | None = None
    strike_usd: float | None = None
    is_call: bool | None = None

    @property
    def in_dollars(self) -> bool:
        """Whether its price is one in dollars; a contract quoted in another coin (ETHBTC) has no dollar value."""
        return self.quote in DOLLARS

    def coin_and_usd(self, contracts: float, price_usd: float) -> tuple[float, float]:
        """Coin and dollars of that many contracts at that price."""
        if self.inverse:
            usd = contracts * self.contract_size
            return usd / price_usd, usd
        coin = contracts * self.contract_size
        return coin, coin * price_usd
