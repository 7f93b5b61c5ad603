"""Compute a formula's value in a small world by walking its own tree; no code is made of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, ClassVar, Final

import numpy as np

from drill.codec import is_list, is_tuple
from drill.formulas.formula import RUNNING_LETTERS, Formula, Found, mentions_name, print_node, quote_node
from drill.formulas.known_functions import KNOWN_FUNCTIONS, name_function, name_product
from drill.formulas.shape_check import (
    DIVERGENCES,
    EXTREMES,
    INDICATORS,
    MEANS,
    NORMS,
    REDUCTIONS,
    SPREADS,
    find_cut,
    find_drawn_types,
    find_type_in,
    has_bracket_rule,
    has_unclear_power,
    is_conditional,
    is_constant,
    is_entry_bracket,
    is_equality,
    is_free_index,
    is_identity,
    is_name,
    is_normal,
    is_part_beside,
    is_series,
    is_square,
    is_summary,
    is_written_argument,
    list_drawn,
    list_running,
    list_sides,
    name_norm,
    split_bound,
    split_clip_ends,
    strip_brackets,
    strip_set,
)
from drill.formulas.small_world import (
    MEMBERS,
    DrawnFunction,
    DrawnLaw,
    Member,
    NormalLaw,
    NoValue,
    Value,
    World,
    is_array,
    make_key,
)
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node, Ref
from drill.types import (
    COUNT,
    Array,
    Axis,
    Function,
    Index,
    Law,
    Number,
    SetOf,
    Several,
    Thing,
    Unknown,
    without_law,
)

# Max nodes that one value may visit.
MAX_STEPS: Final = 30_000
# Max terms of a sum.
MAX_TERMS: Final = 200
# Terms one after the other that count for nothing, so that an infinite sum is at its end.
_SMALL_TERMS: Final = 4
# What a fixed rule would compute with an error that nobody knows.
_UNFOLLOWED: Final[dict[type, str]] = {
    tree.Integral: "an integral", tree.Gradient: "a slope", tree.Derivative: "a slope",
}  # fmt: skip
# Share by which results are moved to see how many of a value's digits hold.
_SHAKEN: Final = 1e-13
# Nodes that round what they compute, and functions that only pick among what they are given.
_ROUNDING: Final = (tree.Add, tree.Mul, tree.Div, tree.Pow, tree.Root, tree.Inverse, tree.Expect)
_PICKING: Final = frozenset(("max", "min", "clip", "relu", "abs", "sign", "sgn", "diag"))
_CONSTANTS: Final = {"\\pi": math.pi, "e": math.e, "\\infty": math.inf}


@dataclass(frozen=True, slots=True)
class ScaledIdentity:
    """A multiple of the identity matrix of a size that what is next to it decides."""

    scale: float = 1.0


@dataclass(slots=True)
class Trace:
    """What happened while a value was computed, by the id of a node."""

    values: dict[int, list[Value]] = field(default_factory=lambda: dict[int, list[Value]]())
    # The branches that were taken: which of two is smaller, whether a clip binds, a sign.
    branches: dict[int, set[Any]] = field(default_factory=lambda: dict[int, set[Any]]())
    # Sums and extremes of a single term, or of equal terms.
    poor: list[tuple[Node, str]] = field(default_factory=lambda: list[tuple[Node, str]]())


def compute_value(
    formula: Formula, world: World, node: Node | None = None, trace: Trace | None = None
) -> Value:
    """Return the value of a formula's right side, or of ``node``: finite, and with digits that hold.

    It is computed twice. The second time each result is moved by about 1e-13 of itself, as rounding may move
    it, by how much depends on the result alone, so that equal ones still cancel. Where the value moves much
    further its digits were lost on the way, as in ``1 - cos x`` for a small x, because nothing else tells a
    difference of rounding errors from a number. Normal laws have one more node then, because a mean over
    one is right where it does not depend on their number.

    Raises NoValue with the reason where there is none.
    """
    if node is None and not is_equality(formula.statement):
        raise NoValue("it says how its sides relate")
    node = formula.right if node is None else node
    with reporting_no_value():
        value = Evaluation(formula, world, trace).compute(node)
        shaken = Evaluation(formula, world, is_shaken=True).compute(node)
        if not _is_confirmed(value, shaken):
            raise NoValue(f"the digits of {quote_node(node)} are lost in this world")
    return value


@contextmanager
def reporting_no_value() -> Generator[None]:
    """Raise NoValue for whatever arithmetic raises in this context."""
    with np.errstate(all="ignore"):
        try:
            yield
        except (ValueError, ArithmeticError, np.linalg.LinAlgError, IndexError, TypeError) as error:
            raise NoValue(f"it cannot be computed in this world: {error}") from None
        except RecursionError:
            raise NoValue("it is defined in terms of itself") from None


class Evaluation:
    """One computation in a world, with the names that are bound."""

    def __init__(
        self, formula: Formula, world: World, trace: Trace | None = None, *, is_shaken: bool = False
    ) -> None:
        self._formula = formula
        self._world = world
        self._trace = trace
        self._bound: dict[Ref, Value] = {}
        self._steps = 0
        self._is_shaken = is_shaken
        # Whether the formula itself has an infinite number; whether a part of the node that is computed
        # now is not whole.
        self._has_infinity = False
        self._has_fraction = False

    def compute(self, node: Node) -> Value:
        """Return the value of a node. Raises NoValue."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise NoValue("it takes too long to compute")
        given, is_beside_fraction = self._world.given_calls, self._has_fraction
        self._has_fraction = False
        value = given[node] if node in given else self._apply_rule(node)
        if self._trace is not None:
            self._trace.values.setdefault(id(node), []).append(value)
        if _is_numeric(value) and not _is_finite(value):
            self._refuse_endless(node, value)
        if not self._is_shaken:
            return value
        # What is computed from whole numbers and is one is exact.
        is_fraction = _is_numeric(value) and bool(np.any(np.mod(value, 1)))
        may_be_rounded = _is_numeric(value) and (is_fraction or self._has_fraction)
        self._has_fraction = is_fraction or is_beside_fraction
        is_moved = may_be_rounded and self._rounds(node)
        return _shake(value, keeps_one=isinstance(node, tree.Div)) if is_moved else value

    def _rounds(self, node: Node) -> bool:
        """Return whether what a node does may round; nothing does that only picks, or turns a sign."""
        match node:
            case tree.Apply():
                return self._formula.name_call(node).lower() not in _PICKING
            case tree.Reduce(operator=operator):
                return operator in ("\\sum", "\\prod")
            case tree.Norm(bars=bars):
                return bars == "\\|"
            case _:
                return isinstance(node, _ROUNDING)

    def _refuse_endless(self, node: Node, value: Value) -> None:
        """Raise NoValue for what is not a number, or too large for one."""
        if np.any(np.isnan(value)) or (not self._has_infinity and np.any(np.isinf(value))):
            raise NoValue(f"{quote_node(node)} is not a finite number in this world")

    def _apply_rule(self, node: Node) -> Value:
        rule = self._RULES.get(type(node))
        if rule is None:
            what = _UNFOLLOWED.get(type(node))
            raise NoValue(
                f"{quote_node(node)} " + (f"cannot be followed yet: {what}" if what else "is not computed")
            )
        return rule(self, node)

    def _compute_root(self, node: tree.Root) -> Value:
        power = 0.5 if node.degree is None else 1 / self.compute(node.degree)
        value = self.compute(node.body)
        self._refuse_square(node, node.body, value)
        return np.power(value, power)

    def _refuse_square(self, node: Node, body: Node, value: Value) -> None:
        """Raise NoValue for what is taken of each entry or of a square matrix as a whole.

        Two lengths may agree in one world, so the types say whether a matrix is square.
        """
        if np.ndim(value) == 2 and is_square(find_type_in(self._formula, body)):
            raise NoValue(f"{quote_node(node)} may be taken of each entry or of the matrix")

    def _compute_factorial(self, node: tree.Factorial) -> Value:
        # Larger factorials and binomial coefficients are not doubles.
        return float(math.factorial(self._compute_whole(node.body, 170)))

    def _compute_binomial(self, node: tree.Binomial) -> Value:
        top, bottom = (self._compute_whole(part, 1_029) for part in (node.top, node.bottom))
        return float(math.comb(top, bottom))

    def _compute_whole(self, node: Node, most: int) -> int:
        """Return a whole number that is not negative. Raises NoValue."""
        value = self.compute(node)
        if np.ndim(value) or not 0 <= value <= most or value != int(value):
            raise NoValue(f"{quote_node(node)} is not a whole number from 0 to {most}")
        return int(value)

    def _compute_family(self, node: tree.Family) -> Value:
        members = self._collect(node.bound, node.body, node)
        return members if node.opening == "\\{" else np.array(members)

    def _compute_matrix(self, node: tree.Matrix) -> Value:
        entries = np.array([[float(self.compute(entry)) for entry in row] for row in node.rows])
        return entries[:, 0] if entries.shape[1] == 1 else entries

    @contextmanager
    def binding(self, names: Mapping[Ref, Value]) -> Generator[None]:
        """Bind names for a while."""
        before = self._bound
        self._bound = before | dict(names)
        try:
            yield
        finally:
            self._bound = before

    # Letters

    def _compute_letter(self, ref: Ref) -> Value:
        if ref in self._bound:
            return self._bound[ref]
        if axis := self._formula.find_axis(ref):
            return float(self._world.find_size(Axis(axis)))
        found = self._formula.find_letter(ref)
        bare = Ref(ref.name)
        if ref.below and is_array(self._bound.get(bare)) and (found is None or found.entries):
            return self._take_entries(self._bound[bare], ref.below)
        if found is not None:
            return self._compute_row(ref, found)
        name = ref.name.base
        if self._formula.is_count(ref):
            given = self._world.find_given(print_node(ref))
            return self._world.draw_value(print_node(ref), (), COUNT) if given is None else given
        if is_constant(ref):
            self._has_infinity |= name == "\\infty"
            return _CONSTANTS[name]
        if is_free_index(ref, self._formula):
            given = self._world.find_given(name)
            return self._world.find_place(name) if given is None else given
        if is_identity(ref):
            return ScaledIdentity()
        if (drawn := self._formula.find_drawn_type(ref)) is not None:
            return DrawnLaw(self._world, print_node(ref), (), Law(drawn))
        raise NoValue(f"{quote_node(ref)} is not declared")

    def _compute_row(self, ref: Ref, found: Found) -> Value:
        letter = found.letter
        if isinstance(letter.type, Function) and found.dress and set(found.dress) == {"'"}:
            raise NoValue(f"{quote_node(ref)} cannot be followed yet: a slope")
        spans = [self._read_span(index) for index in found.members]
        if any(spans):
            return self._compute_span(ref, found, spans)
        value = self._world.draw(letter, self._make_member(found))
        if found.entries and (given := self._world.given_entries.get(self.name_entry(found))) is not None:
            self._take_entries(value, found.entries)  # which has to be there
            return given
        if isinstance(value, DrawnFunction | DrawnLaw) and (parameters := self._list_parameters(ref)):
            value = self._give_parameters(value, parameters)
        return self._take_entries(value, found.entries) if found.entries else value

    def name_entry(self, found: Found) -> tuple[Any, ...]:
        """Return what tells an entry of an array apart from others."""
        return (found.letter.latex, self._make_member(found), *map(self._name_index, found.entries))

    def _make_member(self, found: Found) -> Member:
        member = tuple(self._name_index(index) for index in found.members)
        if found.letter.part:
            # A part that stands for what is drawn, or runs, is another in each case.
            bound = [(ref, value) for ref, value in self._bound.items() if ref.name.base in found.letter.part]
            named = [index.letter for index in found.members if isinstance(index, tree.Running)]
            member = (*member, *(make_key(value) for ref, value in bound if ref.name.base not in named))
        return (*member, found.dress) if found.dress else member

    def _name_index(self, index: tree.Index) -> Any:
        """Return which member an index names; empty for a value that a function depends on."""
        match index:
            case tree.Running(letter=letter, offset=offset):
                value = self._find_index_value(letter)
                if value is None:
                    return letter
                return make_key(value + offset) if not isinstance(value, str) else value
            case tree.Fixed(text=text):
                return float(text) if text.isdigit() else text
            case tree.Computed(body=body):
                if self._is_parameter(body):
                    return ""
                try:
                    return make_key(self.compute(body))
                except NoValue:
                    return print_node(body)
            case _:
                return "."

    def _find_index_value(self, letter: str) -> Value | None:
        ref = Ref(tree.Name(letter))
        if ref in self._bound:
            return self._bound[ref]
        found = self._formula.find_letter(ref)
        if found is not None:
            if isinstance(found.letter.type, Index | Number) and getattr(found.letter.type, "is_whole", True):
                return self._world.draw(found.letter)
            return "" if self._is_parameter(ref) else None
        if letter in self._formula.axis_letters:
            return self.compute(ref)
        given = self._world.find_given(letter)
        if given is not None or letter not in RUNNING_LETTERS:
            return given
        return self._world.find_place(letter)

    def _is_parameter(self, node: Node) -> bool:
        r"""Return whether what stands below a function is a value that it depends on: ``\pi_\theta``."""
        if not isinstance(node, Ref):
            return False
        found = self._formula.find_letter(node)
        if found is None:
            return False
        kind = found.letter.type
        return isinstance(kind, Array | Thing) or (isinstance(kind, Number) and not kind.is_whole)

    def _list_parameters(self, ref: Ref) -> list[Value]:
        parameters: list[Value] = []
        for index in (*ref.below, *ref.above):
            body: Node | None = Ref(tree.Name(index.letter)) if isinstance(index, tree.Running) else None
            if isinstance(index, tree.Computed):
                body = index.body
            if body is not None and self._is_parameter(body):
                parameters.append(self.compute(body))
        return parameters

    def _give_parameters(self, value: DrawnFunction | DrawnLaw, parameters: list[Value]) -> Value:
        if isinstance(value, DrawnLaw):
            return value.given(parameters)
        function = value

        def call(arguments: Sequence[Value]) -> Value:
            return function([*arguments, *parameters])

        return call

    def _read_span(self, index: tree.Index) -> tuple[float, float] | None:
        r"""Return the first and the last member of ``x_{1:T}`` and ``x_{<t}``."""
        if not (isinstance(index, tree.Computed) and isinstance(index.body, tree.Opaque)):
            return None
        tokens = index.body.tokens
        if len(tokens) == 3 and tokens[1] == ":":
            return self._read_end(tokens[0]), self._read_end(tokens[2])
        if len(tokens) == 2 and tokens[0] in ("<", "\\leq"):
            return 1.0, self._read_end(tokens[1]) - (tokens[0] == "<")
        return None

    def _read_end(self, token: str) -> float:
        if token.isdigit():
            return float(token)
        value = self._find_index_value(token)
        if not isinstance(value, float | int):
            raise NoValue(f"{token} is not a position in a row")
        return float(value)

    def _compute_span(
        self, ref: Ref, found: Found, spans: Sequence[tuple[float, float] | None]
    ) -> list[Value]:
        place = next(index for index, span in enumerate(spans) if span)
        low, high = spans[place] or (1.0, 0.0)
        member = list(self._make_member(found))
        values: list[Value] = []
        for number in range(int(low), min(int(high), int(low) + MAX_TERMS) + 1):
            member[place] = float(number)
            values.append(self._world.draw(found.letter, tuple(member)))
        return values

    def _take_entries(self, array: Value, entries: Sequence[tree.Index]) -> Value:
        if not is_array(array):
            raise NoValue("an entry of something that is not an array")
        places: list[Any] = []
        for index, length in zip(entries, array.shape, strict=False):
            if isinstance(index, tree.Open):
                places.append(slice(None))
                continue
            place = self._name_index(index)
            if not isinstance(place, float | int) or not 1 <= place <= length or place != int(place):
                raise NoValue(
                    f"there is no entry {place if isinstance(place, str) else f'{place:g}'} of {length}"
                )
            places.append(int(place) - 1)
        return _unwrap(array[tuple(places)])

    # Arithmetic

    def _compute_bracket(self, node: tree.Bracket) -> Value:
        value = self.compute(node.body)
        match node.opening:
            case "\\lfloor":
                return np.floor(value)
            case "\\lceil":
                return np.ceil(value)
            case "[" if isinstance(value, bool):
                self._note_branch(node, value)
                return float(value)
            case _ if has_bracket_rule(node):
                return value
            case _:
                raise NoValue(f"what the brackets of {quote_node(node)} mean")

    def _compute_product(self, node: tree.Mul) -> Value:
        factors: list[tuple[Value, str]] = []
        for place, (factor, sign) in enumerate(zip(node.factors, ("", *node.signs), strict=True)):
            if factors and not sign and is_entry_bracket(factor) and is_array(factors[-1][0]):
                array, before = factors.pop()
                indices = factor.items if isinstance(factor, tree.Listed) else (strip_brackets(factor),)
                entry = self._take_entries(array, tuple(map(tree.Computed, indices)))
                factors.append((entry, before))
            elif factors and not sign and is_written_argument(node.factors[place - 1], factor, self._formula):
                factors[-1] = (self._compute_at_argument(node.factors[place - 1], factor), factors[-1][1])
            else:
                value = self.compute(factor)
                is_vector = place and np.ndim(value) == np.ndim(factors[-1][0]) == 1
                if is_vector and not sign and is_part_beside(node.factors[place - 1], factor):
                    raise NoValue("a part of an array may be a row or a column")
                factors.append((value, sign))
        total = factors[0][0]
        for value, sign in factors[1:]:
            total = _multiply(total, value, sign)
        return total

    def _compute_at_argument(self, letter: Node, bracket: Node) -> Value:
        """Return the member of a letter that an argument names, ``x(t)``."""
        found = self._formula.find_letter(letter)
        if found is None:
            raise NoValue(f"{quote_node(letter)} is not declared")
        items = bracket.items if isinstance(bracket, tree.Listed) else (strip_brackets(bracket),)
        keys = [make_key(self.compute(item)) for item in items]
        return self._world.draw(found.letter, (*self._make_member(found), *keys))

    def _compute_norm(self, node: tree.Norm) -> Value:
        value = self.compute(node.body)
        if is_list(value):
            return float(len(value))
        if node.bars == "|":
            if np.ndim(value) == 2:
                return float(np.linalg.det(value))
            self._note_sides(node, value)
            return _unwrap(np.abs(value))
        array = np.asarray(value, dtype=float)
        if (order := name_norm(node)) in NORMS:
            return _measure(array, order)
        weight = self.compute(node.order) if node.order is not None else 2.0
        if np.ndim(weight) == 2:
            return float(np.sqrt(array @ weight @ array))
        return float(np.sum(np.abs(array) ** weight) ** (1 / weight))

    def _compute_list(self, node: tree.Listed) -> Value:
        values = [self.compute(item) for item in node.items]
        if node.opening == "\\langle" and len(values) == 2:
            return float(np.sum(np.asarray(values[0]) * np.asarray(values[1])))
        return values if node.opening == "\\{" else tuple(values)

    def _compute_truth(self, node: tree.Statement) -> bool:
        values = [self.compute(side) for side in node.sides]
        if len(values) == 1:
            truths = values[0] if is_tuple(values[0]) else values
            if not all(isinstance(truth, bool | np.bool_) for truth in truths):
                raise NoValue(f"{quote_node(node)} is not a statement that is true or false")
            return all(truths)
        return all(
            _compare(one, relation, other)
            for one, relation, other in zip(values, node.relations, values[1:], strict=False)
        )

    def _compute_entry(self, node: tree.Entry) -> Value:
        sign, body = find_cut(node)
        if not sign:
            return self._take_entries(self.compute(node.body), node.below)
        value = self.compute(body)
        self._note_sides(node, value)
        return _unwrap(np.maximum(value if sign == "+" else -value, 0))

    # Functions

    def _compute_call(self, node: tree.Apply) -> Value:
        if has_unclear_power(node, self._formula):
            raise NoValue(f"{quote_node(node)} may be a power of the function or of its value")
        value = self._compute_call_alone(node)
        return value if node.power is None else _raise_power(value, self.compute(node.power))

    def _compute_call_alone(self, node: tree.Apply) -> Value:
        found = self._formula.find_letter(node.function)
        if found is None and node.function not in self._bound:
            return self._compute_named_call(node, name_function(node.function))
        if found is not None and isinstance(found.letter.type, Function) and found.letter.type.known:
            return self._compute_known(node, found.letter.type.known)
        function = self.compute(node.function)
        if node.opening == "[" and is_array(function):
            return self._take_entries(function, tuple(map(tree.Computed, node.args)))
        if (isinstance(function, float | int) or is_array(function)) and len(node.args) == 1:
            return self._compute_product(tree.Mul((node.function, tree.Bracket(node.args[0])), ("",)))
        arguments, conditions = self._compute_arguments(node)
        if isinstance(function, DrawnLaw):
            law = function.given(conditions)
            if isinstance(law.type.of, Unknown):
                law = self._say_drawn(law, node.args)
            return law.find_density(arguments[0] if len(arguments) == 1 else tuple(arguments))
        if callable(function):
            return function([*arguments, *conditions])
        if found is not None:
            keys = [make_key(argument) for argument in (*arguments, *conditions)]
            return self._world.draw(found.letter, (*self._make_member(found), *keys))
        raise NoValue(f"{quote_node(node.function)} is not a function")

    def _compute_arguments(self, node: tree.Apply) -> tuple[list[Value], list[Value]]:
        """Return the values before the bar and those behind it."""
        parts: tuple[list[Value], list[Value]] = [], []
        for nodes, values in ((node.args, parts[0]), ((*node.given, *node.parameters), parts[1])):
            for part in nodes:
                for side in list_sides(part):
                    if not isinstance(side, tree.Open):
                        value = self.compute(strip_set(side))
                        values += value if is_tuple(value) else [value]
        return parts

    def _compute_named_call(self, node: tree.Apply, word: str) -> Value:
        if word in DIVERGENCES and (node.given or len(node.args) == 2):
            return self._compute_divergence(node)
        if is_normal(node, self._formula):
            return self._make_normal(node).find_density(self.compute(node.args[0]))
        if node.given or node.parameters:
            raise NoValue(f"{quote_node(node.function)} under a condition")
        if word in KNOWN_FUNCTIONS or word.lower() in KNOWN_FUNCTIONS:
            return self._compute_known(node, word)
        if word in INDICATORS and node.function.name.font:
            truth = all(bool(self.compute(part)) for part in node.args)
            self._note_branch(node, truth)
            return float(truth)
        if word == "clip":
            return self._clip(node)
        values = [self.compute(part) for part in node.args]
        match word:
            case "max" | "min":
                return self._compare_all(node, "\\" + word, values)
            case _ if len(values) != 1:
                raise NoValue(f"{word} of several things")
            case "diag" | "Diag":
                return np.diag(values[0])
            case "tr" | "Tr" | "trace":
                return float(np.trace(values[0]))
            case "det":
                return float(np.linalg.det(values[0]))
            case "mean" | "avg" | "std" | "var":
                return self._summarise(word, node.args[0], values[0])
            case _:
                raise NoValue(f"{quote_node(node.function)} is not declared")

    def _compute_known(self, node: tree.Apply, word: str) -> Value:
        if len(node.args) != 1 or node.given or node.parameters:
            raise NoValue(f"{word} of several things")
        value = self.compute(node.args[0])
        if isinstance(value, ScaledIdentity):
            raise NoValue(f"{word} of an identity matrix")
        if is_series(node, self._formula):
            self._refuse_square(node, node.args[0], value)
        if word.lower() in ("relu", "abs", "sign", "sgn"):
            self._note_sides(node, value)
        if word.lower().endswith("softmax") and not np.ndim(value):
            raise NoValue(f"{word} of a number")
        function = KNOWN_FUNCTIONS[word if word in KNOWN_FUNCTIONS else word.lower()][0]
        return _unwrap(function(np.asarray(value, dtype=float)))

    def _clip(self, node: tree.Apply) -> Value:
        ends = split_clip_ends(node)
        if ends is None:
            raise NoValue("clip with one bound")
        value, low, high = (self.compute(part) for part in (node.args[0], *ends))
        _refuse_other_shapes((value, low, high), "clipped")
        for entry in np.ravel(value):
            self._note_branch(node, "below" if entry < low else "above" if entry > high else "between")
        return _unwrap(np.clip(value, low, high))

    def _summarise(self, word: str, body: Node, value: Value) -> Value:
        inner = strip_brackets(body)
        if isinstance(value, list):
            values = np.array(value, dtype=float)
        elif isinstance(inner, Ref) and (names := list_running(inner)) and not self._picks_entries(inner):
            bound = tree.Bound((Ref(tree.Name(names[0])),))
            values = np.array(self._collect(bound, inner), dtype=float)
        else:
            values = np.asarray(value, dtype=float)
            if not values.ndim:
                raise NoValue(f"{word} of a number")
        function = {"mean": np.mean, "avg": np.mean, "std": np.std, "var": np.var}[word]
        is_of_members = isinstance(value, list) or values.ndim > np.ndim(value)
        return _unwrap(function(values, axis=0) if is_of_members else function(values))

    def _picks_entries(self, ref: Ref) -> bool:
        found = self._formula.find_letter(ref)
        return found is not None and bool(found.entries) and np.ndim(self.compute(ref)) > 0

    def _compute_divergence(self, node: tree.Apply) -> float:
        one, other = [self._find_law(part) for part in (*node.args, *node.given)][:2]
        if isinstance(one, NormalLaw) and isinstance(other, NormalLaw):
            return _diverge_normals(one, other)
        if isinstance(one, NormalLaw) or isinstance(other, NormalLaw):
            raise NoValue("a divergence between a normal law and another")
        chances = [law if is_array(law) else law.list_chances() for law in (one, other)]
        return float(np.sum(chances[0] * np.log(chances[0] / chances[1])))

    def _find_law(self, node: Node) -> Value:
        node = strip_brackets(node)
        if isinstance(node, tree.Apply) and is_normal(node, self._formula):
            return self._make_normal(node)
        if isinstance(node, tree.Apply):
            law = self.compute(node.function)
            conditions = [self.compute(part) for part in (*node.given, *node.parameters)]
            if isinstance(law, DrawnLaw):
                return law.given(conditions)
            if callable(law):
                law = law([self.compute(part) for part in node.args] + conditions)
        else:
            law = self.compute(node)
        if isinstance(law, DrawnLaw | NormalLaw) or is_array(law):
            return law
        raise NoValue(f"{quote_node(node)} is not a law")

    def _make_normal(self, node: tree.Apply) -> NormalLaw:
        parts = node.parameters or node.args
        mean, spread = self.compute(parts[-2]), self.compute(parts[-1])
        if isinstance(spread, ScaledIdentity):
            length = self._find_length(node, mean)
            spread = spread.scale * np.eye(length)
        matrix = np.atleast_2d(spread)
        mean = np.broadcast_to(np.atleast_1d(mean).astype(float), (len(matrix),))
        if len(mean) > 4:
            raise NoValue("a normal law in more than four dimensions")
        return NormalLaw(mean, matrix, 3 + self._is_shaken)

    def _find_length(self, node: tree.Apply, mean: Value) -> int:
        if np.ndim(mean) == 1:
            return len(mean)
        if node.parameters and node.args:
            return int(np.size(self.compute(node.args[0])))
        length = self._bound.get(Ref(tree.Name("drawn length")))
        if length is None:
            raise NoValue("the size of the identity is not known here")
        return int(length)

    # What runs

    def _collect(
        self, bound: tree.Bound, body: Node, node: tree.Reduce | tree.Family | None = None
    ) -> list[Value]:
        """Return the body's values for all that the bound names run over."""
        values: list[Value] = []
        for names in self.list_bindings(bound, body, node):
            with self.binding(names):
                values.append(self.compute(body))
        return values

    def list_bindings(
        self, bound: tree.Bound, body: Node, node: tree.Reduce | tree.Family | None = None
    ) -> list[dict[Ref, Value]]:
        """Return what the bound names are for each member. Raises NoValue."""
        bound = split_bound(bound)
        names = bound.names if node is None else self._formula.list_bound_names(node, bound)
        if not all(map(is_name, names)):
            raise NoValue("what runs is not a name")
        ranges = [self._list_range(bound, name, body, names) for name in names]
        if math.prod(map(len, ranges)) > MAX_TERMS * MAX_TERMS:
            raise NoValue("a sum of too many terms")
        found: list[dict[Ref, Value]] = []
        for values in product(*ranges):
            named = dict(zip(names, values, strict=True))
            with self.binding(named):
                if bound.condition is None or self.compute(bound.condition):
                    found.append(named)
            if len(found) > MAX_TERMS:
                raise NoValue(f"a sum of more than {MAX_TERMS} terms")
        return found

    def _list_range(self, bound: tree.Bound, name: Ref, body: Node, names: Sequence[Ref]) -> list[Value]:
        if bound.among is not None:
            return self._list_members(bound.among)
        if bound.lower is not None:
            low = self.compute(bound.lower)
            high = self.compute(bound.upper) if bound.upper is not None else low + self._world.count - 1
            return _count_from(low, high)
        if bound.condition is not None and not _compares_names(bound.condition, names):
            ends = self._read_condition(bound.condition, name)
            if ends is not None:
                return _count_from(*ends)
        return self._list_all(name, body)

    def _read_condition(self, condition: tree.Statement, name: Ref) -> tuple[float, float] | None:
        r"""Return the range of ``k \geq s`` or ``k < s``; four members where it has no end."""
        if len(condition.sides) == 3 and condition.sides[1] == name:
            # 1 <= i < m
            low, high = self.compute(condition.sides[0]), self.compute(condition.sides[2])
            first, second = condition.relations
            if first in ("<", "\\leq") and second in ("<", "\\leq"):
                return math.ceil(low), math.floor(high)
            return None
        if len(condition.sides) != 2 or condition.sides[0] != name:
            return None
        try:
            end = self.compute(condition.sides[1])
        except NoValue:
            return None
        match condition.relations[0]:
            case ">" | "\\geq":
                upper = find_upper_end(self._formula, name.name.base)
                low = math.ceil(end)
                return low, low + self._world.count if upper is None else self.compute(upper)
            case "<" | "\\leq":
                return 1.0, math.floor(end)
            case _:
                return None

    def _list_members(self, among: Node) -> list[Value]:
        if isinstance(among, tree.Bracket) and among.opening == "[":
            return _count_from(1.0, self.compute(among.body))
        value = self.compute(among)
        if is_list(value):
            return value
        if isinstance(value, DrawnLaw | NormalLaw):
            return value.list_points()
        if isinstance(value, float | int):
            return _count_from(1.0, value)
        raise NoValue(f"{quote_node(among)} is not a set")

    def _list_all(self, name: Ref, body: Node) -> list[Value]:
        """Return the range of a bare name: along an axis, over a letter's values, or 1 to 3."""
        letter = name.name.base
        for part in walk_nodes(body):
            if isinstance(part, Ref) and (axis := self._find_axis_of(part, letter)) is not None:
                return _count_from(1.0, axis)
        upper = find_upper_end(self._formula, letter)
        if upper is not None:
            return _count_from(1.0, self.compute(upper))
        found = self._formula.find_letter(name)
        own = found.letter.type if found is not None else self._formula.find_argument_type(name, body)
        if own is not None and not isinstance(own, Index):
            kind = without_law(own)
            if isinstance(kind, Thing) or own != kind or self._is_drawn(name, body):
                return self._world.list_points(kind)
            for said in self._formula.relations:
                of = self._formula.find_letter(said.sides[0])
                is_same = found is not None and of is not None and of.letter is found.letter
                if said.relations == ("\\in",) and is_same:
                    return self._list_members(said.sides[1])
            raise NoValue(f"{quote_node(name)} runs over all values of a type: which are meant?")
        self._refuse_unsaid_range(letter)
        return _count_from(1.0, self._world.members)

    def _is_drawn(self, name: Ref, body: Node) -> bool:
        """Return whether a part has the chance of a name, so that it runs over what is drawn."""
        return any(
            isinstance(part, tree.Apply) and name in part.args and self._is_law(part)
            for part in walk_nodes(body)
        )

    def _refuse_unsaid_range(self, letter: str) -> None:
        """Raise NoValue where a count in the formula might be how far an index runs, and nothing says so."""
        for ref, found in self._formula.list_found(self._formula.statement):
            kind = found.letter.type
            is_count = isinstance(kind, Number) and kind.is_whole and kind.domain == COUNT.domain
            if is_count and ref not in self._formula.upper_ends:
                raise NoValue(f"how far {letter} runs is not said: to {found.letter.latex}?")

    def _find_axis_of(self, part: Ref, letter: str) -> int | None:
        found = self._formula.find_letter(part)
        if found is None or not isinstance(found.letter.type, Array):
            return None
        for index, axis in zip(found.entries, found.letter.type.axes, strict=False):
            if isinstance(index, tree.Running) and index.letter == letter and not index.offset:
                return self._world.find_size(axis)
        return None

    def _compute_reduction(self, node: tree.Reduce) -> Value:
        bound = node.bound or infer_bound(node)
        if node.operator not in REDUCTIONS:
            raise NoValue(f"{node.operator} is not computed")
        if bound is None:
            if node.operator not in EXTREMES:
                raise NoValue(f"{node.operator} without what runs")
            items = node.body.items if isinstance(node.body, tree.Listed) else (node.body,)
            return self._compare_all(node, node.operator, [self.compute(item) for item in items])
        if node.operator in ("\\argmin", "\\argmax"):
            return self._find_place(node, bound)
        if node.operator == "\\sum" and bound.upper == Ref(tree.Name("\\infty")) and bound.lower is not None:
            return self._add_without_end(node, bound, bound.lower)
        values = self._collect(bound, node.body, node)
        match node.operator:
            case "\\sum":
                self._note_terms(node, values)
                return _add_all(values) if values else 0.0
            case "\\prod":
                self._note_terms(node, values)
                return _unwrap(np.prod(np.array(values, dtype=float), axis=0)) if values else 1.0
            case "\\bigcup":
                return [member for value in values for member in value]
            case _:
                self._note_terms(node, values)
                return self._find_extreme(node, node.operator, values)

    def _add_without_end(self, node: tree.Reduce, bound: tree.Bound, lower: Node) -> Value:
        """Return a sum whose terms fall like powers; its first terms alone are noted."""
        if len(bound.names) != 1 or bound.condition is not None:
            raise NoValue("an infinite sum")
        trace, place, total, left = self._trace, self.compute(lower), 0.0, _SMALL_TERMS
        values: list[Value] = []
        for step in range(MAX_TERMS):
            self._trace = trace if step < MEMBERS else None
            with self.binding({bound.names[0]: place + step}):
                value = self.compute(node.body)
            values += [value] if step < MEMBERS else []
            total = _add_all([total, value])
            is_small = np.all(np.abs(value) <= 1e-14 * (1e-3 + np.abs(total)))
            left = left - 1 if is_small else _SMALL_TERMS
            if not left:
                break
        self._trace = trace
        if left:
            raise NoValue("an infinite sum whose terms do not decrease fast")
        self._note_terms(node, values)
        return total

    def _find_place(self, node: tree.Reduce, bound: tree.Bound) -> Value:
        values: list[float] = []
        places: list[Value] = []
        for names in self.list_bindings(bound, node.body, node):
            with self.binding(names):
                values.append(float(self.compute(node.body)))
            places.append(next(iter(names.values())))
        self._note_terms(node, values)
        place = np.argmin(values) if node.operator == "\\argmin" else np.argmax(values)
        return places[int(place)]

    def _compare_all(self, node: Node, operator: str, values: Sequence[Value]) -> Value:
        """Return the largest or smallest of several values, or of what one set or array holds."""
        if len(values) == 1:
            inner = values[0]
            if not (is_list(inner) or is_tuple(inner) or np.ndim(inner)):
                raise NoValue("the largest or smallest of one number")
            values = [*inner] if is_list(inner) or is_tuple(inner) else np.ravel(inner).tolist()
        return self._find_extreme(node, operator, values)

    def _find_extreme(self, node: Node, operator: str, values: Sequence[Value]) -> Value:
        if not values:
            raise NoValue("the largest or smallest element of an empty set")
        is_smallest = operator in ("\\min", "\\inf")
        _refuse_other_shapes(values, "compared")
        arrays = np.broadcast_arrays(*[np.asarray(value, dtype=float) for value in values])
        stacked = np.stack(arrays)
        for place in np.ravel(np.argmin(stacked, axis=0) if is_smallest else np.argmax(stacked, axis=0)):
            self._note_branch(node, int(place))
        return _unwrap(stacked.min(axis=0) if is_smallest else stacked.max(axis=0))

    def _compute_expectation(self, node: tree.Expect) -> Value:
        if node.over is None and is_summary(node, self._formula):
            return self._summarise(node.operator.name.base.lower(), node.body, self.compute(node.body))
        if node.operator.name.base not in MEANS | SPREADS or is_conditional(node):
            raise NoValue(f"{quote_node(node)} is not computed")
        drawn = list_drawn(node.over) or self._list_random_letters(node)
        outcomes = [*self._list_outcomes(drawn, node)]
        if not outcomes:
            raise NoValue("no letter in the expectation is drawn from a law")
        values: list[Value] = []
        for _, names in outcomes:
            with self.binding(names):
                values.append(self.compute(node.body))
        chances = [chance for chance, _ in outcomes]
        if any(mentions_name(node.body, name) for name in outcomes[0][1]):
            self._note_terms(node, values)
        mean = _add_all([_scale(value, chance) for value, chance in zip(values, chances, strict=True)])
        name = node.operator.name.base
        if name in SPREADS:
            squares = [
                _scale((value - mean) ** 2, chance) for value, chance in zip(values, chances, strict=True)
            ]
            spread = _add_all(squares)
            return np.sqrt(spread) if name.lower() == "std" else spread
        return mean

    def _list_random_letters(self, node: tree.Expect) -> tuple[Node, ...]:
        """Return the letters of an expectation's body that are drawn."""
        return tuple(ref for ref in list_random_letters(self._formula, node) if ref not in self._bound)

    def _list_outcomes(
        self, parts: Sequence[Node], node: tree.Expect
    ) -> Iterator[tuple[float, dict[Ref, Value]]]:
        """Yield the outcomes of what is drawn, one part after the other, with their chances."""
        if not parts:
            return
        for chance, names in self._list_draws(parts[0], node.body):
            if len(parts) == 1:
                yield chance, names
                continue
            with self.binding(names):
                further = list(self._list_outcomes(parts[1:], node))
            for other, more in further:
                yield chance * other, {**names, **more}

    def _list_draws(self, part: Node, body: Node) -> list[tuple[float, dict[Ref, Value]]]:
        if isinstance(part, tree.Statement) and len(part.sides) == 2:
            left, source = part.sides
            names = tuple(left.items) if isinstance(left, tree.Listed) else (left,)
            points, chances = self._list_points(names, source, part.relations[0])
        elif isinstance(part, tree.Apply):
            names = part.args
            points, chances = self._list_points(names, part, "\\sim")
        elif isinstance(part, Ref):
            return self._list_draws_of_letter(part, body)
        else:
            raise NoValue(f"an expectation over {quote_node(part)}")
        draws: list[tuple[float, dict[Ref, Value]]] = []
        for point, chance in zip(points, chances, strict=True):
            values = point if is_tuple(point) else (point,)
            if len(values) != len(names):
                raise NoValue(f"{quote_node(part)}: {len(names)} things from what has {len(values)}")
            draws.append(
                (
                    float(chance),
                    {name: value for name, value in zip(names, values, strict=True) if isinstance(name, Ref)},
                )
            )
        return draws

    def _list_points(
        self, names: Sequence[Node], source: Node, relation: str
    ) -> tuple[list[Value], Sequence[float]]:
        if relation != "\\in" and is_normal(strip_brackets(source), self._formula):
            with self.binding({Ref(tree.Name("drawn length")): self._find_drawn_length(names[0])}):
                law = self._find_law(source)
            return law.list_points(), law.list_chances()
        if relation != "\\in" and self._is_law(source):
            law = self._find_law(source)
            if is_array(law):
                return _count_from(1.0, len(law)), list(law)
            if isinstance(law, DrawnLaw):
                law = self._say_drawn(law, names)
                return law.list_points(), [*law.list_chances()]
            return law.list_points(), law.list_chances()
        members = self._list_members(source)
        if len(names) > 1 and not is_tuple(members[0]):
            count = len(members)
            members = [tuple(members[(i + k) % count] for k in range(len(names))) for i in range(count)]
        return members, [1 / len(members)] * len(members)

    def _say_drawn(self, law: DrawnLaw, names: Sequence[Node]) -> DrawnLaw:
        """Return a law of what its own row says, or the rows of what is drawn from it."""
        kinds = find_drawn_types(self._formula, names, law.type.of)
        return replace(law, type=Law(kinds[0] if len(kinds) == 1 else Several(kinds)))

    def _is_law(self, source: Node) -> bool:
        inner = strip_brackets(source)
        ref = inner.function if isinstance(inner, tree.Apply) else inner
        found = self._formula.find_letter(ref)
        kind = found.letter.type if found else None
        kind = kind.result if isinstance(kind, Function) else kind
        if found is None and isinstance(ref, Ref) and self._formula.find_drawn_type(ref) is not None:
            return True
        return isinstance(kind, Law) or (isinstance(kind, Array) and kind.kind == "simplex")

    def _find_drawn_length(self, name: Node) -> int:
        found = self._formula.find_letter(name)
        if found is None:
            raise NoValue(f"nothing declares what {quote_node(name)} is")
        kind = found.letter.type
        return math.prod(self._world.find_shape(kind)) if isinstance(kind, Array) else 1

    def _list_draws_of_letter(self, part: Ref, body: Node) -> list[tuple[float, dict[Ref, Value]]]:
        found = self._formula.find_letter(part)
        if found is None:
            places = self._list_all(part, body)
            return [(1 / len(places), {part: place}) for place in places]
        kind = found.letter.type
        if isinstance(kind, Law | SetOf):
            value = self._compute_row(part, found)
            points = value.list_points() if isinstance(value, DrawnLaw) else value
            chances = value.list_chances() if isinstance(value, DrawnLaw) else [1 / len(points)] * len(points)
            names = [letter.ref for letter in self._formula.letters if _is_drawn_from(letter.type, part)]
            if not names:
                raise NoValue(f"no letter is said to be drawn from {quote_node(part)}")
            return [
                (float(chance), dict.fromkeys(names, point))
                for chance, point in zip(chances, points, strict=True)
            ]
        law = DrawnLaw(self._world, getattr(kind, "law", "") or print_node(part), (), Law(without_law(kind)))
        return [
            (float(chance), {part: point})
            for chance, point in zip(law.list_chances(), law.list_points(), strict=True)
        ]

    def _compute_cases(self, node: tree.Cases) -> Value:
        for number, (value, condition) in enumerate(node.branches):
            if condition is None or isinstance(condition, tree.Text) or self._holds(condition):
                self._note_branch(node, number)
                return self.compute(value)
        raise NoValue("no case holds")

    def _holds(self, condition: Node) -> bool:
        if (
            isinstance(condition, tree.Statement)
            and len(condition.sides) == 1
            and isinstance(condition.sides[0], tree.Text)
        ):
            return True
        return bool(self.compute(condition))

    # What is noted

    def _note_branch(self, node: Node, branch: Any) -> None:
        if self._trace is not None:
            self._trace.branches.setdefault(id(node), set()).add(branch)

    def _note_sides(self, node: Node, value: Value) -> None:
        for entry in np.ravel(value):
            self._note_branch(node, "below" if entry < 0 else "above")

    def _note_terms(self, node: Node, values: Sequence[Value]) -> None:
        if self._trace is None:
            return
        if len(values) < 2:
            self._trace.poor.append((node, f"it has {len(values)} {'term' if len(values) == 1 else 'terms'}"))
        elif len({make_key(value) for value in values}) == 1:
            self._trace.poor.append((node, "all its terms are equal"))

    # A rule for each class of node.
    _RULES: ClassVar[dict[type, Callable[[Any, Any], Value]]] = {
        tree.Num: lambda evaluation, node: float(node.text),
        tree.Ref: _compute_letter,
        tree.Neg: lambda evaluation, node: _scale(evaluation.compute(node.body), -1.0),
        tree.Bracket: _compute_bracket,
        tree.Add: lambda evaluation, node: _add_all([evaluation.compute(term) for term in node.terms]),
        tree.Mul: _compute_product,
        tree.Div: lambda evaluation, node: _divide(
            evaluation.compute(node.top), evaluation.compute(node.bottom)
        ),
        tree.Pow: lambda evaluation, node: _raise_power(
            evaluation.compute(node.base), evaluation.compute(node.exponent)
        ),
        tree.Root: _compute_root,
        tree.Transpose: lambda evaluation, node: _transpose(evaluation.compute(node.base)),
        tree.Inverse: lambda evaluation, node: _invert(evaluation.compute(node.base)),
        tree.Factorial: _compute_factorial,
        tree.Binomial: _compute_binomial,
        tree.Norm: _compute_norm,
        tree.Listed: _compute_list,
        tree.Statement: _compute_truth,
        tree.Entry: _compute_entry,
        tree.Apply: _compute_call,
        tree.Reduce: _compute_reduction,
        tree.Expect: _compute_expectation,
        tree.Family: _compute_family,
        tree.Cases: _compute_cases,
        tree.Matrix: _compute_matrix,
    }


