"""Own banks whose exercises use what went, and second authors' exercises in a paper's record that do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from drill.banks.bank_upgrade import upgrade_bank
from drill.banks.load import read_bytes
from drill.errors import BankError
from drill.papers import DraftRecord, Paper, print_paper, segment_of
from drill.reading import Written
from drill.session.standing.paper_records import read_record
from drill.session.upgrading.file_changes import FileChange

_Exercise = Mapping[str, Written | int]


def convert_bank(file: Path) -> tuple[FileChange | None, Sequence[BankError]]:
    """Return what becomes of a bank, ``None`` where nothing does, and what in it stays as it is.

    Raises BankError, with the place, for a text that cannot be read.
    """
    content = read_bytes(file)
    if isinstance(content, BankError):
        raise content
    upgrade = upgrade_bank(content, str(file))
    words = tuple(f"line {change.removeprefix(f'{file}:')}" for change in upgrade.changes)
    change = FileChange(str(file), words, ((file, content),), file, upgrade.raw) if words else None
    return change, upgrade.left


def convert_record(file: Path) -> FileChange | None:
    """Return what becomes of a paper's record; ``None`` where nothing does.

    Raises PaperError for one that cannot be read.
    """
    record = read_record(file)
    after = None if record is None else convert_exercises(record)
    if record is None or after == record:
        return None
    words = (f"exercises in {file.name} were rewritten for this version",)
    content = print_paper(replace(after or record, refused=())).encode("utf-8", "replace")
    return FileChange(str(file), words, ((file, file.read_bytes()),), file, content)


def convert_exercises(record: Paper) -> Paper:
    """Return a record whose exercises, and the learner's own versions of them, are of this version."""
    drafts = tuple(
        replace(draft, exercise=_convert_fields(draft, draft.exercise, record)) for draft in record.drafts
    )
    review = dict(record.review)
    for draft in record.drafts:
        decision = review.get(draft.id)
        if decision is not None and decision.exercise is not None:
            own = _convert_fields(draft, decision.exercise, record)
            review[draft.id] = replace(decision, exercise=own)
    return replace(record, drafts=drafts, review=review)


def _convert_fields(draft: DraftRecord, exercise: _Exercise, record: Paper) -> _Exercise:
    """Return the fields of an exercise; what no longer counts and cannot be converted stays."""
    text = f"exercises:\n{segment_of(replace(draft, exercise=exercise), record)}\n"
    try:
        upgrade = upgrade_bank(text.encode("utf-8", "replace"), draft.id)
    except BankError:  # whoever looks at it is told
        return exercise
    if not upgrade.changes:
        return exercise

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # each scalar a text
    (fields,) = yaml.load(upgrade.raw, Loader=loader)["exercises"]
    plain: dict[str, Any] = {name: value for name, value in fields.items() if name not in ("id", "corrects")}
    numbers = {name for name, value in exercise.items() if isinstance(value, int)}
    return {name: int(value) if name in numbers else value for name, value in plain.items()}
