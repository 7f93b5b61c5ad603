"""The steps of reading a paper, on two ways; the work on the paper decides which are finished.

The learner's part of it are notes ``step`` on the paper: ``done`` under a step's id; an empty one takes it
back. ``opened``, and a note under ``way``, which version 0.4.0 wrote, no longer have a meaning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from drill.banks.catalogue import Bank
from drill.errors import UsageError
from drill.gyr.events import BankId, NoteField
from drill.gyr.path import Mastered, Path, path_of
from drill.gyr.skills import Parts
from drill.session.papers.workbook_views import PaperView
from drill.session.standing.goals import find_path_to_goal
from drill.session.standing.paper_notes import (
    Notes,
    QuestionKind,
    list_noted_questions,
    read_paper_notes,
    write_note,
)
from drill.session.standing.prerequisites import States, state_in
from drill.session.workspace import Workspace
from drill.text import count

if TYPE_CHECKING:
    from drill.session.today.formula_map import FormulaMap

FIELD: NoteField = "step"
Way = Literal["use", "rebuild"]
WAY_TITLES: Mapping[Way, str] = {"use": "To use it", "rebuild": "To rebuild its method"}
# The actions on a step: ``open`` opens the paper or its code, ``drill`` drills the next exercise.
Act = Literal["open", "code", "drill", "ask", "answer", "write"]


@dataclass(frozen=True, slots=True)
class StepKind:
    """A step as it is the same in all papers."""

    id: str
    way: Way
    title: str
    # The action that is offered there.
    help: str
    act: Act


STEP_KINDS = (
    StepKind(
        "abstract", "use", "Read the abstract",
        "Then say in a line of Notes why it was written and what is new in it.", "open",
    ),
    StepKind(
        "figures", "use", "Look at the figures and tables",
        "A note on a figure says what its axes are, and what it shows.", "open",
    ),
    StepKind(
        "conclusion", "use", "Read the conclusion",
        "Results and limitations have a line each in Notes.", "open",
    ),
    StepKind(
        "context", "rebuild", "Learn its prerequisites",
        "drill serves the skills that are left, each after what it needs itself.", "drill",
    ),
    StepKind(
        "read", "rebuild", "Read it from end to end",
        "Do not stop. Write down what you do not follow as notes that end with a question mark, and say "
        "of each what kind of question it is.", "ask",
    ),
    StepKind(
        "questions", "rebuild", "Answer your questions",
        "First what the paper takes for known, because the rest builds on it. A question is solved once you "
        "have written its answer below it.", "answer",
    ),
    StepKind(
        "thought", "rebuild", "Follow its line of thought",
        "Abstract, introduction, conclusion, figures. Related work can wait. Why it was written and what is "
        "new have a line each in Notes.", "write",
    ),
    StepKind(
        "code", "rebuild", "Look at the code",
        "Run it in its smallest setting. Match files to sections and names to symbols, and follow the data: "
        "which class holds the central formula, and what is the shape of its inputs? On code of your own "
        "drill brief FILE.py --paper asks for exercises.", "code",
    ),
    StepKind(
        "formulas", "rebuild", "Methods and results, formula by formula",
        "Drill a formula, read it in the paper, say whether you could follow. Once you have rebuilt it, "
        "check first: the first loss of k classes is ln k, one batch can be overfitted, it has as many "
        "parameters as the paper says, and one number of its tables comes out.", "drill",
    ),
    StepKind(
        "last", "rebuild", "Read it a last time",
        "Related work included. Are the passages still vague that you found vague, and the errors still "
        "errors? What you could not follow now is a question, and worth asking somebody else.",
        "open",
    ),
)  # fmt: skip
# The kinds of questions in a word, those of no kind last.
_KIND_WORDS: Mapping[QuestionKind, str] = {
    "outside": "outside", "hard": "not seen", "vague": "vague", "wrong": "wrong",
    "reviewers": "for a reviewer", "": "open",
}  # fmt: skip
# The kinds that the last reading asks for again, because they may have been the reader's fault.
_ASKED_AGAIN: tuple[QuestionKind, ...] = ("vague", "wrong")
_KINDS: Mapping[str, StepKind] = {kind.id: kind for kind in STEP_KINDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingFacts:
    """The work on a paper that decides on steps."""

    # The ids of steps that the learner declared done.
    done: Set[str] = frozenset()
    # Headings of the paper as a whole that something is written below.
    noted: Set[str] = frozenset()
    figures: int = 0
    figures_noted: int = 0
    skills: int = 0
    skills_left: int = 0
    questions: int = 0
    questions_open: int = 0
    # Questions without an answer, by kind.
    open_kinds: Mapping[QuestionKind, int] = field(default_factory=dict[QuestionKind, int])
    formulas: int = 0
    formulas_finished: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its progress."""

    kind: StepKind
    # Whether the learner declared it finished.
    is_said: bool
    # Whether it is finished, by the learner's word or by work on the paper.
    is_finished: bool
    # How far it is, in words; may be empty.
    progress: str
    # Whether it is finished because this paper has nothing for it, as ``progress`` explains.
    is_empty: bool = False

    @property
    def id(self) -> str:
        """The key of its note."""
        return self.kind.id


