"""No key before its verdict: random sequences of an assistant's calls, beside a window of the app."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.starting import start_session
from drill.session.standing.queueing import Request
from drill.session.workspace import Workspace
from drill.store import OpenAttempt
from tests.cli.assistants import an_assistant, list_keys, plant_tall, the_app
from tests.rows import EVERYTHING

pytestmark = pytest.mark.second_try

SEQUENCES = 200 if EVERYTHING else 20
"""How many sequences of calls are tried, in five tests."""
CALLS = 14
ITEMS = ("tall/plain-1", "tall/plain-2", "tall/plain-3", "tall/chain", "tall/halves", "tall/own-words")
SECRET = ("key", "steps", "solutions")


def list_untold(attempts: list[OpenAttempt]) -> list[str]:
    """The keys of what is open and has no verdict yet."""
    keys: list[str] = []
    for attempt in attempts:
        answered = len(attempt.done) + attempt.given.key_shown
        keys += list_keys(attempt)[answered:]
    return keys


def choose_answer(chance: random.Random, attempt: OpenAttempt | None) -> str:
    """The key, another form of it, a known mistake, a slip, or nonsense."""
    if attempt is None or not attempt.params:
        return chance.choice(("1", "words", ""))
    a, b = int(attempt.params["a"]), int(attempt.params["b"])
    right = a + b * (len(attempt.done) + 1)
    over = f"{right}/7" if attempt.item.endswith("halves") else str(right)
    return chance.choice(
        (over, over, str(right / 7), str(b - a), str(right + 1), str(a + b), "1", "2 +", "", f"{right}.0001")
    )


def choose_call(chance: random.Random, attempt: OpenAttempt | None) -> tuple[str, dict[str, object]]:
    """A tool and its arguments: often what comes next in a session, else any."""
    item, mark = chance.choice(ITEMS), ("mark", {"understood": chance.random() < 0.5})
    answer = ("answer", {"text": choose_answer(chance, attempt)})
    if chance.random() < 0.6:
        if attempt is None:
            return ("next_exercise", {"scope": item})
        return chance.choice((mark, ("next_exercise", {}))) if attempt.given.key_shown else answer
    return chance.choice(
        (
            ("next_exercise", {}), ("next_exercise", {"scope": item}), ("next_exercise", {"scope": "tall"}),
            ("next_exercise", {"right": True}), answer, ("hint", {}), ("skip", {}), ("undo", {}), mark,
            ("mark", {"understood": True, "right": True}), ("tutor_page", {"item": item}),
            ("page", {"about": chance.choice(("tall", "tall.sums"))}), ("progress", {"scope": item}),
            ("today", {}), ("progress", {}), ("papers", {}), ("paper", {"name": "tall"}),
            ("blind", {"batch": "tall#000000"}), ("keep", {"ids": [item]}), ("about", {"formula": "a + b"}),
            ("judge", {"expect": {"number": "1"}, "answer": "2"}),
        )
    )  # fmt: skip


def find_own(attempts: list[OpenAttempt], app: Workspace) -> OpenAttempt | None:
    """What the assistant has at hand."""
    return next((attempt for attempt in attempts if attempt.window not in ("", app.window.name)), None)


@pytest.fixture
def tall(tmp_path: Path) -> Path:
    plant_tall(tmp_path)
    return tmp_path


@pytest.mark.parametrize("part", range(5))
def test_no_reply_tells_a_key_before_its_verdict(tall: Path, part: int) -> None:
    told = tried = 0
    with the_app(tall) as app:
        for seed in range(part * SEQUENCES // 5, (part + 1) * SEQUENCES // 5):
            chance = random.Random(seed)
            sittings: list[DrillSession] = []
            with an_assistant(tall) as assistant:
                for _ in range(CALLS):
                    if chance.random() < 0.1:  # the app opens one, perhaps the same
                        sittings.append(start_session(app, Request(scope=(chance.choice(ITEMS),))))
                        sittings[-1].next()
                    own = find_own(app.store.open_attempts(), app)
                    tool, arguments = choose_call(chance, own)
                    text = assistant.text(tool, arguments)
                    attempts = app.store.open_attempts()
                    untold = list_untold(attempts)
                    if tool == "answer" and own is not None and own.stages and len(own.done) + 1 < own.stages:
                        untold.append(list_keys(own)[len(own.done)])
                    for key in untold:
                        assert key not in text, (seed, tool, arguments, text)
                    told += any(f'"{name}"' in text for name in SECRET)
                    tried += tool == "answer"
                    if text.startswith("{") and tool in ("next_exercise", "hint", "skip"):
                        assert not set(SECRET) & json.loads(text).keys() or "verdict" in json.loads(text)
            for attempt in app.store.open_attempts():
                app.store.drop_open(attempt.item)
            for sitting in sittings:
                sitting.close()
    assert tried > SEQUENCES // 5
    assert told > SEQUENCES // 10
