"""Which NumPy a sign of a formula is: one exercise for each sign that a paper uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from drill.errors import CheckError
from drill.papers_first.arrays.jacobians import jacobians
from drill.papers_first.arrays.layers import Layers
from drill.papers_first.arrays.numpy_signs import GIVEN, SIGNS, V, W, Wrong
from drill.papers_first.arrays.outer_means import is_outer
from drill.papers_first.arrays.transposed_letters import inner_products, vectors_by_place
from drill.papers_first.draft import Draft, Exercise, Kind, Skipped
from drill.papers_first.formula.given import whole_part
from drill.papers_first.formula.printing import join, to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Derivative,
    Function,
    Gradient,
    Node,
    Norm,
    Power,
    Product,
    Statement,
    Sum,
    Symbol,
    Transpose,
    symbols,
)
from drill.papers_first.making import capital
from drill.papers_first.paper import Paper, without_index
from drill.papers_first.plausible.logarithms import is_natural, uses_other_base
from drill.papers_first.sides import Line, lines
from drill.papers_first.skills import skills_of
from drill.papers_first.wording import maths as as_maths
from drill.papers_first.wording import place, resources, shown_tokens

KIND: Final[Kind] = "symbol-code"
_INDICES: Final = frozenset("ijklmncya")
"""Letters that number entries: places, classes, actions."""
_NUMBERS: Final = re.compile(r"\b(?:value function|values|rewards?|returns?|loss|scalar)\b", re.IGNORECASE)
_TIMES: Final = (("t",), ("\\tau",))
"""What a derivative is taken by that is time."""
_NUMBER_WORDS: Final = re.compile(r"\b(?:time|scalar|number|temperature|rate)\b", re.IGNORECASE)
"""What means one number by which something may be differentiated."""
_CONDITION: Final = re.compile(r"_\{[^{}]*(?:[:<>|]|\\mid|\\[lg]eq?\b)")
_OTHERS: Final = 3
_ARRAY: Final = re.compile(r"(?<![A-Za-z_.\\])[vwm](?![A-Za-z_(])")
"""An array's name in code and in words about it."""
_FREE_NAMES: Final = ("a", "b", "c", "u", "x", "y", "z", "p", "q", "r", "s")


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One exercise for each sign of the table and each way of slopes, at the first formula that has it."""
    seen: set[str] = set()
    layers = Layers(paper)
    for line in lines(paper):
        for name, latex in _signs(paper, line.statement):
            if name in seen or (name == "inner" and layers.has_open_weights(paper.at(line.formula), line)):
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

    from drill.arraycode import run_code

    arrays = {"v": numpy.array(V), "w": numpy.array(W), "m": numpy.array([[2.0, 1.0], [0.5, 3.0]])}
    try:
        return _flat(run_code(code, arrays).tolist())
    except CheckError:
        return None


def _flat(value: object) -> list[float]:
    if isinstance(value, list):
        return [number for part in value for number in _flat(part)]  # pyright: ignore[reportUnknownVariableType]
    return [round(float(value), 9)]  # type: ignore[arg-type]


def _signs(paper: Paper, statement: Node) -> Iterator[tuple[str, str]]:
    """Signs of the table in a statement, and how the formula writes them."""
    matrices, vectors = jacobians(paper, statement), vectors_by_place(statement)
    for part in walk(statement):
        match part:
            case Big("\\max" | "\\argmax" | "\\argmin", lower) if lower and not _is_searched(lower):
                continue
            case Big(_, (), _, body) if _is_set_builder(body):
                continue
            case Big("\\argmax" | "\\argmin", lower) if _CONDITION.search("_{" + join(lower)):
                continue  # a place among those that a condition leaves is none among all
            case Big("\\prod", _, _, body) if _is_matrix(paper, body) or _is_set(body):
                continue  # np.prod multiplies numbers
            case Big("\\sum" | "\\prod", lower, upper) if "\\infty" in (*lower, *upper):
                continue  # no array holds so many
            case Big("\\sum" | "\\prod" | "\\argmax" | "\\argmin" as name, lower, upper):
                scripts = ("_{" + join(lower) + "}" if lower else "") + (
                    "^{" + join(upper) + "}" if upper else ""
                )
                shown = {"\\argmax": r"\arg\max", "\\argmin": r"\arg\min"}.get(name, name)
                yield name[1:], shown + scripts
            case Big("\\max", (), (), Bracket(_, _, (_, _), (",",))):
                yield "larger", r"\max(\cdot, \cdot)"
            case Big("\\min", (), (), Bracket(_, _, (_, _), (",",))):
                yield "smaller", r"\min(\cdot, \cdot)"
            case Big("\\max", lower, ()) if lower:
                yield "highest", r"\max_{" + join(lower) + "}"
            case Norm("\\|", body, sub) if sub in ((), ("2",)) and not (
                is_outer(body) or _is_number(paper, body) or _may_be_matrix(body)
            ):
                yield "norm", to_latex(part)
            case Product(_, signs):
                if "\\odot" in signs:
                    yield "odot", r"\odot"
                if part not in vectors:
                    yield from (("inner", to_latex(inner)) for inner in inner_products(part))
            case Function("\\ln", _, ()):
                yield "log", "\\ln"
            case Function("\\log", _, ()) if is_natural(paper, statement) and not uses_other_base(paper):
                yield "log", "\\log"
            case Function("\\det"):
                yield "det", r"\det"
            case Call(Symbol("tr" | "Tr" | "trace")):
                yield "trace", r"\operatorname{tr}"
            case Bracket() if whole_part(part) == "floor" and not _sets_brackets(statement):
                yield "floor", r"\lfloor \cdot \rfloor"
            case Derivative() if part not in matrices and _is_slope(paper, part):
                yield "slope", to_latex(part)
            case Gradient(_, ("\\mathcal" | "\\mathbb" | "\\mathscr", *_)):
                continue  # a gradient on a manifold is by no array of its name
            case Gradient(body, (_, *_), ()) if body is not None and not _is_differentiated(body):
                yield "slope", to_latex(part)
            case _:
                continue


def _sets_brackets(statement: Node) -> bool:
    """Whether a statement says what such brackets are."""
    left = statement.sides[0] if isinstance(statement, Statement) else statement
    return isinstance(left, Bracket) and bool(whole_part(left))


def _is_slope(paper: Paper, part: Derivative) -> bool:
    """Whether it is a first derivative by what may be an array, neither by time nor by a number."""
    by = tuple(token for token in part.bottom if token not in ("\\partial", "{", "}"))
    if part.top[:1] != ("\\partial",) or part.top[1:2] == ("^",) or part.bottom.count("\\partial") != 1:
        return False
    if by[:1] in _TIMES or _is_coordinate(by, part.top) or _is_transposed(by):
        return False  # slopes by what is transposed lie across
    entry = paper.meaning(Symbol(by[0])) if len(by) == 1 else None
    return entry is None or (entry.shape != "()" and not _NUMBER_WORDS.search(entry.meaning))


def _is_transposed(by: tuple[str, ...]) -> bool:
    """Whether one differentiates by ``x^\\top`` or ``x^T``; ``x'`` may as well be another point."""
    return any(token in ("\\top", "\\intercal") for token in by) or any(
        one == "^" and "T" in by[at + 1 : at + 3] for at, one in enumerate(by)
    )


