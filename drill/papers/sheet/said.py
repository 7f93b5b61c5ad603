"""A paper's statements on its symbols: a row for each one, with its set, its range and its meaning."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from drill.notation import notation_of, split_statements
from drill.notation.tree import Name, Ref
from drill.papers.model import CALLED, RANK, Facts, FormulaRow, Mention, NoteRow, Origin, Paper, SymbolRow
from drill.papers.sheet.introductions import (
    Introduction,
    find_introductions,
    inline_formulas,
    read_named_thing,
    split_at,
    split_at_commas,
)
from drill.papers.sheet.stated_sets import (
    NUMBER,
    OPEN,
    read_axis_length,
    read_typed_number,
    set_of,
    write_set_exponent,
)
from drill.papers.sheet.symbol_keys import (
    canonical_tokens,
    find_letters_that_run,
    free_name,
    has_only_usual_indices,
    list_statement_symbols,
    make_spelling_key,
    make_symbol_key,
    read_name,
    read_symbol,
    with_labels,
)
from drill.papers.source.algorithms import convert_prose_to_markdown
from drill.papers.source.document import Paragraph, Place
from drill.reading import write_plain
from drill.text import one_line
from drill.types import Declaration, RowError, read_declaration

_ORDERS = {"<": "<", ">": ">", "\\leq": "<=", "\\geq": ">="}
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_BLANK = re.compile(r"(?<![A-Za-z0-9])_(?![A-Za-z0-9])")
_RELATIONS = frozenset((*_ORDERS, "\\in", "=", ":"))
_WORD = re.compile(r"[A-Za-z]+")
# Sentences that introduce one symbol.
_MENTIONS = 2
# Max sentences from other sections, because the symbol may mean something else there.
_FURTHER = 4
# Max characters of a sentence that is shown beside a formula.
_LONGEST_MENTION = 600
# Max characters of an inline formula that may declare something.
_LONGEST = 200
# Usual ends of a quantity's domain.
_USUAL_ENDS = frozenset((-1.0, 0.0, 1.0, float("inf"), float("-inf")))
_SPACE = re.compile(r"_ in R\^(?:\w+|\([^()x]*\))")
# A sentence on a length and nothing else, because more words may name the members of other sets.
_VECTOR = re.compile(r"\b[Ll]et \$([^$]+)\$ be a vector of (?:length|size|dimension) \$([^$]+)\$(?=[.,;]|\Z)")
# Signs that a symbol has entries or steps: it is a vector, or its name is a plural. Without them ``$d$``, a
# dimension, and ``d_t`` are different things.
_HAS_ENTRIES = re.compile(
    r"\\in\s*\\mathbb\s*\{?R\}?\s*\^|\b(?:vector|matrix|tensor|sequence|are)\b|^[^$]*[a-rt-z]s \$"
)
_CALLIGRAPHIC = re.compile(r"\\(?:mathcal|mathscr|cal|mathfrak)(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Stated:
    """One part of a declaration from a formula; ``said`` has ``_`` for the symbol."""

    symbol: str
    said: str
    section: int
    place: Place

    @property
    def is_set(self) -> bool:
        """Whether it is the set that the symbol is from, rather than a range."""
        return " in " in self.said


@dataclass(slots=True)
class _Symbol:
    """All that is known of one symbol."""

    latex: str
    ref: Ref | None
    place: Place
    stated: list[Stated] = field(default_factory=list[Stated])
    # The sentences that introduce it.
    sentences: list[Introduction] = field(default_factory=list[Introduction])
    # The sentences that introduce the whole of which it is an entry or a step: ``$z$`` for ``z_k``.
    on_whole: list[Introduction] = field(default_factory=list[Introduction])
    # The sections whose formulas have it.
    sections: set[int] = field(default_factory=set[int])

    def mentions(
        self, numbers: Mapping[str, str], general: Container[int], aside: Set[int]
    ) -> tuple[Mention, ...]:
        """Return the one or two sentences that introduce it best, the first ones of their kind, and the first
        of each further section that defines it.

        Sentences of sections that are ``aside`` count only if all its formulas are there, or for a name of
        more than one letter that no other section introduces.
        """
        homes = self.sections - aside or self.sections

        def worth(introduction: Introduction) -> tuple[bool, int, bool]:
            found = introduction.of
            return bool(found.clause), found.weight, introduction.section in homes

        def near(introductions: Sequence[Introduction]) -> list[Introduction]:
            return [each for each in introductions if each.section in homes or each.section not in aside]

        sentences = near(self.sentences)
        if not _have_clause(sentences) and self.ref != Ref(Name(self.ref.name.base if self.ref else "")):
            sentences = [*self.sentences]
        if not _have_clause(sentences):
            sentences += near(self.on_whole)
        best = sorted(sentences, key=worth, reverse=True)
        mention_by_text: dict[str, Mention] = {}
        further: list[Mention] = []
        sections: set[int] = set()
        for introduction in best:
            text = convert_prose_to_markdown(introduction.sentence, numbers)
            place = introduction.place
            if not 0 < len(text) <= _LONGEST_MENTION or text in mention_by_text:
                continue
            section = 0 if introduction.section in general else introduction.section
            clause = convert_prose_to_markdown(introduction.of.clause, numbers)
            mention = Mention(text, *place, section, bool(clause) and introduction.of.weight > 2, clause)
            if len(mention_by_text) < _MENTIONS:
                mention_by_text[text] = mention
            elif section not in sections and introduction.of.weight > 1:
                further.append(mention)
            sections.add(section)
        return (*mention_by_text.values(), *further[:_FURTHER])


def _have_clause(introductions: Sequence[Introduction]) -> bool:
    return any(introduction.of.clause for introduction in introductions)


def symbol_rows(
    formulas: Sequence[FormulaRow],
    paragraphs: Sequence[Paragraph] = (),
    general: Container[int] = frozenset(),
    aside: Set[int] = frozenset(),
) -> tuple[SymbolRow, ...]:
    """Return a row for every symbol of every formula, with the text's declarations and its sentences.

    ``general`` are the numbers of sections whose sentences hold in the whole paper. Declarations of sections
    that are ``aside`` count only for symbols of their own formulas, because letters mean other things there.
    """
    symbol_by_key: dict[str, _Symbol] = {}
    tokens = [canonical_tokens(formula.in_use) for formula in formulas]
    notation = notation_of(tokens)
    parsed = [
        (formula, statement.statement)
        for formula, token in zip(formulas, tokens, strict=True)
        for statement in split_statements(token, notation)
        if statement.statement is not None
    ]
    running = find_letters_that_run(statement for _, statement in parsed)
    for formula, statement in parsed:
        for ref, latex in list_statement_symbols(statement):
            labelled = with_labels(ref, running)
            symbol = symbol_by_key.setdefault(
                make_symbol_key(labelled), _Symbol(latex, labelled, Place(formula.file, formula.line))
            )
            symbol.sections.add(formula.section)

    def key_there(latex: str) -> str:
        """Return the symbol's key, with the labels that formulas give it."""
        ref = read_symbol(latex)
        if ref is None:
            return make_spelling_key(latex)
        return make_symbol_key(with_labels(ref, running))

    entries_by_whole: dict[str, list[_Symbol]] = defaultdict(list)
    for entry in symbol_by_key.values():
        if entry.ref is not None and entry.ref.below:
            whole = replace(entry.ref, below=(), separators=())
            entries_by_whole[make_symbol_key(whole)].append(entry)
    for stated in stated_in(formulas, paragraphs):
        key = key_there(stated.symbol)
        if key in entries_by_whole and stated.section not in aside:  # its entries alone are in the formulas
            symbol_by_key.setdefault(key, _Symbol(stated.symbol, read_symbol(stated.symbol), stated.place))
        symbol = symbol_by_key.get(key)
        if symbol is not None and (stated.section not in aside or stated.section in symbol.sections):
            symbol.stated.append(stated)
    for introduction in find_introductions(paragraphs):
        key = key_there(introduction.of.symbol)
        symbol = symbol_by_key.get(key)
        if symbol is not None:
            symbol.sentences.append(introduction)
        has_entries = _HAS_ENTRIES.search(introduction.of.clause) is not None
        for entry in entries_by_whole.get(key, ()) if has_entries else ():
            if entry.ref is not None and has_only_usual_indices(entry.ref):
                entry.on_whole.append(introduction)
    main = formulas[0].file if formulas else ""
    numbers = {formula.label: formula.number for formula in reversed(formulas) if formula.label}
    rows: list[SymbolRow] = []
    used_names: set[str] = set()
    for symbol in symbol_by_key.values():
        typed = free_name(symbol.ref, used_names) if symbol.ref is not None else ""
        used_names.add(typed)
        rows += (
            replace(row, mentions=symbol.mentions(numbers, general, aside))
            for row in _list_section_rows(symbol, typed, main)
        )
    return tuple(rows)


