"""Check that a formula fits its declared letters: one walk from the leaves up, a rule for each class of node.

Nothing is guessed and nothing unified: every leaf has its declared type. What does not fit is a `ShapeBreak`
at its node; what this module has no rule for is `NotFollowed`, which blames nobody; a number beside an array
in a sum is a question.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final

from drill.errors import DrillError
from drill.formulas.formula import (
    EQUALITIES,
    MAX_NODES,
    RUNNING_LETTERS,
    Formula,
    Found,
    mentions_name,
    print_node,
    quote_node,
)
from drill.formulas.known_functions import KNOWN_FUNCTIONS, MATRIX_FUNCTIONS, name_function, name_product
from drill.notation import reads_two_ways, replace_nodes, tree, walk_nodes
from drill.notation.tree import Node, Ref, Running
from drill.types import (
    COUNT,
    FITTING,
    INDEX,
    NOT_NEGATIVE,
    NUMBER,
    ONE,
    REALS,
    TRUTH,
    UNKNOWN,
    Array,
    Axis,
    Domain,
    Function,
    Index,
    Law,
    Number,
    SetOf,
    Several,
    Thing,
    Truth,
    Type,
    Unknown,
    describe_type,
    forget_values,
    without_law,
)

# Relations that say where a letter comes from.
_ORIGINS: Final = frozenset(("\\sim", "\\in"))
# Relations between values of one shape; an order may be of each entry with one number.
_ORDERS: Final = frozenset(("<", ">", "\\leq", "\\geq"))
# Relations of a condition that are decided.
_DECIDED: Final = _ORDERS | {"=", "\\neq", "\\in", "\\notin"}
_COMPARING: Final = EQUALITIES | _ORDERS | {"\\approx", "\\propto", "\\simeq"}
CONSTANTS: Final = frozenset(("\\pi", "e", "\\infty"))
DIVERGENCES: Final = frozenset(("KL", "D"))
# What is computed of all that a bound name runs over, or of several things.
EXTREMES: Final = frozenset(("\\min", "\\max", "\\sup", "\\inf"))
REDUCTIONS: Final = EXTREMES | {"\\argmin", "\\argmax", "\\sum", "\\prod", "\\bigcup"}
# Means over what is drawn, and variances and deviations from them.
MEANS: Final = frozenset(("E", "mean", "avg"))
SPREADS: Final = frozenset(("V", "Var", "var", "Std", "std"))
INDICATORS: Final = frozenset(("1", "I"))
# Words before the condition of a case with which the case holds where the condition does not.
_INVERTING: Final = frozenset(("unless", "except", "not"))
# Norms that are computed, by what stands below them.
NORMS: Final = frozenset(("", "0", "1", "2", "\\infty", "F", "*"))


class FormulaFault(DrillError):
    """Something at a node of a formula; ``reason`` is a clause without the node."""

    def __init__(self, node: Node, reason: str) -> None:
        super().__init__(f"{quote_node(node)}: {reason}")
        self.node = node
        self.reason = reason


class ShapeBreak(FormulaFault):
    """Two things that do not fit, whatever the formula means."""


class Undeclared(ShapeBreak):
    """A letter without a row."""

    def __init__(self, node: Node) -> None:
        super().__init__(node, "not declared")


class NotFollowed(FormulaFault):
    """A part that drill has no rule for."""


@dataclass(slots=True)
class Shapes:
    """What a check found: the type of the right side, and of each node by its id.

    ``questions`` are what a person is asked, such as whether a number is added to each entry of an array.
    """

    out: Type
    questions: list[str]
    # Nodes hold on to their ids as long as the formula lives.
    types: dict[int, Type] = field(default_factory=lambda: dict[int, Type]())


def check_shapes(formula: Formula, *, lets_unknown_pass: bool = False) -> Shapes:
    """Return the types of a formula's right side and of its parts.

    With ``lets_unknown_pass`` a letter without a row fits everywhere.

    Raises ShapeBreak, Undeclared or NotFollowed.
    """
    if sum(1 for _ in walk_nodes(formula.statement)) > MAX_NODES:
        raise NotFollowed(formula.right, f"a formula that is worked has at most {MAX_NODES} parts")
    if _ORIGINS.issuperset(formula.statement.relations) and formula.statement.relations:
        raise NotFollowed(formula.statement, "it says where a letter comes from, and has no value")
    if not is_equality(formula.statement):
        raise NotFollowed(formula.statement, "it says how its sides relate, and has no value")
    if any(_has_order(formula, side) for side in formula.statement.sides[1:] or formula.statement.sides):
        raise NotFollowed(formula.statement, "it is a statement of order, and has no value")
    check = _ShapeCheck(formula, lets_unknown_pass)
    return Shapes(check.check_sides(formula.statement), check.questions, check.types)


def is_equality(said: tree.Statement) -> bool:
    """Return whether the last side of a statement is the value of the others, or a bound of them."""
    return _COMPARING.issuperset(said.relations)


def find_type_in(formula: Formula, node: Node) -> Type:
    """Return the type of a part, also of a changed one. Raises ShapeBreak, Undeclared or NotFollowed."""
    return _ShapeCheck(formula, False).find_type(node)


def name_norm(node: tree.Norm) -> str:
    """Return which norm is meant: one of ``NORMS``, or whatever else stands below it."""
    order = "" if node.order is None else print_node(node.order).replace(" ", "")
    return "F" if order == "\\operatorname{F}" else order


def split_clip_ends(node: tree.Apply) -> tuple[Node, Node] | None:
    r"""Return both ends of a clip, which ``1 \pm \epsilon`` says in one; None where there are not two."""
    if len(node.args) == 3:
        return node.args[1], node.args[2]
    bound = node.args[1]
    if not any(isinstance(part, tree.PlusMinus) for part in walk_nodes(bound)):
        return None
    high = replace_nodes(bound, lambda part: part.body if isinstance(part, tree.PlusMinus) else None)
    low = replace_nodes(bound, lambda part: tree.Neg(part.body) if isinstance(part, tree.PlusMinus) else None)
    return low, high


def split_bound(bound: tree.Bound) -> tree.Bound:
    r"""Return a range whose start stands apart from its condition: ``j = 1, j \neq y`` begins at 1."""
    listed = bound.condition.sides[0] if bound.condition is not None else None
    if not isinstance(listed, tree.Listed):
        return bound
    starts = [
        item.sides[1]
        for item in listed.items
        if isinstance(item, tree.Statement) and item.relations == ("=",) and item.sides[0] in bound.names
    ]
    if not starts or len(bound.names) > 1:
        return bound
    rest = tuple(item for item in listed.items if getattr(item, "relations", ()) != ("=",))
    condition = replace(listed, items=rest) if len(rest) > 1 else rest[0] if rest else None
    said = condition if isinstance(condition, tree.Statement | None) else tree.Statement((condition,))
    return replace(bound, lower=starts[0], condition=said)


def is_name(node: Node) -> bool:
    """Return whether a name stands where one has to: a number may have been put in for the letter."""
    return isinstance(node, Ref)


def is_constant(ref: Ref) -> bool:
    """Return whether a name is a number that everybody knows: pi, e, infinity."""
    return ref.name.base in CONSTANTS and ref == Ref(tree.Name(ref.name.base))


def is_free_index(ref: Ref, formula: Formula) -> bool:
    """Return whether a name counts members somewhere in the formula, ``t`` of ``x_t``."""
    name = ref.name.base
    return name in RUNNING_LETTERS and name in formula.index_letters and ref == Ref(tree.Name(name))


def is_identity(ref: Ref) -> bool:
    r"""Return whether a name is the identity matrix: ``I``, ``\mathbf{I}``, ``I_d``."""
    return ref.name.base == "I" and not ref.name.accents and not ref.mark


class _ShapeCheck:
    def __init__(self, formula: Formula, lets_unknown_pass: bool) -> None:
        self._formula = formula
        self._lets_unknown_pass = lets_unknown_pass
        self._bound: dict[Ref, Type] = {}
        self.questions: list[str] = []
        self.types: dict[int, Type] = {}
        # Sizes in bars of which a number is needed.
        self._numbers: set[int] = set()

    def check_sides(self, said: tree.Statement) -> Type:
        """Return the type of the last side; the others have to fit it, as far as they are followed."""
        if any(
            isinstance(self._find_side_type(side), Number) for side in said.sides if isinstance(side, Ref)
        ):
            for side in said.sides:
                self._need_number(side)
        out = after = self.find_type(said.sides[-1])
        for side, other, relation in zip(
            said.sides[-2::-1], said.sides[:0:-1], said.relations[::-1], strict=True
        ):
            kind = self._find_side_type(side) if relation in _COMPARING else UNKNOWN
            self._compare_sides(side, kind, other, after, relation)
            after = kind
        return out

    def _find_side_type(self, side: Node) -> Type:
        """Return the type of a side; one that is not followed, or whose letters have no rows, fits."""
        try:
            return self.find_type(side)
        except (NotFollowed, Undeclared):
            return UNKNOWN
        except ShapeBreak:
            if self._may_be_notation(side):
                return UNKNOWN
            raise

    def _may_be_notation(self, side: Node) -> bool:
        r"""Return whether a side may only name what is computed: ``g \star x`` of functions, ``dz(t)/dt``."""
        called = {part.function for part in walk_nodes(side) if isinstance(part, tree.Apply)}
        return any(
            not isinstance(found.letter.type, Function | Law if ref in called else Number | Array | Index)
            for ref, found in self._formula.list_found(side)
        )

    def _compare_sides(self, side: Node, one: Type, other_side: Node, other: Type, relation: str) -> None:
        kinds = (one, other)
        if not all(isinstance(kind, Number | Index | Array) for kind in kinds) or one == other:
            return
        axes = [_drop_ones(kind.axes) if isinstance(kind, Array) else () for kind in kinds]
        is_literal = isinstance(_strip_sign(side), tree.Num) or isinstance(_strip_sign(other_side), tree.Num)
        if _fit_axes(*axes) is not None or (not all(axes) and (is_literal or relation in _ORDERS)):
            return
        said = f"{quote_node(side)} is {describe_type(one)}, {quote_node(other_side)} {describe_type(other)}"
        if len(axes[0]) == len(axes[1]) and all(axis.letter for each in axes for axis in each):
            raise ShapeBreak(side, f"{said}: they are the two sides of ${relation}$")
        found = self._formula.find_letter(side)
        if found is not None and found.entries:
            raise NotFollowed(side, f"whether it is an entry, because {said}")
        self.questions.append(f"{said}: are they meant to be equal?")

    def _need_number(self, node: Node) -> None:
        r"""Note that the sizes in bars of which a part consists are numbers: of a matrix, its determinant."""
        for part in walk_factors(node):
            if isinstance(part, tree.Norm):
                self._numbers.add(id(part))

    def find_type(self, node: Node) -> Type:
        kind = self._apply_rule(node)
        self.types[id(node)] = kind
        return kind

    def _apply_rule(self, node: Node) -> Type:
        rule = self._RULES.get(type(node))
        if rule is None:
            raise NotFollowed(node, node.why if isinstance(node, tree.Opaque) else "this cannot be worked")
        return rule(self, node)

    # Letters

    def _find_letter_type(self, ref: Ref) -> Type:
        if ref in self._bound:
            return self._bound[ref]
        found = self._formula.find_letter(ref)
        bare = Ref(ref.name)
        if ref.below and isinstance(self._bound.get(bare), Array) and (found is None or found.entries):
            return self._take_entries(ref, self._bound[bare], ref.below)
        if found is not None:
            return self._use_row(ref, found)
        if self._formula.is_axis(ref) or self._formula.is_count(ref):
            return COUNT
        if is_constant(ref):
            return NUMBER
        if is_free_index(ref, self._formula):
            return INDEX
        if is_identity(ref):
            return Array((FITTING, FITTING))
        if self._lets_unknown_pass:
            return UNKNOWN
        if (drawn := self._formula.find_drawn_type(ref)) is not None:
            return Law(drawn)
        raise Undeclared(ref)

    def _use_row(self, ref: Ref, found: Found) -> Type:
        kind = found.letter.type
        return self._take_entries(ref, kind, found.entries) if found.entries else kind

    def _take_entries(self, node: Node, kind: Type, entries: Sequence[tree.Index]) -> Type:
        match kind:
            case Unknown():
                return UNKNOWN
            case Array(axes=axes) if len(entries) <= len(axes):
                open_axes = tuple(
                    axis for axis, index in zip(axes, entries, strict=False) if isinstance(index, tree.Open)
                )
                rest = (*open_axes, *axes[len(entries) :])
                return Array(rest, kind.domain) if rest else Number(kind.domain)
            case Array(axes=axes):
                count = len(axes)
                raise ShapeBreak(
                    node,
                    f"{len(entries)} indices on an array with {count} {'axis' if count == 1 else 'axes'}",
                )
            case _:
                raise ShapeBreak(node, f"an entry of {describe_type(kind)}")

    # Arithmetic

    def _need_values(self, node: Node, kind: Type, done: str) -> Type:
        """Return a type with nothing said of its values; only numbers and arrays are computed with."""
        if isinstance(kind, Function | Law | SetOf | Thing | Several | Truth):
            raise ShapeBreak(node, f"{describe_type(kind)} is {done}")
        return forget_values(kind)

    def find_value_type(self, node: Node, part: Node, done: str) -> Type:
        """Return the type of a part of a node which is computed with. Raises ShapeBreak."""
        return self._need_values(node, self.find_type(part), done)

    def find_number_type(self, where: str, *nodes: Node) -> Type:
        """Return the type of parts that have to be numbers. Raises ShapeBreak."""
        kind: Type = NUMBER
        for node in nodes:
            kind = self.find_type(node)
            if not isinstance(kind, Number | Index | Unknown):
                raise ShapeBreak(node, f"{describe_type(kind)} in {where}")
        return forget_values(kind)

    def _join(self, node: Node, one: Type, other: Type, done: str) -> Type:
        """Return the type of two values that are combined entry by entry."""
        for kind in (one, other):
            self._need_values(node, kind, done)
        if isinstance(one, Unknown) or isinstance(other, Unknown):
            return UNKNOWN
        if isinstance(one, Array) and isinstance(other, Array):
            axes = _fit_axes(one.axes, other.axes)
            if axes is None:
                raise ShapeBreak(node, f"{describe_type(one)} and {describe_type(other)} are {done}")
            return Array(axes)
        array = one if isinstance(one, Array) else other
        return Array(array.axes) if isinstance(array, Array) else NUMBER

    def _check_sum(self, node: tree.Add) -> Type:
        kinds = [self.find_type(term) for term in node.terms]
        total = kinds[0]
        for before, term, kind in zip(node.terms, node.terms[1:], kinds[1:], strict=False):
            is_mixed = {type(total), type(kind)} in ({Number, Array}, {Index, Array})
            array = total if isinstance(total, Array) else kind
            is_matrix = isinstance(array, Array) and len(array.axes) > 1
            is_literal = isinstance(_strip_sign(term), tree.Num) or isinstance(before, tree.Num)
            if is_mixed and (is_matrix or not is_literal):
                self._ask_each_entry(before, term, total, kind)
            for part, of in ((before, total), (term, kind)):
                if isinstance(of, Function | Law | SetOf | Thing | Several | Truth):
                    raise ShapeBreak(
                        node, f"{quote_node(_strip_sign(part))} is {describe_type(of)}, which cannot be added"
                    )
            if (
                isinstance(total, Array)
                and isinstance(kind, Array)
                and _fit_axes(total.axes, kind.axes) is None
            ):
                one, other = quote_node(_strip_sign(before)), quote_node(_strip_sign(term))
                raise ShapeBreak(
                    node, f"{one} is {describe_type(total)}, {other} {describe_type(kind)}: they are added"
                )
            total = self._join(node, total, kind, "added")
        return total

    def _ask_each_entry(self, before: Node, term: Node, total: Type, kind: Type) -> None:
        term = _strip_sign(term)
        number, array = (term, before) if isinstance(total, Array) else (before, term)
        shape = describe_type(total if isinstance(total, Array) else kind)
        of_identity = ", and not times I" if isinstance(number, tree.Num) else ""
        text = f"{quote_node(number)} is a number, {quote_node(array)} {shape}: to each entry{of_identity}?"
        self.questions.append(text)

    def _check_product(self, node: tree.Mul) -> Type:
        if reads_two_ways(node):
            raise NotFollowed(node, "how far the derivative reaches")
        (part, total, _), *factors = self._list_factors(node)
        for factor, kind, sign in factors:
            for of, where in ((total, part), (kind, factor)):
                if isinstance(of, Function | Law | SetOf | Thing | Several | Truth):
                    raise ShapeBreak(
                        node, f"{quote_node(where)} is {describe_type(of)}, which cannot be multiplied"
                    )
            total = self._multiply(node, total, kind, sign, part, factor)
            part = factor
        return total

    def _list_factors(self, node: tree.Mul) -> list[tuple[Node, Type, str]]:
        r"""Return factors with their types and the signs before them; ``W[i]`` is an entry."""
        factors: list[tuple[Node, Type, str]] = []
        for factor, sign in zip(node.factors, ("", *node.signs), strict=True):
            if factors and not sign and is_entry_bracket(factor) and isinstance(factors[-1][1], Array):
                array, kind, before = factors.pop()
                places = factor.items if isinstance(factor, tree.Listed) else (factor,)
                entry = self._take_entries(node, kind, tuple(map(tree.Computed, places)))
                factors.append((array, entry, before))
            elif factors and not sign and is_written_argument(factors[-1][0], factor, self._formula):
                self._refuse_matrix_at_vector(node, factors[-1][1], self.find_type(factor))
            else:
                factors.append((factor, self.find_type(factor), sign))
        return factors

    def _refuse_matrix_at_vector(self, node: Node, kind: Type, argument: Type) -> None:
        if isinstance(kind, Array) and len(kind.axes) == 2 and isinstance(argument, Array):
            raise NotFollowed(node, "whether this is a product or a matrix that depends on a vector")

    def _multiply(self, node: Node, one: Type, other: Type, sign: str, left: Node, right: Node) -> Type:
        if isinstance(one, Unknown) or isinstance(other, Unknown):
            return UNKNOWN
        axes = [len(kind.axes) if isinstance(kind, Array) else 0 for kind in (one, other)]
        rule = name_product(sign, *axes)
        if not rule:
            what = f"${sign}$" if sign else "a product"
            raise NotFollowed(node, f"{what} of {describe_type(one)} and {describe_type(other)}")
        if not (isinstance(one, Array) and isinstance(other, Array)):
            return self._join(node, one, other, "multiplied")
        if (FITTING, FITTING) in (one.axes, other.axes):
            if rule != "matrix":
                raise NotFollowed(node, f"{sign} of an identity matrix")
            return Array((other if one.axes[0] == FITTING else one).axes)
        if sign:
            match rule:
                case "entrywise":
                    return self._join(node, one, other, "multiplied entry by entry")
                case "outer":
                    return Array((*one.axes, *other.axes))
                case _:
                    pass
        if rule == "entrywise" and is_part_beside(left, right):
            raise NotFollowed(node, "whether a part of an array is a row or a column")
        if rule == "entrywise" and one.axes == other.axes:
            self._ask_entrywise(left, right, one)
        return _multiply_arrays(node, one.axes, other.axes, sign, left, right)

    def _ask_entrywise(self, left: Node, right: Node, kind: Array) -> None:
        kinds = describe_type(kind)[2:].replace("vector", "vectors", 1)
        self.questions.append(f"{quote_node(left)} and {quote_node(right)} are both {kinds}: entry by entry?")

    def _check_quotient(self, node: tree.Div) -> Type:
        self._need_number(node.bottom)
        top, bottom = self.find_type(node.top), self.find_type(node.bottom)
        if isinstance(bottom, Array) and isinstance(top, Number | Index):
            if len(bottom.axes) > 1:
                raise ShapeBreak(node, f"{describe_type(top)} is divided by {describe_type(bottom)}")
            self._ask_division(node, top, bottom)
        return self._join(node, top, bottom, "divided")

    def _ask_division(self, node: tree.Div, top: Type, bottom: Array) -> None:
        text = (
            f"{quote_node(node.top)} is {describe_type(top)}, {quote_node(node.bottom)} "
            f"{describe_type(bottom)}: divided by each entry?"
        )
        self.questions.append(text)

    def _check_power(self, node: tree.Pow) -> Type:
        base = self.find_value_type(node, node.base, "to a power")
        exponent = self.find_number_type("an exponent", node.exponent)
        if self._may_be_index(node):
            index = print_node(node.exponent)
            raise NotFollowed(node, f"{index} may be a power or an index: give it a row, {index}: count")
        if isinstance(base, Array) and len(base.axes) == 2 and base.axes[0] != base.axes[1]:
            raise ShapeBreak(node, f"{describe_type(base)} to a power")
        is_matrix = isinstance(base, Array) and len(base.axes) == 2
        exponent_text = print_node(_strip_sign(node.exponent)).replace(" ", "")
        if is_matrix and not (self._is_whole(node.exponent) or exponent_text in ("\\frac{1}{2}", "1/2")):
            raise NotFollowed(node, "a matrix to this power")
        return UNKNOWN if isinstance(exponent, Unknown) else base

    def _may_be_index(self, node: tree.Pow) -> bool:
        """Return whether an exponent is a letter without a number's row that is an index of other letters.

        What lies between 0 and 1 decays by powers, and ``1 - b^t`` is what is left of it.
        """
        formula, exponent = self._formula, strip_brackets(node.exponent)
        if not isinstance(exponent, Ref) or exponent.name.base in formula.bound:
            return False
        own, base = formula.find_letter(exponent), formula.find_letter(strip_brackets(node.base))
        if own is not None and not isinstance(own.letter.type, Index):
            return False
        kind = base.letter.type if base is not None else UNKNOWN
        if isinstance(kind, Number) and (kind.domain.low, kind.domain.high) == (0, 1):
            return False
        parts = [*walk_nodes(formula.statement)]
        if any(
            isinstance(part, tree.Add) and {tree.Num("1"), tree.Neg(node)} <= {*part.terms} for part in parts
        ):
            return False
        letter = exponent.name.base
        indices = (index for part in parts if isinstance(part, Ref) for index in part.below)
        return any(isinstance(index, Running) and index.letter == letter for index in indices)

    def _is_whole(self, node: Node) -> bool:
        """Return whether a part, of which the types are known, is a whole number whatever its letters are."""
        match node:
            case tree.Num(text=text):
                return text.isdigit()
            case tree.Neg(body=body) | tree.Bracket(body=body):
                return self._is_whole(body)
            case tree.Add(terms=parts) | tree.Mul(factors=parts):
                return all(map(self._is_whole, parts))
            case _:
                kind = self.types.get(id(node))
                return isinstance(kind, Index) or (isinstance(kind, Number) and kind.is_whole)

    def _check_root(self, node: tree.Root) -> Type:
        if node.degree is not None:
            self.find_number_type("the degree of a root", node.degree)
        kind = self.find_value_type(node, node.body, "under a root")
        if is_square(kind):
            raise NotFollowed(node, "whether the root is taken of each entry or of the matrix")
        return kind

    def _check_bracket(self, node: tree.Bracket) -> Type:
        kind = self.find_type(node.body)
        if node.opening == "[" and isinstance(kind, Truth):
            return Number(NOT_NEGATIVE)
        if not has_bracket_rule(node):
            raise NotFollowed(node, "what these brackets mean")
        return kind

    def _check_transpose(self, node: tree.Transpose) -> Type:
        kind = self.find_type(node.base)
        match kind:
            case Array(axes=(axis,)):
                return Array((ONE, axis))
            case Array(axes=(one, other)):
                return Array(
                    (other, one), kind.domain, kind.kind if kind.kind in ("pd", "sym", "diag", "orth") else ""
                )
            case Array():
                raise NotFollowed(node, f"{describe_type(kind)} transposed")
            case Number() | Unknown():
                return kind
            case _:
                raise ShapeBreak(node, f"{describe_type(kind)} is transposed")

    def _check_inverse(self, node: tree.Inverse) -> Type:
        kind = self.find_value_type(node, node.base, "inverted")
        if isinstance(kind, Array) and (len(kind.axes) != 2 or kind.axes[0] != kind.axes[1]):
            if len(kind.axes) == 1:
                raise NotFollowed(node, f"{describe_type(kind)} is inverted")
            raise ShapeBreak(node, f"{describe_type(kind)} is inverted")
        return kind

    def _check_norm(self, node: tree.Norm) -> Type:
        kind = self.find_type(node.body)
        if node.bars == "|":
            return self._check_bars(node, kind)
        self._need_values(node, kind, "measured by a norm")
        order = name_norm(node)
        if isinstance(kind, Array) and len(kind.axes) == 2 and order in ("", "p"):
            raise NotFollowed(node, "which norm of a matrix is meant")
        if node.order is not None and order not in (*NORMS, "p"):
            weight = self.find_type(node.order)
            if isinstance(weight, Array) and isinstance(kind, Array):
                if weight.axes != (kind.axes[0],) * 2:
                    raise ShapeBreak(
                        node, f"a norm of {describe_type(kind)} weighted by {describe_type(weight)}"
                    )
            elif not isinstance(weight, Number | Unknown):
                raise NotFollowed(node, f"a norm with {order}")
        return Number(NOT_NEGATIVE)

    def _check_bars(self, node: tree.Norm, kind: Type) -> Type:
        match kind:
            case SetOf():
                return COUNT
            case Array(axes=(one, other)) if one == other and kind.kind in ("pd", "sym", "diag", "orth"):
                return NUMBER
            case Array(axes=(one, other)) if one == other and id(node) in self._numbers:
                return NUMBER
            case Array(axes=(_, _)):
                raise NotFollowed(node, "whether this is a determinant or an absolute value")
            case Array(axes=axes):
                return Array(axes, NOT_NEGATIVE)
            case Number() | Index():
                return Number(NOT_NEGATIVE)
            case Unknown():
                return UNKNOWN
            case _:
                raise ShapeBreak(node, f"the size of {describe_type(kind)}")

    # Several values, conditions, entries

    def _check_list(self, node: tree.Listed) -> Type:
        if any(isinstance(item, tree.Open) for item in node.items):
            raise NotFollowed(node, "a list with a gap")
        kinds = [self.find_type(item) for item in node.items]
        if node.opening == "\\langle" and len(kinds) == 2:
            return self._check_inner_product(node, kinds)
        if node.opening == "\\{" and kinds and all(kind == kinds[0] for kind in kinds):
            return SetOf(kinds[0])
        return Several(tuple(kinds))

    def _check_inner_product(self, node: Node, kinds: Sequence[Type]) -> Type:
        one, other = kinds
        if not (isinstance(one, Unknown) or isinstance(other, Unknown)) and not (
            isinstance(one, Array) and isinstance(other, Array) and _fit_axes(one.axes, other.axes)
        ):
            raise ShapeBreak(node, f"an inner product of {describe_type(one)} and {describe_type(other)}")
        return NUMBER

    def _check_statement(self, node: tree.Statement) -> Type:
        kinds = [self.find_type(side) for side in node.sides]
        for relation, one, other in zip(node.relations, kinds, kinds[1:], strict=False):
            if relation not in _DECIDED:
                raise NotFollowed(node, f"whether ${relation}$ holds is not computed")
            if relation in ("\\in", "\\notin"):
                if not isinstance(other, SetOf | Unknown):
                    raise ShapeBreak(node, f"{describe_type(other)} is not a set")
            elif relation in _ORDERS:
                for kind in (one, other):
                    self._need_values(node, kind, "compared")
        return TRUTH

    def _check_entry(self, node: tree.Entry) -> Type:
        sign, body = find_cut(node)
        if sign:
            return self.find_value_type(node, body, "cut at 0")
        return self._take_entries(node, self.find_type(node.body), node.below)

    # Functions

    def _check_call(self, node: tree.Apply) -> Type:
        if node.power is not None:
            if has_unclear_power(node, self._formula):
                raise NotFollowed(node, "whether this is a power of the function or of its value")
            self.find_number_type("an exponent", node.power)
        name = node.function.name.base
        found = self._formula.find_letter(node.function)
        if found is None and node.function not in self._bound:
            rule = self._find_call_rule(node, name)
            if rule is not None:
                return rule
            if is_constant(node.function) or self._formula.is_axis(node.function):
                raise Undeclared(node.function)
        kind = self.find_type(node.function)
        if isinstance(kind, Array) and node.opening == "[":
            return self._take_entries(node, kind, tuple(map(tree.Computed, node.args)))
        if isinstance(kind, Number | Array | Thing) and _has_several_arguments(node):
            # A value that is written with all that it depends on, c(r, d).
            for part in (*node.args, *node.given, *node.parameters):
                self.find_type(part)
            return kind
        if isinstance(kind, Number | Array | Index) and len(node.args) == 1 and not node.given:
            product = tree.Mul((node.function, tree.Bracket(node.args[0])), ("",))
            return self._check_product(product)
        return self._call_letter(node, kind)

    def _find_call_rule(self, node: tree.Apply, name: str) -> Type | None:
        word = name_function(node.function)
        is_plain = len(node.args) == 1 and not (node.given or node.parameters)
        if name in DIVERGENCES and (node.given or name == "KL") and node.bar != "\\mid":
            return self._check_divergence(node)
        if name == "KL" and len(node.args) == 2:
            return self._check_divergence(node)
        if word.lower() in KNOWN_FUNCTIONS or word in KNOWN_FUNCTIONS:
            return self._check_known_function(node, word)
        if name in INDICATORS and node.function.name.font:
            return self._check_indicator(node)
        if name == "\\log":
            raise NotFollowed(node, "a logarithm to this base")
        match word:
            case "clip" if len(node.args) in (2, 3) and not (node.given or node.parameters):
                return self._check_clip(node)
            case "diag" | "Diag" if is_plain:
                return self._check_diagonal(node)
            case "tr" | "Tr" | "trace" | "det" if is_plain:
                return self._check_square(node)
            case "mean" | "avg" | "std" | "var" if is_plain:
                return self._check_summary(node, node.args[0])
            case "max" | "min" if not (node.given or node.parameters):
                return self._compare_all(node, [self.find_type(item) for item in node.args])
            case "vec" | "rank":
                self.find_type(node.args[0])
                raise NotFollowed(node, f"{word} is not computed")
            case _:
                return None

    def _check_known_function(self, node: tree.Apply, word: str) -> Type:
        if len(node.args) != 1 or node.given or node.parameters:
            raise NotFollowed(node, f"{word} of several things")
        if word.lower() in ("log", "ln"):
            self._need_number(node.args[0])
        kind = self.find_value_type(node, node.args[0], f"put into {word}")
        domain = KNOWN_FUNCTIONS.get(word, KNOWN_FUNCTIONS.get(word.lower(), (None, REALS)))[1]
        match kind:
            case _ if is_square(kind) and is_series(node, self._formula):
                raise NotFollowed(node, f"whether {word} is taken of each entry or of the matrix")
            case Array(axes=axes):
                return Array(axes, domain, "simplex" if word.lower() == "softmax" else "")
            case Unknown():
                return UNKNOWN
            case _:
                if word.lower() == "softmax":
                    raise ShapeBreak(node, f"softmax of {describe_type(kind)}")
                return Number(domain)

    def _check_divergence(self, node: tree.Apply) -> Type:
        for part in (*node.args, *node.given):
            kind = self._find_law(part)
            if not isinstance(kind, Law | Unknown | Array):
                raise ShapeBreak(
                    node, f"a divergence between laws, and {quote_node(part)} is {describe_type(kind)}"
                )
            if isinstance(kind, Array) and kind.kind != "simplex":
                raise ShapeBreak(node, f"{quote_node(part)} is {describe_type(kind)} and not a law")
        return Number(NOT_NEGATIVE)

    def _find_law(self, node: Node) -> Type:
        r"""Return the type of a law as it is named: ``q``, ``q(z \mid x)``, ``q(\cdot \mid x)``."""
        while isinstance(node, tree.Bracket):
            node = node.body
        if isinstance(node, tree.Apply) and is_normal(node, self._formula):
            return self._find_normal_type(node)
        name = node.function if isinstance(node, tree.Apply) else node
        if isinstance(name, Ref) and is_constant(name) and self._formula.find_letter(name) is None:
            raise Undeclared(name)
        if isinstance(node, tree.Apply):
            for part in node.given:
                self.find_type(part)
        kind = self.find_type(name)
        if isinstance(kind, Function) and isinstance(kind.result, Number):
            of = f"law {kind.arguments[0]}" if kind.arguments else "law d"
            told = f"it is declared as a function, but something is drawn from it: say distribution, or {of}"
            raise NotFollowed(node, told)
        return kind.result if isinstance(kind, Function) else kind

    def _find_normal_type(self, node: tree.Apply) -> Type:
        parts = node.parameters or node.args
        mean, spread = parts[-2:]
        kind = self.find_type(mean)
        other = self.find_type(spread)
        if isinstance(kind, Number) and isinstance(other, Array):
            return Law(Array(other.axes[:1])) if other.axes[0] != FITTING else Law(UNKNOWN)
        return Law(forget_values(kind))

    def _check_indicator(self, node: tree.Apply) -> Type:
        for part in node.args:
            kind = self.find_type(part)
            if not isinstance(kind, Truth | Unknown):
                raise ShapeBreak(node, f"an indicator of {describe_type(kind)}")
        return Number(NOT_NEGATIVE)

    def _check_clip(self, node: tree.Apply) -> Type:
        ends = split_clip_ends(node)
        if ends is None:
            raise NotFollowed(node, "clip with one bound")
        kind = self.find_type(node.args[0])
        for bound in ends:
            kind = self._join(node, kind, self.find_type(bound), "clipped")
        return kind

    def _compare_all(self, node: Node, kinds: Sequence[Type]) -> Type:
        if len(kinds) == 1:
            match kinds[0]:
                case SetOf(of=of):
                    return of
                case Several(items=items):
                    return self._compare_all(node, items)
                case Array(domain=domain):
                    return Number(domain)
                case _:
                    raise ShapeBreak(node, f"a largest or smallest of {describe_type(kinds[0])}")
        total = kinds[0]
        for kind in kinds[1:]:
            total = self._join(node, total, kind, "compared")
        return total

    def _check_diagonal(self, node: tree.Apply) -> Type:
        kind = self.find_type(node.args[0])
        match kind:
            case Array(axes=(axis,)):
                return Array((axis, axis), kind.domain if 0 in kind.domain else REALS, "diag")
            case Array(axes=(one, other)) if one == other:
                return Array((one,))
            case Unknown():
                return UNKNOWN
            case _:
                raise ShapeBreak(node, f"a diagonal of {describe_type(kind)}")

    def _check_square(self, node: tree.Apply) -> Type:
        kind = self.find_type(node.args[0])
        if not is_square(kind) and not isinstance(kind, Unknown):
            raise ShapeBreak(node, f"a trace or determinant of {describe_type(kind)}")
        return NUMBER

    def _check_summary(self, node: tree.Apply | tree.Expect, body: Node) -> Type:
        kind = self.find_type(body)
        if isinstance(body, Ref) and list_running(body):
            return forget_values(kind)  # of the members of a row, v_t
        if isinstance(kind, Number | Index):
            raise NotFollowed(node, "a mean or spread of one number")
        if not isinstance(kind, Array | SetOf | Unknown):
            raise ShapeBreak(node, f"a mean or spread of {describe_type(kind)}")
        return kind.of if isinstance(kind, SetOf) else NUMBER

    def _call_letter(self, node: tree.Apply, kind: Type) -> Type:
        arguments: list[tuple[Node, Type]] = []
        for part in (*node.args, *node.given, *node.parameters):
            for side in list_sides(part):
                side = strip_set(side)
                if isinstance(side, tree.Open):
                    arguments.append((side, UNKNOWN))
                    continue
                found = self.find_type(side)
                arguments += (
                    [(side, item) for item in found.items] if isinstance(found, Several) else [(side, found)]
                )
        match kind:
            case Law(of=of):
                self._check_density(node, of, arguments)
                is_chance = isinstance(of, Thing | Index) or getattr(of, "is_whole", False)
                return Number(Domain(0.0, 1.0) if is_chance else NOT_NEGATIVE)
            case Function():
                return self._call_function(node, kind, arguments)
            case Unknown():
                return UNKNOWN
            case _:
                raise ShapeBreak(
                    node, f"{quote_node(node.function)} is {describe_type(kind)}, but it is applied"
                )

    def _check_density(self, node: tree.Apply, of: Type, arguments: Sequence[tuple[Node, Type]]) -> None:
        if isinstance(of, Several) or not arguments or len(node.args) != 1:
            return
        part, kind = arguments[0]
        if not _is_argument(kind, of):
            raise ShapeBreak(
                node,
                f"{quote_node(node.function)} is {describe_type(Law(of))}, "
                f"{quote_node(part)} {describe_type(kind)}",
            )

    def _call_function(
        self, node: tree.Apply, kind: Function, arguments: Sequence[tuple[Node, Type]]
    ) -> Type:
        if kind.known:
            if len(arguments) != 1:
                raise ShapeBreak(node, f"{kind.known} takes one thing, but {len(arguments)} are given here")
            return self._check_known_function(node, kind.known)
        if kind.arguments is None:
            return kind.result
        if len(arguments) > len(kind.arguments):
            count = len(kind.arguments)
            raise ShapeBreak(
                node, f"{quote_node(node.function)} takes {count}, but {len(arguments)} are given here"
            )
        for (part, given), wanted in zip(arguments, kind.arguments, strict=False):
            if not _is_argument(given, wanted):
                raise ShapeBreak(
                    node,
                    f"{quote_node(node.function)} takes {describe_type(wanted)}, "
                    f"here it gets {quote_node(part)}, {describe_type(given)}",
                )
        return kind.result

    # Bound names

    @contextmanager
    def _binding(self, names: Mapping[Ref, Type]) -> Generator[None]:
        before = dict(self._bound)
        self._bound.update(names)
        try:
            yield
        finally:
            self._bound = before

    def _find_member_type(self, among: Node) -> Type:
        if isinstance(among, tree.Bracket) and among.opening == "[":
            self.find_number_type("a range", among.body)
            return INDEX
        match self.find_type(among):
            case SetOf(of=of):
                return of
            case Number() | Index():
                return INDEX
            case Unknown():
                return UNKNOWN
            case Array(axes=axes):
                raise ShapeBreak(among, f"an array {' x '.join(map(str, axes))} is not a set")
            case kind:
                raise ShapeBreak(among, f"{describe_type(kind)} is not a set")

    def _find_bare_type(self, name: Ref, body: Node) -> Type:
        found = self._formula.find_letter(name)
        if found is not None:
            return without_law(self._use_row(name, found))
        return without_law(self._formula.find_argument_type(name, body) or INDEX)

    def _read_bound(self, node: tree.Reduce | tree.Family, bound: tree.Bound) -> dict[Ref, Type]:
        names: dict[Ref, Type] = {}
        bound = split_bound(bound)
        for name in self._formula.list_bound_names(node, bound):
            if not is_name(name):
                raise NotFollowed(node, "what runs is not a name")
            if bound.among is not None:
                names[name] = self._find_member_type(bound.among)
            elif bound.lower is not None:
                self.find_number_type("a range", bound.lower)
                names[name] = INDEX
            else:
                names[name] = self._find_bare_type(name, node.body)
        if bound.upper is not None:
            self.find_number_type("a range", bound.upper)
        if bound.condition is not None:
            with self._binding(names):
                self.find_type(bound.condition)
        return names

    def _check_reduction(self, node: tree.Reduce) -> Type:
        if node.operator not in REDUCTIONS:
            raise NotFollowed(node, f"{node.operator} is not computed")
        if node.bound is None:
            if node.operator not in EXTREMES:
                raise NotFollowed(node, f"{node.operator} without what runs")
            items = node.body.items if isinstance(node.body, tree.Listed) else (node.body,)
            return self._compare_all(node, [self.find_type(item) for item in items])
        names = self._read_bound(node, node.bound)
        with self._binding(names):
            kind = self.find_type(node.body)
        if node.operator in ("\\argmin", "\\argmax"):
            if isinstance(kind, Array):
                raise ShapeBreak(node, f"{node.operator} of {describe_type(kind)}, and arrays have no order")
            self._need_values(node, kind, "compared")
            return next(iter(names.values()))
        if node.operator in EXTREMES and isinstance(kind, Array):
            raise ShapeBreak(node, f"{node.operator} over {describe_type(kind)}, and arrays have no order")
        if node.operator == "\\bigcup":
            return kind
        return self._need_values(node, kind, "summed" if node.operator == "\\sum" else "combined")

    def _check_expectation(self, node: tree.Expect) -> Type:
        if node.over is None and is_summary(node, self._formula):
            return self._check_summary(node, node.body)
        if node.operator.name.base not in MEANS | SPREADS:
            raise NotFollowed(node, f"${print_node(node.operator)}$ is not computed")
        if is_conditional(node):
            raise NotFollowed(node, "a mean under a condition")
        names: dict[Ref, Type] = {}
        for part in list_drawn(node.over):
            names.update(self._read_drawn(part, names))
        with self._binding(names):
            kind = self.find_type(node.body)
        for part in node.given:
            self.find_type(part)
        return self._need_values(node, kind, "averaged")

    def _read_drawn(self, part: Node, before: Mapping[Ref, Type]) -> dict[Ref, Type]:
        if isinstance(part, tree.Statement) and len(part.sides) == 2:
            left, source = part.sides
            with self._binding(before):
                is_in = part.relations[0] == "\\in"
                of = self._find_member_type(source) if is_in else self._find_drawn_type(left, source)
            drawn = left.items if isinstance(left, tree.Listed) else (left,)
            kinds = find_drawn_types(self._formula, drawn, of)
            for name, kind in zip(drawn, kinds, strict=True):
                found = self._formula.find_letter(name)
                if found is not None and not _is_argument(without_law(found.letter.type), kind):
                    own = describe_type(found.letter.type)
                    raise ShapeBreak(part, f"{quote_node(name)} is {own}, but drawn as {describe_type(kind)}")
            return {name: kind for name, kind in zip(drawn, kinds, strict=True) if isinstance(name, Ref)}
        if isinstance(part, tree.Apply):
            law = self._find_law(part)
            kinds = find_drawn_types(self._formula, part.args, law.of) if isinstance(law, Law) else ()
            return {name: kind for name, kind in zip(part.args, kinds, strict=False) if isinstance(name, Ref)}
        if isinstance(part, Ref):
            found = self._formula.find_letter(part)
            if found is None:
                return {part: self.find_type(part)}
            kind = self._use_row(part, found)
            return {} if isinstance(kind, Law | SetOf) else {part: without_law(kind)}
        raise NotFollowed(part, "what the expectation runs over")

    def _find_drawn_type(self, left: Node, source: Node) -> Type:
        kind = self._find_law(source)
        match kind:
            case Unknown():
                return UNKNOWN
            case Law(of=of) | SetOf(of=of):
                return of
            case _:
                raise ShapeBreak(
                    source,
                    f"{quote_node(left)} is drawn from {quote_node(source)}, which is {describe_type(kind)}",
                )

    def _check_integral(self, node: tree.Integral) -> Type:
        names: dict[Ref, Type] = {}
        for part in node.by:
            if isinstance(part, tree.Apply):
                law = self._find_law(part)
                if not isinstance(law, Law | Unknown):
                    raise ShapeBreak(part, f"{describe_type(law)} is not a law")
                names.update(
                    {name: law.of for name in part.args if isinstance(name, Ref) and isinstance(law, Law)}
                )
            else:
                found = self._formula.find_letter(part)
                names[part] = without_law(self._use_row(part, found)) if found else NUMBER
        for end in (node.lower, node.upper):
            if end is not None:
                self.find_number_type("a range", end)
        with self._binding(names):
            return self.find_value_type(node, node.body, "integrated")

    def _check_family(self, node: tree.Family) -> Type:
        with self._binding(self._read_bound(node, node.bound)):
            kind = self.find_type(node.body)
        if node.opening == "\\{":
            return SetOf(kind)
        if not isinstance(kind, Number | Array):
            raise NotFollowed(node, f"a family of {describe_type(kind)}")
        length = node.bound.upper or node.bound.among or node.bound.names[0]
        axes = kind.axes if isinstance(kind, Array) else ()
        return Array((Axis(print_node(length)), *axes))

    def _check_derivative(self, node: tree.Gradient | tree.Derivative) -> Type:
        if node.body is None:
            raise NotFollowed(node, "a derivative of nothing")
        if isinstance(node, tree.Gradient) and node.order is not None:
            raise NotFollowed(node, "a second derivative")
        body, by = complete_slope(self._formula, node)
        kind = self.find_type(body)
        if isinstance(kind, Function):
            kind = kind.result
        if isinstance(kind, Array) and isinstance(node, tree.Gradient):
            raise ShapeBreak(node, f"a gradient of {quote_node(body)}, which is {describe_type(kind)}")
        kind = self._need_values(node, kind, "differentiated")
        if by:
            return self._find_slope_type(node, by, kind)
        if isinstance(body, tree.Apply) and body.args:
            return forget_values(self.find_type(body.args[0]))
        raise NotFollowed(node, "which letter it is differentiated with respect to")

    def _find_slope_type(
        self, node: tree.Gradient | tree.Derivative, letters: Sequence[Node], kind: Type
    ) -> Type:
        slope = kind
        for name in letters:
            by = self.find_type(name)
            by = self._need_values(
                node, by.result if isinstance(by, Function) else by, "what one differentiates by"
            )
            if isinstance(by, Unknown) or isinstance(slope, Unknown):
                return UNKNOWN
            if isinstance(by, Array):
                slope = Array((*(slope.axes if isinstance(slope, Array) else ()), *by.axes))
        return slope

    def _check_cases(self, node: tree.Cases) -> Type:
        kinds: list[Type] = []
        words = node.words or ("",) * len(node.branches)
        for (value, condition), said in zip(node.branches, words, strict=True):
            kinds.append(self.find_type(value))
            if condition is not None:
                inside = walk_nodes(condition) if not isinstance(condition, tree.Text) else ()
                is_followed = not any(isinstance(part, tree.Text) for part in inside)
                kind = self.find_type(condition) if is_followed else UNKNOWN
                is_plain = said in ("", "if", "when", "for") or isinstance(kind, Truth | Unknown)
                if not (is_followed and is_plain and _INVERTING.isdisjoint(said.lower().split())):
                    raise NotFollowed(condition, "when this case holds is said in words")
                if not isinstance(kind, Truth | Unknown):
                    raise ShapeBreak(
                        node, f"{quote_node(condition)} is {describe_type(kind)} and not a condition"
                    )
        total = kinds[0]
        for kind in kinds[1:]:
            total = self._join(node, total, kind, "branches of one value")
        return total

    def _check_matrix(self, node: tree.Matrix) -> Type:
        for row in node.rows:
            for entry in row:
                if not isinstance(self.find_type(entry), Number | Index | Unknown):
                    raise NotFollowed(node, "a matrix of blocks")
        rows, columns = len(node.rows), len(node.rows[0])
        return Array((Axis(offset=rows), Axis(offset=columns)) if columns > 1 else (Axis(offset=rows),))

    # A rule for each class of node.
    _RULES: ClassVar[dict[type, Callable[[Any, Any], Type]]] = {
        tree.Num: lambda check, node: NUMBER,
        tree.Text: lambda check, node: TRUTH,
        tree.Ref: _find_letter_type,
        tree.Neg: lambda check, node: check.find_value_type(node, node.body, "negated"),
        tree.Bracket: _check_bracket,
        tree.Add: _check_sum,
        tree.Mul: _check_product,
        tree.Div: _check_quotient,
        tree.Pow: _check_power,
        tree.Root: _check_root,
        tree.Transpose: _check_transpose,
        tree.Inverse: _check_inverse,
        tree.Factorial: lambda check, node: check.find_number_type("a factorial", node.body),
        tree.Binomial: lambda check, node: check.find_number_type(
            "a binomial coefficient", node.top, node.bottom
        ),
        tree.Norm: _check_norm,
        tree.Listed: _check_list,
        tree.Statement: _check_statement,
        tree.Entry: _check_entry,
        tree.Apply: _check_call,
        tree.Reduce: _check_reduction,
        tree.Expect: _check_expectation,
        tree.Integral: _check_integral,
        tree.Family: _check_family,
        tree.Gradient: _check_derivative,
        tree.Derivative: _check_derivative,
        tree.Cases: _check_cases,
        tree.Matrix: _check_matrix,
    }


def _has_order(formula: Formula, side: Node) -> bool:
    r"""Return whether a side says of a part only how it grows: ``O(n \\log n)``, ``\tilde O(h^2)``, ``o(1)``.

    A letter of that name is none: an array O, an operator on vectors, what the formula defines, a penalty
    ``\Omega(w)`` in a sum.
    """
    named = {part.name.base for part in walk_nodes(formula.statement.sides[0]) if isinstance(part, Ref)}
    defined = named if len(formula.statement.sides) > 1 else set[str]()
    whole = strip_brackets(side)
    terms = {id(term) for part in walk_nodes(side) if isinstance(part, tree.Add) for term in part.terms}
    for part in walk_nodes(side):
        for function, argument in _list_arguments(part):
            base = function.name.base
            if base in defined or not _is_order_name(formula, function):
                continue
            inner = strip_brackets(argument)
            if isinstance(inner, tree.Num) and inner.text != "1":
                continue  # a group, such as O(3)
            if base == "O" or isinstance(inner, tree.Num):
                return True
            is_plain = isinstance(inner, Ref | tree.Mul | tree.Add | tree.Apply)
            is_difference = isinstance(inner, tree.Add) and any(isinstance(t, tree.Neg) for t in inner.terms)
            if (id(part) in terms or not is_plain) if base == "o" else part is whole and not is_difference:
                return True
    return False


def _list_arguments(node: Node) -> Iterator[tuple[Ref, Node]]:
    """Yield the names with round brackets behind them, whether they are read as a call or as a product."""
    match node:
        case tree.Apply(function=function, args=(argument,), given=(), parameters=(), opening="("):
            yield function, argument
        case tree.Mul(factors=factors, signs=signs):
            for before, factor, sign in zip(factors, factors[1:], signs, strict=False):
                bracket = factor.base if isinstance(factor, tree.Pow) else factor
                is_call = isinstance(bracket, tree.Bracket) and bracket.opening == "(" and not sign
                if isinstance(before, Ref) and isinstance(bracket, tree.Bracket) and is_call:
                    yield before, bracket.body
        case _:
            pass


def _is_order_name(formula: Formula, ref: Ref) -> bool:
    """Return whether a name may be a sign of order: its row, if there is one, says no more than a number."""
    is_bare = not (ref.above or ref.primes or ref.mark) and set(ref.name.accents) <= {"\\tilde"}
    if ref.name.base not in ("O", "o", "\\Theta", "\\Omega") or not is_bare:
        return False
    if any(getattr(index, "letter", "") not in ("p", "P") for index in ref.below):
        return False
    found = formula.find_letter(ref)
    match found and found.letter.type:
        case None | Number():
            return True
        case Function(arguments=arguments, known=""):
            return all(isinstance(each, Number) for each in arguments or ())
        case _:
            return False


def _fit_axes(one: Sequence[Axis], other: Sequence[Axis]) -> tuple[Axis, ...] | None:
    """Return the axes of two arrays of one shape; an identity takes the other's."""
    if len(one) != len(other):
        return None
    fitted = tuple(b if a == FITTING else a for a, b in zip(one, other, strict=True))
    if any(FITTING not in (a, b) and a != b for a, b in zip(one, other, strict=True)):
        return None
    return fitted


