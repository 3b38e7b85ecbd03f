"""What an alert rule remembers across a restart of the collector."""

import msgspec


class RuleMemory(msgspec.Struct, frozen=True, kw_only=True):
    """The newest state of one rule, by its name."""

    rule: str
    condition: str
    """What it watches; an edited rule does not take over what the old one remembered."""
    active: bool
    """It fired, and has not cleared since."""
    fired_ms: int | None
    snoozed_until_ms: int | None
    at_ms: int
    armed: str = ""
    """Its crossings whose value was seen at the line or on the other side, one a line: these can come about."""
