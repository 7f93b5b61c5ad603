"""What a formula's page tells: its symbols, what it uses, itself in NumPy and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drill.papers.bank.named_speech import spoken_with_names
from drill.papers.bank.paper_record import FormulaMade
from drill.papers.bank.review import symbol_key
from drill.papers.computing import Computing
from drill.papers.connections import Connections, connections, used
from drill.papers.draft import Line, Paper
from drill.papers.draft_building import one_formula
from drill.papers.kinds.code import Coded, coded
from drill.papers.lowering.inputs import RefusedError
from drill.papers.lowering.reader import latex_of
from drill.papers.sheet.model import SymbolRow
from drill.papers.structure import MOST_SKILLS, quantities, sides_of, skills_of


class FormulaPages:
    """The pages of one paper's formulas."""

    def __init__(self, paper: Paper) -> None:
        self._computing = Computing(paper)
        self._connections: Connections = connections(paper)

    def of(self, lines: tuple[Line, ...]) -> FormulaMade:
        """What is made of a formula's statements, but for its special cases."""
        rows = (*dict.fromkeys(row for line in lines for row in self._rows(line)),)
        uses = (one.formula.id for line in lines for one in used(line, self._connections))
        found = [one for line in lines if (one := self._coded(line)) is not None]
        return FormulaMade(
            is_read=all(line.statement is not None for line in lines),
            skills=(*dict.fromkeys(skill for line in lines for skill in skills_of(line.statement)),)[
                :MOST_SKILLS
            ],
            symbols=tuple(map(symbol_key, rows)),
            uses=(*dict.fromkeys(uses),),
            code="\n".join(map(_code, found)),
            code_names=(*dict.fromkeys(pair for one in found for pair in _names(one, rows)),),
            spoken=self._spoken(lines),
        )

    def _spoken(self, lines: tuple[Line, ...]) -> str:
        said = [spoken_with_names(line, self._computing.glossary) for line in lines]
        return "; ".join(said) if all(said) else ""

    def _rows(self, line: Line) -> Iterator[SymbolRow]:
        glossary = self._computing.glossary
        for ref in quantities(*sides_of(line.statement)):
            if (row := glossary.row(ref, line.formula.section)) is not None:
                yield row

    def _coded(self, line: Line) -> Coded | None:
        try:
            with one_formula():
                return coded(self._computing, line)
        except RefusedError:
            return None


def _code(found: Coded) -> str:
    """A program whose last line says what is set, where that has a name."""
    *before, last = found.program.lines
    left = found.formula.left_quantity
    return "\n".join([*before, f"{left.typed} = {last}" if left is not None else last])


def _names(found: Coded, rows: Iterable[SymbolRow]) -> Iterator[tuple[str, str]]:
    """What the names in a program are, but for those that a row has for its symbol as it stands there."""
    known = {(row.typed, row.symbol) for row in rows}
    names = {one.name: latex_of(one.node) for one in found.given}
    left = found.formula.left_quantity
    if left is not None:  # an update writes over what it takes
        names.setdefault(left.typed, latex_of(left.symbol))
    return (pair for pair in names.items() if pair not in known)