def infer_bound(node: tree.Reduce) -> tree.Bound | None:
    r"""Return what a sum without a range runs over: the first index in it, ``\sum p_k``."""
    if node.operator not in ("\\sum", "\\prod"):
        return None
    for part in walk_nodes(node.body):
        if isinstance(part, Ref) and (names := list_running(part)):
            return tree.Bound((Ref(tree.Name(names[0])),))
    return None


def list_random_letters(formula: Formula, node: tree.Expect) -> list[Ref]:
    """Return the letters of an expectation's body that are drawn from a law, or the only one that may be."""
    kinds = {ref: found.letter.type for ref, found in formula.list_found(node.body)}
    drawn = [ref for ref, kind in kinds.items() if getattr(kind, "law", "")]
    free = [
        ref
        for ref, kind in kinds.items()
        if isinstance(kind, Number | Array | Thing) and not getattr(kind, "is_whole", False)
    ]
    return drawn or (free if len(free) == 1 else [])


def find_upper_end(formula: Formula, letter: str) -> Node | None:
    """Return the last value of an index, where some sum of the formula says it."""
    for statement in (formula.statement, *formula.relations):
        for part in walk_nodes(statement):
            if isinstance(part, tree.Bound) and part.upper is not None and _binds(part, letter):
                return part.upper
    return None


