"""Ask about the effect of changed letters on a formula's value: one or two at once, found by search.

The answer holds in twelve worlds and in twelve others, because a rule that holds by chance is a false key.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, combinations, product

import numpy as np

from drill.banks.models import Exercise
from drill.errors import DrillError
from drill.formulas.asked_worlds import (
    EXCHANGE,
    OUTCOMES,
    Valued,
    change_value,
    find_rich_worlds,
    list_chain_members,
    make_changed_world,
    name_change_outcome,
    name_outcome,
)
from drill.formulas.formula import Formula, Letter, format_node
from drill.formulas.formula_parts import spell, spell_subject
from drill.formulas.lowered_values import Trace, compute_value
from drill.formulas.small_world import Value, World, is_array
from drill.formulas.typed_questions import make_exercise
from drill.formulas.value_numbers import is_weight
from drill.formulas.world_relations import keeps_relations, make_varied_world
from drill.notation import find_nodes, list_children, strip_arguments, tree, walk_nodes
from drill.notation.tree import Node
from drill.text import capitalise, join_in_sentence
from drill.types import ArrayType, Domain, Function, NumberType, Type, find_real_domain

# Explain the change of a formula's value: the part that absorbs the letters' change, or transforms it.
#
# The effect on each part is read off the intermediate values in several worlds.

# Max difference of equal values, relative and absolute.
_SMALL = 1e-9
# Max characters of a part that a sentence shows.
_LONGEST_SHOWN = 60
_FORMULA = re.compile(r"\$[^$]*\$")


@dataclass(frozen=True, slots=True)
class _Fate:
    """The effect on a part: its values are multiplied by ``factor``, or ``shift`` is added; else None."""

    factor: float | None = None
    shift: float | None = None

    @property
    def is_same(self) -> bool:
        return self.factor == 1.0


def find_reason(formula: Formula, worlds: Sequence[Valued], change: Callable[[World], World]) -> str:
    """Return a sentence on the part where a change is absorbed or becomes another; empty where none is known.

    ``change`` returns the world of a seed with the letters changed.
    """
    try:
        fates = _find_fates(formula, worlds[:3], change)
    except DrillError:
        return ""
    reasons: dict[str, str] = {}
    # The innermost part comes first.
    for node in reversed([*walk_nodes(formula.right)]):
        sentence = _explain(formula, node, fates)
        if sentence:
            reasons.setdefault(_FORMULA.sub("", sentence), capitalise(sentence))
    sentences = [*reasons.values()]
    return " ".join(dict.fromkeys((*sentences[:1], *sentences[-1:])))


def _find_fates(
    formula: Formula, worlds: Sequence[Valued], change: Callable[[World], World]
) -> Mapping[int, _Fate]:
    fates: dict[int, list[_Fate]] = {}
    for valued in worlds:
        trace = Trace()
        compute_value(formula, change(valued.world), trace=trace)
        for key, before in valued.trace.values.items():
            after = trace.values.get(key, [])
            fate = _compare(before, after) if len(after) == len(before) else _Fate()
            fates.setdefault(key, []).append(fate)
    return {key: _join_fates(each) for key, each in fates.items()}


def _join_fates(fates: Sequence[_Fate]) -> _Fate:
    """Return the fate in all worlds; a number that differs between worlds is dropped.

    A single value can always be seen as multiplied by some factor, so that factor has to be the same in all
    worlds.
    """
    factors = [fate.factor for fate in fates]
    shifts = [fate.shift for fate in fates]

    def join(values: Sequence[float | None], others: Sequence[float | None]) -> float | None:
        if None in values:
            return None
        if len({*values}) == 1:
            return values[0]
        return math.nan if {*others} == {None} else None

    return _Fate(join(factors, shifts), join(shifts, factors))


def _compare(values: Sequence[Value], changed: Sequence[Value]) -> _Fate:
    if not all(isinstance(value, float | int) or is_array(value) for value in (*values, *changed)):
        return _Fate()
    before = np.concatenate([*map(np.ravel, values)])
    after = np.concatenate([*map(np.ravel, changed)])
    if before.shape != after.shape or not (np.isfinite(before).all() and np.isfinite(after).all()):
        return _Fate()
    if np.allclose(before, after, rtol=_SMALL, atol=_SMALL):
        return _Fate(1.0, 0.0)
    largest = int(np.argmax(np.abs(before)))
    factor = float(after[largest] / before[largest]) if before[largest] else math.nan
    shift = float(after[largest] - before[largest])
    is_multiplied = np.allclose(after, before * factor, rtol=_SMALL, atol=_SMALL)
    is_shifted = np.allclose(after, before + shift, rtol=_SMALL, atol=_SMALL)
    return _Fate(round(factor, 9) if is_multiplied else None, round(shift, 9) if is_shifted else None)


def _explain(formula: Formula, node: Node, fates: Mapping[int, _Fate]) -> str:
    """Return a sentence on the effect of a part on the change; empty if it passes the change on, or no change
    reaches it."""
    own = fates.get(id(node))
    inner = [fates[id(child)] for child in list_children(node) if id(child) in fates]
    if own is None or all(fate.is_same for fate in inner):
        return ""
    shown = spell(node) if len(format_node(node)) <= _LONGEST_SHOWN else ""
    here = f"In {shown} " if shown else ""
    factors = {fate.factor for fate in inner}

    def find_factor(child: Node) -> float | None:
        return fates.get(id(child), _Fate(1.0, 0.0)).factor

    match node:
        case tree.Add() if own.is_same and all(fate.shift is not None for fate in inner):
            return f"{here}what is added to one term is taken away by another: it cancels."
        case tree.Add() if not own.is_same and own.factor is not None and factors == {own.factor}:
            return f"{here}every term has the same factor, which comes out of the sum."
        case tree.Div(top=top) if own.is_same and find_factor(top) is not None:
            return f"{here}numerator and denominator are multiplied by the same number, which cancels."
        case tree.Norm(body=body) if own.is_same and find_factor(body) == -1:
            return f"{shown or 'A norm'} does not depend on the sign of what is inside."
        case tree.Pow(base=base) if own.is_same and find_factor(base) == -1:
            return f"{here}the power is even, so the sign is lost."
        case tree.Mul() if own.is_same and factors <= {1.0, -1.0}:
            return f"{here}two factors change their sign, and the signs cancel."
        case tree.Mul() if own.is_same and None not in factors:
            return f"{here}one factor undoes what happens to the other."
        case tree.Apply(args=(argument, *_)):
            fate = fates.get(id(argument), _Fate(1.0, 0.0))
            return _explain_call(formula.name_call(node).lower(), shown, own, fate)
        case _ if own.factor is None:
            return ""
        case tree.Div(bottom=bottom) if not own.is_same and find_factor(bottom) != 1:
            return f"{here}the change is in the denominator: a factor there divides the whole."
        case tree.Inverse():
            return f"{here}the inverse divides by the factor."
        case tree.Norm(body=body) if (find_factor(body) or 0) < 0:
            return f"{here}a factor comes out without its sign."
        case tree.Pow(base=base) if find_factor(base) not in (None, 1.0, -1.0):
            return f"{here}the power applies to the factor, too."
        case tree.Root():
            return f"{here}the root is also taken of the factor."
        case _:
            return ""


def _explain_call(function_name: str, shown_call: str, call_fate: _Fate, argument_fate: _Fate) -> str:
    """Return a sentence on the effect of a function on the change of its argument; empty if it passes it on.

    ``shown_call`` is the call as a sentence shows it, empty for one that is too long.
    """
    if function_name in ("log", "ln") and call_fate.shift is not None and argument_fate.factor is not None:
        return "The logarithm turns the factor into something that is added."
    if function_name == "softmax" and call_fate.is_same:
        return "Softmax compares its entries: what is added to all of them cancels."
    if not shown_call or argument_fate.factor != -1:
        return ""
    if call_fate.is_same:
        return f"{shown_call} is the same for a number and its negative."
    if call_fate.factor == -1:
        return f"{shown_call} changes its sign with what is inside."
    return ""


# Names of densities.
_DENSITIES = frozenset(("p", "q", "P", "\\pi", "\\rho"))
# Number of worlds for the prediction of a change.
_WORLDS = 12
_FIGURE = re.compile(r"-?\d[\d.]*(?:e[+-]?\d+)?")
# The changes under which an array keeps its kind.
_SCALED = ("times 2", "times 1/2", "times 4")
_KEPT: Mapping[str, tuple[str, ...]] = {
    "pd": _SCALED, "sym": (*_SCALED, "times -1"), "diag": (*_SCALED, "times -1"), "orth": ("times -1",),
}  # fmt: skip
# Changes of a letter alone, and of two at once. A letter that cannot be doubled is halved.
_CHANGES = ("plus 1", "times 2", "times 1/2", "times 4", "times -1")
_PAIRS = (
    ("plus 1", "plus 1"), ("times 2", "times 2"), ("times 2", "times 4"), ("times 4", "times 2"),
    ("times -1", "times -1"),
)  # fmt: skip
_SAID: Mapping[str, str] = {
    "unchanged": "It stays the same.", "doubled": "It doubles.", "halved": "It is halved.",
    "quadrupled": "It becomes four times as large.", "quartered": "It becomes a quarter of what it was.",
    "sign-turned": "It only changes its sign.", "grown": "It grows by 1.",
    "grown-ln2": "It grows by $\\ln 2$.", "fallen-ln2": "It falls by $\\ln 2$.", "none": "None of these.",
}  # fmt: skip
_DENIED: Mapping[str, str] = {
    "unchanged": "It does not stay the same", "doubled": "It does not double", "halved": "It is not halved",
    "quadrupled": "It does not become four times as large", "quartered": "It does not become a quarter",
    "sign-turned": "It does not change its sign", "grown": "It does not grow by 1",
    "grown-ln2": "It does not grow by $\\ln 2$", "fallen-ln2": "It does not fall by $\\ln 2$",
    "none": "One of the other answers is right",
}  # fmt: skip
# Wrong outcomes that somebody may expect of a change.
_LIKELY: Mapping[str, tuple[str, ...]] = {
    "times 2": ("doubled", "unchanged", "quadrupled", "halved"),
    "times 1/2": ("halved", "unchanged", "doubled"),
    "times 4": ("doubled", "unchanged", "quadrupled"),
    "times -1": ("sign-turned", "unchanged"),
    "plus 1": ("grown", "unchanged", "doubled"),
    EXCHANGE: ("unchanged", "sign-turned"),
}


def ask_predictions(formula: Formula) -> Iterator[Exercise]:
    """Yield questions on the effect of changes: first on what grows by 1, then on two letters at once.

    Each question changes other letters, or ends in another way, than those before it.
    """
    worlds = find_rich_worlds(formula, _WORLDS, is_confirmed=False)
    if not isinstance(worlds[0].value, float | int | np.ndarray) or _is_update(formula):
        return
    seeds: list[int] = []
    known: set[object] = set()
    for change, outcome in _search_changes(formula, worlds):
        # Other seeds, because a rule must not be tried in the worlds where it was found.
        seeds = seeds or [each.seed for each in find_rich_worlds(formula, _WORLDS, 500, is_confirmed=False)]
        alike = {frozenset(change), (tuple(change.values()), outcome)}
        is_sure = known.isdisjoint(alike) and _is_so_in(formula, seeds, change, outcome)
        members = list_chain_members(formula) if is_sure else ()
        if is_sure and all(_is_so_in(alone, range(_WORLDS), change, outcome) for alone in members):
            known |= alike
            yield _make_question(formula, change, outcome, worlds)


def _search_changes(formula: Formula, worlds: Sequence[Valued]) -> Iterator[tuple[dict[str, str], str]]:
    """Yield changes of letters with their effect on the value, the most instructive ones first."""
    letters = [letter for letter in _list_letters(formula) if _counts(formula, worlds, letter)]
    alone: dict[tuple[str, str], str] = {}
    for letter in letters:
        for how in _CHANGES:
            if _allows(formula, letter, how):
                alone[letter.latex, how] = _find_outcome(formula, worlds, {letter.latex: how})
    for (latex, how), outcome in alone.items():
        is_passed_on = outcome == "grown" and not _is_lone_term(formula, latex)
        if how == "plus 1" and (outcome == "unchanged" or is_passed_on):
            yield {latex: how}, outcome
    yield from _search_pairs(formula, worlds, letters, alone)
    for (latex, how), outcome in alone.items():
        is_single = how in ("times 2", "times -1") or (how == "times 1/2" and (latex, "times 2") not in alone)
        is_seen = _is_bent(formula, latex) and outcome not in ("none", _AS_CHANGED[how])
        if is_single and (outcome == "unchanged" or is_seen):
            yield {latex: how}, outcome
    yield from _search_exchanges(formula, worlds, letters)


def _is_update(formula: Formula) -> bool:
    """Return whether one name is the value before and after, because a question could then mean either."""
    return any(part == formula.left for part in walk_nodes(formula.right))


def _counts(formula: Formula, worlds: Sequence[Valued], letter: Letter) -> bool:
    """Return whether a letter affects the value; a mere variable of a derivative does not."""
    for valued, factor in product(worlds, (1.25, -0.75)):
        world = make_varied_world(formula, valued.seed)
        world.changes[letter.latex] = partial(
            change_value, lambda value, factor=factor: value * factor + 0.125
        )
        try:
            after = compute_value(formula, world, is_confirmed=False)
        except DrillError:
            return True
        if name_outcome(formula, valued.value, after) != "unchanged":
            return True
    return False


def _list_letters(formula: Formula) -> list[Letter]:
    """Return the letters of the right side that may change: numbers and arrays that nothing else defines."""
    letters: dict[str, Letter] = {}
    for _, found in formula.list_found(formula.right):
        letter = found.letter
        is_held = (
            letter in formula.fixed_letters
            or letter in formula.named_letters
            or letter.ref.name.base in formula.bound
            or getattr(letter.type, "law", "")
        )
        if not is_held and _find_domain(letter) is not None:
            letters[letter.latex] = letter
    # Max letters that are changed in pairs.
    return list(letters.values())[:7]


def _find_domain(letter: Letter) -> Domain | None:
    """Return the domain of a number, of the entries of a plain array, or of a function's values."""
    type_ = _find_varied_type(letter)
    if isinstance(type_, ArrayType):
        return type_.domain
    return find_real_domain(type_)


