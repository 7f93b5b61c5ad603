"""How right and how fast the checker is on answers whose verdicts are known.

Run: python tests/bench/answers.py FILE…   (JSON Lines in the shape of `drill grade --jsonl`, with `expected`)

Prints the share judged as expected, wrong answers accepted, right answers refused, answers that were refused
as unreadable instead of wrong or the other way round, and the time of a check. Rows without `expected` count
for time and for raising only. With --rows every row that is judged otherwise is listed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from drill.errors import DrillError
from tests.asked import check

HOSTILE_EXPECT = {"expression": "x + 1", "vars": ["x"]}


def rows_of(paths: Iterable[str]) -> list[dict[str, Any]]:
    lines = (line for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines())
    return [json.loads(line) for line in lines if line.strip()]


def judge(row: dict[str, Any]) -> tuple[str, float]:
    """The verdict's word (or ``raised``) and the milliseconds it took."""
    started = time.perf_counter()
    try:
        verdict = check(row.get("expect", HOSTILE_EXPECT), row["answer"]).verdict
    except DrillError as error:
        verdict = f"raised: {error}"
    return verdict, (time.perf_counter() - started) * 1000


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+")
    parser.add_argument("--rows", action="store_true", help="list rows that are judged otherwise")
    options = parser.parse_args()
    rows = rows_of(options.files)
    for row in rows[:20]:
        judge(row)
    counts: Counter[str] = Counter()
    times: list[float] = []
    for row in rows:
        verdict, took_ms = judge(row)
        times.append(took_ms)
        counts["raised"] += verdict.startswith("raised")
        expected = row.get("expected")
        if expected is None:
            counts[f"hostile {verdict}"] += 1
            continue
        counts["judged"] += 1
        counts["as expected"] += verdict == expected
        counts["wrong accepted"] += verdict == "correct" and expected != "correct"
        counts["right refused"] += verdict != "correct" and expected == "correct"
        counts["refused in another way"] += verdict != expected and "correct" not in (verdict, expected)
        if options.rows and verdict != expected:
            print(json.dumps({**row, "verdict": verdict}, ensure_ascii=False))
    report(counts, times)
    return 0


def report(counts: Counter[str], times: list[float]) -> None:
    judged = counts["judged"]
    if judged:
        print(f"as expected      {counts['as expected']} of {judged} ({counts['as expected'] / judged:.2%})")
        for name in ("wrong accepted", "right refused", "refused in another way"):
            print(f"{name:16} {counts[name]}")
    for name in sorted(each for each in counts if each.startswith("hostile")):
        print(f"{name:16} {counts[name]}")
    print(f"raised           {counts['raised']}")
    p50, p95, p99 = (percentile(times, share) for share in (0.50, 0.95, 0.99))
    print(f"milliseconds     p50 {p50:.2f}, p95 {p95:.2f}, p99 {p99:.2f}, most {max(times):.1f}")


if __name__ == "__main__":
    sys.exit(main())
