"""Ask for a value in small numbers: arrays of one entry, sums of few members, exponents that are logs.

What stands in an exponent is the logarithm of a small number, so that all values are fractions or logarithms
of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import islice, product
from math import inf, log
from typing import Any, Final

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion
from drill.formulas.asked_worlds import Ask, compute_asked, give_value
from drill.formulas.folding import (
    count_operations,
    fold,
    replace_part,
    say_plain_numbers,
    set_index,
    spell,
    spell_subject,
)
from drill.formulas.formula import RUNNING_LETTERS, Formula, print_node
from drill.formulas.letter_types import Array, Domain, Index, Number
from drill.formulas.mean_numbers import CHANCE, Means, integrate_constants, type_means
from drill.formulas.shape_check import find_type_in
from drill.formulas.small_numbers import (
    Tests,
    find_fitting,
    find_small_value,
    has_enough_draws,
    list_draws,
    list_unequal,
    narrow_weight,
)
from drill.formulas.small_world import World
from drill.formulas.tree_values import Evaluation, infer_bound
from drill.formulas.typed_keys import TypedKey, is_same_value, list_free_names, type_part
from drill.formulas.typed_questions import name_witness
from drill.formulas.world_relations import make_world
from drill.maths import maths_tree as maths
from drill.maths.exact import evaluate_exactly
from drill.maths.maths_tree import list_parts, replace_parts, substitute_symbols
from drill.maths.names import Names
from drill.maths.numeric import make_evaluator
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.notation import replace_nodes, tree, walk_nodes
from drill.notation.tree import Node, Ref
from drill.text import join_in_sentence

_NAMES: Final = "abcfghjkpqruvw"
_MOST_LETTERS: Final = 7
_MOST_WHOLE: Final = 4
_MOST_OPERATIONS: Final = 12
_FEWEST_OPERATIONS: Final = 3
# Draws that are tried.
_TRIED: Final = 100
_PROOFS: Final = 3
# Logarithms in a sum at most; one more where numbers sum to 1.
_MOST_LOGS: Final = 2
# Characters of a definition that a prompt repeats.
_LONGEST_DEFINITION: Final = 40
# Parts with their values in a solution, and characters of one.
_MOST_STEPS: Final = 3
_LONGEST_STEP: Final = 50
# Small numbers, the first that a domain has; and numbers whose logarithms are in it.
_PLAIN: Final = (
    ("-2", "-1", "1", "2", "3", "4"), ("2", "3", "1", "4", "5", "1/2"),
    ("1/2", "1/3", "1/4", "2/3", "3/4", "2/5"), ("-1", "-2", "-3", "-1/2", "-4", "-5"),
)  # fmt: skip
_CHANCES: Final = ("1/2", "1/4", "1/8", "3/8", "5/8", "3/4")
_SQUARES: Final = (
    "4", "9", "1", "1/4", "4/9", "16", "3/4", "8/9", "1/9", "3/5", "4/5", "3", "8", "9/16", "15/16",
)  # fmt: skip
_LOGS: Final = (
    ("2", "3", "4", "1/2", "5", "1/3"), ("2", "3", "4", "5", "6", "7"),
    ("1/2", "1/3", "1/4", "1/5", "2/3", "3/4"),
)  # fmt: skip
# Instead of a number of values: the numbers of which powers are taken, to the first or second one.
_POWERS, _FEW_POWERS = -1, -2
_BASES: Final = (*map(str, range(2, 13)),)
# Numbers of which a lone letter takes some, the simplest first; squares for roots.
_RATIOS: Final = {Fraction(top, bottom) for top in range(1, 10) for bottom in range(1, 10)}
_WIDE: Final = sorted(
    {sign * part for ratio in _RATIOS for part in (ratio, ratio**2) for sign in (1, -1)},
    key=lambda value: (abs(value.numerator) + value.denominator, value),
)
_MOST_WIDE: Final = 30
_EXPONENTIALS: Final = frozenset(("exp", "sigmoid", "softplus"))


def ask_value_numbers(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield the question of a formula that can be computed by hand in small numbers."""
    world = make_world(formula, 1)
    sizes = _choose_sizes(formula)
    for part, number in sizes.items():
        give_value(formula, world, part, float(number))
    members = _Members(formula, world)
    node = members.write(formula.right)
    node = members.place(node)
    for part, number in sizes.items():
        if isinstance(part, Ref) and part == Ref(part.name):
            node = set_index(node, part.name.base, int(number))
        node = replace_part(node, part, tree.Num(number))
    last = _find_last_chances(formula, members, node)
    for part, rest in last.items():
        node = replace_part(node, part, rest)
    kept = fold(formula, node)
    if count_operations(formula.right) < _FEWEST_OPERATIONS:
        return
    typed, means = type_means(formula, kept)
    operations = sum(isinstance(part, maths.Binary | maths.Call) for part in maths.walk_tree(typed.tree))
    if operations > _MOST_OPERATIONS * (1 + bool(last or means)):  # what is left to 1 is written for a letter
        return
    free = list_free_names(formula, _NAMES)
    letters = {found.letter for _, found in formula.list_found(kept)} - formula.chances.keys()
    if letters & formula.tied_letters or any(getattr(each.type, "kind", "") for each in letters):
        return
    if operations < 2 or not 1 <= len(typed.atoms) <= min(_MOST_LETTERS, len(free)):
        return
    if _is_plain_sum(typed.tree):
        return
    if any(len(indices) > 1 for indices in formula.gather_free_indices(kept).values()):
        return  # where both indices are one, a letter would have two values
    names = dict(zip(typed.atoms, free, strict=False))
    inside = _find_in_exponents(typed.tree, typed.atoms)
    counts = (6, 4, 3, 2, 0, *((_POWERS, _FEW_POWERS) if inside else ()))
    for logs, most in product(_list_exponents(formula, inside, typed.atoms), counts):
        families: dict[str, tuple[str, ...]] = {}
        for place, (name, atom) in enumerate(typed.atoms.items()):
            values = _choose_values(formula, atom, is_log=name in logs)
            # or each its own ones, so that no two are equal
            families[names[name]] = values[: most if most > 0 else 4] if most else values[place % 3 :: 3]
            families[names[name]] = _fit_roots(formula, typed.tree, name, atom) or families[names[name]]
            if most < 0 and name in inside:  # powers of many numbers, or of few, to one of two exponents
                bases = _BASES if most == _POWERS else values[:3]
                families[names[name]] = bases if name in logs else tuple(n for n in values if n in "12")
        texts = {name: f"ln({names[name]})" if name in logs else names[name] for name in typed.atoms}
        put = {name: _write_log(names[name], is_log=name in logs) for name in typed.atoms}
        key = _take_logs(substitute_symbols(typed.tree, put))
        if len(typed.atoms) == 1:  # it needs many values of its own
            families = {names[name]: _list_small(formula, atom, key, names[name], is_log=name in logs)
                        for name, atom in typed.atoms.items()}  # fmt: skip
        ask = _write_ask(sizes, typed, means, texts)
        rests = {part: _write_in_names(formula, rest, typed, put) for part, rest in last.items()}
        ask["at"] |= {print_node(part): to_plain(rest) for part, rest in rests.items()}
        tests: Tests = {f"{to_plain(rest)} > 0": partial(_is_above, rest, 0) for rest in rests.values()}
        key, tests = _turn_logs(key, families, tests)
        logs_left = _MOST_LOGS + bool(rests)
        if _are_by_hand(key, families, tests, logs_left) and _is_proved(formula, key, ask, families, tests):
            said = [(name, atom, f"{chr(92) + 'ln ' if name in logs else ''}@{names[name]}")
                    for name, atom in typed.atoms.items()]  # fmt: skip
            where = (*(f"{one} != {other}" for one, other in list_unequal(families)), *tests)
            shown = [f"${print_node(part)} = {print_node(rest)}$" for part, rest in last.items()]
            question = _make_question(formula, members, sizes, said, key, families, ask, shown, means)
            inner = _list_inner_steps(
                formula, kept, typed, put, [*list_draws(families, _TRIED, tests)], means
            )
            yield replace(question, where=where, steps=(*inner, *question.steps))
            return


