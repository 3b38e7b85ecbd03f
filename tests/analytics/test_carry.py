import pytest

from tui.analytics.carry import with_carry
from tui.domain.board import Basis


@pytest.mark.parametrize(
    ("basis", "funding", "words", "over"),
    [
        (
            Basis(apr_pct=3.6, net_of_bill_pct=-0.6),
            5.9,
            "basis 3.6%; -0.6% over the bill: not worth it; -2.3% over funding: perpetual pays more",
            -2.3,
        ),
        (
            Basis(apr_pct=9.0, net_of_bill_pct=4.8),
            5.9,
            "basis 9.0%; +4.8% over the bill: worth it before fees; +3.1% over funding: dated pays more",
            3.1,
        ),
        (Basis(apr_pct=9.0), 5.9, "basis 9.0%; +3.1% over funding: dated pays more", 3.1),
    ],
)
def test_one_line(basis: Basis, funding: float, words: str, over: float) -> None:
    found = with_carry(basis, funding)
    assert found.carry_words == words
    assert found.over_funding_pct == pytest.approx(over)


def test_what_is_missing_is_said() -> None:
    found = with_carry(Basis(notes={"apr_pct": "no dated future is known yet"}), 5.9)
    assert (found.carry_words, found.notes["carry_words"]) == (None, "no dated future is known yet")
    alone = with_carry(Basis(apr_pct=4.0), None)
    assert (alone.carry_words, alone.over_funding_pct, alone.notes["over_funding_pct"]) == (
        "basis 4.0%",
        None,
        "no funding rate",
    )
