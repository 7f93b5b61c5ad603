"""Moodle's GIFT: choices, numbers and short answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice

from drill.exchange.cards import LONGEST_SOURCE, MOST_ANSWERS, Card, Skipped, cleaned, too_long
from drill.exchange.html_text import text_of_html, with_dollars
from drill.exchange.typed_answers import Choice, TypedAnswer, deck_answer
from drill.text import one_line

# Lines of one question; more is a file in which no line is empty.
MOST_LINES = 2_000
# The weight of an answer that is right by itself, in per cent.
WHOLE = 100.0
_TITLE = re.compile(r"\s*::(.*?)(?<!\\)::", re.S)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.I)
_BRACE = re.compile(r"(?<!\\)[{}]")
_OPTION = re.compile(r"(?<!\\)([=~])")
_REPLY = re.compile(r"(?<!\\)#")
_GENERAL = re.compile(r"(?<!\\)####")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d+)?)%")
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_NUMBER = r"[-+]?\d{1,15}(?:\.\d{1,15})?(?:[eE][-+]?\d{1,2})?"
_WITHIN = re.compile(rf"({_NUMBER})(?:\s*:\s*({_NUMBER}))?|({_NUMBER})\s*\.\.\s*({_NUMBER})")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


@dataclass(frozen=True, slots=True)
class _Option:
    text: str
    # It begins with ``=``, as all of a short answer do.
    is_short: bool
    weight: float
    reply: str


def read_gift(lines: Iterable[str]) -> Iterator[Card | Skipped]:
    """Yield the questions of a file, in order; each ends at an empty line."""
    block: list[str] = []
    begun = size = 0
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith(("//", "$CATEGORY")):
            continue
        if not line.strip() or len(block) > MOST_LINES:
            if block:
                yield _question(begun, "".join(block), size)
            block = []
        else:
            begun, size = (begun, size + len(line)) if block else (number, len(line))
            block.append(line if size <= LONGEST_SOURCE else "")
    if block:
        yield _question(begun, "".join(block), size)


def _question(line: int, text: str, size: int) -> Card | Skipped:
    if size > LONGEST_SOURCE:
        return too_long(line, LONGEST_SOURCE)
    title = ""
    if (match := _TITLE.match(text)) is not None:
        title, text = cleaned(_plain(match[1])), text[match.end() :]
    form = "moodle"
    if (match := _FORMAT.match(text)) is not None:
        form, text = match[1].lower(), text[match.end() :]
    blocks = list(_in_braces(text))
    if len(blocks) != 1:
        return Skipped(line, "it has no question" if not blocks else "it has several answers in braces")
    begin, end = blocks[0]
    before, after = text[:begin].strip(), text[end:].strip()
    prompt, has_media = _read(f"{before} \\_\\_\\_\\_ {after}" if after else before, form)
    if has_media:
        return Skipped(line, "its question is a picture or a sound")
    body, *general = _GENERAL.split(text[begin + 1 : end - 1], maxsplit=1)
    steps = _read(general[0], form)[0] if general else ""
    answer = _answer(body.strip(), form)
    if isinstance(answer, str):
        return Skipped(line, answer)
    if answer.kind == "self":
        return Card(line, prompt, answer.text, title=title, steps=steps)
    return Card(line, prompt, answer.text, answer=answer, title=title, steps=steps)


def _in_braces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of answers: from a brace to the next closing one, escaped ones aside."""
    begin: int | None = None
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            begin = brace.start() if begin is None else begin
        elif begin is not None:
            yield begin, brace.end()
            begin = None


