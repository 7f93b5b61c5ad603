"""Every key that is asked of formulas, against another computation: ``python -m tests.bench.formula_keys``.

Three groups: the formulas of the shipped papers with their sheets, those in which reviews found false keys,
and 150 by somebody who mended none of it. Each value and each question is computed again from what the
formula means, with numbers drawn here at lengths 2 to 6. What 0.4.0 computed rightly (``values_0.4.0.json``,
written by ``--write`` in a checkout of it) and this program does not is listed: integrals and slopes apart.
Values of shipped formulas for which nobody wrote a second computation are compared with those that 0.4.0
gave for the same numbers, but for those known to be false (``tests/golden/formulas.py``).
"""

from __future__ import annotations

import argparse
import ast
import json
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from drill.errors import DrillError
from drill.formulas import Formula, World, check_shapes, compute_value, format_node, make_world, open_formulas
from drill.notation import tree, walk_nodes
from tests.asked_formula import Asked, list_asked
from tests.golden.formulas import SEEDS, has_one_length, has_right_values, read_rows

from .formulas import CASES, Case
from .keys import Compute, Found, bind_letters, check_question, check_value, is_close
from .quoted import QUOTED
from .shipped import REFERENCES

HERE = Path(__file__).parent
PAPERS = HERE.parents[2] / "exercises" / "papers"
BEFORE = HERE / "values_0.4.0.json"

Sheet: TypeAlias = list[tuple[str, str]]
Frozen: TypeAlias = Mapping[str, Any]


def list_shipped() -> Iterator[tuple[Case, Sheet, list[Frozen]]]:
    """Yield the formulas of the shipped papers with their sheets, and what 0.4.0 made of each statement."""
    frozen = {row["formula"]: row for row in read_rows() if row["is_shipped"]}
    for path in sorted(PAPERS.glob("*.paper.json")):
        paper = json.loads(path.read_text())
        sheet = [(row["symbol"], row.get("declared") or "it: thing") for row in paper["symbols"]]
        for row in paper["formulas"]:
            reference = REFERENCES.get(row["id"], ())
            kept = frozen[row["id"]]
            yield (
                Case(
                    row["latex"],
                    (),
                    reference if isinstance(reference, tuple) else (reference,),
                    "shipped",
                    True,
                ),
                sheet,
                kept["statements"] if has_right_values(kept) else [],
            )


def list_rows(formulas: list[Formula]) -> tuple[str, ...]:
    """Return rows for the letters that formulas have, as its paper's sheet declares them."""
    used = {found.letter.latex: found.letter for formula in formulas for node in walk_nodes(formula.statement)
            if isinstance(node, tree.Ref) and (found := formula.find_letter(node))}  # fmt: skip
    return tuple(sorted(f"{letter.row.name}: {letter.type}" for letter in used.values()))


def is_slope_of(formula: Formula, function: tree.Node) -> bool:
    """Return whether a function is one that a row declares, with primes."""
    found = formula.find_letter(function)
    return found is not None and bool(found.dress) and set(found.dress) == {"'"}


def has_slopes(formula: Formula) -> bool:
    """Return whether an integral or a slope is computed in a formula."""
    kinds = (tree.Gradient, tree.Derivative, tree.Integral)
    nodes = [node for part in formula.computed_parts for node in walk_nodes(part)]
    is_primed = any(isinstance(node, tree.Apply) and is_slope_of(formula, node.function) for node in nodes)
    return is_primed or any(isinstance(node, kinds) for node in nodes)


