"""Sentences that point at formulas, and formulas that are pointed at but not shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from drill.papers_first.glosses.groups import lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Inline, Sentence, Token
from drill.papers_first.source.document import Absent, Mention, Paragraph
from drill.papers_first.source.outline import sentences

_REFERENCE: Final = re.compile(r"\\(?:eqref|[cC]ref|autoref|[vV]ref|Autoref|ref|eqn|Eqref)\*?\s*\{([^{}]*)\}")
_POINTING: Final = ("ref", "cite", "](", "[")
_EQUATION_WORDS: Final = words("""
    eq eq. eqs eqs. eqn eqn. equation equations formula formulas formulae
""")
_NUMBERED: Final = _EQUATION_WORDS | words("""
    theorem theorems lemma lemmas proposition propositions corollary corollaries thm thm. prop prop.
""")
_THINGS: Final = words("""
    update updates rule rules formula formulas formulae equation equations expression expressions bound bounds
    inequality inequalities identity identities recurrence recursion estimator estimators objective objectives
    loss losses lemma theorem proof derivation decomposition schedule penalty
""")
"""What one can write as a formula."""
_OWN: Final = words("equation equations inequality identity lemma theorem rule estimator bound loss formula")
"""What a name before and a citation right behind make a formula of another work."""
_LINKS: Final = words("of in from by to")
_LINKING_VERBS: Final = words("""
    given derived proposed introduced presented due used described stated shown obtained defined suggested
""")
_SOURCES: Final = "bib."
"""How pages name the entries of their list of works."""
_NUMBER: Final = re.compile(r"\(?\d[\d.]*[a-z]?\)?|[A-Z]\.?\d[\d.]*")
_NOTE: Final = re.compile(
    r"(?:[Ee]q[nu]?s?\.|[Ee]quations?|[Tt]heorem|[Tt]hm\.|[Ll]emma|[Pp]rop(?:osition|\.)|[Cc]orollary)"
    r"[~\s]{0,3}\(?\d[\d.]*[a-z]?\)?"
)
_PREMODIFIERS: Final = words("noun either adjective participle gerund number")
_MOST_WORDS: Final = 5
_MOST_NAMES: Final = 3
_SHOWN_WITHIN: Final = 10


def mentions(paragraphs: Iterable[Paragraph], labels: frozenset[str]) -> Iterator[Mention]:
    """One for each label and sentence that points at it."""
    for paragraph in paragraphs:
        if "ref" not in paragraph.text:
            continue
        for sentence in sentences(paragraph.text):
            seen: set[str] = set()
            for match in _REFERENCE.finditer(sentence):
                for label in (part.strip() for part in match[1].split(",")):
                    if label in labels and label not in seen:
                        seen.add(label)
                        yield Mention(label, sentence, paragraph.place)


def absent(paragraphs: Iterable[Paragraph], labels: frozenset[str]) -> Iterator[Absent]:
    """Formulas of other works that the text leans on, and equation labels that stand nowhere; each once."""
    inline = Inline(lambda _: None)
    seen: set[str] = set()
    for paragraph in paragraphs:
        if not any(mark in paragraph.text for mark in _POINTING):
            continue
        for sentence in inline.sentences(paragraph):
            for at, token in enumerate(sentence):
                for what in _missing(sentence, at, labels):
                    if what.lower() not in seen:
                        seen.add(what.lower())
                        yield Absent(what, paragraph.place_of(token.at))


def _missing(sentence: Sentence, at: int, labels: frozenset[str]) -> Iterator[str]:
    token = sentence[at]
    if token.kind != "pointer":
        return
    if token.text != "ref" or token.latex.startswith(_SOURCES):
        what = _of_others(sentence, at)
        if what:
            yield what
        return
    is_equation = lower_at(sentence, at - 1) in _EQUATION_WORDS or _is_bracketed(sentence, at)
    for label in (part.strip() for part in token.latex.split(",")):
        if label and label not in labels and (is_equation or token.note == "eqref" or label.startswith("eq")):
            yield f"equation {label}"


def _is_bracketed(sentence: Sentence, at: int) -> bool:
    """``Eq. (\\ref{a})``."""
    return token_at(sentence, at - 1).text == "(" and lower_at(sentence, at - 2) in _EQUATION_WORDS


def _of_others(sentence: Sentence, at: int) -> str:
    """The formula that the citation at ``at`` stands for; empty for none, or where it is shown next."""
    token = sentence[at]
    source, before = _source(sentence, at)
    if token.note and (match := _NOTE.search(token.note)):
        return f"{match.group().replace('~', ' ')} of {source}"
    if any(following.kind == "display" for following in sentence[at : at + _SHOWN_WITHIN]):
        return ""
    if token_at(sentence, at + 1).lower == "for" and (explained := _explained(sentence, at, source)):
        return explained
    link = _link(sentence, before)
    if link == before:
        return _named(sentence, before, source)
    while token_at(sentence, link - 1).tag == "auxiliary":
        link -= 1
    what = _numbered(sentence, link) or _thing(sentence, link) or _thing_of(sentence, link)
    between = " ".join(
        token.text for token in sentence[link:before] if token.kind == "word" and token.tag != "auxiliary"
    )
    return f"{what} {between} {source}" if what else ""


def _source(sentence: Sentence, at: int) -> tuple[str, int]:
    """What the citation names, with names right before it; and where that begins."""
    token = sentence[at]
    if token.text == "link":
        start = at
        while start > 0 and at - start < 2 * _MOST_WORDS and token_at(sentence, start).text != "[":
            start -= 1
        named = " ".join(inner.text for inner in sentence[start:at] if inner.kind == "word")
        is_article = token_at(sentence, start - 1).tag == "determiner"
        return (f"the {named}" if is_article else named), start - is_article
    start = at
    while lower_at(sentence, start - 1) in ("ref.", "refs.", "ref", "reference") or _opens(
        sentence, start - 1
    ):
        start -= 1
    names = start
    while start - names < _MOST_NAMES and _is_proper(token_at(sentence, names - 1)):
        names -= 1
    has_link = token_at(sentence, names - 1).lower in _LINKS
    said = " ".join(inner.text for inner in sentence[names:start]) if has_link else ""
    key = token.latex.split(",")[0].strip()
    if key.startswith(_SOURCES):
        key = f"[{token_at(sentence, at + 1).text}]"
    return (f"{said} ({key})" if said else key), (names if has_link else start)


def _opens(sentence: Sentence, at: int) -> bool:
    """Whether a bracket opens that holds a page's link to its list of works."""
    return token_at(sentence, at).text in ("[", "(") and sentence[at + 1].latex.startswith(_SOURCES)


