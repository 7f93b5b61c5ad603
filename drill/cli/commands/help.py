"""``drill help``: how to type answers, and the method."""

from __future__ import annotations

import argparse
import textwrap

from drill.cli import output
from drill.session.drilling.answer_help import HelpExample, HelpTopic, read_help_topics

TOPICS = ("answers", "method")
_INTRODUCTION = "How to type answers. What you type is shown typeset as you type it."
_GAP = "   "
# Max columns of a text, because longer lines are hard to read.
_WIDEST = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the argument for the topic."""
    parser.add_argument("topic", nargs="?", choices=TOPICS, default=TOPICS[0], help="what to explain")


def run(arguments: argparse.Namespace) -> int:
    """Print the page."""
    width = min(output.terminal_width(), _WIDEST)
    if arguments.topic == "method":
        from drill.tui import method_text

        output.emit_text(method_text(width))
        return 0
    pages = [_INTRODUCTION, *("\n".join(_wrap_help_topic(topic, width)) for topic in read_help_topics())]
    output.emit_text("\n\n".join(pages))
    return 0


def _wrap_help_topic(topic: HelpTopic, width: int) -> list[str]:
    """Return a topic's lines: its title and words, examples side by side, then those with a note."""
    lines = [topic.title, *textwrap.wrap(topic.what, width - 2, initial_indent="  ", subsequent_indent="  ")]
    plain = [example.typed for example in topic.examples if not example.note]
    noted = [example for example in topic.examples if example.note]
    return [*lines, *_set_examples_in_columns(plain, width), *_with_notes(noted)]


def _set_examples_in_columns(examples: list[str], width: int) -> list[str]:
    lines: list[str] = []
    for example in examples:
        if lines and len(lines[-1]) + len(_GAP) + len(example) <= width:
            lines[-1] += _GAP + example
        else:
            lines.append(f"    {example}")
    return lines


def _with_notes(examples: list[HelpExample]) -> list[str]:
    widest = max((len(example.typed) for example in examples), default=0)
    return [f"    {example.typed:<{widest}}{_GAP}{example.note}" for example in examples]
