"""A command that runs while its learner drills: its end, its output as it was, and its exit code.

It runs without a shell, in a session of its own, and reads nothing. Nothing of it outlives drill: neither its
own children nor, where the system shows their variables, what they put into another session.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import IO, Final

from drill.errors import DrillError
from drill.session.child_processes import IS_WINDOWS, end_process, make_tag, start_guard

# Bytes of its output that are kept.
MOST_BYTES: Final = 100_000_000
# Exit codes of a command that cannot be run, and that is not there; of one that a signal ended, this and the
# signal's number.
_NOT_RUN, _NOT_FOUND, _BY_SIGNAL = 126, 127, 128
# Seconds until its last words have come: what it started may hold its output open.
_LAST_WORDS_S: Final = 1.0


class NotStartedError(DrillError):
    """A command that cannot be started; ``code`` is the exit code that a shell would give."""

    def __init__(self, command: str, error: OSError | ValueError) -> None:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        super().__init__(f"{command} cannot be started: {reason}")
        self.code = _NOT_FOUND if isinstance(error, FileNotFoundError) else _NOT_RUN


class RunningCommand:
    """A command at work, ended by `close`. Unless its output is kept, it goes where that of drill goes."""

    def __init__(self, words: Sequence[str], *, keeps_output: bool) -> None:
        """Raises NotStartedError."""
        self.name = os.path.basename(words[0])
        self.is_cut = False
        """Whether its output was too long, or could not be kept."""
        self._tag = make_tag()
        with ExitStack() as stack:
            try:
                self._output: IO[bytes] | None = (
                    stack.enter_context(tempfile.TemporaryFile()) if keeps_output else None
                )
                self._process = subprocess.Popen(
                    words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if keeps_output else None,
                    stderr=subprocess.STDOUT if keeps_output else None, start_new_session=not IS_WINDOWS,
                    env={**os.environ, self._tag: "1"},
                )  # fmt: skip
                if self._process.stdout is not None:
                    stack.enter_context(self._process.stdout)
                stack.callback(end_process, self._process, self._tag)
                self._guard = start_guard(self._process, self._tag)
            except (OSError, ValueError) as error:
                raise NotStartedError(words[0], error) from error
            stack.pop_all()
        self._lock, self._is_written = threading.Lock(), False
        self._reader = threading.Thread(target=self._keep_output, daemon=True)
        self._reader.start()

    @property
    def has_ended(self) -> bool:
        """Whether it has ended by itself."""
        return self._process.poll() is not None

    def interrupt(self) -> None:
        """Send it and its group what ctrl+c sends."""
        with suppress(ProcessLookupError, PermissionError):
            if IS_WINDOWS:
                self._process.terminate()
            elif not self.has_ended:
                os.killpg(self._process.pid, signal.SIGINT)

    def wait(self) -> int:
        """Wait for its end, and return its exit code; a KeyboardInterrupt leaves it at work."""
        code = self._process.wait()
        return code if code >= 0 else _BY_SIGNAL - code

    def write_output(self, stream: IO[bytes]) -> None:
        """Write what it printed, as it was."""
        self._reader.join(_LAST_WORDS_S)
        with self._lock:
            self._is_written = True
            if self._output is not None:
                self._output.seek(0)
                shutil.copyfileobj(self._output, stream)
                stream.flush()

    def close(self) -> None:
        """End it, and all that it started."""
        end_process(self._process, self._tag)
        self._guard.kill()
        self._guard.wait()
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        self._reader.join(_LAST_WORDS_S)
        with self._lock:
            self._is_written = True
            if self._output is not None:
                self._output.close()
        if self._process.stdout is not None and not self._reader.is_alive():
            self._process.stdout.close()

    def _keep_output(self) -> None:
        """Keep the output, and drop what is beyond: a full pipe would stop the command."""
        pipe, kept = self._process.stdout, 0
        if pipe is None or self._output is None:
            return
        while chunk := os.read(pipe.fileno(), 65536):
            part = chunk[: MOST_BYTES - kept]
            kept += len(part)
            self.is_cut = self.is_cut or len(part) < len(chunk)
            with self._lock:
                if self._is_written:
                    continue
                try:
                    self._output.write(part)
                except OSError:  # a full disk
                    self.is_cut, kept = True, MOST_BYTES