def _is_proper(token: Token) -> bool:
    return token.kind == "word" and token.text[:1].isupper() and token.tag in ("noun", "adjective")


def _link(sentence: Sentence, at: int) -> int:
    """Where ``of``, ``given in`` and their like before ``at`` begin; ``at`` itself where there is none."""
    if lower_at(sentence, at - 1) not in _LINKS:
        return at
    start = at - 1
    while lower_at(sentence, start - 1) in _LINKING_VERBS:
        start -= 1
    return start


def _numbered(sentence: Sentence, end: int) -> str:
    """``Eq. (3)``, ``equations (2.25) and (2.26)`` right before ``end``."""
    start = end
    while end - start < 2 * _MOST_WORDS:
        token = token_at(sentence, start - 1)
        if token.lower in _NUMBERED:
            pieces = [inner.text for inner in sentence[start - 1 : end]]
            return (
                " ".join(pieces).replace("( ", "(").replace(" )", ")").replace(" ,", ",")
                if start < end
                else ""
            )
        is_part = token.text in ("(", ")", ",", "and") or _NUMBER.fullmatch(token.text) is not None
        if not is_part:
            return ""
        start -= 1
    return ""


def _thing(sentence: Sentence, end: int) -> str:
    """``the descent lemma`` right before ``end``: a formula's kind with the words that tell which."""
    if token_at(sentence, end - 1).lower not in _THINGS:
        return ""
    start = end - 1
    while end - start <= _MOST_WORDS and token_at(sentence, start - 1).tag in _PREMODIFIERS:
        start -= 1
    said = " ".join(token.text for token in sentence[start:end])
    determiner = token_at(sentence, start - 1)
    if determiner.tag != "determiner" or determiner.lower in ("this", "our", "these"):
        return "" if end - start < 2 or determiner.tag == "determiner" else said
    return f"the {said}" if determiner.lower == "the" else said


def _thing_of(sentence: Sentence, end: int) -> str:
    """``the proof of detailed balance`` right before ``end``."""
    for at in range(end - 2, max(0, end - 2 - _MOST_WORDS), -1):
        if sentence[at].kind != "word" or sentence[at].tag in ("verb", "auxiliary", "stop"):
            return ""
        if sentence[at].lower == "of":
            what = _thing(sentence, at)
            return f"{what} {' '.join(token.text for token in sentence[at:end])}" if what else ""
    return ""


def _named(sentence: Sentence, end: int, source: str) -> str:
    """``the Bellman equation \\cite{a}``: known by its name."""
    what = _thing(sentence, end)
    is_named = (
        what.startswith("the ") and len(what.split()) >= 3 and token_at(sentence, end - 1).lower in _OWN
    )
    return f"{what} of {source}" if is_named else ""


def _explained(sentence: Sentence, at: int, source: str) -> str:
    """``see \\cite{a} for the derivation``."""
    for end in range(at + 3, min(at + 3 + _MOST_WORDS, len(sentence) + 1)):
        what = _thing(sentence, end)
        if what and token_at(sentence, at + 2).tag == "determiner":
            return f"{what} of {source}"
    return ""
