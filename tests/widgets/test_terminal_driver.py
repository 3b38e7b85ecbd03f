"""What the terminal sends while the application handles nothing: keys are dropped, what it says once is not."""

import asyncio
import os
import pty
from collections.abc import Iterator

import pytest
from textual import events, messages
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from widgets.terminal_driver import TerminalDriver


class _Deaf(App[None]):
    """Handles nothing, and keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Message] = []

    async def _post_message(self, message: Message) -> bool:
        self.sent.append(message)
        await asyncio.Event().wait()
        return True

    @property
    def message_queue_size(self) -> int:
        return len(self.sent)


@pytest.fixture
def terminal() -> Iterator[int]:
    master, slave = pty.openpty()
    yield slave
    os.close(master)
    os.close(slave)


async def test_a_flood_of_keys_drops_nothing_that_the_terminal_says_once(terminal: int) -> None:
    app = _Deaf()
    driver = TerminalDriver(app)
    driver.fileno = terminal
    said: list[Message] = [
        events.AppBlur(),
        events.AppFocus(),
        messages.InBandWindowResize(True, False),
        messages.TerminalSupportsSynchronizedOutput(),
    ]
    for _ in range(500):
        driver.send_message(events.Key("j", "j"))
    await asyncio.sleep(0)
    for message in said:
        driver.send_message(message)
    for _ in range(20):
        await asyncio.sleep(0)
    keys = [message for message in app.sent if isinstance(message, events.Key)]
    assert 0 < len(keys) < 200
    assert [message for message in app.sent if message in said] == said
    for _ in range(5000):
        driver.send_message(events.AppFocus())
        await asyncio.sleep(0)
    assert len(app.sent) < 2000


async def test_a_stop_in_the_midst_of_coming_back_waits_until_that_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = TerminalDriver(_Deaf())
    done: list[str] = []

    def coming_back(*_: object) -> None:
        done.append("comes back")
        driver._sigtstp_application()
        done.append("is back")

    monkeypatch.setattr(LinuxDriver, "_sigcont_application", coming_back)
    monkeypatch.setattr(LinuxDriver, "_sigtstp_application", lambda *_: done.append("stops"))
    driver._sigcont_application()
    assert done == ["comes back", "is back", "stops"]
    driver._sigtstp_application()
    assert done[3:] == ["stops"]


async def test_a_stop_in_the_midst_of_a_write_waits_until_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = TerminalDriver(_Deaf())
    done: list[str] = []

    class Output:
        def write(self, data: bytes) -> None:
            if data == b"frame":
                driver._sigtstp_application()
            done.append(data.decode())

    monkeypatch.setattr(LinuxDriver, "_sigtstp_application", lambda *_: driver.write("leaves"))
    monkeypatch.setattr(driver, "_output", Output())
    driver.write("frame")
    assert done == ["frame", "leaves"]


async def test_after_a_turn_that_failed_the_next_stop_is_had(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = TerminalDriver(_Deaf())
    done: list[str] = []

    def failing(*_: object) -> None:
        driver._sigtstp_application()
        raise OSError("no terminal")

    monkeypatch.setattr(LinuxDriver, "_sigcont_application", failing)
    monkeypatch.setattr(LinuxDriver, "_sigtstp_application", lambda *_: done.append("stops"))
    with pytest.raises(OSError, match="no terminal"):
        driver._sigcont_application()
    driver._sigtstp_application()
    assert done == ["stops"]
