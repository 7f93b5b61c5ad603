"""Choices and orders: by the letter shown, the option's id, or its text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from drill.checking.answer import Option
from drill.checking.spec import OptionsSpec
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import ParseError

_LETTER = re.compile(r"\(?([A-Za-z])[).:]?")
_IN_PLACE = {0: "Another one comes first.", 1: "The first one is right."}
_MARKS = str.maketrans("", "", "$`")
"""The marks of formulas and code, which an option's text may be typed without."""
_SPLIT = re.compile(r"[\s,;>]+")


def judge_options(spec: OptionsSpec, answer: str | Sequence[str], shown: Sequence[str]) -> Verdict:
    """Return the verdict on a choice, several choices or an order."""
    taken = _taken(spec, answer, shown)
    match spec.kind:
        case "choice":
            return _judge_choice(taken[0])
        case "order":
            return _judge_order(spec, taken)
        case _:
            return _judge_choices(spec, taken)


def chosen(spec: OptionsSpec, answer: str | Sequence[str], shown: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the options that an answer names, in its order. Raises ParseError where it names
    none."""
    return tuple(option.id for option in _taken(spec, answer, shown))


def _taken(spec: OptionsSpec, answer: str | Sequence[str], shown: Sequence[str]) -> list[Option]:
    """The options that an answer names: in a text letters that are shown come first, in a list ids."""
    lettered = _in_shown_order(spec, shown)
    by_id = {option.id: option for option in lettered}
    if not isinstance(answer, str) and answer and all(word in by_id for word in answer):
        taken = [by_id[word] for word in answer]
    elif not isinstance(answer, str):
        taken = [_one(word, lettered) for word in answer]
    elif spec.kind == "choice":
        taken = [_one(answer, lettered)]
    else:
        taken = _several(answer, lettered)
    if spec.kind == "choice" and len(taken) != 1:
        raise _none_of(lettered)
    return taken


def _in_shown_order(spec: OptionsSpec, shown: Sequence[str]) -> tuple[Option, ...]:
    by_id = {option.id: option for option in spec.options}
    if sorted(shown) != sorted(by_id):
        return spec.options
    return tuple(by_id[each] for each in shown)


def _letters(options: Sequence[Option]) -> str:
    return f"a to {chr(ord('a') + len(options) - 1)}"


def _plain(text: str) -> str:
    return " ".join(text.translate(_MARKS).split()).casefold().rstrip(".")


def _by_letter(text: str, lettered: Sequence[Option]) -> Option | None:
    letter = _LETTER.fullmatch(text.strip())
    place = ord(letter.group(1).lower()) - ord("a") if letter else len(lettered)
    return lettered[place] if place < len(lettered) else None


def _by_text(text: str, lettered: Sequence[Option]) -> Option | None:
    matching = [option for option in lettered if text.strip() and _plain(option.text) == _plain(text)]
    return matching[0] if len(matching) == 1 else None


def _find(text: str, lettered: Sequence[Option]) -> Option | None:
    """The option that a text names: a letter that is shown comes before an id, an id before the text."""
    by_id = {option.id: option for option in lettered}
    return _by_letter(text, lettered) or by_id.get(text.strip()) or _by_text(text, lettered)


def _one(text: str, lettered: Sequence[Option]) -> Option:
    option = _find(text, lettered)
    if option is None:
        raise _none_of(lettered)
    return option


def _none_of(lettered: Sequence[Option]) -> ParseError:
    return ParseError(f"type one of the letters {_letters(lettered)}, or the text of an option", 1)


def _several(answer: str, lettered: Sequence[Option]) -> list[Option]:
    """The options that a text such as ``a c``, ``a, c`` or ``ac`` names, in its order."""
    whole = _by_text(answer, lettered)
    if whole is not None and _by_letter(answer, lettered) is None:
        return [whole]
    words = [word for word in _SPLIT.split(answer.strip()) if word and word.lower() != "and"]
    if len(words) == 1 and all(_by_letter(letter, lettered) for letter in words[0]):
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
        return wrong("missing", "What you chose is right, but it is not all.", "choice")
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
    begins = _IN_PLACE.get(right, f"The first {right} are in place.")
    return wrong("order", begins, "choice")
