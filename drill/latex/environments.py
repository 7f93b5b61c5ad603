"""Read ``\\begin{…}``: matrices, cases and arrays become tables, displays become aligned lines."""

from __future__ import annotations

import unicodedata

from drill.latex import nodes as tree
from drill.latex.grammar import CELL_ENDS, FormulaParser
from drill.latex.nodes import (
    COMMANDS,
    SPACES,
    Font,
    FontName,
    Group,
    LinesStyle,
    Node,
    Row,
    Symbol,
    Words,
    classify_node,
)
from drill.latex.tokens import take_argument
from drill.text import split_words

# The text mode of ``\text{…}``: words with their blanks, and formulas between ``$`` inside them.

TEXT_COMMANDS = split_words(
    "text textrm textnormal mbox hbox textit textbf textsc texttt emph textup textsf"
    "  textsl textmd vbox uline uuline uwave ul hl makebox llap rlap clap"
)
_TEXT_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "c": "\u0327", "v": "\u030c", "H": "\u030b", "u": "\u0306", "r": "\u030a", "k": "\u0328", "d": "\u0323",
}  # fmt: skip
_DOTLESS = {"\\i": "i", "\\j": "j"}
_SWITCHES = split_words(
    "it rm tt sf em itshape rmfamily normalfont mdseries small footnotesize scriptsize tiny large scshape"
    " displaystyle textstyle scriptstyle protect relax upshape normalsize Large LARGE huge null leavevmode"
    " unskip xspace ttfamily sffamily slshape noindent centering strut"
)
_BOLD_SWITCHES = frozenset(("bf", "bfseries", "boldmath"))
_ROOM = frozenset(("hspace", "vspace"))
_SKIPPED_ARGUMENTS = frozenset(("textcolor", "color", "label", "footnote", "fontsize", "index"))
# Max macros expanded in one text, because a macro that calls itself would never end.
_MAX_EXPANDED = 50


def read_text_mode(parser: FormulaParser, tokens: list[str], font: FontName) -> Row:
    """Return the nodes of a text given as raw tokens: Words, and Groups for the formulas inside."""
    reader = _TextReader(parser, tokens, font)
    reader.read()
    return reader.pieces or [Words("", font)]


class _TextReader:
    """Reads text tokens from left to right into ``pieces``."""

    def __init__(self, parser: FormulaParser, tokens: list[str], font: FontName) -> None:
        self.pieces: Row = []
        self._parser = parser
        self._rest = tokens[::-1]
        self._fonts: list[FontName] = [font]
        """The font of each open group, the innermost last."""
        self._characters: list[str] = []
        self._expanded = 0

    def read(self) -> None:
        """Read all tokens."""
        while self._rest:
            token = self._rest.pop()
            first = token[0]
            if token in ("$", "\\("):
                self._formula(token)
            elif first == "\\" and len(token) > 1:
                self._command(token[1:])
            elif first in " \t\n~":
                self._characters.append(" ")
            elif first == "{":
                self._fonts.append(self._fonts[-1])
            elif first == "}":
                self._close_group()
            elif first != "%":
                self._characters.append(token)
        self._flush()

    def _close_group(self) -> None:
        if len(self._fonts) > 1:
            if self._fonts[-1] != self._fonts[-2]:
                self._flush()
            self._fonts.pop()

    def _formula(self, opening: str) -> None:
        closing = "$" if opening == "$" else "\\)"
        if closing not in self._rest:
            self._characters.append(opening)
            return
        inside: list[str] = []
        while self._rest[-1] != closing:
            inside.append(self._rest.pop())
        self._rest.pop()
        self._flush()
        nodes = self._parser.nested(inside)
        if self._fonts[-1] == "mathbf":
            self.pieces.append(Font("mathbf", nodes))
        else:
            self.pieces.append(Group(nodes))

    def _command(self, name: str) -> None:
        macro = self._parser.macros.get(name)
        if macro is not None and not macro.arguments and self._expanded < _MAX_EXPANDED:
            self._expanded += 1
            self._rest.extend(reversed(macro.body))
        elif macro is None and name in _TEXT_ACCENTS and self._accent(name):
            return
        elif name in COMMANDS:
            self._characters.append(COMMANDS[name][0])
        elif name in SPACES:
            self._characters.append(" " * SPACES[name])
        elif name in ("\\", "newline"):
            self._characters.append(" ")
        elif name in _ROOM:
            take_argument(self._rest)
            self._characters.append(" ")
        elif name in _SKIPPED_ARGUMENTS:
            take_argument(self._rest)
        elif name in _BOLD_SWITCHES:
            self._flush()
            self._fonts[-1] = "mathbf"
        elif name not in TEXT_COMMANDS and name not in _SWITCHES:
            self._delegate(name)
            return
        if name.isalpha() and self._rest and self._rest[-1][0] in " \t\n":
            self._rest.pop()

    def _accent(self, name: str) -> bool:
        """Put an accent on the next letter; return False if the next token is not a letter."""
        unread = self._rest
        braced = len(unread) > 1 and unread[-1] == "{"
        spaced = name.isalpha() and len(unread) > 1 and unread[-1] == " "
        start = -2 if braced or spaced else -1
        letter = unread[start] if unread else ""
        letter = _DOTLESS.get(letter, letter)
        if not letter.isalpha():
            return False
        del unread[start:]
        if braced and unread and unread[-1] == "}":
            unread.pop()
        self._characters.append(letter + _TEXT_ACCENTS[name])
        return True

    def _delegate(self, name: str) -> None:
        """Read a mathematical command inside text as mathematics."""
        self._flush()
        node, self._rest = self._parser.one_atom(["\\" + name, *reversed(self._rest)])
        if node is not None:
            self.pieces.append(node)

    def _flush(self) -> None:
        text = "".join(self._characters)
        self._characters.clear()
        for written, typeset in (("``", "“"), ("''", "”"), ("---", "—"), ("--", "–")):
            text = text.replace(written, typeset)
        while "  " in text:
            text = text.replace("  ", " ")
        if text:
            self.pieces.append(Words(unicodedata.normalize("NFC", text), self._fonts[-1]))


