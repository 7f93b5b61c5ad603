"""The help page on typing answers: the kinds at hand first, every example typeset."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from drill import typeset
from drill.checking import KINDS, Spec
from drill.session.drilling.answer_help import HelpExample, HelpTopic, read_help_topics
from drill.session.live_preview import Reader
from drill.tui.looks import Looks
from drill.tui.styled_content import EMPTY, build_content, stack_lines

# Kinds that are typed as they are read, or whose form is part of what is asked.
_PLAIN = frozenset({"number", "expression", "antiderivative", "formula", "choice", "choices", "parts", "any"})
# Longer examples have what they mean on the next line.
_LONGEST = 26


def draw_typing_guide(expect: Spec | None, width: int, looks: Looks) -> Content:
    """Return all topics; those that an answer to ``expect`` may need come first."""
    near, other_topics = (
        _order_help_topics(topics_of(expect)) if expect is not None else ([], list(read_help_topics()))
    )
    lines: list[Content] = []
    if near:
        lines.append(build_content(("How to type this answer", "bold reverse")))
        lines += [topic_line for topic in near for topic_line in _draw_help_topic(topic, width, looks)]
        lines.append(build_content(("How to type other answers", "bold reverse")))
    lines += [topic_line for topic in other_topics for topic_line in _draw_help_topic(topic, width, looks)]
    return stack_lines(lines[:-1])


def find_typed_sample(expect: Spec) -> str:
    """Return how an answer may look when typed, if that is not obvious; else empty.

    It is never the key, and has letters only where the key has some.
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
                build_content(
                    (head, "$accent bold"), (f"   {explanation}" if explanation else "", "$secondary")
                )
            )
        else:
            lines.append(build_content((head, "$accent bold")))
            lines += [build_content((" " * (widest + 5) + explanation, "$secondary"))] if explanation else []
    return lines


def _typeset_help_example(example: HelpExample, looks: Looks) -> str:
    """Return the example as it reads, on one line; empty if that says nothing new."""
    latex = Reader(example.expect).read(example.typed).latex
    if latex is None or "matrix" in latex:
        return ""
    reading = typeset.typeset_on_one_line(latex, tier=looks.tier).one_line
    return "" if reading.replace(" ", "") == example.typed.replace(" ", "") else reading
