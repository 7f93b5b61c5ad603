"""Print a tree as its canonical tokens, and tokens as LaTeX that a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import groupby
from typing import Any, Literal

from drill.codec import is_tuple
from drill.latex import join_latex_tokens
from drill.maths import normal_forms as normal
from drill.maths.normal_forms import Form
from drill.notation import tree
from drill.notation.cursor import INCREMENT, TRANSPOSES
from drill.notation.sameness import is_same_formula, sources_of
from drill.notation.tree import Node

_MARKS = {joined: tokens for tokens, joined in TRANSPOSES.items()}


def to_tokens(node: Node) -> list[str]:
    """Return the canonical tokens of a node; of a statement without its conditions."""
    match node:
        case tree.Num(text) | tree.Fixed(text):
            return [text]
        case tree.Open(sign):
            return [sign]
        case tree.Text(text):
            return [f"\\text{{{text}}}"] if text else []
        case tree.Opaque(tokens):
            return list(tokens)
        case tree.Name():
            return [*_print_name(node), *_print_scripts("_", _print_label(node.label))]
        case tree.Running(letter, offset):
            if not offset:
                return [letter]
            return [letter, "+" if offset > 0 else "-", str(abs(offset))]
        case tree.Computed(body):
            return to_tokens(body)
        case tree.Ref():
            return _print_reference(node)
        case tree.Statement(sides, relations):
            return _print_joined(sides, relations)
        case tree.Listed(items, separators, opening, closing):
            return [sign for sign in (opening, *_print_joined(items, separators), closing) if sign]
        case tree.Bracket(body, opening, closing):
            return [opening, *to_tokens(body), closing]
        case tree.Bound():
            return [
                *_print_scripts("_", _print_bound(node)),
                *_print_scripts("^", _print_if_present(node.upper)),
            ]
        case tree.Cases() | tree.Matrix():
            return _print_table(node)
        case _:
            return _print_arithmetic(node)


def _print_arithmetic(node: Node) -> list[str]:
    match node:
        case tree.Neg(body):
            return ["-", *to_tokens(body)]
        case tree.PlusMinus(sign, body):
            return [sign, *to_tokens(body)]
        case tree.Add(terms):
            return _print_sum(terms)
        case tree.Mul(factors, signs):
            return _print_joined(factors, signs)
        case tree.Div(top, bottom, True):
            return [*to_tokens(top), "/", *to_tokens(bottom)]
        case tree.Div(top, bottom):
            return ["\\frac", *_print_group(top), *_print_group(bottom)]
        case tree.Binomial(top, bottom):
            return ["\\binom", *_print_group(top), *_print_group(bottom)]
        case tree.Pow(base, exponent):
            return _print_power(base, to_tokens(exponent))
        case tree.Transpose(base, "'"):
            return [*to_tokens(base), "'"]
        case tree.Transpose(tree.Inverse(base), mark, True):
            return _print_power(base, ("-", *_MARKS.get(mark, (mark,))))
        case tree.Transpose(base, mark):
            return _print_power(base, _MARKS.get(mark, (mark,)))
        case tree.Inverse(base):
            return _print_power(base, ("-", "1"))
        case tree.Root(body, degree):
            return [
                "\\sqrt",
                *(["[", *to_tokens(degree), "]"] if degree is not None else []),
                *_print_group(body),
            ]
        case tree.Factorial(body):
            return [*to_tokens(body), "!"]
        case tree.DoubleFactorial(body):
            return [*to_tokens(body), "!", "!"]
        case tree.Norm(body, bars, order):
            return [bars, *to_tokens(body), bars, *_print_scripts("_", _print_if_present(order))]
        case tree.Entry(body, below, separators):
            return [*to_tokens(body), *_print_scripts("_", _print_indices(below, separators))]
        case tree.Family(body, bound, opening, closing):
            return [opening, *to_tokens(body), closing, *to_tokens(bound)]
        case tree.At(body, place):
            return [*to_tokens(body), "|", *_print_scripts("_", to_tokens(place))]
        case _:
            return _print_operator(node)


def _print_operator(node: Node) -> list[str]:
    match node:
        case tree.Apply():
            return _print_applied(node)
        case tree.Expect(operator, body, over, given, opening, closing):
            law = _print_scripts("_", _print_if_present(over))
            mark = _print_scripts("^", [operator.mark] if operator.mark else [])
            inside = [*to_tokens(body), *([node.bar, *_print_list(given)] if given else [])]
            brackets = [opening, *inside, closing] if opening else inside
            return [*_print_name(operator.name), *law, *mark, *brackets]
        case tree.Reduce(operator, body, bound):
            return [operator, *_print_if_present(bound), *to_tokens(body)]
        case tree.Integral():
            return _print_integral(node)
        case tree.Gradient(body, by, order):
            below = _print_scripts("_", _print_list(by))
            return [
                "\\nabla",
                *below,
                *_print_scripts("^", _print_if_present(order)),
                *_print_if_present(body),
            ]
        case tree.Derivative():
            return _print_derivative(node)
        case _:
            raise TypeError(type(node).__name__)


def _print_if_present(node: Node | None) -> list[str]:
    return [] if node is None else to_tokens(node)


def _print_group(node: Node) -> list[str]:
    return ["{", *to_tokens(node), "}"]


def _print_scripts(mark: str, content: Sequence[str]) -> list[str]:
    return [mark, "{", *content, "}"] if content else []


def _print_joined(parts: Sequence[Node], signs: Sequence[str]) -> list[str]:
    tokens = to_tokens(parts[0]) if parts else []
    for index, part in enumerate(parts[1:]):
        sign = signs[index] if index < len(signs) else ""
        tokens += [*([sign] if sign else []), *to_tokens(part)]
    return tokens


def _print_list(parts: Sequence[Node]) -> list[str]:
    return _print_joined(parts, (",",) * len(parts))


def _print_sum(terms: Sequence[Node]) -> list[str]:
    tokens = to_tokens(terms[0])
    for term in terms[1:]:
        tokens += [*([] if isinstance(term, tree.Neg | tree.PlusMinus) else ["+"]), *to_tokens(term)]
    return tokens


# Names


def _print_name(name: tree.Name) -> list[str]:
    if name.font == "\\operatorname":
        tokens = [f"\\operatorname{{{name.base}}}"]
    else:
        is_word = len(name.base) > 1 and name.base.isalpha()
        tokens = list(name.base) if is_word else [name.base]
        tokens = [name.font, "{", *tokens, "}"] if name.font else tokens
    for accent in reversed(name.accents):
        tokens = [accent, *tokens] if accent in (INCREMENT, "d") else [accent, "{", *tokens, "}"]
    return tokens


def _print_label(label: str) -> list[str]:
    if len(label) == 1:
        return ["\\mathrm", "{", label, "}"]
    return [f"\\operatorname{{{label}}}"] if label else []


def _print_indices(indices: Sequence[tree.Index], separators: Sequence[str]) -> list[str]:
    return _print_joined(indices, separators)


def _print_reference(ref: tree.Ref) -> list[str]:
    label = list(ref.name.label) if ref.name.is_slanted else _print_label(ref.name.label)
    separators = ref.separators
    if label and ref.below:
        mark, separators = (separators[:1], separators[1:]) if separators else ((",",), ())
        label += [sign for sign in mark if sign]
    below = [*label, *_print_indices(ref.below, separators)]
    return [
        *_print_name(ref.name),
        *_print_scripts("_", below),
        *["'"] * ref.primes,
        *_print_scripts("^", _print_superscript(ref)),
    ]


def _print_superscript(ref: tree.Ref) -> list[str]:
    inside = _print_indices(ref.above, ref.separators_above)
    if inside and ref.opening:
        closing = {"(": ")", "[": "]", "\\{": "\\}", "\\langle": "\\rangle"}[ref.opening]
        inside = [ref.opening, *inside, closing]
    if ref.mark.startswith("\\mathrm{"):
        return [*inside, "\\mathrm", "{", ref.mark[len("\\mathrm{") : -1], "}"]
    if ref.mark.isalpha():
        return [*inside, *ref.mark]
    return [*inside, ref.mark] if ref.mark else inside


def _print_power(base: Node, exponent: Sequence[str]) -> list[str]:
    if isinstance(base, tree.Ref) and (base.above or base.mark):
        return [*_print_reference(base)[:-1], *exponent, "}"]
    tokens = to_tokens(base)
    return [*(["{", *tokens, "}"] if needs_braces(base) else tokens), "^", "{", *exponent, "}"]


def needs_braces(base: Node) -> bool:
    """Return whether a power of a node is spelled with braces around it."""
    match base:
        case (
            tree.Ref()
            | tree.Num()
            | tree.Bracket()
            | tree.Listed()
            | tree.Norm()
            | tree.Entry()
            | tree.Family()
        ):
            return False
        case tree.Apply(opening=opening):
            return not opening or opening == "{"
        case tree.Expect(opening=opening):
            return not opening
        case tree.Gradient(body=body) | tree.Derivative(body=body, is_inside=False):
            return body is not None and needs_braces(body)
        case tree.Reduce(bound=None, body=tree.Bracket() | tree.Listed()):
            return False
        case tree.Factorial() | tree.DoubleFactorial():
            return False
        case _:
            return True


# Operators


def _print_applied(node: tree.Apply) -> list[str]:
    head = _print_reference(node.function)
    if node.power is not None:
        head = _print_power(node.function, to_tokens(node.power))
    inside = _print_list(node.args)
    inside += [node.bar, *_print_list(node.given)] if node.given else []
    inside += [";", *_print_list(node.parameters)] if node.parameters else []
    if node.opening:
        return [*head, node.opening, *inside, node.closing]
    return [*head, *inside]


def _print_bound(bound: tree.Bound) -> list[str]:
    if bound.condition is not None:
        return to_tokens(bound.condition)
    names = _print_list(bound.names)
    if bound.among is not None:
        return [*names, "\\in", *to_tokens(bound.among)]
    if bound.lower is not None:
        return [*names, "=", *to_tokens(bound.lower)]
    return names


def _print_differential(sign: str) -> list[str]:
    return ["\\mathrm", "{", "d", "}"] if sign == "\\mathrm{d}" else [sign]


def _print_integral(node: tree.Integral) -> list[str]:
    below = node.lower if node.lower is not None else node.among
    limits = [
        *_print_scripts("_", _print_if_present(below)),
        *_print_scripts("^", _print_if_present(node.upper)),
    ]
    is_bare = node.body == tree.Num("1") and node.body.span == (0, 0)
    body = [] if is_bare else to_tokens(node.body)
    ends = [
        token for name in node.by for token in (*_print_differential(node.differential), *to_tokens(name))
    ]
    return [node.sign, *limits, *body, *ends]


def _print_derivative(node: tree.Derivative) -> list[str]:
    body = _print_if_present(node.body)
    if node.sign == "\\partial_":
        return ["\\partial", *_print_scripts("_", _print_list(node.by)), *body]
    sign = _print_differential(node.sign)
    below: list[str] = []
    for name, group in groupby(node.by):
        count = len(list(group))
        below += [*sign, *to_tokens(name), *(_print_scripts("^", [str(count)]) if count > 1 else [])]
    if node.is_slash:
        return [*sign, *body, "/", *below]
    total = _print_scripts("^", [str(len(node.by))]) if len(node.by) > 1 else []
    above = [*sign, *total, *(body if node.is_inside else [])]
    return ["\\frac", "{", *above, "}", "{", *below, "}", *([] if node.is_inside else body)]


# Tables


def _print_table(node: tree.Cases | tree.Matrix) -> list[str]:
    rows: list[list[list[str]]] = []
    if isinstance(node, tree.Matrix):
        rows = [[to_tokens(cell) for cell in row] for row in node.rows]
    else:
        words = (*node.words, *[""] * len(node.branches))
        for (value, condition), word in zip(node.branches, words, strict=False):
            text = [f"\\text{{{word}}}"] if word else []
            further = [[*text, *to_tokens(condition)]] if condition is not None else []
            rows.append([to_tokens(value), *further])
    tokens: list[str] = []
    for index, row in enumerate(rows):
        tokens += ["\\\\"] if index else []
        for column, cell in enumerate(row):
            tokens += [*(["&"] if column else []), *cell]
    return [f"\\begin{{{node.environment}}}", *tokens, f"\\end{{{node.environment}}}"]


# LaTeX


def print_tokens_as_latex(tokens: Iterable[str]) -> str:
    """Return tokens as LaTeX: blanks only where one is needed to end a command's name."""
    return join_latex_tokens(list(tokens))