def _write_ask(
    sizes: Mapping[Node, str], typed: TypedKey, means: Means | None, texts: Mapping[str, str]
) -> dict[str, Any]:
    """Return what is given, in the language of witnesses: what a draw gives stands by its outcome."""
    given: list[dict[str, str]] = [{print_node(part): number for part, number in sizes.items()}, {}, {}]
    for name, atom in typed.atoms.items():
        given[means.places.get(name, 0) if means else 0][print_node(atom)] = texts[name]
    outcomes = {"chance": CHANCE, "first": given[1], "second": given[2]} if means else {}
    return {"at": given[0], **outcomes}


def _write_in_names(
    formula: Formula, node: Node, typed: TypedKey, put: Mapping[str, maths.Node]
) -> maths.Node:
    """Return a part in the names that are drawn for a key's letters."""
    names = {atom: name for name, atom in typed.atoms.items()}
    own = type_part(formula, node, as_numbers=True)
    if not {*own.atoms.values()} <= names.keys():
        raise DrillError("a letter is not in the key")
    return substitute_symbols(own.tree, {name: put[names[atom]] for name, atom in own.atoms.items()})


def _find_last_chances(formula: Formula, members: _Members, node: Node) -> dict[Node, Node]:
    """Return the last of each letter's members that sum to 1, as what the others leave.

    Raises DrillError where too few of them are told apart.
    """
    last: dict[Node, Node] = {}
    for letter, (ref, count) in formula.chances.items():
        own = formula.find_letter(ref)
        index = next(iter((*own.members, *own.entries)), None) if own is not None else None
        if not any(found.letter is letter for _, found in formula.list_found(node)):
            continue
        if not isinstance(index, tree.Running):
            raise DrillError("which of the members these are is not said")
        number = int(members.count(count))
        each = [set_index(ref, index.letter, place) for place in range(1, number + 1)]
        if any(found.letter is letter and part not in each for part, found in formula.list_found(node)):
            raise DrillError("which of the members these are is not said")
        last[each[-1]] = tree.Add((tree.Num("1"), *map(tree.Neg, each[:-1])))
    return last


