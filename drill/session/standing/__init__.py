"""The learner's progress and possible next exercises: below all other rooms.

1. ``prerequisites`` knows the learner's skills and the progress in each, ``placement`` finds those known
   already, ``queueing`` the fluent ones and the greens to check again.
2. ``withheld_exercises`` is the one count of a bank's exercises. ``goals`` knows the goal and its path,
   ``queueing`` the requests for a session and the learner's pace. ``attempts`` keeps the answers, and
   grades them again where a key was corrected; ``unanswered`` finds the keys to keep secret meanwhile.
   ``prerequisites`` also finds the theory of what an exercise rests on.
3. Of papers: ``paper_names`` knows a paper's name, its file and the one at hand, ``paper_notes`` the
   learner's notes on it, ``reading`` which formulas can be read. ``formula_needs`` links formulas and
   skills, and ``note_exercises`` asks for one's own notes; ``withheld_exercises`` are left out, and keep
   their marks; ``missing_parts`` knows when those of formulas come.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "attempts",
    "formula_needs",
    "goals",
    "missing_parts",
    "note_exercises",
    "paper_names",
    "paper_notes",
    "placement",
    "prerequisites",
    "queueing",
    "reading",
    "unanswered",
    "withheld_exercises",
]
