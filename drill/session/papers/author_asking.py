"""The learner's assistant as a second author: up to four calls, each a process that knows of no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from drill import papers
from drill.errors import UsageError
from drill.session.papers.assistant import AssistantError, note_shown, run_assistant
from drill.session.papers.author_page import CALLS, write_author_page
from drill.session.papers.author_taking import (
    NOT_BLIND,
    VARIANTS,
    Answer,
    Taken,
    cut_to_quoted_line,
    make_answer_warning,
    take_author_answer,
)
from drill.session.workspace import Workspace


def ask_assistant(
    workspace: Workspace,
    name: str,
    command: str,
    *,
    exercises: int = papers.EXERCISES,
    variants: int = VARIANTS,
    blind: bool = True,
    tell: Callable[[Taken], object] = lambda outcome: None,
    tell_call: Callable[[str], object] = lambda stage: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Answer:
    """Have the learner's assistant write exercises in up to four calls, each a process on its own.

    ``tell_call`` hears which call begins. Proved exercises are kept, whatever becomes of the later calls.

    Raises:
        UsageError: nothing is called so, or the command cannot be run.
        AssistantError: the first call brought no answer, or one that contains no exercise.
        PaperError, FileError: the record cannot be read or written.
    """
    page = write_author_page(workspace, name, call="1", exercises=exercises)
    note_shown(workspace.places, command)
    seconds = workspace.settings.assistant_seconds

    def asked(call: papers.Call, prompt: str) -> str:
        tell_call(CALLS[call])
        return run_assistant(command, prompt, seconds=seconds, is_cancelled=is_cancelled)

    def taken(call: papers.Call, text: str, repair: Callable[[str], str] | None = None) -> Answer:
        return take_author_answer(
            workspace, name, text, call=call, blind=blind or call == "1", variants=variants, tell=tell,
            is_cancelled=is_cancelled, repair=repair,
        )  # fmt: skip

    text = asked("1", page)
    try:
        papers.parts_of_answer(text)
    except UsageError as error:
        begins = cut_to_quoted_line(text)
        raise AssistantError(
            f"the assistant's answer is of no use: {error.message}", f"it begins: {begins}"
        ) from error
    answer = taken("1", text, lambda faults: asked("1", f"{page}\n\n## Your answer came back\n\n{faults}\n"))
    answer.asked = exercises
    calls: tuple[papers.Call, ...] = ("2", "blind", "blind") if blind else ("2",)
    for number, call in enumerate(calls):
        if answer.is_cut_short or not answer.drafts:
            break
        if calls[:number].count("blind") and answer.open_call != "blind":
            break  # nothing is to be read, and nobody called an exercise empty
        try:
            later = taken(call, asked(call, write_author_page(workspace, name, call=call)))
        except (AssistantError, UsageError) as error:
            if is_cancelled():
                answer.is_cut_short = True
                break
            problem = f"{CALLS[call]} did not come: {cut_to_quoted_line(error.sentence)}"
            answer.problem = "; ".join(filter(None, (answer.problem, problem)))
            continue
        ours = {outcome.own for outcome in answer.taken if outcome.own}
        for outcome in later.taken:
            if outcome.own in ours:
                answer.take(outcome)
        answer.is_cut_short, answer.next_call = later.is_cut_short, later.next_call
        answer.open_call = later.open_call
    answer.taken = [_warn_unsolved(outcome) for outcome in answer.taken]
    return answer


def _warn_unsolved(outcome: Taken) -> Taken:
    """Return an exercise that was taken with a warning where nobody solved it blind."""
    proof = outcome.proof
    is_told = proof.is_faulty or any(finding.code == "not-blind" for finding in proof.findings)
    if is_told or outcome.is_solved or outcome.is_there:
        return outcome
    findings = (*proof.findings, make_answer_warning(outcome.own, "not-blind", NOT_BLIND))
    return replace(outcome, proof=replace(proof, findings=findings))
