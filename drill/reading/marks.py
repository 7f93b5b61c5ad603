"""Marks for the annotations of fields, ``Annotated[str, Pattern(…)]``: conditions and written forms.

Marks are compared by identity, so that a union can contain any of them, even with unhashable content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NewType, TypeAlias

from drill.errors import CheckError, field_name

if TYPE_CHECKING:
    Written: TypeAlias = "str | Sequence[Written] | Mapping[str, Written]"
    """Plain data that are interpreted later: texts, and lists and mappings of such data."""
else:
    Written = NewType("Written", object)  # a distinct type, so that such fields are recognised

# Classes by their key or word, or a function that returns them when they are needed.
Models = Mapping[str, Any] | Callable[[], Mapping[str, Any]]


class Mark:
    """The base of all marks."""

    __slots__ = ()


# --- conditions on a value ---------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, slots=True)
class Check(Mark):
    """A condition on a value: ``require`` raises ValueError, FieldFault or a DrillError.

    If there are several checks, only the first failure is reported.
    """

    require: Callable[[Any], object]


@dataclass(frozen=True, eq=False, slots=True)
class Pattern(Mark):
    """A text that matches as a whole; ``what`` names the expected text in the message."""

    pattern: str
    what: str
    # Whether it is in the JSON Schema, so that editors check it, too.
    is_shown: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Whole(Mark):
    """A whole number in a range, ends included; unbounded if ``high`` is None."""

    low: int
    high: int | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Size(Mark):
    """The least and the most entries of a list or a mapping; 0 for no limit."""

    least: int = 0
    most: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class MayBeEmpty(Mark):
    """A text that may be empty where scalars are texts."""


@dataclass(frozen=True, eq=False, slots=True)
class Schema(Mark):
    """The JSON Schema of a value, if the one made from its type and marks is too loose or too strict."""

    content: Mapping[str, Any]


# --- written forms -----------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, slots=True)
class WrittenName(Mark):
    """The name of a field in data; without this mark, the attribute without trailing underscores."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Required(Mark):
    """A field that must be written although the class has a default."""


@dataclass(frozen=True, eq=False, slots=True)
class Derived(Mark):
    """A field, or a type of a union, that only the program writes."""


@dataclass(frozen=True, eq=False, slots=True)
class Lone(Mark):
    """A list of one entry may be written as this entry; ``is_written_alone`` makes `write_plain` do so."""

    is_written_alone: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Short(Mark):
    """A dataclass with only this field may be written as a text."""

    attribute: str


@dataclass(frozen=True, eq=False, slots=True)
class AsMapping(Mark):
    """Pairs that are written as a mapping: ``tuple[tuple[str, X], ...]``."""


@dataclass(frozen=True, eq=False, slots=True)
class FieldsOf(Mark):
    """A mapping from attributes to values with the fields of several classes, and with ``more`` fields.

    It is annotated as ``Annotated[Mapping[str, Any], FieldsOf(…)]``, and values of these classes are made
    from it afterwards. Only the fields in ``due`` are required, and those in ``without`` are excluded. If
    two classes have a field of the same name, the first counts. ``name`` is the definition in JSON Schema.
    """

    name: str
    models: tuple[Any, ...]
    due: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    more: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class WrittenAs(Mark):
    """A value that is written as another type, ``WrittenAs(str, date.fromisoformat, date.isoformat)``.

    ``read`` converts from that type, and raises ValueError, FieldFault or a DrillError; ``write`` is its
    inverse.
    """

    type: Any
    read: Callable[[Any], Any]
    write: Callable[[Any], Any]


# --- unions ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, slots=True)
class ByShape(Mark):
    """A union whose types have different shapes: a text, a number, a list or a mapping.

    Unions without a mark are read in the same way; ``expected`` is the message for data of another shape.
    """

    expected: str


@dataclass(frozen=True, eq=False, slots=True)
class ByKey(Mark):
    """One of several dataclasses, chosen by the key: a mapping has exactly one of these keys.

    ``attribute`` is the field that stores the key, if there is one; the field marked `UnderTag` is written
    under the key. ``fault`` returns message and hint for data that are not a mapping with exactly one key.
    """

    models: Models
    attribute: str = ""
    fault: Callable[[object], tuple[str, str]] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class UnderTag(Mark):
    """The field that is written under the key of `ByKey`."""


@dataclass(frozen=True, eq=False, slots=True)
class ByWord(Mark):
    """One of several dataclasses, chosen by the word under a key, which may be one of their fields."""

    key: str
    models: Models


# Faults in plain data, with their paths.

# Names in mappings, and indices in lists, from the whole data down to one part.
DataPath = tuple[str | int, ...]
# Codes of faults in a name, not in its value.
_OF_NAMES = frozenset(("unknown-key", "name", "empty"))


@dataclass(frozen=True, slots=True)
class DataFault:
    """One fault.

    ``code`` is a stable word: ``missing``, ``unknown-key``, ``name`` (an invalid one in a mapping),
    ``empty``, ``text``, ``list``, ``mapping``, ``flag``, ``number``, ``word`` (an unknown one), ``shape``
    (not that of a type of the union), ``tag`` (missing, repeated or unknown), ``size``, ``check``, ``rule``
    (between fields) or ``depth``.
    """

    path: DataPath
    message: str
    hint: str = ""
    code: str = "check"

    @property
    def is_of_name(self) -> bool:
        """Whether the fault is in the name at the end of ``path``, not in its value."""
        return self.code in _OF_NAMES


class FieldFault(CheckError):
    """A fault in a field, raised by a rule of its class, with the attribute or a path that begins with it.

    An empty path means the whole value, like a ValueError or a DrillError. ``others`` are further faults.
    """

    def __init__(self, field: str | DataPath, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        if isinstance(field, str):
            field = (field,)
        self.path: DataPath = field
        self.others: tuple[FieldFault, ...] = ()

    @staticmethod
    def raise_all(faults: Iterable[FieldFault]) -> None:
        """Raise the first fault with the others, if there are any."""
        found = tuple(faults)
        if found:
            found[0].others = found[1:]
            raise found[0]


class FaultyData(CheckError):
    """Invalid data, with at most 500 of their ``faults``. The message is that of the first one."""

    def __init__(self, faults: Sequence[DataFault]) -> None:
        first = faults[0]
        message = first.message
        place = field_name(first.path)
        if place:
            message = f"{place}: {message}"
        super().__init__(message, first.hint)
        self.faults = tuple(faults)
