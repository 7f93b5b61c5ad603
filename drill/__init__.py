"""drill: a terminal trainer for the mathematics behind deep-learning papers.

From Python: ``load``, ``variant``, ``grade``, ``explain``, ``explain_working`` and ``Grader``
(``drill.cli.api``), loaded when asked for.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drill.cli import Grader, explain, explain_working, grade, load, variant

__all__ = ["Grader", "explain", "explain_working", "grade", "load", "variant"]
__version__ = "0.5.0"


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("drill.cli"), name)
