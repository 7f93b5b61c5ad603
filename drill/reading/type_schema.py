"""The JSON Schema of a type as people write it, from the annotations by which it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

from drill.reading.data_writer import (
    PlannedField,
    find_models,
    has_mark,
    is_derived,
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
    ByWord,
    FieldsOf,
    Lone,
    Mark,
    Pattern,
    Schema,
    Short,
    Size,
    Whole,
    Written,
    WrittenAs,
)

JsonSchema = dict[str, Any]
# What stands for a text that is not limited: YAML reads some as numbers or truth values.
SCALAR: Mapping[str, Any] = {"type": ["string", "number", "boolean"]}


def make_json_schema(model: Any, call: Callable[[Any, str], str] | None = None) -> JsonSchema:
    """Return the schema of a type; dataclasses are under ``$defs``, a dataclass itself is not.

    ``call`` names the definition of a class, and of the key by which it was told; by default as the class is
    named.
    """
    maker = _Maker(call or (lambda of, tag: of.__name__))
    type_, marks = split_marks(model)
    schema = maker.describe_record(type_) if is_record(type_) and not marks else maker.describe(model)
    return {**schema, "$defs": dict(sorted(maker.definitions.items()))} if maker.definitions else schema


class _Maker:
    def __init__(self, call: Callable[[Any, str], str]) -> None:
        self._call = call
        self.definitions: dict[str, JsonSchema] = {}

    def describe(self, hint: Any) -> JsonSchema:
        """Return the schema of an annotation."""
        type_, marks = split_marks(hint)
        for mark in marks:
            if isinstance(mark, Schema):
                return dict(mark.content)
        for mark in marks:
            if isinstance(mark, WrittenAs):
                return self.describe(mark.type)
        return self._describe_type(type_, marks)

    def _describe_type(self, type_: Any, marks: tuple[Mark, ...]) -> JsonSchema:
        for mark in marks:
            if isinstance(mark, ByKey | ByWord):
                is_by_key = isinstance(mark, ByKey)
                models = find_models(mark).items()
                return {"oneOf": [self._refer(of, tag if is_by_key else "", mark) for tag, of in models]}
            if isinstance(mark, FieldsOf):
                return self._refer_to_fields(mark)
        if type_ in (Written, Any, object):
            return {}
        if is_record(type_):
            reference = self._refer(type_)
            short = next((mark for mark in marks if isinstance(mark, Short)), None)
            return {"oneOf": [self._describe_short(type_, short), reference]} if short else reference
        if is_union(type_):
            arms = [self.describe(arm) for arm in get_args(type_) if not is_derived(arm)]
            return {"oneOf": arms} if len(arms) > 1 else arms[0]
        origin = get_origin(type_)
        if origin is Literal:
            words = list(list_literal_words(type_))
            return (
                {"const": words[0], "type": "string"}
                if len(words) == 1
                else {"enum": words, "type": "string"}
            )
        if origin in (tuple, list, Sequence):
            return self._describe_sequence(type_, marks)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self._describe_mapping(get_args(type_), marks)
        return _describe_scalar(type_, marks)

    def _describe_short(self, model: Any, short: Short) -> JsonSchema:
        return self.describe(next(f.hint for f in plan_record(model) if f.attribute == short.attribute))

    def _describe_sequence(self, type_: Any, marks: tuple[Mark, ...]) -> JsonSchema:
        parts = get_args(type_)
        if has_mark(marks, AsMapping):
            return self._describe_mapping(get_args(parts[0]), marks)
        schema: JsonSchema = {"type": "array", "items": self.describe(parts[0])}
        if get_origin(type_) is tuple and parts[-1] is not Ellipsis:
            schema |= {"minItems": len(parts), "maxItems": len(parts)}
        schema |= _describe_size(marks, "Items")
        return {"anyOf": [schema, schema["items"]]} if has_mark(marks, Lone) else schema

    def _describe_mapping(self, parts: tuple[Any, ...], marks: tuple[Mark, ...]) -> JsonSchema:
        key, value = parts
        schema: JsonSchema = {"type": "object", "additionalProperties": self.describe(value) or True}
        if (names := self.describe(key)) not in ({}, dict(SCALAR), {"type": "string"}):
            schema["propertyNames"] = names
        return schema | _describe_size(marks, "Properties")

    def _refer(self, model: Any, tag: str = "", mark: Mark | None = None) -> JsonSchema:
        name = self._call(model, tag)
        if name not in self.definitions:
            self.definitions[name] = {}  # a class may hold itself
            self.definitions[name] = self.describe_record(model, tag, mark)
        return {"$ref": f"#/$defs/{name}"}

    def _refer_to_fields(self, mark: FieldsOf) -> JsonSchema:
        if mark.name not in self.definitions:
            self.definitions[mark.name] = {}
            self.definitions[mark.name] = self._describe_fields(plan_fields(mark))
        return {"$ref": f"#/$defs/{mark.name}"}

    def describe_record(self, model: Any, tag: str = "", mark: Mark | None = None) -> JsonSchema:
        """Return the schema of a dataclass."""
        kept = mark.attribute if isinstance(mark, ByKey) else ""
        planned = plan_record(model, tag)
        return self._describe_fields([f for f in planned if not f.is_derived and f.attribute != kept])

    def _describe_fields(self, planned: Sequence[PlannedField]) -> JsonSchema:
        schema: JsonSchema = {
            "type": "object",
            "properties": {field.name: self.describe(field.hint) for field in planned},
            "additionalProperties": False,
        }
        required = [field.name for field in planned if field.is_due or field.is_under_tag]
        return schema | {"required": required} if required else schema


def _describe_size(marks: tuple[Mark, ...], unit: str) -> JsonSchema:
    size = next((mark for mark in marks if isinstance(mark, Size)), Size())
    least = {f"min{unit}": size.least} if size.least else {}
    return {**least, f"max{unit}": size.most} if size.most else least


def _describe_scalar(type_: Any, marks: tuple[Mark, ...]) -> JsonSchema:
    for mark in marks:
        if isinstance(mark, Whole):
            most = {} if mark.high is None else {"maximum": mark.high}
            return {"type": "integer", "minimum": mark.low, **most}
        if isinstance(mark, Pattern):
            shown = {"pattern": f"^{mark.pattern}$"} if mark.is_shown else {}
            return {"type": "string", **shown}
    simple = {bool: {"type": "boolean"}, int: {"type": "integer"}, float: {"type": "number"}}
    return simple.get(type_) or dict(SCALAR)
