"""What is imported at run time: the static contracts cannot tell a deferred import from an eager one."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.guards.trees import PACKAGE, trees

THIRD_PARTY = (
    "sympy",
    "numpy",
    "mpmath",
    "einops",
    "sqlmodel",
    "sqlalchemy",
    "textual",
    "rich",
    "yaml",
    "pydantic",
    "fsrs",
    "tomlkit",
    "shtab",
    "mcp",
)
NUMERIC = ("sympy", "numpy")
MATHEMATICS = (*NUMERIC, "mpmath", "einops")


def loaded_after(code: str, names: tuple[str, ...]) -> list[str]:
    probe = f"{code}\nimport sys\nprint(*[name for name in {names!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1].split()


LIGHT = (
    "drill",
    "drill.errors",
    "drill.reading",
    "drill.settings",
    "drill.maths.plain",
    "drill.maths.print",
    "drill.typeset",
    "drill.gyr.fold",
    "drill.gyr.day_plan",
    "drill.banks.catalogue",
    "drill.banks.draws",
    "drill.checking.answer_reader",
    "drill.checking.answer_verdict",
    "drill.worker.client",
    "drill.session.drilling.exercise_view",
    "drill.session.drilling.drill_session",
    "drill.cli.main",
)


def test_light_modules_import_no_third_party() -> None:
    assert loaded_after(f"import {', '.join(LIGHT)}", THIRD_PARTY) == []


def test_the_app_never_loads_mathematics() -> None:
    assert loaded_after("import drill.tui.app", MATHEMATICS) == []


def test_the_app_loads_the_store_later() -> None:
    assert loaded_after("import drill.tui.app", ("sqlmodel", "sqlalchemy", "pydantic", "yaml", "mcp")) == []


@pytest.mark.parametrize(
    "screen", ["drill.tui.screens.drilling.screen", "drill.tui.screens.today, drill.session.today.today_page"]
)
def test_what_is_painted_first_loads_neither_banks_nor_the_method(screen: str) -> None:
    later = ("drill.banks.models", "drill.checking", "drill.gyr.events", "drill.store")
    assert loaded_after(f"import {screen}", later) == []


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
        "heavy = ('drill.session.drilling.starting', 'drill.banks', 'drill.gyr', 'drill.typeset')\n"
        "heavy += ('drill.store',)\n"
        "sys.argv = ['drill']\nfrom drill.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "|"


@pytest.mark.parametrize(
    ("code", "left"),
    [
        (
            "from drill.checking.judge import check\nfrom drill.checking.spec import spec_from as of\n"
            "check(of({'expression': '2x cos(x^2)', 'vars': ['x']}), 'cos(x^2) 3x')\n"
            "check(of({'matrix': '[[1,2],[3,4]]'}), '[[1,3],[2,4]]')\n"
            "check(of({'interval': '[0, pi]'}), '[0, 3 pi/3]')",
            NUMERIC,
        ),
        (
            "from drill.checking.spec import known, spec_from\n"
            "from drill.checking.answer_reader import read_answer\n"
            "read_answer(known(spec_from({'expression': '2x', 'vars': ['x']})), 'x')",
            MATHEMATICS,
        ),
        (
            "from drill.checking import CodeSpec, check, spec_from\n"
            "CodeSpec(kind='code', text='x', shapes=(('x', ('n',)),)).read()\n"
            "assert check(spec_from({'number': '2'}), '2').verdict == 'correct'",
            ("numpy",),
        ),
        ("import drill.arraycode", ("numpy", "einops")),
        (
            "from drill.checking import CodeSpec\n"
            "text = \"rearrange(x, 'b (h d) -> b h d', h=2)\"\n"
            "CodeSpec(kind='code', text=text, shapes=(('x', ('b', 'd*2')),)).read()",
            ("numpy", "einops"),
        ),
        (
            "from drill.banks.read import read_file\n"
            "assert read_file(b'exercises: [{id: a, prompt: p, answer: {number: 2}}]', 'f').exercises",
            (*NUMERIC, "pydantic"),
        ),
        (
            "from drill.maths.plain import parse\nfrom drill.maths.names import Names\n"
            "from drill.maths.numeric import evaluate\n"
            "tree = parse('sin(x)^2 + cos(x)^2', Names(declared=frozenset('x')))\n"
            "assert abs(evaluate(tree, {'x': 0.3}) - 1) < 1e-12",
            MATHEMATICS,
        ),
        (
            "from drill.papers import parse_paper, parse_sheet, print_paper\n"
            "parse_paper(print_paper(parse_sheet('title: A', 'a')))",
            (*NUMERIC, "pydantic", "textual"),
        ),
        ("import drill.gyr.state, drill.store.repository", ("fsrs",)),
        ("import drill.store.open_attempts", ("sqlalchemy",)),
    ],
)
def test_what_needs_a_package_alone_loads_it(code: str, left: tuple[str, ...]) -> None:
    assert loaded_after(code, left) == []


def test_a_kind_of_answer_imports_what_computes_only_where_it_computes() -> None:
    """A type goes under ``TYPE_CHECKING``, a judge into the method that calls it: the app has neither."""
    heavy = [
        f"{path.name}:{node.lineno}: move {node.module} under TYPE_CHECKING, or into the method"
        for path, tree in trees().items()
        if path.is_relative_to(PACKAGE / "checking" / "kinds")
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        and f"{node.module}.".startswith(("drill.checking.judges.", *(f"{name}." for name in MATHEMATICS)))
    ]
    assert heavy == []
