r"""The formulas of a derivation, read as trees: integrals, sums, limits and derivatives among them.

LaTeX is read by `drill.notation`, typed text by `drill.maths.plain`; both give the same names. A part without
numbers here (``P(A \mid B)``, ``E[X]``, a function that nobody defined, a sum over entries) counts as a
quantity of its own, the same one wherever it is written the same: an *opaque* symbol. What reads two ways is
read, and remembered as doubtful: no step that needs it is called wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from drill.checking.derivations.derivation_rows import KNOWN_WORDS
from drill.errors import DrillError, ParseError
from drill.latex import canonicalise_formula
from drill.maths import maths_tree as maths
from drill.maths.calls import make_function_call
from drill.maths.characters import GREEK
from drill.maths.derivatives import derivative_of
from drill.maths.maths_tree import Binary, Call, Const, Num, Sym, is_bound_place, substitute_symbols
from drill.maths.names import BINDING, FUNCTIONS, SPELLINGS, arity_fault
from drill.notation import Lowering, Notation, is_latex, read_statement, to_tokens, typed_latex, walk_nodes
from drill.notation import tree as written
from drill.text import pairs, split_words

# How the name of an opaque symbol begins.
OPAQUE = "["
# How the name of a letter begins that a function binds; no text can spell it.
BOUND = "~"
# How the name of a matrix's differential ends.
DIFFERENTIAL = "_dot"
# Functions of arrays, whose slope is a gradient.
_OF_ARRAYS = split_words("T norm dot trace det inv")
# Letters that are functions before brackets, whatever else is in the text.
_ALWAYS_CALLED = frozenset("fghFGHPELJQV")
# Functions that a text may mean otherwise: Euler's φ, a curve γ, the logarithm to base 2.
_MEANT_OTHERWISE = split_words("phi Phi beta gamma lg")
_GREEK_VARIANTS = pairs("varepsilon epsilon varphi phi vartheta theta varrho rho")
# A name before a bracket, or elsewhere, because this decides which letters are functions.
_LETTER = re.compile(r"(\\[A-Za-z]+|[A-Za-z])(?:_\{?\w+\}?)?('*)\s*(?:\\(?:left|big|Big|bigl|Bigl))?\s*(\()?")
# The differential of a matrix, or one at the end of a side; it may be part of a derivative or an integral.
_DIFFERENTIAL = re.compile(r"(?<![A-Za-z\\])(?:d|\\mathrm\{d\})\s*(?:([A-Z])(?![A-Za-z])|(\\?[A-Za-z]+)$)")
_BARE_OPERATOR = re.compile(r"(?<![A-Za-z\\{])(Var|Cov)(?=\s*(?:\\left)?[(\[])")
_QUOTIENT = re.compile(r"\\[dt]?frac|/|\\int|∫|\\dot")
_AT_ENDS = re.compile(r"\\left\.((?:(?!\\left|\\right).)*)\\right\|(?=\s*[_^])", re.DOTALL)
_MODULES = re.compile(r"\b(?:np|numpy|math|torch|jnp|sp|sympy)\.(?=[a-z])")
_DOTS = re.compile(r"\\[lcdv]?dots[a-z]?(?![A-Za-z])|\.\.\.|…|⋯")
_WORD = re.compile(r"[^\W\d_]{3,}")
_NAMES = re.compile(r"\\([A-Za-z]+)(?:_\{?(\w+)\}?)?|(?<![A-Za-z])([A-Za-z])(?:_\{?(\w+)\}?)?")
_PERCENT = re.compile(r"\\?%|\\(?:p?mod|bmod|equiv)(?![A-Za-z])|≡")


@dataclass(frozen=True, slots=True)
class FunctionRule:
    """A function that the text defined: its arguments' names, and its value."""

    arguments: tuple[str, ...]
    value: maths.Node


@dataclass(frozen=True, slots=True)
class CalculusSide:
    """One side that was read: its tree, and whether it reads two ways.

    ``called`` are the functions and letters of the text in it, in whose place their values are; by the
    letters ``derived`` it was differentiated.
    """

    node: maths.Node
    is_doubtful: bool = False
    called: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()


