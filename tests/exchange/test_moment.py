"""Moments written as text."""

import pytest

from tui.exchange.wire.moment import iso_ms


@pytest.mark.parametrize(
    ("text", "epoch_ms"),
    [
        ("2026-04-07T14:30:03.000000Z", 1_775_572_203_000),
        ("2026-04-07T14:30:03.90120868Z", 1_775_572_203_901),
        ("2026-04-07T16:30:03.123456789+02:00", 1_775_572_203_123),
        ("2026-04-07T14:30:03Z", 1_775_572_203_000),
    ],
)
def test_any_number_of_decimals(text: str, epoch_ms: int) -> None:
    found = iso_ms(text)
    assert found is not None
    assert abs(found - epoch_ms) <= 1


@pytest.mark.parametrize(
    "value", [None, "", 1775572203, "0001-01-01T00:00:00.000000Z", "2026-04-07T14:30:03", "yesterday at noon", "9" * 99]
)
def test_no_moment_is_none(value: object) -> None:
    assert iso_ms(value) is None
