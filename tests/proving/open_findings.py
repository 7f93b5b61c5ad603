"""Shipped exercises with findings that are still to be mended, a file a bank: lines of a code and an item.

``python -m tests.proving.open_findings calculus …`` takes out of the files of these banks (of all without a
name) what is mended by now; nothing is ever added.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.asked import open_findings
from tests.homes import shipped_catalogue

FOLDER = Path(__file__).parent / "data" / "open_findings"
BANKS = tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))


def listed(bank: str) -> set[tuple[str, str]]:
    """Return the codes and items of a bank that are still to be mended."""
    lines = (FOLDER / f"{bank}.txt").read_text("utf-8").splitlines()
    return {(code, item) for code, _, item in (line.partition(" ") for line in lines)}


def leave_what_is_mended(bank: str) -> int:
    """Take what is mended out of the file of a bank; return how much is left."""
    catalogue, open_ = shipped_catalogue(), listed(bank)
    items = {item for _, item in open_ if item in catalogue.entries}
    found = {(code, item) for item in items for code in open_findings(catalogue.exercise(item))}
    left = sorted(open_ & found)
    (FOLDER / f"{bank}.txt").write_text("".join(f"{code} {item}\n" for code, item in left), "utf-8")
    return len(left)


if __name__ == "__main__":
    for name in sys.argv[1:] or BANKS:
        print(name, leave_what_is_mended(name))
