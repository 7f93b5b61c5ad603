"""Formulas in a terminal: LaTeX as two-dimensional text, as one line and as words, and prose around it.

``typeset_formula`` lays a formula out in cells (a ``Block`` of ``Span`` with a baseline),
``typeset_on_one_line`` writes it on one line, and ``speak_formula`` puts it into words. ``set_prose`` sets
Markdown with formulas in it; ``prose_html`` converts it to HTML, and ``line_html`` does so for a heading.
``replace_formulas`` changes the formulas in prose, and ``prose_left_over`` lists the commands that could not
be set. ``code_spans`` highlights a line of Python.
The ``Tier`` is the character set of the terminal.
Any string can be set, because unknown commands stay visible as they were written.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
