"""The kind "family": what a move that is known is worth asking about, in this paper's letters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.banks.models import Exercise, Link
from drill.papers.draft import Draft, Line, Skipped
from drill.papers.draft_building import one_formula, yield_draft_or_reason
from drill.papers.families.family_file import shipped_families
from drill.papers.families.instances import Instance
from drill.papers.families.move_links import Move, find_moves
from drill.papers.lowering.inputs import RefusedError
from drill.papers.paper_reading import Reading, require_confirmed_exercise
from drill.papers.wording import say_where_to_read_on

# Characters of an exercise's title.
_LONGEST: Final = 60


def drafts(reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
    """Yield at most one exercise a formula, of its largest move; those of one shape only once."""
    families = [family for family in shipped_families() if family.exercises]
    asked: set[str] = set()
    moves: dict[str, list[Move]] = {}
    for move in find_moves(lines, reading.paper, families, of_all_spellings=True):
        moves.setdefault(move.match.formula, []).append(move)
    for id_, found in moves.items():
        for outcome in yield_draft_or_reason(
            "family", id_, lambda found=found: _make_family_drafts(reading, found, asked)
        ):
            yield outcome
            if isinstance(outcome, Draft):
                break


def _make_family_drafts(
    reading: Reading, moves: Sequence[Move], asked: set[str]
) -> Iterator[Draft | Skipped]:
    for move, template in _list_pairs(moves):
        shape = template.forms[0].shape
        try:
            if shape in asked:
                raise RefusedError("it is asked of another formula")
            with one_formula():
                draft = _draft_family_exercise(reading, move, template)
            asked.add(shape)
            yield draft
            return
        except RefusedError as error:
            why = f"{move.family.title}, {template.id}: {error.why}."
            yield Skipped("family", move.match.formula, why)


def _list_pairs(moves: Sequence[Move]) -> Iterator[tuple[Move, Exercise]]:
    """Yield each family's exercises in their order, each with all that the family's spellings find."""
    families = {move.family.family: move.family for move in moves}
    for id_, family in families.items():
        for template in family.exercises:
            yield from ((move, template) for move in moves if move.family.family == id_)


def _draft_family_exercise(reading: Reading, move: Move, template: Exercise) -> Draft:
    instance = Instance(reading, move, template)
    exercise, row = instance.make(), move.line.formula
    (form,), number = exercise.forms, f" ({row.number})" if row.number else ""
    (question,) = form.questions
    question = replace(question, prompt=f"{reading.begins(move.line)}\n\n{question.prompt}")
    links = (Link(title=say_where_to_read_on(reading.paper, row)), *form.links)
    title = exercise.title + number if len(exercise.title + number) <= _LONGEST else exercise.title
    form = replace(form, questions=(question,), links=links)
    exercise = require_confirmed_exercise(replace(exercise, id="", title=title, allow={}, forms=(form,)))
    binding = hashlib.sha256(instance.key.encode()).hexdigest()[:10]
    slot = f"{move.family.family}|{template.id}|{binding}"
    return Draft("family", row.id, "", slot, exercise, is_proved=True)