def _list_section_rows(symbol: _Symbol, typed: str, main: str) -> Iterator[SymbolRow]:
    """Return the symbol's row, and one for each section that declares something else."""
    row = SymbolRow(symbol.latex, typed, line=symbol.place.line, file=symbol.place.file)
    first_of: dict[tuple[str, int], Stated] = {}
    for part in symbol.stated:
        if part.is_set:
            first_of.setdefault((part.said, part.section), part)
    sets = [*first_of.values()]
    whole = _choose_compatible_sets(sets)
    yield _declare_symbol_row(row, symbol.stated, whole, main)
    if not whole:
        return
    sections = dict.fromkeys(part.section for part in sets)
    for section in dict.fromkeys(part.section for part in symbol.sentences if part.of.weight > 1):
        if section not in sections:  # such sections may be about something else
            yield replace(row, scope=section)
    if all(_join_stated_sets((*whole, part)) is not None for part in sets):
        return
    for section in sections:
        section_sets = _choose_compatible_sets([part for part in sets if part.section == section])
        stated = [part for part in symbol.stated if part.section == section]
        yield _declare_symbol_row(replace(row, scope=section), stated, section_sets, main)


def _choose_compatible_sets(sets: Sequence[Stated]) -> tuple[Stated, ...]:
    """Return the sets that hold together with the first one, without those that add nothing."""
    parts: tuple[Stated, ...] = ()
    for statement in sets:
        declaration = _join_stated_sets((*parts, statement))
        if declaration is None or (parts and declaration == _join_stated_sets(parts)):
            continue
        parts = (statement,) if declaration == _join_stated_sets((statement,)) else (*parts, statement)
    return parts


