"""A home with keys that are seen at once in any text, an assistant at its door, and an app beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from drill.cli.assistant import Door
from drill.errors import DrillError
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.starting import start_session
from drill.session.standing.queueing import Request
from drill.session.workspace import Workspace, open_workspace
from drill.store import OpenAttempt
from tests.homes import bank, plant, share_cache

_NUMBERS = "{a: 1000000..1999999, b: 3000000..3999999}"
# Keys of seven digits, which no other text contains; the second half of a number is another one's key.
_PLAIN = "\n".join(
    f"""\
- id: plain-{number}
  level: 1
  params: {_NUMBERS}
  prompt: Compute $@a + @b$.
  answer: {{number: a + b}}
  hints: [Add the units first., Then the tens.]
  steps: ['The sum is $@{{a + b}}$.']
  wrong:
  - {{answer: b - a, say: You subtracted.}}
  - {{answer: a + b + 1, say: 'It is $@{{a + b}}$, one less.'}}
"""
    for number in range(1, 4)
)
_CHAIN = f"""\
- id: chain
  params: {_NUMBERS}
  prompt: Two numbers are given, $@a$ and $@b$.
  stages:
  - prompt: Add them.
    answer: {{number: a + b}}
    result: Their sum is @{{a + b}}.
    hints: [Units first.]
    steps: ['It is $@{{a + b}}$.']
    wrong:
    - {{answer: b - a, say: 'No: it is $@{{a + b}}$.'}}
  - prompt: Add the second one twice.
    answer: {{number: a + 2 b}}
    result: That is @{{a + 2 b}}.
    hints: [Once more.]
    steps: ['It is $@{{a + 2 b}}$.']
    wrong:
    - {{answer: a + b, say: 'No: it is $@{{a + 2 b}}$.'}}
  - prompt: Add it three times.
    answer: {{number: a + 3 b}}
    hints: [Once more.]
    steps: ['It is $@{{a + 3 b}}$.']
"""
_EXACT = f"""\
- id: halves
  params: {_NUMBERS}
  prompt: Write the sum of $@a/7$ and $@b/7$ as one fraction.
  answer: {{number: (a + b)/7, form: exact}}
  hints: [One denominator.]
  steps: ['It is $@{{a + b}}/7$.']
"""
_OWN = """\
- id: own-words
  prompt: Say in your own words what a sum is.
  answer: {self: 'It is 7654321.'}
"""
BANK = bank(f"{_PLAIN}{_CHAIN}{_EXACT}{_OWN}", topic="tall.sums", title="Tall sums")


def plant_tall(home: Path) -> None:
    """Write the bank into a home."""
    share_cache(home)
    plant(home, "tall", BANK)


def list_keys(attempt: OpenAttempt) -> list[str]:
    """The keys of an attempt's stages, as one sees them in a text."""
    if attempt.item.endswith("own-words"):
        return ["7654321"]
    a, b = int(attempt.params["a"]), int(attempt.params["b"])
    return [str(a + times * b) for times in range(1, (attempt.stages or 1) + 1)]


class Assistant:
    """What a client does: calls, of which some are refused."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.door = Door({"DRILL_HOME": str(home)})

    def __call__(self, tool: str, **arguments: Any) -> Mapping[str, Any]:
        """A reply."""
        return json.loads(self.door.call(tool, arguments))

    def text(self, tool: str, arguments: object) -> str:
        """A reply, or why there is none, as its client reads it."""
        try:
            return self.door.call(tool, arguments)
        except DrillError as error:
            return str(error)

    def refused(self, tool: str, **arguments: Any) -> str:
        """Why there is no reply."""
        try:
            reply = self.door.call(tool, arguments)
        except DrillError as error:
            return str(error)
        raise AssertionError(f"{tool} was not refused: {reply}")


@contextmanager
def an_assistant(home: Path) -> Iterator[Assistant]:
    """An assistant that goes."""
    assistant = Assistant(home)
    try:
        yield assistant
    finally:
        assistant.door.close()


@contextmanager
def the_app(home: Path) -> Iterator[Workspace]:
    """A window of the app beside it."""
    workspace = open_workspace({"DRILL_HOME": str(home)}, processes=1)
    try:
        yield workspace
    finally:
        workspace.close()


@contextmanager
def a_sitting(workspace: Workspace, request: Request = Request()) -> Iterator[DrillSession]:
    """A session of the app."""
    sitting = start_session(workspace, request)
    try:
        yield sitting
    finally:
        sitting.close()
