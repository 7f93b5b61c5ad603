"""How to type answers, by example: the text behind ``drill help answers`` and the app's page.

Each example carries an answer that it is right for, so that the page can typeset it and the tests can hold
every claim against the checker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from drill.checking import OrderSpec, Spec, spec_from

if TYPE_CHECKING:
    from drill.session.drilling.verdict_view import VerdictView


@dataclass(frozen=True, slots=True)
class HelpExample:
    """An example of typing, and an answer that it is right for; ``note`` explains it where necessary.

    ``refused`` examples are handed back on purpose: the note gives the correct form.
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
    """Read all topics of ``answer_help.yaml``, in the order that a learner meets them."""
    import yaml

    text = files("drill.session.drilling").joinpath("answer_help.yaml").read_text("utf-8")
    return tuple(
        HelpTopic(topic["title"], topic["what"], tuple(map(_make_help_example, topic["examples"])))
        for topic in yaml.load(text, yaml.CSafeLoader)
    )


def _make_help_example(listed: Mapping[str, Any]) -> HelpExample:
    note = listed.get("note", "")
    refused = listed.get("refused", False)
    return HelpExample(listed["typed"], spec_from(listed["expect"]), note, refused)


# Signs of an exercise's options and lines once its key is shown, the same in every front end.

# An option that was rightly chosen, or is the answer; one wrongly chosen; a right one that was not chosen.
OptionSign = Literal["right", "wrong", "missed"]


def taken_ids(verdict: VerdictView) -> tuple[str, ...]:
    """Return the ids of the chosen options, in order; for an unanswered order, those of the key."""
    chosen = str(verdict.answer).split()
    return tuple(chosen or (str(verdict.stage.key).split() if verdict.stage.kind == "order" else ()))


def option_signs(verdict: VerdictView) -> Mapping[str, OptionSign]:
    """Return the signs of options by id, or of lines by number; those that need none are left out.

    Signs mark the chosen options: the wrong line is signed ``right``, since it is the answer. A step of an
    order that is not where it belongs is signed ``wrong``.
    """
    chosen = str(verdict.answer).split()
    key = str(verdict.stage.key).split()
    if verdict.stage.kind == "order":
        places = right_places(verdict)
        in_place: dict[str, OptionSign] = {}
        for index, id_ in enumerate(chosen, 1):
            in_place[id_] = "right" if places[id_] == index else "wrong"
        return in_place
    unchosen: OptionSign = "missed" if verdict.stage.kind == "choices" and chosen else "right"
    signs: dict[str, OptionSign] = dict.fromkeys(key, unchosen)
    for id_ in chosen:
        signs[id_] = "right" if id_ in key else "wrong"
    return signs


def right_places(verdict: VerdictView) -> Mapping[str, int]:
    """Return the right places, from 1, of steps, in the right order that agrees longest with the answer."""
    chosen = str(verdict.answer).split()
    key = str(verdict.stage.key).split()
    expect = verdict.stage.expect
    in_place = expect.first_misplaced(chosen) if chosen and isinstance(expect, OrderSpec) else 0
    begun = chosen[:in_place]
    return {id_: index for index, id_ in enumerate([*begun, *(i for i in key if i not in begun)], 1)}
