"""Past attempts: every wrong answer, by its fault; and those of one exercise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from drill.banks.catalogue import describe_slip
from drill.errors import BankError, DrillError
from drill.gyr.entry import Entry, group_by
from drill.gyr.events import Answer, Attempt, EventId, ItemId, Rep, line_of
from drill.gyr.fold import Outcome, find_attempt_outcomes
from drill.gyr.state import Colour
from drill.session.key_display import key_latex, key_text, option_texts, read_live
from drill.session.titles import title_of
from drill.session.workspace import Workspace
from drill.text import one_line

if TYPE_CHECKING:
    pass

# Max wrong answers, the newest, because nobody reads a longer list.
MISTAKES_LISTED = 400
# Max of them that are listed one by one, with the right answer.
LATEST_LISTED = 40
REVEALED = "the solution was shown"
NO_OPTIONS: Mapping[str, str] = {}
# An option whose text is not known any more, or holds drawn numbers.
ANOTHER_OPTION = "another option"


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """One attempt that counts: the typed answer, its outcome, and the slip's name, if it has one."""

    item: str
    # Empty if its id is readable.
    title: str
    # The title of its skill; of its topic, if it trains none.
    skill: str
    day: date
    colour: Colour
    ok: bool
    answer: str
    slip: str
    # All that was drawn: two attempts with the same numbers ask the same.
    drawn: Mapping[str, str] = field(default_factory=dict[str, str])
    # Whether the answer is options that were shown, and not typed.
    is_choice: bool = False
    # Whether it was an answer of the warm-up.
    is_in_warm_up: bool = False
    # The answer in each of several stages, by number; the number of the first wrong one.
    by_stage: Mapping[str, str] = field(default_factory=dict[str, str])
    wrong_stage: str = ""
    # The answer of the second try, if there was one.
    second: str = ""
    # The right answer, where it was looked up, and the LaTeX of the answers that are formulas.
    right: str = ""
    latex: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """What the learner wrote at each try, and what was right, each with its name."""
        answers = (("you", self.answer), ("then", self.second), ("right", self.right))
        return tuple(answer for answer in answers if answer[1])


@dataclass(frozen=True, slots=True)
class MistakeGroup:
    """Wrong answers with the same mistake; where it has no name, those of one skill. The newest first."""

    # The fault, in a few words; empty if nothing is known of it.
    name: str
    # The title of the skill that all belong to; empty if they have several.
    skill: str
    attempts: tuple[PastAttempt, ...]

    @property
    def title(self) -> str:
        """The title of the group: the mistake, else the skill."""
        return self.name or self.skill

    @property
    def times(self) -> int:
        """How often it was made."""
        return len(self.attempts)

    @property
    def last(self) -> date:
        """The study day on which it was made last."""
        return max(attempt.day for attempt in self.attempts)

    @property
    def items(self) -> tuple[str, ...]:
        """The exercises to drill, each once."""
        return tuple(dict.fromkeys(attempt.item for attempt in self.attempts))


def list_past_mistakes(workspace: Workspace) -> tuple[PastAttempt, ...]:
    """Return the wrong answers that count, newest first, of loaded exercises.

    Reveals and placements are excluded, and answers of the warm-up where the mistake has no name.
    """
    entries = workspace.catalogue.entries
    renamed = workspace.catalogue.renamed
    wrong = workspace.store.wrong_answers(MISTAKES_LISTED)
    items = {event.id: renamed.get(event.item, event.item) for event in wrong}
    came_to: dict[EventId, Outcome] = {}
    for item, lines in workspace.store.lines(entries.keys() & items.values()):
        came_to |= find_attempt_outcomes(lines, entries[item].lineage)
    found = [
        (
            event.order,
            _make_past_attempt(workspace, entries[items[event.id]], attempt, event.study_day, outcome),
        )
        for event in wrong
        if isinstance(attempt := event.facts, Attempt) and not (attempt.revealed or attempt.placed)
        if (outcome := came_to.get(event.id)) is not None and not outcome.ok
    ]
    for event in workspace.store.wrong_reps(MISTAKES_LISTED) if workspace.learner().has_reps else ():
        entry = entries.get(renamed.get(event.item, event.item))
        is_loaded = entry is not None and event.content is not None and event.content.maths in entry.hashes
        if entry is None or not is_loaded or not isinstance(rep := event.facts, Rep):
            continue
        if slip := describe_slip(rep.code, rep.mistake):
            title = title_of(workspace, entry.item)
            skill = _name_skill(workspace, entry)
            answer = answer_text(rep.answer)
            past = PastAttempt(
                entry.item, title, skill, event.study_day, "red", False, answer, slip, rep.params,
                is_in_warm_up=True,
            )  # fmt: skip
            found.append((event.order, past))
    newest_first = sorted(found, key=lambda each: each[0], reverse=True)
    return tuple(past for _, past in newest_first[:MISTAKES_LISTED])


def list_latest_mistakes(workspace: Workspace, past: Iterable[PastAttempt]) -> tuple[PastAttempt, ...]:
    """Return the newest of past mistakes, each with the right answer for its numbers where that is known.

    Exercises open in any window are left without, because their question may be the same.
    """
    open_items = {attempt.item for attempt in workspace.store.open_attempts()}
    latest = [attempt for attempt in past if attempt.answer][:LATEST_LISTED]
    return tuple(
        attempt if attempt.item in open_items else _add_right_answer(workspace, attempt) for attempt in latest
    )


