"""What ``answer:`` may hold, how it is read, and what is said of the rest."""

from __future__ import annotations

import re

import pytest

from drill.checking import KINDS, ArraySpec, PartsSpec, as_mapping, find_answer_kind, option_id, spec_from
from drill.checking.kinds.number_answers import ValueSpec
from drill.errors import CheckError, ParseError
from drill.maths.maths_tree import Call, Num, Sym
from drill.reading import plan_record
from tests.asked import check, mode_of, names_of, read, read_spec
from tests.rows import each_row


def test_table_has_every_kind() -> None:
    options = {planned.name for planned in plan_record(KINDS["expression"].spec, "expression")}
    assert options == {"expression", "kind", "vars", "assume", "names", "rounding", "form"}


@each_row(
    ("expect", "message"),
    [
        ({}, "names no kind"),
        ({"numbr": "2"}, "did you mean number"),
        ({"number": "2", "vector": "[1]"}, "one kind"),
        ({"number": "2", "toleranse": 1}, "did you mean tolerance"),
        ({"number": "2", "form": "factored"}, "form"),
        ({"number": "2", "tolerance": "x"}, "tolerance: a number above 0"),
        ({"number": "2", "tolerance": {"about": 1}}, "tolerance"),
        ({"number": "2", "tolerance": 1, "digits": 2}, "cannot be combined"),
        ({"number": "2", "tolerance": -1}, "a number above 0"),
        ({"number": "2 +"}, "number"),
        ({"number": "2", "digits": "2.5"}, "digits: a whole number"),
        ({"number": "2", "vars": 5}, "vars: a name"),
        ({"number": "2", "vars": ["1x"]}, "vars 1: a name such as x or m_hat is expected"),
        ({"choice": [{"right": "a"}, "b"]}, "choice 2: names with values"),
        ({"expression": "x + q", "vars": ["x"]}, "q"),
        ({"vector": "[1]", "up_to": "size"}, "up_to"),
        ({"choice": [{"right": "a"}, {"right": "b"}]}, "choice: exactly one option is right"),
        ({"choice": [{"wrong": "a"}, {"wrong": "b"}]}, "choice: no option is right"),
        ({"choice": [{"right": "a", "id": "p"}, {"wrong": "b", "id": "p"}]}, "choice 2.id: a second option"),
        ({"choice": "a"}, "choice: the options are expected"),
        ({"order": [{"id": "a"}]}, "order"),
        ({"parts": {}}, "parts: at least 1 entry"),
        ({"parts": {"a": 2}}, "parts.a: an answer is {kind: value}"),
        ({"parts": {"a": {"parts": {"b": {"number": 1}}}}}, "parts.a: a part cannot be parts"),
        ({"distribution": "beta(1)"}, "write beta("),
        ({"code": "A @ x"}, "arrays: a mapping"),
        ({"code": "A @ x", "arrays": {"A": ["m", "n"]}}, "code: no array is called x here"),
        ({"code": "eval('A')", "arrays": {"A": ["m", "n"]}}, "code: no array is called eval here"),
        ({"code": "A", "arrays": {"A": ["m", "2n"]}}, "neither a letter nor a length"),
        ({"code": "A", "arrays": {"A": ["m", "99"]}}, "neither a letter nor a length"),
        ({"code": "np", "arrays": {"np": ["m"]}}, "not a name for an array"),
        ({"code": "1", "arrays": {"lambda": ["m"]}}, "not a name for an array"),
    ],
)
def test_faults_name_the_field(expect: dict[str, object], message: str) -> None:
    with pytest.raises(CheckError) as raised:
        read_spec(expect)
    assert message in str(raised.value)


def test_scalars_come_as_text_or_as_numbers() -> None:
    first = read_spec({"number": 2, "tolerance": 0.5})
    second = read_spec({"number": "2", "tolerance": "0.5"})
    assert first == second
    assert isinstance(first, ValueSpec)


