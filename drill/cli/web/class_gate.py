"""Who is let in where a class drills in browsers: its learners, by their own tokens, into homes of theirs."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from drill.cli.web.gate import TOKEN_BYTES, Gate, Handler
from drill.session.class_room import home_of

# Wrong tokens, of all browsers together, after which nobody is let in for so many seconds.
MOST_WRONG, WRONG_S = 10, 60.0
# Browsers take a cookie of this prefix from this host alone, over TLS, for all of its paths.
COOKIE = "__Host-drill"
ENTER = (Path(__file__).parent / "enter.html").read_text(encoding="utf-8")


class ClassGate(Gate):
    """The gate of one host behind a proxy that speaks TLS; tokens are tried on the database's server."""

    # An app for each tab, at most so many at once.
    most_tabs = 10
    scheme = "https"

    def __init__(self, address: str, database: str) -> None:
        self.address = address
        self._origins = {address}
        self._database = database
        self._homes: dict[str, Mapping[str, str]] = {}
        self._wrong: list[float] = []

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer as ``handler`` does, to learners of the class; ask others for their token.

        Raises:
            HTTPForbidden: another Host or Origin, a wrong token, or neither token nor cookie.
            HTTPTooManyRequests: there were too many wrong tokens within a minute.
            HTTPSeeOther: the token was right; the cookie is set.
        """
        if not self.is_own(request):
            raise web.HTTPForbidden(text="This page belongs to another address.")
        if request.method == "POST":
            raise await self._entered(request)
        if request.cookies.get(COOKIE, "") not in self._homes:
            raise web.HTTPForbidden(text=ENTER, content_type="text/html")
        return await handler(request)

    def environment(self, request: web.Request) -> Mapping[str, str]:
        """Give the app of a tab its learner's home, in which their token is."""
        return self._homes[request.cookies[COOKIE]]

    async def _entered(self, request: web.Request) -> web.HTTPException:
        now = time.monotonic()
        self._wrong = [when for when in self._wrong if when > now - WRONG_S]
        if len(self._wrong) >= MOST_WRONG:
            return web.HTTPTooManyRequests(text="There were too many wrong tokens: try again in a minute.")
        self._wrong.append(now)  # until it was tried: of many at once no more are
        given = str((await request.post()).get("token", ""))
        home = await asyncio.to_thread(home_of, self._database, given)
        if home is None:
            return web.HTTPForbidden(text=ENTER, content_type="text/html")
        self._wrong = [when for when in self._wrong if when != now]
        cookie = secrets.token_urlsafe(TOKEN_BYTES)
        # Whoever enters anew is let in there alone.
        self._homes = {known: its for known, its in self._homes.items() if its != home} | {cookie: home}
        leads_on = web.HTTPSeeOther("/")
        leads_on.set_cookie(COOKIE, cookie, secure=True, httponly=True, samesite="Strict", path="/")
        return leads_on
