"""Symbols and formulas by their spelling: keys of rows, ids of formulas, and names to type."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from drill.arraycode import is_reserved
from drill.errors import DrillError, PaperError, ParseError, TooLargeError
from drill.latex import canonicalise_formula, nodes
from drill.notation import (
    Notation,
    find_nodes,
    print_tokens_as_latex,
    read_statement,
    replace_nodes,
    split_statements,
    to_tokens,
    tree,
    walk_nodes,
    write_signs_as_latex,
)
from drill.notation.tree import Add, Apply, Expect, Node, Ref, Statement

# A typed name of a symbol, in declarations and answers.
TYPED_NAME = re.compile(r"[^\W\d]\w*'*")
_WORD = re.compile(r"[A-Za-z0-9]+")
_LETTERS = re.compile(r"[A-Za-z]{3,}")
_VARIANTS = {
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "ell": "l",
}  # fmt: skip
_ACCENTS = {"Delta": "diff", "overline": "bar", "widehat": "hat", "widetilde": "tilde"}
_FONTS = {"\\mathbf": "bold", "\\mathcal": "cal", "\\mathbb": "double", "\\mathsf": "sans"}
_STARS = frozenset(("*", "\\star", "\\ast"))
_SIGNS = {"+": "plus", "-": "minus"}
_RUNNING_GREEK = frozenset(("\\ell", "\\tau", "\\kappa"))
# Letters that are running indices at every occurrence.
_INDICES = frozenset("ijkt")
# Letters that usually index the entries or steps of one thing, rather than name several things.
_USUAL_INDICES = frozenset(("\\ell", *"bijklmnst"))


@lru_cache(maxsize=8192)
def make_symbol_key(ref: tree.Ref) -> str:
    r"""Return the key of a symbol: its name with fonts, accents, label, digits and mark; running indices
    open.

    ``h_{max}``, ``h_{\mathrm{max}}`` and ``h_{\max}`` are one.
    """
    name = ref.name
    below = ",".join(filter(None, (_strip_word_markup(name.label), *map(_print_fixed_index, ref.below))))
    above = ",".join(map(_print_fixed_index, ref.above))
    mark = "*" if ref.mark in _STARS else _strip_word_markup(ref.mark)
    parts = ("".join(name.accents), name.font, name.base, below, above, "'" * ref.primes, mark)
    return "|".join(parts).rstrip("|")


def _strip_word_markup(latex: str) -> str:
    """Return a word below or above a letter, however it is set."""
    return re.sub(r"\\operatorname\*?|[\\{} ]", "", latex)


def _print_fixed_index(index: tree.Index) -> str:
    r"""Return a fixed index, ``\beta_1``, ``p_\theta``; a dot for one that runs."""
    match index:
        case tree.Fixed(text):
            return text
        case tree.Running(letter) if letter.startswith("\\") and letter not in _RUNNING_GREEK:
            return letter
        case tree.Computed(tree.Opaque((token,))):
            return _strip_word_markup(token)
        case tree.Computed(tree.Opaque(tokens)):
            return "".join(tokens)
        case _:
            return "·"


def has_only_usual_indices(ref: tree.Ref) -> bool:
    """Return whether all indices below a symbol are usual ones, because then it is an entry of a whole."""
    return all(isinstance(index, tree.Running) and index.letter in _USUAL_INDICES for index in ref.below)


def step_letters(statements: Iterable[Node]) -> frozenset[str]:
    """Return letters that count steps: those that something is added to in the paper, ``t`` for ``t - 1``."""
    parts = (part for whole in statements for part in walk_nodes(whole))
    return frozenset(part.letter for part in parts if isinstance(part, tree.Running) and part.offset)


def find_index_letters(statements: Iterable[Node]) -> frozenset[str]:
    """Return letters of indices that run in a paper: those of sums, and those that something is added to."""
    known = [*statements]
    return _INDICES | step_letters(known) | _find_bound_letters(known)


def _find_bound_letters(statements: Iterable[Node]) -> set[str]:
    bounds = (part for whole in statements for part in find_nodes(whole, tree.Bound))
    return {ref.name.base for bound in bounds for ref in bound.names}


def find_letters_that_run(statements: Iterable[Node]) -> set[str]:
    """Return the letters that run: those that are bound or added to, and customary indices.

    A letter in the place of one that runs does, too: ``Q_a`` beside a sum over the ``Q_b``.
    """
    known = [*statements]
    bound = _find_bound_letters(known)
    places: dict[tuple[tree.Name, int], set[str]] = defaultdict(set)
    for ref in (part for statement in known for part in find_nodes(statement, tree.Ref)):
        for position, index in enumerate((*ref.below, *ref.above)):
            if isinstance(index, tree.Running):
                places[ref.name, position].add(index.letter)
    alike = (letters for letters in places.values() if letters & bound)
    return {"\\ell", *find_index_letters(known)}.union(*alike)


def with_labels(ref: Ref, running: Collection[str]) -> Ref:
    """Return a symbol with labels in place of the letters below that do not run."""

    def change(part: Node) -> Node | None:
        match part:
            case tree.Running(letter, 0) if letter not in running and len(letter) == 1:
                return tree.Fixed(letter, span=part.span)
            case _:
                return None

    changed = replace_nodes(ref, change)
    assert isinstance(changed, Ref)
    return changed


def is_one_of(row_symbol: Ref, ref: Ref, running: frozenset[str]) -> bool:
    r"""Return whether indices differ only as running ones do; ``\eta_l`` and ``\eta_g`` are two things."""
    pairs = zip((*row_symbol.below, *row_symbol.above), (*ref.below, *ref.above), strict=False)
    return all(
        before == now or before.letter == now.letter or now.letter in running
        for before, now in pairs
        if isinstance(before, tree.Running) and isinstance(now, tree.Running)
    )


@lru_cache(maxsize=8192)
def typed_name(ref: tree.Ref) -> str:
    """Return a name for a symbol as a learner types it: ``theta_t``, ``mhat_t``, ``beta_1``, ``d_model``."""
    name = ref.name
    base = "".join(_WORD.findall(name.base)) or "x"
    base = f"x{base}" if base[0].isdigit() else _VARIANTS.get(base, base)
    accents = "".join(_ACCENTS.get(accent.lstrip("\\"), accent.lstrip("\\")) for accent in name.accents)
    mark = "star" if ref.mark in _STARS else "".join(_WORD.findall(ref.mark)).removeprefix("operatorname")
    label = "".join(_WORD.findall(name.label.replace("\\operatorname", "")))
    indices = "".join(map(_typed_index, (*ref.below, *ref.above)))
    typed = base + accents + "prime" * ref.primes + mark + (f"_{label}{indices}" if label + indices else "")
    return f"{typed}_" if is_reserved(typed) else typed


def _typed_index(index: tree.Index) -> str:
    match index:
        case tree.Running(letter):
            return "".join(_WORD.findall(letter))
        case tree.Fixed(text):
            return _SIGNS.get(text) or "".join(_WORD.findall(text))
        case tree.Computed(tree.Opaque(tokens)):
            return "".join(_WORD.findall("".join(tokens)))
        case tree.Open() | tree.Computed():
            return ""


def free_name(ref: tree.Ref, used_names: Iterable[str]) -> str:
    """Return a typed name that no other symbol has: with its font, else with a number."""
    known = frozenset(used_names)
    typed = typed_name(ref)
    if typed in known and ref.name.base.startswith("\\var"):
        typed = f"var{typed}"
    if typed in known and ref.name.font in _FONTS:
        typed = f"{typed}_{_FONTS[ref.name.font]}"
    candidate = typed
    count = 2
    while candidate in known:
        candidate = f"{typed}_{count}"
        count = count + 1
    return candidate


@lru_cache(maxsize=8192)
def read_name(latex: str) -> tree.Ref | None:
    """Return the one name that LaTeX is; None for anything else."""
    try:
        return _name_in(read_statement(canonicalise_formula(latex)))
    except DrillError:
        return None


@lru_cache(maxsize=8192)
def read_symbol(latex: str) -> tree.Ref | None:
    """Return the name in a sheet's row: a differential and a spelled-out word are names there, too."""
    if (ref := read_name(latex)) is not None:
        return ref
    word = _LETTERS.match(latex)
    try:
        known = Notation(words=frozenset((word[0],) if word else ()), has_differentials=True)
        return _name_in(read_statement(canonicalise_formula(latex), known))
    except DrillError:
        return None


