"""Ask about the formulas of the shipped papers: ``python -m tests.bench.formula_questions``.

Prints how many formulas get which questions and exercises, and how long a formula takes; with ``--show``
every prompt with its key; with ``--why`` why nothing is asked of a formula. With ``--prove N`` each exercise
is proved in N draws as ``drill check`` proves banks, and what is wrong with it is printed.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from drill.errors import DrillError
from drill.formulas import (
    Formula,
    ask_questions,
    check_shapes,
    choose_questions,
    compute_value,
    find_rich_worlds,
    make_world,
    open_formulas,
)
from drill.notation import tree, walk_nodes
from drill.papers import FormulaRow, draft_worked_formula
from drill.proving import verify_exercise
from tests.asked_formula import Asked

PAPERS = Path(__file__).parents[2] / "exercises" / "papers"


def list_rows(formulas: list[Formula]) -> list[str]:
    """Return rows for the letters that formulas have, as its paper's sheet declares them."""
    used = {found.letter.latex: found.letter for formula in formulas for node in walk_nodes(formula.statement)
            if isinstance(node, tree.Ref) and (found := formula.find_letter(node))}  # fmt: skip
    return [f"{letter.row.name}: {letter.type}" for letter in used.values()]


def prove_exercises(paper: str, row: dict[str, str], rows: list[str], draws: int) -> Iterator[str]:
    """Yield what is wrong with the exercises of a formula whose letters ``rows`` declare."""
    for draft in draft_worked_formula(FormulaRow(row["id"], row["latex"], number="1"), rows):
        body = replace(draft.exercise, topic=f"papers.{paper}")
        for problem in verify_exercise(body, item=f"papers/{paper}/{row['id']}", variants=draws).problems:
            yield f"{problem.severity}: {problem.field} {problem.message}"


def find_cause(formulas: list[Formula]) -> str:
    """Return why nothing is asked, by kind: what comes nearest to a value."""
    causes: list[str] = []
    for formula in formulas:
        try:
            check_shapes(formula)
            compute_value(formula, make_world(formula, 1))
            find_rich_worlds(formula, 3)
        except DrillError as error:
            causes.append(f"{type(error).__name__}: {error}")
        else:
            return "it has rich worlds: nothing was found"
    return causes[0]


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--why", action="store_true")
    parser.add_argument("--prove", type=int, default=0, metavar="N")
    parser.add_argument("--paper", default="*")
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    seconds: list[float] = []
    for path in sorted(PAPERS.glob(f"{arguments.paper}.paper.json")):
        paper = json.loads(path.read_text())
        sheet = [(row["symbol"], row["declared"]) for row in paper["symbols"] if row.get("declared")]
        for row in paper["formulas"]:
            counts["formulas"] += 1
            try:
                formulas = open_formulas(row["latex"], sheet=sheet)
            except DrillError:
                continue
            counts["of several statements"] += len(formulas) != 1
            begin = time.process_time()
            asked = ask_questions(row["latex"], list_rows(formulas))
            seconds.append(time.process_time() - begin)
            chosen = {kind: Asked(exercise) for kind, exercise in choose_questions(asked).items()}
            if arguments.prove:
                for fault in prove_exercises(path.stem, row, list_rows(formulas), arguments.prove):
                    counts[f"  {fault.partition(':')[0]}s of exercises"] += 1
                    print(f"{path.stem} {row['id']}: {fault}")
            counts.update(f"with {kind}" for kind in chosen)
            if not chosen and arguments.why:
                print(f"{path.stem} {row['id']}: {row['latex'][:90]!r}\n      {find_cause(formulas)}")
            if not chosen:
                counts[f"    none: {find_cause(formulas).partition(':')[0]}"] += 1
            counts.update({f"  {question.about}" for question in chosen.values()})
            for kind, question in chosen.items() if arguments.show else ():
                print(f"{path.stem} {row['id']} {kind}: {question.prompt}\n      -> {question.key}")
    print("\n".join(f"{count:5} {name}" for name, count in counts.most_common()))
    ordered = sorted(seconds)
    print(f"p95 {ordered[int(len(ordered) * 0.95)]:.2f} s, worst {ordered[-1]:.2f} s")


if __name__ == "__main__":
    main()
