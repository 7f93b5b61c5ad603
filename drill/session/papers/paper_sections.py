"""What a chat's answer says of an imported paper: its formulas, central ones, words of letters, meanings.

An answer to a PDF's page is written down as Markdown and imported as any paper; a later piece of it joins the
file. The reader's own words and lines stay; what an answer names and the paper does not have is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drill import papers
from drill.errors import DrillError, TimedOutError, UsageError
from drill.files import lock_file_folder, text_of
from drill.reading import FaultyData, read_typed
from drill.session.papers.central_formulas import mark_central
from drill.session.papers.given_meanings import keep_meaning
from drill.session.papers.paper_import import (
    find_imported_paper,
    import_paper_source,
    make_drafts_anew,
    save_imported_paper,
    save_merged_paper,
    save_pasted_paper,
)
from drill.session.standing.paper_names import (
    find_paper_slug,
    name_paper_bank,
    read_record,
    record_path,
    slugs_on_record,
)
from drill.text import count, one_line

if TYPE_CHECKING:
    from drill.session.workspace import Workspace

_MEANING_FIELDS = ("of", "code", "arrays", "assume", "letters", "fixed", "library")
# Max lines of an answer that are named one by one.
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class TakenSections:
    """What came of the sections of an answer, in phrases, and what its author could mend or left out."""

    told: tuple[str, ...] = ()
    is_open: tuple[str, ...] = ()


def import_written_paper(
    workspace: Workspace, name: str, answer: papers.AuthorAnswer, is_cancelled: Callable[[], bool]
) -> str:
    """Import the formulas that an answer writes down, and return the bank of their paper.

    ``name`` is the subject of the page; formulas for a paper that was imported from anything else are left
    to it. Raises PaperError, UsageError, TimedOutError, FileError.
    """
    slug = find_paper_slug(name)
    earlier = Path()
    if slug in slugs_on_record(workspace.places):
        record = find_imported_paper(workspace.places, slug).record
        earlier = (record_path(workspace.places, slug).parent / record.read_from).resolve()
        if not earlier.match("pasted-*.md"):
            return name
    before = text_of(earlier) if earlier.is_file() else ""
    text = papers.write_formulas_markdown(answer, before)
    path = save_pasted_paper(workspace.places, text, earlier if before else None)
    read = import_paper_source(workspace.workers, workspace.places, str(path), is_cancelled=is_cancelled)
    slug = save_merged_paper(read).slug
    workspace.catch_up()
    return name_paper_bank(slug)


def take_sections(workspace: Workspace, slug: str, answer: papers.AuthorAnswer) -> TakenSections:
    """Keep what an answer says of a paper's letters, central formulas and meanings.

    A letter that has words, and a formula that has a line, keep theirs; two lines are compared. As many
    formulas become central as there is room for beside those that the reader chose.

    Raises PaperError, FileError, TimedOutError.
    """
    told: list[str] = []
    is_open = [f"- {fault}" for fault in answer.unread]
    file = record_path(workspace.places, slug)
    with lock_file_folder(file):
        imported = find_imported_paper(workspace.places, slug)
        before = imported.record
        record, words = _take_letters(before, answer.letters)
        record = mark_central(record, _find_named(before, answer.central))
        if record != before:
            record = make_drafts_anew(workspace.workers, record)
            save_imported_paper(replace(imported, record=record))
    told += [f"{count(words, 'letter')} in words"] if words else []
    given = 0
    for fields in answer.meanings:
        why = _take_meaning(workspace, slug, fields)
        given += not why
        of, move = (one_line(str(fields.get(name, ""))) for name in ("of", "move"))
        told += [f"the line of {of} is left out: {why}"] if why and len(told) < _MOST_NAMED else []
        is_open += [f"- the meaning of {of}: {why}"] if why else []
        if move and (refused := _link_move(workspace, slug, of, move)):
            is_open.append(f"- the move of {of}: {refused}")
    if answer.meanings:
        told.insert(0, f"{count(given, 'formula')} {'has' if given == 1 else 'have'} a line of NumPy")
    record = read_record(file) or record
    if not answer.meanings and (meant := papers.name_meant(record)):
        is_open.append(f"The section `meanings` is missing: write it as well, {meant}, in the same form.")
    if not answer.exercises:
        is_open.append("The section `exercises` is missing: write it as well, in the same form.")
    return TakenSections(tuple(told), tuple(is_open))


def _find_named(record: papers.Paper, named: Sequence[str]) -> Sequence[str]:
    """Return the ids of named formulas, as many as may become central beside the chosen ones."""
    rows = [papers.find_meant_formula(record.formulas, of) for of in named]
    new = dict.fromkeys(row.id for row in rows if row is not None and not row.central)
    room = record.drilled - sum(row.central for row in record.formulas)
    return [*new][: max(0, room)] if record.drilled else [*new]


def _take_letters(record: papers.Paper, letters: tuple[Mapping[str, Any], ...]) -> tuple[papers.Paper, int]:
    """Return a paper with words for letters that had none, and how many were taken."""
    said = {_spell_letter(str(row.get("of", ""))): one_line(str(row.get("is", ""))) for row in letters}
    rows = tuple(
        replace(row, means=said[_spell_letter(row.symbol)], means_from=papers.Origin("assistant"))
        if not row.means and said.get(_spell_letter(row.symbol))
        else row
        for row in record.symbols
    )
    taken = sum(now != before for now, before in zip(rows, record.symbols, strict=True))
    return replace(record, symbols=rows), taken


def _spell_letter(latex: str) -> str:
    return "".join(latex.strip("$ ").split())


def _take_meaning(workspace: Workspace, slug: str, fields: Mapping[str, Any]) -> str:
    """Keep a formula's line; return why it is not taken, empty if it is."""
    from drill.formulas import Meaning  # loaded where a paper has lines alone

    try:
        plain = {name: fields[name] for name in _MEANING_FIELDS if fields.get(name)}
        meaning = read_typed(Meaning, {"arrays": {}, **plain}, scalars="text")
        reply = keep_meaning(workspace, slug, meaning)
    except FaultyData as error:
        return error.faults[0].message
    except TimedOutError:
        raise
    except DrillError as error:
        return error.sentence
    described, compared = reply["meaning"], reply.get("compared", {})
    if not described["taken"]:
        return str(described["why"] or "the formula is not read")
    if compared and compared["outcome"] != "equal":
        return f"it has another line, which differs: {compared['why']}"
    return ""


