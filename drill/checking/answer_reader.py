"""How an answer is read before anything is computed: for the checker, and for the preview at every keystroke.

Light: nothing numeric is imported here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from drill.checking.called_names import shown_names, with_called_names
from drill.checking.distribution_reader import plain_family, read_distribution
from drill.checking.kinds import KINDS
from drill.checking.kinds.formula import FormulaSpec, plain_products, ungrouped
from drill.checking.kinds.kind import require_length
from drill.checking.kinds.sets import both_signs
from drill.checking.spec import KeySpec, Spec
from drill.errors import CheckError, ParseError
from drill.faces import named
from drill.maths.names import Names
from drill.maths.plain import Mode, parse
from drill.maths.tree import Call, Node, Relation, Sequence, Sym, substitute, symbols
from drill.notation import is_latex, read_latex, typed_latex

_TYPED_ENTRY = re.compile(r"([A-Za-z])\[([A-Za-z0-9])\]")
"""``x[i]``, as computers have it, for ``x_i``."""

_SHOWN_STEP = re.compile(r"_\{\s*(\w+)\s*([+-])\s*(\w+)\s*\}")
_TYPED_STEP = re.compile(r"((?:[^\W\d_][\u0300-\u036f]?){0,12})_([A-Za-z0-9]+)([+−-])(\d+|[A-Za-z]+)")
"""``m_{t-1}`` as it is shown, and as people type it who forget the braces."""

_B = re.compile(r"(?:.*~)?\s*B(?=\s*\()")
"""A letter for two families, Beta and Bin."""
_NAMED = re.compile(r"\s*[^\s=<>()\[\]+*/|-][^=<>()\[\]+*/|-]*(?<!:)=(?!=)")
"""A name before an equality sign."""
_RAISED = ("^", "{", "(")
"""What tells that names have indices in round brackets above them."""


def read_key(spec: Spec, text: str) -> Node:
    """Return ``text`` as a value of the spec's kind, in the language of answers, else of banks.

    Raises ParseError; CheckError for kinds that are not mathematics.
    """
    try:
        node = read_answer(spec, text)
    except ParseError:
        names = replace(spec.typed_names, functions="bank")
        node = _read(spec, text, names)
    if node is None:
        raise CheckError(f"answers of kind {spec.kind} are not mathematics")
    if steps := _other_steps(node):
        raise ParseError(f"the name {steps[0]} is not known here", None, code="unknown-name")
    return node


def read_answer(spec: Spec, text: str) -> Node | None:
    """Return the tree that ``text`` is read as for a spec; None for kinds that are not mathematics. Raises
    ParseError where it is not read."""
    require_length(text)
    check_indices(spec, text)
    node = _read(spec, text, spec.typed_names)
    steps = _other_steps(node) if node is not None else []
    if len(steps) > 1:  # it may be the formula at another step, and right
        names = " and ".join(steps)
        message = f"the names {names} are not known here (write the formula at the step that is shown)"
        raise ParseError(message, None, code="unknown-name")
    return node


def _other_steps(node: Node) -> list[str]:
    """The names that are declared at another step only: ``g_{t-1}`` where ``g_t`` is."""
    return sorted(name for name in symbols(node) if "{" in name)


def check_indices(spec: Spec, text: str) -> None:
    """Raise ParseError for ``m_t-1`` where something with the index ``t-1`` is shown: it reads two ways.

    In LaTeX it is shown as it is meant, m_t - 1.
    """
    if is_latex(text):
        return
    texts = (*(latex for _, latex in spec.latex), *(spec.texts if isinstance(spec, FormulaSpec) else ()))
    shown = {found.groups() for each in texts for found in _SHOWN_STEP.finditer(each)}
    for found in _TYPED_ENTRY.finditer(text):
        name, index = found.groups()
        if any(f"{name}_{{{index}}}" in each for each in texts):
            raise ParseError(f"did you mean {name}_{index}?", found.start() + 1)
    for found in _TYPED_STEP.finditer(text) if shown else ():
        name, index, sign, step = found[1], found[2], found[3].replace("−", "-"), found[4]
        if (index, sign, step) in shown:
            asked = f"did you mean {name}_{{{index}{sign}{step}}} or {name}_{index} {sign} {step}?"
            raise ParseError(asked, found.start() + 1)


def _read(spec: Spec, text: str, names: Names) -> Node | None:
    node: Node | None = named(KINDS[spec.kind].read)(spec, text, names) if spec.mode is not None else None
    return node


def read_value(spec: Spec, text: str, names: Names) -> Node:
    """Return the tree of a text in the mode of its kind, without what its answers need not have."""
    assert spec.mode is not None
    return _parse(spec, KINDS[spec.kind].unwrap(text), names, spec.mode)


def read_law(spec: Spec, text: str, names: Names) -> Node:
    """Return the tree of a distribution. Raises ParseError for what is none."""
    family = plain_family(text)
    letter = _B.match(family)
    if letter and isinstance(spec, KeySpec) and isinstance(spec.key, Call) and spec.key.name == "beta":
        raise ParseError("did you mean Beta(…) or Bin(…)?", letter.end())
    return read_distribution(family, lambda part: _parse(spec, part, names, "value"))


def read_set(spec: Spec, text: str, names: Names) -> Node:
    """Return the tree of a set, in which ``±`` stands for two values."""
    signs = both_signs(KINDS[spec.kind].unwrap(text))
    trees = [_parse(spec, signed, names, "sequence") for signed in signs]
    return (
        trees[0]
        if len(trees) == 1
        else Sequence("set", tuple(each for tree in trees for each in _elements(tree)))
    )


def read_formula(spec: FormulaSpec, text: str, names: Names) -> Node:
    """Return the tree of a formula. Raises ParseError where it is not read."""
    return ungrouped(_parse_formula(spec, _entrywise(spec, text), names, "statement"))


def _elements(node: Node) -> tuple[Node, ...]:
    """The elements of a set, a bare value as one."""
    return node.items if isinstance(node, Sequence) and node.kind in ("set", "commas") else (node,)


def _entrywise(spec: FormulaSpec, text: str) -> str:
    """A formula with its products entry by entry as plain ones, where the exercise has such too."""
    return plain_products(text) if any(plain_products(due) != due for due in spec.texts) else text


def read_factor(spec: Spec, text: str) -> Node:
    """Return one factor of a factorisation; a diagonal may be given as a vector."""
    return _parse(spec, text, spec.names, "matrix")


def _parse_formula(spec: FormulaSpec, text: str, names: Names, mode: Mode) -> Node:
    """A formula; where a value is due, without a left side that only gives it a name of its own."""
    try:
        return _parse(spec, text, names, mode)
    except ParseError:
        name = _NAMED.match(text) if spec.key is not None and not isinstance(spec.key, Relation) else None
        if name is None:
            raise
        return _parse(spec, " " * name.end() + text[name.end() :], names, mode)


def _parse(spec: Spec, text: str, names: Names, mode: Mode) -> Node:
    """LaTeX, or plain mathematics; what that does not read may be typed as it is shown, ``r_t - V(s_t)``."""
    if is_latex(text) and not isinstance(spec, FormulaSpec):
        return read_latex(text, names, dict(spec.latex), mode)
    try:
        if not is_latex(text):
            return _parse_plain(spec, text, names, mode)
    except ParseError as error:
        if error.code == "too-large" or not spec.latex:
            raise
    raised = _RAISED if any("^{(" in shown for _, shown in spec.latex) else ()
    latex = typed_latex(text, raised, names.declared)
    try:
        return read_latex(latex, names, dict(spec.latex), mode)
    except ParseError as error:
        raise ParseError(
            error.message, _place(error.at, latex, text), code=error.code, hint=error.hint
        ) from None


def _place(at: int | None, latex: str, text: str) -> int | None:
    """The column of a text that one of its LaTeX is; None where they differ before it in more than blanks."""
    before = "".join(latex[:at].split()) if at else ""
    columns = [column for column, letter in enumerate(text, 1) if not letter.isspace()]
    is_alike = before and "".join(text.split()).startswith(before)
    return columns[len(before) - 1] if is_alike else None


def _parse_plain(spec: Spec, text: str, names: Names, mode: Mode) -> Node:
    text = with_called_names(text, spec.latex)
    shown = shown_names(names.declared, spec.latex)
    if not shown:
        return parse(text, names, mode)
    if text.isascii() and "_" not in text:  # `w1` and `lambda` as they are shown only where nothing else fits
        try:
            return parse(text, names, mode)
        except ParseError as error:
            if error.code != "unknown-name":
                raise
    return substitute(parse(text, _with_shown(names, tuple(shown.items())), mode), _symbols_of(shown))


def _symbols_of(shown: Mapping[str, str]) -> dict[str, Node]:
    return {written: Sym(name) for written, name in shown.items()}


@lru_cache(maxsize=64)
def _with_shown(names: Names, shown: tuple[tuple[str, str], ...]) -> Names:
    """The names, and those that their Greek letters are read as, matrices where they are."""
    matrices = frozenset(written for written, name in shown if name in names.matrices)
    written = frozenset(written for written, _ in shown)
    return replace(names, declared=names.declared | written, matrices=names.matrices | matrices)
