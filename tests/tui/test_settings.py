"""Settings, glyphs, other keys and other forms: chosen in the app, kept in the file."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from drill.session.drilling.starting import Request
from drill.settings import load_settings
from drill.tui.screens.drilling.screen import DrillingScreen
from drill.tui.screens.settings import SettingsScreen
from tests.homes import bank, plant, sums
from tests.tui.driving import Learner, learner

FENCES = """- id: fences
  prompt: Compute $$\\left[\\frac{1}{2} + \\frac{\\theta_t}{3}\\right]$$
  answer: {expression: 1/2 + theta/3, vars: [theta]}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(3)))
    plant(tmp_path, "fences", bank(FENCES, topic="fences.all"))
    (tmp_path / "drill.db").touch()
    return tmp_path


def kept(home: Path):
    return load_settings(home / "config.toml", {}).settings


async def opened_settings(person: Learner) -> None:
    await person.is_at("Today")
    await person.press("comma")
    await person.sees("minutes a day", "kept at once")


async def test_values_are_turned_and_typed_and_kept_at_once(home: Path) -> None:
    (home / "config.toml").write_text("# mine\nminutes = 25 # a day\n", encoding="utf-8")
    async with learner(home) as person:
        await opened_settings(person)
        await person.press("right")
        await person.sees("30", "Kept.")
        assert (home / "config.toml").read_text(encoding="utf-8") == "# mine\nminutes = 30 # a day\n"
        await person.press("enter")
        await person.sees("save")
        await person.press("ctrl+u")
        await person.types("x")
        await person.press("enter")
        await person.sees("whole number")
        await person.press("ctrl+u", "3", "5", "enter")
        await person.sees("35", "Kept.")
        await person.press("end", "enter", "end", "enter")
        await person.sees("minutes a day was 35")
        assert kept(home).minutes == 25
        await person.press("home", "right", "escape")
        await person.is_at("Today")
    assert kept(home).minutes == 30


async def test_a_theme_is_seen_at_once_and_what_is_changed_seldom_is_folded(home: Path) -> None:
    async with learner(home, size=(120, 40)) as person:
        await opened_settings(person)
        await person.sees("goal", "subjects", "theme", "▸ more")
        assert "cards" not in person.screen.partition("▸ more")[2].partition("\n")[2]
        await person.press("j", "j", "j", "right")
        await person.until(lambda: person.app.theme == "drill-light", "the light theme")
        assert kept(home).theme == "drill-light"
        await person.press("j", "enter")
        await person.sees("▾ more", "cards", "day begins at", "lines of a working", "other keys", "editor")
        await person.commands("cards: skill", "Setting: cards: skill")
        await person.until(lambda: kept(home).card_first == "skill", "the choice")


async def test_a_setting_that_went_says_once_what_happens_instead(home: Path) -> None:
    (home / "config.toml").write_text('clock = "off"\nglyphs = "full"\n', encoding="utf-8")
    async with learner(home) as person:
        await person.sees(
            "The setting clock is gone (config.toml, line 1): the corner shows",
            "unicode now (config.toml, line 2)",
        )
    async with learner(home) as person:
        await person.is_at("Today")
        assert "is gone" not in person.screen


async def test_every_setting_is_shown_and_a_fault_of_the_file_with_its_line(home: Path) -> None:
    (home / "config.toml").write_text("minuts = 3\n[keys]\nhnt = 'x'\n", encoding="utf-8")
    async with learner(home, size=(120, 40)) as person:
        await opened_settings(person)
        await person.sees("config.toml:1:", "config.toml:3:", "no action is")
        await person.sees("goal", "theme", "more")


async def test_the_editor_is_shown_and_no_key_changes_it(home: Path) -> None:
    async with learner(home, EDITOR="nano -w") as person:
        await opened_settings(person)
        await person.press(*"jjjj", "enter", "end")
        await person.until(lambda: "other keys" in person.screen, "the last one")
        await person.press(*"kkkkkk")
        await person.sees("nano -w")
        for key in ("enter", "right", "left"):
            await person.press(key)
            await person.sees("editor: this, else", "in config.toml alone")
    assert not (home / "config.toml").exists()


async def test_what_cannot_be_kept_is_told_and_used_all_the_same(home: Path) -> None:
    (home / "config.toml").write_text("minutes = = 3\n", encoding="utf-8")
    async with learner(home) as person:
        await opened_settings(person)
        await person.press("right")
        await person.sees("fix this line first", "30")
        assert person.app.settings.minutes == 30


async def choose_row(person: Learner, name: str) -> None:
    """Move to a setting's row in the screen of settings; those behind the row of more are unfolded."""
    await person.press("end", "enter")
    for _ in range(30):
        if f"{name}: " in person.screen:
            return
        await person.press("down")
    raise AssertionError(f"there is no row {name}")


async def test_formulas_in_every_form_and_glyph_are_seen_with_the_draft_kept(home: Path) -> None:
    async with learner(home, Request(scope=("fences",))) as person:
        await person.sees("⎡", "⎦")
        await person.command("c")
        assert "\\frac{1}{2}" in person.app.clipboard
        await person.command("v")
        await person.sees("[1/2 + θₜ/3]" if "θₜ" in person.screen else "1/2", "one line")
        assert "⎡" not in person.screen
        await person.command("v")
        await person.sees("\\frac{1}{2}", "LaTeX")
        await person.command("v")
        await person.sees("spoken", "theta")
        await person.command("c")
        assert "\\frac" not in person.app.clipboard
        await person.command("v")
        await person.sees("⎡", "⎦", "two-dimensional")
        await person.types("theta/3")
        await person.command("comma")
        await person.until(lambda: isinstance(person.app.screen, SettingsScreen), "the settings")
        await choose_row(person, "glyphs")
        await person.press("enter")
        await person.sees("ascii", "Kept.")
        await person.press("escape")
        await person.sees("| theta/3")
        assert person.screen.isascii()
    assert kept(home).glyphs == "ascii"


async def test_a_locale_without_letters_says_why_ascii_stays(home: Path) -> None:
    async with learner(home, LANG="C") as person:
        await opened_settings(person)
        await choose_row(person, "glyphs")
        await person.press("enter")
        await person.sees("allows only ASCII")
        assert person.app.looks.is_ascii
    assert kept(home).glyphs == "unicode"


async def test_from_an_exercise_settings_and_an_editor_come_back_to_its_answer(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = home / "ed.py"
    script.write_text(
        "import sys\ntext = open(sys.argv[1]).read()\nassert '# Compute' in text, text\n"
        "open(sys.argv[1], 'w').write('# note\\n1' + text.splitlines()[-1] + '\\n')\n",
        encoding="utf-8",
    )
    (home / "config.toml").write_text(f"editor = '{sys.executable} {script}'\n", encoding="utf-8")
    async with learner(home, Request(scope=("tiny",))) as person:
        await person.sees("Compute 10 + 3")
        await person.types("3")
        await person.command("comma")
        await person.until(lambda: isinstance(person.app.screen, SettingsScreen), "the settings")
        await person.press("right", "escape")
        await person.until(lambda: isinstance(person.app.screen, DrillingScreen), "the exercise")
        await person.sees("Compute 10 + 3", "│ 3 ", "of 30 min")
        monkeypatch.setattr(type(person.app), "suspend", lambda _: nullcontext())
        await person.command("e")
        await person.sees("│ 13 ")
