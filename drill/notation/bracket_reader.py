"""Read bracketed parts of formulas: groups, lists, families, arguments, norms, tables."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from drill.notation import tree
from drill.notation.cursor import BRACKETS, DOTS, MARKS, RELATIONS, NotationError
from drill.notation.name_reader import NameReader
from drill.notation.tree import Node, find_nodes

_SEPARATORS = frozenset((",", ";", ":", "|", "\\|", "\\mid"))


class BracketReader(NameReader):
    """Reads brackets and the scripts on them."""

    @abstractmethod
    def begins_factor(self, token: str) -> bool:
        """Return whether a factor begins with a token."""

    @abstractmethod
    def begins_term(self, token: str) -> bool:
        """Return whether a term, perhaps with its sign, begins with a token."""

    @abstractmethod
    def sum(self) -> Node:
        """Read terms."""

    @abstractmethod
    def factor(self) -> Node:
        """Read one factor with its scripts."""

    @abstractmethod
    def bound(self, end: int) -> tree.Bound:
        """Read the bounds below an operator."""

    @abstractmethod
    def limit(self, mark: str) -> Node | None:
        """Read a subscript or superscript of a sign as one node."""

    def listed(self, end: int) -> tuple[list[Node], list[str]]:
        """Read items up to ``end``, and the separators between them."""
        nodes: list[Node] = []
        separators: list[str] = []
        if self.at == end:
            return nodes, separators
        nodes.append(self.entry())
        while self.at < end:
            token = self.peek()
            if token not in _SEPARATORS or not (token in (",", ";", ":") or self.stops(token)):
                self.refuse_here()
            separators.append(token)
            self.at += 1
            nodes.append(self.entry())
        return nodes, separators

    def entry(self) -> Node:
        """Read one item of a list; dots alone are a gap."""
        behind = self.peek(1)
        is_alone = behind in _SEPARATORS or behind in BRACKETS.values() or behind in ("", "}")
        if (self.peek() in DOTS or self.peek() in ("\\cdot", ":")) and is_alone:
            self.at += 1
            return tree.Open(self.tokens[self.at - 1], span=(self.at - 1, self.at))
        return self.item()

    def listed_items(self, end: int) -> list[Node]:
        """Read items separated by commas up to ``end``.

        Raises NotationError for other signs between them.
        """
        result, separators = self.listed(end)
        if not result or set(separators) - {","}:
            raise NotationError("a list with other signs than commas")
        return result

    def bracket(self) -> Node:
        """Read the content of brackets: one item, or a list."""
        opening = self.at
        sign = self.take()
        end = self.end_of(opening)
        closing = self.tokens[end]
        with self.within(opening):
            nodes, separators = self.listed(end)
        self.at = end + 1
        span = (opening, self.at)
        if len(nodes) == 1 and BRACKETS[sign] == closing:
            return tree.Bracket(nodes[0], sign, closing, span=span)
        return tree.Listed(tuple(nodes), tuple(separators), sign, closing, span=span)

    def braces(self) -> Node:
        """Read a braced group with scripts: an invisible bracket."""
        opening = self.at
        end = self.end_of(opening)
        self.at += 1
        with self.within(opening):
            body = self.item()
        if self.at != end:
            self.refuse_here()
        self.at = end + 1
        return tree.Bracket(body, "{", "}", span=(opening, self.at))

    def norm(self) -> Node:
        """Read ``|x|``, ``\\|x\\|_{2}``."""
        start = self.at
        bars = self.take()
        with self.within_bars(bars):
            body = self.sum()
        self.expect(bars)
        order: Node | None = None
        if self.peek() == "_":
            end = self.end_of(self.at + 1)
            self.at += 2
            order = self._order(end)
            self.at = end + 1
        return tree.Norm(body, "|" if bars == "|" else "\\|", order, span=(start, self.at))

    def _order(self, end: int) -> Node:
        """Read a norm's subscript: numbers, names and marks, ``w,*``."""
        mark: list[Node] = []
        last = end
        if self.tokens[end - 1] in MARKS and self.tokens[end - 2] in ("{", ","):
            mark.append(tree.Ref(tree.Name(self.tokens[end - 1]), span=(end - 1, end)))
            last = max(self.at, end - 2)
        return _as_one([*(self.listed_items(last) if self.at < last else []), *mark])

    # Arguments

    def call(self, function: tree.Ref, power: Node | None = None) -> Node:
        """Read the brackets after a function."""
        opening = self.at
        sign = self.take()
        end = self.end_of(opening)
        with self.within(opening):
            nodes, separators = self.listed(end)
        closing = self.tokens[end]
        self.at = end + 1
        args, conditions, parameters, bar = _by_role(nodes, separators)
        span = (function.span[0], self.at)
        return tree.Apply(function, args, conditions, parameters, power, sign, closing, bar, span=span)

    def body_and_given(self) -> tuple[Node, tuple[Node, ...], str, str]:
        """Read the body of an expectation after its opening bracket, and its condition.

        Raises NotationError for parameters.
        """
        opening = self.at - 1
        end = self.end_of(opening)
        with self.within(opening):
            nodes, separators = self.listed(end)
        self.at = end + 1
        args, conditions, parameters, bar = _by_role(nodes, separators)
        if parameters or not args:
            raise NotationError("an expectation with parameters")
        body = _as_one([*args])
        if len(args) > 1:
            body = replace(body, span=(opening + 1, args[-1].span[1]))
        return body, conditions, self.tokens[end], bar

    # Marks over or under an expression

    def postfix(self, node: Node) -> Node:
        """Read scripts after anything but a name: indices, powers, primes, factorials, values at a point."""
        while True:
            token = self.peek()
            start = node.span[0]
            if token == "_" and self.peek(1) == "{":
                node = self._indexed(node)
            elif token == "^" and self.peek(1) == "{":
                node = self.raised(node)
            elif token == "!":
                is_double = self.peek(1) == "!"
                self.at += 1 + is_double
                if is_double and self.peek() == "!":
                    raise NotationError("a factorial of every third number")
                kind = tree.DoubleFactorial if is_double else tree.Factorial
                node = kind(node, span=(start, self.at))
            elif token == "'" and isinstance(node, tree.Bracket | tree.Listed):
                self.at += 1
                node = tree.Transpose(node, "'", span=(start, self.at))
            elif token == "|" and self.peek(1) == "_":
                self.at += 2
                end = self.end_of(self.at)
                self.at += 1
                position = _as_one(self.listed_items(end))
                self.at = end + 1
                node = tree.At(node, position, span=(start, self.at))
            else:
                return node

    def _indexed(self, node: Node) -> Node:
        opening = self.at + 1
        start = node.span[0]
        runs = not self.inside(opening).isdisjoint(RELATIONS)
        if isinstance(node, tree.Bracket | tree.Listed) and node.opening in ("(", "\\{", "["):
            letters = {part.letter for part in find_nodes(node, tree.Running)}
            if node.opening == "\\{" or runs or not letters.isdisjoint(self.content(opening)):
                return self._family(node)
        if self.content(opening) in (("+",), ("-",), ("\\times",)):
            sign = self.content(opening)[0]
            self.at += 4
            mark: tree.Index = tree.Computed(tree.Ref(tree.Name(sign)), span=(self.at - 2, self.at - 1))
            return tree.Entry(node, (mark,), span=(start, self.at))
        label, below, separators = self.below()
        if label:
            raise NotationError("a label below a bracket")
        return tree.Entry(node, below, separators, span=(start, self.at))

    def _family(self, node: tree.Bracket | tree.Listed) -> Node:
        opening = self.at + 1
        end = self.end_of(opening)
        self.at += 2
        with self.within(opening):
            bound = self.bound(end)
        self.at = end + 1
        if (upper := self.limit("^")) is not None:
            bound = replace(bound, upper=upper)
        span = (node.span[0], self.at)
        body = node.body if isinstance(node, tree.Bracket) else replace(node, opening="", closing="")
        return tree.Family(body, bound, node.opening, node.closing, span=span)

    # Tables

    def table(self) -> Node:
        """Read a matrix or cases."""
        opening = self.at
        environment = self.take().removeprefix("\\begin{")[:-1]
        end = self.end_of(opening)
        rows: list[list[tuple[str, Node | None]]] = [[]]
        with self.within(opening):
            while self.at < end:
                rows[-1].append(self._cell(end))
                if self.peek() == "\\\\":
                    rows.append([])
                elif self.peek() != "&" and self.at < end:
                    self.refuse_here()
                self.at += self.at < end
        self.at = end + 1
        rows = [row for row in rows if row]
        span = (opening, self.at)
        if environment.endswith("cases"):
            return self._cases(rows, environment, span)
        entries = tuple(tuple(node if node is not None else tree.Text("") for _, node in row) for row in rows)
        return tree.Matrix(entries, environment, span=span)

    def _cases(
        self, rows: list[list[tuple[str, Node | None]]], environment: str, span: tuple[int, int]
    ) -> tree.Cases:
        branches: list[tuple[Node, Node | None]] = []
        words: list[str] = []
        for row in rows:
            (_, value), (text, condition) = row[0], row[1] if len(row) > 1 else ("", None)
            if value is None or len(row) > 2:
                raise NotationError("cases with empty or further columns")
            branches.append((value, tree.Text(text) if text and condition is None else condition))
            words.append(text if condition is not None else "")
        return tree.Cases(tuple(branches), environment, tuple(words), span=span)

    def _cell(self, end: int) -> tuple[str, Node | None]:
        """Read the leading words of a cell, and what follows them."""
        text = ""
        if self.peek().startswith("\\text{"):
            text = self.take().removeprefix("\\text{")[:-1]
        if self.at == end or self.peek() in ("&", "\\\\"):
            return text, None
        start = self.at
        try:
            nodes = [self.entry()]
            marks: list[str] = []
            while self.peek() == "," or self.peek().startswith("\\text{"):
                marks.append(self.take())
                nodes.append(self.entry())
            node = nodes[0] if len(nodes) == 1 else tree.Listed(tuple(nodes), tuple(marks), "", "")
            if self.at < end and self.peek() not in ("&", "\\\\"):
                self.refuse_here()
        except NotationError as error:
            if not text:
                raise
            self.at = start
            while self.at < end and self.peek() not in ("&", "\\\\"):
                self.at = self.end_of(self.at) + 1 if self.opens(self.at) else self.at + 1
            node = tree.Opaque(self.tokens[start : self.at], error.message, span=(start, self.at))
        return text, node


