"""Derivations that somebody wrote, an assistant or a paper: which of their lines follow from the line before.

``derivation_rows`` splits a text into rows of mathematics and sentences, and ``declarations`` reads what
its letters are (``A, B: n, n``, ``x > 0``). ``calculus_reading`` reads a row's sides, with integrals, sums,
limits and derivatives; ``step_comparison`` compares two of them in every meaning of their letters, and
``equation_steps`` an equation with the one above it. ``derivation_check`` goes through a text,
``working_check`` through the working of an exercise. ``marked_text`` has the results. Uncertain steps are
not judged, because a false alarm is worse than a miss.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
