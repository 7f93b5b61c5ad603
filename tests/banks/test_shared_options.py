"""Options that answers share are shorthand: what stands behind is the list written out."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from drill.banks.read import read_file
from tests.rows import each_row

IDS = ("trace", "norm", "rank", "sign")
SHARED = """\
exercises:
- id: t
  prompt: p
  options:
  - {id: trace, text: the trace of @a, say: no trace}
  - {id: norm, text: the norm, say: no norm}
  params: {a: 2..9}
  sisters:
  - {id: one-a, prompt: a, answer: {choice: {of: options, right: trace}}}
  - {id: two-b, prompt: b, answer: {choice: {of: options, right: [norm], say: {trace: not here}}}}
  - id: three-c
    prompt: c
    stages:
    - {prompt: d, answer: {choices: {of: options, right: [trace, norm]}}}
    - {prompt: d, answer: {parts: {why: {order: {of: options, right: [norm, trace]}}}}}
"""


def a_bank(exercise: dict[str, Any]) -> bytes:
    return json.dumps({"exercises": [exercise]}).encode()


@st.composite
def both_ways(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """An exercise with shared options, and the same with its lists written out."""
    options = [
        {"id": id_, "text": f"{id_} of @a"} | draw(st.sampled_from([{}, {"say": f"no {id_}"}])) for id_ in IDS
    ]
    short: list[dict[str, Any]] = []
    long: list[dict[str, Any]] = []
    for number in range(3):
        kind = draw(st.sampled_from(["choice", "choices", "order"]))
        order = draw(st.permutations(IDS))
        right = order[: {"choice": 1, "order": len(IDS)}.get(kind, draw(st.integers(1, len(IDS))))]
        named = st.sampled_from([id_ for id_ in IDS if id_ not in right] or ["none"])
        say = draw(st.dictionaries(named, st.just("Look again."))) if len(right) < len(IDS) else {}
        claim = draw(st.dictionaries(st.sampled_from(IDS), st.just("a = 2")))
        shared = {"of": "options", "right": right}
        shared |= {name: own for name, own in (("say", say), ("claim", claim)) if own}
        rows: list[dict[str, Any]] = []
        for option in sorted(options, key=lambda option: order.index(option["id"]) if kind == "order" else 0):
            id_ = option["id"]
            row = {
                "id": id_,
                ("text" if kind == "order" else "right" if id_ in right else "wrong"): option["text"],
            }
            if kind != "order" and id_ not in right and (reply := say.get(id_) or option.get("say")):
                row["say"] = reply
            if kind != "order" and id_ in claim:
                row["claim"] = claim[id_]
            rows.append(row)
        sister = {"id": f"sister-{number}", "prompt": f"Question {number}"}
        short.append({**sister, "answer": {kind: shared}})
        long.append({**sister, "answer": {kind: rows}})
    exercise: dict[str, Any] = {"id": "t", "prompt": "Which?", "params": {"a": "2..9"}}
    if draw(st.booleans()):
        stages = [
            [{name: each[name] for name in ("prompt", "answer")} for each in way] for way in (short, long)
        ]
        return {**exercise, "options": options, "stages": stages[0]}, {**exercise, "stages": stages[1]}
    return {**exercise, "options": options, "sisters": short}, {**exercise, "sisters": long}


@given(both_ways())
def test_shared_options_are_the_lists_written_out(ways: tuple[dict[str, Any], dict[str, Any]]) -> None:
    short, long = (read_file(a_bank(way), "b.yaml") for way in ways)
    assert [str(problem) for problem in (*short.problems, *long.problems)] == []
    first, second = short.exercises[0], long.exercises[0]
    assert (first.entry.maths, first.entry.wording) == (second.entry.maths, second.entry.wording)
    assert first.written == second.written
    assert first.exercise == second.exercise


def test_every_part_of_an_option_keeps_its_place() -> None:
    loaded = read_file(SHARED.encode(), "b.yaml")
    assert [str(problem) for problem in loaded.problems] == []
    for path, line, text in (
        (("sisters", "one-a", "answer", "choice", 1, "say"), 6, "no norm"),
        (("sisters", "two-b", "answer", "choice", 0, "say"), 10, "not here"),
        (("sisters", "two-b", "answer", "choice", 0, "wrong"), 5, "the trace"),
    ):
        column = SHARED.splitlines()[line - 1].index(text) + 1
        assert loaded.exercises[0].place(path) == (line, column)


@each_row(
    ("old", "new", "line", "says"),
    [
        ("[norm],", "[nrom],", 10, "sister two-b: answer.choice.right.nrom: no option is called 'nrom'; did"),
        ("{trace: not", "{trac: not", 10, "sister two-b: answer.choice.say.trac: no option is called 'trac'"),
        ("{trace: not", "{norm: not", 10, "sister two-b: answer.choice.say.norm: norm is right here"),
        (", right: trace", "", 9, "sister one-a: answer.choice.right: is missing"),
        ("right: trace", "right: []", 9, "sister one-a: answer.choice.right: at least 1 entry is expected"),
        ("right: trace", "right: [trace, norm]", 9, "sister one-a: answer.choice: exactly one option"),
        ("options, right: trace", "option, right: trace", 9, "sister one-a: answer.choice.of: 'option' is"),
        ("{id: norm", "{id: trace, text: x}\n  - {id: norm", 6, "sister one-a: answer.choice 2.id: a second"),
        ("text: the norm", "txt: the norm", 6, "options 2.txt: unknown key 'txt'; did you mean text?"),
        ("the norm, say", "the @norm, say", 6, "sister one-a: answer.choice 2: norm needs its arguments"),
        ("{trace: not here}", "\n    {trace: n # o\n    }", 11, "answer.choice.say.trace: the text is cut"),
        ("choice: {of: options, right: trace}}", "number: 1}, witness: {choice: {right: 1}}", 9, "witness"),
    ],
)
def test_a_fault_of_shared_options_has_its_place(old: str, new: str, line: int, says: str) -> None:
    assert old in SHARED
    problems = read_file(SHARED.replace(old, new).encode(), "b.yaml").problems
    assert any(problem.line == line and says in str(problem) for problem in problems), problems


def test_what_is_shared_has_options_and_is_used() -> None:
    without = SHARED.replace("  options:\n", "  hints:\n").replace(
        "{id: trace, text: the trace of @a, say: no trace}", "one"
    )
    without = without.replace("{id: norm, text: the norm, say: no norm}", "two")
    first = read_file(without.encode(), "b.yaml").problems[0]
    assert "the exercise has no options" in str(first)
    assert first.line == 9
    alone = (
        "exercises:\n- id: t\n  prompt: p\n  answer: {order: {of: options, right: [one, two]}}\n  options:\n"
    )
    alone += "".join(f"  - {{id: {name}, text: {name}}}\n" for name in ("one", "two", "three"))
    (unused,) = read_file(alone.encode(), "b.yaml").problems
    assert "no answer has the option 'three'" in str(unused)
    assert (unused.line, unused.column) == (8, 5)
