"""Today: the waiting exercises, the goal and the way to it, and the list of the day.

``session_list`` is the list that is served; ``day_gathering`` finds the facts that it is made of, and
keeps it.
It also counts the exercises that wait after some days away. ``goal_choice`` lists the possible goals, and
sums up a reached one. ``today_view`` holds the facts of the screen, ``today_page`` puts them into lines, and
``first_paint`` keeps these until the next start, and answers a shell's prompt. ``formula_map`` is the way
through a paper, and where the path leads.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "day_gathering",
    "first_paint",
    "formula_map",
    "goal_choice",
    "session_list",
    "today_page",
    "today_view",
]
