from tui.analytics.etf_flows import etf_board
from tui.domain.events import EtfFlow


def flow(asset: str, date: str, usd: float, reported: int | None = None, issuers: int | None = None) -> EtfFlow:
    return EtfFlow(
        source="csv", asset=asset, date=date, net_flow_usd=usd, reported=reported, issuers=issuers, recv_ms=1
    )


def test_nothing_reported_is_no_section() -> None:
    assert etf_board([]) is None


def test_the_newest_date_and_the_sum_of_both() -> None:
    found = etf_board(
        [flow("BTC", "2025-11-03", -1.0), flow("BTC", "2025-11-04", -577.0), flow("ETH", "2025-11-04", -178.0)]
    )
    assert found is not None
    assert (found.date, found.btc_usd, found.eth_usd, found.total_usd) == ("2025-11-04", -577.0, -178.0, -755.0)
    assert (found.complete, found.source) == (None, "csv")
    assert (found.btc_issuers, found.eth_issuers) == ((None, 12), (None, 9))
    assert [(day.date, day.btc_usd, day.eth_usd) for day in found.days] == [
        ("2025-11-03", -1.0, None), ("2025-11-04", -577.0, -178.0),
    ]  # fmt: skip
    assert found.notes == {"complete": "the source doesn't say how many issuers have reported"}


def test_one_asset_alone_has_no_sum_and_is_not_complete() -> None:
    found = etf_board([flow("BTC", "2025-11-04", 5.0, 12, 12), flow("ETH", "2025-11-03", 7.0, 9, 9)])
    assert found is not None
    assert (found.date, found.btc_usd, found.eth_usd, found.total_usd) == ("2025-11-04", 5.0, None, None)
    assert found.complete is False
    assert found.notes["eth_usd"] == "not reported for 2025-11-04"
    assert found.notes["complete"] == "BTC 12 of 12 issuers; ETH not reported"
    assert (found.btc_issuers, found.eth_issuers) == ((12, 12), (None, None))


def test_ten_days_are_kept_oldest_first() -> None:
    found = etf_board([flow("BTC", f"2025-11-{day:02d}", day) for day in range(1, 15)])
    assert found is not None
    assert [day.date[-2:] for day in found.days] == [f"{day:02d}" for day in range(5, 15)]


def test_complete_when_every_issuer_of_both_has_reported() -> None:
    date = "2025-11-04"
    whole = etf_board([flow("BTC", date, 0.0, 12, 12), flow("ETH", date, 7.0, 9, 9)])
    partial = etf_board([flow("BTC", date, 0.0, 9, 12), flow("ETH", date, 7.0)])
    assert whole is not None
    assert partial is not None
    assert (whole.complete, whole.btc_usd, whole.total_usd) == (True, 0.0, 7.0)
    assert (partial.complete, partial.notes["complete"]) == (False, "BTC 9 of 12 issuers")
    assert (partial.btc_usd, partial.eth_usd, partial.total_usd) == (0.0, 7.0, None)
    assert partial.notes["total_usd"] == "no sum of parts: BTC 9 of 12 issuers"
