"""tmux as a way to reach the person: a message in its status line, and what it hands through to the terminal."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from tui.alerts.delivery import DeliveryError
from tui.alerts.tiers import Tier
from tui.alerts.words import LONGEST
from tui.domain.board import Alert
from tui.domain.text import clean

_TIMEOUT_S = 3.0
# tmux 3.3 draws no pane while a message stands, so it stands as long as it takes to read and no longer.
_SHOWN_MS = 2500
_MOST_CLIENTS = 16


@dataclass(frozen=True)
class TmuxPane:
    """What tmux says of the pane we run in."""

    passthrough: str
    """off, on, or (from tmux 3.4) all."""
    is_visible: bool
    """Its window is the one that an attached terminal shows."""

    @property
    def why_no_osc(self) -> str | None:
        """Why a wrapped OSC would not reach the terminal; None where it does."""
        if self.passthrough not in ("on", "all"):
            return "tmux's allow-passthrough is off: `tmux set -g allow-passthrough on`"
        if self.passthrough == "on" and not self.is_visible:
            return "this tmux window is not the one shown"
        return None


async def tmux_pane(environ: Mapping[str, str]) -> TmuxPane | None:
    """The pane of this process; None outside tmux, or where tmux does not answer."""
    pane = environ.get("TMUX_PANE", "")
    if not environ.get("TMUX") or not pane:
        return None
    try:
        answer = await _tmux(
            environ, "display-message", "-p", "-t", pane, "#{allow-passthrough} #{window_active} #{session_attached}"
        )
    except DeliveryError:
        return None
    parts = answer.split()
    if len(parts) != 3:
        return None
    # tmux 3.3 tells a flag, later ones a word.
    passthrough = {"0": "off", "1": "on"}.get(parts[0], parts[0])
    return TmuxPane(passthrough=passthrough, is_visible=parts[1] == "1" and parts[2] != "0")


class TmuxMessage:
    """A message in the status line of every client of the tmux server that `environ` names."""

    tier = Tier.TMUX
    name = "tmux"
    retries_s: tuple[float, ...] = ()

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)

    async def send(self, alert: Alert) -> str:
        """Raises DeliveryError where no client shows it; one that can't keeps it from no other."""
        if not self._environ.get("TMUX"):
            raise DeliveryError("not in tmux")
        listed = await _tmux(self._environ, "list-clients", "-F", "#{client_name}")
        clients = listed.splitlines()[:_MOST_CLIENTS]
        if not clients:
            raise DeliveryError("no terminal is attached to tmux")
        shown = 0
        for client in clients:
            try:
                words = ("-c", client, "-d", str(_SHOWN_MS), "--", escaped(alert.text))
                await _tmux(self._environ, "display-message", *words)
                shown += 1
            except DeliveryError as error:
                fault = error
        if not shown:
            raise fault
        terminals = f"attached terminal{'s' if len(clients) > 1 else ''}"
        return f"shown in {shown if shown == len(clients) else f'{shown} of {len(clients)}'} {terminals}"


def escaped(text: str) -> str:
    """Text that tmux shows as it stands: `#(…)` would run a program, `#{…}` and `%` would be replaced."""
    # A number sign before a bracket begins a style even when doubled, so every one of them gives way.
    return clean(text, LONGEST).replace("#", "♯").replace("%", "%%")


async def _tmux(environ: Mapping[str, str], *arguments: str) -> str:
    """What a tmux command prints; raises DeliveryError."""
    try:
        process = await asyncio.create_subprocess_exec(
            "tmux",
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=dict(environ),
        )
    except OSError as error:
        raise DeliveryError(f"tmux can't be started: {clean(error.strerror or '', 60)}") from None
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            answer, _ = await process.communicate()
    except TimeoutError:
        raise DeliveryError(f"tmux did not answer within {_TIMEOUT_S:g} s") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode:
        raise DeliveryError(f"tmux refused {arguments[0]}")
    return answer.decode(errors="replace")
