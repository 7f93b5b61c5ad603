"""The sentences of a paper that introduce its symbols."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from drill.notation import DOTS, print_tokens_as_latex
from drill.notation.cursor import RELATIONS as FORMULA_RELATIONS
from drill.papers.sheet.symbol_keys import canonical_tokens, make_spelling_key, read_name
from drill.papers.source.document import Paragraph, Place
from drill.papers.source.outline import ABBREVIATED, split_sentences
from drill.text import find_closing, read_word_tables

# The names in an inline formula, and its statement on them: ``$x, y \in \mathbb{R}^n$``.

# Max characters of an inline formula that may name something.
_LONGEST = 400
_OPENING = frozenset(("{", "(", "[", "\\{", "\\langle"))
_CLOSING = frozenset(("}", ")", "]", "\\}", "\\rangle"))
RELATIONS = FORMULA_RELATIONS | {":", "\\coloneqq", "\\to", "\\triangleq"}


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a formula begins with, as LaTeX, and the relation after them."""

    names: tuple[str, ...]
    relation: str = ""


@lru_cache(maxsize=8192)
def read_names_in_formula(latex: str) -> Names | None:
    """Return the names in a formula; None if it is another expression or cannot be read."""
    tokens = canonical_tokens(latex) if len(latex) <= _LONGEST else None
    if not tokens:
        return None
    parts, relations = split_at(tokens, RELATIONS)
    listed = split_at_commas(parts[0])
    heads = [part for part in listed if part[0] not in DOTS]
    names = [name for part in heads if (name := read_named_thing(part))]
    if not names or len(names) != len(heads):
        return None
    if len(heads) < len(listed):
        names = names[-1:]  # ``x_1, \\ldots, x_n`` is called by its last
    relation = relations[0] if relations else ""
    if len(names) > 1 and relation == "=":
        return Names(tuple(names[:-1]))  # ``x_i, i = 1, \\ldots, n``
    return Names(tuple(names), relation)


def read_named_thing(tokens: Sequence[str]) -> str:
    """Return the LaTeX of one named thing: a symbol, a call, a norm, a gradient; empty for none."""
    latex = print_tokens_as_latex(tokens)
    if latex in ("\\log", "\\exp", "\\ln", "\\max", "\\min"):
        return ""
    if read_name(latex) is not None:
        return latex if not latex[0].isdigit() else ""
    opening = next((index for index, token in enumerate(tokens) if token in ("(", "[")), len(tokens))
    is_called = (
        0 < opening < len(tokens) and find_closing(tokens, opening, _OPENING, _CLOSING) == len(tokens) - 1
    )
    name = print_tokens_as_latex(tokens[:opening])
    if is_called and (tokens[0] in ("\\Pr", "\\log") or read_name(name) is not None):
        return name if list(tokens[opening + 1 : -1]) == ["\\cdot"] else latex
    if tokens[0] == "\\nabla" and len(tokens) > 1:
        behind = tokens[1:]
        if behind[0] == "_":
            behind = behind[find_closing(behind, 1, _OPENING, _CLOSING) + 1 :]
        return latex if behind and read_named_thing(behind) else ""
    return ""


def split_at(tokens: Sequence[str], marks: frozenset[str]) -> tuple[list[list[str]], list[str]]:
    """Return the parts between separators outside of brackets, and the separators."""
    parts: list[list[str]] = [[]]
    separators: list[str] = []
    depth = 0
    for token in tokens:
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth <= 0 and token in marks:
            separators.append(token)
            parts.append([])
        else:
            parts[-1].append(token)
    return parts, separators


def split_at_commas(tokens: Sequence[str]) -> list[list[str]]:
    """Return the parts between commas."""
    return [part for part in split_at(tokens, frozenset((",",)))[0] if part]


def is_balanced(tokens: Sequence[str]) -> bool:
    """Return whether every bracket is closed, and none before it opens."""
    depth = 0
    for token in tokens:
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth < 0:
            return False
    return depth == 0


