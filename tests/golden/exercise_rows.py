"""What the program makes of the frozen exercises: ids, hashes, draws, verdicts on keys and known mistakes.

``python -m tests.golden.exercise_rows`` writes the rows anew. A commit that changes a row names the rule that
it changes.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import drill
from drill.banks import read

FOLDER = Path(__file__).parent / "exercises"
ROWS = Path(__file__).with_name("exercise_rows.jsonl")
SEEDS = (1, 2)


def files() -> list[Path]:
    """Return the frozen banks, in order of their names."""
    return sorted(FOLDER.glob("*.yaml"))


def rows_of(path: Path, grader: drill.Grader) -> Iterator[dict[str, Any]]:
    """Yield one row for each exercise of a frozen bank."""
    hashes = {
        row.entry.id: [row.entry.maths, row.entry.wording]
        for row in read.read_file(path.read_bytes(), path.name).exercises
    }
    bank = drill.load(path)
    assert not bank.problems, [str(problem) for problem in bank.problems]
    for exercise in bank:
        variants: list[dict[str, Any]] = []
        for seed in SEEDS:
            variant = grader.variant(exercise, seed)
            verdicts: list[list[str]] = []
            for stage in variant.stages:
                right = grader(stage, stage.right_answer)
                mistakes = [grader(stage, _whole(stage.key, mistake.answer)) for mistake in stage.wrong]
                verdicts.append(
                    [f"{verdict.verdict} {verdict.code}".strip() for verdict in (right, *mistakes)]
                )
            variants.append({"params": dict(variant.params), "verdicts": verdicts})
        yield {"file": path.name, "id": exercise.id, "hashes": hashes[exercise.id], "variants": variants}


def _whole(key: str | Mapping[str, str], mistake: str | Mapping[str, str]) -> str | Mapping[str, str]:
    """Return an answer with this mistake: of parts, those that it does not touch are right."""
    if isinstance(mistake, str) or isinstance(key, str):
        return mistake
    return {**key, **mistake}


def read_rows() -> dict[str, list[dict[str, Any]]]:
    """Return the rows written down, by file."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in ROWS.read_text("utf-8").splitlines():
        row = json.loads(line)
        rows.setdefault(row["file"], []).append(row)
    return rows


def main() -> None:
    """Write the rows of all frozen banks anew."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["DRILL_HOME"] = home
        with drill.Grader() as grader:
            rows = [row for path in files() for row in rows_of(path, grader)]
    text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    ROWS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