class Report:
    """What is counted, and what is listed."""

    def __init__(self, *, shows: bool) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.values: dict[str, dict[str, list[str]]] = {}
        self.lines: list[str] = []
        self._shows = shows

    def count(self, group: str, what: str) -> None:
        """Count one."""
        self.counts[group, what] += 1

    def say(self, line: str, *, is_fault: bool = True) -> None:
        """Keep a line for the end."""
        if is_fault or self._shows:
            self.lines.append(line)

    def add_value(self, case: Case, statement: int, found: Found, *, slopes: bool, is_known: bool) -> None:
        """Count a value; ``is_known`` says whether anything vouches for it."""
        self.count(case.group, f"value {found.verdict}")
        if found.verdict == "false":
            self.say(f"false value  {case.group}: {case.latex[:100]}\n    {found.why}")
        if is_known and found.verdict in ("right", "unchecked"):
            kind = "integrals and slopes" if slopes else "others"
            rows = self.values.setdefault(case.group, {}).setdefault(kind, [])
            rows.append(name_value(case, statement))


def name_value(case: Case, statement: int) -> str:
    """Return what a value is known by."""
    return case.latex if not statement else f"{case.latex} [{statement + 1}]"


def measure(case: Case, sheet: Sheet, frozen: Sequence[Frozen], report: Report) -> None:
    """Check the values and the questions of one formula."""
    group = case.group
    report.count(group, "formulas")
    try:
        formulas = open_formulas(case.latex, case.rows, sheet)
    except DrillError as error:
        report.count(group, "value none")
        report.say(f"not read     {group}: {case.latex[:100]}\n    {error}", is_fault=False)
        return
    verdicts: set[str] = set()
    for place, formula in enumerate(formulas):
        readings = list_readings(case, len(formulas), place)
        worlds = [world for world in frozen[place]["worlds"] if is_finite(world["value"])] if frozen else []
        if readings or group != "shipped":
            found = check_value(formula, readings)
        else:
            found = check_frozen(formula, worlds)
        verdicts.add(found.verdict)
        report.add_value(case, place, found, slopes=has_slopes(formula), is_known=bool(readings or worlds))
        if found.verdict == "none":
            report.say(f"no value     {group}: {case.latex[:100]}\n    {found.why}", is_fault=False)
    rows = case.rows or list_rows(formulas)
    try:
        questions = list_asked(case.latex, rows)
    except DrillError as error:
        report.say(f"not asked    {group}: {case.latex[:100]}\n    {error}", is_fault=False)
        return
    except Exception as error:  # noqa: BLE001  # a fault of the program is counted
        report.count(group, "crash")
        report.say(f"crash        {group}: {case.latex[:100]}\n    {type(error).__name__}: {error}")
        return
    asked = open_formulas(case.latex, rows)
    for question in questions:
        report.count(group, "questions")
        place = find_statement(asked, question)
        readings = list_readings(case, len(asked), place)
        if not readings and group != "shipped":
            found = Found("false", "there is nothing right to ask")
        elif not readings:
            found = Found("unchecked", "no reference")
        else:
            found = check_question(asked[place], question, readings)
        if found.verdict == "unchecked" and "false" in verdicts:
            found = Found("false", f"its value is false; {found.why}")
        report.count(group, f"question {found.verdict}")
        if found.verdict != "right":
            said = f"{question.prompt[:160]!r} KEY {question.key}"
            line = f"{found.verdict:9} key {group}: {case.latex[:100]}\n    {said}\n    {found.why}"
            report.say(line, is_fault=found.verdict == "false")


def list_readings(case: Case, statements: int, place: int) -> tuple[Compute, ...]:
    """Return what computes the value of a statement in another way."""
    references = case.references
    if statements > 1:
        references = references[place : place + 1] if len(references) == statements else ()
    return tuple(
        reference if case.is_raw else bind_letters(case.rows, reference)
        for reference in references
        if reference is not None
    )


def find_statement(formulas: list[Formula], question: Asked) -> int:
    """Return which statement a question is about: the one whose left side its witness has."""
    (asked, *_) = open_formulas(question.witness["world"], question.witness["letters"])
    lefts = [format_node(formula.statement.sides[0]) for formula in formulas]
    left = format_node(asked.statement.sides[0])
    return lefts.index(left) if left in lefts else 0


