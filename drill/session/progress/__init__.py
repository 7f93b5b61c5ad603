"""Progress: passes, topics, mistakes and skills, as numbers and as charts.

``gather_progress_report`` collects what ``progress_overview``, ``staircases``, ``pace``,
``mistakes`` and ``path_view`` say, for the app, as JSON, as a table. ``character_charts`` and ``pass_chart``
draw in characters, with or without colour, and ``report_picture`` makes a picture of such rows.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "character_charts",
    "mistakes",
    "pace",
    "pass_chart",
    "path_view",
    "progress_export",
    "progress_overview",
    "report_picture",
]  # fmt: skip
