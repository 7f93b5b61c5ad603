"""Formulas from memory: the same notation as the key, or equal as mathematics where both compute."""

from __future__ import annotations

import re
from collections.abc import Sequence as Listed
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, TypeGuard, get_args
from unicodedata import normalize

from drill.checking.answer_reader import check_indices, read_answer
from drill.checking.answer_verdict import (
    DIFFERS,
    Verdict,
    make_correct_verdict,
    make_undecided_verdict,
    make_wrong_verdict,
)
from drill.checking.judge import diagnose_answer
from drill.checking.judges.context import Context
from drill.checking.judges.equations import diagnose_equation, judge_equation
from drill.checking.kind import (
    KINDS,
    Given,
    MistakeReply,
    describe_tree_kind,
    make_kind_error,
    one_text,
    wrong_texts,
)
from drill.checking.spec import Spec, replace_spec_key
from drill.checking.typed_text import check_braces, remove_formula_frames
from drill.errors import CheckError, DrillError, ParseError
from drill.explanation import record_step
from drill.latex import canonicalise_formula, join_latex_tokens
from drill.maths.maths_tree import Interval, Node, Relation, Sequence, Sym, find_in_tree, list_parts
from drill.notation import (
    FONTS,
    RELATIONS,
    Atoms,
    Notation,
    find_smallest_difference,
    has_commuting_factors,
    is_latex,
    is_same_formula,
    is_same_reordered,
    make_form_of,
    split_statements,
    typed_latex,
    with_left_side,
)
from drill.notation import tree as written
from drill.typeset import Tier, typeset_on_one_line

if TYPE_CHECKING:
    from drill.checking.kinds.formula_answers import FormulaSpec


# A value under a condition: ``p(x | y)``.
_CONDITION = re.compile(r"[A-Za-z}]\s*\((?:[^()|]|\\mid)*(?:\||\\mid(?![A-Za-z]))[^()|]*\)")
# Formulas that are read as arithmetic and mean something else: a shape ``m \times n``, a convolution, a
# label in brackets ``w^{[1]}``, an array called e.
_NO_VALUE = re.compile(
    r"\s*[A-Za-z0-9](?:_(?:\w|\{[^{}]*\}))?(?:\s*\\times\s*[A-Za-z0-9](?:_(?:\w|\{[^{}]*\}))?)+\s*\Z"
    r"|.*(?:(?<![\^_{])(?<![\^_] )\\ast(?![A-Za-z])|\^\{\s*(?:\[|\\lbrack)"
    r"|\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*e(?![A-Za-z]))",
    re.DOTALL,
)
_WHOLE_DUE = "This side is right. Write the whole formula, with both sides and =."
_REORDERED = "Some letters changed places: if they are vectors or matrices, this is another product."
_DIFFERS = "It is not written as the formula is: compare the two."
_ALL_DUE = "This part is right. Write the whole formula, with all its sides."
_NORM = re.compile(r"\\\||‖|\|\||\\[lr]?Vert(?![A-Za-z])")
# Bars of a norm, and those with an index, which may be the very question.
_NAMED_NORM = re.compile(rf"(?:{_NORM.pattern})\s*(?:\^\s*(?:\{{[^{{}}]*\}}|\w)\s*)?_")
_BLANKS = re.compile(r"\s+(?=\W)|(?<=\W)\s+")
# Max characters of a right part that a message repeats.
_SHOWN = 30


def judge_formula(spec: FormulaSpec, typed: Given, mistakes: Listed[MistakeReply]) -> Verdict:
    """Return the verdict: right where an answer is the formula, wrong where it is a known mistake, by name.

    Anything else is undecided, with the code ``differs``: how a formula looks proves nothing, so the learner
    compares. Raises ParseError for an answer that is not read although the key is.
    """
    text = remove_formula_frames(one_text(typed))
    context = Context.of(spec)
    if not text.strip():
        raise ParseError("nothing was typed", 1)
    if any(map(_NAMED_NORM.search, spec.texts)) and _NORM.search(text) and not _NAMED_NORM.search(text):
        raise ParseError("which norm is this? Write its index, such as \\|x\\|_2", None)
    answers: list[Recalled] = []  # beside each formula that is expected; none if brackets do not match
    for key in keys_of(spec):
        with suppress(CheckError):
            answers.append(read_recalled_formula(text, key))
    plain = _without_blanks(text)
    latex = (key for key in spec.texts if is_latex(key) or "{" in key)
    # up to spelling, or as it is shown on one line
    if any(plain in _typeset_in_every_tier(key) for key in latex) or any(
        map(are_same, keys_of(spec), answers)
    ):
        record_step("find the formula up to spelling", typed=text, key=spec.texts)
        return make_correct_verdict("structure")
    check_indices(spec, text)
    verdict = _judge_recalled_formula(spec, text, answers, context)
    if verdict.verdict == "correct":
        return verdict
    for mistaken, say in wrong_texts(mistakes):
        fits = fits_formula(spec, mistaken, text, context)
        record_step("try a known mistake", mistake=mistaken, fits=fits)
        if fits:
            return make_wrong_verdict("misconception", say, verdict.evidence)
    if any(map(is_reordered, keys_of(spec), answers)):
        return make_undecided_verdict(_REORDERED, DIFFERS)
    return make_undecided_verdict(verdict.message or _DIFFERS, DIFFERS)


