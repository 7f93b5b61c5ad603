"""What is read stays where it is, breaks where a reader would break it, and fits the terminal."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from textual.app import ScreenStackError
from textual.message import Message

from drill.gyr.events import SkillId
from drill.gyr.path import Mastered
from drill.session.drilling.starting import Request, start_session
from drill.tui.screens.drilling.keys import Mode
from tests.homes import bank, plant, sums, workspace_in
from tests.tui.a_paper import plant_paper
from tests.tui.driving import Learner, learner

LONG = " ".join(f"word{number}" for number in range(40))
STEPS = "\n".join(f"    - Step number {number} says something." for number in range(20))
KINDS = f"""- id: long
  prompt: {LONG}
  answer: {{number: 3}}
  motion: {LONG}
  steps:
{STEPS}
- id: square
  prompt: Expand $(x+1)^2$.
  answer: {{expression: x^2 + 2x + 1, vars: [x]}}
- id: rows
  prompt: Give the matrix.
  answer: {{matrix: '[[x + 1], [2]]', vars: [x]}}
- id: high
  prompt: Which?
  answer:
    keep-order: true
    choice:
      - {{id: a, right: '$$\\frac{{1}}{{x}}$$'}}
      - {{id: b, wrong: '$$\\frac{{2}}{{x}}$$', say: No.}}
- id: steps
  prompt: Which comes first?
  answer: {{order: [{{id: a, text: early}}, {{id: b, text: late}}]}}
