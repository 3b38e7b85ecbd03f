"""What the collector goes by, as the person set it: in the configuration, or on the screen."""

from typing import Literal

import msgspec

Origin = Literal["configured", "edited", "added", "removed"]
"""Edited and added ones come from the screen; a removed one is configured, and does not hold."""


class LevelSetting(msgspec.Struct, frozen=True, kw_only=True):
    price_usd: float
    to_usd: float | None = None
    kind: Literal["support", "resistance", "weekly_close"] = "support"
    label: str = ""
    closes: Literal["daily", "weekly"] | None = None
    then_usd: tuple[float, ...] = ()
    origin: Origin = "configured"


class RuleSetting(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    when: str
    severity: Literal["silent", "toast", "bell", "push"] = "toast"
    clear: str = ""
    cooldown_s: float = 900.0
    hold_s: float = 0.0
    once: bool = False
    origin: Origin = "configured"
    note: str = ""
    """Why it is not watched, where it can't be."""


class ConventionSetting(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    """As in `[conventions]`: sma, skew, cm_iv, basis."""
    value: str
    configured: str


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Empty on Boards of collectors that had none of it."""

    levels: dict[str, tuple[LevelSetting, ...]] = {}
    """By asset; those that hold in their order, then the removed."""
    rules: tuple[RuleSetting, ...] = ()
    conventions: tuple[ConventionSetting, ...] = ()
