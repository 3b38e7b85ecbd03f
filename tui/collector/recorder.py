"""Records the collector's Boards, one a second, in a thread of its own."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tui.config.model import RecordingConfig
from tui.domain.board import Board
from tui.domain.clock import Clock
from tui.domain.text import clean, in_words
from tui.link.recording.rotation import RotatingWriter

log = logging.getLogger("floorline.recording")

_EVERY_S = 1.0
_RETRY_S = 60.0
_MEGABYTE = 1_000_000


class Recorder:
    """Never raises and never blocks the loop. Latest wins: while the disk is slow, Boards are left out."""

    def __init__(self, folder: Path | None, config: RecordingConfig, clock: Clock) -> None:
        """Without a folder nothing is recorded."""
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recorder")
        self._writer = (
            RotatingWriter(folder, config.keep_hours, config.max_mb * _MEGABYTE) if folder is not None else None
        )
        self._offered: Board | None = None
        self._retry_s = 0.0
        self._trouble: str | None = None

    @property
    def note(self) -> str | None:
        """Why nothing is recorded at the moment; None when all is well."""
        return self._trouble

    def offer(self, board: Board) -> None:
        """Takes the newest Board; returns at once."""
        self._offered = board

    async def run(self) -> None:
        """Records until cancelled; `close` ends the file."""
        if self._writer is None:
            return
        while True:
            await self._clock.sleep(_EVERY_S)
            board, self._offered = self._offered, None
            if board is not None and self._clock.monotonic_s() >= self._retry_s:
                await self._write(self._writer, board)

    async def close(self) -> None:
        """Ends the file in order and lets the thread go."""
        if self._writer is not None:
            try:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._writer.close)
            except OSError as error:
                log.warning("the recording was not closed in order: %s", in_words(error))
        self._thread.shutdown(wait=False)

    async def _write(self, writer: RotatingWriter, board: Board) -> None:
        try:
            # Shielded: a Board that was taken is written before `close`, also where the recorder is stopped meanwhile.
            await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, writer.write, board))
        except Exception as error:  # the boundary: whatever befalls the recording, the collector goes on
            self._retry_s = self._clock.monotonic_s() + _RETRY_S
            told = error.strerror if isinstance(error, OSError) else None
            words = clean(told or f"{type(error).__name__}: {error}", 120)
            if self._trouble is None:
                log.warning("recording stopped: %s", in_words(error) if isinstance(error, OSError) else words)
            self._trouble = f"nothing is recorded: {words}; tried again every {_RETRY_S:.0f} s"
            return
        if self._trouble is not None:
            log.info("recording goes on")
            self._trouble = None
