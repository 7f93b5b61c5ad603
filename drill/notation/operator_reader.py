"""Read operators with their bounds: sums, extremes, integrals, gradients, derivatives, expectations."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from drill.notation import cursor as vocab
from drill.notation import tree
from drill.notation.bracket_reader import BracketReader
from drill.notation.cursor import NotationError
from drill.notation.tree import Node

_DIFFERENTIALS = (("d",), ("\\mathrm", "{", "d", "}"))
# Signs between an operator's bound name and its range.
_RUNS = frozenset(("=", "\\in", "\\sim", "\\leq", "<"))
_BINDING = vocab.REDUCERS | vocab.INTEGRALS
_PARTS = frozenset((",", ";", "&", "\\\\"))
# Tokens that end a product.
_ENDING = vocab.SIGNS | vocab.RELATIONS | vocab.CLOSING | _PARTS


class OperatorReader(BracketReader):
    """Reads operators."""

    @abstractmethod
    def product(self) -> Node:
        """Read factors."""

    @abstractmethod
    def named(self) -> Node:
        """Read a name with its scripts and its operand."""

    @abstractmethod
    def product_from(self, first: Node, derived_by: tuple[tree.Ref, ...] | None = None) -> Node:
        """Read the factors behind the first one, of a derivative's body if ``derived_by`` is given."""

    @abstractmethod
    def operand_from(self, first: Node) -> Node:
        """Read the rest of an operand whose first factor has been read."""

    def begins_operand(self) -> bool:
        """Return whether an operand of an operator follows."""
        return self.begins_factor(self.peek())

    # Sums and extremes

    def reduce(self) -> Node:
        """Read ``\\sum_{i=1}^{n} body`` and similar operators."""
        start = self.at
        operator = self.take()
        bound = self._bounds()
        if operator in vocab.AIMS and self.peek() in ("(", "[", "\\{") and bound is None:
            body = self.bracket()
            return self.postfix(tree.Reduce(operator, body, span=(start, self.at)))
        body = self.product_or_less()
        if bound is not None and self.peek() in vocab.SIGNS:
            is_aim = operator in vocab.AIMS and self.peek_at(start + 1) == "_"
            below = self.content(start + 2) if is_aim else ()
            named = {token for token, then in pairwise((*below, "")) if then != "'"}
            # Over ``a'`` the bound name is ``a'``, so ``a`` is free.
            letters = {name.name.base for name in bound.names if not name.primes} | named
            body = self._goes_on(operator, body, letters, start == 0)
        return tree.Reduce(operator, body, bound, span=(start, self.at))

    def is_reducer_here(self) -> bool:
        r"""Return whether a word acts on a factor behind its limits: ``\mathrm{median}_{i \in S} x_i``.

        Brackets behind it contain its arguments.
        """
        is_word = self.peek().startswith("\\operatorname{")
        is_sign = self.peek() in ("\\Sigma", "\\Pi")
        if not (is_word or is_sign) or (self.peek(1), self.peek(2)) != ("_", "{"):
            return False
        if is_sign and self.content(self.at + 2)[1:2] != ("=",):
            return False
        if self.notation.values is not None or self.inside(self.at + 2).isdisjoint(_RUNS):
            return False
        behind = self.end_of(self.at + 2) + 1
        if (self.peek_at(behind), self.peek_at(behind + 1)) == ("^", "{"):
            behind = self.end_of(behind + 1) + 1
        following = self.peek_at(behind)
        if following in vocab.BARS:
            return not self.stops(following)
        return (is_sign or following not in vocab.BRACKETS) and self.begins_factor(following)

    def product_or_less(self) -> Node:
        """Read an operator's body: a product, perhaps with a sign before it."""
        if self.peek() == "-":
            start = self.at
            self.at += 1
            return tree.Neg(self.product(), span=(start, self.at))
        return self.product()

    def _goes_on(self, operator: str, body: Node, running: set[str], is_first: bool) -> Node:
        """Read the further terms after an operator that belong to it: those that use its bound names.

        An aim such as ``argmin`` at a statement's beginning takes all further terms, because the whole
        expression is its objective.
        """
        names = set(filter(self.begins_name, running)) - vocab.FONTS - vocab.ACCENTS
        is_sought = operator in vocab.AIMS and is_first and self.inside(-1).isdisjoint(vocab.RELATIONS)
        is_sought = is_sought and vocab.AIMS.isdisjoint(self.tokens[self.at :])
        takes_all = is_sought or operator.startswith("\\arg")
        terms = [body]
        while self.peek() in vocab.SIGNS and (takes_all or names & self._following_tokens()):
            terms.append(self.further_term())
        if len(terms) > 1:
            return tree.Add(tuple(terms), span=(body.span[0], self.at))
        return body

    def _following_tokens(self) -> set[str]:
        """Return the free tokens of the following terms, up to a relation, a comma or the bracket's end."""
        end = self.at
        while end < len(self.tokens):
            token = self.tokens[end]
            if token in vocab.RELATIONS or token in vocab.CLOSING or token in _PARTS or self.stops(token):
                break
            end = self.end_of(end) + 1 if self.opens(end) else end + 1
        return self._find_free_tokens(self.at, end)

    def _find_free_tokens(self, start: int, end: int) -> set[str]:
        """Return the tokens of a range without those that an operator or a family in it binds.

        An operator binds up to the end of its bracket, because it takes the further terms there that
        use its bound names.
        """
        free: set[str] = set()
        bound: set[str] = set()
        index = start
        while index < end:
            closing = self.end_of(index) if self.opens(index) else index
            if index == closing:
                token = self.tokens[index]
                if token in vocab.INTEGRALS:
                    bound |= self._find_differentials(index, end)
                elif token in vocab.RELATIONS or token in _PARTS:
                    bound = set()
                found = {token} if self.peek_at(index + 1) != "'" else set[str]()
            elif binding := self._find_bound_tokens(index):
                bound |= binding
                found = self._find_free_tokens(index + 1, closing)
            else:
                found = self._find_free_tokens(index + 1, closing) - self._find_set_tokens(index)
                if self.tokens[index] in vocab.BRACKETS and self.peek_at(closing + 1) == "_":
                    below = set(self.content(closing + 2))
                    is_family = not below.isdisjoint((*self.content(index), *_RUNS))
                    found -= below
                    closing = self.end_of(closing + 2) if is_family else closing
            free |= found - bound
            index = closing + 1
        return free

    def _find_bound_tokens(self, opening: int) -> set[str]:
        """Return the names that the subscript opening at an index binds; nothing below any other sign."""
        if self.tokens[opening - 1] != "_":
            return set()
        last = opening - 2
        while self.tokens[last] == "}":  # ``\\hat{\\mathbb{E}}``
            last -= 1
        operator = self.tokens[last]
        content = self.content(opening)
        if operator in _BINDING:
            return {token for token, behind in pairwise((*content, "")) if behind != "'"}
        inside = set(self.inside(opening))
        is_average = operator in vocab.EXPECTATIONS or (operator in ("E", "V") and last < opening - 2)
        is_word = operator.startswith("\\operatorname{") or operator in ("E", "\\Sigma", "\\Pi", "\\Pr")
        if not (is_average or (is_word and not inside.isdisjoint(_RUNS))):
            return set()
        brackets = (index for index in range(opening, self.end_of(opening)) if self.tokens[index] == "(")
        return inside.union(*map(self.inside, brackets))

    def _find_set_tokens(self, opening: int) -> frozenset[str]:
        r"""Return the names that a set such as ``\{i : x_i > 0\}`` binds; nothing for other brackets."""
        inside = self.inside(opening)
        is_set = self.tokens[opening] == "\\{" and not inside.isdisjoint((":", "\\mid", "|"))
        return inside if is_set else frozenset()

    def _find_differentials(self, start: int, end: int) -> set[str]:
        """Return the tokens of a range that follow a ``d``, over which an integral runs."""
        letters = [token for token in self.tokens[start : end + 1] if token not in ("\\mathrm", "{", "}")]
        return {behind for token, behind in pairwise(letters) if token == "d"}

    @abstractmethod
    def further_term(self) -> Node:
        """Read a term after a sum's first, with its sign."""

    def _bounds(self) -> tree.Bound | None:
        start = self.at
        bound: tree.Bound | None = None
        if self.peek() == "_" and self.peek(1) == "{":
            opening = self.at + 1
            self.at += 2
            with self.within(opening):
                bound = self.bound(self.end_of(opening))
            self.at = self.end_of(opening) + 1
        if (upper := self.limit("^")) is not None:
            bound = replace(bound or tree.Bound(()), upper=upper)
        return None if bound is None else replace(bound, span=(start, self.at))

    def bound(self, end: int) -> tree.Bound:
        """Read the bounds below an operator, up to ``end``: the bound name and its range."""
        start = self.at
        content = self.tokens[start:end]
        try:
            nodes = self.listed_items(end)
        except NotationError as error:
            self.at = end
            opaque = tree.Opaque(content, error.message, span=(start, end))
            return tree.Bound((), condition=tree.Statement((opaque,), span=(start, end)))
        whole = nodes[0] if len(nodes) == 1 else None
        match whole:
            case None if all(isinstance(node, tree.Ref) for node in nodes):
                return tree.Bound(tuple(node for node in nodes if isinstance(node, tree.Ref)))
            case tree.Ref():
                return tree.Bound((whole,))
            case tree.Statement((tree.Ref() as name, lower), ("=",)) if not isinstance(lower, tree.Listed):
                return tree.Bound((name,), lower)
            case tree.Statement((tree.Ref() as name, among), ("\\in",)):
                return tree.Bound((name,), among=among)
            case tree.Statement():
                return tree.Bound(_find_running_names(whole), condition=whole)
            case None if isinstance(last := nodes[-1], tree.Statement):
                names = [node for node in nodes[:-1] if isinstance(node, tree.Ref)]
                if len(names) == len(nodes) - 1 and isinstance(last.sides[0], tree.Ref):
                    if last.relations == ("\\in",):
                        return tree.Bound((*names, last.sides[0]), among=last.sides[1])
                    names.append(last.sides[0])
            case _:
                pass
        listed = _list_nodes(nodes, start, end)
        running = tuple(dict.fromkeys(name for node in nodes for name in _find_running_names(node)))
        return tree.Bound(running, condition=tree.Statement((listed,), span=(start, end)))

    # Integrals

    def integral(self) -> Node:
        """Read ``\\int_{a}^{b} body d x``. Raises NotationError for one over no name."""
        start = self.at
        sign = self.take()
        below = self.limit("_")
        upper = self.limit("^")
        self.awaited += 1
        body = self.sum() if self.begins_term(self.peek()) else tree.Num("1")
        self.awaited -= 1
        by: list[tree.Ref | tree.Apply] = []
        differential = "d"
        while self.differential_here() and not (self.awaited and by):
            differential = "d" if self.peek() == "d" else "\\mathrm{d}"
            self.at += 1 if differential == "d" else 4
            over = self.named()
            if not isinstance(over, tree.Ref | tree.Apply):
                raise NotationError("an integral is taken over names")
            by.append(over)
        lower, among = (below, None) if upper is not None else (None, below)
        return tree.Integral(body, tuple(by), lower, upper, among, sign, differential, span=(start, self.at))

    def limit(self, mark: str) -> Node | None:
        """Read a subscript or superscript of a sign as one node."""
        if self.peek() != mark:
            return None
        opening = self.at + 1
        self.at += 2
        with self.within(opening):
            limit = self.item()
        if self.at != self.end_of(opening):
            self.refuse_here()
        self.at += 1
        return limit

    def differential_here(self) -> bool:
        """Return whether ``d x`` follows, of an integral that lacks it."""
        for sign in _DIFFERENTIALS:
            if self.tokens[self.at : self.at + len(sign)] == sign:
                behind = self.peek(len(sign))
                return self.begins_name(behind)
        return False

    # Gradients and derivatives

    def gradient(self) -> Node:
        """Read ``\\nabla_{x}^{2} body``, or the bare operator."""
        start = self.at
        self.expect("\\nabla")
        by = self._by()
        order: Node | None = None
        if self.peek() == "^" and self.content(self.at + 1) not in vocab.TRANSPOSES:
            order = self.limit("^")
        if vocab.is_product_sign(self.peek()) or not self.begins_operand():
            return self.postfix(tree.Gradient(None, by, order, span=(start, self.at)))
        body = self.taken_of(by)
        return _lift_script_to_operator(tree.Gradient(body, by, order, span=(start, self.at)))

    def taken_of(self, by: tuple[tree.Ref, ...]) -> Node:
        r"""Read the body of a gradient: ``\log p(x)``, ``\frac{1}{m} \sum_i f_i``, ``w \log w``.

        It is a whole product if that begins with a number or a fraction, because nobody differentiates
        these alone, or with a letter while a later factor uses a name in ``by``. What follows a call or
        a bracket is a factor next to the gradient: ``\nabla f(x)^\top (y - x)``.
        """
        first = self.factor()
        bare = first.base if isinstance(first, tree.Pow | tree.Transpose) else first
        is_variable = bare in by
        is_coefficient = isinstance(first, tree.Ref) and not vocab.is_product_sign(self.peek())
        if is_variable or isinstance(first, tree.Num | tree.Div):
            return self.product_from(first, by)
        if is_coefficient and not self._following_factors().isdisjoint(tree.list_bases(by)):
            return self.product_from(first, by)
        return self.operand_from(first)

    def _following_factors(self) -> set[str]:
        """Return the tokens of the product that continues here, up to another derivative."""
        index = self.at
        while index < len(self.tokens) and not self._begins_derivative(index):
            token = self.tokens[index]
            if token in _ENDING or self.stops(token):
                break
            index = self.end_of(index) + 1 if self.opens(index) else index + 1
        return set(self.tokens[self.at : index])

    def _begins_derivative(self, index: int) -> bool:
        token = self.peek_at(index)
        if token != "\\frac":
            return token in ("\\nabla", "\\partial")
        sign = self.derivative_sign(index + 1)
        return bool(sign) and self.derivative_sign(self.end_of(index + 1) + 1) == sign

    def ends_derived(self, first: Node, by: tuple[tree.Ref, ...]) -> bool:
        r"""Return whether the body of a derivative by ``by`` ends here, after ``first`` or further factors.

        It is the whole product, except that brackets around its first factor enclose all of it if no
        further brackets follow, a script on a call belongs to the derivative, and a further derivative
        is a factor next to it: ``\frac{d}{dx} [x^2] \sin x``, ``\frac{\partial}{\partial x} f(x)^\top v``.
        """
        if first.span[1] == self.at:
            match first:
                case tree.Bracket(opening="(" | "[" as opening) if self.peek() != opening:
                    return True
                case tree.Transpose(base=tree.Apply()) | tree.At():
                    return True
                case _:
                    pass
        ahead = self.at + vocab.is_product_sign(self.peek())
        before = self.tokens[first.span[0] : self.at]
        return self._begins_derivative(ahead) and not tree.list_bases(by).isdisjoint(before)

    def derivative_sign(self, opening: int) -> str:
        r"""Return the leading sign of a numerator or denominator: ``\partial``, ``d``; empty for none."""
        content = self.content(opening)
        if content[:1] == ("\\partial",):
            return "\\partial"
        if content[:4] == ("\\mathrm", "{", "d", "}"):
            return "\\mathrm{d}"
        return content[0] if content[:1] in (("d",), ("\\delta",)) else ""

    def derivative(self) -> Node | None:
        r"""Read ``\frac{\partial y}{\partial x}``; return None for another fraction.

        Raises NotationError where the orders differ.
        """
        start = self.at
        top = self.at + 1
        bottom = self.end_of(top) + 1
        sign = self.derivative_sign(top)
        if not sign or self.derivative_sign(bottom) != sign or self.notation.values is not None:
            return None
        width = 1 if sign != "\\mathrm{d}" else 4
        if self._is_plain_fraction(top, bottom, sign, width):
            return None
        self.at = top + 1 + width
        order = self.limit("^")
        body: Node | None = None
        if self.at < bottom - 1:
            body = self.sum()
            if self.at != bottom - 1:
                self.refuse_here()
        self.at = bottom + 1
        names: list[tree.Ref] = []
        end = self.end_of(bottom)
        while self.at < end:
            names += self._derived_by(sign, width)
        self.at = end + 1
        by = tuple(names)
        total = tree.Num(str(len(by))) if len(by) > 1 else None
        if order != total:
            raise NotationError("a derivative's order differs in numerator and denominator")
        is_inside = body is not None
        if body is None and self.begins_operand() and not vocab.is_product_sign(self.peek()):
            body = self.product_from(self.factor(), by)
        derivative = tree.Derivative(body, by, sign, is_inside, span=(start, self.at))
        return derivative if is_inside else _lift_script_to_operator(derivative)

    def _is_plain_fraction(self, top: int, bottom: int, sign: str, width: int) -> bool:
        r"""Return whether ``d`` is a letter above and below: ``\frac{d_k}{d_v}``, ``\frac{d}{d - 2}``."""
        above, below = self.peek_at(top + 1 + width), self.peek_at(bottom + 1 + width)
        if below == "}" or sign == "\\partial":
            return below == "}"
        is_operand = below not in ("_", "^") and not vocab.is_product_sign(below)
        return above == "_" or not is_operand or not self.inside(bottom).isdisjoint(vocab.SIGNS)

    def _derived_by(self, sign: str, width: int) -> list[tree.Ref]:
        first = "\\mathrm" if width == 4 else sign
        if self.peek() != first:
            self.refuse_here()
        self.at += width
        name = self.ref()
        if self.peek() != "^":
            return [name]
        content = self.content(self.at + 1)
        if len(content) == 1 and content[0].isdigit() and int(content[0]) <= 9:
            self.at = self.end_of(self.at + 1) + 1
            return [name] * int(content[0])
        raised = self.raised(name)
        if not isinstance(raised, tree.Ref):
            raise NotationError("a derivative is taken with respect to names")
        return [raised]

    def _by(self) -> tuple[tree.Ref, ...]:
        """Read the names in the following subscript, if there is one."""
        if self.peek() != "_":
            return ()
        end = self.end_of(self.at + 1)
        self.at += 2
        named = self.listed_items(end)
        by = tuple(node for node in named if isinstance(node, tree.Ref))
        if len(by) != len(named):
            raise NotationError("a derivative is taken with respect to names")
        self.at = end + 1
        return by

    def partial(self) -> Node:
        """Read ``\\partial_{t} u``, ``\\partial L / \\partial x``, or the sign as a name.

        Raises NotationError without a name.
        """
        start = self.at
        self.expect("\\partial")
        if by := self._by():
            has_body = self.begins_operand() and not vocab.is_product_sign(self.peek())
            body = self.taken_of(by) if has_body else None
            return tree.Derivative(body, by, "\\partial_", False, span=(start, self.at))
        if self.begins_name(self.peek()):
            body = self.factor()
            if self.peek() == "/" and self.peek(1) == "\\partial":
                self.at += 2
                by_name = self.ref()
                return tree.Derivative(body, (by_name,), "\\partial", True, True, span=(start, self.at))
            raise NotationError("\\partial without what it is taken with respect to")
        return self.postfix(tree.Ref(tree.Name("\\partial"), span=(start, self.at)))

    # Expectations

    def is_expectation(self) -> bool:
        """Return whether an expectation, a variance or the like begins at the reader's position."""
        accents = 0
        while self.peek(2 * accents) in vocab.ACCENTS:  # ``\hat{\mathbb{E}}``
            accents += 1
        token = self.peek(2 * accents)
        width = 3 * accents + 1
        if token in ("\\mathbb", "\\mathrm", "\\mathbf", "\\mathsf"):
            if self.peek(2 * accents + 2) not in ("E", "V"):
                return False
            width += 3
        elif token not in vocab.EXPECTATIONS and token != "E":
            return False
        opening = self.at + width + 1
        has_law = self.peek(width) == "_" and not self.inside(opening).isdisjoint(("\\sim", "("))
        behind = self.end_of(opening) + 1 if self.peek(width) == "_" else self.at + width
        if behind < len(self.tokens) and self.tokens[behind] == "^":
            behind = self.end_of(behind + 1) + 1
        follows = self.tokens[behind] if behind < len(self.tokens) else ""
        if token == "E" or accents:
            return has_law or follows in ("[", "\\{")
        return follows in ("[", "(", "\\{") or self.begins_factor(follows)

    def expectation(self) -> Node:
        """Read ``\\mathbb{E}_{z \\sim q}[body \\mid given]``.

        Raises NotationError for what no expectation has above.
        """
        start = self.at
        operator = tree.Ref(self.name(), span=(start, self.at))
        over: Node | None = None
        if self.peek() == "_":
            opening = self.at + 1
            end = self.end_of(opening)
            self.at += 2
            with self.within(opening):
                over = self._over(end)
            self.at = end + 1
        if self.peek() == "^":
            content = self.content(self.at + 1)
            if len(content) != 1:
                raise NotationError("the superscript of an expectation is not read")
            operator = tree.Ref(operator.name, mark=content[0], span=operator.span)
            self.at += 4
        is_raised = self.peek() == "(" and self.peek_at(self.end_of(self.at) + 1) == "^"
        if is_raised:  # ``\\mathbb{E}(x - m)^2`` is the mean of the square
            body = self.factor()
            return tree.Expect(operator, body, over, (), "", "", span=(start, self.at))
        if self.peek() in ("[", "(", "\\{"):
            opening = self.take()
            body, conditions, closing, bar = self.body_and_given()
            span = (start, self.at)
            return self.postfix(
                tree.Expect(operator, body, over, conditions, opening, closing, bar, span=span)
            )
        body = self.product()
        return tree.Expect(operator, body, over, (), "", "", span=(start, self.at))

    def _over(self, end: int) -> Node:
        start = self.at
        try:
            nodes = self.listed_items(end)
        except NotationError as error:
            self.at = end
            return tree.Opaque(self.tokens[start:end], error.message, span=(start, end))
        return nodes[0] if len(nodes) == 1 else _list_nodes(nodes, start, end)