_INLINE = re.compile(r"(?<!\$)\$(?P<latex>[^$]+)\$(?!\$)")


def inline_formulas(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the LaTeX of each inline formula of a paragraph."""
    for match in _INLINE.finditer(text):
        yield match.start("latex"), match["latex"]


# The part of a sentence that defines one symbol, without the sentence's words on others.
#
# From ``where $a$ is the scale, and $N$ is the dimension`` that is ``$a$ is the scale`` for the first.

# A formula in a sentence, between single dollars or double ones.
_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
_SYMBOLS = r"\$[^$]+\$(?:\s*,?\s*(?:and\s+)?\$[^$]+\$)*"
_VERB = (
    r"(?:is|are|be|being|denotes?|denoting|represents?|stands? for|refers? to|indicates?|specifies|specify|"
    r"controls?|describes?|the|an?)\b"
)
# Where another symbol's definition begins, or a statement on something else.
_END = re.compile(
    rf"\$\$|;|\\\\|[.!?](?=\s|$)|\s(?:[-–—•]|ITEM)\s|\s*,?\s+and\s+{_SYMBOLS}\s*(?:{_VERB}|[:,])"
    rf"|,\s*(?:and\s+)?{_SYMBOLS}\s*(?:{_VERB}|:)"
    r"|,\s*(?:(?:and|but)\s+)?(?:where(?:as|by|in)?|while|so|but|then|thus|hence|we|since|because|let|see|which)\b"
    r"|\s+where\s+\$|\s+and\s+(?:let|we|so|hence|thus|therefore|it|this|these|there)\b"
    r"|\s+(?:(?:such|so) that|because|whereas|we (?:can|find|get|have|may|must|obtain|see|will))\b"
    r"|,?\s+and\s+(?:the|an?|its|their|all|each|both)\s+"
    r"(?:(?!(?:that|which|whose|where|when|if)\b)(?:\$[^$]+\$|[\w-]+)\s+){1,6}?"
    r"(?:is|are|was|were|has|have|can|will|must|may|follows?|holds?|depends?|denotes?|represents?)\b"
)
_AND = re.compile(r",\s*and\b")
_START = re.compile(
    r"\$\$|;|\\\\|[.!?]\s|\s(?:[-–—•]|ITEM)\s|,(?=\s*(?:(?:but\s+)?(?:where(?:as)?|while|let|we)|and)\b)"
)
_LET = re.compile(r"\bLet\s+$")
_ALSO = re.compile(r"(?:\$[^$]+\$\s*,?\s*(?:and\s*)?)+$")
_IS_OF_MANY = re.compile(
    r"\s*(?:are|be|denote|represent|stand for|refer to|indicate|specify|control|describe)\b"
)
_OTHERS = re.compile(rf"(?:\s*,\s*\$[^$]+\$)*\s*,?\s*and\s*\$[^$]+\$(?={_IS_OF_MANY.pattern})")
# The symbols of a list before its last one.
_SEVERAL = re.compile(r"(?:\$[^$]+\$\s*,\s*)*\$[^$]+\$\s*,?\s*and\s+$")
# Ends of a clause that is incomplete by itself.
_OPEN_END = re.compile(
    r"(?:\b(?:by|as|as follows|that|to|of|with|such|for|and|or|but|the|an?|our|its|their|given|in|on|at"
    r"|from|under|over|into|via|using|between|than|is|are|be|being|denot\w+|represents?|describes?|controls?"
    r"|indicates?|specif\w+|solving|satisfying|which|whose|where|when|if|whether)|[:=(…])$"
)
_WORD = re.compile(r"[A-Za-z]{2}")
# Max characters of a text that is read at a glance.
_INTRODUCTIONS_LONGEST = 300

# A phrase for a number of things, which only a Latin letter without indices denotes.
_COUNT = re.compile(
    r"\b(?P<phrase>(?:(?:the|a) )?(?:[a-z]+ )?number of (?:[a-z-]+ ){0,2}[a-z-]{3,}s)\s+$", re.IGNORECASE
)
_COUNTING_LETTER = re.compile(r"^\(?\$[A-Za-v]\$\)?$")
# Words after which a symbol may belong to another noun: ``an observation of the environment $x$``.
_VIEW_OF = re.compile(
    r"\b(?:observation|representation|estimat(?:e|ion|or)|encoding|embedding|approximation|output|image|copy|"
    r"version|sequence|vector|matrix|set|list)s?\s+of\s+$"
)
_PHRASE_WORD = re.compile(r"[A-Za-z][A-Za-z-]*(?:'s)?|\$[^$]+\$-[a-z]+")
# Max words of a noun phrase, with what is before it.
_PHRASE_WORDS = 7

# Parts of speech of words that are common or of a closed class.
_PARTS = {
    word: part
    for file in ("open_classes.txt", "closed_classes.txt")
    for part, words in read_word_tables(__file__, file).items()
    for word in words.split()
}
# Parts of speech that are in no noun phrase behind its determiner.
_FUNCTIONS = ("preposition", "preposition with an article", "conjunction", "pronoun", "auxiliary", "negation")
# Endings of adjectives, adverbs, participles and owners; a noun has at least three letters.
_NO_NOUN = re.compile(r"..?|.*(?:able|al|ary|ed|est|ful|ible|ic|ing|ive|less|ly|ous|'s)")
_PLURAL = re.compile(r".*[^aisu']s")
# A sign, or a word, behind the formula of a noun phrase.
_BEHIND = re.compile(r"\s*($|[.,;:()]|[A-Za-z]+)")

# A letter without indices, because only such a letter counts moments: unlike ``in the current round $x_t$``.
_COUNTER = re.compile(r"\(?\$\s*(?:[A-Za-z]|\\tau|\\ell)\b(?!\s*[_^])")


def cut_clause(sentence: str, start: int, end: int, *, is_named_before: bool) -> str:
    """Return the part of a sentence that defines the formula from ``start`` to ``end``; empty without one.

    With ``is_named_before`` the defining words are before it, as in ``denoted by $x$``.
    """
    begin = _find_start(sentence, start, end, is_named_before=is_named_before)
    stop = _find_end(sentence, start, end)
    clause = sentence[begin:stop].strip()
    if clause != sentence.strip():
        clause = clause.rstrip(" .,;:")
        clause = re.sub(r"^(?:where|while|whereas|and|but|here),?\s+", "", clause, flags=re.IGNORECASE)
    opened = _find_bracket(_mask_formulas(clause))
    if opened >= 0:
        clause = clause[:opened].rstrip(" ,")
    is_whole = _WORD.search(_FORMULA.sub("", clause)) and not _OPEN_END.search(clause.rstrip(" ."))
    return clause if len(clause) <= _INTRODUCTIONS_LONGEST and is_whole else ""


def cut_noun(sentence: str, start: int, end: int) -> str:
    """Return the noun before a formula with it, ``the time lag $T$``; empty where none names it.

    A plural may name several: ``the sizes $m$ and $n$``.
    """
    formula = sentence[start:end]
    before = sentence[max(0, start - _INTRODUCTIONS_LONGEST) : start]
    if before.endswith(" (") and sentence.startswith(")", end):
        before = before[:-1]
        formula = f"({formula})"
    elif not before[-1:].isspace() or not _ends_noun_phrase(sentence, end):
        return ""
    also = _SEVERAL.search(before)
    if also is not None:
        before = before[: also.start()]
        formula = also[0] + formula
    counted = _COUNT.search(before) if _COUNTING_LETTER.search(formula) else None
    if counted is not None:
        phrase = counted["phrase"]
    else:
        phrase = _read_noun_phrase(
            before,
            are_several="," in formula or also is not None,
            has_verb=_IS_OF_MANY.match(sentence, end) is not None,
        )
    noun = phrase.rpartition(" ")[2]
    is_single = also is not None and not noun.endswith("s")
    if _PARTS.get(noun) == "noun of a moment" and not _COUNTER.match(formula):
        return ""
    is_seen_only = _VIEW_OF.search(before.rstrip().removesuffix(phrase))
    return f"{phrase} {formula}" if phrase and not is_single and not is_seen_only else ""


def _ends_noun_phrase(sentence: str, end: int) -> bool:
    """Return whether a noun phrase may end with a formula: no further noun follows it."""
    behind = _BEHIND.match(sentence, end)
    if behind is None:
        return False
    word = behind[1]
    part = _PARTS.get(word) or _read_verb(word)
    if not word.isalpha() or part in _FUNCTIONS:
        return True
    return part.startswith(("verb", "adverb")) or word.endswith(("ed", "ing", "ly"))


def _read_noun_phrase(text: str, *, are_several: bool, has_verb: bool) -> str:
    """Return the noun phrase that a text ends with, from its determiner on; empty without one.

    Behind ``of`` a plural names ``several`` symbols; a single one may be their number, or their sum. The
    phrase ``has_verb`` if a verb follows it, because its own last word then is a noun.
    """
    words = ["", *text.split()][-_PHRASE_WORDS:]
    noun = words[-1]
    kind = _PARTS.get(noun.lower())
    if not _is_noun(noun) or kind == "noun of statements":
        return ""
    is_participle = False
    for position in range(len(words) - 2, 0, -1):
        word = words[position].lower()
        part = _PARTS.get(word, "")
        if "determiner" in part:
            is_clause = not has_verb and _may_be_clause(words, position)
            return "" if is_clause else " ".join(words[position:])
        if word == "of":
            is_bare = kind == "noun of a measure" or (are_several and noun.endswith("s"))
        else:
            is_bare = part == "preposition"
        if is_bare:
            first = words[position + 1].lower()
            is_other = is_participle or first.endswith("ing") or _PARTS.get(first) == "noun in adverbs"
            return "" if is_other else " ".join(words[position + 1 :])
        if is_participle or part in _FUNCTIONS or _PLURAL.fullmatch(word) or not _PHRASE_WORD.fullmatch(word):
            return ""
        is_participle = word.endswith(("ed", "ing")) and not _is_noun(word)
    return ""


def _may_be_clause(words: Sequence[str], position: int) -> bool:
    """Return whether a subject and its verb begin at a place: ``the network outputs``, ``each shows``.

    They are not behind a preposition or another verb, because its object is a noun phrase.
    """
    if "noun" not in _read_verb(words[-1].lower()):
        return False
    if _PARTS[words[position].lower()] == "singular determiner":
        return True
    before = words[position - 1].lower()
    part = _PARTS.get(before) or _read_verb(before)
    is_object = part.startswith(("preposition", "verb")) or before.endswith(("ed", "ing"))
    is_noun_or_adverb = _is_noun(words[-2]) or words[-2].endswith("ly")
    return is_noun_or_adverb and not is_object


def _is_noun(word: str) -> bool:
    """Return whether a word may be the noun that names a symbol."""
    noun = word.lower().rpartition("-")[2]
    if not _PHRASE_WORD.fullmatch(word):
        return False
    part = _PARTS.get(noun) or _read_verb(noun)
    return "noun" in part or not (part or _NO_NOUN.fullmatch(noun))


def _read_verb(word: str) -> str:
    """Return the part of speech of the verb whose third person a word may be; empty without one."""
    if not _PLURAL.fullmatch(word):
        return ""
    for stem in (word[:-1], word[:-2], word[:-3] + "y"):
        if "verb" in _PARTS.get(stem, ""):
            return _PARTS[stem]
    return "verb" if word.endswith(("izes", "ifies")) else ""


def _find_start(sentence: str, start: int, end: int, *, is_named_before: bool) -> int:
    if is_named_before:
        masked = _mask_formulas(sentence[:start])
        ends = (match.end() for match in _START.finditer(masked))
        begins = [at for at in ends if not ABBREVIATED.search(sentence[max(0, at - 12) : at].rstrip())]
        return max((*begins, _find_bracket(masked) + 1))
    before = sentence[:start]
    also = _ALSO.search(before)
    if also is not None and _IS_OF_MANY.match(sentence, _skip_others(sentence, end)):
        before = before[: also.start()]
    let = _LET.search(before)
    return let.start() if let else len(before)


def _skip_others(sentence: str, end: int) -> int:
    """Return where further symbols with the same definition end: ``$x$ and $y$ are``."""
    others = _OTHERS.match(sentence, end)
    return others.end() if others else end


def _find_end(sentence: str, start: int, end: int) -> int:
    """Return where the clause ends: before the words on another symbol, or with its bracket."""
    masked = _mask_formulas(sentence)
    last = _skip_others(sentence, end)
    limit = len(sentence)
    if (opened := _find_bracket(masked[:start])) >= 0:
        limit = find_closing(masked, opened, "(", ")")
    for match in _END.finditer(sentence, last, limit):
        at = match.start()
        is_dot = match[0][0] in ".!?" and ABBREVIATED.search(sentence[max(0, at - 12) : at])
        if masked[at] != "\x00" and not is_dot:
            limit = at
            break
    ends = (match.start() for match in _AND.finditer(masked, last, limit))
    return next((at for at in ends if "," not in masked[last:at]), limit)  # otherwise it ends a list


def _mask_formulas(text: str) -> str:
    """Return a text of the same length without the insides of formulas."""
    return _FORMULA.sub(lambda match: re.sub(r"[^$]", "\x00", match[0]), text)


def _find_bracket(masked: str) -> int:
    """Return where the bracket opens that is not closed before the end; -1 where none is open."""
    opened: list[int] = []
    for at, character in enumerate(masked):
        if character == "(":
            opened.append(at)
        elif character == ")":
            del opened[-1:]
    return opened[-1] if opened else -1


# Words right behind a symbol that may define it.
_DEFINED_BEHIND = re.compile(
    r"^\W*(?:(?:(?:is|are|be) (?:the|a|an|our|some|called|given)\b|denot\w+|represents?\b|stands? for|"
    r"refers? to|indicates?\b|specif\w+|controls?\b|describes?\b|the \w+|being the)|:)",
    re.IGNORECASE,
)
# Words right before or behind that do define it.
_CALLED = re.compile(
    r"(?<!\bto )(?<!\bto respectively )"
    r"\b(?:denot(?:e|es|ed|ing)(?: (?:it|them|this)| (?:the|an?|our|its) (?:[\w-]+ ){0,4}?[\w-]+(?= by| as))?"
    r"(?: (?:by|as|with))?|calls?|called)\W*$",
    re.IGNORECASE,
)
_SAID_BEHIND = re.compile(
    r"^\s*(?:(?:is|are|be) (?:the|a|an|our|some|called|given)\b|denot(?:es?|ing)\b|represents?\b|stands? for|"
    r"refers? to|indicates?\b|specif\w+|controls?\b|describes?\b|being the|the \w+|"
    r"to (?:denote|represent|refer to|indicate|mean)\b|"
    r": *(?:the|an?|our|(?:number|size|set|length|dimension|rank|width|depth) of) |"
    r"[,(] *(?:the|an?) (?:[\w-]+ ){0,3}[\w-]+ ?(?:[,.;)]|and\b|$))",
    re.IGNORECASE,
)
# Other symbols with the same definition: the verb is a plural.
_AND_OTHERS = re.compile(
    r"^(?:\s*,\s*\$[^$]+\$)*\s*,?\s*and\s*\$[^$]+\$"
    r"(?=\s*(?:are|be|denote|represent|stand|refer|indicate|specify|control|describe)\b|\s*[,:(]| the\b)"
)
# ``we write $\alpha$ for the learning rate``
_WRITTEN = re.compile(r"\b(?:write|use|choose|reserve)\W*$", re.IGNORECASE)
_FOR = re.compile(r"\s*(?:(?:for|as) (?:the|an?|our)|to (?:denote|represent|refer to|indicate|mean))\b")
# A statement on one case does not define a symbol.
_CASE = re.compile(r"(?:if|when|whenever|unless|once)\b", re.IGNORECASE)
# Beginnings of a sentence before its subject: ``For any $y$, the optimal filter is``.
_FRONTED = re.compile(
    r"(?:^|[.;,]|\$\$|\\\\)\s*(?:for|given|with|at|in|on|since|as|from|by|of|under|over|using|to)\b[^,;.$]*$",
    re.IGNORECASE,
)
# A value in a formula, because verbs such as "indicates" then describe one case.
_VALUE = re.compile(r"[^=]*=\s*-?[\d.]+\s*")
_IS = re.compile(r"\s*(?:is|are|be|being|the)\b")
# A noun behind a symbol, without a verb.
_APPOSITION = re.compile(r"\s*(?:[,(] *)?(?:the|an?)\b")
# A verb after such a noun, because the noun is then its subject.
_PREDICATE = re.compile(
    r"[^,.;:()$]*\b(?:is|are|was|were|has|have|can|will|must|may|does|do|follows?|holds?|depends?|becomes?|"
    r"denotes?|represents?)\b"
)
# An item of a list that begins with a symbol: ``$k$: kernel size``.
_ITEM_BEFORE = re.compile(r"(?:^|[.;:]?\s(?:[-–—•]|ITEM)\s|^[-–—•]\s)\s*$")
_ITEM_BEHIND = re.compile(r"\s*:\s*[A-Za-z]")
# Signs after a symbol with its noun: nothing, or the set that it is from, rather than a value that it has.
_FROM_A_SET = frozenset(("", ":", "\\in", "\\subset", "\\subseteq"))
# An order between a symbol and a number, which is its range.
_RANGE = re.compile(r"(?:[<>]|\\(?:leq?|geq?))\s*-?\d")
# Signs after a symbol that the noun before it names, rather than the whole statement.
_BEHIND_NAMED = _FROM_A_SET | frozenset((":=", "\\coloneqq", "\\triangleq", "\\equiv"))
# The beginning of a list of definitions with a single verb: ``Let $z$ be the logits, $\\tau > 0$ the``.
_LISTED = re.compile(r"\b(?:let|where|here|with|denotes?)\b[^.;]*,\s*(?:and\s+)?$", re.IGNORECASE)
# A plural without an article behind a symbol.
_ARE = re.compile(
    r"\s*(?:are|be)\s+(?P<phrase>(?:[a-z-]+\s+){0,3}[a-z-]+s)"
    r"(?=\s*(?:[.,;)]|$|(?:of|for|in|with|from|that|which|and|to)\b))"
)
# Words before a symbol, or the last of several, that make it no subject of what follows: ``elements of $V$
# are``, ``since $x$ is``, ``the case where $b$ is``.
_NO_SUBJECT = re.compile(
    r"\b(?:of|to|for|from|in|on|at|by|under|over|between|than|into|per|via|since|because|as|if|when|unless"
    r"|whether|until|given|any|every|(?:cases?|settings?) where)\s+(?:\$[^$]+\$\s*,?\s*(?:and\s+)?)*$",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"\W*(?:table|tab\.|figure|fig\.|algorithm|listing)\s*\W?\d", re.IGNORECASE)
# Max characters around a symbol in its definition.
_NEAR = 60
# Max characters of a sentence that is shown, because a longer one is a list.
_LONGEST_SENTENCE = 2_000


@dataclass(frozen=True, slots=True)
class Introduced:
    """A symbol that a sentence introduces."""

    symbol: str
    # 3 if the sentence defines it, 2 if it may, 1 for a noun.
    weight: int
    # The part of the sentence that defines it, or a noun with it; empty for neither.
    clause: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """A sentence that introduces a symbol, and where it is."""

    of: Introduced
    sentence: str
    section: int
    place: Place


def find_introductions(paragraphs: Iterable[Paragraph]) -> Iterator[Introduction]:
    """Yield the sentences that introduce a symbol, in order."""
    for paragraph in paragraphs:
        begin = 0
        for whole in split_sentences(paragraph.text):
            sentence = whole
            behind = whole.rpartition("$$")[2].strip()
            if "$$" in whole and behind[:1].isupper():
                sentence = behind  # a display may end a sentence without a full stop
            place = paragraph.place_of(begin)
            if len(sentence) <= _LONGEST_SENTENCE:
                for found in _find_introduced_symbols(sentence):
                    yield Introduction(found, sentence, paragraph.section, place)
            begin += len(whole)


def is_beside_text(sentence: str) -> bool:
    """Return whether a sentence is a caption or a row of a table."""
    return _CAPTION.match(sentence) is not None or "&" in sentence


def weight_of(sentence: str, symbol: str) -> int:
    """Return the weight of a sentence for a symbol, as in an `Introduced`."""
    key = make_spelling_key(symbol)
    weights = (
        found.weight for found in _find_introduced_symbols(sentence) if make_spelling_key(found.symbol) == key
    )
    return max(weights, default=0)


@lru_cache(maxsize=4096)
def _find_introduced_symbols(sentence: str) -> tuple[Introduced, ...]:
    introduced: list[Introduced] = []
    for match in _INLINE.finditer(sentence):
        named = read_names_in_formula(match["latex"].strip())
        if named is None:
            continue
        before = _INLINE.sub("", sentence[max(0, match.start() - _NEAR) : match.start()])
        behind = sentence[match.end() : match.end() + _NEAR]
        is_called = _CALLED.search(before) is not None
        is_called |= _WRITTEN.search(before) is not None and _FOR.match(behind) is not None
        is_said = is_called or _is_said_behind(sentence, match, named)
        noun = "" if is_called else cut_noun(sentence, match.start(), match.end())
        weight = 3 if is_said else 2 if _DEFINED_BEHIND.match(behind) else 1 if noun else 0
        if not weight:
            continue
        clause = ""
        if is_said:
            clause = cut_clause(sentence, match.start(), match.end(), is_named_before=is_called)
        if noun and (named.relation in _BEHIND_NAMED or _RANGE.search(match["latex"])):
            # a subject with its name is a definition, not an action: ``the weights $w$ are``
            clause = noun
        introduced += (Introduced(name, weight, clause) for name in named.names)
    return tuple(introduced)


def _is_said_behind(sentence: str, match: re.Match[str], named: Names) -> bool:
    """Return whether the words behind a symbol define it in general and not in one case."""
    before = sentence[: match.start()]
    if _CASE.match(before.rpartition("$$")[2].rpartition(";")[2].strip()) or _NO_SUBJECT.search(before):
        return False
    behind = sentence[match.end() :]
    of_all = _AND_OTHERS.sub("", behind)[:_NEAR]
    if not _SAID_BEHIND.match(of_all):
        if _ITEM_BEFORE.search(before) and _ITEM_BEHIND.match(behind):
            return True
        plural = _ARE.match(of_all)
        if plural is None:
            return False
        phrase = _read_noun_phrase(f"the {plural['phrase']}", are_several=True, has_verb=True)
        return phrase.startswith("the ")
    if _VALUE.fullmatch(match["latex"]) and not _IS.match(of_all):
        return False
    if not _APPOSITION.match(of_all):
        return True
    # a phrase without a verb may belong to another symbol
    if _FRONTED.search(before) or _PREDICATE.match(behind):
        return False
    is_in_list = _RANGE.search(match["latex"]) is not None and _LISTED.search(before) is not None
    return named.relation in _FROM_A_SET or is_in_list
