"""Lower a formula's letters and its arithmetic, with the type of each part.

A letter becomes a symbol, and ``draws`` holds the instructions for drawing its value. A row of members
becomes an index of a symbol: a world gives that as a function of places.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from drill.errors import ParseError
from drill.formulas.formula import RUNNING_LETTERS, Formula, FoundLetter, format_node, quote_node
from drill.formulas.formula_parts import (
    COMPARING,
    ORDERS,
    NotFollowed,
    ShapeBreak,
    Undeclared,
    has_bracket_rule,
    is_constant,
    is_entry_bracket,
    is_free_index,
    is_identity,
    is_part_beside,
    is_written_argument,
    strip_brackets,
    strip_sign,
    walk_factors,
)
from drill.maths import maths_tree as maths
from drill.maths.maths_tree import Binary, Call, Num, Sym
from drill.maths.operators import name_product
from drill.notation import Lowering, find_nodes, reads_two_ways, tree
from drill.notation.tree import Node, Ref, Running
from drill.types import (
    COUNT,
    INDEX,
    INTEGERS,
    NOT_NEGATIVE,
    NUMBER,
    ONE,
    TRUTH,
    UNKNOWN,
    ArrayType,
    Axis,
    Domain,
    Function,
    IndexType,
    LawType,
    NumberType,
    SetOf,
    Several,
    Thing,
    Truth,
    Type,
    UnknownType,
    describe_type,
    forget_values,
)

# How shapes combine: lengths that have to be equal, products of rows, columns and matrices.

Axes = Sequence[Axis]


class Lengths:
    """Axes of arrays: an undeclared length, such as an identity's, takes that of the axis it meets."""

    def __init__(self) -> None:
        self._known: dict[str, Axis] = {}
        self._count = 0

    def make(self) -> Axis:
        """Return a length that is not known yet."""
        self._count += 1
        return Axis(f"?{self._count}")

    def find(self, axis: Axis) -> Axis:
        """Return a length, resolved if it is known."""
        while axis.letter in self._known and not axis.offset:
            axis = self._known[axis.letter]
        return axis

    def unify_square(self, matrix: ArrayType) -> bool:
        """Give the two axes of a matrix one length; return whether they can have one."""
        return self.unify(matrix.axes[:1], matrix.axes[1:]) is not None

    def unify(self, one: Axes, other: Axes) -> tuple[Axis, ...] | None:
        """Give open lengths those that they meet, so that two arrays have one shape, and return its axes.

        None if the shapes differ; then no length changes.
        """
        if len(one) != len(other):
            return None
        before = dict(self._known)
        for first, second in zip(one, other, strict=True):
            if not self._unify_lengths(first, second):
                self._known = before
                return None
        return tuple(map(self.find, one))

    def _unify_lengths(self, one: Axis, other: Axis) -> bool:
        """Give an open length that of the other; return whether both are equal then."""
        one = self.find(one)
        other = self.find(other)
        if one == other:
            return True
        for free, fixed in ((one, other), (other, one)):
            if is_open(free):
                self._known[free.letter] = fixed
                return True
        return False

    def find_type(self, type_: Type) -> Type:
        """Return a type, with its known lengths resolved."""
        match type_:
            case ArrayType(axes=axes):
                return replace(type_, axes=tuple(map(self.find, axes)))
            case SetOf(of=of) | LawType(of=of):
                return replace(type_, of=self.find_type(of))
            case Several(items=items):
                return Several(tuple(map(self.find_type, items)))
            case Function(arguments=arguments, result=result):
                found = None if arguments is None else tuple(map(self.find_type, arguments))
                return replace(type_, arguments=found, result=self.find_type(result))
            case _:
                return type_

    def multiply(self, one: Axes, other: Axes) -> Type | None:
        """Return the type of a matrix product; None where the inner lengths differ.

        A vector before a matrix is a row, before a row it is a column.
        """
        if len(one) == 1 and self.find(other[0]) == ONE:
            return ArrayType((one[0], other[1]))
        if self.unify((one[-1],), (other[0],)) is None:
            return None
        axes = tuple(map(self.find, (*one[:-1], *other[1:])))
        return NUMBER if axes in ((), (ONE,), (ONE, ONE)) else ArrayType(axes)


def is_open(axis: Axis) -> bool:
    """Return whether a length is undeclared."""
    return axis.letter.startswith("?")


def find_axes(type_: Type) -> tuple[Axis, ...]:
    """Return the axes of an array; none for anything else."""
    return type_.axes if isinstance(type_, ArrayType) else ()


def is_square(type_: Type) -> bool:
    """Return whether a type is that of square matrices."""
    return isinstance(type_, ArrayType) and len(type_.axes) == 2 and type_.axes[0] == type_.axes[1]


def is_argument(lengths: Lengths, given: Type, wanted: Type) -> bool:
    """Return whether a value of one type may be given where another is wanted."""
    match given, wanted:
        case (UnknownType(), _) | (_, UnknownType()):
            return True
        case NumberType() | IndexType(), NumberType() | IndexType():
            return True
        case ArrayType(axes=one), ArrayType(axes=other):
            return lengths.unify(one, other) is not None
        case LawType(), LawType():
            return True
        case SetOf(of=one), SetOf(of=other):
            return is_argument(lengths, one, other)
        case _:
            return type(given) is type(wanted)


def is_first_slope(found: FoundLetter) -> bool:
    """Return whether an occurrence is a declared function with a prime."""
    return isinstance(found.letter.type, Function) and found.dress == "'"


