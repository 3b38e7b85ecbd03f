"""`floorline doctor`: what works here, what does not, and what to do about it."""

import argparse
import asyncio
import json
import sys
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
    """One venue's answer to its cheapest question."""

    venue: str
    state: str
    detail: str
    took_s: float
    clock_offset_s: float | None


def run(options: argparse.Namespace) -> int:
    """Exit 1 when something needs the user; one venue that is blocked does not, all of them do."""
    config, path = configuration(options)
    places = paths(options, config)
    probes = asyncio.run(_probe_all(config))
    findings = [
        configuration_finding(config, path),
        _network_finding(config, probes),
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
    return list(await asyncio.gather(*(_probe(venue, clock) for venue in venues)))


async def _probe(venue: Venue, clock: SystemClock) -> Probe:
    start_s = clock.monotonic_s()
    try:
        offset_s: float | None = await venue.probe()
        took_s = clock.monotonic_s() - start_s
        state, detail = (
            ("slow", f"answered after {took_s:.1f} s") if took_s > SLOW_S else ("ok", f"{took_s * 1000:.0f} ms")
        )
    except VenueError as error:
        offset_s, took_s = None, clock.monotonic_s() - start_s
        advice = _ADVICE.get(error.trouble)
        state, detail = str(error.trouble), f"{error.reason}; {advice}" if advice else error.reason
    finally:
        await venue.close()
    return Probe(venue=venue.name, state=state, detail=detail, took_s=round(took_s, 3), clock_offset_s=offset_s)


def _network_finding(config: Config, probes: list[Probe]) -> Finding:
    reached = sum(probe.state in ("ok", "slow") for probe in probes)
    through = f" through {clean(config.network.gateway, 80)}" if config.network.gateway else ""
    advice = "" if reached else "; check the network, or try `floorline demo`"
    return Finding(subject="venues", ok=reached > 0, detail=f"{reached} of {len(probes)} answer{through}{advice}")


def _clock_finding(probes: list[Probe]) -> Finding:
    offsets_s = [probe.clock_offset_s for probe in probes if probe.clock_offset_s]
    if not offsets_s:
        return Finding(subject="clock", ok=True, detail="no venue told its time")
    offset_s = median(offsets_s)
    fine = abs(offset_s) <= CLOCK_TOLERANCE_S
    advice = "" if fine else "; set this machine's clock (NTP)"
    return Finding(subject="clock", ok=fine, detail=f"venues are {offset_s:+.2f} s from this clock{advice}")


def _page(probes: list[Probe], findings: list[Finding]) -> str:
    lines = [f"  {probe.venue:<14} {probe.state:<18} {probe.detail}" for probe in probes]
    lines += [""] + [f"{'ok' if finding.ok else '!!'} {finding.subject:<14} {finding.detail}" for finding in findings]
    return "\n".join(lines) + "\n"
