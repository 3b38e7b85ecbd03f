"""Where a key stands in a TOML text: tomllib tells no positions, and an error without a line is half an error."""

import re

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_.-]+)\s*=""")


def line_of(text: str, key: str) -> int | None:
    """The line (from 1) of the dotted `key`, or of the nearest table or key around it; None when there is none."""
    table = ""
    arrays: dict[str, int] = {}
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _plain(header[2])
            if header[1] == "[[":
                arrays[table] = arrays.get(table, -1) + 1
                table = f"{table}[{arrays[table]}]"
            here = table
        elif assignment := _ASSIGNMENT.match(line):
            here = ".".join(part for part in (table, _plain(assignment[1])) if part)
        else:
            continue
        if (key == here or key.startswith((here + ".", here + "["))) and (best is None or len(here) > best[0]):
            best = (len(here), number)
    return best[1] if best else None


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))
