"""More exercises on one screen: a page is copied, an answer pasted or named, and what is proved is kept."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest
from textual.events import Paste

from drill.session.standing.paper_names import read_record
from drill.tui import SERVED
from tests.homes import configure
from tests.papers.pdf_files import make_pdf
from tests.papers.test_second_author import ONE, TWO
from tests.tui.a_paper import SLUG, made_with, plant_paper
from tests.tui.driving import Learner, learner
from tests.tui.lists import choose

CODE = "7k2f"
ANSWER = f"```yaml\n# drill {CODE}\n{ONE}```\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A paper of one's own without drafts, on a system whose clipboard nothing reads."""
    monkeypatch.setattr("drill.tui.desktop.find_clipboard_reader", lambda: None)
    plant_paper(tmp_path, made_with(drafts=()))
    pages = [
        {"code": CODE, "about": f"papers/{SLUG}", "is_answered": True},
        {"code": "9m3x", "about": str(tmp_path / "notes.md")},
    ]
    (tmp_path / "papers" / "pages.json").write_text(json.dumps(pages), encoding="utf-8")
    return tmp_path


def kept(home: Path) -> set[str]:
    record = read_record(home / "papers" / f"{SLUG}.paper.json")
    assert record is not None
    return {name for name, decision in record.decisions.items() if decision == "kept"}


async def open_more(person: Learner) -> None:
    await person.is_at("Today")
    await person.press("4")
    await person.sees("Steps that look back", "enter open")
    await person.press("enter")
    await person.sees("a chat can write exercises: enter copies a page")
    await person.press("plus")
    await person.sees("More exercises", "You copy a page and paste it into any chat", "1 copy the page")


async def test_a_page_is_copied_and_its_answer_pasted_practised_and_taken_back(home: Path) -> None:
    async with learner(home) as person:
        await open_more(person)
        await person.press("1")
        await person.sees(
            "Copied. If your terminal drops it:", "page.md", "1 copy the page for a chat: copied"
        )
        assert person.app.clipboard.startswith("# Meanings and exercises")
        assert (home / "page.md").read_text("utf-8") == person.app.clipboard
        person.app.post_message(Paste(ANSWER))
        await person.sees("not yet checked by a second chat half-of-it", "1 exercise can be practised now.")
        await person.sees("1 exercise kept.", "a new chat")
        assert kept(home) == {"half-of-it"}
        await person.press("1")
        await person.sees("copy the page for a new chat, which checks them: copied")
        assert person.app.clipboard.startswith("# A check of exercises")
        await person.press("u")
        await person.sees("Taken back: 1 exercise.", "You copy a page and paste it into any chat")
        assert kept(home) == set()
        await person.press("escape")
        await person.sees("(1) descent")


async def test_what_was_answered_is_not_taken_back(home: Path) -> None:
    async with learner(home) as person:
        await open_more(person)
        person.app.post_message(Paste(ANSWER))
        await person.sees("1 exercise kept.")
        choose(person, "practise the 1")
        await person.press("enter")
        await person.sees("What is half of")


async def test_an_answer_is_read_wherever_it_is_pasted(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        person.app.post_message(Paste(ANSWER.replace("\n", "\r")))  # as a terminal sends it
        await person.sees("More exercises", "1 exercise kept.")
        await person.press("escape")
        await person.sees("(1) descent")
        person.app.post_message(Paste("Hello"))
        await person.sees("To take exercises from a chat, paste its whole answer here.")


async def test_what_is_not_accepted_is_copied_to_be_sent_back(home: Path) -> None:
    async with learner(home, size=(80, 40)) as person:
        await open_more(person)
        person.app.post_message(Paste(f"```yaml\n{ONE}{TWO.replace('a/2', 'a/3')}```\n"))
        await person.sees("1 was not accepted", "is copied: paste it into the same chat")
        assert "another-half: witness" in person.app.clipboard


async def test_an_answer_is_named_as_a_file(home: Path) -> None:
    (home / "answer.md").write_text(ANSWER, encoding="utf-8")
    async with learner(home) as person:
        await open_more(person)
        choose(person, "in a file")
        await person.press("enter")
        person.pastes(home / "none.md")
        await person.press("enter")
        await person.sees("cannot be read")
        await person.press("2")
        person.pastes(home / "answer.md")
        await person.press("enter")
        await person.sees("1 exercise kept.")


async def test_the_clipboard_is_read_where_a_program_reads_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "answer.md").write_text(ANSWER, encoding="utf-8")
    reader = (sys.executable, "-c", f"print(open({str(home / 'answer.md')!r}).read())")
    monkeypatch.setattr("drill.tui.desktop.find_clipboard_reader", lambda: reader)
    async with learner(home) as person:
        await open_more(person)
        choose(person, "in the clipboard")
        await person.press("enter")
        await person.sees("1 exercise kept.")


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (
            make_pdf(["A step moves the weights by the slope."]),
            ("More exercises", "1 copy the page for a chat"),
        ),
        (b"%PDF-1.4 nothing", ("cannot be read as a PDF", "tab complete the path")),
    ],
    ids=["text", "broken"],
)
async def test_a_pdf_that_is_refused_leads_to_the_same_screen_if_it_has_any_text(
    home: Path, content: bytes, seen: tuple[str, ...]
) -> None:
    (home / "paper.pdf").write_bytes(content)
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees("enter open")
        await person.press("i")
        person.pastes(home / "paper.pdf")
        await person.press("enter")
        await person.sees(*seen)


