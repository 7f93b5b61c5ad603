"""Find where a second author's key and its proof restrict a task beyond what its prompt prints.

What an answer assumes is printed below its prompt; these rules find what no line can mend: a set that lacks a
root, an optimum over another range than the printed one, options that are the same formula.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations

from drill.banks.draws import draw_variant
from drill.banks.models import Exercise
from drill.banks.params import head_of
from drill.banks.scope import Frame
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.errors import BankError, CheckError, DrillError
from drill.maths.maths_tree import Call, Logic, Node, Relation, RelationOp, Sym, find_symbols, walk_tree
from drill.maths.names import Names
from drill.maths.numeric import evaluate_real
from drill.maths.plain import parse
from drill.notation import is_latex, read_latex
from drill.proving import confirm_claim, find_other_roots, make_question_trials, witnesses

FORMULA = re.compile(r"\$([^$]+)\$|`([^`]+)`")
_RANGE = re.compile(r"(.+?)\\in\s*(?:\\left)?[\[(](.+?),(.+?)(?:\\right)?[)\]]")
_FLIPPED: Mapping[RelationOp, RelationOp] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
# Draws of a key with ceil or floor that are tried for a whole argument.
_MOST_DRAWS = 60
# Points at which formulas of options are compared, and the relative difference that counts as none.
_POINTS, _SAME = 6, 1e-9


def list_restrictions(stage: StageMaker, seed: int) -> Iterator[tuple[str, str]]:
    """Yield the code and the sentence of each restriction of a question that its prompt does not print."""
    if twins := _find_equal_options(stage):
        yield "options", f"answer: the options {twins[0]} and {twins[1]} are the same formula"
    if stage.question.answer.parts or not stage.question.witness:
        return
    head = head_of(stage.question.witness)
    if head not in ("root", "maximum", "minimum"):
        return
    ((claimed,), prompt) = make_question_trials(stage, seed), stage.prompt()
    with suppress(BankError, CheckError):
        if head == "root":
            yield from _list_missed_roots(claimed.trial, prompt)
        else:
            yield from _list_other_optima(claimed.trial, prompt)


def _list_missed_roots(trial: witnesses.Trial, prompt: str) -> Iterator[tuple[str, str]]:
    """A single number is one of several roots, which a line below the prompt tells apart; a set has all."""
    found = find_other_roots(trial)
    if found is None or trial.claim.kind not in ("set", "list"):
        return
    low, high = read_printed_ranges(prompt, trial.scope.frame).get(found.name, (-math.inf, math.inf))
    missed = [root for root in found.others if low <= root <= high]
    if missed:
        yield "root", f"answer: {found.name} = {missed[0]:.4g} is a root, too, and the key lacks it"


def _list_other_optima(trial: witnesses.Trial, prompt: str) -> Iterator[tuple[str, str]]:
    """An optimum over the ends that a prompt prints, where its witness has others."""
    over = trial.mapping("over")
    printed = read_printed_ranges(prompt, trial.scope.frame)
    both = {
        name: [repr(end) for end in printed[name]]
        for name in over
        if name in printed and all(map(math.isfinite, printed[name]))
    }
    if not both or all(trial.range(over[name]) == printed[name] for name in both):
        return
    witness = {**trial.witness, "over": {**over, **both}}
    finding = confirm_claim(witnesses.Trial(witness, trial.scope, trial.claim))
    if not finding.agrees:
        ends = "; ".join(f"{name} between {low} and {high}" for name, (low, high) in both.items())
        yield "extremum", f"witness: with {ends}, as the prompt has it, {finding.message}"


def read_printed_ranges(prompt: str, frame: Frame) -> dict[str, tuple[float, float]]:
    """Return the ends that formulas of a prompt set to letters, ``x \\in [0, 1]`` or ``0 < x \\le 1``."""
    ranges: dict[str, tuple[float, float]] = {}

    def narrow(name: str, low: float, high: float) -> None:
        before = ranges.get(name, (-math.inf, math.inf))
        ranges[name] = max(before[0], low), min(before[1], high)

    for text in list_formulas(prompt):
        if member := _RANGE.fullmatch(text.strip()):
            letter, *ends = (read_printed(part, frame) for part in member.groups())
            low, high = (None if end is None else evaluate_real(end, {}) for end in ends)
            if isinstance(letter, Sym) and low is not None and high is not None:
                narrow(letter.name, low, high)
            continue
        tree = read_printed(text, frame, is_statement=True)
        for relation in _list_relations(tree):
            for op, one, other in (
                (relation.op, relation.left, relation.right),
                (_FLIPPED.get(relation.op, relation.op), relation.right, relation.left),
            ):
                end = evaluate_real(other, {}) if isinstance(one, Sym) and not find_symbols(other) else None
                if end is not None and isinstance(one, Sym) and op in _FLIPPED:
                    narrow(one.name, *((-math.inf, end) if op[0] == "<" else (end, math.inf)))
    return ranges


def _list_relations(tree: Node | None) -> Iterator[Relation]:
    if isinstance(tree, Relation):
        yield tree
    elif isinstance(tree, Logic) and tree.op == "and":
        yield from _list_relations(tree.left)
        yield from _list_relations(tree.right)


def list_formulas(prompt: str) -> list[str]:
    """Return the formulas of a prompt, in dollars or as code, in order."""
    return [formula[1] or formula[2] for formula in FORMULA.finditer(prompt)]


def read_printed(text: str, frame: Frame, *, is_statement: bool = False) -> Node | None:
    """Return the tree of a printed formula in the letters of an exercise; None if it is not read."""
    names = Names(frozenset(frame.names.declared), functions="bank", undeclared="allow")
    mode = "statement" if is_statement else "value"
    with suppress(DrillError):
        plain = text.strip().rstrip(".,;")
        return read_latex(plain, names, frame.latex, mode) if is_latex(plain) else parse(plain, names, mode)
    return None


def find_edge_seed(exercise: Exercise) -> int | None:
    """Return a seed that makes the argument of a key's ``ceil`` or ``floor`` whole; None without one."""
    for seed in range(_MOST_DRAWS if exercise.is_parametrised else 0):
        with suppress(BankError, CheckError):
            if any(map(_has_whole_argument, VariantMaker(draw_variant(exercise, seed)).questions)):
                return seed
    return None


