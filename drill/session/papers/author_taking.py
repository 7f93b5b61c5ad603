"""A second author's answer, taken: its words on the paper, and its exercises, each proved by itself.

An answer is read once, and a piece of one under the code of its page joins the pieces before. What a step
brings is said exercise by exercise (`Taken`), and in one `Answer` for all front ends.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from drill import papers
from drill.checking import CodeSpec
from drill.codec import is_list, is_mapping
from drill.errors import BankError, CheckError, DrillError, TimedOutError, UsageError
from drill.files import lock_file_folder, refuse_endless, text_of
from drill.gyr.events import ItemId, SkillId
from drill.proving import Finding
from drill.reading import Written
from drill.session.papers import draft_review
from drill.session.papers.assistant import AssistantError
from drill.session.papers.author_blind import (
    BlindQuestion,
    BlindRound,
    Graded,
    ask_blind,
    compare_blind_lines,
    grade_blind,
    grade_false_sentence,
    grade_reading,
)
from drill.session.papers.author_page import CALLS, find_blind_code, find_page_note, note_answered, note_page
from drill.session.papers.author_states import (
    AuthorDraft,
    AuthorDrafts,
    AuthorState,
    drafts_path,
    is_choice,
    read_author_state,
    read_drafts,
    save_drafts,
)
from drill.session.papers.author_subjects import find_author_subject
from drill.session.papers.paper_sections import import_written_paper, take_sections
from drill.session.standing.paper_names import read_record, record_path, save_record
from drill.session.workspace import Workspace
from drill.text import count, one_line

# Number of draws of each exercise, the same as in `drill check`.
VARIANTS = 20
# Max characters shown of an answer without exercises.
_MOST_QUOTED = 200
# A formula's number in a source, in brackets or behind a word for it.
_NUMBER = re.compile(
    r"\((\w[\w.]*)\)|\b(?:eqs?|eqns?|equations?|formulas?)\b\.? +(\w+(?:\.\w+)*)", re.IGNORECASE
)
# The beginning of a finding on a mistake, reply, hint or step.
_PLACED = re.compile(r"(wrong|hints|steps|where|title|reply)\b[ .]?(\d+)?")
# Max times that texts are tried without their faulty parts.
_MOST_TRIES = 6
NOT_BLIND = "nobody has solved it blind"
# The fault of a solved task; only an answer to a page with a code was asked for it.
_UNEXPLAINED = "who solved it names no step that is not in the task"
_NO_STEP = re.compile(r"(?:none|nothing|no step|n/a|-+)\W*", re.IGNORECASE)
_LEFT_OUT = "left out: "
_AGAIN = "write each of them again, whole, in the same form and in one code block, nothing else:"
# The request to the author of exercises that were not accepted.
_REQUESTS: Mapping[papers.Call, str] = {
    "1": f"These exercises were not accepted, or only with a warning. Correct them and {_AGAIN}",
    "2": f"Of these something was left out, is in doubt, or could be better. Correct it and {_AGAIN}",
    "blind": "These exercises were refused: whoever solved them blind had another answer. Correct the key, "
    "or say what the prompt leaves open, and write each of them again, whole, as in your first answer:",
}
_PROVED = "proved, not yet solved blind"
_UNSOLVED = "not yet checked by a second chat"
# The states of an exercise on screens.
_ON_SCREEN = {
    _PROVED: _UNSOLVED, "not yet solved blind": _UNSOLVED, "confirmed": "checked by a second chat",
    "faulty": "not accepted", "warned": "wants your look",
}  # fmt: skip
Tell = Callable[["Taken"], object]


@dataclass(frozen=True, slots=True)
class Taken:
    """One exercise of an answer after it was taken: the findings, and the id that it got."""

    proof: papers.Proof
    part: papers.AnswerPart
    # Its id in the review, or that of the one that is there already; empty if it never was taken.
    own: str
    remarks: tuple[str, ...] = ()
    # Whether it is there already, word for word: then it is not taken again.
    is_there: bool = False
    # Whether somebody who does not know its key got it right.
    is_solved: bool = False

    @property
    def state(self) -> str:
        """``proved``, ``warned`` or ``faulty``."""
        if self.proof.is_faulty:
            return "faulty"
        return "proved" if self.proof.is_proved else "warned"

    @property
    def word(self) -> str:
        """Its state in words; it is confirmed only if it was solved blind, too, without a warning."""
        if self.proof.is_faulty or self.is_there:
            return "faulty" if self.proof.is_faulty else "there already"
        if any(finding.code != "not-blind" for finding in self.proof.findings):
            return "warned"
        if self.is_solved:
            return "confirmed"
        return "not yet solved blind" if is_choice(self.proof.exercise) else _PROVED

    @property
    def words_on_screen(self) -> str:
        """Its state in words for a reader who knows nothing of rounds and proofs, and its id."""
        return f"{_ON_SCREEN.get(self.word, self.word)}  {self.part.id}".rstrip()

    @property
    def told(self) -> tuple[str, ...]:
        """Which exercise it is and the findings, then a line for each remark."""
        problems = (
            f"{f'line {problem.line}: ' * bool(problem.line)}{problem.where}{': ' * bool(problem.where)}"
            f"{problem.message}"
            for problem in self.proof.findings
        )
        name = self.part.id or "(without an id)"
        return f"{self.word}  {name}", *problems, *self.remarks, *self.proof.remarks


@dataclass(slots=True)
class Answer:
    """The outcome for an answer; ``bank`` is where its exercises will be once they are kept."""

    bank: str
    parts: int = 0
    call: papers.Call = "1"
    # The number of exercises that the page asked for; 0 if it is unknown.
    asked: int = 0
    taken: list[Taken] = field(default_factory=list[Taken])
    # How many of its exercises are kept, without a review.
    kept: int = 0
    # Whether somebody ended it; exercises proved until then are kept.
    is_cut_short: bool = False
    # Why a later call, or the repair of rejected exercises, brought nothing.
    problem: str = ""
    # Quotations about the paper as a whole, which are kept only if a reader notes them.
    facts: tuple[papers.Fact, ...] = ()
    # What came of its other sections, and what its author could mend in them or left out.
    sections: tuple[str, ...] = ()
    open_sections: tuple[str, ...] = ()
    # The call that comes next; the first one where nothing waits for another.
    next_call: papers.Call = "1"
    # The later call that is open though all calls are over: nobody solved some blind, or some have no steps.
    open_call: papers.Call = "1"

    def take(self, outcome: Taken) -> None:
        """Record the outcome for an exercise, in place of an earlier one of it."""
        for index, earlier in enumerate(self.taken):
            is_repaired = earlier.proof.is_faulty and earlier.part.id == outcome.part.id
            if is_repaired or (outcome.own and earlier.own == outcome.own and not outcome.is_there):
                self.taken[index] = outcome
                return
        self.taken.append(outcome)

    @property
    def drafts(self) -> tuple[str, ...]:
        """The ids of those that wait in the review now."""
        return tuple(
            taken.own
            for taken in self.taken
            if taken.own and not taken.is_there and not taken.proof.is_faulty
        )

    @property
    def told(self) -> str:
        """The outcome in words: ``2 exercises to review; 1 was not accepted.``, and which facts it quotes."""
        faulty = sum(outcome.proof.is_faulty for outcome in self.taken)
        there = sum(outcome.is_there for outcome in self.taken)
        solved = sum(outcome.word == "confirmed" for outcome in self.taken)
        waiting = len(self.drafts) - self.kept
        told = [f"{count(self.kept, 'exercise')} can be practised now"] if self.kept else []
        told += [f"{count(waiting, 'exercise')} to review"] if waiting or not (told or self.sections) else []
        if self.call == "blind" and solved:
            told = [f"+{solved} from your chat, which {'counts' if solved == 1 else 'count'} from now on"]
        told += [f"{there} {'is' if there == 1 else 'are'} there already"] if there else []
        told += [f"{faulty} {'was' if faulty == 1 else 'were'} not accepted"] if faulty else []
        told += self.sections
        told += [f"ended after {len(self.taken)} of {self.parts}"] if self.is_cut_short else []
        told += [self.problem] if self.problem else []
        quoted = [fact.about for fact in self.facts if fact.quotes]
        offers = f" Notes offers what it quotes of the paper: {', '.join(quoted)}." if quoted else ""
        return f"{'; '.join(told)}.{offers}"

    @property
    def next_page(self) -> str:
        """The content of the next page; empty if nothing waits for another call."""
        return "" if self.next_call == "1" else CALLS[self.next_call]

    @property
    def to_paste_back(self) -> str:
        """The words for its author on refused and missing parts; empty for nothing."""
        faults = [
            f"- {outcome.part.id or f'the one at line {outcome.part.line}'}: {message}"
            for outcome in self.taken
            for message in self.faults_of(outcome)
        ]
        request = [_REQUESTS[self.call], *faults] if faults else []
        return "\n".join((*request, *self.open_sections))

    def faults_of(self, outcome: Taken) -> tuple[str, ...]:
        """Return the faults of an exercise that its author could mend."""
        findings = (finding.message for finding in outcome.proof.findings if self._is_mendable(finding))
        left_out = (remark for remark in outcome.remarks if remark.startswith(_LEFT_OUT))
        if self.call != "2":
            return (*findings, *left_out)
        return (*findings, *left_out, *outcome.proof.remarks)

    def _is_mendable(self, finding: Finding) -> bool:
        if finding.severity == "error":
            return finding.code != "closed" and (finding.code != "blind" or self.call == "blind")
        return self.call != "blind" and finding.code not in ("not-blind", "doubt")


def take_author_answer(
    workspace: Workspace,
    name: str,
    text: str,
    *,
    call: papers.Call | None = None,
    blind: bool = True,
    variants: int = VARIANTS,
    tell: Tell = lambda outcome: None,
    is_cancelled: Callable[[], bool] = lambda: False,
    repair: Callable[[str], str] | None = None,
    about_text: str | None = None,
) -> Answer:
    """Take what an answer says of its paper, prove its exercises one by one, and review those without fault.

    ``call`` is the one that it answers; by default that of the page with its code, else by its form. Without
    ``blind`` nobody has to solve them. ``tell`` hears of each as it comes. ``repair`` is called once for
    the parts that the first call's answer lacks, with the words to paste back. Ending it, by
    ``is_cancelled`` or an interruption, keeps the exercises proved until then. With an ``about_text`` the
    page was about that. The formulas of an answer to a PDF's page are imported as a paper first.

    Raises:
        UsageError: nothing is called so, or the answer contains nothing of the call.
        PaperError, FileError: the record cannot be read or written.
    """
    read = papers.read_answer(text)
    note = find_page_note(workspace.places, read.code) if read.code else None
    if note is not None and name.lower().endswith(".pdf"):
        name = note.about  # what an earlier piece made of it
    if read.formulas and call in (None, "1"):
        name = import_written_paper(workspace, name, read, is_cancelled)
        if note is not None:
            note_page(workspace.places, replace(note, about=name))
            note = replace(note, about=name)
    state = read_author_state(workspace, name, about_text)
    call = call or (note.call if note is not None else None) or _guess_call(read, text, state)
    if call == "1" and state.drafts.next_call == "1":
        state = replace(state, drafts=AuthorDrafts())  # the calls before are over
    checks = _Checks(workspace, variants, is_cancelled, blind)
    taking = _Taking(checks, state, Answer(state.record.bank, call=call), tell)
    if note is not None:
        taking.answer.asked = note.exercises
    note_answered(workspace.places, note.about if note is not None else name)
    try:
        if call == "1":
            taking.take_first(read, text, repair)
        elif call == "2":
            taking.take_second(read)
        else:
            _refuse_earlier_page(workspace, state, read.code if note is not None else "")
            taking.take_blind(text)
    except (TimedOutError, KeyboardInterrupt):
        taking.answer.is_cut_short = True
    taking.save()
    return taking.answer


def _refuse_earlier_page(workspace: Workspace, state: AuthorState, code: str) -> None:
    if code and code != find_blind_code(workspace, state):
        raise UsageError(
            "this answers an earlier page: other exercises wait now",
            "drill brief with --call blind asks anew",
        )


def _guess_call(read: papers.AuthorAnswer, text: str, state: AuthorState) -> papers.Call:
    """Return the call that an answer without the code of a page is to."""
    drafts = state.drafts.drafts
    if not read.exercises:
        is_open = any(draft.passed != "blind" for draft in drafts)
        return "blind" if is_open and not read.has_sections and papers.blind_answers(text) else "1"
    return "1" if not drafts or any("prompt" in part.text for part in read.exercises) else "2"


@dataclass(frozen=True, slots=True)
class _Checks:
    """Where an answer is proved, with how many draws, and whether somebody has to solve it blind."""

    workspace: Workspace
    variants: int
    is_cancelled: Callable[[], bool]
    is_blind: bool

    def prove(self, state: AuthorState, part: papers.AnswerPart, own: str) -> papers.Proof:
        """Return the proof of one exercise. Raises CheckError where it was cancelled, TimedOutError."""
        symbols = state.subject.record.symbols if state.subject.record is not None else ()
        try:
            return self.workspace.workers.prove(
                part,
                own=own,
                bank=state.record.bank,
                variants=self.variants,
                letters=papers.find_letters_of_constants(symbols),
                is_cancelled=self.is_cancelled,
            )
        except CheckError as error:
            if self.is_cancelled():
                raise
            return papers.Proof.faulty(part, error.message)


class _Taking:
    """One answer as it is taken; proved exercises are saved at the end, however it ends."""

    def __init__(self, checks: _Checks, state: AuthorState, answer: Answer, tell: Tell) -> None:
        self._checks = checks
        self._workspace = checks.workspace
        self._state = state
        self.answer = answer
        self._tell = tell
        self._told: set[tuple[str, ...]] = set()
        self._changed: dict[str, AuthorDraft] = {}
        self._outcomes: dict[str, Taken] = {}
        self._gone: set[str] = set()
        self._quoted: tuple[papers.PassageRow, ...] = ()

    # The first call

    def take_first(self, read: papers.AuthorAnswer, text: str, repair: Callable[[str], str] | None) -> None:
        """Take the sections of an answer, then its exercises. Raises UsageError if it has none of these."""
        subject = self._state.subject
        if not (read.exercises or read.has_sections):
            papers.parts_of_answer(text)
        self.answer.parts = len(read.exercises)
        if subject.record is not None:
            self.answer.facts = papers.facts_of_answer(text, papers.quotable_text(subject.record))
            facts = ((fact.about, quote) for fact in self.answer.facts for quote in fact.quotes)
            self._quoted = tuple(papers.PassageRow(about, quote) for about, quote in facts)
        if subject.is_import:
            taken = take_sections(self._workspace, subject.slug, read)
            self.answer.sections, self.answer.open_sections = taken.told, taken.is_open
            record = read_record(record_path(self._workspace.places, subject.slug))
            self._state = replace(self._state, record=record or self._state.record)
        for part in read.exercises:
            self._prove_first(part)
        if repair is not None and self.answer.to_paste_back:
            for part in _ask_for_refused_parts(repair, self.answer):
                self._prove_first(part, is_repair=True)

    def _prove_first(self, part: papers.AnswerPart, *, is_repair: bool = False) -> None:
        state, record = self._state, self._state.record
        on_paper = state.subject.record.bank if state.subject.record is not None else record.bank
        entries = self._workspace.catalogue.entries.values()
        in_bank = {entry.id for entry in entries if entry.bank in (record.bank, on_paper)}
        own = papers.own_id(record, part.id, {*in_bank, *self._changed})
        proof = self._checks.prove(state, part, own)
        left_out: list[str] = []
        if proof.is_faulty and proof.written:
            proof, left_out = self._prove_without_lines(part, own, proof)
        if proof.is_faulty:
            self._report(Taken(proof, part, "", tuple(left_out)))
            return
        exercise, remarks = _with_known_names(self._workspace, proof.exercise)
        remarks += left_out
        replaced = self._find_warned(exercise, proof)
        if not replaced and (there := self._find_same(exercise)):
            self._report(Taken(proof, part, there[0], (f"it is there already: {', '.join(there)}",), True))
            return
        if replaced := replaced or self._find_rewritten(part.id, own, is_repair=is_repair):
            own = replaced
            remarks.append("it takes the place of the one with a warning")
        elif own != part.id:
            remarks.append(f"called {own}, since {part.id} is another exercise's id")
        draft = replace(_make_draft(own, exercise, "1", proof), written=papers.shown_fields(proof.written))
        self._report(Taken(proof, part, own, tuple(remarks)), draft)

    def _prove_without_lines(
        self, part: papers.AnswerPart, own: str, proof: papers.Proof
    ) -> tuple[papers.Proof, list[str]]:
        """Return the proof of an exercise without the steps, hints and replies that do not follow."""
        fields = dict(proof.written)
        left_out: list[str] = []
        for _ in range(_MOST_TRIES):
            lines = tuple(finding for finding in proof.findings if finding.code == "line")
            told = _drop_faulty(fields, replace(proof, findings=lines)) if proof.is_faulty else []
            if not told:
                break
            left_out += told
            whole = replace(part, text=papers.write_exercise_segment(part.id, fields))
            proof = self._checks.prove(self._state, whole, own)
        return proof, left_out

    def _find_warned(self, exercise: Mapping[str, Written], proof: papers.Proof) -> str:
        """Return the id of a draft with the same prompt and more warnings; empty without one.

        It has passed the first call alone, and nobody decided on it.
        """
        prompt, _, stages = _task_of(exercise)
        for draft in self._list_undecided():
            draft_prompt, _, draft_stages = _task_of(draft.exercise)
            is_same = (draft_prompt, draft_stages) == (prompt, stages)
            if is_same and len(draft.warnings) > len(proof.findings):
                return draft.id
        return ""

    def _list_undecided(self) -> Iterator[AuthorDraft]:
        """Yield the drafts, as they are now, that passed the first call alone and that nobody decided on."""
        for draft in self._state.drafts.changed(self._changed.values()).drafts:
            if draft.passed == "1" and draft.id not in self._state.record.decisions:
                yield draft

    def _find_rewritten(self, id_: str, own: str, *, is_repair: bool) -> str:
        """Return the draft with a warning that an exercise of its id is written for; empty without one.

        ``own`` is the id that a new exercise would get. Two of one id in one answer are two exercises.
        """
        if own == id_:
            return ""
        called = re.compile(rf"{re.escape(id_)}(?:-\d+)?")
        warned = [
            draft.id
            for draft in self._list_undecided()
            if draft.warnings and called.fullmatch(draft.id) and (is_repair or draft.id not in self._changed)
        ]
        return id_ if id_ in warned else next(reversed(warned), "")

    def _find_same(self, exercise: Mapping[str, Written]) -> tuple[str, ...]:
        """Return the id of an exercise with the same task and key, and where it is; nothing for a new one."""
        task = _task_of(exercise)
        record = self._state.record
        for draft in record.drafts:
            if _task_of(draft.exercise) == task:
                decision = record.draft_decision(draft).decision
                return draft.id, {"kept": "kept", "left": "left out"}.get(decision, "in the review")
        same = (id_ for id_, draft in self._changed.items() if _task_of(draft.exercise) == task)
        return next(((id_, "in the review") for id_ in same), ())

    # The second call

    def take_second(self, read: papers.AuthorAnswer) -> None:
        """Give drafts their mistakes, hints and steps. Raises UsageError if the answer has none."""
        state, is_blind = self._state, self._checks.is_blind
        waiting = {draft.id: draft for draft in (state.list_open() if is_blind else state.drafts.drafts)}
        if not read.exercises:
            raise UsageError("the answer contains no exercise", "each begins with a line - id: its-name")
        self.answer.parts = len(read.exercises)
        for part in read.exercises:
            if (draft := waiting.pop(part.id, None)) is None:
                code = "id"
                message = f"no exercise of this page is called {part.id}; write the id as it does"
                if any(part.id == known.id for known in (*state.drafts.drafts, *state.record.drafts)):
                    code = "closed"
                    message = "you decided on it already; edit it in the app, under Papers"
                self._report(Taken(papers.Proof.faulty(part, message, code), part, ""))
            else:
                self._complete(part, draft)
        for draft in waiting.values():  # drafts without new texts go on without them
            if draft.passed == "1":
                self._changed[draft.id] = self._pass_second(draft)

    def _complete(self, part: papers.AnswerPart, draft: AuthorDraft) -> None:
        """Give a draft its mistakes, hints and steps, without the faulty ones."""
        self._changed[draft.id] = self._pass_second(draft)
        try:
            later = dict(papers.mapping_in(papers.read_part(part.text)))
            doubt = one_line(str(later.pop("doubt", "")))
        except BankError as error:
            self._report(Taken(papers.Proof.faulty(part, str(error), "yaml"), part, ""))
            return
        dropped: list[str] = []
        proof = self._prove_whole(part, draft, later)
        for _ in range(_MOST_TRIES):
            told = _drop_faulty(later, proof)
            if proof.is_faulty and not told and later.get("steps"):
                later["steps"], told = [], [f"{_LEFT_OUT}the steps, because with them it cannot be read"]
            if not told:
                break
            dropped += told
            proof = self._prove_whole(part, draft, later)
        if proof.is_faulty:
            placed = replace(proof, findings=_place_findings_at_line(proof.findings, part.line))
            self._report(Taken(placed, part, "", tuple(dropped)))
            return
        exercise, remarks = _with_known_names(self._workspace, proof.exercise)
        doubted = [make_answer_warning(draft.id, "doubt", f"its author doubts it: {doubt}")] if doubt else []
        proof = replace(proof, findings=_place_findings_at_line((*proof.findings, *doubted), part.line))
        whole = _make_draft(draft.id, exercise, "2", proof)
        whole = self._pass_second(replace(whole, written=draft.written, is_solved=draft.is_solved))
        is_unasked = not self._checks.is_blind and not draft.is_solved
        unasked = (make_answer_warning(draft.id, "not-blind", NOT_BLIND),) * is_unasked
        proof = replace(proof, findings=(*proof.findings, *unasked))
        self._report(Taken(proof, part, draft.id, (*remarks, *dropped), is_solved=draft.is_solved), whole)

    def _pass_second(self, draft: AuthorDraft) -> AuthorDraft:
        """Return a draft with the second call done, and all calls done where nobody is to solve it."""
        return replace(draft, passed="blind" if draft.is_solved or not self._checks.is_blind else "2")

    def _prove_whole(
        self, part: papers.AnswerPart, draft: AuthorDraft, later: Mapping[str, Any]
    ) -> papers.Proof:
        fields = {**papers.complete_fields(draft.exercise, later), **papers.find_said_step(draft.written)}
        whole = papers.AnswerPart(part.id, papers.write_exercise_segment(draft.id, fields), part.line)
        return self._checks.prove(self._state, whole, draft.id)

    # The blind round

    def take_blind(self, text: str) -> None:
        """Grade the answers of somebody who sees no key. Raises UsageError if nothing waits or is solved."""
        waiting = self._state.list_for_call("blind")
        asked = ask_blind(self._workspace, self._state)
        if not asked.tasks:
            raise UsageError(f"no exercise waits for {CALLS['blind']}", "drill brief asks for new ones")
        answers = papers.blind_answers(text)
        if not answers:
            hint = "write a line for each task, its number and the answer: 1: 3*a/2"
            raise UsageError("the answer solves no task", hint)
        self.answer.parts = len(waiting)
        graded: dict[str, list[Graded]] = {
            id_: [Graded("unread", f"it cannot be asked: {why}")] for id_, why in asked.problems.items()
        }
        steps, false, empty = (papers.blind_remarks(text, name) for name in ("step", "false", "empty"))
        explained: set[str] = set()
        for number, question in enumerate(asked.questions, 1):
            grades = graded.setdefault(question.id, [])
            grades.append(self._grade(question, answers.get(number, "")))
            if question.is_reading:
                explained.add(question.id)
                continue
            if sentence := false.get(number):
                grades.append(grade_false_sentence(self._workspace, question, sentence))
            why, step = empty.get(number, ""), one_line(steps.get(number, ""))
            if _NO_STEP.fullmatch(step):
                why, step = why or "no step is missing in the task", ""
            if why:
                grades.append(Graded("empty", one_line(why)[:_MOST_QUOTED]))
            if why or step:
                explained.add(question.id)
        for id_ in graded.keys() - explained if papers.find_page_code(text) else ():
            graded[id_].append(Graded("unread", _UNEXPLAINED))
        for draft in waiting:
            self._conclude(draft, graded.get(draft.id, []))
        self._take_meanings(asked, answers)

    def _take_meanings(self, asked: BlindRound, answers: Mapping[int, str]) -> None:
        """Confirm the lines of formulas that the solver's lines agree with, and drop those that differ."""
        if not asked.meanings:
            return
        slug, first = self._state.subject.slug, len(asked.questions) + 1
        lines = [answers.get(number, "").strip() for number in range(first, first + len(asked.meanings))]
        told = compare_blind_lines(self._workspace, slug, asked.meanings, lines)
        record = read_record(record_path(self._workspace.places, slug)) or self._state.record
        self._state = replace(self._state, record=record)
        confirmed = sum(bool(meaning.confirmed) for meaning in record.meanings)
        self.answer.sections = (
            f"{confirmed} of {count(len(record.meanings), 'line')} of NumPy confirmed", *told,
        )  # fmt: skip

    def _grade(self, question: BlindQuestion, answer: str) -> Graded:
        """Grade one answer; an error concerns its exercise alone, so that the others are taken."""
        try:
            if question.is_reading:
                return grade_reading(self._workspace, question, answer)
            grade = grade_blind(self._workspace, question, answer)
            if grade.outcome == "right" and isinstance(question.stage.expect, CodeSpec):
                grade = self._compare_on_special_arrays(question, answer) or grade
        except DrillError as error:
            return Graded("unread", f"its answer cannot be checked: {error}")
        return grade

    def _compare_on_special_arrays(self, question: BlindQuestion, answer: str) -> Graded | None:
        """Return a grade if special arrays distinguish a blind answer in code from the key."""
        draft = next(draft for draft in self._state.drafts.drafts if draft.id == question.id)
        fields = {**draft.exercise, "witness": {"array": answer}}
        part = papers.AnswerPart(draft.id, papers.write_exercise_segment(draft.id, fields), 1)
        findings = self._checks.prove(self._state, part, draft.id).findings
        message = next((finding.message for finding in findings if finding.code == "special"), "")
        message = message.removeprefix("witness: ").replace("the witness", "the blind answer")
        return Graded("wrong", message) if message else None

    def _conclude(self, draft: AuthorDraft, grades: Sequence[Graded]) -> None:
        """Decide on a draft by its questions: it is confirmed, it is not, or it goes."""
        part = papers.AnswerPart(draft.id, "", 0)
        by_outcome = {grade.outcome: grade.message for grade in reversed(grades)}
        proof = papers.Proof((), draft.exercise)
        if "wrong" in by_outcome:
            self._gone.add(draft.id)
            faulty = replace(proof, findings=(part.make_finding("blind", by_outcome["wrong"]),))
            is_kept = self._is_kept(draft.id) and self._is_answered(draft.id)
            told = ("you answered it already: look at it again",) if is_kept else ()
            self._report(Taken(faulty, part, draft.id, told))
            return
        if draft.is_solved and "unread" in by_outcome:
            return
        open_question = by_outcome.get("unread", "")
        warnings = draft.warnings
        if "false" in by_outcome:
            warnings = (*warnings, by_outcome["false"])
        if "empty" in by_outcome and draft.doubted:
            warnings = (*warnings, f"two who solved it would not ask it: {by_outcome['empty']}")
        elif "empty" in by_outcome:
            open_question = open_question or (
                f"who solved it would not ask it: {by_outcome['empty']}; somebody else decides"
            )
        told = (open_question,) if open_question else warnings
        code = "not-blind" if open_question else "warned"
        findings = tuple(make_answer_warning(draft.id, code, message) for message in told)
        proof = replace(proof, findings=findings)
        concluded = replace(
            draft,
            passed="1" if draft.passed == "1" else "blind",  # an earlier answer closes nothing
            proved=proof.is_proved,
            is_solved=not open_question,
            warnings=warnings,
            doubted=by_outcome.get("empty", draft.doubted),
            is_read=draft.is_solved,
        )
        self._report(Taken(proof, part, draft.id, is_solved=not open_question), concluded)

    def _is_kept(self, id_: str) -> bool:
        draft = self._state.record.find_draft(id_)
        return draft is not None and papers.was_kept(self._state.record, draft)

    def _is_answered(self, id_: str) -> bool:
        history = self._workspace.store.history(ItemId(f"{self._state.record.bank}/{id_}"))
        return next(iter(history), None) is not None

    # Keeping and reporting

    def _report(self, outcome: Taken, draft: AuthorDraft | None = None) -> None:
        """Report the result for an exercise, and keep its draft where it is taken."""
        if draft is not None:
            self._changed[draft.id], self._outcomes[draft.id] = draft, outcome
        self.answer.take(outcome)
        if outcome.told not in self._told or not outcome.proof.is_faulty:  # a repair with the same fault
            self._tell(outcome)
        self._told.add(outcome.told)

    def save(self) -> None:
        """Write what changed into the paper's record and the drafts, and say which call comes next."""
        state, places = self._state, self._workspace.places
        slug = state.subject.slug
        if not self._changed and not self._gone and not self._quoted:
            self.answer.next_call = state.drafts.next_call
            return
        file = record_path(places, slug)
        # what is refused leaves the bank, unless it was answered, so that no answer loses its exercise
        withdrawn = [id_ for id_ in self._gone if self._is_kept(id_) and not self._is_answered(id_)]
        if withdrawn:
            draft_review.forget_decisions(self._workspace, slug, withdrawn)
        of_paper = state.subject.record or state.record
        rows = [
            _make_draft_record(of_paper, outcome, self._changed[id_])
            for id_, outcome in self._outcomes.items()
        ]
        with lock_file_folder(file):
            latest = read_record(file) or state.record
            latest = replace(latest, quoted=self._quoted or latest.quoted)
            record = papers.with_drafts(latest, rows, self._gone)
            save_record(file, record)
            drafts = state.drafts.changed(self._changed.values(), self._gone)
            save_drafts(drafts_path(places, slug), drafts)
        after = replace(state, record=record, drafts=drafts)
        self.answer.next_call, self.answer.open_call = drafts.next_call, after.find_open_call()


