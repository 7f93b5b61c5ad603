"""How to type answers, by example: the text behind ``drill help answers`` and the app's page.

Each example carries an answer that it is right for, so that what is shown can be set, and the tests can hold
every claim against the checker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from drill.checking import Spec, spec_from


@dataclass(frozen=True, slots=True)
class HelpExample:
    """An example of typing, and an answer that it is right for; ``note`` says what it means, if need be.

    ``refused`` examples are handed back on purpose: the note says what to type instead.
    """

    typed: str
    expect: Spec
    note: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """One topic on typing: its title, a sentence or two, and examples."""

    title: str
    what: str
    examples: tuple[HelpExample, ...]


@cache
def read_help_topics() -> tuple[HelpTopic, ...]:
    """Read all topics of ``answer_help.yaml``, in the order in which a learner meets them."""
    import yaml

    text = files("drill.session.drilling").joinpath("answer_help.yaml").read_text("utf-8")
    return tuple(
        HelpTopic(topic["title"], topic["what"], tuple(map(_make_help_example, topic["examples"])))
        for topic in yaml.load(text, yaml.CSafeLoader)
    )


def _make_help_example(listed: Mapping[str, Any]) -> HelpExample:
    note, refused = listed.get("note", ""), listed.get("refused", False)
    return HelpExample(listed["typed"], spec_from(listed["expect"]), note, refused)
