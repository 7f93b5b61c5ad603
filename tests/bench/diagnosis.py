"""How often the cause of a wrong answer is named: causes put into hundreds of keys, and answers without one.

Run: python -m tests.bench.diagnosis [--keys N] [--seed S] [--show N]

Prints by cause how many are named so, named otherwise and not named. What is named of answers that were
changed at random is held against an oracle: it has to be true of the answer.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from drill.checking.verdict import Verdict
from tests.asked import check
from tests.bench.drawn_answers.antiderivatives import FUNCTIONS
from tests.bench.drawn_answers.keys import Key, drawn_keys
from tests.bench.drawn_answers.mutations import mutated
from tests.bench.drawn_answers.oracle import label
from tests.bench.drawn_answers.terms import (
    NoValue,
    Term,
    add,
    div,
    mul,
    names_of,
    neg,
    num,
    substituted,
    sym,
    typed,
    value,
)

_ASSUMED = {"positive": "{} > 0", "integer": "{} positive integer", "unit": "0 < {} < 1"}
_CLOSE = 1e-7


@dataclass(frozen=True)
class Injected:
    """An answer with a cause; ``codes`` are the names that are true of it."""

    cause: str
    expect: dict[str, Any]
    answer: str
    codes: frozenset[str]


def _as(cause: str, expect: dict[str, Any], answer: str, *codes: str) -> Injected:
    return Injected(cause, expect, answer, frozenset(codes or (cause,)))


def injected(keys: int, chance: random.Random) -> Iterator[Injected]:
    """Causes in keys of every kind."""
    for key in drawn_keys(chance, keys):
        yield from _in_expression(key, chance)
    for _ in range(max(1, keys // 8)):
        for make in (
            _numbers,
            _angles,
            _collections,
            _grids,
            _intervals,
            _equations,
            _laws,
            _spaces,
            _chains,
            _code,
        ):
            yield from make(chance)
    for function in FUNCTIONS:
        yield from _in_antiderivative(function, chance)


def _expect(key: Key, term: Term, chance: random.Random) -> dict[str, Any]:
    names = sorted(names_of(key.term) | {"x"})
    assumed = [_ASSUMED[kind].format(name) for name, kind in key.kinds.items() if name in names]
    return {"expression": typed(term, chance), "vars": names, "assume": assumed}


def _in_expression(key: Key, chance: random.Random) -> Iterator[Injected]:
    term, names = key.term, sorted(names_of(key.term))
    expect = _expect(key, term, chance)
    if not names or label(term, num(0), key.kinds, chance) != "different":
        return
    changed: list[tuple[str, Term, tuple[str, ...]]] = [
        ("sign", neg(term), ()),
        (
            "factor",
            mul(chance.choice((2, 3, num("1/2"), num("-1/3"), ("c", "pi"), num("7/4"))), term),
            ("factor",),
        ),
        (
            "constant",
            add(term, num(Fraction(chance.choice((-1, 1)) * chance.randint(1, 9), chance.choice((1, 2, 5))))),
            (),
        ),
        ("reciprocal", div(1, term), ()),
    ]
    if term[0] in ("+", "-"):
        one = (("-" if term[0] == "+" else "+"), term[1], term[2])
        changed.append(("one sign", one, ("sign", "factor", "constant")))
    if len(names) >= 2 and key.kinds.get(names[0]) == key.kinds.get(names[1]):
        first, second = names[:2]
        swapped = substituted(
            substituted(substituted(term, first, sym("zz")), second, sym(first)), "zz", sym(second)
        )
        changed.append(("names", swapped, ("names", "sign", "reciprocal", "factor", "constant")))
    for cause, answer, codes in changed:
        if label(term, answer, key.kinds, chance) == "different":
            yield _as(cause, expect, typed(answer, chance), *(codes or (cause,)))


def _chains(r: random.Random) -> Iterator[Injected]:
    """Derivatives of compositions without the inner one; functions differentiated or integrated instead."""
    a, b, n = r.randint(2, 9), r.randint(1, 9), r.randint(3, 6)
    for due, given in (
        (f"{a} cos({a}x + {b})", f"cos({a}x + {b})"),
        (f"2x cos(x^2 + {b})", f"cos(x^2 + {b})"),
        (f"{2 * a}x e^({a}x^2)", f"e^({a}x^2)"),
        (f"{n * a} ({a}x + {b})^{n - 1}", f"{n} ({a}x + {b})^{n - 1}"),
        (f"{a}/({a}x + {b})", f"1/({a}x + {b})"),
        (f"2x/(x^2 + {b})", f"1/(x^2 + {b})"),
        (f"x/sqrt(x^2 + {b})", f"1/(2sqrt(x^2 + {b}))"),
        (f"-{a} e^(-{a}x)", f"e^(-{a}x)"),
        (f"{2 * n} x (x^2 + {b})^{n - 1}", f"{n} (x^2 + {b})^{n - 1}"),
        ("cos(x) e^(sin(x))", "e^(sin(x))"),
    ):
        yield _as(
            "inner-derivative",
            {"expression": due, "vars": ["x"]},
            given,
            "inner-derivative",
            "factor",
            "sign",
        )
    for due, less, more in (
        (f"{n}x^{n - 1} + {a}", f"{n * (n - 1)}x^{n - 2}", f"x^{n} + {a}x"),
        (f"{a} cos({a}x)", f"-{a * a} sin({a}x)", f"sin({a}x)"),
        ("ln(x) + 1", "1/x", "x ln(x)"),
        ("2x e^(x^2)", "(2 + 4x^2) e^(x^2)", "e^(x^2)"),
        ("1/(1 + x^2)", "-2x/(1 + x^2)^2", "arctan(x)"),
        (f"{2 * a}x + {b}", f"{2 * a}", f"{a}x^2 + {b}x"),
    ):
        expect = {"expression": due, "vars": ["x"]}
        yield _as("differentiated", expect, less, "differentiated", "factor")
        yield _as("integrated", expect, more, "integrated", "inner-derivative", "factor")


def _numbers(r: random.Random) -> Iterator[Injected]:
    p = Fraction(r.randint(3, 47), r.choice((50, 64, 97, 61)))
    expect = {"number": str(p)}
    yield _as("percent", expect, str(p * 100), "percent")
    yield _as("percent", expect, str(p / 100), "percent")
    yield _as("complement", expect, str(1 - p), "complement")
    yield _as("reciprocal", expect, str(1 / p), "reciprocal")
    yield _as("sign", expect, str(-p), "sign")
    yield _as("rounding", {"number": f"{r.randint(2, 9)}/{r.choice((7, 13, 17, 19))}"}, "", "rounding")
    root = r.choice((2, 3, 5, 7, 11, 13))
    yield _as("rounding", {"number": f"sqrt({root})"}, f"{math.sqrt(root):.{r.randint(1, 2)}f}", "rounding")
    yield _as("factor", {"number": f"{root} sqrt(3)"}, f"{2 * root} sqrt(3)", "factor")
    yield _as("factor", {"number": f"{root} pi"}, f"{root}", "factor")
    yield _as("factor", {"number": f"sqrt({root})/3"}, f"sqrt({root})", "factor")
    value_ = round(r.uniform(0.02, 0.6), 4)
    near = {"number": f"{value_}", "tolerance": 0.0005}
    yield _as("complement", near, f"{1 - value_:.4f}", "complement")
    yield _as("percent", near, f"{100 * value_:.3f}", "percent")
    digits = {"number": f"{root}*pi", "digits": 4}
    yield _as("rounding", digits, f"{root * math.pi:.{1 if root > 3 else 2}f}", "rounding")


def _angles(r: random.Random) -> Iterator[Injected]:
    angle = r.choice(("1", "2", "0.5", "1.2", "3"))
    name, function = r.choice((("sin", math.sin), ("cos", math.cos)))
    degrees = f"{function(math.radians(float(angle))):.6f}"
    yield _as("degrees", {"number": f"{name}({angle})", "tolerance": 0.0001}, degrees, "degrees")
    ratio = r.choice(("1/2", "1/3", "2/5", "2"))
    yield _as(
        "degrees",
        {"number": f"arctan({ratio})", "tolerance": 0.001},
        f"{math.degrees(math.atan(Fraction(ratio))):.4f}",
        "degrees",
    )
    part = r.choice((3, 4, 5, 6, 9))
    yield _as("degrees", {"number": f"pi/{part}"}, str(Fraction(180, part)), "degrees")


def _collections(r: random.Random) -> Iterator[Injected]:
    items = r.sample(range(-30, 30), r.randint(3, 5))
    typed_ = ", ".join(map(str, items))
    expect, listed = {"set": f"{{{typed_}}}"}, {"list": f"[{typed_}]"}
    yield _as("missing", expect, ", ".join(map(str, items[1:])))
    yield _as("extra", expect, f"{{{typed_}, 77}}")
    order = [*items[1:], items[0]]
    yield _as("order", listed, ", ".join(map(str, order)))
    yield _as("entry", listed, ", ".join(map(str, [items[0] + 50, *items[1:]])))
    yield _as("size", listed, ", ".join(map(str, items[1:])), "size", "missing")


def _grids(r: random.Random) -> Iterator[Injected]:
    n = r.choice((2, 3))
    m = [[r.randint(-9, 9) for _ in range(n)] for _ in range(n)]
    m[0][1], m[1][0] = 4, 7
    text = _matrix(m)
    expect = {"matrix": text}
    yield _as("transposed", expect, _matrix([list(row) for row in zip(*m, strict=True)]))
    i, j = r.randrange(n), r.randrange(n)
    off = [list(row) for row in m]
    off[i][j] += r.choice((1, -2, 10))
    yield _as("entry", expect, _matrix(off))
    yield _as("sign", expect, _matrix([[-v for v in row] for row in m]))
    yield _as("factor", expect, _matrix([[3 * v for v in row] for row in m]))
    yield _as("size", expect, _matrix([[*row, 0] for row in m]))
    a, b, c, d = r.sample((1, 2, 3, 5, 7), 4)
    det = a * d - b * c
    if det not in (0, 1, -1):
        inverse = _matrix([[Fraction(d, det), Fraction(-b, det)], [Fraction(-c, det), Fraction(a, det)]])
        yield _as("inverse", {"matrix": inverse}, _matrix([[a, b], [c, d]]), "inverse", "factor")
    v = r.sample(range(-9, 10), 3)
    vector = {"vector": str(v)}
    yield _as("order", vector, str([v[1], v[2], v[0]]))
    yield _as("entry", vector, str([v[0], v[1] + 20, v[2]]))
    yield _as("size", vector, str(v[:2]))
    yield _as("sign", vector, str([-x for x in v]), "sign", "order", "entry")
    yield _as("shape order", {"shape": "(b, h, t, d)", "vars": list("bhtd")}, "(b, t, h, d)", "order")


def _matrix(m: list[list[Any]]) -> str:
    return "[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in m) + "]"


def _intervals(r: random.Random) -> Iterator[Injected]:
    a, b = sorted(r.sample(range(-20, 20), 2))
    interval = {"interval": f"[{a}, {b})", "vars": ["x"]}
    yield _as("end", interval, r.choice((f"({a}, {b})", f"[{a}, {b}]", f"({a}, {b}]")))
    less = {"inequality": f"x > {a}", "vars": ["x"]}
    yield _as("strict", less, f"x >= {a}", "end", "strict")
    yield _as("backwards", less, f"x < {a}", "backwards")
    yield _as("backwards", {"inequality": f"x <= {b}", "vars": ["x"]}, f"x >= {b}", "backwards")
    yield _as("end point", interval, f"[{a}, {b + 3})", "end-point", "end")
    two = {"interval": f"(-inf, {a}) U ({b}, inf)", "vars": ["x"]}
    yield _as("one side only", two, f"(-inf, {a})", "missing", "one-side")
    yield _as("backwards", two, f"({a}, {b})", "backwards", "complement")


def _equations(r: random.Random) -> Iterator[Injected]:
    a, b = r.randint(2, 9), r.randint(1, 9)
    line = {"equation": f"y = {a}x + {b}", "vars": ["x", "y"]}
    yield _as("not-an-equation", line, f"{a}x + {b}")
    yield _as("side", line, f"y = {a}x + {b + 2}", "side", "constant", "sign")
    yield _as("sign", line, f"y = -{a}x - {b}", "sign")
    yield _as("sign", line, f"y = {a}x - {b}", "sign", "side")


def _laws(r: random.Random) -> Iterator[Injected]:
    a, b = r.sample(range(2, 10), 2)
    for cause, key, answer in (
        ("rate", f"gamma({a}, {b})", f"Gamma({a}, 1/{b})"),
        ("rate", f"exponential({a})", f"Exp(1/{a})"),
        ("variance", f"normal({a}, {b * b})", f"N({a}, {b})"),
        ("variance", f"normal({a}, {b})", f"N({a}, {b}^2)"),
        ("order", f"beta({a}, {b})", f"Beta({b}, {a})"),
        ("family", f"poisson({a})", f"Exp({a})"),
        ("parameter", f"beta({a}, {b})", f"Beta({a}, {b + 20})"),
        ("complement", f"bernoulli(1/{a + 1})", f"Bern({a}/{a + 1})"),
    ):
        codes = (cause, "parameter") if cause == "complement" else (cause,)
        yield _as(cause, {"distribution": key}, answer, *codes)


def _spaces(r: random.Random) -> Iterator[Injected]:
    p, q = r.sample(range(-6, 7), 2)
    expect = {"eigenvector": f"[[{p}, 0], [{q - p}, {q}]]", "value": f"{p}"}
    yield _as("eigenvalue", expect, "[0, 3]")
    yield _as("zero", expect, "[0, 0]")
    span = {"span": "[[1, 0, 2], [0, 1, 1]]"}
    yield _as("not-spanning", span, "[2, 0, 4]")
    yield _as("dependent", span, "[1, 0, 2], [0, 1, 1], [1, 1, 3]")


def _code(r: random.Random) -> Iterator[Injected]:
    arrays = {"A": ["m", "n"], "x": ["n"], "b": ["m"]}
    for cause, key, answer, codes in (
        ("axis", "A.sum(axis=0)", "A.sum(axis=1)", ("axis",)),
        ("axis", "A.mean(axis=1)", "A.mean()", ("axis", "shape")),
        ("shape", "A @ x", "(A @ x)[:, None]", ("shape",)),
        ("transposed", "A.T", "A", ("transposed",)),
        (
            "broadcast",
            "A - A.mean(axis=1, keepdims=True)",
            "A - A.mean(axis=1)",
            ("broadcast", "axis", "shape"),
        ),
        ("sign", "A @ x + b", "-(A @ x + b)", ("sign",)),
        ("factor", "A @ x", "2 * (A @ x)", ("factor",)),
        ("broadcast", "b + b", "b[:, None] + b", ("broadcast", "shape")),
    ):
        yield _as(cause, {"code": key, "arrays": arrays}, answer, *codes)


def _in_antiderivative(function: Term, r: random.Random) -> Iterator[Injected]:
    from drill.maths.derivatives import derivative_of
    from drill.maths.names import Names
    from drill.maths.plain import parse
    from drill.maths.print import to_plain

    text = typed(function, r)
    expect = {"antiderivative": text, "vars": ["x"]}
    yield _as("missing-constant", expect, text)
    yield _as("sign", expect, f"-({text}) + C")
    yield _as("factor", expect, f"3({text}) + C")
    slope = derivative_of(parse(text, Names(frozenset("x"))), "x")
    yield _as("integrand", expect, f"{to_plain(slope)} + C", "integrand", "factor", "sign")
    yield _as(
        "differentiated",
        expect,
        f"{to_plain(derivative_of(slope, 'x'))} + C",
        "differentiated",
        "integrand",
        "factor",
        "sign",
    )
    if ("f", "abs") in [part[:2] for part in _parts(function)] and "ln" in text:
        bare = text.replace("abs(", "(")
        pieces = bare.split("|")
        bare = (
            "".join(piece + ("(" if at % 2 == 0 else ")") for at, piece in enumerate(pieces[:-1]))
            + pieces[-1]
        )
        yield _as("missing-bars", expect, f"{bare} + C")
    a = r.randint(2, 9)
    for due, given in (
        (f"sin({a}x)/{a}", f"sin({a}x)"),
        (f"e^({a}x)/{a}", f"e^({a}x)"),
        (f"ln|{a}x + 1|/{a}", f"ln|{a}x + 1|"),
    ):
        yield _as(
            "inner-derivative",
            {"antiderivative": due, "vars": ["x"]},
            f"{given} + C",
            "inner-derivative",
            "factor",
        )


def _parts(term: Term) -> Iterator[Term]:
    yield term
    for part in term[1:]:
        if isinstance(part, tuple):
            yield from _parts(part)


# Whether what is named is true ------------------------------------------------------------------------------


def is_true(verdict: Verdict, key: Term, answer: Term, key_: Key, chance: random.Random) -> bool | None:
    """Whether a cause named of an expression holds; None where this oracle does not tell."""
    rows = list(_rows(key, answer, key_, chance))
    if len(rows) < 3:
        return None
    tests: dict[str, Callable[[Any, Any], Any]] = {
        "reciprocal": lambda k, a: k * a - 1,
        "complement": lambda k, a: k + a - 1,
    }
    if verdict.code in tests:
        return all(abs(tests[verdict.code](k, a)) < _CLOSE for k, a in rows)
    if verdict.code == "factor":
        rows = [(k, a) for k, a in rows if k != 0]
        return all(abs(a / k - rows[0][1] / rows[0][0]) <= _CLOSE * abs(a / k) for k, a in rows)
    if verdict.code == "constant":
        return all(abs((a - k) - (rows[0][1] - rows[0][0])) <= _CLOSE * max(1, abs(a - k)) for k, a in rows)
    if verdict.code == "sign" and "term" not in verdict.message:
        return all(abs(k + a) <= _CLOSE * max(abs(k), 1e-9) for k, a in rows)
    return None


def _rows(key: Term, answer: Term, key_: Key, chance: random.Random) -> Iterator[tuple[Any, Any]]:
    names = sorted(names_of(key) | names_of(answer))
    for _ in range(30 if names else 1):
        point: dict[str, Any] = {}
        for name in names:
            kind = key_.kinds.get(name, "")
            drawn = {
                "unit": chance.uniform(0.05, 0.95),
                "integer": chance.randint(1, 7),
                "positive": chance.uniform(0.1, 4),
            }
            point[name] = mpmath.mpf(drawn.get(kind, chance.uniform(-4, 4)))
        with mpmath.workdps(40):
            try:
                yield value(key, point, real=True), value(answer, point)
            except NoValue:
                continue


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keys", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=4)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    right = _table(injected(options.keys, chance), options.show)
    false = _random(options.keys, chance, options.show)
    by_chance = _random_numbers(10 * options.keys, chance)
    return 0 if right >= 0.95 and max(false, by_chance) <= 0.01 else 1


def _random_numbers(count: int, chance: random.Random) -> float:
    """Numbers that have nothing to do with the key: what is named of them is named by chance."""
    named: Counter[str] = Counter()
    for _ in range(count):
        key, answer = (round(chance.uniform(0.01, 5), chance.randint(2, 4)) for _ in range(2))
        near = chance.choice(({"tolerance": 0.01}, {"tolerance": 0.001}, {"digits": 3}, {"decimals": 2}, {}))
        verdict = check({"number": str(key), **near}, str(answer))
        if verdict.verdict == "wrong" and verdict.code not in ("wrong", "rounding"):
            named[verdict.code] += 1
    print(f"of {count} random numbers {named.total()} are named: {dict(named)}")
    return named.total() / count


def _table(rows: Iterator[Injected], shown: int) -> float:
    counts: dict[str, Counter[str]] = {}
    listed: Counter[str] = Counter()
    for row in rows:
        if row.answer == "":
            row = _rounded(row)
        verdict = check(row.expect, row.answer)
        if verdict.verdict == "correct":
            continue
        outcome = (
            "named" if verdict.code in row.codes else "unnamed" if verdict.code == "wrong" else "otherwise"
        )
        counts.setdefault(row.cause, Counter())[outcome] += 1
        listed[row.cause] += outcome != "named"
        if outcome != "named" and listed[row.cause] <= shown:
            print(row.cause, verdict.code, verdict.message, row.expect, row.answer, sep=" | ")
    whole: Counter[str] = Counter()
    print(f"{'cause':18} {'named':>6} {'other':>6} {'none':>6}")
    for cause, found in sorted(counts.items()):
        whole.update(found)
        print(f"{cause:18} {found['named']:6} {found['otherwise']:6} {found['unnamed']:6}")
    share = whole["named"] / max(1, whole.total())
    print(
        f"named right {share:.2%} of {whole.total()}, "
        f"named otherwise {whole['otherwise'] / max(1, whole.total()):.2%}"
    )
    return share


def _rounded(row: Injected) -> Injected:
    exact = Fraction(row.expect["number"])
    return Injected(row.cause, row.expect, f"{float(exact):.3f}", row.codes)


def _random(keys: int, chance: random.Random, shown: int) -> float:
    """Answers changed at random: what is named of them, and how often that is untrue."""
    named: Counter[str] = Counter()
    total = false = 0
    for key in drawn_keys(chance, keys):
        for _ in range(4):
            answer = mutated(mutated(key.term, chance), chance)
            if label(key.term, answer, key.kinds, chance) != "different" or not names_of(answer) <= names_of(
                key.term
            ) | {"x"}:
                continue
            verdict = check(_expect(key, key.term, chance), typed(answer, chance))
            total += 1
            if verdict.verdict != "wrong" or verdict.code == "wrong":
                continue
            named[verdict.code] += 1
            if is_true(verdict, key.term, answer, key, chance) is False:
                false += 1
                if false <= shown:
                    print(
                        "false:",
                        verdict.code,
                        verdict.message,
                        typed(key.term, chance),
                        typed(answer, chance),
                        sep=" | ",
                    )
    print(f"of {total} answers changed at random {named.total()} are named: {dict(named)}; untrue {false}")
    return false / max(1, total)


if __name__ == "__main__":
    sys.exit(main())
