"""What every request passes through: hosts, token, size; and the headers of every answer."""

from __future__ import annotations

import hmac
import logging
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tradetalks.web.answers import FAULT, Refusal, error, refused
from tradetalks.web.settings import Settings

LOG = logging.getLogger("tradetalks")
#: Scripts are our own files only; Vega sets style attributes.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
#: What may be read without a token: the page itself, which then asks for one.
OPEN = ("/", "/favicon.ico")


class Guard:
    """Refuses what should not reach the program, in the order: host, origin, token, size, kind."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        begun = False

        async def answered(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                own = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    own.setdefault(name, value)
                own.setdefault("Cache-Control", "no-store")
            await send(message)

        if (refusal := self._refusal(scope, headers)) is not None:
            await refused(refusal)(scope, receive, answered)
            return
        try:
            await self.app(scope, _limited(receive, self.settings.limits.body), answered)
        except Exception as fault:
            LOG.error("%s %s", scope["method"], scope["path"], exc_info=fault)
            if not begun:
                await error(500, "failed", FAULT)(scope, receive, answered)

    def _refusal(self, scope: Scope, headers: Headers) -> Refusal | None:
        host = headers.get("host", "")
        if not self._known(host):
            return Refusal(
                421, "bad_input",
                f"this server does not answer to the name {host[:80]!r}; start it with --name",
            )  # fmt: skip
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return Refusal(403, "unauthorised", "another site's page may not ask this server")
        if not self._open(scope["path"]) and not self._admitted(headers):
            return Refusal(401, "unauthorised", "wants the header Authorization: Bearer TOKEN")
        size = headers.get("content-length", "0")
        if size.isdigit() and int(size) > self.settings.limits.body:
            return _too_large(self.settings.limits.body)
        if scope["method"] == "POST" and (size != "0" or "transfer-encoding" in headers):
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                return Refusal(415, "bad_input", "wants the header Content-Type: application/json")
        return None

    def _known(self, host: str) -> bool:
        names = self.settings.names
        return names == ("*",) or (_name(host) in names)

    def _open(self, path: str) -> bool:
        return path in OPEN or path.startswith("/static/")

    def _admitted(self, headers: Headers) -> bool:
        token = self.settings.token
        if token is None:
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(given.strip().encode(), token.encode())
        return right and scheme.lower() == "bearer"


def _name(host: str) -> str:
    """A Host header without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0] if "]" in host else ""
    return host.rpartition(":")[0] if ":" in host else host


def _limited(receive: Receive, most: int) -> Receive:
    """A body that ends with a refusal once it is longer than it may be."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > most:
                raise _too_large(most)
        return message

    return counted


def _too_large(most: int) -> Refusal:
    return Refusal(413, "too_large", f"a request may hold {most:,} bytes")
