"""An imported paper's path is made of its formulas' links, and so is a session on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from drill.banks import catalogue
from drill.errors import UsageError
from drill.gyr.path import PaperReading
from drill.papers import ExerciseRecord, FamilyRow, FormulaRow, Paper, parse_paper, print_paper
from drill.session.drilling.starting import start_session
from drill.session.papers.lesson import find_deeper_step, take_deeper_step
from drill.session.papers.workbook import open_paper
from drill.session.progress.pass_chart import Pace
from drill.session.progress.progress_overview import lead_progress
from drill.session.standing.goals import current_goal, find_path_to_goal, goal_view, paper_formulas
from drill.session.standing.paper_names import save_record
from drill.session.standing.paper_notes import read_paper_notes, write_note
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.standing.queueing import Request
from drill.session.standing.reading import list_readable, paper_reading
from drill.session.today.formula_map import make_map
from drill.session.today.goal_choice import choose_skills, find_costs, list_goals, resolve_goal
from drill.session.today.today_view import read_today_view
from drill.session.workspace import Workspace
from tests.homes import Clock, configure, plant, workspace_in
from tests.session.a_linked_paper import BANK, EARLIER, RECORD, UNLINKED, move, plant_linked_paper
from tests.session.drilled import attempt, coming, coming_items, served

PATH = ["way.count", "way.add", "way.carry", "way.long"]
_BY_HAND = (
    "- {id: second, title: By another, skill: way.far, level: 1, prompt: Compute $10 + 3$., "
    "answer: {number: '13'}}\n"
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def one_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "SUBJECTS", ("way",))


@contextmanager
def planted(
    home: Path, record: Paper = RECORD, clock: Clock | None = None, *, goal: str = BANK, own: str = ""
) -> Iterator[Workspace]:
    plant_linked_paper(home, record, own=own)
    configure(home, f'goal = "{goal}"\nchecks = "off"\nwarm_up = false\n')
    with workspace_in(home, clock or Clock()) as workspace:
        yield workspace


def path_in(workspace: Workspace) -> list[str]:
    bank = workspace.catalogue.bank(BANK)
    assert bank is not None
    return [*find_path_to_goal(workspace, bank).skills]


def own_in(workspace: Workspace) -> list[str]:
    bank = workspace.catalogue.bank(BANK)
    assert bank is not None
    return [item.removeprefix(f"{BANK}/") for item in find_path_to_goal(workspace, bank).own]


def drill(workspace: Workspace, *items: str) -> None:
    for item in items:
        attempt(workspace, item, ok=True, why=True)


def learn(workspace: Workspace, clock: Clock, *skills: str) -> None:
    """Two exercises of each skill are green, on two days."""
    for number in (1, 2):
        drill(workspace, *(f"way/{skill}-{number}" for skill in skills))
        clock.pass_days(2)


def test_central_formulas_need_their_moves_skills_and_not_what_is_shown(tmp_path: Path) -> None:
    with planted(tmp_path) as workspace:
        bank = workspace.catalogue.bank(BANK)
        assert bank is not None
        told = [(f.id, [*f.skills], f.items, f.is_counted) for f in paper_formulas(workspace, bank)]
        assert told == [
            ("f-sum", ["way.carry", "way.add"], (f"{BANK}/work-00000000dd",), True),
            ("f-shown", ["way.count"], (f"{BANK}/work-00000000ee",), True),
            ("f-bare", [], (), False),
            ("f-twice", ["way.carry", "way.long"], (), True),
        ]
        assert path_in(workspace) == PATH, "neither what exercises name nor the fifth formula is on it"
        assert own_in(workspace) == ["work-00000000dd", "work-00000000ee"]


def test_of_a_moves_further_skills_those_count_that_are_near_the_formula(tmp_path: Path) -> None:
    afar = replace(RECORD.formulas[0], before="We put together:")
    with planted(tmp_path, replace(RECORD, formulas=(afar, *RECORD.formulas[1:4]))) as workspace:
        assert path_in(workspace) == ["way.count", "way.carry"], "what carrying rests on is taken for passed"
        bank = workspace.catalogue.bank(BANK)
        assert bank is not None
        assert [[*f.skills] for f in paper_formulas(workspace, bank)] == [["way.carry"], ["way.count"], []]


def test_a_further_skill_that_names_an_exercise_of_its_own_counts(tmp_path: Path) -> None:
    family = FamilyRow("sum", "Sum", ("way.carry", "way.far"), first={"way.far": "far-1"})
    row = replace(RECORD.formulas[0], families=(family,))
    with planted(tmp_path, replace(RECORD, formulas=(row, *RECORD.formulas[1:]))) as workspace:
        assert "way.far" in path_in(workspace)


def test_all_screens_count_the_same(tmp_path: Path, clock: Clock) -> None:
    with planted(tmp_path, clock=clock) as workspace:
        view = goal_view(workspace, workspace.parts(), find_learner_mastery(workspace))
        assert view is not None
        assert (view.path.skills, view.own.every, view.own.left) == (4, 2, 2)
        cost = find_costs(workspace, [BANK])[BANK]
        assert (cost.skills, cost.own) == (4, 2)
        page = read_today_view(workspace).page
        assert page is not None
        assert page.goal is not None
        assert (page.goal.skills, page.goal.left, page.goal.own) == (4, 4, 2)
        lead = lead_progress(workspace, Pace(workspace))
        assert (lead.path.skills, lead.own, lead.own_green) == (4, 2, 0)
        opened = open_paper(workspace, BANK)
        assert [skill.skill for skill in opened.skills] == PATH
        assert opened.row.path.skills == 4
        needed_by = {str(skill.skill): skill.needed_by for skill in opened.skills}
        assert needed_by["way.long"] == ("(5) twice",)
        assert needed_by["way.count"] == ("(1) Sum", "(3) Count", "(5) twice")


def test_the_day_serves_the_path_then_its_own_and_never_own_words(tmp_path: Path, clock: Clock) -> None:
    with planted(tmp_path, clock=clock) as workspace:
        rows = [(row.item, row.reason) for row in coming(workspace) if row.reason != "besides"]
        own = [item for item, reason in rows if reason == "paper"]
        assert {*own} == {f"{BANK}/work-00000000dd", f"{BANK}/work-00000000ee"}
        assert [reason for _, reason in rows[:3]] == ["paper", "goal", "paper"], "they take turns"
        items = [str(item) for item, _ in rows]
        assert "way/far-1" not in items
        everything = coming_items(workspace)
        assert not any("explain" in item or "derivative" in item for item in everything)


def test_the_goal_counts_formulas_of_which_own_words_may_be_all(tmp_path: Path, clock: Clock) -> None:
    with planted(tmp_path, clock=clock) as workspace:
        learn(workspace, clock, "count", "add", "carry", "long")
        view = read_today_view(workspace).goal
        assert view is not None
        assert (len(view.path.left), view.own.left, view.is_reached) == (0, 2, False)
        drill(workspace, f"{BANK}/work-00000000dd", f"{BANK}/work-00000000ee")
        view = read_today_view(workspace).goal
        assert view is not None
        assert (view.formulas.done, view.formulas.every, view.is_reached) == (2, 3, False)
        assert view.told.endswith("2 of its 3 formulas done")
        drill(workspace, f"{BANK}/explain-00000000bb")
        view = read_today_view(workspace).goal
        assert view is not None
        assert view.is_reached


def test_what_was_met_of_a_former_kind_stays(tmp_path: Path, clock: Clock) -> None:
    with planted(tmp_path, clock=clock) as workspace:
        attempt(workspace, f"{BANK}/derivative-00000000cc", ok=False, why=False)
        assert own_in(workspace) == ["work-00000000dd", "work-00000000ee"], "it is no part of the goal"
        clock.pass_days(1)
        assert f"{BANK}/derivative-00000000cc" in coming_items(workspace)
        attempt(workspace, f"{BANK}/explain-00000000aa", ok=False, why=False)
        assert "explain-00000000aa" not in own_in(workspace), "own words are no part of the goal"


def test_formulas_get_ready_and_drilled_and_one_without_skills_never(tmp_path: Path, clock: Clock) -> None:
    with planted(tmp_path, clock=clock) as workspace:
        bank = workspace.catalogue.bank(BANK)
        assert bank is not None

        def reading() -> PaperReading:
            return paper_reading(workspace, bank, workspace.parts(), find_learner_mastery(workspace))

        assert reading() == PaperReading(3)
        learn(workspace, clock, "count", "add", "carry")
        drill(workspace, f"{BANK}/work-00000000dd")
        assert reading() == PaperReading(3, ready=("(1) Sum", "(3) Count"), drilled=("(1) Sum",))
        assert [formula.id for formula in list_readable(workspace)] == ["f-sum", "f-shown"]
        learn(workspace, clock, "long")
        assert reading().ready == ("(1) Sum", "(3) Count", "(5) twice")


def test_a_session_goes_formula_by_formula(tmp_path: Path, clock: Clock) -> None:
    with planted(tmp_path, clock=clock, goal="") as workspace:
        assert [(row.item, row.reason) for row in coming(workspace, BANK)] == [
            ("way/add-1", "goal"), ("way/carry-1", "goal"), (f"{BANK}/work-00000000dd", "paper"),
            ("way/count-1", "goal"), (f"{BANK}/work-00000000ee", "paper"), ("way/long-1", "goal"),
            ("way/far-1", "goal"),
        ]  # fmt: skip
        view = served(start_session(workspace, Request(scope=(BANK,))))
        assert (view.item, view.why) == ("way/add-1", "for Moves: (1) Sum")


def test_of_a_skill_the_exercise_nearest_to_the_formula_comes(tmp_path: Path, clock: Clock) -> None:
    with planted(tmp_path, clock=clock, goal="") as workspace:
        drill(workspace, "way/add-1", "way/count-1")
        formulas = tuple(row for row in RECORD.formulas if row.id in ("f-twice", "f-bare"))
        plant_linked_paper(tmp_path, replace(RECORD, formulas=formulas))
        assert coming_items(workspace, BANK)[0] == "way/carry-2", "both are about the third"


def test_a_skill_goes_on_the_next_day_and_what_is_learned_or_green_does_not_come(
    tmp_path: Path, clock: Clock
) -> None:
    with planted(tmp_path, clock=clock, goal="") as workspace:
        drill(workspace, "way/add-1", f"{BANK}/work-00000000dd")
        assert "way/add-2" not in coming_items(workspace, BANK)
        clock.pass_days(1)
        attempt(workspace, "way/carry-1", ok=False, why=False)
        items = coming_items(workspace, BANK)
        assert (items[0], "way/carry-2" in items, f"{BANK}/work-00000000dd" in items) == (
            "way/add-2",
            False,
            False,
        )
        clock.pass_days(1)
        rows = [(row.item, row.reason) for row in coming(workspace, BANK)]
        assert ("way/carry-1", "again") in rows
        learn(workspace, clock, "add", "count", "carry", "long")
        assert coming_items(workspace, BANK) == [f"{BANK}/work-00000000ee", "way/far-1"]


def test_own_words_come_to_whoever_names_them(tmp_path: Path) -> None:
    with planted(tmp_path, goal="") as workspace:
        item = f"{BANK}/explain-00000000aa"
        assert served(start_session(workspace, Request(scope=(item,)))).item == item


def test_a_paper_in_the_settings_serves_no_own_words_either(tmp_path: Path) -> None:
    plant_linked_paper(tmp_path)
    configure(tmp_path, f'papers = ["{BANK}"]\nchecks = "off"\nwarm_up = false\n')
    with workspace_in(tmp_path) as workspace:
        of_paper = {item for item in coming_items(workspace) if item.startswith(BANK)}
        assert of_paper == {f"{BANK}/work-00000000dd", f"{BANK}/work-00000000ee"}


# --- nothing linked ----------------------------------------------------------------------------------------


def test_a_paper_in_which_nothing_is_linked_is_no_goal_before_skills_are_chosen(tmp_path: Path) -> None:
    with planted(tmp_path, UNLINKED) as workspace:
        assert current_goal(workspace) is None
        assert read_today_view(workspace).goal is None
        assert BANK not in [goal.id for goal in list_goals(workspace)]
        for word in (BANK, "moves", "Moves: a paper"):
            with pytest.raises(UsageError, match=r"Nothing in this paper is linked yet\. Choose up to five"):
                resolve_goal(workspace, word)
        choose_skills(workspace, BANK, ["way.long"])
        assert resolve_goal(workspace, "moves").id == BANK
        assert path_in(workspace) == ["way.long"]
        assert [skill.needed_by for skill in open_paper(workspace, BANK).skills][-1] == ("you",)
        assert goal_view(workspace, workspace.parts(), find_learner_mastery(workspace)) is not None


def test_other_skills_replace_those_that_were_chosen(tmp_path: Path) -> None:
    with planted(tmp_path, UNLINKED) as workspace:
        choose_skills(workspace, BANK, ["way.long", "way.add"])
        choose_skills(workspace, "moves", ["way.far"])
        assert [key for field, key in read_paper_notes(workspace, "moves") if field == "needs"] == ["way.far"]
        assert path_in(workspace) == ["way.far"]
        write_note(workspace, "moves", "needs", "way.far", "")
        assert current_goal(workspace) is None


@pytest.mark.parametrize(
    ("skills", "told"),
    [([], "0 skills"), (["way.nothing"], "way.nothing"), ([f"way.{n}" for n in range(6)], "6 skills")],
)
def test_what_cannot_be_chosen_is_refused(tmp_path: Path, skills: list[str], told: str) -> None:
    with planted(tmp_path, UNLINKED) as workspace:
        with pytest.raises(UsageError, match=told):
            choose_skills(workspace, BANK, skills)
        assert not read_paper_notes(workspace, "moves")


def test_a_second_authors_exercises_link_a_paper(tmp_path: Path) -> None:
    with planted(tmp_path, UNLINKED, own=_BY_HAND) as workspace:
        assert current_goal(workspace) is not None
        assert path_in(workspace) == ["way.far"], "what they name"
        assert own_in(workspace) == ["second"]
        assert f"{BANK}/second" in coming_items(workspace)


def test_what_somebody_kept_comes_before_what_was_made_by_rule(tmp_path: Path) -> None:
    about = (*RECORD.exercises, ExerciseRecord("second", "second-author", "f-twice"))
    with planted(tmp_path, replace(RECORD, exercises=about), own=_BY_HAND) as workspace:
        assert coming_items(workspace, BANK)[0] == f"{BANK}/second"
        rows = make_map(workspace, open_paper(workspace, BANK)).rows
        following = next(row.next for row in rows if row.key == "f-twice")
        assert following is not None
        assert following.item == f"{BANK}/second"


def test_chosen_skills_join_those_of_the_links(tmp_path: Path) -> None:
    with planted(tmp_path) as workspace:
        choose_skills(workspace, BANK, ["way.far"])
        assert {*path_in(workspace)} == {*PATH, "way.far"}


def test_what_a_red_exercise_needs_joins_by_one_level(tmp_path: Path, clock: Clock) -> None:
    with planted(tmp_path, UNLINKED, clock) as workspace:
        choose_skills(workspace, BANK, ["way.long"])
        attempt(workspace, "way/long-1", ok=False, why=True)
        assert path_in(workspace) == ["way.long"], "a yellow is understood"
        clock.pass_days(1)
        attempt(workspace, "way/long-1", ok=False, why=False)
        assert path_in(workspace) == ["way.carry", "way.long"]
        assert "way/carry-1" in coming_items(workspace)
        assert "way/carry-1" in coming_items(workspace, BANK)
        attempt(workspace, "way/carry-1", ok=False, why=False)
        assert path_in(workspace) == ["way.carry", "way.long"], "what joined lets nothing more join"
        clock.pass_days(2)
        drill(workspace, "way/long-1")
        assert path_in(workspace) == ["way.carry", "way.long"], "what joined stays"


def test_a_step_deeper_adds_what_the_path_rests_on(tmp_path: Path) -> None:
    with planted(tmp_path, UNLINKED) as workspace:
        bank = workspace.catalogue.bank(BANK)
        assert bank is not None
        choose_skills(workspace, BANK, ["way.long"])
        step = find_deeper_step(workspace, bank)
        assert step is not None
        assert (step.skills, str(step)) == (("way.carry",), "1 more skill, about 3 min")
        assert path_in(workspace) == ["way.long"], "an offer changes nothing"
        assert take_deeper_step(workspace, bank) == step
        assert path_in(workspace) == ["way.carry", "way.long"]
        take_deeper_step(workspace, bank)
        take_deeper_step(workspace, bank)
        assert take_deeper_step(workspace, bank) is None, "counting rests on nothing"
        assert path_in(workspace) == PATH
        choose_skills(workspace, BANK, ["way.far"])
        assert {*path_in(workspace)} == {"way.count", "way.add", "way.carry", "way.far"}


def test_a_formula_leads_to_three_skills_by_itself(tmp_path: Path) -> None:
    moves = tuple(move(skill.title(), skill) for skill in ("long", "carry", "add", "count"))
    rows = (replace(RECORD.formulas[0], families=moves),)
    with planted(tmp_path, replace(RECORD, formulas=rows)) as workspace:
        assert path_in(workspace) == ["way.add", "way.carry", "way.long"]


def test_what_no_central_formula_is_linked_to_has_a_row_and_comes_last(tmp_path: Path) -> None:
    with planted(tmp_path) as workspace:
        rows = {row.key: row for row in make_map(workspace, open_paper(workspace, BANK)).named}
        also = rows["also"]
        assert (also.called, also.linked, also.skills_left) == ("also in this paper", ("Far",), ())
        assert also.next is not None
        assert (also.next.item, also.describe_next()) == ("way/far-1", "Far")
        lesson = [row.item for row in coming(workspace, BANK)]
        assert lesson[-1] == "way/far-1"
        assert "way.far" not in path_in(workspace), "it does not lead to the goal"


def test_what_a_shipped_paper_asks_of_the_same_move_comes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    rows = [FormulaRow("o-one", "z = x + y", number="7"), FormulaRow("o-two", "u = v", number="8")]
    asked = [ExerciseRecord("hard", "", "o-one"), ExerciseRecord("easy", "", "o-one")]
    asked += [ExerciseRecord("at-sight", "", "o-one"), ExerciseRecord("beside", "", "o-two")]
    other = Paper("sums", title="Sums", formulas=tuple(rows), exercises=tuple(asked))
    plant(
        tmp_path,
        "papers/sums",
        "topic: papers.sums\ntitle: Sums\nexercises:\n"
        + "".join(
            f"- {{id: {id_}, title: {id_}, level: {level}, {more}prompt: Compute $10 + 3$., "
            "answer: {number: '13'}}\n"
            for id_, level, more in (
                ("hard", 3, ""), ("easy", 2, ""), ("at-sight", 1, "rapid: 20, "), ("beside", 1, ""),
            )
        ),
    )  # fmt: skip
    moves = {"sum": {"absent": ["(1)"], "sums": ["(7)"]}}
    monkeypatch.setattr("drill.session.standing.formula_needs.list_shipped_moves", lambda: moves)
    with planted(tmp_path, clock=clock) as workspace:
        save_record(tmp_path / "papers" / "sums.paper.json", other)
        come = [item for item in coming_items(workspace) if item.startswith("papers/sums")]
        assert come == ["papers/sums/easy"], "the lowest on the move, once, and nothing else of that paper"
        view = goal_view(workspace, workspace.parts(), find_learner_mastery(workspace))
        assert view is not None
        assert view.own.every == 2, "it is not counted as the paper's own"
        lesson = coming(workspace, BANK)
        assert ("papers/sums/easy", "goal") in [(row.item, row.reason) for row in lesson]
        drill(workspace, "papers/sums/easy")
        clock.pass_days(1)
        assert "papers/sums/easy" not in coming_items(workspace)


# --- earlier imports ---------------------------------------------------------------------------------------


def test_an_earlier_import_keeps_its_path_until_it_is_imported_again(tmp_path: Path) -> None:
    stored = parse_paper(print_paper(EARLIER))
    assert "is_linked" not in print_paper(EARLIER)
    assert not any(row.families for row in stored.formulas)
    with planted(tmp_path, EARLIER) as workspace:
        assert path_in(workspace) == ["way.far", "way.count"], "what its exercises name"
        assert own_in(workspace) == ["work-00000000dd", "work-00000000ee"]
        assert coming_items(workspace, BANK) == [f"{BANK}/work-00000000dd", f"{BANK}/work-00000000ee"]
        with pytest.raises(UsageError, match="no skills are chosen"):
            choose_skills(workspace, BANK, ["way.long"])
        plant_linked_paper(tmp_path, RECORD)
        assert path_in(workspace) == PATH, "imported again"


def test_the_day_takes_the_exercise_that_the_lesson_takes_whatever_its_level(
    tmp_path: Path, clock: Clock
) -> None:
    with planted(tmp_path, clock=clock) as workspace:
        drill(workspace, "way/add-1", "way/count-1")
        formulas = tuple(row for row in RECORD.formulas if row.id in ("f-twice", "f-bare"))
        plant_linked_paper(tmp_path, replace(RECORD, formulas=formulas))
        (lesson,) = [item for item in coming_items(workspace, BANK) if item.startswith("way/carry")]
        assert lesson == "way/carry-2"
        assert [item for item in coming_items(workspace) if item.startswith("way/carry")] == [lesson]


def test_chosen_skills_come_first_and_have_a_row_of_the_map(tmp_path: Path) -> None:
    with planted(tmp_path, UNLINKED) as workspace:
        choose_skills(workspace, BANK, ["way.add"])
        rows = make_map(workspace, open_paper(workspace, BANK))
        assert rows.next is not None
        assert (rows.next.called, rows.next.skills_left) == ("chosen skills", ("Add",))
