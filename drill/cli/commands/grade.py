"""``drill grade``: check answers outside of a session."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import Queue
from typing import TYPE_CHECKING, Any

from drill import files, settings
from drill.banks.yaml_nodes import convert_node_to_data
from drill.banks.yaml_scanner import compose_yaml_nodes
from drill.checking import Explained, ExplainedLine, SelfSpec, Spec, Verdict, known, spec_from
from drill.cli import output
from drill.cli.opened import count_files
from drill.cli.output import lines_from, text_from_input
from drill.codec import is_list, is_mapping, pick_fields
from drill.errors import BankError, CheckError, DrillError, UsageError
from drill.reading import write_plain
from drill.session.library.authoring import exercises_at
from drill.text import clean_text
from drill.worker import AskedStage, Workers

if TYPE_CHECKING:
    from drill.explanation import RecordedStep

# Rows between two reports of progress: about a second.
_TICK_ROWS = 500
# Each process may take 512 MB.
_MOST_JOBS = 64
# Max characters of a row that is read.
_ROW_LIMIT = 1_000_000
# Max characters of the beginning of a long row that are searched for its id.
_ID_LIMIT = 1_000
# Fields of a verdict in JSON.
VERDICT_FIELDS = "verdict code message at evidence"
_BEFORE_ID = re.compile(r'\s*\{\s*"id"\s*:\s*')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: one answer, or a stream of them."""
    parser.add_argument("--expect", metavar="YAML", help="what is expected: an answer: mapping as in a bank")
    parser.add_argument(
        "--item", metavar="EXERCISE", help="instead of --expect: bank/exercise, or FILE#exercise"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="with --item: which variant (0)")
    parser.add_argument("--stage", type=int, default=1, metavar="N", help="with --item: which stage (1)")
    parser.add_argument(
        "--answer", metavar="TEXT", help="what was typed (default, and for -: standard input)"
    )
    parser.add_argument("--working", metavar="FILE", help="check the lines of a working; - is standard input")
    parser.add_argument(
        "--explain", action="store_true", help="also what was read, compared and tried, step by step"
    )
    output.add_json_option(parser)
    parser.add_argument("--jsonl", metavar="FILE", help="rows of id, expect, answer; - is standard input")
    parser.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="with --jsonl: processes that grade at once (1)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Grade one answer, or a stream."""
    if not 1 <= arguments.jobs <= _MOST_JOBS:
        raise UsageError(f"--jobs must be from 1 to {_MOST_JOBS}")
    workers = Workers(arguments.jobs)
    try:
        workers.start()  # while the input is being read
        if arguments.jsonl:
            return _run_stream(workers, arguments.jsonl, arguments.jobs, explain=arguments.explain)
        return _run_one(workers, arguments)
    finally:
        workers.close()


def _run_one(workers: Workers, arguments: argparse.Namespace) -> int:
    is_asked = arguments.expect is not None or arguments.item is not None
    has_answer = arguments.answer is not None or not sys.stdin.isatty()
    if not is_asked or not (has_answer or arguments.working is not None):
        raise UsageError(
            "--expect (or --item) and --answer are needed, or --jsonl",
            "drill grade --expect '{number: 2}' --answer 2",
        )
    asked = _asked_stage(workers, arguments)
    if arguments.working is not None:
        return _run_working(workers, arguments, asked)
    answer = text_from_input().strip("\n") if arguments.answer in (None, "-") else str(arguments.answer)
    typed = clean_text(answer)
    if arguments.explain:
        explained = workers.explain(asked.expect, typed, mistakes=asked.wrong, shown=asked.shown)
    else:
        verdict = workers.check(asked.expect, typed, mistakes=asked.wrong, shown=asked.shown)
        explained = Explained(verdict, ())
    verdict = explained.verdict
    fault = find_expect_fault(verdict, asked.expect)
    if fault:
        raise UsageError(f"--expect: {fault}", "drill help answers shows the kinds of answers")
    if arguments.json:
        output.emit_json(
            pick_fields(verdict, VERDICT_FIELDS) | _shape_explained_steps(explained, arguments.explain)
        )
    else:
        text = verdict.verdict
        if verdict.at:
            text += f" at character {verdict.at}"
        if verdict.code:
            text += f" ({verdict.code})"
        if verdict.message:
            text += f": {verdict.message}"
        output.emit_text(text)
        _print_steps(explained.steps)
    by_verdict = {"correct": output.DONE, "unreadable": output.BAD_INPUT}
    return by_verdict.get(verdict.verdict, output.FOUND)


