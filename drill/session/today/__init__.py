"""Today: what waits, the goal and the way to it, and the list of the day.

``day`` is the list that is served; ``day_gathering`` finds what it is made of, ``kept_day`` keeps it.
``goals`` knows the goal and its path, ``goal_choice`` what one may aim for, ``goal_summary`` what reaching it
came to. ``today_view`` holds what is shown, ``today_page`` puts it into lines. ``due_file`` and ``due_count``
answer a shell's prompt. ``day_end`` says what a session came to, ``formula_ahead`` where the path leads.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "day",
    "day_end",
    "due_count",
    "due_file",
    "formula_ahead",
    "goal_choice",
    "goal_summary",
    "goals",
    "kept_day",
    "prerequisite_path",
    "today_page",
    "today_view",
]  # fmt: skip
