"""When a venue's liquidations were observed."""

import msgspec


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time in which every liquidation stream of `venue` was live, or which its backfill read back whole;
    what no stretch covers is a gap."""

    venue: str
    start_ms: int
    end_ms: int