def _answer(body: str, form: str) -> TypedAnswer | str:
    """Return the answer that a question asks for, kind self if its text decides, or why it is left out."""
    if not body:
        return "an essay has no key"
    if (is_true := _TRUTH.get(_REPLY.split(body)[0].strip().upper())) is not None:
        replies = [_read(reply, form)[0] for reply in _REPLY.split(body)[1:]]
        say = replies[0] if replies else ""
        options = (Choice("True", is_true, say), Choice("False", not is_true, say))
        return TypedAnswer("choice", str(is_true), options=options)
    if body.startswith("#"):
        return _number(body[1:].strip())
    options = tuple(islice(_options(body, form), MOST_ANSWERS + 1))
    if len(options) > MOST_ANSWERS:
        return f"it has more than {MOST_ANSWERS} answers"
    if not options:
        return "its answers begin with neither = nor ~"
    if any("->" in option.text for option in options):
        return "matching questions are not supported"
    if all(option.is_short for option in options):
        return _short([option.text for option in options if option.weight == WHOLE])
    return _choice(options)


def _options(body: str, form: str) -> Iterator[_Option]:
    marks = _OPTION.split(body)
    for mark, written in zip(marks[1::2], marks[2::2], strict=True):
        weight = WHOLE if mark == "=" else 0.0
        if (match := _WEIGHT.match(written)) is not None:
            weight, written = float(match[1]), written[match.end() :]
        text, *reply = _REPLY.split(written, maxsplit=1)
        reply_text = one_line(_read(reply[0], form)[0]) if reply else ""
        yield _Option(one_line(_read(text, form)[0]), mark == "=", weight, reply_text)


def _choice(options: tuple[_Option, ...]) -> TypedAnswer | str:
    """Return the options of a choice with one right option, or several that are right together."""
    whole = [option for option in options if option.weight == WHOLE]
    parts = [option for option in options if 0 < option.weight < WHOLE]
    if len(whole) > 1:
        return "several of its options are right, each by itself"
    if not whole and abs(sum(option.weight for option in parts) - WHOLE) > 1:
        return "no option of it is right" if not parts else "its right options do not add up to 100 %"
    right = whole or parts
    offered = [option for option in options if option in right or option.weight <= 0]
    if len({option.text for option in offered} - {""}) < len(offered):
        return "two of its options are the same, or one is empty"
    choices = tuple(Choice(option.text, option in right, option.reply) for option in offered)
    keys = "; ".join(option.text for option in right)
    return TypedAnswer("choice" if len(right) == 1 else "choices", keys, options=choices)


def _short(texts: list[str]) -> TypedAnswer | str:
    if not texts or not all(texts):
        return "it has no answer"
    answers = [deck_answer(text) for text in texts]
    first = answers[0]
    if len(texts) == 1:
        return first or TypedAnswer("self", texts[0])
    if all(answer is not None and answer.kind == "text" for answer in answers):
        return TypedAnswer("text", texts[0], others=tuple(texts[1:]))
    return TypedAnswer("self", "; ".join(texts))


def _number(body: str) -> TypedAnswer | str:
    """Return the answer in ``3.14:0.01``, ``1..5``, or the first of several ``=`` with full marks."""
    options = [_REPLY.split(part)[0].strip() for part in body.split("=") if part.strip()]
    options = [
        _WEIGHT.sub("", option) for option in options if _WEIGHT.match(option.replace("%100%", "")) is None
    ]
    match = _WITHIN.fullmatch(options[0].strip()) if len(options) == 1 else None
    if match is None:
        return "several numbers are right" if len(options) > 1 else "its number cannot be read"
    try:
        if match[3]:
            low, high = Decimal(match[3]), Decimal(match[4])
            value, within = (low + high) / 2, (high - low) / 2
        else:
            value, within = Decimal(match[1]), Decimal(match[2] or 0)
    except InvalidOperation:
        return "its number cannot be read"
    if within < 0:
        return "its range is empty"
    return TypedAnswer("number", f"{value:f}", tolerance=f"{within:f}" if within else "")


def _read(text: str, form: str) -> tuple[str, bool]:
    """Return a text without escapes and markup, and whether a picture was left out of it."""
    plain = _plain(text)
    if form == "html" or (form == "moodle" and re.search(r"<[a-zA-Z/]", plain)):
        field = text_of_html(plain)
        return field.text, bool({*field.media} - {"link"})
    return cleaned(with_dollars(plain)) if form != "markdown" else cleaned(plain), False


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], text)
