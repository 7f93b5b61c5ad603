"""Derivations that somebody wrote, an assistant or a paper: which of their lines follow from the line before.

``derivation_rows`` splits a text into rows of mathematics and sentences. ``said_conditions`` reads the
declarations in the sentences (``x > 0``, ``A in R^{m x n}``), and which letters the sentences condition, by
the classes of ``words.txt`` and the patterns of ``grammar.txt``.
``calculus_reading`` reads a row's sides, with integrals, sums, limits and derivatives;
``step_comparison`` compares two of them, and ``equation_steps`` compares the solutions of equations.
``derivation_check`` goes through the text and decides which lines are wrong, in a text as in the working of
an exercise, which ``working_check`` gives it. ``marked_text`` has the results. Uncertain steps are not
judged, because a false alarm is worse than a miss.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
