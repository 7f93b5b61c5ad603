"""Links from a paper's formulas to the skills that drill their moves: a form, and a word beside it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from drill.errors import ParseError, TooLargeError
from drill.latex import canonicalise_formula, join_latex_tokens
from drill.latex.tokens import match_pairs
from drill.notation import (
    NotationError,
    find_nodes,
    is_latex,
    read_statement,
    strip_arguments,
    tree,
    typed_latex,
    walk_nodes,
)
from drill.papers.draft import Line
from drill.papers.families.family_file import Family
from drill.papers.families.family_match import FamilyMatch, FormulaForms, UnreadFormula
from drill.papers.families.move_forms import MoveForm, list_lasting_parts, make_form, print_form
from drill.papers.families.pattern_search import (
    ENOUGH_PARTS,
    Binding,
    FamilyPattern,
    count_fixed_parts,
    find_pattern,
    has_usual_letters,
    is_telling_spelling,
)
from drill.papers.model import FormulaRow, Paper
from drill.papers.read import read_paper_lines
from drill.papers.sheet.symbol_keys import read_symbol
from drill.papers.word_stems import WantedWords, find_standing, index_wanted, index_words, list_words
from drill.text import clean_text, quote_for_message, remove_invisible

# The mark of a new value, ``x^+ = x - s``: an assignment.
_NEXT = "+"
# Names of minimised values.
_LOSSES = ("L", "\\ell")
# Words of roles that a whole norm or loss may fill, because they name a single number of that kind.
_WHOLE_ROLES = frozenset((
    "bound", "change", "cost", "deviation", "distance", "divergence", "energy", "error", "function", "length",
    "logits", "loss", "objective", "penalty", "potential", "score", "scores", "size", "term", "value",
    "values",
))  # fmt: skip


def match_families(
    lines: Iterable[Line], paper: Paper, families: Sequence[Family], *, with_refused: bool = False
) -> Iterator[FamilyMatch]:
    """Yield the matches of families in a paper's lines, the largest of each formula first.

    A family is found once in a formula. ``with_refused`` yields refused matches, too, after the links.
    """
    by_formula: dict[str, list[Line]] = {}
    for line in lines:
        by_formula.setdefault(line.formula.id, []).append(line)
    surroundings = _Surroundings(paper)
    wanted = index_wanted({word for family in families for word in family.guards.words})
    unwanted = index_wanted({word for family in families for word in family.guards.unless})
    of_paper = _find_words(surroundings.of_paper, "", wanted)
    read: set[str] = set()
    for group in by_formula.values():
        row = group[0].formula
        text = surroundings.describe(group)
        inside = " ".join(_list_words(group))
        words = _find_words(text, inside, wanted)
        others = _find_words(f"{row.called} {row.before} {row.after}", "", unwanted)
        forms = [*map(_make_forms, (*group, *_read_sentences(row, read)))]
        matches: list[FamilyMatch] = []
        for family in families:
            near = _choose_word(family.guards.words, words)
            word = near or _choose_word(family.guards.words, of_paper)
            if word or with_refused:
                other = _choose_word(family.guards.unless, others)
                is_far = bool(word and not near)
                match = _find_family(family, forms, word, other, is_far=is_far)
                if match is not None and (with_refused or not match.refused):
                    matches.append(match)
        yield from sorted(matches, key=lambda match: (bool(match.refused), -match.size))


def check_told_moves(
    paper: Paper, told: Mapping[str, Sequence[str]], families: Sequence[Family]
) -> tuple[Sequence[FamilyMatch], Mapping[tuple[str, str], str]]:
    """Return which families that somebody named, by formulas' ids, have their form there, and why others not.

    What somebody says of a formula is the second witness, so that no word has to be near.
    """
    by_id = {family.family: family for family in families}
    rows = {row.id: row for row in paper.formulas}
    found: list[FamilyMatch] = []
    refused: dict[tuple[str, str], str] = {}
    for id_, names in told.items():
        lines = read_paper_lines(replace(paper, formulas=(rows[id_],))) if names and id_ in rows else ()
        forms = [*map(_make_forms, lines)]
        for name in names:
            family = by_id.get(name)
            if family is None or id_ not in rows:
                refused[id_, name] = f"there is no such {'formula' if family else 'family'}"
                continue
            match = _find_family(family, forms, family.guards.words[0], "", is_far=False)
            if match is None or match.refused:
                refused[id_, name] = match.refused if match else "no part of the formula has its form"
            else:
                found.append(replace(match, word=""))
    return found, refused


# An equation in a sentence, with at least a letter, a sign and more on its right.
_EQUATION = re.compile(r"(?<!\\)\$([^$=]+=[^$]{3,}?)(?<!\\)\$")


def _read_sentences(row: FormulaRow, read: set[str]) -> Iterator[Line]:
    """Yield the equations in the sentences around a formula, because these define what it contains.

    One that was ``read`` beside an earlier formula is left out, and the others join these.
    """
    texts = dict.fromkeys(_EQUATION.findall(f"{row.before} {row.after}"))
    formulas = tuple(FormulaRow(row.id, latex) for latex in texts if latex not in read)
    read.update(texts)
    if formulas:
        yield from (line for line in read_paper_lines(Paper("", formulas=formulas)) if line.statement)


def match_forms(lines: Sequence[Line], families: Sequence[Family], text: str = "") -> Sequence[FamilyMatch]:
    """Return the families whose form is in the lines of one formula without a paper, the most telling first.

    A spelling counts if it is telling by itself, or if one of its words is in a ``text`` around it. Where
    several families are in one part, or a small form lies within a larger one, the most telling stays.
    """
    forms = [*map(_make_forms, lines)]
    wanted = index_wanted(word for family in families if text for word in family.guards.words)
    words = _find_words(text, "", wanted)
    tried = (_find_form(family, forms, _choose_word(family.guards.words, words)) for family in families)
    found = [form for form in tried if form is not None]
    found.sort(key=lambda each: (-each.fixed, -each.part.size))
    kept: list[_FoundForm] = []
    for each in found:
        around = [other for other in kept if other.fixed > each.fixed and each.part in other.part.walk()]
        if not any(other.part == each.part or each.fixed < ENOUGH_PARTS for other in around):
            kept.append(each)
    return [each.match for each in kept]


@dataclass(frozen=True, slots=True)
class _FoundForm:
    """A family's form in a part of a formula, and how many parts of its spelling are ``fixed``."""

    match: FamilyMatch
    part: MoveForm
    fixed: int


