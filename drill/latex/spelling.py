"""One canonical list of tokens for all the ways to write the same formula.

Spacing, sizes, colours and superfluous braces are dropped; every argument and script is in braces, with
subscripts before primes before superscripts; synonyms have one name. Ids of formulas are hashes of these
tokens, so the spelling is frozen by ``tests/latex/canonical_golden.jsonl``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from drill.errors import ParseError
from drill.latex import nodes as tree
from drill.latex.nodes import (
    CHARACTERS,
    COMMANDS,
    FontName,
    Node,
    Row,
    Scripts,
    Symbol,
    classify_node,
    plain_text,
    prime_count,
)
from drill.latex.parser import SPELLING, parse_latex_formula
from drill.latex.tokens import MacroBody, tokenize_latex
from drill.text import find_closing, pairs, read_word_tables, split_commands, split_words

# The token of a wide gap.
QUAD = "\\quad"

_TABLES = read_word_tables(__file__, "spelling.txt")
_RENAMED = pairs(_TABLES["renamed"])
_RENAMED.update((f"\\up{name}", f"\\{name}") for name, (glyph, _) in COMMANDS.items() if "α" <= glyph <= "ϵ")
# Commands that a font changes like letters.
_LETTERS = split_commands(_TABLES["letters"]) | frozenset(
    f"\\{name}"
    for name, (glyph, kind) in COMMANDS.items()
    if kind == "ord" and glyph.isalpha() > glyph.isascii()
)
# Fonts that are replaced by an equivalent one.
_FONTS: dict[FontName, FontName] = {"boldsymbol": "mathbf", "mathscr": "mathcal"}
_ACCENTS = pairs(_TABLES["accents"])
# Functions with a command; others are written with ``\operatorname``.
_FUNCTIONS = split_words(_TABLES["functions"])
# Functions that may be typed as plain letters even without brackets.
_BARE = frozenset(("exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh"))
_LIMITED = frozenset(("max", "min", "sup", "inf", "lim", "argmax", "argmin"))
# Functions that may be typed as plain letters before brackets, without ``ln`` and ``lg`` because these may be
# factors.
_TYPED = frozenset(name for name in _FUNCTIONS if len(name) > len("ln"))
_WITH_BOUNDS = split_commands(_TABLES["with bounds"])
# Words that connect formulas, which are not names even in upright letters.
_CONNECTIVES = split_words(_TABLES["said"])
# Words before conditions, which may be set as an operator.
_CONDITIONS = {"s.t.": "s.t.", "s.t": "s.t.", "subjectto": "subject to", "suchthat": "such that"}
# Signs that are composed of others, ``. . . as \ldots``, by the last of these.
_COMPOSED: dict[str, list[tuple[list[str], list[str]]]] = {}
for _row in filter(None, _TABLES["together"].splitlines()):
    _parts, _, _whole = _row.partition(" as ")
    _COMPOSED.setdefault(_parts.split()[-1], []).append((_parts.split(), _whole.split()))
_PRODUCTS = {"*", "/"} | split_commands("cdot times odot oslash circ otimes oplus ast div star bullet wedge")
# Relations that may bear a remark, ``\stackrel{iid}{\sim}``.
_WITH_REMARKS = split_commands("rightarrow sim leq geq approx leftarrow propto Rightarrow") | {"<", ">"}
# Marks above an equality that is a definition.
_DEFINITION_MARKS = frozenset(
    ("\\operatorname{def}", "\\mathrm{def}", "\\text{def}", "def", "!", "\\triangle", "\\Delta")
)
_STOPS = frozenset((",", ".", ";", QUAD))
_STAR = Symbol("*", "bin", "*")
_OPENING = {"(": ")", "[": "]", "\\{": "\\}"}
_ALL_OPENING = frozenset((*_OPENING, "{", "\\langle", "\\lfloor", "\\lceil"))
_ALL_CLOSING = frozenset((*_OPENING.values(), "}", "\\rangle", "\\rfloor", "\\rceil"))
_SPELLED = re.compile(r"[A-Za-z][A-Za-z0-9._ -]*")
_ESCAPED = re.compile(r"[#%$&_{}]")
# At least four letters that can be pronounced, in lower case except for the first one.
_PRONOUNCED = re.compile(r"(?=.{4})[A-Z]?[b-df-hj-np-tv-z]*[aeiou]+[b-df-hj-np-tv-z]+[a-z]*")
_NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9-]|\\_)*$")


def canonicalise_formula(formula: str | Row, macros: tuple[tuple[str, MacroBody], ...] = ()) -> list[str]:
    """Return the canonical tokens of a formula's text or nodes.

    Raises:
        ParseError: braces do not match, an argument or a name is missing, or a letter bears two superscripts.
        TooLargeError: the text is too long or too deep.
    """
    if not isinstance(formula, str):
        return _spell_row(formula)
    parsed = parse_latex_formula(formula, macros)
    if parsed.faults:
        raise ParseError(parsed.faults[0], 1)
    return _spell_row(parsed.nodes)


class _PlacedToken(str):
    """A token with the place of its node in the source."""

    at: int


class _Bars(_PlacedToken):
    """The token of a double bar that was written as two bars side by side."""

    second: int

    @classmethod
    def joined(cls, first: str, second: str) -> _Bars:
        """Return the double bar of two tokens."""
        bars = cls("\\|")
        bars.at = first.at if isinstance(first, _PlacedToken) else 0
        bars.second = second.at if isinstance(second, _PlacedToken) else bars.at
        return bars


def canonical_with_places(nodes: Row, *, joins_bars: bool = True) -> tuple[list[str], list[int]]:
    """Return the canonical tokens of nodes that were read with places, and the place of each in the source.

    Unless ``joins_bars``, two adjacent bars remain two tokens.

    Raises:
        ParseError: braces do not match, an argument or a name is missing, or a letter bears two superscripts.
    """
    tokens: list[str] = []
    places: list[int] = []
    at = 0
    for token in _spell_row(nodes):
        if isinstance(token, _PlacedToken):
            at = token.at
        places.append(at)
        if isinstance(token, _Bars) and not joins_bars:
            tokens += ["|", "|"]
            at = token.second
            places.append(at)
        else:
            tokens.append(str(token))
    return tokens, places


def _with_place(unit: list[str], node: Node) -> list[str]:
    """Return the tokens of a node; those without a place of their own get the node's."""
    offset = getattr(node, "at", None)
    if offset is None:
        return unit
    placed: list[str] = []
    for token in unit:
        if not isinstance(token, _PlacedToken):
            token = _PlacedToken(token)
            token.at = offset
        placed.append(token)
    return placed


