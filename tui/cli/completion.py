"""`floorline completion`: what a shell needs to complete this command line, made from the parser itself."""

import argparse
import sys
from pathlib import Path

import shtab

from tui.cli.parser import parser


def run(options: argparse.Namespace) -> int:
    top = parser()
    _complete_paths(top)
    sys.stdout.write(shtab.complete(top, options.shell) + "\n")
    return 0


def _complete_paths(level: argparse.ArgumentParser) -> None:
    """Has files and folders completed where they are asked for."""
    for action in level._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                _complete_paths(below)
        elif action.type is Path or action.metavar == "FILE":
            action.complete = shtab.DIRECTORY if action.metavar == "DIR" else shtab.FILE  # type: ignore[attr-defined]
