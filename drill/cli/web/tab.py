"""One tab of the browser: a process of the app that draws into the tab's socket, and ends with it."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress

from aiohttp import WSMsgType, web

from drill.cli import output
from drill.tui import typed_in_browser

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None

# The app, by this Python and without a shell; ``-P``: no module of the folder that one is in.
APP = (sys.executable, "-P", "-m", "drill.cli.main")
# A 4K screen has 400 by 113 cells of 16 pixels; the app's memory grows with the number of cells.
MOST_COLUMNS, MOST_ROWS = 500, 200
# Columns and rows of a terminal that says nothing of itself.
USUAL = 80, 24
# Of one message: an answer has at most 20,000 characters, JSON may write six for one.
MOST_BYTES = 256_000
# Characters of a ping, which is a time in milliseconds.
MOST_PING = 64
# A tab that does not answer for so long is gone, and its app ends.
HEARTBEAT_S = 15.0
# So long a page may take to agree to the end; one that does not answer is left.
CLOSING_S = 0.3
# So long an app may keep what is at hand once its tab is closed; every mark is kept already.
LEAVING_S = 3.0
# Of address space, for an app: on the largest screen it takes a third of it.
MOST_MEMORY = 1536 * 1024 * 1024
# Of one packet that an app draws: four times the largest screen, each cell in colours of its own.
MOST_DRAWN = 16 * 1024 * 1024
# Textual's word that an app has begun to draw.
READY = b"__GANGLION__\n"
# Kinds of Textual's packets: what is drawn or typed, and what is told beside.
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
            start_new_session=True,  # ctrl+c in the terminal is the server's affair
        )
        if resource is not None and hasattr(resource, "prlimit"):  # Linux alone bounds another process
            with suppress(OSError, ValueError):  # it has ended already, or may use less anyway
                resource.prlimit(process.pid, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        return cls(socket, process)

    async def listen(self) -> None:
        """Pass on what the page sends until its socket ends; an invalid message ends the socket."""
        try:
            async for message in self._socket:
                if message.type is not WSMsgType.TEXT:
                    raise ValueError("it is too long or no text")
                await self._hear(message.data)
        except (ValueError, RecursionError) as error:
            output.narrate_line(f"A tab is closed: it sent a message that the page never sends ({error}).")
            await self._socket.close(code=1008)  # a breach of the rules
        except (ConnectionError, TimeoutError):
            pass  # the app has ended or reads no more, or the page is gone

    async def _hear(self, text: str) -> None:
        """Handle one message of the page. Raises ValueError for what is none."""
        match json.loads(text):
            case ["stdin", str(keys)]:
                if typed := typed_in_browser(keys):  # Textual takes an empty text for the end
                    await self._send(DATA, typed.encode("utf-8", "replace"))
            case ["resize", {"width": int(width), "height": int(height)}]:
                columns, rows = bound_screen_size(width, height)
                await self._tell(type="resize", width=columns, height=rows)
            case ["focus" | "blur" as what]:
                await self._tell(type=what)
            case ["ping", str(at)] if len(at) <= MOST_PING:
                await self._socket.send_json(["pong", at])
            case _:
                raise ValueError("no such kind")

    async def _tell(self, **about: str | int) -> None:
        await self._send(META, json.dumps(about).encode())

    async def _send(self, kind: bytes, payload: bytes) -> None:
        stream = self._process.stdin
        assert stream is not None
        stream.write(kind + len(payload).to_bytes(4, "big") + payload)
        async with asyncio.timeout(HEARTBEAT_S):
            await stream.drain()

    async def _draw(self) -> None:
        """Send what the app draws until it ends; addresses and downloads that it asks for are not heard."""
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
    width, height = query.get("width", ""), query.get("height", "")
    is_named = all(text.isdecimal() and len(text) < MOST_PING for text in (width, height))
    return bound_screen_size(int(width), int(height)) if is_named else USUAL


def bound_screen_size(width: int, height: int) -> tuple[int, int]:
    """Return columns and rows, at least one and no more than any screen has."""
    return min(MOST_COLUMNS, max(1, width)), min(MOST_ROWS, max(1, height))
