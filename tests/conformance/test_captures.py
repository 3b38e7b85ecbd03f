"""Every recorded record that the product reads, against the oracle's reading of it; `conftest` prints the counts."""

from collections import Counter
from pathlib import Path

import pytest

from tests.conformance.records import CHECKS, Check
from tests.conformance.table import ROWS, Row, drawn


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.venue}: {check.source}")
def test_events_are_the_oracles(captures: Path, check: Check) -> None:
    verdicts = Counter(check.verdicts(captures))
    ROWS.append(Row(check.venue, check.kind, check.source, verdicts[True], verdicts[False], verdicts[None]))
    assert verdicts[True] > 0
    assert verdicts[False] == 0


def test_the_table_adds_up() -> None:
    rows = [Row("okx", "funding", "a", 3, 0, 2), Row("bybit", "tickers", "b", 10, 1, 0)]
    assert drawn(rows) == [
        "venue  kind     source  agree  disagree  out of scope",
        "bybit  tickers  b          10         1             0",
        "okx    funding  a           3         0             2",
        "total                      13         1             2",
    ]
    assert drawn([]) == []
