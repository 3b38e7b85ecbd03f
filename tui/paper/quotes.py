"""Prices of contracts: what each trades at beside its asset, its spread, its day, and its bars."""

from collections.abc import Mapping

from tui.domain.clock import DAY_MS
from tui.paper.candles import CandleBook
from tui.paper.contract import Bar, Contract, ContractState
from tui.paper.noise import smooth_at, stream_key, uniform_at
from tui.paper.path import PricePath, Timeline, course_at
from tui.paper.positions import Positions, next_funding_ms
from tui.paper.scenario import Scenario

# A perpetual trades above its index by this part of one interval's funding, and a little to and fro.
_PREMIUM_OF_FUNDING = 0.5
_PREMIUM_WIGGLE = 0.00004
_PREMIUM_PERIOD_S = 90.0
_BASIS_SPREAD_POINTS = 0.12
_BASIS_WIGGLE_POINTS = 0.06
_BASIS_PERIOD_S = 300.0
_SPREAD = 0.00002
_SPOT_SHARES = {"binance": 0.42, "bybit": 0.17, "okx": 0.16, "coinbase": 0.16, "kraken": 0.09}
_MAIN_QUOTE = {"coinbase": "USD", "kraken": "USD"}
_MAIN_QUOTE_SHARE = 0.88
# What trades in a day against open interest.
_TURNOVER = {"perpetual": 1.7, "future": 0.3}


