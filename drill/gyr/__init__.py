"""The Green-Yellow-Red method, pure: it uses no clock, no file and no random number.

The actions of a learner are a log of ``events``; ``wire`` is their public JSON form. An exercise is an
``entry``. Everything else is derived:

1. ``fold`` computes the state of an item from its events (``state``): passes, rounds, due day, parked.
2. ``fold`` also counts states for the tables of passes, ``progress`` for days, times and remaining work.
3. ``skills`` decides from the states of its exercises whether a skill is learned, and which comes next;
   ``path`` counts the skills that lead to a paper, and the formulas of the paper that are ready to read.
4. ``day_plan`` makes the list of a day: due exercises, new ones (``new_exercises``), and greens to check;
   ``plan_ledger`` holds the settings and the marks during planning, and plans by the literal method.
5. ``fluency`` chooses and orders the rapid exercises of the warm-up, and decides which are fluent.

``events`` assigns events to study days, and limits the effect of a wrong clock. Values are frozen, ids are
``NewType`` strings, and the same log gives the same state on every machine. The modules listed here are
public.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
