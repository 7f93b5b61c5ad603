"""Sentences that define a term by its abbreviation: ``a domain specific language (DSL)``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from drill.papers.model import TERM, PassageRow
from drill.papers.source.document import Paragraph
from drill.papers.source.outline import split_sentences
from drill.papers.source.prose import convert_prose_to_markdown
from drill.text import clean_text

_BRACKETED: Final = re.compile(r"\((?P<short>[A-Z][A-Za-z]{0,8}[A-Z])s?\)")
_WORD: Final = re.compile(r"[A-Za-z]+")
# So many of a paper, and characters of a sentence that is shown.
_MOST, _LONGEST = 40, 500
# Words before an abbreviation in which its letters begin words, beyond the number of its letters.
_SPARE: Final = 2


def define_abbreviations(paragraphs: Iterable[Paragraph], numbers: Mapping[str, str]) -> Iterator[PassageRow]:
    """Yield the first sentence that gives each abbreviation with its words, as Markdown."""
    known: set[str] = set()
    for paragraph in paragraphs:
        for sentence in split_sentences(paragraph.text):
            if "(" not in sentence or len(sentence) > _LONGEST or "$$" in sentence:
                continue
            text = clean_text(convert_prose_to_markdown(sentence, numbers))
            found = {match["short"] for match in _BRACKETED.finditer(text) if _is_spelled(text, match)}
            if found - known and len(known) < _MOST:
                known |= found
                yield PassageRow(TERM, text, *paragraph.place_of(max(0, paragraph.text.find(sentence[:20]))))


def _is_spelled(text: str, match: re.Match[str]) -> bool:
    """Return whether the words before an abbreviation begin with its letters, in their order."""
    letters = match["short"].lower()
    before = _WORD.findall(text[max(0, match.start() - 200) : match.start()])[-len(letters) - _SPARE :]
    initials = iter(word[0].lower() for word in before)
    return all(letter in initials for letter in letters)
