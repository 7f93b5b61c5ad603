"""Banks of exercises: YAML of authors in, exercises and their variants out.

A file goes through these phases, and its outcome is kept compiled, so that a warm start needs neither YAML
nor pydantic:

1. ``load`` finds the files; ``scan`` reads YAML with the line of every value, within limits.
2. ``schema`` (pydantic) describes the format; ``rules`` and ``expression_faults`` say what is off, each fault
   with its line; ``building`` makes the typed ``models``.
3. ``file_codec`` and ``cache`` keep that; ``assemble`` and ``catalogue`` list all banks with their skills.
4. ``draws`` chooses parameters by a seed, ``expansion`` computes with them (``scope``, ``values``,
   ``templates``) and yields a ``Variant``: prompt, answer, key, hints, steps, all numbers set in.

``hashes`` tells which edits keep a learner's marks; ``shelf`` reloads banks that were edited meanwhile.
"""

# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "authored_figures", "building", "cache", "catalogue", "content", "draws",
    "expansion", "expression_faults", "faults", "figures", "file_codec", "filled_answers", "graph",
    "hashes", "heads", "keys", "load", "models", "names", "new_bank", "nodes", "numbers", "params", "read",
    "reading_budget", "same_answers", "scan", "schema", "scope", "shelf", "templates", "variant",
]  # fmt: skip
