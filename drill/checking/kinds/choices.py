"""Choices and orders: options are named by their letters on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, Literal

from drill.authored_figure import AuthoredFigure
from drill.checking.answer_verdict import Verdict, make_correct_verdict, make_wrong_verdict
from drill.checking.kind import Given, MistakeReply, OptionId, one_text, plain_row
from drill.checking.spec import CodeClaim, Filling, Key, Option, Path, Spec, option_id
from drill.errors import ParseError
from drill.explanation import record_step
from drill.reading import ByShape, FieldFault, Lone, Size, UnderTag, Whole, WrittenAs, WrittenName

_LETTER = re.compile(r"\(?([A-Za-z])[).:]?")
_IN_PLACE = {0: "Another one comes first.", 1: "The first one is right."}
# The marks of formulas and code, which an option's text may be typed without.
_MARKS = str.maketrans("", "", "$`")
_SPLIT = re.compile(r"[\s,;>]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceOption:
    """One option of a choice: right, wrong or right if a relation holds, and the reply to choosing it."""

    id: OptionId = ""
    right: str = ""
    wrong: str = ""
    text: str = ""
    right_if: Annotated[str, WrittenName("right-if")] = ""
    say: str = ""
    claim: str | CodeClaim = ""
    figure: AuthoredFigure | None = None

    def __post_init__(self) -> None:
        if sum(map(bool, (self.right, self.wrong, self.text))) != 1 or bool(self.text) != bool(self.right_if):
            message = "an option is {right: …}, {wrong: …, say: …} or {text: …, say: …, right-if: …}"
            raise FieldFault((), message)


@dataclass(frozen=True, slots=True)
class OrderEntry:
    """One step of an order; the file holds them in a right order."""

    text: str
    id: OptionId = ""
    after: Annotated[tuple[OptionId, ...], Lone(), Size(most=200)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedChoice:
    """An answer's choice among the options of its exercise: which are right, and replies of its own."""

    of: Literal["options"]
    right: Annotated[tuple[OptionId, ...], Lone(), Size(1, 200)]
    say: Mapping[OptionId, str] = field(default_factory=dict[str, str])
    claim: Mapping[OptionId, str] = field(default_factory=dict[str, str])
    after: Mapping[OptionId, Annotated[tuple[OptionId, ...], Lone(), Size(most=200)]] = field(
        default_factory=dict[str, tuple[str, ...]]
    )


@dataclass(frozen=True, slots=True)
class SharedOption:
    """An option of several answers of an exercise, which say whether it is right."""

    id: OptionId
    text: str
    say: str = ""


# Options of an answer's own, or those that it takes of its exercise's.
_WrittenChoice = Annotated[
    Annotated[tuple[ChoiceOption, ...], Size(2)] | SharedChoice,
    ByShape("the options are expected, one after each -"),
]
_WrittenOrder = Annotated[
    Annotated[tuple[OrderEntry, ...], Size(2)] | SharedChoice,
    ByShape("the steps are expected in a right order, one after each -"),
]


def _written_steps(steps: Sequence[Option]) -> tuple[OrderEntry, ...]:
    return tuple(OrderEntry(step.text, step.id, step.after) for step in steps)


def _make_order_steps(entries: Sequence[OrderEntry] | SharedChoice) -> tuple[Option, ...]:
    """Return the steps of an order; some list the ids of all that must come before them.

    A step without ``after`` comes after all those before it. Raises FieldFault for a name that does not
    belong to an earlier step.
    """
    if isinstance(entries, SharedChoice):
        return ()
    ids = [entry.id or option_id(entry.text) for entry in entries]
    if all(entry.after is None for entry in entries):
        return tuple(Option(id_, entry.text, True) for id_, entry in zip(ids, entries, strict=True))
    before: dict[str, set[str]] = {}
    for index, (id_, entry) in enumerate(zip(ids, entries, strict=True)):
        earlier = ids[:index]
        named = earlier if entry.after is None else [name.strip() for name in entry.after]
        due = [_named_step(name, ids) for name in named]
        if unfit := next((name for name, step in zip(named, due, strict=True) if step not in earlier), None):
            message = f"entry {index + 1} comes after {unfit!r}, which is not an earlier entry"
            hint = "the file lists them in a right order: name ids, or numbers from 1"
            raise FieldFault((index, "after"), message, hint)
        before[id_] = {*due}.union(*(before[step] for step in due))
    return tuple(
        Option(id_, entry.text, True, after=tuple(earlier for earlier in ids if earlier in before[id_]))
        for id_, entry in zip(ids, entries, strict=True)
    )


def _make_choice_options(written: Sequence[ChoiceOption] | SharedChoice) -> tuple[Option, ...]:
    """Return options as they are kept; none of a choice among those that its exercise shares."""
    if isinstance(written, SharedChoice):
        return ()
    return tuple(map(_make_choice_option, written))


