"""The sheet as a file: what is written is read again, edits are the reader's own, faults have places."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import PaperError
from drill.formulas import Meaning
from drill.papers import (
    AbsentRow,
    AlgorithmRow,
    BlockRow,
    CaptionRow,
    Facts,
    FigureRow,
    FormulaRow,
    LinkRow,
    Mention,
    NoteRow,
    Origin,
    Paper,
    PassageRow,
    SourceRow,
    SymbolRow,
    parse_paper,
    parse_sheet,
    print_paper,
)
from drill.papers.sheet.symbol_keys import make_spelling_key
from drill.text import clean_text

QHM = r"""title: 'Quasi-hyperbolic momentum: a note'
source: {file: qhadam.tex, sha256: a1b2}
symbols:
- symbol: \theta_t
  typed: theta_t
  is: theta_t in R^d
  means: the parameters after step t
  from: {is: solved from (2), means: 'said, line 14'}
- {symbol: \beta, typed: beta, is: 0 <= beta < 1, means: momentum, from: {is: you, means: 'said, line 20'}}
formulas:
- id: eq-2
  latex: \theta_{t+1} = \theta_t - \alpha g_t
  label: eq:qhm
  line: 31
  before: 'and QHM averages it with a plain step:'
decisions: {recall-6a94253954: kept, blank-eef312ab70: left}
"""


def test_a_sheet_by_hand_is_read() -> None:
    sheet = parse_sheet(QHM, "qhadam")
    assert sheet.slug == "qhadam"
    assert sheet.source == SourceRow("qhadam.tex", "a1b2")
    assert sheet.symbols[0] == SymbolRow(
        r"\theta_t",
        "theta_t",
        "theta_t in R^d",
        "the parameters after step t",
        Origin("solved", "(2)"),
        Origin("said", "line 14"),
    )
    assert sheet.symbols[1].declared_from == Origin("you")
    assert sheet.formulas[0].before == "and QHM averages it with a plain step:"
    assert sheet.decisions == {"recall-6a94253954": "kept", "blank-eef312ab70": "left"}


LETTERS = """
symbols:
- {symbol: W, typed: W, is: 'm, d', from: you}
- {symbol: f, typed: f, is: d -> number}
- {symbol: p, typed: p, is: a thing of mine}
formulas:
- {latex: y = W x, has_letters: yes, parts: ['a := W x: m'], holds: [m < 3]}
"""


def test_letters_of_formulas_are_read() -> None:
    sheet = parse_sheet(LETTERS, "a")
    assert [(row.symbol, row.declared, row.declared_from) for row in sheet.symbols] == [
        ("W", "m, d", Origin("you")), ("f", "d -> number", Origin("you")),
        ("p", "a thing of mine", Origin("you")),
    ]  # fmt: skip
    (formula,) = sheet.formulas
    assert (formula.has_letters, formula.parts, formula.holds) == (True, ("a := W x: m",), ("m < 3",))
    assert not sheet.refused


def test_a_record_of_an_earlier_version_says_no_letters() -> None:
    text = '{"format": 3, "slug": "a", "formulas": [{"id": "f", "latex": "y = x"}]}'
    (formula,) = parse_paper(text).formulas
    assert (formula.has_letters, formula.parts, formula.holds) == (False, (), ())
    assert not {"has_letters", "parts", "holds", "meant"} & set(
        re.findall(r"\w+", print_paper(parse_paper(text)))
    )


def test_formulas_alone_make_a_sheet() -> None:
    sheet = parse_sheet("formulas:\n- latex: y = x + 1\n- latex: y=x+1\n- {latex: 'z = 2'}\n", "mine")
    assert [row.latex for row in sheet.formulas] == ["y = x + 1", "y=x+1", "z = 2"]
    assert len({row.id for row in sheet.formulas}) == 3
    assert sheet.formulas[1].id == f"{sheet.formulas[0].id}-2"


def test_a_text_that_is_changed_by_hand_is_the_readers_own() -> None:
    row = "{symbol: x, typed: x, is: %s, means: an input, from: {is: 'said, line 2', means: 'said, line 3'}}"
    sheet = f"symbols:\n- {row}\nwritten: [24fb03e1, 9bc3aec7]\n"
    (row,) = parse_sheet(sheet % "x in R", "a").symbols
    assert row.declared_from == Origin("said", "line 2")
    (row,) = parse_sheet(sheet % "x in R^n", "a").symbols
    assert (row.declared, row.declared_from) == ("x in R^n", Origin("you"))
    assert (row.means, row.means_from) == ("an input", Origin("said", "line 3"))
    (added,) = parse_sheet("symbols:\n- {symbol: y, means: a label}\n", "a").symbols
    assert added.means_from == Origin("you")


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("tilte: A\n", "1:1", "did you mean title"),
        ("title: A\ntitle: B\n", "2:1", "title appears twice"),
        ("symbols: x\n", "1:10", "a list is expected"),
        ("decisions: {recall-1: maybe}\n", "1:23", "'maybe' is not known"),
        ("decisions: [recall-1]\n", "1:12", "names with values"),
        ("a: &b c\n", "1:4", "anchors"),
        ("- a\n", "1:1", "names with values"),
        ("title: 'open\n", "1:8", "a quote is not closed"),
    ],
)  # fmt: skip
def test_faults_have_their_place_and_a_hint(text: str, place: str, said: str) -> None:
    with pytest.raises(PaperError) as caught:
        parse_sheet(text, "a", path="a.sheet.yaml")
    assert str(caught.value).startswith(f"a.sheet.yaml:{place}: ")
    assert said in str(caught.value)
    assert f"{caught.value.line}:{caught.value.column}" == place


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("symbols:\n- {symbol: x, mean: y}\n", "2:15", "did you mean means"),
        ("symbols:\n- {typed: x}\n", "2:3", "symbol is missing"),
        ("symbols:\n- symbol: x\n- symbol: x\n", "3:3", "x is declared twice"),
        ("symbols:\n- {symbol: x, from: {is: heard}}\n", "2:26", "not an origin"),
        ("formulas:\n- {label: a}\n", "2:3", "latex is missing"),
        ("formulas:\n- {id: a, latex: x}\n- {id: a, latex: y}\n", "3:3", "two formulas"),
        ("formulas:\n- {latex: x, line: soon}\n", "2:20", "a whole number"),
        ("formulas:\n- {latex: [x]}\n", "2:11", "text is expected here"),
        ("symbols:\n- symbol: y\n  typed: '__import__(\"os\")'\n", "3:10", "is not a name to type"),
        ("symbols:\n- {symbol: x, typed: x}\n- {symbol: y, typed: x}\n", "3:22", "x is already typed for x"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_costs_itself_alone(text: str, place: str, said: str) -> None:
    sheet = parse_sheet(f"{text}blocks:\n- {{number: 1}}\n", "a", path="a.sheet.yaml")
    (refused,) = sheet.refused
    assert said in refused.message
    assert (refused.file, f"{refused.line}:{refused.column}") == ("a.sheet.yaml", place)
    assert len(sheet.symbols) + len(sheet.formulas) == text.count("- ") - 1
    assert sheet.blocks == (BlockRow(1),)
    assert parse_paper(print_paper(sheet)) == sheet


def test_control_characters_are_cleaned() -> None:
    sheet = parse_sheet('title: "a\\e]0;b"\nsymbols:\n- {symbol: x\x1b, means: "y\\u202e"}\n', "a")
    assert (sheet.title, sheet.symbols[0].symbol, sheet.symbols[0].means) == ("a]0;b", "x", "y")
    assert parse_paper(print_paper(Paper("a", title="a\x1bb"))).title == "ab"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (r"\\beta", r"\beta"), (r"a\u001bb", "ab"), (r"\\\u202ea", "\\a"), (r"a\r\nb\t", "a\nb\t"),
        (r"\\\\u0007", r"\\u0007"),
    ],
)  # fmt: skip
def test_escapes_of_control_characters_are_cleaned(written: str, title: str) -> None:
    assert parse_paper(f'{{"format": 3, "slug": "a", "title": "{written}"}}').title == title


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('"slug": 1', "this paper is damaged at slug: text is expected, not 1"),
        ('"title": ""', "this paper is damaged at slug: is missing"),
        ('"slug": "a", "blocks": [{"number": 1}, {"number": true}]', "at blocks 1 number: a whole number"),
        ('"slug": "a", "decisions": {"x": "burnt"}', "damaged at decisions x: 'burnt' is not known"),
    ],
)  # fmt: skip
def test_a_damaged_paper_is_refused_with_its_place(content: str, message: str) -> None:
    with pytest.raises(PaperError, match=re.escape(message)):
        parse_paper(f'{{"format": 3, {content}}}')


def test_entries_of_a_later_version_are_kept_and_other_names_passed_over() -> None:
    text = '{"format": 3, "slug": "a", "mood": 1, "blocks": [{"number": 1, "mood": []}], "made": {"mood": 2}}'
    assert parse_paper(text) == Paper("a", blocks=(BlockRow(1),), unread={"mood": 1})


def test_the_sheet_of_a_book_is_read_and_a_larger_one_refused() -> None:
    words = "Words that lead to it, " * 12
    formulas = tuple(FormulaRow(f"{at:012x}", rf"x_{at} = \sum_i y_i", before=words) for at in range(3_000))
    sheet = Paper("a", formulas=formulas, decisions={f"recall-{at}": "kept" for at in range(5_000)})
    assert parse_paper(print_paper(sheet)) == sheet
    with pytest.raises(PaperError, match="larger than 4 MB"):
        parse_sheet(b" " * 4_000_001, "a")


_TEXTS = st.text(max_size=12).map(clean_text) | st.sampled_from(
    [
        "",
        "yes",
        "1",
        "- a",
        "a: b",
        "#",
        "a #b",
        "'",
        '"',
        r"\theta_{t+1}",
        "{x}",
        "a\nb",
        "a:",
        "~",
        "x,y",
        " a ",
    ]
)
_WORDS = _TEXTS.filter(str.strip)
_NUMBERS = st.integers(0, 10_000)
_ORIGINS = st.builds(
    Origin,
    st.sampled_from(["guessed", "solved", "said", "you"]),
    st.sampled_from(["", "line 14", "(2)", "(2), (5)", "line 88 calls it a share"]),
)


_DECLARED = st.sampled_from(["", "x in R", "0 < x <= 1", "x in {0, 1}^n", "f: R^d -> R", "x ~ N(0, 1)"])


@st.composite
def symbol_rows(draw: st.DrawFn) -> SymbolRow:
    declared, means = draw(_DECLARED), draw(_TEXTS)
    origin = st.none() | _ORIGINS
    symbol = draw(_WORDS)
    return SymbolRow(
        symbol,
        draw(st.sampled_from(["", f"x_{symbol.encode().hex()}"])),
        declared,
        means,
        draw(_ORIGINS if declared else origin),
        draw(_ORIGINS if means else origin),
        draw(st.none() | _NUMBERS),
        draw(_NUMBERS),
        draw(_TEXTS),
        tuple(draw(st.lists(st.builds(Mention, _TEXTS, _TEXTS, _NUMBERS), max_size=2))),
    )


_FACTS = st.lists(_TEXTS.filter(str.strip), max_size=3).map(tuple)
SHEETS = st.builds(
    Paper,
    st.just("a"),
    title=_TEXTS,
    authors=_TEXTS,
    abstract=_TEXTS,
    source=st.builds(SourceRow, _TEXTS, _TEXTS),
    symbols=st.lists(
        symbol_rows(), max_size=4, unique_by=lambda row: (make_spelling_key(row.symbol), row.scope)
    ).map(tuple),
    formulas=st.lists(
        st.builds(FormulaRow, _WORDS, _WORDS, _TEXTS, _TEXTS, _TEXTS, _NUMBERS, _NUMBERS, _NUMBERS, _TEXTS,
                  _TEXTS, called=_TEXTS, referenced=st.lists(_TEXTS, max_size=2).map(tuple),
                  cited=_NUMBERS, part=_TEXTS,
                  parts=_FACTS, holds=_FACTS, has_letters=st.booleans()),
        max_size=3,
        unique_by=lambda row: row.id,
    ).map(tuple),
    meanings=st.lists(
        st.builds(Meaning, _TEXTS, _TEXTS, st.dictionaries(_WORDS, _FACTS, max_size=2), _FACTS),
        max_size=2, unique_by=lambda meaning: meaning.of,
    ).map(tuple),
    blocks=st.lists(st.builds(BlockRow, _NUMBERS, _TEXTS), max_size=2).map(tuple),
    algorithms=st.lists(
        st.builds(AlgorithmRow, _TEXTS, st.lists(_TEXTS, max_size=3).map(tuple)), max_size=2
    ).map(tuple),
    absent=st.lists(st.builds(AbsentRow, _TEXTS, _TEXTS, _NUMBERS), max_size=2).map(tuple),
    notes=st.lists(st.builds(NoteRow, _TEXTS, _TEXTS), max_size=2).map(tuple),
    decisions=st.dictionaries(
        _WORDS.map(str.strip), st.sampled_from(["kept", "left", "waiting"]), max_size=4
    ),
    meant=_FACTS,
    cited=st.lists(st.builds(AbsentRow, _TEXTS, _TEXTS, _NUMBERS), max_size=1).map(tuple),
    passages=st.lists(st.builds(PassageRow, _TEXTS, _TEXTS, _TEXTS, _NUMBERS), max_size=1).map(tuple),
    captions=st.lists(st.builds(CaptionRow, _TEXTS, _TEXTS, _TEXTS, _TEXTS), max_size=1).map(tuple),
    facts=st.builds(
        Facts, _FACTS, claims=_FACTS, hardware=_FACTS, limitations=_FACTS,
        optimiser=st.dictionaries(_WORDS.map(str.strip).filter(bool), _TEXTS, max_size=2),
    ),
    links=st.lists(
        st.builds(LinkRow, st.just("https://example.org/a?b=c#d"), _TEXTS, _NUMBERS, st.just("post")),
        max_size=2,
    ).map(tuple),
    figures=st.lists(st.builds(FigureRow, _TEXTS, _TEXTS), max_size=2).map(tuple),
)  # fmt: skip


@given(SHEETS)
def test_what_is_written_is_read_again(sheet: Paper) -> None:
    written = print_paper(sheet)
    assert parse_paper(written) == sheet
    assert print_paper(parse_paper(written)) == written


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from([*QHM.split(" "), "\n", "- ", "{", "}", "[", "from: "])).map(" ".join)
)
def test_any_text_is_a_sheet_or_refused(text: str) -> None:
    with suppress(PaperError):
        parse_sheet(text, "a")


@given(st.binary(max_size=80))
def test_any_bytes_are_a_sheet_or_refused(raw: bytes) -> None:
    with suppress(PaperError):
        parse_sheet(raw, "a")