@dataclass
class FormulaReader:
    """Reads the sides of a text's formulas; ``rules`` and ``values`` are the definitions so far.

    ``words`` are names of several letters; ``numbers`` letters that are not functions, though a bracket may
    follow them; ``letters`` are those of π and e that are not constants here.
    """

    words: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    arrays: set[str] = field(default_factory=set[str])
    rules: dict[str, FunctionRule] = field(default_factory=dict[str, FunctionRule])
    values: dict[str, maths.Node] = field(default_factory=dict[str, maths.Node])
    # The letter of the last integral, which limits behind brackets are of.
    integrated: str = ""

    def read(self, text: str, *, is_formula: bool) -> CalculusSide:
        """Return one side; ``is_formula`` for one between dollars or in a display.

        Raises:
            ParseError: it is not read.
        """
        if _DOTS.search(text):
            raise ParseError("dots are not read", None)
        if _PERCENT.search(text):
            raise ParseError("percent signs and remainders are not read", None)
        if not (is_formula or is_latex(text)):
            text = self._typed(text)
        text = _BARE_OPERATOR.sub(r"\\operatorname{\1}", text)
        if not _QUOTIENT.search(text):
            text = _DIFFERENTIAL.sub(r"\\dot{\1\2}", text)
        text = _AT_ENDS.sub(r"\\left[\1\\right]", text)
        notation = Notation(
            is_typed=True, numbers=self.numbers, words=self.words, functions=frozenset(self.rules)
        )
        try:
            statement = read_statement(canonicalise_formula(text), notation)
            if statement.relations or statement.conditions or len(statement.sides) != 1:
                raise ParseError("one expression is expected between two signs", None)
            side = statement.sides[0]
            lowering = _CalculusLowering(self)
            node = lowering.lower(side)
        except ParseError:
            raise
        except DrillError as error:
            raise ParseError(error.message, None) from None
        is_doubtful = lowering.is_doubtful or _has_open_derivative(side)
        return CalculusSide(node, is_doubtful, frozenset(lowering.called), frozenset(lowering.derived))

    def _typed(self, text: str) -> str:
        """Return typed text as LaTeX. Raises ParseError for a word that is neither a name nor a function."""
        text = _MODULES.sub("", text)
        unknown = re.sub(r"\w+", lambda match: " " if match[0] in self.words else match[0], text)
        for word in _WORD.findall(unknown):
            if word not in KNOWN_WORDS:
                raise ParseError(f"nothing says what {word} is", None)
        return typed_latex(text, names=self.words)

    def apply(self, name: str, arguments: tuple[maths.Node, ...], primes: int) -> maths.Node | None:
        """Return the value of a function of the text, or its derivative; None if it is not known."""
        rule = self.rules.get(name)
        if rule is None or len(rule.arguments) != len(arguments) or (primes and len(arguments) != 1):
            return None
        value = rule.value
        for _ in range(primes):
            value = derivative_of(value, rule.arguments[0])
        return substitute_symbols(value, dict(zip(rule.arguments, arguments, strict=True)))


