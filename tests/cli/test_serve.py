"""``drill serve``: the page works in a browser under its own policy."""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import os
import re
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.homes import bank, plant, sums

CHROMIUM = shutil.which("chromium")
PATIENCE_S = 60.0
"""A browser and the app start within a few seconds; on a busy machine it takes longer."""

pytestmark = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("aiohttp", "textual_serve"))), reason="the extra serve is missing"
)


@asynccontextmanager
async def running(*command: str, reads: str, **how: Any) -> AsyncIterator[tuple[Process, str]]:
    """A process, and the line with an address that it prints on one of its streams; killed at the end."""
    process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, **{reads: PIPE}, **how)
    try:
        async with asyncio.timeout(PATIENCE_S):
            stream = process.stdout if reads == "stdout" else process.stderr
            while not (found := re.search(r"(?:http|ws)://\S+", (await stream.readline()).decode())):
                assert process.returncode is None
        yield process, found[0]
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def served(home: Path) -> AsyncIterator[tuple[Process, str]]:
    plant(home, "tiny", bank(sums(3)))
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = (sys.executable, "-m", "drill.cli.main", "serve", "--port", str(port))
    environment = {**os.environ, "DRILL_HOME": str(home)}
    async with running(*command, reads="stdout", stderr=DEVNULL, env=environment) as server:
        yield server


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


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")
async def test_the_page_works_under_its_own_policy(tmp_path: Path) -> None:
    import aiohttp

    flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0")
    chromium = (str(CHROMIUM), *flags, f"--user-data-dir={tmp_path / 'browser'}", "about:blank")
    async with (
        served(tmp_path / "home") as (_, address),
        running(*chromium, reads="stderr", stdout=DEVNULL) as (_, debugger),
        aiohttp.ClientSession() as client,
    ):
        async with client.get(f"http://{debugger.split('/')[2]}/json/list") as listed:
            target = next(each for each in await listed.json() if each["type"] == "page")
        async with client.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            page = Page(socket)
            for domain in ("Runtime", "Log", "Network", "Page"):
                await page.ask(f"{domain}.enable")
            await page.ask("Page.navigate", url=address)
            await page.until("document.body?.classList.contains('-first-byte')")
            assert await page.value("document.querySelectorAll('.xterm-screen canvas').length > 0")
            assert await page.value("getComputedStyle(document.querySelector('.opening')).display") == "none"
            await page.value("document.querySelector('.xterm-helper-textarea').focus()")
            key = {"key": "q", "code": "KeyQ", "modifiers": 2, "windowsVirtualKeyCode": 81}
            await page.ask("Input.dispatchKeyEvent", type="rawKeyDown", **key)
            await page.until("document.body.classList.contains('-closed')")
    faults = [each["params"] for each in page.told if each["method"] in FAULTS]
    asked = {each["params"]["request"]["url"] for each in page.told if each["method"] == REQUEST}
    assert not [fault for fault in faults if fault.get("entry", {"level": "error"})["level"] == "error"]
    assert all(url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")) for url in asked)


FAULTS = ("Log.entryAdded", "Runtime.exceptionThrown")
REQUEST = "Network.requestWillBeSent"