def _multiply_arrays(
    node: Node, one: Sequence[Axis], other: Sequence[Axis], sign: str, left: Node, right: Node
) -> Type:
    """Return the type of a product of arrays: columns, rows and matrices."""
    here, there = describe_type(Array(tuple(one))), describe_type(Array(tuple(other)))
    if len(one) == len(other) == 1:
        if one != other and sign == "\\cdot":
            raise ShapeBreak(node, f"an inner product of {here} and {there}")
        if sign == "\\cdot":
            return NUMBER
        if one != other:
            raise ShapeBreak(
                node, f"{quote_node(left)} is {here}, {quote_node(right)} {there}: they are multiplied"
            )
        return Array(tuple(one))
    if len(one) == 1 and other[0] == ONE:
        return Array((one[0], other[1]))
    if one[-1] != other[0] and FITTING not in (one[-1], other[0]):
        raise ShapeBreak(
            node,
            f"{quote_node(left)} is {here}, {quote_node(right)} {there}: "
            f"{one[-1]} and {other[0]} do not meet",
        )
    axes = (*one[:-1], *other[1:])
    return NUMBER if axes in ((), (ONE,), (ONE, ONE)) else Array(axes)


def _drop_ones(axes: Sequence[Axis]) -> tuple[Axis, ...]:
    return tuple(axis for axis in axes if axis != ONE)