def _is_differentiated(body: Node) -> bool:
    """Whether slopes stand in it already, of which the slopes are no array of the same shape."""
    return any(isinstance(part, Gradient | Derivative) for part in walk(body))


def _is_coordinate(by: tuple[str, ...], top: tuple[str, ...]) -> bool:
    """Whether ``x_i`` is one entry of the x that what is differentiated is a function of."""
    whole = any(one == by[0] and after != "_" for one, after in pairwise((*top, "")))
    return by[1:2] == ("_",) and whole


def _is_searched(lower: tuple[str, ...]) -> bool:
    """Whether the entries of an array are searched, ``\\max_i``: over parameters one learns instead."""
    return lower[0] in _INDICES and (len(lower) == 1 or lower[1] not in ("_", "("))


def _is_matrix(paper: Paper, node: Node) -> bool:
    """Whether a product is one of bold capitals, or of what has axes."""
    match node:
        case Symbol(base, font):
            return (font == "\\mathbf" and base.isupper()) or paper.is_said_array(node)
        case Bracket(_, _, (inner,), (), ()) | Power(inner) | Transpose(inner) | Call(inner):
            return _is_matrix(paper, inner)
        case Product(parts) | Sum(parts):
            return any(_is_matrix(paper, part) for part in parts)
        case _:
            return False


