"""Keys that arrive together, as over a slow line, do what they would do one by one.

There is one exception: a ``y`` or ``n`` below a wrong answer marks nothing if text follows it at once.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.events import Event
from textual.message import Message
from textual.widgets import Input

from drill.session.drilling.starting import Request
from drill.store import Repository
from drill.tui.screens.drilling import screen
from drill.tui.screens.drilling.keys import Mode
from drill.tui.screens.settings import SettingsScreen
from drill.tui.screens.today import TodayScreen
from drill.tui.widgets.answer_line import AnswerLine
from drill.tui.widgets.screen_rows import PLACES
from drill.tui.widgets.text_line import TextLine
from tests.homes import bank, plant, sums
from tests.rows import sample
from tests.tui.driving import Learner, learner
from tests.tui.test_terminal import MAIN, Terminal

KEYS = {
    "<back>": "\x7f",
    "<delete>": "\x1b[3~",
    "<left>": "\x1b[D",
    "<right>": "\x1b[C",
    "<home>": "\x1b[H",
    "<end>": "\x1b[F",
    "<start>": "\x01",
    "<stop>": "\x05",
    "<line>": "\x15",
    "<rest>": "\x0b",
    "<word>": "\x17",
    "<under>": "\x04",
}
"""Editing keys as a terminal sends them: those after ``<end>`` are ctrl with a, e, u, k, w and d."""

KINDS = """- id: own
  prompt: Prove it.
  answer: {self: compare with the book}
- id: both
  prompt: Give the sum and the product of 2 and 3.
  answer: {parts: {sum: {number: "5"}, product: {number: "6"}}}
"""


def sent(text: str) -> str:
    """What a terminal sends for text with keys in it."""
    return re.sub(r"<\w+>", lambda found: KEYS[found[0]], text)


def typed(text: str) -> str:
    """What stands in a line once all of it was typed: a model of one."""
    before = after = ""
    for key in re.findall(r"<\w+>|.", text):
        match key:
            case "<back>":
                before = before[:-1]
            case "<delete>" | "<under>":
                after = after[1:]
            case "<left>":
                before, after = before[:-1], before[-1:] + after
            case "<right>":
                before, after = before + after[:1], after[1:]
            case "<home>" | "<start>":
                before, after = "", before + after
            case "<end>" | "<stop>":
                before, after = before + after, ""
            case "<line>":
                before = after = ""
            case "<rest>":
                after = ""
            case "<word>":
                before = re.sub(r"(^|(?<=\W))\w*\W*$", "", before, count=1)
            case _:
                before += key
    return before + after


EXAMPLES = {
    "12<back>3+q": "13+q",
    "abc<back><back>xyz": "axyz",
    "9<stop><line>2/3": "2/3",
    "23<home>1<end>4": "1234",
    "15<left><left>0<right>3<delete>": "013",
    "a+bc<word>d": "a+d",
    "123<start><rest>4": "4",
    "12<left><under>3": "13",
    "12<left><line>3": "3",
}


@pytest.mark.parametrize(("text", "left"), EXAMPLES.items())
def test_the_model_is_right(text: str, left: str) -> None:
    assert typed(text) == left


# --- through a terminal ---------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "kinds", bank(KINDS, topic="kinds.mixed"))
    return tmp_path


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    opened = Terminal(home, MAIN.replace("[]", "['start', 'kinds/own']"))
    yield opened
    opened.process.kill()
    opened.process.wait(10)
    os.close(opened.fd)


def test_what_is_written_at_once_is_answered_as_it_was_typed(home: Path, terminal: Terminal) -> None:
    """An answer before its question counts as painted would stay in the field: a key is painted first."""
    assert terminal.reads_until(b"the solution")
    examples = sample([*EXAMPLES], 3)
    answers: list[str] = []
    with Repository.open(home / "drill.db") as store:
        for text in examples:
            assert terminal.writes("zzz", until=b"zzz")
            assert terminal.writes(sent(f"<stop><line>{text}\r"), until=b"Was it right?")
            attempt = store.open_attempts()[0]
            assert attempt is not None
            answers.append(str(attempt.given.answer))
            assert terminal.writes("u", until=b"you had seen")
    assert answers == [EXAMPLES[text] for text in examples]


# --- into one line --------------------------------------------------------------------------------------


class TwoLines(App[None]):
    """An app of the two lines that text is typed into."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = (
            AnswerLine(on_enter=lambda: None, on_tab=lambda by: False, on_back=lambda: False),
            TextLine(select_on_focus=False),
        )  # fmt: skip

    def compose(self) -> ComposeResult:
        """Both."""
        yield from self.lines

    async def left_by(self, line: TextLine, text: str) -> str:
        """Type a text into an empty line, all at once, and return what stands there."""
        line.value = ""
        line.focus()
        events = [*XTermParser().feed(sent(text))]
        heard = asyncio.Event()
        self.call_later(self._hand_on, line, events, heard)
        await heard.wait()
        return line.value

    def _hand_on(self, line: TextLine, events: list[Message], heard: asyncio.Event) -> None:
        """Post the events; the line calls back once it has handled them."""
        for event in events:
            self.post_message(event)
        self.call_later(line.call_later, heard.set)


