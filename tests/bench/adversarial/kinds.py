"""Rows of all other kinds, labelled by exact arithmetic with fractions."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Matrix = list[list[Fraction]]


@dataclass(frozen=True)
class Row:
    """One answer with its expected verdict: ``correct``, or ``wrong`` for anything but that."""

    kind: str
    expect: dict[str, Any]
    answer: str
    right: bool
    why: str


def drawn_rows(chance: random.Random) -> Iterator[Row]:
    """A few rows of every kind, right and wrong."""
    for make in MAKERS:
        yield from make(chance)


def shown(value: Fraction, chance: random.Random) -> str:
    """A rational in one of its spellings."""
    text = f"{value.numerator}/{value.denominator}" if value.denominator > 1 else str(value.numerator)
    ends = (value * 1000).denominator == 1
    forms = [text, f"({text})", f"{value.numerator * 3}/{value.denominator * 3}"]
    if ends:
        forms.append(str(float(value)))
        forms.append(
            f"{float(value * 100):g}%" if value * 100 == Fraction(f"{float(value * 100):g}") else text
        )
    return chance.choice(forms)


def _rational(r: random.Random) -> Fraction:
    return Fraction(r.randint(-40, 40), r.choice((1, 1, 2, 3, 4, 5, 7, 8, 12)))


def _nudged(value: Fraction, r: random.Random) -> Fraction:
    return r.choice(
        (
            -value if value else Fraction(1),
            value + 1,
            value - Fraction(1, 10),
            value * 2 if value else Fraction(2),
            value + Fraction(1, 10**9),
            value + Fraction(1, 10**15),
            1 / value if value not in (0, 1, -1) else value + 2,
            1 - value if value != Fraction(1, 2) else value + 3,
            value * 100 if value else Fraction(7),
            value + Fraction(1, 3),
        )
    )


def _numbers(r: random.Random) -> Iterator[Row]:
    key = _rational(r)
    expect = {"number": shown(key, r)}
    yield Row("number", expect, shown(key, r), True, "the same rational")
    yield Row("number", expect, f"{key.numerator + 7}/{key.denominator} - 7/{key.denominator}", True, "sum")
    yield Row("number", expect, shown(_nudged(key, r), r), False, "another rational")
    places = r.randint(1, 4)
    value = Fraction(r.randint(1000, 99999), r.choice((7, 13, 17, 900)))
    half = Fraction(1, 2 * 10**places)
    for distance, right in (
        (half * Fraction(99, 100), True),
        (half * Fraction(101, 100), False),
        (half * 3, False),
    ):
        off = value + r.choice((-1, 1)) * distance
        expect = {"number": f"{value.numerator}/{value.denominator}", "decimals": places}
        yield Row("number", expect, f"{off.numerator}/{off.denominator}", right, "decimals")
    share = Fraction(1, r.choice((20, 100, 1000)))
    for factor, right in ((Fraction(99, 100), True), (Fraction(101, 100), False)):
        off = value * (1 + r.choice((-1, 1)) * share * factor)
        expect = {"number": f"{value.numerator}/{value.denominator}", "tolerance": {"rel": str(float(share))}}
        yield Row("number", expect, f"{off.numerator}/{off.denominator}", right, "relative tolerance")


def _grid(r: random.Random, rows: int, columns: int) -> Matrix:
    return [[Fraction(r.randint(-6, 6)) for _ in range(columns)] for _ in range(rows)]


def _typed_matrix(m: Matrix, r: random.Random) -> str:
    if r.random() < 0.25:
        return "; ".join(
            " ".join(str(v) if v.denominator == 1 else f"{v.numerator}/{v.denominator}" for v in row)
            for row in m
        )
    return "[" + ", ".join("[" + ", ".join(shown(v, r) for v in row) + "]" for row in m) + "]"


def _typed_vector(v: list[Fraction], r: random.Random) -> str:
    opening, closing = r.choice(("[]", "()", "[]", "<>"))
    return opening + ", ".join(shown(x, r) for x in v) + closing


def _vectors(r: random.Random) -> Iterator[Row]:
    v = [_rational(r) for _ in range(r.randint(2, 5))]
    expect = {"vector": _typed_vector(v, random.Random(1)).replace("<", "[").replace(">", "]")}
    yield Row("vector", expect, _typed_vector(v, r), True, "the same")
    at = r.randrange(len(v))
    yield Row(
        "vector", expect, _typed_vector([*v[:at], _nudged(v[at], r), *v[at + 1 :]], r), False, "an entry"
    )
    yield Row("vector", expect, _typed_vector([*v, Fraction(0)], r), False, "size")
    turned = v[1:] + v[:1]
    yield Row("vector", expect, _typed_vector(turned, r), turned == v, "order")
    if any(v):
        scale = {**expect, "up_to": "scale"}
        k = r.choice((Fraction(3), Fraction(-1, 2), Fraction(7, 5)))
        yield Row("vector", scale, _typed_vector([k * x for x in v], r), True, "a multiple")
        off = [*[k * x for x in v[:-1]], _nudged(k * v[-1], r)]
        yield Row("vector", scale, _typed_vector(off, r), _parallel(v, off), "no multiple")
        yield Row("vector", scale, _typed_vector([Fraction(0)] * len(v), r), False, "zero")
        sign = {**expect, "up_to": "sign"}
        yield Row("vector", sign, _typed_vector([-x for x in v], r), True, "the other sign")
        yield Row("vector", sign, _typed_vector([-v[0], *v[1:]], r), v[0] == 0 or not any(v[1:]), "one sign")


def _parallel(v: list[Fraction], w: list[Fraction]) -> bool:
    pairs = range(len(v))
    return any(w) and all(v[i] * w[j] == v[j] * w[i] for i in pairs for j in pairs)


def _matrices(r: random.Random) -> Iterator[Row]:
    m = _grid(r, r.randint(2, 3), r.randint(2, 3))
    expect = {"matrix": _typed_matrix(m, random.Random(1))}
    yield Row("matrix", expect, _typed_matrix(m, r), True, "the same")
    i, j = r.randrange(len(m)), r.randrange(len(m[0]))
    off = [list(row) for row in m]
    off[i][j] = _nudged(off[i][j], r)
    yield Row("matrix", expect, _typed_matrix(off, r), False, "an entry")
    turned = [list(row) for row in zip(*m, strict=True)]
    yield Row("matrix", expect, _typed_matrix(turned, r), turned == m, "transposed")
    swapped = [m[1], m[0], *m[2:]]
    yield Row("matrix", expect, _typed_matrix(swapped, r), swapped == m, "rows exchanged")
    yield Row(
        "matrix", expect, _typed_matrix([[2 * v for v in row] for row in m], r), not any(map(any, m)), "twice"
    )


def _collections(r: random.Random) -> Iterator[Row]:
    items = list({_rational(r) for _ in range(r.randint(2, 5))})
    typed = [shown(x, r) for x in items]
    expect = {"set": "{" + ", ".join(typed) + "}"}
    again = [shown(x, r) for x in r.sample(items, len(items))]
    yield Row("set", expect, "{" + ", ".join(again) + "}", True, "in another order")
    yield Row("set", expect, ", ".join([*again, again[0]]), True, "one of them twice")
    yield Row("set", expect, "{" + ", ".join(again[1:]) + "}", False, "one missing")
    new = _nudged(items[0], r)
    yield Row("set", expect, ", ".join([*typed, shown(new, r)]), new in items, "one more")
    changed = {new, *items[1:]}
    yield Row("set", expect, ", ".join([shown(new, r), *typed[1:]]), changed == set(items), "one other")
    expect = {"list": "[" + ", ".join(typed) + "]"}
    yield Row("list", expect, ", ".join(shown(x, r) for x in items), True, "the same")
    order = r.sample(items, len(items))
    yield Row("list", expect, "[" + ", ".join(shown(x, r) for x in order) + "]", order == items, "order")


@dataclass(frozen=True)
class Piece:
    """An interval: None is an infinite end."""

    low: Fraction | None
    high: Fraction | None
    has_low: bool
    has_high: bool


def _pieces(r: random.Random) -> list[Piece]:
    count = r.randint(1, 5)
    ends = sorted(r.sample(range(-60, 61), 2 * count))
    found = [
        Piece(Fraction(a, 2), Fraction(b, 2), r.random() < 0.5, r.random() < 0.5)
        for a, b in zip(ends[::2], ends[1::2], strict=True)
    ]
    if r.random() < 0.4:
        found[0] = Piece(None, found[0].high, False, found[0].has_high)
    if r.random() < 0.4:
        found[-1] = Piece(found[-1].low, None, found[-1].has_low, False)
    return found


def _as_intervals(pieces: list[Piece], r: random.Random) -> str:
    parts = [
        ("[" if p.has_low else "(")
        + ("-inf" if p.low is None else str(p.low))
        + ", "
        + ("inf" if p.high is None else str(p.high))
        + ("]" if p.has_high else ")")
        for p in pieces
    ]
    return f" {r.choice('U∪')} ".join(parts)


def _as_statement(pieces: list[Piece], r: random.Random) -> str:
    parts: list[str] = []
    for p in pieces:
        if p.low is None and p.high is None:
            return "x = x"
        if p.low is None:
            parts.append(
                r.choice(
                    (f"x {'<=' if p.has_high else '<'} {p.high}", f"{p.high} {'>=' if p.has_high else '>'} x")
                )
            )
        elif p.high is None:
            parts.append(f"x {'>=' if p.has_low else '>'} {p.low}")
        else:
            parts.append(f"{p.low} {'<=' if p.has_low else '<'} x {'<=' if p.has_high else '<'} {p.high}")
    return " or ".join(parts)


def _intervals(r: random.Random) -> Iterator[Row]:
    pieces = _pieces(r)
    if pieces[0].low is None and pieces[0].high is None:
        return
    for kind, typed in (("interval", _as_intervals), ("inequality", _as_statement)):
        expect = {kind: typed(pieces, r), "vars": ["x"]}
        for spelled in (_as_intervals, _as_statement):
            yield Row(kind, expect, spelled(pieces, r), True, "the same")
            at = r.randrange(len(pieces))
            p = pieces[at]
            for change in _changed(p, r):
                yield Row(
                    kind, expect, spelled([*pieces[:at], change, *pieces[at + 1 :]], r), False, "an end"
                )
            if len(pieces) > 1:
                yield Row(kind, expect, spelled([*pieces[:at], *pieces[at + 1 :]], r), False, "a part")


def _changed(p: Piece, r: random.Random) -> Iterator[Piece]:
    tiny = r.choice((Fraction(1, 4), Fraction(1, 10**6), Fraction(1, 10**12)))
    if p.high is not None:
        yield Piece(p.low, p.high, p.has_low, not p.has_high)
        yield Piece(p.low, p.high + tiny, p.has_low, p.has_high)
    if p.low is not None:
        yield Piece(p.low, p.high, not p.has_low, p.has_high)
        yield Piece(p.low - tiny, p.high, p.has_low, p.has_high)


def _equations(r: random.Random) -> Iterator[Row]:
    a, b, c, d = (r.choice((-1, 1)) * r.randint(1, 9) for _ in range(4))
    k = r.choice((2, 3, -1, Fraction(1, 2)))
    line = {"equation": f"{a}x + {b}y = {c}", "vars": ["x", "y"]}
    yield Row("equation", line, f"{b}y = {c} - ({a})x", True, "moved")
    yield Row("equation", line, f"({k * a})x + ({k * b})y = {k * c}", True, "scaled")
    yield Row("equation", line, f"y = ({c} - ({a})x)/({b})", True, "solved")
    yield Row(
        "equation",
        line,
        f"({a}x + {b}y - ({c}))(x^2 + y^2 + {abs(d)}) = 0",
        True,
        "a factor that never vanishes",
    )
    yield Row("equation", line, f"{a}x + {b}y = {c + d}", False, "another constant")
    yield Row("equation", line, f"{a}x - {b}y = {c}", False, "a sign")
    yield Row("equation", line, f"({a}x + {b}y - ({c}))(x - {d}) = 0", False, "more solutions")
    yield Row(
        "equation", line, f"({a}x + {b}y - ({c}))(x - {1000 * d + 7}) = 0", False, "more solutions, far away"
    )
    yield Row("equation", line, f"{a}x + {b}y = {c} + 10^-9", False, "nearly the same")
    yield Row("equation", line, f"{a}x + {b}y = {c} + max(0, x - {30 * abs(d) + 100})", False, "another half")
    circle = {"equation": f"(x - ({a}))^2 + (y - ({b}))^2 = {c * c}", "vars": ["x", "y"]}
    yield Row(
        "equation", circle, f"x^2 + y^2 - ({2 * a})x - ({2 * b})y = {c * c - a * a - b * b}", True, "expanded"
    )
    yield Row("equation", circle, f"(x - ({a}))^2 + (y + ({b}))^2 = {c * c}", False, "a sign")
    yield Row(
        "equation", circle, f"(x - ({a}))^2 + (y - ({b}))^2 = {abs(c)}", abs(c) == 1, "the radius not squared"
    )
    curve = {"equation": f"y = {a}x^2 + ({b})", "vars": ["x", "y"]}
    yield Row("equation", curve, f"(y - ({b}))/({a}) = x^2", True, "solved for the square")
    yield Row("equation", curve, f"y^2 = ({a}x^2 + ({b}))^2", False, "squared")
    yield Row("equation", curve, f"{a}x^2 + ({b})", False, "no equation")


def _spans(r: random.Random) -> Iterator[Row]:
    size, count = r.randint(2, 4), r.randint(1, 2)
    basis = _grid(r, count, size)
    if _rank(basis) < count:
        return
    typed = "[" + ", ".join(_plain(v) for v in basis) + "]"
    expect = {"span": typed}
    mixed = [[Fraction(2) * x for x in basis[0]]]
    if count == 2:
        mixed.append([x - 3 * y for x, y in zip(basis[1], basis[0], strict=True)])
    yield Row("span", expect, ", ".join(_plain(v) for v in mixed), True, "another basis")
    off = [list(v) for v in mixed]
    off[0][r.randrange(size)] += r.choice((Fraction(1), Fraction(1, 10**12), Fraction(-2)))
    yield Row(
        "span",
        expect,
        ", ".join(_plain(v) for v in off),
        _rank([*basis, *off]) == count == _rank(off),
        "a vector",
    )
    if count == 2:
        yield Row("span", expect, _plain(mixed[0]), False, "too few")
        yield Row("span", expect, ", ".join(_plain(v) for v in [*mixed, basis[0]]), False, "too many")


def _plain(v: list[Fraction]) -> str:
    return "[" + ", ".join(str(x) for x in v) + "]"


def _rank(rows: Matrix) -> int:
    rows = [list(row) for row in rows]
    rank = 0
    for column in range(len(rows[0])):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for i in range(rank + 1, len(rows)):
            factor = rows[i][column] / rows[rank][column]
            rows[i] = [x - factor * y for x, y in zip(rows[i], rows[rank], strict=True)]
        rank += 1
    return rank


def _eigenvectors(r: random.Random) -> Iterator[Row]:
    u, w = [Fraction(1), Fraction(r.randint(-4, 4))], [Fraction(r.randint(1, 4)), Fraction(5)]
    det = u[0] * w[1] - u[1] * w[0]
    low, high = r.sample(range(-5, 6), 2)
    if det == 0:
        return
    matrix = [
        [(low * u[i] * q[0] + high * w[i] * q[1]) / det for q in (((w[1], -u[1])), ((-w[0], u[0])))]
        for i in range(2)
    ]
    expect = {"eigenvector": _typed_matrix(matrix, random.Random(3)) if matrix else "", "value": str(low)}
    k = r.choice((Fraction(2), Fraction(-1, 3)))
    yield Row("eigenvector", expect, _typed_vector([k * x for x in u], r), True, "a multiple")
    yield Row("eigenvector", expect, _typed_vector(w, r), False, "of the other value")
    yield Row("eigenvector", expect, "[0, 0]", False, "zero")
    yield Row("eigenvector", expect, _typed_vector([u[0], u[1] + Fraction(1, 10**9)], r), False, "nearly")


def _distributions(r: random.Random) -> Iterator[Row]:
    a, b = r.sample(range(2, 10), 2)
    pairs: list[tuple[str, str, bool]] = [
        (f"normal({a}, {b})", f"N({a}, {b})", True),
        (f"normal({a}, {b * b})", f"N(mean={a}, sd={b})", True),
        (f"normal({a}, {b * b})", f"N({a}, {b})", False),
        (f"normal({a}, {b})", f"N({b}, {a})", False),
        (f"beta({a}, {b})", f"Beta({a}, {b})", True),
        (f"beta({a}, {b})", f"Beta({b}, {a})", False),
        (f"beta({a}, {b})", f"Beta({a}, {b}.0000000001)", False),
        (f"gamma({a}, {b})", f"Gamma(shape={a}, scale=1/{b})", True),
        (f"gamma({a}, {b})", f"Gamma({a}, 1/{b})", False),
        (f"exponential({a})", f"Exp({a})", True),
        (f"exponential({a})", f"Exp(1/{a})", False),
        (f"exponential({a})", f"Gamma(1, {a})", True),
        (f"poisson({a})", f"Poi({a})", True),
        (f"poisson({a})", f"Exp({a})", False),
        (f"binomial({a}, 1/{b})", f"Bin({a}, 1/{b})", True),
        (f"binomial({a}, 1/{b})", f"Bin({a}, 1-1/{b})", b == 2),
        (f"uniform(0, {a})", f"U(0, {a})", True),
        (f"uniform(0, {a})", f"U(0, {a + 1})", False),
        (f"chisquare({2 * a})", f"Gamma({a}, 1/2)", True),
        (f"student({a}, 0, 1)", f"t({a})", True),
    ]
    for key, answer, right in pairs:
        yield Row("distribution", {"distribution": key}, answer, right, "family and parameters")


def _shapes(r: random.Random) -> Iterator[Row]:
    axes = r.sample("bhtdn", 4)
    expect = {"shape": f"({', '.join(axes)})", "vars": list("bhtdn")}
    yield Row("shape", expect, f"({', '.join(axes)})", True, "the same")
    yield Row("shape", expect, f"({', '.join(axes[1:] + axes[:1])})", False, "order")
    yield Row("shape", expect, f"({', '.join(axes[:-1])})", False, "rank")
    yield Row("shape", expect, f"({', '.join([*axes[:-1], axes[0] + '*2'])})", False, "an axis")


def _parts(r: random.Random) -> Iterator[Row]:
    m, v = _rational(r), _rational(r)
    expect = {"parts": {"mean": {"number": shown(m, r)}, "variance": {"number": shown(v, r)}}}
    yield Row("parts", expect, f"mean = {shown(m, r)}; variance = {shown(v, r)}", True, "both")
    yield Row("parts", expect, f"mean = {shown(v, r)}; variance = {shown(m, r)}", m == v, "exchanged")
    yield Row(
        "parts", expect, f"mean = {shown(m, r)}; variance = {shown(_nudged(v, r), r)}", False, "one off"
    )


def _options(r: random.Random) -> Iterator[Row]:
    options = [{"right": "yes"}, {"wrong": "no"}, {"wrong": "perhaps"}]
    yield Row("choice", {"choice": options}, "a", True, "the right one")
    yield Row("choice", {"choice": options}, r.choice("bc"), False, "another")
    several = [{"right": "1"}, {"wrong": "2"}, {"right": "3"}]
    yield Row("choices", {"choices": several}, "a c", True, "both")
    yield Row("choices", {"choices": several}, r.choice(("a", "c", "a b c", "b")), False, "not these")
    steps = [{"text": "first"}, {"text": "second"}, {"text": "third"}]
    yield Row("order", {"order": steps}, "a b c", True, "in order")
    yield Row("order", {"order": steps}, r.choice(("b a c", "c b a", "a c b")), False, "out of order")


def _code(r: random.Random) -> Iterator[Row]:
    arrays = {"A": ["m", "n"], "x": ["n"], "b": ["m"]}
    for key, right, wrong in (
        ("A @ x + b", "(A * x).sum(axis=1) + b", "A.T @ b"),
        ("A.sum(axis=0)", "np.ones(A.shape[0]) @ A", "A.sum(axis=1)"),
        ("A / A.sum(axis=1, keepdims=True)", "(A.T / A.sum(axis=1)).T", "A / A.sum()"),
        ("np.maximum(A, 0)", "A * (A > 0)", "np.maximum(A, 0) + 1e-6"),
        ("np.exp(x) / np.exp(x).sum()", "np.exp(x - x.max()) / np.exp(x - x.max()).sum()", "np.exp(x)"),
    ):
        expect = {"code": key, "arrays": arrays}
        yield Row("code", expect, right, True, "the same")
        yield Row("code", expect, wrong, False, "another")


MAKERS: tuple[Callable[[random.Random], Iterator[Row]], ...] = (
    _numbers,
    _vectors,
    _matrices,
    _collections,
    _intervals,
    _equations,
    _spans,
    _eigenvectors,
    _distributions,
    _shapes,
    _parts,
    _options,
    _code,
)
