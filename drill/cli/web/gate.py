"""Access to the server: only a browser that opened the printed address, from a page of this server."""

from __future__ import annotations

import asyncio
import hmac
import os
import secrets
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

HOST = "127.0.0.1"
# As many random bytes as nobody guesses, before the server ends or ever.
TOKEN_BYTES = 32
# The port that browsers leave out of addresses.
HTTP_PORT = 80
REFUSED = "Open the address that drill serve printed when it started."
# No script but from the server's own files; styles also in the page, since the terminal makes its own.
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Gate:
    """The token of one start. It opens the page once, from the printed address; then a cookie replaces it."""

    # More tabs than anybody has; of all together, and of one person.
    most_tabs = most_tabs_each = 1000
    scheme = "http"

    def __init__(self, port: int) -> None:
        self._token = secrets.token_urlsafe(TOKEN_BYTES)
        # Browsers send a cookie to whatever listens at another port of this machine: it is not the token.
        self._known = secrets.token_urlsafe(TOKEN_BYTES)
        self._cookie = f"drill-{port}"  # browsers share cookies between the ports of a host
        names = (HOST, "localhost")
        hosts = {f"{name}:{port}" for name in names} | (set(names) if port == HTTP_PORT else set[str]())
        self._origins = {f"http://{host}" for host in hosts}
        self.address = f"http://{HOST}:{port}/?token={self._token}"

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let ``handler`` answer requests that are admitted.

        Raises:
            HTTPForbidden: another Host or Origin, no Origin on a socket, or neither token nor cookie.
            HTTPSeeOther: the token was right; the cookie is set, and the address has no token any more.
        """
        is_own = self.is_own(request)
        if is_own and request.path == "/" and is_same_secret(request.query.get("token", ""), self._token):
            leads_on = web.HTTPSeeOther("/")
            leads_on.set_cookie(self._cookie, self._known, httponly=True, samesite="Strict", path="/")
            raise leads_on
        if not is_own or not is_same_secret(request.cookies.get(self._cookie, ""), self._known):
            raise web.HTTPForbidden(text=REFUSED)
        return await handler(request)

    def is_own(self, request: web.Request) -> bool:
        """Return whether a request names this server as its Host, and a page of it as its Origin.

        Browsers send no Origin with a plain page, and ``null`` with a form where no referrer is told.
        """
        here, origin = f"{self.scheme}://{request.host}", request.headers.get("Origin")
        is_form = request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "same-origin"
        is_page = request.method != "POST" and "upgrade" not in request.headers
        is_unsaid = (origin is None and is_page) or (origin == "null" and is_form)
        return here in self._origins and (is_unsaid or origin == here)

    def person(self, request: web.Request) -> str:
        """Return the key under which a person's tabs are counted."""
        return ""

    def environment(self, request: web.Request) -> Mapping[str, str]:
        """Return the environment of a tab's app: that of this process."""
        return os.environ

    async def refuses(self, request: web.Request) -> None:
        """Wait until the person in an open tab is no longer admitted: here, for ever."""
        await asyncio.Event().wait()

    async def keep_watch(self) -> None:
        """Do the periodic work of the server: here, nothing."""


def is_same_secret(candidate: str, secret: str) -> bool:
    """Compare in constant time, so that timing reveals nothing."""
    return hmac.compare_digest(candidate.encode("utf-8", "replace"), secret.encode())


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Add the headers that every response has, refusals included."""
    response.headers.update(HEADERS)