def _spell_row(nodes: Row, *, is_label: bool = False) -> list[str]:
    out: list[str] = []
    begin = 0
    """The index of the last unit."""
    before: Node = tree.Group([])
    function = False
    """Whether the next unit is the argument or the body of the last one."""
    for node in nodes if is_label else _with_functions(nodes):
        if type(node) is Scripts and _is_empty_group(node.base) and begin < len(out):
            # ``q{}^\\top``: the script belongs to the unit before the empty group
            sub = _spell_row(node.sub or [], is_label=True)
            is_one = _takes_scripts_unbraced(before, with_sub=bool(sub))
            unit = _attach_scripts(out[begin:], is_one, sub, node.sup or [])
            del out[begin:]
        else:
            unit = _with_place(_spell_node(node), node)
        if not unit:
            continue
        if type(node) is tree.Group and function and _has_sum_outside_brackets(unit):
            unit = ["(", *unit, ")"]  # ``\\log{x + 1}``: braces are invisible
        is_bar = unit[0] == "|" and (len(unit) == 1 or unit[1] in ("_", "^"))
        if is_bar and out[-1:] == ["|"] and _open_bars(out[:-1]) % 2 == 0:
            # ``p || q``, ``||x||_2``; the second bar of ``|a||b|`` closes, and the third opens
            unit = [_Bars.joined(out.pop(), unit[0]), *unit[1:]]
        function = classify_node(node) in ("op", "big", "int")
        before = node
        out.append(unit[0])
        for parts, whole in _COMPOSED.get(unit[0], ()):
            if out[-len(parts) :] == parts:
                out[-len(parts) :] = whole
        begin = len(out) - 1
        out += unit[1:]
    return out


