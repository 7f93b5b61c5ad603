"""The nodes of a parsed formula, independent of glyphs and layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import chain
from typing import Any, Literal, cast, dataclass_transform

from drill.codec import is_list
from drill.text import pairs, read_word_tables, split_words

# The vocabulary: the glyph and the kind of each command.
#
# The tables are in ``symbols.txt``: pairs of the name of a command and its glyph.

# TeX's classes of atoms, plus fractions and fences, because these are spaced differently on a line.
Kind = Literal["ord", "bin", "rel", "open", "close", "punct", "op", "big", "int", "frac", "fence"]

# The fonts of letters, named by their most common command; empty for the default.
FontName = Literal[
    "", "mathbf", "boldsymbol", "mathbb", "mathcal", "mathscr", "mathfrak", "mathrm", "mathit", "mathsf",
    "mathtt",
]  # fmt: skip


_TABLES = read_word_tables(__file__, "symbols.txt")


_KINDS: tuple[Kind, ...] = ("ord", "bin", "rel", "big", "int", "open", "close", "punct")
# Commands of one glyph, without the backslash.
COMMANDS: dict[str, tuple[str, Kind]] = {
    name: (glyph, kind) for kind in _KINDS for name, glyph in pairs(_TABLES[kind]).items()
}

_PLAIN_KINDS: dict[str, Kind] = {
    **dict.fromkeys("=<>:", "rel"), **dict.fromkeys("+*−", "bin"), **dict.fromkeys("([", "open"),
    **dict.fromkeys(")]!.", "close"), **dict.fromkeys(",;", "punct"),
}  # fmt: skip

# The name and the kind of each character that is typed as itself.
CHARACTERS: dict[str, tuple[str, Kind]] = {
    **{glyph: (name, kind) for name, (glyph, kind) in reversed(COMMANDS.items()) if not glyph.isascii()},
    **{character: (character, kind) for character, kind in _PLAIN_KINDS.items()},
}

FUNCTIONS = split_words(_TABLES["functions"])
LIMIT_FUNCTIONS = {name: name for name in split_words("lim max min sup inf det gcd Pr")} | {
    "limsup": "lim sup", "liminf": "lim inf", "argmax": "arg max", "argmin": "arg min", "injlim": "inj lim",
    "projlim": "proj lim", "varlimsup": "lim sup", "varliminf": "lim inf", "varinjlim": "inj lim",
    "varprojlim": "proj lim",
}  # fmt: skip

NEGATED = pairs(_TABLES["negated"])

# The stroke through a relation without a negated form.
NEGATION = "\u0338"

# Spacing commands, in cells.
SPACES = {
    ",": 1, ";": 1, ":": 1, ">": 1, " ": 1, "~": 1, "\n": 1, "\t": 1, "!": 0, "quad": 2, "qquad": 4,
    "enspace": 1, "enskip": 1, "thinspace": 1, "medspace": 1, "thickspace": 1, "space": 1, "nobreakspace": 1,
    "negthinspace": 0, "negmedspace": 0, "negthickspace": 0,
}  # fmt: skip

# Accents, with the glyph that shows each on a row of its own.
ACCENTS = pairs(_TABLES["accents"])


def _by_font(table: str) -> dict[str, FontName]:
    """Return the font of each command; a row of the table has a font, then its commands."""
    fonts: dict[str, FontName] = {}
    for row in _TABLES[table].splitlines():
        font, *commands = row.replace("-", "", 1).split(" ")
        # The table contains only names of fonts.
        fonts.update(dict.fromkeys(commands, cast("FontName", font)))
    return fonts


# Commands that set their argument in a font.
FONTS = _by_font("fonts")

# Commands that set the rest of their group in a font.
FONT_SWITCHES = _by_font("font switches")

# Commands that set text in a font.
TEXT_FONTS = _by_font("text fonts")


class Spanned:
    """The base of nodes that may have a place in the source.

    The place begins at ``at`` and ends before ``end``, including blanks after the node. It does not count in
    comparisons.
    """

    __slots__ = ("at", "end")
    at: int
    end: int


@dataclass_transform(field_specifiers=(field,))
class _Slotted(type):
    """A metaclass that makes its classes dataclasses with slots."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> type:
        """Make a class; one that declares its slots stays as it is."""
        slotted_class = super().__new__(cls, name, bases, namespace)
        if "__slots__" in namespace:
            return slotted_class
        return dataclass(slots=True)(slotted_class)