def _is_argument(given: Type, wanted: Type) -> bool:
    match given, wanted:
        case (Unknown(), _) | (_, Unknown()):
            return True
        case Number() | Index(), Number() | Index():
            return True
        case Array(axes=one), Array(axes=other):
            return _fit_axes(one, other) is not None
        case Law(), Law():
            return True
        case SetOf(of=one), SetOf(of=other):
            return _is_argument(one, other)
        case _:
            return type(given) is type(wanted)


def _strip_sign(node: Node) -> Node:
    while isinstance(node, tree.Neg | tree.PlusMinus):
        node = node.body
    return node


def complete_slope(formula: Formula, node: tree.Gradient | tree.Derivative) -> tuple[Node, Sequence[Node]]:
    r"""Return what is differentiated, and what by: of ``\partial_x S(x_k)`` the argument, of
    ``\partial L / \partial W`` the function's value at W; by nothing where it is unsaid.

    Raises NotFollowed where nothing shows how the one depends on the other.
    """
    body, places = strip_brackets(node.body or node), list[Node]()
    for by in _list_slope_letters(formula, node):
        if not is_name(by):
            raise NotFollowed(node, "a slope by what is not a letter")
        found, own = formula.find_letter(body), formula.find_letter(by)
        slots = {
            part
            for call in walk_nodes(body)
            if isinstance(call, tree.Apply)
            for part in (*call.args, *call.parameters)
            if getattr(part.function if isinstance(part, tree.Apply) else part, "name", None) == by.name
        }
        kind = found.letter.type if found is not None else UNKNOWN
        if mentions_name(body, by):
            places.append(by)
        elif (
            isinstance(body, Ref)
            and isinstance(kind, Function)
            and own is not None
            and kind.arguments == (own.letter.type,)
        ):
            body = tree.Apply(body, (by,))
            places.append(by)
        elif len(slots) == 1 and by == Ref(by.name) and sum(part in slots for part in walk_nodes(body)) == 1:
            places += slots
        else:
            raise NotFollowed(node, f"{quote_node(body)} does not show how it depends on {quote_node(by)}")
    return body, places


