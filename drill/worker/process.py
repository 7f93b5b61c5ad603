"""One worker process as its parent sees it: started, asked with a deadline, killed."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from drill.errors import CheckError, TimedOutError
from drill.worker import protocol

START_LIMIT_S = 20.0
"""A worker that does not report by then is broken, not slow."""
COLD_ALLOWANCE_S = 6.0
"""Added to the deadline while a process may still have SymPy to import."""
LOOK_S = 0.2
"""How long an answer is awaited before a look whether it is still wanted."""

_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class NotSentError(TimedOutError):
    """The process had ended before it could be asked."""


class EndedError(TimedOutError):
    """The process ended while it computed."""


class ColdError(TimedOutError):
    """The deadline passed in a process that had only just been started."""


class WorkerProcess:
    """A spawned worker. Not shared between threads: whoever holds it asks one thing at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-m", "drill.worker.main"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_THREADS},
            start_new_session=True,  # ctrl+c in the terminal is the app's affair
        )
        self._answers: queue.SimpleQueue[protocol.Message | None] = queue.SimpleQueue()
        self._ready = False
        self._warm = False
        self._asked = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        stream = cast(BinaryIO, self._process.stdout)
        try:
            while (message := protocol.read(stream)) is not None:
                self._answers.put(message)
        except (CheckError, OSError, ValueError):
            pass  # a broken frame or a closed pipe: the process is done for
        finally:
            self._answers.put(None)

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone, whoever ended it."""
        return self._process.poll() is not None

    def ask(
        self,
        op: str,
        deadline_s: float,
        *,
        cold_s: float = COLD_ALLOWANCE_S,
        on_part: Callable[[Any], None] = lambda part: None,
        on_wait: Callable[[], None] = lambda: None,
        **arguments: Any,
    ) -> Any:
        """Ask one thing; ``on_part`` is told every part of a long answer as it comes.

        ``cold_s`` is added to the deadline while the process may still have SymPy to import. ``on_wait`` is
        called every `LOOK_S` seconds. What the two raise ends the asking; the process is unusable then.

        Raises:
            NotSentError: the process ended before the request reached it; it is unusable.
            EndedError, ColdError: the process ended meanwhile, or was not warm in time; it is unusable then.
            TimedOutError: no answer within ``deadline_s`` seconds; it is unusable then.
            DrillError: what the worker reports, as the same type.
        """
        self._await_ready()
        self._asked += 1
        allowed = deadline_s if self._warm else deadline_s + cold_s
        frame = protocol.encode({"id": self._asked, "op": op, "deadline_s": allowed, **arguments})
        try:
            stream = self._process.stdin
            assert stream is not None
            stream.write(frame)
            stream.flush()
        except (OSError, ValueError) as error:  # ValueError: closed by another thread meanwhile
            raise NotSentError("the worker process ended") from error
        answer = self._answer(allowed, on_part, on_wait)
        self._warm = answer.get("warm") is True
        if "error" in answer:
            raise rebuilt(answer["error"])
        return answer["result"]

    def _answer(
        self, allowed: float, on_part: Callable[[Any], None], on_wait: Callable[[], None]
    ) -> protocol.Message:
        """The answer, after its parts, all of it within ``allowed`` seconds."""
        end = time.monotonic() + allowed
        while True:
            answer = self._next(end, allowed, on_wait)
            if answer is None:
                raise EndedError("the worker process ended: out of memory or time")
            if "part" not in answer:
                return answer
            on_part(answer["part"])

    def _await_ready(self) -> None:
        if not self._ready:
            if self._next(time.monotonic() + START_LIMIT_S, START_LIMIT_S) is None:
                raise NotSentError("the worker process did not start")
            self._ready = True

    def _next(
        self, end: float, limit_s: float, on_wait: Callable[[], None] = lambda: None
    ) -> protocol.Message | None:
        """What the process says next, before a limit ends at a monotonic time; ``None`` if it ended."""
        while True:
            on_wait()
            left_s = max(0.0, end - time.monotonic())
            try:
                return self._answers.get(timeout=min(LOOK_S, left_s))
            except queue.Empty as error:
                if left_s <= LOOK_S:
                    late = TimedOutError if self._warm else ColdError
                    raise late(f"no result within {limit_s:g} s") from error

    def end(self) -> None:
        """Kill the process and collect it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def rebuilt(described: dict[str, Any]) -> Exception:
    """The worker's error as the type it had there."""
    import drill.errors as errors

    kind = getattr(errors, str(described.get("type")), CheckError)
    message, hint = str(described.get("message", "")), str(described.get("hint", ""))
    if kind is errors.BankError:
        place = {name: described[name] for name in ("path", "line", "column", "field", "exercise", "code")}
        return errors.BankError(message, hint, **place)
    if not (isinstance(kind, type) and issubclass(kind, errors.DrillError)):
        return CheckError(message, hint)
    if issubclass(kind, errors.ParseError):
        return errors.ParseError(message, hint=hint)
    return cast(type[errors.DrillError], kind)(message, hint)