@lru_cache(maxsize=256)
def _typeset_in_every_tier(latex: str) -> frozenset[str]:
    """Return a formula on one line in every set of glyphs."""
    return frozenset(
        _without_blanks("".join(typeset_on_one_line(latex, tier=tier).lines)) for tier in get_args(Tier)
    )


def _without_blanks(text: str) -> str:
    """Return a text without blanks, except those that separate words."""
    return _BLANKS.sub("", normalize("NFC", text.strip()))


def _judge_recalled_formula(
    spec: FormulaSpec, text: str, answers: Listed[Recalled], context: Context
) -> Verdict:
    """Judge by value, if the key can be read as mathematics."""
    record_step("choose values or notation", key=spec.key or "no tree", texts=spec.texts)
    if spec.key is None or _compares_lists(spec.key) or any(map(_NO_VALUE.match, spec.texts)):
        return _by_notation(spec, text, answers, context)
    try:
        return _by_value(spec, spec.key, text, context)
    except ParseError:
        # a bar is not half of an absolute value where the key has conditions
        if _CONDITION.search(text) and any(map(_CONDITION.search, spec.texts)):
            return _by_notation(spec, text, answers, context)
        raise


def _compares_lists(key: Node) -> bool:
    """Return whether sides of a relation are lists, ``u = (a, b) = (0, 1)``, which have no values side by
    side.
    """
    relations = find_in_tree(key, Relation)
    return any(
        isinstance(side, Interval | Sequence) for relation in relations for side in list_parts(relation)
    )


def _by_value(spec: FormulaSpec, key: Node, text: str, context: Context) -> Verdict:
    answer = read_answer(spec, text)
    assert answer is not None
    result = _compare_formula_values(spec, key, answer, context)
    if result.verdict == "wrong" and not result.message:
        return _diagnose_formula(spec, key, answer, context) or result
    return result


def _compare_formula_values(spec: FormulaSpec, key: Node, answer: Node, context: Context) -> Verdict:
    if not describe_tree_kind(key) and describe_tree_kind(answer):
        raise make_kind_error("formula", answer)
    if isinstance(key, Relation) and not describe_tree_kind(answer):
        return _one_side(key, answer, context)
    if not _is_equation(key):
        return _as_kind(spec, key).compare(answer, context)
    if not _is_equation(answer):
        raise ParseError(f"an equation is asked for; this is {describe_tree_kind(answer)}", 1, code="kind")
    return judge_equation(key, answer, context)


def _diagnose_formula(spec: FormulaSpec, key: Node, answer: Node, context: Context) -> Verdict | None:
    if _is_equation(key):
        with suppress(CheckError):
            return diagnose_equation(key, answer, context) if _is_equation(answer) else None
        return None
    return diagnose_answer(_as_kind(spec, key), answer, context)


def _is_equation(node: Node) -> TypeGuard[Relation]:
    return isinstance(node, Relation) and node.op == "="


def _as_kind(spec: FormulaSpec, key: Node) -> Spec:
    """Return the spec that asks for the formula's value or statement."""
    match key:
        case Relation():
            kind = "inequality"
        case _:
            kind = "interval" if describe_tree_kind(key) else "expression"
    return replace_spec_key(KINDS[kind].spec(kind=kind, assume=spec.assume), key, spec.names)


