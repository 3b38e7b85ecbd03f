import pytest

from tui.domain.retry_after import retry_after_s

NOW_MS = 1_762_300_800_000  # 2025-11-05 00:00 UTC


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("9" * 400, 999_999_999.0),
        ("Wed, 05 Nov 2025 00:01:30 GMT", 90.0),
        ("Tue, 04 Nov 2025 23:00:00 GMT", 0.0),
        ("", None),
        ("²", None),
        ("٣", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("Wed, 05 Nov 99999 00:00:00 GMT", None),
    ],
)
def test_seconds_and_dates_are_read_and_nothing_else(value: str, expected: float | None) -> None:
    assert retry_after_s(value, NOW_MS) == expected
