"""Reading an answer before anything is computed: for the checker, and for the preview at every keystroke.

Light: nothing numeric is imported here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from drill.checking.kind import require_length
from drill.checking.spec import Spec
from drill.checking.typed_text import parse_typed, remove_frames
from drill.errors import CheckError, ParseError
from drill.explanation import record_step
from drill.maths.maths_tokens import evaluate_repeating_decimal
from drill.maths.maths_tree import Node, Sym, find_symbols, substitute_symbols
from drill.maths.names import Names
from drill.maths.plain import Mode
from drill.notation import is_latex
from drill.text import blank_match, find_closing, remove_invisible, split_outside_brackets

# Output of NumPy and PyTorch, ``array([1., 2.], dtype=float32)``, as the mathematics in it.
#
# Only the wrapping of the numbers is removed, and blanks replace it, so that columns stay. Light: nothing
# numeric is imported here.

_MODULE = r"(?:(?:np|numpy|torch|jnp|jax\.numpy)\s*\.\s*)"
# Scalars print their type: np.float64(0.5). The bracket stays, so that a sign in it is not a second operator.
_SCALAR = re.compile(
    rf"(?<![\w.]){_MODULE}(?:float|double|half|single|longdouble|u?int|complex|[cf]double|[cf]longdouble)\w*\s*(?=\()"
)
_HEAD = re.compile(rf"(?<![\w.\\]){_MODULE}?(?:array|asarray|tensor|Tensor|Array|matrix|Size)\s*\(")
_PARAMETER = re.compile(r"\A\s*Parameter containing:\s*(?=tensor)")
# Options after the values: dtype=torch.float64, grad_fn=<MulBackward0>, device='cuda:0'.
_OPTION = re.compile(
    r"\s*,\s*(?:dtype|device|grad_fn|requires_grad|layout|size|shape|names|copy|ndmin|order|weak_type)\s*="
    r"\s*(?:<[^<>]*>|'[^']*'|\"[^\"]*\"|\([^()]*\)|[\w.:<>|]+)"
)
_SHORT_TYPE = re.compile(r"\bdtype\s*=\s*(?:torch\.|jnp\.|ml_dtypes\.)?bfloat16\b")
# Methods that change no value.
_METHOD = re.compile(r"(?<=[\])])\s*\.\s*(?:tolist|item|numpy|detach|cpu|copy|clone|squeeze)\(\s*\)")
_TRANSPOSE = re.compile(r"(?<=[\])])\.T(?![A-Za-z0-9_])")
# Rows of a matrix in brackets whose lines were joined with semicolons.
_MATRIX = re.compile(r"(?:\s*[A-Za-z]\w*\s*=)?\s*\[\s*\[.*\]\s*\]\s*", re.DOTALL)
_ROWS = re.compile(r"(?<=\])[ \t]*,?[ \t]*;(?=\s*\[)")
_IMAGINARY = re.compile(r"(?<![A-Za-z_])((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)j(?![A-Za-z0-9_])")


def without_wrapping(text: str, names: Names) -> str:
    """Return the mathematics of a text that a program printed; any other text unchanged.

    ``2j`` is 2i unless j is one of the names. The text keeps its length.
    """
    if is_latex(text):
        return text
    if short := _SHORT_TYPE.search(text):
        hint = "print it with .float(), or type the value"
        raise ParseError("a bfloat16 has two or three digits", short.start() + 1, hint=hint)
    text = _TRANSPOSE.sub("^T", _PARAMETER.sub(blank_match, text))
    if "(" in text:
        text = _METHOD.sub(blank_match, _SCALAR.sub(blank_match, text))
        for start, opened, end in reversed(list(_find_array_calls(text))):
            inner = _without_options(text[opened:end])
            text = f"{text[:start]}{' ' * (opened - start)}{inner} {text[end + 1 :]}"
    if _MATRIX.fullmatch(text):
        text = _ROWS.sub(lambda match: ",".ljust(len(match[0])), text)
    if "j" in names.declared or names.undeclared == "allow":
        return text
    return _IMAGINARY.sub(r"\1i", text)


def _find_array_calls(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where each array begins, where its values do, and where its bracket closes."""
    for head in _HEAD.finditer(text):
        end = find_closing(text, head.end() - 1, "([{", ")]}")
        if end < len(text):
            yield head.start(), head.end(), end


