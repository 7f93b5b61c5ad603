"""A paragraph as words and marks: each inline formula is one mark, so that patterns read over the words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from drill.papers.document import Paragraph
from drill.papers.formula.parser import parse_tokens
from drill.papers.formula.tokens import RefusedError, canonical
from drill.papers.formula.tree import Call, Node, Statement, Symbol
from drill.papers.outline import plain_words
from drill.papers.scan import group_end

INLINE: Final = "\x01{}\x02"
DISPLAY: Final = "\x03"
MARK: Final = "\x01(\\d+)\x02"

_MATHS: Final = re.compile(
    r"\$\$.*?\$\$|(?<!\\)\$(?P<dollars>[^$]+)(?<!\\)\$|\\\((?P<round>.+?)\\\)", re.DOTALL
)
_ENSURED: Final = re.compile(r"\\ensuremath\s*(?=\{)")
_CITATION: Final = re.compile(
    r"~?\\(?:[cC]ite[a-zA-Z]*|footnotemark)\*?\s*(?:\[[^\[\]]*\]\s*){0,2}\{[^{}]*\}"
)


@dataclass(frozen=True, slots=True)
class Names:
    """What an inline formula names: one symbol, several, or a call; and what is said of it in the formula."""

    names: tuple[tuple[str, ...], ...]
    """Canonical tokens of each name."""
    relation: str = ""
    """The relation after the name (``\\in``, ``=``, …), empty where the formula is the name alone."""
    rest: tuple[str, ...] = ()
    """The tokens after the relation."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The words of a paragraph with marks, and what the marks stand for."""

    words: str
    formulas: tuple[Names | None, ...]
    paragraph: Paragraph


def marked(paragraph: Paragraph) -> Marked:
    """Read a paragraph's inline formulas; ``\\ensuremath{…}`` in running text counts as one."""
    formulas: list[Names | None] = []
    pieces: list[str] = []
    at = 0
    text = _as_dollars(paragraph.text)
    for match in _MATHS.finditer(text):
        pieces.append(plain_words_keeping_ends(text[at : match.start()]))
        latex = match["dollars"] or match["round"]
        if latex is None:
            pieces.append(f" {DISPLAY} ")
        else:
            pieces.append(f" {INLINE.format(len(formulas))} ")
            formulas.append(read_names(latex))
        at = match.end()
    pieces.append(plain_words_keeping_ends(text[at:]))
    words = re.sub(r"\s+", " ", "".join(pieces))
    words = re.sub(r"\s+([,.;:)])", r"\1", words)
    return Marked(re.sub(r"\(\s+", "(", words), tuple(formulas), paragraph)


def plain_words_keeping_ends(latex: str) -> str:
    """Plain words; a blank at either end stays, since formulas stand between."""
    plain = plain_words(_CITATION.sub("", latex).replace("\\item", " ITEM "))
    return f"{' ' if latex[:1].isspace() else ''}{plain}{' ' if latex[-1:].isspace() else ''}"


def _as_dollars(text: str) -> str:
    """``\\ensuremath{…}`` outside of formulas written with dollars."""
    if "\\ensuremath" not in text:
        return text
    pieces: list[str] = []
    at = 0
    inside = [match.span() for match in _MATHS.finditer(text)]
    for match in _ENSURED.finditer(text):
        end = group_end(text, match.end())
        if match.start() < at or end is None or any(begin <= match.start() < stop for begin, stop in inside):
            continue
        pieces += (text[at : match.start()], "$", text[match.end() + 1 : end - 1], "$")
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def read_names(latex: str) -> Names | None:
    """What the formula names; None where it is an expression or cannot be read."""
    try:
        tokens = canonical(latex)
    except RefusedError:
        return None
    listed = _listed(tokens)
    if listed is not None:
        return Names(listed)
    try:
        statement = parse_tokens(tokens)
    except RefusedError:
        return _headed(tokens)
    return _of_statement(statement, tokens)


def _listed(tokens: list[str]) -> tuple[tuple[str, ...], ...] | None:
    """``\\beta_1, \\beta_2``: several names with commas."""
    if "," not in tokens:
        return None
    parts: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token in ("{", "(", "[")) - (token in ("}", ")", "]"))
        if token == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    names = [tuple(part) for part in parts if part and part[0] not in ("\\ldots", "\\cdots")]
    return tuple(names) if len(names) >= 2 and all(map(is_name, names)) else None


def is_name(tokens: tuple[str, ...]) -> bool:
    """Whether the tokens are one symbol or one call of one."""
    try:
        statement = parse_tokens(list(tokens))
    except RefusedError:
        return False
    return not statement.relations and isinstance(statement.sides[0], Symbol | Call)


def _of_statement(statement: Statement, tokens: list[str]) -> Names | None:
    head: Node = statement.sides[0]
    if not isinstance(head, Symbol | Call):
        return None
    return _headed(tokens)


def _headed(tokens: list[str]) -> Names | None:
    """The name before the first relation."""
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token in ("{", "(", "[")) - (token in ("}", ")", "]"))
        if depth == 0 and token in _RELATIONS:
            head = tuple(tokens[:index])
            listed = _listed(list(head))
            if listed is not None:
                return Names(listed, token, tuple(tokens[index + 1 :]))
            return Names((head,), token, tuple(tokens[index + 1 :])) if head and is_name(head) else None
    whole = tuple(tokens)
    return Names((whole,)) if is_name(whole) else None


_RELATIONS: Final = frozenset(
    (
        "=",
        ":=",
        ":",
        "<",
        ">",
        "\\in",
        "\\subset",
        "\\subseteq",
        "\\sim",
        "\\geq",
        "\\leq",
        "\\rightarrow",
        "\\approx",
        "\\neq",
    )
)
