"""A stored stretch of what the collector saw, for the digest of what happened."""

import msgspec


class TrailRow(msgspec.Struct, frozen=True, kw_only=True):
    """One quarter of an hour, encoded by whoever keeps the trail."""

    at_ms: int
    mark: bytes
