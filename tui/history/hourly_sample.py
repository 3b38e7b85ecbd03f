"""Figures that no venue tells again: what the collector computed, once an hour or in five minutes."""

import msgspec


class BasisSample(msgspec.Struct, frozen=True, kw_only=True):
    """The headline basis of an asset."""

    asset: str
    at_ms: int
    apr_pct: float
    """Simple, whatever the convention that it was shown in."""
    rule: str
    """As in the Board's Basis; empty where it was not kept."""
    days: float
    """To the maturity that it is of; 0 where that was not kept."""


class PriceSample(msgspec.Struct, frozen=True, kw_only=True):
    """The last price of an asset within five minutes."""

    asset: str
    at_ms: int
    """When the five minutes began."""
    usd: float


class TermSample(msgspec.Struct, frozen=True, kw_only=True):
    """At-the-money volatility of one expiry; those of one moment make a term structure."""

    asset: str
    expiry_ms: int
    at_ms: int
    atm_vol: float


HourlySample = BasisSample | TermSample | PriceSample
