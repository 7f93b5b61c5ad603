"""The JSON Schema of a bank's file, by which editors complete and mark what one writes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml

from drill.banks.models import BANK_FILE, SubjectFile
from drill.banks.params import ARGUMENTS, HEADS
from drill.checking import KINDS, Spec
from drill.reading import make_json_schema

_SNIPPET: Mapping[str, Any] = {
    "id": "$1", "title": "$12", "skill": "$2", "level": 2, "params": {"a": "2..9"}, "prompt": "$3",
    "answer": {"number": "$4"}, "shape": "$5", "motion": "$6", "hints": ["$7"], "steps": ["$8"],
    "wrong": [{"answer": "$9", "say": "$10"}], "witness": {"value": "$11"},
}  # fmt: skip


_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the schema, with a sentence for every name and snippets for the commonest structures."""
    schema = make_json_schema(BANK_FILE, _name_schema_definition)
    models: dict[str, Any] = schema["$defs"]
    schema = models.pop("Bank") | {"$defs": models}
    words = _read_schema_descriptions()
    exercise, options, kinds = words["exercise"], words["options"], words["kinds"]
    _add_property_descriptions(schema, words["file"], "file")
    _add_property_descriptions(models["Exercise"], exercise, "exercise")
    for name, sentences in words["models"].items():
        inherited = exercise if name in ("Stage", "Sister") else {}
        _add_property_descriptions(models[name], inherited | sentences, f"models: {name}")
    for name in (name for name in models if name.startswith("Figure")):
        _add_property_descriptions(models[name], words["figure"], "figure")
    for kind in KINDS:
        described = options | {name: sentence for name, sentence in kinds.items() if name == kind}
        under = "options" if kind in kinds else "kinds"
        _add_property_descriptions(models[_name_schema_definition(Spec, kind)], described, under)
    models["Witness"] = _make_witness_schema()
    for name in ("Exercise", "Stage", "Sister"):
        witness_schema = {"$ref": "#/$defs/Witness", "description": exercise["witness"]}
        models[name]["properties"]["witness"] = witness_schema
    models["Exercise"]["anyOf"] = [{"required": [field]} for field in ("answer", "stages", "sisters")]
    models["Exercise"]["defaultSnippets"] = [
        {"label": "exercise", "description": "an exercise with all that a shipped one has", "body": _SNIPPET}
    ]
    return {
        "$schema": _DIALECT, "title": "Bank of exercises", "description": "One topic's exercises.", **schema,
    }  # fmt: skip


def subject_schema() -> dict[str, Any]:
    """Return the schema of ``_subject.yaml``, with a sentence for every name."""
    schema = make_json_schema(SubjectFile)
    words = _read_schema_descriptions()["subject"]
    for model in (schema, *schema["$defs"].values()):
        _add_property_descriptions(model, words, "subject")
    return {"$schema": _DIALECT, **schema, "title": "Subject", "description": "A folder of topics."}


# Classes whose definition has another name.
_CALLED: Mapping[str, str] = {"Condition": "SaidCondition", "Distance": "Tolerance"}


def _name_schema_definition(model: Any, tag: str) -> str:
    """Return the name of a class's definition; of a kind of answer that of the kind."""
    if tag:
        return f"{tag} answer".title().replace(" ", "")
    name = model.__name__.removeprefix("Authored")
    return _CALLED.get(name, name)


def _read_schema_descriptions() -> dict[str, dict[str, Any]]:
    """Read the sentences, by what they describe."""
    text = files("drill.proving").joinpath("descriptions.yaml").read_text("utf-8")
    return yaml.load(text, yaml.CSafeLoader)


def _add_property_descriptions(model: dict[str, Any], sentences: Mapping[str, str], under: str) -> None:
    """Add a description to every property. Raises LookupError where there is none ``under`` that heading."""
    if missing := [name for name in model["properties"] if name not in sentences]:
        named = ", ".join(missing)
        raise LookupError(
            f"drill/proving/descriptions.yaml has no sentence for {named}: add one under {under}"
        )
    for name, part in model["properties"].items():
        part["description"] = sentences[name]


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
