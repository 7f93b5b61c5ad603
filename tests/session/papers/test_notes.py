"""Notes on a paper: the last one holds, an empty one clears, two machines' logs give the same workbook."""

from __future__ import annotations

import re
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import UsageError
from drill.gyr.events import Note
from drill.papers import CaptionRow, PassageRow, ReferenceRow
from drill.session.exporting import export_events, merge_log_files
from drill.session.papers.note_page import (
    list_questions,
    remove_heading,
    to_markdown,
    write_heading,
    write_question_page,
)
from drill.session.papers.workbook import open_paper
from drill.session.papers.workbook_views import NoteHeading, NotePart
from drill.session.standing import paper_notes
from drill.session.standing.paper_names import record_path, save_record
from drill.session.standing.paper_notes import Question
from drill.session.workspace import Workspace
from tests.homes import Clock, workspace_in
from tests.session.a_paper import RECORD, plant_paper
from tests.session.talk import Message, Talk, of

TODAY = date(2026, 11, 20)


def asked(workspace: Workspace) -> tuple[Question, ...]:
    return paper_notes.list_noted_questions(paper_notes.read_paper_notes(workspace, "walk"))


def part(workspace: Workspace, title: str) -> NotePart:
    return next(each for each in open_paper(workspace, "walk").notes if each.title == title)


def links(workspace: Workspace) -> list[NoteHeading]:
    """The links of the notes, without the heading that adds one."""
    return [heading for heading in part(workspace, "Links").headings if heading.key]


def written(workspace: Workspace) -> list[tuple[str, str, str]]:
    events = workspace.store.history(paper_notes.notes_item("walk"))
    return [
        (facts.field, facts.key, facts.text) for event in events if isinstance(facts := event.facts, Note)
    ]


def test_the_last_note_holds_and_an_empty_one_clears(workspace: Workspace) -> None:
    for field, text in (
        ("input", "a place"),
        ("process", "add noise"),
        ("output", "a place"),
        ("words", "a\n b"),
    ):
        paper_notes.write_note(workspace, "walk", field, "f-step", text)
    paper_notes.write_note(workspace, "papers/walk", "input", "f-step", " a place and\tnoise\x1b[2J ")
    paper_notes.write_note(workspace, "walk", "process", "f-step", "")
    paper_notes.write_note(workspace, "walk", "meaning", "x_t", "where\nit is")
    view = open_paper(workspace, "walk")
    assert view.formulas[0].notes == {
        "input": "a place and\tnoise[2J", "output": "a place", "words": "a\n b",
    }  # fmt: skip
    assert (view.symbols[0].meaning, view.symbols[0].row.means) == ("where it is", "place | of the walker")
    assert view.unplaced == ()


def test_a_model_entry_waits_until_something_was_written(tmp_path: Path) -> None:
    sheet = RECORD
    step = replace(sheet.formulas[0], input="a *place*", words=r"it walks by $\epsilon_t$")
    plant_paper(tmp_path, replace(sheet, formulas=(step, *sheet.formulas[1:])))
    with workspace_in(tmp_path) as workspace:
        assert not open_paper(workspace, "walk").formulas[0].model
        paper_notes.write_note(workspace, "walk", "process", "f-step", "add noise")
        view = open_paper(workspace, "walk")
        assert view.formulas[0].model == (("input", "a *place*"), ("words", r"it walks by $\epsilon_t$"))
        told = "**To compare with**\n\n- Input: a *place*\n- Words: it walks by $\\epsilon_t$\n\n"
        assert told in to_markdown(view)


def test_what_stands_there_is_not_written_again(workspace: Workspace) -> None:
    for _ in range(3):
        paper_notes.write_note(workspace, "walk", "words", "f-step", "once")
        paper_notes.write_note(workspace, "walk", "words", "f-mean", "")
    assert written(workspace) == [("words", "f-step", "once")]


def test_notes_on_what_the_paper_no_longer_holds_are_kept(workspace: Workspace) -> None:
    paper_notes.write_note(workspace, "walk", "words", "f-former", "mine")
    paper_notes.write_note(workspace, "walk", "meaning", r"\zeta", "zeta")
    assert [(field, text) for field, _, text in open_paper(workspace, "walk").unplaced] == [
        ("words", "mine"),
        ("meaning", "zeta"),
    ]


