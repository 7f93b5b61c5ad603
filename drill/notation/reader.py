"""Read canonical tokens into a tree: sides joined by relations, sums, products, factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drill.notation import cursor as vocab
from drill.notation import tree
from drill.notation.cursor import MAX_DEPTH, Notation, NotationError
from drill.notation.operator_reader import OperatorReader
from drill.notation.printing import to_tokens
from drill.notation.tree import Node, spell_name

# Tokens that begin a factor other than a name.
_HEADS = (
    frozenset(("\\frac", "\\binom", "\\sqrt", "\\nabla", "\\partial", "{"))
    | vocab.FUNCTIONS
    | vocab.REDUCERS
    | vocab.INTEGRALS
    | vocab.QUANTIFIERS
    | vocab.BRACKETS.keys()
    | vocab.DOTS
)
_DEFINING = frozenset(("=", ":=", "\\leftarrow"))
# Signs that show that a name inside its own brackets is a number: ``p (1 - p^{2})``.
_COUNTING = frozenset(("+", "-", "^", "{", "}", "!", "\\cdot"))
_OPERATORS = vocab.REDUCERS | vocab.INTEGRALS | {"\\mathbb"}
_AMBIGUOUS_SLASH = "a quotient with a slash that goes on: put the denominator in brackets"


class StatementReader(OperatorReader):
    """Reads statements."""

    def statement(self) -> tree.Statement:
        """Read sides joined by relations, to the end."""
        node = self._chain(vocab.RELATIONS | {":"})
        if self.peek():
            self.refuse_here()
        if isinstance(node, tree.Statement):
            return node
        return tree.Statement((node,), span=(0, self.at))

    def item(self) -> Node:
        """Read a side, or sides joined by relations."""
        return self._chain(vocab.RELATIONS)

    def _chain(self, relations: frozenset[str]) -> Node:
        start = self.at
        sides = [self._side(relations)]
        signs: list[str] = []
        while self.peek() in relations:
            signs.append(self.take())
            sides.append(self._side(relations))
        if not signs:
            return sides[0]
        return tree.Statement(tuple(sides), tuple(signs), span=(start, self.at))

    def _side(self, relations: frozenset[str]) -> Node:
        """Read a side, or for a whole statement several with commas, perhaps with a gap among them."""
        start = self.at
        sides = [self._side_entry()]
        marks: list[str] = []
        while ":" in relations and (self.peek() == "," or self.stops(self.peek())):
            marks.append(self.take())
            sides.append(self._side_entry())
        if not marks:
            return sides[0]
        return tree.Listed(tuple(sides), tuple(marks), "", "", span=(start, self.at))

    def _side_entry(self) -> Node:
        token, behind = self.peek(), self.peek(1)
        if token in vocab.DOTS and (behind in vocab.RELATIONS or behind in (",", "")):
            self.at += 1
            return tree.Open(token, span=(self.at - 1, self.at))
        return self.sum()

    # Sums

    def begins_term(self, token: str) -> bool:
        """Return whether a term, perhaps with its sign, begins with a token."""
        return token in vocab.SIGNS or self.begins_factor(token)

    def sum(self) -> Node:
        """Read terms with their signs."""
        start = self.at
        first = self._signed() if self.peek() in vocab.SIGNS else self.product()
        terms = [first]
        while self.peek() in vocab.SIGNS:
            terms.append(self.further_term())
        if len(terms) > 1:
            return tree.Add(tuple(terms), span=(start, self.at))
        return first

    def further_term(self) -> Node:
        """Read a term after a sum's first, with its sign."""
        if self.peek() != "+":
            return self._signed()
        self.at += 1
        return self.product()

    def _signed(self) -> Node:
        start = self.at
        sign = self.take()
        body = self.product()
        span = (start, self.at)
        if sign == "-":
            return tree.Neg(body, span=span)
        return tree.PlusMinus(sign, body, span=span)

    # Products

    def begins_factor(self, token: str) -> bool:
        """Return whether a factor begins with a token."""
        if token in vocab.BARS:
            return not self.stops(token) and self.peek(1) != "_"
        if token in ("d", "\\mathrm") and self.awaited and self.differential_here():
            return False
        return (
            token in _HEADS
            or vocab.is_number_token(token)
            or token.startswith(("\\text{", "\\begin{"))
            or self.begins_name(token)
        )

    def product(self) -> Node:
        """Read factors side by side or with signs, and quotients with a slash.

        Raises NotationError for what reads two ways.
        """
        return self.product_from(self.factor())

    def product_from(self, first: Node, derived_by: tuple[tree.Ref, ...] | None = None) -> Node:
        """Read the factors behind the first one, of a derivative's body if ``derived_by`` is given."""
        start = first.span[0]
        factors = [first]
        signs: list[str] = []
        is_quotient = False
        slashes = 0
        while True:
            token = self.peek()
            if derived_by is not None and self.ends_derived(first, derived_by):
                return self._product(factors, signs, start)
            if vocab.is_product_sign(token):
                self.at += 1
                signs.append(token)
                factors.append(self._behind_sign())
                is_quotient = False
            elif token == "/":
                top = self._product(factors, signs, start)
                self.at += 1
                slashes += 1
                if slashes > MAX_DEPTH:
                    raise NotationError("too many quotients in a row")
                bottom = self._denominator(top)
                factors[:] = [tree.Div(top, bottom, True, span=(start, self.at))]
                signs = []
                is_quotient = True
            elif self.begins_factor(token):
                if is_quotient and not (self.notation.is_typed or self._may_follow(factors[-1], token)):
                    raise NotationError(_AMBIGUOUS_SLASH)
                is_value = isinstance(factors[-1], tree.Num | tree.Ref | tree.Pow | tree.Div | tree.Transpose)
                is_argument = token == "(" and not is_value and self.notation.values is None
                if is_argument and (self._is_lone(self.content(self.at)) or "," in self.inside(self.at)):
                    raise NotationError("only a name is applied to an argument")  # ``(f \\circ g)(x)``
                signs.append("")
                factors.append(self.factor())
            else:
                return self._product(factors, signs, start)

    def _denominator(self, top: Node) -> Node:
        r"""Read the denominator after a slash: one factor, or a number with letters, ``x / 2 \sigma``."""
        start = self.at
        bottom = self.factor()
        is_unclear = isinstance(bottom, tree.Num) and not isinstance(top, tree.Num)
        if is_unclear and not self.notation.is_typed and self._goes_on_plainly():
            letters = self.operand()
            factors = letters.factors if isinstance(letters, tree.Mul) else (letters,)
            return tree.Mul((bottom, *factors), ("",) * len(factors), span=(start, self.at))
        return bottom

    def _product(self, factors: list[Node], signs: list[str], start: int) -> Node:
        if len(factors) == 1:
            return factors[0]
        return tree.Mul(tuple(factors), tuple(signs), span=(start, self.at))

    def _may_follow(self, quotient: Node, token: str) -> bool:
        """Return whether the factor after ``a / b`` is separate and not part of the denominator."""
        match quotient:
            case tree.Div(tree.Num(), tree.Num(), True):
                return True
            case tree.Div(_, tree.Bracket() | tree.Apply(opening="("), True):
                return True
            case _:
                return token in _OPERATORS

    def _behind_sign(self) -> Node:
        if self.peek() != "-":
            return self.factor()
        start = self.at
        self.at += 1
        return tree.Neg(self.factor(), span=(start, self.at))

    # Factors

    def factor(self) -> Node:
        """Read one factor with its scripts."""
        with self.deeper():
            return self._factor()

    def _factor(self) -> Node:
        token = self.peek()
        start = self.at
        if self.is_expectation():
            return self.expectation()
        if token in vocab.REDUCERS or self.is_reducer_here():
            return self.reduce()
        if token in vocab.INTEGRALS:
            return self.integral()
        if token == "\\nabla":
            return self.gradient()
        if token == "\\partial":
            return self.partial()
        if (
            token in vocab.FUNCTIONS and token not in (self.notation.values or ())
        ) or token in vocab.QUANTIFIERS:
            return self._function()
        if token in vocab.BARS:
            return self.postfix(self.norm())
        if token in vocab.BRACKETS:
            return self.postfix(self.bracket())
        if token in vocab.ACCENTS and not self.is_over_name():
            return self.postfix(self._accented())
        if self.begins_name(token):
            return self.named()
        if token == "1" and self.peek(1) in ("[", "\\{") and self.inside(self.at + 1) & vocab.RELATIONS:
            self.at += 1
            return self.postfix(self.call(tree.Ref(tree.Name("1"), span=(start, self.at))))
        if vocab.is_number_token(token):
            self.at += 1
            if token.count(".") > 1:
                raise NotationError("a number has one point", start)
            return self.postfix(tree.Num(token, span=(start, self.at)))
        return self.postfix(self._built(token))

    def _built(self, token: str) -> Node:
        """Read a command with its arguments."""
        start = self.at
        if token == "\\frac":
            derived = self.derivative()
            return derived if derived is not None else self._fraction()
        if token == "{":
            return self.braces()
        if token in vocab.DOTS:
            self.at += 1
            return tree.Open(token, span=(start, self.at))
        if token.startswith("\\text{"):
            self.at += 1
            return tree.Text(token[len("\\text{") : -1], span=(start, self.at))
        if token.startswith("\\begin{"):
            return self.table()
        if token == "\\binom":
            self.at += 1
            top, bottom = self._group(), self._group()
            return tree.Binomial(top, bottom, span=(start, self.at))
        if token == "\\sqrt":
            return self._root()
        raise self.unexpected()

    def _group(self) -> Node:
        opening = self.at
        self.expect("{")
        with self.within(opening):
            body = self.item()
        self.expect("}")
        return body

    def _fraction(self) -> Node:
        start = self.at
        self.at += 1
        top, bottom = self._group(), self._group()
        return tree.Div(top, bottom, span=(start, self.at))

    def _root(self) -> Node:
        start = self.at
        self.at += 1
        degree: Node | None = None
        if self.peek() == "[":
            opening = self.at
            self.at += 1
            with self.within(opening):
                degree = self.sum()
            self.expect("]")
        return tree.Root(self._group(), degree, span=(start, self.at))

    def _accented(self) -> Node:
        """Read an accent over more than a name, as a function of it."""
        start = self.at
        accent = tree.Ref(tree.Name(self.take()), span=(start, self.at))
        body = self._group()
        return tree.Apply(accent, (body,), opening="{", closing="}", span=(start, self.at))

    def named(self) -> Node:
        """Read a name with its scripts, and its arguments if it is applied."""
        base = self.ref()
        if self.notation.primes_transpose and base.primes == 1:
            return self.postfix(tree.Transpose(replace(base, primes=0), "'", span=base.span))
        node, power = self._maybe_raised(base)
        if isinstance(node, tree.Transpose):
            return self._transposed(node, base)
        if isinstance(node, tree.Inverse):
            power = tree.Neg(tree.Num("1"))
        base = node if isinstance(node, tree.Ref) else base
        if self.peek() in ("(", "[", "\\{") and self.is_call(base, power is not None):
            node = self.call(base, power)
        return self.postfix(node)

    def _transposed(self, node: tree.Transpose, base: tree.Ref) -> Node:
        r"""Read what follows a transposed name: an argument where the paper applies it, ``k^\top (x)``."""
        is_called = self.peek() == "(" and spell_name(base.name) in self.notation.functions
        if node.mark == "T" or node.is_joined or not is_called or not self._is_lone(self.content(self.at)):
            return self.postfix(node)
        font, _, letter = node.mark.removesuffix("}").partition("{")
        sign = tree.Name(letter, font) if letter else tree.Name(node.mark)
        return self.postfix(self.call(base, tree.Ref(sign, span=(node.span[1] - 2, node.span[1] - 1))))

    def _maybe_raised(self, base: tree.Ref) -> tuple[Node, Node | None]:
        """Read a superscript of a name, if there is one; return the whole, and the exponent if it is a
        power."""
        if self.peek() != "^" or self.peek(1) != "{":
            return base, None
        opening = self.at + 1
        raised = self.raised(base)
        match raised:
            case tree.Pow(_, exponent):
                return raised, exponent
            case tree.Inverse():
                return raised, tree.Neg(tree.Num("1"), span=(opening + 1, self.at - 1))
            case _:
                return raised, None

    def is_call(self, function: tree.Ref, is_raised: bool) -> bool:
        """Return whether a name before a bracket is a function, and not a factor."""
        opening = self.at
        name = spell_name(function.name)
        content = self.content(opening)
        inside = self.inside(opening)
        if not content:
            return self.peek() == "("
        is_word = function.name.font in ("\\operatorname", "\\mathcal") or (
            function.name.font == "\\mathbb" and function.name.base in "P1"
        )
        if self.notation.values is not None:
            is_known = is_word or name in self.notation.functions
            return self.peek() == "(" and is_known and name not in self.notation.values
        if not self._is_lone(content) and self._is_number(function, name, content):
            return False
        relates = not inside.isdisjoint(vocab.RELATIONS)
        if self.peek() == "\\{":
            return is_word or (function.name.base in "1I" and relates)
        if is_word or (name in self.notation.functions and not self._stands_inside(function, content)):
            return True
        if self.peek() == "(":
            return name in self.applied or self._applies(function, is_raised)
        if relates or self.parts_with_bars(opening):
            return True
        is_index = self._is_lone(content) and function.name.base.islower() and not is_raised
        return is_index or (not inside.isdisjoint((",", ";", "\\mid")) and not function.name.font)

    def _stands_inside(self, function: tree.Ref, content: Sequence[str]) -> bool:
        r"""Return whether a letter's own brackets contain it, as a number: ``\sigma (|x| / \sigma)``."""
        is_bare = not (function.below or function.name.label or function.name.font or function.name.accents)
        inside = self.inside(self.at)
        is_sum = not inside.isdisjoint(vocab.SIGNS)
        is_listed = not inside.isdisjoint((",", ";", "\\mid")) or self.parts_with_bars(self.at)
        if not is_bare or is_sum or is_listed:
            return False
        behind = (
            after
            for token, after in zip(content, (*content[1:], ""), strict=True)
            if token == function.name.base
        )
        return any(after not in ("(", "[", "_", "^", "{") for after in behind)

    def _is_number(self, function: tree.Ref, name: str, content: Sequence[str]) -> bool:
        """Return whether a name is a number here, because its own brackets contain it: ``p(1-p)``."""
        own = " ".join(self.tokens[slice(*function.span)])
        rest = f" {' '.join(content)} ".replace(f" {own} ", " ").split()
        if rest != list(content) and all(part in _COUNTING or vocab.is_number_token(part) for part in rest):
            self.numbers.add(name)
        return name in self.numbers or name in self.notation.numbers

    def _applies(self, function: tree.Ref, is_raised: bool) -> bool:
        """Return whether round brackets after an unknown name contain its arguments."""
        opening = self.at
        content = self.content(opening)
        inside = self.inside(opening)
        if function.name.base in inside and not function.name.accents:
            return False
        is_listed = not inside.isdisjoint((",", ";", "\\mid")) or self.parts_with_bars(opening)
        if is_listed or self._is_lone(content):
            if not vocab.is_number_token(content[0]):
                self.applied.add(spell_name(function.name))
            return True
        if inside.isdisjoint(vocab.SIGNS):
            # a bare product in brackets is an argument, because brackets around a factor need a reason such
            # as a power
            relates = not inside.isdisjoint(vocab.RELATIONS)
            return relates or self.peek_at(self.end_of(opening) + 1) not in ("^", "_")
        return function.name.base in vocab.FUNCTION_LETTERS and not is_raised

    def _is_lone(self, content: Sequence[str]) -> bool:
        """Return whether brackets contain a single name or number with its scripts, or an open place."""
        if len(content) <= 1:
            return bool(content)
        first = content[0]
        if not (self.begins_name(first) or vocab.is_number_token(first)) or content[1] not in (
            "{",
            "_",
            "^",
            "'",
        ):
            return False
        depth = 0
        for token in content[1:]:
            depth += (token == "{") - (token == "}")
            if depth == 0 and token not in ("}", "_", "^", "'"):
                return False
        return True

    def _function(self) -> Node:
        """Read a function that needs no brackets."""
        start = self.at
        token = self.take()
        word = token.removeprefix("\\operatorname{")
        name = tree.Name(word[:-1], "\\operatorname") if word != token else tree.Name(token)
        function = tree.Ref(name, span=(start, self.at))
        if self.peek() == "_":
            label, below, separators = self.below()
            name = tree.Name(function.name.base, function.name.font, (), label, span=function.name.span)
            function = tree.Ref(name, below, separators=separators, span=(start, self.at))
        raised, power = self._maybe_raised(function)
        if isinstance(raised, tree.Transpose):
            raise NotationError("a function is not a matrix")
        function = raised if isinstance(raised, tree.Ref) else function
        if self.peek() in ("(", "[", "\\{"):
            return self.postfix(self.call(function, power))
        if not self.begins_operand():
            if power is not None:
                return self.postfix(tree.Pow(function, power, span=(start, self.at)))
            return function
        body = self.operand()
        return tree.Apply(function, (body,), (), (), power, "", "", span=(start, self.at))

    def operand(self) -> Node:
        """Read the operand of a function without brackets: letters side by side, or one factor."""
        return self.operand_from(self.factor())

    def operand_from(self, first: Node) -> Node:
        """Read the rest of an operand whose first factor has been read."""
        start = first.span[0]
        if isinstance(first, tree.Div) and self.peek() in vocab.REDUCERS:  # ``\log \frac{1}{N} \sum_i x_i``
            return tree.Mul((first, self.factor()), ("",), span=(start, self.at))
        if not _is_plain(first):
            return first
        factors = [first]
        while self._goes_on_plainly():
            factors.append(self.named() if self.begins_name(self.peek()) else self.factor())
        if len(factors) == 1:
            return first
        return tree.Mul(tuple(factors), ("",) * (len(factors) - 1), span=(start, self.at))

    def _goes_on_plainly(self) -> bool:
        """Return whether a number follows, or a name that is not a function before brackets."""
        token = self.peek()
        if vocab.is_number_token(token):
            return True
        if not (self.begins_name(token) and self.begins_factor(token)) or self.is_expectation():
            return False
        if token in vocab.FUNCTIONS or (token in vocab.ACCENTS and not self.is_over_name()):
            return False
        index = self.at + 1
        while index < len(self.tokens) and self.tokens[index] in ("{", "_", "^", "'"):
            index = self.end_of(index) + 1 if self.tokens[index] == "{" else index + 1
        return index == len(self.tokens) or self.tokens[index] not in vocab.BRACKETS


