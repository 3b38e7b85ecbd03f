"""`floorline doctor`: what works here, what does not, and what to do about it."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from statistics import median

from tui.cli.settings import configuration, paths
from tui.cli.surroundings import (
    Finding,
    bytecode_finding,
    collector_finding,
    configuration_finding,
    data_finding,
    terminal_findings,
)
from tui.config.model import Config
from tui.domain.clock import SystemClock
from tui.domain.errors import Trouble, VenueError
from tui.domain.text import clean
from tui.exchange.registry import open_venues
from tui.exchange.venue import Venue
from tui.sources.etf import EtfFlows
from tui.sources.market_cap import MarketCapChain
from tui.sources.web import Web

SLOW_S = 3.0
CLOCK_TOLERANCE_S = 2.0

_ADVICE = {
    Trouble.BLOCKED: "the venue refuses this region; it is left out, the others go on",
    Trouble.BANNED: "too many requests came from this address; wait",
    Trouble.MAINTENANCE: "the venue is down for maintenance; it is asked again by itself",
    Trouble.DNS: "check the network and the resolver",
    Trouble.TLS: "check the clock and whatever sits between here and the venue; certificates are always verified",
    Trouble.PROXY: "check [network] proxy",
    Trouble.BAD_RESPONSE: "something else answered in its place: a login page, or a wrong gateway",
}


@dataclass(frozen=True, kw_only=True)
class Probe:
    """The answer of a venue, or of a source that is none, to its cheapest question."""

    venue: str
    state: str
    detail: str
    took_s: float
    """Behind a gateway, all the way: what part of it is the venue's own can't be told."""
    clock_offset_s: float | None
    is_source: bool = False
    """It brings market capitalisation or ETF flows."""


def run(options: argparse.Namespace) -> int:
    """Exit 1 when something needs the user; one venue that is blocked does not, all of them do."""
    config, path = configuration(options)
    places = paths(options, config)
    probes = asyncio.run(_probe_all(config))
    findings = [
        configuration_finding(config, path),
        _network_finding(config, probes),
        _sources_finding(probes),
        _clock_finding(probes),
        *terminal_findings(),
        bytecode_finding(),
        data_finding(places.directory),
        collector_finding(places.socket),
    ]
    if options.json:
        report = {"venues": [asdict(probe) for probe in probes], "findings": [asdict(finding) for finding in findings]}
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
    else:
        sys.stdout.write(_page(probes, findings))
    return 0 if all(finding.ok for finding in findings) else 1


async def _probe_all(config: Config) -> list[Probe]:
    clock = SystemClock()
    venues = open_venues(config.enabled_venues, tuple(config.assets), config.network, clock)
    through = bool(config.network.gateway)
    asked = [_probe(venue, clock, through) for venue in venues]
    web = Web(config.network, clock)
    try:
        return list(await asyncio.gather(*asked, *_source_probes(config, web, clock, through)))
    finally:
        await web.close()


async def _probe(venue: Venue, clock: SystemClock, through: bool) -> Probe:
    try:
        return await _ask(venue.name, venue.probe, clock, through)
    finally:
        await venue.close()


def _source_probes(config: Config, web: Web, clock: SystemClock, through: bool) -> list[Awaitable[Probe]]:
    """What asks those sources that are configured; they tell no time."""
    etf = EtfFlows(config.sources, web, clock)
    chain = MarketCapChain(config.sources.market_cap, web, clock)

    async def capitalisation() -> None:
        await chain.fetch()

    async def flows() -> None:
        await etf.fetch()

    found: list[Awaitable[Probe]] = []
    if config.sources.market_cap:
        found.append(_ask("market cap", capitalisation, clock, through, is_source=True))
    if etf.configured:
        found.append(_ask("etf flows", flows, clock, through, is_source=True))
    return found


async def _ask(
    name: str,
    question: Callable[[], Awaitable[float | None]],
    clock: SystemClock,
    through: bool,
    *,
    is_source: bool = False,
) -> Probe:
    start_s = clock.monotonic_s()
    offset_s: float | None = None
    try:
        offset_s = await question()
        took_s = clock.monotonic_s() - start_s
        quick = "answers through the gateway" if through else f"{took_s * 1000:.0f} ms"
        state, detail = ("slow", f"answered after {took_s:.1f} s") if took_s > SLOW_S else ("ok", quick)
    except VenueError as error:
        took_s = clock.monotonic_s() - start_s
        advice = _ADVICE.get(error.trouble)
        state, detail = str(error.trouble), f"{error.reason}; {advice}" if advice else error.reason
    except Exception as error:  # the boundary: a fault in one probe must not cost the others
        took_s = clock.monotonic_s() - start_s
        state, detail = "failed", clean(f"{type(error).__name__}: {error}", 120)
    return Probe(
        venue=name, state=state, detail=detail, took_s=round(took_s, 3), clock_offset_s=offset_s, is_source=is_source
    )


def _network_finding(config: Config, probes: list[Probe]) -> Finding:
    venues = [probe for probe in probes if not probe.is_source]
    answered = [probe for probe in venues if probe.state in ("ok", "slow")]
    through = ""
    if config.network.gateway:
        through = f" through {clean(config.network.gateway, 80)}"
        if answered:
            took_s = median(probe.took_s for probe in answered)
            through += f", in {took_s * 1000:.0f} ms all the way; each venue's own part of it is not known"
    advice = "" if answered else "; check the network, or try `floorline demo`"
    return Finding(
        subject="venues", ok=bool(answered), detail=f"{len(answered)} of {len(venues)} answer{through}{advice}"
    )


def _sources_finding(probes: list[Probe]) -> Finding:
    """What a source that is none of the venues leaves unknown; nobody need act on it."""
    silent = [probe.venue for probe in probes if probe.is_source and probe.state not in ("ok", "slow")]
    asked = sum(probe.is_source for probe in probes)
    detail = (
        f"no answer: {', '.join(silent)}; what they bring stays unknown" if silent else f"{asked} of {asked} answer"
    )
    return Finding(
        subject="sources",
        ok=True,
        known=not asked or len(silent) < asked,
        detail=detail if asked else "none is configured",
    )


def _clock_finding(probes: list[Probe]) -> Finding:
    offsets_s = [probe.clock_offset_s for probe in probes if probe.clock_offset_s is not None]
    if not offsets_s:
        return Finding(subject="clock", ok=True, known=False, detail="no venue told its time")
    offset_s = median(offsets_s)
    fine = abs(offset_s) <= CLOCK_TOLERANCE_S
    advice = "" if fine else "; set this machine's clock (NTP)"
    return Finding(subject="clock", ok=fine, detail=f"venues are {offset_s:+.2f} s from this clock{advice}")


def _mark(finding: Finding) -> str:
    """?? is what could not be checked."""
    return "!!" if not finding.ok else "ok" if finding.known else "??"


def _page(probes: list[Probe], findings: list[Finding]) -> str:
    lines = [f"  {probe.venue:<14} {probe.state:<18} {probe.detail}" for probe in probes]
    lines += [""] + [f"{_mark(finding)} {finding.subject:<14} {finding.detail}" for finding in findings]
    return "\n".join(lines) + "\n"