def _compares_names(condition: tree.Statement, names: Sequence[Ref]) -> bool:
    """Return whether a condition says how names that run relate, so that no end is known before they run."""
    return sum(any(mentions_name(side, name) for side in condition.sides) for name in names) > 1


def _binds(bound: tree.Bound, letter: str) -> bool:
    return Ref(tree.Name(letter)) in bound.names


def _is_drawn_from(kind: Any, law: Ref) -> bool:
    return getattr(kind, "law", "") == print_node(law)


def _unwrap(value: Value) -> Value:
    """Return a number as a float, and an array as it is."""
    return float(value) if np.ndim(value) == 0 else value


def _refuse_other_shapes(values: Sequence[Value], done: str) -> None:
    """Raise NoValue for arrays of different shapes, which NumPy may stretch; numbers go with each."""
    if len({np.shape(value) for value in values if np.ndim(value)}) > 1:
        raise NoValue(f"arrays of different shapes are {done}")


def _scale(value: Value, factor: float) -> Value:
    if isinstance(value, ScaledIdentity):
        return ScaledIdentity(value.scale * factor)
    return _unwrap(np.asarray(value, dtype=float) * factor)


def _add_all(values: Sequence[Value]) -> Value:
    identities = [value.scale for value in values if isinstance(value, ScaledIdentity)]
    others = [np.asarray(value, dtype=float) for value in values if not isinstance(value, ScaledIdentity)]
    if identities and not others:
        return ScaledIdentity(sum(identities))
    _refuse_other_shapes(others, "added")
    total = _sum_exactly(others)
    if identities:
        if total.ndim != 2:
            raise NoValue("an identity matrix is added to something that is not a matrix")
        total = total + sum(identities) * np.eye(len(total))
    return _unwrap(total)


