"""A paper's sentences as Markdown that can be shown, and what they refer to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from drill.papers.model import AbsentRow
from drill.papers.source.document import Paragraph
from drill.papers.source.latex_scanner import read_braces_at
from drill.papers.source.outline import escape_plain_words, plain_words, split_sentences
from drill.text import clean_text
from drill.typeset import prose_left_over

_FORMULA: Final = re.compile(r"(\$[^$]*\$)")
_ITEM: Final = re.compile(r"^[-+*•]\s+")
_STRESSED: Final = re.compile(r"(?<![\w*])(\*{1,3}|__?)(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])")
# What is no word: commands, braces, labels.
_LEFT_OVER: Final = re.compile(r"[\\{}&~^_#]|\bITEM\b|\b(?:eq|fig|sec|tab|alg|thm|lem|app)s?:\S")
_ENVIRONMENT: Final = re.compile(r"\\(?:begin|end|State|STATE|includegraphics|caption|hline)(?![a-z])")
# What is cited as a part of the sentence: behind a preposition, or where a subject stands.
_CITED: Final = re.compile(
    r"(?P<word>^|\b(?i:of|in|by|from|to|see|and|with|follow(?:ing|s)?|like|use|uses|adopt|adopts"
    r"|then|recently|later|while|whereas|that|but|as|since|where|however,?))[\s~]*"
    r"(?P<group>\{\s*)?\\[cC]ite[a-zA-Z]*\*?\s*(?:\[[^\[\]]*\]\s*){0,2}\{[^{}]*\}(?(group)\s*\})"
)
_PAINT: Final = re.compile(
    r"\\(?P<name>[vh]?phantom|color|textcolor|colorbox|definecolor|smash|ensuremath)(?![a-zA-Z])"
)
_REFERENCE: Final = re.compile(
    r"(?P<word>\b(?:[Ee]q(?:uation|n|u)?s?\.?|[Ff]ormulas?)[\s~]*)?(?P<opening>\()?"
    r"\\(?P<name>[a-zA-Z]*ref|eqn)\*?\s*\{(?P<labels>[^{}]*)\}(?P<closing>\))?"
)
# A heading in bold before its paragraph's first sentence.
_RUN_IN: Final = re.compile(r"^\s*\\textbf\s*\{[^{}]*\}\s+(?=[A-Z][a-z]* )")
# A command of the paper's own writes the word that its sentence has, too.
_TWICE: Final = re.compile(r"\b([Ee]quations?)[\s~]+equations?(?=[\s~]*\(?\\)")
_LABELS: Final = re.compile(r"\\[a-zA-Z]*ref\*?\s*\{([^{}]*)\}")
_MISSING: Final = re.compile(
    r"(?P<word>\b[Ee]q(?:uation|n|u)?s?\.?[\s~]*\(?)?\\(?P<name>eqref|[cC]ref|autoref|ref)\*?\s*\{(?P<labels>[^{}]*)\}"
)
_CITE: Final = r"\\[cC]ite[a-zA-Z]*\*?\s*(?:\[[^\[\]]*\]\s*){0,2}\{(?P<key>[^{},]*)[^{}]*\}"
_ANY_CITE: Final = re.compile(_CITE)
# Words before a citation among which the cited thing's name stands.
_WORDS_BEFORE: Final = 7
# What one can write as a formula.
_THING: Final = (
    r"(?:update|rule|formula|equation|expression|bound|inequality|identity|recurrence|recursion|estimator"
    r"|objective|loss|lemma|theorem|derivation|decomposition|schedule|penalty)s?"
)
_OF_OTHERS: Final = re.compile(
    rf"(?P<thing>\b(?:the|an?)\s+(?:[\w–-]+\s+){{0,4}}?{_THING}(?:\s+\(?\d[\d.]*\)?)?"
    r"|\b[Ee]q(?:uation|n|s)?s?\.?[\s~]*\(?\d[\d.]*\)?)"
    r"(?P<link>\s+(?:(?:given|proposed|introduced|derived|described|used|stated|shown|defined)\s+)?"
    r"(?:of|in|by|from|due to))?"
    rf"[\s~]*(?:[A-Z][\w.–-]*[\s~]+(?:and\s+)?){{0,4}}{_CITE}"
)


def convert_prose_to_markdown(text: str, numbers: Mapping[str, str]) -> str:
    """Return a sentence of LaTeX as Markdown with ``$…$``; empty if it cannot be shown in full.

    ``numbers`` are what the paper prints beside its labelled formulas, by label.
    """
    text = _remove_formula_paint(_RUN_IN.sub("", re.sub(r"\$\$.*?\$\$", " … ", text)))
    if _ENVIRONMENT.search(re.sub(_FORMULA, "", text)):
        return ""
    text = _CITED.sub(lambda match: f"{match['word']} […]".lstrip(), text)
    sentence = plain_words(resolve_references(text, numbers))
    sentence = re.sub(r"\s+([,.;:)])", r"\1", sentence).replace("( ", "(")
    sentence = re.sub(r"\s{2,}", " ", re.sub(r"\(\s*\)|\[\s*\]", "", sentence)).strip()
    sentence = re.sub(r"…(?:\s*…)+", "…", re.sub(r",(?:\s*,)+", ",", sentence))
    pieces = _FORMULA.split(_ITEM.sub("", sentence))
    pieces = [segment if index % 2 else _STRESSED.sub(r"\2", segment) for index, segment in enumerate(pieces)]
    prose = "$".join(pieces[::2])
    if "".join(pieces).count("$") % 2 or _LEFT_OVER.search(prose):
        return ""
    rendered = "".join(
        segment if index % 2 else escape_plain_words(segment) for index, segment in enumerate(pieces)
    )
    return "" if any(prose_left_over(rendered, width=76)) else rendered


def resolve_references(text: str, numbers: Mapping[str, str]) -> str:
    """Return text with references resolved: ``equation (3)`` if a number is known, else ``(…)``."""

    def written(match: re.Match[str]) -> str:
        known = [
            numbers[label_name]
            for label in match["labels"].split(",")
            if numbers.get(label_name := label.strip())
        ]
        numbers_text = " and ".join(f"({number})" for number in known) or "(…)"
        kind = "equations " if len(known) > 1 else "equation " if known else ""
        is_whole = bool(match["opening"]) == bool(match["closing"])
        before, after = ("", "") if is_whole else (match["opening"] or "", match["closing"] or "")
        return f"{match['word'] or ''}{before}{'' if match['word'] else kind}{numbers_text}{after}"

    return _REFERENCE.sub(written, _TWICE.sub(r"\1", text))


def find_referenced_labels(text: str, numbers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the labels of formulas that a text refers to."""
    labels = (label.strip() for match in _LABELS.finditer(text) for label in match[1].split(","))
    return tuple(dict.fromkeys(label for label in labels if label in numbers))