def _written_options(options: Sequence[Option]) -> tuple[ChoiceOption, ...]:
    return tuple(map(_written_option, options))


def _make_choice_option(written: ChoiceOption) -> Option:
    text = written.right or written.wrong or written.text
    return Option(
        written.id or option_id(text), text, bool(written.right), written.say, written.claim,
        written.right_if, figure=written.figure,
    )  # fmt: skip


def _written_option(option: Option) -> ChoiceOption:
    name = "right" if option.right else "wrong"
    if option.right_if:
        name = "text"
    return ChoiceOption(
        id=option.id, say=option.say, claim=option.claim, right_if=option.right_if, figure=option.figure,
        **{name: option.text},
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OptionsSpec(Spec):
    """Options of which one, some or all in their order are right; an order's options are in that order."""

    options: tuple[Option, ...] = ()
    # Number of options of a pool that are shown; 0 for all.
    show: Annotated[int, Whole(3, 6)] = 0
    keep_order: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        FieldFault.raise_all(self._find_faults())

    def _find_faults(self) -> Iterator[FieldFault]:
        """Yield the faults of the options together."""
        ids = [option.id for option in self.options]
        for index, id_ in enumerate(ids):
            if id_ in ids[:index]:
                yield FieldFault(("options", index, "id"), f"a second option with the id {id_}")

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the options that are shown."""
        options: list[Option] = []
        option_ids = {option.id for option in self.options}
        for index, template in enumerate(self.options):
            field = f"{path}.{self.kind}.{index}"
            text = put.render(template.text, field)
            say = put.render(template.say, f"{field}.say")
            right = put.holds(template.right_if, f"{field}.right-if") if template.right_if else template.right
            after = template.after
            if after is not None:
                after = tuple(id_ for id_ in after if id_ in option_ids)
            options.append(Option(template.id, text, right, say, after=after))
        if any(template.right_if for template in self.options):
            FieldFault.raise_all(_faults_of_right(options, is_one=self.kind == "choice"))
        return {"options": tuple(options)}

    def fill_text(self, put: Filling, text: str, field: str) -> str:
        """Return the ids of options unchanged."""
        return text

    def typeable_key(self, put: Filling) -> Key:
        """Return the ids of the right options."""
        return " ".join(self.right_ids)

    def sentences(self) -> Iterator[tuple[Path, str]]:
        """Yield the options and their replies."""
        for index, template in enumerate(self.options):
            yield (self.kind, index), template.text
            yield (self.kind, index, "say"), template.say

    def judge(self, answer: Given, mistakes: Sequence[MistakeReply], option_order: Sequence[str]) -> Verdict:
        """Return the verdict on a choice, several choices or an order."""
        chosen_options = _named_options(self, read_answer_words(answer), option_order)
        if isinstance(self, OrderSpec):
            return _judge_order(self, chosen_options)
        is_single = self.kind == "choice"
        if (off := next((option for option in chosen_options if not option.right), None)) is not None:
            if off.say:
                return make_wrong_verdict("misconception", off.say, "choice")
            if is_single:
                return make_wrong_verdict("wrong", "Another option is right.", "choice")
            return make_wrong_verdict("extra", "One of these is not right.", "choice")
        if not is_single and {option.id for option in chosen_options} < set(self.right_ids):
            return make_wrong_verdict("missing", "What you chose is right, but it is not all.", "choice")
        return make_correct_verdict("choice")


@dataclass(frozen=True, kw_only=True)
class ChoicesSpec(OptionsSpec):
    """One right option, or several."""

    options: Annotated[
        tuple[Option, ...], UnderTag(), WrittenAs(_WrittenChoice, _make_choice_options, _written_options)
    ] = ()
    keep_order: Annotated[bool, WrittenName("keep-order")] = False

    def _find_faults(self) -> Iterator[FieldFault]:
        yield from super()._find_faults()
        if not any(option.right_if for option in self.options):
            if self.options:
                yield from _faults_of_right(self.options, is_one=self.is_single and not self.show)
        elif self.show:
            yield FieldFault("show", "options of a pool are right or wrong in every draw")

    @property
    def is_single(self) -> bool:
        """Whether one option is chosen, and no more."""
        return self.kind == "choice"


@dataclass(frozen=True, kw_only=True)
class OrderSpec(OptionsSpec):
    """Steps in the right order."""

    options: Annotated[
        tuple[Option, ...], UnderTag(), WrittenAs(_WrittenOrder, _make_order_steps, _written_steps)
    ] = ()

    def first_misplaced(self, ids: Sequence[str]) -> int | None:
        """Return the place of the first step that comes before one that it needs; None in a right order."""
        known = [option.id for option in self.options]
        after = {option.id: option.after for option in self.options}
        for index, id_ in enumerate(ids):
            due = after[id_]
            if not set(known[: known.index(id_)] if due is None else due) <= set(ids[:index]):
                return index
        return None


def _named_step(name: str, ids: Sequence[str]) -> str:
    """Return the id that an entry of ``after`` names, by id or number; empty for neither."""
    if name in ids:
        return name
    if name.isdecimal() and 1 <= int(name) <= len(ids):
        return ids[int(name) - 1]
    return ""


def _faults_of_right(options: Sequence[Option], *, is_one: bool) -> Iterator[FieldFault]:
    right = sum(option.right for option in options)
    if right == 0:
        yield FieldFault("options", "no option is right")
    if is_one and right > 1:
        message = "exactly one option is right; several make it `choices`, or a pool with show: 4"
        yield FieldFault("options", message)


# --- judging ----------------------------------------------------------------------------------------------


def read_answer_words(answer: Given) -> str | Sequence[str]:
    """Return the words of an answer, from a text or a list. Raises ParseError for a text per part."""
    if isinstance(answer, Mapping):
        raise ParseError("letters are expected", None, code="kind")
    return one_text(answer) if isinstance(answer, str) else answer


def find_chosen_ids(
    spec: OptionsSpec, answer: str | Sequence[str], option_order: Sequence[str]
) -> tuple[str, ...]:
    """Return the ids of the options that an answer names, in its order. Raises ParseError if it names
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
    is_typed = isinstance(answer, str)
    is_single = spec.kind == "choice"
    if isinstance(answer, str):
        answer = [answer] if is_single else _split_named_options(answer, lettered)
    words = list(answer)
    are_ids = not is_typed and words and all(word in by_id for word in words)
    matches = [by_id[word] if are_ids else _find_named_option(word, lettered) for word in words]
    options = [option for option in matches if option is not None]
    record_step("find options", typed=words, options=[option.id for option in options])
    letters = _describe_letter_range(lettered)
    if is_typed and not is_single and (not options or len(options) < len(words)):
        raise ParseError(f"type letters from {letters}, such as a c", 1)
    if len(options) < len(words) or (is_single and len(options) != 1):
        raise ParseError(f"type one of the letters {letters}, or the text of an option", 1)
    return options


def _describe_letter_range(options: Sequence[Option]) -> str:
    return f"a to {chr(ord('a') + len(options) - 1)}"


def _normalise_option_text(text: str) -> str:
    return " ".join(text.translate(_MARKS).split()).casefold().rstrip(".")


def _by_letter(text: str, lettered: Sequence[Option]) -> Option | None:
    letter = _LETTER.fullmatch(text.strip())
    index = ord(letter.group(1).lower()) - ord("a") if letter else len(lettered)
    return lettered[index] if index < len(lettered) else None


def _by_text(text: str, lettered: Sequence[Option]) -> Option | None:
    matching = [
        option
        for option in lettered
        if text.strip() and _normalise_option_text(option.text) == _normalise_option_text(text)
    ]
    return matching[0] if len(matching) == 1 else None


def _find_named_option(text: str, lettered: Sequence[Option]) -> Option | None:
    """Return the option that a text names, by its letter, else its id, else its text."""
    by_id = {option.id: option for option in lettered}
    return _by_letter(text, lettered) or by_id.get(text.strip()) or _by_text(text, lettered)


def _split_named_options(answer: str, lettered: Sequence[Option]) -> list[str]:
    """Return the options that a text such as ``a c``, ``a, c`` or ``ac`` names, in its order."""
    if _by_text(answer, lettered) is not None and _by_letter(answer, lettered) is None:
        return [answer]
    words = [word for word in _SPLIT.split(answer.strip()) if word and word.lower() != "and"]
    if len(words) == 1 and all(_by_letter(letter, lettered) for letter in words[0]):
        return list(words[0])
    return words


def _judge_order(spec: OrderSpec, options: Sequence[Option]) -> Verdict:
    if sorted(option.id for option in options) != sorted(option.id for option in spec.options):
        raise ParseError(f"give each of the letters {_describe_letter_range(spec.options)} once", 1)
    right = spec.first_misplaced([option.id for option in options])
    if right is None:
        return make_correct_verdict("choice")
    return make_wrong_verdict("order", _IN_PLACE.get(right, f"The first {right} are in place."), "choice")


_options = partial(plain_row, help="Choices and orders", asks="letters are asked for")
_choices = partial(_options, spec=ChoicesSpec, written="choices", proof="claims", mistakes="options")
ROWS = (
    _choices(name="choice"),
    _choices(name="choices"),
    _options(name="order", spec=OrderSpec, written="steps", proof="", mistakes=""),
)  # fmt: skip
