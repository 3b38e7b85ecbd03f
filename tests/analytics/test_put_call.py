"""Puts against calls."""

import msgspec

from tui.analytics.put_call import PutCall, put_call
from tui.domain.events import OptionBook, OptionQuote


def test_what_has_expired_is_neither_put_nor_call() -> None:
    living = OptionQuote(
        symbol="BTC-26MAR27-90000-C",
        expiry_ms=2_000_000_000_000,
        strike_usd=90_000.0,
        is_call=True,
        mark_vol=50.0,
        mark_coin=None,
        underlying_usd=None,
        open_interest_coin=3.0,
        volume_24h_coin=2.0,
    )
    gone = msgspec.structs.replace(living, is_call=False, expiry_ms=1_500_000_000_000)
    book = OptionBook(venue="deribit", asset="BTC", quotes=(living, gone), at_ms=1_700_000_000_000, recv_ms=0)
    assert put_call([book]) == (PutCall(0.0, 2.0), PutCall(0.0, 3.0))
