"""The Green-Yellow-Red method, pure: it knows no clock, no file and no random number.

What a learner did is a log of ``events``; ``wire`` is their public JSON form. Everything else follows:

1. ``fold`` makes the state of one item of its events (``state``): passes, rounds, when it is due, parked.
2. ``passes`` counts states into the tables of passes, ``progress``, ``spread`` and ``outlook`` into days,
   times and what lies ahead.
3. ``today`` builds the day's queue of what is due (``lines``), what is new (``unseen``) and which greens to
   look at again (``checks``, the only module that knows the memory model FSRS); ``method`` holds its rules.

``clock`` says which study day an event belongs to, and what a wrong clock may do. Values are frozen, ids
are ``NewType`` strings, and the same log gives the same state on every machine.
"""

from __future__ import annotations

from drill.gyr.belief import MOST_PLACED, Askable, Belief, Placed, SkillMap, asked_next
from drill.gyr.checks import AT_MOST, SAMPLE_AFTER, Memory, Offer, memory, rechecks, retrievability, slips_on
from drill.gyr.clock import DAY_BEGINS, Skew, clamped, horizon, local_day, skew, study_day
from drill.gyr.events import (
    ATTEMPTS,
    FIRST_ROUND,
    UNDOABLE,
    WITHOUT_CONTENT,
    Answer,
    Attempt,
    AttemptKind,
    BankId,
    Content,
    DecidedBy,
    DeviceId,
    Event,
    EventId,
    Facts,
    ItemId,
    Kind,
    LearnerId,
    Note,
    NoteField,
    Override,
    Park,
    Regrade,
    Reopen,
    Reply,
    RoundId,
    SkillId,
    Skip,
    StageWord,
    TopicId,
    Undo,
    at_text,
    uuid7,
    whole_ms,
)
from drill.gyr.fold import Line, Lineage, fold_lines, fold_step, line_of, needs_refold, outcomes
from drill.gyr.lines import Candidate
from drill.gyr.method import Choice, Method
from drill.gyr.outlook import DayAhead, Finish, days_ahead, finish, minutes_left, pace
from drill.gyr.passes import (
    STATES,
    Cell,
    Column,
    Completion,
    PassRow,
    cells,
    completion,
    newly_done,
    of_all,
    pass_table,
    table,
    tally,
)
from drill.gyr.progress import Counts, has_rested, items_in, usual_seconds
from drill.gyr.spread import bucket_of, quantile
from drill.gyr.standing import Standing
from drill.gyr.state import (
    CAP,
    DEFAULT_GAPS,
    NEVER_MET,
    Colour,
    ItemState,
    Opened,
    PassMark,
    Review,
    State,
    colour,
    due,
)
from drill.gyr.today import Goal, Queue
from drill.gyr.wire import (
    LEAP,
    LINE_BYTES,
    EventError,
    Lamports,
    as_line,
    common_to_json,
    facts_to_json,
    from_json,
    refuse_wild,
    to_json,
)

__all__ = [
    "ATTEMPTS", "AT_MOST", "CAP", "DAY_BEGINS", "DEFAULT_GAPS", "FIRST_ROUND", "LEAP", "LINE_BYTES",
    "MOST_PLACED", "NEVER_MET", "SAMPLE_AFTER", "STATES", "UNDOABLE", "WITHOUT_CONTENT", "Answer",
    "Askable", "Attempt", "AttemptKind", "BankId", "Belief", "Candidate", "Cell", "Choice", "Colour",
    "Column", "Completion", "Content", "Counts", "DayAhead", "DecidedBy", "DeviceId", "Event",
    "EventError", "EventId", "Facts", "Finish", "Goal", "ItemId", "ItemState", "Kind", "Lamports",
    "LearnerId", "Line", "Lineage", "Memory", "Method", "Note", "NoteField", "Offer", "Opened", "Override",
    "Park",
    "PassMark", "PassRow", "Placed", "Queue", "Regrade", "Reopen", "Reply", "Review", "RoundId", "Skew",
    "SkillId", "SkillMap", "Skip", "StageWord", "Standing", "State", "TopicId", "Undo", "as_line",
    "asked_next", "at_text", "bucket_of", "cells", "clamped", "colour", "common_to_json", "completion",
    "days_ahead", "due", "facts_to_json", "finish", "fold_lines", "fold_step", "from_json", "has_rested",
    "horizon", "items_in", "line_of", "local_day", "memory", "minutes_left", "needs_refold", "newly_done",
    "of_all", "outcomes", "pace", "pass_table", "quantile", "rechecks", "refuse_wild", "retrievability",
    "skew", "slips_on", "study_day", "table", "tally", "to_json", "usual_seconds", "uuid7", "whole_ms",
]  # fmt: skip
