"""Choose the draws of an exercise that separate its key most from a slip or a simpler formula.

Where letters coincide, or one is 0 or 1, right and wrong formulas often agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import inf, isfinite
from time import process_time

from drill.banks.draws import draw_variant
from drill.banks.models import Exercise
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import Node
from drill.maths.numeric import compile_numeric
from drill.proving.claims import Witnessed, claim_of, make_slipped_claim, read_resolved, slips_of
from drill.proving.witnesses import Trial

# Relative difference of two values below which they count as agreeing.
_NEAR = 1e-3


@dataclass(frozen=True, slots=True)
class SeparatingDraws:
    """The seeds of the best draws, at most two, and the number that the key is in all draws, if it is one."""

    seeds: tuple[int, ...]
    only_key: str = ""


@dataclass(frozen=True, slots=True)
class _JudgedDraw:
    """A draw: the number of other values that agree with its key, and the distance of the nearest one that
    does not."""

    seed: int
    numbers: tuple[str, ...]
    # The real ones among its numbers.
    values: tuple[float, ...]
    keys: tuple[str, ...]
    agreeing: int
    nearest: float


def find_separating_draws(exercise: Exercise) -> SeparatingDraws:
    """Return the two draws that separate best, with different keys where there are such.

    Of an exercise that draws nothing, and where draws have no value, that is a single draw or none.
    """
    judged, begun = list[_JudgedDraw](), process_time()
    for seed in range(20 if exercise.is_parametrised else 1):
        # Six draws suffice where they take more than two seconds of computing.
        if len(judged) >= 6 and process_time() - begun > 2.0:
            break
        try:
            judged.append(_judge_draw(exercise, seed))
        except (BankError, CheckError):
            continue
    judged.sort(key=lambda draw: (draw.agreeing, -draw.nearest, draw.seed))
    if not judged:
        return SeparatingDraws(())
    first, *others = judged
    is_only = isfinite(first.nearest) and all(draw.keys == first.keys for draw in others)
    usual = judged[len(judged) // 2].agreeing
    others = [draw for draw in others if draw.numbers != first.numbers]
    others.sort(
        key=lambda draw: (
            draw.keys == first.keys, draw.agreeing > usual, -_measure_largest(draw, first, judged),
            _count_shared(draw, first) * draw.agreeing,
        )
    )  # fmt: skip
    return SeparatingDraws((first.seed, *(draw.seed for draw in others[:1])), ", ".join(first.keys) * is_only)


def _measure_largest(draw: _JudgedDraw, first: _JudgedDraw, judged: Sequence[_JudgedDraw]) -> float:
    """Return how many numbers of a draw, and not of the first, are the largest ones that are drawn.

    A guess from small numbers fails there. One of few values counts more, because more draws have it.
    """
    columns = zip(
        draw.values, first.values, zip(*(each.values for each in judged), strict=False), strict=False
    )
    return sum(1 / len({*drawn}) for mine, other, drawn in columns if mine != other and mine == max(drawn))


def _count_shared(draw: _JudgedDraw, other: _JudgedDraw) -> int:
    """Return one more than how many of their numbers two draws share."""
    return 1 + sum(mine == theirs for mine, theirs in zip(draw.numbers, other.numbers, strict=False))


def _judge_draw(exercise: Exercise, seed: int) -> _JudgedDraw:
    drawn = draw_variant(exercise, seed)
    stages = VariantMaker(drawn).questions
    letters = [*_list_values(drawn.scope.trees[name] for name in drawn.form.params)]
    forms = [*_list_simple_forms(letters)]
    agreeing, nearest = len(forms) - len({f"{value:.9g}" for value in forms}), inf
    for stage in stages:
        for part in [name for name, _ in stage.question.answer.parts] or [""]:
            for gap in _list_gaps(stage, part, forms):
                agreeing += gap < _NEAR
                nearest = min(nearest, gap) if gap >= _NEAR else nearest
    keys = tuple(str(stage.key) for stage in stages)
    return _JudgedDraw(seed, tuple(drawn.params.values()), tuple(letters), keys, agreeing, nearest)


def _list_simple_forms(letters: Sequence[float]) -> Iterator[float]:
    """Yield the results of one step on one or two numbers, and the numbers that change nothing."""
    yield from (0.0, 1.0)
    for letter in letters:
        yield from (letter, 1 - letter, letter * letter, 2 * letter)
        yield from (1 / letter,) if letter else ()
    for one, other in permutations(letters, 2):
        yield from (one - other, *((one / other,) if other else ()))
    for index, one in enumerate(letters):
        for other in letters[index + 1 :]:
            yield from (one + other, one * other)


def _list_gaps(stage: StageMaker, part: str, forms: Sequence[float]) -> Iterator[float]:
    """Yield how far other values are from a key that is a number, as shares of the larger one."""
    claim = claim_of(stage, part)
    key = next(_list_values([claim.tree] if claim.tree is not None else ()), None)
    if key is None:
        return
    answer = dict(stage.question.answer.parts).get(part, stage.question.answer)
    claimed = Witnessed(part, answer, Trial({}, stage.scope, claim))
    slips = (_slip_tree(stage, claimed, slip) for slip in slips_of(stage, claimed)[:40])
    for other in (*forms, *_list_values(slips), *_list_values(_list_mistakes(stage, part))):
        yield abs(key - other) / max(abs(key), abs(other), _NEAR)


def _slip_tree(stage: StageMaker, claimed: Witnessed, slip: Node) -> Node | None:
    try:
        return make_slipped_claim(stage, claimed, slip).tree
    except (BankError, CheckError):
        return None


def _list_mistakes(stage: StageMaker, part: str) -> Iterator[Node | None]:
    expect = stage.expect.part(part) if part else stage.expect
    for mistake in stage.mistakes().kept:
        text = mistake.answer if isinstance(mistake.answer, str) else mistake.answer.get(part, "")
        try:
            yield read_resolved(stage, text, expect)
        except (BankError, CheckError):
            continue


def _list_values(trees: Sequence[Node] | Iterator[Node | None]) -> Iterator[float]:
    """Yield the real numbers that some trees are; others are left out."""
    for tree in trees:
        try:
            value = compile_numeric(tree)({}) if tree is not None else None
        except CheckError:
            continue
        if isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value):
            yield float(value)