def list_absent_formulas(paragraphs: Iterable[Paragraph], labels: frozenset[str]) -> Iterator[AbsentRow]:
    """Return formulas of other works that the text relies on, and undefined equation labels; each once."""
    seen: set[str] = set()
    for paragraph in paragraphs:
        for sentence in (
            split_sentences(paragraph.text) if "ref" in paragraph.text or "ite" in paragraph.text else ()
        ):
            for reference in (*_unknown_labels(sentence, labels), *_of_others(sentence)):
                if reference.lower() not in seen:
                    seen.add(reference.lower())
                    yield AbsentRow(
                        clean_text(reference), *paragraph.place_of(max(0, paragraph.text.find(sentence)))
                    )


def list_cited_works(paragraphs: Iterable[Paragraph]) -> Iterator[AbsentRow]:
    """Return the words before each citation, the last of its sentence, then the work's key; each once."""
    seen: set[str] = set()
    for paragraph in paragraphs:
        begin = 0
        for match in _ANY_CITE.finditer(paragraph.text):
            before = split_sentences(paragraph.text[begin : match.start()].replace("~", " "))[-1:]
            words = plain_words(" ".join(before)).strip(" ,;:()").split()[-_WORDS_BEFORE:]
            citation = f"{' '.join(words)} [{match['key'].strip()}]"
            if words and citation not in seen:
                seen.add(citation)
                yield AbsentRow(clean_text(citation), *paragraph.place_of(match.start()))
            begin = match.end()


def _unknown_labels(text: str, labels: frozenset[str]) -> Iterator[str]:
    """Yield references to equation labels that the paper does not define."""
    for match in _MISSING.finditer(text):
        for label in (part.strip() for part in match["labels"].split(",")):
            is_equation = match["word"] or match["name"] == "eqref" or label.startswith("eq")
            if label and label not in labels and is_equation:
                yield f"equation {label}"


def _of_others(text: str) -> Iterator[str]:
    for match in _OF_OTHERS.finditer(text):
        if match["link"] is not None and "$$" not in text[match.end() : match.end() + 60]:
            yield f"{' '.join(match['thing'].replace('~', ' ').split())} of {match['key'].strip()}"


def _remove_formula_paint(text: str) -> str:
    r"""Return text without what only moves or colours its formulas; ``\ensuremath`` in words is a formula."""
    position = 0
    while (match := _PAINT.search(text, position)) is not None:
        group = read_braces_at(text, match.end())
        if group is None:
            position = match.end()
            continue
        replacement = group[0] if match["name"] in ("smash", "ensuremath") else ""
        if match["name"] == "ensuremath" and text[: match.start()].count("$") % 2 == 0:
            replacement = f"${replacement}$"
        text, position = text[: match.start()] + replacement + text[group[1] :], match.start()
    return text