def _sum_exactly(values: Sequence[np.ndarray]) -> np.ndarray:
    """Return a sum in which a small term is not lost beside large ones that cancel."""
    if not any(value.ndim for value in values):
        return np.asarray(math.fsum(map(float, values)))
    total, lost = values[0], np.zeros(())
    for value in values[1:]:
        after = total + value
        is_first = np.abs(total) >= np.abs(value)
        rest = np.where(is_first, total - after + value, value - after + total)
        lost = lost + np.where(np.isfinite(after), rest, 0.0)
        total = after
    return total + lost


def _is_numeric(value: Value) -> bool:
    return isinstance(value, float) or (is_array(value) and np.asarray(value).dtype.kind == "f")


def _is_finite(value: Value) -> bool:
    return math.isfinite(value) if isinstance(value, float) else bool(np.isfinite(value).all())


def _shake(value: Value, *, keeps_one: bool) -> Value:
    """Return each number moved by a share of up to ``_SHAKEN`` that follows from its bits.

    With ``keeps_one`` a quotient of equal numbers stays what it is.
    """
    array = np.asarray(value, dtype=float)
    bits = np.atleast_1d(array).view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    share = (bits >> np.uint64(32)).astype(float).reshape(array.shape) / 2**31 - 1
    return _unwrap(np.where(keeps_one & (array == 1), 1.0, array * (1 + _SHAKEN * share)))


