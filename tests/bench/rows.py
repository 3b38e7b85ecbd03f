"""The rows of the table that need whole processes."""

import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench import processes
from tests.bench.meter import Run, measure, median, percentile
from tests.bench.stage import Stage, cost, watching

NOT_INSTALLED = "not installed"
_WARMUP_S = 6.0
_PRESSES = 20
_PRESS_S = 0.8
DATA = r"\d{2,3},\d{3}"
_DASHBOARD = rf"(?s)LEVELS.*{DATA}"
_KEYS = r"(?s)LEVELS.*\? help"
_BARE = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("bare app")

Bare().run()
"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table; figures as text, units in them."""

    what: str
    budget: str
    measured: str
    peer: str = ""
    ratio: str = ""
    is_met: bool | None = None
    """None where it could not be judged."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How long and how often each process is measured."""

    steady_s: float
    runs: int


def process_rows(stage: Stage, effort: Effort) -> list[Row]:
    """Everything that one stage can show, pane and peers in the same run."""
    with watching(stage.collector) as collector_pct:
        panes = _runs(stage.floorline(), effort, stage.environ)
    unfocused = _runs(stage.floorline(), effort, stage.environ, typed=[(2.0, b"\x1b[O", "")])
    peers = _peer_runs(effort)
    return [
        *_cpu_rows(panes, unfocused, peers),
        *_byte_rows(panes, peers),
        *_tmux_rows(stage, effort),
        *key_rows(stage.floorline(), stage.environ, "", (10, 20)),
        *key_rows(stage.floorline(), stage.environ, " on a 20 kB/s link", (None, 60), bytes_per_s=20_000),
        *_start_rows(stage, effort),
        at_most("pane memory", 45, _of(panes, lambda run: run.memory_of().pss_mib), "MiB PSS"),
        at_most("collector memory", 160, processes.memory(stage.collector).rss_mib, "MiB RSS"),
        at_most("collector CPU, one pane attached", 8, collector_pct[0], "%"),
        *_segment_rows(stage),
    ]


_PEERS = {"htop -d 2": ["htop", "-d", "2"], "btop, 250 ms": ["btop"]}
_BTOP = "update_ms = 250\n"


