"""The options section of the Board, from whole chains."""

from collections.abc import Sequence

import msgspec

from tui.analytics.chain import Chain, read_chain
from tui.analytics.gamma_exposure import CONVENTION, FLIP_WITHIN_PCT, GammaExposure, gamma_exposure
from tui.analytics.maturities import curve_verdict, maturities
from tui.analytics.max_pain import max_pain_usd
from tui.analytics.put_call import PutCalls, put_call
from tui.analytics.smile import Smile, read_smile
from tui.analytics.strike_interest import by_strike, nearest_strikes
from tui.analytics.term_structure import Interpolation, Node, forward_vol, slope_threshold_vol
from tui.analytics.volatility_index import YEAR_DAYS, IndexStanding, index_standing
from tui.domain.board import Notes, OptionExpiry, Options
from tui.domain.events import OptionBook

PRIMARY_VENUE = "deribit"

_RULES: dict[Interpolation, str] = {"total_variance": "total variance", "linear_vol": "linear vol"}

_FROM_CHAINS = (
    "atm",
    "rr25_vol",
    "backwardation",
    "slope_7_30_vol",
    "skew_words",
    "put_volume_share",
    "put_oi_share",
    "put_call_volume",
    "put_call_oi",
    *("put_premium_usd", "call_premium_usd", "put_premium_share", "put_call_premium"),
    *("gamma_usd_per_pct", "gamma_flip_usd", "slope_noise_vol", "slope_threshold_vol"),
    "expiries",
)


def options_board(
    books: Sequence[OptionBook],
    *,
    now_ms: int,
    dvol: Sequence[tuple[int, float]] = (),
    interpolation: Interpolation = "total_variance",
    previous: Options | None = None,
    slope_noise_vol: float | None = None,
) -> Options:
    """Volatilities from one chain (Deribit's, else the one with most open interest), put and call shares from all.

    `dvol`: (milliseconds, points) of at least a year of closes. `previous`: the section of the asset's last Board,
    for the hysteresis of backwardation. `slope_noise_vol`: the 7-30 slope's standard deviation over the last hour.
    """
    alone = _index(index_standing(dvol, now_ms), interpolation)
    filled = [book for book in books if book.quotes]
    primary = _primary(filled)
    if primary is None:
        reasons = dict.fromkeys(_FROM_CHAINS, "no option chain is known yet")
        return msgspec.structs.replace(alone, notes=alone.notes | reasons)
    notes: Notes = {}
    chain = read_chain(primary)
    smiles = [read_smile(expiry) for expiry in chain.expiries]
    atm, rr25, fault = maturities(chain, smiles, interpolation, notes)
    verdict = curve_verdict(atm, fault, now_ms, previous, slope_noise_vol, notes)
    if slope_noise_vol is None:
        notes["slope_noise_vol"] = "fewer than three chains in the last hour"
    gamma = gamma_exposure(chain)
    found = msgspec.structs.replace(
        alone,
        venue=primary.venue,
        venues=tuple(sorted({book.venue for book in filled})),
        age_s=max(0, now_ms - primary.recv_ms) / 1000,
        atm=atm,
        backwardation=verdict.state if verdict else None,
        backwardation_fading_since_ms=verdict.fading_since_ms if verdict else None,
        slope_7_30_vol=_difference(atm["7"], atm["30"]),
        slope_noise_vol=slope_noise_vol,
        slope_threshold_vol=slope_threshold_vol(slope_noise_vol),
        rr25_vol=rr25,
        gamma_usd_per_pct=gamma.usd_per_pct,
        gamma_flip_usd=gamma.flip_usd,
        gamma_convention=CONVENTION,
        expiries=_expiries(chain, smiles, gamma),
        notes=alone.notes | notes | _gamma_notes(gamma) | _chain_notes(chain, fault),
    )
    return _with_shares(found, put_call(filled))


def _index(index: IndexStanding, interpolation: Interpolation) -> Options:
    """What is known without any chain: the volatility index."""
    return Options(
        rule=_RULES[interpolation],
        dvol_vol=index.vol,
        dvol_percentile_share=index.percentile_share,
        dvol_rank_share=index.rank_share,
        dvol_days=index.days or None,
        notes=_index_notes(index),
    )


def _with_shares(options: Options, sums: PutCalls) -> Options:
    volume, open_interest, premium_usd = sums.volume, sums.open_interest, sums.premium_usd
    is_priced = premium_usd.put_share is not None
    return msgspec.structs.replace(
        options,
        put_volume_share=volume.put_share,
        put_oi_share=open_interest.put_share,
        put_call_volume=volume.ratio,
        put_call_oi=open_interest.ratio,
        put_premium_usd=premium_usd.puts if is_priced else None,
        call_premium_usd=premium_usd.calls if is_priced else None,
        put_premium_share=premium_usd.put_share,
        put_call_premium=premium_usd.ratio,
        notes=options.notes | _share_notes(sums),
    )


