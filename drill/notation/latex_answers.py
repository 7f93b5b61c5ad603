r"""LaTeX typed as an answer, to the tree that plain typing gives: ``\frac{1}{2}x^{2}`` as ``1/2 x^2``.

A text is LaTeX if it holds a backslash or begins with a dollar sign; all other texts are plain mathematics.
It is read as any formula is (`reader`) and lowered (`lowering`) by the names that are declared. Its meaning
is what LaTeX displays: braces are optional as in LaTeX, ``W_xx`` is ``W_x x``. Spellings whose display
differs from their usual intention are refused at their place: ``x^10`` (shows x¹0), ``\sqrt x^2``, ``2{x +
1}`` (shows 2x + 1).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from typing import Literal

from drill.errors import CheckError, ParseError
from drill.latex import canonicalise_formula
from drill.latex.nodes import COMMANDS
from drill.maths import maths_tree as maths
from drill.maths import plain
from drill.maths.calls import SQUARE_TWO_WAYS, make_function_call
from drill.maths.latex_input import LatexSource, read_latex_source
from drill.maths.maths_tree import Binary, Call, Const, Neg, Num, Sym
from drill.maths.maths_vocabulary import (
    LETTER_FUNCTIONS,
    PAIR_AFTER_NAME,
    PAIR_HINT,
    find_vocabulary,
    indexed_norm,
    is_inner_product,
)
from drill.maths.names import BARE, Names, arity_fault
from drill.maths.plain import Mode
from drill.maths.print import symbol_latex
from drill.notation import tree as written
from drill.notation.cursor import GREEK, BracketError, Notation, NotationError, list_tokens_outside
from drill.notation.lowering import Lowering
from drill.notation.printing import print_node
from drill.notation.reader import StatementReader, read_statement
from drill.notation.sameness import in_several_fonts, make_form_of
from drill.notation.tree import NOWHERE, spell_name
from drill.notation.tree import find_references as all_refs

_COMMAND = re.compile(r"\\[A-Za-z]+")
# An amount of money, which is refused as such.
_AMOUNT = re.compile(r"\s*\$\s*[0-9.,]+\s*")
# Markup around the letters of an index.
_NO_LETTER = re.compile(r"\\(?:operatorname|mathrm|text|mathsf|mathbf)\b|[\\{}\s]")
_NO_LATEX: Mapping[str, str] = {}
_WORD = re.compile(r"^[A-Za-z]{2,}")
_LONG = re.compile(r"^[A-Za-z0-9]+_[A-Za-z0-9]{2,}$")
_JOINS = {
    f"\\{command}{{{spelling}}}": word
    for word in ("or", "and", "not")
    for command in ("text", "operatorname")
    for spelling in (word, word.capitalize(), word.upper())
} | {"\\vee": "or", "\\wedge": "and", "\\neg": "not"}
_VARIANTS = {"\\varepsilon": "epsilon", "\\varphi": "phi", "\\vartheta": "theta", "\\varrho": "rho"}
_NEEDS_COMMA = frozenset(("C", "N", "U", "beta"))


def is_latex(text: str) -> bool:
    """Return whether a text is LaTeX, not the plain language."""
    return "\\" in text or (text.lstrip().startswith("$") and not _AMOUNT.fullmatch(text))


def read_latex(
    text: str, names: Names, latex: Mapping[str, str] = _NO_LATEX, mode: Mode = "value"
) -> maths.Node:
    """Return the tree of LaTeX; ``latex`` has the LaTeX of declared names where it is not the usual one.

    Raises:
        ParseError: it is not read, with the column, from 1, in the text as typed. Codes are those of
            :func:`drill.maths.plain.parse`, and ``command`` for a command that is not read.
    """
    try:
        return _read_latex(text, names, latex, mode)
    except ParseError as error:
        message = _COMMAND.sub(lambda command: _typed_sign(command[0], text), error.message)
        if not set("{}").isdisjoint(message) and set("{}").isdisjoint(text):
            message = "an exponent, an index or an argument in brackets needs braces, too"
        raise ParseError(message, error.at, code=error.code, hint=error.hint) from None


def _typed_sign(command: str, text: str) -> str:
    """Return a command as it was typed: its sign if that is in the text and the command is not."""
    glyph, _ = COMMANDS.get(command[1:], ("", ""))
    if glyph and glyph in text and command not in text:
        return glyph
    return command


def _read_latex(text: str, names: Names, latex: Mapping[str, str], mode: Mode) -> maths.Node:
    known = _collect_declared_names(names, tuple(latex.items()))
    plain.check_length(text)
    source = read_latex_source(text, known.long_indices)
    if not source.tokens:
        raise ParseError("nothing was typed", 1)
    try:
        node = _Statements(source, known, mode).value()
    except ParseError:
        joined = read_latex_source(text, known.long_indices, joins_bars=True)
        if joined.tokens == source.tokens:
            raise
        try:
            node = _Statements(joined, known, mode).value()  # a name such as ``D(p || q)``
        except ParseError:
            node = None
        if node is None:
            raise
    plain.check_height(node, len(source.tokens))
    plain.refuse_decimal_comma(node, text, mode)
    return node


# Names


class _Declared:
    """The declared names by how they are written, and the meaning of other words in answers.

    Fonts are one where only one name has the letter.
    """

    def __init__(self, names: Names, latex: Mapping[str, str]) -> None:
        self.names = names
        self.vocabulary = find_vocabulary(names)
        words = {name for name in names.declared if len(name) > 1 and name.isalnum() and name.isascii()}
        named_parts: list[tuple[written.Node, str]] = []
        for name in sorted(names.declared):
            text = symbol_latex(name, latex)
            words.update(_WORD.findall(text))
            try:
                statement = read_statement(canonicalise_formula(text), Notation(words=frozenset(words)))
            except (CheckError, NotationError):
                continue
            named_parts.append((statement.sides[0], name))
        parts = tuple(part for part, _ in named_parts)
        whole = written.Listed(parts, (",",) * (len(parts) - 1))
        self.form = make_form_of(whole)
        self.fonts = in_several_fonts(whole)
        """Letters of several names, in fonts that tell them apart."""
        self.kinds = tuple({type(part) for part in parts})
        self.by_form: dict[Hashable, list[str]] = {}
        for part, name in named_parts:
            self.by_form.setdefault(self.form(part), []).append(name)
        called = {spell_name(part.function.name) for part in parts if isinstance(part, written.Apply)}
        refs = [part.name for part in parts if isinstance(part, written.Ref)]
        self.bases = [name.base for name in refs]
        has_above = any(ref.above for ref in all_refs(whole))
        words_shown = {name.base for name in refs} | names.declared
        values = {spell_name(name) for name in refs} | {f"\\operatorname{{{word}}}" for word in words_shown}
        letters = {
            letter if len(letter) == 1 else f"\\{letter}"
            for letter in LETTER_FUNCTIONS
            if letter not in names.declared
        }
        long = [name.partition("_") for name in names.declared if _LONG.search(name)]
        bases, indices = "|".join(base for base, *_ in long), "|".join(index for *_, index in long)
        pattern = rf"(?<![A-Za-z])(?:{bases})_(?P<index>{indices})(?![A-Za-z0-9])"
        self.long_indices = re.compile(pattern) if long else None
        """A pattern for declared names whose index has several characters and is written without braces."""
        flat = [name.replace("_", "") for name in names.declared]
        self.by_letters = {
            name.replace("_", ""): name for name in names.declared if flat.count(name.replace("_", "")) == 1
        }
        """Names by their letters alone, ``dnext`` for ``d_next``."""
        self.notation = Notation(
            is_typed=True,
            values=frozenset(values - called | {"\\operatorname{dne}"}),
            functions=frozenset(called | letters),
            words=frozenset(words),
            superscripts={} if has_above else {"^(": "power"},
        )

    def name_of(self, node: written.Node) -> str:
        """Return the declared name that a part denotes; empty for none. Raises: ParseError: two names have
        this spelling.
        """
        if not isinstance(node, self.kinds):
            return ""
        meant = self.by_form.get(self.form(node), [""])
        if len(meant) > 1:
            raise ParseError(f"this may be {' or '.join(meant)}", None, hint="type the name itself")
        return meant[0]


@lru_cache(maxsize=256)
def _collect_declared_names(names: Names, latex: tuple[tuple[str, str], ...]) -> _Declared:
    return _Declared(names, dict(latex))


def _spell_plain_name(ref: written.Ref) -> str:
    """Return a name as it is typed plainly, without primes: ``m_hat``, ``x_1``; empty if that is
    impossible."""
    name = ref.name
    base = _VARIANTS.get(name.base, name.base.removeprefix("\\"))
    below = [name.label] if name.label else []
    for index in ref.below:
        match index:
            case written.Running(letter, 0):
                below.append(letter.removeprefix("\\"))
            case written.Fixed(text) if text.isalnum():
                below.append(text)
            case _:
                return ""
    marks = [accent[1:] for accent in name.accents if accent != "\\vec"]
    return "_".join([base, *marks, *(["".join(below)] if below else [])])


def _read_label_names(mark: str) -> list[written.Name]:
    """Return the names in a label above a name; none for other marks."""
    if mark.startswith("\\operatorname{"):
        return [written.Name(mark[len("\\operatorname{") : -1], "\\operatorname")]
    return [written.Name(letter) for letter in mark] if mark.isalpha() else []


class _Answer(Lowering):
    """Lowers an answer: declared names, then the constants and functions of the plain language."""

    def __init__(self, known: _Declared, source: LatexSource, mode: Mode) -> None:
        super().__init__(source.places, has_arrays=known.names.functions != "answer")
        is_of_matrices = known.names.functions == "matrix" and bool(known.names.matrices)
        self.has_inner_products = mode == "value" and is_of_matrices
        self.known = known
        self.source = source
        self.flat = mode in ("vector", "sequence")
        """Whether a matrix of one row or one column is a vector."""

    def find_named(self, node: written.Node) -> maths.Node | None:
        """Return the symbol of the declared name that a part denotes."""
        try:
            name = self.known.name_of(node)
        except ParseError as error:
            raise self.refused(error.message, error.hint) from None
        return Sym(name) if name else None

    def lower_name(self, ref: written.Ref) -> maths.Node:
        """Return a name's value: a constant, or a declared name in another spelling; refuse all others."""
        if (
            ref.mark and not ref.above and (letters := _read_label_names(ref.mark))
        ):  # read as a label, typed as a power
            factors = [self.lower(written.Ref(letter)) for letter in letters]
            exponent = reduce(lambda left, right: Binary("*", left, right, implicit=True), factors)
            return Binary("^", self.lower(replace(ref, mark="")), exponent)
        if word := _read_label_names(ref.name.base if ref.name.base.startswith("\\operatorname") else ""):
            return self.lower(replace(ref, name=word[0]))
        if ref.primes:
            bare = self.lower(written.Ref(ref.name, ref.below, ref.above, mark=ref.mark))
            is_matrix = isinstance(bare, Sym) and bare.name in self.known.names.matrices
            if is_matrix:
                for _ in range(ref.primes):
                    bare = Call("T", (bare,))
                return bare
            if isinstance(bare, Sym):
                return Sym(bare.name + "'" * ref.primes)
        spelling = "" if ref.above or ref.mark or ref.primes else _spell_plain_name(ref)
        if spelling in ("infty", "emptyset"):
            return Const("inf") if spelling == "infty" else maths.Sequence("set", ())
        if not spelling and not (ref.mark or ref.above):
            return self._at_another_index(ref)
        if not spelling:
            return self.lower_other(ref)
        if name := self.known.by_letters.get(spelling.replace("_", "")):
            return Sym(name)
        match = self.known.vocabulary.first(spelling, "")
        if match.length == len(spelling) and isinstance(match.value, Sym | Const) and match.kind != "unknown":
            return match.value
        if ref.name.base[0] == "\\" and ref.name.base not in GREEK:
            return self.lower_other(ref)
        if len(spelling) > 1 and self.known.vocabulary.function(spelling) is not None:
            raise self.refused(f"{spelling} needs its arguments in brackets", f"such as {spelling}(…)")
        return self.unknown(spelling)

    def _at_another_index(self, ref: written.Ref) -> maths.Node:
        """Return ``g_{t-1}`` as a name of its own where only ``g_t`` is declared."""
        here = tuple(
            replace(index, offset=0) if isinstance(index, written.Running) else index for index in ref.below
        )
        typed = print_node(ref)
        is_only = self.known.bases.count(ref.name.base) == 1
        if is_only and self.known.name_of(replace(ref, below=here)):
            return Sym(typed)
        raise self.refused(f"the name {typed} is not known here", "such as x_{1}", "unknown-name")

    def unknown(self, spelling: str) -> maths.Node:
        """Refuse a name that nobody declared."""
        if self.known.names.undeclared == "allow":
            return Sym(spelling)
        hint = self.known.vocabulary.nearest(spelling)
        raise self.refused(f"the name {spelling} is not known here", hint, "unknown-name")

    def lower_call(self, call: written.Apply) -> maths.Node:
        """Return a function's value, or a product if a letter before one argument is not a function."""
        function = call.function
        spelling = _spell_plain_name(written.Ref(replace(function.name, label="")))
        name = self.known.vocabulary.function(spelling)
        is_letter = spelling in LETTER_FUNCTIONS and function.name.font != "\\operatorname"
        if is_letter and (name is None or len(spelling) == 1 or function.name.base[0] == "\\"):
            name = LETTER_FUNCTIONS[spelling]
        is_dressed = call.given or call.parameters or function.above or function.mark or function.primes
        if name is None or is_dressed:
            if function.name.base[0] == "\\" and function.name.base not in GREEK:
                self.lower_other(call)
            self.unknown(spelling)
            return self.lower_other(call)
        if is_letter and spelling in _NEEDS_COMMA and len(call.args) == 1:
            return Binary(
                "*", self.lower_name(written.Ref(function.name)), self.lower(call.args[0]), implicit=True
            )
        if call.opening == "[" and (name not in BARE or name in SQUARE_TWO_WAYS):
            raise self.refused(f"the argument of {name} goes in round brackets", f"write {name}(…)")
        arguments = tuple(map(self.lower, call.args))
        if function.below or function.name.label:
            return self._logarithm(name, function, arguments, call)
        if fault := arity_fault(name, len(arguments)):
            raise self.refused(fault)
        return make_function_call(name, arguments, of_arrays=self.known.names.functions == "matrix")

    def _logarithm(
        self, name: str, function: written.Ref, arguments: tuple[maths.Node, ...], call: written.Apply
    ) -> maths.Node:
        label = function.name.label
        if name != "log" or len(arguments) != 1:
            return self.lower_other(call)
        match function.below:
            case (written.Fixed("2" | "10" as digits),) if not label:
                return Call(f"log{digits}", arguments)
            case _:
                font = "\\operatorname" if len(label) > 1 else ""
                below = [written.Ref(written.Name(label, font))] if label else []
                factors = [*map(self.lower, below), *map(self._index, function.below)]
                base = reduce(lambda left, right: Binary("*", left, right, implicit=True), factors)
                return Call("log", (*arguments, base))

    def _index(self, index: written.Index) -> maths.Node:
        match index:
            case written.Fixed(digits):
                return Num(digits)
            case written.Running(letter, offset):
                value = self.lower(written.Ref(written.Name(letter)))
                step = Num(str(abs(offset)))
                if offset:
                    return Binary("+" if offset > 0 else "-", value, step)
                return value
            case written.Computed(body):
                return self.lower(body)
            case _:
                return self.lower_other(index)

    def lower_transpose(self, node: written.Node, mark: str) -> maths.Node:
        """Return a transpose; ``T`` transposes a matrix unless a number has that name."""
        base = self.lower(node)
        if not mark.startswith("T"):
            return Call("T", (base,))
        names = self.known.names
        is_matrix = any(
            isinstance(part, maths.Sequence)
            or (isinstance(part, Sym) and part.name in names.matrices)
            or (isinstance(part, Call) and part.name in ("T", "inv"))
            for part in maths.walk_tree(base)
        )
        if "T" not in names.declared and is_matrix:
            return Call("T", (base,))
        self.here += 1 if not isinstance(node, written.Ref) else 0
        exponent = self.lower_name(written.Ref(written.Name("T")))
        if isinstance(node, written.Inverse):
            return Binary("^", self.lower(node.base), Neg(exponent))
        return Binary("^", base, exponent)

    def lower(self, node: written.Node) -> maths.Node:
        """Return the value of a part; where a vector is expected, a matrix with one row or column is one."""
        value = super().lower(node)
        if self.flat and isinstance(node, written.Matrix) and isinstance(value, maths.Sequence):
            rows = [row.items for row in value.items if isinstance(row, maths.Sequence)]
            if all(len(row) == 1 for row in rows):
                return maths.Sequence("list", tuple(row[0] for row in rows))
            if len(rows) == 1:
                return maths.Sequence("list", rows[0])
        return value

    def lower_other(self, node: written.Node) -> maths.Node:
        """Refuse anything else with advice."""
        raise self.source.refused(self.here, max(node.span[1], self.here + 1))

    def _lower_enclosed(self, node: written.Node) -> maths.Node:
        """Return the value of brackets or bars: norms and inner products where there are vectors."""
        match node:
            case written.Norm(written.Norm(body, "|", None), "|", order):
                return self._norm(body, order)
            case written.Norm(body, bars, order) if bars != "|" or order is not None:
                return self._norm(body, order)
            case written.Listed(items, (",",), "(" | "\\langle" as opening, ")" | "\\rangle"):
                values = tuple(map(self.lower, items))
                if self.has_inner_products and is_inner_product(opening, values, self.known.names.matrices):
                    return Call("dot", values)
                return super()._lower_enclosed(node)
            case _:
                return super()._lower_enclosed(node)

    def _norm(self, body: written.Node, order: written.Node | None) -> maths.Node:
        of_arrays = self.known.vocabulary.function("norm") is not None
        value = self.lower(body)
        if order is None:
            return Call("norm" if of_arrays else "abs", (value,))
        index = _NO_LETTER.sub("", print_node(order))
        column = self.source.column(order.span[0]) if order.span != NOWHERE else None
        return indexed_norm(value, index, column, of_arrays=of_arrays)

    def check_beside(self, before: written.Node, factor: written.Node) -> None:
        """Refuse a number after a factor, and a factor that may belong to a function's argument."""
        if isinstance(factor, written.Listed) and isinstance(before, written.Ref | written.Bracket):
            value = self.lower(factor)
            if isinstance(value, Call) and factor.opening == "(":
                self.here = factor.span[0]
                raise self.refused(PAIR_AFTER_NAME, PAIR_HINT)
        first = factor
        while isinstance(first, written.Pow | written.Factorial):
            first = first.base if isinstance(first, written.Pow) else first.body
        match before, factor:
            case written.Num(whole), written.Div(written.Num(top), written.Num(bottom), False):
                self.here = before.span[0]
                raise self.refused("a mixed number reads two ways", f"write {_as_sum(whole, top, bottom)}")
            case _:
                pass
        is_power = isinstance(factor, written.Pow) and not isinstance(before, written.Num)
        if isinstance(first, written.Num) and not is_power:
            self.here = first.span[0]
            if isinstance(before, written.Num):
                hint = "write an operator, or a comma between values"
                raise self.refused("two numbers are side by side", hint)
            raise self.refused("a number follows without an operator", "write * or + between")
        is_open = isinstance(before, written.Apply) and not before.opening
        if is_open and not isinstance(factor, written.Apply):
            self.here = factor.span[0]
            raise self.refused("where the argument ends reads two ways", "use brackets")


