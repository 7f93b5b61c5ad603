"""A headless Chromium for tests, driven by its debugging protocol; skip where ``CHROMIUM`` is ``None``."""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") if importlib.util.find_spec("aiohttp") else None
PATIENCE_S = 60.0
"""A browser and the app start within a few seconds; on a busy machine it takes longer."""


@asynccontextmanager
async def running(*command: str, reads: str, **how: Any) -> AsyncIterator[tuple[Process, str]]:
    """A process, and the line with an address that it prints on one of its streams; killed at the end."""
    process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, **{reads: PIPE}, **how)
    try:
        async with asyncio.timeout(PATIENCE_S):
            stream = process.stdout if reads == "stdout" else process.stderr
            assert stream is not None
            while not (found := re.search(r"(?:http|ws)://\S+", (await stream.readline()).decode())):
                assert process.returncode is None
        yield process, found[0]
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


class Page:
    """A tab of Chromium, by its debugging protocol."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._ids, self.told = socket, itertools.count(1), []

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        id_ = next(self._ids)
        await self._socket.send_json({"id": id_, "method": method, "params": params})
        while (message := await self._socket.receive_json()).get("id") != id_:
            self.told.append(message)
        return message["result"]

    async def value(self, expression: str) -> Any:
        return (await self.ask("Runtime.evaluate", expression=expression))["result"].get("value")

    async def until(self, expression: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not await self.value(expression):
                await asyncio.sleep(0.1)


@asynccontextmanager
async def open_tab(folder: Path) -> AsyncIterator[Page]:
    """A new browser's tab; the browser keeps its things in ``folder``, and ends with the block."""
    import aiohttp

    flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0")
    chromium = (str(CHROMIUM), *flags, f"--user-data-dir={folder}", "about:blank")
    async with (
        running(*chromium, reads="stderr", stdout=DEVNULL) as (_, debugger),
        aiohttp.ClientSession() as client,
    ):
        async with client.get(f"http://{debugger.split('/')[2]}/json/list") as listed:
            target = next(each for each in await listed.json() if each["type"] == "page")
        async with client.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            yield Page(socket)
