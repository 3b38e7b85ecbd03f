"""Which prints of the liquidation tape are wanted."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tui.domain.board_liquidations import Print

Sign = Literal[">", ">=", "<", "<="]
Words = Annotated[frozenset[str], Meta(max_length=60)]
"""A filter comes from a person and over the link: it has a size that one can type."""


class Bound(msgspec.Struct, frozen=True):
    """A limit of size."""

    sign: Sign
    usd: float

    def holds(self, usd: float) -> bool:
        if self.sign.startswith(">"):
            return usd > self.usd or (self.sign == ">=" and usd == self.usd)
        return usd < self.usd or (self.sign == "<=" and usd == self.usd)


class TapeFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What the tape shows; without a word, every print."""

    words: Annotated[str, Meta(max_length=200)] = ""
    """As it was typed, with single spaces."""
    venues: Words = frozenset()
    sides: Words = frozenset()
    symbols: Words = frozenset()
    """Parts of a symbol, or an asset, in lower case."""
    bounds: Annotated[tuple[Bound, ...], Meta(max_length=20)] = ()

    def passes(self, each: Print) -> bool:
        names = each.symbol.lower(), each.asset.lower()
        return (
            (not self.venues or each.venue in self.venues)
            and (not self.sides or each.hurt in self.sides)
            and (not self.symbols or any(part in name for part in self.symbols for name in names))
            and all(bound.holds(each.usd) for bound in self.bounds)
        )


EVERY_PRINT = TapeFilter()
