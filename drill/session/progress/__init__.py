"""Progress: passes, topics, mistakes and skills, as numbers and as charts.

``gather_progress_report`` collects the facts of ``progress_overview``, ``pass_chart`` and ``mistakes``, for
the app, as JSON, as a table. ``character_charts`` and ``pass_chart`` draw in characters, with or without
colour, and ``progress_export`` turns such rows into a picture.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = ["character_charts", "goal_date", "mistakes", "pass_chart", "progress_export", "progress_overview"]
