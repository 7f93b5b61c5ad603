"""The second author in three calls: pages that ask, and answers that are proved and put into the review.

The first call brings tasks with keys and witnesses, and a table of letters; the second one mistakes, hints
and steps of what is proved; in the third somebody solves the prompts blind. What is proved waits in the
review from the first call on, and counts as confirmed once it was solved blind.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from drill import papers
from drill.codec import is_list, is_mapping
from drill.errors import BankError, CheckError, TimedOutError, UsageError
from drill.files import lock_file_folder, refuse_endless, save_text_file, text_of
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.proving import Finding
from drill.reading import Written
from drill.session.papers import draft_review
from drill.session.papers.assistant import AssistantError, note_shown, run_assistant
from drill.session.papers.author_drafts import (
    AuthorDraft,
    AuthorDrafts,
    drafts_path,
    read_drafts,
    save_drafts,
)
from drill.session.papers.blind_round import Graded, ask_blind, grade_blind, mark_questions
from drill.session.papers.code_files import is_code, is_folder, make_code_files_page
from drill.session.papers.paper_import import keep_read
from drill.session.papers.paper_names import SHELF, find_paper_slug, name_paper_bank
from drill.session.papers.paper_notes import read_paper_notes
from drill.session.papers.records import (
    formulas_of,
    read_record,
    record_of,
    record_path,
    save_record,
    slugs_on_record,
)
from drill.session.scope import find_named_exercises, resolve
from drill.session.workspace import Workspace
from drill.text import clean_text, count, one_line

# Draws of each exercise, as `drill check` takes them.
VARIANTS = 20
# Bytes of a file of notes; of a longer one nobody wants exercises at once.
_MOST_NOTES = 2_000_000
# Characters of an answer without exercises that are shown.
_MOST_QUOTED = 200
_NUMBER = re.compile(r"\((\w[\w.]*)\)")
# What a finding on a mistake, hint or step begins with.
_PLACED = re.compile(r"(wrong|hints|steps|where)\b[ .]?(\d+)?")
# Times that the second call's texts are tried without what is faulty in them.
_MOST_TRIES = 6
_NOT_BLIND = "nobody has solved it blind"
_LEFT_OUT = "left out: "
_AGAIN = "write each of them again, whole, in the same form and in one code block, nothing else:"
# What is asked of whoever wrote what was not accepted.
_REQUESTS: Mapping[papers.Call, str] = {
    "1": f"These exercises were not accepted, or only with a warning. Correct them and {_AGAIN}",
    "2": f"Of these something was left out, is in doubt, or could be better. Correct it and {_AGAIN}",
    "blind": "These exercises were refused: whoever solved them blind had another answer. Mend the key, or "
    "what the prompt leaves open, and write each of them again, whole, as in your answer to call 1:",
}
_PROVED = "proved, not yet solved blind"
# What the page of a call asks for.
_CALLS: Mapping[papers.Call, str] = {
    "1": "tasks and keys", "2": "mistakes, hints and steps",
    "blind": "answers of somebody who does not see the keys",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """One exercise of an answer after it was taken: the findings, and the id that it got."""

    proof: papers.Proof
    part: papers.AnswerPart
    # Its id in the review, or that of the one that is there already; empty where it never was taken.
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
        """Its state in words: confirmed is what was solved blind, too, without a warning."""
        if self.proof.is_faulty or self.is_there:
            return "faulty" if self.proof.is_faulty else "there already"
        if any(finding.code != "not-blind" for finding in self.proof.findings):
            return "warned"
        return "confirmed" if self.is_solved else "not yet solved blind" if self.is_choice else _PROVED

    @property
    def is_choice(self) -> bool:
        """Whether it has no witness, so that only the blind round says anything of its key."""
        answer = self.proof.exercise.get("answer")
        return is_mapping(answer) and "choice" in answer

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
    parts: int
    call: papers.Call = "1"
    # As many as the page asked for; 0 where nobody knows.
    asked: int = 0
    taken: list[Taken] = field(default_factory=list[Taken])
    # Somebody ended it: what was proved until then is kept.
    is_cut_short: bool = False
    # Why a later call, or what was not accepted, brought nothing.
    problem: str = ""
    # What it quotes of the paper as a whole; kept only by a reader who notes it.
    facts: tuple[papers.Fact, ...] = ()
    # Letters that its table declares from now on, and why others do not.
    letters: tuple[str, ...] = ()
    refused_letters: Mapping[str, str] = field(default_factory=dict[str, str])
    # The call that comes next; the first one where nothing waits for another.
    next_call: papers.Call = "1"
    # Whether all calls are over, and yet nobody has solved some blind.
    is_unsolved: bool = False

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
        told = [f"{count(len(self.drafts), 'exercise')} to review"]
        told += [f"{there} {'is' if there == 1 else 'are'} there already"] if there else []
        told += [f"{faulty} {'was' if faulty == 1 else 'were'} not accepted"] if faulty else []
        told += [f"ended after {len(self.taken)} of {self.parts}"] if self.is_cut_short else []
        told += [self.problem] if self.problem else []
        quoted = [fact.about for fact in self.facts if fact.quotes]
        offers = f" Notes offers what it quotes of the paper: {', '.join(quoted)}." if quoted else ""
        return f"{'; '.join(told)}.{self.told_letters}{offers}"

    @property
    def next_page(self) -> str:
        """What the next page asks for; empty where nothing waits for another call."""
        return "" if self.next_call == "1" else _CALLS[self.next_call]

    @property
    def told_letters(self) -> str:
        """Which letters the table declares, as a sentence; empty without any."""
        if not self.letters:
            return ""
        return f" Your table explains {count(len(self.letters), 'letter')}."

    @property
    def to_paste_back(self) -> str:
        """What to tell its author of what was not accepted; empty if all was."""
        faults = [
            f"- {outcome.part.id or f'the one at line {outcome.part.line}'}: {message}"
            for outcome in self.taken
            for message in self.faults_of(outcome)
        ]
        return "\n".join((_REQUESTS[self.call], *faults)) if faults else ""

    def faults_of(self, outcome: Taken) -> tuple[str, ...]:
        """Return what its author could mend in an exercise."""
        findings = (finding.message for finding in outcome.proof.findings if self._is_mendable(finding))
        if self.call != "2":
            return (*findings,)
        left_out = (remark for remark in outcome.remarks if remark.startswith(_LEFT_OUT))
        return (*findings, *left_out, *outcome.proof.remarks)

    def _is_mendable(self, finding: Finding) -> bool:
        if finding.severity == "error":
            return finding.code != "closed" and (finding.code != "blind" or self.call == "blind")
        return self.call != "blind" and finding.code not in ("not-blind", "doubt")


@dataclass(frozen=True, slots=True)
class _Subject:
    """The subject of a page: an imported paper, a topic, a skill or notes."""

    slug: str
    title: str
    record: papers.Paper | None = None
    entries: tuple[Entry, ...] = ()
    text: str | None = None
    is_code: bool = False


def find_bank(workspace: Workspace, name: str) -> str:
    """Return the bank in which exercises on a subject will be. Raises UsageError: nothing is called so."""
    return name_paper_bank(_find_author_subject(workspace, name).slug)


def write_author_page(
    workspace: Workspace,
    name: str,
    *more_files: str,
    call: papers.Call | None = None,
    exercises: int = papers.EXERCISES,
    formulas: int = papers.FORMULAS,
    with_notes: bool = False,
    classes: Sequence[str] = (),
    paper: str = "",
    leaves_out: Collection[ItemId] = (),
) -> str:
    """Return a page for a second author: about a paper, topic, skill, file of notes, or files of code.

    ``call`` is by default the next one. ``classes`` are those of the files of code that it is about, besides
    the central formulas of ``paper``. What tells the key of an exercise among ``leaves_out`` is not on it.

    Raises:
        UsageError: nothing is called so, nothing waits for the call, or a file cannot be read.
        PaperError: the paper's record cannot be read.
    """
    if not 1 <= exercises <= 40 or not 1 <= formulas <= 40:
        raise UsageError("a page asks for 1 to 40 exercises on 1 to 40 formulas")
    record = _find_author_subject(workspace, paper).record if paper else None
    if paper and record is None:
        raise UsageError(f"{one_line(paper)} is not a paper with formulas", "drill banks lists the papers")
    subject = _find_author_subject(workspace, name)
    drafts = read_drafts(drafts_path(workspace.places, subject.slug))
    call = call or drafts.next_call
    if call != "1":
        ids = {
            id_
            for bank, _, id_ in (item.rpartition("/") for item in leaves_out)
            if name_paper_bank(subject.slug) == bank
        }
        drafts = AuthorDrafts(tuple(draft for draft in drafts.drafts if draft.id not in ids))
        return _later_page(workspace, subject, name, drafts, call)
    if more_files or classes or paper or subject.is_code:
        return make_code_files_page(
            workspace, (name, *more_files), classes=classes, record=record, exercises=exercises
        )
    if subject.text is not None:
        return papers.notes_page(name, subject.title, subject.text, exercises=exercises)
    if subject.record is not None:
        record = _without_formulas(workspace, subject.record, leaves_out)
        noted = read_paper_notes(workspace, find_paper_slug(name)).items() if with_notes else ()
        notes = [f"{kind}: {note.text}" for (kind, _), note in noted if note.text and kind != "tick"]
        return papers.paper_page(record, exercises=exercises, formulas=formulas, notes=notes)
    catalogue = workspace.catalogue
    # a skill is trained in other banks as well, whose topics are about something else
    taught = [entry for entry in subject.entries if entry.bank == subject.entries[0].bank]
    spared = [entry for entry in subject.entries if entry.item in leaves_out]
    cards = [
        (catalogue.skills[skill].title if skill in catalogue.skills else skill, card)
        for skill in dict.fromkeys(entry.skill for entry in taught if entry.skill)
        if skill not in {entry.skill for entry in spared}
        and (card := catalogue.card(skill, taught[0].bank)) is not None
    ]
    theory = dict.fromkeys(catalogue.topic(entry).theory for entry in taught)
    for entry in spared:
        theory.pop(catalogue.topic(entry).theory, None)
    there = [entry.title or entry.id for entry in subject.entries]
    text = "\n\n".join(theory)
    return papers.topic_page(name, subject.title, text, cards, there, exercises=exercises)


def _without_formulas(workspace: Workspace, record: papers.Paper, items: Collection[ItemId]) -> papers.Paper:
    """Return a paper without the formulas that exercises are about, and without boxes, which repeat them."""
    bank = workspace.catalogue.bank(record.bank)
    if bank is None or not items:
        return record
    about = {
        formula.id
        for formula, entries in formulas_of(workspace.places, bank)
        if any(entry.item in items for entry in entries)
    }
    kept = tuple(formula for formula in record.formulas if formula.id not in about)
    return replace(record, formulas=kept, algorithms=())


def _later_page(
    workspace: Workspace, subject: _Subject, name: str, drafts: AuthorDrafts, call: papers.Call
) -> str:
    record = read_record(record_path(workspace.places, subject.slug))
    waiting = drafts.list_unsolved(record) if record is not None else ()
    if not waiting:
        first = "drill brief with --call 1 asks for exercises, and drill take proves the answer"
        raise UsageError(f"no exercise on {one_line(name)} waits for {_CALLS[call]}", first)
    if call == "2":
        shown = [draft for draft in waiting if draft.passed == "1"] or waiting
        return papers.second_page(name, {draft.id: {**draft.exercise, **draft.written} for draft in shown})
    questions, _ = ask_blind(workspace, name_paper_bank(subject.slug), waiting)
    return papers.blind_page(name, mark_questions(questions), [question.task for question in questions])


def take_author_answer(
    workspace: Workspace,
    name: str,
    text: str,
    *,
    call: papers.Call | None = None,
    blind: bool = True,
    variants: int = VARIANTS,
    tell: Callable[[Taken], object] = lambda outcome: None,
    is_cancelled: Callable[[], bool] = lambda: False,
    repair: Callable[[str], str] | None = None,
) -> Answer:
    """Prove an answer's exercises one by one and put those without a fault into the review.

    ``call`` is the one that it answers; by default what its first line says, else what it looks like. Without
    ``blind`` nobody is asked to solve them. ``tell`` hears of each as it comes. ``repair`` is asked once for
    what the first call's answer lacks, with the words to paste back. Whoever ends it, by ``is_cancelled`` or
    an interruption, keeps what is proved until then.

    Raises:
        UsageError: nothing is called so, or the answer contains nothing of the call.
        PaperError, FileError: the record cannot be read or written.
    """
    subject = _find_author_subject(workspace, name)
    drafts = read_drafts(drafts_path(workspace.places, subject.slug))
    said, mark = papers.find_call(clean_text(text))
    call = call or said or _guess_call(text, drafts)
    record = read_record(record_path(workspace.places, subject.slug))
    record = record or papers.Paper(subject.slug, title=subject.title)
    taking = _Taking(workspace, subject, record, drafts, variants, tell, is_cancelled, blind)
    return taking.take(call, text, mark, repair)


def _guess_call(text: str, drafts: AuthorDrafts) -> papers.Call:
    """Return the call that an answer without its page's first line is to."""
    try:
        parts = papers.parts_of_answer(text)
    except UsageError:
        return "blind" if drafts.unfinished and papers.blind_answers(text) else "1"
    return "1" if not drafts.drafts or any("prompt" in part.text for part in parts) else "2"


