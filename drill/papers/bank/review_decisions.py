"""Review an import: symbols with their declarations, then drafts; each decision gives a new record.

Decisions are stored in the sheet, so that a review goes on where one left it. Light.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from drill.errors import UsageError
from drill.papers.model import YOU, Decision, DraftDecision, DraftRecord, Paper, SymbolRow, find_made_kind
from drill.reading import Written
from drill.text import count, join_in_sentence

# The kind of drafts that a second author wrote and drill proved.
SECOND_AUTHOR = "second-author"
# The start of the remark on a question that does not hold for the present line of its formula.
RETIRED = "retired"


def waiting_drafts(record: Paper) -> tuple[DraftRecord, ...]:
    """Drafts that nobody has decided on, in the order of the lesson."""
    return tuple(draft for draft in record.drafts if record.draft_decision(draft).decision == "waiting")


def find_sheet_row_key(row: SymbolRow) -> str:
    """Return the key of a row of the sheet: its symbol, with its section if it holds only there."""
    if row.scope is None:
        return row.symbol
    return f"{row.symbol} in section {row.scope}"


def symbols_in_use(record: Paper) -> tuple[SymbolRow, ...]:
    """Return the symbols of drilled formulas and of exercises, each once.

    Where nobody ranked the formulas, as in a paper that was written by hand, all rows are in use; so is a
    symbol that a person declared or explained.
    """
    if not any(formula.rank for formula in record.formulas):
        return record.symbols
    most = record.drilled or len(record.formulas)
    asked = {row.about for row in (*record.drafts, *record.exercises)}
    keys = {
        key
        for formula in record.formulas
        if formula.rank <= most or formula.id in asked
        for key in formula.symbols
    }
    rows: dict[str, SymbolRow] = {}
    for row in record.symbols:
        said = "you" in (origin.kind for origin in (row.means_from, row.declared_from) if origin is not None)
        if find_sheet_row_key(row) in keys or row.symbol in asked or said:
            is_clearer = row.symbol in rows and not rows[row.symbol].means and bool(row.means)
            rows[row.symbol] = row if is_clearer else rows.get(row.symbol, row)
    return tuple(rows.values())


def is_safe(record: Paper, draft: DraftRecord) -> bool:
    """Return whether a draft may be kept unread: its key is proved, or the learner judges the answer.

    The proof of its key does not cover a draft that somebody rewrote.
    """
    is_as_drafted = record.draft_decision(draft).exercise is None
    return is_as_drafted and (draft.proved or draft.kind == "explain")


def record_draft_decision(
    record: Paper, id_: str, decision: Decision, *, exercise: Mapping[str, Written | int] | None = None
) -> Paper:
    """Record a decision on a draft; an ``exercise`` that is passed is kept instead of the drafted one.

    Raises:
        UsageError: the draft does not exist.
    """
    draft = record.find_draft(id_)
    if draft is None:
        raise UsageError(f"there is no draft {id_}")
    earlier = record.draft_decision(draft)
    before = record.review.get(id_) or (earlier if id_ in record.decisions else None)
    kept_exercise = earlier.exercise if exercise is None else dict(exercise)
    decided = DraftDecision(decision, kept_exercise, before and replace(before, before=None))
    review = {name: reviewed for name, reviewed in record.review.items() if name != id_}
    return replace(record, decisions={**record.decisions, id_: decision}, review={**review, id_: decided})


def forget_draft_decisions(record: Paper, ids: Container[str]) -> Paper:
    """Return the paper as if nobody had ever decided on some of its drafts."""
    review = {id_: decided for id_, decided in record.review.items() if id_ not in ids}
    decisions = {id_: decision for id_, decision in record.decisions.items() if id_ not in ids}
    return replace(record, decisions=decisions, review=review)


def keep_safe_drafts(record: Paper) -> Paper:
    """Keep every undecided draft that is proved, or whose answer the learner judges."""
    safe = {
        draft.id: replace(record.draft_decision(draft), decision="kept")
        for draft in waiting_drafts(record)
        if is_safe(record, draft)
    }
    return replace(
        record,
        decisions={**record.decisions, **dict.fromkeys(safe, "kept")},
        review={**record.review, **safe},
    )


def with_made(record: Paper) -> Paper:
    """Keep drafts that were made by rule and are undecided: they need no decision of the reader."""
    waiting = [draft for draft in waiting_drafts(record) if draft.kind != SECOND_AUTHOR]
    decided: dict[str, Decision] = {draft.id: "kept" for draft in waiting}
    return replace(record, decisions={**record.decisions, **decided})


def undo_draft_decision(record: Paper) -> Paper | None:
    """Return the paper before the newest decision on a draft; ``None`` without a decision."""
    if not record.review:
        return None
    *_, (key, last) = record.review.items()
    undecided = forget_draft_decisions(record, {key})
    before = last.before
    if before is None:
        return undecided
    decisions = {**undecided.decisions, key: before.decision}
    return replace(undecided, decisions=decisions, review={**undecided.review, key: before})


# A second author's


def own_id(record: Paper, id_: str, used_ids: Container[str]) -> str:
    """Return an id for an exercise that another author calls ``id_``, with a number if that is taken."""
    known = {draft.id for draft in record.drafts}
    known |= {exercise.id for exercise in record.exercises if exercise.kind != SECOND_AUTHOR}
    candidate = id_
    number = 2
    while candidate in known or candidate in used_ids or find_made_kind(candidate):
        candidate = f"{id_}-{number}"
        number = number + 1
    return candidate


def with_drafts(record: Paper, newest: Sequence[DraftRecord], gone: Container[str] = ()) -> Paper:
    """Return the paper with a second author's drafts, new ones or as they are now, and without some.

    A kept exercise stays as it is, because a learner may have solved it, and is proved if the new one is.
    """
    changed = {draft.id: draft for draft in newest}
    before = {draft.id for draft in record.drafts}
    drafts = [
        _keep_proved(draft, changed.get(draft.id, draft))
        if was_kept(record, draft)
        else changed.get(draft.id, draft)
        for draft in record.drafts
        if draft.id not in gone or was_kept(record, draft)
    ]
    drafts += [draft for draft in newest if draft.id not in before and draft.id not in gone]
    left_out = before.difference(draft.id for draft in drafts)
    return forget_draft_decisions(replace(record, drafts=tuple(drafts)), left_out)


def _keep_proved(kept: DraftRecord, newest: DraftRecord) -> DraftRecord:
    if newest.proved:
        return replace(kept, proved=True, remark=newest.remark)
    return kept


def was_kept(record: Paper, draft: DraftRecord) -> bool:
    """Return whether somebody has kept a draft, now or at an earlier time."""
    decided = record.draft_decision(draft)
    was_before = decided.before is not None and decided.before.decision == "kept"
    return decided.decision == "kept" or was_before or draft.id in record.written


# Symbols


def replace_symbol_row(
    record: Paper, row: SymbolRow, *, means: str | None = None, declared: str | None = None
) -> Paper:
    """Return the paper with a symbol as the reader edited it; an empty text removes that text.

    Raises:
        UsageError: the sheet has no such row.
    """
    if row not in record.symbols:
        raise UsageError(f"the sheet has no symbol {row.symbol}")
    edited = replace(
        row,
        means=row.means if means is None else means.strip(),
        declared=row.declared if declared is None else declared.strip(),
        means_from=YOU if means is not None or row.means else row.means_from,
        declared_from=YOU if declared is not None or row.declared else row.declared_from,
    )
    rows = tuple(edited if symbol == row else symbol for symbol in record.symbols)
    return replace(record, symbols=rows, edited=(*record.edited[-19:], row))


def record_formula_correction(record: Paper, id_: str, latex: str) -> Paper:
    """Return the paper with a reader's correction of a formula; an empty one restores the printed formula.

    Raises:
        UsageError: the formula does not exist.
        PaperError: the correction cannot be read.
    """
    row = record.find_formula(id_)
    if row is None:
        raise UsageError(f"the sheet has no formula {id_}")
    latex = "" if latex.strip() == row.latex.strip() else latex.strip()
    if latex:
        from drill.papers.sheet.symbol_keys import check_formula  # loads the whole reader of formulas

        check_formula(latex)
    return record.with_formula(replace(row, corrected=latex, has_letters=False, numpy=()))


def undo_symbol_edit(record: Paper) -> Paper | None:
    """Return the paper before the newest edit of a symbol; ``None`` without an edit."""
    if not record.edited:
        return None
    before = record.edited[-1]
    rows = tuple(
        before if (symbol.symbol, symbol.scope) == (before.symbol, before.scope) else symbol
        for symbol in record.symbols
    )
    return replace(record, symbols=rows, edited=record.edited[:-1])


# Importing again


def kept_drafts(record: Paper) -> tuple[DraftRecord, ...]:
    """Return the content of the bank: drafts that were kept, each as the learner left it."""
    decided = ((draft, record.draft_decision(draft)) for draft in record.drafts)
    return tuple(
        draft if decision.exercise is None else replace(draft, exercise=decision.exercise)
        for draft, decision in decided
        if decision.decision == "kept"
    )


def carried_over(fresh: Paper, earlier: Paper, *, is_edited: bool = False) -> Paper:
    """Return a newly made paper with the decisions and edits of its earlier record.

    An exercise that was kept stays as it is, word for word, and no other of its kind on its formula joins it;
    if all of a kind on a formula were left out, new ones of that kind are left out, too, because the learner
    has decided already. If the reader edited the paper (``is_edited``), the data derived from it are made
    anew.
    """
    ids = {draft.id for draft in fresh.drafts}
    staying = {
        draft.id: draft
        for draft in earlier.drafts
        if draft.kind == SECOND_AUTHOR or earlier.draft_decision(draft).decision == "kept"
    }
    answered = {(draft.kind, draft.about) for draft in staying.values() if draft.id not in ids}
    before_left = {id_ for id_, decision in earlier.decisions.items() if decision == "left"}
    left_out = {(draft.kind, draft.about) for draft in earlier.drafts if draft.id in before_left} - answered
    known = {draft.id for draft in earlier.drafts}
    left: dict[str, Decision] = {
        draft.id: "left"
        for draft in fresh.drafts
        if draft.id not in known and (draft.kind, draft.about) in left_out
    }
    drafts = (
        *(
            draft
            if is_edited
            else replace(staying.get(draft.id, draft), about=draft.about, file=draft.file, line=draft.line)
            for draft in fresh.drafts
            if draft.id in staying or (draft.kind, draft.about) not in answered
        ),
        *(draft for draft in staying.values() if draft.id not in ids),
    )
    drafted = {draft.id for draft in drafts}
    # special cases are written by hand alone
    cases = {row.id: row.special_cases for row in earlier.formulas}
    return replace(
        fresh,
        formulas=tuple(
            replace(row, special_cases=row.special_cases or cases.get(row.id, ())) for row in fresh.formulas
        ),
        decisions={**left, **fresh.decisions},
        read_from=fresh.read_from or earlier.read_from,
        drafts=drafts,
        exercises=earlier.exercises,
        review={id_: reviewed for id_, reviewed in earlier.review.items() if id_ in drafted},
        edited=earlier.edited,
        written=earlier.written,
    )


def describe_retired(record: Paper, earlier: Paper) -> str:
    """Return how many questions a paper retired since an earlier record, as a sentence; empty without any."""
    before = {draft.id for draft in earlier.drafts if draft.remark.startswith(RETIRED)}
    gone = [
        draft
        for draft in record.drafts
        if draft.remark.startswith(RETIRED) and draft.id not in before and earlier.find_draft(draft.id)
    ]
    rows = filter(None, map(record.find_formula, dict.fromkeys(draft.about for draft in gone)))
    if not gone:
        return ""
    are, no = ("is", "its line changed") if len(gone) == 1 else ("are", "their lines changed")
    names = join_in_sentence([row.title for row in rows])
    return f"{count(len(gone), 'question')} on {names} {are} retired, because {no}; the marks stay"


def is_same_paper(first: Paper, second: Paper) -> bool:
    """Return whether two sheets are of one paper: the same text, or the same title and half of the
    formulas."""
    if first.source.sha256 and first.source.sha256 == second.source.sha256:
        return True
    first_ids, second_ids = ({formula.id for formula in sheet.formulas} for sheet in (first, second))
    shared = len(first_ids & second_ids)
    is_same_title = bool(first.title) and first.title == second.title
    return is_same_title and 2 * shared >= max(1, min(len(first_ids), len(second_ids)))
