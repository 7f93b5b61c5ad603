"""Lines of an algorithm box: remarks stay with their lines, and the box is put back into its order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill import typeset
from drill.banks import catalogue
from drill.papers import AlgorithmRow
from drill.session.papers.box_lines import BoxOrder, keep_remark, list_lines
from drill.session.papers.note_page import to_markdown, write_heading
from drill.session.papers.workbook import open_paper
from drill.session.papers.workbook_views import AlgorithmView, BoxLine
from drill.session.standing.paper_notes import read_paper_notes
from drill.session.workspace import Workspace
from tests.homes import workspace_in
from tests.session.a_paper import plant_paper

STEPS = st.lists(st.sampled_from(["m = 0", "v = 0", "  g = 1", "end", "", " "]), max_size=8).map(tuple)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setattr(catalogue, "SUBJECTS", ("way",))
    plant_paper(tmp_path)
    with workspace_in(tmp_path) as opened:
        yield opened


def own_box(workspace: Workspace) -> AlgorithmView:
    return next(box for box in open_paper(workspace, "walk").algorithms if box.is_own)


@given(STEPS, st.integers(0, 2**32))
def test_a_box_is_put_back_by_choosing_what_is_due(steps: tuple[str, ...], seed: int) -> None:
    lines = tuple(list_lines({}, AlgorithmRow("al", steps)))
    assert len({line.key for line in lines}) == len(lines) == len([step for step in steps if step.strip()])
    order = BoxOrder.shuffle(lines, seed)
    assert sorted(line.key for line in order.left) == sorted(line.key for line in lines)
    if len({line.text for line in lines}) > 1:
        assert [line.text for line in order.left] != [line.text for line in lines]
    while not order.is_done:
        wrong = next((line for line in order.left if line.text != order.due.text), None)
        misses = order.misses
        assert wrong is None or (not order.place(wrong) and order.misses == misses + 1)
        same = [line for line in order.left if line.text == order.due.text]
        assert order.place(same[-1]), "a line of the same text is the same line"
    assert order.placed == len(lines)
    assert not order.place(BoxLine("k", "m = 0"))


def test_remarks_stay_with_their_lines_and_are_exported(workspace: Workspace) -> None:
    write_heading(workspace, "walk", "box/", {"title": "Mine", "steps": "m = 0\nx = x - m"})
    first, second = own_box(workspace).lines
    keep_remark(workspace, "walk", second.key, "borrowed", "momentum: as in\nSGD")
    keep_remark(workspace, "walk", first.key, "", "the buffer")
    box = own_box(workspace)
    assert [(line.origin, line.words) for line in box.lines] == [
        ("", "the buffer"), ("borrowed", "momentum: as in SGD"),
    ]  # fmt: skip
    assert "- x = x - m (borrowed: momentum: as in SGD)" in to_markdown(open_paper(workspace, "walk"))
    write_heading(workspace, "walk", f"box/{box.row.id}", {"steps": "v = 0\nm = 0\nx = x - m"})
    assert [line.remark for line in own_box(workspace).lines] == [
        "",
        "the buffer",
        "borrowed: momentum: as in SGD",
    ]
    write_heading(workspace, "walk", f"box/{box.row.id}", {"steps": "v = 0\nx = x - m"})
    (lost,) = open_paper(workspace, "walk").unplaced
    assert (lost[0], lost[2]) == ("remark", "the buffer"), "it is kept, and told"


def test_a_remark_is_emptied_and_an_origin_stands_alone(workspace: Workspace) -> None:
    write_heading(workspace, "walk", "box/", {"title": "Mine", "steps": "m = 0"})
    (line,) = own_box(workspace).lines
    keep_remark(workspace, "walk", line.key, "written", "")
    (line,) = own_box(workspace).lines
    assert (line.origin, line.words, line.remark) == ("written", "", "written")
    keep_remark(workspace, "walk", line.key, "stolen", "")
    assert not [key for key in read_paper_notes(workspace, "walk") if key[0] == "remark"]


@given(STEPS, st.integers(0, 2**32), st.integers(0, 9))
def test_a_line_that_is_given_up_takes_its_place(steps: tuple[str, ...], seed: int, found: int) -> None:
    lines = tuple(list_lines({}, AlgorithmRow("al", steps)))
    order = BoxOrder.shuffle(lines, seed)
    for _ in range(min(found, len(lines))):
        order.place(next(line for line in order.left if line.text == order.due.text))
    placed = order.placed
    order.show_next()
    assert order.placed == min(placed + 1, len(lines))
    order.show_all()
    assert order.is_done
    assert order.shown == set(range(placed, len(lines)))
    assert order.misses == 0


def test_a_line_that_says_nothing_is_left_out_and_the_keys_of_the_others_stay() -> None:
    whole = list_lines({}, AlgorithmRow("al", ("$$", "$x$", "end")))
    assert [(line.text, line.key) for line in whole] == [
        (line.text, line.key) for line in list_lines({}, AlgorithmRow("al", ("$x$", "end")))
    ]


def keep(latex: str) -> str:
    """Return a line as it lies in a paper's record where it could not be shown."""
    for character in "\\`*_$":
        latex = latex.replace(character, "\0" + character)
    return latex.replace("\0", "\\")


