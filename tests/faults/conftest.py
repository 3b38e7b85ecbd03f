"""A pane in a terminal, on a collector's socket that the test serves."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tests.faults.served import ServedBoards
from tests.faults.terminal import PtyProcess, environment, floorline

StartPane = Callable[..., PtyProcess]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ServedBoards]:
    """Boards at a socket, as a collector would serve them."""
    with ServedBoards(tmp_path / "data", version("floorline")) as boards:
        yield boards


@pytest.fixture
def start_pane(served: ServedBoards, tmp_path: Path) -> Iterator[StartPane]:
    """Starts `floorline` in a terminal, attached to `served`; every one is ended after the test."""
    with ExitStack() as stack:

        def start(*arguments: str, env: dict[str, str | None] | None = None, **options: Any) -> PtyProcess:
            if "--config" not in arguments:
                file = tmp_path / "config.toml"
                file.write_text("[screen]\nfps = 10\n")
                arguments = ("--config", str(file), *arguments)
            command = floorline("--data-dir", str(served.folder), *arguments)
            environ = environment(**{"HOME": str(tmp_path), **(env or {})})
            return stack.enter_context(PtyProcess(command, env=environ, **options))

        yield start


@pytest.fixture
def pane(start_pane: StartPane) -> PtyProcess:
    """A pane of 120x40 that shows its first Board."""
    shown = start_pane()
    shown.until_shown("LIQUIDATIONS", "104,2", "quit")
    return shown