def _is_confirmed(value: Value, shaken: Value) -> bool:
    """Return whether a value is finite, and stays where it is when what it is made of is moved."""
    if is_list(value) or is_tuple(value):
        return len(value) == len(shaken) and all(map(_is_confirmed, value, shaken))
    if not _is_numeric(value):
        return True
    if np.shape(value) != np.shape(shaken) or not _is_finite(value):
        return False
    # Max share by which a value may follow its moved parts.
    return bool(np.all(np.abs(np.subtract(shaken, value)) <= 1e-7 * np.abs(value)))


def _multiply(one: Value, other: Value, sign: str) -> Value:
    if isinstance(one, bool) or isinstance(other, bool):
        raise NoValue("a condition is multiplied")
    rule = name_product(sign, *(2 if isinstance(v, ScaledIdentity) else np.ndim(v) for v in (one, other)))
    if isinstance(one, ScaledIdentity) or isinstance(other, ScaledIdentity):
        if rule not in ("scaled", "matrix"):
            raise NoValue(f"{sign} of an identity matrix")
        return _multiply_identity(one, other)
    x, y = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if rule == "entrywise":
        _refuse_other_shapes((x, y), "multiplied")
    if rule in ("scaled", "entrywise"):
        return _unwrap(x * y)
    if rule == "outer":
        return np.outer(x, y)
    if not rule:
        raise NoValue(f"{sign or 'a product'} of these factors is not computed")
    if x.ndim == 1 and y.ndim == 2 and y.shape[0] == 1:
        return np.outer(x, y[0])
    result = x @ y
    return _unwrap(result.reshape(())) if result.shape in ((1,), (1, 1)) else _unwrap(result)


