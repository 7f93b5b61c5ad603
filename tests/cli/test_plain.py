"""The line mode: the whole loop over a pipe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drill.banks import catalogue
from drill.cli.commands import start
from drill.errors import StoreLockedError
from drill.gyr.entry import Entry
from drill.session.standing import placement, prerequisites
from drill.session.workspace import Workspace
from drill.store import OpenAttempt, Repository
from tests.cli.conftest import Drill
from tests.homes import bank, plant, sums

KINDS = """- id: which
  prompt: Which is even?
  answer:
    keep-order: true
    choice:
      - {id: two, right: "2"}
      - {id: three, wrong: "3", say: Three is odd.}
- id: both
  prompt: Give sum and product of 2 and 3.
  answer: {parts: {sum: {number: 5}, product: {number: 6}}}
- id: own
  prompt: Prove it.
  answer: {self: compare with the book}
"""


def test_a_word_typed_to_leave_is_no_answer_and_the_key_is_named(drill: Drill) -> None:
    ran = drill("start", "tiny/sum-1", "--plain", lines=["quit", "q", "?q"])
    assert ran.out.count("?q leaves; ? lists all commands. Nothing is marked.") == 2
    assert "Wrong" not in ran.out
    assert "Nothing was marked." in ran.out


def test_a_whole_exercise(drill: Drill) -> None:
    ran = drill("start", "tiny/sum-1", "--plain", lines=["?h", "?m", "((", "7", "", "n"])
    for words in (
        "New, pass 1.",
        "Compute 10 + 3.",
        "Hint: Add the units first.",
        "Shape: a sum of two numbers",
        "Cannot be read yet, nothing is marked.",
        "Wrong. You subtracted.",
        "Right: 13",
        "Step 1 of 1.",
        "Red. Again tomorrow, with other numbers.",
        "Done: 1 exercise, 1 minute. 0 green, 0 yellow, 1 red.",
        "Tomorrow: ",
        "1 again",
    ):
        assert words in ran.out, words
    assert ran.code == 0


KEYS = """- id: recall
  prompt: From memory.
  names: {dnext: "d_{t+1}", d: d_t, g: g_t, b: \\beta}
  answer: {formula: dnext = b*d + (1 - b)*g, latex: 'd_{t+1}=\\beta d_t+(1-\\beta)g_t'}
- id: slope
  prompt: The gradient.
  answer: {matrix-expression: 2 T(X) (X w - y), shapes: {X: [n, d], w: [d], y: [n]}}
- id: code
  prompt: Once more.
  answer:
    code: |-
      d = b*d + (1 - b)*g
      theta - a*((1 - n)*g + n*d)*(theta + d + g)/(theta - d - g) + (1 - b)*(1 - n)*(1 - a)
    arrays: {d: [k], g: [k], theta: [k], a: [], b: [], n: []}
"""


def test_a_key_is_typeset_and_code_keeps_its_lines(drill: Drill, home: Path) -> None:
    plant(home, "keys", bank(KEYS, topic="keys.all"))
    shown = {"recall": "dₜ₊₁ = βdₜ + (1 − β)gₜ", "slope": "2X^T(Xw − y)", "code": "d = b*d + (1 - b)*g"}
    for name, line in shown.items():
        item = f"keys/{name}"
        revealed = drill("start", item, "--plain", lines=["?r"]).out.splitlines()
        previewed = drill("preview", item).out.splitlines()
        for lines in (revealed, previewed):
            told = [each.strip().lower().removeprefix("right: ").removeprefix("key: ") for each in lines]
            assert line.lower() in told, lines
    assert drill("preview", "keys/slope", "--json").json["key"] == "2X^T (X w - y)"
    told = drill("start", "keys/code", "--plain", lines=[]).out
    assert "Type it on one line, with ; between statements." in told


def test_a_formula_that_differs_is_compared_and_decided(drill: Drill, home: Path) -> None:
    plant(home, "keys", bank(KEYS, topic="keys.all"))
    ran = drill("start", "keys/recall", "--plain", lines=["dnext = b*d - (1 - b)*g", "n", "y"])
    for words in ("The solution.", "They first differ after", "Was it right? y yes, n no", "Yellow."):
        assert words in ran.out, words


SQUARE = """- id: square
  prompt: Expand.
  vars: [x]
  answer: {expression: x^2 + 2 x + 1}
