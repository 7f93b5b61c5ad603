"""Patterns of einops: their sizes and results beside einops and NumPy, and what we refuse as einops does."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import einops
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.arraycode import ENTRIES_LIMIT, axis_patterns, run_code
from drill.banks.draws import KnownMistake
from drill.checking import spec_from
from drill.errors import CheckError
from drill.session.key_display import Reader
from tests.asked import check
from tests.rows import each_row

# --- calls that einops takes, and what NumPy makes of them --------------------------------------------------


class Unit(NamedTuple):
    """An axis, or the axes under an ellipsis, or an axis that a pattern gives by its length."""

    name: str
    sizes: tuple[int, ...]

    @property
    def is_named(self) -> bool:
        return self.name.isidentifier()


@dataclass(frozen=True)
class Asked:
    """A call on an array of a shape."""

    function: str
    pattern: str
    lengths: dict[str, int]
    reduction: str
    shape: tuple[int, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return (self.reduction,) if self.function == "reduce" else ()

    @property
    def code(self) -> str:
        named = [f"{name}={length}" for name, length in self.lengths.items()]
        return f"{self.function}({', '.join(['x', *map(repr, (self.pattern, *self.words)), *named])})"

    def by_einops(self, array: Any) -> Any:
        return getattr(einops, self.function)(array, self.pattern, *self.words, **self.lengths)


@dataclass(frozen=True)
class Known:
    """A call with what NumPy needs to do the same: all axes, their order, those dropped, and those added."""

    asked: Asked
    split: tuple[int, ...]
    order: tuple[int, ...]
    dropped: int
    added: tuple[tuple[int, int], ...]
    result: tuple[int, ...]

    def by_numpy(self, array: Any) -> Any:
        moved = array.reshape(self.split).transpose(self.order)
        moved = getattr(np, self.asked.reduction)(moved, axis=tuple(range(-self.dropped, 0)))
        for position, length in self.added:
            moved = np.repeat(np.expand_dims(moved, position), length, position)
        return moved.reshape(self.result)


def joined(draw: st.DrawFn, units: list[Unit], *, dots_alone: bool) -> list[list[Unit]]:
    """Join some neighbours, and put axes of length 1 between."""
    groups: list[list[Unit]] = []
    for unit in units:
        keeps_apart = dots_alone and "..." in (unit.name, *(each.name for each in (groups or [[]])[-1]))
        if groups and groups[-1] and not keeps_apart and draw(st.booleans()):
            groups[-1].append(unit)
        else:
            groups.append([unit])
        if draw(st.integers(0, 5)) == 0:
            groups.append([])
    return groups


def written(draw: st.DrawFn, group: list[Unit], *, is_left: bool) -> tuple[str, tuple[int, ...]]:
    """Return a group as it is written, and the lengths of its axes."""
    names = " ".join(unit.name for unit in group)
    sizes = tuple(size for unit in group for size in unit.sizes)
    if not group:
        return draw(st.sampled_from(["1", "()", "(1)"])), (1,)
    if names == "..." and (is_left or draw(st.booleans())):
        return names, sizes
    is_bare = len(group) == 1 and names != "..." and draw(st.booleans())
    return names if is_bare else f"({names})", (math.prod(sizes),)


@st.composite
def known_calls(draw: st.DrawFn) -> Known:
    function = draw(st.sampled_from(axis_patterns.PATTERN_FUNCTIONS))
    length = st.integers(1, 4)
    names = draw(st.lists(st.sampled_from(["a", "b", "h", "w", "batch", "x_1"]), max_size=4, unique=True))
    left = [Unit(name, (draw(length),)) for name in names]
    if function == "reduce" and draw(st.booleans()):
        left.insert(draw(st.integers(0, len(left))), Unit("2", (2,)))
    if draw(st.booleans()):
        dots = Unit("...", tuple(draw(st.lists(length, max_size=2))))
        left.insert(draw(st.integers(0, len(left))), dots)
    kept = [u for u in left if function != "reduce" or (u.name != "2" and draw(st.booleans()))]
    new = [Unit(name, (draw(length),)) for name in ("n", "m") if function == "repeat" and draw(st.booleans())]
    new += [Unit("3", (3,))] if function == "repeat" and draw(st.booleans()) else []
    right = draw(st.permutations([*kept, *new]))

    groups = joined(draw, left, dots_alone=True)
    lengths = {unit.name: unit.sizes[0] for unit in new if unit.is_named}
    for group in groups:
        named = [unit for unit in group if unit.is_named]
        free = draw(st.sampled_from([None, *named]))
        is_needed = len(named) > 1 or draw(st.integers(0, 3)) == 0
        lengths |= {unit.name: unit.sizes[0] for unit in named if unit != free and is_needed}
    before = [written(draw, group, is_left=True) for group in groups]
    after = [written(draw, group, is_left=False) for group in joined(draw, right, dots_alone=False)]
    pattern = " -> ".join(" ".join(text for text, _ in side) for side in (before, after))

    first = {unit: sum(len(each.sizes) for each in left[:index]) for index, unit in enumerate(left)}
    places = {unit: range(first[unit], first[unit] + len(unit.sizes)) for unit in left}
    order = [place for unit in right if unit not in new for place in places[unit]]
    dropped = [place for unit in left if unit not in kept for place in places[unit]]
    flat = [(unit, size) for unit in right for size in unit.sizes]
    return Known(
        Asked(function, pattern, lengths, draw(st.sampled_from(axis_patterns.REDUCTIONS)),
              tuple(size for _, sizes in before for size in sizes)),
        tuple(size for unit in left for size in unit.sizes), (*order, *dropped), len(dropped),
        tuple((place, size) for place, (unit, size) in enumerate(flat) if unit in new),
        tuple(size for _, sizes in after for size in sizes),
    )  # fmt: skip


def numbered(shape: tuple[int, ...]) -> Any:
    """Return an array in which no entry occurs twice."""
    return np.asarray(0.5 + np.arange(math.prod(shape)).reshape(shape) / 8)


@given(known_calls())
def test_a_call_has_the_size_that_is_predicted_and_the_result_of_einops_and_numpy(known: Known) -> None:
    asked, x = known.asked, numbered(known.asked.shape)
    pattern = axis_patterns.check_axis_pattern(asked.pattern, asked.function, asked.lengths)
    expected = asked.by_einops(x)
    assert axis_patterns.find_pattern_shape(pattern, x.shape, asked.lengths) == np.shape(expected)
    result = run_code(asked.code, {"x": x})
    assert result.shape == known.result
    assert np.allclose(result, expected, rtol=1e-12)
    assert np.allclose(result, known.by_numpy(x), rtol=1e-12)


WORDS = ["a", "b", "h", "n", "1", "2", "0", "(", ")", "...", "->", "_", "a_", "2d", ",", "..", "()"]


@st.composite
def changed_calls(draw: st.DrawFn) -> Asked:
    """Draw a call and change it: words of its pattern, the lengths that it gives, the array's shape."""
    asked = draw(known_calls()).asked
    words = re.findall(r"\.\.\.|->|\w+|[()]", asked.pattern)
    lengths, shape = dict(asked.lengths), list(asked.shape)
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(words) - 1)) if words else 0
        words[place : place + draw(st.integers(0, 1))] = draw(st.lists(st.sampled_from(WORDS), max_size=1))
    if lengths and draw(st.booleans()):
        del lengths[draw(st.sampled_from(sorted(lengths)))]
    if draw(st.integers(0, 3)) == 0:
        lengths[draw(st.sampled_from(["a", "h", "q"]))] = draw(st.integers(1, 4))
    if shape and draw(st.integers(0, 3)) == 0:
        place = draw(st.integers(0, len(shape) - 1))
        shape[place : place + 1] = draw(st.lists(st.integers(1, 5), max_size=2))
    return replace(asked, pattern=" ".join(words), lengths=lengths, shape=tuple(shape))


