"""The library's own client over a pipe: a session, a second author, a client that dies in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.cli.assistant import TOOLS
from drill.session.drilling.exercise_view import ExerciseView
from tests.cli.assistants import a_sitting, plant_tall, the_app
from tests.papers.test_second_author import ONE

mcp = pytest.importorskip("mcp")
split_lines = pytest.importorskip("drill.cli.assistant.sdk_server").split_lines
pytestmark = pytest.mark.second_try
COMMAND = [sys.executable, "-m", "drill.cli.main", "mcp"]


@asynccontextmanager
async def a_client(home: Path) -> AsyncIterator[Any]:
    """A client, and its server as a process of its own."""
    from mcp import Client, StdioServerParameters, stdio_client

    server = StdioServerParameters(
        command=COMMAND[0], args=COMMAND[1:], env={**os.environ, "DRILL_HOME": str(home)}
    )
    async with Client(stdio_client(server)) as client:
        yield client


async def ask(client: Any, tool: str, **arguments: object) -> Any:
    """The reply of a tool; the text of one that was refused."""
    result = await client.call_tool(tool, arguments)
    (content,) = result.content
    return content.text if result.is_error else json.loads(content.text)


@pytest.fixture
def tall(tmp_path: Path) -> Path:
    plant_tall(tmp_path)
    return tmp_path


async def test_a_session_and_a_second_author(tall: Path) -> None:
    async with a_client(tall) as client:
        listed = (await client.list_tools()).tools
        assert [tool.name for tool in listed] == list(TOOLS)
        assert all(tool.description and tool.input_schema["type"] == "object" for tool in listed)
        assert "next_exercise" in await ask(client, "mark", understood=True)
        served = await ask(client, "next_exercise", scope="tall/plain-1")
        assert served["item"] == "tall/plain-1"
        assert (await ask(client, "answer", text="1"))["verdict"] == "wrong"
        assert (await ask(client, "mark", understood=False))["marked"] == "red"
        page = await ask(client, "page", about="tall")
        text = f"{page['page'].splitlines()[0]}\n```yaml\n{ONE}```"
        proved = await ask(client, "prove", text=text)
        assert [row["state"] for row in proved["exercises"]] == ["proved"]
    async with a_client(tall) as fresh:
        blind = await ask(fresh, "blind", batch=proved["batch"])
        assert "What is half of" in blind["page"]
        solved = await ask(fresh, "blind_answers", batch=proved["batch"], answers={"1": "unclear"})
        assert [row["state"] for row in solved["exercises"]] == ["faulty"]


def test_a_client_that_dies_leaves_its_exercise_to_the_app(tall: Path) -> None:
    server = subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "DRILL_HOME": str(tall)}, text=True,
    )  # fmt: skip
    assert server.stdin is not None
    assert server.stdout is not None

    def send(message: dict[str, object]) -> None:
        assert server.stdin is not None
        server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        server.stdin.flush()

    def call(number: int, tool: str, **arguments: object) -> Any:
        assert server.stdout is not None
        send({"id": number, "method": "tools/call", "params": {"name": tool, "arguments": arguments}})
        while (reply := json.loads(server.stdout.readline()))["id"] != number:
            assert reply["error"]
        return reply["result"]

    version = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "t", "version": "1"},
    }
    send({"id": 1, "method": "initialize", "params": version})
    assert json.loads(server.stdout.readline())["result"]["serverInfo"]["name"] == "drill"
    send({"method": "notifications/initialized"})
    server.stdin.write("this is no JSON\n" + "x" * 3_000_000 + "\n")
    server.stdin.flush()
    call(2, "next_exercise", scope="tall/plain-2")
    assert not call(3, "hint")["isError"]
    half = call(4, "judge", expect={"number": "1"}, answer="half of a letter: \ud83d")
    assert "unreadable" in half["content"][0]["text"]
    server.kill()
    server.wait()
    server.stdout.close()
    server.stdin.close()
    with the_app(tall) as app, a_sitting(app) as sitting:
        view = sitting.next()
        assert isinstance(view, ExerciseView)
        assert (view.item, view.attempt.work.hints, view.attempt.becomes) == ("tall/plain-2", 1, "extra")


@contextmanager
def a_server(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server whose input stays open."""
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "DRILL_HOME": str(home)},
    ) as server:  # fmt: skip
        try:
            yield server
        finally:
            server.kill()