"""


def home_of_kinds(home: Path) -> Path:
    plant(home, "kinds", bank(KINDS, topic="kinds.all"))
    return home


async def at_field(person: Learner) -> None:
    await person.until(lambda: person.mode is Mode.FIELD, "the field")


async def at_rest(person: Learner) -> list[str]:
    """The lines of the prompt once nothing moves any more."""
    await at_field(person)
    await person.rests()
    return prompt_of(person)


def prompt_of(person: Learner) -> list[str]:
    return [line.rstrip(" ▁▂▃▄▅▆▇█") for line in person.screen.splitlines() if "word" in line]


async def test_words_stay_where_they_are_when_a_line_opens_and_when_there_is_more_to_scroll(
    tmp_path: Path,
) -> None:
    async with learner(home_of_kinds(tmp_path), Request(scope=("kinds/long",)), size=(80, 40)) as person:
        asked = await at_rest(person)
        await person.press("tab")
        await person.sees("your line on shape and motion")
        assert prompt_of(person) == asked
        await person.press("tab")
        await person.answers("3", "right", "motion")
        judged = prompt_of(person)
        await person.press("d")
        await person.sees("why is your answer wrong?")
        await person.rests()
        assert prompt_of(person) == judged
        await person.press("escape", "a")
        await person.sees("Step number 9 says")
        await person.press("home")
        await person.rests()
        assert prompt_of(person)[: len(asked)] == asked


async def test_lines_stay_readable_on_wide_terminals_and_are_wrapped_anew_on_others(tmp_path: Path) -> None:
    async with learner(home_of_kinds(tmp_path), Request(scope=("kinds/long",)), size=(240, 40)) as person:
        await person.sees("word39")
        assert max(len(line.split("│")[0].rstrip()) for line in prompt_of(person)) <= 100
        await person.answers("3", "right", "motion")
        await person.resizes(50, 40)
        await person.sees("word38 word39")
        await person.rests()
        assert "word39" in person.screen


async def test_where_a_bracket_is_open_the_cursor_goes_on_at_the_end_and_what_is_equal_is_said(
    tmp_path: Path,
) -> None:
    request = Request(scope=("kinds/square", "kinds/rows"))
    async with learner(home_of_kinds(tmp_path), request) as person:
        await person.sees("your answer")
        assert "such as" not in person.screen
        await person.answers("(x+1)(x+1", "not read yet", "The cursor is at the end.")
        await person.types(")")
        await person.press("enter")
        await person.sees("right", "the same everywhere it is defined")
        await person.reads()
        await person.marks("y")
        await person.sees("Give the matrix.", "your answer")
        await person.answers("[[3x + 1 - 2x], [2]]", "right", "equal, written differently")


async def test_digits_take_the_steps_that_they_stand_before(tmp_path: Path) -> None:
    async with learner(home_of_kinds(tmp_path), Request(scope=("kinds/steps",))) as person:
        await person.sees(" 1      late", " 2      early", "press their numbers")
        await at_field(person)
        await person.press("2", "1", "enter")
        await person.sees("right")


async def test_high_options_stand_side_by_side(tmp_path: Path) -> None:
    async with learner(home_of_kinds(tmp_path), Request(scope=("kinds/high",))) as person:
        await person.sees("Which?")
        await at_field(person)
        assert any(" 1 " in line and " 2 " in line for line in person.screen.splitlines())
        await person.press("2")
        await person.sees("▸  2 ")
        await person.resizes(24, 30)
        await person.until(
            lambda: not any(" 1 " in line and " 2 " in line for line in person.screen.splitlines()),
            "options under each other",
        )


async def test_theory_keeps_its_heading_and_shows_the_other_example(tmp_path: Path) -> None:
    plant(tmp_path, "own", bank(sums(1, parametrised=True), topic="own.sums"))
    async with learner(tmp_path, Request(scope=("own/sum-1",)), size=(80, 10)) as person:
        await at_field(person)
        await person.command("t")
        await person.sees("Add the units")
        await person.press("full_stop")
        await person.sees("a worked example", "Compute")


async def test_a_narrow_terminal_keeps_what_matters(tmp_path: Path) -> None:
    home = tmp_path
    plant(home, "tiny", bank(sums(2)))
    (home / "drill.db").touch()
    async with learner(home, size=(40, 12)) as person:
        await person.sees("1 Today   2   3   4", "2 exercises, about")
        await person.press("space")
        await person.sees("· tiny/sum-1", "?  :")
        await person.press("question_mark")
        await person.sees("Keys here")
        await person.press("escape", "escape", "3")
        await person.sees("3 Progress", "Charts begin with")


async def test_what_an_exercise_rests_on_comes_beside_it_when_the_terminal_grows(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    async with learner(tmp_path, Request(scope=("papers/steps/recall-cc",))) as person:
        await at_field(person)
        assert "Rests on" not in person.screen
        await person.resizes(120, 30)
        await person.sees("This exercise", "Rests on", "· Weighted means")


@pytest.mark.parametrize("how", ["learned", "known"])
async def test_a_skill_that_a_placement_found_known_is_not_called_learned_beside_an_exercise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    plant_paper(tmp_path)
    has = Mastered(**{how: frozenset({SkillId("base.mean")})})
    monkeypatch.setattr("drill.tui.widgets.side.find_learner_mastery", lambda _: has)
    request = Request(scope=("papers/steps/recall-cc",))
    async with learner(tmp_path, request, size=(120, 30)) as person:
        await at_field(person)
        await person.sees("Rests on", "Weighted means", how)


async def test_the_example_in_an_empty_field_fits_the_answer_and_is_not_the_key(tmp_path: Path) -> None:
    examples = {
        "{shape: '(4, 1)'}": "(2, 3)",
        "{shape: '(n, k)', }": "(b, t, d)",
        "{shape: '(b, t, d)'}": "(n, d)",
        "{code: 'x.sum()', arrays: {x: [n]}}": "A @ x + b",
        "{vector: '[1, 2, 3]'}": "[2, -1, 1/2]",
    }
    asked = "".join(
        f"- {{id: one-{n}, prompt: Which one is {n}?, answer: {answer}}}\n"
        for n, answer in enumerate(examples)
    )
    plant(tmp_path, "one", bank(asked))
    async with learner(tmp_path, Request(scope=("one",))) as person:
        for n, example in enumerate(examples.values()):
            await person.sees(f"Which one is {n}?", f"your answer, such as {example}")
            await person.command("s")


CHOSEN = f"""- id: chosen
  prompt: Which of these is the one that is meant here?
  answer:
    keep-order: true
    choice:
    - {{id: one, right: this line is longer than eleven characters}}
    - {{id: two, wrong: this one is longer still than eleven characters}}