def _find_varied_type(letter: Letter) -> Type:
    """Return the type of a letter, or of the values of the paper's own function."""
    type_ = letter.type
    if isinstance(type_, Function) and not type_.known:
        return type_.result
    return type_


def _is_density(letter: Letter) -> bool:
    """Return whether a function's values are chances, which cannot all grow."""
    match letter.type:
        case Function(result=NumberType(domain=Domain(low=0, high=high))):
            return high == 1 or letter.ref.name.base in _DENSITIES
        case _:
            return False


def _allows(formula: Formula, letter: Letter, how: str) -> bool:
    """Return whether a letter stays in its domain under a change."""
    domain = _find_domain(letter) or Domain()
    if _is_density(letter) or (domain == Domain() and is_weight(formula, letter.ref)):
        return False
    type_ = _find_varied_type(letter)
    if isinstance(type_, ArrayType) and type_.kind:
        return how in _KEPT.get(type_.kind, ())
    if how == "times -1":
        return domain == Domain()
    if how == "plus 1":
        return domain.high == math.inf
    is_halved = how == "times 1/2" and domain.high > 0
    return domain.low in (0, -math.inf) and (domain.high == math.inf or is_halved)


def _search_pairs(
    formula: Formula,
    worlds: Sequence[Valued],
    letters: Sequence[Letter],
    alone: Mapping[tuple[str, str], str],
) -> Iterator[tuple[dict[str, str], str]]:
    """Yield two letters whose joint change leaves the value unchanged, which does not follow from each
    alone."""
    for one, other in combinations(letters, 2):
        if _is_one_product(formula, one, other):
            continue
        if _is_lone_term(formula, one.latex) or _is_lone_term(formula, other.latex):
            continue
        for first, second in _PAIRS:
            known = (alone.get((one.latex, first)), alone.get((other.latex, second)))
            if None in known or "unchanged" in known or "none" not in known:
                continue
            change = {one.latex: first, other.latex: second}
            if _find_outcome(formula, worlds, change) == "unchanged":
                yield change, "unchanged"


