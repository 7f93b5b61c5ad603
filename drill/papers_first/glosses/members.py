"""Whether a symbol beside ``a set of points`` is the set, one of the points, or each of several."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, takewhile
from typing import Final

from drill.papers_first.glosses.belonging import COUNTING
from drill.papers_first.glosses.groups import Group, Said, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.names import Name, Names
from drill.papers_first.glosses.naming import LAWS
from drill.papers_first.glosses.nouns import Phrase, is_bare, is_plural, singular

_PAIRING: Final = words("pair pairs triple triples tuple tuples")
_HOLDING: Final = words(
    "batch collection corpus dataset ensemble family group minibatch mini-batch pool queue sample"
)
_BATCHES: Final = words("batch minibatch mini-batch")
_RUNNING: Final = frozenset("ijk")
_TUPLES: Final = words("couple pair quadruple triple triplet tuple")
_MANIFOLD: Final = words("great huge large small vast")
_HOLDERS: Final = words("array collection family list matrix sequence series stack tensor tuple vector")
_MEANS: Final = words("average mean median")
_MANY: Final = words("array collection dataset family list sequence series set")
_TOTALS: Final = words("amount fraction percentage proportion sum total")
_LIST_REACH: Final = 8
_COPULAS: Final = words("are as is")
_NAMING: Final = words("be denote denotes denoting is mean means represent represents")
ONE_AFTER_ANOTHER: Final = words("chain history list path profile sequence series trajectory tuple vector")
"""What several names that are numbered make up together."""
PLURAL_SYMBOLS: Final = words("activations data parameters weights")
"""What one symbol stands for many of."""


def is_law_of(sentence: Sentence, counted: Phrase, owner: Phrase, group: Group) -> bool:
    """``the density of states $g(E)$``: a call names the density, not the states."""
    is_law = sentence[counted.head].lower in LAWS and not owner.determiner and is_plural(sentence, owner)
    names = group.members[0].names
    return is_law and names is not None and names.names[0][-1] == ")" and names.names[0][0] != "("


def are_elements(sentence: Sentence, counted: Phrase, owner: Phrase, group: Group) -> bool:
    """``a set of points $x_i$``, ``the sequence of laws $q_0, q_1, \\ldots$``: each is one of them."""
    if sentence[counted.head].lower not in _MANY | _MEANS or not is_plural(sentence, owner):
        return False
    names = [name for member in group.members if member.names is not None for name in member.names.names]
    return all(name[0] not in ("(", "\\{") and _is_indexed(name) for name in names)


def _is_indexed(name: Name) -> bool:
    """Whether one letter stands below, with nothing behind it but what stands above."""
    at = name.index("_") if "_" in name else len(name)
    is_letter = len(name[at + 2 : at + 3]) == 1 and len(name[at + 2]) == 1 and name[at + 3] == "}"
    return is_letter and name[at + 4 : at + 5] in ((), ("^",))


def each_of(sentence: Sentence, counted: Phrase, owner: Phrase, group: Group) -> Said:
    """What each of the names that are counted together means."""
    is_one = sentence[owner.head].lower not in PLURAL_SYMBOLS
    is_sure = bool(counted.determiner) and not is_bare(sentence, owner) and not group.is_statement
    return Said(group, (replace(owner, is_one=is_one),), is_sure)


def gathers(sentence: Sentence, counted: Phrase, group: Group) -> bool:
    """Whether a symbol is the whole: ``a number of rows $n$``, ``a pair of rows $(u, v)$``; not ``$r_i$``."""
    head = sentence[counted.head].lower
    name = group.members[0].names
    if head in _MANY | _TOTALS and group.count > 1:
        return False  # ``a set of rows $(u_1, v_1), (u_2, v_2)$``: these are the rows
    if head == "number" and counted.determiner != "the" and sentence[counted.first].lower in _MANIFOLD:
        return False  # ``a large number of rows $r$``
    if head in COUNTING and _has_other_name(sentence, counted):
        return False  # ``$n_j$ is the number of rows $r_i$ that end in $j$``
    if head in _TOTALS and counted.determiner != "the" and lower_at(sentence, counted.start - 1) in _COPULAS:
        return False  # ``the loss is a sum of costs $c(x)$``
    if name is not None and head in _MANY | _HOLDING and is_family(name.names[0]):
        return True
    is_pair = name is not None and name.names[0][0] in ("(", "\\{")
    is_large = name is not None and (name.names[0][:1] == ("\\mathcal",) or _is_batch(head, name.names[0]))
    return head in COUNTING or (head in _PAIRING and is_pair) or (head in _HOLDING and is_large)


def _has_other_name(sentence: Sentence, counted: Phrase) -> bool:
    """Whether what stands before names it: ``$m$ denotes the number``, ``and $m$ the number``."""
    before = counted.start - 1
    if token_at(sentence, before).kind == "maths":
        return lower_at(sentence, before - 1) in ("and", "by")
    return lower_at(sentence, before) in _NAMING and token_at(sentence, before - 1).kind == "maths"


def is_family(name: Name) -> bool:
    """``\\{x_i\\}_{i=1}^n``, ``(x_k)_{k}``: all of them."""
    closing = {"(": ")", "\\{": "\\}"}.get(name[0])
    return closing in name and name[name.index(closing) + 1 : name.index(closing) + 2] == ("_",)


def holds_next(names: Names) -> bool:
    """``(x_1, \\ldots, x_n), x_i``: several in brackets, then each of them."""
    first, *others = names.names
    return first[0] in ("(", "\\{") and len(others) == 1 and others[0][:2] == first[1:3] and "_" in others[0]


def without_members(names: Names) -> tuple[Name, ...]:
    """The names that words speak of where several in brackets stand before each of them."""
    return names.names[:1] if holds_next(names) else names.names


def is_mixed(group: Group) -> bool:
    """``the pairs $\\{x_i\\}_{i=1}^n$ and $h \\in H$``: a family beside what is none is another thing."""
    names = [name for member in group.members if member.names is not None for name in member.names.names]
    return len({is_family(name) for name in names}) > 1


def whole_of(sentence: Sentence, counted: Phrase, owner: Phrase, group: Group) -> Said | None:
    """``a vector of weights $w$``; with ``the norm of weights $w$`` it may be either; None with an index."""
    name = group.members[0].names
    if group.count > 1 or name is None or "_" in name.names[0] or name.names[0][0] in _RUNNING:
        return None
    is_whole = sentence[counted.head].lower in _HOLDERS
    if not is_whole and name.names[0][0] in ("(", "\\{"):
        return None
    whole = replace(counted, end=owner.end)
    is_sure = is_whole and bool(counted.determiner) and not group.is_statement
    return Said(group.head(), (whole,), is_sure)


def is_one_tuple(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the set of pairs $(x, y)$``: each of them, and not the set."""
    names = group.members[0].names
    is_tuple = names is not None and names.names[0][0] == "("
    return is_tuple and singular(sentence[owner.head].lower) in _TUPLES