def _without_options(inner: str) -> str:
    """Return the values of an array without the options after them."""
    cut = len(split_outside_brackets(inner, ",")[0][1])
    options = _OPTION.sub(blank_match, inner[cut:])
    if options.strip(" ,\n\t"):
        return inner
    return inner[:cut] + " " * len(options)


# Spellings from LaTeX, SymPy, Word and Markdown whose meaning is sure, as answers write them.
#
# ``0.\overline{2}`` becomes (2/9), ``FiniteSet(1, 2)`` {1, 2}. Where they can, texts keep their length, so
# that
# columns stay. Light: nothing numeric is imported here.

# Commas and thin spaces of LaTeX between groups of digits.
_GROUPED = re.compile(r"(?<![\d.])\d+(?:(?:\{,\}|,\\!|\\,)\d+)+(?![\d.])")
_GROUP_SIGN = re.compile(r"\{,\}|,\\!|\\,")
_REPEATING = re.compile(
    r"(?<![\d.])(?P<whole>\d*)\.(?P<first>\d*)"
    r"(?:\\(?:overline|bar)\s*(?:\{(?P<block>\d+)\}|(?P<digit>\d))"
    r"|\\dot\s*\{?(?P<begin>\d)\}?(?:(?P<between>\d*)\\dot\s*\{?(?P<end>\d)\}?)?)"
)
_TIMES_TEN = re.compile(r"(?<=\d)(\s*)([xX])(?=\s*10\s*(?:\^|\*\*))")
# An x between two numbers, but of ``0x1F``.
_TIMES = re.compile(r"(?<=\d)(?<!\b0)(\s*)([xX])(?=\s*\d)")
# The linear format of Word: its brackets, its matrices of rows, and a root with its degree.
_WORD_SIGNS = str.maketrans("〖〗", "()")
_WORD_ROWS = re.compile(r"[(\[]\s*[■█]\(([^()]*)\)\s*[)\]]")
_WORD_ROOT = re.compile(r"√\(([^()&]+)&([^()&]+)\)")
_QUOTED = re.compile(r"\s*(['\"])(-?[\d./]+)\1\s*")
_D = r"(?:\\(?:mathrm|text)\s*\{\s*d\s*\}|d)\s*"
_DERIVATIVE = re.compile(
    rf"\\[dt]?frac\s*\{{\s*{_D}(?P<above>[A-Za-z])?\s*\}}\s*\{{\s*{_D}[A-Za-z]\s*\}}"
    r"|(?<![A-Za-z\\])d(?P<typed>[A-Za-z])\s*/\s*d[A-Za-z](?![A-Za-z])"
)
# A marker of a list item, also a sign before a bracket if the value cannot have one.
_BULLET = re.compile(r"\s*(?:[*•](?=\s)|(?:[-+]|\d[.)])(?=\s+\$?\\?[\[({]))")
# Formulas in dollars of their own, side by side.
_DOLLARS = re.compile(
    r"\s*\$(?!\$)[^$]+\$(?:\s*(?:[,;]?\s*(?:and|or)|[,;])\s*\$(?!\$)[^$]+\$)+\s*", re.IGNORECASE
)
_AND = re.compile(r"(?<=\$)\s*[,;]?\s*and\s*(?=\$)", re.IGNORECASE)
_SYMPY = re.compile(
    r"(?<![\w.\\])(?:(?:sympy|sp|sym|fractions|decimal)\.)?(?P<name>(?:Immutable)?(?:Dense)?Matrix|FiniteSet|Tuple"
    r"|Rational|Fraction|Decimal|Eq|Ne|Gt"
    r"|Ge|Lt|Le|Union|Interval(?:\.(?:open|Lopen|Ropen))?)\("
)
_RELATIONS = {"Eq": "=", "Ne": "!=", "Gt": ">", "Ge": ">=", "Lt": "<", "Le": "<="}
_OPEN_ENDS = {".open": (True, True), ".Lopen": (True, False), ".Ropen": (False, True)}


