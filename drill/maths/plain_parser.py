"""The grammar of plain mathematics: binding powers, operands, brackets."""

from __future__ import annotations

from typing import cast

from drill.errors import ParseError
from drill.maths import maths_tree
from drill.maths.calls import (
    opens_bars,
    read_bars,
    read_braced_group,
    read_brackets,
    read_function,
    read_index,
    read_letter_function,
    read_logarithm,
)
from drill.maths.maths_tokens import STARTS
from drill.maths.maths_tree import Binary, Call, Node, RelationOp
from drill.maths.maths_vocabulary import is_array
from drill.maths.token_stream import TokenStream

OR, AND, NOT, RELATION, UNION, SUM, PRODUCT, POWER, POSTFIX = range(10, 100, 10)
# The power of the weakest operator: everything is read.
ANY = 1

BINDING_POWER: dict[str, int] = {
    "or": OR, "and": AND, **dict.fromkeys(("=", "!=", "<", ">", "<=", ">="), RELATION), "union": UNION,
    # A product entry by entry joins matrix products: ``a ⊙ V^T g`` is a ⊙ (V^T g).
    **dict.fromkeys(("+", "-"), SUM), "⊙": 65,
    **dict.fromkeys(("*", "@", "/", "choose", *STARTS), PRODUCT), "^": POWER,
    **dict.fromkeys(("!", "%", "'", ".T", "superscript"), POSTFIX),
}  # fmt: skip

_TRANSPOSE = maths_tree.Sym("T")
_ONE_HUNDRED = maths_tree.Num("100")


