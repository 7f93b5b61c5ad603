"""Take questions that the present rules do not confirm out of a paper's bank; nothing else changes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from drill.codec import is_list, is_mapping
from drill.papers.bank.bank_segments import split_bank, whole_bank
from drill.papers.bank.write import Written, hash_segment_text, segment_of, write_bank
from drill.papers.model import RULES, DraftRecord, Paper, WithdrawnRow

# Fields of a stage that an exercise without stages has not.
_OF_STAGES: Final = ("result", "fixed")
_WORD: Final = re.compile(r"[A-Za-z]\w*")


def withdraw_questions(
    record: Paper, bank_text: str, faults: Mapping[str, Sequence[str]], only_by_name: Sequence[str]
) -> Written:
    """Return a paper's bank and record without the questions that have a fault.

    ``faults`` has, by the id of an exercise, why each stage is withdrawn; empty for one that stays. What a
    person edited stays in the bank, since it is theirs, and is named in the record. An exercise that loses a
    stage names no former content in ``corrects``, because marks for a false question must not count.
    """
    head, segments = split_bank(bank_text)
    drafts = {draft.id: draft for draft in record.drafts}
    withdrawn: list[WithdrawnRow] = []
    edited: list[WithdrawnRow] = []
    for id_, found in faults.items():
        if not any(found) or id_ not in segments:
            continue
        draft = drafts.get(id_)
        why = next(filter(None, found))
        if draft is None or _is_edited(record, draft, segments[id_]):
            edited.append(WithdrawnRow(id_, why))
        elif all(found):
            del segments[id_], drafts[id_]
            withdrawn.append(WithdrawnRow(id_, why))
        else:
            drafts[id_] = _drop_stages(draft, found)
            segments[id_] = segment_of(drafts[id_], record)
            withdrawn += [WithdrawnRow(id_, why, stage) for stage, why in enumerate(found, 1) if why]
    record = replace(
        record,
        drafts=tuple(drafts.values()),
        decisions={id_: each for id_, each in record.decisions.items() if id_ in segments or id_ in drafts},
        written={id_: each for id_, each in record.written.items() if id_ in segments},
        only_by_name=tuple(only_by_name),
        rules=RULES,
    )
    written = write_bank(record, whole_bank(head, [*segments.values()]))
    bank_hash = hash_segment_text(written.text)
    earlier = [row for row in record.withdrawn if not row.bank_hash]
    rows = (*earlier, *withdrawn, *(replace(row, bank_hash=bank_hash) for row in edited))
    return written._replace(record=replace(written.record, withdrawn=rows))


def _is_edited(record: Paper, draft: DraftRecord, text: str) -> bool:
    """Return whether the exercise in the bank is not the one that was drafted."""
    is_rewritten = record.draft_decision(draft).exercise is not None
    return is_rewritten or record.written.get(draft.id) != hash_segment_text(text)


def _drop_stages(draft: DraftRecord, faults: Sequence[str]) -> DraftRecord:
    """Return a draft without the stages that have a fault, and without what only these draw."""
    fields: dict[str, Any] = {**draft.exercise}
    stages = fields["stages"]
    fields["stages"] = [stage for stage, why in zip(stages, faults, strict=True) if not why]
    params = fields.pop("params", {})
    used = set(_list_words(fields["stages"])) | set(_list_words(fields.get("prompt", "")))
    kept = {name: domain for name, domain in params.items() if name in used}
    dropped = params.keys() - kept.keys()
    where = [each for each in fields.pop("where", []) if dropped.isdisjoint(_list_words(each))]
    if kept:
        fields = {"params": kept, **fields}
    if where:
        fields["where"] = where
    if len(fields["stages"]) == 1:
        fields = _without_stages(fields)
    return replace(draft, exercise=fields)


def _without_stages(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return an exercise of one stage as one without stages, since a chain needs two."""
    (stage,) = fields["stages"]
    whole = {name: value for name, value in fields.items() if name != "stages"}
    own = {name: value for name, value in stage.items() if name not in _OF_STAGES}
    return {**whole, **own, "prompt": f"{fields['prompt']}\n\n{stage['prompt']}"}


def _list_words(value: Any) -> list[str]:
    """Return all names in plain data."""
    if is_mapping(value):
        return [word for pair in value.items() for part in pair for word in _list_words(part)]
    if is_list(value):
        return [word for each in value for word in _list_words(each)]
    return _WORD.findall(str(value))
