"""Today: what waits, the goal and the way to it, and the list of the day.

``day`` is the list that is served; ``day_gathering`` finds what it is made of, ``kept_day`` keeps it.
``goal_choice`` says what one may aim for, ``goal_summary`` what reaching it came to. ``today_view`` holds
what is shown, ``today_page`` puts it into lines, ``first_paint`` keeps them until the next start.
``due_count`` answers a shell's prompt. ``formula_map`` is the way through a paper, ``formula_ahead`` where
the path leads.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "day",
    "day_gathering",
    "due_count",
    "first_paint",
    "formula_ahead",
    "formula_map",
    "goal_choice",
    "goal_summary",
    "kept_day",
    "prerequisite_path",
    "today_page",
    "today_view",
]  # fmt: skip
