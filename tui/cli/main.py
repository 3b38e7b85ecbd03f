"""`floorline`: the console script's entry, which loads nothing before it knows what is asked.

A status bar runs `floorline segment` every few seconds; that one has a way of its own that costs little more than
Python's start.
"""

import sys


def main(arguments: list[str] | None = None) -> int:
    """Runs the command and returns its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if "segment" in words:
        from tui.cli.quick_segment import write_line

        if write_line(words):
            return 0
    from tui.cli.command import run

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
