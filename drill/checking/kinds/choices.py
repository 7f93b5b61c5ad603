"""Choices and orders: options are named by their letters on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Annotated, Any

from drill.checking.field_types import Whole
from drill.checking.kinds.kind import Given, Mistake, one_text, plain_row
from drill.checking.spec import Filling, Option, Path, Raw, Spec, option, option_id, texts_in
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import CheckError, ParseError
from drill.explanation import record_step

_LETTER = re.compile(r"\(?([A-Za-z])[).:]?")
_IN_PLACE = {0: "Another one comes first.", 1: "The first one is right."}
# The marks of formulas and code, which an option's text may be typed without.
_MARKS = str.maketrans("", "", "$`")
_SPLIT = re.compile(r"[\s,;>]+")


@dataclass(frozen=True, kw_only=True)
class OptionsSpec(Spec):
    """Options of which one, some or all in their order are right; an order's options are in that order."""

    options: tuple[Option, ...] = ()
    # So many options of a pool are shown; 0 for all.
    show: Annotated[int, Whole(3, 6)] = option(0)
    keep_order: bool = field(default=False, init=False)

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the options that are shown."""
        options: list[Option] = []
        option_ids = {option.id for option in self.options}
        for index, template in enumerate(self.options):
            field = f"{path}.{self.kind}.{index}"
            text, say = put.render(template.text, field), put.render(template.say, f"{field}.say")
            right = put.holds(template.right_if, f"{field}.right-if") if template.right_if else template.right
            after = template.after
            if after is not None:
                after = tuple(id_ for id_ in after if id_ in option_ids)
            options.append(Option(template.id, text, right, say, after=after))
        if any(template.right_if for template in self.options):
            _require_right(self.kind, options, is_one=self.kind == "choice")
        return {"options": tuple(options)}

    def sentences(self) -> Iterator[tuple[Path, str]]:
        """Yield the options and their replies."""
        for index, template in enumerate(self.options):
            yield (self.kind, index), template.text
            yield (self.kind, index, "say"), template.say

    def judge(self, answer: Given, mistakes: Sequence[Mistake], option_order: Sequence[str]) -> Verdict:
        """Return the verdict on a choice, several choices or an order."""
        chosen_options = _named_options(self, words_of(answer), option_order)
        if isinstance(self, OrderSpec):
            return _judge_order(self, chosen_options)
        is_single = self.kind == "choice"
        if (off := next((option for option in chosen_options if not option.right), None)) is not None:
            message = "Another option is right." if is_single else "One of these is not right."
            code = "misconception" if off.say else "wrong" if is_single else "extra"
            return wrong(code, off.say or message, "choice")
        if not is_single and {option.id for option in chosen_options} < set(self.right_ids):
            return wrong("missing", "What you chose is right, but it is not all.", "choice")
        return correct("choice")


@dataclass(frozen=True, kw_only=True)
class ChoicesSpec(OptionsSpec):
    """One right option, or several."""

    keep_order: bool = option(False)

    @property
    def is_single(self) -> bool:
        """Whether one option is chosen, and no more."""
        return self.kind == "choice"

    @classmethod
    def own(cls, raw: Raw) -> dict[str, Any]:
        """Return the options, right and wrong. Raises CheckError for what is none."""
        options = tuple(map(_option, raw.mappings(raw.kind)))
        is_pool = raw.mapping.get("show") is not None
        if not any(option.right_if for option in options):
            _require_right(raw.kind, options, is_one=raw.kind == "choice" and not is_pool)
        elif is_pool:
            raise CheckError(f"{raw.kind}: options of a pool are right or wrong in every draw")
        return {"options": _distinct(raw.kind, options)}

    def written(self) -> object:
        """Return the options."""
        return [_mapping_of(option) for option in self.options]


@dataclass(frozen=True, kw_only=True)
class OrderSpec(OptionsSpec):
    """Steps in the right order."""

    @classmethod
    def own(cls, raw: Raw) -> dict[str, Any]:
        """Return the steps. Raises CheckError for what is none."""
        options: list[Option] = []
        entries = raw.mappings("order")
        for entry in entries:
            if not set(entry) <= {"id", "text", "after"} or "text" not in entry:
                raise CheckError("order: an entry is {id: …, text: …}, with after: [ids or numbers] at most")
            text = str(entry["text"])
            options.append(Option(str(entry.get("id") or option_id(text)), text, True))
        if any("after" in entry for entry in entries):
            options = _with_predecessors(options, entries)
        return {"options": _distinct("order", tuple(options))}

    def written(self) -> object:
        """Return the steps."""
        steps: list[dict[str, object]] = []
        for step in self.options:
            after = {} if step.after is None else {"after": list(step.after)}
            steps.append({"id": step.id, "text": step.text, **after})
        return steps

    def first_misplaced(self, ids: Sequence[str]) -> int | None:
        """Return the place of the first step that comes before one that it needs; None in a right order."""
        known = [option.id for option in self.options]
        after = {option.id: option.after for option in self.options}
        for index, id_ in enumerate(ids):
            due = after[id_]
            if not set(known[: known.index(id_)] if due is None else due) <= set(ids[:index]):
                return index
        return None


def _with_predecessors(options: Sequence[Option], entries: Sequence[Mapping[str, object]]) -> list[Option]:
    """Return steps with the ids of all steps that must come before each of them.

    A step without ``after`` comes after all those before it. Raises CheckError for a name that is no earlier
    step.
    """
    ids = [option.id for option in options]
    before: dict[str, set[str]] = {}
    for index, (id_, entry) in enumerate(zip(ids, entries, strict=True)):
        earlier = ids[:index]
        named = [name.strip() for name in texts_in(entry["after"])] if "after" in entry else earlier
        due = [_named_step(name, ids) for name in named]
        if unfit := next((name for name, step in zip(named, due, strict=True) if step not in earlier), None):
            message = f"order: entry {index + 1} comes after {unfit!r}, which is no entry before it"
            raise CheckError(message, "the file holds them in a right order: name ids, or numbers from 1")
        before[id_] = {*due}.union(*(before[step] for step in due))
    return [
        replace(step, after=tuple(earlier for earlier in ids if earlier in before[step.id]))
        for step in options
    ]


def _named_step(name: str, ids: Sequence[str]) -> str:
    """Return the id that an entry of ``after`` names, by id or number; empty for neither."""
    if name in ids:
        return name
    return ids[int(name) - 1] if name.isdecimal() and 1 <= int(name) <= len(ids) else ""


def _require_right(kind: str, options: Sequence[Option], *, is_one: bool) -> None:
    right = sum(option.right for option in options)
    if right == 0 or (is_one and right > 1):
        raise CheckError(f"{kind}: {'one right option is expected' if right else 'no option is right'}")


def _option(raw: Mapping[str, object]) -> Option:
    texts = [name for name in ("right", "wrong", "text") if name in raw]
    decided = ("text" in raw) == ("right-if" in raw)
    if set(raw) - {*texts, "right-if", "say", "id", "claim", "figure"} or len(texts) != 1 or not decided:
        forms = "{right: …}, {wrong: …, say: …} or {text: …, say: …, right-if: …}"
        raise CheckError(f"choice: an option is {forms}, with an id and a claim at most")
    text = str(raw[texts[0]])
    say, claim, right_if = (str(raw.get(name) or "") for name in ("say", "claim", "right-if"))
    return Option(str(raw.get("id") or option_id(text)), text, "right" in raw, say, claim, right_if)


def _distinct(kind: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
    if len({option.id for option in options}) < len(options):
        raise CheckError(f"{kind}: two options have the same id")
    return options


def _mapping_of(option: Option) -> dict[str, str]:
    name = "text" if option.right_if else "right" if option.right else "wrong"
    texts = {"say": option.say, "claim": option.claim, "right-if": option.right_if}
    return {"id": option.id, name: option.text, **{name: text for name, text in texts.items() if text}}


# --- judging ----------------------------------------------------------------------------------------------


def words_of(answer: Given) -> str | Sequence[str]:
    """Return the words of an answer, from a text or a list. Raises ParseError for a text per part."""
    if isinstance(answer, Mapping):
        raise ParseError("letters are expected", None, code="kind")
    return one_text(answer) if isinstance(answer, str) else answer


def chosen(spec: OptionsSpec, answer: str | Sequence[str], option_order: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the options that an answer names, in its order. Raises ParseError where it names
    none."""
    return tuple(option.id for option in _named_options(spec, answer, option_order))


