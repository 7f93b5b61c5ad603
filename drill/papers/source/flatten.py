"""One manuscript from all files: ``\\input`` and its relatives are followed inside the paper's root only."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from drill.errors import PaperError
from drill.papers.model import LINK_TO_CODE, LinkRow, NoteRow
from drill.papers.source.document import Builder, Manuscript, Place
from drill.papers.source.intake import Source, safe_name
from drill.papers.source.latex_scanner import (
    COMMAND,
    LINE_OF_COMMENT,
    blank_unset_text,
    make_spaces_for,
    read_argument,
    read_braces_at,
    read_option,
    skip_blanks,
)
from drill.papers.source.macros import (
    MAX_EXPANDED,
    Macro,
    Macros,
    find_called_macro,
    join_latex,
    read_style,
    write_out,
)
from drill.papers.source.source_archives import MAX_TEXT_BYTES
from drill.papers.source.tex_conditionals import FALSE, TRUE, Conditions, Handler

# Max depth of files that include one another, which ends a circle.
MAX_DEPTH = 20
# Max included files, far more than a paper has.
MAX_PARTS = 2_000
# Max messages on one paper, because nobody reads more.
_MOST_NOTES = 200

_INPUT = ("input", "include", "subfile", "subfileinclude", "import", "subimport")
_BARE = re.compile(r'\s*("[^"\n]*"|[^\s{}]+)')
_LOADING = {
    **dict.fromkeys(("usepackage", "RequirePackage", "RequirePackageWithOptions"), ".sty"),
    **dict.fromkeys(("documentclass", "documentstyle", "LoadClass", "LoadClassWithOptions"), ".cls"),
}
_BEGIN = re.compile(r"\\begin\s*\{document\}")
_END = re.compile(r"\\end\s*\{document\}")
_WEB = r"https://[^\s/<>{}]+\.[^\s/<>{}]+(?:/[^\s<>{}]*)?"
_ADDRESS = re.compile(
    rf"\\url\s*\{{(?P<url>{_WEB})\}}|\\href\s*\{{(?P<target>{_WEB})\}}\s*(?=\{{)"
    rf"|(?<!=\{{)(?<!= \{{)(?P<bare>{_WEB})"
)
# Repositories; a page of documentation, a data set or a person's page does not count.
_CODE = re.compile(
    r"https://(?:www\.)?(?:(?:github|gitlab)\.com|huggingface\.co(?!/(?:blog|datasets|docs|papers)/))/[^/]+/[^/]+.*"
)
# Ends of an address in running text: a command, mathematics, a bracket, a list.
_AFTER_BARE = re.compile(r"\\(?![_%&#~-])|(?<!/)~|[$)\]|\"'`,;]")
_BIBLIOGRAPHY = re.compile(r"\\begin\s*\{thebibliography\}|\\bibliography\s*\{|\\printbibliography")
# Max links of a paper in its list, those to code first.
_MOST_LINKS = 8
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_ENDINGS = (".tex", "", ".ltx", ".latex", ".txt")


def flatten_source(source: Source) -> Manuscript:
    """Return the text of ``source`` with all its parts in place, without those that are not printed."""
    flattening = _Flattening(source)
    flattening.add(source.main, ())
    for candidate in source.others:
        flattening.builder.write("\n\n", Place(candidate, 1))
        flattening.add(candidate, ())
    manuscript = flattening.builder.manuscript((*source.notes, *flattening.notes))
    return replace(
        manuscript,
        links=tuple(sorted(flattening.links.values(), key=lambda link: not link.what))[:_MOST_LINKS],
        macros=flattening.outside_text(),
        packages=tuple(flattening.packages),
    )


class _Flattening:
    def __init__(self, source: Source) -> None:
        self._source = source
        self.builder = Builder()
        self.notes: list[NoteRow] = []
        self.links: dict[str, LinkRow] = {}
        """By their addresses: what the paper names, each once."""
        self.packages: dict[str, None] = {}
        self._styles = Macros()
        self._texts: dict[str, str] = {}
        self._parts = 0
        self._has_begun = False
        self._asked: set[str] = set()
        # The files whose text is read, from the main one on, and where the innermost one's ends.
        self._within: tuple[str, ...] = ()
        self._end = 0
        handlers: dict[str, Handler] = {
            **dict.fromkeys(_INPUT, self._input),
            **dict.fromkeys(_LOADING, self._load), "endinput": self._end_input,
            "DeclareOption": self._declare,
        }  # fmt: skip
        self._conditions = Conditions(handlers=handlers, on_undecided=self._note_both)

    def outside_text(self) -> Macros:
        """Return what local styles define, and the switches as they are at the end."""
        switches = {
            name: macro for name, macro in self._conditions.commands.items() if macro in (TRUE, FALSE)
        }
        return self._styles.under(Macros(switches))

    def add(self, name: str, within: tuple[str, ...]) -> None:
        """Append the file ``name``, which is included by the files ``within``."""
        text = self._text(name)
        if within and self._has_begun:
            text = _blank_outside_document_body(text)
        line = 1
        counted = 0
        for start, end in self._read(text, (*within, name)):
            line += text.count("\n", counted, start)
            self.builder.lines(text[start:end], name, line)
            line = line + text.count("\n", start, end)
            counted = end
            self._has_begun = self._has_begun or _BEGIN.search(text, start, end) is not None

    def _read(self, text: str, within: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        """Yield the spans of a file's text that are set, up to ``\\endinput``."""
        outer = self._within, self._end
        self._within, self._end = within, len(text)
        for start, end in self._conditions.live(text):
            if start >= self._end:
                break
            yield start, min(end, self._end)
        self._within, self._end = outer

    def _end_input(self, text: str, match: re.Match[str]) -> tuple[int, bool]:
        line_end = text.find("\n", match.end())
        self._end = len(text) if line_end < 0 else line_end + 1
        return match.end(), False

    def _input(self, text: str, match: re.Match[str]) -> tuple[int, bool]:
        position = match.end() + text.startswith("*", match.end())
        folder = ""
        if match["name"].endswith("import"):
            folder, position = read_braces_at(text, position) or ("", position)
        group = read_braces_at(text, position)
        bare = None if group or folder else _BARE.match(text, position)
        if group is None and bare is None:
            return match.end(), True
        requested, end = group or (bare[1], bare.end()) if bare else group or ("", position)
        path = posixpath.join(
            _clean_input_path(self._conditions.written(folder)),
            _clean_input_path(self._conditions.written(requested)),
        )
        if len(self.notes) < _MOST_NOTES:
            self._follow(path, Place(self._within[-1], text.count("\n", 0, match.start()) + 1))
        return end, False

    def _follow(self, requested_path: str, origin: Place) -> None:
        """Append a requested file, or note the reason against it."""
        within = self._within
        name = self._find(requested_path, origin.file, _ENDINGS)
        if name is None:
            self.notes.append(
                NoteRow("missing", f"no file {requested_path[:120]!r} in the paper's folder", *origin)
            )
            return
        if name in within:
            self.notes.append(NoteRow("loop", f"{name} would include itself", *origin))
        elif self._is_too_deep():
            self.notes.append(
                NoteRow("depth", f"{name} is nested too deep or makes the text too long", *origin)
            )
        else:
            self._parts += 1
            self.add(name, within)

    def _is_too_deep(self) -> bool:
        is_long = self._parts >= MAX_PARTS or self.builder.length > MAX_TEXT_BYTES
        return is_long or len(self._within) >= MAX_DEPTH

    def _load(self, text: str, match: re.Match[str]) -> tuple[int, bool]:
        """Read the styles or the class that are loaded, where the paper brings them."""
        option = read_option(text, match.end())
        group = read_braces_at(text, option[1] if option else match.end())
        if group is None:
            return match.end(), True
        options = {part.strip() for part in (option[0] if option else "").split(",")}
        ending = _LOADING[match["name"]]
        if ending == ".cls":
            self._asked |= options
        for name in map(_clean_input_path, self._conditions.written(group[0]).split(",")):
            self.packages[name] = None
            path = self._find(name, self._within[-1], (ending,))
            if (
                path is None
                or path in self._within
                or self._parts >= MAX_PARTS
                or len(self._within) >= MAX_DEPTH
            ):
                continue
            self._parts += 1
            outer, self._asked = self._asked, options | self._asked
            style = self._text(path)
            live = "".join(style[start:end] for start, end in self._read(style, (*self._within, path)))
            self._styles = self._styles.under(read_style(live.replace(LINE_OF_COMMENT, " ")))
            self._asked = outer
        return group[1], True

    def _declare(self, text: str, match: re.Match[str]) -> tuple[int, bool]:
        """Pass over what an option does that is not asked for."""
        name = read_braces_at(text, match.end())
        code = read_braces_at(text, name[1]) if name else None
        if name is None or code is None:
            return match.end(), False
        return name[1] if name[0].strip() in self._asked else code[1], False

    def _note_both(self, text: str, match: re.Match[str]) -> None:
        """Say that all branches of a condition in the paper's text are read."""
        is_text = self._has_begun or _find_document_begin(text) < match.start()
        if is_text and self._within[-1].endswith(_ENDINGS[0]) and len(self.notes) < _MOST_NOTES:
            place = Place(self._within[-1], text.count("\n", 0, match.start()) + 1)
            message = f"both branches of {match.group()} are read, because the text does not decide it"
            self.notes.append(NoteRow("both-branches", message, *place))

    def _text(self, name: str) -> str:
        """Return a file's text, blanked; read once however often it is included."""
        if name not in self._texts:
            text = self._source.files.read(name) or ""
            for link in () if name.endswith((".sty", ".cls")) else _find_web_links(text):
                self.links.setdefault(link.url, link)
            self._texts[name] = blank_unset_text(text)
        return self._texts[name]

    def _find(self, requested_path: str, including: str, endings: tuple[str, ...]) -> str | None:
        files = self._source.files
        main_folder = posixpath.dirname(self._source.main)
        for folder in dict.fromkeys((posixpath.dirname(including), main_folder, "")):
            for ending in endings if requested_path else ():
                name = safe_name(posixpath.join(folder, requested_path + ending))
                name = None if name is None else files.find(name)
                try:
                    if name is not None and (name in self._texts or files.read(name) is not None):
                        return name
                except PaperError:
                    continue
        return None


