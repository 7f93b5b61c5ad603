"""The scope of a bank's expressions: declared names, drawn parameters, ``let`` names.

A :class:`Frame` has the declarations of an exercise, which do not depend on the draw; a :class:`DrawScope`
is a frame with values. Trees are substituted unchanged; only conditions are computed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from drill.banks.models import Declared, Form, Question
from drill.errors import BankError, CheckError, DrillError, ParseError
from drill.maths import maths_tree as trees
from drill.maths.exact import decide_exactly, evaluate_exactly
from drill.maths.maths_tree import (
    Call,
    Logic,
    Node,
    Not,
    Relation,
    Sym,
    change_parts,
    compare_reals,
    find_symbols,
    is_bound_place,
    list_parts,
    walk_tree,
)
from drill.maths.names import BINDING, Names
from drill.maths.plain import Mode, parse
from drill.maths.print import to_plain
from drill.maths.tree_evaluation import take_steps


@contextmanager
def at_field(field: str = "", exercise: str = "") -> Generator[None]:
    """Add the field, or the exercise, to any error of a computation.

    Raises BankError in place of every CheckError.
    """
    try:
        yield
    except BankError as error:
        error.field = error.field or field
        error.exercise = error.exercise or exercise
        raise
    except CheckError as error:
        raise BankError(error.message, error.hint, field=field, exercise=exercise, code="value") from None


@dataclass(frozen=True, slots=True)
class DrawCondition:
    """One condition on a draw: its index in ``where``, its tree, and the number of lets that it needs."""

    index: int
    tree: Node
    stage: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The declarations of an exercise. ``lets`` are trees as read, in order; ``vars`` are its symbols."""

    params: tuple[str, ...]
    lets: Mapping[str, Node]
    vars: tuple[str, ...]
    assume: tuple[str, ...]
    latex: Mapping[str, str]
    names: Names
    # In the order in which their names become known.
    conditions: tuple[DrawCondition, ...]

    def read(
        self,
        text: str,
        field: str,
        mode: Mode = "value",
        bound: Iterable[str] = (),
        matrices: Iterable[str] = (),
    ) -> Node:
        """Read an expression of the exercise, without substitution. Raises BankError that names the field.

        ``bound`` are names besides those declared, ``matrices`` those of them that are matrices.
        """
        extra = frozenset(bound)
        arrays = frozenset(matrices)
        names = self.names
        if extra or arrays:
            declared = names.declared | extra | arrays
            names = replace(names, declared=declared, matrices=names.matrices | arrays)
        return read_expression_text(text, field, names, mode)


# Assumptions without a relation are words, such as ``n positive integer``.
_RELATION = re.compile(r"[<>=≤≥≠]")
# Names that may be arrays of the answer with assumptions on their entries.
_ARRAY = re.compile(r"[A-Za-z]\w*(?![\w(])")


class DrawScope:
    """A frame with drawn values: ``trees`` holds parameters and ``let`` names with all values substituted."""

    def __init__(self, frame: Frame, params: Mapping[str, str]) -> None:
        self.frame = frame
        self.params = params
        self.trees: dict[str, Node] = {}
        for name in frame.params:
            if name not in params:
                raise BankError(f"no value is given for the parameter {name}", field="params", code="params")
            self.trees[name] = read_expression_text(
                params[name], f"params.{name}", Names(functions="bank"), "value"
            )
        for name, tree in frame.lets.items():
            self.trees[name] = put_in(tree, self.trees)
        self._exact: dict[str, Fraction | None] = {}

    def read(
        self,
        text: str,
        field: str,
        mode: Mode = "value",
        bound: Iterable[str] = (),
        matrices: Iterable[str] = (),
    ) -> Node:
        """Read an expression and substitute the values; ``bound`` and ``matrices`` are names that stay."""
        return self.put_in(self.frame.read(text, field, mode, bound, matrices), field)

    @cached_property
    def assumed(self) -> tuple[str, ...]:
        """Return the assumptions with values substituted: relations as plain maths, words as written."""
        assumed = list(self.frame.assume)
        for index, text in enumerate(assumed):
            if _RELATION.search(text):
                tree = self.read(text, f"assume.{index}", "statement", _ARRAY.findall(text))
                assumed[index] = to_plain(tree)
        return tuple(assumed)

    def put_in(self, tree: Node, field: str) -> Node:
        """Return a tree with the values substituted. Raises BankError if a bound name has a value."""
        try:
            return put_in(tree, self.trees)
        except CheckError as error:
            raise BankError(str(error), field=field, code="expression") from None

    def holds(self, condition: DrawCondition) -> bool:
        """Return whether a condition of ``where`` is true; exactly if its sides are rational, else in
        doubles.

        Raises BankError if it has no truth value.
        """
        try:
            return self.is_true(condition.tree)
        except CheckError as error:
            raise BankError(str(error), field=f"where.{condition.index}", code="where") from None

    def is_true(self, statement: Node) -> bool:
        """Return the truth of a statement after substituting the values. Raises CheckError if it has none."""
        exactly = decide_exactly(statement, self.rationals(statement))
        if exactly is None:
            return statement_holds(put_in(statement, self.trees))
        return exactly

    def rationals(self, tree: Node) -> dict[str, Fraction]:
        """Return the exact values of those parameters and ``let`` names in a tree that are rational."""
        known = {name: self._rational(name) for name in find_symbols(tree)}
        return {name: value for name, value in known.items() if value is not None}

    def _rational(self, name: str) -> Fraction | None:
        if name not in self._exact:
            tree = self.trees.get(name)
            self._exact[name] = None if tree is None else evaluate_exactly(tree, {})
        return self._exact[name]


