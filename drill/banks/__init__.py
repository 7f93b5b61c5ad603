"""Banks of exercises: YAML of authors in, exercises and their variants out.

A file goes through these phases, and its outcome is kept compiled, so that a warm start needs no YAML:

1. ``load`` finds the files; ``yaml_scanner`` reads YAML with the line of every value, within limits.
2. ``models`` are the format, and say which of their fields go where. Their annotations read a file;
   ``building`` and ``expression_faults`` find what else is off, ``yaml_nodes`` in which line. ``building``
   makes exercises of the fields.
3. ``cache`` keeps the outcome; ``catalogue`` lists all banks with their skills.
4. ``draws`` chooses parameters by a seed, ``variant_expansion`` computes with them (``scope``,
   ``expression_values``, ``templates``) and yields a ``Variant``: prompt, answer, key, hints, steps, all
   numbers set in.

``loaded_files`` tells which edits keep a learner's marks; ``load`` reloads banks that were edited meanwhile.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "building",
    "cache",
    "catalogue",
    "draws",
    "expression_faults",
    "figure_expansion",
    "filled_answers",
    "load",
    "loaded_files",
    "models",
    "new_bank",
    "params",
    "read",
    "scope",
    "templates",
    "tree_numbers",
    "variant_expansion",
    "yaml_nodes",
    "yaml_scanner",
]
