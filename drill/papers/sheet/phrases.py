"""A paper's sentences as tokens, and the noun phrases in them: enough of English for a dozen patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Literal

from drill.papers.sheet.names import Names, names_in

Kind = Literal["word", "maths", "display", "mark", "pointer", "start"]


def _words() -> dict[str, frozenset[str]]:
    text = (files("drill.papers.sheet") / "words.yaml").read_text(encoding="utf-8")
    rows = (block.partition(":") for block in text.split("\n\n") if not block.startswith("#"))
    return {name.strip(): frozenset(words.split()) for name, _, words in rows}


WORDS: Final = _words()
"""Lists of English words by name."""
DETERMINERS: Final = WORDS["determiners"]
PREPOSITIONS: Final = WORDS["prepositions"]
AUXILIARIES: Final = WORDS["auxiliaries"]
_STOPS: Final = WORDS["stops"]
_NO_NOUNS: Final = DETERMINERS | PREPOSITIONS | AUXILIARIES | _STOPS
ADJECTIVES: Final = WORDS["adjectives"]
NOUNS_TOO: Final = WORDS["nouns-too"]
"""Words of the lists above that are nouns behind a determiner or another noun."""
NO_HEADS: Final = WORDS["no-heads"]
OF_ONE: Final = WORDS["of-one"]
"""What is said with ``of``: the symbol behind ``the number of nodes`` is the number."""
GENERIC: Final = WORDS["generic"]
"""Nouns that say too little alone where anything else is said."""
_NO_VERBS: Final = WORDS["no-verbs"]

_TOKEN: Final = re.compile(
    r"(?P<display>\$\$.*?\$\$)"
    r"|(?P<maths>\$(?P<latex>[^$]+)\$(?P<glued>-[a-z]+|['’]?s\b|th\b)?)"
    r"|(?P<start>\\(?:item|State|STATE|Require|REQUIRE|Ensure|ENSURE|KwIn|KwOut|caption)(?![a-zA-Z])|\\\\)"
    r"|(?P<pointer>\\(?:[cC]ite[a-zA-Z]*|[a-zA-Z]*ref|eqn)\*?\s*(?:\[[^\[\]]*\]\s*){0,2}\{[^{}]*\})"
    r"|(?P<drop>\\(?:label|url|vspace\*?|hspace\*?|includegraphics|color|begin|end)\s*(?:\[[^\[\]]*\])?\{[^{}]*\})"
    r"|(?P<command>\\[a-zA-Z]+\*?|\\.)"
    r"|(?P<word>[^\W\d_]+(?:(?:[-–'’]|--)[^\W_]+)*|\d+(?:[.,]\d+)*(?:-?[a-z]+)*)"
    r"|(?P<mark>---?|[–—.,;:()\[\]!?&|*=])",
    re.DOTALL,
)
_CAMEL: Final = re.compile(r"[a-z][A-Z]")
_ABBREVIATIONS: Final = WORDS["abbreviations"]
_LONGEST: Final = 160
"""Tokens of a sentence; what goes on without an end is cut there."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a sentence; ``at`` is its offset in the paragraph; ``names`` what a formula names."""

    kind: Kind
    text: str
    at: int
    lower: str = ""
    names: Names | None = None


Sentence = Sequence[Token]
END: Final = Token("mark", "", 0)
"""Stands behind a sentence."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words ``start`` to ``end`` of a sentence; ``head`` is its noun, ``determiner`` what stands before."""

    start: int
    end: int
    head: str
    determiner: str = ""
    text: str = ""


def sentences(text: str) -> Iterator[list[Token]]:
    """The sentences of a paragraph; an item of a list begins one."""
    sentence: list[Token] = []
    for token in _tokens(text):
        is_end = token.text in (".", "!", "?") or token.kind == "start" or len(sentence) >= _LONGEST
        if is_end and sentence and not _is_abbreviated(sentence, token, text):
            yield sentence
            sentence = []
        if token.kind == "start" or not is_end or len(sentence) >= _LONGEST:
            sentence.append(token)
    if sentence:
        yield sentence


def text_of(sentence: Sentence, text: str) -> str:
    """A sentence as it stands in its paragraph, with the sign at its end."""
    end = sentence[-1].at + len(sentence[-1].text)
    return text[sentence[0].at : end] + (text[end : end + 1] if text[end : end + 1] in ".!?" else "")


def _is_abbreviated(sentence: Sentence, token: Token, text: str) -> bool:
    if token.text != ".":
        return False
    last = sentence[-1]
    is_close = last.at + len(last.text) == token.at
    is_short = last.kind == "word" and (
        last.lower in _ABBREVIATIONS or (len(last.text) == 1 and last.text.isupper())
    )
    after = text[token.at + 1 : token.at + 3]
    return is_close and (is_short or after[:1].isalnum() or after.lstrip()[:1].islower())


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind, said, at = match.lastgroup, match.group(), match.start()
        if kind in ("glued", "latex", "maths"):
            if match["glued"]:
                yield Token("word", said, at, said.lower())
            else:
                yield Token("maths", said, at, names=names_in(match["latex"].strip()))
        elif kind == "display":
            yield Token("display", said, at, names=names_in(_first_row(said[2:-2])))
            if said[:-2].rstrip().endswith("."):
                yield Token("mark", "!", at + len(said))
        elif kind == "word":
            yield Token("word", said, at, said.lower().replace("’", "'").replace("–", "-").replace("--", "-"))
        elif kind in ("mark", "pointer", "start"):
            yield Token(kind, said, at)  # pyright: ignore[reportArgumentType] one of the kinds


