"""The server that speaks MCP over standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
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
from pydantic import ValidationError

from drill import __version__
from drill.cli.assistant import TOOLS, Door
from drill.cli.assistant.tool_arguments import Tool
from drill.cli.output import HUNG_UP, INTERRUPTED, TERMINATED
from drill.codec import is_list, is_mapping
from drill.errors import DrillError

# The lines of a client as messages of JSON-RPC; refuses those that the library would drop without a reply.

# Max bytes of a line; the limit for a tool's arguments is much lower.
MOST_LINE = 1_000_000
# Max messages of a batch.
_MOST_BATCH = 50
_PARSE_ERROR, _INVALID_REQUEST = -32700, -32600
_ID = rb'"id"\s*:\s*("(?:[^"\\]|\\.){0,200}"|-?\d{1,18})'
# An id before any nested value, and one after all of them, because an inner id is another object's.
_FIRST_ID = re.compile(rb"\s*\{[^{}\[\]]*?" + _ID + rb"\s*[,}]")
_LAST_ID = re.compile(_ID + rb"\s*(?:,[^{}\[\]]*)?\}\s*$")


def split_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of the pieces; of a line that is too long, its beginning and its end."""
    line = bytearray()
    for piece in pieces:
        *ended, rest = piece.split(b"\n")
        for part in ended:
            yield bytes(line + part)
            line.clear()
        line += rest
        if len(line) > 2 * MOST_LINE:
            del line[MOST_LINE : -MOST_LINE // 2]
    if line:
        yield bytes(line)


def read_messages(line: bytes) -> list[str | types.JSONRPCError]:
    """Return the messages of a line as JSON, and refusals of invalid ones, because senders wait for them.

    A batch is several messages. A line without a message and without an id gets a refusal without one.
    """
    line = line.strip().removeprefix(b"\xef\xbb\xbf")
    if not line:
        return []
    if len(line) > MOST_LINE:
        return [_refuse(_find_id(line), _INVALID_REQUEST, f"a line has at most {MOST_LINE:,} bytes")]
    try:
        sent: Any = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return [_refuse(_find_id(line), _PARSE_ERROR, "this line cannot be read as JSON")]
    if not is_list(sent):
        return [_read_message(sent)]
    if not 0 < len(sent) <= _MOST_BATCH:
        return [_refuse(None, _INVALID_REQUEST, f"a batch has 1 to {_MOST_BATCH} messages")]
    return [_read_message(part) for part in sent]


def _read_message(sent: object) -> str | types.JSONRPCError:
    id_: Any = sent.get("id") if is_mapping(sent) else None
    is_named = is_mapping(sent) and "id" in sent
    if is_named and not (isinstance(id_, str) or type(id_) is int):
        return _refuse(None, _INVALID_REQUEST, "an id is a text or a whole number")
    # Halves of surrogate pairs are not letters: the library would not even refuse the call.
    text = json.dumps(sent, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    try:
        types.jsonrpc_message_adapter.validate_json(text, by_name=False)
    except ValidationError:
        return _refuse(id_, _INVALID_REQUEST, "this is not a readable JSON-RPC message")
    return text


def _find_id(line: bytes) -> str | int | None:
    """Return the id of a line that cannot be read as a whole."""
    found = _FIRST_ID.match(line) or _LAST_ID.search(line[-1_000:])
    if found is None:
        return None
    return json.loads(found[1].decode("utf-8", "replace"))


def _refuse(id_: str | int | None, code: int, why: str) -> types.JSONRPCError:
    return types.JSONRPCError(jsonrpc="2.0", id=id_, error=types.ErrorData(code=code, message=why))


# Max time for a running call after the server was asked to end, in seconds.
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
    except TimeoutError:  # text that a call has written is kept
        os._exit(code)
    thread.shutdown()
    if code:
        raise SystemExit(code)


async def _serve_mcp_streams(server: Server[Any]) -> int:
    """Answer until the input ends, or a signal ends it; return the exit status.

    The signal cancels the task: an exception that is raised within the event loop ends in a traceback.
    """
    serving = asyncio.current_task()
    codes: list[int] = []
    assert serving is not None

    def leave(code: int) -> None:
        codes.append(code)
        serving.cancel()

    for name, code in (("SIGTERM", TERMINATED), ("SIGHUP", HUNG_UP), ("SIGINT", INTERRUPTED)):
        number = getattr(signal, name, None)
        if number is not None:
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
    """The lines of standard input that are messages; every other line is answered with a refusal.

    A daemon thread reads them, because at the end nothing may wait for an input that does not end.
    """

    def __init__(self) -> None:
        self.replies: MemoryObjectSendStream[SessionMessage] | None = None

    def __aiter__(self) -> AsyncIterator[str]:
        return self._read_messages()

    async def _read_messages(self) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        lines: asyncio.Queue[bytes | None] = asyncio.Queue(1)

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
    """Send each line of standard input, without the excess of a long one, and at the end ``None``."""
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
    """Return the reply of a tool, or the reason for a refusal."""
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
