r"""One text from all files of a paper: files in their places, macros written out, branches not read left out.

Files are followed inside the paper's root only. The files are read once, from the first on, as TeX does.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from sys import maxsize

from drill.errors import PaperError
from drill.papers.model import LINK_TO_CODE, LinkRow, NoteRow
from drill.papers.source.document import Builder, Manuscript, Place
from drill.papers.source.intake import Source, safe_name
from drill.papers.source.latex_scanner import (
    BRACES,
    COMMAND,
    blank_unset_text,
    make_spaces_for,
    read_braces_at,
    read_option,
    read_titled,
    skip_blanks,
)
from drill.papers.source.macros import DEFINITION, MANDATORY, Macro, needs_gap, read_definition, write_call
from drill.papers.source.source_archives import MAX_TEXT_BYTES
from drill.papers.source.tex_conditionals import decide_condition, find_mark, is_condition

# Max depth of files that include one another, which ends a circle.
MAX_DEPTH = 20
# Max included files, far more than a paper has.
MAX_PARTS = 2_000
# Max messages on one paper, because nobody reads more.
_MOST_NOTES = 200
# Max characters that one call writes, max depth of macros inside of one another, and max expansions of one
# call and of a whole paper, because a macro may call itself; a long paper needs a thousand.
MAX_EXPANDED = 50_000
_DEEPEST = 60
_LONGEST_PATH = 10_000
_MOST_OF_CALL = 5_000
_MOST_EXPANSIONS = 500_000
# Max calls that are left because of their arguments, before the command itself is.
_MOST_FAILURES = 20

_INPUT = ("input", "include", "subfile", "subfileinclude", "import", "subimport")
_BARE = re.compile(r'\s*("[^"\n]*"|[^\s{}]+)')
_LOADING = {
    **dict.fromkeys(("usepackage", "RequirePackage", "RequirePackageWithOptions"), ".sty"),
    **dict.fromkeys(("documentclass", "documentstyle", "LoadClass", "LoadClassWithOptions"), ".cls"),
}
_BEGIN = re.compile(r"\\begin\s*\{document\}")
_END = re.compile(r"\\end\s*\{document\}")
_NAME = re.compile(r"\\(?:(?P<name>[a-zA-Z@]+)|(?P<sign>.))", re.DOTALL)
_SETTER = re.compile(r"(?P<switch>[a-zA-Z@]+)(?P<value>true|false)")
_SWITCHED = {"\\iftrue": True, "\\iffalse": False}
# Ends of displays: of environments only those are written out that have one, since their names say the rest.
_SHOWS = re.compile(
    r"\\(?:begin|end)\s*\{(?:equation|(?:fl)?align(?:at)?|gather|eqnarray|multline|displaymath)\*?\}"
    r"|\$\$|(?<!\\)\\[\[\]]"
)
# References that a paper redefines to print nothing are still read.
_REFERENCES = ("ref", "eqref", "cite")
# Names that nobody gives another meaning, for sources whose own style file is missing.
_USUAL = {
    "R": Macro(r"\mathbb{R}"), "E": Macro(r"\mathbb{E}"), "Prob": Macro(r"\operatorname{P}"),
    "dif": Macro(r"\mathrm{d}"), "VAR": Macro(r"\operatorname{Var}"), "COV": Macro(r"\operatorname{Cov}"),
    "card": Macro("|#1|", (MANDATORY,)), "mathchoice": Macro("#1", (MANDATORY,) * 4),
}  # fmt: skip
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
    reader = _TexReader(source)
    reader.read(source.main)
    for candidate in source.others:
        reader.builder.write("\n\n", Place(candidate, 1))
        reader.read(candidate)
    names = ((name, macro.body) for name, macro in reader.commands.items() if name.startswith("theorem{"))
    return replace(
        reader.builder.manuscript((*source.notes, *reader.notes)),
        links=tuple(sorted(reader.links.values(), key=lambda link: not link.what))[:_MOST_LINKS],
        theorems={name[len("theorem{") : -1]: title for name, title in names},
        captions=reader.captions,
    )


@dataclass(frozen=True, slots=True)
class _Call:
    """The outermost call of a macro, and the state before it, for one that does not end."""

    buffer: _Buffer
    name: str
    start: int
    name_end: int
    line: int
    written: tuple[int, int, int]
    left: int
    has_arguments: bool


@dataclass(eq=False, slots=True)
class _Buffer:
    """A text that is being read: a file's, or that of a macro's call."""

    text: str
    file: str
    # Whether it is a style or a class, which defines and writes nothing, and the options that it is given.
    is_style: bool = False
    options: frozenset[str] = frozenset()
    # For the text of a macro its outermost call, and how many macros are around it.
    call: _Call | None = None
    depth: int = 0
    # Where reading goes on, from where on nothing is written yet, and the line there.
    at: int = 0
    begin: int = 0
    line: int = 1
    # The last line that it may come from.
    last: int = maxsize
    # Of each condition that is open, whether it was decided.
    opened: list[bool] = field(default_factory=list[bool])
    # How many braces are open at the end of the newest definition.
    braces: int = 0
    counted: int = 0

    def place_of(self, offset: int) -> Place:
        """Return the place of an offset that is not written yet."""
        return Place(self.file, min(self.last, self.line + self.text.count("\n", self.begin, offset)))


class _TexReader:
    """Reads a paper's files, and writes the text as it is printed."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.builder = Builder()
        self.notes: list[NoteRow] = []
        # By their addresses: the links of the paper, each once.
        self.links: dict[str, LinkRow] = {}
        # The captions as they are typed, by their places in the text.
        self.captions: dict[int, str] = {}
        self.commands = dict(_USUAL)
        self._defined: set[str] = set()
        self._switches = {"iftrue": True, "iffalse": False}
        self._stack: list[_Buffer] = []
        self._texts: dict[str, str] = {}
        self._parts = 0
        self._has_begun = False
        self._title = ""
        self._options = frozenset[str]()
        self._tail = ""
        self._left = _MOST_EXPANSIONS
        self._endless: set[str] = set()
        self._failures = 0

    def read(self, name: str) -> None:
        """Append the file ``name`` with all that it includes."""
        self._stack.append(_Buffer(self._text(name), name))
        while self._stack:
            buffer = self._stack[-1]
            match = _NAME.search(buffer.text, buffer.at)
            if match is None:
                self._flush(buffer, len(buffer.text), len(buffer.text))
                self._stack.pop()
            else:
                buffer.at = match.end()
                self._obey(buffer, match)

    def _flush(self, buffer: _Buffer, stop: int, after: int) -> None:
        """Write the text up to ``stop``; reading goes on at ``after``."""
        self._write(buffer, buffer.text[buffer.begin : stop])
        buffer.line += buffer.text.count("\n", buffer.begin, after)
        buffer.begin = buffer.at = after

    def _write(self, buffer: _Buffer, text: str) -> None:
        if buffer.is_style or not text:
            return
        if needs_gap(self._tail, text) or (self._tail.endswith("$") and text.startswith("$")):
            self.builder.write(" ", buffer.place_of(buffer.begin))
        self.builder.lines(text, buffer.file, buffer.line, buffer.last)
        self._tail = text

    def _note(self, code: str, message: str, place: Place) -> None:
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(NoteRow(code, message, *place))

    def _obey(self, buffer: _Buffer, match: re.Match[str]) -> None:
        """Carry out a command; one that is not known stays in the text."""
        name = match["name"] or match["sign"]
        text, start, end = buffer.text, match.start(), match.end()
        if name in ("else", "or", "fi"):
            self._end_branch(buffer, match, name)
        elif name in self._switches:
            self._begin_condition(buffer, match, name)
        elif name in _HANDLERS:
            _HANDLERS[name](self, buffer, match)
        elif name in self.commands:
            self._call(buffer, start, name, end)
        elif (definition := DEFINITION.match(text, start)) is not None:
            self._define(buffer, definition)
        elif is_condition(name, text, end):
            self._begin_condition(buffer, match, name)
        elif (setter := _SETTER.fullmatch(name)) is not None:
            switch = f"if{setter['switch']}"
            if switch in self._switches:
                self._flush(buffer, start, end)
            self._switches[switch] = setter["value"] == "true"

    def _end_branch(self, buffer: _Buffer, match: re.Match[str], name: str) -> None:
        is_decided = buffer.opened[-1] if buffer.opened else True
        if is_decided:
            end = match.end()
            if name != "fi" and buffer.opened:
                _, end = find_mark(buffer.text, end, "fi")
            self._flush(buffer, match.start(), end)
        if buffer.opened and (is_decided or name == "fi"):
            buffer.opened.pop()

    def _begin_condition(self, buffer: _Buffer, match: re.Match[str], name: str) -> None:
        """Leave out the branch that is not read.

        All of an undecided condition stays, because a formula around it must not be read as if its branches
        were written one after the other.
        """
        holds, after = decide_condition(name, buffer.text, match.end(), self._switches, self._defined)
        if buffer.text.endswith("\\unless", 0, match.start()):
            holds = None
        buffer.opened.append(holds is not None)
        if holds is None:
            if self._has_begun and buffer.call is None and buffer.file.endswith(_ENDINGS[0]):
                message = f"both branches of {match.group()} are read, because the text does not decide it"
                self._flush(buffer, match.start(), match.start())
                self._note("both-branches", message, buffer.place_of(match.start()))
                buffer.at = match.end()
            return
        if not holds:
            mark, after = find_mark(buffer.text, after, "else", "fi")
            if mark != "else":
                buffer.opened.pop()
        self._flush(buffer, match.start(), after)

    def declare_switch(self, buffer: _Buffer, match: re.Match[str]) -> None:
        switch = _NAME.match(buffer.text, skip_blanks(buffer.text, match.end()))
        if switch is not None and switch["name"]:
            self._switches[switch["name"]] = False
            self._flush(buffer, match.start(), switch.end())

    def _define(self, buffer: _Buffer, match: re.Match[str]) -> None:
        """Keep the defined names; within braces no known one is defined anew."""
        read = read_definition(match, buffer.text, self.commands)
        if read is None:
            return
        defined, end = read
        marks = (mark.group() for mark in BRACES.finditer(buffer.text, buffer.counted, match.start()))
        buffer.braces = max(0, buffer.braces + sum((mark == "{") - (mark == "}") for mark in marks))
        buffer.counted = end
        self._defined |= defined.keys()
        for name, macro in defined.items():
            is_known = buffer.braces > 0 and name in self.commands
            if name.startswith("if") and macro.body in _SWITCHED:
                self._switches[name] = _SWITCHED[macro.body]
            elif not (is_known or (buffer.is_style and _is_inner(name, macro))):
                self.commands[name] = macro
        if any(name.startswith("begin{") for name in defined) and not self._shows_formulas(defined):
            for name in defined:
                self.commands.pop(name, None)
        self._flush(buffer, match.start(), match.start())
        self._write(buffer, make_spaces_for(buffer.text[match.start() : end]))
        buffer.begin = match.start()
        self._flush(buffer, match.start(), end)

    def _shows_formulas(self, defined: Mapping[str, Macro]) -> bool:
        """Return whether an environment begins or ends a display; any other one is known by its name."""
        bodies = "".join(macro.body for macro in defined.values())
        inner = (name for name in self.commands if name.startswith("begin{") and name not in defined)
        is_shown = _SHOWS.search(bodies) is not None or any(name in bodies for name in inner)
        return is_shown and not any(name in bodies for name in defined)

    def begin_or_end(self, buffer: _Buffer, match: re.Match[str]) -> None:
        """Write out an environment of the paper that shows formulas."""
        group = read_braces_at(buffer.text, match.end())
        name = f"{match['name']}{{{group[0].strip()}}}" if group is not None else ""
        if name == "begin{document}" and not (buffer.is_style or self._has_begun):
            self._has_begun = True
            self._flush(buffer, match.start(), match.start())
            self._stack.append(_Buffer(self._title, buffer.file))
        if group is not None and name in self.commands:
            self._call(buffer, match.start(), name, group[1])

    def _call(self, buffer: _Buffer, start: int, name: str, position: int) -> None:
        """Go on with the text of a call; one whose arguments are missing stays."""
        macro = self.commands[name]
        is_unset = name in _REFERENCES and "#" not in macro.body
        if buffer.is_style or is_unset or name in self._endless or self._left <= 0:
            return
        here = buffer
        written = write_call(macro, buffer.text, position)
        for parent in reversed(self._stack[:-1]):  # the arguments of a macro's last command may come after it
            if written is not None or here.call is None or here.text[max(position, here.at) :].strip():
                break
            here, position = parent, parent.at
            written = write_call(macro, here.text, position)
        if written is None:
            return
        latex, end = written
        call = buffer.call
        if call is None:
            self._flush(buffer, start, start)
            mark = self.builder.mark()
            call = _Call(buffer, name, start, position, buffer.line, mark, self._left, macro.parameters != ())
        self._left -= 1
        first = buffer.place_of(start).line
        if here is buffer:
            self._flush(buffer, start, end)
        else:
            self._flush(buffer, start, len(buffer.text))
            while self._stack[-1] is not here:
                self._stack.pop()
            self._flush(here, here.at, end)
        last = here.place_of(end).line
        called = _Buffer(
            latex, buffer.file, call=call, depth=buffer.depth + 1, line=first, last=max(first, last)
        )
        is_long = self.builder.length - call.written[0] + len(latex) > MAX_EXPANDED
        if is_long or buffer.depth >= _DEEPEST or call.left - self._left > _MOST_OF_CALL:
            self._leave_call(call)
        elif macro.frozen:
            self._write(called, latex)
        else:
            self._stack.append(called)

    def _leave_call(self, call: _Call) -> None:
        """Leave a call as it is typed, since it does not end or writes too much."""
        while self._stack[-1] is not call.buffer:
            self._stack.pop()
        buffer = call.buffer
        self.builder.cut(call.written)
        self._tail = ""
        buffer.begin, buffer.at, buffer.line = call.start, call.name_end, call.line
        self._failures += 1
        if not call.has_arguments or self._failures > _MOST_FAILURES:
            self._endless.add(call.name)
        message = f"a macro is left as it is: \\{call.name} does not end in a formula of sensible length"
        self._note("macro", message, buffer.place_of(call.start))

    def end_input(self, buffer: _Buffer, match: re.Match[str]) -> None:
        line_end = buffer.text.find("\n", match.end())
        self._flush(buffer, match.start(), match.end())
        if line_end >= 0:
            buffer.text = buffer.text[: line_end + 1]

    def include(self, buffer: _Buffer, match: re.Match[str]) -> None:
        """Go on with an included file, or note the reason against it."""
        text, position = buffer.text, match.end()
        position += text.startswith("*", position)
        folder = ""
        if match["name"].endswith("import"):
            folder, position = read_braces_at(text, position) or ("", position)
        group = read_braces_at(text, position)
        bare = None if group or folder else _BARE.match(text, position)
        if group is None and bare is None:
            return
        asked, end = (bare[1], bare.end()) if bare else group or ("", position)
        path = posixpath.join(self._clean_path(folder), self._clean_path(asked))
        origin = buffer.place_of(match.start())
        self._flush(buffer, match.start(), end)
        name = self._find(path, buffer.file, _ENDINGS)
        within = self._list_files()
        if name is None:
            self._note("missing", f"no file {path[:120]!r} in the paper's folder", origin)
        elif name in within:
            self._note("loop", f"{name} would include itself", origin)
        elif self._parts >= MAX_PARTS or self.builder.length > MAX_TEXT_BYTES or len(within) >= MAX_DEPTH:
            self._note("depth", f"{name} is nested too deep or makes the text too long", origin)
        elif len(self.notes) < _MOST_NOTES:
            self._parts += 1
            included = self._text(name)
            if self._has_begun:
                included = _blank_outside_document_body(included)
            self._stack.append(_Buffer(included, name, buffer.is_style))

    def _list_files(self) -> tuple[str, ...]:
        return tuple(each.file for each in self._stack if each.call is None)

    def load(self, buffer: _Buffer, match: re.Match[str]) -> None:
        """Read the styles or the class that are loaded, where the paper brings them."""
        option = read_option(buffer.text, match.end())
        group = read_braces_at(buffer.text, option[1] if option else match.end())
        if group is None:
            return
        options = frozenset(part.strip() for part in (option[0] if option else "").split(","))
        ending = _LOADING[match["name"]]
        if ending == ".cls":
            self._options |= options
        self._flush(buffer, match.start(), group[1])
        within = self._list_files()
        for name in reversed(group[0].split(",")):
            path = self._find(self._clean_path(name), buffer.file, (ending,))
            if path is None or path in within or self._parts >= MAX_PARTS or len(within) >= MAX_DEPTH:
                continue
            self._parts += 1
            options |= self._options
            self._stack.append(_Buffer(self._text(path), path, is_style=True, options=options))

    def declare_option(self, buffer: _Buffer, match: re.Match[str]) -> None:
        """Pass over what an option does that is not asked for."""
        name = read_braces_at(buffer.text, match.end())
        code = read_braces_at(buffer.text, name[1]) if name else None
        if name is not None and code is not None:
            buffer.at = name[1] if name[0].strip() in buffer.options else code[1]

    def keep_title(self, buffer: _Buffer, match: re.Match[str]) -> None:
        """Keep the title for the beginning of the document, whose macros it may use."""
        group = read_titled(buffer.text, match.end())
        if group is not None and not (self._has_begun or buffer.is_style):
            self._title = buffer.text[match.start() : group[1]]

    def keep_caption(self, buffer: _Buffer, match: re.Match[str]) -> None:
        end = match.end() + buffer.text.startswith("*", match.end())
        if match["name"] == "captionof":
            _, end = read_braces_at(buffer.text, end) or ("", end)
        group = read_titled(buffer.text, end)
        if group is not None and not buffer.is_style:
            self._flush(buffer, match.start(), match.start())
            buffer.at = end
            self.captions[self.builder.length] = group[0]

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

    def _clean_path(self, path: str) -> str:
        r"""Return a path as intended: ``{"my file"}``, ``\dir/x`` with its macro written out."""
        for _ in range(_DEEPEST if "\\" in path else 0):
            path = COMMAND.sub(lambda match: self._write_name(match), path)[:_LONGEST_PATH]
        return path.replace('"', "").replace("{", "").replace("}", "").strip()

    def _write_name(self, match: re.Match[str]) -> str:
        macro = self.commands.get(match[1])
        return match.group() if macro is None or macro.parameters else macro.body


