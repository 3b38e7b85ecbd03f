"""Where a venue's addresses lead when everything is sent through a gateway."""

from urllib.parse import urlsplit


class Gateway:
    """`https://HOST[:port]/PATH?QUERY` becomes `GATEWAY/HOST/PATH?QUERY`, and wss likewise; empty changes nothing.

    The host stays as the first path segment, so whatever ccxt reads out of its own addresses (Binance's `/stream`,
    Bybit's `spot`, Kraken's `v2`) is still there to read.
    """

    def __init__(self, address: str) -> None:
        """`address` is an http or https origin, or ""."""
        self._http = address.rstrip("/")
        scheme, _, rest = self._http.partition("://")
        self._websocket = f"{'wss' if scheme == 'https' else 'ws'}://{rest}" if rest else ""

    def route(self, url: str) -> str:
        """Where to send what was meant for `url`; an address that was routed already stays as it is."""
        if not self._http or url.startswith((f"{self._http}/", f"{self._websocket}/")):
            return url
        parts = urlsplit(url)
        origin = self._websocket if parts.scheme in ("ws", "wss") else self._http
        query = f"?{parts.query}" if parts.query else ""
        return f"{origin}/{parts.hostname or ''}{parts.path}{query}"
