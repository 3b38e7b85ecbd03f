"""The real command, from its page's socket: the monitor is drawn, keys reach it, and nothing is left behind."""

import asyncio
import codecs
import json
import re
import subprocess
from collections.abc import AsyncIterator, Iterator
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from tests.bench import processes
from tests.clocks import until
from tests.faults.served import ServedBoards
from tests.faults.terminal import PATIENCE_S, ROOT, environment, floorline

_SEQUENCE = re.compile(r"\x1b(?:\[[0-9;?>=<]*[A-Za-z$]p?|\][^\x07\x1b]*(?:\x07|\x1b\\))")


@pytest.fixture
def server(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """`floorline browser` on a collector's socket that the test serves."""
    with ServedBoards(tmp_path / "data", version("floorline")) as boards:
        command = floorline("browser", "--port", "0", "--data-dir", str(boards.folder))
        environ = environment(HOME=str(tmp_path))
        with subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            yield process
            process.kill()


@pytest.fixture
async def page(server: "subprocess.Popen[str]") -> AsyncIterator["Page"]:
    """Its page, open."""
    assert server.stdout is not None
    address = (await asyncio.to_thread(server.stdout.readline)).strip()
    async with ClientSession() as session:
        socket = urljoin(address, "ws?width=100&height=30")
        async with session.ws_connect(socket, origin=f"http://{urlsplit(address).netloc}") as opened:
            yield Page(opened)


class Page:
    """What a browser does for its person."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._drawn = ""

    async def press(self, keys: str) -> None:
        await self._socket.send_str(json.dumps(["stdin", keys]))

    async def until_drawn(self, words: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while words not in _SEQUENCE.sub("", self._drawn):
                message = await self._socket.receive()
                assert message.type is WSMsgType.BINARY, message
                self._drawn += self._decoder.decode(message.data)

    async def until_closed(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while (await self._socket.receive()).type is WSMsgType.BINARY:
                pass


async def test_the_monitor_is_drawn_and_takes_keys(page: Page) -> None:
    await page.until_drawn("LIQUIDATIONS")
    await page.press("?")
    await page.until_drawn("The asset after this one")
    await page.press("-q")
    await page.until_closed()


async def test_the_pane_ends_when_its_server_is_killed(page: Page, server: "subprocess.Popen[str]") -> None:
    await page.until_drawn("LIQUIDATIONS")
    panes = [process for process, command in processes.tree(server.pid).items() if "--served" in command]
    assert panes
    server.kill()
    await until(lambda: not any(Path(f"/proc/{pane}").exists() for pane in panes), PATIENCE_S)