def test_names_are_those_of_the_exercise() -> None:
    names = names_of(
        {"expression": "g/(sqrt(v) + eps)", "vars": ["g"], "names": {"v": "v_t", "eps": r"\epsilon"}}
    )
    assert names.declared == {"g", "v", "eps"}
    assert names_of({"expression": "x + y"}).declared == {"x", "y"}


def test_declared_names_beat_functions_and_constants() -> None:
    expect = {"expression": "e + gamma", "vars": ["e", "gamma"]}
    assert read(expect, "e gamma") is not None
    assert read(expect, "e") == Sym("e")


def test_modes() -> None:
    assert mode_of({"number": "1"}) == "value"
    assert mode_of({"matrix": "[[1]]"}) == "matrix"
    assert mode_of({"interval": "[0,1]"}) == "statement"
    assert mode_of({"choice": [{"right": "a"}, {"wrong": "b"}]}) is None


def test_reading_says_where() -> None:
    with pytest.raises(ParseError) as raised:
        read({"expression": "x", "vars": ["x"]}, "x + (2")
    assert raised.value.at == 5
    with pytest.raises(ParseError) as raised:
        read({"distribution": "beta(1, 2)"}, "Beta(3, q)")
    assert raised.value.at == 9


def test_reading_is_one_tree_for_the_preview() -> None:
    assert read({"distribution": "beta(1, 2)"}, "Beta(3, 7)") == Call("beta", (Num("3"), Num("7")))
    assert read({"self": "compare"}, "anything") is None


def test_parts_share_what_the_whole_declares() -> None:
    expect = {"parts": {"f": {"expression": "x"}, "v": {"vector": "[x, t]", "vars": ["t"]}}, "vars": ["x"]}
    spec = read_spec(expect)
    assert isinstance(spec, PartsSpec)
    parts = {name: as_mapping(spec_from(expect).part(name)) for name in ("f", "v")}
    assert names_of(parts["f"]).declared == {"x"}
    assert names_of(parts["v"]).declared == {"x", "t"}
    assert read_spec(parts["v"]) == spec.part("v")


def test_kind_and_option_ids() -> None:
    assert find_answer_kind({"matrix": "[[1]]", "up_to": "sign"}) == "matrix"
    assert isinstance(read_spec({"matrix": "[[1]]", "up_to": "sign"}), ArraySpec)
    assert option_id(" line 1 ") == option_id("line 1")
    assert len(option_id("line 1")) == 8


@each_row(
    ("expect", "answer", "message"),
    [
        ({"number": "[1, 2]"}, "3", "a number is asked for; this is a list"),
        ({"number": "(1, 2)", "tolerance": "0.1"}, "3", "a number is asked for; this is"),
        ({"number": "1 < 2"}, "1", "a number is asked for; this is an inequality"),
        ({"number": "gamma(2, 3)"}, "1", "a number is asked for; this is a distribution"),
        ({"number": "[1, 2] + [3, 4]"}, "3", "a number is asked for"),
        ({"expression": "[1, x]", "vars": ["x"]}, "x", "an expression is asked for; this is a list"),
        ({"distribution": "N([1, 2], 1)"}, "N(1, 1)", "a number is asked for; this is a list"),
    ],
)
def test_a_key_of_another_kind_is_a_fault_that_says_what_is_due(
    expect: dict[str, object], answer: str, message: str
) -> None:
    with pytest.raises(CheckError, match=re.escape(message)):
        check(expect, answer)


def test_a_key_may_be_a_number_made_of_a_matrix() -> None:
    assert check({"number": "det([[1, 2], [3, 4]])"}, "-2").verdict == "correct"


@pytest.mark.parametrize("answer", ["gamma(2, 3)", "1 + gamma(2, 3)", "N(0, 1)"])
def test_a_distribution_is_no_number(answer: str) -> None:
    for expect in ({"number": "3"}, {"number": "3", "tolerance": "0.1"}, {"expression": "x", "vars": ["x"]}):
        verdict = check(expect, answer)
        assert (verdict.verdict, verdict.code) == ("unreadable", "kind")
        assert "this is a distribution" in verdict.message
