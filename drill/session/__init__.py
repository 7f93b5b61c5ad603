"""The use cases of drilling, without a screen: both front ends call these and show what they return.

1. ``open_workspace`` opens what a learner works with: banks, store, worker, settings and clock.
2. ``today`` says what waits; ``start`` begins a session (``queueing``, ``scope``), or takes up what was
   left open.
3. A ``DrillSession`` serves one exercise after the other (``next_exercise``, ``preparation``,
   ``variant_cache``): it shows it, takes the answer, has it checked, asks whether the learner sees why, and
   writes the mark (``open_exercise``, ``attempts``). ``session_totals`` counts what it came to.
4. ``corrections`` undo, override, park and reopen; ``library``, ``progress`` and ``gather`` show where one
   stands.
5. ``exporting``, ``backups`` and ``authoring`` are what the command line has besides.

``views`` holds the plain values that are shown: front ends compute no mark and no state. ``papers`` is a
room of its own in here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.faces import lazily

if TYPE_CHECKING:
    from drill.session.answer_help import HelpExample, HelpTopic, topics
    from drill.session.authoring import Draft, exercises_at
    from drill.session.backups import back_up, restore, shown_address
    from drill.session.corrections import (
        history,
        note,
        override,
        park,
        reopen,
        take_back,
        undo,
        undo_here,
        undo_once_named,
    )
    from drill.session.drill_session import DrillSession
    from drill.session.exercise_view import (
        RENEWED,
        Consequence,
        ExerciseView,
        Marked,
        Retype,
        Theory,
        Undecided,
        Unreadable,
        VerdictView,
        card_text,
    )
    from drill.session.exporting import export_events, export_marks, merge, replaced
    from drill.session.first_marks import FirstMarks
    from drill.session.first_run import FIRST_EXERCISE, WELCOME, is_first_run
    from drill.session.follow_up import (
        DECISIONS,
        MANY_YELLOWS,
        SPLIT_IT,
        Choice,
        choices,
        question,
        where_it_stands,
    )
    from drill.session.further_theory import beyond, of_skills
    from drill.session.key_display import Answered, key_latex, shown_key, typed
    from drill.session.library import LibraryItem, LibraryLook, ParkedItem, listing, look, parked, prompts
    from drill.session.live_preview import Live, Reader
    from drill.session.logged_answers import LETTERS, option_texts
    from drill.session.mistake_words import slip
    from drill.session.new_bank import write_starter
    from drill.session.pass_summary import ClosedPass, closed_passes, described_pass
    from drill.session.prerequisites import (
        Readiness,
        SkillLine,
        paper_skills,
        readiness,
        rests_on,
        standing_of,
        state_in,
        worst,
    )
    from drill.session.progress import (
        BankProgress,
        DayProgress,
        DisputeLine,
        Disputes,
        Headline,
        Outlook,
        Retention,
        TopicProgress,
        bank_progress,
        days,
    )
    from drill.session.queueing import Request, seconds_each
    from drill.session.read_only import open_aside, open_to_read
    from drill.session.reading_links import card_of, link_text
    from drill.session.report import Report, gather, to_csv, to_json
    from drill.session.session_totals import AttemptLine, SessionSummary
    from drill.session.starting import start
    from drill.session.titles import title_of
    from drill.session.today_view import DueDay, PlannedItem, SubjectLine, TodayView, today
    from drill.session.undoing import Undoable, Undone
    from drill.session.workspace import CLOCK_AHEAD, Workspace, bring_up_to_date, open_workspace
else:
    __getattr__ = lazily(__name__, __file__)

__all__ = [
    "CLOCK_AHEAD", "DECISIONS", "FIRST_EXERCISE", "LETTERS", "MANY_YELLOWS", "RENEWED",
    "SPLIT_IT", "WELCOME", "Answered", "AttemptLine", "BankProgress", "Choice", "ClosedPass",
    "Consequence", "DayProgress", "DisputeLine", "Disputes", "Draft", "DrillSession", "DueDay",
    "ExerciseView", "FirstMarks", "Headline", "HelpExample", "HelpTopic", "LibraryItem", "LibraryLook",
    "Live", "Marked", "Outlook", "ParkedItem", "PlannedItem", "Reader", "Readiness", "Report", "Request",
    "Retention", "Retype", "SessionSummary", "SkillLine", "SubjectLine", "Theory", "TodayView",
    "TopicProgress", "Undecided", "Undoable", "Undone", "Unreadable", "VerdictView", "Workspace",
    "back_up", "bank_progress", "beyond", "bring_up_to_date", "card_of", "card_text", "choices",
    "closed_passes", "days", "described_pass", "exercises_at", "export_events", "export_marks", "gather",
    "history", "is_first_run", "key_latex", "link_text", "listing", "look", "merge", "note", "of_skills",
    "open_aside", "open_to_read", "open_workspace", "option_texts", "override", "paper_skills", "park",
    "parked", "prompts", "question", "readiness", "reopen", "replaced", "restore", "rests_on",
    "seconds_each", "shown_address", "shown_key", "slip", "standing_of", "start", "state_in", "take_back",
    "title_of", "to_csv", "to_json", "today", "topics", "typed", "undo", "undo_here", "undo_once_named",
    "where_it_stands", "worst", "write_starter",
]  # fmt: skip
