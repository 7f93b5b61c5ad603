"""How many false and empty exercises are confirmed by the replies of an honest blind solver.

    python -m tests.bench.blind_round [--silent] [--variants N]

Each of the forty exercises of `blind_exercises` passes both calls and then every page for somebody who does
not know its key; they solve each task, name a sentence that is false, and say what they would not ask. With
``--silent`` they solve the tasks and say nothing else.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

from drill.errors import UsageError
from drill.session.papers.author_page import write_author_page
from drill.session.papers.author_taking import Answer, take_author_answer
from drill.session.workspace import Workspace
from tests.bench.blind_exercises import EMPTY, FALSE, BlindExercise
from tests.homes import bank, plant, sums, workspace_in

_TASK: Final = re.compile(r"^\*\*(\d+)\.\*\* (.*?)(?=^\*\*\d+\.\*\*|\Z)", re.MULTILINE | re.DOTALL)
# Pages that a solver is given: two solvers, and one who reads the texts of what was solved.
_MOST_PAGES: Final = 3


def main(arguments: Sequence[str]) -> int:
    """Print what becomes of each exercise; return 1 if more are confirmed than may be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--silent", action="store_true", help="the solver says nothing beside the answers")
    parser.add_argument("--variants", type=int, default=20)
    options = parser.parse_args(arguments)
    confirmed = Counter[str]()
    for kind, exercises in (("false", FALSE), ("empty", EMPTY)):
        for exercise in exercises:
            word, page, why = run_exercise(exercise, options.variants, is_silent=options.silent)
            confirmed[kind] += word == "confirmed"
            print(f"{kind}  {word:<24} {page:<8} {exercise.id:<32} {why}", flush=True)
    print(
        f"confirmed: {confirmed['false']} of {len(FALSE)} false, {confirmed['empty']} of {len(EMPTY)} empty"
    )
    return int(confirmed["false"] > 0 or confirmed["empty"] > 4)


def run_exercise(exercise: BlindExercise, variants: int, *, is_silent: bool) -> tuple[str, str, str]:
    """Return what drill says of an exercise in the end, after which page, and why."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        plant(home, "tiny", bank(sums(3)))
        with workspace_in(home) as workspace:
            return _pass_pages(workspace, exercise, variants, is_silent=is_silent)


def _pass_pages(
    workspace: Workspace, exercise: BlindExercise, variants: int, *, is_silent: bool
) -> tuple[str, str, str]:
    answer = take_author_answer(workspace, "tiny", exercise.first_yaml, call="1", variants=variants)
    told = ("call 1", answer)
    if answer.drafts and exercise.second:
        told = (
            "call 2",
            take_author_answer(workspace, "tiny", exercise.second_yaml, call="2", variants=variants),
        )
    for number in range(1, _MOST_PAGES + 1) if answer.drafts else ():
        try:
            page = write_author_page(workspace, "tiny", call="blind")
        except UsageError:
            break
        reply = write_reply(page, exercise, is_silent=is_silent)
        answer = take_author_answer(workspace, "tiny", reply, call="blind", variants=variants)
        told = (f"blind {number}", answer)
    return _describe_end(*told)


def _describe_end(page: str, answer: Answer) -> tuple[str, str, str]:
    (taken,) = answer.taken
    return taken.word, page, " | ".join(finding.message for finding in taken.proof.findings)[:140]


def write_reply(page: str, exercise: BlindExercise, *, is_silent: bool) -> str:
    """Return an honest solver's reply to a blind page on one exercise."""
    lines = ["```yaml"]
    numbers = list[str]()
    for number, task in _TASK.findall(page):
        if "Key: `" in task:
            told = "true" if is_silent else exercise.false_text.replace("'", "''") or "true"
            lines.append(f"{number}: '{told}'")
            continue
        numbers.append(number)
        values = {name: Fraction(text) for name, text in re.findall(r"\b([a-z]) = (\d+)", task)}
        lines.append(f"{number}: {_solve(exercise, task, values)}")
    said = {"false": exercise.false, "empty": exercise.empty}
    for name, sentence in said.items() if not is_silent else ():
        if sentence and numbers:
            quoted = sentence.replace("'", "''")
            lines += [f"{name}:", f"  {numbers[0]}: '{quoted}'"]
    return "\n".join((*lines, "```"))


def _solve(exercise: BlindExercise, task: str, values: dict[str, Fraction]) -> str:
    answer = str(exercise.solves(values))
    option = re.search(rf"^  ([a-z])\) {re.escape(answer)}$", task, re.MULTILINE)
    return option[1] if option else answer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
