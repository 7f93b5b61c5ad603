"""Every command: its shape, its exit code, its errors."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from pkgutil import iter_modules

import pytest

from drill import __version__
from drill.cli import commands
from drill.cli.main import COMMANDS, GROUPS, build_parser
from drill.errors import StoreLockedError
from drill.store import OpenAttempt, Repository
from tests.cli.conftest import Drill
from tests.homes import bank, configure, plant, sums
from tests.rows import sample

INTERFACE = Path(__file__).parents[2] / "drill" / "INTERFACE.md"
RIGHT = ['{"do": "answer", "text": "13"}', '{"do": "mark", "why": true}']
WRONG = ['{"do": "answer", "text": "7"}', '{"do": "mark", "why": false}']


def test_version_and_help(drill: Drill) -> None:
    assert drill("--version").out.strip() == f"drill {__version__}"
    shown = drill("--help").out
    assert all(command in shown for command in COMMANDS)
    places = [shown.index(f"\n  {title}\n") for title in GROUPS]
    assert places == sorted(places)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_and_has_an_example_that_it_takes(name: str, drill: Drill) -> None:
    example = COMMANDS[name].example
    assert example in " ".join(drill(name, "--help").out.split())
    assert build_parser([name]).parse_args(shlex.split(example)[1:]).command == name
    assert f"drill {name}" in INTERFACE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--no-such-option"], "unrecognized"),
        (["fly"], "no command, file or paper is called"),
        (["get", "https://example.org/banks.zip"], "drill get was removed (download or clone the banks"),
        (["start", "--practice"], "--practice needs to know what"),
        (["start", "tiny", "--practice", "--checks"], "skills or exercises, and no --checks"),
        (["start", "tiny", "--practice", "--for", "tiny"], "skills or exercises, and no --for"),
        (["start", "tiny", "--practice", "--warm-up"], "--warm-up takes skills or topics, and no --practice"),
        (["upgrade"], "drill upgrade was removed (what 0.4.0 kept needs no conversion"),
        (["--", "today"], "no command is called '--'"),
        (["--scr", "today"], "unrecognized arguments: --scr"),
        (["--deb"], "unrecognized arguments: --deb"),
        (["families", "paper.tex"], "drill check FAMILY.yaml paper.tex"),
        (["while", "--", "make"], "start the command in another terminal"),
        (["strat"], "did you mean start?"),
        (["start", "tinny", "--plain"], "did you mean tiny"),
        (["start", "--items", "0"], "must be at least 1"),
        (["progress", "nowhere"], "no paper"),
        (["preview", "tiny/sum-9"], "tiny/sum"),
        (["park", "tiny/none"], "no paper, topic or exercise"),
        (["reopen", "tiny/sum-1"], "only a parked exercise can be reopened"),
        (["override", "tiny/sum-1", "--right"], "no counted verdict"),
        (["override", "tiny/sum-1"], "required"),
        (["undo"], "nothing to undo"),
        (["check", "no/such/file.yaml"], "no file or folder"),
        (["grade"], "--expect"),
        (["grade", "--expect", "[", "--answer", "2"], "--expect:"),
        (["show"], "formula is missing"),
    ],
)
def test_bad_usage_is_told_with_2(drill: Drill, arguments: list[str], words: str) -> None:
    ran = drill(*arguments)
    assert ran.code == 2
    assert words in ran.err
    assert "Traceback" not in ran.err + ran.out


def test_where_creates_nothing(drill: Drill, home: Path) -> None:
    shape = drill("where", "--json").json
    assert shape["database"] == str(home / "drill.db")
    assert not (home / "drill.db").exists()


def test_where_names_a_server_without_its_password(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRILL_DATABASE_URL", "postgresql://ada:secret@class.example/marks")
    assert drill("where", "--json").json["database"] == "postgresql://ada:***@class.example/marks"
    assert "secret" not in drill("where").out
    monkeypatch.setenv("DRILL_DATABASE_URL", "postgresql://ada:secret@class.example:port/marks")
    assert drill("where").code == 0
    ran = drill("history")
    assert (ran.code, "secret" in ran.err, "fault of the program" in ran.err) == (2, False, False)
    monkeypatch.setenv("DRILL_DATABASE_URL", "sqlite://")
    assert drill("history").code == 2


@pytest.mark.parametrize("url", ["garbage", "sqlite:////{home}/drill.db?mode=ro"])
@pytest.mark.parametrize("command", ["history", "today", "doctor", "backup", "progress", "export"])
def test_an_unreadable_address_is_refused_by_every_command(
    drill: Drill, home: Path, monkeypatch: pytest.MonkeyPatch, url: str, command: str
) -> None:
    monkeypatch.chdir(home)
    monkeypatch.setenv("DRILL_DATABASE_URL", url.format(home=home))
    ran = drill(command, *(["out.jsonl"] if command == "export" else []))
    assert (ran.code, "DRILL_DATABASE_URL" in ran.err) == (2, True)
    assert not (home / "garbage").exists()


def test_banks_and_today(drill: Drill) -> None:
    banks = {each["bank"]: each for each in drill("banks", "--json").json["banks"]}
    tiny = banks["tiny"]
    assert (tiny["items"], tiny["title"], tiny["problems"]) == (3, "Sums", 0)
    assert {state: count for state, count in tiny["states"].items() if count} == {"unseen": 3}
    today = drill("today", "--json").json
    assert (today["minutes"], today["checks"]) == (25, [])
    mine = [each for each in today["items"] if each["bank"] == "tiny"]
    assert all(
        (each["why"], each["state"], each["pass"], each["round"]) == ("unseen", "unseen", 1, 1)
        for each in mine
    )
    assert "new" in drill("today").out
    assert "tiny" in drill("banks").out


def test_today_has_the_minutes_of_its_weekday(drill: Drill, home: Path) -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    configure(home, f"minutes_on = {{{', '.join(f'{day} = 7' for day in days)}}}\n")
    assert drill("today", "--json").json["minutes"] == 7
    configure(home, f"minutes_on = {{{', '.join(f'{day} = 0' for day in days)}}}\n")
    today = drill("today", "--json").json
    assert (today["minutes"], today["plan"]) == (0, [])
    assert "Today  is without drill." in drill("today").out


def test_a_faulty_bank_is_told_and_the_rest_works(drill: Drill, home: Path) -> None:
    plant(
        home, "bad", bank(sums(1) + "- id: broken\n  prompt: x\n  answer: {nummber: 2}\n", topic="bad.sums")
    )
    banks = {each["bank"]: each for each in drill("banks", "--json").json["banks"]}
    assert (banks["bad"]["items"], banks["bad"]["problems"]) == (1, 1)
    assert "bad.yaml:" in drill("banks").err
    checked = drill("check", str(home / "banks" / "bad.yaml"), "--variants", "3")
    assert checked.code == 1
    assert "did you mean number" in checked.out


def test_several_files_of_one_subject_are_each_checked(drill: Drill, tmp_path: Path) -> None:
    subject = "title: T\nlicence: CC-BY-4.0\ntopics:\n- {id: t.one, title: One}\n- {id: t.two, title: Two}\n"
    (tmp_path / "_subject.yaml").write_text(subject, encoding="utf-8")
    for name, count in (("one", 1), ("two", 3)):
        (tmp_path / f"{name}.yaml").write_text(bank(sums(count), topic=f"t.{name}"), encoding="utf-8")
    files = [str(tmp_path / f"{name}.yaml") for name in ("one", "two")]
    shape = drill("check", *files, "--variants", "1", "--jobs", "2", "--json").json
    assert [each["exercises"] for each in shape["banks"]] == [1, 3]


def test_places_in_lists_count_from_one_wherever_a_fault_is_found(drill: Drill, home: Path) -> None:
    mistakes = "    - {answer: '3', say: no}\n    - {answer: 'a', say: the same}\n"
    lists = f"  steps: [fine]\n  wrong:\n{mistakes}"
    exercise = "- id: one\n  prompt: '$@a$'\n  params: {a: 5..9}\n  answer: {number: a}\n" + lists
    unread = exercise.replace("answer: '3'", "answer: 'q'").replace("id: one", "id: two")
    text = bank(exercise + unread, topic="bad.sums")
    plant(home, "bad", text)
    checked = drill("check", str(home / "banks" / "bad.yaml"), "--variants", "3").out.splitlines()
    dropped = next(line for line in checked if "equals the key" in line)
    unknown = next(line for line in checked if "not known" in line)
    assert ": wrong 2: " in dropped
    assert ": wrong 1.answer: " in unknown
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "the same" in line)
    assert f":{line}:" in dropped


def test_the_protocol_from_start_to_done(drill: Drill) -> None:
    ran = drill(
        "start", "tiny/sum-1", "--jsonl", lines=['{"do": "answer", "text": "(("}', "nonsense", *RIGHT]
    )
    kinds = [message["type"] for message in ran.lines]
    assert kinds == ["exercise", "unreadable", "error", "verdict", "marked", "done"]
    exercise, unreadable, _, verdict, marked, done = ran.lines
    assert exercise["prompt"] == "Compute ${10} + {3}$."
    assert isinstance(unreadable["at"], int)
    assert (verdict["verdict"], verdict["key"]) == ("correct", "13")
    assert (marked["mark"], marked["due"]) == ("green", None)
    assert done == {"type": "done", "attempts": 1, "green": 1, "yellow": 0, "red": 0, "parked": 0}


def test_the_protocol_takes_letters_that_are_shown_and_lists_of_ids(drill: Drill, home: Path) -> None:
    steps = "- id: steps\n  prompt: p\n  answer: {order: [{id: a, text: early}, {id: b, text: late}]}\n"
    plant(home, "kinds", bank(steps, topic="kinds.mixed"))
    texts: list[object] = [["a", "z"], ["a", 1], ["a", "b"]]
    by_ids = drill(
        "start", "kinds", "--jsonl", lines=[json.dumps({"do": "answer", "text": t}) for t in texts]
    )
    assert [message["type"] for message in by_ids.lines[:4]] == ["exercise", "unreadable", "error", "verdict"]
    assert [(each["letter"], each["text"]) for each in by_ids.lines[0]["options"]] == [
        ("a", "late"),
        ("b", "early"),
    ]
    assert by_ids.lines[3]["verdict"] == "correct"
    plant(home, "again", bank(steps, topic="again.mixed"))
    by_letters = drill("start", "again", "--jsonl", lines=['{"do": "answer", "text": "b a"}'])
    assert by_letters.lines[1]["verdict"] == "correct"


def test_errors_of_the_protocol_leave_the_session_alive(drill: Drill) -> None:
    bad = [
        '{"do": "fly"}',
        '{"nonsense": 1}',
        "[1]",
        '{"do": "mark", "why": true}',
        '{"do": "answer"}',
        '{"do": "undo"}',
    ]
    ran = drill("start", "tiny", "--jsonl", lines=[*bad, '{"do": "quit"}'])
    assert [message["type"] for message in ran.lines] == ["exercise", *["error"] * len(bad), "done"]
    assert ran.code == 0


def test_only_the_exercise_at_hand_is_parked(drill: Drill) -> None:
    lines = [
        '{"do": "park", "item": "tiny/sum-2"}',
        '{"do": "park", "item": 7}',
        '{"do": "park", "item": "tiny/sum-1"}',
    ]
    ran = drill("start", "tiny", "--jsonl", lines=lines)
    assert [message["type"] for message in ran.lines] == [
        "exercise",
        "error",
        "error",
        "parked",
        "exercise",
        "done",
    ]
    assert "tiny/sum-1" in ran.lines[1]["message"]
    assert ran.lines[3]["item"] == "tiny/sum-1"


def test_the_protocol_goes_on_after_the_store_failed(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    save_open = Repository.save_open
    fails = iter([False, True, False, True, True])  # of serving, the answer, it again, serving, it again

    def save(self: Repository, attempt: OpenAttempt) -> None:
        if next(fails, False):
            raise StoreLockedError("the database is locked", "close the other program")
        save_open(self, attempt)

    monkeypatch.setattr(Repository, "save_open", save)
    one, two = RIGHT[0], RIGHT[0].replace("13", "23")
    ran = drill("start", "tiny", "--jsonl", lines=[one, one, RIGHT[1], two, two, two, RIGHT[1]])
    said = [message["type"] for message in ran.lines]
    told = ["exercise", "error", "verdict", "marked", "error", "error", "exercise", "verdict", "marked"]
    assert said == [*told, "exercise", "done"]
    assert ran.lines[-1]["green"] == 2


def test_history_and_its_corrections(drill: Drill) -> None:
    drill("start", "tiny/sum-1", "--jsonl", lines=WRONG)
    assert drill("override", "tiny/sum-1", "--right", "--why", "--json").json["state"] == "green"
    assert drill("undo", "--json").json == {"item": "tiny/sum-1", "undone": "override", "state": "red"}
    assert drill("park", "tiny/sum-1", "--json").json["state"] == "parked"
    assert drill("reopen", "tiny/sum-1", "--json").json["state"] == "red"
    events = drill("history", "--json").lines
    assert [event["kind"] for event in events] == ["verdict", "override", "undo", "park", "reopen"]
    assert [event["lamport"] for event in events] == [1, 2, 3, 4, 5]
    assert "red, pass 1" in drill("history", "tiny/sum-1").out


def test_preview_gives_the_variant_of_a_seed(drill: Drill, home: Path) -> None:
    plant(home, "drawn", bank(sums(1, parametrised=True), topic="drawn.sums"))
    one, same, other = (
        drill("preview", "drawn/sum-1", "--seed", seed, "--json").json for seed in ("5", "5", "6")
    )
    assert one == same
    assert one["prompt"] != other["prompt"]
    assert set(one) >= {
        "item",
        "seed",
        "kind",
        "prompt",
        "key",
        "steps",
        "hints",
        "wrong",
        "shape",
        "motion",
        "theory",
        "expect",
    }
    assert "key" in drill("preview", "drawn/sum-1").out


def test_preview_marks_right_options_but_no_line_of_an_order(drill: Drill, home: Path) -> None:
    lines = "  answer:\n    order:\n    - {text: first}\n    - {text: second}\n    - {text: third}\n"
    options = (
        "  answer:\n    choices:\n    - {right: one}\n    - {wrong: two, say: no}\n    - {right: three}\n"
    )
    exercises = f"- id: sort\n  prompt: Order.\n{lines}- id: pick\n  prompt: Pick.\n{options}"
    plant(home, "mixed", bank(exercises, topic="mixed.a"))
    sort, pick = (drill("preview", f"mixed/{name}").out for name in ("sort", "pick"))
    assert "← right" not in sort
    assert "key: first; then second; then third" in sort
    assert pick.count("← right") == 2
    assert "then" not in pick


def test_showing_formulas(drill: Drill) -> None:
    assert "─" in drill("show", r"\frac{1}{2}", "--tier", "safe").out
    assert drill("show", r"\frac{1}{2}", "--one-line").out.strip() == "1/2"
    assert drill("show", "x^2/3", "--plain-maths", "--one-line").out.strip() != ""
    assert drill("show", r"\alpha", "--tier", "ascii").out.isascii()
    row = {"id": "a", "latex": r"\R \foo", "macros": {"\\R": r"\mathbb{R}"}}
    shown = drill("show", "--jsonl", "-", lines=[json.dumps(row)]).lines[0]
    assert (shown["id"], shown["left_over"]) == ("a", ["\\foo"])


def test_doctor_and_schema(drill: Drill) -> None:
    drill("start", "tiny/sum-1", "--jsonl", lines=RIGHT)
    assert drill("doctor", "--json").json["sound"]
    assert "properties" in drill("schema").out


def test_a_wrong_setting_is_named_with_its_line(drill: Drill, home: Path) -> None:
    (home / "config.toml").write_text('checks = "off"\nminuts = 10\n', encoding="utf-8")
    assert "config.toml:2: unknown setting 'minuts' (did you mean minutes?)" in drill("today", "--json").err


@pytest.mark.parametrize(
    "arguments",
    [
        *(["start", "--plain"], ["start", "--jsonl"], [], ["today"], ["banks"], ["progress"], ["history"]),
        *(["undo"], ["park", "tiny/sum-1"], ["reopen", "tiny/sum-1"], ["override", "tiny/sum-1", "--right"]),
        *(["export", "out.jsonl"], ["merge", "in.jsonl"], ["doctor"]),
    ],
    ids=" ".join,
)
def test_an_unusable_learner_is_refused_before_anything_is_written(
    drill: Drill, home: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    before = sorted(home.rglob("*"))
    monkeypatch.setenv("DRILL_LEARNER", "Ana")
    ran = drill(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("drill: DRILL_LEARNER: 'Ana' cannot be a learner's name; use 1 to 64")
    assert sorted(home.rglob("*")) == before
    monkeypatch.delenv("DRILL_LEARNER")
    (home / "config.toml").write_text('learner = "ana"\nminutes = \n')
    ran = drill(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "config.toml:2: not TOML" in ran.err
    assert sorted(home.rglob("*.db")) == []


def test_every_module_of_a_command_is_listed() -> None:
    modules = {f"drill.cli.commands.{module.name}" for module in iter_modules(commands.__path__)}
    listed = {row.module for rows in GROUPS.values() for row in rows}
    assert modules == listed, "each has a row in drill/cli/main.py"


@pytest.mark.parametrize(
    ("line", "code"),
    sample([("history >&-", 0), ("nope >&- 2>&- <&-", 2), ("start tiny --jsonl <&- >&-", 0)], 3),
)
def test_a_closed_stream_is_no_fault(drill: Drill, line: str, code: int) -> None:
    drill("start", "tiny/sum-1", "--jsonl", lines=RIGHT)
    command = f"{shlex.quote(sys.executable)} -m drill.cli.main {line}"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    complaints = [
        line for line in ran.stderr.splitlines() if not line.startswith("drill: reading new exercises")
    ]
    assert (ran.returncode, complaints) == (code, [])
    assert len(drill("history", "--json").lines) == 1
    assert drill("doctor").code == 0


@pytest.mark.parametrize(
    "arguments", [["--version"], ["where"], ["show", "x"], ["help", "answers"], ["schema"]]
)
def test_what_needs_no_learner_works_without_one(
    drill: Drill, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("DRILL_LEARNER", "Ana")
    assert drill(*arguments).code == 0


def test_the_method_is_printed_as_the_app_shows_it(drill: Drill) -> None:
    ran = drill("help", "method")
    assert ran.code == 0
    assert [
        name for name in ("goal", "placement", "learned", "second try") if f"\n{name} " not in ran.out
    ] == []
    assert max(map(len, ran.out.splitlines())) <= 100


def test_a_damaged_database_is_told_with_3_and_left_alone(drill: Drill, home: Path) -> None:
    database = home / "drill.db"
    database.write_bytes(b"no database at all, but somebody's notes" * 20)
    before = database.read_bytes()
    ran = drill("today")
    assert ran.code == 3
    assert "database" in ran.err
    assert database.read_bytes() == before


def test_a_stranger_cannot_steer_the_terminal(drill: Drill, home: Path) -> None:
    evil = "- id: evil\n  prompt: 'Type \x1b]0;owned\x07 [red]now[/red] \u202e2'\n  answer: {number: 2}\n"
    plant(home, "evil", bank(evil, topic="evil.sums"))
    for ran in (drill("preview", "evil/evil"), drill("start", "evil", "--plain", lines=["2", "y"])):
        assert not {"\x1b", "\x07", "\u202e"} & set(ran.out + ran.err)
        assert "[red]now[/red]" in ran.out


def test_a_browser_needs_its_extra_and_a_port(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "drill.cli.web.server", None)
    done = drill("serve")
    assert (done.code, "gyr-drill[serve]" in done.err) == (2, True)
    done = drill("serve", "--port", "70000")
    assert (done.code, "70000 is not a usable port" in done.err) == (2, True)


def test_banks_that_0_4_0_fetched_stay_under_their_names_as_own_banks(drill: Drill, home: Path) -> None:
    plant(home, "got/more", bank(sums(1)))
    before = drill("banks", "--json").json["banks"]
    (home / "banks" / "got" / ".drill-origin.json").write_text(
        '{"address": "https://example.org/b.zip"}', "utf-8"
    )
    fetched = {row["bank"]: row["address"] for row in drill("banks", "--json").json["banks"]}
    assert {row["bank"] for row in before} >= {"got"}
    assert fetched["got/more"] == ""
    assert drill("start", "got/more/sum-1", "--jsonl", lines=[]).code == 0