@lru_cache(maxsize=8192)
def latex_of_symbol(ref: tree.Ref) -> str:
    """Return a symbol as its row writes it; empty if that reads as something else."""
    latex = print_tokens_as_latex(to_tokens(ref))
    known = read_symbol(latex)
    if known is not None and make_symbol_key(known) == make_symbol_key(ref):
        return latex
    return ""


def _name_in(statement: tree.Statement) -> tree.Ref | None:
    """Return the name that a statement consists of; a superscript of a lone name is an index, not a power."""
    match statement.sides:
        case (tree.Ref() as ref,):
            return ref
        case (tree.Pow(tree.Ref(above=(), mark="") as ref, exponent),) if (
            step := read_step(exponent)
        ) is not None:
            return replace(ref, above=(step,), opening="")
        case (tree.Pow(tree.Ref(above=(), mark="") as ref, tree.Num("0")),):
            return replace(ref, above=(tree.Fixed("0"),), opening="")
        case _:
            return None


def read_step(exponent: tree.Node) -> tree.Running | None:
    """``t``, ``t+1``, ``t-1`` as an index."""
    base = exponent
    offset = 0
    match exponent:
        case tree.Add((base, tree.Num(text))) if text.isdigit():
            offset = int(text)
        case tree.Add((base, tree.Neg(tree.Num(text)))) if text.isdigit():
            offset = -int(text)
        case _:
            base = exponent
    match base:
        case tree.Ref(tree.Name(letter, "", (), ""), (), (), 0, ""):
            return tree.Running(letter, offset)
        case _:
            return None


