"""What is listed when: lists change at 08:00 UTC, when contracts expire and new ones come."""

from dataclasses import dataclass, replace

from tui.domain.clock import DAY_MS
from tui.paper.chain import list_options
from tui.paper.contract import Contract, Kind
from tui.paper.expiries import dailies
from tui.paper.forced_batch import Pool, make_pool
from tui.paper.listings import LISTINGS, listed
from tui.paper.quotes import Quotes
from tui.paper.scenario import Scenario

_DAYS_KEPT = 4
_OPTION_VENUES = ("deribit", "okx", "bybit")


@dataclass(frozen=True, kw_only=True)
class _Day:
    contracts: tuple[Contract, ...]
    by_venue: dict[str, list[Contract]]
    by_kind: dict[tuple[str, Kind], list[Contract]]
    by_id: dict[tuple[str, str], list[Contract]]
    pool: Pool


class Catalogue:
    """Every venue's contracts at a moment."""

    def __init__(self, scenario: Scenario, quotes: Quotes, option_assets: tuple[str, ...]) -> None:
        self._scenario = scenario
        self._quotes = quotes
        self._option_assets = option_assets
        self._days: dict[int, _Day] = {}

    def contracts(self, at_ms: int) -> tuple[Contract, ...]:
        return self._day(at_ms).contracts

    def of_venue(self, venue: str, kind: Kind | None, asset: str | None, at_ms: int) -> list[Contract]:
        """One venue's contracts, of one kind and asset where they are given."""
        day = self._day(at_ms)
        found = day.by_venue.get(venue, []) if kind is None else day.by_kind.get((venue, kind), [])
        return [contract for contract in found if asset in (None, contract.asset)]

    def find(self, venue: str, id: str, kind: Kind | None, at_ms: int) -> Contract | None:
        """The contract of that id, of that kind where it is given; None when it isn't listed."""
        found = self._day(at_ms).by_id.get((venue, id), [])
        return next((contract for contract in found if kind in (None, contract.kind)), None)

    def pool(self, at_ms: int) -> Pool:
        """What the live stream of forced orders falls on."""
        return self._day(at_ms).pool

    def _day(self, at_ms: int) -> _Day:
        since_ms = dailies(at_ms, 1)[0] - DAY_MS
        known = self._days.get(since_ms)
        if known is None:
            known = self._days[since_ms] = self._make_day(since_ms)
            while len(self._days) > _DAYS_KEPT:
                self._days.pop(next(iter(self._days)))
        return known

    def _make_day(self, since_ms: int) -> _Day:
        contracts = [contract for listing in LISTINGS for contract in listed(listing, since_ms)]
        contracts = [self._of_scenario(contract) for contract in contracts if contract.asset in self._scenario.assets]
        self._quotes.positions.share_out(contracts)
        pool = self._make_pool(contracts)
        for asset in self._option_assets:
            spot_usd = self._quotes.price_usd(asset, since_ms)
            for venue in _OPTION_VENUES:
                contracts += list_options(venue, asset, spot_usd, since_ms)
        by_venue: dict[str, list[Contract]] = {}
        by_kind: dict[tuple[str, Kind], list[Contract]] = {}
        by_id: dict[tuple[str, str], list[Contract]] = {}
        for contract in contracts:
            by_venue.setdefault(contract.venue, []).append(contract)
            by_kind.setdefault((contract.venue, contract.kind), []).append(contract)
            by_id.setdefault((contract.venue, contract.id), []).append(contract)
        return _Day(contracts=tuple(contracts), by_venue=by_venue, by_kind=by_kind, by_id=by_id, pool=pool)

    def _of_scenario(self, contract: Contract) -> Contract:
        """The contract with the funding interval that the scenario gives it."""
        interval_h = self._scenario.funding_interval_h.get(f"{contract.venue} {contract.id}")
        is_changed = interval_h is not None and contract.kind == "perpetual"
        return replace(contract, funding_interval_h=interval_h) if is_changed else contract

    def _make_pool(self, contracts: list[Contract]) -> Pool:
        """Chances by what the asset lost the day before, the venue's share and the contract's open interest."""
        venues = self._scenario.liquidations.venues
        members = [contract for contract in contracts if contract.venue in venues and contract.open_interest_weight]
        open_by_market: dict[tuple[str, str], float] = {}
        for contract in members:
            market = (contract.venue, contract.asset)
            open_by_market[market] = open_by_market.get(market, 0.0) + contract.open_interest_weight
        weights = [
            self._scenario.assets[contract.asset].liquidated_24h_usd
            * venues[contract.venue]
            * contract.open_interest_weight
            / open_by_market[contract.venue, contract.asset]
            for contract in members
        ]
        return make_pool(members, weights)
