"""Draft the exercises of a paper: choose its formulas, run every kind on them, put the drafts in order.

A failure of one kind on one formula costs no others.
"""

from __future__ import annotations

import importlib
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from math import inf
from typing import TYPE_CHECKING, Final, Protocol, cast

from drill.papers.bank.formula_page import with_page
from drill.papers.bank.yaml_text import list_exercise_fields
from drill.papers.choice import by_centrality, order_rows
from drill.papers.draft import KINDS, Draft, Kind, Line, Skipped
from drill.papers.draft_building import yield_draft_or_reason
from drill.papers.families.family_file import shipped_families
from drill.papers.families.move_links import match_families
from drill.papers.inline_definitions import INLINE
from drill.papers.model import (
    CENTRAL,
    MOST_RECALLED,
    DraftRecord,
    FamilyRow,
    FormulaRow,
    Paper,
    SkippedRecord,
)
from drill.papers.paper_reading import ImportProgress, Reading
from drill.papers.sheet.inline_names import is_balanced
from drill.papers.wording import capitalise_sentence, refer_to_formula
from drill.proving import markup_faults

if TYPE_CHECKING:
    from drill.formulas import RunCode

# Exercises of a formula, and of a paper that does not drill all its formulas; own words come on top.
MOST_OF_FORMULA: Final = 3
MOST: Final = 12
_MOST_OF_KIND: Final[Mapping[Kind, int]] = {"recall": MOST_RECALLED}
# Rows of a display that are drilled, the one that the others lead to first, unless all formulas are.
MOST_ROWS: Final = 3
# Exercises between a formula on the screen and the same formula from memory.
GAP: Final = 3
# As long as titles of exercises may be.
_LONGEST_TITLE: Final = 60


def made_of(reading: Reading, progress: ImportProgress, formulas: int = CENTRAL) -> Paper:
    """Return a paper with its formulas chosen, and everything that is derived from them.

    ``formulas`` is how many are drilled, the most central ones; 0 drills all that are displayed.
    """
    pages_of: dict[str, FormulaRow] = {}
    for done, (id_, lines) in enumerate(reading.of_formula.items()):
        progress("choosing formulas", done, len(reading.of_formula))
        pages_of[id_] = with_page(reading, lines)
    families_of = link_families(reading)
    uses_of = {id_: formula_page.uses for id_, formula_page in pages_of.items()}
    central = by_centrality(reading.paper, uses_of, dict.fromkeys(families_of, 1))
    chosen = frozenset(central[: formulas or len(central)])
    # of what no display shows only what is drilled stays
    kept_ids = {row.id for row in reading.paper.formulas if row.part != INLINE or row.id in chosen}
    central = tuple(id_ for id_ in central if id_ in kept_ids)
    generated = generate_drafts(reading, chosen, progress, MOST_ROWS if formulas else None)
    rows = tuple(
        replace(
            page := pages_of[row.id],
            uses=tuple(use for use in page.uses if use in kept_ids),
            rank=central.index(row.id) + 1,
            families=families_of.get(row.id, ()),
        )
        for row in reading.paper.formulas
        if row.id in kept_ids
    )
    of_ids = {row.id: row for row in rows}
    return replace(
        reading.paper,
        formulas=rows,
        drafts=tuple(
            _make_draft_record(draft, of_ids.get(draft.about))
            for draft in choose_lesson_drafts(generated.drafts, central, formulas)
        ),
        drilled=formulas,
        is_linked=True,
        skipped=tuple(
            SkippedRecord(
                skip.kind, of_ids[skip.about].name if skip.about in of_ids else skip.about, skip.why
            )
            for skip in generated.skipped
        ),
    )


def link_families(reading: Reading) -> Mapping[str, tuple[FamilyRow, ...]]:
    """Return the families' moves in a paper's formulas by their ids, the largest of each formula first."""
    families = {family.family: family for family in shipped_families()}
    found: dict[str, tuple[FamilyRow, ...]] = {}
    for match in match_families(reading.lines, reading.paper, tuple(families.values())):
        row = match.describe(families[match.family])
        found[match.formula] = (*found.get(match.formula, ()), row)
    return found


def draft_said_formula(row: FormulaRow, rows: Sequence[str], run: RunCode) -> list[DraftRecord]:
    """Return the drafts of a formula whose letters ``rows`` declare; ``run`` interprets NumPy."""
    from drill.papers.kinds.worked_formula import draft_worked_formula  # with NumPy

    return [_make_draft_record(draft, row) for draft in draft_worked_formula(row, rows, run)]


def _make_draft_record(draft: Draft, row: FormulaRow | None) -> DraftRecord:
    file, line = (row.file, row.line) if row is not None else ("", 0)
    return DraftRecord(
        draft.id,
        draft.kind,
        draft.about,
        list_exercise_fields(draft.exercise),
        draft.is_proved,
        file=file,
        line=line,
    )


# Order


