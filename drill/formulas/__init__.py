"""What a paper's formula means: a line of NumPy with declared arrays.

Whoever understands the paper says it, a chat, a file or the reader, and ``arraycode`` reads, bounds and runs
it. No LaTeX is read for meaning: a formula's letters are names of arrays only where somebody wrote so.

``take_meaning`` runs a line within its assumptions and says what to write where it does not fit,
``compare_meanings`` compares a second line for the same formula, ``look_inside_meaning`` shows the parts of a
line with their values on small arrays and what follows when a number moves, and ``describe_meaning`` returns
all of it with the questions that the line answers. They run NumPy, in the worker.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
