"""Runs a full-screen program in a terminal of its own and measures what it costs.

Every read is kept with its time and replayed after the run, so that the meter itself costs little meanwhile.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.bench import processes
from tests.bench.screen import LeastWriter, Screen

COLUMNS, ROWS = 120, 40
_QUERY = re.compile(rb"\x1b\[(?:c|6n|\?2026\$p|\?2048\$p|\?u)")
_ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
}
_FRAME_GAP_S = 0.004
_READ_BYTES = 65_536
_LINK_STEP_S = 0.02
_NEVER = float("inf")


class EndedEarlyError(Exception):
    """The program did not run for as long as it was to be measured."""


@dataclass(kw_only=True)
class Run:
    """What one run showed; times are seconds from the start."""

    chunks: list[tuple[float, bytes]]
    begin_s: float
    end_s: float
    cpu_pct: dict[str, float] = field(default_factory=dict)
    """Of one core, by command line, between `begin_s` and `end_s`."""
    memory: dict[str, processes.Memory] = field(default_factory=dict)
    keys: list[tuple[float, str]] = field(default_factory=list)
    """When each key was sent, and the text that its painting shows."""

    @property
    def bytes_per_s(self) -> float:
        return sum(len(data) for at_s, data in self.chunks if self.begin_s <= at_s < self.end_s) / (
            self.end_s - self.begin_s
        )

    def cpu_of(self, words: str = "") -> float:
        return sum(pct for command, pct in self.cpu_pct.items() if words in command)

    def memory_of(self, words: str = "") -> processes.Memory:
        found = [size for command, size in self.memory.items() if words in command]
        return processes.Memory(sum(size.rss_mib for size in found), sum(size.pss_mib for size in found))

    def first_text_s(self, pattern: str) -> float | None:
        """When the screen first showed it."""
        screen, decoder = Screen(COLUMNS, ROWS), codecs.getincrementaldecoder("utf-8")("replace")
        for at_s, data in self.chunks:
            screen.feed(decoder.decode(data))
            if re.search(pattern, screen.text):
                return at_s
        return None

    def bytes_over_least(self) -> float | None:
        """Bytes written over the fewest that would have shown the same, frame by frame."""
        screen, decoder = Screen(COLUMNS, ROWS), codecs.getincrementaldecoder("utf-8")("replace")
        least = LeastWriter(screen)
        written = needed = 0
        for (at_s, data), (next_s, _) in zip(self.chunks, [*self.chunks[1:], (_NEVER, b"")], strict=True):
            screen.feed(decoder.decode(data))
            is_steady = self.begin_s <= at_s < self.end_s
            written += len(data) if is_steady else 0
            if next_s - at_s > _FRAME_GAP_S or not is_steady:
                count = least.frame()
                needed += count if is_steady else 0
        return written / needed if needed else None

    def key_to_paint_ms(self) -> list[float]:
        """How long each key took until its text stood on the screen; keys that were lost are left out."""
        screen, decoder = Screen(COLUMNS, ROWS), codecs.getincrementaldecoder("utf-8")("replace")
        found: list[float] = []
        waiting = list(self.keys)
        for at_s, data in self.chunks:
            screen.feed(decoder.decode(data))
            while waiting and waiting[0][0] < at_s:
                if waiting[0][1] in screen.text:
                    found.append((at_s - waiting.pop(0)[0]) * 1000)
                elif len(waiting) > 1 and waiting[1][0] < at_s:
                    waiting.pop(0)
                else:
                    break
        return found


def measure(
    command: Sequence[str],
    *,
    warmup_s: float,
    steady_s: float,
    typed: Sequence[tuple[float, bytes, str]] = (),
    environ: Mapping[str, str] | None = None,
    bytes_per_s: float | None = None,
) -> Run:
    """Runs `command` for that long and ends it; `typed` is (when, keys, the text they paint).

    With `bytes_per_s` its terminal reads no faster than that, as over a slow link.

    Raises EndedEarlyError where it ends by itself.
    """
    process, terminal = _start(command, environ or {})
    began_s = time.perf_counter()
    run = Run(chunks=[], begin_s=warmup_s, end_s=warmup_s + steady_s)
    plan = list(typed)
    before: dict[int, float] | None = None
    spare = before_s = 0.0
    try:
        while (now_s := time.perf_counter() - began_s) < run.end_s:
            if before is None and now_s >= warmup_s:
                before = _cpu(process)
            while plan and plan[0][0] <= now_s:
                _, keys, text = plan.pop(0)
                os.write(terminal, keys)
                if text:
                    run.keys.append((time.perf_counter() - began_s, text))
            due_s = min(run.end_s, plan[0][0] if plan else _NEVER, warmup_s if before is None else _NEVER)
            most = _READ_BYTES
            if bytes_per_s is not None:
                # What has not been read for long does not add up: a link has no memory.
                spare = min(spare + (now_s - before_s) * bytes_per_s, bytes_per_s * _LINK_STEP_S)
                before_s, most = now_s, int(spare)
                if most < 1:
                    time.sleep(_LINK_STEP_S / 4)
                    continue
            taken = _take(terminal, max(due_s - now_s, 0), run.chunks, began_s, most)
            spare -= max(taken, 0)
            if taken < 0:
                raise EndedEarlyError(f"{command[0]} ended by itself after {now_s:.1f} s")
        for each, name in processes.tree(process).items():
            used = processes.cpu_s(each) - (before or {}).get(each, 0.0)
            run.cpu_pct[name] = run.cpu_pct.get(name, 0.0) + 100 * used / steady_s
            run.memory[name] = processes.memory(each)
    finally:
        _end(process, terminal)
    return run


def median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def percentile(values: Sequence[float], share: float) -> float | None:
    ordered = sorted(values)
    return ordered[min(round(share * (len(ordered) - 1)), len(ordered) - 1)] if ordered else None


def _start(command: Sequence[str], environ: Mapping[str, str]) -> tuple[int, int]:
    kept = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES", "TMUX", "TERM_PROGRAM")}
    kept |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **environ}
    size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
    process, terminal = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, size)
        try:
            os.execvpe(command[0], list(command), kept)
        finally:
            os._exit(127)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, size)
    return process, terminal


def _take(terminal: int, wait_s: float, chunks: list[tuple[float, bytes]], began_s: float, most: int) -> int:
    """Reads once and answers what the program asked of its terminal; how many bytes there were, -1 when it has gone."""
    if not select.select([terminal], [], [], wait_s)[0]:
        return 0
    try:
        data = os.read(terminal, most)
    except OSError:
        return -1
    chunks.append((time.perf_counter() - began_s, data))
    for query in _QUERY.findall(data):
        os.write(terminal, _ANSWERS.get(query, b""))
    return len(data) or -1


def _cpu(root: int) -> dict[int, float]:
    return {process: processes.cpu_s(process) for process in processes.tree(root)}


def _end(process: int, terminal: int) -> None:
    """Ends the program and what it started, which follow their parent's terminal."""
    started = processes.tree(process)
    os.kill(process, signal.SIGTERM)
    deadline_s = time.perf_counter() + 5
    while os.waitpid(process, os.WNOHANG)[0] == 0:
        if time.perf_counter() > deadline_s:
            for each in started:
                os.kill(each, signal.SIGKILL)
            os.waitpid(process, 0)
            break
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                os.read(terminal, _READ_BYTES)
            except OSError:
                time.sleep(0.05)
    os.close(terminal)
