"""Banks of exercises: YAML of authors in, exercises and their variants out.

A file goes through these phases, and its outcome is kept compiled, so that a warm start needs no YAML:

1. ``load`` finds the files; ``yaml_scanner`` reads YAML with the line of every value, within limits.
2. ``models`` are the format, ``written_shapes`` says which of their fields go where. Their annotations read a
   file; ``field_rules`` and ``expression_faults`` say what else is off, ``node_faults`` in which line.
   ``building`` makes exercises of the fields.
3. ``file_codec`` and ``cache`` keep that; ``assemble`` and ``catalogue`` list all banks with their skills.
4. ``draws`` chooses parameters by a seed, ``variant_expansion`` computes with them (``scope``,
   ``expression_values``, ``templates``) and yields a ``Variant``: prompt, answer, key, hints, steps, all
   numbers set in.

``hashes`` tells which edits keep a learner's marks; ``shelf`` reloads banks that were edited meanwhile.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "assemble",
    "bank_names",
    "building",
    "cache",
    "catalogue",
    "draws",
    "expression_faults",
    "figure_expansion",
    "file_codec",
    "filled_answers",
    "graph",
    "hashes",
    "heads",
    "load",
    "loaded_files",
    "mistake_names",
    "models",
    "new_bank",
    "node_faults",
    "params",
    "read",
    "reading_budget",
    "same_answers",
    "scope",
    "shelf",
    "templates",
    "tree_numbers",
    "variant",
    "variant_expansion",
    "written_shapes",
    "yaml_nodes",
    "yaml_scanner",
]  # fmt: skip
