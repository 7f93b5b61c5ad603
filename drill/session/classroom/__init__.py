"""A class: its members, its assignments, everybody's progress.

``classes`` opens a class as its owner, invites and admits, assigns work until a day, shows the
owner everybody's progress, and ends sessions that hold others up. Marks are their learners' own word; the
server ensures that nobody writes for another.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = ["classes"]
