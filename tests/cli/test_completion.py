"""Completions in a shell: every name is text there, whatever a bank's file is called."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Drill
from tests.homes import bank, plant, sums

HOSTILE = (
    "<(touch PWNED)", ">(touch PWNED)", "$(touch PWNED)", "${PWNED:=x}", "`touch PWNED`", "{a,b}",
    "<({touch,PWNED};{echo,hi}>PWNED2)", "two words", "a; touch PWNED #", "a&touch PWNED&", "a|touch PWNED",
    "it's", 'say "x"', "back\\slash", "star*", "[a-z]", "~root", "!!", "#comment", "-x", "--help", "a=b",
    "$'\\n'",
)  # fmt: skip
"""Names that a shell expands, splits or takes for something else."""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_name_every_command_and_option(drill: Drill, shell: str) -> None:
    script = drill("completion", shell).out
    assert all(command in script for command in ("start", "banks", "import", "check", "completion"))
    assert "--svg" in script or "-l svg" in script
    assert "drill completion names" in script


def test_completions_work_in_bash(drill: Drill, tmp_path: Path) -> None:
    script = tmp_path / "drill.bash"
    script.write_text(drill("completion", "bash").out)
    ask = (
        f"source {script}; COMP_WORDS=(drill progress --js); COMP_CWORD=2; "
        '_shtab_drill; echo "${COMPREPLY[@]}"; '
        'COMP_WORDS=(drill un); COMP_CWORD=1; _shtab_drill; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["--json", "undo"]


def test_completions_know_what_the_banks_hold(drill: Drill, tmp_path: Path) -> None:
    assert drill("completion", "names", "PAPER").out.split() == ["tiny"]
    every = drill("completion", "names").out.split()
    assert {"tiny", "tiny.sums", "tiny/sum-2"} <= set(every)
    script = tmp_path / "drill.bash"
    script.write_text(drill("completion", "bash").out)
    ask = (
        f"drill() {{ printf 'tiny\\ntiny/sum-2\\n'; }}; source {script}; COMP_CWORD=2; "
        "COMP_WORDS=(drill start tiny/); "
        '_shtab_drill; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["tiny/sum-2"]


Typed = Callable[[str, str], str]


@pytest.fixture
def typed(tmp_path: Path) -> Typed:
    """``typed("drill start ti\\t", setup)`` presses these keys in an interactive bash, erases the line, and
    returns what was shown; the folder is ``shell``, and the commands ``setup`` came before.
    """
    import pexpect

    folder = tmp_path / "shell"
    folder.mkdir()

    settings = ("bell-style none", "completion-query-items 0", "page-completions off")

    def press(keys: str, setup: str) -> str:
        binds = "".join(f"bind 'set {setting}'\n" for setting in settings)
        (folder / ".setup").write_text(f"{setup}\n{binds}PS1='ready> '\n")
        child = pexpect.spawn(
            "bash", ["--noprofile", "--norc", "-i"], cwd=str(folder), encoding="utf-8", timeout=60
        )
        try:
            child.sendline("source ./.setup")
            child.expect(r"\nready> |ready> $")
            child.send(keys)
            child.sendline("\x15echo ALL''SHOWN")
            child.expect("ALLSHOWN")
            return str(child.before)
        finally:
            child.close(force=True)

    return press


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
def test_no_name_of_a_bank_is_run_at_tab(drill: Drill, home: Path, typed: Typed, tmp_path: Path) -> None:
    for name in (*HOSTILE, "new\nline"):
        plant(home, name, bank(sums(1), topic="t"))
    program = f"{shlex.quote(sys.executable)} -c 'from drill.cli.main import main; main()'"
    setup = f'export DRILL_HOME={shlex.quote(str(home))}\ndrill() {{ {program} "$@"; }}\n'
    (tmp_path / "shell" / "script").write_text(drill("completion", "bash").out)
    assert "tiny/sum-2" in typed("drill start \t\t", f"{setup}source ./script")
    assert sorted(path.name for path in (tmp_path / "shell").iterdir()) == [".setup", "script"]


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
def test_a_completed_name_is_one_word_of_text(drill: Drill, tmp_path: Path, typed: Typed) -> None:
    folder = tmp_path / "shell"
    (folder / "names").write_text("".join(f"{name}\n" for name in HOSTILE))
    (folder / "script").write_text(drill("completion", "bash").out)
    ask = (
        "drill() { cat names; }; source ./script; COMP_CWORD=2; COMP_WORDS=(drill start ''); _shtab_drill; "
        'for reply in "${COMPREPLY[@]}"; do eval "set -- $reply"; printf "%s\\n" $# "$1"; done'
    )
    done = subprocess.run(["bash", "-c", ask], cwd=folder, capture_output=True, text=True, check=True)
    words = done.stdout.splitlines()
    assert set(words[::2]) == {"1"}
    assert set(HOSTILE) <= set(words[1::2])
    assert "back\\\\slash" in typed("drill start \t\t", "drill() { cat names; }; source ./script")
    assert not list(folder.glob("PWNED*"))


def test_a_bank_that_cannot_be_named_is_left_out_with_its_place(drill: Drill, home: Path) -> None:
    for name in (*HOSTILE, "new\nline"):
        plant(home, name, bank(sums(1), topic="t"))
    plant(home, "Größe_2.b-c", bank(sums(1)))
    plant(home, "folder/two words", "exercises:\n" + sums(1))
    plant(home, "folder/more words", bank(sums(1, start=2), topic="fine"))
    assert drill("completion", "names", "PAPER").out.split() == ["Größe_2.b-c", "folder", "tiny"]
    assert "two words" not in drill("completion", "names", "TOPIC").out
    banks = {each["bank"]: each for each in drill("banks", "--json").json["banks"]}
    assert (banks["tiny"]["items"], banks["folder"]["items"], banks["folder"]["problems"]) == (3, 1, 1)
    told = drill("banks").err
    for name in (*HOSTILE, "folder/two words"):
        assert f"{home / 'banks' / name}.yaml:1:1: left out: " in told, name
    checked = drill("check", home / "banks" / "$(touch PWNED).yaml")
    assert checked.code == 1
    assert "$(touch PWNED).yaml:1:1: error: " in checked.out
    assert "rename" in checked.out
