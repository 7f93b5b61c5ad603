"""Content hashes: which marks stay when an exercise changes.

``maths`` covers what decides the answer, ``wording`` all other text. Both are the first 16 hex digits of
SHA-256 over canonical JSON: UTF-8, keys sorted, no blanks, every scalar as written and trimmed, as a string;
absent fields left out, no default filled in. A lone text where a list is due counts as a list of one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

DIGITS = 16

_MATHS = ("vars", "assume", "params", "where", "let")
_IN_NEITHER = frozenset({"id", "was", "corrects", "seeds"})
_OPTION_KINDS = frozenset({"choice", "choices", "order"})
_OPTION_TEXTS = ("right", "wrong", "say", "text")


def content_hashes(body: Mapping[str, object]) -> tuple[str, str]:
    """The hashes ``maths`` and ``wording`` of a checked exercise, whose options have their ids."""
    answer = body["answer"]
    assert isinstance(answer, Mapping)
    maths: dict[str, object] = {field: body[field] for field in _MATHS if field in body}
    names = body.get("names")
    if isinstance(names, Mapping):
        maths["names"] = sorted(names)
    maths["answer"] = _what_decides(answer)
    wording = {
        field: value for field, value in body.items() if field not in _IN_NEITHER | {*_MATHS, "answer"}
    }
    said = _what_is_said(answer)
    if said:
        wording["answer"] = said
    return _hash(maths), _hash(wording)


def _what_decides(answer: Mapping[str, object]) -> dict[str, object]:
    """The answer without its sentences: options by id, right or wrong, with their claims."""
    kept: dict[str, object] = {}
    for key, value in answer.items():
        if key == "order" and isinstance(value, list):
            kept[key] = [option["id"] for option in value]
        elif key in _OPTION_KINDS and isinstance(value, list):
            kept[key] = {option["id"]: _decision(option) for option in value}
        elif key == "parts" and isinstance(value, Mapping):
            kept[key] = {name: _what_decides(part) for name, part in value.items()}
        elif key == "self":
            kept[key] = ""
        else:
            kept[key] = value
    return kept


def _decision(option: Mapping[str, object]) -> dict[str, object]:
    decision: dict[str, object] = {"is": "right" if "right" in option else "wrong"}
    if "claim" in option:
        decision["claim"] = option["claim"]
    return decision


def _what_is_said(answer: Mapping[str, object]) -> dict[str, object]:
    """The sentences of the answer: texts of options by id, the text beside which a learner decides."""
    said: dict[str, object] = {}
    for key, value in answer.items():
        if key in _OPTION_KINDS and isinstance(value, list):
            said[key] = {
                option["id"]: {field: option[field] for field in _OPTION_TEXTS if field in option}
                for option in value
            }
        elif key == "parts" and isinstance(value, Mapping):
            parts = {name: _what_is_said(part) for name, part in value.items()}
            if any(parts.values()):
                said[key] = {name: part for name, part in parts.items() if part}
        elif key == "self":
            said[key] = value
    return said


def _hash(content: object) -> str:
    text = json.dumps(_canonical(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _canonical(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key).strip(): _canonical(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_canonical(part) for part in value]
    return str(value).strip()
