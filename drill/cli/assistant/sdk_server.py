"""The server that speaks MCP over standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Any

import mcp_types as types
from anyio.streams.memory import MemoryObjectSendStream
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage

from drill import __version__
from drill.cli.assistant.door import Door
from drill.cli.assistant.tool_table import TOOLS, Tool
from drill.cli.assistant.wire_messages import read_messages, split_lines
from drill.cli.diagnostics import HUNG_UP, INTERRUPTED, TERMINATED
from drill.errors import DrillError

# How long a call that runs may go on once the server is told to end.
_GRACE_S = 2.0
_INSTRUCTIONS = (
    "Exercises on the mathematics of deep-learning papers, with keys that are proved. Ask before you "
    "explain, give a hint first, never reveal a key, and let the learner mark. `drill mcp --skill` says how "
    "to coach."
)


def serve_mcp(door: Door) -> None:
    """Answer a client until its input ends; calls are answered one after the other."""
    thread = ThreadPoolExecutor(1, thread_name_prefix="drill-mcp")
    code = asyncio.run(_serve_mcp_streams(_make_server(door, thread)))
    try:
        thread.submit(door.close).result(_GRACE_S if code else None)
    except TimeoutError:  # what a call has written is kept
        os._exit(code)
    thread.shutdown()
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

    for name, code in (("SIGTERM", TERMINATED), ("SIGHUP", HUNG_UP), ("SIGINT", INTERRUPTED)):
        if (number := getattr(signal, name, None)) is not None:
            with suppress(NotImplementedError):  # Windows has no such signals
                asyncio.get_running_loop().add_signal_handler(number, leave, code)
    lines: Any = _Input()
    try:
        async with stdio_server(stdin=lines) as (received, sent):
            lines.replies = sent
            await server.run(received, sent, server.create_initialization_options())
    except asyncio.CancelledError:
        if not codes:
            raise
    return codes[0] if codes else 0


class _Input:
    """The lines of standard input that are messages; each other line is answered with a refusal.

    A thread reads them that nothing waits for at the end, whether or not the input ends.
    """

    def __init__(self) -> None:
        self.replies: MemoryObjectSendStream[SessionMessage] | None = None

    def __aiter__(self) -> AsyncIterator[str]:
        return self._read_messages()

    async def _read_messages(self) -> AsyncIterator[str]:
        loop, lines = asyncio.get_running_loop(), asyncio.Queue[bytes | None](1)

        def send(line: bytes | None) -> None:
            asyncio.run_coroutine_threadsafe(lines.put(line), loop).result()

        Thread(target=_send_lines, args=(send,), name="drill-mcp-input", daemon=True).start()
        while (line := await lines.get()) is not None:
            for message in read_messages(line):
                if isinstance(message, str):
                    yield message
                elif self.replies is not None:
                    await self.replies.send(SessionMessage(message))


def _send_lines(send: Callable[[bytes | None], None]) -> None:
    """Send each line of standard input, what is too long of one left out, and at the end ``None``."""
    with suppress(RuntimeError, CancelledError):  # nobody takes them any more
        for line in split_lines(iter(lambda: os.read(sys.stdin.fileno(), 1 << 16), b"")):
            send(line)
        send(None)


def _make_server(door: Door, thread: ThreadPoolExecutor) -> Server[Any]:
    async def list_tools(context: Any, params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_describe_mcp_tool(tool) for tool in TOOLS.values()])

    async def list_resources(context: Any, params: Any) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=[])

    async def list_templates(context: Any, params: Any) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=[])

    async def list_prompts(context: Any, params: Any) -> types.ListPromptsResult:
        return types.ListPromptsResult(prompts=[])

    async def call_tool(context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        loop = asyncio.get_running_loop()
        asked = partial(_ask_mcp_tool, door, params.name, params.arguments)
        text, is_error = await loop.run_in_executor(thread, asked)
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=is_error)

    return Server(
        "drill", version=__version__, instructions=_INSTRUCTIONS, on_list_tools=list_tools,
        on_call_tool=call_tool, on_list_resources=list_resources, on_list_resource_templates=list_templates,
        on_list_prompts=list_prompts,
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
