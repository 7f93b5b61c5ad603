"""Meanings in sheets and in records of papers: read, merged, taken, and written again."""

from __future__ import annotations

import json

from drill.files import shipped_banks
from drill.formulas import Meaning
from drill.papers import (
    PAPER_SUFFIX,
    FormulaRow,
    Paper,
    find_meant_formula,
    merge_sheets,
    parse_paper,
    parse_sheet,
    print_paper,
    take_paper_meanings,
)
from tests.rows import each_row

WRITTEN = r"""
title: Norms
meanings:
- of: (3)
  code: "g * (x - x.mean()) / x.std()"
  arrays: {x: [d], g: d}
  assume: [d > 1]
  letters: {g: '\gamma'}
- of: '(4)'
  code: |
    m = x.mean()
    x - m + c
  arrays: {x: [d], c: []}
- of: (5)
  codes: x
  arrays: {x: [d]}
"""
NORM = Meaning(
    "(3)", "g * (x - x.mean()) / x.std()", {"x": ("d",), "g": ("d",)}, ("d > 1",), {"g": r"\gamma"}
)
SHIFT = Meaning("(4)", "m = x.mean()\nx - m + c\n", {"x": ("d",), "c": ()})


def row(number: str, latex: str) -> FormulaRow:
    return FormulaRow(f"id{number}", latex, label=f"eq:{number}", number=number)


def test_a_sheet_has_meanings_and_a_row_that_is_not_read_is_refused_alone() -> None:
    sheet = parse_sheet(WRITTEN, "norms")
    assert sheet.meanings == (NORM, SHIFT)
    (refused,) = sheet.refused
    assert (refused.line, "codes" in refused.message) == (15, True)
    assert parse_paper(print_paper(sheet)).meanings == sheet.meanings


def test_an_import_keeps_meanings_and_a_sheet_replaces_those_of_its_formulas() -> None:
    earlier = parse_sheet(WRITTEN, "norms")
    assert merge_sheets(Paper("norms"), earlier).meanings == (NORM, SHIFT)
    other = Meaning("(4)", "x + c", {"x": ("d",), "c": ()})
    merged = merge_sheets(Paper("norms", meanings=(other,)), earlier, is_by_hand=True)
    assert merged.meanings == (NORM, other)


def test_meanings_are_taken_with_the_papers_formulas() -> None:
    rows = (row("3", r"\gamma \frac{x - \mu}{\sigma}"), row("4", "x - m"), row("7", r"\frac{s}{k - 1}"))
    sample = Meaning("eq:7", "s.sum() / (k - 1)", {"s": ("k",)})
    lost = Meaning("(9)", "x", {"x": ("d",)})
    paper = Paper("norms", formulas=rows, meanings=(NORM, SHIFT, sample, lost))
    taken = take_paper_meanings(paper)
    assert taken.meanings[0] == NORM
    assert taken.meanings[2].assume == ("k > 1",)
    (note,) = taken.notes
    assert str(note).startswith("the line of (9) is left out: the paper has no such formula")
    refused = take_paper_meanings(
        Paper("norms", formulas=rows, meanings=(Meaning("(4)", "y", {"x": ("d",)}),))
    )
    assert "no array is called y" in str(refused.notes[0])
    assert refused.meanings[0].code == "y"  # it stays in the file
    assert len(take_paper_meanings(refused).notes) == 1


@each_row(
    ("of", "found"),
    [
        ("(3)", "id3"),
        ("3", "id3"),
        ("eq:4", "id4"),
        ("id4", "id4"),
        (r"a=b^2", "id4"),
        (r"a = b^{2}", "id4"),
        (r"\frac{s}{k-1}", "id3"),  # one of several lines of a display
        ("(9)", ""),
        ("x", ""),
        ("", ""),
    ],
)
def test_a_formula_is_named_by_number_label_or_line(of: str, found: str) -> None:
    rows = (row("3", r"y = x, \quad z = \frac{s}{k - 1}"), row("4", r"a = b^2"))
    meant = find_meant_formula(rows, of)
    assert (meant.id if meant else "") == found


def test_shipped_records_are_written_again_as_they_were_and_all_their_meanings_are_taken() -> None:
    paths = sorted((shipped_banks() / "papers").glob(f"*{PAPER_SUFFIX}"))
    assert len(paths) >= 50
    counted = 0
    for path in paths:
        text = path.read_text("utf-8")
        paper = parse_paper(text)
        written = json.loads(print_paper(paper))
        plain = json.loads(text)
        for made in plain["made"].get("formulas", {}).values():
            for name in ("code", "code_names"):  # what rules of earlier versions made: it is no meaning
                made.pop(name, None)
        assert written == plain, path.name
        assert list(written) == list(plain), path.name
        taken = take_paper_meanings(paper)
        assert taken.notes == paper.notes, path.name
        counted += len(taken.meanings)
    assert counted >= 305


def test_entries_of_a_newer_file_are_kept() -> None:
    newer = json.loads(print_paper(Paper("norms", title="Norms", meanings=(NORM,))))
    newer |= {"replies": [{"of": "(3)", "text": "…"}], "depth": 3, "later": {"a": [1, None]}}
    paper = parse_paper(json.dumps(newer))
    assert paper.title == "Norms"
    assert json.loads(print_paper(paper)) == newer
    assert json.loads(print_paper(merge_sheets(Paper("norms"), paper)))["later"] == {"a": [1, None]}
