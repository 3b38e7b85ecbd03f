"""What makes a claim one that a Board of now can't settle: a denial, another time, a unit that is not read."""

import re

from tui.brief.amounts import every_asset, places
from tui.brief.claim import Claim, Judgement, is_supposed
from tui.brief.movement import unread
from tui.brief.verbs import MOVED

_DENIED = re.compile(
    r"\b(?:not|never|no|neither|nor|nowhere|hardly|barely|nobody|no one|none|doubt\w*"
    r"|untrue|false(?:ly)?|wrong(?:ly)?|myth|rumou?r\w*|allegedly|fail(?:s|ed|ing)?|without|den(?:y|ies|ied)|far from"
    r"|rather than|instead of|except|excluding|other than)\b|n't\b",
    re.IGNORECASE,
)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_PAST = re.compile(
    r"\bago\b|\byesterday\b|\blast (?:week|month|quarter|year|spring|summer|autumn|fall|winter)\b|\bused to\b"
    rf"|\bhad been\b|\bprevious(?:ly)?\b|\bearlier\b|\bback in\b|\bin (?:early |mid-?|late )?(?:{_MONTHS})\b",
    re.IGNORECASE,
)
_AGO = re.compile(r"\bago\b|\byesterday\b|\blast (?:week|month|quarter|year)\b", re.IGNORECASE)
_SPAN = re.compile(
    r"\b(?:over|in|during|for|throughout) the (?:past|last) (?!24|day\b)|\bthis (?:week|month|quarter|year)\b"
    r"|\bso far\b",
    re.IGNORECASE,
)
_NEAR = 16
"""How many characters may stand between assets and the claim about them."""
_EXPECTED = re.compile(
    r"\b(?:expect\w*|forecast\w*|predict\w*|likely|project(?:s|ed)|target\w*|eye[sd]|unless|plans?|hope\w*|before)\b",
    re.IGNORECASE,
)

_VENUE = re.compile(
    r"\b(?:binance|bybit|okx|deribit|hyperliquid|cme|kraken|coinbase|bitget|gate\.io|bitmex|htx|huobi)\b", re.IGNORECASE
)
_OTHER_MEASURE = re.compile(
    r"\b(?:against|relative to|versus|vs|euros?|yen|pounds?|sterling|premium|discount)\b", re.IGNORECASE
)

_STILL = re.compile(r"\b(?:flat|unchanged|steady|stable)\b", re.IGNORECASE)
_MOST_EVER = re.compile(
    r"\b(?:record|all-time|(?:low|high|larg|bigg|small|weak|strong)est|worst|best)\b", re.IGNORECASE
)

_ITS_OWN_DENIAL = ("deleveraging", "volatility curve", "skew")
"""Claims whose judges read a denial themselves."""
_OTHER_UNITS = ("implied volatility", "put-call ratio", "volatility curve", "skew", "high volatility")
_BASIS_POINTS = re.compile(r"\bbasis points?\b|\bbps?\b", re.IGNORECASE)
_OF_A_DAY = (
    "change",
    "market cap",
    "open interest",
    "liquidations",
    "side share",
    "largest asset",
    "larger side",
    "ETF flows",
)
"""Claims whose judges read the time themselves."""
_OF_OPTIONS = ("implied volatility", "high volatility", "volatility curve", "skew")
_PRICES = ("price", "change", "line")
_OVER_VENUES = (
    *("open interest", "deleveraging", "futures basis", "funding"),
    *("liquidations", "side share", "largest asset", "larger side", "put-call split", "put-call ratio"),
)
_LEVELS = ("futures basis", "funding", "implied volatility", "dominance", "put-call split", "put-call ratio")
"""Claims of a figure whose change the Board does not have."""


def doubted(judgement: Judgement | None, claim: Claim, about: str) -> Judgement | None:
    """The judgement, or an unverifiable one where the words around the claim turn it into something else."""
    if judgement is None or judgement.verdict == "unverifiable" or about == "fall from a high":
        return judgement
    why = _why(claim, about, judgement.verdict == "consistent")
    return judgement if why is None else Judgement("unverifiable", f"{judgement.detail}; {why}")


def _is_of_several(claim: Claim) -> bool:
    """Whether two assets are joined right before the claim: "Bitcoin and Ether fell"."""
    named = sorted(at for asset in every_asset(claim.board.assets) for at in places(claim.before, asset))
    if len(named) < 2 or len(claim.before) - named[-1][1] > _NEAR:
        return False
    between = claim.before[named[-2][1] : named[-1][0]]
    return re.fullmatch(r"\s*(?:and|or|&|/|,)\s*(?:also |both )?", between) is not None


def _why(claim: Claim, about: str, agrees: bool) -> str | None:
    # A source in brackets is no part of what is said.
    context = re.sub(r"\([^)]*\)|\[[^\]]*\]", "", claim.context)
    is_read = about in _ITS_OWN_DENIAL and (claim.negated or not _DENIED.search(claim.before))
    is_read = is_read and (about == "skew" or not _DENIED.search(claim.context[claim.at :]))
    if not is_read and _DENIED.search(context):
        return "the note denies something here"
    if (_AGO if about == "change" else _PAST).search(context):
        return "the note speaks of another time"
    if about not in _OF_A_DAY and _SPAN.search(context):
        return "the note speaks of a longer time"
    if _EXPECTED.search(claim.part_before) or is_supposed(claim.part_before):
        return "the note speaks of what is expected"
    if about in _OVER_VENUES and _VENUE.search(context):
        return "the note speaks of one venue, and this is over all that are watched"
    if _is_of_several(claim):
        return "the note speaks of several assets at once"
    named = _VENUE.search(context)
    if about in _OF_OPTIONS and named and named[0].lower() != claim.facts.options.venue:
        return "the note speaks of another venue"
    if about in _PRICES and _OTHER_MEASURE.search(context):
        return "the note measures it by something else"
    if about == "open interest" and re.search(r"\boptions? $", claim.before, re.IGNORECASE):
        return "the note speaks of options"
    if agrees and (_BASIS_POINTS.search(claim.clause) or (about not in _OTHER_UNITS and unread(claim.clause))):
        return "a unit here is not read"
    if agrees and about in ("open interest", "market cap") and _STILL.search(context):
        return "whether it stood still is not judged"
    if agrees and about not in ("change", "line", "largest asset") and _MOST_EVER.search(claim.context + claim.clause):
        return "whether it is a record is not judged"
    if agrees and about == "ETF flows" and re.search(rf"(?:in|out)flows? (?:\w+ )?(?:{MOVED.pattern})", context):
        return "which way it went is not known"
    if agrees and about in _LEVELS and MOVED.search(claim.before[-16:] + claim.clause):
        return "which way it went is not known"
    return None
