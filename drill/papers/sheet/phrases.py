"""A paper's sentences as tokens, and the noun phrases in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Literal

from drill.papers.sheet.names import Names, names_in
from drill.papers.source.outline import ABBREVIATED

Kind = Literal["word", "maths", "display", "mark", "start"]


def _words() -> dict[str, frozenset[str]]:
    text = (files("drill.papers.sheet") / "words.yaml").read_text(encoding="utf-8")
    rows = (block.partition(":") for block in text.split("\n\n") if not block.startswith("#"))
    return {name.strip(): frozenset(words.split()) for name, _, words in rows}


# Lists of English words by name.
WORDS: Final = _words()
DETERMINERS: Final = WORDS["determiners"]
_NO_NOUNS: Final = DETERMINERS | WORDS["prepositions"] | WORDS["auxiliaries"] | WORDS["stops"]
_TOKEN: Final = re.compile(
    r"(?P<display>\$\$.*?\$\$)"
    r"|\$(?P<latex>[^$]+)\$(?P<glued>-[a-z]+|['’]?s\b|th\b)?"
    r"|(?P<start>\\(?:item|State|STATE|Require|REQUIRE|Ensure|ENSURE|caption)(?![a-zA-Z])|\\\\)"
    r"|(?P<pointer>\\(?:[cC]ite[a-zA-Z]*|[a-zA-Z]*ref|eqn)\*?\s*(?:\[[^\[\]]*\]\s*){0,2}\{[^{}]*\})"
    r"|(?P<drop>\\(?:label|url|vspace\*?|hspace\*?|color|begin|end)\s*(?:\[[^\[\]]*\])?\{[^{}]*\})"
    r"|(?P<command>\\[a-zA-Z]+\*?|\\.)"
    r"|(?P<word>[^\W\d_]+(?:(?:[-–'’]|--)[^\W_]+)*|\d+(?:[.,]\d+)*(?:-?[a-z]+)*)"
    r"|(?P<mark>---?|[–—.,;:()\[\]!?&|*=])",
    re.DOTALL,
)
# Words with which a sentence only leads to a formula: ``Thus, we have the following equation``.
_LEADING: Final = _NO_NOUNS | WORDS["no-heads"] | WORDS["pointing"] | WORDS["steps"] | WORDS["leading"]
# Tokens of a sentence; what goes on without an end is cut there.
_LONGEST: Final = 160


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a sentence; ``at`` is its offset in the paragraph; ``names`` what a formula names."""

    kind: Kind
    text: str
    at: int
    lower: str = ""
    names: Names | None = None


