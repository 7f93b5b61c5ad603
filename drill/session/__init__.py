"""The use cases of drilling, without a screen: both front ends call these and show their results.

1. ``workspace`` is shared by all of them: banks, store, worker, settings and clock, opened together.
2. `drill.session.standing`: the learner's skills, goal, papers at hand, and other facts for all other rooms.
3. `drill.session.today`: today's waiting exercises, the goal and the way to it, and the day's list.
4. `drill.session.drilling`: an exercise from its preparation to its mark, the warm-up, the placement.
5. `drill.session.library`: every exercise with its state, in detail, printed.
6. `drill.session.progress`: passes, topics, mistakes and skills, and their charts.
7. `drill.session.papers`: importing a paper, reviewing its drafts, reading it, being asked of it.
8. `drill.session.classroom`: a class.

A module holds the plain values that it shows (``exercise_view``, ``today_view``): front ends compute no mark
and no state. The modules listed here and in the rooms are for everybody.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "database_location",
    "due_file",
    "exporting",
    "key_display",
    "read_only",
    "scope",
    "shared_folder",
    "titles",
    "workspace",
]
