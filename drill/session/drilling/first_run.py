"""The very first run: how it is recognised, and the exercise that it begins with.

That exercise is shipped as it is drawn: it can be shown before a bank is read or a worker has started.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from drill.files import Locations, is_on_server, shipped_banks

if TYPE_CHECKING:
    from drill.session.workspace import Workspace

# Easy, and in a bank that comes with the program.
FIRST_EXERCISE = "calculus/product-power-sine"
# Written by `python -m tests.session.first_exercise`.
FIRST_EXERCISE_FILE = Path(__file__).with_name("first_exercise.json")
WELCOME = "Welcome to drill. There is nothing to set up: type the answer, then enter."


@dataclass(frozen=True, slots=True)
class FirstExercise:
    """The first exercise with its values drawn.

    It is not an Entry with a Variant, because their modules bring the checker, and the first paint must not
    wait for it.
    """

    item: str
    # The file of its topic, in the folder of the shipped banks.
    file: str
    maths: str
    seed: int
    params: Mapping[str, str]
    prompt: str


def is_first_run(environ: Mapping[str, str], places: Locations) -> bool:
    """Return whether nothing was ever drilled here, because there is no store yet."""
    return not is_on_server(environ, places) and not places.database.exists()


def drawn_exercise(places: Locations) -> FirstExercise | None:
    """Return the shipped first exercise; ``None`` if settings or own banks may require another one."""
    import json

    from drill.reading import read_typed

    if places.config.exists() or (places.banks.is_dir() and any(places.banks.iterdir())):
        return None
    exercise = read_typed(FirstExercise, json.loads(FIRST_EXERCISE_FILE.read_text("utf-8")))
    return exercise if (shipped_banks() / exercise.file).is_file() else None


def open_as_drawn(workspace: Workspace, exercise: FirstExercise, seconds: float = 0.0) -> None:
    """Save the first exercise as an open attempt with its values, so that a session continues with it.

    ``seconds`` is how long it was shown before: the learner may have answered it already.
    """
    from drill.gyr.events import ItemId
    from drill.session.drilling.open_exercise import IDLE_S
    from drill.store import OpenAttempt

    entry = workspace.catalogue.entries.get(ItemId(exercise.item))
    if entry is None or entry.maths != exercise.maths:
        return
    state = workspace.state(entry)
    workspace.store.save_open(
        OpenAttempt(
            item=entry.item, becomes="verdict", round=state.round_id, pass_=state.next_pass,
            maths=entry.maths, seed=exercise.seed, params=exercise.params, started_at=workspace.clock(),
            seconds=min(seconds, IDLE_S),
        )
    )  # fmt: skip
