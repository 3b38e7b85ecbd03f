"""The skew in words, in points or over the at-the-money volatility."""

from collections.abc import Mapping

RICH_VOL = 0.5
"""From this risk reversal on a side is called rich, until it is below half of it: what is smaller is within what quotes
move by themselves, and favours neither side."""

_TENORS = ("30", "7", "90", "180")


def skew_words(
    rr25_vol: Mapping[str, float | None],
    normalised: Mapping[str, float | None] | None = None,
    before: str | None = None,
) -> str | None:
    """The 30-day risk reversal in words; another tenor, named, where it has none. `normalised` (risk reversal over the
    at-the-money volatility) is said in place of the points where it is given. `before` are the words of the last
    section: a side that they call rich is so for longer. None where no tenor has a value."""
    values = rr25_vol if normalised is None else normalised
    for tenor in _TENORS:
        points, value = rr25_vol.get(tenor), values.get(tenor)
        if points is None or value is None:
            continue
        where = "" if tenor == "30" else f" ({tenor} d)"
        rich = f"{'calls' if points > 0 else 'puts'} rich"
        if abs(points) < RICH_VOL * (0.5 if _said(before, rich, where) else 1.0):
            return f"balanced{where}"
        size = f"{abs(value):.1f}v" if normalised is None else f"{abs(value) * 100:.1f}% of ATM"
        return f"{rich} {size}{where}"
    return None


def _said(words: str | None, rich: str, where: str) -> bool:
    """Whether words call that side rich at that tenor."""
    if words is None or not words.startswith(rich):
        return False
    return words.endswith(where) if where else not words.endswith(" d)")
