"""The command line: ``drill`` and its commands, the line mode, and the protocol for programs.

``main`` reads the command's name and imports its module alone (``commands``, one file each), so that
``--help`` loads nothing. ``plain`` drills line by line without a terminal, ``session_protocol`` speaks JSON
Lines with another program: both print the results of a session's moves (``drill.session.drilling.moves``),
whatever kind of session it is.
``assistant`` has the tools of an assistant that speaks MCP. ``output`` is the only way out: it cleans every
text, and turns errors into a sentence and an exit code.

A front end: no other room imports it; ``import drill`` gives the names of ``api``.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