def _is_plain_sum(node: maths.Node) -> bool:
    """Return whether numbers are only added, each with a fixed factor: that is dull."""
    return all(
        part.op in "+-"
        or (part.op in "*/" and not maths.find_symbols(part.right))
        or (part.op == "*" and not maths.find_symbols(part.left))
        for part in maths.walk_tree(node)
        if isinstance(part, maths.Binary)
    ) and not any(isinstance(part, maths.Call) for part in maths.walk_tree(node))


def _choose_sizes(formula: Formula) -> dict[Node, str]:
    """Return lengths of axes and ends of sums: 1 where nothing runs along an axis; indices are 1, too."""
    sizes: dict[Node, str] = {}
    running: set[str] = set()
    parts = [part for side in formula.computed_parts for part in walk_nodes(side)]
    has_sets = any(isinstance(part, tree.Bound) and part.among is not None for part in parts)
    entries = [index for part in parts if (found := formula.find_letter(part))
               for index in found.entries]  # fmt: skip
    stands_free = any(
        isinstance(index, tree.Running) and index.letter not in formula.bound for index in entries
    )
    many = "3" if has_sets or formula.excludes or stands_free else "2"
    for part in parts:
        found = formula.find_letter(part)
        if found is not None and isinstance(part, Ref):
            kind = found.letter.type
            if isinstance(kind, Array):
                running |= {axis.letter for axis, _ in zip(kind.axes, found.entries, strict=False)}
            elif isinstance(kind, Index) and part.name.base not in formula.bound:
                runs = formula.bound & {getattr(index, "letter", "") for index in found.members}
                sizes[found.letter.ref if runs else part] = "1"
            elif isinstance(kind, Number) and kind.is_whole and kind.domain.high == inf:
                sizes[part] = many
        elif isinstance(part, Ref) and formula.is_count(part) and not formula.is_axis(part):
            sizes[part] = many
    for axis in sorted(formula.axis_letters):
        is_long = axis in running or Ref(tree.Name(axis)) in formula.upper_ends
        sizes[Ref(tree.Name(axis))] = many if is_long else "1"
    return sizes