"""


def test_lines_of_a_working_are_parted_by_two_semicolons(drill: Drill, home: Path) -> None:
    plant(home, "lines", bank(SQUARE, topic="lines.squares"))
    ran = drill("start", "lines/square", "--plain", lines=["(x + 1)^2 ;; = x^2 + 1", "", "n"])
    for words in (
        "  · (x + 1)^2\n  ≠ = x^2 + 1",
        "Line 2 does not follow from line 1. What changed?",
        "At x = 2 line 1 gives 9, line 2 gives 5.",
    ):
        assert words in ran.out, words
    refused = drill("start", "lines/square", "--plain", lines=["", " ;; ".join(["x"] * 41)])
    assert "Nothing is marked: a working has at most 40 lines." in refused.out
    assert drill("export", str(home / "out.jsonl")).code == 0
    kept = [json.loads(line).get("working") for line in (home / "out.jsonl").read_text("utf-8").splitlines()]
    assert ["(x + 1)^2", "= x^2 + 1"] in kept
    assert "    (x + 1)^2\n    = x^2 + 1\n" in drill("history", "lines/square").out


def test_other_numbers_are_promised_only_where_there_are_some(drill: Drill, home: Path) -> None:
    plant(
        home, "fixed", bank("- id: half\n  prompt: Halve 26.\n  answer: {number: 13}\n", topic="fixed.sums")
    )
    ran = drill("start", "fixed/half", "--plain", lines=["7", "n"])
    assert "Red. Again tomorrow. ?u undoes." in ran.out


def test_the_place_of_an_error_is_pointed_at(drill: Drill) -> None:
    lines = drill("start", "tiny/sum-1", "--plain", lines=["1 + (2 * 3"]).out.splitlines()
    place = next(number for number, line in enumerate(lines) if line.strip() == "1 + (2 * 3")
    assert lines[place + 1].strip() == "^"


def test_the_end_of_input_ends_it_and_keeps_everything(drill: Drill) -> None:
    assert drill("start", "tiny", "--plain", lines=[]).code == 0
    assert drill("start", "tiny", "--plain", lines=["13"]).code == 0
    resumed = drill("start", "tiny", "--plain", lines=["y"])
    assert "Green." in resumed.out


def test_undo_dispute_skip_and_park(drill: Drill) -> None:
    ran = drill(
        "start",
        "tiny",
        "--plain",
        "--items",
        "2",
        lines=["13", "n", "?u", "y", "?s", "?p", "0", "d", "a slip", "y"],
    )
    assert "Undone: the mark of tiny/sum-1" in ran.out
    assert "Skipped to the end of today." in ran.out
    assert "tiny/sum-3 is parked. ?u undoes." in ran.out
    assert "2 green" in ran.out


def test_a_typo_is_mended_at_the_question_and_another_window_s_mark_stays(drill: Drill) -> None:
    assert "Green." in drill("start", "tiny", "--plain", "--items", "1", lines=["13", "y"]).out
    ran = drill("start", "tiny/sum-2", "--plain", lines=["?u", "32", "?u", "23", "n"])
    assert "There is nothing to undo." in ran.out
    assert "its mark will say that you had seen what is right." in ran.out
    assert "What you had typed: 32" in ran.out
    events = [json.loads(line) for line in drill("history", "--json").out.splitlines()]
    told = [(each["item"], each["kind"], each.get("answer"), each.get("seen")) for each in events]
    assert told == [("tiny/sum-1", "verdict", "13", False), ("tiny/sum-2", "verdict", "23", True)]


def test_the_reason_comes_back_with_the_question(drill: Drill) -> None:
    ran = drill("start", "tiny", "--plain", lines=["7", "n", "?u"])
    assert ran.out.count("Wrong. You subtracted.") == 2
    resumed = drill("start", "tiny", "--plain", lines=["n"])
    assert "Wrong. You subtracted." in resumed.out
    assert "What you had typed" not in resumed.out


def test_every_kind_can_be_answered(drill: Drill, home: Path) -> None:
    plant(home, "kinds", bank(KINDS, topic="kinds.mixed"))
    ran = drill(
        "start",
        "kinds/which",
        "kinds/both",
        "kinds/own",
        "--plain",
        lines=["b", "y", "sum = 5; product = 6", "y", "", "y", "y"],
    )
    assert "Three is odd." in ran.out
    assert "a) 2" in ran.out
    assert "2 green, 1 yellow" in ran.out


def test_formulas_can_be_spoken(drill: Drill, home: Path) -> None:
    plant(
        home,
        "spoken",
        bank(
            "- id: one\n  prompt: Compute $\\frac{1}{2} + \\frac{1}{2}$.\n  answer: {number: 1}\n",
            topic="spoken.x",
        ),
    )
    ran = drill("start", "spoken", "--plain", lines=["?v"])
    assert "over" in ran.out.split("spoken from now on")[1]


def test_drill_without_a_terminal_is_the_line_mode(drill: Drill) -> None:
    ran = drill(lines=[])
    assert ran.code == 0
    assert "answer>" in ran.out


@pytest.mark.shipped
def test_the_very_first_run_begins_with_a_welcome_and_an_easy_exercise(drill: Drill) -> None:
    first = drill("start", "--plain", lines=[])
    assert first.out.startswith("Welcome to drill.")
    assert "Differentiate" in first.out
    later = drill("start", "--plain", lines=[])
    assert "Welcome" not in later.out


def test_where_nothing_was_marked_it_says_so(drill: Drill) -> None:
    assert "Nothing was marked." in drill("start", "tiny/sum-1", "--plain", lines=["?q"]).out


def test_who_asks_for_something_gets_it_at_once(drill: Drill) -> None:
    ran = drill("start", "tiny/sum-1", "--plain", lines=[])
    assert "Welcome" not in ran.out
    assert "Compute 10 + 3." in ran.out


@pytest.fixture
def locked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program holds the database when the first answer is to be kept."""
    save_open = Repository.save_open
    failed: list[OpenAttempt] = []

    def save(self: Repository, attempt: OpenAttempt) -> None:
        if attempt.given.key_shown and not failed:
            failed.append(attempt)
            raise StoreLockedError("the database is locked", "close the other program")
        save_open(self, attempt)

    monkeypatch.setattr(Repository, "save_open", save)


