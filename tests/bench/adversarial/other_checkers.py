"""Measures another checker on rows of the benchmark's own: ``python other_checkers.py math-verify|sympy``.

Rows come as JSON Lines on the standard input. SymPy's parser evaluates text, which the program itself never
does: here it meets only what the benchmark typed, in a process that ends afterwards.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable

LIMIT_S = 5


def math_verify() -> Callable[[str, str], bool]:
    """Math-Verify's verdict on two plain texts."""
    from math_verify import parse, verify

    return lambda key, answer: bool(
        verify(
            parse(f"${key}$", parsing_timeout=None),
            parse(f"${answer}$", parsing_timeout=None),
            timeout_seconds=None,
        )
    )


def sympy_route() -> Callable[[str, str], bool]:
    """SymPy's own parser, then ``simplify`` of the difference."""
    from sympy import simplify
    from sympy.parsing import sympy_parser

    transformations = (
        *sympy_parser.standard_transformations,
        sympy_parser.convert_xor,
        sympy_parser.implicit_multiplication,
    )
    read = sympy_parser.parse_expr

    def judge(key: str, answer: str) -> bool:
        trees = [read(text.replace("|", " "), transformations=transformations) for text in (key, answer)]
        return bool(simplify(trees[0] - trees[1]) == 0)

    return judge


def too_long(*_: object) -> None:
    raise TimeoutError


def main() -> int:
    judge = {"math-verify": math_verify, "sympy": sympy_route}[sys.argv[1]]()
    signal.signal(signal.SIGALRM, too_long)
    counts: Counter[str] = Counter()
    times: list[float] = []
    for line in sys.stdin:
        row = json.loads(line)
        started = time.perf_counter()
        signal.alarm(LIMIT_S)
        try:
            right = judge(row["key"], row["answer"])
        except TimeoutError:
            counts["over 5 s"] += 1
            right = False
        except Exception:  # noqa: BLE001  whatever the other checker raises, it did not accept
            counts["raised"] += 1
            right = False
        finally:
            signal.alarm(0)
        times.append((time.perf_counter() - started) * 1000)
        counts["wrong accepted"] += right and not row["right"]
        counts["right refused"] += row["right"] and not right
    times.sort()
    print(
        f"{sys.argv[1]}: {len(times)} rows, {dict(counts)}, p50 {times[len(times) // 2]:.1f} ms, "
        f"p99 {times[int(0.99 * len(times))]:.0f} ms"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
