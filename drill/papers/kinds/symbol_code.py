"""Which NumPy a sign of a formula is: one exercise for each sign that a paper uses."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from drill.errors import CheckError
from drill.papers.draft import Draft, Exercise, Kind, Skipped
from drill.papers.formula.printing import join, to_latex
from drill.papers.formula.quantities import whole_part
from drill.papers.formula.rewrite import walk
from drill.papers.formula.tree import (
    Big,
    Bracket,
    Call,
    Derivative,
    Function,
    Gradient,
    Node,
    Norm,
    Product,
    Symbol,
    Transpose,
)
from drill.papers.making import capital
from drill.papers.paper import Paper
from drill.papers.sides import Line, lines
from drill.papers.skills import skills_of
from drill.papers.wording import maths as as_maths
from drill.papers.wording import place, resources, shown_tokens

KIND: Final[Kind] = "symbol-code"
_X: Final = [[0.5, -1.25, 2.0], [3.0, 0.75, -0.5]]
_V: Final = [0.5, 2.25, 1.5]
_W: Final = [1.5, -0.5, 2.0]
Reference = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Code that is something else, and what."""

    code: str
    say: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of mathematics in NumPy; ``reference`` computes it without NumPy on the arrays above."""

    name: str
    right: str
    wrong: tuple[Wrong, ...]
    reference: Reference
    why: str
    hint: str


def _total() -> float:
    return sum(_V)


def _columns_of(function: Callable[[float], float]) -> list[float]:
    return [function(entry) for entry in _V]


_GIVEN: Final = {
    "v": "taken of an array `v` of shape `(n,)`",
    "w": "for arrays `v` and `w` of shape `(n,)`",
    "m": "taken of an array `m` of shape `(n, n)`",
}

SIGNS: Final[Mapping[str, Sign]] = {
    sign.name: sign
    for sign in (
        Sign(
            "sum", "np.sum(v)",
            (
                Wrong("np.mean(v)", "`np.mean` divides by the number of terms as well."),
                Wrong("np.cumsum(v)", "`np.cumsum` gives all running totals; the sum is the last one."),
                Wrong("np.prod(v)", "`np.prod` multiplies; that is $\\prod$."),
            ),
            _total, "$\\sum$ adds all terms along an axis", "The terms are added; one number comes out.",
        ),
        Sign(
            "prod", "np.prod(v)",
            (
                Wrong("np.sum(v)", "`np.sum` adds; that is $\\sum$."),
                Wrong("np.cumprod(v)", "`np.cumprod` gives all running products; $\\prod$ is the last one."),
                Wrong("np.log(v)", "A logarithm would turn the product into a sum; it is none itself."),
            ),
            lambda: math.prod(_V), "$\\prod$ multiplies all terms along an axis", "The terms are multiplied.",
        ),
        Sign(
            "norm", "np.linalg.norm(v)",
            (
                Wrong("np.abs(v)", "`np.abs` acts on every entry and gives an array; a norm is one number."),
                Wrong("np.sum(v**2)", "That is the squared norm; the root is missing."),
                Wrong("np.sum(v)", "A plain sum lets entries of different signs cancel."),
            ),
            lambda: math.sqrt(sum(entry * entry for entry in _V)),
            "$\\|v\\|$ is the root of the sum of squares", "A length: squares, their sum, a root.",
        ),
        Sign(
            "odot", "v * w",
            (
                Wrong("v @ w", "`@` multiplies and adds: one number. $\\odot$ keeps every product."),
                Wrong("np.outer(v, w)", "`np.outer` multiplies every entry with every other one: a matrix."),
                Wrong("v + w", "That adds entry by entry."),
            ),
            lambda: [one * two for one, two in zip(_V, _W, strict=True)],
            "$\\odot$ multiplies entry by entry", "The result has as many entries as each operand.",
        ),
        Sign(
            "inner", "v @ w",
            (
                Wrong("v * w", "`*` multiplies entry by entry and does not add the products."),
                Wrong("np.outer(v, w)", "That is $v w^\\top$, a matrix."),
                Wrong("np.sum(v) * np.sum(w)", "Products of partners are added, not sums multiplied."),
            ),
            lambda: sum(one * two for one, two in zip(_V, _W, strict=True)),
            "$v^\\top w$ adds the products of partners", "A row meets a column: one number.",
        ),
        Sign(
            "argmax", "np.argmax(v)",
            (
                Wrong("np.max(v)", "`np.max` is the largest value; $\\arg\\max$ is where it stands."),
                Wrong("np.argsort(v)", "`np.argsort` gives all places, the smallest value's first."),
                Wrong("np.argmin(v)", "That is the place of the smallest value."),
            ),
            lambda: _V.index(max(_V)), "$\\arg\\max$ is a place, counted from 0 in NumPy",
            "Not the value is asked for, but where it stands.",
        ),
        Sign(
            "argmin", "np.argmin(v)",
            (
                Wrong("np.min(v)", "`np.min` is the smallest value; $\\arg\\min$ is where it stands."),
                Wrong("np.argmax(v)", "That is the place of the largest value."),
                Wrong("np.argsort(v)", "`np.argsort` gives all places; $\\arg\\min$ is the first of them."),
            ),
            lambda: _V.index(min(_V)), "$\\arg\\min$ is a place, counted from 0 in NumPy",
            "Not the value is asked for, but where it stands.",
        ),
        Sign(
            "larger", "np.maximum(v, w)",
            (
                Wrong("np.max(v)", "`np.max` takes the largest entry of one array; here two are compared."),
                Wrong("np.argmax(v)", "A place, not a value."),
                Wrong("np.minimum(v, w)", "That keeps the smaller one."),
            ),
            lambda: [max(one, two) for one, two in zip(_V, _W, strict=True)],
            "$\\max(a, b)$ compares two values, in NumPy entry by entry", "Two operands are compared.",
        ),
        Sign(
            "smaller", "np.minimum(v, w)",
            (
                Wrong("np.min(v)", "`np.min` takes the smallest entry of one array; here two are compared."),
                Wrong("np.argmin(v)", "A place, not a value."),
                Wrong("np.maximum(v, w)", "That keeps the larger one."),
            ),
            lambda: [min(one, two) for one, two in zip(_V, _W, strict=True)],
            "$\\min(a, b)$ compares two values, in NumPy entry by entry", "Two operands are compared.",
        ),
        Sign(
            "highest", "np.max(v)",
            (
                Wrong("np.argmax(v)", "`np.argmax` is the place; the value is asked for."),
                Wrong("np.sum(v)", "All entries are added there; only the largest counts."),
                Wrong("np.maximum(v, w)", "`np.maximum` compares two arrays; here one is searched."),
            ),
            lambda: max(_V), "$\\max_i$ is the largest value along an axis", "One array is searched.",
        ),
        Sign(
            "log", "np.log(v)",
            (
                Wrong("np.log10(v)", "That is the logarithm to base 10; papers mean the natural one."),
                Wrong("np.log1p(v)", "`np.log1p(v)` is $\\log(1 + v)$."),
                Wrong("np.exp(v)", "That is the inverse of the logarithm."),
            ),
            lambda: _columns_of(math.log), "$\\log$ is the natural logarithm, entry by entry",
            "Which base does a paper mean that names none?",
        ),
        Sign(
            "floor", "np.floor(v)",
            (
                Wrong("np.round(v)", "`np.round` goes to the nearest whole number; the sign goes down."),
                Wrong("np.ceil(v)", "`np.ceil` goes up: $\\lceil\\cdot\\rceil$."),
                Wrong("np.abs(v)", "That takes signs away; nothing is rounded."),
            ),
            lambda: _columns_of(lambda x: float(math.floor(x))),
            "$\\lfloor x \\rfloor$ is the next whole number below", "The bars stand on their lower feet.",
        ),
        Sign(
            "trace", "np.trace(m)",
            (
                Wrong("np.sum(m)", "That adds all entries; a trace adds the diagonal."),
                Wrong("np.linalg.det(m)", "That is the determinant."),
                Wrong("np.diag(m)", "`np.diag` takes the diagonal and does not add it."),
            ),
            lambda: 2.0 + 3.0, "the trace adds the diagonal", "Only the diagonal counts.",
        ),
        Sign(
            "det", "np.linalg.det(m)",
            (
                Wrong("np.trace(m)", "That is the sum of the diagonal."),
                Wrong("np.linalg.norm(m)", "That is a size made of squares."),
                Wrong("np.linalg.inv(m)", "That is a matrix, the inverse."),
            ),
            lambda: 2.0 * 3.0 - 1.0 * 0.5, "a determinant is one number, the factor of volumes",
            "It is 0 where the matrix has no inverse.",
        ),
    )
}  # fmt: skip


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One exercise for each sign of the table and each way of slopes, at the first formula that has it."""
    seen: set[str] = set()
    for line in lines(paper):
        for name, latex in _signs(line.statement):
            if name in seen:
                continue
            seen.add(name)
            if name == "slope":
                yield Draft(
                    KIND,
                    line.formula,
                    line.source,
                    name,
                    _slope(paper.at(line.formula), line, latex),
                    proved=False,
                )
            elif is_right(name):
                yield Draft(
                    KIND,
                    line.formula,
                    line.source,
                    name,
                    _exercise(paper.at(line.formula), line, name, latex),
                    proved=True,
                )


