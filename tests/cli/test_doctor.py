"""The doctor's probes: venues, and the sources that are none."""

from tui.cli.doctor import Probe, _ask, _clock_finding, _network_finding, _page, _probe_all, _sources_finding
from tui.config.model import Config, NetworkConfig, SourcesConfig, VenueConfig, VenuesConfig
from tui.domain.clock import SystemClock

NO_VENUE = VenuesConfig(**{name: VenueConfig(enabled=False) for name in VenuesConfig.__struct_fields__})


def probe(name: str, state: str = "ok", took_s: float = 0.012, *, is_source: bool = False) -> Probe:
    return Probe(venue=name, state=state, detail="", took_s=took_s, clock_offset_s=None, is_source=is_source)


def test_behind_a_gateway_no_latency_is_presented_as_a_venue_s_own() -> None:
    config = Config(network=NetworkConfig(gateway="http://127.0.0.1:9400"))
    found = _network_finding(config, [probe("binance"), probe("okx"), probe("market cap", is_source=True)])
    assert found.detail == (
        "2 of 2 answer through http://127.0.0.1:9400, in 12 ms all the way; each venue's own part of it is not known"
    )


def test_a_source_that_is_silent_is_said_and_is_no_fault_of_the_user() -> None:
    probes = [probe("binance"), probe("etf flows", "dns", is_source=True), probe("market cap", is_source=True)]
    found = _sources_finding(probes)
    assert (found.ok, found.detail) == (True, "no answer: etf flows; what they bring stays unknown")
    assert _sources_finding([probe("binance")]).detail == "none is configured"
    assert "etf flows" in _page(probes, [found])


def test_what_could_not_be_checked_is_not_called_well() -> None:
    dead = [probe("binance", "dns"), probe("etf flows", "dns", is_source=True)]
    findings = [_network_finding(Config(), dead), _clock_finding(dead), _sources_finding(dead)]
    assert [line[:2] for line in _page([], findings).splitlines()[1:]] == ["!!", "??", "??"]
    answered = [probe("binance"), probe("etf flows", is_source=True)]
    assert _page([], [_sources_finding(answered)]).startswith("\nok sources")


async def test_the_sources_are_asked_like_the_venues() -> None:
    config = Config(network=NetworkConfig(gateway="http://127.0.0.1:1", timeout_s=1.0), venues=NO_VENUE)
    probes = await _probe_all(config)
    assert [(each.venue, each.state, each.is_source) for each in probes] == [
        ("market cap", "connection refused", True),
        ("etf flows", "connection refused", True),
    ]
    silent = Config(venues=NO_VENUE, sources=SourcesConfig(market_cap=(), etf_csv_url=""))
    assert await _probe_all(silent) == []


async def test_a_fault_in_one_probe_costs_no_other() -> None:
    async def broken() -> float | None:
        raise KeyError("symbol")

    found = await _ask("okx", broken, SystemClock(), through=False)
    assert (found.state, found.detail) == ("failed", "KeyError: 'symbol'")