def _multiply_identity(one: Value, other: Value) -> Value:
    if isinstance(one, ScaledIdentity) and isinstance(other, ScaledIdentity):
        return ScaledIdentity(one.scale * other.scale)
    identity, value = (one, other) if isinstance(one, ScaledIdentity) else (other, one)
    if np.ndim(value) == 0:
        return ScaledIdentity(identity.scale * float(value))
    return value * identity.scale


def _divide(one: Value, other: Value) -> Value:
    if isinstance(one, ScaledIdentity):
        return ScaledIdentity(one.scale / float(other))
    _refuse_other_shapes((one, other), "divided")
    return _unwrap(np.asarray(one, dtype=float) / np.asarray(other, dtype=float))


def _raise_power(base: Value, exponent: Value) -> Value:
    if isinstance(base, ScaledIdentity):
        return ScaledIdentity(base.scale ** float(exponent))
    if np.ndim(base) != 2:
        return _unwrap(np.power(np.asarray(base, dtype=float), float(exponent)))
    if exponent == int(exponent):
        return np.linalg.matrix_power(base, int(exponent))
    values, vectors = np.linalg.eigh(base)
    if not np.allclose(base, base.T):
        raise NoValue("a root of a matrix that is not symmetric")
    return vectors @ np.diag(np.power(values, float(exponent))) @ vectors.T