class _CalculusLowering(Lowering):
    """Lowers a formula with whatever a derivation writes."""

    def __init__(self, reader: FormulaReader) -> None:
        super().__init__(has_arrays=False)
        self.reader = reader
        self.is_doubtful = False
        self.called: set[str] = set()
        self.derived: set[str] = set()
        self.bound: dict[str, str] = {}
        """The letters that operators around bind, with the names that stand for them."""

    # Names

    def find_named(self, node: written.Node) -> maths.Node | None:
        """Return None: names are lowered as such."""
        return None

    def lower_name(self, ref: written.Ref) -> maths.Node:
        """Return the value of a name."""
        name = join_reference_name(ref)
        if name in self.bound:
            return Sym(self.bound[name])
        indices = {token.removeprefix("\\") for index in ref.below for token in to_tokens(index)}
        if not indices.isdisjoint(self.bound):
            return self.opaque(ref)
        if name in ("pi", "e") and name not in self.reader.letters:
            return Const("pi" if name == "pi" else "e")
        if name in ("infty", "infinity"):
            return Const("inf")
        if ref.primes and not ref.below and (bare := name.rstrip("'")) in self.reader.rules:
            rule = self.reader.rules[bare]
            self.called.add(bare)
            applied = self.reader.apply(bare, tuple(map(Sym, rule.arguments)), ref.primes)
            if applied is not None:
                return applied
        return self._meant(name)

    def _meant(self, name: str) -> maths.Node:
        """Return the value that the text gave to a name, else the name."""
        if name in self.reader.values:
            self.called.add(name)
        return self.reader.values.get(name, Sym(name))

    def opaque(self, node: written.Node) -> maths.Node:
        """Return the quantity that a part without numbers counts as."""
        text = "".join(to_tokens(node))
        if self.bound and any(letter.removeprefix("\\") in text for letter in self.bound):
            raise ParseError("sums and integrals of what has no numbers here are not read", None)
        return self._meant(f"{OPAQUE}{text}]")

    # Calls

    def lower_call(self, call: written.Apply) -> maths.Node:
        """Return a function's value: one of the text, a known one, or a quantity of its own."""
        function = call.function
        word = join_reference_name(written.Ref(function.name))
        is_dressed = bool(call.given or call.parameters or function.above or function.mark)
        if word in self.reader.rules and not is_dressed and not function.below:
            self.called.add(word)
            arguments = tuple(map(self.lower, call.args))
            if (value := self.reader.apply(word, arguments, function.primes)) is not None:
                return value
        name = word if word in FUNCTIONS else SPELLINGS.get(word, "")
        if word == "Gamma":
            name = "gamma"
        if not name or is_dressed or function.primes or (len(word) == 1) or name in BINDING:
            return self.opaque(call)
        arguments = tuple(map(self.lower, call.args))
        match function.below:
            case (written.Fixed() | written.Running() as base,) if name == "log":
                return Call("log", (*arguments, self._index(base)))
            case _:
                pass
        if function.below or arity_fault(name, len(arguments)):
            return self.opaque(call)
        match name, arguments:
            case "sin" | "cos" | "tan", (Num() as angle,):
                # A number from 10 on in a sine may be an angle in degrees.
                self.is_doubtful = self.is_doubtful or angle.value >= 10
            case _:
                self.is_doubtful = self.is_doubtful or word in _MEANT_OTHERWISE
        return make_function_call(name, arguments)

    def lower_transpose(self, node: written.Node, mark: str) -> maths.Node:
        """Return a transpose, or a derivative where a prime is behind the formula of one small letter."""
        value = self.lower(node)
        letters = free_symbols(value)
        is_of_number = len(letters) == 1 and letters.isdisjoint(self.reader.arrays) and min(letters).islower()
        if mark != "'" or not is_of_number or isinstance(value, Sym):
            return Call("T", (value,))
        self.derived |= letters
        return self._slope(value, min(letters))

    def check_beside(self, before: written.Node, factor: written.Node) -> None:
        """Remember factors side by side that read two ways."""
        is_open = isinstance(before, written.Apply) and not before.opening
        is_settled = isinstance(factor, written.Apply)
        is_slash = isinstance(before, written.Div) and before.is_slash
        if (is_open and not is_settled) or is_slash or isinstance(factor, written.Num):
            self.is_doubtful = True
        match before, factor:
            case written.Ref(written.Name("d")), written.Ref():
                raise ParseError("differentials are not read", None)
            case written.Num(), written.Div(written.Num(), written.Num(), _):
                self.is_doubtful = True  # a mixed number, or a product
            case _:
                pass

    # Operators

    def lower_other(self, node: written.Node) -> maths.Node:
        """Return the value of an operator, else a quantity of its own."""
        match node:
            case written.Integral():
                return self._integral(node)
            case written.Reduce():
                return self._reduced(node)
            case written.Derivative():
                return self._derivative(node)
            case written.Gradient():
                return self._gradient(node)
            case written.Norm(body, _, None | written.Num("2") | written.Ref(written.Name("F"))):
                return Call("norm", (self.lower(body),))
            case written.Listed(items, (",",), "\\langle", "\\rangle"):
                return Call("dot", tuple(map(self.lower, items)))
            case written.At(body, written.Statement((written.Ref() as ref, place), ("=",))):
                return self._at(body, ref, place)
            case written.Matrix(rows, "vmatrix" | "vsmallmatrix" | "vNiceMatrix"):
                return Call("det", (self.lower_rows(rows),))
            case written.Matrix(rows, environment) if not environment.startswith("V"):
                return self.lower_rows(rows)
            case written.PlusMinus() | written.Statement() | written.Cases() | written.Text():
                raise ParseError("this is not read here", None)
            case _:
                return self.opaque(node)

    def _lower_enclosed(self, node: written.Node) -> maths.Node:
        match node:
            case written.Bracket(body, "[" | "\\{"):
                return self.lower(body)
            case written.Norm(body, "|", None) if self._has_arrays(body):
                return self.opaque(node)
            case written.Listed(_, _, "\\langle"):
                return self.lower_other(node)
            case _:
                return super()._lower_enclosed(node)

    def _has_arrays(self, node: written.Node) -> bool:
        if isinstance(node, written.Ref):
            return join_reference_name(node) in self.reader.arrays or node.name.base.isupper()
        return isinstance(node, written.Matrix)

    def _lower_power(self, base: written.Node, exponent: written.Node) -> maths.Node:
        match base:
            case written.Entry(written.Bracket(body, "[" | "(" | "\\{"), (low,)):
                return self._between(body, self._index(low), self.lower(exponent))
            case written.Apply(opening=opening) if opening and not isinstance(exponent, written.Neg):
                is_rule = join_reference_name(base.function) in self.reader.rules
                self.is_doubtful = self.is_doubtful or not is_rule
            case _:
                pass
        return super()._lower_power(base, exponent)

    def _index(self, index: written.Index) -> maths.Node:
        match index:
            case written.Fixed(digits):
                return Num(digits)
            case written.Running(letter, offset):
                value = self.lower_name(written.Ref(written.Name(letter)))
                if not offset:
                    return value
                return Binary("+" if offset > 0 else "-", value, Num(str(abs(offset))))
            case written.Computed(body):
                return self.lower(body)
            case _:
                raise ParseError("this limit is not read", None)

    def _between(self, body: written.Node, low: maths.Node, high: maths.Node) -> maths.Node:
        """Return ``[F]_a^b``, the value at b without that at a, in the one letter of F.

        With ``u = x^2`` the limits of ``[ln u]`` are those of u, and those of ``[u v]`` are not.
        """
        values, self.reader.values = self.reader.values, {}
        try:
            value = self.lower(body)
        finally:
            self.reader.values = values
        defined = free_symbols(value) & values.keys()
        self.is_doubtful = self.is_doubtful or bool(defined)
        if len(defined) > 1 or (defined and value == Sym(min(defined))):
            value = substitute_symbols(value, values)
        letters = [name for name in free_symbols(value) if not name.startswith(OPAQUE)]
        ends = free_symbols(low, high)
        inner = [letter for letter in letters if letter not in ends] or letters
        if self.reader.integrated in inner:
            inner = [self.reader.integrated]
        if len(inner) != 1:
            raise ParseError("nothing says in which letter the limits are", None)
        return Binary("-", self._at_end(value, inner[0], high), self._at_end(value, inner[0], low))

    def _at_end(self, value: maths.Node, letter: str, end: maths.Node) -> maths.Node:
        """Return a value where its letter is at an end of a range, which may be infinite."""
        if end not in (Const("inf"), maths.Neg(Const("inf"))):
            return substitute_symbols(value, {letter: end})
        bound = Sym(f"{BOUND}{len(self.bound) + 1}{letter}")
        return Call("limit", (substitute_symbols(value, {letter: bound}), bound, end))

    def _at(self, body: written.Node, ref: written.Ref, place: written.Node) -> maths.Node:
        value = self.lower(body)
        return substitute_symbols(value, {join_reference_name(ref): self.lower(place)})

    def _within(self, ref: written.Ref, body: written.Node) -> tuple[Sym, maths.Node]:
        """Return the name that replaces a bound letter in a body, and the body."""
        letter = join_reference_name(ref)
        bound = Sym(f"{BOUND}{len(self.bound) + 1}{letter}")
        outside = dict(self.bound)
        self.bound[letter] = bound.name
        try:
            return bound, self.lower(body)
        finally:
            self.bound = outside

    def _integral(self, node: written.Integral) -> maths.Node:
        match node:
            case written.Integral(body, (written.Ref() as ref,), lower, upper, None, "\\int"):
                pass
            case written.Integral(body, (), lower, upper, None, "\\int"):
                found = _without_differential(body)
                if found is None:
                    raise ParseError("nothing says by which letter to integrate", None)
                ref, body = found
            case _:
                raise ParseError("this integral is not read", None)
        if (lower is None) != (upper is None):
            raise ParseError("this integral has one limit", None)
        if lower is None or upper is None:
            return self._antiderivative(ref, body)
        low, high = self.lower(lower), self.lower(upper)
        bound, inner = self._within(ref, body)
        self.reader.integrated = join_reference_name(ref)
        return Call("integrate", (inner, bound, low, high))

    def _antiderivative(self, ref: written.Ref, body: written.Node) -> maths.Node:
        letter = join_reference_name(ref)
        if self.bound:
            raise ParseError("this integral is not read", None)
        meant = self.reader.values.get(letter)
        inner = self.lower(body)
        if meant is None:
            return Call("integrate", (inner, Sym(letter)))
        letters = sorted(free_symbols(meant))
        if len(letters) != 1:
            raise ParseError("nothing says by which letter to integrate", None)
        return Call("integrate", (Binary("*", inner, derivative_of(meant, letters[0])), Sym(letters[0])))

    def _reduced(self, node: written.Reduce) -> maths.Node:
        match node:
            case written.Reduce("\\sum" | "\\prod" as sign, body, written.Bound((ref,), lower, upper)) if (
                lower is not None and upper is not None
            ):
                try:
                    low, high = self.lower(lower), self.lower(upper)
                    bound, inner = self._within(ref, body)
                except ParseError:
                    return self.opaque(node)
                return Call(sign[1:], (inner, bound, low, high))
            case written.Reduce("\\lim", body, written.Bound((ref,), condition=written.Statement(sides))) if (
                len(sides) == 2
            ):
                point = self.lower(sides[1])
                bound, inner = self._within(ref, body)
                return Call("limit", (inner, bound, point))
            case _:
                return self.opaque(node)

    def _find_value(self, name: str) -> maths.Node | None:
        """Return the value that the text gave to a letter or a function; None if it gave none."""
        rule = self.reader.rules.get(name)
        value = self.reader.values.get(name, rule.value if rule is not None else None)
        if value is not None:
            self.called.add(name)
        return value

    def _gradient(self, node: written.Gradient) -> maths.Node:
        """Return the gradient of a function that the text defined, else a quantity of its own."""
        match node:
            case written.Gradient(written.Apply(function, (written.Ref() as ref,)), by, None) if by in (
                (),
                (ref,),
            ):
                pass
            case written.Gradient(written.Ref() as function, (ref,), None):
                pass
            case _:
                return self.opaque(node)
        name, letter = join_reference_name(function), join_reference_name(ref)
        rule = self.reader.rules.get(name)
        is_other = rule is not None and rule.arguments != (letter,)
        value = None if is_other or self.bound else self._find_value(name)
        return self.opaque(node) if value is None else self._slope(value, letter)

    def _slope(self, value: maths.Node, letter: str) -> maths.Node:
        """Return the derivative of a value by a letter, which may be an array."""
        if any(part.name in _OF_ARRAYS for part in maths.find_in_tree(value, Call)):
            return Call("gradient", (value, Sym(letter)))
        return derivative_of(value, letter)

    def _derivative(self, node: written.Derivative) -> maths.Node:
        letters = tuple(map(join_reference_name, node.by))
        known = {*self.bound, *self.reader.values}
        if node.body is None or not known.isdisjoint(letters):
            return self.opaque(node)
        if isinstance(node.body, written.Ref):
            name = join_reference_name(node.body)
            value = self._find_value(name)
            if value is None and name in letters:
                value = Sym(name)
        else:
            value = self.lower(node.body)
        if value is None or any(name.startswith(OPAQUE) for name in free_symbols(value)):
            return self.opaque(node)
        for letter in letters:
            others = free_symbols(value) - {letter} - _CONSTANT_LETTERS
            if others and not node.sign.startswith("\\partial"):
                self.is_doubtful = True  # they may depend on it
            value = self._slope(value, letter)
        self.derived.update(letters)
        return value


