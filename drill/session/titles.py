"""Titles of exercises whose id says nothing: importers make ids that end in a hash.

A title is also seen beside an exercise that is being answered, so it shows no formula: that may be the key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from drill import typeset
from drill.errors import DrillError, PaperError
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.session.standing.paper_names import is_paper
from drill.text import one_line

if TYPE_CHECKING:
    from drill.papers import FormulaRow, Paper
    from drill.session.workspace import Workspace
    from drill.typeset import Tier

_HASHED: Final = re.compile(r"-[0-9a-f]{10}$")
_FORMULA: Final = re.compile(r"\$([^$]+)\$")
# As many as fit on a line.
_MOST_CHARACTERS: Final = 80
# By its sheet the titles of a paper's exercises, made again when it is another one.
_AT_HAND: Final[dict[Path, tuple[Paper, Tier, Mapping[str, str]]]] = {}


def title_of(workspace: Workspace, item: str) -> str:
    """Return the author's title; of an imported paper kind and formula, ``recall (3) QHM``; else empty."""
    entry = workspace.entry(ItemId(item))
    if entry is not None and entry.title:
        return entry.title
    if entry is None or not is_paper(entry.bank) or not _HASHED.search(entry.id):
        return ""
    from drill.session.standing.paper_records import former_ids, record_paths  # for few

    bank = workspace.catalogue.bank(entry.bank)
    for path in record_paths(workspace.places, bank) if bank is not None else ():
        titles = _read_paper_exercise_titles(path, workspace.settings.glyphs)
        if title := next((titles[former_id] for former_id in former_ids(entry) if former_id in titles), ""):
            return title
    return ""


def skill_title(workspace: Workspace, skill: SkillId) -> str:
    """Return a skill's title with its formulas set on the line; its id where no bank names it."""
    known, tier = workspace.catalogue.skills.get(skill), workspace.settings.glyphs
    if known is None:
        return skill
    return _FORMULA.sub(lambda match: typeset.typeset_on_one_line(match[1], tier=tier).one_line, known.title)


def scope_title(workspace: Workspace, word: str, entry: Entry) -> str:
    """Return what a word on a command line is called, given one of the exercises that it names."""
    if word == entry.item:
        return title_of(workspace, word) or entry.id
    if word == entry.skill:
        return skill_title(workspace, SkillId(word))
    bank, topic = workspace.catalogue.bank(entry.bank), workspace.catalogue.topic(entry)
    title = bank.title if bank is not None else ""
    return title if word == entry.bank or topic.title == title else f"{title} › {topic.title}"


def source_of(workspace: Workspace, entry: Entry) -> str:
    """Return where an exercise is from; empty if its file does not say, or was edited meanwhile."""
    with suppress(DrillError):
        return workspace.catalogue.exercise(entry.item).source
    return ""


def _read_paper_exercise_titles(path: Path, tier: Tier) -> Mapping[str, str]:
    from drill.session.standing.paper_records import read_record

    try:
        record = read_record(path)
    except PaperError:
        return {}  # a damaged record: whoever opens the paper is told
    if record is None:
        return {}
    known = _AT_HAND.get(path)
    if known is None or known[0] is not record or known[1] != tier:
        _AT_HAND[path] = known = (record, tier, _titles_in(record, tier))
    return known[2]


def _titles_in(record: Paper, tier: Tier) -> Mapping[str, str]:
    """Titles by the ids of exercises."""
    blocks = {block.number: block.title for block in record.blocks}
    names = {
        row.symbol: typeset.typeset_on_one_line(row.symbol, tier=tier).one_line for row in record.symbols
    }
    names |= {box.id: box.caption for box in record.algorithms}
    names |= {formula.id: _make_formula_title(formula, blocks) for formula in record.formulas}
    exercises = (exercise for exercise in record.exercises if exercise.about in names)
    return {
        exercise.id: _make_title_from_kind(exercise.kind, names[exercise.about]) for exercise in exercises
    }


def _make_title_from_kind(kind: str, name: str) -> str:
    return one_line(f"{kind.replace('-', ' ')} {name}".strip())[:_MOST_CHARACTERS]


def _make_formula_title(formula: FormulaRow, blocks: Mapping[int, str]) -> str:
    """Return its number and name; if the paper gives it no name, its place."""
    block = blocks.get(formula.block, "").rstrip(".")
    is_enough = formula.called or not block or "$" in block
    return formula.title if is_enough else f"{formula.title}, {block}"