# The frames of the last forms and questions, by identity, because each is drawn hundreds of times. The forms
# are kept with them, because another object could get the identity of a deleted one.
_frames: dict[tuple[int, int], tuple[Form, Question | None, Frame]] = {}


def frame_of(form: Form, question: Question | None = None) -> Frame:
    """Read the declarations of a form, of a question alone, and of a question's answer.

    Raises BankError for an expression that cannot be read.
    """
    known = _frames.get((id(form), id(question)))
    if known is None:
        known = form, question, _read_frame(form, question)
        # Several exercises with all their stages.
        if len(_frames) >= 64:
            _frames.clear()
        _frames[id(form), id(question)] = known
    return known[2]


def _read_frame(form: Form, question: Question | None) -> Frame:
    declaring = [form.declared]
    if question is not None:
        answer = question.answer
        of_answer = Declared(vars=answer.vars, assume=answer.assume, names=dict(answer.latex))
        declaring += [question.declared, of_answer]
    params = tuple(form.params)
    let_texts: dict[str, str] = {}
    latex: dict[str, str] = {}
    vars_: dict[str, None] = {}
    assume: list[str] = []
    for declarations in declaring:
        let_texts |= declarations.let
        latex |= declarations.names
        vars_ |= dict.fromkeys(declarations.vars)
        assume += declarations.assume
    variables = tuple(vars_)
    declared = frozenset((*params, *let_texts, *variables, *latex))
    names = Names(declared, frozenset(), "bank", "refuse")
    lets: dict[str, Node] = {}
    sizes: dict[str, int] = {}
    for name, text in let_texts.items():
        take_steps(len(text))
        lets[name] = read_expression_text(text, f"let.{name}", names, "value")
        later = sorted(free_names(lets[name]) & let_texts.keys() - (lets.keys() - {name}))
        if later:
            message = f"{later[0]} is used before it is defined"
            hint = "names of let build on those above them"
            raise BankError(message, hint, field=f"let.{name}", code="let")
        parts = walk_tree(lets[name])  # after the names before it are substituted
        sizes[name] = sum(sizes.get(part.name, 1) if isinstance(part, Sym) else 1 for part in parts)
        if sizes[name] > _MOST_NODES:
            message = f"with the names before it put in it has {sizes[name]} parts"
            hint = f"at most {_MOST_NODES} are allowed"
            raise BankError(message, hint, field=f"let.{name}", code="too-large")
        if _is_matrix(lets[name], names):
            names = replace(names, matrices=names.matrices | {name})
    conditions = _read_where_conditions(form.where, names, tuple(lets))
    return Frame(params, lets, variables, tuple(assume), latex, names, conditions)


# Max nodes of a ``let`` name with all before it substituted, because more take seconds to print.
_MOST_NODES = 4000


def free_names(tree: Node) -> frozenset[str]:
    """Return the names in a tree except those that a function binds."""
    if isinstance(tree, Sym):
        return frozenset((tree.name,))
    inner = frozenset[str]().union(*map(free_names, list_parts(tree)))
    if isinstance(tree, Call) and tree.name in BINDING:
        return inner.difference(list_bound_names(tree))
    return inner


@lru_cache(maxsize=4096)
def _parse_cached_expression(text: str, names: Names, mode: Mode) -> Node:
    return parse(text, names, mode)


def read_expression_text(text: str, field: str, names: Names, mode: Mode) -> Node:
    """Read an expression; BankError names the field and the column of the expression."""
    try:
        return _parse_cached_expression(text, names, mode)
    except ParseError as error:
        position = "" if error.at is None else f" (at column {error.at} of {text.strip()!r})"
        code = error.code if error.code in ("unknown-name", "too-large") else "expression"
        raise BankError(error.message + position, error.hint, field=field, code=code) from None
    except CheckError as error:
        raise BankError(error.message, error.hint, field=field, code="expression") from None


