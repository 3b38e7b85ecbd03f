"""Names lead to venues, and only the enabled ones are loaded."""

import subprocess
import sys

import pytest

from tui.config.model import Config, NetworkConfig
from tui.domain.clock import SystemClock
from tui.exchange.registry import open_venues


async def test_every_venue_of_the_configuration_opens_without_contacting_anyone() -> None:
    names = Config().enabled_venues
    venues = open_venues(names, ["BTC", "ETH"], NetworkConfig(gateway="http://127.0.0.1:1"), SystemClock())
    # Kraken's futures are a venue of their own under its spot exchange's name.
    expected = [found for name in names for found in ((name, "krakenfutures") if name == "kraken" else (name,))]
    assert [venue.name for venue in venues] == expected
    identities = [
        (feed.venue, feed.kind, feed.part, getattr(feed, "stands_in_for", None))
        for venue in venues
        for feed in venue.feeds()
    ]
    assert len(set(identities)) == len(identities)
    assert {venue.name for venue in venues} == {feed[0] for feed in identities}
    for venue in venues:
        await venue.close()


def test_only_what_is_enabled_is_loaded() -> None:
    code = (
        "import sys, asyncio\n"
        "from tui.config.model import NetworkConfig\n"
        "from tui.domain.clock import SystemClock\n"
        "from tui.exchange.registry import open_venues\n"
        "async def main():\n"
        "    for venue in open_venues(['bybit'], ['BTC'], NetworkConfig(), SystemClock()):\n"
        "        await venue.close()\n"
        "asyncio.run(main())\n"
        "print(sorted(name for name in sys.modules if name.startswith('ccxt.pro.')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "['ccxt.pro.bybit']"
    assert done.stderr == ""


def test_a_name_that_is_no_venue_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        open_venues(["bitmex"], ["BTC"], NetworkConfig(), SystemClock())
