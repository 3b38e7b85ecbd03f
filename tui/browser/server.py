"""Serves the monitor as a page on loopback: one pane process for each page that is open.

textual-serve brings the page's terminal and the processes; this adds an address that can't be guessed, a guard against
other web pages, a page that loads nothing from elsewhere, and a limit.

It rests on `Server._make_app` of textual-serve, which is private: its version is pinned.
"""

import asyncio
import contextlib
import secrets
import shlex
import socket
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from aiohttp import web
from textual_serve.server import Server

from tui.browser.guard import add_policy, guarded
from tui.domain.errors import FloorlineError

HOST = "127.0.0.1"
MOST_PAGES = 8
_KEY_BYTES = 24
_STOP_S = 2.0
_PAGE = Path(__file__).parent / "page"


class MonitorServer(Server):
    """textual-serve's server without its banner, and with a limit to how many pages it serves at once."""

    def __init__(self, command: Sequence[str], port: int) -> None:
        super().__init__(
            shlex.join(command), host=HOST, port=port, title="Floorline", templates_path=_PAGE,
        )  # fmt: skip
        self._pages = 0

    async def application(self) -> web.Application:
        """What is served, to be put under an address."""
        app = await self._make_app()
        app.router.add_static("/page", _PAGE)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Prints nothing: the command says where the page is."""

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        if self._pages >= MOST_PAGES:
            raise web.HTTPServiceUnavailable(text=f"{MOST_PAGES} pages are open already\n")
        self._pages += 1
        try:
            return await super().handle_websocket(request)
        finally:
            self._pages -= 1


@contextlib.asynccontextmanager
async def serving(command: Sequence[str], port: int) -> AsyncIterator[str]:
    """Serves `command`, a monitor that speaks textual-serve's protocol, while the block runs; the page's address.

    `port` 0 takes a free one. Raises FloorlineError where the port can't be had.
    """
    try:
        listening = socket.create_server((HOST, port))
    except OSError as error:
        raise FloorlineError(f"port {port} can't be had: {error.strerror}; choose another with --port") from None
    with listening:
        port = listening.getsockname()[1]
        key = secrets.token_urlsafe(_KEY_BYTES)
        app = web.Application(middlewares=[guarded(port)])
        app.on_response_prepare.append(add_policy)
        app.add_subapp(f"/{key}/", await MonitorServer(command, port).application())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_STOP_S)
        try:
            await runner.setup()
            await web.SockSite(runner, listening).start()
            yield f"http://{HOST}:{port}/{key}/"
        finally:
            # A pane that does not end in time is left to its leash: it ends with this process.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(2 * _STOP_S):
                    await runner.cleanup()