def _with_functions(nodes: Row) -> Row:
    """Return the nodes; letters that spell a function are joined, as in ``cos(x)`` and ``max_i a_i``."""
    if not any(map(_is_plain_letter, nodes[:-1])):
        return nodes
    out: Row = []
    start = 0
    while start < len(nodes):
        end = start
        while end < len(nodes) and _is_plain_letter(nodes[end]):
            end += 1
        letters = nodes[start:end]
        after = end
        last = nodes[end] if end < len(nodes) else None
        scripts = last if type(last) is Scripts and _is_plain_letter(last.base) else None
        if scripts is not None:
            letters.append(scripts.base)
            after += 1
        name = plain_text(letters)
        following = classify_node(nodes[after]) if after < len(nodes) else None
        is_called = following in ("open", "fence") or (scripts is not None and name in _LIMITED)
        has_argument = following in ("ord", "frac", "open", "fence")
        if (name in _TYPED and is_called) or (name in _BARE and has_argument):
            function: Node = tree.Operator(name)
            if scripts is not None:
                function = Scripts(function, scripts.sub, scripts.sup)
            out.append(function)
            start = after
        else:
            end = max(end, start + 1)
            out += nodes[start:end]
            start = end
    return out


def _is_plain_letter(node: Node) -> bool:
    return type(node) is Symbol and len(node.text) == 1 and node.text.isascii() and node.text.isalpha()


def _is_empty_group(node: Node) -> bool:
    r"""Return whether braces are empty: ``q{}^\top``, ``\mathclose{}^2``."""
    return isinstance(node, tree.Group | tree.Classed) and not node.body


def _open_bars(tokens: list[str]) -> int:
    """Return the number of single bars after the innermost open bracket."""
    count = depth = 0
    for token in reversed(tokens):
        depth += (token in _ALL_CLOSING) - (token in _ALL_OPENING)
        if depth < 0:
            break
        count += token == "|" and not depth
    return count


def _has_sum_outside_brackets(tokens: list[str]) -> bool:
    """Return whether the tokens contain a sum, a quotient on one line or a list outside brackets."""
    if _is_enclosed(tokens):
        return False
    depth = 0
    for token in tokens:
        depth += (token in _ALL_OPENING) - (token in _ALL_CLOSING)
        if depth == 0 and token in ("+", "-", "\\pm", "\\mp", ",", "/"):
            return True
    return False


def _spell_node(node: Node) -> list[str]:
    """Return the tokens of one node."""
    match node:
        case Symbol(name="prime"):
            return ["'"] * prime_count(node)
        case Symbol():
            return [_spell_symbol(node)]
        case Scripts():
            return _spell_scripts(node)
        case (
            tree.Group(body=body)
            | tree.Classed(body=body)
            | tree.Boxed(body=body)
            | tree.Cancelled(body=body)
            | tree.Brace(body=body)
            | tree.Interlude(body=body)
        ):
            return _spell_row(body)
        case tree.Words():
            return _spell_text_node(node)
        case tree.Font(name=font, body=body):
            return _in_font(_FONTS.get(font, font), body)
        case tree.Accent(name=name):
            node, index = _split_index(node)
            return [*_spell_command(f"\\{_ACCENTS.get(name, name)}", node.body), *_brace_tokens("_", index)]
        case tree.Operator(name=name):
            return _spell_upright_name(name)
        case tree.Fraction(top=top, bottom=bottom, style=style):
            return _spell_command("\\atop" if style == "none" else "\\frac", top, bottom)
        case tree.Binomial(top=top, bottom=bottom):
            return _spell_command("\\binom", top, bottom)
        case tree.Root(index=index, body=body):
            degree = _spell_row(index or [])
            if degree in ([], ["2"]):
                return _spell_command("\\sqrt", body)
            return ["\\sqrt", "[", *degree, "]", "{", *_spell_row(body), "}"]
        case tree.Fence():
            return _spell_fence(node)
        case tree.Middle(glyph=glyph):
            return [_spell_delimiter(glyph)]
        case tree.Table():
            return _spell_table(node)
        case tree.Lines(rows=rows):
            return _spell_cells(rows, bare=False)
        case tree.Stacked():
            if _has_star_above(node):
                return _spell_scripts(Scripts(node, None, None))
            return _spell_stacked(node)
        case tree.Arrow(glyph=glyph):
            return [_spell_delimiter(glyph)]
        case tree.Space(cells=cells, name=name):
            return [QUAD] if cells and name in ("quad", "qquad") else []
        case tree.Prescripts(base=base, sub=sub, sup=sup):
            before = [*_brace_tokens("_", _spell_row(sub or [])), *_brace_tokens("^", _spell_row(sup or []))]
            return ["{", "}", *before, *_spell_node(base)]
        case tree.Unknown(source=source):
            return [_RENAMED.get(token, token) for token in tokenize_latex(source) if token.strip()]
        case _:
            return []


