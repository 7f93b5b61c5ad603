"""What a chat says of a paper besides exercises: formulas of a PDF, letters, meanings, what is central."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.papers import LINE_KIND, Paper, find_page_code
from drill.session.papers.author_page import write_author_page
from drill.session.papers.author_taking import Answer, take_author_answer
from drill.session.papers.more_exercises import find_answered_subject, find_author_row
from drill.session.papers.paper_import import (
    find_arxiv_number,
    find_imported_paper,
    import_paper_source,
    save_imported_paper,
)
from drill.session.papers.workbook import open_papers
from drill.session.standing.paper_names import note_opened
from drill.session.workspace import Workspace
from tests.homes import workspace_in
from tests.papers.pdf_files import make_pdf
from tests.papers.test_second_author import ONE

SOURCE = r"""\documentclass{article}\title{Steps by a mean}\begin{document}
\section{Method}
The gradients are averaged, and what is left is scaled. We define
\begin{equation} m = \frac{1}{n} \sum_{i=1}^n g_i \end{equation}
and then, with a small number, we take
\begin{equation} r_i = \frac{g_i - m}{s + \epsilon} \end{equation}
as the direction. The loss falls as
\begin{equation} L = \frac{c}{1 + t} \end{equation}
\end{document}
"""
SECTIONS = r"""central: ['(2)', '(1)']
letters:
- {of: '\epsilon', is: 'a small number against division by zero'}
- {of: 'z', is: 'a letter that the paper does not have'}
meanings:
- of: '(1)'
  code: "g.mean()"
  arrays: {g: [n]}
- of: '(2)'
  code: "(g - g.mean()) / (s + eps)"
  arrays: {g: [n], s: [], eps: []}
  assume: [s > 0, eps > 0]
  letters: {eps: '\epsilon'}
