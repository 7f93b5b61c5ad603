"""The method on one page, and how answers are typed."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from drill import typeset
from drill.checking import KINDS, Spec
from drill.session.drilling.answer_help import HelpExample, HelpTopic, read_help_topics
from drill.session.key_display import Reader
from drill.tui.looks import EMPTY, Looks, build_content, stack_lines

if TYPE_CHECKING:
    from drill.gyr.state import State

LEAD = (
    "You work through the exercises in passes. Before each answer, picture the shape of the problem and the "
    "motion to its solution. The answer is checked at once; then you say whether you know why."
)
MARKS: Mapping[State, str] = {
    "green": "right, and you know why: left out of later passes",
    "yellow": "wrong but you see where, or right but unsure: again",
    "red": "not even the solution makes sense: the card, then again",
    "parked": "red in the last of five tries: rests until reopened",
    "unseen": "not asked yet",
}
# Columns of the names at the left.
NAME_CELLS = 12
MEANINGS: Mapping[str, str] = {
    "day": (
        "a list that is made once and served as Today shows it, with a reason for each; "
        "+ and - change how long it is"
    ),
    "goal": (
        "what it rests on comes first, and its exercises as soon as they can; "
        "other subjects come only when you ask for more"
    ),
    "placement": "at most fifteen questions: what you know is left out; a mistake changes no mark",
    "pass": (
        "the first meets every exercise, the next only what is not green, some days later; "
        "the numbers change, and the card comes first"
    ),
    "tries left": "how often a red may be tried before it is parked",
    "second try": "after a wrong answer drill may say what is wrong, and ask again: right then is yellow",
    "learned": "a skill: green on two days, or once and in a check on a later day; it stays learned",
    "known": "a skill that a placement found; one wrong answer makes it new",
    "check": "a skill that fades is asked again; where it fails, that exercise comes back",
    "mistakes": "grouped on Progress by what was wrong, so that one kind can be drilled",
    "done": "the whole subject is green, after at least two passes",
    "strict": "one subject at a time, pass by pass: the method to the letter, without goal and checks",
}


def method_page(width: int, looks: Looks) -> Content:
    """Return the page, some thirty lines in ``width`` cells."""
    rows = [
        build_content(("How drill works", "bold")),
        *map(build_content, textwrap.wrap(LEAD, width)),
        EMPTY,
    ]
    for state, meaning in MARKS.items():
        sign = build_content(looks.sign(state), f" {'new' if state == 'unseen' else state}")
        rows += _draw_method_row(sign, meaning, width)
    rows.append(EMPTY)
    for name, meaning in MEANINGS.items():
        rows += _draw_method_row(build_content((name, "bold")), meaning, width)
    return stack_lines(rows)


def method_text(width: int) -> str:
    """Return the page as text."""
    return method_page(width, Looks("unicode", dark=True)).plain


def _draw_method_row(head: Content, meaning: str, width: int) -> list[Content]:
    """Return a name with its meaning next to it."""
    first, *further_lines = textwrap.wrap(meaning, max(20, width - NAME_CELLS))
    rows = [head + build_content(" " * (NAME_CELLS - len(head.plain)), first)]
    return [*rows, *(build_content(" " * NAME_CELLS, candidate) for candidate in further_lines)]


# The help page on typing answers: the kinds of the current exercise first, every example typeset.

# Kinds that are typed as they are read, or whose form is part of the question.
_PLAIN = frozenset({"number", "expression", "formula", "choice", "choices", "parts", "any"})
# Max length of an example in cells; a longer one has its meaning on the next line.
_LONGEST = 26


def draw_typing_guide(expect: Spec | None, width: int, looks: Looks) -> Content:
    """Return all topics; those that an answer to ``expect`` may need come first."""
    near, other_topics = (
        _order_help_topics(topics_of(expect)) if expect is not None else ([], list(read_help_topics()))
    )
    lines: list[Content] = []
    if near:
        lines.append(build_content(("How to type this answer", "bold")))
        lines += [topic_line for topic in near for topic_line in _draw_help_topic(topic, width, looks)]
        lines.append(build_content(("How to type other answers", "bold")))
    lines += [topic_line for topic in other_topics for topic_line in _draw_help_topic(topic, width, looks)]
    return stack_lines(lines[:-1])


def find_typed_sample(expect: Spec) -> str:
    """Return how an answer may look when typed, if that is not obvious; else empty.

    It is never the key, and has letters only if the key has some.
    """
    kinds, key = {expect.kind} - _PLAIN, getattr(expect, "text", "")
    examples = [example for topic in read_help_topics() for example in topic.examples if not example.refused]
    fitting = [
        example
        for example in examples
        if example.expect.kind in kinds and getattr(example.expect, "text", "") != key
    ]
    has_letters = bool(expect.names.declared)
    fitting.sort(key=lambda example: bool(example.expect.names.declared) != has_letters)
    return fitting[0].typed if fitting else ""


def topics_of(expect: Spec) -> set[str]:
    """Return the titles of the topics that show how an answer is typed, or its parts."""
    return {KINDS[spec.kind].help for spec in (expect, *(part for _, part in expect.parts))}


def _order_help_topics(titles: set[str]) -> tuple[list[HelpTopic], list[HelpTopic]]:
    near = [topic for topic in read_help_topics() if topic.title in titles]
    return near, [topic for topic in read_help_topics() if topic.title not in titles]


def _draw_help_topic(topic: HelpTopic, width: int, looks: Looks) -> list[Content]:
    wrapped = typeset.set_prose(topic.what.replace("*", "\\*"), width=width, tier=looks.tier)
    lines = [
        build_content((topic.title, "bold")),
        *(build_content((text, "$secondary")) for text in wrapped.lines),
    ]
    return [*lines, *_draw_help_examples(topic.examples, looks), EMPTY]


def _draw_help_examples(examples: Sequence[HelpExample], looks: Looks) -> list[Content]:
    widest = max((len(example.typed) for example in examples if len(example.typed) <= _LONGEST), default=0)
    lines: list[Content] = []
    for example in examples:
        reading = "" if example.refused else _typeset_help_example(example, looks)
        explanation = "  ".join(filter(None, (reading, example.note)))
        head = f"  {example.typed:{widest}}"
        if len(example.typed) <= _LONGEST:
            lines.append(
                build_content((head, "bold"), (f"   {explanation}" if explanation else "", "$secondary"))
            )
        else:
            lines.append(build_content((head, "bold")))
            lines += [build_content((" " * (widest + 5) + explanation, "$secondary"))] if explanation else []
    return lines


def _typeset_help_example(example: HelpExample, looks: Looks) -> str:
    """Return the example as it reads, on one line; empty if that adds nothing."""
    latex = Reader(example.expect).read(example.typed).latex
    if latex is None or "matrix" in latex:
        return ""
    reading = typeset.typeset_on_one_line(latex, tier=looks.tier).one_line
    if reading.replace(" ", "") == example.typed.replace(" ", ""):
        return ""
    return reading
