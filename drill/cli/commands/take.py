"""``drill take``: check a second author's answer exercise by exercise, and keep the right ones."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, Any

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.cli.output import text_from_input
from drill.codec import pick_fields
from drill.errors import UsageError
from drill.session.papers.assistant import WARNING, is_known
from drill.session.papers.author_page import CALLS
from drill.session.papers.author_taking import (
    Answer,
    Taken,
    answer_in,
    take_author_answer,
    take_back_author_drafts,
    told_taken_back,
)
from drill.session.papers.more_exercises import ask_assistant
from drill.text import capitalise, count, one_line

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the paper or file, and the source of the answer."""
    parser.add_argument(
        "about",
        metavar="PAPER",
        help="what the page was about: as in drill brief (of several files, the first)",
    )
    parser.add_argument(
        "answer", metavar="FILE", nargs="?", help="the answer; - reads it from standard input"
    )
    parser.add_argument(
        "--with",
        dest="assistant",
        nargs="?",
        const="",
        metavar="COMMAND",
        help="ask an assistant: a command that reads the page on standard input and prints its answer, such "
        "as llm (without one: assistant in config.toml)",
    )
    parser.add_argument("--exercises", type=int, default=6, metavar="N", help="to ask it for (6)")
    parser.add_argument(
        "--blind",
        choices=("yes", "no"),
        default="yes",
        help="whether an assistant that sees no key solves what is proved (yes)",
    )
    parser.add_argument(
        "--undo", action="store_true", help="take the newest exercises out of the review again"
    )
    parser.add_argument("--variants", type=int, default=20, metavar="N", help="draws of each exercise (20)")
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Prove and take the exercises; exit with 1 if one is faulty, or a later call added nothing."""
    ways = (arguments.undo, bool(arguments.answer), arguments.assistant is not None)
    if sum(ways) != 1:
        raise UsageError(
            "name the file of an answer, ask an assistant by --with, or use --undo",
            "drill take papers/adam answer.md",
        )
    if arguments.undo:
        with open_reporting_workspace(os.environ) as workspace:
            gone = take_back_author_drafts(workspace, arguments.about)
        output.emit_either({"taken_back": gone}, told_taken_back(gone), as_json=arguments.json)
        return output.DONE
    variants = max(1, arguments.variants)
    tell: Callable[[Taken], object] = (lambda _: None) if arguments.json else _report_taken_exercise
    if arguments.assistant is not None:
        with open_reporting_workspace(os.environ) as workspace:
            answer = _ask_second_author(workspace, arguments, variants, tell)
    else:
        text = text_from_input() if arguments.answer == "-" else answer_in(arguments.answer)
        with open_reporting_workspace(os.environ) as workspace:
            blind = arguments.blind == "yes"
            answer = take_author_answer(
                workspace, arguments.about, text, blind=blind, variants=variants, tell=tell
            )
    if arguments.json:
        output.emit_json(describe_answer(answer))
    else:
        _report_taken_answer(answer, arguments.about, is_asked=arguments.assistant is not None)
        if answer.drafts and arguments.blind == "no":
            output.narrate_line("Nobody checks them blind, so they remain practice, which is not counted.")
    if answer.is_cut_short:
        return output.INTERRUPTED
    is_whole = not answer.problem and not any(outcome.proof.is_faulty for outcome in answer.taken)
    return output.DONE if is_whole else output.FOUND


def _ask_second_author(
    workspace: Workspace, arguments: argparse.Namespace, variants: int, tell: Callable[[Taken], object]
) -> Answer:
    """Ask the assistant; before its first use it is shown with a warning."""
    command = arguments.assistant or workspace.settings.assistant
    if command and not is_known(workspace.places, command):
        output.narrate_line(f"Your assistant: {one_line(command)}")
        output.narrate_line(WARNING)
    if command:
        seconds = workspace.settings.assistant_seconds
        calls = "up to four" if arguments.blind == "yes" else "two"
        output.narrate_line(
            f"It is asked for {calls} answers, and once more if it has something to repair, each time for at "
            f"most {seconds} seconds."
        )
    return ask_assistant(
        workspace,
        arguments.about,
        command,
        exercises=arguments.exercises,
        variants=variants,
        blind=arguments.blind == "yes",
        tell=tell,
        tell_call=lambda stage: output.narrate_line(f"Asking for {stage}."),
    )


def _report_taken_exercise(outcome: Taken) -> None:
    """Report on one exercise."""
    width = output.terminal_width()
    first, *detail_lines = outcome.told
    output.emit_text(first)
    for line in detail_lines:
        output.emit_wrapped(f"        {line}", width)
    sys.stdout.flush()


def _report_taken_answer(answer: Answer, about: str, *, is_asked: bool) -> None:
    words = [outcome.word for outcome in answer.taken]
    counts = "; ".join(f"{words.count(word)} {word}" for word in sorted({*words}, key=words.index))
    asked = f" ({answer.asked} asked for)" if answer.asked not in (0, answer.parts) else ""
    output.emit_text(f"{count(answer.parts, 'exercise')}{asked}{': ' * bool(counts)}{counts}")
    quoted = [fact for fact in answer.facts if fact.quotes]
    if quoted:
        output.emit_text("\nWhat it quotes of the paper; keep it in your notes if you like:")
        for fact in quoted:
            output.emit_wrapped(f"  {fact.about}: {'; '.join(fact.quotes)}", output.terminal_width())
    for fact in answer.facts:
        for quote in fact.left_out:
            output.narrate_line(
                f"Left out of its quotes, since the page does not say so: {fact.about}: {quote}"
            )
    for told in answer.sections:
        output.emit_wrapped(capitalise(told), output.terminal_width())
    faults = answer.to_paste_back
    if faults and not is_asked:
        output.emit_text(f"\nTo paste back:\n\n{faults}\n")
    findings = chain.from_iterable(outcome.proof.findings for outcome in answer.taken)
    if any(finding.code == "blind" for finding in findings):
        output.narrate_line("What was refused may come again, mended.")
    if answer.is_cut_short:
        output.narrate_line(f"Ended after {len(words)}; what was checked by then is kept.")
    if answer.problem:
        output.narrate_line(capitalise(answer.problem))
    if answer.drafts:
        exercises = f"{count(len(answer.drafts), 'exercise')} of {answer.bank}"
        output.narrate_line(
            f"{exercises} to review in the app, under Papers. Keep those that you want to drill."
        )
    if answer.next_page:
        on_others = "" if answer.drafts or answer.call != "1" else " on earlier exercises"
        asks = f"the page that asks for {answer.next_page}{on_others}"
        output.narrate_line(f"Next: drill brief {shlex.quote(about)} prints {asks}.")
    elif answer.open_call != "1":
        call = answer.open_call
        asks = "the page for somebody who solves what is open, or reads the texts of what is solved"
        if call != "blind":
            asks = f"the page that asks for {CALLS[call]}"
        output.narrate_line(f"Next: drill brief {shlex.quote(about)} --call {call} prints {asks}.")


def describe_answer(answer: Answer) -> dict[str, Any]:
    """Return the outcome for an answer in the form for JSON."""
    of_answer = "bank call next_call of=parts paste_back=to_paste_back cut_short=is_cut_short"
    return {
        **pick_fields(answer, of_answer),
        "exercises": [
            {
                **pick_fields(outcome.part, "id line"),
                **pick_fields(outcome, "state taken_as=own"),
                **pick_fields(outcome.proof, "problems=findings(severity code where line column message)"),
                "mutants": pick_fields(outcome.proof, "caught tried=mutants"),
                "remarks": [*outcome.remarks, *outcome.proof.remarks],
            }
            for outcome in answer.taken
        ],
        "facts": {fact.about: list(fact.quotes) for fact in answer.facts},
    }
