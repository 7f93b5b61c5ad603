"""Faulty banks with all that is said of each: ``python -m tests.banks.faulty_banks`` says it anew.

The texts come from other tests, from what authors get wrong most often, and from shipped exercises in each of
which one value was dropped, renamed or replaced. A message may get better; a place must not get worse.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from drill.banks.read import read_file, read_subject

TABLE = Path(__file__).parent / "data" / "faulty_banks.jsonl"
Row = tuple[str, list[str]]


def rows() -> Iterator[Row]:
    """Yield the text of each faulty bank, and its faults as they are told."""
    for line in TABLE.read_text("utf-8").strip().split("\n"):
        row = json.loads(line)
        yield row["text"], row["faults"]


def faults_of(text: str) -> list[str]:
    """Return the faults of a bank's file, or of a subject's: place, field, message and hint."""
    is_of_subject = text.startswith("# _subject.yaml\n")
    read = read_subject if is_of_subject else read_file
    return [f"{fault.line}:{fault.column}: {fault}" for fault in read(text.encode(), "").problems]


def main() -> None:
    """Write the table anew."""
    lines = [json.dumps({"text": text, "faults": faults_of(text)}, ensure_ascii=False) for text, _ in rows()]
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
