"""Derivations that somebody wrote, an assistant or a paper: which of their lines follow from the line before.

``derivation_rows`` splits a text into rows of mathematics and sentences. ``said_conditions`` reads what the
sentences declare of letters (``x > 0``, ``A in R^{m x n}``), and which letters they condition.
``calculus_reading`` reads a row's sides, with integrals, sums, limits and derivatives;
``step_comparison`` compares two of them, and ``equation_steps`` finds values at which equations hold.
``derivation_check`` goes through the text, and holds the one rule by which something is called wrong;
``marked_text`` is what comes out. What is not certain is not judged.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