- of: '(3)'
  code: "c / (1 + u)"
  arrays: {c: []}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_in(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def paper(workspace: Workspace, tmp_path: Path) -> str:
    """The bank of an imported paper."""
    source = tmp_path / "steps.tex"
    source.write_text(SOURCE, encoding="utf-8")
    read = import_paper_source(workspace.workers, workspace.places, str(source))
    bank = save_imported_paper(read).record.bank
    workspace.catch_up()
    return bank


def record_of(workspace: Workspace, bank: str) -> Paper:
    return find_imported_paper(workspace.places, bank.removeprefix("papers/")).record


def take(workspace: Workspace, about: str, text: str) -> Answer:
    return take_author_answer(workspace, about, text, variants=2)


def test_a_page_names_what_each_section_wants(workspace: Workspace, paper: str) -> None:
    page = write_author_page(workspace, paper)
    assert "**meanings**: one each of (1), (2), (3), as NumPy" in page
    assert "what the paper says of $" in page
    take(workspace, paper, SECTIONS + "exercises:\n" + ONE)
    page = write_author_page(workspace, paper, call="1")
    assert "**meanings**: one each of (3), as NumPy" in page


def test_a_page_is_about_one_formula_alone(workspace: Workspace, paper: str) -> None:
    page = write_author_page(workspace, paper, formula="(2)")
    assert "of (2), as NumPy" in page
    assert "s + \\epsilon" in page
    assert "1 + t" not in page.partition("## The paper")[2]
    assert "**central**" not in page
    assert "Write what is named below and **2 exercises** on the formula (2)" in page
    with pytest.raises(UsageError, match="has no formula"):
        write_author_page(workspace, paper, formula="(9)")


def test_letters_meanings_and_central_formulas_are_kept(workspace: Workspace, paper: str) -> None:
    answer = take(workspace, paper, f"```yaml\n{SECTIONS}exercises:\n{ONE}```\n")
    record = record_of(workspace, paper)
    assert [meaning.of for meaning in record.meanings] == ["(1)", "(2)"]
    assert [row.central for row in record.formulas] == [True, True, False]
    assert {row.rank for row in record.formulas if row.central} == {1, 2}
    assert [row.means for row in record.symbols if row.symbol == "\\epsilon"] == [
        "a small number against division by zero"
    ]
    assert "2 formulas have a line of NumPy" in answer.sections
    assert any(told.startswith("the line of (3) is left out: ") for told in answer.sections)
    assert "- the meaning of (3): " in answer.to_paste_back
    assert [taken.state for taken in answer.taken] == ["proved"]


def test_what_a_chat_said_survives_another_import(workspace: Workspace, paper: str, tmp_path: Path) -> None:
    take(workspace, paper, SECTIONS + "exercises:\n" + ONE)
    read = import_paper_source(workspace.workers, workspace.places, str(tmp_path / "steps.tex"))
    save_imported_paper(read)
    record = record_of(workspace, paper)
    assert [meaning.of for meaning in record.meanings] == ["(1)", "(2)"]
    assert [row.central for row in record.formulas] == [True, True, False]
    assert [row.means for row in record.symbols if row.symbol == "\\epsilon"] == [
        "a small number against division by zero"
    ]
    assert record.find_draft("half-of-it") is not None


def test_a_section_that_is_missing_is_asked_for_in_one_line(workspace: Workspace, paper: str) -> None:
    assert "`meanings` is missing: write it as well, one each of (1), (2), (3)" in (
        take(workspace, paper, ONE).to_paste_back
    )
    only = take(workspace, paper, SECTIONS)
    assert "`exercises` is missing" in only.to_paste_back
    assert only.told.startswith("2 formulas have a line of NumPy")


def test_an_entry_that_is_not_yaml_takes_no_other_with_it(workspace: Workspace, paper: str) -> None:
    arrays = "  arrays: {g: [n]}\n"
    broken = SECTIONS.replace(arrays, f'{arrays}  note: "a "b" c\n   :\n', 1)
    broken = broken.replace("is: 'a small number against", "is: 'the author's small number against")
    answer = take(workspace, paper, broken + "exercises:\n" + ONE)
    record = record_of(workspace, paper)
    assert [meaning.of for meaning in record.meanings] == ["(1)", "(2)"]
    assert [taken.state for taken in answer.taken] == ["proved"]
    assert "- line " in answer.to_paste_back


def test_a_second_chat_confirms_meanings_and_drops_what_differs(workspace: Workspace, paper: str) -> None:
    take(workspace, paper, SECTIONS)
    page = write_author_page(workspace, paper, call="blind")
    assert "mean()" not in page.partition("## The tasks")[2], "the line is not shown"
    assert "one expression of `g` (n)" in page
    answer = take(workspace, paper, f"# drill {find_page_code(page)}\n1: np.sum(g)/n\n2: (g - g.mean())/s\n")
    assert [(each.of, each.confirmed) for each in record_of(workspace, paper).meanings] == [
        ("(1)", "np.sum(g)/n")
    ]
    assert answer.sections[0] == "1 of 1 line of NumPy confirmed"
    assert "the line of (2) is dropped" in answer.sections[1]
    assert "(g - g.mean())/s" in answer.sections[1]
    with pytest.raises(UsageError, match="waits for"):
        write_author_page(workspace, paper, call="blind")


def test_a_line_that_nobody_could_write_stays_unconfirmed(workspace: Workspace, paper: str) -> None:
    take(workspace, paper, SECTIONS)
    code = find_page_code(write_author_page(workspace, paper, call="blind"))
    take(workspace, paper, f"# drill {code}\n1: unclear, what is g?\n2: __import__('os')\n")
    assert [each.confirmed for each in record_of(workspace, paper).meanings] == ["", ""]


def test_a_chats_move_needs_the_form_of_the_move(workspace: Workspace, paper: str, tmp_path: Path) -> None:
    arrays = "  arrays: {g: [n]}\n"
    named = SECTIONS.replace(arrays, f"{arrays}  move: Mean of an ensemble (members)\n", 1)
    named = named.replace("  letters: {eps", "  move: Mean of an ensemble\n  letters: {eps")
    named = named.replace('  code: "c / (1 + u)"\n', '  code: "c / (1 + u)"\n  move: Perpetual motion\n')
    answer = take(workspace, paper, f"{named}exercises:\n{ONE}")
    families = [{link.family for link in row.families} for row in record_of(workspace, paper).formulas]
    assert ["ensemble-mean" in found for found in families] == [True, False, False]
    assert "- the move of (2): no part of the formula has its form" in answer.to_paste_back
    assert "- the move of (3): there is no move Perpetual motion" in answer.to_paste_back
    again = import_paper_source(workspace.workers, workspace.places, str(tmp_path / "steps.tex"))
    assert "ensemble-mean" in {link.family for link in again.record.formulas[0].families}


def test_what_a_confirmed_line_answers_counts(workspace: Workspace, paper: str) -> None:
    take(workspace, paper, SECTIONS)
    code = find_page_code(write_author_page(workspace, paper, call="blind"))
    take(workspace, paper, f"# drill {code}\n1: np.sum(g)/n\n2: (g - np.sum(g)/n) * (s + eps)**-1\n")
    record = record_of(workspace, paper)
    asked = [draft for draft in record.drafts if draft.kind == LINE_KIND]
    assert asked
    assert all(draft.solved for draft in asked)
    assert {draft.kind for draft in record.drafts} >= {LINE_KIND, "numpy"}


PDF_ANSWER = r"""Here it is.

```yaml
# drill CODE
title: 'Steps of a mean'
formulas:
- n: '1'
  latex: |-
    m = \frac{1}{n} \sum_{i=1}^n g_i
  before: 'The gradients are averaged:'
  section: 'Method'
- n: '2'
  latex: |-
    r = \frac{g - m}{s}
  before: 'They are scaled by their spread:'
  section: 'Method'
letters:
- {of: 's', is: 'the spread of the gradients'}
meanings:
- of: '(1)'
  code: "g.mean()"
  arrays: {g: [n]}
exercises:
ONE```
"""
PIECE = r"""```yaml
# drill CODE
formulas:
- n: '3'
  latex: |-
    L = \frac{c}{1 + t}
  before: 'The loss falls:'
  section: 'Results'
meanings:
- of: '(2)'
  code: "(g - m) / s"
  arrays: {g: [], m: [], s: []}
  assume: [s > 0]
```"""


def test_an_answer_to_the_page_of_a_pdf_becomes_a_paper_and_its_pieces_join(
    workspace: Workspace, tmp_path: Path
) -> None:
    pdf = tmp_path / "steps.pdf"
    pdf.write_bytes(make_pdf(["A step moves the weights by the mean of the gradients."]))
    page = write_author_page(workspace, str(pdf))
    code = find_page_code(page)
    assert "by the mean of the gradients" in page
    assert str(tmp_path) not in page, "no path of the machine"
    text = PDF_ANSWER.replace("CODE", code).replace("ONE", ONE)
    assert find_answered_subject(workspace, text) == str(pdf)
    answer = take(workspace, str(pdf), text)
    assert answer.bank == "papers/steps-of-a-mean"
    record = record_of(workspace, answer.bank)
    assert record.title == "Steps of a mean"
    assert [row.number for row in record.formulas] == ["1", "2"]
    assert "They are scaled by their spread:" in record.formulas[1].before
    assert [row.meaning for row in record.symbols if row.symbol == "s"] == ["the spread of the gradients"]
    assert [meaning.of for meaning in record.meanings] == ["(1)"]
    assert [taken.own for taken in answer.taken] == ["half-of-it"]
    piece = PIECE.replace("CODE", code)
    assert find_answered_subject(workspace, piece) == answer.bank
    take(workspace, str(pdf), piece)
    record = record_of(workspace, answer.bank)
    assert [row.number for row in record.formulas] == ["1", "2", "3"]
    assert [meaning.of for meaning in record.meanings] == ["(1)", "(2)"]
    assert record.find_draft("half-of-it") is not None


def test_a_text_without_a_known_code_is_no_answer(workspace: Workspace, paper: str) -> None:
    assert find_answered_subject(workspace, "Dear all,\nwhat is drill?\n") == ""
    with pytest.raises(UsageError, match="no page 7k2f was written here"):
        find_answered_subject(workspace, "# drill 7k2f\n- id: x\n")
    pasted = "# A chat's paper\n\nIt is\n\n$$ y = a x + b \\tag{1} $$\n"
    assert find_answered_subject(workspace, pasted) == "papers/a-chat-s-paper"
    del paper


def test_the_row_above_the_map_says_what_waits(workspace: Workspace, paper: str) -> None:
    assert find_author_row(workspace, paper, is_import=True).is_first
    code = find_page_code(write_author_page(workspace, paper))
    assert find_author_row(workspace, paper, is_import=True).sentence == "copied, waiting"
    take(workspace, paper, f"# drill {code}\n{SECTIONS}exercises:\n{ONE}")
    assert find_author_row(workspace, paper, is_import=True).sentence != "copied, waiting"


@pytest.mark.parametrize(
    ("name", "pages", "number"),
    [
        ("2101.00001v2.pdf", ["A text."], "2101.00001"),
        ("a.pdf", ["arXiv:2101.00002v1 of May", "More."], "2101.00002"),
        ("a.pdf", ["A text.", "More.", "This is arXiv:2101.00003v1."], "2101.00003"),
        ("a.pdf", ["A text.", "arXiv:2101.00004 and arXiv:2101.00005 are cited."], ""),
        ("a.pdf", ["A text.", "arXiv:2101.00006 is cited.", "The end."], ""),
    ],
)
def test_a_pdf_has_its_number_in_its_name_or_on_an_outer_page(
    workspace: Workspace, tmp_path: Path, name: str, pages: list[str], number: str
) -> None:
    file = tmp_path / name
    file.write_bytes(make_pdf([pages[0] + " word" * 1_000, *pages[1:]]))
    assert find_arxiv_number(workspace.workers, str(file)) == number


def test_a_new_paper_is_first_until_it_is_opened(workspace: Workspace, paper: str) -> None:
    new = paper.removeprefix("papers/")
    pasted = find_answered_subject(workspace, "# Lines\n\nIt is\n\n$$ y = a x + b \\tag{1} $$\n")
    other = pasted.removeprefix("papers/")
    note_opened(workspace.places, other)
    assert [row.slug for row in open_papers(workspace)][:2] == [new, other]
    note_opened(workspace.places, new)
    note_opened(workspace.places, other)
    assert [row.slug for row in open_papers(workspace)][:2] == [other, new]
