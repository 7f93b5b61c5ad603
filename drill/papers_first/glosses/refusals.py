"""What stands right before a symbol and is no name of it: a verb, an act, what a part is of."""

from __future__ import annotations

from typing import Final

from drill.papers_first.glosses.groups import Group, lower_at, token_at
from drill.papers_first.glosses.heads import HEADS, words
from drill.papers_first.glosses.initials import is_initial
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.names import Names
from drill.papers_first.glosses.naming import EQUATIONS, LAWS, is_adverbial
from drill.papers_first.glosses.nouns import SPELLINGS, Phrase, is_known, is_plural, is_plural_word
from drill.papers_first.glosses.pairs import slashed
from drill.papers_first.glosses.phrases import VERB_LEADS, core, core_before

_ALONG: Final = words("across along")
_GOALS: Final = ("to", "into", "onto")
_SETTING: Final = frozenset(("=", ":=", "\\equiv", "\\leftarrow"))
_SAYING: Final = _SETTING | {"<", ">", "\\leq", "\\geq", "\\neq"}
_OF_ACTS: Final = words("across along at by from into onto over through to until using via")
"""What leads on from what is done to something."""
_CLAIMS: Final = words("""
    assumption computation condition constraint equality expression hypothesis identification identity
    inequality operation requirement substitution
""")
"""What a whole equation is, and not its left side."""
_PLACING: Final = words("at in")
_SWAPPED: Final = words("approximated replaced substituted")
_TIMES: Final = words("epoch iteration round step")
_POINTING: Final = words("those these")
_CLAUSES: Final = words("where with")
COMPARATIVES: Final = words("fewer greater higher larger less longer lower more shorter smaller")
_TRAINED: Final = words("""
    accuracies accuracy batch batches curve curves data error errors example examples image images
    instance instances label labels loss losses pair pairs point points sample samples score scores set
    sets split splits step steps time times
""")
"""What a ``train`` before it is no verb of."""
_ORDERS: Final = words("""
    aggregate apply calculate choose collect compute construct create extract find fit generate initialise
    initialize obtain pick search select solve
""")
"""What a step of an algorithm begins with."""
_AIMS: Final = words("aim aims able how order try want wish")
"""What leads to what one would do."""
_PAIRS: Final = words("couple pair triple tuple")
_WRITTEN: Final = words("analytic analytical closed explicit general implicit simple standard")
"""How something is written, and not what it is."""
_MEAN: Final = ("\\mathbb", "{", "E", "}")
_CONTRASTING: Final = words("while whereas")
_HOLDING: Final = words("containing excluding including")
_PLACES: Final = words("grid interval lattice range")
"""Sets of numbers, of which a symbol before ``\\in`` is one."""
_SINGULAR: Final = words("a an each every one")
_OF_LAWS: Final = words("covariance deviation mean parameter precision variance")
_NORMAL: Final = ("\\mathcal", "{", "N", "}", "(")
_NUMBERS: Final = frozenset("CNQRZ")
_AVERAGES: Final = words("average mean median")
_NORMS: Final = words("""
    difference distance distances energy error errors gap length lengths loss magnitude magnitudes norm norms
    residual residuals size
""")
"""What a norm is."""
_OMITTING: Final = words("""
    drop dropped dropping drops hide hides hiding omit omits omitted omitting remove removes removing suppress
    suppresses suppressing
""")
_CHANGING: Final = words("""
    decrease decreases decreasing improve improves improving increase increases increasing lower lowers
    lowering raise raises raising reduce reduces reducing
""")


_CHANGES: Final = words("""
    change changes decrease decreases difference differences drop drops gain gains increase increases
    increment increments jump reduction rise shift shifts variation
""")
"""What a letter behind a Delta means."""


