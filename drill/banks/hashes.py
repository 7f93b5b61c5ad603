"""Content hashes: which marks stay when an exercise changes.

``maths`` covers what decides the answer, ``wording`` all other text. Both are the first 16 hex digits of
SHA-256 over canonical JSON: UTF-8, keys sorted, no blanks, every scalar as written and trimmed, as a string;
absent fields left out, no default filled in. A lone text where a list is due counts as a list of one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from drill.banks.building import Body
from drill.checking import KINDS, texts_in
from drill.codec import is_list, is_mapping, is_tuple

# Hex digits of a content hash: 64 bits, so that chance never makes two alike.
DIGITS = 16

_MATHS = ("vars", "assume", "params", "where", "let")
_IN_NEITHER = frozenset({"id", "was", "corrects", "seeds"})
_OPTION_TEXTS = ("right", "wrong", "say", "text", "figure")
_SLIP_TEXTS = ("text", "say")
# Fields of a figure that change how it looks, not what can be read off it.
_OF_LOOKS = frozenset(
    {"says", "name", "names", "axes", "rows", "columns", "style", "show", "yours", "needed"}
)


def content_hashes(body: Body) -> tuple[str, str]:
    """Return the hashes ``maths`` and ``wording`` of a checked exercise, whose options have their ids."""
    return _hash(_what_decides(body)), _hash(_what_is_said(body))


def _what_decides(body: Body) -> dict[str, Any]:
    """What decides the answer to an exercise, a stage or a sister; of stages in order, of sisters by id."""
    kept: dict[str, Any] = {field: body[field] for field in _MATHS if field in body}
    if isinstance(body.get("names"), Mapping):
        kept["names"] = sorted(body["names"])
    if "answer" in body:
        kept["answer"] = _key(body["answer"])
    if is_mapping(figure := body.get("figure")) and figure.get("needed") == "true":
        kept["figure"] = _what_is_read_off(figure)
    if "stages" in body:
        kept["stages"] = [_what_decides(stage) for stage in body["stages"]]
    if "sisters" in body:
        kept["sisters"] = {sister["id"]: _what_decides(sister) for sister in body["sisters"]}
    return kept


def _what_is_said(body: Body) -> dict[str, Any]:
    """Everything else."""
    taken = _IN_NEITHER | {*_MATHS, "answer", "stages", "sisters"}
    said: dict[str, Any] = {field: value for field, value in body.items() if field not in taken}
    if "answer" in body and (words := _words(body["answer"])):
        said["answer"] = words
    if "stages" in body:
        said["stages"] = [_what_is_said(stage) for stage in body["stages"]]
    if "sisters" in body:
        said["sisters"] = {sister["id"]: _what_is_said(sister) for sister in body["sisters"]}
    return said


def _what_is_read_off(value: Any) -> Any:
    """A needed figure without its words: of nodes their ids, of edges their ends."""
    if is_list(value):
        return [_what_is_read_off(part) for part in value]
    if not is_mapping(value):
        return value
    kept = {name: _what_is_read_off(part) for name, part in value.items() if name not in _OF_LOOKS}
    if "nodes" in kept:
        kept |= {"nodes": sorted(value["nodes"]), "edges": [edge[:2] for edge in value["edges"]]}
    return kept


def _written(option: str) -> str:
    """How the value of an option of ``answer:`` is written; empty for those that are no kinds."""
    return KINDS[option].written if option in KINDS else ""


def _key(answer: Body) -> dict[str, Any]:
    """The answer without its sentences: options by id, right or wrong, with their claims."""
    kept: dict[str, Any] = {}
    for key, value in answer.items():
        match _written(key):
            case "steps" if is_list(value):
                kept[key] = [
                    {"id": option["id"], "after": texts_in(option["after"])}
                    if "after" in option
                    else option["id"]
                    for option in value
                ]
            case "choices" if is_list(value):
                kept[key] = _texts_by_id(value, ("claim",))
                for option in value:
                    is_right = option.get("right-if") or ("right" if "right" in option else "wrong")
                    kept[key][option["id"]]["is"] = is_right
            case "lines" if is_list(value):
                kept[key] = [line.get("claim", "") if is_mapping(line) else "" for line in value]
            case "parts" if is_mapping(value):
                kept[key] = {name: _key(part) for name, part in value.items()}
            case "texts":
                kept[key] = value[0] if is_list(value) else value
            case "word":
                kept[key] = ""
            case _ if key == "such-that":
                kept[key] = [each["that"] if is_mapping(each) else each for each in value]
            case _ if key == "slips":
                kept[key] = _texts_by_id(value, ("line", "claim"))
            case _:
                kept[key] = value
    return kept


def _words(answer: Body) -> dict[str, Any]:
    """The sentences of the answer: of options and slips by id, of lines, and what a learner decides by."""
    said: dict[str, Any] = {}
    for key, value in answer.items():
        match _written(key):
            case "choices" | "steps" if is_list(value):
                said[key] = _texts_by_id(value, _OPTION_TEXTS)
            case "lines" if is_list(value):
                said[key] = [line["text"] if is_mapping(line) else line for line in value]
            case "parts" if is_mapping(value):
                parts = {name: words for name, part in value.items() if (words := _words(part))}
                if parts:
                    said[key] = parts
            case "texts" if is_list(value) and len(value) > 1:
                said[key] = value[1:]
            case "word":
                said[key] = value
            case _ if key == "such-that" and any(map(is_mapping, value)):
                said[key] = [each["say"] if is_mapping(each) else "" for each in value]
            case _ if key == "slips":
                said[key] = _texts_by_id(value, _SLIP_TEXTS)
            case _:
                pass
    return said


def _texts_by_id(entries: Sequence[Body], fields: Sequence[str]) -> dict[str, Any]:
    return {entry["id"]: {field: entry[field] for field in fields if field in entry} for entry in entries}


def _hash(content: object) -> str:
    text = json.dumps(_canonical(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _canonical(value: object) -> object:
    if is_mapping(value):
        return {str(key).strip(): _canonical(part) for key, part in value.items()}
    if is_list(value) or is_tuple(value):
        return [_canonical(part) for part in value]
    return str(value).strip()
