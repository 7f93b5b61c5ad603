"""The routes of ``drill serve``, and its end: a page, a socket a tab, and the files of the page."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from aiohttp import WSMsgType, web

from drill.cli import output
from drill.cli.output import HUNG_UP, INTERRUPTED, TERMINATED
from drill.cli.web.gate import HEAD_S, HOST, WAITING_CONNECTIONS, Connections, Gate, Handler, add_headers
from drill.errors import UsageError
from drill.tui import typed_in_browser

# One tab of the browser: a process of the app that draws into the tab's socket, and ends with it.

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None

# The app, by this Python and without a shell; ``-P`` keeps modules of the current folder out.
APP = (sys.executable, "-P", "-m", "drill.cli.main")
# A 4K screen has 400 by 113 cells of 16 pixels; the app's memory grows with the number of cells.
MOST_COLUMNS, MOST_ROWS = 500, 200
# Columns and rows of a terminal that does not report its size.
USUAL = 80, 24
# Max bytes of a message: an answer has at most 20,000 characters, and JSON may write six for one.
MOST_BYTES = 256_000
# Max characters of a ping, which is a time in milliseconds.
MOST_PING = 64
# Max silence of a tab before it counts as gone, so that its app ends, in seconds.
HEARTBEAT_S = 15.0
# Max time for a page to confirm the end, in seconds; a silent one is left.
CLOSING_S = 0.3
# Max time for an app to save its state after its tab is closed, in seconds; every mark is kept already.
LEAVING_S = 3.0
# Max address space of an app, in bytes: on the largest screen it takes a third of it.
MOST_MEMORY = 1536 * 1024 * 1024
# Max bytes of a packet that an app draws: four times the largest screen, each cell in its own colours.
MOST_DRAWN = 16 * 1024 * 1024
# Textual's word that an app has begun to draw.
READY = b"__GANGLION__\n"
# Kinds of Textual's packets: terminal data, and further messages.
DATA, META = b"D", b"M"


class Tab:
    """A socket and the process that serves it."""

    def __init__(self, socket: web.WebSocketResponse, process: Process) -> None:
        self._socket = socket
        self._process = process
        self._drawing = asyncio.create_task(self._draw())

    @classmethod
    async def opened(
        cls, socket: web.WebSocketResponse, query: Mapping[str, str], environ: Mapping[str, str]
    ) -> Tab:
        """Start the app in the size that the page asks for."""
        columns, rows = asked_size(query)
        environment = {
            **environ,
            "TEXTUAL_DRIVER": "drill.tui.browser_driver:BrowserDriver",
            "TEXTUAL_COLOR_SYSTEM": "truecolor",
            "TERM_PROGRAM": "textual",
            "COLUMNS": str(columns),
            "ROWS": str(rows),
        }
        process = await asyncio.create_subprocess_exec(
            *APP,
            stdin=PIPE,
            stdout=PIPE,
            env=environment,
            start_new_session=True,  # ctrl+c in the terminal must end the server alone
        )
        if resource is not None and hasattr(resource, "prlimit"):  # Linux alone bounds another process
            with suppress(OSError, ValueError):  # it has ended already, or may use less anyway
                resource.prlimit(process.pid, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        return cls(socket, process)

    async def listen(self) -> None:
        """Pass on the messages of the page until its socket ends; an invalid message ends the socket."""
        try:
            async for message in self._socket:
                if message.type is not WSMsgType.TEXT:
                    raise ValueError("it is too long or not text")
                await self._hear(message.data)
        except (ValueError, RecursionError) as error:
            output.narrate_line(f"A tab is closed: it sent a message that the page never sends ({error}).")
            await self._socket.close(code=1008)  # a breach of the rules
        except (ConnectionError, TimeoutError):
            pass  # the app has ended or stopped reading, or the page is gone

    async def _hear(self, text: str) -> None:
        """Handle one message of the page. Raises ValueError for an invalid one."""
        match json.loads(text):
            case ["stdin", str(keys)]:
                if typed := typed_in_browser(keys):  # Textual takes an empty text for the end
                    await self._send(DATA, typed.encode("utf-8", "replace"))
            case ["resize", {"width": int(width), "height": int(height)}]:
                columns, rows = bound_screen_size(width, height)
                await self._send_about(type="resize", width=columns, height=rows)
            case ["focus" | "blur" as what]:
                await self._send_about(type=what)
            case ["ping", str(at)] if len(at) <= MOST_PING:
                await self._socket.send_json(["pong", at])
            case _:
                raise ValueError("no such kind")

    async def _send_about(self, **about: str | int) -> None:
        await self._send(META, json.dumps(about).encode())

    async def _send(self, kind: bytes, payload: bytes) -> None:
        stream = self._process.stdin
        assert stream is not None
        stream.write(kind + len(payload).to_bytes(4, "big") + payload)
        async with asyncio.timeout(HEARTBEAT_S):
            await stream.drain()

    async def _draw(self) -> None:
        """Send the app's output until it ends; its requests for addresses and downloads are ignored."""
        stream = self._process.stdout
        assert stream is not None
        if await stream.readline() == READY:
            with suppress(asyncio.IncompleteReadError):
                while True:
                    kind = await stream.readexactly(1)
                    size = int.from_bytes(await stream.readexactly(4), "big")
                    if size > MOST_DRAWN:
                        break
                    payload = await stream.readexactly(size)
                    if kind == DATA and not self._socket.closed:
                        with suppress(ConnectionError):
                            await self._socket.send_bytes(payload)
        await self._socket.close()

    async def end(self, patience_s: float = LEAVING_S) -> None:
        """End the app, gently for ``patience_s`` seconds; return once it has ended."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(patience_s):
                await self._process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        self._drawing.cancel()
        with suppress(asyncio.CancelledError):
            await self._drawing


def asked_size(query: Mapping[str, str]) -> tuple[int, int]:
    """Return columns and rows in a socket's address, within bounds; defaults if it names none."""
    width = query.get("width", "")
    height = query.get("height", "")
    is_named = all(text.isdecimal() and len(text) < MOST_PING for text in (width, height))
    return bound_screen_size(int(width), int(height)) if is_named else USUAL


