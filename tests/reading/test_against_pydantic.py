"""The reader of shipped exercises against pydantic's core, which goes through the same classes by itself.

What a lone scalar must be is read by ourselves in both; how lists, mappings, classes and unions nest, which
faults are found beside others, and where, is pydantic's here.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args, get_origin

import pytest
import yaml
from pydantic_core import PydanticCustomError, SchemaValidator, ValidationError
from pydantic_core import core_schema as core

from drill.banks.models import SHAPE
from drill.errors import DrillError
from drill.files import shipped_banks
from drill.reading import (
    AsMapping,
    ByKey,
    Check,
    FaultyData,
    FieldFault,
    FieldsOf,
    Lone,
    Mark,
    Short,
    Size,
    WrittenAs,
    plan_record,
    read_typed,
    split_marks,
)
from drill.reading.data_writer import PlannedField, find_models, is_derived, is_record, is_union, plan_fields

Fault = tuple[tuple[Any, ...], str]
# A step that pydantic adds to a path for a type of a union.
TAG = "type "


class Oracle:
    """Validators of pydantic's core, made of annotations and marks."""

    def __init__(self) -> None:
        self._definitions: dict[str, Any] = {}

    def validator(self, hint: Any) -> SchemaValidator:
        whole = self._type(hint)
        return SchemaValidator(core.definitions_schema(whole, list(self._definitions.values())))

    def _type(self, hint: Any) -> Any:
        type_, marks = split_marks(hint)
        schema = self._unchecked(hint, type_, marks)
        if is_container(hint):
            for mark in marks:
                if isinstance(mark, Check):
                    schema = core.no_info_after_validator_function(keeping(mark.require), schema)
        return schema

    def _unchecked(self, hint: Any, type_: Any, marks: tuple[Mark, ...]) -> Any:
        if not is_container(hint):
            return core.no_info_plain_validator_function(lambda data: leaf(hint, data))
        for mark in marks:
            if isinstance(mark, ByKey):
                return self._by_key(mark)
            if isinstance(mark, WrittenAs):
                return core.no_info_after_validator_function(changing(mark.read), self._type(mark.type))
            if isinstance(mark, FieldsOf):
                return self._fields(mark.name, plan_fields(mark), None)
        if is_record(type_):
            return self._record(type_, marks)
        if is_union(type_):
            return self._union(hint, [arm for arm in get_args(type_) if not is_derived(arm)])
        if any(isinstance(mark, AsMapping) for mark in marks):
            pairs = self._mapping(get_args(get_args(type_)[0]), marks)
            return core.no_info_after_validator_function(lambda read: tuple(read.items()), pairs)
        if get_origin(type_) is tuple:
            return self._list(hint, type_, marks)
        return self._mapping(get_args(type_), marks)

    def _list(self, hint: Any, type_: Any, marks: tuple[Mark, ...]) -> Any:
        size = next((mark for mark in marks if isinstance(mark, Size)), Size())
        parts = get_args(type_)
        if parts[-1] is not Ellipsis:
            size = Size(len(parts), len(parts))
        items = core.list_schema(self._type(parts[0]), max_length=size.most or None, min_length=size.least)
        read = core.no_info_after_validator_function(tuple, items)
        if not any(isinstance(mark, Lone) for mark in marks):
            return shaped(hint, read, lambda data: isinstance(data, list))
        tags = {TAG + "lone": core.no_info_after_validator_function(lambda one: (one,), self._type(parts[0])),
                TAG + "list": read}  # fmt: skip
        told = core.tagged_union_schema(
            tags, lambda data: TAG + ("list" if isinstance(data, list) else "lone")
        )
        return shaped(hint, told, lambda data: isinstance(data, list | str) and data != "")

    def _mapping(self, parts: tuple[Any, ...], marks: tuple[Mark, ...]) -> Any:
        size = next((mark for mark in marks if isinstance(mark, Size)), Size())
        key, value = parts
        read = core.dict_schema(
            core.no_info_plain_validator_function(lambda name: leaf(key, name, scalars="json")),
            self._type(value), min_length=size.least, max_length=size.most or None,
        )  # fmt: skip
        return shaped(Mapping[str, Any], read, lambda data: isinstance(data, dict))

    def _record(self, model: Any, marks: tuple[Mark, ...]) -> Any:
        whole = self._fields(model.__name__, plan_record(model), model)
        short = next((mark for mark in marks if isinstance(mark, Short)), None)
        if short is None:
            return whole
        field = next(field for field in plan_record(model) if field.attribute == short.attribute)
        made = changing(lambda text: model(**{field.attribute: text}))
        tags = {
            TAG + "text": core.no_info_after_validator_function(made, self._type(field.hint)),
            TAG + "all": whole,
        }
        return core.tagged_union_schema(
            tags, lambda data: TAG + ("all" if isinstance(data, dict) else "text")
        )

    def _fields(self, name: str, planned: tuple[PlannedField, ...], model: Any, fixed: Any = ()) -> Any:
        reference = f"{name} {dict(fixed)}"
        if reference not in self._definitions:
            self._definitions[reference] = None
            fixed = dict(fixed)
            used = [field for field in planned if not field.is_derived and field.attribute not in fixed]
            attributes = {field.name: field.attribute for field in used}
            schema = core.typed_dict_schema(
                {field.name: core.typed_dict_field(self._type(field.hint), required=field.is_due)
                 for field in used}, extra_behavior="forbid",
            )  # fmt: skip
            made = core.no_info_after_validator_function(
                changing(
                    lambda read: build(model, attributes, read, fixed),
                    {field.attribute: field.name for field in used},
                ),
                schema,
            )
            own = shaped(Mapping[str, Any], made, lambda data: isinstance(data, dict))
            self._definitions[reference] = {**own, "ref": reference}
        return core.definition_reference_schema(reference)

    def _union(self, hint: Any, arms: list[Any]) -> Any:
        tags: dict[str, Any] = {}
        for arm in arms:
            tags |= dict.fromkeys(shapes(arm), self._type(arm))
        tags = {TAG + shape: schema for shape, schema in tags.items()}
        read = core.tagged_union_schema(tags, lambda data: TAG + shape_of(data))
        return shaped(hint, read, lambda data: TAG + shape_of(data) in tags)

    def _by_key(self, mark: ByKey) -> Any:
        models = find_models(mark)
        tags: dict[str, Any] = {}
        for key, model in models.items():
            planned = plan_record(model, key)
            tags[TAG + key] = self._fields(key, planned, model, ((mark.attribute, key),))
        read = core.tagged_union_schema(tags, lambda data: TAG + next(key for key in models if key in data))
        return shaped(
            SPEC, read, lambda data: isinstance(data, dict) and sum(key in data for key in models) == 1
        )


