"""A class: who is in it, what is assigned, how far everybody is.

``class_membership`` opens a class as its owner, invites and admits; ``class_assignments`` says what is to be
done until a day. ``class_progress`` is what the owner sees, and ``class_watch`` ends sessions that hold
others up. Marks are their learners' own word; the server sees to it that nobody writes for another.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "class_assignments",
    "class_membership",
    "class_progress",
    "class_watch",
]  # fmt: skip
