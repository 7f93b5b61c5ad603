"""Banks of exercises: YAML of authors in, exercises and their variants out.

A file goes through these phases, and its outcome is kept compiled, so that a warm start needs neither YAML
nor pydantic:

1. ``load`` finds the files; ``scan`` reads YAML with the line of every value, within limits.
2. ``schema`` (pydantic) describes the format; ``rules`` and ``expressions`` say what is off, each fault
   with its line; ``building`` makes the typed ``models``.
3. ``compile`` and ``cache`` keep that; ``assemble`` and ``catalogue`` list all banks with their skills.
4. ``draws`` chooses parameters by a seed, ``expansion`` computes with them (``scope``, ``values``,
   ``templates``) and yields a ``Variant``: prompt, answer, key, hints, steps, all numbers set in.

``hashes`` tells which edits keep a learner's marks; ``shelf`` reloads banks that were edited meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.faces import lazily

if TYPE_CHECKING:
    from drill.banks.answers import ANY_MODES, arrays_in
    from drill.banks.assemble import SubjectPart
    from drill.banks.authored_figures import AuthoredFigure
    from drill.banks.cache import Cache, Compiled, code_fingerprint
    from drill.banks.catalogue import Bank, Catalogue, Entry
    from drill.banks.compile import compact, compile_subject, plain_problems, problems_of
    from drill.banks.content import LoadedExercise, LoadedFile, ReadFile, place_key
    from drill.banks.draws import Draw, SplitMix64, draw, draw_numbers, every_draw, seed_for
    from drill.banks.expansion import (
        Expansion,
        Mistakes,
        QuestionExpansion,
        expand,
        expand_values,
        expand_with,
        fields_at,
    )
    from drill.banks.expressions import figures_of, sentences
    from drill.banks.faults import at_text, written_faults
    from drill.banks.figures import FigureExpansion, card_figure, function_of, is_real, listed
    from drill.banks.graph import Skills
    from drill.banks.heads import ARGUMENTS, HEADS, head_of
    from drill.banks.keys import factor_trees, named_factors, solutions_text, written_factors
    from drill.banks.load import (
        SHELVES,
        Found,
        find_at,
        find_banks,
        load_bytes,
        load_file,
        read_bytes,
        read_topic,
    )
    from drill.banks.models import (
        OPTIONS,
        SISTER,
        SLIP,
        Card,
        Declared,
        Exercise,
        FieldPath,
        Form,
        Link,
        Mistake,
        Question,
        Renews,
    )
    from drill.banks.nodes import Fields, Items, Node, Text, plain
    from drill.banks.read import LISTED, exercise_faults, loaded_exercise, placed, read_subject
    from drill.banks.sameness import is_same
    from drill.banks.scan import Limits, compose, compose_readable, decode
    from drill.banks.schema import ANSWERS, BankFile
    from drill.banks.scope import Scope, put_in, read_text, statement_function, statement_holds
    from drill.banks.shelf import Shelf
    from drill.banks.templates import escape
    from drill.banks.variant import KnownMistake, Stage, Variant
else:
    __getattr__ = lazily(__name__, __file__)

__all__ = [
    "ANSWERS", "ANY_MODES", "ARGUMENTS", "HEADS", "LISTED", "OPTIONS", "SHELVES", "SISTER", "SLIP",
    "AuthoredFigure", "Bank", "BankFile", "Cache", "Card",
    "Catalogue", "Compiled", "Declared", "Draw", "Entry", "Exercise", "Expansion", "FieldPath", "Fields",
    "FigureExpansion", "Form", "Found", "Items", "KnownMistake", "Limits", "Link", "LoadedExercise",
    "LoadedFile", "Mistake", "Mistakes", "Node", "Question", "QuestionExpansion", "ReadFile", "Renews",
    "Scope", "Shelf", "Skills", "SplitMix64", "Stage", "SubjectPart", "Text", "Variant", "arrays_in",
    "at_text", "card_figure", "code_fingerprint", "compact", "compile_subject", "compose",
    "compose_readable", "decode", "draw", "draw_numbers", "escape", "every_draw", "exercise_faults",
    "expand", "expand_values", "expand_with", "factor_trees", "fields_at", "figures_of", "find_at",
    "find_banks", "function_of", "head_of", "is_real", "is_same", "listed", "load_bytes", "load_file",
    "loaded_exercise", "named_factors", "place_key", "placed", "plain", "plain_problems", "problems_of",
    "put_in", "read_bytes", "read_subject", "read_text", "read_topic", "seed_for", "sentences",
    "solutions_text", "statement_function", "statement_holds", "written_factors", "written_faults",
]  # fmt: skip