@lru_cache
def is_right(name: str) -> bool:
    """Whether NumPy gives what the sign means where it is said to, and something else elsewhere."""
    sign = SIGNS[name]
    expected = _flat(sign.reference())
    if _result(sign.right) != expected:
        return False
    return all(_result(wrong.code) != expected for wrong in sign.wrong)


def _result(code: str) -> list[float] | None:
    import numpy

    from drill.checking.kinds.code import run_code

    arrays = {"v": numpy.array(_V), "w": numpy.array(_W), "m": numpy.array([[2.0, 1.0], [0.5, 3.0]])}
    try:
        return _flat(run_code(code, arrays).tolist())
    except CheckError:
        return None


def _flat(value: object) -> list[float]:
    if isinstance(value, list):
        return [number for part in value for number in _flat(part)]  # pyright: ignore[reportUnknownVariableType]
    return [round(float(value), 9)]  # type: ignore[arg-type]


def _signs(statement: Node) -> Iterator[tuple[str, str]]:
    """Signs of the table in a statement, and how the formula writes them."""
    for part in walk(statement):
        match part:
            case Big("\\sum" | "\\prod" | "\\argmax" | "\\argmin" as name, lower, upper):
                scripts = ("_{" + join(lower) + "}" if lower else "") + (
                    "^{" + join(upper) + "}" if upper else ""
                )
                shown = {"\\argmax": r"\arg\max", "\\argmin": r"\arg\min"}.get(name, name)
                yield name[1:], shown + scripts
            case Big("\\max", (), (), Bracket(_, _, (_, _))):
                yield "larger", r"\max(\cdot, \cdot)"
            case Big("\\min", (), (), Bracket(_, _, (_, _))):
                yield "smaller", r"\min(\cdot, \cdot)"
            case Big("\\max", lower, ()) if lower:
                yield "highest", r"\max_{" + join(lower) + "}"
            case Norm("\\|", _, sub) if sub in ((), ("2",)):
                yield "norm", to_latex(part)
            case Product(factors, signs):
                if "\\odot" in signs:
                    yield "odot", r"\odot"
                if any(isinstance(factor, Transpose) and _is_vector(factor.base) for factor in factors[:-1]):
                    yield from _inner(factors)
            case Function("\\log" | "\\ln" as name):
                yield "log", name
            case Function("\\det"):
                yield "det", r"\det"
            case Call(Symbol("tr" | "Tr" | "trace")):
                yield "trace", r"\operatorname{tr}"
            case Bracket() if whole_part(part) == "floor":
                yield "floor", r"\lfloor \cdot \rfloor"
            case Derivative(top) if "\\partial" in top:
                yield "slope", to_latex(part)
            case Gradient(body) if body is not None and part.sub:
                yield "slope", to_latex(part)
            case _:
                continue


