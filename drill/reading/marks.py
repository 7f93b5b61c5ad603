"""Marks for the annotations of fields, ``Annotated[str, Pattern(…)]``: what may be written there.

Marks are compared by identity, so that each can be part of a union whatever it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NewType, TypeAlias

from drill.errors import CheckError, field_name

if TYPE_CHECKING:
    Written: TypeAlias = "str | Sequence[Written] | Mapping[str, Written]"
    """Plain data whose meaning is read later: texts, lists of such, mappings of such from texts."""
else:
    Written = NewType("Written", object)  # a name of its own, by which a field's type is recognised

# Classes by the key or the word that says which is meant, or what returns them once it is needed.
Models = Mapping[str, Any] | Callable[[], Mapping[str, Any]]


class Mark:
    """The base of all marks."""

    __slots__ = ()


# --- what a value must be ----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, slots=True)
class Check(Mark):
    """A condition on a value that was read: ``require`` raises ValueError, FieldFault or a DrillError.

    Of several checks the first that fails speaks.
    """

    require: Callable[[Any], object]


@dataclass(frozen=True, eq=False, slots=True)
class Pattern(Mark):
    """A text that matches as a whole; ``what`` is expected, for whoever wrote something else."""

    pattern: str
    what: str
    is_shown: bool = False
    """Whether editors check it, too."""


@dataclass(frozen=True, eq=False, slots=True)
class Whole(Mark):
    """A whole number of a range, ends included; of any size where ``high`` is None."""

    low: int
    high: int | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Size(Mark):
    """How many entries a list or a mapping has at least, and at most; 0 for any number."""

    least: int = 0
    most: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class MayBeEmpty(Mark):
    """A text that may be empty where scalars are texts."""


@dataclass(frozen=True, eq=False, slots=True)
class Schema(Mark):
    """What JSON Schema says of a value, where its type and its other marks say too little or too much."""

    content: Mapping[str, Any]


# --- how it is written -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, slots=True)
class WrittenName(Mark):
    """The name of a field in data, where it is not the attribute's without a last underscore."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Required(Mark):
    """A field that must be written although the class has a default."""


@dataclass(frozen=True, eq=False, slots=True)
class Derived(Mark):
    """A field, or a type of a union, that the program makes: people do not write it."""


@dataclass(frozen=True, eq=False, slots=True)
class Lone(Mark):
    """A list, of which a lone entry that is no list may stand for a list of one; it is written so, or not."""

    is_written_alone: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Short(Mark):
    """A dataclass, of which a text may stand for the mapping that has only this field."""

    attribute: str


@dataclass(frozen=True, eq=False, slots=True)
class AsMapping(Mark):
    """Pairs that are written as a mapping: ``tuple[tuple[str, X], ...]``."""


@dataclass(frozen=True, eq=False, slots=True)
class FieldsOf(Mark):
    """A mapping from attributes to values, ``Annotated[Mapping[str, Any], FieldsOf(…)]``: what is written of
    the fields of several classes, and ``more`` by their names; none of them is due except those named.

    Fields ``without`` a place there are left out. Of two fields with one name the first counts. It is made
    into values of these classes afterwards. ``name`` is that of its definition in JSON Schema.
    """

    name: str
    models: tuple[Any, ...]
    due: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    more: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class WrittenAs(Mark):
    """A value that is written as another type, ``WrittenAs(str, date.fromisoformat, date.isoformat)``.

    ``read`` makes the value of one of that type, or raises ValueError, FieldFault or a DrillError; ``write``
    is its inverse.
    """

    type: Any
    read: Callable[[Any], Any]
    write: Callable[[Any], Any]


# --- which of several types --------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, slots=True)
class ByShape(Mark):
    """A union whose types are told apart by being a text, a number, a list or a mapping.

    A union without a mark is read so, too; here is the sentence for data that have none of these shapes.
    """

    expected: str


@dataclass(frozen=True, eq=False, slots=True)
class ByKey(Mark):
    """One of several dataclasses, told apart by which of these keys a mapping has: exactly one.

    ``attribute`` is the field that keeps this key, if there is one; a field that is marked `UnderTag` is what
    is written under it. ``fault`` returns message and hint for data that are no mapping, or one without such
    a key, or with several.
    """

    models: Models
    attribute: str = ""
    fault: Callable[[object], tuple[str, str]] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class UnderTag(Mark):
    """The field that is written under the key by which `ByKey` tells a class."""


@dataclass(frozen=True, eq=False, slots=True)
class ByWord(Mark):
    """One of several dataclasses, told apart by the word under a key, which may be a field of them."""

    key: str
    models: Models


# What is wrong with plain data, and where.

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

    An empty path means the whole value, as does a plain ValueError, or a DrillError with its hint. ``others``
    were found besides.
    """

    def __init__(self, field: str | DataPath, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.path: DataPath = (field,) if isinstance(field, str) else field
        self.others: tuple[FieldFault, ...] = ()

    @staticmethod
    def raise_all(faults: Iterable[FieldFault]) -> None:
        """Raise the first of some faults with the others, if there is one."""
        if found := tuple(faults):
            found[0].others = found[1:]
            raise found[0]


class FaultyData(CheckError):
    """Data that are not read: all their ``faults``, at most 500 of them. The message is that of the first."""

    def __init__(self, faults: Sequence[DataFault]) -> None:
        first = faults[0]
        place = field_name(first.path)
        super().__init__(f"{place}: {first.message}" if place else first.message, first.hint)
        self.faults = tuple(faults)
