"""The JSON Schema of a type in its written form, made from its annotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

from drill.reading.data_writer import (
    PlannedField,
    find_mark,
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
# The schema of any text, because editors read some texts in YAML as numbers or truth values.
SCALAR: Mapping[str, Any] = {"type": ["string", "number", "boolean"]}


def make_json_schema(
    model: Any,
    call: Callable[[Any, str], str] = lambda of, tag: of.__name__,
    explain: Callable[[PlannedField], str] = lambda field: "",
) -> JsonSchema:
    """Return the schema of a type; its dataclasses are under ``$defs``, except for the type itself.

    ``call`` returns the name of a definition for a class and its key, by default the name of the class, and
    ``explain`` the description of a field.
    """
    maker = _Maker(call, explain)
    type_, marks = split_marks(model)
    if is_record(type_) and not marks:
        schema = maker.describe_record(type_)
    else:
        schema = maker.describe(model)
    if maker.definitions:
        schema["$defs"] = dict(sorted(maker.definitions.items()))
    return schema


class _Maker:
    def __init__(self, call: Callable[[Any, str], str], explain: Callable[[PlannedField], str]) -> None:
        self._call = call
        self._explain = explain
        self.definitions: dict[str, JsonSchema] = {}

    def describe(self, hint: Any) -> JsonSchema:
        """Return the schema of an annotation."""
        type_, marks = split_marks(hint)
        schema = find_mark(marks, Schema)
        if schema is not None:
            return dict(schema.content)
        converted = find_mark(marks, WrittenAs)
        if converted is not None:
            return self.describe(converted.type)
        return self._describe_type(type_, marks)

    def _describe_type(self, type_: Any, marks: tuple[Mark, ...]) -> JsonSchema:
        for mark in marks:
            if isinstance(mark, ByKey):
                return {"oneOf": [self._refer(of, tag, mark) for tag, of in find_models(mark).items()]}
            if isinstance(mark, ByWord):
                return {"oneOf": [self._refer(of, "", mark) for of in find_models(mark).values()]}
            if isinstance(mark, FieldsOf):
                return self._refer_to_fields(mark)
        if type_ in (Written, Any, object):
            return {}
        if is_record(type_):
            reference = self._refer(type_)
            short = find_mark(marks, Short)
            if short is None:
                return reference
            return {"oneOf": [self._describe_short(type_, short), reference]}
        if is_union(type_):
            arms = [self.describe(arm) for arm in get_args(type_) if not is_derived(arm)]
            return {"oneOf": arms} if len(arms) > 1 else arms[0]
        origin = get_origin(type_)
        if origin is Literal:
            words = list(list_literal_words(type_))
            if len(words) == 1:
                return {"const": words[0], "type": "string"}
            return {"enum": words, "type": "string"}
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
        if has_mark(marks, Lone):
            return {"anyOf": [schema, schema["items"]]}
        return schema

    def _describe_mapping(self, parts: tuple[Any, ...], marks: tuple[Mark, ...]) -> JsonSchema:
        key, value = parts
        schema: JsonSchema = {"type": "object", "additionalProperties": self.describe(value) or True}
        names = self.describe(key)
        if names not in ({}, dict(SCALAR), {"type": "string"}):
            schema["propertyNames"] = names
        return schema | _describe_size(marks, "Properties")

    def _refer(self, model: Any, tag: str = "", mark: Mark | None = None) -> JsonSchema:
        name = self._call(model, tag)
        if name not in self.definitions:
            self.definitions[name] = {}  # in case the class contains itself
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

    def _describe_field(self, field: PlannedField) -> JsonSchema:
        sentence = self._explain(field)
        return self.describe(field.hint) | ({"description": sentence} if sentence else {})

    def _describe_fields(self, planned: Sequence[PlannedField]) -> JsonSchema:
        schema: JsonSchema = {
            "type": "object",
            "properties": {field.name: self._describe_field(field) for field in planned},
            "additionalProperties": False,
        }
        required = [field.name for field in planned if field.is_due or field.is_under_tag]
        if required:
            schema["required"] = required
        return schema


def _describe_size(marks: tuple[Mark, ...], unit: str) -> JsonSchema:
    schema: JsonSchema = {}
    size = find_mark(marks, Size) or Size()
    if size.least:
        schema[f"min{unit}"] = size.least
    if size.most:
        schema[f"max{unit}"] = size.most
    return schema


def _describe_scalar(type_: Any, marks: tuple[Mark, ...]) -> JsonSchema:
    for mark in marks:
        if isinstance(mark, Whole):
            schema: JsonSchema = {"type": "integer", "minimum": mark.low}
            if mark.high is not None:
                schema["maximum"] = mark.high
            return schema
        if isinstance(mark, Pattern):
            if mark.is_shown:
                return {"type": "string", "pattern": f"^{mark.pattern}$"}
            return {"type": "string"}
    simple = {bool: {"type": "boolean"}, int: {"type": "integer"}, float: {"type": "number"}}
    return simple.get(type_) or dict(SCALAR)
