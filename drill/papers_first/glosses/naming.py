"""Whether a noun phrase before a symbol is its name: ``the learning rate $\\alpha$``."""

from __future__ import annotations

from typing import Final

from drill.papers_first.glosses.groups import Group, Said, lower_at, token_at
from drill.papers_first.glosses.heads import HEADS, words
from drill.papers_first.glosses.initials import is_initial
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.lexicon import DEICTIC
from drill.papers_first.glosses.names import Names
from drill.papers_first.glosses.nouns import (
    Phrase,
    is_bare,
    is_deictic,
    is_known,
    is_plural,
    is_plural_word,
    is_size,
)
from drill.papers_first.glosses.phrases import COMPOUNDED, closes, core_before, is_order

STATEMENTS: Final = words("value values size-of probability condition constraint inequality identity")
MODELS: Final = words("cnn gru hmm lstm mlp ode pde rnn sde ssm")
EQUATIONS: Final = MODELS | words("""
    update updates rule equation problem system scheme recursion recurrence relation decomposition
    factorization factorisation transformation inverse dynamics model chain sampler discretisation
    discretization reparameterisation reparameterization parameterisation parameterization walk
    specialisation specialization
""")
"""What a whole equation may be called, and not its left side."""
SIZES: Final = words("""
    size sizes length width height rank degree order dimension dimensionality depth radius norm mass density
    diameter capacity cardinality bandwidth variance stride
""")
_ATTACHING: Final = words(
    "across against among between from into on over per since through to under versus within"
)
_GATHERED: Final = words("collection data dataset family partition sample sequence series set state tuple")
_VALUED_BY: Final = words("""
    cost energy error estimate estimator field form kernel loss polynomial potential product reward score
    series statistic sum utility value
""")
"""What a call is the value of."""
_UTMOST: Final = words(
    "best greatest highest largest least lowest maximal maximum minimal minimum most smallest worst"
)
_SHOWING: Final = words("guarantees imply implies prove proves proved show shows showed shown")
_ENSURING: Final = words("ensure ensures guarantee guarantees")
_SET_BY: Final = words("auxiliary decision optimisation optimization slack")
_CLAUSES: Final = words("and because but if since so that then thus when whenever where whereas while")
_HENCE: Final = words("also hence then therefore thus")
_ADVERBIAL: Final = words("at in during after before from on")
_VALUED: Final = words("""
    case category class epoch index iteration label layer level mode root round solution state step
    time token
""")
_NOUNS: Final = ("noun", "either")
_MAPS: Final = words("""
    decoder encoder function map mapping network nonlinearity operator sub-network subnetwork transform
    transformation
""")
"""What a call's head is, and not its value."""
_GIVEN: Final = ("require", "input", "ensure", "output", "kw")
"""How the lines begin that list what an algorithm takes and gives."""
_MEMBERS: Final = words("inputs outputs samples states steps values")
"""Of these one speaks as of many though a letter is one of them."""
_PASSING: Final = words("element instance iterate member point sample solution value vector")
_ENDS: Final = words("least maximum minimum most")
_RUNNING: Final = frozenset("ijklmnt")
_INDICES: Final = frozenset("ij")
"""Letters that run over things whatever the things are: ``a node $i$``."""
_LONGEST_END: Final = 4
_QUALITIES: Final = words("current final initial light maximum minimum normal")
"""Adjectives that are nouns as well: ``the current $w$`` is the one of now."""
_OF_VALUES: Final = words("current given known")
"""What is said of values of anything."""
_ENDED: Final = {"from": "to", "between": "and"}
_NEIGHBOURS: Final = words("next new previous")
_COMPARED: Final = words("better bigger fewer greater larger lesser longer shorter smaller worse")
LAWS: Final = words("density distribution dynamics law policy posterior prior process")
"""What a variable is drawn from."""