def _is_set(body: Node) -> bool:
    """Whether it is a set, of which a product has tuples: ``\\{1, 2\\}``, ``[a, b]``, ``\\mathcal{A}_i``."""
    match body:
        case Bracket("\\{" | "(" | "[", _, (inner,)):
            return _is_set(inner)
        case Bracket("\\{" | "(" | "[", _, (_, _, *_)):
            return True
        case Symbol(base, "\\mathcal" | "\\mathbb" | "\\mathscr") | Power(Symbol(base, "\\mathbb")):
            return base != "L"  # a likelihood
        case _:
            return False


def _is_set_builder(body: Node) -> bool:
    """Whether an extremum is taken of those things for which something holds: ``\\{t : s_t > 0\\}``."""
    match body:
        case Bracket("(", ")", (inner,), (), ()):
            return _is_set_builder(inner)
        case Bracket(_, _, parts, separators):
            return any(isinstance(part, Statement) for part in parts) or not set(separators) <= {","}
        case _:
            return False


def _may_be_matrix(body: Node) -> bool:
    """Whether capitals are what a norm is taken of: of matrices ``\\|W X\\|`` is another norm in NumPy."""
    match body:
        case Symbol(base):
            return base.lstrip("\\")[0].isupper()
        case Bracket(_, _, (inner,)) | Transpose(inner) | Product((*_, inner)):
            return _may_be_matrix(inner)
        case Sum(terms):
            return any(map(_may_be_matrix, terms))
        case _:
            return False


def _is_number(paper: Paper, body: Node) -> bool:
    """Whether the paper tells that a norm is taken of numbers: of values, rewards, losses."""
    named = [part.head if isinstance(part, Call) else part for part in walk(body)]
    names = [name for name in named if isinstance(name, Symbol)]
    said = [paper.meaning(name) or paper.meaning(without_index(name)) for name in names]
    return any(entry is not None and _NUMBERS.search(entry.meaning) for entry in said)


def _exercise(paper: Paper, line: Line, name: str, latex: str) -> Exercise:
    sign = SIGNS[name]
    skill, *needs = skills_of(line.statement) or ("",)
    given = GIVEN["m" if "(m)" in sign.right else "w" if "w" in sign.right else "v"]
    named = _renaming(line.statement)
    optional = {"skill": skill, "needs": needs}
    return {
        "level": 1,
        **{key: value for key, value in optional.items() if value},
        "prompt": (
            f"{capital(place(paper, line.formula))}: {shown_tokens(line.reading.tokens)} "
            f"What is its ${as_maths(latex)}$ in NumPy, {named(given)}{_left_out(latex)}?"
        ),
        "answer": {
            "choice": [
                {"id": "right", "right": f"`{named(sign.right)}`"},
                *(
                    {"id": f"wrong{number}", "wrong": f"`{named(wrong.code)}`", "say": named(wrong.say)}
                    for number, wrong in enumerate(_some_of(sign.wrong, paper.title), 1)
                ),
            ]
        },
        "shape": "a sign of mathematics that has a word of its own in NumPy",
        "motion": "say in words what the sign does and what comes out, then look for that word",
        "hints": [named(sign.hint)],
        "steps": [f"In words, {named(sign.why)}.", f"In NumPy that is `{named(sign.right)}`."],
        "resources": resources(paper, line.formula),
    }


def _renaming(statement: Node) -> Callable[[str], str]:
    """How the arrays of a sign are called beside a formula that has their letters for things of its own."""
    taken = {symbol.base for symbol in symbols(statement)}
    free = iter([name for name in _FREE_NAMES if name not in taken])
    names = {name: next(free, name) for name in ("v", "w", "m") if name in taken}
    return lambda text: _ARRAY.sub(lambda match: names.get(match[0], match[0]), text)


def _some_of(wrong: tuple[Wrong, ...], title: str) -> tuple[Wrong, ...]:
    """Three of them, in each paper others."""
    at = sum(title.encode()) % len(wrong)
    return (*wrong[at:], *wrong[:at])[:_OTHERS]


def _left_out(latex: str) -> str:
    """What is said of an index that runs over some places only."""
    if "\\ne" in latex:
        return ", which holds what is left after that exclusion"
    return ", which holds what that condition lets through" if _CONDITION.search(latex) else ""


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
