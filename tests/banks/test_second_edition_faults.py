"""Faults of stages, sisters, slips, pools, titles, links and cards: each named with its place."""

from __future__ import annotations

import pytest

from drill.banks.read import read_file
from drill.errors import BankError, field_name, field_path
from tests.rows import each_row

HEAD = "exercises:\n- id: t\n  prompt: p\n"
NUMBER = HEAD + "  answer: {number: 1}\n"
STAGES = (
    HEAD
    + """\
  stages:
  - prompt: q
    answer: {number: 1}
  - prompt: q
    answer: {number: 2}
    wrong:
    - {answer: 1, say: x}
    - {answer: 3, say: x}
    - {answer: 4, say: x}
"""
)
SISTERS = (
    HEAD
    + """\
  sisters:
  - {id: left-factor, prompt: q, answer: {number: 1}}
  - {id: right-factor, prompt: q, answer: {number: 2}}
  - {id: no-factor, prompt: q, answer: {number: 3}}
"""
)
FAULT = (
    HEAD
    + """\
  answer:
    fault: [one, two, three]
    slips:
    - {id: minus, line: 1, text: x, say: y}
    - {id: plus, line: 2, text: x, say: y}
"""
)
POOL = (
    HEAD
    + """\
  answer:
    show: 3
    choice:
    - {id: r1, right: one}
    - {id: r2, right: two}
    - {id: w1, wrong: three, say: x}
    - {id: w2, wrong: four, say: x}
    - {id: w3, wrong: five, say: x}
"""
)
CARD = "cards:\n  calc.diff: {when: a, why: b, watch: c}\n" + NUMBER


def problems(text: str) -> tuple[BankError, ...]:
    return read_file(text.encode(), "b.yaml").problems


@pytest.mark.parametrize("text", [NUMBER, STAGES, SISTERS, FAULT, POOL, CARD])
def test_without_its_fault_each_loads(text: str) -> None:
    assert [str(problem) for problem in problems(text)] == []