def _list_slope_letters(formula: Formula, node: tree.Gradient | tree.Derivative) -> Sequence[Ref]:
    r"""Return what is differentiated by: what is said, or ``x`` in ``\nabla \log p(x)``; nothing if unsaid.

    Raises:
        NotFollowed: a function that everybody knows is taken of something else.
    """
    inner = strip_brackets(node.body) if node.body is not None and not node.by else node
    if not isinstance(inner, tree.Apply) or formula.find_letter(inner.function) is not None:
        return node.by
    while isinstance(inner, tree.Apply) and inner.args and formula.find_letter(inner.function) is None:
        inner = strip_brackets(inner.args[0])
    place = strip_brackets(inner.args[0]) if isinstance(inner, tree.Apply) and inner.args else inner
    if not isinstance(place, Ref):
        raise NotFollowed(node, "which letter it is differentiated with respect to")
    return (place,)


def walk_factors(node: Node) -> Generator[Node]:
    """Yield the factors of a part, of quotients, powers and roots too."""
    match node:
        case tree.Bracket(body=body) | tree.Neg(body=body) | tree.Root(body=body) | tree.Pow(base=body):
            yield from walk_factors(body)
        case tree.Mul(factors=factors):
            for factor in factors:
                yield from walk_factors(factor)
        case tree.Div(top=top, bottom=bottom):
            yield from walk_factors(top)
            yield from walk_factors(bottom)
        case _:
            yield node


