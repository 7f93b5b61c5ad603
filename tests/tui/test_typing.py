"""What is seen while one types, and the page that tells how."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from textual import events

from drill.session.drilling.starting import Request
from drill.tui.screens.drilling.keys import Mode
from drill.tui.widgets.fields import CodeArea, TypedField
from drill.tui.widgets.text_line import TextLine
from tests.homes import bank, plant
from tests.rows import sample
from tests.tui.driving import learner

KINDS = """- id: half
  prompt: Halve x squared.
  answer: {expression: x^2/2, vars: [x]}
- id: grid
  prompt: Give the matrix.
  answer: {matrix: "[[1, 2], [3, 4]]"}
- id: code
  prompt: Multiply.
  answer: {code: A @ x, arrays: {A: [m, n], x: [n]}}
- id: both
  prompt: Give both.
  answer: {parts: {mean: {number: "2"}, law: {distribution: "normal(0, 1)"}}}
- id: between
  prompt: Where?
  answer: {interval: "[0, 1)"}
- id: recall
  prompt: From memory.
  names: {dnext: "d_{t+1}", d: d_t, g: g_t}
  answer: {formula: dnext = (d + g)/2, latex: 'd_{t+1}=\\tfrac12 [d_t+g_t]'}
- id: lines
  prompt: Twice.
  answer:
    code: |-
      y = A @ x + np.ones(A.shape[0])*2
      A @ y + np.ones(A.shape[0])*3
    arrays: {A: [m, m], x: [m]}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "kinds", bank(KINDS, topic="kinds.all"))
    return tmp_path


def started(home: Path, item: str, size: tuple[int, int] = (80, 24)):
    return learner(home, Request(scope=(f"kinds/{item}",)), size=size)


def is_dim(field: TypedField) -> bool:
    return field.query(".preview").first().has_class("-stale")


async def test_the_preview_follows_and_an_open_bracket_is_said_softly(home: Path) -> None:
    async with started(home, "half") as person:
        field = await person.at_field()
        await person.types("x^2/(2")
        await person.sees("x²\n    ────\n     2")
        assert not is_dim(field)
        await person.sees("( is open")
        assert is_dim(field)
        await person.press("right_parenthesis")
        await person.until(lambda: not is_dim(field), "the preview")
        assert "( is open" not in person.screen


@pytest.mark.second_try
@pytest.mark.parametrize("size", [(60, 18), (40, 12)])
async def test_without_frames_a_line_begins_with_the_name_of_its_part(
    home: Path, size: tuple[int, int]
) -> None:
    async with started(home, "both", size) as person:
        await person.at_field()
        await person.sees("mean: your answer", "law: your answer")
        await person.types("3")
        await person.press("tab", *"normal(0, 1)")
        await person.sees("mean: 3", "law: normal(0, 1)")
        await person.press("enter")
        await person.sees("Second try", "mean: 3", "law: normal(0, 1)")
        await person.resizes(80, 24)
        await person.sees("╭─ mean ─", "╭─ law ─")
        assert "mean: " not in person.screen


async def test_the_newest_hint_is_wholly_in_view_where_little_is(home: Path) -> None:
    hints = [f"{'This hint has some words to read. ' * 4}Here ends hint {n}." for n in (1, 2, 3)]
    asked = f"- id: own\n  prompt: {'Halve it. ' * 12}$x^2$\n  answer: {{expression: x^2/2, vars: [x]}}\n"
    plant(home, "own", bank(f"{asked}  hints: {hints}\n", topic="own.halves"))
    async with learner(home, Request(scope=("own/own",)), size=(40, 12)) as person:
        await person.until(lambda: person.mode is Mode.FIELD, "the field")
        await person.press("escape", "h")
        for n in (1, 2, 3):
            await person.sees(f"hint {n}", f"Here ends hint {n}.", "your answer")
            await person.press("escape", "h")


async def test_a_mistake_is_marked_at_its_place_while_the_last_good_one_stays(home: Path) -> None:
    async with started(home, "half") as person:
        field = await person.at_field()
        for size in ((80, 24), (40, 10)):
            await person.resizes(*size)
            await person.press("ctrl+u")
            await person.types("x^2)")
            await person.sees("this ) closes nothing", "x²")
            assert is_dim(field)
            await person.press("backspace")
            await person.until(lambda: not is_dim(field), "the preview")
            assert "closes nothing" not in person.screen


