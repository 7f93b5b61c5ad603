"""Drilling: an exercise from its preparation to its mark, and its surroundings.

1. ``start_session`` (``starting``) begins a session on request, or continues one that was left open. A
   ``DrillSession`` serves one exercise after the other (``next_exercise``, ``preparation``): it shows it,
   takes the answer, has it checked, asks whether the learner sees why, and writes the mark
   (``open_exercise``). ``session_totals`` adds up the session and the day;
   ``undoing`` overrides, parks and reopens.
2. A ``DrillSession``, a set of quick reps (``warm_up_set``) and practice of a scope (``practice_set``) are
   each a ``Sitting`` (``sitting``): the exercise at hand, its answer and its verdict. ``moves`` drives it,
   and yields events (``session_events``), each with its type, its sentences and its fields in JSON.
3. Practice in another front end leaves no mark that counts; ``open_exercise`` keeps its numbers out of the
   app's day.
4. ``working_feedback`` checks the lines of a working beside an answer, or a derivation without an exercise.
   ``tutor_page`` writes a page for a tutor who is to explain an exercise, and sends it to the learner's own
   assistant.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "answer_help",
    "drill_session",
    "exercise_view",
    "first_run",
    "moves",
    "remarks",
    "session_events",
    "session_summary",
    "session_totals",
    "sitting",
    "starting",
    "tutor_page",
    "undoing",
    "verdict_question",
    "verdict_view",
    "warm_up_set",
    "working_feedback",
]