def names_it(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """Whether the phrase before a symbol surely names it."""
    is_other = is_deictic(sentence, owner) and not _is_next(sentence, owner, group)
    if (
        (is_bare(sentence, owner) and not _is_listed(sentence, owner, group))
        or is_other
        or group.is_statement
        or _qualifies(sentence, owner, group)
    ):
        return False
    if _is_compared(sentence, owner) or _is_utmost(sentence, owner, group):
        return False
    names = group.members[0].names
    head = sentence[owner.head].lower
    if names is not None and names.relation not in ("", ":", "\\in") and head in STATEMENTS | EQUATIONS:
        return False
    if (group.is_number and head in _VALUED) or (names is not None and names.relation == "\\mapsto"):
        return False  # ``the iteration $t = 3$``, ``the loss $x \\mapsto f(x)$``
    if names is not None and _is_of_right_side(names, head):
        return False
    is_draw = head in ("draw", "sample") and owner.determiner in ("a", "an")
    if is_draw and lower_at(sentence, group.end) == "from":
        return False  # ``gives an exact sample $x$ from the law``: what happens to it
    if head in SIZES and owner.end == owner.first + 1 and token_at(sentence, group.end).tag in _NOUNS:
        return False  # ``a length $k$ label vector``
    if is_adverbial(sentence, owner, group) or _is_of_whole(sentence, owner, group):
        return False
    if lower_at(sentence, owner.start - 1) == "at" and head in _ENDS:
        return False  # ``at maximum $K$ rows away``
    if lower_at(sentence, owner.start - 1) == "on" and head == "average" and not owner.determiner:
        return False  # ``the wait is on average $w$``
    if lower_at(sentence, owner.start - 1) in ("has", "have") and _is_shown(sentence, owner.start):
        return False  # ``we show that the cage has width $w$``: a result, and no name
    if lower_at(sentence, group.end) in ("times", "fold"):
        return False  # ``we apply the map $k$ times``
    if _is_second_of_two(sentence, owner, group) or _is_odd_plural(sentence, owner, group):
        return False
    if head == "power" or (not owner.determiner and lower_at(sentence, group.end) == "as"):
        return False  # ``to the power $p$``, ``View $w$ as a state``
    is_several = group.count > 1 or token_at(sentence, group.end).text == "("
    if is_several and owner.end == owner.first + 1 and _is_setting(head):
        return False
    if is_several and head == "variables" and lower_at(sentence, owner.head - 1) in _SET_BY:
        return False  # ``with optimization variables $a$ and $b$``: of one program
    if owner.determiner:
        return is_known(sentence, owner) or owner.end - owner.first >= 2
    return _names_alone(sentence, owner, group)


def _is_shown(sentence: Sentence, at: int) -> bool:
    """Whether a sentence shows what stands there: ``The lemma shows that``, ``It ensures all roots have``."""
    return any(
        (sentence[place].lower == "that" and lower_at(sentence, place - 1) in _SHOWING)
        or (sentence[place].lower in _ENSURING and lower_at(sentence, place + 1) in ("all", "that", "the"))
        for place in range(1, at)
    )


def _is_listed(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``with keys $K$ and values $V$``: a plain noun of a list, with its letter."""
    at, names = owner.start - 1, group.members[0].names
    if (
        lower_at(sentence, at) != "and"
        or names is None
        or owner.determiner
        or names.relation not in ("", "\\in")
    ):
        return False
    other = core_before(sentence, at - 1) if token_at(sentence, at - 1).kind == "maths" else None
    is_alike = other is not None and not other.determiner and is_plural(sentence, other)
    return is_alike and is_plural(sentence, owner) and is_initial(names.names[0], sentence[owner.head].lower)


def _qualifies(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the maximum $p$ norm``, ``the current $w$``, ``how close point $x$ is``: no noun for the symbol."""
    is_one = owner.end == owner.first + 1
    if is_one and sentence[owner.head].lower in _QUALITIES and owner.determiner in ("the", "a", "an"):
        return True
    said = {token.lower for token in sentence[owner.first : owner.head]}
    if said and said <= _OF_VALUES and sentence[owner.head].lower in ("value", "values"):
        return True  # ``the current value $w$ of the weights``: when, and not what
    if lower_at(sentence, owner.start - 1) == "how" and sentence[owner.first].tag == "adjective":
        return True
    behind = token_at(sentence, group.end)
    is_noun = behind.tag in _NOUNS and behind.lower in HEADS and not behind.lower.endswith("ing")
    is_verb = behind.tag == "either" and (is_plural(sentence, owner) or is_plural_word(behind.lower))
    return is_noun and not is_verb and group.count == 1


def _is_of_whole(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the mean for each row $m(r)$``, ``tables of a hall $T(u)$``, ``widths and a height $\\{w, h\\}$``."""
    names, head = group.members[0].names, sentence[owner.head].lower
    if names is None or is_plural(sentence, owner):
        return False
    name = names.names[0]
    if name[0] == "\\{" and lower_at(sentence, owner.start - 1) == "and":
        return head not in _GATHERED and head not in LAWS
    if name[-1] not in (")", "]") or name[0] == "(" or head in _MAPS | LAWS | _VALUED_BY:
        return False
    reach = range(owner.start, max(-1, owner.start - _LONGEST_END), -1)
    lead = next((at for at in reach if _is_each(sentence, at)), 0)
    is_inside = lower_at(sentence, lead - 1) in ("for", "of", "in", "at")
    return lead > 0 and is_inside and token_at(sentence, lead - 2).tag in _NOUNS


def _is_each(sentence: Sentence, at: int) -> bool:
    return lower_at(sentence, at) in ("each", "every", "any", "a", "an")


def _is_next(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the next state $s'$``, ``the previous row $r_{t-1}$``: the name itself tells which one it is."""
    pointing = {token.lower for token in sentence[owner.first : owner.head]} & DEICTIC
    name = group.members[0].names.names[0] if group.members[0].names is not None else ()
    return pointing <= _NEIGHBOURS and ("'" in name or bool({"+", "-"} & set(name)))


def _is_compared(sentence: Sentence, owner: Phrase) -> bool:
    """``no policy $q$ has a larger return $r$``, ``a lower $b$``: neither is what the symbol stands for."""
    before = {token.lower for token in sentence[owner.first : owner.head]}
    is_degree = sentence[owner.head].lower in _COMPARED | {"lower"}
    return "no" in before or is_degree or (owner.determiner != "the" and bool(before & _COMPARED))


def _is_utmost(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the row with the largest mean $m_i$``: one of the means, and not every one, is the largest."""
    before = {token.lower for token in sentence[owner.first : owner.head]}
    names = [name for member in group.members if member.names is not None for name in member.names.names]
    runs = any(token in _RUNNING for name in names if "_" in name for token in name[name.index("_") :])
    return bool(before & _UTMOST) and runs


def is_passing(sentence: Sentence, said: Said) -> bool:
    """``for every point $x$``, ``a solution $x$``: what a symbol is here alone, or also elsewhere."""
    phrase = said.phrases[0]
    if said.form != "{}" or phrase.start > said.group.first:
        return False
    head, latex = sentence[phrase.head].lower, said.group.members[0].latex
    is_index = latex in _INDICES or (is_running(said) and head in _VALUED)
    is_one = phrase.determiner in ("a", "an") and (head in _PASSING or is_index)
    determiner = phrase.determiner
    if not determiner and lower_at(sentence, phrase.start - 1) in ("given", "one"):
        determiner = lower_at(sentence, phrase.start - 2)  # ``any given node $i$``
    return is_one or determiner in ("any", "each", "every", "some")


def is_running(said: Said) -> bool:
    """Whether it is said of a letter that commonly runs over things: ``each node $n$``."""
    return said.group.members[0].latex in _RUNNING


def _is_second_of_two(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``on the weights and biases $w$``: the symbol may be both, or the second alone."""
    if owner.determiner or group.count > 1 or lower_at(sentence, owner.start - 1) != "and":
        return False
    first = core_before(sentence, owner.start - 1)
    is_listed = token_at(sentence, group.end).text == "," or lower_at(sentence, group.end) == "and"
    return first is not None and is_plural(sentence, first) and is_plural(sentence, owner) and not is_listed


def _is_odd_plural(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the door output $d_t$ and states $c_t$``: states of what, the word before says of something else."""
    if owner.determiner or owner.end > owner.first + 1 or group.count > 1 or not is_plural(sentence, owner):
        return False
    is_further = lower_at(sentence, owner.start - 1) == "and" and sentence[owner.head].lower in _MEMBERS
    other = core_before(sentence, owner.start - 2) if is_further else None
    return other is not None and not is_plural(sentence, other)


def _is_setting(head: str) -> bool:
    """Whether a noun says no more than that one sets the number."""
    return head.replace("-", "").startswith("hyperparameters")


def _is_of_right_side(names: Names, head: str) -> bool:
    """``the policy $a \\sim \\pi$``, ``the encoder $z = f(x)$``: the noun speaks of the right side."""
    if names.relation == "\\sim":
        return head in LAWS
    is_call = any("(" in name for name in names.names)
    return names.relation == "=" and "(" in names.rest and not is_call and head in _MAPS


def _names_alone(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """Whether a phrase without a determiner is no order and no part of another phrase."""
    before, first = token_at(sentence, owner.start - 1), sentence[owner.first]
    if before.lower in ("which", "that", "who"):
        return False  # ``which prevents $f$ from growing``
    is_one = before.lower == "one" and lower_at(sentence, owner.start - 2) != "with"
    is_step = is_order(sentence, owner.start - 1)
    if (before.tag in ("noun", "either", "adjective") and not is_step) or is_one:
        return False
    if not is_known(sentence, owner):
        return before.lower == "with" and owner.end - owner.first >= 2
    is_short = owner.end == owner.first + 1
    is_after_adverb = before.tag == "adverb" or before.lower in _HENCE
    if is_short and is_after_adverb and is_plural(sentence, owner):
        return False  # ``it therefore leaves $w$ as it is``
    if before.kind == "maths" and is_size(before):
        before = token_at(sentence, owner.start - 2)
    if before.kind == "maths":
        return _is_counted(sentence, owner)
    if _is_one_end(sentence, owner, group):
        return True
    is_acted = token_at(sentence, owner.start - 3).tag == "auxiliary"  # ``it is split into parts $a$``
    if (
        before.lower in _ATTACHING
        and not is_acted
        and token_at(sentence, owner.start - 2).tag in ("noun", "either")
    ):
        return False
    if (
        before.text == ","
        and token_at(sentence, owner.start - 2).kind == "maths"
        and _is_compound(sentence, owner)
    ):
        return True  # ``the weight matrix $W$, weight vectors $w$ and biases $b$``
    if before.text == "," and sentence[0].text.lstrip("\\").lower().startswith(_GIVEN):
        return True
    is_act = owner.head == owner.first and first.lower.endswith("ing") and before.kind != "word"
    if is_act and token_at(sentence, group.end).tag == "preposition":
        return False  # ``(2) mapping $u$ from one to the other``
    if first.tag == "either" and owner.head == owner.first:
        is_further = before.lower == "and" and token_at(sentence, owner.start - 2).kind == "maths"
        if is_further and is_plural(sentence, owner) and closes(sentence, group.end):
            return True  # ``states $s$ and rewards $r$``
        is_begun = before.kind != "word" and before.text != ")"  # ``the width (in feet) scales $w$``
        return before.tag == "preposition" or (is_begun and is_plural(sentence, owner))
    if first.tag == "either" and not _is_compound(sentence, owner):
        return before.tag == "preposition" or before.lower in ("and", "or")
    return True


def is_adverbial(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``At test time $a$ is fixed``: the phrase belongs to the clause, not to the symbol."""
    before = token_at(sentence, owner.start - 1)
    if before.lower in _ADVERBIAL | {"with", "for"} and _opens_clause(sentence, owner.start - 1, group):
        return True
    further = token_at(sentence, owner.start - 2).kind
    if before.lower not in _ADVERBIAL or further == "word" or (before.lower == "from" and further == "maths"):
        return False
    names = group.members[0].names
    is_index = names is not None and not names.relation and len(names.names[0]) == 1
    return not is_index or token_at(sentence, group.end).tag in ("auxiliary", "verb")


def _opens_clause(sentence: Sentence, at: int, group: Group) -> bool:
    """``then with high probability $f$ is large``: the symbol is what the clause's verb speaks of."""
    is_subject = token_at(sentence, group.end).tag in ("auxiliary", "verb") and group.count == 1
    is_begun = lower_at(sentence, at - 1) in _CLAUSES or token_at(sentence, at - 1).text in (":", ";")
    return is_subject and is_begun


def _is_one_end(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``from input $x$ to target $y$``, ``between the prior $p$ and posterior $q$``: each end is named."""
    lead, at = lower_at(sentence, owner.start - 1), group.end
    if lead in _ENDED and lower_at(sentence, at) == _ENDED[lead]:
        kinds = [token.kind for token in sentence[at + 1 : at + 2 + _LONGEST_END]]
        return "maths" in kinds[1:] and set(kinds[: kinds.index("maths")]) == {"word"}
    if lead not in _ENDED.values() or token_at(sentence, owner.start - 2).kind != "maths":
        return False
    other = core_before(sentence, owner.start - 2)
    return other is not None and _ENDED.get(lower_at(sentence, other.start - 1)) == lead


def _is_counted(sentence: Sentence, owner: Phrase) -> bool:
    """``$n$ responses $y_i$``: what stands before is a number of them."""
    before = token_at(sentence, owner.start - 2)
    return is_plural(sentence, owner) and before.tag in ("verb", "preposition") and before.lower != "of"


def _is_compound(sentence: Sentence, owner: Phrase) -> bool:
    """``step size``, ``batch size``: the second word tells that the first is no verb."""
    following = sentence[owner.first + 1].lower
    return owner.head == owner.first + 1 and following in COMPOUNDED