def bound_screen_size(width: int, height: int) -> tuple[int, int]:
    """Return columns and rows, at least one and no more than any screen has."""
    return min(MOST_COLUMNS, max(1, width)), min(MOST_ROWS, max(1, height))


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
# The font sizes that ``?fontsize=`` accepts.
FONT_RANGE = range(6, 73)
# Max time for the apps of all tabs when the server ends, in seconds, so that all of it takes less than two.
ENDING_S = 1.2
# Seconds before the same fault is reported again, and max number of different ones meanwhile.
SILENCE_S, MOST_SAID = 60.0, 20
SIGNALS = {"SIGINT": INTERRUPTED, "SIGTERM": TERMINATED, "SIGHUP": HUNG_UP}


class Server:
    """Serves until a signal ends it."""

    def __init__(self, port: int, gate: Gate) -> None:
        self._port = port
        self._gate = gate
        self._tabs: set[Tab] = set()
        # The number of tabs of each person, those that are being opened included.
        self._number: Counter[str] = Counter()

    async def run(self) -> int:
        """Listen, print the address, and wait; returns the exit code of the signal.

        Raises UsageError if the port is not available.
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
            with suppress(NotImplementedError):  # on Windows, ctrl+c cancels the waiting task
                asyncio.get_running_loop().add_signal_handler(number, end, code)


class _Faults(logging.Handler):
    """Report complaints of aiohttp and asyncio, each on one line of standard error at most once a minute."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._reported: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Report a record of aiohttp's log, without its traceback."""
        self._report(record.getMessage(), record.exc_info[1] if record.exc_info else None)

    def hear(self, _loop: object, context: Mapping[str, Any]) -> None:
        """Report a message of the event loop, such as that no more connections can be accepted."""
        self._report(str(context["message"]), context.get("exception"))

    def _report(self, message: str, fault: BaseException | None) -> None:
        text = message + (f" ({type(fault).__name__})" if fault else "")
        now = time.monotonic()
        self._reported = {line: when for line, when in self._reported.items() if when > now - SILENCE_S}
        if text not in self._reported and len(self._reported) < MOST_SAID:
            self._reported[text] = now
            output.narrate_line(text)