class PlainParser(TokenStream):
    """One reading of one text; see :func:`drill.maths.plain.parse`."""

    def read(self, *, rows: bool, semicolons: bool) -> Node:
        """Read the whole text: a value, or, where allowed, items with commas or rows with semicolons.

        Raises:
            ParseError: the tokens are not a value; its place is that of the first that does not fit.
        """
        read = [[self.expression(ANY)]]
        while self.kind == "," or (self.kind == ";" and (rows or semicolons)):
            if self.kind == ";" and rows:
                read.append([])
            self.index += 1
            read[-1].append(self.expression(ANY))
        if self.kind != "end":
            raise self.unexpected()
        if len(read) > 1:
            return maths_tree.Sequence("list", tuple(maths_tree.Sequence("list", tuple(row)) for row in read))
        if len(read[0]) == 1:
            return read[0][0]
        return maths_tree.Sequence("commas", tuple(read[0]))

    def expression(self, floor: int) -> Node:
        """Read an operand with all operators after it that bind at least as strongly as ``floor``."""
        node = self.operand(floor)
        divided = False
        tokens = self.tokens
        while True:
            kind = tokens[self.index][0]
            if kind == "[" and self.bank and self.touches():
                node = read_index(self, node)
                continue
            if kind == "<" and self.angles and floor <= PRODUCT and self.opens_angle():
                node = Binary("*", node, self.expression(PRODUCT + 1), True)
                continue
            power = BINDING_POWER.get(kind, 0)
            if power < floor or (kind == "|" and self.bars and not opens_bars(self, STARTS)):
                return node
            if power == PRODUCT:
                if kind == "*" or kind == "@":
                    node = self._product(node, kind)
                    divided = False
                elif kind == "/":
                    slash = self.index
                    self.index += 1
                    seen = self.percents
                    node = Binary("/", node, self.expression(PRODUCT + 1))
                    if self.percents > seen:
                        self.check_percent(slash)
                    divided = True
                elif kind == "choose":
                    node = self._choose(node)
                else:
                    self._check_beside(kind, divided)
                    node = Binary("*", node, self.expression(PRODUCT + 1), True)
            elif kind == "⊙":
                self.index += 1
                node = Call("hadamard", (node, self.expression(power + 1)))
            elif power == SUM:
                self.index += 1
                node = Binary("+" if kind == "+" else "-", node, self.expression(SUM + 1))
            elif power >= POWER:
                node = self._power(node, kind)
            elif power == RELATION:
                node = self._relations(node)
            else:
                self.index += 1
                right = self.expression(power + 1)
                joined = maths_tree.Logic("or" if power == OR else "and", node, right)
                node = maths_tree.Union(node, right) if power == UNION else joined

    def operand(self, floor: int) -> Node:
        """Read a value at its beginning: a number, a name, a call, a bracket, or a sign and its term."""
        kind, value, position = self.tokens[self.index]
        self.index += 1
        if kind == "number" or kind == "name" or kind == "const" or kind == "fraction":
            if self.bound and kind == "name":
                self._note_bound(cast(maths_tree.Sym, value), position)  # of a name
            return cast(Node, value)  # of all of these
        if kind == "func":
            return read_function(self, cast(str, value), position)  # its name
        if kind == "(" or kind == "[" or kind == "{" or kind == "angle" or (kind == "<" and self.angles):
            return read_brackets(self, kind, position)
        if kind == "-" or kind == "+":
            self.enter(position)
            node = self.expression(max(floor, PRODUCT))
            self.depth -= 1
            return maths_tree.Neg(node) if kind == "-" else node
        return self._rare_operand(kind, value, position)

    def _rare_operand(self, kind: str, value: Node | str, position: int) -> Node:
        match kind:
            case "|":
                return read_bars(self, position)
            case "√" | "∛":
                return self._root(value, position)
            case "not":
                self.enter(position)
                node = maths_tree.Not(self.expression(NOT))
                self.depth -= 1
                return node
            case "letter-func":
                return read_letter_function(self, cast(str, value), position)  # its name
            case "log":
                return read_logarithm(self, cast(str, value), position)  # its name
            case "unknown" | "keyword":
                name = cast(maths_tree.Sym, value)  # as of a name
                if kind == "unknown" or not self.in_family:
                    self.unknown.append((name.name, position))
                return name
            case "⌊" | "⌈":
                return read_brackets(self, kind, position)
            case "∅":
                return maths_tree.Sequence("set", ())
            case "log-digits":
                base = cast(str, value)[3:]  # as it was typed
                hint = f"write log_{base}(x), or log({base}x)"
                raise ParseError(f"{value} reads two ways", position + 1, hint=hint)
            case _:
                self.index -= 1
                raise self.missing_value()

    def _note_bound(self, name: maths_tree.Sym, position: int) -> None:
        """Record a name as unknown if it is only bound by a function; that function removes it again."""
        if name.name in self.bound:
            self.unknown.append((name.name, position))

    def _relations(self, left: Node) -> Node:
        """Read ``a < b <= c`` as ``a < b and b <= c``."""
        chain: Node | None = None
        while BINDING_POWER.get(self.kind) == RELATION:
            operator = cast(RelationOp, self.kind)  # these alone bind so
            self.index += 1
            right = self.expression(RELATION + 1)
            relation = maths_tree.Relation(operator, left, right)
            chain = relation if chain is None else maths_tree.Logic("and", chain, relation)
            left = right
        return left if chain is None else chain

    def _product(self, left: Node, sign: str) -> Node:
        """Return a product with its sign; a star combined with NumPy's ``@`` is entrywise."""
        position = self.position
        self.index += 1
        right = self.expression(PRODUCT + 1)
        arrays = self.vocabulary.names.matrices
        if sign == "*" and "@" in self.text and is_array(left, arrays) and is_array(right, arrays):
            hint = "write A ⊙ B, or A @ B for the matrix product"
            raise ParseError("beside @ the sign * reads two ways", position + 1, hint=hint)
        return Binary("*", left, right)

    def _choose(self, above: Node) -> Node:
        self.index += 1
        below = self.expression(PRODUCT + 1)
        if isinstance(below, maths_tree.Sequence) and below.kind == "tuple" and len(below.items) == 2:
            return Binary("*", above, Call("binomial", below.items), True)  # 3 choose(5, 2)
        return Call("binomial", (above, below))

    def _power(self, base: Node, kind: str) -> Node:
        """Read a postfix after a base: ``^``, a superscript, ``!``, ``%`` or ``'``."""
        position = self.position
        self.index += 1
        if kind == "^":
            return self._raised(base, position)
        if kind == "superscript":
            return self._to_exponent(base, self.superscript(position))
        if kind == "'" or kind == ".T":
            if not self._is_matrix(base):
                subject = (
                    "a prime belongs to a name, such as y'," if kind == "'" else ".T belongs to a vector"
                )
                raise ParseError(f"{subject} or to a matrix", position + 1)
            self.count_postfix()
            return Call("T", (base,))
        if self.kind == kind:
            raise ParseError(f"{kind}{kind} reads two ways", position + 1, hint="use brackets")
        if kind == "!":
            return Call("factorial", (base,))
        self.percents += 1
        return Binary("/", base, _ONE_HUNDRED)

    def _raised(self, base: Node, position: int) -> Node:
        kind, value, _ = self.tokens[self.index]
        if kind == "letter-func" and value == "T" and self._is_matrix(base):
            self.index += 1
            return Call("T", (base,))
        self.enter(position)
        if kind == "{":
            self.index += 1
            exponent = read_braced_group(self, self.tokens[self.index - 1][2])
        else:
            exponent = self.expression(POWER)
        self.depth -= 1
        return self._to_exponent(base, exponent)

    def _to_exponent(self, base: Node, exponent: Node) -> Node:
        """Return a power, or the transpose that ``A^T`` and ``A^-T`` denote."""
        inverted = isinstance(exponent, maths_tree.Neg)
        bare = exponent.arg if inverted else exponent
        if bare != _TRANSPOSE or "T" in self.vocabulary.names.declared or not self._is_matrix(base):
            return Binary("^", base, exponent)
        if self.unknown and self.unknown[-1][0] == "T":
            self.unknown.pop()
        return Call("T", (Binary("^", base, maths_tree.Neg(maths_tree.Num("1"))) if inverted else base,))

    def _is_matrix(self, node: Node) -> bool:
        """Return whether a node can be transposed: a declared matrix, rows, or made of such."""
        matrices = self.vocabulary.names.matrices
        return any(
            isinstance(part, maths_tree.Sequence)
            or (isinstance(part, maths_tree.Sym) and part.name in matrices)
            or (isinstance(part, Call) and part.name in ("T", "inv", "diag", "eye"))
            for part in maths_tree.walk_tree(node)
        )

    def superscript(self, position: int) -> Node:
        """Read the exponent in a run of superscripts, whose opening token has been read.

        Raises:
            ParseError: the superscript is empty or not closed.
        """
        self.enter(position)
        exponent = self.expression(ANY)
        self.depth -= 1
        if self.kind != "superscript-end":
            raise self.unexpected()
        self.index += 1
        return exponent

    def _root(self, sign: Node | str, position: int) -> Node:
        """Read a root: ``√2 x`` is √2·x, ``√2x`` is refused, ``√x^2`` is √(x^2), ``√(x)^2`` is (√x)^2.

        With a degree, ``³√x``, the degree replaces the sign.
        """
        self.enter(position)
        bracketed, is_number = self.kind == "(", self.kind == "number"
        node = self.operand(POSTFIX) if bracketed else self.expression(POWER)
        self.depth -= 1
        is_beside = self.kind in ("name", "const", "unknown") and not self.text[self.position - 1].isspace()
        if is_number and is_beside and isinstance(node, maths_tree.Num) and not self.bank:
            number, letter = self._shown(self.index - 1), self._shown(self.index)
            question = f"did you mean √({number}{letter}) or √{number} {letter}?"
            raise ParseError(question, position + 1)
        if isinstance(sign, str):
            return Call("sqrt" if sign == "√" else "cbrt", (node,))
        return Call("root", (node, sign))

    def _check_beside(self, kind: str, divided: bool) -> None:
        """Refuse factors side by side that can be read in two ways."""
        tokens = self.tokens
        index = self.index
        before = tokens[index - 1][0]
        if kind == "number" or kind == "fraction":
            self.check_number_beside(before)
        if before == "%":
            message = "a factor after a percent sign reads two ways"
            raise ParseError(message, self.position + 1, hint="write * between")
        if not self.bank:
            self.check_after_exponent()
            return
        column = self.position + 1
        is_unknown_call = before == "unknown" and kind == "(" and self.touches()  # reported at the end
        if divided and not is_unknown_call:
            raise ParseError("a product after a slash reads two ways", column, hint="write (1/2) x or 1/(2x)")
        if kind == "(" and before == "name" and self.touches():
            hint = "put a blank or * between for a product"
            raise ParseError("a name directly before a bracket reads two ways", column, hint=hint)
        if kind == "number" and not self.is_power_apart():
            raise ParseError("a number after a factor reads two ways", column, hint="write 2x, x*2 or x^2")