@pytest.fixture(scope="module")
def types_at_once() -> Iterator[Callable[[str], list[str]]]:
    """Return what a text leaves in each line; one app for all texts."""
    with asyncio.Runner() as runner:
        app = TwoLines()
        running = app.run_test()
        runner.run(running.__aenter__())
        yield lambda text: [runner.run(app.left_by(line, text)) for line in app.lines]
        runner.run(running.__aexit__(None, None, None))


PIECES = st.sampled_from([*KEYS, *"ab1+ ("])


@given(st.lists(PIECES, max_size=24).map("".join))
def test_any_keys_at_once_leave_what_they_would_one_by_one(
    types_at_once: Callable[[str], list[str]], text: str
) -> None:
    assert types_at_once(text) == [typed(text)] * 2


# --- from line to line ----------------------------------------------------------------------------------


def burst(person: Learner, text: str) -> None:
    """All at once, as the terminal's driver hands it on."""
    for event in XTermParser().feed(sent(text)):
        person.app.post_message(event)


async def test_the_part_that_the_cursor_went_to_gets_the_rest(home: Path) -> None:
    async with learner(home, Request(scope=("kinds/both",))) as person:
        field = await person.at_field()
        for text in ("5\r6", "5\t6", "7<back>5\t1\x1b[Z\t<back>6", "\t6\x1b[Z5"):
            burst(person, text)
            await person.rests()
            assert field.answer == {"sum": "5", "product": "6"}, text
            await person.press("ctrl+u", "shift+tab", "ctrl+u")


async def test_what_is_typed_after_the_key_of_ones_own_line_stands_in_it(home: Path) -> None:
    async with learner(home, Request(scope=("kinds/own",))) as person:
        field = await person.at_field()
        burst(person, "12\ttens stay<back>s")
        await person.until(lambda: person.mode is Mode.LINE, "the line")
        await person.sees("│ tens stas ", "│ 12 ")
        assert field.answer == "12"


# --- below a verdict ------------------------------------------------------------------------------------


