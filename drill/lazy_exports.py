"""Packages whose public names are loaded when they are first used, so that the app starts without the rest.

A package's ``__init__`` lists its names twice: imported under ``TYPE_CHECKING``, where type checkers and
editors see them, and in the dictionary that it hands to `lazy_exports`, which is read at run time.
``tests/guards/test_public_names.py`` compares the two.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def lazy_exports(
    package: str, names_of: Mapping[str, Sequence[str]], submodules: Sequence[str] = ()
) -> tuple[Callable[[str], object], list[str]]:
    """Return the ``__getattr__`` and the ``__all__`` of a package that loads its names on first use.

    ``names_of`` has the names by the module that defines them; ``submodules`` are exported themselves. A name
    that is loaded stays in the package, so that it is looked up only once.
    """
    module_of = {name: module for module, names in names_of.items() for name in names}

    def load(name: str) -> object:
        if name in module_of:
            value = getattr(import_module(module_of[name]), name)
        elif name in submodules:
            value = import_module(f"{package}.{name}")
        else:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        setattr(sys.modules[package], name, value)
        return value

    return load, sorted((*module_of, *submodules))
