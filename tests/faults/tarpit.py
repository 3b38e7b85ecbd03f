"""A gateway that accepts every connection, reads, and never answers."""

import socket
import threading
from collections.abc import Callable
from typing import Self

from tui.domain.clock import SystemClock


class Tarpit:
    """Counts who asks; answers nobody."""

    def __init__(self) -> None:
        self.asked = 0
        self._clock = SystemClock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._held: list[socket.socket] = []
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # Closing alone would not wake the thread that waits in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        for connection in self._held:
            connection.close()

    def until_asked(self, count: int = 1, patience_s: float = 30.0) -> None:
        """Returns when that many connections have come."""
        with self._news:
            assert self._news.wait_for(lambda: self.asked >= count, patience_s)

    def until(self, condition: Callable[[], bool], patience_s: float = 30.0) -> None:
        """Returns as soon as `condition` holds, looked at ten times a second and whenever somebody asks."""
        ends_s = self._clock.monotonic_s() + patience_s
        while not condition():
            assert self._clock.monotonic_s() < ends_s
            with self._news:
                self._news.wait(0.1)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._news:
                self._held.append(connection)
                self.asked += 1
                self._news.notify_all()
