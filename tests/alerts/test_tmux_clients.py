"""A tmux message to several terminals; tmux is a script here, so that one of them can fail."""

from pathlib import Path

import pytest

from tests.alerts.test_delivery import alert
from tui.alerts.delivery import DeliveryError
from tui.alerts.tmux import TmuxMessage


def tmux(folder: Path, refused: str) -> TmuxMessage:
    """tmux with the terminals a, b and c, of which it refuses those that match the pattern."""
    program = folder / "tmux"
    program.write_text(
        '#!/bin/sh\n[ "$1" = list-clients ] && printf "a\\nb\\nc\\n" && exit 0\n'
        f'case "$3" in {refused}) exit 1;; *) echo "$3" >> "{folder}/shown";; esac\n'
    )
    program.chmod(0o700)
    return TmuxMessage({"TMUX": "x", "PATH": f"{folder}:/usr/bin:/bin"})


async def test_a_terminal_that_fails_keeps_the_message_from_no_other(tmp_path: Path) -> None:
    assert await tmux(tmp_path, "a").send(alert("ETH below")) == "shown in 2 of 3 attached terminals"
    assert (tmp_path / "shown").read_text().split() == ["b", "c"]


async def test_a_message_that_no_terminal_shows_has_failed(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="tmux refused display-message"):
        await tmux(tmp_path, "*").send(alert("ETH below"))