@given(changed_calls())
def test_what_einops_refuses_is_refused_and_nothing_else(asked: Asked) -> None:
    x = numbered(asked.shape)
    try:
        expected = asked.by_einops(x)
    except Exception:  # noqa: BLE001  whatever einops raises
        with pytest.raises(CheckError) as told:
            run_code(asked.code, {"x": x})
        assert "does not take" not in told.value.message  # it was found by us, not by einops
        return
    assert np.array_equal(run_code(asked.code, {"x": x}), expected)


@given(st.text("abh12(). ->_,", max_size=30), st.sampled_from(axis_patterns.PATTERN_FUNCTIONS))
def test_any_pattern_is_taken_or_refused_in_one_sentence(pattern: str, function: str) -> None:
    asked = Asked(function, pattern, {}, "sum", (2, 3))
    try:
        message = str(run_code(asked.code, {"x": numbered((2, 3))}).shape)
    except CheckError as error:
        message = error.message
    assert message
    assert "\n" not in message


# --- what is said -------------------------------------------------------------------------------------------

HEADS: dict[str, Any] = {
    "code": "rearrange(x, 'b t (h d) -> b h t d', h=2)", "arrays": {"x": ["b", "t", "d*2"]},
}  # fmt: skip
POOLED: dict[str, Any] = {"code": "reduce(x, 'b t d -> b d', 'mean')", "arrays": {"x": ["b", "t", "d"]}}
TOKENS: dict[str, Any] = {
    "code": "repeat(c, 'd -> b 1 d', b=x.shape[0])", "arrays": {"c": ["d"], "x": ["b", "t", "d"]}
}  # fmt: skip
COUNTED: dict[str, Any] = {
    "code": "repeat(x, 'b d -> b t d', t=n)", "arrays": {"x": ["b", "d"]}, "vars": ["n"],
    "assume": ["n integer", "2 <= n <= 5"],
}  # fmt: skip


