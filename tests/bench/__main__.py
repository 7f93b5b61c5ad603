"""All that is measured, in one table: each figure beside a peer or a floor that ran in the same minutes.

    python -m tests.bench [--write] [--only NAME…]

Runs the benchmarks of this folder one after the other (more than an hour on an idle machine, most of it for
endurance, coverage and the suite) and prints their figures as rows of Markdown; ``--write`` puts them into
``tests/bench/README.md``. A ratio compares within one run, so it holds on other machines; the milliseconds
are this one's.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
MARK = "<!-- the table below is written by `python -m tests.bench --write` -->\n"


@dataclass(frozen=True)
class Row:
    """A figure in what a benchmark prints: ``ms`` and ``ratio`` are groups of the pattern."""

    what: str
    pattern: str
    beside: str
    counts: str = "ms"


@dataclass(frozen=True)
class Benchmark:
    """A command of this folder with its rows."""

    name: str
    arguments: tuple[str, ...]
    rows: tuple[Row, ...]


MS, TIMES = r"(?P<ms>[\d.]+)", r"(?P<ratio>[\d.]+)"
PLAIN = rf" +{MS} ms.*?, +{TIMES} times"
BENCHMARKS = (
    Benchmark("first_paint", (), (
        Row("first paint", rf"first paint +{MS} ms.*: {TIMES}", "an empty Textual app"),
        Row("a key to its paint", rf"key to paint +{MS} ms.*: {TIMES}", "an empty Textual app"),
    )),
    Benchmark("checks", (), (
        Row("a check, median", rf"median {MS} ms \({TIMES}x", "the cheapest request to a worker"),
        Row("a check, 99 of 100", rf"p99 {MS} ms", ""),
    )),
    Benchmark("typeset", (), (
        Row("a formula typeset", rf"^full: .*median {MS} ms", ""),
        Row("the same, built in SymPy and printed by it", rf"sympy.pretty: .*built median {MS} ms", ""),
    )),
    Benchmark("scale", ("--items", "10000", "--events", "100000", "--fresh"), (
        Row("a session begins", rf"^a session begins{PLAIN}", "plain SQLite"),
        Row("the next item, 95 of 100", rf"^next item, p95{PLAIN}", "plain SQLite"),
        Row("a durable mark, median", rf"^durable verdict, median{PLAIN}", "plain SQLite"),
        Row("the chart of passes", rf"^chart: passes{PLAIN}", "plain SQLite"),
        Row("days, times and words of the whole log", rf"^the whole log{PLAIN}", "plain SQLite"),
        Row("all derived anew", rf"^rebuild{PLAIN}", "plain SQLite"),
    )),
    Benchmark("progress_opens", (), (
        Row("Progress opens with 36,500 marks", rf"^Progress opens in {MS} s", "", counts="s"),
    )),
    Benchmark("papers", ("tests/papers/shipped",), (
        Row("a paper imported, CPU, the slowest of four", rf"^all .*\+ +{MS} s CPU", "", counts="s"),
    )),
    Benchmark("load", (), (
        Row("1,000 exercises read", rf"cold, 1,000 exercises: {MS} ms \(aim \d+\), {TIMES}", "600 ms"),
        Row("1,000 compiled ones loaded", rf"warm, 1,000 exercises: {MS} ms \(aim \d+\), {TIMES}", "50 ms"),
    )),
    Benchmark("endurance", (), tuple(
        Row(f"{what}, nothing lost", rf"(?P<ms>[\d,]+) {what} +nothing lost", "", counts="tries")
        for what in ("kills", "merges", "flips", "disks", "clocks")
    )),
    Benchmark("memory", ("2500",), (
        Row("memory of a session of 2,500 exercises", rf"^most {MS} MiB", "120 MiB at most", counts="MiB"),
    )),
    Benchmark("coverage", (), (
        *(
            Row(f"branches of {package} that tests run", rf"^{package} +[\d.]+% +{MS}%", "95 % at least", "%")
            for package in ("gyr", "checking", "store")
        ),
        Row("lines and branches of all packages", rf"^all +[\d.]+% +[\d.]+% +{MS}%", "85 % at least", "%"),
    )),
)  # fmt: skip


def measured(benchmark: Benchmark) -> Iterator[str]:
    """Run a benchmark, and yield its rows; what it did not print is told as missing."""
    command = [sys.executable, "-m", f"tests.bench.{benchmark.name}", *benchmark.arguments]
    done = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, text=True, check=False)
    for row in benchmark.rows:
        match = re.search(row.pattern, done.stdout, re.MULTILINE)
        if match is None:
            reason = (done.stderr.strip() or "no such line").splitlines()[-1]
            yield f"| {row.what} | not measured: {reason} | |"
            continue
        ratio = match.groupdict().get("ratio")
        beside = f"{ratio} × {row.beside}" if ratio else row.beside
        yield f"| {row.what} | {match['ms']} {row.counts} | {beside} |"


def suite() -> Iterator[str]:
    """Run the tests, the quick ones and all, and yield how long they took."""
    for what, chosen in (("the quick tests", ["-m", "quick"]), ("the whole suite", [])):
        begun = time.perf_counter()
        command = [sys.executable, "-m", "pytest", *chosen]
        done = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, check=False)
        took = time.perf_counter() - begun
        yield f"| {what} | {took:.0f} s{'' if done.returncode == 0 else ', not green'} | |"


def rows(only: list[str]) -> Iterator[str]:
    """Yield all rows, or those of the benchmarks that were named."""
    for benchmark in BENCHMARKS:
        if not only or benchmark.name in only:
            yield from measured(benchmark)
    if not only or "suite" in only:
        yield from suite()


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="into tests/bench/README.md")
    parser.add_argument(
        "--only", nargs="*", default=[], choices=[*(benchmark.name for benchmark in BENCHMARKS), "suite"]
    )
    asked = parser.parse_args()
    machine = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"
    lines = [
        f"Measured on {time.strftime('%d %B %Y')}, {machine}.",
        "",
        "| | measured | beside |",
        "| --- | --- | --- |",
    ]
    print("\n".join(lines), flush=True)
    for row in rows(asked.only):
        print(row, flush=True)
        lines.append(row)
    if asked.write:
        readme = HERE / "README.md"
        head = readme.read_text(encoding="utf-8").partition(MARK)[0]
        readme.write_text(head + MARK + "\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
