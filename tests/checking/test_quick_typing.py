"""What people type in a hurry: read where only one reading fits, handed back where it reads two ways."""

from __future__ import annotations

from typing import Any

import pytest

from tests.asked import check
from tests.checking.test_checking_verdicts import right, rows, unreadable, wrong
from tests.rows import each_row

X: dict[str, Any] = {"vars": ["x"]}
XY: dict[str, Any] = {"vars": ["x", "y"]}

TYPED = [
    *rows({"number": "6/100000"}, *right("6e-5", "6E-5", "6*10^-5", "0.6e-4"), *wrong("wrong", "5e-5")),
    *rows({"number": "3/10000"}, *right("3e-4"), *unreadable("unknown-name", "3e-4x")),
    *rows({"number": "sqrt(2)"}, *wrong("wrong", "2e-3")),
    *rows({"number": "2e - 3"}, *right("2e - 3"), *unreadable("parse", "2e-3")),
    *rows({"expression": "2 exp(x)", **X}, *unreadable("parse", "2e-3", "3e+2")),
    *rows({"vector": "[3/10000, 2]"}, *right("[3e-4, 2]")),
    *rows({"expression": "x/500", **X}, *right("2e-3 x", "2e-3x")),
    *rows(
        {"expression": "3 e^(3 x)", **X},
        *right("3e^(3x)"),
        *wrong("ambiguous", "3e^3x", "3 e^3x"),
        *wrong("wrong", "3e^3 x", "3e^2x", "2e^3x"),
    ),
    *rows({"expression": "3 e^3 x", **X}, *right("3e^3x", "3e^3 x"), *wrong("wrong", "3e^(3x)")),
    *rows(
        {"expression": "9 x^(1/2)", **X},
        *wrong("ambiguous", "9x^1/2", "9 x^1/2"),
        *wrong("wrong", "9x^2/2", "8x^1/2"),
    ),
    *rows(
        {"expression": "2*t*0.88^(t - 1)", "vars": ["t"]},
        *right("2 t 0.88^(t-1)", "2t 0.88^(t-1)"),
        *wrong("wrong", "2 t 0.8^(t-1)"),
        *unreadable("parse", "2t0.88^(t-1)", "2 t 3"),
    ),
    *rows({"expression": "2*x*10^x", **X}, *unreadable("parse", "2 x 10^x")),
    *rows({"expression": "9 x^4/2", **X}, *right("9x^4/2")),
    *rows({"expression": "x^(-1/2)", **X}, *wrong("ambiguous", "x^-1/2")),
    *rows({"expression": "e^(x/2)", **X}, *wrong("ambiguous", "e^x/2"), *wrong("wrong", "e^x/3")),
    *rows({"expression": "e^(2 x/3)", **X}, *wrong("ambiguous", "e^2x/3")),
    *rows({"number": "ln(10/7)"}, *wrong("ambiguous", "ln 10/7"), *wrong("wrong", "ln(10)/7", "ln 10/8")),
    *rows({"number": "ln(10)/7"}, *right("ln 10/7", "ln(10)/7")),
    *rows({"number": "sqrt(2/3)"}, *wrong("ambiguous", "sqrt 2/3", "√2/3")),
    *rows({"expression": "x ln(2)", **X}, *wrong("ambiguous", "ln 2 x"), *right("x ln 2")),
    *rows(
        {"expression": "1/(2 x)", **X},
        *wrong("ambiguous", "1/2x"),
        *wrong("wrong", "1/2 x", "1/3x", "x/2"),
        *right("1/(2x)"),
    ),
    *rows({"expression": "x/2", **X}, *right("1/2x", "1/2 x")),
    *rows({"set": "{2, -5}"}, *unreadable("parse", "2 -5", "{2 -5}"), *wrong("wrong", "2 - 5")),
    *rows({"set": "{-3}"}, *unreadable("parse", "2 -5"), *right("2 - 5", "-3")),
    *rows({"set": "{3, 4}"}, *right("3 4", "{3 4}", "4 3", "3, 4"), *wrong("wrong", "3 5")),
    *rows({"set": "{1/2, 4}"}, *right("1/2 4", "4 .5")),
    *rows({"vector": "[3, -4]"}, *right("3 -4", "3, -4", "(3 -4)"), *unreadable("kind", "3 - 4", "3")),
    *rows({"vector": "[3, 4]"}, *right("3 4", "6/2 4"), *wrong("entry", "3 5"), *unreadable("size", "3 4 5")),
    *rows(
        {"shape": "(2, 9, 4)"},
        *right("2x9x4", "2X9X4", "2 9 4", "2×9×4", "2 x 9 x 4", "(2x9x4)"),
    ),
    *rows({"shape": "(2, b)", "vars": ["b"]}, *right("(2, b,)", "[2, b,]", "torch.Size([2, b])")),
    *rows({"vector": "[1, 2]"}, *right("[1, 2,]", "torch.tensor([1, 2])")),
    *rows({"shape": "(54, 54)"}, *right("54x54", "54 54")),
    *rows(
        {"matrix": "[[2, -1], [-1, 0]]"},
        *right("2 -1 -1 0", "2, -1, -1, 0", "2 -1; -1 0", "[2 -1; -1 0]"),
        *wrong("entry", "2 -1 -1 1"),
        *unreadable("kind", "2 -1 -1"),
        *unreadable("parse", "2 -1 -1 0 0"),
    ),
    *rows({"any": {"matrix": [2, 2]}, "such-that": ["det(X) = 1"], "example": "[[1, 0], [0, 1]]"},
          *right("1 0 0 1", "2 1 1 1")),
    *rows(
        {"matrix-expression": "hadamard(X, P) G", "shapes": {name: ["n", "n"] for name in "XPG"}},
        *wrong("ambiguous", "X ⊙ P G"),
        *wrong("wrong", "X ⊙ (P G)"),
    ),
    *rows(
        {"expression": "a*2^x", "vars": ["a", "x"]},
        *right("a 2^x", r"a 2^{x}", r"a\,2^{x}", "2^x a"),
        *unreadable("parse", "a2^x"),
    ),
    *rows({"expression": "x^2*2^x", **X}, *right("x^2 2^x", "x² 2^x", r"x^{2} 2^{x}")),
    *rows(
        {
            "formula": "after = before - rate g",
            "vars": ["after", "before", "rate", "g"],
            "names": {"after": r"\theta_{t+1}", "before": r"\theta_{t}", "rate": r"\eta"},
        },
        *right("theta_{t+1} = theta_t - eta g", r"\theta_{t+1} = \theta_t - \eta g", "θ_{t+1} = θ_t - η g"),
    ),
    *rows(
        {
            "formula": "next = theta - eta g",
            "vars": ["next", "theta", "eta", "g"],
            "names": {"next": r"\theta_{t+1}", "theta": r"\theta_{t}"},
        },
        *right("theta_{t+1} = theta_t - eta g", "theta_{t+1} = theta - eta g", "θ_{t+1} = θ_t - η g"),
    ),
    *rows(
        {"expression": "q s/((1 - q) f)", "vars": ["s", "f"], "names": {"q": r"\pi"}},
        *right("pi s/((1 - pi) f)", "π s/((1 - π) f)", r"\frac{\pi s}{(1 - \pi) f}", "q s/((1 - q) f)"),
    ),
    *rows(
        {"expression": "q s", "vars": ["s"], "names": {"q": r"\hat\pi"}},
        *right(r"\hat\pi s", "hat(pi) s", "q s"),
        *unreadable("unknown-name", "pi s", "π s"),
    ),
    *rows({"expression": "2 pi q", "names": {"q": r"\pi_{k}"}}, *right("2 pi q", "2π π_k")),
    *rows({"number": "9/4"}, *right("9:4", "9 : 4", "18:8"), *wrong("wrong", "9:5")),
    *rows({"number": "9/13"}, *wrong("ambiguous", "9:4")),
    *(
        row
        for function in ("sin", "cos", "tan", "sec", "sinh", "cosh", "tanh")
        for row in rows(
            {"expression": f"a {function}(x)", "vars": ["a", "x"]},
            *wrong("ambiguous", f"a{function}(x)", f"a{function} x", f"a{function}x"),
            *wrong("ambiguous", rf"\operatorname{{a{function}}}(x)", rf"\mathrm{{a{function}}}(x)"),
            *wrong("wrong", f"arc{function}(x)", f"2a{function}(x)", f"a{function}(3x)"),
            *wrong("wrong", rf"\operatorname{{a{function}}}(2x)"),
            *right(f"a {function}(x)", f"a*{function}(x)"),
        )
    ),
    *rows({"expression": "arcsin(x)", "vars": ["a", "x"]}, *right("asin(x)", "asinx", "arcsin x")),
    *rows({"expression": "arcsin(x)", "vars": ["a", "x"]}, *right(r"\operatorname{asin}(x)")),
    *rows({"expression": "2a sin(x)", "vars": ["a", "x"]}, *wrong("ambiguous", "2asin(x)")),
    *rows({"expression": "-k a sin(k t)", "vars": ["k", "a", "t"]}, *wrong("ambiguous", "-kasin(kt)")),
    *rows({"expression": "p i", "vars": ["p", "i"]}, *wrong("ambiguous", "pi"), *wrong("wrong", "2pi")),
    *rows({"expression": "n u", "vars": ["n", "u"]}, *right("nu")),
    *(
        row
        for function in ("sin", "cos", "ln", "exp", "sqrt", "tan", "arctan", "cbrt", "log_2")
        for row in rows(
            {"expression": f"{function}(3x)", "vars": ["x"], "assume": ["x > 0"]},
            *wrong("ambiguous", f"{function} 3*x", f"{function} 3·x", f"{function} 3 * x"),
            *wrong("wrong", f"{function}(3)*x", f"{function} 4*x"),
            *right(f"{function} 3x", f"{function}(3*x)"),
        )
    ),
    *rows({"expression": "sin(3)*x", **X}, *right("sin 3*x", "sin(3)*x"), *wrong("wrong", "sin 3x")),
    *rows({"expression": "tan(x y)", "vars": ["x", "y"]}, *wrong("ambiguous", "tan x*y"), *right("tan xy")),
    *rows({"expression": "ln(2x/3)", **X}, *wrong("ambiguous", "ln 2*x/3", "ln 2x/3")),
    *rows({"expression": "sqrt(2x)", **X}, *wrong("ambiguous", "√2*x", "√2·x"), *wrong("wrong", "√(2)*x")),
    *rows({"expression": "sin(2x) + cos(3x)", **X}, *wrong("ambiguous", "sin 2*x + cos 3*x")),
    *(
        row
        for function in ("sin", "cos", "ln", "tan", "log_2")
        for row in rows(
            {"expression": f"{function}(3x)", "vars": ["x"], "assume": ["x > 0"]},
            *wrong("ambiguous", rf"\{function} 3\cdot x", rf"\{function} 3 * x", rf"$\{function} 3\times x$"),
            *wrong("ambiguous", rf"\{function}{{3}}\cdot x"),
            *wrong("wrong", rf"\{function}(3)\cdot x", rf"\{function} 4\cdot x", rf"1+\{function} 3\cdot x"),
            *right(rf"\{function} 3 x", rf"\{function}(3\cdot x)"),
        )
    ),
    *rows(
        {"expression": "sin(2x) + 1", **X},
        *wrong("ambiguous", r"1 + \sin 2\cdot x", r"\sin 2*x + 1", r"\mathrm{sin} 2\cdot x + 1"),
        *wrong("wrong", r"\sin 2\cdot x - 1"),
    ),
    *rows({"expression": "(sin(2x))^2", **X}, *wrong("ambiguous", r"\sin^2 2\cdot x")),
    *rows({"expression": "sin(3)*x", **X}, *right(r"\sin 3\cdot x", r"\sin 3 * x")),
    *rows({"expression": "cos(x y)", **XY}, *wrong("ambiguous", r"\cos x\cdot y", r"\cos x\times y")),
    *rows(
        {"expression": "cos(2 pi x)", **X},
        *wrong("ambiguous", r"\cos 2\cdot\pi\cdot x", r"\cos 2\cdot\pi x", r"\cos 2\pi\cdot x"),
        *wrong("ambiguous", "cos 2*pi*x", "cos 2*pi x", "cos 2pi*x"),
    ),
    *rows(
        {"expression": "sin(2x) cos(x)", **X},
        *wrong("ambiguous", "sin 2*x*cos x", "sin 2*x cos x", r"\sin 2\cdot x\cdot\cos x"),
        *wrong("wrong", "sin 2*x*sin x", r"\sin 2\cdot x\cdot\sin x"),
    ),
    *rows({"number": "ln(6)"}, *wrong("ambiguous", r"\ln 2\cdot 3"), *wrong("wrong", r"\ln 2\cdot 4")),
    *rows({"expression": "ln(2x/3)", **X}, *wrong("ambiguous", r"\ln 2\cdot x/3", r"\ln 2x/3")),
    *rows({"expression": "sin(x/2)", **X}, *wrong("ambiguous", r"\sin x/2"), *wrong("wrong", r"\sin x/3")),
    *rows({"expression": "sin(x)/2", **X}, *right(r"\sin x/2")),
    *rows(
        {"expression": "1/(2 pi x)", **X},
        *wrong("ambiguous", r"1/2\pi x", r"$1/2\pi x$"),
        *wrong("wrong", r"1/3\pi x", r"\frac{1}{2}\pi x", r"1/2\cdot\pi x"),
        *right(r"1/(2\pi x)"),
    ),
    *rows({"expression": "x ln(2)", **X}, *wrong("ambiguous", r"\ln 2 x", r"\ln 2\,x")),
    *rows({"expression": "x ln(2)", **X}, *wrong("wrong", r"\ln 2x")),
    *rows(
        {"expression": "n(n + 1)/2", "vars": ["n"]},
        *wrong("ambiguous", "n+1 choose 2", "n + 1 choose n - 1"),
        *right("(n+1) choose 2", "C(n+1, 2)"),
        *wrong("wrong", "n+2 choose 2", "n + C(1, 2)"),
    ),
    *rows({"number": "10"}, *right("5 choose 2"), *wrong("ambiguous", "4+1 choose 2", "5 choose 3-1")),
    *rows(
        {"set": "{1.5, 2.5}"},
        *right("1,5; 2,5", "{1,5; 2,5}", "x=1,5; x=2,5", "1.5; 2.5"),
        *wrong("ambiguous", "{1,5, 2,5}", "1,5, 2,5"),
        *wrong("wrong", "1,5; 3,5", "{1,5, 3,5}"),
        *unreadable("parse", "1,5 2,5"),
        *unreadable("kind", "1,5 or 2,5", "x = 1,5 or x = 2,5", "(1,5; 2,5)"),
    ),
    *rows({"set": "{1.5}"}, *wrong("ambiguous", "1,5", "{1,5}", "x = 1,5")),
    *rows({"set": "{sqrt(2), 5}"}, *right("1,4142; 5,0"), *wrong("ambiguous", "1,4142, 5,0")),
    *rows({"set": "{1, 2, 5}"}, *right("1,5,2", "{1,5, 2}", "1;2;5"), *wrong("wrong", "1,5; 2,5")),
    *rows(
        {"set": "{5120, 50000}"},
        *wrong("ambiguous", "5,120; 50,000"),
        *unreadable("parse", "5,120, 50,000"),
    ),
    *rows(
        {"vector": "[1.5, 2.5]"},
        *wrong("ambiguous", "[1,5, 2,5]", "(1,5, 2,5)", "1,5, 2,5"),
        *unreadable("size", "[1,5, 2,6]", "[1,5,2,5]"),
        *unreadable("parse", "[1,5 2,5]", "1,5; 2,5", "(1,5; 2,5)"),
        *unreadable("kind", "[1,5; 2,5]"),
    ),
    *rows({"vector": "[1, -1]", "up_to": "scale"}, *unreadable("size", "[1,-1,0]")),
    *rows({"matrix": "[[1.5, 2], [3, 4]]"}, *unreadable("parse", "[1,5 2; 3 4]", "1,5 2\n3 4")),
    *rows({"expression": "1.5x", **X}, *unreadable("parse", "1,5x", "x*1,5")),
    *rows({"number": "5120"}, *unreadable("parse", "5,120")),
    *rows(
        {"set": "{}"},
        *right("DNE", "dne", "{}", "∅", "does not exist", "x = DNE", "{DNE}", "S = {}"),
        *wrong("extra", "0", "{0}"),
        *unreadable("parse", "none", "NONE", "null", "{∅}"),
        *unreadable("unknown-name", "no solution", "no real solutions"),
    ),
    *rows(
        {"set": "{2, -3}"},
        *right("2 and -3", "x = 2 and x = -3", "2 AND -3", "2 OR -3", "x = 2 OR x = -3", "x ∈ {2, -3}"),
        *right("x in {2, -3}", r"x \in \{2, -3\}", "{2, -3} = S"),
        *wrong("missing", "DNE", "{}", "x = 2 AND x = 2"),
    ),
    *rows(
        {"set": "{1, 2, 3}"},
        *right("1, 2 and 3", "1, 2, and 3", "1, 2 or 3", "{1, 2} U {3}", "x = 1, 2 and 3", "1\n2\n3"),
        *right("x_1 = 1, x_2 = 2, x_3 = 3", "x1 = 1; x2 = 2; x3 = 3"),
        *wrong("missing", "1 and 2", "{1} U {2}"),
    ),
    *rows({"set": "{(1, 2), (3, 4)}"}, *right("(1,2) and (3,4)"), *wrong("wrong", "1,2; 3,4")),
    *rows({"expression": "(sin(2x))^2", **X}, *wrong("ambiguous", "sin^2 2*x", "sin² 2*x")),
    *rows({"expression": "sin(h x)", "vars": ["h", "x"]}, *wrong("ambiguous", "sinhx", "sinh x")),
    *rows({"expression": "sinh(x)", "vars": ["h", "x"]}, *right("sinhx", "sinh x")),
    *rows({"set": "{2, -3}", **XY}, *unreadable("kind", "x > 2 and x < 3", "x = 2 and y = -3")),
    *rows({"expression": "A N D", "vars": ["A", "N", "D"]}, *right("AND", "D A N")),
    *rows({"expression": "O R", "vars": ["O", "R"]}, *right("OR", "RO")),
    *rows({"interval": "(1, 2)"}, *right("]1,2[", "]1, 2["), *unreadable("parse", "]1,2")),
    *rows(
        {"interval": "(1, 2] U [3, inf)"},
        *right("]1,2] U [3,inf[", "]1, 2] ∪ [3, inf[", r"]1,2] \cup [3,\infty["),
    ),
    *rows({"interval": "[1, 2)"}, *right("[1,2[")),
]  # fmt: skip


