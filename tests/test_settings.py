"""Settings: read, checked, and every fault named by its line."""

from __future__ import annotations

import os
import tomllib
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.theme import BUILTIN_THEMES

from drill.errors import SettingsError
from drill.settings import (
    ACTIONS,
    SCHEMA,
    LoadedSettings,
    Settings,
    find_keys_in_use,
    has_key,
    load_settings,
    write_setting,
)


def read(tmp_path: Path, text: str, **environ: str) -> LoadedSettings:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, environ)


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml", {}) == LoadedSettings(Settings())


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    loaded = read(tmp_path, "\ufeffminutes = 40\n")
    assert (loaded.problems, loaded.settings.minutes) == ((), 40)
    write_setting(tmp_path / "config.toml", "checks", "off")
    assert load_settings(tmp_path / "config.toml", {}).settings.checks == "off"


def test_every_setting_is_read(tmp_path: Path) -> None:
    loaded = read(
        tmp_path,
        'minutes = 40\ngaps = [2, 5]\npasses = "strict"\nsubjects = ["bayesian", "calculus"]\n'
        'checks = "mix"\ncard_first = "skill"\nglyphs = "ascii"\ntheme = "drill-light"\n'
        'editor = "vi"\nday_begins = "05:30"\nlearner = "ada"\n[keys]\nhint = "f2"\n',
    )
    assert loaded.problems == ()
    assert loaded.settings == Settings(
        minutes=40,
        gaps=(2, 5),
        passes="strict",
        subjects=("bayesian", "calculus"),
        checks="mix",
        card_first="skill",
        glyphs="ascii",
        theme="drill-light",
        editor="vi",
        day_begins=time(5, 30),
        learner="ada",
        keys={"hint": "f2"},
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('checks = "off"\nminuts = 10\n', 2, "did you mean minutes?"),
        ("# first\n\nminutes = 0\n", 3, "from 1 to 600"),
        ("minutes = true\n", 1, "whole number"),
        ("minutes_on = {sat = 601}\n", 1, "minutes_on: sat: a whole number from 0 to 600 is expected"),
        ("minutes_on = {saturday = 5}\n", 1, "one of mon, tue, wed, thu, fri, sat, sun, not 'saturday'"),
        ("minutes_on = 5\n", 1, "weekdays such as {sat = 10, sun = 0} are expected, not 5"),
        ('sync = "folder"\n', 1, 'a folder such as "~/folder" is expected'),
        ("retention = 2\n", 1, "retention: a number from 0.7 to 0.95 is expected, not 2"),
        ("\nretention = 0.69\n", 2, "from 0.7 to 0.95 is expected, not 0.69 (the default is used)"),
        ("retention = 0.951\n", 1, "from 0.7 to 0.95"),
        ("retention = nan\n", 1, "from 0.7 to 0.95 is expected, not nan"),
        ("retention = -inf\n", 1, "from 0.7 to 0.95"),
        ('retention = "x"\n', 1, "from 0.7 to 0.95 is expected, not 'x'"),
        ('retention = "0.8"\n', 1, "not '0.8'"),
        ("retention = true\n", 1, "not True"),
        (f"retention = 0x{'f' * 5000}\n", 1, "from 0.7 to 0.95 is expected, not a number that long"),
        ('passes = "strikt"\n', 1, "did you mean 'strict'?"),
        (f"passes = 0x{'f' * 5000}\n", 1, "one of flowing, strict is expected, not a number that long"),
        ("gaps = []\n", 1, "list of days"),
        ("gaps = [1, 0]\n", 1, "from 1 to 365"),
        ("minutes = 25\ngaps = [3, 1]\n", 2, "at least as long as the one before"),
        ("gaps = [1, 3, 2, 14]\n", 1, "at least as long as the one before"),
        ('theme = "nosuch"\n', 1, "no theme is called 'nosuch'"),
        ('\ntheme = "drakula"\n', 2, "did you mean 'dracula'?"),
        ("theme = 3\n", 1, "text in quotes"),
        ('subjects = ["calculus", "calculus"]\n', 1, "different subjects"),
        ('papers = "papers/adam"\n', 1, "list of names"),
        ("papers = [1]\n", 1, "text in quotes"),
        ('day_begins = "25:00"\n', 1, "04:00"),
        ('learner = "A B"\n', 1, "a-z"),
        ("warm_up = 1\n", 1, "true or false"),
        ('keys = "x"\n', 1, "table"),
        ('[keys]\nundo = "f2"\nhnt = "f3"\n', 3, "did you mean hint?"),
        ('[keys]\nhint = "no key"\n', 2, "is not a key"),
        ('[keys]\nhint = "f2"\nundo = "s"\n', 3, "s is the key of skip"),
        ("a = 1\n\nminutes = = 3\n", 3, "not TOML"),
        (f"a = 1\nminutes = {'9' * 5000}\n\n", 2, "not TOML: a number has too many digits"),
    ],
)
def test_a_fault_is_named_by_its_line_and_the_default_used(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    loaded = read(tmp_path, text)
    assert loaded.settings.minutes == 25
    problem = (
        loaded.problems[-1] if "not TOML" in words else next(p for p in loaded.problems if words in str(p))
    )
    assert problem.line == line
    assert words in str(problem)
    assert f"config.toml:{line}:" in str(problem)


@pytest.mark.parametrize("text", ["0.7", "0.95", "0.8", "0.83"])
def test_a_retention_in_its_range_is_taken_and_written_as_it_is(tmp_path: Path, text: str) -> None:
    loaded = read(tmp_path, f"retention = {text}\n")
    assert (loaded.problems, loaded.settings.retention) == ((), float(text))
    kind = SCHEMA["retention"].kind
    assert kind.format_toml(kind.parse_typed(f" {text} ")) == text
    assert {kind.step_value(float(text), by) for by in (-9, 9)} == {0.7, 0.95}
    write_setting(tmp_path / "config.toml", "retention", 0.85)
    assert (tmp_path / "config.toml").read_text(encoding="utf-8") == "retention = 0.85\n"


@pytest.mark.parametrize("theme", ["dark", "light", "drill-dark", *BUILTIN_THEMES])
def test_every_theme_that_there_is_may_be_named(tmp_path: Path, theme: str) -> None:
    loaded = read(tmp_path, f'theme = "{theme}"\ngaps = [1, 1, 365]\n')
    assert (loaded.problems, loaded.settings.theme, loaded.settings.gaps) == ((), theme, (1, 1, 365))


def test_one_fault_leaves_the_rest_in_force(tmp_path: Path) -> None:
    loaded = read(tmp_path, 'minutes = 40\nchecks = "x"\n')
    assert (loaded.settings.minutes, loaded.settings.checks) == (40, "mix")


def test_the_environment_names_the_learner(tmp_path: Path) -> None:
    for text in ('learner = "ada"\n', 'learner = "Ada"\n', 'learner = "ada"\nminutes = = 3\n', ""):
        loaded = read(tmp_path, text, DRILL_LEARNER="bob")
        loaded.refuse_unnamed()
        assert loaded.settings.learner == "bob"


@pytest.mark.parametrize("name", ["Ana", "ana maria", "Zoë", " ", "a/b", "x" * 65, "a\n"])
def test_an_unusable_name_from_the_environment_is_refused(tmp_path: Path, name: str) -> None:
    loaded = read(tmp_path, 'learner = "ada"\n', DRILL_LEARNER=name)
    with pytest.raises(SettingsError, match=r"^DRILL_LEARNER: .* 1 to 64 lower-case letters"):
        loaded.refuse_unnamed()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('minutes = 5\nlearner = "Ana"\n', 2),
        ("learner = 7\n", 1),
        ('learner = ""\n', 1),
        ('learner = "ana"\nminutes = \n', 2),
        ('learner = "ana"\nminutes = 5\nminutes = 6\n', 3),
        ('learner = ana"\n', 1),
        ('[keys]\nhint = "f2"\nlearner = "ana"\n', 3),
        ('learnr = "ana"\n', 1),
        ('Learner = "ana"\n', 1),
    ],
)
def test_where_it_is_not_known_whose_marks_they_are_nothing_is_begun(
    tmp_path: Path, text: str, line: int
) -> None:
    loaded = read(tmp_path, text)
    with pytest.raises(SettingsError) as told:
        loaded.refuse_unnamed()
    assert f"config.toml:{line}: " in str(told.value)
    assert told.value in loaded.problems
    assert "default" not in str(told.value)


