"""The Green-Yellow-Red method, pure: it knows no clock, no file and no random number.

What a learner did is a log of ``events``; ``wire`` is their public JSON form. An exercise is an ``entry``.
Everything else follows:

1. ``fold`` makes the state of one item of its events (``state``): passes, rounds, when it is due, parked.
2. ``fold`` also counts states into the tables of passes, ``progress`` into days, times and what lies ahead.
3. ``skills`` says from the states of its exercises whether a skill is learned, and which comes next; ``path``
   counts the skills that lead to a paper, and its formulas that are ready to be read.
4. ``day_plan`` makes the list of a day: what is due, what is new (``new_exercises``), which greens to look at
   again; ``plan_ledger`` counts what is on it, makes it by the literal method, and holds the settings.
5. ``fluency`` says which rapid exercises the warm-up practises, in which order, and which are fluent.

``events`` says which study day an event belongs to, and what a wrong clock may do. Values are frozen, ids
are ``NewType`` strings, and the same log gives the same state on every machine. The modules listed here are
for everybody.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "belief",
    "day_plan",
    "entry",
    "events",
    "fluency",
    "fold",
    "path",
    "plan_ledger",
    "progress",
    "skills",
    "state",
    "wire",
    "words",
]