def choose_lesson_drafts(drafts: Sequence[Draft], central: Sequence[str], formulas: int) -> tuple[Draft, ...]:
    """Return the drafts of the first ``formulas`` of the ``central`` ones that are asked; 0 takes all.

    Of each kind one is asked of a formula: the first, of the row that the others lead to. Where there are
    too many, the kinds count in their order, and of a kind the most central formulas. Own words are asked of
    central formulas alone. What is asked from memory waits until the formula has been gone for a while.
    """
    chosen = central[: formulas or len(central)]
    asked = {(draft.kind, draft.about): draft for draft in reversed(drafts)}
    taken: dict[str, list[Draft]] = {id_: [] for id_ in chosen}
    counts: Counter[Kind] = Counter()
    for kind, id_ in product(KINDS, chosen):
        draft = asked.get((kind, id_))
        if draft is None or kind == "explain":
            continue
        is_full = bool(formulas) and counts.total() == MOST
        if not is_full and len(taken[id_]) < MOST_OF_FORMULA and counts[kind] < _MOST_OF_KIND.get(kind, inf):
            taken[id_].append(draft)
            counts[kind] += 1
    for id_ in chosen[:CENTRAL]:
        taken[id_] = [*filter(None, [asked.get(("explain", id_))]), *taken[id_]]
    return tuple(_with_memory_later(taken.values()))


def _with_memory_later(groups: Iterable[Sequence[Draft]]) -> Iterator[Draft]:
    """Yield group by group, each exercise from memory at least ``GAP`` exercises after its group."""
    waiting: deque[tuple[int, Draft]] = deque()
    count = 0
    for group in groups:
        for draft in group:
            if draft.kind == "recall":
                continue
            yield draft
            count += 1
            if waiting and waiting[0][0] <= count and waiting[0][1].about != draft.about:
                yield waiting.popleft()[1]
                count += 1
        waiting.extend((count + GAP, draft) for draft in group if draft.kind == "recall")
    for _, draft in waiting:
        yield draft


# Kind by kind


class Maker(Protocol):
    """The protocol of a kind of exercise: each module in `drill.papers.kinds` has this function."""

    def drafts(self, reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
        """Yield drafts for lines of a paper, and reasons where the kind makes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Generated:
    """Drafts in the order of the kinds, and what was left out with the reason."""

    drafts: tuple[Draft, ...]
    skipped: tuple[Skipped, ...]


def generate_drafts(
    reading: Reading,
    about: Collection[str],
    progress: ImportProgress = lambda _stage, _done, _total: None,
    most_rows: int | None = MOST_ROWS,
) -> Generated:
    """Make drafts of every kind for ``most_rows`` rows of the formulas ``about`` (None: all), each id once.

    Whatever else the paper has may be used in them. Drafts whose text would show markup are left out.
    """
    drafts: dict[str, Draft] = {}
    skipped: list[Skipped] = []
    about = {id_ for id_ in about if not _is_broken(reading.of_formula.get(id_, ()))}
    lines = [
        line
        for id_, of_formula in reading.of_formula.items()
        if id_ in about
        for line in order_rows(of_formula, most_rows)
    ]
    for done, kind in enumerate(KINDS):
        progress(f"drafting exercises: {kind}", done, len(KINDS))
        # A module of each name is there, and has what makers have.
        module = cast(Maker, importlib.import_module(f"drill.papers.kinds.{kind}"))
        for outcome in yield_draft_or_reason(kind, "", lambda module=module: module.drafts(reading, lines)):
            if isinstance(outcome, Skipped):
                skipped.append(outcome)
            elif fault := next(
                (found for found in map(_find_leftover_markup, texts_of(outcome)) if found), ""
            ):
                skipped.append(Skipped(kind, outcome.about, f"Its text cannot be shown well: {fault}."))
            else:
                drafts.setdefault(outcome.id, _with_correction(outcome, reading))
    return Generated(tuple(_with_own_titles(drafts.values())), tuple(skipped))


def _is_broken(lines: Sequence[Line]) -> bool:
    """Return whether no line of a formula is read and its brackets do not close: ``x from, :) = y``."""
    is_read = any(line.statement is not None for line in lines)
    return not is_read and not is_balanced([token for line in lines for token in line.tokens])


def _with_correction(draft: Draft, reading: Reading) -> Draft:
    """Say in the prompt of a corrected formula that the correction is meant."""
    formula = next((line.formula for line in reading.of_formula.get(draft.about, ())), None)
    if formula is None or not formula.corrected:
        return draft
    form, question = draft.exercise.forms[0], draft.question
    remark = (
        f"{capitalise_sentence(refer_to_formula(formula))} is meant here as you corrected it, not "
        "as it is printed."
    )
    prompt = f"{question.prompt}\n\n{remark}"
    form = replace(form, questions=(replace(question, prompt=prompt),))
    return replace(draft, exercise=replace(draft.exercise, forms=(form,)))


def _with_own_titles(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Number the titles that several drafts have."""
    counts: Counter[str] = Counter()
    for draft in drafts:
        title = draft.exercise.title
        counts[title] += 1
        if title and counts[title] > 1:
            number = f" ({counts[title]})"
            numbered_title = f"{title[: _LONGEST_TITLE - len(number)]}{number}"
            draft = replace(draft, exercise=replace(draft.exercise, title=numbered_title))
        yield draft


# What a learner would see as code


@lru_cache(maxsize=4096)
def _find_leftover_markup(text: str) -> str:
    return next(markup_faults(text.replace("@@", "@")), "")


def texts_of(draft: Draft) -> Iterator[str]:
    """Yield every Markdown text of an exercise that a learner reads."""
    form, question = draft.exercise.forms[0], draft.question
    yield from (question.prompt, form.shape, form.motion, *question.hints, *question.step_texts)
    yield from (mistake.say for mistake in question.wrong)
