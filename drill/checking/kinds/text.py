"""Short texts, compared word by word; and what only the learner can judge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Annotated, Any, Self
from unicodedata import combining, name, normalize

from drill.checking.answer_verdict import (
    Verdict,
    make_correct_verdict,
    make_described_verdict,
    make_undecided_verdict,
    make_wrong_verdict,
)
from drill.checking.kind import Given, MistakeReply, one_text, plain_row, wrong_texts
from drill.checking.spec import Filling, Path, TextSpec
from drill.checking.typed_text import read_plain_words, remove_sentence
from drill.errors import ParseError
from drill.explanation import record_step
from drill.reading import FieldFault, Lone, MayBeEmpty, Size, UnderTag
from drill.text import blank_match, remove_invisible

_IN_BRACKETS = re.compile(r"\s*([^()]*\w[^()]*)\(([^()]*\w[^()]*)\)\s*")
_ARTICLES = frozenset({"a", "an", "the"})
_PRONOUN = re.compile(r"\s*(?:it|they|this|that)\s+(?=\S)", re.IGNORECASE)
# Endings of the forms of one word: converges, convergent, convergence; linear, linearly; symmetrical.
_ENDING = re.compile(r"(?<=[a-z]{4})(?:e|es|s|ed|ing|ent|ence|ly|(?<=ic)al)+$")
# Pairs of alternatives that a question may offer.
_PAIRS = (("yes", "no"), ("true", "false"))
# Letters and digits, with combining accents.
_WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")
# ``'s`` behind a word.
_POSSESSIVE = re.compile(r"(?<=[^\W\d_])['’ʼ`´]s\b", re.IGNORECASE)
# American endings for British ones, so that words compare equal in both spellings.
_AMERICAN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"is(?=(?:e[drs]?|ing|ations?|able)$)"), "iz"),
    (re.compile(r"ys(?=(?:e[drs]?|ing)$)"), "yz"),
    (re.compile(r"(?<=col|avi|ghb|fav|lab)our"), "or"),
    (re.compile(r"(?<=[a-z][ntb])re(?=s?$)"), "er"),
    (re.compile(r"ll(?=(?:ed|ing|ers?)$)"), "l"),
)
# Min letters of a word for one wrong letter to be a slip, because a shorter one is often another word.
_NEAR = 5
# Endings of nouns in the plural, and in the singular.
_PLURALS: tuple[tuple[str, str], ...] = (
    ("ices", "ix"), ("ices", "ex"), ("ies", "y"), ("ses", "sis"), ("xes", "xis"), ("s", ""),
    *((ending + "es", ending) for ending in ("s", "x", "z", "ch", "sh")),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class WordsSpec(TextSpec):
    """A short text, the first of those that are right."""

    texts: Annotated[tuple[str, ...], UnderTag(), Lone(is_written_alone=True), Size(1, 20)] = ()
    text: str = field(default="", init=False)

    def __post_init__(self) -> None:
        if not self.texts or not all(map(_normalise_answer_words, self.texts)):
            raise FieldFault("texts", "a word is expected, or a list of texts that are all right")
        object.__setattr__(self, "text", self.texts[0])

    def with_text(self, text: str) -> Self:
        """Return this spec with another first text, which may be one without words."""
        copied = replace(self)
        vars(copied).update(text=text, texts=(text, *self.others))
        return copied

    @property
    def others(self) -> tuple[str, ...]:
        """The other texts that are right."""
        return self.texts[1:]

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the texts with the values in them."""
        return {"texts": tuple(put.render(text, f"{path}.text") for text in self.texts)}

    def fill_text(self, put: Filling, text: str, field: str) -> str:
        """Return a text with the values in it."""
        return put.render(text, field)

    def sentences(self) -> Iterator[tuple[Path, str]]:
        """Yield the texts."""
        for index, text in enumerate((self.text, *self.others)):
            yield ("text", *((index,) if self.others else ())), text

    def judge(self, answer: Given, mistakes: Sequence[MistakeReply], option_order: Sequence[str]) -> Verdict:
        """Judge a text by its words: case, accents, articles, plurals, blanks, hyphens and British or
        American spelling do not count.

        Blanks and hyphens do where another key or a known mistake differs by them alone.

        Raises ParseError for a near miss, one letter in a word of five or more, which is not a wrong answer.
        """
        text = read_plain_words(one_text(answer))
        if not any(
            self.fits(text, known) for known in (*self.texts, *(known for known, _ in wrong_texts(mistakes)))
        ):
            text = _PRONOUN.sub("", remove_sentence(text))
        if not _normalise_answer_words(text):
            raise ParseError("a word is expected", 1, code="kind")
        due = (self.text, *self.others)
        record_step("compare words", words=_normalise_answer_words(text), key=due)
        if any(self.fits(right, text) for right in due) or self._names_twice(text):
            return make_correct_verdict("text")
        known = wrong_texts(mistakes)
        says = [say for mistaken, say in known if self.fits(mistaken, text)]
        record_step("try known mistakes", mistakes=[mistaken for mistaken, _ in known], fits=bool(says))
        if not says and any(_are_joined_alike(right, text) for right in due):
            return make_correct_verdict("text")
        if says := says or [say for mistaken, say in known if _are_joined_alike(mistaken, text)]:
            return make_wrong_verdict("misconception", says[0], "text")
        _refuse_mixed_letters(text)
        for right in due:
            if (
                index := _find_misspelt_word(_normalise_answer_words(right), _normalise_answer_words(text))
            ) is not None:
                word = _find_word_matches(text)[index]
                raise ParseError(
                    f"look again at the spelling of “{word[0]}”", word.start() + 1, code="spelling"
                )
            if _is_near_joined(right, text):
                raise ParseError("look again at the spelling", 1, code="spelling")
            _refuse_other_form(_normalise_answer_words(right), _normalise_answer_words(text))
        return make_described_verdict("wrong", "a different word.", "text")

    def _names_twice(self, text: str) -> bool:
        """Return whether a text is right, and so is its part in brackets: ``null space (kernel)``."""
        names = _IN_BRACKETS.fullmatch(text)
        due = (self.text, *self.others)
        return names is not None and all(
            any(self.fits(right, name) for right in due) for name in names.groups()
        )

    def fits(self, mistake: str, answer: str) -> bool:
        """Return whether two texts have the same words."""
        due, answered = _normalise_answer_words(mistake), _normalise_answer_words(answer)
        return len(due) == len(answered) and all(map(_are_same, due, answered))


