"""The library's own client over a pipe: a session, a second author, a client that dies in the middle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from drill.cli.assistant import TOOLS
from drill.session.drilling.exercise_view import ExerciseView
from tests.cli.assistants import a_sitting, plant_tall, the_app
from tests.papers.test_second_author import ONE

mcp = pytest.importorskip("mcp")
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
        return json.loads(server.stdout.readline())["result"]

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
        assert (view.item, view.attempt.hints, view.attempt.becomes) == ("tall/plain-2", 1, "extra")


@pytest.mark.parametrize("ends", ["closed", "terminated"])
def test_the_server_ends_with_its_client(tall: Path, ends: str) -> None:
    server = subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "DRILL_HOME": str(tall)},
    )  # fmt: skip
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
    server.stdin.flush()
    server.stdout.readline()
    if ends == "terminated":
        server.terminate()
    out, err = server.communicate(timeout=60)
    assert (server.returncode, out) == (143 if ends == "terminated" else 0, b"")
    assert b"Traceback" not in err