_MATRICES = {
    "matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"),
    "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"), "smallmatrix": ("", ""), "psmallmatrix": ("(", ")"),
    "bsmallmatrix": ("[", "]"), "vsmallmatrix": ("|", "|"), "NiceMatrix": ("", ""), "pNiceMatrix": ("(", ")"),
    "bNiceMatrix": ("[", "]"), "vNiceMatrix": ("|", "|"), "BNiceMatrix": ("{", "}"),
    "VNiceMatrix": ("‖", "‖"),
}  # fmt: skip
_CASES = {
    "cases": ("{", ""), "dcases": ("{", ""), "rcases": ("", "}"), "drcases": ("", "}"),
}  # fmt: skip
_ARRAYS = {
    "array": ("", ""), "tabular": ("", ""), "tabularx": ("", ""), "subarray": ("", ""), "darray": ("", ""),
    "pNiceArray": ("(", ")"), "bNiceArray": ("[", "]"), "NiceArray": ("", ""), "vNiceArray": ("|", "|"),
}  # fmt: skip
_ALIGNED = split_words(
    "align aligned split flalign xalignat xxalignat equation displaymath math subequations dmath empheq"
    " dgroup spreadlines"
)
_DISPLAYS: dict[str, LinesStyle] = {
    **dict.fromkeys(_ALIGNED, "align"),
    **dict.fromkeys(("alignat", "alignedat"), "alignat"),
    **dict.fromkeys(("eqnarray", "IEEEeqnarray", "IEEEeqnarraybox"), "eqnarray"),
    **dict.fromkeys(("gather", "gathered"), "gather"),
    **dict.fromkeys(("multline", "multlined"), "multline"),
}
_WITH_ARGUMENT = frozenset(
    ("alignat", "alignedat", "xalignat", "xxalignat", "IEEEeqnarray", "IEEEeqnarraybox", "empheq")
)
_WITH_OPTION = frozenset(("aligned", "gathered", "alignedat", "multlined", "empheq", "IEEEeqnarraybox"))
_ALIGNMENTS = {"l": "l", "c": "c", "r": "r", "p": "l", "m": "l", "b": "l", "X": "l"}
# Max columns of an array, because ``*{n}{c}`` can ask for more than any screen shows.
_MAX_COLUMNS = 100
_INTERLUDES = frozenset(("\\intertext", "\\shortintertext"))
_LINE_ENDS = frozenset(("\\\\", "\\cr", "\\tabularnewline"))
# If a cell ends with one of these, an operator at the beginning of the next is a sign.
_BEFORE_SIGN = frozenset(("rel", "bin", "open", "op"))


def read_whole(parser: FormulaParser) -> Row:
    """Read a formula as one row, or as aligned lines if ``\\\\`` or ``&`` are outside environments."""
    rows, _ = _read_table_cells(parser)
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    return [tree.Lines("align", rows)]


def read_environment(parser: FormulaParser, _: str) -> Node:
    """Read an environment whose ``\\begin`` has been read."""
    environment = parser.argument_text()
    base = environment.strip().rstrip("*")
    if base in _MATRICES:
        columns = ""
        if environment.endswith("*"):
            columns = "".join(parser.bracket_tokens() or ())
        left, right = _MATRICES[base]
        rows, rules = _environment_rows(parser)
        return tree.Table("matrix", rows, left, right, columns, rules=rules, environment=base)
    if environment in _CASES:
        rows = _environment_rows(parser)[0]
        return tree.Table("cases", rows, *_CASES[base], environment=base)
    if base in _ARRAYS:
        return _read_array(parser, base, starred=environment.endswith("*"))
    if base in _WITH_OPTION:
        parser.bracket_tokens()
    if base in _WITH_ARGUMENT:
        parser.argument_tokens()
    if base in _DISPLAYS:
        return _read_display(parser, _DISPLAYS[base])
    opening = parser.unknown(f"\\begin{{{environment}}}")
    rows = _environment_rows(parser)[0]
    return tree.Group([opening, tree.Lines("align", rows)])


