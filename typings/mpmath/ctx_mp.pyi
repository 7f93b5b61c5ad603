from types import TracebackType
from typing import Literal

from mpmath import mpf

class PrecisionManager:
    """Digits or bits that are worked with inside of a ``with``."""

    def __enter__(self) -> None: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> Literal[False]: ...

class MPContext:
    """A working precision with its kind of numbers; ``pi`` and ``e`` are computed where they are used."""

    @property
    def pi(self) -> mpf: ...
    @property
    def e(self) -> mpf: ...
    dps: int
    prec: int
    def make_mpf(self, v: tuple[int, int, int, int]) -> mpf: ...
