"""What front ends say of the method before the first paint: it needs nothing else, and loads at once."""

from __future__ import annotations

from typing import Literal

Colour = Literal["green", "yellow", "red"]
State = Literal["unseen", "green", "yellow", "red", "parked"]

CAP = 5  # passes from a round's first red to the red that parks
# A set of the warm-up ends after so many reps, or so many seconds.
SET_REPS, SET_SECONDS = 10, 120.0


# Said of a goal until its exercises are proved by the present rules.
UNCOUNTED = "its exercises are being checked again"


def count_skills(done: int, every: int, left: int, begun: int = 0) -> str:
    """Return how far one is with so many skills: ``61 of 80 skills, 19 left (12 begun)``, ``80 skills left``.

    What is neither done nor left is parked.
    """
    skills = f"{every} skill{'s' if every != 1 else ''}"
    begins = f" ({begun} begun)" if begun else ""
    if 0 < every == left:
        return f"{skills} left{begins}"
    words = [f"{done} of {skills}"] + ([f"{left} left{begins}"] if left else [])
    words += [f"{every - done - left} parked"] if done + left < every else []
    return ", ".join(words)
