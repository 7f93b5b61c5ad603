"""The app: screens, widgets and keys. The only room that knows Textual.

``app`` holds what all screens share: the session's thread (``background``), settings and looks
(``preferences``, ``themes``), how a screen declares its keys (``bindings``). ``screens`` has a module for
each place, and ``drilling`` in it the loop itself: ``controller`` decides, ``exercise_pane`` shows.
``widgets`` are fields, lists and charts.

Texts from outside are built without markup (``styled_content``). Store and worker are asked on the session's
thread, never in a key handler. The command line starts it with ``run_app``, and prints the rows
of Progress that ``report_rows`` makes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.lazy_exports import lazy_exports

# ruff: noqa: F401
# pyright: reportUnusedImport=false
if TYPE_CHECKING:
    from drill.tui.app import DrillApp
    from drill.tui.app_runner import run_app
    from drill.tui.formula_forms import in_form
    from drill.tui.method import method_text
    from drill.tui.screens.progress_rows import report_rows
    from drill.tui.served import SERVED, typed_in_browser

__getattr__, __all__ = lazy_exports(
    __name__,
    {
        "drill.tui.app": ("DrillApp",),
        "drill.tui.formula_forms": ("in_form",),
        "drill.tui.method": ("method_text",),
        "drill.tui.app_runner": ("run_app",),
        "drill.tui.screens.progress_rows": ("report_rows",),
        "drill.tui.served": ("SERVED", "typed_in_browser"),
    },
)  # fmt: skip