class _Members:
    """Writes what runs over members as their sum, product or extreme."""

    def __init__(self, formula: Formula, world: World) -> None:
        self._formula = formula
        self._world = world
        self._evaluation = Evaluation(formula, world)
        # What is said of the indices that run, and those that stand free.
        self.said: dict[str, str] = {}
        self.free: dict[str, None] = {}
        # Values of functions that are the same wherever they are taken, and the letter for that.
        self.constant: dict[Node, str] = {}

    def count(self, count: Node | None) -> float:
        """Return how many members there are."""
        return self._evaluation.compute(count) if count is not None else self._world.members

    def write(self, node: Node) -> Node:
        return replace_nodes(node, self._change)

    def _change(self, part: Node) -> Node | None:
        match part:
            case tree.Reduce(operator="\\sum" | "\\prod" | "\\max" | "\\min" as operator):
                bound = part.bound or infer_bound(part)
                if bound is None:
                    return None
                members = self._list_members(part, bound, part.body)
                if operator == "\\sum":
                    return members[0] if len(members) == 1 else tree.Bracket(tree.Add(members))
                if operator == "\\prod":
                    return tree.Mul(tuple(map(tree.Bracket, members)), ("",) * (len(members) - 1))
                return tree.Reduce(operator, tree.Listed(members, (",",) * (len(members) - 1), "\\{", "\\}"))
            case (
                tree.Apply(function=Ref(name=word), args=(tree.Family() as family,))
                | tree.Expect(operator=Ref(name=word), body=tree.Bracket(body=tree.Family() as family))
                | tree.Expect(operator=Ref(name=word), body=tree.Family() as family)
            ) if word.base in ("mean", "std"):
                return _summarise(word.base, self._list_members(family, family.bound, family.body))
            case tree.Apply(function=name) if (found := self._formula.find_letter(name)) and isinstance(
                found.letter.type, Index
            ):
                raise DrillError(f"{print_node(name)} is an index, and no function")
            case tree.Ref() if (inner := self._write_definition(part)) is not None:
                return inner
            case tree.Integral():
                return self._integrate(part)
            case tree.Ref() if (found := self._formula.find_letter(part)) and isinstance(
                found.letter.type, Index
            ):
                return tree.Num(f"{self._evaluation.compute(part):g}")
            case tree.Computed(body=tree.Ref() as ref) if self.write(ref) != ref:
                return tree.Fixed(f"{self._evaluation.compute(ref):g}")
            case _:
                return None

    def _integrate(self, node: tree.Integral) -> Node | None:
        """Return an integral of functions that are constant, which is then said of their values."""
        product, values = integrate_constants(self._formula, node)
        for value in values:
            self.constant[value] = print_node(node.by[0])
        return None if product is None else self.write(product)

    def _write_definition(self, ref: Ref) -> Node | None:
        """Return what a letter is computed from, its indices as they are; None for a free letter."""
        known = self._formula.find_definition(ref)
        if known is None:
            return None
        own, left, inner = known
        meant = self._formula.find_letter(left)
        assert meant is not None  # a definition's own letter
        for index, place in zip((*meant.members, *meant.entries), (*own.members, *own.entries), strict=True):
            if isinstance(index, tree.Running) and isinstance(place, tree.Fixed):
                inner = set_index(inner, index.letter, int(place.text) - index.offset)
            elif index != place:
                raise DrillError(f"{print_node(ref)} is another member than the one that is defined")
        return tree.Bracket(self.write(inner))

    def _list_members(
        self, node: tree.Reduce | tree.Family, bound: tree.Bound, body: Node
    ) -> tuple[Node, ...]:
        members: list[Node] = []
        for names in self._evaluation.list_bindings(bound, body, node):
            member = body
            for name, place in names.items():
                if not isinstance(place, float | int) or place != int(place):
                    raise DrillError("what runs is not a number")
                letter = name.name.base if name == Ref(tree.Name(name.name.base)) else name
                member = set_index(member, letter, int(place))
            with self._evaluation.binding(names):
                members.append(self.write(member))
            if bound.upper is None:
                self._say(names)
            else:
                self.said.setdefault(print_node(next(iter(names))), "")
        if not members:
            raise DrillError("nothing runs")
        return tuple(members)

    def _say(self, names: Mapping[Ref, float]) -> None:
        for name, place in names.items():
            before = self.said.get(print_node(name), "")
            if f"{place:g}" not in before.split(", "):
                self.said[print_node(name)] = ", ".join(filter(None, (before, f"{place:g}")))

    def place_free(self, node: Node) -> Node:
        """Give the same indices their place in another part."""
        for letter in self.free:
            node = set_index(node, letter, int(self._formula.find_free_place(letter)))
        return node

    def place(self, node: Node) -> Node:
        """Give indices that stand free their place, where they may meet a member or a neighbour."""
        refs = [part for part in walk_nodes(node) if isinstance(part, Ref)]
        places = [(ref.name, at, index) for ref in refs for at, index in enumerate((*ref.below, *ref.above))]
        fixed = {(name, at) for name, at, index in places if isinstance(index, tree.Fixed)}
        running = {
            index.letter
            for name, at, index in places
            if isinstance(index, tree.Running) and (index.offset or (name, at) in fixed)
        }
        for letter in sorted(running & RUNNING_LETTERS):
            if self._formula.find_letter(Ref(tree.Name(letter))) is None:
                self.free[letter] = None
        return self.place_free(node)


