"""The steps of reading a paper, on two ways: what is finished follows from what was done with the paper.

The learner's part of it are notes ``step`` on the paper: under a step's id ``opened`` (the paper was opened
for it) or ``done``, under ``way`` the way that was chosen. An empty one takes it back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from drill.banks.catalogue import Bank
from drill.errors import UsageError
from drill.gyr.events import BankId, NoteField
from drill.gyr.path import Mastered, Path, path_of
from drill.gyr.skills import Parts
from drill.papers import LINK_TO_CODE
from drill.session.papers.workbook_views import PaperView
from drill.session.standing.goals import find_path_to_goal
from drill.session.standing.paper_notes import Notes, read_paper_notes, write_note
from drill.session.standing.prerequisites import States, state_in
from drill.session.workspace import Workspace
from drill.text import count

if TYPE_CHECKING:
    from drill.session.today.formula_map import FormulaMap

FIELD: Final[NoteField] = "step"
# The key of the note that holds the way.
WAY_KEY: Final = "way"
Way = Literal["use", "rebuild"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)
WAY_TITLES: Final[Mapping[Way, str]] = {"use": "To use it", "rebuild": "To rebuild its method"}
# What acts on a step: ``open`` opens the paper or its code, ``drill`` drills the next exercise.
Act = Literal["open", "code", "drill", "ask", "answer", "write"]


@dataclass(frozen=True, slots=True)
class StepKind:
    """A step as it is the same in all papers; ``clause`` says it as a part of a sentence."""

    id: str
    way: Way
    title: str
    clause: str
    # What drill can do there.
    help: str
    act: Act


STEP_KINDS: Final = (
    StepKind(
        "abstract", "use", "Read the abstract", "read the abstract",
        "Then say in a line of Notes why it was written and what is new in it.", "open",
    ),
    StepKind(
        "figures", "use", "Look at the figures and tables", "look at the figures and tables",
        "A note on a figure says what its axes are, and what it shows.", "open",
    ),
    StepKind(
        "conclusion", "use", "Read the conclusion", "read the conclusion",
        "Results and limitations have a line each in Notes.", "open",
    ),
    StepKind(
        "context", "rebuild", "Learn its prerequisites", "learn its prerequisites",
        "drill serves the skills that are left, each after what it needs itself.", "drill",
    ),
    StepKind(
        "read", "rebuild", "Read it from end to end",
        "read it from end to end without stopping; write down your questions",
        "Write down what you do not follow as questions. A name that you do not know, such as "
        "LSTM, is one, too: drill then names what drills it.", "ask",
    ),
    StepKind(
        "questions", "rebuild", "Answer your questions", "answer your questions, the outside ones first",
        "Each names skills, cards and papers that may answer it. It is solved once you have answered it.",
        "answer",
    ),
    StepKind(
        "thought", "rebuild", "Follow its line of thought",
        "follow its line of thought: abstract, introduction, conclusion, figures",
        "Related work can wait. Why it was written and what is new have a line each in Notes.", "write",
    ),
    StepKind(
        "code", "rebuild", "Look at the code", "look at the code, before the details",
        "Run it in its smallest setting. Match files to sections and names to symbols, and follow the data: "
        "which class holds the central formula, and what is the shape of its inputs? On code of your own "
        "drill brief FILE.py --paper asks for exercises.", "code",
    ),
    StepKind(
        "formulas", "rebuild", "Methods and results, formula by formula", "drill it formula by formula",
        "Drill a formula, read it in the paper, say whether you could follow. Once you have rebuilt it, "
        "check first: the first loss of k classes is ln k, one batch can be overfitted, it has as many "
        "parameters as the paper says, and one number of its tables comes out.", "drill",
    ),
    StepKind(
        "last", "rebuild", "Read it a last time", "read it a last time, related work included",
        "What you could not follow now is a question, and worth asking somebody else.", "open",
    ),
)  # fmt: skip
_KINDS: Final[Mapping[str, StepKind]] = {kind.id: kind for kind in STEP_KINDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingFacts:
    """What was done with a paper, as far as it decides on steps."""

    # The ids of steps that the learner said to be done, and of those that the paper was opened for.
    done: Set[str] = frozenset()
    opened: Set[str] = frozenset()
    chosen: Way | None = None
    # Headings of the paper as a whole that something is written below.
    noted: Set[str] = frozenset()
    figures: int = 0
    figures_noted: int = 0
    skills: int = 0
    skills_left: int = 0
    questions: int = 0
    questions_open: int = 0
    formulas: int = 0
    formulas_finished: int = 0
    has_code: bool = False
    # Whether any of its exercises was met, or a formula read.
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step with what is finished of it."""

    kind: StepKind
    # The learner said so.
    is_said: bool
    # It is finished: said so, or done.
    is_finished: bool
    # The paper was opened for it, and whether it is done was not said yet.
    is_opened: bool
    # How far it is, in words; may be empty.
    progress: str
    # It is finished because this paper has nothing for it; ``progress`` says so.
    is_empty: bool = False

    @property
    def id(self) -> str:
        """The key of its note."""
        return self.kind.id


