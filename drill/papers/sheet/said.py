"""A paper's statements on its symbols: a row for each one, with its meaning."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from drill.notation import notation_of, split_statements
from drill.notation.tree import Name, Ref
from drill.papers.model import (
    CALLED,
    RANK,
    ExplainedFormula,
    Facts,
    FormulaRow,
    Mention,
    Origin,
    Paper,
    PrintedPaper,
    SymbolRow,
)
from drill.papers.sheet.quotes import Quote, find_quotes
from drill.papers.sheet.symbol_keys import (
    canonical_tokens,
    find_letters_that_run,
    free_name,
    has_only_usual_indices,
    list_statement_symbols,
    make_spelling_key,
    make_symbol_key,
    read_symbol,
    with_labels,
)
from drill.papers.source.algorithms import convert_prose_to_markdown
from drill.papers.source.document import Paragraph, Place
from drill.reading import write_plain
from drill.text import one_line

_WORD = re.compile(r"[A-Za-z]+")
# Sentences that are quoted for one symbol, and of them those from other sections, where it may mean something
# else.
_MENTIONS = 2
_FURTHER = 4
# Max characters of a sentence that is shown beside a formula.
_LONGEST_MENTION = 600
# The least weight of a quote that explains a symbol; less has only a noun beside it.
_SAYS_WHAT = 3
# Signs that a symbol has entries or steps: it is a vector, or its name is a plural. Without them ``$d$``, a
# dimension, and ``d_t`` are different things.
_HAS_ENTRIES = r"(?:{name}\\?\$?\s*\\in\s*\\mathbb\s*\{{?R\}}?\s*\^|[a-rt-z]s \(?\${name}\b)"


@dataclass(slots=True)
class _Symbol:
    """All that is known of one symbol."""

    latex: str
    ref: Ref | None
    place: Place
    # The sentences that explain it, or the whole of which it is an entry or a step: ``$z$`` for ``z_k``.
    quotes: list[Quote] = field(default_factory=list[Quote])
    of_whole: list[Quote] = field(default_factory=list[Quote])
    # The sections whose formulas have it.
    sections: set[int] = field(default_factory=set[int])

    def mentions(
        self, numbers: Mapping[str, str], general: Container[int], aside: Set[int]
    ) -> tuple[Mention, ...]:
        """Return the one or two sentences that explain it best and nearest, and the first of each further
        section that does.

        Sentences of sections that are ``aside`` count only if all its formulas are there, or for a name of
        more than one letter that no other section introduces.
        """
        homes = self.sections - aside or self.sections

        def worth(quote: Quote) -> tuple[int, bool, bool, int]:
            is_same_file = quote.place.file == self.place.file
            return (
                min(quote.weight, _SAYS_WHAT), quote.section in homes, is_same_file,
                -abs(quote.place.line - self.place.line),
            )  # fmt: skip

        def near(quotes: Sequence[Quote]) -> list[Quote]:
            return [each for each in quotes if each.section in homes or each.section not in aside]

        quotes = near(self.quotes)
        if not quotes and self.ref != Ref(Name(self.ref.name.base if self.ref else "")):
            quotes = self.quotes
        mention_by_text: dict[str, Mention] = {}
        further: list[Mention] = []
        sections: set[int] = set()
        for quote in sorted(quotes or near(self.of_whole), key=worth, reverse=True):
            text = convert_prose_to_markdown(quote.sentence, numbers)
            if not 0 < len(text) <= _LONGEST_MENTION or text in mention_by_text:
                continue
            section = 0 if quote.section in general else quote.section
            mention = Mention(text, *quote.place, section, quote.weight >= _SAYS_WHAT)
            if len(mention_by_text) < _MENTIONS:
                mention_by_text[text] = mention
            elif section not in sections and mention.is_definition:
                further.append(mention)
            sections.add(section)
        return (*mention_by_text.values(), *further[:_FURTHER])


def symbol_rows(
    formulas: Sequence[FormulaRow],
    paragraphs: Sequence[Paragraph] = (),
    general: Container[int] = frozenset(),
    aside: Set[int] = frozenset(),
) -> tuple[SymbolRow, ...]:
    """Return a row for every symbol of every formula, with the sentences that introduce it.

    ``general`` are the numbers of sections whose sentences hold in the whole paper. Sentences of sections
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
    for quote in find_quotes(paragraphs):
        key = key_there(quote.symbol)
        symbol = symbol_by_key.get(key)
        if symbol is not None:
            symbol.quotes.append(quote)
        has_entries = re.search(_HAS_ENTRIES.format(name=re.escape(quote.symbol)), quote.sentence) is not None
        for entry in entries_by_whole.get(key, ()) if has_entries else ():
            if entry.ref is not None and has_only_usual_indices(entry.ref):
                entry.of_whole.append(quote)
    numbers = {formula.label: formula.number for formula in reversed(formulas) if formula.label}
    rows: list[SymbolRow] = []
    used_names: set[str] = set()
    for symbol in symbol_by_key.values():
        typed = free_name(symbol.ref, used_names) if symbol.ref is not None else ""
        used_names.add(typed)
        place, mentions = symbol.place, symbol.mentions(numbers, general, aside)
        rows.append(SymbolRow(symbol.latex, typed, line=place.line, file=place.file, mentions=mentions))
    return tuple(rows)