def _summarise(word: str, members: tuple[Node, ...]) -> Node:
    count = tree.Num(str(len(members)))
    mean = tree.Div(tree.Add(members), count)
    if word == "mean":
        return mean
    squares = tuple(
        tree.Pow(tree.Bracket(tree.Add((each, tree.Neg(tree.Bracket(mean))))), tree.Num("2"))
        for each in members
    )
    return tree.Root(tree.Div(tree.Add(squares), count))


def _choose_values(formula: Formula, atom: Node, *, is_log: bool) -> tuple[str, ...]:
    """Return small numbers that a letter may be, or whose logarithm it may be; raises where it has none."""
    rows, convert = (_LOGS, log) if is_log else (_PLAIN, float)
    kind = narrow_weight(formula, atom, find_type_in(formula, atom))
    if (found := formula.find_letter(atom)) is not None and found.letter in formula.chances:
        return _CHANCES
    values = find_fitting(kind, rows, convert)
    if isinstance(kind, Number) and kind.is_whole and kind.domain.high < inf and not is_log:
        values = tuple(map(str, range(int(kind.domain.low), int(kind.domain.high) + 1)))[:_MOST_WHOLE]
    if not values:
        raise DrillError(f"{print_node(atom)} has no small numbers")
    return values


def _list_in_domain(formula: Formula, atom: Node, *, is_log: bool) -> Iterator[Fraction]:
    """Yield numbers that a letter may be, or whose logarithm it may be, the simplest first."""
    kind = find_type_in(formula, atom)
    domain = getattr(kind, "domain", Domain())
    for value in _WIDE:
        is_inside = value > 0 and log(value) in domain if is_log else float(value) in domain
        if is_inside and (value.denominator == 1 or is_log or not getattr(kind, "is_whole", False)):
            yield value


def _list_small(formula: Formula, atom: Node, key: maths.Node, name: str, *, is_log: bool) -> tuple[str, ...]:
    """Return the simplest numbers for a lone letter of which a key has small values."""

    def is_small(value: Fraction) -> bool:
        try:
            return _is_small(key, {name: value}, _MOST_LOGS)
        except (DrillError, ArithmeticError):
            return False

    return tuple(
        map(str, islice(filter(is_small, _list_in_domain(formula, atom, is_log=is_log)), _MOST_WIDE))
    )


def _evaluate(node: maths.Node, point: Mapping[str, float]) -> float:
    value = make_evaluator(node)(point)
    if not isinstance(value, float | int):
        raise DrillError("this is not a real number")
    return float(value)


def _fit_roots(formula: Formula, node: maths.Node, name: str, atom: Node) -> tuple[str, ...]:
    """Return numbers of which roots in a formula are fractions; none for a letter that is under no root."""
    roots = [
        part
        for part in maths.walk_tree(node)
        if isinstance(part, maths.Call) and part.name == "sqrt" and {*maths.find_symbols(part)} == {name}
    ]
    domain = getattr(find_type_in(formula, atom), "domain", Domain())
    return tuple(
        text
        for text in _SQUARES
        if roots and float(Fraction(text)) in domain and all(_has_root(root, name, text) for root in roots)
    )


def _has_root(root: maths.Node, name: str, text: str) -> bool:
    try:
        value = evaluate_exactly(root, {name: Fraction(text)})
    except DrillError:
        return False
    return value is not None and value != 0


def _write_log(name: str, *, is_log: bool) -> maths.Node:
    return maths.Call("ln", (maths.Sym(name),)) if is_log else maths.Sym(name)


def _find_in_exponents(node: maths.Node, atoms: Mapping[str, Node]) -> frozenset[str]:
    """Return the names that stand in exponents."""
    exponents = filter(None, map(_find_exponent, maths.walk_tree(node)))
    return frozenset(name for each in exponents for name in maths.find_symbols(each) if name in atoms)


