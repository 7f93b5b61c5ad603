"""The requests of an assistant over MCP: tools, and the door that calls them.

Each tool is a method: ``practice`` serves exercises, ``lookup`` shows known facts, ``authoring`` proves
new exercises. ``tool_arguments`` makes a method a tool, reads the arguments of a client, and shortens long
replies. ``sdk_server`` alone knows the protocol's library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any

from drill.cli import output
from drill.cli.assistant.authoring import Authoring
from drill.cli.assistant.lookup import Lookup
from drill.cli.assistant.practice import PracticeTools
from drill.cli.assistant.tool_arguments import (
    TOOLS,
    Shape,
    format_reply,
    read_arguments,
    shorten_refusal,
    shorten_reply,
)
from drill.cli.opened import open_reporting_workspace
from drill.codec import to_json_value
from drill.errors import DrillError, UsageError
from drill.text import clean_text, did_you_mean, one_line, quote_for_message

__all__ = ["TOOLS", "Door", "describe_tools"]

# The front end in the events of an assistant.
FRONT = "mcp"


def describe_tools() -> list[dict[str, Any]]:
    """Return all tools in the form for JSON."""
    return to_json_value([*TOOLS.values()], "name description=says inputSchema=schema example")


class Door:
    """All tools; used from one thread at a time. It must be closed, and may then be opened again."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._opened = ExitStack()
        self._calls: Mapping[str, Callable[..., Shape]] = {}

    def call(self, name: str, sent: object = None) -> str:
        """Return the reply of a tool as JSON text of at most 64 kB.

        Raises DrillError: a tool that does not exist, invalid arguments, or the tool's own refusal.
        """
        if (tool := TOOLS.get(name)) is None:
            called = quote_for_message(one_line(clean_text(name)))
            raise UsageError(
                f"no tool is called {called}", did_you_mean(one_line(clean_text(name)), list(TOOLS))
            )
        try:
            arguments = read_arguments(tool.arguments, sent)
            if not self._calls:
                self._open()
            return format_reply(shorten_reply(self._calls[name](**arguments)))
        except DrillError as error:
            raise shorten_refusal(error) from error

    def close(self) -> None:
        """Leave the current exercise open for another window, and close the workspace."""
        self._calls = {}
        self._opened.close()

    def _open(self) -> None:
        with ExitStack() as stack:
            workspace = stack.enter_context(
                open_reporting_workspace(self._environ, processes=2, starts_worker=True)
            )
            workspace.store.front = FRONT
            practice = PracticeTools(workspace)
            stack.callback(practice.close)
            calls: dict[str, Any] = {}
            for part in (practice, Lookup(workspace), Authoring(workspace)):
                calls |= {name: getattr(part, name) for name in TOOLS if hasattr(part, name)}
            self._opened = stack.pop_all()
        self._calls = calls
        output.narrate_notices(workspace.take_notices())
