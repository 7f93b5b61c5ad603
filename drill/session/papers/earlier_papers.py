"""What the papers that were opened before say: of a letter, and in one's own words of the same move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from drill.errors import PaperError
from drill.papers import FormulaRow, Paper, SymbolRow
from drill.session.papers.workbook_views import Elsewhere
from drill.session.standing.last_opened import last_opened
from drill.session.standing.paper_names import name_paper_bank
from drill.session.standing.paper_notes import Notes, find_note_text, read_paper_notes
from drill.session.standing.paper_records import read_for_learner, read_record, record_path
from drill.session.workspace import Workspace

# So many papers are looked at, those opened last, and so many of what they say is shown.
MOST_PAPERS: Final = 5
MOST_SHOWN: Final = 2


@dataclass(frozen=True, slots=True)
class OtherPaper:
    """A paper that was opened before, with the learner's notes on it."""

    record: Paper
    notes: Notes

    @property
    def title(self) -> str:
        """Its title up to a colon."""
        return self.record.title.partition(": ")[0]


def list_other_papers(workspace: Workspace, slug: str) -> Sequence[OtherPaper]:
    """Return the papers that were opened last but for one; those that cannot be read are passed over."""
    slugs = [other for other in last_opened(workspace.places) if other != slug][:MOST_PAPERS]
    records = ((other, _find_record(workspace, other)) for other in slugs)
    return [OtherPaper(record, read_paper_notes(workspace, other)) for other, record in records if record]


def _find_record(workspace: Workspace, slug: str) -> Paper | None:
    bank = workspace.catalogue.bank(name_paper_bank(slug))
    try:
        if bank is not None:
            return read_for_learner(workspace.places, bank)
        return read_record(record_path(workspace.places, slug))
    except PaperError:
        return None


def list_other_meanings(others: Sequence[OtherPaper], row: SymbolRow, meaning: str) -> tuple[Elsewhere, ...]:
    """Return what a letter means in other papers, where that is not what it means in this one."""
    return tuple(_list_meanings_elsewhere(others, row, meaning))[:MOST_SHOWN]


def _list_meanings_elsewhere(
    others: Sequence[OtherPaper], row: SymbolRow, meaning: str
) -> Iterator[Elsewhere]:
    for other in () if row.declared.endswith(": index") else others:
        rows = [each for each in other.record.symbols if each.symbol == row.symbol]
        texts = [find_note_text(other.notes, "meaning", row.symbol), *(each.means for each in rows)]
        text = next(filter(None, texts), "") if rows else ""
        if text and text.casefold() != meaning.casefold():
            yield Elsewhere(other.title, text)


def list_kindred_words(others: Sequence[OtherPaper], row: FormulaRow) -> tuple[Elsewhere, ...]:
    """Return the learner's own words on formulas of other papers that make a move of this one."""
    moves = _list_moves(row)
    return tuple(
        Elsewhere(f"{each.title_with_move}, {other.title}", words)
        for other in others
        for each in other.record.formulas
        if moves & _list_moves(each) and (words := find_note_text(other.notes, "words", each.id))
    )[:MOST_SHOWN]


def _list_moves(row: FormulaRow) -> set[str]:
    """Return the skills that a formula is linked to, by its moves or as they are written of it."""
    return {*row.skills, *row.linked}