def respell_answer(text: str, names: Names, mode: Mode, *, is_unsigned: bool) -> str:
    """Return an answer in the spelling of answers; ``is_unsigned``: the value cannot have a sign.

    Raises ParseError for an ambiguous number, and for a derivative that the learner has to compute.
    """
    if (bullet := _BULLET.match(text)) and (is_unsigned or bullet[0].strip() in ("*", "•")):
        text = text[bullet.end() :].rjust(len(text))
    if _DOLLARS.fullmatch(text):
        inner = text if mode == "statement" else _AND.sub(lambda match: ",".ljust(len(match[0])), text)
        text = f"${inner.strip()[1:-1].replace('$', ' ')}$".rjust(len(text))
    if not text.isascii():
        rows = _WORD_ROWS.sub(_write_word_rows, text.translate(_WORD_SIGNS))
        text = _WORD_ROOT.sub(r"root(\2, \1)", rows)
    if "(" in text:
        text = _respell_sympy(text, names)
    if "\\" in text or "{," in text:
        text = _REPEATING.sub(_write_repeating_decimal, _GROUPED.sub(_join_groups, text))
    # with a letter x1, 5x1 is that letter's multiple
    if not any(name[0] in "xX" for name in names.declared) and names.undeclared != "allow":
        text = (_TIMES if mode == "value" else _TIMES_TEN).sub(r"\1*", text)
    return _DERIVATIVE.sub(lambda match: _name_derivative(match, names, mode), text)


def _write_word_rows(match: re.Match[str]) -> str:
    rows = [f"[{row.replace('&', ',')}]" if "&" in match[1] else row for row in match[1].split("@")]
    return f"[{','.join(rows)}]"


def _join_groups(match: re.Match[str]) -> str:
    """Return a number without its commas for thousands, or with a point for its decimal comma."""
    first, *groups = _GROUP_SIGN.split(match[0])
    is_grouped = len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in groups)
    is_comma = "{,}" in match[0] and len(groups) == 1
    if is_comma and is_grouped:
        hint = f"write {first}{groups[0]} or {first}.{groups[0]}"
        raise ParseError(f"{match[0]} reads two ways", match.start() + 1, hint=hint)
    if is_comma or is_grouped:
        return ("." if is_comma else "").join((first, *groups)).rjust(len(match[0]))
    return match[0]


def _write_repeating_decimal(match: re.Match[str]) -> str:
    dotted = "".join(digits or "" for digits in match.group("begin", "between", "end"))
    block = match["block"] or match["digit"] or dotted
    value = evaluate_repeating_decimal(match["whole"], match["first"], block)
    return f"({value})".rjust(len(match[0]))


def _name_derivative(match: re.Match[str], names: Names, mode: Mode) -> str:
    """Return ``y'`` for dy/dx where that is a name, or where it is only the left side of the answer."""
    text = match.string
    name = f"{match['above'] or match['typed'] or ''}'"
    is_left_side = not text[: match.start()].strip(" $\n") and text[match.end() :].lstrip().startswith("=")
    if name in names.declared or (is_left_side and mode != "statement"):
        return name.ljust(len(match[0]))
    if match["typed"] or "d" in names.declared or names.undeclared == "allow":
        return match[0]
    hint = "type the derivative itself, or a name such as y'"
    raise ParseError(
        "this derivative is not computed here", match.start() + 1, code="unknown-name", hint=hint
    )