def has_edge(exercise: Exercise) -> bool:
    """Return whether a key of an exercise has ``ceil`` or ``floor``."""
    texts = (
        str(getattr(question.answer, "text", "")) for form in exercise.forms for question in form.questions
    )
    return any(re.search(r"\b(?:ceil|floor)\b", text) for text in texts)


def _has_whole_argument(stage: StageMaker) -> bool:
    text = str(getattr(stage.question.answer, "text", ""))
    if stage.kind == "code" or not re.search(r"\b(?:ceil|floor)\b", text):
        return False
    for part in walk_tree(stage.scope.read(text, "answer")):
        if isinstance(part, Call) and part.name in ("ceil", "floor"):
            value = evaluate_real(part.args[0], {})
            if value is not None and abs(value - round(value)) < _SAME:
                return True
    return False


@dataclass(frozen=True, slots=True)
class _PrintedOption:
    """An option's text without its formulas, and these, behind their last sign of equality."""

    words: str
    text: str
    formulas: tuple[Node, ...]


def _find_equal_options(stage: StageMaker) -> tuple[str, str] | None:
    """Return two options with the same words around formulas that are equal; None without any."""
    frame = stage.scope.frame
    options: list[_PrintedOption] = []
    for option in stage.question.answer.options:
        text = stage.text(option.text, "answer")
        trees = [read_printed(formula.rpartition("=")[2], frame) for formula in list_formulas(text)]
        if trees and not any(re.search(r"[<>≤≥]|\\[lg]e", formula) for formula in list_formulas(text)):
            read = tuple(tree for tree in trees if tree is not None)
            if len(read) == len(trees):
                options.append(_PrintedOption(FORMULA.sub("", text).strip(" ."), text, read))
    for one, other in combinations(options, 2):
        is_alike = one.words == other.words and len(one.formulas) == len(other.formulas)
        if is_alike and all(map(_is_same_formula, one.formulas, other.formulas)):
            return one.text, other.text
    return None


def _is_same_formula(one: Node, other: Node) -> bool:
    generator = random.Random(0)
    compared = 0
    for _ in range(_POINTS):
        point = {name: generator.uniform(0.2, 3) for name in sorted(find_symbols(one) | find_symbols(other))}
        first, second = evaluate_real(one, point), evaluate_real(other, point)
        if first is None or second is None:
            continue
        compared += 1
        if not math.isclose(first, second, rel_tol=_SAME):
            return False
    return compared > 0
