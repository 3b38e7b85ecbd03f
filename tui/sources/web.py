"""One GET at a time, through the gateway or the proxy of the configuration, bounded in time and size."""

import ssl
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import aiohttp

from tui.config.model import NetworkConfig
from tui.domain.clock import Clock
from tui.domain.errors import Trouble, VenueError
from tui.domain.retry_after import retry_after_s
from tui.domain.text import clean, in_words

MAX_BODY_BYTES = 8 * 1024 * 1024

_TROUBLES = {418: Trouble.BANNED, 429: Trouble.RATE_LIMITED, 451: Trouble.BLOCKED, 403: Trouble.BLOCKED}


_WORDS = {
    Trouble.DNS: "its name can't be resolved (DNS)",
    Trouble.REFUSED: "connection refused",
    Trouble.TLS: "its certificate is not trusted",
    Trouble.PROXY: "the proxy does not answer",
}


def through_gateway(url: str, gateway: str) -> str:
    """`https://HOST[:port]/PATH?QUERY` as `{gateway}/HOST/PATH?QUERY`; unchanged without a gateway."""
    if not gateway:
        return url
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{gateway.rstrip('/')}/{parts.hostname}{parts.path}{query}"


class Web:
    """An HTTP client for a few small public documents."""

    def __init__(self, network: NetworkConfig, clock: Clock) -> None:
        self._network = network
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def get(self, source: str, url: str) -> bytes:
        """The body of a 200 answer; raises VenueError named for `source` otherwise."""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=self._network.timeout_s)
            self._session = aiohttp.ClientSession(timeout=timeout)
        target = through_gateway(url, self._network.gateway)
        try:
            async with self._session.get(target, proxy=self._network.proxy or None) as answer:
                if answer.status != 200:
                    raise _refusal(source, answer, self._clock.now_ms())
                body = await answer.content.read(MAX_BODY_BYTES + 1)
                while len(body) <= MAX_BODY_BYTES and (more := await answer.content.read(MAX_BODY_BYTES)):
                    body += more
        except TimeoutError:
            raise VenueError(source, Trouble.TIMEOUT, f"no answer within {self._network.timeout_s:g} s") from None
        except aiohttp.ClientError as error:
            raise _failure(source, error) from error
        if len(body) > MAX_BODY_BYTES:
            raise VenueError(source, Trouble.BAD_RESPONSE, f"more than {MAX_BODY_BYTES // 1024 // 1024} MiB came back")
        return body

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _refusal(source: str, answer: aiohttp.ClientResponse, now_ms: int) -> VenueError:
    trouble = _TROUBLES.get(answer.status, Trouble.UNAVAILABLE)
    wait_s = retry_after_s(answer.headers.get("Retry-After", ""), now_ms)
    return VenueError(source, trouble, f"HTTP {answer.status}", wait_s)


def _failure(source: str, error: aiohttp.ClientError) -> VenueError:
    match error:
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            trouble = Trouble.PROXY
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            trouble = Trouble.TLS
        case aiohttp.ClientConnectorDNSError():
            trouble = Trouble.DNS
        case aiohttp.ClientConnectorError(os_error=ssl.SSLError()):
            trouble = Trouble.TLS
        case aiohttp.ClientConnectorError():
            trouble = Trouble.REFUSED
        case _:
            trouble = Trouble.UNAVAILABLE
    told = in_words(error) if isinstance(error, OSError) else str(error)
    return VenueError(source, trouble, _WORDS.get(trouble) or clean(told or type(error).__name__, 96))
