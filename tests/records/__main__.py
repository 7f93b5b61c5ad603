"""Prove and try what changed since the records, and write the records anew.

``proofs`` proves exercises, ``level`` prints what DRILL_TESTS has to be for the tests. Without either,
exercises are proved, and all rows of the large tables are tried where they are due.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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

DRAWS, MANY_DRAWS = 3, 20
"""Of each exercise. Twenty, as a nightly run takes of all, cost nearly twice as much as three."""
DONE, FOUND = 0, 1
"""Exit codes of ``drill check``: no fault, and faults that were found."""
SHIPPED = (TESTS.parent / "exercises",)


def prove(banks: Sequence[Path], folder: Path = FOLDER) -> int:
    """Prove what is new or changed since the record in a folder; all where the code that proves has changed.

    What few draws find fault with is proved again by many, since shares of few say little: only what those
    find is a fault. Returns the exit code; what was proved is in the record even where there are faults.
    """
    proofs, provers = folder / PROOFS.name, folder / PROVERS.name
    sources = hash_provers()
    kept = proofs.read_bytes() if proofs.exists() else b""
    since = ["--changed", proofs] if read_sealed(provers, kept).get("sources") == sources else []
    with tempfile.TemporaryDirectory() as new:
        by_few, written = Path(new, "by_few.txt"), Path(new, "written.txt")
        few_draws = ["--variants", DRAWS, "--record"]
        ran = check(*banks, *few_draws, by_few, *since, "--json", stdout=subprocess.PIPE)
        code = ran.returncode
        found = json.loads(ran.stdout)["banks"] if code in (DONE, FOUND) else []
        proved, recorded = (sum(bank[name] for bank in found) for name in ("exercises", "recorded"))
        print(f"exercises proved: {proved:,}, as in the record: {recorded:,}", flush=True)
        if code == FOUND:
            faulty = list_faulty_files(found)
            by_many = (
                check(*faulty, "--variants", MANY_DRAWS, "--record", by_few).returncode if faulty else DONE
            )
            code = check(*banks, *few_draws, written, "--changed", by_few).returncode or by_many
        record = written if written.exists() else by_few
        if record.exists():
            rows = record.read_bytes()
            proofs.write_bytes(rows)
            told = {"sources": sources, "draws": DRAWS, "exercises": rows.count(b"\n")}
            write_sealed(provers, told, rows)
    return code


def check(*words: object, stdout: int | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run ``drill check``."""
    command = [sys.executable, "-m", "drill.cli.main", "check", *map(str, words)]
    return subprocess.run(command, cwd=TESTS.parent, stdout=stdout)


def list_faulty_files(banks: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """Return the files of exercises with an error, from what ``drill check --json`` says of banks."""
    problems = [problem for bank in banks for problem in bank["problems"]]
    return sorted({each["path"] for each in problems if each["exercise"] and each["severity"] == "error"})


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