def test_a_question_in_other_words_is_kept_as_it_is(workspace: Workspace) -> None:
    """A newer version may know other categories."""
    item = paper_notes.notes_item("walk")
    workspace.store.append(Note(field="unknown", key="k", text="elsewhere dim: what?"), item=item)
    assert asked(workspace) == (Question("k", "", "", "elsewhere dim: what?"),)


@pytest.mark.parametrize(
    ("field", "key", "text", "words"),
    [
        ("parked", "1", "x", "no note on a paper is called 'parked'"),
        ("nonsense", "k", "x", "no note on a paper is called"),
        ("words", "", "x", "needs a key"),
        ("words", " \x00 ", "x", "needs a key"),
        ("overview", "", "done", "needs a key"),
        ("unknown", "", "", "needs a key"),
        ("words", "f-step", "x" * 10_001, "at most"),
    ],
)
def test_what_makes_no_note_is_refused(
    workspace: Workspace, field: str, key: str, text: str, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        paper_notes.write_note(workspace, "walk", field, key, text)
    assert written(workspace) == []


def test_a_question_is_added_answered_and_removed(workspace: Workspace) -> None:
    write_heading(workspace, "walk", "unknown/", {"question": "why does\nit: diverge?"})
    (question,) = asked(workspace)
    assert uuid.UUID(question.key).version == 7
    assert written(workspace) == [("unknown", question.key, "why does it: diverge?")]
    heading = f"unknown/{question.key}"
    write_heading(workspace, "walk", heading, {"answer": "since the sum grows"})
    assert asked(workspace) == (
        Question(question.key, "", "", "why does it: diverge?", "since the sum grows"),
    )
    told = to_markdown(open_paper(workspace, "walk"))
    assert "- why does it: diverge?  \n  since the sum grows" in told
    write_heading(workspace, "walk", heading, {"question": ""})
    assert asked(workspace) == ()
    assert open_paper(workspace, "walk").unplaced == ()
    with pytest.raises(UsageError, match="a word"):
        write_heading(workspace, "walk", "unknown/", {"question": " \n"})


def test_a_question_that_was_removed_meanwhile_has_no_page(workspace: Workspace) -> None:
    write_heading(workspace, "walk", "unknown/", {"question": "why does it diverge?"})
    (question,) = asked(workspace)
    view = open_paper(workspace, "walk")
    assert "why does it diverge?" in write_question_page(workspace, view, question.key)
    write_heading(workspace, "walk", f"unknown/{question.key}", {"question": ""})
    with pytest.raises(UsageError, match="was removed"):
        write_question_page(workspace, view, question.key)


def test_a_question_of_an_earlier_version_keeps_its_kind(workspace: Workspace) -> None:
    paper_notes.write_note(workspace, "walk", "unknown", "q", "external hard: which noise")
    write_heading(workspace, "walk", "unknown/q", {"answer": "white"})
    assert asked(workspace) == (Question("q", "external", "hard", "which noise", "white"),)
    write_heading(workspace, "walk", "unknown/q", {"question": "which noise?"})
    (question,) = asked(workspace)
    assert question == Question("q", "external", "hard", "which noise?", "white")
    assert question.kind == "outside"
    write_heading(workspace, "walk", "unknown/q", {"kind": "3"})
    assert asked(workspace) == (Question("q", "internal", "vague", "which noise?", "white"),)
    write_heading(workspace, "walk", "unknown/q", {"kind": ""})
    assert asked(workspace) == (Question("q", "", "", "which noise?", "white"),)


@pytest.mark.parametrize(
    ("digit", "stored", "kind"),
    [
        ("1", "external critical: why?", "outside"), ("2", "internal hard: why?", "hard"),
        ("3", "internal vague: why?", "vague"), ("4", "internal wrong: why?", "wrong"),
        ("5", "internal reviewers: why?", "reviewers"), ("", "why?", ""), ("6", "why?", ""),
    ],
)  # fmt: skip
def test_a_digit_chooses_the_kind_of_a_question_in_the_fields_of_every_version(
    workspace: Workspace, digit: str, stored: str, kind: str
) -> None:
    key = write_heading(workspace, "walk", "unknown/", {"question": "why?"})
    write_heading(workspace, "walk", f"unknown/{key}", {"kind": digit})
    notes = paper_notes.read_paper_notes(workspace, "walk")
    assert paper_notes.find_note_text(notes, "unknown", key) == stored
    (question,) = asked(workspace)
    assert question.kind == kind
    (heading,) = [each for each in part(workspace, "Questions and notes").headings if each.key]
    assert (heading.question_kind, heading.lines[-1].text) == (kind, digit if kind else "")


def test_questions_are_written_by_kind_those_outside_of_the_paper_first(workspace: Workspace) -> None:
    for text, digit in (("beta is small", ""), ("is it so?", "4"), ("what is a carry?", "1"), ("why?", "")):
        key = write_heading(workspace, "walk", "unknown/", {"question": text, "about": "f-step"})
        write_heading(workspace, "walk", f"unknown/{key}", {"kind": digit} if digit else {})
    view = open_paper(workspace, "walk")
    told = to_markdown(view)
    places = [told.index(text) for text in (
        "## Questions and notes", "**The paper takes it for known**",
        "- what is a carry? ((1) walk, main.tex:12)",
        "may help: card “Carry”", "**I think they are wrong**", "- is it so?",
        "may help: exercises on “(1) walk”", "**Open questions and notes**", "- beta is small", "- why?",
    )]  # fmt: skip
    assert places == sorted(places)
    facts = {each["text"]: (each["kind"], each["may_help"]) for each in list_questions(view)}
    assert facts == {
        "what is a carry?": ("outside", [{"kind": "skill", "name": "way.carry", "title": "Carry"}]),
        "is it so?": ("wrong", [{"kind": "formula", "name": "f-step", "title": "(1) walk"}]),
        "why?": ("", []),
    }  # fmt: skip


def test_an_outside_question_names_the_paper_cited_beside_it_until_it_is_answered(tmp_path: Path) -> None:
    cited = (
        ReferenceRow("don51", "An invariance principle", file="main.tex", line=14),
        ReferenceRow("far99", "Carry on", file="main.tex", line=90),
        ReferenceRow("no00", "Something else", file="main.tex", line=60),
    )
    plant_paper(tmp_path, replace(RECORD, references=cited))
    with workspace_in(tmp_path) as workspace:
        key = write_heading(
            workspace, "walk", "unknown/", {"question": "how to carry on?", "about": "f-step", "kind": "1"}
        )

        def helps() -> list[tuple[str, str]]:
            (heading,) = [each for each in part(workspace, "Questions and notes").headings if each.key]
            return [(each.kind, each.name) for each in heading.helps]

        assert helps()[-2:] == [("cited", "don51"), ("cited", "far99")]
        write_heading(workspace, "walk", f"unknown/{key}", {"answer": "by hand"})
        assert helps() == []


def test_a_note_is_a_question_where_it_ends_so(workspace: Workspace) -> None:
    for text in ("beta is small", "why?", "internal hard: a limit"):
        paper_notes.write_note(workspace, "walk", "unknown", "", text)
    assert {note.text: note.is_question for note in asked(workspace)} == {
        "beta is small": False, "why?": True, "a limit": True,
    }  # fmt: skip
    row = open_paper(workspace, "walk").row
    assert (row.questions, row.answered) == (2, 0)
    headings = part(workspace, "Questions and notes").headings
    assert {heading.title: [line.name for line in heading.lines] for heading in headings} == {
        "a limit": ["answer", "question", "kind"], "beta is small": ["question"],
        "why?": ["answer", "question", "kind"],
        "a note": ["question"],
    }  # fmt: skip


def test_headings_of_the_notes_are_written_and_emptied(workspace: Workspace) -> None:
    write_heading(workspace, "walk", "overview/about", {"words": "how far a walker\x1b gets"})
    write_heading(workspace, "walk", "formula/f-step", {"input": "a place", "words": "a step"})
    write_heading(workspace, "walk", "box/", {"steps": "x = 1; y = x"})
    said = {field: text for field, _, text in written(workspace)}
    assert said == {
        "overview": "how far a walker gets", "input": "a place", "words": "a step",
        "box": "My box\nx = 1\ny = x",
    }  # fmt: skip
    for title in ("The paper", "Formulas", "Algorithms of your own"):
        for heading in part(workspace, title).headings:
            remove_heading(workspace, "walk", heading)
    assert paper_notes.read_paper_notes(workspace, "walk") == {}
    for id_ in ("nothing/f", "hyperparameters/x", "hyperparameters"):
        with pytest.raises(UsageError, match="no heading"):
            write_heading(workspace, "walk", id_, {"words": "x"})


def test_notes_in_former_fields_are_printed_until_they_are_converted(workspace: Workspace) -> None:
    item = paper_notes.notes_item("walk")
    workspace.store.append(Note(field="tick", key="figure/Figure 2", text="open: x is time"), item=item)
    workspace.store.append(Note(field="depth", key="", text="reproduce"), item=item)
    told = to_markdown(open_paper(workspace, "walk"))
    assert "no longer contains\n\n- tick figure/Figure 2: open: x is time\n- depth: reproduce\n" in told
    with pytest.raises(UsageError, match="write it into the overview"):
        paper_notes.write_note(workspace, "walk", "tick", "read-context", "done")


# --- laws --------------------------------------------------------------------------------------------------

KEYS = st.sampled_from(["f-step", "f-mean", "figure/1", "gone"])
FIELDS = st.sampled_from(paper_notes.PAPER_FIELDS)
TEXTS = st.sampled_from(
    ["", "done", "open: ?", "external hard: why?", "internal wrong: sign", "$x$", "a | b", "# no"]
)
WRITES = st.lists(st.tuples(st.booleans(), FIELDS, KEYS, TEXTS), max_size=8)


def _written(workspace: Workspace, field: str, key: str, text: str) -> bool:
    try:
        paper_notes.write_note(workspace, "walk", field, key, text)
    except UsageError:
        return False
    return True


@contextmanager
def two_homes() -> Iterator[tuple[Workspace, Workspace, Path]]:
    """Two machines that have the same paper, and a folder between them."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)
        for home in (folder / "here", folder / "there"):
            home.mkdir()
            plant_paper(home)
        here, there = (opened.enter_context(workspace_in(folder / name)) for name in ("here", "there"))
        yield here, there, folder


@given(WRITES, WRITES)
def test_two_logs_give_the_same_notes_whichever_way_they_come_together(first: list, second: list) -> None:
    with two_homes() as (here, there, folder):
        for is_here, *note in first:
            _written(here if is_here else there, *note)
        _exchange(here, there, folder)
        for is_here, *note in second:
            _written(here if is_here else there, *note)
        _exchange(there, here, folder)
        assert paper_notes.read_paper_notes(here, "walk") == paper_notes.read_paper_notes(there, "walk")


@pytest.mark.parametrize(
    "writes",
    [
        [],
        [
            (True, "words", "f-step", "$x$"), (False, "words", "f-step", "a | b"),
            (True, "caption", "figure/1", "done"),
            (True, "unknown", "u1", "external hard: why?"), (False, "unknown", "u1", "internal wrong: sign"),
        ],
        [
            (False, "words", "gone", "# no"),
            (True, "words", "f-mean", "$x$"), (False, "words", "f-mean", ""),
            (False, "unknown", "gone", "internal wrong: sign"), (True, "unknown", "gone", ""),
        ],
    ],
)  # fmt: skip
def test_two_machines_with_the_same_notes_show_one_workbook(writes: list[tuple[bool, str, str, str]]) -> None:
    with two_homes() as (here, there, folder):
        for is_here, *note in writes:
            assert _written(here if is_here else there, *note)
        _exchange(here, there, folder)
        views = [open_paper(each, "walk") for each in (here, there)]
        assert views[0].notes == views[1].notes
        assert views[0].unplaced == views[1].unplaced
        assert to_markdown(views[0]) == to_markdown(views[1])


def _exchange(one: Workspace, other: Workspace, folder: Path) -> None:
    export_events(one, folder / "one.jsonl")
    export_events(other, folder / "other.jsonl")
    merge_log_files(one, [folder / "other.jsonl"])
    merge_log_files(other, [folder / "one.jsonl"])


@given(st.lists(st.tuples(FIELDS, KEYS, TEXTS), max_size=15))
def test_the_last_write_holds_for_every_field_and_key(writes: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plant_paper(Path(folder))
        expected: dict[tuple[str, str], str] = {}
        with workspace_in(Path(folder), Clock()) as workspace:
            for field, key, text in writes:
                if _written(workspace, field, key, text):
                    expected[field, key] = text
            kept = {
                place: note.text for place, note in paper_notes.read_paper_notes(workspace, "walk").items()
            }
            assert kept == {place: text for place, text in expected.items() if text}
            assert kept == workspace.store.notes(paper_notes.notes_item("walk"))


# --- within a session --------------------------------------------------------------------------------------


def test_a_session_keeps_notes_on_the_paper(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def script(said: list[Message]) -> Iterator[Message]:
        yield {"do": "note", "field": "words", "text": "one step"}
        yield {"do": "note", "field": "input", "key": "f-mean", "text": "a walk"}
        yield {"do": "note", "field": "unknown", "text": "internal hard: which noise?"}
        yield {"do": "note", "field": "unknown", "text": "which noise?"}
        yield {"do": "note", "field": "meaning", "text": "noise"}
        yield {"do": "note", "field": "overview", "key": "about", "text": "an old idea"}
        yield {"do": "note", "field": "line", "text": "a sum"}

    said = Talk(workspace, monkeypatch)(script, "papers/walk/recall-1")
    kinds = [message["type"] for message in said[1:8]]
    assert kinds == ["noted", "noted", "noted", "noted", "error", "noted", "noted"]
    assert [message["key"] for message in of(said, "noted")][:2] == ["f-step", "f-mean"]
    assert re.search("needs a key", said[5]["message"]), "the exercise is about no symbol"
    view = open_paper(workspace, "walk")
    assert (view.formulas[0].notes["words"], view.formulas[1].notes["input"]) == ("one step", "a walk")
    assert [(each.text, each.category) for each in asked(workspace)] == [
        ("which noise?", "hard"),
        ("which noise?", ""),
    ]
    assert view.notes[0].headings[0].lines[0].text == "an old idea"
    assert {each.about for each in asked(workspace)} == {"f-step"}, "the formula of the exercise"
    assert len(written(workspace)) == 7, "one's own line is kept with the exercise"


def test_notes_on_a_symbol_and_outside_of_papers(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(said: list[Message]) -> Iterator[Message]:
        yield {"do": "note", "field": "meaning", "text": "noise of mine"}

    talk = Talk(workspace, monkeypatch)
    assert of(talk(script, "papers/walk/symbol-3"), "noted")[0]["key"] == r"\epsilon_t"
    assert open_paper(workspace, "walk").symbols[1].meaning == "noise of mine"
    error = of(talk(script, "way/sum-1"), "error")[0]
    assert "way/sum-1 belongs to none" in error["message"]


WHOLE = {
    "overview": ("about", "a walk"), "link": (str(uuid.UUID(int=7)), "https://a.org/b\na post\n12"),
    "caption": ("0123456789abcdef", "axes: steps\nit grows"), "box": (str(uuid.UUID(int=8)), "Mine\nx = 1"),
    "boxline": ("fedcba9876543210", "borrowed: a step"), "block": ("f-mean", "f-step"),
    "needs": ("way.long", "yes"), "depth": ("", "reproduce"), "tick": ("idea/enough", "done"),
}  # fmt: skip
"""A note of each field on the paper as a whole."""


def test_a_program_without_a_field_keeps_and_exports_its_notes(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for field, (key, text) in WHOLE.items():
        workspace.store.append(Note(field=field, key=key, text=text), item=paper_notes.notes_item("walk"))
    log, again = tmp_path / "log.jsonl", tmp_path / "again.jsonl"
    export_events(workspace, log)
    monkeypatch.setattr(
        paper_notes, "PAPER_FIELDS", ("input", "process", "output", "words", "meaning", "unknown")
    )
    monkeypatch.setattr(paper_notes, "FORMER_FIELDS", ())
    plant_paper(tmp_path / "older")
    with workspace_in(tmp_path / "older") as older:
        merge_log_files(older, [log])
        merge_log_files(older, [log])
        assert open_paper(older, "walk").unplaced == ()
        export_events(older, again)
    assert again.read_bytes() == log.read_bytes()


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a.org",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "a post",
        "https://a b",
        "--new",
    ],
)
def test_a_link_is_an_address_of_the_web(workspace: Workspace, address: str) -> None:
    with pytest.raises(UsageError, match="https://"):
        write_heading(workspace, "walk", "link/", {"address": address})


@pytest.mark.parametrize("address", ["http://a.org", "https://a.org/x?y=1#z", "HTTPS://A.ORG"])
def test_pages_of_the_web_are_linked(workspace: Workspace, address: str) -> None:
    write_heading(workspace, "walk", "link/", {"address": address})
    assert [each.address for each in links(workspace)] == [address]
    assert f"](<{address}>)" in to_markdown(open_paper(workspace, "walk"))


@pytest.mark.parametrize("address", ["--gpu-launcher=touch (scratch)", "javascript:alert(1)", "file:///etc"])
def test_a_link_of_another_log_that_is_no_web_address_is_shown_and_not_linked(
    workspace: Workspace, address: str
) -> None:
    text = f"{address}\nRead me first\n" + "5" * 5000
    item = paper_notes.notes_item("walk")
    workspace.store.append(Note(field="link", key=str(uuid.UUID(int=7)), text=text), item=item)
    (link,) = links(workspace)
    assert (link.address, link.title) == ("", f"Read me first: not a web address: {address}")
    assert link.is_own
    told = to_markdown(open_paper(workspace, "walk"))
    assert "Read me first: not a web address" in told
    assert f"<{address}>" not in told
    remove_heading(workspace, "walk", link)
    assert not links(workspace)


def test_links_and_captions_stand_in_the_workbook(tmp_path: Path) -> None:
    caption = CaptionRow("ab", "figure", "how far $x$ gets", "1", "main.tex", 60)
    passage = PassageRow("about", "We walk.", "main.tex", 3)
    sheet = replace(RECORD, captions=(caption,), passages=(passage,))
    plant_paper(tmp_path, sheet)
    with workspace_in(tmp_path) as workspace:
        link = {"address": "https://a.org/x", "title": "A [post]", "minutes": "7"}
        write_heading(workspace, "walk", "link/", link)
        write_heading(workspace, "walk", "caption/ab", {"axes": "steps, metres", "words": "it grows"})
        write_heading(workspace, "walk", "caption/ab", {"shows": "a root"})
        assert part(workspace, "The paper").headings[0].quotes == (("We walk.", "main.tex:3"),)
        (caption,) = part(workspace, "Figures and tables").headings
        assert [line.text for line in caption.lines] == ["steps, metres", "a root", "it grows"]
        text = to_markdown(open_paper(workspace, "walk"))
        assert "- [A \\[post\\] (7 min)](<https://a.org/x>)" in text
        assert "- Figure 1\n\n  > how far $x$ gets  \n  axes: steps, metres  \n  shows: a root" in text
        write_heading(workspace, "walk", links(workspace)[0].id, {"address": "", "title": "", "minutes": ""})
        assert not links(workspace)


def test_a_note_on_a_caption_outlives_its_caption(tmp_path: Path) -> None:
    sheet = replace(RECORD, captions=(CaptionRow("ab", "figure", "old", "1"),))
    plant_paper(tmp_path, sheet)
    with workspace_in(tmp_path) as workspace:
        write_heading(workspace, "walk", "caption/ab", {"words": "it grows"})
        save_record(record_path(workspace.places, "walk"), RECORD)  # imported again, without it
        assert "caption: it grows" in to_markdown(open_paper(workspace, "walk"))
        save_record(record_path(workspace.places, "walk"), sheet)
        assert open_paper(workspace, "walk").unplaced == ()
