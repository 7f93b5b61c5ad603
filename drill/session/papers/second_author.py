"""The second author: the page that asks for exercises, and their answer, proved and put into the review."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from drill import papers
from drill.errors import CheckError, TimedOutError, UsageError
from drill.files import locked, refuse_endless, save, text_of
from drill.gyr.entry import Entry
from drill.gyr.events import SkillId
from drill.reading import Written
from drill.session.papers.assistant import AssistantError, ask, note_shown
from drill.session.papers.code_files import code_page, is_code, is_folder
from drill.session.papers.names import SHELF, bank_of, slug_of
from drill.session.papers.notes import read_notes
from drill.session.papers.records import read_record, record_of, record_path, save_record, slugs_on_record
from drill.session.scope import resolve
from drill.session.workspace import Workspace
from drill.text import clean, count, one_line

# Draws of each exercise, as `drill check` takes them.
VARIANTS = 20
# Bytes of a file of notes; of a longer one nobody wants exercises at once.
_MOST_NOTES = 2_000_000
# Characters of an answer without exercises that are shown.
_MOST_QUOTED = 200
_NUMBER = re.compile(r"\((\w[\w.]*)\)")


@dataclass(frozen=True, slots=True)
class Taken:
    """One exercise of an answer after it was taken: the findings, and the id that it got."""

    proof: papers.Proof
    part: papers.AnswerPart
    # Its id in the review; empty where it was not taken.
    own: str
    remarks: tuple[str, ...] = ()
    # Whether it is there already, word for word: then it is not taken again.
    is_there: bool = False

    @property
    def state(self) -> str:
        """``proved``, ``warned`` or ``faulty``."""
        if self.proof.is_faulty:
            return "faulty"
        return "proved" if self.proof.is_proved else "warned"

    @property
    def word(self) -> str:
        """Its state in words: a key confirmed by a second computation is not called proved."""
        return "confirmed" if self.state == "proved" else self.state

    @property
    def told(self) -> tuple[str, ...]:
        """Which exercise it is and the findings, then a line for each remark."""
        problems = (
            f"line {problem.line}: {problem.where}{': ' * bool(problem.where)}{problem.message}"
            for problem in self.proof.findings
        )
        return f"{self.word}  {self.part.id or '(without an id)'}", *problems, *self.remarks


@dataclass(slots=True)
class Answer:
    """The outcome for an answer; ``bank`` is where its exercises will be once they are kept."""

    bank: str
    parts: int
    taken: list[Taken] = field(default_factory=list[Taken])
    # Somebody ended it: what was proved until then is kept.
    is_cut_short: bool = False
    # Why what was not accepted did not come again.
    problem: str = ""
    # What it quotes of the paper as a whole; kept only by a reader who notes it.
    facts: tuple[papers.Fact, ...] = ()

    def take(self, outcome: Taken) -> None:
        """Record the outcome for an exercise, in place of its first try if this is a second one."""
        for index, earlier in enumerate(self.taken):
            if earlier.proof.is_faulty and earlier.part.id == outcome.part.id:
                self.taken[index] = outcome
                return
        self.taken.append(outcome)

    @property
    def drafts(self) -> tuple[str, ...]:
        """The ids of those that wait in the review now."""
        return tuple(outcome.own for outcome in self.taken if outcome.own and not outcome.is_there)

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
        return f"{'; '.join(told)}.{offers}"

    @property
    def to_paste_back(self) -> str:
        """What to tell its author of the exercises that were not accepted; empty if all were."""
        faults = [
            f"- {outcome.part.id or f'the one at line {outcome.part.line}'}: {finding.message}"
            for outcome in self.taken
            if outcome.proof.is_faulty
            for finding in outcome.proof.findings
            if finding.severity == "error"
        ]
        request = (
            "These exercises were not accepted. Correct them and write each of them again, whole, in the "
            "same format and in one code block, nothing else:"
        )
        return "\n".join((request, *faults)) if faults else ""


@dataclass(frozen=True, slots=True)
class _Subject:
    """The subject of a page: an imported paper, a topic, a skill or notes."""

    slug: str
    title: str
    record: papers.Paper | None = None
    entries: tuple[Entry, ...] = ()
    text: str | None = None
    is_code: bool = False


def brief(
    workspace: Workspace,
    name: str,
    *more_files: str,
    exercises: int = 12,
    formulas: int = 12,
    with_notes: bool = False,
    classes: Sequence[str] = (),
    paper: str = "",
) -> str:
    """Return the page for a second author: about a paper, topic, skill, file of notes, or files of code.

    ``classes`` are those of the files of code that it is about, besides the central formulas of ``paper``.

    Raises:
        UsageError: nothing is called so, or a file cannot be read or is no Python.
        PaperError: the paper's record cannot be read.
    """
    if not 1 <= exercises <= 40 or not 1 <= formulas <= 40:
        raise UsageError("a page asks for 1 to 40 exercises on 1 to 40 formulas")
    record = _subject(workspace, paper).record if paper else None
    if paper and record is None:
        raise UsageError(f"{one_line(paper)} is not a paper with formulas", "drill banks lists the papers")
    is_of_code = bool(more_files or classes or paper)
    subject = None if is_of_code else _subject(workspace, name)
    if subject is None or subject.is_code:
        return code_page(workspace, (name, *more_files), classes=classes, record=record, exercises=exercises)
    if subject.text is not None:
        return papers.notes_page(subject.title, subject.text, exercises=exercises)
    if subject.record is not None:
        noted = read_notes(workspace, slug_of(name)).items() if with_notes else ()
        notes = [f"{kind}: {note.text}" for (kind, _), note in noted if note.text and kind != "tick"]
        return papers.paper_page(subject.record, exercises=exercises, formulas=formulas, notes=notes)
    catalogue = workspace.catalogue
    skills = dict.fromkeys((entry.skill, entry.bank) for entry in subject.entries if entry.skill)
    cards = [
        (catalogue.skills[skill].title if skill in catalogue.skills else skill, card)
        for skill, bank in skills
        if (card := catalogue.card(skill, bank)) is not None
    ]
    theory = dict.fromkeys(catalogue.topic(entry).theory for entry in subject.entries)
    there = [entry.title or entry.id for entry in subject.entries]
    return papers.topic_page(subject.title, "\n\n".join(theory), cards, there, exercises=exercises)


def take(
    workspace: Workspace,
    name: str,
    text: str,
    *,
    variants: int = VARIANTS,
    tell: Callable[[Taken], object] = lambda outcome: None,
    is_cancelled: Callable[[], bool] = lambda: False,
    repair: Callable[[str], str] | None = None,
) -> Answer:
    """Prove an answer's exercises one by one and put those without a fault into the review.

    ``tell`` hears of each as it comes. ``repair`` is asked once for what is not accepted, with the words to
    paste back. Whoever ends it, by ``is_cancelled`` or an interruption, keeps what is proved until then.

    Raises:
        UsageError: nothing is called so, or the answer contains no exercise.
        PaperError, FileError: the record cannot be read or written.
    """
    subject = _subject(workspace, name)
    parts = papers.parts_of_answer(text)
    file = record_path(workspace.places, subject.slug)
    record = read_record(file) or papers.Paper(subject.slug, title=subject.title)
    answer = Answer(record.bank, len(parts))
    if subject.record is not None:
        answer.facts = papers.facts_of_answer(text, papers.paper_page(subject.record))
    in_bank = {entry.id for entry in workspace.catalogue.entries.values() if entry.bank == record.bank}
    by_hand = in_bank - {draft.id for draft in record.drafts}
    drafts: list[papers.DraftRecord] = []
    there: list[str] = []

    def prove(part: papers.AnswerPart) -> None:
        draft_id = papers.own_id(record, part.id, {*by_hand, *(draft.id for draft in drafts)})
        try:
            proof = workspace.workers.prove(
                part, own=draft_id, bank=record.bank, variants=variants, is_cancelled=is_cancelled
            )
        except CheckError as error:
            if is_cancelled():
                raise
            proof = papers.Proof.faulty(part, error.message)
        exercise, remarks = _with_known_names(workspace, proof.exercise)
        same = next((draft for draft in record.drafts if _is_same(draft, exercise)), None)
        if same is not None and not proof.is_faulty:
            word = {"kept": "kept", "left": "left out"}.get(
                record.draft_decision(same).decision, "in the review"
            )
            answer.take(
                Taken(proof, part, same.id, (f"it is there already: {same.id}, {word}",), is_there=True)
            )
            there.append(same.id)
            tell(answer.taken[-1])
            return
        if draft_id != part.id and exercise:
            remarks.append(f"called {draft_id}, since {part.id} is another exercise's id")
        outcome = Taken(proof, part, "" if proof.is_faulty else draft_id, tuple(remarks))
        if not proof.is_faulty:
            drafts.append(_draft(record, outcome, exercise))
        answer.take(outcome)
        tell(outcome)

    try:
        for part in parts:
            prove(part)
        if repair is not None and answer.to_paste_back:
            for part in _repaired(repair, answer):
                prove(part)
    except (TimedOutError, KeyboardInterrupt):
        answer.is_cut_short = True
    if drafts:
        with locked(file):
            save_record(file, papers.with_taken(read_record(file) or record, drafts, there))
    return answer


def _is_same(draft: papers.DraftRecord, exercise: Mapping[str, Written]) -> bool:
    """Return whether a draft is an exercise word for word, whatever their ids."""
    return bool(exercise) and {**draft.exercise, "id": ""} == {**exercise, "id": ""}


def _repaired(repair: Callable[[str], str], answer: Answer) -> Sequence[papers.AnswerPart]:
    """Ask once more for what was not accepted; a failure does not lose what was accepted."""
    refused = {outcome.part.id for outcome in answer.taken if outcome.proof.is_faulty}
    texts = (outcome.part.text for outcome in answer.taken if outcome.proof.is_faulty)
    request = "\n\n".join((answer.to_paste_back, "They were:", *texts))
    try:
        return [part for part in papers.parts_of_answer(repair(request)) if part.id in refused]
    except (AssistantError, UsageError) as error:
        answer.problem = str(error)
        return ()


def ask_assistant(
    workspace: Workspace,
    name: str,
    command: str,
    *,
    exercises: int = 12,
    variants: int = VARIANTS,
    tell: Callable[[Taken], object] = lambda outcome: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Answer:
    """Have the learner's assistant write exercises, and take its answer as ``take`` does, with one repair.

    Raises:
        UsageError: nothing is called so, or the command cannot be run.
        AssistantError: it gave no answer, or one that contains no exercise.
        PaperError, FileError: the record cannot be read or written.
    """
    page = brief(workspace, name, exercises=exercises)
    note_shown(workspace.places, command)
    seconds = workspace.settings.assistant_seconds

    def asked(prompt: str) -> str:
        return ask(command, prompt, seconds=seconds, is_cancelled=is_cancelled)

    text = asked(page)
    try:
        papers.parts_of_answer(text)
    except UsageError as error:
        begins = one_line(text)[:_MOST_QUOTED]
        raise AssistantError(
            f"the assistant's answer is of no use: {error.message}", f"it begins: {begins}"
        ) from error
    return take(
        workspace, name, text, variants=variants, tell=tell, is_cancelled=is_cancelled,
        repair=lambda faults: asked(f"{page}\n\n## Your answer came back\n\n{faults}\n"),
    )  # fmt: skip


def write_page(workspace: Workspace, name: str, source: str) -> str:
    """Write the page about ``name`` into a new file, and say where it lies.

    Raises:
        UsageError: nothing is called so, or there is such a file already.
        PaperError, FileError: the paper's sheet cannot be read, or the file cannot be written.
    """
    path = Path(os.path.expanduser(source)).absolute()
    if os.path.lexists(path):
        raise UsageError(f"{path} is there already, so nothing is written", "name a new file")
    save(path, brief(workspace, name))
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


def take_back(workspace: Workspace, name: str) -> int:
    """Remove from the review what the newest answer brought, except what was kept; return how many.

    Raises:
        UsageError: nothing is called so.
        PaperError, FileError: the record cannot be read or written.
    """
    file = record_path(workspace.places, _subject(workspace, name).slug)
    with locked(file):
        if (record := read_record(file)) is None:
            return 0
        without = papers.with_taken(record, ())
        save_record(file, without)
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


def _draft(record: papers.Paper, outcome: Taken, exercise: Mapping[str, Written]) -> papers.DraftRecord:
    """Return a draft of the review, next to the formula that its source names."""
    numbers = _NUMBER.findall(str(exercise.get("source", "")))
    formula = next((row for row in record.formulas if row.number and row.number in numbers), None)
    remark = "; ".join((*outcome.remarks, *(finding.message for finding in outcome.proof.findings)))
    return papers.DraftRecord(
        outcome.own, papers.SECOND_AUTHOR, formula.id if formula is not None else "", exercise,
        proved=outcome.proof.is_proved, file=formula.file if formula is not None else "",
        line=formula.line if formula is not None else 0, remark=remark,
    )  # fmt: skip


def told_taken_back(gone: int) -> str:
    """Return the result of `take_back` in words."""
    return f"{count(gone, 'draft')} taken back; what you kept stays"


def _subject(workspace: Workspace, name: str) -> _Subject:
    """Return the subject that a name denotes; a bank, topic or skill comes before a file of that name."""
    name = clean(name)
    catalogue, places = workspace.catalogue, workspace.places
    slug = slug_of(name)
    if slug in slugs_on_record(places):
        record = read_record(record_path(places, slug))
        assert record is not None
        if record.is_own:
            entries = tuple(entry for entry in catalogue.entries.values() if entry.bank == record.bank)
            return _Subject(slug, record.title, entries=entries)
        return _Subject(slug, record.title, record)
    bank = catalogue.bank(name) or catalogue.bank(bank_of(slug))
    if bank is not None and bank.id.startswith(SHELF) and (record := record_of(places, bank)) is not None:
        return _Subject(_own_slug(bank.id), bank.title, record)
    of_code = _Subject(_own_slug(Path(name).stem), one_line(Path(name).name), is_code=True)
    if bank is None and is_code(name):
        return of_code
    if bank is None and Path(name).suffix and Path(name).is_file():
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
    return clean(text_of(path))
