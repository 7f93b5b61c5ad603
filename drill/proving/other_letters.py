"""Tell witnesses whose solution is the key's own expression by construction, after one trivial step.

That is what a second author writes who has a key and no second computation: ``z (s + r) - r`` for the root
``r/(s + r)``, an integral of a constant, a sum of equal terms, a square that vanishes at the key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import permutations
from math import inf, isfinite
from time import process_time

from drill.banks.draws import draw_variant
from drill.banks.models import Exercise
from drill.banks.scope import put_in
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import canonicalise_tree, split_product_factors, split_sum_terms
from drill.errors import BankError, CheckError
from drill.maths.exact import evaluate_exactly
from drill.maths.maths_tree import (
    Binary,
    BinaryOp,
    Call,
    Neg,
    Node,
    Num,
    Sym,
    change_parts,
    find_symbols,
    substitute_symbols,
)
from drill.maths.numeric import compile_numeric
from drill.proving.claims import (
    Witnessed,
    claim_of,
    make_question_trials,
    make_slipped_claim,
    read_resolved,
    slips_of,
    written_key,
)
from drill.proving.respell import collect_terms, multiply_tree_by, remove_neutral_elements, split_number
from drill.proving.restated_keys import Prompt
from drill.proving.witnesses import Trial, head_of
from drill.proving.witnesses.trial import split_range_ends

# A product: its number, and the exponents of the other factors by their texts.
_Product = tuple[Fraction, dict[str, Fraction]]
# What runs the heads that go through a range; a limit has none.
_CALLS = {"sum": "sum", "product": "prod", "integral": "integrate", "limit": ""}


def find_key_in_other_letters(expansion: StageMaker, seed: int) -> str:
    """Return the head of a witness that only writes the key in other letters; empty where none does."""
    for claimed in make_question_trials(expansion, seed):
        try:
            if _is_in_other_letters(expansion, claimed):
                return head_of(claimed.trial.witness)
        except (BankError, CheckError, ZeroDivisionError):
            continue
    return ""


def _is_in_other_letters(expansion: StageMaker, claimed: Witnessed) -> bool:
    written, trial, lets = written_key(expansion, claimed), claimed.trial, dict[str, Node]()
    head, frame = head_of(trial.witness), expansion.scope.frame
    if written is None or Prompt(expansion).has_equation(trial.witness, head):
        return False
    for name, tree in frame.lets.items():
        lets[name] = put_in(tree, lets)
    key, names = remove_neutral_elements(put_in(written, lets)), (*trial.mapping("over"),)
    if head in ("root", "inverse-map", "limit"):
        names = trial.names("wrt")

    def read(text: object) -> Node:
        return remove_neutral_elements(put_in(frame.read(str(text), "witness", "value", names), lets))

    if not find_symbols(key) or (not names and head != "value"):
        return False
    body = read(trial.text(head))
    if head not in ("limit", "minimum", "maximum") and not _has_sum(key):
        return False  # ``b z = a c`` and a sum of ``b`` terms ``a`` may be what is stated
    match head:
        case "root" | "inverse-map":
            right = read(trial.text("equals")) if head == "inverse-map" else Num("0")
            return _vanishes_at(remove_neutral_elements(Binary("-", body, right)), names[0], key)
        case "minimum" | "maximum":
            inner = _find_vanishing_part(body, names[0])
            is_place = str(trial.witness.get("give", "")).strip() in ("", *names)
            return is_place and inner is not None and _vanishes_at(inner, names[0], key)
        case "limit" | "integral" | "sum" | "product":
            ends = [read(end) for raw in trial.mapping("over").values() for end in split_range_ends(raw)]
            if len(names) == 1 and len(ends) == 2 and not find_symbols(body) & {*names}:
                return _is_multiple(_repeat(_CALLS[head], body, *ends), key)
            constant = _take_constant_factors(body, names)
            return constant is not None and not any(map(find_symbols, ends)) and _is_multiple(constant, key)
        case "value":
            unrolled = _unroll_loops(body)
            return unrolled != body and _is_multiple(unrolled, key)
        case _:
            return False


def _unroll_loops(node: Node) -> Node:
    """Return a tree whose sums, products and integrals of what does not change are worked out."""
    node = change_parts(node, _unroll_loops)
    match node:
        case Call(name, (body, Sym(index), low, high)) if name in _CALLS.values():
            return node if index in find_symbols(body) else _repeat(name, body, low, high)
        case _:
            return node


def _repeat(name: str, body: Node, low: Node, high: Node) -> Node:
    """Return a sum or product of equal factors, or the integral of a constant."""
    length: Node = Binary("-", high, low)
    length = length if name == "integrate" else Binary("+", length, Num("1"))
    terms = [multiply_tree_by(number, part) for number, part in collect_terms(length).values()]
    total = reduce(lambda left, term: Binary("+", left, term), terms) if terms else Num("0")
    return remove_neutral_elements(Binary("^" if name == "prod" else "*", body, total))


def _take_constant_factors(body: Node, names: Collection[str]) -> Node | None:
    """Return the factors of a product without some names; None unless the others have no name but these."""
    parts = split_product_factors(body)
    result: Node = Num("1")
    sides: tuple[tuple[tuple[Node, ...], BinaryOp], ...] = ((parts.factors, "*"), (parts.divisors, "/"))
    for side, op in sides:
        for part in side:
            found = find_symbols(part)
            if found & {*names}:
                if found - {*names}:
                    return None
            else:
                result = Binary(op, result, part)
    return result


def _find_vanishing_part(body: Node, name: str) -> Node | None:
    """Return what is zero at the extremum of a body by its form: below a square or an absolute value."""
    match body:
        case Binary("^", inner, Num(text)) if text.isdigit() and int(text) % 2 == 0:
            return inner
        case Call("abs", (inner,)):
            return inner
        case Neg(inner) | Call("exp" | "ln" | "log" | "sqrt", (inner,)):
            return _find_vanishing_part(inner, name)
        case Binary("+" | "-" | "*" | "/", left, right):
            sides = [side for side in (left, right) if name in find_symbols(side)]
            return _find_vanishing_part(sides[0], name) if len(sides) == 1 else None
        case _:
            return None


def _vanishes_at(tree: Node, name: str, key: Node) -> bool:
    """Return whether a sum is zero for a name that is the key, by cancelling factors and terms alone.

    A multiple by a number is no matter here: that may be what the prompt states.
    """
    terms = [Neg(term) if is_negative else term for is_negative, term in split_sum_terms(tree)]
    units = [split_number(term) for term in terms]
    if all(
        isinstance(unit, Call) and unit.name in ("ln", "log") and len(unit.args) == 1 for _, _, unit in units
    ):
        logs = [(number, unit.args[0]) for number, _, unit in units if isinstance(unit, Call)]
        whole = _raise_all(_put_in_key(argument, name, key, number) for number, argument in logs)
        return whole[0] == 1 and not _list_others(whole)
    with_name: dict[Fraction, list[Node]] = defaultdict(list)
    for term in terms:
        power = _take_apart(term, name)[1].get(name, Fraction(0))
        with_name[power].append(substitute_symbols(term, {name: Num("1")}) if power else term)
    sums = {power: _add(parts) for power, parts in with_name.items()}
    if not any(power and (power != 1 or find_symbols(factor)) for power, factor in sums.items()):
        return False
    left: dict[frozenset[tuple[str, Fraction]], Fraction] = defaultdict(Fraction)
    for power, factor in sums.items():
        product = _raise_all((_take_apart(factor), _raise(_take_apart(key), power)))
        left[_list_others(product)] += product[0]
    return not any(left.values())


def _put_in_key(node: Node, name: str, key: Node, power: Fraction) -> _Product:
    number, powers = _take_apart(node, name)
    share = powers.pop(name, Fraction(0))
    return _raise(_raise_all(((number, powers), _raise(_take_apart(key), share))), power)


def _add(parts: list[Node]) -> Node:
    return remove_neutral_elements(reduce(lambda left, part: Binary("+", left, part), parts))


def _is_multiple(tree: Node, key: Node) -> bool:
    """Return whether a tree is the key up to a number and the order of factors, of which none cancel."""
    signs = {*_list_signed_factors(tree, is_above=True)}
    cancels = len({text for text, _ in signs}) < len(signs)
    return not cancels and _list_others(_take_apart(tree)) == _list_others(_take_apart(key))


def _has_sum(key: Node) -> bool:
    """Return whether a factor of a key is a sum, so that it hardly is stated as it stands in an equation."""
    return any(text.startswith("(") and " + " in text for text in _take_apart(key)[1])


def _list_signed_factors(node: Node, *, is_above: bool) -> Iterator[tuple[str, bool]]:
    """Yield each factor of a product, within roots and powers too, and whether it multiplies or divides."""
    parts = split_product_factors(node)
    for side, is_factor in ((parts.factors, True), (parts.divisors, False)):
        for part in side:
            match part:
                case Binary("^", Binary() as inner, Num()) | Call("sqrt", (inner,)):
                    yield from _list_signed_factors(inner, is_above=is_above == is_factor)
                case _:
                    powers = _take_factor(part, "")[1].items()
                    yield from ((text, (is_above == is_factor) == (power > 0)) for text, power in powers)


def _list_others(product: _Product) -> frozenset[tuple[str, Fraction]]:
    return frozenset((text, power) for text, power in product[1].items() if power)


def _raise(product: _Product, power: Fraction) -> _Product:
    """Return a power of a product; a root of its number is a factor like others."""
    number, powers = product
    raised = {text: own * power for text, own in powers.items()}
    if power.denominator == 1:
        return number**power.numerator, raised
    return Fraction(1), raised | {
        str(number): raised.get(str(number), Fraction(0)) + power
    } if number != 1 else raised


def _raise_all(products: Iterable[_Product]) -> _Product:
    """Return the product of products."""
    number, powers = Fraction(1), defaultdict[str, Fraction](Fraction)
    for own, others in products:
        number *= own
        for text, power in others.items():
            powers[text] += power
    return number, powers


def _take_apart(node: Node, name: str = "") -> _Product:
    """Return a tree as a product. Raises CheckError where a name is within a factor that is not it."""
    parts = split_product_factors(node)
    sides = ((parts.factors, Fraction(1)), (parts.divisors, Fraction(-1)))
    sign = (Fraction(-1 if parts.negative else 1), dict[str, Fraction]())
    return _raise_all(
        (sign, *(_raise(_take_factor(part, name), power) for side, power in sides for part in side))
    )


def _take_factor(part: Node, name: str) -> _Product:
    match part:
        case Num():
            return part.value, {}
        case Binary("*" | "/") | Neg():
            return _take_apart(part, name)
        case Binary("^", base, exponent) if (power := evaluate_exactly(exponent, {})) is not None:
            return _raise(_take_apart(base, name), power)
        case Call("sqrt", (base,)):
            return _raise(_take_apart(base, name), Fraction(1, 2))
        case Sym(own):
            return Fraction(1), {own: Fraction(1)}
        case _ if name in find_symbols(part):
            raise CheckError(f"{name} is within a factor")
        case _:
            text = canonicalise_tree(part)
            return Fraction(-1 if text.startswith("- ") else 1), {text.removeprefix("- "): Fraction(1)}


# Choose the draws of an exercise at which its key differs most from what a slip or a simpler formula gives.
#
# Where letters coincide, or one is 0 or 1, right and wrong formulas often agree.

# Values whose difference is a smaller share of them are told apart by nobody.
_NEAR = 1e-3


@dataclass(frozen=True, slots=True)
class SeparatingDraws:
    """The seeds of the best draws, at most two, and the number that the key is in all draws, if it is one."""

    seeds: tuple[int, ...]
    only_key: str = ""


@dataclass(frozen=True, slots=True)
class _JudgedDraw:
    """A draw: how often something else agrees with its key, and how near the nearest of the others comes."""

    seed: int
    numbers: tuple[str, ...]
    # Those of its numbers that are real.
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

    What was guessed from small numbers fails there. One of few values counts more: more draws have it.
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
    """Yield what is made of one or two numbers by one step, and the numbers that change nothing."""
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