def _find_form(family: Family, forms: Sequence[_LineForms], word: str) -> _FoundForm | None:
    """Return the most telling match of a family that no guard refuses; with a word any spelling counts."""
    found: list[_FoundForm] = []
    for line, sides, parts in forms:
        for pattern in family.list_patterns(parts):
            for part, binding in find_pattern(pattern, sides):
                is_told = bool(word) or _is_telling(pattern, binding)
                if is_told and not _find_refusing_guard(family, binding, None):
                    match = _make_match(family, line, pattern, part, binding, word)
                    found.append(_FoundForm(match, part, count_fixed_parts(pattern)))
                    break
    return max(found, key=lambda each: (each.fixed, each.part.size), default=None)


def _is_telling(pattern: FamilyPattern, binding: Binding) -> bool:
    return is_telling_spelling(pattern) or has_usual_letters(pattern, binding)


def _make_match(
    family: Family,
    line: Line,
    pattern: FamilyPattern,
    part: MoveForm,
    binding: Binding,
    word: str = "",
    why: str = "",
) -> FamilyMatch:
    # which terms of a longer sum belong together, only a reader knows
    is_cut = any(form.head == "sum" and form.node is None for form in binding.shown.values())
    shown = {} if is_cut else {role: print_form(form) for role, form in binding.shown.items()}
    return FamilyMatch(
        family.family, line.formula.id, pattern.latex, print_form(part), shown, family.drills, word, why,
        part.size,
    )  # fmt: skip


def _find_words(text: str, inside: str, wanted: WantedWords) -> frozenset[str]:
    """Return the words that occur in a text or ``inside`` a formula; one in capitals is in capitals."""
    capitals = _list_capitals(text) | {word.upper() for word in list_words(inside)}
    found = find_standing(index_words(list_words(f"{text} {inside}")), wanted)
    return frozenset(word for word in found if not (word.isalpha() and word.isupper()) or word in capitals)


def _choose_word(wanted: Iterable[str], words: Container[str]) -> str:
    """Return the first word of a guard among those nearby; empty if none is."""
    return next((word for word in wanted if word in words), "")


def _list_capitals(text: str) -> set[str]:
    """Return the words in capitals of a text; of several things, ``GANs``, without their ending."""
    words = (word.removesuffix("s") for word in re.findall(r"[^\W\d_]+", text))
    return {word for word in words if word.isupper()}


class _LineForms(NamedTuple):
    """A line: the forms of its sides, and their parts that do not depend on spelling."""

    line: Line
    sides: tuple[MoveForm, ...]
    parts: frozenset[str]


def _make_forms(line: Line) -> _LineForms:
    sides = () if line.statement is None else tuple(map(make_form, line.statement.sides))
    if len(sides) > 1 and sides[0].head == "name" and sides[0].atom.mark == _NEXT:
        sides = (MoveForm("name", atom=replace(sides[0].atom, mark="")), *sides[1:])
    return _LineForms(line, sides, list_lasting_parts(sides))