def is_refused(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """Whether the phrase before a symbol cannot be what it means."""
    names, before = group.members[0].names, token_at(sentence, owner.start - 1)
    relation = names.relation if names is not None else ""
    last = sentence[owner.end - 1]
    if owner.end == group.first and sentence[group.first].at == last.at + len(last.text):
        return True  # ``the coder Rand$k$``: one word
    if before.lower == "without" and relation in _SETTING:
        return True  # ``without replacement ($p = a / b$)``
    if relation == "\\sim" and before.lower == "with":
        return True  # ``with noise $x \\sim p + e$``: what it is drawn with
    if relation in _SETTING and owner.end == owner.first + 2 and sentence[owner.head].lower in EQUATIONS:
        return True  # ``outer update: $x = y + z$``
    head = sentence[owner.head].lower
    if relation in _SAYING and head in _CLAIMS and names and not is_initial(names.names[0], head):
        return True  # ``the hypothesis $x = y$``
    if relation == "\\sim" and before.lower == "from" and head not in LAWS:
        return True  # ``samples from the coder $x \\sim p$``: what a law is called is another matter
    if relation in _SETTING and before.lower == "by" and lower_at(sentence, owner.start - 2) in _SWAPPED:
        return True  # ``is approximated by curves $x = h(z)$``: x is what they stand for
    if relation in _SETTING and before.lower == "both" and lower_at(sentence, owner.start - 2) in _ALONG:
        return True  # ``the same seats along both axes ($a = b = c$)``: what is along them
    if before.text == "/" and not slashed(sentence, owner, group):
        return True  # ``up/down shift $s$``: half of a word
    if before.lower == "and" and head in _PAIRS and not owner.determiner:
        return True  # ``a key and lock pair $(k, l)$``
    if head == "shape" and relation == "\\in":
        return True  # ``has shape $W \\in \\mathbb{R}^{m \\times n}$``
    if head in SPELLINGS and before.lower in _OMITTING:
        return True  # ``we drop the subscript $t$ of the row``
    if head in _AVERAGES and before.lower in _CHANGING:
        return True  # ``lowers the mean $x$``: of several x
    if head == "enough" or lower_at(sentence, owner.first) == "still":
        return True  # ``a large enough $n$``, ``is still food $x$``
    if head == "form" and lower_at(sentence, owner.head - 1) in _WRITTEN:
        return True  # ``there is no closed form $u$``
    if names is not None and (_is_of_another_kind(sentence, owner, names) or _is_diagonal(head, names)):
        return True
    if names is not None and names.names[0][:1] == ("\\Delta",):
        changed = core_before(sentence, owner.start - 1) if before.lower in ("in", "of") else None
        if changed is not None and sentence[changed.head].lower in _CHANGES:
            return True  # ``a rise in the price $\\Delta p$``: the rise
    is_mean = names is not None and names.names[0][:4] == _MEAN and len(names.names[0]) > len(_MEAN)
    if is_mean and owner.determiner in ("each", "every"):
        return True  # ``in every sample $\\mathbb{E}[x]$ is small``: a mean is taken over all of them
    is_size = relation == "=" and names is not None and names.names[0][0] == "\\|"
    if is_size and before.tag == "preposition" and not owner.determiner and head not in _NORMS:
        return True  # ``the output of the halls $\\|x\\| = a$``: of which its norm is taken
    is_norm = names is not None and names.names[0][0] == "|" and is_plural(sentence, owner)
    if is_norm and before.lower not in ("of", "all"):
        return True  # ``its pixels $|M|$``: how many
    first = sentence[owner.first].lower
    if first in _HOLDING or (first in COMPARATIVES and lower_at(sentence, group.end) == "than"):
        return True  # ``a narrower row containing seat $s$``, ``would have a lower rank $r$ than $n$``
    is_argument = relation == "\\in" and "\\mapsto" in group.members[0].latex
    if is_argument or _shares_noun(sentence, owner, group):
        return True  # ``the function $x \\in D \\mapsto 2 x$`` is not x
    if owner.determiner in _POINTING and token_at(sentence, group.end).tag in ("noun", "adjective"):
        return True  # ``in those halls $k$ tables``
    is_quantity = names is not None and len(names.names[0]) > 1
    if before.lower in _PLACING and head in _TIMES and is_quantity:
        return True  # ``in the previous step $w_{t-1}$ is kept``
    if before.tag == "preposition" and is_adverbial(sentence, owner, group):
        return True  # ``At night $k$ is small``
    if owner.determiner:
        return _runs(sentence, owner, group) or _is_place_of_each(sentence, owner)
    if _is_other_half(sentence, owner):
        return True
    is_told = before.kind == "pointer" and lower_at(sentence, group.end) == "using"
    if is_told and owner.end == owner.start + 1 and last.tag == "either":
        return True  # ``\\cite{a} models $b$ using a coder``: what those who are cited do
    return _is_verb(sentence, owner, group) or _runs(sentence, owner, group)


def _is_diagonal(head: str, names: Names) -> bool:
    """``the degree matrix $D_{ii} = \\sum_j A_{ij}$``: an entry of its diagonal is no matrix."""
    match names.names[0]:
        case (*_, "_", "{", row, column, "}"):
            return row == column and row.islower() and head in ("matrix", "matrices")
        case _:
            return False


def _is_of_another_kind(sentence: Sentence, owner: Phrase, names: Names) -> bool:
    """Whether the phrase names a set that a symbol is in, a law's parameter, a space that a call lies in, or
    what is defined on a space.
    """
    head, name = sentence[owner.head].lower, names.names[0]
    before = lower_at(sentence, owner.start - 1)
    if names.relation == "\\mapsto" or (names.relation == "\\in" and head in _PLACES):
        return True  # ``is a logarithm $z \\mapsto \\log z$``, ``on the grid $x \\in \\{1, 2\\}$``
    if names.relation == "\\sim" and owner.determiner in _SINGULAR and is_plural(sentence, owner):
        return True  # ``Each chain samples $x \\sim p$``
    if name[: len(_NORMAL)] == _NORMAL and head in _OF_LAWS:
        return True  # ``with unknown variance $\\mathcal{N}(0, s)$``
    placed = core_before(sentence, owner.start - 1) if before == "at" and name[0] == "(" else None
    if placed is not None and is_plural(sentence, placed):
        return True  # ``the values at the halls $(a, b)$``
    if head == "space" and before == "in" and not owner.determiner and name[-1] == ")" and name[0].islower():
        return True  # ``Distance in parameter space $d(x, y)$``
    is_space = names.relation in _SETTING and names.rest[:1] == ("\\mathbb",) and names.rest[2] in _NUMBERS
    return is_space and is_plural(sentence, owner)  # ``normal distributions $X = \\mathbb{R}^d$``


def _is_other_half(sentence: Sentence, owner: Phrase) -> bool:
    """``upper (outside) and lower steps $s$``: it says of half of them what they are."""
    at = owner.start - 2
    if lower_at(sentence, owner.start - 1) not in ("and", "or") or token_at(sentence, at).text != ")":
        return False
    while at > 0 and sentence[at].text != "(":
        at -= 1
    halves = (token_at(sentence, at - 1), sentence[owner.first])
    return owner.head > owner.first and all(half.tag == "adjective" for half in halves)


def _is_verb(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``We thank $x$``, ``Tuning $x$``, ``We draw $x$ and return $y$``: without an article, a verb."""
    before, word = token_at(sentence, owner.start - 1), sentence[owner.first]
    if before.lower in VERB_LEADS and before.lower != "to":
        return True
    if before.lower == "to" and lower_at(sentence, owner.start - 2) in _AIMS and owner.end == owner.first + 1:
        return True  # ``how to price $n$ rows``
    if word.lower in _ORDERS and word.text[0].isupper() and before.kind in ("item", "mark", "end"):
        return word.tag != "either" or token_at(sentence, owner.first + 1).tag == "adjective"
    if word.lower == "train" and sentence[owner.head].lower not in _TRAINED:
        return True  # ``and train models $m$``
    if word.lower.endswith("ing") and before.lower == "by" and owner.end == owner.first + 1:
        return True  # ``by mapping $x$ to it``
    is_third = word.tag == "either" and is_plural_word(word.lower) and owner.head > owner.first
    if is_third and before.lower in ("and", "then") and is_plural(sentence, owner):
        return True  # ``reads the key and returns marks $m$``: a noun before another is seldom a plural
    last = sentence[owner.head]
    if before.lower == "with" and last.tag == "either" and is_plural_word(last.lower) and word.text.isupper():
        return lower_at(sentence, group.end) in (
            "by",
            "using",
            "via",
        )  # ``Seat with EG fills $w$ using it``
    if owner.end > owner.first + 1:
        return False
    if word.tag == "either" and before.kind == "item" and word.text[0].islower():
        return lower_at(sentence, group.end) in _OF_ACTS  # ``the procedure: - estimates $x$ from $y$``
    if word.lower.endswith("ing") and word.lower not in HEADS and before.lower not in ("with", "for"):
        return True
    if not is_known(sentence, owner) and before.kind != "maths" and before.tag != "preposition":
        return True
    if word.tag != "either" or is_plural_word(word.lower) or before.lower not in ("and", "or", "then"):
        return False
    other = token_at(sentence, owner.start - 2)
    if other.kind == "mark":
        return True  # ``, and project $x$``
    if other.kind != "maths":
        return False
    first = core_before(sentence, owner.start - 2)
    if first is None:
        return token_at(sentence, owner.start - 3).tag in ("either", "verb")
    return not first.determiner and _is_verb(sentence, first, group)


def _shares_noun(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the upper row $u$ and column $v$ sums``: what both are stands behind them."""
    end = group.end
    if lower_at(sentence, end) == "and" and token_at(sentence, end + 1).kind == "word":
        end += 3 if token_at(sentence, end + 2).kind == "maths" else 0
    elif not (lower_at(sentence, owner.start - 1) == "and" and not owner.determiner):
        return False
    is_second = end == group.end
    noun = token_at(sentence, end)
    is_noun = noun.tag == "noun" and is_plural_word(noun.lower) and not is_plural(sentence, owner)
    return is_noun and (not is_second or token_at(sentence, owner.start - 2).kind == "maths")


def _runs(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the machine runs $k$ jobs``, ``the model maps $x$ to $y$``: a verb with its subject."""
    word = sentence[owner.head]
    if word.tag != "either" or not word.lower.endswith("s") or owner.head == owner.first:
        return False
    if token_at(sentence, owner.start - 1).tag == "preposition":
        return False
    counted = core(sentence, group.end)
    is_count = counted is not None and not counted.determiner and is_plural(sentence, counted)
    goes_on = is_count or lower_at(sentence, group.end) in _GOALS
    return goes_on or _has_no_other_verb(sentence, owner, group)


def _has_no_other_verb(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``The sampler draws $z$ from it.``: a sentence that has its verb nowhere else has it there."""
    before = token_at(sentence, owner.start - 1)
    begins = owner.start <= 1 and before.kind in ("mark", "item") and not before.text
    begins |= before.lower in _CONTRASTING and bool(owner.determiner)
    is_name = not owner.determiner and sentence[owner.first].text[0].isupper()
    ends = group.end == len(sentence) or (is_name and token_at(sentence, group.end).text in (",", ";"))
    is_clause = before.text == "," and ends and (is_name or bool(owner.determiner))
    is_clause &= all(token.tag not in ("auxiliary", "verb") for token in sentence[: owner.start])
    if not (begins or is_clause) or is_plural_word(lower_at(sentence, owner.head - 1)):
        return False
    if token_at(sentence, group.end).tag == "either" and is_plural(sentence, owner):
        return False  # ``Path weights $w$ balance them``
    is_cut = token_at(sentence, group.end).text == "," and lower_at(sentence, group.end + 1) in _CLAUSES
    later = range(group.end, group.end if is_cut else len(sentence))
    finite = (at for at in later if sentence[at].tag in ("auxiliary", "verb"))
    return all(lower_at(sentence, at - 1) in ("which", "that", "who", "to") for at in finite)


def _is_place_of_each(sentence: Sentence, owner: Phrase) -> bool:
    """``each point in a chain $x_t$``: the symbol is the point."""
    if lower_at(sentence, owner.start - 1) != "in" or owner.determiner not in ("a", "an", "the"):
        return False
    each = core_before(sentence, owner.start - 1)
    return each is not None and each.determiner in ("each", "every", "any")
