"""What 0.4.0 judged of the exercises that it shipped and of loose answers, and what is judged now.

``python -m tests.golden.verdicts`` judges all of it, in two processes, and prints what differs; it ends with
1 where a difference is not listed in ``verdict_changes.json``, or a listed one is gone. That file has kinds
of changes: ``was``, ``now``, which of both is ``right``, ``why``, and the ``answers`` by their place, as it
is printed here.
``python -m tests.golden.verdicts --write BANKS ANSWERS HOSTILE FORMULAS`` made the frozen rows by 0.4.0: of
the folder of its banks, and of three files with a row of JSON a line.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import lzma
import os
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import drill
from drill.answers import Answer
from drill.errors import describe_removal, is_removal
from tests.golden.respellings import respell

FROZEN = Path(__file__).with_name("frozen")
ROWS = FROZEN / "verdicts_0.4.0.jsonl.gz"
BANKS = FROZEN / "banks_0.4.0.tar.xz"
CHANGES = Path(__file__).with_name("verdict_changes.json")
SEEDS = (1, 2, 3)
PARTS_OF_FILES, PARTS_OF_EXERCISES = 8, 5
"""A run of the suite takes one file of eight, and of it one exercise of five: banks are slow to read."""
LOOSE = "loose answers"
"""What stands in place of a bank's file for the rows that no bank holds."""
AT_HOSTILE: tuple[dict[str, Any], ...] = (
    {"expression": "2x", "vars": ["x"]}, {"number": "6"}, {"set": "{1, 2}"},
    {"matrix": "[[1, 2], [3, 4]]"}, {"formula": "y = x^2"},
)  # fmt: skip
"""What is expected where hostile text is typed."""

Row = dict[str, Any]
Judge = Callable[[Answer], str]