def _find_family(
    family: Family, forms: Sequence[_LineForms], word: str, other: str, *, is_far: bool
) -> FamilyMatch | None:
    """Return the first match that no guard refuses, else the first that one does.

    If the word occurs only in the paper's title or abstract, a form has to be telling by itself.
    """
    refused: FamilyMatch | None = None
    for line, sides, parts in forms:
        for pattern in family.list_patterns(parts):
            for part, binding in find_pattern(pattern, sides):
                if is_far and not _is_telling(pattern, binding):
                    continue
                why = _find_refusing_guard(family, binding, word) or (f"{other} is near" if other else "")
                if why and refused is not None:
                    continue
                match = _make_match(family, line, pattern, part, binding, word, why)
                if not why:
                    return match
                refused = match
    return refused


def _find_refusing_guard(family: Family, binding: Binding, word: str | None) -> str:
    """Return which guard refuses a match; empty if none does."""
    guards = family.guards
    compared = binding.compared
    for first, second in guards.differ:
        if first in compared and compared[first] == compared.get(second):
            return f"{first} and {second} are the same"
    for first, second in guards.free:
        if first in compared and second in compared and compared[first].names & compared[second].names:
            return f"{first} and {second} share a name"
    for hole, form in binding.shown.items():
        if not print_form(form):
            return f"{hole} matches nothing"
        if _is_whole(form) and not family.may_be_whole(hole, _WHOLE_ROLES):
            return f"{hole} is a whole norm or loss"
        if hole in guards.letters and form.head != "name":
            return f"{hole} is more than one name"
        if mark := next(
            (mark for mark in guards.without.get(hole, ()) if _contains_family_mark(form, mark)), ""
        ):
            return f"{hole} has {mark}"
    if word or word is None:
        return ""
    return f"none of these words is near: {', '.join(guards.words)}"


def _is_whole(form: MoveForm) -> bool:
    """Return whether a part is a norm or a loss, squared or with a factor, and nothing else."""
    if form.head == "norm":
        return True
    if form.head == "name":
        return _is_loss(form.atom)
    if form.head == "power":
        return _is_whole(form.parts[0])
    if form.head == "product":
        others = [part for part in form.parts if part.head not in ("number", "reciprocal")]
        return len(others) == 1 and _is_whole(others[0])
    return False


def _contains_family_mark(form: MoveForm, mark: str) -> bool:
    """Return whether a part contains an operator, an accent, or a label of that name."""
    labels = {ref.name.label for ref in form.names}
    return mark in re.findall(r"\\[A-Za-z]+", print_form(form)) or mark.removeprefix("\\") in labels


class _Surroundings:
    """The texts of a paper around a formula: section, sentences, captions, boxes, meanings of its symbols;
    further away title and abstract.
    """

    def __init__(self, paper: Paper) -> None:
        self.of_paper = f"{paper.title} {paper.abstract}"
        self._meanings: dict[tree.Name, list[str]] = {}
        for symbol in paper.symbols:
            if symbol.meaning and (ref := read_symbol(symbol.name)) is not None:
                self._meanings.setdefault(ref.name, []).append(symbol.meaning)
        self._titles = {block.number: f"{block.within} {block.title}" for block in paper.blocks}
        self._captions = [caption.text for caption in paper.captions]
        self._boxes = [" ".join((box.caption, *box.steps)) for box in paper.algorithms]
        self._packed = ["".join(box.split()) for box in self._boxes]

    def describe(self, lines: Sequence[Line]) -> str:
        """Return the words around a formula, those of captions and boxes that name or contain it."""
        row = lines[0].formula
        packed = "".join(row.latex.split())
        place = f"equation ({row.number})"
        names = {
            part.name
            for line in lines
            if line.statement is not None
            for part in find_nodes(line.statement, tree.Ref)
        }
        meanings = (text for name, texts in self._meanings.items() if name in names for text in texts)
        boxes = (
            box
            for box, steps in zip(self._boxes, self._packed, strict=True)
            if packed in steps or (row.number and place in box)
        )
        captions = (text for text in self._captions if row.number and place in text)
        return " ".join(
            (
                self._titles.get(row.block, ""),
                row.called,
                row.before,
                row.after,
                row.nearby,
                *boxes,
                *captions,
                *meanings,
            )
        )


