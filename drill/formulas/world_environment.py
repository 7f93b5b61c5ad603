"""The values of a lowered formula's symbols in a small world, for any arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from typing import Any, cast

import mpmath
import numpy as np

from drill.codec import is_sequence
from drill.errors import CheckError
from drill.formulas.formula import Letter
from drill.formulas.letter_lowering import DrawnSymbol
from drill.formulas.small_world import (
    FLOATS,
    DrawnFunction,
    DrawnLaw,
    NoValue,
    Value,
    World,
    WorldNumbers,
    is_array,
    make_key,
)
from drill.maths import arrays, mpmath_evaluation, numerical_calculus
from drill.maths import maths_tree as maths
from drill.maths.tree_evaluation import Arithmetic, Compiled, Compiler
from drill.types import COUNT, Axis, LawType

# The arithmetics that compute a lowered formula: doubles and many digits, both real.

PRECISE = WorldNumbers(
    lambda values: np.frompyfunc(mpmath.mpf, 1, 1)(np.asarray(values)),
    np.frompyfunc(mpmath.exp, 1, 1),
    np.frompyfunc(mpmath.tanh, 1, 1),
)


def _refuse_complex(arithmetic: Arithmetic) -> Arithmetic:
    """Return an arithmetic of real numbers: a root of a negative one has no value."""

    def check(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*values: Any) -> Any:
            result = function(*values)
            if isinstance(result, complex | mpmath.mpc):
                raise CheckError("a value is not real")
            return result

        return run

    functions = {name: check(function) for name, function in arithmetic.functions.items()}
    operators = {**arithmetic.operators, "^": check(arithmetic.operators["^"])}
    return replace(arithmetic, functions=functions, operators=operators, keeps_constants=False)


DOUBLES = arrays.lift(_refuse_complex(numerical_calculus.ARITHMETIC))
DIGITS = arrays.lift(_refuse_complex(mpmath_evaluation.ARITHMETIC))


class ValueCompiler(Compiler):
    """Compiles trees whose values may be several things side by side, or a set of them."""

    def compile(self, node: maths.Node) -> Compiled:
        """Compile a node; a tuple stays one."""
        if isinstance(node, maths.Sequence) and node.kind in ("tuple", "set"):
            parts = [*map(self.compile, node.items)]
            if node.kind == "tuple":
                return lambda env: tuple(part(env) for part in parts)
            return lambda env: [part(env) for part in parts]
        return super().compile(node)


def choose_world_numbers(do: Arithmetic) -> WorldNumbers:
    """Return the numbers of drawn functions in an arithmetic."""
    return FLOATS if do is DOUBLES else PRECISE


@dataclass(frozen=True, eq=False, slots=True)
class WorldLaw(arrays.Law):
    """A drawn law as the evaluator takes it."""

    drawn: DrawnLaw | None = None


# A check finds a container, not the types of its members, so the type checker needs the casts below.


def to_plain(value: Any) -> Value:
    """Return a value in doubles as worlds have it. Raises NoValue for a value that is not real."""
    match value:
        case bool() | np.bool_():
            return bool(value)
        case str():
            return value
        case np.ndarray():
            return _to_floats(cast("np.ndarray[Any, Any]", value))  # see above
        case list():
            return [to_plain(member) for member in cast("list[Any]", value)]  # see above
        case tuple():
            return tuple(map(to_plain, cast("tuple[Any, ...]", value)))  # see above
        case WorldLaw():
            assert value.drawn is not None
            return value.drawn.given([to_plain(each) for each in value.conditions])
        case complex() | mpmath.mpc():
            raise NoValue("a value is not real")
        case int() | float() | Fraction() | mpmath.mpf() | np.number():
            return float(cast("Any", value))  # of any arithmetic
        case _:
            return value


def _to_floats(array: np.ndarray[Any, Any]) -> Value:
    """Return an array of doubles; a number for an array without axes."""
    if not array.ndim:
        return to_plain(array.item())
    entries = [to_plain(entry) for entry in array.ravel().tolist()]
    return np.array(entries, dtype=float).reshape(array.shape)


def make_environment(world: World, draws: Mapping[str, DrawnSymbol], names: frozenset[str]) -> dict[str, Any]:
    """Return the values of the symbols of a lowered part in a world. Raises NoValue."""
    env: dict[str, Any] = {":": slice(None)}
    for name, drawn in draws.items():
        if name in names:
            env[name] = _draw(world, drawn)
    return env


def _draw(world: World, drawn: DrawnSymbol) -> Any:
    what = drawn.what
    match drawn.how:
        case "none":
            raise NoValue(what)
        case "size":
            return _find_size(world, what)
        case "count":
            given = world.find_given(what)
            if given is None:
                return world.draw_value(what, (), COUNT)
            return float(given)
        case "place":
            given = world.find_given(what)
            return world.find_place(what) if given is None else given
        case "members":
            return float(world.count if what == "count" else world.members)
        case "text":
            return what
        case "points":
            return [to_lifted(point) for point in world.list_points(what)]
        case "law":
            latex, of = what
            return _make_law(DrawnLaw(world, latex, (), LawType(of)))
        case "given":
            return world.given_calls[what]
        case "letter":
            return _draw_letter(world, what)
        case "family":
            # A member may be computed from others, and a sum asks for it once a term.
            return arrays.IndexedFamily(cache(partial(_draw_letter, world, what)))
        case "chosen":
            return partial(_draw_chosen, world, what)
        case "span":
            return _make_span(world, what)


def _find_size(world: World, axis: Axis) -> float:
    if axis.letter.startswith("?"):
        raise NoValue("the size of an identity matrix is not known here")
    return float(world.find_size(axis))


def to_key(place: Any) -> Any:
    """Return the key of a place, different from the others."""
    return make_key(to_plain(place))


def _draw_chosen(world: World, what: Sequence[Any], do: Arithmetic, *places: Any) -> Any:
    return _convert(do, _draw_letter(world, what, *places))


def _draw_letter(world: World, what: Sequence[Any], *places: Any) -> Any:
    letter, dress, *of = what
    member = tuple(map(to_key, places))
    if dress:
        member = (*member, dress)
    value = world.draw(letter, member)
    if of and isinstance(value, DrawnLaw):
        value = replace(value, type=LawType(of[0]))
    given = [key for key in world.given_entries if key[:2] == (letter.latex, member)]
    if given and is_array(value):
        value = np.array(value)
        for key in given:
            value[tuple(int(place) - 1 for place in key[2:])] = world.given_entries[key]
    return to_lifted(value)


# Max members of a span after the first, because each is drawn.
_LONGEST_SPAN = 200


def _make_span(world: World, what: tuple[Letter, str, int]) -> arrays.IndexedFamily:
    letter, dress, place = what

    def list_members(low: Any, high: Any, *others: Any) -> list[Any]:
        numbers = range(int(low), min(int(high), int(low) + _LONGEST_SPAN) + 1)
        spans = ((*others[:place], number, *others[place:]) for number in numbers)
        return [_draw_letter(world, (letter, dress), *member) for member in spans]

    return arrays.IndexedFamily(list_members)


def to_lifted(value: Value) -> Any:
    """Return a drawn value as the arithmetic of arrays takes it (see `arrays.lift`).

    Laws and functions become callables, and components are found by their place from 1.
    """
    match value:
        case DrawnLaw():
            return _make_law(value)
        case DrawnFunction():
            return partial(_call, value)
        case tuple():
            members = cast("tuple[Any, ...]", value)  # see above
            return arrays.IndexedFamily(partial(_find_component, [*map(to_lifted, members)]))
        case list():
            return [to_lifted(member) for member in cast("list[Any]", value)]  # see above
        case int() | float() | np.number():
            return float(cast("Any", value))  # of any arithmetic
        case _:
            return value


def _find_component(components: Sequence[Any], place: Any) -> Any:
    return components[int(place) - 1]


def _convert(do: Arithmetic, value: Any) -> Any:
    """Return a value in doubles as one of an arithmetic."""
    if do is DOUBLES:
        return value
    return arrays.convert_environment({"value": value}, mpmath.mpf)["value"]


def _to_arguments(do: Arithmetic, values: Sequence[Any]) -> list[Value]:
    """Return the arguments of a drawn function: their numbers stay those of the arithmetic."""
    if do is DOUBLES:
        return [*map(to_plain, values)]
    return [to_plain(value) if isinstance(value, WorldLaw) else value for value in values]


def _call(function: DrawnFunction, do: Arithmetic, *arguments: Any) -> Any:
    numbers = choose_world_numbers(do)
    return _convert(do, to_lifted(function(_to_arguments(do, arguments), numbers)))


def _make_law(drawn: DrawnLaw) -> WorldLaw:
    """Return a drawn law as the evaluator takes it: its outcomes and its density, in any arithmetic."""
    restricted: dict[Any, DrawnLaw] = {}

    def restrict(do: Arithmetic, conditions: Sequence[Any]) -> DrawnLaw:
        """Return the law under conditions; kept, because nested means ask for it again and again."""
        # Doubles and many digits give different members, so the arithmetic is part of the key.
        key = (do is DOUBLES, *map(_freeze, conditions))
        if key not in restricted:
            restricted[key] = drawn.given(_to_arguments(do, conditions))
        return restricted[key]

    def list_outcomes(do: Arithmetic, *conditions: Any) -> list[tuple[Any, Any]]:
        law = restrict(do, conditions)
        points = [_convert(do, to_lifted(point)) for point in law.list_points()]
        return [*zip(points, law.list_chances(choose_world_numbers(do)), strict=True)]

    def find_density(do: Arithmetic, values: tuple[Any, ...], conditions: tuple[Any, ...]) -> Any:
        found = _to_arguments(do, values)
        value = found[0] if len(found) == 1 else tuple(found)
        return restrict(do, conditions).find_density(value, choose_world_numbers(do))

    return WorldLaw(list_outcomes, find_density, drawn=drawn)


def _freeze(value: Any) -> Any:
    """Return a value as a key, with all its digits."""
    if is_array(value):
        return value.shape, tuple(value.ravel().tolist())
    if is_sequence(value):
        return tuple(map(_freeze, value))
    return value
