"""Statements with the type of each of their parts, or the questions whose answers would tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from drill.notation import children, to_latex, to_tokens, tree, walk
from drill.papers.draft import Line
from drill.papers.sheet import rules
from drill.papers.sheet.symbols import CALLED, typed_name
from drill.papers.sheet.table import Fact, Table, key_of_symbol
from drill.papers.sheet.typed import Place, Quantity, Question, Typed
from drill.papers.sheet.types import Function, Type
from drill.papers.sheet.unify import Lengths, Term, Var, is_open, term_of

_OPENED: Final = (
    rules.ELEMENTWISE | rules.SOFTMAX | rules.TO_NUMBER | rules.OF_LAWS | frozenset(("max", "min", "diag"))
)
"""Functions that are computed from their arguments; the arguments of all others stay closed."""
_SIZES: Final = ("R", "R^?", "R^(? x ?)")


def typed(
    statement: tree.Statement, tokens: tuple[str, ...], table: Table, section: int | None = None
) -> Typed | Question:
    """A statement with the type of each part that is computed with, or the first thing that must be known.

    Parts that nothing computes with have a type only where it is known: arguments of functions that are known
    by their values alone, laws, sets, conditions.
    """
    reading = _Reading(statement, table, section)
    questions = reading.questions
    return questions[0] if questions else Typed(statement, tokens, reading.types(), reading.quantities())


def missing(statement: tree.Statement, table: Table, section: int | None = None) -> tuple[Question, ...]:
    """All that must be known before a statement can be computed with."""
    return _Reading(statement, table, section).questions


def typed_lines(lines: Sequence[Line], table: Table) -> tuple[Line, ...]:
    """The lines of a paper, each typed as far as the table tells."""
    return tuple(
        line
        if line.statement is None
        else replace(line, typed=typed(line.statement, line.tokens, table, line.formula.section))
        for line in lines
    )


class _Reading(rules.Rows):
    """One statement over the facts of a table."""

    def __init__(self, statement: tree.Statement, table: Table, section: int | None) -> None:
        self.statement, self.table, self.section = statement, table, section
        self.unknown: dict[str, Var] = {}
        self.net = rules.Network(self, table.customs)
        self.net.read(statement, 0)
        self.bound = frozenset(_bound(statement))
        for level in range(4):
            self.net.level = level
            self.net.settle()

    # Rows

    def fact(self, ref: tree.Ref, is_called: bool = False) -> Fact | None:
        """What is known of a symbol here."""
        return self.table.fact(ref, self.section, is_called)

    def row(self, ref: tree.Ref, is_called: bool = False) -> Term:
        fact = self.fact(ref, is_called)
        if fact is None or fact.type is None:
            return self.unknown.setdefault(key_of_symbol(ref, is_called), Var())
        return term_of(fact.type)

    def is_declared(self, ref: tree.Ref) -> bool:
        facts = [self.fact(ref, is_called) for is_called in (False, True)]
        return any(fact is not None and fact.type_from is not None for fact in facts)

    # Questions

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What must be known, in the order of the statement."""
        found = dict.fromkeys(self._about_names())
        if not found:
            found = dict.fromkeys(self._about_clashes())
        if not found:
            found = dict.fromkeys(self._about_parts())
        return tuple(found)

    def _about_names(self) -> Iterator[Question]:
        for ref, is_called in computed(self.statement):
            if key_of_symbol(ref, is_called) in self.unknown:
                yield question_of(ref, is_called, self.table)

    def _about_clashes(self) -> Iterator[Question]:
        for clash in self.net.clashes:
            names = [
                ref for ref, is_called in computed(clash.node) if not is_called and not self.is_bound(ref)
            ]
            asked = (
                question_of(names[0], False, self.table) if names else Question(_latex(clash.node), "type")
            )
            yield replace(asked, guess="")

    def _about_parts(self) -> Iterator[Question]:
        for node in _computed_parts(self.statement):
            if (
                isinstance(node, tree.Statement | tree.Open | tree.Text | tree.Bound)
                or node is self.statement
            ):
                continue
            term = self.net.types.get((type(node), node.span))
            if isinstance(node, tree.Opaque):
                yield Question(to_latex(list(node.tokens)), "function")
            elif term is None or is_open(term):
                yield Question(
                    _latex(node), "layout" if isinstance(node, tree.Gradient | tree.Derivative) else "shape"
                )

    def is_bound(self, ref: tree.Ref) -> bool:
        """Whether a name runs in this statement."""
        return ref in self.bound

    # What came out

    def types(self) -> dict[Place, Type]:
        """Each part's type; a function's name has its arguments' and its value's."""
        lengths = Lengths(self.table.names)
        found = {place: kind for place, term in self.net.types.items() if (kind := lengths.type_of(term))}
        for node in walk(self.statement):
            if isinstance(node, tree.Apply) and (gives := found.get((tree.Apply, node.span))):
                takes = [found.get((type(arg), arg.span)) for arg in node.args]
                known = tuple(kind for kind in takes if kind is not None)
                place = (tree.Ref, node.function.span)
                found[place] = Function(known if len(known) == len(takes) else (), gives)
        return found

    def quantities(self) -> tuple[Quantity, ...]:
        """Each symbol once, but for those that run here."""
        found: dict[tuple[tree.Ref, bool], Quantity] = {}
        heads = {id(node.function) for node in walk(self.statement) if isinstance(node, tree.Apply)}
        for ref in walk_in_order(self.statement):
            place = (ref, id(ref) in heads)
            if place in found or self.is_bound(ref):
                continue
            quantity = self.table.of(ref, self.section, place[1])
            if quantity is not None:
                letters = [
                    index.letter for index in (*ref.below, *ref.above) if isinstance(index, tree.Running)
                ]
                bound = {name.name.base for name in self.bound}
                runs = tuple(letter for letter in dict.fromkeys(letters) if letter in bound)
                found[place] = replace(quantity, runs=runs)
        return tuple(found.values())


