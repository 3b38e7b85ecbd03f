"""Which requests the browser view answers: those of its own page, opened by its own address."""

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # the terminal in the page writes its colours as styles
        "font-src 'self' data:",
        "img-src 'self' data:",
        "connect-src 'self' {socket}",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)


def guarded(port: int) -> Middleware:
    """Refuses (403) what another web page could have sent, and has the browser load nothing from elsewhere.

    A page of another origin may open a WebSocket to this machine and would press keys with it: the Origin must be this
    server's own. A name that was pointed at this machine (DNS rebinding) shows in the Host.
    """
    hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
    origins = {f"http://{host}" for host in hosts}

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        is_socket = request.headers.get("Upgrade", "").lower() == "websocket"
        if (
            request.host not in hosts
            or (origin is None and is_socket)
            or (origin is not None and origin not in origins)
        ):
            raise web.HTTPForbidden(text="only the page at the printed address is answered\n")
        return await handler(request)

    return guard


async def add_policy(request: web.Request, response: web.StreamResponse) -> None:
    """Tells the browser what the page may load (a signal handler, run before every answer)."""
    response.headers["Content-Security-Policy"] = _POLICY.format(socket=f"ws://{request.host}")
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
