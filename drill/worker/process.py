"""One worker process as seen by its parent: started, asked with a deadline, killed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, cast

import drill.errors as errors
from drill.errors import CheckError, TimedOutError, UsageError
from drill.files import find, write_whole
from drill.reading import write_plain
from drill.text import clean_text
from drill.worker import worker_messages

# Max time to get ready, or to load SymPy, in seconds: a worker that takes longer is broken, not slow.
START_LIMIT_S = 20.0
# Number of deadlines that pass on a busy machine before a request is ended.
MOST_STARVED = 10
# Seconds of waiting for an answer before a look whether it is still wanted.
LOOK_S = 0.2

_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class NotSentError(TimedOutError):
    """The process had ended before the request was sent."""


class EndedError(TimedOutError):
    """The process ended while it computed."""


class NotStartedError(TimedOutError):
    """The process was not ready in time, so no request was sent."""


class OverdueError(TimedOutError):
    """The deadline passed."""


class WorkerProcess:
    """A spawned worker. Not shared between threads: whoever holds it asks one thing at a time."""

    def __init__(self, *, only_reads: bool = False) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-m", "drill.worker.main", *(["reads"] if only_reads else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_THREADS},
            start_new_session=True,  # ctrl+c in the terminal is the app's affair
        )
        self._answers: queue.SimpleQueue[worker_messages.Message | None] = queue.SimpleQueue()
        self._ready = False
        self._asked = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        stream = cast(BinaryIO, self._process.stdout)  # a pipe, of bytes
        try:
            while (message := worker_messages.read_message(stream)) is not None:
                self._answers.put(message)
        except (CheckError, OSError, ValueError):
            pass  # a broken frame or a closed pipe: the process is done for
        finally:
            self._answers.put(None)

    @property
    def has_ended(self) -> bool:
        """Whether the process has ended, for whatever reason."""
        return self._process.poll() is not None

    def ask(
        self,
        op: str,
        deadline_s: float,
        *,
        on_part: Callable[[Any], None] = lambda part: None,
        on_wait: Callable[[], None] = lambda: None,
        most_starved: int = MOST_STARVED,
        **arguments: Any,
    ) -> Any:
        """Send one request, whose ``arguments`` are written as plain data; ``on_part`` is called with every
        part of a long answer as it comes.

        The deadline begins when the process is ready, and is suspended while SymPy is loaded and, on Linux,
        while other programs have the processor, up to ``most_starved`` times as long. ``on_wait`` is called
        every `LOOK_S` seconds. An exception of either ends the request; the process is unusable then.

        Raises:
            NotStartedError, NotSentError: the process did not get as far as the request; it is unusable.
            EndedError: the process ended meanwhile; it is unusable then.
            OverdueError: no answer within ``deadline_s`` seconds; it is unusable then.
            DrillError: an error that the worker reports, as the same type.
        """
        self.await_ready(on_wait)
        self._asked += 1
        limit = worker_messages.PAPER_LIMIT_BYTES if op == "draft" else worker_messages.LIMIT_BYTES
        request = {"id": self._asked, "op": op, "deadline_s": deadline_s, **write_plain(arguments)}
        frame = worker_messages.encode_message(request, limit)
        try:
            stream = self._process.stdin
            assert stream is not None
            stream.write(frame)
            stream.flush()
        except (OSError, ValueError) as error:  # ValueError: closed by another thread meanwhile
            raise NotSentError("the worker process ended") from error
        answer = self._answer(deadline_s, on_part, on_wait, most_starved)
        if "error" in answer:
            if trace := answer["error"].get("trace"):
                _log_worker_traceback(str(trace))
            raise rebuild_error(answer["error"])
        return answer["result"]

    def _answer(
        self,
        deadline_s: float,
        on_part: Callable[[Any], None],
        on_wait: Callable[[], None],
        most_starved: int,
    ) -> worker_messages.Message:
        """Return the answer, after its parts, all of it within the deadline."""
        left_s = deadline_s
        end = time.monotonic() + left_s
        latest = time.monotonic() + most_starved * deadline_s
        computed_s = self._computed_s()
        while True:
            try:
                answer = self._next(end, on_wait)
            except queue.Empty as error:
                before_s = computed_s
                computed_s = self._computed_s()
                left_s -= computed_s - before_s
                if computed_s == before_s or left_s <= 0 or time.monotonic() > latest:
                    raise OverdueError(f"no result within {deadline_s:g} s") from error
                end = time.monotonic() + left_s  # other programs had the processor
                continue
            if answer is None:
                raise EndedError("the worker process ended: out of memory or time")
            if answer.get("loading") is True:
                left_s = end - time.monotonic()
                end = time.monotonic() + START_LIMIT_S
            elif answer.get("loading") is False:
                end = time.monotonic() + left_s
                computed_s = self._computed_s()
            elif "part" in answer:
                on_part(answer["part"])
            else:
                return answer

    def _computed_s(self) -> float:
        """Return the processor time that it has used; 0 if the system does not count it."""
        try:
            with open(f"/proc/{self._process.pid}/stat", encoding="ascii") as stat_file:
                user, system = stat_file.read().rpartition(")")[2].split()[11:13]
        except (OSError, ValueError):
            return 0.0
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def await_ready(self, on_wait: Callable[[], None] = lambda: None) -> None:
        """Wait until it has loaded what requests need. Raises NotStartedError, NotSentError."""
        if self._ready:
            return
        try:
            if self._next(time.monotonic() + START_LIMIT_S, on_wait) is None:
                raise NotSentError("the worker process did not start")
        except queue.Empty as error:
            raise NotStartedError(f"the worker process was not ready within {START_LIMIT_S:g} s") from error
        self._ready = True

    def _next(self, end: float, on_wait: Callable[[], None]) -> worker_messages.Message | None:
        """Return the next message of the process; ``None`` if it ended. Raises queue.Empty at a monotonic
        time.
        """
        while True:
            on_wait()
            left_s = max(0.0, end - time.monotonic())
            try:
                return self._answers.get(timeout=min(LOOK_S, left_s))
            except queue.Empty:
                if left_s <= LOOK_S:
                    raise

    def end(self) -> None:
        """Kill the process and reap it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def _log_worker_traceback(trace: str) -> None:
    """Write a worker's traceback to the log folder, one file per place where a fault arises."""
    name = hashlib.sha256(trace.encode("utf-8", "replace")).hexdigest()[:8]
    with contextlib.suppress(OSError, UsageError):  # if no log can be written, the error itself is enough
        write_whole(
            find(os.environ).log / f"worker-{name}.txt", clean_text(trace).encode("utf-8"), durably=False
        )


def rebuild_error(described: Mapping[str, Any]) -> Exception:
    """Return the worker's error as the type it had there."""
    kind: Any = getattr(errors, str(described.get("type")), None)
    told = {name: part for name, part in described.items() if name not in ("type", "trace")}
    is_ours = isinstance(kind, type) and issubclass(kind, errors.DrillError)
    return kind(**told) if is_ours else CheckError(**told)
