"""A bank and sessions that make every event of a session, with every field that an event may have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from drill.checking import Verdict
from tests.golden.scenes import staged
from tests.homes import WORKERS, bank, configure, plant, sums
from tests.session.chains import CHAIN, FAULT
from tests.session.figured import HINTED, PICTURES, SKETCHED

SEED = 7
SLOW = "slow"
"""An answer that is not decided in time."""
_CARD = """cards:
  my.dots: {when: often, why: so, watch: it, links: [{title: A page, url: 'https://example.org/a'}],
    figure: {plot: [{y: 0}], x: [0, 9], points: [{at: [1, 0], name: card}], says: The card.}}
exercises:
"""
_DOTS = """\
- id: dots
  skill: my.dots
  params: {a: [1, 2, 3, 4]}
  prompt: Which number is to the right of @a?
  answer: {number: a + 1}
  steps: [One step.]
  wrong: [{answer: a - 1, say: You went left., mistake: sign}]
  figure: {plot: [{y: 0}], x: [0, 9], points: [{at: [a, 0], name: place}], says: A dot.}
"""
_OTHERS = """\
- id: parts
  vars: [x]
  prompt: Find both.
  answer: {parts: {sum: {number: 5}, slope: {expression: 2x}}}
  steps: [See the rule.]
- id: form
  vars: [x]
  prompt: Factor $x^2 - 1$.
  answer: {expression: (x - 1)(x + 1), form: factored}
"""
_EXERCISES = (_DOTS, PICTURES, FAULT, HINTED, _OTHERS, SKETCHED, CHAIN)
BANK = bank("".join(_EXERCISES), topic="my.dots").replace("exercises:\n", _CARD, 1)
_DO = {"hint": "?h", "skip": "?s", "undo": "?u", "again": "?o", "reveal": "?r", "park": "?p", "quit": "?q",
       "next": "", "more": "+", "reopen": "", "note": "?w a step", "empty": ""}  # fmt: skip
Move = dict[str, Any]
"""A request of the session protocol."""
RIGHT: Move = {"do": "mark", "why": True}
RED: Move = {"do": "mark", "why": False}
IS_RIGHT: Move = {"do": "mark", "why": True, "ok": True}


def _do(*moves: str, **fields: object) -> list[Move]:
    return [{"do": move, **fields} for move in moves]


def _answer(*texts: object) -> list[Move]:
    return [{"do": "answer", "text": text} for text in texts]


_RED = [*_answer("0"), RED]
BEFORE: tuple[tuple[int, str, list[Move]], ...] = (
    *((day, "tour/dots", _RED) for day in (2, 3, 6, 13)),
    (24, "tour/form", [*_answer("(x+1)(x+1)"), RED]),
)
"""Sessions of earlier days of November: after them one more red parks the dots."""
SESSIONS: tuple[tuple[str, list[Move]], ...] = (
    ("", [*_answer("x^2 - 1", "(x-1)(x+1)"), RIGHT, *_answer("13"), RIGHT, *_do("skip"), *_answer("0", "1"),
          RED, *_do("reopen", item="tour/dots"), *_do("undo", "more", "skip", "skip", "skip", "quit")]),
    ("tour/pictures", [*_answer("b"), *_do("again"), *_answer("a"), RIGHT, RED]),
    ("tour/fault", [*_answer("7"), *_do("skip", "undo"), *_answer("1"), RED, *_do("undo", "skip")]),
    ("tour/hinted", [*_do("hint", "hint"), *_do("note", field="line", text="a step"), *_answer("2"), RIGHT]),
    ("tour/parts", [*_answer({"sum": "5", "slope": "2 +"}), *_do("quit")]),
    ("tour/parts", [*_answer({"sum": "5", "slope": "x"}), RED]),
    ("tour/sketched", [*_answer("a dot"), RIGHT, IS_RIGHT]),
    ("tour/chain", [*_do("park", "undo"), *_answer("13"), *_do("next"), *_answer(SLOW), *_do("reveal"),
                    *_do("next", ok=True), *_answer("1"), RIGHT]),
    ("tour", _do("skip") * 2),
)  # fmt: skip
"""Scopes, and what is sent to a session there: every event is among what comes back."""


@contextmanager
def _one_is_slow() -> Iterator[None]:
    check = WORKERS.check_stage

    def check_or_stop(variant: Any, number: int, text: Any, **how: Any) -> Verdict:
        is_slow = text == SLOW
        return Verdict("undecided", "timeout", "too long") if is_slow else check(variant, number, text, **how)

    with mock.patch.object(WORKERS, "check_stage", check_or_stop):
        yield


def _type(move: Move) -> str:
    """Return about what a learner types in the line mode where a program sends a request."""
    match move["do"]:
        case "answer":
            text = move["text"]
            return text if isinstance(text, str) else "; ".join(f"{name} = {t}" for name, t in text.items())
        case "mark":
            return "y" if move["why"] else "n"
        case _:
            return _DO[move["do"]]


def print_tour(home: Path, *how: object) -> Iterator[str]:
    """Yield what all sessions print: those of a protocol, or of the line mode with ``--plain``."""
    plant(home, "tour", BANK)
    plant(home, "tiny", bank(sums(1)))
    configure(home, 'goal = "tiny"\n')
    for day, scope, sent in BEFORE:
        with staged(home, day=day) as stage:
            stage.lines("start", scope, "--jsonl", "--seed", SEED, sent=[*map(json.dumps, sent)])
    write = _type if "--plain" in how else json.dumps
    with staged(home, is_second_try=True) as stage, _one_is_slow():
        for scope, sent in SESSIONS:
            scopes = [scope] if scope else []
            code, out, err = stage.run("start", *scopes, *how, "--seed", SEED, sent=[*map(write, sent)])
            yield f"=== {scope}\n{out}--- {code}\n{err}"


def leave_out_drawings(text: str) -> str:
    """Return a text without the drawings of its figures, which are tested where they are drawn."""
    text = re.sub(r'"text": "[^"]*", "svg": "(?:[^"\\]|\\.)*"', '"svg": "…"', text)
    return re.sub("(?m)^.*[\u2800-\u28ff█].*\n", "", text)
