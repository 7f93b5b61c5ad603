"""The exercise that a session serves next: open attempts first, then the list, kept up to date."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from drill.errors import DrillError, StoreError
from drill.files import log_faults
from drill.gyr.entry import Entry
from drill.gyr.events import AttemptKind, ItemId
from drill.gyr.plan_ledger import Choice
from drill.gyr.state import ItemState
from drill.session.database_location import Rounds
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.preparation import Preparation
from drill.session.standing.placement import Placement
from drill.session.today.session_list import DayList
from drill.session.workspace import Workspace
from drill.store import OpenAttempt
from drill.text import count

if TYPE_CHECKING:
    from drill.store import Appended

# Max time spent on passing over exercises that cannot be prepared, in seconds.
_LIMIT_S = 20.0
# So long after its mark an exercise does not come back in the same sitting because a new study day has begun.
ONE_SITTING = timedelta(hours=4)
NEW_DAY = "A new study day has begun. What you marked just now comes back in your next session."
_BECOMES: Mapping[str, AttemptKind] = {"pass": "verdict", "check": "check", "extra": "extra"}


class Serving:
    """The list of one session, and the attempts left open before it."""

    def __init__(
        self,
        workspace: Workspace,
        listed: DayList,
        list_again: Callable[[], DayList],
        preparation: Preparation,
        left_open: Sequence[OpenAttempt],
        placement: Placement | None = None,
    ) -> None:
        self._workspace = workspace
        self._list_again = list_again
        self._preparation = preparation
        renamed = workspace.catalogue.renamed
        self._left_open = {
            renamed.get(open_attempt.item, open_attempt.item): open_attempt
            for open_attempt in reversed(left_open)
        }
        self._marked: dict[ItemId, datetime] = {}
        # The exercises marked in this session, with the time.
        self._is_begun = False
        self.listed = listed
        self.placement = placement
        # Why nothing is served any more, where preparing exercises took too long.
        self.gave_up = ""

    def left_open(self) -> ExerciseView | None:
        """Return the newest attempt that was begun and still fits; only on the first call.

        An exercise that the learner only looked at comes in its turn.
        """
        begun = [item for item, attempt in self._left_open.items() if attempt.is_begun]
        while begun and not self._is_begun:
            if (resumed := self._resume(begun.pop())) is not None:
                self._is_begun = True
                return resumed
        self._is_begun = True
        return None

    def next(self) -> ExerciseView | None:
        """Return the next exercise of the list; ``None`` if it is done.

        An attempt at it that was left open goes on; one that cannot be prepared is left out, with a notice.
        Where one after another fails, ``gave_up`` reports it, and nothing is returned.
        """
        self.keep_up()
        if self.placement is None:
            self._workspace.store.read_items([choice.item for choice in islice(self.listed.ahead(), 2)])
        begun = time.monotonic()
        left_out = 0
        while (chosen := self._choose()) is not None:
            choice, entry, state = chosen
            left = self._left_open.get(choice.item)
            if left is not None and left.becomes == "extra" and not left.is_begun:
                del self._left_open[choice.item]  # only looked at, perhaps in another front end
            if (resumed := self._resume(choice.item)) is not None:
                return replace(resumed, reason=choice.reason)
            try:
                becomes = _BECOMES[choice.serves_as]
                with log_faults(self._workspace.places.log, choice.item):
                    served = self._preparation.prepare_fresh(entry, state, becomes)
                return replace(served, reason=choice.reason)
            except DrillError as error:
                self._workspace.notices.append(f"{choice.item} is left out: {error.message}")
                self.leave_out(choice.item)
                left_out += 1
                if time.monotonic() - begun >= _LIMIT_S:
                    self.gave_up = (
                        f"None of {count(left_out, 'exercise')} could be prepared in {_LIMIT_S:g} seconds. "
                        "`drill check` says what is wrong with them."
                    )
                    return None
        return None

    def _resume(self, item: ItemId) -> ExerciseView | None:
        """Return an attempt that was left open, if it still fits; one that cannot be
        followed is dropped."""
        attempt = self._left_open.pop(item, None)
        if attempt is None:
            return None
        try:
            with log_faults(self._workspace.places.log, item):
                return self._preparation.resume(attempt)
        except StoreError:
            raise
        except DrillError as error:
            self._workspace.notices.append(error.message)
            self._workspace.store.drop_open(attempt.item)
            return None

    def prepare_ahead(self, at_hand: ItemId) -> None:
        """Begin to prepare the variant that will most likely come next."""
        if self.placement is not None or self._preparation.is_aside:
            return  # a placement's choice depends on this answer, practice on the exercises shown by then
        for choice in islice(self.listed.ahead(), 2):
            entry = self._workspace.entry(choice.item)
            if choice.item != at_hand and entry is not None:
                self._preparation.begin(entry, self.listed.state(choice.item))
                return

    def is_as_it_was(self, exercise: ExerciseView) -> bool:
        """Return whether a waiting exercise can continue; one that was edited comes back in its turn."""
        entry = self._workspace.entry(exercise.entry.item)
        return entry is not None and entry.hashes == exercise.entry.hashes

    def mark(self, appended: Appended) -> None:
        """Record that an item was marked."""
        event = appended.event
        self._marked[event.item] = self._workspace.clock()
        self.listed.mark(event.item, appended.after, event.id)

    def _choose(self) -> tuple[Choice, Entry, ItemState] | None:
        """Return the list's choice with its state in the store: another window may have changed it.

        Raises DrillError if the list cannot be brought to agree with the store.
        """
        rounds = Rounds("choosing the next exercise")
        while (choice := self._next_choice()) is not None:
            rounds.come_to(choice.item)
            if (entry := self._workspace.entry(choice.item)) is None:  # a note that was emptied
                self.leave_out(choice.item)
                continue
            state = self._workspace.state(entry)
            if state == self.listed.state(choice.item):
                return choice, entry, state
            self.listed.note(choice.item, state)
        return None

    def choose(self, item: ItemId) -> None:
        """Serve an exercise next, of banks as they are now."""
        self.keep_up()
        self.listed.choose(item)

    def leave_out(self, item: ItemId) -> None:
        """Do not serve an item any more in this session."""
        self.listed.leave_out(item)
        if self.placement is not None:
            self.placement.leave_out(item)

    def _next_choice(self) -> Choice | None:
        """Return the list's next choice; in a placement its next question."""
        if self.placement is None:
            return self.listed.next()
        item = self.placement.next()
        return None if item is None else self.listed.choice(item)

    def keep_up(self, *, orders_again: bool = False) -> None:
        """Take in exercises due on a new study day, and edits, even during a session.

        ``orders_again`` if it is to follow another goal.
        """
        is_edited = self._workspace.catch_up()
        is_next_day = self._workspace.study_day() != self.listed.today
        if not (is_edited or orders_again or is_next_day):
            return
        left_out = self.listed.left_out
        self.listed = self._list_again()
        for item in self._marked:
            self.listed.unchoose(item)
        if is_edited:  # an exercise left out for its faults may have been mended
            self._preparation.variants.forget()
            left_out = frozenset[ItemId]()
        for item in left_out:
            self.listed.leave_out(item)
        if is_next_day:
            self._workspace.notices.append(NEW_DAY)
            since = self._workspace.clock() - ONE_SITTING
            for item, marked_at in self._marked.items():
                if marked_at > since:
                    self.listed.leave_out(item)
