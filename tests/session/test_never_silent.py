"""A session replies to everything: on small banks, with skips, undos and reveals, over many days."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import pytest

from drill.errors import DrillError, UsageError
from drill.session.database_location import MOST_ROUNDS, Rounds
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.starting import Request, start_session
from drill.session.workspace import Workspace
from tests.homes import Clock, bank, plant, sums, workspace_in
from tests.rows import EVERYTHING

SECONDS = 10
SEEDS = range(6 if EVERYTHING else 1)


@contextmanager
def replied() -> Iterator[None]:
    """Fail where what is asked inside is not answered in ten seconds."""

    def fail(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"no reply for {SECONDS} seconds")

    former = signal.signal(signal.SIGALRM, fail)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)


def sit(workspace: Workspace, dice: random.Random) -> None:
    scope = dice.choice(((), ("tiny",)))
    with replied():
        session = start_session(workspace, Request(scope=scope, items=dice.choice((4, 30))))
    for _ in range(30):
        with replied():
            shown = session.next()
        if not isinstance(shown, ExerciseView):
            break
        throw = dice.random()
        with replied():
            if throw < 0.4:
                session.skip()
            elif throw < 0.45:
                session.park()
            else:
                if throw < 0.5:
                    session.reveal()
                else:
                    session.answer(str(10 * int(shown.item.rsplit("-", 1)[1]) + dice.choice((3, -3))))
                session.mark(dice.random() < 0.5)
        if dice.random() < 0.3:
            with replied(), suppress(UsageError):  # nothing stands there to be undone
                session.undo()
    session.close()


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="no alarm here")
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("exercises", [1, 3, 6, 24])
def test_a_session_replies_to_everything(tmp_path: Path, exercises: int, seed: int) -> None:
    dice, clock = random.Random(exercises * 1000 + seed), Clock()
    plant(tmp_path, "tiny", bank(sums(exercises)))
    for _ in range(4):
        with workspace_in(tmp_path, clock) as workspace:
            sit(workspace, dice)
        clock.pass_days(dice.choice((0, 1, 2, 5)))


def test_a_loop_that_comes_back_again_and_again_says_where() -> None:
    rounds = Rounds("choosing")
    for _ in range(MOST_ROUNDS):
        rounds.come_to("tiny/sum-1")
    rounds.come_to("tiny/sum-2")
    with pytest.raises(DrillError, match="choosing came back to tiny/sum-1"):
        rounds.come_to("tiny/sum-1")