def write(step: str) -> str:
    """Return a line of a box as it is shown, empty where it says nothing."""
    return "".join(line.text for line in list_lines({}, AlgorithmRow("al", (step,))))


def show(step: str) -> str:
    return " ".join(typeset.set_prose(write(step), width=400, tier="unicode").lines)


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"$r \gets \Call{Scan}{\gamma_0, {\cal W}}$", "r ← Scan(γ₀, W)"),
        (r"\Call{Update}{$\theta$} of \textsc{Adam}", "Update(θ) of Adam"),
        (r"Sample \left\{ x_1, x_2 \right\} \sim $D$ as the set $S$", "Sample {x₁, x₂} ~ D as the set S"),
        (r"compute \[ g = \frac{1}{m} \sum_i f_i \]", "compute g = (1/m) ∑ᵢ fᵢ"),
        (r"\begin{align*} w &\gets w + g \\ w &\gets 2w \end{align*}", "w ← w + g; w ← 2w"),
        (r"as in~\cite{foo}, see Eq.~\ref{eq:geo} \& \textbf{stop}", "as in, see Eq. (…) & stop"),
        (r"$b \gets \mystery{x}$", "b ← mystery x"),
        (r"use learning\_rate $\eta$ \unknown", "use learning_rate η unknown"),
    ],
)
def test_what_was_kept_as_latex_is_shown_without_backslashes(latex: str, shown: str) -> None:
    assert show(keep(latex)) == shown


def test_a_formula_with_blanks_at_its_ends_is_one() -> None:
    assert show(r"step on $ \nabla_\theta \left\| \epsilon \right\|^2 $") == "step on ∇_θ‖ε‖²"
    assert write("$$") == ""


@pytest.mark.parametrize(
    "step", [r"for $t = 1, \dots, T$", r"pay \$5", "m = 0", r"$\begin{pmatrix} a \\ b \end{pmatrix}$ is $x$"]
)
def test_what_can_be_shown_stays_as_it_is(step: str) -> None:
    assert write(step) == step


PIECES = st.sampled_from([*"\\{}$_^ ab&%~[]()", "\\left", "\\begin{align}", "\\Call", "\\foo", "\\sum_i"])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_line_stops_the_screen_and_no_command_is_left(latex: str) -> None:
    shown = show(keep(f"x \\foo {latex}"))
    assert shown.startswith("x")
    assert "\\foo" not in shown


@given(st.text("abc *`#[]<>", max_size=30))
def test_plain_words_stay_words(words: str) -> None:
    assert show(keep(rf"\stop {words}")).split() == ["stop", *words.split()]
