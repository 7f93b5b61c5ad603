"""Meanings that words imply of another name than they stand beside: of a set, a law, a dimension."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from drill.papers_first.glosses.groups import Said, lower_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.names import Name, Names, plain_name, read_names
from drill.papers_first.glosses.naming import LAWS
from drill.papers_first.glosses.nouns import is_bare, is_deictic, is_plural, text_of
from drill.papers_first.glosses.phrases import core

SIZED: Final = "-dimensional"
"""How a word ends that says a size."""
_COUNTED: Final = {
    f"-{one}": f"number of {one}{'es' if one == 'class' else 's'}"
    for one in words("arm bit block class component fold head layer node player qubit")
}
_SPACES: Final = words(
    "array embedding feature input latent manifold output representation space state vector"
)


class Implied(NamedTuple):
    """A name and what it means, said at an offset of the paragraph."""

    name: Name
    meaning: str
    at: int


def homes(sentence: Sentence, said: Said) -> Iterator[Implied]:
    """``nodes $v_i \\in \\mathcal{V}$``: a set of nodes."""
    token, phrase = said.group.members[-1], said.phrases[-1]
    home = _home(token.names)
    if home is not None and said.sure and said.form == "{}" and is_plural(sentence, phrase):
        yield Implied(home, f"set of {text_of(sentence, phrase)}", token.at)


def laws(sentence: Sentence, said: Said) -> Iterator[Implied]:
    """``the prior $z \\sim p(z)$``: the phrase speaks of what the variable is drawn from."""
    token, phrase = said.group.members[0], said.phrases[0]
    if token.names is None or token.names.relation != "\\sim" or phrase.end != said.group.first:
        return
    law = plain_name(list(token.names.rest))
    is_told = phrase.determiner in ("a", "an", "the", "our") and not is_deictic(sentence, phrase)
    is_law = is_told and sentence[phrase.head].lower in LAWS and not is_bare(sentence, phrase)
    if law is not None and is_law:
        yield Implied(law, text_of(sentence, phrase), token.at)


def _home(names: Names | None) -> Name | None:
    """The set that a formula puts its names into, where it has a name of its own: ``s \\in \\mathcal{S}``."""
    if names is None or names.relation != "\\in" or names.rest[:1] != ("\\mathcal",):
        return None
    return plain_name(list(names.rest))


def glued(sentence: Sentence) -> Iterator[Implied]:
    """``$b$-bit integers``: a number of bits; ``an $N$-dimensional state``: the dimension of the state."""
    for at, token in enumerate(sentence):
        is_apart = token.kind == "maths" and lower_at(sentence, at + 1) == "dimensional"
        names = read_names(token.latex) if token.latex and (token.kind == "word" or is_apart) else None
        if names is None or names.relation or len(names.names) != 1:
            continue
        ending = SIZED if is_apart else token.lower.rpartition("$")[2]
        meaning = _dimension(sentence, at + is_apart) if ending == SIZED else _COUNTED.get(ending, "")
        if meaning:
            yield Implied(names.names[0], meaning, token.at)


def _dimension(sentence: Sentence, at: int) -> str:
    """What has the dimension that the word at ``at`` begins with; empty where it is no array or space."""
    phrase = core(sentence, at)
    if phrase is None or sentence[phrase.head].lower.removesuffix("s") not in _SPACES:
        return ""
    return f"dimension of the {text_of(sentence, replace(phrase, start=at + 1))}"
