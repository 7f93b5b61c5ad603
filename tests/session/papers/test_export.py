"""The notes as Markdown: what stands in it, and that no text in it becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from drill.session.key_display import (
    escape_markdown_line,
    escape_markdown_paragraphs,
    without_html,
    write_display_markdown,
    write_inline_markdown,
    write_markdown_table,
)
from drill.session.papers.note_page import to_markdown
from drill.session.papers.workbook import open_paper
from drill.session.standing import paper_notes
from drill.session.workspace import Workspace
from drill.text import one_line
from tests.homes import workspace_in
from tests.session.a_paper import plant_paper

COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MARKUP = st.text(st.sampled_from("ab 1.)-+#*_`[]()<>!&;~|\\=$\n\t:/x"), max_size=30)


def leaves(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or [token]


def shown(markdown: str) -> tuple[list[str], str]:
    """The blocks that a reader of Markdown sees, and the text in them."""
    tokens = COMMONMARK.parse(markdown)
    blocks = [token.type for token in tokens if not token.type.endswith("_close")]
    text = "".join(
        "\n" if token.type in ("hardbreak", "softbreak") else token.content for token in leaves(tokens)
    )
    return blocks, text


@given(MARKUP.filter(lambda text: "$" not in text and one_line(text)))
@example("1. no list")
@example("&lt; <b> [a](b) ![c](d) ~~e~~ \\*")
@example("# no # heading #")
@example("--- | === | +")
def test_text_shows_as_it_is(text: str) -> None:
    assert shown(escape_markdown_line(text)) == (["paragraph_open", "inline"], one_line(text))
    assert shown(f"- {escape_markdown_line(text)}") == (
        ["bullet_list_open", "list_item_open", "paragraph_open", "inline"],
        one_line(text),
    )
    assert shown(f"# {escape_markdown_line(text)}") == (["heading_open", "inline"], one_line(text))
    cells = shown(write_markdown_table(["head"], [[escape_markdown_line(text)]]))
    assert cells == (
        [
            "table_open",
            "thead_open",
            "tr_open",
            "th_open",
            "inline",
            "tbody_open",
            "tr_open",
            "td_open",
            "inline",
        ],
        f"head{one_line(text)}",
    )


@given(st.lists(MARKUP.filter(lambda text: "$" not in text), max_size=4))
@example(["|", ":-"])
@example(["a | b", ":-: | -:"])
def test_lines_stay_lines_within_an_entry(lines: list[str]) -> None:
    text = "\n".join(lines)
    blocks, told = shown(f"- words: {escape_markdown_paragraphs(text, '  ')}\n- next")
    assert blocks.count("list_item_open") == 2
    assert set(blocks) <= {"bullet_list_open", "list_item_open", "paragraph_open", "inline"}
    wanted = [one_line(line) for line in text.strip().split("\n") if one_line(line)]
    assert re.sub(r"\n|words: ?|next$", "", told) == "".join(wanted)


@given(MARKUP, st.text(st.sampled_from("x<b>|\\ $^_{}"), max_size=12))
@example("", "<$$$<")
@example("", "$ $x")
def test_no_text_and_no_formula_opens_a_tag_or_a_row(text: str, latex: str) -> None:
    rows = write_markdown_table(
        ["s", "m"], [[write_inline_markdown(latex), escape_markdown_line(text)], ["a", "b"]]
    )
    assert len(rows.split("\n")) == 4
    for markdown in (
        escape_markdown_line(text),
        write_display_markdown(latex),
        without_html(text),
        without_html(f"${latex}$"),
    ):
        assert not [token for token in leaves(COMMONMARK.parse(markdown)) if token.type.startswith("html")]
    assert write_display_markdown(latex).count("$$") == 2


def test_formulas_in_text_stay_formulas() -> None:
    assert escape_markdown_line("as $a_1 * b_2$ costs $5 or $6") == r"as $a_1 * b_2$ costs \$5 or \$6"
    assert write_markdown_table(["x"], [["$|a|$ b \\| c"]]).endswith("| $\\vert{}a\\vert{}$ b \\| c |")
    assert write_inline_markdown(r"\|x\|<y") == r"$\|x\|< y$"
    assert without_html(r"$a<b$ <i>no</i>") == "$a< b$ &lt;i>no&lt;/i>"
    assert without_html(r"[1](http://x) $[a]$ \[2]") == r"\[1](http://x) $[a]$ \[2]"


def test_the_notes_hold_all_that_was_written(workspace: Workspace) -> None:
    for field, text in (("input", "a place"), ("process", "add *noise*"), ("output", "the next\n- place")):
        paper_notes.write_note(workspace, "walk", field, "f-step", text)
    paper_notes.write_note(workspace, "walk", "words", "f-step", "it walks, by $\\epsilon$")
    paper_notes.write_note(workspace, "walk", "words", "f-former", "an old thought")
    paper_notes.write_note(workspace, "walk", "unknown", "u-1", "external critical: why?")
    paper_notes.write_note(workspace, "walk", "words", "u-1", "since\n\nthen")
    paper_notes.write_note(workspace, "walk", "unknown", "u-2", "internal reviewers: table 4")
    text = to_markdown(open_paper(workspace, "walk"))
    head = text.partition("## Algorithms")[0]
    assert head == (
        "# A random walk\\_er\n\nUs 2026\n\n"
        "Notes on papers/walk. Of what it rests on: 4 skills left.\n\n"
        "## Questions and notes\n\n"
        "**The paper takes it for known**\n\n- why?  \n  since\n\n  then\n\n"
        "**Seems to be there for a reviewer**\n\n- table 4\n\n"
        "## Formulas\n\n### one step\n\n#### (1) walk\n\n"
        "$$\nx_{t+1} = x_t + \\epsilon_t\n$$\n\nmain.tex, line 12\n\n"
        "**Input → Process → Output**\n\n"
        "- Input: a place\n- Process: add \\*noise\\*\n- Output: the next  \n  \\- place\n\n"
        "**In my own words**\n\nit walks, by $\\epsilon$\n\n"
        "**Special cases**\n\n- $\\epsilon_t = 0$: it stands still\n\n"
        "### Block 2\n\n#### eq:mean\n\n$$\n\\|x\\|< y\n$$\n\nmain.tex, line 30\n\n"
        "### Other formulas\n\n#### line 40\n\n$$\ny = x\n$$\n\nmain.tex, line 40\n\n"
    )
    assert "| $x_t$ | place \\| of the walker | x\\_t in R^n | main.tex, line 10 |\n" in text
    assert "nothing at all" not in text, "it was left out"
    assert "- Donsker's theorem (main.tex, line 50): to be tracked down\n" in text
    assert "- for $t$\n  - $x$ moves\n" in text
    assert text.endswith("## Notes on what the paper no longer contains\n\n- words: an old thought\n")
    assert "- [ ] Add, for (1) walk\n" in text
    assert "## Exercises beside these\n\n- papers/walk/symbol-code-9 (number)\n" in text


def test_headings_come_from_the_page_alone(workspace: Workspace) -> None:
    calm = to_markdown(open_paper(workspace, "walk"))
    for field in ("input", "process", "output", "words"):
        paper_notes.write_note(
            workspace, "walk", field, "f-step", "# h\n===\n\n    code\n\n> quote\n\n```\n1) a"
        )
    loud = to_markdown(open_paper(workspace, "walk"))
    for of_type in ("heading_open", "code_block", "fence", "blockquote_open", "ordered_list_open"):
        assert shown(calm)[0].count(of_type) == shown(loud)[0].count(of_type)


def test_a_paper_without_anything_has_a_short_page(tmp_path: Path) -> None:
    plant_paper(tmp_path, record=None)
    with workspace_in(tmp_path) as workspace:
        text = to_markdown(open_paper(workspace, "walk"))
    assert text.startswith("# Walks\n\nNotes on papers/walk")
    assert "- papers/walk/recall-1 (" in text.partition("## Exercises\n\n")[2]
    assert "## Glossary" not in text