def _spell_symbol(symbol: Symbol) -> str:
    text = symbol.text
    name = symbol.name
    if name == "placeholder":
        raise ParseError("an argument is missing", 1)
    if name.startswith("not "):
        if text in CHARACTERS:
            name = CHARACTERS[text][0]
        else:
            name = f"not\\{name.removeprefix('not ')}"
    elif text == name == "|" and symbol.kind == "rel":
        return "\\mid"  # ``\\bigm|``
    elif text == name:
        if text in "#%$&_":
            return f"\\{text}"
        return _spell_delimiter(text)
    return _RENAMED.get(f"\\{name}", f"\\{name}")


def _spell_delimiter(glyph: str) -> str:
    if glyph in "{}" and glyph:
        return f"\\{glyph}"
    if glyph == "−":
        return "-"
    if glyph.isascii():
        return glyph
    if glyph in CHARACTERS:
        glyph = f"\\{CHARACTERS[glyph][0]}"
    return _RENAMED.get(glyph, glyph)


def _spell_command(name: str, *arguments: Row) -> list[str]:
    tokens = [name]
    for argument in arguments:
        tokens += ("{", *_spell_row(argument), "}")
    return tokens


def _brace_tokens(mark: str, tokens: Sequence[str]) -> list[str]:
    if not tokens:
        return []
    return [mark, "{", *tokens, "}"]


def _spell_scripts(node: Scripts) -> list[str]:
    """Return a base with its scripts, except for the note of a brace, which only explains."""
    base = node.base
    sub = _list_lines(_spell_row(node.sub or [], is_label=True))
    sup = node.sup or []
    before: list[str] = []
    if type(base) is tree.Brace:
        if base.over:
            sup = []
        else:
            sub = []
        base = tree.Group(base.body)
    elif type(base) is tree.Stacked and _has_star_above(base):
        base = tree.Group(base.base)
        sup = [_STAR, *sup]
    elif type(base) is tree.Font and len(base.body) > 1:
        before = _spell_node(tree.Font(base.name, base.body[:-1]))
        base = tree.Font(base.name, base.body[-1:])
    elif type(base) is tree.Accent:
        base, index = _split_index(base)
        if index and sub:
            index.append(",")
        sub = [*index, *sub]
    unit = _spell_node(base)
    if type(base) is tree.Fence and base.right and not base.added:
        before = unit[:-1]
        unit = unit[-1:]
    return [*before, *_attach_scripts(unit, _takes_scripts_unbraced(base, with_sub=bool(sub)), sub, sup)]


def _list_lines(tokens: list[str]) -> list[str]:
    r"""Return aligned lines below a sign as a list, like those of ``\substack``."""
    if "\\\\" not in tokens or any(token.startswith("\\begin{") for token in tokens):
        return tokens
    return ["," if token == "\\\\" else token for token in tokens if token != "&"]


def _attach_scripts(unit: list[str], is_one: bool, sub: list[str], above: Row) -> list[str]:
    """Return a unit with subscript, primes and superscript, in braces unless it ``is_one``."""
    sup = _spell_row(above)
    primes = next((count for count, token in enumerate(sup) if token != "'"), len(sup))
    sup = sup[primes:]
    if not (sub or sup or primes):
        return unit
    if sub and not (sup or primes) and len(unit) == 1 and unit[0] in _PRODUCTS:
        return [f"{unit[0]}_{{{join_latex_tokens(sub)}}}"]
    if not unit or not (is_one or len(unit) == 1 or _is_enclosed(unit)):
        unit = ["{", *unit, "}"]
    return [*unit, *_brace_tokens("_", sub), *["'"] * primes, *_brace_tokens("^", sup)]


def _takes_scripts_unbraced(base: Node, *, with_sub: bool) -> bool:
    """Return whether the tokens of a node take scripts without braces, as an indexed name takes powers."""
    match base:
        case tree.Group(body=[only]) | tree.Classed(body=[only]):
            return _takes_scripts_unbraced(only, with_sub=with_sub)
        case Scripts(base=inner, sup=sup):
            return (
                not with_sub
                and all(map(prime_count, sup or []))
                and _takes_scripts_unbraced(inner, with_sub=True)
            )
        case tree.Accent() | tree.Font() | tree.Fraction() | tree.Binomial() | tree.Root() | tree.Words():
            return True
        case tree.Fence(added=added):
            return not added
        case _:
            return False