def strip_brackets(node: Node) -> Node:
    """Return what stands in brackets that only group."""
    while isinstance(node, tree.Bracket) and node.opening not in ("\\lfloor", "\\lceil"):
        node = node.body
    return node


def has_bracket_rule(node: tree.Bracket) -> bool:
    r"""Return whether brackets group, or round to a whole number.

    Nobody puts a single name in square brackets to group it, and ``\{a\}`` may be a set or a fraction.
    """
    is_single = isinstance(node.body, Ref | tree.Num)
    return node.opening in ("(", "{", "\\lfloor", "\\lceil") or (node.opening == "[" and not is_single)


def is_part_beside(left: Node, right: Node) -> bool:
    r"""Return whether one of two vectors is cut out of a matrix: ``A_{i,:}``, ``\operatorname{diag}(A)``."""
    places = [part.below for part in (left, right) if isinstance(part, Ref)]
    calls = [part for part in (left, right) if isinstance(part, tree.Apply)]
    return any(isinstance(index, tree.Open) for below in places for index in below) or any(
        name_function(call.function).lower() == "diag" for call in calls
    )


def find_cut(node: tree.Entry) -> tuple[str, Node]:
    r"""Return the sign with which a value is cut at 0, and the value: of ``[x]_+`` that of x."""
    first = node.below[0] if node.below else None
    sign = print_node(first.body) if isinstance(first, tree.Computed) else ""
    body = node.body
    if isinstance(body, tree.Bracket) and body.opening in ("(", "["):
        body = body.body
    return sign if sign in ("+", "-") else "", body


