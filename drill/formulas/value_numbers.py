"""Ask for a formula in small numbers: the first steps of a recursion, else its value.

A formula of arrays is used only if it acts entry by entry, so that one entry follows the same rule. Sums
have two members, and whatever is drawn the answer is short to type.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import chain, combinations, product, starmap
from math import inf, prod
from typing import TypeAlias

import numpy as np

from drill.banks.models import Exercise
from drill.errors import DrillError
from drill.formulas.asked_worlds import (
    Ask,
    Recursion,
    find_recursion,
    give_value,
    is_same_value,
    list_asked_values,
)
from drill.formulas.formula import Formula, format_node
from drill.formulas.formula_lowering import find_type_in
from drill.formulas.formula_parts import (
    infer_bound,
    is_free_index,
    replace_part,
    set_index,
    spell,
    spell_subject,
)
from drill.formulas.lowered_values import compute_part, compute_value, list_bindings, reporting_no_value
from drill.formulas.small_world import Value, World
from drill.formulas.typed_questions import (
    MAX_KEYSTROKES,
    TypedKey,
    is_known_call,
    list_atoms,
    list_free_names,
    make_exercise,
    type_part,
)
from drill.formulas.world_relations import make_world
from drill.maths import maths_tree as maths
from drill.maths.exact import evaluate_exactly
from drill.maths.maths_tree import substitute_symbols
from drill.maths.names import Names
from drill.maths.numeric import make_evaluator
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.maths.tidy import rational_node, tidy_tree
from drill.notation import find_nodes, replace_nodes, tree, walk_nodes
from drill.notation.tree import Node, Ref
from drill.text import join_in_sentence
from drill.types import ArrayType, Domain, IndexType, NumberType, Type, find_real_domain

# Choose small numbers for letters, from their declared ranges, for work by hand.

# Letters with the numbers that each may be.
_Families: TypeAlias = Mapping[str, Sequence[str]]

# Min draws of a question.
_FEWEST_DRAWS = 20
_RATIOS = {Fraction(top, bottom) for top in range(1, 10) for bottom in range(1, 10)}
# Numbers that a letter may be, the simplest first: whole ones before fractions of about their size.
_NUMBERS = sorted(
    {sign * ratio for ratio in _RATIOS for sign in (1, -1)},
    key=lambda value: (abs(value.numerator) + 2 * value.denominator, -value),
)


def is_weight(formula: Formula, ref: Node) -> bool:
    r"""Return whether a letter is subtracted from 1, as a weight is: ``b m + (1 - b) g``, ``1 - b^t``."""
    count = 0
    has_rest = False
    for side in formula.computed_parts:
        for part in walk_nodes(side):
            count += part == ref
            match part:
                case tree.Add(terms=(tree.Num("1"), tree.Neg(body)) | (tree.Neg(body), tree.Num("1"))):
                    has_rest |= body == ref
                    if (
                        isinstance(body, tree.Pow)
                        and body.base == ref
                        and not isinstance(body.exponent, tree.Num)
                    ):
                        return True
                case _:
                    pass
    return has_rest and count > 1


def choose_numbers(formula: Formula, atom: Node, type_: Type) -> tuple[str, ...]:
    """Return the numbers that a letter may be, the simplest first. A weight lies between 0 and 1.

    Raises DrillError if there are no such numbers.
    """
    if not isinstance(type_, NumberType | ArrayType) or getattr(type_, "kind", ""):
        raise DrillError("this is not a number")
    domain = type_.domain
    if domain.values:
        return tuple(f"{value:g}" for value in domain.values)
    is_whole = isinstance(type_, NumberType) and type_.is_whole
    if is_whole and domain.low > -inf and domain.high < inf:
        return tuple(map(str, range(int(domain.low), int(domain.high) + 1)))
    if domain == Domain() and not is_whole and is_weight(formula, atom):
        domain = Domain(0, 1)
    if is_whole:
        numbers = [value for value in _NUMBERS if value.denominator == 1 and float(value) in domain]
    else:  # an end of the range is a special case, so it is left out
        numbers = [value for value in _NUMBERS if domain.low < value < domain.high]
    if not numbers:
        raise DrillError("no small number is in its range")
    return tuple(map(str, numbers))


def list_unequal(families: _Families) -> list[tuple[str, str]]:
    """Return the pairs of names that must have different numbers; a switch has only two."""
    plain = [name for name, values in families.items() if not {*values} <= {"0", "1"}]
    return [(one, other) for one, other in combinations(plain, 2) if {*families[one]} & {*families[other]}]


def list_draws(families: _Families) -> Iterator[dict[str, Fraction]]:
    """Yield all draws of unequal numbers."""
    unequal = list_unequal(families)
    exact = {text: Fraction(text) for text in chain.from_iterable(families.values())}
    for draw in product(*families.values()):
        # Texts are compared, because fractions are slow.
        texts = dict(zip(families, draw, strict=True))
        if all(texts[one] != texts[other] for one, other in unequal):
            yield {name: exact[text] for name, text in texts.items()}


def find_numbers(numbers: _Families, keys: Sequence[maths.Node]) -> dict[str, tuple[str, ...]] | None:
    """Return for each name the most numbers that make all keys short to type, whatever is drawn.

    They allow at least twenty draws. None if there are no such numbers.
    """
    most = max(len(numbers) + 1, _FEWEST_DRAWS // len(numbers) ** 2)
    for count in range(most, 1, -1):
        families = {name: tuple(values[:count]) for name, values in numbers.items()}
        if prod(map(len, families.values())) > 50_000:
            continue
        draws = [*list_draws(families)]
        tried = draws[:: max(1, len(draws) // 60)]
        if len(draws) >= _FEWEST_DRAWS and all(starmap(is_short, product(keys, tried))):
            return families
    return None


def is_short(key: maths.Node, point: Mapping[str, Fraction]) -> bool:
    """Return whether a key with its numbers is a small fraction, or an expression that is short to type."""
    try:
        value = evaluate_exactly(key, point)
    except DrillError:
        return False
    if value is not None:
        # A fraction with a larger numerator or denominator is not worked out by hand.
        return max(abs(value.numerator), value.denominator) <= 150
    numbers = {name: rational_node(number) for name, number in point.items()}
    text = to_plain(tidy_tree(substitute_symbols(key, numbers)))
    return len(text.replace(" ", "")) <= MAX_KEYSTROKES // 2


# Names of drawn numbers; constants and names of loops are left out.
_NAMES = "abcfghjkpqruvw"
# Number of steps of a recursion in a question.
_STEPS = 3
# The length of an axis along which nothing runs.
_ONE_ENTRY = "1"
# Positions of free indices.
_PLACES = ("2", "1")
# Number of worlds to compute a key again, and to confirm that a formula acts entry by entry.
_PROOFS = 3
_OPERATIONS = (
    tree.Add | tree.Mul | tree.Div | tree.Pow | tree.Root | tree.Apply | tree.Reduce | tree.Norm | tree.Expect
)
_PRODUCTS = tree.Mul | tree.Div | tree.Pow


def ask_numbers(formula: Formula) -> Iterator[Exercise]:
    """Yield the question of a formula that can be computed by hand in small numbers."""
    recursion = find_recursion(formula)
    if recursion is not None and not recursion.only_adds(formula):
        steps: list[Exercise] = []
        with suppress(DrillError):
            steps = [*_ask_steps(formula, recursion)]
        if steps:
            yield from steps
            return
    parts = [part for part in walk_nodes(formula.right) if _is_operation(formula, part)]
    is_product = all(isinstance(part, _PRODUCTS) for part in parts)
    if 2 <= len(parts) <= 8 and not is_product:
        yield from _ask_value(formula)


def _is_operation(formula: Formula, node: Node) -> bool:
    """Return whether a node is an operation: a value of the paper's own function is a letter."""
    is_call = isinstance(node, tree.Apply)
    return isinstance(node, _OPERATIONS) and (not is_call or is_known_call(formula, node))


