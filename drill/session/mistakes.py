"""Past attempts: every wrong answer with its slip, by topic and slip; and those of one exercise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from drill.banks.catalogue import Entry
from drill.gyr.events import Answer, Attempt, EventId, ItemId, line_of
from drill.gyr.fold import Outcome, outcomes
from drill.gyr.state import Colour
from drill.session.mistake_words import slip
from drill.session.titles import title_of
from drill.session.workspace import Workspace
from drill.text import one_line

# The newest wrong answers; more are no list that anybody reads.
MISTAKES_LISTED = 400
NO_SLIP, REVEALED = "no known slip", "the key was revealed"


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """One attempt that counts: what was typed, its outcome, and the slip's name, if it has one."""

    item: str
    # Empty where its id says enough.
    title: str
    topic: str
    day: date
    colour: Colour
    ok: bool
    answer: str
    slip: str
    # All that was drawn: two attempts with the same numbers ask the same.
    drawn: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class MistakeGroup:
    """The wrong answers of one slip in one topic, newest first."""

    topic: str
    slip: str
    attempts: tuple[PastAttempt, ...]

    @property
    def items(self) -> tuple[str, ...]:
        """Their exercises, each once."""
        return tuple(dict.fromkeys(attempt.item for attempt in self.attempts))


def mistakes(workspace: Workspace) -> tuple[PastAttempt, ...]:
    """Return the wrong answers that count, newest first, of loaded exercises; reveals are excluded."""
    entries, renamed = workspace.catalogue.entries, workspace.catalogue.renamed
    wrong = workspace.store.wrong_answers(MISTAKES_LISTED)
    items = {event.id: renamed.get(event.item, event.item) for event in wrong}
    came_to: dict[EventId, Outcome] = {}
    for item, lines in workspace.store.lines(entries.keys() & items.values()):
        came_to |= outcomes(lines, workspace.lineage(entries[item]))
    return tuple(
        _past(workspace, entries[items[event.id]], attempt, event.study_day, outcome)
        for event in wrong
        if isinstance(attempt := event.facts, Attempt) and not attempt.revealed
        if (outcome := came_to.get(event.id)) is not None and not outcome.ok
    )


def attempts_of(workspace: Workspace, entry: Entry) -> tuple[PastAttempt, ...]:
    """Return all attempts of an exercise that count, newest first."""
    events = [*workspace.store.history(ItemId(entry.item))]
    came_to = outcomes(map(line_of, events), workspace.lineage(entry))
    return tuple(
        _past(workspace, entry, attempt, event.study_day, came_to[event.id])
        for event in reversed(events)
        if isinstance(attempt := event.facts, Attempt) and event.id in came_to
    )


def grouped(attempts: Sequence[PastAttempt]) -> tuple[MistakeGroup, ...]:
    """Group wrong answers by topic and slip, the commonest first."""
    groups: dict[tuple[str, str], list[PastAttempt]] = {}
    for wrong_attempt in attempts:
        groups.setdefault((wrong_attempt.topic, wrong_attempt.slip or NO_SLIP), []).append(wrong_attempt)
    of_topic = Counter(attempt.topic for attempt in attempts)
    order = sorted(
        groups,
        key=lambda group_key: (
            -of_topic[group_key[0]],
            group_key[0],
            group_key[1] == NO_SLIP,
            -len(groups[group_key]),
        ),
    )
    return tuple(MistakeGroup(*group_key, tuple(groups[group_key])) for group_key in order)


def answer_text(answer: Answer) -> str:
    """Return an answer as one line: parts and stages by name, options by id."""
    if isinstance(answer, Mapping):
        return "; ".join(f"{name} = {answer_text(part_answer)}" for name, part_answer in answer.items())
    return one_line(answer if isinstance(answer, str) else " ".join(answer))


def _past(workspace: Workspace, entry: Entry, attempt: Attempt, day: date, outcome: Outcome) -> PastAttempt:
    return PastAttempt(
        item=entry.item,
        title=title_of(workspace, entry.item),
        topic=workspace.catalogue.topic(entry).title,
        day=day,
        colour=outcome.colour,
        ok=outcome.ok,
        answer="" if attempt.revealed else answer_text(attempt.answer),
        slip="" if outcome.ok else REVEALED if attempt.revealed else slip(attempt.code),
        drawn=attempt.params,
    )