def is_entry_bracket(node: Node) -> bool:
    r"""Return whether a factor is a place in square brackets: ``\pi[i]``."""
    return isinstance(node, tree.Bracket | tree.Listed) and node.opening == "["


def is_written_argument(before: Node, factor: Node, formula: Formula) -> bool:
    """Return whether a bracket holds what a value depends on, ``x(t)``, and no factor.

    Nobody puts a single letter in brackets to multiply by it.
    """
    if (
        not isinstance(before, Ref)
        or not isinstance(factor, tree.Bracket | tree.Listed)
        or factor.opening != "("
    ):
        return False
    items = factor.items if isinstance(factor, tree.Listed) else (factor.body,)
    return formula.find_letter(before) is not None and (
        all(isinstance(item, Ref | tree.Num) for item in items) or len(items) > 1
    )


def _has_several_arguments(node: tree.Apply) -> bool:
    return len(node.args) + len(node.given) + len(node.parameters) > 1


def is_summary(node: tree.Expect, formula: Formula) -> bool:
    """Return whether a mean or a spread is of the entries of an array, ``mean(r)``."""
    name, body = node.operator.name.base, strip_brackets(node.body)
    found = formula.find_letter(body)
    is_data = found is not None and isinstance(found.letter.type, Array) and not found.letter.type.law
    return name in ("mean", "std", "var", "avg") or (is_data and name in ("Var", "Std"))