@dataclass(frozen=True, kw_only=True)
class SelfSpec(TextSpec):
    """The learner decides; the text says what to compare the answer with."""

    text: Annotated[str, UnderTag(), MayBeEmpty()] = ""

    def fill_text(self, put: Filling, text: str, field: str) -> str:
        """Return a text with the values in it."""
        return put.render(text, field)

    def sentences(self) -> Iterator[tuple[Path, str]]:
        """Yield the text."""
        yield ("self",), self.text

    def judge(self, answer: Given, mistakes: Sequence[MistakeReply], option_order: Sequence[str]) -> Verdict:
        """Leave it to the learner."""
        return make_undecided_verdict("Compare with the worked solution and decide.", "self")


def _refuse_mixed_letters(text: str) -> None:
    """Raise ParseError for a word with letters of two alphabets, since some look alike."""
    for word in _find_word_matches(normalize("NFKC", text)):
        letters = {name(letter, "").partition(" ")[0]: letter for letter in word[0] if letter.isalpha()}
        if len(letters) > 1 and "LATIN" in letters:
            foreign = next(letter for alphabet, letter in letters.items() if alphabet != "LATIN")
            raise ParseError(f"the {foreign} in “{word[0]}” is not a Latin letter", code="spelling")


def _refuse_other_form(due: Sequence[str], answer: Sequence[str]) -> None:
    """Raise ParseError for another form of a word that is right, and for more than yes or no."""
    for pair in _PAIRS:
        is_single = len(answer) == 1 and answer[0] in pair
        if due[0] in pair and len(due) == 1 and not is_single and any(answer[0] in words for words in _PAIRS):
            raise ParseError(f"answer {pair[0]} or {pair[1]}, and nothing else", code="form")
    stems = [[_ENDING.sub("", word) for word in words] for words in (due, answer)]
    if stems[0] == stems[1]:
        raise ParseError(f"another form of “{' '.join(answer)}” is asked for", code="form")


