"""The Board's section of options, of one asset."""

from typing import Literal

import msgspec

from tui.domain.board_section import Section


class StrikeInterest(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is open at one strike of one expiry."""

    strike_usd: float
    calls_coin: float
    puts_coin: float


class OptionExpiry(msgspec.Struct, frozen=True, kw_only=True):
    expiry_ms: int
    days: float
    forward_usd: float | None = None
    atm_vol: float | None = None
    rr25_vol: float | None = None
    bf25_vol: float | None = None
    oi_coin: float
    volume_coin: float
    max_pain_usd: float | None = None
    forward_vol: float | None = None
    """Volatility between the expiry before and this one."""
    gamma_usd_per_pct: float | None = None
    """This expiry's part of the section's."""
    smile: tuple[tuple[float, float], ...] = ()
    """(strike, out-of-the-money mark volatility), ascending."""
    put10_vol: float | None = None
    put25_vol: float | None = None
    call25_vol: float | None = None
    call10_vol: float | None = None
    """The surface beside `atm_vol`: volatility at deltas of 10 % and 25 %, unknown where no option lies beyond."""
    put25_usd: float | None = None
    """Strike of the 25-delta put in dollars, between listed strikes: where `rr25_vol` takes the put's volatility.
    Unknown where no put lies on one side of it; the section's `notes.rr25_vol` says so of the tenors around it."""
    call25_usd: float | None = None
    """The same of the call."""
    put_oi_share: float | None = None
    """Puts' part of `oi_coin`."""
    strikes: tuple[StrikeInterest, ...] = ()
    """Open interest by strike, ascending: the 31 strikes nearest to the forward of those that have any."""
    strikes_held: int = 0
    """How many strikes have open interest, with those that `strikes` leaves out."""


class Options(Section, frozen=True, kw_only=True):
    rule: str = "total variance"
    venue: str | None = None
    """Whose chain the volatilities come from; put and call volumes say their venues in `venues`."""
    venues: tuple[str, ...] = ()
    age_s: float | None = None
    atm: dict[str, float | None] = {}
    """Constant maturity in days -> at-the-money volatility."""
    backwardation: Literal["none", "short", "full"] | None = None
    backwardation_fading_since_ms: int | None = None
    """Since when the slope has been below half the threshold; backwardation ends ten minutes later."""
    slope_7_30_vol: float | None = None
    """ATM 7 d minus ATM 30 d: positive is backwardation."""
    slope_noise_vol: float | None = None
    """Standard deviation of the slope's values over the hour before."""
    slope_threshold_vol: float | None = None
    """max(0.5, 2 x noise): above it backwardation begins; it ends after ten minutes below half of it."""
    rr25_vol: dict[str, float | None] = {}
    """Call minus put: negative when puts are rich."""
    rr25_normalised: dict[str, float | None] = {}
    """`rr25_vol` over the at-the-money volatility of the same maturity: -0.08 is 8 % of it."""
    skew_rule: Literal["vol", "normalised"] = "vol"
    """Which of the two leads, by the configuration's `conventions.skew`."""
    skew_words: str | None = None
    """The 30-day skew in words, in the reading that leads."""
    put_volume_share: float | None = None
    put_oi_share: float | None = None
    put_call_volume: float | None = None
    put_call_oi: float | None = None
    put_premium_usd: float | None = None
    """Paid for puts in 24 hours, by the venue's own sum; of venues without one 24-hour volume x mark price now."""
    call_premium_usd: float | None = None
    put_premium_share: float | None = None
    put_call_premium: float | None = None
    dvol_vol: float | None = None
    dvol_percentile_share: float | None = None
    """Share of the days of the year before that closed below it."""
    dvol_rank_share: float | None = None
    """Where it stands between the lowest (0) and the highest (1) of that year."""
    dvol_days: int | None = None
    """Days in that year whose close is known."""
    realised_vol: dict[str, float | None] = {}
    """Days -> close-to-close volatility of so many finished days, 365 a year."""
    implied_less_realised_vol: dict[str, float | None] = {}
    """`atm` minus `realised_vol` of the same number of days: positive is what options cost beyond what was moved."""
    gamma_usd_per_pct: float | None = None
    """Sum of ± gamma x OI x F² x 0.01 over the chain of `venue`: dollars for each 1 % of price. Positive under
    `gamma_convention`: dealers sell rises and buy falls."""
    gamma_flip_usd: float | None = None
    """The price nearest to now at which that sum is zero, within 30 %, with volatilities held by strike."""
    gamma_convention: str = "dealers long calls, short puts"
    """Who is taken to hold what: an assumption, contested in crypto."""
    expiries: tuple[OptionExpiry, ...] = ()
