"""A Board for a command that prints text: from the running collector, or asked of the venues for this once."""

import argparse
import logging
import sys

from tui import VERSION
from tui.cli.settings import paths
from tui.config.model import Config
from tui.domain.board import Board
from tui.domain.clock import SystemClock
from tui.domain.errors import RefusedError
from tui.link.once import one_board
from tui.link.wire import LinkError

COLLECTOR_TIMEOUT_S = 3.0
TOO_OLD_MS = 15_000
"""A collector builds a Board at least once a second; an older one tells of a collector that hangs."""


def obtain(options: argparse.Namespace, config: Config, wait_s: float) -> Board:
    """The running collector's newest Board; without a collector, one of our own within about `wait_s`.

    Raises RefusedError where the collector's is too old to be told as the market of now.
    """
    places = paths(options, config)
    try:
        board = one_board(places.socket, min(wait_s, COLLECTOR_TIMEOUT_S), VERSION)
        if (too_old := why_too_old(board)) is not None:
            raise RefusedError(f"{too_old}: it hangs; stop it and start it again")
        return board
    except LinkError:
        # Feeds report their trouble on the Board; the terminal is for the Board.
        logging.disable(logging.CRITICAL)
        # Imported only here: with a collector running, this command needs no event loop and no exchange library.
        import asyncio

        from tui.collector.collector import Collector

        async def ask() -> Board:
            collector = Collector(config, SystemClock(), places, "live", VERSION)
            return await collector.until_answered(wait_s)

        return asyncio.run(ask())


def why_too_old(board: Board) -> str | None:
    """Why a collector's Board does not tell of now; None where it does."""
    age_ms = SystemClock().now_ms() - board.as_of_ms
    return f"the collector's Board is {age_ms / 1000:.0f} s old" if age_ms > TOO_OLD_MS else None


def told_assets(board: Board, config: Config, asset: str | None) -> tuple[str, ...]:
    """The assets to tell of: `asset`, or all configured ones that the Board has; what a collector that was started
    with another configuration does not watch is said, and raises RefusedError where nothing is left."""
    wanted = (asset,) if asset else tuple(config.assets)
    absent = [name for name in wanted if name not in board.assets]
    if not absent:
        return wanted
    words = f"the running collector does not watch {', '.join(absent)}: `floorline config reload`"
    if len(absent) == len(wanted):
        raise RefusedError(words)
    sys.stderr.write(f"floorline: {words}\n")
    return tuple(name for name in wanted if name in board.assets)


def usable(board: Board, assets: tuple[str, ...]) -> bool:
    """Whether any of the assets has anything that a venue said."""
    for asset in assets:
        facts = board.assets[asset]
        values = (facts.price.usd, facts.open_interest.usd, facts.funding.apr_pct, facts.basis.apr_pct)
        if any(value is not None for value in values) or facts.options.expiries or facts.weekly.trigger_usd:
            return True
    return False


def reasons(board: Board) -> list[str]:
    """One line for each venue that brought nothing: why."""
    lines = []
    for venue in dict.fromkeys(feed.venue for feed in board.feeds):
        feeds = [feed for feed in board.feeds if feed.venue == venue]
        if not any(feed.state == "live" for feed in feeds):
            why = next((feed.reason for feed in feeds if feed.reason), "no answer in time")
            lines.append(f"{venue}: {feeds[0].state}: {why}")
    return lines + [f"{name}: {note}" for name, note in board.notes.items() if name != "market"]