def _are_joined_alike(right: str, text: str) -> bool:
    """Return whether two texts differ by blanks and hyphens between letters alone: ``null space``,
    ``nullspace``."""
    return _are_same(_join_words(right), _join_words(text))


def _is_near_joined(right: str, text: str) -> bool:
    """Return whether two texts with other blanks differ by one letter."""
    due, answer = _join_words(right), _join_words(text)
    is_parted_alike = len(_normalise_answer_words(right)) == len(_normalise_answer_words(text))
    return not is_parted_alike and due.isalpha() and len(due) >= _NEAR and _differs_by_one_letter(due, answer)


def _join_words(text: str) -> str:
    """Return the words of a text as one; digits that blanks part stay apart."""
    return re.sub(r"(?<!\d) | (?!\d)", "", " ".join(_normalise_answer_words(text)))


def _find_word_matches(text: str) -> list[re.Match[str]]:
    """Return the words of a text without articles, unless it has no other words; without the possessive s."""
    words = list(_WORD.finditer(_POSSESSIVE.sub(blank_match, text)))
    return [word for word in words if word[0].casefold() not in _ARTICLES] or words


def _normalise_answer_words(text: str) -> list[str]:
    """Return the words of a text without accents and capitals, in American spelling."""
    words = [normalize("NFKD", word[0].casefold()) for word in _find_word_matches(remove_invisible(text))]
    return [_spell_american("".join(letter for letter in word if not combining(letter))) for word in words]


def _spell_american(word: str) -> str:
    for british, american in _AMERICAN:
        word = british.sub(american, word)
    return word


def _are_same(word: str, second: str) -> bool:
    return not {word, *_list_possible_singulars(word)}.isdisjoint({second, *_list_possible_singulars(second)})


def _list_possible_singulars(word: str) -> list[str]:
    """Return the words that a word may be the plural of; ``ss`` ends no plural."""
    if len(word) < 4 or word.endswith("ss"):
        return []
    return [word.removesuffix(plural) + singular for plural, singular in _PLURALS if word.endswith(plural)]


def _find_misspelt_word(due: Sequence[str], answers: Sequence[str]) -> int | None:
    """Return the place of the only word that is nearly right, if all others are right."""
    off = [index for index, pair in enumerate(zip(due, answers, strict=False)) if not _are_same(*pair)]
    if len(due) != len(answers) or len(off) != 1:
        return None
    word = due[off[0]]
    if word.isalpha() and len(word) >= _NEAR and _differs_by_one_letter(word, answers[off[0]]):
        return off[0]
    return None


def _differs_by_one_letter(word: str, second: str) -> bool:
    """Return whether two words differ by one letter: another, missing, extra, or two exchanged."""
    start = next(
        (index for index, pair in enumerate(zip(word, second, strict=False)) if pair[0] != pair[1]), None
    )
    if start is None:
        return abs(len(word) - len(second)) == 1
    left, right = word[start:], second[start:]
    return left[1::-1] + left[2:] == right or left[1:] == right[1:] or left[1:] == right or left == right[1:]


_words_kind = partial(plain_row, written="texts", proof="")
ROWS = (
    _words_kind(
        name="text", spec=WordsSpec, asks="a word or a few are asked for", mistakes="text", help="Short texts"
    ),
    _words_kind(
        name="self", spec=SelfSpec, written="word", asks="nothing is asked for", mistakes="", help=""
    ),
)
