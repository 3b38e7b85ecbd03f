"""The table of endpoints is true to what the venues are really asked."""

import re
from pathlib import Path

import pytest

from tui.config.model import Config, NetworkConfig
from tui.domain.clock import SystemClock
from tui.exchange.registry import open_venues
from tui.present.explain.endpoints import ENDPOINTS, endpoint

_ROOMS = Path(__file__).parents[3] / "tui" / "exchange"
_MODULES = {"krakenfutures": "kraken_futures"}
_ROWS = [(venue, each) for venue, kinds in ENDPOINTS.items() for asked in kinds.values() for each in asked]


def _source(venue: str) -> str:
    """All that is written about a venue: its own modules and those that only it uses."""
    name = _MODULES.get(venue, venue)
    files = [path for path in _ROOMS.rglob("*.py") if re.match(rf"{name}(_|\.py)", path.name)]
    if venue == "kraken":
        files = [path for path in files if not path.name.startswith("kraken_futures")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def _camel(part: str) -> str:
    words = re.split(r"[-_{}]+", part)
    return "".join(word[:1].upper() + word[1:] for word in words)


@pytest.mark.parametrize(("venue", "asked"), sorted(set(_ROWS)))
def test_every_endpoint_of_the_table_is_called(venue: str, asked: str) -> None:
    source = _source(venue)
    verb, _, rest = asked.partition(" ")
    if verb == "ws":
        assert rest.lstrip("!@").rstrip(".").partition("@")[0] in source
        return
    path = rest.split()[0].strip("/")
    parts = path.split("/")
    tails = ["/".join(parts[start:]) for start in range(len(parts))]
    called = [f"{verb.capitalize()}{''.join(map(_camel, tail.split('/')))}" for tail in tails]
    assert any(name in source for name in called) or any(tail in source for tail in tails[:-1])


async def test_every_feed_has_its_endpoints_in_the_table() -> None:
    venues = open_venues(
        Config().enabled_venues, ["BTC", "ETH"], NetworkConfig(gateway="http://127.0.0.1:1"), SystemClock(), ["SOL"]
    )
    fed = {(feed.venue, feed.kind.value) for venue in venues for feed in venue.feeds()}
    for venue in venues:
        await venue.close()
    assert fed == {(venue, kind) for venue, kinds in ENDPOINTS.items() for kind in kinds}


def test_an_unknown_venue_has_no_invented_endpoint() -> None:
    assert endpoint("bitmex", "funding") == ""
