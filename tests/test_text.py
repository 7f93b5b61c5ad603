"""Cleaning of text from outside, and its parts outside of brackets."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from drill.text import clean_text, find_closing, one_line, remove_invisible, split_outside_brackets
from tests.rows import each_row


@each_row(
    ("dirty", "expected"),
    [
        ("\x1b]0;owned\x07title", "]0;ownedtitle"),
        ("a\x9b31mb", "a31mb"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("\u2066x\u2069", "x"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("tab\tand\nnewline", "tab\tand\nnewline"),
        ("windows\r\nold mac\rend", "windows\nold mac\nend"),
        ("é ∑ 中 𝔼", "é ∑ 中 𝔼"),
    ],
)
def test_clean(dirty: str, expected: str) -> None:
    assert clean_text(dirty) == expected


def test_all_that_unicode_formats_with_is_removed_but_signs_and_operators() -> None:
    formats = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"]
    kept = {sign for sign in formats if remove_invisible(sign)}
    operators = set("\u2061\u2062\u2063\u2064")
    assert operators <= kept
    assert not any(
        unicodedata.name(sign, "").startswith(("ZERO", "SOFT", "WORD", "LEFT", "RIGHT")) for sign in kept
    )
    assert remove_invisible("é ∑ 中 𝔼 x² ½") == "é ∑ 中 𝔼 x² ½"


@given(st.text(st.characters()))
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    cleaned = clean_text(text)
    assert all(unicodedata.category(c) not in ("Cc", "Cs") or c in "\n\t" for c in cleaned)
    assert all(
        unicodedata.bidirectional(c) not in ("LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI", "FSI", "PDI")
        for c in cleaned
    )
    assert clean_text(cleaned) == cleaned


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


@each_row(
    ("text", "pieces"),
    [
        ("", [(0, "")]),
        ("a, (b, c), d", [(0, "a"), (2, " (b, c)"), (10, " d")]),
        ("[a; b];", [(0, "[a; b]"), (7, "")]),
        ("a), b", [(0, "a)"), (3, " b")]),
        ("(a, b", [(0, "(a, b")]),
    ],
)
def test_a_text_is_split_outside_its_brackets(text: str, pieces: list[tuple[int, str]]) -> None:
    assert split_outside_brackets(text, ",;") == pieces


@each_row(("text", "end"), [("(a(b))c", 5), ("(a", 2), ("((a)", 4)])
def test_a_bracket_is_closed_where_all_within_it_are(text: str, end: int) -> None:
    assert find_closing(text, 0, "(", ")") == end
