"""Pages of bars wait for their turn in the venue's pace, and the answers before them are not held meanwhile."""

import weakref
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.exchange.paper_rig import rigged
from tui.domain.events import FeedKind
from tui.exchange.binance import Binance
from tui.exchange.bybit import Bybit
from tui.exchange.client import Client
from tui.exchange.venue import Venue
from tui.paper.venue import PaperVenue
from tui.paper.venues import binance as paper_binance
from tui.paper.venues import bybit as paper_bybit
from tui.paper.world import World


class _List(list[Any]):
    """An answer that can be followed."""


class _Dict(dict[str, Any]):
    """The same."""


@pytest.mark.parametrize(
    ("venue", "paper", "page"),
    [(Binance, paper_binance.open_venue, "GetKlines"), (Bybit, paper_bybit.open_venue, "GetV5MarketKline")],
)
async def test_no_page_is_held_while_the_next_is_waited_for(
    venue: Callable[..., Venue],
    paper: Callable[[World], PaperVenue],
    page: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = Client.call
    pages: list[weakref.ref[_List | _Dict]] = []
    held: list[int] = []

    async def followed(self: Client, method: str, params: Mapping[str, Any] | None = None) -> Any:
        if not method.endswith(page):
            return await asked(self, method, params)
        held.append(sum(answer() is not None for answer in pages))
        answer = await asked(self, method, params)
        found = _List(answer) if isinstance(answer, list) else _Dict(answer)
        pages.append(weakref.ref(found))
        return found

    monkeypatch.setattr(Client, "call", followed)
    async with rigged(lambda *known: venue(*known, altcoins=("SOL",)), paper, ("BTC",)) as rig:
        await rig.poll(FeedKind.ALTCOINS, "5m SOL").fetch()
    assert len(held) > 1
    assert not any(held)