def _one_side(key: Relation, answer: Node, context: Context) -> Verdict:
    """Judge an expression where an equation is expected: right as one of its sides, or wrong."""
    for side, other_side in ((key.right, key.left), (key.left, key.right)):
        if not isinstance(side, Sym) and not describe_tree_kind(other_side) and context.equal(side, answer):
            return make_wrong_verdict("form", _WHOLE_DUE)
    return make_wrong_verdict(
        "not-an-equation", "The whole formula is expected, with two sides.", "structure"
    )


def fits_formula(spec: FormulaSpec, mistaken: str, text: str, context: Context) -> bool:
    """Return whether an answer is the result of a known mistake."""
    try:
        mistaken_formula = read_recalled_formula(mistaken)
        if are_same(mistaken_formula, read_recalled_formula(text, mistaken_formula)):
            return True
        key, answer = read_answer(spec, mistaken), read_answer(spec, text)
        if key is None or answer is None:
            return False
        return _compare_formula_values(spec, key, answer, context).verdict == "correct"
    except CheckError:
        return False


def _by_notation(spec: FormulaSpec, text: str, answers: Listed[Recalled], context: Context) -> Verdict:
    """Return wrong with the differing part or how far the answer is right; unreadable with an open brace."""
    check_braces(text)
    keys = keys_of(spec)
    for key, answer in zip(keys, answers, strict=False):
        if have_same_values(spec, key, answer, context):
            return make_correct_verdict("numeric")
    record_step(
        "compare notation", key=[key.tokens for key in keys], answer=[each.tokens for each in answers]
    )
    if any(map(is_some_sides, keys, answers)):
        is_chain = all(len(key.sides) > 2 for key in keys)
        return make_wrong_verdict("form", _ALL_DUE if is_chain else _WHOLE_DUE, "structure")
    for key, answer in zip(keys, answers, strict=False):
        reached = _count_common_tokens(key.tokens, answer.tokens)
        if reached == len(answer.tokens):
            return make_wrong_verdict(
                "missing", "It is the same as far as it goes, but shorter.", "structure"
            )
        if reached == 0:
            return make_wrong_verdict("tokens", "It begins differently.", "structure")
        due = next((key for key in keys if key.statement is not None), key)
        if sentence := describe_difference(due, answer):
            return make_wrong_verdict("tokens", sentence, "structure")
        begun = join_latex_tokens(answer.tokens[:reached])
        last = begun if len(begun) <= _SHOWN else f"…{begun[-_SHOWN:]}"
        return make_wrong_verdict("tokens", f"It is the same up to `{last}`.", "structure")
    return make_wrong_verdict("tokens", "", "structure")


_SAYING = {
    "sign": "Look again at the sign of {}.", "index": "Look again at the index of {}.",
    "exponent": "Look again at the exponent {}.", "summand": "Look again at the term {}.",
    "factor": "Look again at the factor {}.", "name": "Look again at the name {}.",
}  # fmt: skip


def describe_difference(key: Recalled, answer: Recalled) -> str:
    """Return where an answer first differs from a formula, as a sentence; empty if that is not known."""
    if key.statement is None or answer.statement is None:
        return ""
    off = find_smallest_difference(key.statement, answer.statement)
    if off is None or not off.given or off.kind not in _SAYING:
        return ""
    return _SAYING[off.kind].format(f"`{off.given}`")


