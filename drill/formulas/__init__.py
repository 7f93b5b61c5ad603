"""What a paper's formula means: a line of NumPy with declared arrays.

Whoever understands the paper says it, a chat, a file or the reader, and ``arraycode`` reads, bounds and runs
it. No LaTeX is read for meaning: a formula's letters are names of arrays only where somebody wrote so.

``take_meaning`` accepts a line, ``look_inside_meaning`` gives the parts of it with values in a small draw,
and ``read_typed_line`` finds the arrays that a reader's own line needs.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
