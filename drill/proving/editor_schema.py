"""The JSON Schema of a bank's file, so that editors can complete and mark the author's text."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import yaml

from drill.banks.models import BANK_FILE, SubjectFile
from drill.banks.params import ARGUMENTS, HEADS
from drill.reading import PlannedField, make_json_schema

_SNIPPET: Mapping[str, Any] = {
    "id": "$1", "title": "$12", "skill": "$2", "level": 2, "params": {"a": "2..9"}, "prompt": "$3",
    "answer": {"number": "$4"}, "shape": "$5", "motion": "$6", "hints": ["$7"], "steps": ["$8"],
    "wrong": [{"answer": "$9", "say": "$10"}], "witness": {"value": "$11"},
}  # fmt: skip


_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the schema, with a sentence for every name and snippets for the commonest structures.

    A sentence is the string below a field, or the first one of a kind's class, unless `descriptions.yaml` has
    another. Raises LookupError where a name has none.
    """
    schema = make_json_schema(BANK_FILE, _name_schema_definition, _read_own_string)
    models: dict[str, Any] = schema["$defs"]
    words = _read_schema_descriptions()
    for name, model in models.items():
        group = "options" if name.endswith("Answer") else name[: len("Figure")]
        _describe_properties(name, model, words.get(group, {}) | words["models"].get(name, {}))
    schema = models.pop("Bank") | {"$defs": models}
    models["Witness"] = _make_witness_schema()
    for name in ("Exercise", "Stage", "Sister"):
        witness: dict[str, Any] = models[name]["properties"]["witness"]
        described = {"$ref": "#/$defs/Witness", "description": witness["description"]}
        models[name]["properties"]["witness"] = described
    models["Exercise"]["anyOf"] = [{"required": [field]} for field in ("answer", "stages", "sisters")]
    models["Exercise"]["defaultSnippets"] = [
        {"label": "exercise", "description": "an exercise with all that a shipped one has", "body": _SNIPPET}
    ]
    return {
        "$schema": _DIALECT, "title": "Bank of exercises", "description": "One topic's exercises.", **schema,
    }  # fmt: skip


def subject_schema() -> dict[str, Any]:
    """Return the schema of ``_subject.yaml``, with a sentence for every name."""
    schema = make_json_schema(SubjectFile, explain=_read_own_string)
    return {"$schema": _DIALECT, **schema, "title": "Subject", "description": "A folder of topics."}


# Classes whose definition has another name.
_CALLED: Mapping[str, str] = {
    "AnswerCondition": "SaidCondition", "ArgumentLine": "Line", "Distance": "Tolerance",
}  # fmt: skip


def _name_schema_definition(model: Any, tag: str) -> str:
    """Return the name of a class's definition; of a kind of answer that of the kind."""
    if tag:
        return f"{tag} answer".title().replace(" ", "")
    name = model.__name__.removeprefix("Authored")
    return _CALLED.get(name, name)


def _read_schema_descriptions() -> dict[str, dict[str, Any]]:
    """Read the sentences, by the field that they describe."""
    text = files("drill.proving").joinpath("descriptions.yaml").read_text("utf-8")
    return yaml.load(text, yaml.CSafeLoader)


def _describe_properties(called: str, model: dict[str, Any], sentences: Mapping[str, str]) -> None:
    """Add these descriptions to the properties. Raises LookupError where one has none then."""
    for name, part in model["properties"].items():
        if name in sentences:
            part["description"] = sentences[name]
        if "description" not in part:
            raise LookupError(f"{name} of {called} has no string below it that says what it means")


def _read_own_string(field: PlannedField) -> str:
    """Return the string below a field; of the value under a kind's name that of its class."""
    if field.is_under_tag:
        return (inspect.getdoc(field.model) or "").partition("\n\n")[0]
    return _read_field_strings(field.model).get(field.attribute, "")


@cache
def _read_field_strings(model: Any) -> Mapping[str, str]:
    """Return the strings below the fields of a dataclass and of its bases, by attribute."""
    strings: dict[str, str] = {}
    for base in reversed(inspect.getmro(model)):
        if not is_dataclass(base):
            continue
        (definition,) = ast.parse(inspect.getsource(base)).body
        assert isinstance(definition, ast.ClassDef)
        for field, below in pairwise(definition.body):
            match field, below:
                case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                    strings[name] = " ".join(text.split())
                case _:
                    pass
    return strings


def _make_witness_schema() -> dict[str, Any]:
    """Return the schema of a witness: a head with its arguments, or a mapping from parts to witnesses."""
    value = {"type": ["string", "number", "boolean", "array", "object"]}
    properties = {name: {**value, "description": sentence} for name, sentence in ARGUMENTS.items()}
    for name, head in HEADS.items():
        takes = f" ({', '.join(head.arguments)})" if head.arguments else ""
        also = f" As an argument: {ARGUMENTS[name]}." if name in ARGUMENTS else ""
        properties[name] = {**value, "description": f"Witness: {head.says}{takes}.{also}"}
    return {
        "type": "object",
        "minProperties": 1,
        "properties": dict(sorted(properties.items())),
        "additionalProperties": {"anyOf": [{"$ref": "#/$defs/Witness"}, {"type": ["string", "number"]}]},
    }