def is_of_pairs(sentence: Sentence, phrase: Phrase) -> bool:
    """``training and test pair``: both together."""
    return singular(sentence[phrase.head].lower) in _TUPLES


def is_capital(group: Group) -> bool:
    """Whether the first name is a capital, as of sets."""
    names = group.members[0].names
    letter = (
        next((token for token in names.names[0] if token[-1].isalpha() and len(token) == 1), "")
        if names
        else ""
    )
    return letter.isupper()


def _is_batch(head: str, name: Name) -> bool:
    """``a batch of rows $B_t$``: a capital is the whole; ``$b_i$`` may be one of them."""
    is_one = name[1:2] == ("_",) and name[-2] in _RUNNING
    return head in _BATCHES and len(name[0]) == 1 and name[0].isupper() and not is_one


def are_numbered(group: Group, above: bool = False) -> bool:
    """``$w_1, \\ldots, w_n$``: names that differ by their index alone, each of one thing; by what stands
    ``above`` them, too, ``$w^1, \\ldots, w^n$``.
    """
    ends = ("_", "^") if above else ("_",)
    names = [name for member in group.members if member.names is not None for name in member.names.names]
    letters = {tuple(takewhile(lambda token: token not in ends, name)) for name in names}
    return len(names) > 1 and len(letters) == 1


def lists_members(sentence: Sentence, group: Group, phrase: Phrase) -> bool:
    """``$a = (u, v, w)$ denote the nest, the egg and the bird``: what begins a list, for a whole tuple."""
    names = group.members[0].names
    if group.count > 1 or names is None or names.relation != "=":
        return False
    is_tuple = names.rest[:1] == ("(",) and names.rest[-1:] == (")",) and "," in names.rest
    later = takewhile(lambda one: one.kind == "word" or one.text == ",", sentence[phrase.end :])
    is_list = any(one.lower == "and" for one in islice(later, _LIST_REACH))
    return is_tuple and is_list and token_at(sentence, phrase.end).text == ","
