"""`floorline check`: a market note held against live numbers."""

import argparse
import contextlib
import sys
import textwrap
from pathlib import Path

from tui.brief.check import Finding, read
from tui.brief.write import has_anything
from tui.cli.boards import obtain, reasons
from tui.cli.settings import configuration
from tui.domain.errors import RefusedError

EXIT_NOTHING = 2
WAIT_S = 20.0
COLUMNS = 100
LONGEST_NOTE_BYTES = 1_000_000


def run(options: argparse.Namespace) -> int:
    """0 when no claim is inconsistent, 1 when one is, 2 when nothing was judged: no Board to hold the note against, no
    claim in it that was read, or none that can be verified."""
    note = _read(options.file)
    config, _ = configuration(options)
    board = obtain(options, config, WAIT_S)
    if not has_anything(board, tuple(board.assets)):
        sys.stderr.writelines(f"floorline check: {line}\n" for line in reasons(board))
        return EXIT_NOTHING
    reading = read(note, board)
    findings = reading.findings
    if board.mode != "live":
        sys.stdout.write(f"[{board.mode}: not the real market]\n")
    sys.stdout.writelines(f"{_lines(finding)}\n" for finding in findings)
    sys.stdout.writelines(f"{'NOT READ':<13} {_short(sentence)}\n" for sentence in reading.not_read)
    if not findings:
        sys.stdout.write("no claim was read\n")
        return EXIT_NOTHING
    verdicts = [finding.verdict for finding in findings]
    counts = ", ".join(f"{verdicts.count(v)} {v}" for v in ("consistent", "inconsistent", "unverifiable"))
    left = f"; {len(reading.not_read)} not read" if reading.not_read else ""
    sys.stdout.write(f"\n{len(findings)} claims: {counts}{left}\n")
    if "inconsistent" in verdicts:
        return 1
    # A note of which nothing could be verified is not one that was found right.
    return 0 if "consistent" in verdicts else EXIT_NOTHING


def _read(name: str) -> str:
    """The note's text; raises RefusedError where it can't be read whole."""
    try:
        with contextlib.nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            content = file.read(LONGEST_NOTE_BYTES + 1)
    except OSError as error:
        raise RefusedError(f"{name} can't be read: {error.strerror}") from None
    if len(content) > LONGEST_NOTE_BYTES:
        raise RefusedError(f"{name} is longer than {LONGEST_NOTE_BYTES / 1e6:g} MB: check it in parts")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise RefusedError(f"{name} is not UTF-8 text") from None


def _lines(finding: Finding) -> str:
    return f"{finding.verdict.upper():<13} {finding.about}: {finding.detail}\n    {_short(finding.claim)}"


def _short(sentence: str) -> str:
    return f"“{textwrap.shorten(sentence, COLUMNS - 16, placeholder=' …')}”"
