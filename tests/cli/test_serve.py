"""``drill serve``: who is let in, what ends a tab and the server, and that the page obeys its own policy."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.cli.browser import CHROMIUM, PATIENCE_S, open_tab, running
from tests.homes import bank, plant, share_cache, sums
from tests.rows import sample

pytestmark = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("aiohttp", "textual_serve"))), reason="the extra serve is missing"
)


@asynccontextmanager
async def served(
    home: Path, narrated: int = DEVNULL, *, files: int | None = None
) -> AsyncIterator[tuple[Process, str]]:
    share_cache(home)  # else the app compiles all banks that come with the program
    plant(home, "tiny", bank(sums(3)))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = (sys.executable, "-m", "drill.cli.main", "serve", "--port", str(port))
    if files is not None:
        command = ("sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command)
    environment = {**os.environ, "DRILL_HOME": str(home)}
    async with running(*command, reads="stdout", stderr=narrated, env=environment) as server:
        yield server


class Visitor:
    """A client of the server: what it answers to headers of all sorts."""

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address, self.own = client, address, address.partition("/?")[0]

    async def asks(self, path: str = "/", **headers: str) -> Any:
        """The response to a request with these headers; cookies of responses before it are sent along."""
        named = {name.title(): value for name, value in headers.items()}
        async with self.client.get(self.own + path, headers=named, allow_redirects=False) as response:
            await response.read()
            return response

    async def enters(self) -> None:
        """Open the printed address."""
        response = await self.asks(self.address.removeprefix(self.own))
        assert (response.status, response.headers["Location"]) == (303, "/")

    def tab(self, origin: str | None = None) -> Any:
        """A socket, as the page of ``origin`` opens it."""
        return self.client.ws_connect(
            f"{self.own}/ws?width=80&height=24", origin=origin or self.own, max_msg_size=0
        )


@asynccontextmanager
async def visited(
    home: Path, narrated: int = DEVNULL, *, files: int | None = None
) -> AsyncIterator[tuple[Process, Visitor]]:
    import aiohttp

    jar = aiohttp.CookieJar(unsafe=True)  # the address is a number
    serving = served(home, narrated, files=files)
    async with serving as (server, address), aiohttp.ClientSession(cookie_jar=jar) as client:
        async with asyncio.timeout(PATIENCE_S):
            yield server, Visitor(client, address)


async def test_only_the_printed_address_lets_in_and_only_pages_of_this_server(tmp_path: Path) -> None:
    import aiohttp

    async with visited(tmp_path / "home") as (_, visitor):
        responses = [
            await visitor.asks(path) for path in ("/", "/ws", "/static/textual.js", "/elsewhere", "/?token=x")
        ]
        responses.append(await visitor.asks("/", cookie=f"drill-{visitor.own.rpartition(':')[2]}=x"))
        assert {response.status for response in responses} == {403}
        await visitor.enters()
        [cookie] = visitor.client.cookie_jar
        assert cookie.value not in visitor.address  # it also goes to other ports of this machine
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
        responses += [
            await visitor.asks(path) for path in ("/", "/static/textual.js", "/static/..%2fgate.py")
        ]
        assert [response.status for response in responses[-3:]] == [200, 200, 404]
        foreign: list[dict[str, str]] = [
            {"host": "evil.example"},
            {"host": "127.0.0.1:1"},
            {"origin": "http://evil.example"},
            {"origin": "null"},
            {"upgrade": "websocket", "connection": "upgrade"},
        ]
        refused = [await visitor.asks("/", **headers) for headers in foreign]
        assert {response.status for response in refused} == {403}
        for response in responses + refused:
            assert {name: response.headers[name] for name in HEADERS} == HEADERS
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await visitor.tab("http://evil.example")
        async with visitor.tab() as tab:
            assert (await tab.receive()).type is aiohttp.WSMsgType.BINARY


async def test_a_hostile_message_ends_its_own_tab_and_prints_one_line(tmp_path: Path) -> None:
    import aiohttp

    too_large = json.dumps(["stdin", "x" * 300_000])
    async with visited(tmp_path / "home", PIPE) as (server, visitor):
        assert server.stderr is not None
        await visitor.enters()
        await server.stderr.readline()  # how it is opened and ended
        async with visitor.tab() as other:
            for message in ("not json", "[]", '["stdin", 5]', "[" * 100_000, too_large):
                async with visitor.tab() as tab:
                    await tab.send_str(message)
                    while (await tab.receive()).type is aiohttp.WSMsgType.BINARY:
                        pass
                    assert tab.closed
                line = (await server.stderr.readline()).decode()
                assert line.startswith("A tab is closed: it sent a message that the page never sends (")
            await other.send_json(["resize", {"width": 10**8, "height": 10**8}])
            await other.send_json(["ping", "1"])
            while (message := await other.receive()).type is aiohttp.WSMsgType.BINARY:
                pass
            assert message.json() == ["pong", "1"]


async def test_whoever_asks_nothing_keeps_nobody_out_and_is_let_go(tmp_path: Path) -> None:
    async with visited(tmp_path / "home", PIPE, files=256) as (server, visitor):
        assert server.stderr is not None
        await server.stderr.readline()  # how it is opened and ended
        where = visitor.own.removeprefix("http://").split(":")
        silent = [await asyncio.open_connection(*where) for _ in range(300)]
        silent[-1][1].write(b"GET / HTTP/1.1\r\nHost: ")  # a head without its end
        await visitor.enters()
        for script in ("textual.js", "page.js"):
            assert (await visitor.asks(f"/static/{script}")).status == 200
        async with visitor.tab() as tab:
            await tab.receive()
            for reader, writer in silent:
                with suppress(ConnectionError):
                    assert await reader.read() == b""
                writer.close()
            await tab.send_json(["ping", "1"])
        server.terminate()
        assert len((await server.stderr.read()).splitlines()) <= 1


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory and its use are read from /proc")
async def test_what_no_keyboard_sends_reaches_no_app_and_no_memory(tmp_path: Path) -> None:
    import aiohttp

    async with visited(tmp_path / "home") as (server, visitor):
        await visitor.enters()
        async with visitor.tab() as tab:
            await tab.receive()
            [app, *_] = _below(str(server.pid))
            [limit] = re.findall(r"Max address space +(\d+)", Path(f"/proc/{app}/limits").read_text())
            assert int(limit) < 2**31
            large = "\x1b[200~" + "x" * 200_000
            for typed in (
                "\x1b[48;32000;32000;1;1t",
                "\x1b",
                "[48;32000;32000;1;1t",
                "\x1b" * 30_000,
                large,
                "",
            ):
                await tab.send_json(["stdin", typed])
            await tab.send_json(["resize", {"width": 90, "height": 30}])
            # It draws again in the size that the page has: what came before was read.
            while True:
                message = await tab.receive()
                assert message.type is aiohttp.WSMsgType.BINARY
                if b"\x1b[30;" in message.data:
                    break
            for process in (app, str(server.pid)):
                [peak] = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
                assert int(peak) < 400_000
        async with asyncio.timeout(PATIENCE_S):
            while Path(f"/proc/{app}").exists():
                await asyncio.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="what is left is read from /proc")
@pytest.mark.parametrize(("name", "code"), sample([("SIGINT", 130), ("SIGTERM", 143)], 2))
async def test_a_signal_ends_the_server_and_the_apps_of_its_tabs(
    tmp_path: Path, name: str, code: int
) -> None:
    async with visited(tmp_path / "home") as (server, visitor):
        await visitor.enters()
        async with visitor.tab() as one, visitor.tab() as two:
            for tab in (one, two):
                await tab.receive()
            apps = _below(str(server.pid))
            assert len(apps) >= 2
            server.send_signal(getattr(signal, name))
            assert await server.wait() == code
            assert not [pid for pid in apps if Path(f"/proc/{pid}").exists()]


def _below(pid: str) -> list[str]:
    """The processes that a process has started, and those that they have."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return children + [below for child in children for below in _below(child)]


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")
async def test_the_page_works_under_its_own_policy(tmp_path: Path) -> None:
    async with served(tmp_path / "home") as (_, address), open_tab(tmp_path / "browser") as page:
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
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