class _Taking:
    """One answer as it is taken: what is proved is saved at the end, however it ends."""

    def __init__(
        self,
        workspace: Workspace,
        subject: _Subject,
        record: papers.Paper,
        drafts: AuthorDrafts,
        variants: int,
        tell: Callable[[Taken], object],
        is_cancelled: Callable[[], bool],
        blind: bool,
    ) -> None:
        self._workspace, self._subject, self._record = workspace, subject, record
        self._drafts, self._variants, self._tell = drafts, variants, tell
        self._told: set[tuple[str, ...]] = set()
        self._is_cancelled, self._blind = is_cancelled, blind
        self._answer = Answer(record.bank, 0)
        self._changed: dict[str, AuthorDraft] = {}
        self._outcomes: dict[str, Taken] = {}
        self._gone: set[str] = set()

    def take(self, call: papers.Call, text: str, mark: str, repair: Callable[[str], str] | None) -> Answer:
        """Take the answer to a call."""
        self._answer.call = call
        if call == "1" and self._drafts.next_call == "1":
            self._drafts = AuthorDrafts()  # the calls before are over
        try:
            if call == "1":
                self._take_first(text, repair)
            elif call == "2":
                self._take_second(text)
            else:
                self._take_blind(text, mark)
        except (TimedOutError, KeyboardInterrupt):
            self._answer.is_cut_short = True
        self._save()
        if call == "1":
            self._use_letters(text)
        return self._answer

    # The first call

    def _take_first(self, text: str, repair: Callable[[str], str] | None) -> None:
        parts = papers.parts_of_answer(text)
        self._answer.parts = len(parts)
        self._answer.asked = papers.find_count(clean_text(text))
        if self._subject.record is not None:
            quotable = papers.quotable_text(self._subject.record)
            self._answer.facts = papers.facts_of_answer(text, quotable)
        for part in parts:
            self._prove_first(part)
        if repair is not None and self._answer.to_paste_back:
            for part in _ask_for_refused_parts(repair, self._answer):
                self._prove_first(part, is_repair=True)

    def _prove_first(self, part: papers.AnswerPart, *, is_repair: bool = False) -> None:
        record, catalogue = self._record, self._workspace.catalogue
        in_bank = {entry.id for entry in catalogue.entries.values() if entry.bank == record.bank}
        own = papers.own_id(record, part.id, {*in_bank, *self._changed})
        proof = self._prove(part, own)
        if proof.is_faulty:
            self._report(Taken(proof, part, ""))
            return
        exercise, remarks = _with_known_names(self._workspace, proof.exercise)
        replaced = self._find_warned(exercise, proof)
        if not replaced and (there := self._find_same(exercise)):
            self._report(Taken(proof, part, there[0], (f"it is there already: {', '.join(there)}",), True))
            return
        if replaced := replaced or self._find_rewritten(part.id, own, is_repair=is_repair):
            own = replaced
            remarks.append("it takes the place of the one with a warning")
        elif own != part.id:
            remarks.append(f"called {own}, since {part.id} is another exercise's id")
        draft = replace(_so_far(own, exercise, "1", proof), written=papers.shown_fields(proof.written))
        self._report(Taken(proof, part, own, tuple(remarks)), draft)

    def _find_warned(self, exercise: Mapping[str, Written], proof: papers.Proof) -> str:
        """Return the id of a draft with the same prompt and more warnings; empty where there is none.

        It has passed the first call alone, and nobody decided on it.
        """
        prompt, _, stages = _task_of(exercise)
        decided = {*self._record.decisions}
        found = {draft.id: draft for draft in self._drafts.drafts} | self._changed
        return next(
            (
                id_
                for id_, draft in found.items()
                if draft.passed == "1" and len(draft.warnings) > len(proof.findings) and id_ not in decided
                and _task_of(draft.exercise)[::2] == (prompt, stages)
            ),
            "",
        )  # fmt: skip

    def _find_rewritten(self, id_: str, own: str, *, is_repair: bool) -> str:
        """Return the draft with a warning that an exercise of its id is written for; empty without one.

        ``own`` is the id that a new exercise would get. Two of one id in one answer are two exercises.
        """
        if own == id_:
            return ""
        decided = {*self._record.decisions}
        found = {
            draft.id: draft for draft in self._drafts.drafts if is_repair or draft.id not in self._changed
        }
        found |= self._changed if is_repair else {}
        called = re.compile(rf"{re.escape(id_)}(?:-\d+)?")
        warned = [
            draft.id
            for draft in found.values()
            if draft.passed == "1"
            and draft.warnings
            and draft.id not in decided
            and called.fullmatch(draft.id)
        ]
        return id_ if id_ in warned else next(reversed(warned), "")

    def _find_same(self, exercise: Mapping[str, Written]) -> tuple[str, ...]:
        """Return the id of an exercise with the same task and key, and where it is; nothing for a new one."""
        task = _task_of(exercise)
        for draft in self._record.drafts:
            if _task_of(draft.exercise) == task:
                decision = self._record.draft_decision(draft).decision
                return draft.id, {"kept": "kept", "left": "left out"}.get(decision, "in the review")
        same = (id_ for id_, draft in self._changed.items() if _task_of(draft.exercise) == task)
        return next(((id_, "in the review") for id_ in same), ())

    def _prove(self, part: papers.AnswerPart, own: str) -> papers.Proof:
        try:
            return self._workspace.workers.prove(
                part,
                own=own,
                bank=self._record.bank,
                variants=self._variants,
                is_cancelled=self._is_cancelled,
            )
        except CheckError as error:
            if self._is_cancelled():
                raise
            return papers.Proof.faulty(part, error.message)

    # The second call

    def _take_second(self, text: str) -> None:
        confirmed = {draft.id for draft in self._record.drafts if draft.proved}
        is_open = self._drafts.list_unsolved(self._record) if self._blind else self._drafts.drafts
        waiting = {draft.id: draft for draft in is_open if draft.id not in confirmed}
        parts = papers.parts_of_answer(text)
        self._answer.parts = len(parts)
        for part in parts:
            if (draft := waiting.pop(part.id, None)) is None:
                code, message = "id", f"no exercise of this page is called {part.id}; write the id as it does"
                if any(part.id == known.id for known in (*self._drafts.drafts, *self._record.drafts)):
                    code, message = "closed", "its round is closed; edit it in the app, under Papers"
                self._report(Taken(papers.Proof.faulty(part, message, code), part, ""))
            else:
                self._complete(part, draft)
        for draft in waiting.values():  # what nobody wrote on goes on without
            if draft.passed == "1":
                self._changed[draft.id] = self._pass_second(draft)

    def _complete(self, part: papers.AnswerPart, draft: AuthorDraft) -> None:
        """Give a draft its mistakes, hints and steps; what is faulty of these is left out."""
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
            if not (told := _drop_faulty(later, proof)):
                break
            dropped += told
            proof = self._prove_whole(part, draft, later)
        if proof.is_faulty:
            placed = replace(proof, findings=_place_findings_at_line(proof.findings, part.line))
            self._report(Taken(placed, part, "", tuple(dropped)))
            return
        exercise, remarks = _with_known_names(self._workspace, proof.exercise)
        doubted = [_make_answer_warning(draft.id, "doubt", f"its author doubts it: {doubt}")] if doubt else []
        proof = replace(proof, findings=_place_findings_at_line((*proof.findings, *doubted), part.line))
        whole = self._pass_second(replace(_so_far(draft.id, exercise, "2", proof), written=draft.written))
        unasked = () if self._blind else (_make_answer_warning(draft.id, "not-blind", _NOT_BLIND),)
        proof = replace(proof, findings=(*proof.findings, *unasked))
        self._report(Taken(proof, part, draft.id, (*remarks, *dropped)), whole)

    def _pass_second(self, draft: AuthorDraft) -> AuthorDraft:
        """Return a draft with which the second call is done, and all calls where nobody solves it blind."""
        return replace(draft, passed="2" if self._blind else "blind")

    def _prove_whole(
        self, part: papers.AnswerPart, draft: AuthorDraft, later: Mapping[str, Any]
    ) -> papers.Proof:
        fields = papers.complete_fields(draft.exercise, later)
        whole = papers.AnswerPart(part.id, papers.write_exercise_segment(draft.id, fields), part.line)
        return self._prove(whole, draft.id)

    # The blind round

    def _take_blind(self, text: str, mark: str) -> None:
        waiting = self._drafts.list_unsolved(self._record)
        questions, problems = ask_blind(self._workspace, self._record.bank, waiting)
        if not questions:
            raise UsageError(f"no exercise waits for {_CALLS['blind']}", "drill brief asks for new ones")
        if mark and mark != mark_questions(questions):
            raise UsageError(
                "this answers an earlier page: other exercises wait now",
                "drill brief with --call blind asks anew",
            )
        answers = papers.blind_answers(text)
        if not answers:
            hint = "write a line for each task, its number and the answer: 1: 3*a/2"
            raise UsageError("the answer solves no task", hint)
        self._answer.parts = len(waiting)
        graded: dict[str, list[Graded]] = {
            id_: [Graded("unread", f"it cannot be asked: {why}")] for id_, why in problems.items()
        }
        for number, question in enumerate(questions, 1):
            grade = grade_blind(self._workspace, question, answers.get(number, ""))
            graded.setdefault(question.id, []).append(grade)
        for draft in waiting:
            self._conclude(draft, graded.get(draft.id, []))

    def _conclude(self, draft: AuthorDraft, grades: Sequence[Graded]) -> None:
        """Say what came of a draft's questions: it is confirmed, it is not, or it goes."""
        part = papers.AnswerPart(draft.id, "", 1)
        off = next((grade for grade in grades if grade.outcome == "wrong"), None)
        off = off or next((grade for grade in grades if grade.outcome == "unread"), None)
        proof = papers.Proof(draft.id, (), draft.exercise)
        if off is not None and off.outcome == "wrong":
            finding = Finding("error", "blind", draft.id, "", "answer", 0, 1, off.message)
            self._gone.add(draft.id)
            self._report(
                Taken(replace(proof, findings=(finding,)), part, draft.id, self._told_kept(draft.id))
            )
            return
        if off is not None:
            proof = replace(proof, findings=(_make_answer_warning(draft.id, "not-blind", off.message),))
        else:
            found = (_make_answer_warning(draft.id, "warned", message) for message in draft.warnings)
            proof = replace(proof, findings=tuple(found))
        concluded = replace(draft, passed="blind", proved=proof.is_proved, is_solved=off is None)
        self._report(Taken(proof, part, draft.id, is_solved=off is None), concluded)

    def _told_kept(self, id_: str) -> tuple[str, ...]:
        kept = any(draft.id == id_ and papers.was_kept(self._record, draft) for draft in self._record.drafts)
        return ("you kept it already: look at it again",) if kept else ()

    # What is kept

    def _report(self, outcome: Taken, draft: AuthorDraft | None = None) -> None:
        """Tell what came of an exercise, and keep its draft where it is taken."""
        if draft is not None:
            self._changed[draft.id], self._outcomes[draft.id] = draft, outcome
        self._answer.take(outcome)
        if outcome.told not in self._told or not outcome.proof.is_faulty:  # a repair with the same fault
            self._tell(outcome)
        self._told.add(outcome.told)

    def _save(self) -> None:
        if not self._changed and not self._gone:
            self._answer.next_call = self._drafts.next_call
            return
        file = record_path(self._workspace.places, self._subject.slug)
        drafts_file = drafts_path(self._workspace.places, self._subject.slug)
        rows = [
            _make_author_draft_record(self._record, outcome, self._changed[id_])
            for id_, outcome in self._outcomes.items()
        ]
        with lock_file_folder(file):
            latest = read_record(file) or self._record
            self._record = papers.with_drafts(latest, rows, self._gone)
            save_record(file, self._record)
            now = self._drafts.changed(self._changed.values(), self._gone)
            save_drafts(drafts_file, now)
        self._answer.next_call = now.next_call
        self._answer.is_unsolved = now.next_call == "1" and bool(now.list_unsolved(self._record))

    def _use_letters(self, text: str) -> None:
        """Declare what the table of letters says, where the paper's formulas bear it out."""
        slug, answer = self._subject.slug, self._answer
        letters, file = papers.letters_of_answer(text), record_path(self._workspace.places, slug)
        record = read_record(file)
        if not letters or record is None or record.is_own or answer.is_cut_short:
            return
        try:
            checked = self._workspace.workers.check_letters(
                papers.print_paper(record), letters, is_cancelled=self._is_cancelled
            )
            answer.refused_letters = checked.refused
            if not checked.taken:
                return
            with lock_file_folder(file):
                save_record(file, replace(read_record(file) or record, symbols=checked.symbols))
            keep_read(draft_review.draft_anew(self._workspace, slug, is_cancelled=self._is_cancelled))
            answer.letters = checked.taken
        except (TimedOutError, CheckError) as error:
            answer.problem = f"the table of letters is not used: {error.message}"


