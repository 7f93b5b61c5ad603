"""Ask about the formulas of the shipped papers: ``python -m tests.bench.formula_questions``.

Prints how many formulas get which questions and exercises, and how long a formula takes; with ``--show``
every prompt with its key.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from drill.arraycode import run_code
from drill.errors import DrillError
from drill.formulas import Formula, ask_questions, choose_questions, open_formulas
from drill.notation import tree, walk_nodes

PAPERS = Path(__file__).parents[2] / "exercises" / "papers"


def list_rows(formula: Formula) -> list[str]:
    """Return rows for the letters that a formula has, as its paper's sheet declares them."""
    used = {found.letter.latex: found.letter for node in walk_nodes(formula.statement)
            if isinstance(node, tree.Ref) and (found := formula.find_letter(node))}  # fmt: skip
    return [f"{letter.row.name}: {letter.type}" for letter in used.values()]


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", action="store_true")
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
            if len(formulas) != 1:
                counts["of several statements"] += 1
                continue
            begin = time.perf_counter()
            asked = ask_questions(row["latex"], list_rows(formulas[0]), run_code)
            seconds.append(time.perf_counter() - begin)
            work, further = choose_questions(asked)
            counts["with work"] += bool(work)
            counts["with two in work"] += len(work) == 2
            counts["with further"] += bool(further)
            counts.update({f"  {about}" for about in (question.about for question in (*work, *further))})
            for name, chosen in (("work", work), ("further", further)) if arguments.show else ():
                for question in chosen:
                    key = question.key if question.kind != "choice" else f"[{question.key}]"
                    print(f"{path.stem} {row['id']} {name}: {question.prompt}\n      -> {key}")
    print("\n".join(f"{count:5} {name}" for name, count in counts.most_common()))
    ordered = sorted(seconds)
    print(f"p95 {ordered[int(len(ordered) * 0.95)]:.2f} s, worst {ordered[-1]:.2f} s")


if __name__ == "__main__":
    main()
