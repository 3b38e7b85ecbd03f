"""`floorline record`: what is recorded, and a stretch of it as one file."""

import argparse
import contextlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from tui.cli.settings import configuration, paths
from tui.cli.times import moment_ms
from tui.link.recording.export import export
from tui.link.recording.folder import recordings
from tui.link.recording.reader import RecordingReader, gaps
from tui.link.recording.tape import Tape, open_tape
from tui.present import figures


def run(options: argparse.Namespace) -> int:
    """0; raises FloorlineError where nothing was recorded of what is to be exported, or nothing can be read."""
    config, _ = configuration(options)
    path: Path = options.path or paths(options, config).recordings
    if options.action == "list" and not (path.exists() and (path.is_file() or recordings(path))):
        sys.stdout.write("[]\n" if options.json else f"nothing is recorded in {path}\n")
        return 0
    with contextlib.closing(open_tape(path)) as tape:
        for why in tape.unreadable:
            sys.stderr.write(f"floorline record: left out: {why}\n")
        if options.action == "export":
            return _export(options, tape)
        if options.json:
            encoded = msgspec.json.encode([_facts(reader) for reader in tape.readers])
            sys.stdout.write(msgspec.json.format(encoded, indent=2).decode() + "\n")
        else:
            sys.stdout.write(_page(tape))
        return 0


def _export(options: argparse.Namespace, tape: Tape) -> int:
    begin_ms = tape.starts_ms if options.begin is None else moment_ms(options.begin, tape.starts_ms, tape.ends_ms)
    end_ms = tape.ends_ms if options.end is None else moment_ms(options.end, tape.starts_ms, tape.ends_ms)
    count = export(tape, begin_ms, end_ms, options.file)
    size = figures.compact(options.file.stat().st_size)
    sys.stdout.write(
        f"wrote {count:,} Boards, {size}B, to {options.file}; `floorline replay {options.file}` plays it\n"
    )
    return 0


def _facts(reader: RecordingReader) -> dict[str, Any]:
    return {
        "file": str(reader.path),
        "starts_ms": reader.groups[0].starts_ms,
        "ends_ms": reader.groups[-1].ends_ms,
        "boards": sum(group.frames for group in reader.groups),
        "size_bytes": reader.size,
        "closed": reader.is_closed,
        "schema": reader.header.schema,
        "version": reader.header.version,
        "mode": reader.header.mode,
        "gaps_ms": gaps(reader.groups),
    }


def _page(tape: Tape) -> str:
    """A line for each file, and one for each gap inside or between them."""
    lines = [f"{'from (UTC)':<19}  {'to':<19}  {'boards':>7}  {'size':>6}  {'market':<6}  file"]
    waiting = list(tape.gaps)
    for reader in tape.readers:
        starts_ms, ends_ms = reader.groups[0].starts_ms, reader.groups[-1].ends_ms
        while waiting and waiting[0][1] <= starts_ms:
            lines.append(_gap(*waiting.pop(0)))
        boards = sum(group.frames for group in reader.groups)
        lines.append(
            f"{_moment(starts_ms)}  {_moment(ends_ms)}  {boards:>7,}  {figures.compact(reader.size):>5}B  "
            f"{reader.header.mode:<6}  {reader.name}" + ("" if reader.is_closed else "  (still written, or cut off)")
        )
        while waiting and waiting[0][1] <= ends_ms:
            lines.append(_gap(*waiting.pop(0)))
    total = sum(reader.size for reader in tape.readers)
    recorded_s = (tape.ends_ms - tape.starts_ms - sum(after - before for before, after in tape.gaps)) / 1000
    lines.append(
        f"{_count(len(tape.readers), 'file')}, {figures.compact(total)}B, {figures.duration(recorded_s)} recorded, "
        f"{_count(len(tape.gaps), 'gap')}, in {tape.readers[0].path.parent}"
    )
    return "\n".join(lines) + "\n"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _gap(ends_ms: int, starts_ms: int) -> str:
    return f"  nothing recorded from {_moment(ends_ms)} to {_moment(starts_ms)} ({(starts_ms - ends_ms) / 1000:,.0f} s)"


def _moment(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M:%S}"