def exchange(server: subprocess.Popen[bytes], line: bytes) -> Any:
    """The reply to a line."""
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(line + b"\n")
    server.stdin.flush()
    return json.loads(server.stdout.readline())


PING = b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}'


@pytest.mark.parametrize(
    ("ends", "code"), [("closed", 0), (signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)]
)
def test_the_server_ends_with_its_client_or_at_one_signal(
    tall: Path, ends: str | signal.Signals, code: int
) -> None:
    with a_server(tall) as server:
        assert exchange(server, PING)["result"] == {}
        if isinstance(ends, str):
            out, err = server.communicate(timeout=60)
        else:
            server.send_signal(ends)  # its input stays open
            server.wait(timeout=60)
            assert server.stdout is not None
            assert server.stderr is not None
            out, err = server.stdout.read(), server.stderr.read()
        assert (server.returncode, out) == (code, b"")
        assert b"Traceback" not in err


def call_with(text: bytes, number: bytes = b"7") -> bytes:
    """A call whose argument is some JSON."""
    return (
        b'{"jsonrpc": "2.0", "id": ' + number + b', "method": "tools/call", '
        b'"params": {"name": "judge", "arguments": {"id": 99, "expect": ' + text + b"}}}"
    )


def test_every_line_gets_a_reply(tall: Path) -> None:
    lines: list[tuple[bytes, object, int | None]] = [
        (call_with(b'"' + b"x" * 1_200_000 + b'"'), 7, -32600),
        (b'{"params": {"x": "' + b"x" * 5_000_000 + b'"}, "jsonrpc": "2.0", "id": "last"}', "last", -32600),
        (call_with(b"[" * 200 + b"]" * 200), 7, -32600),
        (call_with(b"[" * 90_000 + b"]" * 90_000, b'"a \\"b"'), 'a "b', -32700),
        (call_with(b"1" * 5_000), 7, -32700),
        (call_with(b"{"), 7, -32700),
        (b"this is no JSON", None, -32700),
        (b"[]", None, -32600),
        (b'{"jsonrpc": "2.0", "id": null, "method": "ping"}', None, -32600),
        (b'{"jsonrpc": "2.0", "id": 1.5, "method": "ping"}', None, -32600),
        (b'{"jsonrpc": "2.0", "id": true, "method": "ping"}', None, -32600),
        (b'{"jsonrpc": "2.0", "id": 8}', 8, -32600),
        (b'{"id": 9, "method": "ping"}', 9, -32600),
        (b"7", None, -32600),
        (b'{"jsonrpc": "2.0", "id": 10, "method": "resources/list"}', 10, None),
        (b'{"jsonrpc": "2.0", "id": 11, "method": "resources/templates/list"}', 11, None),
        (b'{"jsonrpc": "2.0", "id": 12, "method": "prompts/list", "params": {}}', 12, None),
        (b'[{"jsonrpc": "2.0", "id": 13, "method": "ping"}]', 13, None),
        (b"  " + PING + b"\r", 1, None),
    ]
    version = (
        b'{"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}'
    )
    begin = b'\xef\xbb\xbf{"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": ' + version + b"}"
    with a_server(tall) as server:
        assert exchange(server, begin)["result"]["serverInfo"]["name"] == "drill"
        for line, id_, code in lines:
            reply = exchange(server, line)
            assert (reply["id"], reply.get("error", {}).get("code")) == (id_, code), line[:90]
        both = b"[" + PING + b", " + PING.replace(b"1", b"2") + b"]"
        assert server.stdout is not None
        assert [exchange(server, both)["id"], json.loads(server.stdout.readline())["id"]] in ([1, 2], [2, 1])


@given(st.binary(max_size=300).map(lambda data: data.replace(b"\n", b" ")), st.integers(1, 40))
def test_lines_are_the_same_however_they_come(data: bytes, size: int) -> None:
    whole = data + b"\n" + data + b"\n" + data
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    assert list(split_lines(pieces)) == [data, data, *([data] if data else [])]