def _named_options(
    spec: OptionsSpec, answer: str | Sequence[str], option_order: Sequence[str]
) -> list[Option]:
    """Return the options that an answer names: in a text by their letters first, in a list by ids."""
    by_id = {option.id: option for option in spec.options}
    lettered = spec.options
    if sorted(option_order) == sorted(by_id):
        lettered = tuple(by_id[id_] for id_ in option_order)
    is_typed, is_single = isinstance(answer, str), spec.kind == "choice"
    if isinstance(answer, str):
        answer = [answer] if is_single else _several(answer, lettered)
    words = list(answer)
    are_ids = not is_typed and words and all(word in by_id for word in words)
    matches = [by_id[word] if are_ids else _find(word, lettered) for word in words]
    options = [option for option in matches if option is not None]
    record_step("find options", typed=words, options=[option.id for option in options])
    letters = _letters(lettered)
    if is_typed and not is_single and (not options or len(options) < len(words)):
        raise ParseError(f"type letters from {letters}, such as a c", 1)
    if len(options) < len(words) or (is_single and len(options) != 1):
        raise ParseError(f"type one of the letters {letters}, or the text of an option", 1)
    return options


def _letters(options: Sequence[Option]) -> str:
    return f"a to {chr(ord('a') + len(options) - 1)}"