def _respell_sympy(text: str, names: Names) -> str:
    """Return a text with what SymPy prints for matrices, sets, intervals, fractions and relations in the
    signs of mathematics."""
    while calls := [call for call in _SYMPY.finditer(text) if call["name"] not in names.declared]:
        call = calls[-1]  # with no other one in its brackets
        end = find_closing(text, call.end() - 1, "([{", ")]}")
        if end == len(text):
            return text
        parts = [part for _, part in split_outside_brackets(text[call.end() : end], ",")]
        written = _write_sympy(call["name"], parts)
        if written is None:
            return text
        text = text[: call.start()] + written.rjust(end + 1 - call.start()) + text[end + 1 :]
    return text


def _write_sympy(name: str, parts: list[str]) -> str | None:
    """Return a call in the signs of mathematics; None for arguments that it does not print."""
    kind, _, _ = name.partition(".")
    match kind, parts:
        case "FiniteSet", _:
            return f"{{{','.join(parts)}}}"
        case "Tuple", _:
            return f"({','.join(parts)})"
        case "Union", [_, *_]:
            return " U ".join(parts)
        case "Rational" | "Fraction", [above, below]:
            return f"({above}/{below})"
        case "Rational" | "Fraction" | "Decimal", [text] if number := _QUOTED.fullmatch(text):
            return f"({number[2]})"
        case "Interval", [low, high, *ends] if all(end.strip() in ("True", "False") for end in ends):
            flags = [*(end.strip() == "True" for end in ends), False, False]
            left, right = _OPEN_ENDS.get(name.removeprefix("Interval"), flags[:2])
            left, right = left or "oo" in low, right or "oo" in high
            return f"{'(' if left else '['}{low},{high}{')' if right else ']'}"
        case _, [left, right] if kind in _RELATIONS:
            return f"{left} {_RELATIONS[kind]}{right}"
        case _, [rows] if kind.endswith("Matrix") and rows.lstrip().startswith("["):
            return rows
        case _:
            return None


# The LaTeX of a name with a dot for a derivative by time.
_DOTTED = re.compile(r"\\dot\s*\{?\s*\\?([A-Za-z]+)\s*\}?")
# ``x[i]``, as computers have it, for ``x_i``.
_TYPED_ENTRY = re.compile(r"([A-Za-z])\[([A-Za-z0-9])\]")

# A name that has no other characters than those of keys, and one index at most.
_ON_A_KEYBOARD = re.compile(r"[A-Za-z]+'*(?:_(?:[A-Za-z0-9]|\{[A-Za-z0-9]+\}))?")
_NO_BRACES = str.maketrans("", "", "{}")

_SHOWN_STEP = re.compile(r"_\{\s*(\w+)\s*([+-])\s*(\w+)\s*\}")
# ``m_{t-1}`` as it is shown, and as people type it without the braces.
_TYPED_STEP = re.compile(r"((?:[^\W\d_][\u0300-\u036f]?){0,12})_([A-Za-z0-9]+)([+−-])(\d+|[A-Za-z]+)")


def read_key_tree(spec: Spec, text: str) -> Node:
    """Return ``text`` as a value of the spec's kind, in the language of answers, else of banks.

    Raises ParseError; CheckError for kinds that are not mathematics.
    """
    try:
        node = read_answer(spec, text)
    except ParseError:
        names = replace(spec.typed_names, functions="bank")
        node = spec.parse_answer(text, names) if spec.mode is not None else None
    if node is None:
        raise CheckError(f"answers of kind {spec.kind} are not mathematics")
    if steps := _other_steps(node):
        raise ParseError(f"the name {steps[0]} is not known here", None, code="unknown-name")
    return node


def read_answer(spec: Spec, text: str) -> Node | None:
    """Return the tree that ``text`` is read as for a spec; None for kinds that are not mathematics.

    Raises ParseError if it cannot be read.
    """
    respelt = respell_typed(spec, text)
    return None if spec.mode is None else read_respelt(spec, respelt)


