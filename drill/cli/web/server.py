"""The routes of ``drill serve``, and its end: a page, a socket a tab, and the files of the page."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from string import Template

from aiohttp import web

from drill.cli import output
from drill.cli.diagnostics import HUNG_UP, INTERRUPTED, TERMINATED
from drill.cli.web.gate import HOST, Gate, add_headers
from drill.cli.web.tab import CLOSING_S, HEARTBEAT_S, MOST_BYTES, Tab
from drill.errors import UsageError

HERE = Path(__file__).parent
# The terminal that runs in the page comes with textual-serve; its server and its page are not used.
TERMINAL = Path(str(files("textual_serve"))) / "static"
FILES = {
    "textual.js": TERMINAL / "js" / "textual.js",
    "xterm.css": TERMINAL / "css" / "xterm.css",
    "roboto-mono.ttf": TERMINAL / "fonts" / "RobotoMono-VariableFont_wght.ttf",
    "page.css": HERE / "page.css",
    "icon.svg": HERE / "icon.svg",
}
# The usual size of text in browsers.
FONT_PIXELS = 16
# What ``?fontsize=`` may name.
FONT_RANGE = range(6, 73)
# So long the apps of all tabs may take when the server ends: all of it takes less than two seconds.
ENDING_S = 1.2
SIGNALS = {"SIGINT": INTERRUPTED, "SIGTERM": TERMINATED, "SIGHUP": HUNG_UP}


class Server:
    """Serves until a signal ends it."""

    def __init__(self, port: int, gate: Gate) -> None:
        self._port = port
        self._gate = gate
        self._room = asyncio.Semaphore(gate.most_tabs)
        self._tabs: set[Tab] = set()

    async def run(self) -> int:
        """Listen, print the address, and wait; returns the exit code of the signal.

        Raises UsageError where the port cannot be had.
        """
        ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        _await_signals(ended)
        app = web.Application(middlewares=[self._gate.watch])
        app.on_response_prepare.append(add_headers)
        app.router.add_get("/", self._page)
        app.router.add_get("/ws", self._socket)
        app.router.add_get("/static/{name}", _file)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSING_S)
        _log_in_a_line()
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, HOST, self._port).start()
            except OSError as error:
                raise UsageError(f"port {self._port} cannot be used: {error.strerror}", "--port N") from None
            output.emit(f"drill is at {self._gate.address}")
            output.narrate("Only this address opens it; ctrl+c stops it.")
            sys.stdout.flush()
            return await ended
        finally:
            await asyncio.gather(*(tab.end(ENDING_S) for tab in self._tabs))
            await runner.cleanup()

    async def _page(self, request: web.Request) -> web.Response:
        asked = request.query.get("fontsize", "")
        is_usable = asked.isdecimal() and len(asked) < 3 and int(asked) in FONT_RANGE
        page = Template((HERE / "page.html").read_text(encoding="utf-8"))
        text = page.substitute(
            socket=f"ws{self._gate.scheme.removeprefix('http')}://{request.host}/ws",
            pixels=asked if is_usable else FONT_PIXELS,
        )
        return web.Response(text=text, content_type="text/html")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        if self._room.locked():
            raise web.HTTPServiceUnavailable(text="No more windows can be opened.")
        async with self._room:
            return await self._tab(request)

    async def _tab(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=MOST_BYTES, timeout=CLOSING_S)
        await socket.prepare(request)
        tab = await Tab.opened(socket, request.query, self._gate.environment(request))
        self._tabs.add(tab)
        try:
            await tab.listen()
        finally:
            await tab.end()
            self._tabs.discard(tab)
        return socket


async def _file(request: web.Request) -> web.FileResponse:
    path = FILES.get(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound
    return web.FileResponse(path)


def _await_signals(ended: asyncio.Future[int]) -> None:
    """Whatever asks for the end first names the exit code."""

    def end(code: int) -> None:
        if not ended.done():
            ended.set_result(code)

    for name, code in SIGNALS.items():
        number = getattr(signal, name, None)
        if number is not None:
            with suppress(NotImplementedError):  # Windows: ctrl+c cancels what waits
                asyncio.get_running_loop().add_signal_handler(number, end, code)


def _log_in_a_line() -> None:
    """What aiohttp has to say of a broken request, on one line of standard error, never a traceback."""

    class OneLine(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            fault = record.exc_info[1] if record.exc_info else None
            output.narrate(record.getMessage() + (f" ({type(fault).__name__})" if fault else ""))

    log = logging.getLogger("aiohttp")
    log.addHandler(OneLine(logging.WARNING))
    log.propagate = False