def walk_in_order(statement: tree.Statement) -> list[tree.Ref]:
    """All names of a statement as they are written; its conditions are not part of it."""
    refs = [node for side in statement.sides for node in walk(side) if isinstance(node, tree.Ref)]
    return sorted(refs, key=lambda ref: ref.span)


def _latex(node: tree.Node) -> str:
    return to_latex(list(to_tokens(node)))


def question_of(ref: tree.Ref, is_called: bool, table: Table) -> Question:
    """What to ask about a symbol of which nothing is known."""
    fact = table.fact(ref, None, is_called)
    symbol = fact.symbol if fact else ref
    name = fact.typed if fact else typed_name(ref)
    head = f"{name}(.)" if is_called else name
    latex = _latex(replace(symbol, span=ref.span)) + (CALLED if is_called else "")
    clashing = [one for one in table.contradictions if key_of_symbol(one.symbol) == key_of_symbol(symbol)]
    guess = ""
    if not is_called and not clashing:
        is_small = symbol.name.base.lstrip("\\")[:1].islower()
        rank = 0 if symbol.below and not rules.is_bold(symbol) else 1 if is_small else 2
        guess = f"{head} in {_SIZES[rank]}"
    return Question(
        latex, "function" if is_called else "type", tuple(f"{head} in {size}" for size in _SIZES), guess
    )


def computed(node: tree.Node) -> Iterator[tuple[tree.Ref, bool]]:
    """The names that are computed with, functions among them, in the order of the tree."""
    bound = frozenset(_bound(node))
    for part in _computed_parts(node):
        if isinstance(part, tree.Apply):
            if not _is_opened(part) and not rules.is_law(part.function):
                yield part.function, True
        elif isinstance(part, tree.Ref) and part not in bound:
            yield part, False


def _is_opened(node: tree.Apply) -> bool:
    """Whether a function is computed from its arguments."""
    is_sigma = node.function.name.base == "\\sigma" and len(node.args) == 1
    is_known = rules.is_divergence(node.function) or rules.is_indicator(node.function)
    return rules.word(node.function) in _OPENED or is_known or is_sigma


def _computed_parts(node: tree.Node) -> Iterator[tree.Node]:
    """The parts of a node that are computed with, itself first."""
    yield node
    match node:
        case tree.Apply():
            parts = node.args if rules.word(node.function) in _OPENED or _is_opened(node) else ()
            is_closed = rules.is_divergence(node.function) or rules.is_indicator(node.function)
            parts = () if is_closed or rules.word(node.function) in rules.OF_LAWS else parts
        case tree.Expect(_, tree.Listed(items)) | tree.Reduce(_, tree.Listed(items)):
            parts = items
        case tree.Expect(_, body) | tree.Norm(body) | tree.Entry(body) | tree.Root(body):
            parts = (body,)
        case tree.Listed(_, _, "\\{"):
            parts = ()
        case tree.Integral():
            parts = (node.body,)
        case tree.Gradient(_, by) | tree.Derivative(_, by):
            parts = by
        case tree.Family() | tree.Bound() | tree.Ref():
            parts = ()
        case tree.Statement():
            parts = tuple(_computed_sides(node))
        case _:
            parts = tuple(part for part in children(node) if not isinstance(part, tree.Bound | tree.Text))
    for part in parts:
        yield from _computed_parts(part)


def _computed_sides(node: tree.Statement) -> Iterator[tree.Node]:
    """The sides that hold values: no set behind a membership, no law behind a tilde."""
    for place, side in enumerate(node.sides):
        if place and node.relations[place - 1] in (
            "\\in",
            "\\sim",
            "\\subset",
            "\\subseteq",
            "\\rightarrow",
            ":",
        ):
            continue
        yield side


def _bound(node: tree.Node) -> Iterator[tree.Ref]:
    """Names that run or are integrated over in a node; what is sought by an argmin is known outside of it."""
    sought = {
        id(part.bound)
        for part in walk(node)
        if isinstance(part, tree.Reduce) and rules.operator(part)[:3] == "arg"
    }
    for part in walk(node):
        if isinstance(part, tree.Bound) and id(part) not in sought:
            yield from part.names
        elif isinstance(part, tree.Integral):
            yield from (name for name in part.by if isinstance(name, tree.Ref))