@pytest.fixture
def holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mark is held for longer than a test takes."""
    monkeypatch.setattr(screen, "HOLD_S", 30.0)


TYPED_ON = ("np.sum(x)", "y+1", "nn", "yq", "n?", "n\x1b[200~13\x1b[201~", "nudqt")


async def test_a_text_that_is_typed_on_below_a_wrong_answer_marks_nothing(home: Path, holds: None) -> None:
    plant(home, "tiny", bank(sums(len(TYPED_ON) + 1)))
    async with learner(home, Request(scope=("tiny",))) as person:
        for marked, text in enumerate(TYPED_ON):
            await person.answers("7", "wrong")
            burst(person, text)
            await person.sees("You typed on: nothing is marked.")
            assert (person.mode, len(person.events())) == (Mode.VERDICT, marked), text
            burst(person, "\x1b[Bn\x1b[B")  # an arrow ends the wait for more text
            await person.until(lambda: person.mode is Mode.FIELD, "the next exercise")
            assert "You typed on" not in person.screen


async def test_a_mark_below_a_wrong_answer_is_made_once_by_another_key_or_by_its_time(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bursts = [*product((("y", True), ("n", False)), ("", "\r", "\x1b[B", "\r\x1b[B"))]
    plant(home, "tiny", bank(sums(len(bursts) + 1)))
    async with learner(home, Request(scope=("tiny",))) as person:
        for number, ((key, why), after) in enumerate(bursts, 1):
            monkeypatch.setattr(screen, "HOLD_S", 30.0 if after else 0.05)
            await person.answers("7", "wrong")
            burst(person, key + after)
            await person.until(lambda wanted=number: len(person.events()) >= wanted, "the mark")
            await person.rests()
            marks = [(each.facts.ok, each.facts.why) for each in person.events()]
            assert (len(marks), marks[-1]) == (number, (False, why)), (key, after)


async def test_a_mark_that_is_held_is_made_when_the_app_is_left(home: Path, holds: None) -> None:
    plant(home, "tiny", bank(sums(2)))
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.answers("7", "wrong")
        burst(person, "y\x11")
        await person.until(lambda: person.app.is_leaving, "the end")
    with Repository.open(home / "drill.db") as store:
        assert [(each.facts.ok, each.facts.why) for each in store.history()] == [(False, True)]


async def test_a_mark_below_a_right_answer_is_made_at_once(home: Path, holds: None) -> None:
    plant(home, "tiny", bank(sums(2)))
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.answers("13", "right")
        burst(person, "y")
        await person.until(lambda: bool(person.events()), "the mark")


# --- windows over a screen ------------------------------------------------------------------------------


async def test_keys_behind_the_one_that_closed_a_window_do_nothing(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(3)))
    (tmp_path / "drill.db").touch()
    async with learner(tmp_path) as person:
        await person.is_at("Today")
        await person.rests()
        for opening, closing in product(("space", "question_mark", "comma"), (",,", "11", "x1")):
            await person.press(opening)
            burst(person, closing)
            await person.rests()
            assert len(person.app.screen_stack) <= 2
            if len(person.app.screen_stack) == 2:
                await person.press("escape")
            assert isinstance(person.app.screen, TodayScreen)


async def test_two_enters_in_one_burst_start_one_exercise_of_what_comes(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(3)))
    (tmp_path / "drill.db").touch()
    async with learner(tmp_path) as person:
        await person.is_at("Today")
        await person.press("space")
        burst(person, "\r\r")
        await person.until(lambda: person.mode is Mode.FIELD, "an exercise")
        assert len(person.app.screen_stack) == 2


# --- from place to place --------------------------------------------------------------------------------


@pytest.mark.parametrize("keys", ["3,", "32", "234", "2/sum", "32/sum"])
async def test_keys_behind_the_one_of_a_place_reach_it(tmp_path: Path, keys: str) -> None:
    plant(tmp_path, "tiny", bank(sums(3)))
    (tmp_path / "drill.db").touch()
    async with learner(tmp_path) as person:
        for _ in range(2):  # the first screen stays below the others, later ones are replaced
            await person.is_at("Today")
            await person.rests()
            at_once(person, keys)
            await person.rests()
            screen = person.app.screen
            match keys[-1]:
                case ",":
                    assert isinstance(screen, SettingsScreen), person.screen
                    await person.press("escape")
                case "m":
                    assert screen.query_one(Input).value == "sum", person.screen
                    await person.press("escape")
                case number:
                    await person.is_at([*PLACES][int(number) - 1])
            await person.press("1")


def at_once(person: Learner, text: str) -> None:
    """Hand keys to the screen that has the cursor now, all before it handles the first one."""
    screen = person.app.screen
    for event in XTermParser().feed(sent(text)):
        assert isinstance(event, Event)
        event.set_sender(person.app)
        screen._forward_event(event)
