"""The folder of recordings: names that sort by time, and what is deleted when."""

from datetime import UTC, datetime
from pathlib import Path

from tui.domain.clock import HOUR_MS
from tui.link.recording.layout import SUFFIX

FILE_MS = HOUR_MS
"""The longest stretch of one file."""

_NAME = "%Y%m%dT%H%M%S"


def file_name(at_ms: int) -> str:
    """The name of a file whose first Board is of that moment."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return f"{moment.strftime(_NAME)}.{at_ms % 1000:03}Z{SUFFIX}"


def begins_ms(path: Path) -> int | None:
    """The moment in a name of ours; None for any other name."""
    stem, dot, rest = path.name.partition(".")
    if not dot or not rest.endswith(f"Z{SUFFIX}"):
        return None
    try:
        moment = datetime.strptime(stem, _NAME).replace(tzinfo=UTC)
        return round(moment.timestamp() * 1000) + int(rest[: -len(SUFFIX) - 1])
    except ValueError:
        return None


def recordings(folder: Path) -> list[Path]:
    """The recordings in `folder` by time; other files are not ours. Raises OSError where it can't be read."""
    found = [(at_ms, path) for path in folder.iterdir() if (at_ms := begins_ms(path)) is not None]
    return [path for _, path in sorted(found)]


def prune(folder: Path, now_ms: int, keep_ms: int, most_bytes: int) -> None:
    """Deletes files that ended more than `keep_ms` ago, and the oldest until the rest has at most `most_bytes`.

    Raises OSError where a file can't be deleted.
    """
    total = 0
    found = recordings(folder)
    # A clock that is far ahead must not age what was recorded before: a file follows on the one before it.
    now_ms = min([now_ms, *(began_ms + FILE_MS for path in found[-1:] if (began_ms := begins_ms(path)) is not None)])
    for path in reversed(found):
        total += path.stat().st_size
        began_ms = begins_ms(path)
        is_old = began_ms is not None and began_ms + FILE_MS < now_ms - keep_ms
        if is_old or total > most_bytes:
            path.unlink()