def _plain(text: str) -> str:
    return " ".join(text.translate(_MARKS).split()).casefold().rstrip(".")


def _by_letter(text: str, lettered: Sequence[Option]) -> Option | None:
    letter = _LETTER.fullmatch(text.strip())
    index = ord(letter.group(1).lower()) - ord("a") if letter else len(lettered)
    return lettered[index] if index < len(lettered) else None


def _by_text(text: str, lettered: Sequence[Option]) -> Option | None:
    matching = [option for option in lettered if text.strip() and _plain(option.text) == _plain(text)]
    return matching[0] if len(matching) == 1 else None


def _find(text: str, lettered: Sequence[Option]) -> Option | None:
    """Return the option that a text names, by its letter, else its id, else its text."""
    by_id = {option.id: option for option in lettered}
    return _by_letter(text, lettered) or by_id.get(text.strip()) or _by_text(text, lettered)


def _several(answer: str, lettered: Sequence[Option]) -> list[str]:
    """Return the options that a text such as ``a c``, ``a, c`` or ``ac`` names, in its order."""
    if _by_text(answer, lettered) is not None and _by_letter(answer, lettered) is None:
        return [answer]
    words = [word for word in _SPLIT.split(answer.strip()) if word and word.lower() != "and"]
    if len(words) == 1 and all(_by_letter(letter, lettered) for letter in words[0]):
        return list(words[0])
    return words


def _judge_order(spec: OrderSpec, options: Sequence[Option]) -> Verdict:
    if sorted(option.id for option in options) != sorted(option.id for option in spec.options):
        raise ParseError(f"give each of the letters {_letters(spec.options)} once", 1)
    right = spec.first_misplaced([option.id for option in options])
    if right is None:
        return correct("choice")
    return wrong("order", _IN_PLACE.get(right, f"The first {right} are in place."), "choice")


_options = partial(plain_row, help="Choices and orders", asks="letters are asked for")
_choices = partial(_options, spec=ChoicesSpec, written="choices", proof="claims", mistakes="options")
ROWS = (
    _choices(name="choice"),
    _choices(name="choices"),
    _options(name="order", spec=OrderSpec, written="steps", proof="", mistakes=""),
)  # fmt: skip
