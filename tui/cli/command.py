"""Reads the command line, runs one command, turns errors into one line and an exit code.

Each command's module is imported when it is asked for, so that `--help` and a status bar start at once.
"""

import argparse
import contextlib
import errno
import importlib
import os
import resource
import sys
from collections.abc import Sequence
from typing import TextIO

from tui.cli import quick_segment
from tui.cli.parser import parser
from tui.cli.waiting import Waiting
from tui.domain.errors import ConfigurationError, FloorlineError, RefusedError
from tui.domain.text import clean

EXIT_FAILED = 1
EXIT_REFUSED = 2
"""The same as for a command line that can't be read."""
EXIT_INVALID = 65

_SCREENS = ("monitor", "demo")
_LOADING_MORE = ("monitor",)
"""These say themselves when all is loaded."""
_ENOUGH_MIB = 300
"""Of address space; what is really held is less."""


def run(arguments: Sequence[str]) -> int:
    """Runs the command and returns its exit code."""
    options = parser().parse_args(arguments)
    # Textual's own tick is what delays a key; the frame clock decides how often the screen is drawn.
    os.environ.setdefault("TEXTUAL_FPS", "240")
    _open_streams()
    code = _run(options)
    return code if _written(sys.stderr) and _written(sys.stdout) else code or EXIT_FAILED


def _run(options: argparse.Namespace) -> int:
    """The command's exit code, with every error told in one line."""
    try:
        options.waiting = Waiting(_meanwhile(options))
        with contextlib.closing(options.waiting):
            module = importlib.import_module(f"tui.cli.{options.module}")
            if options.module not in _LOADING_MORE:
                options.waiting.close()
            code: int = module.run(options)
        sys.stdout.flush()
    except ConfigurationError as error:
        _complain(*error.problems)
        return EXIT_INVALID
    except RefusedError as error:
        _complain(str(error))
        return EXIT_REFUSED
    except FloorlineError as error:
        _complain(str(error))
        return EXIT_FAILED
    except BrokenPipeError:
        # The reader has gone (`| head`).
        _discard(sys.stdout)
        return 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            return _fault(error)
        _discard(sys.stdout)
        _complain(f"nothing more can be written: {error.strerror}")
        return EXIT_FAILED
    except KeyboardInterrupt:
        return 130
    except MemoryError:
        _complain(f"not enough memory; about {_ENOUGH_MIB} MiB are needed (ulimit -v)")
        return EXIT_FAILED
    except Exception as error:  # the boundary: a person gets one line, and the place only on request
        return _fault(error)
    return code


def _fault(error: Exception) -> int:
    """Tells of an error that nobody foresaw."""
    if os.environ.get("FLOORLINE_TRACEBACK"):
        raise error
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if isinstance(error, ImportError) and limit != resource.RLIM_INFINITY:
        # A library that finds no room says so in its own way, each another.
        _complain(f"not enough memory: {limit >> 20} MiB are allowed (ulimit -v), {_ENOUGH_MIB} are needed")
        return EXIT_FAILED
    words = clean(f"{type(error).__name__}: {error}", 200)
    _complain(f"{words}; a fault of Floorline's own: FLOORLINE_TRACEBACK=1 shows where")
    return EXIT_FAILED


def _complain(*lines: str) -> None:
    """Tells the person; where standard error can't be written, the exit code has to do."""
    with contextlib.suppress(OSError):
        sys.stderr.writelines(f"floorline: {line}\n" for line in lines)


def _open_streams() -> None:
    """A stream that the starter closed leads nowhere, instead of into the first file that is opened."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def _written(stream: TextIO) -> bool:
    """Whether all of it could be written; what could not would make Python complain once more when it ends."""
    try:
        stream.flush()
    except OSError:
        _discard(stream)
        return stream is not sys.stdout
    return True


def _discard(stream: TextIO) -> None:
    """Sends what is left, and whatever may come, nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _meanwhile(options: argparse.Namespace) -> str | None:
    """What is there to read while a screen loads: the market in one line, where a collector runs already."""
    is_terminal = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    if options.module not in _SCREENS or not is_terminal or os.environ.get("TERM", "dumb") in ("", "dumb"):
        return None
    columns = os.get_terminal_size(sys.stderr.fileno()).columns
    newest = ""
    if options.module == "monitor" and options.config is None:
        newest = quick_segment.newest_line(str(options.data_dir or ""), options.asset or "", columns - 1)
    return newest or "floorline is starting ..."[: max(columns - 1, 0)]