def _follows_in_each_entry(formula: Formula, typed: TypedKey, sizes: Mapping[Ref, str]) -> bool:
    """Return whether each entry of a formula's value is the key's value for the entries at that place.

    It is so for numbers, and for arrays that are added, scaled or changed entry by entry; ``sizes`` are given
    but those of axes that have one entry. Raises DrillError.
    """
    compute = make_evaluator(typed.tree)
    for seed in range(1, _PROOFS + 1):
        world = make_world(formula, seed)
        for part, number in sizes.items():
            if number != _ONE_ENTRY or not formula.is_axis(part):
                give_value(formula, world, part, float(number))
        value = np.asarray(compute_value(formula, world), dtype=float)
        arrays = {
            name: np.asarray(compute_part(formula, world, atom), float) for name, atom in typed.atoms.items()
        }
        if any(array.shape not in ((), value.shape) for array in arrays.values()):
            return False
        for place in np.ndindex(value.shape):
            point = {name: float(array[place] if array.shape else array) for name, array in arrays.items()}
            with reporting_no_value():
                found = compute(point)
            if not is_same_value(found, float(value[place])):
                return False
    return True


def _format_entries(formula: Formula, atoms: Iterable[Node]) -> str:
    """Return the request for one entry of each array; empty without arrays."""
    is_of_arrays = any(isinstance(find_type_in(formula, atom), ArrayType) for atom in atoms)
    if is_of_arrays:
        return "Each entry follows the same rule: take one entry of each array. "
    return ""


