"""The use cases of drilling, without a screen: both front ends call these and show what they return.

1. ``open_workspace`` opens what a learner works with: banks, store, worker, settings and clock.
2. ``today`` says what waits; ``start`` begins a session (``queueing``, ``scope``), or takes up what was
   left open. ``day`` is the list that is served; ``day_gathering`` finds what it is made of, and
   ``kept_day`` keeps it. ``presentation`` plans what is drilled of a paper until a day.
3. A ``DrillSession`` serves one exercise after the other (``next_exercise``, ``preparation``): it shows it,
   takes the answer, has it checked, asks whether the learner sees why, and writes the mark
   (``open_exercise``, ``attempts``). ``session_totals`` counts what it came to. A ``warm_up_set`` is a set
   of quick reps; ``rapid_exercises`` says of which exercises, and which are fluent.
   ``reading`` asks whether formulas that became ready could be followed. Practice in another front end
   leaves no mark that counts; ``shown_draws`` keeps its numbers out of the app's day, and ``unanswered``
   says which keys may not be told meanwhile.
4. ``working_feedback`` checks the lines of a working beside an answer. ``log_corrections`` undo, override,
   park and reopen; ``exercise_library``, ``progress_overview`` and ``gather`` show where one stands.
5. ``about_formula`` says which moves a formula beside a PDF has the form of, ``scratch_work`` marks a
   derivation. ``tutor_page`` writes what a tutor needs to explain an exercise, which ``ask_assistant`` sends
   to the learner's own assistant. ``run_meanwhile`` runs a command while one drills, ``child_processes``
   ends what such commands started.
6. ``exporting``, ``backups`` and ``authoring`` are what the command line has besides.

A module holds the plain values that it shows (``exercise_view``, ``today_view``): front ends compute no mark
and no state. The modules listed here are for everybody; ``papers`` is a room of its own in here.
"""

# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "about_formula",
    "answer_help",
    "ask_assistant",
    "authoring",
    "backups",
    "bank_shelves",
    "child_processes",
    "chosen_signs",
    "class_room",
    "database_location",
    "day",
    "day_end",
    "drill_session",
    "due_count",
    "due_file",
    "exercise_library",
    "exercise_view",
    "exporting",
    "fading",
    "first_marks",
    "first_run",
    "folder_sync",
    "follow_up",
    "formula_ahead",
    "formula_text",
    "further_theory",
    "goal_choice",
    "goal_summary",
    "goals",
    "got_banks",
    "kept_day",
    "key_display",
    "live_preview",
    "log_corrections",
    "mastery",
    "mended_answer",
    "mistake_words",
    "mistakes",
    "pace",
    "paper_readiness",
    "pass_summary",
    "path_view",
    "pause",
    "placement",
    "prerequisite_path",
    "prerequisites",
    "presentation",
    "printing",
    "progress_export",
    "progress_overview",
    "queueing",
    "rapid_exercises",
    "read_only",
    "reading",
    "reading_links",
    "remarks",
    "run_meanwhile",
    "scope",
    "scratch_work",
    "session_totals",
    "starting",
    "terms",
    "titles",
    "today_page",
    "today_view",
    "tutor_page",
    "unanswered",
    "undoing",
    "upgrading",
    "warm_up_set",
    "working_feedback",
    "workspace",
]  # fmt: skip