def _read_display(parser: FormulaParser, style: LinesStyle) -> Node:
    match rows := _environment_rows(parser)[0]:
        case [[[tree.Lines(rows=[*_, last]) as lines, tree.Tag() as tag]]]:
            last[-1].append(tag)
            return lines
        case [[nodes]]:
            return tree.Group(nodes)
        case _:
            lines = [_add_empty_operand(row, style, number) for number, row in enumerate(rows)]
            return tree.Lines(style, lines)


def _add_empty_operand(row: list[Row], style: LinesStyle, number: int) -> list[Row]:
    """Return the cells of a line; an operator that continues the last cell or line is set as a relation."""
    cells: list[Row] = []
    for index, cell in enumerate(row):
        first = next((index for index, node in enumerate(cell) if type(node) is not tree.Space), 0)
        operator = cell[first] if cell else None
        inside = style == "multline" and number > 0
        if index:
            before = row[index - 1]
            inside = not (before and classify_node(before[-1]) in _BEFORE_SIGN)
        if inside and type(operator) is Symbol and operator.kind == "bin":
            cells.append([*cell[:first], tree.Classed("rel", [operator]), *cell[first + 1 :]])
        else:
            cells.append(cell)
    return cells


def read_substack(parser: FormulaParser, _: str) -> Node:
    """Read the lines of ``\\substack{…}`` like those of an environment."""
    lines = parser.argument_tokens()
    parser.stack.extend(
        reversed(["{", "subarray", "}", "{", "c", "}", *lines, "\\end", "{", "subarray", "}"])
    )
    return read_environment(parser, "begin")


def _read_array(parser: FormulaParser, base: str, starred: bool) -> Node:
    if starred or base == "tabularx":
        parser.argument_tokens()
    parser.bracket_tokens()
    columns, bars = _read_column_letters(parser.argument_tokens())
    rows, rules = _environment_rows(parser)
    if base == "subarray":
        return tree.Table("stack", rows, columns=columns, environment=base)
    left, right = _ARRAYS[base]
    return tree.Table("array", rows, left, right, columns, bars, rules, base)


def _read_column_letters(written: list[str]) -> tuple[str, frozenset[int]]:
    """Return the letters of an array's columns, and the columns with a rule on their left."""
    unread = written[::-1]
    columns = ""
    bars: set[int] = set()
    while unread and len(columns) < _MAX_COLUMNS:
        letter = unread.pop()
        if letter in _ALIGNMENTS:
            columns += _ALIGNMENTS[letter]
            if letter in "pmb":
                take_argument(unread)
        elif letter == "|":
            bars.add(len(columns))
        elif letter in "@!<>":
            take_argument(unread)
        elif letter == "*":
            count = "".join(take_argument(unread))
            repeated = take_argument(unread)
            times = int(count) if count.isdecimal() and len(count) < 3 else 1
            unread.extend(reversed((repeated * times)[:_MAX_COLUMNS]))
    return columns, frozenset(bars)


def _environment_rows(parser: FormulaParser) -> tuple[list[list[Row]], frozenset[int]]:
    r"""Read the cells of an environment including its ``\end{…}``; return them and the rows below a rule."""
    parser.open_environments += 1
    fences = parser.open_fences
    parser.open_fences = 0
    rows, rules = _read_table_cells(parser)
    parser.open_fences = fences
    parser.open_environments -= 1
    if parser.take_if("\\end"):
        parser.argument_tokens()
    else:
        parser.faults.append("an environment is never closed")
    return rows, rules


def _read_table_cells(parser: FormulaParser) -> tuple[list[list[Row]], frozenset[int]]:
    """Return rows of cells, and the indices of the rows below a rule."""
    rows: list[list[Row]] = [[]]
    rules: set[int] = set()
    while True:
        while parser.take_if("\\hline") or parser.take_if("\\midrule"):
            rules.add(len(rows) - 1)
        if not rows[-1] and parser.peek() in _INTERLUDES:
            parser.take()
            rows[-1].append([tree.Interlude(read_text_mode(parser, parser.argument_tokens(), ""))])
            rows.append([])
            continue
        rows[-1].append(parser.row(CELL_ENDS))
        token = parser.peek()
        if token == "&":
            parser.take()
        elif token in _LINE_ENDS:
            parser.take()
            parser.take_if("*")
            parser.row_gap()
            rows.append([])
        elif token == "\\end" and not parser.open_environments:
            parser.take()
            parser.faults.append("an \\end closes nothing")
            rows[-1].append([parser.unknown(f"\\end{{{parser.argument_text()}}}")])
        else:
            break
    while len(rows) > 1 and not any(rows[-1]):
        rows.pop()
    return rows, frozenset(rule for rule in rules if rule < len(rows))
