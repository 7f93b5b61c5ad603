"""What a sheet knows of a paper from the first day, beside what the learner writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drill.papers import CaptionRow, FigureRow, LinkRow, parse_sheet
from drill.session.papers import notes
from drill.session.papers.export import to_markdown
from drill.session.papers.overview import write_lines
from drill.session.papers.records import record_path, save_record
from drill.session.papers.workbook import open_paper
from drill.session.papers.workbook_views import ChecklistEntry
from drill.session.workspace import Workspace
from tests.homes import workspace_in
from tests.session.a_paper import RECORD, plant_paper

FACTS = "facts: {claims: [It walks., 'It returns in $d \\le 2$.'], optimiser: {SGD: '0.1'}}"
POST = LinkRow("https://example.org/post", "A post", 12, "post")


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Workspace]:
    plant_paper(tmp_path)
    sheet = replace(
        RECORD.sheet,
        facts=parse_sheet(FACTS, "walk").facts,
        links=(POST, LinkRow("https://example.org/code", "The code")),
        figures=(FigureRow("Figure 1", "Ten walks."), FigureRow("Table 2", "Return times.")),
        captions=(CaptionRow("c-1", "figure", "Walks of ten steps.", "1"),),
    )
    with workspace_in(tmp_path) as opened:
        save_record(record_path(opened.places, "walk"), replace(RECORD, sheet=sheet))
        yield opened


def entries(workspace: Workspace) -> dict[str, ChecklistEntry]:
    return {entry.key: entry for part in open_paper(workspace, "walk").whole for entry in part.entries}


def test_facts_stand_beside_ones_own_words(known: Workspace) -> None:
    claims = entries(known)["idea/claims"]
    assert [row.text for row in claims.passages] == ["It walks.", "It returns in $d \\le 2$."]
    write_lines(known, "walk", "overview/claims", {"words": "a walk that may return"})
    text = to_markdown(open_paper(known, "walk"))
    assert "> It walks." in text
    assert "a walk that may return" in text


def test_links_are_there_and_can_be_ticked_off(known: Workspace) -> None:
    context = open_paper(known, "walk").whole[1]
    assert context.title.endswith("12 min")
    assert [(entry.text, entry.address) for entry in context.entries] == [
        ("A post (post, 12 min)", POST.url), ("The code", "https://example.org/code"),
    ]  # fmt: skip
    key = context.entries[0].key
    notes.tick(known, "walk", key, done=True)
    assert entries(known)[key].done
    assert "[A post (post, 12 min)](<https://example.org/post>)" in to_markdown(open_paper(known, "walk"))


def test_an_own_link_replaces_the_same_of_the_sheet(known: Workspace) -> None:
    write_lines(known, "walk", "link/", {"address": POST.url, "title": "Mine", "minutes": "5"})
    context = open_paper(known, "walk").whole[1]
    assert context.title.endswith("5 min")
    assert [entry.text for entry in context.entries] == ["The code", "Mine (5 min)"]


def test_figures_join_their_captions(known: Workspace) -> None:
    captions = open_paper(known, "walk").whole[2]
    assert [(entry.text, [row.text for row in entry.passages]) for entry in captions.entries] == [
        ("Figure 1", ["Walks of ten steps.", "Ten walks."]),
        ("Table 2", ["Return times."]),
    ]
    write_lines(known, "walk", captions.entries[1].key, {"words": "they are long"})
    text = to_markdown(open_paper(known, "walk"))
    assert "Ten walks." in text
    assert "they are long" in text