def _peer_runs(effort: Effort) -> dict[str, list[Run]]:
    """Those that are installed, with their own defaults but for the pace."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "btop" / "btop.conf"
        settings.parent.mkdir()
        settings.write_text(_BTOP, encoding="utf-8")
        environ = {"XDG_CONFIG_HOME": folder}
        found = {name: command for name, command in _PEERS.items() if shutil.which(command[0])}
        return {name: _runs(command, effort, environ) for name, command in found.items()}


def _runs(
    command: Sequence[str],
    effort: Effort,
    environ: dict[str, str] | None = None,
    typed: Sequence[tuple[float, bytes, str]] = (),
    warmup_s: float = _WARMUP_S,
) -> list[Run]:
    return [
        measure(command, warmup_s=warmup_s, steady_s=effort.steady_s, environ=environ, typed=typed)
        for _ in range(effort.runs)
    ]


def _of(runs: Sequence[Run], figure: Callable[[Run], float | None]) -> float | None:
    return median([figure(run) for run in runs])


def at_most(what: str, limit: float, measured: float | None, unit: str) -> Row:
    if measured is None:
        return Row(what=what, budget=f"≤ {limit:g} {unit}", measured="—")
    return Row(what=what, budget=f"≤ {limit:g} {unit}", measured=f"{measured:.1f} {unit}", is_met=measured <= limit)


def _beside(
    what: str, limit: float, measured: float | None, peer: float | None, name: str, unit: str, digits: int = 1
) -> Row:
    """A budget that is a ratio to a peer."""
    shown = "—" if measured is None else f"{measured:.{digits}f} {unit}"
    budget = f"≤ {limit:g}x {name}"
    if peer is None or measured is None:
        return Row(what=what, budget=budget, measured=shown, peer=f"{name}: {NOT_INSTALLED}")
    ratio = measured / peer if peer else float("inf")
    told = f"{name}: {peer:.{digits}f} {unit}"
    return Row(what=what, budget=budget, measured=shown, peer=told, ratio=f"{ratio:.2f}x", is_met=ratio <= limit)


def _cpu_rows(panes: list[Run], unfocused: list[Run], peers: dict[str, list[Run]]) -> list[Row]:
    def cpu(runs: list[Run]) -> float | None:
        return _of(runs, Run.cpu_of)

    htop, btop = (cpu(peers.get(name, [])) for name in _PEERS)
    return [
        at_most("pane CPU", 4, cpu(panes), "%"),
        _beside("pane CPU", 3, cpu(panes), htop, "htop -d 2", "%", 2),
        Row(what="btop's CPU, to compare", budget="", measured="—" if btop is None else f"{btop:.2f}%"),
        at_most("pane CPU, unfocused", 1.5, cpu(unfocused), "%"),
    ]


def _byte_rows(panes: list[Run], peers: dict[str, list[Run]]) -> list[Row]:
    def rate(runs: list[Run]) -> float | None:
        return _of(runs, lambda run: run.bytes_per_s)

    return [
        _beside(
            "bytes to the terminal", 0.1, rate(panes), rate(peers.get("btop, 250 ms", [])), "btop, 250 ms", "B/s", 0
        ),
        at_most("bytes over the fewest possible", 1.3, _of(panes, Run.bytes_over_least), "x"),
    ]


def _tmux_rows(stage: Stage, effort: Effort) -> list[Row]:
    what, budget = "the same inside tmux", "≤ 1.5 x"
    if shutil.which("tmux") is None:
        return [Row(what=what, budget=budget, measured=NOT_INSTALLED)]
    with tempfile.TemporaryDirectory() as folder:
        # Its own line is away before the pane starts: taking it away later has both draw everything again.
        settings = Path(folder) / "tmux.conf"
        settings.write_text("set -g status off\n", encoding="utf-8")
        tmux = ["tmux", "-S", str(Path(folder) / "tmux"), "-f", str(settings)]
        # While tmux shows an alert's message it draws nothing, and then everything.
        quiet = Path(folder) / "config.toml"
        quiet.write_text("[alerts]\ntmux = false\n", encoding="utf-8")
        command = [*tmux, "new-session", *stage.floorline("--config", str(quiet))]
        try:
            runs = _runs(command, effort, stage.environ, warmup_s=2 * _WARMUP_S)
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                subprocess.run([*tmux, "kill-server"], check=True, stderr=subprocess.DEVNULL)
    return [at_most(what, 1.5, _of(runs, Run.bytes_over_least), "x")]


def key_rows(
    command: Sequence[str], environ: dict[str, str], where: str, limits_ms: tuple[float | None, float],
    bytes_per_s: float | None = None,
) -> list[Row]:  # fmt: skip
    """From asset to asset, out of step with every timer of the program; the limits are of p50 and p95."""
    pairs = ((b"2", "ETH PRICE & LEVELS"), (b"1", "BTC PRICE & LEVELS"))
    typed = [(_WARMUP_S + i * _PRESS_S + i * 0.618 % 1 * _PRESS_S / 2, *pairs[i % 2]) for i in range(_PRESSES)]
    steady_s = (_PRESSES + 1) * _PRESS_S
    run = measure(command, warmup_s=_WARMUP_S, steady_s=steady_s, typed=typed, environ=environ, bytes_per_s=bytes_per_s)
    found = run.key_to_paint_ms()
    lost = Row(
        what=f"keys lost{where}",
        budget="0",
        measured=f"{_PRESSES - len(found)} of {_PRESSES}",
        is_met=len(found) == _PRESSES,
    )
    p50_ms, p95_ms = limits_ms
    rows = [at_most(f"key to paint{where}, p95", p95_ms, percentile(found, 0.95), "ms"), lost]
    if p50_ms is not None:
        rows.insert(0, at_most(f"key to paint{where}, p50", p50_ms, percentile(found, 0.5), "ms"))
    return rows


def _start_rows(stage: Stage, effort: Effort) -> list[Row]:
    """Until a price, the dashboard and its keys stand on the screen, beside the bare app's only words."""

    def firsts_ms(command: Sequence[str], *patterns: str, environ: dict[str, str] | None = None) -> list[float | None]:
        runs = [measure(command, warmup_s=0.0, steady_s=4.0, environ=environ) for _ in range(max(effort.runs, 3))]
        found = [median([run.first_text_s(pattern) for run in runs]) for pattern in patterns]
        return [None if each is None else each * 1000 for each in found]

    (bare,) = firsts_ms([sys.executable, "-c", _BARE], "bare app")
    line, dashboard, keys = firsts_ms(stage.floorline(), DATA, _DASHBOARD, _KEYS, environ=stage.environ)
    name = "bare Textual app"
    handled = _beside(
        "its row of keys, from which on they are handled; those typed before are kept", 0, keys, bare, name, "ms", 0
    )
    return [
        _beside("first paint with data (the market in a line), collector running", 1.25, line, bare, name, "ms", 0),
        _beside("the dashboard with data, collector running", 1.25, dashboard, bare, name, "ms", 0),
        replace(handled, budget="", is_met=None),
    ]


def _segment_rows(stage: Stage) -> list[Row]:
    command = stage.floorline("segment")
    own = [cost(command, stage.environ) for _ in range(15)]
    nothing = [cost([sys.executable, "-c", "pass"]) for _ in range(15)]
    own_cpu, nothing_cpu = (median([each.cpu_ms for each in costs]) for costs in (own, nothing))
    return [
        at_most("floorline segment, wall", 80, median([each.wall_ms for each in own]), "ms"),
        _beside("floorline segment, CPU", 3, own_cpu, nothing_cpu, "python -c pass", "ms"),
    ]
