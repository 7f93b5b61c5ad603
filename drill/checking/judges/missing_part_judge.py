r"""The missing part of a formula: what was typed is put into the gap, and the whole formulas are compared.

An answer that is not the same is never wrong, since formulas are written in many ways: the learner compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from drill.checking.answer_verdict import DIFFERS, Verdict, make_correct_verdict, make_undecided_verdict
from drill.checking.judges.context import Context
from drill.checking.judges.formula_judge import (
    Recalled,
    are_same,
    describe_difference,
    have_same_values,
    read_recalled_statements,
)
from drill.checking.kind import Given, one_text
from drill.checking.typed_text import GAP, check_braces, remove_formula_frames
from drill.errors import DrillError, ParseError
from drill.explanation import record_step
from drill.latex import canonicalise_formula, join_latex_tokens
from drill.notation import RELATIONS, Notation, typed_latex, with_left_side
from drill.text import find_closing

if TYPE_CHECKING:
    from drill.checking.kinds.formula_answers import FormulaSpec

_DIFFERS = "It is not written as the printed part is: compare the two."
_SIGNS = frozenset(("+", "-", "\\cdot", "\\times", "*"))
# What may follow a function's name if its argument is in brackets, or is absent.
_BRACKETS = frozenset(("(", "[", "_", "^", ")", "]", "}", "+", "-", ",", "\\cdot", "/"))
# Relations, and as what they read from right to left.
_TURNED = {
    "\\neq": "\\neq", "<": ">", ">": "<", "\\leq": "\\geq", "\\geq": "\\leq",
}  # fmt: skip
_OPENING = frozenset(("{", "(", "[", "\\{", "|", "\\|", ","))
_CLOSING = frozenset(("}", ")", "]", "\\}", "|", "\\|", ","))


def judge_missing_part(spec: FormulaSpec, typed: Given) -> Verdict:
    """Return the verdict: right if the formula with the answer in its gap is the same, else undecided.

    The code of an undecided one is ``differs``. Raises ParseError for an answer with which the formula is not
    read.
    """
    text = remove_formula_frames(one_text(typed))
    if not text.strip():
        raise ParseError("nothing was typed", 1)
    check_braces(text)
    around = canonicalise_formula(spec.around)
    key_tokens = _fill(around, canonicalise_formula(spec.text))
    notation = with_left_side(key_tokens, Notation())
    key = read_recalled_statements(key_tokens, notation)
    readable: list[tuple[Recalled, list[str]]] = []
    for tokens in _list_readings(text, key_tokens):
        for part in _list_fillings(tokens, around):
            with suppress(DrillError):
                answer = read_recalled_statements(
                    _fill(around, part), notation, replace(notation, is_typed=True)
                )
                if are_same(key, answer):
                    record_step("put the part into the gap", typed=part, same=True)
                    return make_correct_verdict("structure")
                if answer.statements is not None:
                    readable.append((answer, part))
    if not readable and key.statements is not None:
        raise ParseError(f"it is read as {_show_reading(text, key_tokens)}, which does not fit into the gap")
    context = Context.of(spec)
    pairs = [(key, answer) for answer, _ in readable[:1]]
    with suppress(DrillError):  # what is inside of a sum has values only by itself
        printed = read_recalled_statements(canonicalise_formula(spec.text), notation)
        pairs += [(printed, read_recalled_statements(part, notation)) for _, part in readable]
    if any(have_same_values(spec, *pair, context) for pair in pairs[:2]):
        return make_correct_verdict("numeric")
    record_step("put the part into the gap", typed=text, same=False)
    said = next(filter(None, (describe_difference(*pair) for pair in pairs[1:])), _DIFFERS)
    return make_undecided_verdict(said, DIFFERS)


def _fill(around: list[str], part: list[str]) -> list[str]:
    """Return the tokens of the formula with a part in each gap."""
    return [token for each in around for token in (part if each == GAP else [each])]


def _list_readings(text: str, due: list[str]) -> Iterator[list[str]]:
    """Yield the tokens of an answer as people type it, and as LaTeX."""
    for read in (lambda: typed_latex(text, due), lambda: text):
        with suppress(DrillError):
            tokens = canonicalise_formula(read())
            while tokens[-1:] in (["."], [","]):
                tokens = tokens[:-1]
            if tokens:
                yield _with_brackets(tokens, due)


def _with_brackets(tokens: list[str], due: list[str]) -> list[str]:
    """Return an answer with brackets around a letter after a name that is a function in the formula."""
    functions = {name for name, after in pairwise(due) if name.startswith("\\operatorname") and after == "("}
    result: list[str] = []
    index = 0
    while index < len(tokens):
        result.append(tokens[index])
        is_bare = tokens[index] in functions and index + 1 < len(tokens)
        index += 1
        if is_bare and tokens[index] not in _BRACKETS:
            end = index + 1
            while tokens[end : end + 2] in (["_", "{"], ["^", "{"]):
                end = find_closing(tokens, end + 1, "{", "}") + 1
            result += ["(", *tokens[index:end], ")"]
            index = end
    return result


def _show_reading(text: str, due: list[str]) -> str:
    latex = next((join_latex_tokens(tokens) for tokens in _list_readings(text, due)), text.strip())
    return f"`{latex}`"


def _list_fillings(tokens: list[str], around: list[str]) -> Iterator[list[str]]:
    """Yield what may be meant in the gap: without what is printed at its edge, and in brackets.

    A sum gets brackets unless the gap has some, because it is meant as one part.
    """
    at = around.index(GAP)
    before, after = around[:at], around[at + 1 :]
    is_enclosed = _ends(before[-1:], _OPENING) and _ends(after[:1], _CLOSING)
    for part in _without_printed_edge(tokens, before):
        if is_enclosed or not _is_sum(part):
            yield part
        if not is_enclosed and len(part) > 1:
            yield ["(", *part, ")"]
            yield ["[", *part, "]"]


def _ends(edge: list[str], brackets: frozenset[str]) -> bool:
    """Return whether a gap ends at this token, at a relation, or with the formula."""
    return not edge or edge[0] in brackets or edge[0] in RELATIONS


def _without_printed_edge(tokens: list[str], before: list[str]) -> Iterator[list[str]]:
    """Yield an answer as it is, without the sign before the gap, and without a printed left side."""
    yield tokens
    if tokens[0] in _SIGNS and len(tokens) > 1 and tokens[0] in before[-1:]:
        yield tokens[1:]
    if tokens[0] == "(" and find_closing(tokens, 0, "(", ")") == len(tokens) - 1:
        yield tokens[1:-1]
    ends = [index for index, token in enumerate(tokens) if token in RELATIONS]
    if len(ends) == 1 and (turned := _TURNED.get(tokens[ends[0]])):
        yield [*tokens[ends[0] + 1 :], turned, *tokens[: ends[0]]]
    for end in ends:
        if tokens[: end + 1] == before[-end - 1 :] and tokens[end + 1 :]:
            yield tokens[end + 1 :]


def _is_sum(tokens: list[str]) -> bool:
    """Return whether tokens have a sign of a sum outside of brackets, their first aside."""
    depth = 0
    for index, token in enumerate(tokens):
        if token in ("(", "[", "{", "\\{"):
            depth += 1
        elif token in (")", "]", "}", "\\}"):
            depth -= 1
        elif index and not depth and token in ("+", "-", "\\pm", "\\mp"):
            return True
    return False
