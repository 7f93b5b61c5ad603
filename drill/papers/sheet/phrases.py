"""A paper's sentences as tokens, and the noun phrases in them: enough of English for a dozen patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from drill.papers.sheet.names import Names, names_in

Kind = Literal["word", "maths", "display", "mark", "pointer", "start"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS: Final = _words("the a an our its their this that these those each every any some another his")
PREPOSITIONS: Final = _words("""
    of for in between over from to at per on with by under across among within into through about given
    via around after before during against without along towards toward onto as
""")
AUXILIARIES: Final = _words(
    "is are be was were been being has have had can could may might must shall should will would do does did"
)
_STOPS: Final = _words("""
    and or but nor if iff then than so such because since while when where whereas which who whose what
    how why we us you they he she it i itself themselves one there here hence thus therefore also again
    only not no both either neither all most more less many much few several other same let let's now
    finally i.e e.g cf respectively namely just very too even however moreover furthermore where's up down
    out off until unless whether though although once iid i.i.d respective ie eg still never always often

    denote denotes denoted denoting define defines defined defining call called write written consider
    suppose assume assumes assuming note given giving set use uses used using obtain obtains obtained
    compute computes computed see show shows shown follows following get gets take takes taking taken make
    makes give gives choose chooses chosen find found represents represent represented representing stands
    stand refers refer indicates indicate means minimise minimize minimises minimizes minimising
    minimizing maximise maximize maximising maximizing apply applied applying applies sample sampled
    samples draw drawn draws add adds adding added update updates updated replace replaced replacing
    return returns include includes including contains contain containing depends depend depending require
    requires required satisfy satisfies satisfying hold holds learn learns learnt learned predict predicts
    produce produces yields yield become becomes becoming remains remain keep keeps train trained trains
    optimise optimize evaluate evaluated feed introduce introduced introduces solve solves increase
    increases decrease decreases multiply multiplied divide divided equals equal lies corresponds
    corresponding according based associated exists exist lasts recommend recommends decays arises observe
    observed observes generate generated generates select selected denoise combine combined convert map
    maps mapped pass passed passes receives receive specify specifies setting letting varying choosing
    computing recall say want need wish allow allows perform measures compare condition conditioned
    parameterized parameterised parametrized scaled weighted normalized normalised initialize initialise
    initialized initialised output outputs ask asks tune tuned fix sets counts reach reaches describes
    describe model models encode encodes decode assign assigned assigns index indexes controls control
    determines determine governs provides provide improve improves reduce reduces finds changes encourages
    simulate simulates analyze analyse separate separates infer infers perform performs grows grow scales
    behaves converges minimizes approximates thank plot plots
""")
_NO_NOUNS: Final = DETERMINERS | PREPOSITIONS | AUXILIARIES | _STOPS
ADJECTIVES: Final = _words("""
    first second third last next latter former small large larger smaller new old good bad high low higher
    lower different arbitrary fixed certain given particular possible unknown known finite infinite
    positive negative non-negative nonnegative independent dependent convex concave smooth continuous
    discrete differentiable true false optimal final initial current previous single respective various
    general special usual corresponding resulting full empty whole entire available i-th symmetric
    diagonal sparse dense stochastic deterministic random
""")
NOUNS_TOO: Final = _words("""
    set sets means sample samples update estimate return returns draw draws output outputs map maps model
    models index input condition yield measures controls control pass feed increase decrease decays counts
""")
"""Words of the lists above that are nouns behind a determiner or another noun."""
NO_HEADS: Final = _words("""
    abbreviation aim algorithm analysis appendix approach assumption author authors brevity case cases
    chapter choice claim clarity comparison conditions constraint constraints contrast convenience
    corollary value values definition detail details discussion eq equation equations example examples
    experiment experiments fact figure figures form formula goal idea inequality kind lemma literature
    majority moreover notation note page paper papers part proof property proposition purpose question
    reason remark restriction result results role sake section sections sense settings something statement
    table tables theorem thing things type use way ways work years year axis problem problems method
    methods help plot plots order practice symbol symbols subscript superscript letter tuple quantity
    quantities term terms regime limit inference assumptions procedure rest respect
""")
OF_ONE: Final = _words("""
    number set vector matrix sequence size dimension dimensionality length probability rate amount
    fraction proportion total count collection degree list batch minibatch mini-batch family vocabulary
    sum distribution law index position width depth height strength weight variance mean share level
    ensemble
""")
"""What is said with ``of``: the symbol behind ``the number of nodes`` is the number."""
GENERIC: Final = _words("""
    constant constants parameter parameters variable variables function functions entries entry element
    elements index vector matrix set data time point points
""")
"""Nouns that say too little alone where anything else is said."""
_NO_VERBS: Final = _words("""
    embedding encoding mapping sampling string ring coupling weighting scaling damping pooling masking
    spacing king thing training learning setting smoothing mixing size prize rise noise exercise seed
    speed
""")

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
_ABBREVIATIONS: Final = _words(
    "e.g i.e cf eq eqs fig figs sec resp w.r.t al vs ref refs no thm prop approx etc g e t"
)
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
        is_size = (
            token.kind == "maths" and end == at and end + 1 < len(sentence) and is_noun(sentence[end + 1])
        )
        if is_size and behind_determiner:  # ``the $n \\times n$ matrix``
            end += 1
            continue
        is_parted = token.text == "," and end > at and _is_adjective(sentence[end - 1])
        if is_parted and end + 1 < len(sentence) and is_noun(sentence[end + 1]):
            end += 1  # ``a symmetric, sparse matrix``
            continue
        if not (is_noun(token) or (token.kind == "word" and token.lower in NOUNS_TOO and not is_first)):
            break
        end += 1
    return end if end > at and sentence[end - 1].lower[0].isalpha() else None


def _is_adjective(token: Token) -> bool:
    return token.lower in ADJECTIVES or token.lower.endswith(
        ("ic", "ive", "al", "ous", "able", "ible", "ite", "ed")
    )


def _attached_end(sentence: Sentence, at: int) -> int | None:
    """Where ``of the graph``, ``between $x$ and $y$`` at ``at`` ends; None where nothing is attached."""
    if at >= len(sentence) or sentence[at].lower not in PREPOSITIONS - {"given", "as"}:
        return None
    inner = at + 1
    is_between = sentence[at].lower in ("between", "among")
    if inner < len(sentence) and sentence[inner].lower in ("all", "both", "each"):
        inner += 1
    end = _object_end(sentence, inner)
    if end is not None and is_between and end < len(sentence) and sentence[end].lower == "and":
        return _object_end(sentence, end + 1) or end
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