def _list_exponents(
    formula: Formula, inside: Collection[str], atoms: Mapping[str, Node]
) -> Iterator[frozenset[str]]:
    """Yield which letters are logarithms: of those in exponents the ones that take all values, or one."""
    kinds = {name: find_type_in(formula, atoms[name]) for name in inside}
    free = {name for name, kind in kinds.items() if getattr(kind, "domain", None) == Domain()}
    yield frozenset(free)
    yield from (frozenset((name,)) for name in atoms if name in inside and {name} != free)


def _find_exponent(node: maths.Node) -> maths.Node | None:
    match node:
        case maths.Call(name, (inner,)) if name in _EXPONENTIALS:
            return inner
        case maths.Binary("^", maths.Const("e"), exponent):
            return exponent
        case _:
            return None


def _take_logs(node: maths.Node) -> maths.Node:
    """Return a tree in which an exponential of logarithms is a power, and what is made of it a fraction."""
    node = replace_parts(node, tuple(map(_take_logs, list_parts(node))))
    exponent = _find_exponent(node)
    logs = None if exponent is None else _list_logs(exponent)
    if logs is None:
        return node
    power: maths.Node | None = None
    for base, count in logs:
        factor = base if count == maths.Num("1") else maths.Binary("^", base, count)
        power = factor if power is None else maths.Binary("*", power, factor)
    if power is None:
        return node
    total = maths.Binary("+", maths.Num("1"), power)
    match node:
        case maths.Call("sigmoid"):
            return maths.Binary("/", power, total)
        case maths.Call("softplus"):
            return maths.Call("ln", (total,))
        case _:
            return power


def _list_logs(node: maths.Node) -> list[tuple[maths.Node, maths.Node]] | None:
    """Return a sum of logarithms as what they are of, and how often each counts; None for any other."""
    match node:
        case maths.Call("ln" | "log", (inner,)):
            return [(inner, maths.Num("1"))]
        case maths.Neg(inner):
            logs = _list_logs(inner)
            return None if logs is None else [(base, maths.Neg(count)) for base, count in logs]
        case maths.Binary("+" | "-" as sign, left, right):
            one, other = _list_logs(left), _list_logs(maths.Neg(right) if sign == "-" else right)
            return None if one is None or other is None else [*one, *other]
        case maths.Binary("*", left, right):
            for logs, factor in ((_list_logs(left), right), (_list_logs(right), left)):
                if logs is not None:
                    return [(base, _multiply(count, factor)) for base, count in logs]
            return None
        case maths.Binary("/", left, right):
            logs = _list_logs(left)
            return None if logs is None else [(base, maths.Binary("/", count, right)) for base, count in logs]
        case _:
            return None


def _multiply(count: maths.Node, factor: maths.Node) -> maths.Node:
    return factor if count == maths.Num("1") else maths.Binary("*", count, factor)


def _turn_logs(
    key: maths.Node, families: Mapping[str, Sequence[str]], tests: Tests
) -> tuple[maths.Node, Tests]:
    """Return a key whose logarithms are of numbers above 1 where they can be, and what is drawn for that.

    It is not 0 either, unless it mostly is.
    """
    tests = {**tests}

    def change(node: maths.Node) -> maths.Node:
        node = replace_parts(node, tuple(map(change, list_parts(node))))
        match node:
            case maths.Call("ln" | "log" as name, (inner,)) if maths.find_symbols(inner):
                sides = {_is_above(inner, 1, point) for point in list_draws(families, _TRIED, tests)}
                if sides == {False}:
                    return maths.Neg(maths.Call(name, (_turn(inner),)))
                above = {f"{to_plain(inner)} > 1": partial(_is_above, inner, 1)}
                if sides == {True, False} and has_enough_draws(families, {**tests, **above}):
                    tests.update(above)
                elif any(_find_exact(inner, point) == 1 for point in list_draws(families, _TRIED, tests)):
                    tests[f"{to_plain(inner)} != 1"] = partial(_is_other, inner, 1)
                return node
            case _:
                return _merge_signs(node)

    key = change(key)
    if any(_find_exact(key, point) == 0 for point in list_draws(families, _TRIED, tests)):
        tests[f"{to_plain(key)} != 0"] = partial(_is_other, key, 0)
    return key, tests


