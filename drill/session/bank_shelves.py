"""Which banks stand beside the subjects: those of papers and of textbooks."""

from __future__ import annotations

from drill.banks.catalogue import Entry
from drill.gyr import SkillId


def is_book(bank: str) -> bool:
    """Whether a bank is a textbook's: its exercises are worked through with the book open."""
    return bank.startswith("book/")


def is_beside(bank: str) -> bool:
    """Whether a bank is a paper's or a textbook's: it rests on the subjects' skills."""
    return is_book(bank) or bank.startswith("papers/")


def trained(entry: Entry) -> SkillId:
    """Return the skill that an exercise's marks count for; a paper's and a book's rest on theirs and train
    none."""
    return SkillId("") if is_beside(entry.bank) else entry.skill
