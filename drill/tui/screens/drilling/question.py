"""The one honest question after a verdict, with what each answer to it does."""

from __future__ import annotations

from collections.abc import Sequence

from drill.session.views import Consequence, VerdictView
from drill.tui.screens.drilling.keys import DECISIONS

_QUESTIONS = {True: "Do you know why it is right?", False: "Do you see where it went wrong?"}
_WORDS = {True: ("yes", "not sure"), False: ("I see it", "not even now")}

Choice = tuple[str, str, Consequence]
"""A key, its words, and what it does."""


def question_of(verdict: VerdictView, *, overrules: bool) -> tuple[str, Sequence[Choice]]:
    """What is asked, and the choices; ``overrules`` asks it of the other verdict."""
    if verdict.decides:
        choices = [
            (key, words, (verdict.right if ok else verdict.wrong)[why])
            for key, (words, ok, why) in DECISIONS.items()
        ]
        return "Was it right, and do you know why?", choices
    ok = bool(verdict.ok) != overrules
    consequences = verdict.right if ok else verdict.wrong
    question = "Do you see it now?" if verdict.verdict == "revealed" else _QUESTIONS[ok]
    lead = f"It counts as {'right' if ok else 'wrong'}. " if overrules else ""
    yes, no = _WORDS[ok]
    return lead + question, [("y", yes, consequences[True]), ("n", no, consequences[False])]