def _as_sum(whole: str, top: str, bottom: str) -> str:
    """Return advice on typing a mixed number: ``2+1/2 or 5/2``."""
    mixed = f"{whole}+{top}/{bottom}"
    if not all(map(str.isdecimal, (whole, top, bottom))):
        return mixed
    return f"{mixed} or {int(whole) * int(bottom) + int(top)}/{bottom}"


# Statements


class _Statements:
    """Reads values with commas, and statements joined by ``or`` and ``and``."""

    def __init__(self, source: LatexSource, known: _Declared, mode: Mode) -> None:
        self.source = source
        self.known = known
        self.mode: Mode = mode
        # The places of the tokens outside of all brackets.
        self.outside = [index for index, _ in list_tokens_outside(source.tokens)]

    def value(self) -> maths.Node:
        """Read bare rows by semicolons, items by commas, or one value."""
        rows = [
            [self._joined(*part) for part in self._parts(*row, (",",))]
            for row in self._parts(0, len(self.source.tokens), (";",))
        ]
        if len(rows) > 1 and self.mode == "matrix":
            return maths.Sequence("list", tuple(maths.Sequence("list", tuple(row)) for row in rows))
        if len(rows) > 1 and self.mode != "sequence":
            index = next(index for index in self.outside if self.source.tokens[index] == ";")
            raise ParseError(
                "a semicolon separates the rows of a matrix", self.source.column(index), hint="write a comma"
            )
        items = tuple(item for row in rows for item in row)
        return items[0] if len(items) == 1 else maths.Sequence("commas", items)

    def _parts(self, start: int, end: int, marks: Sequence[str]) -> list[tuple[int, int]]:
        """Return the ranges of tokens between separators."""
        cuts = [
            index for index in self.outside if start <= index < end and self.source.tokens[index] in marks
        ]
        return list(zip([start, *(index + 1 for index in cuts)], [*cuts, end], strict=True))

    def _joined(self, start: int, end: int) -> maths.Node:
        """Read statements joined by ``or``, then ``and``, then ``not``."""
        operators: tuple[Literal["or", "and"], ...] = ("or", "and")
        for op in operators:
            parts = self._parts(start, end, [token for token, word in _JOINS.items() if word == op])
            if len(parts) > 1:
                joined = self._joined(*parts[0])
                for part in parts[1:]:
                    joined = maths.Logic(op, joined, self._joined(*part))
                return joined
        if start < end and _JOINS.get(self.source.tokens[start]) == "not":
            return maths.Not(self._joined(start + 1, end))
        # one pair of brackets holds all
        is_enclosed = [index for index in self.outside if start <= index < end] == [start]
        if (
            is_enclosed
            and self.source.tokens[start] == "("
            and not _JOINS.keys().isdisjoint(self.source.tokens[start:end])
        ):
            return _Statements(self.source.part(start + 1, end - 1), self.known, self.mode).value()
        if start == end:
            raise ParseError("something is missing here", self.source.column(start))
        source = self.source.part(start, end)
        statement = _read_written_statement(source, self.known)
        for letter in sorted(in_several_fonts(statement).intersection(self.known.bases) - self.known.fonts):
            plain_letter = letter.removeprefix("\\")
            raise ParseError(
                f"{plain_letter} occurs in several fonts, and only one {plain_letter} is known here", None
            )
        return _Answer(self.known, source, self.mode).lower(statement)


def _read_written_statement(source: LatexSource, known: _Declared) -> written.Statement:
    try:
        return StatementReader(source.tokens, known.notation).statement()
    except NotationError as error:
        if error.at is None:
            raise ParseError(error.message, source.column(0)) from None
        if isinstance(error, BracketError):
            raise ParseError(error.message, source.column(error.at)) from None
        raise source.refused(error.at, error.at + 1) from None
