r"""One manuscript from all files: ``\input`` and its relatives are followed inside the paper's root only."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.errors import PaperError
from drill.papers.model import LinkRow, NoteRow
from drill.papers.source.archives import safe_name
from drill.papers.source.decode import MAX_TEXT_BYTES
from drill.papers.source.document import Builder, Manuscript, Place
from drill.papers.source.intake import Source
from drill.papers.source.scan import blank, read_group, spaces

# Files that include one another: a circle ends here.
MAX_DEPTH: Final = 20
# Far more files than a paper has.
MAX_PARTS: Final = 2_000
# Messages on one paper: more are read by nobody.
_MOST_NOTES: Final = 200

_INPUT: Final = re.compile(
    r"\\(?:(?P<from>(?:sub)?import|(?:sub)?inputfrom)\*?\s*\{(?P<folder>[^{}\n]*)\}\s*\{(?P<part>[^{}\n]*)\}"
    r"|(?:input|include|subfile|InputIfFileExists)(?![a-zA-Z@])\s*(?:\{(?P<name>[^{}\n]*)\}|(?P<bare>[^\s{}\\]+)))"
)
_BEGIN: Final = re.compile(r"\\begin\s*\{document\}")
_END: Final = re.compile(r"\\end\s*\{document\}")
_WEB: Final = r"https://[^\s/<>{}]+\.[^\s/<>{}]+(?:/[^\s<>{}]*)?"
_ADDRESS: Final = re.compile(rf"\\url\s*\{{(?P<url>{_WEB})\}}|\\href\s*\{{(?P<target>{_WEB})\}}\s*(?=\{{)")
_BIBLIOGRAPHY: Final = re.compile(r"\\begin\s*\{thebibliography\}|\\bibliography\s*\{|\\printbibliography")
# So many links of a paper are listed.
_MOST_LINKS: Final = 8
_COMMENT: Final = re.compile(r"(?<!\\)%[^\n]*")
_ENDINGS: Final = ("", ".tex", ".ltx")


def flatten(source: Source) -> Manuscript:
    """Return the text of ``source`` with all its parts in place and everything that is not text blanked."""
    flattening = _Flattening(source)
    flattening.add(source.main, ())
    for candidate in source.others:
        flattening.builder.write("\n\n", Place(candidate, 1))
        flattening.add(candidate, ())
    manuscript = flattening.builder.manuscript((*source.notes, *flattening.notes))
    return replace(manuscript, links=tuple(flattening.links.values())[:_MOST_LINKS])


class _Flattening:
    def __init__(self, source: Source) -> None:
        self._source = source
        self.builder = Builder()
        self.notes: list[NoteRow] = []
        self.links: dict[str, LinkRow] = {}
        """By their addresses: what the paper names, each once."""
        self._texts: dict[str, str] = {}
        self._parts = 0

    def add(self, name: str, within: tuple[str, ...]) -> None:
        """Append the file ``name``, which is included by the files ``within``."""
        text = self._text(name)
        if within:
            text = _part(text)
        line = 1
        position = 0
        for match in _INPUT.finditer(text):
            self.builder.lines(text[position : match.start()], name, line)
            line += text.count("\n", position, match.start())
            self._follow(match, Place(name, line), (*within, name))
            line += text.count("\n", match.start(), match.end())
            position = match.end()
        self.builder.lines(text[position:], name, line)

    def _follow(self, match: re.Match[str], origin: Place, within: tuple[str, ...]) -> None:
        requested_path = posixpath.join(
            match["folder"] or "", (match["part"] or match["name"] or match["bare"] or "").strip()
        )
        if len(self.notes) >= _MOST_NOTES:
            return
        name = self._find(requested_path, origin.file)
        if name is None:
            self.notes.append(
                NoteRow("missing", f"no file {requested_path[:120]!r} in the paper's folder", *origin)
            )
        elif name in within:
            self.notes.append(NoteRow("loop", f"{name} would include itself", *origin))
        elif len(within) >= MAX_DEPTH or self._parts >= MAX_PARTS or self.builder.length > MAX_TEXT_BYTES:
            self.notes.append(
                NoteRow("depth", f"{name} is nested too deep or makes the text too long", *origin)
            )
        else:
            self._parts += 1
            self.add(name, within)

    def _text(self, name: str) -> str:
        """Return a file's text, blanked; read once however often it is included."""
        if name not in self._texts:
            text = self._source.files.read(name) or ""
            for link in _links(text):
                self.links.setdefault(link.url, link)
            self._texts[name] = blank(text)
        return self._texts[name]

    def _find(self, requested_path: str, including: str) -> str | None:
        files = self._source.files
        for name in map(files.find, _candidates(requested_path, including)):
            try:
                if name is not None and (name in self._texts or files.read(name) is not None):
                    return name
            except PaperError:
                continue
        return None


def _links(text: str) -> Iterator[LinkRow]:
    """Yield the web addresses that a file's text names before its bibliography."""
    text = _COMMENT.sub("", text)
    end = bibliography.start() if (bibliography := _BIBLIOGRAPHY.search(text)) else len(text)
    for match in _ADDRESS.finditer(text, 0, end):
        address = (match["url"] or match["target"]).replace("\\", "").rstrip(".,;")
        group = read_group(text, match.end()) if match["target"] else None
        title = " ".join(group[0].split()) if group is not None else ""
        yield LinkRow(address, title or address.partition("://")[2].rstrip("/"))


def _part(text: str) -> str:
    """Return the text between beginning and end of a part that is also a document of its own."""
    begin = _BEGIN.search(text)
    if begin is None:
        return text
    end = _END.search(text, begin.end())
    last = len(text) if end is None else end.start()
    return spaces(text[: begin.end()]) + text[begin.end() : last] + spaces(text[last:])


def _candidates(requested_path: str, including: str) -> Iterator[str]:
    for folder in dict.fromkeys((posixpath.dirname(including), "")):
        for ending in _ENDINGS:
            name = safe_name(posixpath.join(folder, requested_path + ending)) if requested_path else None
            if name is not None:
                yield name