# The first steps of a recursion


def _ask_steps(formula: Formula, recursion: Recursion) -> Iterator[Exercise]:
    """Yield the values after three steps, from a start of 0, or of 1 where these would not be short."""
    if not _follows_in_each_entry(formula, type_part(formula, formula.right, of_entries=True), {}):
        return
    given = _choose_drawn_letters(formula, recursion)
    numbers = dict(given.values())
    lines = [
        set_index(formula.right, recursion.index, place - recursion.offset) for place in range(1, _STEPS + 1)
    ]
    for start in ("0", "1"):
        keys = _write_steps(formula, recursion, lines, start, given)
        families = find_numbers(numbers, keys) if numbers else None
        if families is not None:
            yield _make_steps_question(formula, recursion, lines, start, given, keys, families)
            return


# Letters, each with the name that is drawn for it and the numbers of that.
_DrawnLetters: TypeAlias = Mapping[Node, tuple[str, Sequence[str]]]


def _choose_drawn_letters(formula: Formula, recursion: Recursion) -> _DrawnLetters:
    """Return the letters whose numbers are drawn.

    The last one that may be any number has another number in each step. Raises DrillError as
    `_list_step_letters` does, or if there are too many.
    """
    letters, moving = _list_step_letters(formula, recursion)
    written: list[tuple[Node, Node]] = []
    for atom in letters:
        if atom == moving:
            places = range(1, _STEPS + 1)
            written += [
                (atom, set_index(atom, recursion.index, place - recursion.offset)) for place in places
            ]
        else:
            written.append((atom, atom))
    names = list_free_names(formula, _NAMES)
    if len(names) < len(written):
        raise DrillError("there are too many letters")
    return {
        part: (name, choose_numbers(formula, atom, find_type_in(formula, atom)))
        for (atom, part), name in zip(written, names, strict=False)
    }


def _list_step_letters(formula: Formula, recursion: Recursion) -> tuple[list[Node], Node | None]:
    """Return the letters of a step, and the last of those that may be any number in each step.

    Raises DrillError if a letter has another index than its step, or occurs in a relation.
    """
    here = tree.Running(recursion.index, recursion.offset)
    letters: list[Node] = []
    moving: Node | None = None
    for atom in list_atoms(formula, formula.right):
        found = formula.find_letter(atom)
        if found is None or found.entries or found.dress or found.letter in formula.held_letters:
            raise DrillError("a letter occurs in a relation")
        if found.letter is recursion.letter:
            continue
        if any(index != here for index in found.members):
            raise DrillError("a letter has another index than its step")
        letters.append(atom)
        if found.members and find_real_domain(found.letter.type) == Domain():
            moving = atom
    return letters, moving


def _write_steps(
    formula: Formula, recursion: Recursion, lines: Sequence[Node], start: str, given: _DrawnLetters
) -> list[maths.Node]:
    """Return the values after each step in the names that are drawn. Raises DrillError."""
    values: list[maths.Node] = []
    begun = recursion.name_member(0)
    first = replace_part(lines[0], begun, tree.Num(start))
    for place, line in enumerate((first, *lines[1:]), 1):
        known: dict[Node, maths.Node] = {}
        for part, (name, _) in given.items():
            known[set_index(part, recursion.index, place - recursion.offset)] = maths.Sym(name)
        if values:
            known[recursion.name_member(place - 1)] = values[-1]
        typed = type_part(formula, line, of_entries=True)
        symbols = {name: known[atom] for name, atom in typed.atoms.items()}
        values.append(substitute_symbols(typed.tree, symbols))
    return values


