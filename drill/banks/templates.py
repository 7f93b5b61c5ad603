"""Text with values in it: ``@name`` and ``@{expression}`` in Markdown with ``$…$``.

``@@`` is an @, an @ before anything else is itself, ``\\$`` a dollar. Here a text is split into literal parts
and references; :mod:`drill.maths.formula_setting` sets a value next to its neighbours in a formula, and the
caller evaluates references.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from drill.banks.expression_values import Evaluator
from drill.banks.scope import DrawScope, at_field
from drill.banks.tree_numbers import TreeArray, array_of
from drill.errors import BankError
from drill.maths.characters import RAISED
from drill.maths.exact import evaluate_exactly
from drill.maths.formula_setting import FormulaSetting, Value, ValueKind
from drill.maths.maths_tree import Binary, Call, Const, Neg, Node, Num, Sequence, Sym, change_parts
from drill.maths.print import print_tree_latex, to_plain

# The context of a piece: a sentence, ``$…$``, or ``$$…$$``.
StretchKind = Literal["sentence", "inline", "display"]


@dataclass(frozen=True, slots=True)
class Reference:
    """``@name`` or ``@{expression}``; ``start`` is its offset in the text, ``end`` the offset after it."""

    source: str
    start: int
    end: int


# Literal text, or a reference.
TemplatePart = str | Reference


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence or the inside of a formula, split into parts, without the delimiters."""

    kind: StretchKind
    parts: tuple[TemplatePart, ...]
    opening: str = ""
    closing: str = ""


def escape_template_marks(text: str) -> str:
    """Return text from elsewhere, escaped so that rendering gives it back."""
    return text.replace("@", "@@")


@lru_cache(maxsize=1024)  # because the same text is filled in with many sets of numbers
def parse_template(text: str) -> tuple[Stretch, ...]:
    """Parse a template. Raises BankError if ``@{`` is never closed."""
    return tuple(_split_template_stretches(text))


# A decimal in the template itself, which may be rounded or not.
_TYPED_DECIMAL = re.compile(r"\d\.\d|\\approx.*\\approx", re.DOTALL)
_FORMULA = re.compile(r"(?<!\\)\$(?:\\.|[^$\\])+\$")
_ABOUT = re.compile(r"\\approx(?![A-Za-z])\s*\Z")
_SIDE_SIGN = re.compile(r"\\[{}]|[{}]|\\approx(?![A-Za-z])|(?<![<>!:\\])=")
_VALUE_BRACES = re.compile(r"\{\{(-?\d+)\}\}")
_NUMBER_FRACTION = re.compile(r"\\[dt]?frac\s*\{(-?\d+)\}\s*\{(\d+)\}")
_COMPUTED_NUMBER = re.compile(r"-?(?:\d+/\d+|\d*\\sqrt\d+)")
_BLANKS = re.compile(r"[\s{}&]|\\[,;:! ]|\\quad|\\left|\\right|\\\\")
_DOUBLE_BRACES = re.compile(r"\{\{(-?\d+(?:\.\d+)?)\}\}")
_BRACED_NUMBER = re.compile(r"(?<![\\}\w^_{\]])\{(-?\d+(?:\.\d+)?)\}")
# The end of text before braces that are an argument.
_TAKES_ARGUMENT = re.compile(r"\\(?:[dt]?frac|[dt]?binom|sqrt|text\w*|math\w+|operatorname)\s+$|[\^_]\s+$")
_PLURAL = re.compile(r"\s*plural\((.+?),\s*'([^']+)'(?:,\s*'([^']+)')?\s*\)\s*", re.DOTALL)


def split_counted_reference(source: str) -> tuple[str, str, str]:
    """Return the counted part of a reference, with its noun in singular and plural; for any other itself."""
    match = _PLURAL.fullmatch(source)
    if match:
        return (match[1], match[2], match[3] or f"{match[2]}s")
    return (source, "", "")


def remove_braces_in_formulas(text: str) -> str:
    """Return Markdown whose formulas are without the braces that are put around values."""
    return _FORMULA.sub(lambda formula: remove_value_braces(formula[0]), text)


def remove_value_braces(formula: str) -> str:
    """Return a formula without the braces that are put around values, but with those of arguments."""
    single = _DOUBLE_BRACES.sub(r"{\1}", formula)

    def bare(match: re.Match[str]) -> str:
        if _TAKES_ARGUMENT.search(single[: match.start()]):
            return match[0]
        return match[1]

    return _BRACED_NUMBER.sub(bare, single)


