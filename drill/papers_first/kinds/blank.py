"""Fill the blank: a formula with one part left out, which is typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.maths.print import to_plain
from drill.papers_first.draft import Draft, Skipped
from drill.papers_first.formula.edit import Part, all_parts
from drill.papers_first.formula.printing import join, to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Derivative,
    Differential,
    Factorial,
    Fraction,
    Gradient,
    Node,
    Number,
    Power,
    Product,
    Root,
    Statement,
    Sum,
    Symbol,
    Table,
    Words,
)
from drill.papers_first.kinds.index_choices import is_choice_of_index
from drill.papers_first.kinds.told_apart import is_range, is_refuted, statement_about, subject_of
from drill.papers_first.kinds.unsettled import unsettled, written_otherwise
from drill.papers_first.making import (
    called,
    capital,
    exercise,
    glossed,
    is_shown_well,
    opening,
    pick,
    pointed,
    signs,
    skills_for,
    source_of,
    used_symbols,
)
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.known_numbers import is_base_e
from drill.papers_first.reading import Reading
from drill.papers_first.structure import level_of, shape_words
from drill.papers_first.typed import Typed, as_signs, needs_positive, spelled_otherwise, typed
from drill.papers_first.wording import inline, resources, shown_tokens, tall

_MOST: Final = 2
"""Blanks of one formula."""
_LONGEST_ROW: Final = 110
_LONGEST: Final = 18
_EVERYWHERE: Final = 0.5
"""A symbol in more of the formulas than this is not asked for by itself."""
_FEW: Final = 4
_BOX: Final = Symbol("\\boxed{?}")
_WRITTEN_IN_MANY_WAYS: Final = frozenset((Sum, Fraction, Statement, Factorial, Root, Table))
_DOTS: Final = frozenset(("\\ldots", "\\cdots", "\\dots"))
_CONSTANTS: Final = frozenset(("const", "cst", "cte", "constant", "constants"))
_CONSTANT_LETTERS: Final = frozenset("cCK")
_NO_NAMES: Final = _DOTS | {"d", "\\cdot"}
_DIFFERENTIALS: Final = frozenset(("d", "\\mathrm"))
_ROLES: Final = {
    "term": "a term",
    "factor": "a factor",
    "divisor": "what is divided by",
    "numerator": "what stands above the line",
    "denominator": "what stands below the line",
    "base": "what is raised to a power",
    "exponent": "an exponent",
    "root": "what stands below the root",
    "bracket": "what stands in the brackets",
    "norm": "what the bars hold",
    "argument": "what the function is applied to",
    "body": "what the operator works on",
}


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """Up to two blanks for each statement that was read, each spelling once."""
    common = _common(paper)
    seen: set[tuple[str, ...]] = set()
    for reading in paper.readings:
        if reading.statement is None or reading.tokens in seen:
            continue
        seen.add(reading.tokens)
        if is_refuted(paper, reading):
            yield Skipped("blank", reading.formula.name, "it is supposed to be contradicted")
            continue
        if is_range(reading):
            yield Skipped("blank", reading.formula.name, "it only says where a letter lies")
            continue
        made = 0
        for part in _chosen(paper, reading, reading.statement, common):
            yield _draft(paper.at(reading.formula), reading, reading.statement, part)
            made += 1
        if not made:
            yield Skipped("blank", reading.formula.name, "no part of it stands there once and says something")


def _common(paper: Paper) -> frozenset[Symbol]:
    """Symbols that the paper uses nearly everywhere."""
    counts: Counter[Symbol] = Counter()
    rows = [reading.statement for reading in paper.readings if reading.statement is not None]
    for row in rows:
        counts.update(set(used_symbols(row)))
    if len(rows) < _FEW:
        return frozenset()
    return frozenset(symbol for symbol, count in counts.items() if count > _EVERYWHERE * len(rows))


def _chosen(paper: Paper, reading: Reading, statement: Statement, common: frozenset[Symbol]) -> list[Part]:
    """The parts that say most, in different places of the formula."""
    if signs(reading.tokens) > _LONGEST_ROW or not statement.relations or is_choice_of_index(statement):
        return []
    left_open = unsettled(statement) | written_otherwise(paper, statement) | _parities(statement)
    fit = [
        part
        for part in all_parts(statement)
        if part.role != "side" and _is_fit(part, reading, common) and not left_open & set(walk(part.node))
        if not _is_constant(paper.at(reading.formula), part)
    ]
    fit.sort(key=lambda part: (-_worth(part), pick(join(to_tokens(part.node)), *range(8))))
    chosen: list[Part] = []
    for part in fit:
        is_apart = not any(_overlap(part.node, other.node) for other in chosen)
        if len(chosen) < _MOST and is_apart and _is_judged(statement, part):
            chosen.append(part)
    return chosen


def _is_constant(paper: Paper, part: Part) -> bool:
    """Whether it holds a word for what stays the same, or is a letter for it behind others: what it is equal
    to is as right.
    """
    named = (one for one in walk(part.node) if isinstance(one, Words | Symbol))
    words = (one.text if isinstance(one, Words) else one.base for one in named)
    if any(word.strip(" .").lower() in _CONSTANTS for word in words):
        return True
    if part.role != "term" or not isinstance(part.node, Symbol) or part.node.base not in _CONSTANT_LETTERS:
        return False
    entry = paper.meaning(part.node)
    return entry is None or "constant" in entry.meaning


def _parities(statement: Statement) -> set[Node]:
    """What says only whether it is even: ``k - 1`` and ``k + 1`` are both right."""
    return {
        part.exponent
        for part in walk(statement)
        if isinstance(part, Power) and to_tokens(part.base) in (["(", "-", "1", ")"], ["-", "1"])
    }


def _is_fit(part: Part, reading: Reading, common: frozenset[Symbol]) -> bool:
    tokens = tuple(to_tokens(part.node))
    if not 1 <= len(tokens) <= min(_LONGEST, len(reading.tokens) // 2):
        return False
    if isinstance(part.node, Number) and part.role != "exponent":
        return False
    if _DOTS & set(tokens):
        return False  # one may write as many things before the dots as one likes
    if isinstance(part.node, Symbol) and (part.node in common or part.node.base in _NO_NAMES):
        return False
    if isinstance(part.node, Differential) or (
        isinstance(part.node, Product) and tokens[0] in _DIFFERENTIALS
    ):
        return False
    if isinstance(part.node, Call) and any(isinstance(inner, Differential) for inner in walk(part.node)):
        return False  # a measure: one may write d before or behind its name
    if part.role == "base" and is_base_e(part.node):
        return False
    if isinstance(part.node, Product) and part.role == "exponent" and "\\times" in part.node.signs:
        return False  # lengths in the order of their axes, which no product keeps
    return _count(tokens, reading.tokens) == 1 and _is_typed_well(part.node)


def _is_judged(statement: Statement, part: Part) -> bool:
    """Whether a right answer is seen to be right: sign by sign only what is written in one way."""
    what = _unbracketed(part.node)
    if part.role in ("denominator", "divisor") and isinstance(what, Product) and _has_several(what):
        return _names(statement, part) is not None  # numbers, in whichever order they are multiplied
    if isinstance(what, Product) and sum(isinstance(one, Call) for one in what.factors) > 1:
        return _names(statement, part) is not None  # values of functions, in whichever order
    parts = {type(inner) for inner in walk(what)}
    return not parts & _WRITTEN_IN_MANY_WAYS or _names(statement, part) is not None


def _has_several(product: Product) -> bool:
    return sum(not isinstance(factor, Number) for factor in product.factors) > 1


def _count(tokens: tuple[str, ...], row: tuple[str, ...]) -> int:
    size = len(tokens)
    return sum(row[at : at + size] == tokens for at in range(len(row) - size + 1))


def _is_typed_well(node: Node) -> bool:
    return not isinstance(node, Bracket) or len(node.parts) == 1


def _worth(part: Part) -> int:
    """How much a part says: weights, exponents and what stands below a line or root before lone symbols."""
    role = {"denominator": 3, "exponent": 3, "factor": 2, "divisor": 2, "root": 2, "argument": 1}.get(
        part.role, 0
    )
    inner = part.node.parts[0] if isinstance(part.node, Bracket) and len(part.node.parts) == 1 else part.node
    kind = 2 if isinstance(inner, Sum) else 1 if not isinstance(inner, Symbol) else 0
    return role + kind - (len(to_tokens(part.node)) > 10)


def _overlap(first: Node, second: Node) -> bool:
    one, other = tuple(to_tokens(first)), tuple(to_tokens(second))
    return bool(_count(one, other) or _count(other, one))


def _draft(paper: Paper, reading: Reading, statement: Statement, part: Part) -> Draft | Skipped:
    found = _names(statement, part)
    what = _unbracketed(part.node)
    boxed = part.put_back(_box(part.node, is_by_signs=found is None))
    if not is_shown_well(tall(to_tokens(boxed))):
        return Skipped("blank", reading.formula.name, "it cannot be shown with a box in it")
    shown = shown_tokens(boxed)
    subject = subject_of(reading)
    told = statement_about(called(paper, subject.side or statement.sides[0], reading), subject.sort)
    ask = pick(
        source_of(reading) + join(to_tokens(part.node)),
        "What belongs into the box?",
        "Fill the box.",
        "Type what the box hides.",
    )
    body = exercise(
        prompt=f"{opening(paper, reading)}. {capital(told)}, one part hidden: {shown}\n\n{ask}",
        answer=_answer(what, found),
        names=None if found is None else found.names,
        assume=[f"{name} > 0" for name in found.names] if found is not None and needs_positive(what) else [],
        skills=skills_for(reading),
        level=max(1, level_of(reading.tokens) - 1),
        shape=f"{shape_words(statement)}; {_ROLES[part.role]} is hidden",
        motion="ask what the box does in the formula, then what the paper uses for that",
        hints=[f"The box hides {_ROLES[part.role]}.", glossed(paper, reading)],
        steps=[
            f"{pointed(reading)} reads {shown_tokens(reading.tokens)}",
            f"The box hides {_ROLES[part.role]}: {inline(what)}.",
            glossed(paper, reading),
        ],
        wrong=_wrong(what, found),
        witness=_witness(what, found),
        resources=resources(paper, reading.formula),
    )
    return Draft("blank", reading.formula, source_of(reading), join(to_tokens(part.node)), body, proved=True)


def _box(node: Node, *, is_by_signs: bool) -> Node:
    """The box, in the brackets of what is compared sign by sign without them."""
    is_kept = is_by_signs and isinstance(node, Bracket) and _unbracketed(node) is not node
    return replace(node, parts=(_BOX,)) if is_kept and isinstance(node, Bracket) else _BOX


def _names(statement: Statement, part: Part) -> Typed | None:
    """Names for the whole formula; none where one of them is all that is hidden, and would give it away."""
    if isinstance(_unbracketed(part.node), Symbol | Call | Gradient | Derivative):
        return None
    whole = typed(*statement.sides)
    if whole is not None and _has_names(whole, part.node):
        return whole
    # it stands inside of what is one name in the whole formula, or beside what has none
    return typed(part.node, among=statement)


def _has_names(whole: Typed, node: Node) -> bool:
    try:
        whole.text(node)
    except RefusedError:
        return False
    return True


def _unbracketed(node: Node) -> Node:
    match node:
        case Bracket("(" | "[", _, (inner,), (), ()):
            return inner
        case _:
            return node


def _answer(what: Node, found: Typed | None) -> dict[str, object]:
    latex = join(to_tokens(what))
    return {"formula": as_signs(latex)} if found is None else {"formula": found.text(what), "latex": latex}


def _wrong(what: Node, found: Typed | None) -> list[dict[str, object]]:
    """For a weight ``1 - w`` the weight itself."""
    match what:
        case Sum((Number("1"), other), ("-",)) if found is not None:
            say = f"Here stands what is left to 1: {inline(what)}."
            return [{"answer": found.text(other), "say": say}] if _is_weight(other) else []
        case _:
            return []


def _is_weight(node: Node) -> bool:
    return isinstance(node, Symbol)


def _witness(what: Node, found: Typed | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {"value": to_plain(spelled_otherwise(found.tree(what)))}
