"""Rows from the shipped banks: keys are right, known mistakes wrong, and scalar keys give terms to change."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from drill.banks.expansion import expand
from drill.banks.load import load_catalogue
from drill.banks.variant import Stage
from drill.checking.answer import as_mapping
from drill.checking.kind_table import LETTERED
from drill.errors import DrillError
from drill.locations import find
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.tree import Binary, Call, Const, Neg, Node, Num, Sym
from tests.bench.adversarial.keys import Key
from tests.bench.adversarial.kinds import Row
from tests.bench.adversarial.terms import Term

_SPELLED = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "binomial": "C"}
_KNOWN = frozenset(
    {
        "sin",
        "cos",
        "tan",
        "sec",
        "cot",
        "sinh",
        "cosh",
        "tanh",
        "arctan",
        "arcsin",
        "arccos",
        "exp",
        "ln",
        "sqrt",
    }
    | {"abs", "sign", "floor", "ceil", "max", "min", "erf", "Phi", "sigmoid", "softplus", "factorial", "C"}
)


def bank_rows(seeds: int) -> Iterator[tuple[Row, Key | None]]:
    """Every exercise's key and known mistakes; beside a scalar key what it is as a term of ours."""
    with tempfile.TemporaryDirectory() as home:
        catalogue = load_catalogue(find({"DRILL_HOME": home}))
    for entry in catalogue.entries.values():
        exercise = catalogue.exercise(entry.item)
        for seed in range(seeds):
            try:
                variant = expand(exercise, seed, item=entry.item)
            except DrillError:
                break
            for stage in variant.stages:
                yield from _stage_rows(entry.item, stage)
            if not variant.params:
                break


def _stage_rows(item: str, stage: Stage) -> Iterator[tuple[Row, Key | None]]:
    if stage.kind in (*LETTERED, "fault", "self"):
        return
    expect = as_mapping(stage.expect)
    key = _key(stage.kind, expect, stage.key)
    yield Row(stage.kind, expect, stage.key, True, f"the key of {item}"), key  # type: ignore[arg-type]
    for mistake in stage.wrong:
        if isinstance(mistake.answer, str):
            yield Row(stage.kind, expect, mistake.answer, False, f"a mistake of {item}"), None


def _key(kind: str, expect: Mapping[str, Any], text: object) -> Key | None:
    """The key as a term, if it is a scalar without tolerance and form whose names live on plain domains."""
    if (
        kind not in ("number", "expression")
        or not isinstance(text, str)
        or set(expect) & {"form", "tolerance", "digits", "decimals"}
    ):
        return None
    kinds: dict[str, str] = {}
    for each in expect.get("assume", ()):
        name, _, rest = str(each).partition(" ")
        if rest not in ("> 0", "positive", "positive integer", "integer > 0"):
            return None
        kinds[name] = "integer" if "integer" in rest else "positive"
    try:
        tree = parse(text, Names(frozenset(expect.get("vars", ()))))
    except DrillError:
        return None
    term = as_term(tree)
    return None if term is None else Key(term, kinds)


def as_term(node: Node) -> Term | None:
    """The tree as a term of the benchmark's; None for what the benchmark does not compute."""
    match node:
        case Num(text):
            return ("n", Fraction(text))
        case Sym(name):
            return ("s", name)
        case Const("pi" | "e" as name):
            return ("c", name)
        case Neg(arg):
            parts = [as_term(arg)]
            head: tuple[str, ...] = ("neg",)
        case Binary(op, left, right):
            parts, head = [as_term(left), as_term(right)], (op,)
        case Call(name, args) if _SPELLED.get(name, name) in _KNOWN:
            parts, head = [as_term(arg) for arg in args], ("f", _SPELLED.get(name, name))
        case _:
            return None
    return None if None in parts else (*head, *parts)
