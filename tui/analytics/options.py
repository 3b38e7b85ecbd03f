"""The options section of the Board, from whole chains."""

from collections.abc import Sequence

from tui.analytics.chain import Chain, read_chain
from tui.analytics.maturities import curve_verdict, maturities
from tui.analytics.max_pain import max_pain_usd
from tui.analytics.put_call import PutCall, put_call
from tui.analytics.smile import Smile, read_smile
from tui.analytics.term_structure import Interpolation, Node, forward_vol
from tui.analytics.volatility_index import YEAR_DAYS, IndexStanding, index_standing
from tui.domain.board import Notes, OptionExpiry, Options
from tui.domain.events import OptionBook

PRIMARY_VENUE = "deribit"
BALANCED_VOL = 0.05
"""A smaller risk reversal favours neither side."""

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
    index = index_standing(dvol, now_ms)
    filled = [book for book in books if book.quotes]
    primary = _primary(filled)
    if primary is None:
        return _without_chain(index, interpolation)
    notes = _index_notes(index)
    chain = read_chain(primary)
    smiles = [read_smile(expiry) for expiry in chain.expiries]
    atm, rr25, fault = maturities(chain, smiles, interpolation, notes)
    verdict = curve_verdict(atm, fault, now_ms, previous, slope_noise_vol, notes)
    volume, open_interest = put_call(filled)
    words = _skew_words(rr25)
    if words is None:
        notes["skew_words"] = "no 25-delta risk reversal"
    notes |= _share_notes(volume, open_interest) | _chain_notes(chain, fault)
    return Options(
        rule=_RULES[interpolation],
        venue=primary.venue,
        venues=tuple(sorted({book.venue for book in filled})),
        age_s=max(0, now_ms - primary.recv_ms) / 1000,
        atm=atm,
        backwardation=verdict.state if verdict else None,
        backwardation_fading_since_ms=verdict.fading_since_ms if verdict else None,
        slope_7_30_vol=_difference(atm["7"], atm["30"]),
        rr25_vol=rr25,
        skew_words=words,
        put_volume_share=volume.put_share,
        put_oi_share=open_interest.put_share,
        put_call_volume=volume.ratio,
        put_call_oi=open_interest.ratio,
        dvol_vol=index.vol,
        dvol_percentile_share=index.percentile_share,
        dvol_rank_share=index.rank_share,
        expiries=_expiries(chain, smiles),
        notes=notes,
    )


def _without_chain(index: IndexStanding, interpolation: Interpolation) -> Options:
    """What is left without any chain: the volatility index."""
    return Options(
        rule=_RULES[interpolation],
        dvol_vol=index.vol,
        dvol_percentile_share=index.percentile_share,
        dvol_rank_share=index.rank_share,
        notes=_index_notes(index) | dict.fromkeys(_FROM_CHAINS, "no option chain is known yet"),
    )


def _primary(books: Sequence[OptionBook]) -> OptionBook | None:
    def weight(book: OptionBook) -> tuple[bool, float]:
        return book.venue == PRIMARY_VENUE, sum(quote.open_interest_coin for quote in book.quotes)

    return max(books, key=weight, default=None)


def _expiries(chain: Chain, smiles: Sequence[Smile]) -> tuple[OptionExpiry, ...]:
    rows: list[OptionExpiry] = []
    before: Node | None = None
    for expiry, smile in zip(chain.expiries, smiles, strict=True):
        node = Node(expiry.days, smile.atm_vol) if smile.atm_vol is not None else None
        rows.append(
            OptionExpiry(
                expiry_ms=expiry.expiry_ms,
                days=expiry.days,
                forward_usd=expiry.forward_usd,
                atm_vol=smile.atm_vol,
                rr25_vol=smile.rr25_vol,
                bf25_vol=smile.bf25_vol,
                oi_coin=float(expiry.open_interest_coin.sum()),
                volume_coin=float(expiry.volume_coin.sum()),
                max_pain_usd=max_pain_usd(expiry.strike_usd, expiry.is_call, expiry.open_interest_coin),
                forward_vol=forward_vol(before, node) if before and node else None,
                smile=smile.points,
            )
        )
        before = node or before
    return tuple(rows)


def _skew_words(rr25: dict[str, float | None]) -> str | None:
    """The 30-day risk reversal in words; another tenor, named, where it has none."""
    for tenor in ("30", "7", "90", "180"):
        rr = rr25[tenor]
        if rr is not None:
            where = "" if tenor == "30" else f" ({tenor} d)"
            if abs(rr) < BALANCED_VOL:
                return f"balanced{where}"
            return f"{'calls' if rr > 0 else 'puts'} rich {abs(rr):.1f}v{where}"
    return None


def _chain_notes(chain: Chain, fault: str | None) -> Notes:
    said: list[str] = []
    if fault:
        said.append(f"calendar arbitrage between {fault}")
    if chain.faults:
        said.append(f"{chain.faults} quotes set aside (volatility absurd or outside bid and ask)")
    if chain.inverted:
        said.append(f"{chain.inverted} volatilities taken from mark prices")
    return {"expiries": "; ".join(said)} if said else {}


def _share_notes(volume: PutCall, open_interest: PutCall) -> Notes:
    notes: Notes = {}
    if volume.put_share is None:
        notes["put_volume_share"] = "no option traded in 24 hours"
    if volume.ratio is None:
        notes["put_call_volume"] = "no call traded in 24 hours"
    if open_interest.put_share is None:
        notes["put_oi_share"] = "no open interest"
    if open_interest.ratio is None:
        notes["put_call_oi"] = "no open interest in calls"
    return notes


def _index_notes(index: IndexStanding) -> Notes:
    if index.vol is None:
        fields = ("dvol_vol", "dvol_percentile_share", "dvol_rank_share")
        return dict.fromkeys(fields, "no value of the volatility index from the last two days")
    if index.percentile_share is None:
        reason = f"only {index.days} days of the index are known"
        return dict.fromkeys(("dvol_percentile_share", "dvol_rank_share"), reason)
    if index.days < YEAR_DAYS:
        return {"dvol_percentile_share": f"over {index.days} days"}
    return {}


def _difference(near: float | None, far: float | None) -> float | None:
    return None if near is None or far is None else near - far