class Quotes:
    """The price side of every spot pair, perpetual and dated future."""

    def __init__(self, scenario: Scenario, seed: int, timeline: Timeline) -> None:
        self._scenario = scenario
        self._seed = seed
        self._timeline = timeline
        self._paths: Mapping[str, PricePath] = {
            asset: PricePath(asset, scenario, seed, timeline) for asset in scenario.assets
        }
        self._books = {asset: CandleBook(path, timeline.start_ms) for asset, path in self._paths.items()}
        self.positions = Positions(scenario, seed, timeline, self.price_usd, self.mark_usd)

    def path(self, asset: str) -> PricePath:
        return self._paths[asset]

    def price_usd(self, asset: str, at_ms: float) -> float:
        """The asset's own price."""
        return self._paths[asset].usd(at_ms)

    def index_usd(self, contract: Contract, at_ms: float) -> float:
        """The venue's index in the contract's quote currency."""
        return self.price_usd(contract.asset, at_ms) * contract.price_factor

    def mark_usd(self, contract: Contract, at_ms: float) -> float:
        """Index and premium."""
        return self.index_usd(contract, at_ms) * (1 + self._premium(contract, at_ms))

    def forward_usd(self, venue: str, index_usd: float, expiry_ms: int, at_ms: float) -> float:
        """What the venue's dated futures of that expiry are worth."""
        return index_usd * (1 + self._carry(venue, expiry_ms, at_ms))

    def state(self, contract: Contract, now_ms: int) -> ContractState:
        """Everything about one contract at one moment."""
        mark = self.mark_usd(contract, now_ms)
        bid, ask, last = self._market(contract, mark, now_ms)
        high, low, volume = self._books[contract.asset].day(now_ms)
        factor = mark / self.price_usd(contract.asset, now_ms)
        opened = _on_tick(self.price_usd(contract.asset, now_ms - DAY_MS) * factor, contract.tick_usd)
        coin = self.positions.coin(contract, now_ms)
        pays = contract.kind == "perpetual"
        volume_coin = volume * self._daily_coin(contract)
        return ContractState(
            contract=contract,
            at_ms=now_ms,
            bid_usd=bid,
            ask_usd=ask,
            last_usd=last,
            mark_usd=mark,
            index_usd=self.index_usd(contract, now_ms),
            open_24h_usd=opened,
            high_24h_usd=max(last, _on_tick(high * factor, contract.tick_usd)),
            low_24h_usd=min(last, _on_tick(low * factor, contract.tick_usd)),
            change_24h_pct=(last / opened - 1) * 100,
            volume_24h_coin=volume_coin,
            volume_24h_usd=volume_coin * last,
            open_interest_coin=coin,
            open_interest_usd=coin * mark,
            funding_rate=self.positions.funding_rate(contract, now_ms) if pays else None,
            funding_apr_pct=self.positions.funding_apr_pct(contract, now_ms) if pays else None,
            funding_next_ms=next_funding_ms(contract, now_ms) if pays else None,
        )

    def candles(
        self, contract: Contract, step_ms: int, since_ms: int, until_ms: int, now_ms: int, offset_ms: int
    ) -> list[Bar]:
        """The contract's bars that open in [since, until]; a premium counts as it is now."""
        bars = self._books[contract.asset].bars(step_ms, since_ms, until_ms, now_ms, offset_ms)
        factor = contract.price_factor * (1 + self._premium(contract, now_ms))
        volume = self._daily_coin(contract)
        return [
            Bar(
                open_ms=bar.open_ms,
                open_usd=_on_tick(bar.open_usd * factor, contract.tick_usd),
                high_usd=_on_tick(bar.high_usd * factor, contract.tick_usd),
                low_usd=_on_tick(bar.low_usd * factor, contract.tick_usd),
                close_usd=_on_tick(bar.close_usd * factor, contract.tick_usd),
                volume_coin=bar.volume_coin * volume,
            )
            for bar in bars
        ]

    def _premium(self, contract: Contract, at_ms: float) -> float:
        if contract.kind == "spot":
            return 0.0
        if contract.expiry_ms is not None:
            return self._carry(contract.venue, contract.expiry_ms, at_ms)
        key = stream_key(self._seed, f"premium {contract.venue} {contract.id}")
        wiggle = smooth_at(key, self._timeline.scenario_s(at_ms), _PREMIUM_PERIOD_S)
        return _PREMIUM_OF_FUNDING * self.positions.funding_rate(contract, at_ms) + _PREMIUM_WIGGLE * wiggle

    def _carry(self, venue: str, expiry_ms: int, at_ms: float) -> float:
        """The fraction by which a forward of that expiry stands above the index."""
        days = max(0.0, (expiry_ms - at_ms) / DAY_MS)
        key = stream_key(self._seed, f"basis {venue}")
        apr_pct = (
            course_at(self._scenario.basis_apr_pct, days)
            + course_at(self._scenario.basis_apr_points, self._timeline.scenario_h(at_ms))
            + _BASIS_SPREAD_POINTS * uniform_at(key, 0)
            + _BASIS_WIGGLE_POINTS * smooth_at(key + 1, self._timeline.scenario_s(at_ms), _BASIS_PERIOD_S)
        )
        return apr_pct / 100 * days / 365

    def _market(self, contract: Contract, mark_usd: float, now_ms: int) -> tuple[float, float, float]:
        """Bid, ask and last: the last trade is at the mark's tick, on one side of the spread."""
        last = _on_tick(mark_usd, contract.tick_usd)
        spread = max(contract.tick_usd, _on_tick(mark_usd * _SPREAD, contract.tick_usd))
        key = stream_key(self._seed, f"side {contract.venue} {contract.id}")
        sold = uniform_at(key, now_ms // 1000) < 0
        bid = last if sold else _on_tick(last - spread, contract.tick_usd)
        return bid, _on_tick(bid + spread, contract.tick_usd), last

    def _daily_coin(self, contract: Contract) -> float:
        """What trades of it on an average day, in coin."""
        situation = self._scenario.assets[contract.asset]
        if contract.kind != "spot":
            return self.positions.coin(contract, self._timeline.start_ms) * _TURNOVER[contract.kind]
        main = contract.quote == _MAIN_QUOTE.get(contract.venue, "USDT")
        share = _SPOT_SHARES[contract.venue] * (_MAIN_QUOTE_SHARE if main else 1 - _MAIN_QUOTE_SHARE)
        return situation.spot_volume_24h_usd / situation.price_usd * share


def _on_tick(price_usd: float, tick_usd: float) -> float:
    return float(f"{round(price_usd / tick_usd) * tick_usd:.10g}")
