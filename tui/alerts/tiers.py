"""Where an alert goes, by its severity. Each severity goes where the one before it goes, and further."""

from enum import StrEnum

from tui.config.model import Severity


class Tier(StrEnum):
    LOG = "log"
    """The alert log on every Board."""
    TOAST = "toast"
    """A note on the screen of every pane."""
    BELL = "bell"
    """BEL in every pane's terminal."""
    TERMINAL = "terminal"
    """OSC 9 or OSC 777: the terminal's own notification."""
    TMUX = "tmux"
    """A message in tmux's status line."""
    COMMAND = "command"
    """The configured program."""
    WEBHOOKS = "webhooks"
    """The configured Apprise addresses."""


_TOAST = frozenset({Tier.LOG, Tier.TOAST})
_BELL = _TOAST | {Tier.BELL, Tier.TERMINAL, Tier.TMUX}
TIERS: dict[Severity, frozenset[Tier]] = {
    "silent": frozenset({Tier.LOG}),
    "toast": _TOAST,
    "bell": _BELL,
    "push": _BELL | {Tier.COMMAND, Tier.WEBHOOKS},
}
