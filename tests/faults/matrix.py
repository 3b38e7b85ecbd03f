"""The fault matrix: what can go wrong, which tests provoke it, and how they ended.

`python -m tests.faults.matrix` runs them and writes docs/faults.md.
"""

import argparse
import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import outcomes
from tests.faults.terminal import ROOT

DOCUMENT = ROOT / "docs" / "faults.md"
SECTIONS = {
    "A": "Network and exchange protocol",
    "B": "Data quality and time",
    "C": "Terminal and process",
    "D": "Disk and configuration",
}


@dataclass(frozen=True)
class Row:
    """One fault."""

    number: int
    section: str
    fault: str


def _rows(section: str, first: int, faults: str) -> tuple[Row, ...]:
    lines = [line.strip() for line in faults.strip().splitlines()]
    return tuple(Row(number, section, fault) for number, fault in enumerate(lines, first))


ROWS = (
    *_rows(
        "A",
        1,
        """
        the venue closes the socket in order (1001, 1008)
        the connection is reset
        the connection ends without a close frame
        accepted and closed again, over and over
        a half-open connection: no data, no answer to pings
        pings are answered, data has stopped
        one topic is silent among live ones
        the name can't be resolved
        the connection is refused
        the handshake is answered with 429 and Retry-After
        the handshake is refused in this region (451, 403)
        REST answers 429
        REST answers 418: a ban
        Bybit's 403 page that is a region block
        a web page, nothing or half an answer with status 200
        answers that take too long
        maintenance
        a frame of broken JSON
        frames without what they must have
        binary garbage, bad UTF-8, bad compression
        nested two thousand deep, larger than ten megabytes
        Deribit refuses a subscription
        OKX says that an instrument does not exist
        more topics in one request than Bybit allows
        a subscription that is never acknowledged
        frames that come twice after a reconnect
        frames out of order, or old
        fifty thousand messages a second
        the venue's cut after 24 hours
        an address that accepts, acknowledges and sends nothing
        certificates that are expired, self-signed or for another host
        a proxy that is down, or wants a password
        an IPv6 route that leads nowhere
        the machine sleeps and wakes, or changes its network
        """,
    ),
    *_rows(
        "B",
        35,
        """
        prices that can't be: zero, negative, NaN, a trillion, crossed
        a mark price far from its index
        volumes or open interest in another unit
        a funding interval that is unknown or has changed
        a next funding time in the past
        what side a liquidation is on, venue by venue
        Binance's merged liquidation frames
        OKX's frames of several liquidations
        an instrument is delisted while watched
        an instrument that was not listed
        an instrument is renamed
        a dated future expires on screen
        an option expiry passes
        instruments of a kind that is left out
        the boundary of a week
        REST and stream disagree about a closed candle
        candles that are missing
        leap days, year ends, week 53
        daylight saving and odd time zones
        the wall clock steps back
        the wall clock is an hour ahead, or in another decade
        the venue's clock is ten seconds off
        a stablecoin that has lost its peg
        a thousand strikes with empty books
        a REST answer older than the stream
        """,
    ),
    *_rows(
        "C",
        60,
        """
        any size: 20x5, 1x1, 0x0, 500x200
        a hundred changes of size in seconds
        a terminal that stops reading
        the hang-up signal, a lost ssh connection
        the terminal is gone and the hang-up signal was ignored (nohup)
        SIGTERM
        stopped and continued (SIGTSTP, SIGSTOP, SIGCONT)
        interrupted twice, quit while connecting
        TERM is dumb, unset or vt100
        standard streams that are no terminal, closed or full
        16 colours, 256 colours, NO_COLOR
        a locale without UTF-8
        wide, right-to-left, combining and emoji text
        text that looks like markup
        an exception while a panel is made or drawn
        a pasted megabyte, a held key, a flood of mouse reports
        two instances at once
        no memory, 64 file descriptors
        an exception in a task in the background
        no compiled bytecode
        """,
    ),
    *_rows(
        "D",
        80,
        """
        the disk is full
        the database is locked by another process
        pages of the database are damaged
        a file that is no database; an older, a newer schema
        kill -9 in the middle of a write
        a home that can't be written, paths with spaces and other alphabets
        a data directory on a network file system
        the write-ahead log grows
        a configuration that is wrong in any way
        the configuration changes while the collector runs
        the log can't be written
        """,
    ),
)

WITHOUT_TEST: dict[int, str] = {}
"""Row -> why no test provokes it; a row that has its test must not be here (tests/faults/test_matrix.py)."""

