"""The library: every exercise with its state, and what is done with one apart from drilling it.

``exercise_library`` lists and describes exercises, ``logged_items`` those of the log that no bank has any
more, ``reading_links`` where to read on. ``printing`` makes sheets of them, ``authoring`` serves their
writers. Banks of others come by ``bank_shelves``.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "authoring",
    "bank_shelves",
    "exercise_library",
    "logged_items",
    "printing",
    "reading_links",
]  # fmt: skip
