"""What an assistant may do: practise beside the app, look things up, write exercises; and what it may not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest

from drill.cli.assistant import TOOLS, describe_tools
from drill.gyr.events import Attempt, ItemId
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.standing.queueing import Request
from drill.session.today.day_gathering import read_kept
from tests.checking.test_missing_part_judge import SISTERS
from tests.cli.assistants import Assistant, a_sitting, an_assistant, list_keys, plant_tall, the_app
from tests.cli.conftest import Drill
from tests.homes import bank, configure, plant, sums
from tests.papers.test_second_author import ONE
from tests.session.a_paper import plant_paper

pytestmark = pytest.mark.second_try


@pytest.fixture
def tall(tmp_path: Path) -> Path:
    plant_tall(tmp_path)
    return tmp_path


@pytest.fixture
def assistant(tall: Path) -> Iterator[Assistant]:
    with an_assistant(tall) as opened:
        yield opened


def keys_at_hand(home: Path) -> list[str]:
    """The keys of what is open."""
    with the_app(home) as app:
        return [key for attempt in app.store.open_attempts() for key in list_keys(attempt)]


def find_slip(home: Path) -> str:
    """The known mistake in what is open, after which one may try again."""
    with the_app(home) as app:
        (attempt,) = app.store.open_attempts()
        return str(int(attempt.params["b"]) - int(attempt.params["a"]))


def test_a_whole_session(assistant: Assistant, tall: Path) -> None:
    served = assistant("next_exercise", scope="tall/plain-1")
    assert (served["item"], served["answer"], served["hints_left"]) == ("tall/plain-1", {"kind": "number"}, 2)
    assert assistant("hint") == {"hint": "Add the units first.", "number": 1, "of": 2}
    (key,) = keys_at_hand(tall)
    tried = assistant("answer", text=find_slip(tall))
    assert (tried["outcome"], tried["code"]) == ("retype", "second")
    assert key not in json.dumps(tried)
    told = assistant("answer", text=key)
    assert (told["verdict"], told["second"], told["key"], told["then"]) == ("wrong", "correct", key, ["mark"])
    assert assistant("mark", understood=False) == {"marked": "red", "item": "tall/plain-1", "counts": False}
    with the_app(tall) as app:
        (event,) = app.store.history(ItemId("tall/plain-1"))
        assert (event.front, event.kind) == ("mcp", "extra")
        assert app.store.day(app.study_day()).seconds == 0
        assert app.state(app.catalogue.entries[ItemId("tall/plain-1")]).state == "unseen"


def test_the_day_and_its_numbers_stay_the_apps(assistant: Assistant, tall: Path) -> None:
    with the_app(tall) as app, a_sitting(app, Request(scope=("tall",))):
        pass  # the day's list is made by Today below
    today = assistant("today")
    with the_app(tall) as app:
        before = read_kept(app)
    assert [row["item"] for row in today["plan"]]
    shown: dict[str, str] = {}
    for _ in range(3):
        served = assistant("next_exercise")
        shown[served["item"]] = served["prompt"]
        assistant("skip")
    assert len(shown) == 3
    with the_app(tall) as app:
        assert read_kept(app) == before
        with a_sitting(app) as sitting:
            view = sitting.next()
            assert isinstance(view, ExerciseView)
            assert view.attempt.becomes == "verdict"
            assert view.stage.prompt != shown.get(view.item)


def test_the_numbers_of_the_app_are_others(assistant: Assistant, tall: Path) -> None:
    with the_app(tall) as app, a_sitting(app, Request(scope=("tall/plain-2",))) as sitting:
        view = sitting.next()
        assert isinstance(view, ExerciseView)
        alone = view.stage.prompt
        app.store.drop_open(view.item)
        sitting.exercise = None
    assert assistant("next_exercise", scope="tall/plain-2")["prompt"] != alone
    assistant("skip")
    with the_app(tall) as app, a_sitting(app, Request(scope=("tall/plain-2",))) as sitting:
        again = sitting.next()
        assert isinstance(again, ExerciseView)
        assert again.stage.prompt == alone


def test_the_app_says_how_many_answers_came(assistant: Assistant, tall: Path) -> None:
    for item in ("tall/plain-1", "tall/plain-2"):
        assistant("next_exercise", scope=item)
        assistant("answer", text="1")
        assistant("mark", understood=True)
    assistant("undo")
    assistant("mark", understood=False)
    with the_app(tall) as app:
        with a_sitting(app) as sitting:
            assert "2 answers came through your assistant." in sitting.summary().remarks
            assert "2 answers came through your assistant." in sitting.summary().remarks
        with a_sitting(app) as sitting:
            assert not sitting.summary().remarks


def test_nothing_comes_twice_running(assistant: Assistant) -> None:
    items: list[str] = []
    for _ in range(12):
        items.append(assistant("next_exercise", scope="tall.sums")["item"])
        assistant("skip")
    assert all(first != second for first, second in pairwise(items))
    assert len(set(items)) == 6
    assistant("next_exercise", scope="tall/chain" if items[-1] != "tall/chain" else "tall/plain-1")
    last = assistant("skip")["skipped"]
    assert assistant("next_exercise", scope=last)["done"] is True


def test_stages_tell_their_keys_at_the_end(assistant: Assistant, tall: Path) -> None:
    served = assistant("next_exercise", scope="tall/chain")
    assert served["stage"] == [1, 3]
    keys = keys_at_hand(tall)
    first = assistant("answer", text=keys[0])
    assert (first["verdict"], first["then"]) == ("correct", ["next_exercise"])
    second = assistant("next_exercise")
    assert (second["stage"], second["results"]) == ([2, 3], [f"Their sum is {keys[0]}."])
    wrong = assistant("answer", text="5")
    assert (wrong["verdict"], wrong["then"]) == ("wrong", ["next_exercise", "mark"])
    assert keys[1] not in json.dumps(wrong)
    assistant("next_exercise")
    last = assistant("answer", text=keys[2])
    assert [solution["key"] for solution in last["solutions"]] == keys
    assert assistant("mark", understood=True)["stages"] == ["correct", "wrong", "correct"]


def test_a_mark_is_not_taken_back_from_under_the_app(assistant: Assistant, tall: Path) -> None:
    assistant("next_exercise", scope="tall/plain-1")
    assistant("answer", text="1")
    assistant("mark", understood=True)
    with the_app(tall) as app, a_sitting(app, Request(scope=("tall/plain-1",))) as sitting:
        sitting.next()
        sitting.draft("12")
        assert "open in drill" in assistant.refused("undo")
        (attempt,) = app.store.open_attempts()
        assert (attempt.becomes, attempt.work.draft) == ("verdict", "12")


@pytest.mark.parametrize("tool", ["answer", "hint", "skip", "mark", "next_exercise", "close"])
def test_what_the_app_opens_meanwhile_is_the_apps(tall: Path, tool: str) -> None:
    arguments = {"answer": {"text": "1"}, "mark": {"understood": True}}.get(tool, {})
    with an_assistant(tall) as assistant:
        assistant("next_exercise", scope="tall/own-words")
        with the_app(tall) as app, a_sitting(app, Request(scope=("tall/own-words",))) as sitting:
            sitting.next()
            sitting.draft("mine")
            if tool == "close":
                assistant.door.close()
            elif tool == "next_exercise":
                assert assistant(tool)["item"] != "tall/own-words"
            else:
                assert "opened in drill meanwhile" in assistant.refused(tool, **arguments)
            attempts = {attempt.item: attempt for attempt in app.store.open_attempts()}
            own = attempts[ItemId("tall/own-words")]
            assert (own.becomes, own.work.draft, own.window) == ("verdict", "mine", app.window.name)


def test_one_judges_ones_own_words(assistant: Assistant) -> None:
    assistant("next_exercise", scope="tall/own-words")
    told = assistant("answer", text="Adding up.")
    assert (told["verdict"], told["key"]) == ("revealed", "It is 7654321.")
    assert "right" in assistant.refused("mark", understood=True)
    assert assistant("mark", understood=True, right=True)["marked"] == "green"


def test_calls_in_the_wrong_order_are_told(assistant: Assistant) -> None:
    for tool, arguments in (("hint", {}), ("answer", {"text": "1"}), ("mark", {"understood": True})):
        assert "next_exercise" in assistant.refused(tool, **arguments)
    assert "next_exercise" in assistant.refused("skip")
    assert "next_exercise" in assistant.refused("undo")
    item = assistant("next_exercise", scope="tall/plain-1")["item"]
    assert "answer" in assistant.refused("mark", understood=True)
    assert assistant("next_exercise", scope="tall/plain-2")["item"] == item
    assistant("answer", text="1")
    assert "mark" in assistant.refused("next_exercise")
    assert "mark" in assistant.refused("answer", text="3")
    assert "mark" in assistant.refused("skip")
    assert "nothing" in assistant.refused("undo")
    assistant("mark", understood=True)
    assert "next_exercise" in assistant.refused("mark", understood=True)


def test_what_a_window_has_open_is_not_told(assistant: Assistant, tall: Path) -> None:
    for item in ("tall/plain-3", "tall/chain"):
        assistant("next_exercise", scope=item)
        assistant("answer", text="1")
        assistant("mark", understood=True)
    assert "**Key.**" in assistant("tutor_page", item="tall/plain-3")["page"]
    with the_app(tall) as app, a_sitting(app, Request(scope=("tall/plain-3",))) as sitting:
        sitting.next()
        for tool, arguments in (
            ("tutor_page", {"item": "tall/plain-3"}), ("page", {"about": "tall"}),
            ("page", {"about": "tall.sums"}), ("next_exercise", {"scope": "tall/plain-3"}),
        ):  # fmt: skip
            why = assistant.refused(tool, **arguments)
            assert "tall/plain-3 has been open since" in why
        assert "**Key.**" in assistant("tutor_page", item="tall/chain")["page"]
        long_ago = time.time() - 3_600
        os.utime(app.places.data / "windows" / app.window.name, (long_ago, long_ago))
        assert "Add the units" not in assistant("page", about="tall")["page"]
        assert "open since" in assistant.refused("tutor_page", item="tall/plain-3")
    assert "open since" in assistant.refused("tutor_page", item="tall/plain-3")


def test_the_exercise_at_hand_is_not_told(assistant: Assistant, tall: Path) -> None:
    assistant("next_exercise", scope="tall/plain-1")
    assistant("answer", text=find_slip(tall))
    assert "open since" in assistant.refused("tutor_page", item="tall/plain-1")
    assistant("answer", text="2")
    assert "**Key.**" in assistant("tutor_page", item="tall/plain-1")["page"]


def test_what_the_app_left_open_stays_as_it_is(assistant: Assistant, tall: Path) -> None:
    with the_app(tall) as app, a_sitting(app, Request(scope=("tall/plain-1",))) as sitting:
        sitting.next()
        sitting.draft("12")
    assert "open since" in assistant.refused("next_exercise", scope="tall/plain-1")
    items: set[str] = set()
    for _ in range(6):
        items.add(assistant("next_exercise", scope="tall")["item"])
        assistant("skip")
    assert "tall/plain-1" not in items
    with the_app(tall) as app:
        (attempt,) = app.store.open_attempts()
        assert (attempt.item, attempt.work.draft) == ("tall/plain-1", "12")


def test_the_app_goes_on_with_what_was_left_here(tall: Path) -> None:
    with an_assistant(tall) as assistant:
        assistant("next_exercise", scope="tall/plain-1")
        assistant("answer", text=(slip := find_slip(tall)))
    with the_app(tall) as app, a_sitting(app) as sitting:
        view = sitting.next()
        assert isinstance(view, ExerciseView)
        assert (view.item, view.attempt.becomes, view.attempt.given.answer) == ("tall/plain-1", "extra", slip)


def test_a_paper_is_shown_without_what_tells_an_open_key(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    with an_assistant(tmp_path) as assistant:
        assert "x_{t+1}" in assistant("page", about="papers/walk")["page"]
        whole = {formula["id"]: formula for formula in assistant("paper", name="walk")["formulas"]}
        (item, *_) = (each["item"] for each in whole["f-step"]["exercises"])
        with the_app(tmp_path) as app, a_sitting(app, Request(scope=(item,))) as sitting:
            sitting.next()
            for tool, arguments in (("paper", {"name": "walk"}), ("page", {"about": "papers/walk"})):
                assert f"{item} has been open since" in assistant.refused(tool, **arguments)
            long_ago = time.time() - 3_600
            os.utime(app.places.data / "windows" / app.window.name, (long_ago, long_ago))
            shown = assistant("paper", name="walk")
            assert {formula["id"] for formula in shown["formulas"]} == {*whole} - {"f-step"}
            assert item in shown["not_shown"][0]
            page = assistant("page", about="papers/walk")["page"]
            assert "y = x" in page
            assert "x_{t+1}" not in page


def test_a_line_for_a_formula_is_run_kept_and_compared(tmp_path: Path) -> None:
    plant_paper(tmp_path)
    record = tmp_path / "papers" / "walk.paper.json"
    line = {"paper": "walk", "of": "f-step", "code": "x + a", "arrays": {"x": ["d"], "a": []}}
    with an_assistant(tmp_path) as assistant:
        refused = assistant("meaning", **{**line, "code": "x + np.log(a)"})
        assert (refused["meaning"]["taken"], "kept" in refused) == (False, False)
        assert "such as a > 0" in refused["meaning"]["why"]
        assert "meanings" not in json.loads(record.read_text("utf-8"))
        taken = assistant("meaning", **{**line, "assume": ["a > 0"]})
        assert (taken["meaning"]["taken"], taken["kept"]) == (True, True)
        assert [row["part"] for row in taken["inside"]] == ["x", "a", "x + a"]
        (kept,) = json.loads(record.read_text("utf-8"))["meanings"]
        assert (kept["code"], kept["assume"]) == ("x + a", ["a > 0"])
        same = assistant(
            "meaning", **{**line, "code": "(2 * x + 2 * a) / 2", "arrays": '{"x": ["n"], "a": []}'}
        )
        assert same["compared"] == {"outcome": "equal", "why": ""}
        other = assistant("meaning", **{**line, "code": "x - a"})
        assert other["compared"]["outcome"] == "different"
        assert "one gives" in other["compared"]["why"]
        assert len(json.loads(record.read_text("utf-8"))["meanings"]) == 1
        formulas = {formula["id"]: formula for formula in assistant("paper", name="walk")["formulas"]}
        scope = (formulas["f-step"]["exercises"][0]["item"],)
        with the_app(tmp_path) as app, a_sitting(app, Request(scope=scope)) as sitting:
            sitting.next()
            assert "has been open since" in assistant.refused("meaning", **line)


def test_what_was_only_looked_at_here_is_met_anew_in_the_app(tall: Path) -> None:
    with an_assistant(tall) as assistant:
        assistant("next_exercise", scope="tall/plain-1")
    with the_app(tall) as app, a_sitting(app, Request(scope=("tall/plain-1",))) as sitting:
        view = sitting.next()
        assert isinstance(view, ExerciseView)
        assert view.attempt.becomes == "verdict"


def test_a_second_author(assistant: Assistant, tall: Path) -> None:
    page = assistant("page", about="tall.sums")
    assert page["page"].startswith("# Exercises: tall.sums")
    choice = (
        "- id: which\n  prompt: Which is even?\n  answer:\n    choice:\n"
        "    - {id: a, right: two}\n    - {id: b, wrong: three, say: Odd.}\n"
    )
    text = (
        f"# drill call 1: tall.sums (3 exercises)\n```yaml\n{ONE}{choice}- id: faulty\n  prompt: What?\n```"
    )
    proved = assistant("prove", text=text)
    rows = {row["id"]: row for row in proved["exercises"]}
    assert [row["state"] for row in proved["exercises"]].count("faulty") == 1
    assert rows["half-of-it"]["item"] == "my/tall-sums-2nd/half-of-it"
    assert assistant("keep", ids=["my/tall-sums-2nd/which"])["refused"]
    blind = assistant("blind", batch=proved["batch"])
    assert "What is half of" in blind["page"]
    assert "a/2" not in blind["page"].partition("## The tasks")[2]
    assert assistant.refused("blind", batch="my/tall-sums-2nd#000000").startswith(
        "my/tall-sums-2nd#000000 has"
    )
    kept = assistant("keep", ids=["my/tall-sums-2nd/half-of-it", "my/tall-sums-2nd/faulty", "tall/plain-1"])
    assert kept["kept"] == [{"item": "my/tall-sums-2nd/half-of-it", "warning": "not-blind"}]
    assert len(kept["refused"]) == 2
    assert assistant("next_exercise", scope="my/tall-sums-2nd/half-of-it")["item"].endswith("half-of-it")


def test_nothing_is_proved_beside_an_open_exercise_of_the_same_author(
    assistant: Assistant, tall: Path
) -> None:
    proved = assistant("prove", text=f"```yaml\n{ONE}```", about="tall")
    item = proved["exercises"][0]["item"]
    assert assistant("keep", ids=[item])["kept"]
    with the_app(tall) as app, a_sitting(app, Request(scope=(item,))) as sitting:
        sitting.next()
        for tool, arguments in (
            ("prove", {"text": ONE, "about": "tall"}), ("page", {"about": "tall"}),
            ("blind", {"batch": proved["batch"]}),
            ("blind_answers", {"batch": proved["batch"], "answers": {"1": "2"}}),
        ):  # fmt: skip
            assert "has been open since" in assistant.refused(tool, **arguments)


def test_what_was_solved_blind_is_kept_without_a_warning(assistant: Assistant) -> None:
    proved = assistant("prove", text=f"```yaml\n{ONE}```", about="tall")
    item = proved["exercises"][0]["item"]
    assert assistant("keep", ids=[item])["kept"] == [{"item": item, "warning": "not-blind"}]
    asked = re.findall(r"What is half of (\d+)", assistant("blind", batch=proved["batch"])["page"])
    answers = {str(place): f"{number}/2" for place, number in enumerate(asked, 1)}
    solved = assistant("blind_answers", batch=proved["batch"], answers=answers)
    assert [row["word"] for row in solved["exercises"]] != ["confirmed"], "no step is named"
    answers |= {"step": {"1": "a half is one of two equal parts"}}
    solved = assistant("blind_answers", batch=proved["batch"], answers=answers)
    assert [row["word"] for row in solved["exercises"]] == ["confirmed"]
    assert assistant("keep", ids=[item])["kept"] == [{"item": item}]
    told = assistant.refused("blind_answers", batch=proved["batch"], answers={"1": "7/2"})
    batch = told.rpartition(" ")[2].strip(")")
    assert "Key: `" in assistant("blind", batch=batch)["page"]
    read = assistant("blind_answers", batch=batch, answers={"1": "true"})
    assert [row["word"] for row in read["exercises"]] == ["confirmed"]
    assert "waits" in assistant.refused("blind_answers", batch=batch, answers={"1": "true"})


def test_a_text_of_the_conversation_is_asked_about(assistant: Assistant) -> None:
    page = assistant("page", about="Large steps", text="A step moves the weights by the slope.")
    assert page["page"].startswith("# Exercises: Large steps")
    assert "A step moves the weights by the slope." in page["page"]
    proved = assistant("prove", text=f"{page['page'].splitlines()[0]}\n```yaml\n{ONE}```")
    item = proved["exercises"][0]["item"]
    assert item == "my/large-steps-2nd/half-of-it"
    assert proved["batch"].startswith("my/large-steps-2nd#")
    later = assistant("page", about="Large steps")["page"]
    assert later.startswith("# Mistakes, hints and steps: Large steps")
    assert assistant("keep", ids=[item])["kept"]


def test_a_paper_comes_from_named_folders_alone(tall: Path, tmp_path: Path) -> None:
    open_folder, other = tmp_path / "open", tmp_path / "other"
    for folder in (open_folder, other):
        folder.mkdir()
        (folder / "paper.tex").write_text(
            "\\documentclass{article}\\title{A sq\u200buare\U000e0041}"
            r"\begin{document}\maketitle\[ y = x^2 \]\end{document}",
            encoding="utf-8",
        )
    (open_folder / "link.tex").symlink_to(other / "paper.tex")
    (open_folder / "inner").symlink_to(other, target_is_directory=True)
    with an_assistant(tall) as assistant:
        assert "mcp_folders" in assistant.refused("import_paper", source=str(open_folder / "paper.tex"))
    configure(tall, f"mcp_folders = [{str(open_folder)!r}]\n")
    with an_assistant(tall) as assistant:
        for source in (
            other / "paper.tex", open_folder / "link.tex", open_folder / "inner" / "paper.tex",
            f"{open_folder}/../other/paper.tex", "../other/paper.tex", "/etc/passwd", "~/.ssh/id_rsa",
        ):  # fmt: skip
            assert "none of the folders" in assistant.refused("import_paper", source=str(source))
        assert assistant("import_paper", source="paper.tex")["bank"].startswith("papers/")
        assert "A square" in assistant.text("papers", {})
        assert not {"\u200b", "\U000e0041"} & {*assistant.text("papers", {})}


def test_the_checker_is_asked(assistant: Assistant) -> None:
    expect = {"expression": "2x", "vars": ["x"]}
    assert assistant("judge", expect=expect, answer="x + x")["verdict"] == "correct"
    assert assistant("judge", expect="{number: 3/4}", answer="0.7")["verdict"] == "wrong"
    for broken in ({"expression": []}, {"nothing": "x"}, "[", "{self: x}", {}):
        assert assistant.refused("judge", expect=broken, answer="1").startswith("expect")
    assert assistant("about", formula=r"\frac{1}{1 + e^{-z}}")["moves"]
    marked = assistant("check_lines", text="$$(x + 1)^2 = x^2 + 2x + 1$$\n$$= x^2 + 1$$")
    assert [line["sign"] for line in marked["lines"] if line["kind"] == "step"] == ["follows", "breaks"]


def test_progress_tells_no_forecast(assistant: Assistant) -> None:
    assert "forecast" not in assistant("progress")
    assert assistant("progress", scope="tall.sums")["banks"][0]["bank"] == "tall.sums"


HOSTILE: list[tuple[str, object]] = [
    ("fly", {}), ("", {}), ("today\x1b[2J", {}), ("restore", {"file": "x"}), ("__init__", {}), ("close", {}),
    ("today", []), ("today", "x"),
    ("next_exercise", {"scope": 7}), ("next_exercise", {"scope": ["tall"]}), ("next_exercise", {"scope": {}}),
    ("next_exercise", {"scope": "x" * 301}), ("next_exercise", {"scope": "../../etc"}),
    ("next_exercise", {"scope": "\x1b]0;x\x07"}),
    ("next_exercise", {"scope": "tall/../tall/plain-1"}), ("next_exercise", {"right": "perhaps"}),
    ("answer", {}), ("answer", {"text": None}), ("answer", {"text": [[1], 2]}),
    ("answer", {"text": {"a": {"b": 1}}}), ("answer", {"text": "x" * 70_000}),
    ("answer", {"text": {str(n): "x" for n in range(300)}}),
    ("mark", {}), ("mark", {"understood": "perhaps"}), ("mark", {"understood": 2}),
    ("mark", {"understood": None}), ("paper", {"name": "walk", "page": 0}),
    ("paper", {"name": "walk", "page": "a"}),
    ("progress", {"scope": "nobody/one"}), ("progress", {"scope": "/etc/passwd"}),
    ("paper", {"name": "../../secret"}), ("paper", {"name": "tall"}), ("paper", {}),
    ("import_paper", {"source": "/etc/passwd"}), ("import_paper", {"source": "http://127.0.0.1/x"}),
    ("import_paper", {"source": "file:///etc/passwd"}), ("import_paper", {"source": "-"}),
    ("import_paper", {"source": "x" * 299}), ("import_paper", {"source": ""}),
    ("page", {"about": "\ud800"}), ("tutor_page", {"item": " "}), ("paper", {"name": ""}),
    ("page", {"about": "/etc/passwd"}), ("page", {"about": "pyproject.toml"}), ("page", {"about": "."}),
    ("page", {"about": "README.md"}), ("prove", {"text": "x", "about": "/etc/hosts"}),
    ("prove", {"text": ""}),
    ("prove", {"text": "- id: x\n" * 5_000, "about": "tall"}), ("blind", {"batch": "#"}),
    ("blind", {"batch": "../x#000000"}), ("blind_answers", {"batch": "tall#1", "answers": []}),
    ("meaning", {"paper": "walk", "of": "f-step", "code": "x", "arrays": "x"}),
    ("meaning", {"paper": "walk", "of": "f-step", "code": "x", "arrays": {"x": [["d"]]}}),
    ("meaning", {"paper": "nobody", "of": "(1)", "code": "x", "arrays": {"x": ["d"]}}),
    ("meaning", {"paper": "../../x", "of": "(1)", "code": "x", "arrays": {"x": ["d"]}}),
    ("keep", {"ids": []}), ("keep", {"ids": "tall/plain-1"}), ("keep", {"ids": "[]"}),
    ("keep", {"ids": "[" * 9_000}), ("keep", {"ids": ["x"] * 500}),
    ("judge", {"expect": {"number": {"a": 1}}, "answer": "1"}), ("judge", {"expect": [], "answer": "1"}),
    ("judge", {"expect": "!!python/object:os.system x", "answer": "1"}),
    ("judge", {"expect": {"a": [[[[[[[[[[[[[[1]]]]]]]]]]]]]]}, "answer": "1"}),
    ("about", {"formula": ""}), ("about", {"formula": "(" * 5_000}), ("check_lines", {"text": "{" * 60_000}),
    ("tutor_page", {"item": "other/plain-1"}), ("tutor_page", {"item": "tall"}),
    ("tutor_page", {"item": "tall/plain-1\n\x00"}),
]  # fmt: skip


def test_hostile_calls_are_refused_in_a_sentence_and_lose_nothing(assistant: Assistant, tall: Path) -> None:
    assistant("next_exercise", scope="tall/plain-2")
    assistant("answer", text=find_slip(tall))
    with the_app(tall) as app:
        before = app.store.open_attempts()
    assert len(HOSTILE) > 50
    for tool, arguments in HOSTILE:
        text = assistant.text(tool, arguments)
        assert "Traceback" not in text
        assert not any(ord(letter) < 32 and letter != "\n" for letter in text), (tool, arguments)
        assert len(text.encode()) < 64_000
    with the_app(tall) as app:
        assert app.store.open_attempts() == before
        assert not [*app.store.history()]
    assert assistant("answer", text="2")["outcome"] == "verdict"


@pytest.mark.parametrize(("tool", "arguments"), HOSTILE, ids=lambda value: str(value)[:40])
def test_each_hostile_call_is_refused(assistant: Assistant, tool: str, arguments: object) -> None:
    why = assistant.text(tool, arguments)
    assert not why.startswith("{") or '"refused"' in why or '"unread"' in why or '"lines"' in why, why


@pytest.mark.parametrize("understood", [True, "true", "True", 1, "1"])
def test_arguments_are_taken_for_what_a_client_means(assistant: Assistant, understood: object) -> None:
    assistant("next_exercise", scope="tall/plain-1", task_progress="- [ ] ask", seed=3)
    assert assistant("answer", text=7, item="tall/chain")["verdict"] == "wrong"
    marked = assistant("mark", understood=understood, right=None, task_progress="- [x] ask")
    assert marked["marked"] == "yellow"
    kept = assistant("keep", ids='["tall/plain-1", "tall/plain-2"]')
    assert [row["item"] for row in kept["refused"]] == ["tall/plain-1", "tall/plain-2"]
    assert assistant("judge", expect={"vector": "[1, 2]"}, answer="[1, 2]")["verdict"] == "correct"
    assert assistant("judge", expect={"number": 3}, answer=3.0)["verdict"] == "correct"


def test_every_schema_says_what_is_read(assistant: Assistant) -> None:
    schemas = {tool["name"]: tool["inputSchema"] for tool in describe_tools()}
    assert schemas["today"] == {"type": "object", "properties": {}, "required": []}
    assert schemas["mark"]["required"] == ["understood"]
    assert {name: part["type"] for name, part in schemas["mark"]["properties"].items()} == {
        "understood": "boolean", "right": "boolean",
    }  # fmt: skip
    assert schemas["paper"]["properties"]["page"]["minimum"] == 1
    assert all(part["description"] for schema in schemas.values() for part in schema["properties"].values())
    assert "title" not in {key for schema in schemas.values() for key in schema}


@pytest.mark.shipped
def test_a_paper_comes_in_pages(assistant: Assistant, drill: Drill) -> None:
    assert drill("goal", "papers/ddpm-2020", "--deeper").code == 0
    pages = [assistant("paper", name="papers/ddpm-2020")]
    assert pages[0]["pages"] > 1
    pages += [assistant("paper", name="ddpm-2020", page=n + 1) for n in range(1, pages[0]["pages"])]
    assert [page["page"] for page in pages] == [*range(1, pages[0]["pages"] + 1)]
    ids = [formula["id"] for page in pages for formula in page["formulas"]]
    assert len(ids) == len(set(ids)) > 5
    assert all(len(json.dumps(page, ensure_ascii=False).encode()) < 12_000 for page in pages)
    assert "the last one is" in assistant.refused("paper", name="ddpm-2020", page=len(pages) + 1)


def test_an_empty_name_is_said_to_be_empty(assistant: Assistant) -> None:
    for tool, name in (("page", "about"), ("tutor_page", "item"), ("import_paper", "source")):
        assert f"the argument {name} is empty" in assistant.refused(tool, **{name: "\ud800"})


def test_a_topic_comes_before_a_file_of_its_name(
    assistant: Assistant, tall: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tall / "tall.sums").write_text("private words")
    monkeypatch.chdir(tall)
    page = assistant("page", about="tall.sums")["page"]
    assert "private words" not in page
    assert "Tall sums" in page


@pytest.mark.shipped
def test_the_card_of_an_open_exercise_is_left_out(assistant: Assistant, tall: Path) -> None:
    sigmoid = r"\frac{1}{1 + e^{-z}}"
    told = assistant("about", formula=sigmoid)
    with_card = {row["skill"] for row in told["skills"] if row["card"]}
    item, skill = next(
        (each["item"], each["skill"]) for each in told["exercises"] if each["skill"] in with_card
    )
    with the_app(tall) as app, a_sitting(app, Request(scope=(item,))) as sitting:
        sitting.next()
        told = assistant("about", formula=sigmoid)
        assert {row["skill"] for row in told["skills"] if row["card"]} == with_card - {skill}
        assert "has been open since" in told["not_shown"][0]


def test_practice_that_is_open_across_midnight_is_not_told(assistant: Assistant, tall: Path) -> None:
    assistant("next_exercise", scope="tall/plain-1")
    with the_app(tall) as app:
        (attempt,) = app.store.open_attempts()
        app.store.save_open(replace(attempt, started_at=attempt.started_at - timedelta(days=2)))
    assert "open since" in assistant.refused("page", about="tall")


def test_a_refusal_is_short(assistant: Assistant) -> None:
    why = assistant.refused("judge", expect={"expression": "\\" * 31_000, "vars": ["x"]}, answer="1")
    assert why.startswith("expect: expression: this is too long")
    assert len(why) <= 2_000


def test_what_is_kept_is_told_even_in_a_long_reply(assistant: Assistant) -> None:
    proved = assistant("prove", text=f"```yaml\n{ONE}```", about="tall")
    item = proved["exercises"][0]["item"]
    text = assistant.text("keep", {"ids": [item, *(f"{number}{'é' * 140}" for number in range(199))]})
    assert len(text.encode()) <= 64_000
    told = json.loads(text)
    assert [row["item"] for row in told["kept"]] == [item]
    assert told["shortened"] == ["refused"]
    assert told["refused"]


def test_two_assistants_lose_no_draw(assistant: Assistant, tall: Path) -> None:
    def practise(one: Assistant, *items: str) -> None:
        for item in items * 6:
            one.text("next_exercise", {"scope": item})
            one.text("skip", {})

    with an_assistant(tall) as other, the_app(tall) as app:
        threads = [
            Thread(target=practise, args=(assistant, "tall/plain-1", "tall/plain-3")),
            Thread(target=practise, args=(other, "tall/plain-2", "tall/halves")),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        shown = json.loads(app.store.read_aside_text())["draws"]
    assert Counter(each["item"] for each in shown) == dict.fromkeys(
        ("tall/plain-1", "tall/plain-2", "tall/plain-3", "tall/halves"), 6
    )


def test_another_learners_answers_are_not_told(tall: Path) -> None:
    with an_assistant(tall) as assistant:
        assistant("next_exercise", scope="tall/plain-1")
        assistant("answer", text="1")
        assistant("mark", understood=True)
    other = Assistant(tall)
    other.door = type(other.door)({"DRILL_HOME": str(tall), "DRILL_LEARNER": "ada"})
    try:
        assert "no answer yet" in other.refused("tutor_page", item="tall/plain-1")
        assert "nothing was marked" in other.refused("undo") or "next_exercise" in other.refused("undo")
    finally:
        other.door.close()


def test_the_tools_are_described_without_the_library(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drill.cli.commands.mcp.find_spec", lambda name: None)
    described = drill("mcp", "--describe").json
    assert [tool["name"] for tool in described] == list(TOOLS)
    assert described == json.loads(json.dumps(describe_tools()))
    ran = drill("mcp")
    assert (ran.code, "pip install 'gyr-drill[mcp]'" in ran.err) == (2, True)


@pytest.mark.parametrize("program", [["drill"], ["python", "-m", "drill.cli.main"]])
def test_a_client_is_told_a_whole_path_and_the_home(tmp_path: Path, program: list[str]) -> None:
    words = [Path(sys.executable).with_name(program[0]), *program[1:], "mcp", "--config"]
    environ = os.environ | {"DRILL_HOME": "home"}
    ran = subprocess.run(words, capture_output=True, text=True, check=True, env=environ, cwd=tmp_path)
    server = json.loads(ran.stdout)["mcpServers"]["drill"]
    assert Path(server["command"]).is_absolute()
    assert server["env"] == {"DRILL_HOME": str(tmp_path / "home")}
    described = [server["command"], *server["args"], "--describe"]
    assert subprocess.run(described, capture_output=True, check=True).stdout.startswith(b"[")


def test_every_tool_takes_its_example(assistant: Assistant) -> None:
    for tool in TOOLS.values():
        assert "argument" not in assistant.text(tool.name, dict(tool.example))


def test_an_event_keeps_what_it_came_through(assistant: Assistant, tall: Path, drill: Drill) -> None:
    assistant("next_exercise", scope="tall/plain-1")
    assistant("answer", text="1")
    assistant("mark", understood=True)
    with the_app(tall) as app:
        (event,) = app.store.history()
        assert isinstance(event.facts, Attempt)
        entry = app.catalogue.entries[ItemId("tall/plain-2")]
        facts = Attempt(kind="verdict", round=event.facts.round, pass_=1, ok=True, why=True, answer="1")
        assert app.append(entry, facts).event.front == ""


def test_a_missing_part_that_differs_is_undecided_and_the_next_part_comes(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(SISTERS + sums(1)))
    with an_assistant(tmp_path) as assistant:
        served = assistant("next_exercise", scope="tiny/memory-0123456789")
        assert r"\frac{a}{\square}" in served["prompt"]
        told = assistant("answer", text="b + 2")
        assert (told["outcome"], told["key"], told["then"]) == ("undecided", "b+1", ["mark"])
        assert assistant("mark", understood=False)["counts"] is False
        assistant("next_exercise", scope="tiny/sum-1")
        assistant("skip")
        assert r"x=\square" in assistant("next_exercise", scope="tiny/memory-0123456789")["prompt"]