def _so_far(id_: str, exercise: Mapping[str, Any], passed: papers.Call, proof: papers.Proof) -> AuthorDraft:
    warnings = tuple(finding.message for finding in proof.findings)
    return AuthorDraft(id_, exercise, passed, proof.is_proved, warnings)


def _make_answer_warning(id_: str, code: str, message: str) -> Finding:
    return Finding("warning", code, id_, "", "answer", 0, 1, message)


def _place_findings_at_line(findings: Sequence[Finding], line: int) -> tuple[Finding, ...]:
    return tuple(replace(finding, line=line) for finding in findings)


def _task_of(exercise: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return the task and key of an exercise, by which it is known again."""
    prompt = " ".join(str(exercise.get("prompt", "")).split())
    return prompt, str(exercise.get("answer", "")), str(exercise.get("stages", ""))


def _drop_faulty(later: dict[str, Any], proof: papers.Proof) -> list[str]:
    """Drop from the second call's fields what a proof finds faulty; return what was dropped, in words."""
    told: list[str] = []
    dropped: dict[str, set[int]] = {}
    for finding in proof.findings:
        is_bad = finding.severity == "error" or finding.code == "dropped"
        match = _PLACED.match(finding.message) if is_bad else None
        if match is None or not later.get(match[1]):
            continue
        is_counted = match[2] and match[1] != "where"  # which has the conditions of the first call, too
        dropped.setdefault(match[1], set()).add(int(match[2]) if is_counted else 0)
        told.append(f"{_LEFT_OUT}{finding.message}")
    for name, places in dropped.items():
        rows = later[name] if is_list(later[name]) else ()
        later[name] = [row for place, row in enumerate(rows, 1) if place not in places and 0 not in places]
    if proof.is_faulty and not told and later.get("steps"):
        later["steps"], told = [], [f"{_LEFT_OUT}the steps, with which it is not read"]
    return told


def _ask_for_refused_parts(repair: Callable[[str], str], answer: Answer) -> Sequence[papers.AnswerPart]:
    """Ask once more for what was not accepted; a failure does not lose what was accepted."""
    refused = {outcome.part.id: outcome.part.text for outcome in answer.taken if answer.faults_of(outcome)}
    request = "\n\n".join((answer.to_paste_back, "They were:", *refused.values()))
    try:
        return [part for part in papers.parts_of_answer(repair(request)) if part.id in refused]
    except (AssistantError, UsageError) as error:
        answer.problem = f"what was not accepted did not come again: {_cut_to_quoted_line(error.sentence)}"
        return ()


def _cut_to_quoted_line(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = one_line(text)
    return line if len(line) <= _MOST_QUOTED else f"{line[: _MOST_QUOTED - 1]}…"


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
    """Have the learner's assistant write exercises in three calls, each a process that knows of no other.

    ``tell_call`` hears which call begins. What is proved is kept, whatever becomes of the later calls.

    Raises:
        UsageError: nothing is called so, or the command cannot be run.
        AssistantError: the first call brought no answer, or one that contains no exercise.
        PaperError, FileError: the record cannot be read or written.
    """
    page = write_author_page(workspace, name, call="1", exercises=exercises)
    note_shown(workspace.places, command)
    seconds = workspace.settings.assistant_seconds

    def asked(call: papers.Call, prompt: str) -> str:
        tell_call(_CALLS[call])
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
        begins = _cut_to_quoted_line(text)
        raise AssistantError(
            f"the assistant's answer is of no use: {error.message}", f"it begins: {begins}"
        ) from error
    answer = taken("1", text, lambda faults: asked("1", f"{page}\n\n## Your answer came back\n\n{faults}\n"))
    answer.asked = exercises
    calls: tuple[papers.Call, ...] = ("2", "blind") if blind else ("2",)
    for call in calls:
        if answer.is_cut_short or not answer.drafts:
            break
        try:
            later = taken(call, asked(call, write_author_page(workspace, name, call=call)))
        except (AssistantError, UsageError) as error:
            if is_cancelled():
                answer.is_cut_short = True
                break
            problem = f"{_CALLS[call]} did not come: {_cut_to_quoted_line(error.sentence)}"
            answer.problem = "; ".join(filter(None, (answer.problem, problem)))
            continue
        ours = {outcome.own for outcome in answer.taken if outcome.own}
        for outcome in later.taken:
            if outcome.own in ours:
                answer.take(outcome)
        answer.is_cut_short, answer.next_call = later.is_cut_short, later.next_call
        answer.is_unsolved = later.is_unsolved
    answer.taken = [_warn_unsolved(outcome) for outcome in answer.taken]
    return answer


def _warn_unsolved(outcome: Taken) -> Taken:
    """Return an exercise that was taken with a warning where nobody solved it blind."""
    proof = outcome.proof
    is_told = proof.is_faulty or any(finding.code == "not-blind" for finding in proof.findings)
    if is_told or outcome.is_solved or outcome.is_there:
        return outcome
    findings = (*proof.findings, _make_answer_warning(outcome.own, "not-blind", _NOT_BLIND))
    return replace(outcome, proof=replace(proof, findings=findings))


def save_author_page(workspace: Workspace, name: str, source: str) -> str:
    """Write the next page about ``name`` into a new file, and say where it lies.

    Raises:
        UsageError: nothing is called so, or there is such a file already.
        PaperError, FileError: the paper's sheet cannot be read, or the file cannot be written.
    """
    path = Path(os.path.expanduser(source)).absolute()
    if os.path.lexists(path):
        raise UsageError(f"{path} is there already, so nothing is written", "name a new file")
    save_text_file(path, write_author_page(workspace, name))
    return f"Written: {path}"


def answer_in(name: str) -> str:
    """Return the text of an answer in a file. Raises UsageError if it cannot be read."""
    path = Path(os.path.expanduser(name))
    try:
        refuse_endless(path)
    except (OSError, ValueError) as error:  # ValueError: no path at all
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{name} cannot be read: {reason}") from error
    return text_of(path)


def take_back_author_drafts(workspace: Workspace, name: str) -> int:
    """Remove from the review what the newest calls brought, except what was kept; return how many.

    Raises:
        UsageError: nothing is called so.
        PaperError, FileError: the record cannot be read or written.
    """
    slug = _find_author_subject(workspace, name).slug
    file, drafts_file = record_path(workspace.places, slug), drafts_path(workspace.places, slug)
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
    """Return an exercise without skills and cards that are not loaded, and what was left out."""
    fields, remarks = dict(exercise), list[str]()
    skills = workspace.catalogue.skills
    for named in ("skill", "card"):
        name = str(fields.get(named, ""))
        is_card = named == "card" and any(name in bank.cards for bank in workspace.catalogue.banks)
        if name and SkillId(name) not in skills and not is_card:
            remarks.append(f"no {named} is called {one_line(name)}: left out")
            del fields[named]
    needs = fields.get("needs")
    if isinstance(needs, list):  # what one needs first helps a reader only where it can be drilled
        fields["needs"] = [need for need in needs if SkillId(str(need)) in skills]
    return fields, remarks


def _make_author_draft_record(record: papers.Paper, outcome: Taken, draft: AuthorDraft) -> papers.DraftRecord:
    """Return a draft of the review, next to the formula that its source names.

    It is confirmed once it was solved blind.
    """
    exercise, is_solved = draft.exercise, draft.passed == "blind"
    numbers = _NUMBER.findall(str(exercise.get("source", "")))
    formula = next((row for row in record.formulas if row.number and row.number in numbers), None)
    remarks = [
        *outcome.remarks,
        *outcome.proof.remarks,
        *(finding.message for finding in outcome.proof.findings),
    ]
    remark = "; ".join(remarks if is_solved else (*remarks, _NOT_BLIND))
    return papers.DraftRecord(
        outcome.own, papers.SECOND_AUTHOR, formula.id if formula is not None else "", exercise,
        proved=is_solved and outcome.proof.is_proved, file=formula.file if formula is not None else "",
        line=formula.line if formula is not None else 0, remark=remark,
    )  # fmt: skip


def told_taken_back(gone: int) -> str:
    """Return the result of `take_back_author_drafts` in words."""
    return f"{count(gone, 'draft')} taken back; what you kept stays"


def _find_author_subject(workspace: Workspace, name: str) -> _Subject:
    """Return the subject that a name denotes; a bank, topic or skill comes before a file of that name."""
    name = clean_text(name)
    catalogue, places = workspace.catalogue, workspace.places
    slug = find_paper_slug(name)
    if slug in slugs_on_record(places):
        record = read_record(record_path(places, slug))
        assert record is not None
        if record.is_own:
            entries = tuple(entry for entry in catalogue.entries.values() if entry.bank == record.bank)
            return _Subject(slug, record.title, entries=entries)
        return _Subject(slug, record.title, record)
    bank = catalogue.bank(name) or catalogue.bank(name_paper_bank(slug))
    if bank is not None and bank.id.startswith(SHELF) and (record := record_of(places, bank)) is not None:
        return _Subject(_own_slug(bank.id), bank.title, record)
    of_code = _Subject(_own_slug(Path(name).stem), one_line(Path(name).name), is_code=True)
    is_file = bank is None and not any(find_named_exercises(catalogue, name))
    if is_file and is_code(name):
        return of_code
    if is_file and Path(name).suffix and Path(name).is_file():
        path = Path(name)
        return _Subject(_own_slug(path.stem), one_line(path.stem), text=_notes_in(path))
    try:
        entries = resolve(catalogue, [bank.id if bank is not None else name]).entries
    except UsageError:
        if not is_folder(name):
            raise
        return of_code
    topic = catalogue.topic(entries[0])
    skill = catalogue.skills[SkillId(name)].title if SkillId(name) in catalogue.skills else ""
    title = skill or (bank.title if bank is not None else topic.title)
    return _Subject(_own_slug(name), f"{title} ({name})", entries=entries)


def _own_slug(name: str) -> str:
    """Return ``my/calc-diff-2nd`` for ``calc.diff``."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.removeprefix(papers.OWN_SHELF).lower()).strip("-") or "notes"
    return f"{papers.OWN_SHELF}{plain}-2nd"


def _notes_in(path: Path) -> str:
    if path.stat().st_size > _MOST_NOTES:
        raise UsageError(f"{path} is larger than {_MOST_NOTES // 1_000_000} MB", "name a part of it")
    return clean_text(text_of(path))
