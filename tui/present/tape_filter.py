"""The filter of the liquidation tape: "okx long >1M" in, the prints that match out.

Words apart by spaces: a venue by name or code, `long` or `short`, a size bound in dollars, anything else is part of a
symbol or an asset. Words of one sort widen each other, sorts narrow: "okx bybit long" is longs of OKX or Bybit.
"""

import difflib
import math
import re
from collections.abc import Iterable
from typing import cast

from tui.domain.tape_filter import Bound, Sign, TapeFilter
from tui.domain.text import clean
from tui.present import figures

_SCALES = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9}
_SIGN_AND_SPACE = re.compile(r"(>=|<=|>|<)\s+")
_SIZE = re.compile(r"(>=|<=|>|<)\$?([\d.,_]+)([a-z]?)", re.ASCII)
_IN_TITLE = re.compile(r"(>=|<=|>|<)\s*\$?([\d.,_]+)([a-z]?)", re.ASCII | re.IGNORECASE)
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}
_NUMBER = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d[\d_]*(\.\d*)?|\.\d+", re.ASCII)
_BARE_SIZE = re.compile(r"[\d.]+[kmb]?", re.ASCII)
_SYMBOL = re.compile(r"[\w./:-]+", re.ASCII)
_SIDES = {"long": "long", "longs": "long", "short": "short", "shorts": "short"}
_ALIKE, _SHORTEST_SLIP = 0.75, 4
"""From which likeness on, and from how many letters, an unknown word is taken for a slip of a known one."""

_LONGEST_WORD = 24


class TapeFilterError(ValueError):
    """Why a filter cannot be read, in words for the person who typed it."""


def in_title(words: str) -> str:
    """A filter's words as the tape's title has them: bounds with their sign and a capital unit."""
    return _IN_TITLE.sub(lambda match: _SIGNS[match[1]] + match[2] + match[3].upper(), words)


def parse_tape_filter(text: str, venues: Iterable[str]) -> TapeFilter:
    """Reads a filter; `venues` are the names that a word may mean besides those that have a code.

    Raises TapeFilterError.
    """
    known = _venue_words(venues)
    words = " ".join(text.split())
    chosen: set[str] = set()
    sides: set[str] = set()
    symbols: set[str] = set()
    bounds: list[Bound] = []
    for word in _SIGN_AND_SPACE.sub(r"\1", words).lower().split():
        if word[0] in "<>=$":
            bounds.append(_bound(word))
        elif word in known:
            chosen.add(known[word])
        elif word in _SIDES:
            sides.add(_SIDES[word])
        else:
            symbols.add(_symbol(word, known))
    _check(bounds)
    return TapeFilter(
        words=words, venues=frozenset(chosen), sides=frozenset(sides), symbols=frozenset(symbols), bounds=tuple(bounds)
    )


def _venue_words(venues: Iterable[str]) -> dict[str, str]:
    """Every word that means a venue -> the venue."""
    words: dict[str, str] = {}
    for venue in venues:
        for word in (venue, figures.venue_code(venue), figures.venue_name(venue).replace(" ", "")):
            words.setdefault(word.lower(), venue)
    return words


def _bound(word: str) -> Bound:
    shown = clean(word, _LONGEST_WORD)
    match = _SIZE.fullmatch(word)
    if match is None:
        raise TapeFilterError(f"{shown}: a size is > >= < or <= and dollars, such as >1M")
    sign, digits, letter = match.groups()
    if _NUMBER.fullmatch(digits) is None:
        raise TapeFilterError(f"{shown}: {digits[:_LONGEST_WORD]} is no number")
    if letter not in _SCALES:
        raise TapeFilterError(f"{shown}: {letter} is no unit; K, M and B are")
    usd = float(digits.replace(",", "").replace("_", "")) * _SCALES[letter]
    if not math.isfinite(usd):
        raise TapeFilterError(f"{shown}: too large")
    return Bound(cast(Sign, sign), usd)


def _symbol(word: str, venues: Iterable[str]) -> str:
    """A part of a symbol; refuses what looks like a slip."""
    shown = clean(word, _LONGEST_WORD)
    if _SYMBOL.fullmatch(word) is None:
        raise TapeFilterError(f"{shown}: no venue, side or symbol is written like this")
    if _BARE_SIZE.fullmatch(word):
        raise TapeFilterError(f"{shown}: more or less? such as >{shown.upper()}")
    if len(word) >= _SHORTEST_SLIP:
        near = difflib.get_close_matches(word, [*venues, *_SIDES], n=1, cutoff=_ALIKE)
        if near:
            raise TapeFilterError(f"{shown}: did you mean {near[0]}?")
    return word


def _check(bounds: Iterable[Bound]) -> None:
    """Refuses bounds that no size can meet."""
    least = max((bound for bound in bounds if bound.sign.startswith(">")), key=lambda bound: bound.usd, default=None)
    most = min((bound for bound in bounds if bound.sign.startswith("<")), key=lambda bound: bound.usd, default=None)
    if least is None or most is None or least.usd < most.usd:
        return
    if least.usd > most.usd or "=" not in least.sign or "=" not in most.sign:
        raise TapeFilterError(
            f"no size is {least.sign}{figures.compact(least.usd)} and {most.sign}{figures.compact(most.usd)}"
        )
