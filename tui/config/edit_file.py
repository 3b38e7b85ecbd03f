"""The file that keeps what was edited on the screen: whole or not at all, for its owner alone."""

import os
from pathlib import Path
from typing import Any

import msgspec

from tui.config.check import level_faults, table_faults
from tui.config.edits import Edits
from tui.domain.text import clean
from tui.domain.whole_file import whole_file

_MOST_BYTES = 4_000_000


class EditFileError(Exception):
    """A file that can't be used; the text says why."""


def read(path: Path) -> Edits:
    """What the file holds; nothing where there is none.

    Raises EditFileError for what is damaged or not ours, OSError where it can't be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return Edits()
    if len(content) > _MOST_BYTES:
        raise EditFileError(f"larger than {_MOST_BYTES} bytes")
    try:
        raw: Any = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise EditFileError(clean(str(error), 120)) from None
    try:
        if found := table_faults(raw, Edits):
            key, words = found[0]
            raise EditFileError(clean(f"{key}: {words}" if key else words, 120))
        edits = msgspec.convert(raw, Edits)
    except (msgspec.ValidationError, RecursionError) as error:
        raise EditFileError(clean(str(error), 120)) from None
    for asset, held in edits.assets.items():
        for level in held.put:
            if found := level_faults(msgspec.to_builtins(level)):
                raise EditFileError(clean(f"{asset} level {level.price:g}: {found[0][1]}", 120))
    return edits


def write(path: Path, edits: Edits) -> None:
    """Puts `edits` in the place of what was there, and returns once it is on the disk; raises OSError."""
    content = msgspec.json.format(msgspec.json.encode(edits), indent=2) + b"\n"
    with whole_file(path, replaces=True) as beside:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def move_aside(path: Path) -> Path:
    """Keeps a file that can't be used, out of the way; the one kept before it goes. Raises OSError."""
    kept = path.with_name(f"{path.name}.broken")
    path.replace(kept)
    return kept
