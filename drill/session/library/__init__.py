"""The library: every exercise with its state, and all uses of one apart from drilling it.

``exercise_library`` lists and describes exercises, those of the log that no bank has any more among them, and
links further reading. ``printing`` makes sheets of them, ``authoring`` serves their writers.

A look at an exercise has numbers of its own, never those of the next attempt.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = ["authoring", "exercise_library", "printing"]
