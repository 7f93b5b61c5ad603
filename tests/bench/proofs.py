"""What `drill check` computes, part by part, on a sample of the shipped exercises, beside another checkout.

    python -m tests.bench.proofs [--every 12] [--from 5] [--beside CHECKOUT] [--damaged] [SUBJECT…]

Takes every 12th exercise of each subject and verifies it in another process, cold but for the imports, by
processor time. The whole is told from each subject's mean times the number of its exercises. With a CHECKOUT
both are measured, one exercise in turn, so that whatever else the machine does is shared by both, and every
difference in their reports is printed. ``--damaged`` also takes each exercise with a fault put in: its key is
changed, printed by the prompt, or a mistake; its witness writes or passes the key; its tolerance takes all.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

VARIANTS, FEW_VARIANTS = 20, 6
# Methods of a verification and functions that it calls, by what they are for; in older checkouts too.
PARTS = {
    "_expansions": "draws", "_verify_variant": "values", "_rendered": "texts", "_check_key": "key",
    "_check_mistakes": "mistakes", "_check_claims": "claims", "_confirm": "witness", "_figure": "figures",
    "_count_distinct": "distinct draws", "_count_rapid_draws": "distinct draws",
    "_report_repetitions": "distinct draws", "judge_slips": "slips of the key",
    "hollow_findings": "hollow proofs",
}  # fmt: skip
# What a report says of time.
OF_TIME = ("seconds", "costs")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("subjects", nargs="*")
    parser.add_argument("--every", type=int, default=12)
    parser.add_argument("--from", dest="first", type=int, default=5)
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--damaged", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        serve(chosen.subjects, chosen.every, chosen.first, is_damaged=chosen.damaged)
        return
    roots = [*([chosen.beside] if chosen.beside else []), Path(__file__).parents[2]]
    servers = [started(root, sys.argv[1:]) for root in roots]
    totals: dict[str, int] = json.loads(line_of(servers[0]))
    for other in servers[1:]:
        json.loads(line_of(other))
    rows: list[list[dict[str, Any]]] = []
    while True:
        met = [ask(server) for server in servers]
        if any(row is None for row in met):
            break
        rows.append([row for row in met if row is not None])
        for text in differences(*rows[-1]):
            print(f"{rows[-1][0]['item']}: {text}", flush=True)
    report(totals, rows)


def started(root: Path, arguments: list[str]) -> subprocess.Popen[str]:
    """Start this file under the sources of a checkout."""
    python = root / ".venv" / "bin" / "python"
    command = [str(python) if python.exists() else sys.executable, __file__, *arguments, "--serve"]
    return subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def line_of(server: subprocess.Popen[str]) -> str:
    """Return the next line that a server prints."""
    assert server.stdout is not None
    return server.stdout.readline()


def ask(server: subprocess.Popen[str]) -> dict[str, Any] | None:
    """Have the next exercise verified; None after the last one."""
    assert server.stdin is not None
    server.stdin.write("\n")
    server.stdin.flush()
    return json.loads(line_of(server) or "null")


def differences(*rows: dict[str, Any]) -> Iterator[str]:
    """Yield how the reports of an exercise differ, but for their times."""
    for other in rows[1:]:
        for name, value in rows[0]["report"].items():
            if name not in OF_TIME and other["report"].get(name) != value:
                yield f"{name}: {value} and {other['report'].get(name)}"


def report(totals: dict[str, int], rows: list[list[dict[str, Any]]]) -> None:
    """Print the seconds of each part and subject, of each checkout."""
    parts: defaultdict[str, list[float]] = defaultdict(lambda: [0.0] * len(rows[0]))
    subjects: defaultdict[str, list[float]] = defaultdict(lambda: [0.0] * len(rows[0]))
    counts: Counter[str] = Counter()
    for met in rows:
        if met[0]["damage"]:
            continue
        counts[met[0]["bank"]] += 1
        for place, row in enumerate(met):
            subjects[row["bank"]][place] += row["seconds"]
            for part, seconds in row["parts"].items():
                parts[part][place] += seconds
    print(f"{counts.total()} exercises, {len(rows) - counts.total()} damaged ones; seconds of processor time")
    for part, seconds in sorted(parts.items(), key=lambda pair: -pair[1][0]):
        print(f"  {part:20}" + "".join(f"{each:8.1f}" for each in seconds))
    whole = [0.0] * len(rows[0])
    for subject, seconds in subjects.items():
        print(
            f"  {subject:20}"
            + "".join(f"{each:8.1f}" for each in seconds)
            + f"  ({counts[subject]} of {totals[subject]})"
        )
        whole = [
            sum_ + each * totals[subject] / counts[subject] for sum_, each in zip(whole, seconds, strict=True)
        ]
    print("  the whole, minutes  " + "".join(f"{each / 60:8.1f}" for each in whole))


# --- in the process of one checkout -----------------------------------------------------------------------


def serve(subjects: list[str], every: int, first: int, *, is_damaged: bool) -> None:
    """Print how many exercises each subject has; then verify one for each line of input."""
    sys.path.insert(0, str(Path.cwd()))
    import drill.maths.sympy_conversion  # noqa: F401  no exercise pays for its import
    from drill.proving import verify_exercise

    try:
        from drill.reading import write_plain
    except ImportError:  # a checkout from before that package
        from drill.codec import to_plain as write_plain

    parts = timed(sys.modules[verify_exercise.__module__])
    totals, sample = sampled(subjects, every, first)
    print(json.dumps(totals), flush=True)
    for bank, exercise in sample:
        kinds = [("", exercise), *(damaged(exercise) if is_damaged else ())]
        for damage, changed in kinds:
            sys.stdin.readline()
            parts.clear()
            begun = process_time()
            made = verify_exercise(
                changed, item=f"{bank}/{exercise.id}", variants=FEW_VARIANTS if damage else VARIANTS
            )
            seconds = process_time() - begun
            item = f"{bank}/{exercise.id}" + (f" ({damage})" if damage else "")
            row = {"item": item, "bank": bank, "damage": damage, "seconds": seconds}
            print(json.dumps({**row, "parts": parts, "report": write_plain(made)}), flush=True)


def sampled(subjects: list[str], every: int, first: int) -> tuple[dict[str, int], list[tuple[str, Any]]]:
    """Return how many exercises each subject has, and every so many of them with its bank."""
    from drill.banks.load import find_banks, load_file

    totals: dict[str, int] = {}
    sample: list[tuple[str, Any]] = []
    for bank in find_banks(Path.cwd() / "exercises"):
        if bank.subject is None or (subjects and bank.id not in subjects):
            continue
        files = [load_file(path) for path in bank.files]
        exercises = [file.as_met(each.exercise) for file in files for each in file.exercises]
        totals[bank.id] = len(exercises)
        sample += [(bank.id, exercise) for exercise in exercises[first::every]]
    return totals, sample


def timed(verify: Any) -> dict[str, float]:
    """Have each part of a verification add its own seconds to the mapping that is returned."""
    seconds: dict[str, float] = {}
    inside: list[float] = []

    def wrapped(function: Callable[..., Any], part: str) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            begun = process_time()
            inside.append(0.0)
            try:
                return function(*arguments, **options)
            finally:
                took = process_time() - begun
                seconds[part] = seconds.get(part, 0.0) + took - inside.pop()
                if inside:
                    inside[-1] += took

        return run

    for name, part in PARTS.items():
        owner = verify._Verification if name.startswith("_") else verify
        setattr(owner, name, wrapped(getattr(owner, name), part))
    return seconds


def damaged(exercise: Any) -> Iterator[tuple[str, Any]]:
    """Yield an exercise with faults put into the first answer that is a number or an expression."""
    from drill.banks.models import Mistake
    from drill.checking import Tolerance

    for place, form in enumerate(exercise.forms[:1]):
        for number, question in enumerate(form.questions):
            if question.answer.kind not in ("number", "expression") or "%" in question.answer.text:
                continue
            answer, key = question.answer, question.answer.text

            def changed(place: int = place, number: int = number, form: Any = form, **fields: Any) -> Any:
                questions = list(form.questions)
                questions[number] = replace(questions[number], **fields)
                forms = list(exercise.forms)
                forms[place] = replace(form, questions=tuple(questions))
                return replace(exercise, forms=tuple(forms))

            yield "the key is changed", changed(answer=replace(answer, text=f"({key}) + 1"))
            yield "its witness writes the key", changed(witness={"value": key})
            passed = {"root": f"zz - ({key})", "wrt": "zz", "in": ["-1000", "1000"]}
            yield "its witness passes the key", changed(witness=passed)
            yield (
                "its prompt prints the key",
                changed(prompt=f"{question.prompt} The answer is $@{{{key}}}$."),
            )
            yield (
                "a mistake is the key",
                changed(wrong=(Mistake(answer=f"({key})", say="no"), *question.wrong)),
            )
            if answer.kind == "number":
                loose = replace(answer, tolerance=Tolerance("abs", "100000"))
                yield "its tolerance takes all", changed(answer=loose)
            return


if __name__ == "__main__":
    main()
