"""ETF flows: not reported is never zero, and the user's own word wins."""

from datetime import date
from pathlib import Path

import pytest

from tests.clocks import OffsetClock
from tui.config.model import EtfEntry, NetworkConfig, SourcesConfig
from tui.domain.clock import SystemClock
from tui.domain.errors import Trouble, VenueError
from tui.sources.etf import EtfFlows, parse_csv
from tui.sources.web import Web

NOW_MS = 1_762_264_800_000

CSV = """\
date,asset,net_inflow_usd,reported,issuers,source
2025-11-03,BTC,-500000000,12,12,example.org
2025-11-03,ETH,-255000000,9,9,example.org
2025-11-04,BTC,-,3,12,example.org
2025-11-04,ETH,0,9,9,example.org
2025-11-02,BTC,0,12,12,example.org
2025-11-04,SOL,1,1,1,example.org
nonsense,BTC,1,1,1,example.org
2025-11-05,BTC,nan,1,1,example.org
"""


def test_not_reported_is_absent_and_zero_is_zero() -> None:
    flows = {(flow.date, flow.asset): flow for flow in parse_csv(CSV, "csv", NOW_MS)}
    assert set(flows) == {("2025-11-03", "BTC"), ("2025-11-03", "ETH"), ("2025-11-04", "ETH")}
    assert flows["2025-11-04", "ETH"].net_flow_usd == 0
    assert flows["2025-11-03", "BTC"].net_flow_usd == -500e6
    assert (flows["2025-11-03", "BTC"].reported, flows["2025-11-03", "BTC"].issuers) == (12, 12)
    assert flows["2025-11-03", "BTC"].source == "csv via example.org"


@pytest.mark.parametrize("text", ["", "<html></html>", "a,b\n1,2\n", "x" * 200_000])
def test_other_texts_are_trouble(text: str) -> None:
    with pytest.raises(VenueError) as caught:
        parse_csv(text, "csv", NOW_MS)
    assert caught.value.trouble is Trouble.BAD_RESPONSE


def test_escape_characters_of_a_source_are_cleaned() -> None:
    (flow,) = parse_csv("date,asset,net_flow_usd,source\n2025-11-03,BTC,1,\x1b[2Jx\n", "csv", NOW_MS)
    assert "\x1b" not in flow.source


async def test_an_entry_by_hand_wins_over_a_file(tmp_path: Path) -> None:
    file = tmp_path / "flows.csv"
    file.write_text(CSV)
    config = SourcesConfig(
        etf_csv_url="",
        etf_file=str(file),
        etf_manual=(EtfEntry(date=date(2025, 11, 3), asset="ETH", net_flow_usd=-260e6),),
    )
    async with Web(NetworkConfig(), SystemClock()) as client:
        flows = await EtfFlows(config, client, OffsetClock(NOW_MS)).fetch()
    assert [(flow.date, flow.asset, flow.net_flow_usd, flow.source.split()[0]) for flow in flows] == [
        ("2025-11-03", "BTC", -500e6, "file"),
        ("2025-11-03", "ETH", -260e6, "manual"),
        ("2025-11-04", "ETH", 0.0, "file"),
    ]


async def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    config = SourcesConfig(etf_csv_url="", etf_file=str(tmp_path / "none.csv"))
    async with Web(NetworkConfig(), SystemClock()) as client:
        with pytest.raises(VenueError, match="can't be read"):
            await EtfFlows(config, client, OffsetClock(NOW_MS)).fetch()
