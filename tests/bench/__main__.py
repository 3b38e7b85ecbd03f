"""`python -m tests.bench`: every benchmark, beside the peers that are installed, as one table."""

import argparse
import asyncio
import compileall
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.frames import bursts
from tests.bench.hard_rows import first_data_row, flood_rows, rate_row
from tests.bench.meter import COLUMNS, ROWS
from tests.bench.peers import peer_timings
from tests.bench.rows import NOT_INSTALLED, Effort, Row, process_rows
from tests.bench.stage import stage
from tests.bench.watch_loops import FRAMES, CcxtLoop, FloorlineTap

_CODE = "tests/bench"
_CODE_BUDGETS_MS = {
    "test_options_board[1000]": ("option chain of 1,000 strikes, to the options section", 5.0),
    "test_windows_of_a_board[1000000]": ("windows of a day with 1,000,000 liquidations, for one Board", 5.0),
}
_SUMS_MS = {
    "Board: build + encode": (("test_build", "test_encode"), 3.0),
    "Board: decode + present": (("test_decode", "test_present"), 3.0),
}
_CURVES = {
    "Board of five venues by assets (2, 10, 50)": "test_board_by_assets",
    "Board of two assets by venues (1, 3, 9)": "test_board_by_venues",
    "Board to attached panes (1, 10, 50)": "test_board_by_panes",
    "options section by strikes (100, 1,000, 5,000)": "test_options_board",
    "windows by liquidations held (10,000, 1,000,000)": "test_windows_of_a_board",
    "market.apply, 1,000 (liquidations, quotes)": "test_market_apply",
}
_INGEST_RATIO = 10.0
_BURST = 1_000
_OWN_FRAMES = "test_frames_by_floorline"
_MARK, _END_MARK = "<!-- bench -->", "<!-- /bench -->"


def main() -> int:
    options = _options()
    rows: list[Row] = []
    # As after an install: what is measured is not the compiler.
    for room in ("tui", "widgets"):
        compileall.compile_dir(room, quiet=1)
    if options.only != "processes":
        rows += _code_rows(_timings(), peer_timings(options.peers))
    if options.only != "code":
        with stage() as running:
            effort = Effort(steady_s=options.seconds, runs=options.runs)
            rows += process_rows(running, effort)
            rows.append(first_data_row(running, effort))
        rows += [*flood_rows(), rate_row()]
    table = _table(rows, options)
    sys.stdout.write(table + "\n")
    if options.readme:
        _write_readme(table)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long each process is measured (default: 30)")
    parser.add_argument("--runs", type=int, default=3, help="the medians are of so many runs (default: 3)")
    parser.add_argument("--readme", action="store_true", help="write the table into README.md, between its marks")
    parser.add_argument(
        "--peers", default=os.environ.get("FLOORLINE_BENCH_PEERS", sys.executable), metavar="PYTHON",
        help="a Python that has cryptofeed and py_vollib, where this one has not",
    )  # fmt: skip
    parser.add_argument("--only", choices=("code", "processes"), help="one half of the table")
    return parser.parse_args()


