"""drill's checker beside Math-Verify and latex2sympy2_extended, on one table of answers in one run.

Run: pip install math-verify "latex2sympy2_extended[antlr4_13_2]" && python -m tests.bench.peers [--rows]

A row is a key, an answer and whether the two are equal, decided by hand. All three get the same LaTeX; what
is read as nothing counts as refused. Prints for each how many rows are judged as decided, right answers
refused, wrong ones accepted, and the median and the slowest answer in milliseconds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator

from drill.answers import judge

# Key, names of the expression, answer, whether it is right.
ROWS: tuple[tuple[str, str, str, bool], ...] = (
    ("3/4", "", r"\frac{3}{4}", True),
    ("3/4", "", "0.75", True),
    ("3/4", "", r"\frac{6}{8}", True),
    ("3/4", "", r"\frac{4}{3}", False),
    ("3/4", "", "-0.75", False),
    ("sqrt(2)/2", "", r"\frac{1}{\sqrt{2}}", True),
    ("sqrt(2)/2", "", r"\frac{\sqrt{2}}{2}", True),
    ("sqrt(2)/2", "", r"\frac{1}{2}", False),
    ("2^10", "", "1024", True),
    ("2^10", "", r"10^2", False),
    ("e^(-1/2)", "", r"\exp(-\frac12)", True),
    ("e^(-1/2)", "", r"e^{-1/2}", True),
    ("e^(-1/2)", "", r"e^{1/2}", False),
    ("ln(2)", "", r"\log 2", True),
    ("ln(2)", "", r"-\log \frac{1}{2}", True),
    ("ln(2)", "", r"\log_2 2", False),
    ("(x+1)^2", "x", r"x^2 + 2x + 1", True),
    ("(x+1)^2", "x", r"x^2 + 1", False),
    ("sin(x)^2", "x", r"1 - \cos^2 x", True),
    ("sin(x)^2", "x", r"\sin x^2", False),
    ("sin(2x)", "x", r"2\sin x\cos x", True),
    ("1/(1+e^(-x))", "x", r"\frac{e^x}{1+e^x}", True),
    ("1/(1+e^(-x))", "x", r"\frac{1}{1-e^{-x}}", False),
    ("s(1-s)", "s", r"s - s^2", True),
    ("s(1-s)", "s", r"s^2 - s", False),
    ("-x e^(-x^2/2)", "x", r"-x\,e^{-\frac{x^2}{2}}", True),
    ("-x e^(-x^2/2)", "x", r"-xe^{-x/2}", False),
    ("p(1-p)", "p", r"p\left(1-p\right)", True),
    ("a/(a+b)", "a b", r"\frac{1}{1+\frac{b}{a}}", True),
    ("a/(a+b)", "a b", r"\frac{b}{a+b}", False),
    ("ln(a) - ln(b)", "a b", r"\log\frac{a}{b}", True),
    ("ln(a) - ln(b)", "a b", r"\frac{\log a}{\log b}", False),
    ("sqrt(a^2+b^2)", "a b", r"(a^2+b^2)^{1/2}", True),
    ("sqrt(a^2+b^2)", "a b", r"a+b", False),
    ("(1-b^t)", "b t", r"1-b^{t}", True),
    ("(1-b^t)", "b t", r"(1-b)^t", False),
    ("n(n+1)/2", "n", r"\frac{n^2+n}{2}", True),
    ("n(n+1)/2", "n", r"\frac{n(n-1)}{2}", False),
    ("2^(-n)", "n", r"\left(\frac12\right)^n", True),
    ("2^(-n)", "n", r"-2^n", False),
    ("x/abs(x)", "x", r"\frac{x}{|x|}", True),
    ("x/abs(x)", "x", "1", False),
    ("tanh(x)", "x", r"\frac{e^{2x}-1}{e^{2x}+1}", True),
    ("tanh(x)", "x", r"\frac{e^{x}-1}{e^{x}+1}", False),
)
Judge = Callable[[str, str, str], bool]


def judge_with_drill(key: str, names: str, answer: str) -> bool:
    variables = names.split()
    expected: dict[str, object] = {"expression": key, "vars": variables} if variables else {"number": key}
    return judge(expected, answer).verdict == "correct"


def list_judges() -> Iterator[tuple[str, Judge]]:
    """Yield every checker that is installed, by its name."""
    yield "drill.answers", judge_with_drill
    try:
        from latex2sympy2_extended import latex2sympy  # pyright: ignore[reportMissingImports]
        from math_verify import parse, verify  # pyright: ignore[reportMissingImports]
    except ImportError:
        print("math-verify and latex2sympy2_extended are not installed: drill alone")
        return
    from sympy import simplify

    keys = {key: write_latex(key) for key, _, _, _ in ROWS}

    def judge_with_math_verify(key: str, names: str, answer: str) -> bool:
        return bool(verify(parse(f"${keys[key]}$"), parse(f"${answer}$")))

    def judge_with_latex2sympy(key: str, names: str, answer: str) -> bool:
        return simplify(latex2sympy(keys[key]) - latex2sympy(answer)) == 0

    yield "math-verify", judge_with_math_verify
    yield "latex2sympy2_extended", judge_with_latex2sympy


def write_latex(key: str) -> str:
    """Return a key as LaTeX, for those who read nothing else."""
    from drill.answers import read_answer
    from drill.maths.print import print_tree_latex

    names = next(names for row, names, _, _ in ROWS if row == key).split()
    tree = read_answer({"expression": key, "vars": names} if names else {"number": key}, key)
    assert tree is not None
    return print_tree_latex(tree)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", action="store_true", help="list rows that are judged otherwise")
    options = parser.parse_args()
    for name, is_right_by in list_judges():
        refused, accepted, times_ms = 0, 0, list[float]()
        for key, names, answer, is_right in ROWS:
            started = time.perf_counter()
            try:
                said = is_right_by(key, names, answer)
            except Exception:  # noqa: BLE001  a peer that cannot read it raises errors of many kinds
                said = False
            times_ms.append((time.perf_counter() - started) * 1000)
            refused += is_right and not said
            accepted += said and not is_right
            if options.rows and said != is_right:
                print(f"  {name}: {key} <- {answer}: {'right' if is_right else 'wrong'}, said {said}")
        agreed = len(ROWS) - refused - accepted
        times_ms.sort()
        print(
            f"{name}: {agreed} of {len(ROWS)} as decided, {refused} right ones refused, {accepted} wrong ones"
            f" accepted, median {times_ms[len(times_ms) // 2]:.0f} ms, slowest {times_ms[-1]:.0f} ms"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
