"""Whether a typed answer is right, and what is wrong with it.

``answer`` is what an exercise asks for, as text (an ``Answer``, with everything put in); ``spec_reader``
makes a typed ``Spec`` of it, once for each variant. An answer is then judged in four steps:

1. ``answer_reader`` reads what was typed into a tree: the same code serves the preview at every key.
2. ``kind_check`` refuses what is of another kind than asked for: unreadable, never wrong.
3. ``judge`` hands the tree to the module of its kind in ``kinds``, which compares: numbers and expressions
   by ``equality``, arrays entry by entry, statements by their truth at points, formulas from memory by
   their notation up to spelling (``recalled``).
4. What is wrong is first looked for among the exercise's known mistakes; else ``diagnosis`` tries whether a
   sign, a factor, an inner derivative or the like is off, and ``forms`` whether only the form is.

The outcome is a ``Verdict``: correct, wrong, unreadable or undecided, with a stable code and one sentence.
Others call ``check(answer, text)``; ``KINDS`` and ``FORMS`` say what can be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.faces import lazily

if TYPE_CHECKING:
    from drill.checking.answer import (
        NO_SLIP,
        Answer,
        Key,
        Option,
        Shapes,
        Slip,
        Tolerance,
        answer_from,
        as_mapping,
        kind_of,
        option_id,
    )
    from drill.checking.answer_reader import answer_names, mode_of, read_answer
    from drill.checking.distribution_reader import read_distribution
    from drill.checking.judge import check
    from drill.checking.kind_table import COMMON, FACTORISATIONS, FORMS, KINDS, LETTERED, UP_TO
    from drill.checking.kinds.options import chosen
    from drill.checking.matrix import Matrix
    from drill.checking.named_parts import read_parts
    from drill.checking.spec import ANSWER_NAMES, CodeSpec, OptionsSpec
    from drill.checking.spec_reader import read_spec
    from drill.checking.verdict import Verdict
else:
    __getattr__ = lazily(__name__, __file__)

__all__ = [
    "ANSWER_NAMES", "COMMON", "FACTORISATIONS", "FORMS", "KINDS", "LETTERED", "NO_SLIP", "UP_TO", "Answer",
    "CodeSpec", "Key", "Matrix", "Option", "OptionsSpec", "Shapes", "Slip", "Tolerance", "Verdict",
    "answer_from", "answer_names", "as_mapping", "check", "chosen", "kind_of", "mode_of", "option_id",
    "read_answer", "read_distribution", "read_parts", "read_spec",
]  # fmt: skip
