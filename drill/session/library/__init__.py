"""The library: every exercise with its state, and what is done with one apart from drilling it.

``exercise_library`` lists and describes exercises, ``exercise_library`` those of the log that no bank has any
more, ``exercise_library`` where to read on. ``printing`` makes sheets of them, ``authoring`` serves their
writers. Banks of others come by ``authoring``.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = ["authoring", "exercise_library", "printing"]
