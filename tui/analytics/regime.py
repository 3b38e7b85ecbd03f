"""The regime line: who is moving the price, and whether volatility and leverage ask for care."""

from typing import Literal

import msgspec

from tui.analytics.funding import BASELINE_APR_PCT
from tui.analytics.open_interest import DELEVERAGING_PCT
from tui.domain.board import OpenInterestBoard, Regime

HIGH_IV_SHARE = 0.70
"""Volatility above this percentile of its year is high."""
HIGH_IV_SLACK_SHARE = 0.02
"""It stays high until it is so far below."""

NOISE_PCT = 0.5
"""A price or a coin open interest that moved less within 24 hours tells nothing of who moved it."""

Quadrant = Literal["new longs", "short covering", "new shorts", "long flush", "no clear move"]


def with_quadrant(
    board: OpenInterestBoard, price_change_24h_pct: float | None, before: OpenInterestBoard | None
) -> OpenInterestBoard:
    """The open interest with its quadrant; `before` is the section of the last Board."""
    coin_pct = None if board.deleveraging == "unknown" else board.coin_change_24h_pct
    if price_change_24h_pct is None or coin_pct is None:
        return board
    found = quadrant(price_change_24h_pct, coin_pct, before.quadrant if before else None)
    return msgspec.structs.replace(board, quadrant=found)


def quadrant(price_change_pct: float, coin_change_pct: float, before: str | None = None) -> Quadrant:
    """Price against coin open interest. A quadrant begins with both beyond NOISE_PCT, and ends once one of them is
    within half of it."""
    now = _quadrant(price_change_pct, coin_change_pct)
    least = min(abs(price_change_pct), abs(coin_change_pct))
    return now if least >= (NOISE_PCT / 2 if now == before else NOISE_PCT) else "no clear move"


def _quadrant(price_change_pct: float, coin_change_pct: float) -> Quadrant:
    if price_change_pct > 0:
        return "new longs" if coin_change_pct > 0 else "short covering"
    return "new shorts" if coin_change_pct > 0 else "long flush"


def regime(
    *,
    price_change_24h_pct: float | None,
    coin_change_24h_pct: float | None,
    iv_percentile_share: float | None,
    funding_apr_pct: float | None = None,
    before: Regime | None = None,
) -> Regime:
    """The quadrant of price and coin open interest over 24 hours, with its reasons. High volatility with falling open
    interest is the one state that asks for active risk management; what is unknown stays None. `before` is the regime
    of the last Board: what it said ends later than it began."""
    known = before or Regime()
    high_iv = oi_falling = None
    if iv_percentile_share is not None:
        high_iv = iv_percentile_share > HIGH_IV_SHARE - (HIGH_IV_SLACK_SHARE if known.high_iv else 0.0)
    if coin_change_24h_pct is not None:
        oi_falling = coin_change_24h_pct < DELEVERAGING_PCT * (0.5 if known.oi_falling else 1.0)
    label: str | None = None
    reasons: list[str] = []
    if price_change_24h_pct is not None and coin_change_24h_pct is not None:
        label = quadrant(price_change_24h_pct, coin_change_24h_pct, known.label)
        reasons.append(f"price {price_change_24h_pct:+.1f}%, coin open interest {coin_change_24h_pct:+.1f}% in 24h")
    if iv_percentile_share is not None:
        reasons.append(f"volatility above {iv_percentile_share:.0%} of the year's days")
    if funding_apr_pct is not None:
        side = "above" if funding_apr_pct > BASELINE_APR_PCT else "below"
        reasons.append(f"funding {funding_apr_pct:.1f}% APR, {side} the {BASELINE_APR_PCT}% baseline")
    if high_iv and oi_falling:
        reasons.append("high volatility and falling open interest: active risk management")
    return Regime(label=label, high_iv=high_iv, oi_falling=oi_falling, reasons=tuple(reasons))