def _transpose(value: Value) -> Value:
    if isinstance(value, ScaledIdentity) or np.ndim(value) == 0:
        return value
    return value[None, :] if value.ndim == 1 else value.T


def _invert(value: Value) -> Value:
    if isinstance(value, ScaledIdentity):
        return ScaledIdentity(1 / value.scale)
    array = np.asarray(value, dtype=float)
    if array.ndim not in (0, 2):
        raise NoValue("a vector is inverted")
    return np.linalg.inv(array) if array.ndim else _unwrap(1 / array)


def _measure(array: np.ndarray, order: str) -> float:
    match order:
        case "0":
            return float(np.count_nonzero(array))
        case "1":
            return float(np.linalg.norm(array, 1))
        case "\\infty":
            return float(np.linalg.norm(array, np.inf))
        case "*":
            return float(np.linalg.norm(array, "nuc"))
        case "2" if array.ndim == 2:
            return float(np.linalg.norm(array, 2))
        case _:
            return float(np.linalg.norm(np.ravel(array)))


_COMPARISONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "=": lambda a, b: np.allclose(a, b),
    "\\neq": lambda a, b: not np.allclose(a, b),
    "<": lambda a, b: np.all(a < b),
    ">": lambda a, b: np.all(a > b),
    "\\leq": lambda a, b: np.all(a <= b),
    "\\geq": lambda a, b: np.all(a >= b),
    "\\in": lambda a, b: make_key(a) in {make_key(member) for member in b},
    "\\notin": lambda a, b: make_key(a) not in {make_key(member) for member in b},
}