def _timings() -> dict[str, float]:
    """Benchmark -> median milliseconds a call."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "timings.json"
        wanted = (
            "--benchmark-enable",
            "--benchmark-quiet",
            "--benchmark-timer=time.process_time",
            "--benchmark-max-time=0.5",
        )
        command = [sys.executable, "-m", "pytest", _CODE, *wanted, f"--benchmark-json={found}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return {each["name"]: each["stats"]["median"] * 1000 for each in json.loads(found.read_bytes())["benchmarks"]}


def _code_rows(timings: dict[str, float], peers: dict[str, float]) -> list[Row]:
    rows = []
    for name in timings:
        if name.startswith(_OWN_FRAMES):
            case = name[len(_OWN_FRAMES) :]
            rows += [_ingest(case, timings), *_beside_cryptofeed(case, timings, peers)]
    if not any(name.startswith("cryptofeed") for name in peers):
        rows.append(Row(what="ingest, beside cryptofeed", budget="ahead", measured="—", peer=NOT_INSTALLED))
    rows.append(_burst())
    for name, (what, limit) in _CODE_BUDGETS_MS.items():
        rows.append(_limited(what, timings[name], limit))
    chain_us = peers.get("py_vollib 1000")
    rows.append(
        Row(
            what="the same 1,000 quotes: implied volatilities alone",
            budget="",
            measured="",
            peer=f"py_vollib loop: {NOT_INSTALLED if chain_us is None else f'{chain_us / 1000:.1f} ms'}",
        )
    )
    for what, (names, limit) in _SUMS_MS.items():
        rows.append(_limited(what, sum(timings[name] for name in names), limit))
    for what, prefix in _CURVES.items():
        shown = ", ".join(f"{ms:.2f}" for name, ms in timings.items() if name.startswith(prefix))
        rows.append(Row(what=what, budget="", measured=f"{shown} ms"))
    return rows


def _ingest(case: str, timings: dict[str, float]) -> Row:
    own_us, ccxt_us = (1000 * timings[f"test_frames_by_{who}{case}"] / FRAMES for who in ("floorline", "ccxt"))
    ratio = ccxt_us / own_us
    return Row(
        what=f"ingest, {case.strip('[]').replace('-', ' ')} frame",
        budget=f"≥ {_INGEST_RATIO:g}x the frames of the watch loop",
        measured=f"{own_us:.1f} µs",
        peer=f"ccxt.pro watch loop: {ccxt_us:.1f} µs",
        ratio=f"{ratio:.1f}x",
        is_met=ratio >= _INGEST_RATIO,
    )


def _beside_cryptofeed(case: str, timings: dict[str, float], peers: dict[str, float]) -> list[Row]:
    own_us = 1000 * timings[f"test_frames_by_floorline{case}"] / FRAMES
    peer_us = peers.get(f"cryptofeed {case.strip('[]')}")
    if peer_us is None:
        return []
    return [
        Row(
            what=f"ingest, {case.strip('[]').replace('-', ' ')} frame",
            budget="ahead of cryptofeed",
            measured=f"{own_us:.1f} µs",
            peer=f"cryptofeed: {peer_us:.1f} µs",
            ratio=f"{peer_us / own_us:.1f}x",
            is_met=own_us < peer_us,
        )
    ]


def _burst() -> Row:
    """What comes out of 1,000 liquidations at once, the least of the venues."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    seen: list[int] = []
    watched: list[int] = []
    for hot in bursts(_BURST):
        tap, watcher = FloorlineTap(hot, loop), CcxtLoop(hot, loop)
        seen.append(tap.burst(hot.burst))
        watched.append(watcher.burst(hot.burst))
        tap.close()
        watcher.close()
    asyncio.set_event_loop(None)
    loop.close()
    return Row(
        what=f"events seen of a burst of {_BURST:,}", budget="all", measured=f"{min(seen):,}",
        peer=f"ccxt.pro watch loop: {max(watched):,}", is_met=min(seen) == _BURST,
    )  # fmt: skip


def _write_readme(table: str) -> None:
    path = Path("README.md")
    before, _, rest = path.read_text(encoding="utf-8").partition(_MARK)
    _, _, after = rest.partition(_END_MARK)
    if not after:
        raise SystemExit(f"README.md has no {_MARK} … {_END_MARK}")
    path.write_text(f"{before}{_MARK}\n{table}\n{_END_MARK}{after}", encoding="utf-8")


def _limited(what: str, measured_ms: float, limit_ms: float) -> Row:
    return Row(what=what, budget=f"≤ {limit_ms:g} ms", measured=f"{measured_ms:.2f} ms", is_met=measured_ms <= limit_ms)


def _table(rows: list[Row], options: argparse.Namespace) -> str:
    """Markdown, with the machine and the way of measuring below it."""
    said = {True: "met", False: "**missed**", None: ""}
    lines = ["| what | budget | measured | peer | ratio | |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {row.what} | {row.budget} | {row.measured} | {row.peer} | {row.ratio} | {said[row.is_met]} |"
        for row in rows
    ]
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    lines += [
        "",
        f"Machine: {_machine()}; load when done {load}.",
        f"Processes: {COLUMNS}x{ROWS}, steady {options.seconds:g} s, medians of {options.runs}. "
        "Code: median CPU time of a call.",
    ]
    return "\n".join(lines)


def _machine() -> str:
    """Its kind, and nothing that says which one it is."""
    version = ".".join(platform.python_version_tuple()[:2])
    return f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {version}"


if __name__ == "__main__":
    sys.exit(main())
