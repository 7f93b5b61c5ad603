"""Put numbers in: a right side computed by hand, with new numbers at every return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from drill.banks.models import Declared, Exercise, Mistake
from drill.checking import ArraySpec, NumberSpec, Spec, Tolerance
from drill.codec import Written
from drill.errors import ParseError
from drill.maths.print import to_plain
from drill.maths.tree import Binary, Call, Num, Sym, children, substitute, symbols, walk
from drill.maths.tree import Node as Maths
from drill.maths.tree import Sequence as Row
from drill.notation import walk as walk_tree
from drill.notation.tree import Add, Apply, Bracket, Div, Mul, Node, Norm, Reduce, Root
from drill.papers.computing import Computing, computing_of, left_of, lengths_given
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.draft_building import each_line, exercise
from drill.papers.kinds.slips import changes
from drill.papers.lowering.arithmetic import Arithmetic, arithmetic, as_text, compute, is_exact
from drill.papers.lowering.draws import member_latex
from drill.papers.lowering.entries import Entries
from drill.papers.lowering.inputs import Input, RefusedError, operations, stored
from drill.papers.lowering.reader import latex_of
from drill.papers.structure import shape_words
from drill.papers.typed_text import Names
from drill.papers.wording import listed

# Significant digits that are asked for: a calculator's, rounded.
DIGITS: Final = 4
# Lines of a worked solution.
_MOST_STEPS: Final = 3
# Known mistakes of one key.
_MOST_MISTAKES: Final = 3
# Characters of a part that a step shows.
_SHORT: Final = 80
# Relative: what four digits leave open, with room.
_ROUNDING: Final = 2e-3
# A known mistake that equals the key more often than not is none: no draw for which it does is used.
_MOSTLY: Final = 0.5
_LOOPS: Final = frozenset(("sum", "prod"))
# Characters of arithmetic that a step shows with the numbers in it.
_LONGEST: Final = 160


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One exercise for each statement whose right side is computed from what can be drawn."""
    computing = computing_of(paper)
    return each_line("evaluate", paper, lambda line: [_draft(computing, line)], why="It is not evaluated")


def _checked(found: Arithmetic) -> Arithmetic:
    formula = found.formula
    if operations(formula.node) < 2 and len(formula.inputs) < 3 and not found.sizes:
        raise RefusedError("it takes only one operation")
    return found


def _draft(computing: Computing, line: Line) -> Draft:
    found = _checked(arithmetic(computing.formula(line)))
    formula, draws = found.formula, found.draws
    lets: dict[str, str] = {name: to_plain(node) for name, node in draws.lets.items()}
    given = list(numbers_given(found, lets))
    ask = f"Let {listed(given)}. Compute {left_of(formula)} {precision_of(found)}."
    level = operations(formula.node)
    body = with_numbers(
        found,
        lets,
        prompt=f"{computing.begins(line)}\n\n{ask}",
        level=1 if level <= 2 else 2 if level <= 7 else 3,
        shape=shape_words(line.statement) if line.statement else "arithmetic",
        motion="write every sum out, substitute the numbers, then work from the inside out",
        hints=_hints(found),
        steps=_steps(found),
        wrong=_wrong(found),
        witness=_witness(found),
    )
    return computing.draft(
        "evaluate", line, body, suffix=" with numbers", left=formula.left, may_restate=True
    )


def with_numbers(
    found: Arithmetic, lets: dict[str, str], *, prompt: str, level: int, shape: str, motion: str,
    hints: Iterable[str], steps: Iterable[str], wrong: Iterable[Mistake] = (),
    witness: Mapping[str, Written] | None = None,
) -> Exercise:  # fmt: skip
    """An exercise whose numbers are drawn and whose answer is the key."""
    return exercise(
        prompt=prompt, answer=_answer(found), level=level, shape=shape, motion=motion, hints=hints,
        steps=steps, wrong=wrong, witness=witness, declared=Declared(let=lets),
        params={one.name: one.written for one in found.draws.parameters},
        where=found.draws.where,  # to which the wrong answers add
    )  # fmt: skip


def numbers_given(found: Arithmetic, lets: dict[str, str]) -> Iterator[str]:
    """``$\\beta = 0.9$``: everything that is given, in the order of the formula."""
    formula, draws = found.formula, found.draws
    yield from lengths_given(formula, draws.lengths)
    for one in formula.inputs:
        if one.name in draws.values:
            yield f"${latex_of(one.node)} = {draws.values[one.name]}$"
        elif not one.runs:
            yield _array(one, (), found, lets)
        else:
            shape = draws.shape(one)
            for at in _places(shape[: len(one.runs)]):
                yield _array(one, at, found, lets)


