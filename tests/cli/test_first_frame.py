"""The dashboard's first frame on a real terminal: it stands before Textual does, and the terminal is given back."""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.cli.test_quick_segment import collector
from tests.faults.terminal import PtyProcess, environment, floorline

ENTERS, TEXTUAL_S, LEAVES = "\x1b[?1049h", "\x1b[?1004h", "\x1b[?1049l"
"""The screen begins, Textual asks for focus events, the screen ends."""


@pytest.fixture
async def folder() -> AsyncIterator[Path]:
    with tempfile.TemporaryDirectory(prefix="first-") as name:
        async with collector(Path(name)):
            yield Path(name)


async def _with_pane(folder: Path, use: Callable[[PtyProcess], None], *arguments: str) -> None:
    def run() -> None:
        argv = floorline("--data-dir", str(folder), *arguments)
        environ = environment(HOME=str(folder), PYTHONDONTWRITEBYTECODE=None)
        with PtyProcess(argv, env=environ) as pane:
            use(pane)

    await asyncio.to_thread(run)


def _first(pane: PtyProcess) -> None:
    pane.until(lambda: ENTERS in pane.output, "the screen")
    pane.until_shown("106,300", "LEVELS", "LIQUIDATIONS")
    assert TEXTUAL_S not in pane.output


async def test_it_stands_before_textual_and_is_drawn_once(folder: Path) -> None:
    def use(pane: PtyProcess) -> None:
        _first(pane)
        assert "help" not in pane.shown
        pane.until_shown("help")
        assert pane.output.count(ENTERS) == 1
        pane.type("q")
        assert pane.exit_code() == 0
        assert pane.output.count("LEVELS") == 1
        assert pane.is_restored

    await _with_pane(folder, use)


async def test_what_is_typed_meanwhile_is_neither_shown_nor_lost(folder: Path) -> None:
    def use(pane: PtyProcess) -> None:
        _first(pane)
        pane.type("zq")
        assert pane.exit_code() == 0
        assert "zq" not in pane.output
        assert pane.is_restored

    await _with_pane(folder, use)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_meanwhile_gives_the_terminal_back(folder: Path, number: signal.Signals) -> None:
    def use(pane: PtyProcess) -> None:
        _first(pane)
        pane.signal(number)
        assert pane.exit_code() == 128 + number
        assert pane.is_restored

    await _with_pane(folder, use)


async def test_a_configuration_that_is_refused_later_is_told_on_the_terminal_as_it_was(folder: Path) -> None:
    wrong = folder / "wrong.toml"
    wrong.write_text('[keys]\n"nothing.of.the.kind" = "w"\n', encoding="utf-8")

    def use(pane: PtyProcess) -> None:
        assert pane.exit_code() == 65
        assert "nothing.of.the.kind" in pane.output.partition(LEAVES)[2]
        assert pane.is_restored

    await _with_pane(folder, use, "--config", str(wrong))
