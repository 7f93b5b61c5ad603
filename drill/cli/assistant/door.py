"""The calls of a client, one after the other, on a workspace that is opened at the first of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING

from drill.cli import output
from drill.cli.assistant.reply_size import Shape, print_reply, shorten_refusal, shorten_reply
from drill.cli.assistant.tool_arguments import read_arguments
from drill.cli.assistant.tool_table import TOOLS
from drill.cli.opened import open_reporting_workspace
from drill.errors import DrillError, UsageError
from drill.text import clean_text, did_you_mean, one_line, quote_for_message

if TYPE_CHECKING:
    from drill.session.workspace import Workspace

# What its events say they came through.
FRONT = "mcp"


class Door:
    """All tools; used from one thread at a time. It must be closed, and may then be opened again."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._opened = ExitStack()
        self._calls: Mapping[str, Callable[..., Shape]] = {}

    def call(self, name: str, sent: object = None) -> str:
        """Return the reply of a tool as JSON text of at most 64 kB.

        Raises DrillError: a tool that nothing is called, arguments that it cannot take, or what it refuses.
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
            return print_reply(shorten_reply(self._calls[name](**arguments)))
        except DrillError as error:
            raise shorten_refusal(error) from error

    def close(self) -> None:
        """Leave what is at hand open for another window, and close the workspace."""
        self._calls = {}
        self._opened.close()

    def _open(self) -> None:
        with ExitStack() as stack:
            workspace = stack.enter_context(
                open_reporting_workspace(self._environ, processes=2, starts_worker=True)
            )
            workspace.store.front = FRONT
            workspace.asks_letters = False
            calls = _list_calls(workspace, stack)
            self._opened = stack.pop_all()
        self._calls = calls
        output.narrate_notices(workspace.take_notices())


def _list_calls(workspace: Workspace, stack: ExitStack) -> Mapping[str, Callable[..., Shape]]:
    """Return what answers each tool; ``stack`` closes what they leave open."""
    from drill.cli.assistant.authoring import Authoring
    from drill.cli.assistant.lookup import Lookup
    from drill.cli.assistant.practice import Practice

    practice = Practice(workspace)
    stack.callback(practice.close)
    parts = (practice, Lookup(workspace), Authoring(workspace))
    return {name: next(getattr(part, name) for part in parts if hasattr(part, name)) for name in TOOLS}
