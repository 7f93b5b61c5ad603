"""``drill work``: a derivation on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Drill

SUM = r"""Let $x$ be real.
\begin{align}
(x+2)^2 - (x-1)^2 &= x^2+4x+4 - (x^2-2x+1) \\
&= x^2+4x+4-x^2+2x+1 \\
&= 6x+5
\end{align}
"""
RIGHT = "x^2 - 1\n= (x - 1)(x + 1)\n\\frac{dM}{M} = 2 dt\n"


def test_a_line_that_does_not_follow_is_told_with_a_point(drill: Drill, tmp_path: Path) -> None:
    (tmp_path / "sum.tex").write_text(SUM)
    ran = drill("work", tmp_path / "sum.tex")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == (
        "         Let $x$ be real.  (line 1)\n"
        "   3  ✓  (x+2)^2 - (x-1)^2 = x^2+4x+4 - (x^2-2x+1)\n"
        "   4  ≠    = x^2+4x+4-x^2+2x+1\n"
        "         At x = 2 line 3 gives 15, line 4 gives 17.\n"
        "   5  ✓    = 6x+5\n"
        "1 line does not follow: line 4. 2 of 3 lines follow.\n"
    )


def test_standard_input_is_read_and_what_is_not_judged_is_counted(drill: Drill) -> None:
    ran = drill("work", lines=RIGHT.splitlines())
    assert (ran.code, ran.err) == (0, "")
    assert "   2  ✓    = (x - 1)(x + 1)\n" in ran.out
    assert ran.out.endswith("1 of 2 lines follows. Not judged: 1 not read. No line was found wrong.\n")
    assert "correct" not in ran.out


def test_json_has_every_line(drill: Drill, tmp_path: Path) -> None:
    (tmp_path / "sum.tex").write_text(SUM)
    ran = drill("work", "--json", tmp_path / "sum.tex")
    told = ran.json
    assert ran.code == 1
    assert [(line["line"], line["kind"], line["sign"]) for line in told["lines"]] == [
        (1, "text", "unchecked"), (3, "step", "follows"), (4, "step", "breaks"), (5, "step", "follows"),
    ]  # fmt: skip
    assert told["lines"][2]["counterexample"] == {"place": "x = 2", "first": "15", "second": "17"}
    assert (told["breaks"], told["judged"], told["not_judged"]) == ([4], 3, 0)
    assert told["declared"] == [{"line": 1, "text": "Let $x$ be real."}]


def test_a_declaration_that_is_not_read_is_told_with_its_line(drill: Drill) -> None:
    ran = drill("work", lines=["Two numbers.", "", "Let m be the midpoint of a and b."])
    assert "Line 3 is not read as a declaration: Let m be the midpoint of a and b." in ran.out
    assert ran.out.endswith("No line of mathematics was found.\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\0\1\2binary" * 40, "is not a text"),
        (b"x = 1\n" * 400_000, "a derivation has at most 100,000"),
        (
            b"A text.\n\nx = " + b"(" * 300 + b"x" + b")" * 300,
            "line 3: brackets are nested more than 60 deep",
        ),
        (b"  \n", "is empty"),
    ],
)
def test_what_cannot_be_checked_is_refused_in_a_sentence(
    drill: Drill, tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "file.md").write_bytes(content)
    ran = drill("work", tmp_path / "file.md")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_a_missing_file_is_said(drill: Drill, tmp_path: Path) -> None:
    ran = drill("work", tmp_path / "none.md")
    assert ran.code != 0
    assert "none.md cannot be read" in ran.err


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Some words, and no formula."], "No line of mathematics was found."),
        (["$$x^2 = 2$$"], "Nothing was judged: no step was found."),
        (["$$a \\approx b + c$$"], "Nothing was judged: 1 undecided."),
    ],
)
def test_where_nothing_is_judged_the_exit_code_says_so(drill: Drill, lines: list[str], said: str) -> None:
    ran = drill("work", lines=lines)
    assert (ran.code, ran.err) == (4, "")
    assert ran.out.endswith(f"{said}\n")


def test_an_undecided_line_offers_the_declarations_that_decide_it(drill: Drill) -> None:
    lines = ["(A + B)^2", "= A^2 + 2 A B + B^2"]
    ran = drill("work", lines=lines)
    assert "If A, B are numbers: follows." in ran.out
    assert ran.out.endswith("To decide more lines, write at the head of the file:\n    A, B: number\n")
    assert ran.code == 4
    assert drill("work", lines=["A, B: number", *lines]).code == 0
    assert drill("work", "-l", "A, B: number", lines=lines).code == 0
    ran = drill("work", "-l", "A, B: n, n", lines=lines)
    assert (ran.code, "1 line does not follow: line 2." in ran.out) == (1, True)
