"""A subject that drills what the family of sigmoids names, for tests of what is told about a formula."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks import catalogue
from tests.homes import plant

_SUBJECT = """title: Curves
prefix: calc
topics:
- {id: calc.act, title: Curves}
skills:
- {id: calc.act.sigmoid, title: Sigmoid and symmetry}
- {id: calc.pre.compose, title: Functions of functions}
"""
_TOPIC = """topic: calc.act
title: Curves
cards:
  calc.act.sigmoid: {when: A logit becomes a probability., why: It halves at 0., watch: The sign.}
exercises:
- {id: a-gate, skill: calc.act.sigmoid, title: A gate, prompt: 'Compute $\\sigma(0)$.', answer: {number: 1/2}}
- {id: odds, skill: calc.act.sigmoid, title: Odds and logits, prompt: 'Compute $7$.', answer: {number: '7'}}
- {id: more, skill: calc.act.sigmoid, title: One more, prompt: 'Compute $8$.', answer: {number: '8'}}
- {id: last, skill: calc.act.sigmoid, title: The last one, prompt: 'Compute $9$.', answer: {number: '9'}}
- {id: quick, skill: calc.act.sigmoid, pace: 5, title: Quick, prompt: 'Compute $9$.', answer: {number: '9'}}
- {id: inside, skill: calc.pre.compose, title: From inside, prompt: 'Compute $5$.', answer: {number: '5'}}
"""


def plant_moves(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the subject."""
    monkeypatch.setattr(catalogue, "SUBJECTS", ("curves",))
    plant(home, "curves/_subject", _SUBJECT)
    plant(home, "curves/act", _TOPIC)
