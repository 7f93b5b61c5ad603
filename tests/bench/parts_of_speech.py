"""Writes the table of common words: ``python -m tests.bench.parts_of_speech MOBY COUNTS WORDS``.

MOBY is the part-of-speech list of Grady Ward's Moby project, which is in the public domain: each word with
its parts of speech, the commonest first. COUNTS is ``cntlist.rev`` of WordNet 3.0, how often each sense
occurs in tagged texts; it decides between noun and adjective, which Moby often gives in this order
regardless. WORDS is a list of common words, a word a line, such as SCOWL's of size 35. The last two are
files of Debian's packages ``wordnet-base`` and ``wamerican-small``. Words that WORDS lacks are left out.
"""

from __future__ import annotations

import argparse
import re
import textwrap
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final

import drill

TABLE: Final = Path(drill.__file__).parent / "papers" / "sheet" / "open_classes.txt"
_NOUNS: Final = frozenset("Nph")
_VERBS: Final = frozenset("Vti")
# How many times as often a word is a noun, or an adjective, if it mainly is one.
_MAINLY: Final = 2
# Endings by which the reader knows what is not a noun.
_ADJECTIVE_ENDING: Final = re.compile(r"(?:able|al|ary|ed|est|ful|ible|ic|ing|ive|less|ly|ous)$")
# Endings by which it knows a verb, and forms of a verb that is in the table.
_VERB_ENDING: Final = re.compile(r"(?:ize|ise|ify|ing|ed)$")
_CLASSES: Final = ("verb", "verb or noun", "noun or verb", "adjective", "adjective or verb", "noun")
_HEADER: Final = """\
Common words by part of speech, written by ``python -m tests.bench.parts_of_speech`` from Grady Ward's Moby
part-of-speech list, which is in the public domain, and counts of WordNet 3.0. A class names the commoner part
first; an adjective may also be a noun or an adverb. Nouns that are nothing else are left out, and words
whose ending tells their class. No line is edited by hand: other words are in ``closed_classes.txt``.
"""


def read_moby(path: Path) -> dict[str, str]:
    """Return the parts of speech of each word in small letters, the commonest first."""
    parts: dict[str, str] = {}
    for row in path.read_text(encoding="utf-8").splitlines():
        word, _, letters = row.partition("×")
        if re.fullmatch("[a-z]{2,}", word) and letters:
            parts[word] = letters
    return parts


def count_uses(path: Path) -> Counter[tuple[str, str]]:
    """Return how often each word is a noun (``N``), a verb (``V``), or an adjective or adverb (``A``)."""
    uses: Counter[tuple[str, str]] = Counter()
    for row in path.read_text(encoding="utf-8").splitlines():
        key, _, count = row.split()
        word, _, sense = key.partition("%")
        uses[word, {"1": "N", "2": "V"}.get(sense[0], "A")] += int(count)
    return uses


def order_parts(word: str, letters: str, uses: Counter[tuple[str, str]]) -> str:
    """Return a word's parts of speech; of noun and adjective the one first that it mainly is."""
    nouns, adjectives = uses[word, "N"], uses[word, "A"]
    if letters[0] in _VERBS:
        return letters
    if nouns and nouns >= _MAINLY * adjectives:
        return f"N{letters}"
    return f"A{letters}" if adjectives and adjectives >= _MAINLY * nouns else letters


def is_inflected_as_verb(word: str, common: set[str]) -> bool:
    """Return whether a list of words has the two forms of a verb, because Moby lacks newer verbs."""
    stems = (word, word.removesuffix("e"), word + word[-1])
    return any(f"{stem}ing" in common and f"{stem}ed" in common for stem in stems)


def find_class(word: str, letters: str, common: set[str]) -> str:
    """Return a word's class; empty if its ending tells it, or if it is a noun and nothing else."""
    is_verb = not _VERBS.isdisjoint(letters) or is_inflected_as_verb(word, common)
    is_adjective = _ADJECTIVE_ENDING.search(word) is not None
    if _VERB_ENDING.search(word) and letters[0] in _VERBS:
        return ""
    if letters[0] in _NOUNS:
        return "noun or verb" if is_verb and not _VERB_ENDING.search(word) else "noun" * is_adjective
    if letters[0] in _VERBS:
        return "verb" if _NOUNS.isdisjoint(letters) else "verb or noun"
    if is_verb:
        return "adjective or verb"
    return "" if is_adjective else "adjective"


def is_compared(word: str, parts: dict[str, str]) -> bool:
    """Return whether a word is a form of an adjective: ``smaller``."""
    stem = re.sub("(?:er|est)$", "", word)
    bases = (stem, f"{stem}e", re.sub("i$", "y", stem), re.sub(r"(.)\1$", r"\1", stem))
    return stem != word and any(parts.get(base, " ")[0] == "A" for base in bases)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("moby", "counts", "words"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    parts = read_moby(options.moby)
    uses = count_uses(options.counts)
    common = set(options.words.read_text(encoding="utf-8").split())
    by_class: dict[str, list[str]] = defaultdict(list)
    for word in sorted(common):
        letters = parts.get(word) or "A" * is_compared(word, parts)
        if letters and (found := find_class(word, order_parts(word, letters, uses), common)):
            by_class[found].append(word)
    tables = [f"## {name}\n{textwrap.fill(' '.join(by_class[name]), 110)}\n" for name in _CLASSES]
    TABLE.write_text("\n".join((_HEADER, *tables)), encoding="utf-8")


if __name__ == "__main__":
    main()