def list_running(ref: Ref) -> list[str]:
    """Return the indices of a letter that may run over its members."""
    indices = (*ref.below, *ref.above)
    return [i.letter for i in indices if isinstance(i, tree.Running) and i.letter in RUNNING_LETTERS]


def has_unclear_power(node: tree.Apply, formula: Formula) -> bool:
    r"""Return whether a call's power may be of the function itself: ``\sin^{-1} x``, ``f^2(x)``.

    A function of a row is taken twice as often as its value is squared, where it takes what it gives.
    """
    found = formula.find_letter(node.function)
    kind = found.letter.type if found is not None else UNKNOWN
    is_repeatable = isinstance(kind, Function) and not kind.known and kind.arguments in (None, (kind.result,))
    return node.power is not None and (is_repeatable or isinstance(node.power, tree.Neg))


def is_series(node: tree.Apply, formula: Formula) -> bool:
    """Return whether a function without a row may be a series in a square matrix as a whole."""
    return name_function(node.function) in MATRIX_FUNCTIONS and formula.find_letter(node.function) is None


def is_square(kind: Type) -> bool:
    """Return whether a type is that of square matrices."""
    return isinstance(kind, Array) and len(kind.axes) == 2 and kind.axes[0] == kind.axes[1]


def is_normal(node: Node, formula: Formula) -> bool:
    r"""Return whether a node is a normal law by name, ``\mathcal{N}(\mu, \Sigma)``."""
    return (
        isinstance(node, tree.Apply)
        and node.function.name.base == "N"
        and node.function.name.font in ("\\mathcal", "\\operatorname", "\\mathrm")
        and formula.find_letter(node.function) is None
        and len(node.parameters or node.args) in (2, 3)
    )