def _add_right_answer(workspace: Workspace, past: PastAttempt) -> PastAttempt:
    """Return an attempt with the right answer, of several stages in the wrong one, unless it fits no more."""
    try:
        exercise = workspace.catalogue.exercise(past.item)
        variant = workspace.prepare(exercise, item=past.item, seed=0, params=past.drawn)
    except DrillError:
        return past
    stages = variant.stages
    number = int(past.wrong_stage) - 1 if past.wrong_stage else len(stages) - 1
    if number >= len(stages) or (variant.is_chain and not past.wrong_stage):
        return past
    stage = stages[number]
    if stage.options or not isinstance(stage.key, str):
        right = "; ".join(option_texts(stage.options, stage.key)) or key_text(stage.key)
        return replace(past, right=one_line(right))
    right = one_line(stage.key)
    latex = dict[str, str | None]()
    with suppress(DrillError):  # a key that is not read is shown as it is written
        latex = {text: read_live(stage.expect, text).latex for text in (past.answer, past.second)}
        latex[right] = key_latex(stage.expect, stage.key)
    return replace(past, right=right, latex={text: found for text, found in latex.items() if found})


def attempts_of(workspace: Workspace, entry: Entry) -> tuple[PastAttempt, ...]:
    """Return all attempts of an exercise that count, newest first."""
    events = [*workspace.store.history(ItemId(entry.item))]
    came_to = find_attempt_outcomes(map(line_of, events), entry.lineage)
    return tuple(
        _make_past_attempt(workspace, entry, attempt, event.study_day, came_to[event.id])
        for event in reversed(events)
        if isinstance(attempt := event.facts, Attempt) and event.id in came_to
    )


def group_mistakes(attempts: Iterable[PastAttempt]) -> tuple[MistakeGroup, ...]:
    """Group wrong answers by their fault, else by skill; the commonest first, and the newest of these."""
    groups = group_by(attempts, lambda attempt: (attempt.slip, "" if attempt.slip else attempt.skill))
    found = (
        MistakeGroup(name, skill or _common_skill(wrong), tuple(wrong))
        for (name, skill), wrong in groups.items()
    )
    return tuple(sorted(found, key=lambda group: (group.times, group.last), reverse=True))


def _common_skill(attempts: Sequence[PastAttempt]) -> str:
    skills = {attempt.skill for attempt in attempts}
    return attempts[0].skill if len(skills) == 1 else ""


def answer_text(answer: Answer, options: Mapping[str, str] = NO_OPTIONS) -> str:
    """Return an answer as one line: parts by name, options by the texts that ``options`` has by id."""
    if isinstance(answer, Mapping):
        parts = answer.items()
        return "; ".join(f"{name} = {answer_text(part_answer, options)}" for name, part_answer in parts)
    if isinstance(answer, str):
        return one_line(answer)
    return "; ".join(one_line(options.get(id_, ANOTHER_OPTION)) for id_ in answer)


def _describe_answer(workspace: Workspace, entry: Entry, answer: Answer) -> str:
    if isinstance(answer, str):
        return answer_text(answer)
    try:
        exercise = workspace.catalogue.exercise(entry.item)
    except BankError:
        return answer_text(answer, NO_OPTIONS)
    questions = (question for form in exercise.forms for question in form.questions)
    options = (option for question in questions for option in question.answer.options)
    # a text that holds drawn numbers is left out
    return answer_text(answer, {option.id: option.text for option in options if "@" not in option.text})


def _make_past_attempt(
    workspace: Workspace, entry: Entry, attempt: Attempt, day: date, outcome: Outcome
) -> PastAttempt:
    answer = attempt.answer
    by_stage = dict[str, str]()
    wrong_stage = ""
    if entry.kind == "stages" and isinstance(answer, Mapping):
        wrong_stage = str(attempt.stages.index("wrong") + 1) if "wrong" in attempt.stages else ""
        by_stage = {stage: answer_text(of_stage) for stage, of_stage in answer.items()}
        answer = answer.get(wrong_stage, "") if wrong_stage else answer
    has_second = not attempt.revealed and wrong_stage in ("", "1")
    return PastAttempt(
        item=entry.item,
        title=title_of(workspace, entry.item),
        skill=_name_skill(workspace, entry),
        day=day,
        colour=outcome.colour,
        ok=outcome.ok,
        answer="" if attempt.revealed else _describe_answer(workspace, entry, answer),
        slip=""
        if outcome.ok
        else REVEALED
        if attempt.revealed
        else describe_slip(attempt.code, attempt.mistake),
        drawn=attempt.params,
        is_choice=not isinstance(answer, str | Mapping),
        by_stage=by_stage,
        wrong_stage=wrong_stage,
        second=_describe_answer(workspace, entry, attempt.second) if has_second else "",
    )


def _name_skill(workspace: Workspace, entry: Entry) -> str:
    skill = workspace.catalogue.skills.get(entry.skill)
    return skill.title if skill else workspace.catalogue.topic(entry).title