def print_node(node: Node) -> str:
    """Return a node as LaTeX."""
    return print_tokens_as_latex(to_tokens(node))


# The smallest differing part of two formulas, as an explanation of why they are not the same.

DifferenceKind = Literal[
    "side", "relation", "summand", "factor", "sign", "index", "exponent", "name", "argument", "bound", "part"
]


@dataclass(frozen=True, slots=True)
class Difference:
    """The smallest differing part, expected and found; empty for a missing one."""

    kind: DifferenceKind
    due: str
    given: str


def find_smallest_difference(key: Node, answer: Node) -> Difference | None:
    """Return the smallest part where ``answer`` differs from ``key``; None if they are the same."""
    if is_same_formula(key, answer):
        return None
    due, answer_form, sources = sources_of(key, answer)
    smallest = _FormComparison(sources).of(due, answer_form)
    return smallest or Difference("part", print_node(key), print_node(answer))


class _FormComparison:
    """Compares forms; ``sources`` maps them to the parts of the formulas they were made of."""

    def __init__(self, sources: dict[Form, Node]) -> None:
        self.sources = sources

    def of(self, due: Form, answer_form: Form) -> Difference | None:
        """Return the smallest difference of two forms; None if it cannot be located."""
        match due, answer_form:
            case normal.Relations(signs, sides), normal.Relations(other_signs, further):
                if signs != other_signs:
                    return Difference("relation", " ".join(signs), " ".join(other_signs))
                return self._among("side", sides, further)
            case (normal.Sum(), _) | (_, normal.Sum()):
                return self._summands(dict(normal.terms_of(due)), dict(normal.terms_of(answer_form)))
            case (normal.Product() | normal.Power(), _) | (_, normal.Product() | normal.Power()):
                return self._factors(due, answer_form)
            case normal.Raised(base, above), normal.Raised(other_base, further) if base == other_base:
                return self._difference("exponent", above[0], further[0])
            case normal.Name(base), normal.Name(other_base):
                return self._difference("index" if base == other_base else "name", due, answer_form)
            case normal.Call(name), normal.Call(other_base) if name == other_base:
                return self._among("argument", _list_call_arguments(due), _list_call_arguments(answer_form))
            case _ if type(due) is type(answer_form):
                return self._inside(_list_form_parts(due), _list_form_parts(answer_form)) or self._whole(
                    due, answer_form
                )
            case _:
                return self._whole(due, answer_form)

    def _difference(self, kind: DifferenceKind, due: Form | None, answer: Form | None) -> Difference:
        return Difference(kind, self._text(due), self._text(answer))

    def _whole(self, due: Form, answer: Form) -> Difference | None:
        is_written = due in self.sources and answer in self.sources
        return self._difference("part", due, answer) if is_written else None

    def _inside(self, parts: Sequence[Any], other_parts: Sequence[Any]) -> Difference | None:
        """Return the difference within the only part that differs."""
        apart = [pair for pair in zip(parts, other_parts, strict=False) if pair[0] != pair[1]]
        if len(parts) != len(other_parts) or len(apart) != 1:
            return None
        first, second = apart[0]
        if is_tuple(first) and is_tuple(second):
            return self._inside(first, second)
        if isinstance(first, Form) and isinstance(second, Form):
            return self.of(first, second)
        return None

    def _among(self, kind: DifferenceKind, due: Sequence[Form], answers: Sequence[Form]) -> Difference | None:
        apart = [pair for pair in zip(due, answers, strict=False) if pair[0] != pair[1]]
        if len(due) != len(answers) or not apart:
            return Difference(kind, "", "")
        if len(apart) == 1:
            return self.of(*apart[0])
        return self._difference(kind, *apart[-1])

    def _summands(self, due: dict[Form, Fraction], answer: dict[Form, Fraction]) -> Difference | None:
        signs = [part for part, count in due.items() if answer.get(part) == -count]
        if len(signs) == 1:
            (part,) = signs
            return self._difference(
                "sign",
                normal.multiply_form_by_count(part, due[part]),
                normal.multiply_form_by_count(part, answer[part]),
            )
        missing = [
            normal.multiply_form_by_count(part, count)
            for part, count in due.items()
            if answer.get(part) != count
        ]
        extra = [
            normal.multiply_form_by_count(part, count)
            for part, count in answer.items()
            if due.get(part) != count
        ]
        if len(missing) == len(extra) == 1:
            return self.of(missing[0], extra[0])
        if len(missing) + len(extra) == 1:
            return self._difference(
                "summand", *(unmatched[0] if unmatched else None for unmatched in (missing, extra))
            )
        return None

    def _factors(self, due: Form, answer: Form) -> Difference | None:
        (count, factors), (other_count, further) = (
            normal.split_form_factors(due),
            normal.split_form_factors(answer),
        )
        if factors == further and count != other_count:
            kind: DifferenceKind = "sign" if count == -other_count else "factor"
            return Difference(kind, str(count), "" if other_count == 1 else str(other_count))
        missing = [factor for factor in factors if factor not in further]
        extra = [item for item in further if item not in factors]
        if count == other_count and len(missing) == len(extra) == 1:
            (item,), (another,) = missing, extra
            if item.base == another.base:
                exponents = (
                    None if exponent == normal.ONE else exponent
                    for exponent in (item.exponent, another.exponent)
                )
                return self._difference("exponent", *exponents)
            if item.exponent == another.exponent:
                return self.of(item.base, another.base)
        if count == other_count and len(missing) + len(extra) == 1:
            written = (
                normal.raise_form(*_list_form_parts(item[0])) if item else None for item in (missing, extra)
            )
            return self._difference("factor", *written)
        return self._whole(due, answer)

    def _text(self, form: Form | None) -> str:
        """Return a part as it was written; empty if it was not written as such."""
        match form:
            case None:
                return ""
            case _ if form in self.sources:
                return print_node(self.sources[form])
            case normal.Number(value):
                return str(value)
            case normal.Product(count) if count < 0:
                positive = self._text(normal.multiply_form_by_count(form, -count))
                return f"-{positive}" if positive else ""
            case _:
                return ""


def _list_call_arguments(call: normal.Call) -> tuple[Form, ...]:
    return (*call.args, *call.given, *call.parameters)


def _list_form_parts(form: Form) -> tuple[Any, ...]:
    return tuple(getattr(form, field.name) for field in fields(form))
