"""Compute with a formula whose letters are declared, in small drawn worlds, to look inside it.

``open_formulas`` reads a formula with the rows that a person wrote for its letters, ``check_shapes`` finds
the type of its right side or the first part that does not fit, ``find_rich_worlds`` draws worlds where its
value shows its behaviour, and ``compute_value`` walks its own tree there.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
