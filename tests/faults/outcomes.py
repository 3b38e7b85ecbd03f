"""How the tests of the fault matrix ended: run by pytest, read from its report."""

import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path
from xml.etree import ElementTree

from tests.faults.terminal import ROOT

SURVIVED = "survived"


def run(tests: Collection[str]) -> dict[str, Counter[str]]:
    """Test -> how often its cases passed, failed or were skipped."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", f"--junitxml={report}", *sorted(set(tests))]
        subprocess.run(command, cwd=ROOT, check=False)
        return read(report)


def read(report: Path) -> dict[str, Counter[str]]:
    """The same from a report in JUnit's format."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for case in ElementTree.parse(report).iter("testcase"):
        file = case.get("classname", "").replace(".", "/") + ".py"
        name = case.get("name", "").partition("[")[0]
        ends = {child.tag for child in case}
        outcome = "failed" if ends & {"failure", "error"} else "skipped" if "skipped" in ends else "passed"
        found[f"{file}::{name}"][outcome] += 1
    return found


def words(tests: Collection[str], outcomes: Mapping[str, Counter[str]]) -> str:
    """What became of one row: `survived`, or what did not go well and how often."""
    total = sum((outcomes.get(test, Counter()) for test in tests), Counter[str]())
    if any(test not in outcomes for test in tests) or not total:
        return "not run"
    bad = ", ".join(f"{total[kind]} {kind}" for kind in ("failed", "skipped") if total[kind])
    passed = f"{total['passed']} case{'s' if total['passed'] != 1 else ''}"
    return f"{bad} of {total.total()}" if bad else f"{SURVIVED}, {passed}"
