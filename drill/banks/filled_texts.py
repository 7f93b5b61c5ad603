"""Texts with the values of a draw in them: each value's LaTeX, its kind next to neighbours, its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from drill.banks.expression_values import Evaluator
from drill.banks.filled_answers import at_field
from drill.banks.scope import Scope
from drill.banks.templates import render_template, split_counted_reference
from drill.banks.tree_matrices import Array, array_of
from drill.errors import BankError
from drill.maths.characters import RAISED
from drill.maths.exact import evaluate_exactly
from drill.maths.formula_setting import Value, ValueKind
from drill.maths.maths_tree import Binary, Call, Const, Neg, Node, Num, Sequence, Sym, change_parts
from drill.maths.print import print_tree_latex, to_plain

# A decimal below 0.0001: the zeros behind its point, and its digits.
_SMALL = re.compile(r"0?\.(0{4,})([1-9][0-9]*)")
_RAISED = str.maketrans({**RAISED, "-": "⁻"})
# Calls that print with something after them, or as a power.
_BARE_CALLS_END = ("factorial", "exp", "inv", "T")
_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT = rf"(?P<count>{'|'.join(_NUMBER_WORDS)}|\d{{1,2}})"
# Digits alone are asked for only behind such a word: `float32` keeps about seven of them.
_ASKED = re.compile(
    rf"\b{_COUNT}[ -](?P<of>significant (?:digits?|figures?)|decimals?\b(?! (?:digit|point)))"
    rf"|\b(?:to|with|give) (?P<plain>{'|'.join(_NUMBER_WORDS)}|\d{{1,2}}) digits?\b",
    re.IGNORECASE,
)


class Texts:
    """Renders templates in a scope; each expression is computed once."""

    def __init__(self, scope: Scope) -> None:
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
                    raise BankError(f"{expression} is no number to be counted", field=field, code="template")
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


@lru_cache(maxsize=2048)  # with few values the same comes in many draws
def _compute_value(
    tree: Node, assumed: tuple[str, ...], latex: tuple[tuple[str, str], ...], scientific: bool
) -> Value:
    """Return the value of a reference as it is printed."""
    value, decimal = Evaluator(assumed).decimal_value(tree)
    return replace(make_template_value(value, dict(latex), scientific=scientific), decimal=decimal)


@lru_cache(maxsize=512)
def find_asked_rounding(prompt: str) -> str:
    """Return ``2 digits`` or ``3 decimals``, as a prompt asks; empty if it asks for none or several."""
    roundings: set[str] = set()
    for match in _ASKED.finditer(prompt):
        word = (match["count"] or match["plain"]).lower()
        count = _NUMBER_WORDS.index(word) + 1 if word in _NUMBER_WORDS else int(word)
        kind = "decimals" if (match["of"] or "").lower().startswith("decimal") else "digits"
        if 0 < count <= 30:
            roundings.add(f"{count} {kind}")
    return roundings.pop() if len(roundings) == 1 else ""


def make_template_value(node: Node, latex: Mapping[str, str], *, scientific: bool = False) -> Value:
    """Return a value ready to be set; ``latex`` holds the LaTeX of declared names.

    Where it is ``scientific``, small decimals are numbers times a power of ten, unless ``raw`` keeps them.
    """
    is_raw = isinstance(node, Call) and node.name == "raw"
    if scientific and not is_raw and (power := _make_power_of_ten(node)) is not None:
        return power
    displayed = _strip_raw_marks(node)
    array = array_of(displayed.args[0] if _is_column(displayed) else displayed)  # type: ignore[union-attr]  # a column is a call
    if array is not None:
        return _make_array_value(array, latex, _is_column(displayed))
    text, kind = print_tree_latex(displayed, latex), _find_value_kind(displayed)
    is_closed = text.endswith((")", "]", "}", "|", r"\rfloor", r"\rceil"))
    kind = "bare-call" if kind == "call" and isinstance(displayed, Call) and not is_closed else kind
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
    first, decimals, exponent = digits[2][0], digits[2][1:].rstrip("0"), len(digits[1]) + 1
    decimal = f"{sign}{first}.{decimals}" if decimals else f"{sign}{first}"
    latex, raised = rf"{decimal} \times 10^{{-{exponent}}}", f"-{exponent}".translate(_RAISED)
    return Value(latex, "product", sentence=f"{decimal} × 10{raised}", negative=bool(sign))


def _is_column(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "col"


def _strip_raw_marks(node: Node) -> Node:
    """Return the tree without the marks that kept parts as written."""
    if isinstance(node, Call) and node.name == "raw":
        return _strip_raw_marks(node.args[0])
    return change_parts(node, _strip_raw_marks)


def _make_array_value(array: Array, latex: Mapping[str, str], column: bool) -> Value:
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
            return "product" if _find_value_kind(arg) == "sum" else _find_value_kind(arg)
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