def read_rows() -> list[Row]:
    """Return the frozen rows: one for each exercise and seed, and for each loose expectation."""
    with gzip.open(ROWS, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def take_fortieth(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that a run of the suite judges, chosen by their names alone."""
    return [
        row
        for row in rows
        if (row["file"] == LOOSE or _draw(row["file"]) % PARTS_OF_FILES == 0)
        and _draw(row["file"] + row["id"]) % PARTS_OF_EXERCISES == 0
    ]


def _draw(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)


@contextmanager
def unpacked_banks() -> Iterator[Path]:
    """Lay the banks of 0.4.0 out in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(BANKS, "r:xz") as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def differences(rows: Sequence[Row], grader: drill.Grader) -> list[Row]:
    """Return what is drawn or judged otherwise than the rows say."""
    found: list[Row] = []
    with unpacked_banks() as banks, ThreadPoolExecutor(2) as pool:
        for file, of_file in groupby(sorted(rows, key=_file_of), key=_file_of):
            bank = None if file == LOOSE else drill.load(banks / file)
            exercises = {} if bank is None else bank.exercises
            gone = {fault.exercise for fault in bank.problems if is_removal(fault.hint)} if bank else set()
            kept = [row for row in of_file if row["id"] not in gone and not _is_removed(row.get("expect"))]
            compared = pool.map(lambda row, known=exercises: list(_compare_row(row, known, grader)), kept)
            found += [difference for of_row in compared for difference in of_row]
    return found


def _is_removed(expect: Mapping[str, Any] | None) -> bool:
    """Return whether an expectation, or a part of it, is of a kind that there is no more."""
    if expect is None:
        return False
    parts = [part for part in expect.get("parts", {}).values() if isinstance(part, dict)]
    return any(describe_removal("kind of answer", name) for name in expect) or any(map(_is_removed, parts))


def _file_of(row: Row) -> str:
    return row["file"]


def _compare_row(row: Row, exercises: Mapping[str, Any], grader: drill.Grader) -> Iterator[Row]:
    at = f"{row['file']} {row['id']}"
    if row["file"] == LOOSE:
        yield from _compare_answers(
            at, row["stages"][0], lambda answer: _judge(grader, row["expect"], answer)
        )
        return
    if row["id"] not in exercises:
        yield {"at": at, "answer": "", "was": "an exercise", "now": "not loaded", "group": "draw"}
        return
    at += f" seed {row['seed']}"
    variant = grader.variant(exercises[row["id"]], row["seed"])
    if dict(variant.params) != row["params"] or len(variant.stages) != len(row["stages"]):
        yield {"at": at, "answer": "", "was": row["params"], "now": dict(variant.params), "group": "draw"}
        return
    for number, (stage, frozen) in enumerate(zip(variant.stages, row["stages"], strict=True), 1):
        yield from _compare_answers(
            f"{at} stage {number}", frozen, lambda answer, stage=stage: _judge(grader, stage, answer)
        )


def _compare_answers(at: str, frozen: Mapping[str, Any], judge: Judge) -> Iterator[Row]:
    for group, verdicts in frozen.items():
        for was, answers in verdicts.items():
            for answer in answers:
                now = judge(answer)
                if _verdict(now) != _verdict(was):
                    # What a busy machine cut short has another verdict when it is asked once more.
                    now = judge(answer)
                if _verdict(now) != _verdict(was):
                    yield {"at": at, "answer": answer, "was": was, "now": now, "group": group}


def _judge(grader: drill.Grader, expected: Any, answer: Answer) -> str:
    """Return verdict and code, or that the expectation is refused."""
    try:
        verdict = grader(expected, tuple(answer) if isinstance(answer, list) else answer)
    except drill.errors.DrillError as error:
        return f"refused {type(error).__name__}"
    return f"{verdict.verdict} {verdict.code}".strip()


def _verdict(text: str) -> str:
    """Return what a verdict comes to: what is not decided costs a learner nothing, whatever the reason."""
    verdict = text.split()[0]
    return verdict if verdict in ("correct", "wrong") else "undecided"


def is_free(difference: Row) -> bool:
    """Say whether a difference needs no reason: what was not decided is, and not against what was meant."""
    if difference["group"] == "draw" or _verdict(difference["was"]) != "undecided":
        return False
    return _verdict(difference["now"]) == ("correct" if difference["group"] == "key" else "wrong")


def unlisted(found: Iterable[Row]) -> list[Row]:
    """Return the differences that need a reason and have none in ``verdict_changes.json``."""
    listed = read_listed()
    return [row for row in found if not is_free(row) and _name_change(row) not in listed]


def read_listed() -> set[str]:
    """Return the changes of ``verdict_changes.json``, each as one text."""
    return {
        _name_change({"at": at, "answer": answer, "was": kind["was"], "now": kind["now"]})
        for kind in json.loads(CHANGES.read_text("utf-8"))
        for at, answers in kind["answers"].items()
        for answer in answers
    }


def _name_change(row: Row) -> str:
    """Return a difference as one text."""
    return json.dumps([row[name] for name in ("at", "answer", "was", "now")], sort_keys=True)


def freeze_exercise(file: str, exercise: Any, seed: int, grader: drill.Grader) -> Row:
    """Return the row of an exercise: of each stage its key and respellings, and its known mistakes."""
    variant = grader.variant(exercise, seed)
    stages: list[Row] = []
    for stage in variant.stages:
        mistakes = [_complete(stage.key, mistake.answer) for mistake in stage.wrong]
        key = [stage.right_answer, *respell(stage.right_answer)]
        stages.append(
            _freeze_answers(key, mistakes, lambda answer, stage=stage: _judge(grader, stage, answer))
        )
    return {"file": file, "id": exercise.id, "seed": seed, "params": dict(variant.params), "stages": stages}


def _complete(key: Answer, mistake: Answer) -> Answer:
    """Return an answer with this mistake: of parts, those that it does not touch are right."""
    return mistake if isinstance(mistake, str) or isinstance(key, str) else {**key, **mistake}


def _freeze_answers(key: Sequence[Answer], mistakes: Sequence[Answer], judge: Judge) -> Row:
    frozen: Row = {}
    for group, answers in (("key", key), ("mistakes", mistakes)):
        verdicts: dict[str, list[Answer]] = {}
        for place, answer in enumerate(answers):
            if answer not in answers[:place]:
                verdicts.setdefault(judge(answer), []).append(answer)
        frozen[group] = verdicts
    return frozen


def loose_rows(
    answers: Path, hostile: Path, formulas: Path
) -> Iterator[tuple[str, Row, list[Answer], list[Answer]]]:
    """Yield name, expectation, right and other answers of the rows that no bank holds."""
    for row in _read_lines(answers):
        right = row["expected"] == "correct"
        yield row["id"], row["expect"], [row["answer"]] if right else [], [] if right else [row["answer"]]
    texts: list[Answer] = [row["answer"] for row in _read_lines(hostile)]
    for number, expect in enumerate(AT_HOSTILE):
        for few, answer in enumerate(texts):
            yield f"hostile-{number}-{few}", expect, [], [answer]
    for row in _read_lines(formulas):
        latex = row["latex"]
        spelled = [latex, f"${latex}$", rf"\left({latex}\right)", latex.replace(" ", "")]
        slips = [latex.replace("+", "-", 1), latex.replace("-", "+", 1), f"{latex} + 1"]
        yield row["id"], {"formula": latex}, spelled, [slip for slip in slips if slip != latex]


def _read_lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def pack_banks(folder: Path) -> None:
    """Pack the YAML of the banks, the same bytes whenever it is packed."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(folder.rglob("*.yaml")):
            if path.parent.name == "book":
                continue
            data = path.read_bytes()
            member = tarfile.TarInfo(path.relative_to(folder).as_posix())
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    BANKS.write_bytes(lzma.compress(packed.getvalue(), preset=9 | lzma.PRESET_EXTREME))


def write(banks: Path, answers: Path, hostile: Path, formulas: Path) -> None:
    """Freeze what this program judges."""
    FROZEN.mkdir(exist_ok=True)
    pack_banks(banks)
    with unpacked_banks() as folder, drill.Grader(2) as grader, ThreadPoolExecutor(2) as pool:
        rows: list[Row] = []
        for path in sorted(folder.rglob("*.yaml")):
            if path.name.startswith("_"):
                continue
            file = path.relative_to(folder).as_posix()
            jobs = [(file, exercise, seed, grader) for exercise in drill.load(path) for seed in SEEDS]
            rows += pool.map(lambda job: freeze_exercise(*job), jobs)
            print(len(rows), file, file=sys.stderr, flush=True)
        for name, expect, right, wrong in loose_rows(answers, hostile, formulas):
            stage = _freeze_answers(
                right, wrong, lambda answer, expect=expect: _judge(grader, expect, answer)
            )
            rows.append({"file": LOOSE, "id": name, "expect": expect, "stages": [stage]})
    text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    ROWS.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def main() -> int:
    """Judge all rows and print what differs; or write them anew."""
    reader = argparse.ArgumentParser(prog="python -m tests.golden.verdicts")
    reader.add_argument("--write", nargs=4, type=Path, metavar=("BANKS", "ANSWERS", "HOSTILE", "FORMULAS"))
    reader.add_argument("--part", action="store_true", help="what a run of the suite judges")
    options = reader.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["DRILL_HOME"] = home
        if options.write:
            write(*options.write)
            return 0
        rows = take_fortieth(read_rows()) if options.part else read_rows()
        with drill.Grader(2) as grader:
            found = differences(rows, grader)
        open_rows = unlisted(found)
    for row in found:
        kind = "free" if is_free(row) else "NOT LISTED" if row in open_rows else "listed"
        print(f"{kind}: {json.dumps(row, ensure_ascii=False)}")
    gone = set() if options.part else read_listed() - set(map(_name_change, found))
    for change in sorted(gone):
        print(f"GONE: {change}")
    print(
        f"{len(rows)} rows, {len(found)} differences, {len(open_rows)} of them not listed, {len(gone)} gone"
    )
    return 1 if open_rows or gone else 0


if __name__ == "__main__":
    sys.exit(main())