def _search_exchanges(
    formula: Formula, worlds: Sequence[Valued], letters: Sequence[Letter]
) -> Iterator[tuple[dict[str, str], str]]:
    """Yield letters whose exchange leaves the value unchanged, or turns its sign within a function."""
    for one, other in combinations(letters, 2):
        is_plain = _is_lone_term(formula, one.latex) or _is_lone_term(formula, other.latex)
        if one.type != other.type or is_plain or _is_one_product(formula, one, other):
            continue
        change = {one.latex: EXCHANGE, other.latex: EXCHANGE}
        outcome = _find_outcome(formula, worlds, change)
        is_bent = any(_is_bent(formula, latex) for latex in change)
        if outcome == "unchanged" or (outcome == "sign-turned" and is_bent):
            yield change, outcome


def _is_lone_term(formula: Formula, latex: str) -> bool:
    """Return whether a letter is a term, and occurs nowhere else, so that its effect is obvious."""
    right = formula.right
    occurrences = [found.letter.latex for _, found in formula.list_found(right)]
    if occurrences.count(latex) != 1:
        return False
    for term in right.terms if isinstance(right, tree.Add) else (right,):
        found = formula.find_letter(strip_arguments(term))
        if found is not None and found.letter.latex == latex:
            return True
    return False


def _is_bent(formula: Formula, latex: str) -> bool:
    """Return whether a letter occurs in a function, a root or a norm."""
    for part in find_nodes(formula.right, tree.Apply, tree.Root, tree.Norm):
        for child in list_children(part):
            if isinstance(part, tree.Apply) and child is part.function:
                continue
            if latex in [found.letter.latex for _, found in formula.list_found(child)]:
                return True
    return False


