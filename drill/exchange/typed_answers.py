"""What of an answer in a table or a list can be checked: a text as a learner would type it, and its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drill.checking import check, spec_from
from drill.errors import DrillError
from drill.maths.names import Names
from drill.maths.plain import Mode, parse
from drill.maths.print import to_plain
from drill.maths.tree import Node, symbols
from drill.notation import is_latex, read_latex

LONGEST = 400
"""Characters of an answer that is read; what is longer is a solution, not an answer."""

_OPEN = Names(undeclared="allow")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)?")
_WORDS_ALONE = re.compile(r"[A-Za-z]{2,}[.!?]?|[A-Za-z]+[.,]?(\s+[A-Za-z]+[.,]?)+")
"""``no``, ``a b``: letters that could be multiplied, and hardly ever are."""
_GREEK = re.compile(
    r"alpha|beta|gamma|delta|epsilon|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega|inf"
)
_MODES: dict[str, Mode] = {
    "number": "value", "expression": "value", "distribution": "value", "antiderivative": "value",
    "vector": "vector", "matrix": "matrix", "set": "sequence", "list": "sequence",
    "interval": "statement", "inequality": "statement", "equation": "statement",
}  # fmt: skip
"""The kinds whose answers are one text, and how it is read."""


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """An answer that can be checked: its kind, the key as a bank writes it, and the names in it."""

    kind: str
    text: str
    names: tuple[str, ...]


def typed_answer(text: str, kind: str = "") -> TypedAnswer | None:
    """What kind of answer a text is; None where nobody but the learner can judge it.

    It is read as its shape says, or as the ``kind`` that is given, and taken only if the checker accepts it
    as an answer to itself. Two numbers in round or square brackets could be a vector or an interval: without
    a kind they are neither.
    """
    text = _without_dollars(text.strip())
    is_word = _WORDS_ALONE.fullmatch(text) and not _GREEK.fullmatch(text)
    if not text or len(text) > LONGEST or "\n" in text or is_word:
        return None
    for each in (kind,) if kind else _kinds(text):
        try:
            found = _read(each, text)
        except DrillError:
            continue
        if found is not None:
            return found
    return None


def _without_dollars(text: str) -> str:
    """A formula without the dollars or brackets around the whole of it."""
    for opening, closing in (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]")):
        inner = text[len(opening) : -len(closing)]
        if text.startswith(opening) and text.endswith(closing) and inner and opening not in inner:
            return inner.strip()
    return text


def _kinds(text: str) -> Iterator[str]:
    """The kinds that a text may be, by its shape."""
    first, last = text[0], text[-1]
    if any(mark in text for mark in "<>≤≥") and first != "<":
        yield "inequality"
    elif "=" in text:
        yield "equation"
    elif first == "{":
        yield "set"
    elif text.startswith("[["):
        yield "matrix"
    elif first in "[(" and last in "])" and "," in text:
        if first + last in ("[)", "(]") or "inf" in text or "∞" in text:
            yield "interval"
        elif text.count(",") > 1:
            yield "vector"
    else:
        yield from ("number", "expression", "distribution")


def _read(kind: str, text: str) -> TypedAnswer | None:
    """The text as an answer of a kind. Raises DrillError where it is none."""
    mode = _MODES.get(kind)
    if mode is None:
        return None
    tree = read_latex(text, _OPEN, mode=mode) if is_latex(text) else parse(text, _OPEN, mode)
    names = tuple(sorted(symbols(tree)))
    if not all(map(_NAME.fullmatch, names)) or (names and kind in ("number", "distribution")):
        return None
    if kind == "expression" and not names:
        return None
    key = _as_banks_write(text, tree, names, mode)
    verdict = check(spec_from({kind: key, "vars": list(names)} if names else {kind: key}), key)
    return TypedAnswer(kind, key, names) if verdict.verdict == "correct" else None


def _as_banks_write(text: str, tree: Node, names: tuple[str, ...], mode: Mode) -> str:
    """The text itself where a bank reads the same in it, else the tree printed. Raises DrillError."""
    language = Names(frozenset(names), functions="bank")
    try:
        if parse(text, language, mode) == tree:
            return text
    except DrillError:
        pass
    printed = to_plain(tree)
    parse(printed, language, mode)
    return printed
