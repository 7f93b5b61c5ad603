"""What is imported at run time: the static contracts cannot tell a deferred import from an eager one."""

from __future__ import annotations

import subprocess
import sys

import pytest

THIRD_PARTY = (
    "sympy",
    "numpy",
    "mpmath",
    "sqlmodel",
    "sqlalchemy",
    "textual",
    "rich",
    "yaml",
    "pydantic",
    "fsrs",
)
MATHEMATICS = ("sympy", "numpy", "mpmath")


def loaded_after(code: str, names: tuple[str, ...]) -> list[str]:
    probe = f"{code}\nimport sys\nprint(*[name for name in {names!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1].split()


LIGHT = (
    "drill",
    "drill.errors",
    "drill.settings",
    "drill.maths.plain",
    "drill.maths.print",
    "drill.typeset",
    "drill.gyr.fold",
    "drill.gyr.today",
    "drill.banks.catalogue",
    "drill.banks.variant",
    "drill.checking.answer_reader",
    "drill.checking.verdict",
    "drill.worker.client",
    "drill.session.exercise_view",
    "drill.session.drill_session",
    "drill.cli.main",
)


def test_light_modules_import_no_third_party() -> None:
    assert loaded_after(f"import {', '.join(LIGHT)}", THIRD_PARTY) == []


def test_the_app_never_loads_mathematics() -> None:
    assert loaded_after("import drill.tui.app", MATHEMATICS) == []


def test_the_app_loads_the_store_later() -> None:
    assert loaded_after("import drill.tui.app", ("sqlmodel", "sqlalchemy", "pydantic", "yaml")) == []


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_a_glance_loads_nothing(argument: str) -> None:
    code = (
        f"import sys\nsys.argv = ['drill', {argument!r}]\nfrom drill.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass"
    )
    assert loaded_after(code, THIRD_PARTY) == []


def test_the_front_door_opens_the_app_without_the_sessions_modules() -> None:
    code = (
        "import sys\n"
        "from drill.cli.commands import start\nfrom drill.tui.app import DrillApp\n"
        "start.has_terminal = lambda: True\n"
        "DrillApp.run = lambda app: print(*sorted(set(heavy) & set(sys.modules)), '|')\n"
        "heavy = ('drill.session.starting', 'drill.banks', 'drill.gyr', 'drill.typeset', 'drill.store')\n"
        "sys.argv = ['drill']\nfrom drill.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "|"