def _merge_signs(node: maths.Node) -> maths.Node:
    """Return an operation of parts with a minus as one that has it in front, or none."""
    match node:
        case maths.Neg(maths.Neg(inner)):
            return inner
        case maths.Neg(maths.Binary("-", left, right)):
            return maths.Binary("-", right, left)
        case maths.Binary("*" | "/" as sign, left, maths.Neg(right)) | maths.Binary(
            "*" | "/" as sign, maths.Neg(left), right
        ):
            return _merge_signs(maths.Neg(maths.Binary(sign, left, right)))
        case maths.Binary("+", maths.Neg(left), maths.Neg(right)):
            return maths.Neg(maths.Binary("+", left, right))
        case maths.Binary("+", maths.Neg(left), right):
            return maths.Binary("-", right, left)
        case maths.Binary("+", left, maths.Neg(right)):
            return maths.Binary("-", left, right)
        case maths.Binary("-", left, maths.Neg(right)):
            return maths.Binary("+", left, right)
        case _:
            return node


def _find_exact(node: maths.Node, point: Mapping[str, Fraction]) -> Fraction | None:
    try:
        return evaluate_exactly(node, point)
    except DrillError:
        return None


def _is_above(node: maths.Node, least: int, point: Mapping[str, Fraction]) -> bool:
    value = _find_exact(node, point)
    return value is not None and value > least


def _is_other(node: maths.Node, than: int, point: Mapping[str, Fraction]) -> bool:
    return _find_exact(node, point) != than


def _turn(node: maths.Node) -> maths.Node:
    """Return 1 over a part."""
    match node:
        case maths.Binary("/", top, bottom):
            return bottom if top == maths.Num("1") else maths.Binary("/", bottom, top)
        case _:
            return maths.Binary("/", maths.Num("1"), node)


def _are_by_hand(key: maths.Node, families: Mapping[str, Sequence[str]], tests: Tests, logs: int) -> bool:
    """Return whether all values are small fractions, or few logarithms of them, and differ."""
    if not has_enough_draws(families, tests):
        return False
    values: list[float] = []
    for point in list_draws(families, _TRIED, tests):
        try:
            if not _is_small(key, point, logs):
                return False
            values.append(round(_evaluate(key, {name: float(value) for name, value in point.items()}), 9))
        except (DrillError, ValueError, ArithmeticError, TypeError):
            return False
    return len(values) > _PROOFS and 2 * values.count(max(values, key=values.count)) <= len(values)


def _is_small(node: maths.Node, point: Mapping[str, Fraction], logs: int) -> bool:
    return _count_logs(node, point) <= logs


def _count_logs(node: maths.Node, point: Mapping[str, Fraction]) -> float:
    """Return how many logarithms are in a value that is worked by hand; no number is enough for any other."""
    if evaluate_exactly(node, point) is not None:
        return 0 if find_small_value(node, point) is not None else inf
    match node:
        case maths.Neg(inner):
            return _count_logs(inner, point)
        case maths.Call("ln" | "log", (inner,)) if (found := find_small_value(inner, point)) and found > 0:
            return 1
        case maths.Binary("+" | "-", left, right):
            return _count_logs(left, point) + _count_logs(right, point)
        case maths.Binary("*" | "/", left, right):
            return max(_count_logs(left, point), _count_logs(right, point))
        case _:
            return inf