@dataclass(frozen=True, slots=True)
class ReadingPlan:
    """The steps of both ways, and the way that is followed."""

    steps: tuple[Step, ...]
    way: Way
    has_code: bool = False

    @property
    def ahead(self) -> tuple[Step, ...]:
        """The steps of the way that are not finished, in their order."""
        return tuple(step for step in self.steps if step.kind.way == self.way and not step.is_finished)

    @property
    def finished_ways(self) -> frozenset[Way]:
        """The ways of which every step is finished."""
        ahead = {step.kind.way for step in self.steps if not step.is_finished}
        return frozenset(way for way in WAYS if way not in ahead)

    def describe_end(self, before: ReadingPlan) -> str:
        """Return that ways have come to their end since the plan ``before``; else nothing."""
        ended = self.finished_ways - before.finished_ways
        if not ended:
            return ""
        if len(self.finished_ways) == len(WAYS):
            return f"{_WHOLE} drill brings back what you learned from it."
        done, other = sorted(WAYS, key=lambda way: way not in ended)
        return f"You are through with “{WAY_TITLES[done]}”. If you want more: “{WAY_TITLES[other]}”."

    def _tell_finished(self) -> str:
        """Return that the way is at its end, or that the other one is while none of its steps is begun."""
        if len(self.finished_ways) == len(WAYS):
            return _WHOLE
        if self.way in self.finished_ways:
            return f"{WAY_TITLES[self.way]}: done."
        is_begun = any(
            (step.is_finished and not step.is_empty) or step.is_opened
            for step in self.steps
            if step.kind.way not in self.finished_ways
        )
        return "" if is_begun else "".join(f"{WAY_TITLES[way]}: done." for way in self.finished_ways)

    def find_next(self, drilled: str) -> Step | None:
        """Return the step that comes next; where the formulas say that nothing can be drilled now, those that
        drill are passed."""
        drills = drilled.startswith(_NEXT)
        return next((step for step in self.ahead if drills or step.kind.act != "drill"), None)

    def describe_next(self, drilled: str, keys: Mapping[str, str], cells: int) -> str:
        """Return what comes next as one sentence; what is drilled then is in it if that makes ``cells``.

        ``drilled`` is what the formulas say of it (`FormulaMap.describe_next`), which stands as it is while
        the step is to drill; ``keys`` are those that act on steps. Before it stands that a way is at its end.
        """
        end, sentences = self._tell_finished(), self._describe_step(drilled, keys)
        wholes = [" ".join(filter(None, (end, sentence))) for sentence in sentences]
        fitting = next((whole for whole in wholes if len(whole) <= cells), "")
        if fitting or (end and not self.ahead):
            return fitting or end
        return next((each for each in sentences if len(each) <= cells), sentences[-1])

    def _describe_step(self, drilled: str, keys: Mapping[str, str]) -> Sequence[str]:
        """Return what to say of the step that comes next, first with what is drilled then."""
        drills = drilled.startswith(_NEXT)
        step = self.find_next(drilled)
        if step is None or step.kind.act == "drill":
            return [drilled]
        key = keys.get(step.kind.act, "")
        clause = f"{step.kind.clause} ({key})" if key else step.kind.clause
        then = _AFTER_ACT.split(drilled.removeprefix(_NEXT).removesuffix("."))[0] if drills else ""
        return [*([f"{_NEXT}{clause}, then {then}."] if then else []), f"{_NEXT}{clause}."]


