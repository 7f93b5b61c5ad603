"""What is wrong with plain data, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drill.errors import CheckError

# Names in mappings, and places in lists from 0, from the data as a whole down to one part.
DataPath = tuple[str | int, ...]
# Codes of faults that belong to the name on the way to a value, not to the value.
_OF_NAMES = frozenset(("unknown-key", "name", "empty"))


@dataclass(frozen=True, slots=True)
class DataFault:
    """One fault.

    ``code`` is a stable word: ``missing``, ``unknown-key``, ``name`` (a bad one in a mapping), ``empty``,
    ``text``, ``list``, ``mapping``, ``flag``, ``number``, ``word`` (none of those known), ``shape`` (of a
    union, no type's), ``tag`` (none, several or an unknown one), ``size``, ``check``, ``rule`` (between
    fields) or ``depth``.
    """

    path: DataPath
    message: str
    hint: str = ""
    code: str = "check"

    @property
    def is_of_name(self) -> bool:
        """Whether the fault is in the name that ``path`` ends with; otherwise in the value there."""
        return self.code in _OF_NAMES


class FieldFault(CheckError):
    """A fault that a rule of a class finds in one of its fields, by its attribute or a path from there.

    An empty path means the whole value, as does a plain ValueError, or a DrillError with its hint.
    """

    def __init__(self, field: str | DataPath, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.path: DataPath = (field,) if isinstance(field, str) else field


class FaultyData(CheckError):
    """Data that are not read: all their ``faults``, at most 500 of them. The message is that of the first."""

    def __init__(self, faults: Sequence[DataFault]) -> None:
        first = faults[0]
        place = ".".join(map(str, first.path))
        super().__init__(f"{place}: {first.message}" if place else first.message, first.hint)
        self.faults = tuple(faults)