def _has_star_above(node: tree.Stacked) -> bool:
    r"""Return whether a star is set above a letter, ``\accentset{*}{x}``, which means ``x^*``."""
    over = node.over or []
    if node.under is not None or len(over) != 1:
        return False
    star = over[0]
    return type(star) is Symbol and star.text in "*∗⋆"


def _split_index(node: tree.Accent) -> tuple[tree.Accent, list[str]]:
    r"""Return an accent over an indexed letter, ``\hat{y_i}``, as the accented letter and the index."""
    if len(node.body) == 1:
        only = node.body[0]
        if type(only) is Scripts and only.sub and not only.sup:
            return tree.Accent(node.name, [only.base]), _spell_row(only.sub, is_label=True)
    return node, []


def _in_font(font: FontName, body: Row) -> list[str]:
    """Return the tokens with the font on each letter; italic letters stay plain."""
    word = plain_text(body)
    if font in SPELLING and len(word) > 1 and _SPELLED.fullmatch(word):
        return _make_text_tokens(word)
    if _is_name_in_font(font, word):
        return _spell_upright_name(word)
    content = _spell_row(body)
    if font in ("", "mathit"):
        return content
    upright = font in ("mathrm", "mathtt")
    if upright:
        content = _join_upright_letters(content)
    out: list[str] = []
    for token in content:
        number = token.isdigit() and len(content) > 1 and upright
        has_font = out[-1:] == ["{"] and len(out) > 1 and out[-2].startswith("\\math")
        if _is_letter_token(token) and not number and not has_font:
            out += [f"\\{font}", "{", token, "}"]
        else:
            out.append(token)
    return out


def _is_name_in_font(font: FontName, word: str) -> bool:
    r"""Return whether letters in a font form a name: ``\mathbf{softmax}``, ``\mathbb{KL}``."""
    if font == "mathbb":
        return len(word) > 1 and word.isalpha() and word.isascii()
    return font in ("mathbf", "mathcal") and (word == "Pr" or _PRONOUNCED.fullmatch(word) is not None)


def _is_letter_token(token: str) -> bool:
    """Return whether a token is a letter, a digit, a Greek letter or another sign that a font changes."""
    return (len(token) == 1 and token.isalnum()) or token in _LETTERS


def _join_upright_letters(tokens: Iterable[str]) -> list[str]:
    r"""Return adjacent upright letters as names: ``\mathrm{FFN(x)}``."""
    out: list[str] = []
    run = ""
    for token in (*tokens, ""):
        if len(token) == 1 and token.isascii() and (token.isalpha() or (run and token.isdigit())):
            run += token
            continue
        if len(run) > 1:
            out += _spell_upright_name(run)
        elif run:
            out.append(run)
        if token:
            out.append(token)
        run = ""
    return out


def _spell_upright_name(text: str) -> list[str]:
    """Return the tokens of a name in upright letters: a function with a command, a word, or one letter."""
    name = "".join(text.split()).replace("_", "\\_")
    if name.lower() in _CONDITIONS:
        return [_quote_text(_CONDITIONS[name.lower()])]
    if name.lower() in _CONNECTIVES:
        return [_quote_text(name)]
    if name in _FUNCTIONS:
        return [f"\\{name}"]
    if not _NAME.match(name):
        raise ParseError(f"{name} is not a name", 1)
    if len(name) == 1:
        return ["\\mathrm", "{", name, "}"]
    return [f"\\operatorname{{{name}}}"]


def _make_text_tokens(text: str) -> list[str]:
    """Return the tokens of a text in a formula: one word is a name, several words are quoted."""
    text = " ".join(text.split())
    if not text.strip(".,;: "):
        return [text] if text in (",", ";") else []
    if _NAME.match(text.rstrip(".").replace("_", "\\_")):
        text = text.rstrip(".")
        return _spell_upright_name(text)
    if text in ("arg min", "arg max"):
        return _spell_upright_name(text)
    return [_quote_text(text)]


def _spell_text_node(node: tree.Words) -> list[str]:
    if len(node.text) == 1 and node.text.isalnum() and node.font not in ("", "mathrm"):
        return _in_font(_FONTS.get(node.font, node.font), [Symbol(node.text, "ord", node.text)])
    if node.name:
        return _spell_upright_name(node.text)
    return _make_text_tokens(node.text)


