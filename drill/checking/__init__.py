"""Whether a typed answer is right, and the cause if it is wrong.

A ``Spec`` is what an exercise asks for: texts, read into trees when they are first needed. ``kinds`` holds
its classes and a row for every kind of answer, one module a family: what differs by kind is a field of the
row, or a method of the class where it computes. An answer is judged in four steps:

1. ``answer_reader`` reads the typed text into a tree: the same code serves the preview at every key.
2. ``kind`` refuses an answer of another kind than the exercise requires: unreadable, never wrong.
3. ``judge`` hands the tree to the spec's ``compare``, whose work is in ``judges``: numbers
   and expressions by ``equality``, arrays entry by entry, statements by their truth at points, formulas from
   memory by their notation up to spelling. Words and options are judged in ``kinds`` itself.
4. A wrong answer is compared with the exercise's known mistakes first; then ``diagnosis`` tries whether a
   sign, a factor, an inner derivative or the like is off, and ``simplification`` whether only the form is.

``derivations`` is for texts without an exercise: which lines of a derivation follow from the line before.

The outcome is a ``Verdict``: correct, wrong, unreadable or undecided, with a stable code and one sentence.
Others call ``check(spec, text)``; ``KINDS`` lists the kinds of answers.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
