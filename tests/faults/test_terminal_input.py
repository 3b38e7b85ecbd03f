"""More input than anybody types: a pasted megabyte, a held key, a flood of mouse reports."""

import os
import select
from itertools import islice

import pytest

from tests.faults.terminal import PtyProcess, cpu_s, resident_kib

MEGABYTE = 1 << 20
FLOODS = {
    "a paste": b"\x1b[200~" + b"q" * MEGABYTE + b"\x1b[201~",
    "a held key": b"j" * MEGABYTE,
    "keys of every kind": b"jklz12tp[]" * (MEGABYTE // 10),
    "mouse reports": b"\x1b[<35;10;10M" * (MEGABYTE // 12),
    "bytes that are no text": bytes(range(128, 256)) * (MEGABYTE // 256),
    "sequences without an end": b"\x1b[1;" * (MEGABYTE // 8),
}


def pour(pane: PtyProcess, flood: bytes) -> None:
    """Writes all of it as fast as it is taken, reading meanwhile."""
    os.set_blocking(pane.master, False)
    left = memoryview(flood)
    while left:
        _, writable, _ = select.select([], [pane.master], [], 5)
        assert writable, "the program stopped reading its keyboard"
        left = left[os.write(pane.master, left[:4096]) :]
        pane.read(0)
    os.set_blocking(pane.master, True)


@pytest.mark.fault(75)
@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_dropped_and_keys_work_after_it(pane: PtyProcess, name: str) -> None:
    used_s, resident = cpu_s(pane.pid), resident_kib(pane.pid)
    pour(pane, FLOODS[name])
    assert cpu_s(pane.pid) - used_s < 5
    assert resident_kib(pane.pid) - resident < 30_000
    # A pasted q is text, not a key; what else the flood typed may have left any pane in front.
    assert pane.process.poll() is None
    before = len(pane.output)
    pane.until(lambda: len(pane.output) > before, "the next frame")
    for _ in islice(iter(pane.process.poll, 0), 200):
        pane.type("q")
        pane.read(0.05)
    assert pane.exit_code() == 0
    assert pane.is_restored
    assert "Traceback" not in pane.output
