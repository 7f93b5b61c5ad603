"""Print a tree as its canonical tokens, and tokens as LaTeX that a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from drill.latex import join
from drill.notation import tree
from drill.notation.tree import Node
from drill.notation.vocabulary import INCREMENT, TRANSPOSES

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
            return [*_name(node), *_scripts("_", _label(node.label))]
        case tree.Running(letter, offset):
            return [letter] if not offset else [letter, "+" if offset > 0 else "-", str(abs(offset))]
        case tree.Computed(body):
            return to_tokens(body)
        case tree.Ref():
            return _ref(node)
        case tree.Statement(sides, relations):
            return _joined(sides, relations)
        case tree.Listed(items, separators, opening, closing):
            return [sign for sign in (opening, *_joined(items, separators), closing) if sign]
        case tree.Bracket(body, opening, closing):
            return [opening, *to_tokens(body), closing]
        case tree.Bound():
            return [*_scripts("_", _below(node)), *_scripts("^", _maybe(node.upper))]
        case tree.Cases() | tree.Matrix():
            return _table(node)
        case _:
            return _arithmetic(node)


def _arithmetic(node: Node) -> list[str]:
    match node:
        case tree.Neg(body):
            return ["-", *to_tokens(body)]
        case tree.PlusMinus(sign, body):
            return [sign, *to_tokens(body)]
        case tree.Add(terms):
            return _sum(terms)
        case tree.Mul(factors, signs):
            return _joined(factors, signs)
        case tree.Div(top, bottom, True):
            return [*to_tokens(top), "/", *to_tokens(bottom)]
        case tree.Div(top, bottom):
            return ["\\frac", *_group(top), *_group(bottom)]
        case tree.Binomial(top, bottom):
            return ["\\binom", *_group(top), *_group(bottom)]
        case tree.Pow(base, exponent):
            return _raised(base, to_tokens(exponent))
        case tree.Transpose(base, "'"):
            return [*to_tokens(base), "'"]
        case tree.Transpose(base, mark):
            return _raised(base, _MARKS.get(mark, (mark,)))
        case tree.Inverse(base):
            return _raised(base, ("-", "1"))
        case tree.Root(body, degree):
            return ["\\sqrt", *(["[", *to_tokens(degree), "]"] if degree is not None else []), *_group(body)]
        case tree.Factorial(body):
            return [*to_tokens(body), "!"]
        case tree.Norm(body, bars, order):
            return [bars, *to_tokens(body), bars, *_scripts("_", _maybe(order))]
        case tree.Entry(body, below, separators):
            return [*to_tokens(body), *_scripts("_", _indices(below, separators))]
        case tree.Family(body, bound, opening, closing):
            return [opening, *to_tokens(body), closing, *to_tokens(bound)]
        case tree.At(body, place):
            return [*to_tokens(body), "|", *_scripts("_", to_tokens(place))]
        case _:
            return _operator(node)


def _operator(node: Node) -> list[str]:
    match node:
        case tree.Apply():
            return _call(node)
        case tree.Expect(operator, body, over, given, opening, closing):
            law = _scripts("_", _maybe(over))
            mark = _scripts("^", [operator.mark] if operator.mark else [])
            inside = [*to_tokens(body), *([node.bar, *_listed(given)] if given else [])]
            brackets = [opening, *inside, closing] if opening else inside
            return [*_name(operator.name), *law, *mark, *brackets]
        case tree.Reduce(operator, body, bound):
            return [operator, *_maybe(bound), *to_tokens(body)]
        case tree.Integral():
            return _integral(node)
        case tree.Gradient(body, by, order):
            below = _scripts("_", _listed(by))
            return ["\\nabla", *below, *_scripts("^", _maybe(order)), *_maybe(body)]
        case tree.Derivative():
            return _derivative(node)
        case _:
            raise TypeError(type(node).__name__)


def _maybe(node: Node | None) -> list[str]:
    return [] if node is None else to_tokens(node)


def _group(node: Node) -> list[str]:
    return ["{", *to_tokens(node), "}"]


def _scripts(mark: str, content: Sequence[str]) -> list[str]:
    return [mark, "{", *content, "}"] if content else []


def _joined(parts: Sequence[Node], signs: Sequence[str]) -> list[str]:
    tokens = to_tokens(parts[0]) if parts else []
    for index, part in enumerate(parts[1:]):
        sign = signs[index] if index < len(signs) else ""
        tokens += [*([sign] if sign else []), *to_tokens(part)]
    return tokens


def _listed(parts: Sequence[Node]) -> list[str]:
    return _joined(parts, (",",) * len(parts))


def _sum(terms: Sequence[Node]) -> list[str]:
    tokens = to_tokens(terms[0])
    for term in terms[1:]:
        tokens += [*([] if isinstance(term, tree.Neg | tree.PlusMinus) else ["+"]), *to_tokens(term)]
    return tokens


# Names


def _name(name: tree.Name) -> list[str]:
    if name.font == "\\operatorname":
        tokens = [f"\\operatorname{{{name.base}}}"]
    else:
        is_word = len(name.base) > 1 and name.base.isalpha()
        tokens = list(name.base) if is_word else [name.base]
        tokens = [name.font, "{", *tokens, "}"] if name.font else tokens
    for accent in reversed(name.accents):
        tokens = [accent, *tokens] if accent in (INCREMENT, "d") else [accent, "{", *tokens, "}"]
    return tokens


def _label(label: str) -> list[str]:
    if len(label) == 1:
        return ["\\mathrm", "{", label, "}"]
    return [f"\\operatorname{{{label}}}"] if label else []


def _indices(indices: Sequence[tree.Index], separators: Sequence[str]) -> list[str]:
    return _joined(indices, separators)


def _ref(ref: tree.Ref) -> list[str]:
    label = list(ref.name.label) if ref.name.is_slanted else _label(ref.name.label)
    separators = ref.separators
    if label and ref.below:
        mark, separators = (separators[:1], separators[1:]) if separators else ((",",), ())
        label += [sign for sign in mark if sign]
    below = [*label, *_indices(ref.below, separators)]
    return [*_name(ref.name), *_scripts("_", below), *["'"] * ref.primes, *_scripts("^", _above(ref))]


def _above(ref: tree.Ref) -> list[str]:
    inside = _indices(ref.above, ref.separators_above)
    if inside and ref.opening:
        closing = {"(": ")", "[": "]", "\\{": "\\}", "\\langle": "\\rangle"}[ref.opening]
        inside = [ref.opening, *inside, closing]
    if ref.mark.startswith("\\mathrm{"):
        return [*inside, "\\mathrm", "{", ref.mark[len("\\mathrm{") : -1], "}"]
    is_slanted = ref.mark.isalpha()
    return [*inside, *(list(ref.mark) if is_slanted else [ref.mark] if ref.mark else [])]


def _raised(base: Node, exponent: Sequence[str]) -> list[str]:
    if isinstance(base, tree.Ref) and (base.above or base.mark):
        return [*_ref(base)[:-1], *exponent, "}"]
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
        case tree.Gradient(body=body):
            return body is not None and needs_braces(body)
        case tree.Reduce(bound=None, body=tree.Bracket() | tree.Listed()):
            return False
        case tree.Factorial():
            return False
        case _:
            return True


# Operators


def _call(node: tree.Apply) -> list[str]:
    head = _ref(node.function)
    if node.power is not None:
        head = _raised(node.function, to_tokens(node.power))
    inside = _listed(node.args)
    inside += [node.bar, *_listed(node.given)] if node.given else []
    inside += [";", *_listed(node.parameters)] if node.parameters else []
    return [*head, node.opening, *inside, node.closing] if node.opening else [*head, *inside]


def _below(bound: tree.Bound) -> list[str]:
    if bound.condition is not None:
        return to_tokens(bound.condition)
    names = _listed(bound.names)
    if bound.among is not None:
        return [*names, "\\in", *to_tokens(bound.among)]
    return [*names, "=", *to_tokens(bound.lower)] if bound.lower is not None else names


def _differential(sign: str) -> list[str]:
    return ["\\mathrm", "{", "d", "}"] if sign == "\\mathrm{d}" else [sign]


def _integral(node: tree.Integral) -> list[str]:
    below = node.lower if node.lower is not None else node.among
    limits = [*_scripts("_", _maybe(below)), *_scripts("^", _maybe(node.upper))]
    is_bare = node.body == tree.Num("1") and node.body.span == (0, 0)
    body = [] if is_bare else to_tokens(node.body)
    ends = [token for name in node.by for token in (*_differential(node.differential), *to_tokens(name))]
    return [node.sign, *limits, *body, *ends]


def _derivative(node: tree.Derivative) -> list[str]:
    body = _maybe(node.body)
    if node.sign == "\\partial_":
        return ["\\partial", *_scripts("_", _listed(node.by)), *body]
    sign = _differential(node.sign)
    below: list[str] = []
    for name, group in groupby(node.by):
        count = len(list(group))
        below += [*sign, *to_tokens(name), *(_scripts("^", [str(count)]) if count > 1 else [])]
    if node.is_slash:
        return [*sign, *body, "/", *below]
    total = _scripts("^", [str(len(node.by))]) if len(node.by) > 1 else []
    above = [*sign, *total, *(body if node.is_inside else [])]
    return ["\\frac", "{", *above, "}", "{", *below, "}", *([] if node.is_inside else body)]


# Tables


def _table(node: tree.Cases | tree.Matrix) -> list[str]:
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


def to_latex(tokens: Iterable[str]) -> str:
    """Return tokens as LaTeX: blanks only where one is needed to end a command's name."""
    return join(list(tokens))
