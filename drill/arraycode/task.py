"""What an answer in NumPy is compared with: the key's program and the arrays that the exercise declares."""

from __future__ import annotations

from dataclasses import dataclass

from drill.arraycode.array_code_tree import Program
from drill.arraycode.declared import axis_name
from drill.arraycode.probes import Probe


@dataclass(frozen=True, slots=True)
class CodeTask:
    """The key, the axes of each array by letters or lengths, and the assumptions on its entries."""

    key: Program
    arrays: tuple[tuple[str, tuple[str, ...]], ...]
    assume: tuple[str, ...] = ()
    # ``numpy`` or ``torch``, where the exercise says whose names are meant.
    library: str = ""
    # Arrays at which answers are compared with the key at many digits.
    probes: tuple[Probe, ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """The names of the arrays."""
        return frozenset(name for name, _ in self.arrays)

    @property
    def axes(self) -> frozenset[str]:
        """The names of lengths."""
        return frozenset(axis_name(axis) for _, axes in self.arrays for axis in axes) - {""}