@pytest.mark.parametrize("text", ["minutes = \n", 'lerning = 7\nchecks = "x"\n', '[keys]\nhnt = "f2"\n'])
def test_other_faults_leave_the_learner_named(tmp_path: Path, text: str) -> None:
    loaded = read(tmp_path, text)
    loaded.refuse_unnamed()
    assert loaded.problems


@pytest.mark.parametrize(
    ("environ", "glyphs"),
    [
        ({"LANG": "C"}, "ascii"),
        ({"LC_ALL": "POSIX", "LANG": "C.UTF-8"}, "ascii"),
        ({"LANG": "C.UTF-8"}, "unicode"),
    ],
)
def test_a_locale_without_letters_gets_ascii(tmp_path: Path, environ: dict[str, str], glyphs: str) -> None:
    assert read(tmp_path, 'glyphs = "unicode"\n', **environ).settings.glyphs == glyphs


def test_a_file_that_is_no_text_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00")
    loaded = load_settings(path, {})
    assert loaded.settings == Settings()
    assert "cannot be read" in str(loaded.problems[0])
    with pytest.raises(SettingsError, match="cannot be read"):
        loaded.refuse_unnamed()


@given(st.text(max_size=60))
def test_no_text_raises(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("settings") / "config.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    load_settings(path, {})


def test_keys_are_named_as_the_app_names_them_and_may_change_places(tmp_path: Path) -> None:
    loaded = read(tmp_path, '[keys]\nhint = "s"\nskip = "h"\nkeys = "F"\nundo = "/"\nfind = "ctrl+-"\n')
    assert loaded.problems == ()
    expected = {"hint": "s", "skip": "h", "keys": "F", "undo": "slash", "find": "ctrl+minus"}
    assert loaded.settings.keys == expected


def test_every_action_has_a_key_of_its_own() -> None:
    assert len({action.key for action in ACTIONS.values()}) == len(ACTIONS)


VALUES: dict[str, Any] = {
    "minutes_on": {"sat": 10, "sun": 0},
    "minutes": 40,
    "gaps": (2, 5),
    "subjects": ("bayesian", "calculus"),
    "papers": ("papers/adam", "qhadam"),
    "passes": "strict",
    "warm_up": False,
    "theme": "dracula",
    "goal": 'my "own" \\ -w',
    "day_begins": time(5, 30),
    "learner": "ada",
}


def test_a_choice_changes_its_line_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        "# mine\nminutes = 25   # a day # yes\nodd = 1\ngaps = [\n  1,\n  3,\n]\n\n# my keys\n[keys]\n"
        'hint = "f2" # hm\n',
        encoding="utf-8",
    )
    write_setting(path, "minutes", 40)
    write_setting(path, "gaps", (2, 5))
    write_setting(path, "glyphs", "ascii")
    assert path.read_text(encoding="utf-8") == (
        '# mine\nminutes = 40   # a day # yes\nodd = 1\ngaps = [2, 5]\nglyphs = "ascii"\n\n'
        '# my keys\n[keys]\nhint = "f2" # hm\n'
    )