def list_template_references(text: str) -> tuple[Reference, ...]:
    """Return all references of a template, in order; raises BankError as :func:`parse_template` does."""
    return tuple(
        part for stretch in parse_template(text) for part in stretch.parts if isinstance(part, Reference)
    )


def render_template(text: str, value_of: Callable[[str], Value]) -> str:
    """Substitute values into a template.

    ``value_of`` gives the value of a reference's source. Raises BankError for a value that cannot appear in a
    sentence, and whatever ``value_of`` raises.
    """
    if "@" not in text:
        return text
    return "".join(_render_stretch(stretch, value_of) for stretch in parse_template(text))


def _render_stretch(stretch: Stretch, value_of: Callable[[str], Value]) -> str:
    if stretch.kind == "sentence":
        return "".join(_in_sentence(part, value_of) for part in stretch.parts)
    items: list[str | Value] = [
        part if isinstance(part, str) else value_of(part.source) for part in stretch.parts
    ]
    _equate_exact_decimals(items)
    return stretch.opening + _without_repeated_sides(FormulaSetting(items).latex()) + stretch.closing


def _equate_exact_decimals(items: list[str | Value]) -> None:
    r"""Write ``=`` for ``\approx`` before exact decimals, if nothing in the formula is rounded."""
    literals = "".join(item for item in items if isinstance(item, str))
    if _TYPED_DECIMAL.search(literals) or any(
        isinstance(item, Value) and item.decimal == "rounded" for item in items
    ):
        return
    for index, (before, item) in enumerate(pairwise(items)):
        if isinstance(before, str) and isinstance(item, Value) and item.decimal == "exact":
            items[index] = _ABOUT.sub("= ", before)


def split_equation_sides(formula: str) -> list[str]:
    r"""Return the sides of an equation in LaTeX and the signs between them, ``=`` or ``\approx``, in turn.

    Signs inside braces do not count.
    """
    parts: list[str] = []
    start = 0
    depth = 0
    for match in _SIDE_SIGN.finditer(formula):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0 and match[0] in ("=", r"\approx"):
            parts += [formula[start : match.start()], match[0]]
            start = match.end()
    return [*parts, formula[start:]]


def spelling_of_side(side: str) -> str:
    r"""Return a side of an equation in a normal spelling: ``\frac{1}{2}`` is ``1/2``."""
    fractions_slashed = _NUMBER_FRACTION.sub(r"\1/\2", _VALUE_BRACES.sub(r"{\1}", side))
    return _BLANKS.sub("", fractions_slashed).strip(".,;")


def _without_repeated_sides(formula: str) -> str:
    """Return an equation without the sides that read like the next one.

    A fraction that is drawn in lowest terms is its own value. The last two sides stay, unless they are
    computed numbers, because an exercise may ask about ``3 = 3``.
    """
    if "&" in formula or r"\\" in formula:  # aligned lines
        return formula
    parts = split_equation_sides(formula)
    index = 0
    while index + 2 < len(parts):
        side = spelling_of_side(parts[index])
        may_go = len(parts) > 3 or _COMPUTED_NUMBER.fullmatch(side)
        if may_go and side and side == spelling_of_side(parts[index + 2]):
            del parts[index : index + 2]
            parts[index] = parts[index] if index else parts[index].lstrip()
        else:
            index += 2
    return "".join(parts)


def _in_sentence(part: TemplatePart, value_of: Callable[[str], Value]) -> str:
    if isinstance(part, str):
        return part
    value = value_of(part.source)
    if value.sentence is None:
        message = f"@{{{part.source}}} is not a number, and outside $…$ only numbers may stand"
        raise BankError(message, "put it between dollar signs", code="template")
    return value.sentence


