"""Prove and try what changed since the records, and write the records anew.

``proofs`` proves exercises, ``level`` prints what DRILL_TESTS has to be for the tests. Without either,
exercises are proved, and all rows of the large tables are tried where they are due.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.records import (
    FOLDER,
    PROOFS,
    PROVERS,
    ROWS,
    TESTS,
    are_tables_due,
    hash_provers,
    read_sealed,
    write_sealed,
)

DRAWS = 1
"""Of each exercise; a nightly run takes twenty."""
SHIPPED = (TESTS.parent / "exercises",)


def prove(banks: Sequence[Path], folder: Path = FOLDER) -> int:
    """Prove what is new or changed since the record in a folder; all where the code that proves has changed.

    Returns the exit code of ``drill check``; what it proved is in the record even if it found faults.
    """
    proofs, provers = folder / PROOFS.name, folder / PROVERS.name
    sources = hash_provers()
    kept = proofs.read_bytes() if proofs.exists() else b""
    is_current = read_sealed(provers, kept).get("sources") == sources
    with tempfile.TemporaryDirectory() as new:
        record = Path(new, PROOFS.name)  # what ships no longer is in no new one
        command = [sys.executable, "-m", "drill.cli.main", "check", *map(str, banks)]
        command += ["--variants", str(DRAWS), "--record", str(record)]
        if is_current:
            command += ["--changed", str(proofs)]
        code = subprocess.run(command, cwd=TESTS.parent).returncode
        if record.exists():
            written = record.read_bytes()
            proofs.write_bytes(written)
            told = {"sources": sources, "draws": DRAWS, "exercises": written.count(b"\n")}
            write_sealed(provers, told, written)
    return code


def try_tables() -> int:
    """Try all rows of the large tables where they are due, in a run that writes the record.

    Returns its exit code.
    """
    if not are_tables_due():
        return 0
    folders = [str(place) for place in ROWS if place.is_dir()]
    environ = {**os.environ, "DRILL_TESTS": "all"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *folders], cwd=TESTS.parent, env=environ
    ).returncode


def main() -> int:
    """Do what is asked; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.records", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("proofs", "level"))
    match parser.parse_args().what:
        case "proofs":
            return prove(SHIPPED)
        case "level":
            print("all" if are_tables_due() else "")
            return 0
        case _:
            return prove(SHIPPED) or try_tables()


if __name__ == "__main__":
    sys.exit(main())