def _is_plain(node: Node) -> bool:
    """Return whether a factor is a name or number, perhaps with scripts."""
    match node:
        case tree.Ref() | tree.Num():
            return True
        case tree.Pow(base, _):
            return isinstance(base, tree.Ref | tree.Num)
        case _:
            return False


def read_statement(tokens: Sequence[str], notation: Notation | None = None) -> tree.Statement:
    """Return the statement that canonical tokens denote.

    Raises:
        NotationError: tokens that are not a statement, that are ambiguous, or that a tree does not keep.
    """
    known = with_left_side(tokens, notation or Notation())
    reader = StatementReader(tokens, known)
    result = reader.statement()
    if reader.applied - known.functions or reader.numbers:
        functions = known.functions | reader.applied
        numbers = frozenset(reader.numbers)
        result = StatementReader(tokens, replace(known, functions=functions, numbers=numbers)).statement()
    if tuple(to_tokens(result)) != tuple(tokens):
        raise NotationError("some of it would be lost")
    return result


def word_defined(tokens: Sequence[str]) -> str:
    """Return the word that a statement's left side is, letter by letter: ``lrate = …``; empty for none."""
    end = next((index for index, token in enumerate(tokens) if token in _DEFINING), 0)
    word = "".join(tokens[:end])
    # Two letters side by side are a product.
    is_word = len(word) == end and end >= 3 and word.isalpha() and word.isascii()
    return word if is_word else ""


