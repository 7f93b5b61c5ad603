"""Turn a sheet into drafts: the worker does this when a paper is imported, or a declaration edited."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.papers.bank.formula_page import with_page
from drill.papers.bank.yaml_text import written
from drill.papers.choice import INLINE, by_centrality
from drill.papers.draft import Draft
from drill.papers.drafting import MOST_OF_FORMULA, generate
from drill.papers.kinds.code import operations_of
from drill.papers.model import CENTRAL, DraftRecord, FormulaRow, Paper, SkippedRecord
from drill.papers.paper_reading import Reading

# Told the stage, and how much of how much is done (0 of 0 where that is not known).
Progress = Callable[[str, int, int], None]
# Exercises between a formula on the screen and the same formula from memory.
GAP: Final = 3
# Exercises of a paper that does not drill all its formulas.
MOST: Final = 40
_CHOOSING: Final = "choosing formulas"
_DRAFTING: Final = "drafting exercises"


def made_of(reading: Reading, progress: Progress, formulas: int = CENTRAL) -> Paper:
    """Return a paper with its formulas chosen, and everything that is derived from them.

    ``formulas`` is how many are drilled, the most central ones; 0 drills all that are displayed.
    """
    progress(_CHOOSING, 0, 0)
    operations = {id_: operations_of(reading, lines) for id_, lines in reading.of_formula.items()}
    pages_of = {id_: with_page(reading, lines) for id_, lines in reading.of_formula.items()}
    central = by_centrality(
        reading.paper, {id_: formula_page.uses for id_, formula_page in pages_of.items()}, operations
    )
    chosen = frozenset(central[: formulas or len(central)])
    # of what no display shows only what is drilled stays
    kept_ids = {
        row.id
        for row in reading.paper.formulas
        if row.part != INLINE or (row.id in chosen and operations[row.id])
    }
    central = tuple(id_ for id_ in central if id_ in kept_ids)
    chosen = frozenset(central[: formulas or len(central)])
    generated = generate(
        reading, chosen, lambda kind, done, whole: progress(f"{_DRAFTING}: {kind}", done, whole)
    )
    rows = tuple(
        replace(
            page := pages_of[row.id],
            uses=tuple(use for use in page.uses if use in kept_ids),
            rank=central.index(row.id) + 1,
        )
        for row in reading.paper.formulas
        if row.id in kept_ids
    )
    of_ids = {row.id: row for row in rows}
    return replace(
        reading.paper,
        formulas=rows,
        drafts=tuple(
            _draft(draft, of_ids.get(draft.about)) for draft in lesson(generated.drafts, central, formulas)
        ),
        drilled=formulas,
        skipped=tuple(
            SkippedRecord(
                skip.kind, of_ids[skip.about].name if skip.about in of_ids else skip.about, skip.why
            )
            for skip in generated.skipped
        ),
    )


def _draft(draft: Draft, row: FormulaRow | None) -> DraftRecord:
    file, line = (row.file, row.line) if row is not None else ("", 0)
    return DraftRecord(
        draft.id, draft.kind, draft.about, written(draft.exercise), draft.is_proved, file=file, line=line
    )


# Order


def lesson(drafts: Sequence[Draft], central: Sequence[str], formulas: int) -> tuple[Draft, ...]:
    """Return the drafts of the first ``formulas`` of the ``central`` ones; 0 takes all.

    Of a formula the order of the kinds counts; what is asked from memory waits until the formula has been
    gone for a while.
    """
    chosen = central[: formulas or len(central)]
    groups = [[draft for draft in drafts if draft.about == id_][:MOST_OF_FORMULA] for id_ in chosen]
    ordered = tuple(_with_memory_later(groups))
    return ordered[:MOST] if formulas else ordered


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
