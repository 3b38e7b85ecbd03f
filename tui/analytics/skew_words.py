"""The skew in words, in points or over the at-the-money volatility."""

from collections.abc import Mapping

BALANCED_VOL = 0.5
"""A smaller risk reversal is within what quotes move by themselves, and favours neither side."""

_TENORS = ("30", "7", "90", "180")


def skew_words(
    rr25_vol: Mapping[str, float | None], normalised: Mapping[str, float | None] | None = None
) -> str | None:
    """The 30-day risk reversal in words; another tenor, named, where it has none. `normalised` (risk reversal over the
    at-the-money volatility) is said in place of the points where it is given. None where no tenor has a value."""
    values = rr25_vol if normalised is None else normalised
    for tenor in _TENORS:
        points, value = rr25_vol.get(tenor), values.get(tenor)
        if points is None or value is None:
            continue
        where = "" if tenor == "30" else f" ({tenor} d)"
        if abs(points) < BALANCED_VOL:
            return f"balanced{where}"
        size = f"{abs(value):.1f}v" if normalised is None else f"{abs(value) * 100:.1f}% of ATM"
        return f"{'calls' if value > 0 else 'puts'} rich {size}{where}"
    return None