def _clean_input_path(path: str) -> str:
    r"""Return a path as intended: ``{"my file"}``, ``\dir/x`` with its macro written out."""
    return path.replace('"', "").replace("{", "").replace("}", "").strip()


def _find_web_links(text: str) -> Iterator[LinkRow]:
    """Yield the web addresses that a file's text names before its bibliography."""
    text = _COMMENT.sub("", text)
    end = bibliography.start() if (bibliography := _BIBLIOGRAPHY.search(text)) else len(text)
    last = 0
    for match in _ADDRESS.finditer(text, 0, end):
        if match.start() < last:  # in the words of a link
            continue
        bare = _AFTER_BARE.split(match["bare"] or "")[0].rstrip(":!?")
        address = (match["url"] or match["target"] or bare).replace("\\", "").rstrip(".,;")
        if "." not in address:
            continue
        group = read_braces_at(text, match.end()) if match["target"] else None
        last = group[1] if group is not None else 0
        title = " ".join(group[0].split()) if group is not None else ""
        what = LINK_TO_CODE if _CODE.fullmatch(address) else ""
        yield LinkRow(address, title, what=what)


@lru_cache(maxsize=4)
def _find_document_begin(text: str) -> int:
    """Return where a text's document begins; its length without one."""
    begin = _BEGIN.search(text)
    return len(text) if begin is None else begin.start()


