"""The kind "evaluate": compute a right side of numbers by hand, with new numbers each time."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from drill.banks.models import Declared, Mistake
from drill.checking import NumberSpec
from drill.errors import CheckError, UndefinedError
from drill.maths.exact import rational
from drill.maths.numeric import real_value
from drill.maths.print import to_plain
from drill.maths.tree import Binary, Call, Node, Num, Sym, substitute, symbols, walk
from drill.maths.tree import Sequence as Row
from drill.notation.tree import Add, Div, Mul, Reduce
from drill.papers.draft import Draft, Line, Skipped
from drill.papers.draft_building import each_line, exercise
from drill.papers.kinds.slips import changes
from drill.papers.lowering.entries import Entries
from drill.papers.lowering.expressions import Expression, is_chance, is_of_one_law, names_in_order, sums_along
from drill.papers.lowering.formula import Formula
from drill.papers.lowering.inputs import FOLDS, Input, RefusedError, operations
from drill.papers.lowering.values import Nested
from drill.papers.paper_reading import Reading
from drill.papers.structure import shape_words
from drill.papers.variation import Varied, varied
from drill.papers.wording import listed
from drill.reading import Written

# Significant digits that are asked for: a calculator's, rounded.
_DIGITS: Final = 4
# Draws that decide whether a formula has values, and how many of them must have one.
_SAMPLES, _FEWEST = 60, 12
# Between these a value is no trouble to compute by hand.
_SMALLEST, _LARGEST = 1e-3, 10_000.0
# The largest argument of an exponential.
_MOST_RAISED: Final = 6
# Numbers of which fewer would come back too soon.
_FEWEST_VARIANTS: Final = 30
# Of fractions that are still typed.
_PLAIN_DENOMINATOR: Final = 400
_MOST_MISTAKES: Final = 3
# Relative: what four digits leave open, with room.
_ROUNDING: Final = 2e-3
# A count is drawn from its least value and so many more.
_COUNTS: Final = 5
_SHARES: Final = ("0.1", "0.2", "0.25", "0.3", "0.4", "0.5", "0.6", "0.7", "0.75", "0.8", "0.9")
# Chances of one fixed thing with each of three others: together they stay below 1.
_JOINT: Final = ("0.05", "0.1", "0.15", "0.2", "0.25", "0.3")
# Names that a bank's expressions have already.
_RESERVED: Final = frozenset(("sister", "slip", "options", "z", "inf", "pi", "dne", "e", "i"))
_FIRST_HINTS: Final = {
    Add: "Which terms are added, and which are subtracted? Compute each of them first.",
    Mul: "Which factors are multiplied? Compute powers and quotients among them first.",
    Div: "What is divided by what? Compute the numerator and the denominator before you divide.",
    Reduce: "Over what does the index run? Write its terms down one by one.",
}
_LAST_HINT: Final = "Which operation comes last, and what must be known before it?"


def drafts(reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
    """Yield an exercise for each statement of numbers whose domains are all stated."""
    return each_line("evaluate", lines, lambda line: [_draft(reading, line)], why="It is not evaluated")


@dataclass(slots=True)
class _Numbers:
    """The drawn parameters, as a bank writes them and as numbers.

    ``put`` says what stands for each name of the expression: a parameter, one number, or the rest of shares.
    """

    written: dict[str, str | tuple[str, ...]] = field(default_factory=dict[str, str | tuple[str, ...]])
    choices: dict[str, tuple[Fraction, ...]] = field(default_factory=dict[str, tuple[Fraction, ...]])
    put: dict[str, Node] = field(default_factory=dict[str, Node])
    where: list[str] = field(default_factory=list[str])

    def samples(self) -> Iterator[dict[str, Fraction]]:
        """Yield draws of all parameters, some of which a condition may exclude."""
        for seed in range(_SAMPLES):
            draw = random.Random(seed)
            yield {name: draw.choice(choices) for name, choices in self.choices.items()}


def _draft(reading: Reading, line: Line) -> Draft:
    formula = reading.formula(line)
    _check_stated(formula)
    variation = varied(reading, line, with_numbers=True)
    if any(given_input.axes for given_input in variation.inputs.values()):
        raise RefusedError("it has arrays in it, which NumPy computes")
    if operations(formula.node) < 2 and len(formula.inputs) < 3 and variation.whole.ends == {}:
        raise RefusedError("it takes only one operation")
    numbers = _drawn(variation)
    key = substitute(variation.node, numbers.put)
    samples = _admitted(key, numbers, formula)
    _prove(variation.whole, key, numbers, samples)
    exact = all(_is_plain(key, values) for values in samples)
    text = to_plain(key)
    answer = (
        *variation.given,
        *(f"${variation.whole.latex[name]} = {_shown(node)}$" for name, node in numbers.put.items()),
    )
    precision = (
        "exactly, as a whole number, fraction or decimal"
        if exact
        else f"to {_DIGITS} significant digits (calculator)"
    )
    result = f"= @{{{text}}}" if exact else f"\\approx @{{dec({text}, {_DIGITS})}}"
    steps = operations(formula.node)
    body = exercise(
        prompt=f"{reading.begins(line)}\n\nLet {listed(answer)}. Compute {variation.left} {precision}.",
        answer=NumberSpec(kind="number", text=text, form="exact")
        if exact
        else NumberSpec(kind="number", text=text, digits=_DIGITS),
        level=1 if steps <= 2 else 2 if steps <= 7 else 3,
        shape=shape_words(line.statement) if line.statement else "arithmetic",
        motion="write every sum out, substitute the numbers, then work from the inside out",
        hints=(
            _FIRST_HINTS.get(type(formula.right), _LAST_HINT),
            f"With the numbers substituted, it reads $@{{raw({text})}}$.",
        ),
        steps=(f"With the numbers in, {variation.left} is $@{{raw({text})}} {result}$.",),
        wrong=tuple(_wrong(variation, key, numbers, samples)),
        witness=_witness(variation.whole, numbers),
        declared=Declared(),
        params=numbers.written,
        where=numbers.where,  # to which the wrong answers add
    )
    return reading.draft(
        "evaluate", line, body, suffix=" with numbers", left=formula.left, slot="numbers", may_restate=True
    )


def _check_stated(formula: Formula) -> None:
    """Refuse a formula with a quantity whose possible numbers the paper does not state."""
    if not all(operand.quantity.is_stated or is_chance(operand) for operand in formula.inputs):
        raise RefusedError("the paper does not state which numbers its symbols may be")
    names = [given_input.quantity.symbol.name for given_input in formula.inputs]
    if any(replace(name, accents=()) in names for name in names if name.accents == ("\\bar",)):
        raise RefusedError("a mean or a complement hangs together with what it is of")


def _shown(node: Node) -> str:
    return node.text if isinstance(node, Num) else f"@{{{to_plain(node)}}}"


# Numbers


def _drawn(variation: Varied) -> _Numbers:
    """Return what is drawn for each name; the last of several shares is what the others leave."""
    numbers = _Numbers()
    for name, operand in variation.inputs.items():
        siblings = [
            sibling for sibling, sibling_input in variation.inputs.items() if sibling_input == operand
        ]
        is_share = sums_along(operand) is not None and is_of_one_law(operand) and len(siblings) > 1
        if is_share and name == siblings[-1]:
            if len(operand.runs) > 1:
                raise RefusedError("its shares are those of several laws")
            remainder: Node = Num("1")
            for sibling in siblings[:-1]:
                remainder = Binary("-", remainder, numbers.put[sibling])
            numbers.put[name] = remainder
            numbers.where.append(f"{to_plain(remainder)} > 0")
            continue
        written = _choices(operand)
        if isinstance(written, tuple) and len(written) == 1:
            numbers.put[name] = Num(written[0])
            continue
        parameter = f"{name}v" if name in _RESERVED else name
        numbers.written[parameter], numbers.choices[parameter] = written, _numbers(written)
        numbers.put[name] = Sym(parameter)
    if math.prod(map(len, numbers.choices.values())) < _FEWEST_VARIANTS:
        raise RefusedError("there are too few numbers to draw")
    numbers.where += [f"{step} <= {last}" for step, last in names_in_order(numbers.written)]
    return numbers


def _choices(operand: Input) -> str | tuple[str, ...]:
    """Return the possible values of a number as a bank writes them: a range or a list."""
    domain = operand.quantity.domain
    if domain.values:
        return tuple(map(_decimal, domain.values))
    low, high = domain.low, domain.high
    if domain.is_whole:
        first = int(low) if low > -math.inf else -4
        least = first if low < 0 else 2 if high > 2 else 1  # 1 would hide a power, a step or a factor
        first = max(first + domain.is_low_open * (low == first), least)
        last = min(int(high) if high < math.inf else first + _COUNTS, first + _COUNTS)
        if last < first:
            raise RefusedError("its whole numbers leave nothing to draw")
        return f"{first}..{last}"
    if (low, high) == (0, 1) or is_chance(operand):
        return _JOINT if is_chance(operand) and operand.runs and sums_along(operand) is None else _SHARES
    if low == -math.inf and high == math.inf:
        return "-5..5 !0 !1"
    if high == math.inf and float(low).is_integer():
        return f"{int(low) + 1 + (low == 0)}..{int(low) + 9}"
    if high == math.inf or low == -math.inf:
        end, sign = (low, 1) if high == math.inf else (high, -1)
        return tuple(_decimal(end + sign * step) for step in (0.5, 1, 1.5, 2, 3))
    return tuple(dict.fromkeys(_decimal(low + (high - low) * part / 10) for part in range(1, 10)))


def _decimal(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.4f}".rstrip("0").rstrip(".")


def _numbers(written: str | tuple[str, ...]) -> tuple[Fraction, ...]:
    if isinstance(written, tuple):
        return tuple(map(Fraction, written))
    span, *without = written.split(" !")
    low, high = map(int, span.split(".."))
    return tuple(Fraction(number) for number in range(low, high + 1) if str(number) not in without)


def _admitted(key: Node, numbers: _Numbers, formula: Formula) -> list[dict[str, Fraction]]:
    """Return draws whose value is neither huge nor lost; conditions exclude the others."""
    quantity = formula.left_quantity
    low, high = (-_LARGEST, _LARGEST)
    if quantity is not None:
        low, high = max(quantity.domain.low, low), min(quantity.domain.high, high)
    text = to_plain(key)
    conditions = [
        *_conditions(key),
        (f"{text} >= {low:g}", key, low, math.inf),
        (f"{text} <= {high:g}", key, -math.inf, high),
    ]
    remainders = [node for node in numbers.put.values() if isinstance(node, Binary)]
    ordered = names_in_order(numbers.written)
    admitted: list[dict[str, Fraction]] = []
    broken: set[str] = set()
    drawn = 0
    for values in numbers.samples():
        if any((_value(remainder, values) or 0) <= 1e-9 for remainder in remainders) or any(
            values[step] > values[last] for step, last in ordered
        ):
            continue
        drawn += 1
        fails = {
            condition
            for condition, node, least, most in conditions
            if (value := _value(node, values)) is not None and not least <= value <= most
        }
        broken |= fails
        value = _value(key, values)
        if not fails and value is not None and abs(value) >= _SMALLEST:
            admitted.append(values)
    if len(admitted) < max(_FEWEST, drawn // 5):
        raise RefusedError("no numbers gave a value of reasonable size")
    if any(len({values[name] for values in admitted}) < 2 for name in numbers.choices):
        raise RefusedError("there are too few numbers to draw")
    numbers.where += [condition for condition, *_ in conditions if condition in broken]
    return admitted


def _conditions(key: Node) -> Iterator[tuple[str, Node, float, float]]:
    """Yield conditions under which each part of a key has a value: a text, and a node between two numbers."""
    tiny = 1e-9
    for part in walk(key):
        match part:
            case Binary("/", _, bottom) if symbols(bottom):
                yield f"{to_plain(bottom)} != 0", Call("abs", (bottom,)), tiny, math.inf
            case Call("ln" | "log2" | "log10", (inner,)) if symbols(inner):
                yield f"{to_plain(inner)} > 0", inner, tiny, math.inf
                if isinstance(inner, Binary):
                    off = Call("abs", (Binary("-", inner, Num("1")),))
                    yield f"{to_plain(inner)} != 1", off, tiny, math.inf
            case Call("exp", (inner,)) if symbols(inner):
                size = Call("abs", (inner,))
                yield f"abs({to_plain(inner)}) <= {_MOST_RAISED}", size, 0, _MOST_RAISED
            case Call("sqrt", (inner,)) if symbols(inner):
                yield f"{to_plain(inner)} >= 0", inner, 0, math.inf
            case Binary("^", base, exponent) if symbols(base) and not isinstance(exponent, Num):
                yield f"{to_plain(base)} > 0", base, tiny, math.inf
            case _:
                pass


def _value(node: Node, values: Mapping[str, Fraction]) -> float | None:
    return real_value(node, {name: float(number) for name, number in values.items()})


def _is_plain(key: Node, values: Mapping[str, Fraction]) -> bool:
    """Return whether a value is a short fraction or a decimal of at most four places."""
    try:
        value = rational(key, values)
    except CheckError:
        return False
    return value is not None and (value.denominator <= _PLAIN_DENOMINATOR or not 10**4 % value.denominator)


# Second computations


def _prove(
    whole: Expression, key: Node, numbers: _Numbers, samples: Sequence[Mapping[str, Fraction]]
) -> None:
    """Compare the key with the value of the formula's tree, whose sums are loops.

    Raises:
        RefusedError: they differ.
    """
    formula = whole.formula
    starts = {letter: int(getattr(along.start, "text", "1")) for letter, along in formula.free.items()}
    for values in samples[:8]:
        input_values = {
            given_input.name: float(whole.ends[given_input.name])
            if given_input.name in whole.ends
            else _floats(_members(given_input, whole, numbers), values)
            for given_input in formula.inputs
        }
        try:
            second = formula.value(input_values, whole.lengths, starts)
        except (UndefinedError, ArithmeticError, ValueError) as error:
            raise RefusedError("its second computation fails") from error
        first = _value(key, values)
        if first is None or not isinstance(second, float) or not math.isclose(first, second, rel_tol=1e-8):
            raise RefusedError("two computations of it differ")


def _floats(node: Node, values: Mapping[str, Fraction]) -> Nested:
    if isinstance(node, Row):
        return [_floats(part, values) for part in node.items]
    return _value(node, values) or 0.0


def _witness(whole: Expression, numbers: _Numbers) -> dict[str, Written]:
    """Return the key with its sums as sums over lists, where it has any."""
    formula = whole.formula
    if not any(isinstance(part, Call) and part.name in FOLDS for part in walk(formula.node)):
        return {}
    entries = Entries(formula.reader, whole.lengths, taken=frozenset(numbers.written))
    replacements: dict[str, Node] = {name: Num(str(end)) for name, end in whole.ends.items()}
    replacements |= {entries.index_name(letter): Num("1") for letter in formula.free}
    for given_input in formula.inputs:
        if given_input.name not in replacements:
            replacements[given_input.name] = _members(given_input, whole, numbers)
    try:
        return {"value": to_plain(substitute(entries.entry(formula.node), replacements))}
    except RefusedError:
        return {}


def _members(operand: Input, whole: Expression, numbers: _Numbers, indices: tuple[int, ...] = ()) -> Node:
    """Return the members of an input, or of those at some first places, as a bank's nested lists."""
    if len(indices) == len(operand.runs):
        name = whole.members.get((operand.name, indices))
        if name is None:
            raise RefusedError("a member is not given")
        return numbers.put[name]
    size = max(places[len(indices)] for name, places in whole.members if name == operand.name)
    return Row(
        "list", tuple(_members(operand, whole, numbers, (*indices, index)) for index in range(1, size + 1))
    )


