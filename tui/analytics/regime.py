"""The regime line: who is moving the price, and whether volatility and leverage ask for care."""

from typing import Literal

from tui.analytics.funding import BASELINE_APR_PCT
from tui.analytics.open_interest import DELEVERAGING_PCT
from tui.domain.board import Regime

HIGH_IV_SHARE = 0.70
"""Volatility above this percentile of its year is high."""

Quadrant = Literal["new longs", "short covering", "new shorts", "long flush"]


def quadrant(price_change_pct: float, coin_change_pct: float) -> Quadrant | None:
    """Price against coin open interest; None where one of them did not move."""
    if price_change_pct == 0 or coin_change_pct == 0:
        return None
    if price_change_pct > 0:
        return "new longs" if coin_change_pct > 0 else "short covering"
    return "new shorts" if coin_change_pct > 0 else "long flush"


def regime(
    *,
    price_change_24h_pct: float | None,
    coin_change_24h_pct: float | None,
    iv_percentile_share: float | None,
    funding_apr_pct: float | None = None,
) -> Regime:
    """The quadrant of price and coin open interest over 24 hours, with its reasons. High volatility with falling open
    interest is the one state that asks for active risk management; what is unknown stays None."""
    high_iv = None if iv_percentile_share is None else iv_percentile_share > HIGH_IV_SHARE
    oi_falling = None if coin_change_24h_pct is None else coin_change_24h_pct < DELEVERAGING_PCT
    label: str | None = None
    reasons: list[str] = []
    if price_change_24h_pct is not None and coin_change_24h_pct is not None:
        label = quadrant(price_change_24h_pct, coin_change_24h_pct)
        reasons.append(f"price {price_change_24h_pct:+.1f} %, coin open interest {coin_change_24h_pct:+.1f} % in 24 h")
    if iv_percentile_share is not None:
        reasons.append(f"volatility above {iv_percentile_share:.0%} of the year's days")
    if funding_apr_pct is not None:
        side = "above" if funding_apr_pct > BASELINE_APR_PCT else "below"
        reasons.append(f"funding {funding_apr_pct:.1f} % a year, {side} the {BASELINE_APR_PCT} % baseline")
    if high_iv and oi_falling:
        reasons.append("high volatility and falling open interest: active risk management")
    return Regime(label=label, high_iv=high_iv, oi_falling=oi_falling, reasons=tuple(reasons))