def _make_steps_question(
    formula: Formula,
    recursion: Recursion,
    lines: Sequence[Node],
    start: str,
    given: _DrawnLetters,
    keys: Sequence[maths.Node],
    families: Mapping[str, tuple[str, ...]],
) -> Exercise:
    begun, *members = (format_node(recursion.name_member(place)) for place in range(_STEPS + 1))
    at = {begun: start, **dict.fromkeys(sorted(formula.axis_letters), _ONE_ENTRY)}
    equations: list[str] = []
    for part, (name, _) in given.items():
        at[format_node(part)] = name
        is_everywhere = any(find_nodes(part, tree.Running))
        equations.append(
            f"${format_node(part)} = @{name}$" + f" for every ${recursion.index}$" * is_everywhere
        )
    listed = ", ".join(members)
    shown = [f"$@{{{to_plain(key)}}}$" for key in keys]
    steps = [
        f"Step {place}: ${member} = {format_node(line)}$, which is {value}."
        for place, (member, line, value) in enumerate(zip(members, lines, shown, strict=True), 1)
    ]
    return make_exercise(
        formula,
        f"{_STEPS} steps in numbers",
        f"{_format_entries(formula, given)}"
        f"Start from ${begun} = {start}$, with {join_in_sentence(equations)}. "
        f"Compute ${listed}$ exactly, written as a vector $[{listed}]$.",
        {"vector": f"[{', '.join(map(to_plain, keys))}]"},
        {"times": str(_STEPS), "each": "yes", "at": at},
        params=families,
        where=_list_conditions(families),
        hints=(
            f"Which numbers enter the first step, where ${begun} = {start}$?",
            f"${members[0]}$ is {shown[0]}. Use it in the next step.",
        ),
        steps=(*steps, "Each step uses the value from the step before."),
        shape="a value carried from step to step",
        motion="one step at a time: substitute the last value again",
    )


# The value


def _ask_value(formula: Formula) -> Iterator[Exercise]:
    """Yield the question for the exact value; nothing if no small numbers give one."""
    sizes = _choose_sizes(formula)
    world = make_world(formula, 1)
    for part, number in sizes.items():
        give_value(formula, world, part, float(number))
    members = _Members(formula, world)
    written = members.write(formula.right)
    sizes |= dict(zip(_list_open_places(formula, written), _PLACES, strict=False))
    node = _place(formula, written, sizes)
    rests = _find_last_chances(formula, node)
    for part, rest in rests.items():
        node = replace_part(node, part, rest)
    typed = type_part(formula, node, of_entries=True)
    if not _follows_in_each_entry(formula, typed, sizes):
        return
    free = list_free_names(formula, _NAMES)
    if not 0 < len(typed.atoms) <= len(free):
        return
    names = dict(zip(typed.atoms, free, strict=False))
    numbers = {names[name]: _choose_numbers(formula, atom) for name, atom in typed.atoms.items()}
    key = substitute_symbols(typed.tree, {name: maths.Sym(own) for name, own in names.items()})
    families = find_numbers(numbers, [key])
    where = None if families is None else _find_conditions(key, families)
    if families is None or where is None:
        return
    drawn = {format_node(atom): names[name] for name, atom in typed.atoms.items()}
    left = {format_node(part): _write_rest(rest, drawn) for part, rest in rests.items()}
    at = {format_node(part): number for part, number in sizes.items()} | drawn | left
    if not _is_proved(formula, key, at, families):
        return
    equations: list[str] = []
    for part, number in sizes.items():
        if number != _ONE_ENTRY or not formula.is_axis(part):
            equations.append(f"${format_node(part)} = {number}$")
    equations += (f"${latex} = @{name}$" for latex, name in drawn.items())
    equations += (f"${format_node(part)} = {format_node(rest)}$" for part, rest in rests.items())
    given = join_in_sentence(equations)
    subject = spell_subject(formula)
    if formula.left is not None and subject == spell(formula.left):
        subject = spell(_place(formula, formula.left, sizes))
    entries = _format_entries(formula, typed.atoms.values())
    yield make_exercise(
        formula,
        "in numbers",
        f"{entries}{members.format_conditions(given)}Compute {subject}, without rounding.",
        {"number": to_plain(key), "form": "exact"},
        {"at": at},
        params=families,
        where=where,
        hints=(
            "Substitute the numbers first. Which terms and factors are left?",
            "Work from the inside out: what does each part become?",
        ),
        steps=(f"Substitute {given} into {spell(formula.right)}: {subject} is $@{{{to_plain(key)}}}$.",),
        shape="a formula with all its letters known",
        motion="substitute the numbers, from the inside out",
    )


