"""The JSON Schema of a bank's file, by which editors complete and mark what one writes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml
from pydantic import TypeAdapter

from drill.banks.heads import ARGUMENTS, HEADS
from drill.banks.schema import ANSWERS, LISTED, BankFile, SubjectFile
from drill.codec import is_list, is_mapping

_SNIPPET: Mapping[str, Any] = {
    "id": "$1", "title": "$12", "skill": "$2", "level": 2, "params": {"a": "2..9"}, "prompt": "$3",
    "answer": {"number": "$4"}, "shape": "$5", "motion": "$6", "hints": ["$7"], "steps": ["$8"],
    "wrong": [{"answer": "$9", "say": "$10"}], "witness": {"value": "$11"},
}  # fmt: skip


_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# Fields that mean something else there.
_OF_FIGURES: Mapping[str, Mapping[str, str]] = {"FigureYours": {"line": "The name of a line."}}


def json_schema() -> dict[str, Any]:
    """Return the schema, with a sentence for every name and snippets for the commonest structures."""
    schema = _without_nulls(TypeAdapter(BankFile).json_schema(by_alias=True))
    models: dict[str, Any] = schema["$defs"]
    words = _descriptions()
    exercise, options, kinds = words["exercise"], words["options"], words["kinds"]
    _describe(schema, words["file"])
    _describe(models["Exercise"], exercise)
    for name, sentences in words["models"].items():
        _describe(models[name], exercise | sentences if name in ("Stage", "Sister") else sentences)
    for name in (name for name in models if name.startswith("Figure")):
        _describe(models[name], {**words["figure"], **_OF_FIGURES.get(name, {})})
    for kind, model in ANSWERS.items():
        _describe(models[model.__name__], options | {kind: kinds[kind]})
    for model in models.values():
        _take_lone_texts(model)
    models["Witness"] = _witness()
    for name in ("Exercise", "Stage", "Sister"):
        witness_schema = {"$ref": "#/$defs/Witness", "description": exercise["witness"]}
        models[name]["properties"]["witness"] = witness_schema
    models["Exercise"]["anyOf"] = [{"required": [field]} for field in ("answer", "stages", "sisters")]
    models["Exercise"]["defaultSnippets"] = [
        {"label": "exercise", "description": "an exercise with all that a shipped one has", "body": _SNIPPET}
    ]
    return {
        "$schema": _DIALECT,
        "title": "Bank of exercises",
        "description": "One topic's exercises.",
        **{name: part for name, part in schema.items() if name not in ("title", "description")},
    }


def subject_schema() -> dict[str, Any]:
    """Return the schema of ``_subject.yaml``, with a sentence for every name."""
    schema = _without_nulls(TypeAdapter(SubjectFile).json_schema(by_alias=True))
    words = _descriptions()["subject"]
    _describe(schema, words)
    for model in schema["$defs"].values():
        _describe(model, words)
        _take_lone_texts(model)
    return {"$schema": _DIALECT, **schema, "title": "Subject", "description": "A folder of topics."}


def _descriptions() -> dict[str, dict[str, Any]]:
    """Read the sentences, by what they describe."""
    text = files("drill.proving").joinpath("descriptions.yaml").read_text("utf-8")
    return yaml.load(text, yaml.CSafeLoader)


def _describe(model: dict[str, Any], sentences: Mapping[str, str]) -> None:
    """Add a description to every property."""
    model.pop("description", None)
    for name, part in model["properties"].items():
        part["description"] = sentences[name]


def _take_lone_texts(model: dict[str, Any]) -> None:
    """Let a property that is a list of texts also be a single text."""
    for name, part in model.get("properties", {}).items():
        if name in LISTED and part.get("type") == "array":
            described_as = part.pop("description", "")
            model["properties"][name] = {"description": described_as, "anyOf": [part, part["items"]]}


def _witness() -> dict[str, Any]:
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


def _without_nulls(schema: Any) -> Any:
    """Return the schema without field titles, and without null for optional fields, since YAML of a bank
    has no nulls.
    """
    if is_list(schema):
        return [_without_nulls(part) for part in schema]
    if not is_mapping(schema):
        return schema
    cleaned: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "default" and value is None:
            continue
        if key in ("properties", "$defs"):
            cleaned[key] = {name: _without_nulls(part) for name, part in value.items()}
        elif key == "anyOf":
            branches = [_without_nulls(part) for part in value if part != {"type": "null"}]
            cleaned.update(branches[0] if len(branches) == 1 else {"anyOf": branches})
        elif key != "title":
            cleaned[key] = _without_nulls(value)
    return cleaned