def _join_stated_sets(sets: Sequence[Stated]) -> Declaration | None:
    """Return the joint declaration from sets; None if they do not fit, a range of entries included."""
    try:
        kinds = {type(read_declaration(_BLANK.sub("x", part.said)).type) for part in sets}
        joined = read_declaration(_BLANK.sub("x", "; ".join(part.said for part in sets)))
    except RowError:
        return None
    return joined if len(kinds) == 1 else None


def _declare_symbol_row(
    row: SymbolRow, stated: Sequence[Stated], sets: Sequence[Stated], main: str
) -> SymbolRow:
    """Return the row with its sets and ranges."""
    if not row.typed:
        return row
    ranges = list({statement.said: statement for statement in stated if not statement.is_set}.values())
    for fitting in ((*sets, *ranges[:2]), sets or ranges[:1]):
        if fitting and (declared := _fill_declaration("; ".join(part.said for part in fitting), row.typed)):
            return replace(
                row,
                declared=declared,
                declared_from=Origin("said", _describe_statement_place(fitting[0].place, main)),
            )
    return row


def _fill_declaration(template: str, typed: str) -> str:
    """Return a declaration, ``_`` being the symbol; empty where its parts do not fit together."""
    text = _BLANK.sub(typed, template)
    try:
        read_declaration(text)
    except RowError:
        return ""
    return text


def _describe_statement_place(origin: Place, main: str) -> str:
    if not origin.line:
        return ""
    if origin.file == main:
        return f"line {origin.line}"
    return f"line {origin.line} of {origin.file}"


