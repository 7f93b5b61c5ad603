"""Every kind of answer by its name, found in the package of kinds: no list has to name a new module."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules

from drill.checking.kind import Kind

_PACKAGE = "drill.checking.kinds"


class KindRegistry(Mapping[str, Kind]):
    """The rows of all modules of the package of kinds, which are imported when the first one is asked for."""

    @cached_property
    def _rows(self) -> Mapping[str, Kind]:
        package = import_module(_PACKAGE)
        modules = (import_module(f"{_PACKAGE}.{module.name}") for module in iter_modules(package.__path__))
        return {kind.name: kind for module in modules for kind in getattr(module, "ROWS", ())}

    def __getitem__(self, name: str) -> Kind:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


KINDS = KindRegistry()