def _as_one(named: list[Node]) -> Node:
    if len(named) == 1:
        return named[0]
    return tree.Listed(tuple(named), (",",) * (len(named) - 1), "", "")


def _by_role(
    nodes: list[Node], separators: list[str]
) -> tuple[tuple[Node, ...], tuple[Node, ...], tuple[Node, ...], str]:
    r"""Return arguments, conditions, parameters, and the bar: ``x \mid y; \theta``.

    Several groups of parameters, ``x; \theta; \pi``, are one list.
    """
    roles: list[list[Node]] = [[], [], []]
    marks: list[str] = []
    role = 0
    bar = "\\mid"
    if ":" in separators:
        raise NotationError("a colon between arguments")
    for node, mark in zip(nodes, ["", *separators], strict=False):
        if mark in ("|", "\\|", "\\mid"):
            if role == 1:
                raise NotationError("two bars in one bracket")
            role = 1
            bar = mark
        elif mark == ";":
            if role == 1:
                roles[2] = []
                marks = []
            elif role == 2:
                marks.append(mark)
            role = 2
        elif role == 2:
            marks.append(mark)
        roles[role].append(node)
    args, conditions, parameters = map(tuple, roles)
    if ";" in separators and role == 1:  # ``I(X; Y | Z)``: two things that are compared
        boundary = separators.index(";") + 1
        compared = (*args, *parameters)
        between = tuple(separators[: len(compared) - 1])
        return (
            (tree.Listed(compared, between, "", "", span=(compared[0].span[0], compared[boundary].span[1])),),
            conditions,
            (),
            bar,
        )
    if ";" in marks:
        span = (parameters[0].span[0], parameters[-1].span[1])
        parameters = (tree.Listed(parameters, tuple(marks), "", "", span=span),)
    return args, conditions, parameters, bar
