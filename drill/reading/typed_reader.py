"""Read plain data as typed values: a reader for each annotation, made when it is first needed.

A reader returns the value, or adds faults to the list and returns `_FAULTY`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import chain
from typing import Any, Literal, NamedTuple, TypeGuard, TypeVar, cast, get_args, get_origin, overload

from drill.codec import is_mapping
from drill.errors import DrillError
from drill.reading.data_writer import (
    PlannedField,
    Scalars,
    find_mark,
    find_models,
    has_mark,
    is_derived,
    is_optional,
    is_record,
    is_union,
    list_literal_words,
    plan_fields,
    plan_record,
    split_marks,
)
from drill.reading.marks import (
    AsMapping,
    ByKey,
    ByShape,
    ByWord,
    Check,
    DataFault,
    DataPath,
    Derived,
    FaultyData,
    FieldFault,
    FieldsOf,
    Lone,
    Mark,
    MayBeEmpty,
    Pattern,
    Required,
    Schema,
    Short,
    Size,
    Whole,
    Written,
    WrittenAs,
    WrittenName,
)
from drill.text import did_you_mean, quote_for_message

Unknown = Literal["refuse", "pass"]
_Value = TypeVar("_Value")

# Max nesting of data, because readers call themselves for each level; real data have a quarter of it.
MOST_DEPTH = 40
MOST_FAULTS = 500
# Max characters shown of an unknown name.
_MAX_NAME = 60
_FRACTION = re.compile(r"-?\d{1,4000}(/0*[1-9]\d{0,4000})?")
_DIGITS = re.compile(r"\d{1,20}")
_INTEGER = re.compile(r"-?\d{1,20}")
_FLOAT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_HASHABLE = (str, int)
# Types whose values in JSON are used as they are.
_AS_IS = frozenset((str, bool, int, float))
# Marks that do not change this.
_MARKS_AS_IS: frozenset[type[Mark]] = frozenset((Derived, MayBeEmpty, Required, Schema, WrittenName))
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


class _TooManyFaultsError(Exception):
    """Reading stops, because there are too many faults."""


class _Faulty:
    """The class of `_FAULTY`, the result for invalid data, which is never passed to a check."""


_FAULTY = _Faulty()
# The way to a part: the way to its parent, its name or index there, and its depth.
_Way = tuple[Any, str | int, int]
_ROOT: _Way = (None, "", 0)
_Reader = Callable[[Any, _Way, list[DataFault]], Any]


class _Options(NamedTuple):
    scalars: Scalars
    unknown: Unknown
    with_derived: bool


@overload
def read_typed(
    model: type[_Value],
    data: object,
    *,
    scalars: Scalars = ...,
    unknown: Unknown = ...,
    with_derived: bool | None = ...,
) -> _Value: ...
@overload
def read_typed(
    model: Any,
    data: object,
    *,
    scalars: Scalars = ...,
    unknown: Unknown = ...,
    with_derived: bool | None = ...,
) -> Any: ...
def read_typed(
    model: Any,
    data: object,
    *,
    scalars: Scalars = "json",
    unknown: Unknown = "refuse",
    with_derived: bool | None = None,
) -> Any:
    """Return data as a value of a dataclass, or of any other type that a field may have.

    ``scalars`` of JSON have types; those that people write are texts, which must not be empty. ``unknown``
    names are faults, or ignored. Derived fields are only read ``with_derived``, by default from JSON.

    Raises FaultyData with all faults.
    """
    return make_reader(model, scalars=scalars, unknown=unknown, with_derived=with_derived)(data)


def make_reader(
    model: Any, *, scalars: Scalars = "json", unknown: Unknown = "refuse", with_derived: bool | None = None
) -> Callable[[object], Any]:
    """Return the reader of `read_typed` for a type, to read many values of it."""
    if with_derived is None:
        with_derived = scalars == "json"
    read = _make_annotation_reader(model, _Options(scalars, unknown, with_derived))

    def read_data(data: object) -> Any:
        faults: list[DataFault] = []
        try:
            value = read(data, _ROOT, faults)
        except _TooManyFaultsError:
            value = _FAULTY
        if value is _FAULTY:
            raise FaultyData(faults)
        return value

    return read_data


def _path_of(way: _Way) -> DataPath:
    steps: list[str | int] = []
    while way[0] is not None:
        steps.append(way[1])
        way = way[0]
    return tuple(reversed(steps))


def _add_fault(
    faults: list[DataFault], way: _Way, code: str, message: str, hint: str = "", below: DataPath = ()
) -> _Faulty:
    faults.append(DataFault((*_path_of(way), *below), message, hint, code))
    if len(faults) >= MOST_FAULTS:
        raise _TooManyFaultsError
    return _FAULTY


def _refuse_empty(way: _Way, faults: list[DataFault], hint: str = "") -> _Faulty:
    """Report a missing value; ``hint`` is for one under a name."""
    if isinstance(way[1], int):
        hint = "remove this entry, or write something into it"
    return _add_fault(faults, way, "empty", "is empty", hint)


def _describe_value(data: object) -> str:
    if isinstance(data, str):
        return quote_for_message(data.strip())
    if data is None:
        return "nothing"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, int) and abs(data) >= 10**20:
        return "a number of more than 20 digits"
    if isinstance(data, int | float):
        return str(data)
    return "a mapping" if is_mapping(data) else "a list"


def _is_list(data: object) -> TypeGuard[Sequence[Any]]:
    return type(data) is list or isinstance(data, list | tuple)  # the faster test first


# --- readers of annotations --------------------------------------------------------------------------------


@cache
def _make_annotation_reader(hint: Any, options: _Options) -> _Reader:
    """Return the reader of an annotation. Raises TypeError for a type that data cannot have."""
    type_, marks = split_marks(hint)
    read = _unchecked_reader(type_, marks, options)
    as_is = _type_as_is(hint, options, _MARKS_AS_IS | {Pattern, Check})
    for mark in marks:
        if isinstance(mark, Pattern | Check):
            read = _checking_reader(read, mark, as_is)
            as_is = None
    if is_optional(hint) and options.scalars == "json":
        return _optional_reader(read)
    return read


def _unchecked_reader(type_: Any, marks: tuple[Mark, ...], options: _Options) -> _Reader:
    if type_ is Written or type_ is Any or type_ is object:
        return _read_opaque
    for mark in marks:
        if isinstance(mark, ByKey):
            return _reader_by_key(mark, options)
        if isinstance(mark, ByWord):
            return _reader_by_word(mark, options)
        if isinstance(mark, WrittenAs):
            read = _make_annotation_reader(mark.type, options)
            return _make_converting_reader(mark, read, _type_as_is(mark.type, options))
        if isinstance(mark, FieldsOf):
            return _values_reader(plan_fields(mark), options)
    if is_union(type_):
        return _union_reader(type_, marks, options)
    if is_record(type_):
        return _short_reader(_record_reader(type_, options), type_, marks, options)
    origin = get_origin(type_)
    if origin is Literal:
        return _literal_reader(tuple(list_literal_words(type_)), options)
    if origin in (tuple, list, Sequence):
        return _sequence_reader(type_, marks, options)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping_reader(type_, marks, options)
    if type_ not in _SCALARS:
        raise TypeError(f"{type_} is not a type that data can have")
    return _SCALARS[type_](marks, options)


def _optional_reader(read: _Reader) -> _Reader:
    def read_optional(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        return None if data is None else read(data, way, faults)

    return read_optional


def _type_as_is(hint: Any, options: _Options, without: frozenset[type[Mark]] = _MARKS_AS_IS) -> type | None:
    """Return the class whose instances are used as they are, which saves a call for most parts of JSON."""
    type_, marks = split_marks(hint)
    is_plain = type_ in _AS_IS and all(type(mark) in without for mark in marks)
    if is_plain and options.scalars == "json":
        return type_
    return None


def _read_opaque(data: Any, way: _Way, faults: list[DataFault]) -> Any:
    if type(data) in _AS_IS:
        return data
    if _is_deeper(data, MOST_DEPTH - way[2]):
        return _add_depth_fault(way, faults)
    return data


def _is_deeper(data: Any, most: int) -> bool:
    if is_mapping(data):
        data = data.values()
    elif not _is_list(data):
        return False
    if most < 1:
        return True
    return any(type(part) not in _AS_IS and _is_deeper(part, most - 1) for part in data)


def _add_depth_fault(way: _Way, faults: list[DataFault]) -> _Faulty:
    return _add_fault(faults, way, "depth", f"values are nested more than {MOST_DEPTH} deep", "flatten it")


# --- scalars -----------------------------------------------------------------------------------------------


def _text_reader(marks: tuple[Mark, ...], options: _Options) -> _Reader:
    may_be_empty = has_mark(marks, MayBeEmpty)
    scalars_are_texts = options.scalars == "text"

    def read_text(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        if isinstance(data, str):
            if data or not scalars_are_texts or may_be_empty:
                return data
            return _refuse_empty(way, faults)
        if scalars_are_texts and isinstance(data, int | float) and not isinstance(data, bool):
            return str(data)
        return _add_fault(faults, way, "text", f"text is expected, not {_describe_value(data)}")

    return read_text


def _flag_reader(_marks: tuple[Mark, ...], options: _Options) -> _Reader:
    scalars_are_texts = options.scalars == "text"

    def read_flag(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        if isinstance(data, bool):
            return data
        if scalars_are_texts and isinstance(data, str):
            word = data.strip().lower()
            if word in _FLAGS:
                return _FLAGS[word]
        if scalars_are_texts and data == "":
            return _refuse_empty(way, faults)
        return _add_fault(faults, way, "flag", f"true or false is expected, not {_describe_value(data)}")

    return read_flag


def _whole_reader(marks: tuple[Mark, ...], options: _Options) -> _Reader:
    expected = "a whole number"
    low = -math.inf
    high = math.inf
    bounds = find_mark(marks, Whole)
    if bounds is not None:
        low = bounds.low
        expected += f" from {low}"
        if bounds.high is None:
            expected += " on"
        else:
            high = bounds.high
            expected += f" to {high}"
    pattern = _INTEGER if low < 0 else _DIGITS
    scalars_are_texts = options.scalars == "text"

    def read_whole(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        if type(data) is int and low <= data <= high:  # the fastest test first
            return data
        number = data
        if scalars_are_texts and isinstance(data, str):
            if not data:
                return _refuse_empty(way, faults)
            number = int(data) if pattern.fullmatch(data) else None
        if isinstance(number, int) and not isinstance(number, bool) and low <= number <= high:
            return number
        return _add_fault(faults, way, "number", f"{expected} is expected, not {_describe_value(data)}")

    return read_whole


def _float_reader(_marks: tuple[Mark, ...], options: _Options) -> _Reader:
    scalars_are_texts = options.scalars == "text"

    def read_float(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        if isinstance(data, float):
            return data
        if scalars_are_texts and isinstance(data, str) and _FLOAT.fullmatch(data):
            return float(data)
        if isinstance(data, int) and not isinstance(data, bool) and abs(data) < 2**1023:
            return float(data)
        return _add_fault(faults, way, "number", f"a number is expected, not {_describe_value(data)}")

    return read_float


def _fraction_reader(_marks: tuple[Mark, ...], _options: _Options) -> _Reader:
    def read_fraction(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        if isinstance(data, str) and _FRACTION.fullmatch(data):
            return Fraction(data)
        message = f"a fraction such as 1/2 is expected, not {_describe_value(data)}"
        return _add_fault(faults, way, "number", message)

    return read_fraction


_SCALARS: Mapping[Any, Callable[[tuple[Mark, ...], _Options], _Reader]] = {
    str: _text_reader, bool: _flag_reader, int: _whole_reader, float: _float_reader,
    Fraction: _fraction_reader,
}  # fmt: skip


def _literal_reader(words: tuple[Any, ...], options: _Options) -> _Reader:
    by_type: set[tuple[type[Any], Any]] = {(type(word), word) for word in words}
    texts = [str(word) for word in words]
    scalars_are_texts = options.scalars == "text"

    def read_word(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        if scalars_are_texts and isinstance(data, int | float) and not isinstance(data, bool):
            data = str(data)
        if isinstance(data, _HASHABLE) and (type(data), data) in by_type:
            return data
        if scalars_are_texts and data == "":
            return _refuse_empty(way, faults)
        shown = _describe_value(data)
        return _add_fault(faults, way, "word", f"{shown} is not known", did_you_mean(shown.strip("'"), texts))

    return read_word


def _make_converting_reader(mark: WrittenAs, read: _Reader, as_is: type | None) -> _Reader:
    def read_converted(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        written = data if type(data) is as_is else read(data, way, faults)
        if written is _FAULTY:
            return _FAULTY
        try:
            return mark.read(written)
        except (ValueError, DrillError) as error:
            return _refuse_rule(error, way, faults, "check")

    return read_converted


# --- lists and mappings ------------------------------------------------------------------------------------


def _describe_size_fault(size: Size, count: int) -> str:
    if count < size.least == 1:
        return "at least 1 entry is expected"
    if count < size.least:
        return f"at least {size.least} entries are expected"
    if size.most and count > size.most:
        return f"at most {size.most} entries are allowed"
    return ""


def _sequence_reader(type_: Any, marks: tuple[Mark, ...], options: _Options) -> _Reader:
    if has_mark(marks, AsMapping):
        return _pairs_reader(type_, marks, options)
    parts = get_args(type_)
    # Pyright cannot infer the type of the built value.
    build = cast("Callable[[list[Any]], Any]", list if get_origin(type_) is list else tuple)
    is_fixed = build is tuple and get_origin(type_) is tuple and parts[-1] is not Ellipsis
    readers = [_make_annotation_reader(part, options) for part in parts if part is not Ellipsis]
    size = find_mark(marks, Size)
    as_is = _type_as_is(parts[0], options)
    takes_one = has_mark(marks, Lone)
    scalars_are_texts = options.scalars == "text"

    def read_sequence(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        if not _is_list(data):
            if scalars_are_texts and data == "":
                return _refuse_empty(way, faults)
            if takes_one and isinstance(data, str | int | float):
                value = readers[0](data, way, faults)  # a lone entry has the path of the list
                return value if value is _FAULTY else build([value])
            return _add_fault(faults, way, "list", f"a list is expected, not {_describe_value(data)}")
        depth = way[2] + 1
        if depth > MOST_DEPTH:
            return _add_depth_fault(way, faults)
        count = len(data)
        if is_fixed and count != len(readers):
            return _add_fault(faults, way, "size", f"{len(readers)} entries are expected, not {count}")
        before = len(faults)
        if size is not None and _is_too_long(size, count, way, faults):
            return _FAULTY
        if is_fixed:
            entries = [
                read(part, (way, index, depth), faults)
                for index, (read, part) in enumerate(zip(readers, data, strict=True))
            ]
        else:
            read = readers[0]
            entries = [
                part if type(part) is as_is else read(part, (way, index, depth), faults)
                for index, part in enumerate(data)
            ]
        return build(entries) if len(faults) == before else _FAULTY

    return read_sequence


def _is_too_long(size: Size, count: int, way: _Way, faults: list[DataFault]) -> bool:
    """Report a wrong number of entries, and return whether there are too many to read."""
    message = _describe_size_fault(size, count)
    if not message:
        return False
    _add_fault(faults, way, "size", message)
    return count > size.least


def _mapping_reader(type_: Any, marks: tuple[Mark, ...], options: _Options) -> _Reader:
    key_hint, value_hint = get_args(type_)
    read_value = _make_annotation_reader(value_hint, options)
    as_is = _type_as_is(value_hint, options)
    key_type, key_marks = split_marks(key_hint)
    if key_type is not str:
        raise TypeError("names in mappings are texts")
    read_key = None
    if key_marks:
        read_key = _make_annotation_reader(key_hint, options._replace(scalars="json"))
    size = find_mark(marks, Size)
    scalars_are_texts = options.scalars == "text"

    def read_mapping(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        if not is_mapping(data):
            return _refuse_non_mapping(data, way, faults, scalars_are_texts)
        depth = way[2] + 1
        if depth > MOST_DEPTH:
            return _add_depth_fault(way, faults)
        before = len(faults)
        if size is not None and _is_too_long(size, len(data), way, faults):
            return _FAULTY
        values: dict[str, Any] = {}
        for name, part in data.items():
            if read_key is None and type(part) is as_is:
                values[str(name)] = part
                continue
            here = (way, str(name), depth)
            if read_key is not None:
                _require_name(read_key, str(name), here, faults)
            values[str(name)] = read_value(part, here, faults)
        return values if len(faults) == before else _FAULTY

    return read_mapping


def _require_name(read_key: _Reader, name: str, way: _Way, faults: list[DataFault]) -> None:
    found: list[DataFault] = []
    if read_key(name, way, found) is _FAULTY:
        _add_fault(faults, way, "name", found[0].message, found[0].hint)


def _pairs_reader(type_: Any, marks: tuple[Mark, ...], options: _Options) -> _Reader:
    """Return the reader of ``tuple[tuple[K, V], ...]`` from a mapping."""
    key, value = get_args(get_args(type_)[0])
    read_mapping = _mapping_reader(Mapping[key, value], marks, options)

    def read_pairs(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        values = read_mapping(data, way, faults)
        return values if values is _FAULTY else tuple(values.items())

    return read_pairs


def _refuse_non_mapping(data: object, way: _Way, faults: list[DataFault], scalars_are_texts: bool) -> _Faulty:
    if scalars_are_texts and data == "":
        return _refuse_empty(way, faults, "leave the name out, or give it a value")
    return _add_fault(faults, way, "mapping", f"names with values are expected, not {_describe_value(data)}")


# --- dataclasses -------------------------------------------------------------------------------------------


@cache
def _record_reader(model: Any, options: _Options, tag: str = "", attribute: str = "") -> _Reader:
    """Return the reader of a dataclass; ``attribute`` is the field that stores its ``tag``."""
    read_now: _Reader | None = None

    def read_record(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        nonlocal read_now
        if read_now is None:  # made late, because a class may contain itself
            read_now = _build_record_reader(model, options, tag, attribute)
        return read_now(data, way, faults)

    return read_record


def _build_record_reader(model: Any, options: _Options, tag: str, attribute: str) -> _Reader:
    planned: list[PlannedField] = []
    for field in plan_record(model, tag):
        if field.attribute != attribute and (options.with_derived or not field.is_derived):
            planned.append(field)
    planned.sort(key=lambda field: not field.is_under_tag)  # the tag is the first name in hints
    read_values = _values_reader(planned, options)

    def read_record(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        values = read_values(data, way, faults)
        if values is _FAULTY:
            return _FAULTY
        if attribute:
            values[attribute] = tag
        try:
            return model(**values)
        except (ValueError, DrillError) as error:
            return _refuse_rule(error, way, faults, "rule", planned)

    return read_record


def _values_reader(planned: Sequence[PlannedField], options: _Options) -> _Reader:
    """Return the reader of a mapping with these fields, which returns their values by attribute."""
    readers: dict[str, tuple[str, type | None, _Reader]] = {}
    for field in planned:
        as_is = _type_as_is(field.hint, options)
        readers[field.name] = (field.attribute, as_is, _make_annotation_reader(field.hint, options))
    due = [field.name for field in planned if field.is_due]
    all_due = frozenset(due)
    known = tuple(readers)
    passes_unknown = options.unknown == "pass"
    scalars_are_texts = options.scalars == "text"

    def read_values(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        if not is_mapping(data):
            return _refuse_non_mapping(data, way, faults, scalars_are_texts)
        depth = way[2] + 1
        if depth > MOST_DEPTH:
            return _add_depth_fault(way, faults)
        values: dict[str, Any] = {}
        before = len(faults)
        if not data.keys() >= all_due:
            for name in due:
                if name not in data:
                    _add_fault(faults, (way, name, depth), "missing", "is missing")
        for name, part in data.items():
            if name in readers:
                attribute, as_is, read = readers[name]
                if type(part) is as_is:
                    values[attribute] = part
                elif part is not None or not scalars_are_texts:  # null in written data means absent
                    values[attribute] = read(part, (way, name, depth), faults)
            elif not passes_unknown:
                _refuse_unknown(str(name), known, (way, str(name), depth), faults)
        return values if len(faults) == before else _FAULTY

    return read_values


def _refuse_unknown(name: str, known: tuple[str, ...], way: _Way, faults: list[DataFault]) -> None:
    shown = quote_for_message(name.strip(), _MAX_NAME)
    _add_fault(faults, way, "unknown-key", f"unknown key {shown}", did_you_mean(name, known))


def _refuse_rule(
    error: ValueError | DrillError, way: _Way, faults: list[DataFault], code: str,
    planned: Sequence[PlannedField] = (),
) -> _Faulty:  # fmt: skip
    """Report the faults that a rule or a check raised, each at the field that it names."""
    if isinstance(error, FieldFault):
        for fault in (error, *error.others):
            first = fault.path[:1]
            names = tuple(field.name for field in planned if field.attribute in first)
            _add_fault(faults, way, code, fault.message, fault.hint, (names or first) + fault.path[1:])
        return _FAULTY
    if isinstance(error, DrillError):
        return _add_fault(faults, way, code, error.message, error.hint)
    return _add_fault(faults, way, code, str(error))


def _checking_reader(read: _Reader, mark: Pattern | Check, as_is: type | None) -> _Reader:
    if isinstance(mark, Pattern):
        is_whole = re.compile(mark.pattern).fullmatch

        def read_matching(data: Any, way: _Way, faults: list[DataFault]) -> Any:
            text = data if type(data) is as_is else read(data, way, faults)
            if text is _FAULTY or is_whole(text):
                return text
            return _add_fault(faults, way, "check", f"{mark.what} is expected, not {quote_for_message(text)}")

        return read_matching

    require = mark.require

    def read_checked(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        value = data if type(data) is as_is else read(data, way, faults)
        if value is _FAULTY:
            return _FAULTY
        try:
            require(value)
        except (ValueError, DrillError) as error:
            return _refuse_rule(error, way, faults, "check")
        return value

    return read_checked


# --- unions ------------------------------------------------------------------------------------------------


def _short_reader(read: _Reader, model: Any, marks: tuple[Mark, ...], options: _Options) -> _Reader:
    short = find_mark(marks, Short)
    if short is None:
        return read
    field = next(field for field in plan_record(model) if field.attribute == short.attribute)
    read_field = _make_annotation_reader(field.hint, options)

    def read_short(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        if is_mapping(data):
            return read(data, way, faults)
        value = read_field(data, way, faults)  # the text has the path of the whole
        if value is _FAULTY:
            return _FAULTY
        try:
            return model(**{field.attribute: value})
        except (ValueError, DrillError) as error:
            return _refuse_rule(error, way, faults, "rule")

    return read_short


def _union_reader(type_: Any, marks: tuple[Mark, ...], options: _Options) -> _Reader:
    """Return the reader of a union, by shapes. Raises TypeError if two types have the same shape."""
    arms = [arm for arm in get_args(type_) if options.with_derived or not is_derived(arm)]
    if any(split_marks(arm)[0] in (Written, Any) for arm in arms):
        return _read_opaque
    readers: dict[str, _Reader] = {}
    for arm in arms:
        for shape in _shapes_of(arm, options):
            if shape in readers:
                raise TypeError(f"two types of {type_} are both a {shape}: tell them by ByKey or ByWord")
            readers[shape] = _make_annotation_reader(arm, options)
    by_shape = find_mark(marks, ByShape)
    if by_shape is not None:
        expected = by_shape.expected
    else:
        expected = f"{' or '.join(_SHAPE_WORDS[shape] for shape in readers)} is expected"

    def read_by_shape(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        read = readers.get(_name_data_shape(data, options))
        if read is not None:
            return read(data, way, faults)
        return _add_fault(faults, way, "shape", expected)

    return read_by_shape


_SHAPE_WORDS = {
    "text": "a text", "flag": "true or false", "number": "a number", "list": "a list", "mapping": "a mapping",
}  # fmt: skip


def _shapes_of(hint: Any, options: _Options) -> tuple[str, ...]:
    """Return the shapes of data that an annotation allows."""
    type_, marks = split_marks(hint)
    for mark in marks:
        if isinstance(mark, WrittenAs):
            return _shapes_of(mark.type, options)
    if has_mark(marks, Short):
        return "text", "mapping"
    if has_mark(marks, AsMapping) or has_mark(marks, ByKey) or has_mark(marks, ByWord) or is_record(type_):
        return ("mapping",)
    if is_union(type_):
        return tuple(chain.from_iterable(_shapes_of(arm, options) for arm in get_args(type_)))
    origin = get_origin(type_)
    if origin in (tuple, list, Sequence):
        return ("text", "list") if has_mark(marks, Lone) else ("list",)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return ("mapping",)
    if options.scalars == "text":
        return ("text",)
    return ({bool: "flag", int: "number", float: "number"}.get(type_, "text"),)


def _name_data_shape(data: object, options: _Options) -> str:
    if isinstance(data, str):
        return "text"
    if is_mapping(data):
        return "mapping"
    if _is_list(data):
        return "list"
    if not isinstance(data, int | float):
        return ""
    if options.scalars == "text":
        return "text"
    return "flag" if isinstance(data, bool) else "number"


def _reader_by_key(mark: ByKey, options: _Options) -> _Reader:
    readers: dict[str, _Reader] = {}
    scalars_are_texts = options.scalars == "text"

    def read_by_key(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        models = find_models(mark)
        if not is_mapping(data):
            if mark.fault is None or (scalars_are_texts and data == ""):
                return _refuse_non_mapping(data, way, faults, scalars_are_texts)
            return _add_fault(faults, way, "tag", *mark.fault(data))
        keys = [name for name in data if name in models]
        if len(keys) != 1:
            return _add_fault(faults, way, "tag", *(mark.fault or _describe_tag)(data))
        key = keys[0]
        if key not in readers:
            readers[key] = _record_reader(models[key], options, key, mark.attribute)
        return readers[key](data, way, faults)

    def _describe_tag(data: Mapping[str, Any]) -> tuple[str, str]:
        models = find_models(mark)
        keys = [name for name in data if name in models]
        if keys:
            return f"one of {' and '.join(keys)} is expected, not several", ""
        unknown = str(next(iter(data), ""))
        return f"one of {', '.join(models)} is expected", did_you_mean(unknown, tuple(models))

    return read_by_key


def _reader_by_word(mark: ByWord, options: _Options) -> _Reader:
    readers: dict[str, _Reader] = {}

    def read_by_word(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        if not is_mapping(data):
            return _refuse_non_mapping(data, way, faults, options.scalars == "text")
        here = (way, mark.key, way[2] + 1)
        if mark.key not in data:
            return _add_fault(faults, here, "missing", "is missing")
        models = find_models(mark)
        word = data[mark.key]
        if not isinstance(word, str) or word not in models:
            hint = did_you_mean(word if isinstance(word, str) else "", tuple(models))
            return _add_fault(faults, here, "tag", f"{_describe_value(word)} is not known", hint)
        if word not in readers:
            keeps_word = any(field.name == mark.key for field in plan_record(models[word]))
            readers[word] = _word_reader(models[word], mark.key, keeps_word, options)
        return readers[word](data, way, faults)

    return read_by_word


def _word_reader(model: Any, key: str, keeps_word: bool, options: _Options) -> _Reader:
    read = _record_reader(model, options)
    if keeps_word:
        return read

    def read_without_word(data: Any, way: _Way, faults: list[DataFault]) -> Any:
        return read({name: part for name, part in data.items() if name != key}, way, faults)

    return read_without_word