def in_first_mode(modes: Iterable[Mode], read: Callable[[Mode], Node]) -> Node:
    """Return the tree of the first mode that can read a text; raise the first mode's error if none can."""
    first: DrillError | None = None
    for mode in modes:
        try:
            return read(mode)
        except (BankError, CheckError) as error:
            first = first or error
    assert first is not None
    raise first


def put_in(node: Node, values: Mapping[str, Node]) -> Node:
    """Substitute trees for names, all at once; names that a function binds stay.

    Raises CheckError if a function binds a name that has a value, because it could mean either.
    """
    if isinstance(node, Sym):
        return values.get(node.name, node)
    if find_symbols(node).isdisjoint(values):
        return node
    if isinstance(node, Call) and node.name in BINDING:
        clash = next((name for name in list_bound_names(node) if name in values), None)
        if clash is not None:
            raise CheckError(f"{node.name} binds {clash}, which has a value already", "take another letter")
    return change_parts(node, lambda part: put_in(part, values))


def list_bound_names(call: Call) -> tuple[str, ...]:
    """Return the names that a binding function binds."""
    bound = (arg for index, arg in enumerate(call.args) if is_bound_place(call.name, index))
    return tuple(arg.name for arg in bound if isinstance(arg, Sym))


def _read_where_conditions(
    where: tuple[str, ...], names: Names, lets: tuple[str, ...]
) -> tuple[DrawCondition, ...]:
    stages = {name: index + 1 for index, name in enumerate(lets)}
    conditions: list[DrawCondition] = []
    for index, text in enumerate(where):
        take_steps(len(text))
        tree = read_expression_text(text, f"where.{index}", names, "statement")
        if not isinstance(tree, Relation | Logic | Not):
            raise BankError("a condition is expected, such as p != q", field=f"where.{index}", code="where")
        conditions.append(
            DrawCondition(index, tree, max((stages.get(n, 0) for n in find_symbols(tree)), default=0))
        )
    return tuple(sorted(conditions, key=lambda condition: condition.stage))


def _is_matrix(tree: Node, names: Names) -> bool:
    """Return whether a ``let`` denotes a matrix, judged by its tree."""
    match tree:
        case trees.Sequence("list", items):
            return bool(items) and all(isinstance(item, trees.Sequence) for item in items)
        case Sym(name):
            return name in names.matrices
        case Call(name, args):
            return name in ("inv", "T", "eye", "diag", "col") or (
                name in ("expand", "simplify", "raw") and _is_matrix(args[0], names)
            )
        case _:
            return any(_is_matrix(part, names) for part in list_parts(tree)) and not isinstance(
                tree, Relation
            )


Truth = Callable[[Mapping[str, Any]], bool]


def statement_holds(statement: Node, values: Mapping[str, Any] | None = None) -> bool:
    """Return the truth of a statement for values of its symbols, in doubles, up to rounding.

    Raises CheckError if a side has no value.
    """
    return statement_function(statement)(values or {})


@lru_cache(maxsize=1024)
def statement_function(statement: Node) -> Truth:
    """Return a statement as a function of its symbols; see :func:`statement_holds`. Raises CheckError if it
    is not a condition."""
    from drill.maths.numeric import make_evaluator

    match statement:
        case Logic(op, left, right):
            first = statement_function(left)
            second = statement_function(right)
            if op == "and":
                return lambda point: first(point) and second(point)
            return lambda point: first(point) or second(point)
        case Not(arg):
            inner = statement_function(arg)
            return lambda point: not inner(point)
        case Relation(op, left, right):
            below = make_evaluator(left)
            above = make_evaluator(right)
            return lambda point: _compare_up_to_rounding(op, below(point), above(point))
        case _:
            raise CheckError("a condition is expected, such as p != q")


def _compare_up_to_rounding(op: str, left: Any, right: Any) -> bool:
    """Compare two numbers or arrays up to rounding; a lone 0 is a zero array."""
    if not isinstance(left, float) or not isinstance(right, float):
        from drill.maths.typed_arrays import are_nearly_equal

        if op not in ("=", "!="):
            raise CheckError("only real numbers are less or greater than one another")
        return are_nearly_equal(left, right) == (op == "=")
    equal = left == right or abs(left - right) <= 1e-9 * max(abs(left), abs(right)) + 1e-12
    return compare_reals(op, left, right, equal=equal)