_NEXT: Final = "Next: "
_WHOLE: Final = "You are through with this paper: every step is done."
# What a sentence goes on with behind its act, outside of a title.
_AFTER_ACT: Final = re.compile(r", (?:then|needed for) (?![^“]*”)")


def plan_reading(facts: ReadingFacts) -> ReadingPlan:
    """Return the steps as far as they are, and the way: the chosen one, else what fits what was done."""
    steps = tuple(_make_step(kind, facts) for kind in STEP_KINDS)
    way = facts.chosen
    if way is None:
        of_use = [step for step in steps if step.kind.way == "use"]
        is_used = all(step.is_finished for step in of_use)
        is_in_use = any(step.is_finished or step.is_opened for step in of_use)
        way = "rebuild" if is_used or (facts.is_begun and not is_in_use) else "use"
    return ReadingPlan(steps, way, facts.has_code)


def _make_step(kind: StepKind, facts: ReadingFacts) -> Step:
    is_said = kind.id in facts.done
    is_reached, is_empty, progress = False, False, ""
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
            progress = f"{facts.questions_open} open" if facts.questions_open else ""
        case "formulas":
            is_empty = not facts.formulas
            is_reached = facts.formulas <= facts.formulas_finished
            progress = "nothing to drill" if is_empty else f"{facts.formulas_finished} of {facts.formulas}"
        case _:
            pass
    is_finished = is_said or is_reached
    is_opened = kind.id in facts.opened and not is_finished
    return Step(kind, is_said, is_finished, is_opened, progress, is_empty and not is_said)


def gather_reading_facts(notes: Notes, view: PaperView, formulas: FormulaMap) -> ReadingFacts:
    """Return what was done with a paper."""
    said = {key: note.text for (field, key), note in notes.items() if field == FIELD}
    headings = [heading for part in view.notes for heading in part.headings]
    figures = [heading for heading in headings if heading.kind == "caption"]
    rows = [
        row
        for row in formulas.named
        if row.formula is not None and (row.formula.can_be_ready or row.exercises)
    ]
    return ReadingFacts(
        done={key for key, text in said.items() if text == "done"},
        opened={key for key, text in said.items() if text == "opened"},
        chosen=next((way for way in WAYS if said.get(WAY_KEY) == way), None),
        noted={key for field, key in notes if field == "overview"},
        figures=len(figures),
        figures_noted=sum(heading.is_written for heading in figures),
        skills=view.row.path.skills,
        skills_left=len(view.row.path.left),
        questions=view.row.questions,
        questions_open=view.row.questions - view.row.answered,
        formulas=len(rows),
        formulas_finished=sum(row.reached in ("read", "drilled") for row in rows),
        is_begun=any(number for state, number in view.row.states.items() if state != "unseen")
        or any(row.reached == "read" for row in rows),
        has_code=any(heading.address and heading.what == LINK_TO_CODE for heading in headings),
    )


def make_plan(workspace: Workspace, view: PaperView, formulas: FormulaMap) -> ReadingPlan:
    """Return the steps of reading a paper as they are now."""
    return plan_reading(gather_reading_facts(read_paper_notes(workspace, view.row.slug), view, formulas))


def note_step(workspace: Workspace, slug: str, step: str, text: Literal["opened", "done", ""]) -> str:
    """Save what was done of a step, durably before this returns what to say of it.

    Raises:
        UsageError: there is no such step or paper.
    """
    if step not in _KINDS:
        raise UsageError(f"no step of reading is called {step!r}", f"known: {', '.join(_KINDS)}")
    write_note(workspace, slug, FIELD, step, text)
    return f"Done: {_KINDS[step].title.lower()}." if text == "done" else ""


def choose_way(workspace: Workspace, slug: str, way: Way) -> None:
    """Follow a way through a paper from now on."""
    write_note(workspace, slug, FIELD, WAY_KEY, way)


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
    """Return how ready one is for papers, by what they require."""
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