# The trivial outcome for a letter within a function: its scale passes through.
_AS_CHANGED = {"times 2": "doubled", "times 1/2": "halved", "times 4": "quadrupled", "times -1": "",
                      "plus 1": "grown"}  # fmt: skip


def _is_one_product(formula: Formula, one: Letter, other: Letter) -> bool:
    """Return whether two letters are factors of one product, and occur nowhere else."""
    owners = [found.letter for _, found in formula.list_found(formula.right)]
    if sum(owner is one or owner is other for owner in owners) != 2:
        return False
    return any(
        _list_factors(formula, part) >= {one.latex, other.latex}
        for part in find_nodes(formula.right, tree.Mul)
    )


def _list_factors(formula: Formula, node: tree.Mul) -> set[str]:
    plain = (factor.base if isinstance(factor, tree.Transpose) else factor for factor in node.factors)
    return {found.letter.latex for found in map(formula.find_letter, plain) if found is not None}


def _find_outcome(formula: Formula, worlds: Sequence[Valued], change: Mapping[str, str]) -> str:
    """Return the outcome for the value in all of the worlds; ``none`` if it is not the same."""
    found = ""
    for valued in worlds:
        outcome = _change_in(formula, valued, change)[0]
        if outcome == "none" or (found and outcome != found):
            return "none"
        found = outcome
    return found


