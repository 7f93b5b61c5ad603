"""How an answer is read before anything is computed: for the checker, and for the preview at every keystroke.

Light: nothing numeric is imported here.
"""

from __future__ import annotations

import re
from dataclasses import replace

from drill.checking.answer_frames import remove_frames
from drill.checking.kind import require_length
from drill.checking.printed import without_wrapping
from drill.checking.spec import Spec
from drill.checking.spellings import respell_answer
from drill.checking.typed_text import parse_typed
from drill.errors import CheckError, ParseError
from drill.explanation import record_step
from drill.maths.maths_tree import Node, Sym, find_symbols, substitute_symbols
from drill.maths.names import Grouping
from drill.notation import is_latex
from drill.text import remove_invisible

# The LaTeX of a name with a dot for a derivative by time.
_DOTTED = re.compile(r"\\dot\s*\{?\s*\\?([A-Za-z]+)\s*\}?")
# ``x[i]``, as computers have it, for ``x_i``.
_TYPED_ENTRY = re.compile(r"([A-Za-z])\[([A-Za-z0-9])\]")

# A name that has no other characters than those of keys, and one index at most.
_ON_A_KEYBOARD = re.compile(r"[A-Za-z]+'*(?:_(?:[A-Za-z0-9]|\{[A-Za-z0-9]+\}))?")
_NO_BRACES = str.maketrans("", "", "{}")

_SHOWN_STEP = re.compile(r"_\{\s*(\w+)\s*([+-])\s*(\w+)\s*\}")
# ``m_{t-1}`` as it is shown, and as people type it who forget the braces.
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


def read_answer(spec: Spec, text: str, grouping: Grouping = "") -> Node | None:
    """Return the tree that ``text`` is read as for a spec; None for kinds that are not mathematics.

    With a ``grouping`` it is read as people mean it who leave out brackets. Raises ParseError if it cannot be
    read.
    """
    text = remove_invisible(text)
    require_length(text)
    text = remove_frames(text)
    if spec.mode is None:
        check_indices(spec, text)
        return None
    names = spec.names_of_answers
    is_unsigned = spec.kind in ("interval", "set", "list")
    text = respell_answer(text, names, spec.mode, is_unsigned=is_unsigned)
    check_indices(spec, text)
    text = without_wrapping(text, names)
    node = _resolve_primes(
        spec, spec.parse_answer(text, replace(names, grouping=grouping) if grouping else names)
    )
    record_step("read", typed=text, tree=node, grouping=grouping or "none")
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

    None of a formula from memory: they would tell its parts.
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

    In LaTeX it is shown as it is meant, m_t - 1.
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