def _run_working(workers: Workers, arguments: argparse.Namespace, asked: AskedStage) -> int:
    """Print a sign for each line of a working; the exit code depends on whether one of them breaks."""
    lines = [clean_text(line.rstrip("\n")) for line in lines_from(arguments.working)]
    checked = workers.explain_working(asked.expect, lines, asked.wrong)
    for number, (text, explained) in enumerate(zip(lines, checked, strict=False), 1):
        line = explained.line
        if arguments.json:
            fields = pick_fields(line, "sign before reason slip at")
            steps = _shape_explained_steps(explained, arguments.explain)
            output.emit_json({"line": number, **fields, "point": write_plain(line.point), **steps})
        else:
            reason = line.slip or line.reason
            if reason:
                text += f": {reason}"
            output.emit_text(f"{number}  {line.sign}  {text}")
            if arguments.explain:
                _print_steps(explained.steps)
    breaks = any(explained.line.sign == "breaks" for explained in checked)
    return output.FOUND if breaks else output.DONE


def _shape_explained_steps(explained: Explained | ExplainedLine, is_asked: bool) -> dict[str, Any]:
    """Return the field of JSON for the steps, if they are requested."""
    return pick_fields(explained, "steps(by what facts)") if is_asked else {}


def _print_steps(steps: Iterable[RecordedStep]) -> None:
    for number, step in enumerate(steps, 1):
        output.emit_text(f"{number:3}. {step.what}  [{step.by}]")
        for name, text in step.facts.items():
            output.emit_text(f"     {name}: {text}")


def _asked_stage(workers: Workers, arguments: argparse.Namespace) -> AskedStage:
    """Return the expectation for the answer: the mapping on the command line, or an exercise's stage."""
    if arguments.item is None:
        try:
            return AskedStage(spec_from(read_expect(arguments.expect)))
        except CheckError as error:
            raise UsageError(f"--expect: {error}", "drill help answers shows the kinds of answers") from error

    places = files.find(os.environ)
    subjects = settings.load_settings(places.config, os.environ).settings.subjects
    with count_files() as on_progress:
        drafts = exercises_at(arguments.item, places, subjects, on_progress).exercises
    if len(drafts) != 1:
        raise UsageError(f"{arguments.item} holds {len(drafts)} exercises", "name one, as FILE#exercise")
    variant = workers.prepare(drafts[0].exercise, item=drafts[0].item, seed=arguments.seed)
    number: int = arguments.stage
    if not 1 <= number <= len(variant.stages):
        raise UsageError(f"--stage must be from 1 to {len(variant.stages)}")
    return AskedStage.of(variant.stages[number - 1])


def read_expect(text: str) -> Mapping[str, Any]:
    """Return the mapping in a text: YAML or JSON, under the limits of a bank file. Raises UsageError."""
    example = "for example: --expect '{expression: 2x, vars: [x]}'"
    try:
        node = compose_yaml_nodes(clean_text(text))
    except BankError as error:
        raise UsageError(f"--expect:{error.line}:{error.column}: {error.message}", example) from error
    expect = convert_node_to_data(node) if node is not None else None
    if not isinstance(expect, dict):
        raise UsageError("--expect takes a mapping", example)
    return expect


def find_expect_fault(verdict: Verdict, expect: Spec) -> str:
    """Return the fault of an expectation that prevented the check; otherwise empty."""
    if verdict.code != "failed":
        return ""
    try:
        known(expect)
    except CheckError as error:
        return str(error)
    return ""


def _run_stream(workers: Workers, source: str, jobs: int, *, explain: bool) -> int:
    """Print a verdict for every row, in order and at once; faulty rows get one, too, and are reported."""
    faulty = False
    graded: Queue[Future[_Graded] | Exception | None] = Queue(2 * jobs)
    with ThreadPoolExecutor(jobs) as pool:

        def submit() -> None:
            """Read rows while others are computed, so that a sender of single rows gets verdicts early."""
            try:
                for number, line in enumerate(lines_from(source), 1):
                    if line.strip():
                        graded.put(pool.submit(_grade_answer_row, workers, number, line, explain))
                graded.put(None)
            except (DrillError, OSError, RuntimeError) as error:
                # RuntimeError: the pool is closed, because nobody reads the verdicts any more.
                graded.put(error)

        threading.Thread(target=submit, daemon=True).start()
        while (row := graded.get()) is not None:
            if isinstance(row, Exception):
                raise row
            faulty |= _print_graded_row(row.result(), source, explain)
    return output.BAD_INPUT if faulty else output.DONE


