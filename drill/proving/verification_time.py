"""What the processor time of a verification is spent on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from time import process_time


class Stopwatch:
    """Seconds of processor time by what they are spent on; a part inside another counts for itself alone."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._inside: list[float] = []

    @contextmanager
    def on(self, purpose: str) -> Generator[None]:
        """Count what is computed in the block for a purpose."""
        begun = process_time()
        self._inside.append(0.0)
        try:
            yield
        finally:
            took = process_time() - begun
            self.seconds[purpose] += took - self._inside.pop()  # type: ignore[assignment]  # a count of seconds
            if self._inside:
                self._inside[-1] += took