Drawing = Literal[
    "letter", "family", "chosen", "span", "size", "count", "place", "text", "members", "law", "points",
    "given", "none",
]  # fmt: skip
UNIT = Num("1")
NOTHING = Num("0")
EVERY = Sym(":")
# The value if no case applies.
NEVER = Binary("/", NOTHING, NOTHING)
_CONSTANTS: Mapping[str, maths.ConstName] = {"\\pi": "pi", "e": "e", "\\infty": "inf"}
# Types without arithmetic.
NO_VALUES = Function | LawType | SetOf | Thing | Several | Truth


@dataclass(frozen=True, slots=True)
class DrawnSymbol:
    """The method of finding a symbol's value in a world, and the data that the method needs."""

    how: Drawing
    what: Any = None


class LetterLowering(Lowering):
    """Lowers letters and arithmetic; ``node_types`` has the types of all nodes that were made."""

    def __init__(self, formula: Formula, given: frozenset[Node], *, lets_unknown_pass: bool) -> None:
        super().__init__(has_arrays=True)
        self.formula = formula
        # Parts that have values of their own.
        self.given = given
        self.lets_unknown_pass = lets_unknown_pass
        self.lengths = Lengths()
        self.questions: list[str] = []
        self.node_types: dict[maths.Node, Type] = {EVERY: INDEX}
        # The lowered form of each written part, by its id.
        self.parts: dict[int, tuple[Node, maths.Node]] = {}
        self.draws: dict[str, DrawnSymbol] = {}
        self.scope: dict[Ref, maths.Node] = {}
        # Names that are bound somewhere, by their symbols.
        self.bound: dict[str, Ref] = {}
        self._numbers: set[int] = set()

    # Nodes

    def lower(self, node: Node) -> maths.Node:
        """Return the value of a part. Raises ShapeBreak, Undeclared or NotFollowed."""
        try:
            made = self._lower_node(node)
        except ParseError as error:
            raise NotFollowed(node, error.message) from None
        if self.given and node in self.given:
            made = self.make_symbol(
                f"value of {format_node(node)}", self.type_of(made), DrawnSymbol("given", node)
            )
        self.parts[id(node)] = node, made
        return made

    def _lower_node(self, node: Node) -> maths.Node:
        """Return the value of a part by the rule for its node."""
        match node:
            case tree.Num():
                return self.note_type(super().lower(node), NUMBER)
            case tree.Text():
                return self.without_value(TRUTH, "words")
            case Ref():
                return self.lower_name(node)
            case tree.Neg(body=body):
                value = self.lower_value(node, body, "negated")
                return self.note_type(maths.Neg(value), self.plain_type_of(value))
            case tree.Bracket() | tree.Listed():
                return self._lower_enclosed(node)
            case tree.Add(terms=terms):
                return self._lower_sum(terms)
            case tree.Mul():
                return self._lower_product(node)
            case tree.Div():
                return self._lower_quotient(node)
            case tree.Pow(base=base, exponent=exponent):
                return self._raise(node, base, exponent)
            case tree.Root():
                return self._lower_root(node)
            case tree.Transpose(base=base, mark=mark):
                return self.lower_transpose(base, mark)
            case tree.Inverse():
                return self._invert(node)
            case tree.Factorial(body=body):
                return self._count_ways("factorial", "a factorial", body)
            case tree.Binomial(top=top, bottom=bottom):
                return self._count_ways("binomial", "a binomial coefficient", top, bottom)
            case tree.Apply():
                return self.lower_call(node)
            case tree.Statement():
                return self.lower_statement(node)
            case tree.Matrix():
                return self._lower_matrix(node)
            case _:
                return self.lower_other(node)

    def find_named(self, node: Node) -> maths.Node | None:
        """Return None: every letter is a name."""
        return None

    def check_beside(self, before: Node, factor: Node) -> None:
        """Accept what papers write."""

    def lower_other(self, node: Node) -> maths.Node:
        """Refuse any other part."""
        raise NotFollowed(node, node.why if isinstance(node, tree.Opaque) else "this cannot be worked")

    def type_of(self, made: maths.Node) -> Type:
        """Return the type of a made part."""
        return self.lengths.find_type(self.node_types.get(made, UNKNOWN))

    def note_type(self, made: maths.Node, type_: Type) -> maths.Node:
        """Note the type of a node, and return the node."""
        self.node_types[made] = type_
        return made

    def make_call(self, name: str, type_: Type, *args: maths.Node) -> maths.Node:
        """Return a call of a type."""
        return self.note_type(Call(name, args), type_)

    def make_symbol(self, name: str, type_: Type, drawn: DrawnSymbol) -> Sym:
        """Return the symbol of a letter; another one where the name is another letter's."""
        while self.draws.setdefault(name, drawn) != drawn:
            name += "_"
        self.node_types[Sym(name)] = type_
        return Sym(name)

    def bind(self, ref: Ref, type_: Type) -> Sym:
        """Return a new symbol for a name that is bound."""
        name = format_code_name(ref)
        while name in self.bound or name in self.draws:
            name += "_"
        self.bound[name] = ref
        self.node_types[Sym(name)] = type_
        return Sym(name)

    def without_value(self, type_: Type, reason: str) -> Sym:
        """Return a part of a type that has no value, with the reason."""
        return self.make_symbol("no value", type_, DrawnSymbol("none", reason))

    def lower_value(self, node: Node, part: Node, done: str) -> maths.Node:
        """Return a part of a node which is computed with. Raises ShapeBreak."""
        made = self.lower(part)
        self.need_values(node, self.type_of(made), done)
        return made

    def plain_type_of(self, made: maths.Node) -> Type:
        """Return a type without conditions on its values."""
        return forget_values(self.type_of(made))

    def need_values(self, node: Node, type_: Type, done: str) -> Type:
        """Return a type without conditions on its values; only numbers and arrays have arithmetic."""
        if isinstance(type_, NO_VALUES):
            raise ShapeBreak(node, f"{describe_type(type_)} is {done}")
        return forget_values(type_)

    def lower_number(self, where: str, node: Node) -> maths.Node:
        """Return a part that has to be a number. Raises ShapeBreak."""
        made = self.lower(node)
        type_ = self.type_of(made)
        if not isinstance(type_, NumberType | IndexType | UnknownType):
            raise ShapeBreak(node, f"{describe_type(type_)} in {where}")
        return made

    def join_types(self, node: Node, one: Type, other: Type, done: str) -> Type:
        """Return the type of two values that are combined entry by entry."""
        for type_ in (one, other):
            self.need_values(node, type_, done)
        if isinstance(one, UnknownType) or isinstance(other, UnknownType):
            return UNKNOWN
        if isinstance(one, ArrayType) and isinstance(other, ArrayType):
            axes = self.lengths.unify(one.axes, other.axes)
            if axes is None:
                raise ShapeBreak(node, f"{describe_type(one)} and {describe_type(other)} are {done}")
            return ArrayType(axes)
        array = one if isinstance(one, ArrayType) else other
        return ArrayType(array.axes) if isinstance(array, ArrayType) else NUMBER

    # Sides

    def lower_sides(self, statement: tree.Statement) -> maths.Node:
        """Return the last side; the others have to fit it, unless they cannot be followed."""
        if any(
            isinstance(self._find_side_type(side), NumberType)
            for side in statement.sides
            if isinstance(side, Ref)
        ):
            for side in statement.sides:
                self.need_number(side)
        made = self.lower(statement.sides[-1])
        after = self.type_of(made)
        for side, other, relation in zip(
            statement.sides[-2::-1], statement.sides[:0:-1], statement.relations[::-1], strict=True
        ):
            type_ = self._find_side_type(side) if relation in COMPARING else UNKNOWN
            self._compare_sides(side, type_, other, after, relation)
            after = type_
        return made

    def _find_side_type(self, side: Node) -> Type:
        """Return the type of a side; one that is not followed, or whose letters have no rows, fits."""
        try:
            return self.type_of(self.lower(side))
        except (NotFollowed, Undeclared):
            return UNKNOWN
        except ShapeBreak:
            if self._may_be_notation(side):
                return UNKNOWN
            raise

    def _may_be_notation(self, side: Node) -> bool:
        r"""Return whether a side may only name the result: ``g \star x`` of functions, ``dz(t)/dt``."""
        called = {part.function for part in find_nodes(side, tree.Apply)}
        return any(
            not isinstance(
                found.letter.type, Function | LawType if ref in called else NumberType | ArrayType | IndexType
            )
            for ref, found in self.formula.list_found(side)
        )

    def _compare_sides(self, side: Node, one: Type, other_side: Node, other: Type, relation: str) -> None:
        """Refuse two sides of different shapes, or ask whether they are meant to be equal."""
        types = (one, other)
        if not all(isinstance(type_, NumberType | IndexType | ArrayType) for type_ in types) or one == other:
            return
        first, second = (tuple(axis for axis in find_axes(type_) if axis != ONE) for type_ in types)
        is_literal = isinstance(strip_sign(side), tree.Num) or isinstance(strip_sign(other_side), tree.Num)
        is_each = not (first and second) and (is_literal or relation in ORDERS)
        if self.lengths.unify(first, second) is not None or is_each:
            return
        types = f"{quote_node(side)} is {describe_type(one)}, {quote_node(other_side)} {describe_type(other)}"
        if len(first) == len(second) and all(axis.letter for axis in first + second):
            raise ShapeBreak(side, f"{types}: they are the two sides of ${relation}$")
        found = self.formula.find_letter(side)
        if found is not None and found.entries:
            raise NotFollowed(side, f"whether it is an entry, because {types}")
        self.questions.append(f"{types}: are they meant to be equal?")

    def need_number(self, node: Node) -> None:
        r"""Note that the sizes in bars that make up a part are numbers: of a matrix, its determinant."""
        for part in walk_factors(node):
            if isinstance(part, tree.Norm):
                self._numbers.add(id(part))

    def is_number_needed(self, node: Node) -> bool:
        """Return whether a part has to be a number."""
        return id(node) in self._numbers

    # Letters

    def lower_name(self, ref: Ref) -> maths.Node:
        """Return the value of a name. Raises Undeclared."""
        if ref in self.scope:
            return self._read_scope(ref)
        formula = self.formula
        found = formula.find_letter(ref)
        whole = self.scope.get(Ref(ref.name))
        is_entry = ref.below and (found is None or found.entries)
        if is_entry and whole is not None and isinstance(self.type_of(whole), ArrayType):
            return self.take_entries(ref, whole, ref.below)
        axis = formula.find_axis(ref)
        if axis and (found is None or isinstance(found.letter.type, NumberType | IndexType)):
            type_: Type = COUNT
            if found is not None and not found.members and not found.entries:
                type_ = found.letter.type
            return self.make_symbol(f"#{axis}", type_, DrawnSymbol("size", Axis(axis)))
        if found is not None:
            return self._lower_letter(ref, found)
        if formula.is_count(ref):
            return self.make_symbol(format_code_name(ref), COUNT, DrawnSymbol("count", format_node(ref)))
        if is_constant(ref):
            return self.note_type(maths.Const(_CONSTANTS[ref.name.base]), NUMBER)
        if is_free_index(ref, formula):
            return self.make_symbol(format_code_name(ref), INDEX, DrawnSymbol("place", ref.name.base))
        if is_identity(ref):
            axis = self.lengths.make()
            return self.make_call("eye", ArrayType((axis, axis)), self.make_size(axis))
        if self.lets_unknown_pass:
            return self.without_value(UNKNOWN, f"{quote_node(ref)} is not declared")
        drawn = formula.find_drawn_type(ref)
        if drawn is None:
            raise Undeclared(ref)
        return self.make_symbol(
            format_code_name(ref), LawType(drawn), DrawnSymbol("law", (format_node(ref), drawn))
        )

    def _read_scope(self, ref: Ref) -> maths.Node:
        """Return a bound name; each occurrence is a node of its own, because its lowered form is noted."""
        value = self.scope[ref]
        if isinstance(value, Sym):
            return Sym(value.name)
        return maths.change_parts(value, lambda part: part)

    def make_size(self, axis: Axis) -> maths.Node:
        """Return the length of an axis."""
        if not axis.letter:
            return self.note_type(Num(str(axis.offset)), COUNT)
        return self.make_symbol(f"#{axis}", COUNT, DrawnSymbol("size", axis))

    def _lower_letter(self, ref: Ref, found: FoundLetter) -> maths.Node:
        """Return the value of a declared letter: alone, of a member or of several, or of an entry."""
        letter = found.letter
        type_ = letter.type
        if isinstance(type_, Function) and set(found.dress) == {"'"}:
            return self.without_value(type_, f"{quote_node(ref)} cannot be followed yet: a slope")
        if isinstance(type_, UnknownType):
            return self.without_value(type_, f"{quote_node(ref)} is not declared")
        running = {*found.members, *found.entries}
        below = tuple(index for index in ref.below if index not in running)
        above = tuple(index for index in ref.above if index not in running)
        name = format_code_name(replace(ref, below=below, above=above))
        members = [self.lower_index(index) for index in found.members]
        spans = [_read_span(index) for index in found.members]
        for place, span in enumerate(spans):
            if span:
                family = self.make_symbol(
                    name, SetOf(type_), DrawnSymbol("span", (letter, found.dress, place))
                )
                ends = [self.lower_index(Running(*end)) for end in span]
                del members[place]
                return self.note_type(maths.Index(family, (*ends, *members)), SetOf(type_))
        value: maths.Node
        drawn = self._list_drawn_values(found)
        if drawn:
            value = self._choose(name, found, [*members, *drawn])
        elif members:
            family = self.make_symbol(name, type_, DrawnSymbol("family", (letter, found.dress)))
            value = self.note_type(maths.Index(family, tuple(members)), type_)
        else:
            value = self.make_symbol(name, type_, DrawnSymbol("letter", (letter, found.dress)))
        parameters = self._list_parameters(ref) if isinstance(type_, Function | LawType) else ()
        if parameters:
            value = self.make_call("given", type_, value, *parameters)
        if found.entries:
            return self.take_entries(ref, value, found.entries)
        return value

    def _list_drawn_values(self, found: FoundLetter) -> list[maths.Node]:
        """Return the drawn or running values in a part with a name of its own: it differs in each case."""
        named = [index.letter for index in found.members if isinstance(index, Running)]
        bases = found.letter.part - {*named}
        return [value for ref, value in self.scope.items() if ref.name.base in bases]

    def _choose(self, name: str, found: FoundLetter, keys: Sequence[maths.Node]) -> maths.Node:
        """Return the member of a letter that values select, whatever they are."""
        letter = found.letter
        function = self.make_symbol(name, letter.type, DrawnSymbol("chosen", (letter, found.dress)))
        return self.make_call("apply", letter.type, function, *keys)

    def _list_parameters(self, ref: Ref) -> list[maths.Node]:
        r"""Return the values below a function that it depends on: ``\pi_\theta``."""
        parameters: list[maths.Node] = []
        for index in (*ref.below, *ref.above):
            body = _read_body(index)
            if body is not None and self._is_parameter(body):
                parameters.append(self.lower(body))
        return parameters

    def _is_parameter(self, node: Node) -> bool:
        found = self.formula.find_letter(node)
        if found is None:
            return False
        type_ = found.letter.type
        return isinstance(type_, ArrayType | Thing) or (isinstance(type_, NumberType) and not type_.is_whole)

    def lower_index(self, index: tree.Index) -> maths.Node:
        """Return an index as a position: a number, or the text of a name."""
        match index:
            case Running(letter=letter, offset=offset):
                place = self._find_place(letter)
                if place is None:
                    return self._make_text(letter)
                if not offset:
                    return place
                step = self.note_type(Num(str(abs(offset))), NUMBER)
                return self.note_type(Binary("+" if offset > 0 else "-", place, step), INDEX)
            case tree.Fixed(text=text):
                if text.isdigit():
                    return self.note_type(Num(text), NUMBER)
                return self._make_text(text)
            case tree.Computed(body=body):
                if self._is_parameter(body):
                    return self._make_text("")
                try:
                    return self.lower(body)
                except (ShapeBreak, NotFollowed):
                    return self._make_text(format_node(body))
            case tree.Open():
                return EVERY

    def _find_place(self, letter: str) -> maths.Node | None:
        """Return the value of an index; None for a letter that is a name."""
        ref = Ref(tree.Name(letter))
        if ref in self.scope:
            return self._read_scope(ref)
        if letter.isdigit():
            return self.note_type(Num(letter), NUMBER)
        found = self.formula.find_letter(ref)
        if found is not None:
            type_ = found.letter.type
            if isinstance(type_, IndexType | NumberType) and getattr(type_, "is_whole", True):
                return self.lower_name(ref)
            return self._make_text("") if self._is_parameter(ref) else None
        is_place = self.formula.is_axis(ref) or self.formula.is_count(ref) or letter in RUNNING_LETTERS
        if not is_place:
            return None
        if self.formula.is_axis(ref) or self.formula.is_count(ref):
            return self.lower_name(ref)
        return self.make_symbol(format_code_name(ref), INDEX, DrawnSymbol("place", letter))

    def _make_text(self, text: str) -> Sym:
        return self.make_symbol(f"'{text}", INDEX, DrawnSymbol("text", text))

    def take_entries(self, node: Node, value: maths.Node, entries: Sequence[tree.Index]) -> maths.Node:
        """Return entries of an array. Raises ShapeBreak."""
        match self.type_of(value):
            case UnknownType():
                return value
            case ArrayType(axes=axes) as type_ if len(entries) <= len(axes):
                chosen = zip(axes, entries, strict=False)
                still = tuple(axis for axis, index in chosen if isinstance(index, tree.Open))
                rest = (*still, *axes[len(entries) :])
                made = maths.Index(value, tuple(map(self.lower_index, entries)))
                if not rest:
                    return self.note_type(made, NumberType(type_.domain))
                return self.note_type(made, ArrayType(rest, type_.domain))
            case ArrayType(axes=axes):
                count = "1 axis" if len(axes) == 1 else f"{len(axes)} axes"
                raise ShapeBreak(node, f"{len(entries)} indices on an array with {count}")
            case type_:
                raise ShapeBreak(node, f"an entry of {describe_type(type_)}")

    # Sums

    def _lower_sum(self, terms: Sequence[Node]) -> maths.Node:
        """Return a sum as binary nodes from the left.

        All terms are lowered before any two are compared, so that a fault inside one of them is found first.
        """
        node = tree.Add(tuple(terms))
        if any(isinstance(term, tree.Mul) and "\\bmod" in term.signs for term in map(strip_sign, terms)):
            raise NotFollowed(node, "how far mod reaches")
        total = self.lower(terms[0])
        others = [self.lower(term.body if isinstance(term, tree.Neg) else term) for term in terms[1:]]
        self._check_terms(node, [total, *others])
        for term, value in zip(terms[1:], others, strict=True):
            total_type = self.join_types(node, self.type_of(total), self.type_of(value), "added")
            sign = "-" if isinstance(term, tree.Neg) else "+"
            total = self.note_type(Binary(sign, total, value), total_type)
        return total

    def _check_terms(self, node: tree.Add, values: Sequence[maths.Node]) -> None:
        """Refuse terms that have no sum, and ask about numbers beside arrays. Raises ShapeBreak.

        Every term is compared with the first array, because the sum has its shape whatever the order.
        """
        numbers: list[Node] = []
        arrays: list[tuple[Node, ArrayType]] = []
        for term, value in zip(map(strip_sign, node.terms), values, strict=True):
            type_ = self.type_of(value)
            if isinstance(type_, NO_VALUES):
                raise ShapeBreak(node, f"{quote_node(term)} is {describe_type(type_)}, which cannot be added")
            if isinstance(type_, NumberType | IndexType):
                numbers.append(term)
            if isinstance(type_, ArrayType):
                arrays.append((term, type_))
        for term, type_ in arrays[1:]:
            first, first_type = arrays[0]
            if self.lengths.unify(first_type.axes, type_.axes) is None:
                one = f"{quote_node(first)} is {describe_type(first_type)}"
                raise ShapeBreak(node, f"{one}, {quote_node(term)} {describe_type(type_)}: they are added")
        for number in numbers if arrays else ():
            self._ask_each_entry(number, *arrays[0])

    def _ask_each_entry(self, number: Node, array: Node, type_: ArrayType) -> None:
        """Ask whether a number is added to each entry of an array; ``1 - x`` of a vector is clear."""
        is_literal = isinstance(number, tree.Num)
        if is_literal and len(type_.axes) < 2:
            return
        of_identity = ", and not times I" if is_literal else ""
        self.questions.append(
            f"{quote_node(number)} is a number, {quote_node(array)} {describe_type(type_)}: "
            f"to each entry{of_identity}?"
        )

    # Products

    def _lower_product(self, node: tree.Mul) -> maths.Node:
        if reads_two_ways(node):
            raise NotFollowed(node, "how far the derivative reaches")
        if "\\bmod" in node.signs[:-1]:
            raise NotFollowed(node, "how far mod reaches")
        if "\\div" in node.signs and len(node.signs) > 1:
            raise NotFollowed(node, "how far the quotient reaches")
        factors = self._list_factors(node)
        part, total, _ = factors[0]
        for factor, value, sign in factors[1:]:
            for type_, where in ((self.type_of(total), part), (self.type_of(value), factor)):
                if isinstance(type_, NO_VALUES):
                    raise ShapeBreak(
                        node, f"{quote_node(where)} is {describe_type(type_)}, which cannot be multiplied"
                    )
            total = self.multiply(node, total, value, sign, part, factor)
            part = factor
        return total

    def _list_factors(self, node: tree.Mul) -> list[tuple[Node, maths.Node, str]]:
        r"""Return factors with the signs before them; ``W[i]`` is an entry, ``x(t)`` a member."""
        factors: list[tuple[Node, maths.Node, str]] = []
        for factor, sign in zip(node.factors, ("", *node.signs), strict=True):
            if not factors or sign:
                factors.append((factor, self.lower(factor), sign))
                continue
            before, value, own_sign = factors[-1]
            if is_entry_bracket(factor) and isinstance(self.type_of(value), ArrayType):
                items = factor.items if isinstance(factor, tree.Listed) else (strip_brackets(factor),)
                entry = self.take_entries(node, value, tuple(map(tree.Computed, items)))
                factors[-1] = (before, entry, own_sign)
            elif is_written_argument(before, factor, self.formula):
                factors[-1] = (before, self._take_argument(node, before, value, factor), own_sign)
            else:
                factors.append((factor, self.lower(factor), sign))
        return factors

    def _take_argument(self, node: Node, letter: Node, value: maths.Node, bracket: Node) -> maths.Node:
        """Return the member of a letter that an argument names, ``x(t)``."""
        inner = self.lower(bracket)
        if len(find_axes(self.type_of(value))) == 2 and isinstance(self.type_of(inner), ArrayType):
            raise NotFollowed(node, "whether this is a product or a matrix that depends on a vector")
        items = inner.items if isinstance(inner, maths.Sequence) else (inner,)
        return self.take_member(letter, value, items)

    def take_member(self, letter: Node, value: maths.Node, places: Sequence[maths.Node]) -> maths.Node:
        """Return the member of a letter that further places name."""
        found = self.formula.find_letter(letter)
        if found is None or found.entries or isinstance(found.letter.type, UnknownType):
            return self.without_value(self.type_of(value), f"{quote_node(letter)} is not declared")
        members = [self.lower_index(index) for index in found.members]
        return self._choose(format_code_name(found.letter.ref), found, [*members, *places])

    def multiply(
        self, node: Node, one: maths.Node, other: maths.Node, sign: str, left: Node, right: Node
    ) -> maths.Node:
        """Return a product by its sign. Raises ShapeBreak, and NotFollowed for a sign without a rule."""
        types = self.type_of(one), self.type_of(other)
        if any(isinstance(type_, UnknownType) for type_ in types):
            return self.without_value(UNKNOWN, f"{quote_node(node)} is not known")
        axes = [find_axes(type_) for type_ in types]
        rule = name_product(sign, *map(len, axes))
        if not rule:
            what = f"${sign}$" if sign else "a product"
            raise NotFollowed(node, f"{what} of {describe_type(types[0])} and {describe_type(types[1])}")
        if rule in ("/", "mod"):
            made = Binary("/", one, other) if rule == "/" else Call("mod", (one, other))
            return self.note_type(made, NUMBER)
        if not all(axes):
            return self.note_type(Binary("*", one, other), self.join_types(node, *types, "multiplied"))
        has_identity = any(isinstance(factor, Call) and factor.name == "eye" for factor in (one, other))
        if has_identity and rule != "matrix":
            raise NotFollowed(node, f"{sign} of an identity matrix")
        if rule == "outer":
            return self.make_call("outer", ArrayType((*axes[0], *axes[1])), one, other)
        if rule == "entries" and sign:
            type_ = self.join_types(node, *types, "multiplied entry by entry")
            return self.make_call("hadamard", type_, one, other)
        if rule == "entries" and is_part_beside(left, right):
            raise NotFollowed(node, "whether a part of an array is a row or a column")
        return self._multiply_arrays(node, one, other, sign, left, right)

    def _multiply_arrays(
        self, node: Node, one: maths.Node, other: maths.Node, sign: str, left: Node, right: Node
    ) -> maths.Node:
        axes = find_axes(self.type_of(one))
        further = find_axes(self.type_of(other))
        here = describe_type(ArrayType(axes))
        there = describe_type(ArrayType(further))
        types = f"{quote_node(left)} is {here}, {quote_node(right)} {there}"
        if len(axes) == len(further) == 1:
            fits = self.lengths.unify(axes, further) is not None
            if sign == "\\cdot":
                if not fits:
                    raise ShapeBreak(node, f"an inner product of {here} and {there}")
                return self.make_call("dot", NUMBER, one, other)
            if not fits:
                raise ShapeBreak(node, f"{types}: they are multiplied")
            vectors = here[2:].replace("vector", "vectors", 1)
            self.questions.append(
                f"{quote_node(left)} and {quote_node(right)} are both {vectors}: entry by entry?"
            )
            return self.make_call("hadamard", ArrayType(axes), one, other)
        type_ = self.lengths.multiply(axes, further)
        if type_ is None:
            raise ShapeBreak(node, f"{types}: {axes[-1]} and {further[0]} do not meet")
        return self.note_type(self._join_matrices(one, axes, other, further), type_)

    def _join_matrices(
        self, one: maths.Node, axes: tuple[Axis, ...], other: maths.Node, further: tuple[Axis, ...]
    ) -> maths.Node:
        """Return a product of matrices, inner for a row and a column, outer the other way."""
        if len(axes) == 1 and further[0] == ONE:
            row = self._find_vector(other) or self.note_type(
                maths.Index(other, (UNIT, EVERY)), ArrayType(further[1:])
            )
            return Call("outer", (one, row))
        vector = self._find_vector(one) if len(further) == 1 else None
        if vector is None:
            return Binary("*", one, other)
        return Call("dot", (vector, other))

    def _find_vector(self, made: maths.Node) -> maths.Node | None:
        """Return the vector whose transpose a row is; None for any other part."""
        is_transpose = isinstance(made, Call) and made.name == "T"
        base = made.args[0] if is_transpose and isinstance(made, Call) else None
        if base is not None and len(find_axes(self.type_of(base))) == 1:
            return base
        return None

    def _lower_quotient(self, node: tree.Div) -> maths.Node:
        self.need_number(node.bottom)
        top = self.lower(node.top)
        bottom = self.lower(node.bottom)
        above = self.type_of(top)
        below = self.type_of(bottom)
        if isinstance(below, ArrayType) and isinstance(above, NumberType | IndexType):
            if len(below.axes) > 1:
                raise ShapeBreak(node, f"{describe_type(above)} is divided by {describe_type(below)}")
            self.questions.append(
                f"{quote_node(node.top)} is {describe_type(above)}, {quote_node(node.bottom)} "
                f"{describe_type(below)}: divided by each entry?"
            )
        return self.note_type(Binary("/", top, bottom), self.join_types(node, above, below, "divided"))

    # Powers

    def _raise(self, node: tree.Pow, below: Node, above: Node) -> maths.Node:
        base = self.lower_value(node, below, "to a power")
        exponent = self.lower_number("an exponent", above)
        if self._may_be_index(node):
            index = format_node(above)
            raise NotFollowed(node, f"{index} may be a power or an index: give it a row, {index}: count")
        type_ = self.type_of(base)
        if isinstance(type_, ArrayType) and len(type_.axes) == 2:
            if not self.lengths.unify_square(type_):
                raise ShapeBreak(node, f"{describe_type(type_)} to a power")
            return self._raise_matrix(node, base, exponent)
        out = UNKNOWN if isinstance(self.type_of(exponent), UnknownType) else forget_values(type_)
        return self.note_type(Binary("^", base, exponent), out)

    def _raise_matrix(self, node: tree.Pow, base: maths.Node, exponent: maths.Node) -> maths.Node:
        type_ = self.type_of(base)
        if self._is_whole(node.exponent):
            return self.make_call("matpow", forget_values(type_), base, exponent)
        if getattr(type_, "kind", "") == "diag":
            return self.make_call("diagpow", forget_values(type_), base, exponent)
        text = format_node(strip_sign(node.exponent)).replace(" ", "")
        if text in ("\\frac{1}{2}", "1/2"):
            return self.without_value(forget_values(type_), f"{quote_node(node)} is not computed")
        raise NotFollowed(node, "a matrix to this power")

    def _may_be_index(self, node: tree.Pow) -> bool:
        """Return whether an exponent is a letter without a number's row that is an index of other letters.

        A number between 0 and 1 is excluded, because it decays by powers: ``1 - b^t`` is the rest.
        """
        formula = self.formula
        exponent = strip_brackets(node.exponent)
        if not isinstance(exponent, Ref) or exponent.name.base in formula.bound:
            return False
        own = formula.find_letter(exponent)
        if own is not None and not isinstance(own.letter.type, IndexType):
            return False
        base = formula.find_letter(strip_brackets(node.base))
        match base and base.letter.type:
            case NumberType(domain=Domain(low=0, high=1)):
                return False
            case _:
                pass
        rest = {tree.Num("1"), tree.Neg(node)}
        if any(rest <= {*part.terms} for part in find_nodes(formula.statement, tree.Add)):
            return False
        letter = exponent.name.base
        for part in find_nodes(formula.statement, Ref):
            if any(isinstance(index, Running) and index.letter == letter for index in part.below):
                return True
        return False

    def _is_whole(self, node: Node) -> bool:
        """Return whether a part that was lowered is a whole number whatever its letters are."""
        match node:
            case tree.Num(text=text):
                return text.isdigit()
            case tree.Neg(body=body) | tree.Bracket(body=body):
                return self._is_whole(body)
            case tree.Add(terms=parts) | tree.Mul(factors=parts):
                return all(map(self._is_whole, parts))
            case _:
                type_ = self.type_of(self.parts[id(node)][1]) if id(node) in self.parts else UNKNOWN
                return isinstance(type_, IndexType) or (isinstance(type_, NumberType) and type_.is_whole)

    def _lower_root(self, node: tree.Root) -> maths.Node:
        degree = None if node.degree is None else self.lower_number("the degree of a root", node.degree)
        body = self.lower_value(node, node.body, "under a root")
        type_ = self.plain_type_of(body)
        if is_square(type_):
            raise NotFollowed(node, "whether the root is taken of each entry or of the matrix")
        made = Call("sqrt", (body,)) if degree is None else Call("root", (body, degree))
        return self.note_type(made, type_)

    def _count_ways(self, name: str, where: str, *nodes: Node) -> maths.Node:
        """Return a factorial or a binomial coefficient, which only whole numbers have."""
        parts = tuple(self.lower_number(where, node) for node in nodes)
        if not all(map(self._is_whole, nodes)):
            return self.without_value(NUMBER, f"{where} of a number that is not whole")
        return self.make_call(name, NUMBER, *parts)

    def lower_transpose(self, node: Node, mark: str) -> maths.Node:
        """Return a transpose; of a number, the number. Raises ShapeBreak."""
        base = self.lower(node)
        match self.type_of(base):
            case ArrayType(axes=(axis,)):
                return self.make_call("T", ArrayType((ONE, axis)), base)
            case ArrayType(axes=(one, other)) as type_:
                # A matrix with such a structure keeps it when it is transposed.
                structure = type_.kind if type_.kind in ("pd", "sym", "diag", "orth") else ""
                return self.make_call("T", ArrayType((other, one), type_.domain, structure), base)
            case ArrayType() as type_:
                raise NotFollowed(node, f"{describe_type(type_)} transposed")
            case NumberType() | UnknownType():
                return base
            case type_:
                raise ShapeBreak(node, f"{describe_type(type_)} is transposed")

    def _invert(self, node: tree.Inverse) -> maths.Node:
        base = self.lower_value(node, node.base, "inverted")
        type_ = self.plain_type_of(base)
        if not isinstance(type_, ArrayType):
            return self.note_type(Binary("/", self.note_type(UNIT, NUMBER), base), type_)
        if len(type_.axes) == 1:
            raise NotFollowed(node, f"{describe_type(type_)} is inverted")
        if len(type_.axes) != 2 or not self.lengths.unify_square(type_):
            raise ShapeBreak(node, f"{describe_type(type_)} is inverted")
        return self.make_call("inv", type_, base)

    # Brackets and lists

    def _lower_enclosed(self, node: Node) -> maths.Node:
        if isinstance(node, tree.Listed):
            return self._lower_list(node)
        assert isinstance(node, tree.Bracket)
        inner = self.lower(node.body)
        type_ = self.type_of(inner)
        if node.opening == "[" and isinstance(type_, Truth):
            return self.make_call("ind", NumberType(NOT_NEGATIVE), inner)
        if not has_bracket_rule(node):
            raise NotFollowed(node, "what these brackets mean")
        if node.opening in ("\\lfloor", "\\lceil"):
            rounded = Call("floor" if node.opening == "\\lfloor" else "ceil", (inner,))
            self.need_values(node, type_, "rounded")
            return self.note_type(rounded, type_ if isinstance(type_, ArrayType) else NumberType(INTEGERS))
        return inner

    def _lower_list(self, node: tree.Listed) -> maths.Node:
        if any(isinstance(item, tree.Open) for item in node.items):
            raise NotFollowed(node, "a list with a gap")
        items = tuple(map(self.lower, node.items))
        types = [self.type_of(item) for item in items]
        if node.opening == "\\langle" and len(types) == 2:
            return self._lower_inner_product(node, items)
        if node.opening == "\\{" and types and all(type_ == types[0] for type_ in types):
            return self.note_type(maths.Sequence("set", items), SetOf(types[0]))
        return self.note_type(maths.Sequence("tuple", items), Several(tuple(types)))

    def _lower_inner_product(self, node: Node, items: Sequence[maths.Node]) -> maths.Node:
        one, other = map(self.type_of, items)
        if isinstance(one, UnknownType) or isinstance(other, UnknownType):
            return self.without_value(NUMBER, "it is not declared")
        if not (
            isinstance(one, ArrayType)
            and isinstance(other, ArrayType)
            and self.lengths.unify(one.axes, other.axes) is not None
        ):
            raise ShapeBreak(node, f"an inner product of {describe_type(one)} and {describe_type(other)}")
        return self.make_call("dot", NUMBER, *items)

    def _lower_matrix(self, node: tree.Matrix) -> maths.Node:
        rows = [[self.lower(entry) for entry in row] for row in node.rows]
        for row in rows:
            if not all(
                isinstance(self.type_of(entry), NumberType | IndexType | UnknownType) for entry in row
            ):
                raise NotFollowed(node, "a matrix of blocks")
        count = Axis(offset=len(rows))
        columns = Axis(offset=len(rows[0]))
        if columns == ONE:
            return self.note_type(maths.Sequence("list", tuple(row[0] for row in rows)), ArrayType((count,)))
        made = self.lower_rows([[*row] for row in node.rows])
        return self.note_type(made, ArrayType((count, columns)))