def _make_draft(
    id_: str, exercise: Mapping[str, Any], passed: papers.Call, proof: papers.Proof
) -> AuthorDraft:
    warnings = tuple(finding.message for finding in proof.findings)
    return AuthorDraft(id_, exercise, passed, proof.is_proved, warnings, seeds=proof.seeds)


def make_answer_warning(id_: str, code: str, message: str) -> Finding:
    """Return a warning on an exercise of an answer, without a place in it."""
    return papers.AnswerPart(id_, "", 0).make_finding(code, message, "warning")


def _place_findings_at_line(findings: Sequence[Finding], line: int) -> tuple[Finding, ...]:
    return tuple(replace(finding, line=line) for finding in findings)


def _task_of(exercise: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return the task and key of an exercise, which identify it."""
    prompt = " ".join(str(exercise.get("prompt", "")).split())
    return prompt, str(exercise.get("answer", "")), str(exercise.get("stages", ""))


def _drop_faulty(fields: dict[str, Any], proof: papers.Proof) -> list[str]:
    """Drop the texts of an exercise that a proof finds faulty; return the dropped ones, in words."""
    told: list[str] = []
    dropped: dict[str, set[int]] = {}
    for finding in proof.findings:
        is_bad = finding.severity == "error" or finding.code == "dropped"
        match = _PLACED.match(finding.message) if is_bad else None
        if match is None or not (match[1] == "reply" or fields.get(match[1])):
            continue
        # a title has no places; where has the conditions of the first call, too
        is_counted = match[2] and match[1] not in ("where", "title")
        dropped.setdefault(match[1], set()).add(int(match[2]) if is_counted else 0)
        told.append(f"{_LEFT_OUT}{finding.message}")
    for place in dropped.pop("reply", ()):
        _drop_reply(fields, place)
    for name, places in dropped.items():
        rows = fields[name] if is_list(fields[name]) else ()
        fields[name] = [row for place, row in enumerate(rows, 1) if place not in places and 0 not in places]
    return told


def _drop_reply(fields: dict[str, Any], place: int) -> None:
    """Take the reply from the option of a choice at a place, from 1."""
    answer = fields.get("answer")
    options = answer.get("choice") if is_mapping(answer) else None
    if is_mapping(answer) and is_list(options):
        bare = [
            {name: value for name, value in option.items() if name != "say"}
            if number == place and is_mapping(option)
            else option
            for number, option in enumerate(options, 1)
        ]
        fields["answer"] = {**answer, "choice": bare}


def _ask_for_refused_parts(repair: Callable[[str], str], answer: Answer) -> Sequence[papers.AnswerPart]:
    """Ask once more for the parts that were not accepted; a failure does not lose the accepted ones."""
    refused = {outcome.part.id: outcome.part.text for outcome in answer.taken if answer.faults_of(outcome)}
    if not refused:
        return ()
    request = "\n\n".join((answer.to_paste_back, "They were:", *refused.values()))
    try:
        return [part for part in papers.parts_of_answer(repair(request)) if part.id in refused]
    except (AssistantError, UsageError) as error:
        answer.problem = f"what was not accepted did not come again: {cut_to_quoted_line(error.sentence)}"
        return ()


def cut_to_quoted_line(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = one_line(text)
    if len(line) <= _MOST_QUOTED:
        return line
    return f"{line[: _MOST_QUOTED - 1]}…"


def answer_in(name: str) -> str:
    """Return the text of an answer in a file. Raises UsageError if it cannot be read."""
    path = Path(os.path.expanduser(name))
    try:
        refuse_endless(path)
    except (OSError, ValueError) as error:  # ValueError: it cannot be a path
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{name} cannot be read: {reason}") from error
    return text_of(path)


def take_back_author_drafts(workspace: Workspace, name: str) -> int:
    """Remove from the review the exercises of the newest calls, except kept ones; return how many.

    Raises:
        UsageError: nothing is called so.
        PaperError, FileError: the record cannot be read or written.
    """
    slug = find_author_subject(workspace, name).slug
    file = record_path(workspace.places, slug)
    drafts_file = drafts_path(workspace.places, slug)
    with lock_file_folder(file):
        if (record := read_record(file)) is None:
            return 0
        newest = {draft.id for draft in read_drafts(drafts_file).drafts}
        without = papers.with_drafts(record, (), newest)
        save_record(file, without)
        save_drafts(drafts_file, AuthorDrafts())
    return len(record.drafts) - len(without.drafts)


def _with_known_names(
    workspace: Workspace, exercise: Mapping[str, Written]
) -> tuple[Mapping[str, Written], list[str]]:
    """Return an exercise without skills and cards that are not loaded, and the names left out."""
    fields = dict(exercise)
    remarks = list[str]()
    skills = workspace.catalogue.skills
    for named in ("skill", "card"):
        name = str(fields.get(named, ""))
        is_card = named == "card" and any(name in bank.cards for bank in workspace.catalogue.banks)
        if name and SkillId(name) not in skills and not is_card:
            remarks.append(f"no {named} is called {one_line(name)}: left out")
            del fields[named]
    needs = fields.get("needs")
    if isinstance(needs, list):  # a requirement helps a reader only where it can be drilled
        fields["needs"] = [need for need in needs if SkillId(str(need)) in skills]
    return fields, remarks


def _make_draft_record(record: papers.Paper, outcome: Taken, draft: AuthorDraft) -> papers.DraftRecord:
    """Return a draft of the review, next to the formula that its source names by number, or as the page does.

    It is confirmed once it was solved blind.
    """
    exercise = draft.exercise
    source = str(exercise.get("source", ""))
    numbers = {number for match in _NUMBER.finditer(source) for number in match.groups()}
    rows = [row for row in record.formulas if not row.pointers.isdisjoint(numbers)]
    for row in record.formulas:
        name = re.escape(row.called or row.name)
        rows += [row] if re.search(rf"(?<!\w){name}s?(?!\w)", source, re.IGNORECASE) else []
    formula = next(iter(rows), None)
    findings = outcome.proof.findings
    remarks = [*outcome.remarks, *outcome.proof.remarks, *(finding.message for finding in findings)]
    is_told = draft.is_solved or any(finding.code == "not-blind" for finding in findings)
    return papers.DraftRecord(
        outcome.own, papers.SECOND_AUTHOR, formula.id if formula is not None else "", exercise,
        proved=draft.is_solved and outcome.proof.is_proved, solved=draft.is_solved,
        file=formula.file if formula is not None else "",
        line=formula.line if formula is not None else 0,
        remark="; ".join(remarks if is_told else (*remarks, NOT_BLIND)),
    )  # fmt: skip


def told_taken_back(gone: int) -> str:
    """Return the result of `take_back_author_drafts` in words."""
    return f"{count(gone, 'draft')} taken back; what you kept stays"