def _primary(books: Sequence[OptionBook]) -> OptionBook | None:
    def weight(book: OptionBook) -> tuple[bool, float]:
        return book.venue == PRIMARY_VENUE, sum(quote.open_interest_coin for quote in book.quotes)

    return max(books, key=weight, default=None)


def _expiries(chain: Chain, smiles: Sequence[Smile], gamma: GammaExposure) -> tuple[OptionExpiry, ...]:
    rows: list[OptionExpiry] = []
    before: Node | None = None
    for expiry, smile, gamma_usd in zip(chain.expiries, smiles, gamma.expiries_usd_per_pct, strict=True):
        node = Node(expiry.days, smile.atm_vol) if smile.atm_vol is not None else None
        held = by_strike(expiry.strike_usd, expiry.is_call, expiry.open_interest_coin)
        rows.append(
            OptionExpiry(
                expiry_ms=expiry.expiry_ms,
                days=expiry.days,
                forward_usd=expiry.forward_usd,
                atm_vol=smile.atm_vol,
                rr25_vol=smile.rr25_vol,
                bf25_vol=smile.bf25_vol,
                oi_coin=held.total_coin,
                put_oi_share=held.put_share,
                volume_coin=float(expiry.volume_coin.sum()),
                max_pain_usd=max_pain_usd(held),
                forward_vol=forward_vol(before, node) if before and node else None,
                gamma_usd_per_pct=gamma_usd,
                smile=smile.points,
                put10_vol=smile.put10_vol,
                put25_vol=smile.put25_vol,
                call25_vol=smile.call25_vol,
                call10_vol=smile.call10_vol,
                put25_usd=smile.put25_usd,
                call25_usd=smile.call25_usd,
                strikes=nearest_strikes(held, expiry.forward_usd),
                strikes_held=held.held,
            )
        )
        before = node or before
    return tuple(rows)


def _chain_notes(chain: Chain, fault: str | None) -> Notes:
    said: list[str] = []
    if fault:
        said.append(f"calendar arbitrage between {fault}")
    if chain.faults:
        said.append(f"{chain.faults} quotes set aside (volatility absurd or outside bid and ask)")
    if chain.inverted:
        said.append(f"{chain.inverted} volatilities taken from mark prices")
    return {"expiries": "; ".join(said)} if said else {}


def _share_notes(sums: PutCalls) -> Notes:
    volume, open_interest, premium_usd = sums.volume, sums.open_interest, sums.premium_usd
    notes: Notes = {}
    if volume.put_share is None:
        notes["put_volume_share"] = "no option traded in 24 hours"
    if volume.ratio is None:
        notes["put_call_volume"] = "no call traded in 24 hours"
    if open_interest.put_share is None:
        notes["put_oi_share"] = "no open interest"
    if open_interest.ratio is None:
        notes["put_call_oi"] = "no open interest in calls"
    if premium_usd.put_share is None:
        reason = "no option traded in 24 hours has a premium or a mark price"
        notes |= dict.fromkeys(("put_premium_usd", "call_premium_usd", "put_premium_share", "put_call_premium"), reason)
    else:
        said = [f"volume x mark price in place of what was paid: {', '.join(sums.estimated)}"] if sums.estimated else []
        if sums.unpriced_coin > 0:
            said.append(f"lacks {sums.unpriced_coin:,.0f} coins of volume without either")
        notes |= {"put_premium_share": "; ".join(said)} if said else {}
    if premium_usd.put_share is not None and premium_usd.ratio is None:
        notes["put_call_premium"] = "no premium in calls"
    return notes


def _gamma_notes(gamma: GammaExposure) -> Notes:
    if gamma.usd_per_pct is None:
        reason = "no option has both open interest and a usable volatility"
        return dict.fromkeys(("gamma_usd_per_pct", "gamma_flip_usd"), reason)
    if gamma.flip_usd is None:
        return {"gamma_flip_usd": f"it keeps its sign within {FLIP_WITHIN_PCT:.0f}% of the price"}
    if gamma.flips > 1:
        return {"gamma_flip_usd": f"the nearest of {gamma.flips} within {FLIP_WITHIN_PCT:.0f}% of the price"}
    return {}


def _index_notes(index: IndexStanding) -> Notes:
    if index.vol is None:
        fields = ("dvol_vol", "dvol_percentile_share", "dvol_rank_share", "dvol_days")
        return dict.fromkeys(fields, "no value of the volatility index from the last two days")
    if index.percentile_share is None:
        reason = f"only {index.days} days of the index are known"
        return dict.fromkeys(("dvol_percentile_share", "dvol_rank_share", "dvol_days"), reason)
    if index.days < YEAR_DAYS:
        return {"dvol_percentile_share": f"over {index.days} days"}
    return {}


def _difference(near: float | None, far: float | None) -> float | None:
    return None if near is None or far is None else near - far