@each_row(("expect", "answer", "verdict", "code"), TYPED)
def test_what_is_typed_in_a_hurry(expect: dict[str, Any], answer: str, verdict: str, code: str) -> None:
    found = check(expect, answer)
    assert found.verdict == verdict, found
    assert code == "wrong" or found.code == code, found


@pytest.mark.parametrize(
    ("expect", "answer", "told"),
    [
        ({"expression": "3 e^(3 x)", **X}, "3e^3x", "Did you mean 3e^(3x) or 3e^3 x?"),
        ({"expression": "9 x^(1/2)", **X}, "9x^1/2", "Did you mean 9x^(1/2) or (9x^1)/2?"),
        ({"number": "ln(10/7)"}, "ln 10/7", "Did you mean ln(10/7) or ln(10)/7?"),
        ({"expression": "1/(2 x)", **X}, "1/2x", "Did you mean 1/(2x) or (1/2) x?"),
        ({"set": "{2, -5}"}, "2 -5", "2 -5 reads two ways (write 2, -5 or 2 - 5)"),
        ({"expression": "a sin(x)", "vars": ["a", "x"]}, "asin(x)", "Did you mean a sin(x) or arcsin(x)?"),
        (
            {"expression": "a sin(x) + 2 arcsin(x)", "vars": ["a", "x"]},
            "asin(x) + 2arcsin(x)",
            "Did you mean a sin(x) + 2 arcsin(x) or arcsin(x) + 2 arcsin(x)?",
        ),
        ({"expression": "sin(2x)", **X}, r"\sin 2\cdot x", "Did you mean sin(2*x) or sin(2)*x?"),
        ({"expression": "sin(2x)", **X}, "sin 2*x", "Did you mean sin(2*x) or sin(2)*x?"),
        ({"set": "{1.5, 2.5}"}, "{1,5, 2,5}", "Did you mean {1.5, 2.5} or {1, 5, 2, 5}?"),
        (
            {"vector": "[1.5, 2.5]"},
            "[1,5 2,5]",
            "did you mean [1.5 2.5]? (write 2.5 for a decimal, 1000 for a thousand)",
        ),
        ({"number": "9/13"}, "9:4", "Did you mean the ratio 9/4 or the share 9/(9 + 4)?"),
    ],
)
def test_both_readings_are_shown(expect: dict[str, Any], answer: str, told: str) -> None:
    assert check(expect, answer).message == told
