"""An assistant of the learner's own: asked without a shell, ended with all that it starts."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.session.papers.assistant import MOST_BYTES, AssistantError, is_known, note_shown, run_assistant
from drill.session.papers.author_page import write_author_page
from drill.session.papers.author_taking import take_author_answer
from drill.session.papers.more_exercises import ask_assistant
from drill.session.workspace import Workspace
from tests.homes import bank, plant, sums, workspace_in
from tests.papers.test_second_author import ONE, TWO

STUB = r"""
import os, re, subprocess, sys, time
mode, kept = sys.argv[1], sys.argv[2]
prompt = "" if mode == "deaf" else sys.stdin.read()
with open(os.path.join(kept, "prompts"), "a") as file:
    file.write(prompt + "\n=====\n")
def answer(name):
    with open(os.path.join(kept, name)) as file:
        sys.stdout.write(file.read())
if mode in ("well", "deaf"):
    answer("good")
elif mode in ("repairs", "three") or mode.startswith("only-"):
    heads = {"# A check": "blind-", "# Mistakes": "call-2"}
    call = next((name for head, name in heads.items() if prompt.startswith(head)), "call-1")
    if mode.startswith("only-") and not mode.endswith(call[:5].strip("-")) and call != "call-1":
        sys.exit("rate limit reached")
    if call == "blind-":
        numbers = re.findall(r"half of \{?\$?\{?(\d+)", prompt)
        print("\n".join(f"{place}: {number}/2" for place, number in enumerate(numbers, 1)))
    elif call == "call-2":
        print("- id: half-of-it\n  hints: [One way., Another way.]")
    else:
        answer("good" if "came back" in prompt or mode != "repairs" else "torn")
elif mode == "hostile":
    sys.stdout.write("\x1b]0;owned\x07\x1b[2J\n- id: ../../etc\n  prompt: '@{__import__(1)}'\n")
    sys.stdout.write("  answer: {number: '1'}\n")
elif mode == "endless":
    while True:
        sys.stdout.write("x" * 65536)
elif mode == "silent":
    time.sleep(60)
elif mode == "fails":
    sys.stderr.write("\x1b[31mno key\x1b[0m" + "!" * 9000)
    sys.exit(3)
elif mode == "forks":
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    with open(os.path.join(kept, "child"), "w") as file:
        file.write(str(child.pid))
    answer("good")
elif mode in ("daemon", "nohup", "orphan"):
    lives = [sys.executable, "-c", "import time; time.sleep(60)"]
    code = f"import os; os.setsid(); print(os.getpid(), flush=True); os.execv({lives[0]!r}, {lives!r})"
    started = [sys.executable, "-c", code]
    if mode == "orphan":  # its parent ends first
        started = [sys.executable, "-c", f"import subprocess; print(subprocess.Popen({started!r}).pid)"]
    child = subprocess.Popen(started, stdout=subprocess.PIPE, text=True)
    with open(os.path.join(kept, "child"), "w") as file:
        file.write(child.stdout.readline().strip())
    if mode == "nohup":
        time.sleep(60)
    answer("good")
elif mode == "terminal":
    try:
        open("/dev/tty")
    except OSError as error:
        sys.exit("no terminal")
    answer("good")
elif mode == "looks":
    print(sorted(os.listdir(".")), [name for name in os.environ if name.startswith("DRILL_")])