def _count_common_tokens(key: Listed[str], answer: Listed[str]) -> int:
    """Return the number of leading tokens that two formulas have in common."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(key, answer, strict=False))))


# --- notation -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recalled:
    """A formula as it was written: its canonical tokens, and its statements where they are read."""

    tokens: tuple[str, ...]
    statements: tuple[written.Statement, ...] | None

    @property
    def statement(self) -> written.Statement | None:
        """The only statement of the formula."""
        if self.statements and len(self.statements) == 1:
            return self.statements[0]
        return None

    @property
    def sides(self) -> tuple[written.Node, ...]:
        """The expressions between its equals signs; none with other relations."""
        statement = self.statement
        if statement is None or any(RELATIONS.get(relation) != "=" for relation in statement.relations):
            return ()
        return statement.sides


def read_recalled_formula(text: str, key: Recalled | None = None) -> Recalled:
    """Return a formula as its LaTeX prints it, else as people type it; with the key's notation if given.

    Raises ParseError if its brackets do not match.
    """
    printed = None
    known = with_left_side(key.tokens, Notation()) if key is not None else Notation()
    with suppress(DrillError):
        printed = read_recalled_statements(canonicalise_formula(text), known)
        if key is not None and are_same(key, printed):
            return printed
    is_printed = is_latex(text) and printed is not None and printed.statements is not None
    try:
        tokens = canonicalise_formula(typed_latex(text, key.tokens if key is not None else ()))
        as_typed = replace(known, is_typed=True)
        typed = read_recalled_statements(tokens, *((known, as_typed) if is_latex(text) else (as_typed,)))
    except DrillError:
        if printed is None or not is_printed:
            raise
        return printed
    is_meant = key is not None and are_same(key, typed)
    if printed is not None and is_printed and not is_meant:
        return printed
    return typed


def read_recalled_statements(tokens: list[str], *notations: Notation) -> Recalled:
    """Return the statements by the first notation that reads all of them."""
    while tokens[-1:] in (["."], [","]):
        tokens = tokens[:-1]
    for notation in notations:
        parsed_statements = [parsed.statement for parsed in split_statements(tokens, notation)]
        read = tuple(statement for statement in parsed_statements if statement is not None)
        if read and len(read) == len(parsed_statements):
            return Recalled(tuple(tokens), read)
    return Recalled(tuple(tokens), None)


@lru_cache(maxsize=256)
def keys_of(spec: FormulaSpec) -> tuple[Recalled, ...]:
    """Return the formulas that are expected, as they are written."""
    keys: list[Recalled] = []
    for text in spec.texts:
        with suppress(DrillError):
            keys.append(read_recalled_formula(text))
    return tuple(keys)


def are_same(key: Recalled, answer: Recalled) -> bool:
    """Return whether an answer is a formula up to spelling; token by token where one of them is not read."""
    if key.tokens == answer.tokens:
        return True
    if key.statements is None or answer.statements is None:
        return False
    if key.statement is not None and _says_how(key.statement):
        return _without_fonts(key.tokens) == _without_fonts(answer.tokens)
    if len(key.statements) != len(answer.statements):
        return False
    return all(map(is_same_formula, key.statements, answer.statements))


def is_reordered(key: Recalled, answer: Recalled) -> bool:
    """Return whether an answer is a formula except for the order of letters that may be vectors or
    matrices."""
    if key.statement is None or answer.statement is None or _says_how(key.statement):
        return False
    return is_same_reordered(key.statement, answer.statement)


def _says_how(statement: written.Statement) -> bool:
    """Return whether a formula's sides are the same up to spelling, so that the spelling is its point."""
    return len(statement.sides) > 1 and is_same_formula(statement.sides[0], statement.sides[1])


def _without_fonts(tokens: Listed[str]) -> list[str]:
    return [token for token in tokens if token not in FONTS and token not in ("{", "}")]


def is_some_sides(key: Recalled, answer: Recalled) -> bool:
    """Return whether an answer is some of a key's sides, in their order; the first alone does not count."""
    due, answered = key.sides, answer.sides
    if not 0 < len(answered) < len(due):
        return False
    left = iter(due if len(answered) > 1 else due[1:])
    return all(any(is_same_formula(side, answered_side) for side in left) for answered_side in answered)


# Formulas with computable values


def have_same_values(spec: FormulaSpec, key: Recalled, answer: Recalled, context: Context) -> bool:
    """Return whether both formulas are read as arithmetic and have equal values."""
    pairs = both_lowered(key, answer)
    with suppress(CheckError):
        return bool(pairs) and all(
            _compare_formula_values(spec, *pair, context).verdict == "correct" for pair in pairs
        )
    return False


def both_lowered(key: Recalled, answer: Recalled) -> list[tuple[Node, Node]]:
    r"""Return the values or equations of two formulas, in pairs, among names that nobody declared.

    A part outside of arithmetic (``f(x)``, ``\sum_i x_i``) is a number of its own, the same for the same
    spelling. No pairs where there is nothing to compare, or where the order of factors may matter.
    """
    if key.statement is None or answer.statement is None:
        return []
    both = key.statement, answer.statement
    if any(map(_says_how, both)) or not has_commuting_factors(*both):
        return []
    due = key.sides
    answered = answer.sides
    lower = Atoms(make_form_of(*both)).lower
    if len(due) != len(answered):
        return []
    relations = {relation for statement in both for relation in statement.relations}
    if len(due) == 2 and not is_same_formula(due[0], answered[0]) and relations == {"="}:
        left, right, other_left, other_right = map(lower, (*due, *answered))
        return [(Relation("=", left, right), Relation("=", other_left, other_right))]
    return [(lower(side), lower(answered_side)) for side, answered_side in zip(due, answered, strict=True)]
