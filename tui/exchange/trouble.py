"""What went wrong, decided from the HTTP status, the body and the socket's own error: never from a class alone.

ccxt folds a region block, a dead server and a refused connection into one class, and some blocks into "rate limit";
the evidence it folds away is read here instead.
"""

import asyncio
import errno
import json
import re
import socket
import ssl
from collections.abc import Iterator, Mapping

import aiohttp

from tui.domain.errors import Trouble, VenueError
from tui.domain.retry_after import retry_after_s
from tui.domain.text import clean
from tui.exchange.door import errors

UNREACHED = frozenset({Trouble.DNS, Trouble.REFUSED, Trouble.TIMEOUT, Trouble.PROXY})
"""The venue itself saw nothing of the attempt."""

_REASON = 90
_ACCESS_TOO_FREQUENT_S = 600.0
_BANNED_UNTIL = re.compile(r"banned until (\d{13})")
_MESSAGE = re.compile(r'"(?:ret_?msg|msg|message|error)"\s*:\s*\[?\s*"((?:[^"\\]|\\.){1,200})"', re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*>|\s+")
_RATE_WORDS = ("too frequent", "too many", "rate limit", "too_many_requests")
# OKX has no words for it, only its code 50001.
_MAINTENANCE_WORDS = ("maintenance", "system upgrad", "market_in_cancelonly", '"50001"')
_REGION_WORDS = ("restricted location", "your country", "your region", "this region", "restricted jurisdiction")


def answer_trouble(
    venue: str, status: int, headers: Mapping[str, str], body: str, now_ms: int, what: str = ""
) -> VenueError | None:
    """What an HTTP answer says is wrong; None where ccxt should go on and read it.

    `what` names the request in the reason. A 4xx with JSON is left to ccxt, which knows each venue's codes.
    """
    text = body[:4000].lower()
    told_s = told_wait_s(headers, body, now_ms)
    if status == 451 or (status == 403 and any(word in text for word in _REGION_WORDS)):
        return VenueError(venue, Trouble.BLOCKED, f"blocked in this region (HTTP {status})", told_s)
    if status == 418 or (status == 429 and _BANNED_UNTIL.search(text)):
        return VenueError(venue, Trouble.BANNED, f"this address is banned for asking too often (HTTP {status})", told_s)
    if status == 429 or (status == 403 and any(word in text for word in _RATE_WORDS)):
        # Bybit answers 403 "access too frequent" and then refuses the address for ten minutes.
        wait_s = told_s if told_s is not None or status == 429 else _ACCESS_TOO_FREQUENT_S
        return VenueError(venue, Trouble.RATE_LIMITED, f"asked too often (HTTP {status})", wait_s)
    if status == 403:
        return VenueError(venue, Trouble.BLOCKED, "access refused (HTTP 403)", told_s)
    if status == 407:
        return VenueError(venue, Trouble.PROXY, "the proxy wants a name and password (HTTP 407)")
    if status >= 500:
        return _server_trouble(venue, status, text, told_s)
    if status >= 300 and not _is_json(body):
        if status == 404:
            return VenueError(venue, Trouble.UNSUPPORTED, _named("no such address (HTTP 404)", what))
        return VenueError(venue, Trouble.BAD_RESPONSE, _named(f"HTTP {status}", what), told_s)
    if status < 300 and not _is_json(body):
        return VenueError(venue, Trouble.BAD_RESPONSE, _named(_not_json(body), what))
    return None


def trouble_of(venue: str, error: BaseException, now_ms: int) -> VenueError:
    """The VenueError behind whatever ccxt or aiohttp raised."""
    chain = tuple(_evidence(error))
    for link in chain:
        if isinstance(link, VenueError):
            return link
    for link in chain:
        if (found := _handshake_trouble(venue, link, now_ms) or _socket_trouble(venue, link)) is not None:
            return found
    return _reported_trouble(venue, error)


def told_wait_s(headers: Mapping[str, str], body: str, now_ms: int) -> float | None:
    """How long to stay away: the Retry-After header (seconds or a date), or a time of release in the body."""
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    if (told_s := retry_after_s(value, now_ms)) is not None:
        return told_s
    if (banned := _BANNED_UNTIL.search(body[:4000])) is not None:
        return max(0.0, (int(banned[1]) - now_ms) / 1000)
    return None


def _server_trouble(venue: str, status: int, text: str, told_s: float | None) -> VenueError:
    if any(word in text for word in _MAINTENANCE_WORDS):
        return VenueError(venue, Trouble.MAINTENANCE, f"under maintenance (HTTP {status})", told_s)
    return VenueError(venue, Trouble.UNAVAILABLE, f"the venue's server failed (HTTP {status})", told_s)


def _is_json(body: str) -> bool:
    """Whether the body could be the JSON object or array that every endpoint we ask promises."""
    stripped = body.strip()
    return stripped[:1] + stripped[-1:] in ("{}", "[]")


def _not_json(body: str) -> str:
    stripped = body.strip()
    if not stripped:
        return "an empty answer"
    if stripped.startswith("<"):
        return "a web page instead of data (a captive portal?)"
    return "a truncated answer" if stripped[0] in "{[" else "an answer that is not JSON"


def _named(words: str, what: str) -> str:
    return clean(f"{words}: {what}" if what else words, _REASON)


def _evidence(error: BaseException) -> Iterator[BaseException]:
    """The exception, what it wraps as an argument, and what caused it."""
    seen: set[int] = set()
    pending: list[BaseException] = [error]
    while pending and len(seen) < 20:
        link = pending.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        pending += [arg for arg in link.args if isinstance(arg, BaseException)]
        pending += [cause for cause in (link.__cause__, link.__context__) if cause is not None]
        inner = getattr(link, "os_error", None)
        if isinstance(inner, BaseException):
            pending.append(inner)


def _handshake_trouble(venue: str, error: BaseException, now_ms: int) -> VenueError | None:
    """A WebSocket dial or a proxy that was answered with an HTTP status instead."""
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return VenueError(venue, Trouble.PROXY, f"the proxy refused the connection (HTTP {error.status})")
    if not isinstance(error, aiohttp.ClientResponseError):
        return None
    headers: Mapping[str, str] = error.headers or {}
    found = answer_trouble(venue, error.status, headers, "", now_ms, "WebSocket handshake")
    if found is None or error.status < 300:
        return VenueError(venue, Trouble.BAD_RESPONSE, f"WebSocket handshake answered with HTTP {error.status}")
    return found


def _socket_trouble(venue: str, error: BaseException) -> VenueError | None:
    """What the connection itself reported."""
    match error:
        case aiohttp.ClientProxyConnectionError():
            return VenueError(venue, Trouble.PROXY, "the proxy can't be reached")
        case aiohttp.ClientConnectorDNSError() | socket.gaierror():
            return VenueError(venue, Trouble.DNS, "the venue's name can't be resolved (DNS)")
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return VenueError(venue, Trouble.TLS, _tls_words(error))
        case asyncio.TimeoutError():
            return VenueError(venue, Trouble.TIMEOUT, "no answer in time")
        case aiohttp.ClientConnectorError() | ConnectionRefusedError():
            return VenueError(venue, Trouble.REFUSED, _unreachable(error))
        case aiohttp.ClientPayloadError():
            return VenueError(venue, Trouble.BAD_RESPONSE, clean(f"a broken answer: {error}", _REASON))
        case aiohttp.ClientConnectionError() | ConnectionError() | EOFError():
            return VenueError(venue, Trouble.DISCONNECTED, "the connection was lost")
    return None


def _tls_words(error: BaseException) -> str:
    """What is wrong with the certificate, where it is that."""
    inner = getattr(error, "certificate_error", error)
    if not isinstance(inner, ssl.SSLCertVerificationError):
        return "no secure connection (TLS)"
    fault = inner.verify_message
    # The fault may be on this side: a wrong clock finds every certificate expired or not yet valid.
    advice = "; is this machine's clock right?" if "expired" in fault or "not yet valid" in fault else ""
    return clean(f"certificate not trusted: {fault}{advice}", _REASON)


def _unreachable(error: BaseException) -> str:
    inner = getattr(error, "os_error", error)
    if isinstance(inner, ConnectionRefusedError) or getattr(inner, "errno", None) == errno.ECONNREFUSED:
        return "connection refused"
    return clean(f"can't be reached: {getattr(inner, 'strerror', None) or type(inner).__name__}", _REASON)


_REPORTED: tuple[tuple[type[Exception], Trouble], ...] = (
    (errors.BadSymbol, Trouble.UNSUPPORTED),
    (errors.NotSupported, Trouble.UNSUPPORTED),
    (errors.RestrictedLocation, Trouble.BLOCKED),
    (errors.InvalidProxySettings, Trouble.PROXY),
    (errors.OnMaintenance, Trouble.MAINTENANCE),
    (errors.RateLimitExceeded, Trouble.RATE_LIMITED),
    (errors.DDoSProtection, Trouble.RATE_LIMITED),
    (errors.RequestTimeout, Trouble.TIMEOUT),
    (errors.ExchangeNotAvailable, Trouble.UNAVAILABLE),
    (errors.ExchangeClosedByUser, Trouble.DISCONNECTED),
    (errors.NetworkError, Trouble.DISCONNECTED),
)


def _reported_trouble(venue: str, error: BaseException) -> VenueError:
    """What the venue said in words, as ccxt sorted its codes; anything else is an answer we could not read."""
    words = _words(error)
    if any(word in words.lower() for word in _REGION_WORDS):
        return VenueError(venue, Trouble.BLOCKED, clean(words, _REASON))
    for kind, trouble in _REPORTED:
        if isinstance(error, kind):
            return VenueError(venue, trouble, clean(words or trouble.value, _REASON))
    if isinstance(error, errors.BaseError):
        return VenueError(venue, Trouble.BAD_RESPONSE, clean(words or "refused", _REASON))
    return VenueError(venue, Trouble.BAD_RESPONSE, f"an answer that can't be read ({type(error).__name__})")


def _words(error: BaseException) -> str:
    """The venue's own message where the text holds its JSON, else the text without markup."""
    text = str(error)[:2000]
    if (message := _MESSAGE.search(text)) is not None:
        try:
            text = str(json.loads(f'"{message[1]}"'))
        except ValueError:
            text = message[1]
    return _MARKUP.sub(" ", text).strip()
