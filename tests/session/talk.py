"""Talking to a session through its protocol, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from drill.cli import Protocol
from drill.session.drilling.starting import Request, start_session
from drill.session.workspace import Workspace

Message = dict[str, Any]
Script = Callable[[list[Message]], Iterator[Message]]


class Talk:
    """Runs scripts: each line is asked for once the answers to the line before are there."""

    def __init__(self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        self.workspace = workspace
        self._patch = monkeypatch

    def __call__(self, script: Script, *scope: str, **more: Any) -> list[Message]:
        """All that a session says to a script, which sees what was said so far."""
        return self._run(script, Request(scope=scope or ("tiny",), **({"items": 20} | more)))

    def day(self, script: Script) -> list[Message]:
        """The same of the day itself."""
        return self._run(script, Request())

    def _run(self, script: Script, request: Request) -> list[Message]:
        said: list[Message] = []
        sitting = start_session(self.workspace, request)
        with self._patch.context() as patched:
            patched.setattr("drill.cli.output.emit_json", said.append)
            Protocol(sitting).run(_lines(script, said))
        sitting.close()
        return said

    def once(self, right: bool, why: bool, item: str = "tiny/sum-1", **mark: Any) -> Message:
        """Answer one exercise, due or not; how it was marked."""

        def script(said: list[Message]) -> Iterator[Message]:
            yield answer(said[-1], right)
            yield {"do": "mark", "why": why, **mark}

        return of(self(script, item), "marked")[-1]


def _lines(script: Script, said: list[Message]) -> Iterator[str]:
    import json

    for message in script(said):
        yield json.dumps(message)


def number(item: str) -> int:
    """``sum-3`` is number 3: its key is 33, its known mistake 27."""
    return int(item.rsplit("-", 1)[1])


def answer(exercise: Message, right: bool = True) -> Message:
    """The answer to a sum, right or wrong."""
    return {"do": "answer", "text": str(10 * number(exercise["item"]) + (3 if right else -3))}


def of(said: list[Message], type_: str) -> list[Message]:
    """The messages of a type."""
    return [message for message in said if message["type"] == type_]
