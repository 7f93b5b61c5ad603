"""Types of letters: numbers, arrays, functions, laws, sets, things; one reader, one printer, one description.

``read_type`` reads a type, ``read_declaration`` a declaration of one name, ``read_rows`` the rows of a
formula's letters and the relations between them; ``str`` prints a type as ``read_type`` reads it, and
``describe_type`` puts it into words.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
