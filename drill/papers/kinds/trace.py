"""Run the loop of an algorithm box twice by hand: numbers in, out the last value that it sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from drill.banks.models import Link
from drill.maths.print import to_plain
from drill.notation import refs, replaced, statements, walk
from drill.notation.tree import Add, Bracket, Derivative, Fixed, Gradient, Node, Num, Ref, Running, Statement
from drill.papers import wording
from drill.papers.computing import confirmed, guesses_of
from drill.papers.draft import Draft, Paper, Skipped
from drill.papers.draft_building import contained
from drill.papers.kinds.evaluate import numbers_given, precision_of, valued, with_numbers
from drill.papers.kinds.order import called, first_word
from drill.papers.lowering.arithmetic import arithmetic
from drill.papers.lowering.entries import Entries
from drill.papers.lowering.formula import read_formula
from drill.papers.lowering.inputs import RefusedError
from drill.papers.lowering.reader import latex_of
from drill.papers.sheet.model import AlgorithmRow
from drill.papers.sheet.symbols import canonical_tokens, typed_name
from drill.papers.sheet.table import key_of_symbol
from drill.papers.sheet.types import Domain, Number, Quantity
from drill.papers.structure import defined

_LOOPS: Final = ("for", "while", "repeat", "loop")
# Words of lines that do not always do the same.
_BRANCHES: Final = frozenset(("if", "else", "for", "unless", "until", "while", "probability", "otherwise"))
_UNCLEAR: Final = "nothing says which numbers it may take"


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """Two turns of each box in whose loop every line computes."""
    for box in paper.sheet.algorithms:
        yield from contained("trace", box.id, lambda box=box: [_draft(paper, box)], "It is not run by hand")


def _draft(paper: Paper, box: AlgorithmRow) -> Draft:
    body, begin, made = _turns(box)
    _, final, whole = made[-1]
    known = {one.key: one for line in paper.lines if line.typed for one in line.typed.quantities}
    quantities = [_number(ref, known) for ref in refs(whole)]
    found = arithmetic(read_formula(Statement((final, whole), ("=",)), quantities, as_numbers=True))
    lets = {name: to_plain(node) for name, node in found.draws.lets.items()}
    entries, read = Entries(found.formula.reader, {}, found.draws.member), found.formula.reader.read
    steps = [
        f"Iteration {turn}: ${latex_of(left)} {valued(entries.entry(read(right)), found)}$"
        for turn, left, right in made
    ]
    paper_name, name = wording.short_title(paper.sheet), called(box)
    lines = "\n".join(f"{at}. {wording.markdown(step)}" for at, step in enumerate(body, 1))
    given = f"{begin}Let {wording.listed(list(numbers_given(found, lets)))}."
    asked = f"What is ${latex_of(final)}$ after two iterations? Compute it {precision_of(found)}."
    exercise = with_numbers(
        found, lets, prompt=f"In {paper_name}, {name} repeats these lines:\n\n{lines}\n\n"
        f"Take every quantity as one number. {given} {asked}",
        level=3, shape="a loop, unrolled: each iteration begins with what the one before it made",
        motion="go through the lines in order, note each new value, then start again at the first line",
        hints=["Which values does the first iteration change? The second begins with those.", steps[0]],
        steps=steps,
    )  # fmt: skip
    form = replace(exercise.forms[0], links=(Link(title=f"{wording.capital(paper_name)}, {name}"),))
    exercise = confirmed(replace(exercise, title="Two iterations of a loop", forms=(form,)))
    guesses = guesses_of(found.formula.inputs)
    return Draft("trace", box.id, box.id, "", exercise, is_proved=True, guesses=guesses)


def _number(ref: Ref, known: Mapping[str, Quantity]) -> Quantity:
    """A number, with what is known of it or of the symbol at any turn."""
    opened = replace(ref, below=tuple(Running("t") if isinstance(one, Fixed) else one for one in ref.below))
    rows = (known[key] for key in map(key_of_symbol, (ref, opened)) if key in known)
    row = next(rows, Quantity(latex_of(ref), ref, "", Number(), Domain(), why=_UNCLEAR))
    return replace(row, symbol=ref, typed=typed_name(ref), type=Number())


def _turns(box: AlgorithmRow) -> tuple[Sequence[str], str, list[tuple[int, Ref, Node]]]:
    """The lines of a box's loop, how it begins to count, and what two turns set, in terms of what is given.

    Raises:
        RefusedError: it is not one loop of lines that all compute.
    """
    depths = [len(step) - len(step.lstrip()) for step in box.steps]
    loops = [number for number, step in enumerate(box.steps) if first_word(step) in _LOOPS]
    at = loops[0] if loops else 0
    rows = zip(box.steps[at + 1 :], depths[at + 1 :], strict=True)
    body = [step.strip() for step, depth in rows if depth > depths[at]]
    words = " ".join(text for step in body for text in step.split("$")[::2]).lower().split()
    if len(loops) != 1 or not body or not all(map(_assigned, body)) or _BRANCHES.intersection(words):
        raise RefusedError("it is not one loop of lines that all compute")
    values: dict[str, Node] = {}
    starts: list[str] = []
    for left, right in (pair for step in box.steps[:at] for pair in _assigned(step)):
        values[latex_of(left)] = _put(right, values)
        starts.append(f"${latex_of(left)} = {latex_of(right)}$")
    letter, now, counted = "", 0, False
    match [*canonical_tokens("".join(box.steps[at].split("$")[1:2]))]:
        case [letter, "=" | "\\leftarrow", first, *_] if first.isdigit() and "down" not in box.steps[at]:
            now, counted = int(first), True
        case _:
            letter = ""
    for left, right in (pair for step in body for pair in _assigned(step)):
        if isinstance(start := values.get(latex_of(left)), Num) and right == Add((left, Num("1"))):
            letter, now = latex_of(left), int(start.text)
    starts += [f"${letter} = {now}$"] if counted else []
    begin = f"Begin with {wording.listed(starts)}. " if starts else ""
    made: list[tuple[int, Ref, Node]] = []
    is_carried = False
    for turn in (1, 2):
        first = {latex_of(left) for _, left, _ in made}
        for left, right in (pair for step in body for pair in _assigned(step)):
            if latex_of(left) == letter:
                now += 1
                continue
            target, value = _at(left, letter, now), _at(right, letter, now)
            assert isinstance(target, Ref)
            slopes = [part for part in walk(right) if isinstance(part, Gradient | Derivative)]
            if (target == left and right in slopes) or any(_at(one, letter, now) == one for one in slopes):
                raise RefusedError("its gradients do not say of which turn they are")
            if isinstance(value, Gradient | Derivative):  # it is given
                continue
            is_carried |= any(latex_of(ref) in first for ref in refs(value))
            values[latex_of(target)] = _put(value, values)
            made.append((turn, target, values[latex_of(target)]))
        now += bool(counted)
    if not is_carried:
        raise RefusedError("its second turn needs nothing of the first")
    return body, begin, made


def _assigned(step: str) -> list[tuple[Ref, Node]]:
    """What a line sets, each with its right side."""
    said = map(canonical_tokens, step.split("$")[1::2])
    read = [one.statement for tokens in said for one in statements(tokens)]
    pairs = [(one.sides[0], one.sides[1]) for one in read if one and len(one.sides) == 2 and defined(one)]
    return [(left, right) for left, right in pairs if isinstance(left, Ref)]


def _at(node: Node, letter: str, now: int) -> Node:
    """A part of a line at one turn."""

    def change(part: Node) -> Node | None:
        if isinstance(part, Running) and part.letter == letter:
            return Fixed(str(now + part.offset))
        return Num(str(now)) if isinstance(part, Ref) and latex_of(part) == letter else None

    return replaced(node, change)


def _put(node: Node, values: Mapping[str, Node]) -> Node:
    """A right side with what was set before in it; a gradient stays as it is."""

    def change(part: Node) -> Node | None:
        if isinstance(part, Gradient | Derivative):
            return part
        value = values.get(latex_of(part)) if isinstance(part, Ref) else None
        return Bracket(value) if value is not None and not isinstance(value, Ref | Num) else value

    return replaced(node, change)