def _change_in(formula: Formula, valued: Valued, change: Mapping[str, str]) -> tuple[str, Value]:
    try:
        changed = make_changed_world(formula, valued.seed, change)
        if not keeps_relations(formula, changed):
            return "none", None
        after = compute_value(formula, changed, is_confirmed=False)
    except DrillError:
        return "none", None
    return name_outcome(formula, valued.value, after), after


def _is_so_in(formula: Formula, seeds: Sequence[int], change: Mapping[str, str], outcome: str) -> bool:
    """Return whether a change has an outcome in all worlds, with reliable digits."""
    try:
        return all(name_change_outcome(formula, seed, change) == outcome for seed in seeds)
    except DrillError:
        return False


def _make_question(
    formula: Formula, change: Mapping[str, str], outcome: str, worlds: Sequence[Valued]
) -> Exercise:
    shown = _choose_example(formula, change, outcome, worlds)
    example = f"in one example it goes from {' to '.join(shown)}"
    if outcome == "unchanged":
        example = f"in one example it is {shown[0]} before and after"
    wrong = [name for name in _LIKELY[next(iter(change.values()))] if name != outcome][:2]
    ids = (*sorted((outcome, *wrong), key=[*_SAID].index), "none")
    options: list[dict[str, str]] = []
    for id_ in ids:
        if id_ == outcome:
            options.append({"id": id_, "right": _SAID[id_]})
        else:
            options.append({"id": id_, "wrong": _SAID[id_], "say": f"{_DENIED[id_]}: {example}."})
    names = [_name_changed(formula, latex) for latex in change]
    title = "one letter changes"
    hint = f"Follow {names[0]} through the formula. Where does the change come out?"
    if len(change) > 1:
        title = "two letters change at once"
        hint = f"Follow {join_in_sentence(names)} through the formula. Where do they meet?"
    result = _SAID[outcome]
    steps = [f"{result} {capitalise(example)}."]
    reason = find_reason(formula, worlds, lambda world: make_changed_world(formula, world.seed, change))
    if reason:
        steps = [reason, f"So {result[0].lower()}{result[1:-1]}: {example}."]
    return make_exercise(
        formula,
        title,
        f"{_format_change(formula, change)} {_format_rest(formula, change)} "
        f"What happens to {spell_subject(formula)}?",
        {"choice": options},
        {"change": dict(change)},
        hints=(hint, "Substitute the changed letters, and factor out what they have in common."),
        steps=steps,
        shape="a value under a change of scale, sign or origin",
        motion="change the letters, and see what passes through",
    )


