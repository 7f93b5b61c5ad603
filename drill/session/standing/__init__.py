"""What is known of a learner's standing, and of what may come next: below all other rooms.

1. ``mastery`` says which skills the learner has, ``prerequisites`` how far each of them is, ``placement``
   finds out what is known already, ``rapid_exercises`` which are fluent, ``fading`` which greens are
   checked again.
2. ``goals`` knows the goal and its path, ``queueing`` what a session may be asked for and how fast the
   learner is. ``attempts`` keeps what was answered, ``regrading`` looks at it again where a key was
   corrected, and ``unanswered`` says which keys may not be told meanwhile. ``further_theory`` is for deeper
   study.
3. Of papers: ``paper_names`` says how one is called, ``paper_records`` where it is kept, ``paper_notes``
   what the learner wrote on it, ``last_opened`` which is at hand, ``reading`` which formulas can be read.
   ``formula_needs`` links formulas and skills; ``linked_exercises``, ``worked_formulas``,
   ``exercises_on_request`` and ``asked_notes`` are the exercises that a paper leads to;
   ``withheld_exercises`` are left out until they are proved.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "asked_notes",
    "attempts",
    "exercises_on_request",
    "fading",
    "formula_needs",
    "further_theory",
    "goals",
    "last_opened",
    "linked_exercises",
    "mastery",
    "paper_names",
    "paper_notes",
    "paper_records",
    "placement",
    "prerequisites",
    "queueing",
    "rapid_exercises",
    "reading",
    "regrading",
    "unanswered",
    "withheld_exercises",
    "worked_formulas",
]  # fmt: skip
