"""Textbooks' lists as banks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.load import find_banks
from drill.banks.loaded_files import LoadedExercise, LoadedFile
from drill.exchange import read_file
from drill.exchange.deck_formats import is_book_file
from drill.exchange.textbook_numbers import read_book, read_list
from drill.files import shipped_banks
from tests.homes import shipped_catalogue

STRANG = """# the red one
title: Introduction to Linear Algebra
author: Gilbert Strang
edition: 5th edition
sections:
  1.1: 1-9 odd !7
  3.10:
    title: Spaces
    exercises: 1-6, 12a-b
    skill: linalg.sys.homog
    page: 131
    answers:
      2: 3/4
      3: {number: 4, tolerance: 0.1}
      4: it depends on @me
      6: "[1, t, 0]"
  2: 2.5
"""


def loaded(text: str = STRANG) -> LoadedFile:
    return read_file(text.encode(), "strang.yaml")


def by_id(file: LoadedFile) -> dict[str, LoadedExercise]:
    return {each.entry.id: each for each in file.exercises}


def prompt(each: LoadedExercise) -> str:
    return each.exercise.forms[0].questions[0].prompt


def test_a_list_is_a_bank_in_its_own_order() -> None:
    file = loaded()
    assert not file.problems
    assert " ".join(each.entry.id for each in file.exercises) == (
        "1-1-1 1-1-3 1-1-5 1-1-9 3-10-1 3-10-2 3-10-3 3-10-4 3-10-5 3-10-6 3-10-12a 3-10-12b 2-5"
    )
    assert file.title == "Strang: Introduction to Linear Algebra"
    assert file.topics == (("1.1", "section 1.1"), ("3.10", "3.10 Spaces"), ("2", "chapter 2"))
    assert file.source == {
        "title": "Introduction to Linear Algebra",
        "author": "Gilbert Strang",
        "edition": "5th edition",
    }


def test_what_is_asked() -> None:
    found = by_id(loaded())
    assert prompt(found["1-1-1"]) == "Strang, section 1.1, exercise 1: open the book."
    assert prompt(found["3-10-12a"]) == "Strang, section 3.10, exercise 12a (page 131): open the book."
    assert prompt(found["2-5"]) == "Strang, exercise 2.5: open the book."
    assert found["3-10-1"].exercise.title == "Section 3.10, exercise 1"
    assert found["3-10-1"].exercise.skill == "linalg.sys.homog"
    assert found["3-10-1"].exercise.topic == "3.10"


def test_an_answer_is_checked_and_what_cannot_be_read_is_the_learners() -> None:
    found = by_id(loaded())
    kinds = {id_: each.exercise.kind for id_, each in found.items() if each.exercise.kind != "self"}
    assert kinds == {"3-10-2": "number", "3-10-3": "number", "3-10-6": "vector"}
    assert found["3-10-6"].exercise.forms[0].declared.vars == ("t",)
    assert found["3-10-4"].exercise.forms[0].questions[0].answer.text == "it depends on @@me"
    assert found["3-10-2"].place(("prompt",)) == (13, 10)


def test_marks_stay_where_an_answer_is_added() -> None:
    found = by_id(loaded())
    assert found["3-10-2"].exercise.corrects == (found["3-10-1"].entry.maths,)
    assert found["3-10-2"].entry.maths != found["3-10-1"].entry.maths


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("  3.2: 1-40 od", "17:13: exercises: 'od' is not an exercise number; did you mean odd?"),
        ('  3.2: "1-40 od"', "17:14: exercises: 'od' is not an exercise number; did you mean odd?"),
        ("  3.2: 40-1", "17:8: exercises: the range 40-1 runs backwards; write 1-40"),
        ("  3.2: [1, 2]", "17:8: exercises: the exercise numbers of section 3.2 are missing; write 1-40 odd"),
        ("  3.2: {exercise: 1-4}", "17:9: exercise: unknown key 'exercise'; did you mean exercises?"),
        ("  a/b: 1-4", "17:3: sections: no section is called 'a/b'; write 3.1, A.2 or Review"),
        (
            "  1-1: 1-4",
            "17:3: sections: a second section 1-1; the first is in line 6; put their exercises together",
        ),
        ("  4: 2.5", "19:3: sections: exercise 2.5 is listed here and in line 17; take one out"),
        (
            "  4: {exercises: 1-3, answers: {9: 1}}",
            "17:33: answers: an answer to '9', which is not among the exercises of 4; "
            "list it, or take its answer out",
        ),
        (
            "  4: {exercises: 1-3, answers: {2: {numbr: 1}}}",
            "17:36: answer: no kind of answer is called 'numbr'; did you mean number?",
        ),
        ("  4: {exercises: 1-3, skill: A B}", "17:30: skill: no skill is called 'A B'; write linalg.mat.mul"),
        ("titel: X", "17:1: titel: unknown key 'titel'; did you mean title?"),
    ],
)
def test_faults_name_the_place_and_the_mend(line: str, told: str) -> None:
    text = STRANG.replace("  2: 2.5\n", f"{line}\n")
    if "is listed here" in told:
        text = STRANG.replace("  2: 2.5\n", "  2: 2.5\n  3: 1\n  4: 2.5\n")
    problems = loaded(text).problems
    assert f"strang.yaml:{told}" in [str(problem) for problem in problems]
    assert len(loaded(text).exercises) >= 12  # the rest can be drilled


@pytest.mark.parametrize(
    ("author", "called"),
    [
        ("Gilbert Strang", "Strang"),
        ("Stephen Boyd, Lieven Vandenberghe", "Boyd and Vandenberghe"),
        ("Stephen Boyd and Lieven Vandenberghe", "Boyd and Vandenberghe"),
        ("A. B. Deisenroth, C Faisal & D Ong", "Deisenroth, Faisal and Ong"),
    ],
)
def test_a_book_is_called_by_its_authors(author: str, called: str) -> None:
    text = f"title: A *Book* of $x$\nauthor: {author}\nsections:\n  1: 1\n"
    assert read_list(text.encode()).called == called


def test_what_a_book_is_called_is_no_markup_and_no_template() -> None:
    file = loaded("title: '@x *C* $2'\nsections:\n  Review: 1\n")
    assert prompt(file.exercises[0]) == r"@@x \*C\* \$2, Review, exercise 1: open the book."


def test_an_ordinary_bank_on_the_shelf_stays_one() -> None:
    assert not is_book_file(b"topic: a\nexercises:\n- id: sections\n")


@given(st.one_of(st.binary(), st.text().map(str.encode)), st.booleans())
def test_no_text_is_too_odd(raw: bytes, has_head: bool) -> None:
    text = b"title: T\nsections:\n  1: " + raw if has_head else raw + b"\nsections:\n  1: 1"
    assert isinstance(read_book(text, "b.yaml"), LoadedFile)


@given(st.text(max_size=60))
def test_no_answer_is_too_odd(answer: str) -> None:
    quoted = answer.replace("'", "''")
    text = f"title: T\nsections:\n  1:\n    exercises: 1-2\n    answers: {{1: '{quoted}'}}\n"
    assert len(read_book(text.encode("utf-8", "replace"), "b.yaml").exercises) in (0, 2)


LISTS = [bank.path for bank in find_banks(shipped_banks()) if bank.id.startswith("book/")]


@pytest.mark.slow
@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_the_lists_that_come_with_the_program(path: Path) -> None:
    skills = shipped_catalogue().skills
    book = read_list(path.read_bytes())
    assert not read_book(path.read_bytes(), str(path)).problems
    assert book.author
    assert book.edition
    assert [section.name for section in book.sections if section.skill not in skills] == []


def test_six_lists_come_with_the_program() -> None:
    assert [path.stem for path in LISTS] == [
        "bishop", "boyd-vandenberghe", "mml", "spivak", "strang", "wasserman",
    ]  # fmt: skip
