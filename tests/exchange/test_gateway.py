"""Every address through the gateway, and none changed without one."""

import pytest

from tui.exchange.gateway import Gateway


@pytest.mark.parametrize(
    ("gateway", "url", "expected"),
    [
        ("", "https://api.bybit.com/v5/x?a=1", "https://api.bybit.com/v5/x?a=1"),
        ("http://127.0.0.1:9400", "https://api.bybit.com/v5/x?a=1", "http://127.0.0.1:9400/api.bybit.com/v5/x?a=1"),
        ("http://127.0.0.1:9400/", "https://api.bybit.com/v5", "http://127.0.0.1:9400/api.bybit.com/v5"),
        ("http://g:1", "wss://stream.binance.com:9443/ws/1", "ws://g:1/stream.binance.com/ws/1"),
        ("https://relay.example", "wss://ws.okx.com:443/ws/v5/public", "wss://relay.example/ws.okx.com/ws/v5/public"),
        ("http://g:1", "https://h/p?symbol=BTC%2FUSD", "http://g:1/h/p?symbol=BTC%2FUSD"),
        ("http://g:1", "wss://ws.kraken.com/v2", "ws://g:1/ws.kraken.com/v2"),
        ("http://g:1", "https://host", "http://g:1/host"),
    ],
)
def test_an_address_and_where_it_leads(gateway: str, url: str, expected: str) -> None:
    routed = Gateway(gateway).route(url)
    assert routed == expected
    assert Gateway(gateway).route(routed) == expected
