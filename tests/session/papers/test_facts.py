"""What a sheet knows of a paper from the first day, beside what the learner writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drill.papers import CaptionRow, FigureRow, LinkRow, PassageRow, ReferenceRow, SettingRow, parse_sheet
from drill.session.papers.note_page import to_markdown, write_heading
from drill.session.papers.workbook import open_paper
from drill.session.papers.workbook_views import NoteHeading
from drill.session.standing.paper_names import record_path, save_record
from drill.session.workspace import Workspace
from tests.homes import workspace_in
from tests.session.a_paper import RECORD, plant_paper

FACTS = "facts: {claims: [It walks., 'It returns in $d \\le 2$.'], optimiser: {SGD: '0.1'}}"
POST = LinkRow("https://example.org/post", "A post", 12, "post")


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Workspace]:
    plant_paper(tmp_path)
    sheet = replace(
        RECORD,
        facts=parse_sheet(FACTS, "walk").facts,
        links=(POST, LinkRow("https://example.org/code", "The code")),
        figures=(FigureRow("Figure 1", "Ten walks."), FigureRow("Table 2", "Return times.")),
        captions=(CaptionRow("c-1", "figure", "Walks of ten steps.", "1"),),
    )
    with workspace_in(tmp_path) as opened:
        save_record(record_path(opened.places, "walk"), sheet)
        yield opened


def headings(workspace: Workspace, title: str) -> list[NoteHeading]:
    """The headings of a part, without the one that adds another."""
    parts = open_paper(workspace, "walk").notes
    return [each for part in parts if part.title == title for each in part.headings if each.key]


def test_facts_are_quoted_beside_ones_own_words(known: Workspace) -> None:
    claims = next(each for each in headings(known, "The paper") if each.key == "claims")
    assert list(claims.facts) == ["It walks.", "It returns in $d \\le 2$."]
    write_heading(known, "walk", claims.id, {"words": "a walk that may return"})
    text = to_markdown(open_paper(known, "walk"))
    assert "> It walks." in text
    assert "a walk that may return" in text


def test_settings_and_cited_papers_of_the_source_are_printed(known: Workspace) -> None:
    record = replace(
        RECORD,
        settings=(SettingRow("batch size", "64", "main.tex", 31),),
        references=(
            ReferenceRow("a", "A first walk", "2001.00001", "main.tex", 4),
            ReferenceRow("b", "Others"),
        ),
        passages=(PassageRow("task", "We evaluate on walks.", "main.tex", 9),),
    )
    save_record(record_path(known.places, "walk"), record)
    text = to_markdown(open_paper(known, "walk"))
    assert "> batch size: 64 (main.tex:31)" in text
    assert "> We evaluate on walks." in text
    assert text.index("- [A first walk](<https://arxiv.org/abs/2001.00001>)") < text.index("- Others")


def test_links_of_the_sheet_are_printed_unless_one_has_the_same(known: Workspace) -> None:
    assert [(each.title, each.address) for each in headings(known, "Links")] == [
        ("A post (post, 12 min)", POST.url), ("The code", "https://example.org/code"),
    ]  # fmt: skip
    assert "[A post (post, 12 min)](<https://example.org/post>)" in to_markdown(open_paper(known, "walk"))
    write_heading(known, "walk", "link/", {"address": POST.url, "title": "Mine", "minutes": "5"})
    assert [each.title for each in headings(known, "Links")] == ["The code", "Mine (5 min)"]


def test_figures_join_their_captions(known: Workspace) -> None:
    captions = headings(known, "Figures and tables")
    assert [(each.title, [text for text, _ in each.quotes], each.facts) for each in captions] == [
        ("Figure 1", ["Walks of ten steps."], ("Ten walks.",)),
        ("Table 2", [], ("Return times.",)),
    ]
    write_heading(known, "walk", captions[1].id, {"words": "they are long"})
    text = to_markdown(open_paper(known, "walk"))
    assert "Ten walks." in text
    assert "they are long" in text