_HANDLERS: Mapping[str, Callable[[_TexReader, _Buffer, re.Match[str]], None]] = {
    **dict.fromkeys(_INPUT, _TexReader.include),
    **dict.fromkeys(_LOADING, _TexReader.load), **dict.fromkeys(("begin", "end"), _TexReader.begin_or_end),
    "endinput": _TexReader.end_input, "DeclareOption": _TexReader.declare_option,
    "newif": _TexReader.declare_switch, "title": _TexReader.keep_title,
    **dict.fromkeys(("caption", "captionof"), _TexReader.keep_caption),
}  # fmt: skip


def _is_inner(name: str, macro: Macro) -> bool:
    """Return whether a style's command redefines itself or reaches into LaTeX's inner commands."""
    used = {match[1] for match in COMMAND.finditer(macro.body)}
    is_named = name.isalpha() or name.endswith("}")
    return "@" in name or not is_named or "@" in macro.body or name in used


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


def _blank_outside_document_body(text: str) -> str:
    """Return the text between beginning and end of a part that is also a document of its own."""
    begin = _BEGIN.search(text)
    if begin is None:
        return text
    end = _END.search(text, begin.end())
    last = len(text) if end is None else end.start()
    return make_spaces_for(text[: begin.end()]) + text[begin.end() : last] + make_spaces_for(text[last:])
