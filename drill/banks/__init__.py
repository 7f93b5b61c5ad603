"""Banks of exercises: YAML of authors in, exercises and their variants out.

A file goes through these phases, and the result is cached, so that a warm start needs no YAML:

1. ``load`` finds the files; ``yaml_scanner`` reads YAML with the line of every value, within limits.
2. ``models`` declares the format, and how its fields are grouped. Its annotations read a file; ``building``
   and ``expression_faults`` find further faults, ``yaml_nodes`` finds their lines. ``building`` makes
   exercises from the fields.
3. ``cache`` stores the result; ``catalogue`` lists all banks with their skills.
4. ``draws`` chooses parameters by a seed, ``variant_expansion`` computes with them (``scope``,
   ``expression_values``, ``templates``) and yields a ``Variant``: prompt, answer, key, hints, steps, all
   numbers set in.

``loaded_files`` decides which edits keep a learner's marks; ``load`` reloads banks edited meanwhile.
"""

# Modules, which become attributes when they are imported.
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