"""
LAST = "answers of somebody who does not see the keys"
ANSWER = "Here you are:\n```yaml\n- id: half"
Ask = Callable[..., str]


@pytest.fixture
def command(tmp_path: Path) -> Ask:
    kept = tmp_path / "assistant"
    kept.mkdir()
    (kept / "stub.py").write_text(STUB, encoding="utf-8")
    (kept / "good").write_text(f"Here you are:\n```yaml\n{ONE}{TWO}```\n", encoding="utf-8")
    (kept / "torn").write_text(f"```yaml\n{ONE}{TWO.replace('a/2', 'a/3')}", encoding="utf-8")
    return lambda mode: shlex.join([sys.executable, str(kept / "stub.py"), mode, str(kept)])


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant(tmp_path / "home", "tiny", bank(sums(3)))
    with workspace_in(tmp_path / "home") as opened:
        yield opened


@pytest.mark.parametrize("mode", ["well", "deaf"])
def test_an_answer_comes_back_as_it_is(command: Ask, mode: str) -> None:
    assert run_assistant(command(mode), "Write. " * 50_000, seconds=60).startswith(ANSWER)


@pytest.mark.parametrize(
    ("mode", "why", "seconds"),
    [
        ("silent", "no answer within", 0.5),
        ("endless", f"more than {MOST_BYTES} bytes", 60),
        ("fails", "ended with code 3", 60),
        ("terminal", "no terminal", 60),
    ],
)
def test_what_gives_no_answer_is_told(command: Ask, mode: str, why: str, seconds: float) -> None:
    if mode == "terminal" and not os.path.exists("/dev/tty"):
        pytest.skip("needs a system with terminals")
    with pytest.raises(AssistantError) as raised:
        run_assistant(command(mode), "Write.", seconds=seconds)
    told = str(raised.value)
    assert why in told
    assert "\x1b" not in told
    assert len(told) < 2_200


def test_leaving_ends_it(command: Ask) -> None:
    with pytest.raises(AssistantError, match="cancelled"):
        run_assistant(command("silent"), "Write.", seconds=60, is_cancelled=lambda: True)


@pytest.mark.parametrize("mode", ["forks", "daemon", "nohup", "orphan"])
def test_what_an_answer_leaves_running_is_ended(command: Ask, tmp_path: Path, mode: str) -> None:
    if mode == "nohup":
        with pytest.raises(AssistantError):
            run_assistant(command(mode), "Write.", seconds=3)
    else:
        assert run_assistant(command(mode), "Write. " * 50_000, seconds=60).startswith(ANSWER)
    number = (tmp_path / "assistant" / "child").read_text()
    assert int(number) > 1
    state = Path(f"/proc/{number}/stat")
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def test_it_sees_nothing_of_drill(command: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRILL_DATABASE", "postgresql://secret")
    assert run_assistant(command("looks"), "", seconds=60).strip() == "[] []"


@pytest.mark.parametrize("wrong", ["", "  ", "'unclosed", "no-such-program-anywhere", "nul\0byte"])
def test_a_command_that_cannot_be_run_is_told(wrong: str) -> None:
    with pytest.raises(UsageError):
        run_assistant(wrong, "Write.", seconds=5)


def test_a_command_is_shown_once(workspace: Workspace) -> None:
    assert not is_known(workspace.places, "llm -m small")
    note_shown(workspace.places, "llm -m small")
    assert is_known(workspace.places, "llm -m small")
    assert not is_known(workspace.places, "llm")


def test_its_exercises_are_proved_and_what_is_refused_comes_back_once(
    workspace: Workspace, command: Ask, tmp_path: Path
) -> None:
    stages: list[str] = []
    answer = ask_assistant(
        workspace, "tiny", command("repairs"), exercises=2, variants=2, tell_call=stages.append
    )
    assert (answer.parts, answer.drafts, answer.problem) == (2, ("half-of-it", "another-half"), "")
    assert [taken.state for taken in answer.taken] == ["proved", "proved"]
    first, second, third, blind, reading, _ = (
        (tmp_path / "assistant" / "prompts").read_text().split("\n=====\n")
    )
    assert first.startswith("# Exercises: tiny")
    assert second.startswith(first.rstrip()[:2000])
    assert "- another-half: " in second
    assert "a/3" in second
    assert "half-of-it" not in second.partition("came back")[2]
    assert third.startswith("# Mistakes, hints and steps: tiny")
    assert blind.startswith("# A check of exercises")
    assert "a/2" not in blind.partition("## The tasks")[2]
    assert "Hint: Another way." in reading, "what is solved is read by somebody else"
    assert stages == ["tasks and keys", "tasks and keys", "mistakes, hints and steps", LAST, LAST]


def test_a_repair_that_fails_loses_nothing(workspace: Workspace, command: Ask, tmp_path: Path) -> None:
    (tmp_path / "assistant" / "good").write_text("I cannot do that.")
    answer = ask_assistant(workspace, "tiny", command("repairs"), blind=False, variants=2)
    assert answer.drafts == ("half-of-it",)
    assert "no exercise" in answer.problem
    assert [finding.code for finding in answer.taken[0].proof.findings] == ["not-blind"]


@pytest.mark.parametrize(
    ("mode", "states"), [("only-call-1", ["warned", "warned"]), ("only-blind", ["proved", "proved"])]
)
def test_a_later_call_that_fails_loses_nothing(
    workspace: Workspace, command: Ask, mode: str, states: list[str]
) -> None:
    answer = ask_assistant(workspace, "tiny", command(mode), variants=2)
    assert answer.drafts == ("half-of-it", "another-half")
    assert answer.problem.count("did not come") == (2 if mode == "only-call-1" else 1)
    assert "ended with code 1; rate limit reached" in answer.problem
    word = "proved, not yet solved blind" if mode == "only-call-1" else "confirmed"
    assert [taken.word for taken in answer.taken] == [word, word]
    assert [taken.state for taken in answer.taken] == states


def test_leaving_between_calls_keeps_what_is_proved(workspace: Workspace, command: Ask) -> None:
    heard: list[str] = []
    answer = ask_assistant(
        workspace, "tiny", command("three"), variants=2, tell_call=heard.append,
        is_cancelled=lambda: len(heard) > 1,
    )  # fmt: skip
    assert answer.is_cut_short
    assert answer.drafts == ("half-of-it", "another-half")
    assert write_author_page(workspace, "tiny").startswith("# Mistakes, hints and steps: tiny")


def test_only_its_own_exercises_are_reported(workspace: Workspace, command: Ask) -> None:
    take_author_answer(workspace, "tiny", ONE.replace("What is half", "Compute half"), variants=2)
    answer = ask_assistant(workspace, "tiny", command("three"), exercises=2, variants=2)
    assert answer.drafts == ("half-of-it-2", "another-half"), "half-of-it waited before"


def test_a_hostile_answer_is_text(workspace: Workspace, command: Ask) -> None:
    answer = ask_assistant(workspace, "tiny", command("hostile"), variants=2)
    assert answer.drafts == ()
    told = "\n".join(line for taken in answer.taken for line in taken.told)
    assert "\x1b" not in told
