"""What is known of a learner's standing, and of what may come next: below all other rooms.

1. ``prerequisites`` says which skills the learner has and how far each of them is, ``placement`` finds out
   what is known already, ``queueing`` which are fluent and which greens are checked again.
2. ``exercise_counts`` is the one count of a bank's exercises. ``goals`` knows the goal and its path,
   ``queueing`` what a session may be asked for and how fast the
   learner is. ``attempts`` keeps what was answered, and looks at it again where a key was
   corrected; ``unanswered`` says which keys may not be told meanwhile. ``prerequisites`` is for deeper
   study.
3. Of papers: ``paper_names`` says how one is called, where it is kept and which is at hand, ``paper_notes``
   what the learner wrote on it, ``reading`` which formulas can be read. ``formula_needs`` links formulas and
   skills, and ``asked_notes`` asks for one's own notes; ``withheld_exercises`` are left out until they are
   proved.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "asked_notes",
    "attempts",
    "exercise_counts",
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
