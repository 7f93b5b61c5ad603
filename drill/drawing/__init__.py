"""Pictures for both front ends: charts of where one stands, and the figures of exercises.

A ``Figure`` holds numbers and texts alone. It is laid out once on a canvas of cells, which ``figure_rows``
paints with braille dots or ASCII, and ``svg_of`` as SVG.

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
    from drill.drawing.curves import (
        SHAPES,
        Function,
        fitted,
        height_around,
        heights_of,
        level_sets,
        sample,
        sample_path,
        thinned,
        without_poles,
    )
    from drill.drawing.figure import (
        OWN_NAME,
        Area,
        Arrow,
        Bars,
        Curve,
        Dot,
        Edge,
        Figure,
        Graph,
        Heat,
        Interval,
        NumberLine,
        Place,
        Plane,
        Ray,
        Series,
        Show,
        What,
        Yours,
        names_in,
    )
    from drill.drawing.figure_layout import lay_out
    from drill.drawing.figure_svg import svg_of
    from drill.drawing.figure_text import figure_rows
    from drill.drawing.svg import to_svg
else:
    __getattr__ = lazily(__name__, __file__)

__all__ = [
    "FEWEST_DAYS", "LETTERS", "NUMBERING", "OWN_NAME", "PLAIN_SHADES", "REST", "SHADES", "SHAPES",
    "WEEKDAYS", "Area", "Arrow", "Bars", "Curve", "Dot", "Edge", "Figure", "Function", "Graph", "Heat",
    "Interval", "NumberLine", "Place", "Plane", "Ray", "Series", "Show", "What", "Yours", "bar",
    "figure_rows", "fitted", "greens_an_hour", "heat_map", "height_around", "heights_of", "hours",
    "lay_out", "length", "level_sets", "months", "names_in", "pass_counts", "pass_rows", "sample",
    "sample_path", "spark", "state_counts", "svg_of", "thinned", "to_svg", "without_poles",
]  # fmt: skip