class _Node(Spanned, metaclass=_Slotted):
    __slots__ = ()


class Symbol(_Node):
    """One glyph or number. ``name`` is the command without backslash, or the character itself."""

    text: str
    kind: Kind
    name: str


class Space(_Node):
    """Explicit space, in cells; ``name`` is its command without backslash, ``~`` or a length's."""

    cells: int
    name: str = ""


class Words(_Node):
    """Text inside a formula, blanks kept; ``name`` for a name of several letters, as in ``\\mathrm{Var}``.

    ``font`` is empty for ``\\text`` and its like.
    """

    text: str
    font: FontName = ""
    name: bool = False


class Group(_Node):
    """A braced row, which its neighbours see as one atom."""

    body: Row


class Font(_Node):
    """A row in one of the fonts."""

    name: FontName
    body: Row


class Classed(_Node):
    """A row that is spaced as the given kind (``\\mathrel``, ``\\mathop``)."""

    kind: Kind
    body: Row


class Operator(_Node):
    """A named function; with ``limits`` its scripts are set above and below."""

    name: str
    limits: bool = False


class Scripts(_Node):
    """A base with a subscript, a superscript or both. ``limits`` overrules the base's default."""

    base: Node
    sub: Row | None
    sup: Row | None
    limits: bool | None = None


class Prescripts(_Node):
    """A base with scripts before it, as in ``\\prescript`` and ``\\sideset``."""

    base: Node
    sub: Row | None
    sup: Row | None


class Fraction(_Node):
    """``style``: a bar, no bar (``\\atop``), or a slash on one line (``\\nicefrac``)."""

    top: Row
    bottom: Row
    style: Literal["bar", "none", "slash"] = "bar"


class Binomial(_Node):
    """``top`` choose ``bottom``."""

    top: Row
    bottom: Row


class Root(_Node):
    """A root; ``index`` is ``None`` for a square root."""

    index: Row | None
    body: Row


class Fence(_Node):
    """A row between delimiters that grow with it; either may be empty.

    ``added`` marks parentheses that replace braces of the source: ``a{-\\frac12}``.
    """

    left: str
    body: Row
    right: str
    added: bool = False


class Middle(_Node):
    """A delimiter inside a fence that grows with it."""

    glyph: str


class Accent(_Node):
    """A row under (or, for underlines, above) an accent."""

    name: str
    body: Row


class Stacked(_Node):
    """A base with rows set above and below it."""

    base: Row
    over: Row | None
    under: Row | None


class Brace(_Node):
    """A horizontal brace over or under a row; its note is the script that follows."""

    over: bool
    body: Row


class Arrow(_Node):
    """An arrow as long as the rows above and below it."""

    glyph: str
    over: Row
    under: Row | None = None


class Boxed(_Node):
    """A framed row."""

    body: Row


class Cancelled(_Node):
    """A struck-out row."""

    body: Row


class Phantom(_Node):
    """Empty space as wide as the row, which is not shown."""

    body: Row


class Table(_Node):
    """A matrix, cases, an array or stacked limits: rows of cells between delimiters.

    ``columns`` has a letter ``l``, ``c`` or ``r`` a column; ``bars`` the columns with a rule on their left,
    ``rules`` the rows with a rule above; ``environment`` is its name without a star.
    """

    style: Literal["matrix", "cases", "array", "stack"]
    rows: list[list[Row]]
    left: str = ""
    right: str = ""
    columns: str = ""
    bars: frozenset[int] = frozenset()
    rules: frozenset[int] = frozenset()
    environment: str = ""