CONTROLS = {
    "terminal escapes": "no byte from outside steers the terminal or a log: title, clipboard, links, C1, bidi",
    "markup": "text from outside is never markup, and never a live action",
    "keys": "no key or secret is accepted anywhere; only reading methods are reachable",
    "transport": "certificates are always verified; plain http and ws lead to the loopback only",
    "passwords": "a proxy's password is in no log, no message and no screen; a file that others can read is said",
    "files": "directories 0700, files 0600, no symbolic link followed, no predictable name in a shared folder",
    "socket": "no TCP port is listened on; the collector's socket is 0600 and asks who is at the other end",
    "egress": "nothing is contacted but the configured hosts: no update check, no telemetry",
    "commands": "no shell; hooks are argument lists with the alert in their environment",
    "queries": "SQL by parameters only; no name from outside becomes a path",
    "sizes": "answers, frames, messages and texts have an upper size",
    "crashes": "no core dump; tracebacks go to the log, cleaned",
    "supply": "ccxt is pinned exactly and the lock has hashes",
}
"""Controls of the security section."""

CONTROLS_WITHOUT_TEST: dict[str, str] = {}
"""Control -> why no test proves it."""


@dataclass
class Proofs:
    """Which tests carry which marker, by their place in the repository."""

    faults: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    controls: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def proofs(folder: Path = ROOT / "tests") -> Proofs:
    """Read from the source of the tests, so that nothing has to be imported or run for it."""
    found = Proofs()
    for path in sorted(folder.rglob("test_*.py")):
        where = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        whole = [mark for node in tree.body for mark in _module_marks(node)]
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                marks = whole + [mark for decorator in node.decorator_list for mark in _marks(decorator)]
                for kind, value in dict.fromkeys(marks):
                    if kind == "fault":
                        found.faults[int(value)].append(f"{where}::{node.name}")
                    else:
                        found.controls[str(value)].append(f"{where}::{node.name}")
    return found


def _module_marks(node: ast.stmt) -> Iterator[tuple[str, int | str]]:
    """Of `pytestmark = ...`, one mark or a list."""
    if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "pytestmark" for target in node.targets):
        for item in node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value]:
            yield from _marks(item)


def _marks(node: ast.expr) -> Iterator[tuple[str, int | str]]:
    """(kind, value) of `pytest.mark.fault(60)` and of `pytest.mark.control("files")`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("fault", "control"):
        for argument in node.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, int | str):
                yield node.func.attr, argument.value


def results(found: Proofs, report: Path | None = None) -> dict[str, str]:
    """Row number or control -> how its tests ended: run now, or as a report tells."""
    rows = {str(number): tests for number, tests in found.faults.items()} | found.controls
    ended = outcomes.read(report) if report else outcomes.run({test for tests in rows.values() for test in tests})
    return {row: outcomes.words(tests, ended) for row, tests in rows.items()}


def recorded(text: str) -> dict[str, str]:
    """The results that a document holds."""
    return dict(re.findall(r"^\| ([^|]+) \| .* \| ([^|]+) \|$", text, re.MULTILINE))


def document(found: Proofs, ended: Mapping[str, str]) -> str:
    """docs/faults.md."""
    proven = sum(bool(found.faults.get(row.number)) for row in ROWS)
    survived = sum(ended.get(str(row.number), "").startswith(outcomes.SURVIVED) for row in ROWS)
    lines = [
        "# Faults",
        "",
        "What can go wrong, and the tests that make it go wrong: real sockets, ptys, signals, disks and processes on",
        f"the loopback. {proven} of {len(ROWS)} are provoked, {survived} survived. `python -m tests.faults.matrix`",
        "runs the tests that carry the markers and writes this; `tests/faults/test_matrix.py` fails where a row has",
        "neither a test nor a reason, where one was not survived, and where this file is old.",
    ]
    for letter, name in SECTIONS.items():
        lines += ["", f"## {letter}. {name}", "", "| # | fault | provoked by | result |", "|---|---|---|---|"]
        lines += [
            f"| {row.number} | {row.fault} | {_cell(found.faults.get(row.number), WITHOUT_TEST.get(row.number))} "
            f"| {ended.get(str(row.number), '—')} |"
            for row in ROWS
            if row.section == letter
        ]
    lines += ["", "## Security", "", "| control | what it promises | proven by | result |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {promise} | {_cell(found.controls.get(name), CONTROLS_WITHOUT_TEST.get(name))} "
        f"| {ended.get(name, '—')} |"
        for name, promise in CONTROLS.items()
    ]
    return "\n".join(lines) + "\n"


def _cell(tests: list[str] | None, reason: str | None) -> str:
    if not tests:
        return reason or ""
    by_file: dict[str, list[str]] = defaultdict(list)
    for test in tests:
        file, _, name = test.partition("::")
        by_file[file].append(name.removeprefix("test_"))
    return "<br>".join(f"[{Path(file).stem}](../{file}): {', '.join(names)}" for file, names in by_file.items())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.matrix", description=__doc__)
    parser.add_argument(
        "--report", type=Path, metavar="XML", help="of a run of the tests (--junitxml); else they run now"
    )
    found = proofs()
    ended = results(found, parser.parse_args().report)
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(document(found, ended), encoding="utf-8")
    sys.stdout.write(f"wrote {DOCUMENT.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
