"""Exercises on formulas of imports that wait for their proof by the present rules, or do not stand it.

They are left out of the catalogue, so that no list, count or goal has them. Their marks stay in the log.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from drill.banks.catalogue import Bank, Catalogue
from drill.errors import PaperError
from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId
from drill.locations import Locations
from drill.papers import RULE_KINDS, RULES, Paper, find_made_kind, hash_segment_text
from drill.session.standing.paper_names import find_paper_slug, is_import
from drill.session.standing.paper_records import bank_path, read_bank_text, read_record, record_path


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An exercise that a person edited and that the present rules do not confirm."""

    item: ItemId
    why: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is left out of the catalogue: banks that wait for their proof, and exercises with a fault."""

    pending: frozenset[BankId] = frozenset()
    left_out: tuple[LeftOut, ...] = ()


def withhold_exercises(places: Locations, catalogue: Catalogue) -> tuple[Catalogue, Withheld]:
    """Return the catalogue without what waits for its proof or does not stand it, and what that is."""
    pending: set[BankId] = set()
    left_out: list[LeftOut] = []
    items: set[ItemId] = set()
    only_by_name: dict[BankId, frozenset[ItemId]] = {}
    for bank in catalogue.banks:
        record = _read_import_record(places, bank)
        if record is None:
            continue
        edited = [row for row in record.withdrawn if row.bank_hash]
        if is_proof_due(places, record):
            pending.add(bank.id)
            items.update(entry.item for entry in bank.entries if _is_made_by_rule(entry))
            continue
        for row in edited:
            for entry in bank.entries:
                if entry.id == row.id:
                    items.add(entry.item)
                    left_out.append(LeftOut(entry.item, row.why, entry.file, entry.line))
        named = [entry.item for entry in bank.entries if entry.id in record.only_by_name]
        if named:
            only_by_name[bank.id] = frozenset(named)
    kept = catalogue.without(items)
    if only_by_name:
        banks = (
            replace(bank, only_by_name=only_by_name.get(bank.id, bank.only_by_name)) for bank in kept.banks
        )
        kept = replace(kept, banks=tuple(banks))
    return kept, Withheld(frozenset(pending), tuple(left_out))


def is_proof_due(places: Locations, record: Paper) -> bool:
    """Return whether a paper's questions have to be proved again: the rules changed, or a person's edit of
    one that had a fault.
    """
    if record.rules < RULES:
        return True
    hashes = {row.bank_hash for row in record.withdrawn if row.bank_hash}
    return bool(hashes) and hashes != {hash_segment_text(read_bank_text(bank_path(places, record.slug)))}


def is_withdrawn(places: Locations, item: ItemId) -> bool:
    """Return whether an item was withdrawn from its paper, so that its marks belong to no exercise."""
    bank, _, id_ = item.rpartition("/")
    if find_made_kind(id_) not in RULE_KINDS:
        return False
    try:
        record = read_record(record_path(places, find_paper_slug(bank)))
    except PaperError:
        return False
    return record is not None and any(row.id == id_ for row in record.withdrawn)


def _read_import_record(places: Locations, bank: Bank) -> Paper | None:
    """Return the record of an imported paper that has questions by rule; None for others."""
    if not is_import(bank) or not any(map(_is_made_by_rule, bank.entries)):
        return None
    try:
        return read_record(record_path(places, find_paper_slug(bank.id)))
    except PaperError:  # whoever opens the paper is told
        return None


def _is_made_by_rule(entry: Entry) -> bool:
    return find_made_kind(entry.id) in RULE_KINDS
