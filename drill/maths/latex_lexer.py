r"""LaTeX to the tokens of the plain language, for its parser.

A group that LaTeX keeps together (the parts of ``\frac``, an exponent, ``\left|…\right|``, a matrix) is
parsed by itself and becomes one token of kind ``group``; ``^`` with its exponent becomes one of kind
``raised``. All else is written side by side as in the plain language and follows its rules, so that a formula
half typed and half LaTeX means what it shows.

What LaTeX would show in another way than it is read is refused: ``x^10`` (shows x¹0), ``\sqrt x^2``,
``2{x + 1}`` (shows 2x + 1), ``\sin{x + 1}``, ``2e3``.
"""

from __future__ import annotations

import re

from drill.errors import ParseError
from drill.maths import latex_commands as commands
from drill.maths.cursor import MAX_DEPTH
from drill.maths.latex_names import LatexNames
from drill.maths.latex_pairs import Pair, match_pairs
from drill.maths.parser import Parser
from drill.maths.tokens import MAX_TOKENS, TOKEN, VALUE_ENDS, Token, read_other, read_run, read_sign
from drill.maths.tree import Binary, Call, Const, Neg, Node, Num, Sequence, Sym
from drill.maths.vocabulary import Follow, Vocabulary

_BLANK = re.compile(r"(?:[ \t\r\n~]|\\[,;:!> ])*")
_COMMAND = re.compile(r"\\([A-Za-z]+\*?|.)", re.DOTALL)
_SIZE = r"\\(?:left|[bB]igg?l?)(?![A-Za-z])\s*"
_FOLLOW = re.compile(rf"(\s*)(?:{_SIZE})?(\()")
_SUBSCRIPT = re.compile(
    r"\s*_\s*(?:\{\s*(?:\\(?:text|mathrm|textrm|rm)\s*)?\{?\s*([A-Za-z0-9]+)\s*\}?\s*\}|([A-Za-z0-9]))"
)
_MARKS = re.compile(r"(?:'|\s*\^\s*(?:\{\s*(?:\\prime\s*)+\}|\\prime(?![A-Za-z])))*")
_TRANSPOSE = re.compile(
    r"\s*(-?)\s*(?:\\(?:top|intercal)|(T|\\(?:mathrm|mathsf|text|rm)\s*(?:\{\s*T\s*\}|T)))\s*\Z"
)
_BELOW = re.compile(r"\s*_\s*")
_CELL_ENDS = re.compile(r"\\\\|\\[A-Za-z]+|\\.|[&{]", re.DOTALL)
_PRIMES = re.compile(r"'|\\prime")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_LONGEST_SHOWN = 20
_SIMPLE = frozenset(("number", "name", "unknown", "const", "group", "fraction"))
_FUNCTIONS = frozenset(("func", "log"))
_POWERED = VALUE_ENDS | _FUNCTIONS
_T = Sym("T")
_MINUS_ONE = Neg(Num("1"))


