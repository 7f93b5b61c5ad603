"""Near misses and right answers that look like them: fixed rows, each with what makes it hard."""

from __future__ import annotations

from tests.bench.adversarial.kinds import Row

_EXPRESSIONS: tuple[tuple[str, str, bool], ...] = (
    ("x", "x + 10^-12 max(0, -x)", False),
    ("x", "x + 10^-12 max(0, x - 3)", False),
    ("x", "x + 10^-10 e^(-10^6 (x - 7.5)^2)", False),
    ("x", "x + 10^-20 e^(-10^6 (x - 7.5)^2)", False),
    ("x", "x (x + |x|)/(x + |x|)", False),
    ("x", "x + 0/max(0, x)", False),
    ("x", "x + max(0, x^2 - 10^8)", False),
    ("x", "x + sin(pi x) + 0 x!", False),
    ("x", "x + floor(x/1000)", False),
    ("e^(x^2)", "e^(x^2) + max(0, x - 100)", False),
    ("e^x", "e^x + max(0, x - 100)", False),
    ("e^(x^2)", "e^(x^2) (1 + max(0, x - 100))", False),
    ("x", "x + 10^-9 sign(x - 5) + 10^-9", False),
    ("x", "x (1 + 10^-13)", False),
    ("x", "x + 10^-18", False),
    ("x + 10^900", "2x + 10^900", False),
    ("x", "x + floor(sin(x)) + 1", False),
    ("x", "x + max(0, sin(x) - 0.9999)", False),
    ("x", "x + max(0, sin(50x) - 0.9999)", False),
    ("|x|", "sqrt(x^2)", True),
    ("x", "sqrt(x^2)", False),
    ("x/|x|", "sign(x)", True),
    ("sin(pi x)", "0", False),
    ("x", "x + sin(pi x)", False),
    ("x", "x + max(0, x - 5000)", False),
    ("x", "max(x, -20)", False),
    ("30 - x", "|x - 30|", False),
    ("floor(x)", "floor(x + 10^-6)", False),
    ("x", "x + 1/(1 + 10^8 (x - 13)^2)", False),
    ("0", "max(0, 1 - 1000|x - 30|)", False),
    ("28! + x", "28! + x + 1", False),
    ("28! + x", "28! + 2x", False),
    ("ln|x^2 + 7x + 7|", "ln(x^2 + 7x + 7)", False),
    ("ln(x^2 + 7x + 7)", "ln|x^2 + 7x + 7|", True),
    ("1", "cosh(x)^2 - sinh(x)^2", True),
    ("x", "x + 10^-6 (cosh(x)^2 - sinh(x)^2)", False),
    ("e^x", "e^x + tanh(300 + x^2) - 1", False),
    ("1", "tanh(300 + x^2)", False),
    ("1", "erf(30 + x^2)", False),
    ("x", "x + e^(-10^6 - x^2)", False),
    ("arctan(x) + arctan(1/x)", "pi/2", False),
    ("x", "arctan(tan(x))", False),
    ("x", "arcsin(sin(x))", False),
    ("x", "ln(e^x)", True),
    ("x", "tan(arctan(x))", True),
    ("2 ln(x)", "ln(x^2)", True),
    ("ln(x^2)", "2 ln(x)", False),
    ("x^(1/3)", "cbrt(x)", True),
    ("(x^2)^(1/2)", "x", False),
    ("x^2/x", "x", True),
    ("x", "x^2/x", True),
    ("(x^2 - 1)/(x - 1)", "x + 1", True),
    ("x + 1", "(x^2 - 1)/(x - 1)", True),
    ("1/(1 - x)", "1 + x + x^2 + x^3 + x^4", False),
    ("sin(x)", "x - x^3/6 + x^5/120 - x^7/5040", False),
    ("cos(x)", "cos(x + 2 pi)", True),
    ("cos(x)", "cos(x + 6.283185307179586)", False),
    ("e^(pi sqrt(163)) x", "(640320^3 + 744) x", False),
    ("max(x, 0) + min(x, 0)", "x", True),
    ("|x|", "max(x, -x)", True),
    ("max(x, 0)", "(x + |x|)/2", True),
    ("floor(x) + 1", "ceil(x)", False),
    ("x + 0 ln(x)", "x", True),
    ("x", "x + 0 ln(-x)", True),
    ("sqrt(1 - x^2)", "cos(arcsin(x))", True),
    ("x", "x + 0*e^(10x)", True),
    ("(1 + x/10^6)^(10^6)", "e^x", False),
    ("x", "x + (x/400)^900", False),
    ("x", "x + 10^-30 x^20", False),
    ("e^x", "e^x + e^-x", False),
)
_INTEGERS: tuple[tuple[str, str, bool], ...] = (
    ("(-1)^n", "cos(pi n)", True),
    ("0", "sin(pi n)", True),
    ("n(n-1)(n-2)", "n!/(n-3)!", True),
    ("2^n", "2^n + sin(pi n)^2", True),
    ("(n+1)!/n!", "n + 1", True),
    ("n", "n + floor(n/1000)", False),
    ("n^2", "|n| n", True),
    ("(-1)^n", "1", False),
    ("C(n, 2)", "n(n-1)/2", True),
)
_NUMBERS: tuple[tuple[str, str, bool], ...] = (
    ("e^(pi sqrt(163))", "640320^3 + 744", False),
    ("e", "(1 + 10^-245)^(10^245)", False),
    ("sqrt(2)", "sqrt(2) + 10^-700", False),
    ("1", "tanh(300)", False),
    ("1", "erf(20)", False),
    ("1", "Phi(40)", False),
    ("1", "sigmoid(900)", False),
    ("0", "e^-800", False),
    ("30!", "30! + 1", False),
    ("1/3", "0.3333333333333333333333333333333333", False),
    ("pi", "355/113", False),
    ("sqrt(2) + sqrt(3)", "sqrt(5 + 2sqrt(6))", True),
    ("cbrt(2 + sqrt(5)) + cbrt(2 - sqrt(5))", "1", True),
    ("cos(pi/7) - cos(2pi/7) + cos(3pi/7)", "1/2", True),
    ("4 arctan(1/5) - arctan(1/239)", "pi/4", True),
    ("sin(pi)", "0", True),
    ("e^(i pi) + 1", "0", True),
    ("sqrt(2)^2", "2", True),
    ("ln(2) + ln(3)", "ln(6)", True),
    ("22/7", "pi", False),
    ("2", "1.9999999999999999", False),
    ("0", "sin(10^20 pi)", True),
    ("100!/98!", "9900", True),
    ("1", "0.999999999999999999999999999999", False),
    ("inf", "-inf", False),
    ("0", "10^-300", False),
)
_ANTIDERIVATIVES: tuple[tuple[str, str, bool], ...] = (
    ("x^2/2", "x^2/2 + floor(x) + C", False),
    ("x^2/2", "x^2/2 + sign(x) + C", False),
    ("x^2/2", "x^2/2 + 10^-8 max(0, x - 5) + C", False),
    ("ln|x|", "ln|x| + sign(x) + C", True),
    ("x^2/2", "x^2/2 + 10^-8 max(0, x - 5)^2 + C", False),
    ("x^2/2", "x^2/2 + 0/max(0, x) + C", False),
    ("ln|x|", "ln(x) + C", False),
    ("x", "arctan(tan(x)) + C", True),
    ("ln|x|", "ln|3x| + C", True),
    ("arctan(x)", "-arctan(1/x) + C", True),
    ("x^2/2", "x^2/2", False),
    ("x^2/2", "C x^2/2", False),
    ("sin(x)^2/2", "-cos(x)^2/2 + C", True),
    ("sin(x)^2/2", "-cos(2x)/4 + K", True),
    ("e^x", "e^(x + C)", False),
    ("x^2/2", "x^2/2 + 10^-15 x + C", False),
    ("-1/x", "1 - 1/x + C", True),
    ("ln|sec(x)|", "-ln|cos(x)| + C", True),
    ("arcsin(x)", "-arccos(x) + C", True),
    ("x ln(x) - x", "x(ln(x) - 1) + C", True),
    ("x^2/2", "x^2/2 + max(0, x - 1000) + C", False),
    ("x^2/2", "(x + 1)^2/2 - x + C", True),
    ("ln(x)", "ln(3x) + C", True),
)
_EQUATIONS: tuple[tuple[str, str, bool], ...] = (
    ("x = 2", "x^2 = 4", False),
    ("y = |x|", "y^2 = x^2", False),
    ("y = sqrt(x)", "y^2 = x", False),
    ("y = x", "e^y = e^x", True),
    ("y = x", "y^3 = x^3", True),
    ("y = x", "sin(y) = sin(x)", False),
    ("y = x", "y = x + max(0, x - 300)", False),
    ("y = x", "(y - x)(x - 10^5) = 0", False),
    ("y = ln(x)", "e^y = x", True),
    ("y = x", "y = x + 10^-10 max(0, x - 3)", False),
    ("x^2 + y^2 = 1", "2x^2 = 2 - 2y^2", True),
    ("y = 1/x", "x y = 1", True),
    ("y = 2x + 1", "2y = 4x + 2", True),
)
_OTHERS: tuple[tuple[dict[str, object], str, bool], ...] = (
    ({"span": "[[1, t]]", "vars": ["t"]}, "[1, |t|]", False),
    ({"span": "[[1, 0]]"}, "[1, 10^-40]", False),
    ({"span": "[[1, t]]", "vars": ["t"]}, "[2, 2t]", True),
    ({"span": "[[1, t]]", "vars": ["t"]}, "[1, t + 10^-40]", False),
    ({"vector": "[1, t]", "vars": ["t"], "up_to": "scale"}, "[sign(t) + 1, t (1 + sign(t))]", False),
    ({"set": "{1, 1.001}", "tolerance": "0.01"}, "{1}", False),
    ({"interval": "(0, inf)", "vars": ["x"]}, "(10^-15, inf)", False),
    ({"inequality": "x^2 < 10^10", "vars": ["x"]}, "|x| < 10^5 + 1", False),
    ({"inequality": "x^2 < 10^10", "vars": ["x"]}, "|x| < 10^5", True),
    ({"inequality": "x > 2", "vars": ["x"]}, "x > 2 and x^2 != 17", False),
    ({"inequality": "x > 2", "vars": ["x"]}, "x > 2 or x = -30", False),
    ({"inequality": "x >= 0", "vars": ["x"]}, "sqrt(x) >= 0", True),
    ({"inequality": "|x - 1| < 3", "vars": ["x"]}, "-2 < x < 4", True),
    ({"inequality": "x^2 > 2", "vars": ["x"]}, "x > 1.41421356237 or x < -1.41421356237", False),
    ({"matrix": "[[1, 0], [0, 1]]", "up_to": "sign"}, "[[-1, 0], [0, 1]]", False),
)


def near_misses() -> list[Row]:
    """All of them."""
    rows = [
        Row("expression", {"expression": key, "vars": ["x"]}, given, right, "near")
        for key, given, right in _EXPRESSIONS
    ]
    for key, given, right in _INTEGERS:
        expect = {"expression": key, "vars": ["n"], "assume": ["n positive integer"]}
        rows.append(Row("expression", expect, given, right, "near"))
    rows += [Row("number", {"number": key}, given, right, "near") for key, given, right in _NUMBERS]
    rows += [
        Row("antiderivative", {"antiderivative": key, "vars": ["x"]}, given, right, "near")
        for key, given, right in _ANTIDERIVATIVES
    ]
    rows += [
        Row("equation", {"equation": key, "vars": ["x", "y"]}, given, right, "near")
        for key, given, right in _EQUATIONS
    ]
    rows += [Row(next(iter(expect)), dict(expect), given, right, "near") for expect, given, right in _OTHERS]
    return rows