def list_drawn(over: Node | None) -> tuple[Node, ...]:
    r"""Return what an expectation runs over, part by part: ``x \sim p, y \sim q``, ``x, y \sim p``."""
    items = over.items if isinstance(over, tree.Listed) else () if over is None else (over,)
    parts: list[Node] = []
    after: Node | None = None
    for item in reversed(items):
        if isinstance(item, Ref) and isinstance(after, tree.Statement) and after.relations == ("\\sim",):
            item = tree.Statement((item, after.sides[1]), after.relations)
        parts.insert(0, item)
        after = item
    return tuple(parts)


def is_conditional(node: tree.Expect) -> bool:
    r"""Return whether a condition changes what is drawn: one that only names what is held does not.

    In ``\mathbb{E}_{s'}[v(s') \mid s, a]`` nothing that is drawn stands behind the bar.
    """
    drawn = (
        {part for part in walk_nodes(node.over) if isinstance(part, Ref)} if node.over is not None else None
    )
    return bool(node.given) and (
        drawn is None or not all(isinstance(p, Ref) and p not in drawn for p in node.given)
    )


def find_drawn_types(formula: Formula, names: Sequence[Node], of: Type) -> tuple[Type, ...]:
    """Return the types of what is drawn together: as the law says, or as the letters' own rows do."""
    if isinstance(of, Several) and len(of.items) == len(names):
        return of.items
    if not isinstance(of, Unknown):
        return (of,) * len(names)
    kinds: list[Type] = []
    for name in names:
        found = formula.find_letter(name)
        if found is None:
            raise Undeclared(name)
        kinds.append(without_law(found.letter.type))
    return tuple(kinds)


def strip_set(part: Node) -> Node:
    r"""Return the member of a set that stands for all of them, ``\{W_i\}`` among what a function takes."""
    return part.body if isinstance(part, tree.Bracket) and part.opening == "\\{" else part


def list_sides(part: Node) -> Iterable[Node]:
    r"""Return the sides of ``x \to y``, or a part itself."""
    if isinstance(part, tree.Statement) and any("arrow" in sign or sign == "\\to" for sign in part.relations):
        return part.sides
    return (part,)