@each_row(
    ("expect", "answer", "verdict", "said"),
    [
        (HEADS, "einops.rearrange(x,'b t (h d)->b h t d',h=2)", "correct", ""),
        (HEADS, "rearrange(x, pattern='b s (heads k) -> b heads s k', heads=2)", "correct", ""),
        (HEADS, "rearrange(x, 'b t (h d) -> b h t d', d=x.shape[-1] // 2)", "correct", ""),
        (HEADS, "rearrange(x, '... t (h d) -> ... h t d', h=2)", "correct", ""),
        (HEADS, "x.reshape(x.shape[0], x.shape[1], 2, -1).transpose(0, 2, 1, 3)", "correct", ""),
        (HEADS, "x.view(x.size(0), x.size(1), 2, -1).transpose(1, 2)", "correct", ""),
        (HEADS, "rearrange(x, 'b t (dim d) -> b t dim d', dim=2).transpose(0, 2, 1, 3)", "correct", ""),
        (HEADS, "rearrange(x, 'b t (d h) -> b h t d', h=2)", "wrong", "order of the names in (d h)"),
        (HEADS, "rearrange(x, 'b t (h d) -> b t h d', h=2)", "wrong", "order of its axes"),
        (HEADS, "rearrange(x, 'b t (h d) -> b h t d', h=3)", "wrong", "not a multiple of 3 (h = 3)"),
        (HEADS, "rearrange(x, 'b h t d -> b t h d')", "wrong", "4 axes on the left, b h t d"),
        (HEADS, "rearrange(x, 'b t (h d) -> b h t d', h=2, d=2)", "wrong", "with h = 2, d = 2 has length 4"),
        (POOLED, "x.mean(axis=1)", "correct", ""),
        (POOLED, "x.mean(dim=1)", "correct", ""),
        (POOLED, "reduce(x, 'b t d -> b 1 d', reduction='mean')[:, 0]", "correct", ""),
        (POOLED, "reduce(x, 'b t d -> b d', 'sum')", "wrong", "t times the right one"),
        (POOLED, "reduce(x, 'b t d -> b t', 'mean')", "wrong", "is expected"),
        (TOKENS, "np.broadcast_to(c, (x.shape[0], 1, c.shape[0]))", "correct", ""),
        (TOKENS, "repeat(c, 'd -> b d', b=len(x))[:, None]", "correct", ""),
        (TOKENS, "repeat(c, 'd -> b n d', b=len(x), n=1)", "correct", ""),
        (COUNTED, "repeat(x, 'b d -> b t d', t=n)", "correct", ""),
        (COUNTED, "repeat(x, 'b d -> b t d', t=n + 1)", "wrong", "is expected"),
        (HEADS, "from einops import rearrange\nrearrange(x, 'b t d -> b t d')", "unreadable", "imported"),
    ],
)  # fmt: skip
def test_answers_are_compared_by_their_results(
    expect: dict[str, Any], answer: str, verdict: str, said: str
) -> None:
    found = check(expect, answer)
    assert (found.verdict, said in found.message) == (verdict, True), found.message


