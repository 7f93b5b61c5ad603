"""Exercises with stages, sisters, faults and pools: loaded, drawn, expanded, kept and sent."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from drill.banks.draws import Stage, Variant, draw_variant
from drill.banks.load import load_file
from drill.banks.loaded_files import LoadedFile
from drill.banks.models import Exercise
from drill.banks.variant_expansion import expand_values, expand_variant, expand_with
from drill.checking import check
from drill.errors import BankError
from drill.reading import read_typed, write_plain
from tests.asked import exercise_from
from tests.rows import each_row, sample

FILE = Path(__file__).parent / "data" / "second-edition.yaml"
SEEDS = range(4)


@cache
def loaded() -> LoadedFile:
    return load_file(FILE)


@cache
def exercises() -> Mapping[str, Exercise]:
    return {each.entry.id: each.exercise for each in loaded().exercises}


@cache
def variants(id_: str) -> tuple[Variant, ...]:
    return tuple(expand_variant(exercises()[id_], seed, item=f"b/{id_}") for seed in SEEDS)


every_exercise = each_row("id_", lambda: sample(sorted(exercises()), 3))


def stages(id_: str) -> list[Stage]:
    return [stage for variant in variants(id_) for stage in variant.stages]


# --- the exemplars ----------------------------------------------------------------------------------------


def test_the_file_loads_without_a_problem() -> None:
    assert [str(problem) for problem in loaded().problems] == []
    assert {each.kind for each in exercises().values()} >= {"stages", "fault", "choice", "order", "any"}
    assert len(loaded().cards) == 4


@every_exercise
def test_every_key_is_correct(id_: str) -> None:
    for stage in stages(id_):
        verdict = check(stage.expect, stage.right_answer, mistakes=stage.wrong, shown=stage.shown)
        assert verdict.verdict == "correct", (stage.prompt, stage.right_answer, verdict)


@every_exercise
def test_every_known_mistake_is_wrong_with_its_own_reply(id_: str) -> None:
    for stage in stages(id_):
        for mistake in stage.wrong:
            answer = mistake.answer
            if isinstance(answer, Mapping):
                assert isinstance(stage.key, Mapping)
                answer = {**stage.key, **answer}
            verdict = check(stage.expect, answer, mistakes=stage.wrong, shown=stage.shown)
            assert (verdict.verdict, verdict.message)[0] == "wrong"
            assert mistake.say in verdict.message, mistake


@every_exercise
def test_drawn_values_alone_rebuild_the_variant(id_: str) -> None:
    for variant in variants(id_):
        again = expand_values(exercises()[id_], variant.params, item=variant.item, seed=999)
        assert again.params == variant.params
        assert [_content(stage) for stage in again.stages] == [_content(stage) for stage in variant.stages]


def _content(stage: Stage) -> tuple[object, ...]:
    return stage.prompt, stage.key, stage.lines, stage.steps, stage.wrong, frozenset(stage.options)


@every_exercise
def test_exercises_and_variants_survive_json(id_: str) -> None:
    exercise = exercises()[id_]
    assert read_typed(Exercise, json.loads(json.dumps(write_plain(exercise)))) == exercise
    for variant in variants(id_):
        assert read_typed(Variant, json.loads(json.dumps(write_plain(variant)))) == variant


@every_exercise
def test_nothing_is_left_of_a_template(id_: str) -> None:
    for variant in variants(id_):
        texts = [variant.setting]
        for stage in variant.stages:
            texts += [stage.prompt, stage.result, *stage.steps, *stage.hints, *stage.lines]
            texts += [each.say for each in stage.wrong] + [option.text for option in stage.options]
        assert not [text for text in texts if "@" in text.replace("T @ H", "")]


# --- sisters ----------------------------------------------------------------------------------------------

SISTERS = {
    "id": "t",
    "prompt": "Let $x$ be given.",
    "params": {"a": "2..9"},
    "let": {"f": "a x"},
    "vars": ["x"],
    "hints": ["First.", "Second."],
    "steps": ["Do it."],
    "shape": "a thing",
    "sisters": [
        {"id": "one", "prompt": "Take $@f$.", "answer": {"expression": "f"}},
        {"id": "two", "prompt": "Double it.", "answer": {"expression": "2f"}, "hints": ["Twice."]},
        {
            "id": "three",
            "prompt": "Take $@k$.",
            "params": {"k": ["1/2"]},
            "let": {"f": "k + 1"},
            "vars": [],
            "answer": {"number": "f"},
        },
    ],
}


def test_a_sisters_field_stands_whole_in_place_of_the_exercises() -> None:
    exercise = exercise_from(SISTERS)
    one, two, three = exercise.forms
    assert (one.questions[0].hints, two.questions[0].hints) == (("First.", "Second."), ("Twice.",))
    assert (dict(one.params), dict(three.params)) == ({"a": "2..9"}, {"k": ("1/2",)})
    assert (dict(three.declared.let), three.declared.vars) == ({"f": "k + 1"}, ())
    assert three.shape == "a thing"


def test_a_sisters_prompt_is_put_after_the_exercises() -> None:
    variant = expand_with(exercise_from(SISTERS), 0, {"sister": "three"}, item="b/t")
    assert variant.only.prompt == "Let $x$ be given.\n\nTake ${\\frac{1}{2}}$."
    assert variant.params == {"sister": "three", "k": "1/2"}
    assert variant.only.key == "3/2"


def test_a_sister_may_have_stages_and_another_an_answer() -> None:
    stages_ = [{"prompt": "One?", "answer": {"number": "a"}}, {"prompt": "Two?", "answer": {"number": "2a"}}]
    body = {
        **{name: value for name, value in SISTERS.items() if name not in ("hints", "steps")},
        "sisters": [*SISTERS["sisters"], {"id": "long", "stages": stages_}],
    }
    variant = expand_with(exercise_from(body), 0, {"sister": "long", "a": "4"}, item="b/t")
    assert (variant.is_chain, variant.setting) == (True, "Let $x$ be given.")
    assert [stage.key for stage in variant.stages] == ["4", "8"]


def test_fixed_values_are_drawn_ones_and_the_others_fit_them() -> None:
    body = {"id": "t", "prompt": "p", "answer": {"number": "a"}, "params": {"a": "1..9", "b": "1..9"}}
    exercise = exercise_from({**body, "where": ["a + b = 10"]})
    for given in ("3", " 3 ", "9/3"):
        assert dict(expand_with(exercise, 5, {"a": given}, item="b/t").params) == {"a": "3", "b": "7"}
    with pytest.raises(BankError, match="a = 12 is never drawn"):
        expand_with(exercise, 0, {"a": "12"}, item="b/t")
    with pytest.raises(BankError, match="no allowed draw"):
        expand_with(exercise, 0, {"a": "3", "b": "4"}, item="b/t")
    with pytest.raises(BankError, match="nothing called 'c' is drawn"):
        expand_with(exercise, 0, {"c": "4"}, item="b/t")


# --- draws ------------------------------------------------------------------------------------------------

FAULT = {
    "id": "t",
    "prompt": "p",
    "answer": {
        "fault": ["one", "two", "three"],
        "slips": [
            {"id": "aa", "line": "1", "text": "ONE", "say": "a"},
            {"id": "bb", "line": "2", "text": ["TWO", "THREE"], "say": "b"},
        ],
        "none": "true",
    },
}
POOL = {
    "id": "t",
    "prompt": "p",
    "answer": {
        "show": "3",
        "choice": [
            *({"id": f"r{place}", "right": f"right {place}"} for place in range(3)),
            *({"id": f"w{place}", "wrong": f"wrong {place}", "say": "no"} for place in range(5)),
        ],
    },
}


def rounds(body: Mapping[str, object], length: int, start: int) -> list[Mapping[str, str]]:
    """The draws of one round, each of which avoids those before."""
    exercise = exercise_from(body)
    drawn: list[Mapping[str, str]] = []
    for seed in range(start, start + length):
        drawn.append(draw_variant(exercise, seed, drawn).params)
    return drawn


@each_row("start", [0, 100, 200, 300, 400])
@each_row(
    ("body", "name", "ids"),
    [(SISTERS, "sister", {"one", "two", "three"}), (FAULT, "slip", {"aa", "bb", "none"})],
)
def test_what_was_met_least_comes(body: Mapping[str, object], name: str, ids: set[str], start: int) -> None:
    drawn = rounds(body, 3 * len(ids), start)
    for first in range(0, len(drawn), len(ids)):
        assert {params[name] for params in drawn[first : first + len(ids)]} == ids


@pytest.mark.parametrize("start", [0, 100, 200, 300, 400])
def test_a_pool_shows_one_right_option_and_those_met_least(start: int) -> None:
    drawn = [params["options"].split() for params in rounds(POOL, 15, start)]
    assert all(sorted(id_[0] for id_ in ids) == ["r", "w", "w"] for ids in drawn)
    assert [{ids[0] for ids in drawn[first : first + 3]} for first in range(0, 15, 3)] == [
        {"r0", "r1", "r2"}
    ] * 5
    assert set(Counter(id_ for ids in drawn for id_ in ids if id_[0] == "w").values()) == {6}


def test_a_pool_of_several_right_ones_shows_both_sorts() -> None:
    body = {**POOL, "answer": {"show": "3", "choices": POOL["answer"]["choice"]}}
    for params in rounds(body, 20, 0):
        assert {id_[0] for id_ in params["options"].split()} == {"r", "w"}


def test_a_pool_of_steps_keeps_their_order() -> None:
    steps = [{"id": f"s{place}", "text": f"step {place}"} for place in range(5)]
    body = {**POOL, "answer": {"show": "3", "order": steps}}
    for seed in range(20):
        stage = expand_variant(exercise_from(body), seed, item="b/t").only
        assert list(stage.right_answer) == sorted(stage.right_answer)
        assert len(stage.shown) == 3
        assert list(stage.shown) != sorted(stage.shown)


@pytest.mark.parametrize("body", [SISTERS, FAULT, POOL])
def test_the_same_seed_gives_the_same_draw(body: Mapping[str, object]) -> None:
    exercise = exercise_from(body)
    assert [draw_variant(exercise, seed).params for seed in SEEDS] == [
        draw_variant(exercise, seed).params for seed in SEEDS
    ]
    assert len({tuple(draw_variant(exercise, seed).params.items()) for seed in SEEDS}) > 1


def test_parameters_met_with_another_sister_are_met_no_more() -> None:
    body = {**SISTERS, "params": {"a": "2..3"}, "sisters": SISTERS["sisters"][:2]}
    drawn = rounds(body, 4, 7)
    assert len({(params["sister"], params["a"]) for params in drawn}) == 4


def test_stages_name_their_draws_by_their_numbers() -> None:
    body = {
        "id": "t",
        "prompt": "p",
        "stages": [
            {"prompt": "q", "answer": POOL["answer"]},
            {"prompt": "q", "answer": {"number": "2"}},
            {"prompt": "q", "answer": FAULT["answer"]},
        ],
    }
    drawn = draw_variant(exercise_from(body), 3)
    assert set(drawn.params) == {"options.1", "slip.3"}
    wanted = {"slip.3": "bb", "options.1": "r1 w0 w4"}
    variant = expand_with(exercise_from(body), 3, wanted, item="b/t")
    assert variant.params == wanted
    assert set(variant.stages[0].shown) == {"r1", "w0", "w4"}
    assert variant.stages[2].lines == ("one", "TWO", "THREE")


# --- given values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "params"),
    [
        (SISTERS, {"sister": "four", "a": "2"}),
        (SISTERS, {"a": "2"}),
        (FAULT, {"slip": "cc"}),
        (FAULT, {}),
        (POOL, {"options": "r1 w0 w9"}),
    ],
)
def test_a_draw_that_is_gone_is_told(body: Mapping[str, object], params: Mapping[str, str]) -> None:
    with pytest.raises(BankError) as error:
        expand_values(exercise_from(body), params, item="b/t")
    assert error.value.code == "gone"
    assert error.value.exercise == "t"


@pytest.mark.parametrize(
    ("slip", "lines", "key"),
    [
        ("none", ("one", "two", "three"), "none"),
        ("aa", ("ONE", "two", "three"), "1"),
        ("bb", ("one", "TWO", "THREE"), "2"),
    ],
)
def test_a_slip_replaces_its_line_and_those_that_follow_from_it(
    slip: str, lines: tuple[str, ...], key: str
) -> None:
    stage = expand_with(exercise_from(FAULT), 0, {"slip": slip}, item="b/t").only
    assert (stage.lines, stage.key) == (lines, key)


def test_some_draws_are_given_and_the_others_drawn() -> None:
    exercise = exercises()["variance-of-an-attention-score"]
    variant = expand_with(exercise, 5, {"slip": "squared-count", "d": "9"}, item="b/t")
    assert (variant.params["slip"], variant.params["d"], variant.only.key) == ("squared-count", "9", "3")
    assert set(variant.params) == {"d", "a", "b", "slip"}


@pytest.mark.parametrize(
    ("wanted", "code"), [({"zz": "1"}, "params"), ({"slip": "zz"}, "gone"), ({"sister": "zz"}, "gone")]
)
def test_nothing_unknown_is_given(wanted: Mapping[str, str], code: str) -> None:
    exercise = exercises()["variance-of-an-attention-score"]
    with pytest.raises(BankError) as error:
        expand_with(exercise, 5, wanted, item="b/t")
    assert error.value.code == code


def test_what_is_new_when_it_comes_back() -> None:
    assert [exercise_from(body).renews for body in (SISTERS, FAULT, POOL)] == ["numbers", "form", "form"]
    plain = {**SISTERS, "params": {}, "let": {"f": "x"}, "sisters": SISTERS["sisters"][:2]}
    assert exercise_from(plain).renews == "sister"
    assert exercise_from({"id": "t", "prompt": "p", "answer": {"number": "2"}}).renews == "nothing"
