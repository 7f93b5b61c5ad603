"""Turn cards of a deck or rows of a table into exercises of a bank.

Answers typed as a learner types them are checked; the others the learner judges. An exercise's id is a hash
of its question, so the same deck gives the same exercises.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from drill.banks.templates import escape_template_marks
from drill.checking import KINDS, check, find_prompt_gaps, spec_from
from drill.errors import DrillError, UsageError
from drill.exchange.checkable_answers import TypedAnswer, deck_answer
from drill.text import clean_text, one_line, quote_yaml_text

# Max characters of a cell, because a longer one is usually an unclosed quote.
LONGEST_CELL = 20_000
# Characters of a card before its markup is read: a picture may appear in it as text.
LONGEST_SOURCE = 200_000
# Gaps of a text: each is read and proved as an answer.
MOST_ANSWERS = 100
# Of one source; the largest decks that people share have half of it.
MOST_ROWS = 100_000

_SKILL = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")
# What YAML refuses, beside what no text has.
_UNPRINTABLE = re.compile("[\ufffe\uffff]")
# As long as titles of exercises may be.
_LONGEST_TITLE = 60
# Hex digits: 40 bits, so that chance makes no two rows of a table alike.
_ID_DIGITS = 10
_VARS = re.compile(r"^  vars: .*\n", re.M)
_KEY = re.compile(r"([a-z-]+): '([^']*)'")
_ANSWER = re.compile(r"^  answer:\n((?:    .*\n|\n)+)", re.M)


@dataclass(frozen=True, slots=True)
class SourceCard:
    """One question of a source; ``answer`` only if the source states how to check it."""

    line: int
    prompt: str
    key: str = ""
    kind: str = ""
    answer: TypedAnswer | None = None
    title: str = ""
    hint: str = ""
    steps: str = ""
    skill: str = ""
    # Its id in the source, the same in every version.
    guid: str = ""
    # Side and name of media, which are shown by their name: ``("question", "picture")``.
    media: tuple[tuple[str, str], ...] = ()

    @property
    def loss(self) -> tuple[str, str] | None:
        """What its question or its answer is not whole without; a link only leads elsewhere."""
        lost = (each for each in self.media if each[0] in ("question", "answer") and each[1] != "link")
        return next(lost, None)


@dataclass(frozen=True, slots=True)
class CardExercise:
    """A card as an exercise; its ``answer`` is None if the learner judges, for the reason ``why``."""

    id: str
    card: SourceCard
    why: str = ""

    @property
    def kind(self) -> str:
        """The kind of its answer."""
        return "self" if self.card.answer is None else self.card.answer.kind


@dataclass(frozen=True, slots=True)
class SkippedCard:
    """An entry that became no exercise."""

    line: int
    why: str


def clean_deck_text(text: str) -> str:
    """Return a text from elsewhere in the characters that a bank allows."""
    return _UNPRINTABLE.sub(" ", clean_text(text)).strip()


def too_long(line: int, most: int = LONGEST_CELL) -> SkippedCard:
    """Return the message about a card with a text that is too long."""
    return SkippedCard(line, f"a cell has more than {most:,} characters")


def make_cloze_card(card: SourceCard, pieces: Sequence[str]) -> SourceCard | SkippedCard:
    """Return a card with text and gaps in turn, a text first; the learner judges if a gap cannot be
    checked."""
    line = card.line
    if len(pieces) > 2 * MOST_ANSWERS:
        return SkippedCard(line, f"it has more than {MOST_ANSWERS} gaps")
    if sum(map(len, pieces)) > LONGEST_CELL:
        return too_long(line)
    texts = pieces[::2]
    keys = [one_line(key) for key in pieces[1::2]]
    names = [f"gap{number}" for number in range(1, len(keys) + 1)]
    prompt = clean_deck_text(_by_turns(texts, [f"[[{name}]]" for name in names]))
    answers = {name: deck_answer(key, prompt=prompt) for name, key in zip(names, keys, strict=True)}
    known = {
        name: answer for name, answer in answers.items() if answer is not None and answer.kind != "choice"
    }
    whole = "; ".join(keys)
    if not card.loss and [gap[1] for gap in find_prompt_gaps(prompt)] == names == list(known):
        vars_ = sorted({var for answer in known.values() for var in answer.names})
        answer = TypedAnswer("cloze", whole, tuple(vars_), gaps=known)
        return replace(card, prompt=prompt, key=whole, answer=answer)
    in_prose = {gap[1] for gap in find_prompt_gaps(prompt)}
    blanks = ["…" if name in in_prose else r"\ldots " for name in names]
    return replace(card, prompt=clean_deck_text(_by_turns(texts, blanks)), key=whole, kind="self")


def _by_turns(texts: Sequence[str], between: Sequence[str]) -> str:
    return "".join(text + gap for text, gap in zip(texts, [*between, ""], strict=True))


def read_rows(cards: Iterable[SourceCard | SkippedCard]) -> Iterator[CardExercise | SkippedCard]:
    """Yield the cards as exercises, one at a time. Raises UsageError for more than a bank may contain."""
    seen: dict[str, str] = {}
    for number, card in enumerate(cards):
        if number == MOST_ROWS:
            raise UsageError(f"it has more than {MOST_ROWS:,} rows", "import it in parts")
        if isinstance(card, SkippedCard):
            yield card
            continue
        texts = (card.prompt, card.key, card.title, card.hint, card.steps, card.skill, card.kind)
        if max(map(len, texts)) > LONGEST_CELL:
            yield too_long(card.line)
            continue
        if not card.prompt or not (card.key or card.answer or card.kind.lower() == "self"):
            yield SkippedCard(card.line, "it has no question" if not card.prompt else "it has no answer")
            continue
        id_ = row_id(card.prompt)
        if id_ in seen:  # the same words: with another answer they ask something else
            id_ = row_id(f"{card.prompt}\n{card.key}")
        if id_ in seen or seen.get(row_id(card.prompt)) == card.key:
            yield SkippedCard(card.line, "the same question and answer appear further up")
            continue
        seen[id_] = card.key
        yield _make_deck_row(id_, card)


def _make_deck_row(id_: str, card: SourceCard) -> CardExercise:
    answer = card.answer
    kind = card.kind.lower()
    why = ""
    if card.loss:
        answer = None
        why = f"a {card.loss[1]} belongs to its {card.loss[0]}"
    elif kind == "self":
        why = "the learner judges it"
    elif kind and kind not in KINDS:
        why = f"no kind of answer is called {kind[:40]!r}"
    elif answer is None:
        answer = deck_answer(card.key, kind, card.prompt)
        if not answer:
            why = "it cannot be read as a typed answer"
    title = one_line(card.title)
    if len(title) > _LONGEST_TITLE or "@" in title:
        title = ""
    skill = card.skill if _SKILL.fullmatch(card.skill) else ""
    return CardExercise(id_, replace(card, answer=answer, title=title, skill=skill), why)


def row_id(text: str) -> str:
    """Return the id of an exercise that asks this."""
    return "row-" + hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:_ID_DIGITS]


# --- as a bank's text --------------------------------------------------------------------------------------


def as_yaml(row: CardExercise, before: str = "") -> str:
    """Return an exercise as YAML for a bank's file; with the answer in its former text ``before``."""
    card = row.card
    answer = card.answer
    lines = [f"- id: {row.id}"]
    if card.title:
        lines += _write_field_lines("title", card.title, 2)
    if card.skill:
        lines.append(f"  skill: {card.skill}")
    if before:
        lines += [match[0].rstrip() for match in _VARS.finditer(before[: before.find("\n  prompt:") + 1])]
    elif answer is not None and answer.names:
        lines.append(f"  vars: [{', '.join(answer.names)}]")
    lines += _write_field_lines("prompt", escape_template_marks(card.prompt), 2)
    lines += ["  answer:", *(written_answer(before).split("\n") if before else _write_answer_lines(card))]
    for name, text in (("hints", card.hint), ("steps", card.steps)):
        if text:
            lines += _write_field_lines(name, escape_template_marks(text), 2)
    return "\n".join(lines) + "\n"


