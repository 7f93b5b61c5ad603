"""Recall the formula: written from memory, as mathematics where it is plain, else sign by sign."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from drill.maths.print import to_plain
from drill.papers_first.alteration.alter import distinct
from drill.papers_first.alteration.identities import may_hold_for_both
from drill.papers_first.arrays.told_shapes import multiplies_matrices
from drill.papers_first.draft import Draft, Skipped
from drill.papers_first.formula.long_bodies import with_bodies_in_brackets
from drill.papers_first.formula.nesting import closes_another, is_balanced, top_level
from drill.papers_first.formula.printing import join, to_latex
from drill.papers_first.formula.remarks import remarked
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Derivative,
    Fraction,
    Gradient,
    Node,
    Number,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
    symbols,
)
from drill.papers_first.formula.typed_dots import without_put_commas
from drill.papers_first.formula.vocabulary import RELATIONS
from drill.papers_first.kinds.index_choices import is_choice_of_index
from drill.papers_first.kinds.told_apart import (
    Apart,
    is_range,
    is_refuted,
    made_of,
    order_told,
    statement_about,
    subject_of,
)
from drill.papers_first.making import (
    called,
    exercise,
    glossed,
    led_by,
    opening,
    pick,
    pointed,
    signs,
    skills_for,
    source_of,
)
from drill.papers_first.paper import Paper
from drill.papers_first.reading import Reading
from drill.papers_first.structure import level_of, motion_words, shape_words
from drill.papers_first.typed import Typed, as_signs, needs_positive, spelled_otherwise, typed
from drill.papers_first.wording import inline, listed, resources, shown_tokens, tall

LONGEST: Final = 70
"""Signs of a formula that one can be asked to keep in mind."""
_SHORTEST: Final = 4
_MISTAKES: Final = 2
_OPEN: Final = frozenset((*RELATIONS, "+", "-", "\\times", "\\cdot"))
_EQUAL: Final = frozenset(("=", ":=", "\\equiv", "\\leftarrow"))
_BETWEEN: Final = frozenset(("\\cdot", "\\times", "*", "/", "\\odot", "\\otimes"))
"""What stands between two things: nothing begins with it."""
_MIDWAY: Final = frozenset((*_OPEN, ")", "]", ":", ",", ";"))
"""What nothing begins with that is whole."""


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One draft for each statement that is short enough, each spelling once."""
    seen: set[tuple[str, ...]] = set()
    apart = Apart(paper)
    for reading in paper.readings:
        why = _unfit(paper, reading, seen) or _untold(paper, reading, apart)
        seen.add(reading.tokens)
        if why:
            yield Skipped("recall", reading.formula.name, why)
        else:
            yield _draft(paper.at(reading.formula), reading, is_alone=apart.is_alone(reading))


def _unfit(paper: Paper, reading: Reading, seen: set[tuple[str, ...]]) -> str:
    if not reading.tokens:
        return reading.refused or "it is not read"
    if signs(reading.tokens) > LONGEST:
        return f"it is longer than {LONGEST} signs"
    if len(reading.tokens) < _SHORTEST:
        return "it is too short to be worth remembering"
    if any(token.startswith("\\text") and " " in token for token in reading.tokens):
        return "it is words more than signs"
    if reading.tokens in seen:
        return "it stands in the paper before"
    if reading.statement is None and reading.tokens[0] in _MIDWAY:
        return "it carries on a row before"
    if reading.tokens[-1] in _OPEN:
        return "it is left open at its end"
    if any(sign in RELATIONS and after in _BETWEEN for sign, after in pairwise(reading.tokens)):
        return "something is missing beside a sign in it"
    if reading.statement is None and not is_balanced(reading.tokens):
        return "a bracket in it has no other half"
    if reading.statement is None and _is_parted(paper, reading):
        return "a set in it ends in another row"
    if reading.statement is None and not RELATIONS & set(top_level(list(reading.tokens))):
        return "it is no statement: nothing is said to equal it"
    if reading.statement is not None and _is_renaming(reading.statement):
        return "nothing is built in it"
    if reading.statement is not None and is_choice_of_index(reading.statement):
        return "it says what an index may be"
    if is_range(reading):
        return "it only says where a letter lies"
    if reading.statement is not None and not reading.statement.relations:
        return "it is no statement: nothing is said to equal it"
    if reading.statement is not None and _is_told_by_subject(reading.statement):
        return "the question would tell all of it but a number or a name"
    return ""


def _is_parted(paper: Paper, reading: Reading) -> bool:
    """Whether another row of its display closes a brace that it opens."""
    beside = (one for one in paper.readings if one.formula.display == reading.formula.display)
    is_open = reading.tokens.count("\\{") > reading.tokens.count("\\}")
    return is_open and any(closes_another(one.tokens) for one in beside)


