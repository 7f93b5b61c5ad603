"""The files of a paper's bank: one, or numbered parts in a folder where it is too large for one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from drill.errors import UsageError
from drill.files import save
from drill.papers import parts_of

# A bank's file is read up to a megabyte; this leaves room to edit it.
MOST_BYTES: Final = 900_000
# Files of other names in the folder are somebody else's.
_PARTS: Final = "part-[0-9][0-9].yaml"


def folder_of(bank: Path) -> Path:
    """Where the parts of a bank lie that is too large for one file."""
    return bank.with_suffix("")


def files_of(bank: Path) -> list[Path]:
    """The files of a bank that are there, in order."""
    return [bank] if bank.is_file() else sorted(folder_of(bank).glob(_PARTS))


def save_bank(bank: Path, text: str) -> None:
    """Write a bank as one file, or as parts where it is too large or lies in parts already.

    Raises:
        FileError: it cannot be written there.
        UsageError: it is too large for one file, and its folder holds something else.
    """
    there = files_of(bank)
    is_parted = bool(there) and there != [bank]
    parts = parts_of(text, MOST_BYTES)
    if len(parts) == 1 and not is_parted:
        save(bank, text)
        return
    folder = folder_of(bank)
    if not is_parted and any(not file.match(_PARTS) for file in folder.glob("[!.]*")):
        raise UsageError(f"the bank is too large for one file, and {folder} holds something else")
    files = [folder / f"part-{number:02}.yaml" for number in range(1, len(parts) + 1)]
    for file, part in zip(files, parts, strict=True):
        save(file, part)
    for old in there:
        if old not in files:
            old.unlink(missing_ok=True)