def respell_typed(spec: Spec, text: str) -> str:
    """Return a typed text in the spelling of answers, in which all signs have one meaning each.

    Raises ParseError for one that reads two ways.
    """
    text = remove_invisible(text)
    require_length(text)
    text = remove_frames(text)
    if spec.mode is None:
        check_indices(spec, text)
        return text
    names = spec.names_of_answers
    is_unsigned = spec.kind in ("interval", "set")
    text = respell_answer(text, names, spec.mode, is_unsigned=is_unsigned)
    check_indices(spec, text)
    return without_wrapping(text, names)


def read_respelt(spec: Spec, text: str) -> Node:
    """Return the tree of an answer in its spelling. Raises ParseError if it cannot be read."""
    node = _resolve_primes(spec, spec.parse_answer(text, spec.names_of_answers))
    record_step("read", typed=text, tree=node)
    steps = _other_steps(node)
    if len(steps) > 1:  # it may be the formula at another step, and right
        names = " and ".join(steps)
        message = f"the names {names} are not known here (write the formula at the step that is shown)"
        raise ParseError(message, None, code="unknown-name")
    return node


def _resolve_primes(spec: Spec, node: Node) -> Node:
    """Return the tree with ``g'`` as the name that is shown as g with a dot.

    Raises ParseError for a name with a prime that nobody declared, unless the key has such names.
    """
    known = spec.names.declared.union(*map(find_symbols, spec.trees))
    primed = {name for name in find_symbols(node) if name.endswith("'")} - known
    if not primed or spec.names.undeclared == "allow":
        return node
    dotted = {f"{dot[1]}'": name for name, latex in spec.latex if (dot := _DOTTED.fullmatch(latex.strip()))}
    if unknown := sorted(primed - dotted.keys()):
        raise ParseError(f"the name {unknown[0]} is not known here", None, code="unknown-name")
    return substitute_symbols(node, {name: Sym(dotted[name]) for name in primed})


def _other_steps(node: Node) -> list[str]:
    """Return the names that are declared at another step only: ``g_{t-1}`` where ``g_t`` is."""
    return sorted(name for name in find_symbols(node) if "{" in name)


def names_to_explain(spec: Spec) -> list[tuple[str, str]]:
    """Return the declared names, with their LaTeX, that are not typed as the prompt shows them.

    Empty for a formula from memory, because the names would give its parts away.
    """
    if spec.kind == "formula":
        return []
    return [
        (name, latex)
        for name, latex in spec.latex
        if name != latex and not _is_typed_as_shown(spec, name, latex)
    ]


def _is_typed_as_shown(spec: Spec, name: str, latex: str) -> bool:
    """Return whether a name may be typed letter by letter as it is shown, such as ``n`` or ``x_1``."""
    shown = _ON_A_KEYBOARD.fullmatch(latex.strip())
    if shown is None or spec.kind == "code":
        return False
    try:
        return parse_typed(shown[0].translate(_NO_BRACES), spec.names_of_answers, spec.latex, "value") == Sym(
            name
        )
    except ParseError:
        return False


def check_indices(spec: Spec, text: str) -> None:
    """Raise ParseError for ``m_t-1`` if something with the index ``t-1`` is shown: it can be read in two
    ways.

    LaTeX is unambiguous, because it is shown as m_t - 1.
    """
    if is_latex(text):
        return
    texts = (*(latex for _, latex in spec.latex), *spec.shown_texts)
    shown_steps = {match.groups() for text in texts for match in _SHOWN_STEP.finditer(text)}
    for typed_entry in _TYPED_ENTRY.finditer(text):
        name, index = typed_entry.groups()
        if any(f"{name}_{{{index}}}" in text for text in texts):
            raise ParseError(f"did you mean {name}_{index}?", typed_entry.start() + 1)
    for typed_entry in _TYPED_STEP.finditer(text) if shown_steps else ():
        name, index, typed_sign, step = typed_entry.groups()
        sign = typed_sign.replace("−", "-")
        if (index, sign, step) in shown_steps:
            question = f"did you mean {name}_{{{index}{sign}{step}}} or {name}_{index} {sign} {step}?"
            raise ParseError(question, typed_entry.start() + 1)
