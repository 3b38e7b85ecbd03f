"""What a note says of a figure's way: up or down, by how much, from what, to what; and whether it went that way."""

import re
from dataclasses import dataclass

from tui.brief.amounts import MONEY, UNREAD, Amount, money_at, percentages
from tui.brief.claim import ROUNDED, Judgement, Verdict, is_supposed
from tui.brief.verbs import MOVED
from tui.brief.words import dollars, percent

_DAY = re.compile(
    r"\b24[ -]?h|\b24 hours|\b(?:a|one|the|past|last) day\b|\bdaily\b|\btoday\b|\bovernight\b", re.IGNORECASE
)
_OTHER_PERIOD = re.compile(
    r"\b(?:weeks?|weekly|months?|monthly|quarter|years?|yearly|yesterday|hours?|minutes?|since|days)\b"
    r"|\b\d+\s?(?:h|hrs?|m|min|mins|d|w)\b|\b(?:high|peak|top|low)\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\bweekend\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.IGNORECASE)

_LEAST_POINTS = 0.5
_LEAST_ROUNDED = 0.005
_OF_CHANGE = 0.1
"""A change is rounded by a note: half a point, or a tenth of it, whichever is more."""


@dataclass(frozen=True)
class Movement:
    """What one clause says; a part that it does not say is None."""

    sign: int | None
    """1 up, -1 down."""
    pct: Amount | None
    to: Amount | None
    """Where it stands now."""
    since: Amount | None
    """Where it came from."""
    by: Amount | None
    """By how many dollars it moved."""
    period: str | None
    """ "day", "other", or None where the clause names none."""

    @property
    def says_nothing(self) -> bool:
        return self.sign is None and self.pct is None and self.to is None and self.since is None and self.by is None

    def change_pct(self) -> float | None:
        """The signed change that the clause names, in percent or by its two ends."""
        if self.pct is not None and self.sign is not None:
            return self.sign * abs(self.pct.high)
        if self.to is not None and self.since is not None and self.since.low > 0:
            return (self.to.low / self.since.low - 1) * 100
        return None


_HOURS = re.compile(r"\b(\d+|an?|one|two|four|past|last|the)[- ]?(?:hours?\b|h\b)", re.IGNORECASE)
_COUNTS = {"two": 2.0, "four": 4.0}


def hours(text: str) -> float | None:
    """How many hours a claim is about; 24 for a day, None where it names no time or one that is not of hours."""
    found = _HOURS.search(text)
    if found is not None:
        return float(found[1]) if found[1].isdigit() else _COUNTS.get(found[1].lower(), 1.0)
    return 24.0 if _DAY.search(text) else None


def period(text: str) -> str | None:
    return "day" if _DAY.search(text) else "other" if _OTHER_PERIOD.search(text) else None


def movement(clause: str, sentence: str) -> Movement:
    """What a clause of the sentence says; one of what could be, or in a unit that is not read, says nothing."""
    verb = MOVED.search(clause)
    number = re.search(r"\$|\d", clause)
    if is_supposed(clause[: number.start() if number else None]) or unread(clause):
        return Movement(None, None, None, None, None, None)
    pct = percentages(clause)
    found = [amount for _, amount in money_at(clause)]
    to, since, by = (
        next((each for each in found if each.role == role), None) for role in ("level", "origin", "change")
    )
    sign = None if verb is None else 1 if verb["up"] else -1
    when = period(clause) or ("other" if _OTHER_PERIOD.search(sentence) else period(sentence))
    when = "other" if _WEEKDAY.search(clause) else when
    return Movement(sign, pct[0] if pct and verb else None, to, since, by, when)


def unread(clause: str) -> bool:
    """Whether a number stands there in a unit that is not read: points, or billions without a currency."""
    spans = [found.span() for found in MONEY.finditer(clause)]
    return any(not any(start <= found.start() < end for start, end in spans) for found in UNREAD.finditer(clause))


def judged(
    said: Movement,
    what: str,
    usd: float,
    change_pct: float | None,
    *,
    doubt: str | None = None,
    scope: str | None = None,
) -> Judgement:
    """`usd` is the figure now and `change_pct` its change over 24 hours. `scope`: why another level is no error;
    `doubt`: why the change is known of too little to judge by. What is refuted counts before what is not known."""
    details = [f"{what} is {dollars(usd)} (within {ROUNDED:.1%} counts)" if said.to else f"{what} is {dollars(usd)}"]
    found: list[Verdict] = []
    if said.to is not None:
        right = said.to.holds(usd, ROUNDED)
        found.append("consistent" if right else "unverifiable" if scope else "inconsistent")
        if not right and scope:
            details.append(scope)
    if said.sign is not None or said.since is not None or said.by is not None:
        verdict, words = _change(said, usd, change_pct, doubt)
        found.append(verdict)
        details.append(words)
    worst = next((verdict for verdict in ("inconsistent", "unverifiable") if verdict in found), "consistent")
    return Judgement(worst, "; ".join(details))  # type: ignore[arg-type]


def _change(said: Movement, usd: float, change_pct: float | None, doubt: str | None) -> tuple[Verdict, str]:
    if change_pct is None:
        return "unverifiable", "its change is not known"
    words = f"it changed {percent(change_pct, signed=True)} in 24 h"
    if doubt is not None:
        return "unverifiable", f"{words}, but {doubt}"
    if said.period == "other":
        return "unverifiable", f"{words}; the note speaks of another time"
    if said.sign is not None and said.sign * change_pct < 0:
        return "inconsistent", words
    named, then_usd = said.change_pct(), usd / (1 + change_pct / 100)
    if named is not None and not _is_near(said, named, change_pct):
        return "inconsistent", f"{words}, not {percent(named, signed=True)}"
    if said.by is not None and not said.by.holds(abs(usd - then_usd), _OF_CHANGE):
        return "inconsistent", f"{words}, by {dollars(abs(usd - then_usd))}"
    # Where it came from is told apart from where it is by less than the change alone.
    near = min(ROUNDED, max(abs(change_pct) / 200, _LEAST_ROUNDED))
    if said.since is not None and not said.since.holds(then_usd, near):
        return "unverifiable", f"{words}, from {dollars(then_usd)}"
    return "consistent", words


def _is_near(said: Movement, named: float, change_pct: float) -> bool:
    if said.pct is not None and said.pct.bound != "exact":
        return said.pct.holds(abs(change_pct), 0.0)
    return abs(named - change_pct) <= max(_LEAST_POINTS, abs(named) * _OF_CHANGE)
