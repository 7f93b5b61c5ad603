"""The witness ``world``: choices about a formula, code, and what it says of rows that are no use."""

from __future__ import annotations

from typing import Any

import pytest

from drill.errors import BankError
from drill.proving import confirm_claim, make_question_trials
from tests.asked import question, verify
from tests.rows import each_row

WEIGHTS = (r"p_i = \frac{\exp(z_i)}{\sum_{j=1}^n \exp(z_j)}", ["z: n"])
MARGIN = (r"L = -\log\sigma(a - b - \gamma)", ["sigma: sigmoid", "a: number", "b: number", "gamma: > 0"])
CHANGED = {"unchanged": "the same", "doubled": "twice", "none": "neither"}
YES = {"sometimes": "yes", "never": "no"}


def choice(options: dict[str, str], right: str) -> dict[str, Any]:
    return {
        "choice": [
            {"id": name, "right": text} if name == right else {"id": name, "wrong": text, "say": "No."}
            for name, text in options.items()
        ]
    }


def agrees(world: tuple[str, list[str]], ask: Any, answer: dict[str, Any]) -> bool:
    witness = {"world": world[0], "letters": world[1], **({"ask": ask} if ask else {})}
    expansion = question({"prompt": "p", "answer": answer, "witness": witness}, 0)
    return all(confirm_claim(claimed.trial).agrees for claimed in make_question_trials(expansion, 0))


@each_row(
    ("world", "ask", "options", "right"),
    [
        (WEIGHTS, {"change": {"z": "plus 1"}}, CHANGED, "unchanged"),
        (WEIGHTS, {"change": {"z": "times 2"}}, CHANGED, "none"),
        (MARGIN, {"change": {"a": "plus 1", "b": "plus 1"}}, CHANGED, "unchanged"),
    ],
)
def test_one_option_is_so_in_all_worlds(
    world: tuple[str, list[str]], ask: dict[str, Any], options: dict[str, str], right: str
) -> None:
    assert [name for name in options if agrees(world, ask, choice(options, name))] == [right]


@each_row(
    ("code", "is_right"),
    [
        ("np.exp(z) / np.sum(np.exp(z))", False),  # i is one place: p is a number
        ("np.sum(m * x) / np.sum(m)", True),
        ("np.sum(m * x) / m.shape[0]", False),
        ("np.mean(m * x)", False),
    ],
)
def test_code_gives_the_formula_s_value(code: str, is_right: bool) -> None:
    formula = (r"y = \frac{\sum_{i=1}^n m_i x_i}{\sum_{i=1}^n m_i}", ["m: n >= 0", "x: n"])
    answer = {"code": code, "arrays": {"m": ["n"], "x": ["n"], "z": ["n"]}}
    assert agrees(formula, None, answer) == is_right


@each_row(
    ("world", "ask", "place", "said"),
    [
        ((MARGIN[0], ["a: nonsense?"]), None, "witness.letters.0", "not a type"),
        ((MARGIN[0], [*MARGIN[1], "q: > 0"]), None, "witness.letters.4", "does not appear in the formula"),
        ((MARGIN[0], MARGIN[1][:-1]), None, "witness", "not declared"),
        ((r"L = \frac{a", ["a: number"]), None, "witness.world", "not read"),
        (("a = b, c = d", ["b: number", "d: number"]), None, "witness.world", "one formula"),
        (MARGIN, {"time": 2}, "witness.ask.time", "'time' requests nothing"),
        (MARGIN, {"times": 2}, "witness.ask.times", "does not say how a value follows"),
        (MARGIN, {"times": 99}, "witness.ask.times", "steps are possible"),
        (MARGIN, {"at": {"q": 1}}, "witness.ask.at", "no row"),
        (MARGIN, {"at": 3}, "witness.ask.at", "mapping"),
        (MARGIN, {"equal": ["a"]}, "witness.ask.equal", "two parts"),
        (MARGIN, {"equal": ["a", "q"]}, "witness.ask.equal", "does not appear in the formula"),
        # what was asked once, by banks that are there
        (MARGIN, {"instead": "L = a", "mends": {"A": "L = b"}}, "witness.ask.instead", "not proved any more"),
        (MARGIN, {"solve": "a", "equals": "b"}, "witness.ask.solve", "give it another witness, or remove it"),
        (MARGIN, {"holds": "yes"}, "witness.ask.holds", "not proved any more"),
        (MARGIN, "times", "witness.ask", "mapping"),
    ],
)
def test_what_is_no_use_is_told_with_its_place(
    world: tuple[str, list[str]], ask: Any, place: str, said: str
) -> None:
    body = {"prompt": "p", "names": {"a": "a"}, "answer": {"expression": "a"}}
    witness = {"world": world[0], "letters": world[1], **({"ask": ask} if ask else {})}
    found = [
        problem
        for problem in verify(body | {"witness": witness}, variants=1).problems
        if said in problem.message
    ]
    assert found, verify(body | {"witness": witness}, variants=1).problems
    assert found[0].field.rstrip(".").startswith(place)


@each_row(
    ("ask", "options"),
    [
        ({"change": {"a": "times 7"}}, CHANGED),
        ({"change": {"q": "times 2"}}, CHANGED),
        ({"flat": "a", "first": {"b": 1}, "second": {"b": 2}}, CHANGED),
        ({"at": {"a": 1}}, YES),
    ],
)
def test_what_cannot_be_asked_of_a_choice(ask: dict[str, Any], options: dict[str, str]) -> None:
    with pytest.raises(BankError) as told:
        agrees(MARGIN, ask, choice(options, next(iter(options))))
    assert told.value.field.startswith("witness.ask")


def test_stages_about_one_formula_need_no_draw() -> None:
    witness = {"world": MARGIN[0], "letters": MARGIN[1]}
    stage = {"prompt": "p", "fixed": "one formula", "hints": ["h"], "steps": ["s"]}
    body = {
        "prompt": "A loss with a margin.",
        "stages": [
            stage | {"names": {"gamma": r"\gamma"}, "answer": {"expression": "ln(1 + exp(gamma))"},
                     "witness": witness | {"ask": {"equal": ["a", "b"]}}},
        ] * 2,
    }  # fmt: skip
    report = verify(body)
    assert report.problems == []
    assert report.witnessed