def _link_move(workspace: Workspace, slug: str, of: str, title: str) -> str:
    """Link a formula to the move that a chat names, if it has its form; return why not, empty if it is.

    The reader's own word on the move stays.
    """
    called = title.partition("(")[0].strip().casefold()
    family = next((each for each in papers.shipped_families() if each.title.casefold() == called), None)
    if family is None:
        return f"there is no move {title}"
    with lock_file_folder(record_path(workspace.places, slug)):
        imported = find_imported_paper(workspace.places, slug)
        row = papers.find_meant_formula(imported.record.formulas, of)
        if row is None or family.family in (*row.moves_said, *(link.family for link in row.families)):
            return ""
        found, refused = papers.check_told_moves(imported.record, {row.id: [family.family]}, [family])
        for match in found:
            linked = replace(
                row, moves_said={**row.moves_said, family.family: True}, asked_moves=(),
                families=(*row.families, match.describe(family)),
            )  # fmt: skip
            save_imported_paper(replace(imported, record=imported.record.with_formula(linked)))
    return "".join(refused.values())


def take_pasted_paper(workspace: Workspace, text: str) -> str:
    """Import a chat's Markdown with formulas between ``$$``, and return its bank.

    Raises UsageError for any other text, and as an import does.
    """
    if text.count("$$") < 2:
        raise UsageError("the text contains no formula between $$ and no exercise", "paste the whole answer")
    path = save_pasted_paper(workspace.places, text)
    slug = save_merged_paper(import_paper_source(workspace.workers, workspace.places, str(path))).slug
    workspace.catch_up()
    return name_paper_bank(slug)