def test_a_known_mistake_may_be_a_pattern() -> None:
    mistake = KnownMistake("rearrange(x, 'b t (d h) -> b h t d', h=2)", "Heads come first.")
    found = check(HEADS, "x.reshape(x.shape[0], x.shape[1], -1, 2).transpose(0, 3, 1, 2)", mistakes=[mistake])
    assert (found.code, found.message) == ("misconception", "Heads come first.")


@each_row(
    ("answer", "at", "said"),
    [
        (f"rearrange(x, '{'a ' * 900}')", 14, "has 900 characters; at most 200 are read"),
        (f"rearrange(x, '{'a ' * 5000}')", None, "at most 2000 characters"),
        (f"rearrange(x, '{'1 ' * 40}-> a')", 14, "too many axes"),
        ("rearrange(x, 'b t d  b h t d')", 14, "has one ->"),
        ("rearrange(x, 'b t d -> b t d -> b')", 30, "has one ->"),
        ("rearrange(x, 'b t d -> t d')", 15, "b is only on the left of the pattern, and rearrange drops"),
        ("  rearrange(x, 'b t d -> b h t d')", 28, "h is only on the right of the pattern, and rearrange"),
        ("reduce(x, 'b t d -> b n', 'sum')", 23, "n is only on the right"),
        ("repeat(x, 'b t d -> b t n', n=2)", 16, "d is only on the left of the pattern, and repeat"),
        ("repeat(x, 'b t d -> b t d n')", 27, "the length of n is not known: repeat needs n=…"),
        ("rearrange(x, 'b (t u) (h d) -> b h t d u', t=1)", 24, "the lengths of h and d are not known"),
        ("rearrange(x, '... d -> d')", 15, "... is only on the left"),
        ("rearrange(x, 'b t d -> b t d ...')", 30, "... is only on the right of the pattern"),
        ("rearrange(x, 'b (... d) -> b ... d')", 18, "on the left of a pattern ... is not read in brackets"),
        ("rearrange(x, '... ... d -> ... d')", 19, "... is twice on the left"),
        ("rearrange(x, 'b t t -> b t t')", 19, "t is twice on the left"),
        ("rearrange(x, 'b t d -> b t d d')", 30, "d is twice on the right"),
        ("rearrange(x, 'b (t d -> b t d')", 17, "not closed"),
        ("rearrange(x, 'b t) d -> b t d')", 18, "no bracket is open"),
        ("rearrange(x, 'b (t (d)) -> b t d')", 20, "brackets in brackets"),
        ("rearrange(x, 'b, t, d -> b t d')", 16, "and no ','"),
        ("rearrange(x, 'b t _ -> b t')", 19, "underscore"),
        ("rearrange(x, 'b t 3d -> b t')", 19, "a name begins with a letter"),
        ("rearrange(x, 'b t 2 -> b 2 t')", 19, "rearrange takes no length but 1 on the left"),
        ("repeat(x, 'b t 4 -> b t 4')", 16, "repeat takes no length but 1 on the left"),
        ("reduce(x, 'b t 4 -> b t 4', 'sum')", 25, "reduce takes no length but 1 on the right"),
        ("rearrange(x, 'b t -> t b')", None, "names 2 axes on the left, b t, and the array has"),
        ("rearrange(x, 'b t d u ... -> b t d u ...')", None, "names at least 4 axes on the left"),
        ("rearrange(x, 'b t 1 -> b t')", None, "the axis 1 has length 1 in the pattern and 4 in the array"),
        ("repeat(x, 'b t d -> b t d 0')", 27, "cannot have length 0"),
        ("rearrange(x, 'b t d -> b t d', k=3)", 14, "k is not an axis of the pattern"),
        ("rearrange(x, p)", 14, "written out as a text"),
        ("rearrange(x, 'b t ' + 'd -> b t d')", 14, "written out as a text"),
        ("rearrange(x, f'b t d -> b t d')", 14, "written out as a text"),
        ("rearrange(x, 'b t d ' '-> d')", 14, "is only on the left"),
        ("reduce(x, 'b t d -> b t', 'median')", 27, "'mean', 'sum', 'max', 'min' or 'prod'"),
        ("reduce(x, 'b t d -> b t', np.mean)", 27, "written out"),
        ("reduce(x, 'b t d -> b t')", 1, "reduce needs a reduction"),
        ("reduce(x > 0, 'b t d -> b t', 'mean')", 1, "no mean of integers or truth values"),
        ("rearrange(x)", 1, "rearrange needs a pattern"),
        ("einops.rearrange()", 1, "einops.rearrange needs an array"),
        ("rearrange(x, 'b t d -> b t d', 3)", 1, "at most 2 arguments by place"),
        ("rearrange(x, 'b t d -> b t d', pattern='d')", 32, "pattern is given twice"),
        ("rearrange(x, 'b t d -> b t d', **x)", 32, "stars"),
        ("rearrange(x, 'b t (h d) -> b h t d', h=2, h=4)", 43, "h is given twice"),
        ("rearrange(x, 'reduction t d -> t d reduction', reduction=2)", 48, "rearrange takes no reduction"),
        ("repeat(x, 'b t d -> b t d', reduction='sum')", 29, "repeat takes no reduction"),
        ("repeat(x, 'b t d -> b t d n', n=2.5)", 33, "n is the length of an axis: an integer is expected"),
        ("repeat(x, 'b t d -> b t d n', n=x)", 1, "an integer is expected"),
        ("repeat(x, 'b t d -> b t d n', n=0)", 1, "n=0 is not a length"),
        ("repeat(x, 'b t d -> b t d n', n=-1)", 1, "n=-1 is not a length"),
        ("repeat(x, 'b t d -> b t d n', n=10**20)", None, "this length is too large"),
        ("repeat(x, 'b t d -> b t d n', n=x.shape[0] / 2)", 1, "an integer is expected"),
        ("repeat(x, 'b t d -> b t d n', n=10**12)", None, "1000000000000) is too large"),
        ("rearange(x, 'b t d -> b d t')", 1, "did you mean rearrange?"),
        ("einops.rearange(x, 'b')", 1, "did you mean einops.rearrange?"),
        ("np.linalg.sovle(x, x)", 1, "did you mean np.linalg.solve?"),
        ("rearrange", 1, "call it with ()"), ("einops.repeat", 1, "call it with ()"),
        ("einops", 1, "name one of its functions"), ("einops = x; x", 1, "cannot be assigned"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_told_with_its_place(answer: str, at: int | None, said: str) -> None:
    with pytest.raises(CheckError) as told:
        run_code(answer, {"x": numbered((2, 3, 4))})
    assert said in str(told.value)
    assert getattr(told.value, "at", None) == at


def test_a_pattern_that_is_read_is_read_again_as_it_is_printed() -> None:
    names = [f"({letter * 9} {letter.upper() * 9})" for letter in "abcd"]
    tight = f"{''.join(names)}->{''.join(names)}".replace("d" * 9, "d" * 22)
    lengths = ", ".join(f"{letter.upper() * 9}=1" for letter in "abcd")
    assert len(tight) < 200 < len(str(axis_patterns.read_axis_pattern(tight)))
    assert run_code(f"rearrange(x, '{tight}', {lengths})", {"x": numbered((2, 3, 1, 1))}).shape == (
        2,
        3,
        1,
        1,
    )


def test_the_name_of_an_axis_says_nothing_of_a_library() -> None:
    x = numbered((6,))
    result = run_code("rearrange(x, '(dim d) -> dim d', dim=2).var(1)", {"x": x})
    assert np.allclose(result, x.reshape(2, 3).var(axis=1))


def test_a_large_result_is_refused_before_it_is_made() -> None:
    asked = f"repeat(x, 'a -> a n', n={ENTRIES_LIMIT // 2 + 1})"
    for answer in (asked, "repeat(x, 'a -> a n m k', n=10**15, m=10**15, k=10**15)"):
        with pytest.raises(CheckError, match="too large"):
            run_code(answer, {"x": numbered((2,))})
    assert run_code(asked.replace("+ 1", ""), {"x": numbered((1,))}).size == ENTRIES_LIMIT // 2 + 1


def test_probes_are_computed_at_many_digits() -> None:
    for reduction in ("mean", "max"):
        expect = {
            "code": f"reduce(np.log1p(x), 'a -> ', '{reduction}')", "arrays": {"x": ["n"]},
            "assume": ["x > 0"], "probes": [{"x": [1e-20, 3e-20]}],
        }  # fmt: skip
        assert check(expect, f"np.{reduction}(np.log1p(x))").verdict == "correct"
        assert check(expect, f"np.{reduction}(np.log(1 + x))").verdict == "wrong"


def test_an_array_may_have_the_name_of_a_function() -> None:
    assert run_code("repeat * 2", {"repeat": numbered((2,))}).shape == (2,)
    with pytest.raises(CheckError, match="repeat is an array"):
        run_code("repeat(repeat, 'a -> a 2')", {"repeat": numbered((2,))})


@pytest.mark.parametrize(
    ("text", "state", "said"),
    [
        ("rearr", "unfinished", ""), ("einops.re", "unfinished", ""), ("rearrange(x", "unfinished", ""),
        ("rearrange(x, ", "unfinished", ""), ("rearrange(x, '", "unfinished", "' is open"),
        ("rearrange(x, 'b t (h d) -> b", "unfinished", "' is open"),
        ("reduce(x, 'b t d -> b d'", "unfinished", "( is open"),
        ("reduce(x, 'b t d -> b d', \"me", "unfinished", '" is open'),
        ("rearrange(x, 'b t (h d) -> b h t d', h=2)", "read", ""),
        ("rearrange(x, 'b t (h d) -> b h t d')", "faulty", "the lengths of h and d"),
        ("rearrange(x, 'b t h -> b t d', ", "faulty", "h is only on the left"),
    ],
)  # fmt: skip
def test_a_pattern_that_is_being_typed_is_no_fault(text: str, state: str, said: str) -> None:
    live = Reader(spec_from(HEADS)).read(text)
    assert (live.state, said in live.message) == (state, True), live.message


@pytest.mark.parametrize("answer", ["np.linalg.lstsq(x, x)", "np.triu_indices(3)"])
def test_a_function_is_not_taken_for_one_with_another_name(answer: str) -> None:
    with pytest.raises(CheckError) as told:
        run_code(answer, {"x": numbered((2, 3, 4))})
    assert "did you mean" not in str(told.value)
