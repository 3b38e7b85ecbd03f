"""What each key must show. A key of the table that is in no step here fails the tour."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Step:
    key: str
    words: str
    """What is expected, for the report."""
    ready: Callable[[str], bool]
    """Whether the screen is such that the key can show what it does."""
    done: Callable[[str, str], bool]
    """Whether it did it: the screen before the key and after it."""
    is_styled: bool = False
    """Colours and attributes are looked at, not the text alone, once they rest."""


def shows(key: str, pattern: str) -> Step:
    """It was not there, and then is."""
    return Step(
        key=key, words=f"shows {pattern}",
        ready=lambda before: not _has(pattern, before), done=lambda _, after: _has(pattern, after),
    )  # fmt: skip


def hides(key: str, pattern: str) -> Step:
    return Step(
        key=key, words=f"hides {pattern}",
        ready=lambda before: _has(pattern, before), done=lambda _, after: not _has(pattern, after),
    )  # fmt: skip


def changes(key: str, pattern: str) -> Step:
    """What the pattern finds is another than before."""

    def done(before: str, after: str) -> bool:
        return _found(pattern, after) not in (None, _found(pattern, before))

    return Step(key=key, words=f"changes {pattern}", ready=lambda before: _has(pattern, before), done=done)


def keeps(key: str, pattern: str) -> Step:
    """For keys that have nothing to do here: what is there stays."""
    return Step(
        key=key, words=f"keeps {pattern}",
        ready=lambda before: _has(pattern, before), done=lambda _, after: _has(pattern, after),
    )  # fmt: skip


def moves(key: str) -> Step:
    """The figure that is marked, or the list, is another: on a frozen screen nothing else can change."""
    return Step(
        key=key, words="moves the mark", is_styled=True,
        ready=lambda _: True, done=lambda before, after: _below(before) != _below(after),
    )  # fmt: skip


def _has(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


def _found(pattern: str, text: str) -> str | None:
    match = re.search(pattern, text)
    return match[0] if match else None


def is_at_rest(before: str, after: str) -> bool:
    return _below(before) == _below(after)


def _below(text: str) -> list[str]:
    """Without the first row, where the clock and the time on hold go on."""
    return text.splitlines()[1:]


def page(key: str, pattern: str) -> tuple[Step, Step]:
    """A page that a key opens and Esc closes."""
    return shows(key, pattern), hides("escape", pattern)


BTC, ETH = "p BTC PRICE", "p ETH PRICE"

MONITOR: tuple[Step, ...] = (
    shows("2", ETH),
    shows("1", BTC),
    shows("right_square_bracket", ETH),
    shows("left_square_bracket", BTC),
    shows("2", ETH),
    shows("minus", BTC),
    *(keeps(str(digit), BTC) for digit in range(3, 10)),
    hides("z", "l BTC LIQUIDATIONS"),
    shows("l", "l BTC LIQUIDATIONS"),
    shows("o", "o BTC OPEN INTEREST"),
    shows("f", "f BTC FUNDING"),
    shows("v", "v BTC VOL"),
    changes("greater_than_sign", r"smile \d+ \w+"),
    changes("less_than_sign", r"smile \d+ \w+"),
    shows("m", "m MARKET"),
    shows("p", BTC),
    changes("t", r" 1[hdw] binance| 4h binance"),
    shows("tab", "l BTC LIQUIDATIONS"),
    shows("shift+tab", BTC),
    shows("l", "l BTC LIQUIDATIONS"),
    shows("slash", "such as okx long"),
    hides("enter", "enter looks through"),
    hides("escape", "LIQUIDATIONS /der"),
    shows("space", "FROZEN"),
    *(moves(key) for key in ("j", "right", "left", "down", "j", "k", "up")),
    *(moves(key) for key in ("ctrl+d", "ctrl+u", "pagedown", "pageup", "G", "g", "end", "home")),
    hides("space", "FROZEN"),
    shows("z", "o BTC OPEN INTEREST"),
    *page("enter", "EXPLAINED"),
    *page("b", "b BRIEF"),
    *page("d", "╭─ d "),
    *page("e", "e BTC LEVELS"),
    *page("a", "a ALERT RULES"),
    *page("c", "c CONVENTIONS"),
    *page("n", "n VENUES"),
    *page("question_mark", r"\? KEYS"),
    *page("colon", ": COMMANDS"),
    *page("ctrl+p", ": COMMANDS"),
    hides("ctrl+l", "SPOILT"),
    shows("y", "sent to the terminal's clipboard"),
    shows("r", "no feed is lost|asked again"),
    shows("T", "theme: light"),
    shows("T", "theme: terminal"),
    shows("T", "theme: dark"),
    shows("A", "A ALERTS"),
    changes("x", "unread +│|acknowledged +│"),
    shows("s", "the tour began: silent for"),
    hides("escape", "A ALERTS"),
)
"""In the demo; it ends with `q`."""

_AT = r"\d\d:\d\d:\d\d UTC  \d"
REPLAY: tuple[Step, ...] = (
    shows("space", "PAUSED"),
    changes("full_stop", _AT),
    changes("comma", _AT),
    changes("right_curly_bracket", _AT),
    changes("left_curly_bracket", _AT),
    changes("right_parenthesis", _AT),
    changes("left_parenthesis", _AT),
    shows("underscore", r"0\.5×"),
    shows("plus", " 1×"),
    shows("equals_sign", " 2×"),
)
"""On the recording of that demo; it ends with ctrl+c."""
