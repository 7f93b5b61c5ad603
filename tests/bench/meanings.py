"""How well lines of NumPy are taken and compared: ``python -m tests.bench.meanings [LINES [OTHERS]]``.

LINES and OTHERS are files with one meaning a line as JSON (``id``, ``code``, ``arrays``, ``assume``), written
for the same formulas by two authors who did not see each other. Each is taken, those of one id are compared.
Always counted are the lines of shipped papers that are taken, and the misfits that are refused with reason.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from drill.errors import CheckError
from drill.files import shipped_banks
from drill.formulas import Meaning, compare_meanings, take_meaning
from drill.papers import PAPER_SUFFIX, parse_paper, take_paper_meanings
from tests.formulas.misfits import MISFITS


def main(paths: Sequence[str]) -> int:
    began = time.process_time()
    lines = [_read_lines(Path(path)) for path in paths]
    failures = [*_count_misfits(), *_count_shipped()]
    for path, meanings in zip(paths, lines, strict=True):
        refused = [text for meaning in meanings.values() if (text := _find_refusal(meaning))]
        print(f"{Path(path).name}: {len(meanings) - len(refused)} of {len(meanings)} taken")
        failures += refused
    if len(lines) == 2:
        failures += _compare(*lines)
    print(f"{time.process_time() - began:.1f} s of CPU")
    for text in failures:
        print(f"  {text}")
    return 1 if failures else 0


def _read_lines(path: Path) -> dict[str, Meaning]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return {
        row["id"]: Meaning(
            row["id"],
            row["code"],
            {name: tuple(axes) for name, axes in row["arrays"].items()},
            tuple(row.get("assume", ())),
        )
        for row in rows
    }


def _find_refusal(meaning: Meaning, latex: str = "") -> str:
    """Return why a meaning is not taken; empty if it is."""
    try:
        take_meaning(meaning, latex)
    except CheckError as error:
        return f"{meaning.of}: {error.message}; {error.hint}"
    return ""


def _count_misfits() -> list[str]:
    wrong: list[str] = []
    for misfit in MISFITS:
        refusal = _find_refusal(misfit.meaning, misfit.latex)
        if not re.search(misfit.why, refusal):
            wrong.append(f"misfit {misfit.code!r}: {refusal or 'taken'}")
    print(f"misfits: {len(MISFITS) - len(wrong)} of {len(MISFITS)} refused with the reason")
    return wrong


def _count_shipped() -> list[str]:
    count = 0
    notes: list[str] = []
    for path in sorted((shipped_banks() / "papers").glob(f"*{PAPER_SUFFIX}")):
        paper = take_paper_meanings(parse_paper(path.read_text("utf-8")))
        count += len(paper.meanings)
        notes += [f"{paper.slug}: {note}" for note in paper.notes if note.code == "meaning"]
    print(f"shipped papers: {count - len(notes)} of {count} taken")
    return notes


def _compare(first: dict[str, Meaning], second: dict[str, Meaning]) -> list[str]:
    """Print how many lines agree; return the sentences of those that differ in value."""
    shared = [name for name in first if name in second]
    compared = {name: compare_meanings(first[name], second[name]) for name in shared}
    counted = Counter(each.outcome for each in compared.values())
    asked = [f"{name}: {each.why}" for name, each in compared.items() if each.outcome == "declared"]
    print(f"compared: {counted['equal']} of {len(shared)} equal; asked about: {'; '.join(asked) or 'none'}")
    return [
        f"{name}: {each.why}" for name, each in compared.items() if each.outcome in ("different", "refused")
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
