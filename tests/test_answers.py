"""The checker as a library: what its page and docstrings promise, and that it stands alone."""

from __future__ import annotations

import doctest
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill import answers
from drill.answers import CheckError, ParseError, UsageError

OUTCOMES = {"correct", "wrong", "unreadable", "undecided"}
EXPECTED = {"expression": "2x + 1", "vars": ["x"]}


def test_the_examples_of_its_docstrings_hold() -> None:
    results = doctest.testmod(answers)
    assert results.attempted >= 12
    assert results.failed == 0


def test_its_public_names_exist_and_are_documented() -> None:
    for name in answers.__all__:
        if name not in ("Answer", "Expected"):
            assert getattr(answers, name).__doc__, name


@given(st.text(max_size=60))
def test_any_text_gets_a_verdict(text: str) -> None:
    assert answers.judge(EXPECTED, text).verdict in OUTCOMES


@given(st.text(max_size=60))
def test_any_text_of_a_derivation_gets_signs(text: str) -> None:
    assert all(line.sign for line in answers.check_derivation(text).lines)


def test_a_spec_is_read_once_for_many_answers() -> None:
    spec = answers.read_spec(EXPECTED)
    assert answers.read_spec(spec) is spec
    assert [answers.judge(spec, text).verdict for text in ("1 + 2x", "2x", "2(x")] == [
        "correct", "wrong", "unreadable",
    ]  # fmt: skip


@pytest.mark.parametrize("answer", [3, None, {"m": 2}, ["b", 1]])
def test_what_is_no_text_is_a_usage_error(answer: Any) -> None:
    for ask in (answers.judge, answers.explain):
        with pytest.raises(UsageError, match="an answer is a text"):
            ask({"number": "3"}, answer)


def test_control_characters_are_taken_off() -> None:
    assert answers.judge(EXPECTED, "2x\x07 + 1").verdict == "correct"


@pytest.mark.parametrize(
    "expected", [{}, {"nonsense": "2"}, {"number": "2 +"}, {"number": "2", "vars": 7}, {"vector": ["1", "2"]}]
)
def test_a_faulty_expectation_raises(expected: dict[str, object]) -> None:
    for ask in (answers.judge, answers.explain):
        with pytest.raises(CheckError):
            ask(expected, "2")
    with pytest.raises(CheckError):
        answers.check_lines(expected, ["2"])


UNREADABLE = [
    {"number": "x"}, {"number": "foo(3)"}, {"number": "2 + y", "vars": ["y"]}, {"expression": "2 + ("},
    {"vector": "[1, x]"}, {"vector": "[1"}, {"matrix": "[[1, x]]"},
    {"set": "{1, y}"}, {"interval": "[0, a]"}, {"inequality": "x >"}, {"distribution": "N(0, "},
    {"formula": r"\frac{1}{2"}, {"formula": r"\frac{1}{2", "vars": ["x"]},
    {"shape": "(b, t"}, {"matrix-expression": "A (", "shapes": {"A": ["n", "n"]}}, {"text": ""},
    {"code": "x +", "arrays": {"x": ["n"]}}, {"parts": {"m": {"number": "x"}}}, {"order": ["a"]},
    {"cloze": {"gap1": {"number": "x"}}}, {"any": "nothing"}, {"choice": [{"right": "a"}]},
    {"choices": [{"right": "a"}]}, {"fault": {"lines": ["x"]}},
]  # fmt: skip


@pytest.mark.parametrize("expected", UNREADABLE, ids=str)
def test_a_key_that_cannot_be_read_makes_no_answer_wrong(expected: dict[str, object]) -> None:
    with pytest.raises(CheckError):
        answers.judge(expected, "3")


def test_keys_of_each_kind_but_that_without_one_are_refused() -> None:
    assert {next(iter(expected)) for expected in UNREADABLE} == set(answers.describe_kinds()) - {"self"}


def test_letters_that_are_declared_are_no_fault() -> None:
    assert answers.judge({"vector": "[1, x]", "vars": ["x"]}, "[1, x]").verdict == "correct"


def test_what_cannot_be_read_is_said_with_its_place() -> None:
    with pytest.raises(ParseError) as raised:
        answers.read_answer(EXPECTED, "2x + )")
    assert raised.value.at == 4
    with pytest.raises(UsageError):
        answers.check_derivation("(" * 100)


def test_every_kind_is_described() -> None:
    kinds = answers.describe_kinds()
    assert {"number", "expression", "matrix", "interval", "code"} <= set(kinds)
    assert all(kinds.values())


def test_neither_the_app_nor_the_store_is_imported() -> None:
    code = (
        "import sys\n"
        "from drill.answers import check_derivation, judge, speak, typeset\n"
        "judge({'matrix': '[[1, 0], [0, 1]]'}, '[[1, 0], [0, 1]]'), check_derivation('$1 + 1 = 2$')\n"
        "typeset('x^2'), speak('x^2')\n"
        "parts = {name.split('.')[1] for name in sys.modules if name.startswith('drill.')}\n"
        "print(sorted(parts & {'banks', 'cli', 'drawing', 'gyr', 'session', 'store', 'tui', 'worker'}),\n"
        "      sorted({'textual', 'sqlmodel', 'sqlalchemy', 'yaml'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[] []"
