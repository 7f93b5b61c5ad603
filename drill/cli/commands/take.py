"""``drill take``: a second author's answer, proved exercise by exercise."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from drill.cli import diagnostics, output
from drill.errors import UsageError
from drill.text import count

if TYPE_CHECKING:
    from drill.session.papers.second_author import Answer, Taken

HELP = "prove the exercises of an answer to drill brief, and put them into the review"
# What a finding says that its exercise says already.
_OWN = ("path", "exercise")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """About what, and where the answer is."""
    parser.add_argument("about", metavar="BANK", help="what the page was about: as in drill brief")
    parser.add_argument(
        "answer", metavar="FILE", nargs="?", help="the answer; - reads it from standard input"
    )
    parser.add_argument("--undo", action="store_true", help="take the newest answer out of the review again")
    parser.add_argument("--variants", type=int, default=20, metavar="N", help="draws of each exercise (20)")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Prove and take; exit with 1 where an exercise is faulty."""
    from drill.cli.opened import opened
    from drill.session.papers.second_author import take, take_back, to_paste_back

    if arguments.undo == bool(arguments.answer):
        raise UsageError("name the file of an answer, or say --undo", "drill take papers/adam answer.md")
    if arguments.undo:
        with opened(os.environ) as workspace:
            gone = take_back(workspace, arguments.about)
        if arguments.json:
            output.emit_json({"taken_back": gone})
        else:
            output.emit(f"{count(gone, 'draft')} taken back; what you kept stays")
        return diagnostics.DONE
    text = _answer(arguments.answer)
    with opened(os.environ) as workspace:
        answer = take(
            workspace,
            arguments.about,
            text,
            variants=max(1, arguments.variants),
            tell=(lambda taken: None) if arguments.json else _tell,
        )
    faults = to_paste_back(answer.taken)
    if arguments.json:
        output.emit_json(_shape(answer, faults))
    else:
        _report(answer, faults)
    if answer.is_cut_short:
        return diagnostics.INTERRUPTED
    return diagnostics.FOUND if faults else diagnostics.DONE


def _answer(name: str) -> str:
    """The answer's text."""
    from drill.files import refuse_endless, text_of

    if name == "-":
        return sys.stdin.read()
    try:
        refuse_endless(Path(name))
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror or error}") from error
    return text_of(Path(name))


def _state(taken: Taken) -> str:
    if taken.proof.is_faulty:
        return "faulty"
    return "proved" if taken.proof.is_proved else "warned"


def _tell(taken: Taken) -> None:
    """One exercise, and what is to be said of it."""
    width = output.terminal_width()
    output.emit(f"{_state(taken)}  {taken.part.id or '(without an id)'}")
    told = [
        f"line {one.line}: {one.where}{': ' * bool(one.where)}{one.message}" for one in taken.proof.findings
    ]
    for line in (*told, *taken.remarks):
        output.tell(f"        {line}", width)
    sys.stdout.flush()


def _report(answer: Answer, faults: str) -> None:
    states = [_state(taken) for taken in answer.taken]
    told = ", ".join(f"{states.count(state)} {state}" for state in ("proved", "warned", "faulty"))
    output.emit(f"{count(answer.parts, 'exercise')}: {told}")
    if faults:
        output.emit(f"\nTo paste back:\n\n{faults}\n")
    if answer.is_cut_short:
        output.narrate(f"Ended after {len(states)}; what was proved until then is kept.")
    waiting = len(states) - states.count("faulty")
    if waiting:
        told = f"{count(waiting, 'draft')} of {answer.bank}"
        output.narrate(f"{told} to review in the app under Papers: nothing is drilled until you keep it.")


def _shape(answer: Answer, faults: str) -> dict[str, object]:
    return {
        "bank": answer.bank,
        "exercises": [
            {
                "id": taken.part.id,
                "taken_as": taken.own,
                "line": taken.part.line,
                "state": _state(taken),
                "mutants": {"tried": taken.proof.mutants, "caught": taken.proof.caught},
                "problems": [
                    {name: value for name, value in asdict(finding).items() if name not in _OWN}
                    for finding in taken.proof.findings
                ],
                "remarks": list(taken.remarks),
            }
            for taken in answer.taken
        ],
        "of": answer.parts,
        "paste_back": faults,
        "cut_short": answer.is_cut_short,
    }
