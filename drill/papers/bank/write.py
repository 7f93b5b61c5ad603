"""Write a paper's bank as text: readable YAML with the place of each formula, safe to edit by hand.

An exercise whose text in the file is not the text that was written there last was edited by hand: it stays as
it is. Light: no YAML library is needed to write it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from drill.papers.bank.bank_segments import (
    fields_of,
    split_bank,
    whole_bank,
    with_fingerprint,
    write_exercise_segment,
)
from drill.papers.bank.review_decisions import kept_drafts
from drill.papers.model import OWN_SHELF, Decision, DraftRecord, ExerciseRecord, Paper, find_made_kind
from drill.reading import Written as Value
from drill.text import hash_text

# Rows of a table of symbols: one screen.
_MOST_SYMBOLS = 24


class Written(NamedTuple):
    """A bank's text, and the record that belongs to it."""

    text: str
    record: Paper


def write_bank(record: Paper, existing: str = "") -> Written:
    """Return the bank of the exercises kept in the review; ``existing`` is the present text of its file."""
    head, segments = split_bank(existing)
    order = tuple(segments)
    record = _without_removed(record, segments) if existing else record
    written = record.written
    drafted = {draft.id for draft in record.drafts}
    kept = {draft.id: draft for draft in kept_drafts(record)}
    generated = {id_: segment_of(draft, record) for id_, draft in kept.items()}
    texts: dict[str, str] = {}
    for id_, text in [*generated.items()]:
        there = segments.pop(id_, text)
        # edited if it is neither the last written text nor the present one
        is_new = there.strip() != text.strip()
        is_edited = is_new and written.get(id_) != hash_segment_text(there)
        if is_new and not is_edited and find_made_kind(id_):
            generated[id_] = text = segment_of(_with_corrected(kept[id_], text, there), record)
        texts[id_] = there if is_edited else text
    # edited by hand, or written by hand from the beginning, or of a draft that is not on record
    hand_written = {
        id_: text
        for id_, text in segments.items()
        if written.get(id_) != hash_segment_text(text) or id_ not in drafted
    }
    texts |= hand_written
    ids = _in_places(order, list(texts))
    record = replace(
        record,
        written={id_: hash_segment_text(text) for id_, text in generated.items()},
        exercises=tuple(_find_exercise_record(record, id_) for id_ in ids),
    )
    head = with_fingerprint(head, record.fingerprint) if head.strip() else _write_bank_head(record)
    return Written(whole_bank(head, [texts[id_] for id_ in ids]), record)


def _with_corrected(draft: DraftRecord, text: str, there: str) -> DraftRecord:
    """Return an exercise made by rule that keeps the learner's marks for the text that it replaces.

    Its id marks the same question. Texts that the replaced one had replaced stay named.
    """
    from drill.banks.read import maths_hash
    from drill.banks.yaml_nodes import Fields, Items, convert_node_to_data
    from drill.banks.yaml_scanner import compose_yaml_nodes, decode_bank_text

    new, old = (
        compose_yaml_nodes(decode_bank_text(each.encode("utf-8", "replace"))) for each in (text, there)
    )
    if not isinstance(new, Items) or not isinstance(old, Items):
        return draft
    written = (
        convert_node_to_data(corrects)
        if isinstance(old.items[0], Fields) and (corrects := old.items[0].get("corrects"))
        else []
    )
    before = [written] if isinstance(written, str) else [str(each) for each in written]
    hashes = dict.fromkeys((*before, maths_hash(old.items[0])))
    hashes.pop(maths_hash(new.items[0]), None)
    if hashes:
        return replace(draft, exercise={**draft.exercise, "corrects": [*hashes]})
    return draft


def _in_places(order: Sequence[str], ids: Sequence[str]) -> list[str]:
    """Return ids in their present order; a new one after the one that it was drafted after."""
    there = set(ids)
    placed = [id_ for id_ in order if id_ in there]
    known = set(placed)
    insertion_index = 0
    for id_ in ids:
        if id_ in known:
            insertion_index = placed.index(id_) + 1
        else:
            placed.insert(insertion_index, id_)
            insertion_index += 1
    return placed


def _without_removed(record: Paper, segments: Mapping[str, str]) -> Paper:
    """Leave out what somebody removed from the bank by hand."""
    gone = [id_ for id_ in record.written if id_ not in segments]
    left: dict[str, Decision] = dict.fromkeys(gone, "left")
    review = {
        id_: replace(decision, decision="left") if id_ in left else decision
        for id_, decision in record.review.items()
    }
    decisions = {**record.decisions, **left}
    return replace(record, decisions=decisions, review=review)


def hash_segment_text(text: str) -> str:
    """Return a hash of an exercise's or a bank's text, which blanks at the ends of lines do not change."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return hash_text(lines)


def _find_exercise_record(record: Paper, id_: str) -> ExerciseRecord:
    draft = record.find_draft(id_)
    if draft is not None:
        return ExerciseRecord(id_, draft.kind, draft.about)
    earlier = next((exercise for exercise in record.exercises if exercise.id == id_), None)
    return earlier or ExerciseRecord(id_, "")


# --- writing -----------------------------------------------------------------------------------------------


def _write_bank_head(record: Paper) -> str:
    source = {"title": record.title, "fingerprint": record.fingerprint}
    node = re.sub(r"[^a-z0-9-]+", "-", record.slug.removeprefix(OWN_SHELF).lower()).strip("-") or "paper"
    top: dict[str, Value] = {
        "topic": f"{record.bank.partition('/')[0]}.{node}",
        "title": record.title,
        "source": source if record.fingerprint else {"title": record.title},
    }
    if theory := _list_symbol_theory(record):
        top["theory"] = theory
    comment = (
        "# Written by a second author, checked by drill take; edit it as you like.\n"
        if record.is_own
        else "# Made from the paper's source by drill import; edit it as you like.\n"
        "# Importing the paper again leaves what was edited here as it is.\n"
    )
    return comment + "\n".join(fields_of(top, 0)) + "\nexercises:"


def _list_symbol_theory(record: Paper) -> str:
    """Return the symbols with the meanings that the reader gave or confirmed."""
    meanings = [
        f"- ${row.symbol}$: {_escape_markdown_outside_formulas(row.confirmed)}"
        for row in record.symbols
        if row.confirmed and "@" not in row.symbol + row.confirmed
    ]
    if not meanings:
        return ""
    return "\n".join(["What the paper's symbols mean:", "", *dict.fromkeys(meanings[:_MOST_SYMBOLS])])


def _escape_markdown_outside_formulas(text: str) -> str:
    pieces = re.split(r"(\$[^$]*\$)", text)
    pieces[::2] = (re.sub(r"([\\`*_$])", r"\\\1", segment) for segment in pieces[::2])
    return "".join(pieces)


def segment_of(draft: DraftRecord, record: Paper) -> str:
    """Return one exercise as YAML, with a comment on where its formula is."""
    return f"{_write_source_comment(draft, record)}\n{write_exercise_segment(draft.id, draft.exercise)}"


def _write_source_comment(draft: DraftRecord, record: Paper) -> str:
    formula = next((formula for formula in record.formulas if formula.id == draft.about), None)
    location = f"{draft.file}:{draft.line}" if draft.line else ""
    name = f"equation ({formula.number})" if formula is not None and formula.number else ""
    description = ", ".join(part for part in (draft.kind, name, location) if part)
    return f"# {' '.join(description.split())}"
