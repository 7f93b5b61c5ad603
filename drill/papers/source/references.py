"""The papers that a source cites, by its bibliography: ``thebibliography``, a ``.bbl``, or BibTeX."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from drill.papers.model import ReferenceRow
from drill.papers.source.document import Manuscript
from drill.papers.source.intake import Files, Source, safe_name, text_or_none
from drill.papers.source.latex_scanner import blank_unset_text, read_braces_at, read_option
from drill.papers.source.outline import plain_words
from drill.text import clean_text

_CITE: Final = re.compile(
    r"\\(?!no|bib)[a-zA-Z]*[cC]ite[a-zA-Z]*\*?\s*(?:\[[^\[\]]*\]\s*){0,2}\{(?P<keys>[^{}]*)\}"
)
_NAMING: Final = re.compile(r"\\(?:bibliography|addbibresource)\s*(?:\[[^\[\]]*\]\s*)?\{(?P<names>[^{}]*)\}")
# Where an entry begins: of a printed bibliography, and of a file of BibTeX.
_ITEM: Final = re.compile(
    r"\\bibitem(?![a-zA-Z])|\\entry(?=\s*\{)|\\end\s*\{thebibliography\}|\\endentry(?![a-zA-Z])"
)
_ENTRY: Final = re.compile(r"@(?P<kind>[a-zA-Z]+)\s*[{(]\s*(?P<key>[^\s,{}()]+)\s*,")
_FIELD: Final = r"(?<![a-zA-Z]){name}\s*=\s*"
_TITLE_FIELD: Final = re.compile(_FIELD.format(name="title"), re.IGNORECASE)
_EPRINT: Final = re.compile(_FIELD.format(name="eprint") + r"[{\"]?(\d{4}\.\d{4,5})", re.IGNORECASE)
# An arXiv number with a word that says that it is one.
_ARXIV: Final = re.compile(r"arxiv[^\d\n]{0,30}(\d{4}\.\d{4,5})(?!\d)", re.IGNORECASE)
_PRINTED_EPRINT: Final = re.compile(
    r"\\(?:field\s*\{eprint\}\s*\{|verb\s*\{eprint\}\s*\\verb\s*)(\d{4}\.\d{4,5})"
)
# A title by the commands of some styles, or in quotation marks.
_TITLED: Final = re.compile(
    r"\\(?:showarticletitle|bibinfo\s*\{\s*title\s*\}|field\s*\{title\}|bibtitle)\s*(?=\{)"
)
_QUOTED: Final = re.compile(r"``(.+?)[,.]?''", re.DOTALL)
_NEW_BLOCK: Final = re.compile(r"\\newblock(?![a-zA-Z])")
_GROUP: Final = re.compile(r"(\\[a-zA-Z]+\s*|\\[^a-zA-Z])?\{([^{}]*)\}")
# Characters of an entry that has no title of its own, as it is shown.
_LONGEST: Final = 160
_LONGEST_ENTRY: Final = 20_000


def list_references(manuscript: Manuscript, source: Source) -> Iterator[ReferenceRow]:
    """Yield the cited papers that the bibliography has, in the order and with the line of the citations."""
    first_places: dict[str, int] = {}
    for match in _CITE.finditer(manuscript.text):
        for key in match["keys"].split(","):
            first_places.setdefault(key.strip(), match.start())
    first_places.pop("", None)
    if not first_places:
        return
    rows = _read_bibliography(manuscript.text, source, first_places)
    for key, offset in first_places.items():
        row = rows.get(key)
        if row is not None and row.title:
            place = manuscript.place(offset)
            yield replace(row, file=place.file, line=place.line)


def _read_bibliography(text: str, source: Source, keys: Mapping[str, int]) -> Mapping[str, ReferenceRow]:
    """Return the entries by key: a title as BibTeX has it, else as it is printed."""
    folder = posixpath.dirname(source.main)
    printed = text_or_none(source.files, posixpath.splitext(source.main)[0] + ".bbl") or ""
    rows = {
        row.key: row for row in (*_read_printed(text, keys), *_read_printed(blank_unset_text(printed), keys))
    }
    names = [name.strip() for match in _NAMING.finditer(text) for name in match["names"].split(",")]
    for name in dict.fromkeys(names):
        for row in _read_bibtex(_read_bib_file(source.files, folder, name), keys):
            before = rows.get(row.key, row)
            rows[row.key] = replace(row, title=row.title or before.title, arxiv=row.arxiv or before.arxiv)
    return rows


def _read_bib_file(files: Files, folder: str, name: str) -> str:
    name = name if name.endswith(".bib") else f"{name}.bib"
    for path in (posixpath.join(folder, name), name):
        plain = safe_name(path)
        if plain is not None and (text := text_or_none(files, plain)) is not None:
            return text
    return ""


def _read_printed(text: str, keys: Mapping[str, int]) -> Iterator[ReferenceRow]:
    """Yield the cited entries of a printed bibliography."""
    marks = [*_ITEM.finditer(text)]
    for index, mark in enumerate(marks):
        if mark.group().startswith("\\end"):
            continue
        option = read_option(text, mark.end())
        key = read_braces_at(text, mark.end() if option is None else option[1])
        if key is None or key[0].strip() not in keys:
            continue
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        entry = text[key[1] : min(end, key[1] + _LONGEST_ENTRY)]
        number = _ARXIV.search(entry) or _PRINTED_EPRINT.search(entry)
        yield ReferenceRow(key[0].strip(), _find_printed_title(entry), number[1] if number else "")


def _find_printed_title(entry: str) -> str:
    """Return the title in a printed entry; without one the entry's first words."""
    command = _TITLED.search(entry)
    group = None if command is None else read_braces_at(entry, command.end())
    blocks = _NEW_BLOCK.split(entry)
    if group is not None:
        return _write_title(group[0])
    if quoted := _QUOTED.search(entry):
        return _write_title(quoted[1])
    if len(blocks) > 1:
        return _write_title(blocks[1])
    whole = _write_title(entry)
    return whole if len(whole) <= _LONGEST else whole[:_LONGEST].rpartition(" ")[0] + " …"


def _read_bibtex(text: str, keys: Mapping[str, int]) -> Iterator[ReferenceRow]:
    """Yield the cited entries of a BibTeX file."""
    marks = [*_ENTRY.finditer(text)]
    for index, mark in enumerate(marks):
        if mark["key"] not in keys:
            continue
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        entry = text[mark.end() : min(end, mark.end() + _LONGEST_ENTRY)]
        number = _EPRINT.search(entry) or _ARXIV.search(entry)
        yield ReferenceRow(mark["key"], _read_bibtex_title(entry), number[1] if number else "")


def _read_bibtex_title(entry: str) -> str:
    match = _TITLE_FIELD.search(entry)
    if match is None:
        return ""
    if entry.startswith('"', match.end()):
        closing = re.compile(r'(?<!\\)"').search(entry, match.end() + 1)
        return "" if closing is None else _write_title(entry[match.end() + 1 : closing.start()])
    group = read_braces_at(entry, match.end())
    return "" if group is None else _write_title(group[0])


def _write_title(latex: str) -> str:
    """Return a title in plain words, formulas in dollars; braces that only keep its capitals go."""
    for _ in range(4):
        latex = _GROUP.sub(lambda match: match[0] if match[1] else match[2], latex)
    return clean_text(plain_words(latex)).strip(" .,")