def _blank_outside_document_body(text: str) -> str:
    """Return the text between beginning and end of a part that is also a document of its own."""
    begin = _BEGIN.search(text)
    if begin is None:
        return text
    end = _END.search(text, begin.end())
    last = len(text) if end is None else end.start()
    return make_spaces_for(text[: begin.end()]) + text[begin.end() : last] + make_spaces_for(text[last:])


# Expand macros where they are used, within bounds.

# Max expansions in one formula, which ends a macro that calls itself.
MAX_EXPANSIONS = 2_000
# Commands that choose between their last arguments, and how many they have.
_LOOKING = {"@ifnextchar": 3, "kernel@ifnextchar": 3, "@ifstar": 2, "mathchoice": 4}
# Max depth of macros inside of one another, far more than in any paper.
_DEEPEST = 60


class ExpansionError(Exception):
    """Expanding a macro does not end, or makes the text too long."""


class _Call(NamedTuple):
    """A macro during its expansion, and the length of the text behind it; ``left`` is the paper's
    budget at its beginning."""

    name: str
    has_arguments: bool
    behind: int
    left: int


def written_call(
    macro: Macro, latex: str, position: int, commands: Mapping[str, Macro]
) -> tuple[str, int] | None:
    """Return the macro's text with its arguments and its conditions decided, and where the text after it
    begins; None if an argument is missing."""
    written = write_out(macro, latex, position)
    if written is None or ("\\if" not in written[0] and "\\@if" not in written[0]):
        return written
    return Conditions(dict(commands)).resolved(written[0]), written[1]


