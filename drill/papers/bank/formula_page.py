"""The data of a formula's page: its symbols, what it uses, itself in NumPy and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.notation import to_latex, walk
from drill.notation.tree import Mul, Node, Ref
from drill.papers.bank.review import symbol_key
from drill.papers.draft import Line
from drill.papers.kinds.code import Coded, coded
from drill.papers.lowering.connections import find_used
from drill.papers.lowering.inputs import Input, RefusedError
from drill.papers.lowering.reader import latex_of
from drill.papers.model import FormulaRow, SymbolRow
from drill.papers.paper_reading import Reading
from drill.papers.structure import MOST_SKILLS, outside_names, quantities, sides_of, skills_of
from drill.papers.wording import Glossary
from drill.typeset import spoken


def with_page(reading: Reading, lines: Sequence[Line]) -> FormulaRow:
    """Return the row of a formula with its symbols, uses, NumPy code, words and skills."""
    rows = (*dict.fromkeys(row for line in lines for row in _rows(reading, line)),)
    uses = (source.formula.id for line in lines for source in find_used(line, reading.definitions))
    programs = [program for line in lines if (program := _coded(reading, line)) is not None]
    spoken_lines = [spoken_with_names(line, reading.glossary) for line in lines]
    skills = dict.fromkeys(skill for line in lines for skill in skills_of(line.statement))
    return replace(
        lines[0].formula,
        is_read=all(line.statement is not None for line in lines),
        skills=tuple(skills)[:MOST_SKILLS],
        symbols=tuple(map(symbol_key, rows)),
        uses=tuple(dict.fromkeys(uses)),
        code="\n".join(map(_code, programs)),
        code_names=tuple(dict.fromkeys(pair for program in programs for pair in _names(program, rows))),
        spoken="; ".join(spoken_lines) if all(spoken_lines) else "",
    )


def _rows(reading: Reading, line: Line) -> Iterator[SymbolRow]:
    for ref in quantities(*sides_of(line.statement)):
        if (row := reading.glossary.row(ref, line.formula.section)) is not None:
            yield row


def _coded(reading: Reading, line: Line) -> Coded | None:
    """Return a line in NumPy; None without, or where a call would lose what it is of: ``LN`` of ``LN(u)``."""
    try:
        coding = coded(reading, line)
    except RefusedError:
        return None
    return None if any(operand.is_call for operand in coding.given) else coding


def _code(coding: Coded) -> str:
    """Return a program whose last line assigns the result to its name, if it has one.

    The shape of what is no array in the paper stands before it: where an index counts members, all are
    meant.
    """
    *before, last = coding.program.lines
    left = coding.formula.left_quantity
    arrays = [each for each in coding.given if each.runs or (each.shape and not each.quantity.is_known)]
    shapes = [f"# {array.name} of shape {_shape_of(array)}" for array in arrays]
    return "\n".join([*shapes, *before, f"{left.typed} = {last}" if left is not None else last])


def _shape_of(operand: Input) -> str:
    return f"({', '.join(map(str, operand.shape))}{',' * (len(operand.shape) == 1)})"


def _names(coding: Coded, rows: Iterable[SymbolRow]) -> Iterator[tuple[str, str]]:
    """Return what the names in a program mean, except those that are symbols as written there."""
    known = {(row.typed, row.symbol) for row in rows}
    names = {operand.name: latex_of(operand.node) for operand in coding.given}
    left = coding.formula.left_quantity
    if left is not None:  # an update writes over what it takes
        names.setdefault(left.typed, latex_of(left.symbol))
    return (pair for pair in names.items() if pair not in known)


# Signs that a text within a formula would be read by.
_MARKUP: Final = frozenset("\\{}%#&^_~")


def spoken_with_names(line: Line, glossary: Glossary) -> str:
    """Return a formula in words: ``the buffer at step t equals the decay times …``; empty without
    meanings."""
    sides = sides_of(line.statement)
    named = dict(_named(sides, line, glossary))
    if not named:
        return ""
    joints = {joint for side in sides for joint in _joints(side)}
    tokens: list[str] = []
    position = 0
    while position < len(line.tokens):
        tokens += ["\\cdot"] if position in joints else []
        end, words = named.get(position, (position + 1, ""))
        tokens.append(f"\\text{{{words}}}" if words else line.tokens[position])
        position = end
    return spoken(to_latex(tokens)).replace(" to the the ", " to the power of the ")


def _named(sides: tuple[Node, ...], line: Line, glossary: Glossary) -> Iterator[tuple[int, tuple[int, str]]]:
    """Return for each symbol with a meaning where it begins and ends, and its name."""
    known = quantities(*sides)
    for side in sides:
        for ref in outside_names(side):
            if isinstance(ref, Ref) and ref in known:
                words = _words(glossary.called(ref, line.formula.section))
                if words:
                    yield ref.span[0], (ref.span[1], f" {words} ")


def _words(meaning: str) -> str:
    """Return a meaning in words, its formulas included; empty if it contains markup."""
    pieces = meaning.replace("@@", "@").split("$")
    spoken_text = "".join(spoken(segment) if index % 2 else segment for index, segment in enumerate(pieces))
    return "" if _MARKUP & set(spoken_text) else spoken_text


def _joints(side: Node) -> Iterator[int]:
    """Yield where factors stand side by side, which letters show and names do not."""
    for node in walk(side):
        if isinstance(node, Mul):
            for sign, factor in zip(node.signs, node.factors[1:], strict=True):
                if not sign:
                    yield factor.span[0]