def _choose_example(
    formula: Formula, change: Mapping[str, str], outcome: str, worlds: Sequence[Valued]
) -> tuple[str, str]:
    """Return the value before and after a change in a world where it shows in the rounded figures, too."""
    pairs = [(_show(each.value), _show(_change_in(formula, each, change)[1])) for each in worlds]

    def read(text: str) -> np.ndarray:
        return np.array([*map(float, _FIGURE.findall(text))])

    for before, after in pairs:
        expected = OUTCOMES[outcome](read(before))
        if np.allclose(expected, read(after), rtol=1e-6, atol=1e-12):
            return before, after
    return pairs[0]


def _format_rest(formula: Formula, change: Mapping[str, str]) -> str:
    """Return the behaviour of the other letters: those computed from a changed one follow it."""
    follows = any(letter.latex in change for letter in formula.held_letters)
    computed = [spell(left) for _, left in formula.definitions.values()] if follows else []
    if not computed:
        return "Everything else stays the same."
    verb = "follows by its definition" if len(computed) == 1 else "follow by their definitions"
    return f"{join_in_sentence(computed)} {verb}, and everything else stays the same."


def _name_changed(formula: Formula, latex: str) -> str:
    """Return a letter as written on the right side, ``every`` of it if it has several members."""
    letter = next(letter for letter in formula.letters if letter.latex == latex)
    found = {part: own for part, own in formula.list_found(formula.right) if own.letter is letter}
    names = [f"${name}$" for name in dict.fromkeys(map(format_node, found))]
    if isinstance(letter.type, Function):
        names = [name for name in names if "(" not in name]
    every = join_in_sentence(names) if len(names) > 1 else f"${latex}$"
    if isinstance(letter.type, Function):
        return f"every value of {every}"
    if any(own.entries for own in found.values()):
        return f"every entry of ${latex}$"
    members = chain.from_iterable(own.members for own in found.values())
    is_bound = any(isinstance(index, tree.Running) and index.letter in formula.bound for index in members)
    if len(names) == 1 and not is_bound:
        return names[0]
    return f"every {every}"


def _format_change(formula: Formula, change: Mapping[str, str]) -> str:
    names = [_name_changed(formula, latex) for latex in change]
    first, *further = change.values()
    if first == EXCHANGE:
        names = [name.replace("every value of ", "") for name in names]
    entries = _format_entries(formula, names, change, first)
    if not further:
        return f"{capitalise(names[0])} {_SINGULAR[first]}{entries}."
    if further[0] == first and first != EXCHANGE and any(name.startswith("every") for name in names):
        too = "is" if _SINGULAR[first].startswith("is ") else "does"
        return f"{capitalise(names[0])} {_SINGULAR[first]}{entries}, and so {too} {names[1]}."
    if further[0] == first:
        return f"{capitalise(names[0])} and {names[1]} {_PLURAL[first]}{entries}."
    return f"{capitalise(names[0])} {_SINGULAR[first]} and {names[1]} {_SINGULAR[further[0]]}."


_SINGULAR = {"times 2": "is doubled", "times 1/2": "is halved", "times -1": "changes its sign",
                    "times 4": "is multiplied by 4", "plus 1": "grows by 1"}  # fmt: skip
_PLURAL = {"times 2": "are both doubled", "times 1/2": "are both halved", EXCHANGE: "change places",
                  "times -1": "both change sign", "plus 1": "both grow by 1"}  # fmt: skip


def _format_entries(formula: Formula, names: Sequence[str], change: Mapping[str, str], how: str) -> str:
    types = [letter.type for letter in formula.letters if letter.latex in change]
    is_array = any(isinstance(getattr(type_, "result", type_), ArrayType) for type_ in types)
    names_entry = any("entry of" in name for name in names)
    if how.startswith("plus") and is_array and not names_entry:
        return " in each entry"
    return ""


def _show(value: Value) -> str:
    array = np.asarray(value, dtype=float)
    if array.ndim == 0:
        return f"{float(array):.3g}"
    entries = ", ".join(f"{entry:.3g}" for entry in array.ravel()[:3])
    more = ", \\ldots" if array.size > 3 else ""
    return f"$({entries}{more})$"
