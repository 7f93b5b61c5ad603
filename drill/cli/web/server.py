"""The routes of ``drill serve``, and its end: a page, a socket a tab, and the files of the page."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from aiohttp import web

from drill.cli import output
from drill.cli.diagnostics import HUNG_UP, INTERRUPTED, TERMINATED
from drill.cli.web.gate import HOST, Gate, Handler, add_headers
from drill.cli.web.tab import CLOSING_S, HEARTBEAT_S, MOST_BYTES, Tab
from drill.cli.web.web_connections import HEAD_S, WAITING_CONNECTIONS, Connections
from drill.errors import UsageError

HERE = Path(__file__).parent
# The terminal that runs in the page comes with textual-serve; its server and its page are not used.
TERMINAL = Path(str(files("textual_serve"))) / "static"
FILES = {
    "textual.js": TERMINAL / "js" / "textual.js",
    "xterm.css": TERMINAL / "css" / "xterm.css",
    "roboto-mono.ttf": TERMINAL / "fonts" / "RobotoMono-VariableFont_wght.ttf",
    "page.css": HERE / "page.css",
    "page.js": HERE / "page.js",
    "icon.svg": HERE / "icon.svg",
}
# The usual size of text in browsers.
FONT_PIXELS = 16
# What ``?fontsize=`` may name.
FONT_RANGE = range(6, 73)
# So long the apps of all tabs may take when the server ends: all of it takes less than two seconds.
ENDING_S = 1.2
# A fault is said again after so many seconds, and so many different ones meanwhile.
SILENCE_S, MOST_SAID = 60.0, 20
SIGNALS = {"SIGINT": INTERRUPTED, "SIGTERM": TERMINATED, "SIGHUP": HUNG_UP}


class Server:
    """Serves until a signal ends it."""

    def __init__(self, port: int, gate: Gate) -> None:
        self._port = port
        self._gate = gate
        self._tabs: set[Tab] = set()
        # Of each person, those that are being opened included.
        self._number: Counter[str] = Counter()

    async def run(self) -> int:
        """Listen, print the address, and wait; returns the exit code of the signal.

        Raises UsageError where the port cannot be had.
        """
        ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        _await_signals(ended)
        app = web.Application(middlewares=[self._note, self._gate.watch], client_max_size=MOST_BYTES)
        app.on_response_prepare.append(add_headers)
        app.router.add_get("/", self._page)
        app.router.add_get("/ws", self._socket)
        app.router.add_get("/static/{name}", _serve_page_file)
        runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=CLOSING_S, keepalive_timeout=HEAD_S, lingering_time=HEAD_S
        )
        faults = _Faults()
        log = logging.getLogger("aiohttp")
        log.addHandler(faults)
        log.propagate = False
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(faults.hear)
        await runner.setup()
        assert runner.server is not None
        self._connections = Connections(runner.server)
        try:
            listening = await loop.create_server(
                self._connections, HOST, self._port, backlog=WAITING_CONNECTIONS
            )
        except OSError as error:
            await runner.cleanup()
            raise UsageError(f"port {self._port} cannot be used: {error.strerror}", "--port N") from None
        output.emit_text(f"drill is at {self._gate.address}")
        output.narrate_line("Only this address opens it; ctrl+c stops it.")
        sys.stdout.flush()
        watching = asyncio.create_task(self._gate.keep_watch())
        try:
            return await ended
        finally:
            listening.close()
            watching.cancel()
            await asyncio.gather(*(tab.end(ENDING_S) for tab in self._tabs))
            await runner.cleanup()

    @web.middleware
    async def _note(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._connections.note(request)
        return await handler(request)

    async def _page(self, request: web.Request) -> web.Response:
        font_size = request.query.get("fontsize", "")
        is_usable = font_size.isdecimal() and len(font_size) < 3 and int(font_size) in FONT_RANGE
        page = Template((HERE / "page.html").read_text(encoding="utf-8"))
        text = page.substitute(
            socket=f"ws{self._gate.scheme.removeprefix('http')}://{request.host}/ws",
            pixels=font_size if is_usable else FONT_PIXELS,
        )
        return web.Response(text=text, content_type="text/html")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        person = self._gate.person(request)
        if self._number[person] >= self._gate.most_tabs_each:
            raise web.HTTPServiceUnavailable(text="You cannot open more windows: close one of yours.")
        if self._number.total() >= self._gate.most_tabs:
            raise web.HTTPServiceUnavailable(text="No more windows can be opened.")
        self._number[person] += 1
        try:
            return await self._tab(request)
        finally:
            self._number[person] -= 1

    async def _tab(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=MOST_BYTES, timeout=CLOSING_S)
        await socket.prepare(request)
        self._connections.keep(request)
        tab = await Tab.opened(socket, request.query, self._gate.environment(request))
        self._tabs.add(tab)
        ends = [asyncio.create_task(tab.listen()), asyncio.create_task(self._gate.refuses(request))]
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.gather(*done)
        finally:
            for task in ends:
                task.cancel()
            await socket.close()
            await tab.end()
            self._tabs.discard(tab)
        return socket


async def _serve_page_file(request: web.Request) -> web.FileResponse:
    path = FILES.get(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound
    return web.FileResponse(path)


def _await_signals(ended: asyncio.Future[int]) -> None:
    """Wait for the first signal that asks for the end; it determines the exit code."""

    def end(code: int) -> None:
        if not ended.done():
            ended.set_result(code)

    for name, code in SIGNALS.items():
        number = getattr(signal, name, None)
        if number is not None:
            with suppress(NotImplementedError):  # Windows: ctrl+c cancels what waits
                asyncio.get_running_loop().add_signal_handler(number, end, code)


class _Faults(logging.Handler):
    """Report what aiohttp and asyncio complain of, on one line of standard error and once a minute."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Report a record of aiohttp's log, without its traceback."""
        self._say(record.getMessage(), record.exc_info[1] if record.exc_info else None)

    def hear(self, _loop: object, context: Mapping[str, Any]) -> None:
        """Report what the event loop says, such as that no more connections can be accepted."""
        self._say(str(context["message"]), context.get("exception"))

    def _say(self, message: str, fault: BaseException | None) -> None:
        text = message + (f" ({type(fault).__name__})" if fault else "")
        now = time.monotonic()
        self._said = {line: when for line, when in self._said.items() if when > now - SILENCE_S}
        if text not in self._said and len(self._said) < MOST_SAID:
            self._said[text] = now
            output.narrate_line(text)
