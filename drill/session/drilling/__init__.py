"""Drilling: an exercise from its preparation to its mark, and what surrounds it.

1. ``start_session`` (``starting``) begins a session of what is asked for (``queueing``), or takes up what
   was left open. A ``DrillSession`` serves one exercise after the other (``next_exercise``,
   ``preparation``): it shows it, takes the answer, has it checked, asks whether the learner sees why, and
   writes the mark (``open_exercise``, ``attempts``). ``session_totals`` counts what it came to.
2. A ``warm_up_set`` is a set of quick reps; ``rapid_exercises`` says of which exercises, and which are
   fluent. ``placement`` finds out what is known already.
3. Practice in another front end leaves no mark that counts; ``shown_draws`` keeps its numbers out of the
   app's day, and ``unanswered`` says which keys may not be told meanwhile.
4. ``working_feedback`` checks the lines of a working beside an answer, ``scratch_work`` a derivation
   without an exercise. ``tutor_page`` writes what a tutor needs to explain an exercise, which
   ``ask_assistant`` sends to the learner's own assistant. ``run_meanwhile`` runs a command while one drills.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "answer_help",
    "ask_assistant",
    "chosen_signs",
    "drill_session",
    "exercise_view",
    "fading",
    "first_marks",
    "first_run",
    "follow_up",
    "further_theory",
    "key_display",
    "live_preview",
    "mended_answer",
    "mistake_words",
    "pass_summary",
    "placement",
    "queueing",
    "rapid_exercises",
    "regrading",
    "remarks",
    "run_meanwhile",
    "scratch_work",
    "session_totals",
    "starting",
    "tutor_page",
    "unanswered",
    "undoing",
    "warm_up_set",
    "working_feedback",
]  # fmt: skip
