"""Banks of exercises: YAML of authors in, exercises and their variants out.

A file goes through these phases, and its outcome is kept compiled, so that a warm start needs no YAML:

1. ``load`` finds the files; ``scan`` reads YAML with the line of every value, within limits.
2. ``models`` are the format, ``written_shapes`` says which of their fields go where. Their annotations read a
   file; ``rules`` and ``expression_faults`` say what else is off, ``node_faults`` in which line. ``building``
   makes exercises of the fields.
3. ``file_codec`` and ``cache`` keep that; ``assemble`` and ``catalogue`` list all banks with their skills.
4. ``draws`` chooses parameters by a seed, ``expansion`` computes with them (``scope``, ``values``,
   ``templates``) and yields a ``Variant``: prompt, answer, key, hints, steps, all numbers set in.

``hashes`` tells which edits keep a learner's marks; ``shelf`` reloads banks that were edited meanwhile.
"""

# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "assemble", "bank_upgrade", "building", "cache", "catalogue", "content", "draws",
    "expansion", "expression_faults", "figures", "file_codec", "filled_answers", "graph",
    "hashes", "heads", "load", "mistake_names", "models", "names", "new_bank", "node_faults", "nodes",
    "numbers", "params", "read", "reading_budget", "same_answers", "scan", "scope", "shelf", "templates",
    "variant", "written_shapes",
]  # fmt: skip
