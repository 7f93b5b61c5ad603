"""Whether any answer harms the worker: hostile texts for every kind, through real worker processes.

Run: python -m tests.bench.hostile [FILE…]   (JSON Lines with ``answer``, beside ``hostile.jsonl``)

Prints verdicts, the slowest answers, how many processes served and the most memory that one of them had.
Nothing is executed: were it so, a file would appear in a folder made for that.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drill.checking import spec_from
from drill.worker import Workers

KINDS: dict[str, dict[str, Any]] = {
    "number": {"number": "2 pi"},
    "rounded": {"number": "2.5", "digits": 3},
    "expression": {"expression": "sin(x) + x^2", "vars": ["x", "y"]},
    "factored": {"expression": "x^2 - 1", "vars": ["x"], "form": "factored"},
    "partial fractions": {"expression": "1/(x^2 - 1)", "vars": ["x"], "form": "partial-fractions"},
    "vector": {"vector": "[1, x, 0]", "vars": ["x"]},
    "direction": {"vector": "[1, 2, 3]", "up_to": "scale"},
    "matrix": {"matrix": "[[1, 2], [3, 4]]"},
    "matrix-expression": {"matrix-expression": "inv(A) B", "shapes": {"A": ["n", "n"], "B": ["n", "m"]}},
    "vectors": {"any": {"vectors": 3}, "such-that": ["rank(X) = 2"]},
    "set": {"set": "{1, 2}"},
    "interval": {"interval": "[0, 1) U (2, inf)", "vars": ["x"]},
    "inequality": {"inequality": "x > 2", "vars": ["x"]},
    "distribution": {"distribution": "beta(3, 7)"},
    "shape": {"shape": "(b, h, t)", "vars": ["b", "h", "t"]},
    "formula": {"formula": "x^2 + y", "vars": ["x", "y"]},
    "any": {"any": {"matrix": [2, 2]}, "such-that": ["det(X) = 0", "X != 0"], "example": "[[1, 1], [1, 1]]"},
    "code": {"code": "A @ x", "arrays": {"A": ["m", "n"], "x": ["n"]}},
    "choice": {"choice": [{"right": "yes"}, {"wrong": "no"}]},
    "order": {"order": [{"text": "first"}, {"text": "second"}]},
    "parts": {"parts": {"mean": {"number": "2"}, "variance": {"number": "3"}}},
}


def hostile() -> Iterator[str]:
    """A few hundred texts that try to run code, hang, exhaust memory or break a reader."""
    yield from answers_in(Path(__file__).with_suffix(".jsonl"))
    yield from _large()
    yield from _deep()
    yield from _odd()
    yield from _long()
    yield from _arrays()


def _large() -> Iterator[str]:
    yield from ("1" * 61, "0." + "3" * 59, "1." + "0" * 58 + "1", "9" * 60 + "^" + "9" * 60)


def _deep() -> Iterator[str]:
    for count in (10, 40, 59, 61, 150, 500):
        yield from (
            "(" * count + "x" + ")" * count,
            "sin(" * count + "x" + ")" * count,
            "sqrt(" * count + "x" + ")" * count,
            "|" * count + "x" + "|" * count,
            "[" * count + "]" * count,
            "{" * count + "x" + "}" * count,
            "x^" * count + "2",
            "-" * count + "x",
            "2" + "!" * count,
            "\\frac{1}{" * count + "x" + "}" * count,
            "e^(" * count + "x" + ")" * count,
            "\\sqrt{" * count + "x" + "}" * count,
            "abs(" * count + "x" + ")" * count,
            "not " * count + "x > 1",
            "1/(1+" * count + "x" + ")" * count,
            "A." + "T." * count + "T",
            "(" * count,
            ")" * count,
            "max(x," * count + "1" + ")" * count,
        )


def _odd() -> Iterator[str]:
    yield from ("a" * 50,)


def _long() -> Iterator[str]:
    yield from (
        "+".join(["x"] * 390),
        "*".join(["x"] * 390),
        "x" * 1500,
        "1+" * 990 + "1",
        " or ".join(f"x > {n}" for n in range(140)),
        " U ".join(f"({n}, {n + 1})" for n in range(0, 150, 2)),
        "{" + ", ".join(map(str, range(380))) + "}",
        "[" + ", ".join(map(str, range(380))) + "]",
        "+".join(f"|x-{n}|" for n in range(100)),
        "+".join(f"max(0,x-{n})" for n in range(60)),
        "*".join(f"(x-{n})" for n in range(90)),
        "+".join(f"sin({n}x)" for n in range(99)),
        "+".join(f"e^({n}x)" for n in range(99)),
        "+".join(f"floor({n}x+1/{n})" for n in range(2, 50)),
        "+".join(f"x^{n}" for n in range(150)),
        "+".join(f"1/(x-{n})" for n in range(99)),
        "x" + "!" * 30,
        " ".join(["sin"] * 300) + " x",
        "<" + ",".join("1" * 300) + ">",
        "max(" + ",".join(f"x-{n}" for n in range(16)) + ")",
        "-".join(f"ln(x^2+{n}x+{n})" for n in range(1, 60)),
        "*".join(f"gamma(x+{n})" for n in range(60)),
        "+".join(f"{n}!" for n in range(200)),
        "x=" * 300 + "1",
        "x<" * 300 + "1",
        "(" + ",".join("x" * 390) + ")",
        "\\frac{x}{x}" * 150,
        "x" * 1999,
        "x" * 2001,
        "(" * 100_000,
        "1" * 500_000,
        "é" * 3000,
        "\x00" * 2000,
        "*".join(f"(sin({n}x)^2+cos({n}x)^2)" for n in range(1, 40)),
        "+".join(f"Phi(x-{n})" for n in range(90)),
        "+".join(f"C(x,{n})" for n in range(80)),
        "y=" + "*".join(f"(x-{n})" for n in range(80)),
    )


def _arrays() -> Iterator[str]:
    row = "[" + ",".join(["sin(x)"] * 8) + "]"
    yield from (
        "[" + ",".join([row] * 8) + "]",
        "det(" + "[" + ",".join([row] * 6) + "]" + ")",
        ", ".join(["[1,2,3]"] * 90),
        "[" * 30 + "1" + "]" * 30,
        "A @ " * 200 + "x",
        "A[" + "::" + "]",
        "\n".join(f"a{n} = a{n - 1} * 2" for n in range(1, 60)),
    )


def answers_in(path: Path) -> list[str]:
    """The answers of a file of JSON Lines."""
    return [json.loads(line)["answer"] for line in path.read_text(encoding="utf-8").splitlines() if line]


def main(paths: list[str]) -> int:
    texts = list(dict.fromkeys(hostile()))
    for path in paths:
        texts += answers_in(Path(path))
    home = tempfile.mkdtemp()
    os.chdir(home)
    counts: Counter[str] = Counter()
    slow: list[tuple[float, str, str]] = []
    peak_kb = 0
    pids: set[int] = set()
    workers = Workers(2)
    try:
        kinds = {kind: spec_from(expectation) for kind, expectation in KINDS.items()}
        for expect in kinds.values():
            workers.check(expect, "1")
        for kind, expect in kinds.items():
            for text in texts:
                began = time.perf_counter()
                verdict = workers.check(expect, text)
                took_ms = (time.perf_counter() - began) * 1000
                outcome = (
                    f"{verdict.verdict} {verdict.code}" if verdict.verdict == "undecided" else verdict.verdict
                )
                counts[outcome] += 1
                if took_ms > 150 or outcome in ("undecided failed", "undecided timeout", "correct"):
                    slow.append((took_ms, kind, f"{outcome} {verdict.message[:60]} | {text[:80]!r}"))
            for process in workers._idle:
                pids.add(process._process.pid)
                peak_kb = max(peak_kb, _peak_kb(process._process.pid))
    finally:
        workers.close()
    print(f"{len(texts)} texts, {len(KINDS)} kinds: {dict(counts)}")
    slow.sort(key=lambda row: ("failed" not in row[2] and "correct" not in row[2][:8], -row[0]))
    for took_ms, kind, answer in slow[:40]:
        print(f"{took_ms:7.0f} ms {kind:18} {answer}")
    print(
        f"processes {len(pids)}, most memory {peak_kb / 1024:.0f} MB, files made {sorted(os.listdir(home))}"
    )
    return 1 if os.listdir(home) or counts["undecided failed"] else 0


def _peak_kb(pid: int) -> int:
    """The most resident memory a process had, as Linux tells it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