def check_frozen(formula: Formula, worlds: Sequence[Frozen]) -> Found:
    """Return whether a formula has the values that 0.4.0 had for the same numbers.

    Functions and laws were not written down, so that what has some is only followed.
    """
    values: list[Any] = []
    try:
        check_shapes(formula)
        if not (worlds and all(not world["not_numbers"] and has_one_length(world) for world in worlds)):
            return follow(formula)
        for world in worlds:
            values.append(compute_value(formula, make_world(formula, world["seed"], partial(_give, world))))
    except DrillError as error:
        return Found("none", f"{type(error).__name__}: {error}")
    for value, world in zip(values, worlds, strict=True):
        if not is_close(value, world["value"], 1e-9):
            return Found("false", f"another value than 0.4.0 had for the same numbers (seed {world['seed']})")
    return Found("right")


def is_finite(value: Any) -> bool:
    """Return whether all numbers of a value are finite: 0.4.0 had others too."""
    try:
        return bool(np.isfinite(np.asarray(value, dtype=float)).all())
    except (TypeError, ValueError):  # no number
        return True


def follow(formula: Formula) -> Found:
    """Return whether a formula has a value in one of several worlds: a root may have none in another."""
    why = ""
    for seed in SEEDS:
        try:
            compute_value(formula, make_world(formula, seed))
        except DrillError as error:
            why = f"{type(error).__name__}: {error}"
        else:
            return Found("unchecked")
    return Found("none", why)


def _give(frozen: Frozen, world: World) -> None:
    """Give a world the numbers that were written down."""
    for axis, size in frozen["sizes"].items():
        world.set_size(axis, size)
    for latex, member, value in frozen["letters"]:
        place = ast.literal_eval(member)
        if not any(isinstance(part, str) for part in place):  # a mark or a thing, written as nothing
            world.given[latex, place] = np.array(value) if isinstance(value, list) else value


def print_report(report: Report) -> None:
    """Print the counts, and what is lost of what 0.4.0 computed rightly."""
    print("\n".join(report.lines))
    groups = ("shipped", "quoted", "unseen")
    names = ("formulas", "value right", "value false", "value none", "value unchecked", "questions",
             "question right", "question false", "question unchecked", "crash")  # fmt: skip
    print(f"{'':20}" + "".join(f"{group:>9}" for group in groups) + f"{'all':>9}")
    for name in names:
        row = [report.counts[group, name] for group in groups]
        print(f"{name:20}" + "".join(f"{count:9}" for count in (*row, sum(row))))
    if not BEFORE.exists():
        return
    before = json.loads(BEFORE.read_text())
    for kind in ("others", "integrals and slopes"):
        lost = [
            f"{group}: {latex}"
            for group, kinds in before.items()
            if report.counts[group, "formulas"]
            for latex in kinds.get(kind, [])
            if latex not in {each for now in report.values.get(group, {}).values() for each in now}
        ]
        print(f"lost, {kind}: {len(lost)}")
        print("\n".join(f"    {line}" for line in lost))


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", help="keep which values are right, as those of 0.4.0")
    parser.add_argument("--show", action="store_true", help="print what has no value and what is not checked")
    parser.add_argument("--only", choices=("shipped", "quoted", "unseen"))
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    begin = time.process_time()
    report = Report(shows=arguments.show)
    cases: list[tuple[Case, Sheet, list[Frozen]]] = [
        *list_shipped(), *((case, [], []) for case in (*QUOTED, *CASES))
    ]  # fmt: skip
    for case, sheet, frozen in cases:
        if arguments.only in (None, case.group):
            measure(case, sheet, frozen, report)
    if arguments.write:
        kept = json.loads(BEFORE.read_text()) if BEFORE.exists() else {}
        BEFORE.write_text(json.dumps(kept | report.values, ensure_ascii=False, indent=1) + "\n")
    print_report(report)
    print(f"{time.process_time() - begin:.0f} s CPU")


if __name__ == "__main__":
    main()
