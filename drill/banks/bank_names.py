"""Names of banks and topics, which learners type, shells complete and drill prints in commands. Light."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from drill.errors import BankError

NAME_CHARACTERS = "letters, digits, '-', '_' and '.'"
_MARKS = "-_."


def is_book(bank: str) -> bool:
    """Return whether a bank is a textbook's: its exercises are done with the book open."""
    return bank.startswith("book/")


def is_beside(bank: str) -> bool:
    """Return whether a bank is a paper's or a textbook's, which requires the subjects' skills."""
    return is_book(bank) or bank.startswith("papers/")


def unfit_character(name: str) -> str:
    """Return the first character that a bank's or a topic's name must not contain; the empty text if none.

    A ``-`` at the beginning is one, since a command would take the name for an option. Letters, their accents
    and digits are those of any script.
    """
    if name.startswith("-"):
        return "-"
    others = (character for character in name if character not in _MARKS)
    return next((other for other in others if unicodedata.category(other)[0] not in "LMN"), "")


def bank_name_fault(id_: str, path: Path | str) -> BankError | None:
    """Return why the bank at ``path`` cannot have this id, such as ``papers/adam``; None if it can."""
    for step in id_.split("/"):
        if unfit := unfit_character(step):
            return _make_name_fault("a bank's name", unfit, "rename the file or folder", path)
    return None


def topic_name_fault(topic: str, path: Path | str) -> BankError | None:
    """Return why the topic of the file at ``path`` cannot be called so; None if it can."""
    unfit = unfit_character(topic)
    hint = "rename the file, or name its topic in it, such as topic: calc.limits"
    return _make_name_fault("a topic's name", unfit, hint, path) if unfit else None


def _make_name_fault(subject: str, unfit: str, hint: str, path: Path | str) -> BankError:
    contained = "begins with '-'" if unfit == "-" else f"contains {unfit!r}"
    message = f"left out: {subject} has only {NAME_CHARACTERS}, but this one {contained}"
    return BankError(message, hint, path=str(path), code="name")
