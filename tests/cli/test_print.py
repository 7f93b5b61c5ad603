"""`drill print`: a sheet of exercises with the keys behind."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from drill.cli.printed_sheets import format_sheet_as_html
from drill.session.key_display import adapt_markdown_for_terminal, escape_markdown_line
from drill.session.library.printing import PrintedSheet
from drill.session.standing.paper_notes import write_note
from drill.typeset import set_prose
from tests.cli.conftest import Drill
from tests.homes import workspace_in
from tests.session.a_paper import plant_paper


def test_the_keys_stand_behind_the_exercises(drill: Drill) -> None:
    ran = drill("print", "tiny")
    asked, keys = ran.out.split("\f")
    assert ran.code == 0
    assert "Compute 10 + 3" in asked
    assert "13" not in asked.replace("10 + 3", "")
    assert "13" in keys
    assert "The sum is" not in keys
    assert "The sum is 13" in drill("print", "tiny.sums", "--solutions").out


def test_html_shows_strangers_text_as_text(drill: Drill, home: Path, tmp_path: Path) -> None:
    bank = home / "banks" / "tiny.yaml"
    bank.write_text(bank.read_text(encoding="utf-8").replace("Compute", "<script>alert(1)</script> Compute"))
    file = tmp_path / "sheet.html"
    assert drill("print", "tiny", "--as", "html", "-o", file).code == 0
    text = file.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert text.startswith("<!doctype html>")


def test_a_paper_has_its_notes_behind_the_exercises_if_there_are_any(drill: Drill, home: Path) -> None:
    plant_paper(home)
    assert "Glossary" not in drill("print", "papers/walk").out
    with workspace_in(home) as workspace:
        write_note(workspace, "walk", "words", "f-step", "it walks on")
    out = drill("print", "papers/walk").out
    assert out.index("1  ") < out.index("it walks on") < out.index("Glossary") < out.index("Keys\n=")


def read_body(page: str) -> ElementTree.Element:
    """The body of a page, which is XML but for its head."""
    return ElementTree.fromstring("<body>" + page.partition("<body>")[2].strip().removesuffix("</html>"))


def test_prose_of_a_sheet_is_left_to_the_browser() -> None:
    long = "many words " * 30
    link = (
        f'[{escape_markdown_line("Ho [1] <b>x</b>")}](<https://a.org/(1)?b="c"&d>) [x](javascript:a) '
        "[y](<javascript:b>) [z](<mailto:c>)"
    )
    table = "| Symbol | Where |\n| --- | --- |\n| $x_t$ | <script>" + long + "|"
    sheet = PrintedSheet("T", {}, adapt_markdown_for_terminal(f"{long}{link}\n\n- one\n- two\n\n{table}"))
    page = read_body(format_sheet_as_html(sheet, solutions=False))
    paragraph = page.findall("p")[0]
    assert (paragraph.text or "").strip() == long.strip()
    assert [(at.attrib["href"], at.text) for at in page.iter("a")] == [
        ("https://a.org/(1)?b=%22c%22&d", "Ho [1] <b>x</b>")
    ]
    assert [item.text for item in page.iter("li")] == ["one", "two"]
    cells = [cell for row in page.iter("tr") for cell in row]
    assert [cell.text for cell in cells[:2]] == ["Symbol", "Where"]
    assert [sign.tag for sign in cells[2].iterfind(".//msub//mi")] == ["mi", "mi"]
    assert cells[3].text == f"<script>{long.strip()}"
    assert not {"script", "b", "pre"} & {at.tag for at in page.iter()}


def test_what_belongs_to_an_item_of_a_list_stays_in_it() -> None:
    notes = "# A\n\n- one\n\n  > said of one\n\n- two\n\n## B\n\nEnd."
    page = read_body(format_sheet_as_html(PrintedSheet("T", {}, notes), solutions=False))
    (listed,) = page.iter("ul")
    quotes = [[quote.findtext("p") for quote in item.iter("blockquote")] for item in listed.iter("li")]
    assert quotes == [["said of one"], []]
    assert [heading.text for heading in page if heading.tag in ("h1", "h2")] == ["T", "A", "B", "Keys"]


def test_a_printed_page_loads_and_runs_nothing(drill: Drill) -> None:
    page = drill("print", "tiny", "--as", "html").out
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<link|<img|<iframe|\son\w+=|url\(|@import", page)


def test_each_exercise_is_kept_on_one_page_and_the_keys_begin_another(drill: Drill) -> None:
    page = drill("print", "tiny", "--as", "html").out
    body = read_body(page)
    headings = [(at.tag, "".join(at.itertext())) for at in body if at.tag != "section"]
    assert [tag for tag, _ in headings] == ["h1", "h1"]
    assert headings[1] == ("h1", "Keys")
    exercises = [section.find("h3") is not None for section in body.iter("section")]
    assert exercises
    assert all(exercises)


@pytest.mark.parametrize("name", ["tinny", "papers/walks", "../x"])
def test_what_is_not_there_is_told(drill: Drill, name: str) -> None:
    ran = drill("print", name)
    assert (ran.code, ran.out) == (2, "")
    assert "no paper, topic or exercise is called" in ran.err


def test_a_bank_goes_out_as_a_deck_and_comes_in_again(drill: Drill, home: Path, tmp_path: Path) -> None:
    for form, suffix in (("apkg", "apkg"), ("anki", "txt"), ("csv", "csv")):
        file = tmp_path / f"deck-{form}.{suffix}"
        ran = drill("print", "tiny", "--as", form, "-o", file)
        assert (ran.code, "3 notes of" in ran.err) == (0, True)
        made = drill("import", file, "--json").json
        assert (made["exercises"], made["bank"]) == ({"number": 3}, "my/deck-apkg")  # one deck in three forms
        assert made["new"] == (3 if form == "apkg" else 0)
    assert "Compute $10 + 3$" in drill("print", "tiny", "--as", "csv").out.replace("{10} + {3}", "10 + 3")
    assert drill("print", "tiny", "--as", "apkg").code == 2


@pytest.mark.parametrize("told", ["We build on [adam] with lambda_ > 0", "1. a <b> ~ 2 & c", "= b"])
def test_notes_are_printed_as_they_were_written(told: str) -> None:
    assert set_prose(adapt_markdown_for_terminal(escape_markdown_line(told)), width=80).lines == (told,)


@pytest.mark.parametrize("title", ["=1+1", "-x|y", "'=kept"])
def test_no_cell_of_a_table_is_a_formula_of_a_spreadsheet(
    drill: Drill, home: Path, tmp_path: Path, title: str
) -> None:
    text = f"topic: odd.all\ntitle: Odd\nexercises:\n- id: one\n  title: {json.dumps(title)}\n"
    text += "  prompt: Compute.\n  answer: {number: -3}\n"
    (home / "banks" / "odd.yaml").write_text(text, encoding="utf-8")
    out = drill("print", "odd", "--as", "csv").out
    row = next(csv.reader(out.splitlines()[1:]))
    assert (row[1], row[3]) == (f"'{title}", "-3")
    table = tmp_path / "again.csv"
    table.write_text(out, encoding="utf-8")
    made = tmp_path / "made.yaml"
    assert drill("import", table, "-o", made).code == 0
    again = yaml.safe_load(made.read_text(encoding="utf-8"))
    assert again["exercises"][0]["title"] == title


def test_right_options_stand_at_several_places_of_a_sheet(drill: Drill, home: Path) -> None:
    text = "topic: which.all\ntitle: Which\nexercises:\n"
    for number in range(9):
        text += f"- id: item-{number}\n  title: Item\n  prompt: Which holds?\n  answer:\n    choice:\n"
        text += "    - {id: yes-one, right: This holds}\n"
        for other in ("b", "c", "d"):
            text += f"    - {{id: not-{other}, wrong: Not {other}, say: It does not.}}\n"
    (home / "banks" / "which.yaml").write_text(text, encoding="utf-8")
    asked, _ = drill("print", "which").out.split("\f")
    places = re.findall(r"(\w)\) This holds", asked)
    assert len(places) == 9
    assert len(set(places)) > 1
    assert drill("print", "which").out.split("\f")[0] == asked
    assert drill("print", "which", "--seed", "1").out.split("\f")[0] != asked