def _is_vector(node: Node) -> bool:
    return isinstance(node, Symbol) and node.base.islower() and len(node.base) == 1


def _inner(factors: tuple[Node, ...]) -> Iterator[tuple[str, str]]:
    for left, right in pairwise(factors):
        if isinstance(left, Transpose) and _is_vector(left.base) and _is_vector(right):
            yield "inner", to_latex(Product((left, right), ("",)))


def _exercise(paper: Paper, line: Line, name: str, latex: str) -> Exercise:
    sign = SIGNS[name]
    skill, *needs = skills_of(line.statement) or ("",)
    given = _GIVEN["m" if "(m)" in sign.right else "w" if "w" in sign.right else "v"]
    optional = {"skill": skill, "needs": needs}
    return {
        "level": 1,
        **{key: value for key, value in optional.items() if value},
        "prompt": (
            f"{capital(place(paper, line.formula))}: {shown_tokens(line.reading.tokens)} "
            f"What is its ${as_maths(latex)}$ in NumPy, {given}?"
        ),
        "answer": {
            "choice": [
                {"id": "right", "right": f"`{sign.right}`"},
                *(
                    {"id": f"wrong{number}", "wrong": f"`{wrong.code}`", "say": wrong.say}
                    for number, wrong in enumerate(sign.wrong, 1)
                ),
            ]
        },
        "shape": "a sign of mathematics that has a word of its own in NumPy",
        "motion": "say in words what the sign does and what comes out, then look for that word",
        "hints": [sign.hint],
        "steps": [f"In words, {sign.why}.", f"In NumPy that is `{sign.right}`."],
        "resources": resources(paper, line.formula),
    }


def _slope(paper: Paper, line: Line, latex: str) -> Exercise:
    """What a partial derivative or a gradient is as an array."""
    skill, *needs = skills_of(line.statement) or ("",)
    optional = {"skill": skill, "needs": needs}
    return {
        "level": 1,
        **{key: value for key, value in optional.items() if value},
        "prompt": (
            f"{capital(place(paper, line.formula))}: {shown_tokens(line.reading.tokens)} "
            f"In code ${as_maths(latex)}$ is an array of slopes. Say that one number is differentiated by an "
            "array of shape `(m, n)`: what shape has the array of its slopes?"
        ),
        "answer": {"shape": "(m, n)"},
        "shape": "one slope for every entry that may be changed",
        "motion": "change one entry and watch the number: one slope; so there are as many as entries",
        "hints": ["How many entries are there to change, and how are they arranged?"],
        "steps": [
            "Each entry of the array has one slope, since what is differentiated is one number.",
            "The slopes are kept where their entries stand, so the shape is `(m, n)`.",
        ],
        "witness": {"array": "w", "arrays": {"w": ["m", "n"]}},
        "resources": resources(paper, line.formula),
    }
