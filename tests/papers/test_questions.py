"""The five questions of a paper: the most useful first, in plain English."""

from __future__ import annotations

from drill.papers.draft import Draft, Skipped
from drill.papers.sheet.declarations import parse_declaration
from drill.papers.sheet.model import SymbolRow
from drill.papers.sheet.questions import Asked, questions
from drill.papers.sheet.solve import table_of
from drill.papers.sheet.statement_types import typed_lines

from .declared import lines_of, row_of, sheet_of


def asked(formulas: list[str], *rows: SymbolRow) -> tuple[Asked, ...]:
    sheet = sheet_of(*rows)
    lines = lines_of(sheet, formulas)
    table = table_of(sheet, lines)
    return questions(typed_lines(lines, table), table)


def test_what_most_formulas_wait_for_comes_first() -> None:
    found = asked(["H = X B", "J = X C", "K = X D", "M = Z E", "N = Z F"])
    assert found[0].name == "X"
    assert found[0].text == "`X`: matrix? 3 formulas wait for it"
    assert len(found) == 5


def test_a_question_is_one_line_with_what_it_unlocks() -> None:
    found = {one.name: one.text for one in asked(["y = f(x) + z", "u = z v"], row_of("v", "_ in R^n"))}
    assert found["z"].startswith("`z`: ")
    assert found["z"].endswith(" formulas wait for it") or found["z"].endswith(
        " formulas draw numbers for it"
    )


def test_a_guessed_range_is_asked_about_where_it_is_drawn() -> None:
    found = asked([r"y = \log(1 - q)"], row_of("y", "_ in R"), row_of("q", "0 <= _ <= 1", "guessed"))
    assert found[0].text == "`q`: between 0 and 1? 1 formula draws numbers for it"
    formulas = [r"c = \sum_{i=1}^{n} a_i q"]
    texts = {
        one.name: one.text
        for one in asked(formulas, row_of("q", "_ in Z"), row_of("a_i", "_ > 0", "guessed"))
    }
    assert texts["a_i"] == "`a_i`: positive? 1 formula draws numbers for it"


def test_every_option_is_a_declaration() -> None:
    for one in asked(["H = X B", "y = f(x)", r"r = \gamma s"]):
        for option in (*one.question.options, *filter(None, (one.question.guess,))):
            assert parse_declaration(option)


def test_an_answer_unlocks_what_waited() -> None:
    formulas = ["H = X B"]
    before = asked(formulas)
    answered = [
        row_of(one.question.about.removesuffix(r"(\cdot)"), "_ in R^(n x n)")
        for one in before
        if "(" not in one.name
    ]
    assert len(asked(formulas, *answered)) < len(before)


def test_exercises_count_where_there_are_any() -> None:
    sheet = sheet_of()
    lines = lines_of(sheet, ["H = X B", r"r = \gamma + 1"])
    table = table_of(sheet, lines)
    lines = typed_lines(lines, table)
    (question,) = {one.question for one in questions(lines, table) if one.name == "X"}
    key = next(fact.key for fact in table.facts.values() if fact.typed == "gamma")
    drafts = [Draft("evaluate", "f2", "r", str(at), {}, True, ((key, "a guess"),)) for at in range(3)]
    found = questions(lines, table, drafts, [Skipped("code", "f1", "", question)] * 4)
    assert [one.text.partition("? ")[2] for one in found] == [
        "4 exercises wait for it",
        "3 exercises draw numbers for it",
    ]


def test_nothing_is_asked_of_what_is_known() -> None:
    assert asked(["y = W x"], row_of("W", "_ in R^(m x n)"), row_of("x", "_ in R^n")) == ()
