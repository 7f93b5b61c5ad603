"""Tables as banks: the law is that importing and rendering gives the source."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drill.banks.read import read_file
from drill.banks.templates import render_template
from drill.errors import UsageError
from drill.exchange.cards import CardExercise, SkippedCard, as_yaml, read_rows
from drill.exchange.question_tables import columns_of, guess_delimiter, read_table
from drill.text import clean_text


def rows(text: str, columns: str = "", suffix: str = ".csv") -> list[CardExercise | SkippedCard]:
    return list(read_rows(read_table(text.splitlines(keepends=True), suffix, columns, [])))


def bank(exercises: list[CardExercise]) -> str:
    return "topic: my.table\nexercises:\n" + "".join(map(as_yaml, exercises))


def test_a_row_is_an_exercise() -> None:
    (row,) = rows("Question,Back,hint,solution,skill\nSolve $x$,2x,Think,Done,calc.diff.power\n")
    assert isinstance(row, CardExercise)
    card = row.card
    assert (card.prompt, row.kind, card.hint, card.steps, card.skill) == (
        "Solve $x$", "expression", "Think", "Done", "calc.diff.power",
    )  # fmt: skip
    loaded = read_file(bank([row]).encode(), "t.yaml")
    assert not loaded.problems
    assert loaded.exercises[0].entry.id == row.id


def test_what_only_the_learner_judges_says_why() -> None:
    found = rows("prompt,answer,kind\na,it depends on it all,\nb,,\nc,4,nonsense\nd,4,self\n")
    assert [each.why for each in found] == [
        "it cannot be read as a typed answer",
        "it has no answer",
        "no kind of answer is called 'nonsense'",
        "the learner judges it",
    ]


def test_ids_come_from_what_is_asked() -> None:
    first, second, repeated, empty = rows("prompt,answer\nsame,1\nsame,2\nsame,1\n,3\n")
    assert isinstance(first, CardExercise)
    assert isinstance(second, CardExercise)
    assert first.id != second.id
    assert repeated == SkippedCard(4, "the same question and answer appear further up")
    assert empty == SkippedCard(5, "it has no question")
    (alone,) = rows("answer,front\n17,  same \n")
    assert alone.id == first.id  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ("", "names no columns prompt and answer"),
        ("answer=1", "--columns names no prompt"),
        ("prompt=9", "there is no column '9'"),
        ("promt=1", "'promt=1' names no field"),
        ("prompt", "'prompt' names no field"),
    ],
)
def test_where_the_questions_stand_must_be_known(columns: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as raised:
        rows("one,two\n1,2\n", columns)
    assert raised.value.hint


def test_columns_by_number_or_by_name() -> None:
    assert columns_of("prompt=2,answer=three", ["one", "two", "Three"]) == {"prompt": 1, "answer": 2}


def test_a_line_tells_what_parts_the_columns() -> None:
    assert guess_delimiter(["a;b;c,d"], ".csv") == ";"
    assert guess_delimiter(["a,b\tc"], ".tsv") == "\t"
    assert guess_delimiter(["a,b"], ".csv") == ","


def test_a_cell_that_nothing_closes_is_left_out() -> None:
    found = rows('prompt,answer\n"' + "x\n" * 20_000)
    assert found == [SkippedCard(2, "a cell has more than 20,000 characters")]


_CELL = st.one_of(st.text(max_size=80), st.text("@{}$\\'\"#:|>-&*!%[], \nab2x^", max_size=40))


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=4))
@example([("0\n \n0", "1", "a\n\n \nb")])
@example([("p", "1", "\\@{")])
def test_import_then_render_gives_the_source(written: list[tuple[str, str, str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("prompt", "answer", "steps"), *written])
    found = rows(text.getvalue().encode("utf-8", "replace").decode())
    made = [row for row in found if isinstance(row, CardExercise)]
    loaded = read_file(bank(made).encode(), "t.yaml")
    assert [str(problem) for problem in loaded.problems if made] == []
    for row, each in zip(made, loaded.exercises, strict=True):
        question = each.exercise.forms[0].questions[0]
        assert render_template(question.prompt, str) == row.card.prompt  # type: ignore[arg-type, return-value]
        assert [render_template(step.text, str) for step in question.steps] == (
            [row.card.steps] if row.card.steps else []
        )  # type: ignore[arg-type, return-value]
        if row.card.answer is None:
            assert render_template(question.answer.text, str) == row.card.key  # type: ignore[arg-type, return-value]


@example("\0", ".csv", "")
@given(st.text(), st.sampled_from([".csv", ".tsv"]), st.sampled_from(["", "prompt=1", "prompt=1,answer=2"]))
def test_no_table_is_too_odd(text: str, suffix: str, columns: str) -> None:
    try:
        made = [row for row in rows(text, columns, suffix) if isinstance(row, CardExercise)]
    except UsageError:
        return
    assert all(row.card.prompt == clean_text(row.card.prompt) for row in made)


def test_a_table_may_begin_with_an_empty_line_and_have_columns_of_its_own() -> None:
    unknown: list[str] = []
    text = ["\n", "question,Zebra,answer\n", "a,b,2020-01-01\n", "c," + "d," * 300 + "\n"]
    first, second = read_rows(read_table(text, ".csv", "", unknown))
    assert (unknown, first.kind, first.card.line) == (["Zebra"], "text", 3)  # type: ignore[union-attr]
    assert second == SkippedCard(4, "it has more than 200 columns")
    with pytest.raises(UsageError, match="the table is empty"):
        list(read_table(["\n", " \n"], ".csv", "", []))
