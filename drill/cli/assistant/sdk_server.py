"""The server that speaks MCP over standard input and output. The only module that knows its library."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import anyio
import anyio.to_thread
import mcp_types as types
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server

from drill import __version__
from drill.cli.assistant.door import Door
from drill.cli.assistant.tool_table import TOOLS, Tool
from drill.cli.diagnostics import HUNG_UP, TERMINATED
from drill.errors import DrillError

# No line that a client sends is longer; a tool's arguments are held to much less.
_MOST_LINE = 1_000_000
# An escape of JSON that means no letter by itself.
_HALF_LETTER = re.compile(r"\\u[dD][89a-fA-F]")
_INSTRUCTIONS = (
    "Exercises on the mathematics of deep-learning papers, with keys that are proved. Ask before you "
    "explain, give a hint first, never reveal a key, and let the learner mark. `drill mcp --skill` says how "
    "to coach."
)


def serve_mcp(door: Door) -> None:
    """Answer a client until its input ends; calls are answered one after the other."""
    with ThreadPoolExecutor(1, thread_name_prefix="drill-mcp") as thread:
        try:
            code = asyncio.run(_serve_mcp_streams(_make_server(door, thread)))
        finally:
            thread.submit(door.close).result()
    if code:
        raise SystemExit(code)


async def _serve_mcp_streams(server: Server[Any]) -> int:
    """Answer until the input ends, or a signal ends it; return the exit status.

    The signal cancels the task: an exception that is raised within the event loop ends in a traceback.
    """
    serving, codes = asyncio.current_task(), list[int]()
    assert serving is not None

    def leave(code: int) -> None:
        codes.append(code)
        serving.cancel()

    for name, code in (("SIGTERM", TERMINATED), ("SIGHUP", HUNG_UP)):
        if (number := getattr(signal, name, None)) is not None:
            with suppress(NotImplementedError):  # Windows has no such signals
                asyncio.get_running_loop().add_signal_handler(number, leave, code)
    lines: Any = _Lines()
    try:
        async with stdio_server(stdin=lines) as (received, sent):
            await server.run(received, sent, server.create_initialization_options())
    except asyncio.CancelledError:
        if not codes:
            raise
    return codes[0] if codes else 0


class _Lines:
    """The lines of standard input; one that is too long is passed over in pieces, and refused."""

    def __aiter__(self) -> AsyncIterator[str]:
        return self._read()

    async def _read(self) -> AsyncIterator[str]:
        while line := await anyio.to_thread.run_sync(_read_line, abandon_on_cancel=True):
            yield _replace_half_letters(line.decode("utf-8", "replace"))


def _read_line() -> bytes:
    stream = sys.stdin.buffer
    line = stream.readline(_MOST_LINE)
    is_whole = line.endswith(b"\n") or len(line) < _MOST_LINE
    while not is_whole:
        piece = stream.readline(_MOST_LINE)
        is_whole = piece.endswith(b"\n") or not piece
    return line


def _replace_half_letters(line: str) -> str:
    """Return a line of JSON without halves of surrogate pairs: the library would not even refuse the call."""
    if _HALF_LETTER.search(line) is None:
        return line
    try:
        whole = json.dumps(json.loads(line), ensure_ascii=False)
    except (ValueError, RecursionError):
        return line
    return whole.encode("utf-8", "replace").decode("utf-8")


def _make_server(door: Door, thread: ThreadPoolExecutor) -> Server[Any]:
    async def list_tools(context: Any, params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_describe_mcp_tool(tool) for tool in TOOLS.values()])

    async def call_tool(context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        loop = asyncio.get_running_loop()
        asked = partial(_ask_mcp_tool, door, params.name, params.arguments)
        text, is_error = await loop.run_in_executor(thread, asked)
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=is_error)

    return Server(
        "drill", version=__version__, instructions=_INSTRUCTIONS, on_list_tools=list_tools,
        on_call_tool=call_tool,
    )  # fmt: skip


def _ask_mcp_tool(door: Door, name: str, arguments: object) -> tuple[str, bool]:
    """Return the reply of a tool, or why there is none."""
    try:
        return door.call(name, arguments), False
    except DrillError as error:
        return str(error), True
    except OSError as error:
        return f"the system refused it: {error.strerror or error}", True


def _describe_mcp_tool(tool: Tool) -> types.Tool:
    example = f" Example: {json.dumps(dict(tool.example), ensure_ascii=False)}" if tool.example else ""
    return types.Tool(
        name=tool.name, description=f"{tool.says}{example}", input_schema=tool.schema,
        annotations=types.ToolAnnotations(read_only_hint=tool.is_reading, open_world_hint=False),
    )  # fmt: skip
