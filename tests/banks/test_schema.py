"""The format of a bank: what is accepted, and how faults are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drill.banks.loaded_files import LoadedFile
from drill.banks.read import read_file
from drill.checking import KINDS
from drill.errors import BankError, field_name, field_path
from drill.proving import json_schema
from tests.rows import each_row

ROOT = Path(__file__).parents[2]

HEAD = "topic: t.one\ntitle: One\nexercises:\n"
FINE = "- id: fine\n  prompt: Compute $1 + 1$.\n  answer: {number: 2}\n"


def read(text: str) -> LoadedFile:
    return read_file(text.encode(), "bank.yaml")


def only_problem(text: str) -> BankError:
    problems = read(text).problems
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def exercise(answer: str = "{number: 2}", more: str = "", prompt: str = "Compute.") -> str:
    return f"{HEAD}- id: first\n  prompt: {prompt}\n  answer: {answer}\n{more}"


@each_row(
    "answer",
    [
        "{number: 2, tolerance: 0.002}",
        "{number: 2, tolerance: {rel: 1e-3}}",
        "{number: 2, digits: 3}",
        "{number: 2, decimals: 0, form: exact}",
        "{expression: x^2, vars: x, form: as-written}",
        '{vector: "[1, 2, 0]", up_to: scale}',
        '{matrix: "[[1,2],[3,4]]", up_to: sign}',
        "{matrix-expression: inv(A) B, shapes: {A: [n, n], B: [n, m]}}",
        '{set: "{1, 2}"}',
        '{interval: "[0, 1) U (2, inf)"}',
        "{inequality: x > 2, vars: [x]}",
        '{any: {vectors: 3}, such-that: ["rank(X) = 2"], example: "[[1,0,1],[0,1,0]]"}',
        "{parts: {L: {any: matrix, such-that: ['X != 0']}, U: {matrix: '[[1]]'}}, such-that: [L U = 1]}",
        '{distribution: "beta(3, 7)"}',
        "{choice: [{right: yes}, {wrong: no, say: Look again.}], keep-order: true}",
        "{choices: [{right: a}, {right: b}, {wrong: c}]}",
        "{order: [{id: a, text: first}, {text: second}]}",
        '{shape: "(b, h, t, t)"}',
        '{formula: "a/b", latex: a over b, vars: [a, b]}',
        "{code: A @ x, arrays: {A: [m, n], x: [n]}}",
        '{any: {matrix: [2, 2]}, such-that: ["det(X) = 0", "X != 0"], example: "[[1,1],[1,1]]", vars: [X]}',
        "{parts: {mean: {number: 2}, variance: {number: 3}}}",
        "{self: compare with the book}",
    ],
)
def test_every_kind_of_answer_is_read(answer: str) -> None:
    loaded = read(exercise(answer))
    assert [str(problem) for problem in loaded.problems] == []
    assert len(loaded.exercises) == 1


@each_row(
    ("answer", "field", "message"),
    [
        ("2", "answer", "{kind: value}"),
        ("{nummber: 2}", "answer", "did you mean number"),
        ("{number: 2, vector: 3}", "answer", "one kind"),
        ("{number: 2, tolerence: 1}", "answer.tolerence", "did you mean tolerance"),
        ("{number: 2, tolerance: -1}", "answer.tolerance", "above 0"),
        ("{number: 2, digits: 3, decimals: 1}", "answer.decimals", "cannot be combined"),
        ("{number: 2, form: factored}", "answer.form", "exact"),
        ("{expression: 2, form: factord}", "answer.form", "did you mean factored"),
        ("{number: [1, 2]}", "answer.number", "text is expected"),
        ("{choice: [{right: a}]}", "answer.choice", "at least 2"),
        ("{choice: [{right: a}, {right: b}]}", "answer.choice", "exactly one"),
        ("{choices: [{wrong: a}, {wrong: b}]}", "answer.choices", "no option"),
        ("{choice: [{right: a}, {wrong: b, right: c}]}", "answer.choice 2", "an option is {right: …}, {"),
        ("{choice: [{right: a}, {wrong: a}]}", "answer.choice 2.id", "second option"),
        ("{choice: [{right: a}, {wrong: b}], keep-order: maybe}", "answer.keep-order", "true or false"),
        ("{eigenvector: A, value: 2}", "answer", "`such-that: [A v = m v, v != 0]`"),
        ("{of: A, factorisation: qr}", "answer", "`such-that: [Q R = A]`"),
        ('{solutions: {point: "[1]"}}', "answer", "write `parts`"),
        ('{span: "[[1, 0]]"}', "answer", "write `any: {vectors: 3}`"),
        ("{parts: {a: {number: 1}}, such-that: [1 = 1]}", "answer.such-that", "by their names"),
        ("{parts: {a: {number: 1}, b: {numbr: 2}}}", "answer.parts.b", "did you mean number"),
        ("{parts: {a: {self: x}}}", "answer.parts.a", "a part cannot be"),
    ],
)
def test_a_faulty_answer_is_named_with_its_mend(answer: str, field: str, message: str) -> None:
    problem = only_problem(exercise(answer))
    assert field_name(field_path(problem.field)) == field
    assert message in str(problem)
    assert problem.exercise == "first"


@each_row(
    ("more", "field", "line", "message"),
    [
        ("  hintz: [Add.]\n", "hintz", 7, "did you mean hints"),
        ("  level: 6\n", "level", 7, "from 1 to 5"),
        ("  level: high\n", "level", 7, "whole number"),
        ("  skill: Calc.Diff\n", "skill", 7, "an id such as"),
        ("  params: {a: 5..2}\n", "params.a", 7, "below"),
        ("  params: {2a: 1..2}\n", "params.2a", 7, "a name such as"),
        ("  params: 3\n", "params", 7, "names with values"),
        ("  was: [old-name]\n", "was 1", 7, "full item"),
        ("  corrects: [abc]\n", "corrects 1", 7, "16 hex"),
        ("  seeds: [-1]\n", "seeds 1", 7, "whole number"),
        ("  hints:\n  - one\n  - {a: b}\n", "hints 2", 9, "text is expected"),
        ("  hints:\n  - Note: it adds\n", "hints 1", 8, "': ' made a mapping"),
        ("  wrong:\n  - {answer: 3, say: Yes, and no}\n", "wrong 1.and no", 8, "a comma inside braces"),
        ("  wrong:\n  - {answer: 3}\n", "wrong 1.say", 8, "missing"),
        ("  wrong:\n  - {answer: {a: 3}, say: No.}\n", "wrong 1.answer", 8, "one text is expected"),
        ("  theory:\n", "theory", 7, "empty"),
        ("  vars: [x]\n  params: {x: 1..2}\n", "params.x", 8, "declared in vars and in params"),
    ],
)
def test_a_faulty_field_is_named_with_its_line(more: str, field: str, line: int, message: str) -> None:
    problem = only_problem(exercise(more=more))
    assert (field_name(field_path(problem.field)), problem.line) == (field, line)
    assert message in str(problem)


@pytest.mark.parametrize(
    ("answer", "more"),
    [
        ("{self: x}", "  wrong: [{answer: 1, say: No.}]\n"),
        ("{choice: [{right: a}, {wrong: b}]}", "  wrong: [{answer: a, say: No.}]\n"),
        ("{order: [{text: a}, {text: b}]}", "  witness: {value: 1}\n"),
    ],
)
def test_kinds_refuse_what_they_cannot_have(answer: str, more: str) -> None:
    assert "takes no" in only_problem(exercise(answer, more)).message


def test_an_empty_witness_of_a_part_is_a_fault() -> None:
    problem = only_problem(exercise("{parts: {a: {number: 1}}}", "  witness: {a: {}}\n"))
    assert (problem.field, problem.line) == ("witness.a", 7)
    assert "a witness is expected" in problem.message


@each_row(
    "field", ["result: x", "sister: a", "at: [1]", "topic: a.b", "forms: []", "questions: []", "declared: {}"]
)
def test_what_the_program_alone_makes_is_no_field_of_a_bank(field: str) -> None:
    assert read(exercise(more=f"  {field}\n")).problems


def test_all_faults_come_at_once_in_the_order_of_lines() -> None:
    text = (
        "topik: x\n"
        + HEAD
        + "- id: A\n  prompt: p\n  answer: {nummber: 1}\n  level: 9\n"
        + FINE.replace("fine", "b")
    )
    loaded = read(text)
    lines = [problem.line for problem in loaded.problems]
    assert lines == sorted(lines)
    assert [problem.field for problem in loaded.problems] == ["topik", "id", "answer", "level"]
    assert [each.entry.id for each in loaded.exercises] == ["b"]


def test_an_error_reads_file_line_column_field_and_mend() -> None:
    problem = only_problem(exercise(more="  hintz: [Add.]\n"))
    assert str(problem) == "bank.yaml:7:3: hintz: unknown key 'hintz'; did you mean hints?"


def test_lone_texts_become_lists_and_options_get_ids() -> None:
    loaded = read(
        exercise("{choice: [{right: two}, {id: x, wrong: three}]}", "  hints: One only.\n  vars: x\n")
    )
    body = loaded.exercises[0].written
    assert body["hints"] == ["One only."]
    assert body["vars"] == ["x"]
    answer = body["answer"]
    assert isinstance(answer, dict)
    assert [option["id"] for option in answer["choice"]] == ["3fc4ccfe", "x"]


def test_scalars_stay_as_written() -> None:
    more = "  source: 3.10\n  tags: [no, on, 12:30, 010, 0.050, 1e-3, ~, 2026-11-20]\n"
    body = read(exercise(more=more)).exercises[0].written
    assert body["source"] == "3.10"
    assert body["tags"] == ["no", "on", "12:30", "010", "0.050", "1e-3", "~", "2026-11-20"]


def test_places_of_fields_are_kept() -> None:
    loaded = read(exercise(more="  wrong:\n  - {answer: 3, say: No.}\n"))
    place = loaded.exercises[0].place
    assert place(("wrong", 0, "say")) == (8, 22)
    assert place(("wrong", 0, "missing")) == (8, 5)
    assert place(()) == (4, 3)


def test_the_schema_for_editors_is_the_models_own() -> None:
    kept = json.loads((ROOT / "exercises" / "bank.schema.json").read_text(encoding="utf-8"))
    assert kept == json_schema(), "write it anew: drill schema > exercises/bank.schema.json"


def test_the_schema_for_editors_knows_every_field_and_kind() -> None:
    schema = json_schema()
    fields = schema["$defs"]["Exercise"]["properties"]
    assert {"id", "prompt", "answer", "params", "witness", "corrects"} <= set(fields)
    assert schema["$defs"]["Exercise"]["required"] == ["id"]
    assert len([name for name in schema["$defs"] if name.endswith("Answer")]) == len(KINDS)
    assert '{"type": "null"}' not in json.dumps(schema)
