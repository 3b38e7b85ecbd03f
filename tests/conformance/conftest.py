"""Prints how many recorded records agree, after the tests."""

import pytest

from tests.conformance.table import ROWS, drawn


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if ROWS:
        terminalreporter.section("recorded traffic against what others read in it")
        for line in drawn(ROWS):
            terminalreporter.write_line(line)
