"""The command line: ``drill`` and its commands, the line mode, and the protocol for programs.

``main`` reads the command's name and imports its module alone (``commands``, one file each), so that
``--help`` loads nothing. ``plain`` drills line by line where no terminal is, ``protocol`` speaks JSON Lines
with another program; both drive the same ``DrillSession`` as the app. ``output`` is the only way out: it
cleans every text. ``diagnostics`` is the one place where errors become a sentence and an exit code.

A front end: nobody imports it.
"""

from __future__ import annotations

__all__: list[str] = []
