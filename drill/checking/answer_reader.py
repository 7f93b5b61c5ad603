"""How an answer is read before anything is computed: for the checker, and for the preview at every keystroke.

Light: nothing numeric is imported here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Final

from drill.checking.kinds import KINDS
from drill.checking.kinds.any_value import ConditionsSpec
from drill.checking.kinds.distribution import plain_family, read_distribution
from drill.checking.kinds.formula import FormulaSpec, plain_products, ungrouped
from drill.checking.kinds.kind import require_length
from drill.checking.kinds.sets import both_signs
from drill.checking.kinds.vectors import ArraySpec
from drill.checking.spec import KeySpec, Spec
from drill.errors import CheckError, ParseError
from drill.lazy_exports import load_object
from drill.maths.characters import GREEK
from drill.maths.names import Grouping, Names
from drill.maths.plain import Mode, parse
from drill.maths.tree import Call, Node, Relation, Sequence, Sym, substitute, symbols
from drill.notation import is_latex, read_latex, typed_latex

# ``x[i]``, as computers have it, for ``x_i``.
_TYPED_ENTRY = re.compile(r"([A-Za-z])\[([A-Za-z0-9])\]")

_SHOWN_STEP = re.compile(r"_\{\s*(\w+)\s*([+-])\s*(\w+)\s*\}")
# ``m_{t-1}`` as it is shown, and as people type it who forget the braces.
_TYPED_STEP = re.compile(r"((?:[^\W\d_][\u0300-\u036f]?){0,12})_([A-Za-z0-9]+)([+−-])(\d+|[A-Za-z]+)")

# A letter for two families, Beta and Bin.
_B = re.compile(r"(?:.*~)?\s*B(?=\s*\()")
# A name before an equality sign.
_NAMED = re.compile(r"\s*[^\s=<>()\[\]+*/|-][^=<>()\[\]+*/|-]*(?<!:)=(?!=)")
_NAME = r"\\?[^\W\d_]+(?:_(?:\w+|\{\w+\}))?"
# The name of an entry, and that of a whole value, before their equality signs.
_ENTRY = re.compile(rf"\s*(?P<name>{_NAME})\s*=(?!=)")
_OWN_NAME = re.compile(rf"\s*(?P<name>{_NAME}|\([^()=]*\))\s*=(?!=)")
# What stands between entries, not within brackets.
_AT_COMMAS = re.compile(r"[,;\n](?![^(\[{]*[)\]}])")
_FORMULA = re.compile(r"\$[^$]+\$")
_TUPLE = re.compile(rf"\(\s*({_NAME}(?:\s*,\s*{_NAME})+)\s*\)")
# What tells that names have indices in round brackets above them.
_RAISED = ("^", "{", "(")


def read_key(spec: Spec, text: str) -> Node:
    """Return ``text`` as a value of the spec's kind, in the language of answers, else of banks.

    Raises ParseError; CheckError for kinds that are not mathematics.
    """
    try:
        node = read_answer(spec, text)
    except ParseError:
        names = replace(spec.typed_names, functions="bank")
        node = _read(spec, text, names) if spec.mode is not None else None
    if node is None:
        raise CheckError(f"answers of kind {spec.kind} are not mathematics")
    if steps := _other_steps(node):
        raise ParseError(f"the name {steps[0]} is not known here", None, code="unknown-name")
    return node


def read_answer(spec: Spec, text: str, grouping: Grouping = "") -> Node | None:
    """Return the tree that ``text`` is read as for a spec; None for kinds that are not mathematics.

    With a ``grouping`` it is read as some people mean it who leave brackets out. Raises ParseError where it
    is not read.
    """
    require_length(text)
    check_indices(spec, text)
    if spec.mode is None:
        return None
    names = spec.names_of_answers
    node = _read(spec, text, replace(names, grouping=grouping) if grouping else names)
    steps = _other_steps(node)
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


def _read(spec: Spec, text: str, names: Names) -> Node:
    node: Node = load_object(KINDS[spec.kind].read)(spec, text, names)
    return node


def read_value(spec: Spec, text: str, names: Names) -> Node:
    """Return the tree of a text in the mode of its kind, without what its answers need not have."""
    assert spec.mode is not None
    return _parse(spec, KINDS[spec.kind].unwrap(text), names, spec.mode)


def read_vector(spec: ArraySpec | ConditionsSpec, text: str, names: Names) -> Node:
    """Return the tree of a vector, whose entries may stand behind their names: ``x = 2, mu = 14``.

    Raises ParseError for a name that is given twice, or is none of those that the prompt uses.
    """
    pieces = _AT_COMMAS.split(text)
    named = [_ENTRY.match(piece) for piece in pieces]
    if len(pieces) == 1 or not all(named):
        return read_value(spec, _unnamed(text, spec), names)
    typed = [_plain_name(each["name"]) for each in named if each]
    entries = spec.entries if len(spec.entries) == len(typed) else typed
    if (twice := next((name for name in typed if typed.count(name) > 1), "")) or set(typed) != set(entries):
        said = f"{twice} is given twice" if twice else f"the entries are called {', '.join(entries)} here"
        raise ParseError(said, None)
    values = ",".join(_ENTRY.sub(_as_blanks, piece) for piece in pieces)
    match read_value(spec, values, names):
        case Sequence("commas", items) if len(items) == len(typed):
            return Sequence("commas", tuple(items[typed.index(name)] for name in entries))
        case node:
            return node


def read_example(spec: ConditionsSpec, text: str, names: Names) -> Node:
    """Return the tree of any value that conditions allow; it may be typed behind a name of its own."""
    if spec.value == "vector":
        return read_vector(spec, text, names)
    return read_matrix(spec, _unnamed(text, spec), names)


def _unnamed(text: str, spec: Spec) -> str:
    """Return the text of a value without the name that it is given, ``v = …``."""
    name = _OWN_NAME.match(text)
    if name is None or "=" in text[name.end() :] or _plain_name(name["name"]) in spec.names.declared:
        return text
    return _as_blanks(name) + text[name.end() :]


def _as_blanks(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _plain_name(name: str) -> str:
    r"""Return a name as it is typed in letters: ``mu`` for ``μ`` and ``\mu``, ``x_1`` for ``x_{1}``."""
    return "".join(GREEK.get(letter, letter) for letter in name if letter not in "\\{} ")


def names_of_entries(prompt: str, count: int) -> tuple[str, ...]:
    r"""Return what a prompt calls the entries of a vector, such as x and mu of ``$(x, \mu)$``; none where it
    names none, or in two ways."""
    tuples = {
        tuple(map(_plain_name, found[1].split(",")))
        for formula in _FORMULA.finditer(prompt)
        for found in _TUPLE.finditer(formula[0])
    }
    fitting = [names for names in tuples if len(names) == count == len(set(names))]
    return fitting[0] if len(fitting) == 1 else ()


def read_matrix(spec: Spec, text: str, names: Names) -> Node:
    """Return the tree of a matrix; four numbers in a row are one of 2×2 where that is asked for."""
    if _rows_of(spec) == (2, 2):
        with suppress(ParseError):
            match _parse(spec, KINDS[spec.kind].unwrap(text), names, "vector"):
                case Sequence("commas", (a, b, c, d)):
                    return Sequence("list", (Sequence("list", (a, b)), Sequence("list", (c, d))))
                case _:
                    pass
    return read_value(spec, text, names)


def _rows_of(spec: Spec) -> tuple[int, ...]:
    """The lengths of the matrix that is asked for; none where they are not known."""
    if isinstance(spec, ConditionsSpec):
        return spec.size
    match spec.key if isinstance(spec, KeySpec) else None:
        case Sequence("list", (Sequence(_, first), *others)):
            return len(others) + 1, len(first)
        case _:
            return ()


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
    if len(trees) == 1:
        return trees[0]
    elements: list[Node] = []
    for tree in trees:
        elements += tree.items if isinstance(tree, Sequence) and tree.kind in ("set", "commas") else (tree,)
    return Sequence("set", tuple(elements))


def read_formula(spec: FormulaSpec, text: str, names: Names) -> Node:
    """Return the tree of a formula; where a value is due, without a left side that only gives it a name of
    its own. Raises ParseError where it is not read."""
    if any(plain_products(due) != due for due in spec.texts):
        text = plain_products(text)
    try:
        return ungrouped(_parse(spec, text, names, "statement"))
    except ParseError:
        name = _NAMED.match(text) if not isinstance(spec.key, Relation) else None
        if name is None:
            raise
        return ungrouped(_parse(spec, " " * name.end() + text[name.end() :], names, "statement"))


def read_factor(spec: Spec, text: str) -> Node:
    """Return one factor of a factorisation; a diagonal may be given as a vector."""
    return _parse(spec, text, spec.names, "matrix")


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
        at = _place(error.at, latex, text)
        raise ParseError(error.message, at, code=error.code, hint=error.hint) from None


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
    meant: dict[str, Node] = {written: Sym(name) for written, name in shown.items()}
    return substitute(parse(text, _with_shown(names, tuple(shown.items())), mode), meant)


@lru_cache(maxsize=64)
def _with_shown(names: Names, shown: tuple[tuple[str, str], ...]) -> Names:
    """The names, and those that their Greek letters are read as, matrices where they are."""
    matrices = frozenset(written for written, name in shown if name in names.matrices)
    written = frozenset(written for written, _ in shown)
    return replace(names, declared=names.declared | written, matrices=names.matrices | matrices)


# --- names as they are shown ----------------------------------------------------------------------------


_SHOWN: Final = re.compile(r"\\[A-Za-z]+|[A-Za-z0-9']+|[_(),;|]")
_SHOWN_WHOLE: Final = re.compile(rf"(?:{_SHOWN.pattern}|[{{}}\s])+")
_BEFORE: Final = r"(?<![A-Za-z0-9_\\])"
_GREEK: Final = frozenset(GREEK.values())
_GREEK_NAME: Final = re.compile(r"\\([A-Za-z]+)(?:_\{?([A-Za-z0-9]+)\}?)?")
_NUMBERED: Final = re.compile(r"([A-Za-z]+)([0-9]+)")
_COMMAND: Final = re.compile(r"\\([A-Za-z]+)")
# The bar of a condition.
_CONDITION: Final = re.compile(r"\\(?:mid|vert)(?![A-Za-z])|\|")
_CALL: Final = re.compile(r"\([^()]+\)\Z")


def with_called_names(text: str, latex: Iterable[tuple[str, str]]) -> str:
    """Return ``text`` with ``p`` in the place of ``p(s)``, where that is how ``p`` is shown: nobody
    multiplies so.

    Places stay where they are; what is longer than it is shown is left as it is.
    """
    if "(" not in text:
        return text
    for pattern, name in _patterns(tuple(latex)):
        text = pattern.sub(
            lambda found, name=name: name.ljust(len(found[0])) if len(name) <= len(found[0]) else found[0],
            text,
        )
    return text


@lru_cache(maxsize=256)
def _patterns(latex: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """How each name that is shown as a call may be typed, the longest first."""
    shown = sorted(((text.strip(), name) for name, text in latex), key=lambda pair: -len(pair[0]))
    return tuple((_pattern(text), name) for text, name in shown if _is_call(text))


def _is_call(shown: str) -> bool:
    commands = set(_COMMAND.findall(_CONDITION.sub("|", shown)))
    is_plain = _SHOWN_WHOLE.fullmatch(shown) is not None and commands <= _GREEK
    return is_plain and _CALL.search(shown) is not None and shown[0] != "("


def _pattern(shown: str) -> re.Pattern[str]:
    return re.compile(_BEFORE + r"[\s{}]*".join(map(_typed, _SHOWN.findall(shown))))


def _typed(token: str) -> str:
    if _CONDITION.fullmatch(token):
        return f"(?:{_CONDITION.pattern})"
    if token[0] != "\\":
        return re.escape(token)
    letters = "|".join(re.escape(letter) for letter, word in GREEK.items() if word == token[1:])
    return f"(?:{letters}|{token[1:]})"


@lru_cache(maxsize=256)
def shown_names(declared: frozenset[str], latex: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Give what names mean where they are typed as they are shown: ``λ`` is ``lambda``, and means ``lam``.

    Only Greek letters that stand for nothing else, each for one name, and ``x_1`` for ``x1`` and the reverse.
    """
    found: dict[str, list[str]] = {}
    for name in sorted(declared):
        numbered = _NUMBERED.fullmatch(name)
        if numbered:
            found.setdefault(f"{numbered[1]}_{numbered[2]}", []).append(name)
        base, line, index = name.partition("_")
        if line and index.isdigit() and base not in declared:
            found.setdefault(f"{base}{index}", []).append(name)
    for name, shown in latex:
        letter = _GREEK_NAME.fullmatch(shown.strip())
        word = letter[1].removeprefix("var") if letter else ""
        if letter and word in _GREEK - {"pi"}:
            written = f"{word}_{letter[2]}" if letter[2] else word
            found.setdefault(written, []).append(name)
    return {
        written: names[0] for written, names in found.items() if len(names) == 1 and written not in declared
    }
