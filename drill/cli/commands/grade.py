"""``drill grade``: checks answers outside a session."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drill.cli import diagnostics, output
from drill.errors import BankError, UsageError
from drill.text import clean

if TYPE_CHECKING:
    from drill.checking.verdict import Verdict
    from drill.worker.client import Workers

HELP = "check answers outside a session"
_TICK_ROWS = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One answer, or a stream of them."""
    parser.add_argument("--expect", metavar="YAML", help="what is expected: the answer: mapping of a bank")
    parser.add_argument("--answer", metavar="TEXT", help="what was typed")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--jsonl", metavar="FILE", help="rows of id, expect, answer; - is standard input")


def run(arguments: argparse.Namespace) -> int:
    """Grade one answer, or a stream."""
    from drill.worker.client import Workers

    workers = Workers(1)
    try:
        if arguments.jsonl:
            return _run_stream(workers, arguments.jsonl)
        return _run_one(workers, arguments)
    finally:
        workers.close()


def _run_one(workers: Workers, arguments: argparse.Namespace) -> int:
    if arguments.expect is None or arguments.answer is None:
        raise UsageError(
            "--expect and --answer are due, or --jsonl", "drill grade --expect '{number: 2}' --answer 2"
        )
    verdict = workers.check(_expect_of(arguments.expect), clean(arguments.answer))
    if arguments.json:
        output.emit_json(_shape(verdict))
    else:
        place = f" at character {verdict.at}" if verdict.at else ""
        told = f"{verdict.verdict}{place}" + (f" ({verdict.code})" if verdict.code else "")
        output.emit(f"{told}: {verdict.message}" if verdict.message else told)
    by_verdict = {"correct": diagnostics.DONE, "unreadable": diagnostics.BAD_INPUT}
    return by_verdict.get(verdict.verdict, diagnostics.FOUND)


def _expect_of(text: str) -> Mapping[str, Any]:
    """The mapping on the command line: YAML or JSON, read with the care that a bank gets."""
    from drill.banks.nodes import plain
    from drill.banks.scan import compose

    example = "for example: --expect '{expression: 2x, vars: [x]}'"
    try:
        node = compose(clean(text))
    except BankError as error:
        raise UsageError(f"--expect:{error.line}:{error.column}: {error.message}", example) from error
    expect = plain(node) if node is not None else None
    if not isinstance(expect, dict):
        raise UsageError("--expect: a mapping is due", example)
    return expect


def _run_stream(workers: Workers, source: str) -> int:
    from drill.cli.commands.start import input_lines

    faulty = False
    lines = input_lines() if source == "-" else _file_lines(Path(source))
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = _row(line)
        except (ValueError, RecursionError) as error:
            faulty = True
            output.narrate(f"{source}:{number}:1: {error}")
            continue
        begun = time.perf_counter()
        verdict = workers.check(row["expect"], row["answer"])
        took_ms = round((time.perf_counter() - begun) * 1000, 2)
        output.emit_json({"id": row["id"], **_shape(verdict), "ms": took_ms})
        if number % _TICK_ROWS == 0 and sys.stderr.isatty():
            output.narrate(f"{number} rows")
    return diagnostics.BAD_INPUT if faulty else diagnostics.DONE


def _file_lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


def _row(line: str) -> dict[str, Any]:
    row = json.loads(line)
    if not isinstance(row, dict) or not isinstance(row.get("expect"), dict) or "answer" not in row:
        raise ValueError('an object with "id", "expect" and "answer" is due')
    answer = row["answer"]
    if isinstance(answer, dict):
        answer = {clean(str(name)): clean(str(part)) for name, part in answer.items()}
    elif isinstance(answer, list):
        answer = [clean(str(part)) for part in answer]
    elif isinstance(answer, str):
        answer = clean(answer)
    else:
        raise ValueError('"answer" is a text, or an object of texts')
    return {"id": row.get("id"), "expect": row["expect"], "answer": answer}


def _shape(verdict: Verdict) -> dict[str, object]:
    return {
        "verdict": verdict.verdict,
        "code": verdict.code,
        "message": verdict.message,
        "at": verdict.at,
        "evidence": verdict.evidence,
    }
