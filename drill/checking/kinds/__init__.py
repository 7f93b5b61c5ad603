"""The kinds of answers: a module per family, with the classes of its specs and a row for each kind.

The registry is built of every module here, so that a new kind needs no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from drill.checking.kinds.kind import Kind

# Every kind by its name.
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for module in iter_modules(__path__)
    for kind in getattr(import_module(f"{__name__}.{module.name}"), "ROWS", ())
}