@dataclass(frozen=True, slots=True)
class _Graded:
    """A row with its verdict."""

    number: int
    row: _AnswerRow
    explained: Explained
    took_ms: float


def _grade_answer_row(workers: Workers, number: int, line: str, explain: bool) -> _Graded:
    row = _AnswerRow.read(line, number)
    workers.await_ready()  # the start of a process does not count for any row
    begun = time.perf_counter()
    if row.fault:
        fault = Verdict("undecided", "failed", f"it could not be checked: {row.fault}")
        explained = Explained(fault, ())
    elif explain:
        explained = workers.explain(row.expect, row.answer)
    else:
        explained = Explained(workers.check(row.expect, row.answer), ())
    return _Graded(number, row, explained, round((time.perf_counter() - begun) * 1000, 2))


def _print_graded_row(graded: _Graded, source: str, explain: bool) -> bool:
    """Print a verdict; return whether its row was at fault."""
    number = graded.number
    row = graded.row
    verdict = graded.explained.verdict
    fault = row.fault or find_expect_fault(verdict, row.expect)
    if fault:
        output.narrate_line(f"{source}:{number}:1: {fault}")
    line_field = {"line": number} if row.is_nameless else {}
    fields = {"id": row.id, **line_field, **pick_fields(verdict, VERDICT_FIELDS), "ms": graded.took_ms}
    output.emit_json(fields | _shape_explained_steps(graded.explained, explain))
    if number % _TICK_ROWS == 0 and sys.stderr.isatty():
        output.narrate_line(f"{number} rows")
    return bool(fault)


_NOTHING_ASKED = SelfSpec(kind="self")


@dataclass(frozen=True, slots=True)
class _AnswerRow:
    """One row of a stream; ``fault`` is the reason if it cannot be used."""

    id: object = None
    expect: Spec = _NOTHING_ASKED
    answer: str | Mapping[str, str] | list[str] = ""
    fault: str = ""
    # Whether only its line number identifies it, because it could not be read.
    is_nameless: bool = False

    @classmethod
    def read(cls, line: str, number: int) -> _AnswerRow:
        """Return the row in a line of JSON."""
        if len(line) > _ROW_LIMIT:
            id_ = _id_at_the_beginning(line)
            fault = f"line {number} is too long: at most {_ROW_LIMIT:,} characters are read"
            return cls(id_, fault=fault, is_nameless=id_ is None)
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            return cls(fault=f"this line is not JSON: {error}")
        if not is_mapping(row):
            return cls(fault='an object with "id", "expect" and "answer" is expected')
        id_ = row.get("id")
        if not is_mapping(row.get("expect")) or "answer" not in row:
            return cls(id_, fault='"expect", a mapping, and "answer" are expected')
        try:
            expect = spec_from(row["expect"])
        except CheckError as error:
            return cls(id_, fault=str(error))
        answer = row["answer"]
        if isinstance(answer, str):
            return cls(id_, expect, clean_text(answer))
        if is_mapping(answer):
            parts = {clean_text(str(name)): clean_text(str(part)) for name, part in answer.items()}
            return cls(id_, expect, parts)
        if is_list(answer):
            return cls(id_, expect, [clean_text(str(word)) for word in answer])
        return cls(id_, fault='"answer" is a text, or an object of texts')


def _id_at_the_beginning(line: str) -> object:
    """Return the id of an unreadable row, if it comes first; else ``None``."""
    before = _BEFORE_ID.match(line[:_ID_LIMIT])
    if before is None:
        return None
    try:
        id_, end = json.JSONDecoder().raw_decode(line[:_ID_LIMIT], before.end())
    except (ValueError, RecursionError):
        return None
    if not line[end:_ID_LIMIT].lstrip().startswith((",", "}")):
        return None
    return id_
