"""Charts of where one stands, for both front ends: drawn once, shown by the app and the command line.

``charts`` draws with characters: passes as rows of letters, days as heat maps, bars and sparks, in Unicode
or ASCII; colours are left to who shows them, since a letter says the same. ``svg`` draws the whole report
as one picture. Both take the plain values of ``session`` and know neither Textual nor a terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.faces import lazily

if TYPE_CHECKING:
    from drill.drawing.charts import (
        FEWEST_DAYS,
        LETTERS,
        NUMBERING,
        PLAIN_SHADES,
        REST,
        SHADES,
        WEEKDAYS,
        bar,
        greens_an_hour,
        heat_map,
        hours,
        length,
        months,
        pass_counts,
        pass_rows,
        spark,
        state_counts,
    )
    from drill.drawing.svg import to_svg
else:
    __getattr__ = lazily(__name__, __file__)

__all__ = [
    "FEWEST_DAYS", "LETTERS", "NUMBERING", "PLAIN_SHADES", "REST", "SHADES", "WEEKDAYS", "bar",
    "greens_an_hour", "heat_map", "hours", "length", "months", "pass_counts", "pass_rows", "spark",
    "state_counts", "to_svg",
]  # fmt: skip
