"""Give the drawn numbers of several questions of one exercise names of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from drill.formulas.asked_question import AskedQuestion

# Names of drawn numbers, and where they stand in a text and in mathematics.
_DRAWN_NAMES: Final = "abcdfghjkmnpqrsuvwxyz"
_TEMPLATE: Final = re.compile(r"@(?:\{[^}]*\}|\w+)")
_DRAWN: Final = re.compile(r"(?<![A-Za-z_])[A-Za-z]\w*")
_NUMBERS_IN_ASK: Final = frozenset(("at", "first", "second"))


def separate_drawn_names(questions: Sequence[AskedQuestion]) -> list[AskedQuestion]:
    """Return questions of one exercise of which each draws numbers under names of its own."""
    taken = {name for question in questions for name in (*question.names, *question.params)}
    free = (name for name in _DRAWN_NAMES if name not in taken)
    separated: list[AskedQuestion] = []
    for question in questions:
        used = {name for other in separated for name in other.params}
        fresh = {name: next(free, f"{name}2") for name in question.params if name in used}
        separated.append(_rename_drawn(question, fresh) if fresh else question)
    return separated


def _rename_drawn(question: AskedQuestion, fresh: Mapping[str, str]) -> AskedQuestion:
    def rename(text: str) -> str:
        return _DRAWN.sub(lambda match: fresh.get(match[0], match[0]), text)

    def rename_in(text: str) -> str:
        return _TEMPLATE.sub(lambda match: rename(match[0]), text)

    ask = {
        name: {latex: rename(value) for latex, value in said.items()} if name in _NUMBERS_IN_ASK else said
        for name, said in question.witness.get("ask", {}).items()
    }
    return replace(
        question,
        prompt=rename_in(question.prompt),
        key=rename(question.key),
        params={fresh.get(name, name): values for name, values in question.params.items()},
        where=tuple(map(rename, question.where)),
        replies=tuple(replace(reply, answer=rename(reply.answer)) for reply in question.replies),
        hints=tuple(map(rename_in, question.hints)),
        steps=tuple(map(rename_in, question.steps)),
        witness={**question.witness, "ask": ask},
    )