def _choose_sizes(formula: Formula) -> dict[Ref, str]:
    """Return lengths of axes and ends of sums: two where something runs, one entry along other axes."""
    ends: set[Ref] = set()
    from_zero: set[Node] = set()
    running: set[str] = set()
    for part in chain.from_iterable(map(walk_nodes, formula.computed_parts)):
        found = formula.find_letter(part)
        if found is not None and isinstance(found.letter.type, ArrayType):
            axes = zip(found.letter.type.axes, found.entries, strict=False)
            running.update(axis.letter for axis, _ in axes)
        if isinstance(part, tree.Bound) and part.upper is not None:
            ends.update(find_nodes(part.upper, Ref))
            if part.lower == tree.Num("0"):
                from_zero.add(part.upper)
    sizes: dict[Ref, str] = {}
    for ref in sorted(ends, key=format_node):
        if formula.is_count(ref) or formula.is_whole(ref):
            sizes[ref] = "1" if ref in from_zero else "2"
    for axis in sorted(formula.axis_letters):
        ref = Ref(tree.Name(axis))
        sizes[ref] = "2" if ref in ends or axis in running else _ONE_ENTRY
    return sizes


class _Members:
    """Writes sums, products and extremes with all their members, and definitions in place of letters."""

    def __init__(self, formula: Formula, world: World) -> None:
        self._formula = formula
        self._world = world
        self._names: dict[Ref, Value] = {}
        # Declarations of indices whose ends no letter gives, and of computed letters.
        self.runs: dict[str, None] = {}
        self.defined: dict[str, None] = {}

    def write(self, node: Node) -> Node:
        """Return a part with its members written out. Raises DrillError."""
        return replace_nodes(node, self._write_out)

    def format_conditions(self, given: str) -> str:
        """Return the sentences on the ranges of the indices, the given values, and the definitions."""
        ranges = f"Let {join_in_sentence([*self.runs])}. " if self.runs else ""
        definitions = f"Here {join_in_sentence([*self.defined])}. " if self.defined else ""
        return f"{ranges}Let {given}. {definitions}"

    def _write_out(self, part: Node) -> Node | None:
        """Return a part as its members, or a letter as its definition; None for any other part."""
        match part:
            case tree.Reduce(operator="\\sum" | "\\prod" | "\\max" | "\\min" as operator):
                bound = part.bound or infer_bound(part)
                if bound is None:
                    return None
                members = self._list_members(part, bound)
                commas = (",",) * (len(members) - 1)
                if operator == "\\sum":
                    return tree.Bracket(tree.Add(members) if commas else members[0])
                if operator == "\\prod":
                    return tree.Mul(tuple(map(tree.Bracket, members)), ("",) * len(commas))
                return tree.Reduce(operator, tree.Listed(members, commas, "\\{", "\\}"))
            case Ref() if (known := self._formula.find_definition(part)) is not None:
                _, left, inner = known
                if left != part:
                    raise DrillError("another member is defined")
                self.defined[f"${format_node(left)} = {format_node(inner)}$"] = None
                return tree.Bracket(self.write(inner))
            case _:
                return None

    def _list_members(self, node: tree.Reduce, bound: tree.Bound) -> tuple[Node, ...]:
        members: list[Node] = []
        places: dict[str, list[str]] = {}
        for names in list_bindings(self._formula, self._world, node, self._names):
            member = node.body
            for name, place in names.items():
                if not isinstance(place, float | int) or place != int(place):
                    raise DrillError("what runs is not a number")
                letter = name.name.base if name == Ref(tree.Name(name.name.base)) else name
                member = set_index(member, letter, int(place))
                places.setdefault(format_node(name), []).append(f"{place:g}")
            outside = self._names
            self._names = outside | names
            members.append(self.write(member))
            self._names = outside
        if not members:
            raise DrillError("nothing runs")
        if bound.upper is None:
            for name, numbers in places.items():
                self.runs[f"${name}$ run over ${', '.join(dict.fromkeys(numbers))}$"] = None
        return tuple(members)