# Letters that are constants in a derivative by another one.
_CONSTANT_LETTERS = split_words("a b c k m n p q A B C alpha beta lambda mu sigma omega")


def join_reference_name(ref: written.Ref) -> str:
    """Return a name as one word, ``x_1``, ``m_bar``, ``theta'``, the same for all ways to write it."""
    name = ref.name
    base = name.base.removeprefix("\\")
    base = _GREEK_VARIANTS.get(base, base)
    font = name.font.removeprefix("\\") if name.font in ("\\mathbf", "\\mathbb", "\\mathcal") else ""
    below = [name.label, *("".join(to_tokens(index)).replace("\\", "") for index in ref.below)]
    above = ["".join(to_tokens(index)) for index in ref.above]
    marks = [accent.removeprefix("\\") for accent in name.accents]
    word = "_".join(filter(None, [base, font, *marks, "".join(below)]))
    return word + "".join(f"^({part})" for part in above) + ref.mark.removeprefix("\\") + "'" * ref.primes


def _has_open_derivative(side: written.Node) -> bool:
    r"""Return whether a derivative may reach less far or further, as in ``\frac{d}{dx} x^2 + x``."""
    if isinstance(side, written.Derivative):
        return False
    for part in walk_nodes(side):
        match part:
            case written.Mul((written.Derivative(body, is_inside=False), *_)):
                return not (isinstance(body, written.Bracket) and body.opening == "[")
            case written.Derivative(body, is_inside=False) if not isinstance(body, written.Bracket):
                return True
            case _:
                pass
    return False