def _places(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for length in shape:
        found = [(*at, number) for at in found for number in range(1, length + 1)]
    return found


def _array(given: Input, at: tuple[int, ...], found: Arithmetic, lets: dict[str, str]) -> str:
    """One member of an input with its value: a number, a vector or a matrix."""
    latex = member_latex(given, at, found.formula.ranges) if at else latex_of(given.node)
    value = to_plain(_values(found, given, at))
    if len(at) == len(found.draws.shape(given)):
        return f"${latex} = @{{{value}}}$"
    name = found.draws.name(given.name + "".join(map(str, at)))
    lets[name] = value
    return f"${latex} = @{name}$"


def _values(found: Arithmetic, given: Input, at: tuple[int, ...] = ()) -> Maths:
    """The numbers of an input, or of one member of it, as a bank's lists."""
    shape = found.draws.shape(given)
    if len(at) == len(shape):
        return found.draws.member(given, at)
    return Row("list", tuple(_values(found, given, (*at, n + 1)) for n in range(shape[len(at)])))


def precision_of(found: Arithmetic) -> str:
    """How precisely the key is wanted."""
    if found.is_exact:
        return "exactly, entry by entry" if found.sizes else "exactly, as a whole number, fraction or decimal"
    return "to 3 decimals (calculator)" if found.sizes else f"to {DIGITS} significant digits (calculator)"


def _answer(found: Arithmetic) -> Spec:
    if found.sizes:
        return ArraySpec(
            kind="matrix" if len(found.sizes) > 1 else "vector",
            text=found.text,
            tolerance=None if found.is_exact else Tolerance("abs", "0.001"),
        )
    if found.is_exact:
        return NumberSpec(kind="number", text=found.text, form="exact")
    return NumberSpec(kind="number", text=found.text, tolerance=Tolerance("digits", str(DIGITS)))


def _witness(found: Arithmetic) -> dict[str, Written]:
    """The key once more: by loops over arrays where it has sums, else as the paper writes it, from behind."""
    places = found.places
    try:
        second = [_by_loops(found, place) for place in places]
        has_loops = any(
            isinstance(part, Call) and part.name in _LOOPS for one in second for part in walk(one)
        )
        if not has_loops and len(found.sizes) > 1:
            return {}
        texts = [*map(to_plain, second)] if has_loops else [_from_behind(found, place) for place in places]
    except (RefusedError, ParseError):
        return {}  # loops have proved it already; a witness in the key's own words would prove nothing
    return {"value": as_text(texts, found.sizes)}


def _by_loops(found: Arithmetic, place: tuple[int, ...]) -> Maths:
    """An entry of the result with its sums as sums over the indices of arrays."""
    formula, draws = found.formula, found.draws
    taken = {*(one.name for one in draws.parameters), *(one.name for one in formula.inputs)}
    entries = Entries(formula.reader, draws.lengths, taken=frozenset(taken))
    given: dict[str, Maths] = {name: Num(str(value)) for name, value in draws.values.items()}
    given |= {one.name: _values(found, one) for one in formula.inputs if one.name not in given}
    given |= {entries.index_name(letter): Num("1") for letter in formula.free}
    return substitute(entries.entry(formula.node, [Num(str(n)) for n in place]), given)


def _from_behind(found: Arithmetic, place: tuple[int, ...]) -> str:
    """An entry of the result read off the paper's own writing, its terms and factors from the last one on."""
    formula, draws = found.formula, found.draws
    names: dict[Node, str] = {}
    for node in walk_tree(formula.right):
        leaf = formula.reader.leaves.get(node)
        if isinstance(leaf, Sym):
            one = formula.reader.named_inputs[leaf.name]
            names[node] = to_plain(draws.member(one, place if one.shape else ()))
    return Names(names, {}).otherwise(formula.right)


# What helps


_QUESTIONS: Final[Mapping[type[Node], str]] = {
    Add: "Which terms are added, and which are subtracted? Compute each of them first.",
    Mul: "Which factors are multiplied? Compute powers and quotients among them first.",
    Div: "What is divided by what? Compute the numerator and the denominator before you divide.",
    Reduce: "Over what does the index run? Write its terms down one by one.",
}
_LAST: Final = "Which operation comes last, and what must be known before it?"


def _parts(found: Arithmetic) -> list[tuple[Node, Maths]]:
    """Parts on the way that are numbers and are written as the paper writes them, the innermost first."""
    formula = found.formula
    entries = Entries(formula.reader, found.draws.lengths, found.draws.member_or_end, found.draws.values)
    parts: list[tuple[Node, Maths]] = []
    for node in formula.parts():
        if not isinstance(node, (Add, Div, Root, Norm, Reduce, Apply)):
            continue
        inner = node.body if isinstance(node, Bracket) else node
        if node is formula.right or inner in dict(parts) or len(latex_of(inner)) > _SHORT:
            continue
        try:
            value = formula.reader.read(inner)
            part = entries.entry(value) if not formula.reader.axes_of(value) and operations(value) else None
            if part is not None and symbols(part):
                parts.append((inner, part))
        except RefusedError:
            continue
    return parts[::-1][-_MOST_STEPS:]


def valued(node: Maths, found: Arithmetic) -> str:
    """A part with its numbers in, and what they give."""
    text = to_plain(node)
    shown = f"@{{raw({text})}}" if len(text) <= _LONGEST else ""
    exact = found.is_exact or is_exact((node,), found.samples)
    result = f"= @{{{text}}}" if exact else f"\\approx @{{dec({text}, {DIGITS})}}"
    is_written = (
        exact and isinstance(node, Binary) and node.op == "/" and not any(map(children, children(node)))
    )
    return f"= {shown} {result}" if shown and not is_written else result  # ``8/3`` is its own value


def _hints(found: Arithmetic) -> Iterator[str]:
    parts = _parts(found)
    if parts:
        yield f"Which part can be computed first? Begin inside, with ${latex_of(parts[0][0])}$."
        yield f"Here ${latex_of(parts[0][0])} {valued(parts[0][1], found)}$."
    else:
        yield _QUESTIONS.get(type(found.formula.right), _LAST)
        what = "its first entry" if found.sizes else "it"
        yield f"With the numbers substituted, {what} reads $@{{raw({to_plain(found.key[0])})}}$."


def _steps(found: Arithmetic) -> Iterator[str]:
    for node, maths in _parts(found):
        yield f"${latex_of(node)} {valued(maths, found)}$"
    left = "" if found.formula.left is None else latex_of(found.formula.left)
    if found.sizes:
        for place, entry in zip(found.places, found.key, strict=True):
            yield f"Entry {', '.join(map(str, place))}: ${valued(entry, found).removeprefix('= ')}$"
    else:
        whole = f"{left} {valued(found.key[0], found)}".removeprefix(" = ")
        yield f"Together, ${whole}$."


def _wrong(found: Arithmetic) -> Iterator[Mistake]:
    formula = found.formula
    seen: list[list[float | None]] = [_computed(found.key, found)]
    entries = Entries(formula.reader, found.draws.lengths, found.draws.member_or_end, found.draws.values)
    for right, say in changes(formula.right):
        if len(seen) > _MOST_MISTAKES:
            return
        try:
            node = formula.reader.read(right)
            if stored(formula.reader.axes_of(node)) != stored(formula.axes):
                continue
            key = tuple(entries.entry(node, [Num(str(n)) for n in place]) for place in found.places)
        except RefusedError:
            continue
        values = _computed(key, found)
        if None not in values and _differ(values, seen):
            seen.append(values)
            found.draws.where.append(_apart(found.key, key))
            yield Mistake(answer=as_text([*map(to_plain, key)], found.sizes), say=say)


def _apart(key: tuple[Maths, ...], other: tuple[Maths, ...]) -> str:
    """The condition under which a wrong answer is none that would be taken for the key."""
    pairs = [(to_plain(one), to_plain(two)) for one, two in zip(key, other, strict=True)]
    apart = " + ".join(f"abs({one} - ({two}))" for one, two in pairs)
    return f"{apart} > {_ROUNDING} * ({' + '.join(f'abs({one})' for one, _ in pairs)})"


def _computed(key: tuple[Maths, ...], found: Arithmetic) -> list[float | None]:
    """A key's value in each sample; of a vector the sum of its entries, weighted to tell them apart."""
    found_in: list[float | None] = []
    for values in found.samples:
        entries = [compute(one, values) for one in key]
        found_in.append(
            None if None in entries else sum((n + 1) * (one or 0) for n, one in enumerate(entries))
        )
    return found_in


def _differ(one: list[float | None], others: list[list[float | None]]) -> bool:
    """Whether a key differs from all others in most samples by more than a rounding."""
    unlike = sum(
        all(a is None or b is None or abs(a - b) > _ROUNDING * max(abs(a), abs(b)) for b in beside)
        for a, beside in zip(one, zip(*others, strict=True), strict=True)
    )
    return unlike > _MOSTLY * len(one)