def test_the_editor_is_changed_by_hand_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('editor = "vi"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="by hand"):
        write_setting(path, "editor", "sh -c id")
    assert path.read_text(encoding="utf-8") == 'editor = "vi"\n'


def test_every_choice_is_read_back_from_a_file_that_was_not_there(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    for name, value in VALUES.items():
        write_setting(path, name, value)
    loaded = load_settings(path, {})
    assert loaded.problems == ()
    assert loaded.settings == Settings(**VALUES)


def test_values_are_typed_as_they_are_shown() -> None:
    for name, setting in SCHEMA.items():
        if name != "keys":
            value = VALUES.get(name, setting.default)
            assert setting.kind.parse_typed(setting.kind.format(value)) == value


def test_a_file_that_is_no_toml_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("minutes = 3\nshare = = 1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="fix this line first") as caught:
        write_setting(path, "minutes", 40)
    assert caught.value.line == 2
    assert path.read_text(encoding="utf-8") == "minutes = 3\nshare = = 1\n"


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "dots.toml", tmp_path / "config.toml"
    real.write_bytes(b"# mine\r\nshare = 20")
    link.symlink_to(real)
    write_setting(link, "minutes", 40)
    assert link.is_symlink()
    assert real.read_bytes() == b"# mine\r\nshare = 20\r\nminutes = 40\r\n"


LINES = (
    *("minutes = 5", "[keys]", 'hint = "f2"  # "x" # y', "# note", "", "text = '''", "'''", "# keys"),
    *("[other]", "keys.undo = 'f3'", "gaps = [1, # one", "2]", '[ "keys" ]', "[keys.more]"),
    *('"minutes" = 7 # day', "  minutes=8", "keys = {undo = 'f4'} # mine", "undo = 'f5'", "share = 20"),
)
CHANGES = (("minutes", 40), ("gaps", (2, 5)), ("goal", "papers/adam"))


@given(
    st.lists(st.sampled_from(LINES), max_size=8),
    st.sampled_from(CHANGES),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_whatever_stands_in_the_file_nothing_else_changes(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[str],
    change: tuple[str, Any],
    end: str,
    has_mark: bool,
) -> None:
    path = tmp_path_factory.mktemp("settings") / "config.toml"
    source = ("\ufeff" * has_mark + end.join(lines)).encode()
    path.write_bytes(source)
    try:
        before = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return
    name, value = change
    wanted = list(value) if name == "gaps" else value
    write_setting(path, name, value)
    after = path.read_bytes().decode()
    assert tomllib.loads(after.removeprefix("\ufeff")) == {**before, name: wanted}
    assert after.startswith("\ufeff") == has_mark
    assert source.count(b"\r\n") == 0 or after.count("\r\n") == after.count("\n")
    kept = after.removeprefix("\ufeff").splitlines()
    others = [line for line in lines if line and name not in line and "2]" not in line]
    assert [line for line in kept if line in others] == others


@pytest.mark.parametrize(
    "text", ["[[a]]\n[b]\n[[a]]\n", f"a = {'[' * 150}{']' * 150}\n"], ids=["parted", "deep"]
)
def test_a_form_that_is_edited_by_hand_is_told_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"minutes cannot be changed by itself \(edit the file by hand\)"):
        write_setting(path, "minutes", 40)
    assert path.read_text(encoding="utf-8") == text


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"minutes = 3 # \xff\n")
    with pytest.raises(SettingsError, match="not saved: 'utf-8' codec"):
        write_setting(path, "minutes", 40)
    assert path.read_bytes() == b"minutes = 3 # \xff\n"
    with pytest.raises(SettingsError, match="not saved: "):
        write_setting(path / "config.toml", "minutes", 40)


def made(path: Path, what: str) -> Path:
    """A file that is no settings: endless, far too long, or hard to read."""
    match what:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "digits":
            path.write_text(f"minutes = {'1_' * 5000}1", encoding="utf-8")
        case "brackets":
            path.write_text(f"a = {'[' * 5000}", encoding="utf-8")
        case _:
            path.write_text("minutes = 30\n" * 20_000, encoding="utf-8")
    return path


@pytest.mark.skipif(os.name != "posix", reason="there are no pipes and devices here")
@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("pipe", "a pipe or a device"),
        ("device", "a pipe or a device"),
        ("brackets", "nested"),
        ("digits", "too many digits"),
        ("long", "260"),
    ],
)
def test_what_no_settings_can_be_is_told_and_left_alone(tmp_path: Path, what: str, words: str) -> None:
    path = made(tmp_path / "config.toml", what)
    loaded = load_settings(path, {})
    assert [words in str(problem) for problem in loaded.problems] == [True]
    assert loaded.settings == Settings()
    with pytest.raises(SettingsError):
        write_setting(path, "minutes", 30)


