"""When a venue's liquidations were observed."""

import msgspec

EVERY_ASSET = "*"
UNRECORDED = ""
"""Of a stretch stored before its assets were: it speaks for what is watched, never for a whole venue."""


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time in which every liquidation stream of `venue` was live, or which its backfill read back whole;
    what no stretch covers is a gap."""

    venue: str
    start_ms: int
    end_ms: int
    assets: str = EVERY_ASSET
    """Whose liquidations were observed: names in order of the alphabet, joined by commas."""


def named(assets: str, asset: str | None) -> bool:
    """Whether `assets` of an Observation hold that asset; None asks for every asset of the venue."""
    if assets == EVERY_ASSET:
        return True
    return asset is not None and (assets == UNRECORDED or asset in assets.split(","))
