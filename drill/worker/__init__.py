"""The processes that compute: variants are drawn, answers checked and papers read there, under limits.

``client`` is the parent's side: ``Workers`` keeps one process warm and one standing by, with a deadline for
each request; a late one is killed, replaced and reported as undecided. ``process`` starts one and talks to
it. ``main`` is the process: it reads requests from its input and answers them one by one. ``worker_messages``
frames JSON messages of at most 1 MB between the two; ``limits`` bounds memory, processor time and files.
``verifying`` has processes verify whole banks.

No answer is ever evaluated in the app's own process, and SymPy and NumPy are only loaded here.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