def with_left_side(tokens: Sequence[str], notation: Notation) -> Notation:
    """Extend a notation by the left side: a word, or ``x^{k+1} = …``, whose superscript is a step,
    since a defined name is not a power."""
    if word := word_defined(tokens):
        notation = replace(notation, words=notation.words | {word})
    side = tuple(tokens[: next((index for index, token in enumerate(tokens) if token in _DEFINING), 0)])
    if side[:1] == ("d",) and spelled_tokens(side[1:]) is not None:
        return replace(notation, has_differentials=True)
    if "^" not in side or "}" not in side[side.index("^") :]:
        return notation
    caret = side.index("^")
    depth = sum((token == "{") - (token == "}") for token in side[:caret])
    end = side.index("}", caret)
    content = side[caret + 2 : end]
    is_whole = end + 1 == len(side) or side[end + 1] == "("
    if depth or not (content and vocab.is_letter(content[0]) and vocab.is_step(content) and is_whole):
        return notation
    name = spelled_tokens(side[:caret])
    if name is None or content == ("T",) or f"{name}^{content[0]}" in notation.superscripts:
        return notation
    meaning = "label" if name[0].isupper() and content[0].isupper() else "index"  # ``M^{A}`` names one thing
    added = {f"{name}^{content[0]}": meaning, f"^{content[0]}": "index"}
    return replace(notation, superscripts={**added, **notation.superscripts})


def spelled_tokens(tokens: Sequence[str]) -> str | None:
    """Return the spelling (see `walk.spell_name`) of tokens that are one name with its subscript."""
    try:
        reader = StatementReader(tokens, Notation())
        name = reader.ref() if reader.begins_name(reader.peek()) else None
    except NotationError:
        return None
    if name is not None and not reader.peek():
        return spell_name(name.name)
    return None


def applied_in(tokens: Sequence[str], notation: Notation) -> frozenset[str]:
    """Return the names that a formula applies to arguments, up to the first unreadable part."""
    reader: StatementReader | None = None
    try:
        reader = StatementReader(tokens, notation)
        reader.statement()
    except NotationError:
        pass
    return frozenset(reader.applied) if reader is not None else frozenset()
