"""The app: screens, widgets and keys. The only room that knows Textual.

``app`` holds what all screens share: the session's thread (``background``), settings and looks
(``preferences``, ``looks``), how a screen declares its keys (``bindings``). ``screens`` has a module for
each place, and ``drilling`` in it the loop itself: ``controller`` decides, ``exercise_pane`` shows.
``widgets`` are fields, lists and charts.

Texts from outside are built without markup (``looks``). Store and worker are called on the session's
thread, never in a key handler, because a key must not wait for them. The command line starts the app with
``run_app``, and prints the rows of Progress that ``report_rows`` makes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
