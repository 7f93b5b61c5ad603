"""A bank of 0.5.0 with kinds that went opens: the exercise is left out and named, with what to write."""

from __future__ import annotations

import pytest

from drill.banks.read import read_file

BANK = """topic: minis
title: Minis
exercises:
- id: former
  title: Former
  vars: [x, y]
  prompt: Write it.
  answer: {answer}
- id: plain
  title: Plain
  prompt: Say 2.
  answer: {{number: '2'}}
"""
FORMER = [
    ("{equation: 'y = 2 x'}", "write a formula, of which both sides are compared"),
    ("{list: '1, 2'}", "write a vector, whose entries have an order, or a set"),
    ("{antiderivative: '2 x'}", "write `any: expression`"),
    ("{number: '1/2'}\n  witness: {monte-carlo: 'x < 1/2'}", "write {enumerate: …}"),
]


@pytest.mark.parametrize(("answer", "instead"), FORMER)
def test_the_others_stay_and_what_to_write_is_said(answer: str, instead: str) -> None:
    read = read_file(BANK.format(answer=answer).encode(), "minis.yaml")
    assert [each.entry.id for each in read.exercises] == ["plain"]
    (problem,) = read.problems
    assert problem.line == (9 if "witness" in answer else 8)
    assert instead in str(problem)
