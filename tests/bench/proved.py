"""How many right answers SymPy proves, and what that costs: ``python -m tests.bench.proved [FILE…]``.

Each FILE has rows of JSON, ``{"expect", "answer", "want" or "expected"}``. Beside them shipped stages are
judged: the key, five respellings of it, and the known mistakes; with ``--of N`` of one exercise in N. It
prints the evidence of right answers, those whose tree is the key's apart, what SymPy found in comparisons,
and the rows that are judged otherwise than wanted. ``--beside CHECKOUT`` judges the same rows by another
checkout, and prints the verdicts that differ and the ratio of CPU time, row by row.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from statistics import quantiles
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REPEATS = 3
RESPELLINGS = 5

Row = dict[str, Any]


def judge_rows(path: Path) -> Iterator[Row]:
    """Yield verdict, evidence, CPU milliseconds and what SymPy found, for each row of a file."""
    from drill.checking import Spec, check, explain_check, known
    from drill.reading import read_typed

    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        try:
            spec = known(read_typed(Spec, row["expect"]))
            explained = explain_check(lambda spec=spec, row=row: check(spec, row["answer"]))
            times: list[float] = []
            for _ in range(REPEATS):
                begun = time.thread_time_ns()
                check(spec, row["answer"])
                times.append((time.thread_time_ns() - begun) / 1e6)
        except Exception as error:  # noqa: BLE001  # a checkout's own fault is a row, too: the others are still compared
            yield {"verdict": "refused", "evidence": str(error), "ms": 0.0, "found": [], "kind": ""}
            continue
        found = [step.facts["found"] for step in explained.steps if step.what == "decide by SymPy"]
        verdict = explained.verdict
        yield {
            "verdict": verdict.verdict, "evidence": verdict.evidence, "ms": min(times), "found": found,
            "kind": spec.kind,
        }  # fmt: skip


def list_rows(files: Sequence[Path], every: int) -> Iterator[Row]:
    """Yield the rows of files, and those of one shipped stage of so many."""
    from drill.checking import spec_from
    from drill.errors import DrillError
    from drill.reading import write_plain

    for file in files:
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            want = row.get("want", row.get("expected", ""))
            try:
                expect = write_plain(spec_from(row["expect"]))
            except DrillError as error:
                print(f"left out: {error}", file=sys.stderr)
                continue
            yield {"expect": expect, "answer": row["answer"], "want": want}
    yield from list_shipped_rows(every)


def list_shipped_rows(every: int) -> Iterator[Row]:
    from drill.banks.catalogue import Catalogue
    from drill.banks.load import load_catalogue
    from drill.errors import DrillError
    from drill.files import find
    from drill.reading import write_plain
    from drill.worker import Workers
    from tests.golden.respellings import respell

    with tempfile.TemporaryDirectory() as home, closing(Workers(1)) as workers:
        catalogue: Catalogue = load_catalogue(find({"DRILL_HOME": home}))
        for place, entry in enumerate(catalogue.entries.values()):
            if place % every:
                continue
            try:
                variant = workers.prepare(catalogue.exercise(entry.item), item=entry.item, seed=1)
            except DrillError as error:
                print(f"{entry.item}: {error}", file=sys.stderr)
                continue
            for stage in variant.stages:
                expect = write_plain(stage.expect)
                for answer in (stage.right_answer, *respell(stage.right_answer)[:RESPELLINGS]):
                    yield {"expect": expect, "answer": answer, "want": ""}
                for mistake in stage.wrong:
                    yield {"expect": expect, "answer": mistake.answer, "want": ""}


def judge_by(checkout: Path, rows: Path) -> list[Row]:
    """Return what the program of a checkout makes of rows."""
    command = [str(checkout / ".venv" / "bin" / "python"), __file__, "--judge", str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def is_in_other_form(judged: Row) -> bool:
    """Return whether an answer is right although SymPy, or values, had to compare its tree with the key's."""
    is_compared = judged["evidence"] == "proved" or (judged["evidence"] == "numeric" and judged["found"])
    return judged["verdict"] == "correct" and bool(is_compared)


def report(rows: Sequence[Row], judged: Sequence[Row]) -> None:
    """Print the evidence of right answers, what SymPy found, and what is judged otherwise than wanted."""
    evidence = Counter(each["evidence"] for each in judged if each["verdict"] == "correct")
    other_form = [each for each in judged if is_in_other_form(each)]
    proved = sum(each["evidence"] == "proved" for each in other_form)
    print(f"{len(rows)} answers, right ones by their evidence: {dict(evidence.most_common())}")
    print(f"proved of {len(other_form)} in another form: {proved / max(1, len(other_form)):.0%}")
    print(f"SymPy found: {dict(Counter(found for each in judged for found in each['found']).most_common())}")
    for row, each in zip(rows, judged, strict=True):
        is_off = {"right": "wrong", "correct": "wrong", "wrong": "correct"}.get(row["want"]) == each[
            "verdict"
        ]
        if is_off:
            print(f"not as wanted: {json.dumps({**row, **each}, ensure_ascii=False)}")


def compare(rows: Sequence[Row], judged: Sequence[Row], beside: Sequence[Row]) -> None:
    """Print the verdicts that differ from another checkout's, and the ratios of CPU time."""
    ratios: Mapping[str, list[float]] = {"all answers": [], "right ones in another form": []}
    for row, now, was in zip(rows, judged, beside, strict=True):
        if now["verdict"] != was["verdict"]:
            print(f"was {was['verdict']}, now {now['verdict']}: {json.dumps(row, ensure_ascii=False)}")
        if not now["ms"] or not was["ms"]:
            continue
        ratios["all answers"].append(now["ms"] / was["ms"])
        if is_in_other_form(now):
            ratios["right ones in another form"].append(now["ms"] / was["ms"])
    for name, column in ratios.items():
        if len(column) > 1:
            cuts = quantiles(column, n=100)
            print(f"CPU beside it, {name} ({len(column)}): median {cuts[49]:.2f}, 95 of 100 {cuts[94]:.2f}")


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT", help="a checkout with its own .venv")
    parser.add_argument("--of", type=int, default=1, metavar="N", help="one shipped exercise of so many")
    parser.add_argument("--judge", type=Path, metavar="ROWS", help="judge rows, and print a line for each")
    options = parser.parse_args()
    if options.judge:
        for judged in judge_rows(options.judge):
            print(json.dumps(judged), flush=True)
        return
    rows = list(list_rows(options.files, options.of))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        judged = judge_by(ROOT, path)
        report(rows, judged)
        if options.beside:
            compare(rows, judged, judge_by(options.beside, path))


if __name__ == "__main__":
    main()
