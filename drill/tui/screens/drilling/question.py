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
    if "next" in verdict.then:
        return _between_stages(verdict)
    if verdict.decides:
        choices = [
            (key, words, (verdict.right if ok else verdict.wrong)[why])
            for key, (words, ok, why) in DECISIONS.items()
        ]
        return "Was it right, and do you know why?", choices
    is_right = bool(verdict.ok) != overrules
    ok = is_right and not verdict.failed_before
    consequences = verdict.right if ok else verdict.wrong
    question = "Do you see it now?" if verdict.verdict == "revealed" else _QUESTIONS[ok]
    if verdict.stage is not None:
        question = "Do you know why each step is right?" if ok else _QUESTIONS[False]
    what = "This stage" if verdict.stage else "It"
    lead = f"{what} counts as {'right' if is_right else 'wrong'}. " if overrules else ""
    yes, no = _WORDS[ok]
    return lead + question, [("y", yes, consequences[True]), ("n", no, consequences[False])]


def _between_stages(verdict: VerdictView) -> tuple[str, Sequence[Choice]]:
    """After a stage that is not the last; the mark is offered at once where the attempt has failed."""
    number, of = verdict.stage or (1, 1)
    if verdict.decides:
        return f"Stage {number} of {of}: was your answer right?", []
    if "mark" not in verdict.then:
        return f"Stage {number} of {of} is right. On with enter.", []
    came_to = "was revealed" if verdict.verdict == "revealed" else "went wrong"
    lead = f"Stage {number} of {of} {'is right, an earlier one was not' if verdict.ok else came_to}."
    yes, no = _WORDS[False]
    choices = [("y", yes, verdict.wrong[True]), ("n", no, verdict.wrong[False])]
    return f"{lead} On with enter; or mark it now: do you see where it went wrong?", choices
