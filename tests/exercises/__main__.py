"""Check what the shipped exercises must have besides a proof; ends with 1 where something is found."""

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


def _check_one(bank: Found) -> list[Finding]:
    subjects = {each.subject for each in find_banks(shipped_banks()) if each.subject}
    skills = Skills(
        skill for path in sorted(subjects) for skill in read_subject(path.read_bytes(), str(path)).skills
    )
    return [*check_style([bank], skills=skills if bank.subject is not None else None)]


def main() -> int:
    """Check the banks that are asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.exercises", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    paths = parser.parse_args().paths or [shipped_banks()]
    root = shipped_banks().resolve()
    banks = [
        bank for path in paths for bank in (find_banks(path) if path.resolve() == root else find_at(path))
    ]
    with ProcessPoolExecutor() as pool:
        found = [finding for of_bank in pool.map(_check_one, banks) for finding in of_bank]
    found += find_twins_over_banks([read_bank(bank) for bank in banks])
    told = {str(finding): finding for finding in found}
    print(*told, f"{len(banks)} banks, {len(told)} findings", sep="\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
