"""Adding to a list, in its text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import UsageError
from drill.exchange.book_lists import add_to_list_text, begin_book_list, read_addition
from drill.exchange.textbook_numbers import read_list
from tests.exchange.test_books import STRANG


def after(text: bytes | str, *additions: str) -> str:
    raw = text.encode() if isinstance(text, str) else text
    for addition in additions:
        raw = add_to_list_text(raw, read_addition(addition))
    return raw.decode()


def test_a_section_more_stands_at_its_place_in_the_book() -> None:
    text = after(
        begin_book_list("It's a title", "A Name", ""), "3.10: 1-4", "3.2: 1-15 odd", "A.1: 2", "3.2: 2"
    )
    assert text == (
        "title: 'It''s a title'\nauthor: 'A Name'\nsections:\n  3.2: 1-15 odd; 2\n  3.10: 1-4\n  A.1: 2\n"
    )


def test_what_else_stands_there_stays() -> None:
    edited = after(STRANG, "1.1: 2", "3.10: 7", "3.1: 1-3")
    assert edited == STRANG.replace("1-9 odd !7", "1-9 odd; 2 !7").replace(
        "1-6, 12a-b", "1-6; 12a-b; 7"
    ).replace("  3.10:", "  3.1: 1-3\n  3.10:")


def test_adding_again_changes_nothing() -> None:
    assert after(STRANG, "1.1: 1-9 odd !7", "3.10: 1-3") == STRANG


def test_what_is_left_out_comes_back_when_it_is_added() -> None:
    assert "  1.1: 1-9 odd\n" in after(STRANG, "1.1: 7")
    assert "  1.1: 1-9 odd !7 !3\n" in after(STRANG, "1.1: !3")
    with pytest.raises(UsageError, match="section 1 leaves out !2-4"):
        after("title: T\nsections:\n  1: 1-9 !2-4\n", "1: 3")


def test_a_wider_range_takes_the_place_of_a_narrower_one() -> None:
    assert "  1.1: 1-20\n" in after(STRANG, "1.1: 1-20")


@pytest.mark.parametrize(
    ("addition", "told"),
    [
        ("3.2", "no section is named"),
        (": 1-3", "no section is named"),
        ("3.2: 1-9 od", "column 10: 'od' is not an exercise number"),
        ("9: !3", "there is no section 9"),
        ("2: !2.5", "nothing would be left of section 2"),
    ],
)
def test_refusals_name_the_mend(addition: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as raised:
        after(STRANG, addition)
    assert raised.value.hint


@pytest.mark.parametrize(
    ("text", "addition"),
    [
        ("title: T\nsections: {1: 1-3}\n", "2: 5"),
        ("title: T\nsections:\n  1: >\n    1-3\n", "1: 5"),
        ("title: T\nsections:\n  1: 1-3\n    5\n", "1: 6"),
    ],
)
def test_what_is_written_otherwise_is_edited_by_hand(text: str, addition: str) -> None:
    with pytest.raises(UsageError, match="edited by hand"):
        after(text, addition)


_RANGES = st.tuples(st.integers(1, 30), st.integers(0, 9), st.sampled_from(["", " odd", " even", " every 3"]))


@given(st.lists(st.tuples(st.sampled_from(["1", "2.1", "10"]), _RANGES), min_size=1, max_size=8))
def test_a_list_holds_what_was_added_to_it(made: list[tuple[str, tuple[int, int, str]]]) -> None:
    additions = [f"{section}: {first}-{first + more}{word}" for section, (first, more, word) in made]
    raw = begin_book_list("T", "", "")
    wanted: dict[str, set[str]] = {}
    for text in additions:
        addition = read_addition(text)
        if not addition.named:
            continue
        raw = add_to_list_text(raw, addition)
        wanted.setdefault(addition.section, set()).update(addition.named)
        assert add_to_list_text(raw, addition) == raw
    book = read_list(raw)
    assert {section.name: set(section.labels) for section in book.sections} == wanted
    assert [section.name for section in book.sections] == [n for n in ("1", "2.1", "10") if n in wanted]
