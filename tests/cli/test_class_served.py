"""A class in browsers: who is let in with which token, who keeps nobody out, and whose windows end."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import socket
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Drill
from tests.homes import share_cache
from tests.postgresql import Server

PATIENCE_S = 60.0
AT = "https://drill.example"

pytestmark = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("aiohttp", "textual_serve"))), reason="the extra serve is missing"
)


@pytest.fixture
def owner(
    server: Server, drill: Drill, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The owner of a new class, who runs all commands."""
    url = server.teacher(f"s{abs(hash(request.node.name))}")
    monkeypatch.setenv("DRILL_DATABASE_URL", url)
    assert drill("class", "init").code == 0
    return url


def invited(drill: Drill, *names: str) -> list[str]:
    """The tokens of new learners, whose windows find the banks compiled that come with the program."""
    tokens = [drill("class", "invite", name).out.strip() for name in names]
    for token in tokens:
        share_cache(Path(os.environ["DRILL_HOME"], "class", token.split("//")[1].split(":")[0]))
    return tokens


@dataclass
class Visitor:
    """A browser that comes through the proxy, from an address of its own."""

    client: Any
    here: str
    address: str = "198.51.100.1"

    def headers(self, cookie: str = "", **more: str) -> dict[str, str]:
        own = {"Host": AT.removeprefix("https://"), "Origin": AT, "X-Forwarded-For": self.address}
        return (
            own | ({"Cookie": cookie} if cookie else {}) | {name.title(): text for name, text in more.items()}
        )

    async def asks(self, method: str, path: str = "/", cookie: str = "", **more: Any) -> Any:
        headers = self.headers(cookie, **more.pop("headers", {}))
        asked = self.client.request(method, self.here + path, headers=headers, allow_redirects=False, **more)
        async with asked as response:
            await response.read()
            return response

    async def tries(self, token: str) -> int:
        """The status that a token in the form of the page is answered with."""
        return (await self.asks("POST", data={"token": token})).status

    async def enters(self, token: str, **headers: str) -> str:
        """The cookie that a right token gets."""
        entered = await self.asks("POST", data={"token": token}, headers=headers)
        assert entered.status == 303
        told = entered.headers["Set-Cookie"]
        assert all(word in told for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"))
        return told.partition(";")[0]

    def tab(self, cookie: str = "") -> Any:
        return self.client.ws_connect(f"{self.here}/ws?width=90&height=30", headers=self.headers(cookie))


@asynccontextmanager
async def visited() -> AsyncIterator[Visitor]:
    import aiohttp

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    at = ("serve", "--class", "--at", AT, "--port", str(port))
    command = (sys.executable, "-m", "drill.cli.main", *at)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        async with (
            asyncio.timeout(PATIENCE_S),
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client,
        ):
            assert (await process.stdout.readline()).decode() == f"drill is at {AT}\n"
            yield Visitor(client, f"http://127.0.0.1:{port}")
    finally:
        if process.returncode is None:
            process.terminate()
        assert await process.wait() == 143


async def ended(tab: Any) -> bool:
    """Whether a socket is ended by the server, sooner or later."""
    import aiohttp

    while (await tab.receive()).type is aiohttp.WSMsgType.BINARY:
        pass
    return tab.closed


async def test_a_class_is_served_to_its_learners_alone(owner: str, drill: Drill, home: Path) -> None:
    import aiohttp

    ada, bob = invited(drill, "ada", "bob")
    async with visited() as visitor:
        paths = ("/", "/ws", "/static/textual.js", f"/?token={ada}")
        asked = [await visitor.asks("GET", path) for path in paths]
        asked.append(await visitor.asks("GET", cookie="__Host-drill=x"))
        for headers in ({"host": visitor.here[7:]}, {"origin": visitor.here}, {"origin": "null"}):
            asked.append(await visitor.asks("POST", data={"token": ada}, headers=headers))
        assert {response.status for response in asked} == {403}
        assert all("frame-ancestors 'none'" in r.headers["Content-Security-Policy"] for r in asked)
        form = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
        cookies = {"ada": await visitor.enters(ada), "bob": await visitor.enters(bob, **form)}
        page = await visitor.asks("GET", cookie=cookies["ada"])
        assert 'data-session-websocket-url="wss://drill.example/ws"' in await page.text()
        for name, cookie in cookies.items():
            async with visitor.tab(cookie) as tab:
                assert (await tab.receive()).type is aiohttp.WSMsgType.BINARY, name
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await visitor.tab()
    homes = sorted((home / "class").iterdir())
    assert [each.name for each in homes] == sorted(token.split("//")[1].split(":")[0] for token in (ada, bob))
    assert {stat.S_IMODE((each / "class-token").stat().st_mode) for each in homes} == {0o600}


async def test_wrong_tokens_keep_nobody_else_out(owner: str, drill: Drill) -> None:
    ada, bob, eve = invited(drill, "ada", "bob", "eve")
    async with visited() as visitor:
        other = Visitor(visitor.client, visitor.here, "203.0.113.9, 198.51.100.2")
        await visitor.enters(ada)
        assert [await visitor.tries("x") for _ in range(12)] == [403] * 10 + [429] * 2
        wrong = re.sub("(drill_.{16}:)[^@]*", r"\1wrong", eve)
        assert [await visitor.tries(wrong) for _ in range(12)] == [403] * 10 + [429] * 2
        # Others of the same address, whoever came in here before, and other addresses are let in.
        assert [await visitor.tries(bob), await visitor.tries(ada)] == [303, 303]
        assert [await visitor.tries(eve), await other.tries(eve), await visitor.tries(eve)] == [429, 303, 303]
        # Tokens of ever other roles have a limit by address.
        made_up = [re.sub("drill_.{16}", f"drill_{number:016x}", ada) for number in range(15)]
        assert 429 in [await visitor.tries(token) for token in made_up]
        assert [await visitor.tries(ada), await other.tries("x")] == [303, 403]


async def test_the_windows_of_a_learner_keep_nobody_else_out(owner: str, drill: Drill) -> None:
    import aiohttp

    ada, eve = invited(drill, "ada", "eve")
    async with visited() as visitor, AsyncExitStack() as opened:
        cookie = await visitor.enters(eve)
        for _ in range(4):
            await opened.enter_async_context(visitor.tab(cookie))
        with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
            await visitor.tab(cookie)
        async with visitor.tab(await visitor.enters(ada)) as tab:
            assert (await tab.receive()).type is aiohttp.WSMsgType.BINARY


async def test_a_new_invitation_and_a_farewell_end_what_a_token_opened(owner: str, drill: Drill) -> None:
    ada, eve, ida = invited(drill, "ada", "eve", "ida")
    async with visited() as visitor:
        cookies = [await visitor.enters(token) for token in (ada, eve, ida)]
        async with (
            visitor.tab(cookies[0]) as stays,
            visitor.tab(cookies[1]) as one,
            visitor.tab(cookies[2]) as two,
        ):
            for tab in (stays, one, two):
                await tab.receive()
            [again] = invited(drill, "eve")
            assert drill("class", "forget", "ida", "--yes").code == 0
            pages = [(await visitor.asks("GET", cookie=cookie)).status for cookie in cookies]
            assert pages == [200, 403, 403]
            assert await ended(one)
            assert await ended(two)
            assert [await visitor.tries(token) for token in (eve, ida, again)] == [403, 403, 303]
            assert not stays.closed


async def test_a_form_that_the_page_does_not_send_is_told_apart(owner: str, drill: Drill) -> None:
    [ada] = invited(drill, "ada")
    body = f"token={ada}"
    async with visited() as visitor:
        for kind, text in (
            ("multipart/form-data", body),
            ("multipart/form-data; boundary=x", "--x\r\nbroken"),
            ("multipart/form-data; boundary=x; charset=utf-99", "--x--"),
            ("text/plain", body),
            ("application/x-www-form-urlencoded", b"token=\xff"),
            ("application/x-www-form-urlencoded", "a=b&" * 1000),
            ("application/x-www-form-urlencoded", ""),
        ):
            answer = await visitor.asks("POST", data=text, headers={"content-type": kind})
            assert answer.status == 400, kind
        compressed = {"content-type": "application/x-www-form-urlencoded", "content-encoding": "gzip"}
        assert (await visitor.asks("POST", data="no gzip", headers=compressed)).status == 400
        odd = {"content-type": "application/x-www-form-urlencoded; charset=utf-99"}
        assert (await visitor.asks("POST", data=body, headers=odd)).status == 303


async def test_a_served_class_is_watched_where_its_owner_serves_it(owner: str, drill: Drill) -> None:
    import psycopg

    [eve] = invited(drill, "eve")
    async with visited() as visitor:
        hostile = await psycopg.AsyncConnection.connect(eve, autocommit=True)
        await hostile.execute("SELECT count(pg_advisory_lock(1, i)) FROM generate_series(1, 2000) i")
        with pytest.raises(psycopg.OperationalError):
            await hostile.execute("SELECT pg_sleep(60)")
        await hostile.close()
        assert await visitor.tries(eve) == 303
