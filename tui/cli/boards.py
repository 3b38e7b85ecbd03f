"""A Board for a command that prints text: from the running collector, or asked of the venues for this once."""

import argparse
import asyncio
import logging

from tui import VERSION
from tui.cli.settings import paths
from tui.config.model import Config
from tui.domain.board import Board
from tui.domain.clock import SystemClock
from tui.link.once import one_board
from tui.link.wire import LinkError

COLLECTOR_TIMEOUT_S = 3.0


def obtain(options: argparse.Namespace, config: Config, wait_s: float) -> Board:
    """The running collector's newest Board; without a collector, one of our own within about `wait_s`."""
    places = paths(options, config)
    try:
        return one_board(places.socket, min(wait_s, COLLECTOR_TIMEOUT_S), VERSION)
    except LinkError:
        # Feeds report their trouble on the Board; the terminal is for the Board.
        logging.disable(logging.CRITICAL)
        # Imported only here: with a collector running, this command needs no exchange library.
        from tui.collector.collector import Collector

        async def ask() -> Board:
            collector = Collector(config, SystemClock(), places, "live", VERSION)
            return await collector.until_answered(wait_s)

        return asyncio.run(ask())


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
