"""Files that are there whole, or not at all."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def whole_file(path: Path, *, replaces: bool) -> Iterator[Path]:
    """The path of a new file to be written beside `path`, whose name it takes once the block is done; where the block
    fails, nothing is left of it.

    Raises OSError; FileExistsError where there is something at `path` and it `replaces` nothing.
    """
    beside = path.with_name(f".{path.name}.new")
    _check(path, replaces)
    # Of a process that was killed while it wrote.
    beside.unlink(missing_ok=True)
    try:
        yield beside
        _check(path, replaces)
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def _check(path: Path, replaces: bool) -> None:
    if not replaces and os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
