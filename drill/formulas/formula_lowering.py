"""Lower a whole formula once, functions, laws and bound names included, to the tree that computes.

A misfit is a `ShapeBreak` at its node; a part without a rule is `NotFollowed`, which blames nobody. A
part whose type is known and whose value is not is a symbol that no world gives a value.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from drill.formulas.formula import (
    MAX_NODES,
    Formula,
    FoundLetter,
    format_node,
    mentions_name,
    name_function,
    quote_node,
)
from drill.formulas.formula_parts import (
    DIVERGENCES,
    INDICATORS,
    NotFollowed,
    ShapeBreak,
    Undeclared,
    compares_names,
    complete_slope,
    find_cut,
    find_drawn_types,
    find_upper_end,
    has_order,
    has_several_arguments,
    has_unclear_power,
    infer_bound,
    is_conditional,
    is_constant,
    is_equality,
    is_name,
    is_normal,
    is_series,
    is_summary,
    list_arrow_sides,
    list_drawn,
    list_random_letters,
    list_running,
    name_norm,
    split_bound,
    split_clip_ends,
    strip_brackets,
    strip_set,
)
from drill.formulas.letter_lowering import (
    NEVER,
    NOTHING,
    UNIT,
    DrawnSymbol,
    LetterLowering,
    find_axes,
    is_argument,
    is_first_slope,
    is_open,
    is_square,
)
from drill.maths import maths_tree as maths
from drill.maths.maths_tree import Binary, Call, Num, Sym
from drill.maths.operators import FORMULA_WORDS
from drill.maths.tree_evaluation import Compiled
from drill.notation import RELATIONS, find_nodes, reads_two_ways, strip_arguments, tree, walk_nodes
from drill.notation.tree import Node, Ref
from drill.types import (
    COUNT,
    INDEX,
    NOT_NEGATIVE,
    NUMBER,
    REALS,
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
    without_law,
)

# The drawn names, the law, and the symbol of the draw; None if nothing is drawn.
_Drawing: TypeAlias = tuple[dict[Ref, maths.Node], maths.Node, Sym | None]
# Operations over all values of a bound name.
_FOLDS = {
    "\\sum": "sum", "\\prod": "prod", "\\max": "largest", "\\sup": "largest", "\\min": "smallest",
    "\\inf": "smallest", "\\argmax": "argmax", "\\argmin": "argmin",
}  # fmt: skip
_EXTREMES = {"\\max": "max", "\\sup": "max", "\\min": "min", "\\inf": "min"}
# Means over draws, and variances and deviations from them.
_MEANS = frozenset(("E", "mean", "avg"))
_SPREADS = frozenset(("V", "Var", "var", "Std", "std"))
_PLAIN_MEANS = frozenset(("mean", "avg"))
# Words before the condition of a case that holds if the condition does not.
_INVERTING = frozenset(("unless", "except", "not"))
_PLAIN_WORDS = frozenset(("", "if", "when", "for"))
# Relations that declare the origin of a letter.
_ORIGINS = frozenset(("\\sim", "\\in"))
_VECTOR_NORMS = {"": "norm", "2": "norm", "F": "norm", "1": "norm1", "\\infty": "norminf"}
_NORMS = frozenset(("", "0", "1", "2", "\\infty", "F", "*", "p"))


@dataclass(frozen=True, slots=True)
class Lowered:
    """A part of a formula as mathematics: its tree, its type, and the sources of its symbols' values.

    ``parts`` has the node that each written part became, by its id; ``bound`` the names that symbols are
    bound for. ``questions`` are for a person, such as whether a number is added to each entry.
    """

    node: maths.Node
    out: Type
    types: Mapping[int, Type]
    parts: Mapping[int, tuple[Node, maths.Node]]
    node_types: Mapping[maths.Node, Type]
    draws: Mapping[str, DrawnSymbol]
    bound: Mapping[str, Ref]
    questions: list[str] = field(default_factory=list[str])
    # The compiled part, in doubles or with many digits.
    compiled: dict[bool, Compiled] = field(default_factory=dict[bool, Compiled])
    # The compiled part that notes the value of each written part; made at the first request.
    tracers: list[Any] = field(default_factory=list[Any])

    @property
    def has_open_size(self) -> bool:
        """Whether the size of an identity matrix is not known."""
        return any(drawn.how == "size" and is_open(drawn.what) for drawn in self.draws.values())


def check_shapes(formula: Formula, *, lets_unknown_pass: bool = False) -> Lowered:
    """Return a formula's right side; all its sides have to fit.

    With ``lets_unknown_pass`` a letter without a row fits everywhere.

    Raises ShapeBreak, Undeclared or NotFollowed.
    """
    statement = formula.statement
    if sum(1 for _ in walk_nodes(statement)) > MAX_NODES:
        raise NotFollowed(formula.right, f"a formula that is worked has at most {MAX_NODES} parts")
    if _ORIGINS.issuperset(statement.relations) and statement.relations:
        raise NotFollowed(statement, "it says where a letter comes from, and has no value")
    if not is_equality(statement):
        raise NotFollowed(statement, "it says how its sides relate, and has no value")
    if any(has_order(formula, side) for side in statement.sides[1:] or statement.sides):
        raise NotFollowed(statement, "it is a statement of order, and has no value")
    lowering = FormulaLowering(formula, frozenset(), lets_unknown_pass=lets_unknown_pass)
    made = lowering.lower_sides(statement)
    return lowering.finish(made if formula.right is statement.sides[-1] else lowering.lower(formula.right))


def lower_part(
    formula: Formula,
    node: Node,
    names: Mapping[Ref, Type] | None = None,
    given: frozenset[Node] = frozenset(),
) -> Lowered:
    """Return a part, even of a changed formula, where ``names`` have values that ``given`` parts have too.

    Raises ShapeBreak, Undeclared or NotFollowed.
    """
    lowering = FormulaLowering(formula, given, lets_unknown_pass=False)
    for ref, type_ in (names or {}).items():
        lowering.scope[ref] = lowering.bind(ref, type_)
    return lowering.finish(lowering.lower(node))


def lower_places(formula: Formula, indices: Sequence[tree.Index]) -> list[Lowered]:
    """Return indices as places. Raises ShapeBreak, Undeclared or NotFollowed."""
    lowering = FormulaLowering(formula, frozenset(), lets_unknown_pass=False)
    return [lowering.finish(lowering.lower_index(index)) for index in indices]


class FormulaLowering(LetterLowering):
    """Lowers calls, laws and bound names."""

    def finish(self, made: maths.Node) -> Lowered:
        """Return the lowered part, with all lengths found by then."""
        for name, drawn in self.draws.items():
            if drawn.how == "size":
                self.draws[name] = DrawnSymbol("size", self.lengths.find(drawn.what))
        types = {key: self.type_of(part) for key, (_, part) in self.parts.items()}
        return Lowered(
            made,
            self.type_of(made),
            types,
            self.parts,
            self.node_types,
            self.draws,
            self.bound,
            self.questions,
        )

    @contextmanager
    def binding(self, names: Mapping[Ref, maths.Node]) -> Generator[None]:
        """Bind names for a while."""
        before = self.scope
        self.scope = before | dict(names)
        try:
            yield
        finally:
            self.scope = before

    def lower_other(self, node: Node) -> maths.Node:
        """Lower a part that is not arithmetic."""
        match node:
            case tree.Norm():
                return self._lower_norm(node)
            case tree.Entry():
                return self._lower_entry(node)
            case tree.Reduce():
                return self._lower_reduce(node)
            case tree.Expect():
                return self._lower_expect(node)
            case tree.Integral():
                return self._integrate(node)
            case tree.Family():
                return self._lower_family(node)
            case tree.Gradient() | tree.Derivative():
                return self._lower_slope(node)
            case tree.Cases():
                return self._lower_cases(node)
            case _:
                return super().lower_other(node)

    # Norms, conditions, entries

    def _lower_norm(self, node: tree.Norm) -> maths.Node:
        body = self.lower(node.body)
        type_ = self.type_of(body)
        if node.bars == "|":
            return self._lower_bars(node, body, type_)
        self.need_values(node, type_, "measured by a norm")
        order = name_norm(node)
        out = NumberType(NOT_NEGATIVE)
        if isinstance(type_, ArrayType) and len(type_.axes) == 2 and order in ("", "p"):
            raise NotFollowed(node, "which norm of a matrix is meant")
        if isinstance(type_, UnknownType):
            return self.without_value(out, "it is not declared")
        is_power = order == "p" and self.formula.find_letter(node.order or node) is not None
        if node.order is not None and (is_power or order not in _NORMS):
            return self._weigh(node, body, type_)
        if not isinstance(type_, ArrayType):
            return self.make_call("abs", out, body)
        if order == "F" or (len(type_.axes) == 1 and order in _VECTOR_NORMS):
            return self.make_call(_VECTOR_NORMS[order], out, body)
        return self.without_value(out, f"{quote_node(node)} is not computed")

    def _weigh(self, node: tree.Norm, body: maths.Node, type_: Type) -> maths.Node:
        r"""Return a norm by a matrix, ``\|x\|_A``. Raises ShapeBreak."""
        assert node.order is not None
        weight = self.lower(node.order)
        out = NumberType(NOT_NEGATIVE)
        weight_type = self.type_of(weight)
        if isinstance(weight_type, ArrayType) and isinstance(type_, ArrayType):
            square_axes = (*type_.axes, *type_.axes)
            if len(type_.axes) > 1 or self.lengths.unify(weight_type.axes, square_axes) is None:
                by = describe_type(weight_type)
                raise ShapeBreak(node, f"a norm of {describe_type(type_)} weighted by {by}")
            image = self.note_type(Binary("*", weight, body), type_)
            square = self.make_call("dot", NUMBER, body, image)
            return self.make_call("sqrt", out, square)
        if not isinstance(weight_type, NumberType | UnknownType):
            raise NotFollowed(node, f"a norm with {name_norm(node)}")
        if len(find_axes(type_)) != 1 or isinstance(weight_type, UnknownType):
            return self.without_value(out, f"{quote_node(node)} is not computed")
        sizes = self.make_call("abs", type_, body)
        powers = self.note_type(Binary("^", sizes, weight), type_)
        total = self.make_call("sumof", out, powers)
        root = self.note_type(Binary("/", UNIT, weight), NUMBER)
        return self.note_type(Binary("^", total, root), out)

    def _lower_bars(self, node: tree.Norm, body: maths.Node, type_: Type) -> maths.Node:
        match type_:
            case SetOf():
                return self.make_call("card", COUNT, body)
            case ArrayType() if is_square(type_) and (
                type_.kind in ("pd", "sym", "diag", "orth") or self.is_number_needed(node)
            ):
                return self.make_call("det", NUMBER, body)
            case ArrayType(axes=(_, _)):
                raise NotFollowed(node, "whether this is a determinant or an absolute value")
            case ArrayType(axes=axes):
                return self.make_call("abs", ArrayType(axes, NOT_NEGATIVE), body)
            case NumberType() | IndexType():
                return self.make_call("abs", NumberType(NOT_NEGATIVE), body)
            case UnknownType():
                return body
            case _:
                raise ShapeBreak(node, f"the size of {describe_type(type_)}")

    def _lower_entry(self, node: tree.Entry) -> maths.Node:
        sign, body = find_cut(node)
        if not sign:
            return self.take_entries(node, self.lower(node.body), node.below)
        value = self.lower_value(node, body, "cut at 0")
        type_ = self.plain_type_of(value)
        side = value if sign == "+" else self.note_type(maths.Neg(value), type_)
        return self.make_call("max", type_, side, self.note_type(NOTHING, NUMBER))

    def lower_statement(self, node: tree.Statement) -> maths.Node:
        """Return a condition as mathematics. Raises NotFollowed for a relation that is not computed."""
        sides = [self.lower(side) for side in node.sides]
        if not node.relations:
            truths = [*sides[0].items] if isinstance(sides[0], maths.Sequence) else sides
            return self._join_truths(truths)
        truths = [
            self._relate(node, relation, one, other)
            for relation, one, other in zip(node.relations, sides, sides[1:], strict=False)
        ]
        return self._join_truths(truths)

    def _join_truths(self, truths: Sequence[maths.Node]) -> maths.Node:
        if not all(isinstance(self.type_of(truth), Truth) for truth in truths):
            return self.without_value(TRUTH, "it is not a statement that is true or false")
        joined = truths[0]
        for truth in truths[1:]:
            joined = self.note_type(maths.Logic("and", joined, truth), TRUTH)
        return self.note_type(joined, TRUTH)

    def _relate(self, node: tree.Statement, relation: str, one: maths.Node, other: maths.Node) -> maths.Node:
        types = self.type_of(one), self.type_of(other)
        if relation in ("\\in", "\\notin"):
            if not isinstance(types[1], SetOf | UnknownType):
                raise ShapeBreak(node, f"{describe_type(types[1])} is not a set")
            return self._find_member_of(one, other, types[1], is_member=relation == "\\in")
        if relation not in ("=", "\\neq", "<", ">", "\\leq", "\\geq"):
            raise NotFollowed(node, f"whether ${relation}$ holds is not computed")
        if relation not in ("=", "\\neq"):
            for type_ in types:
                self.need_values(node, type_, "compared")
        return self.note_type(maths.Relation(RELATIONS[relation], one, other), TRUTH)

    def _find_member_of(
        self, one: maths.Node, among: maths.Node, type_: Type, *, is_member: bool
    ) -> maths.Node:
        """Return whether a value is a member, that is, equal to some member."""
        member_type = type_.of if isinstance(type_, SetOf) else UNKNOWN
        name = self.bind(Ref(tree.Name("member")), member_type)
        equal = self.note_type(maths.Relation("=", one, name), TRUTH)
        found = self.make_call("largest", NUMBER, Call("ind", (equal,)), name, among)
        sign = "=" if is_member else "!="
        return self.note_type(maths.Relation(sign, found, self.note_type(UNIT, NUMBER)), TRUTH)

    def _lower_cases(self, node: tree.Cases) -> maths.Node:
        words = node.words or ("",) * len(node.branches)
        values: list[maths.Node] = []
        conditions: list[maths.Node | None] = []
        for (value, condition), said in zip(node.branches, words, strict=True):
            values.append(self.lower(value))
            conditions.append(self._find_condition(node, condition, said))
        type_ = self.type_of(values[0])
        for value in values[1:]:
            type_ = self.join_types(node, type_, self.type_of(value), "branches of one value")
        result: maths.Node = NEVER
        for value, truth in zip(reversed(values), reversed(conditions), strict=True):
            if truth is None:
                result = value
                continue
            choice = Binary("+", UNIT, Call("ind", (truth,)))
            result = Call("pick", (choice, result, value))
        return self.note_type(result, type_)

    def _find_condition(self, node: tree.Cases, condition: Node | None, said: str) -> maths.Node | None:
        """Return the condition of a case; None for the case that holds otherwise."""
        if condition is None or isinstance(condition, tree.Text):
            return None
        in_words = NotFollowed(condition, "when this case holds is said in words")
        if any(find_nodes(condition, tree.Text)):
            raise in_words
        truth = self.lower(condition)
        type_ = self.type_of(truth)
        is_truth = isinstance(type_, Truth | UnknownType)
        if not (is_truth or said in _PLAIN_WORDS) or not _INVERTING.isdisjoint(said.lower().split()):
            raise in_words
        if not is_truth:
            raise ShapeBreak(node, f"{quote_node(condition)} is {describe_type(type_)} and not a condition")
        return truth

    # Functions

    def lower_call(self, call: tree.Apply) -> maths.Node:
        """Return the value of a function. Raises ShapeBreak, Undeclared or NotFollowed."""
        if call.power is not None and has_unclear_power(call, self.formula):
            raise NotFollowed(call, "whether this is a power of the function or of its value")
        power = None if call.power is None else self.lower_number("an exponent", call.power)
        called = self._call_alone(call)
        if power is None:
            return called
        type_ = self.type_of(called)
        if len(find_axes(type_)) > 1:
            raise NotFollowed(call, "whether this is a power of the matrix or of its entries")
        return self.note_type(Binary("^", called, power), forget_values(type_))

    def _call_alone(self, node: tree.Apply) -> maths.Node:
        """Return the value of a function without the power on its name."""
        found = self.formula.find_letter(node.function)
        if found is None and node.function not in self.scope:
            known = self._call_known(node)
            if known is not None:
                return known
            if is_constant(node.function) or self.formula.is_axis(node.function):
                raise Undeclared(node.function)
        if found is not None and is_first_slope(found):
            return self._call_first_slope(node)
        function = self.lower(node.function)
        type_ = self.type_of(function)
        if isinstance(type_, ArrayType) and node.opening == "[":
            return self.take_entries(node, function, tuple(map(tree.Computed, node.args)))
        if isinstance(type_, NumberType | ArrayType | Thing) and has_several_arguments(node):
            # A value that is written with all letters that it depends on, c(r, d).
            parts = [self.lower(part) for part in (*node.args, *node.given, *node.parameters)]
            return self.take_member(node.function, function, parts)
        if isinstance(type_, NumberType | ArrayType | IndexType) and len(node.args) == 1 and not node.given:
            return self.lower(tree.Mul((node.function, tree.Bracket(node.args[0])), ("",)))
        if isinstance(type_, Function) and type_.known:
            if found is not None and found.dress:
                raise NotFollowed(node, f"{quote_node(node.function)} is another function than {type_.known}")
            return self._call_by_type(node, type_)
        return self._call_letter(node, function, type_)

    def _call_first_slope(self, node: tree.Apply) -> maths.Node:
        """Return ``f'(x)``, which is computed for a number of a number."""
        plain = replace(node, function=replace(node.function, primes=0))
        type_ = self.type_of(self.lower(plain))
        if isinstance(type_, NumberType) and len(node.args) == 1:
            argument = self.lower(node.args[0])
            if isinstance(self.type_of(argument), NumberType | IndexType):
                return self._slope_at_argument(node, plain)
        return self.without_value(type_, f"{quote_node(node)} cannot be followed yet: a slope")

    def _call_by_type(self, node: tree.Apply, type_: Function) -> maths.Node:
        count = len(self._lower_arguments(node)[0])
        if count != 1:
            raise ShapeBreak(node, f"{type_.known} takes one thing, but {count} are given here")
        return self._call_by_word(node, type_.known)

    def _call_known(self, node: tree.Apply) -> maths.Node | None:
        """Return the value of a well-known function; None for any other."""
        name = node.function.name.base
        word = name_function(node.function)
        is_alone = not (node.given or node.parameters)
        is_plain = is_alone and len(node.args) == 1
        if name in DIVERGENCES and (node.given or name == "KL") and node.bar != "\\mid":
            return self._diverge(node)
        if name == "KL" and len(node.args) == 2:
            return self._diverge(node)
        if word in FORMULA_WORDS or word.lower() in FORMULA_WORDS:
            return self._call_by_word(node, word)
        if name in INDICATORS and node.function.name.font:
            return self._indicate(node)
        if is_normal(node, self.formula):
            return self._find_normal_density(node)
        if name == "\\log":
            raise NotFollowed(node, "a logarithm to this base")
        match word:
            case "clip" if is_alone and len(node.args) in (2, 3):
                return self._clip(node)
            case "diag" | "Diag" if is_plain:
                return self._lower_diagonal(node)
            case "tr" | "Tr" | "trace" | "det" if is_plain:
                body = self.lower(node.args[0])
                type_ = self.type_of(body)
                if not is_square(type_) and not isinstance(type_, UnknownType):
                    raise ShapeBreak(node, f"a trace or determinant of {describe_type(type_)}")
                return self.make_call("det" if word == "det" else "trace", NUMBER, body)
            case "mean" | "avg" | "std" | "var" if is_plain:
                return self._summarise(node, word, node.args[0])
            case "max" | "min" if is_alone:
                return self._compare_all(node, word, [self.lower(item) for item in node.args])
            case "vec" | "rank":
                self.lower(node.args[0])
                raise NotFollowed(node, f"{word} is not computed")
            case _:
                return None

    def _call_by_word(self, node: tree.Apply, word: str) -> maths.Node:
        if len(node.args) != 1 or node.given or node.parameters:
            raise NotFollowed(node, f"{word} of several things")
        if word.lower() in ("log", "ln"):
            self.need_number(node.args[0])
        body = self.lower_value(node, node.args[0], f"put into {word}")
        type_ = self.plain_type_of(body)
        row = FORMULA_WORDS.get(word) or FORMULA_WORDS[word.lower()]
        domain = Domain(*row.range)
        if is_square(type_) and is_series(node, self.formula):
            raise NotFollowed(node, f"whether {word} is taken of each entry or of the matrix")
        if isinstance(type_, UnknownType):
            return body
        if not isinstance(type_, ArrayType) and row.shape == "rows":
            raise ShapeBreak(node, f"softmax of {describe_type(type_)}")
        out = NumberType(domain)
        if isinstance(type_, ArrayType):
            out = ArrayType(type_.axes, domain, "simplex" if word.lower() == "softmax" else "")
        return self.note_type(self._apply_known(body, row.name, type_), out)

    def _apply_known(self, body: maths.Node, name: str, type_: Type) -> maths.Node:
        match name:
            case "relu":
                return Call("max", (body, self.note_type(NOTHING, NUMBER)))
            case "silu" | "gelu":
                share = self.make_call("Phi" if name == "gelu" else "sigmoid", type_, body)
                return Call("hadamard", (body, share))
            case "logsoftmax":
                return Call("ln", (self.make_call("softmax", type_, body),))
            case _:
                return Call(name, (body,))

    def _indicate(self, node: tree.Apply) -> maths.Node:
        truths = [self.lower(part) for part in node.args]
        for truth in truths:
            type_ = self.type_of(truth)
            if not isinstance(type_, Truth | UnknownType):
                raise ShapeBreak(node, f"an indicator of {describe_type(type_)}")
        return self.make_call("ind", NumberType(NOT_NEGATIVE), self._join_truths(truths))

    def _clip(self, node: tree.Apply) -> maths.Node:
        ends = split_clip_ends(node)
        if ends is None:
            raise NotFollowed(node, "clip with one bound")
        value = self.lower(node.args[0])
        type_ = self.type_of(value)
        for name, end in zip(("max", "min"), ends, strict=True):
            bound = self.lower(end)
            type_ = self.join_types(node, type_, self.type_of(bound), "clipped")
            value = self.make_call(name, type_, value, bound)
        return value

    def _compare_all(self, node: Node, name: str, values: Sequence[maths.Node]) -> maths.Node:
        """Return the largest or smallest of several values, or of the members of one set or array."""
        if len(values) == 1:
            (value,) = values
            type_ = self.type_of(value)
            match type_:
                case SetOf(of=member_type):
                    member = self.bind(Ref(tree.Name("member")), member_type)
                    fold = "largest" if name == "max" else "smallest"
                    return self.make_call(fold, member_type, member, member, value)
                case Several() if isinstance(value, maths.Sequence):
                    return self._compare_all(node, name, value.items)
                case ArrayType(domain=domain):
                    return self.make_call(f"{name}of", NumberType(domain), value)
                case _:
                    raise ShapeBreak(node, f"a largest or smallest of {describe_type(type_)}")
        type_ = self.type_of(values[0])
        for value in values[1:]:
            type_ = self.join_types(node, type_, self.type_of(value), "compared")
        return self.make_call(name, type_, *values)

    def _lower_diagonal(self, node: tree.Apply) -> maths.Node:
        body = self.lower(node.args[0])
        match self.type_of(body):
            case ArrayType(axes=(axis,)) as type_:
                out = ArrayType((axis, axis), type_.domain if 0 in type_.domain else REALS, "diag")
                return self.make_call("diag", out, body)
            case ArrayType(axes=(one, other)) if one == other:
                return self.make_call("diag", ArrayType((one,)), body)
            case UnknownType():
                return body
            case type_:
                raise ShapeBreak(node, f"a diagonal of {describe_type(type_)}")

    def _summarise(self, node: Node, word: str, body: Node) -> maths.Node:
        """Return a mean or a spread of entries, of members of a set, or of the members of a row."""
        inner = strip_brackets(body)
        if isinstance(inner, tree.Family):
            return self._summarise_fold(node, word, inner.bound, inner.body)
        names = list_running(inner) if isinstance(inner, Ref) and inner not in self.scope else ()
        if names:
            found = self.formula.find_letter(inner)
            if found is None or not found.entries or not find_axes(self.type_of(self.lower(inner))):
                return self._summarise_fold(node, word, tree.Bound((Ref(tree.Name(names[0])),)), inner)
        value = self.lower(body)
        match self.type_of(value):
            case NumberType() | IndexType():
                raise NotFollowed(node, "a mean or spread of one number")
            case UnknownType():
                return value
            case SetOf(of=of):
                if word not in _PLAIN_MEANS:
                    return self.without_value(of, f"{word} of a set")
                member = self.bind(Ref(tree.Name("member")), of)
                return self.make_call("mean", of, member, member, value)
            case ArrayType():
                return self._find_spread(
                    node, word, lambda make: self.make_call("meanof", NUMBER, make(value))
                )
            case type_:
                raise ShapeBreak(node, f"a mean or spread of {describe_type(type_)}")

    def _summarise_fold(self, node: Node, word: str, bound: tree.Bound, body: Node) -> maths.Node:
        """Return a mean or a spread of the values over which an index runs."""
        count = self._fold("sum", bound, body, None, lambda value: self.note_type(UNIT, NUMBER))

        def average(make: Callable[[maths.Node], maths.Node]) -> maths.Node:
            total = self._fold("sum", bound, body, None, make)
            return self.note_type(Binary("/", total, count), self.type_of(total))

        return self._find_spread(node, word, average)

    def _find_spread(
        self, node: Node, word: str, average: Callable[[Callable[[maths.Node], maths.Node]], maths.Node]
    ) -> maths.Node:
        """Return a mean, or the mean of squared differences from it, or its root.

        ``average`` returns the mean over a function of each value.
        """
        mean = average(lambda value: value)
        if word in _PLAIN_MEANS:
            return mean
        type_ = self.type_of(mean)
        if find_axes(type_):
            return self.without_value(type_, f"{quote_node(node)} is not computed")
        variance = average(lambda value: self._square_difference(value, mean))
        if word.lower() == "std":
            return self.make_call("sqrt", type_, variance)
        return variance

    def _square_difference(self, value: maths.Node, mean: maths.Node) -> maths.Node:
        type_ = forget_values(self.type_of(value))
        return self.note_type(Binary("^", self.note_type(Binary("-", value, mean), type_), Num("2")), type_)

    def _lower_arguments(self, node: tree.Apply) -> tuple[list[tuple[Node, maths.Node]], list[maths.Node]]:
        """Return the values before the bar, each with its part, and those behind the bar."""
        before: list[tuple[Node, maths.Node]] = []
        for part in node.args:
            before += self._lower_sides_of(part)
        return before, self._lower_conditions(node)

    def _lower_conditions(self, node: tree.Apply) -> list[maths.Node]:
        conditions: list[maths.Node] = []
        for part in (*node.given, *node.parameters):
            conditions += (value for _, value in self._lower_sides_of(part))
        return conditions

    def _lower_sides_of(self, part: Node) -> Iterator[tuple[Node, maths.Node]]:
        for side in map(strip_set, list_arrow_sides(part)):
            if isinstance(side, tree.Open):
                continue
            made = self.lower(side)
            if isinstance(made, maths.Sequence) and isinstance(self.type_of(made), Several):
                yield from ((side, item) for item in made.items)
            else:
                yield side, made

    def _call_letter(self, node: tree.Apply, function: maths.Node, type_: Type) -> maths.Node:
        arguments, conditions = self._lower_arguments(node)
        values = tuple(made for _, made in arguments)
        match type_:
            case LawType(of=outcome):
                law = self._restrict(function, conditions, node.args)
                self._check_density(node, outcome, arguments)
                is_chance = isinstance(outcome, Thing | IndexType) or getattr(outcome, "is_whole", False)
                out = NumberType(Domain(0.0, 1.0) if is_chance else NOT_NEGATIVE)
                return self.make_call("density", out, law, *values)
            case Function():
                arguments += ((node.function, condition) for condition in conditions)
                self._check_arguments(node, type_, arguments)
                return self.make_call("apply", type_.result, function, *values, *conditions)
            case UnknownType():
                return function
            case _:
                raise ShapeBreak(
                    node, f"{quote_node(node.function)} is {describe_type(type_)}, but it is applied"
                )

    def _check_density(
        self, node: tree.Apply, outcome: Type, arguments: Sequence[tuple[Node, maths.Node]]
    ) -> None:
        """Refuse an argument of another type than a law's outcomes. Raises ShapeBreak.

        Several arguments are not checked, because they may be the items of one outcome.
        """
        if isinstance(outcome, Several) or not arguments or len(node.args) != 1:
            return
        part, made = arguments[0]
        type_ = self.type_of(made)
        if not is_argument(self.lengths, type_, outcome):
            raise ShapeBreak(
                node,
                f"{quote_node(node.function)} is {describe_type(LawType(outcome))}, "
                f"{quote_node(part)} {describe_type(type_)}",
            )

    def _check_arguments(
        self, node: tree.Apply, type_: Function, arguments: Sequence[tuple[Node, maths.Node]]
    ) -> None:
        if type_.arguments is None:
            return
        if len(arguments) > len(type_.arguments):
            count = len(type_.arguments)
            raise ShapeBreak(
                node, f"{quote_node(node.function)} takes {count}, but {len(arguments)} are given here"
            )
        for (part, made), wanted in zip(arguments, type_.arguments, strict=False):
            given = self.type_of(made)
            if not is_argument(self.lengths, given, wanted):
                raise ShapeBreak(
                    node,
                    f"{quote_node(node.function)} takes {describe_type(wanted)}, "
                    f"here it gets {quote_node(part)}, {describe_type(given)}",
                )

    # Laws

    def _diverge(self, node: tree.Apply) -> maths.Node:
        parts = (*node.args, *node.given)
        laws = [self._find_law(part) for part in parts]
        for part, law in zip(parts, laws, strict=True):
            type_ = self.type_of(law)
            if not isinstance(type_, LawType | UnknownType | ArrayType):
                raise ShapeBreak(
                    node, f"a divergence between laws, and {quote_node(part)} is {describe_type(type_)}"
                )
            if isinstance(type_, ArrayType) and type_.kind != "simplex":
                raise ShapeBreak(node, f"{quote_node(part)} is {describe_type(type_)} and not a law")
        if len(laws) != 2:
            raise NotFollowed(node, "a divergence of this many laws")
        return self.make_call("kl", NumberType(NOT_NEGATIVE), *laws)

    def _find_law(self, node: Node, drawn: Type | None = None) -> maths.Node:
        r"""Return a law as it is named: ``q``, ``q(z \mid x)``, ``q(\cdot \mid x)``."""
        inner: Node = node
        while isinstance(inner, tree.Bracket):
            inner = inner.body
        if isinstance(inner, tree.Apply) and is_normal(inner, self.formula):
            return self._make_normal(inner, drawn)
        name = strip_arguments(inner)
        if isinstance(name, Ref) and is_constant(name) and self.formula.find_letter(name) is None:
            raise Undeclared(name)
        law = self.lower(name)
        type_ = self.type_of(law)
        if isinstance(inner, tree.Apply):
            if isinstance(type_, Function):
                before, behind = self._lower_arguments(inner)
                if isinstance(type_.result, LawType):
                    arguments = (*(value for _, value in before), *behind)
                    return self.make_call("apply", type_.result, law, *arguments)
            law = self._restrict(law, self._lower_conditions(inner), inner.args)
        if isinstance(type_, Function) and isinstance(type_.result, NumberType):
            drawn_type = type_.arguments[0] if type_.arguments else "d"
            sentence = (
                "it is declared as a function, but something is drawn from it: "
                f"say distribution, or law {drawn_type}"
            )
            raise NotFollowed(node, sentence)
        return law

    def _restrict(
        self, law: maths.Node, conditions: Sequence[maths.Node], drawn: Sequence[Node]
    ) -> maths.Node:
        """Return a law under conditions; if its type is unknown, it takes that of its letters."""
        type_ = self.type_of(law)
        if isinstance(type_, LawType) and isinstance(type_.of, UnknownType) and drawn:
            names = [name for name in drawn if self.formula.find_letter(name) is not None]
            if len(names) == len(drawn):
                law = self._retype(law, find_drawn_types(self.formula, drawn, type_.of))
        if not conditions:
            return law
        return self.make_call("given", self.type_of(law), law, *conditions)

    def _retype(self, law: maths.Node, types: Sequence[Type]) -> maths.Node:
        """Return a law of a letter as one of a type, or of several at once."""
        outcome = types[0] if len(types) == 1 else Several(tuple(types))
        base = law
        while isinstance(base, Call | maths.Index):
            base = base.args[0] if isinstance(base, Call) else base.base
        drawn = self.draws.get(base.name) if isinstance(base, Sym) else None
        if drawn is None or not isinstance(base, Sym) or drawn.how not in ("letter", "family"):
            return law
        new = self.make_symbol(
            f"{base.name} of {outcome}", LawType(outcome), DrawnSymbol(drawn.how, (*drawn.what[:2], outcome))
        )
        changed = maths.substitute_symbols(law, {base.name: new})
        self._type_again(law, changed)
        return self.note_type(changed, LawType(outcome))

    def _type_again(self, before: maths.Node, after: maths.Node) -> None:
        """Give the parts of a changed node the types that they had before."""
        self.node_types.setdefault(after, self.node_types.get(before, UNKNOWN))
        for one, other in zip(maths.list_parts(before), maths.list_parts(after), strict=False):
            self._type_again(one, other)

    def _make_normal(self, node: tree.Apply, drawn: Type | None = None) -> maths.Node:
        """Return a normal law with a mean and a spread, whose axes decide whether it is of arrays."""
        parts = node.parameters or node.args
        mean = self.lower(parts[-2])
        spread = self.lower(parts[-1])
        type_ = self.type_of(mean)
        spread_type = self.type_of(spread)
        if isinstance(spread_type, ArrayType) and len(spread_type.axes) == 2:
            axes = find_axes(type_)
            if drawn is not None and not isinstance(type_, ArrayType):
                axes = find_axes(drawn)
            if len(axes) == 1:
                self.lengths.unify(spread_type.axes[:1], axes)
            self.lengths.unify_square(spread_type)
            spread_type = self.type_of(spread)
        outcome = forget_values(type_)
        if isinstance(type_, NumberType) and isinstance(spread_type, ArrayType):
            axis = spread_type.axes[0]
            outcome = UNKNOWN if is_open(axis) else ArrayType((axis,))
        return self.make_call("normal", LawType(outcome), mean, spread)

    def _find_normal_density(self, node: tree.Apply) -> maths.Node:
        if not (node.parameters and node.args) and len(node.args) < 3:
            raise NotFollowed(node, "a normal law as a value")
        value = self.lower(node.args[0])
        law = self._make_normal(node, self.type_of(value))
        return self.make_call("density", NumberType(NOT_NEGATIVE), law, value)

    # Bound names

    def _find_ends(
        self, bound: tree.Bound, name: Ref, body: Node, names: Sequence[Ref]
    ) -> tuple[maths.Node, ...]:
        """Return the first and the last position of a run, or the values that it runs over."""
        if bound.among is not None:
            return self._find_members(bound.among)
        if bound.lower is not None:
            low = self.lower_number("a range", bound.lower)
            if bound.upper is not None:
                return low, self.lower_number("a range", bound.upper)
            count = self.make_symbol("members", COUNT, DrawnSymbol("members", "count"))
            return low, Binary("-", Binary("+", low, count), UNIT)
        if bound.condition is not None and not compares_names(bound.condition, names):
            ends = self._read_condition(bound.condition, name)
            if ends is not None:
                return ends
        return self._find_bare_range(name, body)

    def _read_condition(self, condition: tree.Statement, name: Ref) -> tuple[maths.Node, ...] | None:
        r"""Return the range of ``k \geq s`` or ``k < s``; a few members where it has no end."""
        sides = condition.sides
        relations = condition.relations
        if len(sides) == 3 and sides[1] == name and {*relations} <= {"<", "\\leq"}:
            return Call("ceil", (self.lower(sides[0]),)), Call("floor", (self.lower(sides[2]),))
        if len(sides) != 2 or sides[0] != name or relations[0] not in ("<", "\\leq", ">", "\\geq"):
            return None
        try:
            end = self.lower(sides[1])
        except (ShapeBreak, NotFollowed):
            return None
        if relations[0] in ("<", "\\leq"):
            return UNIT, Call("floor", (end,))
        low = Call("ceil", (end,))
        upper = find_upper_end(self.formula, name.name.base)
        if upper is not None:
            return low, self.lower(upper)
        return low, Binary("+", low, self.make_symbol("members", COUNT, DrawnSymbol("members", "count")))

    def _find_members(self, among: Node) -> tuple[maths.Node, ...]:
        if isinstance(among, tree.Bracket) and among.opening == "[":
            return UNIT, self.lower_number("a range", among.body)
        inner = strip_brackets(among)
        if (
            isinstance(inner, tree.Family)
            and inner.body in inner.bound.names
            and inner.bound.lower is not None
        ):
            return self._find_ends(inner.bound, inner.bound.names[0], inner.body, inner.bound.names)
        members = self.lower(among)
        match self.type_of(members):
            case SetOf() | UnknownType():
                return (members,)
            case NumberType() | IndexType():
                return UNIT, members
            case ArrayType(axes=axes):
                raise ShapeBreak(among, f"an array {' x '.join(map(str, axes))} is not a set")
            case type_:
                raise ShapeBreak(among, f"{describe_type(type_)} is not a set")

    def _find_bare_range(self, name: Ref, body: Node) -> tuple[maths.Node, ...]:
        """Return the range of a bare name: its first and last position, or the values that it takes.

        It runs along an axis, to an end that is named elsewhere, over a letter's values, or over all members.
        """
        letter = name.name.base
        formula = self.formula
        for _, found in formula.list_found(body):
            for index, axis in zip(found.entries, find_axes(found.letter.type), strict=False):
                if isinstance(index, tree.Running) and index.letter == letter and not index.offset:
                    return UNIT, self.make_size(axis)
        upper = find_upper_end(formula, letter)
        if upper is not None:
            return UNIT, self.lower(upper)
        found = formula.find_letter(name)
        declared = found.letter.type if found is not None else formula.find_argument_type(name, body)
        if declared is None or isinstance(declared, IndexType):
            return UNIT, self._find_unsaid_end(letter)
        type_ = without_law(declared)
        if isinstance(type_, Thing) or declared != type_ or self._is_drawn(name, body):
            return (self.make_symbol(f"points of {type_}", SetOf(type_), DrawnSymbol("points", type_)),)
        for relation in formula.relations:
            member = formula.find_letter(relation.sides[0])
            if relation.relations == ("\\in",) and found and member and member.letter is found.letter:
                return self._find_members(relation.sides[1])
        reason = f"{quote_node(name)} runs over all values of a type: which are meant?"
        return (self.without_value(SetOf(type_), reason),)

    def _is_drawn(self, name: Ref, body: Node) -> bool:
        """Return whether a part contains the density of a name, so that the name runs over draws."""
        return any(name in part.args and self._is_law(part) for part in find_nodes(body, tree.Apply))

    def _is_law(self, source: Node) -> bool:
        inner = strip_brackets(source)
        ref = strip_arguments(inner)
        found = self.formula.find_letter(ref)
        type_ = found.letter.type if found else None
        type_ = type_.result if isinstance(type_, Function) else type_
        if found is None and isinstance(ref, Ref) and self.formula.find_drawn_type(ref) is not None:
            return True
        return isinstance(type_, LawType) or (isinstance(type_, ArrayType) and type_.kind == "simplex")

    def _find_unsaid_end(self, letter: str) -> maths.Node:
        """Return the number of members, unless a count might be the end of the index."""
        for ref, found in self.formula.list_found(self.formula.statement):
            type_ = found.letter.type
            is_count = isinstance(type_, NumberType) and type_.is_whole and type_.domain == COUNT.domain
            if is_count and ref not in self.formula.upper_ends:
                latex = found.letter.latex
                return self.without_value(COUNT, f"how far {letter} runs is not said: to {latex}?")
        return self.make_symbol("all members", COUNT, DrawnSymbol("members", "members"))

    def _find_bare_type(self, name: Ref, body: Node) -> Type:
        found = self.formula.find_letter(name)
        if found is not None:
            return without_law(found.letter.type)
        return without_law(self.formula.find_argument_type(name, body) or INDEX)

    def _fold(
        self,
        fold: str,
        bound: tree.Bound,
        body: Node,
        node: tree.Reduce | tree.Family | None,
        change: Callable[[maths.Node], maths.Node] | None = None,
    ) -> maths.Node:
        """Return a sum, an extreme or another fold of a body over the values of its bound names.

        ``change`` transforms the value of the body.
        """
        bound = split_bound(bound)
        names = bound.names if node is None else self.formula.list_bound_names(node, bound)
        if not all(map(is_name, names)):
            raise NotFollowed(node or body, "what runs is not a name")
        if not names:
            return self.without_value(self.type_of(self.lower(body)), "what runs is not said")
        ranges = {name: self._find_ends(bound, name, body, names) for name in names}
        symbols: dict[Ref, Sym] = {}
        for name, ends in ranges.items():
            symbols[name] = self.bind(name, self._find_member_type(ends, name, body))
        with self.binding(symbols):
            condition = bound.condition and self.lower(bound.condition)
            value = self.lower(body)
        if change is not None:
            value = change(value)
        type_ = self._check_fold(node, fold, value)
        if fold.startswith("arg"):
            if len(names) > 1:
                raise NotFollowed(node or body, "a place of several letters")
            type_ = self.type_of(next(iter(symbols.values())))
        if condition is not None:
            value = self.make_call("guard", self.type_of(value), condition, value)
        for name in reversed(names):
            value = self.make_call(fold, type_, value, symbols[name], *ranges[name])
        return value

    def _find_member_type(self, ends: Sequence[maths.Node], name: Ref, body: Node) -> Type:
        if len(ends) == 2:
            bare = self._find_bare_type(name, body)
            if isinstance(bare, IndexType | NumberType) and getattr(bare, "is_whole", True):
                return bare
            return INDEX
        type_ = self.type_of(ends[0])
        return type_.of if isinstance(type_, SetOf | LawType) else UNKNOWN

    def _check_fold(self, node: tree.Reduce | tree.Family | None, fold: str, value: maths.Node) -> Type:
        type_ = self.type_of(value)
        if not isinstance(node, tree.Reduce):
            return type_
        if fold in ("argmin", "argmax", "largest", "smallest") and isinstance(type_, ArrayType):
            of = "of" if fold.startswith("arg") else "over"
            raise ShapeBreak(node, f"{node.operator} {of} {describe_type(type_)}, and arrays have no order")
        if fold.startswith("arg"):
            done = "compared"
        elif fold == "sum":
            done = "summed"
        else:
            done = "combined"
        return self.need_values(node, type_, done)

    def _lower_reduce(self, node: tree.Reduce) -> maths.Node:
        fold = _FOLDS.get(node.operator)
        if fold is None:
            raise NotFollowed(node, f"{node.operator} is not computed")
        bound = node.bound or infer_bound(node)
        if bound is not None:
            self._require_one_reach(node, bound)
            return self._fold(fold, bound, node.body, node)
        name = _EXTREMES.get(node.operator)
        if name is None:
            raise NotFollowed(node, f"{node.operator} without what runs")
        inner = strip_brackets(node.body)
        if isinstance(inner, tree.Family):
            return self._fold(fold, inner.bound, inner.body, inner)
        items = node.body.items if isinstance(node.body, tree.Listed) else (node.body,)
        return self._compare_all(node, name, [self.lower(item) for item in items])

    def _require_one_reach(self, node: tree.Reduce, bound: tree.Bound) -> None:
        r"""Refuse ``z_i = \sum_i x_i + y_i``, because the last index may be that of the left side."""
        if not reads_two_ways(node):
            return
        left = self.formula.left
        for name in self.formula.list_bound_names(node, split_bound(bound)):
            if name in self.scope or self.formula.find_letter(name) or (left and mentions_name(left, name)):
                raise NotFollowed(node, "how far the sum reaches")

    def _lower_family(self, node: tree.Family) -> maths.Node:
        """Return a row of members as an array; it has a value if its ends are numbers."""
        bound = split_bound(node.bound)
        names = self.formula.list_bound_names(node, bound)
        ends = self._find_ends(bound, names[0], node.body, names)
        symbols = {name: self.bind(name, self._find_member_type(ends, name, node.body)) for name in names}
        with self.binding(symbols):
            value = self.lower(node.body)
        type_ = self.type_of(value)
        if node.opening == "\\{":
            return self.without_value(SetOf(type_), f"{quote_node(node)} is not computed")
        if not isinstance(type_, NumberType | ArrayType):
            raise NotFollowed(node, f"a family of {describe_type(type_)}")
        length = node.bound.upper or node.bound.among or node.bound.names[0]
        out = ArrayType((Axis(format_node(length)), *find_axes(type_)))
        if len(names) > 1 or bound.condition is not None or not all(isinstance(end, Num) for end in ends):
            return self.without_value(out, f"{quote_node(node)} is not computed")
        first, last = (int(end.text) for end in ends if isinstance(end, Num))
        (symbol,) = symbols.values()
        members = [
            maths.substitute_symbols(value, {symbol.name: Num(str(place))})
            for place in range(first, min(last, first + 20) + 1)
        ]
        for member in members:
            self._type_again(value, member)
        count = Axis(offset=len(members))
        return self.note_type(maths.Sequence("list", tuple(members)), ArrayType((count, *find_axes(type_))))

    # Means

    def _lower_expect(self, node: tree.Expect) -> maths.Node:
        """Return a mean or a spread over the draws of its letters."""
        word = node.operator.name.base
        if node.over is None and is_summary(node, self.formula):
            return self._summarise(node, word.lower(), node.body)
        if word not in _MEANS | _SPREADS:
            raise NotFollowed(node, f"${format_node(node.operator)}$ is not computed")
        if is_conditional(node):
            raise NotFollowed(node, "a mean under a condition")
        parts = list_drawn(node.over) or tuple(
            ref for ref in list_random_letters(self.formula, node) if ref not in self.scope
        )
        names: dict[Ref, maths.Node] = {}
        draws: list[tuple[Sym, maths.Node]] = []
        for part in parts:
            with self.binding(names):
                drawn, law, symbol = self._draw(part, node)
            names |= drawn
            if symbol is not None:
                draws.append((symbol, law))
        with self.binding(names):
            body = self.lower(node.body)
            for part in node.given:
                self.lower(part)
        type_ = self.need_values(node, self.type_of(body), "averaged")
        if not draws:
            return self.without_value(type_, "no letter in the expectation is drawn from a law")
        return self._average(word, body, draws, type_)

    def _average(
        self, word: str, body: maths.Node, draws: Sequence[tuple[Sym, maths.Node]], type_: Type
    ) -> maths.Node:
        """Return the mean of a body over its draws, or its variance or standard deviation."""

        def average(value: maths.Node) -> maths.Node:
            for symbol, law in reversed(draws):
                value = self.make_call("mean", type_, value, symbol, law)
            return value

        mean = average(body)
        if word in _MEANS:
            return mean
        if find_axes(type_):
            return self.without_value(type_, "a spread of arrays")
        # The mean of squared differences avoids cancellation; its inner mean has names of its own.
        again = {
            symbol.name: self.bind(self.bound[symbol.name], self.node_types[symbol]) for symbol, _ in draws
        }
        other = maths.substitute_symbols(mean, dict(again))
        self._type_again(mean, other)
        variance = average(self._square_difference(body, other))
        if word.lower() == "std":
            return self.make_call("sqrt", type_, variance)
        return variance

    def _draw(self, part: Node, node: tree.Expect) -> _Drawing:
        r"""Return a draw of ``x \sim q``, ``q(x)`` or ``x`` below an expectation."""
        if isinstance(part, tree.Statement) and len(part.sides) == 2:
            return self._draw_from(part)
        if isinstance(part, tree.Apply):
            law = self._find_law(part)
            type_ = self.type_of(law)
            outcome = type_.of if isinstance(type_, LawType) else UNKNOWN
            types = find_drawn_types(self.formula, part.args, outcome)
            return self._bind_drawn(part, part.args, law, types)
        if isinstance(part, Ref):
            return self._draw_letter(part, node.body)
        raise NotFollowed(part, "what the expectation runs over")

    def _draw_from(self, part: tree.Statement) -> _Drawing:
        r"""Return what ``x \sim q`` or ``i \in S`` draws: the names, the law, and the symbol of the draw.

        Raises ShapeBreak if a name's row has another type.
        """
        left, source = part.sides
        drawn = left.items if isinstance(left, tree.Listed) else (left,)
        declared = [found.letter.type for found in map(self.formula.find_letter, drawn) if found is not None]
        if part.relations[0] == "\\in":
            law, *others = self._find_members(source)
            if others:
                law = self.without_value(SetOf(INDEX), "a mean over a range")
            members = self.type_of(law)
            drawn_type = members.of if isinstance(members, SetOf) else UNKNOWN
        else:
            law = self._find_law(source, declared[0] if declared else None)
            drawn_type = self._find_drawn_type(part, law)
        types = find_drawn_types(self.formula, drawn, drawn_type)
        for name, type_ in zip(drawn, types, strict=True):
            self._check_drawn_name(part, name, type_)
        return self._bind_drawn(part, drawn, law, types)

    def _find_drawn_type(self, part: tree.Statement, law: maths.Node) -> Type:
        """Return the type of what is drawn from a law. Raises ShapeBreak if it is not a law."""
        left, source = part.sides
        match self.type_of(law):
            case UnknownType():
                return UNKNOWN
            case LawType(of=inner) | SetOf(of=inner):
                return inner
            case ArrayType(kind="simplex"):
                return INDEX
            case type_:
                origin = f"{quote_node(source)}, which is {describe_type(type_)}"
                raise ShapeBreak(source, f"{quote_node(left)} is drawn from {origin}")

    def _check_drawn_name(self, part: Node, name: Node, type_: Type) -> None:
        """Refuse a draw of one type for a name with a row of another. Raises ShapeBreak."""
        found = self.formula.find_letter(name)
        if found is not None and not is_argument(self.lengths, without_law(found.letter.type), type_):
            declared = describe_type(found.letter.type)
            raise ShapeBreak(part, f"{quote_node(name)} is {declared}, but drawn as {describe_type(type_)}")

    def _bind_drawn(
        self, part: Node, drawn: Sequence[Node], law: maths.Node, types: Sequence[Type]
    ) -> _Drawing:
        """Return the draw of names from a law; several names are the items of one outcome."""
        type_ = self.type_of(law)
        if isinstance(type_, LawType) and (isinstance(type_.of, UnknownType) or len(drawn) > 1):
            law = self._retype(law, types)
        if len(drawn) == 1:
            (name,) = drawn
            if not isinstance(name, Ref):
                raise NotFollowed(part, "what is drawn here")
            symbol = self.bind(name, types[0])
            return {name: symbol}, law, symbol
        outcome = self.bind(Ref(tree.Name("drawn")), Several(tuple(types)))
        values: dict[Ref, maths.Node] = {}
        for place, (name, item_type) in enumerate(zip(drawn, types, strict=True), 1):
            if isinstance(name, Ref):
                values[name] = self.note_type(maths.Index(outcome, (Num(str(place)),)), item_type)
        count = len(drawn)
        match self.type_of(law):
            case LawType(of=Several(items=items)) | SetOf(of=Several(items=items)) if len(items) == count:
                pass
            case _:
                law = self.without_value(LawType(UNKNOWN), f"{count} things from what has one")
        return values, law, outcome

    def _draw_letter(self, part: Ref, body: Node) -> _Drawing:
        """Return the draw of a letter that an expectation names alone: its own law, or that of its row."""
        found = self.formula.find_letter(part)
        if found is None:
            return self._draw_running(part, body)
        type_ = found.letter.type
        if isinstance(type_, LawType | SetOf):
            return self._draw_named(part, type_)
        plain = without_law(type_)
        name = getattr(type_, "law", "") or format_node(part)
        law = self.make_symbol(f"law of {name} of {plain}", LawType(plain), DrawnSymbol("law", (name, plain)))
        symbol = self.bind(part, plain)
        return {part: symbol}, law, symbol

    def _draw_running(self, part: Ref, body: Node) -> _Drawing:
        """Return the draw of a name without a row: each of the values over which it runs."""
        type_ = self.type_of(self.lower(part))
        ends = self._find_bare_range(part, body)
        if len(ends) == 1:
            symbol = self.bind(part, type_)
            return {part: symbol}, ends[0], symbol
        symbol = self.bind(part, INDEX)
        return {part: symbol}, self.without_value(SetOf(INDEX), "a mean over a range"), symbol

    def _draw_named(self, part: Ref, type_: LawType | SetOf) -> _Drawing:
        """Return the draw of all letters whose rows name a law; the symbol is None if there are none."""
        law = self.lower(part)
        latex = format_node(part)
        letters = [each for each in self.formula.letters if getattr(each.type, "law", "") == latex]
        if not letters:
            return {}, law, None
        drawn = without_law(letters[0].type)
        if isinstance(type_.of, UnknownType) and isinstance(type_, LawType):
            law = self._retype(law, (drawn,))
        symbol = self.bind(letters[0].ref, drawn)
        return dict.fromkeys([each.ref for each in letters], symbol), law, symbol

    # Calculus

    def _integrate(self, node: tree.Integral) -> maths.Node:
        """Return an integral: over the outcomes of laws, between two ends, or over a whole space."""
        ends = tuple(self.lower_number("a range", end) for end in (node.lower, node.upper) if end is not None)
        integrated = self._list_integrated(node)
        if not integrated:
            raise NotFollowed(node, "what is integrated over")
        with self.binding({self.bound[symbol.name]: symbol for symbol, _ in integrated}):
            body = self.lower_value(node, node.body, "integrated")
        type_ = self.plain_type_of(body)
        is_whole_space = not ends and node.among is None
        is_one_range = len(ends) == 2 and len(integrated) == 1 and integrated[0][1] is None
        if not is_whole_space and not is_one_range:
            return self._refuse_integral(node, type_)
        for symbol, law in reversed(integrated):
            call = self._find_integral(body, symbol, law, ends or self._find_space(symbol, node.body))
            if call is None:
                return self._refuse_integral(node, type_)
            body = self.note_type(call, type_)
        return body

    def _list_integrated(self, node: tree.Integral) -> list[tuple[Sym, maths.Node | None]]:
        """Return the symbols of ``dx`` and ``p(dx)``, each with its law if it has one."""
        integrated: list[tuple[Sym, maths.Node | None]] = []
        for part in node.by:
            names: Sequence[Node] = (part,)
            law = None
            if isinstance(part, tree.Apply):
                names = part.args
                law = self._find_law(part)
            for name in names:
                if isinstance(name, Ref):
                    symbol = self.bind(name, self._find_integrated_type(part, name, law))
                    integrated.append((symbol, law))
        return integrated

    def _refuse_integral(self, node: Node, type_: Type) -> maths.Node:
        return self.without_value(type_, f"{quote_node(node)} cannot be followed yet: an integral")

    def _find_integrated_type(self, part: Node, name: Ref, law: maths.Node | None) -> Type:
        if law is None:
            found = self.formula.find_letter(name)
            return without_law(found.letter.type) if found is not None else NUMBER
        type_ = self.type_of(law)
        if not isinstance(type_, LawType | UnknownType):
            raise ShapeBreak(part, f"{describe_type(type_)} is not a law")
        return type_.of if isinstance(type_, LawType) else UNKNOWN

    def _find_space(self, symbol: Sym, body: Node) -> tuple[maths.Node, ...]:
        """Return the range of an integral without ends: the outcomes of a law, all things, or all numbers.

        Over anything else it has no value, because its sum may be infinite.
        """
        type_ = self.type_of(symbol)
        if isinstance(type_, Thing) or self._is_drawn(self.bound[symbol.name], body):
            return (self.make_symbol(f"points of {type_}", SetOf(type_), DrawnSymbol("points", type_)),)
        if not isinstance(type_, NumberType):
            return ()
        infinite = self.note_type(maths.Const("inf"), NUMBER)
        return self.note_type(maths.Neg(infinite), NUMBER), infinite

    def _find_integral(
        self, body: maths.Node, symbol: Sym, law: maths.Node | None, space: Sequence[maths.Node]
    ) -> Call | None:
        """Return the integral over one name; None where it has no value."""
        if law is not None:
            return Call("mean", (body, symbol, law))
        if len(space) == 1:
            return Call("sum", (body, symbol, *space))
        is_number = isinstance(self.type_of(symbol), NumberType)
        if space and is_number:
            return Call("integrate", (body, symbol, *space))
        return None

    def _lower_slope(self, node: tree.Gradient | tree.Derivative) -> maths.Node:
        """Return a gradient or a derivative, with respect to letters or to a function's argument."""
        if node.body is None:
            raise NotFollowed(node, "a derivative of nothing")
        if isinstance(node, tree.Gradient) and node.order is not None:
            raise NotFollowed(node, "a second derivative")
        if reads_two_ways(node):
            raise NotFollowed(node, "how far the derivative reaches")
        body, letters = complete_slope(self.formula, node)
        value = self.lower(body)
        type_ = self.type_of(value)
        type_ = type_.result if isinstance(type_, Function) else type_
        if isinstance(type_, ArrayType) and isinstance(node, tree.Gradient):
            raise ShapeBreak(node, f"a gradient of {quote_node(body)}, which is {describe_type(type_)}")
        type_ = self.need_values(node, type_, "differentiated")
        if letters:
            return self._slope_by(node, value, type_, letters)
        if not (isinstance(body, tree.Apply) and body.args):
            raise NotFollowed(node, "which letter it is differentiated with respect to")
        if not isinstance(type_, NumberType) or body.power is not None:
            out = forget_values(self.type_of(self.lower(body.args[0])))
            return self.without_value(out, f"{quote_node(node)} cannot be followed yet: a slope")
        return self._slope_at_argument(node, body)

    def _slope_at_argument(self, node: Node, call: tree.Apply) -> maths.Node:
        """Return the slope of a function of one argument, as in ``f'(x^2)``, at the value of that argument.

        No letter is the whole argument, so the call is lowered with a bound name in its place,
        differentiated by that name, and given the argument's value.
        """
        argument = self.lower(call.args[0])
        slope_type = forget_values(self.type_of(argument))
        has_one_argument = len(call.args) == 1 and not (call.given or call.parameters)
        if not (has_one_argument and isinstance(slope_type, NumberType | ArrayType)):
            return self.without_value(slope_type, f"{quote_node(node)} cannot be followed yet: a slope")
        name = Ref(tree.Name("argument"))
        hole = self.bind(name, slope_type)
        with self.binding({name: hole}):
            changed = self.lower(replace(call, args=(name,)))
        return self._differentiate(changed, hole, argument, slope_type)

    def _slope_by(
        self, node: tree.Gradient | tree.Derivative, value: maths.Node, type_: Type, letters: Sequence[Node]
    ) -> maths.Node:
        out = type_
        for name in letters:
            by = self.type_of(self.lower(name))
            by = by.result if isinstance(by, Function) else by
            by = self.need_values(node, by, "what one differentiates by")
            if isinstance(by, UnknownType) or isinstance(out, UnknownType):
                return self.without_value(UNKNOWN, "it is not declared")
            if isinstance(by, ArrayType):
                out = ArrayType((*find_axes(out), *by.axes))
        place = self.lower(letters[0])
        hole = self.bind(Ref(tree.Name("argument")), self.type_of(place))
        changed = _replace_part(value, place, hole)
        is_total = not (isinstance(node, tree.Derivative) and "partial" in node.sign)
        is_clear = is_total or not self._is_composed(node.body, letters[0])
        if len(letters) > 1 or not is_clear or not self._is_only_place(letters[0], place, changed):
            return self.without_value(out, f"{quote_node(node)} cannot be followed yet: a slope")
        self._type_again(value, changed)
        return self._differentiate(changed, hole, place, out)

    def _is_composed(self, body: Node | None, letter: Node) -> bool:
        r"""Return whether a letter occurs in a function within another, as in ``f(x(t), t)``.

        A partial derivative may hold the inner value.
        """
        for call in find_nodes(body or letter, tree.Apply):
            if self.formula.find_letter(call.function) is None:
                continue
            for argument in call.args:
                for inner in find_nodes(argument, tree.Apply):
                    if letter in walk_nodes(inner):
                        return True
        return False

    def _is_only_place(self, letter: Node, place: maths.Node, changed: maths.Node) -> bool:
        """Return whether a letter occurs in a part only where it was replaced."""
        found = self.formula.find_letter(letter)
        if found is None or found.letter in self.formula.held_letters or found.entries:
            return False
        if isinstance(self.type_of(place), Function):
            return False
        base = found.letter.ref.name.base
        for name in maths.find_symbols(changed):
            for own in self._find_drawn(name):
                if own.letter == found.letter or base in own.letter.part:
                    return False
        return True

    def _find_drawn(self, name: str) -> Iterator[FoundLetter]:
        """Yield the letter whose draw a symbol is."""
        drawn = self.draws.get(name)
        if drawn is not None and drawn.how in ("letter", "family", "chosen", "span"):
            yield FoundLetter(drawn.what[0])

    def _differentiate(self, body: maths.Node, hole: Sym, place: maths.Node, out: Type) -> maths.Node:
        """Return the slope of a body by a hole, at a place."""
        name = "grad" if isinstance(self.type_of(place), ArrayType) else "diff"
        slope = self.make_call(name, out, body, hole)
        return self.make_call("subs", out, slope, hole, place)


def _replace_part(node: maths.Node, part: maths.Node, new: maths.Node) -> maths.Node:
    if node == part:
        return new
    return maths.change_parts(node, lambda inner: _replace_part(inner, part, new))