async def test_every_kind_has_its_preview(home: Path) -> None:
    async with started(home, "grid") as person:
        await person.at_field()
        assert isinstance(typed := person.app.focused, TextLine | CodeArea)
        assert not typed.cursor_blink  # each blink would be a repaint
        person.app.post_message(events.Paste("1 2\n3 4\n"))
        await person.sees("│ 1 2; 3 4", "⎛1  2⎞", "⎝3  4⎠")
    async with started(home, "between") as person:
        await person.at_field()
        await person.types("[0, 1")
        await person.sees("[0, 1]")
    async with started(home, "code") as person:
        await person.at_field()
        await person.types("z = A @ x; 2 z")
        await person.sees("not read as Python")
        await person.press("backspace", "backspace", "backspace", "z")
        await person.sees("     z = A @ x\n     z")
    async with started(home, "both") as person:
        await person.at_field()
        await person.types("3/4")
        await person.press("enter")
        await person.types("N(0, 4)")
        await person.sees("─ mean ─", "─ law ─", "    3\n    ───\n     4", "(0, 4)")


async def test_how_to_type_this_comes_first_then_everything_else(home: Path) -> None:
    async with started(home, "grid") as person:
        await person.at_field()
        await person.types("1")
        await person.sees("esc commands")
        await person.press("escape")
        await person.sees("?  keys")
        await person.press("question_mark")
        await person.sees("How to type this answer", "Matrices", "[1, 2; 3, 4]", "How to type other answers")
        await person.press(*"jjjjj")
        assert person.app.screen.query("VerticalScroll").first().scroll_offset.y == 5
        await person.press("end")
        await person.sees("What is handed back")
        await person.press("tab")
        await person.sees("Keys here")
        await person.press("tab", "escape")
        await person.sees("│ 1 ", "Give the matrix.")
        assert person.mode is Mode.FIELD


async def test_on_a_low_terminal_the_line_stays_in_sight_and_the_prompt_scrolls(tmp_path: Path) -> None:
    words = " ".join(f"word{number}" for number in range(60))
    text = f"- id: long\n  prompt: {words}\n  answer: {{expression: x^2/2, vars: [x]}}\n"
    plant(tmp_path, "kinds", bank(text, topic="kinds.all"))
    async with learner(tmp_path, Request(scope=("kinds/long",)), size=(40, 10)) as person:
        await person.at_field()
        await person.sees("word59", "your answer")
        assert "word0 " not in person.screen
        await person.press("pageup", "pageup", "pageup")
        await person.sees("word0 ")
        await person.types("x^2/(x+1)")
        await person.sees("x^2/(x+1)", "x + 1")


async def test_a_formula_from_memory_is_shown_as_the_paper_writes_it(home: Path) -> None:
    async with started(home, "recall") as person:
        await person.at_field()
        await person.command("r")
        await person.sees("right", "[dₜ + gₜ]")


async def test_lines_of_code_stay_apart_where_they_do_not_fit(home: Path) -> None:
    async with started(home, "lines", (32, 24)) as person:
        await person.at_field()
        await person.command("r")
        await person.sees("y = A @ x +", "A @ y +")
        begun = [row.split()[0] for row in person.screen.splitlines() if row.split()]
        assert begun.index("A") > begun.index("y")


async def test_a_program_is_typed_on_several_lines(home: Path) -> None:
    async with started(home, "lines") as person:
        await person.at_field()
        await person.types("y = A")
        await person.press(*" @ x;", "enter")
        await person.press(*"A @ (", "enter", *"y)")
        await person.sees("│ y = A @ x;", "│ A @ (", "│ y)")
        assert person.mode is Mode.FIELD
        await person.press("enter")
        await person.sees("wrong", "A @ ( y)")


async def test_a_program_keeps_its_lines_over_a_draft(home: Path) -> None:
    async with started(home, "lines") as person:
        await person.at_field()
        await person.press(*"y = x;", "enter", *"A @ y")
        await person.command("q")
    async with started(home, "lines") as person:
        await person.sees("│ y = x", "│ A @ y")


async def test_keys_of_a_program_act_in_their_order(home: Path) -> None:
    async with started(home, "code") as person:
        await person.at_field()
        for key, letter in (("a", "a"), ("backspace", None), ("A", "A"), ("left", None), ("2", "2")):
            person.app.screen.focused.post_message(events.Key(key, letter))
        await person.sees("│ 2A ")


async def test_every_part_that_must_be_filled_is_in_view(tmp_path: Path) -> None:
    asked = [*product((2, 3, 4), sample(range(8, 0, -1), 3))]
    tasks: list[str] = []
    for parts, rows in asked:
        prompt = "    A line of the prompt.\n\n" * rows
        answer = ", ".join(f"part{number}: {{number: {number}}}" for number in range(1, parts + 1))
        name = f"long-{parts}-{rows}"
        tasks.append(f"- id: {name}\n  prompt: |\n{prompt}  answer: {{parts: {{{answer}}}}}\n")
    plant(tmp_path, "long", bank("".join(tasks), topic="long.parts", title="Parts"))
    async with learner(tmp_path, Request(scope=("long",))) as person:
        for parts, _ in asked:
            await person.at_field()
            for number in range(1, parts + 1):
                await person.rests()
                assert person.screen.count("╰─") == parts, person.screen
                await person.types(str(number))
                await person.press("enter")
            await person.sees("right")
            await person.reads()
            await person.marks("y")