def _is_told_by_subject(statement: Statement) -> bool:
    """Whether a number stands on its left, or is all that it bounds its left by; or whether what is computed
    stands on its left, and a name alone on its right.
    """
    first, *others = statement.sides
    if isinstance(first, Number):
        return len(others) == 1
    if isinstance(first, Sum | Product | Fraction | Big) and all(map(_is_bare, others)):
        return True
    is_bound = not set(statement.relations) & {"=", ":=", "\\approx", "\\equiv", "\\leftarrow"}
    return is_bound and all(isinstance(side, Number) for side in others)


def _is_renaming(statement: Statement) -> bool:
    """``m \\leftarrow u``: names that are set equal."""
    return set(statement.relations) <= _EQUAL and all(map(_is_bare, statement.sides))


def _is_bare(side: Node) -> bool:
    return isinstance(side, Symbol | Number) or (isinstance(side, Signed) and _is_bare(side.body))


def _untold(paper: Paper, reading: Reading, apart: Apart) -> str:
    """Why a prompt would not tell which formula it asks for, or would tell something false."""
    if is_refuted(paper, reading):
        return "it is supposed to be contradicted"
    if not subject_of(reading).about:
        beside = [one for one in paper.readings if one.formula.display == reading.formula.display]
        is_led = len(beside) == 1 and led_by(paper, reading)
        return "" if is_led else "nothing tells which formula it is"
    return "" if apart.is_told(reading) else "what it says is said of by another formula that is built alike"


def _draft(paper: Paper, reading: Reading, *, is_alone: bool) -> Draft:
    statement = reading.statement
    found = None if statement is None or len(statement.sides) != 2 else _plain(paper, statement)
    body = exercise(
        prompt=_prompt(paper, reading, is_alone=is_alone),
        answer=_answer(reading, found),
        names=None if found is None else found.names,
        assume=_assume(statement, found),
        skills=skills_for(reading),
        level=level_of(reading.tokens),
        shape="one line of signs" if statement is None else shape_words(statement),
        motion="go from left to right" if statement is None else motion_words(statement),
        hints=_hints(paper, reading),
        steps=_steps(paper, reading),
        wrong=_wrong(statement, found),
        witness=_witness(statement, found),
        resources=resources(paper, reading.formula),
    )
    return Draft("recall", reading.formula, source_of(reading), "", body, proved=True)


def _plain(paper: Paper, statement: Statement) -> Typed | None:
    """Names to type the formula with; none where the list of names would tell how it is built."""
    if not _is_equation(statement) or multiplies_matrices(paper, statement):
        return None
    found = typed(*statement.sides)
    if found is None or any(_is_built(atom) for atom in found.atoms):
        return None
    is_told = any(_is_one_atom(side) for side in statement.sides[1:])
    return None if is_told else found


def _is_one_atom(side: Node) -> bool:
    """Whether the list of names would hold a whole side: ``-\\nabla V(x)`` is one name and a sign."""
    match side:
        case Signed(_, body) | Bracket(_, _, (body,), (), ()):
            return _is_one_atom(body)
        case _:
            return isinstance(side, Call | Gradient | Derivative)


def _is_built(atom: Node) -> bool:
    """Whether something is computed in what one name stands for: ``f(W x + b)``, ``\\nabla (a + b)``."""
    match atom:
        case Call(_, inner) | Gradient(inner) if inner is not None:
            return any(isinstance(part, Sum | Product | Fraction | Big) for part in walk(inner))
        case _:
            return False


def _is_equation(statement: Statement) -> bool:
    """Whether it may be typed with an equals sign; what is set anew from its own old value may not."""
    left, right = statement.sides
    if statement.relations == ("\\leftarrow",):
        return not set(symbols(left)) & set(symbols(right))
    return statement.relations in (("=",), (":=",))


def _prompt(paper: Paper, reading: Reading, *, is_alone: bool) -> str:
    what, question = _asked(paper, reading)
    clue = "" if is_alone else made_of(reading)
    said = _condition(paper, reading)
    ask = pick(
        source_of(reading),
        f"Write {what} from memory.",
        f"From memory: write {what}, with {'all its' if _is_chain(reading) else 'both'} sides.",
        f"Without looking: {question}? Write all of it.",
    )
    return " ".join(
        part
        for part in (
            f"{opening(paper, reading)}.",
            led_by(paper, reading),
            clue,
            order_told(reading),
            ask,
            _left_out(reading),
            "" if said is None else f"Leave out {said}.",
        )
        if part
    )


