"""Whether any answer harms the worker: hostile texts for every kind, through real worker processes.

Run: python -m tests.bench.hostile [FILE…]   (JSON Lines with ``answer``, beside the corpus of this script)

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

from drill.checking.answer import answer_from
from drill.worker.client import Workers

KINDS: dict[str, dict[str, Any]] = {
    "number": {"number": "2 pi"},
    "rounded": {"number": "2.5", "digits": 3},
    "expression": {"expression": "sin(x) + x^2", "vars": ["x", "y"]},
    "factored": {"expression": "x^2 - 1", "vars": ["x"], "form": "factored"},
    "partial fractions": {"expression": "1/(x^2 - 1)", "vars": ["x"], "form": "partial-fractions"},
    "antiderivative": {"antiderivative": "x^2", "vars": ["x"]},
    "vector": {"vector": "[1, x, 0]", "vars": ["x"]},
    "direction": {"vector": "[1, 2, 3]", "up_to": "scale"},
    "matrix": {"matrix": "[[1, 2], [3, 4]]"},
    "matrix-expression": {"matrix-expression": "inv(A) B", "shapes": {"A": ["n", "n"], "B": ["n", "m"]}},
    "span": {"span": "[[1, 0, 1], [0, 1, 0]]"},
    "eigenvector": {"eigenvector": "[[2, 0], [0, 3]]", "value": "2"},
    "set": {"set": "{1, 2}"},
    "list": {"list": "[1, 2]"},
    "interval": {"interval": "[0, 1) U (2, inf)", "vars": ["x"]},
    "inequality": {"inequality": "x > 2", "vars": ["x"]},
    "equation": {"equation": "y = 2x + 1", "vars": ["x", "y"]},
    "solutions": {"solutions": {"point": "[1, 0, 2]", "span": "[[1, 1, 0]]"}},
    "factorisation": {"factorisation": "qr", "of": "[[1, 2], [3, 4]]"},
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
    yield from _code()
    yield from _large()
    yield from _deep()
    yield from _odd()
    yield from _long()
    yield from _arrays()


def _code() -> Iterator[str]:
    for call in (
        "__import__('os').system('touch CANARY')",
        "open('CANARY', 'w')",
        'eval(\'open("CANARY","w")\')',
        "exec('1')",
        "().__class__.__bases__[0].__subclasses__()",
        "x.__class__",
        "getattr(x, 'f')",
        "lambda x: x",
        "[x for x in [1]]",
        "(x := 5)",
        'f\'{open("CANARY","w")}\'',
        "globals()",
        "breakpoint()",
        "input()",
        "exit()",
        "help()",
        "print(1)",
        "import os",
        "x; y",
        "while True: pass",
        "def f(): pass",
        "yield x",
        "await x",
        "raise x",
        "assert 0",
        "del x",
        "np.load('CANARY')",
        "np.save('CANARY', A)",
        "A.tofile('CANARY')",
        "np.fromfile('/etc/passwd')",
        "np.random.rand(3)",
        "np.lib.npyio.DataSource()",
        "np.__dict__",
        "A.__array_interface__",
        "A.dtype",
        "A.astype('O')",
        "A.dump('CANARY')",
        "np.frompyfunc(print, 1, 1)(A)",
        "np.vectorize(print)(A)",
        "np.einsum('ij->', A, out=x)",
        "np.apply_along_axis(print, 0, A)",
        "\\input{/etc/passwd}",
        "\\write18{touch CANARY}",
        "\\def\\a{\\a\\a}\\a",
        "\\newcommand{\\x}{\\x\\x}\\x",
        "sympify('1')",
        "S(1)",
        "Symbol('x')",
        "Integral(x, x)",
        "Lambda(x, x)",
        "${x}",
        "{{7*7}}",
        "`touch CANARY`",
        "$(touch CANARY)",
        "; rm -rf /",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "[bold]x[/bold]",
        "\x1b]0;x\x07",
        "\x1b[2J",
        "%s%s%s%n",
        "../../etc/passwd",
    ):
        yield call
        yield f"x + {call}"


def _large() -> Iterator[str]:
    yield from (
        "9^9^9^9",
        "9^9^9^x",
        "x^x^x^x^x^x",
        "e^e^e^e^x",
        "2^(2^(2^(2^(2^2))))",
        "(10^9)!",
        "1000000!",
        "9999!",
        "5000!/4999!",
        "((9!)!)!",
        "9!!!!!!",
        "C(10^9, 5 10^8)",
        "C(10000, 5000)",
        "C(x, 10^6)",
        "gamma(10^9)",
        "gamma(9999.5)",
        "digamma(10^300)",
        "beta(10^9, 10^9)",
        "1e308*1e308",
        "1e999999999",
        "1e-999999999",
        "10^1000000",
        "10^-1000000",
        "x^1000000000",
        "x^(10^300)",
        "(x + y + 1)^500",
        "(x + 1)^(10^9)",
        "sin(10^300)",
        "sin(10^(10^6))",
        "tan(10^100 x)",
        "e^(10^100)",
        "e^(-10^100)",
        "ln(10^(10^5))",
        "2^0.1^-400",
        "0.1^(10^9)",
        "sqrt(2)^(10^9)",
        "(1 + 10^-300)^(10^300)",
        "floor(10^300 x)",
        "ceil(1/10^-300)",
        "sign(x)^(10^9)",
        "max(x, 10^400)",
        "|x|^(10^6)",
        "erf(10^200)",
        "Phi(-10^100)",
        "cosh(10^6)",
        "sinh(x)^(10^5)",
        "tanh(10^9 x)",
        "x^(1/1000000007)",
        "root(x, 10^9)",
        "log(x, 1 + 10^-50)",
        "1/(10^-400)",
        "0^0",
        "0^-1",
        "0/0",
        "1/(x-x)",
        "ln(0)",
        "ln(x-x)",
        "inf - inf",
        "inf/inf",
        "inf * 0",
        "dne + 1",
        "-inf^2",
        "i^i^i^i",
        "(-1)^(1/3)^(1/5)",
        "asin(10^50)",
        "acosh(-5)",
        "gamma(-3)",
        "x/0",
        "softplus(10^10)",
        "sigmoid(-10^10 x)",
        "logit(2)",
        "C(-5, 3)",
        "C(3, -5)",
        "(-3)!",
        "(1/2)!^(1/2)!",
        "x!^x!",
        "gamma(gamma(gamma(x + 5)))",
        "cosh(cosh(cosh(x)))",
        "exp(exp(exp(exp(x))))",
        "sin(exp(exp(x)))",
        "tan(x)^1000",
        "(cosh(x)^2 - sinh(x)^2)^(10^6)",
        "1/(cosh(x)^2 - sinh(x)^2 - 1)",
        "sqrt(2)^sqrt(3)^sqrt(5)^sqrt(7)^sqrt(11)",
        "e^(pi sqrt(163)) - 640320^3 - 744",
        "x + 10^-300",
        "sin(1/x)/x^20",
        "floor(sin(10^7 x))",
        "1" * 61,
        "0." + "3" * 59,
        "1." + "0" * 58 + "1",
        "9" * 60 + "^" + "9" * 60,
        "1e308",
        "-1e-308",
        "1e400 x",
        "x 1e-400",
    )


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
    yield from (
        "",
        " ",
        "\t\n",
        "\x00",
        "x\x00",
        "\u202ex",
        "\u200bx",
        "\ufeffx",
        "х",
        "ｘ＝１",
        "𝟙",
        "🙂",
        "x\u0301",
        "é",
        "½½",
        "x²³",
        "∞∞",
        "√√√x",
        "≤≥",
        "π²√2",
        "…",
        "“x”",
        "x,,y",
        "1..2",
        "0x10",
        "1_000",
        "True",
        "None",
        "nan",
        "NaN",
        "1,5",
        "1.2.3",
        "**",
        "x**",
        "//",
        "x//y",
        "@",
        "x@y",
        "#",
        "x#y",
        "?",
        "$",
        "$$",
        "\\",
        "\\\\",
        "\\(",
        "{",
        "}",
        "}{",
        ")(",
        "][",
        "[)",
        "(]",
        "(1,2]",
        "[1,2))",
        "1=2=3",
        "x<y<z<x",
        "x=",
        "=x",
        "<",
        ">=<",
        "and",
        "or or",
        "not",
        "x and",
        "U",
        "1 U 2",
        "(0,1) U",
        "{}",
        "()",
        "[]",
        "[[]]",
        "[[1],[2,3]]",
        "[1,[2]]",
        "{1,{2}}",
        "%",
        "50%%",
        "%%%",
        "!",
        "!!",
        "x!x!",
        "'",
        "''",
        "x''''",
        "A'A'",
        "A^-1^-1",
        "A^T^T",
        "inv(inv(A))",
        "det([[1]])",
        "det([])",
        "inv([[0]])",
        "T(T(x))",
        "C",
        "C + C",
        "C^C",
        "e",
        "i",
        "pi",
        "inf",
        "-inf",
        "dne",
        "R",
        "N(0",
        "N(0,1",
        "Beta()",
        "Beta(1,2,3)",
        "Beta(x,y)",
        "Gamma(1,0)",
        "N(0,-1)",
        "X ~ ~",
        "~",
        "Q =",
        "Q = ; R =",
        "mean = ; variance =",
        "mean = 1; mean = 2",
        "variance",
        ";;;",
        "a b c d e f g",
        "a" * 50,
        "x_1_2_3",
        "x_{1}",
        "x__class__",
        "\\alpha_{\\beta_{\\gamma}}",
        "\\left(",
        "\\right)",
        "\\begin{matrix}",
        "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}",
        "\\frac",
        "\\frac{}{}",
        "\\sqrt[",
        "^",
        "_",
        "^^",
        "x^",
        "_x",
        "x^{",
        "x_{",
        "&",
        "&&",
        "\\\\\\\\",
    )


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
        "[[1,2],[3,4]]^8",
        "[[1,2],[3,4]]^-1",
        "[[1,2],[3,4]]^(10^9)",
        "[[x,x],[x,x]]^-1",
        "inv([[1,2],[2,4]])",
        "det(" + "[" + ",".join([row] * 6) + "]" + ")",
        "A^1000000",
        "A^-100",
        "A^n",
        "A^x",
        "A B A B A B A B A B",
        "(A + B)^8",
        "inv(A)^50",
        "A^(A)",
        "e^A",
        "A/A",
        "A + 1",
        "det(A) inv(A)",
        "trace(A^8)",
        "[1,0,0], [0,1,0], [0,0,1], [1,1,1]",
        ", ".join(["[1,2,3]"] * 90),
        "[10^300, 10^-300, 1]",
        "[1, 2, 3] + [1, 2]",
        "[x^x^x, 1, 2]",
        "[" * 30 + "1" + "]" * 30,
        "[1,2;3,4",
        "1 2; 3",
        "1 2\n3 4\n\n5",
        "np.ones((10**5, 10**5))",
        "np.zeros(10**12)",
        "np.arange(10**12)",
        "np.eye(10**6)",
        "A[..., None, None, None] * A",
        "np.einsum('ij,kl,mn,op->ijklmnop', A, A, A, A)",
        "np.kron(np.kron(A, A), A)",
        "np.tile(A, 10**9)",
        "np.repeat(A, 10**9)",
        "A ** 10**9",
        "A * 10**400",
        "10**10**10",
        "1 << 10**9",
        "np.linalg.matrix_power(A, 10**9)",
        "np.linalg.inv(A @ A.T)",
        "np.linalg.solve(A, x)",
        "np.outer(np.outer(A, A), A)",
        "A @ " * 200 + "x",
        "A[" + "::" + "]",
        "A[10**9]",
        "A[-10**9:10**9]",
        "A.reshape(-1, -1)",
        "A.reshape(10**9)",
        "A.T.T.T",
        "A.sum(axis=10**9)",
        "A.sum(axis='0')",
        "np.sum(A, axis=(0,1,2,3))",
        "np.broadcast_to(A, (10**9, 5, 5))",
        "np.meshgrid(x, x, x)",
        "np.linspace(0, 1, 10**10)",
        "'a' * 10**9",
        "b'x'",
        "A.flatten().tolist()",
        "np.concatenate([A] * 10**6)",
        "y = A\ny",
        "y = y\ny",
        "A = A @ A.T\nA = A @ A\nA",
        "\n".join(f"a{n} = a{n - 1} * 2" for n in range(1, 60)),
        "A @ x if A else x",
        "x[x > 0]",
        "~A",
        "A % 0",
        "A // 0",
        "np.sqrt(-A)",
        "np.log(A - A)",
    )


def main(paths: list[str]) -> int:
    texts = list(dict.fromkeys(hostile()))
    for path in paths:
        rows = (
            json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()
        )
        texts += [row["answer"] for row in rows]
    home = tempfile.mkdtemp()
    os.chdir(home)
    counts: Counter[str] = Counter()
    slow: list[tuple[float, str, str]] = []
    peak_kb = 0
    pids: set[int] = set()
    workers = Workers(2)
    try:
        kinds = {kind: answer_from(asked) for kind, asked in KINDS.items()}
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
    for took_ms, kind, what in slow[:40]:
        print(f"{took_ms:7.0f} ms {kind:18} {what}")
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
