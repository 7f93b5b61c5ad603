"""The sign of every line that the tests and the bench of derivations know.

``line_signs.jsonl`` holds them: a row has the text of a derivation and its options, or what an exercise asks
and the lines of its working, or a file of the bench with the lines for its head, and behind it the sign of
each line of mathematics. ``python -m tests.golden.lines`` prints every sign that differs now; ``--write``
freezes what this program says, and ``--add FILE`` adds rows.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from drill.checking import check_working, mark_derivation, spec_from

KEPT = Path(__file__).with_name("line_signs.jsonl")
BENCH = Path(__file__).parents[1] / "bench" / "derivations"
RIGHT = Path(__file__).parents[1] / "checking" / "data" / "right_derivations"

Row = dict[str, Any]


def read_rows() -> list[Row]:
    """The frozen rows."""
    return [json.loads(line) for line in KEPT.read_text(encoding="utf-8").splitlines()]


def list_bench_rows() -> Iterator[Row]:
    """Rows of the files that the tests and the bench have, as they are and with their letters declared."""
    for path in sorted(RIGHT.iterdir()):
        yield {"file": f"right/{path.name}"}
    for folder in sorted(path for path in BENCH.iterdir() if path.is_dir()):
        answers = yaml.safe_load((folder / "answers.yaml").read_text(encoding="utf-8"))
        for name, answer in sorted(answers.items()):
            path = folder / name
            path = path if path.exists() else next(folder.glob(f"{name}.*"))
            yield {"file": f"{folder.name}/{path.name}"}
            if declared := answer.get("declared"):
                yield {"file": f"{folder.name}/{path.name}", "declared": declared}


def judge(row: Row) -> list[str]:
    """The signs of a row's lines of mathematics, each with its line; of one without time left ``late``."""
    if "asked" in row:
        checked = check_working(spec_from(row["asked"]), row["lines"])
        return [find_sign(line.sign, line.reason) for line in checked]
    if "file" in row:
        folder, _, name = row["file"].partition("/")
        path = RIGHT / name if folder == "right" else BENCH / folder / name
        marked = mark_derivation(path.read_text(encoding="utf-8"), declared=row.get("declared", ()))
    else:
        options = dict(row.get("options", {}))
        options["letters"] = frozenset(options.get("letters", ()))
        marked = mark_derivation(row["text"], **options)
    lines = [line for line in marked.lines if line.kind != "text"]
    return [f"{line.line} {find_sign(line.sign, line.message)}" for line in lines]


def find_sign(sign: str, message: str) -> str:
    return "late" if "too long" in message or "used up" in message else sign


def find_changes(rows: list[Row]) -> list[tuple[Row, list[str]]]:
    """The rows with other signs now, and these; what was late, or is, changes nothing."""
    judged = ((row, judge(row)) for row in rows)
    return [(row, signs) for row, signs in judged if list_changed(row["signs"], signs)]


def list_changed(was: list[str], now: list[str]) -> list[tuple[str, str]]:
    """The signs that differ, each with what it was."""
    pairs = zip_longest(was, now, fillvalue="none")
    return [pair for pair in pairs if pair[0] != pair[1] and not any(sign.endswith("late") for sign in pair)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--add", type=Path, help="a file of rows without signs")
    options = parser.parse_args()
    rows: list[Row] = read_rows() if KEPT.exists() else list(list_bench_rows())
    if options.add:
        rows += [json.loads(line) for line in options.add.read_text(encoding="utf-8").splitlines()]
    if options.write:
        texts = (json.dumps({**row, "signs": judge(row)}, ensure_ascii=False) for row in rows)
        KEPT.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
        return
    for row, signs in find_changes(rows):
        print(json.dumps({key: row[key] for key in row if key != "signs"}, ensure_ascii=False))
        for was, now in list_changed(row["signs"], signs):
            print(f"    {was} -> {now}")


if __name__ == "__main__":
    main()
