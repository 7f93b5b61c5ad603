"""Choices and orders: by the letter shown, the option's id, or its text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from drill.checking.answer import Option
from drill.checking.spec import OptionsSpec
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import ParseError

_LETTER = re.compile(r"\(?([A-Za-z])[).:]?")
_IN_PLACE = {0: "It begins elsewhere.", 1: "The first is in place."}
_MARKS = str.maketrans("", "", "$`")
"""The marks of formulas and code, which an option's text may be typed without."""
_SPLIT = re.compile(r"[\s,;>]+")


def judge_options(spec: OptionsSpec, answer: str | Sequence[str], shown: Sequence[str]) -> Verdict:
    """The verdict on a choice, several choices or an order."""
    lettered = _in_shown_order(spec, shown)
    if spec.kind == "choice":
        text = answer if isinstance(answer, str) else " ".join(answer)
        return _judge_choice(_one(text, lettered))
    taken = _several(answer, lettered)
    return _judge_order(spec, taken) if spec.kind == "order" else _judge_choices(spec, taken)


def chosen(spec: OptionsSpec, answer: str | Sequence[str], shown: Sequence[str]) -> tuple[str, ...]:
    """The ids of the options that an answer names, in its order. Raises ParseError where it names none."""
    lettered = _in_shown_order(spec, shown)
    if spec.kind == "choice" and isinstance(answer, str):
        return (_one(answer, lettered).id,)
    return tuple(option.id for option in _several(answer, lettered))


def _in_shown_order(spec: OptionsSpec, shown: Sequence[str]) -> tuple[Option, ...]:
    by_id = {option.id: option for option in spec.options}
    if sorted(shown) != sorted(by_id):
        return spec.options
    return tuple(by_id[each] for each in shown)


def _letters(options: Sequence[Option]) -> str:
    return f"a to {chr(ord('a') + len(options) - 1)}"


def _plain(text: str) -> str:
    return " ".join(text.translate(_MARKS).split()).casefold().rstrip(".")


def _find(text: str, lettered: Sequence[Option]) -> Option | None:
    """The option that a text names: an id comes before a letter, a letter before the text."""
    word = text.strip()
    for option in lettered:
        if option.id == word:
            return option
    letter = _LETTER.fullmatch(word)
    if letter is not None:
        place = ord(letter.group(1).lower()) - ord("a")
        if place < len(lettered):
            return lettered[place]
    matching = [option for option in lettered if word and _plain(option.text) == _plain(word)]
    return matching[0] if len(matching) == 1 else None


def _one(text: str, lettered: Sequence[Option]) -> Option:
    option = _find(text, lettered)
    if option is None:
        raise ParseError(f"type one of the letters {_letters(lettered)}, or the text of an option", 1)
    return option


def _several(answer: str | Sequence[str], lettered: Sequence[Option]) -> list[Option]:
    """The options that a text such as ``a c``, ``a, c`` or ``ac`` names, in its order."""
    if not isinstance(answer, str):
        return [_one(word, lettered) for word in answer]
    whole = _find(answer, lettered)
    if whole is not None:
        return [whole]
    words = [word for word in _SPLIT.split(answer.strip()) if word and word.lower() != "and"]
    if len(words) == 1 and words[0].isalpha() and len(words[0]) <= len(lettered):
        words = list(words[0])
    found = [_find(word, lettered) for word in words]
    taken = [option for option in found if option is not None]
    if not taken or len(taken) < len(words):
        raise ParseError(f"type letters from {_letters(lettered)}, such as a c", 1)
    return taken


def _judge_choice(option: Option) -> Verdict:
    if option.right:
        return correct("choice")
    if option.say:
        return wrong("misconception", option.say, "choice")
    return wrong("wrong", "Another option is right.", "choice")


def _judge_choices(spec: OptionsSpec, taken: Sequence[Option]) -> Verdict:
    for option in taken:
        if not option.right:
            message = option.say or "One of these is not right."
            return wrong("misconception" if option.say else "extra", message, "choice")
    missing = sum(option.right for option in spec.options) - len({option.id for option in taken})
    if missing:
        return wrong("missing", "What you chose is right. There is more.", "choice")
    return correct("choice")


def _judge_order(spec: OptionsSpec, taken: Sequence[Option]) -> Verdict:
    if len(taken) != len(spec.options) or len({option.id for option in taken}) < len(taken):
        raise ParseError(f"give each of the letters {_letters(spec.options)} once", 1)
    right = 0
    for due, given in zip(spec.options, taken, strict=True):
        if due.id != given.id:
            break
        right += 1
    if right == len(taken):
        return correct("choice")
    begins = (
        f"The first {right} are in place."
        if right > 1
        else "The first is in place."
        if right
        else "It begins elsewhere."
    )
    return wrong("order", begins, "choice")
