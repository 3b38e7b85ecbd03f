"""What a note says of a figure's way: up or down, by how much, from what, to what; and whether it went that way."""

import re
from dataclasses import dataclass

from tui.brief.amounts import MONEY, Amount, money, percentages
from tui.brief.claim import ROUNDED, Judgement, Verdict, is_supposed
from tui.brief.words import dollars, percent

UP = (
    r"rose|rises|rising|climb(?:s|ed|ing)|gain(?:s|ed|ing)|jump(?:s|ed|ing)|grew|grows|growing|increas(?:es|ed|ing)"
    r"|surg(?:es|ed|ing)|advanc(?:es|ed|ing)|rebound(?:s|ed|ing)|recover(?:s|ed|ing)|expand(?:s|ed|ing)"
    r"|rall(?:ies|ied|ying)|(?:is|are|was|were) up"
)
DOWN = (
    r"fell|falls|falling|drop(?:s|ped|ping)|declin(?:es|ed|ing)|slid|slides|sliding|lost|loses|losing|shrank|shrinks"
    r"|contract(?:s|ed|ing)|decreas(?:es|ed|ing)|plung(?:es|ed|ing)|sank|sinks|tumbl(?:es|ed|ing)|slip(?:s|ped|ping)"
    r"|shed|sheds|plummet(?:s|ed|ing)|crash(?:es|ed|ing)|(?:is|are|was|were) down"
)
MOVED = re.compile(rf"\b(?:(?P<up>{UP})|(?P<down>{DOWN}))\b", re.IGNORECASE)
_DAY = re.compile(
    r"\b24[ -]?h|\b24 hours|\b(?:a|one|the|past|last) day\b|\bdaily\b|\btoday\b|\bovernight\b", re.IGNORECASE
)
_OTHER_PERIOD = re.compile(
    r"\b(?:week|weekly|month|monthly|quarter|year|yearly|hours?|since|days)\b|\b(?:high|peak|top|low)\b", re.IGNORECASE
)
_SINGLE = r"\$\d[\d,]*(?:\.\d+)?(?:\s?(?:trillion|billion|million|bn|[TBMKtbmk])\b)?"
_FROM_TO = re.compile(rf"\bfrom\s+(?:about\s+|around\s+)?({_SINGLE})\s+to\s+(?:about\s+|around\s+)?({_SINGLE})")

_LEAST_POINTS = 1.0
_OF_CHANGE = 0.1
"""A change is rounded by a note: a point, or a tenth of it, whichever is more."""


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
    period: str | None
    """ "day", "other", or None where the clause names none."""

    @property
    def says_nothing(self) -> bool:
        return self.sign is None and self.pct is None and self.to is None and self.since is None

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


def movement(clause: str) -> Movement:
    """What is said; a clause of what could be says nothing."""
    verb = MOVED.search(clause)
    number = re.search(r"\$|\d", clause)
    if is_supposed(clause[: number.start() if number else None]):
        return Movement(None, None, None, None, None)
    pct = percentages(clause)
    to = since = None
    ends = _FROM_TO.search(clause)
    if ends is not None:
        since, to = money(ends[1])[0], money(ends[2])[0]
    else:
        for found in MONEY.finditer(clause):
            lead = clause[: found.start()].rstrip().lower()
            if lead.endswith(("from", "from about", "from around")):
                since = since or money(found[0])[0]
            elif not lead.endswith(" by"):
                to = to or money(found[0])[0]
    sign = None if verb is None else 1 if verb["up"] else -1
    return Movement(sign, pct[0] if pct and verb else None, to, since, period(clause))


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
    if said.sign is not None or said.since is not None:
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
    named = said.change_pct()
    if named is not None:
        near = abs(named - change_pct) <= max(_LEAST_POINTS, abs(named) * _OF_CHANGE)
        return (
            "consistent" if near else "inconsistent"
        ), words if near else f"{words}, not {percent(named, signed=True)}"
    if said.since is not None and not said.since.holds(usd / (1 + change_pct / 100), ROUNDED):
        return "unverifiable", f"{words}, from {dollars(usd / (1 + change_pct / 100))}"
    return "consistent", words
