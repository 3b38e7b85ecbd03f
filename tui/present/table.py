"""The Board as plain text, for `floorline snapshot` and for terminals that can't show a screen."""

from collections.abc import Iterable, Iterator

from tui.domain.board import AssetBoard, Board, OpenInterestBoard, Section
from tui.present import figures
from tui.present.liquidations import known, observed
from widgets.view.text import MISSING

_INDENT = "  "
_SHAPES = {"none": "no backwardation", "short": "short-term backwardation", "full": "full inversion"}
_LABEL = 14


def table(board: Board, assets: Iterable[str]) -> str:
    """One block for each asset and one for the feeds; every gap says why."""
    lines = [f"floorline {board.mode} · {figures.day(board.as_of_ms)} {figures.clock_time(board.as_of_ms)} UTC", ""]
    for asset in assets:
        lines += [asset, *(_INDENT + line for line in _asset(board.assets[asset])), ""]
    lines += ["feeds", *(_INDENT + line for line in _feeds(board))]
    return "\n".join(lines) + "\n"


def _row(label: str, text: str) -> str:
    return f"{label:<{_LABEL}}{text}"


def _gap(section: Section, key: str) -> str:
    return f"{MISSING} ({section.notes.get(key, 'not known now')})"


def _change(pct: float | None) -> str:
    return figures.change(pct)[0].strip() if pct is not None else MISSING


def _asset(facts: AssetBoard) -> Iterator[str]:
    yield _price(facts)
    yield _drawdown(facts)
    yield from _weekly(facts)
    for level in facts.levels:
        edge = figures.price(level.price_usd) + (f"-{figures.price(level.to_usd)}" if level.to_usd else "")
        away = figures.signed_percent(level.distance_pct)[0]
        yield _row("level", f"{edge:>17}  {away:>7}  {(level.word or MISSING):<10}{level.label}")
    yield _liquidations(facts)
    yield _open_interest(facts)
    yield _funding(facts)
    yield _basis(facts)
    yield from _options(facts)


def _price(facts: AssetBoard) -> str:
    now = facts.price
    if now.usd is None:
        return _row("price", _gap(now, "usd"))
    spread = MISSING if now.spread_pct is None else f"{now.spread_pct:.2f}%"
    wide = " DIVERGENT" if now.divergent else ""
    return _row(
        "price",
        f"{figures.price(now.usd)}  {_change(now.change_24h_pct)}  {len(now.venues)} venues, {spread} apart{wide}",
    )


def _drawdown(facts: AssetBoard) -> str:
    fall = facts.drawdown
    if fall.pct is None or fall.high_usd is None:
        return _row("from high", _gap(fall, "pct"))
    return _row("from high", f"{fall.pct:+.1f}% from {figures.price(fall.high_usd)}, {fall.high_on or 'yours'}")


def _weekly(facts: AssetBoard) -> Iterator[str]:
    week = facts.weekly
    yield _row("week closes", f"in {figures.countdown(week.closes_in_s)}")
    if week.trigger_usd is None or week.distance_pct is None:
        yield _row("50-week", _gap(week, "trigger_usd"))
        return
    averages = [("completed", week.sma50_completed_usd), ("running", week.sma50_running_usd)]
    averages.sort(key=lambda each: each[0] != week.sma_rule)
    yield _row("50-week", ", ".join(f"{name} {figures.price_span(usd)[0]}" for name, usd in averages))
    below = week.close_below_share
    likely = "" if below is None else f", {figures.likelihood(below)} to close below (zero drift)"
    sigma = "" if week.sigma is None else f", {week.sigma:+.1f} sigma"
    yield _row("trigger", f"{figures.price(week.trigger_usd)}  {week.distance_pct:+.1f}%{sigma}{likely}")


def _liquidations(facts: AssetBoard) -> str:
    forced = known(facts.liquidations)
    if forced.total_usd is None:
        return _row("liquidations", _gap(forced, "total_usd"))
    longs = figures.share(forced.long_share)[0]
    return _row(
        "liquidations", f"recorded ≥ ${figures.at_least(forced.total_usd)}  long {longs}  {observed(forced)} observed"
    )


