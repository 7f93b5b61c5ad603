"""Access to the server: only a browser that opened the printed address, from a page of this server."""

from __future__ import annotations

import asyncio
import hmac
import math
import os
import re
import secrets
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread
from typing import TypeVar, cast
from urllib.parse import parse_qs

from aiohttp import web

from drill.cli import output
from drill.errors import DrillError, StoreError, UsageError
from drill.session.classroom.classes import Home, Watch, home_of, is_admitted, is_kept

HOST = "127.0.0.1"
# Random bytes of a token, too many for anybody to guess.
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

    # Max tabs of all persons together, and of one person: more than anybody has.
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

        Browsers send no Origin with a plain page, and ``null`` with a form if the referrer is hidden.
        """
        here = f"{self.scheme}://{request.host}"
        origin = request.headers.get("Origin")
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


# Open connections of the server: idle ones are closed, so that others get in.

# Max time for the head of a request, and until the next one on the same connection, in seconds.
HEAD_S = 5.0
# Connections besides those of tabs: far fewer than a process may open. The oldest makes room for the next.
MOST_CONNECTIONS = 100
# Connections that the system holds until the server takes them.
WAITING_CONNECTIONS = 32


class Connections:
    """Make the protocol of each connection, and close those that block others."""

    def __init__(self, make: Callable[[], web.RequestHandler]) -> None:
        self._make = make
        # Whether each connection has made a request, the oldest first.
        self._open: dict[web.RequestHandler, bool] = {}

    def __call__(self) -> web.RequestHandler:
        """Return the protocol of a new connection."""
        connection = self._make()
        self._open[connection] = False
        asyncio.get_running_loop().call_later(HEAD_S, self._end_silent, connection)
        if len(self._open) > MOST_CONNECTIONS:
            self._end(next(iter(self._open)))
        return connection

    def note(self, request: web.Request) -> None:
        """Record that a connection has made a request."""
        if request.protocol in self._open:
            self._open[request.protocol] = True

    def keep(self, request: web.Request) -> None:
        """Leave a connection to its tab."""
        self._open.pop(request.protocol, None)

    def _end_silent(self, connection: web.RequestHandler) -> None:
        if self._open.get(connection) is False:
            self._end(connection)

    def _end(self, connection: web.RequestHandler) -> None:
        del self._open[connection]
        connection.force_close()


# Access to a class in browsers: learners enter by their own tokens, into home folders of their own.

# Max wrong tokens before a pause of ``WRONG_S`` seconds: of one address for one learner, and of one
# address for everybody.
MOST_WRONG, MOST_WRONG_OF_ADDRESS, WRONG_S = 10, 30, 60.0
# Max tokens that are tried at once.
MOST_TRIED = 4
# Interval between two checks that the token of an open window is still valid, in seconds.
ASKING_S = 5.0
# Browsers take a cookie of this prefix from this host alone, over TLS, for all of its paths.
COOKIE = "__Host-drill"
ENTER = (Path(__file__).parent / "enter.html").read_text(encoding="utf-8")
_NAMED = re.compile(r"//(drill_[0-9a-f]{16}):")
T = TypeVar("T")
_NO_FORM = "Send the form of the page, with a token in it."


class ClassGate(Gate):
    """The gate of one host behind a TLS proxy; tokens are tried on the database's server."""

    # An app for each tab.
    most_tabs, most_tabs_each = 60, 4
    scheme = "https"

    def __init__(self, address: str, database: str) -> None:
        self.address = address
        self._origins = {address}
        self._database = database
        # Homes by their cookies.
        self._homes: dict[str, Home] = {}
        # Time when a token was last valid, and the task that asks about it.
        self._admitted: dict[str, float] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._wrong = _Wrong()
        self._trying = asyncio.Semaphore(MOST_TRIED)

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let ``handler`` answer learners of the class; ask others for their token.

        Raises:
            HTTPForbidden: another Host or Origin, a wrong token, or neither token nor cookie.
            HTTPBadRequest: a form that the page does not send.
            HTTPTooManyRequests: there were too many wrong tokens within a minute.
            HTTPSeeOther: the token was right; the cookie is set.
        """
        if not self.is_own(request):
            raise web.HTTPForbidden(text="This page belongs to another address.")
        if request.method == "POST":
            raise await self._entered(request, await _token_of_form(request))
        home = self._homes.get(request.cookies.get(COOKIE, ""))
        age_s = ASKING_S if request.path.startswith("/static/") else 0.0
        if home is None or not await self._is_admitted(home, age_s):
            raise web.HTTPForbidden(text=ENTER, content_type="text/html")
        return await handler(request)

    def person(self, request: web.Request) -> str:
        """Return the role of the learner."""
        return self._home(request).role

    def environment(self, request: web.Request) -> Mapping[str, str]:
        """Return the environment of a tab's app: its learner's home, which holds their token."""
        return self._home(request).environ

    async def refuses(self, request: web.Request) -> None:
        """Wait until the token of an open tab is replaced or forgotten."""
        home = self._home(request)
        while await self._is_admitted(home, ASKING_S / 2):
            await asyncio.sleep(ASKING_S)

    async def keep_watch(self) -> None:
        """End sessions on the database's server that block others, if its owner's URL is given."""
        with closing(Watch(os.environ)) as watching:
            while True:
                try:
                    lines, pause_s = await _ask_in_daemon_thread(watching.look)
                except UsageError:
                    return
                for line in lines:
                    output.narrate_line(line)
                await asyncio.sleep(pause_s)

    def _home(self, request: web.Request) -> Home:
        return self._homes[request.cookies[COOKIE]]

    async def _is_admitted(self, home: Home, age_s: float) -> bool:
        """Return whether a token is admitted; an answer up to ``age_s`` seconds old is good enough."""
        since = time.monotonic() - age_s
        async with self._asking[home.token]:
            if self._admitted.get(home.token, -math.inf) >= since:
                return True
            asked_at = time.monotonic()
            if await _ask_in_daemon_thread(lambda: is_admitted(home.token)):
                self._admitted[home.token] = asked_at
                return True
        self._admitted.pop(home.token, None)
        self._asking.pop(home.token, None)
        self._homes = {cookie: known for cookie, known in self._homes.items() if known.token != home.token}
        return False

    async def _entered(self, request: web.Request, token_text: str) -> web.HTTPException:
        named = _NAMED.search(token_text)
        role = named[1] if named else ""
        # The entry of the nearest proxy alone, because anybody can write the ones before it.
        address = request.headers.get("X-Forwarded-For", request.remote or "").rpartition(",")[2].strip()
        limits: dict[Hashable, int] = {(address, role): MOST_WRONG, (address,): MOST_WRONG_OF_ADDRESS}
        if not (role and is_kept(role, token_text)) and self._wrong.are_too_many(limits):
            return web.HTTPTooManyRequests(text="There were too many wrong tokens: try again in a minute.")
        self._wrong.add(limits)  # until it is tried, so that many at once cannot exceed the limit
        async with self._trying:
            home = await _ask_in_daemon_thread(lambda: home_of(self._database, token_text))
        if home is None:
            return web.HTTPForbidden(text=ENTER, content_type="text/html")
        self._wrong.take_back(limits)
        cookie = secrets.token_urlsafe(TOKEN_BYTES)
        # A learner who enters again is admitted by the new cookie alone.
        homes_of_others = {known: its for known, its in self._homes.items() if its.role != home.role}
        self._homes = homes_of_others | {cookie: home}
        leads_on = web.HTTPSeeOther("/")
        leads_on.set_cookie(COOKIE, cookie, secure=True, httponly=True, samesite="Strict", path="/")
        return leads_on


class _Wrong:
    """The wrong tokens of the last minute, by the keys they are counted under."""

    def __init__(self) -> None:
        self._when: dict[Hashable, list[float]] = {}

    def are_too_many(self, limits: Mapping[Hashable, int]) -> bool:
        """Return whether any of these keys has reached its limit."""
        since = time.monotonic() - WRONG_S
        recent = {key: [when for when in times if when > since] for key, times in self._when.items()}
        self._when = {key: times for key, times in recent.items() if times}
        return any(len(self._when.get(key, ())) >= most for key, most in limits.items())

    def add(self, keys: Iterable[Hashable]) -> None:
        """Count one more for each."""
        for key in keys:
            self._when.setdefault(key, []).append(time.monotonic())

    def take_back(self, keys: Iterable[Hashable]) -> None:
        """Remove the newest count of each."""
        for key in keys:
            if times := self._when.get(key):
                times.pop()


async def _ask_in_daemon_thread(ask: Callable[[], T]) -> T:
    """Ask the database in a daemon thread, because the server's shutdown must not wait for it."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, fault: DrillError | None) -> None:
        if answer.done():
            return  # nobody waits for it any more
        if fault is None:
            answer.set_result(cast("T", result))  # there is a result if there is no fault
        else:
            answer.set_exception(fault)

    def run() -> None:
        result: T | None = None
        fault: DrillError | None = StoreError("the database could not be asked")
        try:
            result = ask()
            fault = None
        except DrillError as error:
            fault = error
        finally:
            with suppress(RuntimeError):  # the server has ended
                loop.call_soon_threadsafe(tell, result, fault)

    Thread(target=run, daemon=True).start()
    return await answer


async def _token_of_form(request: web.Request) -> str:
    """Return the token in the page's form. Raises HTTPBadRequest for another form, or a broken one."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPBadRequest(text=_NO_FORM)
    try:
        async with asyncio.timeout(HEAD_S):
            fields = parse_qs((await request.read()).decode(), max_num_fields=1)
        return fields["token"][0]
    except (ValueError, KeyError, TimeoutError, web.RequestPayloadError):
        refused = web.HTTPBadRequest(text=_NO_FORM)
        refused.force_close()  # nobody reads the rest of it
        raise refused from None