# Merge several sheets of one paper: an earlier import, one by hand, the newest import.

# Fields that are taken as a whole from the newer sheet, or from the earlier one if they are empty there.
_TAKEN_WHOLE = {*PrintedPaper.__annotations__, "quoted", "figures"} - {"slug", "source", "notes"}
# What people write about a formula.
_TOLD = tuple(ExplainedFormula.__annotations__)


def merge_sheets(sheet: Paper, earlier: Paper, *, is_by_hand: bool = False) -> Paper:
    """Return ``sheet`` with the more certain rows of ``earlier``; a person's entries and decisions all stay.

    Of two texts the one with the more certain origin is kept (see ``RANK``); if both have the same origin,
    that of ``sheet``, except that a person's own stays, unless the person wrote ``sheet``, too
    (``is_by_hand``). Formulas are those of ``sheet``, and those that were typed by hand.
    """
    before = _list_earlier(sheet, earlier)
    symbols = [
        _join_symbol_rows(row, old, is_by_hand) for row, old in zip(sheet.symbols, before, strict=True)
    ]
    matched = {id(row) for row in before}
    symbols += [row for row in earlier.symbols if id(row) not in matched]
    symbols = list(_typed_apart(symbols, earlier.symbols))
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
    confirmed = {(row.of, row.code): row.confirmed for row in earlier.meanings}
    meanings = {
        row.of: replace(row, confirmed=row.confirmed or confirmed.get((row.of, row.code), ""))
        for row in (*earlier.meanings, *sheet.meanings)
    }
    links = {row.url: row for row in sheet.links}
    for row in earlier.links:
        links[row.url] = replace(row, what=row.what or links.get(row.url, row).what)
    earlier_notes = () if sheet.source.file else earlier.notes
    notes = [*earlier_notes, *sheet.notes]
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
    texts: list[tuple[str, str, Any, Any]] = []
    for row, before in zip(sheet.symbols, _list_earlier(sheet, earlier), strict=True):
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


def _typed_apart(rows: Iterable[SymbolRow], before: Iterable[SymbolRow]) -> Iterator[SymbolRow]:
    """Return the rows; a new symbol whose typed name is taken by another gets a number."""
    key_by_name = {(row.typed, row.is_called): make_spelling_key(row.symbol) for row in before if row.typed}
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


def _list_earlier(sheet: Paper, earlier: Paper) -> list[SymbolRow | None]:
    """Return the earlier row on each symbol: one that is spelled so, else one whose indices run alike."""
    spelled = {(row.symbol, row.scope): row for row in reversed(earlier.symbols)}
    present = {(row.symbol, row.scope) for row in sheet.symbols}
    others = (row for name, row in reversed(spelled.items()) if name not in present)
    alike: dict[tuple[str, int | None], SymbolRow] = {}
    for row in others:
        alike.setdefault(_find_scoped_key(row), row)
    return [spelled.get((row.symbol, row.scope)) or alike.get(_find_scoped_key(row)) for row in sheet.symbols]


def _find_scoped_key(row: SymbolRow) -> tuple[str, int | None]:
    return make_spelling_key(row.symbol), row.scope
