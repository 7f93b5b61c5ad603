"""Two subjects with skills that rest on one another, and a paper that rests on one of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drill.banks import load
from drill.session import scope
from drill.session.drilling import first_run
from tests.homes import configure, plant

GOAL = "papers/walk"
# Each skill, what it rests on, and how many exercises it has.
_SUBJECTS = {
    "calculus": (
        "calc",
        (("count", ""), ("add", "calc.count"), ("carry", "calc.add"), ("long", "calc.carry")),
    ),
    "frequentist": ("freq", (("toss", ""), ("draw", ""), ("mean", "freq.toss"))),
}
EACH = 3


def plant_two_subjects(home: Path, goal: str = GOAL) -> None:
    """Write the subjects, which `two_subjects` takes for those that come with the program, and the paper as
    the goal.
    """
    shipped = home / "shipped"
    for bank, (prefix, skills) in _SUBJECTS.items():
        subject = f"title: {bank.title()}\nprefix: {prefix}\ntopics:\n"
        subject += "".join(f"  - {{id: {prefix}.{skill}, title: {skill.title()}}}\n" for skill, _ in skills)
        subject += "skills:\n" + "".join(
            f"  - {{id: {prefix}.{skill}, title: {skill.title()}, needs: [{needs}]}}\n"
            for skill, needs in skills
        )
        for place, (skill, _) in enumerate(skills):
            exercises = "".join(
                f"- {{id: sum-{number}, skill: {prefix}.{skill}, level: 1,"
                f" prompt: Compute ${10 * number} + 3$., answer: {{number: '{10 * number + 3}'}}}}\n"
                for number in range(EACH * place + 1, EACH * place + EACH + 1)
            )
            text = f"topic: {prefix}.{skill}\ntitle: {skill.title()}\nexercises:\n{exercises}"
            (shipped / bank).mkdir(parents=True, exist_ok=True)
            (shipped / bank / f"{skill}.yaml").write_text(text, encoding="utf-8")
        (shipped / bank / "_subject.yaml").write_text(subject, encoding="utf-8")
    own = "".join(
        f"- {{id: sum-{number}, skill: {skill}, prompt: Compute ${10 * number} + 3$.,"
        f" answer: {{number: '{10 * number + 3}'}}}}\n"
        for number, skill in ((1, "calc.count"), (2, "calc.add"))
    )
    plant(home, GOAL, f"topic: papers.walk\ntitle: Walks\nexercises:\n{own}")
    configure(home, f'subjects = ["calculus", "frequentist"]\ngoal = "{goal}"\nwarm_up = false\n')


@contextmanager
def two_subjects(home: Path) -> Iterator[None]:
    """The subjects of this home come with the program."""
    with pytest.MonkeyPatch.context() as patched:
        for module in (first_run, load, scope, load):
            patched.setattr(module, "shipped_banks", lambda: home / "shipped")
        yield
