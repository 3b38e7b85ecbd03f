"""The user's conventions, applied to sections that carry both readings: which one leads, and its name."""

import msgspec

from tui.analytics.skew_words import skew_words
from tui.config.model import ConventionsConfig
from tui.domain.board import Options, Weekly


def weekly_by(found: Weekly, conventions: ConventionsConfig) -> Weekly:
    """The week with the average that leads."""
    field = f"sma50_{conventions.sma}_usd"
    value: float | None = getattr(found, field)
    notes = found.notes
    if value is None and field in notes:
        notes = notes | {"sma50_usd": notes[field]}
    return msgspec.structs.replace(found, sma50_usd=value, sma_rule=conventions.sma, notes=notes)


def options_by(found: Options, conventions: ConventionsConfig, before: Options | None = None) -> Options:
    """The options with the skew over the at-the-money volatility, which reading of it leads, and its words; `before` is
    the section of the last Board."""
    normalised = {days: _over(skew, found.atm.get(days)) for days, skew in found.rr25_vol.items()}
    leading = normalised if conventions.skew == "normalised" else None
    words = skew_words(found.rr25_vol, leading, None if before is None else before.skew_words)
    notes = found.notes
    if words is None and "skew_words" not in notes:
        has_skew = any(skew is not None for skew in found.rr25_vol.values())
        reason = "no at-the-money volatility of a maturity that has a skew" if has_skew else "no 25-delta risk reversal"
        notes = notes | {"skew_words": reason}
    return msgspec.structs.replace(
        found, rr25_normalised=normalised, skew_rule=conventions.skew, skew_words=words, notes=notes
    )


def _over(skew_vol: float | None, atm_vol: float | None) -> float | None:
    return skew_vol / atm_vol if skew_vol is not None and atm_vol else None
