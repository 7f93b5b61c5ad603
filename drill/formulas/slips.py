"""Ask where a formula was copied wrongly, and which case shows it, or which one hides it.

The slip is one sign, square, root, factor or extreme; a case is two equal parts, or a letter at 0 or 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion, Choice
from drill.formulas.asked_worlds import Ask, Slip, compute_asked, find_asked_option, find_telling_cases
from drill.formulas.folding import fold
from drill.formulas.formula import Formula, list_rows, open_formulas, print_node
from drill.formulas.letter_types import Array, Domain, find_real_domain
from drill.formulas.shape_check import check_shapes
from drill.formulas.typed_keys import list_atoms
from drill.formulas.typed_questions import name_witness, read_plain_ask
from drill.formulas.world_relations import make_world
from drill.notation import replace_nodes, tree, walk_nodes
from drill.notation.tree import Node, Ref

_MOST_CASES: Final = 6
_MOST_SLIPS: Final = 10
_OPTIONS: Final = (3, 4)


@dataclass(frozen=True, slots=True)
class _Case:
    """A case as a witness has it, and as it is said."""

    ask: Mapping[str, Any]
    said: str
    is_asked: bool = False

    @property
    def read(self) -> Ask:
        return read_plain_ask(self.ask)


@dataclass(frozen=True, slots=True)
class _Made:
    """A right side with one thing changed: what it was, and of which kind."""

    right: Node
    what: str
    kind: str


def ask_slips(formula: Formula, asked: Sequence[AskedQuestion]) -> Iterator[AskedQuestion]:
    """Yield the first slip that some of the cases show and another hides, or the reverse.

    One of the cases is a question that was asked already.
    """
    cases = [*_list_asked_cases(asked), *_list_ends(formula)]
    distinct = [
        case
        for case in list({repr(case.ask): case for case in reversed(cases)}.values())[::-1]
        if _counts(formula, case)
    ][:_MOST_CASES]
    if len(distinct) < _OPTIONS[0] or not any(case.is_asked for case in distinct):
        return
    for made in islice(_list_slips(formula.right), _MOST_SLIPS):
        question = _ask_slip(formula, made, distinct)
        if question is not None:
            yield question
            return


def _list_asked_cases(asked: Sequence[AskedQuestion]) -> Iterator[_Case]:
    """Yield the special cases that were asked."""
    for question in asked:
        ask = question.witness.get("ask", {})
        if question.about == "special case" and "equal" in ask and "at" not in ask:
            one, other = ask["equal"]
            yield _Case(ask, f"${one} = {other}$", True)
        elif question.about == "special case" and "equal" not in ask and len(ask.get("at", {})) == 1:
            said = _say_at(ask["at"])
            yield _Case(ask, f"every {said}" if question.what == "an infinite sum" else said, True)


def _counts(formula: Formula, case: _Case) -> bool:
    """Return whether a formula has a value in a case that is not plainly 0."""
    try:
        value = np.asarray(compute_asked(formula, make_world(formula, 1), case.read), dtype=float)
    except DrillError:
        return False
    return bool(np.isfinite(value).all() and np.any(np.abs(value) > 1e-9))


def _say_at(at: Mapping[str, str]) -> str:
    return " and ".join(f"${latex} = {number}$" for latex, number in at.items())


def _list_ends(formula: Formula) -> Iterator[_Case]:
    for atom in list_atoms(formula, formula.right):
        found = formula.find_letter(atom)
        domain = find_real_domain(found.letter.type) if found and not found.entries else None
        if (
            found is None
            or domain is None
            or found.letter in formula.held_letters
            or (isinstance(found.letter.type, Array) and domain != Domain())
        ):
            continue
        if any(not isinstance(i, tree.Running) or i.offset for i in found.members):
            continue
        for end in (0, 1):
            is_end = end in (domain.low, domain.high)
            if is_end or (end == 0 and domain == Domain()):
                at = {print_node(atom): str(end)}
                yield _Case({"at": at}, _say_at(at))


def _list_slips(right: Node) -> Iterator[_Made]:
    """Yield a right side with one thing changed."""
    parts = [part for part in walk_nodes(right) if not isinstance(part, tree.Statement)]
    for part in parts:
        if isinstance(part, tree.Add):
            for index, term in enumerate(part.terms):
                if not index:
                    continue
                body = term.body if isinstance(term, tree.Neg) else term
                turned = body if isinstance(term, tree.Neg) else tree.Neg(term)
                terms = (*part.terms[:index], turned, *part.terms[index + 1 :])
                changed = _change(right, part, replace(part, terms=terms))
                yield _Made(changed, print_node(term), "a sign")
    for part in parts:
        match part:
            case tree.Pow(base=base, exponent=tree.Num(text="2")):
                yield _Made(_change(right, part, base), print_node(part), "a square")
            case tree.Root(body=body):
                new = tree.Bracket(body)
                yield _Made(_change(right, part, new), print_node(part), "a root")
            case tree.Reduce(operator="\\min" | "\\max" as operator):
                new = replace(part, operator="\\max" if operator == "\\min" else "\\min")
                yield _Made(_change(right, part, new), operator, "a minimum or maximum")
            case tree.Mul(factors=factors, signs=signs) if len(factors) > 1:
                for index, factor in enumerate(factors):
                    if isinstance(factor, Ref):
                        left = (*factors[:index], *factors[index + 1 :])
                        kept = (*signs[: max(0, index - 1)], *signs[max(1, index) :])
                        new = (
                            replace(part, factors=left, signs=kept)
                            if len(left) > 1
                            else tree.Bracket(next(iter(left)))
                        )
                        yield _Made(_change(right, part, new), print_node(factor), "a factor")
            case _:
                pass


def _change(right: Node, part: Node, new: Node) -> Node:
    return replace_nodes(right, lambda each: new if each is part else None)


def _print_instead(formula: Formula, right: Node) -> str:
    return print_node(replace(formula.statement, sides=(*formula.statement.sides[:-1], right)))


def _ask_slip(formula: Formula, made: _Made, cases: Sequence[_Case]) -> AskedQuestion | None:
    latex = _print_instead(formula, made.right)
    try:
        (other,) = open_formulas(latex, list_rows(formula))
        if check_shapes(other).questions or fold(formula, other.right) == fold(formula, formula.right):
            return None
        shows = find_telling_cases(formula, other, {str(i): case.read for i, case in enumerate(cases)}, 1)
    except (DrillError, ValueError):
        return None
    telling = [case for i, case in enumerate(cases) if shows.get(str(i)) == "shows"]
    hiding = [case for i, case in enumerate(cases) if shows.get(str(i)) == "hides"]
    for many, one, how in ((telling, hiding, "hides"), (hiding, telling, "shows")):
        if not one or len(many) < _OPTIONS[0] - 1:
            continue
        many = sorted(many, key=lambda case: not case.is_asked)[: _OPTIONS[1] - 1]
        right = sorted(one, key=lambda case: not case.is_asked)[0]
        chosen = [case for case in cases if case in many or case is right]
        if not any(case.is_asked for case in chosen):
            continue
        question = _make_question(formula, made, latex, chosen, right, how)
        if question is not None:
            return question
    return None


def _make_question(
    formula: Formula, made: _Made, wrong: str, cases: Sequence[_Case], right: _Case, how: str
) -> AskedQuestion | None:
    ids = {f"case{number}": case for number, case in enumerate(cases, 1)}
    key = next(name for name, case in ids.items() if case is right)
    ask = {"instead": wrong, how: {name: case.ask for name, case in ids.items()}}
    try:
        read = Ask(slip=Slip(wrong, how, {name: case.read for name, case in ids.items()}))
        if find_asked_option(formula, read, 1) != key:
            return None
    except DrillError:
        return None
    asked = (
        "In which of these cases would nobody notice, because the two formulas agree there?"
        if how == "hides"
        else "Which of these cases shows that it is wrong, because the two formulas differ there?"
    )
    say = (
        "The two formulas differ there, so it would be noticed."
        if how == "hides"
        else "The two formulas agree there, so it shows nothing."
    )
    return AskedQuestion(
        about="slip",
        what="a slip",
        prompt=f"Somebody copied it as $${wrong}$$ {asked}",
        kind="choice",
        key=key,
        options=tuple(
            Choice(name, case.said, "" if name == key else say, name == key) for name, case in ids.items()
        ),
        hints=(
            "Where do the two formulas differ? What becomes of that place in each case?",
            f"It is {made.kind}, at ${made.what}$. "
            "In which case does it drop out, and in which does it stay?",
        ),
        steps=(
            f"What was changed is {made.kind}, at ${made.what}$.",
            f"At {right.said} the two formulas {'agree' if how == 'hides' else 'differ'}. "
            "A case tests a part of a formula only where that part still counts.",
        ),
        shape="two formulas that agree here and differ there",
        motion="substitute each case in both",
        witness=name_witness(formula, ask),
        worth=4.0,
    )