SPEC = next(field.hint for field in plan_record(SHAPE.question) if field.attribute == "answer")


def build(
    model: Any, attributes: Mapping[str, str], read: Mapping[str, Any], fixed: Mapping[str, Any]
) -> Any:
    values = {attributes[name]: value for name, value in read.items()}
    return values if model is None else model(**values, **fixed)


def changing(make: Callable[[Any], Any], names: Mapping[str, str] | None = None) -> Callable[[Any], Any]:
    """Return what makes a value and tells all that a rule finds; ``names`` of fields by their attributes."""

    def change(value: Any) -> Any:
        try:
            return make(value)
        except FieldFault as error:
            found = [(place(fault.path, names or {}), fault.message) for fault in (error, *error.others)]
        except (ValueError, DrillError) as error:
            found = [((), getattr(error, "message", str(error)))]
        raise PydanticCustomError("fault", "a rule", {"found": found})

    return change


def place(path: tuple[Any, ...], names: Mapping[str, str]) -> tuple[Any, ...]:
    return (names.get(path[0], path[0]), *path[1:]) if path else path


def keeping(require: Callable[[Any], object]) -> Callable[[Any], Any]:
    return changing(lambda value: (require(value), value)[1])


def leaf(hint: Any, data: Any, scalars: Any = "text") -> Any:
    """Read what is no list, mapping, class or union, or the wrong thing in the place of one."""
    try:
        return read_typed(hint, data, scalars=scalars)
    except FaultyData as error:
        raise PydanticCustomError("fault", "a leaf", {"found": [((), error.faults[0].message)]}) from None


def shaped(hint: Any, schema: Any, has_shape: Callable[[Any], bool]) -> Any:
    """Say of data of another shape what we say ourselves."""

    def check(data: Any) -> Any:
        return data if has_shape(data) else leaf(hint, data)

    return core.no_info_before_validator_function(check, schema)