def _quote_text(words: str) -> str:
    return "\\text{" + _ESCAPED.sub(r"\\\g<0>", words) + "}"


def _spell_fence(node: tree.Fence) -> list[str]:
    if node.added:
        return _spell_row(node.body)
    match node:
        case tree.Fence("{" | "" as left, [tree.Table(rows=rows) | tree.Lines(rows=rows)], right) if (
            left + right in ("{", "}")
        ):
            return ["\\begin{cases}", *_spell_cells(rows), "\\end{cases}"]
        case tree.Fence("|", [tree.Fence("|", body, "|")], "|"):
            return ["\\|", *_spell_row(body), "\\|"]
        case _:
            pass
    tokens = _spell_row(node.body)
    if node.left:
        tokens.insert(0, _spell_delimiter(node.left))
    if node.right:
        tokens.append(_spell_delimiter(node.right))
    return tokens


def _spell_table(node: tree.Table) -> list[str]:
    if node.style == "stack":
        tokens: list[str] = []
        for row in node.rows:
            line = [*chain.from_iterable(map(_spell_row, row))]
            if line and tokens and tokens[-1] != ",":
                tokens.append(",")
            tokens += line
        return tokens
    return [f"\\begin{{{node.environment}}}", *_spell_cells(node.rows), f"\\end{{{node.environment}}}"]


def _spell_cells(rows: list[list[Row]], *, bare: bool = True) -> list[str]:
    """Return the cells of rows with their separators; ``bare`` drops gaps and stops around the cells."""
    out: list[str] = []
    for number, row in enumerate(rows):
        for index, cell in enumerate(row):
            tokens = _spell_row(cell)
            while bare and tokens[:1] == [QUAD]:
                tokens = tokens[1:]
            while bare and tokens and tokens[-1] in _STOPS:
                tokens = tokens[:-1]
            if index:
                out.append("&")
            elif number:
                out.append("\\\\")
            out += tokens
    return out


def _spell_stacked(node: tree.Stacked) -> list[str]:
    """Return a relation without its remark, or an operator with the bounds above or below it."""
    base = _spell_row(node.base)
    over = _spell_row(node.over or [])
    under = _spell_row(node.under or [])
    if base == ["="] and "".join(over) in _DEFINITION_MARKS:
        return [":="]
    if base == ["="]:
        return base
    if len(base) == 1 and base[0] in _WITH_REMARKS:
        return base
    if under and not over:
        return [*base, *_brace_tokens("_", under)]
    if over and not under and base and base[0] in _WITH_BOUNDS:
        return [*base, *_brace_tokens("^", over)]
    raise ParseError(f"{''.join(over or under)} beside {''.join(base)} is not read", 1)


def _is_enclosed(unit: list[str]) -> bool:
    """Return whether one pair of brackets or bars encloses the whole unit."""
    if unit[:1] in (["|"], ["\\|"]):
        bars = [index for index, mark in enumerate(unit) if mark == unit[0]]
        return len(unit) > 2 and bars == [0, len(unit) - 1]
    end = find_closing(unit, 0, _OPENING, _OPENING.values())
    return end == len(unit) - 1 and unit[end] in _OPENING.values()


def join_latex_tokens(tokens: Sequence[str]) -> str:
    """Join tokens to a text that reads as the same tokens, with blanks only after names and numbers."""
    out: list[str] = []
    for index, token in enumerate(tokens):
        last = out[-1] if out else " "
        ends_name = last[0] == "\\" and last[-1].isalpha() and (token[0].isalpha() or token[0] == "@")
        if ends_name or (last[-1].isdigit() and token[0].isdigit()):
            out.append(" ")
        out.append(token)
        if token == "\\begin{array}":
            out.append(f"{{{'c' * _count_array_columns(tokens[index + 1 :])}}}")
    return "".join(out)


def _count_array_columns(tokens: Sequence[str]) -> int:
    """Return the number of columns of the array that ``tokens`` begin with, because LaTeX requires it."""
    widths = [1]
    depth = 0
    for token in tokens:
        depth += token.startswith("\\begin{") - token.startswith("\\end{")
        if depth < 0:
            break
        if depth == 0 and token == "\\\\":
            widths.append(1)
        widths[-1] += depth == 0 and token == "&"
    return max(widths)
