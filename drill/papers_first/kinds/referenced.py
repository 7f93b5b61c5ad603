"""What the paper leans on and does not show: to be looked up; the learner judges until they type it in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers_first.draft import Draft, Skipped
from drill.papers_first.making import capital, exercise, pick
from drill.papers_first.paper import Paper
from drill.papers_first.source.document import Absent
from drill.papers_first.source.outline import sentences
from drill.papers_first.wording import numbers_of, plain, resources, sentence, short_title

_GENERAL: Final = re.compile(
    r"^(?:the |an? |this |that |our |their |its )?(?:algorithms?|rules?|equations?|formulas?|method|proofs?"
    r"|expressions?|losse?s?|objectives?|bounds?|estimators?|theorems?|lemmas?)$",
    re.IGNORECASE,
)
_PROOF: Final = re.compile(r"(?:the |an? |its |their )?(?:[a-z-]+ )?proofs?\b")
"""What is read and followed, not written down as a formula."""
_SOURCE: Final = re.compile(r"\s*(?:\([^()]*\)|(?:given by|due to|of|in|by|from)\s+\S+)$")
"""Where it comes from, which the sentence says: of a citation only its key is known."""
_NAME: Final = re.compile(r"[A-Z][A-Za-z]{2,}(?:-[A-Za-z]+)*")
"""What bears a name of its own: of a person, or of a method."""
_TELLING: Final = 3
"""Words that find the sentence; what follows may be a name that the sentence has as a citation."""
_LONGEST: Final = 400


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One draft for each formula of another work that the text leans on."""
    for absent in paper.document.absent:
        words = plain(absent.what)
        context = _context(paper, absent)
        if absent.what.startswith("equation ") and " " not in absent.what.removeprefix("equation "):
            yield Skipped("referenced", words, "the source names a label that stands nowhere")
        elif _GENERAL.match(absent.what) and not context:
            yield Skipped("referenced", words, "the text does not say which one is meant")
        elif _PROOF.match(absent.what):
            yield Skipped("referenced", words, "a proof is no formula")
        elif _is_led_to(paper, absent):
            yield Skipped("referenced", words, "words of that name lead to a formula of the paper")
        else:
            yield _draft(paper, absent, words, context)


def _is_led_to(paper: Paper, absent: Absent) -> bool:
    """Whether the paper may show it elsewhere: a formula is led to by words that bear its name."""
    names = [re.escape(word) for word in absent.what.split()[1:] if _NAME.fullmatch(word)]
    called = re.compile(rf"\b(?:{'|'.join(names)})\b")
    return bool(names) and any(called.search(formula.before) for formula in paper.document.formulas)


def _context(paper: Paper, absent: Absent) -> str:
    """The sentence that leans on it, in words."""
    start = " ".join(absent.what.split("$")[0].split()[:_TELLING])
    for paragraph in paper.document.paragraphs:
        if paragraph.place.file != absent.place.file:
            continue
        for one in sentences(paragraph.text):
            shown = sentence(one, numbers_of(paper.document))
            if shown and start and start in shown and len(shown) <= _LONGEST:
                return shown
    return ""


def _draft(paper: Paper, absent: Absent, words: str, context: str) -> Draft:
    leaning = (
        f"{capital(short_title(paper))} says: “{context}”"
        if context
        else f"{capital(short_title(paper))} leans on: {words}."
    )
    what = f"“{_SOURCE.sub('', words) if context else words}”"
    ask = pick(
        absent.what,
        f"The paper does not show what it leans on here. Write {what} down: the formula, and what each "
        "symbol in it means.",
        f"The formula is not in the paper. Look it up once; then write {what} from memory, with a word on "
        "every symbol.",
    )
    body = exercise(
        prompt=f"{leaning}\n\n{ask}",
        answer={"self": "compare with the work that the paper cites there"},
        skills=(),
        level=3,
        shape="a gap: what the paper takes for known",
        motion="find it in the cited work, and carry it over into this paper's symbols",
        hints=[f"The paper speaks of it at {plain(str(absent.place))}."],
        steps=[
            f"The place in the source is {plain(str(absent.place))}; the citation there names the work.",
            "Once you have it, edit this exercise: with `answer: {formula: …}` it is checked from then on.",
        ],
        resources=resources(paper, None),
    )
    return Draft("referenced", None, absent.what, "", body, proved=False, about=absent.what)