Sentence = Sequence[Token]
# Stands before and behind a sentence.
END: Final = Token("mark", "", 0)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words ``start`` to ``end`` of a sentence; ``head`` is its noun, ``determiner`` what stands before."""

    start: int
    end: int
    head: str
    determiner: str
    text: str


def sentences(text: str) -> Iterator[list[Token]]:
    """The sentences of a paragraph; an item of a list begins one."""
    sentence: list[Token] = []
    for token in _tokens(text):
        is_end = token.text in (".", "!", "?") or token.kind == "start" or len(sentence) >= _LONGEST
        if is_end and sentence and not _is_abbreviated(sentence[-1], token, text):
            yield sentence
            sentence = []
        if token.kind == "start" or not is_end or len(sentence) >= _LONGEST:
            sentence.append(token)
    if sentence:
        yield sentence


def says_something(text: str) -> bool:
    """Whether a sentence does more than lead to a formula or away from it."""
    tokens = _tokens(text)
    return any(
        token.kind == "maths"
        or (token.kind == "word" and token.lower[:1].isalpha() and not _leads(token.lower))
        for token in tokens
    )


def _leads(word: str) -> bool:
    return len(word) == 1 or word.endswith("ly") or word in _LEADING


def text_of(sentence: Sentence, text: str) -> str:
    """A sentence as it stands in its paragraph, with the sign at its end."""
    end = sentence[-1].at + len(sentence[-1].text)
    return text[sentence[0].at : end] + (text[end : end + 1] if text[end : end + 1] in ".!?" else "")


def _is_abbreviated(last: Token, token: Token, text: str) -> bool:
    if token.text != "." or last.at + len(last.text) != token.at:
        return False
    after = text[token.at + 1 : token.at + 3]
    is_short = ABBREVIATED.search(text[max(0, token.at - 12) : token.at + 1]) is not None
    return is_short or after[:1].isalnum() or after.lstrip()[:1].islower()


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind, said, at = match.lastgroup, match.group(), match.start()
        if kind == "latex":
            yield Token("maths", said, at, names=names_in(match["latex"].strip()))
        elif kind == "display":
            first = said[2:-2].split("\\\\")[0].replace("&", " ").strip(" .,;")
            yield Token("display", said, at, names=names_in(first))
            if said[:-2].rstrip().endswith(".") or text[match.end() :].lstrip()[:1].isupper():
                yield Token("mark", "!", at + len(said))
        elif kind in ("word", "glued"):
            yield Token("word", said, at, said.lower().replace("’", "'").replace("–", "-").replace("--", "-"))
        elif kind in ("mark", "pointer", "start"):
            yield Token("start" if kind == "start" else "mark", said, at)


def token_at(sentence: Sentence, at: int) -> Token:
    """The token at a place; an empty mark outside of the sentence."""
    return sentence[at] if 0 <= at < len(sentence) else END


def _is_noun(sentence: Sentence, at: int) -> bool:
    """Whether a word may stand in a noun phrase: no function word, no verb that papers use, no adverb."""
    token, before = token_at(sentence, at), token_at(sentence, at - 1)
    if token.lower in WORDS["nouns-too"]:
        return before.kind == "word" and (before.lower in DETERMINERS or before.lower not in _NO_NOUNS)
    return token.kind == "word" and token.lower not in _NO_NOUNS and not token.lower.endswith("ly")


def phrase_before(sentence: Sentence, end: int, most: int = 6) -> Phrase | None:
    """The nouns that end right before ``end``, without what hangs on them."""
    start = end
    while end - start < most and _is_noun(sentence, start - 1):
        start -= 1
    lead = token_at(sentence, start - 1).lower
    return _phrase(sentence, start, end, end, lead if lead in DETERMINERS else "")


def phrase_at(sentence: Sentence, at: int) -> Phrase | None:
    """The noun phrase that begins at ``at``, with what hangs on it: ``the number of nodes in the graph``."""
    lead = token_at(sentence, at).lower
    start = core = at + (lead in DETERMINERS)
    if core > at and token_at(sentence, core).kind == "maths" and _is_noun(sentence, core + 1):
        core += 1  # ``the $n \\times n$ matrix``
    while _is_noun(sentence, core):
        core += 1
    end = core
    while (further := _attached(sentence, end)) > end:
        end = further
    return _phrase(sentence, start, core, end, lead if start > at else "")


def _attached(sentence: Sentence, at: int) -> int:
    """Where ``of the graph``, ``between $x$ and $y$`` at ``at`` ends; ``at`` where nothing is attached."""
    preposition = token_at(sentence, at).lower
    end = _object_end(sentence, at + 1) if preposition in WORDS["prepositions"] - {"given", "as"} else None
    if preposition == "between" and end is not None and token_at(sentence, end).lower == "and":
        end = _object_end(sentence, end + 1)
    return at if end is None else end


def _object_end(sentence: Sentence, at: int) -> int | None:
    end = at + (token_at(sentence, at).lower in DETERMINERS)
    while _is_noun(sentence, end):
        end += 1
    end += token_at(sentence, end).kind == "maths"
    return end if end > at and sentence[end - 1].lower not in DETERMINERS else None


def _phrase(sentence: Sentence, start: int, core: int, end: int, determiner: str) -> Phrase | None:
    """A phrase whose nouns end at ``core``; None where its last word is no name for a symbol."""
    head = token_at(sentence, core - 1).lower if core > start else ""
    is_verb = core - start == 1 and not determiner and head.endswith(("ise", "ize", "ify", "ed", "ing"))
    is_none = head in WORDS["no-heads"] | WORDS["adjectives"] or (is_verb and head not in WORDS["no-verbs"])
    if not head[:1].isalpha() or is_none:
        return None
    text = " ".join(token.text for token in sentence[start:end] if token.kind in ("word", "maths"))
    return Phrase(start, end, head, determiner, text)