def _compare(one: Value, relation: str, other: Value) -> bool:
    if relation not in _COMPARISONS:
        raise NoValue(f"whether {relation} holds is not computed")
    if isinstance(one, str) or isinstance(other, str):
        if relation not in ("=", "\\neq"):
            return bool(_COMPARISONS[relation](one, other))
        return (one == other) == (relation == "=")
    return bool(_COMPARISONS[relation](one, other))


def _count_from(low: float, high: float) -> list[Value]:
    if not (math.isfinite(low) and math.isfinite(high)):
        raise NoValue("an infinite sum")
    if high - low > MAX_TERMS:
        raise NoValue(f"a sum of more than {MAX_TERMS} terms")
    ends = round(low), round(high)
    if max(abs(low - ends[0]), abs(high - ends[1])) > 1e-9:
        raise NoValue(f"a sum from {low:g} to {high:g}")
    return [float(number) for number in range(ends[0], ends[1] + 1)]


def _diverge_normals(one: NormalLaw, other: NormalLaw) -> float:
    """Return the divergence between two normal laws in closed form."""
    inverse = np.linalg.inv(other.covariance)
    difference = other.mean - one.mean
    logs = np.linalg.slogdet(other.covariance)[1] - np.linalg.slogdet(one.covariance)[1]
    trace = np.trace(inverse @ one.covariance)
    return float((trace + difference @ inverse @ difference - len(one.mean) + logs) / 2)