def written_answer(exercise: str) -> str:
    """Return the answer in an exercise's text, a line a field."""
    match = _ANSWER.search(exercise)
    return match[1].rstrip("\n") if match else ""


def is_same_answer(answer: TypedAnswer | None, exercise: str) -> bool:
    """Return whether the answer in an exercise's text is right for another question."""
    written = _KEY.fullmatch(written_answer(exercise).strip())
    if answer is None or written is None or written[1] != answer.kind:
        return False
    names = {"vars": list(answer.names)} if answer.names else {}
    try:
        return check(spec_from({answer.kind: answer.text} | names), written[2]).verdict == "correct"
    except DrillError:
        return False


def _write_answer_lines(card: SourceCard) -> list[str]:
    answer = card.answer
    if answer is None:
        return _write_field_lines("self", escape_template_marks(card.key), 4)
    return [f"    {answer.kind}: {_write_answer_inline(answer)}"]


def _write_answer_inline(answer: TypedAnswer) -> str:
    """Return the rest of an answer's line, after the kind."""
    if answer.gaps:
        fields = (f"{name}: {{{gap.kind}: {_write_answer_inline(gap)}}}" for name, gap in answer.gaps.items())
        return f"{{{', '.join(fields)}}}"
    if answer.kind == "choice":
        is_true = answer.text.lower() == "true"
        return (
            f"[{{{'right' if is_true else 'wrong'}: 'True'}}, {{{'wrong' if is_true else 'right'}: 'False'}}]"
        )
    if answer.kind == "text":
        return f"[{quote_yaml_text(escape_template_marks(answer.text))}]"
    return quote_yaml_text(answer.text)


def _write_field_lines(name: str, text: str, indent: int) -> list[str]:
    """Return a name and its text, of several lines as a block."""
    margin = " " * indent
    if "\n" not in text:
        return [f"{margin}{name}: {quote_yaml_text(text)}"]
    return [f"{margin}{name}: |2-", *(f"{margin}  {line}" if line else "" for line in text.split("\n"))]
