"""Errors that a schema finds in a node, each with line, column, field and advice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from drill.banks.nodes import Fields, Items, Node, Path, Text, find, plain, walk, with_ids
from drill.banks.schema import KIND_TAG, MODELS_BELOW, known_keys
from drill.banks.yaml_advice import CUT, ESCAPED, explain_not_text, explain_stray_key
from drill.checking import kind_of
from drill.errors import BankError, CheckError
from drill.removals import describe_former
from drill.text import did_you_mean, quoted

# Fields of sentences: there a `` #`` that cuts the text is never meant as a comment.
TEXT_FIELDS = frozenset((
    "title", "theory", "prompt", "shape", "motion", "hints", "steps", "say", "right", "wrong", "text",
    "source", "result", "fixed", "when", "why", "watch", "fault", "self",
))  # fmt: skip


def written_faults(node: Node) -> Iterator[BankError]:
    """Yield faults of writing that no schema sees: repeated keys, escapes, texts cut at `` #``."""
    for path, part in walk(node):
        if isinstance(part, Fields):
            yield from _repeated_keys(part, path)
        elif isinstance(part, Text):
            if part.escaped:
                yield at_text(part, path, *ESCAPED)
            names = [step for step in path if isinstance(step, str)]
            if part.cut and names and (names[-1] in TEXT_FIELDS or "say" in names):
                yield at_text(part, path, *CUT)


def model_faults(model: type[BaseModel], node: Node) -> Iterator[BankError]:
    """Yield what the schema ``model`` finds wrong in ``node``."""
    try:
        model.model_validate(plain(node))
    except ValidationError as error:
        for details in error.errors(include_url=False):
            yield _fault(model, node, details)


def at_text(
    node: Node, path: Sequence[str | int], message: str, hint: str = "", code: str = "bank"
) -> BankError:
    """Return an error at a node."""
    field = ".".join(str(step) for step in path if not str(step).startswith(KIND_TAG))
    return BankError(message, hint, line=node.line, column=node.column, field=field, code=code)


def fault_at(
    root: Node, path: Sequence[str | int], message: str, hint: str = "", code: str = "bank"
) -> BankError:
    """Return an error at the node that ``path`` leads to, or at the nearest one above."""
    node, _ = find(root, path)
    return at_text(node, path, message, hint, code)


def _repeated_keys(fields: Fields, path: Path) -> Iterator[BankError]:
    first: dict[str, Text] = {}
    for key, _ in fields.entries:
        name = key.text.strip()
        earlier = first.setdefault(name, key)
        if earlier is not key:
            message = f"the key {name!r} appears twice, first in line {earlier.line}"
            yield at_text(key, (*path, name), message, "take one out", "duplicate-key")


def _fault(model: type[BaseModel], root: Node, details: ErrorDetails) -> BankError:
    path = with_ids(root, [step for step in details["loc"] if step != "[key]"])
    node, key = find(root, path)
    if details["type"] == "extra_forbidden" and key is not None:
        parent, _ = find(root, path[:-1])
        value = parent.get(key.text) if isinstance(parent, Fields) else None
        stray = explain_stray_key(key, value)
        above = [MODELS_BELOW[step] for step in path[:-1] if isinstance(step, str) and step in MODELS_BELOW]
        known = known_keys([model, *above][-1])
        hint = _former_key(path, key.text.strip()) or did_you_mean(key.text, known)
        message, hint = stray or (f"unknown key {key.text.strip()!r}", hint)
        return at_text(key, path, message, hint, "unknown-key")
    message, hint = _explained(node, details)
    faulty_node = key if key is not None and isinstance(node, Text) and not node.text else node
    return at_text(faulty_node, path, message, hint, "schema")


_SAID = {"missing": "is missing", "list_type": "a list is expected: [a, b] or one entry per line after -"}


def _former_key(path: Path, name: str) -> str:
    """Return what to write instead of a key that earlier formats had at this place."""
    if "figure" in path[:-1]:
        return describe_former("kind of figure", name) or describe_former("field of a figure", name)
    return describe_former("option of an answer" if "answer" in path else "field of an exercise", name)


def _explained(node: Node, details: ErrorDetails) -> tuple[str, str]:
    kind = details["type"]
    if kind in _SAID:
        return _SAID[kind], ""
    if kind == "string_type":
        return explain_not_text(node)
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        if isinstance(node, Text) and not node.text:
            return "is empty", "leave the name out, or give it a value"
        return "names with values are expected here, {name: value}", ""
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        return _no_kind(node)
    if kind == "literal_error":
        expected = details.get("ctx", {}).get("expected", "")
        known = [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]
        return f"{_shown(node)} is not known", did_you_mean(_shown(node).strip("'"), known)
    if kind == "bool_parsing":
        return f"true or false is expected, not {_shown(node)}", ""
    if kind == "too_long":
        return f"at most {details.get('ctx', {}).get('max_length')} entries are allowed", ""
    if kind == "too_short":
        due = details.get("ctx", {}).get("min_length", 1)
        return f"at least {due} {'entry is' if due == 1 else 'entries are'} expected", ""
    return details["msg"], ""


def _no_kind(node: Node) -> tuple[str, str]:
    if not isinstance(node, Fields):
        return "an answer is {kind: value}, such as {number: 2}", ""
    content = plain(node)
    assert isinstance(content, dict)
    try:
        kind_of(content)
    except CheckError as error:
        return error.message, error.hint
    return "an answer has one kind", ""


def _shown(node: Node) -> str:
    if isinstance(node, Text):
        return quoted(node.text.strip())
    return "a list" if isinstance(node, Items) else "a mapping"
