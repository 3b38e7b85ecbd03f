"""Figures that no venue tells again: what the collector reckoned, once an hour."""

import msgspec


class BasisSample(msgspec.Struct, frozen=True, kw_only=True):
    """The headline basis of an asset."""

    asset: str
    at_ms: int
    apr_pct: float


class TermSample(msgspec.Struct, frozen=True, kw_only=True):
    """At-the-money volatility of one expiry; those of one moment make a term structure."""

    asset: str
    expiry_ms: int
    at_ms: int
    atm_vol: float


HourlySample = BasisSample | TermSample