def stated_in(formulas: Sequence[FormulaRow], paragraphs: Sequence[Paragraph]) -> Iterator[Stated]:
    """Yield the text's statements on symbols, formulas before words, then those of displays."""
    for paragraph in paragraphs:
        for offset, latex in inline_formulas(paragraph.text):
            if len(latex) > _LONGEST:
                continue
            for symbol, statement in statements_of(canonical_tokens(latex)):
                if _may_be_domain(symbol, statement):
                    yield Stated(symbol, statement, paragraph.section, paragraph.place_of(offset))
        for offset, symbol, statement in _find_vectors(paragraph.text):
            yield Stated(symbol, statement, paragraph.section, paragraph.place_of(offset))
    for formula in formulas:
        for part in _split_display_clauses(canonical_tokens(formula.in_use)):
            for symbol, statement in statements_of(part):
                if _may_be_domain(symbol, statement):
                    yield Stated(symbol, statement, formula.section, Place(formula.file, formula.line))


def _find_vectors(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the offset, the symbol and the set of ``Let $x$ be a vector of length $d$``."""
    for match in _VECTOR.finditer(text):
        names, lengths = map(canonical_tokens, match.groups())
        length = read_axis_length(lengths)
        for name in _read_listed_names(names) if length != OPEN else ():
            yield match.start(), name, f"_ in R{write_set_exponent([length])}"


def _may_be_domain(symbol: str, said: str) -> bool:
    r"""Return whether a set or range may be that of a symbol's values.

    Listed numbers and ends other than the usual ones are mostly settings that were tried;
    a capital ``M \in \mathbb{R}^d`` is seldom a vector, and often what lies in that space.
    """
    if _SPACE.fullmatch(said):
        return not (symbol.lstrip("\\")[:1].isupper() or _CALLIGRAPHIC.match(symbol))
    return " in R" in said or _USUAL_ENDS.issuperset(map(float, NUMBER.findall(said)))


def _split_display_clauses(tokens: Sequence[str]) -> Iterator[list[str]]:
    r"""Yield the parts of a display side by side: ``f(x), \quad x \in \mathbb{R}``."""
    marks = frozenset(("\\quad", "\\qquad", ";", "\\\\"))
    for part in split_at(tokens, marks)[0]:
        commas = split_at_commas(part)
        for index in range(len(commas)):
            if not index or "\\in" in commas[index] or any(token in _ORDERS for token in commas[index]):
                yield [token for token in commas[index] if not token.startswith("\\text")]


def statements_of(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield symbols with a formula's statements on each, in declarations' mathematics with ``_`` for the
    symbol."""
    parts, relations = split_at(tokens, _RELATIONS)
    if not relations or not parts[0]:
        return
    if relations == ["\\in"]:
        set_text = set_of(parts[1])
        for name in _read_listed_names(parts[0]) if set_text else ():
            yield name, f"_ in {set_text}"
    elif all(relation in _ORDERS for relation in relations):
        # names between numbers: ``0 < x \leq 1``, ``\sigma > 0``
        signs = [_ORDERS[relation] for relation in relations]
        for index, part in enumerate(parts):
            names = _read_listed_names(part)
            low = read_typed_number(parts[index - 1]) if index else ""
            high = read_typed_number(parts[index + 1]) if index + 1 < len(parts) else ""
            for name in names if low or high else ():
                if low and high:
                    yield name, f"{low} {signs[index - 1]} _ {signs[index]} {high}"
                elif high:
                    yield name, f"_ {signs[index]} {high}"
                else:
                    yield name, f"_ {_FLIPPED[signs[index - 1]]} {low}"


def _read_listed_names(tokens: Sequence[str]) -> list[str]:
    names = [read_named_thing(part) for part in split_at_commas(tokens)]
    if not all(name and read_name(name) is not None for name in names):
        return []
    return names


# Merge several sheets of one paper: an earlier import, one by hand, the newest import.

CONTRADICTION = "contradiction"
# Fields that are taken as a whole from the newer sheet, or from the earlier one if they are empty there.
_TAKEN_WHOLE = (
    "title", "abstract", "blocks", "algorithms", "absent", "cited", "passages", "captions", "quoted",
    "figures",
)  # fmt: skip
# What people write about a formula.
_TOLD = (
    "corrected", "relatives", "called", "central", "input", "process", "output", "words", "parts", "holds",
    "has_letters", "numpy", "moves_said",
)  # fmt: skip


def merge_sheets(sheet: Paper, earlier: Paper, *, is_by_hand: bool = False) -> Paper:
    """Return ``sheet`` with the more certain rows of ``earlier``; a person's entries and decisions all stay.

    Of two texts the one with the more certain origin is kept (see ``RANK``); if both have the same origin,
    that of ``sheet``, except that a person's own stays, unless the person wrote ``sheet``, too
    (``is_by_hand``). Formulas are those of ``sheet``, and those that were typed by hand.
    """
    before: dict[tuple[str, int | None], SymbolRow] = {}
    for row in earlier.symbols:
        before.setdefault(_find_scoped_key(row), row)
    mine = {_find_scoped_key(row) for row in sheet.symbols}
    symbols = [_join_symbol_rows(row, before.get(_find_scoped_key(row)), is_by_hand) for row in sheet.symbols]
    symbols += [
        row
        for row in earlier.symbols
        if _find_scoped_key(row) not in mine or row is not before[_find_scoped_key(row)]
    ]
    symbols = list(_typed_apart(symbols, before))
    ids = {row.id for row in sheet.formulas}
    reader_texts: dict[str, dict[str, Any]] = {}
    for row in reversed(earlier.formulas):
        # a repeated formula had a row for each of its places before: ``ID-2``
        id_ = row.id if row.id in ids else row.id.partition("-")[0]
        reader_texts[id_] = {**reader_texts.get(id_, {}), **_list_told(row)}
    formulas = [
        replace(row, **(reader_texts.get(row.id, {}) | (_list_told(row) if is_by_hand else {})))
        for row in sheet.formulas
    ]
    formulas += [row for row in earlier.formulas if row.id not in ids and not (sheet.formulas and row.file)]
    meanings = {row.of: row for row in (*earlier.meanings, *sheet.meanings)}
    links = {row.url: row for row in sheet.links}
    for row in earlier.links:
        links[row.url] = replace(row, what=row.what or links.get(row.url, row).what)
    earlier_notes = () if sheet.source.file else earlier.notes
    notes = [*earlier_notes, *sheet.notes, *_list_declared_contradictions(sheet, before)]
    newer_or_earlier = {name: getattr(sheet, name) or getattr(earlier, name) for name in _TAKEN_WHOLE}
    return replace(
        sheet.without_made(),
        **newer_or_earlier,
        authors=(is_by_hand and sheet.authors) or earlier.authors or sheet.authors,
        source=sheet.source if sheet.source.file else earlier.source,
        symbols=tuple(symbols),
        formulas=tuple(formulas),
        meanings=tuple(meanings.values()),
        unread={**earlier.unread, **sheet.unread},
        facts=sheet.facts if sheet.facts != Facts() else earlier.facts,
        links=tuple(links[url] for url in dict.fromkeys(row.url for row in (*earlier.links, *sheet.links))),
        notes=tuple(dict.fromkeys(notes)),
        decisions={**sheet.decisions, **earlier.decisions},
        meant=tuple(dict.fromkeys((*earlier.meant, *sheet.meant))),
        refused=tuple(dict.fromkeys((*earlier.refused, *sheet.refused))),
    )


def _list_told(row: FormulaRow) -> dict[str, Any]:
    """Return what people wrote about a formula, by field."""
    return {name: text for name in _TOLD if (text := getattr(row, name))}


def list_replaced_texts(sheet: Paper, earlier: Paper) -> list[str]:
    """Return a line for each text of a person that a newer sheet by hand replaces by another one."""
    rows = {_find_scoped_key(row): row for row in reversed(earlier.symbols)}
    texts: list[tuple[str, str, Any, Any]] = []
    for row in sheet.symbols:
        before = rows.get(_find_scoped_key(row))
        if before is None:
            continue
        texts.append((row.symbol, "typed", before.typed, row.typed))
        if _keeps_earlier_text(before.declared_from, row.declared_from):
            texts.append((row.symbol, "is", before.declared, row.declared))
        if _keeps_earlier_text(before.means_from, row.means_from):
            texts.append((row.symbol, "means", before.means, row.means))
    for formula in sheet.formulas:
        same = [row for row in earlier.formulas if row.id == formula.id]
        told = _list_told(same[0]) if same else dict[str, Any]()
        texts += [(formula.title, name, told.get(name), new) for name, new in _list_told(formula).items()]
    named = [
        f"{whose}, {name}: {_write_told(new)}, in place of {_write_told(old)}"
        for whose, name, old, new in texts
        if old and new and old != new
    ]
    if earlier.facts not in (Facts(), sheet.facts) and sheet.facts != Facts():
        named.append("facts: those of the newer sheet, in place of the earlier ones")
    return named


def _write_told(told: Any) -> str:
    return one_line(told if isinstance(told, str) else json.dumps(write_plain(told), ensure_ascii=False))


def _join_symbol_rows(symbol_row: SymbolRow, before: SymbolRow | None, is_by_hand: bool) -> SymbolRow:
    if before is None:
        return symbol_row
    typed = (is_by_hand and symbol_row.typed) or before.typed or symbol_row.typed
    row = replace(symbol_row, typed=typed, mentions=symbol_row.mentions or before.mentions)
    if _keeps_earlier_text(before.declared_from, symbol_row.declared_from, is_by_hand):
        row = replace(row, declared=before.declared, declared_from=before.declared_from)
    if _keeps_earlier_text(before.means_from, symbol_row.means_from, is_by_hand):
        row = replace(row, means=before.means, means_from=before.means_from)
    return row


def _typed_apart(
    rows: Iterable[SymbolRow], before: Mapping[tuple[str, int | None], SymbolRow]
) -> Iterator[SymbolRow]:
    """Return the rows; a new symbol whose typed name is taken by another gets a number."""
    key_by_name = {(row.typed, row.is_called): key for (key, _), row in before.items() if row.typed}
    for row in rows:
        typed = row.typed
        count = 2
        key = make_spelling_key(row.symbol)
        while typed and key_by_name.setdefault((typed, row.is_called), key) != key:
            typed = f"{row.typed}_{count}"
            count = count + 1
        yield replace(row, typed=typed)


def _keeps_earlier_text(before: Origin | None, origin: Origin | None, is_by_hand: bool = False) -> bool:
    """Return whether an earlier text stays: its origin is more certain, or it is yours and the new one is
    not by hand.
    """
    mine, theirs = (-1 if candidate is None else RANK[candidate.kind] for candidate in (before, origin))
    return mine > theirs or (mine == RANK["you"] and not is_by_hand)


def make_letter_test(paper: Paper, *sheets: Paper) -> Callable[[str], bool]:
    """Return the test whether a symbol is of a paper.

    It is if its letter occurs in a formula of the paper or of ``sheets``, or in what is said of another one.
    """
    added = [row for sheet in sheets for row in sheet.formulas if not row.file]
    letters = {_find_letter(row.symbol) for row in (*paper.symbols, *symbol_rows(added))}
    namers: dict[str, set[str]] = defaultdict(set)
    for row in (row for each in (paper, *sheets) for row in each.symbols):
        for word in _WORD.findall(row.declared):
            namers[word].add(_find_letter(row.symbol))

    def has_letter(symbol: str) -> bool:
        letter = _find_letter(symbol)
        return letter in letters or bool(namers.get(letter.lstrip("\\"), set()) - {letter})

    return has_letter


def _find_letter(symbol: str) -> str:
    """Return a symbol without its labels, indices and accents."""
    bare = symbol.removesuffix(CALLED)
    ref = read_symbol(bare)
    return make_spelling_key(bare) if ref is None else ref.name.base


def _list_declared_contradictions(
    sheet: Paper, before: dict[tuple[str, int | None], SymbolRow]
) -> list[NoteRow]:
    """Yield the declarations by a person that contradict the paper's."""
    notes: list[NoteRow] = []
    for row in sheet.symbols:
        yours = before.get(_find_scoped_key(row))
        if yours is None or yours.declared_from is None or yours.declared_from.kind != "you":
            continue
        theirs = row.declared_from
        if theirs is None or theirs.kind != "said" or not yours.declared:
            continue
        if one_line(row.declared) != one_line(yours.declared):
            their_statement = f"{theirs.where or 'the paper'} says {row.declared}"
            message = f"you declare {yours.declared}, and {their_statement}"
            notes.append(NoteRow(CONTRADICTION, message, row.file, row.line))
    return notes


def _find_scoped_key(row: SymbolRow) -> tuple[str, int | None]:
    return make_spelling_key(row.symbol), row.scope
