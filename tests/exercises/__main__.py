"""Check what the shipped exercises must have besides a proof; ends with 1 where something is found.

Without a path the banks are left out that are as they were when nothing was found in them.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from drill.banks.load import Found, find_at, find_banks
from drill.banks.loaded_files import Skills
from drill.banks.read import read_subject
from drill.files import shipped_banks
from drill.proving import Finding
from tests.exercises.exercise_links import find_twins_over_banks
from tests.exercises.style_check import check_style, read_bank
from tests.records import TEXTS, hash_sources, read_sealed, write_sealed

MANY_VARIANTS = 20


def _check_one(bank: Found) -> list[Finding]:
    """Return what is found in a bank; shares of few draws say little, so only what many find, too."""
    subjects = {each.subject for each in find_banks(shipped_banks()) if each.subject}
    skills = Skills(
        skill for path in sorted(subjects) for skill in read_subject(path.read_bytes(), str(path)).skills
    )
    of_subject = skills if bank.subject is not None else None
    found = [*check_style([bank], skills=of_subject)]
    return [*check_style([bank], skills=of_subject, variants=MANY_VARIANTS)] if found else []


def main() -> int:
    """Check the banks that are asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.exercises", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    paths = parser.parse_args().paths
    banks = [bank for path in paths for bank in find_at(path)] or [*find_banks(shipped_banks())]
    hashes = {} if paths else {bank.id: _hash_bank(bank) for bank in banks}
    known = {} if paths else read_sealed(TEXTS)
    due = [bank for bank in banks if paths or known.get(bank.id) != hashes[bank.id]]
    with ProcessPoolExecutor() as pool:
        by_bank = dict(zip((bank.id for bank in due), pool.map(_check_one, due), strict=True))
    found = [finding for of_bank in by_bank.values() for finding in of_bank]
    found += find_twins_over_banks([read_bank(bank) for bank in banks])
    told = {str(finding): finding for finding in found}
    print(*told, f"{len(due)} of {len(banks)} banks, {len(told)} findings", sep="\n")
    if not paths:
        clean = {id_: each for id_, each in hashes.items() if not by_bank.get(id_)}
        write_sealed(TEXTS, clean)
    return 1 if told else 0


def _hash_bank(bank: Found) -> str:
    """Return a hash of a bank's files, and of the code that checks them."""
    skills = () if bank.subject is None else (bank.subject,)
    return hash_sources(Path(__file__).parent, *bank.files, *skills)


if __name__ == "__main__":
    sys.exit(main())
