"""``drill class`` from its owner's and its learners' side, against a server where one is installed."""

from __future__ import annotations

import asyncio
import csv
import importlib.util
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Drill
from tests.homes import bank, plant, share_cache, sums
from tests.postgresql import Server, missing, serving

RIGHT = ['{"do": "answer", "text": "13"}', '{"do": "mark", "why": true}']
WRONG = ['{"do": "answer", "text": "99"}', '{"do": "mark", "why": false}']


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if why := missing():
        pytest.skip(why)
    with serving("fsync=off") as running:
        yield running


@pytest.fixture
def owner(server: Server, request: pytest.FixtureRequest) -> str:
    return server.teacher(f"c{abs(hash(request.node.name))}")


def test_a_class_from_its_beginning_to_its_end(
    owner: str, drill: Drill, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_owner(*words: str, lines: list[str] | None = None) -> str:
        monkeypatch.setenv("DRILL_DATABASE_URL", owner)
        ran = drill("class", *words, lines=lines)
        monkeypatch.delenv("DRILL_DATABASE_URL")
        assert ran.code == 0, ran.err
        return ran.out

    as_owner("init")
    tokens = {name: as_owner("invite", name).strip() for name in ("ada", "bob")}
    as_owner("assign", "tiny", "--until", "2999-01-31")
    homes = {name: tmp_path / name for name in tokens}
    for name, token in tokens.items():
        share_cache(homes[name])
        plant(homes[name], "tiny", bank(sums(3)))
        monkeypatch.setenv("DRILL_HOME", str(homes[name]))
        joined = drill("class", "join", lines=[token])
        assert (joined.code, f"You are {name}" in joined.out) == (0, True), joined.err
        lines = RIGHT if name == "ada" else WRONG
        assert drill("start", "tiny/sum-1", "--jsonl", lines=lines).lines[-1]["type"] == "done"
        assert drill("today", "--count").code == 0
    assert not (homes["ada"] / "drill.db").exists()
    told = drill("today")
    assert "Assigned: Sums, 0 of 3 green, until 2999-01-31: drill start tiny" in told.out
    monkeypatch.setenv("DRILL_HOME", str(homes["ada"]))
    assert drill("today", "--json").json["assigned"] == [
        {"what": "tiny", "items": 3, "green": 1, "until": "2999-01-31"}
    ]
    assert len(drill("history").out.splitlines()) == 1
    assert drill("undo").code == 0
    assert drill("doctor").code == 0
    assert "pg_dump" in drill("backup").err
    # The token stands in its file and nowhere else.
    word = tokens["ada"].split(":")[2].split("@")[0]
    kept = [path for path in homes["ada"].rglob("*") if path.is_file() and word.encode() in path.read_bytes()]
    assert kept == [homes["ada"] / "class-token"]
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600
    assert word not in drill("where").out
    kept[0].chmod(0o644)
    assert "chmod 600" in drill("today").err
    kept[0].chmod(0o600)
    refused = drill("class", "invite", "eve")
    assert (refused.code, "DRILL_DATABASE_URL" in refused.err) == (2, True)
    monkeypatch.setenv("DRILL_DATABASE_URL", tokens["ada"])
    for act in (["invite", "eve"], ["upgrade"], ["init"], ["forget", "bob", "--yes"], ["progress"]):
        assert drill("class", *act).code in (2, 3), act
    monkeypatch.setenv("DRILL_HOME", str(home))
    table = list(csv.reader(as_owner("progress", "--csv").splitlines()))
    assert table[0][:4] == ["learner", "attempts", "last_day", "at"]
    assert table[0][4:] == ["green", "yellow", "red", "parked", "tiny"]
    assert [(row[0], row[1], row[3], *row[4:]) for row in table[1:]] == [
        ("ada", "0", "tiny", "0", "0", "0", "0", "0"),
        ("bob", "1", "tiny", "0", "0", "1", "0", "0"),
    ]
    shown = as_owner("progress")
    assert "Stays red:" in shown
    assert "1 exercise, 1 learner" in shown
    monkeypatch.setenv("DRILL_DATABASE_URL", owner)
    printed = drill("progress", "--class", "--json").json
    assert [each["learner"] for each in printed["learners"]] == ["ada", "bob"]
    assert (printed["red"][0]["times"], printed["red"][0]["learners"]) == (1, 1)
    assert drill("class", "forget", "bob", lines=["no"]).code == 2
    assert "cannot be a learner's name" in drill("class", "invite", "No Name").err
    assert "write it as 2027-01-31" in drill("class", "assign", "tiny", "--until", "soon").err
    assert "did you mean tiny" in drill("class", "assign", "tinny").err
    assert "bob is forgotten, with 1 event." in as_owner("forget", "bob", lines=["bob"])
    assert as_owner("assign", "tiny", "--remove") == ""
    monkeypatch.setenv("DRILL_HOME", str(homes["bob"]))
    gone = drill("today")
    assert (gone.code, "password authentication failed" in gone.err) == (3, True)


def test_a_watch_says_whose_session_it_ended(
    owner: str, drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    monkeypatch.setenv("DRILL_DATABASE_URL", owner)
    drill("class", "init")
    eve = drill("class", "invite", "eve").out.strip()
    command = [sys.executable, "-m", "drill.cli.main", "class", "watch"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watch,
        closing(psycopg.connect(eve, autocommit=True)) as hostile,
    ):
        assert watch.stdout is not None
        hostile.execute("SELECT count(pg_advisory_lock(1, i)) FROM generate_series(1, 2000) i")
        assert watch.stdout.readline() == "A session of eve was ended: it held 2000 locks.\n"
        watch.terminate()
    assert watch.returncode == 143


@pytest.mark.parametrize(
    ("words", "lines", "told"),
    [(["init"], [], "put its owner's URL"), (["join"], ["nonsense"], "this is not a class token")],
)
def test_what_makes_no_sense_is_told(drill: Drill, words: list[str], lines: list[str], told: str) -> None:
    ran = drill("class", *words, lines=lines)
    assert (ran.code, told in ran.err) == (2, True), ran.err


def test_no_class_is_begun_in_a_file(drill: Drill, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRILL_DATABASE_URL", f"sqlite:///{home}/other.db")
    assert "a database on PostgreSQL" in drill("class", "init").err
    assert not (home / "other.db").exists()


def test_nothing_of_a_class_is_loaded_where_there_is_none(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom drill.store import Repository\nimport drill.session.today_view, drill.cli.main\n"
        f"assert Repository.open({str(tmp_path / 'drill.db')!r}).assignments() == ()\n"
        "print([name for name in sys.modules if 'class_' in name and 'drill' in name or 'psycopg' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(
    not all(map(importlib.util.find_spec, ("aiohttp", "textual_serve"))), reason="the extra serve is missing"
)
async def test_a_class_is_served_to_its_learners_alone(
    owner: str, drill: Drill, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import aiohttp

    monkeypatch.setenv("DRILL_DATABASE_URL", owner)
    drill("class", "init")
    ada, bob = (drill("class", "invite", name).out.strip() for name in ("ada", "bob"))
    wrong = ada.replace("drill_", "drill_0")[:-1]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    at = ("serve", "--class", "--at", "https://drill.example", "--port", str(port))
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "drill.cli.main", *at), stdout=asyncio.subprocess.PIPE
    )
    assert server.stdout is not None
    here, own = f"http://127.0.0.1:{port}", {"Host": "drill.example", "Origin": "https://drill.example"}
    try:
        async with asyncio.timeout(60), aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
            assert (await server.stdout.readline()).decode() == "drill is at https://drill.example\n"

            async def asks(method: str, path: str = "/", **more: Any) -> aiohttp.ClientResponse:
                more["headers"] = own | more.get("headers", {})
                async with client.request(method, here + path, allow_redirects=False, **more) as response:
                    await response.read()
                    return response

            asked = [await asks("GET", path) for path in ("/", "/ws", "/static/textual.js", f"/?token={ada}")]
            asked.append(await asks("GET", headers={"Cookie": "__Host-drill=x"}))
            for headers in ({"Host": f"127.0.0.1:{port}"}, {"Origin": here}, {"Origin": "null"}):
                asked.append(await asks("POST", data={"token": ada}, headers=headers))
            assert {response.status for response in asked} == {403}
            assert all("frame-ancestors 'none'" in r.headers["Content-Security-Policy"] for r in asked)
            cookies: dict[str, str] = {}
            for name, token, headers in (
                ("ada", ada, {}), ("bob", bob, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}),
            ):  # fmt: skip
                entered = await asks("POST", data={"token": token}, headers=headers)
                assert entered.status == 303
                told = entered.headers["Set-Cookie"]
                assert all(word in told for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"))
                cookies[name] = told.partition(";")[0]
            page = await asks("GET", headers={"Cookie": cookies["ada"]})
            assert 'data-session-websocket-url="wss://drill.example/ws"' in await page.text()
            for name, cookie in cookies.items():
                headers = own | {"Cookie": cookie}
                async with client.ws_connect(f"{here}/ws?width=90&height=30", headers=headers) as tab:
                    assert (await tab.receive()).type is aiohttp.WSMsgType.BINARY, name
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await client.ws_connect(f"{here}/ws", headers=own)
            tried = [(await asks("POST", data={"token": wrong})).status for _ in range(12)]
            assert tried == [403] * 10 + [429] * 2
            assert (await asks("POST", data={"token": ada})).status == 429
            assert (await asks("GET", headers={"Cookie": cookies["bob"]})).status == 200
    finally:
        server.terminate()
        await server.wait()
    homes = sorted((home / "class").iterdir())
    assert [each.name for each in homes] == sorted(token.split("//")[1].split(":")[0] for token in (ada, bob))
    assert {stat.S_IMODE((each / "class-token").stat().st_mode) for each in homes} == {0o600}


def test_a_class_is_served_at_an_address(drill: Drill) -> None:
    for words in (["--class"], ["--at", "https://x.org"], ["--class", "--at", "http://x.org"]):
        assert "--class --at https://NAME" in drill("serve", *words).err
    assert "DRILL_DATABASE_URL" in drill("serve", "--class", "--at", "https://x.org").err