def test_of_many_unknown_settings_the_first_are_told_one_by_one(tmp_path: Path) -> None:
    loaded = read(tmp_path, "".join(f"k{n}=1\n" for n in range(20_000)) + "minutes = 30\n")
    assert loaded.settings.minutes == 30
    assert len(loaded.problems) == 21
    assert "19980 more settings are not known" in str(loaded.problems[-1])


def test_what_earlier_versions_had_is_told_and_is_no_fault(tmp_path: Path) -> None:
    loaded = read(tmp_path, 'share = 30\nstep = "off"\nclock = 3\nfewer_words = true\nglyphs = "safe"\n')
    assert (loaded.problems, loaded.settings) == ((), Settings())
    assert list(loaded.removed) == ["share", "step", "clock", "fewer_words", "glyphs"]
    assert loaded.removed["share"] == (
        "The setting share is gone (config.toml, line 1): re-attempts take half of the day while anything is "
        "new. Delete it."
    )


def test_a_key_of_ones_own_wins_over_a_default_that_is_new(tmp_path: Path) -> None:
    loaded = read(tmp_path, '[keys]\nhint = "x"\nview = "."\nexport = "o"\n')
    assert loaded.problems == ()
    keys = find_keys_in_use(loaded.settings.keys)
    assert (keys["hint"], keys["view"], keys["export"]) == ("x", "full_stop", "o")
    assert [name for name, key in keys.items() if not has_key(key)] == ["again", "open", "ask"]
    assert not has_key(find_keys_in_use({})["export"])
