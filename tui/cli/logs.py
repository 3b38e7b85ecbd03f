"""Where log lines go: standard error, or a file of bounded size; never a screen, and never raw text from outside."""

import logging
import os
import sys
from pathlib import Path

from tui.domain.text import clean
from tui.link.paths import private_directory
from tui.link.spawn import rotate_log

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_LONGEST_LINE = 2000


class CleanFormatter(logging.Formatter):
    """Nothing in a line can steer the terminal that shows the log, and no message can pass for another's line."""

    def __init__(self) -> None:
        super().__init__(_FORMAT)

    def format(self, record: logging.LogRecord) -> str:
        """The record, and what follows its first line indented: tracebacks, and line ends from outside."""
        lines = super().format(record).splitlines() or [""]
        return "\n    ".join(clean(line, _LONGEST_LINE) for line in lines)


class LogFile(logging.Handler):
    """A rotating log for its owner alone. A line that can't be written is counted, and the next one says so."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.dropped = 0
        """Lines that could not be written, since the last that could."""
        self.setFormatter(CleanFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Appends one line; the file is opened for each, so that a full disk or a moved file is got over by itself."""
        missing = f"({self.dropped} lines before this could not be written)\n" if self.dropped else ""
        line = f"{missing}{self.format(record)}\n".encode(errors="replace")
        try:
            private_directory(self._path.parent)
            rotate_log(self._path)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(self._path, flags, 0o600)
            try:
                written = os.write(descriptor, line)
            finally:
                os.close(descriptor)
        except OSError:
            written = 0
        self.dropped = 0 if written == len(line) else self.dropped + 1


def log_to_stderr() -> None:
    """One line an event, on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(CleanFormatter())
    logging.basicConfig(handlers=[handler], level=logging.INFO)


def log_to_file(path: Path, level: int = logging.INFO) -> LogFile:
    """One line an event in `path`."""
    handler = LogFile(path)
    logging.basicConfig(handlers=[handler], level=level)
    return handler