def _without_differential(body: written.Node) -> tuple[written.Ref, written.Node] | None:
    r"""Return the letter and the integrand of ``\frac{dx}{x}``, whose differential is in the numerator."""
    match body:
        case written.Div(
            written.Mul((*first, written.Ref() as sign, written.Ref() as last), signs), bottom, is_slash
        ) if join_reference_name(sign) == "d":
            top: written.Node = first[0] if first else written.Num("1")
            if len(first) > 1:
                top = written.Mul(tuple(first), signs[: len(first) - 1])
            return last, written.Div(top, bottom, is_slash)
        case _:
            return None


def free_symbols(*nodes: maths.Node) -> frozenset[str]:
    """Return the names in some trees that no function in them binds."""
    return frozenset[str]().union(*map(_find_free_symbols, nodes))


def _find_free_symbols(node: maths.Node) -> frozenset[str]:
    free = free_symbols(*maths.list_parts(node))
    match node:
        case Sym(name):
            return frozenset((name,))
        case Call("integrate", (body, _)):
            return free_symbols(body)
        case Call("diff", _):
            return free
        case Call(function, arguments) if function in BINDING:
            return free - {
                argument.name
                for index, argument in enumerate(arguments)
                if is_bound_place(function, index) and isinstance(argument, Sym)
            }
        case _:
            return free


def find_names_in_formula(text: str) -> Iterator[str]:
    """Yield the names in a formula as they are read; a letter with an index by both."""
    for match in _NAMES.finditer(re.sub(r"\\(?:text|mathrm|operatorname|mathbf|mathbb)\b", " ", text)):
        name = match[1] or match[3]
        if not match[1] or name in GREEK.values():
            yield name
            yield f"{name}_{match[2] or match[4]}"


def has_binding(node: maths.Node) -> bool:
    """Return whether a tree holds an integral, a sum, a limit or their like."""
    return any(part.name in BINDING for part in maths.find_in_tree(node, Call))


def find_numbers(formulas: Collection[str]) -> frozenset[str]:
    """Return the letters of a text's formulas that occur somewhere without a bracket after them.

    A letter that occurs only before brackets is a function: ``T(n) = 2 T(n/2)``.
    """
    bare = {
        match[1] for text in formulas for match in _LETTER.finditer(text) if not match[3] and not match[2]
    }
    return frozenset(bare - _ALWAYS_CALLED)