def _left_out(reading: Reading) -> str:
    """What the key does without although the paper writes it."""
    over = remarked(reading.formula.latex) & {"=" if token == ":=" else token for token in reading.tokens}
    relations = listed([f"${sign}$" for sign in sorted(over)])
    return f"Leave out what is written above {relations}." if over else ""


def _condition(paper: Paper, reading: Reading) -> str | None:
    """The conditions beside it, without which the key is written."""
    if not reading.conditions or _is_one_of_several(paper, reading):
        return None
    noun = "condition" if len(reading.conditions) == 1 else "conditions"
    return f"the {noun} {listed([inline(one) for one in reading.conditions])}"


def _is_chain(reading: Reading) -> bool:
    return subject_of(reading).sort == "chain"


def _asked(paper: Paper, reading: Reading) -> tuple[str, str]:
    """What is to be written, and the question that asks for it."""
    subject = subject_of(reading)
    if subject.side is None:
        if subject.about and _is_one_of_several(paper, reading):
            what = f"the part that begins with ${tall(subject.about)}$"
            return f"only {what}", f"what is {what}, without the others"
        what = f"the formula that begins with ${tall(subject.about)}$" if subject.about else "the formula"
        return what, f"what is {what}"
    name = called(paper, subject.side, reading)
    what = statement_about(name, subject.sort)
    return what, f"what does the paper state of {name}" if subject.sort == "statement" else f"what is {what}"


def _is_one_of_several(paper: Paper, reading: Reading) -> bool:
    """Whether its row says something else beside it, ``a = b and c = d``."""
    return sum(one.formula is reading.formula for one in paper.readings) > 1


def _answer(reading: Reading, found: Typed | None) -> dict[str, object]:
    latex = join(reading.tokens)
    if reading.statement is None:
        return {"formula": as_signs(latex)}
    if found is None:
        bracketed = to_latex(with_bodies_in_brackets(reading.statement))
        bracketed = join(reading.spelled) if reading.spelled else bracketed
        signed: dict[str, object] = {"formula": as_signs(bracketed)}
        typed = join(without_put_commas(reading.tokens, reading.formula.latex))
        other = latex if bracketed != latex else typed
        return signed if bracketed == other else {**signed, "latex": other}
    left, right = reading.statement.sides
    return {"formula": f"{found.text(left)} = {found.text(right)}", "latex": latex}


def _assume(statement: Statement | None, found: Typed | None) -> list[str]:
    if statement is None or found is None or not needs_positive(statement):
        return []
    return [f"{name} > 0" for name in found.names]


def _wrong(statement: Statement | None, found: Typed | None) -> list[dict[str, object]]:
    """Known mistakes: the same formula with one thing changed."""
    if statement is None or found is None:
        return []
    left, right = statement.sides
    mistakes: list[dict[str, object]] = []
    for altered in distinct(right, _MISTAKES):
        if may_hold_for_both(altered, left):
            continue
        try:
            text = f"{found.text(left)} = {found.text(altered.node)}"
        except RefusedError:
            continue
        mistakes.append({"answer": text, "say": altered.say})
    return mistakes


def _witness(statement: Statement | None, found: Typed | None) -> dict[str, object] | None:
    """The right side once more, written from behind, so that a slip in the key is noticed."""
    if statement is None or found is None:
        return None
    left, right = statement.sides
    other = to_plain(spelled_otherwise(found.tree(right)))
    # an equation that defines no single name is worth its left side minus its right
    return {"value": other if left in found.atoms else f"-({other}) + {found.text(left)}"}


def _hints(paper: Paper, reading: Reading) -> list[str]:
    if reading.statement is None:
        letters = [token for token in dict.fromkeys(reading.tokens) if len(token) == 1 and token.isalpha()]
        told = f"These letters are in it: {listed([inline((letter,)) for letter in letters[:10]])}."
        return [f"It has {signs(reading.tokens)} signs.", told if letters else ""]
    shape = shape_words(reading.statement)
    return [f"Picture it: {shape}.", made_of(reading), glossed(paper, reading)]


def _steps(paper: Paper, reading: Reading) -> list[str]:
    shown = shown_tokens(reading.tokens)
    if reading.statement is None:
        return [f"{pointed(reading)} reads {shown}"]
    said = _condition(paper, reading)
    return [
        f"{pointed(reading)} reads {shown}"
        if said is None
        else f"{pointed(reading)} reads, under {said}, {shown}",
        f"From afar: {shape_words(reading.statement)}. To write it, {motion_words(reading.statement)}.",
        glossed(paper, reading),
    ]
