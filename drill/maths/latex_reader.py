r"""The nodes of LaTeX to the tokens of the plain language, for its parser.

What LaTeX keeps together (the parts of ``\frac``, an exponent, ``\left|…\right|``, a matrix) is parsed by
itself and becomes one token of kind ``group``; ``^`` with its exponent becomes one of kind ``raised``. All
else is written side by side as in the plain language and follows its rules, so that a formula half typed and
half LaTeX means what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.errors import ParseError, TooLargeError
from drill.latex import nodes as latex
from drill.latex import parse
from drill.latex.pairs import DELIMITED, Pair, match_pairs
from drill.maths import latex_commands as commands
from drill.maths.characters import GREEK
from drill.maths.cursor import MAX_DEPTH
from drill.maths.latex_names import LatexNames
from drill.maths.parser import Parser
from drill.maths.tokens import MAX_TOKENS, TOKEN, VALUE_ENDS, Token, read_other, read_run, read_sign
from drill.maths.tree import Binary, Call, Const, Neg, Node, Num, Sequence, Sym
from drill.maths.vocabulary import Follow, Vocabulary

COMMAND: Final = re.compile(r"\\([A-Za-z]+\*?|.)", re.DOTALL)
"""A backslash with its name: letters, or any one character."""
SIMPLE: Final = frozenset(("number", "name", "unknown", "const", "group", "fraction"))
"""Kinds of tokens that are a value by themselves."""
_BLANK: Final = re.compile(r"(?:[ \t\r\n~]|\\[,;:!> ])*")
_FOLLOW: Final = re.compile(r"(\s*)(?:\\(?:left|[bB]igg?l?)(?![A-Za-z])\s*)?\(")
_FUNCTIONS: Final = frozenset(("func", "log"))
_POWERED: Final = VALUE_ENDS | _FUNCTIONS
_T: Final = Sym("T")
_MINUS_ONE: Final = Neg(Num("1"))
_CALLED: Final = {"lvert": "abs", "lfloor": "floor", "lceil": "ceil"}
_CHECKED: Final = re.compile(r"\\(?P<name>[A-Za-z]+\*?|.)|[%&]|\\\Z", re.DOTALL)
"""Commands, and the signs that LaTeX gives a meaning of its own."""
_CELL_END: Final = re.compile(r"(?<!\\)&|\\\\")
_ALPHANUMERIC: Final = re.compile(r"[A-Za-z0-9]+")
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*")


class LatexReader:
    """One reading of one text; ``unknown`` collects names that are not known, with their positions."""

    def __init__(self, text: str, vocabulary: Vocabulary, names: LatexNames, *, flat: bool) -> None:
        self.unknown: list[tuple[str, int]] = []
        self.count = 0
        """How many tokens were read so far."""
        self._text = text
        self._vocabulary = vocabulary
        self._names = names
        self._flat = flat  # a matrix of one column or one row is a vector
        self._pairs = match_pairs(text)
        self._depth = 0
        self._out: list[Token] = []
        self._limit = len(text)

    def whole(self, start: int, end: int) -> list[Token]:
        """Give the tokens between two positions, with an ``end`` token last.

        Raises:
            ParseError: something there is not read, with its place.
        """
        refused: list[ParseError] = []
        """What is refused wherever it stands; but what stands before the first of it may be refused, too."""

        def checked(found: re.Match[str]) -> str:
            error = self._refusal(found) if found.start() >= start else None
            refused.extend([error] if error else [])
            return "?".ljust(len(found[0])) if error else found[0]

        source = " " * start + _CHECKED.sub(checked, self._text[:end])[start:]
        try:
            tokens = self._tokens(parse(source, places=True, most_depth=MAX_DEPTH).nodes, start, end)
        except TooLargeError as error:
            raise ParseError("this is too long, or nested too deeply", start + 1, code="too-large") from error
        except ParseError as error:
            raise min([*refused[:1], error], key=lambda each: each.at or 0) from error
        if refused:
            raise refused[0]
        return tokens

    def _refusal(self, found: re.Match[str]) -> ParseError | None:
        r"""The error for a command that nothing here reads, for ``%``, and for ``&`` outside of a matrix."""
        sign, place = found[0], found.start()
        if sign == "\\":
            return ParseError("a command is missing after the backslash", place + 1)
        if sign == "%":  # a comment to LaTeX
            return commands.no_sign(sign, place)
        if sign in ("&", "\\\\"):
            pairs = (pair for pair in self._pairs.values() if pair.start < place < pair.end)
            is_cell = any(pair.kind == "begin" for pair in pairs)
            return None if is_cell else commands.no_cell(sign, place)
        name = found["name"]
        is_function = len(name) > 1 and name not in commands.REFUSED and self._vocabulary.function(name)
        is_read = name in commands.KNOWN or name in self._names.commands or is_function
        return None if is_read else commands.no_command(name, place)

    def parser(self, tokens: list[Token], *, angles: bool = False) -> Parser:
        """Give a parser of tokens, one with this reading in its depth and its unknown names."""
        parser = Parser(self._text, tokens, self._vocabulary, frozenset(), angles=angles)
        parser.latex = True
        parser.depth = self._depth
        parser.unknown = self.unknown
        return parser

    def _tokens(self, nodes: latex.Row, start: int, end: int) -> list[Token]:
        """The tokens of nodes that stand between two positions, with an ``end`` token last."""
        outer, self._out = self._out, []
        self._read(nodes, start, end)
        tokens, self._out = self._out, outer
        self.count += len(tokens)
        if self.count > MAX_TOKENS:
            message = f"this is too long: more than {MAX_TOKENS} numbers, names and signs"
            raise ParseError(message, start + 1, code="too-large")
        return [*tokens, ("end", "", end)]

    def _read(self, nodes: latex.Row, start: int, end: int) -> None:
        """Append the tokens of nodes that stand between two positions."""
        outer, self._limit = self._limit, end
        first = len(self._out)
        done = start
        """Where what is read so far ends: letters and signs may be one token of the plain language."""
        for index, node in enumerate(nodes):
            if self._end(node) > done:
                done = self._node(nodes, index, done)
        for index in range(first, len(self._out)):
            kind, value, position = self._out[index]
            if kind == "braces":  # they do not show: they are fine only where nothing stands beside
                if len(self._out) - first > 1:
                    raise ParseError("braces do not show here", position + 1, hint="write ( ) or \\{ \\}")
                self._out[index] = ("group", value, position)
        self._limit = outer

    def _node(self, nodes: latex.Row, index: int, done: int) -> int:
        """Append the tokens of a node, of which some may be read; return where they end."""
        node = nodes[index]
        if not isinstance(node, latex.Scripts):
            return self._base(nodes, index, node, None)
        base = node.base
        if done <= node.at and not self._is_bare_script(base):
            done = self._base(nodes, index, base, node)
        below = node.sub or []
        for part in sorted([*below, *(node.sup or ())], key=lambda part: part.at):
            if part.at < done:
                continue
            if any(part is each for each in below):
                name = self._text[node.at : self._end(below[-1])]
                if isinstance(base, latex.Symbol) and base.text.isalpha() and {"+", "-"} & {*name}:
                    raise ParseError(f"the name {name} is not known here", node.at + 1, code="unknown-name")
                raise commands.no_sign("_", self._text.rfind("_", 0, part.at))
            if isinstance(part, latex.Symbol) and self._text[part.at : part.at + 1] in ("'", "’"):
                self._signs(part.at, self._end(part))
            else:
                self._script(part)
            done = self._end(part)
        return max(done, self._end(node))

    def _base(self, nodes: latex.Row, index: int, node: latex.Node, scripts: latex.Scripts | None) -> int:
        """Append the tokens of a node without its scripts, but for those of a name; return where they end."""
        declared = self._names.match(self._text, nodes, index)
        if declared is not None:
            name, after = declared
            name, after = self._primed(name, scripts, after)
            self._out.append(("name", Sym(name), node.at))
            return after
        place, text = node.at, self._text
        match node:
            case _ if self._command(node) == "begin":
                self._matrix(node)
            case _ if self._command(node) in commands.WORDS:
                return self._word(node, scripts)
            case latex.Group(body=body) if self._is_braced(node):
                self._braces(node, body, scripts)
            case latex.Fraction(top=top, bottom=bottom):
                above, below = self._part("frac", node, top), self._part("frac", node, bottom)
                is_number = isinstance(above, Num) and isinstance(below, Num)
                self._out.append(("fraction" if is_number else "group", Binary("/", above, below), place))
            case latex.Binomial(top=top, bottom=bottom):
                parts = self._part("binom", node, top), self._part("binom", node, bottom)
                self._out.append(("group", Call("binomial", parts), place))
            case latex.Root():
                self._root(node)
            case latex.Fence():
                self._fence(node)
            case latex.Font() | latex.Accent():
                return self._dressed(node, scripts)
            case latex.Boxed(body=body) | latex.Classed(body=body):
                self._out.append(("group", self._argument("boxed", place, body), place))
            case latex.Space(name="&" | "\\"):
                raise commands.no_cell(text[place], place)
            case latex.Space():
                pass
            case latex.Symbol(name="placeholder"):
                raise ParseError("nothing stands here", place + 1)
            case latex.Symbol() | latex.Operator() | latex.Unknown() if text.startswith("\\", place):
                return self._named(nodes, index, node, scripts)
            case _ if text.startswith("\\", place):  # a part of names, which stands here for none
                raise commands.no_command(self._command(node), place)
            case _:
                return self._plain(place, scripts)
        return self._end(node)

    # -- letters, signs and commands of one sign

    def _plain(self, place: int, scripts: latex.Scripts | None) -> int:
        """What is typed as in the plain language: a run of letters, a number, a sign."""
        if not self._text[place].isalpha():
            return self._sign(place)
        found = TOKEN.match(self._text, place, self._limit)
        if found is None or found.lastgroup != "open":
            raise commands.no_sign(self._text[place], place)
        run = found["run"]
        follow = self._follow(found.end("run"))
        after = place + read_run(self._text, run, place, follow, self._vocabulary, self._out)
        kind, value, _ = self._out[-1]
        if kind == "unknown" and len(run) == 1 and run in self._names.letters:
            kind, value = "name", Sym(self._names.letters[run])
        self._check_subscript(self._text[place:after], value, after)
        if isinstance(value, Sym):
            name, after = self._primed(value.name, scripts, after)
            value = Sym(name)
        self._out[-1] = (kind, value, place)
        return after

    def _check_subscript(self, written: str, value: Node | str, after: int) -> None:
        """LaTeX lowers one character: more of them go in braces, unless the name is declared so."""
        base, underscore, below = written.rstrip("'").partition("_")
        if not underscore or len(below) < 2 or below[0] == "{":
            return
        if not isinstance(value, Sym) or value.name.rstrip("'") not in self._vocabulary.names.declared:
            at = after - len(written) + len(base) + 1
            raise ParseError("this subscript reads two ways", at, hint=f"write {base}_{{{below}}}")

    def _signs(self, place: int, end: int) -> None:
        while place < end:
            place = self._sign(place)

    def _sign(self, place: int) -> int:
        """A number, a sign, or a sign that LaTeX reads otherwise than the plain language."""
        character = self._text[place]
        found = None if character in "_&%$#" else TOKEN.match(self._text, place, self._limit)
        if found is None or found.lastgroup == "end":
            raise commands.no_sign(character, place)
        if found.lastgroup == "sign":
            if character in "!'" and self._out and self._out[-1][0] in ("raised", "transpose"):
                raise ParseError(f"{character} after a power reads two ways", place + 1, hint="use brackets")
            return read_sign(found, self._out)
        if found["superscript"] and self._out and self._out[-1][0] == "raised":
            raise ParseError("two powers stand one after the other", place + 1, hint="use brackets")
        if found["power"] and found["power"][0] not in self._vocabulary.names.declared:
            raise ParseError("this power of ten reads two ways", place + 1, hint=r"write 2 \cdot 10^{3}")
        return read_other(found, self._vocabulary, self._out)

    def _named(self, nodes: latex.Row, index: int, node: latex.Node, scripts: latex.Scripts | None) -> int:
        """A command of one sign or letter, or of a function."""
        name, place = self._command(node), node.at
        after = place + len(name) + 1
        if name in commands.SILENT:  # of a size, which the bracket follows
            return self._after_size(after)
        if name in DELIMITED or name == "|":
            return self._between(nodes, index, name)
        if name == "%" and self._out and self._out[-1][0] == "raised":
            raise ParseError("a percent sign after a power reads two ways", place + 1, hint="use brackets")
        if name in commands.SIGNS:
            self._out.append((commands.SIGNS[name], commands.SIGNS[name], place))
        elif name == "infty":
            self._out.append(("const", Const("inf"), place))
        elif name == "prime":
            self._out.append(("'", "'", place))
        elif isinstance(node, latex.Symbol) and node.text in GREEK and name != "Pi":
            return self._spelled(node.text, scripts, place, after)
        else:
            return self._function(name, scripts, place, after)
        return after

    def _after_size(self, place: int) -> int:
        place = self._after_blanks(place)
        found = COMMAND.match(self._text, place, self._limit)
        if found is None:
            bracket = TOKEN.match(self._text, place, self._limit)
            if bracket is None or bracket.lastgroup != "sign":
                raise commands.no_delimiter(self._text[place : self._limit][:1], place)
            return self._sign(place)
        sign = commands.SIGNS.get(found[1])
        if sign is None:
            raise commands.no_norm(place) if found[1] == "|" else commands.no_delimiter(found[0], place)
        self._out.append((sign, sign, place))
        return found.end()

    def _function(self, name: str, scripts: latex.Scripts | None, place: int, after: int) -> int:
        r"""A function by its command: ``\sin``, ``\log_2``, ``\max``."""
        function = self._vocabulary.function(name)
        if function is None:
            raise commands.no_command(name, place)
        if scripts is None or not scripts.sub or function != "log":
            self._out.append(("func", function, place))
            return after
        self._out.append(("log", self._argument("log", place, scripts.sub), place))
        return self._end(scripts.sub[-1])

    # -- names

    def _spelled(self, spelling: str, scripts: latex.Scripts | None, start: int, after: int) -> int:
        """A name, constant or function in its plain spelling, with the subscript and primes that follow."""
        if scripts is not None and (below := _letters((scripts.sub or [])[:1])):
            spelling += f"_{below}"
            after = self._end((scripts.sub or [])[0])
        spelling, after = self._primed(spelling, scripts, after)
        piece = self._vocabulary.first(spelling, self._follow(after))
        if piece.length == len(spelling):
            self._out.append((piece.kind, piece.value, start))
        else:
            self._out.append(("unknown", Sym(spelling), start))
        return after

    def _primed(self, name: str, scripts: latex.Scripts | None, after: int) -> tuple[str, int]:
        r"""A name with the primes behind it, ``x'`` and ``x^{\prime}``, which transpose a matrix."""
        if scripts is None or name in self._vocabulary.names.matrices:
            return name, after
        if scripts.sub and scripts.sub[0].at >= after:
            return name, after
        for part in scripts.sup or ():
            if part.at < after:
                continue
            primes = _primes(part)
            if not primes:
                break
            name, after = name + "'" * primes, self._end(part)
        return name, after

    def _dressed(self, node: latex.Font | latex.Accent, scripts: latex.Scripts | None) -> int:
        """A letter in a font, which is the same name, or under an accent, which makes another of it."""
        command = self._command(node)
        letter = self._letter(node)
        if command in commands.ACCENTS:
            letter += "_" + {"widehat": "hat", "overline": "bar", "widetilde": "tilde"}.get(command, command)
        return self._spelled(letter, scripts, node.at, self._end(node))

    def _letter(self, node: latex.Node) -> str:
        """The one letter that a font or an accent dresses."""
        body: latex.Row = node.body if isinstance(node, latex.Font | latex.Accent) else [node]
        if len(body) == 1 and isinstance(inner := body[0], latex.Group):
            body = inner.body
        if len(body) == 1:
            match body[0]:
                case latex.Symbol(text=text) | latex.Words(text=text) if text in GREEK or (
                    text.isalpha() and text.isascii()
                ):
                    if text != "Π":
                        return text
                case latex.Font() as font if font.name and self._command(font) in commands.FONTS:
                    return self._letter(font)
                case _:
                    pass
        name = self._command(node)
        if body and isinstance(missing := body[0], latex.Symbol) and missing.name == "placeholder":
            raise self._nothing(name, node.at, body)
        raise ParseError(f"\\{name} belongs to one letter", node.at + 1, hint=f"such as \\{name}{{x}}")

    def _word(self, node: latex.Node, scripts: latex.Scripts | None) -> int:
        """A word in upright letters: a function, a declared name, ``or``, ``and``, ``not``."""
        name = self._command(node)
        start, last, after = self._inside(name, node)
        word = " ".join(self._text[start:last].split())
        if word.lower() in ("or", "and", "not"):
            self._out.append((word.lower(), word.lower(), node.at))
        elif word.lower() in ("does not exist", "dne"):
            self._out.append(("const", Const("dne"), node.at))
        elif _WORD.fullmatch(word):
            return self._spelled(word, scripts, node.at, after)
        elif word.startswith("\\"):
            return self._spelled(self._letter(node), scripts, node.at, after)
        else:
            hint = "such as or, and, the name of a function"
            raise ParseError(f"\\{name} holds one word here", start + 1, hint=hint)
        return after

    def _inside(self, name: str, node: latex.Node) -> tuple[int, int, int]:
        """Where the argument of a command of words begins and ends, and where what holds it ends."""
        place = self._after_blanks(node.at + len(name) + 1)
        if place >= self._end(node):
            raise ParseError(f"\\{name} needs something after it", node.at + 1, hint=f"such as \\{name}{{x}}")
        if self._text[place] == "{":
            pair = self._pairs[place]
            return pair.first, pair.last, pair.end
        found = COMMAND.match(self._text, place)
        after = found.end() if found else place + 1
        return place, after, after

    # -- groups

    def _braces(self, node: latex.Node, body: latex.Row, scripts: latex.Scripts | None) -> None:
        """Braces that no command asked for."""
        start, last = node.at + 1, self._end(node) - 1
        inside = self._text[start:last].strip()
        if inside in ("", ","):
            hint = "a decimal is written with a point: 2.5" if inside else ""
            raise ParseError("these braces hold no value", node.at + 1, hint=hint)
        value, inner = self._parsed(body, start, last)
        kind = inner[0][0]
        if len(inner) == 2 and kind in SIMPLE:
            self._out.append(("group" if kind == "unknown" else kind, value, node.at))
        elif len(inner) == 3 and kind in SIMPLE and inner[1][0] == "raised":
            if scripts is not None and scripts.sup:
                raise ParseError("a power of a power needs brackets", node.at + 1, hint="write (x^{2})^{3}")
            self._out.append(("group", value, node.at))
        elif _is_function(self._out) and not _is_loose(value):
            self._out.append(("group", value, node.at))
        else:
            self._out.append(("braces", value, node.at))

    def _script(self, part: latex.Node) -> None:
        """``^`` with its exponent."""
        place = self._text.rfind("^", 0, part.at)
        before = self._out[-1][0] if self._out else ""
        if before not in _POWERED:
            raise ParseError("a value is missing before ^", place + 1)
        if before in ("raised", "transpose"):
            raise ParseError("two powers stand one after the other", place + 1, hint="use brackets")
        if self._follow(place + 1):
            self._out.append(("^", "^", place))
            self._node([part], 0, part.at)
            return
        negative, letter = self._transpose(part)
        is_power = before in _FUNCTIONS or (letter == "T" and "T" in self._vocabulary.names.declared)
        if letter and not is_power:
            if letter == "T":  # which transposes only a matrix
                self._out.append(("raised", Neg(_T) if negative else _T, place))
                return
            if negative:
                self._out.append(("raised", _MINUS_ONE, place))
            self._out.append(("transpose", "", place))
            return
        if self._text[part.at : part.at + 1] in ("+", "-"):
            raise ParseError("this exponent needs braces", part.at + 1, hint="write ^{-1}")
        self._out.append(("raised", self._argument("^", place, [part]), place))

    def _transpose(self, part: latex.Node) -> tuple[bool, str]:
        r"""Whether an exponent begins with a minus, and ``top`` or ``T`` where that is all the rest."""
        body: latex.Row = part.body if isinstance(part, latex.Group) else [part]
        negative = len(body) > 1 and isinstance(body[0], latex.Symbol) and body[0].name == "minus"
        rest = body[negative:]
        letter = latex.plain_text(rest) if len(rest) == 1 else ""
        return negative, {"⊤": "top", "⊺": "top", "T": "T"}.get(letter, "")

    def _part(self, name: str, node: latex.Node, row: latex.Row) -> Node:
        """An argument of ``\\frac``, whose digits need no braces: ``\\frac12``."""
        if len(row) == 1 and isinstance(digit := row[0], latex.Symbol) and digit.text.isdigit():
            return Num(digit.text)
        return self._argument(self._command(node) or name, node.at, row)

    def _argument(self, name: str, place: int, row: latex.Row) -> Node:
        """The value of a command's argument: a group in braces, a letter, a digit or a symbol."""
        if not row or (isinstance(only := row[0], latex.Symbol) and only.name == "placeholder"):
            raise self._nothing(name, place, row)
        start, last = only.at, self._end(only)
        if isinstance(only, latex.Group) and self._is_braced(only):
            return self._parsed(only.body, start + 1, last - 1)[0]
        if self._text[start] == "\\":
            tokens = self._tokens(row, start, last)
            if len(tokens) == 2 and tokens[0][0] in SIMPLE:
                return self.parser(tokens).read(rows=False, semicolons=False)
        elif isinstance(only, latex.Symbol) and (only.text.isdigit() or only.text.isalpha()):
            self._refuse_longer(start)
            return self._parsed(row, start, start + 1)[0]
        raise ParseError("this needs braces", start + 1, hint="write { } round all of it")

    def _nothing(self, name: str, place: int, row: latex.Row) -> ParseError:
        """The error for a command without an argument."""
        after = row[0].at if row else place
        if self._text[after : after + 1] in ("^", "_"):
            return ParseError("this needs braces", after + 1, hint="write { } round all of it")
        what = "^" if name == "^" else f"\\{name}"
        return ParseError(f"{what} needs something after it", place + 1, hint=f"such as {what}{{x}}")

    def _refuse_longer(self, place: int) -> None:
        """LaTeX takes one digit or letter without braces: whoever typed more of them meant them all."""
        found = TOKEN.match(self._text, place)
        if found is None or found.lastgroup not in ("number", "power", "open"):
            return
        if found.lastgroup == "open":
            follow = self._follow(found.end("run"))
            length = self._vocabulary.first(found["run"], follow).length
        else:
            length = len(found["number"])
        if length > 1:
            raise ParseError(
                "this reads two ways without braces", place + 1, hint="write { } round all of it"
            )

    def _root(self, node: latex.Root) -> None:
        """``\\sqrt{x}`` and ``\\sqrt[3]{x}``."""
        opened = self._after_blanks(node.at + len("\\sqrt"))
        degree: Node | None = None
        if node.index is not None:
            last = self._text.rfind("]", opened, node.body[0].at)
            degree = self._parsed(node.index, opened + 1, last)[0]
        elif self._text[opened : opened + 1] == "[":
            raise ParseError("a bracket is open here: a ] is missing", opened + 1)
        value = self._argument("sqrt", node.at, node.body)
        is_bare = not isinstance(node.body[0], latex.Group)
        if is_bare and self._text[self._end(node) : self._limit].lstrip()[:1] in ("^", "!"):
            at = node.body[0].at + 1
            raise ParseError("where this root ends reads two ways", at, hint=r"write \sqrt{x^{2}}")
        call = Call("sqrt", (value,)) if degree is None else Call("root", (value, degree))
        self._out.append(("group", call, node.at))

    # -- brackets, bars and matrices

    def _fence(self, node: latex.Fence) -> None:
        r"""``\left(…\right)``, and ``\abs{x}`` and its like."""
        if node.added:
            self._braces(node, node.body, None)
            return
        pair = self._pairs.get(node.at)
        if pair is None:
            self._called(node)
            return
        left, right = node.left, node.right
        if left in commands.CALLED:
            closing, function = commands.CALLED[left]
            if right != closing:
                raise commands.no_delimiter(pair.closing, pair.closing_at)
            self._call(function, (node.body, pair.first, pair.last), node.at)
            return
        if left not in commands.BRACKETS:
            raise commands.no_delimiter(pair.opening, pair.delimiter_at)
        if right != commands.BRACKETS[left] and {right, commands.BRACKETS[left]} != {")", "]"}:
            raise commands.no_delimiter(pair.closing, pair.closing_at)
        opening, closing = commands.ANGLES.get(left, left), commands.ANGLES.get(right, right)
        first = len(self._out)
        self._out.append((opening, opening, pair.delimiter_at))
        self._deeper(node.at)
        self._read(node.body, pair.first, pair.last)
        self._depth -= 1
        if opening in "([" and [kind for kind, _, _ in self._out[first + 1 :]] == ["matrix"]:
            self._out[first:] = [("group", self._out[-1][1], node.at)]
            return
        for kind, _, position in self._out[first + 1 :]:
            if kind == "matrix":
                raise commands.no_bare_matrix(position)
        self._out.append((closing, closing, pair.closing_at))

    def _called(self, node: latex.Fence) -> None:
        r"""``\abs{x}``, and ``\abs x``, which the plain language reads or refuses."""
        name, end = self._command(node), self._end(node)
        if len(node.body) == 1 and isinstance(only := node.body[0], latex.Group) and self._is_braced(only):
            self._call(name, (only.body, only.at + 1, end - 1), node.at)
        else:
            self._out.append(("func", self._vocabulary.function(name) or name, node.at))
            self._read(node.body, node.at, end)

    def _between(self, nodes: latex.Row, index: int, name: str) -> int:
        r"""``\lvert x\rvert`` and ``\|x\|``, whose ends stand in the same row."""
        place = nodes[index].at
        if isinstance(opening := nodes[index], latex.Scripts):
            mark = (opening.sub or opening.sup or [opening])[0].at
            at = max(self._text.rfind(sign, 0, mark) for sign in "^_")
            raise ParseError(f"a value is missing before {self._text[at]}", at + 1)
        pair = self._pairs[place] if name in DELIMITED else self._norm(place)
        inside = [node for node in nodes[index + 1 :] if node.at < pair.last]
        self._call(_CALLED.get(name, "norm"), (inside, pair.first, pair.last), place)
        return pair.end

    def _norm(self, place: int) -> Pair:
        last = self._text.find("\\|", place + 2)
        if self._vocabulary.function("norm") is None:
            raise commands.no_norm(place)
        if last < 0:
            raise ParseError(r"a norm is open here: a second \| is missing", place + 1)
        return Pair("|", place, place + 2, last, last + 2)

    def _call(self, function: str, inside: tuple[latex.Row, int, int], place: int) -> None:
        if self._vocabulary.function(function) is None:
            raise commands.no_norm(place)
        self._out.append(("group", Call(function, (self._parsed(*inside)[0],)), place))

    def _matrix(self, node: latex.Node) -> None:
        pair = self._pairs[node.at]
        name = pair.opening
        is_bare = name in commands.BARE_MATRICES
        if not isinstance(node, latex.Table) or not (is_bare or name in commands.MATRICES):
            hint = commands.REFUSED_ENVIRONMENTS.get(name, "write pmatrix for a matrix")
            message = f"the environment {name} is not supported here"
            raise ParseError(message, node.at + 1, code="command", hint=hint)
        if is_bare and not (self._out and self._out[-1][0] in ("(", "[")):
            raise commands.no_bare_matrix(node.at)
        first = pair.first
        if name == "array" and first in self._pairs:
            first = self._pairs[first].end
        self._deeper(node.at)
        rows = list(self._rows(node, first, pair.last))
        self._depth -= 1
        if self._flat and all(len(row) == 1 for row in rows):
            value = Sequence("list", tuple(row[0] for row in rows))
        elif self._flat and len(rows) == 1:
            value = Sequence("list", rows[0])
        else:
            value = Sequence("list", tuple(Sequence("list", row) for row in rows))
        self._out.append(("matrix" if is_bare else "group", value, node.at))

    def _rows(self, node: latex.Table, start: int, end: int) -> Iterator[tuple[Node, ...]]:
        """The entries of a matrix, row by row."""
        for row in node.rows:
            read: list[Node] = []
            for cell in row:
                after = self._end(cell[-1]) if cell else start
                ends = _CELL_END.search(self._text, after, end)
                read.append(self._parsed(cell, start, ends.start() if ends else end)[0])
                start = ends.end() if ends else end
            yield tuple(read)

    # -- places

    def _parsed(self, nodes: latex.Row, start: int, end: int) -> tuple[Node, list[Token]]:
        """What stands between two positions as one value, and its tokens."""
        self._deeper(start)
        tokens = self._tokens(nodes, start, end)
        if len(tokens) == 1:
            raise ParseError("nothing stands here", start + 1)
        node = self.parser(tokens).read(rows=False, semicolons=False)
        self._depth -= 1
        if isinstance(node, Sequence) and node.kind == "commas":
            comma = next(position for kind, _, position in tokens if kind == ",")
            raise ParseError("one value stands between braces", comma + 1, hint=r"a set is written \{1, 2\}")
        return node, tokens

    def _deeper(self, place: int) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ParseError(f"this is nested more than {MAX_DEPTH} deep", place + 1, code="too-large")

    def _follow(self, place: int) -> Follow:
        """Whether an opening bracket follows, of whatever size."""
        found = _FOLLOW.match(self._text, place, self._limit)
        return "" if found is None else " (" if found[1] else "("

    def _after_blanks(self, place: int) -> int:
        found = _BLANK.match(self._text, place, self._limit)
        return found.end() if found else place

    def _end(self, node: latex.Node) -> int:
        """Where a node ends, without the blanks behind it."""
        return len(self._text[: node.end].rstrip())

    def _command(self, node: latex.Node) -> str:
        """The command that a node begins with; empty where it begins with none."""
        found = COMMAND.match(self._text, node.at)
        return found[1] if found else ""

    def _is_braced(self, group: latex.Group) -> bool:
        """Whether braces stand in the text for a group, which is not of a command's making."""
        return self._text[group.at] == "{"

    def _is_bare_script(self, base: latex.Node) -> bool:
        return isinstance(base, latex.Group) and not base.body and not self._is_braced(base)


