"""Where something is smallest or largest, and how small or large: among three candidates, with numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from drill.papers.arrays.proof import is_confirmed
from drill.papers.draft import Exercise
from drill.papers.formula.parser import parse_tokens
from drill.papers.formula.printing import to_latex
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Applied, Big, Bracket, Call, Function, Node, Symbol, symbols
from drill.papers.making import capital
from drill.papers.paper import Paper
from drill.papers.sides import Line
from drill.papers.skills import skills_of
from drill.papers.wording import inline, meant, place, resources, shown_tokens
from drill.papers.wording import maths as as_maths

_PLACES: Final = {"\\argmin": ("smallest", "<", "min"), "\\argmax": ("largest", ">", "max")}
_VALUES: Final = {"\\min": ("smallest", "<", "min"), "\\max": ("largest", ">", "max")}
_ALL: Final = {**_PLACES, **_VALUES}
_CHANCES: Final = frozenset(("p", "q", "P", "Q"))
_LONG: Final = 90


def is_extremum(line: Line) -> bool:
    """Whether a right side is the smallest or largest of something, or its place."""
    right = line.rights[0]
    return isinstance(right, Big) and right.name in _ALL and bool(right.lower) and line.left is not None


def extremum(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that is an extremum over one symbol.

    Raises:
        RefusedError: it is none, or what it runs over is no symbol of what is compared.
    """
    big = line.rights[0]
    if not isinstance(big, Big) or big.name not in _ALL or not big.lower or line.left is None:
        raise RefusedError("it is no extremum")
    if len(line.rights) > 1:
        raise RefusedError("of several extrema it is the place that they share, not the value")
    variable = _variable(big)
    exercise = _exercise(paper, line, line.left, big, variable)
    if not is_confirmed(exercise):
        raise RefusedError("a search among the candidates does not confirm it")
    return exercise


def _variable(big: Big) -> Symbol:
    try:
        statement = parse_tokens(list(big.lower))
    except RefusedError:
        raise RefusedError("what it runs over is not read") from None
    first = statement.sides[0]
    if not isinstance(first, Symbol) or first.sub or set(statement.relations) - {"\\in"}:
        raise RefusedError("what it runs over is no plain symbol")
    if first not in symbols(big.body):
        raise RefusedError("what is compared does not hold what it runs over")
    return first


def _exercise(paper: Paper, line: Line, left: Node, big: Big, variable: Symbol) -> Exercise:
    word, sign, function = _ALL[big.name]
    is_place = big.name in _PLACES
    skill, *needs = skills_of(line.statement) or ("",)
    about = meant(paper, symbols(line.statement), line.statement, line.formula)
    candidates = [replace(variable, sub=(str(number),)) for number in (1, 2, 3)]
    compared = to_latex(big.body)
    named = f"${as_maths(compared)}$" if len(compared) <= _LONG else "what is compared"
    optional = {"skill": skill, "needs": needs}
    asked = (
        f"Which of them is {inline(left)}? Give its number, 1, 2 or 3."
        if is_place
        else f"Compute {inline(left)} exactly."
    )
    value = f"{function}(a, b, c)"
    return {
        "level": 1,
        **{name: one for name, one in optional.items() if one},
        "params": dict.fromkeys(("a", "b", "c"), _range(big.body)),
        "where": ["a != b", "b != c", "a != c"],
        "prompt": " ".join(
            (
                f"{capital(place(paper, line.formula))}: {shown_tokens(line.reading.tokens)}",
                *((f"Here {about}.",) if about else ()),
                f"Say that only {', '.join(map(inline, candidates[:-1]))} and {inline(candidates[-1])}",
                f"are possible, and that {named} is @a, @b and @c there.",
                asked,
            )
        ),
        "answer": {"number": _first_place(sign) if is_place else value, "form": "exact"},
        "shape": "a list of values, one for each candidate",
        "motion": "look for the best value, then say where it stands"
        if is_place
        else "look for the best value",
        "hints": [
            f"The {word} of the three values is @{{{value}}}." if is_place else f"Which is the {word}?"
        ],
        "steps": [
            f"The values are @a, @b and @c; the {word} is @{{{value}}}.",
            *(
                (f"It stands at candidate @{{{_first_place(sign)}}}, and that is asked for.",)
                if is_place
                else ()
            ),
        ],
        "wrong": list(_wrong(sign, word, value, is_place=is_place)),
        "witness": {
            "enumerate": {"k": "1..3"},
            "mean": "k" if is_place else "pick(k, a, b, c)",
            "given": f"pick(k, a, b, c) = {value}",
        },
        "resources": resources(paper, line.formula),
    }


def _range(body: Node) -> str:
    """Chances between 0 and 1; else numbers that are no candidate's."""
    match body:
        case Call(Symbol(base)) if base in _CHANCES:
            return "0.05..0.95 step 0.05"
        case Function("\\log" | "\\ln"):
            return "-40..-4"
        case Call(Symbol("E" | "\\mathbb{E}"), Bracket(_, _, (Function("\\log" | "\\ln"),))):
            return "-40..-4"
        case Applied(Symbol("E" | "\\mathbb{E}"), inner):
            return _range(inner)
        case _:
            return "4..40"


def _first_place(sign: str) -> str:
    """1, 2 or 3: the place of the value that all others are beaten by."""
    return f"1 + ind(b {sign} a and b {sign} c) + 2*ind(c {sign} a and c {sign} b)"


def _wrong(sign: str, word: str, value: str, *, is_place: bool) -> list[Mapping[str, str]]:
    other = ">" if sign == "<" else "<"
    opposite = "largest" if word == "smallest" else "smallest"
    if is_place:
        return [
            {"answer": _first_place(other), "say": f"There the value is {opposite}."},
            {"answer": value, "say": f"That is the {word} value; asked for is where it is taken."},
        ]
    turned = value.replace("min", "max") if "min" in value else value.replace("max", "min")
    return [
        {"answer": turned, "say": f"That is the {opposite} of the values."},
        {"answer": _first_place(sign), "say": "That is the place; the value there is asked for."},
    ]
