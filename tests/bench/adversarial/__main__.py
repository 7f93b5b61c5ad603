"""How often the checker is fooled, how often it refuses what is right, and how long it takes.

Run: python -m tests.bench.adversarial [--rows N] [--seed S] [--banks VARIANTS] [--show N] [--peers N]

Keys are rewritten (right) and changed (wrong, if an oracle of the benchmark's own finds a place where the
values differ); rows of all other kinds are labelled by exact arithmetic. Times are computing time. `--peers`
hands a sample of the scalar rows to Math-Verify, if that is installed, and to SymPy's own parser with
`simplify`. An interrupted run reports what it has.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress

from tests.asked import check
from tests.bench.adversarial.antiderivatives import antiderivative_rows
from tests.bench.adversarial.banks import bank_rows
from tests.bench.adversarial.keys import Key, drawn_keys
from tests.bench.adversarial.kinds import Row, drawn_rows
from tests.bench.adversarial.mutations import mutated, of_the_whole
from tests.bench.adversarial.near import near_misses
from tests.bench.adversarial.oracle import label
from tests.bench.adversarial.peers import compare_with_peers
from tests.bench.adversarial.rewrites import rewritten
from tests.bench.adversarial.terms import names_of, typed

_LENGTH = 600
_ASSUMED = {"positive": "{} > 0", "integer": "{} positive integer", "unit": "0 < {} < 1"}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000, help="how many changed answers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keys", type=int, default=600, help="how many drawn keys")
    parser.add_argument("--banks", type=int, default=0, help="variants of every shipped exercise")
    parser.add_argument("--show", type=int, default=20, help="rows listed of each fault")
    parser.add_argument("--slow", type=float, default=500.0, help="list rows that take longer, in ms")
    parser.add_argument("--peers", type=int, default=0, help="rows handed to other checkers")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    report = Report(options.show, options.slow)
    warm()
    sample: list[Row] = []
    with suppress(KeyboardInterrupt):
        for row in _rows(options.rows, options.keys, options.banks, chance):
            report.judge(row)
            if options.peers and row.kind in ("number", "expression") and not _has_options(row):
                sample.append(row)
    report.print()
    if options.peers:
        compare_with_peers(random.Random(options.seed).sample(sample, min(options.peers, len(sample))))
    return 1 if report.counts["wrong accepted"] else 0


def warm() -> None:
    """Load what is loaded once."""
    check({"expression": "(x-1)(x-2)", "vars": ["x"], "form": "factored"}, "(x-1)(x-2)")
    check({"number": "2"}, "erf(1)")


def _has_options(row: Row) -> bool:
    return bool(set(row.expect) - {"number", "expression", "vars"})


def _rows(count: int, drawn: int, banks: int, chance: random.Random) -> Iterator[Row]:
    """Rows until so many wrong ones were made."""
    yield from near_misses()
    keys = drawn_keys(chance, drawn)
    for row, key in bank_rows(banks) if banks else ():
        yield row
        if key is not None:
            keys.append(key)
    made = 0
    while made < count:
        for key in keys:
            for row in (*_right(key, chance), *_wrong(key, chance)):
                made += not row.right
                yield row
            if made >= count:
                break
        for row in (*antiderivative_rows(chance), *(row for _ in range(20) for row in drawn_rows(chance))):
            made += not row.right
            yield row


def _expect(key: Key, text: str) -> dict[str, object]:
    names = sorted(names_of(key.term) | {"x"})
    assumed = [_ASSUMED[kind].format(name) for name, kind in key.kinds.items() if name in names]
    return {"expression": text, "vars": names, "assume": assumed}


def _right(key: Key, chance: random.Random) -> Iterator[Row]:
    expect = _expect(key, typed(key.term, chance))
    for steps in (1, 2, 4, 8):
        answer = rewritten(key.term, chance, steps)
        text = typed(answer, chance)
        if len(text) <= _LENGTH:
            found = label(key.term, answer, key.kinds, chance)
            if found != "unknown":
                yield Row("expression", expect, text, found == "equal", f"{steps} rewrites")


def _wrong(key: Key, chance: random.Random) -> Iterator[Row]:
    expect = _expect(key, typed(key.term, chance))
    for change in (mutated, mutated, mutated, of_the_whole, of_the_whole, of_the_whole):
        answer = change(key.term, chance)
        if chance.random() < 0.2:
            answer = rewritten(answer, chance, 2)
        text = typed(answer, chance)
        known = names_of(answer) <= names_of(key.term) | {"x"}
        if len(text) <= _LENGTH and known and label(key.term, answer, key.kinds, chance) == "different":
            yield Row("expression", expect, text, False, change.__name__)


class Report:
    """Counts, times, and the rows that were judged otherwise."""

    def __init__(self, shown: int, slow_ms: float) -> None:
        self.counts: Counter[str] = Counter()
        self.times: dict[str, list[float]] = defaultdict(list)
        self.listed: Counter[str] = Counter()
        self._shown, self._slow_ms = shown, slow_ms

    def judge(self, row: Row) -> None:
        started = time.thread_time()
        try:
            verdict = check(row.expect, row.answer)
            outcome = verdict.verdict
        except Exception as error:  # noqa: BLE001  whatever is raised is a fault that is counted
            outcome = f"raised {type(error).__name__}: {error}"
        took_ms = (time.thread_time() - started) * 1000
        self.times[row.kind].append(took_ms)
        self._count(row, outcome)
        if took_ms > self._slow_ms:
            self._list("slow", row, f"{took_ms:.0f} ms")

    def _count(self, row: Row, outcome: str) -> None:
        self.counts["right" if row.right else "wrong"] += 1
        fault = ""
        if outcome == "correct" and not row.right:
            fault = "wrong accepted"
        elif outcome == "undecided":
            fault = "undecided"
        elif outcome.startswith("raised"):
            fault = "raised"
        elif outcome != "correct" and row.right:
            fault = "right refused"
        elif outcome == "unreadable":
            self.counts["wrong and unreadable"] += 1
        if fault:
            self.counts[fault] += 1
            self.counts[f"{fault}: {row.kind}"] += 1
            self._list(fault, row, outcome)

    def _list(self, fault: str, row: Row, outcome: str) -> None:
        self.listed[fault] += 1
        if self.listed[fault] <= self._shown:
            print(
                json.dumps(
                    {fault: outcome, "why": row.why, "expect": row.expect, "answer": row.answer},
                    ensure_ascii=False,
                )
            )

    def print(self) -> None:
        for name, count in sorted(self.counts.items()):
            print(f"{name:32} {count:8}")
        every = [took for times in self.times.values() for took in times]
        for kind, times in (*sorted(self.times.items()), ("all", every)):
            ordered = sorted(times)
            p50, p95, p99 = (
                ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95, 0.99)
            )
            print(
                f"{kind:16} {len(times):8} rows  p50 {p50:7.2f}  p95 {p95:7.2f}  p99 {p99:7.2f}"
                f"  most {ordered[-1]:7.1f} ms"
            )


if __name__ == "__main__":
    sys.exit(main())