def _is_proved(
    formula: Formula, key: maths.Node, ask: Mapping[str, Any], families: Mapping[str, Sequence[str]],
    tests: Tests,
) -> bool:  # fmt: skip
    """Return whether the formula itself has the key's value, in several worlds and for several draws."""
    draws = [*list_draws(families, _TRIED, tests)]
    for seed in range(1, _PROOFS + 1):
        point = {name: float(number) for name, number in draws[seed * (len(draws) - 1) // _PROOFS].items()}
        given = [{latex: _read_number(text, point) for latex, text in ask.get(name, {}).items()}
                 for name in ("at", "first", "second")]  # fmt: skip
        asked = Ask(at=given[0], sides=tuple(given[1:]), chance=float(Fraction(ask.get("chance", "0"))))
        asked = asked if asked.chance else Ask(at=given[0])
        try:
            expected = compute_asked(formula, make_world(formula, seed), asked)
        except DrillError:
            return False
        if not is_same_value(make_evaluator(key)(point), expected):
            return False
    return True


def _read_number(text: str, point: Mapping[str, float]) -> float:
    return _evaluate(parse(text, Names(frozenset(point))), point)


def _make_question(
    formula: Formula,
    members: _Members,
    sizes: Mapping[Node, str],
    said: Sequence[tuple[str, Node, str]],
    key: maths.Node,
    families: Mapping[str, tuple[str, ...]],
    ask: Mapping[str, Any],
    follows: Sequence[str],
    means: Means | None,
) -> AskedQuestion:
    given = [f"${print_node(part)} = {number}$" for part, number in sizes.items() if number != "1" or not (
             isinstance(part, Ref) and formula.is_axis(part))]  # fmt: skip
    plain = [print_node(part) for part, number in sizes.items() if number == "1" and isinstance(part, Ref)
             and formula.is_axis(part)]  # fmt: skip
    outcomes: list[list[str]] = [given, [], []]
    for name, atom, number in said:
        always = f" for every ${members.constant[atom]}$" if atom in members.constant else ""
        place = means.places.get(name, 0) if means else 0
        outcomes[place].append(f"${print_node(atom)} = {number}${always}")
    given += follows
    runs = [f"${name}$ run over ${places}$" for name, places in members.said.items() if places]
    free = [f"${letter} = {formula.find_free_place(letter):g}$" for letter in members.free]
    subject = spell_subject(formula)
    if free and formula.left is not None and not formula.lead:
        subject = spell(members.place_free(formula.left))
    sentences = [
        say_plain_numbers(formula, plain),
        f"Let {join_in_sentence(runs)}." if runs else "",
        f"Let {join_in_sentence(shown)}." if (shown := [*(free if formula.lead else ()), *given]) else "",
        means.say(*map(join_in_sentence, outcomes[1:])) if means else "",
        f"Here {join_in_sentence(shown)}." if (shown := _list_short_definitions(formula)) else "",
        f"Compute {subject}, without rounding.",
    ]
    return AskedQuestion(
        about="numbers",
        what="in numbers",
        prompt=" ".join(filter(None, sentences)),
        kind="number",
        key=to_plain(key),
        params=families,
        hints=(
            "Substitute the numbers first. Which terms and factors are left?",
            "Work from the inside out: what does each part become?",
        ),
        steps=(f"So {subject} is $@{{{to_plain(key)}}}$.",),
        shape="a formula with all its letters known",
        motion="substitute the numbers, from the inside out",
        witness=name_witness(formula, ask),
        worth=_rate(formula),
    )


def _list_inner_steps(
    formula: Formula, kept: Node, typed: TypedKey, put: Mapping[str, maths.Node],
    draws: Sequence[Mapping[str, Fraction]], means: Means | None,
) -> list[str]:  # fmt: skip
    """Return what parts are with the numbers, from the inside out, as far as they are fractions."""
    steps: dict[str, str] = {}
    for latex, values in means.values if means else ():
        both = [_take_logs(substitute_symbols(value, {**put})) for value in values]
        if all(_find_exact(value, point) is not None for value in both for point in draws):
            shown = " and ".join(f"$@{{{to_plain(value)}}}$" for value in both)
            steps[latex] = f"${latex}$ is {shown} at the two outcomes."
    for part in reversed([*walk_nodes(kept)]):
        latex = print_node(part)
        is_step = isinstance(part, tree.Add | tree.Div | tree.Pow | tree.Root | tree.Apply | tree.Mul)
        if means or not is_step or part == kept or len(latex) > _LONGEST_STEP:
            continue
        try:
            value = _take_logs(_write_in_names(formula, part, typed, put))
        except DrillError:
            continue
        if (
            not isinstance(value, maths.Sym)
            and maths.find_symbols(value)
            and all(_find_exact(value, point) is not None for point in draws)
        ):
            steps.setdefault(latex, f"${latex} = @{{{to_plain(value)}}}$.")
    return [*steps.values()][:_MOST_STEPS]


def _list_short_definitions(formula: Formula) -> list[str]:
    """Return what letters are computed from, where it is short: it may stand in another display."""
    said = [f"${print_node(said)}$" for said in formula.relations if id(said) in formula.definitions]
    return [each for each in said if len(each) <= _LONGEST_DEFINITION]


def _rate(formula: Formula) -> float:
    """Return what the numbers are worth: a mere product is dull."""
    is_product = not any(
        isinstance(part, tree.Add | tree.Apply | tree.Reduce | tree.Norm | tree.Expect | tree.Integral)
        for side in formula.computed_parts
        for part in walk_nodes(side)
    )
    return 2.4 if is_product else 3.0 + 0.05 * min(8, count_operations(formula.right))