- id: staged
  prompt: {LONG[:100]}
  stages:
  - {{prompt: What is 2 + 3?, answer: {{number: "5"}}, result: It is 5.}}
  - {{prompt: And twice that?, answer: {{number: "10"}}}}
"""


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (100, 40)])
async def test_an_exercise_is_painted_whole_from_the_first_frame_on(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, "first", bank(CHOSEN))
    with workspace_in(tmp_path) as workspace:
        sitting = start_session(workspace, Request(scope=("first/staged",)))
        sitting.next()
        sitting.answer("5")
        sitting.close()
    frames: set[str] = set()
    hears = Learner.hears

    def watch(person: Learner, message: Message) -> None:
        hears(person, message)
        with suppress(ScreenStackError):
            if person.mode is not None:
                frames.add(" ".join(person.screen.split()))

    monkeypatch.setattr(Learner, "hears", watch)
    async with learner(tmp_path, Request(scope=("first/staged",)), size=size) as person:
        await person.sees("Stage 1 of 2 is right", "What is 2 + 3?")
        await person.rests()
        assert [frame for frame in frames if "is right" in frame and "What is 2 + 3?" not in frame] == []
    frames.clear()
    async with learner(tmp_path, Request(scope=("first/chosen",)), size=size) as person:
        await person.sees("this one is longer")
        await person.rests()
        whole = "Which of these is the one that is meant here? 1 this line is longer than eleven characters 2"
        assert [frame for frame in frames if "2 this one" in frame and whole not in frame] == []


async def test_all_options_are_in_view_below_a_long_prompt_and_a_message(tmp_path: Path) -> None:
    options = "".join(f"      - {{id: o{n}, wrong: option {n}, say: No.}}\n" for n in range(2, 5))
    exercise = (
        f"- id: long\n  prompt: {LONG} {LONG} {LONG}\n  answer:\n    keep-order: true\n    choice:\n"
        f"      - {{id: a, right: option 1}}\n{options}"
    )
    plant(tmp_path, "kinds", bank(exercise, topic="kinds.all"))
    async with learner(tmp_path, Request(scope=("kinds/long",)), size=(80, 16)) as person:
        await at_rest(person)
        await person.sees("option 1", "option 4")
        await person.press("v")
        await person.sees("Formulas: one line.", "option 1", "option 4")


async def test_a_step_in_the_place_of_the_row_that_offers_it_is_scrolled_to(tmp_path: Path) -> None:
    exercise = (
        f"- id: long\n  prompt: {LONG}\n  answer: {{number: 3}}\n  shape: {LONG}\n  motion: {LONG}\n"
        "  steps:\n    - Count the words.\n"
    )
    plant(tmp_path, "kinds", bank(exercise, topic="kinds.all"))
    async with learner(tmp_path, Request(scope=("kinds/long",)), size=(60, 12)) as person:
        await person.answers("4", "Do you see where it went wrong?")
        await person.press("pageup", "pageup")
        await person.rests()
        assert "1 worked step" not in person.screen
        await person.press("enter")
        await person.sees("Count the words.")


async def test_in_a_narrow_terminal_a_hint_takes_the_whole_width(tmp_path: Path) -> None:
    exercise = f"- id: long\n  prompt: Count.\n  answer: {{number: 3}}\n  hints: [{LONG}]\n"
    plant(tmp_path, "kinds", bank(exercise, topic="kinds.all"))
    async with learner(tmp_path, Request(scope=("kinds/long",)), size=(40, 24)) as person:
        await at_field(person)
        await person.press("escape", "h")
        await person.sees("hint 1 word0")
        lines = [line.strip() for line in person.screen.split("\n")]
        assert any(line.startswith("word5") for line in lines), "no column beside the label"