def _open_interest(facts: AssetBoard) -> str:
    interest = facts.open_interest
    if interest.usd is None:
        return _row("open interest", _gap(interest, "usd"))
    verdict = {"yes": "deleveraging", "no": "not deleveraging", "unknown": "no verdict yet"}[interest.deleveraging]
    changes = f"{_change(interest.change_24h_pct)} usd, {_change(interest.coin_change_24h_pct)} coin"
    return _row(
        "open interest",
        f"${figures.compact(interest.usd)}  {changes}{_part(interest)}  {verdict}  {len(interest.venues)} venues",
    )


def _part(interest: OpenInterestBoard) -> str:
    """What part of the open interest the changes are of, where that is not all."""
    share = interest.change_share
    return "" if share is None or share >= 0.995 else f" of {share * 100:.0f}% of it"


def _funding(facts: AssetBoard) -> str:
    funding = facts.funding
    if funding.apr_pct is None:
        return _row("funding", _gap(funding, "apr_pct"))
    ends = " to ".join(
        f"{figures.percent(pct)[0]} {figures.venue_name(venue or '')}"
        for pct, venue in (
            (funding.apr_min_pct, funding.apr_min_venue),
            (funding.apr_max_pct, funding.apr_max_venue),
        )
    )
    return _row("funding", f"{funding.apr_pct:.1f}% APR, {ends}")


def _basis(facts: AssetBoard) -> str:
    basis = facts.basis
    if basis.apr_pct is None:
        return _row("basis", _gap(basis, "apr_pct"))
    rule = "interpolated to 90 d" if basis.rule == "cm90" else f"nearest, {basis.days:.0f} d"
    return _row("basis", f"{basis.apr_pct:.2f}% APR, {basis.convention}, {rule}")


def _options(facts: AssetBoard) -> Iterator[str]:
    options = facts.options
    tenors = [f"{days}d {figures.volatility(value)[0]}" for days, value in options.atm.items()]
    if not any(value is not None for value in options.atm.values()):
        yield _row("volatility", _gap(options, "atm"))
    else:
        shape = f"  {_SHAPES[options.backwardation]}" if options.backwardation else ""
        shape += " ending" if options.backwardation_fading_since_ms is not None else ""
        yield _row("volatility", f"{'  '.join(tenors)}{shape}  DVOL {figures.volatility(options.dvol_vol)[0]}")
    puts = options.put_volume_share
    split = MISSING if puts is None else f"puts {puts * 100:.0f}% calls {(1 - puts) * 100:.0f}% of 24 h volume"
    if options.put_premium_share is not None:
        split += f", puts {options.put_premium_share * 100:.0f}% of its premium"
    yield _row("skew", f"{options.skew_words or _gap(options, 'rr25_vol')}  {split}")
    realised = options.realised_vol.get("30")
    if realised is None:
        yield _row("realised", _gap(options, "realised_vol"))
    else:
        gap = options.implied_less_realised_vol.get("30")
        beyond = "" if gap is None else f", implied {gap:+.1f}v against it"
        yield _row("realised", f"30d {realised:.1f} close to close{beyond}")
    if options.gamma_usd_per_pct is None:
        yield _row("gamma", _gap(options, "gamma_usd_per_pct"))
    else:
        flip = "" if options.gamma_flip_usd is None else f"  flips at {figures.price(options.gamma_flip_usd)}"
        whole = figures.signed_usd(options.gamma_usd_per_pct)[0]
        yield _row("gamma", f"{whole} per 1%, if {options.gamma_convention}{flip}")


def _feeds(board: Board) -> Iterator[str]:
    for feed in board.feeds:
        age = f"{figures.age(feed.age_s):>4}"
        yield f"{feed.venue:<14}{feed.kind:<17}{feed.state:<11}{age}  {feed.reason or ''}".rstrip()
