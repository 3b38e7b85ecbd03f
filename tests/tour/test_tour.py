"""Every documented key in a real terminal, and what it shows; once directly, once through SSH."""

import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.tour.outside import Terminal, ssh_server, why_no_ssh
from tests.tour.steps import BTC, MONITOR, REPLAY, Step, is_at_rest
from tui.screens.bindings import all_bindings

ROOT = Path(__file__).parents[2]
NOT_TMUX = shutil.which("tmux") is None
CONFIG = """
[[alerts.rules]]
name = "the tour began"
when = "BTC.price.usd > 1"
severity = "silent"
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    # A short one: sockets are in it.
    with tempfile.TemporaryDirectory(prefix="tour-") as name:
        yield Path(name)


def test_every_key_of_the_table_is_in_the_tour() -> None:
    documented = {key for binding in all_bindings() for key in binding.key.split(",")}
    pressed = {step.key for step in (*MONITOR, *REPLAY)} | {"q", "ctrl+c"}
    assert documented - pressed == set()
    assert pressed - documented == set()


@pytest.mark.skipif(NOT_TMUX, reason="tmux is not installed")
@pytest.mark.parametrize(
    "way",
    ["directly", pytest.param("ssh", marks=pytest.mark.skipif(why_no_ssh() is not None, reason=str(why_no_ssh())))],
)
async def test_every_key_shows_what_it_should(way: str, folder: Path) -> None:
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    demo = floorline("demo", "--config", str(folder / "config.toml"), "--record", str(folder / "tape"))
    replay = floorline("replay", str(folder / "tape"), "--config", str(folder / "config.toml"))
    with ExitStack() as ending:
        there = [] if way == "directly" else ending.enter_context(ssh_server())
        terminal = Terminal(folder / "tmux", there + demo)
        ending.callback(terminal.close)
        await terminal.until("every feed live", lambda: _is_live(terminal.text()), patience_s=60)
        for step in MONITOR:
            await take(terminal, step)
        assert terminal.clipboard().startswith("Floorline DEMO · ")
        assert "\nBTC LIQUIDATIONS" in terminal.clipboard()
        terminal.press("q")
        await terminal.until("the end", lambda: terminal.ended() is not None)
        assert terminal.ended() == 0
        terminal.start(there + replay)
        await terminal.until("the recording", lambda: "REPLAY   DEMO" in terminal.text())
        for step in REPLAY:
            await take(terminal, step)
        terminal.press("ctrl+c")
        await terminal.until("the end", lambda: terminal.ended() is not None)
        assert terminal.ended() == 0


async def take(terminal: Terminal, step: Step) -> None:
    """Presses one key and waits for what it must show."""
    if "SPOILT" in step.words:
        terminal.spoil("SPOILT")
        await terminal.until("the spoilt screen", lambda: "SPOILT" in terminal.text())
    if step.key == "enter" and "looks through" in step.words:
        terminal.type("der")
        await terminal.until("what was typed", lambda: "/ der" in terminal.text())
    before = await _ready(terminal, step)
    terminal.press(step.key)
    await terminal.until(f"{step.key}: {step.words}", lambda: step.done(before, terminal.text(styled=step.is_styled)))


async def _ready(terminal: Terminal, step: Step) -> str:
    """The screen before the key."""
    screens = ["", ""]

    def look() -> bool:
        screens[:] = [screens[1], terminal.text(styled=step.is_styled)]
        return step.ready(screens[1]) and (not step.is_styled or is_at_rest(*screens))

    await terminal.until(f"what {step.key} needs: {step.words}", look)
    return screens[1]


def floorline(*arguments: str) -> list[str]:
    """The argv that runs this Floorline, as one line for a shell that may be far away."""
    run = shlex.join([sys.executable, "-m", "tui.cli.main", *arguments])
    kept = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    environ = " ".join(f"{name}={shlex.quote(value)}" for name, value in {**kept, "LC_ALL": "C.UTF-8"}.items())
    return [f"cd {shlex.quote(str(ROOT))} && env {environ} {run}"]


def _is_live(text: str) -> bool:
    first = text.partition("\n")[0]
    live, _, all_ = first.partition("feeds ")[2].partition(" ")[0].partition("/")
    is_whole = not any(word in text for word in ("partial", "loading", "connecting"))
    return bool(all_) and live == all_ and is_whole and BTC in text