_CONSTANTS = frozenset(("e", "\\pi", "\\infty", "\\emptyset", "d"))
# Blackboard letters that no paper declares: sets, expectations, probabilities.
_BOUND_SETS = frozenset(("R", "N", "Z", "E", "P", "C", "Q"))


def formula_id(statements: Iterable[str]) -> str:
    """Return the id of a formula, the same however it is spaced: a hash of its canonical tokens."""
    return hashlib.sha256(
        " ".join(_list_canonical_tokens(statements)).encode("utf-8", "replace")
    ).hexdigest()[:12]


def _list_canonical_tokens(statements: Iterable[str]) -> Iterator[str]:
    for statement in statements:
        yield from _spell_formula(statement) or statement.split()
        yield ";"


def canonical_tokens(latex: str) -> tuple[str, ...]:
    """Return LaTeX, with signs that only Unicode has, in canonical spelling; empty if it has none."""
    return _spell_formula(write_signs_as_latex(latex))


@lru_cache(maxsize=8192)
def _spell_formula(latex: str) -> tuple[str, ...]:
    try:
        return tuple(canonicalise_formula(latex))
    except (ParseError, TooLargeError):
        return ()


def explain_unread(latex: str) -> str:
    """Return why LaTeX holds no statement: it is too long, nested too deep, or only conditions."""
    try:
        canonicalise_formula(write_signs_as_latex(latex))
    except (ParseError, TooLargeError) as error:
        return f"its LaTeX cannot be read: {error.message}"
    return "it holds conditions alone"


def check_formula(latex: str) -> None:
    """Check that a formula can be read.

    Raises:
        PaperError: it cannot; the message has the reason.
    """
    try:
        refused = [
            parsed.refused
            for parsed in split_statements(canonicalise_formula(write_signs_as_latex(latex)))
            if parsed.statement is None
        ]
    except (ParseError, TooLargeError) as error:
        raise PaperError(f"this is not read as a formula: {error.message}", error.hint) from error
    if refused or not latex.strip():
        raise PaperError(f"this is not read as a formula: {(refused or ['it is empty'])[0]}")


@lru_cache(maxsize=8192)
def make_spelling_key(latex: str) -> str:
    """Return the key shared by all spellings of one symbol; the text itself if it is not a name."""
    name = read_symbol(latex)
    if name is not None:
        return make_symbol_key(name)
    return " ".join(canonical_tokens(latex) or latex.split())


def list_statement_symbols(statement: Statement) -> Iterator[tuple[Ref, str]]:
    """Yield each symbol of a statement, with its LaTeX there, in order; functions, too.

    Parts that are not names are left out: an accent over a sum, a mark in an exponent, a small upright word
    that is neither set to something nor added to anything.
    """
    for node in (statement, *statement.conditions):
        sums = (part.terms for part in find_nodes(node, Add))
        named = {*node.sides, *(term for terms in sums for term in terms)}
        for ref, latex in _symbols_below(node):
            if ref in named or not _is_upright_name(ref):
                yield ref, latex


def _is_upright_name(ref: Ref) -> bool:
    is_upright = ref.name.font == "\\operatorname" and ref.name.base.islower()
    return is_upright and not (ref.below or ref.above or ref.name.label)


def _symbols_below(node: Node) -> Iterator[tuple[Ref, str]]:
    operators = {id(part.operator) for part in find_nodes(node, Expect)}
    operators |= {id(part.function) for part in find_nodes(node, Apply) if _is_known_application(part)}
    for part in walk_nodes(node):
        if not isinstance(part, Ref) or id(part) in operators or has_fixed_meaning(part):
            continue
        if latex := latex_of_symbol(part):
            yield part, latex


def _is_known_application(applied: Apply) -> bool:
    r"""Return whether a function is well known: ``\\log``, ``\\operatorname{softmax}``."""
    name = applied.function.name
    return name.font == "\\operatorname" or name.base in _FUNCTIONS


_FUNCTIONS = frozenset(f"\\{name}" for name in ("forall", "exists", *nodes.FUNCTIONS, *nodes.LIMIT_FUNCTIONS))


def has_fixed_meaning(ref: Ref) -> bool:
    """Return whether a name has a fixed meaning: a set of numbers, a function, pi."""
    name = ref.name
    is_set = name.font == "\\mathbb" and name.base in _BOUND_SETS
    is_bare = not (ref.below or name.font or name.accents or name.label)
    return is_set or name.base in _FUNCTIONS or (name.base in _CONSTANTS and is_bare)
