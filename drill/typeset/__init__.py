"""Formulas in a terminal: LaTeX as two-dimensional text, as one line and as words, and prose around it.

``typeset_formula`` lays a formula out in cells (a ``Block`` of ``Span`` with a baseline),
``typeset_on_one_line`` writes it on one line, ``speak_formula`` says it; ``set_prose`` does Markdown with
formulas in it, ``prose_html`` does it for a browser and ``line_html`` for a heading there;
``prose_left_over`` tells what of a text could not be set; ``code_spans`` are the parts of a line of Python.
The ``Tier`` says which characters the terminal has.
Any string can be set: what is not understood stays visible as it was written.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
