"""The processes that compute: variants are drawn, answers checked and papers read there, under limits.

``client`` is the parent's side: ``Workers`` keeps one process warm and one standing by, with a deadline for
each request; what is late is killed, replaced and told as undecided. ``process`` starts one and talks to
it. ``main`` is the process: it reads requests from its input and answers them one by one. ``worker_messages``
frames JSON messages of at most 1 MB between the two; ``limits`` bounds memory, processor time and files.
``verifying`` has processes verify whole banks.

No answer is ever evaluated in the app's own process, and SymPy and NumPy are only loaded here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.lazy_exports import lazy_exports

# ruff: noqa: F401
# For type checkers; where the program runs, a name is imported when it is asked for.
# pyright: reportUnusedImport=false
if TYPE_CHECKING:
    from drill.worker import client, process, worker_messages
    from drill.worker.client import Workers
    from drill.worker.kept_variants import AskedStage
    from drill.worker.verifying import verify_tasks

__getattr__, __all__ = lazy_exports(
    __name__,
    {
        "drill.worker.client": ("Workers",),
        "drill.worker.kept_variants": ("AskedStage",),
        "drill.worker.verifying": ("verify_tasks",),
    },
    submodules=("client", "process", "worker_messages"),
)