LinesStyle = Literal["align", "alignat", "eqnarray", "gather", "multline"]


class Lines(_Node):
    """Lines of a display, aligned at their ``&``.

    ``align`` and ``alignat`` alternate right and left, and ``align`` separates the pairs; ``eqnarray`` is
    right, centre, left; ``gather`` centres, and ``multline`` indents all lines but the first.
    """

    style: LinesStyle
    rows: list[list[Row]] = field(default_factory=list["list[Row]"])


class Interlude(_Node):
    """A line of text between aligned lines, which takes no part in their alignment."""

    body: Row


class Tag(_Node):
    """An equation's number."""

    text: str


class Unknown(_Node):
    """An unknown command, shown as it was written."""

    source: str


Node = (
    Symbol | Space | Words | Group | Font | Classed | Operator | Scripts | Prescripts | Fraction | Binomial
    | Root | Fence | Middle | Accent | Stacked | Brace | Arrow | Boxed | Cancelled | Phantom | Table | Lines
    | Interlude | Tag | Unknown
)  # fmt: skip
Row = list[Node]


@cache
def _list_node_fields(kind: type[Node]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def rows_in(node: Node) -> Iterator[Row]:
    """Return the rows in a node, cell by cell; a base is a row of one."""
    for name in _list_node_fields(type(node)):
        held = getattr(node, name)
        if isinstance(held, Spanned):
            yield [cast("Node", held)]  # all subclasses of Spanned are in Node
        elif is_list(held) and held:
            if is_list(held[0]):
                yield from chain.from_iterable(held)
            else:
                yield held


def prime_count(node: Node) -> int:
    """Return the number of primes in a symbol such as ``′`` or ``″``; 0 for other nodes."""
    if type(node) is not Symbol or node.name != "prime":
        return 0
    return sum({"″": 2, "‴": 3}.get(glyph, 1) for glyph in node.text)


def read_upright_name(nodes: Row) -> str:
    """Return the name formed by upright letters, with blanks between its words; else an empty text."""
    letters = ""
    for node in nodes:
        if type(node) is Space and node.cells:
            letters += " "
        elif type(node) is Symbol and node.text.isascii() and node.text.isalpha():
            letters += node.text
        else:
            return ""
    letters = letters.strip()
    return letters if len(letters) > 1 else ""


def plain_text(nodes: Row) -> str:
    r"""Return the letters of simple nodes, for names of operators: ``arg\,max`` gives ``arg max``."""
    parts: list[str] = []
    for node in nodes:
        match node:
            case Symbol(text=text) | Words(text=text):
                parts.append("-" if text == "−" else text)
            case Space(cells=cells):
                parts.append(" " * cells)
            case Operator(name=name):
                parts.append(name)
            case Group(body=body) | Font(body=body) | Classed(body=body):
                parts.append(plain_text(body))
            case _:
                pass
    return "".join(parts).strip()


def classify_node(node: Node) -> Kind:
    """Return the kind of a node, which determines the spacing around it."""
    match node:
        case Symbol(kind=kind) | Classed(kind=kind):
            return kind
        case Scripts(base=base) | Prescripts(base=base):
            kind = classify_node(base)
            return "ord" if kind == "open" else kind
        case Operator():
            return "op"
        case Fraction(style=style):
            return "ord" if style == "slash" else "frac"
        case Fence():
            return "fence"
        case Middle() | Arrow():
            return "rel"
        case Stacked(base=[only]) | Font(body=[only]):
            return classify_node(only)
        case Group(body=[only]):
            inner = classify_node(only)
            return inner if inner in ("op", "big", "int", "frac", "fence") else "ord"
        case Group(body=[first, *_, last]) if (
            classify_node(first) == "open" and classify_node(last) == "close"
        ):
            return "fence"
        case _:
            return "ord"