def format_code_name(ref: Ref) -> str:
    """Return a letter's name in code, with the indices below it that are names."""
    name = ref.name
    words = [name.base, *name.accents[::-1], name.label]
    words += map(_write_index, (*ref.below, *ref.above))
    words += ["prime"] * ref.primes
    words.append({"*": "star", "+": "plus"}.get(ref.mark, ref.mark))
    text = "_".join(filter(None, (re.sub(r"\W", "", word) for word in words)))
    return f"{text}_" if text in _RESERVED else text


# Words of Python, and names of constants, which an environment would hide.
_RESERVED = frozenset(
    ("e", "pi", "inf", "np", "lambda", "in", "is", "if", "or", "and", "not", "as", "def", "for")
)


def _write_index(index: tree.Index) -> str:
    match index:
        case Running(letter=letter, offset=offset):
            name = letter.removeprefix("\\")
            if offset < 0:
                return f"{name}_minus_{-offset}"
            return f"{name}_plus_{offset}" if offset else name
        case tree.Fixed(text=text):
            return text
        case tree.Computed(body=body):
            return format_node(body)
        case _:
            return ""


def _read_body(index: tree.Index) -> Node | None:
    """Return an index as a part of its own; None for a number or an open place."""
    if isinstance(index, Running):
        return Ref(tree.Name(index.letter))
    return index.body if isinstance(index, tree.Computed) else None


def _read_span(index: tree.Index) -> tuple[tuple[str, int], tuple[str, int]] | None:
    r"""Return the first and the last member of ``x_{1:T}`` and ``x_{<t}``, each a letter and an offset."""
    if not (isinstance(index, tree.Computed) and isinstance(index.body, tree.Opaque)):
        return None
    tokens = index.body.tokens
    if len(tokens) == 3 and tokens[1] == ":":
        return (tokens[0], 0), (tokens[2], 0)
    if len(tokens) == 2 and tokens[0] in ("<", "\\leq"):
        return ("1", 0), (tokens[1], -(tokens[0] == "<"))
    return None
