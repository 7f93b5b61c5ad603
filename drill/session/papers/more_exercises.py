"""More exercises by a second author: the page that comes next, its answer, and taking answers back.

Proved exercises are kept at once, and are practice until somebody solves them without knowing their key.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from drill import papers
from drill.errors import UsageError
from drill.files import save_text_file
from drill.session.papers.assistant import AssistantError, note_shown, run_assistant
from drill.session.papers.author_page import (
    CALLS,
    find_page_note,
    note_answered,
    read_page_notes,
    write_author_page,
)
from drill.session.papers.author_states import (
    AuthorProgress,
    AuthorState,
    describe_state,
    drafts_path,
    keep_proved,
    read_author_state,
    read_drafts,
)
from drill.session.papers.author_subjects import AuthorSubject, find_author_subject
from drill.session.papers.author_taking import (
    NOT_BLIND,
    VARIANTS,
    Answer,
    Taken,
    cut_to_quoted_line,
    make_answer_warning,
    take_author_answer,
    take_back_author_drafts,
)
from drill.session.papers.draft_review import forget_decisions
from drill.session.papers.paper_sections import take_pasted_paper
from drill.session.papers.workbook_views import WAITING, AuthorRow
from drill.session.standing.paper_names import (
    find_paper_slug,
    is_paper,
    name_own_slug,
    read_record,
    record_path,
)
from drill.session.workspace import Workspace
from drill.text import count

if TYPE_CHECKING:
    from pathlib import Path

    from drill.papers import Call

# The file next to the store with the page that was copied last.
PAGE_NAME = "page.md"
# The request on the page of each call, and its reader.
ASKS: dict[Call, str] = {
    "1": "You copy a page and paste it into any chat. The page asks for six exercises and contains none of "
    "your notes or marks.",
    "blind": "Let a new chat check them: two minutes. An exercise counts once somebody has solved it "
    "without seeing its key.",
    "2": "The next page asks for the mistakes, hints and steps of what is proved. Optional.",
}
# The fact of the store that the first row of a paper's page was dismissed.
_DISMISSED = "exercises dismissed"


def find_round(workspace: Workspace, about: str) -> AuthorProgress:
    """Return how far the exercises on something are: a paper, a PDF, a file of code or notes.

    Raises:
        UsageError: nothing is called so, or it cannot be read.
        PaperError: the record cannot be read.
    """
    return describe_state(read_author_state(workspace, about))


def describe_progress(progress: AuthorProgress) -> str:
    """Return the progress of exercises, and the wishes of the next page."""
    asks = ASKS[progress.call]
    if not (progress.kept or progress.waiting):
        return asks
    counted = [f"{count(len(progress.kept), 'exercise')} kept"] if progress.kept else []
    counted += [f"{progress.confirmed} checked by a second chat"] if progress.confirmed else []
    counted += [f"{progress.waiting} to be looked at on the paper's page"] if progress.waiting else []
    return f"{', '.join(counted)}. {asks}"


def find_author_row(workspace: Workspace, bank: str, *, is_import: bool) -> AuthorRow:
    """Return the row above or below the map of a paper.

    It is the first one of an import until it was used or dismissed; it contains what waits. Only files of
    this paper are read, because each opening of its page asks. Raises PaperError.
    """
    places = workspace.places
    slug = find_paper_slug(bank) if is_import else name_own_slug(bank)
    record = read_record(record_path(places, slug)) or papers.Paper(slug)
    state = AuthorState(AuthorSubject(slug, ""), record, read_drafts(drafts_path(places, slug)))
    waits = [not note.is_answered for note in read_page_notes(places) if note.about == bank]
    sentence = WAITING if waits and waits[-1] else describe_state(state).sentence
    is_used = any(draft.kind == papers.SECOND_AUTHOR for draft in record.drafts)
    if not is_import or is_used:
        return AuthorRow(sentence)
    return AuthorRow(sentence, workspace.store.read_fact(f"{_DISMISSED} {slug}") is None)


def dismiss_author_row(workspace: Workspace, bank: str) -> None:
    """Let the row be the last one of the paper's page from now on. Raises StoreError."""
    workspace.store.keep_fact(f"{_DISMISSED} {find_paper_slug(bank)}", workspace.study_day().isoformat())


def write_round_page(workspace: Workspace, about: str, call: Call, formula: str = "") -> tuple[str, Path]:
    """Return the page of a call, and the file where it is kept for terminals that drop copied text.

    With the id of a ``formula`` it asks for that one alone.

    Raises:
        UsageError, PaperError: as in ``write_author_page``.
        FileError: the file cannot be written.
    """
    page = write_author_page(workspace, about, call=call, formula=formula)
    path = workspace.places.data / PAGE_NAME
    save_text_file(path, page)
    return page, path


def take_round_answer(
    workspace: Workspace,
    about: str,
    text: str,
    *,
    tell: Callable[[Taken], object],
    is_cancelled: Callable[[], bool],
) -> Answer:
    """Prove the exercises in an answer, and keep proved ones. Raises as ``take_author_answer`` does."""
    answer = take_author_answer(workspace, about, text, tell=tell, is_cancelled=is_cancelled)
    keep_drafts(workspace, answer)
    return answer


def find_answered_subject(workspace: Workspace, text: str, *, papers_alone: bool = False) -> str:
    """Return the subject that a pasted text answers; a chat's Markdown of formulas is imported first.

    It is empty for a text that is no answer. ``papers_alone`` reads no answer about a file.

    Raises:
        UsageError: it answers a page that is not known here.
        PaperError, FileError, TimedOutError: as an import does.
    """
    if code := papers.find_page_code(text):
        note = find_page_note(workspace.places, code)
        if note is None or (papers_alone and not is_paper(note.about)):
            raise UsageError(f"no page {code} was written here", "paste it on the page of its paper")
        return note.about
    if text.count("$$") > 1 and not papers.read_answer(text).exercises:
        return take_pasted_paper(workspace, text)
    return ""


def keep_drafts(workspace: Workspace, answer: Answer) -> None:
    """Keep the exercises of an answer that are proved; those with a warning wait for the learner's look."""
    for id_ in answer.drafts:
        with suppress(UsageError):
            keep_proved(workspace, f"{answer.bank}/{id_}")
            answer.kept += 1


def take_back_round(workspace: Workspace, about: str) -> str:
    """Remove the exercises of the newest answers, and return the report on it.

    Raises:
        UsageError: nothing is called so, or an exercise of it was answered.
        PaperError, FileError: the record cannot be read or written.
    """
    found = find_round(workspace, about)
    slug = find_author_subject(workspace, about).slug
    if any(True for item in found.kept for _ in workspace.store.history(item)):
        raise UsageError("some of them were answered: they stay")
    # a draft that was kept once is not taken back, so that no marks lose their exercise: these have none
    forget_decisions(workspace, slug, {item.rpartition("/")[2] for item in found.kept})
    gone = take_back_author_drafts(workspace, about)
    return f"Taken back: {count(gone, 'exercise')}."


# The learner's assistant as a second author: up to four calls, each a process that knows of no other.


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
    note_answered(workspace.places, name)
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
        answer.is_cut_short = later.is_cut_short
        answer.next_call = later.next_call
        answer.open_call = later.open_call
    note_answered(workspace.places, name)
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
