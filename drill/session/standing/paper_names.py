"""Names of papers: a slug, or the bank ``papers/<slug>``, which is also the item of its notes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Final

from drill.banks.catalogue import Bank, Catalogue
from drill.errors import UsageError
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId
from drill.settings import Settings
from drill.text import one_line

SHELF: Final = "papers/"
_ASKED_NOTE: Final = re.compile(r"papers/[^/]+/note-[0-9a-f]{10}")
_LETTERS: Final = re.compile(r"papers/[^/]+/letters-[0-9a-f]{10}")


def is_paper(bank: str) -> bool:
    """Return whether a bank is a paper's."""
    return bank.startswith(SHELF)


def is_import(bank: Bank) -> bool:
    """Return whether a bank is a paper's that was imported, and not one that comes with the program."""
    return not bank.shipped and is_paper(bank.id)


def is_in_day(bank: str, settings: Settings) -> bool:
    """Return whether a bank may be a part of the day: of papers only the goal, and those that are named."""
    return not is_paper(bank) or not {settings.goal, *settings.papers}.isdisjoint(
        (bank, find_paper_slug(bank))
    )


def is_asked_note(item: str) -> bool:
    """Return whether an item is a note on a paper that is asked again, and no exercise of a bank."""
    return _ASKED_NOTE.fullmatch(item) is not None


def is_letters_item(item: str) -> bool:
    """Return whether an item stands for a formula whose letters are to be said, and is no exercise."""
    return _LETTERS.fullmatch(item) is not None


def find_paper_slug(bank: str) -> str:
    """Return the slug of a paper's bank."""
    return bank.removeprefix(SHELF)


def name_paper_bank(slug: str) -> str:
    """Return the bank of a slug; a second author's work on something else has its bank's name."""
    from drill.papers import OWN_SHELF  # with all that a paper is kept as

    return slug if slug.startswith(OWN_SHELF) else SHELF + slug


def name_own_slug(name: str) -> str:
    """Return the slug of a second author's work on something else than an import: ``my/calc-diff-2nd``."""
    from drill.papers import OWN_SHELF  # with all that a paper is kept as

    plain = re.sub(r"[^a-z0-9]+", "-", name.removeprefix(OWN_SHELF).lower()).strip("-") or "notes"
    return f"{OWN_SHELF}{plain}-2nd"


def list_kept_beside(catalogue: Catalogue, bank: Bank) -> tuple[Entry, ...]:
    """Return what the learner keeps of a second author's work on a paper that comes with the program."""
    kept = catalogue.bank(name_own_slug(bank.id)) if bank.shipped and is_paper(bank.id) else None
    return () if kept is None else kept.entries


def notes_item(slug: str) -> ItemId:
    """Return the item under which the notes on a paper are kept."""
    return ItemId(name_paper_bank(slug))


def paper_banks(catalogue: Catalogue) -> Sequence[Bank]:
    """Return the papers' banks by title, the learner's own first."""
    banks = (bank for bank in catalogue.banks if is_paper(bank.id))
    return sorted(banks, key=lambda bank: (bank.shipped, bank.title.casefold()))


def paper_bank(catalogue: Catalogue, name: str) -> Bank:
    """Return the bank of a paper that is named by its slug or its bank.

    Raises UsageError, with the nearest names, where there is none.
    """
    bank = catalogue.bank(SHELF + find_paper_slug(name))
    if bank is not None:
        return bank
    if catalogue.bank(name) is not None:
        raise UsageError(f"{name} is not a paper's bank: it has no workbook", _papers_there(catalogue))
    slugs = [find_paper_slug(bank.id) for bank in paper_banks(catalogue)]
    near = difflib.get_close_matches(find_paper_slug(name), slugs, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(SHELF + slug for slug in near)}?" if near else _papers_there(catalogue)
    raise UsageError(f"no paper is called {one_line(name)!r}", hint)


def _papers_there(catalogue: Catalogue) -> str:
    there = [bank.id for bank in paper_banks(catalogue)]
    return f"papers here: {', '.join(there)}" if there else "there are no papers here yet: see drill import"