def _list_open_places(formula: Formula, node: Node) -> list[Ref]:
    """Return the indices that nothing binds and that need a place: a number, or beside other members."""
    refs = set(find_nodes(node, Ref))
    # The letters in which each index occurs.
    indexed: dict[str, list[Ref]] = {}
    for ref in refs:
        for part in find_nodes(ref, tree.Running):
            indexed.setdefault(part.letter, []).append(ref)
    names = Counter(ref.name for ref in refs)
    places: list[Ref] = []
    for letter in sorted(indexed):
        index = Ref(tree.Name(letter))
        row = formula.find_letter(index)
        is_index = is_free_index(index, formula) if row is None else isinstance(row.letter.type, IndexType)
        has_other_member = any(names[ref.name] > 1 for ref in indexed[letter])
        if is_index and (index in refs or has_other_member):
            places.append(index)
    return places


def _place(formula: Formula, node: Node, sizes: Mapping[Ref, str]) -> Node:
    """Return a part with numbers for its sizes and places."""
    for part, number in sizes.items():
        if part == Ref(part.name):
            node = set_index(node, part.name.base, int(number))
        node = replace_part(node, part, tree.Num(number))
    return node


def _find_last_chances(formula: Formula, node: Node) -> dict[Node, Node]:
    """Return the second of two members that sum to 1, as 1 minus the first.

    Raises DrillError if there are others, and for letters in other relations.
    """
    rests: dict[Node, Node] = {}
    for part, found in formula.list_found(node):
        type_ = found.letter.type
        if found.letter in formula.chances:
            places = [index for index in (*found.members, *found.entries) if isinstance(index, tree.Fixed)]
            if [index.text for index in places] not in (["1"], ["2"]):
                raise DrillError("these are not two members")
            if places[0].text == "2":
                first = replace_nodes(part, lambda each: tree.Fixed("1") if each == tree.Fixed("2") else None)
                rests[part] = tree.Add((tree.Num("1"), tree.Neg(first)))
        elif found.letter in formula.tied_letters or getattr(type_, "kind", ""):
            raise DrillError("a letter occurs in a relation")
    return rests


def _choose_numbers(formula: Formula, atom: Node) -> tuple[str, ...]:
    found = formula.find_letter(atom)
    if found is not None and found.letter in formula.chances:
        return choose_numbers(formula, atom, NumberType(Domain(0, 1)))
    if not isinstance(atom, Ref | tree.Apply):
        raise DrillError("a mean or a slope is not given a number")
    return choose_numbers(formula, atom, find_type_in(formula, atom))


def _write_rest(rest: Node, drawn: Mapping[str, str]) -> str:
    assert isinstance(rest, tree.Add)
    assert isinstance(rest.terms[1], tree.Neg)
    return f"1 - {drawn[format_node(rest.terms[1].body)]}"


def _list_conditions(families: _Families) -> tuple[str, ...]:
    return tuple(f"{one} != {other}" for one, other in list_unequal(families))


def _find_conditions(key: maths.Node, families: _Families) -> tuple[str, ...] | None:
    """Return the conditions on each draw: no two numbers are equal, and the answer is not 0.

    None where the answer is the same for most draws.
    """
    values: list[float] = []
    compute = make_evaluator(key)
    for point in list_draws(families):
        value = compute({name: float(number) for name, number in point.items()})
        if not isinstance(value, float | int) or not math.isfinite(value):
            return None
        values.append(round(value, 9))
    if 2 * max(Counter(values).values(), default=0) > len(values):
        return None
    unequal = _list_conditions(families)
    return (*unequal, f"{to_plain(key)} != 0") if 0 in values else unequal


def _is_proved(formula: Formula, key: maths.Node, at: Mapping[str, str], families: _Families) -> bool:
    """Return whether the formula itself has the key's value, in several worlds and for several draws."""
    compute = make_evaluator(key)
    draws: list[dict[str, float]] = []
    for draw in list_draws(families):
        point = {name: float(number) for name, number in draw.items()}
        # 0 is not drawn, and no digits confirm it.
        if compute(point) != 0:
            draws.append(point)
    if not draws:
        return False
    for seed in range(1, _PROOFS + 1):
        point = draws[seed * (len(draws) - 1) // _PROOFS]
        given = {latex: _read_number(text, point) for latex, text in at.items()}
        values = list_asked_values(formula, Ask(at=given), seed)
        if not all(is_same_value(compute(point), value) for _, value in values):
            return False
    return True


def _read_number(text: str, point: Mapping[str, float]) -> float:
    value = make_evaluator(parse(text, Names(frozenset(point))))(point)
    assert isinstance(value, float | int)
    return float(value)