def _split_template_stretches(text: str) -> Iterator[Stretch]:
    """Yield sentences and formulas in turn; an unclosed dollar is text."""
    offset = start = 0
    while offset < len(text):
        if text.startswith("\\", offset):
            offset += 1 if text.startswith("@", offset + 1) else 2  # ``@@`` means an @
        elif text.startswith("`", offset):
            offset = _after_code(text, offset)
        elif text.startswith("@", offset):
            offset = _after_reference(text, offset)
        elif text.startswith("$", offset):
            mark = "$$" if text.startswith("$$", offset) else "$"
            end = _find_closing_dollars(text, offset + len(mark), mark)
            if end is None:
                offset += len(mark)
                continue
            if start < offset:
                yield Stretch("sentence", tuple(_split_template_parts(text, start, offset)))
            parts = tuple(_split_template_parts(text, offset + len(mark), end))
            yield Stretch("display" if mark == "$$" else "inline", parts, mark, mark)
            offset = start = end + len(mark)
        else:
            offset += 1
    if start < len(text):
        yield Stretch("sentence", tuple(_split_template_parts(text, start, len(text))))


def _after_code(text: str, offset: int) -> int:
    """Return the offset after a code span, or after its backticks if it is not closed."""
    run = re.compile("`+").match(text, offset)
    assert run is not None
    close = re.compile(rf"(?<!`){run[0]}(?!`)").search(text, run.end())
    return run.end() if close is None else close.end()


def _after_reference(text: str, offset: int) -> int:
    """Return the offset after the reference or character that the @ at ``offset`` begins."""
    if text.startswith("@@", offset):
        return offset + 2
    if text.startswith("@{", offset):
        return _after_braces(text, offset + 1)
    name = _NAME.match(text, offset + 1)
    return offset + 1 if name is None else name.end()


_NAME = re.compile(r"[^\W\d_][^\W_]*")


