"""``drill progress``: charts, numbers and a picture, from the same counters."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from drill.cli import plain_words
from drill.errors import UsageError
from drill.gyr.events import ItemId
from drill.session.progress.character_charts import FILLS
from drill.session.progress.progress_export import (
    Report,
    gather_progress_report,
    shape_progress_report,
    to_csv,
    to_svg,
)
from drill.session.progress.progress_overview import bank_progress, items_of_pass
from drill.session.workspace import Workspace
from drill.tui import report_rows
from drill.typeset import cell_width
from tests.cli.conftest import Drill
from tests.homes import Clock, bank, configure, plant, planted_alone, sums, workspace_in
from tests.session.a_paper import plant_paper
from tests.session.drilled import attempt

SVG = "{http://www.w3.org/2000/svg}"


def drill_on(workspace: Workspace, clock: Clock) -> None:
    """Six exercises over three weeks: greens, yellows, reds, a parked one, lapses, a dispute."""
    for day in range(20):
        clock.pass_days(1)
        for number in range(1, 6):
            attempt(workspace, f"tiny/sum-{number}", ok=(day + number) % 3 > 0, why=number % 2 == 0)
        attempt(workspace, "tiny/sum-6", ok=False, why=False)
    attempt(workspace, "tiny/sum-7", ok=True, why=True, decided_by="learner", code="sign", reason="<mine>")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """What all tests of reports read, and none writes."""
    home, clock = tmp_path_factory.mktemp("home"), Clock()
    plant(home, "tiny", bank(sums(9), title="'Sums & <such>'"))
    with planted_alone(), workspace_in(home, clock) as opened:
        drill_on(opened, clock)
        yield opened


@pytest.fixture(scope="module")
def report(workspace: Workspace) -> Report:
    return gather_progress_report(workspace)


def test_the_numbers_agree_with_the_states(workspace: Workspace, report: Report) -> None:
    shape = shape_progress_report(report)
    (tiny,) = shape["banks"]  # type: ignore[misc]
    states = [state.state for state in workspace.states().values()]
    counted = {state: n for state, n in tiny["states"].items() if n and state != "unseen"}
    assert counted == {state: states.count(state) for state in set(states)}
    assert (sum(tiny["states"].values()), tiny["items"]) == (9, 9)
    (topic,) = tiny["topics"]
    assert topic["states"] == tiny["states"]
    marks = [mark for state in workspace.states().values() for mark in state.marks]
    assert sum(row["verdicts"] for row in topic["passes"]) == len(marks)
    lapsed = [mark for mark in marks if mark.opened == "check" and mark.pass_ == 1]
    assert tiny["lapses"] == len(lapsed) > 0
    assert tiny["lapses"] == sum(day["lapses"] for day in shape["days"])  # type: ignore[attr-defined]
    assert all(row["opened"] == "check" for row in tiny["passes"] if row["round"] > 1)
    assert sum(each["attempts"] for each in shape["times"]) == sum(  # type: ignore[attr-defined]
        day["attempts"] - day["checks"]
        for day in shape["days"]  # type: ignore[attr-defined]
    )
    disputes = shape["disputes"]
    assert disputes["total"] == 1  # type: ignore[index]
    assert disputes["newest"][0]["checker"] is False  # type: ignore[index]


def test_a_step_counts_what_was_marked_and_when_the_rest_comes_back(
    workspace: Workspace, report: Report
) -> None:
    (tiny,) = report.banks
    assert [step.name for step in tiny.chart.steps if step.row.opened == "first"][:2] == ["pass 1", "pass 2"]
    states = workspace.states()
    for step in tiny.chart.steps:
        named = items_of_pass(workspace, ["tiny"], step, open_first=False)
        marks = [
            mark
            for item in named
            for mark in states[ItemId(item)].marks
            if (mark.opened, mark.pass_) == (step.row.opened, step.row.pass_)
        ]
        assert len(marks) == step.row.verdicts
    still_open = items_of_pass(workspace, ["tiny"], tiny.chart.steps[0], open_first=True)
    assert all(states[ItemId(item)].is_open for item in still_open)
    assert sum(each.exercises for each in tiny.chart.returns) == sum(s.is_open for s in states.values())
    assert tiny.chart.parked == sum(state.state == "parked" for state in states.values())


def test_without_a_goal_the_passes_are_those_of_all_exercises(home: Path) -> None:
    plant(home, "tiny", bank(sums(2)))
    plant(home, "papers/walk", bank(sums(3), topic="papers.walk"))
    with workspace_in(home) as workspace:
        for item in ("tiny/sum-1", "papers/walk/sum-2"):
            attempt(workspace, item, ok=True, why=True)
        lead = gather_progress_report(workspace).lead
        assert (lead.bank, lead.on_path) == ("", 5)
        (step,) = lead.chart.steps
        assert step.row.verdicts == 2
        assert len(items_of_pass(workspace, lead.items, step, open_first=False)) == 2


def test_whatever_is_named_has_a_chart_of_its_own(workspace: Workspace, report: Report) -> None:
    names = ["tiny", "tiny/tiny.sums", "tiny.sums", "tiny/sum-1"]
    whole, topic, same, single = bank_progress(workspace, names)
    assert (topic.states, topic.chart, topic.passes) == (whole.states, whole.chart, whole.passes)
    assert (same.title, single.title, single.items) == (topic.title, "sum-1", 1)
    of_topic = report.topics["tiny"][0].chart
    assert of_topic.returns == whole.chart.returns
    assert [each.row.verdicts for each in of_topic.steps] == [each.row.verdicts for each in whole.chart.steps]
    with pytest.raises(UsageError, match="no paper, topic or exercise"):
        bank_progress(workspace, ["tiny/nothing"])


def test_what_lies_ahead_is_told(workspace: Workspace, report: Report) -> None:
    ahead = report.log.outlook
    due = sum(
        each.items
        for each in workspace.store.read_learner().dues(lambda _: True)
        if each.day <= workspace.study_day()
    )
    assert (len(ahead.days), ahead.days[0].items) == (14, due)
    assert ahead.finish is not None
    assert workspace.study_day() <= ahead.finish.early <= ahead.finish.day
    assert ahead.minutes_left > 0


@pytest.mark.parametrize(
    ("width", "plain"), [(80, False), (80, True), (120, False), (60, True), (40, True), (200, False)]
)
def test_pages_fit_the_terminal(report: Report, width: int, plain: bool) -> None:
    lines = report_rows(report, report.banks, width, plain=plain, is_open=True)
    text = ["".join(part for part, _ in line) for line in lines]
    whole = "\n".join(text)
    if plain:
        assert whole.isascii()
    if width >= 80:
        assert [line for line in text if cell_width(line) > width] == []
    assert "check 1" in whole
    for state in ("green", "yellow", "red"):
        assert FILLS[state][plain] * 2 in whole
    assert "says little" not in whole
    assert "checker wrong, you right: <mine>" in whole
    assert (
        re.findall(r"(?i)\b(met|settled|in reach|in work|slipping|lapsed|rounds?|flowing|share)\b", whole)
        == []
    )
    finish = report.log.outlook.finish
    assert finish is not None
    assert not any(word in whole for word in ("done about", "likely", "min a day", f"{finish.day.year + 1}"))


def test_colour_is_for_terminals_alone(
    report: Report, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain_words.emit_parts([[("GG", "green"), (" \x1b[2J", "")]])
    assert capsys.readouterr().out == "GG [2J\n"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    plain_words.emit_parts([[("GG", "green"), (" \x1b[2J", "")]])
    assert capsys.readouterr().out == "\x1b[32mGG\x1b[0m [2J\n"
    monkeypatch.setenv("NO_COLOR", "1")
    assert not plain_words.is_wanted()


@pytest.fixture
def picture(report: Report) -> str:
    rows = report_rows(report, report.banks, 100, plain=False, is_open=True)
    return to_svg("Progress", rows)


def test_the_picture_is_valid_and_stands_alone(picture: str) -> None:
    root = ElementTree.fromstring(picture)
    assert root.tag == f"{SVG}svg"
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for box in root.iter(f"{SVG}rect"):
        assert 0 <= float(box.attrib.get("x", 0)) + float(box.attrib["width"]) <= width
        assert 0 <= float(box.attrib.get("y", 0)) + float(box.attrib["height"]) <= height
    words = [each.text or "" for each in root.iter(f"{SVG}text")]
    assert any("Sums & <such>" in each for each in words)
    assert "prefers-color-scheme: dark" in picture
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")
    assert "url(#slant)" in picture


def test_the_picture_has_the_rows_of_the_screen_and_no_text_lies_on_another(
    report: Report, picture: str
) -> None:
    lines: dict[float, list[tuple[float, float]]] = {}
    words: list[str] = []
    for each in ElementTree.fromstring(picture).iter(f"{SVG}text"):
        begin = float(each.attrib["x"])
        lines.setdefault(float(each.attrib["y"]), []).append(
            (begin, begin + float(each.attrib["textLength"]))
        )
        words.append(each.text or "")
    for line in lines.values():
        assert [pair for pair in pairwise(sorted(line)) if pair[0][1] > pair[1][0] + 0.1] == []
    assert {"All exercises, pass by pass", "Greens over time", "Do greens hold?"} <= set(words)


def test_a_line_is_drawn_through_the_middle_of_its_cells(picture: str) -> None:
    paths = [path for path in ElementTree.fromstring(picture).iter(f"{SVG}path") if path.get("class")]
    assert {path.attrib["class"] for path in paths} == {"green", "dim"}
    assert not any(sign in (text or "") for text in picture.split("<text") for sign in "╭╮╰╯│┤└")


def test_the_headline_and_the_retention_agree_with_the_days(report: Report) -> None:
    told, days = report.log.headline, report.log.days
    assert told.greens[0] == (days[0].day, days[0].green)
    assert told.greens[-1] == (report.study_day, report.banks[0].states["green"])
    assert [day for day, _ in told.greens] == sorted({day for day, _ in told.greens})
    assert told.minutes == sum(day.minutes for day in days)
    (kept,) = report.log.retention  # every check came within a week
    assert kept.checks == sum(day.checks for day in days)
    assert kept.held == kept.checks - sum(day.lapses for day in days)


def test_the_table_has_a_line_a_pass(report: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(report))))
    assert len(rows) == len(report.banks[0].passes)
    assert {row["opened"] for row in rows} == {"first", "check"}


def test_the_command_writes_every_form(drill: Drill, tmp_path: Path) -> None:
    assert "Charts begin with the first mark." in drill("progress").out
    lines = ['{"do": "answer", "text": "13"}', '{"do": "mark", "why": true}']
    drill("start", "tiny/sum-1", "--jsonl", lines=lines)
    drill(
        "start",
        "tiny/sum-2",
        "--jsonl",
        lines=['{"do": "answer", "text": "7"}', '{"do": "mark", "why": false}'],
    )
    told = drill("progress").out
    assert {"pass", "1", "●", "■"} <= set(told.split())
    assert "1 exercise is green. A line begins on the third day." in told
    named = drill("progress", "tiny/tiny.sums").out
    assert "1 of 3 green" in named
    assert "Days" not in named
    shape = drill("progress", "tiny", "--json").json
    assert shape["banks"][0]["states"]["green"] == 1
    first, second = shape["banks"][0]["passes"]
    assert first == {"round": 1, "pass": 1, "green": 1, "yellow": 0, "red": 1, "parked": 0, "waiting": 1}
    assert (second["pass"], second["waiting"]) == (2, 1)
    assert [day["red"] for day in shape["days"]] == [1]
    assert shape["forecast"]["days"][0]["items"] == 0
    head, first, *_ = drill("progress", "--csv").out.splitlines()
    assert head.startswith("bank,round,pass")
    assert first.startswith("tiny,1,1,first,1,0,1")
    picture = tmp_path / "progress.svg"
    assert drill("progress", "--svg", picture).code == 0
    ElementTree.parse(picture)
    assert drill("progress", "--svg", tmp_path / "no" / "x.svg").code == 3
    assert drill("progress", "--csv", "--skills").out.startswith("bank,topic,skill,standing,green")
    assert drill("progress", "--class", "--skills").code == 2
    assert drill("progress", "--svg", picture, "--json").code == 2


def test_it_begins_with_the_goal_and_its_passes(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    configure(tmp_path, 'goal = "papers/walk"\n')
    clock = Clock()
    with planted_alone(), workspace_in(tmp_path, clock) as workspace:
        assert gather_progress_report(workspace).lead.chart.steps == ()
        for number in range(4):
            attempt(workspace, "way/sum-1", ok=False, why=False)
            attempt(workspace, "way/sum-2", ok=True, why=number > 0)
            attempt(workspace, "way/sum-3", ok=True, why=True)
            clock.pass_days(3)
        report = gather_progress_report(workspace)
        rows = report_rows(report, report.worth_telling, 80, plain=False)
        goal = shape_progress_report(report)["goal"]
    lines = ["".join(text for text, _ in row).rstrip() for row in rows]
    assert lines[:8] == [
        " Towards Walks   1 of 4 skills, 3 left (1 begun)",
        " Exercises on the way, pass by pass               5 for its skills, 5 of its own",
        "  pass 1  3  █▒▓                                                   1 ●  1 ▲  1 ■",
        "  pass 2  2  █▓                                                    1 ●       1 ■",
        "  pass 3  1  ▓                                                               1 ■",
        "  pass 4  1  ▓                                                               1 ■",
        "  pass 5  0  parks if red: sum-1",
        "  waiting   1 for pass 5 on a later day   parked: none",
    ]
    assert isinstance(goal, dict)
    assert goal["skills"] == {
        "all": 4, "known": 0, "learned": 1, "begun": 1, "left": ["way.count", "way.carry", "way.long"]
    }  # fmt: skip
    assert goal["exercises"] == {"on_path": 5, "own": 5, "own_green": 0}
    assert goal["comes_back"] == [{"pass": 5, "opened": "first", "day": "2026-12-13", "items": 1}]
    assert not any(day in " ".join(lines[:8]) for day in ("Dec", "2026", "days"))


def test_titles_of_strangers_are_escaped_in_the_picture(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(3), title="'</text><script>alert(1)</script> & \"x\"'"))
    with planted_alone(), workspace_in(tmp_path) as workspace:
        attempt(workspace, "tiny/sum-1", ok=True, why=True)
        report = gather_progress_report(workspace)
        rows = report_rows(report, report.banks, 100, plain=False, is_open=True)
    picture = to_svg("<b>&", rows)
    assert "<script" not in picture
    assert any("<script>" in (each.text or "") for each in ElementTree.fromstring(picture).iter(f"{SVG}text"))


def test_a_goal_is_reached_once_its_own_exercises_are_green(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    configure(tmp_path, 'goal = "papers/walk"\n')
    clock = Clock()

    def head(workspace: Workspace) -> str:
        report = gather_progress_report(workspace)
        return "".join(text for text, _ in report_rows(report, report.worth_telling, 80, plain=False)[0])

    with planted_alone(), workspace_in(tmp_path, clock) as workspace:
        assert head(workspace) == " Towards Walks   4 skills left"
        for _ in range(2):
            for number in range(1, 6):
                attempt(workspace, f"way/sum-{number}", ok=True, why=True)
            clock.pass_days(3)
        assert head(workspace).endswith("4 of 4 skills, 0 of its 5 exercises green")
        bank_ = workspace.catalogue.bank("papers/walk")
        assert bank_ is not None
        for entry in bank_.entries:
            attempt(workspace, entry.item, ok=True, why=True)
        assert head(workspace).startswith(" Goal reached: Walks   4 of 4 skills")