def is_container(hint: Any) -> bool:
    type_, marks = split_marks(hint)
    if any(isinstance(mark, ByKey | FieldsOf) for mark in marks):
        return True
    if any(isinstance(mark, WrittenAs) and is_container(mark.type) for mark in marks):
        return True
    origin = get_origin(type_)
    is_mapping = isinstance(origin, type) and issubclass(origin, Mapping)
    return is_record(type_) or is_union(type_) or origin is tuple or is_mapping


def shapes(hint: Any) -> Iterator[str]:
    type_, marks = split_marks(hint)
    if any(isinstance(mark, AsMapping) for mark in marks) or is_record(type_):
        yield "mapping"
        if any(isinstance(mark, Short) for mark in marks):
            yield "text"
    elif get_origin(type_) is tuple:
        yield "list"
    elif is_container(hint):
        yield "mapping"
    else:
        yield "text"


def shape_of(data: Any) -> str:
    return "mapping" if isinstance(data, dict) else "list" if isinstance(data, list) else "text"


def told_by_pydantic(error: ValidationError) -> Iterator[Fault]:
    for details in error.errors(include_url=False):
        path = tuple(step for step in details["loc"] if step != "[key]" and not str(step).startswith(TAG))
        match details["type"]:
            case "missing":
                yield path, "is missing"
            case "extra_forbidden":
                yield path, "unknown key"
            case "too_short" | "too_long":
                yield path, "size"
            case _:
                found = details.get("ctx", {}).get("found", ())
                yield from ((path + below, message) for below, message in found)


def told_by_us(error: FaultyData) -> Iterator[Fault]:
    for fault in error.faults:
        message = {"unknown-key": "unknown key", "size": "size"}.get(fault.code, fault.message)
        yield fault.path, message


def comparable(faults: Iterator[Fault]) -> list[Any]:
    """Return faults without those of size where there are others below, which pydantic does not tell."""
    listed = list(faults)
    kept = [
        (path, message)
        for path, message in listed
        if message != "size" or not any(other[: len(path)] == path and other != path for other, _ in listed)
    ]
    return sorted(kept, key=str)


VALUES: tuple[Any, ...] = (
    "", "text", "3", ["a", "b"], {"x": "1"}, [], {}, "-2", "2.0", "true", ["a", ["b"]], [{"x": "1"}],
    "A B", "@{",
)  # fmt: skip


def paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    for step, part in (
        data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    ):
        yield from paths(part, (*path, step))


def mutated(exercise: Any, generator: random.Random) -> Any:
    """Return an exercise in which one value is dropped, renamed, added or replaced."""
    exercise = copy.deepcopy(exercise)
    *way, last = generator.choice(list(paths(exercise)))
    parent = exercise
    for step in way:
        parent = parent[step]
    match generator.choice(("drop", "rename", "extra", "value", "value", "value")):
        case "drop":
            del parent[last]
        case "rename" if isinstance(last, str):
            parent[last[1:] + last[0] + "9"] = parent.pop(last)
        case "extra" if isinstance(parent, dict):
            parent[
                generator.choice(("sayy", "tolerance", "digits", "id", "text", "right", "vars", "figure"))
            ] = "3"
        case _:
            parent[last] = copy.deepcopy(generator.choice(VALUES))
    return exercise


def shipped() -> list[Any]:
    files = sorted(shipped_banks().glob("*/*.yaml"))
    generator = random.Random(3)
    exercises: list[Any] = []
    for path in generator.sample(files, 12):
        exercises += (yaml.load(path.read_bytes(), yaml.CBaseLoader) or {}).get("exercises") or []
    return exercises


@pytest.mark.shipped
def test_places_and_words_are_those_of_pydantic() -> None:
    validator, generator, exercises = Oracle().validator(SHAPE.whole), random.Random(7), shipped()
    faulty = 0
    for _ in range(500):
        data = mutated(generator.choice(exercises), generator)
        due: list[Any] = []
        told: list[Any] = []
        try:
            value = validator.validate_python(data)
        except ValidationError as error:
            due = comparable(told_by_pydantic(error))
        try:
            assert read_typed(SHAPE.whole, data, scalars="text") == value
        except FaultyData as error:
            told = comparable(told_by_us(error))
        assert told == due, data
        faulty += bool(due)
    assert faulty > 200
