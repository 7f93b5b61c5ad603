"""Papers as they open: formulas with their exercises, glossary, readiness; the way to a paper."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.papers import AbsentRow, FormulaRow, Paper, SymbolRow
from drill.session.drilling.starting import Request, start_session
from drill.session.papers.note_page import to_markdown, write_heading
from drill.session.papers.workbook import open_paper, open_papers
from drill.session.papers.workbook_views import Elsewhere
from drill.session.standing.paper_names import note_opened, save_record
from drill.session.standing.paper_notes import write_note
from drill.session.today.day_gathering import path_to
from drill.session.workspace import Workspace
from tests.homes import bank, plant, sums, workspace_in
from tests.session.a_paper import RECORD, plant_paper
from tests.session.drilled import attempt


def names(items: tuple[str, ...]) -> list[str]:
    return [item.rpartition("/")[2] for item in items]


def test_the_list_tells_how_each_paper_stands(workspace: Workspace) -> None:
    attempt(workspace, "papers/walk/recall-1", ok=True, why=True)
    attempt(workspace, "papers/walk/symbol-3", ok=False, why=False)
    attempt(workspace, "way/sum-5", ok=True, why=True)
    write_heading(workspace, "walk", "unknown/", {"question": "a limit", "answer": "it is 0"})
    write_heading(workspace, "walk", "unknown/", {"question": "a sign?"})
    (row,) = (row for row in open_papers(workspace) if row.slug == "walk")
    assert (row.bank, row.title, row.authors) == ("papers/walk", "A random walk_er", "Us 2026")
    assert row.states == {"unseen": 3, "green": 1, "yellow": 0, "red": 1, "parked": 0}
    assert (row.path.done, row.path.skills, row.questions, row.answered) == (0, 4, 2, 1)
    assert (row.is_imported, row.drafts, row.drafts_waiting) == (True, 0, 0)
    assert row.unread == ("main.tex:30",)
    assert row.problems == ()
    assert row.due == 0
    workspace.clock.pass_days(2)  # type: ignore[attr-defined]
    assert next(row for row in open_papers(workspace) if row.slug == "walk").due == 1


def test_formulas_stand_in_their_blocks_with_their_exercises(workspace: Workspace) -> None:
    attempt(workspace, "papers/walk/special-case-2", ok=False, why=True)
    view = open_paper(workspace, "walk")
    assert [(block.number, block.title) for block in view.blocks] == [(1, "one step"), (2, ""), (0, "")]
    step, mean, lost = view.formulas
    assert [step.called, mean.called, lost.called] == ["(1) walk", "eq:mean", "line 40"]
    assert [(names((each.item,))[0], each.kind, each.state) for each in step.exercises] == [
        ("recall-1", "memory", "unseen"),
        ("special-case-2", "special-case", "yellow"),
    ]
    assert step.state == "yellow"
    assert lost.state == "unseen"
    assert names(tuple(each.item for each in mean.exercises)) == ["mean-by-hand"], "found by its former id"
    assert [(each.item, each.kind) for each in view.others] == [("papers/walk/symbol-code-9", "number")]
    assert view.algorithms[0].called == "Walking"
    assert view.referenced[0].row.what == "Donsker's theorem"
    assert [each.row.symbol for each in view.symbols] == ["x_t", r"\epsilon_t", "y"]
    assert view.symbols[1].exercises[0].item == "papers/walk/symbol-3"
    assert open_paper(workspace, "papers/walk") == view


def test_a_formula_tells_its_symbols_and_what_hangs_on_it(tmp_path: Path) -> None:
    step, mean, lost = RECORD.formulas
    step = replace(step, symbols=("x_t in section 1", r"\epsilon_t", "gone"))
    lost = replace(lost, uses=("f-step", "gone"))
    plant_paper(tmp_path, replace(RECORD, formulas=(step, mean, lost)))
    with workspace_in(tmp_path) as workspace:
        write_note(workspace, "walk", "meaning", r"\epsilon_t", "a push")
        first, middle, last = open_paper(workspace, "walk").formulas
    told = [(each.row.symbol, each.row.declared, each.meaning) for each in first.symbols]
    assert told == [("x_t", "x_t in R^n", "place | of the walker"), (r"\epsilon_t", "", "a push")]
    assert (first.uses, first.used_by) == ((), ("line 40",))
    assert (last.uses, last.used_by, last.symbols) == (("(1) walk",), (), ())
    assert (middle.uses, middle.used_by) == ((), ())


def test_a_bank_without_a_record_opens_with_its_exercises(tmp_path: Path) -> None:
    plant_paper(tmp_path, record=None)
    with workspace_in(tmp_path) as workspace:
        view = open_paper(workspace, "walk")
        assert (view.row.title, view.blocks, len(view.others)) == ("Walks", (), 5)
        assert [len(part.headings) for part in view.notes] == [17, 0, 1, 1, 1, 0, 0]


@pytest.mark.parametrize("text", ["{", "[1]", "symbols: 3", "title: [", "\0" * 50])
def test_a_record_that_cannot_be_read_is_told_and_does_no_harm(tmp_path: Path, text: str) -> None:
    plant_paper(tmp_path)
    (tmp_path / "papers" / "walk.paper.json").write_text(text, encoding="utf-8")
    with workspace_in(tmp_path) as workspace:
        view = open_paper(workspace, "walk")
        assert len(view.others) == 5
        assert "walk.paper.json" in view.row.problems[0]


def test_a_paper_under_review_has_no_bank_yet(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    fresh = replace(RECORD, slug="new", title="New", decisions={}, exercises=(), review={})
    save_record(tmp_path / "papers" / "new.paper.json", fresh)
    (tmp_path / "papers" / "broken.sheet.yaml").write_text("{", encoding="utf-8")
    with workspace_in(tmp_path) as workspace:
        rows = {row.slug: row for row in open_papers(workspace)}
        assert next(iter(rows)) == "walk"
        assert list(rows)[-2:] == ["broken", "new"]
        assert rows["new"].is_imported
        assert rows["broken"].problems
        assert open_paper(workspace, "new").formulas[0].called == "(1) walk"


def test_a_record_beside_the_bank_serves_too(tmp_path: Path) -> None:
    plant_paper(tmp_path, record=None)
    save_record(tmp_path / "banks" / "papers" / "walk.paper.json", Paper("walk", title="Beside"))
    with workspace_in(tmp_path) as workspace:
        assert open_paper(workspace, "walk").row.title == "Beside"
        assert not workspace.catalogue.bank("papers/walk").problems  # type: ignore[union-attr]


def test_papers_open_without_mathematics() -> None:
    probe = (
        "import sys, drill.session.papers.workbook, drill.session.papers.note_page\n"
        "print(*(name for name in ('sympy', 'numpy', 'mpmath', 'textual', 'yaml') if name in sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert ran.stdout == "\n"


def test_other_names_are_refused_with_the_nearest(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match=r"no paper is called 'wolk' \(did you mean papers/walk"):
        open_paper(workspace, "wolk")
    with pytest.raises(UsageError, match="way is not a paper's bank"):
        open_paper(workspace, "way")
    with pytest.raises(UsageError, match="no paper"):
        open_paper(workspace, "../walk")


def test_prerequisites_name_who_needs_them(workspace: Workspace) -> None:
    attempt(workspace, "way/sum-4", ok=True, why=True)
    view = open_paper(workspace, "walk")
    told = [(each.skill, each.is_left, each.is_begun, each.needed_by) for each in view.skills]
    assert told == [
        ("way.count", True, False, ("(1) walk", "eq:mean")),
        ("way.add", True, False, ("(1) walk", "eq:mean")),
        ("way.carry", True, True, ("(1) walk", "eq:mean")),
        ("way.long", True, False, ("eq:mean",)),
    ]


def test_the_way_to_a_paper_drills_its_path_the_deepest_first(workspace: Workspace) -> None:
    def way(word: str) -> list[str]:
        return names(path_to(workspace, word, workspace.states(), workspace.study_day()))

    assert way("papers/walk") == ["sum-1", "sum-2", "sum-3", "sum-4", "sum-5"], "all that is on its path"
    assert way("papers/walk/recall-1") == ["sum-1", "sum-2", "sum-3"], "of an exercise all of it"
    assert way("way/sum-4") == ["sum-1", "sum-2", "sum-3"], "a paper's exercises train no skill"
    for number in (2, 3):
        attempt(workspace, f"way/sum-{number}", ok=True, why=True)
    assert way("papers/walk") == ["sum-1", "sum-4", "sum-5"]
    assert way("papers/walk/recall-1") == ["sum-1"]
    with pytest.raises(UsageError, match="rests on has exercises"):
        way("papers/walk/symbol-3")


def test_a_session_drills_the_way_to_a_paper(workspace: Workspace) -> None:
    sitting = start_session(workspace, Request(prerequisites_of="papers/walk", items=9))
    view = sitting.next()
    assert getattr(view, "item", "") == "way/sum-1"
    sitting.close()
    for number in range(1, 6):
        attempt(workspace, f"way/sum-{number}", ok=True, why=True)
    start_session(workspace, Request(prerequisites_of="papers/walk")).close()
    assert any("papers/walk rests on is green" in notice for notice in workspace.take_notices())


def test_citations_find_skills_and_papers(tmp_path: Path) -> None:
    cited = (AbsentRow("by carrying over [a1]", "main.tex", 5), AbsentRow("by the carry [b2]", "main.tex", 6))
    sheet = replace(RECORD, cited=cited, abstract="We use long counting, and Count.")
    plant_paper(tmp_path, sheet)
    skills = tmp_path / "banks" / "way" / "_subject.yaml"
    text = skills.read_text("utf-8").replace("title: Carry,", "title: Carry, synonyms: [carrying over],")
    skills.write_text(text, "utf-8")
    with workspace_in(tmp_path) as workspace:
        absent, carry = open_paper(
            workspace, "walk"
        ).referenced  # one word alone, as carry, may mean anything
        assert (absent.skills, absent.papers) == ((), ())
        assert (carry.row, [skill.skill for skill in carry.skills]) == (cited[0], ["way.carry"])


def test_citations_of_papers_here_say_that_they_are_here(tmp_path: Path) -> None:
    cited = (AbsentRow("steps as in Long Division [a1]"), AbsentRow("Walks, walks and the Way [b2]"))
    plant_paper(tmp_path, replace(RECORD, absent=(), cited=cited))
    for name, title in (("division", "'Long division: with remainders'"), ("way", "Way")):
        plant(tmp_path, f"papers/{name}", bank(sums(1), topic=f"papers.{name}", title=title))
    with workspace_in(tmp_path) as workspace:
        found = [(view.called, view.papers) for view in open_paper(workspace, "walk").referenced]
    assert found == [
        ("Long division, which drill has", ("papers/division",)), ("Way, which drill has", ("papers/way",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "is_found"), [("as in Carry [a1]", True), ("CARRY [a1]", True), ("Carry [a1]", False)]
)
def test_a_single_word_with_a_capital_names_a_skill(tmp_path: Path, what: str, is_found: bool) -> None:
    sheet = replace(RECORD, absent=(), cited=(AbsentRow(what, "main.tex", 5),))
    plant_paper(tmp_path, sheet)
    with workspace_in(tmp_path) as workspace:
        found = [skill.skill for view in open_paper(workspace, "walk").referenced for skill in view.skills]
    assert found == (["way.carry"] if is_found else [])


def test_a_skill_that_one_added_is_on_the_way(workspace: Workspace) -> None:
    with (workspace.places.data / "banks" / "way" / "sums.yaml").open("a", encoding="utf-8") as file:
        file.write("- {id: far-1, skill: way.far, prompt: Compute $1 + 1$., answer: {number: '2'}}\n")
    workspace.catch_up()
    before = [each.skill for each in open_paper(workspace, "walk").skills]
    assert "way.far" not in before
    write_note(workspace, "walk", "needs", "way.far", "yes")
    added = open_paper(workspace, "walk").skills[-1]
    assert (added.skill, added.needed_by) == ("way.far", ("you",))
    assert "way/far-1" in path_to(workspace, "papers/walk", workspace.standing(), workspace.study_day())
    write_note(workspace, "walk", "needs", "way.far", "")
    assert [each.skill for each in open_paper(workspace, "walk").skills] == before


def test_boxes_of_ones_own_stand_beside_the_papers(workspace: Workspace) -> None:
    steps = "m = b*m + g; for k in range(3); x_t = x_t - m"
    write_heading(workspace, "walk", "box/", {"title": "Mine", "steps": steps})
    _, mine = open_paper(workspace, "walk").algorithms
    assert (mine.called, mine.row.steps[0]) == ("Mine", "m = b*m + g")
    text = to_markdown(open_paper(workspace, "walk"))
    assert "  - $x$ moves\n" in text
    assert "### Mine\n\n- m = b\\*m + g" in text
    write_heading(workspace, "walk", f"box/{mine.row.id}", {"title": "", "steps": ""})
    assert len(open_paper(workspace, "walk").algorithms) == 1
    write_heading(workspace, "walk", "box/", {"steps": "x = 1"})
    assert open_paper(workspace, "walk").algorithms[1].called == "My box", "nothing typed is lost"


def test_a_paper_tells_what_those_opened_before_say_of_its_letters_and_moves(workspace: Workspace) -> None:
    step = FormulaRow("g-step", "y = a x", called="gain", skills=("way.add",))
    own = FormulaRow("f-own", "z = x", called="own", skills=("way.add", "way.long"))
    letters = tuple(SymbolRow(name, name, "", means) for name, means in (("y", "yield"), ("x", "input")))
    folder = workspace.places.data / "papers"
    other = Paper("fields", title="Fields: a study", formulas=(step,), symbols=letters)
    save_record(folder / "fields.paper.json", other)
    here = Paper(
        "here", formulas=(own,), symbols=(SymbolRow("y", "y", "", "length"), SymbolRow("x", "x", "", "Input"))
    )
    save_record(folder / "here.paper.json", here)
    write_note(workspace, "fields", "words", "g-step", "it is scaled")
    view = open_paper(workspace, "here")
    assert [symbol.elsewhere for symbol in view.symbols] == [(), ()], "it was not opened yet"
    note_opened(workspace.places, "fields")
    note_opened(workspace.places, "here")
    view = open_paper(workspace, "here")
    assert {symbol.row.symbol: symbol.elsewhere for symbol in view.symbols} == {
        "y": (Elsewhere("Fields", "yield"),), "x": (),
    }  # fmt: skip
    assert view.formulas[0].kindred == (Elsewhere("gain, Fields", "it is scaled"),)
    assert open_paper(workspace, "fields").formulas[0].kindred == (), "its own words are no other paper's"