async def test_a_browser_pastes_an_answer_and_gets_no_file_and_no_command(home: Path) -> None:
    configure(home, 'assistant = "cat"\n')
    async with learner(home, allowed=SERVED) as person:
        await open_more(person)
        assert "in a file" not in person.screen
        assert "your assistant" not in person.screen
        person.app.post_message(Paste(ANSWER))
        await person.sees("1 exercise kept.", "practise the 1 (not counted yet)")
        assert kept(home) == {"half-of-it"}
        person.app.post_message(Paste(ANSWER.replace(CODE, "9m3x")))
        await person.rests()
        assert not (home / "papers" / "my").exists(), "a browser names no file"


async def test_exercises_about_code_are_asked_for(home: Path) -> None:
    (home / "block.py").write_text("class Block:\n    def forward(self, x):\n        return x + 1\n")
    async with learner(home) as person:
        await person.commands("about code", "Ask for exercises about code")
        await person.sees("exercises about code of yours", "enter go on")
        person.pastes(home / "block.py")
        await person.press("enter")
        await person.sees("More exercises block.py", "1 copy the page")
        await person.press("1")
        await person.sees("Copied.")
        assert "return x + 1" in person.app.clipboard


async def test_an_assistant_writes_them(home: Path) -> None:
    stub = home / "stub.py"
    answer = f"```yaml\n{ONE}```"
    stub.write_text(
        "import re, sys\npage = sys.stdin.read()\n"
        "numbers = enumerate(re.findall(r'half of (\\d+)', page), 1)\n"
        "if page.startswith('# A check of exercises'):\n"
        "    print('\\n'.join(f'{place}: {number}/2' for place, number in numbers))\n"
        f"else: print({answer!r})\n"
    )
    configure(home, f"assistant = {json.dumps(shlex.join([sys.executable, str(stub)]))}\n")
    async with learner(home, size=(80, 40)) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees("enter open")
        await person.press("enter")
        await person.sees("May your assistant read papers that you import?", "two to four calls")
        await person.press("enter")
        await person.sees("more exercises: your assistant writes six")
        await person.press("plus", "1")
        await person.sees("A paper may contain instructions", "1 exercise can be practised now.")
        assert kept(home) == {"half-of-it"}


async def test_the_first_row_copies_the_page_until_it_is_dismissed(home: Path) -> None:
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees("enter open")
        await person.press("enter")
        await person.sees("a chat can write exercises: enter copies a page")
        choose(person, "a chat can write exercises")
        await person.press("enter")
        await person.sees("More exercises", "Copied. If your terminal drops it:")
        assert person.app.clipboard.startswith("# Meanings and exercises")
        await person.press("escape")
        await person.sees("more exercises: copied, waiting")
        choose(person, "copied, waiting")
        await person.press("n")
        await person.sees("make it your goal", "more exercises: copied, waiting")


async def test_an_assistant_is_asked_for_once_and_may_read_every_import(home: Path) -> None:
    configure(home, 'assistant = "cat"\n')
    async with learner(home) as person:
        await person.is_at("Today")
        await person.press("4")
        await person.sees("enter open")
        await person.press("enter")
        await person.sees("May your assistant read papers that you import?")
        await person.press("n")
        await person.sees("more exercises: your assistant writes six")
        assert person.app.settings.assistant_reads == "never"
