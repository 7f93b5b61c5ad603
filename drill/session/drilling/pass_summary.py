"""The end of a pass: where its reds are, and what went wrong most often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from drill.banks.mistake_names import describe_slip
from drill.gyr.events import Attempt, BankId, ItemId
from drill.gyr.passes import PassRow, newly_done
from drill.gyr.state import PassMark
from drill.session.progress.progress_overview import BankProgress
from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ClosedPass:
    """A pass that has all its verdicts now, with the other passes of its bank."""

    bank: str
    title: str
    row: PassRow
    progress: BankProgress
    # Titles of the topics with most reds in it, and how many.
    reds: tuple[tuple[str, int], ...] = ()
    # What was wrong most often in it, in words, and how often.
    slips: tuple[tuple[str, int], ...] = ()
    # Right answers in it of which the learner did not know why.
    unsure: int = 0


# Topics and slips that a summary names.
SHOWN = 4


def closed_passes(before: Sequence[BankProgress], after: Sequence[BankProgress]) -> tuple[ClosedPass, ...]:
    """Return the passes that were completed between two looks at the banks."""
    earlier = {bank.bank: bank.passes for bank in before}
    return tuple(
        ClosedPass(bank.bank, bank.title, row, bank)
        for bank in after
        for row in newly_done(earlier.get(bank.bank, ()), bank.passes)
    )


def described_pass(workspace: Workspace, closed: ClosedPass) -> ClosedPass:
    """Return the pass with its reds by topic, its commonest diagnoses, and the right answers without a
    why."""
    entries = workspace.catalogue.entries
    states = workspace.states(banks=[BankId(closed.bank)])
    marks = [
        (item, mark)
        for item, state in states.items()
        for mark in state.marks
        if (mark.round, mark.pass_) == (closed.row.round, closed.row.pass_)
    ]
    reds = Counter(
        workspace.catalogue.topic(entries[item]).title
        for item, mark in marks
        if mark.colour == "red" and item in entries
    )
    slips = Counter(_list_pass_mistakes(workspace, [(item, mark) for item, mark in marks if not mark.ok]))
    return replace(
        closed,
        reds=tuple(reds.most_common(SHOWN)),
        slips=tuple(slips.most_common(SHOWN)),
        unsure=sum(mark.ok and mark.colour == "yellow" for _, mark in marks),
    )


def _list_pass_mistakes(workspace: Workspace, wrong: Iterable[tuple[ItemId, PassMark]]) -> Iterable[str]:
    """Return what was wrong, in words, where that is known."""
    for item, mark in wrong:
        for event in workspace.store.history(item):
            if event.id == mark.event and isinstance(event.facts, Attempt):
                yield from filter(None, [describe_slip(event.facts.code, event.facts.mistake)])
