"""The steps by which a verdict came about, for whoever asks how: what was read, compared and tried, in order.

The functions that decide something call `record_step`. Unless somebody records, that looks at one variable.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import cast

# Of one recording, whose text has to fit into one message of a worker: a check takes a dozen steps, a
# diagnosis some dozens more.
_MOST_STEPS, _MOST_IN_ALL = 1000, 200_000
# Characters of one value, and values of a list.
_MOST_CHARACTERS, _MOST_ITEMS = 200, 4
_PACKAGE = len(PurePath(__file__).parent.parts)


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """A step: ``by`` is the function that took it, as ``checking/judge.py:judge_answer``, ``what`` it did,
    ``facts`` on what, each as a text."""

    by: str
    what: str
    facts: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(slots=True)
class _Recorder:
    text_of: Callable[[object], str]
    steps: list[RecordedStep] = field(default_factory=list[RecordedStep])
    left: int = _MOST_IN_ALL

    def add(self, by: str, what: str, facts: Mapping[str, object]) -> None:
        if self.left <= 0 or len(self.steps) >= _MOST_STEPS:
            return
        texts = {name: self._cut(value) for name, value in facts.items()}
        self.left -= len(by) + len(what) + sum(map(len, texts.values()))
        self.steps.append(RecordedStep(by, what, texts))
        if self.left <= 0 or len(self.steps) == _MOST_STEPS:
            self.steps.append(RecordedStep(by, "record no further steps: there are too many"))

    def _cut(self, value: object) -> str:
        text = self._text(value)
        if len(text) <= _MOST_CHARACTERS:
            return text
        return f"{text[:_MOST_CHARACTERS]}…"

    def _text(self, value: object) -> str:
        match value:
            case Mapping():
                entries = cast(Mapping[object, object], value)  # of whatever types
                items = [f"{name} = {self._text(each)}" for name, each in entries.items()]
                return _abridge_items(items, ", ")
            case list() | tuple():
                values = cast(Sequence[object], value)  # of whatever types
                items = [self._text(each) for each in values[: _MOST_ITEMS + 1]]
                return _abridge_items(items, "; ", len(values))
            case bool():
                return "yes" if value else "no"
            case None:
                return "none"
            case float():
                return f"{value:.10g}"
            case _:
                return self.text_of(value)


def _abridge_items(items: Sequence[str], between: str, count: int = 0) -> str:
    """Return the first items of a list, and how many there are if that is not all."""
    count = count or len(items)
    return between.join(items[:_MOST_ITEMS]) + (f" … ({count} in all)" if count > _MOST_ITEMS else "")


_recorder: ContextVar[_Recorder | None] = ContextVar("recorder", default=None)


@contextmanager
def recorded_steps(text_of: Callable[[object], str] = str) -> Generator[list[RecordedStep]]:
    """Record the steps taken in the block into a list that is bounded; ``text_of`` prints what they hold."""
    recorder = _Recorder(text_of)
    token = _recorder.set(recorder)
    try:
        yield recorder.steps
    finally:
        _recorder.reset(token)


def record_step(what: str, /, *, above: int = 0, **facts: object) -> None:
    """Record what the calling function did, or the one that is ``above`` it by so many calls."""
    recorder = _recorder.get()
    if recorder is None:
        return
    code = sys._getframe(above + 1).f_code  # pyright: ignore[reportPrivateUsage]  documented, and quick
    path = PurePath(*PurePath(code.co_filename).parts[_PACKAGE:]).as_posix()
    recorder.add(f"{path}:{code.co_name}", what, facts)
