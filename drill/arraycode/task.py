"""What an answer in NumPy is compared with: the key's program and the arrays that the exercise declares."""

from __future__ import annotations

from dataclasses import dataclass

from drill.arraycode.array_code_tree import Program
from drill.arraycode.declared import axis_name
from drill.arraycode.probes import Probe
from drill.arraycode.torch_names import find_functions
from drill.errors import CheckError


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
    # Functions that answers must not call, and axes, ``n n``, that no array on the way may have together.
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise CheckError for what is neither a function nor several axes."""
        for forbidden in self.without:
            match forbidden.split():
                case [name] if find_functions(name):
                    pass
                case [_, _, *_] as axes if {*map(axis_name, axes)} <= {*self.axes, ""}:
                    pass
                case _:
                    raise CheckError(f"without: {forbidden!r} is neither a function nor axes of the arrays")

    @property
    def known(self) -> frozenset[str]:
        """The names of the arrays."""
        return frozenset(name for name, _ in self.arrays)

    @property
    def axes(self) -> frozenset[str]:
        """The names of lengths."""
        return frozenset(axis_name(axis) for _, axes in self.arrays for axis in axes) - {""}