def _wrong(
    variation: Varied, key: Node, numbers: _Numbers, samples: Sequence[Mapping[str, Fraction]]
) -> Iterator[Mistake]:
    """Yield known mistakes: the formula with one slip, where that changes the value more often than not."""
    formula = variation.whole.formula
    seen = [key]
    for right, say in changes(formula.right):
        if len(seen) > _MOST_MISTAKES:
            return
        try:
            node = substitute(variation.whole.rewrite(formula.reader.read(right)), numbers.put)
        except RefusedError:
            continue
        if symbols(node) <= set(numbers.written) and all(_differ(node, earlier, samples) for earlier in seen):
            apart = f"abs({to_plain(key)} - ({to_plain(node)})) > {_ROUNDING} * abs({to_plain(key)})"
            numbers.where.append(apart)
            seen.append(node)
            yield Mistake(answer=to_plain(node), say=say)


def _differ(node: Node, candidate: Node, samples: Sequence[Mapping[str, Fraction]]) -> bool:
    pairs = [(_value(node, values), _value(candidate, values)) for values in samples]
    unlike = [
        first is not None
        and second is not None
        and abs(first - second) > _ROUNDING * max(abs(first), abs(second))
        for first, second in pairs
    ]
    return all(first is not None for first, _ in pairs) and 2 * sum(unlike) > len(unlike)
