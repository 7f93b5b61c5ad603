"""Words of the method for the first paint; without other imports, because this must load at once."""

from __future__ import annotations

from typing import Literal

Colour = Literal["green", "yellow", "red"]
State = Literal["unseen", "green", "yellow", "red", "parked"]

CAP = 5  # passes from a round's first red to the red that parks
# Max reps of a set of the warm-up.
SET_REPS = 10
# Max seconds of a set of the warm-up.
SET_SECONDS = 120.0


def count_skills(done: int, every: int, left: int, begun: int = 0) -> str:
    """Return the progress in skills: ``61 of 80 skills, 19 left (12 begun)``, ``80 skills left``.

    Skills that are neither done nor left are parked.
    """
    skills = "1 skill" if every == 1 else f"{every} skills"
    begins = f" ({begun} begun)" if begun else ""
    if 0 < every == left:
        return f"{skills} left{begins}"
    words = [f"{done} of {skills}"]
    if left:
        words.append(f"{left} left{begins}")
    if done + left < every:
        words.append(f"{every - done - left} parked")
    return ", ".join(words)
