"""A formula's tokens as statements and the conditions that are said beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.bracketed_remarks import without_bracketed
from drill.papers_first.formula.item_numbers import without_item
from drill.papers_first.formula.named_arguments import goes_on_behind
from drill.papers_first.formula.vocabulary import (
    ACCENTS,
    FONTS,
    GREEK,
    LETTERLIKE,
    PRODUCTS,
    QUAD,
    RELATIONS,
)

_OPENING: Final = frozenset(("{", "(", "[", "\\{", "\\langle", "\\lfloor", "\\lceil"))
_CLOSING: Final = frozenset(("}", ")", "]", "\\}", "\\rangle", "\\rfloor", "\\rceil"))
_EXTREMES: Final = frozenset(("\\min", "\\max", "\\argmin", "\\argmax", "\\sup", "\\inf"))
_CONNECTORS: Final = frozenset(("\\Rightarrow", "\\Leftrightarrow"))
_CASES_BEGIN: Final = "\\begin{cases}"
_CASES_END: Final = "\\end{cases}"
_SYSTEMS: Final = {_CASES_BEGIN: _CASES_END, "\\begin{dcases}": "\\end{dcases}"}
_NO_SYSTEM: Final = ("\\begin{", "\\text{if", "\\text{otherwise", "\\text{else")
"""What a brace holds that are no equations side by side: tables, and one thing by cases."""
_ARRAY_BEGIN: Final = "\\begin{array}"
_ARRAY_END: Final = "\\end{array}"
_MARKS: Final = frozenset((",", ";"))
_DOTS: Final = ("\\ldots", "\\cdots")
_QUANTIFIERS: Final = ("\\forall", "\\exists")
_GOES_ON: Final = frozenset((*PRODUCTS, *RELATIONS, "+", "-", "\\pm"))
_REMARK: Final = re.compile(r"\\text\{\(.*\)[.,;]?\}")
_NUMBER_BEHIND: Final = re.compile(r"\( \d+(?:\.\d+)* (?:[a-d] )?\)")
"""A formula's number typed behind it."""
_REMARKED: Final = 4
_JOINED: Final = ("@", "-", "/", "_")
"""What joins words to the name that follows."""
_AIMS: Final = ("minimize", "minimise", "maximize", "maximise")
_JOINS: Final = ("and", "or", "then", "so", "hence", "thus", "while", "which")
_SAYING: Final = ("let", "set", "put", "define", "denote", "assume", "suppose", "therefore", "similarly")
"""What begins a sentence that is a statement, where a name follows: ``\\text{Let } a = b``."""
_DEFINING: Final = ("where", "with")
_EQUALITIES: Final = frozenset(("=", ":="))
_ORDERED: Final = frozenset(("<", ">", "\\leq", "\\geq"))
_OF_NUMBERS: Final = frozenset(("\\infty", "\\pi", "\\frac", "/", "{", "}"))
_SCRIPTING: Final = frozenset(("_", "'", "}", "-"))
_NAMES: Final = GREEK | LETTERLIKE | frozenset(FONTS.values()) | frozenset(ACCENTS.values())
_LIMITS: Final = (
    "where",
    "if",
    "iff",
    "for",
    "with",
    "s.t",
    "such that",
    "subject to",
    "when",
    "as",
    "in",
    "on",
    "otherwise",
    "given",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Tokens of one statement, or of a condition beside it."""

    tokens: tuple[str, ...]
    is_condition: bool = False


def pieces(tokens: Sequence[str]) -> tuple[Piece, ...]:
    """Split canonical tokens of a formula at commas, wide gaps and joining words outside of all brackets.

    What a quantifier says ahead of a statement, ``\\forall i, a_i = b``, is a condition of it alone.
    What is defined beside a statement, ``where \\delta_t = r_t + \\gamma v_t``, is a statement too.
    """
    return _pieces(tuple(tokens))


@lru_cache(maxsize=2048)  # each row of a paper is asked about for one sign after another
def _pieces(tokens: tuple[str, ...]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    limits = defines = False
    said = _without_gaps(_of_system(_parted(_without_remarks(list(tokens)))))
    for part, joined_by, is_behind_mark in _parts(said):
        if found and not joined_by and (part[0] in _GOES_ON or _lacks_body(found[-1].tokens)):
            is_negative = part[0] == "-" and has_relation(part) and has_relation(found[-1].tokens)
            if not (is_negative and (is_behind_mark or _lies_between(part))):
                last = found.pop()
                unclear = [
                    QUAD
                ] * is_negative  # whether it is subtracted is not told: no parser takes the gap
                found.append(Piece((*last.tokens, *unclear, *part), last.is_condition))
                continue
        is_ahead = part[0] in _QUANTIFIERS and all(piece.is_condition for piece in found)
        if is_ahead:
            found.append(Piece(tuple(part), True))
            limits = False
            continue
        if joined_by.startswith(_LIMITS) or part[0] in _QUANTIFIERS:
            limits, defines = True, joined_by in _DEFINING
        elif joined_by.startswith(_JOINS):
            limits = False
        while part and part[0] in _CONNECTORS:
            part = part[1:]
        part, index_range = _range_apart(without_item(part))
        if part and not (found and _NUMBER_BEHIND.fullmatch(" ".join(part))):
            limited = limits and not (defines and _is_definition(part))
            says_where = not has_relation(part) or _is_range(part) or _is_membership(part)
            condition = limited or (bool(found) and says_where)
            found.append(Piece(tuple(part), condition))
        if index_range:
            found.append(Piece(tuple(index_range), True))
    return tuple(found)


def _lies_between(part: list[str]) -> bool:
    """Whether something is said to lie above a number, or between two: ``-1 < x < 1``."""
    relations = [at for at, token in _outside(part) if token in RELATIONS]
    is_number = all(token[0].isdigit() or token in _OF_NUMBERS for token in part[1 : relations[0]])
    return {part[at] for at in relations} <= _ORDERED and (len(relations) > 1 or is_number)


def _range_apart(part: list[str]) -> tuple[list[str], list[str]]:
    """A statement and the range in brackets behind it: ``x_i = a_i (i = 1, \\ldots, n)``."""
    if part[-1:] != [")"] or "(" not in part:
        return part, []
    begin = len(part) - 1 - part[::-1].index("(")
    inside = part[begin + 1 : -1]
    is_range = bool(begin) and inside[1:2] in (["="], ["\\in"]) and _is_range(inside)
    return (part[:begin], inside) if is_range else (part, [])


def _lacks_body(tokens: tuple[str, ...]) -> bool:
    """Whether tokens end in ``\\min_{x}``, before what it is taken of."""
    if tokens[-1:] != ("}",):
        return bool(tokens) and tokens[-1] in _EXTREMES
    depth = 0
    for at in range(len(tokens) - 1, 1, -1):
        depth += (tokens[at] == "}") - (tokens[at] == "{")
        if depth == 0:
            return tokens[at - 1] == "_" and tokens[at - 2] in _EXTREMES
    return False


def _without_remarks(tokens: list[str]) -> list[str]:
    """Tokens without text in brackets, such as ``\\text{(by convexity)}``, and a title before a gap, or the
    number of an item.
    """
    tokens = _behind_title(tokens)
    said = [
        token for at, token in enumerate(tokens) if not _REMARK.fullmatch(token) or _is_condition(tokens, at)
    ]
    kept = without_item(without_bracketed(said))
    if len(kept) > _REMARKED and kept[0] == "(" and kept[1].startswith("\\text{") and kept[2] == ")":
        kept = kept[4:] if kept[3] == QUAD else kept
    return kept


def _behind_title(tokens: list[str]) -> list[str]:
    """Tokens without words and a colon in front of an equation: ``\\text{(First case)}: y = a x``."""
    said = [at for at, token in enumerate(tokens) if token != QUAD]
    is_titled = len(said) > _REMARKED and tokens[said[0]].startswith("\\text{") and tokens[said[1]] == ":"
    return tokens[said[2] :] if is_titled and "=" in tokens else tokens


def _is_condition(tokens: list[str], at: int) -> bool:
    """Whether text is all that a line of cases has behind its value: ``a & \\text{(in training)}``."""
    is_cell = tokens[at - 1 : at] == ["&"] and tokens[at + 1 : at + 2] in (["\\\\"], [_CASES_END])
    return is_cell and tokens[:at].count(_CASES_BEGIN) > tokens[:at].count(_CASES_END)


def _of_system(tokens: list[str]) -> list[str]:
    """Equations that a brace holds together, ``\\begin{cases} x = a \\\\ y = b …``, side by side."""
    if tokens[:1] == [_ARRAY_BEGIN]:
        return _of_array(tokens)
    closing = _SYSTEMS.get(tokens[0]) if tokens else None
    if closing is None or closing not in tokens:
        return tokens
    end = tokens.index(closing)
    body, after = tokens[1:end], tokens[end + 1 :]
    is_apart = not after or after[0] in (QUAD, *_MARKS, ".") or after[0].startswith("\\text{")
    if not is_apart or any(token.startswith(_NO_SYSTEM) for token in body):
        return tokens
    if "&" in body and not all(map(_is_related, _rows(body))):
        return tokens
    return [*(QUAD if token == "\\\\" else token for token in body if token != "&"), *after]


def _of_array(tokens: list[str]) -> list[str]:
    """Equations in an array, ``a &=& b \\\\ c &=& d``, side by side."""
    body = tokens[1:-1]
    if tokens[-1] != _ARRAY_END or any(token.startswith("\\begin{") for token in body):
        return tokens
    if all(_is_related(row) for row in _rows(body) if row):
        return [QUAD if token == "\\\\" else token for token in body if token != "&"]
    return tokens


def _rows(body: list[str]) -> list[list[str]]:
    """The rows of an array in which no other stands."""
    rows: list[list[str]] = [[]]
    for token in body:
        if token == "\\\\":
            rows.append([])
        else:
            rows[-1].append(token)
    return rows


def _is_related(row: list[str]) -> bool:
    """``a &=& b``: whether a relation is all that stands between a row's only two marks of alignment."""
    marks = [at for at, token in enumerate(row) if token == "&"]
    is_one = len(marks) == 2 and marks[0] > 0 and marks[1] - marks[0] == 2
    return is_one and row[marks[0] + 1] in RELATIONS


def _parted(tokens: list[str]) -> list[str]:
    """Tokens with a gap before ``\\forall`` that stands behind a statement, and before a statement that
    stands behind what one says by cases, ``a = \\begin{cases} … \\end{cases} b = c``.
    """
    outside = [
        at
        for at, token in _outside(tokens)
        if token == "\\forall" or (tokens[at - 1] == _CASES_END and _begins_statement(tokens[at:]))
    ]
    found = list(tokens)
    for at in reversed(outside):
        if (
            has_relation(tokens[:at])
            and tokens[at - 1] not in (QUAD, *_MARKS, ":")
            and tokens[at - 1] not in RELATIONS
        ):
            found.insert(at, QUAD)
    return found


def _begins_statement(tokens: list[str]) -> bool:
    """Whether a statement of its own begins here, neither a relation nor an operation."""
    is_joined = tokens[0] in (*_GOES_ON, *_CLOSING, *_SCRIPTING, "^", "&", "\\\\") or tokens[0].startswith(
        "\\end{"
    )
    return not is_joined and has_relation(tokens)


def _without_gaps(tokens: list[str]) -> list[str]:
    """Tokens without wide gaps beside a relation, or behind an operation: there they part nothing."""
    said = [at for at, token in enumerate(tokens) if token != QUAD]
    space = {
        at
        for before, after in pairwise(said)
        if {tokens[before], tokens[after]} & RELATIONS
        or tokens[before] == ":"
        or (tokens[before] in _GOES_ON and tokens[before - 1] not in ("^", "_"))
        for at in range(before + 1, after)
    }
    return [token for at, token in enumerate(tokens) if at not in space]


def _is_equivalence(tokens: list[str]) -> bool:
    """Whether one statement is said to hold just where another does, so that commas join conditions."""
    signs = [token for _, token in _outside(tokens) if token in RELATIONS or token in _MARKS]
    if "\\equiv" in signs:
        at = signs.index("\\equiv")
        # beside it, up to the next commas, stands a relation of each side's own
        beside = (*signs[max(0, at - 1) : at], *signs[at + 1 : at + 2])
        return len([sign for sign in beside if sign in RELATIONS]) == 2
    return "\\Leftrightarrow" in signs


def _parts(tokens: list[str]) -> Iterator[tuple[list[str], str, bool]]:
    """Runs of tokens between splitting marks, each with the words that led to it, and whether a comma did."""
    part: list[str] = []
    is_behind_mark = False
    words = ""
    depth = 0
    is_equivalence = _is_equivalence(tokens)
    for index, token in enumerate(tokens):
        depth += (token in _OPENING or token.startswith("\\begin{")) - (
            token in _CLOSING or token.startswith("\\end{")
        )
        is_joining = token in _MARKS and (
            not has_relation(part)
            or (is_equivalence and not _ends_statement(tokens, index))
            or goes_on_behind(part, tokens[index + 1 :])
        )
        if depth > 0 or not _splits(token, tokens, index) or is_joining:
            part.append(token)
            continue
        ends_in_mark = token in _MARKS or part[-1:] in ([","], [";"])
        while part and part[-1] in _MARKS:  # an objective before its conditions
            part.pop()
        if part:
            yield part, words, is_behind_mark
            part, words, is_behind_mark = [], "", False
        is_behind_mark = is_behind_mark or ends_in_mark
        if token.startswith(("\\text{", "\\operatorname{")):
            words = token[token.index("{") + 1 : -1].strip(" ,.(").lower()
    while part and part[-1] in _MARKS:  # what ends the sentence
        part.pop()
    if part:
        yield part, words, is_behind_mark


def _splits(token: str, tokens: list[str], index: int) -> bool:
    if token == QUAD:
        return True
    if token.startswith("\\text{"):
        return _stands_apart(token, tokens, index)
    if token.startswith("\\operatorname{"):
        word = token[len("\\operatorname{") : -1].lower()
        return word in (*_JOINS, *_LIMITS, *_AIMS) or (word in _SAYING and _begins_sentence(tokens, index))
    if token in (",", ";"):
        rest = tokens[index + 1 :]
        if tokens[index - 1] in _DOTS and not has_relation(_up_to_comma(rest, (QUAD, "\\text{"))):
            return _ends_statement(tokens, index)  # the last of a list
        return _ends_statement(tokens, index) or has_relation(_up_to_comma(rest)) or _is_membership(rest)
    return token == "." and index == len(tokens) - 1


def _begins_sentence(tokens: list[str], index: int) -> bool:
    """Whether a word stands before a name, behind a mark or nothing, in what says something."""
    before, after = tokens[max(0, index - 1) : index], tokens[index + 1 : index + 2]
    is_named = bool(after) and (after[0].isalpha() or after[0] in _NAMES)
    return is_named and (not before or before[0] in (QUAD, *_MARKS)) and has_relation(tokens[index:])


def _ends_statement(tokens: list[str], index: int) -> bool:
    """Whether a comma ends what is said: the last one, and one before a gap, words or a quantifier."""
    after = tokens[index + 1 : index + 2]
    return not after or after[0] in (QUAD, *_QUANTIFIERS) or after[0].startswith("\\text{")


def _stands_apart(token: str, tokens: list[str], index: int) -> bool:
    """Whether words are said beside the formula rather than in it: they join, or stand at an end or a gap."""
    words = token[len("\\text{") : -1].strip(" ,.(").lower()
    if words.endswith(_JOINED):
        return False
    if words.startswith((*_JOINS, *_LIMITS)):
        return True
    if index == 0 and tokens[1:2] == ["("] and re.fullmatch(r"[a-z -]+", words):
        return False  # what is called in words
    around = (*tokens[max(0, index - 1) : index], *tokens[index + 1 : index + 2])
    if _GOES_ON & set(around):
        return False
    return len(around) < 2 or bool({QUAD, ",", ";", "."} & set(around))


def _is_definition(part: list[str]) -> bool:
    """``x = a + b``: one equality, with more than a number or a name on its right."""
    relations = [index for index, token in _outside(part) if token in RELATIONS]
    if len(relations) != 1 or part[relations[0]] not in _EQUALITIES or _is_range(part):
        return False
    right = [token for _, token in _outside(part[relations[0] + 1 :]) if token not in _SCRIPTING]
    return len(right) > 1 or not (right[0][0].isalnum() or right[0] in _NAMES)


def _is_range(part: list[str]) -> bool:
    """``i = 1, \\ldots, n``, ``i = 0, 1``: what an index runs through, not ``S := \\{a, \\ldots, z\\}``."""
    if ":=" in part:
        return False
    values = part[part.index("=") + 1 :] if "=" in part else []
    if len(values) == 3 and values[0].isdigit() and values[1] in _DOTS:
        return True  # ``i = 1 \\ldots n``
    if len(values) > 1 and all(token == "," or token[0].isdigit() for token in values):
        return True
    listed = [
        at
        for at, (mark, dots) in enumerate(pairwise(part))
        if mark == "," and dots in _DOTS and part[at + 2 : at + 3] in ([], [","])
    ]
    if values and values[0] not in _OPENING:  # what a function is of is listed in its brackets
        outside = {at for at, _ in _outside(part)}
        listed = [at for at in listed if at in outside]
    return bool(listed)


def _is_membership(part: list[str]) -> bool:
    """``u, v \\in A``: names of which all that is said is where they are from."""
    outside = [token for _, token in _outside(part)]
    relations = [at for at, token in enumerate(outside) if token in RELATIONS]
    names = outside[: relations[0]] if relations else []
    is_named = bool(names) and names[0] != "," and not {"+", "-", "(", ")", "|", "\\|"} & set(names)
    return is_named and len(relations) == 1 and outside[relations[0]] == "\\in" and "," in names


def _up_to_comma(tokens: list[str], ends: tuple[str, ...] = ()) -> list[str]:
    for index, token in _outside(tokens):
        if token.startswith((",", ";", *ends)):
            return tokens[:index]
    return tokens


def has_relation(tokens: Sequence[str]) -> bool:
    """Whether a relation stands outside of all brackets and groups."""
    return any(token in RELATIONS for _, token in _outside(tokens))


def _outside(tokens: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Tokens outside of all brackets and groups, with their places."""
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth == 0:
            yield index, token