def find_steps(facts: ReadingFacts) -> Sequence[Step]:
    """Return the steps of both ways with their progress."""
    return [_make_step(kind, facts) for kind in STEP_KINDS]


def describe_open_kinds(counts: Mapping[QuestionKind, int]) -> str:
    """Return the numbers of questions by kind: ``3 outside, 1 vague, 2 open``; empty if there are none."""
    counted = [f"{counts[kind]} {words}" for kind, words in _KIND_WORDS.items() if counts.get(kind)]
    return ", ".join(counted)


def _make_step(kind: StepKind, facts: ReadingFacts) -> Step:
    is_said = kind.id in facts.done
    is_reached = False
    is_empty = False
    progress = ""
    match kind.id:
        case "abstract":
            is_reached = not facts.noted.isdisjoint(("about", "why", "new", "claims"))
        case "conclusion":
            is_reached = not facts.noted.isdisjoint(("results", "limitations"))
        case "thought":
            is_reached = {"why", "new"} <= facts.noted
        case "figures":
            is_reached = 0 < facts.figures <= facts.figures_noted
            progress = f"{facts.figures_noted} of {facts.figures} noted" if facts.figures else ""
        case "context":
            is_empty = not facts.skills
            is_reached = not facts.skills_left
            progress = "no skill is linked" if is_empty else f"{count(facts.skills_left, 'skill')} left"
        case "read":
            progress = count(facts.questions, "question") if facts.questions else ""
        case "questions":
            is_asked = "read" in facts.done or facts.questions > 0
            is_reached = is_asked and not facts.questions_open
            progress = describe_open_kinds(facts.open_kinds)
        case "last":
            doubted: dict[QuestionKind, int] = {kind: facts.open_kinds.get(kind, 0) for kind in _ASKED_AGAIN}
            progress = f"still? {describe_open_kinds(doubted)}" if any(doubted.values()) else ""
        case "formulas":
            is_empty = not facts.formulas
            is_reached = facts.formulas <= facts.formulas_finished
            progress = "nothing to drill" if is_empty else f"{facts.formulas_finished} of {facts.formulas}"
        case _:
            pass
    is_finished = is_said or is_reached
    return Step(kind, is_said, is_finished, progress, is_empty and not is_said)


def gather_reading_facts(notes: Notes, view: PaperView, formulas: FormulaMap) -> ReadingFacts:
    """Return the work done on a paper."""
    said = {key: note.text for (field, key), note in notes.items() if field == FIELD}
    headings = [heading for part in view.notes for heading in part.headings]
    asked = [question for question in list_noted_questions(notes) if question.is_question]
    figures = [heading for heading in headings if heading.kind == "caption"]
    rows = [
        row
        for row in formulas.named
        if row.formula is not None and (row.formula.can_be_ready or row.exercises)
    ]
    return ReadingFacts(
        done={key for key, text in said.items() if text == "done"},
        noted={key for field, key in notes if field == "overview"},
        figures=len(figures),
        figures_noted=sum(heading.is_written for heading in figures),
        skills=view.row.path.skills,
        skills_left=len(view.row.path.left),
        questions=view.row.questions,
        questions_open=view.row.questions - view.row.answered,
        open_kinds=Counter(question.kind for question in asked if not question.answer),
        formulas=len(rows),
        formulas_finished=sum(row.reached in ("read", "drilled") for row in rows),
    )


def list_steps(workspace: Workspace, view: PaperView, formulas: FormulaMap) -> Sequence[Step]:
    """Return the steps of reading a paper as they are now."""
    return find_steps(gather_reading_facts(read_paper_notes(workspace, view.row.slug), view, formulas))


def note_step(workspace: Workspace, slug: str, step: str, *, is_done: bool) -> str:
    """Save whether a step is done, durably before this returns the confirmation.

    Raises:
        UsageError: the step or paper is unknown.
    """
    if step not in _KINDS:
        raise UsageError(f"no step of reading is called {step!r}", f"known: {', '.join(_KINDS)}")
    write_note(workspace, slug, FIELD, step, "done" if is_done else "")
    return f"Done: {_KINDS[step].title.lower()}." if is_done else ""


# How ready a learner is for papers.


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready one is for a paper."""

    # The skills that it names and that have exercises.
    named: Path
    # How many of these are green in all exercises.
    green: int
    # All that it rests on, through prerequisites.
    path: Path


def measure_paper_readiness(
    workspace: Workspace, papers: Sequence[Bank], states: States, parts: Parts, has: Mastered
) -> Mapping[BankId, Readiness]:
    """Return how ready one is for papers, by their requirements."""
    exercises = workspace.catalogue.entries.by_skill
    readiness_by_paper: dict[BankId, Readiness] = {}
    for paper in papers:
        goal_path = find_path_to_goal(workspace, paper, parts)
        skills = [skill for skill in goal_path.named if skill in exercises]
        green = sum(
            all(state_in(states, entry.item) == "green" for entry in exercises[skill]) for skill in skills
        )
        way = path_of(goal_path.skills, has)
        readiness_by_paper[paper.id] = Readiness(path_of(skills, has), green, way)
    return readiness_by_paper
