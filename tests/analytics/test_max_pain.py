"""Max pain equals trying every strike."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tui.analytics.max_pain import max_pain_usd
from tui.analytics.strike_interest import by_strike

holdings = st.lists(st.tuples(st.integers(1, 30), st.booleans(), st.integers(0, 50)), min_size=1, max_size=40).map(
    sorted
)


@given(holdings)
def test_it_is_the_strike_that_pays_holders_least(held: list[tuple[int, bool, int]]) -> None:
    def paid(settle: int) -> int:
        return sum(oi * max(settle - k if is_call else k - settle, 0) for k, is_call, oi in held)

    found = max_pain_usd(
        by_strike(
            np.array([float(k) for k, _, _ in held]),
            np.array([is_call for _, is_call, _ in held]),
            np.array([float(oi) for _, _, oi in held]),
        )
    )
    if not any(oi for _, _, oi in held):
        assert found is None
        return
    strikes = sorted({k for k, _, _ in held})
    assert found == min(strikes, key=lambda k: (paid(k), k))
