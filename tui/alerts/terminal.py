"""What makes a terminal ring or show a notification, as the bytes it takes."""

from collections.abc import Mapping

from tui.alerts.words import LONGEST
from tui.domain.clock import Clock
from tui.domain.text import clean

BEL = "\a"
_ESC = "\x1b"
_ST = "\x1b\\"
_BELL_S = 10.0
_WITHOUT_OSC = ("", "dumb", "linux", "vt100", "vt220", "cons25")


def osc_9(text: str) -> str:
    """A notification as iTerm2 defines it; WezTerm, kitty, Ghostty, foot and others take it too."""
    return f"{_ESC}]9;{_words(text)}{_ST}"


def osc_777(title: str, text: str) -> str:
    """A notification as rxvt-unicode defines it; VTE, foot, Ghostty and others take it too."""
    return f"{_ESC}]777;notify;{_words(title)};{_words(text)}{_ST}"


def for_tmux(sequence: str) -> str:
    """The sequence in the wrapping that tmux hands through to the terminal outside, where it may."""
    return f"{_ESC}Ptmux;{sequence.replace(_ESC, _ESC + _ESC)}{_ST}"


def why_no_osc(environ: Mapping[str, str]) -> str | None:
    """Why this terminal is not sent an OSC; None where it may be. About tmux, tmux itself is asked."""
    if environ.get("TMUX"):
        return None
    term = environ.get("TERM", "")
    if term in _WITHOUT_OSC:
        return f"a terminal of type {clean(term) or 'unknown'} has no notifications"
    if environ.get("STY"):
        return "GNU screen does not hand notifications through"
    return None


class BellLimit:
    """At most one BEL in ten seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rang_s: float | None = None

    def may_ring(self) -> bool:
        """Whether the bell may ring now; a yes counts as having rung."""
        now_s = self._clock.monotonic_s()
        if self._rang_s is not None and now_s - self._rang_s < _BELL_S:
            return False
        self._rang_s = now_s
        return True


def _words(text: str) -> str:
    # ";" parts the fields of OSC 777, and OSC 9 with a number and ";" first means progress to some terminals.
    return clean(text, LONGEST).replace(";", ",")