def _list_words(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the words in a formula: texts, operators and labels."""
    for line in lines:
        if line.statement is not None and _is_loss(line.statement.sides[0]):
            yield "loss"
        for part in walk_nodes(line.statement) if line.statement is not None else ():
            match part:
                case tree.Text(text):
                    yield text
                case tree.Ref(below=below) if len(below) > 1:
                    # D_{KL}: letters that run, or a word
                    yield "".join(index.letter for index in below if isinstance(index, tree.Running))
                case tree.Name(base=base, label=label):
                    yield f"{base.removeprefix(chr(92))} {label}"
                case _:
                    pass  # no word


def _is_loss(side: tree.Node) -> bool:
    r"""Return whether the left side of a statement is a loss by its letter: ``\mathcal{L}(\theta)``."""
    name = strip_arguments(side)
    if not isinstance(name, tree.Ref) or name.name.base not in _LOSSES:
        return False
    return name.name.base != "L" or name.name.font != ""


# A formula without a paper around it: read as people paste it, with the moves whose form it has.
#
# It may be LaTeX between ``$``, ``\(``, ``\[``, in an environment, a fence of Markdown or alone, or typed
# (``softmax(q k^T / sqrt(d)) v``). In a text with delimiters only the parts between them are read.

_ENVIRONMENT = r"(?:equation|align|gather|multline|eqnarray|alignat|flalign|displaymath|math)"
_DISPLAYED = re.compile(
    r"```[ \t]*(?:math|latex|tex)?[ \t]*\n(?P<fenced>.+?)```"
    r"|\$\$(?P<doubled>.+?)\$\$|(?<!\\)\$(?P<inline>[^$]+)\$"
    r"|(?<!\\)\\\[(?P<display>.+?)\\\]|(?<!\\)\\\((?P<round>.+?)\\\)"
    rf"|(?P<environment>\\begin\{{(?P<name>{_ENVIRONMENT}\*?)\}}.+?\\end\{{(?P=name)\}})",
    re.DOTALL,
)
# Delimiters without a partner, because only part of the formula was copied.
_STRAY = re.compile(r"^\s*(?:\$\$?|(?<!\\)\\[\[(])|(?:\$\$?|\\[\])])\s*[.,;]?\s*$")
# Quotation marks of Markdown, and the escapes of signs in HTML and Markdown.
_QUOTED = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), (r"\_", "_"), (r"\*", "*"))
# Invisible application, times, comma and plus, as browsers copy them.
_UNSEEN = re.compile("[\u2061-\u2064]")
_END = re.compile(r"[\s.,;]+$")
# Number of signs that a message shows before the unexpected one, and as many from it on.
_SHOWN = 4


def match_pasted_formula(text: str, families: Sequence[Family]) -> FormulaForms:
    """Return the readable part of a formula, and the families of its form."""
    lines: list[Line] = []
    unread: list[UnreadFormula] = []
    for piece in _split_pasted_formulas(text):
        try:
            latex = piece if is_latex(piece) else typed_latex(piece)
            match_pairs(latex)
            canonicalise_formula(latex)
        except (ParseError, TooLargeError) as error:
            at = getattr(error, "at", None)
            shown = quote_for_message(piece[at - 1 :] if at else piece)
            message = error.message.replace(" to typeset", "")
            unread.append(UnreadFormula(shown, f"{message}, at column {at}" if at else message))
            continue
        for line in read_paper_lines(Paper("", formulas=(FormulaRow("", latex),))):
            if line.statement is None:
                unread.append(_locate_fault(line))
            else:
                lines.append(line)
    by_id = {family.family: family for family in families}
    around = _DISPLAYED.sub(" ", text) if _DISPLAYED.search(text) else ""
    moves = [match.describe(by_id[match.family]) for match in match_forms(lines, families, around)]
    return FormulaForms(tuple(join_latex_tokens(line.tokens) for line in lines), tuple(unread), tuple(moves))


def _split_pasted_formulas(text: str) -> Iterator[str]:
    """Yield the formulas of a text: the parts between delimiters, else all of it."""
    text = _UNSEEN.sub(" ", remove_invisible(clean_text(text)))
    for escaped, sign in _ESCAPED:
        text = text.replace(escaped, sign)
    text = _QUOTED.sub("", text)
    pieces = [
        piece
        for match in _DISPLAYED.finditer(text)
        for name, piece in match.groupdict().items()
        if piece and name != "name"
    ]
    for piece in pieces or (_STRAY.sub("", text),):
        if bare := _END.sub("", piece).strip():
            yield bare


def _locate_fault(line: Line) -> UnreadFormula:
    """Return why a statement is not read, with the signs around the one that does not fit."""
    at: int | None = None
    try:
        read_statement(line.tokens)
    except NotationError as error:
        at = error.at
    if at is None:
        return UnreadFormula(quote_for_message(join_latex_tokens(line.tokens)), line.refused)
    begin = max(0, at - _SHOWN)
    shown = join_latex_tokens(line.tokens[begin : at + 1])
    return UnreadFormula(f"{'… ' if begin else ''}{shown}", line.refused)