class LatexLexer:
    """One reading of one text; ``unknown`` collects names that are not known, with their positions."""

    def __init__(self, text: str, vocabulary: Vocabulary, names: LatexNames, *, flat: bool) -> None:
        self.text = text
        self.unknown: list[tuple[str, int]] = []
        self.count = 0
        """How many tokens were read so far."""
        self._vocabulary = vocabulary
        self._names = names
        self._flat = flat  # a matrix of one column or one row is a vector
        self._pairs = match_pairs(text)
        self._depth = 0

    def tokens(self, start: int, end: int) -> list[Token]:
        """The tokens between two positions, with an ``end`` token last."""
        tokens: list[Token] = []
        self._read(start, end, tokens)
        tokens.append(("end", "", end))
        return tokens

    def parser(self, tokens: list[Token], *, angles: bool = False) -> Parser:
        """A parser of tokens, one with this reading in its depth and its unknown names."""
        parser = Parser(self.text, tokens, self._vocabulary, frozenset(), angles=angles)
        parser.latex = True
        parser.depth = self._depth
        parser.unknown = self.unknown
        return parser

    def _read(self, start: int, end: int, tokens: list[Token]) -> None:
        """Append the tokens between two positions."""
        text, blank = self.text, _BLANK
        first = len(tokens)
        position = start
        while True:
            gap = blank.match(text, position, end)
            position = gap.end() if gap else position
            if position >= end:
                break
            character = text[position]
            if character == "\\":
                position = self._command(position, end, tokens)
            elif character == "{":
                position = self._braces(self._pairs[position], tokens)
            elif character == "^":
                position = self._script(position, end, tokens)
            elif character.isalpha():
                position = self._letters(position, end, tokens)
            else:
                position = self._sign(position, end, tokens)
        self._refuse_hidden_braces(tokens, first)
        self.count += len(tokens) - first
        if self.count > MAX_TOKENS:
            message = f"this is too long: more than {MAX_TOKENS} numbers, names and signs"
            raise ParseError(message, start + 1, code="too-large")

    def _refuse_hidden_braces(self, tokens: list[Token], first: int) -> None:
        """Braces do not show: round more than one thing they are fine only where nothing stands beside."""
        for index in range(first, len(tokens)):
            kind, value, position = tokens[index]
            if kind == "braces":
                if len(tokens) - first > 1:
                    raise ParseError("braces do not show here", position + 1, hint="write ( ) or \\{ \\}")
                tokens[index] = ("group", value, position)

    def _sign(self, position: int, end: int, tokens: list[Token]) -> int:
        """A number, a sign, or a sign that LaTeX reads otherwise than the plain language."""
        character = self.text[position]
        if character in "_&%$#":
            raise self._no_sign(character, position)
        found = TOKEN.match(self.text, position, end)
        if found is None or found.lastgroup == "end":
            raise self._no_sign(character, position)
        if found.lastgroup == "sign":
            if character == "!" and tokens and tokens[-1][0] == "raised":
                raise ParseError("! after a power reads two ways", position + 1, hint="use brackets")
            return read_sign(found, tokens)
        if found["power"] and found["power"][0] not in self._vocabulary.names.declared:
            raise ParseError("this power of ten reads two ways", position + 1, hint=r"write 2 \cdot 10^{3}")
        return read_other(found, self._vocabulary, tokens)

    def _no_sign(self, character: str, position: int) -> ParseError:
        if character == "_":
            return ParseError(
                "a subscript belongs to a name, and holds letters or digits",
                position + 1,
                hint="such as x_{1}",
            )
        hint = {
            "%": r"a percent sign is written \%",
            "&": "entries stand in a matrix, such as \\begin{pmatrix} 1 & 2 \\end{pmatrix}",
            "$": "dollar signs stand round the whole formula",
        }.get(character, "")
        return ParseError(f"{character} is not read here", position + 1, code="character", hint=hint)

    def _letters(self, position: int, end: int, tokens: list[Token]) -> int:
        """A declared name by its LaTeX, or the first piece of a run of letters as in the plain language."""
        text = self.text
        declared = self._names.match(text, position, end)
        if declared is not None:
            return self._name(declared[0], position, declared[1], end, tokens)
        found = TOKEN.match(text, position, end)
        if found is None or found.lastgroup != "open":
            raise self._no_sign(text[position], position)
        run = found["run"]
        place = position + read_run(
            text, run, position, self._follow(found.end("run"), end), self._vocabulary, tokens
        )
        kind, value, _ = tokens[-1]
        if kind == "unknown" and len(run) == 1 and run in self._names.letters:
            tokens[-1] = ("name", Sym(self._names.letters[run]), position)
        self._check_subscript(text[position:place], value, place)
        return self._marked(position, place, end, tokens)

    def _marked(self, position: int, place: int, end: int, tokens: list[Token]) -> int:
        r"""Primes written as a script behind a name: ``x^{\prime}``."""
        kind, value, _ = tokens[-1]
        marks = _MARKS.match(self.text, place, end)
        if marks is None or marks.end() == place or not isinstance(value, Sym):
            return place
        if value.name in self._vocabulary.names.matrices:
            return place
        tokens[-1] = (kind, Sym(value.name + "'" * len(_PRIMES.findall(marks.group()))), position)
        return marks.end()

    def _check_subscript(self, written: str, value: Node | str, place: int) -> None:
        """LaTeX lowers one character: more of them go in braces, unless the name is declared so."""
        base, underscore, below = written.rstrip("'").partition("_")
        if not underscore or len(below) < 2 or below[0] == "{":
            return
        if not isinstance(value, Sym) or value.name.rstrip("'") not in self._vocabulary.names.declared:
            at = place - len(written) + len(base) + 1
            raise ParseError("this subscript reads two ways", at, hint=f"write {base}_{{{below}}}")

    def _follow(self, position: int, end: int) -> Follow:
        """Whether an opening bracket follows, of whatever size."""
        found = _FOLLOW.match(self.text, position, end)
        return "" if found is None else " (" if found[1] else "("

    def _name(self, name: str, start: int, place: int, end: int, tokens: list[Token]) -> int:
        """A declared name whose LaTeX was found, with the primes that follow."""
        if name not in self._vocabulary.names.matrices:
            marks = _MARKS.match(self.text, place, end)
            if marks and marks.end() > place:
                name += "'" * len(_PRIMES.findall(marks.group()))
                place = marks.end()
        tokens.append(("name", Sym(name), start))
        return place

    def _command(self, position: int, end: int, tokens: list[Token]) -> int:
        """What a command says; returns where it ends with all that belongs to it."""
        declared = self._names.match(self.text, position, end)
        if declared is not None:
            return self._name(declared[0], position, declared[1], end, tokens)
        found = _COMMAND.match(self.text, position, end)
        if found is None:
            raise ParseError("a command is missing after the backslash", position + 1)
        name, place = found[1], found.end()
        if name in commands.SILENT:
            return place
        sign = commands.SIGNS.get(name)
        if sign is not None:
            if name == "%" and tokens and tokens[-1][0] == "raised":
                raise ParseError(
                    "a percent sign after a power reads two ways", position + 1, hint="use brackets"
                )
            tokens.append((sign, sign, position))
            return place
        if name in commands.GREEK_LETTERS:
            return self._spelled(commands.GREEK_LETTERS[name], position, place, end, tokens)
        if name == "infty":
            tokens.append(("const", Const("inf"), position))
            return place
        if name == "prime":
            tokens.append(("'", "'", position))
            return place
        return self._structure(name, position, place, end, tokens)

    def _structure(self, name: str, position: int, place: int, end: int, tokens: list[Token]) -> int:
        """A command with arguments."""
        if name in commands.FRACTIONS or name in commands.BINOMIALS:
            return self._pair(name, position, place, end, tokens)
        if name == "sqrt":
            return self._root(position, place, end, tokens)
        if name == "left" or name in commands.ENDS:
            return self._delimited(self._pairs[position], tokens)
        if name == "begin":
            return self._environment(self._pairs[position], tokens)
        if name == "|":
            return self._norm(position, place, end, tokens)
        if name in commands.WORDS:
            return self._word(name, position, place, end, tokens)
        if name in commands.FONTS:
            letter, place = self._letter(name, position, place, end)
            return self._spelled(letter, position, place, end, tokens)
        if name in commands.ACCENTS:
            letter, place = self._letter(name, position, place, end)
            accent = {"widehat": "hat", "overline": "bar", "widetilde": "tilde"}.get(name, name)
            return self._spelled(f"{letter}_{accent}", position, place, end, tokens)
        if name in commands.GROUPS:
            node, place = self._argument(name, position, place, end)
            tokens.append(("group", node, position))
            return place
        return self._function(name, position, place, end, tokens)

    def _function(self, name: str, position: int, place: int, end: int, tokens: list[Token]) -> int:
        r"""A function by its command: ``\sin``, ``\log_2``, ``\max``."""
        advice = commands.REFUSED.get(name)
        canonical = None if advice is not None or len(name) < 2 else self._vocabulary.function(name)
        if canonical is None:
            hint = advice or "type it in plain maths: drill help answers shows how"
            shown = name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"
            raise ParseError(f"\\{shown} is not read here", position + 1, code="command", hint=hint)
        below = _BELOW.match(self.text, place, end)
        if below is None:
            tokens.append(("func", canonical, position))
            return place
        if canonical != "log":
            raise self._no_sign("_", below.end() - 1)
        base, place = self._argument("log", position, below.end(), end)
        tokens.append(("log", base, position))
        return place

    def _spelled(self, spelling: str, start: int, place: int, end: int, tokens: list[Token]) -> int:
        """A name, constant or function in its plain spelling, with the subscript and primes that follow."""
        below = _SUBSCRIPT.match(self.text, place, end)
        if below is not None:
            spelling += f"_{below[1] or below[2]}"
            place = below.end()
        marks = _MARKS.match(self.text, place, end)
        if marks and marks.end() > place and spelling not in self._vocabulary.names.matrices:
            spelling += "'" * len(_PRIMES.findall(marks.group()))
            place = marks.end()
        piece = self._vocabulary.first(spelling, self._follow(place, end))
        if piece.length == len(spelling):
            tokens.append((piece.kind, piece.value, start))
        else:
            tokens.append(("unknown", Sym(spelling), start))
        return place

    def _letter(self, name: str, position: int, place: int, end: int) -> tuple[str, int]:
        """The one letter that a font or an accent dresses, and where the command ends."""
        start, last, after = self._inside(name, position, place, end)
        found = _COMMAND.match(self.text, start, last)
        if found is None:
            inner = self.text[start:last].strip()
            if len(inner) == 1 and inner.isalpha():
                return inner, after
        elif found[1] in commands.GREEK_LETTERS and not self.text[found.end() : last].strip():
            return commands.GREEK_LETTERS[found[1]], after
        elif found[1] in commands.FONTS and self.text[place:after].lstrip()[:1] == "{":
            letter, inner_end = self._letter(found[1], start, found.end(), last)
            if not self.text[inner_end:last].strip():
                return letter, after
        raise ParseError(f"\\{name} belongs to one letter", position + 1, hint=f"such as \\{name}{{x}}")

    def _inside(self, name: str, position: int, place: int, end: int) -> tuple[int, int, int]:
        """Where the argument of a command begins and ends, and where what holds it ends."""
        gap = _BLANK.match(self.text, place, end)
        place = gap.end() if gap else place
        if place >= end:
            what = "^" if name == "^" else f"\\{name}"
            raise ParseError(f"{what} needs something after it", position + 1, hint=f"such as {what}{{x}}")
        if self.text[place] == "{":
            pair = self._pairs[place]
            return pair.first, pair.last, pair.end
        found = _COMMAND.match(self.text, place, end)
        after = found.end() if found else place + 1
        return place, after, after

    def _argument(self, name: str, position: int, place: int, end: int) -> tuple[Node, int]:
        """The argument of a command: a group in braces, a letter, a digit or a symbol; and where it ends."""
        start, last, after = self._inside(name, position, place, end)
        if after > last:  # in braces
            return self._group(start, last), after
        character = self.text[start]
        if character == "\\":
            tokens: list[Token] = []
            after = self._command(start, end, tokens)
            if len(tokens) == 1 and tokens[0][0] in _SIMPLE:
                return self.parser([*tokens, ("end", "", after)]).read(rows=False, semicolons=False), after
        elif character.isdigit() or character.isalpha():
            self._refuse_longer(start, end)
            return self._group(start, last), last
        raise ParseError("this needs braces", start + 1, hint="write { } round all of it")

    def _refuse_longer(self, position: int, end: int) -> None:
        """LaTeX takes one digit or letter without braces: whoever typed more of them meant them all."""
        found = TOKEN.match(self.text, position, end)
        if found is None or found.lastgroup not in ("number", "power", "open"):
            return
        if found.lastgroup == "open":
            length = self._vocabulary.first(found["run"], self._follow(found.end("run"), end)).length
        else:
            length = len(found["number"])
        if length > 1:
            raise ParseError(
                "this reads two ways without braces", position + 1, hint="write { } round all of it"
            )

    def _group(self, start: int, end: int) -> Node:
        """What stands between two positions as one value."""
        return self._parsed(start, end)[0]

    def _parsed(self, start: int, end: int) -> tuple[Node, list[Token]]:
        self._deeper(start)
        tokens = self.tokens(start, end)
        if len(tokens) == 1:
            raise ParseError("nothing stands here", start + 1)
        node = self.parser(tokens).read(rows=False, semicolons=False)
        self._depth -= 1
        if isinstance(node, Sequence) and node.kind == "commas":
            comma = next(position for kind, _, position in tokens if kind == ",")
            raise ParseError("one value stands between braces", comma + 1, hint=r"a set is written \{1, 2\}")
        return node, tokens

    def _deeper(self, position: int) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ParseError(f"this is nested more than {MAX_DEPTH} deep", position + 1, code="too-large")

    def _braces(self, pair: Pair, tokens: list[Token]) -> int:
        """Braces that no command asked for."""
        inside = self.text[pair.first : pair.last].strip()
        if inside in ("", ","):
            hint = "a decimal is written with a point: 2.5" if inside else ""
            raise ParseError("these braces hold no value", pair.start + 1, hint=hint)
        node, inner = self._parsed(pair.first, pair.last)
        kind = inner[0][0]
        if len(inner) == 2 and kind in _SIMPLE:
            tokens.append(("group" if kind == "unknown" else kind, node, pair.start))
        elif len(inner) == 3 and kind in _SIMPLE and inner[1][0] == "raised":
            if self.text[pair.end :].lstrip()[:1] == "^":
                raise ParseError(
                    "a power of a power needs brackets", pair.start + 1, hint="write (x^{2})^{3}"
                )
            tokens.append(("group", node, pair.start))
        elif _is_function(tokens) and not _is_loose(node):
            tokens.append(("group", node, pair.start))
        else:
            tokens.append(("braces", node, pair.start))
        return pair.end

    def _script(self, position: int, end: int, tokens: list[Token]) -> int:
        """``^`` with its exponent."""
        before = tokens[-1][0] if tokens else ""
        if before not in _POWERED:
            raise ParseError("a value is missing before ^", position + 1)
        if before in ("raised", "transpose"):
            raise ParseError("two powers stand one after the other", position + 1, hint="use brackets")
        follow = _FOLLOW.match(self.text, position + 1, end)
        if follow is not None:
            tokens.append(("^", "^", position))
            return position + 1
        start, last, after = self._inside("^", position, position + 1, end)
        transpose = _TRANSPOSE.match(self.text, start, last)
        if transpose is not None and not (transpose[2] and "T" in self._vocabulary.names.declared):
            self._transposed(transpose, position, tokens)
            return after
        if after == last and self.text[start] in "+-":
            raise ParseError("this exponent needs braces", start + 1, hint="write ^{-1}")
        node, after = self._argument("^", position, position + 1, end)
        tokens.append(("raised", node, position))
        return after

    def _transposed(self, found: re.Match[str], position: int, tokens: list[Token]) -> None:
        """``^{\\top}``, ``^{-\\top}``, and ``^T``, which is a transpose only of a matrix."""
        negative, letter = found[1], found[2]
        if letter:
            tokens.append(("raised", Neg(_T) if negative else _T, position))
            return
        if negative:
            tokens.append(("raised", _MINUS_ONE, position))
        tokens.append(("transpose", "", position))

    def _pair(self, name: str, position: int, place: int, end: int, tokens: list[Token]) -> int:
        """A fraction or a binomial coefficient."""
        above, place = self._part(name, position, place, end)
        below, place = self._part(name, position, place, end)
        if name in commands.BINOMIALS:
            tokens.append(("group", Call("binomial", (above, below)), position))
        else:
            is_number = isinstance(above, Num) and isinstance(below, Num)
            tokens.append(("fraction" if is_number else "group", Binary("/", above, below), position))
        return place

    def _part(self, name: str, position: int, place: int, end: int) -> tuple[Node, int]:
        """An argument of ``\\frac``, whose digits need no braces: ``\\frac12``."""
        start, last, after = self._inside(name, position, place, end)
        if after == last and self.text[start].isdigit():
            return Num(self.text[start]), after
        return self._argument(name, position, place, end)

    def _root(self, position: int, place: int, end: int, tokens: list[Token]) -> int:
        """``\\sqrt{x}`` and ``\\sqrt[3]{x}``."""
        degree: Node | None = None
        gap = _BLANK.match(self.text, place, end)
        place = gap.end() if gap else place
        if self.text[place : place + 1] == "[":
            closing = self._closing_bracket(place, end)
            degree, place = self._group(place + 1, closing), closing + 1
        start, last, braced_end = self._inside("sqrt", position, place, end)
        node, after = self._argument("sqrt", position, place, end)
        if braced_end == last and self.text[after:end].lstrip()[:1] in ("^", "!"):
            raise ParseError("where this root ends reads two ways", start + 1, hint=r"write \sqrt{x^{2}}")
        call = Call("sqrt", (node,)) if degree is None else Call("root", (node, degree))
        tokens.append(("group", call, position))
        return after

    def _closing_bracket(self, opened: int, end: int) -> int:
        place = opened + 1
        while place < end and self.text[place] != "]":
            place = self._pairs[place].end if place in self._pairs else place + 1
        if place >= end:
            raise ParseError("a bracket is open here: a ] is missing", opened + 1)
        return place

    def _delimited(self, pair: Pair, tokens: list[Token]) -> int:
        """What stands between ``\\left`` and ``\\right``, or between ``\\lvert`` and ``\\rvert``."""
        if pair.kind in commands.ENDS:
            return self._called(commands.ENDS[pair.kind][1], pair, tokens)
        opening = commands.DELIMITERS.get(pair.opening)
        closing = commands.CLOSING.get(pair.closing)
        if opening is None:
            raise _no_delimiter(pair.opening, pair.delimiter_at)
        if not opening[1]:
            if closing != opening[0]:
                raise _no_delimiter(pair.closing, pair.closing_at)
            return self._called(opening[0], pair, tokens)
        if closing is None or not (closing == opening[1] or {closing, opening[1]} == {")", "]"}):
            raise _no_delimiter(pair.closing, pair.closing_at)
        first = len(tokens)
        tokens.append((opening[0], opening[0], pair.delimiter_at))
        self._deeper(pair.start)
        self._read(pair.first, pair.last, tokens)
        self._depth -= 1
        if opening[0] in "([" and [kind for kind, _, _ in tokens[first + 1 :]] == ["matrix"]:
            tokens[first:] = [("group", tokens[-1][1], pair.start)]
            return pair.end
        for kind, _, position in tokens[first + 1 :]:
            if kind == "matrix":
                raise _bare_matrix(position)
        tokens.append((closing, closing, pair.closing_at))
        return pair.end

    def _called(self, function: str, pair: Pair, tokens: list[Token]) -> int:
        if self._vocabulary.function(function) is None:
            raise _no_norm(pair.start)
        tokens.append(("group", Call(function, (self._group(pair.first, pair.last),)), pair.start))
        return pair.end

    def _norm(self, position: int, place: int, end: int, tokens: list[Token]) -> int:
        r"""``\|x\|``."""
        closing = self.text.find("\\|", place, end)
        if self._vocabulary.function("norm") is None:
            raise _no_norm(position)
        if closing < 0:
            raise ParseError(r"a norm is open here: a second \| is missing", position + 1)
        tokens.append(("group", Call("norm", (self._group(place, closing),)), position))
        return closing + 2

    def _environment(self, pair: Pair, tokens: list[Token]) -> int:
        """A matrix."""
        name = pair.opening
        is_bare = name in commands.BARE_MATRICES
        if not is_bare and name not in commands.MATRICES:
            hint = commands.REFUSED_ENVIRONMENTS.get(name, "write pmatrix for a matrix")
            raise ParseError(
                f"the environment {name} is not read here", pair.start + 1, code="command", hint=hint
            )
        if is_bare and not (tokens and tokens[-1][0] in ("(", "[")):
            raise _bare_matrix(pair.start)
        first = pair.first
        if name == "array" and first in self._pairs:
            first = self._pairs[first].end
        self._deeper(pair.start)
        rows = self._rows(first, pair.last)
        self._depth -= 1
        if self._flat and all(len(row) == 1 for row in rows):
            node = Sequence("list", tuple(row[0] for row in rows))
        elif self._flat and len(rows) == 1:
            node = Sequence("list", rows[0])
        else:
            node = Sequence("list", tuple(Sequence("list", row) for row in rows))
        tokens.append(("matrix" if is_bare else "group", node, pair.start))
        return pair.end

    def _rows(self, start: int, end: int) -> list[tuple[Node, ...]]:
        """The entries of a matrix, row by row."""
        rows: list[tuple[Node, ...]] = []
        row: list[Node] = []
        begun = place = start
        while True:
            found = _CELL_ENDS.search(self.text, place, end)
            if found is not None and found.start() in self._pairs:
                place = self._pairs[found.start()].end
                continue
            if found is not None and found.group() not in ("&", "\\\\"):
                place = found.end()
                continue
            cell_end = end if found is None else found.start()
            if found is None and not row and rows and not self.text[begun:end].strip():
                return rows  # the last row may end as the others do
            row.append(self._group(begun, cell_end))
            if found is None or found.group() != "&":
                rows.append(tuple(row))
                row = []
            if found is None:
                return rows
            begun = place = found.end()

    def _word(self, name: str, position: int, place: int, end: int, tokens: list[Token]) -> int:
        """A word in upright letters: a function, a declared name, ``or``, ``and``, ``not``."""
        start, last, after = self._inside(name, position, place, end)
        word = " ".join(self.text[start:last].split())
        if word.lower() in ("or", "and", "not"):
            tokens.append((word.lower(), word.lower(), position))
            return after
        if word.lower() in ("does not exist", "dne"):
            tokens.append(("const", Const("dne"), position))
            return after
        if _WORD.fullmatch(word):
            return self._spelled(word, position, after, end, tokens)
        if word.startswith("\\"):
            letter, after = self._letter(name, position, place, end)
            return self._spelled(letter, position, after, end, tokens)
        raise ParseError(
            f"\\{name} holds one word here", start + 1, hint="such as or, and, the name of a function"
        )


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


def _no_delimiter(delimiter: str, position: int) -> ParseError:
    if not delimiter:
        return ParseError("a bracket is missing here", position + 1)
    hint = "(0, 1) leaves its ends out" if delimiter in ("]", "[") else ""
    return ParseError(f"{delimiter} does not belong here", position + 1, hint=hint)


def _no_norm(position: int) -> ParseError:
    return ParseError(
        "a norm is not read here", position + 1, hint="write it out, such as \\sqrt{x^{2} + y^{2}}"
    )


def _bare_matrix(position: int) -> ParseError:
    return ParseError("a matrix without brackets is not read here", position + 1, hint="write pmatrix")
