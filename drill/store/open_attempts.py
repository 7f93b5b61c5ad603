"""An attempt that was begun and has no mark yet, to be restored after a crash or a closed window.

It is not an event. It is plain data, so that the session can hold one before the store is loaded.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Annotated

from drill.gyr.events import (
    AttemptKind,
    DecidedBy,
    ItemId,
    Reply,
    RoundId,
    StageWord,
    format_event_time,
    read_time,
)
from drill.gyr.wire import MERGE_BOUNDS
from drill.reading import FaultyData, WrittenAs, WrittenName, make_reader, write_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class StageDone:
    """A stage of a chain that the learner has completed."""

    word: StageWord
    answer: Reply = ""
    code: str = ""
    hints: int = 0
    decided_by: DecidedBy = "checker"
    reason: str = ""
    working: tuple[str, ...] = ()
    mistake: str = ""
    # The answer that followed a wrong one before the key was shown, and whether it was right.
    second: Reply = ""
    is_second_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StageWork:
    """The work on the current stage before its answer."""

    draft: Reply = ""
    # The lines of the working, the last of them the draft; empty if it has one field.
    working: tuple[str, ...] = ()
    hints: int = 0
    # Whether its lines were checked before the answer, which counts as a hint.
    has_checked_lines: bool = False
    # Whether the one free retype after a right value in the wrong form was used.
    retyped: bool = False

    @property
    def is_begun(self) -> bool:
        """Whether anything is typed, or was shown or handed back."""
        draft = self.draft.values() if isinstance(self.draft, Mapping) else [self.draft]
        return bool(self.working or self.hints or self.retyped or any(draft))


@dataclass(frozen=True, slots=True, kw_only=True)
class StageAnswer:
    """The answer to the current stage with the checker's verdict, and the second answer after it.

    From the moment the key is shown (``key_shown``), ``answer``, ``ok``, ``code`` and ``message`` hold the
    verdict, so that the next step is "do you see why?", never a second chance. A wrong answer with feedback
    before the key (``before_key``) is tried again first: until the key is shown, they already belong to it.
    """

    answer: Reply = ""
    # The checker's verdict; ``None`` without one, and if the learner decides.
    ok: bool | None = None
    code: str = ""
    message: str = ""
    # The name of a known mistake in the answer.
    mistake: str = ""
    # The feedback on the first answer before the key; empty if there is no second try.
    before_key: str = ""
    # The lines of the working of the first answer, once it is tried again.
    first_working: tuple[str, ...] = ()
    # The second answer, and whether it was right.
    second: Reply = ""
    is_second_right: bool = False
    key_shown: bool = False
    revealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAttempt:
    """The learner's position in one item: the questions, the stages that are done, and the current one."""

    item: ItemId
    becomes: AttemptKind
    round: RoundId
    pass_: Annotated[int, WrittenName("pass_")]
    # The content hash of the exercise; if it changed meanwhile, the attempt no longer fits.
    maths: str
    seed: int
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    # Number of stages; 0 for an exercise without.
    stages: int = 0
    done: tuple[StageDone, ...] = ()
    # The first stage that is not done.
    work: StageWork = StageWork()
    given: StageAnswer = StageAnswer()
    # Whether an undone attempt had shown the key before.
    seen: bool = False
    started_at: Annotated[datetime, WrittenAs(str, read_time, format_event_time)]
    # Whether it is a question of a placement, in whatever session it continues.
    placed: bool = False
    # Active seconds until now.
    seconds: float = 0.0
    # The window that uses it (`drill.session.database_location`); empty once it was left.
    window: str = ""

    @property
    def is_tried_again(self) -> bool:
        """Whether the first answer was wrong, and a second one is expected before the key is shown."""
        return bool(self.given.before_key) and not self.given.key_shown

    @property
    def is_begun(self) -> bool:
        """Whether the learner did anything in it except look."""
        is_answered = bool(self.given.before_key or self.given.key_shown or self.done)
        return is_answered or self.seen or self.work.is_begun

    def to_json(self) -> str:
        """Return a JSON object with all fields under their names, those of the current stage among them."""
        shape = write_plain(self)
        shape |= shape.pop("work", {}) | shape.pop("given", {})
        return json.dumps(shape, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> OpenAttempt | None:
        """Read what `to_json` wrote; None for anything else."""
        try:
            shape = json.loads(text)
            work, given = ({name: shape.pop(name) for name in names & shape.keys()} for names in _OF_STAGE)
            attempt: OpenAttempt = _read_attempt({**shape, "work": work, "given": given})
        except (AttributeError, ValueError, RecursionError, FaultyData):
            return None
        numbers = attempt.pass_, attempt.stages, attempt.work.hints, *(done.hints for done in attempt.done)
        is_honest = all(0 <= number <= MERGE_BOUNDS["INTEGER"] for number in numbers)
        is_honest = is_honest and 0 <= attempt.seed < 1 << 63 and 0 <= attempt.seconds < math.inf
        return attempt if is_honest else None


_OF_STAGE = tuple(frozenset(each.name for each in fields(of)) for of in (StageWork, StageAnswer))
_read_attempt = make_reader(OpenAttempt)
