"""Order books: bids and asks of a contract at every tick around its quotes, thin or thick as the scenario says."""

from tui.paper.contract import ContractState
from tui.paper.noise import stream_key, uniform_at

_UNREST = 0.6
"""How far a level's size may differ from the even share, to either side."""
_CHANGES_EVERY_MS = 2_000

Side = list[tuple[float, float]]
"""(price, coins), best first."""


def book(state: ContractState, depth_1pct_usd: float, seed: int, levels: int) -> tuple[Side, Side]:
    """Bids and asks, a level at each tick: over many levels, `depth_1pct_usd` dollars lie within a percent."""
    contract = state.contract
    level_usd = depth_1pct_usd * contract.tick_usd / (0.01 * state.bid_usd)
    moment = state.at_ms // _CHANGES_EVERY_MS

    def side(name: str, best_usd: float, step_usd: float) -> Side:
        key = stream_key(seed, f"book {contract.venue} {contract.id} {name} {moment}")
        return [
            (price, level_usd * (1 + _UNREST * uniform_at(key, number)) / price)
            for number in range(levels)
            if (price := best_usd + step_usd * number) > 0
        ]

    return side("bids", state.bid_usd, -contract.tick_usd), side("asks", state.ask_usd, contract.tick_usd)