@pytest.mark.usefixtures("locked_once")
@pytest.mark.parametrize("again", ["", "13"])
def test_an_answer_that_could_not_be_kept_is_sent_again(drill: Drill, again: str) -> None:
    ran = drill("start", "tiny/sum-1", "--plain", lines=["13", again, "y"])
    assert "the database is locked" in ran.out
    assert "press enter to send it again" in ran.out
    assert "Right." in ran.out
    assert "Green." in ran.out
    assert ran.code == 0


@pytest.mark.usefixtures("locked_once")
def test_an_answer_that_could_not_be_kept_may_be_another(drill: Drill) -> None:
    ran = drill("start", "tiny/sum-1", "--plain", lines=["13", "7", "y"])
    assert "Wrong. You subtracted." in ran.out


def test_what_could_not_be_begun_is_begun_again(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    save_open = Repository.save_open
    left = [2]

    def save(self: Repository, attempt: OpenAttempt) -> None:
        if left[0]:
            left[0] -= 1
            raise StoreLockedError("the database is locked", "close the other program")
        save_open(self, attempt)

    monkeypatch.setattr(Repository, "save_open", save)
    ran = drill("start", "tiny/sum-1", "--plain", lines=["", "", "13", "y"])
    assert "Green." in ran.out
    left[0] = 2
    ran = drill("start", "tiny/sum-2", "--plain", lines=[""])
    assert ran.code == 3


@pytest.mark.parametrize("words", [("chain-rule",), ("tiny", "tinny"), ("tiny.sum",), ("--for", "sum-77")])
def test_an_unknown_name_is_refused_before_the_app_takes_the_screen(
    drill: Drill, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    shown: list[object] = []
    monkeypatch.setattr(start, "has_terminal", lambda: True)
    monkeypatch.setattr(start, "_run_app", lambda request: shown.append(request) or 0)
    ran = drill("start", *words)
    assert (ran.code, shown) == (2, [])
    assert f"no paper, topic or exercise is called '{words[-1]}'" in ran.err


@pytest.mark.parametrize("words", [("tiny",), ("tiny.sums",), ("tiny/sum-2",), ("tiny/tiny.sums",), ()])
def test_a_known_name_opens_the_app(
    drill: Drill, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    shown: list[object] = []
    monkeypatch.setattr(start, "has_terminal", lambda: True)
    monkeypatch.setattr(start, "_run_app", lambda request: shown.append(request) or 0)
    assert drill("start", *words).code == 0
    assert len(shown) == 1


@pytest.mark.second_try
def test_a_wrong_answer_is_tried_again(drill: Drill) -> None:
    ran = drill("start", "tiny/sum-1", "--plain", lines=["7", "7", "13", "y"])
    for words in (
        "You subtracted. Second try, before the solution is shown.",
        "This is still your first answer. You subtracted.",
        "Right on the second try. Your first answer was wrong. You subtracted.",
        "You first: 7",
        "Then: 13",
        "Right: 13",
        "Yellow. Again tomorrow",
    ):
        assert words in ran.out, words
    assert ran.out.index("Second try") < ran.out.index("Right: 13")


def test_practice_tells_the_verdict_and_goes_on_by_enter(drill: Drill) -> None:
    lines = ["7", "", "23", "y", "?u", "", "33", "", "13", ""]
    ran = drill("start", "tiny", "--practice", "--plain", lines=lines)
    assert ran.code == 0
    assert ran.out.startswith("Commands: ?h")
    assert "?p park" not in ran.out
    for words in (
        "This is practice: it changes no colour",
        "1 of 3. Sums. Practice, not counted.",
        "Practice changes no colour. enter next question, . next step, d this is wrong> ",
        "2 of 4. Sums.",
        "Practice changes no colour. enter next question, . next step> Type enter or .;",
        "Practice only asks: answer, reveal the key, or leave.",
        "Practice: 4 exercises, ",
        "3 of 4 answers right.",
    ):
        assert words in ran.out, words
    assert "0 green" not in ran.out
    told = drill("today").out
    assert "3 new" in told


def test_practice_through_the_protocol_is_as_any_session(drill: Drill) -> None:
    lines = [
        '{"do": "answer", "text": "0"}',
        '{"do": "mark", "why": true}',
        '{"do": "skip"}',
        '{"do": "quit"}',
    ]
    ran = drill("start", "tiny/sum-1", "tiny/sum-2", "--practice", "--jsonl", lines=lines)
    assert [line["type"] for line in ran.lines] == [
        "exercise", "verdict", "marked", "exercise", "error", "done",
    ]  # fmt: skip
    first, _, marked, second, error, done = ran.lines
    assert (first["item"], first["as"], first["left"]) == ("tiny/sum-1", "extra", 2)
    assert (marked["mark"], marked["state"]) == ("red", "unseen"), "why is what was right, whatever is sent"
    assert (second["item"], second["left"]) == ("tiny/sum-2", 2)
    assert error["message"] == "practice only asks: answer, reveal the key, or leave"
    assert (done["attempts"], done["red"], done["remarks"]) == (1, 0, ["0 of 1 answer right."])


def test_a_wrong_answer_in_a_placement_asks_nothing(
    drill: Drill, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def subjects(workspace: Workspace, *_: object) -> list[Entry]:
        return [each._replace(in_file_order=False) for each in workspace.catalogue.entries.values()]

    monkeypatch.setattr(catalogue, "SUBJECTS", ("tiny",))
    monkeypatch.setattr(prerequisites, "of_subjects", subjects)
    monkeypatch.setattr(placement, "_asked_about", subjects)
    cards = sums(3)
    for skill in ("adding", "carrying", "counting"):
        cards = cards.replace("level: 1\n", f"level: 1 \n  skill: tiny.{skill}\n", 1)
    plant(home, "tiny", bank(cards))
    ran = drill("start", "--place", "--plain", lines=["12345", "y", "", "?q"])
    assert "Nothing is marked. enter next question, . next step, d dispute> " in ran.out
    assert "Type enter, . or d; ? lists all commands." in ran.out
    assert "y or n" not in ran.out