def _letters(row: latex.Row) -> str:
    r"""The letters and digits of a subscript, ``{\text{max}}``; empty where it holds anything else."""
    text = ""
    for node in row:
        match node:
            case latex.Group(body=body) | latex.Font(name="mathrm", body=body):
                text += _letters(body)
            case latex.Symbol(text=letter) | latex.Words(text=letter) if _ALPHANUMERIC.fullmatch(letter):
                text += letter
            case _:
                return ""
    return text


def _primes(node: latex.Node) -> int:
    r"""How many primes a superscript is; 0 where it is anything else."""
    if isinstance(node, latex.Group):
        counts = [_primes(each) for each in node.body]
        return sum(counts) if all(counts) else 0
    return latex.prime_count(node)


def _is_function(tokens: list[Token]) -> bool:
    """Whether a function waits for its argument, with or without an exponent of its own."""
    kinds = [kind for kind, _, _ in tokens[-2:]]
    return kinds[-1:] != [] and (
        kinds[-1] in _FUNCTIONS or (kinds[-1] == "raised" and kinds[0] in _FUNCTIONS)
    )


def _is_loose(node: Node) -> bool:
    """Whether a node would fall apart without brackets, behind a function."""
    return not isinstance(node, Num | Sym | Const | Call) and not (
        isinstance(node, Binary) and node.op in ("*", "/", "^")
    )