def _first_row(content: str) -> str:
    return content.split("\\\\")[0].replace("&", " ").strip(" .,;")


def is_noun(token: Token) -> bool:
    """Whether a word may stand in a noun phrase: whatever is no function word and no verb that papers use."""
    return (
        token.kind == "word"
        and token.lower not in _NO_NOUNS
        and (not token.lower.endswith("ly") or token.lower in ("family", "anomaly", "assembly"))
    )


def phrase_before(sentence: Sentence, end: int, most: int = 6) -> Phrase | None:
    """The noun phrase that ends right before ``end``: a determiner where there is one, and nouns."""
    start = end
    while start > 0 and end - start < most and _is_inside(sentence, start - 1, end):
        start -= 1
    determiner = sentence[start - 1].lower if start and sentence[start - 1].lower in DETERMINERS else ""
    if start == end or not _is_head(sentence[end - 1], is_alone=end - start == 1 and not determiner):
        return None
    head = sentence[end - 1].lower
    return Phrase(start, end, head, determiner, said(sentence, start, end))


def _is_head(token: Token, *, is_alone: bool) -> bool:
    """Whether a symbol may be called by a word: no adjective, no verb, nothing that texts are about."""
    word = token.lower
    is_verb = is_alone and word.endswith(("ise", "ize", "ify", "ed", "ing")) and word not in _NO_VERBS
    is_code = _CAMEL.search(token.text) is not None
    return word[0].isalpha() and word not in NO_HEADS | ADJECTIVES and not (is_verb or is_code)


def _is_inside(sentence: Sentence, at: int, end: int) -> bool:
    token = sentence[at]
    if token.kind != "word":
        return False
    is_further = (
        at + 1 < end or (at and sentence[at - 1].lower in DETERMINERS) or (at and is_noun(sentence[at - 1]))
    )
    return is_noun(token) or bool(token.lower in NOUNS_TOO and is_further)


def phrase_at(sentence: Sentence, at: int, most: int = 16) -> Phrase | None:
    """The noun phrase that begins at ``at``, with what hangs on it: ``the number of nodes in the graph``."""
    start = at
    determiner = ""
    if at < len(sentence) and sentence[at].lower in DETERMINERS:
        determiner, at = sentence[at].lower, at + 1
    core = _core_end(sentence, at, behind_determiner=bool(determiner))
    if core is None or sentence[core - 1].lower in ADJECTIVES:
        return None
    end, head = core, sentence[core - 1].lower
    if end < len(sentence) and sentence[end].lower == "or":  # ``the learning rate or step size``
        end = _core_end(sentence, end + 1, behind_determiner=False) or end
    while end < len(sentence) and end - start < most:
        further = _attached_end(sentence, end)
        if further is None:
            break
        end = further
    return Phrase(at, end, head, determiner, said(sentence, at, end))


def _core_end(sentence: Sentence, at: int, *, behind_determiner: bool) -> int | None:
    end = at
    while end < len(sentence) and end - at < 7:
        token = sentence[end]
        is_first = end == at and not behind_determiner
        if token.kind == "maths" and end == at and behind_determiner and _is_noun_at(sentence, end + 1):
            end += 1  # ``the $n \\times n$ matrix``
            continue
        if not (is_noun(token) or (token.kind == "word" and token.lower in NOUNS_TOO and not is_first)):
            break
        end += 1
    return end if end > at and sentence[end - 1].lower[0].isalpha() else None


def _is_noun_at(sentence: Sentence, at: int) -> bool:
    return at < len(sentence) and is_noun(sentence[at])


def _attached_end(sentence: Sentence, at: int) -> int | None:
    """Where ``of the graph``, ``between $x$ and $y$`` at ``at`` ends; None where nothing is attached."""
    if at >= len(sentence) or sentence[at].lower not in PREPOSITIONS - {"given", "as"}:
        return None
    inner = at + 1
    if inner < len(sentence) and sentence[inner].lower in ("all", "both", "each"):
        inner += 1
    end = _object_end(sentence, inner)
    if sentence[at].lower == "between" and end is not None and sentence[end : end + 1]:
        return _object_end(sentence, end + 1) if sentence[end].lower == "and" else end
    return end


def _object_end(sentence: Sentence, at: int) -> int | None:
    if at < len(sentence) and sentence[at].lower in DETERMINERS:
        return _named_end(sentence, _core_end(sentence, at + 1, behind_determiner=True))
    if at < len(sentence) and sentence[at].kind == "maths":
        return at + 1
    return _named_end(sentence, _core_end(sentence, at, behind_determiner=False))


def _named_end(sentence: Sentence, end: int | None) -> int | None:
    """With the formula that names what stands before it."""
    if end is None:
        return None
    return end + (end < len(sentence) and sentence[end].kind == "maths")


def said(sentence: Sentence, start: int, end: int) -> str:
    """Words and formulas as they are said."""
    return " ".join(token.text for token in sentence[start:end] if token.kind in ("word", "maths"))