def expand_if_possible(text: str, macros: Macros) -> str:
    """Return ``text`` with its commands expanded; unchanged if that leads nowhere."""
    try:
        return expand_macros(text, macros)
    except ExpansionError:
        return text


def expand_macros(latex: str, macros: Macros) -> str:
    """Return ``latex`` with every command of ``macros`` expanded, again and again until none is left.

    Raises:
        ExpansionError: past the budget of expansions, here or in the whole paper, or of length; or a command
            in it was past it before.
    """
    commands = macros.commands
    pieces: list[str] = []
    calls: list[_Call] = []
    first = macros.left
    position = 0
    while (match := COMMAND.search(latex, position)) is not None:
        pieces.append(latex[position : match.start()])
        if (chosen := _choose_next_branch(match, latex)) is not None:
            latex = chosen[0] + latex[chosen[1] :]
            position = 0
            continue
        macro, end = find_called_macro(match, commands)
        written = None if macro is None else written_call(macro, latex, end, commands)
        macros.left -= macro is not None
        if macro is None or written is None:
            pieces.append(match.group())
            position = match.end()
            continue
        text, end_of_call = written
        while calls and calls[-1].behind >= len(latex) - match.start():
            calls.pop()
        calls.append(_Call(match[1], bool(macro.parameters), len(latex) - end_of_call, macros.left))
        is_long = len(calls) > _DEEPEST or len(latex) + len(text) > MAX_EXPANDED
        if is_long or match[1] in macros.endless or macros.left < max(0, first - MAX_EXPANSIONS):
            macros.endless.update(_find_endless_call(calls, macros.left))
            raise ExpansionError(f"\\{match[1]} does not end in a formula of sensible length")
        if macro.frozen:
            pieces.append(text)
            text = ""
        latex = text + latex[end_of_call:]
        position = 0
    pieces.append(latex[position:])
    return join_latex(pieces)


def _find_endless_call(calls: list[_Call], left: int) -> set[str]:
    """Return the innermost command that took most of a formula's budget by itself, whatever its arguments."""
    behind = calls[-1].behind
    for call in reversed(calls):
        behind = min(behind, call.behind)  # an inner call read further, for its arguments
        if call.behind == behind and not call.has_arguments and call.left - left > MAX_EXPANSIONS // 2:
            return {call.name}
    return set()


def _choose_next_branch(match: re.Match[str], latex: str) -> tuple[str, int] | None:
    r"""Return the expansion of ``\@ifnextchar`` and its like, and the end of the call; None for others."""
    name = match[1].rstrip("*") if len(match[1]) > 1 else match[1]
    if name not in _LOOKING:
        return None
    position = match.end() - (len(match[1]) - len(name))
    arguments: list[str] = []
    for _ in range(_LOOKING[name]):
        argument = read_argument(latex, position)
        if argument is None:
            return None
        arguments.append(argument[0])
        position = argument[1]
    if name == "mathchoice":
        return arguments[0], position
    sign = "*" if name == "@ifstar" else "{" if arguments[0] == "\\bgroup" else arguments[0]
    start = skip_blanks(latex, position)
    has_sign = latex.startswith(sign, start) and not (
        sign[-1:].isalpha() and latex[start + len(sign) : start + len(sign) + 1].isalpha()
    )
    if name == "@ifstar" and has_sign:
        position = start + 1
    return arguments[-2 if has_sign else -1], position