def _list_nodes(nodes: Sequence[Node], start: int, end: int) -> Node:
    """Return an operator's subscript as a list without brackets."""
    return tree.Listed(tuple(nodes), (",",) * (len(nodes) - 1), "", "", span=(start, end))


def _find_running_names(node: Node) -> tuple[tree.Ref, ...]:
    """Return the bound names of a condition below an operator: the names on its left side."""
    match node:
        case tree.Ref():
            return (node,)
        case tree.Statement((tree.Ref() as name, *_), _):
            return (name,)
        case tree.Statement((tree.Num() | tree.Neg(), tree.Ref() as name, *_), _):
            return (name,)
        case tree.Statement((tree.Listed(items), *_), _):
            return tuple(item for item in items if isinstance(item, tree.Ref))
        case _:
            return ()


def _lift_script_to_operator(operator: tree.Gradient | tree.Derivative) -> Node:
    r"""Apply a script on a call after an operator to the whole: ``\nabla f(x)^\top``, ``\nabla f(x)|_{x=0}``.

    Powers of the body belong to it after a derivative, ``\frac{d}{dx} f(x)^2``.
    """
    body = operator.body
    if body is None:
        return operator
    if (split := _split_place(body)) is not None:
        inner, place = split
        whole = replace(operator, body=inner, span=(operator.span[0], inner.span[1]))
        return tree.At(whole, place, span=operator.span)
    match body:
        case tree.Transpose(base=tree.Apply() as call):
            pass
        case tree.Pow(base=tree.Apply() as call) | tree.Inverse(base=tree.Apply() as call) if isinstance(
            operator, tree.Gradient
        ):
            pass
        case _:
            return operator
    inner = replace(operator, body=call, span=(operator.span[0], call.span[1]))
    return replace(body, base=inner, span=operator.span)


def _split_place(node: Node) -> tuple[Node, Node] | None:
    """Return a body without the evaluation point at its end, and that point; None if there is none."""
    match node:
        case tree.At(body, place):
            return body, place
        case tree.Mul(factors) if (split := _split_place(factors[-1])) is not None:
            last, place = split
            return replace(node, factors=(*factors[:-1], last), span=(node.span[0], last.span[1])), place
        case tree.Apply(args=(argument,), opening="") if (split := _split_place(argument)) is not None:
            last, place = split
            return replace(node, args=(last,), span=(node.span[0], last.span[1])), place
        case _:
            return None
