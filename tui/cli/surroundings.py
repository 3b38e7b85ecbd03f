"""What Floorline stands in: terminal, tmux, locale, data directory, a running collector."""

import importlib.util
import os
import re
import shutil
import stat
import sys
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tui.cli.boards import why_too_old
from tui.config.model import Config, ScreenConfig
from tui.link.once import one_board
from tui.link.wire import LinkError

LEAST_COLUMNS, LEAST_ROWS = 60, 15


_COLOURLESS = re.compile(r"vt[1-4][0-9][0-9]|.*-m(ono)?$")
"""Terminals that show one colour, by the name in TERM."""
_PYTHONS_OWN = "C.UTF-8"
"""What Python sets LC_CTYPE to where it finds the C locale, and where it finds none."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at; not ok means that the user should act."""

    subject: str
    ok: bool
    detail: str
    known: bool = True
    """False where it could not be checked; ok says nothing then."""


def terminal_findings() -> list[Finding]:
    """The terminal's kind, size, colours and character set."""
    term = os.environ.get("TERM", "")
    if not sys.stdout.isatty():
        return [Finding(subject="terminal", ok=True, detail="not a terminal here; `snapshot` prints text")]
    size = shutil.get_terminal_size()
    roomy = size.columns >= LEAST_COLUMNS and size.lines >= LEAST_ROWS
    return [
        Finding(
            subject="terminal",
            ok=term not in ("", "dumb"),
            detail=f"TERM={term or 'unset'} {_colours()}{', tmux' if os.environ.get('TMUX') else ''}",
        ),
        Finding(
            subject="size",
            ok=roomy,
            detail=f"{size.columns}x{size.lines}"
            + ("" if roomy else f"; at least {LEAST_COLUMNS}x{LEAST_ROWS} is needed"),
        ),
        Finding(
            subject="characters",
            ok=True,
            detail="UTF-8" if speaks_utf8(os.environ) else "the locale has no UTF-8: the screen is drawn in ASCII",
        ),
    ]


def speaks_utf8(environ: Mapping[str, str], python_chose: bool | None = None) -> bool:
    """Whether the locale names UTF-8, or nothing at all: today's terminals speak it.

    `python_chose` (by default whether it did) says that an LC_CTYPE of C.UTF-8 is Python's own doing.
    """
    chose = bool(sys.flags.utf8_mode) if python_chose is None else python_chose
    category = environ.get("LC_CTYPE", "")
    category = "" if chose and category == _PYTHONS_OWN else category
    name = environ.get("LC_ALL") or category or environ.get("LANG") or ""
    return not name or re.search(r"utf-?8", name, re.IGNORECASE) is not None


def drawable(screen: ScreenConfig, environ: MutableMapping[str, str]) -> ScreenConfig:
    """The screen's settings as this terminal can draw them: glyphs by locale where they are "auto".

    A terminal without colours is treated as if NO_COLOR were set.
    """
    if _COLOURLESS.match(environ.get("TERM", "")):
        environ.setdefault("NO_COLOR", "1")
    if screen.glyphs != "auto":
        return screen
    return msgspec.structs.replace(screen, glyphs="braille" if speaks_utf8(environ) else "ascii")


def configuration_finding(config: Config, path: Path | None) -> Finding:
    """Which file is used, and whether others can read a password in it."""
    holds_secret = "@" in config.network.proxy + config.network.gateway or bool(config.alerts.webhooks)
    is_open = path is not None and holds_secret and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
    warning = "; it holds a password, and others can read it: chmod 600" if is_open else ""
    return Finding(subject="configuration", ok=not is_open, detail=f"{path or 'defaults'}{warning}")


def bytecode_finding() -> Finding:
    """Whether Python has the exchange library compiled; if not, each start of the collector compiles it again."""
    spec = importlib.util.find_spec("ccxt")
    source = None if spec is None or spec.origin is None else Path(spec.origin).parent / "base" / "exchange.py"
    compiled = source is not None and Path(importlib.util.cache_from_source(str(source))).exists()
    advice = "not compiled; starts take seconds longer: install with `uv sync --compile-bytecode`"
    return Finding(subject="start", ok=True, detail="compiled" if compiled else advice)


def _colours() -> str:
    if os.environ.get("NO_COLOR"):
        return "no colour (NO_COLOR)"
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        return "16 million colours"
    return "256 colours" if "256" in os.environ.get("TERM", "") else "16 colours"


def data_finding(folder: Path) -> Finding:
    """Whether history can be kept."""
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    writable = os.access(existing, os.W_OK)
    return Finding(
        subject="data directory",
        ok=writable,
        detail=f"{folder}" + ("" if writable else "; not writable: nothing is kept. Set --data-dir"),
    )


def collector_finding(socket: Path) -> Finding:
    """Whether a collector answers; none is fine, one that can't be used is not."""
    if not socket.exists():
        return Finding(
            subject="collector", ok=True, detail="none runs; `floorline` starts one, `floorline collect` keeps one"
        )
    try:
        board = one_board(socket, timeout_s=3.0)
    except LinkError as error:
        return Finding(subject="collector", ok=False, detail=str(error))
    if (too_old := why_too_old(board)) is not None:
        return Finding(subject="collector", ok=False, detail=f"{too_old}: it hangs; stop it and start it again")
    live = sum(feed.state == "live" for feed in board.feeds)
    about = f"{board.collector.version}, up {board.collector.uptime_s:.0f} s"
    return Finding(subject="collector", ok=True, detail=f"{about}, {live} of {len(board.feeds)} feeds live")
