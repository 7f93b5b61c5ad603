"""Reviewing what was imported: the glossary first, then draft by draft; every decision is a new record.

Decisions are plain data of the record, so that a review goes on where one left it. Light.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar, cast

from drill.checking.kind_table import LETTERED
from drill.errors import UsageError
from drill.papers_first.bank.record import (
    Decision,
    DraftDecision,
    DraftRecord,
    PaperRecord,
    SymbolDecision,
    SymbolRecord,
)

_D = TypeVar("_D", SymbolDecision, DraftDecision)


def waiting_symbols(record: PaperRecord) -> tuple[SymbolRecord, ...]:
    """Glossary entries that nobody has decided on, sure ones first."""
    return tuple(one for one in record.symbols if record.symbol_decision(one).decision == "waiting")


def waiting_drafts(record: PaperRecord) -> tuple[DraftRecord, ...]:
    """Drafts that nobody has decided on, in the order of the kinds."""
    return tuple(one for one in record.drafts if record.draft_decision(one).decision == "waiting")


def is_safe(record: PaperRecord, draft: DraftRecord) -> bool:
    """Whether a draft may be kept unread: its key is proved, or the learner judges their own words.

    What proved its key says nothing of a draft that somebody rewrote.
    """
    is_as_drafted = record.draft_decision(draft).exercise is None
    return is_as_drafted and (draft.proved or draft.kind == "explain")


def decide_symbol(
    record: PaperRecord,
    key: str,
    decision: Decision,
    *,
    meaning: str | None = None,
    shape: str | None = None,
) -> PaperRecord:
    """Decide on a glossary entry; texts that are given replace the paper's.

    Raises:
        UsageError: there is no such entry.
    """
    if all(symbol.key != key for symbol in record.symbols):
        raise UsageError(f"the glossary has no entry {key}")
    before = record.glossary.get(key)
    earlier = before or SymbolDecision()
    decided = SymbolDecision(
        decision,
        earlier.meaning if meaning is None else meaning.strip() or None,
        earlier.shape if shape is None else shape.strip(),
        before and replace(before, before=None),
    )
    return replace(record, glossary=_newest(record.glossary, key, decided))


def decide_draft(
    record: PaperRecord, id_: str, decision: Decision, *, exercise: Mapping[str, object] | None = None
) -> PaperRecord:
    """Decide on a draft; an ``exercise`` that is given is kept instead of the drafted one.

    Raises:
        UsageError: there is no such draft.
    """
    if all(draft.id != id_ for draft in record.drafts):
        raise UsageError(f"there is no draft {id_}")
    before = record.review.get(id_)
    earlier = before or DraftDecision()
    decided = DraftDecision(
        decision,
        earlier.exercise if exercise is None else dict(exercise),
        before and replace(before, before=None),
    )
    return replace(record, review=_newest(record.review, id_, decided))


def accept_safe(record: PaperRecord) -> PaperRecord:
    """Keep every draft that waits and whose key is proved."""
    safe = [draft for draft in waiting_drafts(record) if is_safe(record, draft)]
    kept = {draft.id: replace(record.draft_decision(draft), decision="kept") for draft in safe}
    return replace(record, review={**record.review, **kept})


def leave_rest(record: PaperRecord) -> PaperRecord:
    """Leave out all that waits, as at a review's end; sure glossary entries are kept.

    Likely ones stay undecided: they are shown as they were, and keeping them would make exercises of them.
    """
    drafts = {
        draft.id: replace(record.draft_decision(draft), decision="left-out")
        for draft in waiting_drafts(record)
    }
    symbols = {
        one.key: replace(record.symbol_decision(one), decision="kept" if one.sure else "left-out")
        for one in waiting_symbols(record)
        if not one.likely
    }
    return replace(record, review={**record.review, **drafts}, glossary={**record.glossary, **symbols})


def take_back(record: PaperRecord) -> PaperRecord | None:
    """As before the newest decision on a draft; ``None`` where there is none."""
    return None if not record.review else replace(record, review=_without_last(record.review))


def take_back_symbol(record: PaperRecord) -> PaperRecord | None:
    """As before the newest decision on the glossary; ``None`` where there is none."""
    return None if not record.glossary else replace(record, glossary=_without_last(record.glossary))


def kept_drafts(record: PaperRecord) -> tuple[DraftRecord, ...]:
    """What the bank is made of: drafts that were kept, each as the learner left it."""
    kept: list[DraftRecord] = []
    for draft in record.drafts:
        said = record.draft_decision(draft)
        if said.decision == "kept":
            kept.append(draft if said.exercise is None else replace(draft, exercise=said.exercise))
    return tuple(kept)


def carried_over(fresh: PaperRecord, earlier: PaperRecord) -> PaperRecord:
    """A paper read anew, with what was decided, written and named when it was read before.

    Decisions on what is no longer there go; a formula's name and special cases stay with its id, the ids of
    options with their texts.
    """
    drafted = {draft.id: draft for draft in earlier.drafts}
    drafts, symbols = {draft.id for draft in fresh.drafts}, {symbol.key for symbol in fresh.symbols}
    named = {formula.id: formula for formula in earlier.formulas}
    return replace(
        fresh,
        bank=earlier.bank,
        authors=fresh.authors or earlier.authors,
        drafts=tuple(_with_known_ids(draft, drafted.get(draft.id, draft)) for draft in fresh.drafts),
        formulas=tuple(
            replace(
                one,
                called=named[one.id].called,
                special_cases=named[one.id].special_cases or one.special_cases,
            )
            if one.id in named
            else one
            for one in fresh.formulas
        ),
        exercises=earlier.exercises,
        glossary={key: one for key, one in earlier.glossary.items() if key in symbols},
        review={id_: one for id_, one in earlier.review.items() if id_ in drafts},
        written=earlier.written,
        retired=earlier.retired,
    )


def _with_known_ids(draft: DraftRecord, earlier: DraftRecord) -> DraftRecord:
    """A draft whose options have the ids that they had: marks are of an exercise with these."""
    known = {_text_of(option): option["id"] for _, options in _lettered(earlier) for option in options}
    renamed = {
        kind: [{**option, "id": known.get(_text_of(option), option["id"])} for option in options]
        for kind, options in _lettered(draft)
    }
    if not renamed:
        return draft
    answer = {**cast("Mapping[str, object]", draft.exercise["answer"]), **renamed}
    return replace(draft, exercise={**draft.exercise, "answer": answer})


def _lettered(draft: DraftRecord) -> Iterator[tuple[str, Sequence[Mapping[str, str]]]]:
    """The options of a draft, with its kind."""
    answer = cast("Mapping[str, Sequence[Mapping[str, str]]]", draft.exercise.get("answer", {}))
    return ((kind, answer[kind]) for kind in LETTERED if kind in answer)


def _text_of(option: Mapping[str, str]) -> str:
    return option.get("text") or option.get("right") or option.get("wrong") or ""


def is_same_paper(first: PaperRecord, second: PaperRecord) -> bool:
    """Whether two records are of one paper: the same text, the same place, or the same title and formulas."""
    if first.fingerprint and first.fingerprint == second.fingerprint:
        return True
    if first.source == second.source and _is_place(first.source):
        return True
    one, other = ({formula.id for formula in record.formulas} for record in (first, second))
    shared = len(one & other)
    return (
        bool(first.title) and first.title == second.title and 2 * shared >= max(1, min(len(one), len(other)))
    )


def _is_place(source: str) -> bool:
    """Whether a source is one certain paper: a place or an id, and not only a file's name."""
    return "/" in source or ":" in source


def _newest(decisions: Mapping[str, _D], key: str, decided: _D) -> dict[str, _D]:
    """The decisions with one of them changed, or added, as the newest."""
    return {**{name: one for name, one in decisions.items() if name != key}, key: decided}


def _without_last(decisions: Mapping[str, _D]) -> dict[str, _D]:
    *others, (key, last) = decisions.items()
    return dict(others) if last.before is None else {**dict(others), key: last.before}
