"""Option chains: which options each venue lists, and the whole chain's state at a moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import exp, sqrt
from zlib import crc32

import numpy as np

from tui.domain.clock import DAY_MS
from tui.paper.contract import Contract, OptionState
from tui.paper.expiries import dailies, day_code, monthlies, number_code, quarterlies, weeklies
from tui.paper.listings import price_factor
from tui.paper.noise import Floats, stream_key, uniform
from tui.paper.scenario import Volatility
from tui.paper.surface import Surface, black76

# Strikes reach this many deviations of a typical volatility from the forward.
_REACH_DEVIATIONS = 2.6
_TYPICAL_VOL = 0.62
_STEPS_USD = {"BTC": (500, 1000, 2000, 5000), "ETH": (25, 50, 100, 200)}
_ROUND_USD = {"BTC": 5000, "ETH": 250}
_STRIKES_WANTED = 34
_BIG_STRIKES_WANTED = 62
_LEAST_COIN = 0.0001
_SPREAD_POINTS = 0.8
_LEAST_VOL = 1.0
# An inverse option's contract is counted in coin too: 1 on Deribit, a hundredth (BTC) or tenth (ETH) on OKX.
_CONTRACT_COIN = {
    "deribit": {"BTC": 1.0, "ETH": 1.0},
    "okx": {"BTC": 0.01, "ETH": 0.1},
    "bybit": {"BTC": 1.0, "ETH": 1.0},
}

Forward = Callable[[int], float]
"""The forward in dollars of an expiry."""


@dataclass(frozen=True, kw_only=True)
class ChainAt:
    """What a chain is priced with."""

    at_ms: int
    index_usd: float
    forward_usd: Forward


def list_options(venue: str, asset: str, spot_usd: float, at_ms: int) -> list[Contract]:
    """Every option of one asset at one venue, around `spot_usd`, by expiry, strike and kind."""
    if venue not in _CONTRACT_COIN or asset not in _STEPS_USD:
        return []
    big = set(quarterlies(at_ms, 4))
    expiries = {*dailies(at_ms, 3), *weeklies(at_ms, 3), *monthlies(at_ms, 3), *big}
    return [
        Contract(
            venue=venue,
            kind="option",
            id=_name(venue, asset, expiry, strike, is_call),
            asset=asset,
            quote="USDT" if venue == "bybit" else "USD",
            inverse=venue != "bybit",
            contract_size=_CONTRACT_COIN[venue][asset],
            lot=1.0 if venue == "okx" else 0.1,
            tick_usd=5.0 if asset == "BTC" else 0.1,
            price_factor=price_factor(venue, "USD"),
            expiry_ms=expiry,
            strike_usd=float(strike),
            is_call=is_call,
        )
        for expiry in sorted(expiries)
        for strike in _strikes(asset, spot_usd, (expiry - at_ms) / DAY_MS, expiry in big)
        for is_call in (True, False)
    ]


def price_chain(
    options: Sequence[Contract], volatility: Volatility, surface: Surface, at: ChainAt, seed: int
) -> list[OptionState]:
    """The state of every option of one chain that has not expired, in the order of `options`."""
    alive = [option for option in options if option.expiry_ms is not None and option.expiry_ms > at.at_ms]
    if not alive:
        return []
    venue = alive[0].venue
    open_coin = _spread(alive, at, volatility.oi_coin[venue], volatility.put_oi_share, stream_key(seed, "open"))
    traded_coin = _spread(
        alive, at, volatility.volume_24h_coin[venue], volatility.put_volume_share, stream_key(seed, "traded")
    )
    states: dict[int, OptionState] = {}
    for (expiry_ms, is_call), group in groupby(sorted(enumerate(alive), key=_expiry_and_kind), key=_expiry_and_kind):
        places = [place for place, _ in group]
        members = [alive[place] for place in places]
        priced = _price_group(members, expiry_ms, is_call, surface, at, open_coin[places], traded_coin[places])
        states.update(zip(places, priced, strict=True))
    return [states[place] for place in sorted(states)]


def _expiry_and_kind(item: tuple[int, Contract]) -> tuple[int, bool]:
    return item[1].expiry_ms or 0, bool(item[1].is_call)


def _price_group(
    options: Sequence[Contract],
    expiry_ms: int,
    is_call: bool,
    surface: Surface,
    at: ChainAt,
    open_coin: Floats,
    traded_coin: Floats,
) -> list[OptionState]:
    """The calls or the puts of one expiry."""
    days = (expiry_ms - at.at_ms) / DAY_MS
    forward = at.forward_usd(expiry_ms)
    strikes = np.array([option.strike_usd for option in options])
    mark_vol = surface.smile(options[0].venue, forward, strikes, days, at.at_ms)
    half = _SPREAD_POINTS * (1 + 4 * np.abs(np.log(strikes / forward)))
    mark = black76(forward, strikes, days, mark_vol, is_call)
    bid = black76(forward, strikes, days, np.maximum(mark_vol - half, _LEAST_VOL), is_call).price_coin
    ask = black76(forward, strikes, days, mark_vol + half, is_call).price_coin
    columns = (mark_vol, half, mark.price_coin, bid, ask, mark.delta, mark.gamma, mark.vega_usd, mark.theta_usd)
    rows = zip(options, *(column.tolist() for column in (*columns, open_coin, traded_coin)), strict=True)
    return [
        OptionState(
            contract=option,
            at_ms=at.at_ms,
            mark_vol=vol,
            bid_vol=max(vol - spread, _LEAST_VOL) if bid_coin >= _LEAST_COIN else None,
            ask_vol=vol + spread,
            mark_coin=coin,
            bid_coin=bid_coin if bid_coin >= _LEAST_COIN else None,
            ask_coin=max(ask_coin, _LEAST_COIN),
            last_coin=max(coin, _LEAST_COIN),
            underlying_usd=forward,
            index_usd=at.index_usd,
            delta=delta,
            gamma=gamma,
            vega_usd=vega,
            theta_usd=theta,
            open_interest_coin=open_interest,
            volume_24h_coin=volume,
        )
        for option, vol, spread, coin, bid_coin, ask_coin, delta, gamma, vega, theta, open_interest, volume in rows
    ]


def _spread(options: Sequence[Contract], at: ChainAt, total: float, put_share: float, key: int) -> Floats:
    """`total` coin over a chain: puts gather below the forward, calls above, round strikes and quarters draw more;
    puts sum to exactly their share."""
    strikes = np.array([option.strike_usd for option in options])
    is_put = np.array([not option.is_call for option in options])
    days = np.array([((option.expiry_ms or 0) - at.at_ms) / DAY_MS for option in options])
    moneyness = np.log(strikes / at.index_usd) / np.sqrt(np.maximum(days, 1) / 365)
    centre = np.where(is_put, -0.35, 0.35)
    roundness = 1 + (strikes % _ROUND_USD[options[0].asset] == 0) + (strikes % (2 * _ROUND_USD[options[0].asset]) == 0)
    names = np.array([crc32(option.id.encode()) for option in options], dtype=np.int64)
    chance = np.exp(1.1 * uniform(key, names))
    weight = np.exp(-0.5 * ((moneyness - centre) / 0.7) ** 2) * roundness * np.sqrt(np.maximum(days, 0.5)) * chance
    share = np.where(is_put, put_share / weight[is_put].sum(), (1 - put_share) / weight[~is_put].sum())
    return np.asarray(np.round(total * weight * share, 1), dtype=np.float64)


def _strikes(asset: str, spot_usd: float, days: float, is_big: bool) -> list[int]:
    """Round strikes around the money: as many as a real expiry of that length lists."""
    wanted = _BIG_STRIKES_WANTED if is_big else _STRIKES_WANTED
    reach = spot_usd * (exp(_REACH_DEVIATIONS * _TYPICAL_VOL * sqrt(max(days, 1.0) / 365)) - 1)
    fitting = [step for step in _STEPS_USD[asset] if 2 * reach / step <= wanted * 1.5]
    step = fitting[0] if fitting else _STEPS_USD[asset][-1]
    middle = round(spot_usd / step)
    below = min(wanted // 2, middle - 1)
    return [step * number for number in range(middle - below, middle + wanted - below)]


def _name(venue: str, asset: str, expiry_ms: int, strike: int, is_call: bool) -> str:
    kind = "C" if is_call else "P"
    if venue == "okx":
        return f"{asset}-USD-{number_code(expiry_ms)}-{strike}-{kind}"
    name = f"{asset}-{day_code(expiry_ms)}-{strike}-{kind}"
    return f"{name}-USDT" if venue == "bybit" else name
