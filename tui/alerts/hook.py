"""The user's own program, started for an alert: without a shell, and with nothing from outside in its arguments."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence

from tui.alerts.delivery import DeliveryError, stamp
from tui.alerts.tiers import Tier
from tui.alerts.words import LONGEST
from tui.domain.board import Alert
from tui.domain.text import clean

_MOST_WORDS = 120


class CommandHook:
    """Runs `argv` as it is configured; the alert is in the environment, and its text on standard input."""

    tier = Tier.COMMAND
    name = "command"
    # What a program did before it failed is not known: it is not started again.
    retries_s: tuple[float, ...] = ()

    def __init__(self, argv: Sequence[str], timeout_s: float, environ: Mapping[str, str]) -> None:
        self._argv = tuple(argv)
        self._timeout_s = timeout_s
        self._environ = dict(environ)

    async def send(self, alert: Alert) -> str:
        """Raises DeliveryError where it can't be started, fails, or is not done in time and killed."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._argv,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                env=self._environ | alert_environment(alert),
                # Its children end with it.
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise DeliveryError(clean(f"can't be started: {reason}", _MOST_WORDS)) from None
        try:
            async with asyncio.timeout(self._timeout_s):
                await process.communicate(f"{clean(alert.text, LONGEST)}\n".encode())
        except TimeoutError:
            raise DeliveryError(f"took longer than {self._timeout_s:g} s and was killed") from None
        finally:
            await _end(process)
        if process.returncode:
            raise DeliveryError(f"ended with exit code {process.returncode}")
        return "exit code 0"


def alert_environment(alert: Alert) -> dict[str, str]:
    """The alert as environment variables, each clean: no control characters, bounded length."""
    return {
        "FLOORLINE_ALERT_RULE": clean(alert.rule, LONGEST),
        "FLOORLINE_ALERT_TEXT": clean(alert.text, LONGEST),
        "FLOORLINE_ALERT_SEVERITY": alert.severity,
        "FLOORLINE_ALERT_AT": stamp(alert.at_ms),
    }


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kills what still runs of it, and waits for it."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