def _after_braces(text: str, offset: int) -> int:
    depth = 0
    for end in range(offset, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return end + 1
    raise BankError("@{ is never closed", "write @@ for an @", code="template")


def _find_closing_dollars(text: str, offset: int, mark: str) -> int | None:
    r"""Return the offset of the closing dollars, past references and ``\$``."""
    while offset < len(text):
        if text.startswith("\\", offset):
            offset += 2
        elif text.startswith("@", offset):
            offset = _after_reference(text, offset)
        elif text.startswith(mark, offset):
            return offset
        else:
            offset += 1
    return None


def _split_template_parts(text: str, start: int, end: int) -> Iterator[TemplatePart]:
    """Literal text and references between two offsets."""
    plain = start
    offset = start
    while offset < end:
        if text[offset] != "@":
            offset += 1
            continue
        after = _after_reference(text, offset)
        literal = text[plain:offset]
        if text.startswith("@@", offset):
            yield literal + "@"
            plain = after
        elif after > offset + 1:
            if literal:
                yield literal
            inner = text[offset + 1 : after]
            yield Reference(inner[1:-1] if inner.startswith("{") else inner, offset, after)
            plain = after
        offset = after
    if plain < end:
        yield text[plain:end]


# Texts with the values of a draw in them: each value's LaTeX, its kind next to neighbours, its words.

# A decimal below 0.0001: the zeros behind its point, and its digits.
_SMALL = re.compile(r"0?\.(0{4,})([1-9][0-9]*)")
_RAISED = str.maketrans({**RAISED, "-": "⁻"})
# Calls that print with something after them, or as a power.
_BARE_CALLS_END = ("factorial", "exp", "inv", "T")


class Texts:
    """Renders templates in a scope; each expression is computed once."""

    def __init__(self, scope: DrawScope) -> None:
        self._scope = scope
        self._values: dict[tuple[str, bool], Value] = {}

    def render(self, template: str, field: str) -> str:
        """Return a template with the values in it."""
        with at_field(field):
            return render_template(
                template, lambda source: self._find_value(source, field, scientific=field == "prompt")
            )

    def each(self, templates: Iterable[str], field: str) -> tuple[str, ...]:
        """Render several templates and return the texts in order."""
        return tuple(self.render(text, f"{field}.{index}") for index, text in enumerate(templates))

    def _find_value(self, source: str, field: str, *, scientific: bool) -> Value:
        if (source, scientific) not in self._values:
            expression, singular, plural = split_counted_reference(source)
            latex = tuple(self._scope.frame.latex.items())
            value = _compute_value(
                self._parse_reference(expression, field), self._scope.assumed, latex, scientific
            )
            if singular:
                if value.sentence is None:
                    raise BankError(
                        f"{expression} is not a number that counts things", field=field, code="template"
                    )
                counted_noun = f"{value.sentence} {singular if value.sentence == '1' else plural}"
                value = Value(rf"\text{{{counted_noun}}}", "other", sentence=counted_noun)
            self._values[source, scientific] = value
        return self._values[source, scientific]

    def _parse_reference(self, source: str, field: str) -> Node:
        try:
            return self._scope.read(source, field)
        except BankError as error:
            try:
                return self._scope.read(source, field, "statement")
            except BankError:
                raise error from None


@lru_cache(maxsize=2048)  # because with few values the same comes in many draws
def _compute_value(
    tree: Node, assumed: tuple[str, ...], latex: tuple[tuple[str, str], ...], scientific: bool
) -> Value:
    """Return the value of a reference as it is printed."""
    value, decimal = Evaluator(assumed).decimal_value(tree)
    return replace(make_template_value(value, dict(latex), scientific=scientific), decimal=decimal)


def make_template_value(node: Node, latex: Mapping[str, str], *, scientific: bool = False) -> Value:
    """Return a value ready to be set; ``latex`` holds the LaTeX of declared names.

    If ``scientific``, small decimals are numbers times a power of ten, unless ``raw`` keeps them.
    """
    is_raw = isinstance(node, Call) and node.name == "raw"
    if scientific and not is_raw and (power := _make_power_of_ten(node)) is not None:
        return power
    displayed = _strip_raw_marks(node)
    array = array_of(displayed.args[0] if _is_column(displayed) else displayed)  # type: ignore[union-attr]  # a column is a call
    if array is not None:
        return _make_array_value(array, latex, _is_column(displayed))
    text = print_tree_latex(displayed, latex)
    kind = _find_value_kind(displayed)
    is_closed = text.endswith((")", "]", "}", "|", r"\rfloor", r"\rceil"))
    if kind == "call" and isinstance(displayed, Call) and not is_closed:
        kind = "bare-call"
    is_unit = isinstance(displayed, (Num, Neg)) and text in ("1", "-1")
    return Value(
        text, kind, sentence=_print_outside_formulas(displayed), negative=text.startswith("-"), unit=is_unit
    )


def _make_power_of_ten(node: Node) -> Value | None:
    """Return a small decimal as ``7.5 × 10⁻⁷``; None for any other value."""
    number, sign = (node.arg, "-") if isinstance(node, Neg) else (node, "")
    digits = _SMALL.fullmatch(number.text) if isinstance(number, Num) else None
    if digits is None:
        return None
    decimal = sign + digits[2][0]
    decimals = digits[2][1:].rstrip("0")
    if decimals:
        decimal += f".{decimals}"
    exponent = len(digits[1]) + 1
    latex = rf"{decimal} \times 10^{{-{exponent}}}"
    raised = f"-{exponent}".translate(_RAISED)
    return Value(latex, "product", sentence=f"{decimal} × 10{raised}", negative=bool(sign))


def _is_column(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "col"


def _strip_raw_marks(node: Node) -> Node:
    """Return the tree without the marks that kept parts as written."""
    if isinstance(node, Call) and node.name == "raw":
        return _strip_raw_marks(node.args[0])
    return change_parts(node, _strip_raw_marks)


def _make_array_value(array: TreeArray, latex: Mapping[str, str], column: bool) -> Value:
    rows = [" & ".join(print_tree_latex(entry, latex) for entry in row) for row in array.rows]
    block = r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"
    if not array.is_vector or column:
        return Value(block, "array", column=block)
    return Value(r"\left(" + ", ".join(rows) + r"\right)", "array", column=block)


def _find_value_kind(node: Node) -> ValueKind:
    match node:
        case Num():
            return "number"
        case Sym() | Const():
            return "symbol"
        case Neg(arg):
            if _find_value_kind(arg) == "sum":
                return "product"
            return _find_value_kind(arg)
        case Binary("+" | "-"):
            return "sum"
        case Binary("*"):
            return "product"
        case Binary("/"):
            return "fraction"
        case Binary("^"):
            return "power"
        case Call(name):
            return "power" if name in _BARE_CALLS_END else "call"
        case Sequence():
            return "call"
        case _:
            return "other"


def _print_outside_formulas(node: Node) -> str | None:
    """Return the text of a number outside formulas; fractions are on one line."""
    if isinstance(node, Call) or evaluate_exactly(node, {}) is None:
        return None
    written = node.arg if isinstance(node, Neg) else node
    is_shown = isinstance(written, Num) or (isinstance(written, Binary) and written.op == "/")
    return to_plain(node) if is_shown else None
