"""What is known of a learner's standing, and of what may come next: below all other rooms.

1. ``prerequisites`` says which skills the learner has, ``prerequisites`` how far each of them is,
``placement``
   finds out what is known already, ``queueing`` which are fluent, ``queueing`` which greens are
   checked again.
2. ``goals`` knows the goal and its path, ``queueing`` what a session may be asked for and how fast the
   learner is. ``attempts`` keeps what was answered, ``attempts`` looks at it again where a key was
   corrected, and ``unanswered`` says which keys may not be told meanwhile. ``prerequisites`` is for deeper
   study.
3. Of papers: ``paper_names`` says how one is called, ``paper_names`` where it is kept, ``paper_notes``
   what the learner wrote on it, ``paper_names`` which is at hand, ``reading`` which formulas can be read.
   ``formula_needs`` links formulas and skills; ``formula_needs``, ``withheld_exercises``,
   ``withheld_exercises`` and ``asked_notes`` are the exercises that a paper leads to;
   ``withheld_exercises`` are left out until they are proved.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "asked_notes",
    "attempts",
    "formula_needs",
    "goals",
    "paper_names",
    "paper_notes",
    "placement",
    "prerequisites",
    "queueing",
    "reading",
    "unanswered",
    "withheld_exercises",
]