@each_row(
    ("text", "line", "place", "says"),
    [
        # stages
        (STAGES + "  answer: {number: 1}\n", 13, "answer", "an answer or stages, not both"),
        (STAGES + "  hints: [x]\n", 13, "hints", "each stage has its own hints"),
        (STAGES + "  witness: {value: 1}\n", 13, "witness", "each stage has its own witness"),
        (STAGES.replace("number: 1", "self: x"), 6, "stage 1: answer", "self cannot be used here"),
        (STAGES.replace("answer: 4", "answer: 4 +"), 12, "stage 2: wrong 3.answer", "missing after +"),
        (STAGES.replace("- {answer: 3, say: x}", "- {answer: 3}"), 11, "stage 2: wrong 2.say", "is missing"),
        (STAGES.replace("    answer: {number: 2}\n", ""), 7, "stage 2: answer", "is missing"),
        (STAGES.replace("  wrong:", "  result: it is @b\n    wrong:"), 9, "stage 2: result", "the name b"),
        (
            STAGES.replace("{number: 1}", "{number: k}\n    let: {k: 1}").replace("number: 2", "number: k"),
            9,
            "stage 2: answer.number",
            "the name k is not known",
        ),
        (STAGES.replace("  wrong:", "  wrng: []\n    wrong:"), 9, "stage 2: wrng", "did you mean wrong?"),
        (HEAD + "  stages:\n  - {prompt: q, answer: {number: 1}}\n", 5, "stages", "at least 2 entries"),
        # sisters
        (SISTERS.replace("number: 2", "number: 2 +"), 6, "sister right-factor: answer.number", "after +"),
        (SISTERS.replace("no-factor", "left-factor"), 7, "sister 3: id", "a second sister"),
        (SISTERS.replace("{number: 2}", "{number: 2}, level: 3"), 6, "sister right-factor: level", "unknown"),
        (SISTERS.replace(", answer: {number: 2}", ""), 6, "sister right-factor", "an answer is missing"),
        (SISTERS[: SISTERS.index("  - {id: no-")], 5, "sisters", "at least 3 entries"),
        (
            SISTERS.replace(
                "answer: {number: 2}",
                "stages: [{prompt: q, answer: {number: 1}}, {prompt: q, answer: {number: 1 +}}]",
            ),
            6,
            "sister right-factor, stage 2: answer.number",
            "after +",
        ),
        # slips
        (FAULT.replace("line: 2", "line: 1"), 7, "answer.slips", "in two lines or more"),
        (FAULT.replace("line: 2", "line: 4"), 8, "slip plus", "beyond the 3 lines"),
        (FAULT.replace("line: 2, text: x", "line: 3, text: [x, y]"), 8, "slip plus", "beyond the 3 lines"),
        (FAULT.replace("line: 2", "claim: 1 +, line: 2"), 8, "slip plus: claim", "after +"),
        (FAULT.replace("id: plus", "id: none"), 8, "slip 2: id", "is taken"),
        (FAULT.replace("id: plus", "id: minus"), 8, "slip 2: id", "is taken"),
        (FAULT.replace("line: 1, text: x", "line: 1"), 7, "slip minus: text", "is missing"),
        (FAULT.replace("line: 2, text: x", "line: 2, text: [x, $@q$]"), 8, "slip plus: text 2", "the name q"),
        (FAULT.replace("[one", "[{text: one, claim: q = 1}"), 5, "answer.fault 1.claim", "the name q"),
        (FAULT.replace("[one, two, three]", "[one, two]"), 5, "answer.fault", "at least 3 entries"),
        # pools
        (POOL.replace("right: two", "wrong: two, say: x"), 5, "answer.show", "two right options or more"),
        (POOL.replace("show: 3", "show: 4"), 5, "answer.show", "and 4 wrong ones"),
        (POOL.replace("show: 3", "show: 2"), 5, "answer.show", "from 3 to 6"),
        (POOL.replace("show: 3", "show: 7"), 5, "answer.show", "from 3 to 6"),
        (POOL.replace("    show: 3\n", ""), 6, "answer.choice", "a pool with show: 4"),
        (POOL.replace("id: w2", "id: w1"), 10, "answer.choice 4.id", "a second option with the id w1"),
        # names, titles
        (NUMBER + "  params: {sister: 1..3}\n", 5, "params.sister", "a draw of its own"),
        (NUMBER + "  params: {slip: 1..3}\n", 5, "params.slip", "a draw of its own"),
        (NUMBER + "  params: {options: 1..3}\n", 5, "params.options", "a draw of its own"),
        (NUMBER + f"  title: {'x' * 61}\n", 5, "title", "at most 60 characters"),
        (NUMBER + "  title: The slope at @a\n", 5, "title", "shows no values"),
        # links, cards
        (NUMBER + "  links: [{title: x, arxiv: 1706-03762}]\n", 5, "links 1.arxiv", "an arXiv id"),
        (NUMBER + "  links: [{title: x, doi: 11.1/x}]\n", 5, "links 1.doi", "a DOI"),
        (NUMBER + "  links: [a, {title: x, url: ftp://a.org}]\n", 5, "links 2.url", "an address such as"),
        (NUMBER + "  links: [a, b, c, d, e, f]\n", 5, "links", "at most 5 entries"),
        (CARD.replace("why: b", "why: $@a$"), 2, "cards.calc.diff.why", "has no values to put in (@a)"),
        (CARD.replace(", watch: c", ""), 2, "cards.calc.diff.watch", "is missing"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(text: str, line: int, place: str, says: str) -> None:
    found = problems(text)
    assert [(each.line, field_name(field_path(each.field))) for each in found] == [(line, place)], found
    assert f"b.yaml:{line}:" in str(found[0])
    assert f"{place}: " in str(found[0])
    assert says in str(found[0])


def test_faults_of_several_stages_are_told_at_once() -> None:
    text = STAGES.replace("number: 1", "number: 1 +").replace("number: 2", "number: 2 +")
    places = [field_name(field_path(each.field)) for each in problems(text)]
    assert places == ["stage 1: answer.number", "stage 2: answer.number"]


def test_a_faulty_card_takes_no_exercise_with_it() -> None:
    loaded = read_file(CARD.replace("why: b", "why: $@a$").encode(), "b.yaml")
    assert (len(loaded.exercises), loaded.cards) == (1, {})


def test_a_name_for_a_value_does_not_hide_the_spec_from_its_conditions() -> None:
    body = (
        "topic: a.b\nexercises:\n- id: one\n  prompt: p\n  let: {LET}\n"
        '  answer: {any: {matrix: [2, 2]}, such-that: ["T(X) X = eye(2)"], example: "[[1,0],[0,1]]"}\n'
    )
    hidden = read_file(body.replace("LET", 'X: "[[1,0],[0,1]]"').encode(), "b.yaml")
    assert ["no condition mentions the answer" in problem.message for problem in hidden.problems] == [True]
    assert read_file(body.replace("LET", 'Y: "[[1,0],[0,1]]"').encode(), "b.yaml").problems == ()
