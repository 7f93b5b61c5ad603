"""Numbers of exercises as books and readers write them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drill.errors import ParseError
from drill.exchange.textbook_numbers import is_label, label_key, read_numbers, read_terms


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("7", "7"),
        ("1-4", "1 2 3 4"),
        ("1-9 odd !7", "1 3 5 9"),
        ("!7 1-9 odd", "1 3 5 9"),
        ("22-30 even", "22 24 26 28 30"),
        ("1-12 every 5", "1 6 11"),
        ("12a-c", "12a 12b 12c"),
        ("3, 1; 2", "1 2 3"),
        ("2.1-2.11 odd", "2.1 2.3 2.5 2.7 2.9 2.11"),
        ("2.10 2.9", "2.9 2.10"),
        ("12b 12 3", "3 12 12b"),
        ("1-9 !2-8", "1 9"),
        ("1-9 !2-8 even", "1 3 5 7 9"),
        ("1–3", "1 2 3"),
        ("007", "7"),
        ("1-3 2-5 3", "1 2 3 4 5"),
    ],
)
def test_numbers(text: str, labels: str) -> None:
    assert read_numbers(text).labels == tuple(labels.split())


@pytest.mark.parametrize(
    ("text", "column", "message", "mend"),
    [
        ("40-1", 1, "the range 40-1 runs backwards", "write 1-40"),
        ("3 1-40 od", 8, "'od' is not an exercise number", "did you mean odd?"),
        ("1..5", 1, "'1..5' is not an exercise number", "write 7, 1-40"),
        ("7 odd", 3, "odd thins out a range, and 7 is not one", "write 1-40 odd"),
        ("odd", 1, "odd belongs after the range that it thins out", "write 1-40 odd"),
        ("1-9 every", 5, "every is followed by a number", "write 1-60 every 5"),
        ("1-9 every 0", 5, "every is followed by a number", "write 1-60 every 5"),
        ("12c-a", 1, "12c-a is not a range of letters in order", "write 12a-c"),
        ("12a-14", 1, "a range goes from number to number, or from letter to letter", "12a-c"),
        ("1-5000", 1, "a range has at most 1,000 exercises", "is it mistyped?"),
        ("1.1-2.3", 1, "both ends of a range must be in the same chapter", "write 1.1-1.3"),
        ("", 1, "no exercise is named", "write 7, 1-40"),
        ("4 !1-9", 1, "every exercise is left out here", "write 7"),
    ],
)
def test_what_is_not_read_names_the_column_and_the_mend(
    text: str, column: int, message: str, mend: str
) -> None:
    with pytest.raises(ParseError) as raised:
        read_numbers(text)
    assert raised.value.at == column
    assert raised.value.message == message
    assert mend in raised.value.hint


@given(st.one_of(st.text(), st.text("0123456789abc.-–!,; oedvrny", max_size=40)))
@example("1-9 " * 400 + "1-999")
def test_any_text_is_read_or_refused_at_a_place(text: str) -> None:
    found, refused = None, 0
    try:
        found = read_numbers(text)
    except ParseError as error:
        refused = error.at
    if found is None:
        assert refused in range(1, len(text) + 2)
        return
    assert list(found.labels) == sorted(set(found.labels), key=label_key)
    assert all(map(is_label, found.labels))
    assert all(text[term.start : term.end].strip() for term in read_terms(text))
